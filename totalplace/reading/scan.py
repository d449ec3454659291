"""One vectorised pass over the bytes of a delimited text file: where records start and whether they are regular.

Belongs here: finding, without making a single cell, for each record its physical line, its number of fields
and whether it
is blank; and whether quoting is clean enough for a fast reader. Does not belong here: reading cells, headings.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from totalplace.reading.exact import Layout
from totalplace.reading.problems import BLANK_CHARACTERS

_CHUNK = 4 * 1024 * 1024
# A single record longer than this is an unclosed quotation mark, or near enough: the exact reader takes the file.
_LONGEST_RECORD = 32 * 1024 * 1024
# More repetitions than this are not worth telling apart.
_MOST_REPEATS = 100
_QUOTE, _LINE_FEED, _RETURN = 0x22, 0x0A, 0x0D


@dataclass(frozen=True)
class Scan:
    """Every record of the file, blank ones included: arrays of the same length."""

    line: npt.NDArray[np.int32]  # physical line on which the record starts, from 1
    fields: npt.NDArray[np.int32]
    is_blank: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int64]  # byte where the record starts, and last the byte after the end: one more than records
    repeated: tuple[int, ...] = ()  # lines of further records that are the row of headings again


def scan_records(layout: Layout, heading: Sequence[str] = ()) -> Scan | None:
    """The records of a text whose lines end in line feeds and whose delimiter is one byte.

    `heading` is the row of headings, of which repetitions are noted. None: quoting is not clean (a mark inside
    an unquoted cell, text after a closing mark, a mark never closed, a record
    beyond reason), so that only the exact reader can tell the records.
    """
    delimiter = layout.delimiter.encode("utf-8")
    if len(delimiter) != 1 or layout.line_end != "\n":
        return None
    chunks = _Chunks(delimiter[0], heading, layout.skip_bytes)
    rest = b""
    with layout.path.open("rb") as stream:
        stream.seek(layout.skip_bytes)
        while True:
            data = stream.read(_CHUNK)
            block = rest + data
            if not data:
                # A last line without its line feed is a record like any other; a return at its end would be text.
                if rest.endswith(b"\r") or (rest and chunks.add(rest + b"\n") != len(rest) + 1):
                    return None
                break
            taken = chunks.add(block)
            if taken is None:
                return None
            rest = block[taken:]
            if len(rest) > _LONGEST_RECORD:
                return None
    return chunks.result()


class _Chunks:
    """Collects the arrays of one block after the other, each block starting at a record."""

    def __init__(self, delimiter: int, heading: Sequence[str], first_byte: int) -> None:
        self._delimiter = delimiter
        self._return_before_delimiter = bytes([_RETURN, delimiter])
        self._heading = [cell.strip() for cell in heading]
        self._repeated: list[int] = []
        # What a repeated heading begins with, quoted or not; a single label might as well be data.
        blanks = next((place for place, cell in enumerate(self._heading) if cell), 0)
        lead = bytes([delimiter]) * blanks
        first = heading[blanks].encode("utf-8") if sum(map(bool, self._heading)) > 1 else b""
        self._begins = (lead + first, lead + b'"' + first) if first else ()
        self._next_line = 1
        self._next_byte = first_byte
        self._starts: list[npt.NDArray[np.int64]] = []
        self._lines: list[npt.NDArray[np.int32]] = []
        self._fields: list[npt.NDArray[np.int32]] = []
        self._blank: list[npt.NDArray[np.bool_]] = []
        # Bytes that may begin or end a blank record: delimiters, quotes, ASCII white space, first bytes of
        # other white space.
        marks = {delimiter, _QUOTE, *BLANK_CHARACTERS.encode("utf-8")}
        self._may_be_blank = np.zeros(256, dtype=np.bool_)
        self._may_be_blank[list(marks)] = True
        self._separators = bytes({delimiter, 0x20, 0x09, 0x0B, 0x0C, _RETURN, _LINE_FEED})

    def add(self, block: bytes) -> int | None:
        """Take the whole records at the start of the block; how many bytes they are, or None where quoting is
        not clean.
        """
        if self._return_before_delimiter in block:
            # Polars takes a return at the end of an unquoted cell for half a line end and drops it.
            return None
        data = np.frombuffer(block, dtype=np.uint8)
        is_mark = data == self._delimiter
        is_mark |= data == _LINE_FEED
        has_quotes = b'"' in block
        if has_quotes:
            is_mark |= data == _QUOTE
        marks = np.flatnonzero(is_mark).astype(np.int32)
        kinds = data[marks]
        is_feed = kinds == _LINE_FEED
        if has_quotes:
            is_quote = kinds == _QUOTE
            # Odd: inside a quoted cell, as long as quoting is clean, which is checked below.
            is_inside = np.bitwise_xor.accumulate(is_quote)
            ends = np.flatnonzero(is_feed & ~is_inside)
        else:
            ends = np.flatnonzero(is_feed)
        if ends.size == 0:
            return 0
        whole = int(ends[-1]) + 1
        if has_quotes:
            if not self._is_clean(data, marks[:whole], is_quote[:whole], is_inside[:whole]):
                return None
            is_separator = ~(is_quote | is_inside)
        else:
            is_separator = np.ones(kinds.size, dtype=np.bool_)
        self._record(block, data, marks, is_separator, is_feed, ends)
        return int(marks[whole - 1]) + 1

    def _is_clean(
        self,
        data: npt.NDArray[np.uint8],
        marks: npt.NDArray[np.int32],
        is_quote: npt.NDArray[np.bool_],
        is_inside: npt.NDArray[np.bool_],
    ) -> bool:
        opening = marks[is_quote & is_inside]
        before = data[np.maximum(opening - 1, 0)]
        opens_well = (before == self._delimiter) | (before == _LINE_FEED) | (before == _QUOTE) | (opening == 0)
        if not opens_well.all():
            return False
        closing = marks[is_quote & ~is_inside]
        after = data[closing + 1]
        closes_well = (after == self._delimiter) | (after == _LINE_FEED) | (after == _QUOTE)
        if closes_well.all():
            return True
        odd = closing[~closes_well]
        is_line_end = (data[odd + 1] == _RETURN) & (data[np.minimum(odd + 2, data.size - 1)] == _LINE_FEED)
        return bool(is_line_end.all())

    def _record(
        self,
        block: bytes,
        data: npt.NDArray[np.uint8],
        marks: npt.NDArray[np.int32],
        is_separator: npt.NDArray[np.bool_],
        is_feed: npt.NDArray[np.bool_],
        ends: npt.NDArray[np.intp],
    ) -> None:
        separators = np.cumsum(is_separator, dtype=np.int32)[ends]
        fields = np.diff(separators, prepend=np.int32(0)).astype(np.int32)
        feeds = np.cumsum(is_feed, dtype=np.int32)[ends]
        lines = np.empty(ends.size, dtype=np.int32)
        lines[0] = self._next_line
        lines[1:] = feeds[:-1] + self._next_line
        self._next_line += int(feeds[-1])
        starts = np.empty(ends.size, dtype=np.int64)
        starts[0] = self._next_byte
        starts[1:] = marks[ends[:-1]] + (self._next_byte + 1)
        self._next_byte += int(marks[ends[-1]]) + 1
        self._starts.append(starts)
        self._lines.append(lines)
        self._fields.append(fields)
        self._blank.append(self._blanks(block, data, marks[ends]))
        if self._begins:
            self._note_repeated(block, marks[ends], lines)

    def _blanks(self, block: bytes, data: npt.NDArray[np.uint8], stops: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        starts = np.empty_like(stops)
        starts[0] = 0
        starts[1:] = stops[:-1] + 1
        middles = (starts + stops) // 2
        # Three probes leave few records to look at one by one.
        may_be = self._may_be_blank[data[starts]] & self._may_be_blank[data[np.maximum(stops - 1, 0)]]
        may_be &= self._may_be_blank[data[middles]]
        may_be |= starts == stops
        is_blank = np.zeros(stops.size, dtype=np.bool_)
        for position in np.flatnonzero(may_be):
            record = block[int(starts[position]) : int(stops[position])]
            is_blank[position] = self._is_blank(record)
        return is_blank

    def _note_repeated(self, block: bytes, stops: npt.NDArray[np.int32], lines: npt.NDArray[np.int32]) -> None:
        for begin in self._begins:
            place = 0 if block.startswith(begin) else block.find(b"\n" + begin) + 1
            while (place or block.startswith(begin)) and len(self._repeated) <= _MOST_REPEATS:
                position = int(np.searchsorted(stops, place))
                if position >= stops.size:
                    break
                if (position == 0 and place == 0) or (position and int(stops[position - 1]) == place - 1):
                    cells = self._cells(block[place : int(stops[position])])
                    if [cell.strip() for cell in cells] == self._heading:
                        self._repeated.append(int(lines[position]))
                place = block.find(b"\n" + begin, place) + 1
                if not place:
                    break

    def _cells(self, record: bytes) -> list[str]:
        text = record.decode("utf-8", errors="replace").removesuffix("\r")
        lines = [text.replace("\r", " ").replace("\n", " ")]
        return next(csv.reader(lines, delimiter=chr(self._delimiter)), [])

    def _is_blank(self, record: bytes) -> bool:
        left = record.translate(None, self._separators)
        if not left:
            return True
        if len(left.translate(None, b'"' + BLANK_CHARACTERS.encode("utf-8"))) > 0:
            return False
        return all(not cell.strip(BLANK_CHARACTERS) for cell in self._cells(record))

    def result(self) -> Scan:
        if not self._lines:
            nothing = np.empty(0, dtype=np.int32)
            return Scan(nothing, nothing, np.empty(0, dtype=np.bool_), np.zeros(1, dtype=np.int64))
        # The first one found is the row of headings itself.
        repeated = tuple(sorted(self._repeated)[1:])
        return Scan(
            line=np.concatenate(self._lines),
            fields=np.concatenate(self._fields),
            is_blank=np.concatenate(self._blank),
            start=np.concatenate([*self._starts, np.array([self._next_byte], dtype=np.int64)]),
            repeated=repeated,
        )
