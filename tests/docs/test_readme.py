"""The answers that docs/database.md shows are those of the example place, and README.md leads to what there is."""

import re
from pathlib import Path

import duckdb
import pytest

from tests.docs.queries import ROOT, cell
from tests.example_place.conftest import Published
from totalplace import contracts

pytestmark = pytest.mark.timeout(1200)
DATABASE = (ROOT / "docs" / "database.md").read_text("utf-8")
SHOWN = re.findall(r"```sql\n(.*?)```\n((?:\|[^\n]*\n)+)", DATABASE, re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_table_that_people_read_stands_beside_its_question() -> None:
    questions = DATABASE[DATABASE.index("| question | table |") : DATABASE.index("## ", DATABASE.index("| question | table |"))]
    lacking = [contract.table for contract in contracts.published() if contract.layer == "mart" and f"`{contract.table}`" not in questions]
    assert lacking == []


def test_every_view_stands_in_the_docs_with_its_question_and_for_whom_it_is() -> None:
    text = (ROOT / "docs" / "database.md").read_text("utf-8")
    views = [contract for contract in contracts.views() if contract.layer == "question"]
    lacking = [view.table for view in views if f"| `{view.table}`{' (public)' if view.audience == 'public' else ''} | {view.question} |" not in text]
    assert views and lacking == []


def test_four_questions_are_shown() -> None:
    assert len(SHOWN) == 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_page_of_docs_is_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        linked = {(page.parent / link).resolve() for link in re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8"))}
        ahead += [other for other in linked if other not in reached]
    assert [page.name for page in PAGES if page not in reached] == []


@pytest.mark.parametrize(("text", "table"), SHOWN, ids=range(len(SHOWN)))
def test_an_answer_is_what_the_query_gives(text: str, table: str, published: Published) -> None:
    with duckdb.connect(published.database, read_only=True) as connection:
        cursor = connection.execute(text)
        columns = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    heading, _, *lines = table.splitlines()
    assert heading == f"| {' | '.join(columns)} |"
    assert lines == [f"| {' | '.join(map(cell, row))} |" for row in rows]
