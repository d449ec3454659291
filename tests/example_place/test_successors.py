"""Whose each council asset of the example place becomes when the councils are reorganised, beside where it truly stands."""

from typing import Any

import pytest

from tests.example_place.conftest import Published
from totalplace.example.bodies import COUNTY_COUNCIL, SUCCESSORS
from totalplace.example.geography import district_code

pytestmark = pytest.mark.timeout(1200)
_BY_DISTRICT = {district_code(index): successor_id for successor_id, _, districts in SUCCESSORS for index in districts}


def _given(published: Published) -> dict[str, dict[str, Any]]:
    """Rows of mart.successor_estate by the true id of the asset."""
    rows = {row["asset_id"]: row for row in published.rows("select * from mart.successor_estate")}
    return {true: rows[ours] for true, ours in published.ours.items() if ours in rows}


def test_each_council_asset_passes_to_the_authority_of_its_district(published: Published) -> None:
    given, undecided, wrong = _given(published), 0, []
    for true, row in given.items():
        asset = published.assets[true]
        if not asset["body_id"].endswith("council"):
            continue
        wanted = _BY_DISTRICT.get(asset["district_code"])
        if wanted is None:  # out of the county: a district council passes whole, the county council is divided
            own = {row["successor_id"] for other, row in given.items() if published.assets[other]["body_id"] == asset["body_id"] and published.assets[other]["district_code"]}
            wanted = "undecided" if asset["body_id"] == COUNTY_COUNCIL else own.pop()
            undecided += wanted == "undecided"
            assert "out of area" in row["all_exceptions"], true
        if row["successor_id"] != wanted:
            wrong.append((true, row["successor_id"], wanted))
    assert wrong == []
    assert len(given) > 1000 and undecided == 2


def test_planted_exceptions_are_listed_with_what_has_to_be_decided(published: Published) -> None:
    given = {published.assets[true]["name"]: row for true, row in _given(published).items()}
    wanted = {
        "Longacre County Hall": ("headquarters", True),
        "Pennant Record Office": ("archive", True),
        "Civic Point": ("private finance", True),
        "Quillgate House": ("lease", False),
        "Sallowfield House": ("shared", False),  # with the ambulance service, which stays what it is
        "Merestone House": (None, False),
    }
    assert {name: (given[name]["exception"], given[name]["needs_decision"]) for name in wanted} == wanted
    depots = [row for true, row in _given(published).items() if published.assets[true]["use"] == "depot" and published.assets[true]["body_id"] == COUNTY_COUNCIL]
    assert len(depots) == 20 and all(row["exception"] == "depot" and row["needs_decision"] for row in depots)
