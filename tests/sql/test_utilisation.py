"""How well buildings are used: every rule of each family of measures, given rows → expected rows. Numbers worked out by hand."""

from datetime import date
from hashlib import md5
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.running import Rows, file_of, run_file

FILE = {"source_file_id": "f1", "source_part": "table"}
LATER = {"source_file_id": "f2", "source_part": "table"}

# chosen for these tests, so that a change of a project default changes no expectation
ASSUMED: dict[str, float] = {
    "utilisation_implausible_share": 3,
    "utilisation_desk_headroom_share": 0.2,
    "office_desks_a_person": 0.8,
    "office_desk_m2": 10,
    "rooms_counted_share": 0.9,
    "occupation_complete_share": 0.9,
    "occupation_contradicted_share": 0.5,
    "net_of_gross_area_share": 0.9,
    "school_margin_share": 0.05,
    "school_class_places": 30,
    "school_primary_place_m2": 4,
    "school_secondary_place_m2": 6,
    "school_growing_years": 7,
    "carter_non_clinical_share": 0.35,
    "carter_unused_share": 0.025,
    "carter_first_fy": 2016,
}
ASSUMPTIONS: Rows = [{"assumption_id": name, "value": value} for name, value in ASSUMED.items()]


def run(table: str, tmp_path: Path, **given: Rows) -> list[dict[str, Any]]:
    """The result over the given tables, written with two underscores for the point."""
    return frame(table, tmp_path, **given).rows(named=True)


def frame(table: str, tmp_path: Path, **given: Rows) -> pl.DataFrame:
    file = file_of(table)
    tables = {name.replace("__", "."): rows for name, rows in given.items()}
    if "core.assumption" in file.dependencies:
        tables.setdefault("core.assumption", ASSUMPTIONS)
    return run_file(file, tables, tmp_path)


def asset(asset_id: str = "a1", **more: Any) -> dict[str, Any]:
    return {"asset_id": asset_id, "asset_kind": "building", "body_id": "council", "name": "Hall", "function": "office", **more}


def loaded(row: int, asset_id: str | None = "a1", file: dict[str, str] = FILE, **more: Any) -> dict[str, Any]:
    """A line of core.asset_reference."""
    return {**file, "source_row": row, "line_status": "loaded" if asset_id else "held", "asset_id": asset_id, "body_id": "council", **more}


# --- U0 ---------------------------------------------------------------------------------------------------------------


def declared(tmp_path: Path, *lines: dict[str, Any], **estate: Any) -> list[dict[str, Any]]:
    """U0 of lines of a register, each {detail, words, as_at_on, ...}."""
    keys = [{**FILE, "source_row": row + 2} for row in range(len(lines))]
    return run(
        "analysis.utilisation_declared",
        tmp_path,
        mart__estate=[asset(**estate)],
        core__asset_line=[{**key, "asset_id": "a1"} for key in keys],
        core__listing=[
            {**key, "as_at_on": line.get("as_at_on", date(2024, 3, 31)), "tenure_detail_as_published": line.get("words")}
            for key, line in zip(keys, lines, strict=True)
        ],
        core__property_line=[
            {
                **key,
                "body_id": "council",
                "ownership_basis": line.get("ownership_basis", "register"),
                "is_not_owned": line.get("is_not_owned", False),
                "interest_detail": line["detail"],
            }
            for key, line in zip(keys, lines, strict=True)
        ],
    )


def test_declared_vacant_is_empty_and_its_whole_area_is_spare(tmp_path: Path) -> None:
    (row,) = declared(tmp_path, {"detail": "vacant"}, gia_m2=812.5, nia_m2=700.0)
    assert (row["unit_kind"], row["unit_id"], row["measure"], row["period"]) == ("building", "a1", "U0", "2024-03-31")
    assert (row["value"], row["utilisation_share"], row["spare_m2"], row["spare_basis"]) == (0, 0, 812.5, "GIA")
    assert row["no_band_reason"] is None


def test_declared_vacant_of_unknown_size_has_no_spare_area(tmp_path: Path) -> None:
    (row,) = declared(tmp_path, {"detail": "vacant"})
    assert (row["utilisation_share"], row["spare_m2"], row["spare_basis"]) == (0, None, None)
    (net,) = declared(tmp_path, {"detail": "vacant"}, nia_m2=90.0)
    assert (net["spare_m2"], net["spare_basis"]) == (90.0, "NIA")


@pytest.mark.parametrize("detail", ["occupied by the body", "let", "sub-let", "licence", "ground lease"])
def test_declared_occupied_does_not_say_how_full(detail: str, tmp_path: Path) -> None:
    (row,) = declared(tmp_path, {"detail": detail}, gia_m2=500.0)
    assert (row["utilisation_share"], row["spare_m2"]) == (1, None)
    assert row["no_band_reason"] == "It is declared occupied, which does not say how full it is."


@pytest.mark.parametrize(
    "lines",
    [
        [{"detail": "vacant", "words": "Part vacant"}],
        [{"detail": "vacant", "words": "Partially vacant"}],
        [{"detail": "vacant"}, {"detail": "let"}],
    ],
)
def test_partly_vacant_has_no_share(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    (row,) = declared(tmp_path, *lines, gia_m2=500.0)
    assert (row["value"], row["utilisation_share"], row["spare_m2"]) == (None, None, None)
    assert row["no_band_reason"] == "Only part of it is declared vacant, and not how much."


def test_a_department_is_no_part(tmp_path: Path) -> None:
    (row,) = declared(tmp_path, {"detail": "vacant", "words": "Vacant (Parks Department)"})
    assert row["utilisation_share"] == 0


@pytest.mark.parametrize(
    ("line", "estate"),
    [
        ({"detail": "not known"}, {}),
        ({"detail": "other"}, {}),
        ({"detail": "vacant", "is_not_owned": True}, {}),
        ({"detail": "vacant", "ownership_basis": "service list only"}, {}),
        ({"detail": "vacant"}, {"asset_kind": "land"}),
    ],
)
def test_nothing_is_declared(line: dict[str, Any], estate: dict[str, Any], tmp_path: Path) -> None:
    assert declared(tmp_path, line, **estate) == []


# --- U1, U2, Carter ---------------------------------------------------------------------------------------------------


def returned(tmp_path: Path, *, table: str = "analysis.utilisation_estates_return", status: str = "loaded", **more: Any) -> list[dict[str, Any]]:
    """A line of an estates return of 2022-23, 20,000 m² occupied."""
    key = {**FILE, "source_row": 9}
    line = {**key, "level": "organisation", "organisation_code": "RX1", "organisation_as_published": "A Trust", "fy": 2022, "occupied_floor_area_m2": 20000.0, **more}
    given: dict[str, Rows] = {
        "staging__nhs_estate": [line],
        "core__nhs_estate_line": [{**key, "level": line["level"], "organisation_code": "RX1", "fy": line["fy"], "body_id": "trust", "line_status": status}],
    }
    if table.startswith("analysis") and line["level"] == "site":
        given["core__asset_line"] = [{**key, "asset_id": "a1"}]
    return run(table, tmp_path, **given)


def space(name: str, value: float, unit: str, share: float | None, of: str = "occupied floor area") -> dict[str, Any]:
    return {f"{name}_value": value, f"{name}_unit": unit, f"{name}_denominator": of, f"{name}_share": share}


def test_empty_percentage_of_a_trust(tmp_path: Path) -> None:
    u1, u2 = returned(tmp_path, **space("empty", 2.0, "percent", 0.02), **space("under_used", 0.5, "percent", 0.005), percentage_reading="of one whole")
    assert (u1["measure"], u1["unit_kind"], u1["unit_id"], u1["asset_id"], u1["period"]) == ("U1", "organisation", "RX1", None, "2022-23")
    assert (u1["value"], u1["value_unit"], u1["numerator"], u1["denominator"], u1["utilisation_share"]) == (2, "percent", 19600, 20000, 0.98)
    assert u1["denominator_basis"] == "occupied floor area"
    assert (u1["spare_m2"], u1["spare_basis"]) == (400, "GIA")
    assert (u2["measure"], u2["utilisation_share"], u2["spare_m2"]) == ("U2", 0.995, None)
    assert u1["no_band_reason"] == u2["no_band_reason"] == "It is a figure of a whole organisation, not of any building."


def test_empty_area_of_a_site(tmp_path: Path) -> None:
    (row,) = returned(tmp_path, level="site", site_code="RX101", **space("empty", 5000.0, "m2", 0.25))
    assert (row["unit_kind"], row["unit_id"], row["asset_id"]) == ("site", "RX1/RX101", "a1")
    assert (row["numerator"], row["denominator"], row["utilisation_share"], row["spare_m2"]) == (15000, 20000, 0.75, 5000)
    assert row["no_band_reason"] is None


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        ("impossible", "The figures of the return cannot be parts of one whole."),
        ("added up over sites", "The percentages of the return are sums over sites, and of no whole."),
    ],
)
def test_percentages_that_cannot_be_are_no_result(reading: str, reason: str, tmp_path: Path) -> None:
    (row,) = returned(tmp_path, **space("empty", 140.0, "percent", None), percentage_reading=reading)
    assert (row["value"], row["numerator"], row["denominator"], row["utilisation_share"], row["spare_m2"]) == (None,) * 5
    assert row["no_band_reason"] == reason


