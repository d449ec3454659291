"""Delimited text: encodings, delimiters, line ends, headings, ragged and blank rows, on a few lines written here."""

import codecs
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from totalplace.reading import TextTable, Unreadable, read_tables
from totalplace.reading.encodings import as_utf8

KNOWN = frozenset({"supplier name", "amount", "amount gbp", "payment date", "department", "uprn", "postcode"})


def read(tmp_path: Path, data: bytes, known: frozenset[str] = KNOWN) -> TextTable:
    path = tmp_path / "0f3a"
    path.write_bytes(data)
    (part,) = read_tables(path, "spend.csv", known_headings=known, scratch=tmp_path / "scratch")
    assert isinstance(part, TextTable), part
    assert part.rows == part.frame.collect().height
    return part


def refused(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "0f3a"
    path.write_bytes(data)
    (part,) = read_tables(path, "spend.csv", known_headings=KNOWN, scratch=tmp_path / "scratch")
    assert isinstance(part, Unreadable), part
    assert part.reason.endswith(".")
    return part.reason


def cells(table: TextTable) -> list[tuple[str | None, ...]]:
    return table.frame.select(table.columns).collect().rows()


def source_rows(table: TextTable) -> list[int]:
    return table.frame.collect()["source_row"].to_list()


def problems(table: TextTable) -> list[tuple[str, int | None]]:
    return [(problem.issue_type, problem.source_row) for problem in table.problems]


def test_frame_has_the_promised_columns(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\nBright Cleaning,12.50\n")
    assert dict(table.frame.collect_schema()) == {
        "source_row": pl.Int64(),
        "field_count": pl.Int32(),
        "c0000": pl.String(),
        "c0001": pl.String(),
    }
    assert (table.source_part, table.container, table.heading_line) == ("table", "text", 1)
    assert table.headings == ("Supplier Name", "Amount")
    assert (table.encoding, table.delimiter, table.problems) == ("ascii", ",", ())


TEXT = "Supplier Name,Amount (£)\nCafé Søren,£1.00\nBright & Co,£20.00\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF8 * 2 + TEXT.encode(), "utf-8-sig"),
        ("ï»¿".encode() + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF8 + "ï»¿".encode() + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings_give_the_same_table(tmp_path: Path, data: bytes, encoding: str) -> None:
    table = read(tmp_path, data)
    assert table.encoding == encoding
    assert table.headings == ("Supplier Name", "Amount (£)")
    assert cells(table) == [("Café Søren", "£1.00"), ("Bright & Co", "£20.00")]
    assert source_rows(table) == [2, 3]


def test_files_read_side_by_side_keep_their_encodings(tmp_path: Path) -> None:
    """Python's handlers of decoding errors are shared by all threads."""
    text = "Payée £5 – ‘x’ of a long line that has to be read for a while\n" * 20_000
    files = []
    for number, encoding in enumerate(["cp1252", "utf-8"] * 8):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(text.encode(encoding))
        files.append((path, encoding))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda file: as_utf8(file[0], file[0].with_suffix(".utf8")).encoding, files))
    assert found == [encoding for _, encoding in files]


@pytest.mark.parametrize("encoding", ["cp437", "cp850"])
def test_pound_sign_of_dos(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, "Supplier Name,Amount (£)\nSmith,£12.00\nJones,£3.10\n".encode(encoding))
    assert table.encoding == "cp850"
    assert table.headings == ("Supplier Name", "Amount (£)")
    assert cells(table) == [("Smith", "£12.00"), ("Jones", "£3.10")]


def test_bytes_that_windows_leaves_undefined_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\nSmith\x81 \x93and\x94 Son,\xa31\n")
    assert cells(table) == [("Smith\x81 “and” Son", "£1")]


def test_utf8_with_a_few_windows_bytes(tmp_path: Path) -> None:
    data = "Supplier Name,Amount\nCafé é é é,£1\n".encode() + b"Caf\xe9 Noir,2\n"
    table = read(tmp_path, data)
    assert cells(table) == [("Café é é é", "£1"), ("Café Noir", "2")]
    assert ("encoding mixed", None) in problems(table)


def test_characters_already_lost_are_noted(tmp_path: Path) -> None:
    table = read(tmp_path, "Supplier Name,Amount\nCaf\ufffd,1\n".encode())
    assert problems(table) == [("characters lost", None)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "$", "¬", "^"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    rows = [("Supplier Name", "Department", "Amount"), ("Smith, Jones", "Roads; Parks", "1"), ("Brown", "Care", "2")]
    text = "".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) + "\n" for row in rows)
    table = read(tmp_path, text.encode("utf-8"))
    assert table.delimiter == delimiter
    assert cells(table) == rows[1:]


