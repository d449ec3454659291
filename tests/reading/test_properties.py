"""The fast path equals the exact one, and both equal what was written, whatever the text."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from totalplace.reading import TextTable, read_tables
from totalplace.reading.exact import Layout, exact_records
from totalplace.reading.headings import HeadingRow, is_blank
from totalplace.reading.scan import scan_records
from totalplace.reading.text import _exact_frame, _outline

NASTY = st.text(st.sampled_from('ab1,;"\r\n \t\x00é\u00a0£'), max_size=40)
CELLS = st.text(st.sampled_from('ab1,"\r\n é|'), max_size=6)


def check_paths(body: str) -> None:
    """Both paths give the same frame, and the scan knows what the exact reader finds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text"
        path.write_bytes(body.encode())
        layout = Layout(path, 0, ",", "\n")
        records = list(exact_records(layout))
        scan = scan_records(layout)
        if scan is not None:
            assert scan.line.tolist() == [record.line for record in records]
            assert scan.fields.tolist() == [max(len(record.cells), 1) for record in records]
            assert scan.is_blank.tolist() == [all(map(is_blank, record.cells)) for record in records]
        outline = _outline(layout, HeadingRow(None, ()), records)
        if outline.headings:
            exact = _exact_frame(layout, outline, Path(folder) / "exact.parquet").collect()
            assert exact.height == outline.rows
            assert outline.frame(layout, Path(folder) / "other.parquet").collect().equals(exact)


@given(body=NASTY)
@example(body='a,b\n"\n')
@example(body="\n\na,b\n")
@example(body='a,b\n"",""\n')
@example(body="a,b\r")
@example(body='a,b\r\n"c",d\r\n\r\n')
@example(body='"a\n')
@settings(max_examples=1500, deadline=None)
def test_fast_path_equals_exact_path(body: str) -> None:
    check_paths(body)


FIELDS = st.sampled_from(
    [
        "",
        " ",
        "a",
        "1.50",
        '""',
        '" "',
        '"a,b"',
        '"a\nb"',
        '"\r\n"',
        '"""a"""',
        '""""',
        'a"b',
        "\r",
        "a\rb",
        "\u00a0",
        "é",
        "\x00",
    ]
)


@given(
    records=st.lists(st.one_of(st.tuples(FIELDS, FIELDS, FIELDS), st.just(("",))), max_size=8),
    ends=st.lists(st.sampled_from(["\n", "\r\n"]), min_size=8, max_size=8),
    is_last_ended=st.booleans(),
)
@settings(max_examples=1500, deadline=None)
def test_fast_path_equals_exact_path_on_regular_records(
    records: list[tuple[str, ...]], ends: list[str], is_last_ended: bool
) -> None:
    text = "".join(",".join(record) + end for record, end in zip(records, ends, strict=False))
    check_paths(text if is_last_ended else text.rstrip("\r\n"))


def written(cell: str, is_quoted: bool) -> str:
    """A cell as a careful publisher writes it."""
    if is_quoted or any(letter in cell for letter in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    is_quoted=st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_every_record_comes_back_with_its_line(rows: list[list[str]], end: str, is_quoted: bool) -> None:
    text, expected = "Supplier Name,Department,Amount" + end, []
    for row in rows:
        if not all(map(is_blank, row)):
            expected.append((text.count("\n") + 1, *(None if is_blank(cell) else cell for cell in row)))
        text += ",".join(written(cell, is_quoted) for cell in row) + end
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text"
        path.write_bytes(text.encode())
        known = frozenset({"supplier name", "department", "amount"})
        (table,) = read_tables(path, "x.csv", known_headings=known, scratch=Path(folder) / "scratch")
        assert isinstance(table, TextTable)
        assert table.heading_line == 1
        assert table.frame.drop("field_count").collect().rows() == expected


def test_blocks_do_not_show(tmp_path: Path) -> None:
    """A file of many blocks, with line breaks and quotes across their edges, read by both paths."""
    rng = np.random.default_rng(7)
    wide = ["x" * int(size) for size in rng.integers(1, 4_000, 6_000)]
    lines = [f'{place},"{text}\n""q"", {place}",{place / 4}\n' for place, text in enumerate(wide)]
    lines[4_000] = "\n"
    path = tmp_path / "text"
    path.write_text("id,note,amount\n" + "".join(lines), encoding="utf-8", newline="")
    assert path.stat().st_size > 9 * 1024 * 1024
    (table,) = read_tables(path, "x.csv", known_headings=frozenset({"id", "note", "amount"}), scratch=tmp_path)
    assert isinstance(table, TextTable)
    layout = Layout(path, 0, ",", "\n")
    expected = [(record.line, *record.cells) for record in exact_records(layout) if any(record.cells)][1:]
    assert table.frame.drop("field_count").collect(engine="streaming").rows() == expected
