"""Real estates returns, lists of schools and outlines, by what SOURCES.md and the files themselves say of their faults."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.real.conftest import DATA
from tests.sources.conftest import rows_of
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import all_sources, known_headings

pytestmark = pytest.mark.real


def rows(name: str, scratch: Path, **stated: Any) -> list[dict[str, Any]]:
    path = DATA / name
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=scratch)
    assert isinstance(table, TextTable)
    found = recognise(table)
    return rows_of(table, all_sources()[str(found.kind)], found, stated)


def test_fifteen_trusts_of_2016_have_impossible_percentages(tmp_path: Path) -> None:
    found = rows("nhs/ERIC-2016-17.csv", tmp_path, fy=2016)
    impossible = {row["organisation_code"] for row in found if row["percentage_reading"] == "impossible"}
    assert impossible == {"R1E", "RBZ", "RCB", "RJ8", "RQY", "RT5", "RTD", "RTF", "RVN", "RWD", "RX3", "RY8", "RYW", "TAH", "TAJ"}
    assert all(row["empty_share"] is None and row["under_used_share"] is None for row in found if row["percentage_reading"] == "impossible")
    # its return says 95.18 % of the NHS estate, 1.05 % empty and 9.87 % under used in 2015-16: the year after, they are added up
    (york,) = [row for row in found if row["organisation_code"] == "RCB"]
    assert (york["empty_value"], york["under_used_value"]) == (28.48, 79.04)
    (salford,) = [row for row in found if row["organisation_code"] == "RM3"]
    assert (salford["under_used_share"], salford["gia_m2"]) == (pytest.approx(0.0166), 152918.0)
    assert salford["backlog_total_gbp"] == 4910625 + 1667087 + 1701000


def test_percentages_of_2015_are_percentages(tmp_path: Path) -> None:
    found = rows("nhs/ERIC-2015-16.csv", tmp_path, fy=2015)
    assert (len(found), {row["percentage_reading"] for row in found}) == (238, {"of one whole"})
    # every total is the sum of the four risks, to a few pounds
    assert not [row for row in found if row["_backlog_stated_gbp__problem"]]
    assert sum(row["non_clinical_share"] is None for row in found) == sum(row["non_clinical_m2"] is None or not row["occupied_floor_area_m2"] for row in found)


def test_costs_of_2013_are_cut_and_names_are_put_together(tmp_path: Path) -> None:
    found = rows("nhs/ERIC-2013-14.csv", tmp_path, fy=2013)
    assert {row["hard_fm_cost_gbp"] for row in found} == {row["maintenance_cost_gbp"] for row in found} == {None}
    assert all(row["energy_cost_gbp"] > 80_000 for row in found)  # of the block that is whole
    names = {row["organisation_code"]: row["organisation_as_published"] for row in found}
    assert names["RRF"] == "WRIGHTINGTON, WIGAN AND LEIGH NHS FOUNDATION TRUST"
    types = {row["organisation_code"]: row["organisation_type_as_published"] for row in found}
    assert types["RRF"] == "ACUTE - MEDIUM"


def test_a_return_without_floor_area_still_names_every_trust(tmp_path: Path) -> None:
    found = rows("nhs/eric_2023_24_trust_data.csv", tmp_path, fy=2023)
    (manchester,) = [row for row in found if row["organisation_code"] == "R0A"]
    assert (manchester["site_count"], manchester["gia_m2"], manchester["percentage_reading"]) == (105, None, None)


def test_schools_of_trafford_by_who_runs_them(tmp_path: Path) -> None:
    found = rows("schools/trafford_schools_and_colleges_2026.csv", tmp_path)
    # academies and free schools; a college and one of other types; "maintained" and "special" do not say which
    assert Counter(row["governance"] for row in found) == {"academy": 29 + 2, "independent": 8, "other": 2, "not stated": 56 + 6}
    assert sum(row["is_special"] for row in found) == 6
    assert all(row["easting"] for row in found)


def test_rows_of_another_layout_are_pasted_into_the_national_extract(tmp_path: Path) -> None:
    found = rows("schools/gias_example_schools_data.csv", tmp_path)
    whole, pasted = found[:9], found[9:]
    assert [row["roll"] for row in whole] == [276, 727, 248, 928, None, 123, 33, 19, 396]
    assert [row["urn"] for row in found if row["row_reason"] == "closed school"] == ["100004", "124930", "131095"]
    assert len(pasted) == 10 and all(row["easting"] is None for row in pasted)


def test_outlines_have_the_size_of_buildings(tmp_path: Path) -> None:
    found = rows("property/gm_fire_stations_footprints.geojson", tmp_path)
    assert len(found) == 82
    assert all(5 < row["area_m2"] < 10_000 and 350_000 < row["easting"] < 410_000 for row in found)
