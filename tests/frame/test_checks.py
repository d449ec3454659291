"""Checks: each finds the fault it is for and passes clean data; what people accept, and when that holds no longer."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from totalplace import checks, contracts
from totalplace.contracts._base import Column, Contract, Rule
from totalplace.errors import PlaceError
from totalplace.sources import all_sources
from totalplace.sources._base import Source

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def empty_tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as found:
        for contract in contracts.all_contracts().values():
            found.execute(f"create schema if not exists {contract.layer}")
            found.execute(contract.ddl(constraints=False))
        yield found


@pytest.fixture
def connection(empty_tables: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every table, with no rows: what a test puts in is gone with it."""
    empty_tables.execute("begin")
    yield empty_tables
    empty_tables.execute("rollback")


def give(connection: duckdb.DuckDBPyConnection, table: str, rows: Rows) -> None:
    frame = contracts.contract(table).conform(pl.DataFrame(rows, infer_schema_length=None)).collect()  # noqa: F841
    connection.execute(f"insert into {table} by name select * from frame")


def result_of(connection: duckdb.DuckDBPyConnection, stem: str) -> checks.Result:
    from totalplace import sql

    sentence = next(file.header["sentence"] for file in sql.load_folder("checks") if file.path.stem == stem)
    check = next(check for check in checks.file_checks() if check.sentence == sentence)
    return checks.evaluate(connection, [check])[0]


LINE = {"source_file_id": "f1", "source_part": "table"}
PART = {**LINE, "kind": "payments", "status": "loaded", "rows_read": 2, "rows_loaded": 1, "rows_rejected": 0, "rows_ignored": 0, "rows_held": 0, "rows_superseded": 1,
        "rows_amount_unreadable": 0, "amount_read_gbp": Decimal("30"), "amount_loaded_gbp": Decimal("10"), "amount_rejected_gbp": Decimal(0),
        "amount_ignored_gbp": Decimal(0), "amount_held_gbp": Decimal(0), "amount_superseded_gbp": Decimal("20")}  # fmt: skip


def spend(line_id: int, amount: str, status: str = "counted", body: str = "council") -> dict[str, Any]:
    return {
        **LINE,
        "line_id": line_id,
        "source_row": line_id,
        "body_id": body,
        "fy": 2025,
        "amount_gbp": Decimal(amount),
        "status": status,
    }


SECRET_KEYS = ("key council/name ROSE HOUSE AB1 2CD", "uprn 101", "at AB1 2CD ROSEHOUSE", "at AB1 2CD 2QUAYSTREET", "house AB1 2CD 2 QUAY", "point 400500.0 300400.0 ROSE")


def refuge_without_its_flag() -> dict[str, Rows]:
    """A line that says it is a refuge, and for which that was forgotten."""
    return {
        "ref.function": [{"function_id": "office", "is_sensitive": False}, {"function_id": "sensitive refuge", "is_sensitive": True}],
        "core.sensitive_statement": [{**LINE, "source_row": 2, "function": "sensitive refuge", "is_whole": True}],
        "core.sensitive_key": [{"sensitive_key": key} for key in SECRET_KEYS],
        "core.sensitive_name": [{"words": "rose house", "is_all": False}, {"words": "juniper", "is_all": True}],
        "core.listed_sensitive": [{"sensitive_key": "HAWTHORNVILLA", "sensitive_words": "hawthorn villa", "entry_number": 1}],
    }  # fmt: skip


def return_line(line_id: int, amount: str, status: str) -> dict[str, Any]:
    return {**LINE, "line_id": line_id, "amount_gbp": Decimal(amount), "status": status}


POT = {"scenario_id": "pot", "last_fy": 2026}


def flow(fy: int, item: str, gbp: str) -> dict[str, Any]:
    return {"scenario_id": "pot", "body_id": "council", "fy": fy, "item": item, "purpose": "all", "amount_gbp": Decimal(gbp)}


def paid(count_id: int, gbp: str, is_locked: bool = False) -> dict[str, Any]:
    return {
        "scenario_id": "pot", "body_id": "council", "count_id": count_id, "fy": 2025, "base_fy": 2024, "base_gbp": Decimal(30), "amount_gbp": Decimal(gbp), "returned_gbp": Decimal(0),
        "is_locked": is_locked, "purpose": "all",
    }  # fmt: skip


def promised(scenario_id: str, gbp: str, fy: int = 2025) -> dict[str, Any]:
    return {**paid(11, gbp), "scenario_id": scenario_id, "fy": fy, "line": "Roads", "available_gbp": Decimal(30)}


def cash(item: str, gbp: str) -> dict[str, Any]:
    return {"scenario_id": "pot", "result": "cash", "body_id": "council", "fy": 2025, "item": item, "detail": "", "amount_gbp": Decimal(gbp), "discounted_gbp": Decimal(gbp)}


