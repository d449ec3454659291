"""When two entries of different lists are one building, when they may be, and when they never are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drafts import LIMITS, at, judged, two_lists
from totalplace.analysis import matching

Side = dict[str, Any]
POST = {"postcode": "ZA1 3EL"}


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        # the UPRN
        ({"uprn": "7", "name": "Ash House"}, {"uprn": "7", "name": "Ash House"}, "certain"),
        ({"uprn": "7", "name": "Ash House"}, {"uprn": "7", "name": "Civic Suite"}, "certain"),
        ({"uprn": "7", "name": "Ash House", **at(0)}, {"uprn": "7", "name": "Civic Suite", **at(9000)}, "doubtful"),
        ({"uprn": "7", "name": "Quorn Town Hall", "function": "town hall"}, {"uprn": "7", "name": "Registry", "function": "library"}, "doubtful"),
        # an office, a one stop shop and a clinic of one house
        ({"uprn": "7", "name": "Quay House", "function": "office", **POST}, {"uprn": "7", "name": "Integrated Care", "function": "clinic", **POST}, "certain"),
        ({"uprn": "7", "name": "Quay House", "function": "office", **at(0)}, {"uprn": "7", "name": "Integrated Care", "function": "clinic", **at(30)}, "certain"),
        # what it was called
        ({"name": "Larkfield Hub (formerly Mill Lane Library)", **at(0)}, {"name": "Mill Lane Library", **at(30)}, "certain"),
        ({"name": "Larkfield Hub, previously known as the Mill Lane Library", **at(0)}, {"name": "Larkfield Hub", **at(30)}, "certain"),
        ({"name": "Larkfield Hub (formerly Mill Lane Library)", **at(0)}, {"name": "Ash Hub (formerly Elm Lane Library)", **at(30)}, "none"),
        # a church is not its hall, nor a library its car park
        ({"name": "St Ebbin's Church", **at(0)}, {"name": "St Ebbins Church Hall", **at(30)}, "doubtful"),
        ({"name": "St Ebbin's Church Hall", **at(0)}, {"name": "St. Ebbins Church Hall", **at(30)}, "certain"),
        ({"name": "Ash Leisure Centre", **at(0)}, {"name": "Ash Leisure Centre Car Park", **at(30)}, "doubtful"),
        ({"name": "Ash Library", **at(0)}, {"name": "Ash Library and Community Hub", **at(30)}, "certain"),
        ({"name": "Ash Library", **POST}, {"name": "Ash Library (in College)", **POST}, "certain"),
        # near each other
        ({"name": "Northby Library", **at(0)}, {"name": "NORTHBY LIBRARY", **at(60)}, "certain"),
        ({"name": "St. Mary's Primary School", **at(0)}, {"name": "St Marys Primary Sch", **at(60)}, "certain"),
        ({"name": "Whitworth Street Clinic", **at(0)}, {"name": "Withworth Street Clinic", **at(60)}, "certain"),
        ({"name": "Northby Library", **at(0)}, {"name": "Northby Library", **at(900)}, "none"),
        ({"name": "Northby Library", **at(0)}, {"name": "Northby Swimming Pool", **at(5)}, "none"),
        ({"name": "Sale Fire Station", **at(0)}, {"name": "Sale Police Station", **at(5)}, "none"),
        ({"name": "St Joseph's Roman Catholic Primary School", **at(0)}, {"name": "St. Joseph's R.C. Primary School", **at(60)}, "certain"),
        ({"name": "St Joseph's Catholic Primary School", **at(0)}, {"name": "St Josephs RC Primary School", **at(60)}, "certain"),
        ({"name": "St Mary's Church of England (Aided) Primary School", **at(0)}, {"name": "St Mary's CE Primary School", **at(60)}, "certain"),
        ({"name": "St Monica's Roman Catholic School", **at(0)}, {"name": "St Monica's RC Primary School", **at(30)}, "doubtful"),
        ({"name": "St Michael's CE Primary School", **at(0)}, {"name": "St Michaels Primary School", **at(30)}, "doubtful"),
        ({"name": "St Mary's CofE Primary School", **at(0)}, {"name": "St Mary's RC Primary School", **at(5)}, "none"),
        ({"name": "Heyes Infant School", **at(0)}, {"name": "Heyes Junior School", **at(5)}, "none"),
        ({"name": "Ash Grove Clinic, Northby", "address": "8 Ash Grove, Northby", **at(0)}, {"name": "Church Close Clinic, Northby", "address": "23 Church Close, Northby", **at(30)}, "none"),
        # generic names say nothing, with or without the town
        ({"name": "Land", "asset_kind": "land", **at(0)}, {"name": "Land", "asset_kind": "land", **at(5)}, "none"),
        ({"name": "Car Park", **at(0)}, {"name": "Car Park", **at(5)}, "none"),
        ({"name": "Northby Depot", "address": "Mill Lane, Northby", **at(0)}, {"name": "Northby Depot", "address": "Mill Lane, Northby", **at(5)}, "none"),
        # the postcode
        ({"name": "Northby Library", **POST}, {"name": "Northby Library", **POST}, "certain"),
        ({"name": "Ash House", "address": "12 High Street, Northby", **POST}, {"name": "Housing Office", "address": "12 High St, Northby", **POST}, "certain"),
        ({"name": "Ash House", **POST}, {"name": "Elm House", **POST}, "none"),
        ({"name": "Coppice Library", **POST}, {"name": "Coppice Avenue Library", **POST}, "doubtful"),
        ({"name": "Northby Library"}, {"name": "Northby Library"}, "none"),
        # numbers are never typos
        ({"uprn": "7", "address": "Flat 1, 3 Mill Lane", **POST}, {"uprn": "7", "address": "Flat 2, 3 Mill Lane", **POST}, "none"),
        ({"address": "12 Mill Lane", **POST}, {"address": "14 Mill Lane", **POST}, "none"),
        ({"address": "12-16 Mill Lane", "name": "Ash House", **POST}, {"address": "14 Mill Lane", "name": "Ash House", **POST}, "certain"),
        ({"name": "Unit 4 Ash Works", "uprn": "7"}, {"name": "Unit 14 Ash Works", "uprn": "7"}, "none"),
        ({"name": "Ash Lodge Block A", **at(0)}, {"name": "Ash Lodge Block B", **at(0)}, "none"),
        ({"name": "Ash House", "address": "Ground Floor, Mill Lane", **at(0)}, {"name": "Ash House", "address": "First Floor, Mill Lane", **at(0)}, "none"),
        ({"name": "Ash House, Flat 3", **at(0)}, {"name": "Ash House", **at(0)}, "doubtful"),
        ({"name": "Ash House", "address": "1st Floor, Mill Lane", **at(0)}, {"name": "Ash House", "address": "2nd Floor, Mill Lane", **at(0)}, "none"),
        ({"name": "Ash House, 1st Floor", **at(0)}, {"name": "Ash House, 2nd Floor", **at(0)}, "none"),
        ({"name": "Ash House", "address": "First Floor, Mill Lane", **at(0)}, {"name": "Ash House", "address": "1st floor, Mill Lane", **at(0)}, "certain"),
        ({"name": "Ash House", "address": "Ground Floor, Mill Lane", **at(0)}, {"name": "Ash House", "address": "Ground & First Floors, Mill Lane", **at(0)}, "doubtful"),
        ({"name": "Ash Lodge A Block", **at(0)}, {"name": "Ash Lodge B Block", **at(0)}, "none"),
        ({"name": "Ash Lodge A Block", **at(0)}, {"name": "Ash Lodge Block B", **at(0)}, "none"),
        ({"name": "Ash Lodge A Block", **at(0)}, {"name": "Ash Lodge, Block A", **at(0)}, "certain"),
        ({"name": "Ash Lodge North Block", **at(0)}, {"name": "Ash Lodge South Block", **at(0)}, "none"),
        ({"name": "Unit 3A Ash Works", **POST}, {"name": "Unit 3B Ash Works", **POST}, "none"),
        ({"name": "Unit A3 Ash Works", **POST}, {"name": "Unit A4 Ash Works", **POST}, "none"),
        ({"name": "Units 1-4 Ash Works", **POST}, {"name": "Unit 5 Ash Works", **POST}, "none"),
        ({"name": "Units 1-4 Ash Works", **POST}, {"name": "Unit 3 Ash Works", **POST}, "doubtful"),
        ({"name": "Ash Park Phase 1", **at(0)}, {"name": "Ash Park Phase 2", **at(0)}, "none"),
        ({"name": "Ash Park Phase I", **at(0)}, {"name": "Ash Park Phase II", **at(0)}, "none"),
        ({"name": "Ash Park Phase Two", **at(0)}, {"name": "Ash Park, Phase 2", **at(0)}, "certain"),
        ({"name": "Flat 1, Ash Court", **POST}, {"name": "Apartment 2, Ash Court", **POST}, "none"),
        ({"name": "Flat 1, Ash Court", **POST}, {"name": "Apartment 1, Ash Court", **POST}, "certain"),
        ({"name": "Ash Court", "address": "Flat 1, 3 Mill Lane", **POST}, {"name": "Ash Court", "address": "Flat 1, 5 Mill Lane", **POST}, "none"),
        ({"name": "Mill Lane Ladies Toilets", **at(0)}, {"name": "Mill Lane Gents Toilets", **at(5)}, "none"),
        ({"name": "Public Toilets", "function": "public toilet", **at(0)}, {"name": "Public Toilets", "function": "public toilet", **at(60)}, "none"),
        # a body's land is not its building
        ({"uprn": "7", "name": "Ash House", "asset_kind": "land"}, {"uprn": "7", "name": "Ash House"}, "none"),
        ({"name": "Ash House", "asset_kind": "site", **at(0)}, {"name": "Ash House", **at(5)}, "certain"),
        # a desk of one body in the building of another
        ({"name": "Northby Library", "function": "library", "address": "7 Mill Lane, Northby", **at(0)}, {"name": "Northby Library", "function": "police station", "address": "7 Mill Lane, Northby", **at(0)}, "certain"),
    ],
)  # fmt: skip
def test_judgement(one: Side, other: Side, verdict: str) -> None:
    assert judged(one, other) == verdict
    assert judged(other, one) == verdict, "either way round"


def test_a_uprn_that_a_list_gives_to_several_is_not_one_building() -> None:
    from tests.analysis.drafts import WORDS, rows

    campus = rows(
        {"uprn": "7", "name": "Quorn College, East Wing"}, {"uprn": "7", "name": "Quorn College, Boiler House"}, {"uprn": "7", "name": "Registry", "list_ids": "f2/table"}
    )  # fmt: skip
    east, _, registry = matching.records(campus, WORDS)
    assert matching.judge(east, registry, LIMITS) is None


def test_lines_of_one_list_are_never_judged() -> None:
    assert judged({"uprn": "7", "list_ids": "f1/table"}, {"uprn": "7", "list_ids": "f1/table"}) == "none"


def test_a_judgement_says_why_and_the_nearer_is_surer() -> None:
    near = matching.judge(*two_lists({"name": "Northby Library", **at(0)}, {"name": "Northby Library", **at(5)}), LIMITS)
    far = matching.judge(*two_lists({"name": "Northby Library", **at(0)}, {"name": "Northby Library", **at(70)}), LIMITS)
    assert near is not None and far is not None
    assert near.reason == far.reason == "within 75 m and same name"
    assert 1 >= near.score > far.score > 0
    # a point says more than a postcode
    by_postcode = matching.judge(*two_lists({"name": "Northby Library", **POST}, {"name": "Northby Library", **POST}), LIMITS)
    assert by_postcode is not None and by_postcode.reason == "same postcode and same name"
    assert by_postcode.score < far.score


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from(["Flat", "Unit", "Apartment", "Block", "Room"]), st.booleans())
def test_different_numbers_of_units_never_link(one: int, other: int, word: str, same_uprn: bool) -> None:
    facts = {"uprn": "7" if same_uprn else None, **POST, **at(0), "name": "Quorn Court"}
    verdict = judged({**facts, "address": f"{word} {one}, Mill Lane"}, {**facts, "address": f"{word} {other}, Mill Lane"})
    assert (verdict == "none") == (one != other)


_FLOORS = {0: ("Ground Floor",), 1: ("1st Floor", "First Floor", "Floor 1"), 2: ("2nd Floor", "second floor"), 3: ("3rd Flr", "Third Floor"), 11: ("11th floor",)}
_BLOCKS = {letter: (f"Block {letter}", f"{letter} Block", f"block {letter.lower()}") for letter in "ABCDEF"}
_PHASES = {1: ("Phase 1", "Phase I", "Phase One", "Ph 1"), 2: ("Phase 2", "Phase II"), 3: ("Phase III", "phase three"), 4: ("Phase 4", "Phase IV")}


@given(st.sampled_from([_FLOORS, _BLOCKS, _PHASES]), st.data(), st.booleans(), st.booleans())
def test_a_part_is_the_same_however_it_is_put_and_never_another(parts: dict[object, tuple[str, ...]], data: st.DataObject, same_uprn: bool, in_name: bool) -> None:
    one, other = (data.draw(st.sampled_from(sorted(parts, key=str))) for _ in range(2))
    facts = {"uprn": "7" if same_uprn else None, **POST, **at(0)}

    def side(part: object) -> Side:
        text = data.draw(st.sampled_from(parts[part]))
        return {**facts, "name": f"Quorn Court, {text}", "address": "Mill Lane"} if in_name else {**facts, "name": "Quorn Court", "address": f"{text}, Mill Lane"}

    assert judged(side(one), side(other)) == ("certain" if one == other else "none")


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_judged_the_same_either_way_round(name: str, address: str, other_name: str, other_address: str) -> None:
    one, other = {"name": name, "address": address, **at(0)}, {"name": other_name, "address": other_address, **at(9)}
    assert judged(one, other) == judged(other, one)


def test_to_have_no_name_is_no_name_that_two_entries_share() -> None:
    nameless = {"name": matching.NO_NAME, "postcode": "ZE1 0AA", **at(0)}
    assert judged(nameless, {**nameless, **at(5)}) == "none"
