"""Which asset each outline of a building is of, and how much ground an asset covers.

Belongs here: putting the outlines of one site together and matching them to assets, by where they stand, what they are for and what
they are called. Does not belong here: reading outlines (sources/building_outline.py), or floor areas: the number of storeys is not
known, so none is made of the ground covered.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from totalplace.analysis import matching
from totalplace.contracts import core_evidence

OUTSIDE = "outside the place"
NO_ASSET = "no listed building stands there"
SEVERAL_ASSETS = "several listed buildings fit"
SENSITIVE = "about sensitive premises, which are only counted"

_LINE = ("source_file_id", "source_part", "source_row")
_UNKNOWN_FUNCTIONS = ("not known", "other")


@dataclass(frozen=True)
class Limits:
    """Rows of ref.assumption (outline_…, match_…)."""

    near_m: float  # a point this far from an outline of its use may be that of the building
    site_gap_m: float  # outlines of one name and use this far from each other are one site
    names: matching.Thresholds


def use_of(text: str | None, words: Iterable[tuple[str, str]]) -> str | None:
    """The kind of use that a publisher's words show: the longest word that stands in them counts."""
    spaced = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in matching.plain(text)).split())} "
    fitting = [(len(word), word, function) for word, function in words if f" {word} " in spaced]
    return max(fitting)[2] if fitting else None


def match_outlines(
    outlines: pl.DataFrame,
    records: pl.DataFrame,
    asset_of: Mapping[str, str],
    areas: pl.DataFrame,
    uses: Iterable[tuple[str, str]],
    words: matching.Words,
    limits: Limits,
    guarded: Collection[tuple[object, ...]] = (),
) -> pl.DataFrame:
    """core.outline_line. `records` are rows of analysis.asset_record, `asset_of` the asset of each of their keys, `guarded` the lines
    of sensitive premises, which are of no asset.

    - Outlines of one name and use, none farther than `site_gap_m` from the next, are one site; one without a name stands alone.
    - A site is an asset's if the use agrees and the asset's own point stands in it, or near it, or within `match_far_m` under an agreeing
      name. A point beside a site of another name is not in it. One without a use is an asset's only if the asset stands in it.
    - Of several assets that fit a site the one of its name has it, else nobody; of one without a name the one that stands in it, else
      the nearest. An asset has one named site at most: the one it stands in, else that of its name, else the nearest.
    - A block in which another asset stands is the site's only if the site has the name of its asset.
      An asset whose point is the middle of its postcode is not shown to stand in any block of another's.
    """
    if outlines.is_empty():
        return core_evidence.OUTLINE_LINE.empty()
    shapes = shapely.from_wkb(outlines["outline_wkb"].to_numpy())
    outlines = outlines.with_columns(_outline_uses(outlines, list(uses)))
    sites = _sites(outlines, shapes, limits.site_gap_m)
    standing = records.filter(pl.col("easting").is_not_null() & (pl.col("asset_kind") != "land")).sort("source_key")
    is_guarded = pl.Series([key in guarded for key in outlines.select(_LINE).iter_rows()], dtype=pl.Boolean)
    near = _near(outlines, shapes, sites, standing, asset_of, words, limits)
    # a whole site is, if a block of it is
    secret = np.isin(sites, np.unique(sites[is_guarded.to_numpy()]))
    given, several = _decide(near.filter(~pl.col("outline").is_in(np.flatnonzero(secret).tolist())), sites)
    outside = _is_outside(outlines, areas)
    numbered = outlines.select(*_LINE, "area_m2").with_columns(site_number=sites, is_outside=outside, is_secret=secret).with_row_index("outline")
    matches = pl.DataFrame(
        [(outline, *match) for outline, match in given.items()],
        schema={"outline": pl.UInt32, "asset_id": pl.String, "match_reason": pl.String},
        orient="row",
    )
    is_of_asset = pl.col("asset_id").is_not_null()
    lines = numbered.join(matches, on="outline", how="left").with_columns(
        line_status=pl.when(is_of_asset).then(pl.lit("loaded")).otherwise(pl.lit("ignored")),
        line_reason=(
            pl.when(is_of_asset).then(None)
            .when(pl.col("outline").is_in(list(several))).then(pl.lit(SEVERAL_ASSETS))
            .when("is_outside").then(pl.lit(OUTSIDE))
            .when("is_secret").then(pl.lit(SENSITIVE))
            .otherwise(pl.lit(NO_ASSET))
        ),
    )  # fmt: skip
    return core_evidence.OUTLINE_LINE.conform(lines.drop("outline", "is_outside", "is_secret")).collect().sort(_LINE)


