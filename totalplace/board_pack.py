"""The board pack of a publication: pages of figures in out/board-pack.

Belongs here: which tables go into which page, and putting the pages in place. Does not belong here: what a page looks like or
says (mapping/), or any figure (sql/).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from totalplace import fingerprint, marks
from totalplace.maps import attributions, has_what_is_needed, read_table
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.whole_files import write_text_whole

if TYPE_CHECKING:
    from totalplace.mapping.spend_page import SpendPage

_SPENDING = "what-we-all-spend-here.html"
_TABLES = ("mart.spend_count", "mart.transfer", "mart.spend_reconciliation", "mart.supplier_overlap", "mart.joint_procurement", "ref.body", "ref.cofog")


@dataclass(frozen=True)
class BoardPack:
    """The pages as files, and what stands in them for whoever shows it elsewhere: figures as SVG by heading, headline numbers."""

    files: tuple[Path, ...]
    figures: Mapping[str, str]
    headlines: Mapping[str, str | int | float]


def draw(paths: PlacePaths, manifest: Manifest) -> BoardPack:
    """Write the pages of the publication. A page without anything to show is not made, and not kept."""
    written: list[Path] = []
    spending = _spending(paths, manifest)
    paths.board_pack.mkdir(parents=True, exist_ok=True)
    if spending is not None:
        written.append(paths.board_pack / _SPENDING)
        write_text_whole(written[0], spending.html)
    for stray in set(paths.board_pack.glob("*.html")) - set(written):
        stray.unlink()
    marks.write(paths.board_pack, manifest, _code())
    if spending is None:
        return BoardPack((), {}, {})
    return BoardPack(tuple(written), {heading: drawing.wide for heading, drawing in spending.figures.items()}, spending.headlines)


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The pages in place are those of this publication, drawn by this code."""
    return marks.is_of(paths.board_pack, manifest, _code())


def _code() -> str:
    return fingerprint.of_code("mapping", "board_pack", "maps")


def _spending(paths: PlacePaths, manifest: Manifest) -> "SpendPage | None":
    if not all(has_what_is_needed(paths, manifest, name) for name in _TABLES) or not manifest.rows["mart.spend_count"]:
        return None
    # a place without returns does not wait for the drawing library
    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.spend_page import spend_page

    facts = PageFacts(
        place_name=manifest.place_name,
        published_on=date.fromisoformat(manifest.published_on),
        publication_id=manifest.publication_id,
        attributions=attributions(read_table(paths, manifest, "ops.source_file")),
        overridden_checks=tuple(manifest.overridden),
    )
    return spend_page(*(read_table(paths, manifest, name) for name in _TABLES), facts=facts)
