"""The map of who gets farther away: its title, its figures by plan and service, and the switch in a browser."""

import base64
import gzip
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import totalplace_web

from tests.maps.test_estate_map import read
from tests.maps.test_what_is_known import title
from totalplace.analysis.access import ANY_SERVICE, EVERYBODY, FIFTHS, NOTHING
from totalplace.contracts.access import CHANGE, EQUALITY
from totalplace.contracts.core import AREA
from totalplace.mapping.access_map import Limits, access_map
from totalplace.mapping.access_spec import AccessMapSpec
from totalplace.mapping.declared import load_spec
from totalplace.mapping.page import PageFacts
from totalplace.paths import access_maps_folder

FILE = access_maps_folder() / "who-gets-farther-away.toml"
LIMITS = Limits(farther_m=500, farther_minutes=10, doubt_share=0.2)
Rows = list[dict[str, Any]]


def row(option: str, service: str, area: str, residents: float | None, farther: float | None, **more: Any) -> dict[str, Any]:
    kind = "lsoa" if area.startswith("E01") else "district"
    known = residents is not None
    ends = {"residents_farther_low": None if farther is None else farther / 2, "residents_farther_high": farther}
    return {
        "option_id": option, "service": service, "area_code": area, "group": EVERYBODY, "area_type": kind, "unit": "persons", "residents": residents, "residents_farther": farther, **ends,
        "small_area_count": 4, "small_area_known_count": 4 * known, "basis": "straight line times detour factor", **more,
    }  # fmt: skip


def equality(option: str, group: str, residents: float | None, farther: float | None, **more: Any) -> dict[str, Any]:
    known = residents is not None
    return {
        "option_id": option, "group": group, "unit": "persons", "is_known": known, "known_share": 1.0 if known else 0.0, "residents": residents, "residents_farther": farther, "residents_farther_low": farther,
        "residents_farther_high": farther, "farther_share": None if residents is None or farther is None else farther / residents, "as_at": "2023-06-30" if known else None, "move_count": 3, "fte": 41.0, **more,
    }  # fmt: skip


def drawn(county: Any, change: Rows, equal: Rows, points: Rows | None = None, **facts: Any) -> str | None:
    areas = AREA.conform(county.boundaries.with_columns(pl.lit("f").alias("source_file_id"))).collect()
    middles = pl.DataFrame(points or [], schema={"area_code": pl.String, "easting": pl.Float64, "northing": pl.Float64})
    frames = [contract.conform(pl.DataFrame(rows, infer_schema_length=None) if rows else contract.empty()).collect() for contract, rows in ((CHANGE, change), (EQUALITY, equal))]
    told = PageFacts(**({"place_name": "Exampleshire", "published_on": date(2026, 11, 20), "publication_id": "2026-11-20-x"} | facts))
    return access_map(*frames, areas, middles, spec=load_spec(FILE, AccessMapSpec), limits=LIMITS, facts=told)


ONE, TWO = "E07000000", "E07000001"
CHANGES = [
    row("together-today", ANY_SERVICE, ONE, 10_000, 600), row("together-today", ANY_SERVICE, TWO, 5_000, 0), row("together-today", ANY_SERVICE, "E01000001", 600, 600, farthest_added_m=1200.0),
    row("together-today", "library", ONE, 10_000, 600, before_m=900.0, after_m=1400.0), row("together-today", "library", TWO, 5_000, 0, before_m=800.0, after_m=800.0),
    row("together-today", "library", "E01000001", 600, 600, before_m=500.0, after_m=1700.0, farthest_added_m=1200.0),
    row("alone-today", ANY_SERVICE, ONE, 10_000, 0), row("alone-today", ANY_SERVICE, TWO, 5_000, 0),
]  # fmt: skip
EQUAL = [
    equality("together-today", EVERYBODY, 15_000, 600, times_all=1.0, is_hit_more=False), equality("together-today", FIFTHS[0], 3_000, 360, times_all=3.0, is_hit_more=True),
    equality("together-today", "disabled people", None, None), equality("alone-today", EVERYBODY, 15_000, 0, is_hit_more=False),
]  # fmt: skip
POINTS = [{"area_code": "E01000001", "easting": 400_000.0, "northing": 300_000.0}]


def words(page: str) -> str:
    return " ".join(" ".join(read(page).words).split()).replace("\u00a0", " ")


def views(page: str) -> Any:
    text = re.search(r'id="access-data">([^<]*)</script>', page)
    assert text
    return json.loads(gzip.decompress(base64.b64decode(text[1])))["views"]


