"""Delimited text, record by record, exactly: the reference that the fast path must equal, and the way for odd files.

Belongs here: records with their physical lines by Python's csv module. Does not belong here: choosing a delimiter,
headings, frames.

Rules: a physical line ends at a line feed, or, in a text without any, at a carriage return. A quotation mark opens a
quoted cell only at its start; inside it, delimiters and line ends are text. A carriage return before the line feed that
ends a record belongs to the line end; every other one is text.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

# Stand-ins for carriage returns, which the csv module refuses outside quotes. Lone surrogates cannot occur in UTF-8.
_BEFORE_LINE_FEED = "\ud800"
_ALONE = "\ud801"
# Fed after the last line: inside a cell, it shows that a quotation mark was never closed.
_END = "\ud802"
_END_LINE = _END + "\n"


@dataclass(frozen=True)
class Layout:
    """How a text file is laid out: where it is, what to pass over, what ends lines and what parts fields."""

    path: Path  # in UTF-8
    skip_bytes: int
    delimiter: str
    line_end: str  # "\n" or "\r"


class Record(NamedTuple):
    """One record: the physical line (from 1) on which it starts, and its cells."""

    line: int
    cells: list[str]
    is_open: bool = False  # a quotation mark was never closed


def exact_records(layout: Layout) -> Iterator[Record]:
    """Every record of the file, blank ones included, in order."""
    with layout.path.open("rb") as raw:
        raw.seek(layout.skip_bytes)
        # newline is given, so that Python splits at nothing else and translates nothing.
        with io.TextIOWrapper(raw, encoding="utf-8", newline=layout.line_end) as lines:
            yield from records_of(lines, layout.delimiter, layout.line_end)


def records_of(lines: Iterable[str], delimiter: str, line_end: str) -> Iterator[Record]:
    """Records of physical lines that still have their line ends."""
    # The limit of the csv module guards against unclosed quotes; those are reported with their line instead.
    csv.field_size_limit(sys.maxsize)
    feed = _Feed(lines, line_end)
    start = 1
    for cells in csv.reader(feed, delimiter=delimiter):
        if cells == [_END]:
            return
        is_open = bool(cells) and cells[-1].endswith(_END_LINE)
        if is_open:
            cells[-1] = cells[-1].removesuffix(_END_LINE)
            if not feed.last_had_end:
                cells[-1] = cells[-1].removesuffix("\n")
        yield Record(start, _as_published(cells, feed.has_stand_ins or feed.line > start or is_open, line_end), is_open)
        feed.has_stand_ins = False
        start = feed.line + 1


class _Feed:
    """Physical lines as the csv module takes them, counting, with a mark after the last one."""

    def __init__(self, lines: Iterable[str], line_end: str) -> None:
        self._lines = lines
        self._line_end = line_end
        self.line = 0
        self.last_had_end = True
        self.has_stand_ins = False  # since it was last reset

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.line += 1
            self.last_had_end = line.endswith(self._line_end)
            if self._line_end == "\r":
                yield line.removesuffix("\r") + "\n"
            elif "\r" not in line:
                yield line if self.last_had_end else line + "\n"
            elif line.endswith("\r\n"):
                self.has_stand_ins = self.has_stand_ins or "\r" in line[:-2]
                yield line[:-2].replace("\r", _ALONE) + _BEFORE_LINE_FEED + "\n"
            else:
                self.has_stand_ins = True
                yield line.removesuffix("\n").replace("\r", _ALONE) + "\n"
        yield _END_LINE


def _as_published(cells: list[str], has_inner: bool, line_end: str) -> list[str]:
    """The cells with their line breaks as they are in the file."""
    if not cells:
        return cells
    if line_end == "\r":
        return [cell.replace("\n", "\r") for cell in cells] if has_inner else cells
    cells[-1] = cells[-1].removesuffix(_BEFORE_LINE_FEED)
    if has_inner:
        return [cell.replace(_BEFORE_LINE_FEED, "\r").replace(_ALONE, "\r") for cell in cells]
    return cells
