"""Taking members out of zip and gzip files without trusting them.

Belongs here: unpacking to scratch files under limits that hold whatever the headers claim. Does not belong
here: what the
members are. Names of members are shown to people and never used as paths.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# A nation's year of payments is some 5 GB of text; nothing that a council sends comes near.
MAX_UNPACKED_BYTES = 6 * 1024**3
# Text of registers and payments shrinks to a twentieth, sheets of a workbook at most to a hundredth.
MAX_RATIO = 250
# Small files may shrink further (a sheet of blanks) and harm nobody: the ratio counts from here.
RATIO_COUNTS_FROM_BYTES = 64 * 1024**2
# Monthly files of ten years by several departments.
MAX_MEMBERS = 1_000
# Sheets are held in memory while they are read, several times their size.
MAX_WORKBOOK_BYTES = 1024**3

_CHUNK = 1024 * 1024
_NOT_DATA = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


class CannotUnpack(Exception):  # noqa: N818 - the name says what happened, and its text is for the reader
    """The text is the sentence for the reader."""


@dataclass(frozen=True)
class Member:
    """A member of an archive: its published name and either the scratch file or why it could not be unpacked."""

    name: str
    path: Path | None
    reason: str = ""


class Allowance:
    """Counts unpacked bytes of one received file, nested archives included, and stops beyond the limits."""

    def __init__(self, packed_bytes: int, limit: int | None = None) -> None:
        self._packed = max(packed_bytes, 1)
        self._limit = MAX_UNPACKED_BYTES if limit is None else limit
        self._unpacked = 0
        self._members = 0

    def take(self, count: int) -> None:
        """Count bytes that came out; raises CannotUnpack beyond the limits."""
        self._unpacked += count
        if self._unpacked > self._limit:
            raise CannotUnpack(
                f"It unpacks to more than {self._limit // 1024**2:,} MB, which is more than is accepted. "
                "Send the data in several smaller files."
            )
        if self._unpacked > RATIO_COUNTS_FROM_BYTES and self._unpacked > MAX_RATIO * self._packed:
            raise CannotUnpack(
                f"It unpacks to more than {MAX_RATIO} times its size, as a damaged or malicious archive does, "
                f"so it was "
                "not unpacked. Send the data unpacked."
            )

    def take_member(self) -> None:
        """Count a member; raises CannotUnpack beyond the limit."""
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise CannotUnpack(
                f"The archive has more than {MAX_MEMBERS:,} files in it, which is more than is accepted. "
                "Send fewer files at a time."
            )


def printable(name: str, longest: int = 120) -> str:
    """A member's or sheet's name as shown to people: no control characters, at most `longest` characters."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in name).strip()
    return shown[:longest] or "unnamed"


def unpack_gzip(path: Path, target: Path, allowance: Allowance) -> Path:
    """Unpack to `target`; raises CannotUnpack with the sentence for the reader."""
    try:
        with gzip.open(path, "rb") as stream:
            _copy(stream, target, allowance)
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as error:
        raise CannotUnpack(
            "The gzip file ends too early or is damaged, probably because a download or upload stopped. Send it again."
        ) from error
    return target


def unpack_zip(path: Path, scratch: Path, stem: str, allowance: Allowance) -> Iterator[Member]:
    """Each data file of a zip, unpacked to `scratch` under a name made of `stem` and its number.

    Folders and the litter of operating systems are passed over. Raises CannotUnpack where the whole archive is bad.
    """
    with _open_zip(path) as archive:
        for number, info in enumerate(archive.infolist()):
            name = info.filename
            lowered = name.lower()
            if info.is_dir() or lowered.startswith(_NOT_DATA[0]) or lowered.endswith(_NOT_DATA[1:]):
                continue
            allowance.take_member()
            if info.flag_bits & 1:
                yield Member(name, None, "It is protected by a password. Send it without one, by a secure route.")
                continue
            target = scratch / f"{stem}-m{number:04d}"
            try:
                with archive.open(info) as stream:
                    _copy(stream, target, allowance)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
                yield Member(
                    name,
                    None,
                    "It is damaged inside the zip file or packed in an unusual way. Pack it again and send it.",
                )
                continue
            yield Member(name, target)


def check_zip_size(path: Path | bytes, limit: int = MAX_WORKBOOK_BYTES) -> None:
    """Unpack every member to nowhere, counting; raises CannotUnpack where a workbook is a bomb, damaged or locked."""
    allowance = Allowance(path.stat().st_size if isinstance(path, Path) else len(path), limit)
    with _open_zip(path) as archive:
        for info in archive.infolist():
            allowance.take_member()
            if info.flag_bits & 1:
                raise CannotUnpack("It is protected by a password. Send it without one, by a secure route.")
            try:
                with archive.open(info) as stream:
                    while chunk := stream.read(_CHUNK):
                        allowance.take(len(chunk))
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
                raise CannotUnpack("The workbook is damaged. Open it, save it again and send it.") from error


def _open_zip(path: Path | bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path if isinstance(path, Path) else io.BytesIO(path))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise CannotUnpack(
            "The zip file ends too early or is damaged, probably because a download or upload stopped. Send it again."
        ) from error


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _copy(stream: _Readable, target: Path, allowance: Allowance) -> None:
    with target.open("wb") as output:
        while chunk := stream.read(_CHUNK):
            allowance.take(len(chunk))
            output.write(chunk)
