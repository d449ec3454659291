"""When the board pack in place is not what would be drawn now, and is drawn again."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.maps.test_printed import program
from totalplace import board_pack, launch, maps, marks, printed
from totalplace.board_pack import BoardPack
from totalplace.mapping.page import MapParts, PageFacts, page
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.settings import NO_PDF, read_settings

MANIFEST = Manifest("2026-04-01-abcdef12", "2026-04-01", "north", "Northshire", "", "", {}, [], {}, [], {})


def test_a_pack_is_drawn_again_where_a_map_declares_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows the pictures and titles of maps."""
    declared = tmp_path / "maps" / "grants" / "who.toml"
    declared.parent.mkdir(parents=True)
    monkeypatch.setattr(maps, "maps_folder", lambda: tmp_path / "maps")
    paths = PlacePaths(tmp_path / "north")
    declared.write_text('title = "Who gives"', "utf-8")
    marks.write(paths.board_pack, MANIFEST, board_pack._code(paths, printed.by(read_settings())))
    assert board_pack.are_current(paths, MANIFEST)
    declared.write_text('title = "Who is given"', "utf-8")
    assert not board_pack.are_current(paths, MANIFEST)


def test_a_pdf_that_failed_is_tried_again_and_told_and_one_that_nobody_wants_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser says its version and then fails at the document."""
    monkeypatch.setenv("TOTALPLACE_PDF", program(tmp_path, "Chromium 150.0.1"))
    paths = PlacePaths(tmp_path / "north")
    paths.board_pack.mkdir(parents=True)
    (paths.board_pack / "index.html").write_text("<h1>The pack</h1>", "utf-8")

    def draw(*, lacks_pdf: bool) -> bool:
        monkeypatch.setattr(board_pack, "editions", lambda *_: (1, 2))
        monkeypatch.setattr(board_pack, "draw_edition", lambda _: BoardPack((), {}, {}, lacks_pdf=lacks_pdf))
        board_pack.draw(paths, MANIFEST)
        return board_pack.are_current(paths, MANIFEST)

    assert draw(lacks_pdf=False) and not draw(lacks_pdf=True)
    (said,) = launch._printed(paths)
    assert "browser failed to make it. The next run tries again" in said
    facts = PageFacts("Northshire", date(2026, 4, 1), MANIFEST.publication_id)
    edition = cast(Any, SimpleNamespace(folder=paths.board_pack, maps=paths.maps, facts=facts, audience="partners"))
    html = page(MapParts(), title="One", subtitle="Of what", question="What we ask", audience="partners", facts=facts, lead="", body="", about="", styles=[], scripts=[], data={}, skip_links=[])
    assert board_pack._print(edition, {"one.html": html}) is False and board_pack._print(edition, {}) is None
    monkeypatch.setenv("TOTALPLACE_PDF", NO_PDF)
    assert not board_pack.are_current(paths, MANIFEST), "what nobody wants any more still stands in the pages"
    assert draw(lacks_pdf=False) and launch._printed(paths) == []
