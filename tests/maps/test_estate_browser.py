"""The page in a browser: what a member of a board, a keyboard user and a printer get."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import totalplace_web

pytestmark = pytest.mark.browser

HOSTILE = [
    "<img src=x onerror=\"document.documentElement.dataset.owned='yes'\">",
    "</script><script>document.documentElement.dataset.owned='yes'</script>",
    "`;document.documentElement.dataset.owned='yes';`",
    "${document.documentElement.dataset.owned='yes'}",
    "\\`\"'${document.documentElement.dataset.owned='yes'}",
    "evil \u202e exe.gnp",
    "Very long " + "wwwwwwwwww" * 40,
]


def status(page: Any) -> str:
    """The line above the list, in digits that can be compared."""
    page.wait_for_timeout(250)
    return str(page.locator("#status").inner_text()).replace("\u00a0", " ")


def drawn_pixels(page: Any, colour: tuple[int, int, int]) -> int:
    """How many pixels of this very colour the symbols have."""
    return int(
        page.evaluate(
            """([r, g, b]) => {
                const c = document.querySelector("canvas.symbols");
                const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
                let n = 0;
                for (let i = 0; i < d.length; i += 4)
                    if (d[i] === r && d[i + 1] === g && d[i + 2] === b && d[i + 3] === 255) n++;
                return n;
            }""",
            list(colour),
        )
    )


@pytest.mark.parametrize("county", ["small", "large", "sparse"])
@pytest.mark.parametrize("width", [1440, 320])
def test_opens_without_error_and_asks_for_nothing(
    county: str, width: int, show: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    opened = show(request.getfixturevalue(county).page(), width=width)
    assert opened.page.locator("html").get_attribute("data-ready") == "true"
    assert opened.errors == []
    assert opened.remote == []


def test_unticking_a_kind_takes_it_off_list_and_map(small: Any, show: Callable[..., Any]) -> None:
    page = show(small.page()).page
    council = set(small.bodies.filter(pl.col("kind") == "council")["body_id"])
    rest = small.estate.filter(~pl.col("body_id").is_in(list(council)))
    assert drawn_pixels(page, (0x12, 0x43, 0x6D)) > 500
    page.locator("input[name=kind][value='0']").uncheck()
    assert status(page).startswith(f"{rest.height} of 300 in the list, {rest['lon'].drop_nulls().len()} on the map")
    assert drawn_pixels(page, (0x12, 0x43, 0x6D)) == 0


def test_bodies_shapes_uses_and_districts_filter(small: Any, show: Callable[..., Any]) -> None:
    page = show(small.page()).page
    page.locator("#filters summary").click()
    page.locator("input[name=shape][value=land]").uncheck()
    service = pl.col("ownership_basis").is_in(["inferred", "service list only"])
    left = small.estate.filter(service | (pl.col("asset_kind") != "land"))
    assert status(page).startswith(f"{left.height} of 300")
    page.locator("#no-bodies").click()
    assert status(page).startswith("Nothing found")
    page.locator("#reset").click()
    assert status(page).startswith("300 of 300")
    greatford = small.estate.filter(pl.col("area_code") == _code(small, "Greatford")).height
    page.locator("#district").select_option(label=f"Greatford ({greatford})")
    assert status(page).startswith(f"{greatford} of 300")


def _code(county: Any, name: str) -> str:
    return str(county.boundaries.filter(pl.col("area_name") == name)["area_code"][0])


@pytest.mark.parametrize("typed", ["name", "postcode", "tight postcode", "street"])
def test_search_finds(small: Any, show: Callable[..., Any], typed: str) -> None:
    wanted = small.estate.filter(pl.col("postcode").is_not_null() & pl.col("lon").is_not_null()).row(7, named=True)
    words = {
        "name": wanted["name"].upper(),
        "postcode": wanted["postcode"].lower(),
        "tight postcode": wanted["postcode"].replace(" ", ""),
        "street": wanted["address"],
    }[typed]
    page = show(small.page()).page
    page.locator("#search").fill(words)
    status(page)
    assert wanted["name"] in page.locator("#results .name").all_inner_texts()
    assert page.locator("#results > li").count() < 20


def test_what_is_not_located_is_in_the_list_and_said(small: Any, show: Callable[..., Any]) -> None:
    page = show(small.page()).page
    nowhere = small.estate.filter(pl.col("lon").is_null())
    assert f"{nowhere.height} not on the map" in page.locator(".not-on-map").inner_text()
    wanted = nowhere.filter(pl.col("postcode").is_not_null()).row(0, named=True)
    page.locator("#search").fill(wanted["postcode"])
    status(page)
    item = page.locator("#results > li", has_text=wanted["name"]).first
    assert "location not known" in item.inner_text()


def test_keyboard_alone_reaches_an_asset_and_its_sources(small: Any, show: Callable[..., Any]) -> None:
    page = show(small.page()).page
    page.keyboard.press("Tab")
    assert "Skip to search" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "item":
            break
    assert page.evaluate("document.activeElement.className") == "item"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    first = small.estate.sort("gia_m2", descending=True, nulls_last=True).row(0, named=True)
    assert first["name"] in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    details = page.locator(".opened dl").inner_text()
    source = small.estate_sources.filter(pl.col("asset_id") == first["asset_id"]).row(0, named=True)
    assert f"{first['body_id']}-asset-register.csv, line {source['source_row']}" in details
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    if first["lon"] is not None:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert first["name"] in page.locator(".leaflet-popup").inner_text()
        assert page.evaluate("document.activeElement.className") == "popup"
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
        assert page.evaluate("document.activeElement.className") == "show", "focus is back where it came from"


def test_click_on_the_map_opens_the_details(small: Any, show: Callable[..., Any]) -> None:
    page = show(small.page()).page
    located = small.estate.filter(pl.col("lon").is_not_null() & pl.col("gia_m2").is_not_null() & pl.col("is_in_place"))
    wanted = located.sort("gia_m2", descending=True).row(0, named=True)
    page.locator("#search").fill(wanted["name"])
    status(page)
    page.locator("#results .item").first.click()
    box = page.locator("#map-box").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.wait_for_timeout(150)
    assert wanted["name"] in page.locator(".asset-tip").inner_text()
    page.mouse.click(*middle)
    text = page.locator(".leaflet-popup").inner_text()
    assert wanted["name"] in text
    assert f"{round(wanted['gia_m2']):,}\u00a0m²" in text
    assert "asset-register.csv, line" in text


def test_every_asset_on_one_point_can_be_reached(small: Any, show: Callable[..., Any]) -> None:
    first = small.estate.filter(pl.col("lon").is_not_null()).row(0, named=True)
    stacked = small.estate.head(7).with_columns(
        *(
            pl.lit(first[name]).alias(name)
            for name in ("lon", "lat", "easting", "northing", "is_in_place", "area_code")
        ),
        pl.lit("coordinates").alias("location_method"),
    )
    page = show(replace(small, estate=stacked).page()).page
    page.locator("#results .item").first.click()
    box = page.locator("#map-box").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "7 assets here" in page.locator(".leaflet-popup h2").inner_text()
    assert page.locator(".leaflet-popup .here button").count() == 7
    name = page.locator(".leaflet-popup .here button").nth(3).evaluate("e => e.firstChild.textContent")
    page.locator(".leaflet-popup .here button").nth(3).click()
    assert page.locator(".leaflet-popup h2").inner_text() == name
    page.get_by_role("button", name="Back to 7 assets here").click()
    assert page.locator(".leaflet-popup .here button").count() == 7


def test_badges_count_everything_on_the_map(large: Any, show: Callable[..., Any]) -> None:
    page = show(large.page()).page
    assert page.locator(".group").count() > 10
    label = page.locator(".group").first.get_attribute("aria-label")
    total = int(re.match(r"([\d,]+) assets", label)[1].replace(",", ""))
    parts = [int(number.replace(",", "")) for number in re.findall(r" ([\d,]+)(?=[,.])", label.split(":", 1)[1])]
    assert total == sum(parts)
    before = page.locator(".group").count()
    page.locator(".group").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(700)
    assert page.locator(".group").count() != before


def test_pages_of_the_list_run_to_the_end(large: Any, show: Callable[..., Any]) -> None:
    page = show(large.page()).page
    assert page.locator("#list-page").inner_text() == "Page 1 of 1,500"
    assert page.locator("#results > li").count() == 20
    page.locator("[data-step='1']").click()
    assert page.locator("#list-page").inner_text() == "Page 2 of 1,500"
    assert page.locator("#results").get_attribute("start") == "21"


def test_only_what_the_map_shows(large: Any, show: Callable[..., Any]) -> None:
    page = show(large.page()).page
    page.locator("#in-view").check()
    whole = status(page)
    assert not whole.startswith("30,000")
    page.locator("#results .item").first.click()
    page.wait_for_timeout(400)
    assert int(status(page).split(" of ")[0].replace(",", "")) < int(whole.split(" of ")[0].replace(",", ""))


def test_hostile_names_do_nothing(small: Any, show: Callable[..., Any]) -> None:
    county = small.renamed(HOSTILE)
    bodies = county.bodies.with_columns(pl.concat_str(pl.col("name"), pl.lit(HOSTILE[0] + HOSTILE[3])).alias("name"))
    areas = county.boundaries.with_columns(pl.concat_str(pl.col("area_name"), pl.lit(HOSTILE[1])).alias("area_name"))
    files = county.files.with_columns(pl.lit("inbox/" + HOSTILE[2]).alias("path"), pl.lit(HOSTILE[0]).alias("licence"))
    county = replace(county, bodies=bodies, boundaries=areas, files=files)
    html = county.page(place_name=HOSTILE[1], attributions=(HOSTILE[0], HOSTILE[3]), overridden_checks=HOSTILE)
    # the policy is off: what is written must be harmless by itself
    opened = show(html, bypass_csp=True)
    page = opened.page
    for position in range(len(HOSTILE)):
        page.locator("#results .item").nth(position).click()
        page.locator("#results .item").nth(position).hover()
        if page.locator(".opened .show").count():
            page.locator(".opened .show").click()
    page.locator("#filters summary").click()
    page.locator("#search").fill(HOSTILE[0])
    status(page)
    assert page.locator("#results .name").first.inner_text() == HOSTILE[0]
    assert page.locator("html").get_attribute("data-owned") is None
    assert page.locator("body img").count() == 0
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a long name does not widen the page"


@pytest.mark.parametrize(("county", "width", "height"), [("small", 1440, 900), ("large", 320, 640)])
def test_axe_finds_nothing_where_an_asset_is_open(
    county: str, width: int, height: int, show: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    page = show(request.getfixturevalue(county).page(), width=width, height=height, bypass_csp=True).page
    page.locator("#filters summary").click()
    page.locator("#results .item").first.click()
    if page.locator(".opened .show").count():
        page.locator(".opened .show").click()
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]] == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 700), (390, 844)])
def test_one_scrollbar(small: Any, show: Callable[..., Any], width: int, height: int) -> None:
    """The page scrolls; nothing upright in it scrolls by itself."""
    page = show(small.page(), width=width, height=height).page
    page.locator("#filters summary").click()
    inner = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
        .filter(e => ["auto", "scroll"].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1)
        .map(e => e.className)"""
    )
    assert inner == []