def test_un_utilised_space_is_neither_empty_nor_under_used(tmp_path: Path) -> None:
    (row,) = returned(tmp_path, **space("un_utilised", 4.0, "percent", 0.04, "not stated"))
    assert (row["measure"], row["value"], row["value_unit"], row["utilisation_share"], row["spare_m2"]) == ("U1", 4, "percent", None, None)
    assert "does not part empty from under-used" in row["no_band_reason"]


def test_un_utilised_space_added_up_over_sites_is_no_result(tmp_path: Path) -> None:
    (row,) = returned(tmp_path, **space("un_utilised", 91.0, "percent", None, "not stated"), percentage_reading="added up over sites")
    assert (row["value"], row["utilisation_share"]) == (None, None)
    assert row["no_band_reason"] == "The percentages of the return are sums over sites, and of no whole."


def test_returns_that_do_not_count_give_nothing(tmp_path: Path) -> None:
    assert returned(tmp_path, status="superseded", **space("empty", 2.0, "percent", 0.02)) == []
    assert returned(tmp_path) == []


@pytest.mark.parametrize(
    ("more", "non_clinical", "unused", "unused_share"),
    [
        ({"non_clinical_share": 0.35, **space("empty", 1.5, "percent", 0.015), **space("under_used", 1.0, "percent", 0.01)}, "met", "met", 0.025),
        ({"non_clinical_share": 0.3501, **space("empty", 2.0, "percent", 0.02), **space("under_used", 1.0, "percent", 0.01)}, "not met", "not met", 0.03),
        # one of two parts is not the whole
        ({"non_clinical_share": 0.2, **space("empty", 0.1, "percent", 0.001)}, "met", "not known", None),
        # a percentage of nobody says what: the figure is shown and held against nothing
        ({**space("un_utilised", 2.0, "percent", 0.02, "not stated")}, "not known", "not known", 0.02),
        ({"percentage_reading": "impossible", **space("empty", 140.0, "percent", None), **space("under_used", 1.0, "percent", None)}, "not known", "not known", None),
        ({}, "not known", "not known", None),
    ],
)  # fmt: skip
def test_carter(more: dict[str, Any], non_clinical: str, unused: str, unused_share: float | None, tmp_path: Path) -> None:
    (row,) = returned(tmp_path, table="mart.carter_compliance", **{"organisation_type_as_published": "ACUTE - LARGE", **more})
    assert (row["organisation_code"], row["fy"], row["body_id"]) == ("RX1", 2022, "trust")
    assert (row["non_clinical_verdict"], row["unused_verdict"], row["unused_share"]) == (non_clinical, unused, unused_share)
    assert (row["reason"] is None) == ("not known" not in (non_clinical, unused))


KEPT = {"non_clinical_share": 0.3, **space("empty", 1.0, "percent", 0.01), **space("under_used", 1.0, "percent", 0.01)}


@pytest.mark.parametrize(
    ("more", "verdict", "reason"),
    [
        ({"organisation_type_as_published": "ACUTE - TEACHING"}, "met", None),
        ({"organisation_type_as_published": "Acute"}, "met", None),
        ({"organisation_type_as_published": "AMBULANCE"}, "not applicable", "set for acute trusts"),
        ({"organisation_type_as_published": "COMMUNITY"}, "not applicable", "set for acute trusts"),
        ({"organisation_type_as_published": "MENTAL HEALTH AND LEARNING DISABILITY"}, "not applicable", "set for acute trusts"),
        ({"organisation_type_as_published": "CARE TRUST"}, "not applicable", "set for acute trusts"),
        ({"organisation_type_as_published": "Short term non-acute"}, "not applicable", "set for acute trusts"),
        ({"organisation_type_as_published": None}, "not known", "does not say what type of trust"),
        ({"organisation_type_as_published": "ACUTE - LARGE", "fy": 2015}, "not applicable", "set after this year began"),
        ({"organisation_type_as_published": "ACUTE - LARGE", "fy": 2016}, "met", None),
        ({"organisation_type_as_published": "AMBULANCE", "fy": 2013}, "not applicable", "set after this year began. The limits were set for acute trusts"),
    ],
)
def test_carter_is_of_acute_trusts_and_of_years_since(more: dict[str, Any], verdict: str, reason: str | None, tmp_path: Path) -> None:
    (row,) = returned(tmp_path, table="mart.carter_compliance", **KEPT, **more)
    assert (row["non_clinical_verdict"], row["unused_verdict"]) == (verdict, verdict)
    assert row["unused_share"] == 0.02, "the figure stands all the same"
    assert row["reason"] is None if reason is None else reason in row["reason"]


def test_carter_is_of_trusts_only(tmp_path: Path) -> None:
    assert returned(tmp_path, table="mart.carter_compliance", level="site", site_code="RX101", non_clinical_share=0.9) == []


# --- U3, U4, U5, U8 ---------------------------------------------------------------------------------------------------

WEEK = {"from_on": date(2024, 1, 8), "to_on": date(2024, 1, 12)}
PERIOD = "2024-01-08/2024-01-12"


def used(counted: str, available: float, mean: float | None, peak: float | None = None, room: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        **FILE, **WEEK, "unit_kind": "room" if room else "building", "unit_name_as_published": room, "counted": counted, "available": available,
        "used_mean": mean, "used_peak": peak, **more,
    }  # fmt: skip


def units(tmp_path: Path, *lines: dict[str, Any], assets: dict[int, str | None] | None = None) -> Rows:
    """analysis.measured_unit of lines, of asset a1 unless said."""
    numbered = [{**line, "source_row": row} for row, line in enumerate(lines, start=2)]
    references = [loaded(line["source_row"], (assets or {}).get(line["source_row"], "a1"), {**FILE, "source_file_id": line["source_file_id"]}) for line in numbered]
    return run("analysis.measured_unit", tmp_path, staging__measured_use=numbered, core__asset_reference=references)


