"""Ids that people note down: kept in the place's identity folder, an input like any other, never reused.

Belongs here: reading and extending identity/asset.csv. Does not belong here: deciding that two lines are one asset.

The file has the columns source_key, id, first_seen_on, merged_into. A key that is not in it gets the id that follows from
the key itself (md5), so the file only has to be obeyed where it says something else: where a person merged or moved ids.
"""

import hashlib
from datetime import date
from pathlib import Path

import polars as pl

from totalplace.contracts import core, mart
from totalplace.errors import PlaceError
from totalplace.whole_files import put_whole

_COLUMNS = {"source_key": pl.String, "id": pl.String, "first_seen_on": pl.String, "merged_into": pl.String}
_ID_LENGTH = 12


def id_of_key(source_key: str) -> str:
    """The id that a key gets when nobody decided otherwise (the same in sql/core/asset_line.sql)."""
    return "a" + hashlib.md5(source_key.encode(), usedforsecurity=False).hexdigest()[:_ID_LENGTH]


def read_identities(path: Path) -> pl.DataFrame:
    """The file as it is: text columns, empty cells null. Raises PlaceError if it is not the table it should be."""
    if not path.is_file():
        return pl.DataFrame(schema=_COLUMNS)
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise PlaceError(
            f"{path} cannot be read as CSV: {error}. Put back the last good copy: ids must not be lost."
        ) from None
    if frame.columns != list(_COLUMNS):
        raise PlaceError(f"{path} has the columns {', '.join(frame.columns)}; expected are {', '.join(_COLUMNS)}.")
    _refuse_unusable(frame, path)
    return frame


def _refuse_unusable(frame: pl.DataFrame, path: Path) -> None:
    """A spreadsheet program that saved the file may have rewritten its days; a person may have left a cell empty."""
    day = pl.col("first_seen_on").str.to_date("%Y-%m-%d", strict=False)
    faults = (
        (pl.col("source_key").is_null() | pl.col("id").is_null(), "lacks its source_key or its id"),
        (day.is_null(), "has no day written as 2025-03-31 in first_seen_on"),
        (pl.col("source_key").is_duplicated(), "has a source_key that another line has too"),
    )
    for is_faulty, words in faults:
        lines = frame.with_row_index("line", 2).filter(is_faulty)["line"]
        if len(lines):
            raise PlaceError(
                f"{path}, line {lines[0]}: it {words}. Mend it, or put back the last good copy: ids must not be lost."
            )


def known_identities(path: Path) -> pl.DataFrame:
    """core.known_identity: keys whose id is another than the one that follows from the key, merges followed."""
    frame = read_identities(path)
    merged = {row["id"]: row["merged_into"] for row in frame.iter_rows(named=True) if row["merged_into"]}
    rows = []
    for row in frame.iter_rows(named=True):
        found = row["id"]
        seen: set[str] = set()
        while found in merged:
            if found in seen:
                raise PlaceError(
                    f"{path}: the ids {', '.join(sorted(seen))} are merged into each other in a circle. Mend merged_into."
                )
            seen.add(found)
            found = merged[found]
        if found != id_of_key(row["source_key"]):
            rows.append({"source_key": row["source_key"], "asset_id": found})
    return (
        pl.DataFrame(rows, schema=core.KNOWN_IDENTITY.polars_schema())
        .unique("source_key", keep="first")
        .sort("source_key")
    )


def extend(path: Path, current: pl.DataFrame, today: date) -> pl.DataFrame:
    """The identities with the keys of this publication added. `current` has source_key and asset_id."""
    known = read_identities(path)
    new = (
        current.select("source_key", pl.col("asset_id").alias("id"))
        .unique("source_key")
        .join(known, on="source_key", how="anti")
        .with_columns(pl.lit(today.isoformat()).alias("first_seen_on"), pl.lit(None, pl.String).alias("merged_into"))
    )
    return pl.concat([known, new]).sort("source_key")


def write_identities(path: Path, identities: pl.DataFrame) -> None:
    """Replace the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".writing")
    identities.write_csv(beside)
    put_whole(beside, path)


def history(identities: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """mart.id_history from all identities and the assets of this publication: one row an id and first day."""
    present = current["asset_id"].unique().to_list()
    return mart.ID_HISTORY.conform(
        identities.sort("id", "first_seen_on", "source_key")
        .unique(["id", "first_seen_on"], keep="first", maintain_order=True)
        .with_columns(
            pl.col("first_seen_on").str.to_date("%Y-%m-%d"),
            pl.col("id").is_in(present).alias("is_current"),
            # a key may hold a name that must not be shown any more: only those of what is shown are
            pl.when(pl.col("id").is_in(present))
            .then("source_key")
            .otherwise(pl.lit("(not in this publication)"))
            .alias("source_key"),
        )
    ).collect()
