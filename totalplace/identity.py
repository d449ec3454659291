"""Ids that people note down: kept in the place's identity folder, an input like any other, never reused.

Belongs here: reading and extending identity/asset.csv. Does not belong here: deciding that two lines are one asset
(analysis/), or finding an asset again under a new code (analysis/kept_ids.py).

The file has the columns source_key, id, first_seen_on, merged_into, and those that came later: merged_by, what the asset was called
and where it was, so that it is found again when its code changes, the day it was last seen, and of an asset that may be one of before, which.
A merge by 'match' is ours and follows
the links of each publication; any other is a person's and is obeyed. A key that is not in it gets the id that follows from the key
itself (md5).
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.contracts import core, mart
from totalplace.errors import PlaceError
from totalplace.whole_files import put_whole

FACTS = ("name", "postcode", "uprn", "easting", "northing", "address")
_NUMBERS = ("easting", "northing")
_FIRST_COLUMNS = ("source_key", "id", "first_seen_on", "merged_into")  # all that files of the first versions have
_COLUMNS = dict.fromkeys((*_FIRST_COLUMNS, "merged_by", *FACTS, "last_seen_on", "may_be_id"), pl.String())
_DAY = "%Y-%m-%d"
BY_MATCH = "match"
_ID_LENGTH = 12
_ENDED = re.compile(r" \(until [0-9]{4}-[0-9]{2}-[0-9]{2}(?:, [0-9]+)?\)$")
_OPAQUE = "withheld "


def opaque_key(source_key: str) -> str:
    """What stands for a key that must not be read any more, and by which it is known again if it is shown once more."""
    return _OPAQUE + hashlib.sha256(source_key.encode()).hexdigest()[:20]


def is_opaque(source_key: str) -> bool:
    return source_key.startswith(_OPAQUE)


def shown_again(written: Iterable[str | None], shown: Iterable[str]) -> dict[str, str]:
    """Of the keys `shown` now those that were written as what they are known again by, by that."""
    withheld = {key for key in written if key and is_opaque(key)}
    return {opaque: key for key in shown if (opaque := opaque_key(key)) in withheld} if withheld else {}


def key_before_it_ended(source_key: str) -> str:
    """The key as lists have it, of one that was given to another and carries the day on which it ended."""
    return _ENDED.sub("", source_key)


def id_of_key(source_key: str) -> str:
    """The id that a key gets when nobody decided otherwise."""
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
    if tuple(frame.columns[: len(_FIRST_COLUMNS)]) != _FIRST_COLUMNS or not set(frame.columns) <= _COLUMNS.keys():
        raise PlaceError(f"{path} has the columns {', '.join(frame.columns)}; expected are {', '.join(_COLUMNS)}.")
    # earlier versions wrote fewer columns
    frame = frame.select(pl.col(name) if name in frame.columns else pl.lit(None, dtype).alias(name) for name, dtype in _COLUMNS.items())
    _refuse_unusable(frame, path)
    return frame


def _refuse_unusable(frame: pl.DataFrame, path: Path) -> None:
    """A spreadsheet program that saved the file may have rewritten its days; a person may have left a cell empty."""
    first, last = (pl.col(name).str.to_date(_DAY, strict=False) for name in ("first_seen_on", "last_seen_on"))
    faults = (
        (pl.col("source_key").is_null() | pl.col("id").is_null(), "lacks its source_key or its id"),
        (first.is_null(), "has no day written as 2025-03-31 in first_seen_on"),
        (last.is_null() & pl.col("last_seen_on").is_not_null(), "has no day written as 2025-03-31 in last_seen_on"),
        (pl.col("source_key").is_duplicated(), "has a source_key that another line has too"),
    )
    for is_faulty, words in faults:
        lines = frame.with_row_index("line", 2).filter(is_faulty)["line"]
        if len(lines):
            raise PlaceError(
                f"{path}, line {lines[0]}: it {words}. Mend it, or put back the last good copy: ids must not be lost."
            )


def known_identities(path: Path) -> pl.DataFrame:
    """core.known_identity: every key with its id, a person's merges followed to their end."""
    frame = read_identities(path)
    by_hand = pl.col("merged_into").is_not_null() & (pl.col("merged_by").fill_null("") != BY_MATCH)
    merged = dict(frame.filter(by_hand).select("id", "merged_into").iter_rows())
    return (
        core.KNOWN_IDENTITY.conform(
            frame.select(
                "source_key",
                pl.col("id").map_elements(lambda asset_id: _end_of(merged, asset_id, path), pl.String).alias("asset_id"),
                *(pl.col(name).str.to_date(_DAY) for name in ("first_seen_on", "last_seen_on")),
                "may_be_id",
                pl.when(~by_hand).then("merged_into").alias("merged_into"),
                *(pl.col(name).cast(pl.Float64, strict=False) if name in _NUMBERS else pl.col(name) for name in FACTS),
            )
        )
        .collect()
        .sort("source_key")
    )


