"""Which asset an outline is of: small sites drawn by hand, with the faults that maps and lists have."""

from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import drafts
from totalplace import reference
from totalplace.analysis import outlines
from totalplace.contracts import core
from totalplace.contracts.staging import BUILDING_OUTLINE

LIMITS = outlines.Limits(near_m=50, site_gap_m=100, names=drafts.LIMITS)
USES = reference.outline_word_table().select("word", "function_id").rows()
SCHOOL = {"use": "Primary Education", "theme": "Education"}


def block(east: float, *, size: float = 20, north: float = 0, name: str | None = None, use: str | None = None, theme: str | None = None, shape: Any = None) -> dict[str, Any]:
    """A square building whose lower left corner stands so far from a fixed point."""
    drawn = shape or shapely.box(400_000 + east, 300_000 + north, 400_000 + east + size, 300_000 + north + size)
    return {"name_as_published": name, "use_as_published": use, "theme_as_published": theme, "shape": drawn}


def table(blocks: list[dict[str, Any]]) -> pl.DataFrame:
    rows = []
    for row, given_block in enumerate(blocks, 2):
        shape = given_block["shape"]
        middle = shapely.centroid(shape)
        rows.append(
            {
                "source_file_id": "f1", "source_part": "table", "source_row": row, **{key: value for key, value in given_block.items() if key != "shape"},
                "area_m2": shape.area, "easting": middle.x, "northing": middle.y, "outline_wkb": shapely.to_wkb(shape),
            }
        )  # fmt: skip
    return BUILDING_OUTLINE.conform(pl.DataFrame(rows, infer_schema_length=None)).collect()


def asset(east: float, function: str = "school", name: str = "Somewhere", north: float = 0, **more: Any) -> dict[str, Any]:
    return {"easting": 400_000 + east, "northing": 300_000 + north, "function": function, "name": name, **more}


def matched(blocks: list[dict[str, Any]], *assets: dict[str, Any], areas: pl.DataFrame | None = None) -> pl.DataFrame:
    """The lines in the order of the blocks; an asset's id is a1, a2 … as they are given."""
    records = drafts.rows(*assets)
    asset_of = {key: f"a{number}" for key, number in records.select("source_key", "record_id").iter_rows()}
    return outlines.match_outlines(table(blocks), records, asset_of, core.AREA.empty() if areas is None else areas, USES, drafts.WORDS, LIMITS)


def test_a_site_of_sensitive_premises_is_of_no_asset() -> None:
    blocks = [block(0, name="Rose House", use="Fire Station"), block(60, name="Rose House", use="Fire Station"), block(5000, use="Fire Station")]
    records = drafts.rows(asset(10, "fire station", "Rose House"), asset(5010, "fire station"))
    asset_of = {key: f"a{number}" for key, number in records.select("source_key", "record_id").iter_rows()}
    found = outlines.match_outlines(table(blocks), records, asset_of, core.AREA.empty(), USES, drafts.WORDS, LIMITS, frozenset({("f1", "table", 3)}))
    assert found["asset_id"].to_list() == [None, None, "a2"]
    assert found["line_reason"].to_list() == [outlines.SENSITIVE, outlines.SENSITIVE, None]


def whose(blocks: list[dict[str, Any]], *assets: dict[str, Any]) -> list[str | None]:
    return matched(blocks, *assets)["asset_id"].to_list()


@pytest.mark.parametrize(
    ("east", "found"),
    [
        (10.0, "a1"),  # in it
        (0.0, "a1"),  # on its edge
        (70.0, "a1"),  # 50 m from it
        (70.5, None),
    ],
)
def test_a_point_in_an_outline_or_near_it(east: float, found: str | None) -> None:
    assert whose([block(0, use="Fire Station")], asset(east, "fire station")) == [found]


@pytest.mark.parametrize(
    ("use", "function", "found"),
    [
        ("Fire Station", "police station", None),
        ("Secondary Education", "school", "a1"),
        ("fire_station", "fire station", "a1"),
        ("Hospital", "not known", None),  # a house of unknown use in a hospital's block need not be the hospital
        (None, "library", "a1"),
        ("Warehouse", "library", "a1"),  # a use that is none of ours contradicts nothing: the library stands in it
    ],
)
def test_the_uses_must_agree(use: str | None, function: str, found: str | None) -> None:
    assert whose([block(0, use=use)], asset(10, function)) == [found]


