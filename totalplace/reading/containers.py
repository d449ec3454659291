"""What a file is, told from its first bytes and never from its name.

Belongs here: recognising containers. Does not belong here: reading them.
"""

import bz2
import lzma
import zipfile
from pathlib import Path
from typing import Any

# Signatures need a few bytes; a packed block of bzip2, which shows whose file it is, up to 900 kB.
_HEAD_BYTES = 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PAR1", "parquet"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"RDX2\n", "r"),
    (b"RDX3\n", "r"),
    (b"RDA2\n", "r"),
    (b"RDA3\n", "r"),
    (b"X\n\x00\x00\x00", "r"),
    (b"\x00\x00\x27\x0a", "shp"),
)


def container_of(path: Path) -> str:
    """Kind of container: one of "empty", "zip", "xlsx", "ods", "shapefile", "document", "gz", "ole", "sqlite", "pdf",
    "image", "parquet", "bzip2", "xz", "7z", "rar", "r", "shp", "html", "xml", "json", "broken zip" or, for all "
    "else, "text".
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head:
        return "empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(path)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return "r" if _packs_r(kind, head) else kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = start[:512].lower()
    if lowered.startswith((b"<!doctype html", b"<html")):
        return "html"
    if lowered.startswith(b"<?xml"):
        return "html" if b"<html" in lowered else "xml"
    return "json" if _opens_json(start) else "text"


def _packs_r(kind: str, head: bytes) -> bool:
    """R packs its own files with bzip2 and xz; a packed head shows it where it is long enough to unpack at all."""
    openers: dict[str, Any] = {"bzip2": bz2.BZ2Decompressor, "xz": lzma.LZMADecompressor}
    if kind not in openers:
        return False
    try:
        start: bytes = openers[kind]().decompress(head, 64)
        return start.startswith((b"RDX", b"RDA", b"X\n"))
    except (OSError, EOFError, lzma.LZMAError):
        return False


def _opens_json(start: bytes) -> bool:
    """A brace or bracket followed by what JSON allows next: a CSV heading such as [Name] is not taken for JSON."""
    follows = start[1:].lstrip()[:1]
    if start[:1] == b"{":
        return follows in (b'"', b"}")
    return start[:1] == b"[" and follows in (b"{", b"[", b"]")


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
            media = b""
            if "mimetype" in names and not archive.getinfo("mimetype").flag_bits & 1:
                with archive.open("mimetype") as stream:
                    media = stream.read(100)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, KeyError):
        return "broken zip"
    if any(name in names for name in ("xl/workbook.xml", "xl/workbook.bin")):
        return "xlsx"
    if media.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if media.startswith(b"application/vnd.oasis.opendocument") or "word/document.xml" in names:
        return "document"
    return "shapefile" if any(name.endswith(".shp") for name in names) else "zip"
