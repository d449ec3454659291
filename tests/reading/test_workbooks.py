"""Workbooks written here cell by cell: values as text, row numbers, hidden, empty and cut-off sheets."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from totalplace.reading import TextTable, Unreadable, read_tables, workbooks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATE, DATE_TIME, TIME = 1, 2, 3  # styles of the workbook below


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(position: int, *cells: str) -> str:
    return f'<row r="{position}">{"".join(cells)}</row>'


def workbook(*sheets: tuple[str, str, str]) -> bytes:
    """An xlsx of (name, state, rows)."""
    numbered = list(enumerate(sheets, 1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for place, _ in numbered
    )
    relations = "".join(
        f'<Relationship Id="r{place}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place, _ in numbered
    )
    names = "".join(
        f'<sheet name="{name}" sheetId="{place}" state="{state}" r:id="r{place}"/>'
        for place, (name, state, _) in numbered
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rs" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="4">'
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/></cellXfs></styleSheet>',
        **{
            f"xl/worksheets/sheet{place}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            for place, (_, _, rows) in numbered
        },
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return buffer.getvalue()


def read(tmp_path: Path, data: bytes) -> list[TextTable]:
    path = tmp_path / "c0de"
    path.write_bytes(data)
    parts = read_tables(
        path, "register.xls", known_headings=frozenset({"uprn", "name", "amount"}), scratch=tmp_path / "s"
    )
    assert all(isinstance(part, TextTable) for part in parts), parts
    return [part for part in parts if isinstance(part, TextTable)]


def one_column(tmp_path: Path, *cells: str) -> list[str | None]:
    """The cells of column B as read, under headings in row 1."""
    rows = row(1, text("A1", "Name"), text("B1", "Amount"))
    rows += "".join(
        row(place, text(f"A{place}", f"item {place}"), cell.replace("B?", f"B{place}"))
        for place, cell in enumerate(cells, 2)
    )
    (table,) = read(tmp_path, workbook(("Data", "visible", rows)))
    return table.frame.collect()["c0001"].to_list()


def test_numbers_dates_and_errors_as_excel_shows_them(tmp_path: Path) -> None:
    cells = [
        (number("B?", "100012797623"), "100012797623"),
        (number("B?", "1.00012797623E11"), "100012797623"),
        (number("B?", "0.30000000000000004"), "0.3"),
        (number("B?", "1234567.891"), "1234567.891"),
        (number("B?", "-5"), "-5"),
        (number("B?", "1.0E-7"), "0.0000001"),
        (number("B?", "45000", DATE), "2023-03-15"),
        (number("B?", "45000.5", DATE_TIME), "2023-03-15 12:00:00"),
        (number("B?", "0.5", TIME), "12:00:00"),
        ('<c r="B?" t="b"><v>1</v></c>', "true"),
        ('<c r="B?" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B?" t="e"><v>#REF!</v></c>', "#REF!"),
        (text("B?", "007"), "007"),
        (text("B?", " x "), " x "),
        (text("B?", " "), None),
        (text("B?", ""), None),
    ]
    assert one_column(tmp_path, *(cell for cell, _ in cells)) == [shown for _, shown in cells]


def test_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    rows = row(3, text("B3", "Register of assets")) + row(5, text("B5", "UPRN"), text("C5", "Name"))
    rows += (
        row(7, number("B7", "1"), text("C7", "Depot")) + row(8) + row(10, number("B10", "2"), text("C10", "Library"))
    )
    (table,) = read(tmp_path, workbook(("Assets", "visible", rows)))
    assert (table.container, table.source_part, table.heading_line) == ("xlsx", "Assets", 5)
    assert table.headings == ("UPRN", "Name")
    assert table.frame.collect().rows() == [(7, None, "1", "Depot"), (10, None, "2", "Library")]


def test_sheets_hidden_and_empty(tmp_path: Path) -> None:
    rows = row(1, text("A1", "UPRN"), text("B1", "Name")) + row(2, number("A2", "1"), text("B2", "Depot"))
    tables = read(
        tmp_path,
        workbook(("A", "visible", rows), ("None", "visible", ""), ("B", "hidden", rows), ("C", "veryHidden", rows)),
    )
    assert [table.source_part for table in tables] == ["A", "B", "C"]
    assert [[problem.issue_type for problem in table.problems] for table in tables] == [
        [],
        ["sheet hidden"],
        ["sheet hidden"],
    ]


def test_trailing_columns_without_heading_or_cell_go(tmp_path: Path) -> None:
    rows = row(1, text("A1", "UPRN"), text("B1", "Name"), text("D1", " ")) + row(2, number("A2", "1"), text("C2", "x"))
    (table,) = read(tmp_path, workbook(("A", "visible", rows)))
    assert table.headings == ("UPRN", "Name", "")


def test_cut_sheet_and_cut_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_LAST_ROWS", (5,))
    rows = row(1, text("A1", "UPRN"), text("B1", "Name"))
    rows += "".join(row(place, number(f"A{place}", str(place)), text(f"B{place}", "x" * 255)) for place in range(2, 6))
    (table,) = read(tmp_path, workbook(("A", "visible", rows)))
    assert [(problem.issue_type, problem.value) for problem in table.problems] == [
        ("sheet may be cut off", "5"),
        ("text may be cut off", "Name"),
    ]


def test_repeated_headings(tmp_path: Path) -> None:
    heads = [text("A?", "UPRN"), text("B?", "Name")]
    rows = "".join(
        row(place, *(cell.replace("?", str(place)) for cell in cells))
        for place, cells in enumerate([heads, [number("A?", "1"), text("B?", "Depot")], heads], 1)
    )
    (table,) = read(tmp_path, workbook(("A", "visible", rows)))
    assert [(problem.issue_type, problem.source_row) for problem in table.problems] == [("heading repeated", 3)]


def test_workbook_without_anything(tmp_path: Path) -> None:
    path = tmp_path / "c0de"
    path.write_bytes(workbook(("A", "visible", "")))
    (part,) = read_tables(path, "x.xlsx", known_headings=frozenset(), scratch=tmp_path / "s")
    assert isinstance(part, Unreadable)


def test_opendocument(tmp_path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = "".join(f' xmlns:{name}="{office}{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    figure = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2024-03-01"/>'
    rows = [
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
        "<table:table-row>" + "".join(cell.format(name) for name in ("UPRN", "Name", "Opened")) + "</table:table-row>",
        "<table:table-row>" + figure.format("100012797623") + cell.format("Depot") + day + "</table:table-row>",
    ]
    content = (
        f'<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="Assets">'
        f"{''.join(rows)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"></manifest:manifest>',
        )
    (table,) = read(tmp_path, buffer.getvalue())
    assert (table.container, table.heading_line) == ("ods", 3)
    assert table.frame.collect().rows() == [(4, None, "100012797623", "Depot", "2024-03-01")]


PAID = ("Transaction Number", "Date", "Expenditure Category", "Supplier Name", "Supplier Classification", "Amount")
KNOWN = frozenset({"transaction number", "date", "expenditure category", "supplier name", "amount", "subjective description"})


def sheet_of(*lines: tuple[str, ...]) -> bytes:
    """A workbook of one sheet: cells that are numbers as numbers, "" as no cell."""
    rows = "".join(
        row(place, *((number if cell.isdecimal() else text)(f"{'ABCDEF'[column]}{place}", cell) for column, cell in enumerate(line) if cell))
        for place, line in enumerate(lines, 1)
    )
    return workbook(("Data to upload", "visible", rows))


def tables_of(tmp_path: Path, *lines: tuple[str, ...]) -> list[tuple[str, int | None, tuple[str, ...], list[int]]]:
    path = tmp_path / "c0de"
    path.write_bytes(sheet_of(*lines))
    parts = read_tables(path, "fire.xlsx", known_headings=KNOWN, scratch=tmp_path / "s")
    return [
        (part.source_part, part.heading_line, part.headings, part.frame.collect()["source_row"].to_list())
        for part in parts
        if isinstance(part, TextTable)
    ]


APRIL = (("501", "03/04/2022", "Equipment", "Hose & Ladder Ltd", "SME", "120"), ("502", "04/04/2022", "Fuel", "Pump Supplies", "SME", "75"))
MARCH = (("931", "02/03/2023", "Fuel", "Pump Supplies", "80"), ("932", "03/03/2023", "Training", "Smoke School Ltd", "310"))


def test_headings_again_with_other_columns_begin_another_table(tmp_path: Path) -> None:
    """A publisher pasted the last month, of another layout, under the others."""
    again = ("Transaction Number", "Date", "Subjective Description", "Supplier Name", "Amount")
    assert tables_of(tmp_path, PAID, *APRIL, (), again, *MARCH) == [
        ("Data to upload", 1, PAID, [2, 3]),
        ("Data to upload (2)", 5, again, [6, 7]),
    ]
    third = ("Supplier Name", "Amount", "Date", "Transaction Number")
    assert [found[:2] for found in tables_of(tmp_path, PAID, *APRIL, again, *MARCH, third, ("Pump Supplies", "80", "02/03/2023", "931"))] == [
        ("Data to upload", 1), ("Data to upload (2)", 4), ("Data to upload (3)", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "between",
    [
        PAID,  # the headings once more, as at the top of each page, are no other table
        ("Transaction Number", "Date", "", "Supplier Name", "", "Amount"),
        ("Total", "", "", "Supplier Name", "", "Amount"),  # a word or two of headings
        ("", "", "Amount", "Date", "", ""),
        ("503", "Date", "Amount", "Supplier Name", "", "90"),  # values beside them: a line of data
        ("Notes", "Supplier Name", "Date", "Amount", "as agreed", "see letter"),  # half of it is something else
    ],
)
def test_a_line_that_looks_like_headings_is_a_line_of_its_table(between: tuple[str, ...], tmp_path: Path) -> None:
    (table,) = tables_of(tmp_path, PAID, *APRIL, between, *APRIL)
    assert table[3] == [2, 3, 4, 5, 6]


def test_headings_with_no_values_below_begin_no_table(tmp_path: Path) -> None:
    """A list of what the columns mean, at the end of a sheet."""
    meanings = (("Supplier Name", "Amount", "Date"), ("who was paid", "how much", "when"), ("as on the invoice", "without VAT", "of payment"))
    (table,) = tables_of(tmp_path, PAID, *APRIL, *meanings)
    assert table[3] == [2, 3, 4, 5, 6]
