"""Workbooks (xlsx, xls, ods) to tables of text, one a sheet, or several where a sheet has headings again with other columns.

Belongs here: cells as text, true row numbers, hidden and cut-off sheets. Does not belong here: unpacking
limits, headings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from totalplace.reading.headings import SAMPLED_ROWS, begins_another_table, find_heading_row, is_blank
from totalplace.reading.problems import (
    BLANK_CHARACTERS,
    CHARACTERS_LOST,
    HEADING_REPEATED,
    HEADINGS_MISSING,
    SHEET_CUT_OFF,
    SHEET_HIDDEN,
    TEXT_CUT_OFF,
)
from totalplace.reading.table import FIELDS, ROW, ROWS_ABOVE, Problem, TextTable, Unreadable, column_name
from totalplace.reading.unpacking import printable

# The last rows that Excel's old and new formats can hold.
_LAST_ROWS = (65_536, 1_048_576)
# Old exports cut text here; a few cells of just this length may be chance.
_CUT_LENGTH, _CUT_CELLS = 255, 3
_REPEATS_SHOWN = 100
# So many rows below a further row of headings show that they are its data.
_ROWS_BELOW = 20
_LOCKED = "The workbook is protected by a password. Send it without one, by a secure route."
_NOT_A_WORKBOOK = (
    "It looks like a workbook but cannot be opened as one. Open it in Excel, save it as .xlsx and send it again."
)

_ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_ERROR_KIND = re.compile(r"Error\((\w+)\)")


def read_workbook(path: Path | bytes, container: str, *, known_headings: frozenset[str]) -> list[TextTable | Unreadable]:
    """Every sheet that holds anything, hidden ones too; `source_part` is the sheet's name, that of each table where it holds several."""
    try:
        reader = fastexcel.read_excel(path)
        names = list(reader.sheet_names)
    except BaseException as error:
        if not _is_failure_of_reader(error):
            raise
        # Only the first line is the cause; the others name the file.
        return [Unreadable("table", _LOCKED if "assword" in str(error).partition("\n")[0] else _NOT_A_WORKBOOK)]
    parts: list[TextTable | Unreadable] = []
    for position, name in enumerate(names):
        part = printable(name)
        try:
            sheet = reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
            cells = _cells(sheet)
        except BaseException as error:
            if not _is_failure_of_reader(error):
                raise
            parts.append(
                Unreadable(part, f"The sheet '{part}' could not be read ({_short(error)}). Save the workbook again.")
            )
            continue
        parts += _tables(cells, part, container, known_headings, is_hidden=sheet.visible != "visible")
    if not parts:
        return [Unreadable("table", "The workbook has no sheet with anything on it. Send it again with its data.")]
    return parts


def _is_failure_of_reader(error: BaseException) -> bool:
    """Whether the workbook is at fault. On some damaged files the library fails by a panic, which is no Exception."""
    return isinstance(error, fastexcel.FastExcelError) or type(error).__name__ == "PanicException"


def _short(error: BaseException) -> str:
    return printable(str(error).partition("\n")[0])


def _cells(sheet: fastexcel.ExcelSheet) -> pl.DataFrame:
    """All rows from row 1, all columns as text. Cells in error hold what Excel shows, such as #N/A."""
    if not sheet.height or not sheet.width:
        return pl.DataFrame()
    batch, errors = sheet.to_arrow_with_errors()
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    frame.columns = [column_name(position) for position in range(frame.width)]
    # Sheets may have been given dates as numbers with a format: midnight is a date, day nought is a time of day.
    frame = frame.with_columns(
        pl.col(pl.String)
        .str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "${1}")
        .str.replace(r"^1899-12-3[01] (\d\d:\d\d:\d\d(?:\.\d+)?)$", "${1}")
    )
    for column, rows in _errors_by_column(errors).items():
        values = frame[column].to_list()
        for row, text in rows:
            values[row] = text
        frame = frame.with_columns(pl.Series(column, values, dtype=pl.String))
    return frame


def _errors_by_column(errors: fastexcel.CellErrors | None) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for error in errors.errors if errors is not None else []:
        kind = _ERROR_KIND.search(error.detail)
        row, column = error.offset_position
        found.setdefault(column_name(column), []).append(
            (row, _ERROR_TEXTS.get(kind.group(1), "#ERROR") if kind else "#ERROR")
        )
    return found


@dataclass(frozen=True)
class _Piece:
    """The rows of a sheet under one row of headings, and the rows above the sheet's first headings."""

    headings: tuple[str, ...]
    heading_line: int | None
    above: tuple[tuple[str, ...], ...]
    data: pl.DataFrame


