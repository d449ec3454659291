"""Delimited text to a table of text.

Belongs here: putting encoding, delimiter, scan and headings together, and the choice between the fast and the
exact path.
Does not belong here: each of these. Both paths yield the same frame; the fast one is Polars' streaming reader,
taken where the
scan shows every record to be regular.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from totalplace.reading.delimiters import find_delimiter
from totalplace.reading.encodings import NotText, Utf8Text, as_utf8
from totalplace.reading.exact import Layout, Record, exact_records
from totalplace.reading.headings import SAMPLED_ROWS, HeadingRow, find_heading_row, is_blank, is_blank_record
from totalplace.reading.mending import field_count, fitted, mended_copy, record_at
from totalplace.reading.problems import (
    BLANK_CHARACTERS,
    CHARACTERS_LOST,
    ENCODING_GUESSED,
    ENCODING_MIXED,
    HEADING_REPEATED,
    HEADINGS_MISSING,
    LINES_SWALLOWED,
    QUOTE_NOT_CLOSED,
)
from totalplace.reading.scan import Scan, scan_records
from totalplace.reading.swallowed import FEW_LINES, swallowed
from totalplace.reading.table import FIELDS, ROW, ROWS_ABOVE, Problem, TextTable, Unreadable, column_name

_SAMPLE_CHARACTERS = 512 * 1024
_BATCH = 50_000
# A table wider than this is no table: the wrong delimiter, or a picture saved as text.
_MOST_COLUMNS = 5_000
_REPEATS_SHOWN = 100
_ALL_BLANK = "The file holds nothing but blank lines. Send it again with its data."
_FEW = 0.05


def read_text(
    path: Path, source_part: str, *, known_headings: frozenset[str], scratch: Path, stem: str
) -> TextTable | Unreadable:
    """The one table of a text file. `stem` makes the names of scratch files unique within the received file."""
    try:
        text = as_utf8(path, scratch / f"{stem}-utf8")
    except NotText as error:
        return Unreadable(source_part, str(error))
    line_end = "\n" if text.has_line_feed else "\r"
    sample = _sample(text)
    if not sample.strip(BLANK_CHARACTERS):
        return Unreadable(source_part, _ALL_BLANK)
    layout = Layout(text.path, text.skip_bytes, find_delimiter(sample, line_end), line_end)
    first = list(islice(exact_records(layout), SAMPLED_ROWS))
    found = find_heading_row([record.cells for record in first], known_headings)
    if max(len(record.cells) for record in first) > _MOST_COLUMNS:
        return Unreadable(
            source_part,
            f"A row of the file has more than {_MOST_COLUMNS:,} fields, so it is not a table. Send it as CSV or Excel.",
        )
    outline = _outline(layout, found, first)
    if not outline.headings:
        return Unreadable(source_part, _ALL_BLANK)
    frame = outline.frame(layout, scratch / f"{stem}-table")
    problems = [*_problems_of_encoding(text), *outline.problems]
    if found.position is None:
        problems.append(Problem(HEADINGS_MISSING))
    elif outline.scan is not None:
        problems += [Problem(HEADING_REPEATED, line) for line in outline.scan.repeated]
    else:
        problems += _repeated_headings(frame, outline)
    return TextTable(
        source_part=source_part,
        container="text",
        headings=outline.headings,
        heading_line=outline.heading_line,
        frame=frame,
        rows=outline.rows,
        encoding=text.encoding,
        delimiter=layout.delimiter,
        problems=tuple(problems),
        above=tuple(tuple(record.cells) for record in first[: found.position or 0])[-ROWS_ABOVE:],
    )


def _sample(text: Utf8Text) -> str:
    with text.path.open("rb") as stream:
        stream.seek(text.skip_bytes)
        return stream.read(_SAMPLE_CHARACTERS).decode("utf-8", errors="ignore")


@dataclass
class _Outline:
    """What is known of a table before its cells are read."""

    headings: tuple[str, ...]
    heading_line: int | None
    heading_position: int | None  # among the records; data begin after it
    rows: int
    scan: Scan | None  # None: quoting is not clean
    is_regular: bool  # every record of data has as many fields as there are headings, or is an empty line
    problems: list[Problem] = field(default_factory=list)

    @property
    def first_record(self) -> int:
        return 0 if self.heading_position is None else self.heading_position + 1

    def frame(self, layout: Layout, scratch_file: Path) -> pl.LazyFrame:
        """The lazy frame of TextTable."""
        if self.scan is None or not self.rows:
            return _exact_frame(layout, self, scratch_file)
        if self.is_regular:
            return _direct_frame(layout, self, self.scan)
        return _mended_frame(layout, self, self.scan, scratch_file)


def _outline(layout: Layout, found: HeadingRow, first: Sequence[Record]) -> _Outline:
    start = 0 if found.position is None else found.position + 1
    heading_line = None if found.position is None else first[found.position].line
    scan = scan_records(layout, heading=found.cells)
    opened: list[Record] = []
    if scan is not None:
        widths, counts = np.unique(scan.fields[start:][~scan.is_blank[start:]], return_counts=True)
        counted = dict(zip(widths.tolist(), counts.tolist(), strict=True))
    else:
        counted = {}
        for position, record in enumerate(exact_records(layout)):
            if record.is_open or (position >= start and any(cell.count(layout.line_end) >= FEW_LINES for cell in record.cells)):
                opened.append(record)
            if position >= start and not is_blank_record(record.cells):
                counted[len(record.cells)] = counted.get(len(record.cells), 0) + 1
    headings = _fitted(found.headings, Counter(counted))
    problems = _problems_of_quoting(opened if scan is None else _long_records(layout, scan, start), layout, len(headings))
    regular = (
        scan is not None
        and set(counted) <= {len(headings)}
        and _lone_lines_only(scan, start, len(headings))
        # Polars passes over one mark at the start of a file, but not over two.
        and (start > 0 or layout.skip_bytes in (0, 3))
    )
    return _Outline(headings, heading_line, found.position, sum(counted.values()), scan, regular, problems)


def _long_records(layout: Layout, scan: Scan, start: int) -> Iterator[Record]:
    """Records of data on many lines, and the last one, of which the scan does not say where it ends."""
    on_many = start + np.flatnonzero(np.diff(scan.line[start:]) > FEW_LINES)
    with layout.path.open("rb") as source:
        for position in sorted({*on_many.tolist(), scan.line.size - 1} if scan.line.size > start else ()):
            record = record_at(source, layout, int(scan.start[position]), int(scan.start[position + 1]))
            yield record._replace(line=int(scan.line[position]))


def _problems_of_quoting(records: Iterable[Record], layout: Layout, width: int) -> list[Problem]:
    problems = []
    for record in records:
        if found := swallowed(record, layout.delimiter, layout.line_end, width):
            first, last = found
            closed = "never closed" if record.is_open else f"closed in line {last:,}"
            lines = last - first + 1
            problems.append(
                Problem(LINES_SWALLOWED, record.line, f"line {first:,} and {closed}: {lines:,} lines", rows_hidden=last - first)
            )
        elif record.is_open:
            problems.append(Problem(QUOTE_NOT_CLOSED, record.line))
    return problems


def _lone_lines_only(scan: Scan, start: int, width: int) -> bool:
    """Whether blank records are empty lines or as wide as the table, which Polars reads as rows of nulls."""
    widths = np.unique(scan.fields[start:][scan.is_blank[start:]])
    return set(widths.tolist()) <= {1, width}


def _fitted(headings: tuple[str, ...], counted: Counter[int]) -> tuple[str, ...]:
    """As many headings as the table has columns: "" for the unnamed ones.

    The usual record decides: headings that it exceeds get unnamed ones, blank ones at the end that it lacks
    go. Where more
    than a few records fit the headings, the longer ones are the odd ones, however many.
    """
    usual = max(counted.items(), key=lambda item: (item[1], item[0]))[0] if counted else len(headings)
    named = max((place + 1 for place, heading in enumerate(headings) if heading), default=0)
    fitting = counted[len(headings)] + (counted[named] if named != len(headings) else 0)
    if headings and usual > len(headings) and fitting > _FEW * counted.total():
        usual = max(width for width in (len(headings), named) if counted[width])
    width = max(named, usual)
    return (*headings[:width], *[""] * (width - len(headings)))


def _columns(width: int) -> list[str]:
    return [column_name(position) for position in range(width)]


def _blanked(names: Iterable[str]) -> list[pl.Expr]:
    """Cells of nothing but white space as null."""
    return [
        pl.when(pl.col(name).str.strip_chars(BLANK_CHARACTERS) != "").then(pl.col(name)).alias(name) for name in names
    ]


def _reader(path: Path, delimiter: str, names: list[str], skip_lines: int) -> pl.LazyFrame:
    return pl.scan_csv(
        path,
        has_header=False,
        separator=delimiter,
        skip_lines=skip_lines,
        schema=dict.fromkeys(names, pl.String()),
        infer_schema=False,
        row_index_name=ROW,
        row_index_offset=skip_lines + 1,
        glob=False,
    )


def _direct_frame(layout: Layout, outline: _Outline, scan: Scan) -> pl.LazyFrame:
    """Polars' streaming reader over the file itself, with the physical line of each record from the scan."""
    names = _columns(len(outline.headings))
    # Polars takes the number of columns from the first line that it sees, which must not be a blank one.
    first = outline.first_record + int(np.argmin(scan.is_blank[outline.first_record :]))
    lines = scan.line[first:]
    frame = _reader(layout.path, layout.delimiter, names, int(lines[0]) - 1)
    if _is_consecutive(lines):
        frame = frame.with_columns(pl.col(ROW).cast(pl.Int64))
    else:
        numbered = pl.LazyFrame({ROW: pl.Series(lines.astype(np.int64))})
        frame = pl.concat([frame.drop(ROW), numbered], how="horizontal")
    if scan.may_have_white:
        frame = frame.with_columns(_blanked(names))
    if scan.is_blank[first:].any():
        frame = frame.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    return frame.select(pl.col(ROW), pl.lit(None, dtype=pl.Int32).alias(FIELDS), *names)


