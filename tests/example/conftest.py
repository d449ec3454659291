"""The example place, written once a session and read back with nothing but the standard library.

Belongs here: fixtures and small readers of the written bytes. Does not belong here: the generator's own writers.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from totalplace.example import make_example

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DELIMITERS = {"assets.txt": "|", "stations.tsv": "\t", "property_register.csv": "$", "assets-2025.csv": "¬"}
_DELIMITERS |= {"eric-2023-24.csv": "$"}


@dataclass(frozen=True)
class Found:
    """A record as it stands in the file: its line or row, its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Place:
    """The written folder with its truth."""

    folder: Path
    cache: dict[tuple[str, str], list[Found]] = field(default_factory=dict)

    def truth(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "truth" / name).open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def totals(self) -> dict[str, object]:
        loaded: dict[str, object] = json.loads((self.folder / "truth" / "totals.json").read_text(encoding="utf-8"))
        return loaded

    def records(self, path: str, part: str) -> list[Found]:
        """Every row of a part that is not blank: headings and preambles too."""
        if (path, part) not in self.cache:
            self.cache[(path, part)] = self._read(path, part)
        return self.cache[(path, part)]

    def _read(self, path: str, part: str) -> list[Found]:
        content = (self.folder / path).read_bytes()
        if path.endswith((".xlsx", ".xls")):
            return [Found(number, cells) for number, cells in _xlsx_rows(content, part) if any(cells)]
        if path.endswith(".ods"):
            return [Found(number, cells) for number, cells in _ods_rows(content) if any(cells)]
        if path.endswith(".geojson"):
            features = json.loads(content)["features"]
            return [Found(number, _feature_cells(feature)) for number, feature in enumerate(features, start=1)]
        if path.endswith(".gz"):
            content = gzip.decompress(content)
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(part)
        return [found for found in _text_rows(content, path) if any(cell.strip() for cell in found.cells)]


def decode(content: bytes, path: str) -> str:
    """Text of a file by what the example says of it."""
    if "10 October" in path:
        return content.decode("cp437")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _text_rows(content: bytes, path: str) -> list[Found]:
    text = decode(content, path)
    delimiter = _DELIMITERS.get(path.rsplit("/", 1)[-1], ",")
    if path.endswith("raw/2025-02.csv"):
        delimiter = "¬"
    end = "\n" if "\n" in text else "\r"
    found = []
    line = 1
    for start, record in _split(text, end):
        cells = next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])
        found.append(Found(line, cells))
        line += text.count(end, start, start + len(record) + 1)
    return found


def _split(text: str, end: str) -> list[tuple[int, str]]:
    """Records: ends of line outside quotation marks divide them."""
    parts = []
    start = 0
    quoted = False
    for match in re.finditer(f'"|{end}', text):
        if match.group() == '"':
            quoted = not quoted
        elif not quoted:
            parts.append((start, text[start : match.start()]))
            start = match.end()
    if start < len(text):
        parts.append((start, text[start:]))
    return parts


def _xlsx_rows(content: bytes, sheet_name: str) -> list[tuple[int, list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
        sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{names.index(sheet_name) + 1}.xml"))
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells: dict[int, str] = {}
        for cell in row.iter(f"{_MAIN}c"):
            position = 0
            for letter in re.sub(r"\d", "", cell.attrib["r"]):
                position = position * 26 + ord(letter) - 64
            cells[position - 1] = "".join(cell.itertext())
        rows.append((int(row.attrib["r"]), [cells.get(k, "") for k in range(max(cells) + 1)]))
    return rows


def _ods_rows(content: bytes) -> list[tuple[int, list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        table = ElementTree.fromstring(archive.read("content.xml"))
    rows = table.iter(f"{_TABLE}table-row")
    return [(k, ["".join(cell.itertext()) for cell in row]) for k, row in enumerate(rows, start=1)]


def _feature_cells(feature: dict[str, dict[str, Any]]) -> list[str]:
    values = ["" if value is None else str(value) for value in feature["properties"].values()]
    coordinates = feature["geometry"]["coordinates"]
    return [*values, *map(str, coordinates)] if feature["geometry"]["type"] == "Point" else values


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Scale 1 with the usual seed."""
    folder = tmp_path_factory.mktemp("example") / "place"
    make_example(folder)
    return Place(folder)
