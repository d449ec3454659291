"""Who the people are that records were put together to, as far as anything is worked out of it: year of birth, sex, where they live.

Belongs here: choosing one value where records differ. Does not belong here: putting records together (linkage.py), or anything that leaves the
restricted store.
"""

import polars as pl

PEOPLE = {
    "person_no": pl.Int64(),
    "household_no": pl.Int64(),
    "born_year": pl.Int64(),
    "sex": pl.String(),
    "lsoa_code": pl.String(),
    "msoa_code": pl.String(),
    "lad_code": pl.String(),
}


def people_of(records: pl.DataFrame, links: pl.DataFrame, households: pl.DataFrame, postcodes: pl.DataFrame) -> pl.DataFrame:
    """PEOPLE, by person_no.

    records: as read; links: record_no, person_no; households: person_no, household_no; postcodes: core.postcode. Of values that differ the one that
    most records have counts; of as many the first in order, so that it does not depend on which file was read first.
    """
    said = records.lazy().select("record_no", born_year=pl.col("born_on").dt.year().cast(pl.Int64), sex="sex", postcode="postcode")
    of_person = said.join(links.lazy().select("record_no", "person_no"), on="record_no")
    everybody = links.lazy().select("person_no").unique()
    for name in ("born_year", "sex", "postcode"):
        everybody = everybody.join(_most_said(of_person, name), on="person_no", how="left")
    areas = postcodes.lazy().select(pl.col("postcode").str.replace_all(" ", "", literal=True), "lsoa_code", "msoa_code", "lad_code")
    return (
        everybody.join(areas, on="postcode", how="left")
        .join(households.lazy().select("person_no", "household_no"), on="person_no", how="left")
        .select(pl.col(name).cast(dtype) for name, dtype in PEOPLE.items())
        .sort("person_no")
        .collect()
    )


def _most_said(of_person: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """person_no and the value that most of the person's records have."""
    return (
        of_person.filter(pl.col(name).is_not_null())
        .group_by("person_no", name)
        .agg(records=pl.len())
        .sort("person_no", "records", name, descending=[False, True, False])
        .unique("person_no", keep="first", maintain_order=True)
        .select("person_no", name)
    )
