"""What each body is asked for next, so that the answer helps."""

from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import file_of, run_file

ASSET = {
    "asset_id": "a1", "asset_kind": "building", "name": "Town Hall", "body_id": "northby", "is_public_estate": True, "ownership_basis": "register",
    "location_method": "not known", "tenure": "freehold", "gia_m2": 100.0, "function": "office",
}  # fmt: skip
DIRECTORY = [{"postcode": "AB1 2CD"}]


@pytest.mark.parametrize(
    ("postcode", "directory", "asked"),
    [
        (None, DIRECTORY, "its whole postcode, or its easting and northing."),
        ("ZZ9 9ZZ", DIRECTORY, "its easting and northing, or another postcode: ZZ9 9ZZ is not in the directory of postcodes."),
        ("AB1 2CD", [], "its easting and northing: there is no directory of postcodes here that could tell a place from a postcode."),
    ],
)
def test_nobody_is_asked_for_a_postcode_that_tells_no_place(postcode: str | None, directory: list[dict[str, Any]], asked: str, tmp_path: Path) -> None:
    given = {"mart.estate": [{**ASSET, "postcode": postcode}], "core.postcode": directory, "ref.body": [{"body_id": "northby", "name": "Northby Council"}]}
    rows = run_file(file_of("mart.request"), given, tmp_path).rows(named=True)
    assert [row["request"] for row in rows if row["missing"] == "location"] == [f"Where is Town Hall? Please give {asked}"]
