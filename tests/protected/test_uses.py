"""The audit of uses: lines are added, one that is altered or taken out shows, and the table has each use of a file once."""

from datetime import date
from pathlib import Path

import pytest

from totalplace.contracts import customers
from totalplace.paths import PlacePaths
from totalplace.protected.uses import faults, record_use, use_table, uses_path


@pytest.fixture
def paths(tmp_path: Path) -> PlacePaths:
    paths = PlacePaths(tmp_path)
    for day in (2, 1, 3):
        record_use(paths, agreement_id="alcohol", agency="police", data_use="linked", used_on=date(2026, 1, day), file_sha256="f" * 64, clause="in force", key_id="k", edition_id="e1")
    record_use(paths, agreement_id=None, agency="trust", data_use="refused", used_on=date(2026, 1, 4), file_sha256="a" * 64, clause="no agreement")
    record_use(paths, agreement_id="alcohol", agency="police", data_use="a person forgotten", used_on=date(2026, 1, 5))
    return paths


def test_each_use_of_a_file_stands_once_in_the_table(paths: PlacePaths) -> None:
    table = use_table(paths)
    assert table.schema == customers.DATA_USE.polars_schema()
    assert table.select("edition_id", "agreement_id", "agency", "data_use", "used_on").rows() == [
        ("e1", "alcohol", "police", "linked", date(2026, 1, 2)),
        ("none", "none", "trust", "refused", date(2026, 1, 4)),
    ]
    assert list(faults(paths)) == [] and uses_path(paths).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("tampered", ["altered", "taken out", "cut off"])
def test_a_line_that_was_tampered_with_shows(paths: PlacePaths, tampered: str) -> None:
    lines = uses_path(paths).read_text("utf-8").splitlines(keepends=True)
    match tampered:
        case "altered":
            lines[1] = lines[1].replace("linked", "counted")
        case "taken out":
            del lines[1]
        case "cut off":
            lines[-1] = lines[-1][:30]
    uses_path(paths).write_text("".join(lines), "utf-8")
    record_use(paths, agreement_id="alcohol", agency="police", data_use="linked", used_on=date(2026, 1, 6))
    [told] = faults(paths)
    assert told.startswith(f"agreements/uses.jsonl, line {5 if tampered == 'cut off' else 2 if tampered == 'taken out' else 3}: a line before it was altered")


def test_without_uses_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert use_table(PlacePaths(tmp_path)).is_empty() and list(faults(PlacePaths(tmp_path))) == []
