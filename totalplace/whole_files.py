"""Files that appear whole or not at all, whatever is killed or cut off, and are read back with that in mind.

Belongs here: writing beside, onto the disk, renaming; reading what we wrote ourselves. Does not belong here: what is in them.
"""

import json
import os
from pathlib import Path
from typing import Any


def synced(path: Path) -> None:
    """Put a file, or every file of a folder, onto the disk: a rename must not outlive what it names."""
    for file in path.rglob("*.*") if path.is_dir() else (path,):
        with file.open("rb") as opened:
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


def read_remembered(path: Path) -> Any:
    """What we wrote as JSON to save time; None if it is not there or not whole: then it is worked out again."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, UnicodeDecodeError):
        path.unlink(missing_ok=True)
        return None
