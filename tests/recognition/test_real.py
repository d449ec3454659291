"""The real published files: what each is taken for, and that payments add up to what the files say."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import known_headings

pytestmark = pytest.mark.real
ROOT = Path(os.environ.get("TOTALPLACE_REAL_DATA", "."))
HELD_PAYMENTS = ("spend/nwod_gm_2019/README.md",)
OUTTURN = ("finance/RS_", "finance/Revenue_Outturn_Summary")
GRANTS = ["grants/trafford_vcs_grants.csv", "grants/trafford_360giving_2020.csv", "grants/trafford_360giving_2022.xlsx"]
FOOD = "licensing/west_sussex_fhrs.geojson"
LICENCES = ("licensing/adur_premises_on_off.csv", "licensing/worthing_premises_on_off.csv")
CHARITIES = "grants/trafford_charities.csv"
OF_CARE = ["nhs/nhs_choices_hospital.csv", "nhs/nhs_hospitals_simplified.csv", "nhs/gm_general_practices_2019.csv"]


def kinds(path: Path, scratch: Path) -> set[tuple[str | None, str]]:
    tables = read_tables(path, path.name, known_headings=known_headings(), scratch=scratch)
    found = [recognise(table) for table in tables if isinstance(table, TextTable)]
    return {(entry.kind, entry.status) for entry in found}


def files(folder: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*") if path.is_file()) if ROOT.is_dir() else []


@pytest.mark.parametrize("name", files("spend"))
def test_lists_of_payments(name: str, tmp_path: Path) -> None:
    found = kinds(ROOT / name, tmp_path)
    if name in HELD_PAYMENTS:
        assert found == {(None, "held")}
    elif name == "spend/salford/2022-07.csv":
        assert found == {("contract", "recognised")}
    elif "lambeth" in name and "2012-06" not in name:
        assert found == {("payments", "held")}  # totals a supplier, without any date
    else:
        assert found == {("payments", "recognised")}


@pytest.mark.parametrize(
    "name",
    [
        "property/trafford_land_and_building_assets.csv",
        "property/cheltenham_land_and_assets_2021.csv",
        "property/london_fire_brigade_property_converted.csv",
        "property/lambeth_core_office_buildings.csv",
        "property/lambeth_leisure_centres.csv",
        "property/trafford_leisure_centres.csv",
        "property/trafford_community_hubs.csv",
        "property/oxford_community_centres.csv",
        "community/gm_libraries.csv",
        "community/gm_probation_offices.csv",
        "community/lambeth_childrens_centres.csv",
        "emergency/home_office_fire_stations_england.ods",
        "emergency/police_stations_data_police_uk_2018.tsv",
        "emergency/lambeth_police_stations.csv",
    ],
)
def test_registers_and_lists_of_places(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("property_register", "recognised")}


@pytest.mark.parametrize(
    "name",
    [name for folder in ("people", "grants", "licensing", "nhs", "finance", "linkage") for name in files(folder) if name not in (*OF_CARE, *GRANTS, CHARITIES, *LICENCES, FOOD) and not name.startswith(OUTTURN)]
    + ["community/gm_polling_stations.csv", "schools/england_school_postcodes_bng.csv"],
)
def test_nothing_else_is_loaded(name: str, tmp_path: Path) -> None:
    assert all(status == "held" for _, status in kinds(ROOT / name, tmp_path))


def test_allocations_of_commissioners_wait_for_year_and_unit(tmp_path: Path) -> None:
    """Held with a sentence: 209 figures of which nothing says whether they are pounds or thousands, nor of which year."""
    path = ROOT / "finance/nhs_ccg_allocations.csv"
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
    assert isinstance(table, TextTable)
    found = recognise(table)
    assert (found.kind, found.status) == ("nhs_return", "held")
    assert "State unit" in found.reason and "State fy" in found.reason
    assert set(found.columns) == {"organisation_as_published", "_allocation"}


def test_a_food_hygiene_register(tmp_path: Path) -> None:
    assert kinds(ROOT / FOOD, tmp_path) == {("food_business", "recognised")}


@pytest.mark.parametrize("name", LICENCES)
def test_registers_of_licensed_premises(name: str, tmp_path: Path) -> None:
    """On, off and both in three columns, and in one under the heading of a date."""
    assert kinds(ROOT / name, tmp_path) == {("licensed_premises", "recognised")}


@pytest.mark.parametrize("name", GRANTS)
def test_lists_of_grants(name: str, tmp_path: Path) -> None:
    """Three editions of one list; totals by ward or district are none."""
    assert kinds(ROOT / name, tmp_path) == {("grant", "recognised")}


@pytest.mark.parametrize("name", [name for name in files("finance") if name.startswith(OUTTURN)])
def test_workbooks_of_revenue_outturn(name: str, tmp_path: Path) -> None:
    """Their sheets of data; what else stands in them is no other kind."""
    found = kinds(ROOT / name, tmp_path)
    assert ("revenue_outturn", "recognised") in found
    assert {kind for kind, status in found if status == "recognised"} == {"revenue_outturn"}


@pytest.mark.parametrize("name", [name for name in files("geography") if name.endswith(("json", "json.gz")) and "topo" not in name])
def test_boundaries(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("boundaries", "recognised")}


@pytest.mark.parametrize("name", [name for name in files("schools") if "postcodes" not in name])
def test_lists_of_schools(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("school", "recognised")}


@pytest.mark.parametrize("name", OF_CARE)
def test_lists_of_hospitals_and_practices(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("facility", "recognised")}


@pytest.mark.parametrize("name", [name for name in files("property") if "footprints" in name])
def test_outlines_of_buildings(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("building_outline", "recognised")}


@pytest.mark.parametrize("name", [name for name in files("nhs") if "ERIC-" in name or "trust_data" in name])
def test_estates_returns_wait_for_their_year(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("nhs_estate", "held")}


@pytest.mark.parametrize("name", [name for name in files("geography") if "iod20" in name or "population" in name])
def test_statistics_of_areas(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("area_statistic", "recognised")}


def test_small_area_deprivation_waits_for_its_year(tmp_path: Path) -> None:
    assert kinds(ROOT / "geography/gm_imd_2015_lsoa_long.csv.gz", tmp_path) == {("area_statistic", "held")}


@pytest.mark.parametrize("name", ["geography/gm_postcodes_2018-08.csv.gz", "geography/trafford_postcodes.csv.gz"])
def test_postcode_directories(name: str, tmp_path: Path) -> None:
    assert kinds(ROOT / name, tmp_path) == {("postcodes", "recognised")}


def test_a_month_with_an_unlabelled_total_is_not_counted_twice(tmp_path: Path) -> None:
    import polars as pl

    from totalplace import values as v

    path = ROOT / "spend/leeds_raw/2012-05.csv.gz"
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
    assert isinstance(table, TextTable)
    columns = recognise(table).columns
    amount = v.money(pl.col(columns["net_gbp"])).value.alias("amount")
    rows = table.frame.select(amount, pl.col(columns["supplier_as_published"]).alias("supplier")).collect()
    assert rows.filter(pl.col("supplier").is_not_null())["amount"].sum() == Decimal("73675027.41")
    assert rows.filter(pl.col("supplier").is_null())["amount"].to_list() == [Decimal("73675027.41")]


def test_charities_are_a_register_and_totals_of_grants_are_held(tmp_path: Path) -> None:
    assert kinds(ROOT / CHARITIES, tmp_path) == {("charity", "recognised")}
    for name in ("england_360giving_grants_by_ward_donor_year.csv.gz", "england_district_grants_and_imd.csv"):
        (table,) = read_tables(ROOT / "grants" / name, name, known_headings=known_headings(), scratch=tmp_path)
        assert isinstance(table, TextTable)
        found = recognise(table)
        assert (found.kind, found.status) == (None, "held") and "would count twice" in found.reason
