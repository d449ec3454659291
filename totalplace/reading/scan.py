"""One vectorised pass over the bytes of a delimited text file: where records start and whether they are regular.

Belongs here: finding, without making a single cell, for each record its physical line, its number of fields
and whether it
is blank; and whether quoting is clean enough for a fast reader. Does not belong here: reading cells, headings.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from totalplace.reading.exact import Layout
from totalplace.reading.problems import BLANK_CHARACTERS

_CHUNK = 2 * 1024 * 1024
# Blocks looked at side by side: numpy lets other threads run while it works. Each takes about ten times its size.
_THREADS = 2
# A single record longer than this is an unclosed quotation mark, or near enough: the exact reader takes the file.
_LONGEST_RECORD = 32 * 1024 * 1024
# More repetitions than this are not worth telling apart.
_MOST_REPEATS = 100
_QUOTE, _LINE_FEED, _RETURN = 0x22, 0x0A, 0x0D
# The first two bytes of white space that is not ASCII, as one number each.
_WIDE_WHITE = np.array(
    sorted({code[0] << 8 | code[1] for code in (mark.encode("utf-8") for mark in BLANK_CHARACTERS) if len(code) > 1}),
    dtype=np.uint16,
)


def _among(marks: bytes | set[int]) -> npt.NDArray[np.bool_]:
    """For each byte whether it is one of these."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(marks)] = True
    return table


_MAY_BE_WHITE = _among({_QUOTE, *BLANK_CHARACTERS.encode("utf-8")})  # or the first byte of something that is
_IS_WHITE = _among({mark for mark in BLANK_CHARACTERS.encode("utf-8") if mark < 0x80})


@dataclass(frozen=True)
class Scan:
    """Every record of the file, blank ones included: arrays of the same length."""

    line: npt.NDArray[np.int32]  # physical line on which the record starts, from 1
    fields: npt.NDArray[np.int32]
    is_blank: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int64]  # byte where the record starts, and last the byte after the end: one more than records
    repeated: tuple[int, ...] = ()  # lines of further records that are the row of headings again
    may_have_white: bool = True  # False: no cell has nothing but white space between its delimiters or quotation marks


def scan_records(layout: Layout, heading: Sequence[str] = ()) -> Scan | None:
    """The records of a text whose lines end in line feeds and whose delimiter is one byte.

    `heading` is the row of headings, of which repetitions are noted. None: quoting is not clean (a mark inside
    an unquoted cell, text after a closing mark, a mark never closed, a record
    beyond reason), so that only the exact reader can tell the records.
    """
    delimiter = layout.delimiter.encode("utf-8")
    if len(delimiter) != 1 or layout.line_end != "\n":
        return None
    look = _Look(delimiter[0], heading)
    found: list[_Found] = []
    under_way: deque[Future[_Found | None]] = deque()
    with layout.path.open("rb") as stream, ThreadPoolExecutor(_THREADS) as pool:
        stream.seek(layout.skip_bytes)
        for block in _blocks(stream):
            if block is None:
                return None
            under_way.append(pool.submit(look, block))
            if len(under_way) > _THREADS:
                first = under_way.popleft().result()
                if first is None:
                    return None
                found.append(first)
        for one in under_way:
            last = one.result()
            if last is None:
                return None
            found.append(last)
    return _joined(found, layout.skip_bytes)


def _blocks(stream: BinaryIO) -> Iterator[bytes | None]:
    """Whole records together, as far as clean quoting tells; None where a record is never closed or beyond reason."""
    rest = b""
    while data := stream.read(_CHUNK):
        block = rest + data
        end = _end_of_records(block)
        rest = block[end:]
        if len(rest) > _LONGEST_RECORD:
            yield None
            return
        if end:
            yield block[:end]
    if rest:
        # A last line without its line feed is a record like any other; a return at its end would be text.
        yield None if rest.endswith(b"\r") or _quotes(rest) % 2 else rest + b"\n"


def _quotes(text: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(text, dtype=np.uint8) == _QUOTE)) if b'"' in text else 0


def _end_of_records(block: bytes) -> int:
    """The byte after the last line feed before which the quotation marks are even in number."""
    is_open = _quotes(block) % 2
    stop = len(block)
    while (feed := block.rfind(b"\n", 0, stop)) >= 0:
        is_open ^= block.count(b'"', feed, stop) % 2
        if not is_open:
            return feed + 1
        stop = feed
    return 0


