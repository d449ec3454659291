"""Registers: which edition counts, what each line is of, and what keeps it out."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.given import LINE, label
from tests.sql.running import FILE, OTHER, Rows, run, threshold
from totalplace.place import Place, listed_sensitive_table


def register(file: dict[str, str], path: str, *codes: str, as_at: date | None = None, **more: Any) -> Rows:
    return [
        {**file, "path": path, "source_row": row, "asset_code": code, "as_at_on": as_at, **more}
        for row, code in enumerate(codes, 2)
    ]


def replaced(tmp_path: Path, one: Rows, two: Rows) -> list[tuple[Any, ...]]:
    found = run(
        "core.property_edition",
        tmp_path,
        core__listing=[*one, *two],
        core__property_label=[label(FILE), label(OTHER)],
        core__assumption=threshold("edition_shared_share", 0.5),
    )
    return found.select("source_file_id", "newer_path").rows()


def test_a_register_is_replaced_by_one_of_a_later_day(tmp_path: Path) -> None:
    old = register(FILE, "z.csv", "A", "B", "C", as_at=date(2024, 4, 1))
    assert replaced(tmp_path, old, register(OTHER, "a.csv", "A", "B", "D", as_at=date(2025, 4, 1))) == [("f1", "a.csv")]
    assert replaced(tmp_path, old, register(OTHER, "a.csv", "A", "D", "E", as_at=date(2025, 4, 1))) == [], (
        "too little is shared"
    )


def test_without_days_the_later_path_is_the_newer(tmp_path: Path) -> None:
    assert replaced(
        tmp_path, register(FILE, "register-2024.csv", "A", "B"), register(OTHER, "register-2025.csv", "A", "B")
    ) == [("f1", "register-2025.csv")]


def test_lines_are_joined_by_uprn_or_name_where_codes_were_reissued(tmp_path: Path) -> None:
    old = register(FILE, "a.csv", "1", "2", as_at=date(2024, 4, 1))
    new = register(OTHER, "b.csv", "8", "9", as_at=date(2025, 4, 1))
    for number, (one, two) in enumerate(zip(old, new, strict=True)):
        one["uprn"] = two["uprn"] = f"10{number}"
    assert replaced(tmp_path, old, new) == [("f1", "b.csv")]


def test_an_edition_of_one_bodys_register_leaves_another_bodys_in_the_same_file_alone(tmp_path: Path) -> None:
    """A file with the registers of council and fire; a later one has the council's alone."""
    old = [
        {**row, "organisation_as_published": body}
        for body, codes in (("Council", ("A", "B")), ("Fire", ("C", "D", "E")))
        for row in register(FILE, "old.csv", *codes, as_at=date(2024, 4, 1))
    ]
    for number, row in enumerate(old, 2):
        row["source_row"] = number
    new = [{**row, "organisation_as_published": "Council"} for row in register(OTHER, "new.csv", "A", "B", as_at=date(2025, 4, 1))]
    labels = [label(file, body.lower(), "named in the row", organisation_as_published=body) for file in (FILE, OTHER) for body in ("Council", "Fire")]
    editions = run(
        "core.property_edition", tmp_path, core__listing=[*old, *new], core__property_label=labels, core__assumption=threshold("edition_shared_share", 0.5),
    )  # fmt: skip
    assert editions.rows() == [("council", "f1", "table", "new.csv")]
    lines = run(
        "core.property_line", tmp_path, core__listing=[*old, *new], core__property_label=labels, core__property_edition=editions.rows(named=True),
        core__property_place=[{"source_file_id": row["source_file_id"], "source_part": "table", "source_row": row["source_row"], "location_method": "not known"} for row in (*old, *new)],
    )  # fmt: skip
    found = lines.filter(source_file_id="f1").sort("source_row").select("body_id", "line_status").rows()
    assert found == [("council", "superseded")] * 2 + [("fire", "loaded")] * 3


WORDS: Rows = [{"word": word, "function_id": function, "rank": rank, "is_of_names": word in ("park", "bridge", "land"), "name_function_id": "office" if word == "council house" else None} for word, function, rank in [
    ("school", "school", 50), ("library", "library", 40), ("libraries", "library", 40), ("town hall", "town hall", 20), ("hall", "community centre", 60), ("offices", "office", 70),
    ("refuge", "sensitive refuge", 9), ("women s aid", "sensitive refuge", 8), ("children s home", "sensitive children's home", 17), ("park", "park or open space", 80),
    ("bridge", "highway land", 85), ("car park", "car park", 82), ("land", "land", 99), ("fire station", "fire station", 8),
    ("refuge assurance", "office", 70), ("traffic refuge", "highway land", 90), ("refuge island", "highway land", 90), ("children s home farm", "farm or woodland", 90),
    ("toilets", "public toilet", 84), ("public toilets", "public toilet", 84), ("caretaker s house", "dwelling", 95), ("caretakers house", "dwelling", 95), ("council house", "dwelling", 95), ("council houses", "dwelling", 95),
]]  # fmt: skip
FUNCTIONS: Rows = [{"function_id": name, "is_sensitive": name.startswith("sensitive")} for name in sorted({str(row["function_id"]) for row in WORDS})]


