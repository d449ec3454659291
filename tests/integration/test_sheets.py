"""What goes back to the bodies, and a sheet that comes back through the inbox."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration import small_place
from tests.integration.small_place import put, query
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
    said = "select name, field, we_have, body_says from mart.building_correction inner join mart.estate using (asset_id) order by name, field"
    assert query(northby.database, said) == [
        ("Northby Library", "gia_m2", "420.5", "450.0"),
        ("Northby Library", "name", None, "see the sheet"),
        ("Old Depot", "is_held", "held", "no longer held"),
    ]


def test_nobody_corrects_the_building_of_another(northby: PlacePaths) -> None:
    sheet = rows(northby.bodies / "northby-council" / "buildings.csv")[:1]
    sheet[0] |= {"Organisation": "Northby Hospitals NHS Trust", "Corrected gross internal area m2": "1", "Confirmed on": "15/06/2025"}
    returned(northby, sheet, "northby-trust")
    small_place.publish()
    assert query(northby.database, "select count(*) from mart.building_correction") == [(0,)]
    assert query(northby.database, "select severity from ops.issue where issue_type = 'building of another body'") == [("error",)]


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


def test_files_of_a_body_that_is_gone_go(northby: PlacePaths) -> None:
    stray = put(northby, "out/requests/southby.csv", "x")
    small_place.publish()
    assert not stray.exists() and (northby.requests / "northby-council.csv").is_file()


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@x", "'=1+1", "plain", "O'Brien", "'quoted'"])
def test_no_cell_is_a_formula(text: str) -> None:
    (safe,) = pl.DataFrame({"c": [text]}).select(neutralised(pl.col("c"))).to_series()
    assert safe[0] not in "=+-@\t\r\n"


@given(st.text())
def test_what_was_marked_comes_back_as_it_was(text: str) -> None:
    frame = pl.DataFrame({"c": [text]}, schema={"c": pl.String})
    assert frame.select(restored(neutralised(pl.col("c")))).to_series().to_list() == [text]
