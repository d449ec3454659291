"""Lists of payments: which of two that share lines counts, and what becomes of each line."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.given import label, payments
from tests.sql.running import FILE, OTHER, Rows, run, threshold


def editions(
    tmp_path: Path, one: Rows, two: Rows, bodies: tuple[str, str] = ("council", "council")
) -> list[tuple[Any, ...]]:
    found = run(
        "core.payment_edition", tmp_path, staging__payment=[*one, *two], core__payment_label=[label(FILE, bodies[0]), label(OTHER, bodies[1])],
        core__assumption=threshold("payment_edition_shared_share", 0.8),
    )  # fmt: skip
    return found.select("source_file_id", "better_path", "line_count", "matched_count").rows()


def test_of_two_lists_the_one_with_more_credits_is_better(tmp_path: Path) -> None:
    signed = payments(FILE, "a.csv", "10", "-5", "7")
    unsigned = payments(OTHER, "b.csv", "10", "5", "7")
    assert editions(tmp_path, signed, unsigned) == [("f2", "a.csv", 3, 3)]
    eight = ("10", "-5", "7", "11", "12", "13", "14", "15")
    nine = ("10", "5", "7", "11", "12", "13", "14", "15", "99")
    assert editions(tmp_path, payments(FILE, "a.csv", *eight), payments(OTHER, "b.csv", *nine)) == [("f2", "a.csv", 9, 8)], "signs decide before length"
    many = (*nine, "21", "22", "23", "24")
    assert editions(tmp_path, payments(FILE, "a.csv", *eight), payments(OTHER, "b.csv", *many)) == [], "too many lines would go uncounted"


def test_then_the_one_with_more_lines_then_the_first_by_path(tmp_path: Path) -> None:
    short, long = payments(FILE, "a.csv", "10", "5"), payments(OTHER, "b.csv", "10", "5", "3")
    assert editions(tmp_path, short, long) == [("f1", "b.csv", 2, 2)]
    assert editions(tmp_path, payments(FILE, "a.csv", "10", "5"), payments(OTHER, "b.csv", "10", "5")) == [
        ("f2", "a.csv", 2, 2)
    ]


def test_lists_that_share_too_little_both_count(tmp_path: Path) -> None:
    assert editions(tmp_path, payments(FILE, "a.csv", "10", "5", "3"), payments(OTHER, "b.csv", "10", "6", "4")) == []


def test_lists_of_two_bodies_or_two_months_both_count(tmp_path: Path) -> None:
    one, two = payments(FILE, "a.csv", "10", "5"), payments(OTHER, "b.csv", "10", "5")
    assert editions(tmp_path, one, two, ("council", "fire")) == []
    assert editions(tmp_path, one, payments(OTHER, "b.csv", "10", "5", day=date(2025, 5, 3))) == []


def test_a_payment_repeated_in_one_list_is_matched_once_for_each_time(tmp_path: Path) -> None:
    thrice = [
        {**row, "supplier_key": "S", "source_row": number}
        for number, row in enumerate(payments(FILE, "a.csv", "5", "5", "5"), 2)
    ]
    once = [{**row, "supplier_key": "S"} for row in payments(OTHER, "b.csv", "5")]
    assert editions(tmp_path, thrice, once) == [("f2", "a.csv", 1, 1)]


def test_payment_line(tmp_path: Path) -> None:
    rows = [
        *payments(FILE, "a.csv", "1"),
        *payments(OTHER, "b.csv", "2"),
        {**FILE, "source_row": 9, "organisation_as_published": "Elsewhere", "amount_gbp": Decimal(3)},
        {**FILE, "source_row": 10, "organisation_code": "X", "amount_gbp": Decimal(4)},
    ]
    labels = [
        label(FILE), label(OTHER),
        label(FILE, None, "outside the place", organisation_as_published="Elsewhere"), label(FILE, None, "nobody named", organisation_code="X"),
    ]  # fmt: skip
    twin = [{**OTHER, "source_row": 2, "body_id": "council", "better_path": "a.csv"}]
    found = run("core.payment_line", tmp_path, staging__payment=rows, core__payment_label=labels, core__payment_twin=twin)
    assert found.sort("source_file_id", "source_row").select("source_row", "line_status", "body_id").rows() == [
        (2, "loaded", "council"), (9, "ignored", None), (10, "held", None), (2, "superseded", "council"),
    ]  # fmt: skip
    reasons = dict(found.select("line_status", "line_reason").rows())
    assert reasons["loaded"] is None and "a.csv" in reasons["superseded"] and "inbox/<body>/" in reasons["held"]


def test_spend_line(tmp_path: Path) -> None:
    def payment(row: int, fy: int, **more: Any) -> dict[str, Any]:
        return {
            **FILE,
            "part_number": 3,
            "source_row": row,
            "fy": fy,
            "fy_basis": "period",
            "paid_on": date(2027, 1, 5),
            "paid_on_basis": "extract",
            "amount_gbp": Decimal(row),
            "is_card": False,
            "is_withheld": False,
            "supplier_key": "ACME",
            "amount_basis": "net",
            **more,
        }

    found = run(
        "mart.spend_line", tmp_path,
        staging__payment=[payment(2, 2025), payment(3, 2023), payment(4, 2026), payment(5, 2025, is_withheld=True, supplier_key=None), payment(6, 2025), payment(7, 2025, organisation_as_published="Nobody")],
        core__payment_label=[{**FILE, "body_id": "council"}, {**FILE, "organisation_as_published": "Nobody", "basis": "name not known"}],
        core__payment_twin=[{**FILE, "source_row": 6, "better_path": "inbox/better.csv"}],
        ref__place=[{"place": "northby", "name": "Northby", "first_fy": 2024, "last_fy": 2025}],
        ref__body=[{"body_id": "council"}], core__payment_wording=[{}],  # the payments say nothing of what they are for
    )  # fmt: skip
    assert found.sort("source_row").select("source_row", "status").rows() == [
        (2, "counted"),
        (3, "excluded"),
        (4, "excluded"),
        (5, "counted"),
        (6, "superseded"),
    ]
    assert found["line_id"].sort().to_list() == [3 * 2**26 + row for row in (2, 3, 4, 5, 6)]
    assert found.select("fy_basis", "paid_on_basis").unique().rows() == [("period", "extract")]
    suppliers = dict(found.select("source_row", "supplier_id").rows())
    assert suppliers[5] is None and suppliers[2] == suppliers[3]
    assert found.filter(status="counted")["reason"].null_count() == 2
    assert found.filter(status="superseded")["reason"].item() == "the same payments stand in inbox/better.csv"
