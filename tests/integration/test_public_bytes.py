"""Nothing of what is for the partners alone is in any byte of what everybody gets: a value of its own is planted in every column that is not public, and
every file of out/public is looked through for each, packed parts unpacked.
"""

import base64
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pypdf
import pytest

from totalplace import board_pack, contracts, extracts, maps, pack_edition, printed, publication, sql
from totalplace.contracts import spend
from totalplace.contracts._base import Column, Contract
from totalplace.paths import PlacePaths
from totalplace.public_edition import build_public_edition, is_public_column
from totalplace.settings import read_settings

# a licence that somebody stated is said to everybody, and who sent when what stands under one: the licences ask for it. Of other files neither is
STATED = ("ops.source_file", "licence")
SAID_OF_LICENSED_FILES = {("ops.source_file", name) for name in ("sender", "received_on")}
PACKED = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


@dataclass(frozen=True)
class Planted:
    """What stands in a column instead of what was there, and how it would look to a reader."""

    where: str
    value: Any
    seen_as: tuple[bytes, ...]


def value(column: Column, number: int) -> Planted | None:
    """A value that stands nowhere else; None for what has no value of its own."""
    if column.type == "text":
        text = f"zyx-planted-{number:05d}-wvu"
        return Planted(column.name, text, (text.encode(),))
    if column.type == "date":
        day = date(1931, 1, 1) + timedelta(days=number)
        return Planted(column.name, day, (day.isoformat().encode(), f"{day.day} {day:%B} {day.year}".encode()))
    if column.type in ("money", "number", "integer"):
        whole = 871_234_000 + number
        amount = {"money": Decimal(whole), "number": float(whole), "integer": whole}[column.type]
        return Planted(column.name, amount, (str(whole).encode(), f"{whole:,}".encode()))
    return None


def private_columns(contract: Contract) -> Iterator[Column]:
    """What is not for everybody, but for keys, by which rows find each other, and words of a fixed list."""
    for column in contract.columns:
        is_key = column.name in contract.primary_key or bool(column.references) or bool(column.values) or column.name.endswith("fy")
        if not is_key and not is_public_column(contract.table, column.name) and (contract.table, column.name) != STATED:
            yield column


def plant(paths: PlacePaths, manifest: publication.Manifest, edition: Path) -> list[Planted]:
    """Put the values into the tables of the publication, as files and in its database."""
    without_rules(edition)
    planted: list[Planted] = []
    with closing(duckdb.connect(edition)) as connection:
        tables = {name for (name,) in connection.execute("select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE'").fetchall()}
        for contract in contracts.published():
            if contract.table not in manifest.tables or not manifest.rows.get(contract.table) or contract.table not in tables:
                continue
            path = paths.root / manifest.tables[contract.table]
            frame = pl.read_parquet(path)
            for column in private_columns(contract):
                found = value(column, len(planted))
                if found is None or column.name not in frame.columns:
                    continue
                only = "licence is null" if (contract.table, column.name) in SAID_OF_LICENSED_FILES else "true"
                frame = frame.with_columns(pl.when(pl.sql_expr(only)).then(pl.lit(found.value).cast(frame.schema[column.name])).otherwise(column.name).alias(column.name))
                where = f"{contract.table}.{column.name}"
                (rows,) = connection.execute(f'update {contract.table} set "{column.name}" = ? where {only}', [found.value]).fetchone() or (0,)
                assert rows, f"nothing was planted in {where} of the database"
                planted.append(Planted(where, found.value, found.seen_as))
            frame.write_parquet(path)
    return planted


def without_rules(edition: Path) -> None:
    """Make the database again as it is but for its rules: some would refuse a planted value, and the column would be looked for in vain."""
    bare = edition.with_suffix(".bare")
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{edition}' as ruled (read_only); attach '{bare}' as bare")
        tables = connection.execute("select schema_name, table_name from duckdb_tables() where database_name = 'ruled'").fetchall()
        for schema in {schema for schema, _ in tables} | {view.layer for view in contracts.views()}:
            connection.execute(f"create schema bare.{schema}")
        for schema, table in tables:
            connection.execute(f"create table bare.{schema}.{table} as from ruled.{schema}.{table}")
        connection.execute("use bare")
        connection.execute(";\n".join(sql.view_statements(view.table for view in contracts.views())))
    bare.replace(edition)


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and what is packed in it: blocks of base64, compressed or not."""
    yield content
    for block in PACKED.findall(content):
        try:
            inside = base64.b64decode(block)
        except ValueError:
            continue
        yield inside
        for wbits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
            try:
                yield zlib.decompress(inside, wbits)
            except zlib.error:
                continue


def everything_in(path: Path) -> Iterator[bytes]:
    """All that can be read of a file, by whoever knows its format."""
    yield from unpacked(path.read_bytes())
    if path.suffix == ".duckdb":
        with closing(duckdb.connect(path, read_only=True)) as connection:
            for (table,) in connection.execute("select table_schema || '.' || table_name from information_schema.tables where table_catalog not in ('system', 'temp')").fetchall():
                yield repr(connection.execute(f"from {table}").fetchall()).encode()
                yield "\n".join(map(str, connection.execute(f"select columns(*)::varchar from {table}").fetchall())).encode()
    elif path.suffix == ".parquet":
        yield "\n".join(str(row) for row in pl.read_parquet(path).select(pl.all().cast(pl.String)).iter_rows()).encode()
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                yield book.read(name)
    elif path.suffix == ".pdf":
        yield from said_in(path)


def said_in(pdf: Path) -> Iterator[bytes]:
    """What a PDF says on its pages, as it is read and as words that a line's end parts in two; and beside them: about itself, in headings to jump to, in what lies on a page."""
    reader = pypdf.PdfReader(pdf)
    for page in reader.pages:
        text = page.extract_text()
        yield text.encode()
        yield " ".join(text.split()).encode()
        yield "".join(text.split()).encode()
        yield repr([note.get_object() for note in page.get("/Annots", [])]).encode()
    yield repr((reader.metadata, reader.outline)).encode()


