"""What we all spend here: figures worked out by hand, from frames of four bodies to the page and its pictures."""

import base64
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.maps.test_estate_map import read
from totalplace import reference
from totalplace.contracts import spend, suppliers
from totalplace.contracts.ref import BODY
from totalplace.mapping.figures import Flow, flow, millions
from totalplace.mapping.page import PageFacts
from totalplace.mapping.spend_page import SpendPage, spend_page

FACTS = PageFacts("Somewhere", date(2026, 11, 20), "2026-11-20-abc", attributions=("OGL-UK-3.0: ministry.",))
# body, year, COFOG, gross, passed on
LINES = [
    ("north", 2017, "09", "300000000.00", "0.00"),
    ("north", 2017, "05.1", "40000000.00", "25000000.50"),
    ("north", 2017, "06", "-2000000.00", "0.00"),
    ("south", 2017, "09", "200000000.00", "0.00"),
    ("waste", 2017, "05.1", "26000000.00", "0.00"),
    ("north", 2018, "09", "310000000.00", "0.00"),
]
BODIES = [("north", "North <b>Council</b>", "council"), ("south", "South & East Council", "council"), ("waste", "Waste Authority", "other"), ("nhs", "The Trust", "nhs")]


def empty(contract: Any) -> pl.DataFrame:
    return contract.empty()


def counts(lines: list[tuple[str, int, str, str, str]], is_counted: bool = True) -> pl.DataFrame:
    rows = [
        {
            "body_id": body, "fy": fy, "account": "general fund", "economic": "revenue", "line": f"line {number}", "cofog": cofog,
            "source_return": "RS", "measure": "outturn", "population": "not applicable", "return_status": "certified", "basis": "measured",
            "count_id": number, "line_code": str(number), "gross_gbp": Decimal(gross), "transfer_out_gbp": Decimal(out),
            "net_gbp": Decimal(gross) - Decimal(out), "transfer_in_memo_gbp": Decimal(0), "funder_gbp": Decimal(gross),
            "return_total": "net current expenditure", "income_basis": "net of fees and charges", "price_base": "prices of the year",
            "is_counted": is_counted,
        }
        for number, (body, fy, cofog, gross, out) in enumerate(lines)
    ]  # fmt: skip
    return spend.SPEND_COUNT.conform(pl.DataFrame(rows)).collect()


def bodies() -> pl.DataFrame:
    return BODY.conform(pl.DataFrame(BODIES, schema=["body_id", "name", "kind"], orient="row")).collect()


def transfers(is_named: bool = False) -> pl.DataFrame:
    row = {
        "from_body_id": "north", "to_body_id": "waste", "fy": 2017, "account": "general fund", "economic": "revenue", "type": "levy",
        "cofog": "05.1", "is_named": is_named, "payer_view_gbp": Decimal("26000000.50"), "receiver_view_gbp": Decimal("25000000.50"),
        "eliminated_gbp": Decimal("25000000.50"), "difference_gbp": Decimal("1000000.00"), "explanation": "",
    }  # fmt: skip
    return spend.TRANSFER.conform(pl.DataFrame([row])).collect()


def overlap() -> pl.DataFrame:
    rows = [
        ("s1", "care", 2017, 2, "north|south", "500.00"),
        ("s2", "care", 2017, 2, "north|south", "700.00"),
        ("s2", "paper", 2017, 1, "waste", "5.00"),
        ("s3", "paper", 2016, 1, "north", "9.00"),
    ]
    frame = pl.DataFrame(
        [dict(zip(("supplier_id", "category", "fy", "body_count", "body_ids", "addressable_gbp"), row, strict=True)) for row in rows]
    ).with_columns(pl.col("addressable_gbp").cast(pl.Decimal(18, 2)), pl.lit(0).cast(pl.Decimal(18, 2)).alias("other_gbp"), pl.lit("x").alias("names"))
    return suppliers.SUPPLIER_OVERLAP.conform(frame).collect()


