"""Outlines of buildings on the ground, with or without a name and a theme.

Belongs here: polygons of single buildings and what the publisher says of each. Does not belong here: boundaries of areas; which
building of whose register an outline is (core). The area is that of the ground covered, never a floor area.
"""

from typing import Any

import polars as pl
import shapely

from totalplace import values as v
from totalplace.contracts.staging import BUILDING_OUTLINE
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Sample, Source
from totalplace.sources._codes import area_code
from totalplace.sources._rows import squeezed
from totalplace.sources.boundaries import OUTLINE_REPAIRED, outlines

NO_OUTLINE = IssueType(
    "outline of a building unreadable",
    "error",
    "sender",
    "The outline of {value} is missing, is no polygon or lies outside Great Britain, so the building is left out.",
)

_FIELDS = (
    Field("outline_id", ("id", "fid", "objectid", "gid", "osid", "toid", "osm id", "feature id", "building id", "inspire id", "uuid", "globalid"), v.text),
    Field("name_as_published", ("distname", "name", "building name", "distinctive name", "title"), v.text),
    Field("theme_as_published", ("buildgthem", "building theme", "buildingtheme", "theme", "building group"), v.text),
    Field("use_as_published", ("classifica", "classification", "use", "building use", "building", "type", "description", "function"), v.text),
    Field("_feature_code", ("featcode", "feature code"), v.text),
    Field("uprn", ("uprn",), v.uprn),
    Field("area_code", ("area code", "lad code", "la code"), area_code),
)  # fmt: skip


# Headings that only mapping agencies and open maps give to buildings.
_OWN = frozenset(
    squeezed(heading)
    for heading in ("buildgthem", "building theme", "classifica", "featcode", "feature code", "distname", "building", "building levels", "osm id", "toid", "inspire id", "building group")
)  # fmt: skip
_OF_LANDHOLDERS = frozenset(
    squeezed(heading) for heading in ("tenure", "tenure type", "asset code", "asset id", "unique asset id", "property reference", "reason for holding", "freehold leasehold", "title number", "owner")
)  # fmt: skip


def objection(sample: Sample) -> str:
    """Buildings have outlines, and a theme or code that mapping gives them; land of a body has a tenure or a code of its own."""
    seen = {squeezed(heading) for heading in sample.headings}
    if not sample.has_geometry:
        return "It has no outlines, so it is no file of outlines of buildings."
    if _OF_LANDHOLDERS & seen:
        return "It has outlines of a landholder's property, not of buildings as a map has them."
    if not _OWN & seen:
        return "It has outlines, but nothing shows that they are buildings."
    return ""


def _measured(outline: pl.Series) -> pl.Series:
    shapes = shapely.from_wkb(outline.to_numpy(), on_invalid="ignore")
    middles: Any = shapely.centroid(shapes)
    found = {"area_m2": shapely.area(shapes).round(2), "easting": shapely.get_x(middles).round(1), "northing": shapely.get_y(middles).round(1)}
    rows = pl.DataFrame({name: pl.Series(values, dtype=pl.Float64, nan_to_null=True) for name, values in found.items()})
    return rows.with_columns(pl.when(pl.col("easting").is_not_null()).then(pl.col("area_m2")).alias("area_m2")).to_struct("measured")


_OUTLINE = pl.Struct({"outline_wkb": pl.Binary, "west": pl.Float64, "south": pl.Float64, "east": pl.Float64, "north": pl.Float64, "was_repaired": pl.Boolean})
_MEASURED = pl.Struct({"area_m2": pl.Float64, "easting": pl.Float64, "northing": pl.Float64})


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = frame.collect_schema().names()
    geometry = pl.col("geometry") if "geometry" in names else pl.lit(None, pl.Binary)
    frame = frame.with_columns(geometry.map_batches(outlines, return_dtype=_OUTLINE, is_elementwise=True).alias("_outline"))
    outline = pl.col("_outline").struct.field
    frame = frame.with_columns(outline("outline_wkb").alias("outline_wkb"), outline("was_repaired").alias("_was_repaired"))
    frame = frame.with_columns(pl.col("outline_wkb").map_batches(_measured, return_dtype=_MEASURED, is_elementwise=True).alias("_measured"))
    measured = pl.col("_measured").struct.field
    problem = (
        pl.when(pl.col("outline_wkb").is_null()).then(pl.lit(NO_OUTLINE.code))
        .when(pl.col("_was_repaired")).then(pl.lit(OUTLINE_REPAIRED.code))
    )  # fmt: skip
    name = pl.col("name_as_published")
    done = frame.with_columns(
        # a map says "Unknown" of a building whose name it has not
        pl.when(~name.str.contains(r"(?i)^(?:unknown|not known|unnamed|none|n/a)$")).then(name).alias("name_as_published"),
        *(measured(name).alias(name) for name in ("area_m2", "easting", "northing")),
        problem.alias("outline_wkb__problem"),
        pl.when(problem.is_not_null()).then(pl.coalesce("name_as_published", "outline_id")).alias("outline_wkb__text"),
    )
    return done.drop("_outline", "_was_repaired", "_measured", "_feature_code", *(["geometry"] if "geometry" in names else []))


SOURCE = Source(
    kind="building_outline",
    title="outlines of buildings",
    is_national=True,
    contract=BUILDING_OUTLINE,
    fields=_FIELDS,
    required=(("theme_as_published", "use_as_published", "_feature_code"),),
    noted=("outline_wkb",),
    tidy=_tidy,
    issues=(NO_OUTLINE, OUTLINE_REPAIRED),
    objection=objection,
    outweighs=("boundaries", "property_register"),
)
