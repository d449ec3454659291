"""Costs of people with a known share of the top: two families with heavy tails, their truth in closed form.

Lognormal: the share of the top fifth is the normal distribution at sigma less the normal quantile of 0.8. Spliced: nine tenths of people lognormal below a cost, a tenth
Pareto from that cost on (index 2.2: the variance is finite, the fourth moment is not); the cost at which they meet is found by halving.
"""

import math
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

PEOPLE, TOP = 5_000, 0.2
TRUE_SHARES = (0.6, 0.75, 0.8, 0.85, 0.9)
FAMILIES = ("lognormal", "spliced")
_NORMAL = NormalDist()
_IN_TAIL, _INDEX, _SIGMA = 0.1, 2.2, 1.3
_PENCE = 10_000


def people(family: str, true_share: float, seed: int, number: int = PEOPLE) -> npt.NDArray[np.int64]:
    """Costs in whole pence."""
    chance = np.random.default_rng(seed)
    if family == "lognormal":
        costs = np.exp((_NORMAL.inv_cdf(1 - TOP) - _NORMAL.inv_cdf(1 - true_share)) * chance.standard_normal(number))
    else:
        costs = _spliced(_meeting(true_share), chance, number)
    return np.maximum(np.round(costs * _PENCE), 1).astype(np.int64)


def _spliced(meeting: float, chance: np.random.Generator, number: int) -> npt.NDArray[np.float64]:
    below = _NORMAL.cdf(math.log(meeting) / _SIGMA)
    body = np.exp(_SIGMA * np.interp(chance.random(number) * below, *_quantiles()))
    tail = meeting * chance.random(number) ** (-1 / _INDEX)
    return np.where(chance.random(number) < _IN_TAIL, tail, body)


@cache
def _quantiles() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    points = np.linspace(1e-5, 1 - 1e-5, 100_001)
    return points, np.array([_NORMAL.inv_cdf(point) for point in points])


@cache
def _meeting(true_share: float) -> float:
    low, high = 1e-3, 1e6
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if spliced_share(middle) < true_share else (low, middle)
    return low


def spliced_share(meeting: float) -> float:
    """The share of the top fifth: all of the tail, and of the body what it takes to make a fifth."""
    below = _NORMAL.cdf(math.log(meeting) / _SIGMA)

    def mean_below(cost: float) -> float:
        return math.exp(_SIGMA**2 / 2) * _NORMAL.cdf(math.log(cost) / _SIGMA - _SIGMA) / below

    edge = math.exp(_SIGMA * _NORMAL.inv_cdf(below * (1 - (TOP - _IN_TAIL) / (1 - _IN_TAIL))))
    tail, body = _IN_TAIL * meeting * _INDEX / (_INDEX - 1), (1 - _IN_TAIL) * mean_below(meeting)
    return (tail + body - (1 - _IN_TAIL) * mean_below(edge)) / (tail + body)
