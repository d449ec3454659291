"""One supplier out of all the ways in which lists of payments write its name, and which of them are public bodies of the place.

Belongs here: joining links into suppliers under the rules that keep one bad link from making one supplier of two, people's decisions,
and kept ids. Does not belong here: finding and judging links (supplier_links.py), or the files of ids and decisions (identity.py,
review.py).

A supplier may not hold two company numbers, two public bodies, or two names that a person called different; a slip of a letter joins
only names that are all alike. Links are taken surest first, ties by key, so that the order of the input changes nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl
from rapidfuzz import fuzz

from totalplace import identity
from totalplace import values as v
from totalplace.analysis.asset_clusters import OwnId, name_clusters, pair
from totalplace.analysis.kept_ids import moved_together
from totalplace.contracts.suppliers import SUPPLIER_IDENTITY

_ID_LENGTH = 12
BY_A_PERSON = "same by a person"
_WORDED = 0.96  # from here a link rests on a number or on every word, below on likeness
_ALIKE = 80.0  # of 100: of names joined by likeness each is so like each other, or the chain has led astray
_COMPARED = 10  # names of each side that are compared: the first by key
# in a list or, without lines that are published, in a ledger; not only in the list of bodies
_IS_LISTED = pl.col("body_ids").is_not_null()


def id_of_key(supplier_key: str) -> str:
    """The id that a name gets when nobody decided otherwise."""
    return "s" + hashlib.md5(supplier_key.encode(), usedforsecurity=False).hexdigest()[:_ID_LENGTH]


def with_bodies(names: pl.DataFrame, bodies: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Rows of analysis.supplier_name with body_id: those that are a body's name, and bodies that no list names (no lines).

    `bodies` is ref.body, `aliases` ref.body_alias. A single word of the body's own name ("Bolton") does not name it; a name that two
    bodies share names neither.
    """
    own = aliases.join(bodies.select("body_id", "name"), on="body_id").filter(
        ~(
            ~pl.col("alias").str.contains(" ", literal=True)
            & pl.struct("alias", "name").map_elements(lambda row: row["alias"].lower() in row["name"].lower().split(), pl.Boolean())
        )
    )
    said = pl.concat([bodies.select("body_id", "name"), own.select("body_id", pl.col("alias").alias("name"))])
    keyed = said.select("body_id", "name", v.supplier_key(pl.col("name")).alias("supplier_key")).filter(pl.col("supplier_key").str.contains(r"[A-Z]"))
    keyed = keyed.group_by("supplier_key").agg(pl.col("body_id").unique(), pl.col("name").sort().first()).filter(pl.col("body_id").list.len() == 1)
    keyed = keyed.with_columns(pl.col("body_id").list.first())
    known = names.join(keyed.select("supplier_key", "body_id"), on="supplier_key", how="left")
    unnamed = keyed.join(names, on="supplier_key", how="anti").with_columns(pl.lit(0, pl.Int64).alias("line_count"))
    return pl.concat([known, unnamed], how="diagonal").sort("supplier_key")


@dataclass
class _Cluster:
    keys: list[str]
    companies: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Given:
    """What suppliers are made from: with_bodies(), analysis.supplier_link, core.known_supplier and core.supplier_decision."""

    names: pl.DataFrame
    links: pl.DataFrame
    known: pl.DataFrame
    decisions: pl.DataFrame


def identities(given: Given) -> pl.DataFrame:
    """core.supplier_identity: the supplier of every name that a list has."""
    ids = _own_ids(given)
    decided = _by_name(given.decisions, given.names["supplier_key"]).select("decision", "left_key", "right_key").rows()
    same = {pair(left, right) for decision, left, right in decided if decision == "same"}
    different = {pair(left, right) for decision, left, right in decided if decision == "different"}
    joined, used = _join(given, [*same, *moved_together(ids)], different)
    named = name_clusters(joined, ids)
    bodies = dict(given.names.select("supplier_key", "body_id").drop_nulls().iter_rows())
    body_of = {key: next((bodies[name] for name in cluster if name in bodies), None) for cluster in joined for key in cluster}
    listed = given.names.filter(_IS_LISTED)["supplier_key"]
    rows = [(key, named[key], ids[key].own_id, body_of[key], *used.get(key, (None, None, None))) for key in listed]
    return pl.DataFrame(rows, schema=SUPPLIER_IDENTITY.polars_schema(), orient="row").sort("supplier_key")


