"""Where each line of a register is: the best location available and how it was found.

Belongs here: choosing between coordinates and postcode, placing points in areas. Does not belong here: reading
coordinates (sources/property_register.py), or drawing.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from convertbng.cutil import convert_osgb36_to_ll

from totalplace.contracts import core

_METHOD_OF_READING = {
    "grid": "coordinates",
    "longitude and latitude": "coordinates",
    "longitude and latitude exchanged": "coordinates exchanged",
    "grid exchanged": "coordinates exchanged",
    "grid reference": "grid reference",
}

_LIST = ("source_file_id", "source_part")


@dataclass(frozen=True)
class Limits:
    """From when on a distance is doubted (ref.assumption, location_…)."""

    far_from_postcode_m: float
    far_from_list_m: float
    far_from_list_times: float


def locate(properties: pl.DataFrame, postcodes: pl.DataFrame, areas: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """core.property_place: coordinates as given, else the middle of the postcode, else not known.

    Where an easting and a northing lie farther than `far_from_postcode_m` (of `limits`) from the row's own postcode, and the same two
    numbers exchanged do not, they stand the wrong way round: nothing else would put them beside the postcode.

    Coordinates far from those of all the rest of their list, by distance and by the list's own width, are a slip of the pen (a
    digit lost) unless the row's postcode lies there too: they are marked, and not used where there is a postcode.

    `properties` are rows of core.listing, `postcodes` core.postcode, `areas` core.area. The district and whether the
    point is in the place come from outlines; without outlines the district is the postcode's and the rest is not known.
    """
    far_from_postcode_m = limits.far_from_postcode_m
    own = [
        pl.col("coordinate_reading")
        .replace_strict(_METHOD_OF_READING, default=None, return_dtype=pl.String)
        .alias("own_method")
    ]
    given = _distance(pl.col("easting"), pl.col("northing"))
    exchanged = _distance(pl.col("northing"), pl.col("easting"))
    placed = (
        properties.select(
            "source_file_id", "source_part", "source_row", "postcode", "easting", "northing", "lon", "lat", "coordinate_reading"
        )
        .with_columns(own)
        .join(
            postcodes.select("postcode", pl.col("easting").alias("post_e"), pl.col("northing").alias("post_n"), pl.col("lad_code").alias("post_lad")),
            on="postcode",
            how="left",
            maintain_order="left",
        )
        .with_columns(is_exchanged=(pl.col("coordinate_reading") == "grid") & (given > far_from_postcode_m) & (exchanged <= far_from_postcode_m))
        .with_columns(pl.col("is_exchanged").fill_null(False))
        .with_columns(
            easting=pl.when("is_exchanged").then("northing").otherwise("easting"),
            northing=pl.when("is_exchanged").then("easting").otherwise("northing"),
            lon=pl.when(~pl.col("is_exchanged")).then("lon"),
            lat=pl.when(~pl.col("is_exchanged")).then("lat"),
            own_method=pl.when("is_exchanged").then(pl.lit("coordinates exchanged")).otherwise("own_method"),
            postcode_distance_m=pl.when("is_exchanged").then(exchanged).otherwise(given).round(1),
        )
        .with_columns(list_distance_m=_distance_from_list())
        .with_columns(is_far_from_list=_is_far_from_list(limits))
        .with_columns(
            pl.when(~(pl.col("is_far_from_list") & pl.col("post_e").is_not_null())).then(pl.col(name)).alias(name)
            for name in ("easting", "northing", "lon", "lat")
        )
        .with_columns(
            pl.when(pl.col("easting").is_not_null()).then(pl.col("own_method"))
            .when(pl.col("post_e").is_not_null()).then(pl.lit("postcode"))
            .otherwise(pl.lit("not known")).alias("location_method"),
            pl.when(pl.col("easting").is_not_null())
            .then(pl.len().over("source_file_id", "source_part", "easting", "northing"))
            .otherwise(1).cast(pl.Int64).alias("same_point_count"),
            pl.coalesce("easting", "post_e").alias("easting"),
            pl.coalesce("northing", "post_n").alias("northing"),
        )
    )  # fmt: skip
    district, in_place = _areas_at(placed, areas)
    lon, lat = _degrees(placed)
    return (
        core.PROPERTY_PLACE.conform(
            placed.with_columns(
                pl.coalesce(district, pl.col("post_lad")).alias("area_code"),
                in_place.alias("is_in_place"),
                pl.coalesce("lon", lon).alias("lon"),
                pl.coalesce("lat", lat).alias("lat"),
            ).select(core.PROPERTY_PLACE.column_names)
        )
        .collect()
        .sort("source_file_id", "source_part", "source_row")
    )


def corrected(confirmations: pl.DataFrame) -> pl.DataFrame:
    """Rows of staging.building_confirmation that correct a point or a postcode, in the columns that `locate` reads."""
    stated = confirmations.filter(pl.col("corrected_easting").is_not_null() | pl.col("corrected_postcode").is_not_null())
    return stated.select(
        "source_file_id",
        "source_part",
        "source_row",
        pl.col("corrected_postcode").alias("postcode"),
        pl.col("corrected_easting").alias("easting"),
        pl.col("corrected_northing").alias("northing"),
        pl.lit(None, pl.Float64).alias("lon"),
        pl.lit(None, pl.Float64).alias("lat"),
        pl.when(pl.col("corrected_easting").is_not_null()).then(pl.lit("grid")).alias("coordinate_reading"),
    )


def _distance(easting: pl.Expr, northing: pl.Expr) -> pl.Expr:
    """Metres from a point to the middle of the row's postcode."""
    return ((easting - pl.col("post_e")).pow(2) + (northing - pl.col("post_n")).pow(2)).sqrt()


