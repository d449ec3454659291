"""Registers of licensed premises over small samples with their faults: on and off are told apart or the line is left out, and no holder is read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sources.conftest import rows_of
from totalplace.contracts.licensing import KINDS
from totalplace.reading import TextTable
from totalplace.recognition import Recognition, recognise
from totalplace.reference import premises_words
from totalplace.sources import all_sources
from totalplace.sources.licensed_premises import UNTOLD, _told

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]
SOURCE = all_sources()["licensed_premises"]


def of_people(rows: list[dict[str, Any]]) -> bool:
    return any("idden" in str(value) for row in rows for name, value in row.items() if not name.endswith("__text"))


def test_a_column_for_on_one_for_off_and_one_for_both(staged: Read) -> None:
    found, rows = staged("licensed_premises/three_columns.csv")
    assert (found.kind, found.status) == ("licensed_premises", "recognised")
    assert [row["sales"] for row in rows] == ["off", "both", "on", "none"]
    assert [row["kind"] for row in rows] == ["off-licence", "pub", "restaurant", "not known"]
    assert [row["kind_basis"] for row in rows] == [*["name of the premises"] * 3, "not known"]
    assert [row["has_late_refreshment"] for row in rows] == [False, True, True, True]
    assert [row["reference"] for row in rows] == ["LN/201000013", "LN/200500317", "LN/200500318", "LN/200500319"], "not the running number"
    assert (round(rows[0]["easting"]), round(rows[0]["northing"]), rows[2]["easting"], rows[3]["easting"]) == (424639, 565013, None, None)
    assert rows[3]["name_as_published"] == "individual (withheld)" and rows[3]["name_key"] is None
    assert "Licence Holder" in found.unused and SOURCE.leaves_out("licence holder") and not of_people(rows)


def test_one_column_that_says_which_under_a_heading_of_dates(staged: Read) -> None:
    found, rows = staged("licensed_premises/one_column.csv")
    assert (found.kind, found.status) == ("licensed_premises", "recognised")
    assert [row["sales"] for row in rows[:5]] == ["off", "none", "both", "on", None]
    assert [row["licence_type"] for row in rows[:4]] == ["premises licence"] * 3 + ["club certificate"]
    assert [row["kind"] for row in rows[:3]] == ["small shop", "takeaway", "hotel"]
    assert (rows[0]["issued_on"], rows[0]["has_late_refreshment"]) == (date(2013, 5, 21), None)
    assert [(row["row_status"], row["row_reason"]) for row in rows[4:]] == [("rejected", "on or off the premises not told"), ("ignored", "neither a premises licence nor a club certificate")]
    assert not of_people([row for row in rows if row["row_status"] is None])


def test_words_among_the_licensable_activities(staged: Read) -> None:
    found, rows = staged("licensed_premises/activities.csv")
    assert (found.kind, found.status) == ("licensed_premises", "recognised")
    assert [row["sales"] for row in rows[:5]] == ["both", "off", "on", "none", None], "music on Fridays is no sale"
    assert rows[6]["sales"] == "both"
    assert [row["kind"] for row in rows[:4]] == ["pub", "small shop", "restaurant", "takeaway"]
    assert [row["has_late_refreshment"] for row in rows[:4]] == [True, False, False, True]
    assert [row["row_status"] for row in rows] == [None, None, None, None, "rejected", "ignored", None, "ignored"]
    assert (rows[5]["row_reason"], rows[5]["ended_on"], rows[0]["kind_basis"]) == ("licence not in force", date(2020, 2, 1), "wording of the register")


def test_a_register_that_does_not_tell_on_from_off_is_held_with_a_sentence(staged: Read) -> None:
    found, _ = staged("licensed_premises/untold.csv")
    assert (found.kind, found.status, found.reason) == ("licensed_premises", "held", UNTOLD)


def test_a_transfer_date_that_is_a_date_is_no_answer(tables: Callable[[Path], list[TextTable]], tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Reference,Trader Name,First Issue,Transfer Date Alcohol,Postcode\nP1,The Crown,01/02/2006,01/03/2010,ZE1 0AA\nP2,The Bell,01/02/2006,02/03/2011,ZE1 0AA\n")
    (table,) = tables(path)
    assert (recognise(table).status, recognise(table).reason) == ("held", UNTOLD)


@pytest.mark.parametrize(
    ("words", "sales"),
    [
        ("Sale by retail of alcohol for consumption on the premises", "on"),
        ("Supply of alcohol: off sales", "off"),
        ("Alcohol on/off", "both"),
        ("alcohol for consumption both on and off the premises", "both"),
        ("sale of alcohol on the premises and sale of alcohol off the premises", "both"),
        ("Sale of alcohol on Mondays to Saturdays", None),
        ("Sale of alcohol until midnight on New Year's Eve", None),
    ],
)
def test_sentences_of_licences(words: str, sales: str | None) -> None:
    assert pl.DataFrame({"cell": [words]}).select(_told(pl.col("cell"), is_short=False)).item() == sales


def test_every_reference_word_shows_its_kind_unless_a_lower_rank_stands_in_it() -> None:
    assert {kind for _, _, kind in premises_words()} <= set(KINDS)
    for place, word, _ in premises_words():
        assert place in ("kind", "food hygiene", "name") and word == " ".join(word.lower().split()), word


def test_a_food_hygiene_register_gives_kinds_and_no_address(tables: Callable[[Path], list[TextTable]], staged: Read, tmp_path: Path) -> None:
    found, rows = staged("food_business/fhrs.csv")
    assert (found.kind, found.status) == ("food_business", "recognised")
    assert [row["kind"] for row in rows] == ["pub", "restaurant", "supermarket", "small shop", "takeaway", "not known"]
    assert (rows[0]["fhrs_id"], rows[0]["postcode"], rows[0]["rated_on"], rows[0]["name_key"]) == ("101", "ZE1 0AA", date(2024, 5, 3), "SAMPLE INN")
    assert rows[4]["name_as_published"] == "individual (withheld)" and rows[4]["postcode"] is None
    assert not any("Secret" in str(row) for row in rows), "addresses are never read"


def test_without_a_column_for_it_the_postcode_is_that_at_the_end_of_the_address(tables: Callable[[Path], list[TextTable]], tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text('Premises name,Address,Alcohol\nThe Crown,"1 High Street, Sampleton, ZE1 0AA.",on\nThe Bell,"ZE1 0AB Ltd, High Street",both\nThe Anchor,"2 Quay, ze10ab, UK",off\n')
    (table,) = tables(path)
    found = recognise(table)
    assert (found.kind, found.status) == ("licensed_premises", "recognised")
    assert [row["postcode"] for row in rows_of(table, SOURCE, found, {})] == ["ZE1 0AA", None, "ZE1 0AB"]
