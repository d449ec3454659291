"""The answers that README.md shows are those of the example place."""

import re

import duckdb
import pytest

from tests.docs.queries import ROOT, cell
from tests.example_place.conftest import Published
from totalplace import contracts

pytestmark = pytest.mark.timeout(1200)
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.findall(r"```sql\n(.*?)```\n((?:\|[^\n]*\n)+)", README, re.DOTALL)


def test_every_table_that_people_read_stands_beside_its_question() -> None:
    questions = README[README.index("| question | table |") : README.index("## ", README.index("| question | table |"))]
    lacking = [contract.table for contract in contracts.published() if contract.layer == "mart" and f"`{contract.table}`" not in questions]
    assert lacking == []


def test_four_questions_are_shown() -> None:
    assert len(SHOWN) == 4


@pytest.mark.parametrize(("text", "table"), SHOWN, ids=range(len(SHOWN)))
def test_an_answer_is_what_the_query_gives(text: str, table: str, published: Published) -> None:
    with duckdb.connect(published.database, read_only=True) as connection:
        cursor = connection.execute(text)
        columns = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    heading, _, *lines = table.splitlines()
    assert heading == f"| {' | '.join(columns)} |"
    assert lines == [f"| {' | '.join(map(cell, row))} |" for row in rows]