def measured(tmp_path: Path, *lines: dict[str, Any], estate: dict[str, Any] | None = None, **more: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = run(
        "analysis.utilisation_measured", tmp_path, analysis__measured_unit=units(tmp_path, *lines, **more), mart__estate=[asset(**(estate or {}))]
    )
    keyed = {(row["measure"], row["unit_kind"], row["unit_id"]): row for row in found}
    assert len(keyed) == len(found)
    return keyed


def test_hours_of_a_room_and_of_its_building(tmp_path: Path) -> None:
    """36 of 120 hours: not the mean of 50 % and 20 %, which is 35 %."""
    found = measured(
        tmp_path,
        used("hours in use", 40, 20, 30, "Room 1", unit_area_m2=25.0, rooms_in_building=2),
        used("hours in use", 80, 16, 40, "Room 2", unit_area_m2=30.0),
    )
    assert set(found) == {("U3", "room", "a1/room 1"), ("U3", "room", "a1/room 2"), ("U3", "building", "a1")}
    first, building = found["U3", "room", "a1/room 1"], found["U3", "building", "a1"]
    assert (first["period"], first["utilisation_share"], first["peak_share"], first["spare_m2"], first["source_row"]) == (PERIOD, 0.5, 0.75, 0, 2)
    assert (first["value"], first["value_unit"], first["numerator"], first["denominator"]) == (20, "hours", 20, 40)
    assert (building["numerator"], building["denominator"], building["utilisation_share"], building["unit_count"]) == (36, 120, 0.3, 2)
    assert (building["peak_share"], building["source_row"]) == (round(70 / 120, 6), None)


def test_rooms_unused_at_peak_are_spare(tmp_path: Path) -> None:
    found = measured(
        tmp_path,
        used("hours in use", 40, 0, 0, "Empty", unit_area_m2=25.0, rooms_in_building=3),
        used("hours in use", 40, 0, None, "Never on average", unit_area_m2=12.0),
        used("hours in use", 40, 1, None, "Seldom", unit_area_m2=30.0),
    )
    assert [found["U3", "room", f"a1/{name}"]["spare_m2"] for name in ("empty", "never on average", "seldom")] == [25, 12, 0]
    building = found["U3", "building", "a1"]
    assert (building["spare_m2"], building["spare_basis"], building["spare_method"]) == (37, "NIA", "rooms unused at their peak")
    assert building["peak_share"] is None, "a peak that one room leaves out is not known of the building"


def test_an_unused_room_of_unknown_area_leaves_the_spare_area_unknown(tmp_path: Path) -> None:
    found = measured(tmp_path, used("hours in use", 40, 0, 0, "Empty", rooms_in_building=2), used("hours in use", 40, 0, 0, "Other", unit_area_m2=20.0))
    assert found["U3", "room", "a1/empty"]["spare_m2"] is None
    assert found["U3", "building", "a1"]["spare_m2"] is None


def test_the_building_as_stated_comes_before_its_rooms(tmp_path: Path) -> None:
    found = measured(tmp_path, used("desks in use", 100, 45, 60), used("desks in use", 10, 9, 10, "Floor 1"))
    building = found["U5", "building", "a1"]
    assert (building["denominator"], building["utilisation_share"], building["unit_count"]) == (100, 0.45, 1)


@pytest.mark.parametrize(
    ("desks", "mean", "peak", "share", "peak_share", "spare"),
    [
        (100, 45, 60, 0.45, 0.6, 250),  # 100 - 60 / 0.8 = 25 desks of 10 m²
        (100, 45, 80, 0.45, 0.8, 0),
        (100, 70, 95, 0.7, 0.95, 0),
        (100, 105, 120, 1.05, 1.2, 0),  # more people than desks
        (236, 90, None, round(90 / 236, 6), None, None),  # without a peak nothing is spare
        (50, None, 20, None, 0.4, 250),  # 50 - 25
        (40, 0, 0, 0, 0, 400),
    ],
)  # fmt: skip
def test_desks(desks: float, mean: float | None, peak: float | None, share: float | None, peak_share: float | None, spare: float | None, tmp_path: Path) -> None:
    row = measured(tmp_path, used("desks in use", desks, mean, peak))["U5", "building", "a1"]
    assert (row["utilisation_share"], row["peak_share"], row["spare_m2"]) == (share, peak_share, spare)
    assert row["spare_basis"] == (None if spare is None else "NIA")
    assert row["spare_method"] == (None if spare is None else "desks beyond the peak and 20 % headroom, at 10 m² a desk")


def test_a_building_is_not_vacant_by_its_only_believed_room(tmp_path: Path) -> None:
    """The chamber was not used; of the other seven rooms nobody sent a figure that can be."""
    empty = used("hours in use", 40, 0, 0, "Chamber", unit_area_m2=84.0, rooms_in_building=8)
    wrong = used("desks in use", 4, 40, 50, "West", rooms_in_building=2)
    assert set(measured(tmp_path, empty, wrong)) == {("U3", "room", "a1/chamber"), ("U5", "room", "a1/west")}
    silent = {**empty, "rooms_in_building": None}
    assert set(measured(tmp_path, silent)) == {("U3", "room", "a1/chamber")}, "how many rooms there are is not said"


@pytest.mark.parametrize(
    ("rooms", "counted", "area", "estate", "is_told"),
    [
        (10, 9, None, {}, True),
        (10, 8, None, {}, False),
        (None, 2, 45.0, {"nia_m2": 100.0}, True),  # 90 of 100 m²
        (None, 2, 44.9, {"nia_m2": 100.0}, False),
        (None, 2, 40.5, {"gia_m2": 100.0}, True),  # 81 m² net stand for 90 m² gross
        (None, 2, 40.0, {"gia_m2": 100.0}, False),
        (3, 2, 45.0, {"nia_m2": 100.0}, True),  # two large rooms and a cupboard
    ],
)
def test_rooms_tell_of_a_building_if_nearly_all_were_counted(
    rooms: float | None, counted: int, area: float | None, estate: dict[str, Any], is_told: bool, tmp_path: Path
) -> None:
    lines = [used("hours in use", 40, 10, None, f"Room {number}", unit_area_m2=area, rooms_in_building=rooms) for number in range(counted)]
    found = measured(tmp_path, *lines, estate=estate)
    assert (("U3", "building", "a1") in found) == is_told
    if is_told:
        assert (found["U3", "building", "a1"]["utilisation_share"], found["U3", "building", "a1"]["unit_count"]) == (0.25, counted)


def test_peaks_of_desks_add_in_full(tmp_path: Path) -> None:
    """60 desks, peaks 10 and 14: 60 - 24 / 0.8 = 30 desks of 10 m²."""
    found = measured(tmp_path, used("desks in use", 40, 5, 10, "West", rooms_in_building=2), used("desks in use", 20, 7, 14, "East"))
    building = found["U5", "building", "a1"]
    assert (building["utilisation_share"], building["peak_share"], building["spare_m2"]) == (0.2, 0.4, 300)


def test_hours_used_of_those_booked(tmp_path: Path) -> None:
    row = measured(tmp_path, used("hours booked", 10, 12, None, "Hall"))["U4", "room", "a1/hall"]
    assert (row["utilisation_share"], row["spare_m2"], row["denominator_basis"]) == (1.2, None, "hours booked")
    assert row["no_band_reason"] == "Hours used of those booked say how well bookings are kept, not how full it is."


def test_seats_and_hours_together(tmp_path: Path) -> None:
    """Room 1: 20 of 40 hours, 6 of 12 seats: 120 of 480 seat-hours. Room 2: 10 of 40, 30 of 40: 300 of 1,600. Together 420 of 2,080."""
    found = measured(
        tmp_path,
        used("hours in use", 40, 20, 40, "Room 1", rooms_in_building=2), used("seats filled", 12, 6, 12, "ROOM 1", unit_area_m2=30.0),
        used("hours in use", 40, 10, 12, "Room 2"), used("seats filled", 40, 30, 38, "Room 2"),
    )  # fmt: skip
    room, building = found["U8", "room", "a1/room 1"], found["U8", "building", "a1"]
    assert (room["numerator"], room["denominator"], room["utilisation_share"], room["spare_m2"]) == (120, 480, 0.25, 0)
    assert room["peak_share"] is None, "the fullest seats and the fullest hours need not fall together"
    assert (building["numerator"], building["denominator"], building["utilisation_share"]) == (420, 2080, round(420 / 2080, 6))


def test_seats_without_hours_of_the_same_period_are_told(tmp_path: Path) -> None:
    lines = units(
        tmp_path,
        used("hours in use", 40, 20, None, "Room 1", from_on=date(2023, 1, 9), to_on=date(2023, 1, 13)),
        used("seats filled", 12, 6, None, "Room 1"),
    )
    found = {row["measure"]: row for row in run("analysis.utilisation_measured", tmp_path, analysis__measured_unit=lines) if row["unit_kind"] == "room"}
    assert (found["U8"]["value"], found["U8"]["utilisation_share"]) == (None, None)
    assert found["U8"]["no_band_reason"] == "Nobody says for how many hours it was in use in the same period."
    (issue,) = run("analysis.utilisation_issue", tmp_path, analysis__measured_unit=lines)
    assert (issue["issue_type"], issue["source_row"], issue["value"], issue["severity"]) == ("seats without hours", 3, "Room 1", "note")


def test_lines_that_contradict_each_other_are_not_used(tmp_path: Path) -> None:
    lines = units(
        tmp_path,
        used("hours in use", 40, 20, None, "Room 1", rooms_in_building=2),
        used("hours in use", 40, 30, None, "room  1", rooms_in_building=2),
        used("hours in use", 40, 10, None, "Room 2", rooms_in_building=2),
        used("hours in use", 40, 10, None, "Room 2", rooms_in_building=2),
    )
    found = {row["unit_id"]: row for row in run("analysis.utilisation_measured", tmp_path, analysis__measured_unit=lines)}
    assert (found["a1/room 1"]["utilisation_share"], found["a1/room 1"]["no_band_reason"]) == (None, "Its lines state different figures.")
    assert found["a1/room 2"]["utilisation_share"] == 0.25, "the same said twice is no contradiction"
    assert "a1" not in found, "one room of two does not tell of the building"
    (issue,) = run("analysis.utilisation_issue", tmp_path, analysis__measured_unit=lines)
    assert (issue["issue_type"], issue["source_row"], issue["occurrences"], issue["severity"]) == ("counted in two ways", 2, 2, "error")


def test_lines_whose_building_is_not_known_give_nothing(tmp_path: Path) -> None:
    assert units(tmp_path, used("desks in use", 10, 5), assets={2: None}) == []


def test_periods_and_files_stand_apart(tmp_path: Path) -> None:
    lines = units(
        tmp_path,
        used("desks in use", 10, 5, 6),
        used("desks in use", 10, 8, 9, from_on=date(2025, 1, 6), to_on=date(2025, 1, 10)),
        used("desks in use", 10, 7, 9, source_file_id="f2"),
    )
    found = run("analysis.utilisation_measured", tmp_path, analysis__measured_unit=lines)
    assert sorted((row["period"], row["source_file_id"], row["utilisation_share"]) for row in found) == [
        (PERIOD, "f1", 0.5), (PERIOD, "f2", 0.7), ("2025-01-06/2025-01-10", "f1", 0.8),
    ]  # fmt: skip


# --- U6 ---------------------------------------------------------------------------------------------------------------


def schools(tmp_path: Path, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    """U6 of lines of a list: open primary schools without nursery, of ages 5 to 11, at the asset each names (a1)."""
    keys = [{**FILE, "source_row": row, **{name: line[name] for name in FILE if name in line}} for row, line in enumerate(lines, start=2)]
    usual = {"name_as_published": "Northby Primary", "status": "open", "is_special": False, "has_nursery": False, "statutory_low_age": 5, "statutory_high_age": 11,
             "census_on": date(2024, 1, 18), "type_as_published": "Community school"}  # fmt: skip
    stated = [{**usual, **key, **{name: value for name, value in line.items() if name != "asset_id"}} for key, line in zip(keys, lines, strict=True)]
    return run(
        "analysis.utilisation_school",
        tmp_path,
        staging__school=stated,
        core__asset_line=[{**key, "asset_id": line.get("asset_id", "a1")} for key, line in zip(keys, lines, strict=True)],
        core__property_line=[{**key, "body_id": "council"} for key in keys],
    )


@pytest.mark.parametrize(
    ("capacity", "roll", "share", "unfilled", "overfilled", "spare"),
    [
        (420, 315, 0.75, 105, 0, 240),  # 420 x 0.95 - 315 = 84 places: two classes of 30, 4 m² a place
        (420, 399, 0.95, 21, 0, 0),  # within the margin
        (210, 220, round(220 / 210, 6), 0, 10, 0),
        (210, 210, 1, 0, 0, 0),
    ],
)  # fmt: skip
def test_places_of_a_school(capacity: int, roll: int, share: float, unfilled: int, overfilled: int, spare: float, tmp_path: Path) -> None:
    (row,) = schools(tmp_path, {"urn": "100001", "capacity": capacity, "roll": roll})
    assert (row["unit_kind"], row["unit_id"], row["asset_id"], row["period"]) == ("building", "URN 100001", "a1", "2024-01-18")
    assert (row["value"], row["numerator"], row["denominator"], row["utilisation_share"]) == (roll, roll, capacity, share)
    assert (row["unfilled_places"], row["overfilled_places"], row["spare_m2"], row["spare_basis"]) == (unfilled, overfilled, spare, "GIA")
    assert row["spare_method"] == "whole classes beyond the margin, at 4 m² a place; school: consent needed"


def test_unfilled_and_over_filled_places_are_not_netted(tmp_path: Path) -> None:
    found = schools(tmp_path, {"urn": "100001", "capacity": 100, "roll": 90}, {"urn": "100002", "capacity": 100, "roll": 110, "asset_id": "a2"})
    assert (sum(row["unfilled_places"] for row in found), sum(row["overfilled_places"] for row in found)) == (10, 10)


def test_a_secondary_school_has_larger_places(tmp_path: Path) -> None:
    (row,) = schools(tmp_path, {"urn": "100001", "capacity": 1000, "roll": 800, "statutory_low_age": 11, "statutory_high_age": 18})
    assert row["spare_m2"] == 900  # 150 places: five classes of 30 at 6 m²
    (through,) = schools(tmp_path, {"urn": "100001", "capacity": 1000, "roll": 800, "statutory_low_age": 5, "statutory_high_age": 18})
    assert (through["unfilled_places"], through["spare_m2"]) == (200, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"has_nursery": True}, "roll includes nursery"),
        ({"has_nursery": None, "statutory_low_age": 3}, "roll includes nursery"),
        ({"has_nursery": None, "statutory_low_age": None}, "roll may include nursery"),
        ({"is_special": True}, "special school"),
        ({"opened_on": date(2021, 9, 1), "type_as_published": "Free schools"}, "school that fills year by year"),
        ({"opened_on": date(2018, 9, 1), "type_as_published": "Free schools"}, "school that fills year by year"),
        ({"opened_on": date(2017, 9, 1), "type_as_published": "Free schools"}, None),
        # the day of a conversion is not that of a new school
        ({"opened_on": date(2021, 9, 1), "type_as_published": "Academy converter"}, None),
        ({"opened_on": date(2021, 9, 1), "type_as_published": "Academy sponsor led"}, None),
        ({"has_nursery": None, "statutory_low_age": 4}, None),
        ({"has_nursery": None, "statutory_low_age": None, "phase_as_published": "Secondary"}, None),
    ],
)  # fmt: skip
def test_schools_without_a_band(line: dict[str, Any], reason: str | None, tmp_path: Path) -> None:
    (row,) = schools(tmp_path, {"urn": "100001", "capacity": 100, "roll": 60, **line})
    assert row["utilisation_share"] == 0.6
    assert row["no_band_reason"] == reason
    if reason:
        assert (row["spare_m2"], row["unfilled_places"], row["overfilled_places"]) == (None, None, None)
    else:
        assert row["unfilled_places"] == 40


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"capacity": 100}, "The capacity is stated and the roll is not."),
        ({"roll": 90}, "The roll is stated and the capacity is not."),
        ({}, "Neither capacity nor roll is stated."),
        ({"capacity": 100, "roll": 0}, "No pupil is on its roll, which is also what a list says that does not know them."),
        ({"capacity": 100, "roll": 0, "status": "proposed to open"}, "It is not open yet."),
    ],
)
def test_schools_whose_places_cannot_be_told(line: dict[str, Any], reason: str, tmp_path: Path) -> None:
    (row,) = schools(tmp_path, {"urn": "100001", **line})
    assert (row["utilisation_share"], row["spare_m2"], row["no_band_reason"]) == (None, None, reason)


