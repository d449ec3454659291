"""The example queries of sql/examples/ and the page that shows them: docs/queries.md.

Belongs here: reading a query with its header, and writing the page from a published example place:
`python -m tests.docs.queries places/example`. Does not belong here: what the answers ought to be (answers.py).
"""

import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "queries.md"
FOLDER = ROOT / "sql" / "examples"
READERS = ("estates officer", "finance lead")
ROWS_SHOWN = 5

_HEADER = re.compile(r"^-- (question|for|answer): (.*)$", re.MULTILINE)
_INTRODUCTION = """\
# Questions, with the SQL that answers them

Each is one file of plain DuckDB SQL in [sql/examples/](../sql/examples) over the published file, and may be copied and changed. In a shell:

```
duckdb -readonly places/example/out/totalplace.duckdb < sql/examples/estates_01_held_by_body.sql
```

The first rows shown are those of the fictional example place (`totalplace demo`). Every answer is tested against one that was worked out another
way: from the known truth of the example or the files themselves where they hold it, else from other tables.
This page is written by `python -m tests.docs.queries places/example`.
"""


@dataclass(frozen=True)
class Query:
    """One file: its question, who asks it, what a row of the answer is, and its text."""

    name: str
    question: str
    reader: str
    answer: str
    text: str


@dataclass(frozen=True)
class Answer:
    """The columns and rows of a query's answer."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def queries() -> list[Query]:
    """All example queries, by name. KeyError for one whose header lacks a line."""
    found = []
    for path in sorted(FOLDER.glob("*.sql")):
        text = path.read_text("utf-8")
        header = dict(_HEADER.findall(text))
        found.append(Query(path.stem, header["question"], header["for"], header["answer"], text))
    return found


def ask(database: Path, query: Query) -> Answer:
    """Its answer from a published file."""
    with duckdb.connect(database, read_only=True) as connection:
        cursor = connection.execute(query.text)
        return Answer(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())


def page(database: Path) -> str:
    """The text of docs/queries.md for the example place published there."""
    parts = [_INTRODUCTION]
    for reader in READERS:
        parts.append(f"\n## For the {reader}\n")
        for query in queries():
            if query.reader == reader:
                parts.append(_section(query, ask(database, query)))
    return "".join(parts)


def _section(query: Query, answer: Answer) -> str:
    is_number = [any(isinstance(row[at], int | float | Decimal) for row in answer.rows) for at in range(len(answer.columns))]
    lines = [
        f"\n### {query.question}\n",
        f"[{query.name}.sql](../sql/examples/{query.name}.sql): {query.answer}.\n",
        f"| {' | '.join(answer.columns)} |",
        f"|{'|'.join('--:' if number else '---' for number in is_number)}|",
        *(f"| {' | '.join(map(cell, row))} |" for row in answer.rows[:ROWS_SHOWN]),
    ]
    if len(answer.rows) > ROWS_SHOWN:
        lines.append(f"\n{len(answer.rows)} rows in all.")
    return "\n".join(lines) + "\n"


def cell(value: Any) -> str:
    """A value as a cell of a table of a page."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1]) / "out" / "totalplace.duckdb"), "utf-8")
