"""The sheet of each body as a page, beside its files: out/bodies/<body_id>/index.html, for that body alone.

Belongs here: which rows go into whose page, and putting the pages in place. Does not belong here: what a page says (mapping/body_page.py), the
files beside it (sheets.py).
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from totalplace import language
from totalplace.maps import has_what_is_needed
from totalplace.pack_edition import Edition, editions
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.whole_files import write_text_whole

PAGE = "index.html"
_NEEDED = ("ref.body", "mart.body_coverage", "mart.spend_count", "mart.request", "ops.source_file", "ops.source_part", "ops.issue")


def draw(paths: PlacePaths, manifest: Manifest, beside: Mapping[str, str]) -> list[Path]:
    """Write the page of every body; returns the files. `beside` are the files that it may have, by name, and the key of the words for each."""
    if not all(has_what_is_needed(paths, manifest, table) for table in _NEEDED):
        return []
    with language.speaking(language.of_place(paths)):
        partners, _ = editions(paths, manifest)
        return [_draw(partners, body_id, name, beside) for body_id, name in partners.table("ref.body").sort("body_id").select("body_id", "name").iter_rows()]


def _draw(edition: Edition, body_id: str, name: str, beside: Mapping[str, str]) -> Path:
    from totalplace.mapping.body_page import BodyTables, body_page

    paths = edition.paths
    mine = pl.col("body_id") == body_id
    # of its own folder it knows itself
    files = edition.table("ops.source_file").filter(pl.col("sender") == body_id).with_columns(pl.col("path").str.strip_prefix(f"inbox/{body_id}/"))
    ours = files.select("source_file_id")
    coverage = edition.table("mart.body_coverage")
    tables = BodyTables(
        coverage,
        coverage.row(by_predicate=mine, named=True),
        edition.table("mart.spend_count").filter(mine & pl.col("is_counted") & pl.col("return_total").is_not_null()),
        edition.table("mart.request").filter(mine),
        files,
        edition.table("ops.source_part").join(ours, on="source_file_id", how="semi"),
        edition.table("ops.issue").join(ours, on="source_file_id", how="semi"),
        edition.table("mart.duplicate_payment").filter(mine),
    )
    folder = paths.bodies / body_id
    links = [(file, key) for file, key in beside.items() if (folder / file).is_file()]
    page = folder / PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    write_text_whole(page, body_page(name, tables, [(where, language.say(key)) for where, key in links], facts=edition.facts))
    return page