@dataclass(frozen=True)
class _Found:
    """What a block holds: lines and bytes are counted from its own beginning."""

    line: npt.NDArray[np.int32]  # from 0
    fields: npt.NDArray[np.int32]
    is_blank: npt.NDArray[np.bool_]
    stop: npt.NDArray[np.int32]  # the line feed that ends the record
    lines: int
    repeated: list[int]  # positions among the records
    may_have_white: bool


def _joined(found: Sequence[_Found], first_byte: int) -> Scan:
    """The blocks of a file as one."""
    lines, starts, repeated = [], [np.array([first_byte], dtype=np.int64)], []
    line, byte = 1, first_byte
    for block in found:
        lines.append(block.line + np.int32(line))
        starts.append(block.stop + np.int64(byte + 1))
        repeated += [int(block.line[position]) + line for position in block.repeated]
        line += block.lines
        byte += int(block.stop[-1]) + 1
    nothing = np.empty(0, dtype=np.int32)
    return Scan(
        line=np.concatenate([nothing, *lines]),
        fields=np.concatenate([nothing, *(block.fields for block in found)]),
        is_blank=np.concatenate([nothing.astype(np.bool_), *(block.is_blank for block in found)]),
        start=np.concatenate(starts),
        # The first one found is the row of headings itself.
        repeated=tuple(repeated[1 : _MOST_REPEATS + 1]),
        may_have_white=any(block.may_have_white for block in found),
    )


