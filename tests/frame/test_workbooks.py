"""Workbooks: types, a heading that stays in sight, ids and hostile texts as texts, no formula, names of sheets, the same bytes each time."""

import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace import workbooks
from totalplace.contracts._base import Column, Contract

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ["=1+1", '=HYPERLINK("http://x.example","y")', "+44 161 000", "-1", "@SUM(A1)", "\t=1", "http://x.example/", "007", "<b>&amp;</b>", "it's\nnew", "'=1"]
THING = Contract(
    table="mart.thing",
    grain="thing",
    question="What is there?",
    columns=(
        Column("line_id", "integer", "Id"),
        Column("name", "text", "Name"),
        Column("fy", "integer", "Year"),
        Column("count", "integer", "How many"),
        Column("amount_gbp", "money", "Pounds"),
        Column("area_m2", "number", "Area"),
        Column("seen_on", "date", "Day"),
        Column("is_held", "boolean", "Held"),
    ),
)
ID = 2895337417986801667  # a spreadsheet would round it as a number
ROWS = [(ID + at, text, 2024, at - 3, Decimal("-1234567.89"), 0.5, date(2025, 2, 28), at % 2 == 0) for at, text in enumerate(HOSTILE)]


def _book(tmp_path: Path, name: str = "book.xlsx", rows: Sequence[tuple[object, ...]] = ROWS) -> Path:
    path = tmp_path / name
    frame = pl.DataFrame(rows, schema=THING.polars_schema(), orient="row")
    workbooks.write(path, "Things of =Northby", [("Audience", "=everybody")], [workbooks.Sheet("All of [them]", THING.columns, frame)], date(2025, 6, 30), tmp_path / "scratch")
    return path


def test_values_come_back_as_they_were_and_ids_whole(tmp_path: Path) -> None:
    found = fastexcel.read_excel(_book(tmp_path)).load_sheet("All of  them").to_polars()
    assert found["line_id"].to_list() == [str(ID + at) for at in range(len(HOSTILE))]
    assert found["name"].to_list() == HOSTILE
    assert found["amount_gbp"].to_list() == [-1234567.89] * len(HOSTILE)
    assert found["seen_on"].cast(pl.Date).to_list() == [date(2025, 2, 28)] * len(HOSTILE)
    assert found["is_held"].to_list() == [at % 2 == 0 for at in range(len(HOSTILE))]
    assert found["count"].to_list() == [float(at - 3) for at in range(len(HOSTILE))]


def test_no_cell_is_a_formula_or_a_link_and_texts_stay_texts_when_they_are_edited(tmp_path: Path) -> None:
    with zipfile.ZipFile(_book(tmp_path)) as opened:
        names = [name for name in opened.namelist() if name.startswith("xl/worksheets/")]
        sheets = [ElementTree.fromstring(opened.read(name)) for name in names]
        styles = ElementTree.fromstring(opened.read("xl/styles.xml"))
    assert not any("rels" in name for name in names), "an address became a link"
    formats = [int(entry.get("numFmtId", "0")) for entry in styles.find(f"{_MAIN}cellXfs") or ()]
    cells = [cell for sheet in sheets for cell in sheet.iter(f"{_MAIN}c")]
    assert cells and not [cell for cell in cells if cell.find(f"{_MAIN}f") is not None]
    texts = [cell for cell in cells if cell.get("t") in ("s", "inlineStr")]
    assert len(texts) > len(HOSTILE)
    assert {formats[int(cell.get("s", "0"))] for cell in texts} == {49}, "49 is the format @, text"


def test_the_heading_stays_in_sight_and_the_first_sheet_says_what_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(_book(tmp_path)) as opened:
        sheet = ElementTree.fromstring(opened.read("xl/worksheets/sheet2.xml"))
    pane = next(sheet.iter(f"{_MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    about = fastexcel.read_excel(_book(tmp_path)).load_sheet("About", header_row=None).to_polars()
    assert "Things of =Northby" in about["column_1" if "column_1" in about.columns else about.columns[0]].to_list()


def test_the_same_tables_are_the_same_bytes(tmp_path: Path) -> None:
    assert _book(tmp_path, "one.xlsx").read_bytes() == _book(tmp_path, "two.xlsx").read_bytes()


def test_parts_of_a_workbook_never_lie_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    writing = workbooks._write_about

    def looked_at(*told: Any) -> None:
        writing(*told)
        seen.append((len(list(out.iterdir())), len(list(scratch.iterdir()))))

    monkeypatch.setattr(workbooks, "_write_about", looked_at)
    out.mkdir()
    workbooks.write(out / "book.xlsx", "Things", [("Audience", "everybody")], [], date(2025, 6, 30), scratch)
    assert seen == [(0, 1)], "what is half-written lies where readers look"
    assert [path.name for path in out.iterdir()] == ["book.xlsx"] and not list(scratch.iterdir())


def test_nothing_and_what_is_not_known_are_told_apart(tmp_path: Path) -> None:
    rows = [(1, "", 2024, 0, Decimal("0.00"), None, None, None), (2, None, None, None, None, 0.0, None, False)]
    found = fastexcel.read_excel(_book(tmp_path, rows=rows)).load_sheet("All of  them").to_polars()
    assert found["amount_gbp"].to_list() == [0.0, None] and found["area_m2"].to_list() == [None, 0.0]
    assert found["is_held"].to_list() == [None, False]


def test_what_is_no_number_is_an_empty_cell(tmp_path: Path) -> None:
    rows = [(at, "x", 2024, 0, None, number, None, None) for at, number in enumerate([float("nan"), 1.5, float("inf"), float("-inf")])]
    found = fastexcel.read_excel(_book(tmp_path, rows=rows)).load_sheet("All of  them").to_polars()
    assert found["area_m2"].to_list() == [None, 1.5, None, None]


def test_a_text_that_no_cell_holds_is_cut_and_says_so(tmp_path: Path) -> None:
    rows = [(1, "x" * 40_000, 2024, 0, None, None, None, None)]
    (said,) = fastexcel.read_excel(_book(tmp_path, rows=rows)).load_sheet("All of  them").to_polars()["name"]
    assert len(said) == 32_767 and said.endswith("… (cut: a cell holds no more)")


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_names_of_sheets_are_those_that_a_workbook_may_have(wanted: list[str]) -> None:
    names = list(workbooks.sheet_names(wanted))
    assert len(names) == len(wanted) and len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and not name.startswith("'") and not name.endswith("'") for name in names)


@pytest.mark.parametrize(("column", "values", "kind"), [("fy", [2024], "year"), ("count", [3], "integer"), ("line_id", [3], "text"), ("count", [10**15], "text")])
def test_how_a_whole_number_is_shown(column: str, values: list[int], kind: str) -> None:
    assert workbooks._kind(THING.column(column), pl.Series(values)) == kind
