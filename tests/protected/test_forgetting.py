"""Forgetting and destroying: at once, with proof, never back from a sender's file, and without a word that tells who."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.protected.agreement import AGREEMENT, PLACE
from tests.protected.test_store import contacts
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.protected import forgetting, forgotten, shredding, standing, store, uses
from totalplace.protected.agreements import Refusal, load_agreements
from totalplace.protected.keys import Key, load_key, make_key
from totalplace.settings import Settings, read_settings

# three people: 0 is known to police and council, 1 to the police, 2 to the council under the number that the police have for 1
BOOKS = [("shire-police", "P-100", 0), ("shire-council", "C-7", 0), ("shire-police", "P-200", 1), ("shire-council", "P-200", 2)]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TOTALPLACE_PLACES", str(tmp_path / "places"))
    monkeypatch.setenv("TOTALPLACE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", "2026-01-15")
    return read_settings()


@pytest.fixture
def paths(settings: Settings) -> PlacePaths:
    paths = PlacePaths(settings.places_root / "northby")
    paths.agreements.mkdir(parents=True)
    (paths.agreements / "alcohol.toml").write_text(AGREEMENT, "utf-8")
    return paths


@pytest.fixture
def key(settings: Settings) -> Key:
    make_key(settings, "northby")
    key = load_key(settings, "northby")
    assert key is not None
    return key


@pytest.fixture
def filled(paths: PlacePaths, settings: Settings, key: Key) -> PlacePaths:
    """A store with BOOKS, each record with one contact."""
    books = pl.DataFrame(BOOKS, schema=["agency", "person_reference", "person_no"], orient="row")
    same = {"agreement_id": "alcohol", "layout": "police", "born_year": 1980, "sex": "female", "lsoa_code": None, "msoa_code": None, "lad_code": None}
    records = books.with_columns(forgotten.record_hashes(books, key), **{name: pl.lit(value) for name, value in same.items()})
    each = contacts(1).drop("person_no", "agency").with_columns(agreement_id=pl.lit("alcohol")).join(books.select("agency", "person_no"), how="cross")
    with store.open_store(paths, key, settings) as connection:
        store.remember(connection, key, records, each)
    return paths


def standing_records(paths: PlacePaths, key: Key, settings: Settings) -> tuple[set[str], set[int]]:
    """Hashes of records, and people with contacts."""
    with store.open_store(paths, key, settings) as connection:
        hashes = {row[0] for row in connection.execute("select record_hash from restricted.record").fetchall()}
        return hashes, {row[0] for row in connection.execute("select person_no from restricted.contact").fetchall()}


def test_a_person_is_forgotten_with_all_records_put_together_to_it(filled: PlacePaths, settings: Settings, key: Key) -> None:
    file_before = store.store_path(filled).read_bytes()
    told = " ".join(forgetting.forget_person(filled, PLACE, settings, "shire-police: p-100 "))
    assert "was in the restricted store and is not in it now" in told and "next edition" in told and "The store was written anew" in told
    assert not any(word in told for word in ("P-100", "p-100", "C-7", "shire")), "who it was, and whose books the person is in, is not told"
    hashes, people = standing_records(filled, key, settings)
    assert hashes == {forgotten.record_hash(agency, reference, key) for agency, reference, person in BOOKS if person != 0} and people == {1, 2}
    assert store.store_path(filled).read_bytes() != file_before and not list(filled.restricted.glob("*.old"))

    records = pl.DataFrame({"record_no": [0, 1, 2, 3], "agency": [row[0] for row in BOOKS], "person_reference": [row[1] for row in BOOKS]})
    read_again = pl.DataFrame({"contact_no": [0, 1, 2, 3, 4], "record_no": [0, 1, 1, 2, 3]})
    kept, kept_contacts = forgotten.without_forgotten(records, read_again, forgotten.load_forgotten(filled), key)
    assert kept["record_no"].to_list() == [2, 3] and kept_contacts["contact_no"].to_list() == [3, 4]

    written = b"".join(file.read_bytes() for file in filled.agreements.iterdir())
    assert b"P-100" not in written and b"C-7" not in written
    again = forgetting.forget_person(filled, PLACE, settings, "shire-police:P-100")
    assert again[0].startswith("The person is not in the restricted store under that reference.")
    lines = forgotten.list_path(filled).read_text("utf-8").splitlines()
    assert len(lines) == 2 and {tuple(json.loads(line)) for line in lines} == {("what", "hash", "key_id", "on")}, "each record stands once on the list"


def test_a_person_who_was_never_read_is_kept_out_all_the_same(paths: PlacePaths, settings: Settings, key: Key) -> None:
    assert "is not in the restricted store" in forgetting.forget_person(paths, PLACE, settings, "shire-police:P-9")[0]
    assert forgotten.load_forgotten(paths).records(key) == {forgotten.record_hash("shire-police", "P-9", key)}


@pytest.mark.parametrize(("what", "value", "left"), [("agency", "shire-council", {0, 1}), ("agreement", "alcohol", set())])
def test_a_dataset_is_forgotten_and_refused_from_then_on(filled: PlacePaths, settings: Settings, key: Key, what: str, value: str, left: set[int]) -> None:
    forget = forgetting.forget_agency if what == "agency" else forgetting.forget_agreement
    told = forget(filled, PLACE, settings, value)
    assert told[0].startswith("In the restricted store before: fewer than 10 records and fewer than 10 contacts of it")
    assert told[1].startswith("In it now: none of it")
    assert standing_records(filled, key, settings)[1] == left
    agreements = load_agreements(filled, PLACE, settings.today())
    refused = agreements.dataset_for("shire-council", "treatment")
    assert isinstance(refused, Refusal) and "forgotten" in refused.reason and "take " in refused.reason
    assert isinstance(agreements.dataset_for("shire-police", "police"), Refusal) == (what == "agreement")
    assert any("forgotten" in line for line in uses.uses_path(filled).read_text("utf-8").splitlines()) and not list(uses.faults(filled))


def test_with_another_key_nobody_forgotten_slips_back(filled: PlacePaths, settings: Settings, key: Key) -> None:
    forgetting.forget_person(filled, PLACE, settings, "shire-police:P-100")
    with pytest.raises(PlaceError, match=r"hashed with another key \(\w+\).*forget them again by their references"):
        forgotten.load_forgotten(filled).records(Key(b"\x05" * 32))
    forgetting.forget_store(filled, settings)
    (settings.keys_root / "northby.key").unlink()
    make_key(settings, "northby")
    forgetting.forget_person(filled, PLACE, settings, "shire-police:P-100")
    kept = [line for line in forgotten.list_path(filled).read_text("utf-8").splitlines() if key.fingerprint not in line]
    forgotten.list_path(filled).write_text("\n".join(kept), "utf-8")
    new = load_key(settings, "northby")
    assert new is not None and len(forgotten.load_forgotten(filled).records(new)) == 1, "forgotten again with the new key"
    forgetting.forget_person(filled, PLACE, settings, "shire-police:P-200")
    assert len(forgotten.load_forgotten(filled).records(new)) == 2, "a line is added to a list whose last line was left without an end"


def test_a_list_that_is_not_whole_stops_all_use_of_people_and_nothing_else(paths: PlacePaths, settings: Settings) -> None:
    forgotten.list_path(paths).write_text('{"what": "agency", "id": "x", "on": "2026-01-01"}\n{"what": "rec', "utf-8")
    agreements = load_agreements(paths, PLACE, settings.today())
    refused = agreements.dataset_for("shire-police", "police")
    assert isinstance(refused, Refusal) and "forgotten.jsonl, line 2, is not whole" in refused.reason
    assert agreements.table()["status"].to_list() == ["in force"]
    make_key(settings, "northby")
    assert "Nothing about people is read. agreements/forgotten.jsonl, line 2, is not whole" in " ".join(standing.status_lines(paths, PLACE, settings))


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("P-SECRET", "A person is told by agency and reference"),
        ("P-SECRET:x", "What stands before the colon is no [[body]] of place.toml. They are: shire-council, shire-police, shire-trust."),
        ("shire-police:P-SECRET", "There is no key of 'northby', so nobody can be told by a reference."),
    ],
)
def test_no_error_quotes_a_reference(paths: PlacePaths, settings: Settings, stated: str, said: str) -> None:
    with pytest.raises(PlaceError) as refused:
        forgetting.forget_person(paths, PLACE, settings, stated)
    assert said in str(refused.value) and "SECRET" not in str(refused.value)


def test_what_is_not_there_is_told_with_what_is(paths: PlacePaths, settings: Settings) -> None:
    with pytest.raises(PlaceError, match=r"no agreement 'x' in agreements/.*There are: alcohol\."):
        forgetting.forget_agreement(paths, PLACE, settings, "x")
    with pytest.raises(PlaceError, match=r"'x' is no \[\[body\]\]"):
        forgetting.forget_agency(paths, PLACE, settings, "x")
    assert forgetting.forget_agreement(paths, PLACE, settings, "alcohol")[0] == "There is no restricted store. Nothing had to be taken out."


def test_a_store_whose_key_is_lost_is_taken_away_whole(filled: PlacePaths, settings: Settings) -> None:
    (settings.keys_root / "northby.key").unlink()
    with pytest.raises(PlaceError, match=r"a restricted store and no key of 'northby'.*totalplace forget northby --store"):
        forgetting.forget_agreement(filled, PLACE, settings, "alcohol")
    assert forgetting.forget_store(filled, settings)[0].startswith("The restricted store is overwritten and gone")
    assert not filled.restricted.exists()
    assert forgetting.forget_store(filled, settings) == ("There is no restricted store. Nothing had to be taken out.",)


def test_a_received_file_is_destroyed_with_our_copy_and_its_twins_are_named(paths: PlacePaths, settings: Settings) -> None:
    from totalplace.fingerprint import sha256_of

    content = b"reference,forename\n1,Fictional\n" * 100_000
    sent, twin = paths.protected / "shire-police" / "crimes.csv", paths.inbox / "shire-police" / "crimes.csv"
    kept = paths.raw_file(sha256_of(content))
    for path in (sent, twin, kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (paths.work / "recognised").mkdir()
    (paths.work / "recognised" / f"{kept.name[:20]}-0.json").write_text("[]", "utf-8")
    with sent.open("rb") as same_file:  # what is overwritten is seen through a file that was opened before
        told = shredding.shred(paths, settings, "protected/shire-police/crimes.csv")
        assert b"Fictional" not in same_file.read() and same_file.tell() == len(content)
    assert not sent.exists() and not kept.exists() and not list((paths.work / "recognised").iterdir()) and twin.exists()
    assert list(sent.parent.iterdir()) == []
    assert told[0].startswith("protected/shire-police/crimes.csv (3,100,000 bytes") and told[0].endswith("and so is our copy of its bytes.")
    assert told[1] == "The same bytes are in inbox/shire-police/crimes.csv: destroy that too." and "solid-state" in told[-1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("protected/nothing.csv", "There is no file protected/nothing.csv"),
        ("place.toml", "is not in protected/ or inbox/ of 'northby'"),
        ("protected/../place.toml", "is not in protected/ or inbox/"),
        ("protected/police", "is no file. Give the files in it one by one."),
        ("protected/police/link.csv", "is a link, not the file itself"),
        ("protected/away/outside.csv", "is not in protected/ or inbox/"),
        ("protected/police/hard.csv", "has another name elsewhere (a hard link)"),
    ],
)
def test_only_received_files_of_the_place_are_destroyed(paths: PlacePaths, settings: Settings, tmp_path: Path, given: str, said: str) -> None:
    outside = tmp_path / "outside"
    folder = paths.protected / "police"
    for path in (outside, folder):
        path.mkdir(parents=True)
    paths.place_toml.write_text("x", "utf-8")
    for name in ("outside.csv", "real.csv"):
        (outside / name).write_text("kept", "utf-8")
    (folder / "link.csv").symlink_to(outside / "outside.csv")
    (folder / "hard.csv").hardlink_to(outside / "real.csv")
    (paths.protected / "away").symlink_to(outside)
    with pytest.raises(PlaceError) as refused:
        shredding.shred(paths, settings, given)
    assert said in str(refused.value)
    assert {path.name: path.read_text("utf-8") for path in outside.iterdir()} == {"outside.csv": "kept", "real.csv": "kept"} and paths.place_toml.is_file()


def test_what_status_says(paths: PlacePaths, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(day: date) -> list[str]:
        monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", day.isoformat())
        return list(standing.status_lines(paths, PLACE, read_settings()))

    without_key = "Nothing about people is read. There is no key. Make one with: totalplace key northby"
    assert told(date(2026, 1, 15)) == ["Agreement alcohol, in force until 2026-03-31", without_key]
    assert told(date(2026, 1, 30))[0] == "Agreement alcohol, in force until 2026-03-31, which is in 60 days: renew it or let it end"
    make_key(settings, "northby").chmod(0o644)
    assert told(date(2026, 4, 1))[0].startswith("Agreement alcohol, expired: agreements/alcohol.toml expired on 2026-03-31")
    assert told(date(2026, 4, 1))[1].startswith("Nothing about people is read. The key ") and "chmod 600" in told(date(2026, 4, 1))[1]
    (paths.protected / "shire-police").mkdir(parents=True)
    (paths.protected / "shire-police" / "crimes.csv").write_text("x", "utf-8")
    (paths.protected / "README.txt").write_text("", "utf-8")
    paths.protected.chmod(0o755)
    assert told(date(2026, 10, 1))[1] == "Agreement alcohol: its data were to be destroyed by 2026-09-30, and there are files of shire-police in protected/. Destroy what is under it with: totalplace shred"
    assert told(date(2026, 10, 1))[3].startswith("Others on this machine can look into ") and "chmod 700" in told(date(2026, 10, 1))[3]
    paths.protected.chmod(0o700)
    (paths.agreements / "alcohol.toml").unlink()
    assert told(date(2026, 1, 15))[0].startswith("There is 1 file in protected/ and no agreement in agreements/, so none is used.")


def test_where_nothing_is_protected_nothing_is_said(settings: Settings, tmp_path: Path) -> None:
    assert list(standing.status_lines(PlacePaths(tmp_path / "empty"), PLACE, settings)) == []


def test_what_lacks_before_a_protected_file_is_opened(filled: PlacePaths, settings: Settings, key: Key) -> None:
    """A wrong key is told before anything is read: the rest of the place runs without it."""
    agreements = load_agreements(filled, PLACE, settings.today())

    def lacks() -> tuple[str, str]:
        ready = standing.readiness(filled, settings, agreements)
        assert (ready.key is None) == bool(ready.lacking) and str(settings.places_root.parent) not in ready.lacking, "what is published names no path"
        return ready.lacking, ready.to_do

    assert lacks() == ("", "")
    (settings.keys_root / "northby.key").rename(settings.keys_root / "kept.key")
    assert lacks()[0] == "There is no key of the place." and f"the restricted store was made with one ({key.fingerprint}): put that back" in lacks()[1]
    made = make_key(settings, "northby")
    assert lacks()[0] == "The restricted store was made with another key; status says what to do." and "Put that key back" in lacks()[1]
    made.chmod(0o640)
    assert lacks()[0] == "The key of the place cannot be used; status says why." and f"chmod 600 {made}" in lacks()[1]
