"""A received file to its tables, whatever it is packed in.

Belongs here: choosing the reader by container, unpacking, naming parts, the sentences for kinds that are not read. Does
not belong here: any one format.
"""

import hashlib
import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from totalplace.reading.containers import container_of
from totalplace.reading.features import read_geojson, read_layers
from totalplace.reading.records import is_list, read_records
from totalplace.reading.table import TextTable, Unreadable
from totalplace.reading.text import read_text
from totalplace.reading.unpacking import Allowance, CannotUnpack, check_zip_size, printable, unpack_gzip, unpack_zip
from totalplace.reading.workbooks import read_workbook

SINGLE_PART = "table"
# An archive in an archive is read; a third one is either a mistake or an attack.
_DEEPEST = 2

_REFUSED = {
    "empty": "The file is empty. Send it again.",
    "broken zip": "The zip file or workbook ends too early or is damaged, probably because a download or upload "
    "stopped. Send it again.",
    "pdf": "It is a PDF, which cannot be read as a table. Ask for the spreadsheet or CSV that it was made from.",
    "image": "It is a picture, which cannot be read as a table. Ask for the spreadsheet or CSV behind it.",
    "parquet": "It is a Parquet file, which is not read here. Send the data as CSV or Excel.",
    "bzip2": "It is packed with bzip2, which is not read here. Send it as it is, or as a zip file.",
    "xz": "It is packed with xz, which is not read here. Send it as it is, or as a zip file.",
    "7z": "It is packed with 7-Zip, which is not read here. Send it as it is, or as a zip file.",
    "rar": "It is packed with RAR, which is not read here. Send it as it is, or as a zip file.",
    "r": "It is a file of the statistics program R, which is not read here. Send the data as CSV.",
    "shp": "It is one file of a shapefile, which needs its companions. Send the .shp, .shx, .dbf and .prj files "
    "in one zip file.",
    "html": "It is a web page, perhaps a page with an error or a login in place of the download. Download the "
    "data itself and send it again.",
    "xml": "It is XML, which is not read here. Send the data as CSV, Excel or GeoJSON.",
    "document": "It is a text document, not a table. Send the data as CSV or Excel.",
    "sqlite": "It is a database file but not a GeoPackage. Send the data as CSV, Excel or GeoPackage.",
}


@dataclass(frozen=True)
class _Received:
    """What stays the same for all parts of one received file."""

    known_headings: frozenset[str]
    scratch: Path
    stem: str
    allowance: Allowance


