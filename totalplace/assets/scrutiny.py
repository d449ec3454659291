"""The steps of scrutiny: the checklist, and what people wrote of decisions and of their partnership.

Belongs here: thin steps around plain functions. Does not belong here: the functions (scrutiny_files.py).
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from totalplace import fingerprint, reference, scrutiny_files
from totalplace.assets.places import from_declaration
from totalplace.pipeline import Step, Workbench


def _step(table: str, choose: Callable[[scrutiny_files.Written], pl.DataFrame]) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        choose(scrutiny_files.read_written(workbench.paths, workbench.place)).write_parquet(target)

    return Step(
        table=table,
        inputs=("ref.checklist_question", "ref.body"),
        code=fingerprint.of_code("scrutiny_files.py", "written_files.py", "assets/scrutiny.py"),
        make=make,
        outside=lambda workbench: fingerprint.of_values([(name, fingerprint.of_bytes(content)) for name, content in scrutiny_files.fingerprint_of(workbench.paths)]),
    )


STEPS = (
    from_declaration("ref.checklist_question", lambda bench: reference.checklist_question_table()),
    _step("mart.self_assessment", lambda written: written.answers),
    _step("mart.scrutiny_note", lambda written: written.notes),
)
