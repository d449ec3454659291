"""Places side by side: a table of figures of several places, in a file beside their folders, and a page of it.

Belongs here: reading what each place has published for everybody, and putting it side by side. Does not belong here: which figures there
are (sql/comparison/), what the page looks like (mapping/comparison_page.py).

Only public editions are read: what one partnership shares among its bodies is not for those of another. A place without a publication is
named and has no figures. Nothing is ranked: places differ in what they know of themselves.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from totalplace import sql
from totalplace.contracts._base import quoted
from totalplace.contracts.comparison import PLACE_COMPARISON
from totalplace.errors import PlaceError
from totalplace.language import say
from totalplace.paths import PlacePaths, comparison_folder
from totalplace.public_edition import STORAGE_VERSION
from totalplace.publication import open_published
from totalplace.settings import Settings
from totalplace.whole_files import put_whole, write_text_whole

_DATABASE, _PAGE = "comparison.duckdb", "comparison.html"
NOT_KNOWN = "not known"
SPAN, BY_BODY = " to ", ", not the same of every body"  # in a year: from which month to which, and that bodies differ in it
_CENT = Decimal("0.01")
_UNITS = {"m2": "m²", "gbp": "£", "share": "%"}


@dataclass(frozen=True)
class Comparison:
    """What was put side by side: the table, the places that have published nothing yet, and the files written."""

    rows: pl.DataFrame
    unpublished: tuple[str, ...]
    database: Path
    page: Path


def compare(settings: Settings, places: Sequence[PlacePaths]) -> Comparison:
    """Write the table and its page. Raises PlaceError if none of the places has published anything."""
    published = [paths for paths in places if paths.public_database.is_file()]
    unpublished = tuple(paths.place for paths in places if paths not in published)
    if not published:
        raise PlaceError(f"None of {', '.join(unpublished) or 'no place at all'} has published anything yet. Publish first: totalplace run PLACE")
    rows = side_by_side(row for paths in published for row in _figures(paths))
    folder = comparison_folder(settings.places_root)
    folder.mkdir(parents=True, exist_ok=True)
    _write(rows, folder / _DATABASE)
    from totalplace.mapping.comparison_page import comparison_page

    write_text_whole(folder / _PAGE, comparison_page(rows, unpublished))
    return Comparison(rows, unpublished, folder / _DATABASE, folder / _PAGE)


def side_by_side(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """The rows in their order, each with whether its figure can be compared."""
    frame = PLACE_COMPARISON.conform(pl.DataFrame(list(rows), infer_schema_length=None)).collect()
    alike = pl.struct("year", pl.col("coverage").mul(100).round()).n_unique().over("figure") == 1
    is_known = pl.col("value").is_not_null() & pl.col("coverage").is_not_null() & (pl.col("year") != NOT_KNOWN) & ~pl.col("year").str.ends_with(BY_BODY)
    return frame.with_columns(is_comparable=alike & is_known.all().over("figure") & (pl.len().over("figure") > 1)).sort("position", "figure", "place")


def figure_rows(place: str, place_name: str, publication_id: str, published_on: date, found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the table from what the SQL says of one place: an amount for each of something is divided here, once, and rounded once."""
    rows = []
    for entry in found:
        amount, for_each = (None if entry[name] is None else Decimal(str(entry[name])) for name in ("amount", "for_each"))
        unit = _UNITS.get(entry["unit"], entry["unit"])
        value = amount
        if entry["for_each"] is not None and amount is not None:
            value = None if not for_each else amount / for_each * (100 if unit == "%" else 1)
            unit = "£ a person" if unit == "£" else unit
        covered_of = Decimal(str(entry["covered_of"] or 0))
        named = say(f"comparison.figure_{entry['figure_id']}")
        rows.append(
            {
                "place": place,
                "place_name": place_name,
                "question": say(f"comparison.question_{entry['question_id']}"),
                "figure": f"{named}: {entry['detail']}" if entry["detail"] else named,
                "position": entry["position"],
                "value": None if value is None else value.quantize(_CENT, ROUND_HALF_EVEN),
                "unit": unit,
                "year": _year(entry),
                "coverage": None if not covered_of else float((Decimal(str(entry["covered"] or 0)) / covered_of).quantize(Decimal("0.0001"))),
                "coverage_of": say(f"comparison.of_{entry['coverage_of']}"),
                "publication_id": publication_id,
                "published_on": published_on,
            }
        )
    return rows


def _year(entry: dict[str, Any]) -> str:
    """What a figure is of: a financial year, a day, or whole months, as lists of payments seldom begin and end on the same days."""
    if entry["fy"] is not None:
        return f"{entry['fy']}-{(entry['fy'] + 1) % 100:02d}"
    first, last = entry["from_on"], entry["as_at_on"]
    if last is None or (first is None and entry["is_by_body"]):
        return NOT_KNOWN
    if first is None:
        return str(last.isoformat())
    months = f"{first.replace(day=1)}{SPAN}{last.replace(day=monthrange(last.year, last.month)[1])}"
    return months + BY_BODY if entry["is_by_body"] else months


def _figures(paths: PlacePaths) -> list[dict[str, Any]]:
    [file] = sql.load_folder("comparison")
    with open_published(paths.public_database) as connection:
        row = connection.execute("select publication_id, place_name, published_on from ops.publication").fetchone()
        assert row is not None
        try:
            cursor = connection.execute(file.text)
        except (duckdb.CatalogException, duckdb.BinderException):
            raise PlaceError(
                f"{paths.public_database} was published by another version of totalplace, which lacks what is compared. Publish again: totalplace run {paths.place}"
            ) from None
        names = [column[0] for column in cursor.description or ()]
        found = [dict(zip(names, entry, strict=True)) for entry in cursor.fetchall()]
    publication_id, place_name, published_on = row
    return figure_rows(paths.place, str(place_name), str(publication_id), published_on, found)


def _write(rows: pl.DataFrame, target: Path) -> None:
    """The database, built aside and renamed."""
    beside = target.with_name(f".{target.name}.writing")
    parquet = target.with_name(f".{target.name}.parquet")
    beside.unlink(missing_ok=True)
    rows.write_parquet(parquet)
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {quoted(str(beside))} as compared (storage_version '{STORAGE_VERSION}')")
            connection.execute("use compared")
            connection.execute("create schema mart")
            connection.execute(PLACE_COMPARISON.ddl(constraints=True))
            connection.execute(f"insert into {PLACE_COMPARISON.table} by name select {', '.join(PLACE_COMPARISON.sql_names)} from read_parquet({quoted(str(parquet))})")
            connection.execute(";\n".join(PLACE_COMPARISON.comment_statements()))
            connection.execute("use memory")
            connection.execute("detach compared")
        put_whole(beside, target)
    finally:
        parquet.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
