"""The step of who gets farther away by each plan for one estate.

Belongs here: a thin step around analysis/access.py. Does not belong here: the plan (planning.py), the summary (sql/mart/estate_equality.sql).
A module of its own, so that a change here does not make the plan stale.
"""

from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.analysis import access
from totalplace.assets.places import assumption
from totalplace.pipeline import Step, Workbench

_LINE = ("source_file_id", "source_part", "source_row")
_ACCESS = {
    "farther_m": "access_farther_m",
    "farther_minutes": "access_farther_minutes",
    "detour_times": "walk_detour_times",
    "detour_doubt_share": "access_detour_doubt_share",
}
_SITE = "match_far_m"  # what stands farther apart is never the same


def _make_access_change(workbench: Workbench, target: Path) -> None:
    boundaries, named = workbench.scan("core.area").collect(), workbench.scan("core.place_area").collect()["area_code"].drop_nulls()
    statistics = workbench.scan("core.area_statistic").collect()
    # of a directory of the whole country only what is in use
    postcodes = workbench.scan("core.postcode").filter(pl.col("terminated_on").is_null() & pl.col("lsoa_code").is_not_null()).collect()
    areas = access.small_areas(postcodes, boundaries, named.to_list(), access.counted_areas(statistics))
    services = workbench.scan("ref.function").filter(pl.col("is_public_service") & ~pl.col("is_sensitive")).collect()["function_id"].to_list()
    estate = workbench.scan("mart.estate").collect()
    before = access.places_of_service(
        estate, workbench.scan("mart.utilisation_latest").collect(), workbench.scan("analysis.plan_occupation").collect(), services, assumption(workbench, _SITE)
    )
    moves = workbench.scan("mart.estate_move").filter("is_public")
    plans = access.Plans(
        options=workbench.scan("mart.estate_option").collect()["option_id"].sort().to_list(),
        given_up=workbench.scan("mart.estate_plan").filter(pl.col("action").is_in(access.GIVEN_UP)).select("option_id", "asset_id").collect(),
        moves=moves.select("option_id", pl.col("function").alias("service"), pl.col("to_asset_id").alias("asset_id")).collect(),
    )
    groups = access.groups_of(statistics, areas["area_code"])
    limits = access.Limits(**{name: assumption(workbench, assumption_id) for name, assumption_id in _ACCESS.items()})
    access.change(areas, groups, before, plans, estate, _travel_times(workbench), limits).write_parquet(target)


def _travel_times(workbench: Workbench) -> pl.DataFrame:
    """The lines of travel times whose building is known."""
    known = workbench.scan("core.asset_reference").filter(pl.col("line_status") == "loaded", pl.col("source_kind") == "travel_time")
    lines = workbench.scan("staging.travel_time").select(*_LINE, pl.col("lsoa_code").alias("area_code"), "mode", "minutes")
    return lines.join(known.select(*_LINE, "asset_id"), on=_LINE, how="inner").select("area_code", "asset_id", "mode", "minutes").collect()


STEPS = (
    Step(
        table="mart.access_change",
        inputs=(
            "core.postcode", "core.area", "core.place_area", "core.area_statistic", "core.assumption", "core.asset_reference", "ref.function", "staging.travel_time",
            "analysis.plan_occupation", "mart.estate", "mart.utilisation_latest", "mart.estate_option", "mart.estate_plan", "mart.estate_move",
        ),
        assumptions=(*_ACCESS.values(), _SITE),
        code=fingerprint.of_code("analysis/access.py", "assets/access.py"),
        make=_make_access_change,
    ),
)  # fmt: skip
