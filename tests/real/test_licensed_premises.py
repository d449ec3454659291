"""The registers of Adur and of Worthing: every line told on, off, both or none, counted by hand from the files (spreadsheet filters), and nobody's name."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.sources.conftest import rows_of
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import all_sources, known_headings

pytestmark = pytest.mark.real
ROOT = Path(os.environ.get("TOTALPLACE_REAL_DATA", "")) / "licensing"


def lines(name: str, scratch: Path) -> tuple[list[dict[str, Any]], list[str]]:
    (table,) = read_tables(ROOT / name, name, known_headings=known_headings(), scratch=scratch)
    assert isinstance(table, TextTable)
    found = recognise(table)
    assert (found.kind, found.status) == ("licensed_premises", "recognised")
    return rows_of(table, all_sources()["licensed_premises"], found, {}), found.unused


def test_worthing_says_which_in_one_column(tmp_path: Path) -> None:
    rows, unused = lines("worthing_premises_on_off.csv", tmp_path)
    # OFF 106 and OFF. 4, ON 91 and ON. 1, ON & OFF 107, N/A 43
    assert Counter(row["sales"] for row in rows) == {"off": 110, "on": 92, "both": 107, "none": 43}
    assert "Licence Holder" in unused and all(row["row_status"] is None for row in rows)
    assert all(row["postcode"] and row["easting"] for row in rows)
    assert sum(row["issued_on"] is None for row in rows) == 4, "four lines have NA there"


def test_adur_says_it_in_three_columns(tmp_path: Path) -> None:
    rows, _ = lines("adur_premises_on_off.csv", tmp_path)
    # 56 lines have the column for both; 2 more have that for on and that for off
    assert Counter(row["sales"] for row in rows)["both"] == 58
    assert sum(Counter(row["sales"] for row in rows).values()) == 158
    assert Counter(row["has_late_refreshment"] for row in rows) == {True: 66, False: 92}
