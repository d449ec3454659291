"""Sums of payments, and lists whose size does not go with the body's return."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import Rows, file_of, run_file

THRESHOLDS: Rows = [{"assumption_id": "payment_magnitude_high_times", "value": 10.0}, {"assumption_id": "payment_magnitude_low_times", "value": 400.0}]


def test_sums_are_of_counted_lines_by_month_and_kind(tmp_path: Path) -> None:
    line = {"source_file_id": "f", "source_part": "table", "body_id": "northby", "fy": 2024, "fy_basis": "date", "paid_on": date(2024, 5, 7), "is_card": False, "status": "counted"}
    rows: Rows = [
        {**line, "amount_gbp": Decimal("10.50")},
        {**line, "amount_gbp": Decimal("-3.00"), "paid_on": date(2024, 5, 31)},
        {**line, "amount_gbp": Decimal("7.00"), "payment_kind": "capital"},
        {**line, "amount_gbp": Decimal("99.00"), "status": "superseded"},
        {**line, "amount_gbp": Decimal("1.00"), "fy_basis": "extract date"},  # that day is no day of payment
    ]
    found = run_file(file_of("analysis.payment_sum"), {"mart.spend_line": rows}, tmp_path)
    sums = found.select("month_on", "payment_kind", "line_count", "whole_pound_count", "size_gbp", "amount_gbp").rows()
    assert sorted(sums, key=str) == sorted(
        [
            (date(2024, 5, 1), None, 2, 1, Decimal("13.50"), Decimal("7.50")),
            (date(2024, 5, 1), "capital", 1, 1, Decimal("7.00"), Decimal("7.00")),
            (None, None, 1, 1, Decimal("1.00"), Decimal("1.00")),
        ],
        key=str,
    )


def issues(tmp_path: Path, size: str, months: int = 12, is_card: bool = False, spent: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """Of a list of so much in equal months, beside what the body spent in each year."""
    part = (Decimal(size) / months).quantize(Decimal("0.01"))
    paid: Rows = [
        {
            "source_file_id": "f", "source_part": "table", "body_id": "northby", "fy": 2024, "month_on": date(2024 + (month > 9), (month + 2) % 12 + 1, 1),
            "is_card": is_card, "line_count": 10, "whole_pound_count": 10, "largest_gbp": part, "size_gbp": part,
        }
        for month in range(1, months + 1)
    ]  # fmt: skip
    count: Rows = [
        {"count_id": fy, "body_id": "northby", "fy": fy, "economic": "revenue", "gross_gbp": Decimal(gross), "is_counted": True}
        for fy, gross in ({2024: "1000000"} if spent is None else spent).items()
    ]
    given = {"analysis.payment_sum": paid, "mart.spend_count": count, "core.assumption": THRESHOLDS}
    return run_file(file_of("analysis.payment_issue"), given, tmp_path).rows(named=True)


@pytest.mark.parametrize(
    ("size", "months", "says"),
    [
        ("400000", 12, None), ("2000000", 12, None), ("33333", 1, None),
        ("40000000", 12, "in pence"), ("3333333", 1, "in pence"),
        ("400", 12, "in thousands of pounds"), ("60", 1, "in thousands of pounds"),
    ],
)  # fmt: skip
def test_pence_and_thousands_are_told_by_the_return(size: str, months: int, says: str | None, tmp_path: Path) -> None:
    found = issues(tmp_path, size, months)
    assert [says in row["message"] for row in found] == ([True] if says else [])


def test_the_evidence_is_in_the_words(tmp_path: Path) -> None:
    (found,) = issues(tmp_path, "12000000", months=3, spent={2010: "5000000", 2023: "1000000.00"})
    assert found["message"].startswith(
        "The list comes to 12000000.00 pounds in 3 months, credits without their sign; the body's return of 2023-24 states 1000000.00 pounds for a year. It may be in pence"
    )
    assert "30 of its 30 amounts are whole numbers, the largest is 4000000.00" in found["message"]
    assert (found["severity"], found["responsible"]) == ("warning", "pilot team")


def test_a_list_of_cards_is_small_and_a_body_without_a_return_is_held_against_nothing(tmp_path: Path) -> None:
    assert issues(tmp_path, "400", is_card=True) == []
    assert issues(tmp_path, "40000000", spent={}) == []
