"""What is remembered of runs: one small file each in work/runs.

Belongs here: recording and reading them. Does not belong here: Dagster's own records of the same runs.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from totalplace.paths import PlacePaths
from totalplace.whole_files import read_remembered, write_text_whole

_KEPT = 50


@dataclass(frozen=True)
class RunRecord:
    """One row of ops.run."""

    run_id: str
    started_at: datetime
    seconds: float
    steps_run: int
    steps_unchanged: int


@dataclass
class Run:
    """A run under way: counts its steps."""

    run_id: str
    started_at: datetime
    _began: float
    steps_run: int = 0
    steps_unchanged: int = 0

    @classmethod
    def start(cls, run_id: str) -> "Run":
        return cls(run_id, datetime.now(UTC).replace(tzinfo=None, microsecond=0), time.monotonic())

    def so_far(self) -> RunRecord:
        return RunRecord(
            self.run_id, self.started_at, round(time.monotonic() - self._began, 1), self.steps_run, self.steps_unchanged
        )

    def save(self, paths: PlacePaths) -> None:
        """Write the record; the oldest beyond the number kept go."""
        paths.runs.mkdir(parents=True, exist_ok=True)
        record = asdict(self.so_far())
        write_text_whole(_file(paths, self), json.dumps(record, default=str))
        for path in sorted(paths.runs.glob("*.json"))[:-_KEPT]:
            path.unlink()


def _file(paths: PlacePaths, run: Run) -> Path:
    return paths.runs / f"{run.started_at:%Y%m%dT%H%M%S}-{run.run_id[:8]}.json"


def read_runs(paths: PlacePaths) -> Iterator[RunRecord]:
    """Records of earlier runs, oldest first."""
    for path in sorted(paths.runs.glob("*.json")):
        record = read_remembered(path)
        if record is not None:
            yield RunRecord(**{**record, "started_at": datetime.fromisoformat(record["started_at"])})