def test_residents_who_get_farther_are_in_title_sentence_district_and_group(small: Any) -> None:
    page = drawn(small, CHANGES, EQUAL, POINTS)
    assert page is not None
    assert title(page) == "600 residents would have farther to go to a public service"
    said = words(page)
    # 600 of 10,000 + 5,000
    assert "residents as at 30 June 2023" in said and "farther by more than 500 metres if all partners" in said
    assert "600 residents of 15,000 (4 %) would have more than 500 metres farther to at least one public service." in said
    assert "300 to 600, if ways are up to 20 % shorter or longer than estimated." in said
    assert "estimated, straight line times detour factor" in said
    assert "Hit more than others: most deprived fifth. Cannot be told, as no figures were received: disabled people." in said
    assert "cannot be told: no figures were received" in said and "41 jobs" in said
    names = dict(small.boundaries.select("area_code", "area_name").iter_rows())
    assert f'aria-label="{names[ONE]}: 6\u00a0%"' in page and f'aria-label="{names[TWO]}: nobody"' in page
    assert "<title>E01000001: 600 residents, 1,200 m farther</title>" in page
    assert page == drawn(small, CHANGES, EQUAL, POINTS) and read(page).fetched == []


def test_each_plan_and_service_has_its_own_view_and_what_stays_is_said(small: Any) -> None:
    page = drawn(small, CHANGES, EQUAL, POINTS)
    assert page is not None
    together, alone = views(page)
    assert [len(each) for each in (together, alone)] == [2, 2]
    assert together[1]["districts"][0][1:] == ["10,000", "600", "300 to 600", "6\u00a0%", "900", "1,400", "–", "straight line times detour factor"]
    assert together[1]["small"] == [["E01000001", "600", "500", "1,700", "1,200", "straight line times detour factor"]]
    assert alone[0]["state"][0] == "Nobody of 15,000 residents would have more than 500 metres farther to at least one public service."
    assert alone[1]["state"] == ["Library: by this plan every place of it stays where it is."]
    assert alone[0]["spots"] == []


@pytest.mark.parametrize(
    ("equal", "said"),
    [
        ([equality("together-today", EVERYBODY, None, None)], "Who gets farther away is not known: no figures of residents received"),
        ([equality("together-today", EVERYBODY, 100, 0, is_hit_more=False)], "Nobody would have farther to go to a public service"),
        ([equality("together-today", EVERYBODY, 100, 5, is_hit_more=False, known_share=0.25)], "Residents are known of 25 % of the small areas of the place"),
    ],
)
def test_a_title_says_no_more_than_is_known(small: Any, equal: Rows, said: str) -> None:
    unknown = [row("together-today", ANY_SERVICE, ONE, None, None)]
    page = drawn(small, unknown, equal)
    assert page is not None and title(page) == said
    assert "nobody can be counted" in words(page)


def test_a_plan_that_changes_no_service_says_so_and_has_no_page_alone(small: Any) -> None:
    still = [row("together-today", ANY_SERVICE, ONE, None, None, basis=NOTHING)]
    assert drawn(small, still, []) is None
    page = drawn(small, [*still, row("alone-today", ANY_SERVICE, ONE, 10_000, 5), row("alone-today", "library", ONE, 10_000, 5)], [equality("together-today", EVERYBODY, None, None)])
    assert page is not None and title(page) == "Nobody would have farther to go to a public service"
    assert views(page)[0][0]["state"] == ["By this plan every place of every service stays where it is."]
    assert "No group can be told: no figures of residents were received." in words(page)


def test_no_plan_no_page_and_a_strange_plan_is_named(small: Any) -> None:
    assert drawn(small, [], []) is None
    with pytest.raises(ValueError, match="option 'other', which the map does not declare"):
        drawn(small, [row("other", ANY_SERVICE, ONE, 1, 0)], [])


def test_a_mistake_in_the_declaration_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FILE.read_text("utf-8").replace("{residents}", "{people}"), "utf-8")
    with pytest.raises(ValueError, match=r"wrong\.toml: wording: .*title may use residents, not people"):
        load_spec(wrong, AccessMapSpec)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_another_plan_and_service_are_chosen_by_keyboard(small: Any, show: Callable[..., Any], width: int) -> None:
    boundaries = small.boundaries.with_columns(pl.concat_str(pl.col("area_name"), pl.lit(" <b>`${1}")).alias("area_name"))
    page_text = drawn(type("C", (), {"boundaries": boundaries}), CHANGES, EQUAL, POINTS, place_name="<i>Place")
    assert page_text is not None
    opened = show(page_text, width=width, bypass_csp=True)
    page = opened.page
    assert page.locator("#spots circle").count() == 1
    page.locator("#service").focus()
    page.keyboard.press("ArrowDown")
    assert "the nearest place of: library" in page.locator("#state").inner_text()
    assert "1,400" in page.locator("#district-rows tbody tr").first.inner_text()
    page.locator("#option").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#state").inner_text() == "Library: by this plan every place of it stays where it is."
    assert page.locator("#spots circle").count() == 0
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [rule["id"] for rule in violations] == []
