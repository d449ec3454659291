"""The steps of provision and need.

Belongs here: thin steps around analysis/provision.py. Does not belong here: the functions, or the offers themselves (sql/mart/provision.sql).
"""

from decimal import Decimal
from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.analysis import provision
from totalplace.assets.places import assumption
from totalplace.pipeline import Step, Workbench

_LINE = ("source_file_id", "source_part", "source_row")
_ASSUMED = {
    "administration_avoided": "provision_administration_avoided_share",
    "level_held": "provision_level_held_share",
    "level_held_avoided": "provision_level_held_avoided_share",
}
_READ = ("core.provision_line", "core.area", "core.place_area", "staging.provision")
_CODE = ("analysis/provision.py", "analysis/allocation.py", "assets/provision.py")


def _counted(workbench: Workbench, kind: str) -> pl.DataFrame:
    """The lines of the kind that count, with what was found out about them."""
    known = workbench.scan("core.provision_line").filter(pl.col("line_status") == "loaded", pl.col("source_kind") == kind)
    facts = known.select(*_LINE, "line_id", "funder", "area_codes", "area_basis")
    return workbench.scan(f"staging.{kind}").join(facts, on=_LINE, how="inner").collect()


def _areas(workbench: Workbench) -> provision.Areas:
    named = workbench.scan("core.place_area").collect()["area_code"].drop_nulls().to_list()
    return provision.Areas(workbench.scan("core.area").collect(), named)


def _offered(workbench: Workbench) -> tuple[tuple[provision.Offer, ...], provision.Areas]:
    """The offers, and the areas with what is known by now of which lies in which: read once a run."""
    return workbench.once("mart.provision_overlap", lambda: (provision.offers_of(_counted(workbench, "provision")), _areas(workbench)))


def _make_overlap(workbench: Workbench, target: Path) -> None:
    provision.overlaps(*_offered(workbench)).write_parquet(target)


def _reached(workbench: Workbench) -> tuple[tuple[provision.Cell, ...], tuple[provision.Part, ...]]:
    """How places reach people, worked out once a run: what was shared and what is lacking follow from it."""
    return workbench.once("mart.provision_share", lambda: _reach(workbench))


def _reach(workbench: Workbench) -> tuple[tuple[provision.Cell, ...], tuple[provision.Part, ...]]:
    offers, areas = _offered(workbench)
    cells = provision.cells(provision.needs_of(_counted(workbench, "need")), offers, areas)
    return cells, provision.parts(offers, cells, areas)


def _make_share(workbench: Workbench, target: Path) -> None:
    _, parts = _reached(workbench)
    provision.shares(parts).write_parquet(target)


def _make_gap(workbench: Workbench, target: Path) -> None:
    cells, parts = _reached(workbench)
    _, areas = _offered(workbench)
    provision.gaps(cells, parts, areas).write_parquet(target)


def _make_year(workbench: Workbench, target: Path) -> None:
    provision.years(workbench.scan("mart.provision").collect(), workbench.scan("mart.provision_overlap").collect()).write_parquet(target)


def _make_review(workbench: Workbench, target: Path) -> None:
    assumed = provision.Assumptions(**{name: Decimal(str(assumption(workbench, assumption_id))) for name, assumption_id in _ASSUMED.items()})
    provision.reviews(workbench.scan("mart.provision").collect(), workbench.scan("mart.provision_overlap").collect(), assumed).write_parquet(target)


STEPS = (
    Step(table="mart.provision_overlap", inputs=_READ, code=fingerprint.of_code(*_CODE), make=_make_overlap),
    Step(table="mart.provision_share", inputs=(*_READ, "staging.need"), code=fingerprint.of_code(*_CODE), make=_make_share),
    Step(table="mart.provision_gap", inputs=(*_READ, "staging.need"), code=fingerprint.of_code(*_CODE), make=_make_gap),
    Step(table="mart.provision_year", inputs=("mart.provision", "mart.provision_overlap"), code=fingerprint.of_code(*_CODE), make=_make_year),
    Step(
        table="mart.provision_review",
        inputs=("mart.provision", "mart.provision_overlap", "core.assumption"),
        assumptions=tuple(_ASSUMED.values()),
        code=fingerprint.of_code(*_CODE),
        make=_make_review,
    ),
)