def test_without_a_use_nearness_is_nothing() -> None:
    assert whose([block(0)], asset(25, "library")) == [None]


def test_a_courtyard_is_no_building_but_its_walls_are_near() -> None:
    ring = shapely.difference(shapely.box(400_000, 300_000, 400_060, 300_060), shapely.box(400_020, 300_020, 400_040, 300_040))
    assert whose([block(0, shape=ring)], asset(30, "town hall", north=30)) == [None], "no use is told: the point must stand in it"
    assert whose([block(0, shape=ring, use="Town Hall")], asset(30, "town hall", north=30)) == ["a1"]


def test_the_blocks_of_one_name_and_use_are_one_site() -> None:
    blocks = [block(east, name="Northby Primary School", **SCHOOL) for east in (0, 110, 220, 330)]
    lines = matched(blocks, asset(10, name="Northby Primary School"))
    assert lines["asset_id"].to_list() == ["a1"] * 4
    assert set(lines["match_reason"]) == {"stands in the outline, same use, same name"}
    size = outlines.footprints(lines, table(blocks))
    assert size.rows() == [("a1", 1600.0, 4)]


def test_two_campuses_of_one_name_are_not_joined() -> None:
    blocks = [block(0, name="Northby College", use="College"), block(130, name="Northby College", use="College")]
    assert whose(blocks, asset(10, name="Northby College")) == ["a1", None]


def test_what_two_files_show_is_counted_once() -> None:
    blocks = [block(0, name="Northby School", **SCHOOL), block(0, name="Northby School", use="Secondary Education"), block(10, name="Northby School", **SCHOOL)]
    lines = matched(blocks, asset(5, name="Northby School"))
    assert outlines.footprints(lines, table(blocks)).rows() == [("a1", 600.0, 3)]


def test_of_a_named_site_the_asset_of_its_name_has_it_else_nobody() -> None:
    blocks = [block(0, name="Ladywell Primary School", **SCHOOL), block(60, name="Ladywell Primary School", **SCHOOL)]
    assert whose(blocks, asset(10, name="Eastgate School"), asset(65, name="Ladywell Primary School")) == ["a2", "a2"]
    lines = matched(blocks, asset(10, name="Eastgate School"), asset(65, name="Westgate School"))
    assert set(lines["line_reason"]) == {outlines.SEVERAL_ASSETS}


def test_a_block_in_which_another_asset_stands_is_the_sites_by_name_only() -> None:
    for name, first in (("Ladywell Primary School", "a1"), ("Renamed Academy", None)):
        site = [block(0, name="Ladywell Primary School", **SCHOOL), block(60, name="Ladywell Primary School", **SCHOOL)]
        lines = matched(site, asset(65, name=name), asset(10, "library", name="Community Library"))
        assert lines["asset_id"].to_list() == [first, "a1"]
        assert lines["line_reason"].to_list() == [None if first else outlines.SEVERAL_ASSETS, None]


def test_a_building_said_to_be_at_the_middle_of_its_postcode_takes_no_block_from_another() -> None:
    station = block(0, use="Fire Station")
    practice = asset(10, "clinic", name="Sample Surgery", is_middle_of_postcode=True)
    assert whose([station], asset(15, "fire station"), practice) == ["a1"]
    assert whose([station], asset(15, "fire station"), {**practice, "is_middle_of_postcode": False}) == [None]
    assert whose([station], {**asset(15, "fire station"), "is_middle_of_postcode": True}) == ["a1"]


def test_junior_and_infant_schools_are_not_each_other() -> None:
    assert whose([block(0, name="Northby Junior School", **SCHOOL)], asset(10, name="Northby Infant School")) == [None]


def test_a_neighbour_of_another_name_is_not_it_but_one_renamed_that_stands_in_it_is() -> None:
    site = [block(0, name="Ladywell Primary School", **SCHOOL)]
    assert whose(site, asset(40, name="Eastgate School")) == [None]
    assert whose(site, asset(10, name="Eastgate School")) == ["a1"]


