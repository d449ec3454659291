"""Bytes of files: delimited text, workbooks, GeoJSON, gzip and zip, the same for the same content on every day.

Belongs here: formats, and on which physical line or row each record starts. Does not belong here: what records say.
No library that writes xlsx or ods is a dependency, so both are written by hand: the least that readers accept.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

_DAY_ZERO = date(1899, 12, 30)


@dataclass(frozen=True)
class Serial:
    """A date in a workbook cell that has lost its date format: a bare number."""

    day: date

    @property
    def number(self) -> int:
        return excel_serial(self.day)


def excel_serial(day: date) -> int:
    """The number by which a spreadsheet stores a day."""
    return (day - _DAY_ZERO).days


def put(path: Path, content: bytes) -> None:
    """Write a file, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def as_text(cell: object) -> str:
    """A cell of a delimited file."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def delimited(
    records: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    line_end: str = "\n",
    encoding: str = "utf-8",
    prefix: bytes = b"",
) -> tuple[bytes, list[int]]:
    """Records as delimited text, with the physical line on which each starts.

    Lines end by LF, so that CR LF is one end and a bare CR in a cell is none; in a file without any LF they end by CR.
    A record of no cells is a blank line.
    """
    special = (delimiter, '"', "\r", "\n")
    counted = "\n" if "\n" in line_end else "\r"
    texts: list[str] = []
    starts: list[int] = []
    line = 1
    for record in records:
        cells = [as_text(cell) for cell in record]
        text = delimiter.join(
            f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(mark in cell for mark in special) else cell
            for cell in cells
        )
        starts.append(line)
        text += line_end
        line += text.count(counted)
        texts.append(text)
    return prefix + "".join(texts).encode(encoding), starts


def gzipped(content: bytes) -> bytes:
    """A gzip member without name and time."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def zipped(members: Sequence[tuple[str, bytes]], *, stored_first: bool = False) -> bytes:
    """A zip archive with fixed times; `stored_first` keeps the first member uncompressed, as OpenDocument asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for position, (name, content) in enumerate(members):
            info = zipfile.ZipInfo(name, (2025, 4, 1, 0, 0, 0))
            info.create_system = 0
            info.compress_type = zipfile.ZIP_STORED if stored_first and position == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def column_letters(position: int) -> str:
    """Letters of a sheet's column, from 0: A, B … Z, AA …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class SheetContent:
    """A sheet: its name, its rows from row 1 (empty rows count), and merged ranges such as "F4:G4"."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: tuple[str, ...] = ()


def _xlsx_cell(reference: str, cell: object) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, Serial):
        return f'<c r="{reference}"><v>{cell.number}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{reference}" s="1"><v>{excel_serial(cell)}</v></c>'
    if isinstance(cell, (int, float)):
        return f'<c r="{reference}"><v>{cell}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'


def _xlsx_sheet(sheet: SheetContent) -> str:
    letters = [column_letters(position) for position in range(max((len(row) for row in sheet.rows), default=1))]
    rows = []
    for number, row in enumerate(sheet.rows, start=1):
        cells = "".join(_xlsx_cell(f"{letters[position]}{number}", cell) for position, cell in enumerate(row))
        if cells:
            rows.append(f'<row r="{number}">{cells}</row>')
    merged = ""
    if sheet.merged:
        merged = (
            f'<mergeCells count="{len(sheet.merged)}">'
            + "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
            + "</mergeCells>"
        )
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def xlsx(sheets: Sequence[SheetContent]) -> bytes:
    """A workbook. Text stands in the cells themselves; dates have a date format unless they are Serial."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>' for n in numbers
    )
    types = (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>{overrides}</Types>'
    )
    root = f'{_XML}<Relationships xmlns="{_RELATIONS}">'
    root += f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    listed = "".join(
        f'<sheet name="{escape(s.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in zip(numbers, sheets, strict=True)
    )
    book = f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    links += f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    members = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", f'{_XML}<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'),
        ("xl/styles.xml", _STYLES),
        *((f"xl/worksheets/sheet{n}.xml", _xlsx_sheet(sheet)) for n, sheet in zip(numbers, sheets, strict=True)),
    ]
    return zipped([(name, text.encode()) for name, text in members])


def _ods_cell(cell: object) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind, shown = f'"date" office:date-value="{cell.isoformat()}"', cell.strftime("%d/%m/%Y")
    elif isinstance(cell, (int, float)):
        kind, shown = f'"float" office:value="{cell}"', str(cell)
    else:
        kind, shown = '"string"', escape(str(cell))
    return f"<table:table-cell office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"


def ods(sheets: Sequence[SheetContent]) -> bytes:
    """An OpenDocument spreadsheet: type, manifest and content, nothing else."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "manifest")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    tables = []
    for sheet in sheets:
        rows = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row)) or '<table:table-cell/>'}</table:table-row>"
            for row in sheet.rows
        )
        tables.append(f'<table:table table:name="{escape(sheet.name)}">{rows}</table:table>')
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} office:version="1.2">'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {spaces} manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    members = [
        ("mimetype", kind.encode()),
        ("META-INF/manifest.xml", manifest.encode()),
        ("content.xml", content.encode()),
    ]
    return zipped(members, stored_first=True)


def geojson(name: str, features: Iterable[tuple[dict[str, object], dict[str, object]]]) -> bytes:
    """A GeoJSON collection of (properties, geometry) in WGS84, one feature a line."""
    lines = [
        json.dumps({"type": "Feature", "properties": properties, "geometry": geometry}, ensure_ascii=False)
        for properties, geometry in features
    ]
    head = f'{{\n"type": "FeatureCollection",\n"name": {json.dumps(name)},\n'
    head += '"crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },\n"features": [\n'
    return (head + ",\n".join(lines) + "\n]\n}\n").encode()
