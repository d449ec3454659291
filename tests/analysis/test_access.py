"""Who gets farther away: against a slow count made another way, and by hand where a rule decides."""

import math
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis import access
from totalplace.contracts import contract
from totalplace.contracts.access import CHANGE

LIMITS = access.Limits(farther_m=500, farther_minutes=10, detour_times=1.3, detour_doubt_share=0.2)


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return contract(name).conform(pl.DataFrame(rows, infer_schema_length=None) if rows else contract(name).empty()).collect()


def building(asset_id: str, function: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    return {"asset_id": asset_id, "asset_kind": "building", "function": function, "easting": x, "northing": y, "is_disowned": False, **more}


def statistic(area: str, name: str, value: float, period: str = "2023") -> dict[str, Any]:
    return {"area_code": area, "statistic": name, "period": period, "value": value, "unit": "persons", "source_file_id": "f"}


def lsoa(number: int) -> str:
    return f"E01{number:06d}"


class Place:
    """A place in plain words: where areas are and who lives there, what stands where, what the one option does."""

    def __init__(self, areas: list[tuple[str, float, float]], buildings: list[dict[str, Any]], statistics: list[dict[str, Any]]) -> None:
        self.areas, self.buildings, self.statistics = areas, buildings, statistics
        self.occupations: list[dict[str, Any]] = []
        self.used: list[dict[str, Any]] = []
        self.times: list[tuple[str, str, str, float]] = []
        self.given_up: list[str] = []
        self.moves: list[tuple[str, str]] = []

    def change(self, services: tuple[str, ...] = ("library", "clinic"), limits: access.Limits = LIMITS) -> pl.DataFrame:
        postcodes = [
            {"postcode": f"ZE{number} {side}AA", "easting": x + side, "northing": y, "lad_code": district, "lsoa_code": lsoa(number)}
            for number, (district, x, y) in enumerate(self.areas)
            for side in (-3, 3)
        ]
        areas = access.small_areas(table("core.postcode", postcodes), table("core.area", []), ["E07000001", "E07000002"], frozenset())
        estate = table("mart.estate", self.buildings)
        before = access.places_of_service(estate, table("mart.utilisation_latest", self.used), PLAN_OCCUPATION(self.occupations), services, 250)
        plans = access.Plans(
            options=["o"],
            given_up=pl.DataFrame([("o", asset) for asset in self.given_up], schema={"option_id": pl.String, "asset_id": pl.String}, orient="row"),
            moves=pl.DataFrame([("o", *move) for move in self.moves], schema={"option_id": pl.String, "service": pl.String, "asset_id": pl.String}, orient="row"),
        )
        schema = {"area_code": pl.String, "asset_id": pl.String, "mode": pl.String, "minutes": pl.Float64}
        times = pl.DataFrame(self.times, schema=schema, orient="row")
        groups = access.groups_of(table("core.area_statistic", self.statistics), areas["area_code"])
        found = access.change(areas, groups, before, plans, estate, times, limits)
        return CHANGE.conform(found).collect()


def PLAN_OCCUPATION(rows: list[dict[str, Any]]) -> pl.DataFrame:  # noqa: N802 -- stands for a table
    return pl.DataFrame(rows, schema={"asset_id": pl.String, "function": pl.String, "is_public": pl.Boolean})


def row(found: pl.DataFrame, service: str, area: str, group: str = access.EVERYBODY) -> dict[str, Any]:
    return found.row(by_predicate=(pl.col("service") == service) & (pl.col("area_code") == area) & (pl.col("group") == group), named=True)


POINTS = st.tuples(st.integers(0, 60), st.integers(0, 60))


@st.composite
def places(draw: st.DrawFn) -> Place:
    sites = draw(st.lists(st.tuples(st.sampled_from(["library", "clinic", "office"]), POINTS), min_size=1, max_size=7))
    homes = draw(st.lists(st.tuples(st.sampled_from(["E07000001", "E07000002", "E07000009"]), POINTS), min_size=1, max_size=6))
    place = Place(
        [(district, 1000.0 + 100 * x, 2000.0 + 100 * y) for district, (x, y) in homes],
        [building(f"a{number}", use, 1000.0 + 100 * x, 2000.0 + 100 * y) for number, (use, (x, y)) in enumerate(sites)],
        [
            statistic(lsoa(number), name, draw(st.integers(0, 3)))
            for number in range(len(homes))
            for name in ("Persons: all ages", "Persons: disabled")
            if draw(st.booleans())
        ]
        + [statistic(lsoa(number), "Index of Multiple Deprivation: decile", draw(st.integers(1, 10))) for number in range(len(homes)) if draw(st.booleans())],
    )
    place.occupations = [{"asset_id": f"a{number}", "function": "library", "is_public": draw(st.booleans())} for number in range(len(sites)) if draw(st.booleans())]
    place.given_up = [f"a{number}" for number in range(len(sites)) if draw(st.booleans())]
    stay = [entry["asset_id"] for entry in place.buildings if entry["asset_id"] not in place.given_up]
    place.moves = [("library", draw(st.sampled_from(stay))) for _ in range(draw(st.integers(0, 2))) if stay]
    return place


def counted_slowly(place: Place, service: str) -> dict[tuple[str, str], tuple[float | None, float | None, float | None, float | None, float | None]]:
    """For a district and group: residents, those farther, mean before, mean after, most added. By loops, from the plain words."""
    at = {entry["asset_id"]: (entry["easting"], entry["northing"]) for entry in place.buildings}
    today = {entry["asset_id"] for entry in place.buildings if entry["function"] == service}
    today |= {entry["asset_id"] for entry in place.occupations if entry["function"] == service and entry["is_public"]}
    then = {asset for asset in today if asset not in place.given_up} | {asset for use, asset in place.moves if use == service}
    if today == then or not today:
        return {}
    said = {(entry["area_code"], entry["statistic"]): entry["value"] for entry in place.statistics}
    found = {}
    for district in sorted({district for district, _, _ in place.areas} - {"E07000009"}):
        for group in (access.EVERYBODY, "disabled people", *access.FIFTHS):
            residents, farther, before, after, most = 0.0, 0.0, 0.0, 0.0, -1.0
            known = False
            for number, (of, x, y) in enumerate(place.areas):
                people = said.get((lsoa(number), "Persons: disabled" if group == "disabled people" else "Persons: all ages"))
                if group in access.FIFTHS:
                    decile = said.get((lsoa(number), "Index of Multiple Deprivation: decile"))
                    if decile is None:
                        people = None
                    elif people is not None and (decile + 1) // 2 != access.FIFTHS.index(group) + 1:
                        people = 0
                if of != district or people is None:
                    continue
                known = True
                if people == 0:
                    continue

                def way(assets: set[str], x: float = x, y: float = y) -> float:
                    return min((round(10 * math.dist((x, y), at[asset])) / 10 * 1.3 for asset in assets), default=math.inf)

                one, other = way(today), way(then)
                residents += people
                farther += people if other - one > 500 + 1e-6 else 0
                before, after = before + people * one, after + people * other
                most = max(most, other - one, 0)
            if known:
                some = residents > 0
                found[district, group] = (
                    residents, farther, before / residents if some else None, after / residents if some and after < math.inf else None,
                    most if some and most < math.inf else None,
                )  # fmt: skip
    return found


@settings(max_examples=60, deadline=None)
@given(places())
def test_those_who_get_farther_are_counted_as_by_loops(place: Place) -> None:
    found = place.change()
    for service in ("library", "clinic"):
        expected = counted_slowly(place, service)
        rows = found.filter((pl.col("service") == service) & (pl.col("area_type") == "district"))
        rows = rows.filter(pl.col("group").is_in([access.EVERYBODY, "disabled people", *access.FIFTHS]))
        assert {(one["area_code"], one["group"]) for one in rows.to_dicts()} == set(expected)
        for one in rows.to_dicts():
            residents, farther, *lengths = expected[one["area_code"], one["group"]]
            assert (one["residents"], one["residents_farther"]) == (residents, farther)
            assert [one["before_m"], one["after_m"], one["farthest_added_m"]] == [
                None if length is None else pytest.approx(length, abs=0.051) for length in lengths
            ]
    # longer ways never bring fewer losers, and small areas add up to their districts
    for one in found.filter(pl.col("residents").is_not_null()).to_dicts():
        assert one["residents_farther_low"] <= one["residents_farther"] <= one["residents_farther_high"] <= one["residents"]
    everybody = found.filter(pl.col("group") == access.EVERYBODY)
    for service in everybody["service"].unique():
        of_service = everybody.filter(pl.col("service") == service)
        by_kind = {kind: of_service.filter(pl.col("area_type") == kind)["residents_farther"].sum() for kind in ("district", "lsoa")}
        assert by_kind["district"] == by_kind["lsoa"]


def town() -> Place:
    """Two areas 0 and 3,000 metres along a road; libraries at 0 and 3,000, a town hall at 400."""
    place = Place(
        [("E07000001", 0, 0), ("E07000001", 3000, 0)],
        [building("near", "library", 0, 0), building("far", "library", 3000, 0), building("hall", "town hall", 400, 0)],
        [statistic(lsoa(0), "Persons: all ages", 1000), statistic(lsoa(1), "Persons: all ages", 500)],
    )
    place.given_up = ["near"]
    return place


def test_a_service_that_is_taken_in_nearby_is_not_far() -> None:
    place = town()
    lost = row(place.change(), "library", "E07000001")
    assert (lost["residents"], lost["residents_farther"], lost["before_m"], lost["after_m"], lost["farthest_added_m"]) == (1500, 1000, 0, 2600, 3900)
    place.moves = [("library", "hall")]
    moved = row(place.change(), "library", "E07000001")
    # 400 metres, 520 of them on foot: more than 500
    assert (moved["residents_farther"], moved["farthest_added_m"]) == (1000, 520)


@pytest.mark.parametrize(("metres", "low", "farther", "high"), [(480, 0, 1000, 1000), (481, 1000, 1000, 1000), (400, 0, 1000, 1000), (384, 0, 0, 1000), (320, 0, 0, 0), (321, 0, 0, 1000)])
def test_the_threshold_is_tried_with_shorter_and_longer_ways(metres: int, low: int, farther: int, high: int) -> None:
    """Detour factor 1.3, a fifth less 1.04 and a fifth more 1.56: 500 metres are reached at 480.8, 384.6 and 320.5 in a straight line."""
    place = town()
    place.buildings[2] = building("hall", "town hall", metres, 0)
    place.moves = [("library", "hall")]
    found = row(place.change(), "library", "E07000001")
    assert (found["residents_farther_low"], found["residents_farther"], found["residents_farther_high"]) == (low, farther, high)


def test_a_way_of_just_the_threshold_is_not_farther() -> None:
    place = town()
    place.buildings[2] = building("hall", "town hall", 500, 0)
    place.moves = [("library", "hall")]
    limits = access.Limits(farther_m=500, farther_minutes=10, detour_times=1.0, detour_doubt_share=0)
    assert row(place.change(limits=limits), "library", "E07000001")["residents_farther"] == 0


def test_where_no_place_is_left_all_lose_and_no_length_is_said() -> None:
    place = town()
    place.given_up = ["near", "far"]
    found = row(place.change(), "library", "E07000001")
    assert (found["residents_farther"], found["residents_farther_low"], found["after_m"], found["farthest_added_m"]) == (1500, 1500, None, None)


def test_a_vacant_building_is_no_place_of_service() -> None:
    place = town()
    place.used = [{"asset_id": "near", "band": "vacant"}]
    assert place.change()["service"].unique().to_list() == [access.ANY_SERVICE]


@pytest.mark.parametrize("more", [{"is_disowned": True}, {"is_public_estate": False}, {"asset_kind": "land"}])
def test_what_is_disowned_private_or_land_is_no_place_of_service(more: dict[str, Any]) -> None:
    place = town()
    place.buildings[0] |= more
    assert place.change()["service"].unique().to_list() == [access.ANY_SERVICE]


def test_a_site_counts_only_where_no_building_of_its_use_stands() -> None:
    place = town()
    place.buildings += [building("campus", "library", 200, 0, asset_kind="site"), building("park", "library", 100, 0, asset_kind="land")]
    assert row(place.change(), "library", "E07000001")["residents_farther"] == 1000
    place.buildings[3] = building("campus", "library", 251, 0, asset_kind="site")
    assert row(place.change(), "library", "E07000001")["residents_farther"] == 0


def test_what_is_not_known_has_a_row_that_says_so_and_no_nought() -> None:
    found = town().change()
    cars = row(found, access.ANY_SERVICE, "E07000001", "households without a car")
    assert (cars["residents"], cars["residents_farther"], cars["unit"], cars["small_area_count"], cars["small_area_known_count"]) == (None, None, "households", 2, 0)
    assert found.filter((pl.col("service") == "library") & (pl.col("group") == "households without a car")).is_empty()


def test_an_option_that_changes_no_service_says_nobody() -> None:
    place = town()
    place.given_up = ["hall"]
    found = place.change()
    everybody = row(found, access.ANY_SERVICE, "E07000001")
    assert (everybody["residents_farther"], everybody["basis"]) == (0, access.NOTHING)
    assert found["area_type"].unique().to_list() == ["district"]


def test_any_service_counts_a_person_once() -> None:
    place = town()
    place.buildings += [building("clinic", "clinic", 0, 0), building("other", "clinic", 9000, 0)]
    place.given_up = ["near", "clinic"]
    found = place.change()
    assert {service: row(found, service, "E07000001")["residents_farther"] for service in ("library", "clinic", access.ANY_SERVICE)} == {"library": 1000, "clinic": 1500, access.ANY_SERVICE: 1500}
    assert row(found, access.ANY_SERVICE, lsoa(1))["residents_farther"] == 500


def minutes(*pairs: tuple[int, str, float], mode: str = "walking") -> list[tuple[str, str, str, float]]:
    return [(lsoa(area), asset, mode, length) for area, asset, length in pairs]


def test_travel_times_decide_where_all_are_supplied() -> None:
    place = town()
    place.times = minutes((0, "near", 2), (0, "far", 12), (1, "near", 9), (1, "far", 1))
    found = row(place.change(), "library", "E07000001")
    # ten minutes more are not more than ten
    assert (found["residents_farther"], found["basis"], found["mode"]) == (0, access.SUPPLIED, "walking")
    assert (found["before_minutes"], found["after_minutes"], found["after_m"]) == (1.7, 8.3, 2600)
    place.times += minutes((0, "near", 2), (0, "far", 12.5), (1, "near", 9), (1, "far", 1), mode="public transport")
    found = row(place.change(), "library", "E07000001")
    assert (found["residents_farther"], found["residents_farther_low"], found["mode"]) == (1000, 1000, "public transport")


def test_of_two_times_of_one_way_the_shorter_counts() -> None:
    place = town()
    place.times = minutes((0, "near", 2), (0, "near", 7), (0, "far", 14), (1, "near", 9), (1, "far", 1))
    assert row(place.change(), "library", "E07000001")["residents_farther"] == 1000  # 12 minutes more, not 7


def test_any_service_says_what_decided_each() -> None:
    place = town()
    place.buildings += [building("clinic", "clinic", 0, 0), building("other", "clinic", 0, 0)]
    place.given_up = ["near", "clinic"]
    place.times = minutes((0, "near", 2), (0, "far", 12), (1, "near", 9), (1, "far", 1))
    found = row(place.change(), access.ANY_SERVICE, "E07000001")
    assert (found["basis"], found["mode"], found["residents_farther"]) == (access.MIXED, None, 0)
    place.times += minutes(*((area, asset, 5) for area in (0, 1) for asset in ("clinic", "other")))
    found = row(place.change(), access.ANY_SERVICE, "E07000001")
    assert (found["basis"], found["mode"]) == (access.SUPPLIED, "walking")


def test_travel_times_with_gaps_leave_straight_lines_and_say_so() -> None:
    place = town()
    place.times = minutes((0, "near", 2), (0, "far", 3), (1, "far", 1))
    found = row(place.change(), "library", "E07000001")
    assert (found["residents_farther"], found["basis"], found["before_minutes"]) == (1000, access.INCOMPLETE, None)


def test_small_areas_stand_in_the_middle_of_their_live_postcodes() -> None:
    def postcode(text: str, x: float, area: str | None, district: str, ended: date | None = None) -> dict[str, Any]:
        return {"postcode": text, "easting": x, "northing": 0.0, "lsoa_code": area, "lad_code": district, "terminated_on": ended}

    rows = [
        postcode("ZE1 1AA", 100, "E01000001", "E07000001"), postcode("ZE1 1AB", 200, "E01000001", "E07000001"),
        postcode("ZE1 1AC", 900, "E01000001", "E07000001", date(2020, 1, 1)), postcode("ZE1 1AD", 300, "E01000001", "E07000009"),
        postcode("ZE1 1AE", 100, "E01000002", "E07000009"), postcode("ZE1 1AF", 100, "E99999999", "E07000001"), postcode("ZE1 1AG", 100, None, "E07000001"),
    ]  # fmt: skip
    found = access.small_areas(table("core.postcode", rows), table("core.area", []), ["E07000001"], frozenset())
    assert found.rows() == [("E01000001", "E07000001", 200.0, 0.0)]


def outline(code: str, west: float, east: float, kind: str = "lsoa", here: bool = True) -> dict[str, Any]:
    shape = shapely.to_wkb(shapely.box(west, 0, east, 100))
    return {"area_code": code, "area_name": code, "area_type": kind, "is_in_place": here, "outline_wkb": shape, "source_file_id": "f"}


def outlined(*rows: dict[str, Any], postcodes: list[dict[str, Any]] | None = None, counted: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    district = outline("E07000001", 0, 300, kind="district")
    found = access.small_areas(table("core.postcode", postcodes or []), table("core.area", [district, *rows]), [], frozenset(counted))
    return found.select("area_code", "district_code", "easting").rows()


def test_without_postcodes_that_name_it_a_small_area_stands_within_its_outline() -> None:
    found = outlined(outline("E01000001", 0, 40), outline("E01000002", 400, 440, here=False))
    assert found == [("E01000001", "E07000001", 20.0)]


def test_outlines_of_another_census_are_no_second_small_area() -> None:
    # 1 was divided into 8 and 9; postcodes know 8 and 9, or nothing, and people were counted by the one or the other census
    old, new = outline("E01000001", 0, 100), (outline("E01000008", 0, 60), outline("E01000009", 60, 100))
    postcodes = [{"postcode": f"ZE1 {number}AA", "easting": x, "northing": 50.0, "lad_code": "E07000001", "lsoa_code": f"E0100000{number}"} for number, x in ((8, 20.0), (9, 80.0))]
    assert [row[0] for row in outlined(old, postcodes=postcodes)] == ["E01000008", "E01000009"]
    assert [row[0] for row in outlined(old, *new, counted=("E01000008", "E01000009"))] == ["E01000008", "E01000009"]
    assert [row[0] for row in outlined(old, *new, counted=("E01000001",))] == ["E01000001"]


def test_of_several_years_the_one_that_knows_most_areas_is_taken_then_the_newest() -> None:
    rows = [
        statistic(lsoa(0), "Persons: all ages", 10, "2022"), statistic(lsoa(1), "Persons: all ages", 20, "2022"),
        statistic(lsoa(0), "Persons: all ages", 11, "2023"), statistic(lsoa(1), "Persons: all ages", 21, "2023"),
        statistic(lsoa(0), "Persons: all ages", 12, "2024"), statistic("E07000001", "Persons: all ages", 99, "2025"),
    ]  # fmt: skip
    everybody = access.groups_of(table("core.area_statistic", rows), pl.Series([lsoa(0), lsoa(1)]))[0]
    assert (everybody.name, everybody.count.tolist(), everybody.as_at) == (access.EVERYBODY, [11, 21], "2023")


def test_fifths_need_people_and_index() -> None:
    rows = [
        *(statistic(lsoa(number), "Persons: all ages", 100 + number) for number in (0, 1, 2)),
        *(statistic(lsoa(number), "Index of Multiple Deprivation: decile", decile, "2025") for number, decile in ((0, 1), (1, 2), (3, 10))),
    ]
    groups = {group.name: group for group in access.groups_of(table("core.area_statistic", rows), pl.Series(map(lsoa, range(4))))}
    worst = groups["most deprived fifth"]
    np.testing.assert_array_equal(worst.count, [100, 101, np.nan, np.nan])
    assert worst.as_at == "index 2025, people 2023"
    np.testing.assert_array_equal(groups["least deprived fifth"].count, [0, 0, np.nan, np.nan])
