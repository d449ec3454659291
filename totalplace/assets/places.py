"""The steps that are not SQL: what place.toml and our reference data say, areas and locations.

Belongs here: thin steps around plain functions. Does not belong here: the functions (place.py, analysis/, reference.py).
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl

from totalplace import fingerprint, identity, place, plan_file, reference, review
from totalplace.analysis import (
    areas,
    asset_pairs,
    certificates,
    clusters,
    known_again,
    location,
    matching,
    outlines,
    transfers,
)
from totalplace.pipeline import Step, Workbench

_LIMITS = {
    "far_from_postcode_m": "location_postcode_distance_m",
    "far_from_list_m": "location_list_distance_m",
    "far_from_list_times": "location_list_distance_times",
}
_DIAMETER = "match_cluster_diameter_m"
_SAME_POINT = "identity_same_point_m"
_OUTLINE = {"near_m": "outline_near_m", "site_gap_m": "outline_site_gap_m"}
_JUDGEMENT = ("analysis/matching.py", "analysis/building_parts.py")
_UNNAMED_LEVY = "unnamed_levy_least_gbp"
_CLUSTER = ("cluster_walk_m", "walk_detour_times")
_MATCH = ("match_near_m", "match_far_m", "match_name_share", "match_name_doubt_share")


def from_declaration(
    table: str, make: Callable[[Workbench], pl.DataFrame], after: tuple[str, ...] = ()
) -> Step:
    """A table that follows from place.toml and our own reference data alone."""

    def write(workbench: Workbench, target: Path) -> None:
        make(workbench).write_parquet(target)

    return Step(
        table=table,
        inputs=(),
        code=fingerprint.of_code("place", "plan_file", "written_files", "reference", "reference_data"),
        make=write,
        outside=lambda workbench: fingerprint.of_values(make(workbench).write_ndjson()),
        after=after,
    )


def _make_areas(workbench: Workbench, target: Path) -> None:
    boundaries = workbench.scan("staging.boundary").collect()
    areas.choose_areas(boundaries, workbench.scan("core.place_area").collect()).write_parquet(target)


def _make_postcodes(workbench: Workbench, target: Path) -> None:
    areas.choose_postcodes(workbench.scan("staging.postcode")).sink_parquet(target, maintain_order=True)


def _located(workbench: Workbench, lines: pl.DataFrame) -> pl.DataFrame:
    in_force = dict(workbench.scan("core.assumption").select("assumption_id", "value").collect().iter_rows())
    return location.locate(
        lines,
        workbench.scan("core.postcode").collect(),
        workbench.scan("core.area").collect(),
        location.Limits(**{name: in_force[assumption_id] for name, assumption_id in _LIMITS.items()}),
    )


def _make_property_place(workbench: Workbench, target: Path) -> None:
    _located(workbench, workbench.scan("core.listing").collect()).write_parquet(target)


def _make_confirmed_place(workbench: Workbench, target: Path) -> None:
    _located(workbench, location.corrected(workbench.scan("staging.building_confirmation").collect())).write_parquet(target)


def identity_inputs(workbench: Workbench) -> str:
    """Of what the ids are given to: a publication of the same things follows the identities that the last one followed."""
    return workbench.fingerprint_but_for("analysis.asset_record", "core.known_identity")


def identity_basis(workbench: Workbench) -> str:
    """Of the identities that the ids of this run follow from."""
    paths = workbench.paths
    return identity.basis(paths.asset_identity, paths.asset_identity_used, identity_inputs(workbench))


def _given(workbench: Workbench) -> asset_pairs.Given:
    return asset_pairs.Given(
        records=workbench.scan("analysis.asset_record").collect(),
        links=workbench.scan("analysis.asset_link").collect(),
        known=workbench.scan("core.known_identity").collect(),
        decisions=workbench.scan("core.match_decision").collect(),
        words=_words(workbench),
        diameter_m=assumption(workbench, _DIAMETER),
        limits=known_again.Limits(names=_names(workbench), same_point_m=assumption(workbench, _SAME_POINT)),
    )


def _words(workbench: Workbench) -> matching.Words:
    return matching.Words.of(workbench.scan("ref.matching_word").collect().iter_rows(named=True))


def _names(workbench: Workbench) -> matching.Thresholds:
    return matching.Thresholds(*(assumption(workbench, name) for name in _MATCH))


def _make_asset_blocks(workbench: Workbench, target: Path) -> None:
    records = workbench.scan("analysis.asset_record").collect()
    matching.block_table(records, _words(workbench)).write_parquet(target)


def _make_asset_links(workbench: Workbench, target: Path) -> None:
    matching.link_table(
        workbench.scan("analysis.asset_record").collect(),
        workbench.scan("analysis.asset_candidate").collect(),
        _words(workbench),
        _names(workbench),
    ).write_parquet(target)


def _make_asset_identity(workbench: Workbench, target: Path) -> None:
    asset_pairs.identities(_given(workbench)).write_parquet(target)


def _make_asset_pair(workbench: Workbench, target: Path) -> None:
    asset_pairs.pairs(_given(workbench), workbench.scan("core.asset_identity").collect()).write_parquet(target)


def _asset_of(workbench: Workbench) -> dict[str, str]:
    return dict(workbench.scan("core.asset_identity").select("source_key", "asset_id").collect().iter_rows())


def _guarded(workbench: Workbench) -> frozenset[tuple[object, ...]]:
    """The lines of sensitive premises, by their file, table and row."""
    lines = workbench.scan("core.guarded_line").filter("is_whole").select("source_file_id", "source_part", "source_row")
    return frozenset(lines.collect().iter_rows())


def _make_certificate_lines(workbench: Workbench, target: Path) -> None:
    in_place = workbench.scan("core.area").filter("is_in_place").select("area_code").collect()["area_code"]
    named = workbench.scan("core.place_area").select("area_code").collect()["area_code"].drop_nulls()
    certificates.match_certificates(
        workbench.scan("staging.energy_certificate").collect(),
        workbench.scan("analysis.asset_record").collect(),
        _asset_of(workbench),
        frozenset([*in_place, *named]),
        _words(workbench),
        _names(workbench),
        _guarded(workbench),
    ).write_parquet(target)


def _make_outline_lines(workbench: Workbench, target: Path) -> None:
    outlines.match_outlines(
        workbench.scan("staging.building_outline").collect(),
        workbench.scan("analysis.asset_record").collect(),
        _asset_of(workbench),
        workbench.scan("core.area").collect(),
        workbench.scan("ref.outline_word").collect().select("word", "function_id").rows(),
        _words(workbench),
        outlines.Limits(
            **{name: assumption(workbench, assumption_id) for name, assumption_id in _OUTLINE.items()},
            names=_names(workbench),
        ),
        _guarded(workbench),
    ).write_parquet(target)


def _make_footprints(workbench: Workbench, target: Path) -> None:
    lines = workbench.scan("core.outline_line").collect()
    outlines.footprints(lines, workbench.scan("staging.building_outline").collect()).write_parquet(target)


def _make_transfers(workbench: Workbench, target: Path) -> None:
    lines = workbench.scan("core.spend_return_line").filter(
        (pl.col("line_status") == "loaded") & pl.col("is_spending") & pl.col("outside_reason").is_null() & pl.col("transfer_type").is_not_null()
    )
    place = workbench.scan("ref.place").collect().row(0, named=True)
    lines = lines.filter(pl.col("fy").is_between(place["first_fy"] or 0, place["last_fy"] or 9999))
    is_received = (pl.col("role") == "received").fill_null(False).alias("is_received")
    columns = ("body_id", "other_body_id", is_received, "fy", "account", "economic", pl.col("transfer_type").alias("type"), "cofog", "amount_gbp")
    limits = transfers.Thresholds(unnamed_levy_least_gbp=Decimal(str(assumption(workbench, _UNNAMED_LEVY))))
    transfers.match_transfers(lines.select(*columns).collect(), limits).write_parquet(target)


def _make_cluster_members(workbench: Workbench, target: Path) -> None:
    shares = clusters.sharing(workbench.scan("ref.function").collect().iter_rows(named=True))
    buildings = clusters.candidates(workbench.scan("mart.estate").collect(), workbench.scan("mart.utilisation_latest").collect(), shares)
    walk_m, detour_times = (assumption(workbench, name) for name in _CLUSTER)
    clusters.choose(buildings, shares, walk_m / detour_times).write_parquet(target)


def assumption(workbench: Workbench, name: str) -> float:
    return float(workbench.scan("core.assumption").filter(pl.col("assumption_id") == name).collect()["value"].item())


STEPS = (
    from_declaration("ref.body", lambda bench: place.body_table(bench.place)),
    from_declaration("ref.body_alias", lambda bench: place.body_alias_table(bench.place)),
    from_declaration("ref.place", lambda bench: place.place_table(bench.place, bench.paths.place)),
    from_declaration("core.place_area", lambda bench: place.place_area_table(bench.place)),
    from_declaration("ref.successor", lambda bench: place.successor_table(bench.place)),
    from_declaration("ref.successor_word", lambda bench: reference.successor_word_table()),
    from_declaration("ref.disposal_check", lambda bench: reference.disposal_check_table()),
    from_declaration("core.body_claim", lambda bench: place.body_claim_table(bench.place)),
    from_declaration("core.listed_sensitive", lambda bench: place.listed_sensitive_table(bench.place)),
    from_declaration("ref.function", lambda bench: reference.function_table()),
    from_declaration("ref.function_word", lambda bench: reference.function_word_table()),
    from_declaration("ref.dwelling_word", lambda bench: reference.dwelling_word_table()),
    from_declaration("ref.assumption", lambda bench: reference.assumption_table(bench.place)),
    from_declaration(
        "core.assumption", lambda bench: reference.assumptions_in_force(bench.place, bench.settings.today()), after=("ref.assumption",)
    ),
    from_declaration(
        "core.calendar", lambda bench: reference.calendar_table(bench.settings.today(), plan_file.load_plan(bench.paths, bench.place).first_fy)
    ),
    from_declaration("core.plan_entry", lambda bench: plan_file.entry_table(bench.paths, bench.place)),
    from_declaration("ref.matching_word", lambda bench: reference.matching_word_table()),
    from_declaration("ref.outline_word", lambda bench: reference.outline_word_table()),
    from_declaration("ref.return_heading", lambda bench: reference.return_heading_table()),
    from_declaration("ref.return_total", lambda bench: reference.return_total_table()),
    from_declaration("ref.spend_line", lambda bench: reference.spend_line_table()),
    from_declaration("ref.cofog", lambda bench: reference.cofog_table()),
    from_declaration("ref.pool_power", lambda bench: reference.pool_power_table()),
    from_declaration("core.match_decision", lambda bench: review.decisions(bench.paths.asset_review)),
    Step(
        table="core.known_identity",
        inputs=(),
        code=fingerprint.of_code("identity"),
        make=lambda bench, target: identity.known_identities(bench.paths.asset_identity).write_parquet(target),
        outside=identity_basis,
    ),
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
    Step(
        table="core.confirmed_place",
        inputs=("staging.building_confirmation", "core.postcode", "core.area", "core.assumption"),
        assumptions=tuple(_LIMITS.values()),
        code=fingerprint.of_code("analysis/location.py"),
        make=_make_confirmed_place,
    ),
    Step(
        table="analysis.asset_block",
        inputs=("analysis.asset_record", "ref.matching_word"),
        code=fingerprint.of_code(*_JUDGEMENT),
        make=_make_asset_blocks,
    ),
    Step(
        table="analysis.asset_link",
        inputs=("analysis.asset_record", "analysis.asset_candidate", "ref.matching_word", "core.assumption"),
        assumptions=_MATCH,
        code=fingerprint.of_code(*_JUDGEMENT),
        make=_make_asset_links,
    ),
    *(
        Step(
            table=table,
            inputs=("analysis.asset_record", "analysis.asset_link", "core.known_identity", "core.match_decision", "ref.matching_word", "core.assumption", *more),
            assumptions=(_DIAMETER, _SAME_POINT, *_MATCH),
            code=fingerprint.of_code(
                "analysis/asset_pairs.py", "analysis/asset_clusters.py", "analysis/kept_ids.py", "analysis/known_again.py", *_JUDGEMENT
            ),
            make=make,
        )
        for table, make, more in (
            ("core.asset_identity", _make_asset_identity, ()),
            ("core.asset_pair", _make_asset_pair, ("core.asset_identity",)),
        )
    ),
    Step(
        table="core.certificate_line",
        inputs=(
            "staging.energy_certificate", "core.guarded_line", "analysis.asset_record", "core.asset_identity", "core.area", "core.place_area", "ref.matching_word", "core.assumption",
        ),
        assumptions=_MATCH,
        code=fingerprint.of_code("analysis/certificates.py", *_JUDGEMENT),
        make=_make_certificate_lines,
    ),
    Step(
        table="core.outline_line",
        inputs=(
            "staging.building_outline", "core.guarded_line", "analysis.asset_record", "core.asset_identity", "core.area", "ref.outline_word", "ref.matching_word", "core.assumption",
        ),
        assumptions=(*_OUTLINE.values(), *_MATCH),
        code=fingerprint.of_code("analysis/outlines.py", *_JUDGEMENT),
        make=_make_outline_lines,
    ),
    Step(
        table="analysis.transfer",
        inputs=("core.spend_return_line", "ref.place", "core.assumption"),
        assumptions=(_UNNAMED_LEVY,),
        code=fingerprint.of_code("analysis/transfers.py", "analysis/allocation.py"),
        make=_make_transfers,
    ),
    Step(
        table="core.asset_footprint",
        inputs=("core.outline_line", "staging.building_outline"),
        code=fingerprint.of_code("analysis/outlines.py"),
        make=_make_footprints,
    ),
    Step(
        table="mart.cluster_member",
        inputs=("mart.estate", "mart.utilisation_latest", "ref.function", "core.assumption"),
        assumptions=_CLUSTER,
        code=fingerprint.of_code("analysis/clusters.py"),
        make=_make_cluster_members,
    ),
)
