"""Where a line of a register is taken to be: coordinates that cannot be, beside a postcode or without one."""

from typing import Any

import polars as pl
import pytest

from totalplace.analysis.location import Limits, locate
from totalplace.contracts import core

LIMITS = Limits(far_from_postcode_m=5_000, far_from_list_m=100_000, far_from_list_times=10)
POSTCODES = {"ZE1 0AA": (384_500.0, 397_500.0), "ZE9 9ZZ": (260_000.0, 350_000.0)}


def located(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    properties = [
        {"source_file_id": "f1", "source_part": "table", "source_row": row, "coordinate_reading": "grid" if "easting" in line else None, **line}
        for row, line in enumerate(lines, 2)
    ]  # fmt: skip
    postcodes = [{"postcode": code, "easting": east, "northing": north} for code, (east, north) in POSTCODES.items()]
    return locate(
        core.LISTING.conform(pl.DataFrame(properties, infer_schema_length=None)).collect(),
        core.POSTCODE.conform(pl.DataFrame(postcodes)).collect(),
        core.AREA.empty(),
        LIMITS,
    ).rows(named=True)


def town(count: int = 8) -> list[dict[str, Any]]:
    """Lines of one town, a few kilometres wide."""
    return [{"easting": 383_000.0 + 500 * n, "northing": 396_000.0 + 300 * n} for n in range(count)]


def test_where_a_digit_was_lost_the_postcode_is_used() -> None:
    row = located([*town(), {"easting": 4_304.0, "northing": 397_400.0, "postcode": "ZE1 0AA"}])[-1]
    assert (row["is_far_from_list"], row["location_method"]) == (True, "postcode")
    assert (row["easting"], row["northing"]) == POSTCODES["ZE1 0AA"]
    assert row["lon"] == pytest.approx(-2.235, abs=0.02), "in degrees too it is the postcode's place"
    assert row["postcode_distance_m"] > 380_000


@pytest.mark.parametrize("postcode", [None, "ZZ9 9ZZ"])
def test_without_a_postcode_that_is_known_it_is_marked_and_used(postcode: str | None) -> None:
    row = located([*town(), {"easting": 4_304.0, "northing": 397_400.0, "postcode": postcode}])[-1]
    assert (row["is_far_from_list"], row["location_method"], row["easting"]) == (True, "coordinates", 4_304.0)


def test_a_far_house_whose_postcode_is_there_stands() -> None:
    """A council's outdoor centre in Wales."""
    row = located([*town(), {"easting": 260_100.0, "northing": 350_100.0, "postcode": "ZE9 9ZZ"}])[-1]
    assert (row["is_far_from_list"], row["location_method"]) == (False, "coordinates")


def test_a_list_of_the_whole_country_has_no_far_end() -> None:
    rows = located([{"easting": 150_000.0 + 50_000 * n, "northing": 50_000.0 + 60_000 * n} for n in range(10)])
    assert not any(row["is_far_from_list"] for row in rows)


def test_each_list_is_seen_by_itself() -> None:
    other = [{**line, "source_file_id": "f2", "easting": line["easting"] - 200_000} for line in town(3)]
    assert not any(row["is_far_from_list"] for row in located([*town(), *other]))
    assert not any(row["is_far_from_list"] for row in located([{}, {"postcode": "ZE1 0AA"}])), "nothing to be far from"
