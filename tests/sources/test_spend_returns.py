"""The plain layouts of returns of spending over small samples with faults; every expected value typed by hand."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from totalplace.recognition import Recognition

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_a_programme_budget_with_its_faults(staged: Read) -> None:
    found, rows = staged("nhs_return/layout.csv")
    assert (found.kind, found.status, found.unused) == ("nhs_return", "recognised", [])
    misuse, other, healthy, everybody, bad_year, unread, nameless, total, part, england, note = rows
    assert (misuse["line_code"], misuse["paid_to_as_published"], misuse["amount_gbp"], misuse["fy"]) == ("5A", "Northby Hospitals NHS Trust", Decimal("1200500.00"), 2010)
    assert (misuse["measure"], misuse["population"], misuse["return_status"], misuse["unit_as_published"]) == ("programme budget", "registered", "certified", "£ thousand")
    assert (misuse["income_basis"], misuse["is_total"], misuse["row_status"]) == ("not stated", False, None)
    assert (other["amount_gbp"], other["income_gbp"], other["income_basis"]) == (Decimal("280000.00"), Decimal("20000.00"), "net of fees and charges")
    assert (healthy["line_code"], healthy["line_as_published"], healthy["amount_gbp"]) == ("21", "Healthy individuals", Decimal("-40000.00"))
    assert (everybody["population"], everybody["population__problem"], everybody["row_status"]) == ("not stated", "population not known", None)
    assert [(row["row_status"], row["row_reason"]) for row in (bad_year, unread, nameless)] == [
        ("rejected", "year of the return missing"), ("rejected", "amount of a return missing"), ("rejected", "line of the return not named"),
    ]  # fmt: skip
    assert [(row["is_total"], row["is_subtotal"], row["line_code"], row["row_status"]) for row in (total, part)] == [(True, False, None, None), (False, True, None, None)]
    assert [(row["row_status"], row["row_reason"]) for row in (england, note)] == [("ignored", "total of several bodies"), ("ignored", "note without a figure")]


def test_money_received_stands_under_income_alone(staged: Read) -> None:
    """A trust's line that names the payer and no service is no note: it is what the payer's spending is held against."""
    _, (spent, received, note) = staged("nhs_return/received.csv")
    assert (spent["amount_gbp"], spent["row_status"]) == (Decimal("1000000.00"), None)
    assert (received["amount_gbp"], received["line_as_published"], received["received_from_as_published"], received["row_status"]) == (
        Decimal("-600000.00"), "Received from other bodies", "Northby PCT", None,
    )  # fmt: skip
    assert (note["row_status"], note["row_reason"]) == ("ignored", "note without a figure")


def test_allocations_wait_until_somebody_says_what_they_are_in(staged: Read) -> None:
    found, _ = staged("nhs_return/allocations.csv")
    assert (found.kind, found.status) == ("nhs_return", "held")
    assert "unit" in found.reason and "fy" in found.reason


def test_allocations_are_one_figure_a_body(staged: Read) -> None:
    _, (row,) = staged("nhs_return/allocations.csv", fy=2016, unit="thousand")
    assert (row["line_as_published"], row["measure"], row["amount_gbp"], row["fy"], row["row_status"]) == ("Allocation", "allocation", Decimal("155000.00"), 2016, None)


def test_objectives_are_net_and_say_when_they_contradict_themselves(staged: Read) -> None:
    found, rows = staged("police_return/layout.csv")
    assert (found.kind, found.status, found.unused) == ("police_return", "recognised", [])
    local, public, guessed, bracketed, total = rows
    # income in brackets is income, and is taken off
    assert (bracketed["amount_gbp"], bracketed["income_gbp"]) == (Decimal("900.00"), Decimal("100.00"))
    assert (local["amount_gbp"], local["income_gbp"], local["income_basis"], local["amount_gbp__problem"]) == (Decimal("4600000.00"), Decimal("400000.00"), "net of fees and charges", None)
    assert (public["amount_gbp"], public["amount_gbp__problem"]) == (Decimal("850000.00"), "net is not expenditure less income")
    assert (guessed["row_status"], guessed["row_reason"]) == ("rejected", "measure of the return not known")
    assert (total["is_total"], total["amount_gbp"]) == (True, Decimal("5450000.00"))


def test_amounts_without_a_unit_are_pounds_and_say_so(staged: Read) -> None:
    found, (row,) = staged("fire_return/layout.csv")
    assert (found.kind, found.status, found.unused) == ("fire_return", "recognised", [])
    assert (row["amount_gbp"], row["income_basis"], row["unit_as_published"], row["unit_as_published__problem"]) == (Decimal("1000.50"), "gross of income", "£", "unit of the amounts not stated")
    _, (row,) = staged("fire_return/layout.csv", unit="thousand")
    assert (row["amount_gbp"], row["unit_as_published"], row["unit_as_published__problem"]) == (Decimal("1000500.00"), "£ thousand", None)


@pytest.mark.parametrize(("number", "expected"), [
    (0, ("measured", None, None, None)),
    (1, ("apportioned", "working-age population", None, None)),
    (2, ("modelled", None, "how it was apportioned is not stated", None)),
    (3, ("measured", None, None, "rejected")),
])  # fmt: skip
def test_a_department_says_how_it_came_by_each_figure(number: int, expected: tuple[str | None, ...], staged: Read) -> None:
    found, rows = staged("central_return/layout.csv")
    assert (found.kind, found.status, found.unused) == ("central_return", "recognised", [])
    row = rows[number]
    assert (row["basis"], row["basis_method"], row["basis_method__problem"], row["row_status"]) == expected


def test_a_force_that_crosses_the_place_states_its_part(staged: Read) -> None:
    """62.5 % of £100.03 is £62.51875: to the penny, alike below nought. What is no share leaves the line out."""
    _, rows = staged("police_return/share.csv")
    assert [(row["amount_gbp"], row["basis"], row["row_reason"]) for row in rows] == [
        (Decimal("62.52"), "apportioned", None), (Decimal("-62.52"), "apportioned", None),
        (Decimal("100.00"), "measured", "share in the place unreadable"), (Decimal("100.00"), "measured", "share in the place unreadable"), (Decimal("100.00"), "measured", None),
    ]  # fmt: skip
    assert rows[0]["basis_method"] == "The share of £100.03 that the return states: 62.5; incidents"
    assert (rows[1]["basis_method__problem"], rows[2]["basis__problem"]) == (None, "share in the place unreadable")


def test_estimates_are_not_taken_for_outturn(staged: Read) -> None:
    found, _ = staged("police_return/estimates.csv")
    assert found.status == "held" and 'State measure = "budget"' in found.reason
    _, rows = staged("police_return/estimates.csv", measure="budget")
    assert [(row["measure"], row["is_total"]) for row in rows] == [("budget", False), ("budget", True)]
