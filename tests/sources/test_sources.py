"""Each kind over small samples with the faults of real files; every expected value typed by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import shapely

from totalplace.reading import normalise_heading
from totalplace.recognition import Recognition
from totalplace.sources import all_sources, known_headings
from totalplace.sources._coordinates import located, to_degrees, to_grid

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_every_kind_is_found_and_its_fields_have_their_own_columns() -> None:
    sources = all_sources()
    spending = {"nhs_return", "police_return", "fire_return", "central_return"}
    plain = {"measured_use", "estate_cost", "condition_survey", "lease", "occupation_return", "building_constraint", "building_confirmation", "ledger_extract", "contract", "travel_time", "provision", "need"}
    published = {"nhs_estate", "school", "facility", "building_outline", "energy_certificate", "area_statistic", "revenue_outturn", "grant", "outcome"}
    sector = {"charity", "charity_detail", "sector_group", "licensed_premises", "food_business"}
    assert set(sources) == {"property_register", "payments", "postcodes", "boundaries", *published, *plain, *spending, *sector}
    for source in sources.values():
        columns = [entry.column for entry in source.fields]
        assert len(set(columns)) == len(columns)
        contract = set(source.contract.column_names)
        assert all(column in contract or column.startswith("_") or column.endswith("_american") for column in columns)


def test_aliases_are_in_the_normal_form_of_headings() -> None:
    wrong = {
        alias
        for source in all_sources().values()
        for entry in source.fields
        for alias in entry.aliases
        if normalise_heading(alias) != alias
    }
    assert wrong == set()
    assert {"postcode", "post code", "payment date"} <= known_headings()


# Test points that the Ordnance Survey publishes with OSTN15.
POINTS = [
    (49.92226393730, -6.29977752014, 91492.146, 11318.804),  # TP01
    (49.96006137820, -5.20304609998, 170370.718, 11572.405),  # TP02
    (50.43885825610, -4.10864563561, 250359.811, 62016.569),  # TP03
    (50.93127937910, -1.45051433700, 438710.920, 114792.250),  # TP05
    (54.97912273660, -1.61657685184, 424639.355, 565012.703),  # TP25
]


@pytest.mark.parametrize(("lat", "lon", "easting", "northing"), POINTS)
def test_degrees_and_grid_agree_with_the_ordnance_survey_to_a_millimetre(lat: float, lon: float, easting: float, northing: float) -> None:
    east, north = to_grid([lon], [lat])
    assert abs(east[0] - easting) <= 0.001
    assert abs(north[0] - northing) <= 0.001
    back_lon, back_lat = to_degrees([easting], [northing])
    assert abs(back_lon[0] - lon) < 2e-8
    assert abs(back_lat[0] - lat) < 2e-8


@pytest.mark.parametrize(
    ("x", "y", "reading", "problem"),
    [
        (-1.616577, 54.979123, "longitude and latitude", None),
        (54.979123, -1.616577, "longitude and latitude exchanged", "coordinates exchanged"),
        (424639.4, 565012.7, "grid", None),
        (300000.0, 900000.0, "grid", None),
        (900000.0, 300000.0, "grid exchanged", "coordinates exchanged"),
        (-179956.0, 7352000.0, "longitude and latitude", None),
        (0.0, 0.0, None, "coordinates are a filler"),
        (999999.0, 999999.0, None, "coordinates are a filler"),
        (2.35, 48.85, None, "coordinates outside Great Britain"),
        (424639.4, None, None, "half a pair of coordinates"),
        (None, None, None, None),
    ],
)
def test_a_rows_coordinates_are_told_by_their_size(x: float | None, y: float | None, reading: str | None, problem: str | None) -> None:
    frame = pl.DataFrame({"x": [x], "y": [y]}, schema={"x": pl.Float64, "y": pl.Float64})
    found = frame.select(located(pl.col("x"), pl.col("y"), pl.lit(False)).alias("p")).unnest("p").row(0, named=True)
    assert (found["coordinate_reading"], found["easting__problem"]) == (reading, problem)
    assert (found["easting"] is None) == (reading is None)
    if reading and reading.startswith("longitude") and x is not None and abs(x) < 180:
        assert (found["easting"], found["northing"]) == (424639.3, 565012.7)


def test_transparency_code_register(staged: Read) -> None:
    found, rows = staged("property_register/transparency_code.csv")
    assert (found.kind, found.status, found.unused) == ("property_register", "recognised", [])
    hall, centre, depot, none, empty, far = rows
    assert hall["uprn"] == "100000001"
    assert hall["as_at_on"] == date(2024, 3, 31)
    assert (hall["postcode"], hall["gia_m2"], hall["energy_rating"]) == ("ZE1 0AA", 415.05, "E")
    assert (hall["lon"], hall["lat"], hall["coordinate_reading"]) == (-2.35, 53.39, "longitude and latitude")
    assert hall["is_not_owned"] is False
    assert (hall["land_area_m2"], hall["land_area_m2__problem"]) == (5000.0, "unit of land area not stated")
    assert (centre["uprn"], centre["uprn__problem"]) == (None, "UPRN lost in a spreadsheet")
    assert centre["street"] == "Long Road"
    assert (centre["postcode"], centre["outward_code"]) == (None, "ZE1")
    assert (centre["coordinate_reading"], centre["easting__problem"]) == ("longitude and latitude exchanged", "coordinates exchanged")
    assert (centre["gia_m2"], centre["energy_rating"]) == (1047.0, "C")
    assert (depot["uprn"], depot["uprn__problem"], depot["postcode"], depot["postcode__problem"]) == (None, None, "ZE1 0AB", "postcode repaired")
    assert (depot["easting"], depot["northing"], depot["coordinate_reading"]) == (385000.0, 397000.0, "grid")
    assert depot["tenure_detail_as_published"] == "Vacant"
    assert none["is_not_owned"] is True
    assert (none["easting"], none["easting__problem"]) == (None, "coordinates are a filler")
    assert (empty["row_status"], empty["row_reason"]) == ("rejected", "no name, address, code, UPRN or coordinates")
    assert (far["as_at_on"], far["as_at_on__problem"]) == (None, "date looks American")
    assert (far["easting"], far["easting__problem"], far["gia_m2__problem"]) == (None, "coordinates outside Great Britain", "area unreadable")


def test_land_area_with_its_unit_in_the_cell(staged: Read) -> None:
    _, rows = staged("property_register/transparency_code.csv")
    assert rows[2]["land_area_m2"] == 5370.0


def test_register_with_repeated_headings_and_one_address(staged: Read) -> None:
    found, rows = staged("property_register/repeated_headings.csv")
    assert found.status == "recognised"
    first, second = rows
    assert (first["organisation_as_published"], first["organisation_code"]) == ("Sample Borough Council", "99ZZ")
    assert (first["address_as_published"], first["tenure_as_published"], first["uprn"]) == ("1 Sample Mews, High Street", "Freehold", "10001")
    assert (second["address_as_published"], second["coordinate_reading"]) == (None, "grid exchanged")
    assert (second["easting"], second["northing"]) == (222126.0, 995265.0)


def test_coordinates_at_the_end_of_an_address(staged: Read) -> None:
    found, rows = staged("property_register/coordinates_in_address.csv")
    assert found.status == "recognised"
    assert rows[0]["address_as_published"] == "Sample Circus Exampleton ZE1 0AA UK"
    assert (rows[0]["lon"], rows[0]["lat"]) == (-1.2, 51.75)


def test_other_units_and_a_grid_reference(staged: Read) -> None:
    _, (row,) = staged("property_register/other_units.csv")
    assert (row["easting"], row["northing"], row["coordinate_reading"]) == (383400.0, 398700.0, "grid reference")
    assert row["book_value_gbp"] == Decimal("1234500.00")
    assert row["gia_m2"] == pytest.approx(92.903, abs=0.001)
    assert row["land_area_m2"] == pytest.approx(8093.713, abs=0.001)


def test_only_name_and_tenure_say_that_a_line_is_not_owned(staged: Read) -> None:
    _, (road, field, hall) = staged("property_register/not_owned.csv")
    assert (road["is_not_owned"], road["other_detail_as_published__problem"]) == (False, "remark says not owned")
    assert (field["is_not_owned"], field["other_detail_as_published__problem"]) == (True, None)
    assert (hall["is_not_owned"], hall["occupied_as_published"], hall["name_heading"]) == (False, "Vacant: Yes", "building name")


def test_years_of_figures_from_headings_and_columns(staged: Read) -> None:
    found, (hall, depot) = staged("property_register/dated_figures.csv")
    assert (found.kind, found.unused) == ("property_register", ["Running Cost 2009/10 (£)"])
    assert (hall["running_cost_gbp"], hall["running_cost_fy"]) == (Decimal("5200.00"), 2010)
    assert (hall["book_value_gbp"], hall["book_value_on"]) == (Decimal("900000.00"), date(2011, 3, 31))
    assert (hall["required_maintenance_gbp"], hall["required_maintenance_fy"]) == (Decimal("1000.00"), 2009)
    assert (depot["running_cost_gbp"], depot["running_cost_fy"]) == (None, None), "no cost, no year of it"
    assert (depot["required_maintenance_fy"], depot["required_maintenance_fy__problem"]) == (None, "year of a figure unreadable")


def test_gross_and_net_side_by_side(staged: Read) -> None:
    found, rows = staged("payments/gross_and_net.csv")
    assert (found.kind, found.status) == ("payments", "recognised")
    alpha, gas, person, dateless, unreadable, heading, footer, total = rows
    assert (alpha["amount_gbp"], alpha["amount_basis"], alpha["net_gbp"], alpha["gross_gbp"]) == (Decimal("100.00"), "net", Decimal("100.00"), Decimal("120.00"))
    assert (alpha["paid_on"], alpha["paid_on_basis"], alpha["fy"], alpha["fy_basis"]) == (date(2019, 4, 1), "payment", 2019, "date")
    assert (alpha["supplier_as_published"], alpha["supplier_key"], alpha["is_withheld"], alpha["is_card"]) == ("Alpha Ltd", "ALPHA", False, False)
    assert (gas["amount_gbp"], gas["fy"], gas["row_status"]) == (Decimal("-1000.00"), 2018, None)
    assert (gas["amount_gbp__problem"], gas["gross_gbp__problem"], gas["gross_gbp"]) == (None, "amount repaired", Decimal("10298896.31"))
    assert (person["supplier_as_published"], person["supplier_key"], person["is_withheld"]) == ("individual (withheld)", None, True)
    assert person["gross_gbp__problem"] == "gross less than net"
    assert (dateless["row_status"], dateless["row_reason"]) == ("rejected", "no date or period that gives a financial year")
    assert (unreadable["amount_gbp"], unreadable["amount_gbp__problem"], unreadable["net_gbp__problem"]) == (None, "amount unreadable", None)
    assert (heading["row_status"], heading["row_reason"]) == ("ignored", "heading repeated")
    assert (footer["row_status"], footer["row_reason"]) == ("ignored", "note without an amount")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")


def test_a_period_says_more_of_the_year_than_the_day_of_the_extract(staged: Read) -> None:
    _, rows = staged("payments/period.csv")
    assert (rows[0]["fy"], rows[0]["fy_basis"], rows[0]["period"]) == (2010, "period", 9)
    assert (rows[0]["paid_on"], rows[0]["paid_on_basis"]) == (date(2011, 4, 7), "extract")
    assert [row["transaction_number"] for row in rows] == ["435/2", "435/3"]


def test_a_year_from_the_day_of_the_extract_says_so_and_gives_way_to_the_teams(staged: Read) -> None:
    _, rows = staged("payments/extract_date.csv")
    assert [(row["fy"], row["fy_basis"], row["paid_on_basis"]) for row in rows] == [(2011, "extract date", "extract")] * 2
    _, rows = staged("payments/extract_date.csv", fy=2010)
    assert [(row["fy"], row["fy_basis"]) for row in rows] == [(2010, "confirmed by the team")] * 2


def test_totals_a_supplier_wait_for_their_year(staged: Read) -> None:
    found, rows = staged("payments/supplier_totals.csv", fy=2011)
    assert (found.kind, found.status) == ("payments", "held")
    assert "financial year" in found.reason
    assert [(row["row_status"], row["row_reason"]) for row in rows] == [(None, None), ("ignored", "total line"), (None, None), ("ignored", "total line")]
    assert (rows[2]["supplier_as_published"], rows[2]["fy"], rows[2]["fy_basis"]) == ("Total Parking", 2011, "confirmed by the team")


def test_card_payments_with_american_dates_throughout(staged: Read) -> None:
    found, rows = staged("payments/american_card.csv")
    assert "_payment_on_american" in found.columns
    assert [row["paid_on"] for row in rows] == [date(2023, 4, 25), date(2023, 5, 4)]
    assert rows[0]["_payment_on_american__problem"] == "date read as American"
    assert all(row["is_card"] for row in rows)
    assert (rows[1]["amount_gbp"], rows[1]["amount_gbp__problem"]) == (Decimal("2.51"), "amount rounded")


def test_postcode_directory(staged: Read) -> None:
    found, rows = staged("postcodes/directory.csv")
    assert (found.kind, found.status) == ("postcodes", "recognised")
    live, terminated, nowhere = rows
    assert (live["postcode"], live["easting"], live["northing"], live["lad_code"]) == ("ZE1 0AA", 385000.0, 397000.0, "E08000099")
    assert (terminated["terminated_on"], terminated["lad_code"], terminated["ward_code"]) == (date(2011, 3, 1), None, None)
    assert (nowhere["row_status"], nowhere["row_reason"]) == ("ignored", "no coordinates")


def test_postcodes_with_degrees_only(staged: Read) -> None:
    found, rows = staged("postcodes/plain.csv")
    assert found.status == "recognised"
    assert rows[0]["easting"] == pytest.approx(385000, abs=150)
    assert rows[0]["northing"] == pytest.approx(397000, abs=1500)


def test_code_point_is_known_by_its_content(staged: Read) -> None:
    found, rows = staged("postcodes/code_point.csv")
    assert (found.kind, found.status) == ("postcodes", "recognised")
    assert (rows[0]["postcode"], rows[0]["lad_code"], rows[0]["ward_code"]) == ("ZE1 0AA", "E08000099", "E05000001")
    assert rows[1]["row_reason"] == "no coordinates"


def test_boundaries_go_to_the_grid_and_are_made_valid(staged: Read) -> None:
    found, rows = staged("boundaries/wards.geojson")
    assert (found.kind, found.status) == ("boundaries", "recognised")
    north, bow, abroad = rows
    assert (north["area_code"], north["area_name"], north["area_type"]) == ("E05000001", "Sample North", "ward")
    assert 370_000 < north["west"] < north["east"] < 400_000
    assert 380_000 < north["south"] < north["north"] < 410_000
    assert bow["outline_wkb__problem"] == "outline repaired"
    assert shapely.from_wkb(bow["outline_wkb"]).is_valid
    assert (abroad["outline_wkb"], abroad["outline_wkb__problem"]) == (None, "outline unreadable")


def test_building_footprints_are_no_boundaries(staged: Read) -> None:
    found, _ = staged("boundaries/footprints.geojson")
    assert (found.kind, found.status) == ("building_outline", "recognised")


def test_outlines_that_share_an_area_code_are_no_boundaries(staged: Read) -> None:
    found, _ = staged("boundaries/plots.geojson")
    assert (found.kind, found.status) == (None, "held")
    assert "share one area code" in found.reason


def test_issue_types_are_declared_once() -> None:
    from totalplace.staging import issue_types

    assert {"unit of land area not stated", "row has other fields than the headings"} <= set(issue_types())
