"""Agencies together: each person or family in one set a year, against plain loops."""

from collections import defaultdict
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis.agency_overlap import SCHEMA, overlap

COSTED = {"period": pl.Int64, "person_no": pl.Int64, "agency": pl.String, "average_pence": pl.Int64}
COHORT = {"period": pl.Int64, "person_no": pl.Int64, "unit_no": pl.Int64}


def cells(costed: list[tuple[int, int, str, int | None]], cohort: list[tuple[int, int, int]]) -> pl.DataFrame:
    return overlap(pl.DataFrame(costed, COSTED, orient="row"), pl.DataFrame(cohort, COHORT, orient="row"), cohort_id="c", unit="person")


def rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.select("period", "agencies", "agency_count", "_people", "_pence", "_largest_pence", "_second_pence").rows()


def test_each_person_stands_in_the_one_set_of_its_agencies() -> None:
    costed = [(2024, 1, "police", 500), (2024, 1, "nhs", 100), (2024, 1, "nhs", 50), (2024, 2, "nhs", 300), (2024, 3, "nhs", 700), (2023, 1, "nhs", 5)]
    found = cells(costed, [(2024, 1, 1), (2024, 2, 2), (2024, 3, 3)])
    assert rows(found) == [(2024, "nhs", 1, 2, 1000, 700, 300), (2024, "nhs | police", 2, 1, 650, 650, 0)]
    assert set(found["cohort"]) == {"c"} and set(found["unit"]) == {"person"}


def test_a_family_is_known_to_the_agencies_of_all_its_members() -> None:
    costed = [(2024, 1, "police", 500), (2024, 2, "nhs", 300), (2024, 3, "nhs", 1)]
    assert rows(cells(costed, [(2024, 1, 7), (2024, 2, 7), (2024, 3, 8)])) == [(2024, "nhs", 1, 1, 1, 1, 0), (2024, "nhs | police", 2, 1, 800, 800, 0)]


def test_a_contact_without_cost_counts_and_nobody_gives_no_set() -> None:
    assert rows(cells([(2024, 1, "fire", None)], [(2024, 1, 1)])) == [(2024, "fire", 1, 1, 0, 0, 0)]
    assert cells([], [(2024, 1, 1)]).schema == SCHEMA
    assert cells([(2024, 1, "fire", 1)], []).is_empty()


@given(
    costed=st.lists(st.tuples(st.integers(2023, 2024), st.integers(0, 5), st.sampled_from(["a", "b", "c"]), st.integers(0, 9)), max_size=25),
    cohort=st.sets(st.tuples(st.integers(2023, 2024), st.integers(0, 5)), max_size=12),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_against_plain_loops_in_any_order(costed: list[tuple[int, int, str, int]], cohort: set[tuple[int, int]], order: Any) -> None:
    members = [(period, person, person // 2) for period, person in sorted(cohort)]
    agencies: dict[tuple[int, int], set[str]] = defaultdict(set)
    pence: dict[tuple[int, int], int] = defaultdict(int)
    for period, person, agency, cost in costed:
        if (period, person) in cohort:
            agencies[period, person // 2].add(agency)
            pence[period, person // 2] += cost
    sets: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for (period, unit), known in agencies.items():
        sets[period, " | ".join(sorted(known)), len(known)].append(pence[period, unit])
    expected = sorted((*key, len(costs), sum(costs), *[*sorted(costs, reverse=True), 0][:2]) for key, costs in sets.items())
    found = cells(costed, members)
    assert sorted(rows(found)) == expected
    order.shuffle(costed)
    order.shuffle(members)
    assert cells(costed, members).equals(found)
