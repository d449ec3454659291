"""Lists of grants in the two layouts that are published, over small samples with their faults."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from totalplace.reading import TextTable
from totalplace.recognition import Recognition, recognise

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]
Tables = Callable[[Path], list[TextTable]]


def test_a_list_of_360giving_is_read_as_published(staged: Read) -> None:
    found, rows = staged("grant/360giving.csv")
    assert (found.kind, found.status) == ("grant", "recognised")
    club, person, family, euros, band, choir, total = rows
    assert (club["grant_identifier"], club["recipient_key"], club["charity_number"], club["is_withheld"]) == ("360G-sample-1", "SAMPLE YOUTH CLUB", "999001", False)
    assert (club["amount_gbp"], club["amount_basis"], club["disbursed_gbp"]) == (Decimal("1500.50"), "awarded", Decimal("750.00"))
    assert (club["awarded_on"], club["fy"], club["starts_on"], club["ends_on"]) == (date(2023, 1, 18), 2022, date(2023, 2, 1), date(2023, 7, 31))
    assert (club["payment_timing_as_published"], club["overhead_asked_gbp"], club["overhead_given_gbp"], club["reporting_hours"]) == ("Quarterly in advance", Decimal("150.00"), Decimal("120.00"), 3.5)
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


def test_a_list_with_one_column_of_organisations_names_who_was_given_something(tables: Tables, tmp_path: Path) -> None:
    """And one without any day or year waits for the team to state the year."""

    def seen(text: str) -> Recognition:
        (tmp_path / "list.csv").write_text(text, "utf-8")
        (table,) = tables(tmp_path / "list.csv")
        return recognise(table)

    found = seen("Organisation,Purpose of grant,Date awarded,Amount\nSample Choir,Music,01/06/2015,£50\nSample Club,Nets,02/06/2015,£60\n")
    assert (found.kind, found.status, "recipient_as_published" in found.columns) == ("grant", "recognised", True)
    both = seen("Organisation name,Beneficiary,Date awarded,Amount\nSampleford Council,Sample Choir,01/06/2015,£50\n")
    assert {"organisation_as_published", "recipient_as_published"} <= both.columns.keys() and both.columns["recipient_as_published"] == "c0001"
    undated = seen("Recipient,Purpose of grant,Amount awarded\nSample Choir,Music,£50\nSample Club,Nets,£60\n")
    assert (undated.kind, undated.status) == ("grant", "held") and "year, stated in the mapping" in undated.reason