def _end_of(merged: dict[str, str], asset_id: str, path: Path) -> str:
    seen: set[str] = set()
    while asset_id in merged:
        if asset_id in seen:
            raise PlaceError(
                f"{path}: the ids {', '.join(sorted(seen))} are merged into each other in a circle. Mend merged_into."
            )
        seen.add(asset_id)
        asset_id = merged[asset_id]
    return asset_id


def extend(
    path: Path, current: pl.DataFrame, today: date, withheld: Collection[str] = (), unreadable: Collection[str] = ()
) -> pl.DataFrame:
    """The identities after this publication: its keys added, its facts noted, our own merges as they are now.

    `current` has source_key, own_id, asset_id and what is known of each key. A key that was given to another asset is kept
    under its old id, marked with the day it ended. Of keys `withheld`, those of sensitive premises, no fact is kept: the key holds the id.
    Of keys `unreadable`, which may be names of people, the key itself is not kept either but what it is known again by.
    """
    known = read_identities(path)
    obeyed = dict(known_identities(path).select("source_key", "asset_id").iter_rows())
    own = dict(current.select("source_key", "own_id").iter_rows())
    taken = set(known["source_key"])
    again = shown_again(taken, own.keys() - taken)
    rows = []
    for row in known.iter_rows(named=True):
        held_by = row["source_key"]
        key = row["source_key"] = again.get(held_by, held_by)
        if key in withheld:
            row |= dict.fromkeys(FACTS)
        if key in unreadable:
            row["source_key"] = opaque_key(key)
        elif key in own and own[key] != obeyed[held_by]:
            ended, number = f"{key} (until {today.isoformat()})", 2
            while ended in taken:
                ended, number = f"{key} (until {today.isoformat()}, {number})", number + 1
            row["source_key"] = ended
            taken.add(ended)
        rows.append(row)
    standing = {row["source_key"] for row in rows}
    facts = {row["source_key"]: row for row in current.iter_rows(named=True)}
    rows += [
        {"source_key": key, "id": own[key], "first_seen_on": today.isoformat()} for key in sorted(own) if key not in standing
    ]
    into = {row["own_id"]: row["asset_id"] for row in facts.values()}
    for row in rows:
        seen = facts.get(row["source_key"])
        if seen is not None:
            row |= {name: None if seen[name] is None else str(seen[name]) for name in FACTS}
            row |= {"last_seen_on": today.isoformat(), "may_be_id": seen["may_be_id"]}
        is_by_hand = row.get("merged_into") is not None and row.get("merged_by") != BY_MATCH
        if row["id"] in into and not is_by_hand:
            is_merged = into[row["id"]] != row["id"]
            row |= {"merged_into": into[row["id"]] if is_merged else None, "merged_by": BY_MATCH if is_merged else None}
    return pl.DataFrame(rows, schema=_COLUMNS).sort("source_key")


def basis(path: Path, used: Path, inputs: str) -> str:
    """What the ids of a run follow from: the file as it is, or as it was when the publication that wrote it last was made.

    A publication adds its own keys to the file; that alone must not make everything stale that was just made.
    """
    now = fingerprint.of_bytes(path.read_bytes()) if path.is_file() else "no identities"
    if used.is_file():
        noted = json.loads(used.read_text("utf-8"))
        if (noted["inputs"], noted["left"]) == (inputs, now):
            return str(noted["basis"])
    return now


def note_basis(path: Path, used: Path, inputs: str, followed: str) -> None:
    """Remember from which identities a publication was made, once it has written its own."""
    left = fingerprint.of_bytes(path.read_bytes())
    used.write_text(json.dumps({"inputs": inputs, "left": left, "basis": followed}), "utf-8")


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
        identities.select(*_FIRST_COLUMNS, "last_seen_on")
        .sort("id", "first_seen_on", "source_key")
        .with_columns(pl.col("last_seen_on").max().over("id", "first_seen_on"))
        .unique(["id", "first_seen_on"], keep="first", maintain_order=True)
        .with_columns(
            *(pl.col(name).str.to_date(_DAY) for name in ("first_seen_on", "last_seen_on")),
            pl.col("id").is_in(present).alias("is_current"),
            # a key may hold a name that must not be shown any more: only those of what is shown are
            pl.when(pl.col("id").is_in(present))
            .then("source_key")
            .otherwise(pl.lit("(not in this publication)"))
            .alias("source_key"),
        )
    ).collect()