def reconciliation(*rows: tuple[str, str, int, str]) -> pl.DataFrame:
    """Of North in 2017-18: return, total, difference, explanation."""
    return spend.SPEND_RECONCILIATION.conform(
        pl.DataFrame(
            [
                {
                    "body_id": "north", "fy": 2017, "source_return": of, "item": item, "expected_gbp": Decimal(1000 + difference),
                    "found_gbp": Decimal(1000), "difference_gbp": Decimal(difference), "explanation": explanation,
                }
                for of, item, difference, explanation in rows
            ]
        )
    ).collect()  # fmt: skip


def joint(*rows: tuple[str, date | None, int]) -> pl.DataFrame:
    """Of North and South: category, joint start, contracts without a value."""
    return suppliers.JOINT_PROCUREMENT.conform(
        pl.DataFrame(
            [
                {
                    "joint_id": category, "category": category, "body_ids": "north|south", "body_count": 2, "contract_count": 3, "supplier_count": 3,
                    "contract_counts": "1|2", "register_body_ids": "south", "registers_as_at_on": date(2024, 2, 1),
                    "first_free_on": start or date(2026, 1, 1), "earliest_joint_start_on": start, "amount_gbp": Decimal("1500000.00"),
                    "free_by_then_gbp": Decimal("500.00"), "unvalued_count": unvalued,
                }
                for category, start, unvalued in rows
            ]
        )
    ).collect()  # fmt: skip


def all_made(
    count: pl.DataFrame | None = None, shared: pl.DataFrame | None = None, totals: pl.DataFrame | None = None, contracts: pl.DataFrame | None = None, is_named: bool = False
) -> SpendPage | None:
    return spend_page(
        counts(LINES) if count is None else count, transfers(is_named), empty(spend.SPEND_RECONCILIATION) if totals is None else totals,
        bodies(), reference.cofog_table(), facts=FACTS,
        buying=(overlap() if shared is None else shared, empty(suppliers.JOINT_PROCUREMENT) if contracts is None else contracts),
    )  # fmt: skip


def made(
    count: pl.DataFrame | None = None, shared: pl.DataFrame | None = None, totals: pl.DataFrame | None = None, contracts: pl.DataFrame | None = None
) -> str | None:
    page = all_made(count, shared, totals, contracts)
    return None if page is None else page.html


def page_made() -> str:
    page = made()
    assert page is not None
    return page


def pictures(page: str) -> list[ElementTree.Element]:
    """The figures of the page in their wide drawing, each an SVG picture that reads as XML."""
    return [ElementTree.fromstring(base64.b64decode(text)) for text in re.findall(r' src="data:image/svg\+xml;base64,([^"]+)"', page)]


def words_of(picture: ElementTree.Element) -> str:
    return " ".join("".join(item.itertext()) for item in picture.iter("{http://www.w3.org/2000/svg}text"))


def test_the_title_adds_up_what_each_body_spends_itself_in_the_year_most_bodies_returned() -> None:
    # 300 + (40 - 25.0000005) - 2 + 200 + 26 = 538.9999995 million
    assert "3 bodies spent £539 million here in 2017-18, each pound counted once" in page_made()
    assert "3 bodies of the 4 of the place sent a return of what was spent in 2017-18" in page_made()
    assert "Counted is net current expenditure of the RS (3 bodies; net of fees and charges)." in page_made()


def test_once_is_not_claimed_where_a_receiver_does_not_state_what_it_was_paid() -> None:
    """North names Waste for £1 million more than Waste states: gross of income, Waste's spending has it too; net of income, it has not."""
    is_waste = pl.col("body_id") == "waste"
    gross = counts(LINES).with_columns(pl.when(is_waste).then(pl.lit("gross of income")).otherwise("income_basis").alias("income_basis"))
    page = all_made(gross, is_named=True)
    assert page is not None
    assert "in 2017-18, some of it perhaps counted twice" in page.html and "each pound counted once" not in page.html
    assert "Up to £1.0 million may be counted twice" in page.html
    net = all_made(is_named=True)
    assert net is not None and "each pound counted once" in net.html


