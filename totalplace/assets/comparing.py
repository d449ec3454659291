"""The asset that stands above all places: figures of each side by side.

Belongs here: the thin asset and its job. Does not belong here: what is compared (totalplace/comparison.py).
"""

import dagster as dg
import polars as pl

from totalplace import comparison
from totalplace.assets.shown import table
from totalplace.assets.workbench import failures_in_words
from totalplace.contracts.comparison import PLACE_COMPARISON
from totalplace.paths import place_paths
from totalplace.place import place_folders
from totalplace.settings import read_settings

KEY = dg.AssetKey(["places", "comparison"])
_GROUP = "9_places_side_by_side"


@dg.asset(
    key=KEY,
    deps=[dg.AssetKey(["publish", "database"])],
    group_name=_GROUP,
    kinds={"duckdb"},
    owners=["team:pilot-team"],
    tags={"totalplace/layer": "mart", "totalplace/audience": PLACE_COMPARISON.audience},
    description=f"**{PLACE_COMPARISON.question}**\n\nOne row per {PLACE_COMPARISON.grain}, from what each place has published for everybody.",
)
def places_side_by_side(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """A database and a page beside the folders of places."""
    settings = read_settings()
    with failures_in_words():
        made = comparison.compare(settings, [place_paths(settings.places_root, place) for place in place_folders(settings)])
    shown = made.rows.filter(pl.col("position") < 20).select("figure", "place", "value", "unit", "year", (pl.col("coverage") * 100).round().alias("coverage %"), "is_comparable")
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": made.rows.height,
            "places": made.rows["place"].n_unique(),
            "figures that can be compared": made.rows.filter("is_comparable")["figure"].n_unique(),
            "side by side": dg.MetadataValue.md(table(shown.columns, shown.iter_rows())),
            "published nothing yet": dg.MetadataValue.md("\n".join(f"- {place}" for place in made.unpublished) or "none"),
            "page": dg.MetadataValue.path(str(made.page)),
            "file": dg.MetadataValue.path(str(made.database)),
        }
    )


compare_places = dg.define_asset_job(
    "compare_places",
    selection=dg.AssetSelection.assets(KEY),
    description="Figures of all places side by side, each with its year and coverage, from what each has published for everybody. Nothing is ranked",
)
