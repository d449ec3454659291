"""A file with a row a person, put into the inbox by mistake: it is held, and of its bytes and headings nothing is kept. All names are invented."""

import gzip
import io
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.integration.small_place import COUNCIL_PAYMENTS, PLACE_TOML, REGISTER, put
from totalplace import people_guard
from totalplace.example.write import SheetContent, xlsx, zipped
from totalplace.intake import Inbox, Intake
from totalplace.paths import PlacePaths
from totalplace.place import load_place
from totalplace.sources._others import _PERSON_ALONE, _PERSON_TOGETHER
from totalplace.sources.contacts import all_layouts

NAMED = "Surname,Forename,Date of birth,Postcode\nQuixley,Vaughn,01/02/1980,ZE1 0AA\nBrackle,Ada,03/04/1991,ZE1 0AB\n"
BY_PSEUDONYM = "Pseudonym,Modality,Modality start date,Modality end date,Discharge reason\nqx77130,Psychosocial,01/05/2022,30/06/2022,Completed\n"


def nhs_number(first_nine: str) -> str:
    """With its check digit, by hand: a weighted sum of all ten is a multiple of eleven."""
    return next(first_nine + str(last) for last in range(10) if (sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True)) + last) % 11 == 0)


NUMBERS = [nhs_number(nine) for nine in ("999000001", "999000002", "999000003", "999000005", "999000006", "999000007")]
NO_HEADINGS = "".join(f"Quixley,{number},0{place + 1}/02/1980,ZE1 0AA\n" for place, number in enumerate(NUMBERS))
NEEDLES = (b"Quixley", b"Brackle", b"qx77130", NUMBERS[0].encode(), "Quixley".encode("utf-16-le"))


@pytest.fixture
def place(tmp_path: Path) -> PlacePaths:
    paths = PlacePaths(tmp_path / "northby")
    paths.root.mkdir()
    paths.place_toml.write_text(PLACE_TOML, "utf-8")
    put(paths, "inbox/northby-council/register.csv", REGISTER)
    put(paths, "inbox/northby-council/payments.csv", COUNCIL_PAYMENTS)
    return paths


def scanned(paths: PlacePaths) -> Inbox:
    paths.scratch.mkdir(parents=True, exist_ok=True)
    intake = Intake(paths, load_place(paths), date(2025, 6, 30))
    inbox = intake.scan()
    for file in inbox.files:
        intake.close(file)
    return inbox


def kept(paths: PlacePaths) -> list[str]:
    """What stands under work/ and holds any of the values."""
    files = [path for path in paths.work.rglob("*") if path.is_file()]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in NEEDLES)]


def parquet() -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame({"surname": ["Quixley"], "date_of_birth": ["1980-02-01"]}).write_parquet(buffer)
    return buffer.getvalue()


def sqlite() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute('create table people (id integer, "Surname" text, forename varchar(20))')
        connection.execute("insert into people values (1, 'Quixley', 'Vaughn')")
        connection.commit()
        return connection.serialize()


SENT = {
    "named.csv": NAMED.encode(),
    "named-utf16.csv": NAMED.encode("utf-16"),
    "named.csv.gz": gzip.compress(NAMED.encode()),
    "below-a-title.csv": b"People known to us\n\n" + NAMED.replace(",", "\t").encode(),
    "pseudonyms.csv": BY_PSEUDONYM.encode(),
    "no-headings.csv": NO_HEADINGS.encode(),
    "book.xlsx": xlsx([SheetContent("Notes", [["About"], ["this"]]), SheetContent("People", [line.split(",") for line in NAMED.splitlines()])]),
    "numbers.xlsx": xlsx([SheetContent("Sheet1", [line.split(",") for line in NO_HEADINGS.splitlines()])]),
    "pack.zip": zipped([("readme.txt", b"x"), ("people.csv", NAMED.encode())]),
    "book-in-a.zip": zipped([("people.xlsx", xlsx([SheetContent("People", [line.split(",") for line in NAMED.splitlines()])]))]),
    "list.json": json.dumps([{"surname": "Quixley", "dateOfBirth": "1980-02-01"}]).encode(),
    "no-mark-utf16.csv": NAMED.encode("utf-16-le"),
    "list.parquet": parquet(),
    "list.db": sqlite(),
    "list.xml": b"<people><person><Surname>Quixley</Surname><DateOfBirth>1980-02-01</DateOfBirth></person></people>",
    "list.html": b"<html><table><tr><th>Surname</th><th>Forename</th></tr><tr><td>Quixley</td><td>Vaughn</td></tr></table></html>",
    "named-like-a.pdf": NAMED.encode(),
}


