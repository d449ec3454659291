"""The SQL files: finding them, reading their dependencies from the SQL itself, the lint, and running one.

Belongs here: everything about a file of sql/ that does not depend on what it asks. Does not belong here: any query over
the place's data written in Python.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from totalplace import contracts
from totalplace.contracts._base import Contract, quoted, sql_name
from totalplace.contracts.staging import STATUS
from totalplace.paths import sql_folder
from totalplace.settings import Settings

_HEADER = re.compile(r"^-- (\w+): (.*)$", re.MULTILINE)
_REQUIRED_HEADER = ("grain", "question")
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
_BANNED_FUNCTIONS = frozenset(
    {"hash", "random", "uuid", "gen_random_uuid", "now", "today", "current_date", "get_current_timestamp"}
)
_INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)
# What may be cast to a whole number: it is one already, or it is text.
_WHOLE = frozenset(
    {
        "floor",
        "ceil",
        "ceiling",
        "round",
        "trunc",
        "year",
        "month",
        "day",
        "length",
        "count",
        "count_star",
        "substr",
        "substring",
        "regexp_extract",
        "left",
        "right",
        "date_part",
        "sum",
        "list_position",
        "row_number",
        "rank",
    }
)


@dataclass(frozen=True)
class SqlFile:
    """One SELECT. `table` is its name in four places: file, asset, table, contract."""

    table: str
    path: Path
    text: str
    header: Mapping[str, str]
    dependencies: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def question(self) -> str:
        return self.header["question"]

    @property
    def assumptions(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.header.get("assumptions", "").split(",") if name.strip())


class SqlFileError(Exception):
    """A file of sql/ that breaks a rule: names the file and the rule. A defect of ours, not of the user's data."""


@cache
def load_folder(folder: str) -> tuple[SqlFile, ...]:
    """The files of sql/<folder>/, by name, linted. Raises SqlFileError for one that breaks a rule."""
    return tuple(load_file(path, f"{folder}.{path.stem}") for path in sorted((sql_folder() / folder).glob("*.sql")))


def load_file(path: Path, table: str) -> SqlFile:
    """One file with its header and dependencies. Raises SqlFileError if it breaks a rule."""
    return parse(path.read_text("utf-8"), table, path)


def parse(text: str, table: str, path: Path) -> SqlFile:
    """As load_file, from the text."""
    header = dict(_HEADER.findall(text))
    missing = [name for name in _REQUIRED_HEADER if not header.get(name)]
    if missing:
        raise SqlFileError(f"{path}: the header lacks '-- {missing[0]}: …'")
    tree, nodes = _syntax_tree(text, path)
    dependencies = _dependencies(nodes)
    faults = list(_lint(nodes, dependencies, text, header))
    if faults:
        raise SqlFileError(f"{path}: {'; '.join(faults)}")
    return SqlFile(table, path, text, header, dependencies, _columns(tree["statements"][0]["node"]))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """One connection for all files: opening one costs more than parsing."""
    return duckdb.connect()


