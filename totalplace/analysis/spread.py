"""How unequally costs are spread over people, with intervals by two ways of drawing again.

Belongs here: the figures (share of the top, Gini, people who make four fifths), their linear approximation, both bootstraps, what chance alone
would give. Does not belong here: whose costs they are, or what is said of a hypothesis (concentration.py).

Everything is worked out on costs in falling order with how many people have each. Where a share of the people ends among those of one cost, it takes
that part of them. Who costs nothing stands at the end. For drawing again, costs below the highest stand together in groups at their
mean if there are more than some hundred, so that 200,000 people take hardly longer than 1,000.

- percentile bootstrap: people are drawn again, each as often as a Poisson variable of mean 1 says, and the figures' own 2.5 and 97.5 % taken.
- bootstrap-t with Pareto tail, after Cowell and Flachaire (2007), "Income distribution and inequality measurement: the problem of extreme
  values": the same below, but the highest costs are drawn from a Pareto distribution fitted to them (Hill's estimator), so that draws hold costs higher than any seen; the
  distance of each draw from the fitted truth, on the logit scale and in standard errors by linear approximation, gives the interval. It is the
  fitter of the two for heavy tails: drawing again what was seen cannot show how much more might have been.
"""

import math
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FOUR_FIFTHS = 0.8
_LEVELS = (0.025, 0.975)
_SINGLE = 256  # highest costs that stand alone
_GROUPS = 256  # groups of those below, at most
_TAIL_STRATA = 512
_MOST_TAIL_SHARE = 0.1
_SMALLEST = 1e-12  # share of the tail above a cost drawn
_HEAVIEST = 0.95  # of Hill's index: at 1 the mean, and with it every share, is no longer defined
_CHANCE_TIMES, _CHANCE_CONTACTS, _CHANCE_PEOPLE = 20, 400_000, 40_000  # how often chance is tried at most, and on how many contacts and people at least


@dataclass(frozen=True)
class Costs:
    """Different costs in falling order, all above nought, with how many people have each; how many have none."""

    pence: Array
    people: Array
    without: float = 0.0

    @property
    def count(self) -> float:
        return float(self.people.sum()) + self.without

    def beside(self, without: float) -> "Costs":
        """The same among so many who cost nothing."""
        return Costs(self.pence, self.people, without)


@dataclass(frozen=True)
class Figures:
    """Shares of the top, Gini, share of the people who make four fifths: of one distribution a number each, of many a row each."""

    values: Array  # (draws, figures)
    errors: Array


@dataclass(frozen=True)
class Interval:
    """Of each figure in order of the top shares asked for, then Gini, then the share of the people who make four fifths."""

    low: Array
    high: Array


def costs_of(pence: npt.NDArray[np.int64]) -> Costs:
    """The costs of people, one number a person, in any order."""
    values, people = np.unique(pence, return_counts=True)
    without = float(people[values <= 0].sum())
    keep = values > 0
    values, people = values[keep][::-1], people[keep][::-1]
    return Costs(values.astype(float), people.astype(float), without)


def grouped(costs: Costs) -> Costs:
    """The same where there are few different costs, else those below the highest in groups at their mean: for drawing again some hundred times."""
    if len(costs.pence) <= _SINGLE + _GROUPS:
        return costs
    # groups end at ranks as far apart as the costs are steep: of few people near the top, of many further down
    rank = np.cumsum(costs.people)[_SINGLE:]
    ends = np.geomspace(rank[0], rank[-1], _GROUPS)
    starts = np.unique(np.searchsorted(rank, np.concatenate([[0.0], ends[:-1] + 0.5]))) + _SINGLE
    held = np.add.reduceat(costs.pence * costs.people, starts)  # exact: whole pence, below 2 ** 53
    people = np.add.reduceat(costs.people, starts)
    return Costs(np.concatenate([costs.pence[:_SINGLE], held / people]), np.concatenate([costs.people[:_SINGLE], people]), costs.without)


def figures(costs: Costs, tops: tuple[float, ...]) -> Array:
    """The figures as they are."""
    found: Array = _figures(costs.pence[None, :], costs.people[None, :], np.array([costs.without]), tops, has_errors=False).values[0]
    return found


def percentile_intervals(costs: Costs, withouts: tuple[float, ...], tops: tuple[float, ...], draws: int, seed: int) -> list[Interval]:
    """By the percentile bootstrap; one for each number of people without cost, from the same draws."""
    costs = grouped(costs)
    chance = np.random.default_rng(seed)
    again = chance.poisson(costs.people, size=(draws, len(costs.people))).astype(float)
    found = []
    for without in withouts:
        drawn = _figures(costs.pence[None, :], again, _again(chance, without, draws), tops, has_errors=False)
        low, high = np.quantile(drawn.values, _LEVELS, axis=0)
        found.append(Interval(low, high))
    return found


