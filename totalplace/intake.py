"""What lies in the inbox and the reference folder: finding, keeping and recognising every file.

Belongs here: walking the folders, hashing, keeping the bytes, asking reading and recognition what each table is, and
remembering the answer. Does not belong here: reading values (staging.py), or what a kind looks like (recognition.py).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from totalplace import fingerprint, mappings, people_guard
from totalplace.contracts import raw
from totalplace.corrections import Correction, load_corrections
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.reading import TextTable, Unreadable, read_tables
from totalplace.recognition import recognise
from totalplace.side_by_side import side_by_side
from totalplace.sources import all_sources, known_headings
from totalplace.whole_files import read_remembered, remember, write_text_whole

_CODE = (
    "reading",
    "values",
    "sources",
    "spread",
    "recognition",
    "mappings",
    "staging",
    "intake",
    "corrections",
    "issues",
    "contracts/_base.py",
    "contracts/staging",
    "contracts/staging_plain.py",
    "reference",
    "reference_data",
    "people_guard",
)
_SMALL_BYTES = 20_000_000  # files up to this size are looked at two at a time
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "readme", "readme.txt", "readme.md"})
_PART_BITS = 36  # with 26 bits for the row, a line id stays within a signed 64-bit number


@dataclass(frozen=True)
class Part:
    """A table of a file and what is to be done with it."""

    source_part: str
    part_number: int
    container: str | None
    encoding: str | None
    heading_line: int | None
    rows: int
    kind: str | None
    status: str
    reason: str | None
    columns: dict[str, str]  # field -> physical column
    headings: tuple[str, ...]
    settings: dict[str, Any]
    proposal: str | None  # text of a mapping file for the team to confirm
    fingerprint: str


@dataclass(frozen=True)
class ReceivedFile:
    """A file as received."""

    source_file_id: str
    sender: str
    path: str
    sha256: str
    bytes: int
    received_on: date
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Inbox:
    """Everything received, with what each table is; the order is that of the paths."""

    files: tuple[ReceivedFile, ...]

    def parts_of(self, kind: str) -> Iterator[tuple[ReceivedFile, Part]]:
        """The tables of this kind that have a staged result."""
        for file in self.files:
            for part in file.parts:
                if part.kind == kind and part.fingerprint:
                    yield file, part

    def fingerprint_of(self, kind: str) -> str:
        """Changes when a table of this kind arrives, changes or goes."""
        return fingerprint.of_values([part.fingerprint for _, part in self.parts_of(kind)])

    def fingerprint(self) -> str:
        """Changes when anything received, or what it is taken for, changes."""
        return fingerprint.of_values([asdict(file) for file in self.files])

    def table(self, place: Place) -> pl.DataFrame:
        """raw.inbox."""
        rows = [
            {
                "source_file_id": file.source_file_id,
                "source_part": part.source_part,
                "part_number": part.part_number,
                "sender": file.sender,
                "path": file.path,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "licence": place.licence_of(file.sender),
                "received_on": file.received_on,
                "container": part.container,
                "encoding": part.encoding,
                "heading_line": part.heading_line,
                "rows_read": part.rows,
                "kind": part.kind,
                "status": part.status,
                "reason": part.reason,
                "part_fingerprint": part.fingerprint or None,
            }
            for file in self.files
            for part in file.parts
        ]
        return pl.DataFrame(rows, schema=raw.INBOX.polars_schema()).sort("source_file_id", "source_part")


class Intake:
    """One look at a place's inbox. Tables that it had to read stay open for staging in the same process."""

    def __init__(self, paths: PlacePaths, place: Place, today: date) -> None:
        self.paths = paths
        self.place = place
        self.today = today
        self.corrections: tuple[Correction, ...] = load_corrections(paths.corrections)
        self._confirmed = mappings.load_confirmed(paths.mappings)
        self._confirmed.refuse_unknown_bodies([body.id for body in place.body])
        self._open: dict[str, list[TextTable | Unreadable]] = {}
        self._of_people: set[str] = set()  # fingerprints of files that tell one row a person: of them nothing is kept

    def scan(self, progress: Callable[[str], None] = lambda _: None) -> Inbox:
        """Hash, keep and recognise every file. Raises PlaceError if the folders cannot be read or written."""
        code = fingerprint.of_values(fingerprint.of_code(*_CODE), fingerprint.of_libraries(), self._confirmed.fingerprint())
        first_with: dict[str, str] = {}
        received = _Received(self.paths, self.today)
        files: list[ReceivedFile] = []
        twins: dict[str, str] = {}
        for path, sha256, size in self._keep_files(progress):
            relative = path.relative_to(self.paths.root).as_posix()
            source_file_id = "f" + fingerprint.of_bytes(f"{relative}\0{sha256}".encode())[:15]
            file = ReceivedFile(
                source_file_id, _sender(path, self.paths), relative, sha256, size, received.day(relative, sha256), ()
            )
            twins[relative] = first_with.setdefault(sha256, relative)
            files.append(file)

        def with_parts(file: ReceivedFile) -> ReceivedFile:
            if file.sha256 in self._of_people:
                return replace(file, parts=(_whole_file(file, "held", people_guard.REASON),))
            return file if twins[file.path] != file.path else replace(file, parts=self._parts(file, code, progress))

        recognised = side_by_side(with_parts, files, lambda file: file.bytes <= _SMALL_BYTES)
        self._forget_people(recognised)
        received.save()
        by_path = {file.path: file for file in recognised}
        return Inbox(tuple(file if file.parts else _as_duplicate(file, by_path[twins[file.path]]) for file in recognised))

    def tables(self, file: ReceivedFile) -> list[TextTable | Unreadable]:
        """The file's tables, read anew unless this look has read them already."""
        if file.sha256 not in self._open:
            self._open[file.sha256] = read_tables(
                self.paths.raw_file(file.sha256),
                Path(file.path).name,
                known_headings=known_headings(),
                scratch=self._scratch(file.sha256),
            )
        return self._open[file.sha256]

    def table(self, file: ReceivedFile, part: Part) -> TextTable:
        """The text of one table."""
        return next(
            entry
            for entry in self.tables(file)
            if isinstance(entry, TextTable) and entry.source_part == part.source_part
        )

    def close(self, file: ReceivedFile) -> None:
        """Let go of a file's tables and its temporary files."""
        if self._open.pop(file.sha256, None) is not None:
            shutil.rmtree(self._scratch(file.sha256), ignore_errors=True)

    def _scratch(self, sha256: str) -> Path:
        folder = self.paths.scratch / sha256[:20]
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _keep_files(self, progress: Callable[[str], None]) -> Iterator[tuple[Path, str, int]]:
        """Each file with its fingerprint and size, its bytes kept; unchanged files are known by size and time.

        A file is looked at before it is kept: of one that tells one row a person only size, time and fingerprint are remembered.
        """
        self.paths.raw.mkdir(parents=True, exist_ok=True)
        guard = fingerprint.of_code(*people_guard.CODE)
        seen: dict[str, list[Any]] = read_remembered(self._seen_file) or {}
        now: dict[str, list[Any]] = {}
        for path in _received_files(self.paths):
            relative = path.relative_to(self.paths.root).as_posix()
            stat = path.stat()
            known = seen.get(relative)
            if known is not None and known[:2] != [stat.st_size, stat.st_mtime_ns]:
                known = None
            is_of_people = known[4] if known is not None and known[3:4] == [guard] else _tells_of_people(path)
            if is_of_people:
                sha256 = known[2] if known is not None else fingerprint.sha256_of_file(path)
            elif known is not None and _is_kept(self.paths.raw_file(known[2]), stat.st_size):
                sha256 = known[2]
            else:
                progress(f"Keeping {relative}")
                sha256 = _keep(path, self.paths.raw)
            if is_of_people:
                self._of_people.add(sha256)
            now[relative] = [stat.st_size, stat.st_mtime_ns, sha256, guard, is_of_people]
            yield path, sha256, stat.st_size
        self._forget_copies(self._of_people)
        if any(entry[3:4] != [guard] for entry in seen.values()):
            self._look_at_copies({entry[2] for entry in now.values()})
        remember(self._seen_file, now)

    @property
    def _seen_file(self) -> Path:
        return self.paths.raw / "seen.json"

    def _forget_people(self, files: Sequence[ReceivedFile]) -> None:
        """Files that only recognition saw to be about people: what was kept of them goes, and the next run knows them at once."""
        late = {file.sha256 for file in files if any(part.reason == people_guard.REASON for part in file.parts)} - self._of_people
        if not late:
            return
        self._of_people |= late
        self._forget_copies(late)
        seen: dict[str, list[Any]] = read_remembered(self._seen_file) or {}
        remember(self._seen_file, {path: [*entry[:4], entry[2] in self._of_people] for path, entry in seen.items()})

    def _look_at_copies(self, of_files: set[str]) -> None:
        """Copies that an earlier release kept of files that are gone: those about people go too."""
        for copy in sorted(self.paths.raw.iterdir()):
            if copy.is_file() and len(copy.name) == 64 and copy.name not in of_files and _tells_of_people(copy):
                self._forget_copies({copy.name})

    def _forget_copies(self, fingerprints: set[str]) -> None:
        """Nothing kept of the bytes, nor of the headings."""
        for sha256 in fingerprints:
            self.paths.raw_file(sha256).unlink(missing_ok=True)
            for cache in self.paths.recognised.glob(f"{sha256[:20]}-*.json"):
                cache.unlink()

    def _parts(self, file: ReceivedFile, code: str, progress: Callable[[str], None]) -> tuple[Part, ...]:
        corrections = [entry for entry in self.corrections if entry.path == file.path]
        key = fingerprint.of_values(code, file.path, [entry.model_dump(mode="json") for entry in corrections])
        cache = self.paths.recognised / f"{file.sha256[:20]}-{key}.json"
        remembered = read_remembered(cache)
        if remembered is not None:
            return tuple(_part_from_json(entry) for entry in remembered)
        progress(f"Recognising {file.path}")
        found = self.tables(file)
        if any(isinstance(entry, TextTable) and people_guard.shows_people(entry) for entry in found):
            self.close(file)
            return (_whole_file(file, "held", people_guard.REASON),)
        parts = _without_companions(found, [self._part(file, entry, key) for entry in found]) or (
            _whole_file(
                file, "rejected", "No table was found in the file. Open it, and save the table as CSV or xlsx."
            ),
        )
        cache.parent.mkdir(parents=True, exist_ok=True)
        remember(cache, [asdict(part) for part in parts])
        return parts

    def _part(self, file: ReceivedFile, table: TextTable | Unreadable, key: str) -> Part:
        if isinstance(table, Unreadable):
            return _whole_file(file, "rejected", table.reason, table.source_part)
        confirmed = self._confirmed.for_table(table, file.path)
        found = recognise(table, confirmed)
        columns = dict(sorted(found.columns.items()))
        # what could be loaded, were it not held, is staged too, so that its pounds are accounted for
        staged = found.kind is not None and (found.status == "recognised" or bool(columns))
        return Part(
            source_part=table.source_part,
            part_number=part_number(file.source_file_id, table.source_part),
            container=table.container,
            encoding=table.encoding,
            heading_line=table.heading_line,
            rows=table.rows,
            kind=found.kind,
            status="loaded" if found.status == "recognised" else "held",
            reason=found.reason or None,
            columns=columns,
            headings=table.headings,
            settings=dict(confirmed.settings) if confirmed else {},
            proposal=mappings.proposal_toml(file.path, table, found, self._confirmed.sibling(table, file.path))
            if found.status != "recognised"
            else None,
            fingerprint=fingerprint.of_values(key, file.sha256, table.source_part, columns, found.kind, found.status)
            if staged
            else "",
        )