def footprints(lines: pl.DataFrame, outlines: pl.DataFrame) -> pl.DataFrame:
    """core.asset_footprint: the ground under all outlines of an asset, what two files both show counted once."""
    mine = lines.filter(pl.col("line_status") == "loaded").select(*_LINE, "asset_id").join(outlines.select(*_LINE, "outline_wkb"), on=_LINE)
    found = [
        (asset_id, round(float(shapely.area(shapely.union_all(shapely.from_wkb(group["outline_wkb"].to_numpy())))), 1), group.height)
        for (asset_id,), group in mine.sort("asset_id", *_LINE).group_by("asset_id", maintain_order=True)
    ]
    return pl.DataFrame(found, schema=core_evidence.ASSET_FOOTPRINT.polars_schema(), orient="row")


def _outline_uses(outlines: pl.DataFrame, uses: list[tuple[str, str]]) -> pl.Series:
    """The use of each outline: of its classification, else of its theme."""
    told = {
        pair: use_of(pair[0], uses) or use_of(pair[1], uses)
        for pair in outlines.select("use_as_published", "theme_as_published").unique().iter_rows()
    }
    pairs = outlines.select("use_as_published", "theme_as_published").iter_rows()
    return pl.Series("function", [told[pair] for pair in pairs], dtype=pl.String)


def _sites(outlines: pl.DataFrame, shapes: npt.NDArray[Any], gap_m: float) -> npt.NDArray[np.int64]:
    """The number of each outline's site: that of its first outline."""
    leader = np.arange(outlines.height)
    key = pl.concat_str(pl.col("name_as_published").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", ""), pl.col("function"), separator="|")
    keys = outlines.select(key.alias("key"))["key"]
    named = np.flatnonzero(keys.is_not_null().to_numpy())
    if named.size:
        numbers = keys.gather(named).rank("dense").to_numpy()
        tree = shapely.STRtree(shapes[named])
        left, right = tree.query(shapes[named], predicate="dwithin", distance=gap_m)
        same = (numbers[left] == numbers[right]) & (left < right)

        def find(index: int) -> int:
            while leader[index] != index:
                leader[index] = leader[leader[index]]
                index = int(leader[index])
            return index

        for one, other in zip(named[left[same]].tolist(), named[right[same]].tolist(), strict=True):
            first, second = sorted((find(one), find(other)))
            leader[second] = first
        for index in named.tolist():
            leader[index] = find(index)
    return leader


def _near(
    outlines: pl.DataFrame,
    shapes: npt.NDArray[Any],
    sites: npt.NDArray[np.int64],
    standing: pl.DataFrame,
    asset_of: Mapping[str, str],
    words: matching.Words,
    limits: Limits,
) -> pl.DataFrame:
    """Every pair of an outline and a point of an asset near it, with what agrees."""
    points = shapely.points(standing["easting"].to_numpy(), standing["northing"].to_numpy())
    reach = max(limits.near_m, limits.names.far_m)
    point, outline = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=reach)
    pairs = pl.DataFrame(
        {
            "outline": outline,
            "site": sites[outline],
            "point": point,
            "distance_m": shapely.distance(points[point], shapes[outline]),
        },
        schema={"outline": pl.Int64, "site": pl.Int64, "point": pl.Int64, "distance_m": pl.Float64},
    )
    told = outlines.select(site_name="name_as_published", use="function").with_row_index("outline").with_columns(pl.col("outline").cast(pl.Int64))
    known = standing.select("is_middle_of_postcode", "function", "name", "address", "street_number", "street", asset_id=pl.col("source_key").replace_strict(asset_of, return_dtype=pl.String))
    known = known.with_row_index("point").with_columns(pl.col("point").cast(pl.Int64))
    pairs = pairs.join(told, on="outline", how="left", maintain_order="left").join(
        known.select("point", "function", "asset_id", "is_middle_of_postcode"), on="point", how="left", maintain_order="left"
    )
    agreement = _names(pairs, known, words, limits.names)
    is_in = pl.col("distance_m") == 0
    is_named = pl.col("site_name").is_not_null()
    agrees = pl.col("name").is_in(["same", "agree"])
    same_use = pl.col("use") == pl.col("function")
    no_use = pl.col("function").is_in(_UNKNOWN_FUNCTIONS)
    beside = (pl.col("distance_m") <= limits.near_m) & (~is_named | (pl.col("name") == "alike"))
    return pairs.with_columns(pl.Series("name", agreement, dtype=pl.String)).with_columns(
        is_in=is_in,
        is_named=is_named & pl.col("use").is_not_null(),
        agrees=agrees,
        fits=(
            pl.when(pl.col("name") == "differ").then(False)
            .when(pl.col("use").is_null()).then(is_in)
            .when(same_use).then(is_in | beside | agrees)
            .when(no_use).then(is_in & agrees)
            .otherwise(False)
        ),
        reason=pl.concat_str(
            pl.when(is_in).then(pl.lit("stands in the outline"))
            .when(pl.col("distance_m") <= limits.near_m).then(pl.lit(f"within {limits.near_m:.0f} m of the outline"))
            .otherwise(pl.lit(f"within {limits.names.far_m:.0f} m of the outline")),
            pl.when(same_use).then(pl.lit(", same use")).otherwise(pl.lit("")),
            pl.when(agrees).then(pl.lit(", same name")).otherwise(pl.lit("")),
        ),
    )  # fmt: skip


