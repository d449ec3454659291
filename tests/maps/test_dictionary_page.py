"""The data dictionary as a page: every table and column once, links that lead somewhere, and English words marked on a page in another language."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tests.maps.made_up import left_in_english, made_up
from totalplace import contracts, extracts, language
from totalplace.contracts import ops
from totalplace.contracts._base import Column, Contract
from totalplace.mapping.dictionary_page import Group, anchor, dictionary_page
from totalplace.mapping.page import PageFacts
from totalplace.public_edition import public_contracts

FACTS = PageFacts(place_name="Northby", published_on=date(2025, 6, 30), publication_id="2025-06-30-ab", attributions=("OGL: north-council.",))
THING = Contract(
    table="mart.thing",
    grain="thing & <part>",
    question="What is there?",
    primary_key=("thing_id", "fy"),
    columns=(
        Column("thing_id", "text", "Our id"),
        Column("fy", "integer", "Year"),
        Column("colour", "text", "Its <b>colour</b>", values=("red", "green, or so")),
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("owner_id", "text", "The owner", references="mart.owner.owner_id"),
    ),
)
SHOWN = (THING, contracts.contract("ref.body"))


def _dictionary(*shown: Contract) -> pl.DataFrame:
    rows = [{**row, "key_proven_by": "declared in the file" if contract.primary_key else None} for contract in shown for row in contract.dictionary_rows()]
    return pl.DataFrame(rows, schema=ops.DICTIONARY.polars_schema())


def _page(*shown: Contract) -> str:
    groups = [Group("estate", ["mart.thing", "mart.gone"]), Group("reference", ["ref.body"])]
    return dictionary_page(_dictionary(*(shown or SHOWN)), groups, {"mart.thing": 1234}, audience="partners", facts=FACTS)


def test_every_column_stands_with_its_meaning_and_nothing_of_it_is_markup() -> None:
    html = _page()
    assert f"2 tables with {sum(len(contract.columns) for contract in SHOWN)} columns" in html
    for contract in SHOWN:
        for column in contract.columns:
            assert f'<th scope="row"><code>{column.name}</code></th>' in html
    assert "Its &lt;b&gt;colour&lt;/b&gt;" in html and "thing &amp; &lt;part&gt;" in html
    assert "red | green, or so" in html and "1,234 rows." in html
    assert "<code>thing_id</code>, <code>fy</code>." in html, "the key in its order"


def test_links_lead_to_what_is_on_the_page_alone() -> None:
    html = _page()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert f'<a href="#{anchor("ref.body")}"><code>ref.body.body_id</code></a>' in html
    assert "<code>mart.owner.owner_id</code>" in html and f'href="#{anchor("mart.owner")}"' not in html


def test_on_a_page_in_another_language_what_contracts_say_is_marked_as_english() -> None:
    assert 'lang="en-GB">Our id' not in _page()
    with language.speaking(replace(language.english(), language="cy")):
        assert '<td class="words" lang="en-GB">Our id</td>' in _page()


def test_no_text_of_the_page_stands_outside_the_catalogue_but_what_contracts_say() -> None:
    with language.speaking(made_up()):
        html = _page()
    assert left_in_english(html, FACTS, _dictionary(*SHOWN)) == []


def test_every_published_table_stands_under_one_heading_and_none_is_left_over() -> None:
    tables = [contract.table for contract in contracts.published()]
    groups = list(extracts._groups([*tables, "mart.of_an_earlier_publication"]))
    grouped = [table for group in groups for table in group.tables]
    assert sorted(grouped) == sorted([*tables, "mart.of_an_earlier_publication"])
    assert next(group.tables for group in groups if group.name == "other") == ["mart.of_an_earlier_publication"]


@pytest.mark.parametrize("shown", [contracts.published(), public_contracts()], ids=["partners", "public"])
def test_the_whole_of_it_is_a_page(shown: tuple[Contract, ...]) -> None:
    dictionary = _dictionary(*shown)
    html = dictionary_page(dictionary, list(extracts._groups(sorted({contract.table for contract in shown}))), {}, audience="public", facts=FACTS)
    assert html.count('<th scope="row">') == dictionary.height
    assert len(html.encode()) < 1_000_000
