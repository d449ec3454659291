"""Published sources on the estate: NHS returns, schools, outlines, energy certificates, statistics of areas. Values typed by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import shapely

from totalplace.recognition import Recognition

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_trusts_by_percentages(staged: Read) -> None:
    found, (whole, _, _, _, total) = staged("nhs_estate/summed.csv", fy=2016)
    assert (found.kind, found.status) == ("nhs_estate", "held")  # only the team can say which year it is
    assert (whole["level"], whole["organisation_code"], whole["fy"], whole["fy_basis"]) == ("organisation", "ZZ1", 2016, "confirmed by the team")
    assert (whole["gia_m2"], whole["occupied_floor_area_m2"], whole["site_count"]) == (1000.0, 800.0, 1)
    assert (whole["empty_value"], whole["empty_unit"], whole["empty_denominator"]) == (2.5, "percent", "occupied floor area")
    assert (whole["empty_share"], whole["under_used_share"], whole["percentage_reading"]) == (0.025, 0.05, "of one whole")
    assert whole["non_clinical_share"] == 0.25
    assert whole["energy_cost_gbp"] == Decimal("12345.00")
    assert whole["backlog_total_gbp"] == Decimal("60.50")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")


def test_a_percentage_that_cannot_be_is_told_and_counts_as_not_known(staged: Read) -> None:
    _, (_, over, added, _, _) = staged("nhs_estate/summed.csv", fy=2016)
    assert (over["empty_value"], over["empty_share"], over["under_used_share"]) == (120.5, None, None)
    assert (over["percentage_reading"], over["_empty_percent__problem"]) == ("impossible", "percentage over 100")
    # 600 + 300 of 800 occupied
    assert (over["non_clinical_share"], over["non_clinical_m2__problem"]) == (None, "parts of the floor area exceed the whole")
    assert (added["percentage_reading"], added["empty_share"], added["under_used_share"]) == ("impossible", None, None)
    assert added["_under_used_percent__problem"] == "parts of the floor area exceed the whole"
    assert added["_under_used_percent__text"] == "60.0 % empty and 50.0 % under used"
    assert (added["clinical_m2"], added["energy_cost_gbp"], added["backlog_moderate_gbp"]) == (None, None, None)
    assert added["backlog_total_gbp"] is None


def test_a_name_cut_at_its_comma_and_percentages_added_up(staged: Read) -> None:
    _, (_, _, _, cut, _) = staged("nhs_estate/summed.csv", fy=2016)
    assert cut["organisation_as_published"] == "FOURTH, FIFTH AND SIXTH NHS TRUST"
    assert (cut["organisation_type_as_published"], cut["site_count"]) == ("COMMUNITY", None)
    assert cut["organisation_as_published__problem"] == "name cut at its comma"
    assert (cut["percentage_reading"], cut["_nhs_percent__problem"]) == ("added up over sites", "percentages added up over sites")
    # nothing at any site is nothing of the whole; three per cent added up may be anything up to three
    assert (cut["empty_share"], cut["under_used_value"], cut["under_used_share"]) == (0.0, 3.0, None)


def test_figures_cut_at_the_thousands_separator_are_not_believed(staged: Read) -> None:
    _, rows = staged("nhs_estate/cut.csv", fy=2013)
    assert {row["hard_fm_cost_gbp"] for row in rows} == {None}
    assert {row["hard_fm_cost_gbp__problem"] for row in rows} == {"figures cut at the thousands separator"}
    assert rows[9]["hard_fm_cost_gbp__text"] == "900.00"
    assert (rows[0]["un_utilised_value"], rows[0]["un_utilised_denominator"], rows[0]["un_utilised_share"]) == (4.0, "not stated", 0.04)


def test_sites_by_areas(staged: Read) -> None:
    found, (infirmary, clinic, annexe) = staged("nhs_estate/sites.csv")
    assert (found.kind, found.status) == ("nhs_estate", "recognised")
    assert (infirmary["level"], infirmary["site_code"], infirmary["postcode"]) == ("site", "ZZ101", "ZE1 0AA")
    assert (infirmary["fy"], infirmary["fy_basis"]) == (2023, "column")
    assert (infirmary["empty_value"], infirmary["empty_unit"], infirmary["empty_share"], infirmary["under_used_share"]) == (50.0, "m2", 0.05, 0.1)
    assert (infirmary["land_area_m2"], infirmary["energy_cost_gbp"], infirmary["rent_gbp"]) == (5000.0, Decimal("11.00"), Decimal("0.00"))
    assert infirmary["backlog_total_gbp"] == Decimal("10.00")
    # 150 + 100 of 200 occupied
    assert (clinic["empty_share"], clinic["_empty_m2__problem"]) == (None, "parts of the floor area exceed the whole")
    assert (clinic["energy_cost_gbp"], clinic["backlog_total_gbp"]) == (None, None)
    # 150 m² of nobody says how many, and nothing said of the rest: no share, which is not a share of all
    assert (annexe["empty_value"], annexe["empty_share"], annexe["under_used_share"], annexe["un_utilised_share"]) == (150.0, None, None, None)
    assert (infirmary["un_utilised_value"], infirmary["un_utilised_share"]) == (None, None)


def test_schools_of_the_national_register(staged: Read) -> None:
    found, (primary, infants, closed, high, hall) = staged("school/gias.csv")
    assert (found.kind, found.status) == ("school", "recognised")
    assert (primary["urn"], primary["governance"], primary["phase_as_published"]) == ("200001", "voluntary aided", "Primary")
    assert (primary["capacity"], primary["roll"], primary["census_on"]) == (210, 196, date(2017, 1, 19))
    assert (primary["has_nursery"], primary["is_special"], primary["uprn"]) == (True, False, "100000001")
    assert (primary["easting"], primary["northing"], primary["coordinate_reading"]) == (385000.0, 397000.0, "grid")
    assert (infants["urn"], infants["site_name_as_published"], infants["capacity"]) == ("200001", "Infants' site", 90)
    assert (closed["row_status"], closed["row_reason"]) == ("ignored", "closed school")
    assert (high["governance"], high["status"], high["trust_as_published"]) == ("academy", "proposed to close", "SAMPLE LEARNING TRUST")
    assert (high["opened_on"], high["closed_on"], high["has_nursery"]) == (date(2011, 9, 1), date(2030, 8, 31), False)
    assert (high["capacity"], high["capacity__problem"], high["roll__problem"]) == (None, "capacity of nought", "roll without capacity")
    assert (high["easting"], high["easting__problem"]) == (None, "coordinates are a filler")
    assert (hall["governance"], hall["is_special"], hall["has_nursery"], hall["phase_as_published"]) == ("independent", True, None, None)


def test_names_of_head_teachers_are_never_staged(staged: Read) -> None:
    found, rows = staged("school/gias.csv")
    assert {"HeadFirstName", "HeadLastName"} <= set(found.unused)
    assert all("Family" not in str(value) and "Given" not in str(value) for row in rows for value in row.values())


def test_a_councils_own_list_of_schools(staged: Read) -> None:
    found, (special, free, maintained) = staged("school/council.csv")
    assert (found.kind, found.status) == ("school", "recognised")
    assert (special["is_special"], special["governance"], special["trust_as_published"]) == (True, "not stated", None)
    assert (special["coordinate_reading"], special["lon"], special["lat"]) == ("longitude and latitude", -2.35, 53.39)
    assert (free["governance"], free["trust_as_published"], free["status"]) == ("academy", "Sample Trust", "not stated")
    assert (maintained["governance"], maintained["urn"], maintained["urn__problem"]) == ("not stated", None, "URN unreadable")


def test_hospitals_with_their_parents_and_a_sector_that_contradicts_one(staged: Read) -> None:
    found, (infirmary, cottage, private, fever, contract) = staged("facility/choices.csv")
    assert (found.kind, found.status) == ("facility", "recognised")
    assert "Phone" in found.unused
    assert (infirmary["facility_code"], infirmary["parent_code"], infirmary["parent_as_published"]) == ("ZZ101", "ZZ1", "Sample Hospitals NHS Foundation Trust")
    assert (infirmary["postcode"], infirmary["governance"], infirmary["coordinate_reading"]) == ("ZE1 0AA", "NHS", "longitude and latitude")
    # said to be independent, under a trust of the NHS
    assert (cottage["governance"], cottage["sector_as_published__problem"]) == ("not stated", "sector against its own parent")
    assert (cottage["subtype_as_published"], cottage["address_as_published"], cottage["town"]) == (None, "The Lodge, 2 Low Road", "Westby")
    assert (private["governance"], private["sector_as_published__problem"], private["easting"]) == ("independent", None, None)
    assert (fever["row_status"], fever["row_reason"]) == ("ignored", "hospital, clinic or practice not open")
    # said to be of the NHS, under a company
    assert (contract["governance"], contract["easting"], contract["easting__problem"]) == ("not stated", None, "coordinates are a filler")
    assert contract["address_as_published"] is None


def test_general_practices_without_codes_and_another_service_among_them(staged: Read) -> None:
    found, (surgery, centre, doctors, practice, dentist) = staged("facility/practices.csv")
    assert (found.kind, found.status) == ("facility", "recognised")
    assert (surgery["type_as_published"], surgery["facility_code"], surgery["governance"]) == ("Doctors/GPs|Doctors/GPs", None, "not stated")
    assert (surgery["lon"], surgery["lat"], surgery["district_as_published"]) == (-2.35, 53.39, "Northby")
    assert centre["easting__problem"] == "coordinates exchanged"
    assert [row["row_status"] for row in (surgery, centre, doctors, practice)] == [None] * 4
    assert (dentist["row_status"], dentist["row_reason"]) == ("ignored", "neither hospital, clinic nor general practice")


def test_care_homes_are_held_whatever_their_names_say(staged: Read) -> None:
    found, _ = staged("facility/care_homes.csv")
    assert (found.kind, found.status) == (None, "held")
    assert "care homes" in found.reason


def test_outlines_of_buildings_are_measured_on_the_grid(staged: Read) -> None:
    found, (station, yard, nowhere) = staged("building_outline/squares.geojson")
    assert (found.kind, found.status) == ("building_outline", "recognised")
    assert (station["outline_id"], station["name_as_published"], station["use_as_published"]) == ("B1", "Sample Station", "Fire Station")
    assert (station["area_m2"], station["easting"], station["northing"]) == (200.0, 385010.0, 397005.0)
    assert shapely.from_wkb(station["outline_wkb"]).bounds == (385000.0, 397000.0, 385020.0, 397010.0)
    assert yard["area_m2"] == 800.0  # a court of 10 m x 10 m in 30 m x 30 m
    assert (nowhere["outline_wkb"], nowhere["area_m2"]) == (None, None)
    assert nowhere["outline_wkb__problem"] == "outline of a building unreadable"


def test_a_register_of_display_energy_certificates(staged: Read) -> None:
    found, (library, depot) = staged("energy_certificate/register.csv")
    assert (found.kind, found.status) == ("energy_certificate", "recognised")
    assert (library["certificate_number"], library["building_reference"], library["uprn"]) == ("k1", "123", "100000001")
    assert library["address_as_published"] == "Sample Library, High Street"
    assert (library["gia_m2"], library["energy_rating"], library["operational_rating"]) == (1200.5, "D", 96.0)
    assert (library["main_benchmark"], library["heating_kwh_per_m2"]) == ("Public buildings with light usage", 140.0)
    assert (library["nominated_on"], library["lodged_on"]) == (date(2019, 1, 31), date(2019, 3, 20))
    assert (depot["gia_m2"], depot["gia_m2__problem"], depot["uprn"]) == (None, "floor area of nought", None)


def test_deprivation_of_small_areas_a_line_a_figure(staged: Read) -> None:
    _, (decile, score, rank, blank) = staged("area_statistic/small_areas.csv", year=2015)
    assert (decile["subject"], decile["period"], decile["decile"], decile["score"]) == ("Index of Multiple Deprivation", "2015", 3.0, None)
    assert (score["score"], score["decile"]) == (21.75, None)
    assert (rank["subject"], rank["rank"]) == ("Crime Domain", 9876.0)
    assert (blank["row_status"], blank["row_reason"]) == ("ignored", "no figure")


def test_deprivation_and_population_of_districts(staged: Read) -> None:
    found, (income,) = staged("area_statistic/districts.csv")
    assert found.status == "recognised"
    assert (income["area_code"], income["subject"], income["period"]) == ("E08000099", "Income Deprivation", "2025")
    assert (income["average_rank"], income["rank_of_average_rank"], income["average_score"], income["rank_of_average_score"]) == (100.5, 2.0, 0.25, 3.0)
    assert (income["share_in_most_deprived_tenth"], income["rank_of_share_in_most_deprived_tenth"]) == (0.125, 4.0)
    found, (females,) = staged("area_statistic/population.csv")
    assert found.status == "recognised"
    assert (females["subject"], females["period"], females["persons"]) == ("Females", "2024-06-30", 1000.0)
    assert (females["persons_0_to_15"], females["persons_16_to_64"], females["persons_65_and_over"]) == (200.0, 600.0, 200.0)


def figures(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("persons_disabled", "persons_limited_a_lot", "persons_limited_a_little", "households", "households_without_car", "households_with_cars"))


def test_disability_and_cars_with_a_column_a_category(staged: Read) -> None:
    found, (people,) = staged("area_statistic/disability.csv")
    assert (found.kind, found.status, people["subject"], people["period"]) == ("area_statistic", "recognised", "Persons", "2021")
    assert (people["persons"], figures(people)) == (1500.0, (270.0, 110.0, 160.0, None, None, None))
    found, (stated, added) = staged("area_statistic/cars.csv")
    assert (found.status, stated["subject"]) == ("recognised", "Households")
    assert (figures(stated), figures(added)) == ((None, None, None, 620.0, 155.0, 465.0), (None, None, None, None, 160.0, 465.0))


def test_disability_and_cars_with_a_line_a_category(staged: Read) -> None:
    found, (none, a_lot, a_little, not_limited, well) = staged("area_statistic/disability_lines.csv", year=2021)
    assert (found.kind, a_lot["subject"], a_lot["period"]) == ("area_statistic", "Persons", "2021")
    assert (figures(a_lot)[:3], figures(a_little)[:3]) == ((None, 110.0, None), (None, None, 160.0))
    assert {(row["row_status"], row["row_reason"]) for row in (none, not_limited, well)} == {("ignored", "category that is not counted")}
    found, (_, without, some) = staged("area_statistic/car_lines.csv", year=2021)
    assert (found.kind, without["subject"]) == ("area_statistic", "Households")
    assert (figures(without)[3:], figures(some)[3:]) == ((None, 155.0, None), (None, None, 465.0))


def test_the_indices_file_of_all_domains_by_small_area(staged: Read) -> None:
    found, (row,) = staged("area_statistic/indices.csv", year=2025)
    assert (found.kind, row["subject"], row["period"]) == ("area_statistic", "Index of Multiple Deprivation", "2025")
    assert (row["score"], row["rank"], row["decile"]) == (31.5, 5012.0, 2.0)
