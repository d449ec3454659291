"""Tables of three pooled budgets, written by hand: one appraised, one with a ledger alone, one whose file has faults.

Belongs here: the rows. Does not belong here: judgements.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.contracts import appraisal, pooling
from totalplace.contracts._base import Contract
from totalplace.contracts.ref import BODY
from totalplace.mapping.pool_tables import Pools

D = Decimal
SCENARIO = pooling.SCENARIO
ELSEWHERE = "Same service & staff <as here>"
BODIES = [("north", "North <b>Council</b>", "council"), ("trust", "The Trust", "nhs"), ("police", "Police & Crime", "police")]


def frame(contract: Contract, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return contract.conform(pl.DataFrame(rows, infer_schema_length=None)).collect() if rows else contract.empty()


def scenario(scenario_id: str, **more: Any) -> dict[str, Any]:
    worked = {
        "scenario_id": scenario_id, "name": scenario_id, "theme": "alcohol", "is_computed": True, "legal_form": "section 75", "power_id": "section 75", "host_body_id": "trust", "partner_count": 2,
        "first_fy": 2026, "last_fy": 2027, "base_fy": 2024, "base_measure": "outturn", "economic": "revenue", "indexation_share": 0.0, "base_gbp": D(5_000_000), "contribution_gbp": D(1_500_000), "locked_gbp": D(200_000),
        "called_gbp": D(0), "spend_gbp": D(1_300_000), "fee_gbp": D(50_000), "irrecoverable_vat_gbp": D(30_000), "returned_gbp": D(120_000), "closing_gbp": D(0), "not_spent_gbp": D(0), "unfunded_gbp": D(0),
        "is_appraised": False, "not_appraised_because": "the file names no intervention.",
    }  # fmt: skip
    return worked | more


APPRAISED = scenario(
    "one-pot", name="One pot", is_appraised=True, not_appraised_because=None, price_fy=2024, horizon_fy=2030, uncertainty="optimism bias", social_cost_pv_gbp=D(1_400_000), social_benefit_pv_gbp=D(2_100_000),
    social_npv_gbp=D(700_000), social_bcr=1.5, social_payback_fy=2029, social_discounted_payback_fy=2030, cash_npv_gbp=D(-300_000), cash_bcr=0.8, cash_payback_fy=None, cash_discounted_payback_fy=None,
    losing_count=1, compensation_pv_gbp=None, compensation_words="All together lose, so no transfer would leave nobody worse off", outside_sample=ELSEWHERE,
)  # fmt: skip
BROKEN = {
    "scenario_id": "broken", "is_computed": False, "is_appraised": False,
    "reason": "scenarios/broken.toml: 'host', line 3: 'x' is no partner. scenarios/broken.toml: [[partner]] number 1, line 8: the gain_shares of the partners add up to 1.2, not to 1.",
}  # fmt: skip


def paid(scenario_id: str, body: str, count_id: int, fy: int, gbp: int, **more: Any) -> dict[str, Any]:
    row = {
        "scenario_id": scenario_id, "body_id": body, "count_id": count_id, "fy": fy, "line": "Public Health", "rule": "share of lines", "base_fy": 2024, "base_gbp": D(1_000_000), "available_gbp": D(1_000_000),
        "amount_gbp": D(gbp), "called_gbp": D(0), "is_locked": False, "purpose": "any-purpose", "returned_gbp": D(0),
    }  # fmt: skip
    return row | more


def flowed(scenario_id: str, fy: int, item: str, purpose: str, gbp: int) -> dict[str, Any]:
    return {"scenario_id": scenario_id, "body_id": "trust", "fy": fy, "item": item, "purpose": purpose, "amount_gbp": D(gbp)}


CONTRIBUTIONS = [
    paid("one-pot", "north", 11, 2026, 100_000, is_locked=True, purpose="treatment"), paid("one-pot", "north", 11, 2027, 100_000, is_locked=True, purpose="treatment"),
    paid("one-pot", "trust", 21, 2026, 650_000, line="Substance misuse"), paid("one-pot", "trust", 21, 2027, 650_000, line="Substance misuse", returned_gbp=D(120_000)),
    paid("aligned", "north", 11, 2026, 950_000),
]  # fmt: skip
FLOWS = [
    flowed("one-pot", 2026, "contribution", "treatment", 750_000), flowed("one-pot", 2026, "spend", "treatment", 700_000), flowed("one-pot", 2026, "fee", "treatment", 30_000), flowed("one-pot", 2026, "irrecoverable vat", "treatment", 20_000),
    flowed("one-pot", 2027, "contribution", "family-hubs", 630_000), flowed("one-pot", 2027, "spend", "family-hubs", 600_000), flowed("one-pot", 2027, "fee", "family-hubs", 20_000), flowed("one-pot", 2027, "irrecoverable vat", "family-hubs", 10_000),
    flowed("one-pot", 2027, "contribution", "any-purpose", 120_000), flowed("one-pot", 2027, "returned", "any-purpose", 120_000),
    flowed("aligned", 2026, "contribution", "offer", 950_000), flowed("aligned", 2026, "spend", "offer", 950_000),
]  # fmt: skip
BENEFIT = {
    "scenario_id": "one-pot", "intervention_id": "outreach", "benefit_id": "fewer-admissions", "intervention": "Assertive outreach", "benefit": "Admissions avoided", "purpose": "treatment", "body_id": "trust",
    "cohort": "People in treatment", "people": 1300.0, "events_avoided": 468.0, "effect_share": 0.25, "deadweight_share": 0.2, "unit_cost_gbp": D(2100), "unit_cost_source": "National schedule <2023-24>", "evidence": 3,
    "optimism_share": 0.15, "counterfactual": "The same clients in the year before", "sample": "412 clients of three districts", "sample_size": 412, "sampled_in": "E07000001", "covers": "trust", "does_not_cover": "north, police",
    "outside_sample": ELSEWHERE, "intervention_cost_gbp": D(690_000), "social_pv_gbp": D(900_000), "cashable_share": 0.3, "cash_step_gbp": D(350_000), "cash_step": "a ward of twenty beds", "cash_gbp": D(700_000), "is_transfer": False,
}  # fmt: skip
NO_CASH = BENEFIT | {"benefit_id": "lives", "benefit": "Healthier lives", "body_id": None, "cashable_share": 0.0, "cash_step_gbp": None, "cash_step": None, "cash_gbp": D(0), "outside_sample": None}


def body(body_id: str, contribution: int, benefit: int, net: int, **more: Any) -> dict[str, Any]:
    row = {
        "scenario_id": "one-pot", "body_id": body_id, "is_partner": True, "contribution_gbp": D(contribution), "returned_gbp": D(0), "replaced_gbp": D(0), "own_cost_gbp": D(0), "optimism_gbp": D(0), "opening_gbp": D(0), "closing_gbp": D(0),
        "benefit_gbp": D(benefit), "net_cash_gbp": D(net), "net_cash_pv_gbp": D(net), "loses": net < 0, "compensation_pv_gbp": None,
    }  # fmt: skip
    return row | more


POOL_BODIES = [body("north", 200_000, 0, -200_000 + 250_000, replaced_gbp=D(250_000)), body("trust", 1_300_000, 700_000, -530_000, returned_gbp=D(120_000), optimism_gbp=D(-50_000)), body("police", 0, 80_000, 40_000, is_partner=False, own_cost_gbp=D(40_000))]
APPRAISAL = [{"scenario_id": "one-pot", "result": "cash", "body_id": "police", "fy": 2026, "item": "cost outside the pool", "detail": "patrols", "amount_gbp": D(-40_000), "discounted_gbp": D(-40_000), "says": "paid"}]
_PATROLS = BENEFIT | {"intervention_id": "patrols", "benefit_id": "fewer-arrests", "intervention": "Patrols", "benefit": "Arrests avoided", "purpose": None, "body_id": "police", "cash_gbp": D(80_000)}


def risk(body_id: str, result: str, low: int, middle: int, high: int, loses: float) -> list[dict[str, Any]]:
    return [{"scenario_id": "one-pot", "body_id": body_id, "result": result, "percentile": at, "value_gbp": D(value), "loses_share": loses, "draws": 10_000} for at, value in ((10, low), (50, middle), (90, high))]


RISKS = [
    *risk("all", "social value", 100_000, 650_000, 1_400_000, 0.06), *risk("all", "cash", -700_000, -320_000, 90_000, 0.85), *risk("north", "cash", 10_000, 50_000, 90_000, 0.02),
    *risk("trust", "cash", -900_000, -520_000, -20_000, 0.94), *risk("police", "cash", 0, 40_000, 60_000, 0.09),
]  # fmt: skip


def swing(result: str, name: str, low: int, high: int, turns: float | None) -> dict[str, Any]:
    return {"scenario_id": "one-pot", "result": result, "input": name, "input_words": name.replace("-", " "), "low_input": 0.1, "likely_input": 0.2125, "high_input": 0.3, "range_basis": "file", "low_gbp": D(low), "high_gbp": D(high), "switching_value": turns}


SENSITIVITIES = [swing("social value", "effect-of-outreach", -100_000, 1_300_000, 0.12), swing("social value", "outreach/cost", 900_000, 500_000, None), swing("cash", "effect-of-outreach", -650_000, 50_000, 0.29)]


def way(name: str, body_id: str, net: int | None, reason: str | None = None) -> dict[str, Any]:
    is_possible = net is not None
    sums = {"contribution_gbp": D(100), "net_cash_pv_gbp": D(net or 0), "p10_gbp": D((net or 0) - 100_000), "p90_gbp": D((net or 0) + 100_000), "p50_gbp": D(net or 0), "loses_share": 0.5} if is_possible else {}
    return {"scenario_id": "one-pot", "way": name, "body_id": body_id, "is_as_in_file": name == "pool", "is_possible": is_possible, "reason": reason, **sums}


COMPARISONS = [way("do nothing", "all", 0), way("align", "all", None, "No power is needed, and no risk is shared."), way("align", "trust", None, "No power is needed, and no risk is shared."), way("pool", "all", -300_000), way("pool", "trust", -530_000), way("pool with gain share", "all", -300_000)]
FRONTIERS = [
    {"scenario_id": "one-pot", "size_share": share, "contribution_gbp": D(int(1_500_000 * share)), "social_p50_gbp": D(int(650_000 * share)), "cash_p50_gbp": D(-1000), "most_at_risk_body_id": "trust", "most_at_risk_share": risk_share, "worst_p10_gbp": D(-900_000)}
    for share, risk_share in ((0.5, 0.7), (1.0, 0.94), (1.5, 0.97))
]  # fmt: skip


def pools(*scenarios: dict[str, Any], **other: pl.DataFrame) -> Pools:
    """All three, or these alone."""
    rows = list(scenarios) or [APPRAISED, scenario("aligned", legal_form="aligned", power_id=None, host_body_id="north", contribution_gbp=D(950_000), last_fy=2026), BROKEN]
    made = Pools(
        frame(SCENARIO, rows), frame(pooling.CONTRIBUTION, CONTRIBUTIONS), frame(pooling.FLOW, FLOWS), frame(appraisal.BENEFIT, [BENEFIT, NO_CASH, _PATROLS]), frame(appraisal.APPRAISAL, APPRAISAL),
        frame(appraisal.POOL_BODY, POOL_BODIES), frame(appraisal.RISK, RISKS), frame(appraisal.SENSITIVITY, SENSITIVITIES), frame(appraisal.COMPARISON, COMPARISONS), frame(appraisal.FRONTIER, FRONTIERS),
        frame(BODY, [dict(zip(("body_id", "name", "kind"), each, strict=True)) for each in BODIES]),
    )  # fmt: skip
    named = [row["scenario_id"] for row in rows]
    mine = {name: getattr(made, name).filter(pl.col("scenario_id").is_in(named)) for name in ("contribution", "flow", "benefit", "appraisal", "body", "risk", "sensitivity", "comparison", "frontier")}
    return replace(made, **mine | other)
