"""Frames made into what a page can carry: outlines and assets as small as they can be.

Belongs here: reprojection for drawing, simplification, dictionary encoding, compression. Does not belong here: what is
said about the data (estate_map.py), or how it is drawn (estate_map.js, which reads what is written here).
"""

import base64
import datetime
import gzip
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import shapely
from convertbng.cutil import convert_lonlat

from totalplace.mapping.escape import plain
from totalplace.mapping.spec import DetailColumn
from totalplace.mapping.terms import term

SCALE = 100_000  # coordinates travel as whole numbers: five decimals of a degree, about a metre
TOLERANCE_M = {"ward": 15.0, "lsoa": 15.0, "msoa": 15.0}
DEFAULT_TOLERANCE_M = 30.0
GAP_M = 40.0  # neighbours this close have a common border
LEAST_HOLE_M2 = 1_000_000.0  # a hole in the place smaller than this is a gap between outlines
AREA_TYPES = ("district", "ward")  # what is drawn; larger areas only lend their outline
LONGEST = 200  # characters of a name, an address or a condition; the whole is in the published table


def packed(payload: dict[str, Any]) -> str:
    """JSON, compressed, in base64. The same payload gives the same text: the time in the gzip header is zero."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)).decode("ascii")


def to_degrees(points: np.ndarray) -> np.ndarray:
    """Eastings and northings (n × 2) to longitudes and latitudes, by OSTN15."""
    lon, lat = convert_lonlat(np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1]))
    degrees = np.column_stack([lon, lat])
    if not np.isfinite(degrees).all():
        raise ValueError("an outline has coordinates that are not on the British National Grid: is it in EPSG:27700?")
    return degrees


def _rings(geometry: Any) -> list[list[int]]:
    """Every ring of a polygon or of several, outer and inner alike, as x, y, x, y … in differences."""
    rings = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            whole = np.rint(to_degrees(shapely.get_coordinates(ring)) * SCALE).astype(int)
            keep = np.ones(len(whole), dtype=bool)
            keep[1:] = (whole[1:] != whole[:-1]).any(axis=1)
            whole = whole[keep]
            if len(whole) < 4:  # smaller than a metre: nothing to draw
                continue
            steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=int))
            rings.append([int(value) for value in steps.ravel()])
    return rings


def _label_point(geometry: Any) -> list[int]:
    """Where the area's name stands: inside it, as far from its edges as can be."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    if not parts:
        return []
    largest = max(parts, key=lambda part: (part.area, part.wkb))
    centre = shapely.maximum_inscribed_circle(largest, tolerance=250)
    point = np.array([centre.coords[0]])
    return [int(value) for value in np.rint(to_degrees(point) * SCALE).astype(int).ravel()]


def outlines(boundaries: pl.DataFrame) -> dict[str, Any]:
    """Districts, wards and the outline of the place, for drawing."""
    frame = boundaries.sort("area_type", "area_code")
    geometries = shapely.make_valid(shapely.from_wkb(frame["outline_wkb"].to_list()))
    areas: list[dict[str, Any]] = []
    for area_type, rows in frame.with_row_index("position").group_by("area_type", maintain_order=True):
        if area_type[0] not in AREA_TYPES:
            continue
        chosen = geometries[rows["position"].to_numpy()]
        # as one coverage, so that neighbours keep a common edge
        simple = shapely.coverage_simplify(chosen, TOLERANCE_M.get(str(area_type[0]), DEFAULT_TOLERANCE_M))
        for row, geometry in zip(rows.iter_rows(named=True), simple, strict=True):
            areas.append(
                {
                    "name": plain(row["area_name"])[:LONGEST],
                    "code": plain(row["area_code"]),
                    "type": row["area_type"],
                    "in": bool(row["is_in_place"]),
                    "label": _label_point(geometry),
                    "rings": _rings(geometry),
                }
            )
    return {"areas": areas, "place": _rings(outer(frame, geometries))}


def outer(frame: pl.DataFrame, geometries: Any) -> Any:
    """The outline of the place in metres: of its districts, or of whatever areas are in it where no district is.

    Generalised outlines of neighbours do not quite meet; the gaps between them are closed, they are no border.
    """
    inside = frame["is_in_place"].fill_null(False)
    districts = inside & (frame["area_type"] == "district")
    chosen = geometries[(districts if districts.any() else inside).to_numpy()]
    if not len(chosen):
        return shapely.GeometryCollection()
    closed = shapely.buffer(shapely.union_all(shapely.buffer(chosen, GAP_M, quad_segs=2)), -GAP_M, quad_segs=2)
    parts = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > LEAST_HOLE_M2])
        for part in shapely.get_parts(closed)
    ]
    return shapely.simplify(shapely.MultiPolygon(parts), DEFAULT_TOLERANCE_M)


def dictionary(values: Sequence[Any]) -> dict[str, Any]:
    """Repeated texts once each, in order of first appearance, and where each stands; -1 is nothing."""
    words: dict[str, int] = {}
    places = []
    for value in values:
        if value is None:
            places.append(-1)
        else:
            text = plain(value)[:LONGEST]
            places.append(words.setdefault(text, len(words)))
    return {"w": list(words), "i": places}


