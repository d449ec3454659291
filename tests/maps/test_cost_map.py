"""The map of where the cost is: rates, hidden areas, dots and their words from a few rows; without figures it says why."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import shapely
import totalplace_web

from totalplace.contracts import contract, customers, licensing
from totalplace.contracts._base import Contract
from totalplace.mapping.cost_map import CostTables, cost_map
from totalplace.mapping.cost_spec import CostMapSpec, class_of
from totalplace.mapping.declared import load_spec
from totalplace.mapping.page import PageFacts
from totalplace.paths import customer_maps_folder

SPEC = load_spec(customer_maps_folder() / "where-the-cost-is.toml", CostMapSpec)
FACTS = PageFacts(place_name="Sampleshire", published_on=date(2026, 4, 1), publication_id="2026-04-01-x", attributions=("OGL-UK-3.0: x.",))
COST, INCIDENTS = customers.PLACE_OUTCOMES
PLACES = {"E02000001": 0, "E02000002": 9000, "E02000003": 18000}
Rows = list[dict[str, Any]]


def frame(table: Contract, rows: Rows) -> pl.DataFrame:
    return table.conform(pl.DataFrame(rows, infer_schema_length=None) if rows else table.empty()).collect()


def row(area: str, outcome: str, disclosure: str = "shown", rate: str | None = None, **facts: Any) -> dict[str, Any]:
    figures = {"cost_per_resident_gbp": Decimal(rate), "cost_gbp": Decimal(rate) * 1000} if rate and outcome == COST else {"incidents_per_1000": float(rate), "incidents": 20} if rate else {}
    return {"cohort": "alcohol-and-drugs", "period": 2024, "outcome": outcome, "area_code": area, "area_name": f"Area <{area[-1]}>", "disclosure": disclosure, "residents": 1000, **figures, **facts}


def licence(number: int, sales: str, easting: float | None = 500.0, **facts: Any) -> dict[str, Any]:
    return {
        "source_file_id": "f", "source_part": "table", "source_row": number, "name": f"The <Inn> {number}", "kind": "pub", "kind_basis": "name of the premises", "sales": sales, "postcode": "ZE1 0AA",
        "licence_type": "premises licence", "easting": easting, "northing": None if easting is None else 500.0, "msoa_code": "E02000001", **facts,
    }  # fmt: skip


def drawn(by_area: Rows, premises: Rows = [], models: Rows = [], agreements: Rows = [], small: bool = False) -> str:  # noqa: B006
    kind, codes = ("lsoa", {code.replace("E02", "E01"): code for code in PLACES}) if small else ("msoa", {code: code for code in PLACES})
    areas = [
        {"area_code": code, "area_name": f"Area {code}", "area_type": kind, "is_in_place": True, "outline_wkb": shapely.to_wkb(shapely.box(PLACES[of], 0, PLACES[of] + 9000, 9000)), "source_file_id": "f"}
        for code, of in codes.items()
    ]
    parts = pl.DataFrame({"lsoa_code": list(codes), "msoa_code": list(codes.values())}) if small else pl.DataFrame(schema={"lsoa_code": pl.String, "msoa_code": pl.String})
    tables = CostTables(
        frame(customers.COST_BY_AREA, by_area), frame(licensing.LICENSED_PREMISES, premises), frame(customers.LICENCE_MODEL, models), frame(customers.SHARING_AGREEMENT, agreements),
        frame(contract("core.area"), areas), parts,
    )  # fmt: skip
    return cost_map(tables, spec=SPEC, facts=FACTS)


def title(page: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", page)[1]  # type: ignore[index]


FIGURES = [row("E02000001", COST, rate="120.5"), row("E02000001", INCIDENTS, rate="4.25"), row("E02000002", COST, rate="8.75"), row("E02000002", INCIDENTS, "too few"), row("E02000003", COST, "hidden to protect another"), row("E02000003", INCIDENTS, rate="0")]  # fmt: skip


def test_each_area_says_its_rate_or_that_it_is_hidden_and_both_outcomes_stand_apart() -> None:
    page = drawn(FIGURES, [licence(1, "on"), licence(2, "both"), licence(3, "off", None), licence(4, "none")])
    assert title(page) == "Cost runs from £9 to £120 a resident between areas shown"
    assert re.findall(r'data-said-cost="Area &lt;(\d)&gt;: ([^"]*)"', page) == [("1", "£120 a resident"), ("2", "£8.75 a resident"), ("3", "hidden so that another area cannot be told")]
    assert re.findall(r'data-said-incidents="[^:]*: ([^"]*)"', page) == ["4.2 incidents for each 1,000 residents", "too few to show", "0.0 incidents for each 1,000 residents"]
    # the first colouring is of cost: where incidents alone are hidden nothing is hatched yet
    assert re.findall(r'class="hidden-hatch"( display="none")?', page) == [' display="none"', ""]
    # why there is no figure is told by the way of the lines, on the map as in the legend, and without any where nothing was received
    assert re.findall(r'data-hidden-cost="([^"]*)" data-hidden-incidents="([^"]*)"', page) == [("", ""), ("", "url(#hidden-slant)"), ("url(#hidden-cross)", "")]
    assert re.findall(r'(?:fill="url\(#hidden-(\w+)\)"/>)?</svg>((?:too few|hidden so)[^<]*) \(1\)', page) == [("cross", "hidden so that another area cannot be told"), ("slant", "too few to show")]
    assert "cost shown in <b>2</b> of 3 areas" in page and "£100 to £249 (1)" in page and "too few to show (1)" in page
    assert "<Inn>" not in page and page.count("&lt;Inn&gt; 1") == 2, "in the picture and in the table"
    assert page == drawn(FIGURES, [licence(1, "on"), licence(2, "both"), licence(3, "off", None), licence(4, "none")])
    assert not re.search(r'(?:src|href)="(?!#|data:)', page) and not re.search(r'\sstyle="', page), "a policy forbids both"


def test_dots_are_licences_for_alcohol_with_a_place_told_by_shape_and_words() -> None:
    page = drawn(FIGURES, [licence(1, "on", has_late_refreshment=True), licence(2, "both"), licence(3, "off", None), licence(4, "none"), licence(5, "off", 400_000.0)])
    assert re.findall(r"<path data-dot [^>]*><title>([^<]*)</title>", page) == [
        "The &lt;Inn&gt; 1, pub: alcohol on the premises only; late at night too; ZE1 0AA", "The &lt;Inn&gt; 2, pub: alcohol on and off the premises; ZE1 0AA",
    ]  # fmt: skip
    assert "<b>4</b> premises licensed for alcohol" in page and "1 of them has no place and no dot" in page
    assert [page.count(f'value="{sales}" checked') for sales in ("on", "off", "both", "none")] == [1, 1, 1, 0]
    # two licences at one postcode stand beside each other
    assert len(set(re.findall(r'<path data-dot d="(M[^"]*)"', page))) == 2


@pytest.mark.parametrize(
    ("by_area", "said"),
    [
        ([row("E02000001", COST, rate="5"), row("E02000002", COST, rate="0.2"), row("E02000003", COST, "too few")], "Cost runs from £0.20 to £5.00 a resident between areas shown"),
        ([row("E02000001", COST, rate="50"), row("E02000002", COST, rate="0.2"), row("E02000003", COST, "too few")], "Cost runs from under £1 to £50 a resident between areas shown"),
        ([row("E02000001", COST, rate="50"), *(row(code, COST, "too few") for code in ("E02000002", "E02000003"))], "Where the cost is cannot be shown"),
        # a hypothesis before all service users, the latest year of it
        ([*FIGURES, *(row(code, COST, rate="900", cohort="all-service-users") for code in PLACES), *(row(code, COST, rate="7", period=2023) for code in PLACES)], "Cost runs from £9 to £120 a resident between areas shown"),
        # but not one of which nothing can be shown
        ([*(row(code, COST, "too few") for code in PLACES), *(row(code, COST, rate="30", cohort="all-service-users") for code in PLACES)], "Cost is £30 a resident in each area shown"),
    ],
)
def test_the_title_claims_no_more_than_is_shown(by_area: Rows, said: str) -> None:
    assert title(drawn(by_area)) == said


@pytest.mark.parametrize(
    ("agreements", "why"),
    [
        ([], "there is no data-sharing agreement"),
        ([{"agreement_id": "a", "status": "refused"}, {"agreement_id": "b", "status": "expired"}], "no data-sharing agreement is in force (2 are refused"),
        ([{"agreement_id": "a", "status": "in force"}], "no figures by area were made under it"),
    ],
)
def test_without_figures_the_premises_stand_alone_and_the_page_says_why(agreements: Rows, why: str) -> None:
    page = drawn([], [licence(1, "on")], agreements=agreements)
    assert title(page) == "1 licensed premises; no cost can be shown beside them" and why in page
    assert "data-dot" in page and 'value="incidents"' not in page
    assert title(drawn([], agreements=agreements)) == "Where the cost is cannot be shown"


def test_what_a_board_may_and_may_not_conclude_stands_on_the_page() -> None:
    models = [{"outcome": outcome, "model": model, "may_conclude": f"{outcome}, {model}: <this>.", "may_not_conclude": "That they cause it."} for outcome in (COST, INCIDENTS) for model in ("by licence", "by licence and kind of premises")]
    page = drawn(FIGURES, models=models)
    assert "incidents by place of occurrence, by licence: &lt;this&gt;." in page and page.count("That they cause it.") == 2
    assert "as no model was made" in drawn(FIGURES)


def test_middle_layer_areas_without_an_outline_are_put_together_of_small_ones() -> None:
    page = drawn(FIGURES, small=True)
    assert len(re.findall(r'data-said-cost="', page)) == 3


def test_an_area_without_any_row_is_drawn_as_having_no_figures() -> None:
    page = drawn([each for each in FIGURES if each["area_code"] != "E02000002"])
    assert "Area E02000002: no figures" in page and "cost shown in <b>1</b> of 3 areas" in page
    assert re.search(r'<path class="none" d="[^"]*" fill="[^"]*"/></svg>no figures \(1\)', page), "in the legend, without lines"


def test_a_limit_itself_is_of_the_class_above() -> None:
    assert [class_of(SPEC.cost_classes, rate) for rate in (-1, 0, 9.99, 10, 250, 1e9)] == [0, 0, 0, 1, 4, 4]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_it_is_switched_searched_and_read_by_keyboard(show: Callable[..., Any], width: int) -> None:
    opened = show(drawn(FIGURES, [licence(1, "on"), licence(2, "both", 9500.0, postcode="ZE1 0AB"), licence(3, "off")]), width=width, bypass_csp=True)
    page = opened.page
    area = page.locator(".area-map a").first
    assert area.get_attribute("aria-label").endswith("£120 a resident")
    page.check('input[value="incidents"]')
    assert area.get_attribute("aria-label").endswith("incidents for each 1,000 residents")
    assert [page.locator(".hidden-hatch").nth(at).is_visible() for at in (0, 1)] == [True, False], "now the second area is hidden"
    area.focus()
    assert "incidents for each 1,000" in page.locator("#detail").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#area-E02000001"
    page.uncheck('input[value="both"]')
    page.fill("#search", "ze10ab")
    assert page.locator("#found-state").inner_text() == "1 found"
    page.click("#found button")
    assert page.locator(".dots .mark.point").count() == 1 and "<Inn> 2" in page.locator("#detail").inner_text()
    assert page.is_checked('input[value="both"]'), "what is found is shown"
    page.fill("#search", "nowhere at all")
    assert "Nothing of that name" in page.locator("#found-state").inner_text() and page.locator(".dots .mark").count() == 0
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in violations] == []
