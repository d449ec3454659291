"""The last assets: the published database, the maps, and what goes back to the bodies.

Belongs here: thin assets. Does not belong here: what publishing is (publication.py), what maps show (mapping/, maps.py) or bodies
get (sheets.py).
"""

import base64
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from totalplace import board_pack, checks, maps, publication, sheets
from totalplace.assets.places_partition import PLACES
from totalplace.assets.step_asset import asset_key, check_name, check_result
from totalplace.assets.workbench import RunBench, failures_in_words
from totalplace.errors import PlaceError
from totalplace.pipeline import steps

_GROUP = "8_published"


_DATABASE = dg.AssetKey(["publish", "database"])


def _named_checks() -> dict[str, checks.Check]:
    """The checks that see several tables: those of sql/checks/, and that every reference leads somewhere."""
    several = (check for check in checks.all_checks() if check.inputs and publication.can_be_made(check))
    return {check_name(f"{check.table} {check.sentence}"): check for check in several}


def _shown(results: Iterable[checks.Result]) -> Iterator[dg.AssetCheckResult]:
    """What came of them, for the page of the asset."""
    names = {(check.table, check.sentence): name for name, check in _named_checks().items()}
    for result in results:
        name = names.get((result.check.table, result.check.sentence))
        if name is not None:
            yield check_result(_DATABASE, name, [result])


@dg.asset(
    key=_DATABASE,
    deps=[asset_key(table) for table in steps()],
    partitions_def=PLACES,
    group_name=_GROUP,
    kinds={"duckdb"},
    owners=["team:finance-leads"],
    description="**The file that finance leads open.** Every check is made again on exactly what is published; if one fails that "
    "nobody accepted, the last publication stays as it is.",
    check_specs=[
        dg.AssetCheckSpec(name, asset=_DATABASE, description=check.sentence) for name, check in _named_checks().items()
    ],
    required_resource_keys={"workbench"},
)
def database(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:  # type: ignore[type-arg]
    """out/totalplace.duckdb, replaced in one step."""
    held: RunBench = context.resources.workbench
    results: list[checks.Result] = []
    with failures_in_words():
        try:
            manifest = publication.publish(held.bench, held.run, results.extend)
        finally:
            yield from _shown(results)
    yield dg.MaterializeResult(
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
    with failures_in_words():
        written = maps.draw(held.bench.paths, _published(held, "to draw maps of"))
    return dg.MaterializeResult(metadata={path.name: dg.MetadataValue.path(str(path)) for path in written})


@dg.asset(
    key=["publish", "board_pack"],
    deps=[["publish", "database"]],
    partitions_def=PLACES,
    group_name=_GROUP,
    kinds={"matplotlib"},
    owners=["team:pilot-team"],
    description="**The figures that strategy boards open**: who spends what on what, from the publication in place, self-contained.",
    required_resource_keys={"workbench"},
)
def board_pages(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """out/board-pack/*.html."""
    held: RunBench = context.resources.workbench
    with failures_in_words():
        drawn = board_pack.draw(held.bench.paths, _published(held, "to draw figures of"))
    return dg.MaterializeResult(metadata=_of_pack(drawn))


def _of_pack(drawn: board_pack.BoardPack) -> dict[str, dg.MetadataValue[Any] | str | int | float]:
    """Where the pages are, their headline numbers, and the figures themselves."""
    told: dict[str, dg.MetadataValue[Any] | str | int | float] = {path.name: dg.MetadataValue.path(str(path)) for path in drawn.files}
    told |= drawn.headlines
    for heading, svg in drawn.figures.items():
        picture = base64.b64encode(svg.encode("utf-8")).decode("ascii")
        told[heading] = dg.MetadataValue.md(f"![{heading}](data:image/svg+xml;base64,{picture})")
    return told


@dg.asset(
    key=["publish", "sheets"],
    deps=[["publish", "database"]],
    partitions_def=PLACES,
    group_name=_GROUP,
    kinds={"csv"},
    owners=["team:pilot-team"],
    description="**What goes back to the bodies**: what to ask each for next, its own sheet of buildings to confirm or correct, and its doubtful matches.",
    required_resource_keys={"workbench"},
)
def body_sheets(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """out/requests/<body_id>.csv, and under out/bodies/<body_id>/ buildings.csv and doubtful-matches.csv."""
    held: RunBench = context.resources.workbench
    with failures_in_words():
        written = sheets.write(held.bench.paths, _published(held, "to write sheets from"))
    return dg.MaterializeResult(metadata={"files": len(written), "requests": dg.MetadataValue.path(str(held.bench.paths.requests))})


def _published(held: RunBench, purpose: str) -> publication.Manifest:
    manifest = publication.current(held.bench.paths)
    if manifest is None:
        raise PlaceError(f"There is no publication yet {purpose}. Materialise publish/database first.")
    return manifest


ASSETS = [database, pages, board_pages, body_sheets]