def home_without_its_flag() -> dict[str, Rows]:
    """A line that says it is one home, and for which that was forgotten."""
    return {
        "core.listing": [{**LINE, "source_row": 2, "name_as_published": "7 Elm Walk", "uprn": "101", "postcode": "AB1 2CD"}],
        "core.dwelling_statement": [{**LINE, "source_row": 2, "basis": "use"}],
        "core.property_line": [
            {**LINE, "source_row": 2, "line_status": "loaded", "is_sensitive": False, "is_dwelling": False, "asset_kind": "building", "name": "7 Elm Walk", "source_key": "council/code 7"},
        ],
    }  # fmt: skip


def clean_and_faulty() -> dict[str, tuple[dict[str, Rows], dict[str, Rows], Callable[[str], bool]]]:
    """Check: tables without the fault, tables with it, and whether the example told is the right one."""
    coverage = {"body_id": "council", "payments_gbp": Decimal("10"), "payment_lines": 1}
    property_line = {**LINE, "source_row": 2, "line_status": "loaded", "is_sensitive": False}
    entry = {"sensitive_key": "ROSEHOUSE", "sensitive_words": "rose house", "entry_number": 1}
    refuge = refuge_without_its_flag()
    cost_part = {**PART, "kind": "estate_cost", "rows_loaded": 1, "rows_superseded": 0, "amount_loaded_gbp": "10", "amount_superseded_gbp": "0"}
    return_part = {**PART, "kind": "revenue_outturn"}
    new = [{"successor_id": "north", "part": "area", "code": "E1"}, {"successor_id": "north", "part": "body", "code": "council"}]
    held = {"body_id": "council", "ownership_basis": "register", "is_public_estate": True, "is_disowned": False}
    counted = {"body_id": "council", "fy": 2025, "economic": "revenue"}
    return {
        "successors_hold_every_asset": (
            {
                "ref.successor": new,
                "mart.estate": [{**held, "asset_id": "a1"}, {**held, "asset_id": "a2", "body_id": "trust", "owner_body_id": "council"}, {**held, "asset_id": "a3", "body_id": "trust"}],
                "mart.successor_estate": [{"successor_id": "north", "asset_id": "a1"}, {"successor_id": "undecided", "asset_id": "a2"}],
            },
            {"ref.successor": new, "mart.estate": [{**held, "asset_id": "a1"}], "mart.successor_estate": [{"successor_id": each, "asset_id": "a1"} for each in ("north", "south")]},
            lambda told: "a1" in told and "times = 2" in told,
        ),
        "successors_spend_the_count": (
            {
                "ref.successor": new,
                "mart.spend_count": [{**counted, "count_id": 1, "net_gbp": "10", "is_counted": True}, {**counted, "count_id": 2, "net_gbp": "7", "is_counted": False}],
                "mart.successor_spend": [{**counted, "successor_id": "north", "net_gbp": "4"}, {**counted, "successor_id": "undecided", "net_gbp": "6"}],
            },
            {"ref.successor": new, "mart.spend_count": [{**counted, "count_id": 1, "net_gbp": "10", "is_counted": True}], "mart.successor_spend": [{**counted, "successor_id": "north", "net_gbp": "4"}]},
            lambda told: "counted_gbp = 10" in told and "given_gbp = 4" in told,
        ),
        "every_council_passes_or_stays": (
            {
                "ref.successor": new,
                "ref.body": [{"body_id": name, "kind": "council"} for name in ("council", "outside")] + [{"body_id": "trust", "kind": "nhs"}],
                "core.body_area": [{"body_id": "outside", "area_code": "E2"}],
                "core.place_area": [{"area_code": "E1"}, {"area_code": "E2"}],
            },
            {
                "ref.successor": new,
                "ref.body": [{"body_id": "county", "kind": "council"}],
                "core.body_area": [{"body_id": "county", "area_code": "E10"}],
                "core.place_area": [{"area_code": "E1"}],
            },
            lambda told: "county" in told,
        ),
        "every_new_area_is_known": (
            {"ref.successor": new, "ref.area": [{"area_code": "E1", "is_in_place": True}]},
            {"ref.successor": new, "ref.area": [{"area_code": "E1", "is_in_place": False}]},
            lambda told: "E1" in told,
        ),
        "body_payments_add_up_to_lines": (
            {"mart.body_coverage": [coverage, {"body_id": "idle", "payments_gbp": Decimal(0), "payment_lines": 0}], "mart.spend_line": [spend(1, "10"), spend(2, "5", "superseded")]},
            {"mart.body_coverage": [coverage], "mart.spend_line": [spend(1, "10.01")]},
            lambda told: "council" in told and "10.01" in told,
        ),
        "every_register_line_is_somewhere": (
            {
                "core.property_line": [property_line, {**property_line, "source_row": 3, "is_sensitive": True}, {**property_line, "source_row": 4, "line_status": "held"}],
                "mart.estate_source": [{**LINE, "asset_id": "a1", "source_row": 2}],
            },
            {"core.property_line": [property_line], "mart.estate_source": [{**LINE, "asset_id": "a1", "source_row": 3}]},
            lambda told: "source_row = 2" in told,
        ),
        "few_rows_are_rejected": (
            {"ops.source_part": [{**PART, "rows_read": 10, "rows_rejected": 5}], "core.assumption": [{"assumption_id": "rejected_rows_share", "value": 0.5}]},
            {"ops.source_part": [{**PART, "rows_read": 10, "rows_rejected": 6}], "core.assumption": [{"assumption_id": "rejected_rows_share", "value": 0.5}]},
            lambda told: "f1" in told,
        ),
        "every_sensitive_entry_is_found": (
            {"core.listed_sensitive": [entry, {**entry, "sensitive_key": "7"}], "core.sensitive_statement": [{**LINE, "source_row": 2, "entry_number": 1}]},
            {"core.listed_sensitive": [entry, {**entry, "entry_number": 2}], "core.sensitive_statement": [{**LINE, "source_row": 2, "entry_number": 1}]},
            lambda told: told == "entry_number = 2",  # never the entry itself: checks are published
        ),
        "no_sensitive_premises_are_shown": (
            {**refuge, "mart.estate": [{"asset_id": "a1", "function": "office", "name": "Library", "postcode": "AB1 2CD"}]},
            {**refuge, "mart.estate": [{"asset_id": "a1", "function": "office", "uprn": "101"}]},
            lambda told: "a1" in told,
        ),
        "no_single_dwelling_is_shown": (
            {**home_without_its_flag(), "mart.estate": [{"asset_id": "a1", "function": "school", "name": "Elm School", "postcode": "AB1 2CD", "uprn": "101"}]},
            {**home_without_its_flag(), "mart.estate": [{"asset_id": "a1", "function": "dwelling", "asset_kind": "building", "uprn": "101"}]},
            lambda told: "a1" in told,
        ),
        "dwellings_add_up_to_their_lines": (
            {
                "core.property_line": [{**property_line, "source_row": row, "is_dwelling": True, "body_id": "council", "premises_key": f"dwelling|{row // 2}"} for row in (2, 3, 4)],
                "mart.dwelling": [{"body_id": "council", "area_code": code, "dwelling_count": 1, "line_count": lines} for code, lines in (("E1", 2), ("E2", 1))],
            },
            {
                "core.property_line": [{**property_line, "source_row": row, "is_dwelling": True, "body_id": "council", "premises_key": f"dwelling|{row}"} for row in (2, 3)],
                "mart.dwelling": [{"body_id": "council", "area_code": "E1", "dwelling_count": 1, "line_count": 2}],
            },
            lambda told: "dwelling_count = 2" in told and "dwellings_counted = 1" in told,
        ),
        "cost_lines_add_up_to_their_parts": (
            {"ops.source_part": [cost_part], "mart.estate_cost": [{**LINE, "line_id": 1, "source_kind": "estate_cost", "running_cost_gbp": "10"}]},
            {"ops.source_part": [cost_part], "mart.estate_cost": [{**LINE, "line_id": 1, "source_kind": "estate_cost", "running_cost_gbp": "11"}]},
            lambda told: "lines_loaded_gbp = 11" in told,
        ),
        "return_lines_add_up_to_their_parts": (
            {"ops.source_part": [return_part], "mart.return_line": [return_line(1, "10", "counted"), return_line(2, "20", "superseded")]},
            {"ops.source_part": [return_part], "mart.return_line": [return_line(1, "10", "counted"), return_line(2, "20", "excluded")]},
            lambda told: "lines_loaded = 2" in told,
        ),
        "pool_ledgers_balance": (
            {"mart.pool_flow": [flow(2025, "contribution", "5"), flow(2025, "closing", "5"), flow(2026, "opening", "5"), flow(2026, "spend", "5")]},
            {"mart.pool_flow": [flow(2025, "contribution", "5"), flow(2025, "closing", "5"), flow(2026, "opening", "4"), flow(2026, "spend", "4")]},
            lambda told: "in_gbp = 4" in told and "out_gbp = 5" in told,
        ),
        "pool_contributions_are_in_the_ledger": (
            {"mart.pool_contribution": [paid(11, "3"), paid(-11, "2")], "mart.pool_flow": [flow(2025, "contribution", "5"), flow(2025, "returned", "0")]},
            {"mart.pool_contribution": [paid(11, "3")], "mart.pool_flow": [flow(2025, "contribution", "5")]},
            lambda told: "paid_gbp = 3" in told and "ledger_paid_gbp = 5" in told,
        ),
        "pools_promise_a_line_once": (
            # a line of £30: what two agreements draw in different years, or is within it, is promised once
            {"mart.pool_contribution": [promised("pot", "20"), promised("jar", "10"), promised("jar", "25", 2026), promised("tin", "40", 2027)]},
            {"mart.pool_contribution": [promised("pot", "20"), promised("jar", "10.01")]},
            lambda told: "first_scenario_id = jar" in told and "promised_gbp = 30.01" in told and "available_gbp = 30" in told,
        ),
        "pool_results_reconcile": (
            {"mart.pool_scenario": [{**POT, "is_appraised": True}], "mart.pool_contribution": [paid(11, "3")], "mart.pool_flow": [flow(2025, "contribution", "3"), flow(2025, "benefit", "4")], "mart.pool_appraisal": [cash("contribution", "-3"), cash("benefit", "4")], "mart.pool_body": [{"scenario_id": "pot", "body_id": "council", "net_cash_gbp": Decimal(1), "net_cash_pv_gbp": Decimal(1)}]},
            {"mart.pool_scenario": [{**POT, "is_appraised": True}], "mart.pool_contribution": [paid(11, "3")], "mart.pool_flow": [flow(2025, "benefit", "5")], "mart.pool_appraisal": [cash("contribution", "-3"), cash("benefit", "4")], "mart.pool_body": [{"scenario_id": "pot", "body_id": "council", "net_cash_gbp": Decimal(1), "net_cash_pv_gbp": Decimal(1)}]},
            lambda told: "appraisal beside ledger" in told,
        ),
        "locked_money_keeps_its_purpose": (
            {"mart.pool_scenario": [POT], "mart.pool_contribution": [paid(11, "3", True)], "mart.pool_flow": [flow(2025, "contribution", "3"), flow(2025, "closing", "2"), flow(2026, "opening", "2")]},
            {"mart.pool_scenario": [POT], "mart.pool_contribution": [paid(11, "3", True)], "mart.pool_flow": [flow(2025, "contribution", "3"), flow(2025, "closing", "2"), flow(2026, "opening", "1")]},
            lambda told: "locked_gbp = 2" in told and "found_gbp = 1" in told,
        ),
        "pool_contributions_name_real_lines": (
            {"mart.pool_contribution": [paid(11, "3"), paid(0, "1")], "mart.spend_count": [{"count_id": 11, "body_id": "council", "fy": 2024, "net_gbp": "30"}]},
            {"mart.pool_contribution": [paid(11, "3")], "mart.spend_count": [{"count_id": 11, "body_id": "trust", "fy": 2024, "net_gbp": "30"}]},
            lambda told: "count_id = 11" in told,
        ),
        "areas_add_up_to_the_count": (
            {"mart.spend_count": [{"count_id": 1, "net_gbp": "10", "is_counted": True}], "mart.spend_by_area": [{"count_id": 1, "area_code": code, "net_gbp": "5"} for code in ("N", "S")]},
            {"mart.spend_count": [{"count_id": 1, "net_gbp": "10", "is_counted": True}], "mart.spend_by_area": [{"count_id": 1, "area_code": "N", "net_gbp": "5"}]},
            lambda told: "areas_gbp = 5" in told,
        ),
        "supplier_overlap_holds_every_line": (
            {"mart.spend_line": [{**spend(1, "10"), "supplier_id": "s1"}, spend(2, "5")], "mart.supplier_overlap": [{"supplier_id": "s1", "fy": 2025, "addressable_gbp": "7", "other_gbp": "3"}]},
            {"mart.spend_line": [{**spend(1, "10"), "supplier_id": "s1"}], "mart.supplier_overlap": [{"supplier_id": "s1", "fy": 2025, "addressable_gbp": "7", "other_gbp": "2"}]},
            lambda told: "lines_gbp = 10" in told and "overlap_gbp = 9" in told,
        ),
        "spend_lines_add_up_to_their_parts": (
            {"ops.source_part": [PART], "mart.spend_line": [spend(1, "10"), spend(2, "20", "superseded")]},
            {"ops.source_part": [PART], "mart.spend_line": [spend(1, "10"), spend(2, "20")]},
            lambda told: "rows_superseded" in told or "lines_superseded_gbp" in told,
        ),
    }  # fmt: skip


