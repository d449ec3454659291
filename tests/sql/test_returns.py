"""Returns in core and mart: whose line, which table, what it means, which total. Given rows, expected rows."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows
from tests.sql.test_judgement import aliases, run
from totalplace import reference

FILE = {"source_file_id": "f1", "source_part": "RS", "path": "inbox/ministry/rs.xlsx"}
HEADINGS: Rows = reference.return_heading_table().to_dicts()
TOTALS: Rows = reference.return_total_table().to_dicts()
BODY = {"body_id": "northby"}
PLACE = [{"place": "p", "name": "P"}]


def key(name: str) -> str:
    return name.lower().replace(":", "")


def cell(code: str | None, name: str, amount: int, row: int = 8, column: int = 6, **more: Any) -> dict[str, Any]:
    return {
        **FILE, "source_row": row, "source_column": column, "part_number": 3, "authority_code": "E9101", "authority_as_published": "Northby", "fy": 2010,
        "form": "RS", "measure": "outturn", "figure": "net current expenditure", "return_status": "not stated", "unit_as_published": "£ thousand",
        "line_code": code, "line_key": key(name), "line_as_published": name, "amount_gbp": Decimal(amount), **more,
    }  # fmt: skip


def lines(tmp_path: Path, cells: Rows, *known: tuple[str, str]) -> pl.DataFrame:
    bodies = [{"body_id": body} for body in sorted({body for _, body in known} | {"northby"})]
    given = {"ref__body_alias": aliases(*(known or (("E9101", "northby"),))), "ref__body": bodies}
    labels = run("core.outturn_label", tmp_path, staging__revenue_outturn=cells, **given)
    return run("core.outturn_line", tmp_path, staging__revenue_outturn=cells, core__outturn_label=labels.to_dicts(), ref__return_heading=HEADINGS)


def test_an_authority_is_known_by_code_then_area_code_then_name(tmp_path: Path) -> None:
    rows = [
        cell(None, "Education services", 1, row=8),
        cell(None, "Education services", 1, row=9, authority_code="E9999", ons_code="E07000902"),
        cell(None, "Education services", 1, row=10, authority_code="E9998", authority_as_published="Northby Fire & CD Authority"),
        cell(None, "Education services", 1, row=11, authority_code="E9997", authority_as_published="Elsewhere"),
    ]
    found = lines(tmp_path, rows, ("E9101", "council"), ("E07000902", "district"), ("NORTHBYFIREANDCDAUTHORITY", "fire"))
    assert found.sort("source_row").select("body_id", "line_status", "line_reason").rows() == [
        ("council", "loaded", None),
        ("district", "loaded", None),
        ("fire", "loaded", None),
        (None, "ignored", "outside the place"),
    ]


@pytest.mark.parametrize(
    ("fy", "code", "name", "known"),
    [
        (2010, None, "Social care", ("390", "service", "10")),
        (2017, "390", "Public Health", ("390", "service", "07.4")),
        # one name stands for two lines: the number tells
        (2017, "786", "Interest and investment income ( ) external receipts and dividends", ("786", "capital financing", "01.7")),
        # a number that means another line in that year does not outweigh the name
        (2010, "698", "Central services", ("690", "service", "01")),
        (2017, "699", "Anything printed in capitals", ("699", "total", None)),
        (2010, None, "A line of another form", (None, None, None)),
        (1999, "190", "Education services", (None, None, None)),
    ],
)
def test_a_line_is_known_by_its_name_and_number_in_its_year(fy: int, code: str | None, name: str, known: tuple[str | None, ...], tmp_path: Path) -> None:
    (row,) = lines(tmp_path, [cell(code, name, 1, fy=fy)]).to_dicts()
    assert (row["line_code"], row["role"], row["cofog"]) == known


def test_numbers_of_lines_never_meet(tmp_path: Path) -> None:
    rows = [cell(None, "Education services", 1, row=8, column=4095), cell(None, "Education services", 1, row=9, column=1)]
    found = lines(tmp_path, rows).sort("line_id")["line_id"].to_list()
    assert found == [3 * 2**26 + 8 * 4096 + 4095, 3 * 2**26 + 9 * 4096 + 1]


def test_of_several_returns_the_better_checked_then_the_fuller_counts_whole(tmp_path: Path) -> None:
    provisional = [cell(None, name, 1, column=column, return_status="provisional") for column, name in enumerate(("Education services", "Social care", "Police services"), 6)]
    certified = [cell(None, "Education services", 2, source_file_id="f2", path="inbox/ministry/final.xlsx", return_status="certified")]
    found = lines(tmp_path, [*provisional, *certified])
    assert {(row["source_file_id"], row["line_status"], row["line_reason"]) for row in found.to_dicts()} == {
        ("f1", "superseded", "a fuller or better checked return of the same year stands in inbox/ministry/final.xlsx (RS)"),
        ("f2", "loaded", None),
    }
    # another year, a budget, another figure is another return
    for other in ({"fy": 2011}, {"measure": "budget"}, {"figure": "capital charges"}):
        both = lines(tmp_path, [*provisional, {**certified[0], **other}])
        assert set(both["line_status"]) == {"loaded"}


def test_a_body_that_stands_twice_counts_once_or_waits(tmp_path: Path) -> None:
    once = [cell(None, "Education services", 5), cell(None, "Social care", 6, column=7)]
    same = [{**row, "source_row": 99} for row in once]
    found = lines(tmp_path, [*once, *same]).sort("source_row", "source_column")
    assert found["line_status"].to_list() == ["loaded", "loaded", "superseded", "superseded"]
    assert set(found["line_reason"].drop_nulls()) == {"the authority stands in the table several times with the same figures"}
    other = [same[0], {**same[1], "amount_gbp": Decimal(7)}]
    held = lines(tmp_path, [*once, *other])
    assert set(held["line_status"]) == {"held"}
    assert set(held["line_reason"]) == {"the authority stands in the table several times with different figures"}


def test_two_authorities_of_one_body_both_count(tmp_path: Path) -> None:
    rows = [cell(None, "Education services", 5), cell(None, "Education services", 7, row=9, authority_code="E9102")]
    assert lines(tmp_path, rows, ("E9101", "northby"), ("E9102", "northby"))["line_status"].to_list() == ["loaded", "loaded"]


def understood(tmp_path: Path, cells: Rows, **place: Any) -> pl.DataFrame:
    return run("mart.return_line", tmp_path, core__outturn_line=lines(tmp_path, cells).to_dicts(), ref__place=[{**PLACE[0], **place}])


def test_what_is_counted_and_why_the_rest_is_not(tmp_path: Path) -> None:
    cells = [
        cell(None, "Education services", 1, column=6),
        cell(None, "TOTAL SERVICE EXPENDITURE", 1, column=7, line_key="total service expenditure"),
        cell(None, "Police grant", -1, column=8),
        cell(None, "Provision for repayment of principal", 1, column=9),
        cell(None, "Depreciation", 1, column=10),
        cell(None, "Something new", 1, column=11),
        cell(None, "Education services", 1, column=12, figure="capital charges"),
        cell(None, "Education services", 1, column=13, measure="budget"),
        cell(None, "x", 1, column=14, line_key="appropriations to from accumulated absences account", fy=2017, line_code="747"),
    ]
    found = {row["source_column"]: (row["status"], row["cofog"], row["reason"]) for row in understood(tmp_path, cells).to_dicts()}
    assert found == {
        6: ("counted", "09", None),
        7: ("excluded", None, "a total of the return: its lines are counted"),
        8: ("excluded", None, "what pays for the spending, not spending"),
        9: ("excluded", "01.7", "charged below net current expenditure, the total that is counted"),
        10: ("excluded", None, "a memorandum of the return: no spending, or spending that another line has"),
        11: ("excluded", "unmapped", "the line is not in our list of the return's lines"),
        12: ("excluded", "09", "another figure of the same line: capital charges"),
        13: ("excluded", "09", "planned, not spent: budget"),
        14: ("excluded", "unmapped", "a movement of reserves, not spending"),
    }
    outside = understood(tmp_path, cells[:1], first_fy=2011)
    assert outside.select("status", "reason").rows() == [("excluded", "outside the years that place.toml names")]


def reconciled(tmp_path: Path, *cells: dict[str, Any]) -> dict[str, tuple[Decimal, Decimal, Decimal, str]]:
    found = run("mart.spend_reconciliation", tmp_path, core__outturn_line=lines(tmp_path, list(cells)).to_dicts(), ref__return_total=TOTALS)
    return {row["item"].split()[0]: (row["expected_gbp"], row["found_gbp"], row["difference_gbp"], row["explanation"]) for row in found.to_dicts()}


def services(total: int, **amounts: int) -> Rows:
    """All services of a 2010-11 return, nought but for those given, with the total printed."""
    names = [(row["line_code"], row["line"]) for row in HEADINGS if row["first_fy"] == 2009 and row["role"] == "service"]
    rows = [cell(code, name, 1000 * amounts.get(f"l{code}", 0), column=6 + place, line_key=next(row["line_key"] for row in HEADINGS if row["line_code"] == code and row["first_fy"] == 2009)) for place, (code, name) in enumerate(names)]
    return [*rows, cell("699", "TOTAL SERVICE EXPENDITURE", 1000 * total, column=30)]


def test_a_total_is_the_sum_of_its_lines_or_the_difference_is_shown(tmp_path: Path) -> None:
    assert reconciled(tmp_path, *services(12, l190=10, l690=2))["699"] == (Decimal(12000), Decimal(12000), Decimal(0), "the lines add up to the total, to the penny")
    rounded = reconciled(tmp_path, *services(13, l190=10, l690=2))["699"]
    assert rounded[:3] == (Decimal(13000), Decimal(12000), Decimal(1000)) and rounded[3].startswith("rounding")
    wrong = reconciled(tmp_path, *services(1200, l190=10, l690=2))["699"]
    assert wrong[:3] == (Decimal(1_200_000), Decimal(12000), Decimal(1_188_000)) and wrong[3].startswith("not explained")


def test_a_total_whose_lines_are_not_there_says_which(tmp_path: Path) -> None:
    there = [row for row in services(12, l190=10, l690=2) if row["line_code"] not in ("690", "698")]
    assert reconciled(tmp_path, *there)["699"][2:] == (Decimal(2000), "the table does not give the lines 690, 698: the total cannot be made from what there is")


def test_totals_printed_for_one_figure_alone_are_not_looked_for_in_others(tmp_path: Path) -> None:
    rows = [{**row, "figure": "capital charges"} for row in (*services(12, l190=10, l690=2), cell("749", "NET CURRENT EXPENDITURE", 0, column=31))]
    assert list(reconciled(tmp_path, *rows)) == ["699"]


def test_every_line_of_a_total_is_one_of_the_form_in_that_year() -> None:
    known = {(row["form"], row["first_fy"], row["last_fy"], row["line_code"]) for row in HEADINGS}
    for row in TOTALS:
        for code in (row["total_code"], row["part_code"]):
            assert (row["form"], row["first_fy"], row["last_fy"], code) in known, row
    named = [(row["form"], row["first_fy"], row["line_key"]) for row in HEADINGS if row["role"] in ("service", "total")]
    assert len(named) == len(set(named)), "services and totals are told by their names"


def test_what_is_spending_is_mapped_or_openly_not() -> None:
    for row in HEADINGS:
        assert bool(row["cofog"]) == (row["role"] in ("service", "benefit", "contribution to HRA", "parish precept", "levy", "trading", "adjustment", "capital financing", "capital charged to revenue", "reserve movement")), row
        assert row["source"]
