"""Runs killed at random moments, and many readers: never an error, never half a publication, and the next run ends well.

Long: run by `make soak`. The seed is printed, and TOTALPLACE_SOAK_SEED repeats a run.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration import small_place
from tests.integration.small_place import command, put, query
from totalplace import publication
from totalplace.paths import PlacePaths

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

_KILLS = 20
_READERS_AT_ONCE = 20

# Reads until it is told to stop; says for each publication it saw the figures it saw in it, and every error.
_READER = """
import duckdb, json, os, sys, time
database, stop = sys.argv[1:]
seen, errors, reads = {}, [], 0
while not os.path.exists(stop) or reads == 0:
    try:
        connection = duckdb.connect(database, read_only=True)
        try:
            connection.execute("set enable_progress_bar = false")  # it is drawn on stdout
            first = connection.execute("select publication_id, content_sha256 from ops.publication").fetchall()
            sums = connection.execute("select (select sum(payments_gbp) from mart.body_coverage)::varchar, "
                "(select sum(amount_gbp) from mart.spend_line where status = 'counted')::varchar, "
                "(select sum(amount_loaded_gbp) from ops.source_part)::varchar, (select count(*) from mart.estate)").fetchone()
            last = connection.execute("select publication_id, content_sha256 from ops.publication").fetchall()
        finally:
            connection.close()
        reads += 1
        if len(first) != 1 or first != last:
            errors.append(f"publication changed under the reader: {first} {last}")
        elif len(set(sums[:3])) != 1:
            errors.append(f"sums differ: {sums}")
        elif seen.setdefault(first[0][0], list(sums)) != list(sums):
            errors.append(f"one publication, two figures: {seen[first[0][0]]} {sums}")
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
    time.sleep(0.1)  # a run has to get its turn on two cores
print(json.dumps({"seen": seen, "errors": errors, "reads": reads}))
"""


class Readers:
    """Processes that read the published file all along."""

    def __init__(self, database: Path, stop: Path, number: int) -> None:
        self._stop = stop
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-c", _READER, str(database), str(stop)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(number)
        ]

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.touch()
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def end(self) -> dict[str, list[object]]:
        """Every publication seen with its figures. Fails if any reader met an error."""
        self._stop.touch()
        seen: dict[str, list[object]] = {}
        for process in self._processes:
            out, _ = process.communicate(timeout=900)
            told = json.loads(out)
            assert told["errors"] == [], told["errors"][:3]
            assert told["reads"] > 0
            for name, sums in told["seen"].items():
                assert seen.setdefault(name, sums) == sums
        return seen


def _seeded() -> random.Random:
    seed = int(os.environ.get("TOTALPLACE_SOAK_SEED") or random.SystemRandom().randrange(10**9))
    sys.stderr.write(f"\nTOTALPLACE_SOAK_SEED={seed}\n")
    return random.Random(seed)


def _send(paths: PlacePaths, pounds: int) -> Decimal:
    """Another list of payments; returns what all payments then add up to."""
    put(
        paths,
        "inbox/northby-council/payments-2025-04.csv",
        small_place.COUNCIL_PAYMENTS.replace("1000.00", f"{pounds}.00"),
    )
    return Decimal("3500.25") - 1000 + pounds


def _start(tmp_path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        small_place.arguments("run", "northby"),
        cwd=tmp_path,
        env=small_place.surroundings(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _total(paths: PlacePaths) -> Decimal:
    return Decimal(query(paths.database, "select sum(payments_gbp) from mart.body_coverage")[0][0])


def test_killed_at_random_moments(northby: PlacePaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        draw = _seeded()
    _send(northby, 999)
    completed = 0
    with Readers(northby.database, tmp_path / "stop", 2) as readers:
        began = time.monotonic()
        assert command("run", "northby", cwd=tmp_path, seconds=900).code == 0
        whole = time.monotonic() - began
        last = _total(northby)
        expected = last
        for number in range(_KILLS):
            expected = _send(northby, 2000 + number)
            process = _start(tmp_path)
            # most of them late, where files are exchanged
            moment = whole * (draw.uniform(0.2, 1.1) if number % 2 else draw.uniform(0.7, 1.1))
            try:
                process.wait(moment)
                completed += 1
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            assert _total(northby) in (last, expected), "the old figures or the new ones"
            last = _total(northby)
        said = command("run", "northby", cwd=tmp_path, seconds=900)
        assert said.code == 0, said
        assert _total(northby) == expected
        seen = readers.end()
    with capsys.disabled():
        sys.stderr.write(f"{_KILLS - completed} killed, {completed} completed, {len(seen)} publications seen\n")
    kept = {path.stem for path in northby.editions.iterdir()}
    assert kept == set(publication.manifest_ids(northby))
    assert not [path for path in northby.out.iterdir() if path.name.startswith(".")]
    assert not [path for path in northby.work.rglob("*") if path.name.endswith((".writing", ".keeping"))]
    assert not northby.scratch.exists()


def test_many_readers_at_once_during_a_run(northby: PlacePaths, tmp_path: Path) -> None:
    before = publication.publication_id_of(northby.database)
    expected = _send(northby, 4321)
    with ExitStack() as stack:
        readers = stack.enter_context(Readers(northby.database, tmp_path / "stop", _READERS_AT_ONCE))
        said = command("run", "northby", cwd=tmp_path, seconds=900)
        assert said.code == 0, said
        seen = readers.end()
    assert set(seen) <= {before, publication.publication_id_of(northby.database)}
    assert _total(northby) == expected