def _cell(value: Any) -> Any:
    """A value of a detail as JSON has it; dates and money as text, so that nothing is rounded on the way."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 2) if round(value, 2) % 1 else round(value)
    if isinstance(value, datetime.date | Decimal):
        return str(value)
    return plain(value)[:LONGEST]


def column(frame: pl.DataFrame, name: str) -> dict[str, Any]:
    """A column for the page: as a dictionary where values repeat, else as it is."""
    values = [_cell(value) for value in frame[name].to_list()]
    if len(set(values)) * 2 <= len(values) or all(value is None for value in values):
        texts = dictionary(["" if value is None else value for value in values])
        words = [None if word == "" else word for word in texts["w"]]
        return {"w": words, "i": texts["i"]}
    return {"v": values}


_NOTHING, _AS_BEFORE, _NEXT_NEW = -1, -2, -3


def abreast(columns: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Several columns of one meaning, such as one an option: each value once, in order of first appearance, and row by row where each column has it.

    -1 is nothing, -2 the same as in the column before, -3 a value that stands for the first time: the next. Rows of columns that are mostly alike
    become short, and what is beside each other is compressed together, which columns one after the other are not.
    """
    words: dict[Any, int] = {}
    places = []
    for row in zip(*columns, strict=True):
        last: Any = _AS_BEFORE  # no cell of the first column is as before
        for at, value in enumerate(row):
            if at and value == last:
                places.append(_AS_BEFORE)
            elif value is None:
                places.append(_NOTHING)
            elif value in words:
                places.append(words[value])
            else:
                words[value] = len(words)
                places.append(_NEXT_NEW)
            last = value
    return {"w": [_cell(value) for value in words], "i": places}


def steps(numbers: Sequence[int]) -> list[int]:
    """Whole numbers, each as the difference from the last."""
    return [number - last for number, last in zip(numbers, [0, *numbers[:-1]], strict=True)] if numbers else []


def _steps(frame: pl.DataFrame, name: str) -> list[int | None]:
    """Degrees as whole numbers, each the difference from the last known one; null stays null."""
    out: list[int | None] = []
    last = 0
    for value in frame[name].to_list():
        if value is None:
            out.append(None)
        else:
            whole = round(value * SCALE)
            out.append(whole - last)
            last = whole
    return out


def assets(
    estate: pl.DataFrame,
    body_index: dict[str, int],
    columns: Sequence[DetailColumn],
    held: pl.Series,
    class_of_asset: pl.Series,
) -> dict[str, Any]:
    """The assets, column by column, in the order of `estate`."""
    kinds = {"building": 0, "land": 1, "site": 2}
    missing = sorted(set(estate["body_id"].drop_nulls()) - set(body_index))
    if missing:
        raise ValueError(f"bodies of the estate are not among the bodies: {', '.join(missing)}")
    structural = {"function", "gia_m2"}
    return {
        "n": estate.height,
        "name": [plain(value)[:LONGEST] for value in estate["name"].to_list()],
        "body": [body_index.get(value, -1) for value in estate["body_id"].to_list()],
        "shape": [kinds[value] for value in estate["asset_kind"].to_list()],
        "held": [int(value) for value in held.to_list()],
        "class": class_of_asset.to_list(),
        "basis": dictionary([term(value) for value in estate["ownership_basis"].to_list()]),
        "address": column(estate, "address"),
        "postcode": column(estate, "postcode"),
        "area": dictionary(estate["area_code"].to_list()),
        "use": dictionary([function_name(value) for value in estate["function"].to_list()]),
        "gia": [_cell(value) for value in estate["gia_m2"].to_list()],
        "lon": _steps(estate, "lon"),
        "lat": _steps(estate, "lat"),
        "details": {item.key: column(estate, item.key) for item in columns if item.key not in structural},
    }


def function_name(function: str) -> str:
    """`primary_school` as people write it."""
    words = term(plain(function).replace("_", " "))
    return words[:1].upper() + words[1:]


def source_lines(estate: pl.DataFrame, estate_sources: pl.DataFrame, files: pl.DataFrame) -> dict[str, Any]:
    """For each asset, in the order of `estate`, the lines of the files that speak of it."""
    used = (
        estate_sources.select("asset_id", "source_file_id", "source_part", "source_row")
        .join(estate.select("asset_id").with_row_index("position"), on="asset_id", how="inner")
        .join(files.select("source_file_id", "path"), on="source_file_id", how="left")
        .with_columns(pl.col("path").fill_null(pl.col("source_file_id")))
        .sort("position", "path", "source_part", "source_row", nulls_last=True)
    )
    counts = np.bincount(used["position"].to_numpy(), minlength=estate.height)
    names = [str(path).replace("\\", "/").rsplit("/", 1)[-1] for path in used["path"].to_list()]
    return {
        "count": [int(value) for value in counts],
        "file": dictionary(names),
        "part": dictionary(used["source_part"].to_list()),
        "row": [-1 if value is None else int(value) for value in used["source_row"].to_list()],
    }
