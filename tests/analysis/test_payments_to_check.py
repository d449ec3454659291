"""What a ledger may have paid twice: each type, what nets it out, and what only looks like it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis.payments_to_check import CheckLimits, candidates

LIMITS = CheckLimits(
    same_invoice_days=14, paid_days=60, regular_count=3, parts_at_most=8, least_gbp=1, shortest_rhythm_days=5, even_days=3, even_share=0.125, spread_days=6, spread_share=0.25,
    early_share=0.5, made_up_share=1.5, series_distance=10, common_reference_payments=50, common_amount_payments=20, common_day_payments=4,
)  # fmt: skip
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


def found(*lines: dict[str, Any], **limits: float) -> list[tuple[str, str, Decimal]]:
    rows = candidates(pl.DataFrame(lines, schema=SCHEMA), replace(LIMITS, **limits)).rows(named=True)
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


def _rents(**facts: Any) -> list[dict[str, Any]]:
    days = [date(2024, month, 28) for month in range(1, 13)]
    return [line("ACC1234", "1000.00", f"T{day.month:02d}", paid_on=day, **facts) for day in days]


def test_of_a_series_without_invoice_days_only_what_breaks_the_rhythm_is_one_too_many() -> None:
    rents = _rents(invoice_on=None)
    again = line("ACC1234", "1000.00", "T06b", invoice_on=None, paid_on=date(2024, 7, 2))
    assert found(*rents, again) == [("invoice paid twice", "T06 | T06b", Decimal("1000.00"))]
    assert found(*rents) == []
    assert found(*rents[:-1], {**rents[-1], "paid_on": date(2024, 12, 16)}) == [], "December paid early is paid once"
    assert found(*rents[:5], {**rents[5], "paid_on": date(2024, 7, 20)}, *rents[6:]) == [], "nor is June paid late"


def test_of_a_series_with_invoice_days_what_has_the_day_of_another_is_one_too_many() -> None:
    weekly = [line("ACC1234", "80.00", f"T{week:02d}", 7 * week, invoice_on=APRIL + timedelta(days=7 * week)) for week in range(12)]
    assert found(*weekly) == []
    again = line("ACC1234", "80.00", "T05b", 40, invoice_on=APRIL + timedelta(days=35))
    assert found(*weekly, again) == [("invoice paid twice", "T05 | T05b", Decimal("80.00"))]


def test_a_reference_used_again_years_later_is_another_invoice() -> None:
    years = [line("1", "5000.00", f"T{year}", invoice_on=None, paid_on=date(year, 5, 1)) for year in (2015, 2019)]
    assert found(*years) == []


def test_one_invoice_day_paid_at_even_distances_is_no_fee() -> None:
    paid = [line("INV-123", "5000.00", f"T{day:02d}", invoice_on=date(2018, 1, 1), paid_on=date(2018, 1, day)) for day in (5, 12, 19)]
    assert found(*paid) == [("invoice paid twice", "T05 | T12 | T19", Decimal("10000.00"))]


def test_a_reference_of_an_earlier_year_hides_no_later_repeat() -> None:
    first = line("INV1", "5000.00", "T1", invoice_on=date(2015, 1, 5), paid_on=date(2015, 1, 20))
    twice = [line("INV1", "5000.00", f"T{k}", invoice_on=date(2018, 1, 1), paid_on=date(2018, 1, 10 + k)) for k in (2, 3)]
    assert found(first, *twice) == [("invoice paid twice", "T2 | T3", Decimal("5000.00"))]


def test_two_suppliers_with_the_same_numbers_have_two_candidates() -> None:
    lines = [line("1", "250.00", f"R{k}", k, supplier=supplier) for supplier in ("s1", "s2") for k in (1, 2)]
    assert candidates(pl.DataFrame(lines, schema=SCHEMA), LIMITS)["candidate_id"].n_unique() == 2


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


def test_a_place_may_set_its_own_thresholds() -> None:
    near = [line("1001", "250.00", "T1"), line("1007", "250.00", "T2")]
    assert found(*near) == [] and len(found(*near, series_distance=6)) == 1
    weekly = [line("ACC 55310", "80.00", f"T{week}", 7 * week, invoice_on=APRIL + timedelta(days=7 * week)) for week in range(12)]
    assert found(*weekly) == [] and len(found(*weekly, shortest_rhythm_days=8)) > 0
    july = line("ACC1234", "1000.00", "T06b", invoice_on=None, paid_on=date(2024, 7, 2))
    assert len(found(*_rents(invoice_on=None), july)) == 1 and found(*_rents(invoice_on=None), july, early_share=0.1) == []
    copies = [line("INV1001", "250.00", f"T{k}", k) for k in range(4)]
    assert len(found(*copies)) == 1 and found(*copies, common_reference_payments=3) == []
