"""Assets: what is told of them, who owns and uses them, and by which lines."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.given import LINE, asset_tables
from tests.sql.running import FILE, OTHER, Rows, file_of, run, run_file


def estate(tmp_path: Path, *lines: dict[str, Any], costs: Rows | None = None) -> dict[str, Any]:
    given = asset_tables(*lines)
    cost_file = file_of("mart.estate_cost")
    numbered = [{**line, "part_number": 1} for line in given["core.listing"]]
    stated = run_file(cost_file, {"core.asset_line": given["core.asset_line"], "core.property_line": given["core.property_line"], "core.listing": numbered}, tmp_path)
    found = run_file(file_of("mart.estate"), {**given, "mart.estate_cost": [*stated.to_dicts(), *(costs or [])]}, tmp_path)
    assert found.height == 1
    return found.row(0, named=True)


def test_each_column_is_that_of_the_first_line_that_states_it(tmp_path: Path) -> None:
    row = estate(
        tmp_path,
        {"name": "Town Hall", "gia_m2": None, "as_at_on": date(2025, 4, 1)},
        {"name": "Old name", "gia_m2": 900.0, "running_cost_gbp": Decimal("5000"), "running_cost_fy": 2022, "as_at_on": date(2024, 3, 31), "function": "office", "tenure": "leasehold"},
        {"name": "Older", "gia_m2": 800.0, "function": "library"},
    )  # fmt: skip
    assert (row["name"], row["gia_m2"], row["gia_method"], row["function"], row["tenure"], row["source_count"]) == (
        "Town Hall",
        900.0,
        "measured",
        "office",
        "leasehold",
        3,
    )
    assert (row["running_cost_gbp"], row["running_cost_method"], row["running_cost_fy"]) == (
        Decimal("5000.00"),
        "register",
        2022,
    )
    assert row["as_at_on"] == date(2025, 4, 1)


def test_a_cost_says_whose_it_is(tmp_path: Path) -> None:
    """In a building of two bodies the cost may be the tenant's, of its part of the floor area."""
    cost = {
        "line_id": 1, "asset_id": "a1", "source_file_id": "f9", "source_part": "table", "source_row": 2, "body_id": "tenant", "source_kind": "estate_cost",
        "running_cost_gbp": Decimal("700"), "running_cost_method": "cost return", "running_cost_fy": 2024, "is_running_cost_shown": True, "is_required_maintenance_shown": False,
    }  # fmt: skip
    row = estate(tmp_path, {"name": "Town Hall"}, costs=[{**cost, "asset_id": estate(tmp_path, {"name": "Town Hall"})["asset_id"]}])
    assert (row["running_cost_gbp"], row["running_cost_body_id"]) == (Decimal("700.00"), "tenant")
    assert row["body_id"] != "tenant"


def test_a_figure_has_the_year_of_its_own_line_or_none(tmp_path: Path) -> None:
    figures = {"running_cost_gbp": Decimal("5000"), "required_maintenance_gbp": Decimal("70"), "book_value_gbp": Decimal("90")}
    years = {"running_cost_fy": 2021, "required_maintenance_fy": 2020, "book_value_on": date(2019, 3, 31)}
    undated = estate(tmp_path, {**figures, "as_at_on": date(2025, 4, 1)}, {**figures, **years, "as_at_on": date(2024, 4, 1)})
    assert [undated[name] for name in years] == [None, None, None], "the day of the register or another line's year is no year of this figure"
    dated = estate(tmp_path, {"as_at_on": date(2025, 4, 1)}, {**figures, **years, "as_at_on": date(2024, 4, 1)})
    assert {name: dated[name] for name in years} == years


def test_the_best_location_is_taken_whole(tmp_path: Path) -> None:
    row = estate(
        tmp_path,
        {"location_method": "postcode", "easting": 1.0, "northing": 1.0, "lon": 0.1, "lat": 50.0, "area_code": "E07000999", "is_in_place": False},
        {"location_method": "coordinates", "easting": 2.0, "northing": 3.0, "lon": 0.2, "lat": 51.0, "area_code": "E07000901", "is_in_place": True},
    )  # fmt: skip
    assert (row["location_method"], row["easting"], row["northing"], row["area_code"], row["is_in_place"]) == (
        "coordinates",
        2.0,
        3.0,
        "E07000901",
        True,
    )


