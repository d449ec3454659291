"""A look at a received file before anything of it is kept: whether it tells one row a person.

Belongs here: the look, in memory. Does not belong here: what is done about it (intake.py), or which headings show people
(sources/_others.py, sources/contacts).

It is meant to cost an ordinary file nearly nothing: some words are looked for in the first bytes, and only a file that has them is opened
further. What it does not see (a table far down in a file, or on a later sheet), recognition sees, and the file is then taken out again.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import fastexcel
import polars as pl

from totalplace.reading import TextTable, normalise_heading
from totalplace.reading.delimiters import find_delimiter
from totalplace.reading.exact import records_of
from totalplace.sources._others import is_about_people
from totalplace.sources.contacts import are_contacts
from totalplace.sources.contacts._base import is_nhs_number

REASON = (
    "It tells one row a person. Such files are never kept or read here. Move it to protected/<id of the body that sent it>/, "
    "and write the agreement that covers it (docs/agreements.md)."
)
_HEAD_BYTES = 64 * 1024
_STRINGS_BYTES = 512 * 1024  # of a workbook: its headings are among the first texts
_MEMBERS = 500
_ROWS_LOOKED_AT = 60
# Every heading that shows people has one of these in it, in small letters and without white space, hyphens, underscores and full stops.
_HINTS = (
    "birth", "dob", "nhsn", "insurancen", "ninumber", "nino", "socsec", "pupil", "upn", "trustee", "patient", "client", "serviceuser", "detainee", "offender",
    "surname", "lastname", "familyname", "forename", "firstname", "givenname",
    "nominal", "niche", "attributor", "childid", "personid", "personref", "personurn", "personnum", "uniqueperson", "uniqueid", "mosaic", "liquidlogic", "icsid", "swiftid", "carefirst", "socialcareid", "laperson",
    "pseud", "linkage", "studyid", "caseid", "caseref", "hospitalnum", "mrn", "pasnum", "epcr", "crn", "occupier", "residentid", "residentref", "casualty",
)  # fmt: skip
_BETWEEN = str.maketrans("", "", " \t-_.")
_TEN_DIGITS = re.compile(r"(?<![\d.])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d.])")
_DAY = re.compile(r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)")
_FEWEST, _SHARE = 5, 0.8
_SHAPES_CHARACTERS = 16 * 1024
_SHEET_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]{1,200})</t>")
_COLUMN_OF_SQLITE = re.compile(r"[(,]\s*[\"\[`']?(\w[\w ]{0,60}?)[\"\]`']?\s+(?:TEXT|VARCHAR|CHAR|INT|REAL|NUM|DATE|BLOB)", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-z_][\w.-]{0,60})[ />]")
_BETWEEN_TAGS = re.compile(r">\s*([^<>]{1,80}?)\s*<")
_KEY = re.compile(r'"([^"\\]{1,80})"\s*:')


def tells_of_people(path: Path) -> bool:
    """Whether the file shows, at its beginning, one row a person. Raises only what the disk raises."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(b"PK"):
        return _in_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # texts of old workbooks are UTF-16 or Latin-1, which without the noughts look alike
        return _has_hint(path.read_bytes().replace(b"\0", b"").decode("latin-1")) and _in_workbook(path)
    if head.startswith(b"\x1f\x8b"):
        return _in_text(_unpacked(head))
    if head.startswith(b"PAR1"):
        return _are_headings_of_people(_columns_of_parquet(path))
    if head.startswith(b"SQLite format 3\0"):
        return _are_headings_of_people(_COLUMN_OF_SQLITE.findall(head.decode("latin-1")))
    return _in_text(head)


def shows_people(table: TextTable) -> bool:
    """Whether a table that was read does: by its headings, or without headings by days beside NHS numbers."""
    if _are_headings_of_people(table.headings):
        return True
    if table.heading_line is not None:
        return False
    first = table.frame.select(table.columns).head(_ROWS_LOOKED_AT).collect()
    return _looks_like_people("\n".join(" ".join(cell for cell in row if cell) for row in first.iter_rows()))


def _are_headings_of_people(cells: Sequence[str]) -> bool:
    normalised = [normalise_heading(cell) for cell in cells if cell and len(cell) <= 80]
    return is_about_people(normalised) or are_contacts(normalised)


def _in_text(content: bytes) -> bool:
    text = _decoded(content)
    if _has_hint(text) and any(map(_are_headings_of_people, _first_rows(text))):
        return True
    return _looks_like_people(text)


def _has_hint(text: str) -> bool:
    bare = text.lower().translate(_BETWEEN)
    return any(hint in bare for hint in _HINTS)


