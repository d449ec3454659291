"""A regular copy of a text file in which some records are not regular.

Belongs here: copying whole stretches of good records as they are and writing the few odd ones anew, so that a fast
reader can take the copy. Does not belong here: deciding which records are odd, or reading the copy.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from totalplace.reading.exact import Layout, Record, records_of
from totalplace.reading.headings import is_blank
from totalplace.reading.scan import Scan

_CHUNK = 4 * 1024 * 1024


def field_count(cells: Sequence[str], width: int) -> int | None:
    """`field_count` of TextTable for one record."""
    if len(cells) == width or (len(cells) > width and all(is_blank(cell) for cell in cells[width:])):
        return None
    return len(cells)


def fitted(cells: Sequence[str], width: int, delimiter: str) -> list[str]:
    """As many cells as the table is wide, "" for those lacking.

    A surplus that is not blank stays in the last cell, with its delimiters, so that no text is lost.
    """
    kept = list(cells[:width])
    if field_count(cells, width) is not None and len(cells) > width > 0:
        kept[-1] = delimiter.join(cells[width - 1 :])
    return kept + [""] * (width - len(kept))


def mended_copy(
    layout: Layout, scan: Scan, first_record: int, width: int, target: Path
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Write the records from `first_record` on to `target`, each with `width` fields, blank ones left out.

    Returns for each record written its physical line and its field count, 0 where that is null in TextTable.
    """
    is_good = (scan.fields == width) & ~scan.is_blank
    counts = np.zeros(scan.line.size, dtype=np.int32)
    with layout.path.open("rb") as source, target.open("wb") as output:
        for begin, end, is_run_good in _runs(is_good, first_record):
            if is_run_good:
                _copy(source, output, int(scan.start[begin]), int(scan.start[end]))
                continue
            for position in range(begin, end):
                if not scan.is_blank[position]:
                    cells = record_at(source, layout, int(scan.start[position]), int(scan.start[position + 1])).cells
                    counts[position] = field_count(cells, width) or 0
                    output.write(_written(fitted(cells, width, layout.delimiter), layout.delimiter))
    kept = ~scan.is_blank[first_record:]
    return scan.line[first_record:][kept].astype(np.int64), counts[first_record:][kept]


def _runs(is_good: npt.NDArray[np.bool_], first: int) -> Iterator[tuple[int, int, bool]]:
    """Stretches of records that are alike: their first, the one after their last, and whether they are good."""
    changes = np.flatnonzero(np.diff(is_good[first:])) + first + 1
    edges = [first, *changes.tolist(), is_good.size]
    for begin, end in pairwise(edges):
        if begin < end:
            yield begin, end, bool(is_good[begin])


def _copy(source: BinaryIO, output: BinaryIO, begin: int, end: int) -> None:
    source.seek(begin)
    ends_line = True
    while begin < end and (chunk := source.read(min(_CHUNK, end - begin))):
        output.write(chunk)
        begin += len(chunk)
        ends_line = chunk.endswith(b"\n")
    if not ends_line:
        output.write(b"\n")


def record_at(source: BinaryIO, layout: Layout, begin: int, end: int) -> Record:
    """The record between two bytes of the file; its line is counted from 1."""
    source.seek(begin)
    text = source.read(end - begin).decode("utf-8")
    return next(records_of(io.StringIO(text, newline="\n"), layout.delimiter, "\n"))


def _written(cells: list[str], delimiter: str) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode("utf-8")
