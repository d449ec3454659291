"""Starting runs: the Dagster home, its settings, and one run of one place in this process.

Belongs here: what connects the command to Dagster. Does not belong here: assets (build.py), or what steps do.
"""

import importlib
import json
import logging
import os
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import polars as pl

from totalplace import (
    board_pack,
    changes,
    earlier_editions,
    extracts,
    maps,
    printed,
    publication,
    sheets,
    unkept_decisions,
)
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths, area_maps_folder
from totalplace.pipeline import Workbench, steps
from totalplace.settings import Settings, read_settings
from totalplace.whole_files import write_text_whole
from totalplace.words import plural, pounds

if TYPE_CHECKING:
    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo

_DECISIONS_TOLD = 5  # of those that were not carried out, in the closing words of a run
_DAGSTER_YAML = """\
# Written by totalplace. Nothing leaves this machine, no first-visit dialog, one run of a place at a time.
telemetry:
  enabled: false
nux:
  enabled: false
run_monitoring:
  enabled: true
  poll_interval_seconds: 5
  start_timeout_seconds: 60
  max_resume_run_attempts: 0
# a run whose process was killed is started again only if it says so itself, as those of sensor and schedule do
run_retries:
  enabled: true
  max_retries: 0
  retry_on_asset_or_op_failure: false
concurrency:
  pools:
    default_limit: 1
    granularity: op
  runs:
    max_concurrent_runs: 4
    tag_concurrency_limits:
      - key: dagster/partition
        value:
          applyLimitPerUniqueValue: true
        limit: 1
# one file for the events of all runs: held open: totalplace/assets/event_log.py
event_log_storage:
  module: totalplace.assets.event_log
  class: EventLog
  config:
    base_dir: {events}
"""


def prepare_home(settings: Settings) -> None:
    """DAGSTER_HOME with its dagster.yaml, and .env beside workspace.yaml so that `dagster dev` finds the same instance."""
    home = settings.dagster_home
    events = home / "events"
    events.mkdir(parents=True, exist_ok=True)
    settled = _DAGSTER_YAML.format(events=json.dumps(str(events)))  # a JSON string is a YAML string
    yaml = home / "dagster.yaml"
    # a dagster.yaml that somebody else wrote is theirs
    is_ours = not yaml.is_file() or yaml.read_text("utf-8").startswith(_DAGSTER_YAML.splitlines()[0])
    if is_ours and (not yaml.is_file() or yaml.read_text("utf-8") != settled):
        yaml.write_text(settled, "utf-8")
    if Path("workspace.yaml").is_file():
        _settle_dotenv(Path(".env"), environment(settings))
    os.environ.update(environment(settings))


def _settle_dotenv(dotenv: Path, ours: Mapping[str, str]) -> None:
    """Our names in the file; whatever else somebody keeps there stays."""
    standing = dotenv.read_text("utf-8").splitlines() if dotenv.is_file() else []
    theirs = [line for line in standing if line.split("=")[0].strip() not in ours]
    wanted = [*theirs, *(f"{name}={value}" for name, value in ours.items())]
    if sorted(standing) != sorted(wanted):
        write_text_whole(dotenv, "\n".join(wanted) + "\n")


@cache
def import_ahead() -> Thread:
    """Import Dagster on a second thread while files are read: it takes one to two seconds. Once a process."""

    def imports() -> None:
        importlib.import_module("dagster")
        importlib.import_module("folium")

    thread = Thread(target=imports, name="import ahead")
    thread.start()
    return thread


def environment(settings: Settings) -> dict[str, str]:
    """What other processes need to find the same places and the same Dagster instance."""
    return {"DAGSTER_HOME": str(settings.dagster_home), "TOTALPLACE_PLACES": str(settings.places_root)}