@pytest.mark.parametrize(
    ("line", "owner", "is_public"),
    [
        ({"tenure": "freehold"}, "council", True),
        ({"tenure": "leasehold"}, None, True),
        ({"tenure": "freehold", "ownership_basis": "service list only"}, None, None),
        ({"tenure": "freehold", "is_not_owned": True}, None, False),
    ],
)  # fmt: skip
def test_who_owns_it(line: dict[str, Any], owner: str | None, is_public: bool | None, tmp_path: Path) -> None:
    row = estate(tmp_path, line)
    assert (row["owner_body_id"], row["is_public_estate"]) == (owner, is_public)


def test_without_a_location_the_method_says_so(tmp_path: Path) -> None:
    row = estate(tmp_path, {})
    assert (row["easting"], row["location_method"], row["gia_method"]) == (None, "not known", None)


def test_asset_line_obeys_identities_and_ranks(tmp_path: Path) -> None:
    lines = [{**FILE, "source_row": row, "line_status": "loaded", "is_sensitive": False, "is_not_owned": False, "ownership_basis": basis, "source_key": key} for row, basis, key in
             [(2, "service list only", "k1"), (3, "register", "k1"), (4, "register", "k2"), (5, "register", "k3")]]  # fmt: skip
    lines += [{**lines[0], "source_row": 6, "line_status": "held"}, {**lines[0], "source_row": 7, "is_sensitive": True}]
    staged = [{**FILE, "source_row": row, "as_at_on": date(2025, 1, row)} for row in range(2, 8)]
    found = run(
        "core.asset_line",
        tmp_path,
        core__property_line=lines,
        core__listing=staged,
        core__asset_identity=[{"source_key": key, "asset_id": asset, "own_id": key} for key, asset in [("k1", "a1"), ("k2", "kept"), ("k3", "kept")]],
    )
    assert sorted(found["source_row"]) == [2, 3, 4, 5], "held and sensitive lines are no assets"
    ranks = {row["source_row"]: (row["asset_id"], row["rank"]) for row in found.iter_rows(named=True)}
    assert ranks[3][1] == 1 and ranks[2] == (ranks[3][0], 2), "a register before a list"
    assert ranks[5] == ("kept", 1) and ranks[4] == ("kept", 2), "the later day first"


@pytest.mark.parametrize(
    ("staged", "identity", "reason"),
    [
        ({"asset_code": "A1", "uprn": "7"}, {}, "same body and asset code"),
        ({"uprn": "7"}, {}, "same body, UPRN and name"),
        ({}, {}, "same body, name and location"),
        ({"asset_code": "A1"}, {"reason": "an earlier publication or a person says so"}, "an earlier publication or a person says so"),
        ({"asset_code": "A1"}, {"own_id": "a2"}, "same UPRN and name as on another list"),
    ],
)  # fmt: skip
def test_estate_source_says_why(staged: dict[str, Any], identity: dict[str, Any], reason: str, tmp_path: Path) -> None:
    pairs = [{"left_key": "k", "right_key": f"k{score}", "asset_id": "a1", "reason": why, "score": score} for score, why in [(0.9, "same postcode and same name"), (0.99, "same UPRN and name")]]
    found = run(
        "mart.estate_source", tmp_path, core__asset_line=[{**LINE, "asset_id": "a1", "source_key": "k", "rank": 1}],
        core__listing=[{**LINE, **staged}], core__property_place=[{**LINE, "location_method": "not known"}], core__asset_pair=pairs,
        core__property_line=[{**LINE, "function_basis": "name of the list"}],
        core__asset_identity=[{"source_key": "k", "asset_id": "a1", "own_id": "a1", **identity}],
    )  # fmt: skip
    assert found.select("match_reason", "function_basis").rows() == [(reason, "name of the list")]