def tail_intervals(costs: Costs, withouts: tuple[float, ...], tops: tuple[float, ...], draws: int, seed: int) -> list[Interval]:
    """By the bootstrap-t with a Pareto tail; one for each number of people without cost, from the same draws."""
    costs = grouped(costs)
    chance = np.random.default_rng(seed)
    tail = _tail(costs)
    body = costs.people - tail.taken
    kept = body > 0
    below, body = costs.pence[kept], body[kept]
    number = chance.poisson(tail.people, size=draws)
    places = np.arange(int(number.max(initial=1)))
    # those of a draw that are not drawn stand at the end of its tail and count for nothing
    is_drawn = places < number[:, None]
    above = np.sort(np.where(is_drawn, chance.random(is_drawn.shape), 1.0), axis=1)
    beyond = tail.least * np.maximum(above, _SMALLEST) ** -tail.index
    pence = np.concatenate([beyond, np.broadcast_to(below, (draws, len(below)))], axis=1)
    people = np.concatenate([is_drawn, chance.poisson(body, size=(draws, len(body)))], axis=1).astype(np.float64)
    fitted_pence, fitted_people = np.concatenate([tail.strata_pence, below]), np.concatenate([tail.strata_people, body])
    found = []
    for without in withouts:
        truth = _figures(fitted_pence[None, :], fitted_people[None, :], np.array([without]), tops, has_errors=False)
        seen = _figures(costs.pence[None, :], costs.people[None, :], np.array([without]), tops)
        drawn = _figures(pence, people, _again(chance, without, draws), tops)
        found.append(_studentised(seen, truth.values[0], drawn))
    return found


def _again(chance: np.random.Generator, without: float, draws: int) -> Array:
    return chance.poisson(without, size=draws).astype(float)


def _studentised(seen: Figures, truth: Array, drawn: Figures) -> Interval:
    """From the distance of each draw from the fitted truth, in its own standard errors, on the logit scale."""
    at, error = seen.values[0], seen.errors[0]
    low, high = at.copy(), at.copy()
    for number in range(len(at)):
        inside = 0 < at[number] < 1 and 0 < truth[number] < 1 and error[number] > 0
        values, errors = drawn.values[:, number], drawn.errors[:, number]
        usable = (values > 0) & (values < 1) & (errors > 0)
        if not inside or not usable.all():
            # at the edge (all costs fall within the share) there is nothing to studentise: the draws' own ends
            low[number], high[number] = np.quantile(values, _LEVELS)
            low[number], high[number] = min(low[number], at[number]), max(high[number], at[number])
            continue
        scale = error[number] / (at[number] * (1 - at[number]))
        distance = (_logit(values) - _logit(truth[number])) / (errors / (values * (1 - values)))
        least, most = np.quantile(distance, _LEVELS)
        low[number], high[number] = _share(_logit(at[number]) - most * scale), _share(_logit(at[number]) - least * scale)
    return Interval(low, high)


def _logit(share: Array | float) -> Array:
    return np.log(share / (1 - np.asarray(share)))


def _share(logit: Array | float) -> Array:
    share: Array = 1 / (1 + np.exp(-np.asarray(logit, dtype=np.float64)))
    return share


@dataclass(frozen=True)
class _Tail:
    """The highest costs: from which on, how many people, Hill's index; how many of each cost they are; and the fitted tail in slices."""

    least: float
    people: float
    index: float
    taken: Array
    strata_pence: Array
    strata_people: Array


def _tail(costs: Costs) -> _Tail:
    """The square root of the people, at most a tenth, who cost most."""
    number = float(costs.people.sum())
    people = max(1.0, math.floor(min(_MOST_TAIL_SHARE * number, math.sqrt(number))))
    before = np.cumsum(costs.people) - costs.people
    taken = np.clip(people - before, 0, costs.people)
    # from the dearest cost that is not among them on, as Hill has it
    below = np.flatnonzero(taken < costs.people)
    least = float(costs.pence[below[0]] if len(below) else costs.pence[-1])
    index = float((taken * np.log(np.maximum(costs.pence / least, 1.0))).sum() / people)
    index = min(index, _HEAVIEST)
    # shares of the tail between which the slices lie, finer to the top; of each its mean, in closed form
    edges = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, _TAIL_STRATA)])
    above = edges ** (1 - index) / (1 - index)
    widths = np.diff(edges)
    return _Tail(least, people, index, taken, least * np.diff(above) / widths, people * widths)


