"""A new place proposed from a folder of received files, as somebody has it who starts today."""

import json
from pathlib import Path

import pytest

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import load_place
from totalplace.received_folder import copy_into, look_through, place_entries
from totalplace.templates import make_place

DISTRICTS = {"E07000901": "Northby", "E07000902": "Southby-on-Sea"}


def boundaries(*rows: dict[str, str]) -> str:
    square = {"type": "Polygon", "coordinates": [[[-2, 53], [-2, 53.1], [-1.9, 53.1], [-2, 53]]]}
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": row, "geometry": square} for row in rows]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "Northby District Council/assets.csv": "UPRN\n1\n",
        "Northby District Council/2025/april.csv": "a\n1\n",
        "southby_on_sea/assets.csv": "UPRN\n2\n",
        "Anyshire Fire & Rescue Authority/stations.csv": "a\n1\n",
        "Anyshire County Health NHS Trust/eric.csv": "a\n1\n",
        "Home Office/fire.csv": "a\n1\n",
        "Regional transport body/land.csv": "a\n1\n",
        "reference/districts.geojson": boundaries(*({"LAD23CD": code, "LAD23NM": name} for code, name in DISTRICTS.items())),
        "reference/wards.geojson": boundaries(*({"WD23CD": f"E0500000{n}", "WD23NM": f"Ward {n}", "LAD23CD": "E07000901", "LAD23NM": "Northby"} for n in range(3))),
        "reference/all of england.geojson": boundaries(*({"LAD23CD": f"E06000{n:03d}", "LAD23NM": f"District {n}"} for n in range(41))),
    }.items():
        path = tmp_path / "received" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "received"


def test_bodies_kinds_and_districts_are_proposed(folder: Path) -> None:
    found = look_through(folder)
    assert {sender.id: sender.kind for sender in found.senders} == {
        "anyshire-county-health-nhs-trust": "nhs", "anyshire-fire-rescue-authority": "fire", "home-office": None,
        "northby-district-council": "council", "regional-transport-body": "other", "southby-on-sea": "council",
    }  # fmt: skip
    assert {sender.id: sender.gss_code for sender in found.senders if sender.gss_code} == {"northby-district-council": "E07000901", "southby-on-sea": "E07000902"}
    assert dict(found.districts) == DISTRICTS
    assert found.districts_from == "reference/districts.geojson", "not that of wards, nor that of the country"


def test_what_is_proposed_is_a_place_and_the_files_stand_where_they_belong(folder: Path, tmp_path: Path) -> None:
    paths, found = PlacePaths(tmp_path / "places" / "anyshire"), look_through(folder)
    make_place(paths, place_entries(found, "Anyshire"))
    assert copy_into(paths, found) == 10
    place = load_place(paths)
    assert place.name == "Anyshire" and [area.code for area in place.area] == sorted(DISTRICTS)
    assert [body.id for body in place.body] == [body.id for body in found.bodies] and [sender.id for sender in place.sender] == ["home-office"]
    assert next(body.name for body in place.body if body.kind == "nhs") == "Anyshire County Health NHS Trust"
    names = {body.id: body.aliases for body in place.body}
    assert "Southby-on-Sea Borough Council" in names["southby-on-sea"] and "Northby District Council" not in names["northby-district-council"], "that is its name"
    assert names["anyshire-fire-rescue-authority"] == ("Anyshire",), "national lists name a force or a service by its place"
    assert names["anyshire-county-health-nhs-trust"] == ()
    assert (paths.inbox / "northby-district-council" / "2025" / "april.csv").read_text("utf-8") == "a\n1\n"
    assert (paths.reference / "districts.geojson").is_file() and not (paths.inbox / "reference").exists()


def test_accents_are_no_end_of_a_word(tmp_path: Path) -> None:
    (tmp_path / "Cyngor Ynys Môn Council").mkdir()
    assert [(body.id, body.kind) for body in look_through(tmp_path).bodies] == [("cyngor-ynys-mon-council", "council")]


def test_without_boundaries_no_district_is_made_up(folder: Path) -> None:
    for path in (folder / "reference").iterdir():
        path.unlink()
    found = look_through(folder)
    assert found.districts == () and found.districts_from is None
    assert all(sender.gss_code is None for sender in found.senders)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("loose.csv", "'loose.csv' lies in"),
        ("Protected/trust/people.csv", "is not copied: files about people"),
        ("southby_on_sea/protected/people.csv", "is not copied: files about people"),
        ("Southby on Sea/assets.csv", "would be one sender, 'southby-on-sea'"),
        ("Ελλάς/assets.csv", "no id can be made of it"),
    ],
)
def test_what_cannot_be_taken_is_a_sentence(folder: Path, name: str, told: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("a\n1\n", "utf-8")
    with pytest.raises(PlaceError, match=told):
        look_through(folder)


def test_a_folder_that_is_not_there_or_without_a_body_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="There is no folder"):
        look_through(tmp_path / "nothing")
    (tmp_path / "only" / "Home Office").mkdir(parents=True)
    with pytest.raises(PlaceError, match="no folder of a public body"):
        look_through(tmp_path / "only")
