"""Ways of working together beside each other, and pots of other sizes.

Belongs here: what doing nothing, aligning, pooling, and pooling with a share of gains bring to each body; how partners' risk grows with the
pot. Does not belong here: the draws of the agreement as it is (pool_risk.py), which powers allow a pool (scenario_faults.py).

Each way is the agreement of the file under other rules: the same money in, the same plans, the same interventions and the same draws,
so that what differs between two rows is the way alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from totalplace.analysis.appraisal import Terms, appraise
from totalplace.analysis.pool_contributions import ZERO
from totalplace.analysis.pool_model import PoolModel, Widening, inputs_of
from totalplace.analysis.pool_risk import Chance, drawn, drawn_inputs, loses_share, percentile
from totalplace.analysis.pooling import Ledger
from totalplace.contracts.appraisal import EVERYBODY, WAYS
from totalplace.scenario_schema import Scenario
from totalplace.words import pounds

_PENNY = Decimal("0.01")
DO_NOTHING, ALIGN, POOL, POOL_WITH_GAIN = WAYS


@dataclass(frozen=True)
class Way:
    """The agreement under other rules, or why it cannot be made."""

    name: str
    scenario: Scenario | None
    reason: str | None = None


def ways(scenario: Scenario, lawful: Callable[[Scenario], Sequence[str]], powers: Sequence[str]) -> list[Way]:
    """All but doing nothing. `lawful` says what stands against a legal form, `powers` which there are, the likeliest first."""
    pooled, reason = _pooled(scenario, lawful, powers)
    found = [_aligned(scenario)]
    if pooled is None:
        return [*found, Way(POOL, None, reason), Way(POOL_WITH_GAIN, None, reason)]
    found.append(Way(POOL, _without(pooled, "gain_share")))
    if scenario.partner[0].gain_share is None:
        return [*found, Way(POOL_WITH_GAIN, None, "The file states no gain_share: how partners would share what is left over is not known. Give one for every partner.")]
    return [*found, Way(POOL_WITH_GAIN, pooled)]


def _aligned(scenario: Scenario) -> Way:
    """Each keeps its own: no risk pool, nothing held over, nothing shared. What runs short is borne by what each pays."""
    if scenario.legal_form == "aligned":
        return Way(ALIGN, scenario)
    if scenario.opening_gbp:
        return Way(ALIGN, None, f"The pool holds {pounds(scenario.opening_gbp)} already, and aligned budgets hold nothing in common: it would have to be given back first.")
    own = _without(_without(scenario, "gain_share"), "risk_share")
    return Way(ALIGN, own.model_copy(update={"legal_form": "aligned", "power": None, "risk_pool": None, "underspend": "return", "at_end": "return"}))


def _pooled(scenario: Scenario, lawful: Callable[[Scenario], Sequence[str]], powers: Sequence[str]) -> tuple[Scenario | None, str | None]:
    """The agreement as a pool: as it is, or for aligned budgets under the first power that allows these partners one."""
    if scenario.legal_form != "aligned":
        return scenario, None
    first = None
    for power in powers:
        form: dict[str, Any] = {"legal_form": "section 75", "power": None} if power == "section 75" else {"legal_form": "pooled", "power": power}
        pooled = scenario.model_copy(update=form)
        against = lawful(pooled)
        if not against:
            return pooled, None
        first = first or against[0]
    return None, f"No power allows these partners a pool. By {powers[0]}: {first}" if powers else "No power to pool is known."


def _without(scenario: Scenario, share: str) -> Scenario:
    return scenario.model_copy(update={"partner": tuple(partner.model_copy(update={share: None}) for partner in scenario.partner)})


@dataclass(frozen=True)
class Reckoning:
    """What every way is reckoned with."""

    work_out: Callable[[Scenario], Ledger]
    terms: Terms
    widening: Widening
    chance: Chance


def comparison_rows(scenario: Scenario, found: Sequence[Way], by: Reckoning) -> Iterator[dict[str, Any]]:
    """Rows of mart.pool_comparison."""
    parties = {partner.body for partner in scenario.partner} | {entry.paid_by for entry in scenario.intervention} | {benefit.body for entry in scenario.intervention for benefit in entry.benefit}
    bodies = (*sorted(body_id for body_id in parties if body_id is not None), EVERYBODY)
    nothing = {"contribution_gbp": ZERO, "net_cash_pv_gbp": ZERO, "p10_gbp": ZERO, "p50_gbp": ZERO, "p90_gbp": ZERO, "loses_share": 0.0}
    for body_id in bodies:
        yield {"way": DO_NOTHING, "body_id": body_id, "is_as_in_file": False, "is_possible": True, "reason": None, **nothing}
    values = drawn_inputs(scenario, inputs_of(scenario, by.widening), by.chance)
    for way in found:
        if way.scenario is None:
            for body_id in bodies:
                yield {"way": way.name, "body_id": body_id, "is_as_in_file": False, "is_possible": False, "reason": way.reason, **dict.fromkeys(nothing)}
            continue
        ledger = by.work_out(way.scenario)
        draws = drawn(PoolModel(ledger, by.terms, by.widening), values)
        worth = {entry.body_id: entry.net_cash_pv_gbp for entry in appraise(way.scenario, ledger, by.terms).bodies}
        paid = {body_id: sum((entry.amount_gbp for entry in ledger.contributions if body_id in (entry.body_id, EVERYBODY)), ZERO) for body_id in bodies}
        worth[EVERYBODY] = sum(worth.values(), ZERO)
        for body_id in bodies:
            cash = draws.of(body_id)
            yield {
                "way": way.name, "body_id": body_id, "is_as_in_file": way.scenario == scenario, "is_possible": True, "reason": None, "contribution_gbp": paid[body_id],
                "net_cash_pv_gbp": worth.get(body_id, ZERO), "p10_gbp": percentile(cash, 10), "p50_gbp": percentile(cash, 50), "p90_gbp": percentile(cash, 90), "loses_share": loses_share(cash),
            }  # fmt: skip


def largest_size(ledger: Ledger) -> Decimal:
    """How many times as large the pot could be: no line pays more than it holds, but for the penny to which its share was rounded."""
    shares = [entry.amount_gbp / (entry.available_gbp + _PENNY) for entry in ledger.contributions if entry.available_gbp and entry.amount_gbp]
    return 1 / max(shares) if shares else Decimal("Infinity")


def frontier_rows(ledger: Ledger, sizes: Sequence[Decimal], by: Reckoning) -> Iterator[dict[str, Any]]:
    """Rows of mart.pool_frontier: sizes beyond what the lines hold are left out."""
    most = largest_size(ledger)
    values = drawn_inputs(ledger.scenario, inputs_of(ledger.scenario, by.widening), by.chance)
    paid_in = sum((entry.amount_gbp - entry.called_gbp for entry in ledger.contributions), ZERO)
    for size in sizes:
        if size > most:
            continue
        model = PoolModel(ledger, by.terms, by.widening, float(size))
        draws = drawn(model, values)
        partners = sorted(model.pool.bodies)
        at_risk = {body_id: loses_share(draws.of(body_id)) for body_id in partners}
        worst = min(partners, key=lambda body_id: (-at_risk[body_id], percentile(draws.of(body_id), 10), body_id))
        yield {
            "size_share": float(size), "contribution_gbp": (paid_in * size).quantize(ZERO),
            "social_p50_gbp": percentile(draws.social, 50), "cash_p50_gbp": percentile(draws.of(EVERYBODY), 50), "most_at_risk_body_id": worst, "most_at_risk_share": at_risk[worst],
            "worst_p10_gbp": min(percentile(draws.of(body_id), 10) for body_id in partners),
        }  # fmt: skip
