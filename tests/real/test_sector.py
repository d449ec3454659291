"""Trafford's real list of charities: every line is read without a contact, and each office is placed as the postcode directory has it."""

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.real.conftest import DATA
from tests.sources.conftest import rows_of
from tests.sql.running import file_of, run_file, threshold
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import all_sources, known_headings
from totalplace.values import postcode

pytestmark = pytest.mark.real
TRAFFORD = "E08000009"
FILE = {"source_file_id": "f1", "source_part": "table"}


def test_trafford_s_charities_load_and_their_offices_are_told_from_where_they_work(tmp_path: Path) -> None:
    path = DATA / "grants" / "trafford_charities.csv"
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
    assert isinstance(table, TextTable)
    found = recognise(table)
    assert (found.kind, found.status, found.unused) == ("charity", "recognised", [])
    rows = rows_of(table, all_sources()["charity"], found, {})
    assert Counter(row["row_status"] for row in rows) == {None: 736} and len({row["charity_number"] for row in rows}) == 736
    problems = Counter(value for row in rows for name, value in row.items() if name.endswith("__problem") and value)
    assert problems == {"company number not one": 1, "postcode repaired": 1}
    with gzip.open(DATA / "geography" / "trafford_postcodes.csv.gz", "rt", encoding="utf-8") as stream:
        directory = [entry for entry in csv.DictReader(stream) if entry["la_code"] == TRAFFORD]
    codes = pl.DataFrame({"as_listed": [entry["postcode"] for entry in directory]}).select(postcode(pl.col("as_listed")).value.alias("code"))["code"].to_list()
    staged = [{name: row.get(name) for name in ("source_row", "charity_number", "name_as_published", "name_key", "office_postcode")} | FILE | {"path": "list.csv"} for row in rows]
    lines = run_file(
        file_of("core.sector_line"),
        {
            "staging.charity": staged, "core.postcode": [{"postcode": code, "lad_code": TRAFFORD} for code in codes],
            "core.area": [{"area_code": TRAFFORD, "area_name": "Trafford", "area_type": "district", "is_in_place": True}],
            "raw.inbox": [FILE | {"received_on": date(2025, 6, 1)}], "core.assumption": threshold("sector_list_place_share", 0.2),
        },
        tmp_path,
    )  # fmt: skip
    # it is a list of the place's charities, so all of them concern it; where they work it does not say
    assert lines.select(pl.col("line_status", "operation").unique()).row(0) == ("loaded", "not stated")
    outward = {code.split()[0] for code in codes}

    def where(office: str | None) -> str:
        if office in codes:
            return "in the place"
        # newer than the directory, or over the border in the same outward code
        return "not known" if office is None or office.split()[0] in outward else "outside the place"

    expected = Counter(where(row["office_postcode"]) for row in rows)
    assert dict(lines["office"].value_counts().rows()) == expected and 250 < expected["in the place"] < 300
