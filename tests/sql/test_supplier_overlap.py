"""Who buys what from whom: category and addressability by the words of lines, every pound in once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import file_of, run_file
from totalplace import reference

WORDS = reference.spend_word_table().to_dicts()


def line(number: int, amount: str, supplier: str = "s1", body: str = "northby", **said: Any) -> dict[str, Any]:
    return {"line_id": number, "fy": 2024, "body_id": body, "supplier_id": supplier, "amount_gbp": Decimal(amount), "status": "counted", **said}


def suppliers_named(tmp_path: Path, lines: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """mart.supplier of the suppliers that the lines pay, all of this name."""
    ids = sorted({row["supplier_id"] for row in lines if row["supplier_id"]})
    given = {
        "mart.spend_line": lines,
        "core.supplier_identity": [{"supplier_key": f"{name} {each}", "supplier_id": each, "own_id": each} for each in ids],
        "analysis.supplier_name": [{"supplier_key": f"{name} {each}", "name": name, "line_count": 1} for each in ids],
        "ref.spend_word": WORDS,
    }
    return run_file(file_of("mart.supplier"), given, tmp_path).to_dicts()


def overlap(tmp_path: Path, *lines: dict[str, Any], name: str = "Acme Ltd") -> list[dict[str, Any]]:
    categories = run_file(file_of("mart.spend_category"), {"mart.spend_line": list(lines), "ref.spend_word": WORDS}, tmp_path).to_dicts()
    given = {"mart.spend_line": list(lines), "mart.supplier": suppliers_named(tmp_path, list(lines), name), "mart.spend_category": categories}
    return run_file(file_of("mart.supplier_overlap"), given, tmp_path).rows(named=True)


def test_bodies_that_buy_the_same_from_one_supplier_stand_in_one_row(tmp_path: Path) -> None:
    (row,) = overlap(
        tmp_path, line(1, "100.10", purpose="Building cleaning"), line(2, "50.20", body="southby", purpose="CLEANING CONTRACT"), line(3, "-20.00", purpose="Window cleaning"),
    )  # fmt: skip
    assert (row["category"], row["body_count"], row["body_ids"]) == ("cleaning", 2, "northby|southby")
    assert (row["addressable_gbp"], row["other_gbp"]) == (Decimal("130.30"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("said", "category", "is_addressable"),
    [
        ({"purpose": "Security of premises"}, "facilities and security", True),
        ({"purpose": "Highways maintenance"}, "highways and civil engineering", True),
        ({"purpose": "Purchase of software licences"}, "computing and telephones", True),
        ({"purpose": "Residential care placements"}, "individual placements", False),
        ({"purpose": "Grant towards building maintenance"}, "grants", False),
        ({"purpose": "Business rates"}, "rates and taxes", False),
        ({"purpose": "Waste disposal levy"}, "levies and precepts", False),
        ({"purpose": "Miscellaneous", "line": "Legal", "department": "Highways"}, "legal services", True),
        ({"purpose": "Miscellaneous", "department": "ICT"}, "computing and telephones", True),
        ({"purpose": "Operations"}, "not stated", False),  # OPERATIONS is not RATIONS, nor RATES
        ({}, "not stated", False),
        ({"purpose": "Building cleaning", "payee_body_id": "southby"}, "cleaning", False),
    ],
)
def test_what_was_bought_is_told_from_the_words_of_the_line(said: dict[str, Any], category: str, is_addressable: bool, tmp_path: Path) -> None:
    (row,) = overlap(tmp_path, line(1, "10", **said))
    assert (row["category"], row["addressable_gbp"], row["other_gbp"]) == (category, Decimal(10 * is_addressable), Decimal(10 * (not is_addressable)))


@pytest.mark.parametrize("name", ["Farnorth Borough Council", "HMRC", "Teachers Pension", "St Sample's Academy", "Farnorth NHS Trust"])
def test_a_public_body_elsewhere_is_no_third_party(name: str, tmp_path: Path) -> None:
    (row,) = overlap(tmp_path, line(1, "10", purpose="Training"), name=name)
    assert (row["category"], row["addressable_gbp"], row["other_gbp"]) == ("training", Decimal(0), Decimal(10))


def test_withheld_payees_and_lines_that_do_not_count_are_not_there(tmp_path: Path) -> None:
    rows = overlap(tmp_path, line(1, "10", supplier=None, purpose="Cleaning"), line(2, "10", purpose="Cleaning") | {"status": "superseded", "reason": "twin"})  # type: ignore[arg-type]
    assert rows == []


def test_every_phrase_has_one_meaning() -> None:
    for row in WORDS:
        assert row["phrase"] == row["phrase"].upper().strip()
        assert (row["weight"] == 3) == (not row["is_addressable"]), row["phrase"]
