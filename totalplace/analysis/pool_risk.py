"""How sure is it what a pool is worth, and on what does that hang.

Belongs here: many draws of the uncertain inputs and what each body gains or loses in them; each input alone at its low and high value, and
the value at which the result turns. Does not belong here: the model (pool_model.py), how inputs are drawn (pool_draws.py).

Sums of draws are never taken: a percentile is the value of one draw, by its rank, and all is rounded to whole pounds, so that neither
the number of threads nor the size of a block can be seen in a table.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from totalplace.analysis.drawn_ledger import Array
from totalplace.analysis.pool_draws import ContradictionError, draw
from totalplace.analysis.pool_model import Input, PoolModel, Widening, inputs_of
from totalplace.contracts.appraisal import EVERYBODY
from totalplace.scenario_schema import Scenario

PERCENTILES = (10, 50, 90)
_AT_ONCE = 2_000  # draws: bounds what is held in memory
_HALF_A_PENNY = 0.005
_HALVINGS = 60
_EXACT_SHARE = 1e-7  # of the span that is searched: how near a turning point is found by halving


@dataclass(frozen=True)
class Chance:
    """How many draws, from which seed, and how much of each input's variance is that of one common shock."""

    draws: int
    seed: int
    shock_share: float


@dataclass(frozen=True)
class Drawn:
    """What came of all draws."""

    social: Array  # draw
    cash: Array  # body, draw
    bodies: tuple[str, ...]

    def of(self, body_id: str) -> Array:
        """A body's cash; of all together, where that is asked."""
        if body_id != EVERYBODY:
            result: Array = self.cash[self.bodies.index(body_id)]
            return result
        total = np.zeros(self.cash.shape[1])
        for row in self.cash:
            total = total + row
        return total


