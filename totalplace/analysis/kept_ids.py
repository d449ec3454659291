"""Which id each record has by itself: that of its key, or of what an earlier publication called by another key.

Belongs here: finding an asset again in a register whose codes were given anew or exchanged, and people's decisions on pairs. Does
not belong here: what speaks for a pair (known_again.py), the file of identities (identity.py), or joining lists (asset_clusters.py).

A register's new edition may call every asset by a new code, or give an old code to another asset. An id passes on tier by tier, each
time only where one record and one entry of before fit each other and nobody else. What stays in doubt gets a new id, and goes to
a person.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor
from typing import Any

from totalplace.analysis.asset_clusters import OwnId
from totalplace.analysis.known_again import TIERS, Entry, Evidence, Limits, doubt, evidence, is_plainly_the_same
from totalplace.analysis.matching import Words, block_words, name_key
from totalplace.identity import id_of_key

Row = Mapping[str, Any]
_Facts = Callable[[Row], object]
_Block = tuple[object, ...]
_ENDED = re.compile(r" \(until [^()]*\)$")  # how identity.py marks a key that was given to another asset
_MOST_PAIRS = 40_000  # where so many of a body share a name and a postcode, these tell nothing apart
_MOST_DOUBTS = 3  # of a record that may be any of more than this nobody could say which
MOVED = "an earlier publication or a person says so"


@dataclass(frozen=True)
class Doubt:
    """An asset of before that a record may be, though nothing proves it."""

    before_id: str
    reason: str
    score: float


@dataclass(frozen=True)
class Kept:
    """The ids of the records, the keys whose id is not the one that follows from the key, and what a person should look at."""

    ids: dict[str, OwnId]
    reasons: dict[str, str]
    doubts: dict[str, Doubt]


class _Before:
    """The entries of before that still have an id to give.

    An id that a person made of several keys has as many entries as it has keys that were last seen together; older ones are only the
    past of the same asset.
    """

    def __init__(self, known: Sequence[Row]) -> None:
        last: dict[str, str] = {}
        for row in known:
            last[row["asset_id"]] = max(last.get(row["asset_id"], ""), str(row["last_seen_on"] or ""))
        self.by_key = {str(row["source_key"]): row for row in known}
        current = [row for row in known if str(row["last_seen_on"] or "") == last[row["asset_id"]]]
        self.left = Counter(row["asset_id"] for row in current)
        self._current = sorted(current, key=lambda row: str(row["source_key"]))
        self._taken: set[str] = set()

    def take(self, row: Row) -> bool:
        """Whether its id was still to be had."""
        if self.left[row["asset_id"]] < 1 or row["source_key"] in self._taken:
            return False
        self.left[row["asset_id"]] -= 1
        self._taken.add(str(row["source_key"]))
        return True

    def free(self) -> list[Row]:
        return [row for row in self._current if self.left[row["asset_id"]] > 0 and row["source_key"] not in self._taken]


def keep_ids(records: Sequence[Row], known: Sequence[Row], decisions: Sequence[Row], words: Words, limits: Limits) -> Kept:
    """The own id of every record (rows of analysis.asset_record) from what is known (rows of core.known_identity)."""
    before = _Before(known)
    ids: dict[str, str] = {}
    reasons: dict[str, str] = {}
    open_records: list[Row] = []
    for record in sorted(records, key=lambda row: str(row["source_key"])):
        stood = before.by_key.get(record["source_key"])
        if stood is not None and is_plainly_the_same(record, stood, limits) and before.take(stood):
            ids[record["source_key"]] = stood["asset_id"]
        else:
            open_records.append(record)
    search = _Search(records, known, words, limits)
    if open_records:
        for key, (row, reason) in search.settle(open_records, before).items():
            ids[key] = row["asset_id"]
            if key != row["source_key"]:
                reasons[key] = reason
    for key, asset_id in ids.items():
        if key not in reasons and asset_id != id_of_key(key):
            reasons[key] = MOVED
    used = {row["asset_id"] for row in known} | set(ids.values())
    fresh_records = [record for record in open_records if record["source_key"] not in ids]
    for record in fresh_records:
        key, number = record["source_key"], 1
        while (fresh := id_of_key(key if number == 1 else f"{key}#{number}")) in used:
            number += 1
        ids[key] = fresh
        used.add(fresh)
    first_seen: dict[str, str] = {}
    for row in known:
        day = str(row["first_seen_on"])
        first_seen[row["asset_id"]] = min(first_seen.get(row["asset_id"], day), day)
    merged = {row["asset_id"]: row["merged_into"] for row in known if row["merged_into"]}
    passed = _passed_on(decisions, ids, {row["asset_id"] for row in known})
    merged |= passed
    own = {
        record["source_key"]: OwnId(
            source_key=record["source_key"],
            own_id=(own_id := ids[record["source_key"]]),
            first_seen_on=first_seen.get(passed.get(own_id, own_id)),
            merged_into=merged.get(own_id),
            is_in_register=record["is_in_register"],
        )
        for record in records
    }
    spoken = {frozenset((str(row["left_id"]), str(row["right_id"]))) for row in decisions}
    return Kept(own, reasons, search.doubts(fresh_records, own, before, spoken))


def _passed_on(decisions: Sequence[Row], ids: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Ids that a person said are those of an asset of before that nothing is listed under any more, with that id."""
    current = set(ids.values())
    found: dict[str, str] = {}
    for row in decisions:
        for here, there in (("left", "right"), ("right", "left")):
            gone, own_id = row[f"{here}_id"], row[f"{there}_id"]
            if row["decision"] == "same" and gone in known and gone not in current and own_id in current:
                found.setdefault(own_id, gone)
    return found


