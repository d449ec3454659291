"""Drawing the maps of a publication: from its results to files in out/maps.

Belongs here: which tables go into which map, and putting the pages in place. Does not belong here: what a page looks
like (mapping/), or any figure (sql/).
"""

import json
from datetime import date
from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.intake import write_text_atomically
from totalplace.paths import PlacePaths, maps_folder
from totalplace.publication import Manifest

_MARK = "publication.json"


def draw(paths: PlacePaths, manifest: Manifest) -> list[Path]:
    """Write every map of the publication; returns the files. Pages of maps that are no longer declared are deleted."""
    from totalplace.mapping.estate_map import estate_map
    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.spec import load_spec

    paths.maps.mkdir(parents=True, exist_ok=True)
    facts = PageFacts(
        place_name=manifest.place_name,
        published_on=date.fromisoformat(manifest.published_on),
        publication_id=manifest.publication_id,
        attributions=_attributions(_table(paths, manifest, "ops.source_file")),
        overridden_checks=tuple(manifest.overridden),
    )
    written = []
    for spec_path in sorted(maps_folder().glob("*.toml")):
        page = estate_map(
            _table(paths, manifest, "mart.estate"),
            _table(paths, manifest, "ref.body"),
            _table(paths, manifest, "core.area"),
            _table(paths, manifest, "mart.body_coverage"),
            _table(paths, manifest, "ops.source_file"),
            _table(paths, manifest, "mart.estate_source"),
            spec=load_spec(spec_path),
            facts=facts,
        )
        target = paths.maps / f"{spec_path.stem}.html"
        write_text_atomically(target, page)
        written.append(target)
    for stray in set(paths.maps.glob("*.html")) - set(written):
        stray.unlink()
    write_text_atomically(paths.maps / _MARK, json.dumps(_mark(manifest)))
    return written


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The maps in place are those of this publication, drawn by this code."""
    mark = paths.maps / _MARK
    return mark.is_file() and json.loads(mark.read_text("utf-8")) == _mark(manifest)


def _mark(manifest: Manifest) -> dict[str, str]:
    specs = [(path.name, path.read_text("utf-8")) for path in sorted(maps_folder().glob("*.toml"))]
    return {
        "publication_id": manifest.publication_id,
        "code": fingerprint.of_values(fingerprint.of_code("mapping", "maps"), specs),
    }


def _table(paths: PlacePaths, manifest: Manifest, table: str) -> pl.DataFrame:
    return pl.read_parquet(paths.root / manifest.tables[table])


def _attributions(files: pl.DataFrame) -> tuple[str, ...]:
    """A sentence for each licence under which loaded files stand, naming who sent them."""
    stated = (
        files.filter((pl.col("status") == "loaded") & pl.col("licence").is_not_null())
        .group_by("licence")
        .agg(pl.col("sender").unique().sort())
        .sort("licence")
    )
    return tuple(f"{row['licence']}: {', '.join(row['sender'])}." for row in stated.iter_rows(named=True))
