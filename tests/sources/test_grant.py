"""Lists of grants in the two layouts that are published, over small samples with their faults."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from totalplace.recognition import Recognition

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_a_list_of_360giving_is_read_as_published(staged: Read) -> None:
    found, rows = staged("grant/360giving.csv")
    assert (found.kind, found.status) == ("grant", "recognised")
    club, person, family, euros, band, choir, total = rows
    assert (club["grant_identifier"], club["recipient_key"], club["charity_number"], club["is_withheld"]) == ("360G-sample-1", "SAMPLE YOUTH CLUB", "999001", False)
    assert (club["amount_gbp"], club["amount_basis"], club["disbursed_gbp"]) == (Decimal("1500.50"), "awarded", Decimal("750.00"))
    assert (club["awarded_on"], club["fy"], club["starts_on"], club["ends_on"]) == (date(2023, 1, 18), 2022, date(2023, 2, 1), date(2023, 7, 31))
    assert (club["modified_on"], club["is_open_call"], club["programme_as_published"], club["area_code"]) == (date(2023, 5, 3), True, "Small grants", "E07000000")
    # a person: the name goes nowhere, and nothing that repeats it
    assert (person["recipient_as_published"], person["recipient_key"], person["is_withheld"]) == ("individual (withheld)", None, True)
    assert (person["title"], person["purpose_as_published"]) == ("(withheld)", "(withheld)")
    assert (person["grant_identifier"], person["recipient_code"], person["duration_months"]) == (None, None, 12)
    # the list itself says that it is one: why somebody was helped is not told, named or not
    assert (family["recipient_as_published"], family["purpose_as_published"], family["title"]) == ("individual (withheld)", "(withheld)", "(withheld)")
    assert (family["amount_gbp"], family["grant_identifier"]) == (Decimal("300.00"), "360G-sample-3")
    assert "Person" not in str(family.values()) and "Specimen" not in str([value for name, value in person.items() if not name.endswith("__text")])
    assert (euros["row_status"], euros["row_reason"], euros["amount_gbp"]) == ("rejected", "grant not in pounds", None)
    assert (band["amount_gbp"], band["amount_gbp__problem"]) == (None, "amount unreadable")
    assert (choir["fy"], choir["fy_basis"], choir["ends_on"], choir["ends_on__problem"]) == (2023, "planned start", None, "grant ends before it starts")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")


def test_a_list_of_the_transparency_code_is_one_and_no_list_of_payments(staged: Read) -> None:
    found, rows = staged("grant/transparency.csv")
    assert (found.kind, found.status) == ("grant", "recognised")
    advice, person, harriers, total = rows
    assert (advice["amount_gbp"], advice["amount_basis"], advice["fy"], advice["period_as_published"]) == (Decimal("12000.00"), "not stated", 2015, "1 year")
    assert (advice["department_as_published"], advice["purpose_as_published"], advice["charity_number"]) == ("Adult Services", "Welfare advice", "999002")
    assert (person["recipient_as_published"], person["purpose_as_published"]) == ("individual (withheld)", "(withheld)")
    assert (harriers["row_status"], harriers["row_reason"]) == ("rejected", "amount of grant missing")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")
