"""Colouring: classes by text and by number, what is not known, and a map of bands beside that of kinds of body."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.maps.test_estate_map import payload, row
from totalplace.mapping.colouring import colouring
from totalplace.mapping.palette import ink
from totalplace.mapping.spec import ColourBy, MapSpec

FIRST = Path(__file__).parents[2] / "maps" / "what-we-all-own-here.toml"
LITTLE, SOME, MOST = "#801650", "#28A197", "#12436D"
BANDS = {
    "table": "mart.body_coverage",
    "column": "floor_area_share",
    "key": "body_id",
    "label": "Buildings with a floor area",
    "is_ordered": True,
    "classes": [
        {"label": "Nine in ten or more", "mark": "+", "colour": MOST, "at_least": 0.9},
        {"label": "Half or more", "mark": "=", "colour": SOME, "at_least": 0.5},
        {"label": "Under half", "mark": "-", "colour": LITTLE, "at_least": 0.0},
    ],
    "unknown": {"label": "No buildings"},
}
ESTATE = pl.DataFrame({"asset_id": ["a", "b", "c", "d", "e"], "body_id": ["x", "y", "z", "w", "x"]})
SHARES = pl.DataFrame({"body_id": ["x", "y", "z", "w"], "floor_area_share": [0.9, 0.8999, 0.2, None]})


def bands(**other: Any) -> ColourBy:
    """The declaration, with something changed."""
    return ColourBy.model_validate(BANDS | other)


def test_a_number_falls_into_the_class_that_it_has_reached() -> None:
    made = colouring(ESTATE, SHARES, bands())
    assert made.of_asset.to_list() == [0, 1, 2, 3, 0]
    assert [shade.is_unknown for shade in made.shades] == [False, False, False, True]
    assert made.of_body == {"x": 0, "y": 1, "z": 2, "w": 3}


def test_the_order_in_which_classes_are_written_does_not_matter_to_the_limits() -> None:
    turned = colouring(ESTATE, SHARES, bands(classes=BANDS["classes"][::-1]))
    assert turned.of_asset.to_list() == [2, 1, 0, 3, 2]


def test_an_order_shows_every_class_and_a_category_those_that_there_are() -> None:
    only = SHARES.with_columns(pl.lit(0.95).alias("floor_area_share"))
    assert len(colouring(ESTATE, only, bands()).shades) == 4
    category = colouring(ESTATE, only, bands(is_ordered=False))
    assert [shade.label for shade in category.shades] == ["Nine in ten or more"]
    assert category.of_asset.to_list() == [0] * 5


def test_an_asset_that_the_table_lacks_is_not_known() -> None:
    assert colouring(ESTATE, SHARES.head(1), bands()).of_asset.to_list() == [0, 3, 3, 3, 0]
    with pytest.raises(ValueError, match=r"3 assets have no mart.body_coverage.floor_area_share"):
        colouring(ESTATE, SHARES.head(1), bands(unknown=None))


def test_a_text_without_a_class_is_named_and_a_word_for_nothing_is_not_known() -> None:
    by_text = ColourBy.model_validate(
        {
            "table": "mart.estate", "column": "tenure", "key": "asset_id", "label": "Tenure",
            "classes": [
                {"label": "Freehold", "mark": "F", "colour": MOST, "value": "freehold"},
                {"label": "Leasehold", "mark": "L", "colour": LITTLE, "value": "leasehold"},
            ],
            "unknown": {"values": ["not known"]},
        }
    )  # fmt: skip
    cells = ["leasehold", "freehold", "not known", None, "freehold"]
    table = ESTATE.select("asset_id", pl.Series("tenure", cells))
    assert colouring(ESTATE, table, by_text).of_asset.to_list() == [1, 0, 2, 2, 0]
    with pytest.raises(ValueError, match="says 'licence', for which colour_by has no class"):
        colouring(ESTATE, table.with_columns(pl.lit("licence").alias("tenure")), by_text)


def test_two_colours_for_one_symbol_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        colouring(ESTATE, pl.concat([SHARES, SHARES]), bands())


@pytest.mark.parametrize(("colour", "on"), [("#12436D", "#FFFFFF"), ("#F46A25", "#0B0C0C"), ("#E8E8E8", "#0B0C0C")])
def test_the_ink_is_the_one_that_is_seen(colour: str, on: str) -> None:
    assert ink(colour) == on


def banded() -> MapSpec:
    """The first map, coloured by bands of coverage."""
    declared = tomllib.loads(FIRST.read_text("utf-8"))
    finding = declared["finding"] | {"title_floor_area": "{share} of floor area: {top}"}
    return MapSpec.model_validate(declared | {"colour_by": BANDS, "finding": finding})


def test_a_map_of_bands_has_its_classes_in_legend_totals_and_data(small: Any) -> None:
    page = small.page(banded(), coloured_by=small.coverage)
    share = dict(small.coverage.select("body_id", "floor_area_share").iter_rows())
    held = [
        entry
        for entry in small.estate.iter_rows(named=True)
        if entry["ownership_basis"] in ("register", "title")
    ]

    def band(body: str) -> int:
        value = share[body]
        return 3 if value is None else 0 if value >= 0.9 else 1 if value >= 0.5 else 2

    counts = [sum(band(entry["body_id"]) == number for entry in held) for number in range(4)]
    assert [int(row(page, number)[0].replace(",", "")) for number in range(4)] == counts
    assert len({*counts} - {0}) > 1, "the example has several bands"
    on_map = [sum(band(entry["body_id"]) == number and entry["lon"] is not None for entry in held) for number in range(4)]
    legend = page.split('<ul class="legend-kinds"')[1].split("</ul>")[0]
    assert [int(number.replace(",", "")) for number in re.findall(r"<b>([\d,]+)</b>", legend)] == on_map
    assert "No buildings" in legend and 'aria-label="Buildings with a floor area"' in legend
    data = payload(page)
    assert [entry[0] for entry in data["classes"]] == ["Nine in ten or more", "Half or more", "Under half", "No buildings"]
    order = small.estate.sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    assert data["assets"]["class"] == [band(body) for body in order["body_id"]]
    assert json.dumps("Buildings with a floor area") in page, "the details say the class under its name"


@pytest.mark.browser
def test_a_map_of_bands_draws_in_its_colours(small: Any, show: Any) -> None:
    opened = show(small.page(banded(), coloured_by=small.coverage))
    assert opened.errors == []
    first = opened.page.locator("#results .item").first
    first.click()
    assert "Buildings with a floor area" in opened.page.locator(".opened").inner_text()
    labels = opened.page.locator(".kind-choice span").all_inner_texts()
    assert labels == ["Nine in ten or more", "Half or more", "Under half", "No buildings"]
