"""Pages of scrutiny, of outcomes and of the self-assessment: what they say of tables written by hand, and that anybody can read them."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import totalplace_web

from tests.maps import pool_frames as given
from tests.maps.test_estate_map import read
from totalplace import reference, scrutiny_pack
from totalplace.contracts import access, outcomes, plan, ref, scrutiny
from totalplace.contracts.ref import BODY
from totalplace.mapping.outcomes_page import outcomes_page
from totalplace.mapping.page import PageFacts
from totalplace.mapping.partnership_page import partnership_page
from totalplace.mapping.scrutiny_page import Written, scrutiny_page
from totalplace.mapping.scrutiny_questions import Option, Subject, plan_subject, pool_subject
from totalplace.place import Place

FACTS = PageFacts("Somewhere", date(2026, 11, 20), "2026-11-20-abc", attributions=("OGL-UK-3.0: ministry.",), overridden_checks=("A check. Accepted by A. Person.",))
D = Decimal
NAMES = {key: name for key, name, _ in given.BODIES}
CAUSAL = re.compile(r"(?i)\b(?:because|due to|caus(?:e[sd]?|ing)|led to|leads to|result(?:s|ed) (?:in|from)|thanks to|effects? of|effective\w*|impact\w*|achiev\w+|value for money|pays? off|drive[ns]?|deliver\w*|improve[sd]? by)\b")
ASSUMPTIONS = ref.ASSUMPTION.conform(
    pl.DataFrame(
        [
            {"assumption_id": name, "valid_from": date(2026, 1, 1), "value": value, "unit": "share", "meaning": f"What {name} is.", "source": source}
            for name, value, source in (("a_checked_share", 0.2, "An Act"), ("b_own_share", 0.1, "project default"))
        ]
    )
).collect()


def assumption_ids() -> list[str]:
    return reference.assumption_table(Place(name="Somewhere"))["assumption_id"].unique().sort().to_list()


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body>")[2] or html))


def notes(*rows: tuple[str, str | None, str]) -> pl.DataFrame:
    return given.frame(
        scrutiny.NOTE,
        [
            {"subject_id": "one-pot", "entry": entry, "entry_number": number, "subject_kind": "pooled budget", "body_id": body, "words": words, "said_by": "A <board>", "said_on": date(2026, 1, 20), "path": "scrutiny/one-pot.toml"}
            for number, (entry, body, words) in enumerate(rows, 1)
        ],
    )


WRITTEN = notes(("decision", None, "Whether to pool & how"), ("dissent", "north", "We pay <twice>."), ("question", None, "Who ends it?"))


def pool(scenario_id: str, dissent: int = 0, **changes: Any) -> Subject:
    rows = [row | changes if row["scenario_id"] == scenario_id else row for row in given.pools().scenario.to_dicts()]
    pools = given.pools(*rows)
    return pool_subject(pools.of(scenario_id), next(row for row in rows if row["scenario_id"] == scenario_id), dissent)


def page(subject: Subject, said: pl.DataFrame = WRITTEN, told: pl.DataFrame | None = None) -> str:
    return scrutiny_page(subject, Written(said, NAMES), ASSUMPTIONS, outcomes.MART_OUTCOME.empty() if told is None else told, [("pooled-budget-one-pot.html", "More")], facts=FACTS)


def test_who_loses_stands_in_the_title_with_who_does_not_agree() -> None:
    subject = pool("one-pot", dissent=1)
    assert subject.title == "1 body worse off, by the central figures, by a pool of 2 partners; 1 partner does not agree"
    assert subject.losers is not None and [(each.who, each.by, each.words) for each in subject.losers] == [("The Trust", "£0.5 million", "pays in £1.3 million, is given back £0.1 million, saves in cash £0.7 million, bears for optimism £50,000")]


def test_each_question_has_the_figure_that_raises_it() -> None:
    asked = pool("one-pot").questions
    for question in (
        "Why would those agree who are worse off? By the central figures, The Trust by £0.5 million.",
        "Why do it at all for the money? By the central figures those who pay lose more than they gain, so no transfer between them would leave nobody worse off.",
        "What does it do to North <b>Council</b> and Police & Crime? The evidence of 3 of 3 benefits does not cover all of them.",
        "What if treatment needs less? £0.2 million may be spent on nothing else.",
        "How much of £1.5 million is bound already? The file does not say.",
        "Would another host recover the VAT? £30,000 is lost with The Trust as host.",
        "What happens after 2027-28, and who may leave before?",
    ):
        assert question in asked, asked
    # nothing is asked that no figure raises
    assert not [question for question in asked if "called on" in question or "nobody has agreed to pay" in question or "left at the end" in question or "worth less to society" in question or "no partners and" in question]
    short = pool("one-pot", called_gbp=D(5000), unfunded_gbp=D(7000), closing_gbp=D(9000), social_npv_gbp=D(-200_000), compensation_pv_gbp=D(300_000)).questions
    for words in ("Calls come to £5,000", "For £7,000 of spending nobody has agreed to pay", "what becomes of £9,000 that is left at the end of 2027-28", "£0.3 million passed between the partners"):
        assert [question for question in short if words in question], words


def test_what_partners_say_they_stop_paying_is_asked_about() -> None:
    """It makes most of many a pool, and rests on their word alone."""
    bodies = given.pools(given.APPRAISED).body
    replaced = bodies.with_columns(pl.when(pl.col("body_id") == "trust").then(D("400000.00")).otherwise(D("0.00")).cast(bodies.schema["replaced_gbp"]).alias("replaced_gbp"))
    (asked,) = [said for said in pool_subject(given.pools(given.APPRAISED, body=replaced), given.APPRAISED, 0).questions if "no longer paying" in said]
    assert "The Trust counts on no longer paying £0.4 million. The file says so" in asked
    nothing = replaced.with_columns((pl.col("replaced_gbp") * 0).cast(bodies.schema["replaced_gbp"]).alias("replaced_gbp"))
    assert not [said for said in pool_subject(given.pools(given.APPRAISED, body=nothing), given.APPRAISED, 0).questions if "no longer paying" in said]


def test_what_moves_no_result_is_not_said_to_be_what_it_hangs_on() -> None:
    fixed = given.frame(given.appraisal.SENSITIVITY, [given.swing("social value", "unit-cost", 700_000, 700_000, None) | {"range_basis": "fixed"}])
    subject = pool_subject(given.pools(given.APPRAISED, sensitivity=fixed), given.APPRAISED, 0)
    assert "How sure are these figures? The file gives no input a range, so that nothing was drawn." in subject.questions
    assert not [said for said in (*subject.questions, *subject.turns) if "hang more" in said or "unit cost" in said or "of the draws" in said]


def test_weak_evidence_and_savings_that_are_no_cash_are_asked_about() -> None:
    weak = given.BENEFIT | {"evidence": 5, "cash_gbp": D(0)}
    also = weak | {"benefit_id": "lives", "benefit": "Healthier lives", "sample_size": 4120}
    pools = given.pools(given.APPRAISED, benefit=given.frame(given.appraisal.BENEFIT, [weak, weak | {"benefit_id": "calls", "benefit": "Calls avoided"}, also]))
    asked = pool_subject(pools, given.APPRAISED, 0).questions
    assert "What would make us stop? That assertive outreach brings “Calls avoided” and “Admissions avoided” rests on evidence of grade 5 (1 the best, 5 the weakest): 412 clients of three districts." in asked
    assert "What would make us stop? That assertive outreach brings “Healthier lives” rests on evidence of grade 5 (1 the best, 5 the weakest): 412 clients of three districts, 4,120 in it." in asked
    assert "Who has counted on “Admissions avoided” in a budget? No cash comes of it: it saves in steps of £0.4 million a year (a ward of twenty beds), and none is reached." in asked


def test_what_is_not_appraised_or_not_worked_out_says_so() -> None:
    assert pool("aligned").title == "Who would be worse off is not known"
    assert "What it brings is not appraised (the file names no intervention)" in pool("aligned").losers_words
    assert pool("aligned").losers is None and "<b>Not known.</b>" in page(pool("aligned")), "not known is not nobody"
    broken = pool("broken")
    assert broken.title == "Not worked out, so there is nothing to decide on"
    assert len(broken.questions) == 2 and broken.questions[0].startswith("When will this be put right? scenarios/broken.toml: 'host', line 3")


def test_the_page_has_decision_losers_dissent_assumptions_and_questions() -> None:
    html = page(pool("one-pot", dissent=1))
    said = words_of(html)
    assert "Whether to pool &amp; how" in html and "Decided by: A &lt;board&gt;, by 20 January 2026." in html
    assert "That day is over : these figures were published on 20 November 2026." in said
    assert "“We pay &lt;twice&gt;.”" in html and "North &lt;b&gt;Council&lt;/b&gt;, A &lt;board&gt;, 20 January 2026" in html
    assert "Same service &amp; staff &lt;as here&gt;" in html, "a result measured elsewhere is told wherever it is shown"
    # what is said of society is what is said of it elsewhere: the middle of the draws
    assert "Worth to society £0.6 million, middle of the draws (eight in ten from £0.1 million to £1.4 million)" in said, "of 650,000, not the central 700,000"
    assert "effect of outreach: 0.1 to 0.3, the file has 0.212. Social value from −£0.1 million to £1.3 million; nought at 0.12." in said
    assert said.index("b_own_share") < said.index("a_checked_share"), "what the project chose itself stands first"
    assert "made with 2 assumptions. 1 of them are the project’s own" in said
    assert "Who ends it?" in said and "for nobody" not in said and "No indicator of the theme “alcohol” is in the lists received" in said


def test_that_nobody_wrote_dissent_down_does_not_say_that_all_agree() -> None:
    said = words_of(page(pool("one-pot"), said=notes()))
    assert "No dissent is written down. That nobody wrote it down does not say that everybody agrees" in said
    assert "Nobody has written down what is to be decided, by whom and when." in said


OPTION = {
    "option_id": "together-today", "partners": "all partners", "standard": "today", "building_count": 40, "assessed_count": 30, "given_up_count": 2, "host_count": 1, "blocked_count": 1, "move_count": 3, "fte": 55.0, "part_count": 2,
    "first_fy": 2026, "horizon_years": 30, "discount_share": 0.035, "do_nothing_gbp": D(10_000_000), "objective_gbp": D(8_000_000), "bound_gbp": D(7_900_000), "gap_share": 0.0125, "gap_of_gain_share": 0.05, "gain_gbp": D(2_000_000),
    "revenue_a_year_gbp": D(300_000), "one_off_cost_gbp": D(400_000), "receipt_gbp": D(900_000), "ring_fenced_receipt_gbp": D(250_000), "liability_avoided_gbp": D(120_000), "status": "stopped by the limit of work",
}  # fmt: skip


def building(asset_id: str, action: str, **more: Any) -> dict[str, Any]:
    row = {"option_id": "together-today", "asset_id": asset_id, "body_id": "north", "action": action, "reason": "x", "hosted_m2": 0.0, "gain_gbp": D(0), "revenue_a_year_gbp": D(0), "one_off_cost_gbp": D(0), "receipt_gbp": D(0), "ring_fenced_receipt_gbp": D(0), "liability_avoided_gbp": D(0)}
    return row | more


def lost(group: str, farther: int | None, **more: Any) -> dict[str, Any]:
    row = {"option_id": "together-today", "group": group, "unit": "persons", "is_known": farther is not None, "residents": None if farther is None else 1000.0, "residents_farther": farther, "farther_share": None if farther is None else farther / 1000, "times_all": 1.0, "is_hit_more": False, "services": "library", "move_count": 3, "fte": 55.0}
    return row | more


def option(**changes: Any) -> Option:
    row = OPTION | changes
    buildings = [building("a1", "release", is_robust=True, receipt_gbp=D(900_000)), building("a2", "release", is_robust=False), building("a3", "blocked", unlock_value_gbp=D(75_000)), building("a4", "keep")]
    sums = {"given_up_count": 1, "host_count": 0, "move_count": 1, "fte": 5.0, "receipt_gbp": D(0), "ring_fenced_receipt_gbp": D(0), "liability_avoided_gbp": D(0), "rent_between_a_year_gbp": D(0)}
    bodies = [
        {"option_id": "together-today", "body_id": "trust", "gain_gbp": D(-60_000), "is_worse_off": True, "revenue_a_year_gbp": D(-5_000), "one_off_cost_gbp": D(10_000), "hosting_charge_a_year_gbp": D(2_000), **sums},
        {"option_id": "together-today", "body_id": "north", "gain_gbp": D(2_060_000), "is_worse_off": False, "revenue_a_year_gbp": D(305_000), "one_off_cost_gbp": D(390_000), "hosting_charge_a_year_gbp": D(-2_000), **sums},
    ]  # fmt: skip
    equality = [lost("all residents", 120), lost("aged 65 and over", 90, times_all=2.5, is_hit_more=True, farther_share=0.3), lost("disabled people", None)]
    named = given.frame(plan.PLAN_BODY, bodies).with_columns(pl.col("body_id").replace_strict(NAMES).alias("name"))
    return Option("All partners together", "Every body plans with every other.", row, given.frame(plan.PLAN, buildings), named, given.frame(access.EQUALITY, equality))


def test_a_plan_names_bodies_and_residents_who_lose() -> None:
    subject = plan_subject(option(), 0)
    assert subject.title == "1 body worse off, 120 residents farther"
    assert subject.losers is not None and [(each.who, each.by, each.words) for each in subject.losers] == [
        ("The Trust", "£60,000", f"running cost a year {chr(0x2212)}£5,000; hosting a year {chr(0x2212)}£2,000; once {chr(0x2212)}£10,000"),
        ("Residents: aged 65 and over", "90 farther", f"30{chr(0xA0)}% of the group, 2.5 times the share of all; from library"),
    ]


def test_a_plan_is_asked_for_what_its_figures_raise() -> None:
    asked = plan_subject(option(), 0).questions
    for question in (
        "Why would The Trust agree? It is worse off by £60,000.", "What is done for 120 residents who get farther from a service?",
        "Has it been weighed what it means for the group “aged 65 and over”? It is hit 2.5 times as much as others.", "Who finds out what it means for disabled people? Figures of them were not received.",
        "What may the receipts be used for? £0.2 million of £0.9 million is for one purpose alone: housing, schools, the NHS or what a grant was for.",
        "What would they fetch? For 1 building to be released no receipt is counted: nobody has stated one, or it is nought.",
        "How sure are receipts, need of space and distances? 1 of 2 decisions to give up would turn with a fifth more or less of them.",
        "What do we not know of the rest? 10 of 40 buildings held are not weighed: too little is known of them.",
        "Which constraint could go? 1 building would be given up but for one; together that would be worth at least £75,000 if each went by itself.",
        "Have the people who move been asked? 55 jobs of those that are known move.", "Does anybody count £0.1 million of maintenance as a saving? No budget holds it: it is no cash.",
    ):  # fmt: skip
        assert question in asked, asked
    assert [question for question in asked if question.startswith("Is there a better plan? The solver stopped by the limit of work")]
    assert not [question for question in plan_subject(option(status="within the gap asked for"), 0).questions if "better plan" in question]


def test_a_rate_is_told_with_its_half_of_a_per_cent() -> None:
    assert f"Years counted: 30; what comes a year later counts 3.5{chr(0xA0)}% less." in plan_subject(option(), 0).turns
    assert f"Years counted: 30; what comes a year later counts 3{chr(0xA0)}% less." in plan_subject(option(discount_share=0.03), 0).turns


def test_assumptions_on_the_page_are_those_that_bear_on_the_figures() -> None:
    row, pools = given.APPRAISED, given.pools(given.APPRAISED)
    used = {name for name in assumption_ids() if scrutiny_pack.bears_on(name, row, pools)}
    # grade 3 alone is among the benefits; the pool looks at five years, from prices of 2024
    assert {name for name in used if name.startswith("appraisal_optimism_benefit")} == {"appraisal_optimism_benefit_3_share"}
    assert {name for name in used if name.startswith("appraisal_discount_social")} == {"appraisal_discount_social_1_share"}
    assert {name for name in used if re.match(r"price_rise_2", name)} == {"price_rise_2025_share", "price_rise_2026_share", "price_rise_2027_share"}
    assert not [name for name in used if name.startswith("pool_range")], "ranges are widened only where the file says distributions"
    assert "vat_standard_rate_share" in used and "population_years_apart" not in used
    unappraised = given.scenario("aligned", irrecoverable_vat_gbp=D(0))
    assert not [name for name in assumption_ids() if name.startswith(("appraisal", "price", "vat", "population")) and scrutiny_pack.bears_on(name, unappraised, given.pools(unappraised))]


def told(fy: int, value: float, **more: Any) -> dict[str, Any]:
    row = {
        "indicator_id": "i", "framework": "other list", "indicator": "Young people out of work & school", "area_code": "E1", "area": "The Shire", "breakdown": "all", "is_headline": True, "period_starts_on": date(fy, 4, 1), "period_ends_on": date(fy + 1, 3, 31),
        "period_kind": "year", "fy": fy, "value": value, "unit": "percent", "target_status": "not told", "direction": "lower", "direction_source": "the list", "theme": "property", "series_number": 1, "movement": "first of its series",
        "source_file_id": "f", "source_part": "table", "source_row": fy,
    }  # fmt: skip
    return row | more


FIGURES = [
    told(2021, 9.0), told(2022, 8.5, previous_value=9.0, change=-0.5, movement="better", change_is_beyond_intervals=False, low=8.0, high=9.0),
    told(2023, 4.0, series_number=2, break_reason="the list states another definition: new"), told(2024, 4.4, series_number=2, previous_value=4.0, change=0.4, movement="worse", target=4.2, target_status="not met"),
]  # fmt: skip


def of_theme(row: dict[str, Any], spent: int | None, bodies: str | None) -> dict[str, Any]:
    kept = {name: row[name] for name in ("theme", "indicator_id", "area_code", "period_ends_on", "fy", "indicator", "area", "value", "unit", "movement", "series_number")}
    return kept | {name: row.get(name) for name in ("low", "high", "change", "break_reason")} | {"own_spend_gbp": None if spent is None else D(spent), "own_body_ids": bodies}


def outcome_page(spending: list[tuple[int | None, str | None]]) -> str:
    themes = [of_theme(row, *each) for row, each in zip(FIGURES, spending, strict=True)]
    made = outcomes_page(given.frame(outcomes.MART_OUTCOME, FIGURES), given.frame(outcomes.OUTCOME_THEME, themes), given.frame(BODY, [dict(zip(("body_id", "name", "kind"), each, strict=True)) for each in given.BODIES]), facts=FACTS)
    assert made is not None
    return made.html


def test_spending_stands_beside_the_figures_without_a_causal_word() -> None:
    html = outcome_page([(None, None), (None, None), (1_000_000, "north;trust"), (1_250_000, "north;trust")])
    said = words_of(html)
    assert "<h1>0 of 1 figure moved for the better, 1 for the worse</h1>" in html
    assert "<td>1,250,000</td>" in html and "<td>not received</td>" in html
    assert "The same bodies spent £0.2 million more in 2024-25 than in 2023-24, prices of each year." in said
    assert "From 2023-24 on: the list states another definition: new." in said and "new definition: not compared with the figures before" in said
    assert "Targets: 2024-25 4.2 %, not met." in said and "down by 0.5 points, for the better, within the intervals" in said
    assert CAUSAL.findall(said) == []


def test_years_of_other_bodies_are_no_change_of_spending() -> None:
    said = words_of(outcome_page([(None, None), (None, None), (1_000_000, "north"), (1_250_000, "north;trust")]))
    assert "The years of spending are not those of the same bodies, so they are not compared." in said and "more in 2024-25" not in said


def test_the_pages_of_outcomes_and_scrutiny_speak_of_outcomes_without_a_causal_word() -> None:
    html = page(pool("one-pot"), told=given.frame(outcomes.MART_OUTCOME, FIGURES))
    shown = html[html.index('id="outcomes"') : html.index('aria-labelledby="about-title"')]
    assert "Young people out of work &amp; school, The Shire: 4.4\N{NO-BREAK SPACE}% (2024-25); up by 0.4 points, for the worse." in shown
    assert CAUSAL.findall(words_of(shown)) == []


def answers() -> pl.DataFrame:
    asked = reference.checklist_question_table().sort("position").to_dicts()
    said = {"sound-reasons": ("yes", "Terms"), "same-objectives": ("yes", None), "right-form": ("no", None)}
    rows = [{"partnership_id": "board", "partnership": "The <board>", "filled_by": "Manager", "filled_on": date(2026, 1, 31), **row, "answer": said.get(row["question_id"], ("not answered", None))[0], "evidence": said.get(row["question_id"], ("", None))[1], "next_step": None} for row in asked]
    return given.frame(scrutiny.SELF_ASSESSMENT, rows)


def test_the_checklist_tells_unanswered_from_no_and_yes_without_anything_that_shows_it() -> None:
    html = partnership_page(answers(), facts=FACTS)
    assert html is not None
    said = words_of(html)
    assert f"3 of {answers().height} questions on working together answered" in said
    assert "<b>yes</b>. Terms</dd>" in html and "<b>yes</b>; nothing is named that shows it</dd>" in html and "<b>no</b></dd>" in html
    assert f"yes: 2, no: 1, not answered: {answers().height - 3}" in said
    assert "not in hand" in said, "where the words of the original are not known, the page says so"
    assert partnership_page(answers().head(0), facts=FACTS) is None


@cache
def made() -> dict[str, str]:
    partnership = partnership_page(answers(), facts=FACTS)
    assert partnership is not None
    return {
        "pool": page(pool("one-pot", dissent=1), told=given.frame(outcomes.MART_OUTCOME, FIGURES)), "broken": page(pool("broken")), "plan": page(plan_subject(option(), 0)), "partnership": partnership,
        "outcomes": outcome_page([(None, None), (None, None), (1_000_000, "north;trust"), (1_250_000, "north;trust")]),
    }  # fmt: skip


def test_same_frames_same_pages_and_nothing_is_fetched_or_run() -> None:
    again = made.__wrapped__()
    for name, html in made().items():
        assert html == again[name]
        found = read(html)
        assert found.handlers == [] and all("data:image/svg+xml" in item or "pooled-budget" in item for item in found.fetched)
        assert "<b>Council" not in html and "Accepted by A. Person" in html


@pytest.mark.browser
def test_they_are_read_on_a_telephone_and_axe_finds_nothing(browser: Any, tmp_path: Path) -> None:
    for name, html in made().items():
        path = tmp_path / f"{name}.html"
        path.write_text(html, "utf-8")
        context = browser.new_context(viewport={"width": 360, "height": 900}, bypass_csp=True)
        shown = context.new_page()
        shown.goto(path.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        shown.add_script_tag(content=totalplace_web.script("axe.min.js"))
        found = shown.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [item["id"] for item in found["violations"]] == [], name
        context.close()
