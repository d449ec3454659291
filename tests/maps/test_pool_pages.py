"""Pages of pooled budgets: what they say of tables written by hand, and that they can be read by anybody anywhere."""

import base64
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
import totalplace_web

from tests.maps import pool_frames as given
from tests.maps.test_estate_map import read
from totalplace.mapping.page import PageFacts
from totalplace.mapping.pool_figures import Band, Interval, Node, Swing, intervals, through, tornado
from totalplace.mapping.pool_page import PoolPage, pool_page
from totalplace.mapping.pool_tables import Pools, Result, headline, social_claim
from totalplace.mapping.pools_page import pools_page

FACTS = PageFacts("Somewhere", date(2026, 11, 20), "2026-11-20-abc", attributions=("OGL-UK-3.0: ministry.",), overridden_checks=("A check. Accepted by A. Person.",))
D = Decimal


@cache
def page_of(scenario_id: str, pools: Pools | None = None) -> PoolPage:
    whole = pools or given.pools()
    row = whole.scenario.filter(pl.col("scenario_id") == scenario_id).row(0, named=True)
    return pool_page(whole.of(scenario_id), row, facts=FACTS, overview="pooled-budgets.html")


@cache
def overview(pools: Pools | None = None) -> str:
    whole = pools or given.pools()
    made = pools_page(whole, facts=FACTS, files={name: f"pooled-budget-{name}.html" for name in whole.scenario["scenario_id"]})
    assert made is not None
    return made.html


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body>")[2] or html))


def pictures(html: str) -> list[str]:
    """The words in each figure in its wide drawing."""
    found = [ElementTree.fromstring(base64.b64decode(text)) for text in re.findall(r' src="data:image/svg\+xml;base64,([^"]+)"', html)]
    return [" ".join("".join(item.itertext()) for item in picture.iter("{http://www.w3.org/2000/svg}text")) for picture in found]


def test_the_headline_is_no_surer_than_the_draws() -> None:
    assert page_of("one-pot").headlines["One pot"] == "Society gains £0.6 million (middle of the draws); 1 of 2 partners loses cash"
    assert social_claim(Result(D(700_000), D(-100_000), D(600_000), D(900_000))) == "Society may gain or lose (−£0.1 million to £0.9 million in eight draws in ten)"
    assert social_claim(Result(D(-700_000), D(-900_000), D(-600_000), D(-1))) == "Society loses £0.6 million (middle of the draws)"
    assert social_claim(Result(D(700_000))) == "Society would gain £0.7 million (central figure)"
    assert social_claim(Result(D(-700_000))) == "Society would lose £0.7 million (central figure)"


@pytest.mark.parametrize(
    ("north", "trust", "said"),
    [
        # one draw in ten below, one in ten above
        ((10, 90), (20, 30), "no partner loses cash"), ((10, 90), (-20, 30), "1 of 2 partners may lose cash"), ((-10, 90), (-20, 30), "2 of 2 partners may lose cash"),
        ((-10, 90), (-20, -1), "1 of 2 partners loses cash"), ((-10, -2), (-20, -1), "every partner loses cash"),
    ],
)  # fmt: skip
def test_partners_lose_as_surely_as_the_draws_say_whatever_the_central_figures(north: tuple[int, int], trust: tuple[int, int], said: str) -> None:
    drawn = [row for body, (low, high) in (("north", north), ("trust", trust)) for row in given.risk(body, "cash", low, 0, high, 0.5)]
    assert headline(given.pools(given.APPRAISED, risk=given.frame(given.appraisal.RISK, drawn)), given.APPRAISED).endswith(f"; {said}")


def test_who_pays_who_gains_and_who_needs_compensating_are_sentences() -> None:
    said = words_of(page_of("one-pot").html)
    assert "Who pays, by the central figures: The Trust (£1.3 million), North &lt;b&gt;Council&lt;/b&gt; (£0.2 million) and Police &amp; Crime (no partner) (£40,000)." in said
    assert "Who pays less of its own, as the file says that the pool replaces it: North &lt;b&gt;Council&lt;/b&gt; (£0.2 million)." in said
    assert "Who saves in cash, by the central figures: The Trust (£0.7 million) and Police &amp; Crime (no partner) (£80,000)." in said
    assert "Worse off, by the central figures: The Trust (£0.5 million)." in said
    assert "All together lose, so no transfer would leave nobody worse off." in said
    assert "In 94 % of 10,000 draws of the uncertain inputs The Trust loses cash" in said.replace("\u00a0", " ")


def lead_of(pools: Pools, **changes: Any) -> str:
    row = given.APPRAISED | changes
    return words_of(pool_page(pools, row, facts=FACTS, overview="pooled-budgets.html").html).replace("\u00a0", " ").partition("All pooled budgets side by side")[0]


