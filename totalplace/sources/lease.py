"""Leases and their events, a line a lease or an event of one, in the layout of docs/layouts.md.

Belongs here: term, breaks, notice, rent and parties of a line. Does not belong here: lines of one lease put together (core.lease).

Lease terms are for the partners, never public. A party that looks like a private person is withheld.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import LEASE
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Parsed, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    FLOOR_UNIT_ASSUMED,
    IDENTITY,
    NO_BUILDING,
    floor_area,
    names_a_building,
    one_of,
    reversed_days,
    with_own_ids,
    without_people,
    without_working,
)
from totalplace.sources._rows import with_status
from totalplace.values.cells import CELL, parsed_per_distinct, problem_where, trimmed

ENDS_BEFORE_START = IssueType(
    "lease ends before it starts",
    "warning",
    "sender",
    "The term {value} ends before it starts. Its end was left blank, so its expiry is not known; correct the two days.",
)
BREAKS_UNREADABLE = IssueType(
    "break dates unreadable",
    "warning",
    "sender",
    "'{value}' holds something that is no date. The dates that could be read were kept. Send them as 2027-03-31; 2029-03-31.",
)
NOTICE_UNREADABLE = IssueType(
    "notice unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as a number of months and was left blank. Send the months as a whole number.",
)
ROLE_UNKNOWN = IssueType(
    "role in the lease not known",
    "warning",
    "sender",
    "'{value}' says neither that the body is the landlord nor that it is the tenant. It was left blank.",
)
NO_TERMS = IssueType(
    "no lease terms given",
    "error",
    "sender",
    "The line gives no day, rent or event of a lease, so it is left out.",
)

_ROLE = one_of(
    ROLE_UNKNOWN,
    (
        ("tenant", r"\btenant\b|\blessee\b|\bleased? in\b|\bleasehold\b|\bheld\b"),
        ("landlord", r"\blandlord\b|\blessor\b|\bleased? out\b|\blet out\b|\bgranted\b"),
    ),
)


def _break_dates(expr: pl.Expr) -> Parsed:
    """Days of one cell, parted by a comma, a semicolon, a line or "and", as ISO dates in order."""
    return parsed_per_distinct(expr, pl.String, _judge_breaks)


def _judge_breaks(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_row_index("nth").with_columns(trimmed(pl.col(CELL)).alias("text"))
    parts = (
        cells.select("nth", pl.col("text").str.replace_all(r"[;,\n&]|\band\b", ";").str.split(";").alias("part"))
        .explode("part", empty_as_null=True)
        .with_columns(trimmed(pl.col("part")).alias("part"))
        .drop_nulls("part")
    )
    parts = parts.with_columns(v.term_end(pl.col("part")).value.alias("day"))
    found = parts.group_by("nth").agg(
        pl.col("day").drop_nulls().unique().sort().cast(pl.String).str.join(", ").alias("value"),
        pl.col("day").is_null().any().alias("is_bad"),
    )
    cells = cells.join(found, on="nth", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("value") != "").then(pl.col("value")).alias("value")
    )
    return cells.with_columns(problem_where(pl.col("is_bad").fill_null(False), BREAKS_UNREADABLE).alias("problem"))


def _notice(expr: pl.Expr) -> Parsed:
    """Months: "6", "6 months", "1 year"."""
    return parsed_per_distinct(expr, pl.Int64, _judge_notice)


def _judge_notice(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("low"))
    months = pl.col("low").str.extract(r"^(\d{1,3})(?:\.0)?\s*(?:calendar )?(?:months?|mths?)?(?:['’]? notice)?$", 1)
    years = pl.col("low").str.extract(r"^(\d{1,2})\s*(?:years?|yrs?)(?:['’]? notice)?$", 1)
    value = pl.coalesce(months.cast(pl.Int64, strict=False), years.cast(pl.Int64, strict=False) * 12)
    cells = cells.with_columns(value.alias("value"))
    unread = pl.col("low").is_not_null() & pl.col("value").is_null()
    return cells.with_columns(problem_where(unread, NOTICE_UNREADABLE).alias("problem"))


_FIELDS = (
    *BUILDING_FIELDS,
    Field("lease_code", ("lease code", "lease reference", "lease ref", "lease id", "lease number", "tenancy reference", "tenancy ref", "agreement reference"), v.text),
    Field("demise_as_published", ("demise", "part let", "demised premises", "part of building", "area let description"), v.text),
    Field("area_m2", ("area let m2", "demise area m2", "leased area m2", "let area m2"), v.area_m2, shape="area"),
    Field("_square_feet", ("area let sq ft", "demise area sq ft", "leased area sq ft", "let area sq ft", "area let square feet"), v.area_square_feet_as_m2, shape="area"),
    Field("_acres", ("area let acres", "leased area acres", "demise area acres"), v.area_acres_as_m2, shape="area"),
    Field("_area", ("area let", "demise area", "leased area", "let area"), v.text),
    Field("role", ("role", "role of the body", "landlord or tenant", "lease in or out", "direction"), _ROLE),
    Field("landlord_as_published", ("landlord", "landlord name", "lessor", "head landlord"), v.text, is_personal=True),
    Field("tenant_as_published", ("tenant", "tenant name", "lessee", "let to"), v.text, is_personal=True),
    Field("starts_on", ("term from", "lease start", "lease start date", "lease from", "lease commencement", "lease commencement date", "term start", "term start date", "commencement date", "start of term"), v.date, shape="date"),
    Field("ends_on", ("term to", "lease end", "lease end date", "lease to", "lease expiry", "lease expiry date", "term end", "term end date", "end of term", "expiry date"), v.term_end, shape="date"),
    Field("break_dates", ("break dates", "break date", "breaks", "break clause date", "break clause dates", "break option date", "next break", "tenant break date"), _break_dates),
    Field("notice_months", ("notice months", "break notice months", "notice period months", "notice period", "break notice", "notice"), _notice),
    Field("rent_a_year_gbp", ("rent a year", "rent a year gbp", "annual rent", "annual rent gbp", "rent pa", "rent pa gbp", "passing rent", "passing rent gbp", "rent per annum", "rent per annum gbp", "current rent", "current rent gbp", "rent per year gbp"), v.money, shape="money"),
    Field("event_as_published", ("event", "lease event", "event type", "lease event type"), v.text),
    Field("event_on", ("event on", "event date", "lease event date", "date of event"), v.date, shape="date"),
)  # fmt: skip
_TERMS = ("starts_on", "ends_on", "break_dates", "rent_a_year_gbp", "event_on")


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = floor_area(with_own_ids(frame), "area_m2", "_area", "_square_feet", "_acres")
    frame = frame.with_columns(
        *reversed_days("starts_on", "ends_on", "ends_on", ENDS_BEFORE_START),
        without_people("landlord_as_published"),
        without_people("tenant_as_published"),
    )
    is_reversed = (pl.col("ends_on") < pl.col("starts_on")).fill_null(False)
    nothing = pl.all_horizontal(*(pl.col(name).is_null() for name in _TERMS))
    frame = with_status(frame, "rejected", NO_TERMS.code, nothing)
    return without_working(frame.with_columns(pl.when(~is_reversed).then(pl.col("ends_on")).alias("ends_on")))


SOURCE = Source(
    kind="lease",
    lists_premises=True,
    title="a list of leases",
    contract=LEASE,
    fields=_FIELDS,
    required=(
        IDENTITY,
        ("starts_on", "ends_on", "break_dates", "event_on"),
        ("landlord_as_published", "tenant_as_published", "rent_a_year_gbp", "lease_code"),
    ),
    row_rules=names_a_building("lease_code", *_TERMS),
    noted=("area_m2",),
    tidy=_tidy,
    issues=(ENDS_BEFORE_START, BREAKS_UNREADABLE, NOTICE_UNREADABLE, ROLE_UNKNOWN, NO_TERMS, NO_BUILDING, FLOOR_UNIT_ASSUMED),
    settings=("body_id",),
    is_distinct=True,
)  # fmt: skip
