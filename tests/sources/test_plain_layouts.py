"""The documented plain layouts over small samples with faults; every expected value typed by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from totalplace.reading import TextTable, normalise_heading
from totalplace.recognition import Recognition, recognise
from totalplace.sources._plain import financial_year
from totalplace.sources.building_confirmation import SHEET
from totalplace.sources.building_confirmation import SOURCE as CONFIRMATION
from totalplace.sources.building_constraint import SOURCE as CONSTRAINT

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def whole(found: Recognition, kind: str) -> None:
    assert (found.kind, found.status, found.unused) == (kind, "recognised", [])


def fates(rows: list[dict[str, Any]]) -> list[tuple[str | None, str | None]]:
    return [(row["row_status"], row["row_reason"]) for row in rows]


def test_measured_use(staged: Read) -> None:
    found, rows = staged("measured_use/layout.csv")
    whole(found, "measured_use")
    room, booked, desks, seats, hours, peak, *refused = rows
    assert (room["unit_kind"], room["unit_name_as_published"], room["unit_area_m2"], room["counted"]) == ("room", "Committee Room 1", 42.5, "hours in use")
    assert (room["available"], room["used_mean"], room["used_peak"], room["method"]) == (40.0, 12.5, 22.0, "sensor")
    assert (room["from_on"], room["to_on"], room["uprn"]) == (date(2025, 1, 1), date(2025, 3, 31), "10001")
    assert (booked["counted"], booked["used_peak"], booked["method"]) == ("hours booked", None, "booking system")
    assert (desks["counted"], desks["unit_kind"], desks["method"], desks["row_status"]) == ("desks in use", "building", "count", None)
    # people stand where seats are few: more than there are is a result; an unknown method is not
    assert (seats["used_mean"], seats["row_status"], seats["method"], seats["method__problem"]) == (61.0, None, None, "method of counting not known")
    assert fates([hours]) == [("rejected", "more hours in use than there are")]
    assert (hours["used_peak__text"]) == "50.0 in use of 40.0"
    assert (peak["used_mean"], peak["used_peak"], peak["used_peak__problem"], peak["row_status"]) == (20.0, None, "peak below the mean", None)
    assert (refused[0]["counted"], refused[0]["counted__problem"], refused[0]["counted__text"]) == (None, "what was counted is not known", "Footfall")
    assert fates(refused[1:]) == [
        ("rejected", "nothing available"),
        ("rejected", "period ends before it starts"),
        ("rejected", "no building named"),
        ("rejected", "unit is neither room nor building"),
        ("rejected", "no use given"),
        ("rejected", "use below nought"),
        ("ignored", "total line"),
    ]


def test_estate_cost(staged: Read) -> None:
    found, rows = staged("estate_cost/layout.csv")
    whole(found, "estate_cost")
    hall, differs, parts, no_year, some, over, nothing, unread, rounded, nameless, total = rows
    assert (hall["asset_id"], hall["asset_code"], hall["fy"]) == ("a0123456789ab", None, 2024)
    assert (hall["running_cost_gbp"], hall["running_cost_basis"], hall["energy_gbp"]) == (Decimal("40000.00"), "total stated", Decimal("20000.00"))
    assert hall["required_maintenance_gbp"] == Decimal("120000.00")
    assert (differs["asset_id"], differs["asset_code"], differs["fy"]) == (None, "DP02", 2024)
    assert (differs["running_cost_gbp"], differs["running_cost_basis"]) == (None, None)
    assert differs["running_cost_gbp__problem"] == "parts do not add up to the total"
    assert differs["running_cost_gbp__text"] == "The parts make £4000.00, the total says £9000.00"
    assert (parts["running_cost_gbp"], parts["running_cost_basis"], parts["required_maintenance_gbp"]) == (Decimal("3000.00"), "sum of some parts", Decimal("5000.50"))
    assert (no_year["fy"], no_year["fy__problem"]) == (None, "year of the figures unreadable")
    assert (some["running_cost_gbp"], some["running_cost_basis"], some["running_cost_gbp__problem"]) == (Decimal("12000.00"), "total stated", None)
    assert (over["running_cost_gbp"], over["running_cost_gbp__problem"]) == (None, "parts do not add up to the total")
    assert fates([nothing]) == [("rejected", "no cost given")]
    assert (unread["running_cost_gbp"], unread["running_cost_gbp__problem"], unread["row_status"]) == (None, "amount unreadable", None)
    assert (rounded["running_cost_gbp"], rounded["running_cost_gbp__problem"]) == (Decimal("4003.00"), None)
    assert fates([nameless, total]) == [("rejected", "no building named"), ("ignored", "total line")]


def test_the_year_of_costs_may_be_stated_for_a_file(staged: Read) -> None:
    _, rows = staged("estate_cost/layout.csv", fy=2019)
    assert [row["fy"] for row in rows[:4]] == [2024, 2024, 2024, None], "what a line says comes first, and what cannot be read stays so"


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024-25", 2024), ("2024/2025", 2024), ("FY24/25", 2024), ("2024 to 2025", 2024), ("2024", 2024), ("1999-00", 1999), ("2024-26", None), ("24", None), ("March 2025", None)],
)  # fmt: skip
def test_financial_year(text: str, year: int | None) -> None:
    frame = pl.DataFrame({"fy": [text]})
    read = financial_year(pl.col("fy"))
    assert frame.select(read.value.alias("value"), read.problem.alias("problem")).row(0) == (year, None if year else "year of the figures unreadable")


def test_condition_survey(staged: Read) -> None:
    found, rows = staged("condition_survey/layout.csv")
    whole(found, "condition_survey")
    assert [row["grade"] for row in rows] == ["B", "C", None, None, None, None, None, "D"]
    assert (rows[0]["surveyed_on"], rows[0]["surveyor_as_published"], rows[0]["backlog_gbp"]) == (date(2024, 6, 12), "Alpha Surveyors Ltd", Decimal("120000.00"))
    assert rows[1]["surveyor_as_published"] == "individual (withheld)"
    unknown = ("rejected", "condition grade of an unknown scale")
    assert fates(rows) == [(None, None), (None, None), unknown, (None, None), unknown, unknown, ("rejected", "no grade given"), (None, None)]
    assert (rows[3]["grade_as_published__problem"], rows[3]["grade_as_published__text"]) == ("condition grade of an unknown scale", "'Good'")
    assert rows[4]["grade_as_published__text"] == "'B' (scale A to F)"
    assert (rows[7]["surveyed_on"], rows[7]["surveyed_on__problem"]) == (None, "date looks American")


def test_building_constraint(staged: Read) -> None:
    found, rows = staged("building_constraint/layout.csv")
    whole(found, "building_constraint")
    receipt, listed, finance, homes, health, mayor, valued, school, *refused = rows
    assert (receipt["item"], receipt["amount_gbp"], receipt["stated_on"]) == ("expected receipt", Decimal("1250000.00"), date(2025, 5, 1))
    assert (listed["item"], listed["amount_gbp"], listed["delay_months"], listed["stated_by_as_published"]) == ("listed", Decimal("50000.00"), 9, "individual (withheld)")
    assert (finance["item"], finance["until_on"], finance["fund"]) == ("private finance", date(2033, 3, 31), None)
    # the fund as it is stated, else by the note, else one that is not known
    assert [row["fund"] for row in (homes, health, mayor)] == ["housing revenue account", "NHS", "other"]
    assert (mayor["fund__problem"], mayor["fund__text"]) == ("fund of the receipt not known", "The Mayor")
    assert (valued["item"], valued["delay_months"], valued["delay_months__problem"]) == ("community value", None, "months of delay unreadable")
    assert (school["item"], school["delay_months"]) == ("school consent", 18)
    assert fates(refused) == [
        ("rejected", "amount below nought"),
        ("rejected", "no amount given"),
        ("rejected", "no amount can be read"),
        ("rejected", "item not known"),
        ("ignored", "nothing stands in the way"),
        ("rejected", "no item given"),
        ("rejected", "no building named"),
        ("ignored", "total line"),
    ]
    assert refused[3]["item__text"] == "Japanese knotweed"


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("NHS LIFT", "private finance"), ("PF2", "private finance"), ("Partner says it must stay", "must stay"), ("Fixed charges", "unavoidable cost a year"),
        ("Secretary of State's consent", "other consent"), ("Disposal costs", "cost of sale"), ("Holding cost", "void cost a year"), ("Maintenance in budget", "budgeted maintenance"),
        ("Capital receipt", "expected receipt"), ("Receipt held for schools", "ring-fenced receipt"), ("Clawback of grant", "grant clawback"), ("Crichel Down rules", "crichel down"),
        ("Restrictive covenant", "covenant"), ("Community users", "community use"), ("Listed building (Grade I)", "listed"), ("Unlisted", None), ("Flooring", None),
        ("Not listed", "nothing"), ("None known", "nothing"), ("No constraints on disposal", "nothing"), ("Not an asset of community value", "nothing"), ("No consent needed", "nothing"),
        # the contrary of nothing
        ("Not to be sold", "must stay"), ("No release without consent", "other consent"), ("No school consent", "school consent"), ("No disposal before 2030", None),
    ],
)  # fmt: skip
def test_an_item_is_known_by_its_usual_words(said: str, item: str | None) -> None:
    read = next(field for field in CONSTRAINT.fields if field.column == "item").parse(pl.col("said"))
    value, problem = pl.DataFrame({"said": [said]}).select(read.value.alias("value"), read.problem.alias("problem")).row(0)
    assert (value, problem) == (item, None if item else "item not known")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("Asset code,Item,Until,Stated by\nTH02,Private finance,31/03/2041,Finance\n", "until_on"),
        ("Asset code,Landlord,Tenant,Term from,Term to\nTH01,Alpha Estates Ltd,Sample Council,25/03/1990,24/03/2115\n", "ends_on"),
    ],
)
def test_a_column_of_days_far_ahead_is_one_of_days(tmp_path: Path, tables: Callable[[Path], list[TextTable]], table: str, column: str) -> None:
    """Else private finance and long leases had no end wherever a file has no nearer day."""
    path = tmp_path / "returned.csv"
    path.write_text(table, "utf-8")
    found = recognise(tables(path)[0])
    assert (found.status, found.unused) == ("recognised", [])
    assert column in found.columns


def test_lease(staged: Read) -> None:
    found, rows = staged("lease/layout.csv")
    whole(found, "lease")
    office, review, backward, lodger, empty = rows
    assert office["area_m2"] == pytest.approx(92.9030, abs=1e-4)
    assert (office["role"], office["landlord_as_published"], office["tenant_as_published"]) == ("tenant", "Alpha Estates Ltd", "Sample Council")
    assert (office["starts_on"], office["ends_on"], office["break_dates"], office["notice_months"]) == (date(2020, 4, 1), date(2030, 3, 31), "2025-03-31, 2027-03-31", 6)
    assert (review["event_as_published"], review["event_on"], review["rent_a_year_gbp"]) == ("Rent review", date(2025, 4, 1), Decimal("27500.00"))
    assert (backward["starts_on"], backward["ends_on"], backward["ends_on__problem"]) == (date(2020, 4, 1), None, "lease ends before it starts")
    assert backward["ends_on__text"] == "2020-04-01 to 2019-03-31"
    assert (backward["tenant_as_published"], backward["notice_months"], backward["notice_months__problem"]) == ("individual (withheld)", None, "notice unreadable")
    assert (lodger["role"], lodger["role__problem"], lodger["notice_months"]) == (None, "role in the lease not known", 12)
    assert (lodger["break_dates"], lodger["break_dates__problem"]) == ("2025-03-31", "break dates unreadable")
    assert fates([empty]) == [("rejected", "no lease terms given")]


def test_occupation_return(staged: Read) -> None:
    found, rows = staged("occupation_return/layout.csv")
    whole(found, "occupation_return")
    desk, custody, store, other, *refused = rows
    assert (desk["space_kind"], desk["area_m2"], desk["area_basis"], desk["fte"], desk["headcount"], desk["desks"]) == ("desk", 850.5, "NIA", 70.5, 82, 60)
    assert (custody["space_kind"], custody["occupier_as_published"], custody["area_m2"]) == ("custody", "Sample Police", pytest.approx(92.9030, abs=1e-4))
    assert (store["space_kind"], store["area_m2"], store["fte"]) == ("storage", 100.0, None)
    assert (other["space_kind"], other["space_kind_as_published__problem"], other["space_kind_as_published__text"]) == ("other", "kind of space not known", "Snug")
    assert fates(refused) == [
        ("rejected", "no extent given"),  # an area below nought cannot be read as one
        ("rejected", "space or people below nought"),
        ("rejected", "no extent given"),
        ("rejected", "period ends before it starts"),
    ]


def test_an_area_without_a_unit_is_noted(staged: Read) -> None:
    found, (bare, acres) = staged("occupation_return/unit_in_no_heading.csv")
    whole(found, "occupation_return")
    assert (bare["area_m2"], bare["area_m2__problem"], bare["area_basis"], bare["to_on"]) == (100.0, "unit of floor area not stated", "GIA", date(2025, 3, 31))
    assert (acres["area_m2"], acres["area_m2__problem"]) == (pytest.approx(8093.7128, abs=1e-4), "area in another unit")
    assert (acres["area_basis"], acres["_basis__problem"], acres["space_kind"]) == ("not stated", "basis of area not known", "clinical room")


def test_building_confirmation(staged: Read) -> None:
    found, rows = staged("building_confirmation/sheet.csv")
    whole(found, "building_confirmation")
    right, corrected, sold, open_line = rows
    assert (right["asset_id"], right["is_correct"], right["is_held"], right["confirmed_by"]) == ("a0123456789ab", True, True, "Estates team")
    assert (corrected["is_correct"], corrected["corrected_name"], corrected["corrected_postcode"], corrected["corrected_tenure"]) == (False, "Old Depot", "ZE1 0AD", "Freehold")
    assert corrected["corrected_gia_m2"] == pytest.approx(464.5152, abs=1e-4)
    assert corrected["corrected_land_area_m2"] == pytest.approx(8093.7128, abs=1e-4)
    assert corrected["confirmed_by"] == "individual (withheld)"
    assert (sold["is_correct"], sold["is_held"], sold["remarks"]) == (None, False, "Sold in 2023")
    assert fates([open_line]) == [("ignored", "neither confirmed nor corrected")]


def test_what_a_sheet_says_and_cannot_be_read_is_kept_in_mind(staged: Read) -> None:
    found, rows = staged("building_confirmation/corrected.csv")
    whole(found, "building_confirmation")
    moved, half, beyond, wordy = rows
    assert (moved["corrected_easting"], moved["corrected_northing"], moved["is_occupied"], moved["unreadable"]) == (400777.0, 300888.0, False, None)
    assert (half["corrected_easting"], half["corrected_easting__problem"], half["unreadable"]) == (None, "corrected point unusable", "corrected_easting")
    assert (beyond["corrected_northing"], beyond["unreadable"]) == (None, "corrected_easting")
    assert (wordy["corrected_gia_m2"], wordy["corrected_gia_m2__problem"]) == (None, "area unreadable")
    assert wordy["unreadable"].split() == ["is_occupied", "corrected_gia_m2"]


def test_the_sheet_has_headings_that_its_kind_knows() -> None:
    aliases = {entry.column: set(entry.aliases) for entry in CONFIRMATION.fields}
    unknown = [heading for column, heading in SHEET if normalise_heading(heading) not in aliases.get(column, ()) and heading != "Your asset code"]
    assert unknown == []
    assert "your asset code" in aliases["asset_code"]
    assert len({column for column, _ in SHEET}) == len(SHEET)


def test_travel_times(staged: Read) -> None:
    found, rows = staged("travel_time/layout.csv")
    whole(found, "travel_time")
    bus, ours, foot, *refused = rows
    assert (bus["lsoa_code"], bus["uprn"], bus["mode"], bus["minutes"]) == ("E01000001", "10001", "public transport", 18.0)
    assert (ours["asset_id"], ours["mode"], ours["minutes"]) == ("a0123456789ab", "public transport", 34.5)
    assert (foot["asset_code"], foot["mode"], foot["minutes"], foot["row_status"]) == ("TH01", "walking", 0.0, None)
    assert fates(refused) == [
        ("rejected", "mode of travel not known"),
        ("rejected", "no minutes given"),
        ("rejected", "no minutes given"),
        ("rejected", "no small area given"),
        ("rejected", "no building named"),
    ]