class _Search:
    """Finds the pairs of records and entries of before that are worth a look, within each body."""

    def __init__(self, records: Sequence[Row], known: Sequence[Row], words: Words, limits: Limits) -> None:
        self._records, self._known, self._words, self._limits = records, known, words, limits
        self._root = {row["asset_id"]: row["merged_into"] or row["asset_id"] for row in known}

    def settle(self, open_records: Sequence[Row], before: _Before) -> dict[str, tuple[Row, str]]:
        """The record's key with the row of before whose id it has, and the reason."""
        by_key = [row for record in open_records if (row := before.by_key.get(record["source_key"])) is not None]
        free = {str(row["source_key"]): row for row in [*before.free(), *by_key]}
        pairs = self._pairs(open_records, list(free.values()))
        settled: dict[str, tuple[Row, str]] = {}
        for reason, fits in TIERS:
            fitting: dict[str, dict[str, Row]] = defaultdict(dict)
            for (key, then), found in pairs.items():
                row = free[then]
                if key not in settled and before.left[row["asset_id"]] > 0 and fits(found):
                    fitting[key][then] = row
            for key, row in self._alone(fitting).items():
                if before.take(row):
                    settled[key] = (row, reason)
        return settled

    def _alone(self, fitting: Mapping[str, Mapping[str, Row]]) -> dict[str, Row]:
        """Each record with the entry that it alone fits and that alone fits it; entries of one asset are as good as one another."""
        roots = {key: {self._root[row["asset_id"]] for row in rows.values()} for key, rows in fitting.items()}
        wanting: dict[str, list[str]] = defaultdict(list)
        offered: dict[str, dict[str, Row]] = defaultdict(dict)
        for key, of_key in sorted(roots.items()):
            for root in of_key:
                wanting[root].append(key)
                offered[root] |= {then: row for then, row in fitting[key].items() if self._root[row["asset_id"]] == root}
        found: dict[str, Row] = {}
        for root, keys in wanting.items():
            if any(len(roots[key]) > 1 for key in keys) or len(keys) > len(offered[root]):
                continue
            rows = sorted(offered[root].values(), key=lambda row: (str(row["last_seen_on"] or ""), str(row["source_key"])), reverse=True)
            # what fits by its own key first, then the newest
            for key in sorted(keys, key=lambda key: (key not in fitting[key], key)):
                row = next((row for row in rows if row["source_key"] == key), next((row for row in rows if row["source_key"] in fitting[key]), None))
                if row is not None:
                    found[key] = row
                    rows.remove(row)
        return found

    def doubts(
        self, fresh: Sequence[Row], own: Mapping[str, OwnId], before: _Before, spoken: Collection[frozenset[str]]
    ) -> dict[str, Doubt]:
        """What each fresh record may have been, where a person could tell; and what was asked of older ones and never answered."""
        stands_for = {entry.merged_into for entry in own.values()} | {entry.own_id for entry in own.values()}
        gone = {str(row["source_key"]): row for row in before.free() if row["asset_id"] not in stands_for and row["name"]}
        of_id = {row["asset_id"]: row for row in gone.values()}
        asked = [
            (record, of_id[stood["may_be_id"]])
            for record in self._records
            if (stood := before.by_key.get(record["source_key"])) is not None and stood["may_be_id"] in of_id
        ]
        seen = self._pairs(fresh, list(gone.values())) if gone else {}
        for record, row in asked:
            one, other = (Entry(side, self._words, self._limits) for side in (record, row))
            seen[one.key, other.key] = evidence(one, other, self._shared({one.body}), self._limits)
        found: dict[str, dict[str, Doubt]] = defaultdict(dict)
        for (key, then), pair in sorted(seen.items(), key=lambda entry: entry[0]):
            asset_id = gone[then]["asset_id"]
            why = doubt(pair, _ENDED.sub("", then) == key)
            if why is not None and frozenset((own[key].own_id, asset_id)) not in spoken:
                found[key].setdefault(asset_id, Doubt(asset_id, *why))
        return {key: max(several.values(), key=lambda one: one.score) for key, several in found.items() if len(several) <= _MOST_DOUBTS}

    def _pairs(self, records: Sequence[Row], before: Sequence[Row]) -> dict[tuple[str, str], Evidence]:
        """Pairs within a body that share a key, a UPRN, or a name or word of it with the postcode or the neighbourhood."""
        bodies = {_body(row) for row in before} & {_body(row) for row in records}
        now = [Entry(row, self._words, self._limits) for row in records if _body(row) in bodies]
        then = [Entry(row, self._words, self._limits) for row in before if _body(row) in bodies]
        shared = self._shared(bodies)
        here, there = _in_blocks(now, self._blocks), _in_blocks(then, self._blocks)
        wanted: dict[tuple[str, str], tuple[Entry, Entry]] = {}
        for block, mine in here.items():
            theirs = there.get(block, ())
            if len(mine) * len(theirs) <= _MOST_PAIRS:
                wanted |= {(one.key, other.key): (one, other) for one, other in product(mine, theirs)}
        return {keys: evidence(one, other, shared, self._limits) for keys, (one, other) in sorted(wanted.items())}

    def _blocks(self, entry: Entry) -> Iterator[_Block]:
        yield "key", _ENDED.sub("", entry.key)
        names = [entry.letters, *block_words(entry.described)]
        if entry.uprn is not None:
            yield "uprn", entry.body, entry.uprn
        if not entry.is_sort:
            yield "name", entry.body, entry.letters
        for name in names:
            if entry.postcode is not None:
                yield "postcode", entry.body, entry.postcode, name
            if entry.point is not None:
                # squares twice as wide as what is near, each entry in the four about it: no two that are near miss each other
                east, north = (floor(metres / (2 * self._limits.names.near_m) - 0.5) for metres in entry.point)
                yield from (("cell", entry.body, east + x, north + y, name) for x, y in product((0, 1), repeat=2))

    def _shared(self, bodies: Collection[str]) -> set[tuple[str, str, object]]:
        """Marks that several entries of a body have, in this publication or in an earlier one."""
        one: dict[tuple[str, str, object], str] = {}
        shared: set[tuple[str, str, object]] = set()
        of_now = ((str(row["source_key"]), row) for row in self._records)
        of_before = ((self._root[row["asset_id"]], row) for row in self._known)
        for holders in (of_now, of_before):
            one.clear()
            for holder, row in holders:
                if _body(row) in bodies:
                    entry = Entry(row, self._words, self._limits)
                    shared |= {mark for kind, value in entry.marks if one.setdefault(mark := (entry.body, kind, value), holder) != holder}
        return shared


