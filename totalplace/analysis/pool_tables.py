"""The tables of pooled budgets: agreements worked out and appraised, as rows.

Belongs here: mart.pool_… as far as ledger and appraisal go. Does not belong here: the ledger (pooling.py), the appraisal (appraisal.py).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.analysis.appraisal import CASH, SOCIAL, SOCIAL_COSTS, Appraised, Terms, appraise, cannot_be_appraised
from totalplace.analysis.pool_contributions import ZERO, Count
from totalplace.analysis.pooling import Ledger, ledger_of
from totalplace.contracts._base import Contract
from totalplace.contracts.appraisal import APPRAISAL, BENEFIT, POOL_BODY
from totalplace.contracts.pooling import ANY_PURPOSE, CONTRIBUTION, FLOW, RISK_POOL, SCENARIO
from totalplace.scenario_schema import Scenario
from totalplace.scenarios import ScenarioFile

_NOT_WORKED_OUT = "The agreement is not worked out: see reason."


@dataclass(frozen=True)
class Worked:
    """The tables, and what they were made from: each agreement that could be worked out, with its appraisal if it has one."""

    scenario: pl.DataFrame
    contribution: pl.DataFrame
    flow: pl.DataFrame
    benefit: pl.DataFrame
    appraisal: pl.DataFrame
    body: pl.DataFrame
    ledgers: Mapping[str, Ledger]  # by scenario_id
    appraised: Mapping[str, Appraised]
    files: Mapping[str, ScenarioFile]
    again: Callable[[str, Scenario], Ledger]  # the agreement of a file, worked out under other rules


def work_out(files: Iterable[ScenarioFile], kept: Count, people: Mapping[int, Mapping[str, int]], vat_rate: Decimal, terms: Terms, cannot_be_drawn: Callable[[Scenario], str | None] = lambda _: None) -> Worked:
    """The tables of all agreements. `people`: of each base year, how many each body serves, where that is known; `cannot_be_drawn`: what stands
    against draws of its inputs."""
    read = {file.scenario_id: file for file in files}
    rows: dict[str, list[dict[str, Any]]] = {contract.table: [] for contract in (SCENARIO, CONTRIBUTION, FLOW, BENEFIT, APPRAISAL, POOL_BODY)}
    ledgers: dict[str, Ledger] = {}
    appraised: dict[str, Appraised] = {}
    for file in read.values():
        ledger, worth, faults, lacking = None, None, list(file.faults), _NOT_WORKED_OUT
        if file.scenario is not None:
            ledger, faults = ledger_of(file, file.scenario, kept, people.get(file.scenario.base_fy, {}), vat_rate)
        if ledger is not None:
            ledgers[file.scenario_id] = ledger
            rows[CONTRIBUTION.table] += _contribution_rows(file.scenario_id, ledger)
            rows[FLOW.table] += _flow_rows(file.scenario_id, ledger)
            lacking = cannot_be_appraised(ledger.scenario, terms) or cannot_be_drawn(ledger.scenario) or ""
            if not lacking:
                worth = appraised[file.scenario_id] = appraise(ledger.scenario, ledger, terms)
                rows[FLOW.table] += _partners_flow_rows(file.scenario_id, worth)
                rows[BENEFIT.table] += _benefit_rows(file, worth)
                rows[APPRAISAL.table] += _appraisal_rows(file, worth)
                rows[POOL_BODY.table] += _body_rows(file.scenario_id, worth)
        rows[SCENARIO.table].append(_scenario_row(file, ledger, faults) | _worth_row(worth, lacking))

    def again(scenario_id: str, scenario: Scenario) -> Ledger:
        ledger, faults = ledger_of(read[scenario_id], scenario, kept, people.get(scenario.base_fy, {}), vat_rate)
        if ledger is None:
            raise ValueError(" ".join(faults))
        return ledger

    def table(contract: Contract) -> pl.DataFrame:
        found = rows[contract.table]
        return contract.conform(pl.DataFrame(found, schema=contract.polars_schema())).collect().sort(contract.primary_key) if found else contract.empty()

    return Worked(table(SCENARIO), table(CONTRIBUTION), table(FLOW), table(BENEFIT), table(APPRAISAL), table(POOL_BODY), ledgers, appraised, read, again)


def _flow_rows(scenario_id: str, ledger: Ledger) -> list[dict[str, Any]]:
    """What is nought is left out, but for what each purpose opens and closes with."""
    shown = {(fy, purpose) for (fy, _, purpose), gbp in ledger.flows.items() if gbp or purpose not in (ANY_PURPOSE, RISK_POOL)}
    flows = {(fy, item, purpose): ZERO for fy, purpose in shown for item in ("opening", "closing")} | {key: gbp for key, gbp in ledger.flows.items() if gbp}
    return [
        {"scenario_id": scenario_id, "body_id": ledger.scenario.host, "fy": fy, "item": item, "purpose": purpose, "amount_gbp": gbp}
        for (fy, item, purpose), gbp in flows.items()
    ]


def _contribution_rows(scenario_id: str, ledger: Ledger) -> list[dict[str, Any]]:
    """A call is one with what the partner pays without a line."""
    rows: dict[tuple[str, int, int], dict[str, Any]] = {}
    for entry in ledger.contributions:
        key = (entry.body_id, entry.count_id, entry.fy)
        if key in rows:
            for name in ("amount_gbp", "called_gbp", "returned_gbp"):
                rows[key][name] += getattr(entry, name)
            continue
        rows[key] = {"scenario_id": scenario_id, "base_fy": ledger.scenario.base_fy, "is_locked": entry.purpose != ANY_PURPOSE, **vars(entry)}
    return list(rows.values())


def _scenario_row(file: ScenarioFile, ledger: Ledger | None, faults: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"scenario_id": file.scenario_id, "is_computed": ledger is not None, "reason": " ".join(faults) or None}
    scenario = file.scenario
    if scenario is not None:
        row |= {
            "name": scenario.name, "theme": scenario.theme, "legal_form": scenario.legal_form, "power_id": scenario.power_id, "host_body_id": scenario.host,
            "partner_count": len(scenario.partner), "first_fy": scenario.first_fy, "last_fy": scenario.last_fy, "base_fy": scenario.base_fy,
            "base_measure": scenario.base_measure, "economic": scenario.economic, "indexation_share": float(scenario.indexation_share),
        }  # fmt: skip
    if ledger is None:
        return row
    entries = ledger.contributions
    bases = {entry.count_id: entry.base_gbp for entry in entries if entry.base_gbp is not None}
    return row | {
        "base_gbp": sum(bases.values(), ZERO),
        "contribution_gbp": ledger.total("contribution"),
        "locked_gbp": sum((entry.amount_gbp for entry in entries if entry.purpose != ANY_PURPOSE), ZERO),
        "called_gbp": sum((entry.called_gbp for entry in entries), ZERO),
        "spend_gbp": ledger.total("spend"),
        "fee_gbp": ledger.total("fee"),
        "irrecoverable_vat_gbp": ledger.total("irrecoverable vat"),
        "returned_gbp": ledger.total("returned"),
        "closing_gbp": sum((gbp for (fy, item, _), gbp in ledger.flows.items() if item == "closing" and fy == ledger.scenario.last_fy), ZERO),
        "not_spent_gbp": ledger.not_spent_gbp,
        "unfunded_gbp": ledger.unfunded_gbp,
    }


def _partners_flow_rows(scenario_id: str, worth: Appraised) -> list[dict[str, Any]]:
    """What partners save in cash, by the purpose that brings it, and what passes between them."""
    purposes = {f"{entry.intervention.id}/{entry.benefit.id}": entry.intervention.purpose or ANY_PURPOSE for entry in worth.benefits}
    sums: dict[tuple[str, int, str, str], Decimal] = {}
    for row in worth.rows:
        if row.result == CASH and row.item in ("benefit", "compensation"):
            key = (row.body_id, row.fy, row.item, purposes.get(row.detail, ANY_PURPOSE))
            sums[key] = sums.get(key, ZERO) + row.amount_gbp
    return [
        {"scenario_id": scenario_id, "body_id": body_id, "fy": fy, "item": item, "purpose": purpose, "amount_gbp": gbp}
        for (body_id, fy, item, purpose), gbp in sums.items()
    ]


def _appraisal_rows(file: ScenarioFile, worth: Appraised) -> list[dict[str, Any]]:
    shared = {"scenario_id": file.scenario_id, "outside_sample": worth.scenario.appraisal.outside_sample}
    names = ("result", "body_id", "fy", "item", "detail", "amount_gbp", "discounted_gbp", "says")
    return [{**shared, **{name: getattr(row, name) for name in names}, "file_line": file.row_of(row.position)} for row in worth.rows]


def _benefit_rows(file: ScenarioFile, worth: Appraised) -> list[dict[str, Any]]:
    partners = {partner.body for partner in worth.scenario.partner}
    rows = []
    for found in worth.benefits:
        entry, benefit = found.intervention, found.benefit
        rows.append({
            "scenario_id": file.scenario_id, "intervention_id": entry.id, "benefit_id": benefit.id, "intervention": entry.name, "benefit": benefit.name,
            "purpose": entry.purpose, "paid_by_body_id": entry.paid_by, "body_id": benefit.body, "cohort": benefit.cohort, "people": float(found.people), "events_avoided": float(found.events_avoided),
            "effect_share": float(benefit.effect_share), "deadweight_share": float(benefit.deadweight_share), "unit_cost_gbp": benefit.unit_cost_gbp,
            "unit_cost_source": benefit.unit_cost_source, "evidence": benefit.evidence, "optimism_share": float(found.optimism_share),
            "counterfactual": entry.counterfactual, "sample": entry.sample, "sample_size": entry.sample_size, "sampled_in": ", ".join(entry.sampled_in), "used_in": ", ".join(entry.used_in or ()) or None,
            "covers": ", ".join(sorted(entry.covers)), "does_not_cover": ", ".join(sorted(partners - set(entry.covers))) or None,
            "outside_sample": worth.scenario.appraisal.outside_sample, "intervention_cost_gbp": found.intervention_cost_gbp, "social_pv_gbp": found.social_pv_gbp,
            "is_transfer": benefit.is_transfer, "cashable_share": float(benefit.cashable_share), "cash_step_gbp": benefit.cash_step_gbp, "cash_step": benefit.cash_step,
            "cash_gbp": found.cash_gbp, "file_line": file.row_of(found.position),
        })  # fmt: skip
    return rows


def _body_rows(scenario_id: str, worth: Appraised) -> list[dict[str, Any]]:
    def of(items: Mapping[str, Decimal], name: str) -> Decimal:
        return items.get(name, ZERO)

    return [
        {
            "scenario_id": scenario_id, "body_id": found.body_id, "is_partner": found.is_partner, "contribution_gbp": -of(found.items, "contribution"),
            "returned_gbp": of(found.items, "returned"), "opening_gbp": -of(found.items, "opening"), "closing_gbp": of(found.items, "closing"),
            "replaced_gbp": of(found.items, "spending replaced"), "own_cost_gbp": -of(found.items, "cost outside the pool"), "optimism_gbp": of(found.items, "optimism bias"),
            "benefit_gbp": of(found.items, "benefit"), "net_cash_gbp": found.net_cash_gbp, "net_cash_pv_gbp": found.net_cash_pv_gbp, "loses": found.loses,
            "compensation_pv_gbp": found.compensation_pv_gbp, "outside_sample": worth.scenario.appraisal.outside_sample,
        }
        for found in worth.bodies
    ]  # fmt: skip


def _worth_row(worth: Appraised | None, lacking: str) -> dict[str, Any]:
    """What mart.pool_scenario says of both results."""
    if worth is None:
        return {"is_appraised": False, "not_appraised_because": lacking}
    scenario = worth.scenario
    cost, benefit = -worth.total(SOCIAL, SOCIAL_COSTS), worth.total(SOCIAL, ("benefit",))
    saved = worth.total(CASH, ("benefit",))
    paid = saved - worth.total(CASH)
    return {
        "is_appraised": True, "price_fy": scenario.price_fy, "horizon_fy": scenario.horizon[-1], "uncertainty": scenario.appraisal.uncertainty,
        "social_cost_pv_gbp": cost, "social_benefit_pv_gbp": benefit, "social_npv_gbp": benefit - cost, "social_bcr": float(benefit / cost) if cost > 0 else None,
        "social_payback_fy": worth.payback(SOCIAL, discounted=False), "social_discounted_payback_fy": worth.payback(SOCIAL, discounted=True),
        "cash_npv_gbp": saved - paid, "cash_bcr": float(saved / paid) if paid > 0 else None,
        "cash_payback_fy": worth.payback(CASH, discounted=False), "cash_discounted_payback_fy": worth.payback(CASH, discounted=True),
        "losing_count": sum(found.loses for found in worth.bodies if found.is_partner), "compensation_pv_gbp": worth.compensation_pv_gbp,
        "compensation_words": worth.compensation_words, "outside_sample": scenario.appraisal.outside_sample,
    }  # fmt: skip
