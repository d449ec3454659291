"""One asset out of what several lists say of it: links joined into clusters, and the id of each cluster.

Belongs here: joining under the rules that keep one bad link from making one asset of two campuses, people's decisions,
and which id stands. Does not belong here: judging a pair (matching.py), or reading and writing files (identity.py,
review.py).

A cluster may not hold two records of one list, two records whose numbers contradict each other, two that a person called
different, nor points farther apart than the assumption. Links are taken surest first, ties by key; one that would break a
rule is cut, and goes to a person. Only a person's word, or an id that a person moved, stands above the first and the last rule.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from totalplace.analysis.matching import Record, contradict, distance_m

Pair = tuple[str, str]
_SAME_SCORE = 1e-9


@dataclass(frozen=True)
class Link:
    """A certain pair of analysis.asset_link."""

    left_key: str
    right_key: str
    score: float


@dataclass
class _Cluster:
    records: list[Record]
    lists: set[str] = field(default_factory=set)


def pair(one: str, other: str) -> Pair:
    """The two keys, the smaller first."""
    return (one, other) if one < other else (other, one)


def join(
    records: Sequence[Record],
    links: Iterable[Link],
    same: Iterable[Pair],
    different: Iterable[Pair],
    diameter_m: float,
) -> list[list[str]]:
    """The clusters of source keys, each sorted, all sorted by their first key. The order of the arguments changes nothing."""
    clusters = {record.source_key: _Cluster([record], set(record.lists)) for record in records}
    lists_of = {record.source_key: record.lists for record in records}
    apart = {pair(*keys) for keys in different}
    spoken = sorted({pair(*keys) for keys in same if keys[0] != keys[1] and {*keys} <= clusters.keys()} - apart)
    for left, right in spoken:
        _merge(clusters, left, right, lambda one, other: _no_word_against(one, other, apart))
    known = [link for link in links if link.left_key in clusters and link.right_key in clusters]
    for link in sorted(_unambiguous(known, lists_of), key=lambda link: (-link.score, *pair(link.left_key, link.right_key))):
        _merge(
            clusters,
            link.left_key,
            link.right_key,
            lambda one, other: not one.lists & other.lists
            and _no_word_against(one, other, apart)
            and _fit(one.records, other.records, diameter_m),
        )
    found = {id(cluster): sorted(record.source_key for record in cluster.records) for cluster in clusters.values()}
    return sorted(found.values())


def _merge(
    clusters: dict[str, _Cluster], left: str, right: str, may: Callable[[_Cluster, _Cluster], bool]
) -> None:
    one, other = clusters[left], clusters[right]
    if one is other or not may(one, other):
        return
    if len(one.records) < len(other.records):
        one, other = other, one
    one.records += other.records
    one.lists |= other.lists
    for record in other.records:
        clusters[record.source_key] = one


def _no_word_against(one: _Cluster, other: _Cluster, apart: set[Pair]) -> bool:
    return not apart or not any(
        pair(left.source_key, right.source_key) in apart for left in one.records for right in other.records
    )


def _fit(one: Sequence[Record], other: Sequence[Record], diameter_m: float) -> bool:
    for left in one:
        for right in other:
            metres = distance_m(left, right)
            if contradict(left, right) or (metres is not None and metres > diameter_m):
                return False
    return True


def _unambiguous(links: Sequence[Link], lists_of: Mapping[str, frozenset[str]]) -> list[Link]:
    """Without those of a record that fits two records of one list equally well: which it is, nobody can tell from here."""
    best: dict[tuple[str, str], tuple[float, int]] = {}
    ends = [(link, here, there) for link in links for here, there in ((link.left_key, link.right_key), (link.right_key, link.left_key))]
    for link, here, there in ends:
        for name in lists_of[there]:
            score, count = best.get((here, name), (-1.0, 0))
            if link.score > score + _SAME_SCORE:
                best[here, name] = (link.score, 1)
            elif abs(link.score - score) <= _SAME_SCORE:
                best[here, name] = (score, count + 1)
    torn = {
        id(link)
        for link, here, there in ends
        for name in lists_of[there]
        if best[here, name][1] > 1 and abs(best[here, name][0] - link.score) <= _SAME_SCORE
    }
    return [link for link in links if id(link) not in torn]


@dataclass(frozen=True)
class OwnId:
    """The id of one record by itself, how old it is, and the id it was last merged into by us."""

    source_key: str
    own_id: str
    first_seen_on: str | None
    merged_into: str | None
    is_in_register: bool


def name_clusters(clusters: Sequence[Sequence[str]], ids: Mapping[str, OwnId]) -> dict[str, str]:
    """The id of each key's cluster: the oldest of its records' ids; an id whose own record stands elsewhere stays there.

    Of ids of one day the one that stood for itself before, then that of a register, then the first key's. A cluster whose
    records were all merged into an id that is nobody's own any more keeps that id.
    """
    owner: dict[str, int] = {}
    for number, cluster in enumerate(clusters):
        for key in cluster:
            owner.setdefault(ids[key].own_id, number)
    taken: set[str] = set()
    named: dict[str, str] = {}
    for number, cluster in enumerate(clusters):
        wanted: list[tuple[tuple[bool, str, bool, bool, str], str]] = []
        for key in cluster:
            own = ids[key]
            age = (own.first_seen_on is None, own.first_seen_on or "")
            if own.merged_into is not None and owner.get(own.merged_into, number) == number:
                wanted.append(((*age, False, not own.is_in_register, key), own.merged_into))
            if owner[own.own_id] == number:
                wanted.append(((*age, own.merged_into is not None, not own.is_in_register, key), own.own_id))
        free = [found for _, found in sorted(wanted) if found not in taken]
        chosen = free[0] if free else min(ids[key].own_id for key in cluster)
        taken.add(chosen)
        named.update(dict.fromkeys(cluster, chosen))
    return named