def _distance_from_list() -> pl.Expr:
    """Metres from a point to the middle (median) of its list."""
    east = pl.col("easting") - pl.col("easting").median().over(_LIST)
    north = pl.col("northing") - pl.col("northing").median().over(_LIST)
    return (east.pow(2) + north.pow(2)).sqrt()


def _is_far_from_list(limits: Limits) -> pl.Expr:
    """Whether the point is far from the middle of its list, in metres and in the list's own width, and its postcode is not there."""
    distance = pl.col("list_distance_m")
    is_far = (distance > limits.far_from_list_m) & (distance > limits.far_from_list_times * distance.median().over(_LIST))
    elsewhere = pl.col("postcode_distance_m").is_null() | (pl.col("postcode_distance_m") > limits.far_from_postcode_m)
    return (is_far & elsewhere).fill_null(False)


def _degrees(placed: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Longitude and latitude, to 6 decimals (0.1 m), by OSTN15."""
    lon = np.full(placed.height, np.nan)
    lat = np.full(placed.height, np.nan)
    known = placed["easting"].is_not_null().to_numpy()
    if known.any():
        found = convert_osgb36_to_ll(placed["easting"].to_numpy()[known], placed["northing"].to_numpy()[known])
        lon[known], lat[known] = np.round(found[0], 6), np.round(found[1], 6)
    return pl.Series(lon, nan_to_null=True), pl.Series(lat, nan_to_null=True)


def _areas_at(placed: pl.DataFrame, areas: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """District at each point, and whether it is in the place; null where there are no outlines or no point."""
    district = pl.Series([None] * placed.height, dtype=pl.String)
    in_place = pl.Series([None] * placed.height, dtype=pl.Boolean)
    known = np.flatnonzero(placed["easting"].is_not_null().to_numpy())
    points = shapely.points(placed["easting"].to_numpy()[known], placed["northing"].to_numpy()[known])
    districts = areas.filter(pl.col("area_type") == "district")
    if districts.height and known.size:
        tree = shapely.STRtree(shapely.from_wkb(districts["outline_wkb"].to_numpy()))
        point, area = tree.query(points, predicate="intersects")
        first, at = np.unique(point, return_index=True)  # a point on a border belongs to the first district by code
        codes = np.full(placed.height, None, dtype=object)
        codes[known[first]] = districts["area_code"].to_numpy()[area[at]]
        district = pl.Series(codes.tolist(), dtype=pl.String)
    inside_place = areas.filter("is_in_place")
    if inside_place.height and known.size:
        place = shapely.union_all(shapely.from_wkb(inside_place["outline_wkb"].to_numpy()))
        shapely.prepare(place)
        flags = np.full(placed.height, None, dtype=object)
        flags[known] = shapely.intersects(place, points)
        in_place = pl.Series(flags.tolist(), dtype=pl.Boolean)
    return district, in_place
