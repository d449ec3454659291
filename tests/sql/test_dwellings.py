"""What the SQL files make of lines about single homes: which they are, where they are counted, and that they are no asset."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, run
from totalplace import reference

FILE = {"source_file_id": "f1", "source_part": "table"}
OTHER = {"source_file_id": "f2", "source_part": "table"}
WORDS = {
    "ref__dwelling_word": reference.dwelling_word_table().to_dicts(),
    "ref__function_word": reference.function_word_table().to_dicts(),
    "ref__function": reference.function_table().to_dicts(),
}


def bases(tmp_path: Path, rows: Rows) -> list[str | None]:
    """What shows each line to be one home; None where nothing does."""
    listing = [{**FILE, "source_kind": "property", "source_row": number, **row} for number, row in enumerate(rows)]
    found = run("core.dwelling_statement", tmp_path, core__listing=listing, **WORDS)
    said = dict(found.select("source_row", "basis").iter_rows())
    return [said.get(number) for number in range(len(rows))]


def named(name: str, use: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name_as_published": name, "use_as_published": use, **more}


HOMES = [
    # a use of one home is enough, however the line is named
    (named("7 Elm Walk", "Flat"), "use"),
    (named("Rose Villa", "Bungalow"), "use"),
    (named("Rose Villa", "Semi-detached house"), "use"),
    (named("Rose Villa", "Housing / House"), "use"),
    (named("Rose Villa", "HRA - 2 bed maisonette"), "use"),
    (named("Rose Villa", "Farm house"), "use"),
    (named("Rose Villa", "Council house"), "use"),
    (named("Rose Villa", "Flat above library"), "use"),
    (named("Northby School", "School caretaker's house"), "use"),
    (named("12-14 Elm Walk", "House"), "use"),
    (named("12 The Cottages", "Cottage"), "use"),
    (named("14 Hall Lane", "Dwelling"), "use"),
    (named("7 Elm Walk", holding_as_published="Dwelling"), "use"),
    (named("7 Elm Walk", other_detail_as_published="Tenanted flat"), "use"),
    # who lives where they work
    (named("Northby School Caretaker’s House"), "name"),
    (named("Northby Cemetery, Keepers Lodge"), "name"),
    (named("Park Keeper's House, Northby Park", "School"), "name"),
    # a flat by its number
    (named("Flat 3, Kettle Court"), "name"),
    (named("Flat 3, Kettle Court", "Community groups"), "name"),
    (named("Apartment 12A Kettle Court", "Flats"), "name"),
    # names that say it and no more
    (named("The Bungalow, Mill Road"), "name alone"),
    (named("Northby Gardens, Bungalow"), "name alone"),
    (named("Rose Cottage", "Housing"), "name alone"),
    (named("Library Flat"), "name alone"),
    (named("Northby Park Entrance Lodge"), "name alone"),
    # housing at large, at one number
    (named("12 Elm Walk", "Council housing"), "numbered address"),
    (named("Property", "HRA", street_number="12", street="Elm Walk"), "numbered address"),
    (named("Residential", address_as_published="14 Elm Walk, Northby"), "numbered address"),
    (named("14 Garden Lane", "Residential"), "numbered address"),
    # what goes with one home, and which block or scheme it is in
    (named("12 Elm Walk", "House with garage"), "use"),
    (named("12 Elm Walk", "Flat and garage"), "use"),
    (named("12 Elm Walk", "House and garden"), "use"),
    (named("12 Elm Walk", "Bungalow (site 3)"), "use"),
    (named("12 Elm Walk", "Council house (block B)"), "use"),
    (named("12 Elm Walk", "Sheltered housing bungalow"), "use"),
    (named("12 Elm Walk", "Land & Buildings - Council dwelling"), "use"),
    (named("Flat 3, Kettle Court", "Sheltered housing"), "name"),
    (named("Flat 12 Kettle Court", "Extra care"), "name"),
    # shapes of houses, and ways to live in them
    (named("12 Elm Walk", "Mid-terraced"), "use"),
    (named("12 Elm Walk", "End terraced"), "use"),
    (named("12 Elm Walk", "Terrace"), "use"),
    (named("12 Elm Walk", "3 bed semi"), "use"),
    (named("12 Elm Walk", "Empty home"), "use"),
    (named("12 Elm Walk", "Shared Ownership"), "numbered address"),
    (named("12 Elm Walk", "Tenanted property"), "numbered address"),
    (named("12 Elm Walk", "Assured shorthold tenancy"), "numbered address"),
    (named("12 Elm Walk", "Dispersed temporary accommodation"), "numbered address"),
    (named("12 Elm Walk", "Homelessness dispersed unit"), "numbered address"),
    (named("12 Elm Walk", "Supported living"), "numbered address"),
    (named("Unit 3, 12 Elm Walk", "HRA"), "numbered address"),
    (named("Rose Villa", "Residential"), "name alone"),
]  # fmt: skip

NO_HOMES = [
    # a building that is only called a house
    named("Park House"), named("Park House", "Offices"), named("Council House"), named("Tudor House", "Museum"), named("Custom House", "Office"),
    named("The Court House"), named("Public House", "Public house"), named("Rose House", "Housing office"), named("Norton House", "Residential"),
    named("Park Lodge"), named("Northby Lodge"),
    # several homes, and services
    named("Flats 1-20, Kettle Court", "Flats"), named("1-20 Kettle Court", "Flat"), named("1 to 20 Kettle Court", "Council housing"),
    named("Kettle Court", "Block of flats"), named("Kettle Court Flats"), named("Kettle Court", "Sheltered housing"), named("12 Elm Walk", "Homeless hostel"),
    named("The Bungalow", "Residential care home"), named("12 Elm Walk", "Supported housing"), named("6 Bungalows, Elm Walk", "Bungalows"),
    named("12 Elm Walk", "Extra care housing"), named("Elm Walk Almshouses", "Housing"),
    # land under housing, and what stands beside homes
    named("Land at Rose Cottage"), named("Land adjacent to 12 Elm Walk", "Housing"), named("12 Elm Walk", "Housing land"),
    named("Garage 12, Elm Walk", "Housing"), named("Garages", "Council housing"), named("12 Elm Walk", "Garage"), named("Electricity sub station, 3 Elm Walk", "HRA"),
    # what has the word for one home, and is none
    named("Kettle Court", "Flat block"), named("Elm Walk", "Bungalow scheme"), named("12 Elm Walk", "Garage to flat"), named("12 Elm Walk", "Land for council dwelling"),
    named("Flats 1-20, Kettle Court", "Extra care"), named("1-20 Kettle Court", "Supported living"), named("12 Elm Walk", "Dispersed hostels"), named("12 Elm Walk", "Hostel, flat"),
    named("12 Mill Lane", "Business tenancy"), named("12 Mill Lane", "Tenanted shop"), named("Kettle Court", "Shared Ownership"), named("12 Elm Walk", "Tenanted land"),
    # homes in passing
    named("Public toilets with private flat above"), named("Playing fields, park amenities and groundsman's house"), named("Former caretaker's house"),
    named("The Bungalow", "Day centre"), named("Rose Cottage", "Nursery"), named("Flat 3, Kettle Court", "Office"), named("Caretaker's House", "Offices"),
    named("Shop", "Shop with flat above"), named("Shop", "Shop and flat"), named("12 Elm Walk", "House and shop"),
    named("Flat roof store"), named("12 Elm Walk"), named("Children's Centre, The Bungalow"),
    named("12 Elm Walk Community Centre", "Housing"), named("12 Elm Walk", "Housing office"),
    named("Northby Lodge", name_heading="care home"), named("The Cottage", name_heading="library"),
]  # fmt: skip


def test_one_home_is_told_by_its_use_or_its_name(tmp_path: Path) -> None:
    found = bases(tmp_path, [line for line, _ in HOMES])
    assert [(line, basis) for (line, expected), basis in zip(HOMES, found, strict=True) if basis != expected] == []


def test_what_is_no_single_home_is_told_from_one(tmp_path: Path) -> None:
    found = bases(tmp_path, NO_HOMES)
    assert [(line, basis) for line, basis in zip(NO_HOMES, found, strict=True) if basis] == []


def test_a_school_or_hospital_is_no_home_by_its_name(tmp_path: Path) -> None:
    assert bases(tmp_path, [named("The Bungalow", source_kind=kind) for kind in ("school", "nhs estates return")]) == [None, None]


def test_lines_of_returns_are_read_by_their_name(tmp_path: Path) -> None:
    rows = [{**FILE, "source_row": row, "source_kind": "lease", "name_as_published": name} for row, name in ((2, "Flat 3, Kettle Court"), (3, "Northby Library"), (4, None))]
    found = run("core.dwelling_statement", tmp_path, core__return_line=rows, **WORDS)
    assert found.select("source_row", "basis").rows() == [(2, "name")]


def test_of_a_sheet_that_came_back_its_corrections_are_read(tmp_path: Path) -> None:
    said = [{"corrected_use": "House"}, {"corrected_name": "Caretaker's House"}, {"corrected_use": "Offices"}, {}]
    sheet = [{**FILE, "source_row": row, "name_as_published": "Flat 3, Kettle Court", **more} for row, more in enumerate(said, 2)]
    lines = [{**FILE, "source_row": row["source_row"], "source_kind": "building_confirmation", "name_as_published": row["name_as_published"]} for row in sheet]
    found = run("core.dwelling_statement", tmp_path, core__return_line=lines, staging__building_confirmation=sheet, **WORDS)
    assert sorted(found.select("source_row", "basis").rows()) == [(2, "use"), (3, "name")]


@pytest.mark.parametrize(
    ("line", "basis", "reason"),
    [
        # a return that names a home is about no other building, whatever keys it has, unless the building is called so
        ({"uprn": "101", "name_as_published": "Caretaker's House"}, "name", "about a single dwelling, which is only counted"),
        ({"uprn": "101", "name_as_published": "Elm School"}, "name", None),
        ({"uprn": "101", "name_as_published": "The Bungalow"}, "name alone", None),
        ({"asset_id": "a1", "source_kind": "building_confirmation", "name_as_published": "Elm School"}, "use", "about a single dwelling, which is only counted"),
        # one that no list has, and one that only a home's line knows
        ({"name_as_published": "The Bungalow"}, "name alone", "about a single dwelling, which is only counted"),
        ({"name_as_published": "Number 12", "uprn": "102"}, None, "about a single dwelling, which is only counted"),
        ({"name_as_published": "Number 12", "uprn": "101"}, None, None),
        ({"name_as_published": "Number 12"}, None, "building not found"),
    ],
)
def test_a_line_of_a_return_about_a_home_is_set_aside(line: dict[str, Any], basis: str | None, reason: str | None, tmp_path: Path) -> None:
    school, house = ({**OTHER, "source_row": row} for row in (2, 3))
    known = [{**school, "uprn": "101"}, {**house, "uprn": "102"}]
    lines = [
        {**school, "line_status": "loaded", "body_id": "council", "source_key": "council/s", "name": "Elm School", "is_sensitive": False, "is_dwelling": False},
        {**house, "line_status": "loaded", "body_id": "council", "source_key": "council/h", "name": "Number 12", "is_sensitive": True, "is_dwelling": True},
    ]
    found = run(
        "core.asset_reference", tmp_path, core__listing=known, core__property_line=lines, core__asset_line=[{**school, "asset_id": "a1", "source_key": "council/s", "rank": 1}],
        core__return_line=[{**FILE, "source_row": 2, "source_kind": "estate_cost", **line}], core__return_label=[{**FILE, "body_id": "council", "basis": "sender", "row_count": 1}],
        core__dwelling_statement=[{**FILE, "source_row": 2, "basis": basis}] if basis else [],
    )  # fmt: skip
    assert found.select("line_reason", "is_sensitive").rows() == [(reason, reason == "about a single dwelling, which is only counted")]
    assert found["line_status"].to_list() == ["loaded" if reason is None else "held" if reason == "building not found" else "ignored"]


# --- on every list that has it ----------------------------------------------------------------------------------------

LABEL = {"body_id": "council", "basis": "sender", "row_count": 1}


def property_lines(tmp_path: Path, rows: Rows, **given: Rows) -> pl.DataFrame:
    listing = [{"source_kind": "property", **row} for row in rows]
    stated = run("core.dwelling_statement", tmp_path, core__listing=listing, **WORDS)
    labels = [{**file, **LABEL} for file in {row["source_file_id"]: {"source_file_id": row["source_file_id"], "source_part": "table"} for row in rows}.values()]
    places = [{**{key: row[key] for key in ("source_file_id", "source_part", "source_row")}, "location_method": "not known"} for row in rows]
    registers = [{**{key: each[key] for key in ("source_file_id", "source_part")}, "body_id": "council", "line_count": 1, "tenure_count": 1, "is_register": True} for each in labels]
    return run(
        "core.property_line", tmp_path, core__listing=listing, core__dwelling_statement=stated.to_dicts(), core__property_label=labels,
        core__property_place=places, core__register_part=registers, ref__function_word=WORDS["ref__function_word"], ref__function=WORDS["ref__function"], **given,
    ).sort("source_file_id", "source_row")  # fmt: skip


def are_homes(tmp_path: Path, *rows: dict[str, Any]) -> list[bool]:
    """Of one line of a list and then lines of another."""
    placed = [{**(OTHER if number else FILE), "source_row": 2 + number, "asset_code": str(number), **row} for number, row in enumerate(rows)]
    return property_lines(tmp_path, placed)["is_dwelling"].to_list()


HOUSE = named("7 Elm Walk", "Dwelling", postcode="AB1 2CD", uprn="101", address_as_published="7 Elm Walk, Northby")


@pytest.mark.parametrize(
    ("line", "is_home"),
    [
        (named("Seven", uprn="101"), True),
        (named("7 Elm Walk", postcode="AB1 2CD"), True),
        (named("Rose", address_as_published="7 Elm Walk", postcode="AB1 2CD"), True),
        # the very name and postcode, whatever it is said to be used for
        (named("7 ELM WALK", "Community centre", postcode="AB1 2CD"), True),
        (named("7 Elm Walk", asset_code="0", source_file_id="f1"), True),
        # another building that bears its UPRN or address
        (named("Northby School", uprn="101"), False),
        (named("Northby School", address_as_published="7 Elm Walk", postcode="AB1 2CD"), False),
        (named("17 Elm Walk", postcode="AB1 2CD"), False),
        (named("7 Elm Walk", postcode="AB9 9ZZ"), False),
        (named("7 Elm Walk", postcode="AB1 2CD", holding_as_published="Land"), False),
    ],
)  # fmt: skip
def test_a_home_by_its_use_is_one_on_every_list_that_has_it(line: dict[str, Any], is_home: bool, tmp_path: Path) -> None:
    assert are_homes(tmp_path, HOUSE, line) == [True, is_home]


@pytest.mark.parametrize("bare", [named("The Bungalow", postcode="AB1 2CD", uprn="101"), named("7 Elm Walk", "Housing", postcode="AB1 2CD", uprn="101")])
def test_a_bare_name_or_address_gives_way_to_what_another_list_says(bare: dict[str, Any], tmp_path: Path) -> None:
    assert are_homes(tmp_path, bare) == [True]
    assert are_homes(tmp_path, bare, named("Northby Day Centre", uprn="101")) == [False, False]
    assert are_homes(tmp_path, bare, named(bare["name_as_published"], "Library", postcode="AB1 2CD")) == [False, False]
    assert are_homes(tmp_path, bare, named(bare["name_as_published"], "Library", postcode="AB9 9ZZ")) == [True, False]
    assert are_homes(tmp_path, bare, named("Plot", uprn="101", holding_as_published="Land")) == [True, False]


def test_a_use_does_not_give_way(tmp_path: Path) -> None:
    assert are_homes(tmp_path, HOUSE, named("7 Elm Walk", "Library", uprn="101", postcode="AB1 2CD")) == [True, True]


def test_flats_that_bear_the_uprn_of_their_block_do_not_hide_it(tmp_path: Path) -> None:
    flats = [{**FILE, "source_row": row, **named(f"Flat {row}, Kettle Court", "Flat", uprn="101", postcode="AB1 2CD")} for row in (2, 3, 4)]
    block = {**OTHER, "source_row": 2, **named("Kettle Court Flats", uprn="101", postcode="AB1 2CD")}
    found = property_lines(tmp_path, [*flats, block])
    assert found["is_dwelling"].to_list() == [True, True, True, False]
    assert found.filter("is_dwelling")["premises_key"].n_unique() == 3


def test_what_shares_a_uprn_on_one_list_is_several_things(tmp_path: Path) -> None:
    """All that stands in a park has the UPRN of the park: its toilets do not make a bungalow of the same list none, nor are they one."""
    park = ("Northby Gardens, Bungalow", "Northby Gardens, Public Toilets", "Northby Gardens, Shelter")
    rows = [{**FILE, "source_row": row, "asset_code": str(row), **named(name, uprn="101")} for row, name in enumerate(park, 2)]
    assert property_lines(tmp_path, rows)["is_dwelling"].to_list() == [True, False, False]


def test_a_home_on_two_lists_is_one_home(tmp_path: Path) -> None:
    rows = [{**FILE, "source_row": 2, "asset_code": "A", **HOUSE}, {**OTHER, "source_row": 2, "asset_code": "B", **HOUSE, "name_as_published": "7 Elm Walk, Northby", "uprn": None}]
    assert property_lines(tmp_path, rows)["premises_key"].n_unique() == 1


def test_a_home_of_an_older_edition_hides_nothing_now(tmp_path: Path) -> None:
    old, new = {**FILE, "source_row": 2, "asset_code": "A", **HOUSE}, {**OTHER, "source_row": 2, "asset_code": "A", **HOUSE, "use_as_published": "Office"}
    edition = [{**FILE, "body_id": "council", "newer_path": "new.csv"}]
    found = property_lines(tmp_path, [old, new], core__property_edition=edition)
    assert found.select("line_status", "is_dwelling", "is_sensitive").rows() == [("superseded", True, True), ("loaded", False, False)]


# --- named by other files ----------------------------------------------------------------------------------------------


def test_a_home_is_named_by_its_number_or_by_a_name_of_its_own(tmp_path: Path) -> None:
    names = ["Flat 3, Kettle Court", "12 Elm Walk", "The Bungalow", "Juniper Cottage", "14 Hall Lane", "Northby Hall", "14 Hall Lane"]
    homes = (True, True, True, True, True, False, False)
    keys = [{**FILE, "source_row": row} for row in range(len(names))]
    found = run(
        "core.dwelling_name", tmp_path, core__property_line=[{**key, "is_dwelling": is_home} for key, is_home in zip(keys, homes, strict=True)],
        core__premises_line=[{**key, "name_as_published": name} for key, name in zip(keys, names, strict=True)],
        ref__dwelling_word=WORDS["ref__dwelling_word"], ref__function_word=WORDS["ref__function_word"], ref__matching_word=[{"word": "the", "role": "drop"}],
    )  # fmt: skip
    # 14 Hall Lane is where another building stands, and any bungalow is The Bungalow
    assert set(found["words"]) >= {"flat 3 kettle court", "kettle court flat 3", "12 elm walk", "juniper cottage"}
    assert not {"the bungalow", "northby hall", "kettle court", "flat 3"} & set(found["words"])
    assert not [words for words in found["words"] if words.endswith("hall lane") and words.startswith("14")]


@pytest.mark.parametrize(
    ("purpose", "is_guarded"),
    [
        ("Void works, Flat 3 Kettle Court", True), ("KETTLE COURT FLAT 3: boiler", True), ("Repairs at 12 Elm Walk", True),
        ("Void works, Flat 31 Kettle Court", False), ("Roof of Kettle Court", False), ("Repairs at 112 Elm Walk", False),
    ],
)  # fmt: skip
def test_a_purpose_that_names_a_home_is_guarded(purpose: str, is_guarded: bool, tmp_path: Path) -> None:
    names = [{"words": words} for words in ("flat 3 kettle court", "kettle court flat 3", "12 elm walk")]
    found = run("core.guarded_text", tmp_path, core__dwelling_name=names, staging__payment=[{**FILE, "source_row": 2, "purpose_as_published": purpose}])
    assert found["text"].to_list() == ([purpose] if is_guarded else [])


@pytest.mark.parametrize(
    ("demise", "is_guarded"), [("Flat 3", True), ("flat 3a, first floor", True), ("Apartment B", True), ("Flats 1-20", False), ("Flat 1-3", False), ("First floor", False), ("Flat roof", False)]
)
def test_a_demise_that_is_one_home_is_withheld_and_its_rent_stays(demise: str, is_guarded: bool, tmp_path: Path) -> None:
    line = {**FILE, "source_row": 2}
    lease = {**line, "path": "leases.csv", "demise_as_published": demise, "rent_a_year_gbp": "5200.00"}
    texts = run("core.guarded_text", tmp_path, staging__lease=[lease], ref__dwelling_word=WORDS["ref__dwelling_word"]).to_dicts()
    found = run("core.lease", tmp_path, staging__lease=[lease], core__guarded_text=texts, core__asset_reference=[{**line, "asset_id": "a1", "body_id": "council", "line_status": "loaded"}])
    told = found.with_columns(pl.col("rent_a_year_gbp").cast(pl.String)).select("demise_as_published", "rent_a_year_gbp").rows()
    assert told == [("(withheld)" if is_guarded else demise, "5200.00")]


# --- counted ----------------------------------------------------------------------------------------------------------


def test_homes_are_counted_by_lsoa_and_few_of_them_by_district(tmp_path: Path) -> None:
    def line(row: int, **more: Any) -> dict[str, Any]:
        home = {"line_status": "loaded", "body_id": "council", "is_dwelling": True, "is_sensitive": True, "premises_key": f"dwelling|{row}", "is_not_owned": False, "ownership_basis": "register"}
        return {**FILE, "source_row": row, **home, **more}

    # three in one LSOA, one of them on two lists; one not owned in another; one of which only the district is known, one nothing; no homes
    lines = [line(1), line(2), line(3), line(4, premises_key="dwelling|3"), line(5, is_not_owned=True), line(6), line(7, ownership_basis="service list only")]
    lines += [line(8, is_dwelling=False), line(9, line_status="held"), line(10, body_id="trust")]
    postcodes = {1: "AB1 1AA", 2: "AB1 1AA", 3: "AB1 1AB", 4: None, 5: "AB2 2AA", 6: "AB9 9ZZ", 7: None, 8: "AB1 1AA", 9: "AB1 1AA", 10: "AB1 1AA"}
    listing = [{**FILE, "source_row": row, "postcode": code, "gia_m2": 50.0 + row if row < 4 else None, "book_value_gbp": "1000.25" if row < 3 else None} for row, code in postcodes.items()]
    known = [("AB1 1AA", "E1"), ("AB1 1AB", "E1"), ("AB2 2AA", "E2")]
    found = run(
        "mart.dwelling", tmp_path, core__property_line=lines, core__listing=listing,
        core__postcode=[{"postcode": code, "lsoa_code": lsoa, "lad_code": "D1"} for code, lsoa in known],
        core__property_place=[{**FILE, "source_row": 6, "area_code": "D1"}],
        core__assumption=[{"assumption_id": "dwelling_least_count", "value": 3.0}],
    )  # fmt: skip
    told = found.sort("body_id", "area_type").with_columns(pl.col("book_value_gbp").cast(pl.String))
    columns = ("body_id", "area_type", "area_code", "dwelling_count", "held_count", "line_count", "gia_count", "gia_m2", "book_value_count", "book_value_gbp")
    assert told.select(columns).rows() == [
        ("council", "district", "D1", 2, 1, 2, 0, None, 0, None),
        ("council", "lsoa", "E1", 3, 3, 4, 3, 156.0, 2, None),  # the value of two homes is not told
        ("council", "place", "place", 1, 0, 1, 0, None, 0, None),
        ("trust", "district", "D1", 1, 1, 1, 0, None, 0, None),
    ]