def _syntax_tree(text: str, path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The tree of the one statement, and every object of it: kept as it is read, as there are a hundred thousand of them."""
    nodes: list[dict[str, Any]] = []

    def kept(node: dict[str, Any]) -> dict[str, Any]:
        nodes.append(node)
        return node

    # a literal, not a bound parameter: binding makes DuckDB import pandas, which takes longer than all the rest
    row = _parser().execute(f"select json_serialize_sql({quoted(text)}::varchar)").fetchone()
    assert row is not None
    tree: dict[str, Any] = json.loads(row[0], object_hook=kept)
    if tree["error"]:
        raise SqlFileError(f"{path}: {tree['error_message']}")
    if len(tree["statements"]) != 1:
        raise SqlFileError(f"{path}: has {len(tree['statements'])} statements; a file is exactly one SELECT")
    nodes.reverse()  # each before those within it
    return tree, nodes


def parse_tree(file: SqlFile) -> dict[str, Any]:
    """DuckDB's own tree of the file's SELECT. Read anew: kept for all files it would take much memory that few runs need."""
    tree, _ = _syntax_tree(file.text, file.path)
    node: dict[str, Any] = tree["statements"][0]["node"]
    return node


def _nodes(tree: Any) -> list[dict[str, Any]]:
    """Every object of a part of the tree, each before those within it."""
    found: list[dict[str, Any]] = []
    waiting = [tree]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            found.append(entry)
            entry = list(entry.values())
        waiting += [value for value in reversed(entry) if isinstance(value, dict | list)]
    return found


def _columns(node: dict[str, Any]) -> tuple[str, ...]:
    """The names of the columns of a SELECT, read from it: of a union those of its first part."""
    while "select_list" not in node:
        node = node["left"] if "left" in node else node["children"][0]
    return tuple(entry.get("alias") or (entry.get("column_names") or [""])[-1] for entry in node["select_list"])


def _dependencies(nodes: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                f"{node['schema_name']}.{node['table_name']}"
                for node in nodes
                if node.get("type") == "BASE_TABLE" and node["schema_name"]
            }
        )
    )


def _lint(nodes: Sequence[dict[str, Any]], dependencies: Sequence[str], text: str, header: Mapping[str, str]) -> Iterator[str]:
    ctes = {entry["key"] for node in nodes for entry in (node.get("cte_map") or {}).get("map", [])}
    for node in nodes:
        match node.get("type"):
            case "BASE_TABLE" if not node["schema_name"] and node["table_name"] not in ctes:
                yield f"'{node['table_name']}' is neither layer.table nor a CTE of this file"
            case "TABLE_FUNCTION" if node["function"]["function_name"] not in _TABLE_FUNCTIONS:
                yield f"the table function {node['function']['function_name']} is not allowed"
            case "SHOW_REF" | "PIVOT":
                yield "DESCRIBE, SHOW and PIVOT are not allowed"
            case "SUBQUERY" if node.get("subquery_type") == "ANY" and _is_list_test(node):
                yield "'= any([…])' loses its filter on other engines: write 'in (…)'"
            case "FUNCTION" if node["function_name"] in _BANNED_FUNCTIONS:
                yield f"{node['function_name']}() is not allowed: the same input must give the same output"
            case "FUNCTION" if node["function_name"] in ("/", "avg") and _money_columns(node):
                yield f"'{node['function_name']}' on {_money_columns(node)[0]} makes a DOUBLE of money: use allocate() or decimals"
            case "FUNCTION" if node["function_name"] == "*" and _money_columns(node) and _has_double(node):
                yield f"a DOUBLE literal times {_money_columns(node)[0]} makes a DOUBLE of money: write it as a decimal"
            case "OPERATOR_CAST" if node["cast_type"]["id"] in _INTEGERS and _may_be_fraction(node["child"]):
                yield "a cast to a whole number rounds here and cuts elsewhere: say floor() or round()"
    if {"ref.assumption", "core.assumption"} & set(dependencies) and not header.get("assumptions"):
        yield "reads the assumptions without naming the ids in '-- assumptions: …'"
    if re.search(r"select\s+\*\s*(from|,)", re.sub(r"--.*", "", text), re.IGNORECASE):
        yield "'select *' is not allowed: name the columns"


def _is_list_test(node: dict[str, Any]) -> bool:
    return any(child.get("function_name") == "unnest" for child in _nodes(node["subquery"]))


def _money_columns(node: dict[str, Any]) -> list[str]:
    return [
        child["column_names"][-1]
        for child in _nodes(node["children"])
        if child.get("type") == "COLUMN_REF" and child["column_names"][-1].endswith("_gbp")
    ]


def _has_double(node: dict[str, Any]) -> bool:
    return any(
        child.get("type") == "VALUE_CONSTANT" and child["value"]["type"]["id"] == "DOUBLE"
        for child in _nodes(node["children"])
    )


def _may_be_fraction(child: dict[str, Any]) -> bool:
    if child.get("class") == "FUNCTION":
        return child["function_name"] not in _WHOLE
    return child.get("class") not in ("CONSTANT", "COLUMN_REF", "CAST", "WINDOW", "CASE", "COMPARISON", "CONJUNCTION")


@contextmanager
def session(settings: Settings, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB with our limits of memory and threads, spilling to `spill`. Extensions are never fetched."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "threads": str(settings.threads),
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(config=config)
    try:
        yield connection
    finally:
        connection.close()


def create_views(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Path]) -> None:
    """A view layer.table over each result: a Parquet file, or a folder of staged lines of which the loaded ones count."""
    for layer in sorted({table.split(".")[0] for table in tables}):
        connection.execute(f"create schema if not exists {layer}")
    for table, path in tables.items():
        columns = ", ".join(contracts.contract(table).sql_names)
        loaded = f" where {STATUS} = 'loaded'" if path.is_dir() else ""
        connection.execute(f"create or replace view {table} as select {columns} from {parquet_scan(path)}{loaded}")


def view_statements(tables: Iterable[str]) -> Iterator[str]:
    """CREATE VIEW for each of these published views: lineage, and those of sql/question/. The types are those of the contract."""
    for table in tables:
        layer, name = table.split(".")
        folder = "question" if layer == "question" else "views"
        file = next(file for file in load_folder(folder) if file.path.stem == name)
        columns = contracts.contract(table).columns
        typed = ", ".join(f"{sql_name(column.name)}::{column.duckdb_type} as {sql_name(column.name)}" for column in columns)
        yield f"create view {table} as select {typed} from (\n{file.text.rstrip().rstrip(';')}\n)"


def parquet_scan(path: Path) -> str:
    """The table expression over a Parquet file or a folder of them. Paths are made by paths.py, never from data."""
    if path.is_dir():
        # tables of files of one kind differ in the columns that hold what could not be read
        return f"read_parquet({quoted(str(path / '*.parquet'))}, union_by_name = true)"
    return f"read_parquet({quoted(str(path))})"


def run_to_parquet(connection: duckdb.DuckDBPyConnection, file: SqlFile, contract: Contract, target: Path) -> None:
    """Run the file over the views that stand and write its rows, in its order, in the contract's columns and types.

    Raises SqlFileError if its columns are not exactly the contract's.
    """
    body = file.text.rstrip().rstrip(";")
    if sorted(file.columns) != sorted(contract.column_names):
        lacking = set(contract.column_names) - set(file.columns)
        surplus = set(file.columns) - set(contract.column_names)
        raise SqlFileError(
            f"{file.path}: columns differ from the contract: lacking {sorted(lacking)}, surplus {sorted(surplus)}"
        )
    columns = ", ".join(f"{sql_name(column.name)}::{column.duckdb_type} as {sql_name(column.name)}" for column in contract.columns)
    # in the order of the key, so that the same rows are the same bytes
    order = ", ".join(map(sql_name, contract.primary_key)) or "all"
    connection.execute(
        f"copy (select {columns} from ({body}) order by {order}) to {quoted(str(target))} (format parquet, compression zstd)"
    )
