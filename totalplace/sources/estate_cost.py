"""Running cost and required maintenance of buildings, a line a building and financial year, in the layout of docs/layouts.md.

Belongs here: the parts of a running cost, and whether they make its total. Does not belong here: which of several years or sources
a building is shown with (sql/mart/estate_cost.sql).

Running cost is repairs, energy, rent, rates, water, cleaning, insurance and grounds; capital charges and recharges are no part of it.
A total and parts that contradict each other are both left out of the figure: nobody knows which of them is right.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import COST_PARTS, ESTATE_COST
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    IDENTITY,
    NO_BUILDING,
    YEAR_UNREADABLE,
    financial_year,
    names_a_building,
    with_own_ids,
    without_working,
)
from totalplace.sources._rows import note, with_status

PARTS_DIFFER = IssueType(
    "parts do not add up to the total",
    "warning",
    "sender",
    "{value}. The running cost was left blank, as nobody can tell which is right. Correct the total or the parts; without a total the parts are added.",
)
NO_FIGURE = IssueType(
    "no cost given",
    "error",
    "sender",
    "The line gives neither a running cost nor required maintenance, so it is left out.",
)
_PARTS = tuple(f"{part}_gbp" for part in COST_PARTS)
# Each part and the total may have been rounded to the whole pound: half a pound each way.
_HALF_POUND = pl.lit("0.50").cast(v.MONEY)


def _part(part: str, *words: str) -> Field:
    aliases = tuple(f"{word}{end}" for word in (part, *words) for end in ("", " gbp", " cost", " cost gbp", " costs", " costs gbp"))
    return Field(f"{part}_gbp", aliases, v.money, shape="money")


_FIELDS = (
    *BUILDING_FIELDS,
    Field("fy", ("financial year", "year", "fy", "cost year", "year of cost"), financial_year),
    Field("running_cost_gbp", ("running cost", "running cost gbp", "total running cost", "total running cost gbp", "running costs", "running costs gbp", "total running costs", "total running costs gbp", "annual running cost", "annual running cost gbp", "running cost total", "running cost total gbp"), v.money, shape="money"),
    Field("_thousands", ("running cost gbp000", "total running cost gbp000", "running costs gbp000", "total running costs gbp000"), v.money_thousands, shape="money"),
    _part("repairs", "repairs and maintenance", "day to day repairs", "maintenance and repairs"),
    _part("energy", "energy and fuel", "utilities energy"),
    _part("rent", "rent paid"),
    _part("rates", "business rates", "non domestic rates"),
    _part("water", "water and sewerage"),
    _part("cleaning"),
    _part("insurance"),
    _part("grounds", "grounds maintenance"),
    Field("required_maintenance_gbp", ("required maintenance", "required maintenance gbp", "maintenance backlog", "maintenance backlog gbp", "backlog maintenance", "backlog maintenance gbp", "total required maintenance", "total required maintenance gbp"), v.money, shape="money"),
    Field("_maintenance_thousands", ("required maintenance gbp000", "maintenance backlog gbp000", "backlog maintenance gbp000"), v.money_thousands, shape="money"),
)  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    stated_fy = pl.col("setting__fy").cast(pl.Int64, strict=False)
    frame = with_own_ids(frame).with_columns(
        pl.when(pl.col("fy__problem").is_null()).then(pl.coalesce("fy", stated_fy)).alias("fy"),
        pl.coalesce("running_cost_gbp", "_thousands").alias("running_cost_gbp"),
        pl.coalesce("required_maintenance_gbp", "_maintenance_thousands").alias("required_maintenance_gbp"),
    )
    given = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.Int32) for name in _PARTS))
    unread = pl.any_horizontal(*(pl.col(f"{name}__problem").is_not_null() & pl.col(name).is_null() for name in _PARTS))
    added = pl.sum_horizontal(*(pl.col(name).fill_null(0) for name in _PARTS)).cast(v.MONEY)
    frame = frame.with_columns(given.alias("_given"), added.alias("_added"), unread.alias("_unread"))
    total = pl.col("running_cost_gbp")
    is_whole = pl.col("_given") == len(_PARTS)
    # in thousands the total is rounded to the thousand
    rounding = pl.when(pl.col("_thousands").is_not_null()).then(500).otherwise(0) + (pl.col("_given") + 1) * _HALF_POUND
    over = (pl.col("_added") - total) > rounding
    under = (total - pl.col("_added")) > rounding
    has_credit = pl.any_horizontal(*((pl.col(name) < 0).fill_null(False) for name in _PARTS))
    # where some parts are not stated, they may be less than the total, and more only by a credit that is not shown
    differ = total.is_not_null() & (pl.col("_given") > 0) & ((over & (is_whole | ~has_credit)) | (under & is_whole))
    shown = pl.lit("The parts make £") + pl.col("_added").cast(pl.String) + ", the total says £" + total.cast(pl.String)
    total_unread = total.is_null() & (pl.col("running_cost_gbp__problem").is_not_null() | pl.col("_thousands__problem").is_not_null())
    frame = frame.with_columns(differ.fill_null(False).alias("_differ"), total_unread.alias("_total_unread"))
    frame = frame.with_columns(*note("running_cost_gbp", PARTS_DIFFER, pl.col("_differ"), shown))
    # parts stand in for a total that nobody gave, never for one that cannot be read
    use_parts = total.is_null() & ~pl.col("_total_unread") & (pl.col("_given") > 0)
    frame = frame.with_columns(
        pl.when(pl.col("_differ")).then(None).when(use_parts).then(pl.col("_added")).otherwise(total).alias("running_cost_gbp"),
        pl.when(pl.col("_differ") | pl.col("_total_unread")).then(None)
        .when(total.is_not_null()).then(pl.lit("total stated"))
        .when(use_parts & is_whole).then(pl.lit("sum of all parts"))
        .when(use_parts).then(pl.lit("sum of some parts"))
        .alias("running_cost_basis"),
    )  # fmt: skip
    nothing = total.is_null() & pl.col("required_maintenance_gbp").is_null() & (pl.col("_given") == 0)
    unreadable = pl.col("_total_unread") | pl.col("_unread") | pl.col("required_maintenance_gbp__problem").is_not_null()
    frame = with_status(frame, "rejected", NO_FIGURE.code, nothing & ~unreadable)
    frame = with_status(frame, "rejected", "no cost can be read", nothing)
    return without_working(frame)


SOURCE = Source(
    kind="estate_cost",
    lists_premises=True,
    title="a return of running cost and required maintenance",
    contract=ESTATE_COST,
    fields=_FIELDS,
    required=(IDENTITY, ("fy",), ("running_cost_gbp", "_thousands", *_PARTS, "required_maintenance_gbp", "_maintenance_thousands")),
    money_column="running_cost_gbp",
    row_rules=names_a_building("fy", "running_cost_gbp", "_thousands", *_PARTS, "required_maintenance_gbp", "_maintenance_thousands"),
    noted=("running_cost_gbp",),
    tidy=_tidy,
    issues=(PARTS_DIFFER, NO_FIGURE, NO_BUILDING, YEAR_UNREADABLE),
    settings=("fy", "body_id"),
    is_distinct=True,
)  # fmt: skip
