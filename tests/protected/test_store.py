"""The restricted store: nobody reads it without its key, nothing of it is plain on disk, and what is deleted is gone."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.protected import store
from totalplace.protected.keys import Key
from totalplace.settings import Settings, read_settings

KEY, OTHER = Key(b"\x01" * 32), Key(b"\x02" * 32)
CANARY = "CANARY-OF-THE-MINE"


@pytest.fixture
def settings() -> Settings:
    return replace(read_settings(), memory_limit="40MB", threads=2)


@pytest.fixture
def paths(tmp_path: Path) -> PlacePaths:
    return PlacePaths(tmp_path / "northby")


def records(*hashes: str) -> pl.DataFrame:
    columns = {"agreement_id": "a", "agency": "police", "layout": "police", "born_year": 1980, "sex": "female", "lsoa_code": "E01000901", "msoa_code": "E02000901", "lad_code": "E08000901"}
    return pl.DataFrame({"record_hash": hashes, "person_no": range(len(hashes))}).with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def contacts(count: int, service: str = "custody") -> pl.DataFrame:
    row = {"agreement_id": "a", "agency": "police", "layout": "police", "service": service, "started_on": date(2024, 1, 1), "ended_on": date(2024, 1, 1), "units": 1.0, "stated_cost_pence": None, "substance": "alcohol"}
    return pl.DataFrame([{"person_no": number, **row} for number in range(count)], schema_overrides={"stated_cost_pence": pl.Int64})


def files_of(paths: PlacePaths) -> Iterator[Path]:
    return (path for path in paths.restricted.rglob("*") if path.is_file())


def test_what_is_kept_is_read_with_its_key_and_with_no_other(paths: PlacePaths, settings: Settings) -> None:
    with store.open_store(paths, KEY, settings) as connection:
        store.remember(connection, KEY, records("h1", "h2"), contacts(2))
        store.remember(connection, KEY, records("h3"), contacts(1))
    with store.open_store(paths, KEY, settings) as connection:
        assert connection.execute("select record_hash, person_no from restricted.record").fetchall() == [("h3", 0)], "what stood before is replaced"
        assert connection.execute("select count(*) from restricted.contact").fetchone() == (1,)
    with pytest.raises(PlaceError, match=r"'northby' was made with another key \(\w+\) than the one at hand \(\w+\)\. Put that key back\. If it is lost, .*totalplace forget northby --store"), store.open_store(paths, OTHER, settings):
        pass
    (paths.restricted / "store.json").unlink()
    with pytest.raises(PlaceError, match="was made with another key than the one at hand"), store.open_store(paths, OTHER, settings):
        pass
    with duckdb.connect() as bare, pytest.raises(duckdb.Error, match="without a key"):
        bare.execute(f"attach '{store.store_path(paths)}' as plain")


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_no_canary_is_plain_in_store_log_or_spill(paths: PlacePaths, settings: Settings, is_encrypted: bool) -> None:
    """With DuckDB's own encryption of spill files off, the same work leaves the canary readable: the test can fail."""
    with store.open_store(paths, KEY, settings) as connection:
        if not is_encrypted:
            connection.execute("set temp_file_encryption = false")
        store.remember(connection, KEY, records(CANARY), contacts(3, CANARY))
        connection.execute("begin")
        connection.execute("insert into restricted.contact by name select 7 as person_no, ? as service", [CANARY])
        connection.execute("commit")
        connection.execute(f"create temp table wide as select '{CANARY}' || md5(i::varchar) || md5((i + 1)::varchar) as words from range(500000) numbers(i)")
        found = {path.relative_to(paths.restricted).as_posix(): path.read_bytes() for path in files_of(paths)}
        assert {"people.duckdb", "people.duckdb.wal"} <= set(found)
        spilled = {name for name in found if name.startswith("spill/")}
        assert spilled, "the memory was enough, so nothing is shown of what spills"
        plain = {name for name, content in found.items() if CANARY.encode() in content}
        assert plain <= spilled if not is_encrypted else not plain
        assert bool(plain) != is_encrypted
        assert {path.stat().st_mode & 0o777 for path in files_of(paths)} == {0o600}
        assert {path.stat().st_mode & 0o777 for path in (paths.restricted, paths.restricted / "spill")} == {0o700}
    left = {path.name: path.read_bytes() for path in files_of(paths)}
    assert set(left) == {"people.duckdb", "store.json"}, "what spilled is gone with the session"
    assert not any(CANARY.encode() in content for content in left.values())


def test_a_rewritten_store_holds_what_stands_and_leaves_no_older_file(paths: PlacePaths, settings: Settings) -> None:
    with store.open_store(paths, KEY, settings) as connection:
        store.remember(connection, KEY, records(*(f"{number:064}" for number in range(40_000))), contacts(40_000))
    before = store.store_path(paths).stat().st_size
    with store.open_store(paths, KEY, settings) as connection:
        connection.execute("delete from restricted.record where person_no > 10")
    store.rewrite(paths, KEY, settings)
    assert sorted(path.name for path in files_of(paths)) == ["people.duckdb", "store.json"]
    assert store.store_path(paths).stat().st_size < before
    assert {path.stat().st_mode & 0o777 for path in files_of(paths)} == {0o600}
    with store.open_store(paths, KEY, settings) as connection:
        assert connection.execute("select count(*) from restricted.record").fetchone() == (11,)


def test_what_a_killed_session_left_is_cleared(paths: PlacePaths, settings: Settings) -> None:
    (paths.restricted / "spill").mkdir(parents=True)
    for name in ("spill/duckdb_temp_storage_DEFAULT-0.tmp", "people.duckdb.old", "people.duckdb.writing"):
        (paths.restricted / name).write_bytes(b"left over")
    with store.open_store(paths, KEY, settings):
        assert not any(b"left over" in path.read_bytes() for path in files_of(paths))


def test_a_store_whose_key_is_lost_can_be_taken_away(paths: PlacePaths, settings: Settings) -> None:
    assert store.destroy(paths) is False
    with store.open_store(paths, KEY, settings):
        pass
    assert store.destroy(paths) is True and not paths.restricted.exists()


def test_a_store_that_is_not_whole_is_told(paths: PlacePaths, settings: Settings) -> None:
    paths.restricted.mkdir(parents=True)
    store.store_path(paths).write_bytes(b"no store" * 1000)
    with pytest.raises(PlaceError, match=r"people\.duckdb cannot be opened: it is not whole.*totalplace forget northby --store"), store.open_store(paths, KEY, settings):
        pass


def test_an_error_of_the_engine_quotes_no_value(paths: PlacePaths, settings: Settings) -> None:
    wrong = records("h1").with_columns(born_year=pl.lit(CANARY))
    with store.open_store(paths, KEY, settings) as connection, pytest.raises(PlaceError) as refused:
        store.remember(connection, KEY, wrong, contacts(1))
    assert CANARY not in str(refused.value) and refused.value.__cause__ is None and refused.value.__suppress_context__


def test_without_duckdbs_extension_nothing_is_written(paths: PlacePaths, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb_extension_httpfs", None)
    with pytest.raises(PlaceError, match=r"duckdb-extension-httpfs for DuckDB .* is not installed, and nothing about people is written unencrypted"), store.open_store(paths, KEY, settings):
        pass
    assert not store.is_there(paths) and not list(files_of(paths))
