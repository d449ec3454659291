"""What tells sensitive premises, and what of them is found again in other files. All names are invented."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, file_of, run_file
from totalplace.place import Place, listed_sensitive_table

LINE = {"source_file_id": "f1", "source_part": "table"}
FUNCTIONS: Rows = [{"function_id": "sensitive refuge", "is_sensitive": True}, {"function_id": "office", "is_sensitive": False}]
WORDS: Rows = [{"word": "refuge", "function_id": "sensitive refuge", "rank": 9}, {"word": "offices", "function_id": "office", "rank": 70}]


def run(table: str, tmp_path: Path, **given: Rows) -> pl.DataFrame:
    return run_file(file_of(table), {name.replace("__", "."): rows for name, rows in given.items()}, tmp_path)


def listed(*entries: str) -> Rows:
    return listed_sensitive_table(Place(name="Somewhere", sensitive=entries)).to_dicts()


@pytest.mark.parametrize(
    "line",
    [
        {"address_as_published": "2 Quay Street, Northby"},
        {"street_number": "2", "street": "Quay Street", "locality": "Northby"},
        {"street": "2 Quay Street", "town": "Northby"},
    ],
)
def test_an_address_that_the_place_lists_is_found_over_several_columns(line: dict[str, Any], tmp_path: Path) -> None:
    lines = [{**LINE, "source_row": 2, "name_as_published": "Offices", **line}, {**LINE, "source_row": 3, "name_as_published": "Offices", "street": "12 Quay Street", "town": "Northby"}]
    found = run("core.sensitive_statement", tmp_path, core__listing=lines, core__listed_sensitive=listed("2 Quay Street, Northby"), ref__function=FUNCTIONS, ref__function_word=WORDS)
    assert found.select("source_row", "basis").rows() == [(2, "listed")]


def test_premises_are_told_by_all_that_their_lines_say_though_a_flag_is_lost(tmp_path: Path) -> None:
    listing = [
        {**LINE, "source_row": 2, "uprn": "101", "postcode": "AB1 2CD", "easting": 400500.4, "northing": 300400.0},
        {**LINE, "source_row": 3, "uprn": "102", "postcode": "AB1 2CD"},
        {**LINE, "source_row": 4, "postcode": "AB1 2CD", "easting": 1.0, "northing": 2.0},
        {**LINE, "source_row": 5, "uprn": "103"},
    ]
    lines = [
        {**LINE, "source_row": 2, "line_status": "loaded", "is_sensitive": False, "source_key": "c/code A1", "name": "Rose & Crown House", "address": "Flat 1, 2 Quay Street"},
        {**LINE, "source_row": 3, "line_status": "superseded", "is_sensitive": True, "source_key": "c/code A2", "name": "Juniper"},
        {**LINE, "source_row": 4, "line_status": "loaded", "is_sensitive": True, "source_key": "c/name WITHOUT A NAME", "name": "Without a name"},
        {**LINE, "source_row": 5, "line_status": "loaded", "is_sensitive": False, "source_key": "c/code A4", "name": "Library"},
    ]
    found = run(
        "core.sensitive_key", tmp_path, core__listing=listing, core__property_line=lines,
        core__sensitive_statement=[{**LINE, "source_row": 2, "function": "sensitive refuge"}],
        core__known_identity=[{"source_key": "c/code A1", "asset_id": "a000000000007"}],
    )  # fmt: skip
    keys = set(found["sensitive_key"])
    assert {key for key in keys if not key.startswith("id a")} == {
        "key c/code A1", "uprn 101", "at AB1 2CD ROSECROWNHOUSE", "at AB1 2CD FLAT12QUAYSTREET", "house AB1 2CD 2 QUAY", "point 400500.0 300400.0 ROSE",
        "uprn 102", "at AB1 2CD JUNIPER", "key c/name WITHOUT A NAME",
    }  # fmt: skip
    assert "id a000000000007" in keys, "a key that an edition replaced has no id to speak of, one that counts has"
    assert len(keys) == 11


@pytest.mark.parametrize(
    ("known", "is_found"),
    [
        ({"source_key": "c/code A1"}, True),
        ({"source_key": "c/code A9", "uprn": "101"}, True),
        ({"source_key": "c/code A9", "name": "ROSE HOUSE.", "postcode": "AB1 2CD"}, True),
        ({"source_key": "c/code A9", "name": "2 Quay Road", "postcode": "AB1 2CD"}, True),
        ({"source_key": "c/code A9", "name": "Rose", "easting": 400500.2, "northing": 300400.0}, True),
        ({"source_key": "c/code A9", "name": "Old Hawthorn Villa (east)"}, True),
        ({"source_key": "c/code B-7"}, True),
        ({"source_key": "c/code A9", "name": "Rose House", "postcode": "ZZ9 9ZZ"}, False),
        ({"source_key": "c/code A9", "name": "12 Quay Street", "postcode": "AB1 2CD"}, False),
        ({"source_key": "c/code A9"}, False),
    ],
)
def test_of_what_an_earlier_publication_knew_the_sensitive_is_found(known: dict[str, Any], is_found: bool, tmp_path: Path) -> None:
    keys = ("key c/code A1", "uprn 101", "at AB1 2CD ROSEHOUSE", "house AB1 2CD 2 QUAY", "point 400500.0 300400.0 ROSE")
    found = run(
        "core.sensitive_identity", tmp_path, core__known_identity=[{"asset_id": "a1", **known}, {"asset_id": "a1", "source_key": "d/code 7"}, {"asset_id": "a2", "source_key": "d/code 8"}],
        core__sensitive_key=[{"sensitive_key": key} for key in keys], core__listed_sensitive=listed("Hawthorn Villa", "B7"),
    )  # fmt: skip
    assert found["source_key"].to_list() == ([known["source_key"], "d/code 7"] if is_found else []), "what has one id is one building"
