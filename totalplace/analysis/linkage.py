"""Which records of the agencies are one person: by rule first, what is left by weighing the evidence.

Belongs here: the order of the two, thresholds, and what is said of the result. Does not belong here: the rules (linkage_rules.py), weights
(linkage_scores.py), what speaks against a cluster (linkage_clusters.py), families (households.py), measuring against a truth (linkage_quality.py).

Weighing does not depend on the threshold: `weigh` once, then `Weighed.at` for each.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from math import fsum

import duckdb
import numpy as np
import polars as pl

from totalplace.analysis.linkage_clusters import (
    DETAILS,
    IDENTIFIER,
    PSEUDONYM,
    REASONS,
    SCORED,
    Clusters,
    Numbers,
    together,
)
from totalplace.analysis.linkage_model import Model
from totalplace.analysis.linkage_rules import edges_by_rule, prepare, too_often
from totalplace.analysis.linkage_scores import compared, likely_pairs

LINK = {"record_no": pl.Int64, "person_no": pl.Int64, "link_rule": pl.String}
QUALITY = {"item": pl.String, "value": pl.Float64, "unit": pl.String, "note": pl.String}
LINK_RULES = {PSEUDONYM: "pseudonym", IDENTIFIER: "identifier", DETAILS: "details", SCORED: "details"}
ALONE = "alone"


@dataclass(frozen=True)
class Linked:
    """`links`: record_no, person_no (dense, by smallest record_no), link_rule. `quality`: item, value, unit, note; no item is about one person."""

    links: pl.DataFrame
    quality: pl.DataFrame


class Weighed:
    """Records put together by rule, and how likely what is left belongs together; people at any threshold."""

    def __init__(self, con: duckdb.DuckDBPyConnection, records: pl.DataFrame, model: Model) -> None:
        self._model = model
        self._prepared = prepare(records, model)
        self._numbers_left_out = too_often(records, model)
        self._by_rule = edges_by_rule(self._prepared, model)
        each = pl.int_range(len(self._prepared), dtype=pl.Int64, eager=True).to_numpy()
        self._ruled = together(_said(self._prepared, each), self._by_rule, model.limits)
        # records that rules put together are one node from here on, numbered as their first records follow each other
        self._group = np.unique(self._ruled.of, return_inverse=True)[1].astype(np.int64)
        self._groups = _said(self._prepared, self._group)
        rows, self._left_out = compared(self._prepared, pl.Series(self._group), model)
        self.pairs, self.pairs_compared = likely_pairs(con, rows, model)

    def at(self, threshold: float) -> Linked:
        """The people at a threshold of probability."""
        likely = self.pairs.filter(pl.col("probability") >= threshold).with_columns(pl.lit(SCORED, pl.Int64).alias("evidence"))
        clusters = together(self._groups, likely, self._model.limits)
        kept = self._by_rule.filter(~pl.Series(self._ruled.left_out))
        ends = pl.concat([kept.select("evidence", pl.col(end).alias("node")) for end in ("left", "right")]).group_by("node").agg(pl.col("evidence").min())
        person = pl.Series("cluster", clusters.of[self._group])
        links = (
            self._prepared.select("node", "record_no", person)
            .join(ends, on="node", how="left", maintain_order="left")
            .with_columns(pl.col("record_no").min().over("cluster").alias("first"), pl.len().over("cluster").alias("records"))
            .select(
                "record_no",
                (pl.col("first").rank("dense") - 1).cast(pl.Int64).alias("person_no"),
                pl.when(pl.col("records") == 1).then(pl.lit(ALONE))
                .otherwise(pl.col("evidence").replace_strict(LINK_RULES, default=LINK_RULES[SCORED], return_dtype=pl.String)).alias("link_rule"),
            )
            .sort("record_no")
        )  # fmt: skip
        return Linked(links, self._quality(links, clusters, threshold))

    def _quality(self, links: pl.DataFrame, clusters: Clusters, threshold: float) -> pl.DataFrame:
        people = links["person_no"].n_unique()
        rules = dict(links.group_by("link_rule").len().iter_rows())
        rows: list[tuple[str, float, str, str]] = [
            ("records", len(links), "records", "One row an agency and reference of its own"),
            ("people", people, "people", f"At a threshold of {threshold:g}, by version {self._model.version} of the model"),
            *((f"records linked by {rule}", rules.get(rule, 0), "records", "By the strongest evidence") for rule in dict.fromkeys(LINK_RULES.values())),
            ("records linked to no other", rules.get(ALONE, 0), "records", ""),
            ("NHS numbers left out", self._numbers_left_out, "numbers", "More records bear them than one person can have"),
        ]
        taken = self.pairs["probability"] >= threshold
        likely, doubtful = fsum(self.pairs["probability"].filter(taken)), fsum(self.pairs["probability"].filter(~taken))
        rows += [
            ("pairs weighed", self.pairs_compared, "pairs", "Records that no rule puts together and that share something"),
            ("keys of comparison left out", self._left_out, "records and keys", "Too many records share them, within one postcode district too"),
            ("pairs put together by weight", int(taken.sum()), "pairs", "At least as likely as the threshold"),
            ("expected right among them", likely / max(1, int(taken.sum())), "share", "By the model itself; it has not been measured here"),
            ("expected right among the others", doubtful, "pairs", "By the model itself: one person, and not put together"),
        ]
        apart = self._kept_apart(clusters)
        rows += [
            (f"kept apart: {reason}", apart[reason], "pairs of people", "Evidence would have put them together") for reason in REASONS
        ]
        return pl.DataFrame(rows, QUALITY, orient="row")


    def _kept_apart(self, clusters: Clusters) -> Counter[str]:
        """How many pairs of people stay two, by the first reason; they are counted once, whoever of their records would have joined them."""
        ruled = ((self._group[left], self._group[right], reason) for left, right, reason in self._ruled.apart)
        first: dict[tuple[int, int], str] = {}
        for left, right, reason in chain(ruled, clusters.apart):
            one, other = sorted((int(clusters.of[left]), int(clusters.of[right])))
            if one != other:
                first.setdefault((one, other), reason)
        return Counter(first.values())


def _said(prepared: pl.DataFrame, node: Numbers) -> pl.DataFrame:
    """What the records of each node say, by number of the node."""
    year = pl.col("born_on").dt.year().cast(pl.Int64)
    return (
        prepared.select(
            pl.Series("of", node),
            pl.col("nhs_number").rank("dense").cast(pl.Int64).alias("number"),
            year.alias("year"),
            (pl.col("sex") == "female").fill_null(False).alias("is_female"),
            (pl.col("sex") == "male").fill_null(False).alias("is_male"),
        )
        .group_by("of")
        .agg(
            pl.len().cast(pl.Int64).alias("records"),
            pl.col("number").drop_nulls().unique().alias("nhs_numbers"),
            pl.col("year").min().alias("first_year"),
            pl.col("year").max().alias("last_year"),
            pl.col("is_female").any(),
            pl.col("is_male").any(),
        )
        .sort("of")
        .drop("of")
    )


def weigh(con: duckdb.DuckDBPyConnection, records: pl.DataFrame, model: Model) -> Weighed:
    """Puts together what rules put together and weighs the rest, on the connection's own tables."""
    return Weighed(con, records, model)


def link(con: duckdb.DuckDBPyConnection, records: pl.DataFrame, model: Model, threshold: float) -> Linked:
    """The people among the records at one threshold."""
    return weigh(con, records, model).at(threshold)
