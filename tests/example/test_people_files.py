"""The files about the example's people: what is read from them is what was written, planted faults are found by their rules, and no answer about a person lies beside them.

Belongs here: the written files, read by the intake. Does not belong here: linking, costs and what is published (tests/example_place).
"""

import re
from datetime import date

import polars as pl
import pytest

from tests.example.conftest import Place
from totalplace.example.geography import make_geography
from totalplace.example.people import SMALL_SIZE, Population, make_population
from totalplace.example.people_contacts import AGENCIES
from totalplace.example.people_files import Faulty, write_people
from totalplace.example.people_records import Frames, make_frames
from totalplace.paths import PlacePaths
from totalplace.place import load_place
from totalplace.protected import contact_rows as rules
from totalplace.protected.agreements import load_agreements
from totalplace.protected.reading import Read, read_protected
from totalplace.reference import service_table

SEED = 2009
TODAY = date(2025, 6, 30)
_WORD = re.compile(rb"[A-Za-z]+|\d{10}")


@pytest.fixture(scope="module")
def population() -> Population:
    return make_population(make_geography(SEED), SMALL_SIZE, SEED)


@pytest.fixture(scope="module")
def frames(population: Population) -> Frames:
    return make_frames(population)


@pytest.fixture(scope="module")
def planted(population: Population, tmp_path_factory: pytest.TempPathFactory) -> list[Faulty]:
    return write_people(tmp_path_factory.mktemp("people"), population)


@pytest.fixture(scope="module")
def read(place: Place) -> Read:
    paths = PlacePaths(place.folder)
    stated = load_place(paths)
    agreements = load_agreements(paths, stated, TODAY)
    nowhere = pl.DataFrame(schema={name: pl.String() for name in ("postcode", "lsoa_code", "msoa_code", "lad_code")})
    reference = rules.Reference(service_table(), nowhere, rules.Limits(most_contacts_a_year=2000, most_people_a_number=10, names_share=0.02, oldest_years=115))
    return read_protected(paths, stated, agreements, reference, TODAY)


def test_one_agreement_holds_one_has_expired_and_one_is_refused_for_its_blank(place: Place) -> None:
    paths = PlacePaths(place.folder)
    agreements = load_agreements(paths, load_place(paths), TODAY)
    assert {agreement.agreement_id: agreement.status for agreement in agreements.all} == {
        "example-cohort-analysis": "in force", "homelessness-2021": "expired", "hospital-south": "refused",
    }  # fmt: skip
    refused = next(agreement for agreement in agreements.all if agreement.status == "refused")
    assert "dpia_reference" in str(refused.reason) and len(refused.faults) == 1


def test_what_is_read_is_what_the_books_say(read: Read, frames: Frames) -> None:
    key = ["agency", "person_reference"]
    both = read.records.join(frames.records, on=key, how="full", suffix="_sent", coalesce=True)
    assert len(both) == len(read.records) == len(frames.records)
    for name in ("forename", "surname"):
        assert both[name].str.to_uppercase().equals(both[f"{name}_sent"].str.to_uppercase()), name
    for name in ("born_on", "sex", "postcode", "nhs_number", "family_reference", "is_pseudonym"):
        assert both[name].equals(both[f"{name}_sent"]), name


def test_every_contact_is_read_but_for_what_is_planted(read: Read, frames: Frames, planted: list[Faulty]) -> None:
    told = [frame.contacts.join(frame.records.select("record_no", "person_reference"), on="record_no") for frame in (read, frames)]
    key = ["agency", "layout", "person_reference", "service", "started_on", "ended_on", "stated_cost_pence", "substance", "occurred_postcode"]
    more, less = (told[one].join(told[other], on=key, how="anti", nulls_equal=True) for one, other in ((0, 1), (1, 0)))
    merged = _lines(planted, "overlapping spells")
    assert len(more) == len(less) == merged, "a spell and the one that overlaps it are one"
    assert set(more["service"]) == set(less["service"]) == {"social-care-home-care"}
    assert len(told[0]) == len(told[1])


def test_planted_faults_are_found_by_their_rules(read: Read, planted: list[Faulty]) -> None:
    found = {(row["agency"], row["outcome"]): row["contacts"] for row in read.outcomes.iter_rows(named=True)}
    for fault, outcome in (
        ("contact before birth", rules.BEFORE_BIRTH), ("overlapping spells", rules.MERGED), ("negative cost", rules.NEGATIVE_COST), ("service not known", rules.NO_SERVICE),
        ("one reference many times", rules.TOO_MANY),
    ):  # fmt: skip
        (entry,) = (entry for entry in planted if entry.fault == fault)
        assert found.pop((entry.agency, outcome)) == entry.lines > 0, fault
    refused = {(use.agency, use.path.rsplit("/", 1)[1]): use.clause for use in read.uses if use.data_use == "refused"}
    assert refused.pop(("aldermarch-west-pct", "activity-2024-25.csv")) == "no agreement"
    assert "expires_on" in refused.pop(("cawdenshaw-borough-council", "cases-2024-25.csv"))
    assert refused.pop(("aldermarch-south-pct", "activity-2024-25.csv")) == "agreement 'hospital-south' is refused", "it has a blank"
    assert "names or numbers of people were sent where pseudonyms were agreed" in refused.pop(("aldermarch-fire-and-rescue", "visits-with-names-2024-25.csv"))
    assert not refused, "all else is used"
    assert {agency for agency, outcome in found if outcome == rules.USED} == set(AGENCIES.values())


def test_files_come_as_text_workbook_and_zip(place: Place) -> None:
    forms = {path.suffix for path in (place.folder / "protected").rglob("*") if path.is_file()}
    assert forms == {".csv", ".xlsx", ".zip"}


def test_no_answer_about_a_person_lies_in_the_place(place: Place, population: Population) -> None:
    people = {name.encode() for name in {*population.people["surname"], *population.people["nhs_number"]}}
    for path in place.folder.rglob("*"):
        beside = path.relative_to(place.folder).parts[0]
        if path.is_file() and beside not in ("protected", "reference"):
            named = people & set(_WORD.findall(path.read_bytes()))
            assert not named, f"{path.relative_to(place.folder)} names people"


def _lines(planted: list[Faulty], fault: str) -> int:
    return sum(entry.lines for entry in planted if entry.fault == fault)
