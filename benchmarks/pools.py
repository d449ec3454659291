"""Draws of a large pooled budget, and the same by the two ways in which it would else be done, each as a process of its own.

Belongs here: the agreement, the draws, a plain Python loop (a spreadsheet recalculated once a draw: year by year, partner by partner, line by
line), and the exact ledger and appraisal once a draw. Does not belong here: measuring (run.py).

Eight partners with fifty lines between them, ten years, five purposes with three benefits each; every input has a range. The loop knows only what this
agreement needs: no caps, nothing locked, no purpose that is the host's alone. All three see the same draws, and must find the same.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from totalplace import reference
from totalplace.analysis import pooling
from totalplace.analysis.appraisal import Terms, appraise
from totalplace.analysis.pool_contributions import Count
from totalplace.analysis.pool_draws import draw
from totalplace.analysis.pool_model import PoolModel, Widening, cost_input
from totalplace.analysis.pool_risk import Chance, drawn, drawn_inputs, percentile, sensitivity_rows
from totalplace.assets.pooling import terms_of
from totalplace.place import Body, Place
from totalplace.scenarios import ScenarioFile, parse_scenario

DRAWS, YEARS, PARTNERS, LINES, PURPOSES, BENEFITS = 10_000, 10, 8, 50, 5, 3
VAT = Decimal("0.2")
_FIRST = 2026
_BODIES = (*tuple(f"council-{number}" for number in range(PARTNERS - 1)), "trust")
_NONE = Widening(dict.fromkeys(range(1, 6), 0.0), dict.fromkeys(range(1, 6), 0.0))


def _lines() -> list[tuple[str, int, Decimal]]:
    """Whose, which, how much."""
    chance = np.random.default_rng(1)
    return [(_BODIES[number % PARTNERS], 1000 + number, Decimal(int(chance.integers(20_000_000, 400_000_000))) / 100) for number in range(LINES)]


def _text() -> str:
    said = [
        'name = "Large"\ntheme = "test"\nlegal_form = "section 75"\nhost = "trust"\nbase_fy = 2024\nindexation_share = 0.02',
        f"first_fy = {_FIRST}\nlast_fy = {_FIRST + YEARS - 1}",
        '[appraisal]\nuncertainty = "distributions"\n[fee]\nfixed_gbp = 60000\nshare_of_spend = 0.005\n[vat]\ntaxable_share = 0.3\nrecoverable_share = 0.6',
        "[risk_pool]\ntarget_gbp = 500000\nshare_of_contributions = 0.02",
    ]
    lines = _lines()
    paid = sum(float(gbp) for _, _, gbp in lines) * 0.05
    for number in range(PURPOSES):
        said.append(f'[[purpose]]\nid = "p{number}"\nname = "Purpose"\nspend_gbp = {paid / PURPOSES:.2f}\nuncommitted_share = 0.02')
    for body in _BODIES:
        said.append(f'[[partner]]\nbody = "{body}"\nrule = "share of lines"\nrisk_share = {1 / PARTNERS}')
        said += [f"[[partner.line]]\ncount_id = {count_id}\nshare = 0.05" for of, count_id, _ in lines if of == body]
    for number in range(PURPOSES):
        said.append(
            f'[[intervention]]\nid = "i{number}"\nname = "Done"\npurpose = "p{number}"\nevidence = 3\ncounterfactual = "none"\nsample = "some"\nsample_size = 9\nsampled_in = ["trust"]\n'
            f"covers = [{', '.join(repr(body) for body in _BODIES)}]\ncost_range_share = [-0.1, 0.3]"
        )
        for place in range(BENEFITS):
            body = _BODIES[(number * BENEFITS + place) % PARTNERS]
            said.append(
                f'[[intervention.benefit]]\nid = "b{place}"\nname = "Spared"\nbody = "{body}"\ncohort = "all"\npeople = 1000\nevents_per_head = 1.5\neffect_share = 0.25\ndeadweight_share = 0.2\n'
                'lag_years = 1\nlasts_years = 2\nevidence = 3\nunit_cost_gbp = 2100\nunit_cost_source = "a study"\ncashable_share = 0.4\ncash_step_gbp = 40000\ncash_step = "a post"\n'
                "people_range_share = [-0.3, 0.1]\nevents_range = [1, 1.8]\neffect_range = [0.05, 0.35]\ndeadweight_range = [0.1, 0.5]\nunit_cost_range = [1500, 2500]\ncashable_range = [0.1, 0.5]"
            )
    return "\n".join(said)


def _agreed() -> tuple[ScenarioFile, Count, Terms]:
    place = Place(name="Bench", body=tuple(Body(id=body, name=body, kind="nhs" if body == "trust" else "council") for body in _BODIES))
    file = parse_scenario(_text().encode(), "large.toml", place, reference.pool_power_table())
    if file.scenario is None:
        raise ValueError(" ".join(file.faults))
    shared = {"fy": 2024, "account": "general fund", "economic": "revenue", "cofog": "07", "source_return": "RS", "measure": "outturn", "is_counted": True, "role": "service"}
    rows = [{"count_id": count_id, "body_id": body, "line": f"Line {count_id}", "net_gbp": gbp, **shared} for body, count_id, gbp in _lines()]
    count = Count.of(pl.DataFrame(rows, schema_overrides={"net_gbp": pl.Decimal(18, 2)}), reference.ring_fence_table())
    values = reference.assumption_table(place).sort("valid_from").unique("assumption_id", keep="last")
    return file, count, terms_of({name: Decimal(str(value)) for name, value in values.select("assumption_id", "value").iter_rows()})


def _ledger(file: ScenarioFile, count: Count, scenario: Any = None) -> pooling.Ledger:
    ledger, faults = pooling.ledger_of(file, scenario or file.scenario, count, {}, VAT)
    if ledger is None:
        raise ValueError(" ".join(faults))
    return ledger


def _chance(draws: int) -> Chance:
    return Chance(draws, 1, 0.5)


def model(target: Path, draws: int) -> None:
    """All draws, percentiles, the tornado and where each input turns the result."""
    file, count, terms = _agreed()
    found = PoolModel(_ledger(file, count), terms, _NONE)
    worth = drawn(found, drawn_inputs(found.scenario, found.inputs, _chance(draws)))
    print([percentile(worth.of(body), percent) for body in (*found.bodies, "all") for percent in (10, 50, 90)])  # noqa: T201 -- the command's answer
    print(len(list(sensitivity_rows(found))) // 2, "inputs")  # noqa: T201 -- the command's answer
    np.save(target, worth.cash)


def _draws(file: ScenarioFile, count: Count, terms: Terms, draws: int) -> Iterator[dict[str, float]]:
    """One draw after another: the same as those of the model."""
    inputs = PoolModel(_ledger(file, count), terms, _NONE).inputs
    values = draw([entry.range for entry in inputs], draws, 1, 0.5)
    for number in range(draws):
        yield {name: float(value[number]) for name, value in values.items()}


def exact(target: Path, draws: int) -> None:
    """The ledger and the appraisal to the penny, once a draw."""
    file, count, terms = _agreed()
    scenario = file.scenario
    assert scenario is not None
    found = []
    for values in _draws(file, count, terms, draws):
        costs = {purpose.id: Decimal(str(values[cost_input(scenario, purpose.id)])) for purpose in scenario.purpose}
        interventions = []
        for entry in scenario.intervention:
            benefits = []
            for benefit in entry.benefit:
                of = f"{entry.id}/{benefit.id}"
                benefits.append(benefit.model_copy(update={
                    "reach_share": Decimal(str(1 + values[f"{of}/people"])), "events_per_head": Decimal(str(values[f"{of}/events"])), "effect_share": Decimal(str(values[f"{of}/effect"])),
                    "deadweight_share": Decimal(str(values[f"{of}/deadweight"])), "unit_cost_gbp": Decimal(str(values[f"{of}/unit-cost"])), "cashable_share": Decimal(str(values[f"{of}/cashable"])),
                }))  # fmt: skip
            interventions.append(entry.model_copy(update={"benefit": tuple(benefits)}))
        purposes = tuple(purpose.model_copy(update={"variance_share": costs[purpose.id]}) for purpose in scenario.purpose)
        changed = scenario.model_copy(update={"purpose": purposes, "intervention": tuple(interventions)})
        ledger = _ledger(file, count, changed)
        ledger = replace(ledger, planned={(fy, purpose): gbp * (1 + costs[purpose]) for (fy, purpose), gbp in ledger.planned.items()})
        worth = {entry.body_id: float(entry.net_cash_pv_gbp) for entry in appraise(changed, ledger, terms).bodies}
        found.append([worth[body] for body in sorted(_BODIES)])
    np.save(target, np.array(found).T)


def loop(target: Path, draws: int) -> None:
    """A plain Python loop over draws, years, partners and lines."""
    file, count, terms = _agreed()
    scenario = file.scenario
    assert scenario is not None
    lines, purposes = _lines(), [purpose.id for purpose in scenario.purpose]
    plan, uncommitted = float(scenario.purpose[0].spend_gbp), 0.02  # type: ignore[arg-type]
    fee_share, vat_share, fixed = 0.005, 0.3 * 0.2 * (1 - 0.6), 60_000.0
    rate = 1 + fee_share + vat_share
    horizon = scenario.horizon
    price = [float(terms.prices(fy, scenario.price_fy)) for fy in horizon]
    factor = [float(terms.factor("social", fy - _FIRST) / terms.prices(fy, _FIRST)) for fy in horizon]
    found = []
    for values in _draws(file, count, terms, draws):
        cash = dict.fromkeys(_BODIES, 0.0)
        paid_so_far = dict.fromkeys(_BODIES, 0.0)
        free = risk = 0.0
        done: dict[str, list[float]] = {purpose: [] for purpose in purposes}
        for year in range(YEARS):
            paid = dict.fromkeys(_BODIES, 0.0)
            for body, _, gbp in lines:
                paid[body] += round(round(float(gbp) * 1.02 ** (_FIRST + year - 2024), 2) * 0.05, 2)
            income = sum(paid.values())
            aside = min(max(500_000 - risk, 0.0), income * 0.02)
            free += income - aside
            risk += aside
            wanted = {purpose: plan * (1 + values[f"i{purpose[1:]}/cost"]) for purpose in purposes}
            spend, all_wanted = dict(wanted), sum(wanted.values())
            cost = {purpose: spend[purpose] * rate + fixed * wanted[purpose] / all_wanted for purpose in purposes}
            short = max(sum(cost.values()) - free, 0.0)
            from_risk = min(short, risk)
            risk -= from_risk
            short -= from_risk
            most = {purpose: min(spend[purpose], plan * uncommitted) * rate for purpose in purposes}
            cut = min(short, sum(most.values()))
            for purpose in purposes:
                spend[purpose] -= cut * most[purpose] / sum(most.values()) / rate
            short -= cut
            called = dict.fromkeys(_BODIES, short / PARTNERS)
            free = max(free + from_risk + short - (sum(cost.values()) - cut), 0.0)
            is_last = year == YEARS - 1
            for body in _BODIES:
                paid_so_far[body] += paid[body] + called[body]
            for body in _BODIES:
                back = (free + risk) * paid_so_far[body] / sum(paid_so_far.values()) if is_last else 0.0
                cash[body] += (back - paid[body] - called[body]) * factor[year]
            for purpose in purposes:
                done[purpose].append(min(spend[purpose] / wanted[purpose], 1.0))
        for entry in scenario.intervention:
            for benefit in entry.benefit:
                of = f"{entry.id}/{benefit.id}"
                each = 1000 * (1 + values[f"{of}/people"]) * values[f"{of}/events"] * values[f"{of}/effect"] * (1 - values[f"{of}/deadweight"])
                for at in range(len(horizon)):
                    reached = sum(done[str(entry.purpose)][year] for year in range(YEARS) if 1 <= at - year < 3)
                    steps = (reached * each * values[f"{of}/unit-cost"] * values[f"{of}/cashable"]) // 40_000
                    cash[str(benefit.body)] += steps * 40_000 * price[at] * factor[at]
        found.append([cash[body] for body in sorted(_BODIES)])
    np.save(target, np.array(found).T)


def report(folder: Path) -> str:
    """How far the three are from each other, draw by draw."""
    ours = np.load(folder / "model.npy")
    said = []
    for name in ("loop", "exact"):
        other = np.load(folder / f"{name}.npy")
        off = np.abs(ours[:, : other.shape[1]] - other)
        said.append(f"{name}: {other.shape[1]:,} draws, {np.count_nonzero(off < 1) / off.size:.1%} of all results of a body within a pound of the model's, the farthest {off.max():,.2f} off")
    return "; ".join(said)


WAYS = {"model": model, "loop": loop, "exact": exact}

if __name__ == "__main__":
    way, path, *rest = sys.argv[1:]
    if way == "report":
        print(report(Path(path)))  # noqa: T201 -- the command's answer
    else:
        WAYS[way](Path(path) / f"{way}.npy", int(rest[0]))
