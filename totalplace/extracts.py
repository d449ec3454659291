"""What finance leads take away from a publication: workbooks for a spreadsheet, Parquet files with their description, and the data dictionary
as a page; for the partners in out/, for everybody in out/public/.

Belongs here: which tables are in them, and putting the files in place. Does not belong here: how a workbook is written (workbooks.py), what the
description says (data_package.py), how the page looks (mapping/dictionary_page.py), or any figure (sql/).

No table about people is in any of them: those stand in the database alone, past disclosure control.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from totalplace import contracts, fingerprint, language, marks, sql, workbooks
from totalplace.contracts._base import Column, Contract, quoted, sql_name
from totalplace.contracts.ref import BODY
from totalplace.data_package import Sender, Written, described
from totalplace.maps import attributions, read_table, table_of
from totalplace.pack_edition import editions
from totalplace.paths import PlacePaths
from totalplace.public_edition import is_open, public_contracts
from totalplace.publication import Manifest, open_published
from totalplace.settings import read_settings
from totalplace.whole_files import write_text_whole

if TYPE_CHECKING:
    from totalplace.mapping.dictionary_page import Group

PACKAGE = "datapackage.json"
# workbook: its title, and its sheets
_WORKBOOKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "spending": (
        "What we all spend here",
        {
            "By body and function": "question.what_does_each_body_spend_on_what",
            "By area": "question.what_is_spent_in_each_area",
            "By theme": "question.what_is_spent_on_each_theme",
            "Between the bodies": "question.what_passes_between_the_bodies",
            "Do returns add up": "question.does_each_return_add_up",
            "The count, line by line": "mart.spend_count",
        },
    ),
    "payments": (
        "What we pay, and whom",
        {
            "By body and year": "question.what_did_each_body_pay",
            "Shared suppliers": "question.whom_do_several_of_us_buy_from",
            "Contracts ending": "question.which_contracts_end_next",
            "Grants": "question.which_grants_were_given_to_whom",
            "Suppliers": "mart.supplier",
            "Payment lines": "mart.spend_line",
        },
    ),
    "estate": (
        "What we all own here",
        {
            "By body and use": "question.what_do_we_all_own",
            "Plans for one estate": "question.what_would_one_estate_bring_each_body",
            "Assets": "mart.estate",
        },
    ),
    "pooled-budgets": ("What pooled budgets would bring", {"By body": "question.what_would_a_pooled_budget_bring_each_body"}),
    "what-we-received": (
        "What we received, and what became of it",
        {
            "By body": "question.what_do_we_know_of_each_body",
            "Files": "question.what_became_of_every_file",
            "Not understood": "question.what_was_not_understood",
        },
    ),
}
# the dictionary's headings, and under each the modules of contracts whose tables stand there
_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "question": ("question",),
    "estate": ("mart", "utilisation", "clusters"),
    "spending": ("spend", "payments", "suppliers", "themes"),
    "sector": ("grants", "grant_gateway", "sector", "provision"),
    "plans": ("plan", "release", "access", "successors", "pooling", "appraisal"),
    "people": ("customers", "licensing"),
    "outcomes": ("outcomes", "scrutiny"),
}
# what keys of the tables lead to, so that they can be followed within the package
_BESIDE = ("ref.body", "ref.cofog", "ref.function", "ref.area", "ref.assumption", "ops.source_file")


@dataclass(frozen=True)
class _Edition:
    """One of the two: the file that it is taken from, its folder, and what of the tables may be in it."""

    audience: str
    database: Path
    folder: Path
    tables: Mapping[str, Contract]


def write(paths: PlacePaths, manifest: Manifest) -> list[Path]:
    """Write the extracts of the publication in place; returns the files. What is there from before and is not made now is deleted."""
    files, bodies = read_table(paths, manifest, "ops.source_file"), table_of(paths, manifest, BODY)
    written: list[Path] = []
    for edition in _editions(paths):
        written += _write(edition, paths, manifest, files, bodies)
    written += _dictionaries(paths, manifest)
    marks.write(paths.extracts, manifest, _code(paths))
    return written


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The extracts in place are those of this publication, written by this code."""
    return marks.is_of(paths.extracts, manifest, _code(paths))


def _code(paths: PlacePaths) -> str:
    code = fingerprint.of_code("extracts", "workbooks", "data_package", "public_edition", "contracts", "mapping", "language", "pack_edition")
    return fingerprint.of_values(code, language.mark(paths))


