"""Pictures of maps for slides: what they show and say, that names do not lie over one another, and that text from data stays text."""

import re
import struct
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.maps.conftest import SPEC
from tests.maps.test_clusters_map import FILE as CLUSTERS_FILE
from tests.maps.test_clusters_map import clustered
from tests.maps.test_escape import HOSTILE
from totalplace.mapping.declared import load_spec
from totalplace.mapping.estate_slide import _together, estate_slide
from totalplace.mapping.lettering import Box, Line, box_of, lines, placed, width
from totalplace.mapping.page import PageFacts
from totalplace.mapping.picture import Frame, Letters, Named, names
from totalplace.mapping.slide import Area, Entry, Key, Panel, Shading, Sign, Slide, Symbol, svg
from totalplace.mapping.slide_png import png
from totalplace.mapping.spec import MapSpec
from totalplace.maps import attributions

FACTS = PageFacts("Exampleshire", date(2026, 11, 20), "2026-11-20-1a2b3c4d", ("A licence: a very long list of senders " * 20, "Contains OS data © Crown copyright"))
_NS = "{http://www.w3.org/2000/svg}"


def of(county: Any, **more: Any) -> Slide:
    return estate_slide(county.estate, county.bodies, county.boundaries, county.coverage, **({"coloured_by": county.bodies, "spec": load_spec(SPEC, MapSpec), "facts": FACTS} | more))


def said(drawn: str) -> list[str]:
    """Every text that is not the halo of another."""
    return [element.text or "" for element in ElementTree.fromstring(drawn).iter(f"{_NS}text") if element.get("aria-hidden") is None]


def simple(*names: str) -> Slide:
    """Squares beside each other."""
    areas = [Area(shapely.box(1000 * at, 0, 1000 * at + 1000, 1000), Shading("#FFFFFF", hatching="#0B0C0C" if at else ""), name, "£1") for at, name in enumerate(names)]
    return Slide(names[0], "what", "Which?", "public", FACTS, "<ul><li>a <b>b</b> &amp; c</li><li><a href=x>elsewhere</a></li></ul>", [Panel(areas, [Key(names[0], [Entry(names[0], Shading("#FFFFFF"))])])])


def test_the_picture_says_what_the_page_says_and_shows_every_asset_that_is_located_in_the_place(small: Any) -> None:
    drawn = svg(of(small))
    texts = said(drawn)
    page = small.page()
    title = page.split("<h1>")[1].split("</h1>")[0]
    assert title in " ".join(texts)
    kinds = small.estate.join(small.bodies.select("body_id", "kind"), on="body_id").filter(
        pl.col("ownership_basis").is_in(["register", "title"]) & pl.col("lon").is_not_null() & ~pl.col("is_disowned") & pl.col("is_public_estate").fill_null(True)
    )
    councils = kinds.filter(pl.col("kind") == "council").height
    assert any(text.startswith(f"Councils ({councils};") or text == f"Councils ({councils})" for text in texts), "the legend counts as the page does"
    joined = " ".join(texts)
    assert "Audience: the partner bodies; not for publication." in joined and "Published 20 November 2026" in joined
    assert "Contains OS data © Crown copyright." in joined, "what must be said is said before a list is cut"
    assert "Confirmed by 5 of" in joined, "coverage is in the picture"
    symbols = list(ElementTree.fromstring(drawn).iter(f"{_NS}circle"))
    located = small.estate.filter(pl.col("is_in_place") & (pl.col("asset_kind") == "building") & pl.col("gia_m2").is_not_null() & ~pl.col("is_disowned")).height
    assert len(symbols) >= located


def test_the_same_tables_give_the_same_bytes_and_nothing_is_fetched(small: Any) -> None:
    drawn = svg(of(small))
    assert drawn == svg(of(small))
    names = {name.split("}")[-1] for element in ElementTree.fromstring(drawn).iter() for name in element.attrib}
    assert not names & {"href", "src", "style", "class", "onload"}
    assert {element.tag.removeprefix(_NS) for element in ElementTree.fromstring(drawn).iter()} <= {"svg", "title", "desc", "rect", "g", "path", "circle", "text"}


@pytest.mark.parametrize("text", HOSTILE)
def test_names_from_data_are_text_and_nothing_else(text: str) -> None:
    drawn = svg(simple(text, "Other"))
    tags = {element.tag.removeprefix(_NS) for element in ElementTree.fromstring(drawn).iter()}
    assert tags <= {"svg", "title", "desc", "rect", "g", "path", "circle", "text"}
    assert png(drawn).startswith(b"\x89PNG")


def test_the_picture_in_pixels_is_sixteen_by_nine_and_made_of_the_same() -> None:
    picture = png(svg(simple("North", "South")))
    wide, high = struct.unpack(">II", picture[16:24])
    assert wide * 9 == high * 16 and wide >= 1_600
    assert picture != png(svg(simple("East", "South"))), "names are in it"


def test_coverage_is_that_of_the_page_without_ways_to_elsewhere() -> None:
    assert simple("A").coverage == ["a b & c"]


def test_clusters_are_circles_with_their_buildings_and_the_first_are_named(small: Any) -> None:
    drawn = svg(of(small, spec=load_spec(CLUSTERS_FILE, MapSpec), clustered=clustered(small, known=4)))
    texts = said(drawn)
    circles, dots = texts.count("5"), drawn.count('r="4"') - 1  # one dot is in the legend
    assert circles + dots == 6 and circles > 0
    assert any(text.startswith("1. ") for text in texts)


