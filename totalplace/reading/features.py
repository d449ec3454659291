"""GeoJSON, GeoPackage and shapefile to tables of text with a geometry.

Belongs here: features, their properties as text, geometries as WKB, coordinate systems. Does not belong here:
converting
coordinates.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from totalplace.reading.problems import BLANK_CHARACTERS, COORDINATES_ASSUMED
from totalplace.reading.table import FIELDS, ROW, Problem, TextTable, Unreadable, column_name
from totalplace.reading.unpacking import printable

_DEGREES, _GRID = "EPSG:4326", "EPSG:27700"
_SPACE = re.compile(r"[ \t\r\n]*")


class _Number(float):
    """A fraction that remembers how it was written."""

    text: str


def _number(text: str) -> _Number:
    number = _Number(text)
    number.text = text
    return number


_DECODER = json.JSONDecoder(parse_float=_number)


def read_geojson(path: Path, source_part: str) -> TextTable | Unreadable:
    """The features of a GeoJSON file, one row each, numbered from 1.

    The text is held in memory and its features are taken one by one. Other JSON, and what is not JSON at all,
    is Unreadable.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Unreadable(source_part, "The JSON file is not in UTF-8. Save it as UTF-8 and send it again.")
    members: dict[str, Any] = {}
    features: list[Any] = []
    try:
        for key, value in _members(text, features):
            members[key] = value
    except json.JSONDecodeError as error:
        return Unreadable(
            source_part,
            f"It is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}. Export it again.",
        )
    except RecursionError:
        return Unreadable(source_part, "It is JSON nested too deeply to be data. Export it again as GeoJSON or CSV.")
    kind = members.get("type")
    if kind == "Feature":
        features = [members]
    elif kind == "Topology":
        return Unreadable(source_part, "It is TopoJSON, which cannot be read here. Send the same map as GeoJSON.")
    elif kind != "FeatureCollection":
        return Unreadable(
            source_part, "It is JSON but not GeoJSON, so it holds no table. Send the data as CSV, Excel or GeoJSON."
        )
    if not all(isinstance(feature, dict) for feature in features):
        return Unreadable(source_part, "Some features of the GeoJSON file are not features. Export it again.")
    return _geojson_table(features, members.get("crs"), source_part)


def _members(text: str, features: list[Any]) -> Iterator[tuple[str, Any]]:
    """Top-level members of the document; those of the array "features" go into `features` one by one."""
    place = _skip(text, 0)
    if text[place : place + 1] != "{":
        _DECODER.decode(text)
        return
    place = _skip(text, place + 1)
    while text[place : place + 1] != "}":
        key, place = _DECODER.raw_decode(text, place)
        if not isinstance(key, str):
            raise json.JSONDecodeError("a name in quotation marks is expected", text, place)
        place = _skip(text, _expect(text, place, ":"))
        if key == "features" and text[place : place + 1] == "[":
            place = _elements(text, place, features)
        else:
            value, place = _DECODER.raw_decode(text, place)
            yield key, value
        place = _skip(text, place)
        if text[place : place + 1] == ",":
            place = _skip(text, place + 1)
        elif text[place : place + 1] != "}":
            raise json.JSONDecodeError("a comma or closing brace is expected", text, place)
    if text[_skip(text, place + 1) :]:
        raise json.JSONDecodeError("there is more text after the end", text, place + 1)


def _elements(text: str, place: int, into: list[Any]) -> int:
    place = _skip(text, place + 1)
    while text[place : place + 1] != "]":
        element, place = _DECODER.raw_decode(text, place)
        if isinstance(element, dict) and isinstance(element.get("geometry"), dict):
            # Turned into one text at once: nested lists of coordinates take twenty times the memory.
            element["geometry"] = json.dumps(element["geometry"])
        into.append(element)
        place = _skip(text, place)
        if text[place : place + 1] == ",":
            place = _skip(text, place + 1)
        elif text[place : place + 1] != "]":
            raise json.JSONDecodeError("a comma or closing bracket is expected", text, place)
    return place + 1


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _expect(text: str, place: int, letter: str) -> int:
    place = _skip(text, place)
    if text[place : place + 1] != letter:
        raise json.JSONDecodeError(f"'{letter}' is expected", text, place)
    return place + 1


