"""Records that evidence puts together, and what speaks against it: from pairs to people.

Belongs here: connected components, and taking those apart that hold too much or contradict themselves. Does not belong here: where pairs come from
(linkage_rules.py, linkage_scores.py).

What is put together is built up from its strongest pair, and a pair that would put together what contradicts itself is left out. So a false pair
between two people parts them at that pair and nowhere else. Nothing here depends on the order of pairs or records: ties go by number, and numbers go by
content (linkage_rules.py).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace.analysis.linkage_model import Limits

Numbers = npt.NDArray[np.int64]
Known = TypeVar("Known", int, str)

# evidence in falling strength; what identifies a record is not outweighed by a birth year or a sex that somebody mistyped
PSEUDONYM, IDENTIFIER, DETAILS, SCORED = range(4)
TOO_LARGE, TWO_NUMBERS, YEARS_APART, BOTH_SEXES, BRIDGE = "too many records", "two NHS numbers", "birth years far apart", "both sexes", "one weak bridge"
REASONS = (TOO_LARGE, TWO_NUMBERS, YEARS_APART, BOTH_SEXES, BRIDGE)


@dataclass(frozen=True)
class Clusters:
    """`of` gives each node the smallest node of its cluster; `left_out` says of each edge whether it was left out, `apart` names pairs of nodes whose clusters are kept apart, and why."""

    of: Numbers
    left_out: npt.NDArray[np.bool_]
    apart: list[tuple[int, int, str]]


def components(count: int, left: Numbers, right: Numbers) -> Numbers:
    """The smallest node that each of `count` nodes is connected with."""
    of = np.arange(count, dtype=np.int64)
    while True:
        low, high = np.minimum(of[left], of[right]), np.maximum(of[left], of[right])
        apart = low != high
        if not apart.any():
            return of
        np.minimum.at(of, high[apart], low[apart])
        while True:
            further = of[of]
            if np.array_equal(further, of):
                break
            of = further


def together(nodes: pl.DataFrame, edges: pl.DataFrame, limits: Limits) -> Clusters:
    """Clusters of nodes 0, 1, … by edges.

    `nodes`: records, nhs_numbers (list), first_year, last_year, is_female, is_male, row by row. `edges`: left, right, evidence, probability.
    """
    left, right = edges["left"].to_numpy(), edges["right"].to_numpy()
    of = components(len(nodes), left, right)
    left_out = np.zeros(len(edges), np.bool_)
    apart: list[tuple[int, int, str]] = []
    doubtful = np.zeros(len(nodes), np.bool_)
    doubtful[_doubtful(nodes, of, limits)] = True
    at = np.flatnonzero(doubtful[of[left]])
    if len(at):
        within = np.flatnonzero(doubtful[of])
        kept = _Built(nodes[within].with_columns(pl.Series("node", within)), limits)
        order = np.lexsort((right[at], left[at], -edges["probability"].to_numpy()[at], edges["evidence"].to_numpy()[at]))
        left_out[at] = kept.build(at[order].tolist(), edges)
        apart = kept.apart
        of[within] = [kept.root(node) for node in within.tolist()]
        # the smallest node names a cluster
        of = _smallest(of)
    return Clusters(of, left_out, apart)


def _smallest(of: Numbers) -> Numbers:
    smallest = np.full(len(of), len(of), np.int64)
    np.minimum.at(smallest, of, np.arange(len(of)))
    return smallest[of]


def _doubtful(nodes: pl.DataFrame, of: Numbers, limits: Limits) -> Numbers:
    """The clusters in which something may contradict something else, or which hang on one pair."""
    said = nodes.select(
        pl.Series("of", of),
        "records",
        "first_year",
        "last_year",
        "is_female",
        "is_male",
        pl.col("nhs_numbers").list.min().alias("lowest"),
        pl.col("nhs_numbers").list.max().alias("highest"),
    )
    found = said.group_by("of").agg(
        pl.len().alias("nodes"),
        pl.col("records").sum(),
        (pl.col("lowest").min() != pl.col("highest").max()).fill_null(False).alias("two"),
        (pl.col("last_year").max() - pl.col("first_year").min() > limits.birth_years).fill_null(False).alias("apart"),
        (pl.col("is_female").any() & pl.col("is_male").any()).alias("both"),
    )
    doubt = (pl.col("records") > limits.person_records) | pl.col("two") | pl.col("apart") | pl.col("both") | (pl.col("nodes") >= 2 * limits.bridge_records)
    return found.filter((pl.col("nodes") > 1) & doubt)["of"].to_numpy()


class _Says(NamedTuple):
    """What the records of a node or cluster say of their person: NHS numbers, the first and last birth year, sexes."""

    numbers: frozenset[int]
    years: tuple[int, ...]
    sexes: frozenset[str]


def _statements(nodes: pl.DataFrame) -> Iterator[tuple[int, list[int] | None, tuple[int | None, ...], tuple[str | None, ...]]]:
    columns = ("node", "nhs_numbers", "first_year", "last_year", "is_female", "is_male")
    for node, numbers, first, last, female, male in nodes.select(columns).iter_rows():
        yield node, numbers, (first, last), ("female" if female else None, "male" if male else None)


def _known(values: Iterable[Known | None]) -> tuple[Known, ...]:
    return tuple(value for value in values if value is not None)


def _two_numbers(one: _Says, other: _Says) -> bool:
    return bool(one.numbers and other.numbers and not one.numbers & other.numbers)


def _both_sexes(one: _Says, other: _Says) -> bool:
    """Each says one sex, and not the same."""
    return len(one.sexes) == len(other.sexes) == 1 and one.sexes != other.sexes


class _Built:
    """Clusters as they are built up, pair by pair; each knows what its records say and with how many pairs it hangs together with others."""

    def __init__(self, nodes: pl.DataFrame, limits: Limits) -> None:
        self._limits = limits
        self._above = {node: node for node in nodes["node"]}
        self._nodes = dict.fromkeys(self._above, 1)
        self._records = dict(nodes.select("node", "records").iter_rows())
        self._said = {node: _Says(frozenset(numbers or ()), _known(years), frozenset(_known(sexes))) for node, numbers, years, sexes in _statements(nodes)}
        self._says = dict(self._said)
        self._pairs: dict[int, Counter[int]] = {node: Counter() for node in self._above}
        self.apart: list[tuple[int, int, str]] = []

    def root(self, node: int) -> int:
        while self._above[node] != node:
            self._above[node] = self._above[self._above[node]]
            node = self._above[node]
        return node

    def build(self, order: Iterable[int], edges: pl.DataFrame) -> npt.NDArray[np.bool_]:
        """Takes the edges of these numbers in turn. Returns which of them, by number rising, are left out."""
        rows = edges.select("left", "right", "evidence", "probability")
        taken = [(at, *rows.row(at)) for at in order]
        for _, left, right, _, _ in taken:
            self._pairs[left][right] += 1
            self._pairs[right][left] += 1
        refused: list[tuple[int, int, str]] = []
        for _, left, right, evidence, probability in taken:
            one, other = self.root(left), self.root(right)
            if one == other:
                continue
            reason = self._against(left, right, evidence, probability)
            if reason is None:
                self._merge(one, other)
            else:
                refused.append((left, right, reason))
        # what other pairs joined later is not apart
        self.apart = [(left, right, reason) for left, right, reason in refused if self.root(left) != self.root(right)]
        return np.array([self.root(left) != self.root(right) for _, left, right, _, _ in sorted(taken)], np.bool_)

    def _against(self, left: int, right: int, evidence: int, probability: float) -> str | None:
        """What the clusters of two nodes say of one person that one person cannot be.

        A pair that is all but certain speaks over a contradiction between its own two ends, with which it was weighed, and over no other.
        """
        one, other = self.root(left), self.root(right)
        if evidence == PSEUDONYM:
            return None
        if self._records[one] + self._records[other] > self._limits.person_records:
            return TOO_LARGE
        if evidence == IDENTIFIER:
            return None
        certain = evidence == SCORED and probability >= self._limits.contradicted_threshold
        for reason, contradict in ((TWO_NUMBERS, _two_numbers), (YEARS_APART, self._years_apart), (BOTH_SEXES, _both_sexes)):
            if contradict(self._says[one], self._says[other]) and not (certain and contradict(self._said[left], self._said[right])):
                return reason
        hangs = self._pairs[one][other] == 1 and min(self._nodes[one], self._nodes[other]) >= self._limits.bridge_records
        return BRIDGE if evidence == SCORED and hangs and not certain else None

    def _years_apart(self, one: "_Says", other: "_Says") -> bool:
        """Farther than the limit and than either says of itself."""
        spans = [max(years) - min(years) if years else 0 for years in (one.years + other.years, one.years, other.years)]
        return spans[0] > max(self._limits.birth_years, *spans[1:])

    def _merge(self, one: int, other: int) -> None:
        if len(self._pairs[one]) < len(self._pairs[other]):
            one, other = other, one
        self._above[other] = one
        self._nodes[one] += self._nodes.pop(other)
        self._records[one] += self._records.pop(other)
        said, more = self._says[one], self._says.pop(other)
        years = (*said.years, *more.years)
        self._says[one] = _Says(said.numbers | more.numbers, (min(years), max(years)) if years else (), said.sexes | more.sexes)
        for neighbour, pairs in self._pairs.pop(other).items():
            del self._pairs[neighbour][other]
            if neighbour != one:
                self._pairs[one][neighbour] += pairs
                self._pairs[neighbour][one] += pairs
