"""Every SQL file: keeps the rules, runs with only its dependencies present and all of them empty, fits its contract."""

from pathlib import Path

import pytest

from tests.sql.running import run_file
from totalplace import contracts, sql
from totalplace.checks import all_checks
from totalplace.pipeline import SQL_LAYERS

FILES = [file for layer in (*SQL_LAYERS, "question") for file in sql.load_folder(layer)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.table)
def test_runs_with_all_inputs_empty(file: sql.SqlFile, tmp_path: Path) -> None:
    result = run_file(file, {}, tmp_path)
    contract = contracts.contract(file.table)
    assert result.columns == list(contract.column_names)
    assert dict(result.schema) == contract.polars_schema()


def test_every_check_runs_on_empty_tables(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        for contract in contracts.all_contracts().values():
            connection.execute(f"create schema if not exists {contract.layer}")
            connection.execute(contract.ddl(constraints=False))
        for check in all_checks():
            assert connection.execute(check.offending).fetchall() == [], check.sentence
