"""Coordinates: from whatever a row gives to British National Grid metres and WGS84 degrees.

Belongs here: telling a row's coordinate system by its size, and the one conversion, with OSTN15. Does not belong here: reading
numbers out of cells (values), or distances.

Degrees and metres of Great Britain do not overlap, so the numbers themselves tell the system of a row better than a column that
names it: a file says WGS84 for all rows and has some in metres. Only a grid point with both numbers under 700 km could be
exchanged unseen; rows are then taken as they stand.
"""

from typing import Any

import numpy as np
import polars as pl
from convertbng.cutil import convert_epsg3857_to_wgs84, convert_osgb36_to_ll, convert_to_osgb36

from totalplace.issues import IssueType

# Great Britain and its islands, with sea around; OSTN15 itself refuses what lies beyond its grid.
LON_WEST, LON_EAST = -9.0, 2.3
LAT_SOUTH, LAT_NORTH = 49.7, 61.2
EAST_END, NORTH_END = 700_000.0, 1_300_000.0
_MERCATOR_WEST, _MERCATOR_EAST = -1_002_000.0, 257_000.0
_MERCATOR_SOUTH, _MERCATOR_NORTH = 6_390_000.0, 8_700_000.0

NO_PLACE = IssueType(
    "coordinates are a filler",
    "note",
    "sender",
    "The coordinates '{value}' fill a blank (nought, -1, 999999) and were left out. Leave the cell blank.",
)
OUTSIDE = IssueType(
    "coordinates outside Great Britain",
    "warning",
    "sender",
    "The coordinates '{value}' do not lie in Great Britain and were left out. Send easting and northing, or longitude and latitude.",
)
EXCHANGED = IssueType(
    "coordinates exchanged",
    "note",
    "sender",
    "The coordinates '{value}' stand the wrong way round and were read the other way. Send easting before northing, longitude before latitude.",
)
HALF = IssueType(
    "half a pair of coordinates",
    "warning",
    "sender",
    "Only one of two coordinates is given ('{value}'), so both were left out.",
)
COORDINATE_ISSUES = (NO_PLACE, OUTSIDE, EXCHANGED, HALF)

_FIELDS = {
    "easting": pl.Float64,
    "northing": pl.Float64,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "coordinate_reading": pl.String,
    "easting__problem": pl.String,
    "easting__text": pl.String,
}


