"""The map of provision and need: title, ranges, what is not known, and the review, from a few rows; and no page where there is nothing."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
import totalplace_web

from totalplace.contracts import contract
from totalplace.mapping.declared import load_spec
from totalplace.mapping.page import PageFacts
from totalplace.mapping.provision_map import provision_map
from totalplace.mapping.provision_spec import ProvisionMapSpec
from totalplace.paths import provision_maps_folder

SPEC_FILE = provision_maps_folder() / "provision-and-need.toml"
FACTS = PageFacts(place_name="Sampleshire", published_on=date(2026, 4, 1), publication_id="2026-04-01-x", attributions=("OGL-UK-3.0: x.",))
Rows = list[dict[str, Any]]


def frame(table: str, rows: Rows) -> pl.DataFrame:
    return contract(table).conform(pl.DataFrame(rows, infer_schema_length=None) if rows else contract(table).empty()).collect()


def gap(area: str, need: float | None, places: float, unshared: float = 0, **facts: Any) -> dict[str, Any]:
    over = None if need is None else need - places
    return {
        "cohort": "<neet>", "age_from": 16, "age_to": 17, "area_code": area, "fy": 2024, "area_name": f"Area {area}", "area_type": "district", "need_people": need,
        "need_basis": "not received" if need is None else "stated", "need_line_id": None if need is None else 1, "offer_count": 1, "offers_without_places": 0, "places_stated": places,
        "places_shared": 0.0, "unshared_places": unshared, "places": places, "gap_people": over, "gap_people_low": None if over is None else over - unshared,
        "verdict": "not known" if over is None else "places enough" if over <= 0 else "fewer places than people" if over > unshared else "undecided", "reason": "Because.",
    } | facts  # fmt: skip


def drawn(gaps: Rows, offers: Rows = [], overlaps: Rows = [], reviews: Rows = []) -> str | None:  # noqa: B006
    areas: Rows = [
        {"area_code": code, "area_name": f"Area {code}", "area_type": "district", "is_in_place": True, "outline_wkb": shapely.to_wkb(shapely.box(left, 0, left + 9000, 9000)), "source_file_id": "f"}
        for code, left in (("N", 0), ("S", 9000), ("W", 18000), ("E", 27000))
    ]
    return provision_map(
        frame("mart.provision", offers), frame("mart.provision_overlap", overlaps), frame("mart.provision_gap", gaps), frame("mart.provision_review", reviews),
        frame("ref.body", [{"body_id": "council", "name": "Sample Council", "kind": "council"}]), frame("core.area", areas), spec=load_spec(SPEC_FILE, ProvisionMapSpec), facts=FACTS,
    )  # fmt: skip


def title(page: str | None) -> str:
    assert page is not None
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return found[1]


def test_areas_say_their_places_for_100_people_as_a_range_where_some_could_not_be_shared() -> None:
    page = drawn([gap("N", 200, 60), gap("S", 50, 60), gap("W", 40, 10, 10), gap("E", None, 5)])
    # 140 and 20 at the least; what is too many in the south helps nobody
    assert title(page) == "At least 160 of 290 people in need have no place"
    assert page is not None
    assert re.findall(r'aria-label="(Area [NSWE][^"]*)"', page) == [
        "Area E: not known", "Area N: 30 places for 100 people in need", "Area S: 120 places for 100 people in need", "Area W: 25 to 50 places for 100 people in need",
    ]  # fmt: skip
    assert re.findall(r"(?:places and more|to \d+ places|under 25 places|\?|lower end) \(\d\)", page) == ["places and more (1)", "to 99 places (0)", "to 49 places (2)", "under 25 places (0)", "? (1)", "lower end (1)"]
    assert "need known in <b>3</b> of 4 areas and age bands" in page and "<td>20 to 30</td>" in page
    assert "<neet>" not in page and "&lt;neet&gt;" in page and "<b>Audience:</b> the partner bodies" in page
    assert page == drawn([gap("N", 200, 60), gap("S", 50, 60), gap("W", 40, 10, 10), gap("E", None, 5)])
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        ([gap("N", 10, 10), gap("S", 5, 9)], "There are places enough wherever need is known"),
        ([gap("N", 10, 5, 9)], "Whether there are places enough cannot be told yet"),
        ([gap("N", 10, 5, offers_without_places=1, gap_people_low=None, verdict="undecided")], "Whether there are places enough cannot be told yet"),
        ([gap("N", 10, 5), gap("S", None, 0), gap("W", None, 0)], "Need is known in 33 % of areas and ages"),
        ([gap("N", None, 0)], "People in need are not known: no figures received"),
        # the group with most people in need leads, in the latest year of which its need is known
        ([gap("N", 10, 0), gap("N", 99, 98, cohort="others"), gap("N", 500, 0, fy=2023), gap("N", None, 0, fy=2025)], "At least 1 of 99 people in need have no place"),
    ],
)
def test_the_title_claims_no_more_than_is_known(gaps: Rows, said: str) -> None:
    assert title(drawn(gaps)) == said


def test_without_offers_and_need_there_is_no_page() -> None:
    assert drawn([]) is None


def test_the_review_names_what_is_an_estimate_and_overlaps_name_both_offers() -> None:
    offer = {"status": "counted", "age_basis": "stated", "area_basis": "whole place", "area_codes": "whole place", "from_on": date(2024, 4, 1), "to_on": date(2025, 3, 31), "age_from": 16, "age_to": 17, "cohort": "neet", "service": "mentoring", "overlap_count": 1}
    offers: Rows = [
        offer | {"line_id": 1, "provider_as_published": "A <b>Trust</b>", "body_id": "council", "amount_gbp": Decimal(1000)},
        offer | {"line_id": 2, "provider_as_published": "Club", "funder_as_published": "Sample Fund", "amount_gbp": None},
    ]
    overlap = {"left_line_id": 1, "right_line_id": 2, "cohort": "neet", "service": "mentoring", "is_level_told": False, "age_from": 16, "age_to": 17, "area_codes": "whole place", "from_on": date(2024, 4, 1), "differs_in": "provider", "reason": "Both offer mentoring."}
    told = {"cohort": "neet", "fy": 2024, "offer_count": 2, "offers_without_ages": 0, "provider_count": 2, "funder_count": 2, "organisation_count": 4, "spend_gbp": Decimal(1000), "offers_without_amount": 1, "administration_definition_count": 0, "overlap_offer_count": 2, "overlap_gbp": Decimal(1000)}
    reviews: Rows = [
        told | {"saving_est_gbp": Decimal(500), "saving_administration_est_gbp": Decimal(500), "saving_basis": "assumption-led estimate", "saving_reason": "Half of it."},
        told | {"fy": 2023, "offer_count": 1, "saving_basis": "not computed", "saving_reason": "One provider alone."},
    ]
    page = drawn([gap("N", 10, 5)], offers, [overlap], reviews)
    assert page is not None
    assert "4 (2 provide, 2 pay)" in page and "£500: assumption-led estimate" in page and "<td>not computed</td>" in page
    assert "One service: assumption-led estimate. Half of it." in page and "1 offer does not state what is paid: it is more by that." in page
    assert "A &lt;b&gt;Trust&lt;/b&gt;, paid by Sample Council" in page and "Club, paid by Sample Fund" in page and "1 pair of offers overlap" in page


def test_a_mistake_in_the_declaration_is_named(tmp_path: Path) -> None:
    text = SPEC_FILE.read_text("utf-8")
    for wrong, said in (("at_least = 25\n", "classes must fall"), ("{without}", "title may use")):
        path = tmp_path / "spec.toml"
        path.write_text(text.replace(wrong, "at_least = 75\n" if wrong.startswith("at") else "{nobody}", 1), "utf-8")
        with pytest.raises(ValueError, match=f"spec.toml: .*{said}"):
            load_spec(path, ProvisionMapSpec)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 320])
def test_it_fits_any_width_is_reached_by_keyboard_and_axe_finds_nothing(browser: Any, tmp_path: Path, width: int) -> None:
    html = drawn([gap("N", 200, 60), gap("S", 50, 60), gap("W", 40, 10, 10), gap("E", None, 5), gap("N", 10, 5, age_from=18, age_to=24)])
    assert html is not None
    path = tmp_path / "page.html"
    path.write_text(html, "utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page does not scroll sideways"
    page.locator("summary").first.click()
    page.locator('a[aria-label^="Area W"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#gap-0-0-W'")
    assert page.locator("#gap-0-0-W").is_visible() and said == []
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [rule["id"] for rule in violations] == []
    context.close()
