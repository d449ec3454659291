"""The ledger of a pooled budget for many draws at once: the rules of pooling.py on arrays.

Belongs here: what costs above or below the plan do to remedies, calls and what is given back. Does not belong here: the published ledger
(pooling.py, to the penny), how costs are drawn (pool_draws.py), what it is worth (pool_model.py).

Pennies are not rounded, so a sum may be some pennies off the ledger's; tests hold the two against each other. Draws are the last axis
of every array. No sum runs over draws, so no result hangs on how many are worked out together, or on the number of threads.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from totalplace.analysis.pooling import Ledger
from totalplace.contracts.pooling import ANY_PURPOSE
from totalplace.scenario_schema import Scenario

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Agreed:
    """What does not change from draw to draw. Money for any purpose stands after the purposes; both these and bodies are in the order of their ids."""

    scenario: Scenario
    bodies: tuple[str, ...]
    purposes: tuple[str, ...]
    paid_in: Array  # year, purpose and any, body
    other_income: Array  # year, purpose and any
    plan: Array  # year, purpose
    variance: Array  # year, purpose: by which share the file lets spending differ from the plan
    uncommitted: Array  # year, purpose
    hosts_alone: npt.NDArray[np.bool_]  # purpose: overspends fall on the host
    room: Array  # year, body: what may be called for beside what is paid in
    risk_weight: Array  # year, body
    gain_weight: Array | None  # body
    opening: float
    risk_target: float
    vat_share: float  # of spending, lost

    def scaled(self, size: float) -> "Agreed":
        """A pot of another size: all that is agreed in pounds grows alike, but the host's fixed fee."""
        return replace(
            self, paid_in=self.paid_in * size, other_income=self.other_income * size, plan=self.plan * size, uncommitted=self.uncommitted * size, room=self.room * size,
            opening=self.opening * size, risk_target=self.risk_target * size,
        )  # fmt: skip


@dataclass(frozen=True)
class DrawnFlows:
    """What came of it."""

    called: Array  # year, body, draw
    returned: Array  # year, body, draw
    spend: Array  # year, purpose, draw
    fee: Array  # year, purpose, draw
    wanted: Array  # year, purpose, draw: what was to be spent
    held: Array  # body, draw: what the pool holds at its end, by whom it would be given back to


def agreed(ledger: Ledger) -> Agreed:
    """What an agreement that has been worked out holds, whatever comes of it: what is paid in before anything is called for, what is planned."""
    scenario = ledger.scenario
    partners = sorted(scenario.partner, key=lambda partner: partner.body)
    purposes = sorted(scenario.purpose, key=lambda purpose: purpose.id)
    bodies = {partner.body: number for number, partner in enumerate(partners)}
    places = {purpose.id: number for number, purpose in enumerate(purposes)} | {ANY_PURPOSE: len(purposes)}
    years = scenario.years
    in_pence = np.zeros((len(years), len(places), len(bodies)))
    for entry in ledger.contributions:
        in_pence[entry.fy - scenario.first_fy, places[entry.purpose], bodies[entry.body_id]] += int((entry.amount_gbp - entry.called_gbp) * 100)
    paid_in = in_pence / 100  # whole numbers add up exactly in any order
    other = np.zeros((len(years), len(places)))
    for income in scenario.other_income:
        other[income.fy - scenario.first_fy, places[income.purpose or ANY_PURPOSE]] += float(income.amount_gbp)
    first = in_pence.sum(axis=1) / 100
    plan = np.array([[float(ledger.planned[fy, purpose.id]) for purpose in purposes] for fy in years])
    return Agreed(
        scenario=scenario,
        bodies=tuple(bodies),
        purposes=tuple(purpose.id for purpose in purposes),
        paid_in=paid_in,
        other_income=other,
        plan=plan,
        variance=np.array([[float(scenario.in_year(purpose.variance_share, fy)) for purpose in purposes] for fy in years]),
        uncommitted=plan * np.array([float(purpose.uncommitted_share) for purpose in purposes]),
        hosts_alone=np.array([purpose.overspend == "fixed" for purpose in purposes]),
        room=np.array([[np.inf if partner.cap_gbp is None else max(float(partner.cap_gbp) - first[at, number], 0.0) for number, partner in enumerate(partners)] for at in range(len(years))]),
        risk_weight=np.array([[first[at, number] if partner.risk_share is None else float(partner.risk_share) for number, partner in enumerate(partners)] for at in range(len(years))]),
        gain_weight=None if partners[0].gain_share is None else np.array([float(partner.gain_share or Decimal(0)) for partner in partners]),
        opening=float(scenario.opening_gbp),
        risk_target=0.0 if scenario.risk_pool is None else float(scenario.risk_pool.target_gbp),
        vat_share=float(ledger.vat_share),
    )


