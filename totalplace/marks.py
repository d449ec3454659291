"""Which publication the files in a folder are of, and which code made them: a mark beside them.

Belongs here: writing and comparing the mark. Does not belong here: what makes such files (maps.py, board_pack.py, sheets.py).
"""

import json
from pathlib import Path

from totalplace.publication import Manifest
from totalplace.whole_files import read_remembered, write_text_whole

_NAME = "publication.json"


def write(folder: Path, manifest: Manifest, code: str) -> None:
    """Note in the folder that what stands there is of this publication, made by code of this fingerprint."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text_whole(folder / _NAME, json.dumps(_mark(manifest, code)))


def is_of(folder: Path, manifest: Manifest, code: str) -> bool:
    """Whether what stands in the folder is of this publication and made by this code."""
    return bool(read_remembered(folder / _NAME) == _mark(manifest, code))


def _mark(manifest: Manifest, code: str) -> dict[str, str]:
    return {"publication_id": manifest.publication_id, "code": code}
