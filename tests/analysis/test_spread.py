"""Shares of the top, Gini, people for four fifths: right by the definition, and with intervals that hold the truth as often as they say."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import heavy_tails
from totalplace.analysis import spread
from totalplace.analysis.concentration import verdict
from totalplace.analysis.spread import (
    Costs,
    Interval,
    by_chance,
    costs_of,
    figures,
    grouped,
    percentile_intervals,
    stream_seed,
    tail_intervals,
)
from totalplace.contracts.customers import NOT_SUPPORTED, SUPPORTED, UNDECIDED

TOPS = (0.01, 0.05, 0.1, 0.2)
DRAWS = 399
COSTS = st.lists(st.one_of(st.integers(0, 20), st.integers(0, 10**7)), min_size=2, max_size=60).filter(any)


def by_definition(pence: list[int]) -> list[float]:
    """The figures one person after the other."""
    falling, total, number = sorted(pence, reverse=True), sum(pence), len(pence)

    def held(people: float) -> float:
        whole = int(people)
        return sum(falling[:whole]) + ((people - whole) * falling[whole] if whole < number else 0)

    gini = sum(abs(one - other) for one in pence for other in pence) / (2 * number * total)
    whole = next(count for count in range(number + 1) if sum(falling[:count]) >= 0.8 * total - 1e-9)
    needed = whole - (sum(falling[:whole]) - 0.8 * total) / falling[whole - 1]
    return [*(held(top * number) / total for top in TOPS), gini, needed / number]


@settings(max_examples=150, deadline=None)
@given(COSTS)
def test_the_figures_are_those_of_their_definition(pence: list[int]) -> None:
    assert figures(costs_of(np.array(pence)), TOPS) == pytest.approx(by_definition(pence), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(COSTS, st.integers(0, 50), st.randoms(use_true_random=False))
def test_people_without_cost_count_and_the_order_does_not(pence: list[int], more: int, shuffler: "object") -> None:
    among = figures(costs_of(np.array(pence)).beside(pence.count(0) + more), TOPS)
    assert among == pytest.approx(by_definition([*pence, *([0] * more)]), abs=1e-9)
    shuffler.shuffle(pence)  # type: ignore[attr-defined]
    assert (figures(costs_of(np.array(pence)).beside(pence.count(0) + more), TOPS) == among).all()


def test_many_different_costs_are_drawn_in_groups_and_the_figures_stay() -> None:
    exact = costs_of(heavy_tails.people("lognormal", 0.8, 1, 60_000))
    together = grouped(exact)
    assert len(together.pence) <= spread._SINGLE + spread._GROUPS < len(exact.pence)
    assert together.people.sum() == 60_000
    assert (together.pence * together.people).sum() == pytest.approx((exact.pence * exact.people).sum())
    assert figures(together, TOPS) == pytest.approx(figures(exact, TOPS), abs=5e-5)
    few = costs_of(np.array([5, 5, 9]))
    assert grouped(few) is few


@pytest.mark.parametrize("nobodies", [0, 350])
def test_standard_errors_are_those_of_the_slopes_by_each_person(nobodies: int) -> None:
    costs = costs_of(heavy_tails.people("lognormal", 0.7, 3, 300)).beside(nobodies)
    at, step = figures(costs, TOPS), 1e-4
    more = np.eye(len(costs.pence)) * step
    slopes = np.array([figures(Costs(costs.pence, costs.people + own, nobodies), TOPS) - at for own in more]) / step
    of_nobody = (figures(costs.beside(nobodies + step), TOPS) - at) / step
    expected = np.sqrt((costs.people[:, None] * slopes**2).sum(axis=0) + nobodies * of_nobody**2)
    errors = spread._figures(costs.pence[None, :], costs.people[None, :], np.array([float(nobodies)]), TOPS).errors[0]
    assert errors == pytest.approx(expected, rel=0.01)


def test_where_all_cost_falls_within_the_share_there_is_no_doubt_of_it() -> None:
    costs = costs_of(heavy_tails.people("lognormal", 0.6, 1, 500))
    for method in (percentile_intervals, tail_intervals):
        interval = method(costs, (10_000.0,), TOPS, DRAWS, 1)[0]
        assert (interval.low[3], interval.high[3]) == (1, 1)
        assert 0 < interval.low[0] < interval.high[0] < 1


def test_the_same_seed_gives_the_same_interval_and_another_name_another_stream() -> None:
    costs = costs_of(heavy_tails.people("spliced", 0.8, 1, 500))
    one, same, other = (tail_intervals(costs, (0.0,), TOPS, DRAWS, seed)[0] for seed in (stream_seed(1, "a", 2023), stream_seed(1, "a", 2023), stream_seed(1, "b", 2023)))
    assert (one.low == same.low).all() and (one.high == same.high).all()
    assert (one.low != other.low).any()


def test_costs_all_alike_are_spread_evenly_without_doubt() -> None:
    costs = costs_of(np.full(1000, 5000))
    for method in (percentile_intervals, tail_intervals):
        interval = method(costs, (0.0,), TOPS, DRAWS, 1)[0]
        assert interval.low[:4] == pytest.approx(TOPS) == interval.high[:4]
        assert interval.low[4] == pytest.approx(0, abs=1e-9) == interval.high[4]


def test_chance_alone_leaves_one_contact_each_as_it_is_and_repeats_make_a_top() -> None:
    assert by_chance(np.full(1000, 700), 1000, True, (0.2,), 1)[0] == pytest.approx(0.2)
    # one contact each on average: by Poisson the top fifth holds 8.03 % with three or more, 18.39 % with two less what is over a fifth, of one contact a head
    three_or_more = 1 - np.exp(-1) * (1 + 1 + 1 / 2)
    held = (1 - np.exp(-1) * (1 + 1)) + (0.2 - three_or_more) * 2
    assert by_chance(np.full(200_000, 700), 200_000, False, (0.2,), 1)[0] == pytest.approx(held, abs=0.003)


def intervals(method: Callable[..., list[Interval]], family: str, true_share: float, seeds: range) -> list[tuple[float, float]]:
    found = (method(costs_of(heavy_tails.people(family, true_share, seed)), (0.0,), (heavy_tails.TOP,), DRAWS, seed)[0] for seed in seeds)
    return [(float(interval.low[0]), float(interval.high[0])) for interval in found]


def holding(found: list[tuple[float, float]], true_share: float) -> int:
    return sum(low <= true_share <= high for low, high in found)


def test_the_generators_have_the_share_that_they_say() -> None:
    for family in heavy_tails.FAMILIES:
        for true_share in heavy_tails.TRUE_SHARES:
            pence = np.concatenate([heavy_tails.people(family, true_share, seed, 200_000) for seed in range(2)])
            assert share_of_top(pence) == pytest.approx(true_share, abs=0.015), (family, true_share)


def share_of_top(pence: npt.NDArray[np.int64]) -> float:
    falling = np.sort(pence)[::-1]
    return float(falling[: len(falling) // 5].sum() / falling.sum())


@pytest.mark.parametrize("family", heavy_tails.FAMILIES)
def test_the_interval_holds_the_truth_and_verdicts_are_right_on_some_seeds(family: str) -> None:
    at_the_edge = intervals(tail_intervals, family, 0.8, range(20))
    assert holding(at_the_edge, 0.8) >= 17
    assert {verdict(*found, 0.8) for found in intervals(tail_intervals, family, 0.6, range(5))} == {NOT_SUPPORTED}
    assert {verdict(*found, 0.8) for found in intervals(tail_intervals, family, 0.9, range(5))} == {SUPPORTED}


@pytest.mark.soak
@pytest.mark.parametrize("family", heavy_tails.FAMILIES)
def test_the_interval_holds_the_truth_and_verdicts_are_right_on_a_hundred_seeds(family: str) -> None:
    told: dict[float, list[str]] = {}
    for true_share in heavy_tails.TRUE_SHARES:
        found = intervals(tail_intervals, family, true_share, range(100))
        beside = intervals(percentile_intervals, family, true_share, range(100))
        told[true_share] = [verdict(low, high, 0.8) for low, high in found]
        print(f"{family}, true share {true_share}: holds it in {holding(found, true_share)} of 100, percentile bootstrap in {holding(beside, true_share)}; " + ", ".join(f"{verdicts}: {told[true_share].count(verdicts)}" for verdicts in sorted(set(told[true_share]))))  # noqa: T201
        assert holding(found, true_share) >= 88, true_share
    assert set(told[0.6]) == {NOT_SUPPORTED}
    assert set(told[0.9]) == {SUPPORTED}
    assert SUPPORTED not in told[0.75]
    assert NOT_SUPPORTED not in told[0.85]
    assert told[0.8].count(UNDECIDED) >= 88
