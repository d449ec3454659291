"""What a body's own sheet corrects, in SQL: which statement is taken, and why another is not. Given rows, expected rows."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, run

REGISTER = {"source_file_id": "r1", "source_part": "table", "source_row": 2}
JUNE = date(2025, 6, 1)


def said(file: str, on: date | None = JUNE, **corrected: Any) -> dict[str, Any]:
    return {"source_file_id": file, "source_part": "table", "source_row": 5, "part_number": 1, "path": f"inbox/{file}.csv", "confirmed_on": on, **corrected}


def decided(tmp_path: Path, *sheets: dict[str, Any], as_at: date | None = None, **more: Rows) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Value, whether it is taken, and why not, by file and field. The register states use, area and tenure, and no net area."""
    references = [{**sheet, "line_status": "loaded", "asset_id": "a1", "body_id": "council", "is_own": True} for sheet in sheets]
    keys = ("source_file_id", "source_part", "source_row", "line_status", "asset_id", "body_id", "is_own")
    tables: dict[str, Rows] = {
        "staging__building_confirmation": list(sheets),
        "core__asset_reference": [{key: row[key] for key in keys} for row in references],
        "core__asset_line": [{**REGISTER, "asset_id": "a1", "rank": 1}],
        "core__property_line": [
            {**REGISTER, "body_id": "council", "name": "Town Hall", "tenure": "freehold", "function": "office", "is_not_owned": False, "interest_detail": "occupied by the body"}
        ],
        "core__listing": [{**REGISTER, "as_at_on": as_at, "gia_m2": 100.0, "postcode": "ZE1 0AA"}],
        "core__property_place": [{**REGISTER, "location_method": "postcode"}],
        "ref__function": [{"function_id": "office", "name": "Office", "is_sensitive": False}, {"function_id": "library", "name": "Library", "is_sensitive": False}],
        "ref__function_word": [{"word": "reading room", "function_id": "library", "rank": 3}],
    }
    found = run("core.confirmation_line", tmp_path, **{**tables, **more})
    return {(row["source_file_id"], row["field"]): (row["value"], row["is_taken"], row["reason"]) for row in found.to_dicts()}


def test_a_correction_is_taken_before_a_register_that_is_not_later(tmp_path: Path) -> None:
    for as_at in (None, date(2025, 3, 31), JUNE):
        assert decided(tmp_path, said("s1", corrected_gia_m2=120.0), as_at=as_at) == {("s1", "gia_m2"): ("120.0", True, None)}


def test_a_later_register_is_believed_on_what_it_states_only(tmp_path: Path) -> None:
    sheet = said("s1", corrected_gia_m2=120.0, corrected_nia_m2=90.0, is_held=False)
    assert decided(tmp_path, sheet, as_at=date(2025, 9, 1)) == {
        ("s1", "gia_m2"): ("120.0", False, "the register is later"),
        ("s1", "nia_m2"): ("90.0", True, None),
        ("s1", "is_held"): ("no", False, "the register is later"),
    }


def test_a_sheet_without_a_day_gives_way_to_a_list_that_has_one(tmp_path: Path) -> None:
    sheet = said("s1", None, corrected_gia_m2=120.0)
    assert decided(tmp_path, sheet, as_at=date(2020, 1, 1)) == {("s1", "gia_m2"): ("120.0", False, "the sheet has no day, the register has one")}
    assert decided(tmp_path, sheet) == {("s1", "gia_m2"): ("120.0", True, None)}


def test_of_several_sheets_the_newest_that_can_be_read_is_taken_fact_by_fact(tmp_path: Path) -> None:
    found = decided(
        tmp_path,
        said("old", date(2025, 5, 1), corrected_gia_m2=110.0, corrected_tenure="Leasehold"),
        said("new", JUNE, corrected_gia_m2=120.0, corrected_tenure="Fnord"),
    )
    assert found == {
        ("old", "gia_m2"): ("110.0", False, "a newer line of a sheet says it"),
        ("old", "tenure"): ("leasehold", True, None),
        ("new", "gia_m2"): ("120.0", True, None),
        ("new", "tenure"): (None, False, "value not readable"),
    }


def test_a_use_is_told_by_our_name_of_it_or_by_words(tmp_path: Path) -> None:
    assert decided(tmp_path, said("s1", corrected_use="LIBRARY"))[("s1", "function")] == ("library", True, None)
    assert decided(tmp_path, said("s1", corrected_use="Reading room, first floor"))[("s1", "function")] == ("library", True, None)
    assert decided(tmp_path, said("s1", corrected_use="Fnord"))[("s1", "function")] == (None, False, "value not readable")


def test_the_uprn_of_another_building_is_not_taken(tmp_path: Path) -> None:
    other = {"source_file_id": "r1", "source_part": "table", "source_row": 3}
    found = decided(
        tmp_path, said("s1", corrected_uprn="20002", corrected_gia_m2=120.0),
        core__asset_line=[{**REGISTER, "asset_id": "a1", "rank": 1}, {**other, "asset_id": "a2", "rank": 1}],
        core__listing=[{**REGISTER, "uprn": "10001"}, {**other, "uprn": "20002"}],
    )  # fmt: skip
    assert found == {("s1", "uprn"): ("20002", False, "it is the UPRN of another building"), ("s1", "gia_m2"): ("120.0", True, None)}


