"""Overlap, places, gaps and the review, over a few offers; every expected number worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from totalplace import contracts
from totalplace.analysis import provision as p

NORTH, SOUTH, WARD = "E07000901", "E07000902", "E05000901"
BOXES = {NORTH: (0, 0, 100, 100), SOUTH: (0, -100, 100, 0), WARD: (10, 10, 20, 20)}
TYPES = {NORTH: "district", SOUTH: "district", WARD: "ward"}
AREAS = p.Areas(
    pl.DataFrame(
        {
            "area_code": list(BOXES), "area_name": ["North", "South", "Ward"], "area_type": [TYPES[code] for code in BOXES], "is_in_place": [True] * 3,
            "outline_wkb": [shapely.to_wkb(shapely.box(*box)) for box in BOXES.values()],
        }
    )
)  # fmt: skip
YEAR = (date(2024, 4, 1), date(2025, 3, 31))
OFFER = p.Offer(1, "TRUST", "council", "mentoring", "neet", (16, 17), "none", (NORTH,), "stated", Decimal(10), *YEAR)
NEED = p.Need(91, "neet", (16, 17), NORTH, Decimal(30), "stated", Decimal(5), None, "Dec-Feb", "system", date(2024, 12, 1), date(2025, 2, 28))


def other(**facts: Any) -> p.Offer:
    return replace(OFFER, **{"line_id": 2, "provider": "CLUB", **facts})


@pytest.mark.parametrize(
    ("second", "what"),
    [
        (other(), "provider"),
        (other(provider="TRUST", funder="city"), "funder"),
        (other(funder="city"), "provider and funder"),
        (other(provider="TRUST"), None),  # two lots of one contract
        (other(ages=(18, 24)), None),
        (other(ages=(17, 24)), "provider"),
        (other(ages=None), None),  # of no ages nobody can say
        (other(areas=(SOUTH,)), None),
        (other(areas=(SOUTH, NORTH)), "provider"),
        (other(areas=(WARD,)), "provider"),  # it lies within the district
        (other(areas=("whole place",), area_basis="whole place"), "provider"),
        (other(areas=(), area_basis="not known"), None),
        (other(level="1"), None),
        (other(level=None), "provider"),
        (other(service="outreach"), None),
        (other(cohort="adults"), None),
        (other(from_on=date(2025, 4, 1), to_on=date(2026, 3, 31)), None),
        (other(from_on=date(2025, 3, 31), to_on=None), "provider"),
    ],
)
def test_what_overlaps(second: p.Offer, what: str | None) -> None:
    """The same whichever stands first."""
    for pair in ((OFFER, second), (second, OFFER)):
        rows = p.overlaps(pair, AREAS).rows(named=True)
        assert [row["differs_in"] for row in rows] == ([] if what is None else [what])
        assert all((row["left_line_id"], row["right_line_id"]) == (1, 2) for row in rows)


def test_an_overlap_says_what_both_have() -> None:
    [row] = p.overlaps((OFFER, other(ages=(17, 24), level=None, areas=(WARD, SOUTH), from_on=date(2024, 9, 1), to_on=None)), AREAS).rows(named=True)
    assert (row["age_from"], row["age_to"], row["area_codes"], row["from_on"], row["to_on"], row["level"], row["is_level_told"]) == (17, 17, WARD, date(2024, 9, 1), YEAR[1], "none", False)


def told(offers: list[p.Offer], needs: list[p.Need]) -> tuple[dict[tuple[str, int], dict[str, Any]], list[dict[str, Any]]]:
    """Gaps by area and youngest age, and shares."""
    cells = p.cells(needs, offers, AREAS)
    parts = p.parts(offers, cells, AREAS)
    rows = p.gaps(cells, parts, AREAS).rows(named=True)
    return {(row["area_code"], row["age_from"]): row for row in rows}, p.shares(parts).rows(named=True)


def test_places_of_one_area_and_band_stand_there() -> None:
    gaps, _ = told([OFFER, other(ages=(18, 24)), other(line_id=3, areas=(SOUTH,))], [NEED])
    north, south = gaps[NORTH, 16], gaps[SOUTH, 16]
    assert (north["places_stated"], north["offer_count"], north["gap_people"], north["gap_people_high"], north["verdict"]) == (10, 1, 20, 25, "fewer places than people")
    assert north["places_per_person"] == pytest.approx(1 / 3)
    # no figure was received for the other district: it stands there, and its gap is not known
    assert (south["need_basis"], south["need_people"], south["gap_people"], south["places_stated"], south["verdict"]) == ("not received", None, None, 10, "not known")


def test_places_for_several_areas_and_bands_are_shared_by_people_in_need() -> None:
    """7 places by 30, 10 and 20 of 60: 3.5, 1.17, 2.33: one place is left, for the largest remainder."""
    needs = [NEED, replace(NEED, line_id=92, area=SOUTH, people=Decimal(10)), replace(NEED, line_id=93, ages=(18, 24), people=Decimal(20)), replace(NEED, line_id=94, ages=(18, 24), area=SOUTH, people=Decimal(0))]
    gaps, shares = told([replace(OFFER, ages=(16, 24), areas=("whole place",), area_basis="whole place", places=Decimal(7))], needs)
    assert {key: row["places_shared"] for key, row in gaps.items()} == {(NORTH, 16): 4, (SOUTH, 16): 1, (NORTH, 18): 2, (SOUTH, 18): 0}
    assert {row["basis"] for row in shares} == {"shared by people in need"}
    assert gaps[SOUTH, 18]["verdict"] == "places enough" and gaps[SOUTH, 18]["places_per_person"] is None


@pytest.mark.parametrize(
    ("offer", "needs", "why"),
    [
        (replace(OFFER, areas=(NORTH, SOUTH)), [NEED], "need of one at least is not known"),
        (replace(OFFER, areas=(NORTH, "E05000999")), [NEED], "an area too of which no need"),
        (replace(OFFER, ages=(16, 18)), [NEED], "takes ages 18 too"),
        (replace(OFFER, ages=(16, 120)), [NEED], "takes ages 18 to 120 too"),
        (replace(OFFER, area_basis="partly outside the place"), [NEED], "outside the place too"),
        (replace(OFFER, areas=(NORTH, SOUTH)), [replace(NEED, people=Decimal(0)), replace(NEED, line_id=92, area=SOUTH, people=Decimal(0))], "none of which anybody is in need"),
    ],
)
def test_what_cannot_be_shared_stands_as_that(offer: p.Offer, needs: list[p.Need], why: str) -> None:
    gaps, shares = told([replace(offer, places=Decimal(25))], needs)
    assert shares and all(row["basis"] == "not shared" and row["places"] is None and row["unshared_places"] == 25 and why in row["reason"] for row in shares)
    assert all(row["places"] == 0 for row in gaps.values()) and gaps[NORTH, 16]["unshared_places"] == 25


def test_what_decides_a_verdict() -> None:
    both = replace(OFFER, areas=(NORTH, SOUTH))
    verdicts = {
        "fewer though all not shared were here": told([replace(both, places=Decimal(20))], [NEED])[0],
        "not shared may be enough": told([replace(both, places=Decimal(30))], [NEED])[0],
        "places not stated": told([OFFER, other(places=None)], [NEED])[0],
        "enough": told([replace(OFFER, places=Decimal(30))], [NEED])[0],
        "enough though some state none": told([replace(OFFER, places=Decimal(31)), other(places=None)], [NEED])[0],
        "not then": told([replace(OFFER, to_on=date(2024, 11, 30), places=Decimal(99))], [NEED])[0],
    }
    assert {name: (rows[NORTH, 16]["verdict"], rows[NORTH, 16]["gap_people"], rows[NORTH, 16]["gap_people_low"]) for name, rows in verdicts.items()} == {
        "fewer though all not shared were here": ("fewer places than people", 30, 10),
        "not shared may be enough": ("undecided", 30, 0),
        "places not stated": ("undecided", 20, None),
        "enough": ("places enough", 0, 0),
        "enough though some state none": ("places enough", -1, None),
        "not then": ("fewer places than people", 30, 30),
    }


def test_a_group_without_any_figure_of_need_has_its_districts() -> None:
    gaps, _ = told([OFFER, other(ages=(18, 24))], [])
    assert {(key, row["age_to"], row["need_basis"], row["places"]) for key, row in gaps.items()} == {((NORTH, 16), 24, "not received", 20), ((SOUTH, 16), 24, "not received", 0)}


@given(st.integers(0, 500), st.lists(st.integers(0, 300), min_size=2, max_size=2))
def test_shared_places_add_up_and_stay_whole(places: int, people: list[int]) -> None:
    needs = [replace(NEED, people=Decimal(people[0])), replace(NEED, line_id=92, area=SOUTH, people=Decimal(people[1]))]
    _, shares = told([replace(OFFER, areas=(NORTH, SOUTH), places=Decimal(places))], needs)
    if any(people):
        assert sum(row["places"] for row in shares) == places and all(row["places"] == int(row["places"]) for row in shares)
    else:
        assert {row["basis"] for row in shares} == {"not shared"}


ASSUMED = p.Assumptions(Decimal("0.5"), Decimal("0.1"), Decimal("0.8"))


def row(line_id: int, **facts: Any) -> dict[str, Any]:
    return {
        "line_id": line_id, "provider_as_published": f"Trust {line_id}", "cohort": "neet", "age_from": 16, "age_to": 17, "status": "counted", "from_on": YEAR[0], "to_on": YEAR[1],
        "body_id": "council", "amount_gbp": Decimal(1000),
    } | facts  # fmt: skip


def reviewed(rows: list[dict[str, Any]], *pairs: tuple[int, int]) -> list[dict[str, Any]]:
    offers = contracts.contract("mart.provision").conform(pl.DataFrame(rows, infer_schema_length=None)).collect()
    overlap = pl.DataFrame([{"left_line_id": left, "right_line_id": right} for left, right in pairs], schema={"left_line_id": pl.Int64, "right_line_id": pl.Int64})
    return p.reviews(offers, overlap, ASSUMED).rows(named=True)


def test_a_review_counts_organisations_once_and_says_what_its_shares_are_of() -> None:
    rows = [
        row(1, administration_gbp=Decimal(100), administration_definition="premises"), row(2, administration_gbp=Decimal(60), administration_definition="management", funder_as_published="Fund", body_id=None),
        row(3, amount_gbp=None, provider_as_published="trust 1", provider_body_id="council"), row(8, provider_as_published="TRUST 1 Ltd.", amount_gbp=Decimal(0)), row(4, status="superseded", reason="twice"), row(5, cohort=None, age_from=None, age_to=None),
        row(6, provider_as_published="individual (withheld)"), row(7, provider_as_published="individual (withheld)", age_to=24),
    ]  # fmt: skip
    neet, nobody = reviewed(rows, (1, 2), (2, 9))
    assert (neet["cohort"], neet["fy"], neet["age_from"], neet["age_to"], neet["offer_count"]) == ("neet", 2024, 16, 24, 6)
    # two trusts, the council as a provider, two people; council and fund pay
    assert (neet["provider_count"], neet["funder_count"], neet["organisation_count"]) == (5, 2, 6)
    assert (neet["spend_gbp"], neet["offers_without_amount"]) == (4000, 1)
    assert (neet["administration_gbp"], neet["administration_of_gbp"], neet["administration_share"]) == (160, 2000, 0.08)
    assert neet["administration_definitions"] == "premises (council): £100.00; management (Fund): £60.00" and neet["administration_definition_count"] == 2
    assert (neet["overlap_offer_count"], neet["overlap_gbp"]) == (2, 2000)
    assert (neet["saving_est_gbp"], neet["saving_administration_est_gbp"], neet["saving_level_est_gbp"]) == (80, 80, None)
    assert (nobody["cohort"], nobody["offers_without_ages"], nobody["saving_basis"]) == ("not stated", 1, "not computed")
    assert "one provider alone" in nobody["saving_reason"].lower()


def test_what_falls_in_each_year_adds_up_to_the_reviews_and_to_the_offer() -> None:
    rows = [
        row(1, from_on=date(2023, 4, 1), to_on=date(2026, 3, 31), amount_gbp=Decimal("150000.00"), administration_gbp=Decimal("15000.00"), starts=10.0), row(2, cohort=None),
        row(3, amount_gbp=None, from_on=date(2025, 4, 1), to_on=None),
    ]  # fmt: skip
    offers = contracts.contract("mart.provision").conform(pl.DataFrame(rows, infer_schema_length=None)).collect()
    overlap = pl.DataFrame({"left_line_id": [1], "right_line_id": [3]})
    parts = p.years(offers, overlap)
    assert parts.select("line_id", "fy", "cohort", "amount_gbp", "is_overlapping").rows() == [
        (1, 2023, "neet", Decimal("50091.24"), False), (1, 2024, "neet", Decimal("49954.38"), False), (1, 2025, "neet", Decimal("49954.38"), True),
        (2, 2024, "not stated", Decimal("1000.00"), False), (3, 2025, "neet", None, True),
    ]  # fmt: skip
    assert parts["starts"].sum() == 10 and parts["administration_gbp"].sum() == Decimal("15000.00")
    summed = parts.group_by("cohort", "fy").agg(pl.col("amount_gbp").sum().alias("spend_gbp")).sort("cohort", "fy")
    assert summed.equals(p.reviews(offers, overlap, ASSUMED).select("cohort", "fy", "spend_gbp"))


def test_starts_at_a_level_already_held_are_the_lists_where_they_tell_and_else_assumed() -> None:
    """30 starts of 100 at £900 by the list; a tenth of 50 starts at £20 by the assumption; four fifths of £27,100."""
    rows = [
        row(1, level="1", starts=100.0, starts_at_level_held=30.0, per_start_est_gbp=Decimal(900)), row(2, level="2", starts=50.0, per_start_est_gbp=Decimal(20)),
        row(3, level="none", starts=50.0, per_start_est_gbp=Decimal(20)), row(4, level="2", starts=50.0),
    ]  # fmt: skip
    [found] = reviewed(rows)
    assert (found["saving_level_est_gbp"], found["saving_administration_est_gbp"], found["saving_basis"]) == (Decimal("21680.00"), None, "assumption-led estimate")
    assert (found["starts"], found["starts_at_level_held"], found["starts_told_of_level"]) == (250, 30, 100)


def test_without_administration_and_starts_no_saving_is_computed() -> None:
    [found] = reviewed([row(1), row(2)], (1, 2))
    assert (found["saving_basis"], found["saving_est_gbp"], found["administration_gbp"], found["overlap_offer_count"]) == ("not computed", None, None, 2)
    assert found["saving_reason"] == "No offer that overlaps states its administration, and no offer that leads to a level states starts and what they cost."


def test_a_period_that_crosses_years_is_divided_by_days_to_the_penny() -> None:
    """366, 365 and 365 days of £150,000."""
    found = p.by_year(Decimal("150000.00"), date(2023, 4, 1), date(2026, 3, 31))
    assert found == {2023: Decimal("50091.24"), 2024: Decimal("49954.38"), 2025: Decimal("49954.38")}
    assert p.by_year(Decimal("7.00"), date(2024, 5, 1), None) == {2024: Decimal("7.00")}