def run(pool: Agreed, beyond: Array) -> DrawnFlows:
    """All years. `beyond` (purpose, draw): by which share a purpose costs more (below nought: less) than the file says, in every year."""
    scenario, draws = pool.scenario, beyond.shape[1]
    years, bodies, purposes = len(pool.plan), len(pool.bodies), len(pool.purposes)
    host = pool.bodies.index(scenario.host)
    rate = 1 + float(scenario.fee.share_of_spend) + pool.vat_share
    fee_share, fixed_fee = float(scenario.fee.share_of_spend), float(scenario.fee.fixed_gbp)
    aside_share = 0.0 if scenario.risk_pool is None else float(scenario.risk_pool.share_of_contributions)

    locked, free, risk = np.zeros((purposes, draws)), np.full(draws, pool.opening), np.zeros(draws)
    paid = np.zeros((purposes + 1, bodies, draws))  # so far
    by_body, by_purpose = (years, bodies, draws), (years, purposes, draws)
    flows = DrawnFlows(np.zeros(by_body), np.zeros(by_body), np.zeros(by_purpose), np.zeros(by_purpose), np.zeros(by_purpose), np.zeros((bodies, draws)))
    for at in range(years):
        held = locked + (pool.paid_in[at, :purposes].sum(axis=1) + pool.other_income[at, :purposes])[:, None]
        free_in = pool.paid_in[at, purposes].sum()
        aside = np.minimum(np.maximum(pool.risk_target - risk, 0), free_in * aside_share)
        free = free + free_in + pool.other_income[at, purposes] - aside
        plan = np.broadcast_to(pool.plan[at][:, None], (purposes, draws))
        wanted = pool.plan[at][:, None] * (1 + pool.variance[at][:, None]) * (1 + beyond)
        need = _Need(rate, _shared(np.full(draws, fixed_fee), wanted, plan), held, wanted.copy())

        risk_used, calls = np.zeros(draws), np.zeros((bodies, draws))
        for remedy in scenario.overspend:
            short = need.short(free + risk_used + sum_first(calls))
            if remedy == "risk pool":
                risk_used = np.minimum(short, risk + aside)
            elif remedy == "uncommitted":
                need.cut(short, pool.uncommitted[at][:, None])
            else:
                calls = _calls(pool, at, host, short, need.lacking(short, plan))
        need.cut(need.short(free + risk_used + sum_first(calls)), need.spend)
        need.waive(need.short(free + risk_used + sum_first(calls)))

        left = np.maximum(free + risk_used + sum_first(calls) - sum_first(need.from_free()), 0)
        unused = need.unused()
        paid += pool.paid_in[at][:, :, None]
        paid[purposes] += calls
        is_last = at == years - 1
        goes_back = (scenario.at_end if is_last else scenario.underspend) == "return"
        risk = risk + aside - risk_used
        flows.called[at], flows.spend[at], flows.wanted[at] = calls, need.spend, wanted
        flows.fee[at] = need.spend * fee_share + need.fixed - need.waived
        if goes_back or is_last:
            back = flows.returned[at] if goes_back else flows.held
            for purpose in range(purposes):
                back += _given_back(unused[purpose], paid[purpose], host)
            by = paid[purposes] if pool.gain_weight is None else np.broadcast_to(pool.gain_weight[:, None], (bodies, draws))
            back += _given_back(left + risk if is_last else left, by, host)
        if goes_back:
            locked, free = np.zeros((purposes, draws)), np.zeros(draws)
        else:
            locked, free = unused, left
    return flows