def test_what_passes_between_bodies_and_sums_by_body_are_reconciled_too(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, "mart.pool_scenario", [{**POT, "is_appraised": True}])
    give(connection, "mart.pool_flow", [flow(2025, "compensation", "2")])
    give(connection, "mart.pool_appraisal", [cash("compensation", "2")])
    assert "what passes between bodies" in (result_of(connection, "pool_results_reconcile").example or "")
    give(connection, "mart.pool_flow", [])
    give(connection, "mart.pool_appraisal", [])
    give(connection, "mart.pool_body", [{"scenario_id": "pot", "body_id": "council", "net_cash_gbp": Decimal(0), "net_cash_pv_gbp": Decimal(1)}])
    assert "sums by body" in (result_of(connection, "pool_results_reconcile").example or "")


def test_every_check_file_has_its_fault_here() -> None:
    from totalplace import sql

    assert set(clean_and_faulty()) == {file.path.stem for file in sql.load_folder("checks")}


@pytest.mark.parametrize("stem", clean_and_faulty())
def test_passes_clean_data(stem: str, connection: duckdb.DuckDBPyConnection) -> None:
    clean, _, _ = clean_and_faulty()[stem]
    for table, rows in clean.items():
        give(connection, table, rows)
    result = result_of(connection, stem)
    assert result.passed, result.example


