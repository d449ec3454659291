"""Reading a hand-written sample the way staging does, by the conventions of totalplace/sources/_base.py and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from totalplace import values as v
from totalplace.reading import TextTable, normalise_heading, read_tables
from totalplace.recognition import Recognition, recognise
from totalplace.sources import all_sources, known_headings
from totalplace.sources._base import Source

SAMPLES = Path(__file__).parent
Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


@pytest.fixture
def tables(tmp_path: Path) -> Callable[[Path], list[TextTable]]:
    def read(path: Path) -> list[TextTable]:
        found = read_tables(path, path.name, known_headings=known_headings(), scratch=tmp_path)
        return [table for table in found if isinstance(table, TextTable)]

    return read


@pytest.fixture
def staged(tables: Callable[[Path], list[TextTable]]) -> Read:
    """What the first table of a sample is taken for, and its rows after the source's rules."""

    def read(sample: str, **stated: Any) -> tuple[Recognition, list[dict[str, Any]]]:
        (table,) = tables(SAMPLES / sample)
        found = recognise(table)
        if found.kind is None:
            return found, []
        return found, rows_of(table, all_sources()[found.kind], found, stated)

    return read


def rows_of(table: TextTable, source: Source, found: Recognition, stated: dict[str, Any]) -> list[dict[str, Any]]:
    typed: list[pl.Expr] = [pl.col("source_row")]
    for entry in source.fields:
        physical = found.columns.get(entry.column)
        cell = pl.col(physical) if physical else pl.lit(None, pl.String)
        parsed = entry.parse(cell)
        problem = parsed.problem.cast(pl.String)
        typed += [
            parsed.value.alias(entry.column),
            problem.alias(f"{entry.column}__problem"),
            pl.when(problem.is_not_null()).then(cell).alias(f"{entry.column}__text"),
        ]
        if entry.is_told_by_heading:
            told = normalise_heading(table.headings[table.columns.index(physical)]) if physical else None
            typed.append(pl.lit(told, pl.String).alias(f"{entry.column}__heading"))
        if entry.is_dated:
            heading = normalise_heading(table.headings[table.columns.index(physical)]) if physical else ""
            said = v.stated_date(heading)
            typed += [pl.lit(said.fy, pl.Int64).alias(f"{entry.column}__fy"), pl.lit(said.on, pl.Date).alias(f"{entry.column}__on")]
    if "geometry" in table.frame.collect_schema().names():
        typed.append(pl.col("geometry"))
    frame = table.frame.select(typed).with_columns(
        pl.lit(None, pl.String).alias("row_status"),
        pl.lit(None, pl.String).alias("row_reason"),
        *(pl.lit(stated.get(name)).alias(f"setting__{name}") for name in source.settings),
    )
    for rule in source.row_rules:
        hit = pl.col("row_status").is_null() & rule.applies().fill_null(False)
        frame = frame.with_columns(
            pl.when(hit).then(pl.lit(rule.status)).otherwise(pl.col("row_status")).alias("row_status"),
            pl.when(hit).then(pl.lit(rule.reason)).otherwise(pl.col("row_reason")).alias("row_reason"),
        )
    assert source.tidy is not None
    done = source.tidy(frame)
    names = done.collect_schema().names()
    extra = [
        name
        for name in names
        if name not in source.contract.column_names
        and not name.endswith(("__problem", "__text"))
        and not name.startswith("setting__")
        and name not in ("row_status", "row_reason")
    ]
    assert extra == []
    return done.collect().to_dicts()
