"""One register: the asset of every key, and what was decided on every pair.

Belongs here: putting together ids kept, links, decisions and clusters into the two tables that the rest reads. Does not belong
here: any of these by itself (matching.py, asset_clusters.py, kept_ids.py).
"""

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from totalplace.analysis.asset_clusters import Link, Pair, join, name_clusters, pair
from totalplace.analysis.kept_ids import Kept, decided_pairs, keep_ids, moved_together
from totalplace.analysis.known_again import Limits
from totalplace.analysis.matching import Words, records
from totalplace.contracts import core

_CUT = "; joining them would put two entries of one list, or two places too far apart, into one asset"


@dataclass(frozen=True)
class Given:
    """What both tables are made from: analysis.asset_record and asset_link, core.known_identity and match_decision."""

    records: pl.DataFrame
    links: pl.DataFrame
    known: pl.DataFrame
    decisions: pl.DataFrame
    words: Words
    diameter_m: float
    limits: Limits

    def kept(self) -> Kept:
        """The ids of the records by themselves."""
        return keep_ids(self.records.to_dicts(), self.known.to_dicts(), self.decisions.to_dicts(), self.words, self.limits)


def identities(given: Given) -> pl.DataFrame:
    """core.asset_identity."""
    rows = given.records.to_dicts()
    kept = given.kept()
    same, different = decided_pairs(given.decisions.to_dicts(), rows, kept.ids)
    certain = given.links.filter(pl.col("verdict") == "certain")
    links = [Link(*row) for row in certain.select("left_key", "right_key", "score").iter_rows()]
    touched = {key for link in links for key in (link.left_key, link.right_key)} | {key for keys in (*same, *different) for key in keys}
    moved = moved_together(kept.ids)
    touched |= {key for keys in moved for key in keys}
    # only what has a link is taken apart into words: most stand alone
    linked = records(given.records, given.words, touched)
    clusters = join(linked, links, [*same, *moved], different, given.diameter_m)
    alone = [[key] for key in given.records["source_key"] if key not in touched]
    named = name_clusters(sorted([*clusters, *alone]), kept.ids)
    found = []
    for key, own in kept.ids.items():
        asked = kept.doubts.get(key)
        in_doubt = (asked.before_id, asked.reason, asked.score) if asked else (None, None, None)
        found.append((key, named[key], own.own_id, kept.reasons.get(key), *in_doubt))
    return pl.DataFrame(found, schema=core.ASSET_IDENTITY.polars_schema(), orient="row").sort("source_key")


def pairs(given: Given, identified: pl.DataFrame) -> pl.DataFrame:
    """core.asset_pair: links that were followed, pairs that people decided, and pairs that still want deciding.

    A pair that is settled by a surer one (the other list has an entry in the asset already) is asked of nobody.
    """
    asset_of = dict(identified.select("source_key", "asset_id").iter_rows())
    lists_of_key = {key: frozenset(lists.split("|")) for key, lists in given.records.select("source_key", "list_ids").iter_rows()}
    lists_of_asset: dict[str, set[str]] = defaultdict(set)
    for key, asset_id in asset_of.items():
        lists_of_asset[asset_id] |= lists_of_key[key]
    rows = given.records.to_dicts()
    kept = given.kept()
    same, different = decided_pairs(given.decisions.to_dicts(), rows, kept.ids)
    spoken = {pair(*keys): "same by a person" for keys in same} | {pair(*keys): "different by a person" for keys in different}
    links = {
        pair(left, right): (verdict, reason, score)
        for left, right, verdict, reason, score in given.links.select("left_key", "right_key", "verdict", "reason", "score").iter_rows()
    }
    found: dict[Pair, tuple[str | None, str, float, str]] = {}
    for keys, (verdict, reason, score) in links.items():
        one, other = (asset_of[key] for key in keys)
        if one == other and verdict == "certain":
            found[keys] = (one, reason, score, "same by rule")
        elif one != other and lists_of_asset[one].isdisjoint(lists_of_asset[other]):
            found[keys] = (None, reason + (_CUT if verdict == "certain" else ""), score, "doubtful")
    for keys, decision in spoken.items():
        one, other = (asset_of[key] for key in keys)
        _, reason, _ = links.get(keys, ("", "a person's decision", 0.0))
        if decision == "same by a person" and one == other:
            found[keys] = (one, reason, 1.0, decision)
        elif decision == "different by a person" and one != other:
            found[keys] = (None, reason, 0.0, decision)
    table = [(*keys, *rest) for keys, rest in sorted(found.items())]
    return pl.DataFrame(table, schema=core.ASSET_PAIR.polars_schema(), orient="row")