def test_a_school_at_two_assets_is_neither_of_them(tmp_path: Path) -> None:
    same = {"urn": "100001", "capacity": 100, "roll": 60}
    (row,) = schools(tmp_path, {**same, "asset_id": "a1"}, {**same, "asset_id": "a2"})
    assert (row["unit_kind"], row["asset_id"], row["utilisation_share"], row["unit_count"]) == ("organisation", None, 0.6, 2)


def test_two_schools_at_one_asset_are_each_a_part_of_it(tmp_path: Path) -> None:
    found = schools(tmp_path, {"urn": "100001", "capacity": 100, "roll": 60}, {"urn": "100002", "capacity": 100, "roll": 90})
    assert [(row["unit_kind"], row["asset_id"], row["utilisation_share"]) for row in found] == [("organisation", None, 0.6), ("organisation", None, 0.9)]


def test_a_school_of_two_lists_is_one_though_only_one_gives_its_urn(tmp_path: Path) -> None:
    found = schools(tmp_path, {"urn": "100001", "capacity": 100, "roll": 60}, {**LATER, "urn": None, "capacity": 100, "roll": 62, "census_on": date(2025, 1, 16)})
    assert [(row["unit_kind"], row["unit_id"], row["asset_id"], row["utilisation_share"]) for row in found] == [
        ("building", "URN 100001", "a1", 0.6), ("building", "school a1", "a1", 0.62),
    ]  # fmt: skip


def test_lines_of_a_school_that_differ_are_told(tmp_path: Path) -> None:
    found = schools(tmp_path, {"urn": "100001", "capacity": 210, "roll": 400, "asset_id": "a1"}, {"urn": "100001", "capacity": 240, "roll": 400, "asset_id": "a2"})
    (row,) = found
    assert (row["denominator"], row["utilisation_share"]) == (None, None)
    (issue,) = run("analysis.utilisation_issue", tmp_path, analysis__utilisation_school=found)
    assert (issue["issue_type"], issue["occurrences"]) == ("lines of a school differ", 2)


# --- U7 ---------------------------------------------------------------------------------------------------------------


def standard(tmp_path: Path, *lines: dict[str, Any], building_class: str = "office", **estate: Any) -> list[dict[str, Any]]:
    """U7 of lines of occupation, said to be of the whole building unless the line says otherwise."""
    usual = {**FILE, "from_on": None, "to_on": date(2024, 3, 31), "is_whole_building": True}
    numbered = [{**usual, **line, "source_row": row} for row, line in enumerate(lines, start=2)]
    return run(
        "analysis.utilisation_standard",
        tmp_path,
        mart__estate=[asset(**{"nia_m2": 1000.0, **estate})],
        ref__function=[{"function_id": estate.get("function", "office"), "building_class": building_class}],
        staging__occupation_return=[{name: value for name, value in line.items() if name != "body_id"} for line in numbered],
        core__asset_reference=[
            loaded(line["source_row"], "a1", {**FILE, "source_file_id": line["source_file_id"]}, body_id=line.get("body_id", "council")) for line in numbered
        ],
        mart__occupation=[
            {"occupation_id": occupation_id(line), "occupation": "vacant" if line.get("occupier_as_published") == "Vacant" else "user"} for line in numbered
        ],
    )


def occupation_id(line: dict[str, Any]) -> str:
    """As mart.occupation has it."""
    return "o" + md5(f"{line['source_file_id']}/{line['source_part']}/{line['source_row']}".encode(), usedforsecurity=False).hexdigest()[:14]


def test_people_by_the_standard(tmp_path: Path) -> None:
    """100 people x 0.8 desks x 10 m² = 800 of 1,000 m²."""
    (row,) = standard(tmp_path, {"fte": 60.0, "occupier_as_published": "Housing"}, {"fte": 40.0, "occupier_as_published": "Finance"})
    assert (row["unit_kind"], row["unit_id"], row["measure"], row["period"]) == ("building", "a1", "U7", "2024-03-31")
    assert (row["value"], row["value_unit"], row["numerator"], row["denominator"], row["utilisation_share"]) == (100, "full-time equivalents", 800, 1000, 0.8)
    assert (row["spare_m2"], row["spare_basis"], row["no_band_reason"], row["source_row"]) == (200, "NIA", None, None)