def _figures(pence: Array, people: Array, without: Array, tops: tuple[float, ...], has_errors: bool = True) -> Figures:
    """pence (1 or draws, costs) in falling order, people (draws, costs), without (draws).

    errors: standard errors by linear approximation (influence functions), people taken as drawn independently.
    """
    draws = people.shape[0]
    scale = float(pence[0, 0]) if pence.size else 1.0
    cost = pence / scale
    number = np.cumsum(people, axis=1)
    weighed = people * cost
    held = np.cumsum(weighed, axis=1)
    squared = np.cumsum(weighed * cost, axis=1) if has_errors else held  # of errors alone
    everybody, total, squares = number[:, -1] + without, held[:, -1], squared[:, -1]
    rows = np.arange(draws)
    last = people.shape[1] - 1

    def at(column: npt.NDArray[np.int64]) -> tuple[Array, Array, Array, Array]:
        """People, cost and squares before the column, and the cost in it."""
        own = np.broadcast_to(cost, people.shape)[rows, column]
        return number[rows, column] - people[rows, column], held[rows, column] - weighed[rows, column], squared[rows, column] - people[rows, column] * own**2, own

    def error(share: Array, held_share: Array, before: tuple[Array, Array, Array, Array], edge: Array) -> Array:
        """Of the share of the cost held by a share of the people, whose last has the cost `edge`."""
        people_before, held_before, squares_before, _ = before
        over = held_before - edge * people_before
        over_squared = squares_before - 2 * edge * held_before + edge**2 * people_before
        over_cost = squares_before - edge * held_before
        fixed = edge * share
        sum_of_squares = over_squared + everybody * fixed**2 + held_share**2 * squares + 2 * fixed * over - 2 * held_share * over_cost - 2 * fixed * held_share * total
        return np.sqrt(np.maximum(sum_of_squares, 0.0)) / total

    values, errors = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for top in tops:
            target = top * everybody
            column = np.minimum((number < target[:, None]).sum(axis=1), last)
            before = at(column)
            is_beyond = target > number[:, -1]
            edge = np.where(is_beyond, 0.0, before[3])
            share = np.where(is_beyond, 1.0, (before[1] + (target - before[0]) * before[3]) / total)
            values.append(share)
            if has_errors:
                errors.append(np.where(is_beyond, 0.0, error(np.full(draws, top), share, before, edge)))
        gini, gini_error = _gini(cost, people, without, number, held, has_errors)
        values.append(gini)
        errors.append(gini_error)
        wanted = FOUR_FIFTHS * total
        column = np.minimum((held < wanted[:, None]).sum(axis=1), last)
        before = at(column)
        needed = (before[0] + (wanted - before[1]) / before[3]) / everybody
        values.append(needed)
        # where the curve crosses four fifths: its error there, by its slope
        slope = before[3] * everybody / total
        if has_errors:
            errors.append(error(needed, np.full(draws, FOUR_FIFTHS), before, before[3]) / slope)
    return Figures(np.stack(values, axis=1), np.stack(errors, axis=1) if has_errors else np.empty((0, 0)))


def _gini(cost: Array, people: Array, without: Array, number: Array, held: Array, has_errors: bool) -> tuple[Array, Array]:
    """Gini, twice the area between the curve and evenness, and its standard error."""
    everybody, total = (number[:, -1] + without)[:, None], held[:, -1][:, None]
    weighed = people * cost
    held_middle = held - weighed / 2  # in the middle of those of one cost
    middle = number - people / 2
    area = (people * held_middle).sum(axis=1) / (everybody[:, 0] * total[:, 0]) + without / everybody[:, 0]
    if not has_errors:
        return 2 * area - 1, area
    # what a person adds: the mean over all shares of the people of what is held above, less the area's own part
    fixed = (weighed * middle).sum(axis=1)[:, None] / everybody**2
    of_person = cost * (1 - area[:, None] - middle / everybody) + held_middle / everybody + (fixed - total / everybody)
    of_nobody = fixed[:, 0]
    squares = (people * of_person**2).sum(axis=1) + without * of_nobody**2
    return 2 * area - 1, 2 * np.sqrt(squares) / total[:, 0]


def stream_seed(seed: int, *names: object) -> int:
    """A stream of its own for each name: no group changes the draws of another."""
    return int.from_bytes(sha256("\x1f".join([str(seed), *map(str, names)]).encode()).digest()[:8], "big")


def by_chance(pence: npt.NDArray[np.int64], people: int, each_has_one: bool, tops: tuple[float, ...], seed: int) -> Array:
    """What the top shares would hold, had contacts of these costs fallen on so many people by chance alone: everybody one first, where each has one.

    pence: in an order that follows from the content.
    """
    chance = np.random.default_rng(seed)
    times = max(1, min(_CHANCE_TIMES, _CHANCE_CONTACTS // max(len(pence), 1), _CHANCE_PEOPLE // people))
    first = people if each_has_one else 0
    found = np.zeros(len(tops))
    for _ in range(times):
        thrown = chance.permutation(pence) if each_has_one else pence
        whom = chance.integers(0, people, len(thrown) - first)
        if not each_has_one:  # of all residents few are met: those alone are numbered
            _, whom = np.unique(whom, return_inverse=True)
        sums: Array = np.bincount(whom, weights=thrown[first:], minlength=first).astype(np.float64)
        sums[:first] += thrown[:first]
        found += _top_shares(sums, people, tops)
    return found / times


def _top_shares(pence: Array, people: int, tops: tuple[float, ...]) -> Array:
    """The shares alone, of costs that stand singly; who of the people is not among them has none."""
    held = np.concatenate([[0.0], np.cumsum(np.sort(pence)[::-1])])
    shares: Array = np.interp(np.array(tops) * people, np.arange(len(held)), held) / held[-1]
    return shares