def test_nothing_of_a_line_that_leads_to_sensitive_premises_is_taken_or_kept(tmp_path: Path) -> None:
    hidden = (None, False, "it could show premises that are only counted")
    for key, corrected in (
        ("uprn 666", {"corrected_uprn": "666"}),
        ("at ZE1 0AA HAVEN", {"corrected_name": "Haven"}),
        ("at ZE9 9ZZ TOWNHALL", {"corrected_postcode": "ZE9 9ZZ"}),
        ("house ZE1 0AA 7 LANTERN", {"corrected_address": "7 Lantern Road"}),
    ):
        found = decided(tmp_path, said("s1", corrected_gia_m2=120.0, **corrected), core__sensitive_key=[{"sensitive_key": key}])
        assert set(found.values()) == {hidden} and len(found) == 2, key
        assert decided(tmp_path, said("s1", corrected_gia_m2=120.0, **corrected))[("s1", "gia_m2")] == ("120.0", True, None), key


def shown(tmp_path: Path, estate: dict[str, Any], line: dict[str, Any]) -> list[tuple[Any, ...]]:
    line = {"source_file_id": "s1", "source_part": "table", "source_row": 5, "asset_id": "a1", "body_id": "tenant", **line}
    found = run("mart.building_correction", tmp_path, core__confirmation_line=[line], mart__estate=[{"asset_id": "a1", **estate}])
    return found.select("field", "we_have", "body_says", "outcome", "reason").rows()


def test_what_the_list_of_another_body_states_first_is_said_to_be_so(tmp_path: Path) -> None:
    line = {"field": "gia_m2", "value": "120.0", "listed_value": "100.0", "is_taken": True}
    assert shown(tmp_path, {"gia_m2": 120.0}, line) == [("gia_m2", "100.0", "120.0", "taken", None)]
    assert shown(tmp_path, {"gia_m2": 99.0}, line) == [("gia_m2", "100.0", "120.0", "not taken", "the list of another body is believed first")]


def test_what_changes_nothing_is_no_correction(tmp_path: Path) -> None:
    assert shown(tmp_path, {"gia_m2": 100.0}, {"field": "gia_m2", "value": "100.0", "listed_value": "100.0", "is_taken": True}) == []
    assert shown(tmp_path, {}, {"field": "is_held", "value": "yes", "listed_value": "yes", "is_taken": True}) == []


def test_of_two_holders_the_one_that_still_holds_it_is_believed_first(tmp_path: Path) -> None:
    """The owner gives the hall up: the tenant's line is shown, with what the tenant says, and nobody owns it by the lists."""
    lines = [{**REGISTER, "source_row": row} for row in (2, 3)]
    found = run(
        "mart.estate", tmp_path,
        core__asset_line=[{**lines[0], "asset_id": "a1", "rank": 1}, {**lines[1], "asset_id": "a1", "rank": 2}],
        core__property_line=[
            {**line, "body_id": body, "name": f"Hall of {body}", "tenure": tenure, "function": "office", "asset_kind": "building", "ownership_basis": "register", "is_not_owned": False}
            for line, body, tenure in zip(lines, ("owner", "tenant"), ("freehold", "leasehold"), strict=True)
        ],
        core__listing=[{**line, "gia_m2": 100.0} for line in lines],
        core__property_place=[{**line, "location_method": "not known"} for line in lines],
        core__asset_confirmation=[{"asset_id": "a1", "body_id": "owner", "is_held": False}, {"asset_id": "a1", "body_id": "tenant", "gia_m2": 120.0}],
    )  # fmt: skip
    (row,) = found.select("name", "body_id", "owner_body_id", "is_public_estate", "tenure", "gia_m2").rows()
    assert row == ("Hall of tenant", "tenant", None, True, "leasehold", 120.0)


def test_a_taken_sheet_declares_in_place_of_a_register_of_the_same_day(tmp_path: Path) -> None:
    """Of the same day, or neither of any: an older register stands beside it as what was so before."""
    for as_at, on, kept in ((None, None, []), (JUNE, JUNE, []), (date(2024, 3, 31), JUNE, [("2024-03-31", 1.0)])):
        found = run(
            "analysis.utilisation_declared", tmp_path,
            core__confirmation_line=[
                {"source_file_id": "s1", "source_part": "table", "source_row": 5, "field": "is_occupied", "asset_id": "a1", "body_id": "council", "value": "no", "confirmed_on": on, "is_taken": True}
            ],
            core__asset_line=[{**REGISTER, "asset_id": "a1"}],
            core__property_line=[{**REGISTER, "body_id": "council", "ownership_basis": "register", "is_not_owned": False, "interest_detail": "occupied by the body"}],
            core__listing=[{**REGISTER, "as_at_on": as_at}],
            mart__estate=[{"asset_id": "a1", "asset_kind": "building", "name": "Town Hall", "gia_m2": 100.0}],
        )  # fmt: skip
        rows = found.sort("period").select("period", "utilisation_share").rows()
        assert rows == [*kept, (str(on) if on else "not stated", 0.0)], (as_at, on)


def test_who_gave_a_building_up_does_not_own_what_it_occupies(tmp_path: Path) -> None:
    given = {
        "core__asset_line": [{**REGISTER, "asset_id": "a1"}],
        "core__property_line": [{**REGISTER, "body_id": "council", "ownership_basis": "register", "is_not_owned": False, "interest_detail": "occupied by the body"}],
        "core__listing": [{**REGISTER}],
        "core__asset_reference": [{"source_file_id": "o1", "source_part": "table", "source_row": 7, "line_status": "loaded", "asset_id": "a1", "body_id": "council"}],
        "staging__occupation_return": [{"source_file_id": "o1", "source_part": "table", "source_row": 7, "space_kind": "desk"}],
    }
    for is_held, expected in ((True, {"register": "owner occupied", "return": "owner occupied"}), (False, {"return": "user"})):
        found = run("mart.occupation", tmp_path, core__asset_confirmation=[{"asset_id": "a1", "body_id": "council", "is_held": is_held}], **given)
        assert dict(found.select("source", "occupation").rows()) == expected
