"""Attacks on published tables about people, by somebody who has all of them and a solver: none must find what it looks for.

That the tools would find something is shown on tables from which nothing was hidden.
"""

import random
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protected import attack
from tests.protected import crowd as drawn
from totalplace.analysis.disclosure import Rules, release

RULES = Rules.of(drawn.RULES)
BOTH_COHORTS, BOTH_UNITS = ("outer", "inner"), ("person", "family")

SHAPES: dict[str, dict[str, Any]] = {
    "two agencies": {"people": 60, "agencies": 2, "areas": 4},
    "few who are known to several": {"people": 250, "agencies": 3, "together": 0.05, "areas": 5},
    "one cohort nearly the other": {"people": 200, "agencies": 3, "inner_share": 0.96, "areas": 5},
    "several agencies for few people": {"people": 60, "agencies": 4, "together": 0.5, "areas": 6},
}


def _told(cells: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {table: released.frame for table, released in release(cells, RULES).items()}


def _attack(crowd: drawn.Crowd, told: dict[str, pl.DataFrame]) -> list[attack.Found]:
    found = []
    for period in crowd.periods:
        for unit in BOTH_UNITS:
            found += attack.known_too_well(told, crowd, BOTH_COHORTS, unit, period)
    return found


def _naively(crowd: drawn.Crowd) -> dict[str, pl.DataFrame]:
    """What would be told if few people were left out, all else rounded, and nothing more: no rest, nothing hidden beside it."""
    told = _told({})
    cells = drawn.cells(crowd, BOTH_COHORTS, BOTH_UNITS)
    few = pl.col("_people") < attack.LEAST
    rounded = pl.when(~few).then((pl.col("_people") + 2) // 5 * 5)
    for table in ("mart.cost_spread", "mart.agency_overlap", "mart.cost_by_area"):
        frame = cells[table].with_columns(rounded.alias("people"), pl.when(few).then(pl.lit("too few")).otherwise(pl.lit("shown")).alias("disclosure"))
        if "outcome" in frame.columns:
            frame = frame.filter(pl.col("outcome") == "cost by residence")
        told[table] = frame.with_columns((pl.when(~few).then(pl.col("_pence")) // 100_000 * 1000.0).alias("cost_gbp"))
    return told


@pytest.mark.parametrize("shape", SHAPES)
def test_no_few_people_can_be_worked_out_from_tables_of_agencies_sets_areas_and_cohorts(shape: str) -> None:
    crowd = drawn.crowd(0, **SHAPES[shape])
    assert _attack(crowd, _told(drawn.cells(crowd, BOTH_COHORTS, BOTH_UNITS))) == []


def test_leaving_out_few_people_and_rounding_alone_would_not_do() -> None:
    crowd = drawn.crowd(0, **SHAPES["two agencies"])
    assert _attack(crowd, _naively(crowd)), "the attack finds nothing even where there is something to find"


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6), people=st.integers(0, 90), agencies=st.integers(1, 3), together=st.floats(0, 0.6), inner=st.floats(0, 1))
def test_of_any_people_none_are_worked_out(seed: int, people: int, agencies: int, together: float, inner: float) -> None:
    crowd = drawn.crowd(seed, people=people, agencies=agencies, together=together, inner_share=inner, areas=3)
    told = _told(drawn.cells(crowd, BOTH_COHORTS))
    assert list(attack.known_too_well(told, crowd, BOTH_COHORTS, "person", 2022, deep=False)) == []
    for table, frame in told.items():
        for column in {"people", "incidents", "contacts"} & set(frame.columns):
            assert frame[column].drop_nulls().min() is None or frame[column].drop_nulls().min() >= 10, f"{table}.{column}"  # type: ignore[operator]
            assert (frame[column].drop_nulls() % 5 == 0).all()


@pytest.mark.parametrize("seed", range(6))
def test_no_person_s_cost_is_known_to_within_a_tenth(seed: int) -> None:
    crowd = drawn.crowd(seed, people=150, agencies=4)
    told = _told(drawn.cells(crowd, BOTH_COHORTS, BOTH_UNITS))
    sums = [one for cohort in BOTH_COHORTS for one in attack.sums_of(told, crowd, cohort, 2022)]
    assert len(sums) > 5, "nothing was told at all"
    assert [one.what for one in sums if one.gives_away()] == []
    assert [one.what for one in sums if 0 < len(one.parts) < attack.LEAST] == []


def test_the_dearest_person_would_be_known_if_nothing_were_hidden_for_it() -> None:
    crowd = _with_one_dear(drawn.crowd(1, people=150, agencies=4))
    assert any(one.gives_away() for one in attack.sums_of(_naively(crowd), crowd, "outer", 2022))
    told = _told(drawn.cells(crowd, BOTH_COHORTS, BOTH_UNITS))
    assert not any(one.gives_away() for one in attack.sums_of(told, crowd, "outer", 2022))
    whole = told["mart.cost_spread"].filter((pl.col("cohort") == "outer") & (pl.col("agency") == "all") & (pl.col("theme") == "all"))
    assert set(whole["disclosure"]) == {"one outweighs"}, "one person costs more than all others together"


def _with_one_dear(crowd: drawn.Crowd) -> drawn.Crowd:
    first, *others = crowd.people
    dear = drawn.Person(first.number, first.household, first.area, first.is_inner, dict.fromkeys(first.pence, 10 ** 9))
    return drawn.Crowd([dear, *others], crowd.agencies, crowd.periods, crowd.areas)


def test_shares_of_the_top_hold_enough_people_and_enough_more_than_the_next() -> None:
    """Between any two points of the curve, whatever they are shares of, stand at least ten people."""
    for people in (90, 400):
        crowd = drawn.crowd(5, people=people)
        told = _told(drawn.cells(crowd))
        points: dict[tuple[Any, ...], set[float]] = {}
        number = {"residents": 5000}
        for table, share in (("mart.cost_concentration", "top_share"), ("mart.cost_lorenz", "people_share")):
            for row in told[table].filter(pl.col("cost_share").is_not_null()).iter_rows(named=True):
                group = drawn.costs_of(crowd.people, "person", 2022, row["agency"], row["theme"])
                of = number.get(row["denominator"], len(group))
                points.setdefault((row["agency"], row["theme"]), {float(len(group))}).add(round(min(row[share] * of, len(group)), 6))
        assert points
        for group_of, found in points.items():
            ordered = [0.0, *sorted(found)]
            assert min(later - one for one, later in pairwise(ordered)) >= attack.LEAST, group_of


def test_years_do_not_tell_who_stayed_or_went_where_they_are_few() -> None:
    crowd = drawn.crowd(2, people=900, agencies=3, years=3)
    told = _told(drawn.cells(crowd))["mart.cost_persistence"]
    cells = drawn.cells(crowd)["mart.cost_persistence"]
    assert told.filter(pl.col("stayed_share").is_not_null()).height and told.filter(pl.col("stayed_share").is_null()).height
    joined = told.join(cells.select("cohort", "unit", "period", "cost_group", "_people", "_stayed_people", "_gone_people"), on=["cohort", "unit", "period", "cost_group"])
    for row in joined.iter_rows(named=True):
        stayed, gone, people = row["_stayed_people"], row["_gone_people"], row["_people"]
        parts = [(row["stayed_share"], stayed), (row["gone_share"], gone)]
        for share, count in parts:
            assert share is None or min(count, people - count) >= attack.LEAST
        if None not in (row["stayed_share"], row["gone_share"]):
            assert people - stayed - gone >= attack.LEAST, "who stayed and who went tell who moved"


def test_the_same_people_give_the_same_tables_however_their_cells_come() -> None:
    crowd = drawn.crowd(4, people=200)
    cells = drawn.cells(crowd, BOTH_COHORTS, BOTH_UNITS)
    first = _told(cells)
    order = random.Random(1)
    for table in list(cells):
        rows = list(range(cells[table].height))
        order.shuffle(rows)
        cells[table] = cells[table][rows]
    again = _told(dict(reversed(cells.items())))
    for table, frame in first.items():
        assert frame.equals(again[table]), table


def test_areas_within_areas_are_not_told() -> None:
    cells = drawn.cells(drawn.crowd(1))
    smaller = cells["mart.cost_by_area"].with_columns(pl.col("area_code").str.replace("E02", "E01"))
    cells["mart.cost_by_area"] = pl.concat([cells["mart.cost_by_area"], smaller])
    with pytest.raises(ValueError, match="areas of more than one level"):
        release(cells, RULES)


def test_what_is_known_of_a_neighbour_leads_to_no_group_of_few() -> None:
    """Area, agencies and family are what somebody may know of another. Each told figure that they lead to is of ten people or more."""
    for seed in range(3):
        crowd = drawn.crowd(seed, people=350, agencies=4, areas=12)
        told = _told(drawn.cells(crowd, BOTH_COHORTS))
        areas = told["mart.cost_by_area"].filter((pl.col("disclosure") == "shown") & (pl.col("outcome") == "cost by residence"))
        sets = told["mart.agency_overlap"].filter(pl.col("disclosure") == "shown")
        named = {cohort: {frozenset(name.split(" | ")) for name in sets.filter(pl.col("cohort") == cohort)["agencies"]} for cohort in BOTH_COHORTS}
        for cohort in BOTH_COHORTS:
            members = crowd.members(cohort, 2022)
            for person in members:
                alike = [other for other in members if other.agencies(2022) == person.agencies(2022)]
                if person.agencies(2022) in named[cohort]:
                    assert len(alike) >= attack.LEAST
                if person.area in areas.filter(pl.col("cohort") == cohort)["area_code"].to_list():
                    assert sum(other.area == person.area for other in members) >= attack.LEAST


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(24))
def test_attacks_on_many_crowds(seed: int) -> None:
    for shape in (*SHAPES.values(), {"people": 400, "agencies": 5}, {"people": 1500, "agencies": 4, "years": 2}):
        crowd = drawn.crowd(100 + seed, **shape)
        told = _told(drawn.cells(crowd, BOTH_COHORTS, BOTH_UNITS))
        assert _attack(crowd, told) == []
        for period in crowd.periods:
            assert not any(one.gives_away() for cohort in BOTH_COHORTS for one in attack.sums_of(told, crowd, cohort, period))
