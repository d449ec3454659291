"""Files about people where the team put them, read in memory: tables of text, a batch of rows at a time.

Belongs here: finding the files of protected/, opening CSV, workbooks and zip files without a copy on disk, headings. Does not belong here:
what a heading means (sources/contacts), agreements, or anything that keeps a cell.

No sentence of this module quotes a cell, and none passes on what a library says of a file: libraries quote what they stumble over.
"""

import codecs
import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.reading.delimiters import find_delimiter
from totalplace.reading.exact import records_of
from totalplace.reading.headings import SAMPLED_ROWS, find_heading_row
from totalplace.reading.table import TextTable, column_name
from totalplace.reading.unpacking import (
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_COUNTS_FROM_BYTES,
    CannotUnpack,
    check_zip_size,
)
from totalplace.reading.workbooks import read_workbook
from totalplace.sources.contacts import contact_headings

_CHUNK = 4 * 1024 * 1024
_BLOCK = 16 * 1024 * 1024  # of text parsed at once; a record longer than this is an unclosed quotation mark
_SAMPLE_BYTES = 512 * 1024
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "readme", "readme.txt", "readme.md"})
_NOT_DATA = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_MOST_COLUMNS = 500
_WORKBOOK_BYTES = 512 * 1024 * 1024

NOT_READ = "the file cannot be read as CSV, a workbook or a zip file of these"
LOCKED = "the file is protected by a password"
TOO_LARGE = "the file unpacks to more than is accepted"
BROKEN = "the file is damaged"
NO_TABLE = "the file has no table"
ODD_FIELDS = "more or fewer fields than there are headings"


class CannotRead(Exception):  # noqa: N818 - the name says what happened, and its text is for the reader
    """The text is one of the sentences above: never what a library said."""


@dataclass
class Sheet:
    """A table of a file: headings, and its rows in batches of text columns. `odd_rows` is known once all batches were taken."""

    headings: tuple[str, ...]
    take: Callable[[Sequence[int], "Sheet"], Iterator[pl.DataFrame]] = field(repr=False)
    odd_rows: int = 0

    def batches(self, positions: Sequence[int]) -> Iterator[pl.DataFrame]:
        """The columns at these positions, named by column_name(); the others are not even made."""
        self.odd_rows = 0
        yield from self.take(sorted(set(positions)), self)


@dataclass(frozen=True)
class ProtectedFile:
    """A received file about people. `agency` is the folder it lies in; `stated_layout` the folder below that, where there is one."""

    path: Path
    relative: str
    agency: str
    stated_layout: str | None

    def sha256(self) -> str:
        digest = hashlib.sha256()
        with self.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


def protected_files(paths: PlacePaths, layouts: Sequence[str]) -> list[ProtectedFile]:
    """Every file below protected/<body>/, by its path. Raises PlaceError for links that lead out, as the inbox does."""
    root, found = paths.protected, []
    if not root.is_dir():
        return []
    for base, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, *names):
            path = Path(base) / name
            if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
                raise PlaceError(f"{path} is a link that leads out of protected/. Put the file itself there.")
        for name in sorted(names):
            path = Path(base) / name
            if name.startswith((".", "~$")) or name.lower() in _IGNORED_NAMES or not path.is_file():
                continue
            below = path.relative_to(root).parts
            stated = below[1].lower().replace("-", "_") if len(below) > 2 else None
            found.append(ProtectedFile(path, path.relative_to(paths.root).as_posix(), below[0] if len(below) > 1 else "", stated if stated in layouts else None))
    return sorted(found, key=lambda file: file.relative)


