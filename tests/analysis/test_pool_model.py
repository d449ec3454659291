"""The model of many draws against the exact appraisal: with every input as in the file, and with a draw's inputs written into it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analysis.pools import TERMS, VAT, Agreement, count, parsed
from tests.analysis.test_pooling import agreements
from totalplace.analysis import pooling
from totalplace.analysis.appraisal import SOCIAL, appraise
from totalplace.analysis.pool_model import PoolModel, Widening, cost_input
from totalplace.scenario_schema import Scenario

D = Decimal
WIDE = Widening({grade: grade / 10 for grade in range(1, 6)}, {grade: grade / 20 for grade in range(1, 6)})
A_POUND = 1.0
REPLACED = 12345.67  # a year, of one partner


def benefit_text(entry: Mapping[str, Any]) -> str:
    body = "" if entry["body"] is None else f'body = "{entry["body"]}"\ncashable_share = {entry["cashable"]}\ncash_step_gbp = {entry["step"]}\ncash_step = "a ward"\n'
    value = "" if entry["value"] is None else f"social_value_gbp = {entry['value']}\n"
    return f"""
[[intervention.benefit]]
id = "{entry["id"]}"
name = "Admissions avoided"
cohort = "all"
people = {entry["people"]}
reach_share = {entry["reach"]}
events_per_head = {entry["events"]}
effect_share = {entry["effect"]}
deadweight_share = {entry["deadweight"]}
lag_years = {entry["lag"]}
lasts_years = {entry["lasts"]}
evidence = {entry["evidence"]}
unit_cost_gbp = {entry["unit_cost"]}
unit_cost_source = "a study"
{value}{body}"""


def intervention_text(name: str, payer: str, evidence: int, benefits: list[dict[str, Any]], more: str = "") -> str:
    return f"""
[[intervention]]
id = "{name}"
name = "Outreach"
{payer}
evidence = {evidence}
counterfactual = "nobody"
sample = "some"
sample_size = 10
sampled_in = ["council"]
covers = ["council", "trust", "police"]
{more}
""" + "".join(map(benefit_text, benefits))


_SHARE = st.integers(0, 100).map(lambda percent: D(percent) / 100)


@st.composite
def benefits(draw: st.DrawFn) -> dict[str, Any]:
    body = draw(st.sampled_from([None, "council", "police"]))
    return {
        "id": f"b{draw(st.integers(0, 999))}", "people": draw(st.integers(1, 20)) * 100, "reach": draw(_SHARE), "events": D(draw(st.integers(0, 30))) / 10, "effect": draw(_SHARE), "deadweight": draw(_SHARE),
        "lag": draw(st.integers(0, 2)), "lasts": draw(st.integers(1, 3)), "evidence": draw(st.integers(1, 5)), "unit_cost": draw(st.integers(1, 400_000)) / D(100), "value": draw(st.sampled_from([None, D("12.5")])),
        "body": body, "cashable": draw(st.integers(1, 100)) / D(100), "step": D(draw(st.integers(10_007, 900_001))),
    }  # fmt: skip


@st.composite
def appraised(draw: st.DrawFn) -> tuple[Agreement, str]:
    """An agreement with interventions through its purposes and outside the pool."""
    agreement = draw(agreements())
    payers = [f'purpose = "{name}"' for name in agreement.purposes] + [f'cost_gbp = {draw(st.integers(0, 300_000))}\npaid_by = "{draw(st.sampled_from(["police", "council"]))}"']
    kept = [payer for payer in payers if draw(st.booleans())] or payers[:1]
    text = agreement.text().replace("[[purpose]]", f'[appraisal]\nprice_fy = {draw(st.sampled_from([2024, 2026]))}\ndiscounting = "{draw(st.sampled_from(["social", "health"]))}"\nuncertainty = "{draw(st.sampled_from(["optimism bias", "distributions"]))}"\n[[purpose]]', 1)
    text = text.replace("[[partner]]", f"[[partner]]\nno_longer_pays_gbp = {REPLACED}", 1)
    for number, payer in enumerate(kept):
        text += intervention_text(f"i{number}", payer, draw(st.integers(1, 5)), draw(st.lists(benefits(), unique_by=lambda entry: entry["id"], min_size=1, max_size=2)))
    return agreement, text


def with_values(scenario: Scenario, values: Mapping[str, D]) -> Scenario:
    """The file with a draw's values in it; of purposes as variance."""
    purposes = tuple(
        entry.model_copy(update={"variance_share": tuple((1 + scenario.in_year(entry.variance_share, fy)) * (1 + values[cost_input(scenario, entry.id)]) - 1 for fy in scenario.years)})
        for entry in scenario.purpose
    )
    interventions = []
    for entry in scenario.intervention:
        new = []
        for benefit in entry.benefit:
            of = f"{entry.id}/{benefit.id}"
            update: dict[str, Any] = {
                "people": tuple(int(scenario.in_year(benefit.people, fy) * (1 + values[f"{of}/people"])) for fy in scenario.years), "events_per_head": values[f"{of}/events"],
                "effect_share": values[f"{of}/effect"], "deadweight_share": values[f"{of}/deadweight"], "unit_cost_gbp": values[f"{of}/unit-cost"],
            }  # fmt: skip
            if benefit.cashable_share:
                update["cashable_share"] = values[f"{of}/cashable"]
            new.append(benefit.model_copy(update=update))
        more: dict[str, Any] = {} if entry.purpose is not None else {"cost_gbp": entry.cost_gbp * (1 + values[f"{entry.id}/cost"])}  # type: ignore[operator]
        interventions.append(entry.model_copy(update={"benefit": tuple(new), **more}))
    return scenario.model_copy(update={"purpose": purposes, "intervention": tuple(interventions)})


