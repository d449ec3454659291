"""Tables of one layout that are parsed in one go give what each gives alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from totalplace.corrections import Correction
from totalplace.intake import Part, ReceivedFile, part_number
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import known_headings
from totalplace.staging import layout, stage, stage_alike

HEADINGS = "Body Name,Department,Supplier Name,Payment Date,Transaction Number,Net Amount,Expense Type\n"
MONTHS = (
    "Northby,Housing,Acme Ltd,03/04/2025,T1,100.00,Repairs\nNorthby,Housing,Mr J Sample,04/04/2025,T2,(50.00),Care of Sample\nNorthby,,,,,50.00,\n",
    "Northby,Parks,Bright Lamps Ltd,03/05/2025,T1,see note,Lights\nNorthby,Parks,Bright Lamps Ltd,not a day,T2,7.10,Lights\n",
    "",
    "Northby,Parks,Bright Lamps Ltd,03/06/2025,T9,8.20\nNorthby,Parks,Bright Lamps Ltd,04/06/2025,T10,8.20,Lights,more\nNorthby,Parks,Bright Lamps Ltd,05/06/2025,T11,1.00,Lights\n",
)
CORRECTION = Correction(
    path="inbox/northby/3.csv", row=4, heading="Net Amount", was="1.00", becomes="2.00", reason="a slip", by="A post", reported_on=date(2025, 7, 1)
)  # fmt: skip


def received(tmp_path: Path, number: int, rows: str) -> tuple[TextTable, ReceivedFile, Part]:
    path = tmp_path / f"{number}.csv"
    path.write_text(HEADINGS + (rows or "Northby,Parks,Acme Ltd,01/05/2025,T1,1.00,Lights\n"), "utf-8")
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
    assert isinstance(table, TextTable)
    found = recognise(table)
    assert found.status == "recognised"
    file = ReceivedFile(f"f{number}", "northby", f"inbox/northby/{number}.csv", "0", 1, date(2025, 7, 1), ())
    part = Part(
        table.source_part, part_number(f"f{number}", table.source_part), "text", "utf-8", 1, table.rows, found.kind, "loaded", None,
        dict(sorted(found.columns.items())), table.headings, {}, None, f"p{number}",
    )  # fmt: skip
    return table, file, part


def test_in_one_go_as_each_alone(tmp_path: Path) -> None:
    given = [received(tmp_path, number, rows) for number, rows in enumerate(MONTHS)]
    # a held table stands among those that are loaded
    given[1] = (*given[1][:2], replace(given[1][2], status="held"))
    assert len({layout(table, part) for table, _, part in given}) == 1
    stage_alike([(table, file, part, tmp_path / "alike" / part.fingerprint) for table, file, part in given], [CORRECTION])
    for table, file, part in given:
        stage(table, file, part, [CORRECTION], tmp_path / "alone" / part.fingerprint)
        for name in ("lines/00000.parquet", "issue.parquet", "account.parquet"):
            alone, alike = (pl.read_parquet(tmp_path / way / part.fingerprint / name) for way in ("alone", "alike"))
            assert alike.equals(alone), f"{part.fingerprint} {name}: {alike} is not {alone}"


@pytest.mark.parametrize("repeated", [HEADINGS, ""])
def test_a_table_with_its_headings_again_is_parsed_alone(tmp_path: Path, repeated: str) -> None:
    table, _, part = received(tmp_path, 0, MONTHS[0] + repeated + MONTHS[0])
    assert (layout(table, part) is None) == bool(repeated)
