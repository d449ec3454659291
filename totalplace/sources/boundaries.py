"""Boundaries of areas: polygons with a code and a name.

Belongs here: ONS and like files under any year's headings, and their outlines on the National Grid. Does not belong here: other
polygons (building footprints, plots), or joining points to areas.
"""

from typing import Any

import numpy as np
import polars as pl
import shapely

from totalplace import values as v
from totalplace.contracts.staging import BOUNDARY
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Sample, Source
from totalplace.sources._codes import area_code, stems
from totalplace.sources._coordinates import mercator_to_grid, to_grid

NO_OUTLINE = IssueType(
    "outline unreadable",
    "error",
    "sender",
    "The outline of {value} is missing, is no polygon or lies outside Great Britain, so the area is not in the results.",
)
OUTLINE_REPAIRED = IssueType(
    "outline repaired",
    "note",
    "nobody",
    "The outline of {value} crossed itself and was made valid.",
)

# From small to large: a file of small areas names the large ones that they lie in beside them, never the other way round.
_KINDS = ("oa", "lsoa", "msoa", "par", "wd", "ced", "bua", "lad", "laua", "ltla", "pcon", "npark", "utla", "ctyua", "cty", "sicbl", "icb", "fra", "pfa", "cauth", "rgn", "ctry")
_CODES = (*stems(*_KINDS), "area code", "gss code", "code", "lad code", "ward code", "lsoa code", "msoa code", "la code", "geography code", "geo code", "gss", "areacd")
_NAMES = (*(alias[:-2] + "nm" for alias in stems(*_KINDS)), "area name", "name", "lad name", "ward name", "lsoa name", "msoa name", "la name", "geography", "geography name", "geo name", "areanm")
_TYPE_OF_PREFIX = {
    "combined authority": ("E47",),
    "county": ("E10",),
    "district": ("E06", "E07", "E08", "E09", "W06", "S12", "N09"),
    "ward": ("E05", "W05", "S13", "N08"),
    "msoa": ("E02", "W02", "S02"),
    "lsoa": ("E01", "W01", "S01", "95"),
}
_GSS = r"^[EWSNKJ]\d{8}$|^95[A-Z]{2}\d{2}[SW]\d$"

_FIELDS = (
    Field("area_code", _CODES, area_code, shape="area code"),
    Field("area_name", _NAMES, v.text, shape="words"),
)


def objection(sample: Sample) -> str:
    """Boundaries have outlines, and each area its own code."""
    if not sample.has_geometry:
        return "It names areas but has no outlines: it is a table about areas, not their boundaries."
    codes = sample.values["area_code"].drop_nulls()
    if not len(codes) or codes.str.contains(_GSS).mean() < 0.9:  # type: ignore[operator]
        return "Its codes are not codes of areas (such as E08000009)."
    if codes.n_unique() < len(codes):
        return "Several outlines share one area code: these are features in areas (buildings, plots), not boundaries of areas."
    return ""


def outlines(geometry: pl.Series) -> pl.Series:
    """Outlines on the National Grid from WKB in degrees, web Mercator or the grid, told apart by their size.

    A struct of outline_wkb, west, south, east, north and was_repaired; null where there is no polygon in Great Britain.
    """
    shapes = shapely.from_wkb(geometry.to_numpy(), on_invalid="ignore")
    rows = [_on_grid(shape) for shape in shapes]
    return pl.Series("outline", rows, dtype=_OUTLINE)


_OUTLINE = pl.Struct(
    {"outline_wkb": pl.Binary, "west": pl.Float64, "south": pl.Float64, "east": pl.Float64, "north": pl.Float64, "was_repaired": pl.Boolean}
)


def _on_grid(shape: Any) -> dict[str, Any] | None:
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    flat = shapely.force_2d(shape)
    # a ring with a vertex beyond OSTN15 would not close and could not be built at all
    if not np.isfinite(_vertices_on_grid(shapely.get_coordinates(flat))).all():
        return None
    moved = shapely.transform(flat, _vertices_on_grid)
    was_repaired = not shapely.is_valid(moved)
    if was_repaired:
        parts = [part for part in shapely.get_parts(shapely.make_valid(moved)) if part.geom_type in ("Polygon", "MultiPolygon")]
        if not parts:
            return None
        moved = shapely.union_all(parts)
    west, south, east, north = moved.bounds
    return {
        "outline_wkb": shapely.to_wkb(moved),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "was_repaired": was_repaired,
    }


def _vertices_on_grid(vertices: Any) -> Any:
    x, y = vertices[:, 0], vertices[:, 1]
    if np.abs(x).max() <= 180 and np.abs(y).max() <= 90:
        easting, northing = to_grid(x, y)
    elif y.min() > 1_300_000:  # north of any grid metre: web Mercator
        easting, northing = mercator_to_grid(x, y)
    else:
        easting, northing = x, y
    return np.round(np.column_stack((easting, northing)), 3)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = frame.collect_schema().names()
    geometry = pl.col("geometry") if "geometry" in names else pl.lit(None, pl.Binary)
    kind = pl.lit("other")
    for name, prefixes in _TYPE_OF_PREFIX.items():
        kind = pl.when(pl.any_horizontal(*(pl.col("area_code").str.starts_with(prefix) for prefix in prefixes))).then(pl.lit(name)).otherwise(kind)
    frame = frame.with_columns(geometry.map_batches(outlines, return_dtype=_OUTLINE, is_elementwise=True).alias("_outline"))
    found = pl.col("_outline").struct.field
    problem = (
        pl.when(found("outline_wkb").is_null()).then(pl.lit(NO_OUTLINE.code))
        .when(found("was_repaired")).then(pl.lit(OUTLINE_REPAIRED.code))
    )  # fmt: skip
    done = frame.with_columns(
        kind.alias("area_type"),
        pl.coalesce("area_name", "area_code").alias("area_name"),
        *(found(name).alias(name) for name in ("outline_wkb", "west", "south", "east", "north")),
        problem.alias("outline_wkb__problem"),
        pl.when(problem.is_not_null()).then(pl.coalesce("area_name", "area_code")).alias("outline_wkb__text"),
    )
    return done.drop("_outline", *(["geometry"] if "geometry" in names else []))


SOURCE = Source(
    kind="boundaries",
    title="boundaries of areas",
    contract=BOUNDARY,
    fields=_FIELDS,
    required=(("area_code",), ("area_name",)),
    noted=("outline_wkb",),
    tidy=_tidy,
    issues=(NO_OUTLINE, OUTLINE_REPAIRED),
    objection=objection,
)
