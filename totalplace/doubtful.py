"""Pairs of entries that may be one building, with what is known of both: what review/assets.csv and the bodies' own lists are made from.

Belongs here: putting these tables together. Does not belong here: judging (analysis/), or writing files (review.py, sheets.py).
"""

from collections.abc import Callable

import polars as pl

from totalplace import review

TABLES = ("core.asset_pair", "core.asset_identity", "core.known_identity", "core.sensitive_identity", "analysis.asset_record")


def pairs(scan: Callable[[str], pl.LazyFrame]) -> pl.DataFrame:
    """The pairs that a person should decide on, surest first, with what is known of both sides.

    Two entries of today, or one of today and what was listed before and may be the same.
    """
    names = ("body_id", "name", "address", "postcode", "uprn", "easting", "northing")
    now = scan("analysis.asset_record").join(scan("core.asset_identity"), on="source_key")
    before = (
        scan("core.known_identity")
        .join(scan("core.sensitive_identity"), on="source_key", how="anti")
        .sort(pl.col("last_seen_on"), "source_key", descending=[True, False], nulls_last=True)
        .unique("asset_id", keep="first", maintain_order=True)
        .with_columns(pl.col("source_key").str.split("/").list.first().alias("body_id"))
    )

    def side(entries: pl.LazyFrame, asset_id: str, word: str) -> pl.LazyFrame:
        facts = [pl.col(asset_id).alias(f"{word}_id"), *(pl.col(name).alias(f"{word}_{name}") for name in names)]
        return entries.select(pl.col("source_key").alias(f"{word}_key"), *facts)

    of_today = (
        scan("core.asset_pair")
        .filter(pl.col("decision") == "doubtful")
        .join(side(now, "own_id", "left"), on="left_key")
        .join(side(now, "own_id", "right"), on="right_key")
    )
    of_before = (
        scan("core.asset_identity")
        .select(pl.col("may_be_id").alias("left_id"), pl.col("source_key").alias("right_key"), pl.col("may_be_reason").alias("reason"), pl.col("may_be_score").alias("score"))
        .join(side(before, "asset_id", "left"), on="left_id")
        .join(side(now, "own_id", "right"), on="right_key")
    )
    east, north = (pl.col(f"left_{name}") - pl.col(f"right_{name}") for name in ("easting", "northing"))
    columns = ("left_key", "right_key", *review.COLUMNS[2:])
    both = pl.concat([pairs.with_columns((east**2 + north**2).sqrt().round(0).cast(pl.Int64).alias("distance_m")).select(columns) for pairs in (of_today, of_before)])
    return both.sort("score", "left_key", "right_key", descending=[True, False, False]).drop("left_key", "right_key").collect()