def property_line(
    tmp_path: Path, rows: Rows, labels: Rows | None = None, places: Rows | None = None, listed: Rows | None = None, **given: Rows
) -> pl.DataFrame:
    listing = [{**LINE, "name_as_published": "Somewhere", **row} for row in rows]
    stated = run(
        "core.sensitive_statement", tmp_path,
        core__premises_line=run("core.premises_line", tmp_path, core__listing=listing).to_dicts(),
        ref__function_word=WORDS, ref__function=FUNCTIONS, core__listed_sensitive=listed or [],
    )  # fmt: skip
    return run(
        "core.property_line", tmp_path,
        core__listing=listing, core__sensitive_statement=stated.to_dicts(), ref__function=FUNCTIONS,
        core__property_label=labels or [label(FILE)],
        core__property_place=places or [{**LINE, **{key: row[key] for key in ("source_row", "source_file_id") if key in row}, "location_method": "not known"} for row in rows],
        ref__function_word=WORDS, **{"core__register_part": [{**FILE, "body_id": "council", "line_count": 1, "tenure_count": 1, "is_register": True}], **given},
    )  # fmt: skip


def test_of_two_words_of_one_rank_and_length_the_first_by_letters_counts(tmp_path: Path) -> None:
    words: Rows = [{"word": word, "function_id": function, "rank": 40} for word, function in (("museum", "museum"), ("chapel", "chapel"))]
    for order in (words, words[::-1]):
        found = run(
            "core.property_line", tmp_path, core__listing=[{**LINE, "name_as_published": "Museum and Chapel"}], core__property_label=[label(FILE)],
            core__property_place=[{**LINE, "location_method": "not known"}], ref__function_word=order,
            ref__function=[{"function_id": name, "is_sensitive": False} for name in ("museum", "chapel")],
        )  # fmt: skip
        assert found["function"].to_list() == ["chapel"]


