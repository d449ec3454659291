"""The example queries: each runs on the published example, answers what was worked out another way, and stands on docs/queries.md."""

import json

import duckdb
import pytest

from tests.docs.answers import ANSWERS
from tests.docs.queries import PAGE, READERS, Query, ask, page, queries
from tests.example_place.conftest import Published
from totalplace import contracts, sql

pytestmark = pytest.mark.timeout(1200)
QUERIES = queries()


def test_there_are_ten_or_more_for_each_reader_and_each_has_its_answer() -> None:
    assert all(sum(query.reader == reader for query in QUERIES) >= 10 for reader in READERS)
    assert {query.name for query in QUERIES} == set(ANSWERS)
    assert len({query.question for query in QUERIES}) == len(QUERIES)
    assert all(query.question.endswith("?") for query in QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_it_is_one_select_over_published_tables_only(query: Query) -> None:
    with duckdb.connect() as connection:
        (tree,) = connection.execute("select json_serialize_sql($1::varchar)", [query.text]).fetchone() or ("{}",)
    parsed = json.loads(tree)
    assert not parsed["error"] and len(parsed["statements"]) == 1, "it is not one SELECT"
    used = set(sql._dependencies(sql._nodes(parsed)))
    assert used and used <= {contract.table for contract in contracts.published()}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_it_answers_what_was_worked_out_another_way(query: Query, published: Published) -> None:
    columns, expected = ANSWERS[query.name]
    answer = ask(published.database, query)
    wanted = expected(published)
    assert answer.columns == columns
    assert wanted, "an empty answer shows nothing"
    assert len(answer.rows) == len(wanted)
    for row, want in zip(answer.rows, wanted, strict=True):
        for column, value, right in zip(columns, row, want, strict=True):
            if isinstance(right, float) and value is not None:
                # halves are rounded to even here and away from nought there
                assert float(value) == pytest.approx(right, abs=1.1 * 10 ** -_decimals(column)), (column, row, want)
            else:
                assert value == right, (column, row, want)


def _decimals(column: str) -> int:
    return {"metres": 0, "gia_m2": 1, "in_use": 1, "gbp_a_m2": 2}.get(column, 3)


def test_the_page_shows_them_as_they_are(published: Published) -> None:
    assert PAGE.read_text("utf-8") == page(published.database), "write it again: python -m tests.docs.queries places/example, after totalplace demo"
