"""What makes a result stale: fingerprints of bytes, of code and of whatever else a step depends on.

Belongs here: making fingerprints. Does not belong here: which things a step depends on (pipeline.py).
"""

import hashlib
import json
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

_CODE_SUFFIXES = (".py", ".csv", ".js", ".json", ".css", ".txt")
_LIBRARIES = ("totalplace", "duckdb", "polars", "fastexcel", "shapely", "convertbng", "pyogrio", "splink", "statsmodels")
_CHUNK = 1 << 20
_LENGTH = 20  # hexadecimal digits: 80 bits, far beyond the number of results a place will ever have


def of_bytes(content: bytes) -> str:
    """Fingerprint of these bytes."""
    return hashlib.sha256(content).hexdigest()[:_LENGTH]


def of_values(*values: Any) -> str:
    """Fingerprint of values that JSON can hold (dates by their text); order counts."""
    return of_bytes(json.dumps(values, sort_keys=True, default=str, ensure_ascii=False).encode())


def sha256_of(content: bytes) -> str:
    """The whole SHA-256 of these bytes."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The whole SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


@cache
def of_libraries() -> str:
    """Fingerprint of our own version and of those of the libraries that make results: another may give another figure."""
    return of_values([(name, version(name)) for name in _LIBRARIES])


@cache
def of_code(*modules: str) -> str:
    """Fingerprint of the source text of modules or folders of `totalplace`, named from it: "values", "reading/table.py".

    Cached for the life of the process: code does not change under a running process.
    """
    package = resources.files("totalplace")
    texts: list[bytes] = []
    for name in modules:
        entry = package.joinpath(name)
        if entry.is_dir():
            files = sorted((file for file in entry.iterdir() if file.name.endswith(_CODE_SUFFIXES)), key=lambda file: file.name)
            texts += [file.name.encode() + b"\0" + file.read_bytes() for file in files]
        else:
            texts.append((entry if name.endswith(".py") else package.joinpath(f"{name}.py")).read_bytes())
    return of_bytes(b"\0\0".join(texts))
