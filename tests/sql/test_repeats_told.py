"""What is said of repeats within a published list, and why where nothing can be."""

from decimal import Decimal
from pathlib import Path

from tests.sql.running import file_of, run_file


def test_where_every_line_has_a_number_of_its_own_no_repeat_is_told_to_be_absent(tmp_path: Path) -> None:
    """Of a short list that is ordinary; and where one number of many repeats it is the transaction's."""
    wanted = {
        "long list, all differ": (5000, 1.0, 0, "not computable: every line has a number of its own", None),
        "short list, all differ": (40, 1.0, 0, "computed", 0),
        "long list, one repeats": (5000, 0.9996, 1, "computed", 1),
        "numbers of documents": (5000, 0.5, 9, "not computable: one transaction number stands for many lines", None),
        "no number": (0, None, 0, "not computable: no transaction number", None),
    }
    given = {
        "analysis.transaction_repeat": [
            {"body_id": body, "fy": 2019, "numbered_count": lines, "unique_share": share, "repeat_count": repeats, "repeat_gbp": Decimal(repeats)}
            for body, (lines, share, repeats, _, _) in wanted.items()
        ],
        "core.assumption": [{"assumption_id": "transaction_unique_share", "value": 0.9}, {"assumption_id": "transaction_own_number_lines", "value": 1000}],
    }
    rows = run_file(file_of("mart.duplicate_payment"), given, tmp_path).to_dicts()
    told = {row["body_id"]: (row["status"], row["candidate_count"]) for row in rows if row["type"] == "transaction repeated"}
    assert told == {body: (status, count) for body, (*_, status, count) in wanted.items()}
    assert {row["status"] for row in rows if row["type"] == "mis-keyed"} == {"not computable: no invoice reference of a ledger (those of published lists are not taken for such)"}