def _tables(
    cells: pl.DataFrame, part: str, container: str, known_headings: frozenset[str], *, is_hidden: bool
) -> list[TextTable]:
    names = cells.columns
    cells = cells.with_columns(
        pl.when(pl.col(name).str.strip_chars(BLANK_CHARACTERS) != "").then(pl.col(name)).alias(name) for name in names
    )
    if not names or cells.select(pl.all_horizontal(pl.all().is_null().all())).item():
        return []
    numbered = cells.with_columns(pl.Series(ROW, range(1, cells.height + 1), dtype=pl.Int64))
    filled = numbered.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    first = filled.head(SAMPLED_ROWS)
    found = find_heading_row(_rows(first, names), known_headings)
    heading_line = None if found.position is None else int(first[ROW][found.position])
    data = filled.filter(pl.col(ROW) > (heading_line or 0))
    headings = found.headings or ("",) * len(names)
    # what stands above the first headings, such as the unit, holds for the whole sheet
    above = tuple(map(tuple, _rows(first.filter(pl.col(ROW) < (heading_line or 0)).tail(ROWS_ABOVE), names)))
    pieces = []
    while (line := _next_headings(data, names, headings, known_headings)) is not None:
        pieces.append(_Piece(headings, heading_line, above, data.filter(pl.col(ROW) < line)))
        headings = tuple(_rows(data.filter(pl.col(ROW) == line), names)[0])
        heading_line, data = line, data.filter(pl.col(ROW) > line)
    pieces.append(_Piece(headings, heading_line, above, data))
    return [_table(piece, names, part, container, cells.height, is_hidden=is_hidden) for piece in pieces]


def _rows(frame: pl.DataFrame, names: list[str]) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in frame.select(names).iter_rows()]


def _next_headings(
    data: pl.DataFrame, names: list[str], headings: tuple[str, ...], known_headings: frozenset[str]
) -> int | None:
    """The row of the sheet at which another table begins below this one; None if none does."""
    if not any(headings) or len(names) < 3:
        return None
    # nearly every row of data has a cell that begins with a digit, which no heading that counts does
    has_value = pl.any_horizontal(pl.col(names).str.contains(r"^\s*[-+(£]?\s*[-+£]?\d").fill_null(False))
    is_full = pl.sum_horizontal(pl.col(names).is_not_null()) >= 3
    squeezed = pl.Series([heading.replace(" ", "") for heading in known_headings], dtype=pl.String)
    is_known = pl.col(names).str.to_lowercase().str.replace_all(r"[\W_]", "").is_in(squeezed.implode())
    possible = data.with_row_index("position").filter(is_full & ~has_value)
    possible = possible.filter(pl.sum_horizontal(is_known.fill_null(False)) >= 2)
    for position, line in possible.select("position", ROW).iter_rows():
        row, *below = _rows(data.slice(position, 1 + _ROWS_BELOW), names)
        if begins_another_table(row, below, headings, known_headings):
            return int(line)
    return None


def _table(piece: _Piece, names: list[str], part: str, container: str, last_row: int, *, is_hidden: bool) -> TextTable:
    headings, data = piece.headings, piece.data
    width = _width(headings, data, names)
    kept = names[:width]
    problems = [
        *([Problem(SHEET_HIDDEN, value=part)] if is_hidden else []),
        *([Problem(SHEET_CUT_OFF, value=f"{last_row:,}")] if last_row in _LAST_ROWS else []),
        *([Problem(HEADINGS_MISSING)] if piece.heading_line is None else []),
        *([Problem(CHARACTERS_LOST)] if _has_lost_characters(data, kept) else []),
        *_cut_texts(data, kept, headings),
        *_repeated(data, kept, headings),
    ]
    frame = data.lazy().select(pl.col(ROW), pl.lit(None, dtype=pl.Int32).alias(FIELDS), *kept)
    return TextTable(
        part,
        container,
        headings[:width],
        piece.heading_line,
        frame,
        data.height,
        problems=tuple(problems),
        above=tuple(row[:width] for row in piece.above),
    )


def _has_lost_characters(data: pl.DataFrame, names: list[str]) -> bool:
    """Whether some cell has the mark (U+FFFD) that stands where a character was lost before."""
    marked = data.select(pl.any_horizontal(pl.col(names).str.contains("\ufffd", literal=True).any()))
    return bool(names) and bool(marked.item())


def _width(headings: tuple[str, ...], data: pl.DataFrame, names: list[str]) -> int:
    """Columns up to the last one that has a heading or a cell."""
    used = [place + 1 for place, name in enumerate(names) if headings[place] or data[name].null_count() < data.height]
    return max(used, default=0)


def _cut_texts(data: pl.DataFrame, names: list[str], headings: tuple[str, ...]) -> Iterator[Problem]:
    for place, name in enumerate(names):
        lengths = data[name].str.len_chars()
        if lengths.max() == _CUT_LENGTH and int((lengths == _CUT_LENGTH).sum()) >= _CUT_CELLS:
            yield Problem(TEXT_CUT_OFF, value=headings[place] or name)


def _repeated(data: pl.DataFrame, names: list[str], headings: tuple[str, ...]) -> list[Problem]:
    named = [(name, heading) for name, heading in zip(names, headings, strict=False) if not is_blank(heading)]
    if len(named) < 2:
        return []
    rows = data.filter(pl.all_horizontal(pl.col(name) == heading for name, heading in named))[ROW]
    return [Problem(HEADING_REPEATED, row) for row in rows.head(_REPEATS_SHOWN).to_list()]
