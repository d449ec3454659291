"""Running one SQL file over given rows, everything else empty."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from totalplace import contracts, sql

Rows = list[dict[str, Any]]

FILE = {"source_file_id": "f1", "source_part": "table"}
OTHER = {"source_file_id": "f2", "source_part": "table"}


@cache
def _session() -> duckdb.DuckDBPyConnection:
    """One for all runs of a process, and one thread: opening it costs as much as running a file over a few rows."""
    return duckdb.connect(config={"threads": 1})


def run_file(file: sql.SqlFile, given: dict[str, Rows], tmp_path: Path) -> pl.DataFrame:
    """The result of the file with only its dependencies present. Columns not given are null."""
    unknown = set(given) - set(file.dependencies)
    assert not unknown, f"{file.table} does not read {unknown}"
    connection = _session()
    connection.execute("begin")
    try:
        for layer in {name.split(".")[0] for name in file.dependencies}:
            connection.execute(f"create schema {layer}")
        for name in file.dependencies:
            contract = contracts.contract(name)
            connection.execute(contract.ddl(constraints=False))
            rows = given.get(name, [])
            if rows:
                frame = contract.conform(pl.DataFrame(rows, infer_schema_length=None)).collect()  # noqa: F841
                connection.execute(f"insert into {name} by name select * from frame")
        target = tmp_path / "result.parquet"
        sql.run_to_parquet(connection, file, contracts.contract(file.table), target)
    finally:
        connection.execute("rollback")  # nothing of this run is there for the next
    return pl.read_parquet(target)


def file_of(table: str) -> sql.SqlFile:
    layer, name = table.split(".")
    return next(file for file in sql.load_folder(layer) if file.path.stem == name)


def run(table: str, tmp_path: Path, **given: Rows) -> pl.DataFrame:
    """The result over the given tables, written with two underscores for the point."""
    return run_file(file_of(table), {name.replace("__", "."): rows for name, rows in given.items()}, tmp_path)


def threshold(name: str, value: float) -> Rows:
    """Of core.assumption."""
    return [{"assumption_id": name, "value": value}]
