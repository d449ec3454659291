"""What a pool is worth for many draws of its inputs at once.

Belongs here: the inputs that are uncertain, and the two results as functions of them. Does not belong here: the published appraisal
(appraisal.py, exact), the ledger on arrays (drawn_ledger.py), draws (pool_draws.py), the tables (pool_risk.py, pool_comparison.py).

The model is the appraisal once more, in floating point and without its rows by year and item: with every input at its likely value the two
agree to the pound, and tests hold them to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from totalplace.analysis.appraisal import Terms, benefit_cut, cost_grade, cost_uplift
from totalplace.analysis.drawn_ledger import Array, DrawnFlows, agreed, below_caps, run, sum_first
from totalplace.analysis.pool_draws import Range
from totalplace.analysis.pooling import Ledger
from totalplace.scenario_schema import Benefit, Intervention, Scenario, uncertain_inputs

_WHOLE = 1e-9  # of a step: what floating point may lack of a whole one
_MOST_TIMES = 10.0  # how far beyond its value an input without a natural limit is searched for where a result turns


@dataclass(frozen=True)
class Widening:
    """By which share of its value an input may turn out worse or better, by the grade of its evidence: 1 to 5."""

    worse: Mapping[int, float]
    better: Mapping[int, float]


@dataclass(frozen=True)
class Input:
    """An input of the model. People and cost are shares beside what the file says; the others in their own units."""

    range: Range
    words: str
    basis: str  # of its range: the file, its evidence, or it is held fixed
    position: tuple[int | str, ...]  # of the entry in the file that it is a part of
    least: float  # where it could not be lower or higher, whatever is known of it
    most: float


def inputs_of(scenario: Scenario, widening: Widening) -> list[Input]:
    """Every input: with the range of the file; without one, widened by its evidence where distributions are asked for, else certain."""
    stated = {entry.name: (float(entry.low), float(entry.high)) for entry in uncertain_inputs(scenario)}
    widens = scenario.appraisal.uncertainty == "distributions"

    def made(name: str, position: tuple[int | str, ...], words: str, likely: float, grade: int, least: float, most: float, is_bad: bool = False, around: float | None = None) -> Input:
        low, high, basis = likely, likely, "fixed"
        if name in stated:
            (low, high), basis = stated[name], "file"
        elif widens:
            around = likely if around is None else around
            down, up = (widening.better, widening.worse) if is_bad else (widening.worse, widening.better)
            low, high, basis = max(likely - around * down[grade], least), min(likely + around * up[grade], most), "evidence"
        return Input(Range(name, low, likely, high, is_bad), words, basis, position, min(least, low), max(most, high))

    found = []
    named = {entry.id: ("intervention", number) for number, entry in enumerate(scenario.intervention)}
    for number, purpose in sorted(enumerate(scenario.purpose), key=lambda numbered: numbered[1].id):
        name = cost_input(scenario, purpose.id)
        position = named.get(name.removesuffix("/cost"), ("purpose", number))
        found.append(made(name, position, f"{purpose.name}: cost beside the plan", 0.0, cost_grade(scenario, purpose.id), -1.0, _MOST_TIMES, is_bad=True, around=1.0))
    for entry in scenario.intervention:
        if entry.purpose is None:
            found.append(made(f"{entry.id}/cost", named[entry.id], f"{entry.name}: cost beside the plan", 0.0, entry.evidence, -1.0, _MOST_TIMES, is_bad=True, around=1.0))
        for place, benefit in enumerate(entry.benefit):
            at = (*named[entry.id], "benefit", place)
            of, about, grade = f"{entry.id}/{benefit.id}", benefit.name, benefit.evidence
            events, unit_cost = float(benefit.events_per_head), float(benefit.unit_cost_gbp)
            found.append(made(f"{of}/people", at, f"{about}: people reached beside the plan", 0.0, grade, -1.0, _MOST_TIMES, around=1.0))
            found.append(made(f"{of}/events", at, f"{about}: events a head", events, grade, 0.0, events * _MOST_TIMES))
            found.append(made(f"{of}/effect", at, f"{about}: share of events that does not happen", float(benefit.effect_share), grade, 0.0, 1.0))
            found.append(made(f"{of}/deadweight", at, f"{about}: share that would not have happened anyway", float(benefit.deadweight_share), grade, 0.0, 1.0, is_bad=True))
            found.append(made(f"{of}/unit-cost", at, f"{about}: cost of an event", unit_cost, grade, 0.0, unit_cost * _MOST_TIMES))
            if benefit.cashable_share:
                found.append(made(f"{of}/cashable", at, f"{about}: cashable share", float(benefit.cashable_share), grade, 0.0, 1.0))
    return found


def cost_input(scenario: Scenario, purpose: str) -> str:
    """The name of what a purpose costs: that of its intervention with a range, else of its first by id; of its own where it has none."""
    of_it = [entry for entry in scenario.intervention if entry.purpose == purpose]
    named = min(of_it, key=lambda entry: (entry.cost_range_share is None, entry.id), default=None)
    return f"purpose {purpose}/cost" if named is None else f"{named.id}/cost"


@dataclass(frozen=True)
class Worth:
    """Both results, each discounted and summed over all years."""

    social: Array  # draw
    cash: Array  # body, draw


class PoolModel:
    """One agreement as a function of its uncertain inputs. `size`: of the pot, and of whom it reaches, beside the file."""

    def __init__(self, ledger: Ledger, terms: Terms, widening: Widening, size: float = 1.0) -> None:
        scenario = ledger.scenario
        pool = agreed(ledger)
        self.scenario = scenario
        self.pool = pool if size == 1.0 else pool.scaled(size)
        self.size = size
        self.inputs = inputs_of(scenario, widening)
        parties = {entry.paid_by for entry in scenario.intervention} | {benefit.body for entry in scenario.intervention for benefit in entry.benefit}
        self.bodies = tuple(sorted({*pool.bodies, *(body_id for body_id in parties if body_id is not None)}))
        self._at = {body_id: number for number, body_id in enumerate(self.bodies)}
        self._partners = [self._at[body_id] for body_id in pool.bodies]
        first, horizon = scenario.first_fy, scenario.horizon
        self._factor = {kind: np.array([float(terms.factor(kind, fy - first)) for fy in horizon]) for kind in terms.discount}
        self._price = np.array([float(terms.prices(fy, scenario.price_fy)) for fy in horizon])
        self._cash_factor = np.array([float(terms.factor("social", fy - first) / terms.prices(fy, first)) for fy in horizon])
        self._uplift = [float(cost_uplift(scenario, terms, purpose)) for purpose in pool.purposes]
        biased = scenario.appraisal.uncertainty == "optimism bias"
        self._uplift_outside = {entry.id: float(terms.cost_uplift[entry.evidence]) if biased else 0.0 for entry in scenario.intervention}
        self._kept = {
            (entry.id, benefit.id): 1 - float(benefit_cut(scenario, terms, benefit)) for entry in scenario.intervention for benefit in entry.benefit
        }

    def likely(self) -> dict[str, Array]:
        """Every input at its value in the file."""
        return {entry.range.name: np.array([entry.range.likely]) for entry in self.inputs}

    def worth(self, values: Mapping[str, Array]) -> Worth:
        """Both results for so many values of every input."""
        draws = len(next(iter(values.values()))) if values else 1
        worth = Worth(np.zeros(draws), np.zeros((len(self.bodies), draws)))
        beyond = np.array([np.broadcast_to(values[cost_input(self.scenario, purpose)], draws) for purpose in self.pool.purposes])
        flows = run(self.pool, beyond)
        self._of_the_pool(flows, beyond, worth)
        for entry in self.scenario.intervention:
            if entry.purpose is None:
                done = self._outside(entry, values[f"{entry.id}/cost"], worth)
            else:
                purpose = self.pool.purposes.index(entry.purpose)
                plan = self.pool.plan[:, purpose][:, None]
                done = _done(flows.spend[:, purpose], plan * (1 + beyond[purpose]), plan, self.pool.variance[:, purpose][:, None])
            for benefit in entry.benefit:
                self._gain(entry, benefit, done, values, worth)
        return worth

    def _of_the_pool(self, flows: DrawnFlows, beyond: Array, worth: Worth) -> None:
        """What the pool costs society, and what partners pay, get back, stop paying and bear of its costing more."""
        scenario, pool = self.scenario, self.pool
        dearer = pool.plan[:, :, None] * (1 + beyond)
        variance = np.divide((pool.plan * pool.variance).sum(axis=1), pool.plan.sum(axis=1), out=np.zeros(len(pool.plan)), where=pool.plan.sum(axis=1) > 0)
        host, last = self._at[scenario.host], len(scenario.years) - 1
        worth.cash[host] -= pool.opening
        for at, fy in enumerate(scenario.years):
            real, nominal = self._factor["social"][at] / self._price[at], self._cash_factor[at]
            done = _done(sum_first(flows.spend[at]), sum_first(dearer[at]), pool.plan[at].sum(), variance[at])
            paid = pool.paid_in[at].sum(axis=0)[:, None] + flows.called[at]
            worth.cash[self._partners] += (flows.returned[at] - paid) * nominal
            for partner in scenario.partner:
                stops = float(scenario.in_year(partner.no_longer_pays_gbp, fy)) * self.size * done
                worth.cash[self._at[partner.body]] += stops * nominal
                worth.social[:] += stops * real
            room = None if not any(self._uplift) else np.maximum(pool.room[at][:, None] - flows.called[at], 0)
            for purpose, uplift in enumerate(self._uplift):
                spend = flows.spend[at, purpose]
                worth.social[:] -= (spend * (1 + uplift) + flows.fee[at, purpose]) * real
                if uplift and room is not None:
                    worth.cash[self._partners] -= self._borne(spend * (1 + pool.vat_share) * uplift, purpose, at, flows, room) * nominal
        worth.cash[self._partners] += flows.held * self._cash_factor[last]

    def _borne(self, extra: Array, purpose: int, at: int, flows: DrawnFlows, room: Array) -> Array:
        """Who bears what a purpose costs beyond its plan (appraisal.bearers); `room` is used up."""
        pool, host = self.pool, self.pool.bodies.index(self.scenario.host)
        borne = np.zeros(room.shape)
        if pool.hosts_alone[purpose]:
            borne[host] = extra
            return borne
        weights = pool.risk_weight[at][:, None] + (flows.called[at] if self.scenario.partner[0].risk_share is None else np.zeros(room.shape))
        if not np.all(sum_first(weights) > 0):  # nobody pays in this year: by what is paid in all years, else the host
            ever = pool.paid_in.sum(axis=(0, 1))[:, None] + sum_first(flows.called)
            ever[host] += sum_first(ever) <= 0
            weights = np.where(sum_first(weights) > 0, weights, ever)
        borne += below_caps(extra, weights, room)
        room -= borne
        borne[host] += extra - sum_first(borne)
        return borne

    def _outside(self, entry: Intervention, beyond: Array, worth: Worth) -> Array:
        """What an intervention costs the body that pays for it outside the pool; how much of it is done in each year."""
        years = self.scenario.years
        stated = np.array([float(self.scenario.in_year(entry.cost_gbp, fy)) for fy in years])
        each = stated * self.size * (1 + self._uplift_outside[entry.id])
        at = slice(0, len(years))
        worth.social[:] -= (each * self._factor["social"][at]).sum() * (1 + beyond)
        worth.cash[self._at[str(entry.paid_by)]] -= (each * self._price[at] * self._cash_factor[at]).sum() * (1 + beyond)
        return np.broadcast_to((stated > 0).astype(np.float64)[:, None], (len(years), len(beyond)))

    def _gain(self, entry: Intervention, benefit: Benefit, done: Array, values: Mapping[str, Array], worth: Worth) -> None:
        """What one benefit is worth to society, and how many whole steps of cash it saves in each year."""
        scenario, of = self.scenario, f"{entry.id}/{benefit.id}"
        unit_cost = values[f"{of}/unit-cost"]
        each = float(benefit.reach_share) * self.size * self._kept[entry.id, benefit.id] * (1 + values[f"{of}/people"])
        each = each * values[f"{of}/events"] * values[f"{of}/effect"] * (1 - values[f"{of}/deadweight"])
        people = np.array([float(scenario.in_year(benefit.people, fy)) for fy in scenario.years])
        factor = self._factor[benefit.discounting or scenario.appraisal.discounting]
        social = unit_cost if benefit.social_value_gbp is None and not benefit.is_transfer else float(benefit.social_gbp)
        cashable = values[f"{of}/cashable"] if benefit.body is not None and benefit.cash_step_gbp is not None else None
        for at in range(len(scenario.horizon)):
            reached = np.zeros(len(unit_cost))
            for year in range(len(scenario.years)):
                if benefit.lag_years <= at - year < benefit.lag_years + benefit.lasts_years:
                    reached = reached + people[year] * done[year]
            avoided = reached * each
            worth.social[:] += avoided * social * factor[at]
            if cashable is not None:
                step = float(benefit.cash_step_gbp or 0)
                steps = np.floor(avoided * unit_cost * cashable / step + _WHOLE)
                worth.cash[self._at[str(benefit.body)]] += steps * step * self._price[at] * self._cash_factor[at]


def _done(spent: Array, dearer: Array, plan: Array | float, variance: Array | float) -> Array:
    """How much is done: what is spent over what all that was planned costs in the draw, one at most. What costs nothing is done as planned."""
    share = np.divide(spent, dearer, out=np.zeros(np.broadcast_shapes(spent.shape, dearer.shape)), where=dearer > 0)
    result: Array = np.minimum(np.where(dearer > 0, share, np.where(np.asarray(plan) > 0, 1 + np.asarray(variance), 0.0)), 1.0)
    return result