def test_more_people_than_the_standard_leave_nothing_spare(tmp_path: Path) -> None:
    (row,) = standard(tmp_path, {"fte": 150.0})
    assert (row["utilisation_share"], row["spare_m2"], row["source_row"]) == (1.2, 0, 2)


@pytest.mark.parametrize(
    ("building_class", "estate", "reason"),
    [
        ("clinical", {}, "The standard of area a person is one of offices, and this is none."),
        ("office", {"nia_m2": None, "gia_m2": 1200.0}, "Its net internal area is not known."),
    ],
)
def test_no_standard_applies(building_class: str, estate: dict[str, Any], reason: str, tmp_path: Path) -> None:
    (row,) = standard(tmp_path, {"fte": 50.0}, building_class=building_class, **estate)
    assert (row["value"], row["utilisation_share"], row["spare_m2"], row["no_band_reason"]) == (50, None, None, reason)


def test_each_occupier_counts_once_as_its_newest_return_has_it(tmp_path: Path) -> None:
    """The landlord lists its guest, who returns itself too, later and smaller: 30 + 20, not 30 + 25 + 20."""
    (row,) = standard(
        tmp_path,
        {"fte": 30.0, "occupier_as_published": "Council"},
        {"fte": 25.0, "occupier_as_published": "NHS Trust"},
        {"fte": 12.0, "occupier_as_published": "Nhs trust.", "source_file_id": "f2", "to_on": date(2024, 9, 30), "body_id": "trust"},
        {"fte": 8.0, "occupier_as_published": "NHS TRUST", "source_file_id": "f2", "to_on": date(2024, 9, 30), "body_id": "trust"},
    )
    assert (row["value"], row["unit_count"], row["source_file_id"], row["period_to_on"]) == (50, 2, "f2", date(2024, 9, 30))


def test_the_area_that_the_same_people_occupy_stands_for_one_that_no_register_has(tmp_path: Path) -> None:
    """50 people x 0.8 x 10 m² = 400 of 300 + 200 m²."""
    lines = [{"fte": 50.0, "area_m2": 300.0, "area_basis": "NIA"}, {"area_m2": 200.0, "area_basis": "NIA"}]
    (row,) = standard(tmp_path, *lines, nia_m2=None)
    assert (row["denominator"], row["denominator_basis"], row["utilisation_share"], row["spare_m2"]) == (500, "net internal area that they occupy", 0.8, 100)
    (stated,) = standard(tmp_path, *lines, nia_m2=1000.0)
    assert (stated["denominator"], stated["denominator_basis"]) == (1000, "net internal area of the building")
    (gross,) = standard(tmp_path, lines[0], {"area_m2": 200.0, "area_basis": "GIA"}, nia_m2=None)
    assert gross["utilisation_share"] is None
    (unknown,) = standard(tmp_path, lines[0], {"fte": 10.0, "occupier_as_published": "Guest"}, nia_m2=None)
    assert unknown["utilisation_share"] is None, "one occupier whose area is not known leaves that of all unknown"


@pytest.mark.parametrize(
    ("function", "kinds", "share"),
    [("not known", ["desk", "desk"], 0.4), ("not known", ["desk", "clinical room"], None), ("depot", ["desk", "desk"], None), ("office", ["desk", "counter"], 0.4)],
)
def test_a_building_is_an_office_if_it_is_said_or_all_its_people_sit_at_desks(function: str, kinds: list[str], share: float | None, tmp_path: Path) -> None:
    lines = [{"fte": 25.0, "space_kind": kind} for kind in kinds] + [{"area_m2": 30.0, "space_kind": "meeting"}]
    (row,) = standard(tmp_path, *lines, building_class="office" if function == "office" else "other", function=function)
    assert (row["value"], row["utilisation_share"]) == (50, share)
    assert (row["no_band_reason"] is None) == (share is not None)


OPEN = {"is_whole_building": False}


def test_one_of_many_occupiers_does_not_empty_a_town_hall(tmp_path: Path) -> None:
    """6 people on 80 of 5,000 m²: 48 m² needed would be 1 % in use and 4,952 m² spare. Who uses the other 98 % is not returned."""
    (row,) = standard(tmp_path, {**OPEN, "fte": 6.0, "area_m2": 80.0, "area_basis": "NIA", "space_kind": "desk"}, nia_m2=5000.0)
    assert (row["value"], row["utilisation_share"], row["spare_m2"], row["spare_basis"]) == (6, None, None, None)
    assert row["no_band_reason"] == "Only who uses 1 % of its area is returned: who uses the rest, and whether anybody does, is not known."
    (bare,) = standard(tmp_path, {**OPEN, "fte": 6.0}, nia_m2=5000.0)
    assert (bare["utilisation_share"], bare["spare_m2"]) == (None, None)
    assert bare["no_band_reason"].startswith("Nothing shows that all who use it are returned")
    (blank,) = standard(tmp_path, {"is_whole_building": None, "fte": 6.0}, nia_m2=5000.0)
    assert blank["utilisation_share"] is None, "not said is not yes"


@pytest.mark.parametrize(
    ("areas", "estate", "share"),
    [
        ([(600.0, "NIA"), (300.0, "NIA")], {"nia_m2": 1000.0}, 0.4),  # 900 of 1,000 m²: the least that is enough
        ([(600.0, "NIA"), (299.0, "NIA")], {"nia_m2": 1000.0}, None),
        ([(1000.0, "GIA"), (100.0, "GIA")], {"nia_m2": 1000.0, "gia_m2": 1200.0}, 0.4),  # 1,100 of 1,200 m²
        ([(1000.0, "GIA")], {"nia_m2": 1000.0}, None),  # gross of net says nothing
        ([(950.0, "not stated")], {"nia_m2": 1000.0, "gia_m2": 1200.0}, None),
        ([(1080.0, None)], {"nia_m2": 1000.0, "gia_m2": 1200.0}, 0.4),
        ([(972.0, "NIA")], {"nia_m2": None, "gia_m2": 1200.0}, 0.411523),  # stands for 1,080 m² gross; 400 of 972
        ([(971.0, "NIA")], {"nia_m2": None, "gia_m2": 1200.0}, None),
        ([(800.0, "NIA")], {"nia_m2": None, "gia_m2": None}, None),  # of a building of unknown size
    ],
)
def test_all_occupiers_are_returned_where_their_areas_reach_the_building(
    areas: list[tuple[float, str | None]], estate: dict[str, Any], share: float | None, tmp_path: Path
) -> None:
    """50 people need 400 m²."""
    lines = [{**OPEN, "fte": 50.0 / len(areas), "area_m2": area, "area_basis": basis, "occupier_as_published": f"Team {n}"} for n, (area, basis) in enumerate(areas)]
    (row,) = standard(tmp_path, *lines, **estate)
    assert row["utilisation_share"] == share
    assert (row["no_band_reason"] is None) == (share is not None)


def test_a_whole_building_of_which_the_areas_are_a_corner_is_not_believed(tmp_path: Path) -> None:
    line = {"fte": 6.0, "area_m2": 80.0, "area_basis": "NIA"}
    (row,) = standard(tmp_path, line, nia_m2=5000.0)
    assert (row["utilisation_share"], row["spare_m2"]) == (None, None)
    assert row["no_band_reason"] == "The return says that it is of the whole building, and the areas in it are 1 % of it."
    (half,) = standard(tmp_path, {**line, "area_m2": 2500.0}, nia_m2=5000.0)
    assert half["utilisation_share"] == 0.0096, "desks alone, without corridors and meeting rooms"
    (partly,) = standard(tmp_path, line, {"fte": 9.0, "occupier_as_published": "Guest"}, nia_m2=5000.0)
    assert partly["utilisation_share"] == 0.024, "not all areas are stated: nothing contradicts it"


def test_vacant_space_is_accounted_for_and_stays_spare(tmp_path: Path) -> None:
    """400 m² for 50 people and 600 m² vacant are the whole of 1,000 m²; they need 400, 600 are spare."""
    lines = [{**OPEN, "fte": 50.0, "area_m2": 400.0, "area_basis": "NIA", "space_kind": "desk"},
             {**OPEN, "occupier_as_published": "Vacant", "area_m2": 600.0, "area_basis": "NIA", "space_kind": "desk"}]  # fmt: skip
    (row,) = standard(tmp_path, *lines)
    assert (row["utilisation_share"], row["spare_m2"]) == (0.4, 600)


def test_storage_is_neither_spare_nor_measured_by_people(tmp_path: Path) -> None:
    """700 of 1,000 m² are a store: 30 people need 240 of the other 300 m², and 60 m² are spare, not 760."""
    lines = [{**OPEN, "fte": 30.0, "area_m2": 300.0, "area_basis": "NIA", "space_kind": "desk", "occupier_as_published": "Housing"},
             {**OPEN, "fte": 0.0, "area_m2": 700.0, "area_basis": "NIA", "space_kind": "storage", "occupier_as_published": "Archive"}]  # fmt: skip
    (row,) = standard(tmp_path, *lines)
    assert (row["value"], row["numerator"], row["denominator"], row["utilisation_share"], row["spare_m2"]) == (30, 240, 300, 0.8, 60)
    assert row["denominator_basis"].endswith("less what is used for storage, vehicles, custody or clinics")
    (unknown,) = standard(tmp_path, lines[0], {**lines[1], "area_m2": None, "is_whole_building": True})
    assert (unknown["utilisation_share"], unknown["spare_m2"]) == (None, None)
    assert unknown["no_band_reason"] == "The net area of what is used otherwise (storage, vehicles, custody, clinics) is not stated."