def _dictionaries(paths: PlacePaths, manifest: Manifest) -> Iterator[Path]:
    """The data dictionary as a page, of either edition: what ops.dictionary of its file says."""
    from totalplace.mapping.dictionary_page import dictionary_page

    places = {"partners": (paths.database, paths.data_dictionary), "public": (paths.public_database, paths.public_data_dictionary)}
    with language.speaking(language.of_place(paths)):
        for edition in editions(paths, manifest):
            database, page = places[edition.audience]
            with open_published(database) as connection:
                said = connection.execute("select table_name, column_name, position, type, comment, is_required, key_position, references_column, allowed_values, table_question, table_grain, audience, key_proven_by from ops.dictionary order by table_name, position")
                names = [column[0] for column in said.description or ()]
                dictionary = pl.DataFrame(said.fetchall(), schema=names, orient="row", infer_schema_length=None)
            groups = list(_groups(dictionary["table_name"].unique(maintain_order=True).to_list()))
            rows = manifest.rows if edition.audience == "partners" else {}
            write_text_whole(page, dictionary_page(dictionary, groups, rows, audience=edition.audience, facts=edition.facts))
            yield page


def _groups(tables: Sequence[str]) -> "Iterator[Group]":
    """The tables under the headings of the dictionary, each under one; those that no contract of today has come last."""
    from totalplace.mapping.dictionary_page import Group

    ours = contracts.by_module()
    subject = {contract.table: name for name, modules in _SUBJECTS.items() for module in modules for contract in ours[module]}

    def heading(table: str) -> str:
        layer = table.split(".")[0]
        return {"ref": "reference", "ops": "operations"}.get(layer) or subject.get(table, "other")

    order = {table: place for place, table in enumerate(contracts.all_contracts())}
    for name in (*_SUBJECTS, "reference", "operations", "other"):
        yield Group(name, sorted((table for table in tables if heading(table) == name), key=lambda table: (order.get(table, len(order)), table)))


def extracted() -> tuple[str, ...]:
    """The tables that are extracted, each once."""
    return tuple(dict.fromkeys([*(table for _, sheets in _WORKBOOKS.values() for table in sheets.values()), *_BESIDE]))


def _editions(paths: PlacePaths) -> tuple[_Edition, _Edition]:
    wanted = extracted()
    everything = {contract.table: contract for contract in contracts.published() if contract.table in wanted}
    public = {contract.table: contract for contract in public_contracts() if contract.table in wanted}
    return (
        _Edition("partners", paths.database, paths.extracts, everything),
        _Edition("public", paths.public_database, paths.public_extracts, public),
    )


