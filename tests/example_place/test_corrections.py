"""What a body of the example place corrects in its own sheet, beside what was planted: taken and published, or not and why."""

from typing import Any

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)


def _published_value(field: str, row: dict[str, Any]) -> str:
    match field:
        case "coordinates":
            return f"{row['easting']:.1f}, {row['northing']:.1f}"
        case "is_held":
            return "held" if row["is_public_estate"] else "no longer held"
        case "is_occupied":
            return "vacant" if row["band"] == "vacant" else "in use"
        case "gia_m2" | "nia_m2":
            return f"{row[field]:.0f}"
        case _:
            return str(row[field])


def test_every_planted_correction_is_taken_or_not_as_it_ought(published: Published) -> None:
    found = {
        (row["path"], row["source_part"], str(row["source_row"]), row["field"]): row
        for row in published.rows(
            """
            select file.path, said.*, estate.* exclude (asset_id, body_id), latest.band
            from mart.building_correction said
            join ops.source_file file using (source_file_id)
            left join mart.estate estate using (asset_id)
            left join mart.utilisation_latest latest using (asset_id)
            """
        )
    }
    planted = published.truth("corrections.csv")
    told = {key: (row["body_id"], row["outcome"], row["reason"] or "") for key, row in found.items()}
    assert told == {
        # the register does not state a net area that the sheet could repeat: each of these is a correction
        (row["path"], row["part"], row["line"], row["field"]): (row["body_id"], row["outcome"], row["reason"])
        for row in planted
    }
    taken = [row for row in planted if row["outcome"] == "taken"]
    assert {row["field"] for row in taken} >= {"gia_m2", "nia_m2", "name", "function", "coordinates", "is_held", "is_occupied"}
    for row in taken:
        estate = found[(row["path"], row["part"], row["line"], row["field"])]
        assert _published_value(row["field"], estate) == row["value"], row
    assert {row["reason"] for row in planted} >= {"the register is later", "value not readable", "building of another body"}


def test_the_asset_is_the_one_of_the_register(published: Published) -> None:
    """A correction speaks of the building that the body's register lists under that code, and its line stands beside the register's."""
    sheet = {row["path"] for row in published.truth("corrections.csv")}
    by_true: dict[str, set[str]] = {}
    for row in published.truth("asset_lines.csv"):
        line = (row["path"], row["part"], int(row["line"]))
        source = published.register_lines.get(line) or published.evidence_lines.get(line)
        if source is not None:
            by_true.setdefault(row["asset_id"], set()).add(source["asset_id"])
    taken = {(row["path"], row["part"], int(row["line"]), row["asset_id"]) for row in published.truth("corrections.csv") if row["outcome"] == "taken"}
    assert len(taken) >= 7
    for path, part, number, true_id in taken:
        source = published.evidence_lines[(path, part, number)]
        assert source["match_reason"].startswith("corrected by the body: same asset code"), source["match_reason"]
        assert by_true[true_id] == {source["asset_id"]}
    shown = {line for line in published.evidence_lines if line[0] in sheet}
    assert shown == {line[:3] for line in taken}, "a line of which nothing was taken is no source"
