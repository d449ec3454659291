"""The steps of what uncertainty does to pooled budgets, and of other ways beside each.

Belongs here: thin steps around plain functions. Does not belong here: the functions (analysis/pool_risk.py, pool_comparison.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from totalplace import fingerprint
from totalplace.analysis.pool_comparison import Reckoning, comparison_rows, frontier_rows, ways
from totalplace.analysis.pool_model import PoolModel
from totalplace.analysis.pool_risk import drawn, drawn_inputs, risk_rows, sensitivity_rows
from totalplace.analysis.pooling import Ledger
from totalplace.assets import pooling
from totalplace.contracts import contract
from totalplace.pipeline import Step, Workbench
from totalplace.scenario_faults import faults_of
from totalplace.scenarios import ScenarioFile

_STEP, _LARGEST = "pool_size_step_share", "pool_size_largest_share"
_Rows = Callable[[Workbench, ScenarioFile, Ledger, Reckoning], Iterator[dict[str, Any]]]


def _risk(workbench: Workbench, file: ScenarioFile, ledger: Ledger, by: Reckoning) -> Iterator[dict[str, Any]]:
    model = PoolModel(ledger, by.terms, by.widening)
    return risk_rows(drawn(model, drawn_inputs(model.scenario, model.inputs, by.chance)))


def _sensitivity(workbench: Workbench, file: ScenarioFile, ledger: Ledger, by: Reckoning) -> Iterator[dict[str, Any]]:
    return sensitivity_rows(PoolModel(ledger, by.terms, by.widening), file.row_of)


def _comparison(workbench: Workbench, file: ScenarioFile, ledger: Ledger, by: Reckoning) -> Iterator[dict[str, Any]]:
    powers = workbench.scan("ref.pool_power").collect()
    named = sorted(powers.filter("is_pool")["power_id"].unique().to_list(), key=lambda power: (power != "section 75", power))
    found = ways(ledger.scenario, lambda scenario: [sentence for _, sentence in faults_of(scenario, workbench.place, powers)], named)
    return comparison_rows(ledger.scenario, found, by)


def _frontier(workbench: Workbench, file: ScenarioFile, ledger: Ledger, by: Reckoning) -> Iterator[dict[str, Any]]:
    values = pooling.assumed(workbench, (_STEP, _LARGEST))
    step, largest = values[_STEP], values[_LARGEST]
    return frontier_rows(ledger, [step * number for number in range(1, int(largest / step) + 1)], by)


def _step(table: str, rows_of: _Rows, *assumptions: str) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        worked = pooling.worked_out(workbench)
        given = pooling.terms(workbench), pooling.widening(workbench), pooling.chance(workbench)
        rows: list[dict[str, Any]] = []
        for scenario_id in sorted(worked.appraised):
            ledger = worked.ledgers[scenario_id]
            shared = {"scenario_id": scenario_id, "outside_sample": ledger.scenario.appraisal.outside_sample}
            rows += [{**shared, **row} for row in rows_of(workbench, worked.files[scenario_id], ledger, Reckoning(partial(worked.again, scenario_id), *given))]
        made = contract(table)
        frame = made.conform(pl.DataFrame(rows, schema=made.polars_schema())).collect().sort(made.primary_key) if rows else made.empty()
        frame.write_parquet(target)

    like = next(step for step in pooling.STEPS if step.table == "mart.pool_body")
    code = fingerprint.of_code("analysis/pool_comparison.py", "assets/pool_risk.py")
    return replace(like, table=table, assumptions=(*like.assumptions, *assumptions), code=fingerprint.of_values(like.code, code), make=make)


STEPS = (
    _step("mart.pool_risk", _risk),
    _step("mart.pool_sensitivity", _sensitivity),
    _step("mart.pool_comparison", _comparison),
    _step("mart.pool_frontier", _frontier, _STEP, _LARGEST),
)