def test_once_is_not_claimed_where_two_returns_may_hold_one_service() -> None:
    fire = pl.when(pl.col("body_id") == "waste").then(pl.lit("fire return")).otherwise("source_return").alias("source_return")
    rescue = pl.when(pl.col("body_id") == "south").then(pl.lit("602")).otherwise("line_code").alias("line_code")
    page = made(count=counts(LINES).with_columns(fire, rescue))
    assert page is not None
    assert "some of it perhaps counted twice" in page and "Spending on fire and rescue is counted from a return of its own" in page


def test_capital_is_not_added_to_revenue() -> None:
    count = counts(LINES)
    capital = count.head(1).with_columns(pl.lit("capital").alias("economic"), pl.lit(99).cast(pl.Int64).alias("count_id"))
    assert made(count=pl.concat([count, capital])) == page_made()


def test_what_could_be_bought_together_states_what_it_is_part_of_and_of_whom() -> None:
    others = overlap().with_columns(pl.when(pl.col("supplier_id") == "s1").then(pl.lit("9795.00")).otherwise(pl.lit("0.00")).cast(pl.Decimal(18, 2)).alias("other_gbp"))
    page = made(shared=others)
    assert page is not None
    said = "The published payments of 3 bodies (North &lt;b&gt;Council&lt;/b&gt;, South &amp; East Council and Waste Authority) name suppliers of £11,000. "
    assert said + "Of it £1,205 bought from third parties what bodies could buy together, and £1,200 of that went to suppliers" in page


def test_suppliers_are_compared_in_the_year_of_most_bodies_then_pounds_though_no_word_tells_what_was_bought() -> None:
    told = overlap()
    row = {"category": "not stated", "addressable_gbp": Decimal(0), "names": "x"}
    untold = pl.DataFrame(
        [
            row | {"supplier_id": "s1", "fy": fy, "body_count": 3, "body_ids": "north|south|waste", "other_gbp": Decimal(gbp)}
            for fy, gbp in ((2015, 2000), (2014, 1000))
        ]
    )
    page = made(shared=pl.concat([told.filter(pl.col("body_ids") != "waste"), suppliers.SUPPLIER_OVERLAP.conform(untold).collect()]))
    assert page is not None
    assert "Suppliers that both bodies of a pair paid in 2015-16" in page
    assert "South &amp; East Council and Waste Authority no word tells of anything that could be bought together" in page
    assert "Payments of other years are published too: 2014-15 (3 bodies), 2016-17 (1 body) and 2017-18 (2 bodies)." in page
    assert "no word tells of anything" not in page_made()


def test_joint_starts_that_have_passed_are_not_offered() -> None:
    page = made(contracts=joint(("cleaning", date(2026, 12, 1), 0), ("catering", None, 1), ("fuel", date(2026, 11, 20), 0)))
    assert page is not None
    assert "£4.5 million a year in all" in page
    assert "For 2 categories that day has passed or is in the month of publication: no start is offered" in page
    assert "1 contract states no value a year" in page
    assert "From the contracts register of South &amp; East Council (in which contracts of North &lt;b&gt;Council&lt;/b&gt; stand too)" in page
    assert "What was let after 1 February 2024" in page
    assert "North &lt;b&gt;Council&lt;/b&gt; (1) and South &amp; East Council (2)" in page
    table = page[page.index('id="joint"') : page.index('id="years"')]
    found = [(name, start) for name, start in re.findall(r"<bdi>(\w+)</bdi></th><td>([^<]*)</td>", table)]
    assert found == [("cleaning", "1 December 2026"), ("catering", "none offered"), ("fuel", "none offered")]
    assert 'id="joint"' not in page_made()


def test_the_figures_and_headline_numbers_stand_by_themselves() -> None:
    page = all_made()
    assert page is not None
    assert list(page.figures) == ["What each body spends", "Who spends what on what", "Who buys from the same suppliers"]
    assert page.headlines["spent, each pound counted once, £"] == 538_999_999.5
    assert page.headlines["bodies in the count"] == 3


