"""Families and homes: what agencies state, what people share, and what is too large."""

import polars as pl

from tests.analysis.people_records import person, records
from totalplace.analysis.households import households

LARGEST = 4


def found(*rows: dict[str, object], people: list[int] | None = None) -> list[tuple[int, str]]:
    """Household and basis of each person; every record is one person of its own unless told otherwise."""
    frame = records(*rows)
    links = pl.DataFrame({"record_no": frame["record_no"], "person_no": people or range(len(rows))}, {"record_no": pl.Int64, "person_no": pl.Int64})
    return households(frame, links, LARGEST).select("household_no", "household_basis").rows()


def test_a_family_is_what_an_agency_states_and_people_join_what_agencies_state() -> None:
    family = {"family_reference": "f1"}
    rows = [{"agency": "a", **family}, {"agency": "a", **family}, {"agency": "b", **family}, {"agency": "b", "family_reference": "g"}, {"agency": "a", "family_reference": "g"}]
    assert found(*rows) == [(0, "family reference"), (0, "family reference"), (1, "alone"), (2, "alone"), (3, "alone")]
    # the second person of agency a is the first of agency b
    assert found(*rows[:3], {"agency": "b", **family}, people=[0, 1, 1, 2]) == [(0, "family reference")] * 3


def test_a_home_is_a_uprn_else_postcode_and_surname() -> None:
    rows = [person(uprn=7), person(surname="Quill", uprn=7), person(postcode="ZZ11AA"), person("Bo", "THORN", postcode="ZZ11AA"), person("Cy", "Quill", postcode="ZZ11AA")]
    assert found(*rows) == [(0, "home"), (0, "home"), (1, "home"), (1, "home"), (2, "alone")]


def test_who_is_in_no_family_goes_with_the_one_that_lives_there() -> None:
    stated = {"agency": "a", "postcode": "ZZ11AA"}
    one, two = [person(**stated, family_reference="f") for _ in "12"], [person(**stated, family_reference="g") for _ in "12"]
    other = person(postcode="ZZ11AA")
    assert found(*one, other) == [(0, "family reference"), (0, "family reference"), (0, "home")]
    assert found(*one, *two)[2] == (1, "family reference")
    assert found(person(uprn=1, agency="a", family_reference="f"), person(agency="a", family_reference="f"), person("Bo", uprn=1)) == [(0, "family reference")] * 2 + [(0, "home")]


def test_what_more_people_share_than_one_household_holds_joins_nobody() -> None:
    rows = [{"agency": "a", "family_reference": "caseload"} for _ in range(LARGEST + 1)]
    assert [basis for _, basis in found(*rows)] == ["alone"] * (LARGEST + 1)
    assert len(set(found(*(person(uprn=9) for _ in range(LARGEST + 1))))) == LARGEST + 1
    # one after another: three and three with one in both
    chain = [{"agency": "a", "family_reference": "f"}] * 3 + [{"agency": "b", "family_reference": "g"}] * 3
    assert [number for number, _ in found(*chain, people=[0, 1, 2, 2, 3, 4])] == [0, 0, 0, 1, 2]


def test_where_records_differ_the_home_is_the_one_that_most_of_them_name() -> None:
    rows = [person(postcode="ZZ11AA"), person(postcode="ZZ22BB"), person(postcode="ZZ22BB"), person("Bo", postcode="ZZ11AA"), person("Cy", postcode="ZZ22BB")]
    assert [number for number, _ in found(*rows, people=[0, 0, 0, 1, 2])] == [0, 1, 0]
