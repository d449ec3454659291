"""Who is in a cohort in a year, as people or as families, and what each costs each agency.

Belongs here: membership, and the costs that count. Does not belong here: what a hypothesis may say (hypotheses.py), or how the costs are
spread (concentration.py).

A person is in a cohort in a financial year who in it has a contact that meets all that is given; a family is, if one of it is. All costs of the
year then count, those of other contacts too, and those of all of the family: the question is what these people cost, not what the
contacts cost by which they are known. Of birth only the year is kept: whose age is asked for is as old as the year's first less that of birth.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from totalplace.contracts.customers import PERSON
from totalplace.hypotheses import Cohort

COST_COLUMNS = ("pence", "low_pence", "high_pence", "marginal_pence")


def whole_years(windows: Sequence[tuple[date, date]], today: date) -> tuple[int, ...]:
    """The financial years that lie wholly within each of the periods that agreements cover, and are over."""
    if not windows:
        return ()
    first, last = max(begins for begins, _ in windows), min([*(ends for _, ends in windows), today])
    return tuple(fy for fy in range(first.year - 1, last.year + 1) if first <= date(fy, 4, 1) and date(fy + 1, 3, 31) <= last)


def members(costed: pl.DataFrame, people: pl.DataFrame, cohort: Cohort, unit: str) -> pl.DataFrame:
    """period, person_no, unit_no: everybody of each unit of the cohort who has a contact in the year.

    unit_no is the person's own number, or that of the family. costed: as cost() gives it; people: person_no, household_no, born_year.
    """
    return _members(costed.lazy().with_columns(is_asked=_meets(cohort)), people, cohort, unit)


def ledger(costed: pl.DataFrame, cohort: Cohort, periods: Sequence[int]) -> pl.DataFrame:
    """period, record_no, person_no, agency, theme, is_asked, and COST_COLUMNS: the costs of everybody in these years, added up.

    is_asked: there is a contact of the cohort among them. A record is of one agency. Where no marginal cost is known the average
    stands for it: what could be avoided is told at its most.
    """
    costs = (pl.col("average_pence").alias("pence"), pl.col("low_pence"), pl.col("high_pence"), pl.coalesce("marginal_pence", "average_pence").alias("marginal_pence"))
    return (
        costed.lazy()
        .filter(pl.col("period").is_in(list(periods)))
        .group_by("record_no", "period", "theme")
        .agg(pl.col("person_no", "agency").first(), _meets(cohort).any().alias("is_asked"), *(cost.sum() for cost in costs))
        .select("period", "record_no", "person_no", "agency", "theme", "is_asked", *COST_COLUMNS)
        .sort("period", "record_no", "theme")
        .collect()
    )


def relinked(entries: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The same ledger with records put together to people otherwise. links: record_no, person_no."""
    return entries.drop("person_no").join(links.select("record_no", "person_no"), on="record_no", maintain_order="left").select(entries.columns)


def units(entries: pl.DataFrame, people: pl.DataFrame, cohort: Cohort, unit: str) -> pl.DataFrame:
    """period, unit_no, agency, theme, is_asked and COST_COLUMNS: a ledger of the units of a cohort. is_asked: these contacts alone would put the unit into it."""
    asked = _asked(entries.lazy(), people, cohort).with_columns(is_member=pl.lit(True))
    of_members = entries.lazy().join(_members(entries.lazy(), people, cohort, unit).lazy(), on=["period", "person_no"])
    return (
        of_members.join(asked, on=["period", "person_no"], how="left")
        .group_by("period", "unit_no", "agency", "theme")
        .agg((pl.col("is_asked") & pl.col("is_member").fill_null(False)).any(), pl.col(COST_COLUMNS).sum())
        .sort("period", "unit_no", "agency", "theme")
        .collect()
    )


def without(of_units: pl.DataFrame, agency: str) -> pl.DataFrame:
    """units() as it would be if an agency had sent nothing: who is in the cohort by its contacts alone is not."""
    rest = of_units.filter(pl.col("agency") != agency)
    if rest["is_asked"].all():
        return rest
    still = rest.lazy().filter("is_asked").select("period", "unit_no").unique()
    return rest.lazy().join(still, on=["period", "unit_no"], how="semi", maintain_order="left").collect()


def _asked(entries: pl.LazyFrame, people: pl.DataFrame, cohort: Cohort) -> pl.LazyFrame:
    """period, person_no: who has a contact that meets what is given, and is of the age."""
    found = entries.filter("is_asked").select("period", "person_no").unique()
    if cohort.youngest is None and cohort.oldest is None:
        return found
    age = pl.col("period") - pl.col("born_year")
    found = found.join(people.lazy().select("person_no", "born_year"), on="person_no").filter(age >= (cohort.youngest or 0))
    return (found if cohort.oldest is None else found.filter(age <= cohort.oldest)).select("period", "person_no")


def _members(entries: pl.LazyFrame, people: pl.DataFrame, cohort: Cohort, unit: str) -> pl.DataFrame:
    found = _asked(entries, people, cohort)
    if unit == PERSON:
        return found.with_columns(unit_no="person_no").sort("period", "person_no").collect()
    families = _families(people)
    in_cohort = found.join(families, on="person_no").select("period", "unit_no").unique()
    known = entries.select("period", "person_no").unique().join(families, on="person_no")
    return known.join(in_cohort, on=["period", "unit_no"], how="semi").sort("period", "person_no").select("period", "person_no", "unit_no").collect()


def _meets(cohort: Cohort) -> pl.Expr:
    meets = pl.lit(True)
    if cohort.substances:
        meets = meets & pl.col("substance").is_in(cohort.substances)
    if cohort.services:
        meets = meets & pl.col("service").is_in(cohort.services)
    return meets.fill_null(False)


def _families(people: pl.DataFrame) -> pl.LazyFrame:
    """person_no, unit_no: who belongs to no household that is known is a family of one, numbered after all households."""
    beyond = pl.col("household_no").max().fill_null(-1) + 1
    return people.lazy().select("person_no", unit_no=pl.coalesce("household_no", beyond + pl.col("person_no")))


def contact_values(costed: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
    """period, agency, theme, pence, contacts: how many contacts of members have which cost, by rising cost. `of`: members()."""
    return (
        costed.lazy()
        .select("period", "person_no", "agency", "theme", pence="average_pence")
        .join(of.lazy().select("period", "person_no"), on=["period", "person_no"], how="semi")
        .group_by("period", "agency", "theme", "pence")
        .agg(contacts=pl.len().cast(pl.Int64))
        .sort("period", "agency", "theme", "pence")
        .collect()
    )
