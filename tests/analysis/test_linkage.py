"""Which records are one person: rules, what speaks against them, and that nothing depends on order."""

import json
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.people_records import grouped, model, person, records
from totalplace.analysis.linkage import Weighed, _said, link, weigh
from totalplace.analysis.linkage_clusters import DETAILS, SCORED, components, together
from totalplace.analysis.linkage_rules import edges_by_rule, prepare, too_often
from totalplace.analysis.linkage_scores import COMPARISONS
from totalplace.errors import PlaceError
from totalplace.fingerprint import of_code

NUMBER, OTHER_NUMBER = "9990000018", "9990000026"


def said(prepared: pl.DataFrame) -> pl.DataFrame:
    return _said(prepared, prepared["node"].to_numpy())


def people(*rows: dict[str, Any]) -> set[frozenset[int]]:
    """Who is one person by rule alone."""
    prepared = prepare(records(*rows), model())
    of = together(said(prepared), edges_by_rule(prepared, model()), model().limits).of
    return grouped(prepared.select("record_no", pl.Series("person_no", of)))


def one_person(*rows: dict[str, Any]) -> bool:
    return len(people(*rows)) == 1


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize(
    "other",
    [
        {"surname": "Wedlock"},  # married
        {"born_on": date(1970, 5, 18)},
        {"born_on": date(1970, 1, 2), "forename": "Zoe"},  # the surname does
        {"born_on": None, "forename": None, "surname": None},
    ],
)
def test_an_nhs_number_identifies_where_birth_date_or_name_agree(other: dict[str, Any]) -> None:
    assert one_person(person(nhs_number=NUMBER), person(**({"nhs_number": NUMBER} | other)))


def test_an_nhs_number_does_not_identify_somebody_of_another_name_and_birth_date() -> None:
    assert not one_person(person(nhs_number=NUMBER), person("Zoe", "Wedlock", date(1991, 12, 3), nhs_number=NUMBER, sex="male", postcode="ZZ11AA"))


def test_the_same_details_are_one_person_with_the_postcode_or_the_sex() -> None:
    assert one_person(person(postcode="ZZ11AA"), person(postcode="ZZ11AA"))
    assert one_person(person(" ADA ", sex="female"), person("Ada", "THORN", sex="female"))
    assert one_person(person("Siân", "O'Dell", sex="female"), person("SIAN", "O Dell", sex="female"))


def test_two_nhs_numbers_speak_against_the_same_details(con: duckdb.DuckDBPyConnection) -> None:
    """A third record with the same details and no number goes with one of the two and does not bridge them."""
    woman = {"sex": "female"}
    rows = [person(nhs_number=NUMBER, postcode="ZZ11AA", **woman), person(nhs_number=OTHER_NUMBER, postcode="ZZ99BB", **woman), person(**woman)]
    linked = link(con, records(*rows), model(linkage_contradicted_threshold=0.999999999), 0.95)
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
    rows = [person(first, family, None, nhs_number=NUMBER) for first, family in zip(("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus"), "tuvwxyz", strict=True)]
    assert len(people(*rows)) == 7
    assert too_often(records(*rows), model()) == 1
    assert len(people(*rows[:6])) == 6  # no name and no date agree
    assert len(people(*({**row, "surname": "Thorn"} for row in rows[:6]))) == 1


def test_what_is_said_of_each_record(con: duckdb.DuckDBPyConnection) -> None:
    links = link(con, records(person(nhs_number=NUMBER), person(surname="Wed", nhs_number=NUMBER), person("Zoe"), {}), model(), 0.95).links
    assert links.columns == ["record_no", "person_no", "link_rule"]
    assert links["link_rule"].to_list() == ["identifier", "identifier", "alone", "alone"]
    assert links["person_no"].to_list() == [0, 0, 1, 2]


def test_no_records_are_nobody(con: duckdb.DuckDBPyConnection) -> None:
    assert link(con, records(), model(), 0.95).links.is_empty()


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


def nodes(*said: dict[str, Any]) -> pl.DataFrame:
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
        assert [why for _, _, why in found.apart] == [reason]


NODE = st.fixed_dictionaries(
    {"records": st.integers(1, 4), "nhs_numbers": st.lists(st.integers(1, 3), max_size=1), "born": st.sampled_from([None, 1950, 1958, 1975]), "sex": st.sampled_from(["", "is_female", "is_male"])}
)
EDGE_ENDS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.95, 0.96, 0.98, 0.99])).filter(lambda edge: edge[0] < edge[1]), max_size=20, unique_by=lambda edge: edge[:2])