@pytest.mark.parametrize("kind", ["desk", "storage"])
def test_nobody_returned_is_no_vacancy(kind: str, tmp_path: Path) -> None:
    (row,) = standard(tmp_path, {"fte": 0.0, "area_m2": 1000.0, "area_basis": "NIA", "space_kind": kind})
    assert (row["value"], row["utilisation_share"], row["spare_m2"]) == (0, None, None)
    assert row["no_band_reason"] == "Nobody is returned to work at its desks, which is also what a list says that does not know them."


@pytest.mark.parametrize("people", [{"fte": 0.0}, {"fte": None}, {"headcount": 0.0}])
def test_an_occupier_whose_people_are_not_stated_leaves_the_building_unknown(people: dict[str, Any], tmp_path: Path) -> None:
    other = {"occupier_as_published": "NHS Trust", "area_m2": 600.0, "area_basis": "NIA", **people}
    (row,) = standard(tmp_path, {"fte": 20.0, "area_m2": 400.0, "area_basis": "NIA", "space_kind": "desk"}, {**other, "space_kind": "desk"})
    assert (row["value"], row["utilisation_share"], row["spare_m2"]) == (20, None, None)
    assert row["no_band_reason"] == "The people of one of those who use it are not stated."
    # a second team of the same occupier at desks as well; a meeting room has no people of its own
    (team,) = standard(tmp_path, {"fte": 20.0, "space_kind": "desk"}, {"space_kind": "desk", "area_m2": 600.0, **people})
    assert team["utilisation_share"] is None
    (meeting,) = standard(tmp_path, {"fte": 20.0, "space_kind": "desk"}, {**other, "space_kind": "meeting"})
    assert meeting["utilisation_share"] == 0.16


def test_heads_are_named_as_such_and_areas_alone_are_no_people(tmp_path: Path) -> None:
    (row,) = standard(tmp_path, {"headcount": 50.0})
    assert (row["value"], row["value_unit"]) == (50, "people")
    assert standard(tmp_path, {"area_m2": 50.0}) == []


# --- bands ------------------------------------------------------------------------------------------------------------

EDGES: Rows = [
    {"measure": "U3", "building_class": "office", "under_share": 0.4, "over_share": 0.8},
    {"measure": "U5", "building_class": "office", "under_share": 0.6, "over_share": 0.85, "under_peak_share": 0.8, "over_peak_share": 1.0},
    {"measure": "U7", "building_class": "office", "under_share": 0.8, "over_share": 1.2},
    {"measure": "U6", "building_class": "school", "under_share": 0.75, "over_share": 1.0},
]
CLASSES: Rows = [{"function_id": "office", "building_class": "office"}, {"function_id": "other", "building_class": "other"}, {"function_id": "school", "building_class": "school"}]  # fmt: skip


def measure(code: str, share: float | None, peak: float | None = None, **more: Any) -> dict[str, Any]:
    return {**FILE, "unit_kind": "building", "unit_id": "a1", "asset_id": "a1", "measure": code, "period": "p", "utilisation_share": share, "peak_share": peak,
            "spare_m2": 10.0, "spare_basis": "NIA", "spare_method": "m", "unit_count": 1, "body_id": "council", "is_implausible": False, **more}  # fmt: skip


def banded(tmp_path: Path, *rows: dict[str, Any], **estate: Any) -> list[dict[str, Any]]:
    measured_rows = [{name: value for name, value in row.items() if name != "is_implausible"} for row in rows]
    return run(
        "mart.utilisation", tmp_path, analysis__utilisation_measured=measured_rows, mart__estate=[asset(**estate)], ref__function=CLASSES,
        analysis__utilisation_threshold=EDGES,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "share", "peak", "band"),
    [
        ("U3", 0.0, None, "vacant"),
        ("U3", 0.39, None, "under-used"),
        ("U3", 0.4, 1.0, "right-sized"),
        ("U3", 0.8, None, "right-sized"),
        ("U3", 0.81, None, "over-used"),
        ("U3", 0.2, 0.9, "under-used"),  # no threshold for peaks of rooms
        ("U5", 0.45, 0.6, "under-used"),
        ("U5", 0.45, 0.8, "right-sized"),  # the peak needs the desks
        ("U5", 0.45, None, "under-used"),
        ("U5", 0.7, 1.1, "over-used"),
        ("U5", 1.3, 1.4, "over-used"),
        ("U5", 0.0, 0.1, "under-used"),  # of a mean rounded to nought: it is not vacant at the peak
        ("U5", None, 0.0, "vacant"),
        ("U5", None, 0.5, "under-used"),  # a mean is not above its peak
        ("U5", None, 0.7, "unknown"),
        ("U5", None, 1.2, "over-used"),
        ("U5", 3.5, None, "unknown"),  # not believed
    ],
)  # fmt: skip
def test_bands(code: str, share: float | None, peak: float | None, band: str, tmp_path: Path) -> None:
    (row,) = banded(tmp_path, measure(code, share, peak))
    assert (row["band"], row["building_class"]) == (band, "office")
    assert (row["reason"] is not None) == (band == "unknown")


def test_a_class_without_threshold_has_no_band(tmp_path: Path) -> None:
    (row,) = banded(tmp_path, measure("U3", 0.5), function="other")
    assert (row["band"], row["reason"]) == ("unknown", "There is no threshold for this measure of buildings of this class.")


def test_a_reason_against_a_band_holds_whatever_the_share(tmp_path: Path) -> None:
    (row,) = banded(tmp_path, measure("U3", 0.5, no_band_reason="special"))
    assert (row["band"], row["reason"], row["utilisation_share"]) == ("unknown", "special", 0.5)


def test_a_school_of_no_one_asset_is_measured_as_a_school(tmp_path: Path) -> None:
    (row,) = banded(tmp_path, measure("U6", 0.5, unit_kind="organisation", unit_id="URN 1", asset_id=None))
    assert (row["band"], row["building_class"]) == ("under-used", "school")


def test_people_are_measured_as_in_an_office(tmp_path: Path) -> None:
    (row,) = banded(tmp_path, measure("U7", 0.5), function="other")
    assert (row["band"], row["building_class"]) == ("under-used", "office")


def test_what_is_not_believed_is_told_and_leaves_nothing_spare(tmp_path: Path) -> None:
    found = banded(tmp_path, measure("U5", 1.0, 12.0, source_row=7))
    assert (found[0]["band"], found[0]["spare_m2"], found[0]["reason"]) == ("unknown", None, "The figure is too high to be believed.")
    assert (found[0]["is_implausible"], found[0]["utilisation_share"], found[0]["peak_share"]) == (True, 1, 12), "it stays to be seen"
    (issue,) = run("analysis.utilisation_issue", tmp_path, mart__utilisation=found)
    assert (issue["issue_type"], issue["source_row"], issue["value"]) == ("fuller than can be", 7, "12.0")


@pytest.mark.parametrize("code", ["U6", "U7"])
def test_nobody_where_somebody_must_be_is_not_believed(code: str, tmp_path: Path) -> None:
    (row,) = banded(tmp_path, measure(code, 0.0))
    assert (row["band"], row["is_implausible"], row["spare_m2"]) == ("unknown", True, None)
    assert row["reason"] == "Nobody is said to be there, which is also what a list says that does not know them."


def test_parts_beyond_their_whole_are_not_believed(tmp_path: Path) -> None:
    """A return of 140 % empty floor area, from its line to the latest table: the count of desks of the year before stands."""
    line = {"level": "site", "site_code": "RX101", **space("empty", 140.0, "percent", None), "percentage_reading": "impossible"}
    returned_rows = returned(tmp_path, **line)
    desks = {name: value for name, value in measure("U5", 0.5).items() if name != "is_implausible"}
    assert returned_rows[0]["is_impossible"]
    found = run(
        "mart.utilisation", tmp_path, analysis__utilisation_estates_return=returned_rows, analysis__utilisation_measured=[desks],
        mart__estate=[asset(asset_kind="site")], ref__function=CLASSES, analysis__utilisation_threshold=EDGES,
    )  # fmt: skip
    assert {row["measure"]: row["is_implausible"] for row in found} == {"U1": True, "U5": False}
    row = latest_of(tmp_path, found, asset_kind="site")
    assert (row["measure"], row["is_known"], row["utilisation_share"]) == ("U5", True, 0.5)
    alone = latest_of(tmp_path, [row for row in found if row["measure"] == "U1"], asset_kind="site")
    assert (alone["is_known"], alone["band"], alone["reason"]) == (False, "unknown", "The figures of the return cannot be parts of one whole.")


