"""What several bodies could let together, and which line of which register says so."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import file_of, run_file
from totalplace import reference

PUBLISHED_ON = date(2025, 12, 14)


def contract(number: int, body: str, ends_on: date, annual: str | None = "100", **facts: Any) -> dict[str, Any]:
    told = {"line_id": number, "body_id": body, "category": "cleaning", "is_addressable": True, "supplier_id": f"s{number}", "is_running": True, "is_small_firm": None, "is_voluntary": None, "source_file_id": body, "source_part": "table", "as_at_on": date(2025, 4, 1)}
    return told | {"ends_on": ends_on, "annual_gbp": None if annual is None else Decimal(annual)} | facts


def joint(tmp_path: Path, *contracts: dict[str, Any]) -> list[dict[str, Any]]:
    given = {"mart.contract": list(contracts), "core.calendar": reference.calendar_table(PUBLISHED_ON).to_dicts()}
    return run_file(file_of("mart.joint_procurement"), given, tmp_path).rows(named=True)


def test_it_can_start_once_each_body_has_a_contract_that_has_ended(tmp_path: Path) -> None:
    (row,) = joint(
        tmp_path,
        contract(1, "northby", date(2026, 3, 31), "100", is_small_firm=True),
        contract(2, "northby", date(2029, 3, 31), "300", is_small_firm=False),
        contract(3, "southby", date(2027, 9, 30), "40", supplier_id="s1"),
        contract(4, "southby", date(2028, 9, 30), None),
    )
    wanted = {
        "category": "cleaning", "body_ids": "northby|southby", "contract_count": 4, "supplier_count": 3, "earliest_joint_start_on": date(2027, 10, 1),
        "amount_gbp": Decimal("440.00"), "free_by_then_gbp": Decimal("140.00"), "unvalued_count": 1, "small_firm_share": 0.25, "vcse_share": None,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_it_says_whose_the_registers_are_and_how_many_contracts_each_body_has_in_them(tmp_path: Path) -> None:
    day, file = date(2027, 3, 31), {"source_file_id": "northby"}
    (row,) = joint(tmp_path, contract(1, "northby", day), contract(2, "northby", day), contract(3, "southby", day, **file, as_at_on=date(2023, 1, 1)))
    assert (row["body_ids"], row["contract_counts"], row["register_body_ids"], row["registers_as_at_on"]) == ("northby|southby", "2|1", "northby", date(2023, 1, 1))


def test_what_ended_before_the_month_of_publication_runs_no_more(tmp_path: Path) -> None:
    key = {"source_file_id": "f1", "source_part": "table"}
    days = [date(2022, 12, 31), date(2025, 11, 30), date(2025, 12, 1), date(2026, 4, 1), None]
    given = {
        "core.contract_line": [{**key, "source_row": row, "body_id": "northby", "line_status": "loaded", "as_at_on": date(2023, 1, 1)} for row in range(5)],
        "staging.contract": [{**key, "source_row": row, "part_number": 1, "ends_on": day} for row, day in enumerate(days)],
        "core.calendar": reference.calendar_table(PUBLISHED_ON).to_dicts(),
    }
    found = run_file(file_of("mart.contract"), given, tmp_path).sort("source_row")
    assert found["is_running"].to_list() == [False, False, True, True, None]


def test_a_day_that_has_passed_is_no_start(tmp_path: Path) -> None:
    """The contracts end on the last of December: in a publication of that month nobody can start together on the first of January's eve."""
    for ends_on, start in ((date(2025, 6, 30), None), (date(2025, 12, 30), None), (date(2025, 12, 31), date(2026, 1, 1))):
        (row,) = joint(tmp_path, contract(1, "northby", date(2025, 3, 31), "100"), contract(2, "southby", ends_on, "40"))
        assert (row["earliest_joint_start_on"], row["first_free_on"]) == (start, ends_on + timedelta(days=1))
        assert row["free_by_then_gbp"] == 140


def test_one_body_alone_ended_contracts_and_what_cannot_be_bought_together_are_not_there(tmp_path: Path) -> None:
    day = date(2027, 3, 31)
    assert joint(tmp_path, contract(1, "northby", day), contract(2, "northby", day)) == []
    assert joint(tmp_path, contract(1, "northby", day), contract(2, "southby", day, is_running=False)) == []
    assert joint(tmp_path, contract(1, "northby", day, is_addressable=False), contract(2, "southby", day, is_addressable=False)) == []
    assert joint(tmp_path, contract(1, "northby", day, category="not stated"), contract(2, "southby", day, category="not stated")) == []


def test_of_a_contract_in_two_registers_the_newest_counts(tmp_path: Path) -> None:
    def line(file: str, row: int, reference: str, starts_on: date) -> dict[str, Any]:
        return {
            "source_file_id": file, "source_part": "table", "source_row": row, "path": f"{file}.csv", "contract_reference": reference, "title": "Cleaning",
            "supplier_as_published": "Acme Ltd", "starts_on": starts_on,
        }  # fmt: skip

    label = {"source_part": "table", "organisation_as_published": None, "organisation_code": None, "body_id": "northby", "basis": "sender", "row_count": 1}
    given = {
        "staging.contract": [line("old", 2, "C1", date(2022, 4, 1)), line("new", 2, "C1", date(2022, 4, 1)), line("new", 3, "C2", date(2024, 4, 1)), line("new", 4, "C2", date(2024, 4, 1))],
        "core.buying_label": [{**label, "source_file_id": file} for file in ("old", "new")],
        "raw.inbox": [{"source_file_id": file, "source_part": "table", "received_on": date(2025, 1, 1)} for file in ("old", "new")],
    }
    rows = run_file(file_of("core.contract_line"), given, tmp_path).rows(named=True)
    assert {(row["source_file_id"], row["source_row"]): (row["line_status"], row["as_at_on"]) for row in rows} == {
        ("old", 2): ("superseded", date(2022, 4, 1)), ("new", 2): ("loaded", date(2024, 4, 1)), ("new", 3): ("loaded", date(2024, 4, 1)), ("new", 4): ("loaded", date(2024, 4, 1)),
    }  # fmt: skip


def test_a_contract_of_which_no_word_tells_the_category_is_not_addressable(tmp_path: Path) -> None:
    line = {"source_file_id": "f1", "source_part": "table", "source_row": 2}
    words = [{"applies_to": "line", "phrase": "CLEANING", "category": "cleaning", "is_addressable": True, "weight": 1}]
    told = {}
    for title in ("Cleaning of offices", "Fnord"):
        given = {"core.contract_line": [{**line, "body_id": "northby", "line_status": "loaded"}], "staging.contract": [{**line, "part_number": 1, "title": title}], "ref.spend_word": words,
                 "core.calendar": reference.calendar_table(PUBLISHED_ON).to_dicts()}  # fmt: skip
        (row,) = run_file(file_of("mart.contract"), given, tmp_path).to_dicts()
        told[row["category"]] = row["is_addressable"]
    assert told == {"cleaning": True, "not stated": False}