NOBODY = {"losing_count": 0, "compensation_pv_gbp": D(0), "compensation_words": "By the central figures nobody is worse off, so that nothing has to be passed on."}


def drawn(*bodies: tuple[str, int, int, int, float]) -> pl.DataFrame:
    return given.frame(given.appraisal.RISK, [row for body_id, low, middle, high, share in bodies for row in given.risk(body_id, "cash", low, middle, high, share)])


def test_that_nobody_loses_by_the_central_figures_is_not_said_without_who_loses_in_the_draws() -> None:
    even = [given.body("north", 10, 20, 10), given.body("trust", 10, 20, 10), given.body("police", 0, 5, 5, is_partner=False)]
    pools = given.pools(given.APPRAISED, body=given.frame(given.appraisal.POOL_BODY, even), risk=drawn(("north", 5, 10, 20, 0.04), ("trust", -20, -1, 20, 0.53), ("police", -20, -1, 20, 0.6)))
    said = lead_of(pools, **NOBODY)
    assert "By the central figures nobody is worse off, so that nothing has to be passed on; yet in 53 % of draws The Trust loses." in said
    assert "In 60 % of 10,000 draws of the uncertain inputs Police &amp; Crime (no partner) loses cash, more often than anybody else." in said


def test_who_loses_whatever_is_drawn_is_no_certainty_of_the_draws() -> None:
    pools = given.pools(given.APPRAISED, risk=drawn(("north", 5, 10, 20, 0.04), ("trust", -30, -30, -30, 1.0)))
    said = lead_of(pools)
    assert "The Trust loses whatever was drawn: nothing of its cash was varied." in said and "100 %" not in said
    assert "In 4 % of 10,000 draws of the uncertain inputs North &lt;b&gt;Council&lt;/b&gt; loses cash." in said
    assert Result(D(1), D(1), D(1), D(1), 0.04).is_varied, "a rare loss beyond eight draws in ten is one that was drawn"


def test_bodies_powers_and_areas_are_called_by_their_names() -> None:
    """Ids without a hyphen too, where a body is spoken of and nowhere else."""
    pools = replace(given.pools(given.APPRAISED), called={"an act": "An Act 2004, section 10: agreements", "E07000001": "Eastshire"})
    row = given.APPRAISED | {"legal_form": "pooled", "power_id": "an act", "compensation_words": "Compensation in the first year, by the central figures: north gives £1; trust is given £1."}
    said = words_of(pool_page(pools, row, facts=FACTS, overview="x").html)
    assert "by the central figures: North &lt;b&gt;Council&lt;/b&gt; gives £1; The Trust is given £1." in said
    assert "Pooled under An Act 2004, section 10, 2 partners" in said and "412 clients of three districts; in Eastshire" in said


def test_calls_for_overspends_are_told_from_contributions_that_name_no_line() -> None:
    nameless = "contributions that name no line"
    rows = [given.paid("one-pot", "north", -11, fy, gbp, line=nameless, base_gbp=None, available_gbp=None, called_gbp=D(called)) for fy, gbp, called in ((2026, 700, 700), (2027, 900, 0))]
    rows.append(given.paid("one-pot", "trust", -21, 2027, 0, line=nameless, base_gbp=None, available_gbp=None, returned_gbp=D(50)))
    said = words_of(page_of("one-pot", given.pools(given.APPRAISED, contribution=given.frame(given.pooling.CONTRIBUTION, rows))).html)
    assert "calls for overspends (no line) none named 700" in said and f"{nameless} none named 900" in said and "given back on no line none named 0 50" in said


def test_the_flow_carries_what_comes_in_to_what_it_pays_for_and_what_comes_back() -> None:
    """1.5 million in: 1.3 spent, 0.05 fee, 0.03 VAT, 0.12 given back; saved: 0.7 by the Trust, 0.08 by the police, outside the pool."""
    html = page_of("one-pot").html
    flow = pictures(html)[0]
    for words in ("The pool £1.5m", "Treatment £0.7m", "Family hubs £0.6m", "Patrols (outside the pool) £80,000", "Given back to partners £0.1m"):
        assert words in re.sub(r"\s+", " ", flow), flow
    table = words_of(html[html.index("The bands as a table") :])
    for band in ("The Trust The pool 1,300,000", "The pool Treatment 700,000", "Treatment The Trust 700,000", "Given back to partners The Trust 120,000", "Own spending that the pool replaces North &lt;b&gt;Council&lt;/b&gt; 250,000"):
        assert band in table, band
    with pytest.raises(ValueError, match="above nought"):
        through([Node("a", "a", "#12436D", 0), Node("b", "b", "#12436D", 1)], [Band("a", "b", -1.0)], ["from", "to"])


