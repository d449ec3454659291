"""GeoJSON, GeoPackage and shapefile: properties as text, geometry as WKB, coordinate systems."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from totalplace.reading import TextTable, Unreadable, read_tables


def read(tmp_path: Path, data: bytes) -> list[TextTable | Unreadable]:
    path = tmp_path / "beef"
    path.write_bytes(data)
    return read_tables(path, "map", known_headings=frozenset(), scratch=tmp_path / "s")


def table_of(tmp_path: Path, document: dict[str, Any] | str) -> TextTable:
    text = document if isinstance(document, str) else json.dumps(document)
    (table,) = read(tmp_path, text.encode())
    assert isinstance(table, TextTable), table
    return table


def collection(*features: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def feature(properties: Any, geometry: Any = None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


POINT = {"type": "Point", "coordinates": [-2.5, 53.25]}


def test_properties_and_geometry(tmp_path: Path) -> None:
    document = collection(
        feature({"id": "007", "area": 12, "tags": ["a", {"b": 1}], "open": True, "note": " "}, POINT),
        feature({"id": "008", "new": "x"}),
        feature(None, POINT),
    )
    table = table_of(tmp_path, document)
    assert table.headings == ("id", "area", "tags", "open", "note", "new")
    assert (table.container, table.crs, table.rows, table.heading_line) == ("geojson", "EPSG:4326", 3, None)
    frame = table.frame.collect()
    assert frame["source_row"].to_list() == [1, 2, 3]
    assert frame.row(0)[2:8] == ("007", "12", '["a", {"b": 1}]', "true", None, None)
    assert frame.row(1)[2:8] == ("008", None, None, None, None, "x")
    points = shapely.from_wkb(frame["geometry"].to_list())
    assert (points[0].x, points[0].y, points[1]) == (-2.5, 53.25, None)


def test_numbers_as_written(tmp_path: Path) -> None:
    properties = '{"a": 12.50, "b": 100012797623, "c": 1e3, "d": [1.50]}'
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":' + properties + "}]}"
    )
    assert table_of(tmp_path, text).frame.collect().row(0)[2:6] == ("12.50", "100012797623", "1e3", "[1.5]")


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::27700", "EPSG:27700"),
        ("urn:ogc:def:crs:EPSG:6.9:4258", "EPSG:4258"),
        ("EPSG:3857", "EPSG:3857"),
    ],
)
def test_coordinate_systems(tmp_path: Path, name: str, system: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert table_of(tmp_path, collection(feature({"a": 1}, POINT), crs=crs)).crs == system


def test_metres_without_a_system(tmp_path: Path) -> None:
    table = table_of(tmp_path, collection(feature({"a": 1}, {"type": "Point", "coordinates": [380000, 390000]})))
    assert table.crs == "EPSG:27700"
    assert [problem.issue_type for problem in table.problems] == ["coordinate system assumed"]


def test_single_feature_and_members_after_features(tmp_path: Path) -> None:
    assert table_of(tmp_path, feature({"a": 1}, POINT)).rows == 1
    text = '{"features": [' + json.dumps(feature({"a": 1}, POINT)) + '], "type": "FeatureCollection"}'
    assert table_of(tmp_path, text).rows == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"FeatureCollection","features":[1,2]}',
        '{"type":"FeatureCollection","features":[{"type":"Feature"} {"type":"Feature"}]}',
        '{"type":"FeatureCollection","features":[]} more',
        '{"a" 1}',
        '{"a": 1,,}',
        '[{"a": 1}, 2]',  # a list of records alone is a table
        '[{"a": 1}',
        '{"a":' + "[" * 100_000,
    ],
)
def test_bad_json_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    (part,) = read(tmp_path, text.encode())
    assert isinstance(part, Unreadable)
    assert part.reason.endswith(".")


def test_line_of_the_fault(tmp_path: Path) -> None:
    (part,) = read(tmp_path, b'{\n"a": 1\n"b": 2}')
    assert isinstance(part, Unreadable)
    assert "line 3" in part.reason


def frame_of_sites() -> geopandas.GeoDataFrame:
    values = {"uprn": [100012797623, 2], "area": [12.5, 0.1 + 0.2], "name": ["Depot", None]}
    return geopandas.GeoDataFrame(values, geometry=[shapely.Point(380000, 390000), None], crs="EPSG:27700")


def test_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "sites.gpkg"
    frame_of_sites().to_file(path, layer="sites")
    frame_of_sites().to_file(path, layer="more")
    tables = read(tmp_path, path.read_bytes())
    assert [part.source_part for part in tables] == ["sites", "more"]
    table = tables[0]
    assert isinstance(table, TextTable)
    assert (table.container, table.crs, table.headings) == ("geopackage", "EPSG:27700", ("uprn", "area", "name"))
    assert table.frame.collect().drop("geometry").rows() == [
        (1, None, "100012797623", "12.5", "Depot"),
        (2, None, "2", "0.3", None),
    ]


def test_zipped_shapefile(tmp_path: Path) -> None:
    folder = tmp_path / "shape"
    folder.mkdir()
    frame_of_sites().to_file(folder / "sites.shp")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in sorted(folder.iterdir()):
            archive.writestr(f"../export/{member.name}", member.read_bytes())
        archive.writestr("notes.csv", "Name,Amount\nA,1\n")
    tables = read(tmp_path, buffer.getvalue())
    assert [part.source_part for part in tables] == ["../export/sites.shp", "notes.csv"]
    table = tables[0]
    assert isinstance(table, TextTable)
    assert (table.container, table.crs, table.rows) == ("shapefile", "EPSG:27700", 2)
    assert table.frame.collect().row(0)[2] == "100012797623"


def test_parts_of_a_shapefile(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sites.shp", b"\x00\x00\x27\x0a" + bytes(96))
    (part,) = read(tmp_path, buffer.getvalue())
    assert isinstance(part, Unreadable)
    (part,) = read(tmp_path, b"\x00\x00\x27\x0a" + bytes(96))
    assert isinstance(part, Unreadable)
    assert "companions" in part.reason


def test_database_that_is_no_geopackage(tmp_path: Path) -> None:
    (part,) = read(tmp_path, b"SQLite format 3\x00" + bytes(200))
    assert isinstance(part, Unreadable)


def test_damaged_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "sites.gpkg"
    frame_of_sites().to_file(path, layer="sites")
    whole = path.read_bytes()
    name = whole.index(b"gpkg_contents")
    for damaged in (whole[:3000], whole[: len(whole) // 2], whole[: name - 20] + b"\xff" * 40 + whole[name + 20 :]):
        parts = read(tmp_path, damaged)
        assert parts
        assert all(isinstance(part, Unreadable) for part in parts)
