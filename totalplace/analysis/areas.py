"""Areas of a place from the boundaries received: one outline a code, and which areas are part of the place.

Belongs here: choosing among outlines, telling what lies inside. Does not belong here: reading boundary files (sources).
"""

import numpy as np
import polars as pl
import shapely

from totalplace.contracts import core


def choose_areas(boundaries: pl.DataFrame, place_areas: pl.DataFrame) -> pl.DataFrame:
    """core.area from staging.boundary and core.place_area.

    Of several outlines of one code the one with most points stands (the least generalised), then the first file by path.
    An area is in the place if place.toml names its code or its file, or if its inner point lies in an area so named.
    """
    if boundaries.is_empty():
        return core.AREA.empty()
    chosen = (
        boundaries.with_columns(pl.col("outline_wkb").bin.size().alias("size"))
        .sort(["area_code", "size", "path", "source_part", "source_row"], descending=[False, True, False, False, False])
        .unique("area_code", keep="first", maintain_order=True)
    )
    named_codes = place_areas["area_code"].drop_nulls().to_list()
    named_paths = place_areas["boundary_path"].drop_nulls().to_list()
    from_named_file = boundaries.filter(pl.col("path").is_in(named_paths))["area_code"].unique().to_list()
    named = chosen["area_code"].is_in([*named_codes, *from_named_file])
    outlines = shapely.from_wkb(chosen["outline_wkb"].to_numpy())
    inside = np.zeros(len(outlines), dtype=bool)
    if named.any():
        place = shapely.union_all(outlines[named.to_numpy()])
        shapely.prepare(place)
        inside = shapely.contains(place, shapely.point_on_surface(outlines))
    is_in_place = named | pl.Series(inside)
    # an area larger than the place (its region, a neighbouring county) may hold its inner point by chance
    if named.any():
        is_in_place = named | (pl.Series(inside) & pl.Series(shapely.area(outlines) <= shapely.area(place) * 1.001))
    return (
        core.AREA.conform(chosen.with_columns(is_in_place.alias("is_in_place")).select(core.AREA.column_names))
        .collect()
        .sort("area_code")
    )


def choose_postcodes(postcodes: pl.LazyFrame) -> pl.LazyFrame:
    """core.postcode from staging.postcode: one row a postcode.

    A live one before a terminated one, one with a district before one without, then the last file by path (newest name).
    """
    return (
        postcodes.select("postcode", "easting", "northing", "lad_code", "lsoa_code", "msoa_code", "terminated_on", "path", "source_row")
        .sort(
            ["postcode", pl.col("terminated_on").is_not_null(), pl.col("lad_code").is_null(), "path", "source_row"],
            descending=[False, False, False, True, False],
        )
        .unique("postcode", keep="first", maintain_order=True)
        .select(core.POSTCODE.column_names)
    )
