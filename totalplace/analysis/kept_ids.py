"""Which id each record has by itself: that of its key, or of what an earlier publication called by another key.

Belongs here: finding an asset again in a register whose codes were all given anew. Does not belong here: the file of
identities (identity.py), or joining lists (asset_clusters.py).

A register's new edition may call every asset by a new code, or give an old code to another asset. What stays is the UPRN with the
name, the UPRN, the name with the postcode or the point, or a name that the body uses once. Each tier joins what is unique on
both sides; nothing is guessed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from totalplace.analysis.asset_clusters import OwnId
from totalplace.analysis.matching import name_key
from totalplace.identity import id_of_key

_GRID_M = 50.0  # a point that moved less than this between editions is the same point
Row = Mapping[str, Any]
_Facts = Callable[[Row], object]


@dataclass(frozen=True)
class Kept:
    """The ids of the records, and the keys whose id is not the one that follows from the key."""

    ids: dict[str, OwnId]
    reasons: dict[str, str]


def _body(row: Row) -> str:
    return str(row["source_key"]).split("/", 1)[0]


def _with_name(fact: _Facts) -> _Facts:
    def both(row: Row) -> object:
        found, name = fact(row), name_key(row["name"])
        return (found, name) if found is not None and name else None

    return both


def _point(row: Row) -> object:
    if row["easting"] is None or row["northing"] is None:
        return None
    return round(row["easting"] / _GRID_M), round(row["northing"] / _GRID_M)


_TIERS: tuple[tuple[str, _Facts], ...] = (
    ("same body, UPRN and name as before", _with_name(lambda row: row["uprn"])),
    ("same body and UPRN as before", lambda row: row["uprn"]),
    ("same body, name and postcode as before", _with_name(lambda row: row["postcode"])),
    ("same body, name and point as before", _with_name(_point)),
    ("same body and name as before", lambda row: name_key(row["name"]) or None),
)
MOVED = "an earlier publication or a person says so"


def keep_ids(records: Sequence[Row], known: Sequence[Row]) -> Kept:
    """The own id of every record (rows of analysis.asset_record) from what is known (rows of core.known_identity)."""
    by_key = {row["source_key"]: row for row in known}
    first_seen: dict[str, str] = {}
    for row in known:
        day = str(row["first_seen_on"])
        first_seen[row["asset_id"]] = min(first_seen.get(row["asset_id"], day), day)
    merged = {row["asset_id"]: row["merged_into"] for row in known if row["merged_into"]}
    ids: dict[str, str] = {}
    reasons: dict[str, str] = {}
    new: list[Row] = []
    for record in records:
        before = by_key.get(record["source_key"])
        if before is None or _is_another(record, before):
            new.append(record)
            continue
        ids[record["source_key"]] = before["asset_id"]
        if before["asset_id"] != id_of_key(record["source_key"]):
            reasons[record["source_key"]] = MOVED
    held = set(ids.values())
    gone = {row["asset_id"]: row for row in sorted(known, key=lambda row: str(row["source_key"])) if row["asset_id"] not in held}
    for reason, fact in _TIERS:
        if not gone or not new:
            break
        found = _unique_pairs(new, list(gone.values()), fact)
        for key, asset_id in found.items():
            ids[key], reasons[key] = asset_id, reason
            del gone[asset_id]
        new = [record for record in new if record["source_key"] not in found]
    used = {row["asset_id"] for row in known} | set(ids.values())
    for record in sorted(new, key=lambda row: str(row["source_key"])):
        key, number = record["source_key"], 1
        while (fresh := id_of_key(key if number == 1 else f"{key}#{number}")) in used:
            number += 1
        ids[key] = fresh
        used.add(fresh)
    return Kept(
        {
            record["source_key"]: OwnId(
                source_key=record["source_key"],
                own_id=(own := ids[record["source_key"]]),
                first_seen_on=first_seen.get(own),
                merged_into=merged.get(own),
                is_in_register=record["is_in_register"],
            )
            for record in records
        },
        reasons,
    )


def _unique_pairs(new: Sequence[Row], gone: Sequence[Row], fact: _Facts) -> dict[str, str]:
    """Keys of new records with the id of the one record before that has the same fact, where both are alone with it."""
    here = Counter((_body(row), found) for row in new if (found := fact(row)) is not None)
    there = Counter((_body(row), found) for row in gone if (found := fact(row)) is not None)
    holder = {(_body(row), found): row["asset_id"] for row in gone if (found := fact(row)) is not None}
    return {
        row["source_key"]: holder[about]
        for row in new
        if (found := fact(row)) is not None and here[about := (_body(row), found)] == 1 and there[about] == 1
    }


def _is_another(record: Row, before: Row) -> bool:
    """The key was given to another asset: another name, and another UPRN, postcode or point."""
    if not before["name"] or name_key(record["name"]) == name_key(before["name"]):
        return False
    facts = [(record[name], before[name]) for name in ("uprn", "postcode")] + [(_point(record), _point(before))]
    stated = [(now, then) for now, then in facts if now is not None and then is not None]
    return bool(stated) and all(now != then for now, then in stated)


def decided_pairs(
    decisions: Sequence[Row], records: Sequence[Row], ids: Mapping[str, OwnId]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs of keys that a person called the same, and those called different; what is not found any more is left out."""
    if not decisions:
        return [], []
    by_id = {own.own_id: key for key, own in sorted(ids.items(), reverse=True)}
    by_uprn = _unique(records, _TIERS[0][1])
    by_postcode = _unique(records, _TIERS[2][1])

    def find(decision: Row, side: str) -> str | None:
        told = {name: decision[f"{side}_{name}"] for name in ("id", "body_id", "name", "postcode", "uprn")}
        if told["id"] in by_id:
            return by_id[told["id"]]
        body = told["body_id"]
        return by_uprn.get((body, _TIERS[0][1](told))) or by_postcode.get((body, _TIERS[2][1](told)))

    same: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    for decision in decisions:
        left, right = find(decision, "left"), find(decision, "right")
        if left is not None and right is not None and left != right:
            (same if decision["decision"] == "same" else different).append((left, right))
    return same, different


def _unique(records: Sequence[Row], fact: _Facts) -> dict[tuple[str, object], str]:
    counted = Counter((_body(row), fact(row)) for row in records if fact(row) is not None)
    return {(_body(row), fact(row)): row["source_key"] for row in records if counted.get((_body(row), fact(row))) == 1}


def moved_together(ids: Mapping[str, OwnId]) -> list[tuple[str, str]]:
    """Pairs of keys that have one id because a person merged their ids."""
    first: dict[str, str] = {}
    return [(first[own.own_id], key) for key, own in sorted(ids.items()) if first.setdefault(own.own_id, key) != key]


def rows_of(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries, by key."""
    return frame.sort("source_key").to_dicts()