def test_what_was_measured_elsewhere_is_said_on_each_page_that_shows_the_result() -> None:
    told = "Same service &amp; staff &lt;as here&gt;"
    assert told in page_of("one-pot").html and told in overview()
    assert page_of("one-pot").headlines["One pot: measured elsewhere"] == given.ELSEWHERE
    here = given.pools(given.APPRAISED | {"outside_sample": None}, benefit=given.frame(given.appraisal.BENEFIT, [given.NO_CASH]))
    assert "Measured elsewhere" not in page_of("one-pot", here).html


def test_each_benefit_states_what_it_rests_on_and_what_would_make_it_cash() -> None:
    said = words_of(page_of("one-pot").html).replace("\u00a0", " ")
    for words in (
        "Compared with The same clients in the year before", "412 clients of three districts; in E07000001", "Agencies it covers The Trust", "Agencies it does not cover North &lt;b&gt;Council&lt;/b&gt;, Police &amp; Crime", "grade 3 of the project’s own scale",
        "What the intervention costs £690,000", "in whole steps of £350,000 a year alone (a ward of twenty beds); £700,000 does", "None of it becomes cash.", "nobody’s budget: worth to society alone",
    ):  # fmt: skip
        assert words in said, words


def test_a_pool_that_is_not_appraised_says_why_and_shows_its_ledger() -> None:
    made = page_of("aligned")
    assert "aligned: 2 partners put in £1.0 million; what it is worth is not appraised" in made.html
    assert "What it is worth is not appraised: the file names no intervention." in made.html
    said = words_of(made.html)
    assert "Paid in by partners 950,000 950,000" in said and "The ledger, year by year" in said
    assert "never added" not in said and "What the benefits rest on" not in said


def test_a_file_with_faults_is_told_with_each_of_them() -> None:
    for html in (page_of("broken").html, overview()):
        assert "<li>scenarios/broken.toml: &#x27;host&#x27;, line 3: &#x27;x&#x27; is no partner.</li>" in html
        assert "the gain_shares of the partners add up to 1.2, not to 1.</li>" in html
    assert "broken: not worked out: 2 faults in its file" in page_of("broken").html


def test_side_by_side_tells_what_is_promised_twice() -> None:
    said = words_of(overview())
    assert "The one pool that is appraised gains for society; a partner may lose cash" in said
    assert "Public Health 2026-27 aligned and One pot 1,050,000 1,000,000 £50,000 is promised twice" in said
    assert "£0.6 million, middle of the draws (eight in ten from £0.1 million to £1.4 million)" in said and "none would help" in said and "not appraised" in said
    assert 'href="pooled-budget-one-pot.html"' in overview() and 'href="pooled-budgets.html"' in page_of("one-pot").html
    assert pools_page(given.pools(scenario=given.SCENARIO.empty()), facts=FACTS, files={}) is None


@pytest.mark.parametrize(
    ("low", "middle", "high", "told", "said"),
    [
        (-3_708_854, 2_727, 3_979_724, "£3,000", "£3,000, middle of the draws (eight in ten from −£3.7 million to £4.0 million)"),
        (-27_099, -40_500.51, 3_979_724, "−£41,000", "−£41,000, middle of the draws (eight in ten from −£27,000 to £4.0 million)"),
        (-99_600, -400, 100_000, "within £1,000 of nought", "within £1,000 of nought, middle of the draws (eight in ten from −£0.1 million to £0.1 million)"),
        (-200_000, 0, 200_000, "£0", "£0, middle of the draws (eight in ten from −£0.2 million to £0.2 million)"),
        (-1_893, 2_727, 99_999, "£2,727", "£2,727, middle of the draws (eight in ten from −£1,893 to £99,999)"),  # nothing of it is in millions
        (2_727, 2_727, 2_727, "£2,727", "£2,727, nothing of it was varied"),
    ],
)
def test_beside_draws_that_reach_into_millions_no_single_pounds_are_told(low: float, middle: float, high: float, told: str, said: str) -> None:
    result = Result(D(2_708_498), D(str(low)), D(str(middle)), D(str(high)), 0.0 if low == high else 0.5)
    assert (result.in_short(), result.in_words()) == (told, said)


def test_side_by_side_tells_draws_alike_in_the_drawing_and_in_the_table() -> None:
    risk = given.frame(given.appraisal.RISK, [*given.risk("all", "social value", 100_000, 600_000, 1_400_000, 0.05), *given.risk("all", "cash", -3_708_854, 2_727, 3_979_724, 0.5)])
    html = overview(given.pools(given.APPRAISED, risk=risk))
    assert "£3,000, middle of the draws (eight in ten from −£3.7 million to £4.0 million)" in words_of(html)
    assert "£3,000, loses in 50" in pictures(html)[0] and "2,727" not in words_of(html) + pictures(html)[0]


