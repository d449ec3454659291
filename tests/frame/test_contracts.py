"""What derives from a contract: DDL, comments, rules, conforming, samples, dictionary."""

from decimal import Decimal

import duckdb
import polars as pl
import pytest

from totalplace import checks, contracts
from totalplace.contracts._base import Column, Contract, Rule
from totalplace.public_edition import public_contracts

EXAMPLE = Contract(
    table="mart.example",
    grain="thing",
    question="What's there?",
    primary_key=("thing_id",),
    columns=(
        Column("thing_id", "text", "Our id; it's kept"),
        Column("colour", "text", "Its colour", required=True, values=("red", "green's")),
        Column("amount_gbp", "money", "Pounds"),
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("seen_on", "date", "Day"),
    ),
    rules=(Rule("amounts are not negative", "amount_gbp >= 0"),),
)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute("create schema mart")
    found.execute(EXAMPLE.ddl(constraints=True))
    return found


def test_ddl_declares_types_in_order(connection: duckdb.DuckDBPyConnection) -> None:
    described = connection.execute("describe mart.example").fetchall()
    assert [(row[0], row[1]) for row in described] == [
        ("thing_id", "VARCHAR"), ("colour", "VARCHAR"), ("amount_gbp", "DECIMAL(18,2)"), ("body_id", "VARCHAR"), ("seen_on", "DATE"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        "(null, 'red', 1, null, null)",
        "('a', null, 1, null, null)",
        "('a', 'blue', 1, null, null)",
        "('a', 'red', -1, null, null)",
        "('b', 'red', 1, null, null), ('b', 'red', 1, null, null)",
    ],
)
def test_constraints_refuse_what_the_contract_refuses(connection: duckdb.DuckDBPyConnection, row: str) -> None:
    with pytest.raises(duckdb.ConstraintException):
        connection.execute(f"insert into mart.example values {row}")


def test_constraints_let_through_what_it_allows(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "insert into mart.example values ('a', 'red', 1.005, null, null), ('b', 'green''s', null, 'x', '2025-04-01')"
    )
    assert connection.execute("select sum(amount_gbp) from mart.example").fetchone() == (Decimal("1.01"),)


def test_without_constraints_anything_of_the_type_goes_in() -> None:
    with duckdb.connect() as loose:
        loose.execute("create schema mart")
        loose.execute(EXAMPLE.ddl(constraints=False))
        loose.execute("insert into mart.example values (null, 'blue', -1, null, null)")


def test_comments_stand_on_table_and_columns(connection: duckdb.DuckDBPyConnection) -> None:
    for statement in EXAMPLE.comment_statements():
        connection.execute(statement)
    assert connection.execute("select comment from duckdb_tables() where table_name = 'example'").fetchone() == (
        "What's there? One row per thing.",
    )
    told = dict(
        connection.execute("select column_name, comment from duckdb_columns() where table_name = 'example'").fetchall()
    )
    assert told == {column.name: column.comment for column in EXAMPLE.columns}


def test_conform_orders_casts_and_fills() -> None:
    frame = pl.DataFrame({"amount_gbp": ["1.50"], "thing_id": ["a"], "seen_on": ["2025-04-01"]})
    found = EXAMPLE.conform(frame.with_columns(pl.col("seen_on").str.to_date())).collect()
    assert found.columns == list(EXAMPLE.column_names)
    assert dict(found.schema) == EXAMPLE.polars_schema()
    assert found["amount_gbp"].to_list() == [Decimal("1.50")]
    assert found["colour"].to_list() == [None]


def test_conform_refuses_a_column_it_does_not_know() -> None:
    with pytest.raises(ValueError, match=r"mart\.example has no column surplus"):
        EXAMPLE.conform(pl.DataFrame({"surplus": [1]}))


def test_a_duplicated_column_is_refused() -> None:
    with pytest.raises(ValueError, match="a column is declared twice"):
        Contract("mart.twice", "thing", "What?", columns=(Column("a", "text", "One"), Column("a", "text", "Two")))


def test_a_key_that_is_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match="primary key columns"):
        Contract("mart.keyless", "thing", "What?", columns=(Column("a", "text", "One"),), primary_key=("b",))


def test_dictionary_rows_say_what_each_column_is() -> None:
    rows = EXAMPLE.dictionary_rows()
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0]["key_position"] == 1 and rows[0]["is_required"]
    assert rows[1]["allowed_values"] == "red | green's"
    assert rows[3]["references_column"] == "ref.body.body_id"
    assert {row["table_grain"] for row in rows} == {"thing"}


def test_samples_fit_their_contract() -> None:
    for contract in contracts.all_contracts().values():
        frame = contract.sample(20)
        assert dict(frame.schema) == contract.polars_schema(), contract.table
        assert frame.equals(contract.sample(20)), contract.table
        for column in contract.columns:
            if column.values:
                assert set(frame[column.name].drop_nulls()) <= set(column.values), (contract.table, column.name)


def test_samples_hold_what_is_given() -> None:
    assert EXAMPLE.sample(3, colour="red")["colour"].to_list() == ["red"] * 3


def test_references_lead_to_columns_that_exist() -> None:
    for contract in contracts.all_contracts().values():
        for column in contract.columns:
            if column.references:
                table, name = column.references.rsplit(".", 1)
                assert name in contracts.contract(table).column_names, f"{contract.table}.{column.name}"


def test_every_ddl_and_rule_is_valid_sql() -> None:
    with duckdb.connect() as connection:
        for schema in {contract.layer for contract in contracts.all_contracts().values()}:
            connection.execute(f"create schema {schema}")
        for contract in contracts.all_contracts().values():
            connection.execute(contract.ddl(constraints=True))
            for rule in contract.row_rules():
                connection.execute(f"select count(*) from {contract.table} where not ({rule.condition})")


def test_a_column_may_be_called_by_a_word_of_the_language() -> None:
    grouped = Contract(
        table="mart.grouped",
        grain="group",
        question="Which groups are there?",
        primary_key=("group",),
        columns=(Column("group", "text", "The group", values=("young", "old")), Column("order", "integer", "Its place", references="mart.grouped.order")),
    )
    connection = duckdb.connect()
    connection.execute("create schema mart")
    connection.execute(grouped.ddl(constraints=True))
    for statement in grouped.comment_statements():
        connection.execute(statement)
    connection.execute("insert into mart.grouped values ('young', 1)")
    found = [check for check in checks.contract_checks(grouped) if connection.execute(check.offending).fetchall()]
    assert found == []


def test_what_the_public_gets_can_be_made_of_its_columns() -> None:
    """A public table whose key refers to what stays among the partners would stop every publication."""
    assert {contract.table for contract in public_contracts()} == {contract.table for contract in contracts.published() if contract.audience == "public"}