@given(st.lists(NODE, min_size=8, max_size=8), EDGE_ENDS)
def test_no_cluster_contradicts_itself_and_each_hangs_together(drawn: list[dict[str, Any]], pairs: list[tuple[int, int, float]]) -> None:
    given_nodes = nodes(*({"records": one["records"], "nhs_numbers": one["nhs_numbers"], "first_year": one["born"], "last_year": one["born"], **({one["sex"]: True} if one["sex"] else {})} for one in drawn))
    limits = model().limits
    found = together(given_nodes, edges(*pairs), limits)
    kept = [pair for pair, out in zip(pairs, found.left_out, strict=True) if not out]
    ends = np.array([pair[:2] for pair in kept], np.int64).reshape(-1, 2)
    assert components(8, ends[:, 0], ends[:, 1]).tolist() == found.of.tolist()
    for cluster in set(found.of.tolist()):
        members = [drawn[node] for node in np.flatnonzero(found.of == cluster)]
        years = [one["born"] for one in members if one["born"]]
        assert len({number for one in members for number in one["nhs_numbers"]}) <= 1
        assert not years or max(years) - min(years) <= limits.birth_years
        assert len({one["sex"] for one in members if one["sex"]}) <= 1
        assert len(members) == 1 or sum(one["records"] for one in members) <= limits.person_records
    # nothing speaks against what was never put together: a pair left out joins two that are kept apart
    assert {(left, right) for left, right, _ in found.apart} <= {pair[:2] for pair, out in zip(pairs, found.left_out, strict=True) if out}


def test_a_pair_weighed_with_the_contradiction_and_still_all_but_certain_stays() -> None:
    said = nodes({"nhs_numbers": [1]}, {"nhs_numbers": [2]})
    assert together(said, edges((0, 1, 0.9995)), model().limits).of.tolist() == [0, 0]
    assert together(said, edges((0, 1, 0.99)), model().limits).of.tolist() == [0, 1]
    assert together(said, edges((0, 1, 1.0), evidence=DETAILS), model().limits).of.tolist() == [0, 1]


def test_two_clusters_that_hang_together_by_one_pair_are_two_people() -> None:
    inner = [(0, 1, 0.99), (1, 2, 0.99), (3, 4, 0.99), (4, 5, 0.99)]
    apart = together(nodes(*[{}] * 6), edges(*inner, (2, 3, 0.96)), model().limits)
    assert apart.of.tolist() == [0, 0, 0, 3, 3, 3]
    assert apart.apart == [(2, 3, "one weak bridge")]
    assert together(nodes(*[{}] * 6), edges(*inner, (2, 3, 0.96), (0, 5, 0.96)), model().limits).of.tolist() == [0] * 6


CASES = {
    # what two records of one person say differently, and whether they are put together nevertheless
    "a short form": (person("Robert"), person("Bob"), True),
    "a letter too much": (person("Robert"), person("Roberrt"), True),
    "names in the wrong columns": (person("Robert", "Quill"), person("Quill", "Robert"), True),
    "shortened in the wrong columns": (person("Robert", "Quill"), person("Quill", "Bob"), True),
    "an initial": (person("Robert"), person("R"), True),
    "day and month swapped": (person(born_on=date(1981, 3, 9)), person(born_on=date(1981, 9, 3)), True),
    "a digit of the year": (person(born_on=date(1981, 3, 9)), person(born_on=date(1987, 3, 9)), True),
    "married": (person("Ottoline", "Quill"), person("Ottoline", "Wedlock"), True),
    "half of the surname": (person("Ottoline", "Quill"), person("Ottoline", "Quill-Wedlock"), True),
    "moved": (person("Ottoline", postcode="ZZ12CD"), person("Ottoline", postcode="ZZ78EF"), True),
    "twins": (person("Ottoline"), person("Gregor"), False),
    "twins of which one has no postcode": (person("Ottoline"), person("Gregor", postcode=None), False),
    "parent and child of one name": (person(born_on=date(1960, 5, 17)), person(born_on=date(1988, 11, 2)), False),
    "a family without birth dates": (person("Ottoline", born_on=None), person("Gregor", born_on=None), False),
    "a home without forenames": (person(None, born_on=None), person("Ottoline"), False),
    "a namesake of another year elsewhere": (person("Robert", born_on=date(1960, 5, 17)), person("Robert", born_on=date(1971, 8, 2), postcode="ZZ78EF"), False),
}