def test_not_sign_in_latin_1(tmp_path: Path) -> None:
    table = read(tmp_path, "OrganisationID¬Name¬City\n1¬St Ann’s¬Leeds\n2¬York¬York\n".encode("cp1252"))
    assert table.delimiter == "¬"
    assert cells(table) == [("1", "St Ann’s", "Leeds"), ("2", "York", "York")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("is_last_ended", [True, False])
def test_line_ends(tmp_path: Path, end: str, is_last_ended: bool) -> None:
    text = end.join(["Supplier Name,Amount", "A,1", "", "B,2"]) + (end if is_last_ended else "")
    table = read(tmp_path, text.encode())
    assert cells(table) == [("A", "1"), ("B", "2")]
    assert source_rows(table) == [2, 4]


@pytest.mark.parametrize("inner", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", ["", "C,3,4"])  # a ragged record sends the file down the exact path
def test_line_breaks_inside_quotes_stay(tmp_path: Path, inner: str, end: str, tail: str) -> None:
    lines = ["Supplier Name,Amount", f'"A{inner}Ltd",1', f'"B{inner}",2', 'C,"3"', *([tail] if tail else [])]
    table = read(tmp_path, (end.join(lines) + end).encode())
    assert cells(table)[:3] == [(f"A{inner}Ltd", "1"), (f"B{inner}", "2"), ("C", "3")]
    extra = 0 if inner == "\r" else 1
    assert source_rows(table)[:3] == [2, 3 + extra, 4 + 2 * extra]


def test_line_breaks_inside_quotes_of_a_file_with_carriage_returns_only(tmp_path: Path) -> None:
    table = read(tmp_path, b'Supplier Name,Amount\r"A\rLtd",1\rB,2\r')
    assert cells(table) == [("A\rLtd", "1"), ("B", "2")]
    assert source_rows(table) == [2, 4]


def test_mixed_line_ends(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\r\nA,1\nB\rC,2\r\n")
    assert cells(table) == [("A", "1"), ("B\rC", "2")]


def test_preamble_is_passed_over(tmp_path: Path) -> None:
    preamble = b"Payments over 500,,\n,,\nReport date: 02/07/2012,,\n\n"
    data = preamble + b"Supplier Name,Department,Amount\nA,Roads,1\n,,\nB,Care,2\n"
    table = read(tmp_path, data)
    assert table.heading_line == 5
    assert cells(table) == [("A", "Roads", "1"), ("B", "Care", "2")]
    assert source_rows(table) == [6, 8]


@pytest.mark.parametrize("known", [KNOWN, frozenset[str]()])
def test_title_over_a_pivot(tmp_path: Path, known: frozenset[str]) -> None:
    table = read(tmp_path, b"Sum of Amount,\nSupplier Name,Total\nA,1\nB,2\n", known)
    assert (table.headings, table.heading_line) == (("Supplier Name", "Total"), 2)


def test_group_row_is_joined_only_where_an_item_is_not_unique(tmp_path: Path) -> None:
    data = b"$$Energy$$Water$\nCode$Name$Cost$Use$Cost$Use\nR0A$Alpha$1$2$3$4\nR0B$Beta$5$6$7$8\n"
    table = read(tmp_path, data)
    assert table.headings == ("Code", "Name", "Energy - Cost", "Energy - Use", "Water - Cost", "Water - Use")
    assert table.heading_line == 2
    assert table.rows == 2


def test_headings_repeated_blank_and_over_two_lines(tmp_path: Path) -> None:
    table = read(tmp_path, b'UPRN,Postcode,,"Amount\n(net)",UPRN\n1,M1 1AA,x,2.50,1\n2,M1 1AB,y,3.50,2\n')
    assert table.headings == ("UPRN", "Postcode", "", "Amount\n(net)", "UPRN")
    assert source_rows(table) == [3, 4]


def test_no_headings(tmp_path: Path) -> None:
    table = read(
        tmp_path, b'"A81001","THE SURGERY","TS18 1HU","19740401"\n"A81002","THE PRACTICE","TS18 2AW","19740401"\n'
    )
    assert table.heading_line is None
    assert table.headings == ("", "", "", "")
    assert source_rows(table) == [1, 2]
    assert problems(table) == [("headings missing", None)]


def test_ages_as_headings(tmp_path: Path) -> None:
    table = read(
        tmp_path, b"area_code,area_name,sex,0,1,2,3\nE1,A,Persons,10,20,30,40\nE2,B,Persons,11,21,31,41\n", frozenset()
    )
    assert table.heading_line == 1


def test_fewer_headings_than_fields(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\nA,1,x\nB,2,y\n")
    assert table.headings == ("Supplier Name", "Amount", "")
    assert cells(table) == [("A", "1", "x"), ("B", "2", "y")]
    assert table.frame.collect()["field_count"].to_list() == [None, None]


def test_half_the_records_too_long_are_the_odd_ones(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\nA,1\nB,2,x\nC,3,y\n")
    assert table.headings == ("Supplier Name", "Amount")
    assert table.frame.collect()["field_count"].to_list() == [None, 3, 3]


def test_ragged_rows_keep_all_their_text(tmp_path: Path) -> None:
    table = read(
        tmp_path, b"Supplier Name,Department,Amount\nA,Roads,1\nB,Care\nC,Parks,3,left,over\nD,Roads,4,,\nE,Care,5\n"
    )
    frame = table.frame.collect()
    assert frame["field_count"].to_list() == [None, 2, 5, None, None]
    assert cells(table)[1] == ("B", "Care", None)
    assert cells(table)[2] == ("C", "Parks", "3,left,over")
    assert cells(table)[3] == ("D", "Roads", "4")


def test_trailing_blank_headings_that_no_record_has(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount,,\nA,1\nB,2\n")
    assert table.headings == ("Supplier Name", "Amount")
    assert table.frame.collect()["field_count"].to_list() == [None, None]


def test_blank_cells_are_null_and_white_space_is_kept_elsewhere(tmp_path: Path) -> None:
    data = 'Supplier Name,Department,Amount\n A ,"", 1\n\u00a0,\t,2\n" ",,"\u00a0"\nB,C,3\n'.encode()
    table = read(tmp_path, data)
    assert cells(table) == [(" A ", None, " 1"), (None, None, "2"), ("B", "C", "3")]
    assert source_rows(table) == [2, 3, 5]


@pytest.mark.parametrize("ragged", [b"", b"C\n"])
def test_repeated_headings_are_noted_and_kept(tmp_path: Path, ragged: bytes) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\nA,1\nSupplier Name,Amount\nB,2\n" + ragged)
    assert ("heading repeated", 3) in problems(table)
    assert cells(table)[1] == ("Supplier Name", "Amount")


def test_quotation_mark_never_closed(tmp_path: Path) -> None:
    table = read(tmp_path, b'Supplier Name,Amount\nA,1\n"B,2\nC,3\n')
    assert ("quote not closed", 3) in problems(table)
    assert cells(table) == [("A", "1"), ("B,2\nC,3\n", None)]


PLAIN = "Supplier {n},Roads,2024-05-{n:02},{n}.50"


def swallowed(table: TextTable) -> list[tuple[int | None, str | None, int]]:
    return [
        (problem.source_row, problem.value, problem.rows_hidden)
        for problem in table.problems
        if problem.issue_type == "lines swallowed by a quotation mark"
    ]


@pytest.mark.parametrize("closing", ['"Bell, Book & Co",Roads,2024-05-30,9.00', 'Bell,6" pipes,2024-05-30,9.00', 'Bell,"6",2024-05-30,9.00', 'Bell",Roads,2024-05-30,9.00'])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_that_a_stray_mark_swallowed_are_told(tmp_path: Path, closing: str, end: str) -> None:
    plain = [PLAIN.format(n=n) for n in range(1, 21)]
    plain[4] = '"' + plain[4]
    table = read(tmp_path, end.join(["Supplier Name,Department,Payment Date,Amount", *plain, closing, "Last,Care,2024-05-31,1.00", ""]).encode())
    # the fifth line of data is line 6 of the file, the closing one is line 22: 15 whole lines lie between
    assert swallowed(table) == [(6, "line 6 and closed in line 22: 17 lines", 16)]
    assert source_rows(table)[-1] == 23


def test_a_stray_mark_before_the_end_or_never_closed_is_told_too(tmp_path: Path) -> None:
    lines = ["Supplier Name,Department,Payment Date,Amount", *(PLAIN.format(n=n) for n in range(1, 11))]
    lines[3] = '"' + lines[3]
    assert swallowed(read(tmp_path, "\n".join(lines).encode())) == [(4, "line 4 and never closed: 8 lines", 7)]
    lines[-1] = lines[-1].replace(",Roads", '",Roads')
    assert swallowed(read(tmp_path, "\n".join(lines).encode())) == [(4, "line 4 and closed in line 11: 8 lines", 7)]


def test_a_cell_on_many_lines_hides_nothing(tmp_path: Path) -> None:
    note = "The unit:\n1 High Street, Sampleton\n2 High Street, Sampleton\n3 High Street, Sampleton\n4 High Street, Sampleton\n5 High Street"
    narrow = read(tmp_path, f'Supplier Name,Amount\nA,1\n"{note}",2\n'.encode())
    wide = read(tmp_path, f'Supplier Name,Department,Payment Date,Amount\n"{note}",Roads,2024-05-01,2\n'.encode())
    listed = "\n".join(f"- repair, cleaning, heating, {what};" for what in ("tools", "paint", "fuel", "pipes", "lamps", "doors"))
    prose = read(tmp_path, f'Supplier Name,Department,Payment Date,Amount\n"{listed}",Roads,2024-05-01,2\n'.encode())
    assert narrow.problems == wide.problems == prose.problems == ()
    assert (narrow.rows, wide.rows, prose.rows) == (2, 1, 1)


def test_quotation_marks_in_the_middle(tmp_path: Path) -> None:
    table = read(tmp_path, b'Supplier Name,Amount\nThe "Old" Inn,1\n"Smith ""&"" Co",2\n"Jones" Ltd,3\n')
    assert cells(table) == [('The "Old" Inn', "1"), ('Smith "&" Co', "2"), ("Jones Ltd", "3")]


def test_one_column(tmp_path: Path) -> None:
    table = read(tmp_path, b"Postcode\nM1 1AA\n\nM1 1AB\n")
    assert cells(table) == [("M1 1AA",), ("M1 1AB",)]
    assert source_rows(table) == [2, 4]


def test_very_long_cell(tmp_path: Path) -> None:
    long = "x" * 300_000
    table = read(tmp_path, f'Supplier Name,Amount\n"{long}",1\nB,"2 ""q"" {long}"\n'.encode())
    assert cells(table) == [(long, "1"), ("B", f'2 "q" {long}')]


def test_headings_only(tmp_path: Path) -> None:
    table = read(tmp_path, b"Supplier Name,Amount\n")
    assert (table.rows, table.headings) == (0, ("Supplier Name", "Amount"))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "blank"),
        (bytes(range(256)) * 20, "neither text"),
        (b'{"type": "FeatureCollection", "features": [', "not valid JSON"),
        (b'{"a": 1}', "not GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "TopoJSON"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"PAR1....", "Parquet"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<?xml version='1.0'?><data/>", "XML"),
        (b"RDX3\nX\n....", "program R"),
        (codecs.BOM_UTF8, "blank"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, data: bytes, word: str) -> None:
    assert word in refused(tmp_path, data)