@pytest.mark.parametrize(
    ("of_map", "of_list"),
    [
        ("St Joseph's Roman Catholic Primary School", "St Joseph's RC Primary School"),
        ("St Matthew's Church Of England (Aided) Primary School", "St Matthews C.E. Primary School"),
        ("St Hugh's Catholic Primary School", "St. Hugh's R.C. Primary School"),
    ],
)
def test_a_faith_is_shortened_in_one_and_not_in_the_other(of_map: str, of_list: str) -> None:
    assert whose([block(0, name=of_map, **SCHOOL)], asset(200, name=of_list)) == ["a1"]
    assert whose([block(0, name=of_map, **SCHOOL)], asset(200, name="Eastgate School")) == [None]


def test_an_asset_has_one_named_site_the_one_it_stands_in() -> None:
    blocks = [block(0, name="Northby Primary School", **SCHOOL), block(125, name="Northby Primary School", **SCHOOL)]
    assert whose(blocks, asset(130, name="Northby Primary School")) == [None, "a1"]


def test_of_blocks_without_a_name_the_nearest_asset_has_each() -> None:
    blocks = [block(0, use="Fire Station"), block(45, use="Fire Station"), block(400, use="Fire Station")]
    assert whose(blocks, asset(10, "fire station"), asset(410, "fire station", name="Other")) == ["a1", "a1", "a2"]
    assert whose([block(0, use="Fire Station")], asset(-10, "fire station"), asset(30, "fire station", name="Other")) == [None], "as near one as the other"


def test_land_and_assets_placed_by_postcode_stand_in_no_outline() -> None:
    by_postcode = {"easting": None, "northing": None, "postcode_easting": 400_010.0, "postcode_northing": 300_010.0}
    assert whose([block(0, use="Library")], asset(10, "library", asset_kind="land"), {**asset(10, "library"), **by_postcode}) == [None]


def test_outlines_outside_the_place_are_told_apart_but_an_asset_there_keeps_its_own() -> None:
    inside = shapely.to_wkb(shapely.box(399_000, 299_000, 400_100, 301_000))
    areas = core.AREA.conform(pl.DataFrame([{"area_code": "E07000901", "area_name": "N", "area_type": "district", "is_in_place": True, "outline_wkb": inside, "source_file_id": "f9"}])).collect()
    lines = matched([block(0), block(500), block(700)], asset(710, "library"), areas=areas)
    assert lines["line_reason"].to_list() == [outlines.NO_ASSET, outlines.OUTSIDE, None]
    assert lines["line_status"].to_list() == ["ignored", "ignored", "loaded"]


@settings(deadline=None)
@given(st.permutations(range(6)), st.permutations(range(3)))
def test_the_order_of_rows_changes_nothing(block_order: list[int], asset_order: list[int]) -> None:
    blocks = [block(0, name="A School", **SCHOOL), block(50, name="A School", **SCHOOL), block(300, use="Fire Station"), block(330, use="Fire Station"), block(600), block(600, size=40)]
    assets = [asset(5, name="A School"), asset(310, "fire station"), asset(610, "library")]
    names = {position: f"a{number}" for number, position in enumerate(asset_order, 1)}
    found = dict(zip(block_order, whose([blocks[at] for at in block_order], *(assets[at] for at in asset_order)), strict=True))
    assert found == {0: names[0], 1: names[0], 2: names[1], 3: names[1], 4: names[2], 5: names[2]}


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-300, 300), st.floats(-300, 300)), min_size=1, max_size=8), st.lists(st.tuples(st.floats(-300, 300), st.floats(-300, 300)), min_size=1, max_size=6))
def test_plain_outlines_by_brute_force(corners: list[tuple[float, float]], points: list[tuple[float, float]]) -> None:
    """Of outlines without name or use: the one asset that stands in it."""
    blocks = [block(east, north=north, size=80) for east, north in corners]
    assets = [asset(east, "library", north=north) for east, north in points]
    expected = []
    for drawn in blocks:
        inside = [f"a{number}" for number, entry in enumerate(assets, 1) if drawn["shape"].intersects(shapely.Point(entry["easting"], entry["northing"]))]
        expected.append(inside[0] if len(inside) == 1 else None)
    assert whose(blocks, *assets) == expected


def test_no_outlines_no_rows() -> None:
    assert matched_empty().is_empty()


def matched_empty() -> pl.DataFrame:
    return outlines.match_outlines(BUILDING_OUTLINE.empty(), drafts.rows(asset(0)), {"council/code 1": "a1"}, core.AREA.empty(), USES, drafts.WORDS, LIMITS)
