"""The steps that are not SQL: what place.toml and our reference data say, areas and locations.

Belongs here: thin steps around plain functions. Does not belong here: the functions (place.py, analysis/, reference.py).
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from totalplace import fingerprint, identity, place, reference
from totalplace.analysis import areas, location
from totalplace.pipeline import Step, Workbench

_LIMITS = {
    "far_from_postcode_m": "location_postcode_distance_m",
    "far_from_list_m": "location_list_distance_m",
    "far_from_list_times": "location_list_distance_times",
}


def _from_declaration(
    table: str, make: Callable[[Workbench], pl.DataFrame], after: tuple[str, ...] = ()
) -> Step:
    """A table that follows from place.toml and our own reference data alone."""

    def write(workbench: Workbench, target: Path) -> None:
        make(workbench).write_parquet(target)

    return Step(
        table=table,
        inputs=(),
        code=fingerprint.of_code("place", "reference", "reference_data"),
        make=write,
        outside=lambda workbench: fingerprint.of_values(make(workbench).write_ndjson()),
        after=after,
    )


def _make_areas(workbench: Workbench, target: Path) -> None:
    boundaries = workbench.scan("staging.boundary").collect()
    areas.choose_areas(boundaries, workbench.scan("core.place_area").collect()).write_parquet(target)


def _make_postcodes(workbench: Workbench, target: Path) -> None:
    areas.choose_postcodes(workbench.scan("staging.postcode")).sink_parquet(target, maintain_order=True)


def _make_property_place(workbench: Workbench, target: Path) -> None:
    in_force = dict(workbench.scan("core.assumption").select("assumption_id", "value").collect().iter_rows())
    located = location.locate(
        workbench.scan("core.listing").collect(),
        workbench.scan("core.postcode").collect(),
        workbench.scan("core.area").collect(),
        location.Limits(**{name: in_force[assumption_id] for name, assumption_id in _LIMITS.items()}),
    )
    located.write_parquet(target)


STEPS = (
    _from_declaration("ref.body", lambda bench: place.body_table(bench.place)),
    _from_declaration("ref.body_alias", lambda bench: place.body_alias_table(bench.place)),
    _from_declaration("ref.place", lambda bench: place.place_table(bench.place, bench.paths.place)),
    _from_declaration("core.place_area", lambda bench: place.place_area_table(bench.place)),
    _from_declaration("core.body_claim", lambda bench: place.body_claim_table(bench.place)),
    _from_declaration("core.listed_sensitive", lambda bench: place.listed_sensitive_table(bench.place)),
    _from_declaration("ref.function", lambda bench: reference.function_table()),
    _from_declaration("ref.function_word", lambda bench: reference.function_word_table()),
    _from_declaration("ref.assumption", lambda bench: reference.assumption_table(bench.place)),
    _from_declaration(
        "core.assumption", lambda bench: reference.assumptions_in_force(bench.place, bench.settings.today()), after=("ref.assumption",)
    ),
    _from_declaration("ref.pool_power", lambda bench: reference.pool_power_table()),
    _from_declaration("core.known_identity", lambda bench: identity.known_identities(bench.paths.asset_identity)),
    Step(
        table="core.area",
        inputs=("staging.boundary", "core.place_area"),
        code=fingerprint.of_code("analysis/areas.py"),
        make=_make_areas,
    ),
    Step(
        table="core.postcode",
        inputs=("staging.postcode",),
        code=fingerprint.of_code("analysis/areas.py"),
        make=_make_postcodes,
    ),
    Step(
        table="core.property_place",
        inputs=("core.listing", "core.postcode", "core.area", "core.assumption"),
        assumptions=tuple(_LIMITS.values()),
        code=fingerprint.of_code("analysis/location.py"),
        make=_make_property_place,
    ),
)
