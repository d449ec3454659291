"""Pages of the board pack in a made-up language: no text of theirs stands outside the catalogue."""

from datetime import date

import polars as pl
import pytest

from tests.maps import (
    customer_frames,
    pool_frames,
    test_customers_page,
    test_pool_pages,
    test_scrutiny_pages,
    test_spend_page,
)
from tests.maps.made_up import left_in_english, made_up
from totalplace import reference
from totalplace.contracts import appraisal, customers, outcomes, plan, pooling, scrutiny, spend
from totalplace.language import english, speaking
from totalplace.mapping.customers_page import customers_page
from totalplace.mapping.partnership_page import partnership_page
from totalplace.mapping.pool_page import pool_page
from totalplace.mapping.pools_page import pools_page
from totalplace.mapping.scrutiny_page import Written, scrutiny_page
from totalplace.mapping.scrutiny_questions import plan_subject, pool_subject
from totalplace.mapping.terms import term, term_key


def test_the_page_on_spending() -> None:
    given = test_spend_page
    totals = given.reconciliation(("RS outturn: all", "a total", 3, "rounding"), ("RS outturn: all", "another", 9000, "x"), ("RS outturn: all", "a third", 0, ""))
    contracts = given.joint(("Care", date(2030, 1, 1), 1), ("Paper", None, 0))
    with speaking(made_up()):
        made = given.all_made(totals=totals, contracts=contracts, is_named=True)
    assert made is not None
    assert left_in_english(made.html, given.FACTS, given.bodies(), given.counts(given.LINES), reference.cofog_table(), given.overlap(), contracts) == []


@pytest.mark.parametrize("scenario_id", ["one-pot", "aligned", "broken"])
def test_the_pages_of_pooled_budgets(scenario_id: str) -> None:
    pools, facts = pool_frames.pools(), test_pool_pages.FACTS
    row = next(each for each in pools.scenario.to_dicts() if each["scenario_id"] == scenario_id)
    with speaking(made_up()):
        html = pool_page(pools.of(scenario_id), row, facts=facts, overview="all.html").html
    assert left_in_english(html, facts, pools, names="aligned") == []


def test_pooled_budgets_side_by_side() -> None:
    pools, facts = pool_frames.pools(), test_pool_pages.FACTS
    with speaking(made_up()):
        made = pools_page(pools, facts=facts, files=dict.fromkeys(pools.scenario["scenario_id"], "x.html"))
    assert made is not None
    assert left_in_english(made.html, facts, pools, names="aligned") == []


@pytest.mark.parametrize("cohort", ["alcohol-and-drugs", "all-service-users", None])
def test_the_pages_on_whom_the_money_is_spent_on(cohort: str | None) -> None:
    people = customer_frames.customers() if cohort else customer_frames.nothing()
    facts, files = test_customers_page.FACTS, test_customers_page.FILES
    with speaking(made_up()):
        html = customers_page(people, cohort, facts=facts, files=files).html
    assert left_in_english(html, facts, people) == []


def test_the_pages_of_scrutiny() -> None:
    given, pools = test_scrutiny_pages, pool_frames.pools()
    told = pool_frames.frame(outcomes.MART_OUTCOME, given.FIGURES)
    written, links = Written(given.WRITTEN, given.NAMES), [("x.html", "More")]
    with speaking(made_up()):
        subjects = [pool_subject(pools.of(row["scenario_id"]), row, 1) for row in pools.scenario.to_dicts()] + [plan_subject(given.option(), 2)]
        pages = [scrutiny_page(each, written, given.ASSUMPTIONS, figures, links, facts=given.FACTS) for each in subjects for figures in (told, told.head(0))]
    option = given.option()
    for html in pages:
        assert left_in_english(html, given.FACTS, pools, told, option, option.row, given.WRITTEN, given.NAMES, given.ASSUMPTIONS, "More", names="aligned") == []


def test_the_page_of_outcomes_and_that_on_working_together() -> None:
    given = test_scrutiny_pages
    with speaking(made_up()):
        html = given.outcome_page([(None, None), (None, None), (1_000_000, "north;trust"), (1_250_000, "north;trust")])
        partnership = partnership_page(given.answers(), facts=given.FACTS)
    assert partnership is not None
    assert left_in_english(html, given.FACTS, pool_frames.frame(outcomes.MART_OUTCOME, given.FIGURES), given.NAMES) == []
    assert left_in_english(partnership, given.FACTS, given.answers()) == []


def test_a_word_outside_the_catalogue_is_found() -> None:
    """So that the tests above can fail."""
    with speaking(made_up()):
        assert left_in_english("<p>Never said by say()</p><p>Wholly of data</p>", pl.DataFrame({"x": ["Wholly data of"]})) == ["Never said by say()"]


SHOWN = {  # listed columns that pages show as they are
    pooling.SCENARIO: ("legal_form",), appraisal.COMPARISON: ("way",), appraisal.SENSITIVITY: ("result",), customers.COST_CONCENTRATION: ("unit", "denominator", "method", "verdict"),
    customers.SHARING_AGREEMENT: ("status",), customers.CONTACT_INTAKE: ("disclosure",), customers.LICENCE_ASSOCIATION: ("outcome", "model"), outcomes.MART_OUTCOME: ("target_status", "direction", "theme"),
    scrutiny.SELF_ASSESSMENT: ("answer",), plan.OPTION: ("status",), spend.SPEND_COUNT: ("return_total", "income_basis"),
}  # fmt: skip


def test_listed_values_are_said_in_english_as_they_are() -> None:
    values = {value for table, names in SHOWN.items() for column in table.columns if column.name in names for value in column.values}
    assert [value for value in sorted(values) if f"term.{term_key(value)}" not in english().texts] == []
    terms = {key.removeprefix("term."): text for key, text in english().texts.items() if key.startswith("term.")}
    assert {key for key, text in terms.items() if term_key("".join(literal for literal, _ in text.forms["other"])) != key} == set()
    assert term("in force") == "in force"
    assert term("a value that nobody listed") == "a value that nobody listed"
