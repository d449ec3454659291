"""Files that appear whole or not at all, whatever is killed or cut off, and are read back with that in mind.

Belongs here: writing beside, onto the disk, renaming; reading what we wrote ourselves. Does not belong here: what is in them.

What people keep (publications, manifests, identities) is put onto the disk before it is renamed. What can be made again is not: that
would cost more than making it. After a power cut such a file may be there and not be whole; it is then as if it were not there.
"""

import json
import os
from pathlib import Path
from typing import Any

_PARQUET_END = b"PAR1"


def synced(path: Path) -> None:
    """Put a file onto the disk: a rename must not outlive what it names."""
    with path.open("rb") as opened:
        os.fsync(opened.fileno())


def put_whole(beside: Path, target: Path) -> None:
    """Rename what was written beside to its place, once it is on the disk."""
    synced(beside)
    beside.replace(target)


def write_text_whole(path: Path, text: str) -> None:
    """Replace a text file in one step."""
    beside = path.with_name(path.name + ".writing")
    beside.write_text(text, "utf-8")
    put_whole(beside, path)


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step."""
    beside = path.with_name(path.name + ".writing")
    beside.write_bytes(content)
    put_whole(beside, path)


def remember(path: Path, found: Any) -> None:
    """Write what would only cost time to work out again, as JSON."""
    beside = path.with_name(path.name + ".writing")
    beside.write_text(json.dumps(found, sort_keys=True, ensure_ascii=False), "utf-8")
    beside.replace(path)


def read_remembered(path: Path) -> Any:
    """What we wrote as JSON; None if it is not there or not whole: then it is worked out again."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, UnicodeDecodeError):
        path.unlink(missing_ok=True)
        return None


def is_whole_parquet(path: Path) -> bool:
    """Whether a Parquet file, or each of those in a folder, is there to its end."""
    if path.is_dir():
        return all(is_whole_parquet(file) for file in path.rglob("*.parquet"))
    try:
        with path.open("rb") as file:
            file.seek(-len(_PARQUET_END), os.SEEK_END)
            return file.read() == _PARQUET_END
    except OSError:  # not there, or too short
        return False
