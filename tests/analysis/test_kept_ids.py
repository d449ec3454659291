"""An asset keeps its id when its code changes, and a code that is given out again does not carry the old asset's id along."""

from datetime import date
from typing import Any

import pytest

from tests.analysis.drafts import LIMITS, WORDS, rows
from totalplace.analysis.asset_clusters import name_clusters
from totalplace.analysis.kept_ids import Kept, decided_pairs, keep_ids, moved_together
from totalplace.analysis.known_again import Limits
from totalplace.identity import id_of_key

Row = dict[str, Any]


def before(key: str, asset_id: str, **facts: Any) -> Row:
    """A row of core.known_identity."""
    nothing = dict.fromkeys(("merged_into", "name", "postcode", "uprn", "easting", "northing", "address", "may_be_id"))
    seen = {"first_seen_on": date(2024, 4, 1), "last_seen_on": date(2025, 3, 31)}
    return {**nothing, "source_key": key, "asset_id": asset_id, **seen, **facts}


def kept(records: list[Row], known: list[Row], decisions: list[Row] | None = None) -> Kept:
    return keep_ids(rows(*records).to_dicts(), known, decisions or [], WORDS, Limits(LIMITS, same_point_m=5))


def own_ids(records: list[Row], known: list[Row]) -> dict[str, str]:
    return {key: own.own_id for key, own in kept(records, known).ids.items()}


def at(east: float) -> Row:
    return {"easting": 400_000.0 + east, "northing": 300_000.0}


def test_a_new_key_gets_the_id_that_follows_from_it() -> None:
    assert own_ids([{"source_key": "b/code 1"}], []) == {"b/code 1": id_of_key("b/code 1")}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"uprn": "7", "name": "Ash House"}, {"uprn": "7", "name": "ASH HOUSE"}),
        ({"uprn": "7", "name": "Ash House"}, {"uprn": "7", "name": "Old Mill"}),
        ({"postcode": "ZA1 3EL", "name": "Ash House"}, {"postcode": "ZA1 3EL", "name": "Ash House"}),
        ({"easting": 400_010.0, "northing": 300_000.0, "name": "Ash House"}, {"easting": 400_000.0, "northing": 300_000.0, "name": "Ash House"}),
        # of no name but its address: the house number
        ({"postcode": "ZA1 3EL", "name": "Ash House", "address": "12 Mill Lane, Northby"}, {"postcode": "ZA1 3EL", "name": "12 Mill Lane, Northby", "address": "12 Mill Lane, Northby"}),
        # metres, not squares of a grid: 4 m and 70 m away, whichever side of a line
        ({**at(24), "name": "Public Toilets"}, {**at(28), "name": "Public toilets"}),
        ({**at(-40), "name": "Mill Lane Garages"}, {**at(30), "name": "Mill Lane Garages"}),
    ],
)  # fmt: skip
def test_a_new_code_keeps_the_id(now: Row, then: Row) -> None:
    assert own_ids([{"source_key": "b/code 9", **now}], [before("b/code 1", "a1", **then)]) == {"b/code 9": "a1"}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"uprn": "8", "name": "Elm House"}, {"uprn": "7", "name": "Ash House"}),
        ({"name": "Elm House"}, {"name": "Ash House"}),
        # a name alone is no place
        ({"name": "Ash House"}, {"name": "Ash-House"}),
        ({"name": "Public Toilets"}, {"name": "Public Toilets"}),
        # one was sold, another of the same name opened elsewhere
        ({"uprn": "8", "name": "Northby Library", **at(3000)}, {"uprn": "7", "name": "Northby Library", **at(0)}),
        ({"postcode": "ZA1 3EL", "name": "Public Toilets"}, {"postcode": "ZA9 8QT", "name": "Public Toilets"}),
        ({"uprn": "8", "postcode": "ZA1 3EL", "name": "Public Toilets"}, {"uprn": "7", "postcode": "ZA1 3EL", "name": "Public Toilets"}),
        # 12 High Street is in every town
        ({"name": "12 High Street", "address": "12 High Street, Northby"}, {"name": "12 High Street", "address": "12 High Street, Southby"}),
        # numbers of houses, flats and floors are no slips
        ({"postcode": "ZA1 3EL", "name": "Office", "address": "12 Mill Lane"}, {"postcode": "ZA1 3EL", "name": "Office", "address": "21 Mill Lane"}),
        ({"postcode": "ZA1 3EL", "name": "Flat 1, Ash Court"}, {"postcode": "ZA1 3EL", "name": "Flat 2, Ash Court"}),
        # in one square of a grid, but not near
        ({**at(0), "name": "Mill Lane Garages"}, {**at(90), "name": "Mill Lane Garages"}),
        ({"name": "Without a name", "postcode": "ZE1 0AA"}, {"name": "Without a name", "postcode": "ZE1 0AA"}),
    ],
)  # fmt: skip
def test_what_does_not_agree_keeps_nothing(now: Row, then: Row) -> None:
    assert own_ids([{"source_key": "b/code 9", **now}], [before("b/code 1", "a1", **then)]) == {"b/code 9": id_of_key("b/code 9")}


