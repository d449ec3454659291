"""An asset keeps its id when its code changes, and a code that is given out again does not carry the old asset's id along."""

from datetime import date
from typing import Any

import pytest

from tests.analysis.drafts import rows
from totalplace.analysis.kept_ids import decided_pairs, keep_ids, moved_together
from totalplace.identity import id_of_key

Row = dict[str, Any]


def before(key: str, asset_id: str, **facts: Any) -> Row:
    """A row of core.known_identity."""
    nothing = dict.fromkeys(("merged_into", "name", "postcode", "uprn", "easting", "northing"))
    return {**nothing, "source_key": key, "asset_id": asset_id, "first_seen_on": date(2024, 4, 1), **facts}


def own_ids(records: list[Row], known: list[Row]) -> dict[str, str]:
    return {key: own.own_id for key, own in keep_ids(rows(*records).to_dicts(), known).ids.items()}


def test_a_new_key_gets_the_id_that_follows_from_it() -> None:
    assert own_ids([{"source_key": "b/code 1"}], []) == {"b/code 1": id_of_key("b/code 1")}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"uprn": "7", "name": "Ash House"}, {"uprn": "7", "name": "ASH HOUSE"}),
        ({"uprn": "7", "name": "Ash House"}, {"uprn": "7", "name": "Old Mill"}),
        ({"postcode": "ZA1 3EL", "name": "Ash House"}, {"postcode": "ZA1 3EL", "name": "Ash House"}),
        ({"easting": 400_010.0, "northing": 300_000.0, "name": "Ash House"}, {"easting": 400_000.0, "northing": 300_000.0, "name": "Ash House"}),
        ({"name": "Ash House"}, {"name": "Ash-House"}),
    ],
)  # fmt: skip
def test_a_new_code_keeps_the_id(now: Row, then: Row) -> None:
    assert own_ids([{"source_key": "b/code 9", **now}], [before("b/code 1", "a1", **then)]) == {"b/code 9": "a1"}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"uprn": "8", "name": "Elm House"}, {"uprn": "7", "name": "Ash House"}),
        ({"name": "Elm House"}, {"name": "Ash House"}),
    ],
)
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


def test_a_name_that_changed_alone_is_no_other_asset() -> None:
    known = [before("b/code 1", "a1", uprn="7", name="Ash House")]
    assert own_ids([{"source_key": "b/code 1", "uprn": "7", "name": "Northby Hub"}], known) == {"b/code 1": "a1"}


def test_decisions_find_their_sides_by_id_or_by_what_they_say() -> None:
    records = rows(
        {"source_key": "b/code 1", "name": "Ash House", "uprn": "7"}, {"source_key": "c/code 1", "body_id": "c", "name": "Elm House", "postcode": "ZA1 3EL"},
    ).to_dicts()  # fmt: skip
    ids = keep_ids(records, []).ids

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
    ids = keep_ids(rows({"source_key": "b/code 1"}, {"source_key": "b/code 2"}).to_dicts(), known).ids
    assert moved_together(ids) == [("b/code 1", "b/code 2")]
