"""work/restricted: the encrypted store of people, and the only session in which anything of them may spill to disk.

Belongs here: opening it, its tables, writing it anew and taking it away. Does not belong here: the key (protected/keys.py), whom to forget
(protected/forgetting.py), or what is worked out from it.

What is kept is what an edition was made from, without names: a number for each person, year of birth, sex and area, contacts, and for each
record a keyed hash by which it can be found to be forgotten. Nothing but DuckDB's own files stands in the folder, all encrypted: the store and
its log by the place's key, what spills by one that lives as long as the session.
"""

import importlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from totalplace.contracts._base import quoted
from totalplace.errors import PlaceError, in_words
from totalplace.fingerprint import of_libraries
from totalplace.paths import PlacePaths
from totalplace.protected.keys import Key
from totalplace.settings import Settings, read_settings
from totalplace.whole_files import put_whole, read_remembered, write_text_whole

NAME = "restricted"  # of the attached store in a session: tables are restricted.record …
_FILE, _SPILL, _MADE_WITH = "people.duckdb", "spill", "store.json"
_PIECE = 1 << 20
_TABLES = {
    "record": {
        "record_hash": "VARCHAR", "agreement_id": "VARCHAR", "agency": "VARCHAR", "layout": "VARCHAR", "person_no": "BIGINT",
        "born_year": "BIGINT", "sex": "VARCHAR", "lsoa_code": "VARCHAR", "msoa_code": "VARCHAR", "lad_code": "VARCHAR",
    },
    "contact": {
        "person_no": "BIGINT", "agreement_id": "VARCHAR", "agency": "VARCHAR", "layout": "VARCHAR", "service": "VARCHAR", "started_on": "DATE", "ended_on": "DATE",
        "units": "DOUBLE", "stated_cost_pence": "BIGINT", "substance": "VARCHAR",
    },
    "meta": {"item": "VARCHAR", "value": "VARCHAR"},
}  # fmt: skip
RECORD_COLUMNS = tuple(_TABLES["record"])
CONTACT_COLUMNS = tuple(_TABLES["contact"])


def store_path(paths: PlacePaths) -> Path:
    return paths.restricted / _FILE


def is_there(paths: PlacePaths) -> bool:
    return store_path(paths).exists()


def key_fault(paths: PlacePaths, key: Key) -> str:
    """A sentence if the store was made with another key, as far as that is told without opening it; "" if all is well."""
    made_with = (read_remembered(paths.restricted / _MADE_WITH) or {}).get("key_id") if is_there(paths) else None
    return _other_key(paths, f" ({made_with})", key) if made_with and made_with != key.fingerprint else ""


def no_key(paths: PlacePaths) -> str:
    """What to do where there is no key: a store is read by the one it was made with, and by no new one."""
    if not is_there(paths):
        return f"There is no key. Make one with: totalplace key {paths.place}"
    made_with = (read_remembered(paths.restricted / _MADE_WITH) or {}).get("key_id")
    return (
        f"There is no key, and the restricted store was made with one{f' ({made_with})' if made_with else ''}: put that back from where you keep a copy. If it is lost, nobody can read "
        f"the store: take it away with totalplace forget {paths.place} --store, then make a key with: totalplace key {paths.place}"
    )


def extension_path() -> Path:
    """DuckDB's httpfs as its package brought it: without it DuckDB writes nothing encrypted. Raises PlaceError if it lacks."""
    try:
        package = importlib.import_module("duckdb_extension_httpfs").__file__
        found = sorted(Path(package or "").parent.rglob(f"v{duckdb.__version__}/httpfs.duckdb_extension"))
    except ImportError:
        found = []
    if not found:
        raise PlaceError(
            f"duckdb-extension-httpfs for DuckDB {duckdb.__version__} is not installed, and nothing about people is written unencrypted. Install totalplace again with all it needs."
        )
    return found[0]


