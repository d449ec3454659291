"""Payments beside the outturn of the body that paid: every pound of the difference is explained or not, and years are never called the same."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from totalplace.analysis.payments_beside_outturn import set_beside
from totalplace.contracts import contract

Rows = list[dict[str, Any]]


def paid(amount: str, fy: int = 2024, month: int | None = 5, kind: str | None = None, body: str = "northby", to_body: bool = False) -> dict[str, Any]:
    month_on = None if month is None else date(fy + (month < 4), month, 1)
    return {"body_id": body, "fy": fy, "month_on": month_on, "payment_kind": kind, "is_to_body_of_place": to_body, "amount_gbp": Decimal(amount)}


def outturn(gross: str, fy: int = 2024, benefits: str = "0.00", body: str = "northby") -> dict[str, Any]:
    return {"body_id": body, "fy": fy, "source_return": "RS", "gross_gbp": Decimal(gross), "benefit_gbp": Decimal(benefits)}


def beside(payments: Rows, stated: Rows) -> Rows:
    lines = contract("analysis.payment_sum").conform(pl.DataFrame(payments, infer_schema_length=None) if payments else contract("analysis.payment_sum").empty()).collect()
    schema = {"body_id": pl.String, "fy": pl.Int64, "source_return": pl.String, "gross_gbp": pl.Decimal(18, 2), "benefit_gbp": pl.Decimal(18, 2)}
    return set_beside(lines, pl.DataFrame(stated, schema=schema)).rows(named=True)


def test_what_is_no_part_of_the_total_and_benefits_explain_and_the_rest_does_not() -> None:
    (row,) = beside(
        [paid("300.00"), paid("50.00", kind="capital"), paid("20.00", month=6, kind="collection fund"), paid("40.10", kind="levy", to_body=True)],
        [outturn("1000.00", benefits="100.00")],
    )
    # the outturn's 1,000 less 410.10 paid: 70 paid are no part of it, 100 are benefits that no list shows
    assert (row["expected_gbp"], row["found_gbp"], row["difference_gbp"]) == (Decimal("1000.00"), Decimal("410.10"), Decimal("589.90"))
    assert (row["explained_gbp"], row["not_explained_gbp"]) == (Decimal("30.00"), Decimal("559.90"))
    assert row["found_share"] == pytest.approx(0.3401)
    said = row["explanation"]
    for words in ("2 of 12 months", "£70.00", "capital £50.00", "£340.10, is 34.0 % of the outturn", "levies: £40.10", "other public bodies of the place: £40.10", "not explained: £559.90"):
        assert words in said, said


def test_a_year_without_payments_says_which_there_are() -> None:
    rows = {(row["body_id"], row["fy"]): row for row in beside([paid("5.00", fy=2019)], [outturn("1000.00", fy=2010), outturn("900.00", fy=2017, body="southby")])}
    assert rows["northby", 2010]["explanation"].startswith("no year has both: no list of payments of 2010-11 was received, only of 2019-20")
    assert rows["southby", 2017]["explanation"].startswith("no year has both: no list of payments of the body was received")
    assert rows["southby", 2017]["not_explained_gbp"] == Decimal("900.00")


def test_the_nearest_year_is_named_and_explains_nothing() -> None:
    rows = beside([paid("60.00", fy=2019), paid("40.00", fy=2019, kind="capital")], [outturn("1000.00", fy=2010), outturn("600.00", fy=2017)])
    (row,) = [row for row in rows if row["fy"] == 2019]
    assert row["item"] == "payments of 2019-20 beside the outturn of 2017-18, the nearest there is"
    assert (row["outturn_fy"], row["difference_gbp"]) == (2017, Decimal("500.00"))
    assert {row["explained_gbp"], row["not_explained_gbp"], row["found_share"]} == {None}
    assert row["explanation"].startswith("no outturn of 2019-20 was received: years differ")
    assert row["explanation"].endswith("£60.00, 10.0 % of the outturn of 2017-18")


def test_a_body_that_sent_no_return_has_no_row() -> None:
    assert beside([paid("60.00")], [outturn("1.00", body="southby")])[0]["body_id"] == "southby"


def test_months_that_a_list_does_not_say_are_told() -> None:
    (row,) = beside([paid("1.00", month=None)], [outturn("10.00")])
    assert "payments of which they do not say the month" in row["explanation"]
