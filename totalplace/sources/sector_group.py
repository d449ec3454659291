"""Groups that stand on no register: what they do, for whom and where, in the layout of docs/layouts.md.

Belongs here: headings, age bands, names that are a person's. Does not belong here: whether a group works in the place (core.sector_line).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_sector import OLDEST_AGE, SECTOR_GROUP
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import without_working
from totalplace.sources._rows import all_null, is_total_label, note, with_status
from totalplace.sources._sector import (
    COMPANY_NOT_ONE,
    CONTACTS,
    NUMBER_NOT_ONE,
    activities,
    charity_number,
    company_number,
)

IS_A_PERSON = IssueType(
    "group named like a private person", "error", "sender", "The name of the group looks like a private person's, so the line is left out. Send the name that the group goes by."
)
AGES_NOT_READ = IssueType(
    "ages of a group unreadable", "warning", "sender", "'{value}' cannot be read as an age band. It was left blank; send it as 16-24, 60+ or all ages."
)
BELOW_NOUGHT = IssueType("people below nought", "warning", "sender", "There cannot be {value} people. The number was left blank; correct it.")
_FIELDS = (
    Field("name_as_published", ("group name", "name of group", "group", "name of the group", "organisation or group"), v.text, shape="name", is_personal=True),
    Field("charity_number", ("charity number", "registered charity number"), charity_number),
    Field("company_number", ("company number", "companies house number"), company_number),
    Field("activities", ("what they do", "what it does", "what the group does", "activity", "activities", "what we do"), activities),
    Field("for_whom", ("for whom", "who for", "who it is for", "who they help", "who it helps", "people helped", "beneficiaries"), activities),
    Field("_ages", ("ages", "age band", "age group", "age range", "for which ages"), v.text),
    Field("area_as_published", ("area of operation", "areas of operation", "area", "where they work", "where it works", "ward", "area served"), v.text),
    Field("members", ("members", "number of members", "membership"), v.integer),
    Field("volunteers", ("volunteers", "number of volunteers"), v.integer),
    Field("source_as_published", ("source", "source of information", "who says so", "where from"), v.text, is_personal=True),
    Field("as_at_on", ("as at", "as at date", "date", "last checked", "checked on", "date checked", "last updated"), v.date, shape="date"),
)  # fmt: skip


def _ages() -> tuple[pl.Expr, pl.Expr]:
    """Youngest and oldest age of a band in words; both null where one cannot be told."""
    band = pl.col("_ages").str.to_lowercase().str.replace_all(r"\b(?:aged?|ages|years?|yrs?|olds?)\b", " ").str.replace_all(r"\s+", " ").str.strip_chars()
    both = band.str.extract_groups(r"^(?P<a>\d{1,3}) ?(?:-|–|—|to) ?(?P<b>\d{1,3})$").struct.field
    upwards = band.str.extract(r"^(\d{1,3}) ?(?:\+|plus|and (?:over|above|older)|or (?:over|above|older))$", 1).cast(pl.Int64, strict=False)
    over = band.str.extract(r"^over (\d{1,3})s?$", 1).cast(pl.Int64, strict=False)
    under = band.str.extract(r"^(?:under|below) (\d{1,3})s?$", 1).cast(pl.Int64, strict=False) - 1
    is_all = band.is_in(["all", "any", "everybody", "everyone"])
    first = pl.coalesce(both("a").cast(pl.Int64, strict=False), upwards, over, pl.when(under.is_not_null() | is_all).then(pl.lit(0, pl.Int64)))
    last = pl.coalesce(both("b").cast(pl.Int64, strict=False), under, pl.when(upwards.is_not_null() | over.is_not_null() | is_all).then(pl.lit(OLDEST_AGE, pl.Int64)))
    is_whole = (last >= first) & (last <= OLDEST_AGE)
    return pl.when(is_whole).then(first), pl.when(is_whole).then(last)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    said = v.payee(pl.col("name_as_published")).struct.field
    private = said("is_private").fill_null(False)
    first, last = _ages()
    frame = with_status(frame, "rejected", IS_A_PERSON.code, private)
    frame = with_status(frame, "rejected", NUMBER_NOT_ONE.code, pl.col("charity_number__problem").is_not_null())
    frame = frame.with_columns(
        pl.when(~private).then(pl.col("name_as_published")).alias("name_as_published"),
        pl.when(~private).then(said("key")).alias("name_key"),
        pl.when(~private).then(pl.col("activities")).alias("activities"),
        pl.when(v.payee_is_private(pl.col("source_as_published")).fill_null(False)).then(pl.lit(v.MASKED)).otherwise(pl.col("source_as_published")).alias("source_as_published"),
        first.alias("age_from"),
        last.alias("age_to"),
    ).with_columns(
        *note("_ages", AGES_NOT_READ, pl.col("_ages").is_not_null() & pl.col("age_from").is_null(), pl.col("_ages")),
        *note("members", BELOW_NOUGHT, pl.col("members") < 0, pl.col("members").cast(pl.String)),
        *note("volunteers", BELOW_NOUGHT, pl.col("volunteers") < 0, pl.col("volunteers").cast(pl.String)),
    )  # fmt: skip
    frame = frame.with_columns(pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in ("members", "volunteers"))
    return without_working(frame)


SOURCE = Source(
    kind="sector_group",
    title="a list of groups that stand on no register",
    contract=SECTOR_GROUP,
    fields=_FIELDS,
    required=(("name_as_published",), ("activities",), ("area_as_published", "for_whom")),
    row_rules=(
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("name_as_published"))),
        RowRule("ignored", "note without a group", lambda: all_null(("activities", "for_whom", "area_as_published"))),
    ),
    tidy=_tidy,
    noted=("members", "volunteers"),
    issues=(IS_A_PERSON, NUMBER_NOT_ONE, COMPANY_NOT_ONE, AGES_NOT_READ, BELOW_NOUGHT),
    is_distinct=True,
    is_row_by_row=True,
    left_out=CONTACTS,
)  # fmt: skip