@pytest.mark.parametrize(
    ("lines", "owner", "basis", "is_public"),
    [
        # a list of services adds a building, and takes no ownership away
        ([{"tenure": "freehold"}, {"body_id": "schools", "ownership_basis": "service list only"}], "council", "register", True),
        # one body rents, another owns
        ([{"tenure": "leasehold"}, {"body_id": "fire", "tenure": "freehold"}], "fire", "register", True),
        ([{"tenure": "freehold"}, {"body_id": "fire", "is_not_owned": True}], "council", "register", True),
        # two owners of one freehold: none is shown
        ([{"tenure": "freehold"}, {"body_id": "fire", "tenure": "freehold"}], None, "register", True),
        # a body that says anywhere that it does not own it owns it nowhere
        ([{"tenure": "freehold"}, {"is_not_owned": True}], None, "service list only", False),
        ([{"is_not_owned": True}], None, "service list only", False),
        # a place of service all the same, where a list shows it
        ([{"is_not_owned": True}, {"body_id": "schools", "ownership_basis": "service list only"}], None, "service list only", False),
        # what a body's later line says of its tenure stands before its earlier one
        ([{"tenure": "leasehold"}, {"tenure": "freehold"}], None, "register", True),
    ],
)  # fmt: skip
def test_who_owns_what_several_bodies_list(lines: Rows, owner: str | None, basis: str, is_public: bool, tmp_path: Path) -> None:
    row = estate(tmp_path, *lines)
    assert (row["owner_body_id"], row["ownership_basis"], row["is_public_estate"]) == (owner, basis, is_public)


@pytest.mark.parametrize(
    ("lines", "is_disowned"),
    [
        ([{"is_not_owned": True}], True),
        ([{"tenure": "freehold"}], False),
        ([{"ownership_basis": "service list only"}], False),
        ([{"is_not_owned": True}, {"body_id": "fire"}], False),
        ([{"is_not_owned": True}, {"body_id": "schools", "ownership_basis": "service list only"}], False),
    ],
)
def test_what_is_listed_only_to_say_that_it_is_not_owned(lines: Rows, is_disowned: bool, tmp_path: Path) -> None:
    assert estate(tmp_path, *lines)["is_disowned"] is is_disowned


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("B", "B"), ("Good", "Good"), ("C - poor", "C - poor"), ("Unclassified minor defects", "Unclassified minor defects"), ("Surveyed: fair", "Surveyed: fair"),
        ("No defects", "No defects"), ("Not Surveyed", None), ("not yet surveyed", None), ("Unknown", None), ("UNKNOWN ", None), ("Not known", None), ("N/K", None), ("Not applicable", None),
        ("No survey", None), ("No recent survey", None), ("No data", None), ("Survey required", None), ("Awaiting survey", None), ("To be surveyed", None),
        ("To be confirmed", None), ("TBC", None), ("None", None), ("Not assessed", None), ("Ungraded", None), ("Pending", None), ("?", None), ("n.a.", None),
    ],
)  # fmt: skip
def test_not_surveyed_is_no_condition(said: str, condition: str | None, tmp_path: Path) -> None:
    """Of two lines the first that states a condition counts, and one that says it was not surveyed states none."""
    assert estate(tmp_path, {"condition_as_published": said})["condition"] == condition
    assert estate(tmp_path, {"condition_as_published": said}, {"condition_as_published": "D"})["condition"] == (condition or "D")


def test_two_owners_of_one_freehold_are_told_to_both(tmp_path: Path) -> None:
    def line(row: int, body: str, **more: Any) -> dict[str, Any]:
        return {**FILE, "source_row": row, "body_id": body, "line_status": "loaded", "ownership_basis": "register", "is_not_owned": False, "tenure": "freehold", "source_key": f"k{row}", **more}

    lines = [line(2, "council"), line(3, "fire"), line(4, "police", tenure="leasehold"), line(5, "fire")]
    found = run(
        "core.issue", tmp_path, core__property_line=lines,
        core__asset_line=[{**FILE, "source_row": row, "asset_id": asset} for row, asset in [(2, "a1"), (3, "a1"), (4, "a1"), (5, "a2")]],
        ref__body=[{"body_id": body, "name": body.title()} for body in ("council", "fire", "police")],
    ).filter(pl.col("issue_type") == "two owners of one freehold")  # fmt: skip
    told = dict(found.select("source_row", "message").rows())
    assert told.keys() == {2, 3}
    assert "register of Fire." in told[2] and "register of Council." in told[3]


