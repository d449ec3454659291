"""Reads pages as their readers do: by mouse and keyboard, on a desk, on a telephone, enlarged fourfold, on paper; and tells what is wrong.

Belongs here: what holds for each page that the pipeline writes. Does not belong here: what one page says or does (tests/maps).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import totalplace_web

DESK = {"width": 1300, "height": 900}
TELEPHONE = {"width": 360, "height": 640}
FOURFOLD = {"width": 320, "height": 256}  # a window of 1,280 by 1,024 at 400 %, as WCAG 1.4.10 has it
PAPER = {"width": 703, "height": 1000}  # what the margins of A4 leave
# of many alike the longest and the shortest are read; the long tests read all
ALIKE = re.compile(r"(pooled-budget|scrutiny|why|who-the-money-is-spent-on)-.*\.html|bodies/[^/]+/index\.html|sheet-.*\.html")

_SCRIPT = (Path(__file__).parent / "faults.js").read_text("utf-8")
# where a finger or the keyboard can miss what axe finds at any width, and where width matters
_OF_NARROW_PAGES = ["target-size", "scrollable-region-focusable"]


@dataclass
class Read:
    """What was wrong with one page, by what it was read for."""

    page: str
    faults: dict[str, list[str]] = field(default_factory=dict)


def pages_of(out: Path, *, all_of_them: bool) -> list[Path]:
    """Every page beneath the folder, or of those that are alike the longest and the shortest."""
    every = sorted(out.rglob("*.html"))
    if all_of_them:
        return every
    kinds: dict[str, list[Path]] = {}
    for path in every:
        name = path.relative_to(out).as_posix()
        alike = ALIKE.search(name)
        kinds.setdefault(name if alike is None else f"{name[: alike.start()]}{alike[1] or 'sheet'}", []).append(path)
    ends = [(min(paths, key=_length), max(paths, key=_length)) for paths in kinds.values()]
    return sorted({path for pair in ends for path in pair})


def _length(path: Path) -> tuple[int, str]:
    return path.stat().st_size, path.name


def read(browser: Any, paths: Iterable[Path], out: Path) -> list[Read]:
    """Each page in turn, with what is wrong with it; one window for all."""
    context = browser.new_context(viewport=DESK, offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"the console says: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"a script fails: {error}"))
    page.on("request", lambda request: said.append(f"asks for {request.url}") if not request.url.startswith(("file:", "data:", "blob:")) else None)
    found = []
    for path in paths:
        said.clear()
        one = Read(path.relative_to(out).as_posix())
        _read(page, path, one.faults)
        one.faults["quiet"] = list(said)
        found.append(one)
    context.close()
    return found


def open_page(page: Any, path: Path) -> None:
    """The page as it is when its scripts are done. Its own rules on scripts are in force: what the tests run comes from outside them."""
    page.emulate_media(media="screen", reduced_motion="no-preference")
    page.set_viewport_size(DESK)
    page.goto(path.as_uri())
    if "dataset.ready" in path.read_text("utf-8"):
        page.locator("html[data-ready]").wait_for(state="attached", timeout=20_000)
    page.evaluate(_SCRIPT)


def _read(page: Any, path: Path, faults: dict[str, list[str]]) -> None:
    open_page(page, path)

    def look(aspect: str, where: str, *questions: str) -> None:
        for question in questions:
            faults.setdefault(aspect, []).extend(f"{where}: {fault}" for fault in page.evaluate(f"faults.{question}"))

    look("structure", "as opened", "structure()")
    faults["keyboard"] = _by_keyboard(page)
    faults["links"] = [f"a link to a file that is not there: {href}" for href in page.evaluate("faults.links()") if not _is_there(href, path)]
    page.evaluate("faults.unfold()")
    look("structure", "unfolded", "structure()")
    look("keyboard", "on a desk", "mouseOnly()", "focus()", "scrolled()")
    look("width", "on a desk", "width()", "cut()")
    page.emulate_media(reduced_motion="reduce")
    look("motion", "on a desk", "moving()")
    page.emulate_media(reduced_motion="no-preference")
    for name, size in (("on a telephone", TELEPHONE), ("fourfold", FOURFOLD)):
        page.set_viewport_size(size)
        look("width", name, "width()", "cut()")
        look("keyboard", name, "scrolled()")
    look("keyboard", "fourfold", "focus()")
    look("width", "with text spaced out", "spaced()")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.evaluate("faults.refold()")
    look("paper", "on paper", "paper()", "width()")
    page.emulate_media(media="screen")
    page.set_viewport_size(FOURFOLD)
    page.evaluate("faults.unfold()")
    page.evaluate("faults.thin()")
    page.evaluate(totalplace_web.script("axe.min.js"))
    look("axe", "fourfold", f"axed({_OF_NARROW_PAGES})")
    page.set_viewport_size(DESK)
    look("axe", "on a desk", "axed()")


def _is_there(href: str, path: Path) -> bool:
    return bool(re.match(r"(https?|mailto):", href)) or (path.parent / unquote(href.partition("#")[0])).exists()


def _by_keyboard(page: Any) -> list[str]:
    """The way into the page: Tab comes to the skip links first, they lead where they say, and the keyboard is caught nowhere."""
    found = []
    page.keyboard.press("Tab")
    if not page.evaluate("document.activeElement.matches('a.skip') && document.activeElement.getBoundingClientRect().left >= 0"):
        found.append("Tab does not come to a skip link first")
    for _ in range(12):
        page.evaluate("globalThis.before = document.activeElement")
        page.keyboard.press("Tab")
        if page.evaluate("before === document.activeElement && document.body !== before && faults.stops() > 1"):
            found.append(f"the keyboard is caught at {page.evaluate('before.outerHTML.slice(0, 140)')}")
            break
    for number in range(page.locator("a.skip").count()):
        target = page.evaluate(f"(() => {{ const link = document.querySelectorAll('a.skip')[{number}]; link.focus(); return link.hash.slice(1); }})()")
        page.keyboard.press("Enter")
        at, seen = page.evaluate("[document.activeElement.id, document.activeElement.getBoundingClientRect().top < innerHeight]")
        if at != target or not seen:
            found.append(f"the skip link to {target} leads to {at or 'nothing'}")
    return found


def with_faults(found: Iterable[Read], aspect: str) -> dict[str, list[str]]:
    """The faults of one sort by page; nothing of pages that have none."""
    return {one.page: one.faults[aspect] for one in found if one.faults[aspect]}