@settings(max_examples=10, deadline=None)
@given(appraised(), st.data())
def test_a_draw_is_worth_what_the_appraisal_says_of_a_file_with_its_values(made: tuple[Agreement, str], data: st.DataObject) -> None:
    judge(made, data)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=500, deadline=None)
@given(appraised(), st.data())
def test_many_draws_are_worth_what_the_appraisal_says(made: tuple[Agreement, str], data: st.DataObject) -> None:
    judge(made, data)


def judge(made: tuple[Agreement, str], data: st.DataObject) -> None:
    """The model's two results for each body against the appraisal's."""
    file = parsed(made[1])
    assert file.scenario is not None, file.faults
    scenario, kept = file.scenario, count()
    as_agreed, faults = pooling.ledger_of(file, scenario, kept, {}, VAT)
    assert as_agreed is not None, faults
    model = PoolModel(as_agreed, TERMS, WIDE)
    percents = st.integers(-50, 100)
    draws = [{entry.range.name: D(str(entry.range.likely)) for entry in model.inputs}]
    for _ in range(2):
        moved = {}
        for entry in model.inputs:
            likely, percent = D(str(entry.range.likely)), data.draw(percents)
            moved[entry.range.name] = D(percent) / 100 if entry.range.name.endswith(("/cost", "/people")) else min(likely * (100 + percent) / 100, D(str(entry.most)))
        draws.append(moved)
    found = model.worth({name: np.array([float(draw[name]) for draw in draws]) for name in draws[0]})
    for number, values in enumerate(draws):
        changed = with_values(scenario, values)
        ledger, _ = pooling.ledger_of(file, changed, kept, {}, VAT)
        assert ledger is not None
        smallest = min((float(gbp) for gbp in ledger.planned.values() if gbp), default=100.0)
        assume(smallest >= 1)
        # all that was planned costs so much more or less: what is done is what is spent beside that
        ledger.planned = {(fy, purpose): gbp * (1 + values[cost_input(scenario, purpose)]) for (fy, purpose), gbp in ledger.planned.items()}
        exact = appraise(changed, ledger, TERMS)
        # what is spent is written down to the penny, and so much of a benefit is done
        full = sum(float(scenario.in_year(benefit.people, fy) * benefit.lasts_years * benefit.events_per_head * benefit.unit_cost_gbp) for entry in changed.intervention for benefit in entry.benefit for fy in scenario.years)
        full += REPLACED * len(scenario.years)
        off = A_POUND + (float(scenario.fee.fixed_gbp) * 3 + full) * 0.01 / smallest
        assert abs(float(exact.total(SOCIAL)) - found.social[number]) < off
        bodies = {entry.body_id: float(entry.net_cash_pv_gbp) for entry in exact.bodies}
        assert set(bodies) <= set(model.bodies)
        for place, body_id in enumerate(model.bodies):
            assert abs(bodies.get(body_id, 0.0) - found.cash[place, number]) < off, body_id
