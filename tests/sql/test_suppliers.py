"""Names of suppliers out of lines, and what is bought from each."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, file_of, run_file

LABELS = [
    {"source_file_id": "f1", "source_part": "table", "organisation_as_published": None, "organisation_code": None, "body_id": "northby", "basis": "sender", "row_count": 1},
    {"source_file_id": "f2", "source_part": "table", "organisation_as_published": None, "organisation_code": None, "body_id": None, "basis": "nobody named", "row_count": 1},
]  # fmt: skip


def paid(key: str | None, name: str, amount: str = "100", file: str = "f1", **numbers: str) -> dict[str, Any]:
    return {"source_file_id": file, "source_part": "table", "supplier_key": key, "supplier_as_published": name, "amount_gbp": Decimal(amount), **numbers}


def names_of(tmp_path: Path, *lines: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = run_file(file_of("analysis.supplier_name"), {"staging.payment": list(lines), "core.payment_label": LABELS}, tmp_path)
    return {row["supplier_key"]: row for row in found.iter_rows(named=True)}


def test_a_name_is_shown_as_it_is_written_most_and_withheld_payees_are_not_there(tmp_path: Path) -> None:
    found = names_of(tmp_path, paid("ACME", "ACME LTD"), paid("ACME", "Acme Ltd"), paid("ACME", "Acme Ltd", "-40"), paid(None, "individual (withheld)"))
    assert list(found) == ["ACME"]
    assert (found["ACME"]["name"], found["ACME"]["line_count"], found["ACME"]["amount_gbp"]) == ("Acme Ltd", 3, Decimal("160.00"))


def test_lines_that_are_nobodys_name_nobody(tmp_path: Path) -> None:
    assert names_of(tmp_path, paid("ACME", "Acme Ltd", file="f2")) == {}


def test_what_only_a_ledger_says_is_there_to_be_joined_and_counts_nothing(tmp_path: Path) -> None:
    """A ledger is its body's alone: neither its spellings nor its lines nor its pounds are those of a published name."""
    where = {"source_file_id": "f3", "source_part": "table"}
    names = [("ACME", "Acme Ltd (Acct 7)"), ("ACME", "Acme Ltd (Acct 7)"), ("HIDDEN", "Hidden Works Ltd")]
    ledger = [{**where, "source_row": row, "supplier_key": key, "supplier_as_published": name, "amount_gbp": Decimal(9000)} for row, (key, name) in enumerate(names, 2)]
    lines = [{**where, "source_row": row, "line_status": "loaded", "body_id": "southby"} for row in (2, 3, 4)]
    given: dict[str, Rows] = {"staging.payment": [paid("ACME", "Acme Ltd")], "core.payment_label": LABELS, "staging.ledger_line": ledger, "core.ledger_line": lines}
    found = {row["supplier_key"]: row for row in run_file(file_of("analysis.supplier_name"), given, tmp_path).iter_rows(named=True)}
    told = {key: (row["name"], row["line_count"], row["amount_gbp"], row["body_ids"]) for key, row in found.items()}
    assert told == {"ACME": ("Acme Ltd", 1, Decimal("100.00"), "northby"), "HIDDEN": ("Hidden Works Ltd", 0, Decimal("0.00"), "southby")}