def read_tables(
    path: Path, file_name: str, *, known_headings: frozenset[str], scratch: Path
) -> list[TextTable | Unreadable]:
    """Every table of a received file, and for each part that cannot be read a sentence why; never empty.

    `path` holds the bytes (its name means nothing), `file_name` is what the sender called it, `known_headings` are
    normalised headings that help to find the heading row. Files made in `scratch` belong to the frames: delete
    them when
    those have been used. Raises only what the disk raises.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    size = path.stat().st_size
    # Two files of one name may share a scratch folder while their frames are in use.
    stem = hashlib.sha256(f"{path.resolve()}\0{file_name}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    received = _Received(known_headings, scratch, stem, Allowance(size))
    return _unique(_read(path, received, (), 0, stem))


def _read(
    path: Path, received: _Received, names: tuple[str, ...], depth: int, stem: str
) -> list[TextTable | Unreadable]:
    container = container_of(path)
    try:
        parts = _read_container(container, path, received, depth, stem)
    except CannotUnpack as error:
        parts = [Unreadable(SINGLE_PART, str(error))]
    return [_named(part, names) for part in parts]


def _read_container(
    container: str, path: Path, received: _Received, depth: int, stem: str
) -> list[TextTable | Unreadable]:
    known = received.known_headings
    if container == "text":
        return [read_text(path, SINGLE_PART, known_headings=known, scratch=received.scratch, stem=stem)]
    if container in ("xlsx", "ods"):
        check_zip_size(path)
        return read_workbook(path, container, known_headings=known)
    if container == "ole":
        return _old_office(path, known)
    if container == "json" and is_list(path):
        return [read_records(path, SINGLE_PART, received.scratch, stem)]
    if container == "json":
        return [read_geojson(path, SINGLE_PART)]
    if container == "sqlite" and _is_geopackage(path):
        # A copy with the ending that the library insists on, which also keeps its journals away from the original.
        copy = received.scratch / f"{stem}.gpkg"
        shutil.copyfile(path, copy)
        return read_layers(copy, "geopackage")
    if container in ("gz", "zip") and depth >= _DEEPEST:
        return [
            Unreadable(
                SINGLE_PART,
                "It is an archive within an archive within an archive. Unpack it and send the files themselves.",
            )
        ]
    if container == "gz":
        unpacked = unpack_gzip(path, received.scratch / f"{stem}-gz", received.allowance)
        return _read(unpacked, received, (), depth + 1, f"{stem}-gz")
    if container == "zip":
        return _archive(path, received, depth, stem)
    if container == "shapefile":
        return _shapefiles(path, received, stem)
    return [Unreadable(SINGLE_PART, _REFUSED[container])]


def _old_office(path: Path, known: frozenset[str]) -> list[TextTable | Unreadable]:
    """An .xls, or one of the other things that the same container holds."""
    with path.open("rb") as stream:
        found = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in found:
        return [
            Unreadable(SINGLE_PART, "The workbook is protected by a password. Send it without one, by a secure route.")
        ]
    if "WordDocument".encode("utf-16-le") in found:
        return [Unreadable(SINGLE_PART, _REFUSED["document"])]
    return read_workbook(path, "xls", known_headings=known)


def _is_geopackage(path: Path) -> bool:
    try:
        connection = sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro&immutable=1", uri=True)
        try:
            return bool(connection.execute("select 1 from sqlite_master where name = 'gpkg_contents'").fetchone())
        finally:
            connection.close()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _archive(path: Path, received: _Received, depth: int, stem: str) -> list[TextTable | Unreadable]:
    parts: list[TextTable | Unreadable] = []
    for member in unpack_zip(path, received.scratch, stem, received.allowance):
        name = printable(member.name)
        if member.path is None:
            parts.append(Unreadable(name, member.reason))
        else:
            parts += _read(member.path, received, (name,), depth + 1, member.path.name)
    return parts or [Unreadable(SINGLE_PART, "The zip file has no files in it. Send it again.")]


def _shapefiles(path: Path, received: _Received, stem: str) -> list[TextTable | Unreadable]:
    """Shapefiles of a zip, put side by side under names of our own, and any other members like those of an archive."""
    parts: list[TextTable | Unreadable] = []
    members = list(unpack_zip(path, received.scratch, stem, received.allowance))
    stems = {_without_ending(member.name): member.name for member in members if member.name.lower().endswith(".shp")}
    for number, (base, name) in enumerate(sorted(stems.items())):
        folder = received.scratch / f"{stem}-shp{number:04d}"
        folder.mkdir(exist_ok=True)
        shown = printable(name)
        for member in members:
            if member.path is not None and _without_ending(member.name) == base:
                member.path.replace(folder / f"layer{_ending(member.name)}")
        layers = read_layers(folder / "layer.shp", "shapefile") if (folder / "layer.shp").exists() else []
        # The layer is named after our file; its name is that of the member.
        parts += [replace(layer, source_part=shown) for layer in layers] or [Unreadable(shown, _REFUSED["shp"])]
    for member in members:
        if _without_ending(member.name) in stems:
            continue
        shown = printable(member.name)
        if member.path is None:
            parts.append(Unreadable(shown, member.reason))
        else:
            parts += _read(member.path, received, (shown,), _DEEPEST, member.path.name)
    return parts


def _without_ending(name: str) -> str:
    base, dot, _ending_text = name.lower().removesuffix(".xml").rpartition(".")
    return base if dot else name.lower()


def _ending(name: str) -> str:
    """The ending of a shapefile's member, from a short list: nothing of a member's name reaches the disk otherwise."""
    known = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".shp.xml")
    return next((ending for ending in reversed(known) if name.lower().endswith(ending)), ".other")


def _named(part: TextTable | Unreadable, names: tuple[str, ...]) -> TextTable | Unreadable:
    """The part with the names of what it is in before its own; a lone table needs no name inside an archive."""
    if not names:
        return part
    inner = () if part.source_part == SINGLE_PART else (part.source_part,)
    return replace(part, source_part=" > ".join((*names, *inner)))


def _unique(parts: list[TextTable | Unreadable]) -> list[TextTable | Unreadable]:
    """Parts with a number behind names that come again."""
    seen: set[str] = set()
    result: list[TextTable | Unreadable] = []
    for part in parts:
        name, number = part.source_part, 1
        while name in seen:
            number += 1
            name = f"{part.source_part} ({number})"
        seen.add(name)
        result.append(replace(part, source_part=name))
    return result
