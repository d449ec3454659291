"""The documented layout of ledger extracts over a small sample with faults."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from totalplace.recognition import Recognition

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_a_ledger_is_known_by_its_column_of_reversals(staged: Read, tmp_path: Path) -> None:
    found, rows = staged("ledger_extract/layout.csv")
    assert (found.kind, found.status, found.unused) == ("ledger_extract", "recognised", [])
    paid, reversal, person, no_amount, no_day, unread, total = rows
    assert (paid["supplier_as_published"], paid["supplier_key"], paid["supplier_code"]) == ("Alpha Print Ltd", "ALPHA PRINT", "S1")
    assert (paid["invoice_reference"], paid["invoice_on"], paid["paid_on"]) == ("INV-000712", date(2024, 4, 8), date(2024, 4, 22))
    assert (paid["amount_gbp"], paid["transaction_number"], paid["reversal_of"], paid["row_status"]) == (Decimal("1500.00"), "PL1", None, None)
    assert (reversal["amount_gbp"], reversal["reversal_of"]) == (Decimal("-1500.00"), "PL1")
    assert (person["supplier_as_published"], person["supplier_key"], person["supplier_code"], person["invoice_reference"]) == ("individual (withheld)", None, None, None)
    assert (no_amount["row_status"], no_amount["row_reason"]) == ("rejected", "amount of ledger line missing")
    assert (no_day["row_status"], no_day["row_reason"]) == ("rejected", "no day of payment")
    assert (unread["amount_gbp"], unread["amount_gbp__problem"], unread["row_status"]) == (None, "amount unreadable", "rejected")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")
