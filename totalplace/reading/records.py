"""JSON that is a list of records to a table of text, as the Charity Commission publishes its register.

Belongs here: lists of flat objects. Does not belong here: GeoJSON (features.py), or JSON of any other shape, which holds no table.
"""

from pathlib import Path

import duckdb
import polars as pl

from totalplace.reading.problems import BLANK_CHARACTERS
from totalplace.reading.table import FIELDS, ROW, TextTable, Unreadable, column_name

_NO_TABLE = "It is a JSON list, but not one of records with named fields, so it holds no table. Send the data as CSV, Excel or GeoJSON."


def is_list(path: Path) -> bool:
    """Whether the JSON file begins as a list."""
    with path.open("rb") as stream:
        return stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def read_records(path: Path, source_part: str, scratch: Path, stem: str) -> TextTable | Unreadable:
    """The records of a JSON list, numbered from 1; every value as text, a value within a value as JSON.

    The file is streamed: a national register has half a gigabyte.
    """
    target = scratch / f"{stem}-records.parquet"
    with duckdb.connect(config={"preserve_insertion_order": "true"}) as connection:
        try:
            seen = connection.execute("describe select * from read_json(?, format = 'array', sample_size = -1)", [str(path)]).fetchall()
            names = [str(row[0]) for row in seen]
            if not names or (names == ["json"] and seen[0][1] == "JSON"):
                return Unreadable(source_part, _NO_TABLE)
            asked = "select row_number() over () as n, * from read_json(?, format = 'array', columns = ?)"
            connection.sql(asked, params=[str(path), dict.fromkeys(names, "VARCHAR")]).write_parquet(str(target))
        except duckdb.Error as error:
            return Unreadable(source_part, f"It is not valid JSON{_place(str(error))}. Export it again.")
    written = pl.scan_parquet(target)
    published = written.collect_schema().names()[1:]
    columns = [column_name(position) for position in range(len(names))]
    frame = written.select(
        pl.col("n").cast(pl.Int64).alias(ROW),
        pl.lit(None, pl.Int32).alias(FIELDS),
        *(
            pl.when(pl.col(heading).str.strip_chars(BLANK_CHARACTERS) != "").then(pl.col(heading)).alias(name)
            for heading, name in zip(published, columns, strict=True)
        ),
    )
    rows = written.select(pl.len()).collect().item()
    return TextTable(source_part, "json", tuple(names), None, frame, rows)


def _place(error: str) -> str:
    found = error.partition("record/value ")[2].split(":")[0]
    return f" at record {found}" if found.isdigit() else ""
