"""Editions on disk: whole or not at all, one a quarter, carried in between."""

from datetime import date
from pathlib import Path

import pytest

from totalplace.analysis.disclosure import Rules, release
from totalplace.contracts import customers
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.protected import editions

RULES = Rules.of({
    "disclosure_least_people": 10, "disclosure_least_people_nhs": 8, "disclosure_round_people": 5, "disclosure_dominance_percent": 10,
    "disclosure_least_values": 5, "disclosure_digits": 3, "disclosure_decimals": 3, "disclosure_least_freedom": 10,
})  # fmt: skip
AUTUMN = date(2026, 11, 21)


@pytest.fixture
def paths(tmp_path: Path) -> PlacePaths:
    return PlacePaths(tmp_path / "northby")


def _written(paths: PlacePaths, edition_id: str, made_on: date, is_fixed: bool = True) -> editions.Edition:
    return editions.write(paths, edition_id, made_on, is_fixed, release({}, RULES).values())


def test_days_of_a_quarter() -> None:
    days = [date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31)]
    assert [editions.quarter_of(day) for day in days] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]


def test_an_edition_is_found_as_it_was_written_with_every_table(paths: PlacePaths) -> None:
    edition = _written(paths, "2026-Q4-a", AUTUMN)
    assert editions.standing(paths) == editions.find(paths, "2026-Q4-a") == edition
    assert set(edition.tables) == {contract.table for contract in customers.IN_EDITION}
    assert all(editions.table_path(paths, "2026-Q4-a", table).is_file() for table in edition.tables)


def test_no_edition_is_due_again_in_its_quarter_and_one_is_in_the_next(paths: PlacePaths) -> None:
    assert editions.is_due(None, AUTUMN)
    edition = _written(paths, "2026-Q4-a", AUTUMN)
    assert not editions.is_due(edition, date(2026, 12, 31))
    assert not editions.is_due(edition, date(2026, 3, 1)), "an earlier day asks for no newer edition"
    assert not editions.is_due(edition, date(2027, 1, 1)), "41 days after it was made"
    assert editions.is_due(edition, date(2027, 2, 19)), "90 days after it was made, in the next quarter"


def test_what_was_made_without_people_is_never_taken_for_the_edition_of_the_quarter(paths: PlacePaths) -> None:
    _written(paths, "none-a", AUTUMN, is_fixed=False)
    assert editions.standing(paths) is None
    assert editions.find(paths, "none-a") is not None


def test_an_edition_of_other_columns_is_not_carried(paths: PlacePaths) -> None:
    _written(paths, "2026-Q4-a", AUTUMN)
    record = paths.protected_editions / "2026-Q4-a" / "edition.json"
    record.write_text(record.read_text("utf-8").replace(editions.shape(), "of an earlier version"), "utf-8")
    assert editions.standing(paths) is None


def test_one_whose_writing_was_cut_off_is_not_there(paths: PlacePaths) -> None:
    _written(paths, "2026-Q4-a", AUTUMN)
    (paths.protected_editions / "2026-Q4-a" / "edition.json").unlink()
    assert editions.standing(paths) is None


def test_only_the_newest_is_kept_and_the_last_that_is_fixed(paths: PlacePaths) -> None:
    for name, day, is_fixed in (("2026-Q3-a", date(2026, 8, 1), True), ("2026-Q4-a", AUTUMN, True), ("none-a", date(2027, 1, 2), False)):
        _written(paths, name, day, is_fixed)
    assert sorted(folder.name for folder in paths.protected_editions.iterdir()) == ["2026-Q4-a", "none-a"]


def test_an_edition_without_all_its_tables_is_not_written(paths: PlacePaths) -> None:
    some = [one for table, one in release({}, RULES).items() if table != "mart.pathway"]
    with pytest.raises(ValueError, match=r"mart\.pathway"):
        editions.write(paths, "2026-Q4-a", AUTUMN, True, some)
    assert not (paths.protected_editions / "2026-Q4-a").exists()


def test_a_table_of_an_edition_that_is_gone_is_told_with_what_to_do(paths: PlacePaths) -> None:
    with pytest.raises(PlaceError, match="a new one is made"):
        editions.table_path(paths, "2026-Q4-a", "mart.pathway")
