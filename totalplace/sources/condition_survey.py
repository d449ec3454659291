"""Condition surveys, a line a building and survey, in the layout of docs/layouts.md.

Belongs here: grades A to D and what is none of them. Does not belong here: which survey is a building's newest (sql/mart/estate.sql).

Grades are A (good, operating efficiently), B (satisfactory), C (poor), D (bad, end of life). A grade of any other scale (numbers,
words, letters beyond D, or letters that the line says are of another scale) is never turned into one of these.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import CONDITION_SURVEY
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    IDENTITY,
    NO_BUILDING,
    names_a_building,
    with_own_ids,
    without_people,
)
from totalplace.sources._rows import note, with_status

SCALE_UNKNOWN = IssueType(
    "condition grade of an unknown scale",
    "warning",
    "sender",
    "The grade {value} is not of the scale A (good) to D (bad), and a grade of another scale is not turned into one of it. Send it as A, B, C or D.",
)
NO_GRADE = IssueType(
    "no grade given", "error", "sender", "The line gives neither a grade nor a backlog, so it is left out."
)

_FIELDS = (
    *BUILDING_FIELDS,
    Field("grade_as_published", ("condition grade", "grade", "condition", "condition category", "condition rating", "overall condition", "overall condition grade", "survey grade"), v.text),
    Field("scale_as_published", ("scale", "grade scale", "scale of grades", "grading scale", "condition scale"), v.text),
    Field("surveyed_on", ("surveyed on", "survey date", "date of survey", "date surveyed", "condition survey date", "date of condition survey", "inspected on", "inspection date", "last surveyed", "condition surveyed on"), v.date, shape="date"),
    Field("surveyor_as_published", ("surveyor", "surveyed by", "survey by", "survey firm", "inspected by", "survey company"), v.text, is_personal=True),
    Field("backlog_gbp", ("backlog", "backlog gbp", "backlog cost", "backlog cost gbp", "maintenance backlog", "maintenance backlog gbp", "required maintenance", "required maintenance gbp", "condition backlog", "condition backlog gbp"), v.money, shape="money"),
)  # fmt: skip
_GRADE = r"(?i)^(?:condition |category |grade |cat\.? )?([A-D])$"
_OUR_SCALE = r"(?i)\bA ?(?:-|–|to) ?D\b|\bA ?, ?B ?, ?C ?(?:,|or|and) ?D\b"


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    said, scale = pl.col("grade_as_published"), pl.col("scale_as_published")
    is_ours = scale.is_null() | scale.str.contains(_OUR_SCALE)
    grade = pl.when(is_ours).then(said.str.extract(_GRADE, 1).str.to_uppercase())
    frame = with_own_ids(frame).with_columns(grade.alias("grade"))
    shown = pl.concat_str(pl.lit("'") + said + "'", pl.lit("(scale ") + scale + ")", separator=" ", ignore_nulls=True)
    unknown = said.is_not_null() & pl.col("grade").is_null()
    frame = frame.with_columns(*note("grade_as_published", SCALE_UNKNOWN, unknown, shown), without_people("surveyor_as_published"))
    has_backlog = pl.col("backlog_gbp").is_not_null()
    frame = with_status(frame, "rejected", SCALE_UNKNOWN.code, unknown & ~has_backlog)
    return with_status(frame, "rejected", NO_GRADE.code, said.is_null() & ~has_backlog)


SOURCE = Source(
    kind="condition_survey",
    lists_premises=True,
    title="a return of condition surveys",
    contract=CONDITION_SURVEY,
    fields=_FIELDS,
    required=(IDENTITY, ("grade_as_published",), ("surveyed_on",)),
    money_column="backlog_gbp",
    row_rules=names_a_building("grade_as_published", "surveyed_on", "backlog_gbp"),
    tidy=_tidy,
    issues=(SCALE_UNKNOWN, NO_GRADE, NO_BUILDING),
    settings=("body_id",),
    is_distinct=True,
)
