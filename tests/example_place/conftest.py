"""The example place, run once a session through the command, as a team would run it.

Belongs here: making and running it, and reading what was published beside the truth. Does not belong here: judgements.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from filelock import FileLock

from totalplace import contracts
from totalplace.example.people import SMALL_SIZE

LISTS = ("property_register", "school")  # kinds whose lines list assets
Row = dict[str, str]
Line = tuple[str, str, int]  # path, part, line

_COMMAND = "from totalplace.cli import main; main()"


def totalplace(root: Path, *arguments: str) -> str:
    """What the command prints. It must end well."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"},
        "TOTALPLACE_PLACES": str(root),
        "TOTALPLACE_PUBLICATION_DATE": "2025-06-30",
        "COLUMNS": "200",
        "TOTALPLACE_EXAMPLE_PEOPLE": str(SMALL_SIZE),
    }
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, *arguments],
        capture_output=True,
        text=True,
        cwd=root,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout + done.stderr


@dataclass(frozen=True)
class Published:
    """A place folder that was run: its truth, its published file, its typed rows."""

    folder: Path
    said: str

    def truth(self, name: str) -> list[Row]:
        with (self.folder / "truth" / name).open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    @cached_property
    def totals(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.folder / "truth" / "totals.json").read_text("utf-8"))
        return loaded

    @cached_property
    def lines(self) -> list[Row]:
        """truth/lines.csv: every record with what ought to become of it."""
        return self.truth("lines.csv")

    @cached_property
    def assets(self) -> dict[str, Row]:
        """truth/assets.csv by the true id."""
        return {row["asset_id"]: row for row in self.truth("assets.csv")}

    @property
    def database(self) -> Path:
        return self.folder / "out" / "totalplace.duckdb"

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Rows of the published file."""
        with duckdb.connect(self.database, read_only=True) as connection:
            cursor = connection.execute(query, list(values))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @cached_property
    def files(self) -> dict[str, dict[str, Any]]:
        """ops.source_file by path."""
        return {row["path"]: row for row in self.rows("select * from ops.source_file")}

    @cached_property
    def parts(self) -> dict[tuple[str, str], dict[str, Any]]:
        """ops.source_part by path and part."""
        found = self.rows(
            "select file.path, part.* from ops.source_part part join ops.source_file file using (source_file_id)"
        )
        return {(row["path"], row["source_part"]): row for row in found}

    @cached_property
    def payments(self) -> dict[Line, dict[str, Any]]:
        """mart.spend_line by its line of a file."""
        found = self.rows(
            "select file.path, line.* from mart.spend_line line join ops.source_file file using (source_file_id)"
        )
        return {_line(row): row for row in found}

    @cached_property
    def register_lines(self) -> dict[Line, dict[str, Any]]:
        """Lines of lists in mart.estate_source with their asset, by their line of a file."""
        return {line: row for line, row in self._source_lines.items() if row["kind"] in LISTS}

    @cached_property
    def ours(self) -> dict[str, str]:
        """Our id by the true one, of every asset that a line in mart.estate_source speaks of."""
        asset_of = {line: str(row["asset_id"]) for line, row in self.register_lines.items()}
        spoken = ((row["asset_id"], line_of(row)) for row in self.truth("asset_lines.csv"))
        return {true: asset_of[line] for true, line in spoken if line in asset_of}

    @cached_property
    def evidence_lines(self) -> dict[Line, dict[str, Any]]:
        """The same of what only says something of a building: certificates and outlines."""
        return {line: row for line, row in self._source_lines.items() if row["kind"] not in LISTS}

    @cached_property
    def _source_lines(self) -> dict[Line, dict[str, Any]]:
        found = self.rows(
            """
            select file.path, part.kind, source.*, estate.* exclude (asset_id, uprn, gia_m2, location_method),
                   estate.location_method as estate_location_method
            from mart.estate_source source
            join mart.estate estate using (asset_id)
            join ops.source_file file using (source_file_id)
            join ops.source_part part using (source_file_id, source_part)
            """
        )
        return {_line(row): row for row in found}

    @cached_property
    def issues(self) -> dict[Line, list[dict[str, Any]]]:
        """ops.issue by the line it names."""
        found: dict[Line, list[dict[str, Any]]] = {}
        for row in self._issues:
            if row["source_row"] is not None:
                found.setdefault(_line(row), []).append(row)
        return found

    @cached_property
    def part_issues(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Every issue of a part, whichever line it names."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in self._issues:
            found.setdefault((row["path"], row["source_part"]), []).append(row)
        return found

    @cached_property
    def _issues(self) -> list[dict[str, Any]]:
        return self.rows(
            "select file.path, issue.* from ops.issue issue join ops.source_file file using (source_file_id)"
        )

    def typed(self, kind: str) -> dict[Line, dict[str, Any]]:
        """Rows of staging.<kind> by their line of a file."""
        manifest = json.loads(max((self.folder / "work" / "publications").glob("*.json")).read_text("utf-8"))
        files = sorted((self.folder / manifest["tables"][f"staging.{kind}"]).glob("*.parquet"))
        frames = [pl.read_parquet(file).filter(pl.col("row_status") == "loaded") for file in files]
        # a column that a file lacks is not written for it
        nothing = dict.fromkeys(contracts.contract(f"staging.{kind}").column_names)
        return {_line(row): {**nothing, **row} for frame in frames for row in frame.iter_rows(named=True)}

    @cached_property
    def typed_properties(self) -> dict[Line, dict[str, Any]]:
        return self.typed("property")

    @cached_property
    def typed_postcodes(self) -> dict[Line, dict[str, Any]]:
        return self.typed("postcode")


def _line(row: dict[str, Any]) -> Line:
    return row["path"], row["source_part"], row["source_row"]


def line_of(row: Row) -> Line:
    """The line that a row of truth speaks of."""
    return row["path"], row["part"], int(row["line"])


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The example place at scale 1, run from nothing by `totalplace demo`; once, however many processes test."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    root = shared / "example-place"
    with FileLock(shared / "example-place.lock"):
        words = root / "said.txt"
        if not words.exists():
            root.mkdir()
            words.write_text(totalplace(root, "demo"), "utf-8")
    return Published(root / "example", words.read_text("utf-8"))


@pytest.fixture(scope="session")
def again(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A second folder elsewhere with the same files received, run by itself."""
    root = tmp_path_factory.mktemp("again")
    folder = root / "example"
    folder.mkdir()
    for name in ("inbox", "protected", "agreements", "reference", "scenarios", "scrutiny", "self-assessment", "truth"):
        shutil.copytree(published.folder / name, folder / name, ignore=shutil.ignore_patterns("*.jsonl"))  # what was used is told anew
    for stated in published.folder.glob("*.toml"):
        shutil.copyfile(stated, folder / stated.name)
    yield Published(folder, totalplace(root, "run", "example"))
    shutil.rmtree(root)
