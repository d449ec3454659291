"""The steps of the plan for one estate that are not SQL.

Belongs here: thin steps around analysis/estate_plan. Does not belong here: what the plan is made from (sql/analysis/plan_….sql), or its tables
(sql/mart/estate_….sql).
"""

from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.analysis import clusters, estate_plan
from totalplace.assets.places import assumption
from totalplace.contracts import plan as contracts
from totalplace.pipeline import Step, Workbench

_PLAN = ("analysis.plan_building", "analysis.plan_occupation", "analysis.plan_room", "analysis.plan_access")
_WHOLE = ("plan_phase_years", "plan_horizon_years", "plan_hosts_looked_at", "plan_moves_a_year")
_OTHERS = ("plan_discount_share", "plan_hosting_cost_m2_gbp", "plan_travel_m", "plan_public_travel_m", "plan_gap_share")


def _make_solution(workbench: Workbench, target: Path) -> None:
    whole = {name: int(assumption(workbench, name)) for name in _WHOLE}
    other = {name: assumption(workbench, name) for name in _OTHERS}
    terms = estate_plan.Terms(
        first_fy=int(workbench.scan("core.calendar").collect()["plan_first_fy"].item()),
        phase_years=whole["plan_phase_years"],
        horizon_years=whole["plan_horizon_years"],
        discount_share=other["plan_discount_share"],
        hosting_cost_m2_gbp=other["plan_hosting_cost_m2_gbp"],
        travel_m=other["plan_travel_m"],
        public_travel_m=other["plan_public_travel_m"],
        hosts_looked_at=whole["plan_hosts_looked_at"],
        moves_a_year=whole["plan_moves_a_year"],
        gap_share=other["plan_gap_share"],
        shares=clusters.sharing(workbench.scan("ref.function").collect().iter_rows(named=True)),
    )
    buildings, occupations, room, access = (workbench.scan(table).collect() for table in _PLAN)
    plan = estate_plan.plan_estate(buildings, occupations, room, access, terms)
    rows = {"option": plan.options, "building": plan.buildings, "move": plan.moves, "body": plan.bodies}
    solution = pl.concat([frame.with_columns(pl.lit(of).alias("of")) for of, frame in rows.items()], how="diagonal")
    contracts.SOLUTION.conform(solution).sink_parquet(target)


STEPS = (
    Step(
        table="analysis.plan_solution",
        inputs=(*_PLAN, "core.calendar", "ref.function", "core.assumption"),
        assumptions=(*_WHOLE, *_OTHERS),
        code=fingerprint.of_code("analysis/estate_plan", "analysis/clusters.py", "assets/planning.py"),
        make=_make_solution,
    ),
)
