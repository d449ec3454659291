"""The steps of the single gateway for grants.

Belongs here: thin steps around plain functions. Does not belong here: the functions (analysis/grant_*.py, grant_pots.py).
"""

from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.analysis import grant_areas, grant_decision, grant_gateway, grant_overlap
from totalplace.assets.places import assumption
from totalplace.grant_pots import load_pots
from totalplace.pipeline import Step, Workbench

_SHORT = "grant_short_months"
_AREA = {
    "years": "grant_area_years",
    "deprived_share": "grant_cold_deprived_share",
    "rate_share": "grant_cold_rate_share",
    "known_least_share": "grant_area_known_least_share",
    "small_known_share": "grant_deprivation_known_share",
}
_OVERLAP = ("grant_overlap_least_words", "grant_overlap_least_share")
_LINE = ("source_file_id", "source_part", "source_row")


def _code(*modules: str) -> str:
    return fingerprint.of_code("assets/grants.py", *(f"analysis/{name}.py" for name in modules))


def _outlines(workbench: Workbench) -> grant_areas.Outlines:
    return grant_areas.Outlines(workbench.scan("core.area").collect())


def _make_gateway(workbench: Workbench, target: Path) -> None:
    grants = workbench.scan("mart.grant").collect()
    lines = workbench.scan("staging.grant").select(*_LINE, "recipient_key", "recipient_postcode", "recipient_area_code")
    told = grants.lazy().select("line_id", *_LINE).join(lines, on=_LINE, how="inner").drop(_LINE).collect()
    counted = workbench.scan("core.sector_line").filter((pl.col("line_status") == "loaded") & (pl.col("source_kind") == "charity")).select(_LINE)
    charities = workbench.scan("staging.charity").select(*_LINE, "charity_number", "company_number", "name_key", "office_postcode").join(counted, on=_LINE, how="semi").collect()
    places = grant_areas.place_grants(grants, told, workbench.scan("core.postcode").collect(), _outlines(workbench), grant_areas.offices_of(charities))
    grant_gateway.gateway(grants, workbench.scan("ref.body").collect(), places, assumption(workbench, _SHORT)).write_parquet(target)


def _make_party(workbench: Workbench, target: Path) -> None:
    passed = workbench.scan("mart.grant").filter(pl.col("recipient_body_id").is_not_null()).select("line_id", "recipient_body_id").collect()
    grant_gateway.parties(workbench.scan("mart.grant_gateway").collect(), workbench.scan("ref.body").collect(), dict(passed.iter_rows())).write_parquet(target)


def _make_area(workbench: Workbench, target: Path) -> None:
    outlines, areas = _outlines(workbench), workbench.scan("core.area").collect()
    facts = workbench.scan("mart.grant_gateway").collect()
    figures = {name: assumption(workbench, assumption_id) for name, assumption_id in _AREA.items()}
    limits = grant_areas.Limits(years=int(figures.pop("years")), **figures)
    named = workbench.scan("core.place_area").collect()["area_code"].drop_nulls().to_list()
    postcodes = workbench.scan("core.postcode").filter(pl.col("lsoa_code").is_not_null()).collect()
    need = grant_areas.needs(workbench.scan("core.area_statistic").collect(), areas, postcodes, named, outlines, limits) if facts.height else {}
    served = workbench.scan("core.body_area").filter(pl.col("body_id").is_in(facts["funder_body_id"].drop_nulls().unique().implode())).collect()
    kinds = dict(workbench.scan("mart.grant").select("line_id", "recipient_kind").collect().iter_rows())
    grant_areas.by_area(facts, kinds, need, outlines, frozenset(served["area_code"]), limits).write_parquet(target)


def _make_overlap(workbench: Workbench, target: Path) -> None:
    words, share = (assumption(workbench, name) for name in _OVERLAP)
    grant_overlap.overlaps(workbench.scan("mart.grant_gateway").collect(), workbench.scan("mart.grant").collect(), int(words), share).write_parquet(target)


def _make_decision(workbench: Workbench, target: Path) -> None:
    pots = load_pots(workbench.paths, workbench.place)
    grant_decision.decisions(pots, workbench.scan("mart.grant_gateway").collect(), workbench.scan("mart.grant").collect()).write_parquet(target)


def _written(workbench: Workbench) -> str:
    path = workbench.paths.grants_gateway_toml
    return fingerprint.of_bytes(path.read_bytes()) if path.is_file() else ""


STEPS = (
    Step(
        table="mart.grant_gateway",
        inputs=("mart.grant", "staging.grant", "staging.charity", "core.sector_line", "core.postcode", "core.area", "ref.body", "core.assumption"),
        assumptions=(_SHORT,),
        code=_code("grant_gateway", "grant_areas"),
        make=_make_gateway,
    ),
    Step(table="mart.grant_party", inputs=("mart.grant_gateway", "mart.grant", "ref.body"), code=_code("grant_gateway"), make=_make_party),
    Step(
        table="mart.grant_area",
        inputs=("mart.grant_gateway", "mart.grant", "core.postcode", "core.area", "core.place_area", "core.body_area", "core.area_statistic", "core.assumption"),
        assumptions=tuple(_AREA.values()),
        code=_code("grant_areas", "access", "spend_areas"),
        make=_make_area,
    ),
    Step(table="mart.grant_overlap", inputs=("mart.grant_gateway", "mart.grant", "core.assumption"), assumptions=_OVERLAP, code=_code("grant_overlap"), make=_make_overlap),
    Step(
        table="mart.grant_decision",
        inputs=("mart.grant_gateway", "mart.grant"),
        code=fingerprint.of_code("assets/grants.py", "analysis/grant_decision.py", "analysis/grant_overlap.py", "grant_pots.py", "written_files.py"),
        make=_make_decision,
        outside=_written,
    ),
)
