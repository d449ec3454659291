"""The workbench as a Dagster resource: opened once a run, with the place's lock held until the run ends.

Belongs here: opening it for the partition of the run. Does not belong here: what it does (pipeline.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dagster as dg

from totalplace.errors import PlaceError, in_words
from totalplace.pipeline import Workbench, open_workbench
from totalplace.runs import Run

PARTITION_TAG = "dagster/partition"


@dataclass
class RunBench:
    """The workbench and the record of the run that uses it."""

    bench: Workbench
    run: Run
    counts: dict[str, int] = field(default_factory=dict)  # rows of tables, counted once a run


@contextmanager
def failures_in_words() -> Iterator[None]:
    """What the user or the machine is the cause of ends the step with a sentence; a defect of ours goes on as it is."""
    try:
        yield
    except dg.Failure:
        raise
    except PlaceError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except Exception as error:
        said = in_words(error)
        if said is None:
            raise
        raise dg.Failure(said, allow_retries=False) from None


@dg.resource(description="The place's folder, locked for this run, with its inbox as it is now")
def workbench_resource(context: dg.InitResourceContext) -> Iterator[RunBench]:
    """Raises dagster.Failure with a sentence if the place cannot be opened."""
    run = context.run
    place = run.tags.get(PARTITION_TAG) if run else None
    if run is None or not place:
        raise dg.Failure(
            "Choose a place: this run was started without one. Materialise again and pick a partition.",
            allow_retries=False,
        )
    log = context.log
    with (
        failures_in_words(),
        open_workbench(place, progress=(lambda words: log.info(words)) if log else (lambda _: None)) as bench,
    ):
        record = Run.start(run.run_id)
        try:
            yield RunBench(bench, record)
        finally:
            record.save(bench.paths)
