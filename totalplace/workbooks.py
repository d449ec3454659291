"""Workbooks for a spreadsheet (xlsx): tables as sheets, with types, a heading that stays in sight, and no cell that is a formula.

Belongs here: how a table is written as a sheet. Does not belong here: which tables go into which workbook (extracts.py), or spreadsheets that
come in (reading/).

Every text is written as text in a cell of the format "text", so that nothing in it is taken for a formula, an address or a number, also when
somebody edits the cell. Ids are text too: a spreadsheet keeps fifteen digits of a number and ours have up to nineteen.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from totalplace.contracts._base import Column

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS_A_SHEET = 100_000  # a spreadsheet holds a million and opens them in minutes
_SIGNS_A_CELL = 32_767
_SIGNS_A_SHEET_NAME = 31
_DIGITS_KEPT = 15
_WIDTHS = (9, 55)  # of columns, in signs: at least and at most
_ROWS_MEASURED = 200  # for the width of a column
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Sheet:
    """A table as a sheet. Each row has a value for each column."""

    name: str
    columns: Sequence[Column]
    rows: pl.DataFrame


def write(path: Path, title: str, about: Sequence[tuple[str, str]], sheets: Sequence[Sheet], made_on: date, scratch: Path) -> None:
    """A workbook: first what it is (heading and text a line), then each table. The same input gives the same bytes.

    Parts of it lie in `scratch` until it is whole: whoever is killed meanwhile leaves them there, not beside what readers take.
    """
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True, "tmpdir": str(scratch)}
    scratch.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": title, "created": datetime(made_on.year, made_on.month, made_on.day)})
        names = list(sheet_names(["About", *(sheet.name for sheet in sheets)]))
        _write_about(workbook, names[0], title, about)
        for name, sheet in zip(names[1:], sheets, strict=True):
            _write_sheet(workbook, name, sheet)


def sheet_names(wanted: Sequence[str]) -> Iterator[str]:
    """Names that a workbook may have: of 31 signs at most, without signs that mean something, none twice in capitals or small letters."""
    taken: set[str] = set()
    for name in wanted:
        plain = name.translate(_NOT_IN_A_NAME).strip(" '") or "Sheet"
        number, found = 1, plain[:_SIGNS_A_SHEET_NAME]
        while found.casefold() in taken:
            number += 1
            found = plain[: _SIGNS_A_SHEET_NAME - len(str(number)) - 1] + f" {number}"
        taken.add(found.casefold())
        yield found


def _write_about(workbook: "Workbook", name: str, title: str, about: Sequence[tuple[str, str]]) -> None:
    page = workbook.add_worksheet(name)
    text = workbook.add_format({"num_format": _FORMATS["text"], "text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"num_format": _FORMATS["text"], "bold": True, "text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 100)
    page.write_string(0, 0, _fitting(title), workbook.add_format({"num_format": _FORMATS["text"], "bold": True, "font_size": 14}))
    for at, (heading, said) in enumerate(about, start=2):
        page.write_string(at, 0, _fitting(heading), bold)
        page.write_string(at, 1, _fitting(said), text)


def _write_sheet(workbook: "Workbook", name: str, sheet: Sheet) -> None:
    page = workbook.add_worksheet(name)
    page.freeze_panes(1, 0)
    heading = workbook.add_format({"num_format": _FORMATS["text"], "bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    kinds = [_kind(column, sheet.rows[column.name]) for column in sheet.columns]
    writers = [_writer(page, kind, workbook.add_format({"num_format": _FORMATS[kind], "valign": "top"})) for kind in kinds]
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, _width(column, sheet.rows[column.name]))
        page.write_string(0, at, column.name, heading)
    for row, values in enumerate(sheet.rows.iter_rows(), start=1):
        for at, value in enumerate(values):
            if value is not None:
                writers[at](row, at, value)
    page.autofilter(0, 0, max(sheet.rows.height, 1), len(sheet.columns) - 1)


# by their numbers where every spreadsheet has them: 49 is text, 3 and 4 are thousands without and with two places, 1 is a whole number
_FORMATS: dict[str, int | str] = {"text": 49, "integer": 3, "year": 1, "money": 4, "number": "General", "date": "yyyy-mm-dd", "boolean": "General", "timestamp": "yyyy-mm-dd hh:mm:ss"}


def _kind(column: Column, values: pl.Series) -> str:
    """How a column is shown. An id, and a whole number of more digits than a spreadsheet keeps, is a text."""
    if column.type == "integer":
        too_long = bool((values.abs() >= 10**_DIGITS_KEPT).any())
        if column.name.endswith("_id") or too_long:
            return "text"
        return "year" if column.name.endswith(("fy", "_year")) else "integer"
    return "text" if column.type == "bytes" else column.type


def _writer(page: "Worksheet", kind: str, style: "Format") -> Callable[[int, int, Any], object]:
    match kind:
        case "date" | "timestamp":
            return lambda row, at, value: page.write_datetime(row, at, value, style)
        case "boolean":
            return lambda row, at, value: page.write_boolean(row, at, value, style)
        case "text":
            return lambda row, at, value: page.write_string(row, at, _fitting(str(value)), style)
        case _:
            # money has two places, of which fifteen digits are told exactly: 9,999,999,999,999.99
            # what is no number, or without end, a workbook cannot hold: the cell stays empty
            return lambda row, at, value: page.write_number(row, at, float(value), style) if math.isfinite(value) else None


def _fitting(text: str) -> str:
    """The text, cut with a word about it where a cell cannot hold it."""
    said = " … (cut: a cell holds no more)"
    return text if len(text) <= _SIGNS_A_CELL else text[: _SIGNS_A_CELL - len(said)] + said


def _width(column: Column, values: pl.Series) -> int:
    """Signs that the heading and most of the first rows need."""
    shown = values.head(_ROWS_MEASURED).cast(pl.String, strict=False).drop_nulls().str.len_chars()
    typical = shown.quantile(0.9) or 0
    # thousands are parted by commas, which the value itself does not have
    wanted = max(len(column.name) + 3, round(typical * (1.3 if column.type in ("money", "integer") else 1)) + 2)
    return min(max(wanted, _WIDTHS[0]), _WIDTHS[1])