def _in_blocks(entries: Iterable[Entry], blocks: Callable[[Entry], Iterator[_Block]]) -> dict[_Block, list[Entry]]:
    found: dict[_Block, list[Entry]] = defaultdict(list)
    for entry in entries:
        for block in dict.fromkeys(blocks(entry)):
            found[block].append(entry)
    return found


def _body(row: Row) -> str:
    return str(row["source_key"]).split("/", 1)[0]


def _with_name(name: str) -> _Facts:
    def both(row: Row) -> object:
        letters = name_key(row["name"])
        return (row[name], letters) if row[name] is not None and letters else None

    return both


_UPRN_AND_NAME, _POSTCODE_AND_NAME = _with_name("uprn"), _with_name("postcode")


def decided_pairs(
    decisions: Sequence[Row], records: Sequence[Row], ids: Mapping[str, OwnId]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs of keys that a person called the same, and those called different; what is not found any more is left out."""
    if not decisions:
        return [], []
    find = entry_finder(records, {key: own.own_id for key, own in ids.items()})
    same: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    for decision in decisions:
        left, right = find(decision, "left"), find(decision, "right")
        if left is not None and right is not None and left != right:
            (same if decision["decision"] == "same" else different).append((left, right))
    return same, different


def entry_finder(records: Sequence[Row], own_ids: Mapping[str, str]) -> Callable[[Row, str], str | None]:
    """Finds the key of what a decision says on one side, "left" or "right": by our id, else by body, name and UPRN or postcode."""
    by_id = {own_id: key for key, own_id in sorted(own_ids.items(), reverse=True)}
    by_uprn = _unique(records, _UPRN_AND_NAME)
    by_postcode = _unique(records, _POSTCODE_AND_NAME)

    def find(decision: Row, side: str) -> str | None:
        told = {name: decision[f"{side}_{name}"] for name in ("id", "body_id", "name", "postcode", "uprn")}
        if told["id"] in by_id:
            return by_id[told["id"]]
        body = told["body_id"]
        return by_uprn.get((body, _UPRN_AND_NAME(told))) or by_postcode.get((body, _POSTCODE_AND_NAME(told)))

    return find


def _unique(records: Sequence[Row], fact: _Facts) -> dict[tuple[str, object], str]:
    counted = Counter((_body(row), fact(row)) for row in records if fact(row) is not None)
    return {(_body(row), fact(row)): row["source_key"] for row in records if counted.get((_body(row), fact(row))) == 1}


def moved_together(ids: Mapping[str, OwnId]) -> list[tuple[str, str]]:
    """Pairs of keys that have one id because a person merged their ids."""
    first: dict[str, str] = {}
    return [(first[own.own_id], key) for key, own in sorted(ids.items()) if first.setdefault(own.own_id, key) != key]
