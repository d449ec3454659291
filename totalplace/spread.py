"""A table with a column a figure made into one with a row a figure, before its cells are parsed.

Belongs here: turning the frame and its part round, for any kind that says how (sources/_base.py, Spread). Does not belong here:
what headings and titles mean (the source says).

Why cells and not the publisher's rows are counted: docs/decisions/0014-returns-with-a-column-a-line.md.
"""

from dataclasses import replace

import polars as pl

from totalplace.intake import Part
from totalplace.reading.table import FIELDS, ROW, TextTable, column_name
from totalplace.sources._base import Source, Spread

_WHERE = "where"


def spread_out(frame: pl.LazyFrame, table: TextTable, part: Part, source: Source) -> tuple[pl.LazyFrame, Part]:
    """The frame with a record for each cell that stands under a line, and the part that describes it.

    Columns that fields of the source take stay beside every cell. A column without heading and without a cell is none.
    """
    spread = source.spread
    assert spread is not None, f"{source.kind} is not spread"
    kept = {name: column for name, column in part.columns.items() if name not in spread.witnesses}
    positions = _positions(frame, table, set(kept.values()))
    facts = spread.facts(table, positions)
    said = spread.said(table)
    cell = spread.cell(table, part.settings)
    added = [*spread.names, *said, cell]
    places = {name: column_name(len(table.headings) + number) for number, name in enumerate(added)}
    by_column = pl.LazyFrame(
        [(column_name(position), *facts[position]) for position in positions],
        schema={_WHERE: pl.String, **{places[name]: pl.String for name in spread.names}},
        orient="row",
    )
    long = (
        frame.with_columns(_widened(len(table.headings), len(added)))
        .unpivot(
            on=[column_name(position) for position in positions],
            index=[ROW, FIELDS, *sorted(set(kept.values()))],
            variable_name=_WHERE,
            value_name=places[cell],
        )
        .join(by_column, on=_WHERE, how="left", maintain_order="left")
        .drop(_WHERE)
        .with_columns(pl.lit(value, pl.String).alias(places[name]) for name, value in said.items())
    )
    return long, replace(
        part,
        columns={**kept, **places},
        headings=(*table.headings, *added),
        rows=table.rows * len(positions),
    )


def _widened(width: int, added: int) -> pl.Expr:
    """Of a record with more fields than headings the number that keeps it so beside the columns that are added."""
    return pl.when(pl.col(FIELDS) > width).then(pl.col(FIELDS) + added).otherwise(pl.col(FIELDS)).alias(FIELDS)


def _positions(frame: pl.LazyFrame, table: TextTable, kept: set[str]) -> list[int]:
    left = [position for position, name in enumerate(table.columns) if name not in kept]
    unnamed = [position for position in left if not table.headings[position].strip()]
    if not unnamed:
        return left
    filled = frame.select(pl.col(column_name(position)).is_not_null().any() for position in unnamed).collect(engine="streaming").row(0)
    blank = {position for position, is_filled in zip(unnamed, filled, strict=True) if not is_filled}
    return [position for position in left if position not in blank]


__all__ = ["Spread", "spread_out"]
