"""What goes back to the bodies, and a sheet that comes back through the inbox."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration import small_place
from tests.integration.small_place import put, query
from totalplace import sheets
from totalplace.contracts import contract
from totalplace.paths import PlacePaths
from totalplace.values.spreadsheets import neutralised, restored


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "a spreadsheet must know that it is UTF-8"
    return list(csv.DictReader(io.StringIO(text)))


def returned(paths: PlacePaths, lines: list[dict[str, str]], body: str = "northby-council") -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, lines[0].keys())
    writer.writeheader()
    writer.writerows(lines)
    put(paths, f"inbox/{body}/buildings.csv", "\ufeff" + text.getvalue())


def test_each_body_is_asked_for_what_is_not_known_largest_building_first(northby: PlacePaths) -> None:
    asked = rows(northby.requests / "northby-council.csv")
    assert [line["Number"] for line in asked] == [str(number) for number in range(1, len(asked) + 1)]
    # the town hall of 1,500 m2 has a place, an area and a tenure: its use is asked first
    assert (asked[0]["Building"], asked[0]["Not known"]) == ("Northby Town Hall", "measured use")
    assert {line["Building"] for line in asked if line["Not known"] == "floor area"} == {"Old Depot"}
    # the depot is vacant: how full it is need not be asked
    assert not [line for line in asked if line["Building"] == "Old Depot" and line["Not known"] == "measured use"]
    (first, *_) = rows(northby.requests / "northby-trust.csv")
    assert first["Not known"] == "register"
    # a body's folder is handed over by itself: what its page leads to stands in it
    for body in ("northby-council", "northby-trust"):
        page = northby.bodies / body / "index.html"
        links = re.findall(r'href="([^"#:]+)"', page.read_text("utf-8"))
        assert "requests.csv" in links and all("/" not in link and (page.parent / link).is_file() for link in links), links
        assert (page.parent / "requests.csv").read_bytes() == (northby.requests / f"{body}.csv").read_bytes()


def test_a_sheet_that_comes_back_confirms_and_corrects(northby: PlacePaths) -> None:
    sheet = rows(northby.bodies / "northby-council" / "buildings.csv")
    assert [line["Building name"] for line in sheet] == ["Northby Town Hall", "Northby Library", "Old Depot"]
    for line in sheet:
        line |= {"Confirmed by (post or team)": "Estates team", "Confirmed on": "15/06/2025"}
    sheet[0]["Correct (yes or no)"] = "yes"
    sheet[1] |= {"Correct (yes or no)": "no", "Corrected gross internal area m2": "450", "Corrected name": "Northby Central Library"}
    sheet[2]["Still held (yes or no)"] = "no"
    returned(northby, sheet)
    small_place.publish()
    assert query(northby.database, "select status, rows_loaded from ops.source_part where kind = 'building_confirmation'") == [("loaded", 3)]
    assert query(northby.database, "select confirmed_by, confirmed_on::varchar from mart.body_coverage where body_id = 'northby-council'") == [("Estates team", "2025-06-15")]
    said = "select name, field, we_have, body_says, outcome, reason from mart.building_correction inner join mart.estate using (asset_id) order by name, field"
    assert query(northby.database, said) == [
        ("Northby Central Library", "gia_m2", "420.5", "450.0", "taken", None),
        ("Northby Central Library", "name", None, "see the sheet", "taken", None),
        ("Old Depot", "is_held", "held", "no longer held", "taken", None),
    ]


HELD = "select name, gia_m2, gia_method, function, tenure, address, postcode, uprn, easting, northing, location_method, is_public_estate from mart.estate order by asset_id"
DAY = {"Confirmed by (post or team)": "Estates team", "Confirmed on": "15/06/2025"}


def asset_ids(paths: PlacePaths) -> list[str]:
    return [line["Our asset id"] for line in rows(paths.bodies / "northby-council" / "buildings.csv")]


def correct_everything(paths: PlacePaths) -> None:
    hall, library, depot = rows(paths.bodies / "northby-council" / "buildings.csv")
    hall |= DAY | {
        "Corrected name": "Northby Civic Centre", "Corrected use": "Library", "Corrected tenure": "Leasehold", "Corrected address": "9 Quay Street, Northby",
        "Corrected postcode": "M33 1AD", "Corrected UPRN": "100010000777", "Corrected easting": "400777", "Corrected northing": "300888",
        "Corrected net internal area m2": "1,100", "In use (yes or no)": "no",
    }  # fmt: skip
    library |= DAY | {"Corrected gross internal area m2": "450"}
    depot |= DAY | {"Still held (yes or no)": "no"}
    returned(paths, [hall, library, depot])


def test_what_a_body_corrects_is_what_is_published(northby: PlacePaths) -> None:
    ids = asset_ids(northby)
    before = dict(query(northby.database, "select asset_id, source_count from mart.estate"))
    correct_everything(northby)
    small_place.publish()
    found = {row[0]: row[1:] for row in query(northby.database, HELD)}
    assert found == {
        "Northby Civic Centre": (1500.0, "measured", "library", "leasehold", "9 Quay Street, Northby", "M33 1AD", "100010000777", 400777.0, 300888.0, "corrected coordinates", True),
        "Northby Library": (450.0, "measured", "library", "freehold", "Mill Road, Northby", "M33 1AB", "100010000002", 400300.0, 300200.0, "coordinates", True),
        "Old Depot": (None, None, "depot", "leasehold", "Quay Street, Northby", "M33 1AD", "100010000003", 400500.0, 300400.0, "coordinates", False),
    }  # fmt: skip
    # one asset is still the same one, whatever it is called and wherever it stands
    assert asset_ids(northby) == ids
    # the depot is no longer of the council's estate; nobody owns what is held by lease
    assert query(northby.database, "select assets_held from mart.body_coverage where body_id = 'northby-council'") == [(2,)]
    assert query(northby.database, "select owner_body_id from mart.estate where name = 'Northby Civic Centre'") == [(None,)]
    # where it comes from is to be seen, and counted
    sheet = "select count(*), count(distinct asset_id), min(match_reason) from mart.estate_source where match_reason like 'corrected by the body: same our id%'"
    assert query(northby.database, sheet)[0][:2] == (3, 3)
    assert dict(query(northby.database, "select asset_id, source_count from mart.estate")) == {asset_id: count + 1 for asset_id, count in before.items()}
    # an empty town hall is empty everywhere
    assert query(northby.database, "select measure, band, spare_m2 from mart.utilisation_latest inner join mart.estate using (asset_id) where name = 'Northby Civic Centre'") == [("U0", "vacant", 1500.0)]
    assert query(northby.database, "select detail, count(*) from mart.interest group by detail order by detail") == [("not owned", 1), ("occupied by the body", 1), ("vacant", 1)]
    assert query(northby.database, "select outcome, count(*) from mart.building_correction group by outcome") == [("taken", 11)]


@pytest.mark.soak  # several publications: longer than `make test` has
def test_the_next_sheet_says_the_same_again(northby: PlacePaths) -> None:
    """It replaces the one that was sent: whether filled in or not, nothing changes by it."""
    correct_everything(northby)
    small_place.publish()
    corrected = query(northby.database, HELD)
    sheet = northby.bodies / "northby-council" / "buildings.csv"
    first = sheet.read_bytes()
    for answers in ({}, {"Correct (yes or no)": "yes"}):
        returned(northby, [line | answers for line in rows(sheet)])
        small_place.publish()
        assert query(northby.database, HELD) == corrected, answers
        assert sheet.read_bytes() == first, answers


def test_corrections_of_several_days_keep_their_days_in_the_next_sheet() -> None:
    """On one line with one day, a register of a day between would be later than the newer one, or earlier than the older one."""
    taken = {"is_taken": True, "asset_id": "a1", "body_id": "northby-council"}
    lines = [
        {**taken, "field": "gia_m2", "value": "450.0", "confirmed_on": date(2025, 6, 1), "source_row": 2},
        {**taken, "field": "name", "value": "Mill Road Library", "confirmed_on": date(2025, 6, 20), "source_row": 3},
        {**taken, "field": "address", "value": "Mill Road", "confirmed_on": date(2025, 6, 20), "source_row": 3},
    ]
    tables = {
        name: contract(name).conform(pl.DataFrame(rows, infer_schema_length=None) if rows else contract(name).empty()).collect()
        for name, rows in {
            "mart.estate": [{"asset_id": "a1", "name": "Mill Road Library", "body_id": "northby-council"}],
            "mart.estate_source": [], "ref.body": [{"body_id": "northby-council", "name": "Northby Borough Council"}], "ref.function": [], "core.confirmation_line": lines,
        }.items()
    }  # fmt: skip
    ((body, sheet),) = sheets._sheets(tables)
    said = ["Corrected gross internal area m2", "Corrected name", "Corrected address", "Confirmed on"]
    assert body == "northby-council" and sheet["Our asset id"].to_list() == ["a1", "a1"]
    assert sheet.select(said).rows() == [("450.0", None, None, "2025-06-01"), (None, "Mill Road Library", "Mill Road", "2025-06-20")]


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_correction_that_is_taken_back_is_gone(northby: PlacePaths) -> None:
    listed = query(northby.database, HELD)
    correct_everything(northby)
    small_place.publish()
    (northby.root / "inbox/northby-council/buildings.csv").unlink()
    small_place.publish()
    assert query(northby.database, HELD) == listed


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_register_of_a_later_day_is_believed(northby: PlacePaths) -> None:
    correct_everything(northby)
    dated = "\n".join(
        f"{line},{'As at date' if number == 0 else '30/06/2025' if number == 2 else '01/06/2025'}" for number, line in enumerate(small_place.REGISTER.splitlines())
    )
    put(northby, "inbox/northby-council/register.csv", dated)
    small_place.publish()
    assert query(northby.database, "select gia_m2 from mart.estate where name = 'Northby Library'") == [(420.5,)]
    assert query(northby.database, "select field, outcome, reason from mart.building_correction where outcome <> 'taken'") == [("gia_m2", "not taken", "the register is later")]
    assert query(northby.database, "select source_row, severity from ops.issue where issue_type = 'correction not taken'") == [(3, "note")]


@pytest.mark.soak  # several publications: longer than `make test` has
def test_what_cannot_be_read_is_told(northby: PlacePaths) -> None:
    hall, library, depot = rows(northby.bodies / "northby-council" / "buildings.csv")
    hall |= DAY | {"Corrected gross internal area m2": "large", "Corrected use": "Fnord", "In use (yes or no)": "partly"}
    library |= DAY | {"Corrected UPRN": "100010000003", "Corrected easting": "4"}
    returned(northby, [hall, library, depot])
    listed = query(northby.database, HELD)
    small_place.publish()
    assert query(northby.database, HELD) == listed
    assert query(northby.database, "select source_row, field, outcome, reason from mart.building_correction order by all") == [
        (2, "function", "not taken", "value not readable"),
        (2, "gia_m2", "not taken", "value not readable"),
        (2, "is_occupied", "not taken", "value not readable"),
        (3, "coordinates", "not taken", "value not readable"),
        (3, "uprn", "not taken", "it is the UPRN of another building"),
    ]


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_postcode_moves_what_had_no_point_of_its_own(northby: PlacePaths) -> None:
    put(northby, "inbox/northby-council/register.csv", small_place.REGISTER.replace("400300,300200", ","))
    small_place.publish()
    hall, library, depot = rows(northby.bodies / "northby-council" / "buildings.csv")
    for line in (hall, library):
        line |= DAY | {"Corrected postcode": "M33 1AD"}
    returned(northby, [hall, library, depot])
    small_place.publish()
    where = "select name, postcode, easting, northing, location_method from mart.estate where postcode = 'M33 1AD' order by name"
    assert query(northby.database, where) == [
        ("Northby Library", "M33 1AD", 400510.0, 300410.0, "corrected postcode"),
        # half a kilometre is near enough for the point of the register to stand
        ("Northby Town Hall", "M33 1AD", 400100.0, 300100.0, "coordinates"),
        ("Old Depot", "M33 1AD", 400500.0, 300400.0, "coordinates"),
    ]


@pytest.mark.parametrize("words", [{"Corrected name": "Sanctuary Women's Refuge"}, *(pytest.param(words, marks=pytest.mark.soak) for words in ({"Corrected use": "Children's home"}, {"Remarks": "now a women's refuge"}))])
def test_what_a_body_tells_of_a_refuge_hides_it(northby: PlacePaths, words: dict[str, str]) -> None:
    sheet = rows(northby.bodies / "northby-council" / "buildings.csv")
    sheet[1] |= DAY | words | {"Corrected gross internal area m2": "451"}
    returned(northby, sheet)
    small_place.publish(maps_too=True)
    assert [name for name, *_ in query(northby.database, HELD)].count("Northby Library") == 0
    assert query(northby.database, "select sum(premises_count) from mart.sensitive_premises") == [(1,)]
    assert query(northby.database, "select count(*) from mart.building_correction") == [(0,)]
    for path in (northby.bodies / "northby-council" / "buildings.csv", *northby.maps.glob("*.html")):
        assert "Library" not in path.read_text("utf-8"), path


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_correction_does_not_lead_to_sensitive_premises(northby: PlacePaths) -> None:
    """The refuge is on the register and counted; the library cannot be given its address or number."""
    refuge = "100010000009,A9,Haven Refuge,7 Lantern Road,Northby,M33 1AD,400600,300500,Freehold,Occupied by the council,Women's refuge,200\n"
    put(northby, "inbox/northby-council/register.csv", small_place.REGISTER + refuge)
    sheet = rows(northby.bodies / "northby-council" / "buildings.csv")
    sheet[0] |= DAY | {"Corrected UPRN": "100010000009", "Corrected gross internal area m2": "1"}
    sheet[1] |= DAY | {"Corrected address": "7 Lantern Road, Northby", "Corrected postcode": "M33 1AD"}
    returned(northby, sheet)
    small_place.publish()
    assert query(northby.database, "select distinct reason, body_says from mart.building_correction") == [("it could show premises that are only counted", None)]
    assert query(northby.database, "select count(*) from mart.estate where gia_m2 = 1 or address like '%Lantern%' or uprn = '100010000009'") == [(0,)]
    assert set(query(northby.database, "select issue_type, responsible from ops.issue where issue_type like 'correction%'")) == {("correction not taken", "pilot team")}


@pytest.mark.soak  # several publications: longer than `make test` has
def test_nobody_corrects_the_building_of_another(northby: PlacePaths) -> None:
    sheet = rows(northby.bodies / "northby-council" / "buildings.csv")[:1]
    sheet[0] |= {"Organisation": "Northby Hospitals NHS Trust", "Corrected gross internal area m2": "1", "Confirmed on": "15/06/2025"}
    returned(northby, sheet, "northby-trust")
    small_place.publish()
    assert query(northby.database, "select body_id, asset_id, field, outcome, reason from mart.building_correction") == [
        ("northby-trust", None, "building", "not taken", "building of another body")
    ]
    assert query(northby.database, "select max(gia_m2) from mart.estate") == [(1500.0,)]
    assert query(northby.database, "select severity from ops.issue where issue_type = 'building of another body'") == [("error",)]


@pytest.mark.soak  # several publications: longer than `make test` has
def test_each_body_sees_the_doubtful_matches_of_its_own_assets(northby: PlacePaths) -> None:
    annexe = "Site Name,Street,Town,Postcode,Easting,Northing,Property Type\n=Northby Town Hall Annexe,High Street,Northby,M33 1AA,400105,300100,Offices\n"
    put(northby, "inbox/northby-trust/sites.csv", annexe)
    small_place.publish()
    ours, theirs = "Northby Borough Council", "Northby Hospitals NHS Trust"
    for body, name, other, other_name in (
        ("northby-council", "Northby Town Hall", theirs, "'=Northby Town Hall Annexe"), ("northby-trust", "'=Northby Town Hall Annexe", ours, "Northby Town Hall"),
    ):  # fmt: skip
        (row,) = rows(northby.bodies / body / "doubtful-matches.csv")
        assert (row["Yours: name"], row["The other: organisation"], row["The other: name"]) == (name, other, other_name)
        assert row["What speaks for it"] == "within 75 m and like name" and row["Metres apart"] == "5"
    (northby.root / "inbox/northby-trust/sites.csv").unlink()
    small_place.publish()
    assert not list(northby.bodies.glob("*/doubtful-matches.csv")), "nothing is in doubt any more"


@pytest.mark.soak  # several publications: longer than `make test` has
def test_files_of_a_body_that_is_gone_go(northby: PlacePaths) -> None:
    stray = put(northby, "out/requests/southby.csv", "x")
    small_place.publish()
    assert not stray.exists() and (northby.requests / "northby-council.csv").is_file()


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@x", "'=1+1", "plain", "O'Brien", "'quoted'"])
def test_no_cell_is_a_formula(text: str) -> None:
    (safe,) = pl.DataFrame({"c": [text]}).select(neutralised(pl.col("c"))).to_series()
    assert safe[0] not in "=+-@\t\r\n"


@settings(deadline=None)
@given(st.text())
def test_what_was_marked_comes_back_as_it_was(text: str) -> None:
    frame = pl.DataFrame({"c": [text]}, schema={"c": pl.String})
    assert frame.select(restored(neutralised(pl.col("c")))).to_series().to_list() == [text]
