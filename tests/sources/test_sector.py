"""Charity registers, the tables beside them and lists of groups, over small samples with their faults: contact data are never read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from totalplace.reading import TextTable, Unreadable, read_tables
from totalplace.recognition import Recognition, recognise
from totalplace.sources import all_sources, known_headings
from totalplace.sources._sector import activities

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]
CONTACT = ("Secret", "Hidden", "01632", "07700", "kim@", "Kim", "Quixley", "Ada")


def of_people(rows: list[dict[str, Any]]) -> list[str]:
    return [word for word in CONTACT if word in str([{name: value for name, value in row.items() if not name.endswith("__text")} for row in rows])]


def test_a_register_of_charities_is_read_without_whom_to_call(staged: Read) -> None:
    found, rows = staged("charity/register.csv")
    assert (found.kind, found.status) == ("charity", "recognised")
    assert found.unused == ["charity_contact_address1", "charity_contact_phone", "charity_contact_email"]
    assert all(all_sources()["charity"].leaves_out(name.replace("_", " ")) for name in found.unused)
    trust, linked, band, shelter, person = rows
    assert (trust["charity_number"], trust["company_number"], trust["name_key"], trust["registration_status"]) == ("1999001", "09500001", "SAMPLE YOUTH TRUST", "registered")
    assert (trust["ends_on"], trust["income_gbp"], trust["expenditure_gbp"], trust["has_land"]) == (date(2024, 3, 31), Decimal("120000.00"), Decimal("118500.50"), True)
    assert trust["activities"] == "We help young people into work. Call (withheld) or write to (withheld)."
    assert (linked["row_status"], linked["row_reason"]) == ("ignored", "charity linked to another, which is counted with it")
    assert (band["registration_status"], band["removed_on"], band["removed_on__problem"]) == ("removed", None, "charity removed before it was registered")
    assert (band["company_number"], band["company_number__problem"], band["office_postcode"], band["activities"]) == (None, "company number not one", "ZA1 0AB", None)
    assert (shelter["row_status"], shelter["row_reason"], shelter["registration_status__problem"]) == ("rejected", "charity number not one", "registration status not known")
    assert (person["name_as_published"], person["name_key"], person["is_insolvent"]) == ("individual (withheld)", None, True)
    assert of_people(rows) == []


def test_the_tables_beside_the_register_are_read_as_json_and_as_text(staged: Read) -> None:
    found, (area, linked) = staged("charity/areas.json")
    assert (found.kind, found.status) == ("charity_detail", "recognised")
    assert (area["charity_number"], area["area_kind"], area["area_as_published"], area["extracted_on"]) == ("1999001", "Local Authority", "Brackmouth City", date(2025, 6, 1))
    assert (linked["row_status"], linked["source_row"]) == ("ignored", 2)
    found, classes = staged("charity/classes.txt")
    assert (found.kind, [(row["class_code"], row["class_kind"], row["class_kind__problem"]) for row in classes]) == (
        "charity_detail", [("102", "what", None), ("201", "who", None), ("306", None, "kind of classification not known")],
    )  # fmt: skip
    found, (told,) = staged("charity/returns.csv")
    assert (found.kind, told["contracts_gbp"], told["contract_count"], told["grants_gbp"], told["volunteers"], told["is_grant_maker"]) == (
        "charity_detail", Decimal("60000.00"), 2, Decimal("5000.00"), 40, False,
    )  # fmt: skip


def test_a_list_of_groups_names_no_person(staged: Read) -> None:
    found, rows = staged("sector_group/groups.csv")
    assert (found.kind, found.status, found.unused) == ("sector_group", "recognised", ["Contact name", "Phone"])
    knitters, drop_in, person, walkers, total = rows
    assert (knitters["age_from"], knitters["age_to"], knitters["members"], knitters["volunteers"], knitters["as_at_on"]) == (60, 120, 14, 3, date(2025, 3, 1))
    assert (knitters["activities"], drop_in["age_from"], drop_in["age_to"]) == ("Knit and talk; ring (withheld)", 16, 24)
    assert (person["row_status"], person["row_reason"], person["activities"]) == ("rejected", "group named like a private person", None)
    assert (walkers["age_from"], walkers["_ages__problem"], walkers["members"], walkers["members__problem"], walkers["source_as_published"]) == (None, "ages of a group unreadable", None, "people below nought", "(withheld)")
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")
    assert of_people(rows) == []


def test_trustees_and_totals_by_area_are_never_read(tables: Callable[[Path], list[TextTable]], tmp_path: Path) -> None:
    def seen(text: str) -> Recognition:
        (tmp_path / "list.csv").write_text(text, "utf-8")
        (table,) = tables(tmp_path / "list.csv")
        return recognise(table)

    trustees = seen("organisation_number,registered_charity_number,linked_charity_number,trustee_id,trustee_name,trustee_is_chair\n1,1999001,0,7,Vaughn Quixley,True\n")
    assert (trustees.kind, trustees.status) == (None, "held") and "one row a person" in trustees.reason and "Quixley" not in str(trustees)
    totals = seen("District Code,theme,Amount Awarded,count,imd_rank,imd_score\nE07000001,health,100,2,5,20.1\n")
    assert (totals.kind, totals.status) == (None, "held") and "they would count twice" in totals.reason


def test_a_json_list_that_is_no_table_says_so(tmp_path: Path) -> None:
    def read(text: bytes) -> list[TextTable | Unreadable]:
        (tmp_path / "list.json").write_bytes(text)
        return read_tables(tmp_path / "list.json", "list.json", known_headings=known_headings(), scratch=tmp_path)

    for text, why in ((b"[[1], 2]", "not one of records"), (b"[]", "not one of records"), (b'[{"a": 1}, {"a": 2}', "not valid JSON")):
        (part,) = read(text)
        assert isinstance(part, Unreadable) and why in part.reason
    (table,) = read('\ufeff[{"a": 1.50, "b": "x, y\\nz"}, {"b": " ", "c": {"d": [1]}}]'.encode())
    assert isinstance(table, TextTable) and (table.headings, table.rows) == (("a", "b", "c"), 2)
    assert table.frame.select("source_row", "c0000", "c0001", "c0002").collect().rows() == [(1, "1.5", "x, y\nz", None), (2, None, None, '{"d":[1]}')]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("We meet at 4 Elm Row, Brackmouth, ZA1 0AB.", "We meet at 4 Elm Row, Brackmouth, (withheld)."),
        ("Meals in za12 3cd and ZA13CD", "Meals in (withheld) and (withheld)"),
        ("KS2 and KS3, ages 5 to 11, 24/7, in M41 and on the A56", "KS2 and KS3, ages 5 to 11, 24/7, in M41 and on the A56"),
    ],
)
def test_a_postcode_in_what_a_charity_says_of_itself_is_masked(said: str, kept: str) -> None:
    """The column of the office's postcode is published nowhere; the same in a sentence would be."""
    assert pl.DataFrame({"said": [said]}).select(activities(pl.col("said")).value).item() == kept
