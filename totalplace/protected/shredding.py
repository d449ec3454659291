"""Destroying a received file: overwritten, put onto the disk, renamed and removed, with every copy of its bytes that we keep.

Belongs here: which files may be destroyed, and doing it. Does not belong here: what was read from a file (protected/forgetting.py for people; for all
else the next run, which no longer finds the file).
"""

import stat
from collections.abc import Sequence
from pathlib import Path

from totalplace.errors import PlaceError
from totalplace.fingerprint import sha256_of_file
from totalplace.paths import PlacePaths
from totalplace.protected.store import destroy_file
from totalplace.protected.uses import record_use
from totalplace.settings import Settings

_HONEST = (
    "On a solid-state disk, or a file system that writes a copy of what changes (APFS, Btrfs, ZFS, network folders, snapshots), old blocks can remain where no program can overwrite "
    "them: there only the encryption of the whole disk protects. Backups and copies that others have are not ours to destroy."
)


def shred(paths: PlacePaths, settings: Settings, given: str) -> Sequence[str]:
    """Destroy a file under protected/ or inbox/, told from where the command is called or from the place's folder. Raises PlaceError if it may not be."""
    path = _file_of(paths, given)
    told = path.relative_to(paths.root.resolve()).as_posix()
    try:
        sha256, size = sha256_of_file(path), path.stat().st_size
        copies = [copy for copy in (paths.raw_file(sha256),) if copy.exists()]
        twins = [twin.relative_to(paths.root.resolve()).as_posix() for folder in _folders(paths) for twin in _same(folder, size, sha256) if twin != path]
        destroy_file(path)
        for copy in copies:
            destroy_file(copy)
        for remembered in paths.recognised.glob(f"{sha256[:20]}-*.json"):
            destroy_file(remembered)
    except OSError as error:
        raise PlaceError(f"{told} could not be destroyed: {error.strerror}. Give yourself the right to write it and its folder.") from None
    _, sender, *within = Path(told).parts
    record_use(paths, agreement_id=None, agency=sender if within else "none", data_use="a file destroyed", used_on=settings.today())
    return (
        f"{told} ({size:,} bytes, SHA-256 {sha256[:16]}…) is overwritten, renamed and removed" + (", and so is our copy of its bytes." if copies else "; we kept no copy of its bytes."),
        *(f"The same bytes are in {twin}: destroy that too." for twin in twins),
        "What was read from it stays until it is forgotten (totalplace forget) or, if it was in the inbox, until the next run.",
        _HONEST,
    )


def _folders(paths: PlacePaths) -> tuple[Path, Path]:
    root = paths.root.resolve()
    return root / paths.protected.name, root / paths.inbox.name


def _file_of(paths: PlacePaths, given: str) -> Path:
    candidates = [Path(given).absolute(), (paths.root / given).absolute()]
    found = next((path for path in candidates if path.is_symlink() or path.exists()), None)
    if found is None:
        raise PlaceError(f"There is no file {given}, neither here nor in {paths.root}.")
    if found.is_symlink():
        raise PlaceError(f"{given} is a link, not the file itself. Destroy the file that it leads to.")
    path = found.parent.resolve() / found.name
    if not any(folder in path.parents for folder in _folders(paths)):
        raise PlaceError(f"{given} is not in protected/ or inbox/ of '{paths.place}' (after links are followed). Only received files of the place are destroyed.")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise PlaceError(f"{given} is no file. Give the files in it one by one.")
    if status.st_nlink > 1:
        raise PlaceError(f"{given} has another name elsewhere (a hard link), under which the file would stay. Remove that name first.")
    return path


def _same(folder: Path, size: int, sha256: str) -> list[Path]:
    """Other files in the folder with the same bytes."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.is_symlink() and file.stat().st_size == size and sha256_of_file(file) == sha256)
