"""What a ledger may have paid twice: each type, what nets it out, and what only looks like it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis.payments_to_check import CheckLimits, candidates

LIMITS = CheckLimits(same_invoice_days=14, regular_count=3, parts_at_most=8, least_gbp=1)
APRIL = date(2024, 4, 8)
SCHEMA = {
    "body_id": pl.String, "supplier": pl.String, "supplier_name": pl.String, "invoice_reference": pl.String, "invoice_on": pl.Date,
    "amount_gbp": pl.Decimal(18, 2), "paid_on": pl.Date, "transaction_number": pl.String, "reversal_of": pl.String, "line": pl.String,
}  # fmt: skip


def line(reference: str | None, amount: str, transaction: str, days: int = 0, **facts: Any) -> dict[str, Any]:
    told = {
        "body_id": "northby", "supplier": "s1", "supplier_name": "Acme Ltd", "invoice_reference": reference, "invoice_on": APRIL, "amount_gbp": Decimal(amount),
        "paid_on": APRIL + timedelta(days=14 + days), "transaction_number": transaction, "reversal_of": None, "line": f"f {transaction}",
    }  # fmt: skip
    return told | facts


def found(*lines: dict[str, Any]) -> list[tuple[str, str, Decimal]]:
    rows = candidates(pl.DataFrame(lines, schema=SCHEMA), LIMITS).rows(named=True)
    return [(row["type"], row["transactions"], row["amount_gbp"]) for row in rows]


def test_one_invoice_in_two_transactions() -> None:
    assert found(line("INV1001", "250.00", "T1"), line("inv1001", "250.00", "T2", 9)) == [("invoice paid twice", "T1 | T2", Decimal("250.00"))]
    three = found(*(line("INV1001", "250.00", f"T{k}", k) for k in range(3)))
    assert three == [("invoice paid twice", "T0 | T1 | T2", Decimal("500.00"))]


@pytest.mark.parametrize("other", ["1001", "0001001", "INV 1001", "inv-1001", "10-01", "1001A", "1001 COPY", "1001-DUP"])
def test_one_invoice_under_two_references(other: str) -> None:
    assert found(line("001001", "250.00", "T1"), line(other, "250.00", "T2", 9)) == [("one invoice under two references", "T1 | T2", Decimal("250.00"))]


@pytest.mark.parametrize("references", [("1001", "1001"), ("1001-1", "1001-2"), ("1001/A", "1001/B"), ("1001 part 1", "1001 part 2")])
def test_an_invoice_paid_whole_and_in_parts(references: tuple[str, str]) -> None:
    whole = line("1001", "250.00", "T1")
    parts = [line(reference, amount, f"T{k}", k) for k, (reference, amount) in enumerate(zip(references, ("100.00", "150.00"), strict=True), 2)]
    assert found(whole, *parts) == [("invoice paid whole and in parts", "T1 | T2 | T3", Decimal("250.00"))]


def test_parts_of_a_reference_that_ends_in_a_year() -> None:
    assert found(line("1001/24", "90.00", "T1"), line("1001/24-1", "40.00", "T2", 3), line("1001/24-2", "50.00", "T3", 4)) == [
        ("invoice paid whole and in parts", "T1 | T2 | T3", Decimal("90.00"))
    ]


@pytest.mark.parametrize(
    ("one", "other", "at_stake"),
    [
        (("1001", "1234.56"), ("1001", "1243.56"), "1234.56"),
        (("1001", "1234.56"), ("1001", "12345.60"), "1234.56"),
        (("1001", "1234.56"), ("1001", "1284.56"), "1234.56"),
        (("10259", "250.00"), ("10529", "250.00"), "250.00"),
        (("10259", "250.00"), ("18259", "250.00"), "250.00"),
    ],
)
def test_keyed_wrongly_the_second_time(one: tuple[str, str], other: tuple[str, str], at_stake: str) -> None:
    assert found(line(*one, "T1"), line(*other, "T2", 5)) == [("mis-keyed", "T1 | T2", Decimal(at_stake))]


def test_a_reversal_takes_its_payment_back() -> None:
    twice = [line("1001", "250.00", "T1"), line("1001", "250.00", "T2", 9)]
    assert found(*twice, line("1001", "-250.00", "T3", 12, reversal_of="T2")) == []
    assert found(*twice, line("1001", "-250.00", "T3", 12)) == []
    assert found(*twice, line("CN1001", "-250.00", "T3", 12)) == []
    assert len(found(*twice, line("1001", "-100.00", "T3", 12))) == 1, "a credit of another amount takes back something else"
    assert len(found(*twice, line("1001", "250.00", "T4", 10), line("1001", "-250.00", "T3", 12))) == 1, "of three one is taken back"


def test_regular_equal_fees_are_no_repeats() -> None:
    monthly = [line(f"FEE-2024-{month:02d}", "1250.00", f"T{month}", 30 * month, invoice_on=APRIL + timedelta(days=30 * month)) for month in range(1, 13)]
    account = [{**entry, "invoice_reference": "ACC 55310"} for entry in monthly]
    undated = [{**entry, "invoice_on": None} for entry in account]
    assert found(*monthly) == found(*account) == found(*undated) == []


@pytest.mark.parametrize(
    "lines",
    [
        [line("1001", "250.00", "T1"), line("1002", "250.00", "T2")],  # two invoices of one day in a series
        [line("1001A", "250.00", "T1"), line("1001B", "250.00", "T2")],
        [line("1001", "250.00", "T1"), line("1001", "100.00", "T2", 20)],  # a part
        [line("1001", "250.00", "T1"), line("1001", "250.00", "T1")],  # one transaction over two accounts
        [line("1001", "250.00", "T1"), line("1001", "250.00", "T2", supplier="s2")],
        [line("1001", "250.00", "T1"), line("1001", "250.00", "T2", body_id="southby")],
        [line("RENT", "250.00", "T1"), line("RENT", "250.00", "T2", 9)],  # no invoice reference
        [line(None, "250.00", "T1"), line(None, "250.00", "T2", 9)],
        [line("1001", "250.00", "T1", supplier=None), line("1001", "250.00", "T2", 9, supplier=None)],
        [line("1001", "0.50", "T1"), line("1001", "0.50", "T2", 9)],
    ],
)
def test_what_only_looks_like_it(lines: list[dict[str, Any]]) -> None:
    assert found(*lines) == []


def test_no_payment_stands_in_two_candidates() -> None:
    rows = candidates(
        pl.DataFrame([line("1001", "250.00", "T1"), line("1001", "250.00", "T2", 3), line("01001", "250.00", "T3", 5), line("1010", "250.00", "T4", 5)], schema=SCHEMA), LIMITS
    )
    named = [transaction for text in rows["transactions"] for transaction in text.split(" | ")]
    assert len(named) == len(set(named))


_LINES = st.lists(
    st.builds(
        line, st.sampled_from(["1001", "01001", "1010", "1001A", "77", "INV77"]), st.sampled_from(["250.00", "520.00", "100.00", "150.00", "-250.00"]),
        st.integers(1, 12).map(lambda number: f"T{number}"), st.integers(0, 20),
    ),
    max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(_LINES, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_and_nothing_is_lost_twice(lines: list[dict[str, Any]], chance: Any) -> None:
    numbered = [{**entry, "line": f"f {number}"} for number, entry in enumerate(lines)]
    shuffled = chance.sample(numbered, len(numbered))
    one, other = (candidates(pl.DataFrame(entries, schema=SCHEMA), LIMITS) for entries in (numbered, shuffled))
    assert one.equals(other)
    assert one["amount_gbp"].sum() <= sum((entry["amount_gbp"] for entry in lines if entry["amount_gbp"] > 0), Decimal(0))