def drawn(model: PoolModel, values: Mapping[str, Array]) -> Drawn:
    """Both results in every draw of the inputs (drawn_inputs)."""
    draws = len(next(iter(values.values())))
    social, cash = np.zeros(draws), np.zeros((len(model.bodies), draws))
    for start in range(0, draws, _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        worth = model.worth({name: value[block] for name, value in values.items()})
        social[block], cash[:, block] = worth.social, worth.cash
    return Drawn(social, cash, model.bodies)


def cannot_be_drawn(scenario: Scenario, widening: Widening, chance: Chance) -> str | None:
    """Why inputs cannot be drawn as the file states, if they cannot."""
    inputs = inputs_of(scenario, widening)
    uncertain = {entry.range.name for entry in inputs if not entry.range.is_certain}
    for pair in scenario.appraisal.correlation:
        for name in (pair.left, pair.right):
            if name not in uncertain:
                return f"[[appraisal.correlation]] names '{name}', which is not drawn: it has no range, or its value is nought, or another intervention of its purpose names the cost. Take the correlation out."
    try:
        drawn_inputs(scenario, inputs, replace(chance, draws=1))
    except ContradictionError:
        return "No inputs can go together as each [[appraisal.correlation]] and the common shock (shock_share) say: what goes with one goes against another. Take one out, or make them smaller."
    return None


def drawn_inputs(scenario: Scenario, inputs: Sequence[Input], chance: Chance) -> dict[str, Array]:
    """Draws of every input of an agreement that can be drawn (cannot_be_drawn)."""
    appraisal = scenario.appraisal
    shock = chance.shock_share if appraisal.shock_share is None else float(appraisal.shock_share)
    pairs = {(pair.left, pair.right): float(pair.value) for pair in appraisal.correlation}
    return draw([entry.range for entry in inputs], chance.draws, chance.seed, shock, pairs)


def percentile(values: Array, percent: int) -> Decimal:
    """The value of the draw so many of a hundred of which are at or below it, in whole pounds."""
    return whole_pounds(float(np.sort(values)[max(math.ceil(percent * len(values) / 100), 1) - 1]))


def loses_share(values: Array) -> float:
    """The share of draws that end below nought."""
    return float(np.count_nonzero(values < -_HALF_A_PENNY)) / len(values)


def whole_pounds(value: float) -> Decimal:
    return Decimal(math.floor(value + 0.5))


def risk_rows(found: Drawn) -> Iterator[dict[str, Any]]:
    """Rows of mart.pool_risk."""
    results = [("social value", EVERYBODY, found.social), *(("cash", body_id, found.of(body_id)) for body_id in (*found.bodies, EVERYBODY))]
    for result, body_id, values in results:
        for percent in PERCENTILES:
            yield {
                "body_id": body_id, "result": result, "percentile": percent, "value_gbp": percentile(values, percent),
                "loses_share": loses_share(values), "draws": len(values),
            }  # fmt: skip


def sensitivity_rows(model: PoolModel, row_of: Callable[[tuple[int | str, ...]], int | None] = lambda _: None) -> Iterator[dict[str, Any]]:
    """Rows of mart.pool_sensitivity: all inputs at once, a column of the arrays for each. `row_of`: in which line of the file an entry starts."""
    inputs = model.inputs
    if not inputs:
        return
    lows = _each_alone(model, [entry.range.low for entry in inputs])
    highs = _each_alone(model, [entry.range.high for entry in inputs])
    for position, result in enumerate(("social value", "cash")):
        turns = switching_values(model, position)
        for number, entry in enumerate(inputs):
            yield {
                "result": result, "input": entry.range.name, "input_words": entry.words, "range_basis": entry.basis, "file_line": row_of(entry.position),
                "low_input": entry.range.low, "likely_input": entry.range.likely, "high_input": entry.range.high,
                "low_gbp": whole_pounds(lows[position][number]), "high_gbp": whole_pounds(highs[position][number]), "switching_value": turns[number],
            }  # fmt: skip


def _each_alone(model: PoolModel, values: Sequence[float] | Array) -> tuple[Array, Array]:
    """Both results with each input in turn at its value, all others at theirs."""
    names = [entry.range.name for entry in model.inputs]
    given = {entry.range.name: np.full(len(names), entry.range.likely) for entry in model.inputs}
    for number, name in enumerate(names):
        given[name][number] = values[number]
    worth = model.worth(given)
    total = np.zeros(len(names))
    for row in worth.cash:
        total = total + row
    return worth.social, total


def switching_values(model: PoolModel, result: int) -> list[float | None]:
    """Where each input alone turns the result (0: social value, 1: cash of all together).

    Worth to society is a straight line in what a benefit is made of, so two points tell. Costs, which remedies may meet in part, and cash,
    which comes in steps, neither rise nor fall in a straight line: there the span of values is halved until it is a ten-millionth of
    itself, towards the value as it is in the file. No value turns the result where it has the same sign at both ends.
    """
    likely = _each_alone(model, [entry.range.likely for entry in model.inputs])[result]
    ends = [[entry.least for entry in model.inputs], [entry.most for entry in model.inputs]]
    at_ends = [_each_alone(model, end)[result] for end in ends]
    inner = np.array([entry.range.likely for entry in model.inputs])
    is_gain = likely >= 0
    outer = np.full(len(model.inputs), np.nan)
    for end, at_end in zip(ends, at_ends, strict=True):
        turns = (at_end >= 0) != is_gain
        nearer = np.isnan(outer) | (np.abs(np.array(end) - inner) < np.abs(outer - inner))
        outer = np.where(turns & nearer, np.array(end), outer)
    found: list[float | None] = [None] * len(model.inputs)
    if np.isnan(outer).all():
        return found
    start = inner.copy()
    probing = np.where(np.isnan(outer), inner, outer)
    reach = probing - start
    for _ in range(_HALVINGS):
        middle = (inner + probing) / 2
        same = (_each_alone(model, middle)[result] >= 0) == is_gain
        inner, probing = np.where(same, middle, inner), np.where(same, probing, middle)
        if np.all(np.abs(probing - inner) <= _EXACT_SHARE * np.abs(reach)):
            break
    at_outer = np.where(np.isnan(outer), likely, np.where(outer == np.array(ends[0]), at_ends[0], at_ends[1]))
    for number, entry in enumerate(model.inputs):
        if np.isnan(outer[number]):
            continue
        if result == 0 and not entry.range.name.endswith("/cost"):
            turn = start[number] - likely[number] * (outer[number] - start[number]) / (at_outer[number] - likely[number])
        else:
            turn = probing[number]
        found[number] = float(f"{turn:.6g}")
    return found
