"""What the documented plain layouts (docs/layouts.md) share: how a line names a building, words of a short list, years, areas.

Belongs here: fields and parsers that several of these kinds use. Does not belong here: rules of one kind, or finding the building
that a line names (core.asset_reference).
"""

import re
from collections.abc import Iterable

import polars as pl

from totalplace import values as v
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Parsed, Parser, RowRule
from totalplace.sources._rows import all_null, is_total_label, note
from totalplace.values.cells import CELL, parsed_per_distinct, problem_where, trimmed

WITHHELD = "individual (withheld)"
NO_BUILDING = IssueType(
    "no building named",
    "error",
    "sender",
    "The line does not say which building it is about, so it is left out. Give our asset id, your own code, the UPRN, or name and postcode.",
)
YEAR_UNREADABLE = IssueType(
    "year of the figures unreadable",
    "error",
    "sender",
    "'{value}' cannot be read as a financial year, so the line is left out. Send it as 2024-25.",
)
PERIOD_REVERSED = IssueType(
    "period ends before it starts",
    "error",
    "sender",
    "The period {value} ends before it starts, so the line is left out. Correct the two days.",
)
FLOOR_UNIT_ASSUMED = IssueType(
    "unit of floor area not stated",
    "note",
    "sender",
    "The floor area '{value}' has no unit and was read as square metres. Put the unit in the heading.",
)

# Our own ids as core.asset_line gives them; any other word under "asset id" is the body's own code.
_OUR_ID = r"(?i)^a[0-9a-f]{12}$"

ORGANISATION = Field(
    "organisation_as_published",
    ("organisation", "organisation name", "body", "body name", "public body", "council", "authority", "authority name", "trust name", "responsible body", "owning body"),
    v.text,
    shape="organisation",
)  # fmt: skip
ORGANISATION_CODE = Field("organisation_code", ("organisation code", "body code", "authority code", "body id", "ons code", "gss code", "ods code"), v.text)  # fmt: skip
BUILDING_FIELDS: tuple[Field, ...] = (
    ORGANISATION,
    ORGANISATION_CODE,
    Field("asset_id", ("our asset id", "totalplace asset id", "totalplace id", "place asset id", "asset id", "asset identifier"), v.text),
    Field("asset_code", ("asset code", "building code", "property code", "site code", "your asset code", "your code", "property reference", "property ref", "asset reference", "asset ref", "building reference", "building ref", "site reference", "site ref", "unique asset id", "uaid", "property id", "building id", "site id"), v.text),
    Field("uprn", ("uprn", "unique property reference number", "unique property reference number uprn", "building uprn", "site uprn", "property uprn"), v.uprn, shape="uprn"),
    Field("name_as_published", ("building name", "property name", "asset name", "site name", "premises name", "name of building", "name of property", "building", "property", "premises", "site", "asset", "name"), v.text, shape="name"),
    Field("postcode", ("postcode", "post code", "building postcode", "property postcode", "site postcode", "asset postcode"), v.postcode, shape="postcode"),
)  # fmt: skip
IDENTITY = ("asset_id", "asset_code", "uprn", "name_as_published")


def names_a_building(*figures: str) -> tuple[RowRule, ...]:
    """The rules of rows that every plain layout has: total lines, rows without any of the figures, rows that name no building.

    Without `figures` a row that only names a building is not a note: it may be a line that nobody has filled in.
    """
    labels = ("asset_code", "asset_id", "name_as_published", "organisation_as_published")

    def is_total() -> pl.Expr:
        labelled = pl.any_horizontal(*(is_total_label(pl.col(name)) for name in labels))
        return all_null(("uprn", "postcode")) & labelled

    def is_note() -> pl.Expr:
        filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in labels))
        return all_null(("uprn", "postcode", *figures)) & (filled <= 1)

    notes = (RowRule("ignored", "note without a figure", is_note),) if figures else ()
    return (
        RowRule("ignored", "total line", is_total),
        *notes,
        RowRule("rejected", NO_BUILDING.code, lambda: all_null(IDENTITY)),
    )


