"""What energy certificates and outlines give an asset, and what they do not. Given rows, expected rows."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.given import asset_tables
from tests.sql.running import FILE, OTHER, file_of, run, run_file

CERTIFICATE = {**OTHER, "source_row": 5, "line_status": "loaded", "asset_id": "a1", "match_reason": "same UPRN and name", "is_part": False, "is_shown": True, "gia_m2": 900.0, "energy_rating": "D", "certificate_on": date(2024, 1, 1)}  # fmt: skip
OUTLINE = {**OTHER, "source_row": 7, "line_status": "loaded", "asset_id": "a1", "match_reason": "stands in the outline", "site_number": 1, "area_m2": 400.0}


def estate(tmp_path: Path, line: dict[str, Any], *certificates: dict[str, Any], footprint_m2: float | None = None) -> dict[str, Any]:
    footprints = [{"asset_id": "a1", "footprint_m2": footprint_m2, "outline_count": 1}] if footprint_m2 else []
    outlines = [OUTLINE] if footprint_m2 else []
    evidence = run("mart.building_evidence", tmp_path, core__certificate_line=list(certificates), core__outline_line=outlines)
    found = run_file(
        file_of("mart.estate"),
        {
            **asset_tables(line), "core.certificate_line": list(certificates), "core.asset_footprint": footprints, "mart.building_evidence": evidence.to_dicts(),
        },
        tmp_path,
    )  # fmt: skip
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("line", "certificate", "expected"),
    [
        ({}, {}, (900.0, "certificate", "D")),
        ({"gia_m2": 750.0}, {}, (750.0, "measured", "D")),  # measured comes first; the rating is nobody else's
        ({"energy_rating": "B"}, {}, (900.0, "certificate", "B")),
        ({}, {"gia_m2": None}, (None, None, "D")),
        # of a part, or replaced by a newer one: neither area nor rating is the building's
        ({}, {"is_shown": False, "is_part": True}, (None, None, None)),
        ({}, {"is_shown": False, "line_status": "superseded", "line_reason": "newer"}, (None, None, None)),
    ],
)
def test_a_certificate_stands_where_no_floor_area_was_measured(
    line: dict[str, Any], certificate: dict[str, Any], expected: tuple[Any, ...], tmp_path: Path
) -> None:
    row = estate(tmp_path, line, {**CERTIFICATE, **certificate})
    assert (row["gia_m2"], row["gia_method"], row["energy_rating"]) == expected


def test_ground_covered_is_no_floor_area(tmp_path: Path) -> None:
    row = estate(tmp_path, {}, footprint_m2=400.0)
    assert (row["footprint_m2"], row["gia_m2"], row["gia_method"]) == (400.0, None, None)


def test_every_line_that_speaks_of_an_asset_is_among_its_sources(tmp_path: Path) -> None:
    row = estate(tmp_path, {}, CERTIFICATE, footprint_m2=400.0)
    assert row["source_count"] == 3
    evidence = run("mart.building_evidence", tmp_path, core__certificate_line=[CERTIFICATE], core__outline_line=[OUTLINE])
    found = run_file(
        file_of("mart.estate_source"),
        {
            **{name: rows for name, rows in asset_tables({}).items() if name in file_of("mart.estate_source").dependencies},
            "core.asset_identity": [{"source_key": "k", "asset_id": "a1", "own_id": "a1"}], "mart.building_evidence": evidence.to_dicts(),
        },
        tmp_path,
    )  # fmt: skip
    reasons = dict(found.select("source_row", "match_reason").rows())
    assert reasons[5] == "certificate: same UPRN and name" and reasons[7] == "outline: stands in the outline"
    assert found.height == 3


def test_of_an_asset_with_two_outlines_neither_is_the_whole(tmp_path: Path) -> None:
    lines = [OUTLINE, {**OUTLINE, "source_row": 8}, {**OUTLINE, "source_row": 9, "asset_id": "a2"}, {**OUTLINE, "source_row": 10, "line_status": "ignored", "asset_id": None}]
    found = run("mart.building_evidence", tmp_path, core__outline_line=lines).sort("source_row")
    assert found.select("asset_id", "is_whole").rows() == [("a1", False), ("a1", False), ("a2", True)]


def test_what_is_of_no_asset_is_counted(tmp_path: Path) -> None:
    ignored = {"line_status": "ignored", "asset_id": None}
    found = run(
        "core.line_outcome",
        tmp_path,
        core__certificate_line=[
            CERTIFICATE,
            {**CERTIFICATE, **ignored, "source_row": 6, "line_reason": "of no building on any list"},
            {**CERTIFICATE, "source_row": 7, "line_status": "superseded", "line_reason": "newer"},
        ],
        core__outline_line=[{**OUTLINE, **FILE, **ignored, "source_row": row, "line_reason": "outside the place"} for row in (2, 3)],
    )
    counted = found.sort("source_file_id", "line_status").select("source_file_id", "line_status", "line_reason", "row_count").rows()
    assert counted == [
        ("f1", "ignored", "outside the place", 2),
        ("f2", "ignored", "of no building on any list", 1),
        ("f2", "superseded", "newer", 1),
    ]


def test_what_is_of_no_asset_is_told_once_a_table_without_an_address(tmp_path: Path) -> None:
    reasons = ("of no building on any list", "no listed building stands there", "several listed buildings fit")
    outcomes = [{**FILE, "line_status": "ignored", "line_reason": reason, "row_count": count} for count, reason in enumerate((*reasons, "outside the place"), 2)]
    found = run("core.issue", tmp_path, core__line_outcome=outcomes)
    told = {(row["issue_type"], row["severity"], row["occurrences"], row["source_row"], row["value"]) for row in found.to_dicts()}
    assert told == {(reason, "note", count, None, None) for count, reason in enumerate(reasons, 2)}


def test_an_estimate_is_not_known_in_coverage(tmp_path: Path) -> None:
    assets = [{"asset_id": method, "body_id": "council", "asset_kind": "building", "is_public_estate": True, "ownership_basis": "register", "gia_m2": 100.0, "gia_method": method} for method in ("measured", "certificate", "estimated")]
    assets.append({**assets[0], "asset_id": "none", "gia_m2": None, "gia_method": None})
    found = run("mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}], mart__estate=assets)
    assert found["floor_area_share"].to_list() == pl.Series([0.5]).to_list()
