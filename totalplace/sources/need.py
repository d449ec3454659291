"""Tables of need: how many people of a group and an age band are in need, by area and period, in the layout of docs/layouts.md.

Belongs here: headings, what publishers withhold, people of whom it is not known. Does not belong here: areas (core.provision_line), or
whether there are places enough (analysis/provision.py).

An age band is part of the figure: a line without one is left out, as nobody could say later of whom it speaks.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_provision import NEED
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Parsed, RowRule, Source
from totalplace.sources._cohorts import (
    AGES,
    AGES_REVERSED,
    AGES_UNREADABLE,
    COHORT,
    DAYS_REVERSED,
    GIVEN_AGES,
    GIVEN_PERIOD,
    NEET,
    NO_PERIOD,
    PERIOD,
    cohort_of,
    with_ages,
    with_period,
)
from totalplace.sources._plain import reversed_days, without_working
from totalplace.sources._rows import all_null, is_heading_again, is_total_label, note, with_status
from totalplace.values.cells import CELL, parsed_per_distinct, problem_where, trimmed
from totalplace.values.problems import NUMBER_UNREADABLE

AGES_NEEDED = IssueType("need without an age band", "error", "sender", "The line does not say of which ages its people are, so it is left out. Send the youngest and the oldest age.")
NO_COHORT = IssueType("need not named", "error", "sender", "The line does not say which people it counts, so it is left out. Name the group: NEET, for one.")
NO_AREA = IssueType("area of need not given", "error", "sender", "The line does not say where its people live, so it is left out. Give the area's code or name.")
NO_PEOPLE = IssueType("no people counted", "error", "sender", "The line has no number of people that can be read, so it is left out.")
WITHHELD_BY_PUBLISHER = IssueType("number withheld by the publisher", "note", "nobody", "'{value}' stands for a number too small to show. It is not known here, which is not nought.")
NOT_KNOWN_MISSING = IssueType(
    "not known not told apart", "note", "sender",
    "The line does not say of how many young people it is not known what they do. They are not counted as in need. Send the number in a column of its own.",
    told_once_a="table",
)  # fmt: skip
MONTHS_MISSING = IssueType(
    "months averaged not stated", "note", "sender", "The line does not say which months its number of young people is the average of. Official figures average December to February; say which yours does.",
    told_once_a="table",
)

_SUPPRESSED = r"^(?:\*+|c|x|z|u|s|suppressed|low|\[(?:c|x|low)\]|:|<\s?\d+|fewer than \d+|less than \d+|too few.*)$"


def _people(expr: pl.Expr) -> Parsed:
    """A number of people; what stands for one that the publisher withheld is a note."""
    return parsed_per_distinct(expr, pl.Float64, _judge_people)


def _judge_people(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("low"))
    number = pl.col("low").str.replace_all(",", "").str.extract(r"^(\d+(?:\.\d+)?)$", 1).cast(pl.Float64, strict=False)
    is_hidden = pl.col("low").str.contains(_SUPPRESSED).fill_null(False)
    cells = cells.with_columns(number.alias("value"), is_hidden.alias("hidden"))
    unread = pl.col("low").is_not_null() & pl.col("value").is_null() & ~pl.col("hidden")
    return cells.with_columns(pl.coalesce(problem_where(pl.col("hidden"), WITHHELD_BY_PUBLISHER), problem_where(unread, NUMBER_UNREADABLE)).alias("problem"))


_FIELDS = (
    COHORT,
    *AGES,
    Field("area_as_published", ("area code", "area", "area name", "district", "district code", "local authority", "local authority code", "la code", "la name", "ward", "ward code", "lad code", "gss code"), v.text),
    Field("people", ("people in need", "in need", "need count", "number in need", "neet", "number neet", "neet number", "neets", "young people neet", "average neet", "count of people in need", "people"), _people, is_told_by_heading=True),
    Field("not_known", ("not known", "activity not known", "number not known", "unknown", "whereabouts not known", "destination not known"), _people),
    Field("people_or_not_known", ("neet or not known", "neet and not known", "neet or activity not known", "in need or not known", "number neet or not known"), _people, is_told_by_heading=True),
    Field("people_of_age", ("people of that age", "people of this age", "all people of that age", "cohort size", "number in cohort", "young people", "population of that age", "population"), _people),
    Field("months_averaged", ("months averaged", "months", "average of", "average of months", "averaged over"), v.text),
    Field("source_as_published", ("source", "data source", "source of figure", "where from"), v.text),
    *PERIOD,
)  # fmt: skip
_COUNTS = ("people", "not_known", "people_or_not_known")


def _is_total() -> pl.Expr:
    labelled = pl.any_horizontal(is_total_label(pl.col("area_as_published")), is_total_label(pl.col("cohort_as_published")))
    alone = pl.col("area_as_published").is_null() & pl.col("cohort_as_published").is_null() & pl.col("_ages").is_null() & pl.col("age_from").is_null()
    return labelled | (alone & pl.any_horizontal(*(pl.col(name).is_not_null() for name in _COUNTS)))


def _is_heading() -> pl.Expr:
    return pl.any_horizontal(*(is_heading_again(entry.column, entry.aliases) for entry in _FIELDS if entry.column in _COUNTS))


def _is_note() -> pl.Expr:
    return all_null((*_COUNTS, "age_from", "age_to", "from_on")) & pl.col("_ages").is_null()


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    said = pl.concat_str("people__heading", "people_or_not_known__heading", separator=" ", ignore_nulls=True)
    by_heading = pl.when(said.str.contains("neet")).then(pl.lit(NEET))
    frame = with_period(with_ages(frame))
    both, unknown = pl.col("people_or_not_known"), pl.col("not_known")
    apart = pl.when((both >= unknown).fill_null(False)).then(both - unknown)
    hidden = pl.any_horizontal(*(pl.col(f"{name}__problem") == WITHHELD_BY_PUBLISHER.code for name in ("people", "people_or_not_known")))
    frame = frame.with_columns(
        pl.coalesce(cohort_of(pl.col("cohort_as_published")), by_heading).alias("cohort"),
        pl.coalesce("people", apart).alias("people"),
        hidden.fill_null(False).alias("is_withheld_by_publisher"),
    )
    is_neet = (pl.col("cohort") == NEET).fill_null(False)
    frame = frame.with_columns(
        *note("not_known", NOT_KNOWN_MISSING, is_neet & unknown.is_null() & pl.col("people").is_not_null(), pl.lit(None, pl.String)),
        *note("months_averaged", MONTHS_MISSING, is_neet & pl.col("months_averaged").is_null(), pl.lit(None, pl.String)),
        *reversed_days("from_on", "to_on", "to_on", DAYS_REVERSED),
    )
    frame = with_status(frame, "rejected", NO_COHORT.code, pl.col("cohort").is_null())
    frame = with_status(frame, "rejected", AGES_NEEDED.code, pl.col("age_from").is_null())
    frame = with_status(frame, "rejected", NO_AREA.code, pl.col("area_as_published").is_null())
    frame = with_status(frame, "rejected", NO_PERIOD.code, pl.col("from_on").is_null() | pl.col("to_on").is_null())
    frame = with_status(frame, "rejected", DAYS_REVERSED.code, pl.col("to_on") < pl.col("from_on"))
    frame = with_status(frame, "rejected", NO_PEOPLE.code, pl.coalesce(*_COUNTS).is_null() & ~pl.col("is_withheld_by_publisher"))
    return without_working(frame).drop("age_basis", "people__heading", "people_or_not_known__heading")


SOURCE = Source(
    kind="need",
    title="a table of people in need, by area",
    contract=NEED,
    fields=_FIELDS,
    required=(("people", "people_or_not_known"), GIVEN_AGES, ("area_as_published",), GIVEN_PERIOD),
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("ignored", "heading repeated", _is_heading),
        RowRule("ignored", "note without a figure", _is_note),
    ),
    tidy=_tidy,
    noted=("age_from", "age_to", "to_on", "not_known", "months_averaged"),
    issues=(AGES_NEEDED, NO_COHORT, NO_AREA, NO_PEOPLE, WITHHELD_BY_PUBLISHER, NOT_KNOWN_MISSING, MONTHS_MISSING, AGES_UNREADABLE, AGES_REVERSED, DAYS_REVERSED, NO_PERIOD),
    settings=("fy", "body_id"),
    is_national=True,
    is_distinct=True,
    outweighs=("area_statistic", "payments"),
    is_row_by_row=True,
)
