"""Jobs in plain words, the sensor that watches the inboxes, and the schedule.

Belongs here: when things run. Does not belong here: what they do.
"""

import contextlib
from collections.abc import Iterator
from stat import S_ISREG

import dagster as dg

from totalplace.assets import comparing
from totalplace.assets.places_partition import PLACES
from totalplace.assets.step_asset import asset_key
from totalplace.paths import PlacePaths, place_paths
from totalplace.pipeline import steps
from totalplace.place import place_folders
from totalplace.settings import read_settings

_QUIET_SECONDS = (
    20  # a file still being copied changes its size; a batch is complete when nothing has changed for so long
)

# a run that nobody looks at is started once more if the machine stopped it; what a step says is wrong stays wrong (launch.py has the rest)
_UNATTENDED = {"dagster/max_retries": "1", "dagster/retry_on_asset_or_op_failure": "false"}

# what stands above all places is of no run of one
_OF_A_PLACE = dg.AssetSelection.all() - dg.AssetSelection.assets(comparing.KEY)

refresh_the_picture = dg.define_asset_job(
    "refresh_the_picture", selection=_OF_A_PLACE,
    description="Everything, from the inbox to the published database and the maps",
)  # fmt: skip
only_read_the_inbox = dg.define_asset_job(
    "only_read_the_inbox",
    selection=dg.AssetSelection.groups("1_received", "2_read_and_typed"),
    description="Read and type the files without publishing anything",
)
# the tables that follow from the files in scenarios/ stand under names of their own; all else that they need stands already, but for what
# is written of decisions: a file about a pooled budget counts where there is that budget
_WRITTEN = ("mart.scrutiny_note", "mart.self_assessment")
_POOLS = [asset_key(table) for table in steps() if (table.split(".")[1].startswith("pool_") and not table.startswith("ref.")) or table in _WRITTEN]
try_the_pooled_budget_scenarios = dg.define_asset_job(
    "try_the_pooled_budget_scenarios",
    selection=dg.AssetSelection.assets(*_POOLS).downstream() & _OF_A_PLACE,
    description="Works out the files in scenarios/ as they are now, publishes, and draws their pages. For a place of which the rest stands: "
    "after files have arrived in the inbox, refresh_the_picture",
)
# by the beginnings of their names; they and what they are made from
_ESTATE = ("estate", "interest", "occupation", "building_", "asset_match", "register_duplicate", "utilisation", "carter_", "cluster", "service_overlap", "release_candidate", "access_change")
only_the_estate = dg.define_asset_job(
    "only_the_estate",
    selection=dg.AssetSelection.assets(*(asset_key(table) for table in steps() if table.startswith(tuple(f"mart.{name}" for name in _ESTATE)))).upstream(),
    description="Works out what is owned, how it is used, clusters and the plan for one estate, from the inbox on: every file is read, but payments, returns and people are not worked out, and "
    "nothing is published: look at the tables here. refresh_the_picture publishes",
)
rebuild_maps_and_board_pack = dg.define_asset_job(
    "rebuild_maps_and_board_pack",
    selection=dg.AssetSelection.groups("8_published") - dg.AssetSelection.assets(["publish", "database"]),
    description="Draws maps and pages again, and writes sheets and extracts, from the publication in place: after wording was changed, or a file in out/ was lost",
)
JOBS = [refresh_the_picture, only_read_the_inbox, only_the_estate, try_the_pooled_budget_scenarios, rebuild_maps_and_board_pack]


@dg.schedule(
    job=refresh_the_picture,
    cron_schedule="0 2 * * *",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Each night at two a run of every place, one after the other: for files that arrive in ways the sensor does not see, such as a drive that is put in place by night. Off until somebody switches it on",
)
def every_night(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Nothing changed launches no work: each step says that it stands."""
    night = context.scheduled_execution_time.date().isoformat()
    for place in place_folders(read_settings()):
        yield dg.RunRequest(run_key=f"{place}-{night}", partition_key=place, tags=_UNATTENDED)


@dg.sensor(
    job=refresh_the_picture,
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Starts a run of a place when files have arrived in its inbox, or a pooled budget was changed, once they have stopped changing. Also keeps the list of places equal to the folders.",
)
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One run for a batch: the cursor remembers what each inbox held when it was last looked at and last run."""
    import json
    import time

    settings = read_settings()
    folders = place_folders(settings)
    cursor: dict[str, dict[str, str | int]] = json.loads(context.cursor) if context.cursor else {}
    runs: list[dg.RunRequest] = []
    seen: dict[str, dict[str, str | int]] = {}
    for place in folders:
        paths = place_paths(settings.places_root, place)
        stats = sorted(_stats(paths))
        mark = str(hash_of(stats))
        newest = max((entry[2] for entry in stats), default=0) / 1e9
        before = cursor.get(place, {})
        is_quiet = before.get("seen") == mark and time.time() - newest > _QUIET_SECONDS
        number = int(before.get("number", 0))
        has_work = (
            bool(stats) or number > 0
        )  # an inbox that was emptied changes the picture, one that was never filled does not
        if has_work and is_quiet and before.get("run") != mark:
            # the number lets an inbox that goes back to an earlier state be run again
            runs.append(dg.RunRequest(run_key=f"{place}-{number}-{mark}", partition_key=place, tags=_UNATTENDED))
            seen[place] = {"seen": mark, "run": mark, "number": number + 1}
        else:
            seen[place] = {"seen": mark, "run": str(before.get("run", "")), "number": number}
    known = set(context.instance.get_dynamic_partitions("place"))
    requests: list[dg.AddDynamicPartitionsRequest | dg.DeleteDynamicPartitionsRequest] = []
    if set(folders) - known:
        requests.append(PLACES.build_add_request(sorted(set(folders) - known)))
    if known - set(folders):
        requests.append(PLACES.build_delete_request(sorted(known - set(folders))))
    return dg.SensorResult(
        run_requests=runs, cursor=json.dumps(seen, sort_keys=True), dynamic_partitions_requests=requests
    )


def _stats(paths: PlacePaths) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of what lies in the inbox, of pooled budgets, and of what is said of decisions. A file that goes while it is looked at is not there."""
    for folder in (paths.inbox, paths.reference, paths.scenarios, paths.scrutiny, paths.self_assessment):
        for path in folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.lstat()
                if S_ISREG(stat.st_mode):
                    yield str(path), stat.st_size, stat.st_mtime_ns


def hash_of(stats: list[tuple[str, int, int]]) -> str:
    """A short fingerprint of names, sizes and times."""
    from totalplace import fingerprint

    return fingerprint.of_values(stats)
