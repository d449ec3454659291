"""Who the money is spent on: what its page says of tables written by hand, that it says no more, and that anybody can read it anywhere."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import totalplace_web

from tests.maps import customer_frames as given
from tests.maps.test_estate_map import read
from tests.maps.test_pool_pages import pictures, words_of
from totalplace.contracts import customers as contract
from totalplace.mapping.customer_figures import Claim, Curve, Dot, Marks, lorenz, percent, shares
from totalplace.mapping.customer_tables import Customers, headline, leading
from totalplace.mapping.customers_page import CustomersPage, customers_page
from totalplace.mapping.page import PageFacts

FACTS = PageFacts("Somewhere", date(2026, 11, 20), "2026-11-20-abc", attributions=("OGL-UK-3.0: ministry.",), overridden_checks=("A check. Accepted by A. Person.",))
FILES = {"alcohol-and-drugs": "who.html", "all-service-users": "who-all-service-users.html"}


def made(customers: Customers, cohort: str | None = "alcohol-and-drugs") -> CustomersPage:
    return customers_page(customers, cohort, facts=FACTS, files=FILES)


@cache
def whole_page() -> CustomersPage:
    return made(given.customers())


def whole() -> str:
    return whole_page().html


def said(html: str) -> str:
    return words_of(html).replace("\u00a0", " ")


def stated(*verdicts: str, held: float = 0.78, share: float = 0.8, low: float = 0.7, high: float = 0.86, **more: Any) -> Customers:
    """The leading figure by the methods of these verdicts."""
    rows = [given.share(0.2, held, method, stated_share=share, verdict=verdict, reason="so it is", low=low, high=high, **more) for method, verdict in zip(contract.METHODS, verdicts, strict=False)]
    return given.nothing(concentration=given.frame(contract.COST_CONCENTRATION, rows))


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        (("supported", "supported"), "A fifth of people account for 78 % of the cost: at least 70 %, as stated"),
        (("not supported", "not supported"), "A fifth of people account for 78 % of the cost, less than the 90 % stated"),
        (("undecided", "undecided"), "Undecided whether a fifth of people account for 80 % of the cost: 70 to 86 % by the figures"),
        (("supported", "undecided"), "Undecided whether a fifth of people account for 80 % of the cost: 70 to 86 % by the figures"),
        (("not supported", "supported"), "Undecided whether a fifth of people account for 80 % of the cost: 70 to 86 % by the figures"),
    ],
)
def test_the_title_says_the_verdict_and_no_more_than_both_methods_bear(verdicts: tuple[str, ...], title: str) -> None:
    share = {("supported", "supported"): 0.7, ("not supported", "not supported"): 0.9}.get(verdicts, 0.8)
    assert headline(leading(stated(*verdicts, share=share), "alcohol-and-drugs")).replace("\u00a0", " ") == title


def test_where_nothing_is_stated_the_title_is_the_figure_alone_and_of_whom() -> None:
    customers = given.customers()
    assert headline(leading(customers, "all-service-users")).replace("\u00a0", " ") == "A fifth of people account for 70 % of the cost"
    families = given.nothing(concentration=given.frame(contract.COST_CONCENTRATION, [given.share(0.01, 0.3, unit="family", denominator="residents")]))
    assert headline(leading(families, "alcohol-and-drugs")).replace("\u00a0", " ") == "One in a hundred of resident families accounts for 30 % of the cost"


def test_what_leads_is_what_is_stated_in_the_newest_year_that_has_a_figure() -> None:
    rows = [
        given.share(0.2, 0.7, period=2024, **given.STATED), given.share(0.1, 0.6, period=2024), given.share(0.2, 0.9, period=2024, agency="trust"),
        given.share(0.2, 0.0, period=2025, **given.STATED) | dict.fromkeys(("cost_share", "low", "high", "sampling_low", "sampling_high")),
    ]  # fmt: skip
    lead = leading(given.nothing(concentration=given.frame(contract.COST_CONCENTRATION, rows)), "alcohol-and-drugs")
    assert lead is not None and (lead.row["period"], lead.row["cost_share"]) == (2024, 0.7)


def test_the_verdict_its_reason_and_chance_are_sentences_and_never_a_saving() -> None:
    words = said(whole())
    for sentence in (
        "Tested: that the 20 % of people who cost most, of the cohort “alcohol and drugs”, account for at least 80 % of the cost.",
        "Found in 2025-26: 78 %, between 73 % and 82 % once everything that was looked at is joined.",
        "The figures leave it open: the 95 % interval, of sampling, unit costs and linkage, has what is stated within it.",
        "by chance alone, a fifth of them would hold 38 %.", "It is never a saving.", "That is the ceiling of what could have been avoided, and no saving.",
        "those at the top in 2024-25 cost £2.7 million in 2025-26", "That something comes before is not that it causes or could prevent", "Accepted by A. Person.", "Audience: the partner bodies; not for publication.",
    ):  # fmt: skip
        assert sentence in words, sentence
    assert "two ways of working out the interval do not say the same" in said(made(stated("supported", "undecided")).html)


def test_the_curve_has_the_claim_and_the_sets_their_agencies_by_name() -> None:
    curve, *others = (text.replace("\u00a0", " ") for text in pictures(whole()))
    assert "among residents" not in curve, "a curve that goes straight up says nothing"
    assert "found: 20 % hold 78 %" in curve and "stated: 20 % hold 80 %" in curve
    sets = next(text for text in others if "sets put together" in text)
    assert "Exampleshire Hospitals NHS Trust" in sets and "1,240" in sets and "745" in sets
    assert "At least 260 are known to three agencies or more, and hold at least 33 % of the cost. 745 are in the sets put together (9 % of the cost)." in said(whole())


def test_ways_are_told_by_services_and_what_is_hidden_is_nowhere() -> None:
    words = said(whole())
    assert "goes on Ambulance, seen and conveyed Emergency department attendance 480 576 9.9 % 0" in words
    assert "enters by Detention in custody 610 732 13 %" in words and "comes back Detention in custody 380 456 7.8 % 90" in words
    assert "The first service after 365 days without any contact." in words and "How many days: pathway_before_days." in words and "outline_buffer_m" not in words
    assert words.index("enters by Structured community treatment 40") < words.index("enters by Other services 60"), "what is put together stands last"
    assert "Emergency admission Homelessness application" not in words, "a way of too few is neither drawn nor listed"
    assert "Emergency admission Emergency department attendance 290 61 % 14 % 9" in words


def test_licences_say_what_may_and_may_not_be_concluded_and_agreements_whom_they_cover() -> None:
    words = said(whole())
    drawn = next(text for text in pictures(whole()) if "times as much" in text)
    assert "off the" in drawn and "kind of premises: pub" not in drawn and "kind of premises: pub" in words, "the simplest model is drawn, and the table has all"
    assert "A board may conclude: Areas with more premises" in words and "It may not conclude: That closing one would prevent any." in words
    assert "Exampleshire County Council (social_care)" in words and "1 of 2 data-sharing agreements are in force." in words
    assert "it expired on 31 March 2025" in words and "contact before birth too few" in words
    assert "without Exampleshire Hospitals NHS Trust 74 % −4.4 points not supported" in words and "unit costs of Exampleshire Hospitals NHS Trust low 77 %" in words


def test_other_cohorts_have_pages_that_lead_back() -> None:
    page = made(given.customers(), "all-service-users")
    assert 'href="who-all-service-users.html"' in whole() and 'href="who.html"' in page.html
    assert "Licensed premises" not in page.figures and "All cohorts looked at" not in page.html
    assert page.headlines == {"all service users": "A fifth of people account for 70\u00a0% of the cost"}
    assert whole_page().headlines["alcohol and drugs: verdict"] == "undecided"


def test_without_anything_it_says_why() -> None:
    assert "there is no data-sharing agreement, and without one no data about people are read" in said(made(given.nothing(), None).html)
    expired = given.frame(contract.SHARING_AGREEMENT, given.AGREEMENTS[1:])
    assert "no data-sharing agreement is in force. Why each is not stands beneath." in said(made(given.nothing(agreements=expired), None).html)
    forced = given.frame(contract.SHARING_AGREEMENT, given.AGREEMENTS[:1])
    assert "totalplace status says whether the key is missing" in said(made(given.nothing(agreements=forced), None).html)
    row = given.share(0.2, 0.0, stated_share=0.8, verdict="not computed", reason="The key is missing.") | dict.fromkeys(("cost_share", "low", "high", "sampling_low", "sampling_high", "by_chance_share", "people"))
    page = made(given.nothing(concentration=given.frame(contract.COST_CONCENTRATION, [row])))
    assert "Not computed: the key is missing." in said(page.html) and not page.figures


def test_same_rows_in_any_order_same_page_and_nothing_is_fetched_or_run() -> None:
    full = given.customers()
    turned = Customers(**{name: getattr(full, name).reverse() for name in Customers.__dataclass_fields__})
    assert made(turned).html == whole()
    found = read(whole())
    assert {item.split("=")[1][:18] for item in found.fetched if "=" in item} == {"data:image/svg+xml"}
    assert all(item.startswith("a who") for item in found.fetched if "=" not in item), "links go to pages beside it alone"
    assert found.handlers == [] and "<b>Comm" not in whole() and "<i>proto" not in whole()


def test_shares_are_told_with_two_digits_where_they_have_them() -> None:
    assert [percent(value).replace("\u00a0", " ") for value in (0.8, 0.0345, 0.03, 0.0996, 1.0, 0.0)] == ["80 %", "3.5 %", "3 %", "10 %", "100 %", "0 %"]


def test_figures_are_drawn_without_a_claim_and_without_intervals() -> None:
    assert "stated" not in lorenz([Curve("all", [(0.5, 0.9)])], None).wide
    assert "found" not in lorenz([Curve("all", [(0.5, 0.9)])], Claim(0.2, 0.8)).narrow
    assert "one &amp; all" in shares([Dot("one & all", 0.5)], Marks("share")).wide


@pytest.mark.browser
def test_it_is_read_on_a_telephone_and_axe_finds_nothing(browser: Any, tmp_path: Path) -> None:
    for name, html in (("one", whole()), ("nothing", made(given.nothing(), None).html)):
        path = tmp_path / f"{name}.html"
        path.write_text(html, "utf-8")
        context = browser.new_context(viewport={"width": 360, "height": 900}, bypass_csp=True)
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page does not scroll sideways"
        assert page.evaluate("[...document.images].every(e => e.complete && e.naturalWidth > 0 && e.clientHeight > 40)")
        page.add_script_tag(content=totalplace_web.script("axe.min.js"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [item["id"] for item in found["violations"]] == []
        context.close()