def _write(edition: _Edition, paths: PlacePaths, manifest: Manifest, files: pl.DataFrame, bodies: pl.DataFrame) -> list[Path]:
    parquet = edition.folder / "parquet"
    parquet.mkdir(parents=True, exist_ok=True)
    for half in (*edition.folder.glob(".*.writing"), *parquet.glob(".*.writing")):
        half.unlink()
    with sql.session(read_settings(), paths.scratch / "spill") as connection:
        connection.execute(f"attach {quoted(str(edition.database))} as published (read_only)")
        connection.execute("use published")
        tried = [_write_parquet(connection, contract, parquet) for contract in _in_order(edition)]
    tables = [table for table in tried if table is not None]
    by_table = {table.contract.table: table for table in tables}
    package = described(
        manifest.place, manifest.place_name, manifest.publication_id, date.fromisoformat(manifest.published_on), edition.audience, tables, list(_senders(files, edition.audience)),
    )  # fmt: skip
    write_text_whole(edition.folder / PACKAGE, json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    books = [_write_workbook(edition, name, manifest, by_table, attributions(_told(files, edition.audience), bodies), paths.scratch) for name in _WORKBOOKS]
    written = [edition.folder / PACKAGE, *(edition.folder / table.path for table in tables), *(path for path in books if path is not None)]
    for stray in {*edition.folder.glob("*.xlsx"), *parquet.glob("*.parquet")} - set(written):
        stray.unlink()
    return written


def _in_order(edition: _Edition) -> Iterator[Contract]:
    return (edition.tables[table] for table in extracted() if table in edition.tables)


def _write_parquet(connection: duckdb.DuckDBPyConnection, contract: Contract, folder: Path) -> Written | None:
    """The table as one file; None where an earlier publication, put back, does not have it yet or lacks a column."""
    path = folder / f"{contract.table}.parquet"
    beside = folder / f".{path.name}.writing"
    columns = ", ".join(contract.sql_names)
    # a question comes in its own order, what matters most first; a table in that of its key
    ordered = "" if contract.layer == "question" else f" order by {', '.join(map(sql_name, contract.primary_key)) or 'all'}"
    try:
        connection.execute(f"copy (select {columns} from {contract.table}{ordered}) to {quoted(str(beside))} (format parquet, compression zstd)")
    except (duckdb.CatalogException, duckdb.BinderException):
        beside.unlink(missing_ok=True)
        return None
    (rows,) = connection.execute(f"select count(*) from read_parquet({quoted(str(beside))})").fetchone() or (0,)
    beside.replace(path)
    return Written(contract, f"parquet/{path.name}", rows, fingerprint.sha256_of_file(path))


def _told(files: pl.DataFrame, audience: str) -> pl.DataFrame:
    """The files of which these readers may know: who sent what under no open licence, and how much anybody sent, is for the partners alone."""
    return files.filter(is_open()) if audience == "public" else files


def _senders(files: pl.DataFrame, audience: str) -> Iterator[Sender]:
    loaded = _told(files, audience).filter(pl.col("status") == "loaded").group_by("sender", "licence").agg(pl.len().alias("files")).sort("sender", "licence", nulls_last=True)
    return (Sender(row["sender"], row["files"] if audience == "partners" else None, row["licence"]) for row in loaded.iter_rows(named=True))


def _write_workbook(edition: _Edition, name: str, manifest: Manifest, tables: Mapping[str, Written], credits: Sequence[str], scratch: Path) -> Path | None:
    """A workbook of those of its tables that this edition has; None where it has none."""
    title, wanted = _WORKBOOKS[name]
    there = {sheet: tables[table] for sheet, table in wanted.items() if table in tables}
    if not there:
        return None
    shown = {sheet: table for sheet, table in there.items() if table.rows <= workbooks.ROWS_A_SHEET}
    sheets = [workbooks.Sheet(sheet, table.contract.columns, pl.read_parquet(edition.folder / table.path)) for sheet, table in shown.items()]
    path = edition.folder / f"{name}.xlsx"
    beside = edition.folder / f".{path.name}.writing"
    workbooks.write(
        beside, f"{manifest.place_name}: {title[0].lower()}{title[1:]}", list(_about(edition, manifest, there, credits)), [*sheets, _columns_sheet(there)],
        date.fromisoformat(manifest.published_on), scratch,
    )  # fmt: skip
    beside.replace(path)
    return path


_AUDIENCES = {"public": "Everybody", "partners": "The partner bodies; not for publication"}


def _about(edition: _Edition, manifest: Manifest, there: Mapping[str, Written], credits: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the first sheet says."""
    yield "Audience", _AUDIENCES[edition.audience]
    yield "Publication", f"{manifest.publication_id}, published on {manifest.published_on}"
    for sheet, table in there.items():
        counted = f"{table.rows:,} row{'' if table.rows == 1 else 's'}"
        where = "" if table.rows <= workbooks.ROWS_A_SHEET else f" They are too many for a sheet: {table.path} in this folder has them."
        yield f"Sheet: {sheet}", f"{table.contract.question} {counted}, one per {table.contract.grain}.{where} In the database: {table.contract.table}"
    yield "Sheet: Columns", "What each column of these sheets means, and which values it may have"
    yield "Empty cells", "Not known or not collected: never nought"
    if edition.audience == "partners":
        yield "Where figures come from", "Any figure walks back to lines of files: totalplace why, or ops.lineage in the database"
    for failed in manifest.overridden if edition.audience == "partners" else ():
        yield "A check that failed and was accepted", failed
    for credit in credits:
        yield "Licence and attribution", credit


_COLUMNS = (
    Column("sheet", "text", "Sheet"),
    Column("column", "text", "Column"),
    Column("meaning", "text", "What it means"),
    Column("type", "text", "Its type in the database"),
    Column("never_empty", "boolean", "It is in each row"),
    Column("allowed_values", "text", "The only values it may have"),
    Column("leads_to", "text", "The column of another table that it refers to"),
)


def _columns_sheet(there: Mapping[str, Written]) -> workbooks.Sheet:
    rows = [
        (sheet, column.name, column.comment, column.duckdb_type, table.contract.is_required(column), " | ".join(column.values) or None, column.references or None)
        for sheet, table in there.items()
        for column in table.contract.columns
    ]
    schema = {column.name: pl.Boolean() if column.type == "boolean" else pl.String() for column in _COLUMNS}
    return workbooks.Sheet("Columns", _COLUMNS, pl.DataFrame(rows, schema=schema, orient="row"))