@contextmanager
def open_store(paths: PlacePaths, key: Key, settings: Settings | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A session with the store attached as `restricted`. All that it spills is encrypted and inside the store's folder.

    Raises PlaceError if the store was made with another key, or cannot be opened.
    """
    if fault := key_fault(paths, key):
        raise PlaceError(fault)
    with _owner_only(), _session(paths, settings or read_settings()) as connection:
        _attach(connection, paths, store_path(paths), key, NAME)
        for table, columns in _TABLES.items():
            connection.execute(f"create table if not exists {NAME}.{table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        write_text_whole(paths.restricted / _MADE_WITH, json.dumps({"key_id": key.fingerprint}))
        yield connection
        connection.execute(f"checkpoint {NAME}")
        connection.execute(f"detach {NAME}")


def remember(connection: duckdb.DuckDBPyConnection, key: Key, records: pl.DataFrame, contacts: pl.DataFrame) -> None:
    """Put what an edition was made from in the place of what stood: RECORD_COLUMNS and CONTACT_COLUMNS of the two frames."""
    kept = {"record": records.select(RECORD_COLUMNS), "contact": contacts.select(CONTACT_COLUMNS)}
    connection.execute("begin")
    for table, frame in kept.items():
        connection.execute(f"delete from {NAME}.{table}")
        connection.register("to_keep", frame.to_arrow())
        columns = ", ".join(f"{name}::{kind}" for name, kind in _TABLES[table].items())
        try:
            connection.execute(f"insert into {NAME}.{table} select {columns} from to_keep")
        except duckdb.ConversionException:
            connection.execute("rollback")
            # DuckDB quotes the value that it could not convert
            raise PlaceError(f"What is to be kept of people has a column of another type than the table {table} of the restricted store has. That is a defect: please report it.") from None
        finally:
            connection.unregister("to_keep")
    connection.execute(f"delete from {NAME}.meta")
    connection.execute(f"insert into {NAME}.meta values ('key_id', ?), ('made_with', ?)", [key.fingerprint, of_libraries()])
    connection.execute("commit")


def rewrite(paths: PlacePaths, key: Key, settings: Settings | None = None) -> None:
    """Write the store anew with what stands in it alone, put that in its place and overwrite the old file: nothing that was deleted is left in it.

    One that is killed leaves either file, or none: then the next run makes the store again.
    """
    old, new, doomed = store_path(paths), paths.restricted / f"{_FILE}.writing", paths.restricted / f"{_FILE}.old"
    with _owner_only():
        with _session(paths, settings or read_settings()) as connection:
            _attach(connection, paths, old, key, "old_store")
            connection.execute("checkpoint old_store")
            _attach(connection, paths, new, key, "new_store")
            connection.execute("copy from database old_store to new_store")
            connection.execute("checkpoint new_store")
            connection.execute("detach new_store")
            connection.execute("detach old_store")
        old.rename(doomed)
        put_whole(new, old)
        destroy_file(doomed)


def destroy(paths: PlacePaths) -> bool:
    """Overwrite and remove the whole store; no key is needed. False if there was none."""
    if not paths.restricted.exists():
        return False
    for file in sorted(entry for entry in paths.restricted.rglob("*") if entry.is_file() or entry.is_symlink()):
        destroy_file(file)
    shutil.rmtree(paths.restricted)
    return True


def destroy_file(path: Path) -> None:
    """Overwrite a file, put that onto the disk, give it another name and remove it; nothing where there is none, and a link is only removed."""
    if path.is_symlink():
        path.unlink()
        return
    if not path.exists():
        return
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(secrets.token_bytes(min(_PIECE, left)))
        file.flush()
        os.fsync(file.fileno())
    nameless = path.with_name(secrets.token_hex(16))
    path.rename(nameless)
    _sync_folder(path.parent)
    nameless.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # a folder cannot be opened there
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _other_key(paths: PlacePaths, made_with: str, key: Key) -> str:
    return (
        f"The restricted store of '{paths.place}' was made with another key{made_with} than the one at hand ({key.fingerprint}). Put that key back. "
        f"If it is lost, take the store away: totalplace forget {paths.place} --store; the next edition makes it again from the senders' files."
    )


def _attach(connection: duckdb.DuckDBPyConnection, paths: PlacePaths, path: Path, key: Key, name: str) -> None:
    """Attach an encrypted file. The key goes as a parameter, so that no error quotes it. Raises PlaceError if it does not open."""
    try:
        connection.execute(f"attach {quoted(str(path))} as {name} (encryption_key ?)", [key.for_store()])
    except duckdb.Error as error:
        if "wrong encryption key" in str(error).lower():
            raise PlaceError(_other_key(paths, "", key)) from None
        raise PlaceError(
            in_words(error)
            or f"The restricted store {path} cannot be opened: it is not whole, or is no store of ours. Take it away: totalplace forget {paths.place} --store; "
            "the next edition makes it again."
        ) from None


@contextmanager
def _session(paths: PlacePaths, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    spill = paths.restricted / _SPILL
    paths.restricted.mkdir(parents=True, exist_ok=True)
    paths.restricted.chmod(0o700)
    shutil.rmtree(spill, ignore_errors=True)  # of a session that was killed; its key is gone with it
    spill.mkdir(mode=0o700)
    for left in (f"{_FILE}.writing", f"{_FILE}.writing.wal", f"{_FILE}.old"):
        destroy_file(paths.restricted / left)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "threads": str(settings.threads),
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(config=config)
    try:
        connection.execute(f"load {quoted(str(extension_path()))}")
        connection.execute("set temp_file_encryption = true")
        yield connection
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def _owner_only() -> Iterator[None]:
    """While it lasts, files that are made are for their owner alone: DuckDB makes its log and what it spills when it likes."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