def test_another_bodys_asset_keeps_nothing() -> None:
    found = own_ids([{"source_key": "c/code 9", "uprn": "7", "name": "Ash House"}], [before("b/code 1", "a1", uprn="7", name="Ash House")])
    assert found == {"c/code 9": id_of_key("c/code 9")}


def test_two_that_fit_equally_keep_nothing() -> None:
    known = [before("b/code 1", "a1", name="Garage"), before("b/code 2", "a2", name="Garage")]
    assert own_ids([{"source_key": "b/code 9", "name": "Garage"}], known) == {"b/code 9": id_of_key("b/code 9")}


def test_codes_that_changed_places() -> None:
    known = [before("b/code 1", id_of_key("b/code 1"), uprn="7", name="Ash House"), before("b/code 2", id_of_key("b/code 2"), uprn="8", name="Elm House")]
    records = [{"source_key": "b/code 1", "uprn": "8", "name": "Elm House"}, {"source_key": "b/code 2", "uprn": "7", "name": "Ash House"}]
    assert own_ids(records, known) == {"b/code 1": id_of_key("b/code 2"), "b/code 2": id_of_key("b/code 1")}


def test_a_code_given_to_something_new_gets_a_new_id() -> None:
    known = [before("b/code 1", id_of_key("b/code 1"), uprn="7", name="Ash House")]
    found = own_ids([{"source_key": "b/code 1", "uprn": "9", "name": "Swimming Pool"}], known)
    assert found == {"b/code 1": id_of_key("b/code 1#2")}


def test_codes_exchanged_among_buildings_of_one_name() -> None:
    """Two public toilets: the UPRN says which is which, whatever their codes."""
    known = [before(f"b/code {n}", f"a{n}", uprn=f"{n}", name="Public Toilets", postcode="ZA1 3EL") for n in (1, 2)]
    records = [{"source_key": f"b/code {3 - n}", "uprn": f"{n}", "name": "Public Toilets", "postcode": "ZA1 3EL"} for n in (1, 2)]
    assert own_ids(records, known) == {"b/code 2": "a1", "b/code 1": "a2"}


def test_codes_exchanged_among_the_blocks_of_a_campus() -> None:
    """One UPRN, one postcode, one point: the names tell them apart."""
    names = ("East Wing", "West Wing", "Boiler House", "Sports Hall")
    known = [before(f"b/code {n}", f"a{n}", uprn="7", postcode="ZA1 3EL", name=f"Quorn College, {name}", **at(0)) for n, name in enumerate(names)]
    records = [
        {"source_key": f"b/code {(n + 1) % 4}", "uprn": "7", "postcode": "ZA1 3EL", "name": f"Quorn College, {name}", **at(0)} for n, name in enumerate(names)
    ]
    assert own_ids(records, known) == {f"b/code {(n + 1) % 4}": f"a{n}" for n in range(4)}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"uprn": "8", "postcode": "ZA1 3EL"}, {"uprn": "7", "postcode": "ZA1 3EL"}),
        ({"postcode": "ZA1 3EL"}, {"postcode": "ZA1 3EL"}),
        ({"postcode": "ZA1 3EL", **at(60)}, {"postcode": "ZA1 3EL", **at(0)}),
        ({}, {}),
    ],
)
def test_a_code_given_to_another_building_of_one_postcode_gets_a_new_id(now: Row, then: Row) -> None:
    known = [before("b/code 1", "a1", name="Ash House", **then)]
    found = kept([{"source_key": "b/code 1", "name": "Swimming Pool", **now}], known)
    assert found.ids["b/code 1"].own_id == id_of_key("b/code 1")
    assert found.doubts["b/code 1"].before_id == "a1", "a person is asked"


@pytest.mark.parametrize(
    "place", [{"uprn": "7"}, {"postcode": "ZA1 3EL", "address": "12 Mill Lane"}, at(0), {"postcode": "ZA1 3EL", "name": "Ash House Day Centre"}]
)
def test_a_building_of_another_name_keeps_its_id_where_the_place_is_proven(place: Row) -> None:
    then = {"name": "Ash House", **{name: value for name, value in place.items() if name != "name"}}
    assert own_ids([{"source_key": "b/code 1", "name": "Northby Hub", **place}], [before("b/code 1", "a1", **then)]) == {"b/code 1": "a1"}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"uprn": "8", "postcode": "ZA1 3EL"}, {"uprn": "7", "postcode": "ZA1 3EL"}),
        ({"postcode": "ZA1 3EW"}, {"postcode": "ZA1 3EL"}),
        ({"uprn": "7", **at(4000)}, {"uprn": "7", **at(0)}),
        ({}, {"uprn": "7"}),
    ],
)
def test_a_statement_of_the_place_that_was_mended_costs_no_id(now: Row, then: Row) -> None:
    """Under the same code and name."""
    assert own_ids([{"source_key": "b/code 1", "name": "Ash House", **now}], [before("b/code 1", "a1", name="Ash House", **then)]) == {"b/code 1": "a1"}


