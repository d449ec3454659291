"""Which records are one person: rules, what speaks against them, and that nothing depends on order."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.people_records import grouped, model, person, records
from totalplace.analysis.linkage import link
from totalplace.analysis.linkage_clusters import DETAILS, SCORED, components, together
from totalplace.analysis.linkage_rules import prepare
from totalplace.errors import PlaceError

NUMBER, OTHER_NUMBER = "9990000018", "9990000026"


def people(*rows: dict[str, object]) -> set[frozenset[int]]:
    with duckdb.connect() as con:
        return grouped(link(con, records(*rows), model(), 0.95).links)


def together_(*rows: dict[str, object]) -> bool:
    return len(people(*rows)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"surname": "Wedlock"},  # married
        {"born_on": date(1970, 5, 18)},
        {"born_on": date(1970, 1, 2), "forename": "Zoe"},  # the surname does
        {"born_on": None, "forename": None, "surname": None},
    ],
)
def test_an_nhs_number_identifies_where_birth_date_or_name_agree(other: dict[str, object]) -> None:
    assert together_(person(nhs_number=NUMBER), person(**({"nhs_number": NUMBER} | other)))


def test_an_nhs_number_does_not_identify_somebody_of_another_name_and_birth_date() -> None:
    assert not together_(person(nhs_number=NUMBER), person("Zoe", "Wedlock", date(1991, 12, 3), nhs_number=NUMBER, sex="male", postcode="ZZ11AA"))


def test_the_same_details_are_one_person_with_the_postcode_or_the_sex() -> None:
    assert together_(person(postcode="ZZ11AA"), person(postcode="ZZ11AA"))
    assert together_(person(" ADA ", sex="female"), person("Ada", "THORN", sex="female"))
    assert together_(person("Siân", "O'Dell", sex="female"), person("SIAN", "O Dell", sex="female"))


def test_two_nhs_numbers_speak_against_the_same_details() -> None:
    """A third record with the same details and no number goes with one of the two and does not bridge them."""
    rows = [person(nhs_number=NUMBER, postcode="ZZ11AA"), person(nhs_number=OTHER_NUMBER, postcode="ZZ11AA"), person(postcode="ZZ11AA")]
    contradicted = {"linkage_contradicted_threshold": 0.999999999}
    with duckdb.connect() as con:
        linked = link(con, records(*rows), model(**contradicted), 0.95)
    assert sorted(map(len, grouped(linked.links))) == [1, 2]
    assert linked.quality.filter(pl.col("item") == "kept apart: two NHS numbers")["value"].to_list() == [1.0]


def test_pseudonyms_join_by_equality_within_one_agreement_and_with_nothing_else() -> None:
    pseudonym = {"is_pseudonym": True, "person_reference": "p1"}
    of = people(
        {"agency": "a", **pseudonym},
        {"agency": "b", **pseudonym},
        {"agency": "b", **pseudonym, "agreement_id": "another"},
        {"agency": "c", **pseudonym, "is_pseudonym": False},
        person(nhs_number=NUMBER, agency="d", is_pseudonym=True),
        person(nhs_number=NUMBER, agency="e"),
    )
    assert of == {frozenset({0, 1}), frozenset({2}), frozenset({3}), frozenset({4}), frozenset({5})}


def test_a_number_that_more_records_bear_than_one_person_can_have_links_nobody() -> None:
    rows = [person(f"Name{at}", f"Family{at}", None, nhs_number=NUMBER) for at in range(7)]
    with duckdb.connect() as con:
        linked = link(con, records(*rows), model(), 0.95)
    assert linked.links["person_no"].n_unique() == 7
    assert linked.quality.filter(pl.col("item") == "NHS numbers left out")["value"].to_list() == [1.0]


def test_what_is_said_of_each_record() -> None:
    with duckdb.connect() as con:
        links = link(con, records(person(nhs_number=NUMBER), person(surname="Wed", nhs_number=NUMBER), person("Zoe"), {}), model(), 0.95).links
    assert links.columns == ["record_no", "person_no", "link_rule"]
    assert links["link_rule"].to_list() == ["identifier", "identifier", "alone", "alone"]
    assert links["person_no"].to_list() == [0, 0, 1, 2]


def test_no_records_are_nobody() -> None:
    assert people() == set()


@given(st.integers(1, 12).flatmap(lambda count: st.tuples(st.just(count), st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=20))))
def test_components_are_those_of_a_walk(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = drawn
    beside: dict[int, set[int]] = {node: {node} for node in range(count)}
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    walked = []
    for node in range(count):
        reached, ahead = set(), [node]
        while ahead:
            reached.add(here := ahead.pop())
            ahead += beside[here] - reached
        walked.append(min(reached))
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    assert components(count, ends[:, 0], ends[:, 1]).tolist() == walked


def nodes(*said: dict[str, object]) -> pl.DataFrame:
    plain = {"records": 1, "nhs_numbers": [], "first_year": None, "last_year": None, "is_female": False, "is_male": False}
    types = {"records": pl.Int64, "nhs_numbers": pl.List(pl.Int64), "first_year": pl.Int64, "last_year": pl.Int64, "is_female": pl.Boolean, "is_male": pl.Boolean}
    return pl.DataFrame([plain | one for one in said], types)


def edges(*pairs: tuple[int, int, float], evidence: int = SCORED) -> pl.DataFrame:
    return pl.DataFrame([(left, right, evidence, probability) for left, right, probability in pairs], ["left", "right", "evidence", "probability"], orient="row").cast(
        {"left": pl.Int64, "right": pl.Int64, "evidence": pl.Int64, "probability": pl.Float64}
    )


def test_a_cluster_that_contradicts_itself_parts_at_its_weakest_pair() -> None:
    chain = edges((0, 1, 0.99), (1, 2, 0.96), (2, 3, 0.98))
    for first, last, reason in (
        ({"nhs_numbers": [1]}, {"nhs_numbers": [2]}, "two NHS numbers"),
        ({"first_year": 1950, "last_year": 1950}, {"first_year": 1975, "last_year": 1975}, "birth years far apart"),
        ({"is_female": True}, {"is_male": True}, "both sexes"),
        ({"records": 3}, {"records": 3}, "too many records"),
    ):
        found = together(nodes(first, {}, {}, last), chain, model().limits)
        assert found.of.tolist() == [0, 0, 2, 2], reason
        assert {name: count for name, count in found.reasons.items() if count} == {reason: 1}


def test_a_pair_weighed_with_the_contradiction_and_still_all_but_certain_stays() -> None:
    said = nodes({"nhs_numbers": [1]}, {"nhs_numbers": [2]})
    assert together(said, edges((0, 1, 0.9995)), model().limits).of.tolist() == [0, 0]
    assert together(said, edges((0, 1, 0.99)), model().limits).of.tolist() == [0, 1]
    assert together(said, edges((0, 1, 1.0), evidence=DETAILS), model().limits).of.tolist() == [0, 1]


def test_two_clusters_that_hang_together_by_one_pair_are_two_people() -> None:
    inner = [(0, 1, 0.99), (1, 2, 0.99), (3, 4, 0.99), (4, 5, 0.99)]
    apart = together(nodes(*[{}] * 6), edges(*inner, (2, 3, 0.96)), model().limits)
    assert apart.of.tolist() == [0, 0, 0, 3, 3, 3]
    assert apart.reasons["one weak bridge"] == 1
    assert together(nodes(*[{}] * 6), edges(*inner, (2, 3, 0.96), (0, 5, 0.96)), model().limits).of.tolist() == [0] * 6


@given(st.permutations(range(6)), st.permutations(range(6)))
def test_neither_the_order_nor_the_numbers_of_records_decide_who_is_one_person(rows: list[int], numbers: list[int]) -> None:
    """Three records say the same but for two NHS numbers; who goes with whom follows from agencies and references."""
    said = [
        person(nhs_number=NUMBER, postcode="ZZ11AA"), person(postcode="ZZ11AA"), person(nhs_number=OTHER_NUMBER, postcode="ZZ11AA"),
        person("Zoe", postcode="ZZ11AA"), person("Zoe", sex="female"), person("Zoe", postcode="ZZ11AA", sex="female"),
    ]  # fmt: skip
    frame = records(*({**one, "agency": f"agency-{at}"} for at, one in enumerate(said))).with_columns(pl.Series("record_no", numbers, dtype=pl.Int64))
    with duckdb.connect() as con:
        links = link(con, frame[rows], model(), 0.95).links
        plain = grouped(link(con, frame.with_columns(pl.Series("record_no", range(6), dtype=pl.Int64)), model(), 0.95).links)
    assert grouped(links) == {frozenset(numbers[at] for at in one) for one in plain}


def test_prepared_fields_are_comparable() -> None:
    prepared = prepare(records(person("Bob  Lee", "d'Arcy", postcode="ZZ1A1AA"), person("Unknown", "", postcode="2119")), model())
    assert prepared.select("forename", "forename_root", "initial", "surname", "sector", "district").rows() == [
        ("boblee", "robert", "b", "darcy", "ZZ1A1", "ZZ1A"),
        (None, None, None, None, None, None),
    ]


def test_a_limit_out_of_reach_is_named() -> None:
    with pytest.raises(PlaceError, match="linkage_threshold_lower is 1"):
        model(linkage_threshold_lower=1)
    with pytest.raises(PlaceError, match="linkage_person_records is 1"):
        model(linkage_person_records=1)