@pytest.mark.parametrize("stem", clean_and_faulty())
def test_finds_the_fault(stem: str, connection: duckdb.DuckDBPyConnection) -> None:
    _, faulty, is_right = clean_and_faulty()[stem]
    for table, rows in faulty.items():
        give(connection, table, rows)
    result = result_of(connection, stem)
    assert result.offending_rows == 1
    assert is_right(result.example or ""), result.example


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("mart.estate", {"asset_id": "a1", "function": "sensitive refuge"}),
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "ROSE HOUSE.", "postcode": "AB1 2CD"}),
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "Office", "address": "Rose House", "postcode": "AB1 2CD"}),
        ("mart.estate_source", {**LINE, "source_row": 2, "asset_id": "a1"}),
        ("mart.estate_source", {**LINE, "source_row": 9, "asset_id": "a1", "uprn": "101"}),
        ("mart.interest", {"interest_id": "i" + hashlib.md5(b"f1/table/2").hexdigest()[:14]}),
        ("mart.occupation", {"occupation_id": "o" + hashlib.md5(b"f1/table/2").hexdigest()[:14]}),
        ("mart.id_history", {"id": "a1", "source_key": "council/name ROSE HOUSE AB1 2CD", "is_current": True}),
        ("ops.issue", {**LINE, "source_row": 2, "value": "Rose House", "issue_type": "odd"}),
        # another list may name the house innocently, or not at all
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "Offices", "address": "Flat 1, 2 Quay Street", "postcode": "AB1 2CD"}),
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "2 Quay Road", "postcode": "AB1 2CD"}),
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "Rose Cottage", "easting": 400500.3, "northing": 300399.6, "location_method": "coordinates"}),
        ("mart.building_evidence", {**LINE, "source_row": 2, "asset_id": "a1"}),
        ("mart.estate_cost", {**LINE, "source_row": 2, "line_id": 7, "asset_id": "a1"}),
        ("mart.utilisation", {**LINE, "source_row": 2, "asset_id": "a1"}),
        ("mart.utilisation", {**LINE, "source_row": 9, "asset_id": "a1", "unit_name": "Desks of Hawthorn Villa"}),
        ("mart.register_duplicate", {"left_source_file_id": "f1", "left_source_part": "table", "left_source_row": 2}),
        ("mart.register_duplicate", {"right_source_file_id": "f1", "right_source_part": "table", "right_source_row": 2}),
        ("mart.request", {"body_id": "council", "request_number": 1, "name": "Rose House", "postcode": "AB1 2CD"}),
        ("mart.request", {"body_id": "council", "request_number": 1, "name": "Offices", "request": "Where is Hawthorn Villa?"}),
        ("mart.building_correction", {**LINE, "source_row": 9, "asset_id": "a1", "field": "uprn", "body_says": "101"}),
        ("mart.building_correction", {**LINE, "source_row": 9, "asset_id": "a1", "field": "uprn", "we_have": "101"}),
        ("mart.building_correction", {**LINE, "source_row": 2, "asset_id": "a1", "field": "gia_m2", "body_says": "5"}),
        ("mart.occupation", {"occupation_id": "o1", "asset_id": "a1", "occupier_as_published": "Hawthorn Villa CIC"}),
        ("ops.issue", {**LINE, "source_row": 9, "message": "The rows name 'Hawthorn Villa'.", "issue_type": "odd"}),
        ("ops.issue", {**LINE, "source_row": 9, "value": "Rose House", "issue_type": "odd"}),
        ("mart.spend_line", {**LINE, "line_id": 9, "purpose": "Rent of Rose House"}),
        ("mart.spend_line", {**LINE, "line_id": 9, "department": "HAWTHORN VILLA"}),
        ("mart.contract", {**LINE, "line_id": 9, "title": "Cleaning of Rose House"}),
        ("mart.grant", {**LINE, "line_id": 9, "purpose": "A garden for Rose House"}),
        ("mart.spend_line", {**LINE, "line_id": 9, "line": "Rose-House"}),
        ("mart.spend_line", {**LINE, "line_id": 9, "supplier_as_published": "Hawthorn Villa Ltd"}),
        ("mart.supplier", {"supplier_id": "s1", "name": "Hawthorn Villa Ltd"}),
        ("mart.supplier_name", {"supplier_id": "s1", "name": "HAWTHORN VILLA"}),
        ("mart.contract", {**LINE, "line_id": 9, "supplier_as_published": "Care at Hawthorn Villa"}),
        ("mart.grant", {**LINE, "line_id": 9, "recipient_as_published": "Hawthorn Villa"}),
    ],
)  # fmt: skip
def test_sensitive_premises_are_found_wherever_they_are_shown(table: str, row: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
    """Though the flag that keeps them out is lost."""
    for name, rows in refuge_without_its_flag().items():
        give(connection, name, rows)
    assert result_of(connection, "no_sensitive_premises_are_shown").passed
    give(connection, table, [row])
    result = result_of(connection, "no_sensitive_premises_are_shown")
    assert result.offending_rows == 1 and table in (result.example or "")
    assert "ROSE" not in (result.example or "").upper()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "Rose Cottage", "easting": 400500.0, "northing": 300400.0, "location_method": "postcode"}),
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "Rose House", "postcode": "ZZ9 9ZZ"}),
        ("mart.estate", {"asset_id": "a1", "function": "office", "name": "Offices", "address": "12 Quay Street", "postcode": "AB1 2CD"}),
        ("mart.id_history", {"id": "a1", "source_key": "council/name ROSE HOUSE AB1 2CD", "is_current": False}),
        ("ops.issue", {**LINE, "source_row": 2, "value": "(withheld)", "issue_type": "odd"}),
        ("mart.spend_line", {**LINE, "line_id": 9, "purpose": "Juniper berries"}),
        # a firm may bear the name of premises that the place's own list does not have
        ("mart.spend_line", {**LINE, "line_id": 9, "supplier_as_published": "Rose House Ltd"}),
    ],
)  # fmt: skip
def test_what_only_resembles_sensitive_premises_is_published(table: str, row: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
    for name, rows in refuge_without_its_flag().items():
        give(connection, name, rows)
    give(connection, table, [row])
    assert result_of(connection, "no_sensitive_premises_are_shown").passed


# Columns of published tables that could hold what must not be shown, if one judges by their names and types, and cannot, with the reason.
HOLDS_NO_PREMISES = {
    "mart.sharing_agreement": "what parties agree of data: no item of it is about premises",
    "ops.source_file": "files are called what their senders call them: the team renames one that names premises",
    "ops.source_part": "sheets likewise",
    "ops.check": "an example is a key, and this check shows none that could tell",
    "ops.dictionary": "our own words",
    "ops.lineage": "numbers of lines, and our own words",
    "ops.publication": "of the place as a whole",
    "ops.run": "of the run",
    "ops.change": "sums of bodies and of the place, files as their senders call them, and our own words",
    "mart.body_coverage": "figures of a body",
    "mart.carter_compliance": "figures of a trust",
    "mart.sensitive_premises": "counts by district",
    "mart.return_line": "lines of a printed form, and figures of a body",
    "mart.spend_count": "lines of a printed form, and figures of a body",
    "mart.function_overlap": "figures of bodies in areas no smaller than those they serve",
    "mart.grant_practice": "figures of a funder",
    "mart.grant_area": "sums by ward and district; a grant whose recipient nobody must know is in that of its district alone",
    "mart.pool_scenario": "agreements are called what their partners call them: the team renames one that names premises",
    "mart.pool_benefit": "interventions in the words of the team's own file, as agreements are",
    "mart.pool_appraisal": "our words for how an amount is reckoned, and the team's for a step of cash",
    "mart.pool_contribution": "lines of a printed form, and figures of a body",
    "mart.pool_entry": "entries of the team's own file, in which agreements are written",
    "mart.pool_flow": "figures of a pool by the short ids of its purposes",
    "mart.provision_gap": "counts of people and places by area",
    "mart.provision_share": "counts of places by area, of offers by their numbers",
    "mart.provision_overlap": "numbers of offers, and areas",
    "mart.provision_review": "figures of a group of people",
    "mart.provision_year": "figures of offers by their numbers",
    "mart.spend_by_area": "figures of a body in areas no smaller than those it serves, and the rule that put them there",
    "mart.spend_theme": "lines of a printed form, and figures of a body",
    "mart.outcome": "figures of districts or larger areas, as lists of indicators have them",
    "mart.self_assessment": "questions of a printed form, and what a partnership says of itself",
    "mart.scrutiny_note": "what partners say of a decision, in their own words: the team takes out what names premises",
    "mart.outcome_theme": "the same beside figures of bodies",
    "mart.dwelling": "counts by neighbourhood",
    "mart.cost_by_area": "counts and sums by neighbourhood, past disclosure control",
    "ops.data_use": "received files by their fingerprints, and which key was used by its short id",
    "mart.successor": "figures of a new authority",
    "mart.access_change": "counts of residents by district and neighbourhood, of services that are no sensitive ones",
}
# what refers to an asset of mart.estate alone shows nothing that mart.estate does not
_TELLING = re.compile(r"(^|_)(name|address|postcode|uprn|published|code|key|message|request|have|says|purpose|department|line)($|_)|^value$")
_PLACE_OR_LINE = re.compile(r"easting$|northing$|^lon$|^lat$|source_row$")


# a view of sql/question/ shows nothing that the tables it reads do not
@pytest.mark.parametrize("contract", [entry for entry in contracts.published() if entry.layer not in ("ref", "question")], ids=lambda contract: contract.table)
def test_every_published_table_that_could_show_premises_is_looked_at(contract: Contract) -> None:
    """A new table with a column for a name, a place or a line is read by the check, or stands above with a reason."""
    from totalplace import sql

    read = next(file for file in sql.load_folder("checks") if file.path.stem == "no_sensitive_premises_are_shown").dependencies
    texts = [column for column in contract.columns if column.type == "text" and not column.values and not column.references]
    telling = [column.name for column in texts if _TELLING.search(column.name)]
    telling += [column.name for column in contract.columns if _PLACE_OR_LINE.search(column.name)]
    if contract.table in HOLDS_NO_PREMISES:
        assert contract.table not in read, "it is looked at: take it out of HOLDS_NO_PREMISES"
    elif telling:
        assert contract.table in read, f"no_sensitive_premises_are_shown.sql does not look at {contract.table} ({', '.join(telling)})"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("mart.estate", {"asset_id": "a1", "asset_kind": "building", "function": "office", "name": "7 ELM WALK.", "postcode": "AB1 2CD"}),
        ("mart.estate", {"asset_id": "a1", "asset_kind": "building", "function": "not known", "uprn": "101"}),
        ("mart.estate_source", {**LINE, "source_row": 2, "asset_id": "a1"}),
        ("mart.building_evidence", {**LINE, "source_row": 2, "asset_id": "a1"}),
        ("mart.estate_cost", {**LINE, "source_row": 2, "line_id": 1}),
        ("mart.utilisation", {**LINE, "source_row": 2, "asset_id": "a1", "measure": "U0"}),
        ("mart.building_correction", {**LINE, "source_row": 2, "asset_id": "a1", "field": "uprn"}),
        ("mart.register_duplicate", {"left_source_file_id": "f1", "left_source_part": "table", "left_source_row": 2}),
        ("mart.register_duplicate", {"right_source_file_id": "f1", "right_source_part": "table", "right_source_row": 2}),
        ("mart.interest", {"interest_id": "i" + hashlib.md5(b"f1/table/2").hexdigest()[:14]}),
        ("mart.occupation", {"occupation_id": "o" + hashlib.md5(b"f1/table/2").hexdigest()[:14]}),
        ("mart.id_history", {"id": "a1", "source_key": "council/code 7", "is_current": True}),
        ("ops.issue", {**LINE, "source_row": 2, "value": "7 Elm Walk", "issue_type": "odd"}),
    ],
)  # fmt: skip
def test_a_single_dwelling_is_found_wherever_it_is_shown(table: str, row: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
    """Though the flag that keeps it out is lost."""
    for name, rows in home_without_its_flag().items():
        give(connection, name, rows)
    assert result_of(connection, "no_single_dwelling_is_shown").passed
    give(connection, table, [row])
    result = result_of(connection, "no_single_dwelling_is_shown")
    assert result.offending_rows == 1 and table in (result.example or "")
    assert "ELM" not in (result.example or "").upper()


@pytest.mark.parametrize(("demise", "is_found"), [("Flat 3", True), ("Flat 3, first floor", True), ("Flat 1-3", False), ("Flats 1 to 20", False), ("First floor", False), ("(withheld)", False)])
def test_a_lease_of_one_flat_is_found_by_what_is_let(demise: str, is_found: bool, connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, "ref.dwelling_word", [{"word": "flat", "says": "one home of a block"}, {"word": "flats", "says": "housing"}])
    give(connection, "mart.interest", [{"interest_id": "i1", "demise_as_published": demise}])
    assert result_of(connection, "no_single_dwelling_is_shown").passed is not is_found


@pytest.mark.parametrize("source", all_sources().values(), ids=lambda source: source.kind)
def test_a_line_of_any_kind_lost_on_the_way_is_found(source: Source, connection: duckdb.DuckDBPyConnection) -> None:
    account = {**LINE, "status": "loaded", "rows_read": 2, "rows_loaded": 2}
    give(connection, "staging.account", [account])
    give(connection, source.contract.table, [{**LINE, "source_row": 2}])
    (result,) = checks.evaluate(connection, [checks.staged_rows_check()])
    assert result.offending_rows == 1
    assert "rows_loaded = 2" in (result.example or "")
    give(connection, source.contract.table, [{**LINE, "source_row": 3}])
    assert checks.evaluate(connection, [checks.staged_rows_check()])[0].passed


def test_pounds_lost_on_the_way_are_found(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, "staging.account", [{**LINE, "status": "loaded", "rows_read": 1, "rows_loaded": 1, "amount_loaded_gbp": Decimal("10")}])
    give(connection, "staging.payment", [{**LINE, "source_row": 2, "amount_gbp": Decimal("9.99")}])
    (result,) = checks.evaluate(connection, [checks.staged_rows_check()])
    assert "9.99" in (result.example or "")


EXAMPLE = Contract(
    table="mart.example",
    grain="thing",
    question="What is there?",
    primary_key=("thing_id",),
    columns=(
        Column("thing_id", "text", "Our id"),
        Column("colour", "text", "Its colour", values=("red", "green")),
        Column("weight", "number", "Its weight", required=True),
        Column("body_id", "text", "The body", references="ref.body.body_id"),
    ),
    rules=(Rule("nothing weighs less than nothing", "weight >= 0"),),
)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ("('a', 'red', 1, 'council'), ('a', 'red', 1, 'council')", "thing_id is unique"),
        ("(null, 'red', 1, 'council')", "thing_id is always given"),
        ("('a', 'red', null, 'council')", "weight is always given"),
        ("('a', 'blue', 1, 'council')", "colour is one of red, green"),
        ("('a', 'red', -1, 'council')", "nothing weighs less than nothing"),
        ("('a', 'red', 1, 'nobody')", "body_id stands in ref.body.body_id"),
    ],
)
def test_what_follows_from_a_contract_finds_its_fault_and_no_other(
    values: str, sentence: str, connection: duckdb.DuckDBPyConnection
) -> None:
    give(connection, "ref.body", [{"body_id": "council"}])
    connection.execute(EXAMPLE.ddl(constraints=False))
    connection.execute(f"insert into mart.example values {values}")
    failed = [result for result in checks.evaluate(connection, checks.contract_checks(EXAMPLE)) if not result.passed]
    assert [result.check.sentence for result in failed] == [sentence]
    assert failed[0].example