def _by_name(decisions: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
    """Decisions on names that were withheld for a time, by the names."""
    again = identity.shown_again([*decisions["left_key"], *decisions["right_key"]], keys)
    return decisions.with_columns(pl.col("left_key", "right_key").replace(again)) if again else decisions


def _own_ids(given: Given) -> dict[str, OwnId]:
    again = identity.shown_again(given.known["source_key"], given.names["supplier_key"])
    known = {again.get(row["source_key"], row["source_key"]): row for row in given.known.iter_rows(named=True)}
    first_seen: dict[str, str] = {}
    for row in known.values():
        first_seen[row["supplier_id"]] = min(first_seen.get(row["supplier_id"], "9"), str(row["first_seen_on"]))
    merged = {row["supplier_id"]: row["merged_into"] for row in known.values() if row["merged_into"]}
    taken = {row["supplier_id"] for row in known.values()}
    found = {}
    for key, is_listed in given.names.select("supplier_key", _IS_LISTED).sort("supplier_key").iter_rows():
        own, number = known[key]["supplier_id"] if key in known else id_of_key(key), 1
        while key not in known and own in taken:
            number += 1
            own = id_of_key(f"{key}#{number}")
        taken.add(own)
        found[key] = OwnId(key, own, first_seen.get(own), merged.get(own), is_in_register=is_listed)
    return found


def _join(
    given: Given, same: Iterable[tuple[str, str]], different: set[tuple[str, str]]
) -> tuple[list[list[str]], dict[str, tuple[str, float, str]]]:
    """The clusters of keys, each sorted, all sorted; and by which link each name came to its supplier: reason, score, other name."""
    clusters: dict[str, _Cluster] = {}
    for key, company, body in given.names.select("supplier_key", "company_number", "body_id").iter_rows():
        clusters[key] = _Cluster([key], {company} if company else set(), {body} if body else set())
    used: dict[str, tuple[str, float, str]] = {}
    apart: dict[str, set[str]] = {}
    for left, right in different:
        apart.setdefault(left, set()).add(right)
        apart.setdefault(right, set()).add(left)

    def no_word_against(one: _Cluster, other: _Cluster) -> bool:
        return not apart or not any(apart.get(key, set()) & set(other.keys) for key in one.keys)

    def merge(left: str, right: str, reason: str, score: float) -> None:
        one, other = clusters[left], clusters[right]
        for key, beside in ((right, left), (left, right)):
            if key not in used and len(clusters[key].keys) == 1:
                used[key] = (reason, score, beside)
                break
        else:
            used.setdefault(right, (reason, score, left))
        if len(one.keys) < len(other.keys):
            one, other = other, one
        one.keys += other.keys
        one.companies |= other.companies
        one.bodies |= other.bodies
        for key in other.keys:
            clusters[key] = one

    for left, right in sorted(same):
        if left in clusters and right in clusters and clusters[left] is not clusters[right] and no_word_against(clusters[left], clusters[right]):
            merge(left, right, BY_A_PERSON, 1.0)
    certain = given.links.filter(pl.col("verdict") == "certain").sort("score", "left_key", "right_key", descending=[True, False, False])
    for left, right, reason, score in certain.select("left_key", "right_key", "reason", "score").iter_rows():
        if left not in clusters or right not in clusters:
            continue
        one, other = clusters[left], clusters[right]
        if one is other or len(one.companies | other.companies) > 1 or len(one.bodies | other.bodies) > 1:
            continue
        if no_word_against(one, other) and (score >= _WORDED or _all_alike(one, other)):
            merge(left, right, reason, score)
    return sorted({id(cluster): sorted(cluster.keys) for cluster in clusters.values()}.values()), used


def _all_alike(one: _Cluster, other: _Cluster) -> bool:
    if len(one.keys) == len(other.keys) == 1:
        return True
    return all(
        fuzz.token_sort_ratio(left, right) >= _ALIKE
        for left in sorted(one.keys)[:_COMPARED]
        for right in sorted(other.keys)[:_COMPARED]
    )


def in_doubt(links: pl.DataFrame, identified: pl.DataFrame, names: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """The pairs that a person should decide on: links that joined nothing, most money first. Columns of review/suppliers.csv.

    Names that only a ledger has are its body's alone, and nobody else is asked about them.
    """
    facts = names.filter(pl.col("line_count") > 0).join(identified.select("supplier_key", "supplier_id", "own_id"), on="supplier_key")

    def side(word: str) -> pl.DataFrame:
        return facts.select(
            pl.col("supplier_key").alias(f"{word}_key"), pl.col("supplier_id").alias(f"{word}_id"), pl.col("name").alias(f"{word}_name"),
            pl.col("body_ids").alias(f"{word}_body_ids"), pl.col("amount_gbp").alias(f"{word}_amount_gbp"),
        )  # fmt: skip

    open_links = links.join(_by_name(decisions, names["supplier_key"]), on=["left_key", "right_key"], how="anti")
    pairs = open_links.join(side("left"), on="left_key").join(side("right"), on="right_key").filter(pl.col("left_id") != pl.col("right_id"))
    # a pair of suppliers is asked about once, whichever of their names are alike
    pairs = pairs.with_columns(pl.min_horizontal(pl.col("left_amount_gbp").abs(), pl.col("right_amount_gbp").abs()).alias("at_stake_gbp"))
    pairs = pairs.sort("at_stake_gbp", "score", "left_key", "right_key", descending=[True, True, False, False])
    suppliers = [pl.min_horizontal("left_id", "right_id").alias("one"), pl.max_horizontal("left_id", "right_id").alias("other")]
    return pairs.with_columns(suppliers).unique(["one", "other"], keep="first", maintain_order=True)
