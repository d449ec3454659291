"""Every row and pound is accounted for, by table and file; what each body sent; what is told as an issue."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.given import label, payments
from tests.sql.running import FILE, OTHER, Rows, run

ACCOUNT = {**FILE, "status": "loaded", "rows_read": 10, "rows_loaded": 7, "rows_rejected": 1, "rows_ignored": 2, "rows_held": 0, "rows_amount_unreadable": 1,
           "amount_read_gbp": Decimal(100), "amount_loaded_gbp": Decimal(70), "amount_rejected_gbp": Decimal(10), "amount_ignored_gbp": Decimal(20), "amount_held_gbp": Decimal(0),
           "rule": "total line: 2"}  # fmt: skip
INBOX = {
    **FILE,
    "sender": "council",
    "path": "inbox/council/a.csv",
    "sha256": "0",
    "bytes": 1,
    "rows_read": 10,
    "kind": "payments",
    "status": "loaded",
}
_COUNTS = ("loaded", "rejected", "ignored", "held", "superseded")


def outcome(status: str, rows: int, amount: int, reason: str = "why") -> dict[str, Any]:
    return {**FILE, "line_status": status, "line_reason": reason, "row_count": rows, "amount_gbp": Decimal(amount)}


def source_part(
    tmp_path: Path, *outcomes: dict[str, Any], inbox: dict[str, Any] = INBOX, account: Rows | None = None
) -> dict[str, Any]:
    found = run(
        "ops.source_part",
        tmp_path,
        raw__inbox=[inbox],
        staging__account=[ACCOUNT] if account is None else account,
        core__line_outcome=list(outcomes),
    )
    row = found.row(0, named=True)
    assert row["rows_read"] == sum(row[f"rows_{name}"] for name in _COUNTS), row
    if row["amount_read_gbp"] is not None:
        assert row["amount_read_gbp"] == sum(row[f"amount_{name}_gbp"] for name in _COUNTS), row
    return row


def test_rows_and_pounds_move_from_loaded_to_what_became_of_them(tmp_path: Path) -> None:
    row = source_part(
        tmp_path, outcome("ignored", 2, 20, "outside the place"), outcome("held", 1, 10), outcome("superseded", 1, 5)
    )
    assert [row[f"rows_{name}"] for name in _COUNTS] == [3, 1, 4, 1, 1]
    assert [row[f"amount_{name}_gbp"] for name in _COUNTS] == [
        Decimal(35),
        Decimal(10),
        Decimal(40),
        Decimal(10),
        Decimal(5),
    ]
    assert (row["status"], row["reason"]) == ("loaded", None)
    assert "total line: 2" in row["rule"] and "outside the place: 2" in row["rule"]


@pytest.mark.parametrize(
    ("outcomes", "status", "reason"),
    [
        ([outcome("superseded", 7, 70, "newer")], "superseded", "newer"),
        ([outcome("held", 7, 70, "nobody")], "held", "nobody"),
        ([outcome("ignored", 7, 70, "outside the place")], "ignored", "outside the place"),
        ([outcome("held", 4, 40, "nobody"), outcome("superseded", 3, 30, "newer")], "held", "nobody"),
        ([], "loaded", None),
    ],
)  # fmt: skip
def test_the_status_of_a_table_of_which_nothing_is_left(
    outcomes: Rows, status: str, reason: str | None, tmp_path: Path
) -> None:
    row = source_part(tmp_path, *outcomes)
    assert (row["status"], row["reason"]) == (status, reason)


def test_a_table_all_of_whose_rows_were_rejected(tmp_path: Path) -> None:
    account = {
        **ACCOUNT,
        "rows_loaded": 0,
        "rows_rejected": 8,
        "amount_loaded_gbp": Decimal(0),
        "amount_rejected_gbp": Decimal(80),
    }
    row = source_part(tmp_path, account=[account])
    assert row["status"] == "rejected" and "ops.issue" in row["reason"]


@pytest.mark.parametrize(
    ("status", "column"),
    [("held", "rows_held"), ("duplicate", "rows_superseded"), ("rejected", "rows_rejected"), ("ignored", "rows_ignored")],
)
def test_a_table_that_was_never_staged_is_accounted_for(status: str, column: str, tmp_path: Path) -> None:
    row = source_part(tmp_path, inbox={**INBOX, "status": status, "kind": None, "reason": "because"}, account=[])
    assert (row[column], row["status"], row["reason"], row["amount_read_gbp"]) == (10, status, "because", None)


def test_all_that_a_file_with_the_same_bytes_as_another_holds_is_superseded(tmp_path: Path) -> None:
    copy = {**INBOX, **OTHER, "status": "duplicate", "reason": "The same bytes as a.csv."}
    other = {**INBOX, "source_file_id": "f3", "sha256": "1"}
    parts = run(
        "ops.source_part", tmp_path, raw__inbox=[INBOX, copy, other], staging__account=[ACCOUNT, {**ACCOUNT, "source_file_id": "f3", "amount_read_gbp": Decimal(9)}],
        core__line_outcome=[outcome("held", 7, 70)],
    )  # fmt: skip
    row = parts.filter(source_file_id="f2").row(0, named=True)
    assert [row[f"rows_{name}"] for name in ("read", *_COUNTS)] == [10, 0, 0, 0, 0, 10]
    assert [row[f"amount_{name}_gbp"] for name in ("read", *_COUNTS)] == [100, 0, 0, 0, 0, 100]
    assert (row["rows_amount_unreadable"], row["status"], row["reason"], row["rule"]) == (1, "duplicate", "The same bytes as a.csv.", None)


def test_the_reason_given_is_one_of_the_status_and_the_same_each_time(tmp_path: Path) -> None:
    """Superseded for two reasons, held for one that has more rows than either: superseded, by the first in words."""
    outcomes = [outcome("held", 3, 30, "nobody"), outcome("superseded", 2, 20, "b.csv"), outcome("superseded", 2, 20, "a.csv")]
    for order in (outcomes, outcomes[::-1]):
        row = source_part(tmp_path, *order)
        assert (row["status"], row["reason"]) == ("superseded", "a.csv")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("loaded", "rejected"), "loaded"),
        (("rejected", "held"), "held"),
        (("ignored", "superseded"), "superseded"),
        (("duplicate",), "duplicate"),
    ],
)
def test_a_file_is_loaded_if_anything_in_it_is(statuses: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    parts = [
        {
            "source_file_id": "f1",
            "source_part": f"sheet {number}",
            "status": status,
            "reason": None if status == "loaded" else f"why {status}",
        }
        for number, status in enumerate(statuses)
    ]
    inbox = [{**INBOX, "source_part": part["source_part"]} for part in parts]
    found = run("ops.source_file", tmp_path, raw__inbox=inbox, ops__source_part=parts)
    assert found.select("status", "reason").rows() == [(expected, None if expected == "loaded" else f"why {expected}")]


def test_of_tables_with_the_same_status_the_first_gives_the_reason(tmp_path: Path) -> None:
    parts = [{"source_file_id": "f1", "source_part": name, "status": "held", "reason": f"why {name}"} for name in ("b", "a", "aa")]
    for order in (parts, parts[::-1]):
        found = run("ops.source_file", tmp_path, raw__inbox=[{**INBOX, "source_part": part["source_part"]} for part in order], ops__source_part=order)
        assert found["reason"].to_list() == ["why a"]


def test_line_outcome_adds_up_rows_and_pounds(tmp_path: Path) -> None:
    lines = [
        {**FILE, "source_row": row, "line_status": status, "line_reason": "r" if status != "loaded" else None}
        for row, status in [(2, "held"), (3, "held"), (4, "loaded")]
    ]
    found = run(
        "core.line_outcome",
        tmp_path,
        core__payment_line=lines,
        staging__payment=payments(FILE, "a.csv", "1.10", "2.20", "3.30"),
        core__property_line=[{**OTHER, "source_row": 2, "line_status": "ignored", "line_reason": "outside"}],
    )
    assert sorted(found.select("source_file_id", "line_status", "row_count", "amount_gbp").rows(), key=str) == [
        ("f1", "held", 2, Decimal("3.30")),
        ("f2", "ignored", 1, None),
    ]


def test_body_coverage(tmp_path: Path) -> None:
    def asset(**more: Any) -> dict[str, Any]:
        return {
            "body_id": "council",
            "is_public_estate": True,
            "asset_kind": "building",
            "ownership_basis": "register",
            "is_disowned": False,
            "easting": 1.0,
            **more,
        }

    found = run(
        "mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}, {"body_id": "silent"}],
        mart__estate=[asset(gia_m2=100.25, gia_method="measured", running_cost_gbp=Decimal(5)), asset(gia_m2=None, easting=None), asset(asset_kind="land", land_area_m2=50.0),
                      asset(is_public_estate=None, ownership_basis="service list only", gia_m2=900.0)],
        mart__spend_line=[{"body_id": "council", "status": status, "amount_gbp": Decimal(amount), "paid_on": date(2025, 4, amount)} for status, amount in [("counted", 3), ("counted", 4), ("superseded", 9)]],
        core__label_body=[label(FILE), label(OTHER)],
        ops__source_file=[{"source_file_id": "f1", "sender": "council", "status": "loaded"}, {"source_file_id": "f2", "sender": "council", "status": "held"}, {"source_file_id": "f3", "sender": "council", "status": "ignored"}],
        ops__source_part=[
            {"source_file_id": "f1", "source_part": "table", "kind": "payments", "amount_held_gbp": Decimal("2.50")},
            {"source_file_id": "f2", "source_part": "table", "kind": "payments", "amount_held_gbp": Decimal("40.00")},
            {"source_file_id": "f2", "source_part": "other", "kind": "property_register", "amount_held_gbp": None},
        ],
        core__body_claim=[{"body_id": "council", "assets_expected": 9, "confirmed_by": "A. Smith"}],
    )  # fmt: skip
    council, silent = found.sort("body_id").rows(named=True)
    assert (
        council["files_loaded"],
        council["files_not_loaded"],
        council["assets_held"],
        council["service_places"],
        council["assets_expected"],
        council["buildings_held"],
    ) == (1, 1, 3, 1, 9, 2)
    assert (council["located_share"], council["floor_area_share"], council["running_cost_share"]) == (0.666667, 0.5, 0.5)
    assert (
        council["payment_lines"],
        council["payments_gbp"],
        council["payments_from_on"],
        council["payments_to_on"],
    ) == (2, Decimal("7.00"), date(2025, 4, 3), date(2025, 4, 4))
    assert (council["payments_held_gbp"], silent["payments_held_gbp"]) == (Decimal("42.50"), Decimal("0.00"))
    assert council["gia_m2"] in (100.2, 100.3) and council["land_area_m2"] == 50.0
    assert (silent["assets_held"], silent["payments_gbp"], silent["located_share"], silent["confirmed_by"]) == (
        0,
        Decimal("0.00"),
        None,
        None,
    )


def test_what_is_known_of_a_building_is_counted_and_land_is_not_asked(tmp_path: Path) -> None:
    found = run(
        "mart.estate_known", tmp_path,
        mart__estate=[
            {"asset_id": "all", "asset_kind": "building", "easting": 1.0, "gia_m2": 0.0, "running_cost_gbp": Decimal(0), "condition": "D"},
            {"asset_id": "none", "asset_kind": "site"},
            {"asset_id": "placed", "asset_kind": "building", "easting": 1.0, "condition": "A"},
            {"asset_id": "field", "asset_kind": "land", "condition": "A"},
        ],
        mart__utilisation_latest=[
            {"asset_id": "all", "is_known": True}, {"asset_id": "none", "is_known": True}, {"asset_id": "placed", "is_known": False}, {"asset_id": "field", "is_known": True},
        ],
    )  # fmt: skip
    assert found.sort("asset_id").rows() == [
        ("all", True, True, True, True, True, 4),
        ("none", False, False, False, False, True, 1),
        ("placed", True, False, False, True, False, 1),
    ]


def test_what_is_odd_in_a_line_outside_the_place_is_not_told(tmp_path: Path) -> None:
    def issue(file: dict[str, str], row: int | None) -> dict[str, Any]:
        return {**file, "source_row": row, "field": "Name", "issue_type": "odd", "severity": "note", "message": "odd", "responsible": "sender", "occurrences": 1}

    found = run(
        "ops.issue", tmp_path, staging__issue=[*(issue(FILE, row) for row in (2, 3, 4, None)), *(issue(OTHER, row) for row in (2, 3, 5))],
        core__property_line=[{**FILE, "source_row": 2, "line_status": "ignored"}, {**FILE, "source_row": 3, "line_status": "held"}],
        core__payment_line=[{**OTHER, "source_row": 3, "line_status": "ignored"}],
        core__nhs_estate_line=[{**OTHER, "source_row": 2, "line_status": "superseded"}, {**OTHER, "source_row": 5, "line_status": "ignored"}],
    )  # fmt: skip
    told = sorted(found.select("source_file_id", "source_row").rows(), key=str)
    assert told == [("f1", 3), ("f1", 4), ("f1", None), ("f2", 2)], "rejected lines (4) and what concerns the table are still told"


def test_coordinates_far_from_their_list_are_told_without_a_place_that_is_sensitive(tmp_path: Path) -> None:
    rows = (2, 3, 4)
    found = run(
        "core.issue", tmp_path, core__listing=[{**FILE, "source_row": row, "easting": 4304.0, "northing": 397400.0} for row in rows],
        core__property_line=[{**FILE, "source_row": row, "line_status": "loaded", "is_sensitive": row == 3, "source_key": str(row)} for row in rows],
        core__property_place=[
            {**FILE, "source_row": row, "location_method": method, "is_far_from_list": row < 4} for row, method in zip(rows, ("postcode", "coordinates", "coordinates"), strict=True)
        ],
    )  # fmt: skip
    told = {row["source_row"]: row for row in found.filter(issue_type="far from its list").iter_rows(named=True)}
    assert set(told) == {2, 3}
    assert "4304" in told[2]["value"] and "The middle of the postcode was used" in told[2]["message"]
    assert told[3]["value"] is None and "They were used" in told[3]["message"]


def test_one_floor_area_on_every_line_of_a_site_is_asked_about(tmp_path: Path) -> None:
    park = {"gia_m2": 3882.0, "postcode": "ZE1 0AA", "outward_code": "ZE1", "street": "Fern Road"}
    listed: list[dict[str, Any]] = [
        {**FILE, **park, "source_row": 2, "name_as_published": "Long Meadow Park (3 Blocks) Stables"},
        {**FILE, **park, "source_row": 3, "name_as_published": "Long Meadow Park, Shelter"},
        {**FILE, **park, "source_row": 4, "name_as_published": "Long Meadow Park - Pets Corner", "postcode": None, "street": None},
        {**FILE, **park, "source_row": 5, "name_as_published": "Long Meadow Park, Kiosk", "gia_m2": 38.82},  # a figure of its own
        {**FILE, **park, "source_row": 6, "name_as_published": "Long Meadow Park", "outward_code": "ZE9", "postcode": "ZE9 0AA"},  # elsewhere
        # two are a chance; three small workshops are built alike
        *({**FILE, "source_row": row, "name_as_published": f"Depot, Shed {row}", "gia_m2": 500.0, "uprn": "9"} for row in (7, 8)),
        *({**FILE, "source_row": row, "name_as_published": f"Works, Unit {row}", "gia_m2": 46.5, "uprn": "8"} for row in (9, 10, 11)),
        # one building said three times is told elsewhere
        *({**FILE, "source_row": row, "name_as_published": "Library", "gia_m2": 700.0, "uprn": "7"} for row in (12, 13, 14)),
        *({**FILE, "source_row": row, "name_as_published": f"{row} Mill Yard", "gia_m2": 900.0, "uprn": "6"} for row in (15, 16, 17)),
    ]  # fmt: skip
    lines = [
        {**FILE, "source_row": row["source_row"], "line_status": "loaded", "is_sensitive": row["source_row"] == 16, "source_key": row.get("uprn") if row["source_row"] in (12, 13, 14) else str(row["source_row"])}
        for row in listed
    ]
    assumed = [{"assumption_id": "floor_area_shared_count", "value": 3}, {"assumption_id": "floor_area_shared_m2", "value": 100}]
    found = run("core.issue", tmp_path, core__listing=listed, core__property_line=lines, core__assumption=assumed)
    told = found.filter(issue_type="floor area repeated on one site").sort("source_row")
    assert told.select("source_row", "value", "severity", "responsible", "occurrences").rows() == [
        (2, "3882 m²", "warning", "sender", 3),
        (15, None, "warning", "sender", 3),
    ]
    assert "stands on 3 lines of one site" in told["message"][0]


def test_issues_withhold_what_is_said_of_sensitive_premises(tmp_path: Path) -> None:
    def issue(row: int, value: str) -> dict[str, Any]:
        return {
            **FILE,
            "source_row": row,
            "field": "Name",
            "value": value,
            "issue_type": "odd",
            "severity": "note",
            "message": f"{value} is odd",
            "responsible": "sender",
            "occurrences": 1,
        }

    found = run(
        "ops.issue", tmp_path, staging__issue=[issue(2, "Rose House"), issue(3, "Library"), issue(3, "Library again")],
        core__guarded_line=[{**FILE, "source_row": 2, "is_whole": True}],
    )  # fmt: skip
    assert found["issue_id"].n_unique() == 3
    assert not any("Rose House" in str(cell) for row in found.rows() for cell in row)
    assert sorted(found["value"]) == ["(withheld)", "Library", "Library again"]
