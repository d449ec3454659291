"""The documented layouts in SQL: which building a line is about, and what its figures become. Given rows, expected rows."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, file_of, run_file

REGISTER = {"source_file_id": "r1", "source_part": "table"}
RETURN = {"source_file_id": "f1", "source_part": "table"}


def run(table: str, tmp_path: Path, **given: Rows) -> pl.DataFrame:
    """The result over the given tables, written with two underscores for the point."""
    return run_file(file_of(table), {name.replace("__", "."): rows for name, rows in given.items()}, tmp_path)


# row, body, asset id, code, UPRN, name, postcode, is sensitive
BUILDINGS: list[tuple[int, str, str, str | None, str | None, str, str | None, bool]] = [
    (1, "council", "a1", "TH01", "10001", "Town Hall", "ZE1 0AA", False),
    (2, "council", "a2", "DP02", "10002", "Depot & Store", "ZE1 0AB", False),
    (3, "council", "a3", "CP03", "10009", "Campus East", "ZE1 0AD", False),
    (4, "council", "a4", "CP04", "10009", "Campus West", "ZE1 0AD", False),
    (5, "police", "a5", "TH01", "10005", "Police Station", "ZE1 0AE", False),
    (6, "police", "a6", "PS02", "10001", "Front Counter", "ZE1 0AA", False),
    (7, "council", "a7", "RF07", "10007", "Rose House", "ZE1 0AF", True),
]


def register() -> dict[str, Rows]:
    lines: dict[str, Rows] = {"core__listing": [], "core__property_line": [], "core__asset_line": []}
    for row, body, asset_id, code, uprn, name, postcode, is_sensitive in BUILDINGS:
        line = {**REGISTER, "source_row": row}
        lines["core__listing"].append({**line, "asset_code": code, "uprn": uprn, "postcode": postcode})
        lines["core__property_line"].append(
            {**line, "line_status": "loaded", "body_id": body, "source_key": f"{body}/{row}", "name": name, "is_sensitive": is_sensitive}
        )
        if not is_sensitive:
            lines["core__asset_line"].append({**line, "asset_id": asset_id, "source_key": f"{body}/{row}", "rank": 1})
    return lines


def referred(tmp_path: Path, said: dict[str, Any], kind: str = "estate_cost", body: str | None = "council", basis: str = "sender") -> tuple[Any, ...]:
    found = run(
        "core.asset_reference", tmp_path, **register(),
        core__return_line=[{**RETURN, "source_row": 2, "source_kind": kind, **said}],
        core__return_label=[{**RETURN, "body_id": body, "basis": basis, "row_count": 1}],
        ref__function_word=[{"word": "refuge", "function_id": "sensitive refuge", "rank": 9}, {"word": "hall", "function_id": "hall", "rank": 1}],
    )  # fmt: skip
    (row,) = found.select("line_status", "line_reason", "asset_id", "match_reason", "is_own", "is_sensitive").rows()
    return row


@pytest.mark.parametrize(
    ("said", "asset_id", "reason"),
    [
        ({"asset_id": "a1"}, "a1", "same our id"),
        ({"asset_code": "th01"}, "a1", "same asset code"),
        ({"uprn": "10002"}, "a2", "same UPRN"),
        ({"name_as_published": "DEPOT AND STORE", "postcode": "ZE1 0AB"}, "a2", "same name and postcode"),
        ({"asset_code": "DP02", "uprn": "10002", "name_as_published": "Something else"}, "a2", "same asset code, UPRN"),
        # an unknown key beside a known one is no contradiction: a code may be of another system
        ({"asset_code": "X9", "uprn": "10002"}, "a2", "same UPRN"),
        # two assets of the campus share the UPRN, which the code or the name tells apart
        ({"asset_code": "CP04", "uprn": "10009"}, "a4", "same asset code, UPRN"),
        ({"uprn": "10009", "name_as_published": "campus east"}, "a3", "same UPRN, and of several the name"),
        # the police has a part of the town hall under the same UPRN: each body's own comes first
        ({"uprn": "10001"}, "a1", "same UPRN"),
    ],
)  # fmt: skip
def test_a_building_is_found_by_what_the_line_says(said: dict[str, Any], asset_id: str, reason: str, tmp_path: Path) -> None:
    assert referred(tmp_path, said) == ("loaded", None, asset_id, reason, True, False)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"asset_code": "X9"}, "building not found"),
        ({"name_as_published": "Town Hall"}, "building not found"),
        ({"uprn": "10009"}, "building not told apart"),
        ({"asset_code": "TH01", "uprn": "10002"}, "building named in two ways"),
        ({"uprn": "10005"}, "building of another body"),
        ({"asset_id": "a5"}, "building of another body"),
    ],
)
def test_a_line_whose_building_is_not_certain_is_held(said: dict[str, Any], reason: str, tmp_path: Path) -> None:
    assert referred(tmp_path, said)[:3] == ("held", reason, None)


@pytest.mark.parametrize("kind", ["measured_use", "estate_cost", "condition_survey", "building_confirmation"])
def test_nobody_states_anothers_figures(kind: str, tmp_path: Path) -> None:
    assert referred(tmp_path, {"uprn": "10005"}, kind)[:2] == ("held", "building of another body")


@pytest.mark.parametrize("kind", ["lease", "occupation_return"])
def test_a_building_of_another_body_may_be_leased_or_used(kind: str, tmp_path: Path) -> None:
    assert referred(tmp_path, {"uprn": "10005"}, kind) == ("loaded", None, "a5", "same UPRN", False, False)


@pytest.mark.parametrize(
    "said", [{"asset_code": "RF07"}, {"uprn": "10007"}, {"name_as_published": "Rose House", "postcode": "ZE1 0AF"}, {"name_as_published": "Northby Refuge"}]
)  # fmt: skip
def test_lines_about_sensitive_premises_are_set_aside(said: dict[str, Any], tmp_path: Path) -> None:
    assert referred(tmp_path, said) == ("ignored", "about sensitive premises, which are only counted", None, None, None, True)


def test_whose_return_it_is_must_be_known(tmp_path: Path) -> None:
    assert referred(tmp_path, {"uprn": "10001"}, body=None, basis="outside the place")[:2] == ("ignored", "outside the place")
    assert referred(tmp_path, {"uprn": "10001"}, body=None, basis="nobody named")[0] == "held"


def test_an_uncertain_building_is_an_issue_that_shows_no_name(tmp_path: Path) -> None:
    lines = [{**RETURN, "source_row": 2, "source_kind": "estate_cost", "asset_code": "X9", "name_as_published": "Hidden", "uprn": "1"}]
    references = [{**RETURN, "source_row": 2, "source_kind": "estate_cost", "line_status": "held", "line_reason": "building not found", "body_id": "council", "is_sensitive": False}]
    found = run("core.issue", tmp_path, core__return_line=lines, core__asset_reference=references)
    (issue,) = found.to_dicts()
    assert (issue["source_row"], issue["value"], issue["issue_type"], issue["severity"]) == (2, "X9", "building not found", "error")
    assert "Hidden" not in issue["message"] and "Correct its code" in issue["message"]


def test_held_lines_are_taken_from_the_loaded_ones(tmp_path: Path) -> None:
    lines = [{**RETURN, "source_row": row, "source_kind": "estate_cost", "amount_gbp": 10 * row} for row in (2, 3, 4)]
    references = [
        {**RETURN, "source_row": row, "line_status": status, "line_reason": reason}
        for row, status, reason in ((2, "loaded", None), (3, "held", "building not found"), (4, "held", "building not found"))
    ]
    found = run("core.line_outcome", tmp_path, core__return_line=lines, core__asset_reference=references)
    assert [(str(row[0]), *row[1:]) for row in found.select("amount_gbp", "line_status", "line_reason", "row_count").rows()] == [("70.00", "held", "building not found", 2)]