def test_what_follows_from_a_contract_passes_clean_rows(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, "ref.body", [{"body_id": "council"}])
    connection.execute(EXAMPLE.ddl(constraints=False))
    connection.execute("insert into mart.example values ('a', 'red', 1, 'council'), ('b', null, 0, null)")
    assert all(result.passed for result in checks.evaluate(connection, checks.contract_checks(EXAMPLE)))


def test_every_check_has_a_name_of_its_own() -> None:
    names = [(check.table, check.sentence) for check in checks.all_checks()]
    assert len(set(names)) == len(names)


def failure(rows: int) -> checks.Result:
    return checks.Result(checks.Check("mart.estate", "all is well", "select 1"), rows, "asset_id = a1")


ACCEPTED = '[[accepted]]\ncheck = "all is well"\ntable = "mart.estate"\nreason = "known"\nby = "A. Smith"\non = 2025-06-01\nexpires_on = 2025-07-01\nat_most_rows = 3\n'


@pytest.mark.parametrize(
    ("rows", "today", "holds"),
    [(3, date(2025, 6, 30), True), (4, date(2025, 6, 30), False), (1, date(2025, 7, 1), True), (1, date(2025, 7, 2), False), (1, date(2025, 5, 31), False)],
)  # fmt: skip
def test_an_accepted_failure_holds_within_its_guard_and_its_days(
    rows: int, today: date, holds: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(ACCEPTED, "utf-8")
    found = checks.accepted_for(failure(rows), checks.in_force(tmp_path, today))
    assert (found is not None) == holds


def test_it_is_for_one_check_of_one_table(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ACCEPTED.replace("mart.estate", "mart.interest"), "utf-8")
    assert checks.accepted_for(failure(1), checks.in_force(tmp_path, date(2025, 6, 30))) is None


def test_nobody_may_accept_that_somebody_is_exposed(tmp_path: Path) -> None:
    check = next(check for check in checks.file_checks() if check.is_privacy)
    assert check.is_blocking
    (tmp_path / "a.toml").write_text(ACCEPTED.replace("all is well", check.sentence).replace("mart.estate", check.table), "utf-8")
    with pytest.raises(PlaceError, match=r"a\.toml accepts .*nobody may accept.*take the entry out"):
        checks.load_accepted(tmp_path)
    entry = checks.Accepted(check=check.sentence, table=check.table, reason="known", by="A. Smith", on=date(2025, 6, 1), expires_on=date(2025, 7, 1), at_most_rows=9)
    assert checks.accepted_for(checks.Result(check, 1, "a1"), [entry]) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ACCEPTED.replace('reason = "known"\n', ""), r"a\.toml cannot be used: accepted\.0\.reason: .*at_most_rows"),
        (ACCEPTED.replace("2025-07-01", '"never"'), r"accepted\.0\.expires_on"),
        (ACCEPTED + 'forever = "yes"\n', r"accepted\.0\.forever"),
        ("[[accepted", "is not valid TOML"),
    ],
)
def test_a_decision_that_cannot_be_read_is_refused(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(text, "utf-8")
    with pytest.raises(PlaceError, match=words):
        checks.load_accepted(tmp_path)