def _mended_frame(layout: Layout, outline: _Outline, scan: Scan, target: Path) -> pl.LazyFrame:
    """The same reader over a copy in which every record is regular."""
    names = _columns(len(outline.headings))
    lines, counts = mended_copy(layout, scan, outline.first_record, len(names), target)
    counted = pl.when(pl.col(FIELDS) > 0).then(pl.col(FIELDS)).alias(FIELDS)
    known = pl.LazyFrame({ROW: pl.Series(lines), FIELDS: pl.Series(counts)}).with_columns(counted)
    texts = _reader(target, layout.delimiter, names, 0).drop(ROW)
    return pl.concat([known, texts], how="horizontal").with_columns(_blanked(names))


def _is_consecutive(lines: npt.NDArray[np.int32]) -> bool:
    return int(lines[-1]) - int(lines[0]) == lines.size - 1


def _exact_frame(layout: Layout, outline: _Outline, target: Path) -> pl.LazyFrame:
    """Every record by the exact reader, written in batches."""
    width = len(outline.headings)
    names = _columns(width)
    schema = pa.schema([(ROW, pa.int64()), (FIELDS, pa.int32()), *[(name, pa.large_string()) for name in names]])
    with pq.ParquetWriter(target, schema, compression="lz4") as writer:
        for batch in _batches(_data(layout, outline.first_record)):
            lines = [record.line for record in batch]
            widths = [field_count(record.cells, width) for record in batch]
            cells = zip(*(_as_wide(record.cells, width, layout.delimiter) for record in batch), strict=True)
            arrays = [pa.array(lines, pa.int64()), pa.array(widths, pa.int32())]
            arrays += [pa.array(column, pa.large_string()) for column in cells]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pl.scan_parquet(target, glob=False).with_columns(_blanked(names))