@pytest.mark.parametrize(
    ("words", "tenure"),
    [("Freehold", "freehold"), ("FH", "freehold"), ("Leasehold", "leasehold"), ("LLH", "leasehold"), ("Long lease", "leasehold"), ("Freehold / Leasehold", "freehold and leasehold"),
     ("Licence to occupy", "licence"), ("Peppercorn", "other"), (None, "not known")],
)  # fmt: skip
def test_tenure_in_the_registers_words(words: str | None, tenure: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [{"tenure_as_published": words}])["tenure"].to_list() == [tenure]


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ({"tenure_detail_as_published": "Occupied by the council"}, "occupied by the body"),
        ({"tenure_detail_as_published": "Vacant"}, "vacant"),
        ({"tenure_detail_as_published": "Unoccupied"}, "vacant"),
        # a valuer's basis, not who is in it
        ({"tenure_detail_as_published": "Freehold with vacant possession"}, "other"),
        ({"tenure_detail_as_published": "Owner occupied; valued with vacant possession"}, "occupied by the body"),
        ({"tenure_detail_as_published": "Ground lease to a club"}, "ground lease"),
        ({"tenure_detail_as_published": "Sub-let"}, "sub-let"),
        ({"tenure_detail_as_published": "Leased out"}, "let"),
        ({"tenure_detail_as_published": "Outlet store"}, "other"),
        ({"tenure_detail_as_published": "Licence"}, "licence"),
        ({"tenure_detail_as_published": "Not vacant"}, "not known"),
        ({"tenure_detail_as_published": "Non-operational"}, "not known"),
        ({"tenure_detail_as_published": "No longer let"}, "not known"),
        ({"tenure_detail_as_published": "No longer let, vacant"}, "vacant"),
        ({"tenure_detail_as_published": "No longer in use"}, "vacant"),
        ({"tenure_detail_as_published": "Playground"}, "other"),
        ({"tenure_detail_as_published": "Occupied by the council, on a lease"}, "occupied by the body"),
        ({"occupied_as_published": "Vacant: Yes"}, "vacant"),
        ({"occupied_as_published": "Vacant: N"}, "not known"),
        ({"occupied_as_published": "No"}, "vacant"),
        ({"occupied_as_published": "Yes"}, "occupied by the body"),
        ({"tenure_detail_as_published": "Vacant", "is_not_owned": True}, "not owned"),
        ({}, "not known"),
    ],
)  # fmt: skip
def test_what_the_body_does_with_it(line: dict[str, Any], detail: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["interest_detail"].to_list() == [detail]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"holding_as_published": "Land and Buildings"}, "building"), ({"holding_as_published": "Land"}, "land"), ({"holding_as_published": "Site"}, "site"),
        ({"name_as_published": "Park House"}, "building"), ({"name_as_published": "Northby Park"}, "land"), ({"name_as_published": "Former Park"}, "land"),
        ({"holding_as_published": "Land", "gia_m2": 20.0}, "building"), ({"use_as_published": "Park"}, "land"), ({"use_as_published": "Library"}, "building"), ({}, "building"),
        ({"source_kind": "nhs estates return", "holding_as_published": "Site", "gia_m2": 20.0}, "site"),
    ],
)  # fmt: skip
def test_building_land_or_site(line: dict[str, Any], kind: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["asset_kind"].to_list() == [kind]


@pytest.mark.parametrize(
    ("name", "use", "function"),
    [
        ("Northby Primary School", None, "school"),
        ("12 School Lane", None, "not known"),  # a street of that name says nothing about the building
        ("School House, Library Road", None, "school"),
        ("Northby Town Hall", None, "town hall"),  # of several words the one of the lowest rank
        ("Northby Town Hall", "Offices", "office"),  # the stated use comes before the name
        ("Rose House", "Refuge", "sensitive refuge"),
        ("Women's Refuge", "Offices", "sensitive refuge"),  # but never before a name that must not be shown
        ("Park House", None, "not known"),  # named after a park
        ("Bridge Court", None, "not known"),
        ("Northby Park", None, "park or open space"),
        ("Town Hall Car Park", None, "car park"),  # the last words say what it is
        ("Library, Town Hall", None, "library"),  # and the first piece, where it is comes after
        ("Park at the Town Hall", None, "park or open space"),
        ("Former Library", None, "not known"),
        ("49 Long Row (former library)", None, "not known"),
        ("Land and library by the river", None, "land"),
        ("Town Hall (former library)", None, "town hall"),
        ("Somewhere", "Former school", "not known"),
        ("Sparkle", None, "not known"),  # a word inside a word is not that word
        # a head that is but a name leaves the word to what follows it, or to what stands before the name
        ("Elm Park, Public toilets", None, "public toilet"),
        ("Elm Park (Toilets, school room)", None, "public toilet"),  # the first thing named
        ("Elm Park - Library", None, "library"),
        ("Elm Park, Library Walk", None, "park or open space"),  # a street again
        ("Elm Park, near the library", None, "park or open space"),
        ("Elm Park (former library)", None, "park or open space"),
        ("Park, Town Hall", None, "park or open space"),  # no name: the park at the town hall
        ("Public toilets Elm Park", None, "public toilet"),
        ("Library Car Park Elm Park", None, "car park"),
        ("Library Park", None, "park or open space"),
        ("Elm Land, Library", None, "land"),
        # what it is beside is not what it is
        ("Field north of the school", None, "not known"),
        ("Plot 4, south-west of Library, Elm Walk", None, "not known"),
        ("12 Elm Walk, rear of School", None, "not known"),
        ("Fields adj Northby Primary School", None, "not known"),
        ("Hut off School Drive, opposite Town Hall (library)", None, "library"),
        ("Long Field ' beside it the school", None, "not known"),
        ("Northby Children ' s School", None, "school"),  # a possessive that lost its place
        ("St Thomas' School", None, "school"),
        # a home on the spot is not the service
        ("Northby School Caretaker's House", None, "dwelling"),
        ("Northby School, Caretaker's House", None, "dwelling"),
        ("Caretakers House, Northby School", None, "dwelling"),
        # the seat of a council bears the name that a kind of home has
        ("Northby Council House", None, "office"),
        ("The Council House, 1 Old Square", None, "office"),
        ("12 Elm Walk", "Council house", "dwelling"),
        ("12 Elm Walk (council house)", None, "dwelling"),
        ("3 bed council house", None, "dwelling"),
        ("Council houses, Elm Walk", None, "dwelling"),
    ],
)  # fmt: skip
def test_what_it_is_for(name: str, use: str | None, function: str, tmp_path: Path) -> None:
    found = property_line(tmp_path, [{"name_as_published": name, "use_as_published": use}])
    assert found["function"].to_list() == [function]
    assert found["is_sensitive"].to_list() == [function.startswith("sensitive")]


@pytest.mark.parametrize(
    ("name", "holding", "function", "kind"),
    [
        ("Elm Park", "Buildings", "not known", "building"),  # what is listed as a building is no land because of its name
        ("Elm Park", "Land and Buildings", "park or open space", "building"),
        ("Elm Park", "Land", "park or open space", "land"),
        ("Elm Park", None, "park or open space", "land"),
        ("Elm Park, Public toilets", None, "public toilet", "building"),
        ("Land at Elm Walk", "Buildings", "not known", "building"),
        ("Elm Car Park", "Buildings", "car park", "building"),  # its word is not only one of names
        ("Elm Park, Library", "Buildings", "library", "building"),
    ],
)
def test_a_name_does_not_make_land_of_a_building(name: str, holding: str | None, function: str, kind: str, tmp_path: Path) -> None:
    found = property_line(tmp_path, [{"name_as_published": name, "holding_as_published": holding}])
    assert found.select("function", "asset_kind").rows() == [(function, kind)]
    stated = property_line(tmp_path, [{"name_as_published": name, "holding_as_published": holding, "use_as_published": "Park"}])
    assert stated["function"].to_list() == ["park or open space"], "a use that is stated counts"


def list_of(*lines: str | dict[str, Any], **given: Any) -> list[tuple[str, str]]:
    """What the lines of one list, names or whole lines, are for and what shows it."""
    shared = {"source_kind": "property", **{name: given.pop(name) for name in ("path", "source_part", "function_of_list") if name in given}}
    rows = [{**({"name_as_published": line} if isinstance(line, str) else line), "source_row": row, **shared} for row, line in enumerate(lines, 2)]
    part = {"source_part": shared.get("source_part", "table")}
    given.setdefault("core__register_part", [])
    found = property_line(
        given.pop("tmp_path"), rows, [{**label(FILE), **part}], [{**LINE, **part, "source_row": row["source_row"], "location_method": "not known"} for row in rows], **given
    )  # fmt: skip
    return found.sort("source_row").select("function", "function_basis").rows()


NAMED, STATED = "name of the list", "stated for the list"


@pytest.mark.parametrize(
    ("path", "sheet", "function"),
    [
        ("inbox/ministry/libraries.csv", "table", "library"),
        ("inbox/ministry/gm_library-2019 (2).csv.gz", "table", "library"),
        ("inbox/ministry/FireStations.xlsx", "Sheet1", "fire station"),  # words run together, and several of them
        ("inbox/ministry/places.xlsx", "Libraries", "library"),
        ("inbox/ministry/libraries.xlsx", "Schools", "school"),  # the sheet before the file
        ("inbox/library/places.csv", "table", None),  # who sent it says nothing of what it is
        ("inbox/ministry/libraries_and_schools.csv", "table", None),
        ("inbox/ministry/libraries.xlsx", "Schools and offices", None),  # nor does the file where its sheet says two things
        ("inbox/ministry/park.csv", "table", None),  # a word that may be part of a name
        ("inbox/ministry/librarians.csv", "table", None),
        ("inbox/ministry/car_parks.csv", "table", "car park"),
    ],
)
def test_a_list_that_says_in_its_name_what_it_is_of(path: str, sheet: str, function: str | None, tmp_path: Path) -> None:
    names = ("Hightown", "Elm Park", "Park House")
    found = list_of(*names, path=path, source_part=sheet, tmp_path=tmp_path)
    own = [("not known", "not known"), ("park or open space", "name"), ("not known", "not known")]
    assert found == (own if function is None else [(function, NAMED)] * 3)


def test_the_name_of_a_list_never_stands_above_a_lines_own_words(tmp_path: Path) -> None:
    lines = (
        "Hightown", "Lowtown Library", "Midtown Library", "Town Hall", "Former School", "Land at Elm Walk", {"name_as_published": "Elm House", "use_as_published": "Offices"},
        {"name_as_published": "Oak House", "use_as_published": "Former school"},
    )  # fmt: skip
    own = [("library", "name"), ("library", "name"), ("town hall", "name"), ("not known", "not known"), ("land", "name"), ("office", "stated use"), ("not known", "not known")]
    assert list_of(*lines, path="inbox/x/libraries.csv", tmp_path=tmp_path) == [("library", NAMED), *own]
    assert list_of(*lines, path="inbox/x/places.csv", function_of_list="library", tmp_path=tmp_path) == [("library", STATED), *own]


def test_the_name_of_a_list_is_not_believed_against_most_of_its_lines(tmp_path: Path) -> None:
    """The Home Office's list of fire stations is no list of offices."""
    stations = ("Hightown", "Lowtown Fire Station", "Midtown Fire Station", "Elm Offices")
    assert list_of(*stations, path="inbox/x/home_office_2019.csv", tmp_path=tmp_path)[0] == ("not known", "not known")
    assert list_of(*stations, path="inbox/x/home_office_2019.csv", function_of_list="fire station", tmp_path=tmp_path)[0] == ("fire station", STATED)
    assert list_of("Hightown", "Lowtown Fire Station", "Elm Offices", path="inbox/x/offices.csv", tmp_path=tmp_path)[0] == ("office", NAMED), "as many as of any other"


def test_a_register_holds_all_sorts_whatever_its_name(tmp_path: Path) -> None:
    register = [{**FILE, "body_id": "council", "line_count": 1, "tenure_count": 1, "is_register": True}]
    assert list_of("Hightown", path="inbox/x/libraries.csv", core__register_part=register, tmp_path=tmp_path) == [("not known", "not known")]
    assert list_of("Hightown", path="inbox/x/libraries.csv", core__register_part=register, function_of_list="school", tmp_path=tmp_path) == [("school", STATED)]


@pytest.mark.parametrize(("function", "kind"), [("library", "building"), ("car park", "land"), (None, "land")])
def test_a_list_says_too_whether_it_is_of_land(function: str | None, kind: str, tmp_path: Path) -> None:
    found = property_line(tmp_path, [{"name_as_published": "Elm Park", "function_of_list": function}])
    assert found["asset_kind"].to_list() == [kind]


@pytest.mark.parametrize("entry", ["Rose House", "100010000001", "0100010000001", "AB-12", "4 Elm Walk", "The Close, 4 Elm Walk"])
def test_premises_that_place_toml_lists_are_sensitive(entry: str, tmp_path: Path) -> None:
    line = {
        "name_as_published": "Rose House (store)",
        "address_as_published": "The Close, 4 Elm Walk, Northby",
        "uprn": "100010000001",
        "asset_code": "ab/12",
        "use_as_published": "Library",
    }
    listed = listed_sensitive_table(Place(name="Somewhere", sensitive=(entry,))).to_dicts()
    found = property_line(tmp_path, [line], listed=listed)
    assert found.select("function", "is_sensitive").rows() == [("sensitive listed", True)]
    other = property_line(tmp_path, [{**line, "name_as_published": "Primrose House", "address_as_published": "14 Elm Walk", "uprn": "1", "asset_code": "B"}], listed=listed)
    assert other["is_sensitive"].to_list() == [False]


@pytest.mark.parametrize(
    "column",
    ["name_as_published", "address_as_published", "street", "locality", "town", "use_as_published", "tenure_as_published", "tenure_detail_as_published",
     "other_detail_as_published", "occupied_as_published", "holding_as_published", "reason_for_holding_as_published", "organisation_as_published"],
)  # fmt: skip
def test_every_text_of_a_line_is_read(column: str, tmp_path: Path) -> None:
    line = {"name_as_published": "7 Elm Walk", column: "Let to Northby Women’s Aid"}
    labels = [label(FILE, organisation_as_published=line.get("organisation_as_published"))]
    assert property_line(tmp_path, [line], labels)["function"].to_list() == ["sensitive refuge"]


@pytest.mark.parametrize(
    ("line", "is_sensitive"),
    [
        ({"name_as_published": "Refuge Assurance House"}, False),
        ({"name_as_published": "Refuge Assurance House", "tenure_detail_as_published": "let as a refuge"}, True),
        ({"other_detail_as_published": "verge with a traffic refuge island"}, False),
        ({"other_detail_as_published": "traffic refuge island; house used as a refuge"}, True),  # phrases that overlap hide nothing
        ({"name_as_published": "Children's Home Farm"}, False),
        ({"name_as_published": "Refuse depot"}, False),
        ({"address_as_published": "12 Refuge Road, Northby"}, False),
        ({"address_as_published": "The Refuge, 12 Elm Walk"}, True),
        ({"name_as_published": "Residence for Women's", "use_as_published": "Aid office"}, False),  # two cells make no phrase
    ],
)
def test_ordinary_words_are_not_withheld(line: dict[str, Any], is_sensitive: bool, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["is_sensitive"].to_list() == [is_sensitive]


REFUGE = {**FILE, "source_row": 2, "name_as_published": "Rose House", "use_as_published": "Refuge", "uprn": "101", "asset_code": "A", "postcode": "AB1 2CD",
          "address_as_published": "4 Elm Walk", "easting": 400_000.0, "northing": 300_000.0}  # fmt: skip


def test_lines_without_a_name_are_not_one_asset(tmp_path: Path) -> None:
    """Neither in one list nor over two of a body, nor when a list is sent again under another name."""
    other = {"source_file_id": "f2", "path": "inbox/council/other.csv"}
    lines: Rows = [
        {"source_row": 2, "postcode": "ZE1 0AA"}, {"source_row": 3, "postcode": "ZE1 0AA"}, {"source_row": 4, "easting": 400000.0, "northing": 300000.0},
        {"source_row": 5, "easting": 400000.0, "northing": 300000.0}, {"source_row": 6}, {"source_row": 7}, {**other, "source_row": 2, "postcode": "ZE1 0AA"},
    ]  # fmt: skip
    rows = [{"name_as_published": None, "path": "inbox/council/register.csv", **line} for line in lines]
    found = property_line(tmp_path, rows, [label(FILE), {**label(FILE), "source_file_id": "f2"}])
    assert found["source_key"].n_unique() == len(lines)
    assert found["name"].unique().to_list() == ["Without a name"]
    longer = property_line(tmp_path, [{**rows[0], "source_row": 1, "name_as_published": "Depot"}, *rows], [label(FILE), {**label(FILE), "source_file_id": "f2"}])
    assert set(found["source_key"]) < set(longer["source_key"]), "a line more before them changes no id"


@pytest.mark.parametrize(
    "place", [{"postcode": "ZE1 0AA"}, {"easting": 400000.0, "northing": 300000.0}]
)
@pytest.mark.parametrize("told", [{}, {"uprn": "7"}, {"asset_code": "A1"}])
def test_a_line_without_a_name_is_not_withheld_with_another(place: dict[str, Any], told: dict[str, Any], tmp_path: Path) -> None:
    refuge = {"name_as_published": None, "use_as_published": "Refuge", **place, "source_row": 2}
    found = property_line(tmp_path, [refuge, {"name_as_published": None, "use_as_published": "Offices", **place, **told, "source_row": 3}])
    assert found["is_sensitive"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("line", "is_sensitive"),
    [
        ({"asset_code": "A"}, True),  # the same asset of the same body, in other words
        ({"uprn": "101"}, True),
        ({"uprn": "102"}, False),
        ({"name_as_published": "ROSE-HOUSE", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "Rose House", "postcode": "AB1 2CE"}, False),
        ({"address_as_published": "4 Elm Walk.", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "4 Elm Walk", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "5 Elm Walk", "postcode": "AB1 2CD"}, False),
        # the house by its number and street, however the line names it
        ({"name_as_published": "Rose Trust", "address_as_published": "Ground floor, 4 Elm Walk, Northby", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "Rose Trust", "address_as_published": "14 Elm Walk, Northby", "postcode": "AB1 2CD"}, False),
        # the very point, under a name that begins alike
        ({"name_as_published": "Rose Cottage", "easting": 400_000.2, "northing": 300_000.0}, True),
        ({"name_as_published": "Bus shelter", "easting": 400_000.0, "northing": 300_000.0}, False),
        ({"name_as_published": "Rose Cottage", "easting": 400_009.0, "northing": 300_000.0}, False),
    ],
)
def test_a_building_is_sensitive_on_every_list_that_has_it(line: dict[str, Any], is_sensitive: bool, tmp_path: Path) -> None:
    other = {**OTHER, "name_as_published": "Plain Office", **line}
    found = property_line(tmp_path, [REFUGE, other], [label(FILE), label(OTHER)]).sort("source_file_id")
    assert found["is_sensitive"].to_list() == [True, is_sensitive]
    if is_sensitive:
        assert found["premises_key"].n_unique() == 1 and found["function"].to_list() == ["sensitive refuge"] * 2


def test_lines_that_lead_from_one_to_the_next_are_one_building(tmp_path: Path) -> None:
    rows = [
        REFUGE,
        {**OTHER, "source_row": 2, "name_as_published": "Offices", "asset_code": "A", "uprn": "202"},  # by the code of the first
        {**OTHER, "source_row": 3, "name_as_published": "Annexe", "uprn": "202", "postcode": "AB9 9ZZ"},  # by the UPRN of the second
        {**OTHER, "source_row": 4, "name_as_published": "Annexe", "postcode": "AB9 9ZZ"},  # by the name of the third
        {**OTHER, "source_row": 5, "name_as_published": "Library", "uprn": "303", "postcode": "AB9 9ZZ"},
    ]
    found = property_line(tmp_path, rows, [label(FILE), label(OTHER)]).sort("source_file_id", "source_row")
    assert found["is_sensitive"].to_list() == [True, True, True, True, False]


def test_lines_that_a_person_merged_are_one_building(tmp_path: Path) -> None:
    other = {**OTHER, "name_as_published": "Plain Office", "asset_code": "B"}
    known = [{"source_key": f"council/code {code}", "asset_id": "a1"} for code in "AB"]
    found = property_line(tmp_path, [REFUGE, other], [label(FILE), label(OTHER)], core__known_identity=known)
    assert found["is_sensitive"].to_list() == [True, True]


def test_what_stands_on_no_register_owns_nothing(tmp_path: Path) -> None:
    part = {**FILE, "body_id": "council", "line_count": 2, "tenure_count": 0}
    for is_register, basis in ((True, "register"), (False, "service list only")):
        found = property_line(tmp_path, [{"tenure_as_published": "Freehold"}], core__register_part=[{**part, "is_register": is_register}])
        assert found["ownership_basis"].to_list() == [basis]
    of_another = [{**part, "body_id": "fire", "is_register": True}]
    assert property_line(tmp_path, [{}], core__register_part=of_another)["ownership_basis"].to_list() == ["service list only"]


TENURE, CODE, HOLDING = {"tenure_as_published": "Freehold"}, {"asset_code": "A1"}, {"holding_as_published": "Land"}
REASON, AREA, UPRN = {"reason_for_holding_as_published": "Operational"}, {"gia_m2": 90.0}, {"uprn": "7"}


@pytest.mark.parametrize(
    ("lines", "is_register"),
    [
        ([{**TENURE, **CODE}] * 2, True),
        ([{**TENURE, **UPRN}, {**TENURE, **UPRN}, UPRN], True),
        ([{**TENURE, **AREA}, {**TENURE, **AREA}], True),
        ([TENURE, TENURE], False),  # of a landholder's columns this is one
        ([CODE, CODE, {**CODE, **TENURE}], False),  # a stray remark
        ([UPRN, UPRN], False),
        ([{**CODE, **AREA}] * 2, False),  # a national list of surgeries or schools has these too
        ([{**CODE, **HOLDING, **AREA}] * 2, True),
        ([{**REASON, **AREA}] * 2, True),
        ([{**REASON, **AREA}, {}, {}], False),
    ],
)
def test_what_makes_a_list_a_register(lines: Rows, is_register: bool, tmp_path: Path) -> None:
    rows = [{**FILE, "source_row": row, **line} for row, line in enumerate(lines, 2)]
    given = {"core__property_label": [label(FILE)], "core__assumption": threshold("register_filled_share", 0.5)}
    found = run("core.register_part", tmp_path, core__listing=rows, **given)
    assert found.select("body_id", "line_count", "is_register").rows() == [("council", len(lines), is_register)]


def test_a_register_of_one_body_is_none_of_another_in_the_same_table(tmp_path: Path) -> None:
    mine = [{**FILE, "source_row": row, "organisation_as_published": "One", **TENURE, **CODE} for row in (2, 3)]
    theirs = [{**FILE, "source_row": row, "organisation_as_published": "Two", **CODE} for row in (4, 5, 6)]
    labels = [label(FILE, "one", organisation_as_published="One"), label(FILE, "two", organisation_as_published="Two")]
    found = run(
        "core.register_part", tmp_path, core__listing=[*mine, *theirs], core__property_label=labels, core__assumption=threshold("register_filled_share", 0.5)
    )
    assert dict(found.select("body_id", "is_register").rows()) == {"one": True, "two": False}


def test_lines_are_held_ignored_or_superseded_with_a_reason(tmp_path: Path) -> None:
    assert property_line(tmp_path, [{}], labels=[label(FILE, None, "nobody named")])["line_status"].to_list() == [
        "held"
    ]
    assert property_line(tmp_path, [{}], labels=[label(FILE, None, "outside the place")])["line_status"].to_list() == [
        "ignored"
    ]
    newer = property_line(tmp_path, [{}], core__property_edition=[{**FILE, "body_id": "council", "newer_path": "b.csv"}])
    assert newer.select("line_status", "line_reason").rows() == [("superseded", "a newer edition stands in b.csv")]


@pytest.mark.parametrize(("is_in_place", "status"), [(True, "loaded"), (False, "ignored")])
def test_a_name_not_known_in_a_list_that_a_body_sent(is_in_place: bool, status: str, tmp_path: Path) -> None:
    found = property_line(
        tmp_path, [{"organisation_as_published": "Elsewhere Council"}], labels=[label(FILE, organisation_as_published="Elsewhere Council")],
        places=[{**LINE, "is_in_place": is_in_place, "location_method": "coordinates"}],
    )  # fmt: skip
    assert found["line_status"].to_list() == [status]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({"asset_code": "a1", "uprn": "7"}, "council/code A1"),
        ({"uprn": "7"}, "council/uprn 7 SOMEWHERE"),
        ({"postcode": "M33 1AA"}, "council/name SOMEWHERE M33 1AA"),
        ({"easting": 400100.4, "northing": 300100.0}, "council/name SOMEWHERE 400100.0 300100.0"),
        ({"address_as_published": "1 High St"}, "council/name SOMEWHERE 1 HIGH ST"),
    ],
)
def test_what_an_id_is_given_for(line: dict[str, Any], key: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["source_key"].to_list() == [key]


def keys(tmp_path: Path, *lines: dict[str, Any], **given: Rows) -> list[str]:
    rows = [{"source_row": row, "asset_code": "A1", **line} for row, line in enumerate(lines, 2)]
    given = {"labels": [label(FILE), label(OTHER)], **given}
    return property_line(tmp_path, rows, **given).sort("source_row")["source_key"].to_list()  # type: ignore[arg-type]


def test_two_of_one_name_and_road_are_told_apart_by_their_points(tmp_path: Path) -> None:
    """Where a list gives neither code nor UPRN; a point that is written otherwise alone is no other building."""
    toilets = {"name_as_published": "Public Toilets", "postcode": "M33 1AA", "address_as_published": "High Street", "asset_code": None}
    assumed: Rows = [{"assumption_id": "identity_same_point_m", "value": 5.0}]
    for metres, count in ((60.0, 2), (2.0, 1)):
        points = [{"easting": 400100.0 + east, "northing": 300100.0} for east in (0.0, metres)]
        assert len(set(keys(tmp_path, *({**toilets, **point} for point in points), core__assumption=assumed))) == count
    assert len(set(keys(tmp_path, toilets, {**toilets, "easting": 400100.0, "northing": 300100.0}, core__assumption=assumed))) == 1


def test_a_code_given_to_two_assets_does_not_join_them(tmp_path: Path) -> None:
    assert len(set(keys(tmp_path, {"uprn": "7"}, {"uprn": "8"}))) == 2
    assert len(set(keys(tmp_path, {"name_as_published": "Hall"}, {"name_as_published": "Depot"}))) == 2
    assert len(set(keys(tmp_path, {"name_as_published": "Hall"}, {"name_as_published": "Depot", **OTHER}))) == 2, "over all lists of a body"
    hall, the_hall = {"uprn": "7", "name_as_published": "Hall"}, {"uprn": "7", "name_as_published": "The hall"}
    assert len(set(keys(tmp_path, hall, the_hall, {"name_as_published": "Hall"}))) == 1
    assert len(set(keys(tmp_path, hall, {"name_as_published": "Depot"}))) == 2


@pytest.mark.parametrize("names", [("Hall", "Hall"), ("Hall", "Depot")])
def test_an_id_stays_when_a_uprn_is_added_to_one_line(names: tuple[str, str], tmp_path: Path) -> None:
    one, two = ({"name_as_published": name} for name in names)
    assert keys(tmp_path, {**one, "uprn": "7"}, two) == keys(tmp_path, one, two)


@pytest.mark.parametrize(("kind", "postcode", "count"), [("facility", "NB1 1AA", 1), ("property", "NB1 1AA", 2), ("facility", None, 2)])
def test_a_surgery_that_its_list_names_twice_is_one_place(kind: str, postcode: str | None, count: int, tmp_path: Path) -> None:
    """A list of practices names the surgery again with its address in other words; houses of one name are told apart by theirs."""
    same = {"source_kind": kind, "asset_code": None, "name_as_published": "Elm Surgery", "postcode": postcode}
    assert len(set(keys(tmp_path, {**same, "address_as_published": "12 Elm Walk"}, {**same, "address_as_published": "The Surgery, Elm Walk"}))) == count


def test_a_replaced_edition_says_nothing_of_todays_codes(tmp_path: Path) -> None:
    newer = [{**OTHER, "body_id": "council", "newer_path": "b.csv"}]
    found = keys(tmp_path, {"name_as_published": "Hall"}, {"name_as_published": "Depot", **OTHER}, core__property_edition=newer)
    assert found[0] == "council/code A1"


@pytest.mark.parametrize(("is_in_place", "status"), [(True, "held"), (False, "ignored"), (None, "ignored")])
def test_in_a_list_of_several_bodies_a_name_not_known_is_outside_or_held(is_in_place: bool | None, status: str, tmp_path: Path) -> None:
    """A national list that a body sent: what does not lie in the place is nobody's there; what does waits for an answer."""
    found = property_line(
        tmp_path, [{"organisation_as_published": "Southby Trust"}],
        labels=[label(FILE, None, "name not known", organisation_as_published="Southby Trust"), label(FILE, "fire", "named in the row", organisation_as_published="Northby Fire")],
        places=[{**LINE, "is_in_place": is_in_place, "location_method": "coordinates"}],
    )  # fmt: skip
    assert found.select("line_status", "body_id").rows() == [(status, None)]