def _names(pairs: pl.DataFrame, known: pl.DataFrame, words: matching.Words, limits: matching.Thresholds) -> list[str | None]:
    """How the name of each outline's site and that of each asset agree; null where the outline has none."""
    described = {row["point"]: matching.describe(row, words) for row in known.join(pairs.select("point").unique(), on="point").iter_rows(named=True)}
    nothing = {"address": None, "street_number": None, "street": None}
    of_site = {
        name: matching.describe({"name": name, **nothing}, words) for name in pairs["site_name"].unique().drop_nulls()
    }
    judged: dict[tuple[str, int], str] = {}
    found: list[str | None] = []
    for name, point in pairs.select("site_name", "point").iter_rows():
        if name is None:
            found.append(None)
            continue
        if (name, point) not in judged:
            judged[name, point] = matching.name_agreement(of_site[name], described[point], limits)
        found.append(judged[name, point])
    return found


def _decide(near: pl.DataFrame, sites: npt.NDArray[np.int64]) -> tuple[dict[int, tuple[str, str]], set[int]]:
    """The asset and reason of each outline that has one, and the outlines that several assets fit."""
    fitting = near.filter("fits")
    # an asset's claim on a site: its nearest pair
    claims = fitting.sort("site", "asset_id", "distance_m", "outline", "point").unique(["site", "asset_id"], keep="first", maintain_order=True)
    several: set[int] = set()
    winner: dict[int, dict[str, Any]] = {}
    for (site,), group in claims.group_by("site", maintain_order=True):
        offers = group.to_dicts()
        best = _best(offers)
        if best is None:
            several.add(int(str(site)))
        else:
            winner[int(str(site))] = best
    # an asset has one named site: the one it stands in, else that of its name, else the nearest
    chosen: dict[str, tuple[Any, ...]] = {}
    for site, offer in sorted(winner.items()):
        if offer["is_named"]:
            order = (not offer["is_in"], not offer["agrees"], offer["distance_m"], site)
            chosen[offer["asset_id"]] = min(chosen.get(offer["asset_id"], order), order)
    taken: dict[int, set[str]] = defaultdict(set)
    for outline, asset_id in near.filter(pl.col("is_in") & ~pl.col("is_middle_of_postcode")).select("outline", "asset_id").iter_rows():
        taken[outline].add(asset_id)
    given: dict[int, tuple[str, str]] = {}
    shared: set[int] = set()
    of_winners = np.flatnonzero(np.isin(sites, list(winner)))
    for outline, site in zip(of_winners.tolist(), sites[of_winners].tolist(), strict=True):
        offer_of = winner[site]
        asset_id = offer_of["asset_id"]
        mine = chosen.get(asset_id)
        if mine is not None and mine[-1] != site:
            continue
        if not offer_of["agrees"] and taken[outline] - {asset_id}:
            shared.add(outline)
            continue
        given[outline] = (asset_id, offer_of["reason"])
    return given, shared | set(np.flatnonzero(np.isin(sites, list(several))).tolist())


def _best(offers: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one asset whose site it is, or None where it cannot be told."""
    if len(offers) == 1:
        return offers[0]
    if offers[0]["is_named"]:
        named = [offer for offer in offers if offer["agrees"]]
        return named[0] if len(named) == 1 else None
    nearest = min(offer["distance_m"] for offer in offers)
    first = [offer for offer in offers if offer["distance_m"] == nearest]
    return first[0] if len(first) == 1 else None


def _is_outside(outlines: pl.DataFrame, areas: pl.DataFrame) -> npt.NDArray[Any]:
    """Whether the middle of each outline lies outside the place; where there is no boundary nothing is known to."""
    inside = areas.filter("is_in_place")
    if inside.is_empty():
        return np.zeros(outlines.height, dtype=bool)
    place = shapely.union_all(shapely.from_wkb(inside["outline_wkb"].to_numpy()))
    shapely.prepare(place)
    outside: npt.NDArray[Any] = np.logical_not(shapely.intersects_xy(place, outlines["easting"].to_numpy(), outlines["northing"].to_numpy()))
    return outside