def _as_wide(cells: list[str], width: int, delimiter: str) -> list[str]:
    return cells if len(cells) == width else fitted(cells, width, delimiter)


def _data(layout: Layout, first_record: int) -> Iterator[Record]:
    for record in islice(exact_records(layout), first_record, None):
        if not is_blank_record(record.cells):
            yield record


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(records, _BATCH)):
        yield batch


def _problems_of_encoding(text: Utf8Text) -> Iterator[Problem]:
    if text.odd_characters:
        yield Problem(ENCODING_MIXED, value=str(text.odd_characters))
    elif text.encoding not in ("ascii", "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"):
        yield Problem(ENCODING_GUESSED, value=text.encoding)
    if text.characters_lost:
        yield Problem(CHARACTERS_LOST)


def _repeated_headings(frame: pl.LazyFrame, outline: _Outline) -> list[Problem]:
    """Rows that are the headings again. Two cells must agree, so that a word of data is not taken for a heading."""
    named = [(place, heading) for place, heading in enumerate(outline.headings) if not is_blank(heading)]
    if len(named) < 2 or not outline.rows:
        return []
    same = pl.all_horizontal(pl.col(column_name(place)) == heading for place, heading in named)
    rows = frame.filter(same).select(ROW).head(_REPEATS_SHOWN).collect(engine="streaming")
    return [Problem(HEADING_REPEATED, row) for row in rows[ROW].to_list()]