def test_the_table_of_the_count_is_exact() -> None:
    page = page_made()
    assert '<bdi>North &lt;b&gt;Council&lt;/b&gt;</bdi></th><td>338,000,000</td><td>25,000,000.50</td><td>312,999,999.50</td>' in page
    assert '<tr class="total"><th scope="row">All</th><td>564,000,000</td><td>25,000,000.50</td><td>538,999,999.50</td></tr>' in page


def test_a_line_below_nought_is_told_not_drawn() -> None:
    page = page_made()
    assert "1 line of the table is below nought (−£2.0m in all" in page
    assert "<td>−2,000,000</td>" in page
    assert "Housing" not in words_of(pictures(page)[1])
    with pytest.raises(ValueError, match="above nought"):
        flow([Flow("a", "b", "#12436D", -1.0)], {"a": -1.0}, {"b": -1.0})


def test_a_body_has_the_same_figure_in_the_flow_as_in_the_bars() -> None:
    """North: 300 and 15 above nought, 2 below: its bars say 313, its bands are 315 thick."""
    count, spent, _ = (words_of(picture) for picture in pictures(page_made()))
    assert "£313m + £25m" in count
    assert "£313m" in spent
    assert "£315m" not in spent


def test_the_pictures_say_the_same_figures() -> None:
    count, spent, shared = (words_of(picture) for picture in pictures(page_made()))
    assert "£313m + £25m passed on" in count
    assert "Education" in spent
    assert "£500m" in spent
    assert "South & East Council" in shared
    assert re.search(r"\b2\b", shared), "two suppliers that North and South both pay"


def test_bars_and_matrix_have_a_drawing_that_a_telephone_shows_at_its_size() -> None:
    """Ten points must stay ten points: the drawing is no wider than the screen, and says the same."""
    narrow = [ElementTree.fromstring(base64.b64decode(text)) for text in re.findall(r'srcset="data:image/svg\+xml;base64,([^"]+)"', page_made())]
    assert len(narrow) == 2
    for drawing, wide in zip(narrow, (pictures(page_made())[0], pictures(page_made())[2]), strict=True):
        assert float(drawing.attrib["width"].removesuffix("pt")) <= 358 * 0.75 < float(wide.attrib["width"].removesuffix("pt"))
        assert set(re.findall(r"£\d+m|Council|Authority", words_of(wide))) <= set(re.findall(r"£\d+m|Council|Authority", words_of(drawing)))


@pytest.mark.parametrize(
    ("value", "said"), [(1_182_400_000, "£1,182m"), (9_950_000, "£9.9m"), (-2_000_000, "−£2.0m"), (9_375, "£9,375"), (-3_125.4, "−£3,125"), (0.0, "£0")]
)
def test_pounds_are_said_as_short_as_they_can_be_told(value: float, said: str) -> None:
    assert millions(value) == said


def test_payer_and_receiver_that_differ_are_told() -> None:
    assert "For 1 of them payer and receiver state different amounts (£1.0m in all)" in page_made()


def test_where_no_transfer_is_known_nothing_is_said_of_payers_and_receivers() -> None:
    alone = counts(LINES).with_columns(pl.lit(2016).cast(pl.Int64).alias("fy"))
    page = made(alone)
    assert page is not None and "no transfers of 2016-17 are known, so nothing is taken out" in page
    assert "0 transfers" not in page and "Payer and receiver state the same" not in page


OUTTURN = "RS outturn: net current expenditure"
EXACT = (OUTTURN, "699 TOTAL", 0, "the lines add up to the total, to the penny")
ROUNDED = (OUTTURN, "749 NET CURRENT EXPENDITURE", 1000, "rounding: the lines are printed in thousands of pounds")


