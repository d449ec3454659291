"""Extracts of the example place: workbooks and Parquet say what the published file says, and the public ones hold what is public alone."""

import json
from decimal import Decimal

import duckdb
import fastexcel
import polars as pl
import pytest

from tests.example_place.conftest import Published
from totalplace import contracts
from totalplace.public_edition import public_contracts

pytestmark = pytest.mark.timeout(1200)


def test_every_parquet_file_has_the_rows_of_its_table(published: Published) -> None:
    folder = published.folder / "out" / "extracts"
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {path.name for path in (folder / "parquet").iterdir()} == {entry["path"].removeprefix("parquet/") for entry in package["resources"]}
    with duckdb.connect(published.database, read_only=True) as connection:
        for entry in package["resources"]:
            file = str(folder / entry["path"])
            (differing,) = connection.execute(
                f"select count(*) from ((from {entry['name']} except all from read_parquet($1)) union all (from read_parquet($1) except all from {entry['name']}))", [file]
            ).fetchone() or (None,)
            assert differing == 0, entry["name"]
            assert connection.execute("select count(*) from read_parquet($1)", [file]).fetchone() == (entry["row_count"],)


def test_the_pounds_of_the_workbook_are_those_of_the_database(published: Published) -> None:
    lines = fastexcel.read_excel(published.folder / "out" / "extracts" / "payments.xlsx").load_sheet("Payment lines", dtypes={"amount_gbp": "string"}).to_polars()
    (row,) = published.rows("select count(*) as lines, sum(amount_gbp) as pounds from mart.spend_line")
    assert lines.height == row["lines"]
    assert sum((Decimal(text).quantize(Decimal("0.01")) for text in lines["amount_gbp"]), Decimal(0)) == row["pounds"]
    assert set(lines["line_id"].str.len_chars().unique()) - set(range(10)), "ids are whole"


def test_the_public_extracts_have_public_tables_and_columns_alone(published: Published) -> None:
    public = {contract.table: contract for contract in public_contracts()}
    folder = published.folder / "out" / "public" / "extracts"
    files = sorted((folder / "parquet").iterdir())
    assert files
    for file in files:
        contract = public[file.stem]
        assert pl.read_parquet_schema(file).keys() == set(contract.column_names)
    for book in folder.glob("*.xlsx"):
        opened = fastexcel.read_excel(book)
        told = opened.load_sheet("Columns").to_polars()
        private = {column.name for contract in contracts.published() for column in contract.columns if not column.is_public}
        assert not set(told["column"]) & private
        assert "Everybody" in opened.load_sheet("About", header_row=None).to_polars().to_series(1).to_list()
