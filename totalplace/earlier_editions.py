"""Which kept editions show premises that have become sensitive since they were published.

Belongs here: asking an earlier edition what the check of sensitive premises asks a publication, and remembering the answer. Does not
belong here: the check (sql/checks/), keeping and deleting editions (publication.py), or telling people (launch.py, inspection.py, cli.py).

An edition is a finished file and is not altered: what it shows is told, and who runs the place has it withdrawn whole.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from totalplace import checks, contracts, fingerprint, sql
from totalplace.contracts import PUBLISHED_LAYERS
from totalplace.contracts._base import quoted, sql_name
from totalplace.paths import PlacePaths
from totalplace.pipeline import Workbench
from totalplace.whole_files import write_text_whole
from totalplace.words import plural


def note(workbench: Workbench, publication_ids: Iterable[str]) -> None:
    """Look through these editions for what is sensitive by the results that stand now, and remember how many rows show it."""
    paths = workbench.paths
    asked = [check for check in checks.file_checks() if check.is_privacy]
    secret = {table: workbench.result(table) for check in asked for table in check.inputs if table.split(".")[0] not in PUBLISHED_LAYERS}
    basis = fingerprint.of_values([check.offending for check in asked], {table: path.name for table, path in sorted(secret.items())})
    standing, told = _read(paths.sensitive_in_editions)
    known = told if standing == basis else {}
    rows = {}
    for publication_id in publication_ids:
        found = known.get(publication_id)
        rows[publication_id] = _rows(workbench, asked, secret, paths.edition(publication_id)) if found is None else found
    write_text_whole(paths.sensitive_in_editions, json.dumps({"basis": basis, "rows": rows}))


def showing_sensitive(paths: PlacePaths) -> dict[str, int]:
    """The kept editions that show what is sensitive by the publication made last, with how many rows do."""
    _, rows = _read(paths.sensitive_in_editions)
    return {name: count for name, count in sorted(rows.items()) if count and paths.edition(name).is_file()}


def warning(paths: PlacePaths, publication_id: str, rows: int) -> str:
    """What somebody must be told of such an edition."""
    return (
        f"{publication_id} shows, in {plural(rows, 'row')}, premises that may only be counted now (sensitive ones, single dwellings). Remove it with: "
        f"totalplace withdraw {paths.place} {publication_id}"
    )


def _read(path: Path) -> tuple[str, dict[str, int]]:
    if not path.is_file():
        return "", {}
    noted = json.loads(path.read_text("utf-8"))
    return str(noted["basis"]), dict(noted["rows"])


def _rows(workbench: Workbench, asked: Iterable[checks.Check], secret: dict[str, Path], edition: Path) -> int:
    with sql.session(workbench.settings, workbench.paths.scratch / "spill") as connection:
        sql.create_views(connection, secret)
        connection.execute(f"attach {quoted(str(edition))} as earlier (read_only)")
        for table in sorted({table for check in asked for table in (check.table, *check.inputs)} - secret.keys()):
            _view_of_edition(connection, table)
        return sum(result.offending_rows for result in checks.evaluate(connection, asked))


def _view_of_edition(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """The table as the edition has it; what it did not have yet is empty."""
    contract = contracts.contract(table)
    rows = connection.execute(
        f"select column_name from duckdb_columns() where database_name = 'earlier' and schema_name = {quoted(contract.layer)} and table_name = {quoted(contract.name)}"
    ).fetchall()
    present = {name for (name,) in rows}
    columns = ", ".join(sql_name(column.name) if column.name in present else f"null::{column.duckdb_type} as {sql_name(column.name)}" for column in contract.columns)
    connection.execute(f"create schema if not exists {contract.layer}")
    connection.execute(f"create view {table} as select {columns}" + (f" from earlier.{table}" if present else " where false"))
