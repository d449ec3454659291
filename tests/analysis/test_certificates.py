"""Which asset an energy certificate is of, which of several counts, and which is only of a part."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import drafts
from totalplace.analysis import certificates
from totalplace.contracts.staging import ENERGY_CERTIFICATE

LIBRARY = {"name": "Northby Library", "function": "library", "address": "Northby Library, 1 High Street, Northby", "postcode": "ZE1 0AA", "uprn": "100"}
OF_LIBRARY = {"address_as_published": "Northby Library, 1 High Street, NORTHBY", "postcode": "ZE1 0AA", "uprn": "100"}


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    shown = {"source_file_id": "f9", "source_part": "table", "path": "register.csv", "address_as_published": "Somewhere", "gia_m2": 900.0, "energy_rating": "D", "lodged_on": date(2024, 1, 1)}
    return ENERGY_CERTIFICATE.conform(pl.DataFrame([{**shown, "source_row": number, **row} for number, row in enumerate(rows, 2)], infer_schema_length=None)).collect()


def matched(lines: list[dict[str, Any]], *assets: dict[str, Any], place: frozenset[str] = frozenset(), guarded: frozenset[tuple[object, ...]] = frozenset()) -> list[dict[str, Any]]:
    records = drafts.rows(*assets)
    asset_of = {key: f"a{number}" for key, number in records.select("source_key", "record_id").iter_rows()}
    return certificates.match_certificates(table(*lines), records, asset_of, place, drafts.WORDS, drafts.LIMITS, guarded).to_dicts()


@pytest.mark.parametrize(
    ("certificate", "found"),
    [
        (OF_LIBRARY, "a1"),
        ({**OF_LIBRARY, "uprn": None}, "a1"),  # postcode and name
        ({**OF_LIBRARY, "uprn": None, "address_as_published": "1 High Street, NORTHBY"}, "a1"),  # postcode and number
        ({**OF_LIBRARY, "postcode": None, "address_as_published": "The Old Post Office"}, "a1"),  # the UPRN alone
        ({**OF_LIBRARY, "uprn": None, "address_as_published": "3 High Street, NORTHBY"}, None),  # next door
        ({**OF_LIBRARY, "uprn": None, "address_as_published": "Northby Museum, NORTHBY"}, None),
        ({**OF_LIBRARY, "uprn": None, "postcode": "ZE1 0AB"}, None),
    ],
)
def test_by_uprn_else_by_postcode_with_number_or_name(certificate: dict[str, Any], found: str | None) -> None:
    (line,) = matched([certificate], LIBRARY)
    assert (line["asset_id"], line["line_status"]) == (found, "loaded" if found else "ignored")
    assert line["line_reason"] == (None if found else certificates.NO_ASSET)
    assert bool(line["match_reason"]) == bool(found)


def test_of_yearly_certificates_the_newest_counts_whatever_their_order() -> None:
    old = {**OF_LIBRARY, "lodged_on": date(2019, 5, 1), "gia_m2": 800.0, "building_reference": "R1"}
    new = {**OF_LIBRARY, "lodged_on": date(2023, 5, 1), "gia_m2": 950.0, "building_reference": "R1"}
    undated = {**OF_LIBRARY, "lodged_on": None, "gia_m2": 1.0, "building_reference": "R1"}
    for lines in ([old, new, undated], [undated, new, old]):
        found = matched(lines, LIBRARY)
        shown = [row for row in found if row["is_shown"]]
        assert [row["gia_m2"] for row in shown] == [950.0]
        assert sorted(row["line_status"] for row in found) == ["loaded", "superseded", "superseded"]
        assert {row["line_reason"] for row in found} == {None, "a newer certificate of the building stands in register.csv"}


def test_a_new_register_number_at_the_same_address_is_the_same_building() -> None:
    lines = [{**OF_LIBRARY, "building_reference": number, "lodged_on": day} for number, day in (("R1", date(2019, 1, 1)), ("R2", date(2024, 1, 1)))]
    assert [row["line_status"] for row in matched(lines, LIBRARY)] == ["superseded", "loaded"]


def test_a_certificate_of_a_part_is_told_apart_and_gives_no_floor_area() -> None:
    part = {**OF_LIBRARY, "address_as_published": "Unit 2, Northby Library, 1 High Street, NORTHBY", "gia_m2": 90.0}
    (line,) = matched([part], LIBRARY)
    assert (line["asset_id"], line["is_part"], line["is_shown"], line["line_status"]) == ("a1", True, False, "loaded")


def test_of_several_buildings_of_an_asset_none_is_the_whole() -> None:
    school = {"name": "Northby School", "function": "school", "address": "Northby School, School Lane", "postcode": "ZE1 0AA", "uprn": "7"}
    lines = [
        {"address_as_published": "Northby School, School Lane", "postcode": "ZE1 0AA", "building_reference": "R1"},
        {"address_as_published": "Northby School, Sports Hall, School Lane", "postcode": "ZE1 0AA", "building_reference": "R2"},
    ]
    found = matched(lines, school)
    assert [(row["asset_id"], row["is_part"], row["is_shown"]) for row in found] == [("a1", True, False)] * 2


def test_a_uprn_that_several_assets_of_a_list_have_is_that_of_none() -> None:
    lodge = {**LIBRARY, "name": "Gatehouse", "address": "Gatehouse, 2 High Street", "postcode": "ZE1 0AB"}
    (line,) = matched([{**OF_LIBRARY, "postcode": None, "address_as_published": "Campus"}], LIBRARY, lodge)
    assert line["asset_id"] is None
    (line,) = matched([{**OF_LIBRARY, "postcode": None}], LIBRARY, lodge)
    assert line["asset_id"] == "a1", "the name tells which"


def test_a_certificate_of_sensitive_premises_is_of_no_asset() -> None:
    found = matched([OF_LIBRARY, {**OF_LIBRARY, "lodged_on": date(2020, 1, 1)}], LIBRARY, guarded=frozenset({("f9", "table", 2)}))
    assert [(row["asset_id"], row["line_reason"]) for row in found] == [(None, certificates.SENSITIVE), ("a1", None)]


def test_other_authorities_are_outside_the_place() -> None:
    lines = [{"local_authority_code": code} for code in ("E08000099", "E07000901", "901", None)]
    found = matched(lines, LIBRARY, place=frozenset({"E07000901"}))
    assert [row["line_reason"] for row in found] == [certificates.OUTSIDE, *[certificates.NO_ASSET] * 3]


def test_land_has_no_certificate() -> None:
    assert matched([OF_LIBRARY], {**LIBRARY, "asset_kind": "land"})[0]["asset_id"] is None


@settings(deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    lines = [
        {**OF_LIBRARY, "lodged_on": date(2019, 1, 1)},
        {**OF_LIBRARY, "lodged_on": date(2023, 1, 1)},
        {**OF_LIBRARY, "address_as_published": "Unit 2, Northby Library, 1 High Street", "building_reference": "R9"},
        {"postcode": "ZE1 0AB"},
        {"uprn": "5"},
    ]
    rows = [{**lines[at], "source_row": at + 2} for at in order]
    assert matched(rows, LIBRARY) == matched([{**line, "source_row": at + 2} for at, line in enumerate(lines)], LIBRARY)
