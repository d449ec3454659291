"""The figures of the estate page, worked out once, from the frames alone.

Belongs here: counting and adding up. Does not belong here: how a figure is written (wording.py) or laid out.
Sums of floor area use `math.fsum`, which gives the same answer in whatever order the rows come.
"""

import math
from dataclasses import dataclass
from datetime import date

import polars as pl


def disowned() -> pl.Expr:
    """Whether a register lists it only to say that the body does not own it: no asset, on no map and in no list."""
    return pl.col("is_disowned")


def held() -> pl.Expr:
    """Whether an asset is in the totals: a register or a title shows it, and nothing says it is not public estate."""
    return pl.col("ownership_basis").is_in(["register", "title"]) & pl.col("is_public_estate").fill_null(True)


@dataclass(frozen=True)
class Figures:
    """Assets held, and what is known of them. Buildings, sites and land are counted apart, as in mart.body_coverage."""

    assets: int
    located: int
    buildings: int
    with_floor_area: int
    floor_area_m2: float
    sites: int
    land: int
    not_held: int  # shown hollow, in no total
    not_held_located: int

    @classmethod
    def of(cls, estate: pl.DataFrame) -> "Figures":
        """Figures of these rows."""
        mine = estate.filter(held())
        others = estate.filter(~held())
        count = dict(mine.group_by("asset_kind").len().iter_rows())
        return cls(
            assets=mine.height,
            located=mine.filter(is_located()).height,
            buildings=count.get("building", 0),
            with_floor_area=mine.filter(pl.col("asset_kind") == "building")["gia_m2"].drop_nulls().len(),
            # a site's floor area is that of the buildings on it, which may be listed too
            floor_area_m2=math.fsum(mine.filter(pl.col("asset_kind") == "building")["gia_m2"].drop_nulls().to_list()),
            sites=count.get("site", 0),
            land=count.get("land", 0),
            not_held=others.height,
            not_held_located=others.filter(is_located()).height,
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
    by_class: tuple[int, ...]  # held and on the map, in the order of the classes
    hollow_by_class: tuple[int, ...]
    unlocated: int
    outside: int

    @classmethod
    def of(cls, estate: pl.DataFrame, class_of_asset: pl.Series, classes: int) -> "Drawn":
        """Counts of these rows, which fall into so many classes."""
        marked = estate.select(
            held().alias("held"),
            is_located().alias("located"),
            (pl.col("asset_kind") == "land").alias("land"),
            pl.col("gia_m2").is_not_null().alias("sized"),
            pl.col("is_in_place"),
            class_of_asset.alias("class"),
        )
        on_map = marked.filter("located")
        mine = on_map.filter("held")
        buildings = mine.filter(~pl.col("land"))

        def each(rows: pl.DataFrame) -> tuple[int, ...]:
            return tuple(rows.filter(pl.col("class") == number).height for number in range(classes))

        return cls(
            sized=buildings.filter("sized").height,
            unsized=buildings.filter(~pl.col("sized")).height,
            land=mine.filter("land").height,
            hollow=on_map.height - mine.height,
            by_class=each(mine),
            hollow_by_class=each(on_map.filter(~pl.col("held"))),
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


LOCATED = "located_share"  # of all assets; every other share of mart.body_coverage is of buildings


def known_for(coverage: pl.DataFrame, share: str) -> float | None:
    """The share over all bodies together, each by what it holds: of assets for the located, of buildings for all else."""
    of = "assets_held" if share == LOCATED else "buildings_held"
    counted = coverage.filter(pl.col(of) > 0)
    whole = int(counted[of].sum())
    if not whole or counted[share].null_count() == counted.height:
        return None
    # back to whole assets: the shares are rounded
    known = [round(part * number) for part, number in counted.select(pl.col(share).fill_null(0.0), of).iter_rows()]
    return float(sum(known)) / whole


def register_days(estate: pl.DataFrame) -> tuple[date | None, date | None]:
    """First and last day that the registers describe, over the assets held."""
    days = estate.filter(held())["as_at_on"].drop_nulls().to_list()
    return (min(days), max(days)) if days else (None, None)
