"""What we know of what we own: the bars of each body, the title, and the classes of the buildings, from rows whose answer is known."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import totalplace_web

from tests.maps.test_estate_map import payload, read, row
from totalplace import maps
from totalplace.contracts.mart import BODY_COVERAGE
from totalplace.mapping.declared import load_spec
from totalplace.mapping.known import known_by_body
from totalplace.mapping.page import PageFacts
from totalplace.mapping.spec import MapSpec

SPEC = load_spec(Path(__file__).parents[2] / "maps" / "what-we-know-of-what-we-own.toml", MapSpec)
HELD = pl.col("ownership_basis").is_in(["register", "title"])


def known(estate: pl.DataFrame) -> pl.DataFrame:
    """Of each building and site, how many facts are known: as mart.estate_known has it."""
    facts = ("gia_m2", "running_cost_gbp", "condition")
    has_use = pl.col("asset_id").str.slice(-1).is_in(list("01234567"))
    return estate.filter(pl.col("asset_kind") != "land").select(
        "asset_id", known_count=pl.sum_horizontal(has_use.cast(pl.Int64), *(pl.col(name).is_not_null().cast(pl.Int64) for name in facts))
    )


def page_of(county: Any, **facts: Any) -> str:
    """The page of this county."""
    return str(county.page(SPEC, coloured_by=known(county.estate), **facts))


def bodies_and_coverage(*rows: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frames of bodies named after their ids."""
    empty = {"files_loaded": 0, "files_not_loaded": 0, "service_places": 0, "payment_lines": 0, "payments_gbp": Decimal(0), "payments_held_gbp": Decimal(0)}
    bodies = pl.DataFrame([{"body_id": each["body_id"], "name": each["body_id"].title(), "kind": each.pop("kind", "council")} for each in rows])
    return bodies, BODY_COVERAGE.conform(pl.DataFrame([empty | each for each in rows], infer_schema_length=None)).collect()


THREE = (
    {
        "body_id": "small", "assets_held": 10, "buildings_held": 4, "located_share": 0.5, "floor_area_share": 1.0,
        "running_cost_share": 0.75, "condition_share": 0.0, "utilisation_share": None, "confirmed_by": "An officer", "confirmed_on": date(2026, 5, 1),
    },
    {
        "body_id": "large", "assets_held": 90, "buildings_held": 36, "located_share": 0.333333, "floor_area_share": 0.25,
        "running_cost_share": 0.0, "condition_share": 0.027778, "utilisation_share": None,
    },
    {"body_id": "silent", "assets_held": 0, "buildings_held": 0},
)  # fmt: skip


def cells(html: str, heading: str) -> list[str]:
    """The texts of the row that starts with this heading."""
    found = next(part for part in re.findall(r"<tr.*?</tr>", html, flags=re.S) if heading in part.split("</th>")[0])
    return [re.sub(r"<[^>]*>", "", cell).replace("\u00a0", " ").strip() for cell in re.findall(r"<td.*?</td>", found, flags=re.S)]


def test_bars_say_the_shares_and_all_together_counts_buildings_not_bodies() -> None:
    html = known_by_body(SPEC.facts, *bodies_and_coverage(*(dict(each) for each in THREE)))
    assert cells(html, "Small") == ["50 %", "100 %", "75 %", "0 %", "0 %", "yes, 1 May 2026", "10", "4"]
    # 5 and 30 of 100 located; of 40 buildings 4 + 9 with an area, 3 with a cost, 1 with a condition
    assert cells(html, "All together") == ["35 %", "32 %", "8 %", "2 %", "0 %", "1 of 3 bodies", "100", "40"]
    assert "1 body has sent no register" in html and "Silent" in html.split("<details")[1]
    assert re.findall(r'<rect width="([\d.]+)"', html.split("Small")[1].split("</tr>")[0]) == ["30", "60", "45"]


def test_a_body_without_buildings_has_no_share_of_them() -> None:
    html = known_by_body(SPEC.facts, *bodies_and_coverage({"body_id": "parks", "assets_held": 3, "buildings_held": 0, "located_share": 1.0}))
    assert cells(html, "Parks")[:5] == ["100 %", "–", "–", "–", "–"]


def title(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html)
    assert found
    return found[1].replace("\u00a0", " ")


def test_the_title_names_what_is_known_most_and_least(small: Any) -> None:
    page = page_of(small)
    buildings = small.estate.filter(HELD & (pl.col("asset_kind") == "building"))
    area = round(100 * buildings["gia_m2"].count() / buildings.height)
    condition = round(100 * buildings["condition"].count() / buildings.height)
    name, most = max(("Condition", condition), ("Floor area", area), key=lambda each: each[1])
    assert title(page) == f"{name} known for {most} % of buildings, use for 0 %"