def test_a_ledgers_spelling_stands_in_no_table_of_suppliers(tmp_path: Path) -> None:
    names: Rows = [
        {"supplier_key": "ACME", "name": "Acme Ltd", "line_count": 1, "amount_gbp": Decimal(10)},
        {"supplier_key": "ACMEE", "name": "Acmee Ltd", "line_count": 0, "amount_gbp": Decimal(0)},
    ]
    identities: Rows = [
        {"supplier_key": "ACME", "supplier_id": "s1", "own_id": "s1", "match_reason": "a slip", "match_score": 0.95, "matched_key": "ACMEE"},
        {"supplier_key": "ACMEE", "supplier_id": "s1", "own_id": "s2"},
    ]
    line = {"line_id": 1, "body_id": "northby", "supplier_id": "s1", "amount_gbp": Decimal(10), "status": "counted"}
    given: dict[str, Rows] = {"mart.spend_line": [line], "core.supplier_identity": identities, "analysis.supplier_name": names}
    (supplier,) = run_file(file_of("mart.supplier"), given, tmp_path).rows(named=True)
    assert (supplier["name"], supplier["names"], supplier["name_count"]) == ("Acme Ltd", "Acme Ltd", 1)
    shown: dict[str, Rows] = {"core.supplier_identity": identities, "analysis.supplier_name": names, "mart.supplier": [supplier]}
    (name,) = run_file(file_of("mart.supplier_name"), shown, tmp_path).rows(named=True)
    assert (name["supplier_key"], name["name"], name["matched_key"], name["line_count"]) == ("ACME", "Acme Ltd", None, 1)


def test_numbers_count_where_they_have_the_form_of_one_and_agree(tmp_path: Path) -> None:
    found = names_of(
        tmp_path,
        paid("A", "A", company_number="1234567", vat_number="GB 123 4567 89", charity_number="1012345"),
        paid("A", "A"),
        paid("B", "B", company_number="SC123456"),
        paid("C", "C", company_number="01234567"),
        paid("C", "C", company_number="07654321"),
        paid("D", "D", company_number="0", vat_number="000000000", charity_number="n/a"),
        paid("E", "E", company_number="012345678901"),
    )
    numbers = {key: (row["company_number"], row["vat_number"], row["charity_number"]) for key, row in found.items()}
    assert numbers == {
        "A": ("01234567", "123456789", "1012345"), "B": ("SC123456", None, None), "C": (None, None, None), "D": (None, None, None), "E": (None, None, None),
    }  # fmt: skip


def test_the_trading_name_is_what_stands_after_ta(tmp_path: Path) -> None:
    found = names_of(tmp_path, paid("ALPHA", "Alpha Ltd T/A Beta Cabs"), paid("GAMMA", "Gamma (trading as Delta)"), paid("TA", "Data Taxis"))
    assert {key: row["traded_as"] for key, row in found.items()} == {"ALPHA": "BETA CABS", "GAMMA": "DELTA", "TA": None}


def test_a_supplier_is_what_all_its_names_were_paid_in_lines_that_count(tmp_path: Path) -> None:
    lines: Rows = [
        {"line_id": 1, "body_id": "northby", "supplier_id": "s1", "amount_gbp": Decimal(10), "status": "counted"},
        {"line_id": 2, "body_id": "southby", "supplier_id": "s1", "amount_gbp": Decimal(5), "status": "counted"},
        {"line_id": 3, "body_id": "eastby", "supplier_id": "s1", "amount_gbp": Decimal(7), "status": "superseded", "reason": "twin"},
        {"line_id": 4, "body_id": "eastby", "supplier_id": None, "amount_gbp": Decimal(7), "status": "counted"},
    ]
    identities = [{"supplier_key": key, "supplier_id": "s1", "own_id": "s1", "body_id": None} for key in ("ACME", "ACME UK")]
    names = [
        {"supplier_key": "ACME", "name": "Acme Ltd", "line_count": 1, "company_number": "01234567"},
        {"supplier_key": "ACME UK", "name": "Acme (UK) Ltd", "line_count": 2},
    ]
    given: dict[str, Rows] = {"mart.spend_line": lines, "core.supplier_identity": identities, "analysis.supplier_name": names}
    (found,) = run_file(file_of("mart.supplier"), given, tmp_path).rows(named=True)
    wanted = {
        "name": "Acme (UK) Ltd", "names": "Acme (UK) Ltd | Acme Ltd", "name_count": 2, "company_number": "01234567",
        "body_count": 2, "line_count": 2, "amount_gbp": Decimal("15.00"), "body_id": None,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
