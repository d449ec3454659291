"""When an edition is made, and what leaves when that goes wrong."""

from datetime import date
from pathlib import Path

import pytest

from tests.protected.agreement import AGREEMENT, TODAY
from tests.protected.agreement import PLACE as AGREED_PLACE
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Body, Place
from totalplace.protected import chain
from totalplace.protected.keys import make_key
from totalplace.settings import read_settings

SECRET = "Zebedee Quillfeather"


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlacePaths:
    monkeypatch.setenv("TOTALPLACE_PLACES", str(tmp_path / "places"))
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", "2026-11-21")
    paths = PlacePaths(tmp_path / "places" / "northby")
    paths.root.mkdir(parents=True)
    return paths


PLACE = Place(name="Northby", area=[], body=[Body(id="northby-police", name="Northby Police", kind="police")])


def _lacking(paths: PlacePaths) -> str:
    return chain._standing(paths, PLACE, read_settings()).lacking


def test_without_a_file_an_agreement_or_a_key_it_is_said_which_lacks(paths: PlacePaths) -> None:
    assert _lacking(paths) == "No file about people was received."
    folder = paths.protected / "northby-police"
    folder.mkdir(parents=True)
    (folder / "crimes.csv").write_text("nominal id,offence,date\n", "utf-8")
    assert _lacking(paths) == "No data-sharing agreement is in force."


def test_a_link_that_leads_out_of_the_folder_leaves_people_out_and_stops_nothing_else(paths: PlacePaths, tmp_path: Path) -> None:
    folder = paths.protected / "northby-police"
    folder.mkdir(parents=True)
    (tmp_path / "elsewhere.csv").write_text("nominal id\n", "utf-8")
    (folder / "crimes.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert _lacking(paths).startswith("A link in protected/ leads out of it")
    assert chain.edition_id(paths, PLACE, read_settings()).startswith("none-")


def test_which_edition_it_is_does_not_depend_on_the_key(paths: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", TODAY.isoformat())
    folder = paths.protected / "shire-police"
    folder.mkdir(parents=True)
    (folder / "crimes.csv").write_text("nominal id,offence,date\n", "utf-8")
    paths.agreements.mkdir()
    (paths.agreements / "cohort.toml").write_text(AGREEMENT, "utf-8")
    settings = read_settings()
    names = []
    for _ in range(2):
        made = make_key(settings, "northby")
        names.append(chain.edition_id(paths, AGREED_PLACE, settings))
        made.unlink()
    assert names[0] == names[1]
    assert names[0].startswith("2026-Q1-"), "an agreement, a file and a key are there"


def test_days_are_told_in_words() -> None:
    """Disclosure control lets no day through that has the form of a date of birth."""
    assert chain._in_words("agreement 'a', expires_on: 2023-03-31") == f"agreement 'a', expires_on: {date(2023, 3, 31).day} March 2023"


def test_an_error_of_a_library_leaves_without_what_it_quotes_and_with_nothing_behind_it() -> None:
    def stumbles() -> None:
        raise ValueError(f"could not convert '{SECRET}'")

    with pytest.raises(PlaceError) as caught:
        chain._nothing_quoted(stumbles)
    error: BaseException | None = caught.value
    assert SECRET not in str(error) and "ValueError" in str(error)
    assert error is not None and error.__cause__ is None and error.__context__ is None, "Dagster writes what stands behind an error into its store"


def test_an_error_of_ours_keeps_its_words_and_loses_what_stands_behind_it() -> None:
    def stumbles() -> None:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise PlaceError("The file cannot be read.") from error

    with pytest.raises(PlaceError, match="cannot be read") as caught:
        chain._nothing_quoted(stumbles)
    assert caught.value.__cause__ is None and caught.value.__context__ is None
