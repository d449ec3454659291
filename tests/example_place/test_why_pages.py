"""The board pack and the maps of the example place: figures lead to pages of their lines, which say the same figure and add up to it."""

import re
from decimal import Decimal

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)
LINK = re.compile(r'<a href="(why-[^"#]+)#([a-z_]+)">([^<]+)</a>')


def _pounds(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-").replace("£", ""))


@pytest.mark.parametrize(("folder", "tables"), [("board-pack", {"spend", "pool", "joint"}), ("maps", {"grant"})])
def test_each_linked_figure_is_the_one_that_its_page_adds_up(folder: str, tables: set[str], published: Published) -> None:
    pack = published.folder / "out" / folder
    behind = {path.name: path.read_text("utf-8") for path in pack.glob("why-*.html")}
    linked = [(path.name, *found) for path in pack.glob("*.html") if path.name not in behind for found in LINK.findall(path.read_text("utf-8"))]
    assert {name.split("-")[1] for name in behind} == tables and {file for _, file, _, _ in linked} == set(behind)
    for page, file, column, shown in linked:
        heading = re.search(rf'<h2 id="{column}-title">[^<]*: £([^<]+)</h2>', behind[file])
        assert heading is not None and _pounds(heading[1]) == _pounds(shown), (page, file, column)
    for name, html in behind.items():
        assert "They do not add up" not in html and 'lang="en-GB"' in html, name
        found = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
        assert found, name
        for table in found:
            *parts, total = [_pounds(re.findall(r"<td[^>]*>([^<]*)</td>", row)[-1]) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
            assert sum(parts) == total, name


def test_the_public_has_no_page_of_lines(published: Published) -> None:
    public = published.folder / "out" / "public"
    assert list(public.glob("board-pack/*.html")) and list(public.glob("maps/*.html")) and not list(public.rglob("why-*"))
    assert not any('href="why-' in path.read_text("utf-8") for path in public.rglob("*.html"))


def test_a_first_publication_changed_nothing(published: Published) -> None:
    assert published.rows("select count(*) as n from ops.publication")[0]["n"] == 1
    assert published.rows("select * from ops.change") == []
