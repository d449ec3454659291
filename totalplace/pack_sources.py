"""What each page of the board pack rests on: which data, of whom and of when, and which assumptions.

Belongs here: finding them for a page. Does not belong here: how they are shown (mapping/pack_ending.py), or the pages.

Of the partners' edition the data are those of the files that are in the publication; the public does not see which files there are, so its
pages name what public tables say of each body.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from totalplace.pack_edition import Edition
from totalplace.scrutiny_pack import in_force, named_by

if TYPE_CHECKING:
    from totalplace.mapping.pack_ending import Dataset

# where the days or years that lines of a file describe are told: table, columns
_DAYS = {
    "mart.return_line": ("fy",), "mart.spend_line": ("fy",), "core.listing": ("as_at_on",), "mart.utilisation": ("period_from_on", "period_to_on"), "core.nhs_estate_line": ("fy",),
    "mart.estate_cost": ("running_cost_fy", "required_maintenance_fy"), "mart.building_evidence": ("certificate_on",), "mart.building_correction": ("confirmed_on",), "mart.contract": ("as_at_on",),
    "mart.outcome": ("period_starts_on", "period_ends_on"), "mart.grant": ("fy",), "mart.licensed_premises": ("as_at_on",), "mart.provision": ("from_on", "to_on"),
}  # fmt: skip
_RETURNS = ("revenue_outturn", "police_return", "fire_return", "nhs_return", "central_return")


@dataclass(frozen=True)
class Behind:
    """What one sort of page rests on: kinds of sources, and the tables whose steps name its assumptions, as far as their names begin so."""

    kinds: tuple[str, ...]
    tables: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()


ESTATE = Behind(
    ("property_register", "school", "facility", "nhs_estate", "building_confirmation", "building_outline", "energy_certificate", "measured_use", "occupation_return", "estate_cost", "condition_survey", "lease", "building_constraint"),
    ("mart.estate", "mart.utilisation_latest", "mart.cluster", "mart.cluster_member", "mart.estate_option"),
    ("analysis.utilisation", "analysis.plan", "analysis.measured", "mart.utilisation", "mart.cluster", "mart.estate"),
)  # fmt: skip
SPENDING = Behind((*_RETURNS, "payments", "contract"), ("mart.spend_count", "mart.transfer", "mart.supplier_overlap", "mart.joint_procurement"), ("core.outturn", "core.plain_spend", "core.spend_return", "analysis.transfer", "analysis.supplier", "mart.return_line", "mart.spend_line", "mart.supplier"))
POOLS = Behind((*_RETURNS, "area_statistic"), ("mart.pool_scenario", "mart.pool_frontier"), ("mart.pool_", "analysis.pool"))
OUTCOMES = Behind(("outcome", *_RETURNS), ("mart.outcome", "mart.outcome_theme"), ("mart.outcome", "mart.spend_theme"))
PEOPLE = Behind(("licensed_premises",))


def datasets(edition: Edition, behind: Behind) -> "list[Dataset]":
    """What was sent of these kinds and is in the publication, by sender."""
    from totalplace.mapping.pack_ending import Dataset

    if edition.is_public:
        return _for_everybody(edition, behind)
    names = dict(edition.table("ref.body").select("body_id", "name").iter_rows())
    used = (
        edition.table("ops.source_part").filter(pl.col("kind").is_in(behind.kinds) & (pl.col("rows_loaded") > 0))
        .join(edition.table("ops.source_file").select("source_file_id", "sender", "licence"), on="source_file_id")
        .join(_days(edition), on="source_file_id", how="left")
        .group_by("sender", "kind")
        .agg(pl.col("first").min(), pl.col("last").max(), pl.col("source_file_id").n_unique().alias("files"), pl.col("rows_loaded").sum().alias("lines"), pl.col("licence").drop_nulls().unique().sort())
    )  # fmt: skip
    found = [
        Dataset(names.get(each["sender"], each["sender"]), each["kind"], each["first"], each["last"], each["files"], each["lines"], ", ".join(each["licence"]) or None)
        for each in used.iter_rows(named=True)
    ]
    return sorted(found, key=lambda each: (each.sender, each.kind))


def _days(edition: Edition) -> pl.DataFrame:
    """First and last day that each file describes, where the publication says it."""
    parts = []
    for table, columns in _DAYS.items():
        if edition.may_see(table):
            frame = edition.table(table)
            parts.append(frame.select("source_file_id", _first(columns[0]).alias("first"), _last(columns[-1]).alias("last")))
    told = pl.concat(parts) if parts else pl.DataFrame(schema={"source_file_id": pl.String, "first": pl.Date, "last": pl.Date})
    return told.drop_nulls().group_by("source_file_id").agg(pl.col("first").min(), pl.col("last").max())


def _first(column: str) -> pl.Expr:
    return pl.date(pl.col(column), 4, 1) if column.endswith("fy") else pl.col(column)


def _last(column: str) -> pl.Expr:
    return pl.date(pl.col(column) + 1, 3, 31) if column.endswith("fy") else pl.col(column)


def _for_everybody(edition: Edition, behind: Behind) -> "list[Dataset]":
    from totalplace.mapping.pack_ending import Dataset

    names = dict(edition.table("ref.body").select("body_id", "name").iter_rows())
    if behind is ESTATE:
        listed = edition.table("mart.body_coverage").filter(pl.col("assets_held") > 0)
        return [Dataset(names[body_id], "property_register", day, day) for body_id, day in listed.sort("body_id").select("body_id", "newest_register_on").iter_rows()]
    counted = edition.table("mart.spend_count").filter("is_counted").group_by("body_id").agg(pl.col("fy").min().alias("first"), pl.col("fy").max().alias("last"))
    return [Dataset(names[body_id], "spending_return", date(first, 4, 1), date(last + 1, 3, 31)) for body_id, first, last in counted.sort("body_id").iter_rows()]


def assumptions(edition: Edition, behind: Behind) -> pl.DataFrame:
    """The assumptions in force on the day of the publication that the figures of the page were made with."""
    used: Sequence[str] = named_by(behind.beginnings, tuple(table for table in behind.tables if edition.may_see(table)))
    return in_force(edition.table("ref.assumption"), edition.facts.published_on).filter(pl.col("assumption_id").is_in(used))