def test_what_is_not_believed_hides_no_older_figure(tmp_path: Path) -> None:
    """120 people were counted at 10 desks this year, and 6 the year before."""
    wrong = measure("U5", 1.0, 12.0, period="new", period_to_on=date(2025, 1, 1))
    older = measure("U5", 0.6, 0.7, period="old", period_to_on=date(2024, 1, 1))
    both = banded(tmp_path, wrong, older)
    row = latest_of(tmp_path, both)
    assert (row["is_known"], row["period"], row["band"], row["utilisation_share"]) == (True, "old", "right-sized", 0.6)
    alone = latest_of(tmp_path, banded(tmp_path, wrong))
    assert (alone["is_known"], alone["measure"], alone["band"], alone["spare_m2"]) == (False, None, "unknown", None)
    assert alone["reason"] == "The figure is too high to be believed."
    # of another measure, later in the order, too
    pupils = latest_of(tmp_path, [*banded(tmp_path, wrong), {**older, "measure": "U6", "band": "right-sized", "reason": None}])
    assert (pupils["measure"], pupils["is_known"]) == ("U6", True)


def test_what_is_not_believed_is_not_counted_as_known(tmp_path: Path) -> None:
    estate = [asset(is_public_estate=True, ownership_basis="register")]
    row = latest_of(tmp_path, banded(tmp_path, measure("U5", 1.0, 12.0)))
    (coverage,) = run("mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}], mart__estate=estate, mart__utilisation_latest=[row])
    assert coverage["utilisation_share"] == 0


def test_thresholds_of_a_class_come_before_those_of_any(tmp_path: Path) -> None:
    named = {"utilisation_u3_any_under_share": 0.45, "utilisation_u3_any_over_share": 0.85, "utilisation_u3_clinical_under_share": 0.6,
             "utilisation_u5_any_under_peak_share": 0.8, "utilisation_u7_office_under_share": 0.7, "utilisation_implausible_share": 3.0}  # fmt: skip
    found = run(
        "analysis.utilisation_threshold", tmp_path, ref__function=[{"function_id": name, "building_class": name} for name in ("office", "clinical")],
        core__assumption=[{"assumption_id": name, "value": value} for name, value in named.items()],
    )  # fmt: skip
    assert {(row["measure"], row["building_class"]): (row["under_share"], row["over_share"], row["under_peak_share"]) for row in found} == {
        ("U3", "office"): (0.45, 0.85, None), ("U3", "clinical"): (0.6, 0.85, None),
        ("U5", "office"): (None, None, 0.8), ("U5", "clinical"): (None, None, 0.8),
        ("U7", "office"): (0.7, None, None),
    }  # fmt: skip


# --- one measure an asset ---------------------------------------------------------------------------------------------


def latest(tmp_path: Path, *rows: dict[str, Any], **estate: Any) -> dict[str, Any]:
    filled = [{"band": "right-sized" if row["utilisation_share"] else "unknown", "reason": "a reason", "period_to_on": date(2024, 1, 1), **row} for row in rows]
    (found,) = run("mart.utilisation_latest", tmp_path, mart__utilisation=filled, mart__estate=[asset(**estate)], ref__function=CLASSES)
    return found


def latest_of(tmp_path: Path, rows: Rows, **estate: Any) -> dict[str, Any]:
    """The latest of rows as mart.utilisation has them."""
    (found,) = run("mart.utilisation_latest", tmp_path, mart__utilisation=rows, mart__estate=[asset(**estate)], ref__function=CLASSES)
    return found


def vacancy(share: float | None, **more: Any) -> dict[str, Any]:
    return measure("U0", share, **{"band": "vacant" if share == 0 else "unknown", **more})


@pytest.mark.parametrize(
    ("codes", "first"),
    [
        (["U6", "U7", "U3", "U8", "U5", "U1"], "U1"),
        (["U6", "U7", "U3", "U8", "U5"], "U5"),
        (["U6", "U7", "U3", "U8"], "U8"),
        (["U6", "U7", "U3"], "U3"),
        (["U6", "U7"], "U7"),
        (["U6"], "U6"),
    ],
)
def test_the_order_of_measures(codes: list[str], first: str, tmp_path: Path) -> None:
    row = latest(tmp_path, *(measure(code, 0.5 + number / 100, spare_m2=float(number)) for number, code in enumerate(codes)))
    assert (row["measure"], row["is_known"], row["spare_m2"]) == (first, True, len(codes) - 1), "one measure, never added up"


def test_declared_vacant_comes_first_and_declared_occupied_last(tmp_path: Path) -> None:
    assert latest(tmp_path, measure("U5", 0.5), vacancy(0.0))["measure"] == "U0"
    assert latest(tmp_path, measure("U6", 0.5), vacancy(1.0))["measure"] == "U6"
    alone = latest(tmp_path, vacancy(1.0, spare_m2=None, reason="declared occupied"))
    assert (alone["measure"], alone["is_known"], alone["utilisation_share"], alone["band"], alone["reason"]) == ("U0", False, None, "unknown", "declared occupied")


def test_the_newest_word_of_a_body_counts(tmp_path: Path) -> None:
    old, new = {"period": "old", "period_to_on": date(2020, 1, 1)}, {"period": "new", "period_to_on": date(2024, 1, 1)}
    assert not latest(tmp_path, vacancy(0.0, **old), vacancy(1.0, **new))["is_known"]
    assert latest(tmp_path, vacancy(1.0, **old), vacancy(0.0, **new))["is_known"]
    assert latest(tmp_path, measure("U5", 0.5, **old), measure("U5", 0.7, **new))["utilisation_share"] == 0.7
    assert latest(tmp_path, measure("U5", 0.5, 0.9, **old), measure("U5", 0.7, **new))["utilisation_share"] == 0.7, "a peak makes it no newer"
    # the newest is of no use if it has no share
    assert latest(tmp_path, measure("U6", 0.5, **old), measure("U6", None, **new))["utilisation_share"] == 0.5


@pytest.mark.parametrize("other", [1.0, None])
def test_a_building_that_another_body_occupies_is_not_vacant(other: float | None, tmp_path: Path) -> None:
    row = latest(tmp_path, vacancy(0.0, period="a"), vacancy(other, **LATER, body_id="tenant", period="b", period_to_on=date(2019, 1, 1)))
    assert (row["is_known"], row["band"], row["spare_m2"]) == (False, "unknown", None)


def test_a_figure_of_a_site_is_that_of_no_building(tmp_path: Path) -> None:
    site = measure("U1", 0.9, unit_kind="site", unit_id="RX1/1")
    row = latest(tmp_path, site)
    assert (row["measure"], row["band"], row["reason"]) == (None, "unknown", "What is known is a figure of a whole site, not of this building.")
    assert latest(tmp_path, site, asset_kind="site")["measure"] == "U1"


def test_why_nothing_is_known(tmp_path: Path) -> None:
    assert latest(tmp_path)["reason"] == "Nobody has sent a measure of its use."
    assert latest(tmp_path, asset_kind="land")["reason"].startswith("It is land")
    room = {"unit_kind": "room", "unit_id": "a1/hall"}
    assert latest(tmp_path, measure("U3", 0.0, **room))["reason"] == "What is known is of some of its rooms, and nothing shows that all or nearly all of them were counted."
    assert "bookings kept" in latest(tmp_path, measure("U4", 0.5))["reason"]
    assert latest(tmp_path, measure("U6", None, reason="The capacity is stated and the roll is not.", spare_m2=None))["reason"] == "The capacity is stated and the roll is not."


def test_a_building_in_use_after_it_was_declared_vacant_is_not_vacant(tmp_path: Path) -> None:
    """The definitions put the word of the register first; a later measure with people in it shows that it is out of date."""
    declared = vacancy(0.0, source_row=4, period_to_on=date(2023, 3, 31))
    in_use = measure("U5", 0.5, numerator=5.0, period_to_on=date(2024, 1, 12))
    row = latest(tmp_path, declared, in_use)
    assert (row["measure"], row["band"], row["is_known"]) == ("U5", "right-sized", True)
    assert row["contradiction"] == "declared vacant on 2023-03-31; measured in use on 2024-01-12"
    (issue,) = run("analysis.utilisation_issue", tmp_path, mart__utilisation=[declared, in_use], mart__utilisation_latest=[row])
    assert issue["issue_type"] == "declared vacant and in use" and issue["source_row"] == 4
    assert "The count is newer and was believed" in issue["message"]
    for other in (
        {**in_use, "period_to_on": date(2023, 3, 31)},  # of the same day: nothing shows that it is the later word
        {**in_use, "utilisation_share": 0.0, "numerator": 0.0},  # nobody was in it
        {**in_use, "is_implausible": True},
        {**in_use, "unit_kind": "room", "unit_id": "a1/hall"},
    ):
        row = latest(tmp_path, declared, other)
        assert (row["measure"], row["band"], row["contradiction"]) == ("U0", "vacant", None), other
    undated = latest(tmp_path, vacancy(0.0, period_to_on=None), in_use)
    assert (undated["measure"], undated["contradiction"]) == ("U0", None)


def test_vacant_and_in_use_is_told(tmp_path: Path) -> None:
    both = [vacancy(0.0, source_row=4, period_to_on=date(2023, 3, 31)), measure("U5", 0.5, numerator=5.0, period_to_on=date(2023, 3, 31))]
    chosen = latest(tmp_path, *both)
    (issue,) = run("analysis.utilisation_issue", tmp_path, mart__utilisation=both, mart__utilisation_latest=[chosen])
    assert (issue["issue_type"], issue["source_row"], issue["severity"]) == ("declared vacant and in use", 4, "warning")
    assert "The register was believed" in issue["message"]
    before = [both[0], {**both[1], "period_to_on": date(2022, 1, 1)}]
    assert run("analysis.utilisation_issue", tmp_path, mart__utilisation=before, mart__utilisation_latest=[chosen]) == []


def told(tmp_path: Path, **given: Rows) -> list[tuple[str, str, int | None, str]]:
    return [(row["issue_type"], row["severity"], row["source_row"], row["value"]) for row in run("analysis.utilisation_issue", tmp_path, **given)]


def test_what_leaves_a_school_or_a_trust_without_a_share_is_told(tmp_path: Path) -> None:
    empty = schools(tmp_path, {"urn": "100001", "capacity": 210, "roll": 0}, {"urn": "100002", "capacity": 210, "roll": 199, "asset_id": "a2"})
    assert told(tmp_path, analysis__utilisation_school=empty) == [("nobody on the roll", "warning", 2, "Northby Primary")]
    whole = returned(tmp_path, level="site", site_code="S1", site_name_as_published="West", occupied_floor_area_m2=None, **space("empty", 300.0, "m2", None))
    assert told(tmp_path, analysis__utilisation_estates_return=whole) == [("part of no stated whole", "warning", 9, "West")]
    one = returned(tmp_path, **space("un_utilised", 4.0, "percent", 0.04, "not stated"))
    assert told(tmp_path, analysis__utilisation_estates_return=one) == [("empty and under-used not parted", "note", 9, "A Trust")]
    sound = returned(tmp_path, **space("empty", 2.0, "percent", 0.02), percentage_reading="of one whole")
    assert told(tmp_path, analysis__utilisation_estates_return=sound) == []


def test_who_else_uses_an_office_is_asked(tmp_path: Path) -> None:
    part = standard(tmp_path, {**OPEN, "fte": 6.0, "area_m2": 80.0, "area_basis": "NIA"}, nia_m2=5000.0)
    assert told(tmp_path, analysis__utilisation_standard=part) == [("not all who use it are returned", "note", 2, "Hall")]
    assert told(tmp_path, analysis__utilisation_standard=standard(tmp_path, {"fte": 60.0})) == []


_figure = st.builds(
    measure,
    st.sampled_from(["U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8"]),
    st.one_of(st.none(), st.sampled_from([0.0, 0.3, 0.7, 1.0, 1.4])),
    asset_id=st.sampled_from(["a1", "a2", "a3"]),
    unit_kind=st.sampled_from(["room", "building", "site"]),
    period_to_on=st.sampled_from([None, date(2020, 1, 1), date(2024, 1, 1)]),
    source_file_id=st.sampled_from(["f1", "f2"]),
    body_id=st.sampled_from(["council", "tenant"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=st.lists(_figure, max_size=12))
def test_one_row_an_asset_taken_whole_from_one_measure(figures: Rows, tmp_path: Path) -> None:
    rows = [{**figure, "band": "right-sized", "period": f"p{number}"} for number, figure in enumerate(figures)]
    found = run(
        "mart.utilisation_latest", tmp_path, mart__utilisation=rows, mart__estate=[asset("a1"), asset("a2", asset_kind="site"), asset("a3")], ref__function=CLASSES
    )
    assert [row["asset_id"] for row in found] == ["a1", "a2", "a3"]
    for row in found:
        of_asset = [figure for figure in rows if figure["asset_id"] == row["asset_id"]]
        if row["measure"] is None:
            assert row["band"] == "unknown" and row["reason"]
            continue
        (source,) = [figure for figure in of_asset if figure["period"] == row["period"]]
        assert source["measure"] == row["measure"]
        assert row["utilisation_share"] == (source["utilisation_share"] if row["is_known"] else None), "never a mean of several"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rooms=st.lists(
        st.tuples(st.integers(1, 200), st.integers(0, 200), st.integers(0, 60)).map(lambda figures: (figures[0], figures[1], figures[1] + figures[2])),
        min_size=1,
        max_size=6,
    )
)
def test_desks_of_a_building_are_the_sums_of_its_rooms(rooms: list[tuple[int, int, int]], tmp_path: Path) -> None:
    found = measured(
        tmp_path, *(used("desks in use", desks, mean, peak, f"Room {number}", rooms_in_building=len(rooms)) for number, (desks, mean, peak) in enumerate(rooms))
    )
    believed = [(desks, mean, peak) for desks, mean, peak in rooms if peak <= 3 * desks]
    if len(believed) < len(rooms):  # at most six: one that is not believed leaves less than nine tenths
        assert ("U5", "building", "a1") not in found
        return
    desks, mean, peak = (sum(column) for column in zip(*believed, strict=True))
    building = found["U5", "building", "a1"]
    assert building["utilisation_share"] == pytest.approx(mean / desks, abs=1e-6)
    assert building["peak_share"] == pytest.approx(peak / desks, abs=1e-6)
    assert building["spare_m2"] == pytest.approx(max(0, desks - peak / 0.8) * 10, abs=0.01)
    assert all(row["spare_m2"] >= 0 for row in found.values())


def test_coverage_counts_buildings_of_which_a_measure_is_known(tmp_path: Path) -> None:
    estate = [asset(f"a{number}", is_public_estate=True, ownership_basis="register", is_disowned=False) for number in range(1, 5)] + [
        asset("land", asset_kind="land", is_public_estate=True, ownership_basis="register"),
        asset("surgery", is_public_estate=None, ownership_basis="service list only"),
    ]
    known = [{"asset_id": name, "is_known": name in ("a1", "surgery")} for name in ("a1", "a2", "a3", "a4", "land", "surgery")]
    (row,) = run("mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}], mart__estate=estate, mart__utilisation_latest=known)
    assert row["utilisation_share"] == 0.25


def held(asset_id: str, kind: str = "building", **more: Any) -> dict[str, Any]:
    return asset(asset_id, asset_kind=kind, **{"is_public_estate": True, "is_disowned": False, "ownership_basis": "register", **more})


def test_coverage_adds_no_site_to_the_buildings_on_it(tmp_path: Path) -> None:
    """A hospital site of 30,000 m² on 50,000 m² of land, its two blocks of 20,000 and 10,000 m² on plots of their own, and a field."""
    estate = [
        held("site", "site", gia_m2=30000.0, land_area_m2=50000.0),
        held("b1", gia_m2=20000.0, land_area_m2=9000.0),
        held("b2", gia_m2=10000.0, land_area_m2=6000.0),
        held("field", "land", land_area_m2=12000.0),
    ]
    (row,) = run("mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}], mart__estate=estate)
    assert (row["gia_m2"], row["site_gia_m2"], row["land_area_m2"], row["site_land_area_m2"]) == (30000, 30000, 27000, 50000)
    assert (row["assets_held"], row["buildings_held"], row["sites_held"]) == (4, 2, 1)


def test_the_newest_register_is_no_list_of_services(tmp_path: Path) -> None:
    """The register is of 2023; a list of libraries of 2025 shows one of its buildings again."""
    lines = [
        {**FILE, "source_row": 2, "body_id": "council", "line_status": "loaded", "ownership_basis": "register"},
        {**LATER, "source_row": 2, "body_id": "council", "line_status": "loaded", "ownership_basis": "service list only"},
        {**LATER, "source_row": 3, "body_id": "council", "line_status": "superseded", "ownership_basis": "register"},
        {**LATER, "source_row": 4, "body_id": "schools", "line_status": "loaded", "ownership_basis": "service list only"},
    ]
    days = [date(2023, 4, 1), date(2025, 4, 1), date(2026, 4, 1), date(2025, 4, 1)]
    keys = [{name: line[name] for name in ("source_file_id", "source_part", "source_row")} for line in lines]
    found = run(
        "mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}, {"body_id": "schools"}], mart__estate=[held("a1", as_at_on=date(2025, 4, 1))],
        core__property_line=lines, core__listing=[{**key, "as_at_on": day} for key, day in zip(keys, days, strict=True)],
    )  # fmt: skip
    assert {row["body_id"]: row["newest_register_on"] for row in found} == {"council": date(2023, 4, 1), "schools": None}


def test_what_a_body_does_not_own_is_no_place_of_service(tmp_path: Path) -> None:
    listed = {"is_public_estate": None, "ownership_basis": "service list only"}
    estate = [held("a1", **listed), held("a2", **{**listed, "is_public_estate": False, "is_disowned": True})]
    (row,) = run("mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}], mart__estate=estate)
    assert (row["service_places"], row["assets_held"]) == (1, 0)
