"""The steps of pooled budgets.

Belongs here: thin steps around plain functions. Does not belong here: the functions (scenarios.py, analysis/pooling.py).
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl

from totalplace import fingerprint, reference
from totalplace.analysis import pooling, spend_areas
from totalplace.analysis.pool_contributions import Count
from totalplace.assets.places import assumption, from_declaration
from totalplace.pipeline import Step, Workbench
from totalplace.scenarios import ScenarioFile, read_scenarios

_YEARS_APART, _VAT = "population_years_apart", "vat_standard_rate_share"
_COUNTED = ("count_id", "body_id", "fy", "account", "economic", "line", "cofog", "source_return", "measure", "net_gbp", "is_counted")


def scenario_files(workbench: Workbench) -> tuple[ScenarioFile, ...]:
    """The place's agreements, or what is wrong with each file."""
    return read_scenarios(workbench.paths.scenarios, workbench.place, workbench.scan("ref.pool_power").collect())


def _people(workbench: Workbench, files: tuple[ScenarioFile, ...]) -> dict[int, dict[str, int]]:
    """How many people each body serves near the base years, where an agreement asks for it and does not say."""
    asked = {
        (file.scenario.base_fy, partner.body)
        for file in files
        if file.scenario is not None
        for partner in file.scenario.partner
        if partner.rule in ("per head", "need-weighted") and partner.people is None
    }
    if not asked:
        return {}
    served = workbench.scan("core.body_area").collect().group_by("body_id").agg(pl.col("area_code").sort())
    areas: dict[str, list[str]] = dict(served.iter_rows())
    wanted = {code for _, body_id in asked for code in areas.get(body_id, ())}
    people = spend_areas.people_by_area(workbench.scan("core.area_statistic").collect(), workbench.scan("core.area").collect(), wanted)
    found: dict[int, dict[str, int]] = {}
    for fy, body_id in sorted(asked):
        each = [people.get(code, {}) for code in areas.get(body_id, ())]
        year = spend_areas.common_year(each, fy, int(assumption(workbench, _YEARS_APART)))
        if year is not None:
            found.setdefault(fy, {})[body_id] = sum(entry[year] for entry in each)
    return found


def _worked(workbench: Workbench) -> pooling.Worked:
    files = scenario_files(workbench)
    roles = workbench.scan("mart.return_line").filter(pl.col("count_id").is_not_null()).group_by("count_id").agg(pl.col("role").min())
    count = workbench.scan("mart.spend_count").select(_COUNTED)
    drawn_on = (count if files else count.head(0)).join(roles, on="count_id", how="left").collect()
    kept = Count.of(drawn_on, workbench.scan("ref.ring_fence").collect())
    return pooling.work_out(files, kept, _people(workbench, files), Decimal(str(assumption(workbench, _VAT))))


def _step(table: str, choose: Callable[[pooling.Worked], pl.DataFrame]) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        choose(_worked(workbench)).write_parquet(target)

    return Step(
        table=table,
        inputs=("mart.spend_count", "mart.return_line", "ref.body", "ref.pool_power", "ref.ring_fence", "core.body_area", "core.area", "core.area_statistic", "core.assumption"),
        assumptions=(_YEARS_APART, _VAT),
        code=fingerprint.of_code(
            "scenarios.py", "scenario_schema.py", "scenario_faults.py", "intervention_faults.py", "analysis/pooling.py", "analysis/pool_contributions.py", "analysis/allocation.py", "analysis/spend_areas.py", "assets/pooling.py"
        ),
        make=make,
        outside=_written,
    )


def _written(workbench: Workbench) -> str:
    return fingerprint.of_values([(path.name, fingerprint.of_bytes(path.read_bytes())) for path in sorted(workbench.paths.scenarios.glob("*.toml"))])


STEPS = (
    from_declaration("ref.ring_fence", lambda bench: reference.ring_fence_table()),
    _step("mart.pool_scenario", lambda worked: worked.scenario),
    _step("mart.pool_contribution", lambda worked: worked.contribution),
    _step("mart.pool_flow", lambda worked: worked.flow),
)
