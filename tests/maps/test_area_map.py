"""A map of areas: only what is measured there, a rate for each person, the same facts in a table, and no page where there is nothing."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely

from totalplace.contracts import contract
from totalplace.mapping.area_map import area_map
from totalplace.mapping.area_spec import AreaMapSpec
from totalplace.mapping.declared import load_spec
from totalplace.mapping.page import PageFacts
from totalplace.paths import area_maps_folder

SPEC_FILE = area_maps_folder() / "what-bodies-of-one-area-spend.toml"
Rows = list[dict[str, Any]]


def _frame(table: str, rows: Rows) -> pl.DataFrame:
    return contract(table).conform(pl.DataFrame(rows) if rows else contract(table).empty()).collect()


def drawn(spent: list[tuple[str, str, str, str, int | None]], fy: int = 2024, audience: str = "public") -> str | None:
    """`spent`: body, area, net, basis, people."""
    by_area: Rows = [
        {"count_id": number, "area_code": area, "net_gbp": Decimal(net), "basis": basis, "basis_method": "", "persons": persons, "persons_year": 2023}
        for number, (_, area, net, basis, persons) in enumerate(spent)
    ]
    count: Rows = [
        {"count_id": number, "body_id": body, "fy": fy, "economic": "revenue", "net_gbp": Decimal(net), "is_counted": True}
        for number, (body, _, net, _, _) in enumerate(spent)
    ]
    bodies: Rows = [{"body_id": body, "name": f"{body.title()} <Council>", "kind": "council"} for body in sorted({row[0] for row in spent})]
    areas: Rows = [
        {"area_code": code, "area_name": f"Area {code} & more", "area_type": "district", "is_in_place": True, "outline_wkb": shapely.to_wkb(shapely.box(left, 0, left + 9000, 9000)), "source_file_id": "f"}
        for code, left in (("N", 0), ("S", 9000), ("W", 18000))
    ]
    facts = PageFacts(place_name="Sampleshire", published_on=date(2026, 4, 1), publication_id="2026-04-01-x", attributions=("OGL-UK-3.0: x.",))
    return area_map(
        _frame("mart.spend_by_area", by_area), _frame("mart.spend_count", count), _frame("ref.body", bodies), _frame("core.area", areas),
        spec=load_spec(SPEC_FILE, AreaMapSpec), facts=facts, audience=audience,
    )  # fmt: skip


MEASURED = [("northby", "N", "150000.00", "measured", 100), ("northby", "N", "850000.00", "measured", 100), ("southby", "S", "49999.00", "measured", 100)]
DIVIDED = [("police", "N", "70000.00", "apportioned", 100), ("police", "S", "30000.00", "apportioned", 100)]


def test_each_area_has_its_rate_and_what_is_divided_is_not_on_it() -> None:
    page = drawn([*MEASURED, *DIVIDED])
    assert page is not None
    # £1,000,000 of 100 people; £49,999 of 100 people, rounded; of the third nothing is measured
    assert "<h1>Bodies of one area spend £500 to £10,000 a person</h1>" in page
    assert re.findall(r'aria-label="(Area [NSW][^"]*)"', page) == ["Area N &amp; more: £10,000 a person", "Area S &amp; more: £500 a person", "Area W &amp; more: not measured"]
    assert "Measured in <b>2</b> of 3 areas" in page
    assert re.findall(r"(?:under £500|£500 to £999|£1,000 to £1,999|£2,000 and more|not measured) \(\d\)", page) == [
        "£2,000 and more (1)", "£1,000 to £1,999 (0)", "£500 to £999 (1)", "under £500 (0)", "not measured (1)",
    ]  # fmt: skip
    assert "£0.1 million is of bodies of several areas" in page
    assert "Northby &lt;Council&gt;" in page
    assert "<Council>" not in page
    assert "<b>Audience:</b> the public" in page


@pytest.mark.parametrize("spent", [[], DIVIDED, [("northby", "N", "150000.00", "measured", None)], [("northby", "E99", "1.00", "measured", 100)]])
def test_where_nothing_is_measured_or_people_or_outlines_are_not_known_there_is_no_map(spent: list[tuple[str, str, str, str, int | None]]) -> None:
    assert drawn(spent) is None


def test_the_same_frames_give_the_same_page_that_fetches_nothing() -> None:
    page = drawn(MEASURED)
    assert page is not None and page == drawn(MEASURED)
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


def test_a_mistake_in_the_declaration_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(SPEC_FILE.read_text("utf-8").replace("{least}", "{lowest}"), "utf-8")
    with pytest.raises(ValueError, match=r"wrong\.toml: wording: .*title may use least, most, not lowest"):
        load_spec(wrong, AreaMapSpec)
