"""agreements/uses.jsonl: an audit of each use of received data about people, to which lines are only added.

Belongs here: writing a line, reading them, finding whether one was altered or taken out, and the table of uses. Does not belong here: any
identifier, or deciding what may be used (protected/agreements.py).

It stands in the place's folder and not under work/, so that deleting what is derived does not delete who used what. Each line holds the
SHA-256 of the one before: a line that is altered, taken out or put between shows. The last lines can be cut off unseen; a copy kept elsewhere shows that.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from totalplace.contracts.customers import DATA_USE
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths

_FIELDS = ("edition_id", "agreement_id", "agency", "file_sha256", "data_use", "clause", "used_on", "key_id")
_NONE = "none"
_FIRST = "0" * 64


def uses_path(paths: PlacePaths) -> Path:
    return paths.agreements / "uses.jsonl"


def record_use(
    paths: PlacePaths,
    *,
    agreement_id: str | None,
    agency: str,
    data_use: str,
    used_on: date,
    file_sha256: str | None = None,
    clause: str | None = None,
    key_id: str | None = None,
    edition_id: str | None = None,
) -> None:
    """Add a line and put it onto the disk. Every value is one of ours: none may be a value of a field of a protected file."""
    values = (edition_id or _NONE, agreement_id or _NONE, agency, file_sha256 or _NONE, data_use, clause, used_on.isoformat(), key_id)
    path = uses_path(paths)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = _lines(path)
    entry: dict[str, Any] = dict(zip(_FIELDS, values, strict=True)) | {"before": _sha256(lines[-1]) if lines else _FIRST}
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(opened, "a", encoding="utf-8") as file:
        if lines and not path.read_bytes().endswith(b"\n"):
            file.write("\n")  # a line cut off by a power cut stays as it is, and is told
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def faults(paths: PlacePaths) -> Iterator[str]:
    """A sentence for each line that does not follow from the one before."""
    before = _FIRST
    for number, line in enumerate(_lines(uses_path(paths)), 1):
        if _entry(line).get("before") != before:
            yield f"agreements/uses.jsonl, line {number}: a line before it was altered, taken out or put in, or this one is not whole. Compare it with a copy that you keep elsewhere."
        before = _sha256(line)


def use_table(paths: PlacePaths) -> pl.DataFrame:
    """ops.data_use: each use of a received file, on the first day that it was used so. What is no use of a file stands in the audit alone."""
    uses: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in _lines(uses_path(paths)):
        entry = _entry(line)
        if entry.get("file_sha256", _NONE) == _NONE or any(name not in entry for name in _FIELDS):
            continue
        row = {name: entry[name] for name in _FIELDS} | {"used_on": date.fromisoformat(entry["used_on"])}
        uses.setdefault(tuple(row[name] for name in DATA_USE.primary_key), row)
    return pl.DataFrame(list(uses.values()), schema=DATA_USE.polars_schema()).sort(DATA_USE.primary_key)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise PlaceError(f"{path} cannot be read as text, so no use can be added to it. Put it back from a copy, or move it away and keep it.") from None


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _sha256(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