def test_totals_are_those_that_returns_print_of_what_was_spent() -> None:
    beside = (OUTTURN, "the count, before transfers, beside 749 NET CURRENT EXPENDITURE", -9, "levies received, which are no spending: -9")
    budget = ("RS budget: net current expenditure", "699 TOTAL", 7, "not explained: the lines do not add up")
    page = made(totals=reconciliation(EXACT, beside, budget))
    assert page is not None
    assert "Of 1 total printed in the returns 1 are reproduced from their lines to the pound.</p>" in page
    nothing = made(totals=reconciliation(beside, budget))
    assert nothing is not None
    assert "printed in the returns" not in nothing


def test_rounding_is_told_from_what_nothing_explains() -> None:
    wrong = (OUTTURN, "785 SUB-TOTAL", 50_000, "not explained: the lines do not add up")
    rounded = made(totals=reconciliation(EXACT, ROUNDED))
    assert rounded is not None
    assert "1 are reproduced from their lines to the pound; 1 differs by what rounding to thousands explains.</p>" in rounded
    page = made(totals=reconciliation(EXACT, ROUNDED, wrong))
    assert page is not None
    assert "1 differs by what rounding to thousands explains; 1 does not add up, shown as printed (listed in mart.spend_reconciliation of the database).</p>" in page


def test_a_supplier_of_nothing_that_could_be_bought_together_is_not_shared() -> None:
    shared = overlap()
    page = made(shared=shared.with_columns(pl.when(pl.col("supplier_id") == "s1").then(0).otherwise(pl.col("addressable_gbp")).cast(pl.Decimal(18, 2)).alias("addressable_gbp")))
    assert page is not None
    assert "<bdi>North &lt;b&gt;Council&lt;/b&gt; and South &amp; East Council</bdi></th><td>1</td>" in page


def test_the_account_of_education_is_told() -> None:
    assert "of the general fund although it holds the dedicated schools grant" in " ".join(page_made().split())


def test_levies_that_name_no_receiver_are_told() -> None:
    assert "Other levies, whose line names no receiver, are taken out only where both sides state the same sum" in page_made()


def test_years_stand_beside_each_other() -> None:
    page = page_made()
    years = page[page.index('id="years"') :]
    assert "<bdi>2017-18</bdi></th><td>3</td>" in years
    assert "<bdi>2018-19</bdi></th><td>1</td><td>310,000,000</td><td>0</td><td>310,000,000</td>" in years


def test_suppliers_in_common_take_two_bodies() -> None:
    page = made(shared=overlap().filter(pl.col("fy") == 2016))
    assert page is not None
    assert "Not known: it takes the payments of at least two bodies in one year." in page
    assert len(pictures(page)) == 2


def test_without_a_count_there_is_no_page() -> None:
    assert made(count=counts([])) is None
    assert made(count=counts(LINES, is_counted=False)) is None


def test_same_frames_same_page_byte_for_byte_and_nothing_is_fetched() -> None:
    page = page_made()
    assert page == page_made()
    found = read(page)
    assert [item.split("=")[1][:18] for item in found.fetched] == ["data:image/svg+xml"] * 5
    assert found.handlers == []
    assert "<b>Council" not in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_it_shows_its_figures_at_any_width(browser: Any, tmp_path: Path, width: int) -> None:
    path = tmp_path / "page.html"
    path.write_text(page_made(), "utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page does not scroll sideways"
    assert page.evaluate("[...document.images].every(e => e.complete && e.naturalWidth > 0 && e.clientHeight > 40)")
    is_slid = page.evaluate("[...document.querySelectorAll('.slid')].some(e => e.scrollWidth > e.clientWidth)")
    assert page.get_by_text("Slide the figure sideways").is_visible() == is_slid == (width < 640), "it is said where it must be done, and only there"
    page.locator("summary").first.click()
    assert page.get_by_text("312,999,999.50").is_visible()
    context.close()


@pytest.mark.browser
def test_its_own_rules_let_it_show_itself(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page_made(), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.evaluate("[...document.images].every(e => e.naturalWidth > 0)")
    assert said == []
    context.close()