def to_grid(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Easting and northing of WGS84 degrees by OSTN15; NaN where its grid ends."""
    easting, northing = convert_to_osgb36(np.ascontiguousarray(lon, float), np.ascontiguousarray(lat, float))
    return easting, northing


def to_degrees(easting: Any, northing: Any) -> tuple[Any, Any]:
    """WGS84 longitude and latitude of grid metres by OSTN15; NaN where its grid ends."""
    lon, lat = convert_osgb36_to_ll(np.ascontiguousarray(easting, float), np.ascontiguousarray(northing, float))
    return lon, lat


def mercator_to_grid(x: Any, y: Any) -> tuple[Any, Any]:
    """Easting and northing of web Mercator metres (EPSG:3857)."""
    lon, lat = convert_epsg3857_to_wgs84(np.ascontiguousarray(x, float), np.ascontiguousarray(y, float))
    return to_grid(lon, lat)


def located(x: pl.Expr, y: pl.Expr, is_reference: pl.Expr) -> pl.Expr:
    """A struct of easting, northing (to 0.1 m), lon, lat (to 6 decimals), coordinate_reading, and problem with its text.

    `x`, `y` are the numbers as they stand, of any system; `is_reference` marks those from a lettered grid reference.
    """
    dtype = pl.Struct(_FIELDS)
    return pl.struct(x.alias("x"), y.alias("y"), is_reference.alias("r")).map_batches(
        _located, return_dtype=dtype, is_elementwise=True
    )


def _located(pairs: pl.Series) -> pl.Series:
    x = pairs.struct.field("x").cast(pl.Float64).fill_null(float("nan")).to_numpy()
    y = pairs.struct.field("y").cast(pl.Float64).fill_null(float("nan")).to_numpy()
    from_reference = pairs.struct.field("r").fill_null(False).to_numpy()
    given = ~(np.isnan(x) & np.isnan(y))
    both = ~np.isnan(x) & ~np.isnan(y)
    filler = given & (_is_filler(x) | _is_filler(y)) & ~_in_degrees(x, y) & ~_in_degrees(y, x)

    degrees = both & ~filler & _in_degrees(x, y)
    degrees_swapped = both & ~filler & ~degrees & _in_degrees(y, x)
    grid = both & ~filler & _in_grid(x, y)
    # beyond 700 km only a northing can lie; so such an "easting" is one
    grid_swapped = both & ~filler & ~grid & _in_grid(y, x)
    mercator = both & (x > _MERCATOR_WEST) & (x < _MERCATOR_EAST) & (y > _MERCATOR_SOUTH) & (y < _MERCATOR_NORTH)

    easting, northing, lon, lat = (np.full(len(x), np.nan) for _ in range(4))
    for where, first, second in ((grid, x, y), (grid_swapped, y, x)):
        if where.any():
            easting[where], northing[where] = first[where], second[where]
    for where, first, second in ((degrees, x, y), (degrees_swapped, y, x)):
        if where.any():
            easting[where], northing[where] = to_grid(first[where], second[where])
    if mercator.any():
        easting[mercator], northing[mercator] = mercator_to_grid(x[mercator], y[mercator])
    found = ~np.isnan(easting) & ~np.isnan(northing)
    if found.any():
        lon[found], lat[found] = to_degrees(easting[found], northing[found])
    found &= ~np.isnan(lon)  # beyond the edge of OSTN15
    for values in (easting, northing, lon, lat):
        values[~found] = np.nan

    reading = np.full(len(x), None, dtype=object)
    for where, words in (
        (grid, "grid"),
        (grid_swapped, "grid exchanged"),
        (degrees | mercator, "longitude and latitude"),
        (degrees_swapped, "longitude and latitude exchanged"),
        (from_reference & found, "grid reference"),
    ):
        reading[where & found] = words
    problem = np.full(len(x), None, dtype=object)
    problem[given & ~found] = OUTSIDE.code
    problem[given & ~both] = HALF.code
    problem[filler] = NO_PLACE.code
    problem[found & (grid_swapped | degrees_swapped)] = EXCHANGED.code
    text = np.full(len(x), None, dtype=object)
    for at in np.flatnonzero(problem != None):  # noqa: E711 (an array of objects)
        text[at] = ", ".join(f"{value:.10g}" for value in (x[at], y[at]) if not np.isnan(value))
    return pl.DataFrame(
        {
            "easting": pl.Series(np.round(easting, 1), nan_to_null=True),
            "northing": pl.Series(np.round(northing, 1), nan_to_null=True),
            "lon": pl.Series(np.round(lon, 6), nan_to_null=True),
            "lat": pl.Series(np.round(lat, 6), nan_to_null=True),
            "coordinate_reading": pl.Series(list(reading), dtype=pl.String),
            "easting__problem": pl.Series(list(problem), dtype=pl.String),
            "easting__text": pl.Series(list(text), dtype=pl.String),
        }
    ).to_struct("located")


def _is_filler(values: Any) -> Any:
    return (values == 0) | (values == -1) | (values == 1) | (values == 999_999) | (values == 99_999) | (values == 9_999_999)


def _in_degrees(lon: Any, lat: Any) -> Any:
    return (lon > LON_WEST) & (lon < LON_EAST) & (lat > LAT_SOUTH) & (lat < LAT_NORTH)


def _in_grid(easting: Any, northing: Any) -> Any:
    # under 1 km from the false origin lies only sea, and it is where degrees and codes would fall
    return (easting > 1_000) & (easting < EAST_END) & (northing > 1_000) & (northing < NORTH_END)
