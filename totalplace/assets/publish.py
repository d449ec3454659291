"""The last assets: the published database, the maps, and what goes back to the bodies.

Belongs here: thin assets. Does not belong here: what publishing is (publication.py), what maps show (mapping/, maps.py) or bodies
get (sheets.py).
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg

from totalplace import board_pack, checks, extracts, maps, publication, sheets
from totalplace.assets.places_partition import PLACES
from totalplace.assets.step_asset import asset_key, check_name, check_result, in_a_list
from totalplace.assets.workbench import RunBench, failures_in_words
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.pipeline import steps

_GROUP = "8_published"


_DATABASE = dg.AssetKey(["publish", "database"])
_Metadata = dict[str, dg.MetadataValue[Any] | str | int | float]


_REFERENCES = "every_reference_leads_somewhere"


@cache
def _named_checks() -> dict[str, tuple[checks.Check, ...]]:
    """The checks that see several tables, by the name they are shown under: those that have words of their own, and all references as one,
    as Dagster asks several times for each check it shows what the check itself takes.
    """
    several = [check for check in checks.all_checks() if check.inputs and publication.can_be_made(check)]
    own = {check_name(f"{check.table} {check.sentence}"): (check,) for check in several if not check.is_reference}
    return {**own, _REFERENCES: tuple(check for check in several if check.is_reference)}


def _shown(results: Iterable[checks.Result]) -> Iterator[dg.AssetCheckResult]:
    """What came of them, for the page of the asset."""
    found = {result.check: result for result in results}
    for name, shown in _named_checks().items():
        if all(check in found for check in shown):
            yield check_result(_DATABASE, name, [found[check] for check in shown])


def _last_tables() -> list[dg.AssetKey]:
    """The tables that no other is made from: whoever waits for them waits for all, and Dagster looks up each that is waited for."""
    read = {name for step in steps().values() for name in (*step.inputs, *step.after)}
    return [asset_key(table) for table in steps() if table not in read]


@dg.asset(
    key=_DATABASE,
    deps=_last_tables(),
    partitions_def=PLACES,
    group_name=_GROUP,
    kinds={"duckdb"},
    owners=["team:finance-leads"],
    description="**The file that finance leads open.** Every check is made again on exactly what is published; if one fails that "
    "nobody accepted, the last publication stays as it is.",
    check_specs=[
        dg.AssetCheckSpec(name, asset=_DATABASE, description=shown[0].sentence if len(shown) == 1 else in_a_list(shown)) for name, shown in _named_checks().items()
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


def _made_of_it(
    name: str, kind: str, description: str, purpose: str, make: Callable[[PlacePaths, publication.Manifest], _Metadata], after: tuple[str, ...] = ()
) -> dg.AssetsDefinition:
    """The asset of what is made from the publication in place, and from what is named in `after`; `make` writes it and says what is to be told of it."""

    @dg.asset(
        key=["publish", name],
        deps=[_DATABASE, *(dg.AssetKey(["publish", each]) for each in after)],
        partitions_def=PLACES,
        group_name=_GROUP,
        kinds={kind},
        owners=["team:pilot-team"],
        description=description,
        required_resource_keys={"workbench"},
    )
    def made(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        held: RunBench = context.resources.workbench
        with failures_in_words():
            return dg.MaterializeResult(metadata=make(held.bench.paths, _published(held, purpose)))

    return made


def _maps(paths: PlacePaths, manifest: publication.Manifest) -> _Metadata:
    return _files(paths, maps.draw(paths, manifest))


def _files(paths: PlacePaths, written: Iterable[Path]) -> _Metadata:
    """Where each file is, by its name within out/: pages of the partners and of everybody have the same names."""
    return {path.relative_to(paths.out).as_posix(): dg.MetadataValue.path(str(path)) for path in written}


def _board_pack(paths: PlacePaths, manifest: publication.Manifest) -> _Metadata:
    return _of_pack(paths, board_pack.draw(paths, manifest))


def _of_pack(paths: PlacePaths, drawn: board_pack.BoardPack) -> _Metadata:
    """Where the pages are, their headline numbers, and the figures themselves."""
    told = _files(paths, (*drawn.files, *drawn.for_everybody))
    told |= drawn.headlines
    for heading, svg in drawn.figures.items():
        picture = base64.b64encode(svg.encode("utf-8")).decode("ascii")
        told[heading] = dg.MetadataValue.md(f"![{heading}](data:image/svg+xml;base64,{picture})")
    return told


def _sheets(paths: PlacePaths, manifest: publication.Manifest) -> _Metadata:
    return {"files": len(sheets.write(paths, manifest)), "requests": dg.MetadataValue.path(str(paths.requests))}


def _extracts(paths: PlacePaths, manifest: publication.Manifest) -> _Metadata:
    written = extracts.write(paths, manifest)
    return {"files": len(written), **{path.name: dg.MetadataValue.path(str(path)) for path in written if path.suffix in (".xlsx", ".html") and not path.is_relative_to(paths.public_database.parent)}}


def _published(held: RunBench, purpose: str) -> publication.Manifest:
    manifest = publication.current(held.bench.paths)
    if manifest is None:
        raise PlaceError(f"There is no publication yet {purpose}. Materialise publish/database first.")
    return manifest


ASSETS = [
    database,
    _made_of_it("maps", "folium", "**The maps that strategy boards open**, from the publication in place, self-contained.", "to draw maps of", _maps),
    _made_of_it(
        "board_pack", "matplotlib",
        "**The pages that strategy boards open**: what is owned, who spends what on what, who the money is spent on, and what pooled budgets would bring to whom, from the publication in place, self-contained; "
        "for the partners, and for everybody. Their first page leads to them and to the maps.",
        "to draw figures of", _board_pack, after=("maps",),
    ),
    _made_of_it(
        "sheets", "csv",
        "**What goes back to the bodies**: what to ask each for next, its own sheet of buildings to confirm or correct, and its doubtful matches.",
        "to write sheets from", _sheets,
    ),
    _made_of_it(
        "extracts", "excel",
        "**What finance leads take away**: workbooks with types and a page of meanings, Parquet files with their description, and what each column means as a page; for the partners and, apart, for everybody.",
        "to take extracts from", _extracts,
    ),
]  # fmt: skip
