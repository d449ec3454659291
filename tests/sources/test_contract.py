"""A contracts register in the layout of one that was published, over a small sample with its faults."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from totalplace.recognition import Recognition

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_a_contracts_register_is_one_and_no_list_of_payments(staged: Read) -> None:
    found, rows = staged("contract/register.csv")
    assert (found.kind, found.status) == ("contract", "recognised")
    dive, catering, trees, nameless, total = rows
    assert (dive["contract_reference"], dive["title"], dive["supplier_key"], dive["company_number"]) == ("C1", "Dive surveys", "ALPHA DIVING", "1234567")
    assert (dive["annual_gbp"], dive["total_gbp"], dive["category_as_published"]) == (Decimal("5015.20"), Decimal("10030.40"), "Surveys")
    assert (dive["starts_on"], dive["ends_on"], dive["expires_on"], dive["is_small_firm"]) == (date(2022, 3, 7), date(2023, 3, 6), date(2024, 3, 6), True)
    assert (catering["annual_gbp"], catering["starts_on"], catering["ends_on"], catering["row_status"]) == (None, None, None, None)
    assert (catering["is_small_firm"], catering["is_small_firm__problem"]) == (None, "yes or no unreadable")
    assert (trees["supplier_as_published"], trees["supplier_key"]) == ("individual (withheld)", None)
    assert (trees["ends_on"], trees["ends_on__problem"]) == (None, "contract ends before it starts")
    assert (nameless["row_status"], nameless["row_reason"]) == ("rejected", "no contract named")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")