def test_decided_pairs_are_published_with_their_lines(tmp_path: Path) -> None:
    pairs = [
        {"left_key": "k1", "right_key": "k2", "asset_id": "a1", "reason": "same UPRN", "score": 0.95, "decision": "same by rule"},
        {"left_key": "k1", "right_key": "k3", "reason": "same postcode and like name", "score": 0.6, "decision": "doubtful"},
        {"left_key": "k2", "right_key": "k3", "reason": "a person's decision", "score": 0.0, "decision": "different by a person"},
    ]  # fmt: skip
    records = [{**file, "source_row": row, "source_key": key, "record_id": row, "body_id": body} for key, file, row, body in [("k1", FILE, 2, "council"), ("k2", OTHER, 7, "fire"), ("k3", OTHER, 8, "fire")]]
    found = run("mart.register_duplicate", tmp_path, core__asset_pair=pairs, analysis__asset_record=records)
    assert found.select("left_source_row", "right_source_file_id", "right_source_row", "asset_id", "decision").rows() == [
        (2, "f2", 7, "a1", "same by rule"), (7, "f2", 8, None, "different by a person"),
    ]  # fmt: skip


def test_how_closely_an_asset_hangs_together(tmp_path: Path) -> None:
    keys = ["k1", "k2", "k3", "k4"]
    records = [{"source_key": key, "record_id": number, "body_id": body, "easting": 100.0 * number, "northing": 0.0} for number, (key, body) in enumerate(zip(keys, ["council", "council", "fire", "fire"], strict=True))]
    pairs = [{"left_key": one, "right_key": two, "asset_id": "a1", "score": score} for one, two, score in [("k1", "k2", 0.9), ("k2", "k3", 0.8)]]
    identities = [{"source_key": key, "asset_id": "a1" if key != "k4" else "a2", "own_id": key} for key in keys]
    found = run("mart.asset_match", tmp_path, core__asset_identity=identities, core__asset_pair=pairs, analysis__asset_record=records)
    assert found.rows() == [("a1", 3, 2, 2, 0.666667, 0.8, 200.0)]


@pytest.mark.parametrize(
    ("detail", "occupation", "occupier"),
    [("occupied by the body", "owner occupied", "council"), ("vacant", "vacant", None), ("let", "tenant", None), ("ground lease", "tenant", None), ("not known", "not known", None)],
)  # fmt: skip
def test_occupation(detail: str, occupation: str, occupier: str | None, tmp_path: Path) -> None:
    line = {
        **LINE,
        "body_id": "council",
        "interest_detail": detail,
        "ownership_basis": "register",
        "is_not_owned": False,
    }
    given = {
        "core__asset_line": [{**LINE, "asset_id": "a1"}],
        "core__property_line": [line],
        "core__listing": [LINE],
    }
    assert run("mart.occupation", tmp_path, **given).select("occupation", "occupier_body_id").rows() == [
        (occupation, occupier)
    ]


def test_interests_and_occupations_are_those_of_registers(tmp_path: Path) -> None:
    line = {
        **LINE,
        "body_id": "council",
        "interest_detail": "let",
        "ownership_basis": "service list only",
        "is_not_owned": False,
        "tenure": "not known",
    }
    given = {
        "core__asset_line": [{**LINE, "asset_id": "a1"}],
        "core__property_line": [line],
        "core__listing": [LINE],
    }
    assert run("mart.occupation", tmp_path, **given).height == run("mart.interest", tmp_path, **given).height == 0
    line["ownership_basis"], line["is_not_owned"] = "register", True
    assert run("mart.occupation", tmp_path, **given).height == 0
    assert run("mart.interest", tmp_path, **given).height == 1