def _geojson_table(features: list[dict[str, Any]], crs: Any, source_part: str) -> TextTable | Unreadable:
    properties = [_properties(feature) for feature in features]
    headings = tuple(dict.fromkeys(key for entry in properties for key in entry))
    columns = [[_as_text(entry.get(heading)) for entry in properties] for heading in headings]
    written = [_geometry_text(feature.get("geometry")) for feature in features]
    geometries = shapely.from_geojson(np.array(written, dtype=object), on_invalid="ignore")
    system, problems = _geojson_system(crs, geometries)
    return _table(source_part, "geojson", headings, columns, geometries, system, problems)


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _geometry_text(geometry: Any) -> str | None:
    if geometry is None or isinstance(geometry, str):
        return geometry
    return json.dumps(geometry)


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def _geojson_system(crs: Any, geometries: Any) -> tuple[str, list[Problem]]:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str):
        if "CRS84" in name:
            return _DEGREES, []
        code = re.search(r"EPSG:+(?:[\d.]*:)?(\d+)", name)
        if code:
            return f"EPSG:{code.group(1)}", []
    bounds = shapely.total_bounds(geometries)
    if np.isfinite(bounds).all() and np.abs(bounds).max() > 360:
        return _GRID, [Problem(COORDINATES_ASSUMED, value=_GRID)]
    return _DEGREES, []


def read_layers(path: Path, container: str) -> list[TextTable | Unreadable]:
    """Every layer of a GeoPackage or zipped shapefile that is on disk; `source_part` is the layer's name."""
    # Imported here because it brings two seconds of other packages with it, which only such files need.
    import pyogrio.errors

    try:
        names = [str(name) for name, _kind in pyogrio.list_layers(path)]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError):
        return [Unreadable("table", "It cannot be opened as a map file. Export it again as GeoPackage or GeoJSON.")]
    parts: list[TextTable | Unreadable] = []
    for name in names:
        part = printable(name)
        try:
            parts.append(_layer(path, name, part, container))
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError, ValueError):
            parts.append(
                Unreadable(
                    part, f"The layer '{part}' is damaged or incomplete. Export it again as GeoPackage or GeoJSON."
                )
            )
    return parts or [Unreadable("table", "The map file has no layers. Export it again.")]


def _layer(path: Path, name: str, part: str, container: str) -> TextTable:
    import pyogrio.raw

    meta, _fids, written, values = pyogrio.raw.read(path, layer=name, datetime_as_string=True)
    headings = tuple(str(heading) for heading in meta["fields"])
    columns = [[_cell(value) for value in column] for column in values]
    rows = len(values[0]) if len(values) else len(written if written is not None else [])
    geometries = shapely.from_wkb(written) if written is not None else np.array([None] * rows, dtype=object)
    system, problems = _layer_system(meta.get("crs"), geometries)
    return _table(part, container, headings, columns, geometries, system, problems)


def _layer_system(crs: object, geometries: Any) -> tuple[str, list[Problem]]:
    if isinstance(crs, str) and crs:
        return crs, []
    return _geojson_system(None, geometries)


def _cell(value: Any) -> str | None:
    """A cell as text: whole numbers without a point, fractions to 15 digits as they were typed, dates as ISO."""
    if value is None or value != value:
        return None
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        shortest = np.format_float_positional(float(f"{float(value):.15g}"), trim="-")
        return str(shortest)
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    text = str(value)
    return None if text == "NaT" else text


def _table(
    part: str,
    container: str,
    headings: tuple[str, ...],
    columns: list[list[str | None]],
    geometries: Any,
    system: str,
    problems: list[Problem],
) -> TextTable:
    rows = len(geometries)
    names = [column_name(position) for position in range(len(headings))]
    frame = pl.DataFrame(
        {
            ROW: pl.Series(range(1, rows + 1), dtype=pl.Int64),
            FIELDS: pl.Series([None] * rows, dtype=pl.Int32),
            **{name: pl.Series(column, dtype=pl.String) for name, column in zip(names, columns, strict=True)},
            "geometry": pl.Series(list(shapely.to_wkb(geometries)), dtype=pl.Binary),
        }
    ).with_columns(
        pl.when(pl.col(name).str.strip_chars(BLANK_CHARACTERS) != "").then(pl.col(name)).alias(name) for name in names
    )
    return TextTable(part, container, headings, None, frame.lazy(), rows, crs=system, problems=tuple(problems))
