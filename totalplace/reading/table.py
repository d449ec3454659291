"""What reading a file yields: tables of text.

Belongs here: the shapes that pass from reading to recognition and staging. Does not belong here: how they are filled.
"""

from dataclasses import dataclass, field

import polars as pl

ROW = "source_row"
FIELDS = "field_count"
ROWS_ABOVE = 20


@dataclass(frozen=True)
class Problem:
    """Something found while reading. `issue_type` is a code of READING_ISSUES; `source_row` None: the whole table."""

    issue_type: str
    source_row: int | None = None
    value: str | None = None
    rows_hidden: int = 0  # further rows that the sender meant and that are no rows of the table


@dataclass(frozen=True)
class TextTable:
    """One table of a file, all text.

    `frame` is lazy and streams. Its columns: `source_row` Int64 (the physical line where the record starts in
    a text file,
    the row of the sheet in a workbook, the number of the feature in a GeoJSON or of the record in a JSON list, from 1); `field_count` Int32 (how many
    fields the record has; null where it has as many as the headings, or more with the surplus blank); then one String
    column a physical column, `c0000`, `c0001` …; a blank cell is null, any other is as published, white space included.
    It holds every record below the headings but wholly blank ones. `geometry` (bytes, WKB) follows where the file is
    geographic, with `crs` naming its coordinate system.
    """

    source_part: str
    container: str  # "text", "xlsx", "xls", "ods", "json", "geojson", "geopackage", "shapefile"
    headings: tuple[str, ...]  # as published; "" where blank; two heading rows joined by " - "
    heading_line: int | None  # None: the table has no headings
    frame: pl.LazyFrame
    rows: int
    encoding: str | None = None
    delimiter: str | None = None
    crs: str | None = None
    problems: tuple[Problem, ...] = field(default=())
    above: tuple[tuple[str, ...], ...] = ()  # the rows above the headings, the last ROWS_ABOVE of them: titles, units, numbers of columns

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the text columns of `frame`, in the order of `headings`."""
        return tuple(column_name(position) for position in range(len(self.headings)))


@dataclass(frozen=True)
class Unreadable:
    """A file, or a part of one, that could not be read at all: a whole sentence saying what is wrong and what to do."""

    source_part: str
    reason: str


def column_name(position: int) -> str:
    """Name of the text column at this position, from 0."""
    return f"c{position:04d}"