def _without_companions(found: Sequence[TextTable | Unreadable], parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, those ignored that only stand beside the data of a return: its forms, pivots and checks, by the kind's rule."""
    loaded = sorted({str(part.kind) for part in parts if part.status == "loaded"})
    rules = [rule for kind in loaded if (rule := all_sources()[kind].beside) is not None]

    def judged(table: TextTable | Unreadable, part: Part) -> Part:
        if isinstance(table, Unreadable) or part.status != "held":
            return part
        reason = next((said for rule in rules if (said := rule(table))), "")
        if not reason:
            return part
        return replace(part, status="ignored", reason=reason, kind=None, columns={}, proposal=None, fingerprint="")

    return tuple(judged(table, part) for table, part in zip(found, parts, strict=True))


class _Received:
    """The day each file was first seen, kept in the place's identity folder."""

    def __init__(self, paths: PlacePaths, today: date) -> None:
        self._path = paths.received
        self._today = today
        self._days: dict[str, str] = json.loads(self._path.read_text("utf-8")) if self._path.is_file() else {}
        self._before = dict(self._days)

    def day(self, path: str, sha256: str) -> date:
        return date.fromisoformat(self._days.setdefault(f"{path} {sha256[:20]}", self._today.isoformat()))

    def save(self) -> None:
        if self._days != self._before:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_text_whole(self._path, json.dumps(self._days, indent=0, sort_keys=True, ensure_ascii=False))


def part_number(source_file_id: str, source_part: str) -> int:
    """The upper digits of the line ids of this table."""
    return int(fingerprint.of_bytes(f"{source_file_id}\0{source_part}".encode()), 16) >> (80 - _PART_BITS)


def _whole_file(file: ReceivedFile, status: str, reason: str, source_part: str = "file") -> Part:
    return Part(
        source_part,
        part_number(file.source_file_id, source_part),
        None,
        None,
        None,
        0,
        None,
        status,
        reason,
        {},
        (),
        {},
        None,
        "",
    )


def _as_duplicate(file: ReceivedFile, first: ReceivedFile) -> ReceivedFile:
    """With the tables of the file that has the same bytes, none of them to be staged again."""
    parts = tuple(
        replace(
            part,
            part_number=part_number(file.source_file_id, part.source_part),
            status="duplicate",
            reason=f"The same bytes as {first.path}.",
            proposal=None,
            fingerprint="",
        )
        for part in first.parts
    )
    return replace(file, parts=parts)


def _part_from_json(entry: dict[str, Any]) -> Part:
    return Part(**{**entry, "headings": tuple(entry["headings"])})


def _sender(path: Path, paths: PlacePaths) -> str:
    """The first folder below the inbox; 'reference' for reference files, 'inbox' for a file that lies loose in it."""
    if paths.reference in path.parents:
        return "reference"
    below = path.relative_to(paths.inbox).parts
    return below[0] if len(below) > 1 else "inbox"


def _received_files(paths: PlacePaths) -> list[Path]:
    """Every file of the two folders, in the order of their names. Links that lead out of them are refused."""
    found = []
    for folder in (paths.inbox, paths.reference):
        if not folder.is_dir():
            continue
        for base, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                if (Path(base) / name).is_symlink():
                    raise PlaceError(f"{Path(base) / name} is a link to a folder. Put the folder itself there.")
            for name in sorted(names):
                path = Path(base) / name
                if name.startswith((".", "~$")) or name.lower() in _IGNORED_NAMES:
                    continue
                if path.is_symlink():
                    _refuse_link(path, paths)
                if not path.is_file():
                    raise PlaceError(f"{path} is no file (a pipe, a socket or a device). Take it out of the inbox.")
                found.append(path)
    return sorted(found, key=lambda path: path.relative_to(paths.root).as_posix())


def _refuse_link(path: Path, paths: PlacePaths) -> None:
    """Raises PlaceError for a link that leads out of the place's folder, to nothing, or to itself."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        raise PlaceError(f"{path} is a link that leads nowhere. Put the file itself there.") from None
    if not target.is_relative_to(paths.root.resolve()):
        raise PlaceError(f"{path} is a link that leads out of the place's folder. Put the file itself there.")


def _tells_of_people(path: Path) -> bool:
    """Whether the file tells one row a person. Raises PlaceError if it cannot be read."""
    try:
        return people_guard.tells_of_people(path)
    except PermissionError:
        raise PlaceError(f"{path} cannot be read: permission denied. Give yourself the right to read it.") from None


def _is_kept(copy: Path, size: int) -> bool:
    """Whether the bytes are there, all of them."""
    return copy.is_file() and copy.stat().st_size == size


def _keep(path: Path, folder: Path) -> str:
    """Copy the bytes into the raw folder under their fingerprint, hashing and copying side by side."""
    beside = folder / f"{os.getpid()}.keeping"
    before = path.stat()
    try:
        if before.st_size <= _SMALL_BYTES:
            content = path.read_bytes()
            beside.write_bytes(content)
            sha256 = fingerprint.sha256_of(content)
        else:
            with ThreadPoolExecutor(max_workers=1) as hashing:
                hashed = hashing.submit(fingerprint.sha256_of_file, path)
                shutil.copyfile(path, beside)
                sha256 = hashed.result()
    except PermissionError:
        raise PlaceError(f"{path} cannot be read: permission denied. Give yourself the right to read it.") from None
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        beside.unlink()
        raise PlaceError(f"{path} changed while it was read. Wait until it is copied whole, then run again.")
    beside.replace(folder / sha256)
    return sha256