def run_place(settings: Settings, bench: Workbench, select: str | None) -> str:
    """Run what is stale, publish and draw; says in a sentence or two what came of it.

    Raises PlaceError with the sentence of the step that failed.
    """
    wanted = _wanted(bench, select)
    everything = select is None
    standing = publication.current(bench.paths) if everything else None
    if (
        everything
        and not wanted
        and standing
        and publication.is_current(bench)
        and maps.are_current(bench.paths, standing)
        and board_pack.are_current(bench.paths, standing)
        and sheets.are_current(bench.paths, standing)
        and extracts.are_current(bench.paths, standing)
    ):
        return f"Nothing has changed since publication {standing.publication_id}. {bench.paths.database} stands."
    if not everything and not wanted:
        return f"{select} is up to date."
    prepare_home(settings)
    import dagster as dg

    from totalplace.assets.places_partition import synchronise
    from totalplace.assets.step_asset import asset_key
    from totalplace.definitions import defs

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    selection = [asset_key(table) for table in wanted]
    if everything:
        selection += [dg.AssetKey(["publish", name]) for name in ("database", "maps", "board_pack", "sheets", "extracts")]
    with dg.DagsterInstance.get() as instance:
        synchronise(instance, settings)
        result = defs.resolve_job_def("refresh_the_picture").execute_in_process(
            partition_key=bench.paths.place,
            asset_selection=selection,
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    if not result.success:
        raise PlaceError(_first_failure(result))
    if not everything:
        return f"Made {', '.join(wanted)}."
    made = publication.current(bench.paths)
    assert made is not None
    return _closing_words(bench, made, standing)


def _wanted(bench: Workbench, select: str | None) -> list[str]:
    if select is None:
        return bench.stale()
    table = select.replace("/", ".")
    if table not in steps():
        raise PlaceError(f"There is no table '{select}'. Tables are: {', '.join(steps())}.")
    needed: set[str] = set()

    def visit(name: str) -> None:
        if name not in needed:
            needed.add(name)
            for upstream in (*steps()[name].inputs, *steps()[name].after):
                visit(upstream)

    visit(table)
    return [name for name in bench.stale() if name in needed]


def _first_failure(result: "dg.ExecuteInProcessResult") -> str:
    """The sentence of the step that failed, or of the run if it never came to a step.

    Raises KeyboardInterrupt if somebody stopped it.
    """
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data and data.user_failure_data.description:
                return str(data.user_failure_data.description)
            if data.error:
                return _defect(event.step_key or "A step", data.error)
    for event in result.all_events:
        if event.is_job_failure and event.job_failure_data.error:
            return _defect("The run", event.job_failure_data.error)
    return "The run failed before its first step: see the Dagster UI (totalplace ui)."


def _defect(what: str, error: "SerializableErrorInfo") -> str:
    """The words of a failure that reached Dagster as an exception: ours if it carries them, else those for a defect."""
    if "InterruptedError" in (error.cls_name or ""):
        raise KeyboardInterrupt
    cause = error
    while cause.cause is not None:
        if cause.cls_name == "StepDefectError":
            what = cause.message.split(": ")[-1].strip()
        cause = cause.cause
    said = " ".join(cause.message.split())
    if cause.cls_name == "Failure":
        return said.removeprefix("dagster._core.definitions.events.Failure: ")
    return f"{what} failed, and that is a defect of totalplace: {said} Please report it with the file that was read."


def _no_area_map(paths: PlacePaths, made: publication.Manifest) -> list[str]:
    """That there is no map of spending by area, where returns were counted: and why."""
    if not made.rows["mart.spend_count"] or any((paths.maps / f"{spec.stem}.html").is_file() for spec in area_maps_folder().glob("*.toml")):
        return []
    return ["  no map    of spending by person: no area has spending of a body of its own, its outline and its people of about that year"]


def _printed(paths: PlacePaths) -> list[str]:
    """Where the board pack stands as one document to print, or why it does not: also that for everybody."""
    document = paths.board_pack / board_pack.PRINTED
    said = [f"  to print  {document}"] if document.is_file() else []
    if any(next(folder.glob("*.html"), None) and not (folder / board_pack.PRINTED).is_file() for folder in (paths.board_pack, paths.public_board_pack)):
        why = printed.why_not(read_settings()) or printed.failed(read_settings())
        said += [f"  no PDF    {why}"] if why else []
    return said


def _not_carried_out(bench: Workbench) -> list[str]:
    """What people wrote down that meets nothing: the first few, and where the others are told."""
    told = unkept_decisions.sentences(bench)
    more = [f"  and {plural(len(told) - _DECISIONS_TOLD, 'more decision')} not carried out: totalplace status {bench.paths.place}"] if len(told) > _DECISIONS_TOLD else []
    return [*(f"  not done  {sentence}" for sentence in told[:_DECISIONS_TOLD]), *more]


def _left_out(parts: pl.DataFrame) -> str:
    """What is held or rejected: payments and other figures apart, as the one is no part of the other, and amounts that nobody knows."""
    out = parts.filter(pl.col("rows_held") + pl.col("rows_rejected") > 0).with_columns(
        (pl.col("amount_held_gbp").fill_null(0) + pl.col("amount_rejected_gbp").fill_null(0)).alias("gbp"),
        (pl.col("kind") == "payments").fill_null(False).alias("is_payments"),
    )
    rows = sum(out["rows_held"].to_list() + out["rows_rejected"].to_list())
    told = [f"{plural(rows, 'row')} of {plural(out.height, 'table')} held or rejected"]
    told += [
        f"{what} {pounds(gbp)}"
        for what, is_one in (("payments", pl.col("is_payments")), ("other figures (returns, costs, grants)", ~pl.col("is_payments")))
        if (gbp := sum(out.filter(is_one)["gbp"].to_list(), Decimal(0)))
    ]
    if unknown := int(out["rows_amount_unreadable"].sum()):
        told.append(f"the amounts of {plural(unknown, 'row')} are not known")
    return "; ".join(told)


def _closing_words(bench: Workbench, made: publication.Manifest, before: publication.Manifest | None) -> str:
    paths = bench.paths
    counted = bench.scan("mart.spend_line").filter(pl.col("status") == "counted").select(pl.len(), pl.col("amount_gbp").sum())
    lines, amount_gbp = counted.collect().row(0)
    issues = dict(bench.scan("ops.issue").group_by("severity").len().collect().iter_rows())
    told = ", ".join(plural(issues.get(severity, 0), severity) for severity in ("error", "warning", "note"))
    said: list[str] = []
    earlier: Path | None = None
    if before is not None and before.publication_id != made.publication_id and paths.edition(before.publication_id).is_file():
        earlier = paths.edition(before.publication_id)
        said = [
            f"  since {before.publication_id} (to go back: totalplace restore {paths.place} {before.publication_id}):",
            *(f"    {line}" for line in changes.in_words(paths.edition(made.publication_id))),
        ]
    return "\n".join(
        [
            f"Published {made.publication_id}: {plural(made.rows['mart.estate'], 'asset')}; {plural(lines, 'payment line')} counted, "
            f"£{amount_gbp or 0:,.2f}; {told}.",
            f"  left out  {_left_out(bench.scan('ops.source_part').collect())}: totalplace status {paths.place}",
            *said,
            *(f"  pool      {line}" for line in changes.pools_in_words(earlier, paths.edition(made.publication_id))),
            *(f"  withdraw  {earlier_editions.warning(paths, entry, rows)}" for entry, rows in earlier_editions.showing_sensitive(paths).items()),
            *_not_carried_out(bench),
            f"  database  {paths.database}",
            *(f"  map       {path}" for path in maps.pages_of(paths)),
            *_no_area_map(paths, made),
            *(f"  figures   {path}" for path in board_pack.pages_of(paths)),
            *_printed(paths),
            f"  bodies    {paths.requests} (what to ask each for), {paths.bodies} (sheets to confirm or correct)",
            f"  meanings  {bench.paths.data_dictionary} (what each column of the database means)",
            f"  extracts  {bench.paths.extracts} (workbooks, Parquet with its description); for everybody {bench.paths.public_extracts}",
            f"  what was not understood: totalplace check {paths.place}",
        ]
    )
