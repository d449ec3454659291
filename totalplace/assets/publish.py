"""The last assets: the published database and the maps.

Belongs here: thin assets. Does not belong here: what publishing is (publication.py), what maps show (mapping/, maps.py).
"""

import dagster as dg

from totalplace import maps, publication
from totalplace.assets.places_partition import PLACES
from totalplace.assets.step_asset import asset_key
from totalplace.assets.workbench import RunBench
from totalplace.errors import PlaceError
from totalplace.pipeline import steps

_GROUP = "8_published"


@dg.asset(
    key=["publish", "database"],
    deps=[asset_key(table) for table in steps()],
    partitions_def=PLACES,
    group_name=_GROUP,
    kinds={"duckdb"},
    owners=["team:finance-leads"],
    description="**The file that finance leads open.** Every check is made again on exactly what is published; if one fails that "
    "nobody accepted, the last publication stays as it is.",
    required_resource_keys={"workbench"},
)
def database(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """out/totalplace.duckdb, replaced in one step."""
    held: RunBench = context.resources.workbench
    try:
        manifest = publication.publish(held.bench, held.run)
    except PlaceError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    return dg.MaterializeResult(
        metadata={
            "publication": manifest.publication_id,
            "file": dg.MetadataValue.path(str(held.bench.paths.database)),
            "rows": dg.MetadataValue.md(
                "\n".join(f"- {table}: {rows:,}" for table, rows in sorted(manifest.rows.items()))
            ),
            "accepted failures": dg.MetadataValue.md(
                "\n".join(f"- {entry}" for entry in manifest.overridden) or "none"
            ),
        }
    )


@dg.asset(
    key=["publish", "maps"],
    deps=[["publish", "database"]],
    partitions_def=PLACES,
    group_name=_GROUP,
    kinds={"folium"},
    owners=["team:pilot-team"],
    description="**The maps that strategy boards open**, from the publication in place, self-contained.",
    required_resource_keys={"workbench"},
)
def pages(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """out/maps/*.html."""
    held: RunBench = context.resources.workbench
    try:
        manifest = publication.current(held.bench.paths)
        if manifest is None:
            raise PlaceError("There is no publication yet to draw maps of. Materialise publish/database first.")
        written = maps.draw(held.bench.paths, manifest)
    except PlaceError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    return dg.MaterializeResult(metadata={path.name: dg.MetadataValue.path(str(path)) for path in written})


ASSETS = [database, pages]
