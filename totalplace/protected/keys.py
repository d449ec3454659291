"""The secret key of a place: making it, reading it, and what is derived from it.

Belongs here: the file of the key, who may read it, sub-keys and keyed hashes. Does not belong here: what is encrypted or hashed with them
(protected/store.py, protected/forgetting.py).

The key stands outside the place's folder, so that a copy of the folder, a backup or a mail with it says nothing. Nothing that is published
follows from it. No sub-key can be turned back into the key, nor one sub-key into another (HKDF's expansion, RFC 5869).
"""

import hmac
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

import polars as pl

import totalplace
from totalplace.errors import PlaceError
from totalplace.paths import place_paths
from totalplace.settings import Settings

_BYTES = 32
_MARK = "totalplace-key-1"  # first word of the file: another content is told at once
_FINGERPRINT_DIGITS = 12
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Key:
    """A key in memory. It has no words of its own: neither printing nor logging it tells anything but its public id."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _BYTES:
            raise ValueError(f"a key has {_BYTES} bytes")
        self._secret = secret

    def __repr__(self) -> str:
        return f"Key({self.fingerprint})"

    def __reduce__(self) -> tuple[type["Key"], tuple[bytes]]:
        raise TypeError("a key is not written anywhere")

    @property
    def fingerprint(self) -> str:
        """A short id that is no secret: tells two keys apart, and says nothing of either."""
        return self._derived("fingerprint").hex()[:_FINGERPRINT_DIGITS]

    def for_store(self) -> str:
        """What the restricted store is encrypted with."""
        return self._derived("store").hex()

    def hashed(self, column: pl.Series, purpose: str) -> pl.Series:
        """Each value's HMAC-SHA256 in hexadecimal digits under the key of a purpose; null stays null."""
        hashed = self.hasher(purpose)
        return pl.Series(column.name, [None if value is None else hashed(value) for value in column.to_list()], dtype=pl.String)

    def hasher(self, purpose: str) -> Callable[[str], str]:
        """The hash of one value for a purpose."""
        own = self._derived(f"hash:{purpose}")
        return lambda value: hmac.digest(own, value.encode(), "sha256").hex()

    def _derived(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, b"totalplace:" + purpose.encode() + b"\x01", "sha256")


def key_path(settings: Settings, place: str) -> Path:
    """Where the key of a place is. Raises PlaceError if that would be inside a place's folder or our own."""
    refused = {settings.places_root: "the folder of places", place_paths(settings.places_root, place).root.resolve(): "the place's folder"}
    repository = Path(totalplace.__file__).resolve().parent.parent
    if (repository / "pyproject.toml").is_file():
        refused[repository] = "the repository of totalplace"
    for folder, called in refused.items():
        if settings.keys_root == folder or folder in settings.keys_root.parents:
            raise PlaceError(
                f"Keys may not stand in {settings.keys_root}: that is inside {called}, and a key must not go where the data go. "
                "Set TOTALPLACE_KEYS to a folder of your own elsewhere."
            )
    return settings.keys_root / f"{place}.key"


def make_key(settings: Settings, place: str) -> Path:
    """Make the key of a place, for its owner's eyes alone. Raises PlaceError if there is one already: it is never replaced."""
    path = key_path(settings, place)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_open_folder(path.parent, path.parent.stat())
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise PlaceError(
            f"{path} is there already and is not replaced: what was encrypted with it could never be read again, and who was forgotten could not be told. "
            "If it has to go, move it away yourself first."
        ) from None
    except OSError as error:
        raise PlaceError(f"The key cannot be written to {path}: {error.strerror}. Set TOTALPLACE_KEYS to a folder of your own.") from None
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(f"{_MARK} {secrets.token_hex(_BYTES)}\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def load_key(settings: Settings, place: str) -> Key | None:
    """The key of a place; None if there is none. Raises PlaceError if others could read or replace it, or if the file is no key."""
    path = key_path(settings, place)
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PlaceError(f"The key {path} cannot be read: {error.strerror}. It must be a file of your own, and no link.") from None
    with os.fdopen(opened, "rb") as file:
        _refuse_others(path, os.fstat(file.fileno()), path.parent.stat())
        written = file.read(1024)
    try:
        mark, digits = written.decode("ascii").split()
        secret = bytes.fromhex(digits)
    except ValueError:
        mark, secret = "", b""
    if mark != _MARK or len(secret) != _BYTES:
        raise PlaceError(f"{path} is no key of totalplace, or is not whole. Put the right file back from where you keep a copy of it.")
    return Key(secret)


def _refuse_others(path: Path, file: os.stat_result, folder: os.stat_result) -> None:
    """Raises PlaceError if anybody but the owner can read the key, or put another in its place. Only on systems that know such rights."""
    if os.name != "posix":
        return
    if file.st_uid != os.getuid():
        raise PlaceError(f"The key {path} belongs to somebody else. Work as its owner, or make the file your own.")
    if file.st_mode & _OTHERS:
        raise PlaceError(f"The key {path} can be read or written by others, so it is not used. Take their rights away: chmod 600 {path}")
    _refuse_open_folder(path.parent, folder)


def _refuse_open_folder(folder: Path, status: os.stat_result) -> None:
    if os.name == "posix" and status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PlaceError(f"Others can write in {folder}, and so replace a key. Take that right away (chmod 700 {folder}), or set TOTALPLACE_KEYS to a folder of your own.")