def test_a_building_that_moved_under_its_code_and_name_is_another() -> None:
    known = [before("b/code 1", "a1", name="Northby Library", uprn="7", postcode="ZA1 3EL", **at(0))]
    found = kept([{"source_key": "b/code 1", "name": "Northby Library", "uprn": "8", "postcode": "ZA9 8QT", **at(3000)}], known)
    assert found.ids["b/code 1"].own_id != "a1"
    assert "another place" in found.doubts["b/code 1"].reason


def test_what_is_left_over_is_not_taken_for_what_is_gone() -> None:
    """Of two on one UPRN one is gone and another came: that they are left over together proves nothing."""
    known = [before("b/code 1", "a1", uprn="7", name="East Wing"), before("b/code 2", "a2", uprn="7", name="Boiler House")]
    records = [{"source_key": "b/code 1", "uprn": "7", "name": "East Wing"}, {"source_key": "b/code 9", "uprn": "7", "name": "Laboratory"}]
    assert own_ids(records, known) == {"b/code 1": "a1", "b/code 9": id_of_key("b/code 9")}


def test_a_question_stays_until_it_is_answered() -> None:
    known = [
        before("b/code 1", "a1", name="Northby Library", postcode="ZA1 3EL"),
        before("b/code 9", "a9", name="Northby Library", postcode="ZA9 8QT", may_be_id="a1"),
    ]
    record = {"source_key": "b/code 9", "name": "Northby Library", "postcode": "ZA9 8QT"}
    asked = kept([record], known)
    assert (asked.ids["b/code 9"].own_id, asked.doubts["b/code 9"].before_id) == ("a9", "a1")
    nothing = {f"{side}_{name}": None for side in ("left", "right") for name in ("body_id", "name", "postcode", "uprn")}
    for word, merged_into in (("same", "a1"), ("different", None)):
        answered = kept([record], known, [{**nothing, "decision": word, "left_id": "a1", "right_id": "a9"}])
        assert answered.doubts == {}
        assert answered.ids["b/code 9"].merged_into == merged_into
        assert name_clusters([["b/code 9"]], answered.ids) == {"b/code 9": merged_into or "a9"}


def test_an_id_once_passed_on_by_a_person_is_found_again_under_new_codes() -> None:
    known = [
        before("b/code 1", "a1", name="Northby Library", postcode="ZA1 3EL"),
        before("b/code 9", "a9", name="Northby Library", postcode="ZA1 3EL", merged_into="a1", last_seen_on=date(2025, 6, 30)),
    ]
    found = kept([{"source_key": "b/code 77", "name": "Northby Library", "postcode": "ZA1 3EL"}], known)
    assert (found.ids["b/code 77"].own_id, found.ids["b/code 77"].merged_into) == ("a9", "a1")


def test_a_name_that_changed_alone_is_no_other_asset() -> None:
    known = [before("b/code 1", "a1", uprn="7", name="Ash House")]
    assert own_ids([{"source_key": "b/code 1", "uprn": "7", "name": "Northby Hub"}], known) == {"b/code 1": "a1"}


def test_decisions_find_their_sides_by_id_or_by_what_they_say() -> None:
    records = rows(
        {"source_key": "b/code 1", "name": "Ash House", "uprn": "7"}, {"source_key": "c/code 1", "body_id": "c", "name": "Elm House", "postcode": "ZA1 3EL"},
    ).to_dicts()  # fmt: skip
    ids = keep_ids(records, [], [], WORDS, Limits(LIMITS, same_point_m=5)).ids

    def decision(word: str, left_id: str, right_id: str) -> Row:
        left = {"left_id": left_id, "left_body_id": "b", "left_name": "ASH HOUSE", "left_postcode": None, "left_uprn": "7"}
        right = {"right_id": right_id, "right_body_id": "c", "right_name": "Elm House", "right_postcode": "ZA1 3EL", "right_uprn": None}
        return {"decision": word, **left, **right}

    pair = ("b/code 1", "c/code 1")
    own = {key: ids[key].own_id for key in pair}
    assert decided_pairs([decision("same", own[pair[0]], own[pair[1]])], records, ids) == ([pair], [])
    assert decided_pairs([decision("different", "a-lost", "a-lost-too")], records, ids) == ([], [pair])
    gone = decision("same", "a-lost", "a-lost-too") | {"right_name": "Oak House"}
    assert decided_pairs([gone], records, ids) == ([], []), "a decision on what is not there concerns nobody"


def test_keys_that_a_person_gave_one_id_are_one() -> None:
    known = [before("b/code 1", "a1"), before("b/code 2", "a1")]
    ids = kept([{"source_key": "b/code 1"}, {"source_key": "b/code 2"}], known).ids
    assert moved_together(ids) == [("b/code 1", "b/code 2")]