def small_pdf(lines: list[str]) -> bytes:
    """A page that says the lines, its content packed, as documents have it."""
    told = "".join(f"<{line.encode('latin-1', 'replace').hex()}> Tj T*\n" for line in lines)
    content = zlib.compress(f"BT /F 9 Tf 12 TL 40 800 Td\n{told}ET".encode())
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F " + font + b" >> >> >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content)]
    made, at = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        at.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in at)
    return made + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(made))


class AsText:
    """Prints the whole text of a document in no time: a browser would take its time to make it look well."""

    name = "as text"

    def write(self, made: printed.Made, target: Path) -> None:
        target.write_bytes(small_pdf(made({}).splitlines()))


def test_what_a_pdf_says_is_read_also_where_a_line_parts_it(tmp_path: Path) -> None:
    (tmp_path / "pack.pdf").write_bytes(small_pdf(["Running costs (all): zyx-planted-", "00007-wvu", "8 February", "1931"]))
    assert b"planted" not in b"".join(unpacked((tmp_path / "pack.pdf").read_bytes())), "it is not packed: this shows nothing"
    said = list(everything_in(tmp_path / "pack.pdf"))
    assert any(b"zyx-planted-00007-wvu" in content for content in said) and any(b"8 February 1931" in content for content in said)


def with_spending(paths: PlacePaths, manifest: publication.Manifest) -> publication.Manifest:
    """With a return of each body counted, so that there is a page of spending."""
    rows = [
        {
            "body_id": body, "fy": 2024, "account": "general fund", "economic": "revenue", "line": "Roads", "cofog": "04.5", "source_return": "RS", "measure": "outturn", "population": "not applicable",
            "return_status": "certified", "basis": "measured", "count_id": number, "line_code": str(number), "gross_gbp": Decimal(pounds), "transfer_out_gbp": Decimal(0), "net_gbp": Decimal(pounds),
            "transfer_in_memo_gbp": Decimal(0), "funder_gbp": Decimal(pounds), "return_total": "net current expenditure", "income_basis": "net of fees and charges", "price_base": "prices of the year", "is_counted": True,
        }
        for number, (body, pounds) in enumerate((("northby-council", "5000000.00"), ("northby-trust", "7000000.00")))
    ]  # fmt: skip
    path = paths.root / manifest.tables["mart.spend_count"]
    spend.SPEND_COUNT.conform(pl.DataFrame(rows)).collect().write_parquet(path)
    with closing(duckdb.connect(paths.database)) as connection:
        connection.execute("insert into mart.spend_count by name select * from read_parquet(?)", [str(path)])
    manifest.rows["mart.spend_count"] = len(rows)
    return manifest


def test_nothing_private_is_in_any_byte_of_what_everybody_gets(northby: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "printer", lambda _: AsText())
    standing = publication.current(northby)
    assert standing is not None
    manifest = with_spending(northby, standing)
    planted = plant(northby, manifest, northby.database)
    assert len(planted) > 60, "hardly anything was planted: the test would show nothing"
    assert {"mart.body_coverage.confirmed_by", "mart.estate.running_cost_gbp", "mart.spend_line.supplier_as_published", "ops.source_file.path", "ops.source_file.sender"} <= {each.where for each in planted}
    for made in (northby.out / "public").rglob("*"):
        if made.is_file():
            made.unlink()
    build_public_edition(northby.database, northby.public_database, read_settings())
    maps.draw(northby, manifest)
    board_pack.draw_edition(pack_edition.editions(northby, manifest)[1])
    extracts.write(northby, manifest)
    files = sorted(path for path in (northby.out / "public").rglob("*") if path.is_file())
    made_names = {path.name for path in files}
    assert {"totalplace.duckdb", "index.html", "what-we-all-own-here.html", "what-we-all-spend-here.html", "data-dictionary.html", "datapackage.json", "board-pack.pdf"} <= made_names
    assert "2 confirmed the picture of their own estate" in (northby.public_board_pack / "what-we-all-own-here.html").read_text("utf-8"), "that somebody did is for everybody"
    # what everybody may know is there, and what is planted is found where it may stand
    partners = b"".join(b"".join(everything_in(path)) for path in northby.maps.glob("what-we-all-own-here.html"))
    assert any(mark in partners for each in planted for mark in each.seen_as), "the partners' map shows nothing planted: looking finds nothing"
    found = [f"{each.where} in {path.relative_to(northby.out)}" for path in files for content in everything_in(path) for each in planted if any(mark in content for mark in each.seen_as)]
    assert not found, "\n".join(dict.fromkeys(found))