class _Look:
    """Looks at one block of whole records after the other, in any order."""

    def __init__(self, delimiter: int, heading: Sequence[str]) -> None:
        self._kept = local()
        self._delimiter = delimiter
        self._return_before_delimiter = bytes([_RETURN, delimiter])
        self._heading = [cell.strip() for cell in heading]
        # What a repeated heading begins with, quoted or not; a single label might as well be data.
        blanks = next((place for place, cell in enumerate(self._heading) if cell), 0)
        lead = bytes([delimiter]) * blanks
        first = heading[blanks].encode("utf-8") if sum(map(bool, self._heading)) > 1 else b""
        self._begins = (lead + first, lead + b'"' + first) if first else ()
        # Bytes that may begin or end a blank record: delimiters, quotes, ASCII white space, first bytes of
        # other white space.
        self._may_be_blank = _among({delimiter, _QUOTE, *BLANK_CHARACTERS.encode("utf-8")})
        self._separators = bytes({delimiter, 0x20, 0x09, 0x0B, 0x0C, _RETURN, _LINE_FEED})

    def __call__(self, block: bytes) -> _Found | None:
        """What the block holds; None where quoting is not clean."""
        if b"\r" in block and self._return_before_delimiter in block:
            # Polars takes a return at the end of an unquoted cell for half a line end and drops it.
            return None
        data = np.frombuffer(block, dtype=np.uint8)
        return self._quoted(block, data) if b'"' in block else self._plain(block, data)

    def _marks(self, data: npt.NDArray[np.uint8], first: int, *others: int) -> npt.NDArray[np.int32]:
        """Where any of these bytes stand. The room for it is kept: asking for new pages costs more than the comparing."""
        if getattr(self._kept, "size", 0) < data.size:
            self._kept.size = max(data.size, 2 * _CHUNK)
            self._kept.room = np.empty((2, self._kept.size), dtype=np.bool_)
        is_mark, is_other = self._kept.room[:, : data.size]
        np.equal(data, first, out=is_mark)
        for byte in others:
            np.equal(data, byte, out=is_other)
            np.logical_or(is_mark, is_other, out=is_mark)
        return np.flatnonzero(is_mark).astype(np.int32)

    def _plain(self, block: bytes, data: npt.NDArray[np.uint8]) -> _Found:
        marks = self._marks(data, self._delimiter, _LINE_FEED)
        ends = np.flatnonzero(data[marks] == _LINE_FEED)
        lines = np.arange(ends.size, dtype=np.int32)
        return self._found(block, data, marks, ends, marks[ends], lines, ends.size)

    def _quoted(self, block: bytes, data: npt.NDArray[np.uint8]) -> _Found | None:
        marks = self._marks(data, self._delimiter, _LINE_FEED, _QUOTE)
        kinds = data[marks]
        is_quote = kinds == _QUOTE
        # Odd: inside a quoted cell, as long as quoting is clean, which is checked below.
        is_inside = np.bitwise_xor.accumulate(is_quote)
        if not self._is_clean(data, marks, is_quote, is_inside):
            return None
        feeds = marks[kinds == _LINE_FEED]
        outside = ~(is_quote | is_inside)
        separators = marks[outside]
        ends = np.flatnonzero(kinds[outside] == _LINE_FEED)
        stops = separators[ends]
        # as many lines before the record as line feeds before its start, those inside cells included
        lines = np.zeros(ends.size, dtype=np.int32)
        lines[1:] = np.searchsorted(feeds, stops[:-1], side="right") if feeds.size > ends.size else np.arange(1, ends.size)
        return self._found(block, data, separators, ends, stops, lines, feeds.size)

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

    def _found(
        self,
        block: bytes,
        data: npt.NDArray[np.uint8],
        separators: npt.NDArray[np.int32],
        ends: npt.NDArray[np.intp],
        stops: npt.NDArray[np.int32],
        lines: npt.NDArray[np.int32],
        number_of_lines: int,
    ) -> _Found:
        """`ends`: which of the separators end records; `stops`: where these are."""
        starts = np.zeros_like(stops)
        starts[1:] = stops[:-1] + 1
        return _Found(
            line=lines,
            fields=np.diff(ends, prepend=-1).astype(np.int32),
            is_blank=self._blanks(block, data, starts, stops),
            stop=stops,
            lines=number_of_lines,
            repeated=list(self._repeated(block, data, starts, stops)),
            may_have_white=self._may_have_white(data, separators),
        )

    def _may_have_white(self, data: npt.NDArray[np.uint8], separators: npt.NDArray[np.int32]) -> bool:
        """Whether a cell may hold nothing but white space: some begin with it, or are quoted and empty."""
        # the last separator ends the block; its first cell begins with it
        begins = np.zeros_like(separators)
        begins[1:] = separators[:-1] + 1
        begins = begins[_MAY_BE_WHITE[data[begins]]]
        first, second, third = (data[np.minimum(begins + place, data.size - 1)] for place in range(3))
        # an empty cell at the end of a record is followed by the line end
        white = _IS_WHITE[first] & (first != _LINE_FEED) & ~((first == _RETURN) & (second == _LINE_FEED))
        white |= np.isin(first.astype(np.uint16) << 8 | second, _WIDE_WHITE)
        # of two quotation marks the second closes the cell, unless it belongs to a doubled one
        is_quoted = first == _QUOTE
        white |= is_quoted & (second != _QUOTE) & _MAY_BE_WHITE[second]
        white |= is_quoted & (second == _QUOTE) & (third != _QUOTE)
        return bool(white.any())

    def _blanks(
        self,
        block: bytes,
        data: npt.NDArray[np.uint8],
        starts: npt.NDArray[np.int32],
        stops: npt.NDArray[np.int32],
    ) -> npt.NDArray[np.bool_]:
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

    def _repeated(
        self,
        block: bytes,
        data: npt.NDArray[np.uint8],
        starts: npt.NDArray[np.int32],
        stops: npt.NDArray[np.int32],
    ) -> Iterator[int]:
        """Positions of the records that are the headings."""
        candidates = np.concatenate(
            [np.empty(0, dtype=np.intp), *(_beginning(data, starts, begin) for begin in self._begins)]
        )
        told = 0
        for position in np.sort(candidates).tolist():
            cells = self._cells(block[int(starts[position]) : int(stops[position])])
            if [cell.strip() for cell in cells] == self._heading:
                yield position
                told += 1
            if told > _MOST_REPEATS:
                return

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


def _beginning(data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int32], begin: bytes) -> npt.NDArray[np.intp]:
    """Positions of the records that begin with these bytes."""
    left = np.arange(starts.size)
    for place, byte in enumerate(begin):
        if not left.size:
            break
        left = left[data[np.minimum(starts[left] + place, data.size - 1)] == byte]
    return left