def test_names_on_a_phone_stand_in_their_districts(small: Any, show: Callable[..., Any]) -> None:
    """The middle of every name lies in the outline of the district that it names."""
    page = show(small.page(), width=390, height=844).page
    names = page.locator(".area-name")
    assert names.count() >= 4
    strays = page.evaluate(
        """() => {
            const outlines = [...document.querySelectorAll(".leaflet-areas-pane path.area:not(.beyond)")];
            return [...document.querySelectorAll(".area-name")].filter((name) => {
                const box = name.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
                return outlines.filter((path) => {
                    const at = new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse());
                    return path.isPointInFill(at);
                }).length !== 1;
            }).map((name) => name.textContent);
        }"""
    )
    assert strays == []


@pytest.mark.parametrize("width", [320, 360, 390])
def test_a_phone_does_not_scroll_sideways(small: Any, show: Callable[..., Any], width: int) -> None:
    page = show(small.page(), width=width, height=640).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small_targets = page.evaluate(
        """() => [...document.querySelectorAll(
            "button, select, input:not([type=checkbox]), summary, label:has(input), .leaflet-bar a")]
        .filter(e => e.offsetParent && (e.offsetHeight < 24 || e.offsetWidth < 24))
        .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small_targets == []


def test_prints_without_controls_and_with_legend(small: Any, show: Callable[..., Any], tmp_path: Path) -> None:
    page = show(small.page()).page
    path = tmp_path / "page.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True, print_background=True)
    assert path.read_bytes().startswith(b"%PDF")
    assert page.locator("svg.paper").count() == 0, "after printing the screen is as it was"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("svg.paper path").count() > 200, "symbols are printed as shapes, over the boundaries"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="print")
    assert page.locator(".legend").is_visible()
    assert page.locator("table.kinds").is_visible()
    for control in (".controls", ".whole", ".leaflet-control-zoom", ".asset-table"):
        assert not page.locator(control).is_visible()
    try:
        text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode("utf-8")
    except FileNotFoundError:
        return  # the text can only be read where poppler is installed
    assert "What it cannot tell" in text and "Fire services" in text


def test_without_decompression_the_page_says_so(small: Any, browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "old.html"
    path.write_text(small.page(), "utf-8")
    context = browser.new_context()
    context.add_init_script("delete globalThis.DecompressionStream")
    page = context.new_page()
    page.goto(path.as_uri())
    assert "too old to draw the map" in page.locator("#map-wait").inner_text()
    context.close()
