"""Lines that a stray quotation mark hid in one row: the row is rejected and the amounts of the lines count as not known."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from totalplace.intake import Part, ReceivedFile
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import known_headings
from totalplace.staging import stage

HEADINGS = "Body Name,Payment Date,Transaction Number,Amount,Supplier Name,Expense Area"


def payment(number: int) -> str:
    return f"Sample Council,{number:02}/05/2024,T{number},{number * 100}.00,Sample Supplies Ltd,Roads"


# the rest of the closing line fits the headings in the first case and not in the second; neither row is one payment
@pytest.mark.parametrize("closing", [payment(12) + '"', payment(12).replace("Sample Council", '"Sample Council"')])
def test_no_pound_is_lost_without_a_word(tmp_path: Path, closing: str) -> None:
    lines = [HEADINGS, *(payment(number) for number in range(1, 12)), closing, payment(13)]
    lines[3] = lines[3].replace("Sample Council", '"Sample Council')
    path = tmp_path / "spend.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
    assert isinstance(table, TextTable)
    found = recognise(table)
    assert found.kind == "payments"
    part = Part("table", 1, None, "utf-8", 1, table.rows, found.kind, "loaded", None, found.columns, tuple(table.headings), {}, None, "x")
    file = ReceivedFile("f1", "sample", "inbox/sample/spend.csv", "0", 1, date(2026, 1, 1), (part,))
    stage(table, file, part, [], tmp_path / "staged")
    issues = pl.read_parquet(tmp_path / "staged" / "issue.parquet").filter(pl.col("severity") == "error")
    assert issues.select("source_row", "message").rows() == [
        (4, "A quotation mark opened in line 4 and closed in line 13: 10 lines are one field. Remove it and send the file again.")
    ]
    account = pl.read_parquet(tmp_path / "staged" / "account.parquet").row(0, named=True)
    # payments 1, 2 and 13 stand as they were sent; 3 to 12 are hidden
    assert (account["rows_loaded"], account["rows_rejected"], account["amount_loaded_gbp"]) == (3, 1, Decimal(1600))
    assert account["rows_amount_unreadable"] >= 9
