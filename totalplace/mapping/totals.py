"""The figures of the estate page, worked out once, from the frames alone.

Belongs here: counting and adding up. Does not belong here: how a figure is written (wording.py) or laid out.
Sums of floor area use `math.fsum`, which gives the same answer in whatever order the rows come.
"""

import math
from dataclasses import dataclass
from datetime import date

import polars as pl

from totalplace.mapping.palette import KINDS


def held() -> pl.Expr:
    """Whether an asset is in the totals: a register or a title shows it, and nothing says it is not public estate."""
    return pl.col("ownership_basis").is_in(["register", "title"]) & pl.col("is_public_estate").fill_null(True)


@dataclass(frozen=True)
class Figures:
    """Assets held, and what is known of them. Buildings include sites with buildings on them."""

    assets: int
    located: int
    buildings: int
    with_floor_area: int
    floor_area_m2: float
    land: int
    not_held: int  # shown hollow, in no total

    @classmethod
    def of(cls, estate: pl.DataFrame) -> "Figures":
        """Figures of these rows."""
        mine = estate.filter(held())
        buildings = mine.filter(pl.col("asset_kind") != "land")
        known = buildings["gia_m2"].drop_nulls()
        return cls(
            assets=mine.height,
            located=mine.filter(is_located()).height,
            buildings=buildings.height,
            with_floor_area=known.len(),
            floor_area_m2=math.fsum(known.to_list()),
            land=mine.height - buildings.height,
            not_held=estate.height - mine.height,
        )


def is_located() -> pl.Expr:
    """Whether an asset can be drawn."""
    return pl.col("lon").is_not_null() & pl.col("lat").is_not_null()


@dataclass(frozen=True)
class Drawn:
    """How many symbols of each sort are on the map; with the unlocated they make up every row."""

    sized: int
    unsized: int
    land: int
    hollow: int
    by_kind: tuple[int, ...]  # held and on the map, in the order of palette.KINDS
    unlocated: int
    outside: int

    @classmethod
    def of(cls, estate: pl.DataFrame, body_kind: dict[str, str]) -> "Drawn":
        """Counts of these rows."""
        marked = estate.select(
            held().alias("held"),
            is_located().alias("located"),
            (pl.col("asset_kind") == "land").alias("land"),
            pl.col("gia_m2").is_not_null().alias("sized"),
            pl.col("is_in_place"),
            pl.col("body_id").replace_strict(body_kind, default="other", return_dtype=pl.String).alias("kind"),
        )
        on_map = marked.filter("located")
        mine = on_map.filter("held")
        buildings = mine.filter(~pl.col("land"))
        return cls(
            sized=buildings.filter("sized").height,
            unsized=buildings.filter(~pl.col("sized")).height,
            land=mine.filter("land").height,
            hollow=on_map.height - mine.height,
            by_kind=tuple(mine.filter(pl.col("kind") == kind.key).height for kind in KINDS),
            unlocated=marked.height - on_map.height,
            outside=marked.filter(~pl.col("is_in_place")).height,
        )


@dataclass(frozen=True)
class Completeness:
    """How much of the place is in."""

    bodies: int
    with_register: int
    confirmed: int

    @classmethod
    def of(cls, coverage: pl.DataFrame) -> "Completeness":
        """Counts over the bodies of the place."""
        return cls(
            bodies=coverage.height,
            with_register=coverage.filter(pl.col("assets_held") > 0).height,
            confirmed=coverage["confirmed_by"].drop_nulls().len(),
        )


def register_days(estate: pl.DataFrame) -> tuple[date | None, date | None]:
    """First and last day that the registers describe, over the assets held."""
    days = estate.filter(held())["as_at_on"].drop_nulls().to_list()
    return (min(days), max(days)) if days else (None, None)