def sheets_of(path: Path) -> list[Sheet]:
    """The tables of a file. Raises CannotRead."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PK"):
        return _zip_or_workbook(path)
    return _sheets(head, lambda: path.open("rb"), lambda: path)


def _zip_or_workbook(path: Path) -> list[Sheet]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise CannotRead(BROKEN) from None
    with archive:
        names = {name.lower() for name in archive.namelist()}
        if "xl/workbook.xml" in names or "xl/workbook.bin" in names or "mimetype" in names:
            return _workbook(path)
        sheets = []
        for info in archive.infolist():
            lowered = info.filename.lower()
            if info.is_dir() or lowered.startswith(_NOT_DATA[0]) or lowered.endswith(_NOT_DATA[1:]):
                continue
            if info.flag_bits & 1:
                raise CannotRead(LOCKED)
            if info.file_size > MAX_UNPACKED_BYTES or (info.file_size > RATIO_COUNTS_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1)):
                raise CannotRead(TOO_LARGE)
            sheets += _member(path, info)
    return sheets


def _member(path: Path, info: zipfile.ZipInfo) -> list[Sheet]:
    """The tables of a member: text streams out of the zip file, a workbook is held in memory."""

    def opened() -> "_MemberStream":
        return _MemberStream(zipfile.ZipFile(path), info)

    def content() -> bytes:
        if info.file_size > _WORKBOOK_BYTES:
            raise CannotRead(TOO_LARGE)
        with opened() as stream:
            return stream.read()

    try:
        with opened() as stream:
            head = stream.read(8)
        if head.startswith(b"PK\x03\x04"):
            return _workbook(content())
        return _sheets(head, opened, content)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise CannotRead(BROKEN) from None


class _MemberStream(io.RawIOBase):
    """A member of a zip file as a stream that closes the file with itself."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._member = archive.open(info)

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._member.read(-1 if size is None else size)

    def close(self) -> None:
        if not self.closed:
            self._member.close()
            self._archive.close()
        super().close()


def _sheets(head: bytes, opened: Callable[[], Any], content: Callable[[], Path | bytes]) -> list[Sheet]:
    if not head:
        raise CannotRead(NO_TABLE)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _workbook(content())
    if head.startswith((b"\x1f\x8b", b"PK", b"%PDF", b"SQLite", b"PAR1", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")):
        raise CannotRead(NOT_READ)
    return [_text(opened)]


def _workbook(content: Path | bytes) -> list[Sheet]:
    try:
        if isinstance(content, Path) or content[:2] == b"PK":
            check_zip_size(content)
    except CannotUnpack as error:
        raise CannotRead(LOCKED if "password" in str(error) else BROKEN) from None
    tables = [entry for entry in read_workbook(content, "xlsx", known_headings=contact_headings()) if isinstance(entry, TextTable)]
    if not tables:
        raise CannotRead(NOT_READ)
    return [Sheet(table.headings if table.heading_line is not None else (), _rows_of(table)) for table in tables if table.rows]


def _rows_of(table: TextTable) -> Callable[[Sequence[int], Sheet], Iterator[pl.DataFrame]]:
    def take(positions: Sequence[int], _: Sheet) -> Iterator[pl.DataFrame]:
        yield table.frame.select(column_name(position) for position in positions).collect()

    return take


def _text(opened: Callable[[], Any]) -> Sheet:
    with opened() as stream:
        encoding, has_line_feed = _encoding(stream)
    with _Utf8(opened(), encoding, has_line_feed) as text:
        sample = text.read(_SAMPLE_BYTES).decode("utf-8", errors="ignore")
    delimiter = find_delimiter(sample, "\n")
    first = list(islice(records_of(io.StringIO(sample, newline="\n"), delimiter, "\n"), SAMPLED_ROWS))
    if not first or "\0" in sample:
        raise CannotRead(NOT_READ if first else NO_TABLE)
    if first[0].is_open:
        raise CannotRead(BROKEN)
    heading = find_heading_row([record.cells for record in first], contact_headings())
    if heading.position is None:
        return Sheet((), lambda positions, sheet: iter(()))
    below = first[heading.position + 1 :]
    widths = [len(record.cells) for record in below[:-1] or below]
    usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else len(heading.headings)
    headings = (*heading.headings, *[""] * (usual - len(heading.headings)))
    if len(headings) > _MOST_COLUMNS:
        raise CannotRead(NOT_READ)
    if not below:
        return Sheet(headings, lambda positions, sheet: iter(()))

    def take(positions: Sequence[int], sheet: Sheet) -> Iterator[pl.DataFrame]:
        with _Utf8(opened(), encoding, has_line_feed, skip_lines=below[0].line - 1) as text:
            yield from _parsed(text, delimiter, len(headings), positions, sheet)

    return Sheet(headings, take)


def _parsed(text: "_Utf8", delimiter: str, width: int, positions: Sequence[int], sheet: Sheet) -> Iterator[pl.DataFrame]:
    names = [column_name(position) for position in range(width)]

    def is_odd(row: arrow_csv.InvalidRow) -> str:
        # a mark that was opened by mistake swallows lines: they are counted with the record that has them
        sheet.odd_rows += 1 + (row.text or "").count("\n")
        return "skip"

    failed = False
    try:
        reader = arrow_csv.open_csv(
            text,
            arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=True),
            arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=is_odd),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                include_columns=[names[position] for position in positions],
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid as error:
        # the reader wants one record at least; what it says is looked at and never passed on
        if "mpty" in str(error):
            return
        failed = True
    if failed:
        raise CannotRead(BROKEN)
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except pa.ArrowInvalid:
            failed = True
        if failed:
            raise CannotRead(BROKEN)
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)
        yield frame.filter(pl.any_horizontal(pl.all().is_not_null()))


