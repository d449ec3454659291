"""Whatever stands in a name of a body, a building, a file or a partner's own words is shown as words: it neither runs nor asks for anything on any page.

Belongs here: pages made from the example place's results with hostile words in every column of free words. Does not belong here: which
characters are escaped how (tests/maps/test_escape.py), what names do when a map is used (tests/maps/test_estate_browser.py).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.example_place.conftest import Published
from totalplace import board_pack, contracts, maps, pack_edition, publication, scrutiny_pack
from totalplace.paths import PlacePaths

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

HOSTILE = "</script></style></title><img src=x onerror=\"document.documentElement.dataset.owned='yes'\">${alert(1)}'\"\u202e " + "t" * 120
# columns of words that somebody else wrote; all others hold ids, codes, figures or words of a list
FREE = (
    "address", "answer", "area_name", "decision", "evidence", "exception", "funder", "left_name", "licence", "meaning", "name", "note", "office",
    "partnership", "path", "place", "pot_name", "provider_as_published", "reason", "recipient", "right_name", "said", "said_by", "sender", "street",
    "supplier_as_published", "text", "title", "what_it_does", "who_it_helps", "why",
)  # fmt: skip


def _made_hostile(read: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
    """The same table with something to be feared at the end of every free word."""

    def hostile(paths: PlacePaths, manifest: publication.Manifest, table: str) -> pl.DataFrame:
        contract = contracts.contract(table)
        free = [column.name for column in contract.columns if column.name in FREE and not column.values and not column.references and column.name not in contract.primary_key]
        frame = read(paths, manifest, table)
        return frame.with_columns(pl.col(name) + HOSTILE for name in free if frame.schema[name] == pl.String)

    return hostile


def _elsewhere(folder: Path, to: Path) -> PlacePaths:
    """The place with an empty out/."""
    to.mkdir()
    for entry in folder.iterdir():
        if entry.name != "out":
            (to / entry.name).symlink_to(entry)
    (to / "out").mkdir()
    return PlacePaths(to)


@pytest.mark.filterwarnings("ignore:constrained_layout not applied")  # names of 250 letters leave some drawings no room; their tables have all
@pytest.mark.parametrize(("draw", "at_least"), [(maps.draw, 12), pytest.param(board_pack.draw, 12, marks=pytest.mark.soak)])
def test_hostile_words_are_words(
    published: Published, draw: Callable[..., object], at_least: int, browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = publication.current(PlacePaths(published.folder))
    assert manifest is not None
    hostile = _made_hostile(maps.read_table)
    for module in (maps, board_pack, scrutiny_pack, pack_edition):
        monkeypatch.setattr(module, "read_table", hostile)
    place = _elsewhere(published.folder, tmp_path / "hostile")
    draw(place, manifest)
    pages = sorted((place.root / "out").rglob("*.html"))
    assert len(pages) >= at_least
    # the page's own rules are off: what is written must be harmless by itself
    context = browser.new_context(viewport={"width": 360, "height": 640}, bypass_csp=True, offline=True)
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("dialog", lambda dialog: said.append(f"a dialog: {dialog.message}"))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) or request.url.endswith("/x") else None)
    wrong: dict[str, object] = {}
    told = 0
    for path in pages:
        said.clear()
        shown.goto(path.as_uri())
        if "dataset.ready" in path.read_text("utf-8"):
            shown.locator("html[data-ready]").wait_for(state="attached", timeout=20_000)
        told += shown.evaluate("document.body.innerText.includes('onerror=')")
        faults = shown.evaluate(
            """[document.documentElement.dataset.owned, document.querySelectorAll("img[src='x'], [onerror]").length,
                document.documentElement.scrollWidth - innerWidth]"""
        )
        if faults[0] or faults[1] or faults[2] > 0 or said:
            wrong[path.name] = [*faults, *said]
    context.close()
    assert wrong == {}
    assert told > at_least / 2, "the hostile words are there to be read"
