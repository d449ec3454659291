"""What a table promises, said once: types, key, grain, comments and rules.

Belongs here: the small classes every table is declared with, and what derives from a declaration alone: DuckDB DDL with
comments, the Polars schema, the checks as SQL, sample rows, dictionary rows. Does not belong here: any particular
table (the modules beside this one), or running checks (totalplace/checks.py).

Why a class of our own and not dataframely or pandera: docs/decisions/0002-contracts.md has the measurement.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import polars as pl

Type = Literal["text", "integer", "money", "number", "date", "boolean", "timestamp", "bytes"]
Audience = Literal["public", "partners", "body"]

DUCKDB_TYPE: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "money": "DECIMAL(18,2)",
    "number": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
    "bytes": "BLOB",
}
POLARS_TYPE: dict[Type, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "money": pl.Decimal(18, 2),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
    "timestamp": pl.Datetime("us"),
    "bytes": pl.Binary(),
}


# of the words that SQL keeps for itself those that a column may well be called
_SQL_WORDS = frozenset({"group", "order", "from", "to", "end", "table", "column", "case", "check", "when"})


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means (shown to every reader), and what may stand in it."""

    name: str
    type: Type
    comment: str
    required: bool = False
    values: tuple[str, ...] = ()
    references: str = ""  # "ref.body.body_id"
    is_public: bool = True  # stands in the public edition, if its table does

    @property
    def duckdb_type(self) -> str:
        return DUCKDB_TYPE[self.type]


@dataclass(frozen=True)
class Rule:
    """A sentence that must hold for every row, and the SQL condition that says the same. Null counts as held."""

    sentence: str
    condition: str


@dataclass(frozen=True)
class Contract:
    """One table. `grain` completes the sentence "one row per …"."""

    table: str
    grain: str
    question: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    audience: Audience = "partners"
    public_columns: tuple[str, ...] = ()  # of a table that is not public: what a public map may show all the same

    def __post_init__(self) -> None:
        names = self.column_names
        if len(set(names)) != len(names):
            raise ValueError(f"{self.table}: a column is declared twice")
        missing = [key for key in self.primary_key if key not in names]
        if missing:
            raise ValueError(f"{self.table}: primary key columns {missing} are not columns of the table")
        strange = [name for name in self.public_columns if name not in names]
        if strange:
            raise ValueError(f"{self.table}: public columns {strange} are not columns of the table")

    @property
    def layer(self) -> str:
        return self.table.split(".")[0]

    @property
    def name(self) -> str:
        return self.table.split(".")[1]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def sql_names(self) -> tuple[str, ...]:
        """The columns as SQL has to write them."""
        return tuple(map(sql_name, self.column_names))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def polars_schema(self) -> dict[str, pl.DataType]:
        """Column name to Polars type, in order."""
        return {column.name: POLARS_TYPE[column.type] for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.polars_schema())

    def is_required(self, column: Column) -> bool:
        return column.required or column.name in self.primary_key

    def conform(self, frame: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
        """The frame's columns cast to the contract and put in its order; columns that it lacks are null.

        Raises ValueError for a column the contract does not know.
        """
        lazy = frame.lazy()
        present = lazy.collect_schema().names()
        unknown = [name for name in present if name not in self.column_names]
        if unknown:
            raise ValueError(f"{self.table} has no column {', '.join(unknown)}: declare it in the contract or drop it")
        return lazy.select(
            (pl.col(name) if name in present else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in self.polars_schema().items()
        )

    def ddl(self, *, constraints: bool) -> str:
        """CREATE TABLE. With constraints: key, NOT NULL, allowed values and rules are declared, else proven by query."""
        lines = []
        for column in self.columns:
            line = f"  {sql_name(column.name)} {column.duckdb_type}"
            if constraints and self.is_required(column):
                line += " NOT NULL"
            if constraints and column.values:
                line += f" CHECK ({_in_values(column)})"
            lines.append(line)
        if constraints:
            lines += [f"  CHECK ({rule.condition})" for rule in self.rules]
            if self.primary_key:
                lines.append(f"  PRIMARY KEY ({', '.join(map(sql_name, self.primary_key))})")
        return f"CREATE TABLE {self.table} (\n" + ",\n".join(lines) + "\n)"

    def comment_statements(self, *, is_view: bool = False) -> Iterator[str]:
        """COMMENT ON for the table, or view, and every column."""
        yield f"COMMENT ON {'VIEW' if is_view else 'TABLE'} {self.table} IS {quoted(f'{self.question} One row per {self.grain}.')}"
        for column in self.columns:
            yield f"COMMENT ON COLUMN {self.table}.{sql_name(column.name)} IS {quoted(column.comment)}"

    def row_rules(self) -> tuple[Rule, ...]:
        """Every rule that one row can break by itself: required columns, allowed values, the declared rules."""
        required = [
            Rule(f"{column.name} is always given", f"{sql_name(column.name)} is not null")
            for column in self.columns
            if self.is_required(column)
        ]
        allowed = [
            Rule(f"{column.name} is one of {', '.join(column.values)}", _in_values(column))
            for column in self.columns
            if column.values
        ]
        return (*required, *allowed, *self.rules)

    def dictionary_rows(self) -> list[dict[str, Any]]:
        """One row a column for ops.dictionary."""
        return [
            {
                "table_name": self.table,
                "column_name": column.name,
                "position": position,
                "type": column.duckdb_type,
                "comment": column.comment,
                "is_required": self.is_required(column),
                "key_position": self.primary_key.index(column.name) + 1 if column.name in self.primary_key else None,
                "references_column": column.references or None,
                "allowed_values": " | ".join(column.values) or None,
                "table_question": self.question,
                "table_grain": self.grain,
                "audience": self.audience,
            }
            for position, column in enumerate(self.columns, start=1)
        ]

    def sample(self, rows: int, *, seed: int = 1, **given: Any) -> pl.DataFrame:
        """`rows` rows of plausible, bounded, distinct values, columns in `given` held at the value given. For tests."""
        draw = random.Random(f"{self.table}/{seed}")
        data = {
            column.name: [given.get(column.name, _sample_value(column, draw, row)) for row in range(rows)]
            for column in self.columns
        }
        return pl.DataFrame(data, schema=self.polars_schema(), strict=False)


def sql_name(column: str) -> str:
    """A column as SQL has to write it: in quotation marks if it is a word of the language, as `group` is."""
    return f'"{column}"' if column in _SQL_WORDS else column


def quoted(text: str) -> str:
    """An SQL string literal. Only for our own words: values from data are always bound."""
    return "'" + text.replace("'", "''") + "'"


def _in_values(column: Column) -> str:
    return f"{sql_name(column.name)} in ({', '.join(quoted(value) for value in column.values)})"


def _sample_value(column: Column, draw: random.Random, row: int) -> Any:
    if column.values:
        return draw.choice(column.values)
    match column.type:
        case "text":
            return f"{column.name} {row}"
        case "integer":
            return 2000 + row if column.name == "fy" else row + 1
        case "money":
            return Decimal(draw.randint(0, 99_999_99)) / 100
        case "number":
            return round(draw.uniform(0, 1), 6)
        case "date":
            return date(2024, 4, 1) + timedelta(days=draw.randint(0, 364))
        case "boolean":
            return draw.random() < 0.5
        case "timestamp":
            return datetime(2024, 4, 1) + timedelta(seconds=draw.randint(0, 86_400))
        case "bytes":
            return b""