def _first_rows(text: str) -> Iterator[list[str]]:
    """The first rows, any of which may hold the headings; the names of fields of JSON, or of elements of XML, are headings too."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] == "<":
        yield list(dict.fromkeys(_ELEMENT.findall(text)))
        yield list(dict.fromkeys(_BETWEEN_TAGS.findall(text)))
        return
    if start[:1] in ("{", "["):
        yield list(dict.fromkeys(_KEY.findall(text)))
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for record in islice(records_of(io.StringIO(text, newline="\n"), find_delimiter(text, "\n"), "\n"), _ROWS_LOOKED_AT):
        yield record.cells


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="ignore")
    if content.count(b"\0") > len(content) // 4:  # UTF-16 without its mark
        content = content.replace(b"\0", b"")
    return content.decode("utf-8-sig", errors="replace")


def _looks_like_people(text: str) -> bool:
    """Whether numbers of ten digits that pass the check of NHS numbers stand beside days, line by line, without any heading."""
    numbers = [re.sub(r"[ -]", "", found) for found in _TEN_DIGITS.findall(text[:_SHAPES_CHARACTERS])]
    if len(set(numbers)) < _FEWEST:
        return False
    passing = pl.DataFrame({"n": numbers}).select(is_nhs_number(pl.col("n")).mean()).item()
    return bool(passing >= _SHARE) and len(_DAY.findall(text[:_SHAPES_CHARACTERS])) >= _FEWEST


def _in_zip(path: Path) -> bool:
    """A workbook by its first texts and then, where they give cause, by its tables; any other by each member's beginning."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names or "content.xml" in names:
                return _has_hints(archive, names) and _in_workbook(path)
            members = [info for info in archive.infolist() if not info.is_dir() and not info.flag_bits & 1]
            return any(_member_shows(archive, info) for info in members[:_MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error, RuntimeError):
        return False  # reading says what is wrong with it


def _member_shows(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    with archive.open(info) as stream:
        head = stream.read(_HEAD_BYTES)
        if not head.startswith(b"PK"):
            return _in_text(_unpacked(head) if head.startswith(b"\x1f\x8b") else head)
        inner = io.BytesIO(head + stream.read())
    with zipfile.ZipFile(inner) as nested:
        names = nested.namelist()
        if "xl/workbook.xml" in names:
            return _has_hints(nested, names) and _in_workbook(inner.getvalue())
        return any(_in_text(nested.open(name).read(_HEAD_BYTES)) for name in names[:_MEMBERS] if not name.endswith("/"))


def _has_hints(archive: zipfile.ZipFile, names: Sequence[str]) -> bool:
    parts = [name for name in names if name == "xl/sharedStrings.xml" or name == "content.xml" or name.startswith("xl/worksheets/sheet")]
    for name in parts:
        with archive.open(name) as stream:
            content = stream.read(_STRINGS_BYTES if not name.startswith("xl/worksheets/") else _HEAD_BYTES).decode("utf-8", errors="ignore")
        texts = content if name == "content.xml" else "\n".join(_SHEET_TEXT.findall(content))
        if _has_hint(texts):
            return True
    return _numbers_in(archive, parts)


def _numbers_in(archive: zipfile.ZipFile, parts: Iterable[str]) -> bool:
    """Whether the first sheet or the texts have numbers that look like those of the NHS."""
    for name in parts:
        with archive.open(name) as stream:
            numbers = set(re.findall(r">(\d{10})<", stream.read(_HEAD_BYTES).decode("utf-8", errors="ignore")))
        if len(numbers) >= _FEWEST:
            return True
    return False


def _in_workbook(content: Path | bytes) -> bool:
    """Whether a sheet has, among its first rows, headings of people, or rows of days and NHS numbers."""
    try:
        reader = fastexcel.read_excel(content)
        sheets = [reader.load_sheet(position, header_row=None, n_rows=_ROWS_LOOKED_AT, dtypes="string").to_polars() for position in range(len(reader.sheet_names))]
    except BaseException as error:
        # on some damaged files the library fails by a panic, which is no Exception; reading says what is wrong
        if isinstance(error, fastexcel.FastExcelError) or type(error).__name__ == "PanicException":
            return False
        raise
    rows = [[str(cell) for cell in row if cell is not None] for sheet in sheets for row in sheet.iter_rows()]
    return any(map(_are_headings_of_people, rows)) or _looks_like_people("\n".join(" ".join(row) for row in rows))


def _columns_of_parquet(path: Path) -> list[str]:
    try:
        return list(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, OSError):
        return []  # it is not read anyway, and told


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _HEAD_BYTES)
    except zlib.error:
        return b""


# The modules that decide it: a file looked at by others is looked at again.
CODE = ("people_guard.py", "sources/_others.py", "sources/contacts")

__all__ = ["CODE", "REASON", "shows_people", "tells_of_people"]