def test_nothing_is_kept_of_files_with_a_row_a_person(place: PlacePaths) -> None:
    for name, content in SENT.items():
        (place.inbox / "northby-trust").mkdir(exist_ok=True)
        (place.inbox / "northby-trust" / name).write_bytes(content)
    inbox = scanned(place)
    people = [file for file in inbox.files if file.sender == "northby-trust"]
    assert len(people) == len(SENT)
    assert [(file.path, part.status) for file in people for part in file.parts if part.reason != people_guard.REASON] == []
    assert {(part.kind, part.status, part.headings, part.proposal) for file in people for part in file.parts} == {(None, "held", (), None)}
    assert kept(place) == []
    assert not any(place.raw_file(file.sha256).exists() for file in people)
    others = [part for file in inbox.files if file.sender == "northby-council" for part in file.parts]
    assert [(part.kind, part.status) for part in others] == [("payments", "loaded"), ("property_register", "loaded")]


def test_the_next_run_says_the_same_and_a_copy_of_an_earlier_release_goes(place: PlacePaths) -> None:
    put(place, "inbox/northby-trust/people.csv", NAMED)
    first = scanned(place)
    (sha256,) = (file.sha256 for file in first.files if file.sender == "northby-trust")
    # an earlier release kept the bytes, and remembered what it had taken the table for
    place.raw_file(sha256).write_bytes(NAMED.encode())
    place.raw_file("a" * 64).write_bytes(NAMED.encode())  # of a file that is gone
    (place.recognised / f"{sha256[:20]}-x.json").write_text('[{"headings": ["Quixley"]}]', "utf-8")
    seen = json.loads((place.raw / "seen.json").read_text("utf-8"))
    (place.raw / "seen.json").write_text(json.dumps({path: entry[:3] for path, entry in seen.items()}), "utf-8")
    assert [part.reason for file in scanned(place).files for part in file.parts if file.sender == "northby-trust"] == [people_guard.REASON]
    assert kept(place) == []


def test_what_only_recognition_sees_is_taken_out_again(place: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, "inbox/northby-trust/people.csv", NAMED)
    monkeypatch.setattr(people_guard, "tells_of_people", lambda path: False)
    for _ in range(2):  # and is known from then on
        inbox = scanned(place)
        assert [part.reason for file in inbox.files for part in file.parts if file.sender == "northby-trust"] == [people_guard.REASON]
        assert kept(place) == []


@pytest.mark.parametrize("heading", sorted(_PERSON_ALONE | (_PERSON_TOGETHER - {"gender", "sex", "ethnicity", "fullname", "middlename"})))
def test_the_first_look_has_a_hint_for_each_heading_of_people(heading: str) -> None:
    assert people_guard._has_hint(heading)


def test_the_first_look_has_a_hint_for_each_reference_of_a_layout() -> None:
    references = {alias for layout in all_layouts().values() for entry in layout.fields if entry.column == "person_reference" for alias in entry.aliases}
    of_housing = {alias for entry in all_layouts()["housing"].fields if entry.column == "person_reference" for alias in entry.aliases}
    others = {alias for name, layout in all_layouts().items() if name != "housing" for entry in layout.fields if entry.column == "person_reference" for alias in entry.aliases}
    assert [alias for alias in sorted(references - (of_housing - others)) if not people_guard._has_hint(alias)] == []


@pytest.mark.parametrize(
    "lines",
    [
        "Supplier Name,Nominal Ref,Service,Date,Amount\nAcme Ltd,4410,Libraries,01/04/2025,12.50\n",
        "Tenant Ref,Tenancy Type,Tenancy Start Date,Property Name,Annual Rent\nT1,Business,01/04/2020,Unit 4,9000\n",
        "UPRN,Property Name,Surveyed\n" + "".join(f"10009{number:05d},Hall {number},01/02/2020\n" for number in range(40)),
        "Client,Contract Title,Start Date\nNorthby Council,Cleaning,01/04/2025\n",
    ],
)
def test_ordinary_files_are_not_taken_for_files_about_people(lines: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(lines, "utf-8")
    assert not people_guard.tells_of_people(path)