def _symbols(points: list[tuple[int, int]]) -> list[Symbol]:
    return [Symbol(x, y, 3.0, Sign("#12436D" if (x + y) % 2 else "#801650")) for x, y in points]


@given(st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)), min_size=1, max_size=120))
@settings(max_examples=40, deadline=None)
def test_what_is_drawn_together_is_neither_lost_nor_doubled(points: list[tuple[int, int]]) -> None:
    single, badges = _together(_symbols(points), ["#801650", "#12436D"])
    assert len(single) + sum(int(badge.text) for badge in badges) == len(points)
    assert all(sum(share for _, share in badge.shares) == pytest.approx(1) for badge in badges)
    assert all([colour for colour, _ in badge.shares] in (["#801650", "#12436D"], ["#801650"], ["#12436D"]) for badge in badges), "in the order of the legend"


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300), st.text("abcWM ", min_size=1, max_size=14)), max_size=25))
@settings(max_examples=60, deadline=None)
def test_no_name_lies_over_another_or_beyond_the_edge(labels: list[tuple[float, float, str]]) -> None:
    within = Box(0, 0, 400, 300)
    taken = [Box(100, 100, 140, 140)]
    spots = placed([(x, y, [Line(name, 15), Line("£1", 18, is_bold=True)]) for x, y, name in labels], within, taken)
    assert len(spots) == len(labels)
    boxes = [*taken, *(box_of(spot[2], spot[0], spot[1]) for spot in spots if spot)]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    assert all(box.left >= 0 and box.right <= 400 and box.top >= 0 and box.low <= 300 for box in boxes)


@given(st.text(max_size=300), st.integers(40, 600), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_lines_are_no_longer_than_their_room(text: str, room: int, most: int) -> None:
    found = lines(text, 15, room, most)
    assert len(found) <= most
    assert all(width(line, 15) <= room or line == "…" for line in found)


def test_small_areas_beside_each_other_keep_their_figures_apart_and_say_fewer_names() -> None:
    """Three wards of 900 metres in a place of 20 kilometres: there is room for three figures, and not for three names."""
    wards = [shapely.box(900 * at, 0, 900 * at + 900, 900) for at in range(3)]
    frame = Frame.of([shapely.box(0, 0, 20_000, 12_000)])
    drawn = names(frame, [Named(ward, f"Broadheath Ward {at}", f"£{at}") for at, ward in enumerate(wards)], Letters())
    found = [(element.get("class"), element.text, float(element.get("x", "")), float(element.get("y", ""))) for element in ElementTree.fromstring(f"<g>{drawn}</g>")]
    assert [text for kind, text, _, _ in found if "rate" in str(kind)] == ["£0", "£1", "£2"]
    assert [text for kind, text, _, _ in found if kind == "name"] != ["Broadheath Ward 0", "Broadheath Ward 1", "Broadheath Ward 2"]
    boxes = [Box(x - half, y - size, x + half, y) for kind, text, x, y in found for size in (15 if kind == "name" else 18,) for half in (width(str(text), size) / 2,)]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    on_narrow = [Box(x - width(str(text), 32) / 2, y - 32, x + width(str(text), 32) / 2, y) for kind, text, x, y in found if kind == "rate"]
    assert not [pair for pair in combinations(on_narrow, 2) if pair[0].meets(pair[1])], "the others are not shown there"


def test_licences_and_senders_are_told_by_name() -> None:
    sent = [("north-council", "OGL-UK-3.0", "loaded"), ("north-council", "Open Government Licence v3.0", "loaded"), ("ministry", "OGL v3", "loaded"), ("north-police", "agreement of 2024", "loaded"), ("north-trust", "OGL-UK-3.0", "held")]
    files = pl.DataFrame(sent, schema=["sender", "licence", "status"], orient="row")
    bodies = pl.DataFrame({"body_id": ["north-council", "north-police"], "name": ["North Council", "North Police"]})
    assert attributions(files, bodies) == ("Open Government Licence v3.0: North Council; ministry.", "agreement of 2024: North Police.")


@pytest.mark.parametrize("number", [3, 200])
def test_senders_are_told_whole_or_counted_and_no_name_is_cut(number: int) -> None:
    names = [f"Body of the part {at}" for at in range(number)]
    facts = replace(FACTS, attributions=(f"A licence: {'; '.join(names)}.", "Contains OS data."))
    told = " ".join(said(svg(replace(simple("North"), facts=facts)))).split("Sources: Contains OS data. A licence: ")[1].split(" Audience: ")[0]
    *shown, last = told.rstrip(".").split("; ")
    if number == 3:
        assert [*shown, last] == names
    else:
        assert last == f"and {number - len(shown)} more, named on the page" and shown == names[: len(shown)] and len(shown) > 10


def test_a_map_is_no_taller_than_the_place_needs() -> None:
    broad, tall = (svg(replace(simple("North"), panels=[Panel([Area(shapely.box(0, 0, 4000, high), Shading("#FFFFFF"))], [])])) for high in (1000, 9000))
    heights = [float(re.findall(r'height="([^"]*)" fill="#E4EAEE"', drawn)[0]) for drawn in (broad, tall)]
    width_of = float(re.findall(r'width="([^"]*)" height="[^"]*" fill="#E4EAEE"', broad)[0])
    assert heights[0] == pytest.approx((width_of - 36) / 4 + 58, abs=1) and heights[1] > 500
