"""The steps of pooled budgets.

Belongs here: thin steps around plain functions. Does not belong here: the functions (scenarios.py, analysis/pool_tables.py).
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl

from totalplace import fingerprint, reference
from totalplace.analysis import pool_entries, pool_tables, spend_areas
from totalplace.analysis.appraisal import Terms
from totalplace.analysis.pool_contributions import Count
from totalplace.analysis.pool_model import Widening
from totalplace.analysis.pool_risk import Chance, cannot_be_drawn
from totalplace.assets.places import assumption, from_declaration
from totalplace.contracts.pooling import ENTRY
from totalplace.pipeline import Step, Workbench
from totalplace.scenario_schema import Discounting
from totalplace.scenarios import ScenarioFile, read_scenarios

_PRICES, _APPRAISAL = "price_rise_", "appraisal_"
_TERMS = tuple(name for name in reference.assumption_ids() if name.startswith((_PRICES, _APPRAISAL)))
_GRADES, _SIDES = range(1, 6), ("worse", "better")
_DRAWN = ("pool_draws", "pool_seed", "pool_shock_share", *(f"pool_range_{side}_{grade}_share" for side in _SIDES for grade in _GRADES))
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


def assumed(workbench: Workbench, names: Sequence[str]) -> dict[str, Decimal]:
    """What the place reckons with."""
    asked = workbench.scan("core.assumption").filter(pl.col("assumption_id").is_in(names)).select("assumption_id", "value")
    return {name: Decimal(str(value)) for name, value in asked.collect().iter_rows()}


def terms(workbench: Workbench) -> Terms:
    """How appraisals are reckoned, as ref.assumption has it."""
    return terms_of(assumed(workbench, _TERMS))


def widening(workbench: Workbench) -> Widening:
    """Ranges by grade of evidence."""
    values = assumed(workbench, _DRAWN)
    return Widening(*({grade: float(values[f"pool_range_{side}_{grade}_share"]) for grade in _GRADES} for side in _SIDES))


def chance(workbench: Workbench) -> Chance:
    """How inputs are drawn."""
    values = assumed(workbench, _DRAWN)
    return Chance(int(values["pool_draws"]), int(values["pool_seed"]), float(values["pool_shock_share"]))


def terms_of(values: Mapping[str, Decimal]) -> Terms:
    """The same from the values of ref.assumption by their ids."""

    def numbered(start: str) -> dict[int, Decimal]:
        found = {name.removeprefix(start).removesuffix("_share"): value for name, value in values.items() if name.startswith(start)}
        return {int(number): value for number, value in sorted(found.items()) if number.isdecimal()}

    kinds: tuple[Discounting, ...] = ("social", "health")
    return Terms(
        {kind: sorted(numbered(f"{_APPRAISAL}discount_{kind}_").items()) for kind in kinds}, numbered(_PRICES), values[f"{_PRICES}later_share"],
        numbered(f"{_APPRAISAL}optimism_cost_"), numbered(f"{_APPRAISAL}optimism_benefit_"),
    )  # fmt: skip


def worked_out(workbench: Workbench) -> pool_tables.Worked:
    """All agreements of the place worked out, once a run."""
    return workbench.once("mart.pool_scenario", lambda: _work_out(workbench))


def _work_out(workbench: Workbench) -> pool_tables.Worked:
    files = scenario_files(workbench)
    roles = workbench.scan("mart.return_line").filter(pl.col("count_id").is_not_null()).group_by("count_id").agg(pl.col("role").min())
    count = workbench.scan("mart.spend_count").select(_COUNTED)
    drawn_on = (count if files else count.head(0)).join(roles, on="count_id", how="left").collect()
    kept = Count.of(drawn_on, workbench.scan("ref.ring_fence").collect())
    vat_rate = Decimal(str(assumption(workbench, _VAT)))
    range_by_grade, how = widening(workbench), chance(workbench)
    return pool_tables.work_out(files, kept, _people(workbench, files), vat_rate, terms(workbench), lambda scenario: cannot_be_drawn(scenario, range_by_grade, how))


def _step(table: str, choose: Callable[[pool_tables.Worked], pl.DataFrame]) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        choose(worked_out(workbench)).write_parquet(target)

    return Step(
        table=table,
        inputs=("mart.spend_count", "mart.return_line", "ref.body", "ref.pool_power", "ref.ring_fence", "core.body_area", "core.area", "core.area_statistic", "core.assumption"),
        assumptions=(_YEARS_APART, _VAT, *_TERMS, *_DRAWN),
        code=fingerprint.of_code(
            "scenarios.py", "scenario_schema.py", "scenario_faults.py", "intervention_faults.py", "written_files.py", "analysis/pooling.py", "analysis/pool_tables.py", "analysis/appraisal.py", "analysis/drawn_ledger.py", "analysis/pool_draws.py", "analysis/pool_model.py", "analysis/pool_risk.py", "analysis/pool_contributions.py", "analysis/allocation.py", "analysis/spend_areas.py", "assets/pooling.py"
        ),
        make=make,
        outside=_written,
    )


def _written(workbench: Workbench) -> str:
    return fingerprint.of_values([(path.name, fingerprint.of_bytes(path.read_bytes())) for path in sorted(workbench.paths.scenarios.glob("*.toml"))])


def _entries(workbench: Workbench, target: Path) -> None:
    rows = [
        {"scenario_id": path.stem, "entry": name, "file_line": line, "value": value}
        for path in sorted(workbench.paths.scenarios.glob("*.toml"))
        for name, line, value in pool_entries.entries(path.read_bytes())
    ]
    frame = pl.DataFrame(rows, schema=ENTRY.polars_schema())
    ENTRY.conform(frame).collect().sort(ENTRY.primary_key).write_parquet(target)


STEPS = (
    from_declaration("ref.ring_fence", lambda bench: reference.ring_fence_table()),
    _step("mart.pool_scenario", lambda worked: worked.scenario),
    _step("mart.pool_contribution", lambda worked: worked.contribution),
    _step("mart.pool_flow", lambda worked: worked.flow),
    _step("mart.pool_benefit", lambda worked: worked.benefit),
    _step("mart.pool_appraisal", lambda worked: worked.appraisal),
    _step("mart.pool_body", lambda worked: worked.body),
    Step("mart.pool_entry", (), fingerprint.of_code("analysis/pool_entries.py", "assets/pooling.py"), _entries, outside=_written),
)
