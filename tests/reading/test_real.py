"""Every published file of the folder named by TOTALPLACE_REAL_DATA, against its description and Python's csv module.

The folder has a SOURCES.md that states records, bytes and encoding of each file. Without the folder nothing is tested.
"""

import csv
import gzip
import io
import os
import re
import zipfile
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from totalplace.reading import TextTable, Unreadable, read_tables
from totalplace.reading.headings import is_blank

FOLDER = Path(os.environ["TOTALPLACE_REAL_DATA"]) if os.environ.get("TOTALPLACE_REAL_DATA") else None
FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file()) if FOLDER else []

# What the description does not say of text files: delimiter, or an encoding other than the one stated.
DELIMITERS = {
    "ERIC-2013-14.csv": "$",
    "ERIC-2015-16.csv": "$",
    "ERIC-2016-17.csv": "$",
    "nhs_choices_hospital.csv": "¬",
}
ENCODINGS = {"nhs_choices_hospital.csv": "latin-1"}
NOT_READ = (".rda", ".parquet", ".csv-metadata.json", "_topo.json.gz")
# Prose, whose tables are not counted in records.
PROSE = (".md", ".txt")
# Where the description counts otherwise: it takes the first record of a file without headings for headings, ...
RECORDS = {
    # ... or the title of a sheet whose table begins after pages of explanations, ...
    "nhs/eric_2023_24_data_definitions.xlsx": 416,
    "community/england_libraries_raw.csv": 3269,
    "nhs/ods_etr_nhs_trusts.csv": 273,
    "nhs/ods_eccg.csv": 320,
    "nhs/england_ccg_list.xls": 571,
    # ... counts the headings of ages for a record, ...
    "geography/gm_population_2024_local_authority.csv": 3,
    "geography/trafford_population_2024_all_geographies.csv": 2781,
    # ... or takes other rows of its fifteen sheets of titles and pivots for the headings.
    "finance/RS_2017-18_data_by_LA.xlsx": 5986,
}


def named(path: Path) -> str:
    assert FOLDER is not None
    return path.relative_to(FOLDER).as_posix()


@cache
def described() -> dict[str, tuple[int, str]]:
    """Records and encoding of each file, as the description states them."""
    assert FOLDER is not None
    found: dict[str, tuple[int, str]] = {}
    name = group = ""
    for line in (FOLDER / "SOURCES.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"### `(.+)`", line):
            name = heading.group(1)
        elif heading := re.match(r"### group `(.+)`", line):
            group = heading.group(1)
        elif stated := re.match(r"\* ([\d,]+) records, [\d,]+ bytes, ([\w-]+)", line):
            found[name] = (int(stated.group(1).replace(",", "")), stated.group(2))
        elif stated := re.match(r"\| ([^|]+) \| [^|]+ \| (\d+) \| [\d,]+ \| ([\w-]+) \|", line):
            found[group + stated.group(1)] = (int(stated.group(2)), stated.group(3))
    return found


@cache
def read(path: Path, scratch: Path) -> list[TextTable | Unreadable]:
    return read_tables(path, path.name, known_headings=frozenset(), scratch=scratch)


def content(path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(archive.namelist()[0])
    return data


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.mark.real
@pytest.mark.parametrize("path", FILES, ids=named)
def test_frame_is_as_promised(path: Path, scratch: Path) -> None:
    parts = read(path, scratch)
    assert parts
    assert len({part.source_part for part in parts}) == len(parts)
    if path.name.endswith(NOT_READ):
        assert all(isinstance(part, Unreadable) for part in parts)
        return
    for part in parts:
        assert isinstance(part, TextTable), part
        frame = part.frame.collect(engine="streaming")
        geometry = {"geometry": pl.Binary()} if part.crs else {}
        texts = dict.fromkeys(part.columns, pl.String())
        assert dict(frame.schema) == {"source_row": pl.Int64(), "field_count": pl.Int32(), **texts, **geometry}
        assert frame.height == part.rows
        assert frame["source_row"].is_sorted()
        assert frame["source_row"].n_unique() == part.rows
        assert (frame["source_row"] > (part.heading_line or 0)).all()
        if not part.crs and part.rows:
            assert frame.select(pl.any_horizontal(pl.col(part.columns).is_not_null()).all()).item()


@pytest.mark.real
@pytest.mark.parametrize(
    "path",
    [path for path in FILES if not path.name.endswith((*NOT_READ, *PROSE)) and named(path) in described()],
    ids=named,
)
def test_rows_are_the_records_described(path: Path, scratch: Path) -> None:
    records, _encoding = described()[named(path)]
    assert sum(part.rows for part in read(path, scratch) if isinstance(part, TextTable)) == RECORDS.get(
        named(path), records
    )


@pytest.mark.real
@pytest.mark.parametrize(
    "path", [path for path in FILES if re.search(r"\.(csv|tsv)(\.gz)?$|\.zip$", path.name)], ids=named
)
def test_no_text_is_lost(path: Path, scratch: Path) -> None:
    """Records and characters below the headings are those that Python's csv module finds."""
    (table,) = read(path, scratch)
    assert isinstance(table, TextTable)
    stated = described().get(named(path), (0, "utf-8"))[1]
    encoding = ENCODINGS.get(path.name, "cp1252" if stated == "cp1252" else "utf-8-sig")
    delimiter = DELIMITERS.get(path.name, "\t" if path.suffix == ".tsv" else ",")
    assert table.delimiter == delimiter
    text = content(path).decode(encoding).removeprefix("ï»¿")
    records = [
        record
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        if not all(is_blank(cell) for cell in record)
    ]
    above = len(records) - table.rows
    assert (above == 0) == (table.heading_line is None)
    assert above <= 8
    if table.heading_line is not None:
        assert [cell for cell in records[above - 1] if cell.strip()] == [
            heading for heading in table.headings if heading
        ]
    frame = table.frame.collect()
    characters = frame.select(pl.sum_horizontal(pl.col(table.columns).str.len_chars().sum())).item()
    # The delimiters of a surplus stay in the last cell.
    kept = frame.select((pl.col("field_count") - len(table.headings)).clip(0).sum()).item()
    expected = sum(len(cell) for record in records[above:] for cell in record if not is_blank(cell))
    assert characters - kept == expected
    physical = re.split(r"\r\n|\n" if "\n" in text else r"\r", text)
    for row, first in frame.filter(pl.col("c0000").is_not_null()).select("source_row", "c0000").head(2_000).rows():
        assert re.split(r"[\r\n]", first)[0].replace('"', "") in physical[row - 1].replace('"', "")