def test_the_title_is_about_registers_where_few_have_come(sparse: Any) -> None:
    assert title(page_of(sparse)) == "Registers have come from only 4 of 25 bodies"


def test_a_title_too_long_says_the_least_alone(small: Any) -> None:
    coverage = small.coverage.with_columns(
        condition_share=pl.lit(1.0), floor_area_share=pl.lit(1.0), utilisation_share=pl.lit(1.0), running_cost_share=pl.lit(0.0005)
    )
    buildings = pl.when(pl.col("buildings_held") > 0).then(10_000).otherwise(0)
    coverage = coverage.with_columns(buildings_held=buildings.cast(pl.Int64))
    assert title(page_of(replace(small, coverage=coverage))) == "Running cost is known for under 1 % of buildings"


def test_classes_count_buildings_and_sites_by_what_is_known_of_them(small: Any) -> None:
    page = page_of(small)
    asked = small.estate.filter(HELD & (pl.col("asset_kind") != "land")).join(known(small.estate), on="asset_id")
    counts = [asked.filter(pl.col("known_count") == number).height for number in (4, 3, 2, 1, 0)]
    assert [int(row(page, number)[0]) for number in range(5)] == counts and min(counts) > 0
    assert row(page, "all")[0] == str(asked.height)
    assert payload(page)["assets"]["n"] == small.estate.filter(pl.col("asset_kind") != "land").height
    land = small.estate.filter(HELD & (pl.col("asset_kind") == "land")).height
    words = " ".join(" ".join(read(page).words).split())
    assert f"{land} pieces of land are held too: this map is about buildings and sites." in words
    assert [entry[4] for entry in payload(page)["classes"]] == [0, 0, 0, 0, 1], "of which nothing is known is drawn as not known"


def test_the_page_is_the_same_for_the_same_rows_and_the_bars_come_before_the_map(small: Any) -> None:
    page = page_of(small)
    assert page == page_of(small)
    assert page.index('id="known-title"') < page.index('class="stage"')
    assert read(page).handlers == [] and read(page).fetched == []


def test_the_public_edition_shows_neither_cost_nor_condition(small: Any) -> None:
    spec = SPEC.for_the_public()
    page = small.page(spec, coloured_by=known(small.estate))
    assert not {item.name for item in spec.columns} & {"condition", "running_cost_gbp", "running_cost_fy", "running_cost_method"}
    assert set(payload(page)["assets"]["details"]) == {item.key for item in spec.columns} - {"function", "gia_m2"}
    assert "Audience:</b> the public" in page


def test_the_public_title_counts_what_the_map_is_about(small: Any) -> None:
    """Land that the public edition leaves out is not missing from a map of buildings."""
    tables = {
        "mart.estate": small.estate, "mart.estate_source": small.estate_sources, "ops.source_file": small.files,
        "ref.body": small.bodies, "mart.body_coverage": small.coverage, "core.area": small.boundaries, "mart.estate_known": known(small.estate),
    }  # fmt: skip
    page = maps.page(*maps.for_the_public(tables, SPEC, PageFacts("Exampleshire", date(2026, 11, 20), "2026-11-20-1a2b3c4d")))
    asked = small.estate.filter(HELD & (pl.col("asset_kind") != "land"))
    closed = small.files.filter(pl.col("licence").is_null())["source_file_id"].to_list()
    hidden = small.estate_sources.filter(pl.col("source_file_id").is_in(closed))["asset_id"].to_list()
    shown = asked.filter(~pl.col("asset_id").is_in(hidden)).height
    assert 0 < shown < asked.height
    assert title(page) == f"{shown} of {asked.height} buildings and sites stand under an open licence"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (320, 640)])
def test_the_bars_and_the_map_in_a_browser(small: Any, show: Any, width: int, height: int) -> None:
    opened = show(page_of(small), width=width, height=height, bypass_csp=True)
    page = opened.page
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page does not scroll sideways"
    names = page.locator(".known tbody th").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert min(names) >= 90, "a name is not broken letter by letter"
    page.locator("#results .item").first.click()
    assert "Facts known" in page.locator(".opened").inner_text()
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [item["id"] for item in found["violations"]] == []


@pytest.mark.browser
def test_a_map_of_an_order_lists_in_that_order(small: Any, show: Any) -> None:
    page = show(page_of(small)).page
    assert page.locator("#order").input_value() == "class"
    first = page.locator("#results .class-words").all_inner_texts()
    assert set(first) == {"Facts known: 4 of 4"}
    page.locator("#order").select_option("size")
    largest = small.estate.filter(pl.col("asset_kind") != "land").sort("gia_m2", descending=True, nulls_last=True)["name"][0]
    assert page.locator("#results .name").first.inner_text() == largest
