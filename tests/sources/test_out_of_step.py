"""A row with other fields than the headings: told once, and none of its cells quoted."""

from datetime import date
from pathlib import Path

import polars as pl

from totalplace.intake import Part, ReceivedFile
from totalplace.reading import TextTable, read_tables
from totalplace.recognition import recognise
from totalplace.sources import known_headings
from totalplace.staging import stage

LINES = (
    "URN,EstablishmentName,TypeOfEstablishment (name),HeadLastName,Postcode,Easting,Northing",
    "200001,Sample School,Community school,Quixley,ZE1 0AA,385000,397000",
    "200002,Other School,Community school,later,layout,Quixley,ZE1 0AB,385000,397000",
    "200003,Third School,Community school,Quixley,no postcode,385000,397000",
)


def test_a_name_that_slid_into_another_column_is_not_told_as_its_fault(tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_text("\n".join(LINES) + "\n", "utf-8")
    (table,) = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
    assert isinstance(table, TextTable)
    found = recognise(table)
    part = Part("table", 1, None, "utf-8", 1, table.rows, found.kind, "loaded", None, found.columns, tuple(table.headings), {}, None, "x")
    file = ReceivedFile("f1", "schools", "inbox/schools/schools.csv", "0", 1, date(2026, 1, 1), (part,))
    stage(table, file, part, [], tmp_path / "staged")
    issues = pl.read_parquet(tmp_path / "staged" / "issue.parquet")
    told = issues.filter(pl.col("source_row") == 3).select("issue_type", "severity", "value").rows()
    assert told == [("row has other fields than the headings", "error", "9")]
    assert issues.filter(pl.col("source_row") == 4)["issue_type"].to_list() == ["postcode unreadable"]
    assert "Quixley" not in str(issues.rows())