def with_own_ids(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Of what stands under "asset id", our own ids; any other is the body's code."""
    given = pl.col("asset_id")
    is_ours = given.str.contains(_OUR_ID)
    return frame.with_columns(
        pl.when(is_ours).then(given.str.to_lowercase()).alias("asset_id"),
        pl.coalesce("asset_code", pl.when(~is_ours).then(given)).alias("asset_code"),
    )


def is_our_id(text: str) -> bool:
    """Whether it has the form of our own ids."""
    return re.fullmatch(_OUR_ID, text) is not None


def without_working(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Without the columns that only a kind's rules needed."""
    names = frame.collect_schema().names()
    return frame.drop([name for name in names if name.startswith("_") and not name.endswith(("__problem", "__text"))])


def one_of(issue: IssueType, patterns: Iterable[tuple[str, str]]) -> Parser:
    """A parser for words of a short list: the value of the first pattern (on small letters) found in the cell, else the issue."""
    listed = tuple(patterns)

    def judge(cells: pl.DataFrame) -> pl.DataFrame:
        cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("low"))
        value: pl.Expr = pl.lit(None, pl.String)
        for word, pattern in reversed(listed):
            value = pl.when(pl.col("low").str.contains(pattern)).then(pl.lit(word)).otherwise(value)
        cells = cells.with_columns(value.alias("value"))
        unread = pl.col("low").is_not_null() & pl.col("value").is_null()
        return cells.with_columns(problem_where(unread, issue).alias("problem"))

    def parse(expr: pl.Expr) -> Parsed:
        return parsed_per_distinct(expr, pl.String, judge)

    return parse


def financial_year(expr: pl.Expr) -> Parsed:
    """The year in which the April of a financial year falls: 2024-25, 2024/2025, FY24/25, 2024 to 2025, or 2024 by itself."""
    return parsed_per_distinct(expr, pl.Int64, _judge_year)


def _judge_year(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("low"))
    parts = pl.col("low").str.extract_groups(
        r"^(?:fy|f/y|financial year)?\s*(?P<a>(?:19|20)?\d{2})(?:\.0)?(?:\s*(?:-|–|/|to)\s*(?P<b>(?:19|20)?\d{2}))?$"
    )
    cells = cells.with_columns(parts.alias("parts")).unnest("parts")
    first = pl.col("a").cast(pl.Int64, strict=False)
    second = pl.col("b").cast(pl.Int64, strict=False)
    cells = cells.with_columns(
        pl.when(first >= 1900).then(first).when(second.is_not_null()).then(first + 2000).alias("year"),
        (second % 100).alias("next"),
    )
    # 2024-25 is one year on; 2024-26 is no financial year
    follows = pl.col("next").is_null() | (pl.col("next") == (pl.col("year") + 1) % 100)
    cells = cells.with_columns(pl.when(follows).then(pl.col("year")).alias("value"))
    unread = pl.col("low").is_not_null() & pl.col("value").is_null()
    return cells.with_columns(problem_where(unread, YEAR_UNREADABLE).alias("problem"))


def reversed_days(start: str, end: str, column: str, issue: IssueType) -> list[pl.Expr]:
    """The issue noted on `column` where the end lies before the start."""
    shown = pl.col(start).cast(pl.String) + " to " + pl.col(end).cast(pl.String)
    return note(column, issue, pl.col(end) < pl.col(start), shown)


def floor_area(frame: pl.LazyFrame, target: str, bare: str, *others: str) -> pl.LazyFrame:
    """`target` in square metres from whichever column has it; in `bare`, without a unit, square metres are assumed and noted."""
    cell = pl.col(bare)
    read = v.area_m2(cell)
    frame = frame.with_columns(read.value.alias("_read"), read.problem.alias("_read_problem"))
    stated = pl.coalesce(target, *others)
    is_assumed = stated.is_null() & pl.col("_read").is_not_null() & ~v.has_area_unit(cell).fill_null(False)
    frame = frame.with_columns(
        pl.coalesce(stated, "_read").alias(target),
        is_assumed.alias("_is_assumed"),
        pl.coalesce(f"{target}__problem", "_read_problem").alias(f"{target}__problem"),
        pl.coalesce(f"{target}__text", pl.when(pl.col("_read_problem").is_not_null()).then(cell)).alias(f"{target}__text"),
    )
    frame = frame.with_columns(note(target, FLOOR_UNIT_ASSUMED, pl.col("_is_assumed"), cell))
    return frame.drop("_read", "_read_problem", "_is_assumed")


def without_people(name: str) -> pl.Expr:
    """A party's name, or that it is withheld where it looks like a private person."""
    is_private = v.payee_is_private(pl.col(name)).fill_null(False)
    return pl.when(is_private).then(pl.lit(WITHHELD)).otherwise(pl.col(name)).alias(name)
