"""Payments that stand in two lists: which lines are set aside, one to one, and what is told of the others."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.running import Rows, file_of, run_file

APRIL = date(2025, 4, 3)
TEN = ("11", "12", "13", "14", "15", "16", "17", "18", "19", "20")


def payments(number: int, *amounts: str, body: str = "council", payee: str = "PAYEE") -> Rows:
    """One list: the payments of a body to a payee on a day, in the order of their rows."""
    return [
        {
            "source_file_id": f"f{number}", "source_part": "table", "source_row": row, "path": f"{number}.csv", "paid_on": APRIL,
            "organisation_as_published": body, "supplier_key": payee, "amount_gbp": Decimal(amount),
        }
        for row, amount in enumerate(amounts, 2)
    ]  # fmt: skip


def run_all(tmp_path: Path, rows: Rows) -> dict[str, Rows]:
    """The results, by table, of all that judges payments published twice."""
    files = sorted({row["source_file_id"] for row in rows})
    bodies = sorted({row["organisation_as_published"] for row in rows})
    known: dict[str, Rows] = {
        "staging.payment": rows,
        "core.payment_label": [
            {"source_file_id": file, "source_part": "table", "organisation_as_published": body, "body_id": body, "basis": "named in the row", "row_count": 1}
            for file, body in product(files, bodies)
        ],
        "core.assumption": [{"assumption_id": "payment_edition_shared_share", "value": 0.8}],
    }  # fmt: skip
    for table in ("core.payment_edition", "core.payment_twin", "core.payment_line", "core.issue"):
        file = file_of(table)
        reads = {name: given_rows for name, given_rows in known.items() if name in file.dependencies}
        known[table] = run_file(file, reads, tmp_path).rows(named=True)
    return known


def set_aside(results: dict[str, Rows]) -> list[tuple[str, int]]:
    return sorted(
        (line["source_file_id"], line["source_row"])
        for line in results["core.payment_line"]
        if line["line_status"] == "superseded"
    )


def test_lines_that_the_better_list_lacks_stay_counted(tmp_path: Path) -> None:
    results = run_all(tmp_path, [*payments(1, *TEN, "5", "-9"), *payments(2, *TEN, "9", "1000.50")])
    assert set_aside(results) == [("f2", row) for row in range(2, 13)], "the tenner's lines and the 9 that lost its sign"
    told = {issue["issue_type"]: issue for issue in results["core.issue"]}
    assert told["published twice"]["occurrences"] == 11
    left = told["not in the better list"]
    assert (left["source_file_id"], left["occurrences"], left["value"]) == ("f2", 1, "2025-04")
    assert "1 lines (£1000.50)" in left["message"] and "1.csv" in left["message"]


def test_nothing_is_said_to_be_left_where_nothing_is(tmp_path: Path) -> None:
    results = run_all(tmp_path, [*payments(1, *TEN, "5"), *payments(2, *TEN)])
    assert [issue["issue_type"] for issue in results["core.issue"]] == ["published twice"]
    assert set_aside(results) == [("f2", row) for row in range(2, 12)]


def test_of_three_in_one_list_and_two_in_the_better_one_stays_counted(tmp_path: Path) -> None:
    better = [*payments(1, *TEN, "-1", "5", "5")]
    worse = [*payments(2, *TEN, "1", "5", "5", "5")]
    results = run_all(tmp_path, [*better, *worse])
    assert set_aside(results) == [("f2", row) for row in range(2, 15)], "the first rows are set aside, the last one stays"


@pytest.mark.parametrize(
    ("better", "worse", "left"),
    [
        (("5", "-5"), ("5", "5", "-5"), ["5"]),
        (("5", "-5"), ("5", "5", "5"), ["5"]),
        (("-5", "-5"), ("5", "5", "-5"), ["5"]),
        (("5",), ("5", "-5"), ["-5"]),
        (("-5", "-5"), ("5", "5"), []),
    ],
)
def test_lines_of_the_same_sign_are_twins_first(
    better: tuple[str, ...], worse: tuple[str, ...], left: list[str], tmp_path: Path
) -> None:
    signs = ("-11", "-12")  # the better list has more credits whatever else it has
    unsigned = ("11", "12")
    results = run_all(
        tmp_path, [*payments(1, *TEN, *signs, *better), *payments(2, *TEN, *unsigned, *worse)]
    )
    kept = {line["source_row"] for line in results["core.payment_line"] if line["source_file_id"] == "f2" and line["line_status"] == "loaded"}  # fmt: skip
    assert [row["amount_gbp"] for row in payments(2, *TEN, *unsigned, *worse) if row["source_row"] in kept] == [Decimal(each) for each in left]


def test_another_bodys_lines_in_the_same_file_stay_counted(tmp_path: Path) -> None:
    one = payments(1, *TEN, "-1", body="police")
    other = [{**row, "source_row": row["source_row"] + 100} for row in payments(2, *TEN, body="fire")]
    results = run_all(tmp_path, [*one, *payments(2, *TEN, "1", body="police"), *other])
    assert set_aside(results) == [("f2", row) for row in range(2, 13)]
    (issue,) = results["core.issue"]
    assert issue["occurrences"] == 11


def test_what_only_the_middle_one_of_three_lists_has_is_counted_once(tmp_path: Path) -> None:
    best, middle, worst = payments(1, *TEN, "-1"), payments(2, *TEN, "1", "7"), payments(3, *TEN, "1", "7")
    results = run_all(tmp_path, [*best, *middle, *worst])
    counted = [(line["source_file_id"], line["source_row"]) for line in results["core.payment_line"] if line["line_status"] == "loaded" and line["source_file_id"] != "f1"]
    assert counted == [("f2", 13)]
    reasons = {line["source_row"]: line["line_reason"] for line in results["core.payment_line"] if line["source_file_id"] == "f3"}  # fmt: skip
    assert "2.csv" in reasons[13] and "1.csv" in reasons[2], "each line names the list that has its twin"


_LIST = st.lists(st.sampled_from(["5", "-5", "6", "7"]), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.tuples(_LIST, _LIST, _LIST))
def test_each_payment_counts_as_often_as_the_list_that_has_it_most_often(
    lists: tuple[list[str], ...], tmp_path: Path
) -> None:
    """Where all lists of a month show the same payments, the count is the largest of theirs, for every payment."""
    common = tuple(str(each) for each in range(100, 130))  # so that any two share four fifths
    rows: Rows = [row for number, more in enumerate(lists, 1) for row in payments(number, *common, *more)]
    amounts = {(row["source_file_id"], row["source_row"]): abs(row["amount_gbp"]) for row in rows}
    counted: Counter[Any] = Counter(
        amounts[(line["source_file_id"], line["source_row"])]
        for line in run_all(tmp_path, rows)["core.payment_line"]
        if line["line_status"] == "loaded"
    )
    most: Counter[Any] = Counter()
    for more in lists:
        most |= Counter(abs(Decimal(each)) for each in (*common, *more))
    assert counted == most
