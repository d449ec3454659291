"""The map of grants and deprivation: its title, what is judged and what is not, and no recipient on it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
import totalplace_web

from tests.maps.test_estate_map import read
from tests.maps.test_what_is_known import title
from totalplace.contracts import contract
from totalplace.contracts.grant_gateway import BENEFIT, COLD, NOT_COLD, NOT_COMPUTED, RECIPIENT
from totalplace.mapping.declared import load_spec
from totalplace.mapping.grant_map import grant_map
from totalplace.mapping.grant_spec import GrantMapSpec
from totalplace.mapping.page import PageFacts
from totalplace.paths import grant_maps_folder

FILE = grant_maps_folder() / "grants-and-deprivation.toml"
Rows = list[dict[str, Any]]
CODES = ("N", "S", "E", "W", "M")
TOO_LITTLE = "It is known of 17 % of the money in which ward its recipient is: too little to compare."


def area(number: int, rate: str | None, verdict: str = NOT_COLD, **more: Any) -> dict[str, Any]:
    told = {
        "area_code": CODES[number], "area_name": f"Ward {CODES[number]} <b>", "area_type": "ward", "district_code": "D", "basis": BENEFIT, "first_fy": 2020, "last_fy": 2024, "year_count": 5,
        "grant_count": 0 if rate is None else 3, "recipient_count": 2, "funder_count": 1, "final_gbp": Decimal(rate or "0") * 5, "persons": 1000, "persons_year": 2023,
        "per_1000_a_year_gbp": Decimal(rate or "0"), "place_per_1000_a_year_gbp": Decimal(500), "deprivation": 50.0 - number, "deprivation_measure": "mean score of its small areas, by residents",
        "deprivation_period": "2019", "deprivation_rank": number + 1, "is_deprived": number == 0, "has_own_list": True, "known_share": 0.8, "verdict": verdict, "reason": f"Reason {number}.",
    }  # fmt: skip
    return told | more


def drawn(rows: Rows, **facts: Any) -> str | None:
    def frame(table: str, given: Rows) -> pl.DataFrame:
        return contract(table).conform(pl.DataFrame(given, infer_schema_length=None) if given else contract(table).empty()).collect()

    outlines = [
        {"area_code": code, "area_name": code, "area_type": "ward", "is_in_place": True, "source_file_id": "f", "outline_wkb": shapely.to_wkb(shapely.box(5000 * at, 0, 5000 * at + 5000, 9000))}
        for at, code in enumerate((*CODES, "D"))
    ]
    funder = {"fy": 2023, "side": "funder", "rank": 1, "party": "Northby <Council>", "party_key": "Northby <Council>", "body_id": "northby", "grant_count": 7, "final_gbp": Decimal(9000), "party_count": 1, "total_gbp": Decimal(9000)}
    parties = [funder, {**funder, "side": "recipient", "party": "A choir that nobody must see"}, {**funder, "fy": 2001, "party": "An old funder"}, {**funder, "fy": 2021}]
    bodies = [{"body_id": body, "name": name, "kind": "council"} for body, name in (("north", "North & City Council"), ("northby", "Northby Council"), ("south", "South Council"))]
    serving = [{"body_id": body, "area_code": code, "is_stated": True} for body, code in (("north", "N"), ("northby", "D"), ("south", "S"))]
    told = PageFacts(**({"place_name": "Sampleshire", "published_on": date(2026, 4, 1), "publication_id": "2026-04-01-x"} | facts))
    return grant_map(frame("mart.grant_area", rows), frame("mart.grant_party", parties), frame("core.area", outlines), frame("core.body_area", serving), frame("ref.body", bodies), spec=load_spec(FILE, GrantMapSpec), facts=told)


JUDGED = [area(0, "200", COLD), area(1, "250"), area(2, "1000"), area(3, "0"), area(4, "5000")]


def words(page: str) -> str:
    return " ".join(" ".join(read(page).words).split()).replace("\u00a0", " ")


def test_the_cold_spot_is_the_finding_and_areas_stand_in_their_classes() -> None:
    page = drawn(JUDGED)
    assert page is not None
    assert title(page) == "1 of the 1 most deprived of 5 wards gets few grants by the lists of 1 funder"
    said = words(page)
    assert "Short of grants (among the most deprived here, and given far less for each resident than the whole place): Ward N <b>" in said
    assert "Index of Multiple Deprivation of 2019" in said and "residents of 2023" in said
    # 200, 250, 1,000, 0 and 5,000: a limit is of the class above it
    for entry in ("£5,000 and more (1)", "£1,000 to £4,999 (1)", "£250 to £999 (1)", "under £250 (1)", "none (1)", "most deprived: number 1 of 5 (1)", "least deprived: number 5 of 5 (1)"):
        assert entry in said
    assert 'aria-label="Ward N &lt;b&gt;: £200; short of grants"' in page and page.count('class="hatch"') == 2
    assert "Reason 0." in said and "Reason 1." not in said
    assert "Northby <Council> 18,000 14 2021-22 and 2023-24" in said and "An old funder" not in said
    # who serves the cold spot and is in no list: not the county whose list there is, not the council of another ward
    assert "serve there, so what they give is not known: North & City Council lists of 1 funder alone; bodies among them serve 5 of 5 wards" in said
    assert "choir" not in page and "<b>Audience:</b> the partner bodies; not for publication" in page
    assert page == drawn(JUDGED) and read(page).fetched == []


def test_none_is_short_of_grants() -> None:
    page = drawn([area(number, "500") for number in range(5)])
    assert page is not None and title(page) == "None of the 1 most deprived of 5 wards is short of grants by the lists of 1 funder" and "No list of grants came" not in words(page)


def test_pounds_a_year_can_be_worked_out_again_from_the_page() -> None:
    """2,975 pounds for 127,361 people in four years are 5.84 a year for each thousand."""
    own = area(0, None, COLD, first_fy=2021, year_count=4, grant_count=2, final_gbp=Decimal(2975), persons=127_361, per_1000_a_year_gbp=Decimal("5.84"))
    page = drawn([own, *(area(number, "500", first_fy=2021, year_count=4) for number in range(1, 5))])
    assert page is not None
    said = words(page)
    assert "2021-22 to 2024-25: pounds a year (over 4 years) for each 1,000 residents" in said
    assert "Pounds a year are grants × 1,000 ÷ residents ÷ 4: the 4 years from 2021-22 to 2024-25 of which any list has grants, the same for every area." in said


def test_where_little_can_be_placed_the_title_says_so_and_no_grants_are_no_finding() -> None:
    rows = [area(0, "100", NOT_COMPUTED), *(area(number, None, NOT_COMPUTED) for number in range(1, 5))]
    whole = area(0, "473", NOT_COMPUTED, area_code="D", area_name="Northby", area_type="district", known_share=1.0, is_deprived=None)
    page = drawn([{**row, "basis": RECIPIENT, "known_share": 0.17, "reason": TOO_LITTLE} for row in rows] + [whole])
    assert page is not None
    assert title(page) == "Which ward 83 % of the grant money goes to is not known"
    said = words(page)
    # one district alone is no map, but its figure stands
    assert "Northby as a whole, by the place that they are to benefit: £473 a year for each 1,000 residents, 100 % of the money" in said
    assert f"No area is judged. {TOO_LITTLE} What is shown is the least that goes there." in said and "no grant known of, which is no finding (4)" in said and "none (0)" in said


def test_two_bases_are_two_maps_and_the_better_known_leads() -> None:
    other = [{**row, "basis": RECIPIENT, "known_share": 0.3, "verdict": NOT_COMPUTED, "reason": TOO_LITTLE} for row in JUDGED]
    page = drawn([*other, *JUDGED])
    assert page is not None
    headings = re.findall(r"<h2[^>]*>([^<]*)</h2>", page)
    assert headings[:2] == ["Grants by ward, by the place that they are to benefit", "Grants by ward, by the place where the recipient is"]
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


def test_without_an_index_or_with_one_area_the_title_says_what_is_lacking() -> None:
    no_index: dict[str, Any] = {"deprivation": None, "deprivation_rank": None, "deprivation_measure": None, "deprivation_period": None, "is_deprived": None, "known_share": 1.0}
    page = drawn([area(number, "10", NOT_COMPUTED, **no_index) for number in range(5)])
    assert page is not None and title(page) == "How deprived areas are is not known, so grants cannot be compared"
    assert "No Index of Multiple Deprivation was received" in words(page) and "Deprivation of a year" not in words(page)
    page = drawn([area(0, "10", NOT_COMPUTED, is_deprived=None, known_share=1.0)])
    assert page is not None and title(page) == "Too few wards to say where grants fall short"


def test_where_few_sent_lists_the_title_says_so() -> None:
    none = {"has_own_list": False, "reason": "No body that serves it sent a list."}
    page = drawn([area(0, None, NOT_COMPUTED, **none), *(area(number, "500", is_deprived=False) for number in range(1, 5))])
    assert page is not None and title(page) == "Lists of grants came from bodies of 4 of 5 wards"
    assert "no list of grants" in words(page)


def test_no_areas_no_page() -> None:
    assert drawn([]) is None


def test_a_mistake_in_the_declaration_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FILE.read_text("utf-8").replace("{unknown}", "{missing}"), "utf-8")
    with pytest.raises(ValueError, match=r"wrong\.toml: wording: .*title_unknown may use kind, unknown, not missing"):
        load_spec(wrong, GrantMapSpec)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_it_is_read_by_keyboard_and_on_a_phone(show: Callable[..., Any], width: int) -> None:
    page_text = drawn([*JUDGED, *({**row, "basis": RECIPIENT, "known_share": 0.3, "verdict": NOT_COMPUTED, "reason": TOO_LITTLE} for row in JUDGED)], place_name="<i>Place")
    assert page_text is not None
    opened = show(page_text, width=width, bypass_csp=True)
    page = opened.page
    page.locator(".area-picture a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#ward-benefit-N" and page.locator("#ward-benefit-N").is_visible()
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [rule["id"] for rule in violations] == []
