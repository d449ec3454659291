"""Every figure of the example's lists of indicators once, told as the truth has it; and what people wrote of decisions."""

from collections import Counter

from tests.example_place.conftest import Published
from totalplace.values.periods import span


def test_every_figure_counts_once_and_no_change_is_told_across_a_break(published: Published) -> None:
    found = published.rows("select indicator_id, area_code, period_ends_on, value, series_number, movement, target_status from mart.outcome")
    expected: Counter[tuple[object, ...]] = Counter()
    for row in published.truth("outcomes.csv"):
        days = span(row["period"])
        assert days is not None
        expected[row["indicator_id"], row["area_code"], days[1], float(row["value"]), int(row["series_number"]), row["movement"], row["target_status"]] += 1
    assert Counter(tuple(row.values()) for row in found) == expected and len(expected) > 30
    broken = {(row["indicator_id"], row["fy"]) for row in published.rows("select indicator_id, fy from mart.outcome where break_reason is not null")}
    assert broken == {("ni-117", 2011), ("lof-multiple-disadvantage-progress", 2023)}


def test_spending_on_the_theme_stands_beside_it_and_says_whose_it_is(published: Published) -> None:
    [row] = published.rows("select * from mart.outcome_theme where indicator_id = 'lof-multiple-disadvantage-progress' and fy = 2024")
    [[spent, bodies]] = [tuple(each.values()) for each in published.rows("select sum(theme_gbp) as gbp, string_agg(distinct body_id, ';' order by body_id) as bodies from mart.spend_theme where is_best and fy = 2024 and theme = 'alcohol and drugs'")]
    # all its bodies serve the county or parts of it and nowhere else
    assert (row["own_spend_gbp"], row["own_body_ids"], row["wider_spend_gbp"]) == (spent, bodies, None)
    assert (row["change"], row["movement"]) == (-3.3, "worse")


def test_dissent_and_the_checklist_stand_as_written(published: Published) -> None:
    said = published.rows("select subject_id, entry, body_id from mart.scrutiny_note order by all")
    assert [tuple(row.values()) for row in said] == [
        ("alcohol-one-pot", "decision", None), ("alcohol-one-pot", "dissent", "aldermarch-west-pct"), ("alcohol-one-pot", "question", "aldermarch-county-council"),
        ("together-today", "decision", None), ("together-today", "dissent", "aldermarch-police"),
    ]  # fmt: skip
    answers = {row["answer"]: row["n"] for row in published.rows("select answer, count(*)::int as n from mart.self_assessment group by answer")}
    questions = published.rows("select count(*)::int as n from ref.checklist_question")[0]["n"]
    assert answers == {"yes": 2, "partly": 1, "no": 2, "not answered": questions - 5}


def test_there_is_a_page_of_scrutiny_for_each_pool_and_each_option(published: Published) -> None:
    """With the dissent as written, and everybody who is worse off by the published tables."""
    pages = {path.stem.removeprefix("scrutiny-"): path.read_text("utf-8") for path in (published.folder / "out" / "board-pack").glob("scrutiny-*.html")}
    subjects = published.rows("select scenario_id as id from mart.pool_scenario union all select option_id from mart.estate_option where assessed_count > 0")
    assert set(pages) == {row["id"] for row in subjects}
    for row in published.rows("select subject_id, words from mart.scrutiny_note where entry <> 'decision'"):
        assert row["words"] in pages[row["subject_id"]]
    worse = published.rows(
        """
        select pool.scenario_id as id, body.name from mart.pool_body as pool join ref.body as body using (body_id) where pool.loses
        union all
        select plan.option_id as id, body.name from mart.estate_plan_body as plan join ref.body as body using (body_id) where plan.is_worse_off
        """
    )
    assert worse
    for row in worse:
        page = pages[row["id"]]
        assert row["name"] in page[page.index('id="losers"') : page.index('id="dissent"')]