@dataclass
class _Need:
    """What a year's spending costs and how much of it free money has to pay. Arrays by purpose and draw."""

    rate: float  # a pound spent costs so much with the fee on it and VAT
    fixed: Array  # part of the fixed fee
    held: Array  # locked money
    spend: Array
    waived: Array | float = 0.0

    def _from_free(self, spend: Array) -> Array:
        result: Array = np.maximum(spend * self.rate + self.fixed - self.waived - self.held, 0)
        return result

    def from_free(self) -> Array:
        return self._from_free(self.spend)

    def short(self, money: Array) -> Array:
        result: Array = np.maximum(sum_first(self.from_free()) - money, 0)
        return result

    def unused(self) -> Array:
        result: Array = np.maximum(self.held - (self.spend * self.rate + self.fixed - self.waived), 0)
        return result

    def lacking(self, short: Array, plan: Array) -> Array:
        """Where a shortage arises: in what goes beyond the plan, then in all that free money pays."""
        from_free = self.from_free()
        first = _at_most(short, np.minimum(np.maximum((self.spend - plan) * self.rate, 0), from_free))
        return first + _at_most(short - sum_first(first), from_free - first)

    def cut(self, short: Array, most: Array) -> None:
        """Spend less until free money lacks so much less, by at most so much on each purpose."""
        from_free = self.from_free()
        saving = from_free - self._from_free(np.maximum(self.spend - most, 0))
        self.spend = np.maximum(self.spend - _at_most(short, saving) / self.rate, 0)

    def waive(self, short: Array) -> None:
        """The host goes without so much of its fee."""
        self.waived = _at_most(short, self.from_free())


def sum_first(parts: Array) -> Array:
    """Over the first axis, one after the other."""
    total: Array = np.zeros(parts.shape[1:])
    for part in parts:
        total = total + part
    return total


def _shared(total: Array, weights: Array, otherwise: Array | None = None) -> Array:
    """A total of each draw over the first axis by weights; where there are none, by the others; where none there either, alike."""
    whole = sum_first(weights)
    if otherwise is not None and not np.all(whole > 0):
        weights = np.where(whole > 0, weights, np.where(sum_first(otherwise) > 0, otherwise, 1.0))
        whole = sum_first(weights)
    result: Array = np.divide(total * weights, whole, out=np.zeros_like(weights, dtype=np.float64), where=whole > 0)
    return result


def _at_most(total: Array, limits: Array) -> Array:
    """As much of the total as the limits let in, by the limits."""
    return _shared(np.minimum(np.maximum(total, 0), sum_first(limits)), limits)


def below_caps(total: Array, weights: Array, caps: Array) -> Array:
    """A total over bodies by their weights, none above its cap; what one cap keeps away falls on the others."""
    given, is_full = np.zeros(caps.shape), np.zeros(caps.shape, dtype=bool)
    for _ in range(len(caps)):  # each round fills at least one cap, or ends
        parts = _shared(np.maximum(total - sum_first(np.where(is_full, given, 0)), 0), np.where(is_full, 0, weights))
        given = np.where(is_full, given, np.minimum(parts, caps))
        above = ~is_full & (parts > caps)
        if not above.any():
            break
        is_full |= above
    return given


def _calls(pool: Agreed, at: int, host: int, short: Array, lacking: Array) -> Array:
    """What each body is called for: the host alone where a purpose is fixed, else all by their shares, none beyond its room."""
    calls = np.zeros((len(pool.bodies), len(short)))
    if not short.any():
        return calls
    alone = sum_first(lacking[pool.hosts_alone])
    together = short - alone
    room = np.broadcast_to(pool.room[at][:, None], calls.shape).copy()
    calls[host] = np.minimum(alone, room[host])
    room[host] = room[host] - calls[host]
    by_share = below_caps(together, pool.risk_weight[at][:, None], room)
    # what the others' caps keep away falls on the host, as far as its own cap goes
    by_share[host] += np.minimum(np.maximum(together - sum_first(by_share), 0), room[host] - by_share[host])
    return calls + by_share


def _given_back(due: Array, by: Array, host: int) -> Array:
    """To the bodies by what they have paid, or by their shares of gain; what nobody paid in is the host's."""
    only_host = np.zeros(by.shape)
    only_host[host] = 1.0
    return _shared(due, by, only_host)
