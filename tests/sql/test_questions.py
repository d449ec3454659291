"""The views named as questions: what those that add up make of given rows, and that the public ones need nothing but what is public."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.sql.running import run
from totalplace import contracts, sql
from totalplace.public_edition import public_contracts

BODIES = [{"body_id": "north", "name": "North Council", "kind": "council"}, {"body_id": "police", "name": "North Police", "kind": "police"}]
QUESTIONS = sql.load_folder("question")


def test_what_each_body_paid_counts_counted_lines_alone_and_tells_what_went_to_bodies_here(tmp_path: Path) -> None:
    line = {"body_id": "north", "fy": 2024, "status": "counted", "supplier_id": "s1", "payee_body_id": None, "paid_on": date(2024, 5, 1), "amount_gbp": Decimal("10.10")}
    found = run(
        "question.what_did_each_body_pay", tmp_path, ref__body=BODIES,
        mart__spend_line=[
            line, {**line, "amount_gbp": Decimal("-0.20"), "paid_on": date(2024, 6, 2)}, {**line, "supplier_id": None, "payee_body_id": "police", "amount_gbp": Decimal("5.00")},
            {**line, "status": "superseded", "supplier_id": "s9", "amount_gbp": Decimal("99.00")}, {**line, "fy": 2023, "amount_gbp": Decimal("1.00"), "paid_on": None},
        ],
    )  # fmt: skip
    assert found.rows() == [
        ("north", "North Council", 2023, 1, 1, Decimal("1.00"), Decimal("0.00"), None, None),
        ("north", "North Council", 2024, 3, 1, Decimal("14.90"), Decimal("5.00"), date(2024, 5, 1), date(2024, 6, 2)),
    ]


def test_spending_by_function_adds_groups_to_their_division_and_leaves_out_what_is_not_in_the_count(tmp_path: Path) -> None:
    row = {"body_id": "north", "fy": 2024, "economic": "revenue", "cofog": "07", "gross_gbp": Decimal("10.00"), "transfer_out_gbp": Decimal("4.00"), "net_gbp": Decimal("6.00"), "is_counted": True}
    found = run(
        "question.what_does_each_body_spend_on_what", tmp_path, ref__body=BODIES, ref__cofog=[{"cofog": "07", "name": "Health"}, {"cofog": "07.4", "name": "Public health services"}],
        mart__spend_count=[row, {**row, "cofog": "07.4"}, {**row, "economic": "capital"}, {**row, "is_counted": False}, {**row, "cofog": "unmapped"}],
    )  # fmt: skip
    told = {(row["economic"], row["division"]): (row["division_name"], row["gross_gbp"], row["transfer_out_gbp"], row["net_gbp"]) for row in found.iter_rows(named=True)}
    assert told == {
        ("revenue", "07"): ("Health", Decimal("20.00"), Decimal("8.00"), Decimal("12.00")),
        ("capital", "07"): ("Health", Decimal("10.00"), Decimal("4.00"), Decimal("6.00")),
        ("revenue", "unmapped"): ("several functions, or none that its line tells", Decimal("10.00"), Decimal("4.00"), Decimal("6.00")),
    }


def test_themes_take_the_lines_that_may_be_added_alone(tmp_path: Path) -> None:
    row = {"theme": "property", "body_id": "north", "fy": 2024, "measure": "outturn", "stance": "prevent", "share_assumption": None, "theme_gbp": Decimal("3.00"), "is_best": True}
    found = run(
        "question.what_is_spent_on_each_theme", tmp_path, ref__body=BODIES,
        mart__spend_theme=[row, {**row, "stance": "neither", "share_assumption": "some_share"}, {**row, "is_best": False}, {**row, "stance": "treat", "measure": "budget"}],
    )  # fmt: skip
    told = {row["measure"]: (row["theme_gbp"], row["prevent_gbp"], row["treat_gbp"], row["assumed_share_gbp"]) for row in found.iter_rows(named=True)}
    assert told == {"outturn": (Decimal("6.00"), Decimal("3.00"), Decimal("0.00"), Decimal("3.00")), "budget": (Decimal("3.00"), Decimal("0.00"), Decimal("3.00"), Decimal("0.00"))}


def test_what_we_own_is_what_is_held_and_nothing_known_is_not_nought(tmp_path: Path) -> None:
    asset = {"body_id": "north", "asset_kind": "building", "function": "office", "ownership_basis": "register", "is_public_estate": True, "is_disowned": False, "gia_m2": 100.0, "running_cost_gbp": None}
    found = run(
        "question.what_do_we_all_own", tmp_path, ref__body=BODIES, ref__function=[{"function_id": "office", "name": "Office"}],
        mart__estate=[asset, {**asset, "gia_m2": None}, {**asset, "ownership_basis": "service list only"}, {**asset, "is_disowned": True}, {**asset, "is_public_estate": None}],
    )  # fmt: skip
    (row,) = found.iter_rows(named=True)
    assert (row["asset_count"], row["gia_known_count"], row["gia_m2"]) == (2, 1, 100.0)
    assert (row["running_cost_known_count"], row["running_cost_gbp"]) == (0, None)


def test_every_file_says_what_was_not_loaded(tmp_path: Path) -> None:
    part = {"source_file_id": "f1", "source_part": "table", "status": "held", "reason": None, "rows_read": 5, "rows_loaded": 2, "amount_read_gbp": Decimal("9.00"), "amount_loaded_gbp": Decimal("4.00")}
    found = run(
        "question.what_became_of_every_file", tmp_path, ops__source_file=[{"source_file_id": "f1", "sender": "north", "path": "inbox/north/a.csv", "reason": "It waits."}],
        ops__source_part=[part, {**part, "source_part": "Sheet2", "amount_read_gbp": None, "amount_loaded_gbp": None, "reason": "No headings."}],
    )  # fmt: skip
    told = {row["source_part"]: (row["rows_not_loaded"], row["amount_not_loaded_gbp"], row["reason"]) for row in found.iter_rows(named=True)}
    assert told == {"table": (3, Decimal("5.00"), "It waits."), "Sheet2": (3, None, "No headings.")}


def test_an_area_is_told_what_is_divided_by_a_rule(tmp_path: Path) -> None:
    count = {"fy": 2024, "economic": "revenue"}
    area = {"area_code": "E1", "persons": 50, "persons_year": 2023}
    found = run(
        "question.what_is_spent_in_each_area", tmp_path, ref__area=[{"area_code": "E1", "area_name": "Northby"}],
        mart__spend_count=[{**count, "count_id": 1, "body_id": "north"}, {**count, "count_id": 2, "body_id": "police"}, {**count, "count_id": 3, "body_id": "north", "economic": "capital"}],
        mart__spend_by_area=[
            {**area, "count_id": 1, "net_gbp": Decimal("8.00"), "basis": "measured"}, {**area, "count_id": 2, "net_gbp": Decimal("2.00"), "basis": "apportioned"},
            {**area, "count_id": 3, "net_gbp": Decimal("1.00"), "basis": "measured"},
        ],
    )  # fmt: skip
    assert [(row["economic"], row["area_name"], row["body_count"], row["net_gbp"], row["apportioned_gbp"]) for row in found.sort("economic").iter_rows(named=True)] == [
        ("capital", "Northby", 1, Decimal("1.00"), Decimal("0.00")), ("revenue", "Northby", 2, Decimal("10.00"), Decimal("2.00")),
    ]  # fmt: skip


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.path.stem)
def test_its_contract_asks_the_same_question_and_it_is_public_only_if_all_that_it_reads_is(file: sql.SqlFile) -> None:
    contract = contracts.contract(file.table)
    assert file.question.lower() == contract.question.lower()
    assert contract.audience != "public" or all(contracts.contract(table).audience == "public" for table in file.dependencies)


def test_public_questions_run_on_what_the_public_file_holds() -> None:
    """On the public columns alone, and with all of their own: a view in which one is lacking could not be made."""
    public = {contract.table: contract for contract in public_contracts()}
    asked = [table for table in public if table.startswith("question.")]
    assert asked
    with duckdb.connect() as connection:
        for layer in contracts.PUBLISHED_LAYERS:
            connection.execute(f"create schema {layer}")
        for table, contract in public.items():
            if table not in asked:
                connection.execute(contract.ddl(constraints=False))
        for table, statement in zip(asked, sql.view_statements(asked), strict=True):
            connection.execute(statement)
            assert connection.execute(f"from {table}").fetchall() == []
            assert public[table].column_names == contracts.contract(table).column_names
