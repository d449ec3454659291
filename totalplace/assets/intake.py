"""The steps from the inbox to typed rows: raw/inbox, one staging table a kind, their issues and accounts.

Belongs here: thin steps. Does not belong here: what they do (totalplace/intake.py, totalplace/staging.py).
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from totalplace import fingerprint, staging
from totalplace.contracts import raw
from totalplace.contracts.staging import STATUS
from totalplace.intake import Part, ReceivedFile
from totalplace.pipeline import Step, Workbench
from totalplace.reading import TextTable
from totalplace.side_by_side import side_by_side
from totalplace.sources import all_sources
from totalplace.sources._base import Source
from totalplace.whole_files import is_whole_parquet


def _make_inbox(workbench: Workbench, target: Path) -> None:
    workbench.inbox.table(workbench.place).write_parquet(target)


def _staging_step(source: Source) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        target.mkdir()
        found = list(workbench.inbox.parts_of(source.kind))
        files = {file.source_file_id: [entry for entry in found if entry[0] is file] for file, _ in found}

        _stage_alike(workbench, found)

        def stage_file(source_file_id: str) -> None:
            for file, part in files[source_file_id]:
                _stage(workbench, file, part)

        side_by_side(stage_file, list(files), lambda each: all(staging.is_short(part.rows) for _, part in files[each]))
        for number, (_, part) in enumerate(found):
            for lines in sorted((workbench.paths.part(part.fingerprint) / staging.LINES).iterdir()):
                _link(lines, target / f"{number:05d}-{lines.name}")
        if number_of_parts(workbench, source.kind) == 0:
            nothing = source.contract.empty().with_columns(pl.lit(None, pl.String).alias(STATUS))
            nothing.write_parquet(target / "00000.parquet")

    return Step(
        table=source.contract.table,
        inputs=(),
        after=("raw.inbox",),
        code="",
        make=make,
        outside=lambda workbench: workbench.inbox.fingerprint_of(source.kind),
        is_folder=True,
    )


def _stage_alike(workbench: Workbench, found: Sequence[tuple[ReceivedFile, Part]]) -> None:
    """Stage the tables of which several have one layout, a month each, say."""
    alike: defaultdict[tuple[object, ...], list[tuple[TextTable, ReceivedFile, Part, Path]]] = defaultdict(list)
    for file, part in found:
        folder = workbench.paths.part(part.fingerprint)
        if all_sources()[str(part.kind)].is_row_by_row and staging.is_short(part.rows) and not is_whole_parquet(folder):
            table = workbench.intake.table(file, part)
            shared = staging.layout(table, part)
            if shared is not None:
                alike[shared].append((table, file, part, folder))
    batches = [batch for several in alike.values() if len(several) > 1 for batch in _batches(several)]

    def stage(batch: list[tuple[TextTable, ReceivedFile, Part, Path]]) -> None:
        for _, file, part, _ in batch:
            _say_reading(workbench, file, part)
        workbench.paths.parts.mkdir(parents=True, exist_ok=True)
        staging.stage_alike(batch, workbench.intake.corrections)

    side_by_side(stage, batches, lambda _: True)


def _batches(
    several: Sequence[tuple[TextTable, ReceivedFile, Part, Path]],
) -> Iterator[list[tuple[TextTable, ReceivedFile, Part, Path]]]:
    """Together no longer than one table may be that is staged in one piece."""
    batch: list[tuple[TextTable, ReceivedFile, Part, Path]] = []
    for entry in several:
        if batch and not staging.is_short(sum(table.rows for table, *_ in batch) + entry[0].rows):
            yield batch
            batch = []
        batch.append(entry)
    yield batch


def _say_reading(workbench: Workbench, file: ReceivedFile, part: Part) -> None:
    workbench.progress(f"Reading {file.path}" + (f" ({part.source_part})" if part.source_part != "table" else ""))


def _stage(workbench: Workbench, file: ReceivedFile, part: Part) -> None:
    """Stage one table, unless that was done before."""
    folder = workbench.paths.part(part.fingerprint)
    if folder.exists() and is_whole_parquet(folder):
        return
    _say_reading(workbench, file, part)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging.stage(workbench.intake.table(file, part), file, part, workbench.intake.corrections, folder)


def number_of_parts(workbench: Workbench, kind: str) -> int:
    return sum(1 for _ in workbench.inbox.parts_of(kind))


def _link(source: Path, target: Path) -> None:
    """The same bytes under a second name; a copy where the disk cannot do that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _gather(name: str) -> Step:
    table = {"issue": raw.ISSUE, "account": raw.ACCOUNT, "said": raw.SAID}[name]

    def make(workbench: Workbench, target: Path) -> None:
        files = [
            workbench.paths.part(part.fingerprint) / f"{name}.parquet"
            for kind in sorted(all_sources())
            for _, part in workbench.inbox.parts_of(kind)
        ]
        # only of kinds that list premises is it kept what a line says
        pieces = [pl.scan_parquet(file) for file in files if name != "said" or file.is_file()]
        frame = pl.concat([table.empty().lazy(), *pieces])
        if name == "account":
            frame = frame.sort("source_file_id", "source_part")
        frame.sink_parquet(target, maintain_order=True)

    return Step(
        table=table.table,
        inputs=tuple(source.contract.table for source in all_sources().values()),
        code=fingerprint.of_code("assets/intake.py"),
        make=make,
    )


STEPS = (
    Step(
        table=raw.INBOX.table,
        inputs=(),
        code=fingerprint.of_code("intake"),
        make=_make_inbox,
        outside=lambda workbench: fingerprint.of_values(
            workbench.inbox.fingerprint(), workbench.place.model_dump(mode="json")
        ),
    ),
    *(_staging_step(source) for source in all_sources().values()),
    _gather("issue"),
    _gather("account"),
    _gather("said"),
)
