"""When the board pack in place is not what would be drawn now, and is drawn again."""

from pathlib import Path

import pytest

from totalplace import board_pack, maps, marks
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest

MANIFEST = Manifest("2026-04-01-abcdef12", "2026-04-01", "north", "Northshire", "", "", {}, [], {}, [], {})


def test_a_pack_is_drawn_again_where_a_map_declares_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows the pictures and titles of maps."""
    declared = tmp_path / "maps" / "grants" / "who.toml"
    declared.parent.mkdir(parents=True)
    monkeypatch.setattr(maps, "maps_folder", lambda: tmp_path / "maps")
    paths = PlacePaths(tmp_path / "north")
    declared.write_text('title = "Who gives"', "utf-8")
    marks.write(paths.board_pack, MANIFEST, board_pack._code(paths))
    assert board_pack.are_current(paths, MANIFEST)
    declared.write_text('title = "Who is given"', "utf-8")
    assert not board_pack.are_current(paths, MANIFEST)