def _encoding(stream: IO[bytes]) -> tuple[str, bool]:
    """The encoding of a text, and whether it has line feeds; one pass in bounded memory."""
    head = stream.read(4)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", True
    decoder, chunk, has_line_feed = codecs.getincrementaldecoder("utf-8")(), head, False
    while chunk:
        has_line_feed = has_line_feed or b"\n" in chunk
        if not chunk.isascii() or decoder.getstate()[0]:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return "cp1252", True
        chunk = stream.read(_CHUNK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", True
    return "utf-8", has_line_feed


class _Utf8(io.RawIOBase):
    """A text stream in UTF-8 whatever it is in, without its mark, its first lines, and with line feeds at the ends of lines."""

    def __init__(self, source: Any, encoding: str, has_line_feed: bool, skip_lines: int = 0) -> None:
        self._source, self._has_line_feed = source, has_line_feed
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)(errors="replace")
        self._rest = self._next()
        self._rest = self._rest.removeprefix(b"\xef\xbb\xbf")
        for _ in range(skip_lines):
            while (end := self._rest.find(b"\n")) < 0 and (more := self._next()):
                self._rest = more
            self._rest = self._rest[end + 1 :] if end >= 0 else b""

    def _next(self) -> bytes:
        chunk: bytes = self._source.read(_CHUNK)
        if self._decoder is not None:
            text = self._decoder.decode(chunk, final=not chunk)
            while chunk and not text:
                chunk = self._source.read(_CHUNK)
                text = self._decoder.decode(chunk, final=not chunk)
            chunk = text.encode("utf-8", errors="replace")
        return chunk if self._has_line_feed else chunk.replace(b"\r", b"\n")

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _SAMPLE_BYTES if size is None or size < 0 else size
        parts, missing = [], wanted
        while missing > 0:
            if not self._rest:
                self._rest = self._next()
                if not self._rest:
                    break
            parts.append(self._rest[:missing])
            self._rest = self._rest[missing:] if len(self._rest) > missing else b""
            missing -= len(parts[-1])
        return b"".join(parts)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


__all__ = ["BROKEN", "LOCKED", "NOT_READ", "NO_TABLE", "ODD_FIELDS", "TOO_LARGE", "CannotRead", "ProtectedFile", "Sheet", "protected_files", "sheets_of"]