@pytest.fixture(scope="module")
def weighed() -> Iterator[tuple[pl.DataFrame, Weighed, duckdb.DuckDBPyConnection]]:
    """Each case in a home and a family of its own, all in one run."""
    rows = []
    for at, (one, other, _) in enumerate(CASES.values()):
        family = "".join("bdfgklmnprstvz"[int(digit)] + "aeiouaeiou"[int(digit)] for digit in f"{at * 37 % 100:02d}") + "thwick"
        for row in (one, other):
            home = {"postcode": f"ZZ{at + 10}1AA"} if "postcode" not in row else {}
            rows.append(row | home | ({"surname": row["surname"].replace("Thorn", family)}))
    frame = records(*rows)
    with duckdb.connect() as opened:
        yield frame, weigh(opened, frame, model()), opened


@pytest.mark.parametrize("case", CASES)
def test_records_that_no_rule_puts_together(case: str, weighed: tuple[pl.DataFrame, Weighed, duckdb.DuckDBPyConnection]) -> None:
    links = weighed[1].at(0.95).links
    at = 2 * list(CASES).index(case)
    assert (links["person_no"][at] == links["person_no"][at + 1]) is CASES[case][2]


def test_nothing_is_left_in_the_session_or_logged(weighed: tuple[pl.DataFrame, Weighed, duckdb.DuckDBPyConnection], capfd: pytest.CaptureFixture[str]) -> None:
    frame, _, opened = weighed
    weigh(opened, frame[:4], model())
    assert opened.execute("select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal").fetchall() == []
    assert capfd.readouterr() == ("", "")


def test_neither_order_nor_numbers_nor_threads_decide(weighed: tuple[pl.DataFrame, Weighed, duckdb.DuckDBPyConnection]) -> None:
    frame, first, opened = weighed
    opened.execute("set threads = 1")
    numbers = np.random.default_rng(3).permutation(len(frame))
    other = weigh(opened, frame.with_columns(pl.Series("record_no", numbers)).sort("record_no"), model())
    assert other.pairs.equals(first.pairs)
    for threshold in (0.5, 0.95, 0.999):
        assert grouped(other.at(threshold).links) == {frozenset(int(numbers[at]) for at in one) for one in grouped(first.at(threshold).links)}


def test_a_higher_threshold_puts_fewer_together(weighed: tuple[pl.DataFrame, Weighed, duckdb.DuckDBPyConnection]) -> None:
    people = [weighed[1].at(threshold).links["person_no"].n_unique() for threshold in (0.5, 0.95, 0.999999)]
    assert people == sorted(people)
    assert people[0] < people[-1]


def test_an_error_quotes_no_value(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise duckdb.ConversionException("Could not convert string 'Canary' to INT32")

    monkeypatch.setattr("totalplace.analysis.linkage_scores.settings", fails)
    with pytest.raises(PlaceError, match="could not be compared") as caught:
        weigh(con, records(person("Canary"), person("Zoe")), model())
    assert "Canary" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_parameters_are_shares_and_every_level_has_its_own() -> None:
    parameters = model().parameters
    assert {name: [level.name for level in levels] for name, (_, levels) in COMPARISONS.items()} == {name: list(levels) for name, levels in parameters.items()}
    for levels in parameters.values():
        assert sum(m for m, _ in levels.values()) == pytest.approx(1, abs=0.004)


def test_no_short_form_stands_for_two_names() -> None:
    stated = json.loads(resources.files("totalplace.reference_data").joinpath("linkage_model.json").read_text("utf-8"))
    forms = [form for forms in stated["nicknames"] for form in forms]
    assert len(forms) == len(set(forms))


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


def test_other_parameters_are_another_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition made with other parameters is another edition: the file that holds them counts as code."""
    folder = tmp_path / "reference_data"
    folder.mkdir()
    parameters = folder / "linkage_model.json"
    monkeypatch.setattr("totalplace.fingerprint.resources.files", lambda _: tmp_path)
    made = []
    for version in "ab":
        parameters.write_text(version)
        made.append(of_code.__wrapped__("reference_data"))
    assert made[0] != made[1]