def test_ways_and_sizes_and_what_it_hangs_on_are_shown() -> None:
    html = page_of("one-pot").html
    said = words_of(html).replace("\u00a0", " ")
    assert "Not possible: No power is needed, and no risk is shared." in said
    assert said.count("Align: not possible. No power is needed, and no risk is shared.") == 1
    assert "Cost, less what partners no longer pay, discounted, £ 1,400,000" in said, "a small cost makes a large ratio: what it is less of is said"
    assert "For each pound of that cost £1.50 £0.80" in said and "not the ratio of benefits to costs of the Green Book" in said
    assert "1.5 times 2,250,000" in said and "no value turns it" in said
    assert list(page_of("one-pot").figures) == [
        f"One pot: {heading}"
        for heading in ("Who pays, what it pays for, and what comes back", "What each gains or loses, and how sure that is", "Which assumptions matter most", "The ledger, year by year", "Other ways of working together", "How large a pot")
    ]


def test_without_draws_the_central_figures_stand_alone() -> None:
    undrawn = given.pools(given.APPRAISED, risk=given.appraisal.RISK.empty(), sensitivity=given.appraisal.SENSITIVITY.empty(), comparison=given.appraisal.COMPARISON.empty(), frontier=given.appraisal.FRONTIER.empty())
    made = page_of("one-pot", undrawn)
    assert made.headlines["One pot"] == "Society would gain £0.7 million (central figure); 1 of 2 partners loses cash"
    assert "not drawn" in words_of(made.html) and "Which assumptions matter most" not in made.html
    assert "Society would gain" in overview(undrawn)


def test_draws_of_inputs_without_a_range_are_no_certainty() -> None:
    """Each such draw repeats the central figure: that all of them lose says nothing of how likely a loss is."""
    same = given.frame(given.appraisal.RISK, [row for body_id, result, value in (("all", "social value", 700_000), ("all", "cash", -300_000), ("trust", "cash", -530_000)) for row in given.risk(body_id, result, value, value, value, float(value < 0))])
    fixed = given.frame(given.appraisal.SENSITIVITY, [given.swing("social value", "effect-of-outreach", 700_000, 700_000, 0.12) | {"range_basis": "fixed"}])
    undrawn = given.pools(given.APPRAISED, risk=same, sensitivity=fixed)
    said = words_of(page_of("one-pot", undrawn).html)
    assert "How sure these figures are is not known: the file gives no input a range" in said
    assert "100 %" not in said.partition("How large a pot")[0] and "In 100" not in said and "No input has a range that moves this result." in said
    assert page_of("one-pot", undrawn).headlines["One pot"].startswith("Society would gain")
    assert "100 %" not in words_of(overview(undrawn))


def test_same_frames_same_page_and_nothing_is_fetched_or_run() -> None:
    for html, again in ((page_of("one-pot").html, page_of("one-pot", given.pools()).html), (overview(), overview(given.pools()))):
        assert html == again
        found = read(html)
        assert {item.split("=")[1][:18] for item in found.fetched if "=" in item} == {"data:image/svg+xml"}
        assert all(item.startswith("a pooled-budget") for item in found.fetched if "=" not in item), "links go to pages beside it alone"
        assert found.handlers == [] and "<b>Council" not in html and "Accepted by A. Person" in html


@pytest.mark.browser
def test_it_is_read_on_a_telephone_and_axe_finds_nothing(browser: Any, tmp_path: Path) -> None:
    for name, html in (("one", page_of("one-pot").html), ("all", overview()), ("broken", page_of("broken").html)):
        path = tmp_path / f"{name}.html"
        path.write_text(html, "utf-8")
        context = browser.new_context(viewport={"width": 360, "height": 900}, bypass_csp=True)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page does not scroll sideways"
        assert page.evaluate("[...document.images].every(e => e.complete && e.naturalWidth > 0 && e.clientHeight > 40)")
        assert page.evaluate("[...document.querySelectorAll('tbody th')].every(e => !e.clientWidth || e.clientWidth >= 60)"), "what stands before a row can be read: not a letter a line"
        page.add_script_tag(content=totalplace_web.script("axe.min.js"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [item["id"] for item in found["violations"]] == []
        assert said == []
        context.close()


def test_on_a_telephone_no_name_runs_out_of_the_figure() -> None:
    long = "Emergency admissions avoided: share of the events that do not happen in a year"
    drawings = (intervals([Interval(long, "#12436D", 1e6, 0.5e6, 2e6, said="£1 million, loses in 12 %")]), tornado([Swing(long, 1e6, 2e6, "0.1", "0.3")], 1.5e6))
    for drawing in drawings:
        told = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.narrow)
        assert long in " ".join(told) and max(len(words) for words in told) <= 50
