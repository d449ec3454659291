"""An independent reader of the real lists of payments: csv, gzip, zipfile and decimals, and a table written by hand.

Belongs here: what each family of files looks like, and reading it so. Does not belong here: anything of totalplace.
"""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Layout:
    """A family of files: rows above the headings (blank ones not counted), heading of the amount, encoding.

    `again` is a heading that stands only in the second row of headings of a sheet that has two, with other columns.
    """

    amount: str
    above: int = 0
    encoding: str = "utf-8-sig"
    again: str = ""


# By the path below spend/; the first pattern that fits.
LAYOUTS: tuple[tuple[str, Layout], ...] = (
    (r"calderdale/2010-10", Layout("Amount")),
    (r"calderdale/", Layout("Net Amount")),
    (r"gateshead/", Layout("Amount")),
    (r"gla", Layout("Amount")),
    (r"lambeth/2011-01", Layout("Sum of Invoice Nett Amount")),
    (r"lambeth/2011-12", Layout("Total")),
    (r"lambeth/2012-06", Layout("Invoice Nett Amount", 6)),
    (r"lambeth/", Layout("Total", 1)),
    (r"lancashire_fire/", Layout("Amount", again="Subjective Description")),
    (r"lancashire_police/", Layout("Total Invoice Amount|TOTAL")),
    (r"leeds_raw/2011-01", Layout("Net Amount", encoding="cp1252")),
    (r"leeds_", Layout("Net amount")),
    (r"manchester/2010-12", Layout("Amount")),
    (r"manchester/", Layout("Net Amount")),
    (r"nhs_london/BART", Layout("Amount|amount|AP Amount (£)|Sum of Amount|Total")),
    (r"nhs_london/CHWE 01", Layout("amount", encoding="cp1252")),
    (r"nhs_london/(?:IMPC|KGST|SEL)", Layout("Amount")),
    (r"nhs_london/", Layout("amount")),
    (r"nwod_gm_2019/", Layout("amount")),
    (r"salford/", Layout("Net")),
    (r"sheffield/", Layout("Invoiced Value")),
    (r"trafford/", Layout("Amount")),
)


@dataclass(frozen=True)
class Counted:
    """Records that are not blank, their pounds, and the cells that hold no amount."""

    records: int
    pounds: Decimal
    unreadable: tuple[str, ...]


def layout_of(path: str) -> Layout:
    return next(layout for pattern, layout in LAYOUTS if re.match(pattern, path))


def count_payments(data: Path, path: str) -> Counted:
    """Of a file below spend/, all its tables together."""
    layout = layout_of(path)
    records, pounds, unreadable = 0, Decimal(0), []
    for rows in _tables(data / "spend" / path, layout):
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        column = _amount_column(filled[layout.above], layout)
        for row in filled[layout.above + 1 :]:
            if layout.again and layout.again in row:
                column = _amount_column(row, layout)
                continue
            records += 1
            amount = as_pounds(row[column]) if column < len(row) else None
            if amount is None:
                unreadable.append(row[column] if column < len(row) else "")
            else:
                pounds += amount
    return Counted(records, pounds, tuple(unreadable))


def _amount_column(headings: list[str], layout: Layout) -> int:
    return next(position for position, heading in enumerate(headings) if heading.strip(" *") in layout.amount.split("|"))


def as_pounds(cell: str) -> Decimal | None:
    """Pounds and pence, or None: commas, pound sign and white space out, brackets are credits."""
    text = re.sub(r"[£,\s\u00a0]", "", cell)
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    try:
        return Decimal(text).quantize(_PENNY, ROUND_HALF_UP)
    except InvalidOperation:
        return None


def _tables(file: Path, layout: Layout) -> Iterator[list[list[str]]]:
    content = file.read_bytes()
    if file.suffix == ".xlsx":
        yield from _sheets(content)
        return
    if file.suffix == ".gz":
        content = gzip.decompress(content)
    if file.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    yield list(csv.reader(io.StringIO(content.decode(layout.encoding), newline="")))


def _sheets(content: bytes) -> Iterator[list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(text.text or "" for text in entry.iter(f"{_MAIN}t")) for entry in root.iter(f"{_MAIN}si")]
        for name in sorted(entry for entry in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", entry)):
            rows = []
            for row in ElementTree.fromstring(archive.read(name)).iter(f"{_MAIN}row"):
                cells: dict[int, str] = {}
                for cell in row.iter(f"{_MAIN}c"):
                    cells[_position(cell.attrib["r"])] = _cell(cell, shared)
                rows.append([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
            if any(any(cell.strip() for cell in row) for row in rows):
                yield rows


def _position(reference: str) -> int:
    position = 0
    for letter in re.sub(r"\d", "", reference):
        position = position * 26 + ord(letter) - 64
    return position - 1


def _cell(cell: ElementTree.Element, shared: list[str]) -> str:
    value = cell.find(f"{_MAIN}v")
    if cell.attrib.get("t") == "s" and value is not None:
        return shared[int(value.text or 0)]
    if cell.attrib.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
    return (value.text or "") if value is not None else ""
