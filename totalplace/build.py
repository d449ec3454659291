"""From steps to Dagster definitions: one asset a step, its checks, jobs, the sensor.

Belongs here: collecting and describing. Does not belong here: what a step does (pipeline.py and what it calls).
"""

import dagster as dg

from totalplace.assets import automation, comparing, publish, trying
from totalplace.assets.step_asset import assets_of
from totalplace.assets.workbench import workbench_resource
from totalplace.pipeline import steps

_READ = ("raw", "staging")  # layers made from files alone: what is judged needs them all, and none of them what is judged


def build_definitions() -> dg.Definitions:
    """Fresh definitions: the asset graph, jobs in plain words, the drop-folder sensor."""
    all_steps = list(steps().values())
    read = [step for step in all_steps if step.key[0] in _READ]
    judged = [step for step in all_steps if step.key[0] not in _READ]
    assets = [assets_of("read_the_inbox", read), assets_of("put_together_and_judge", judged)]
    return dg.Definitions(
        assets=[*assets, *publish.ASSETS, comparing.places_side_by_side],
        jobs=[*automation.JOBS, *trying.JOBS, comparing.compare_places],
        sensors=[automation.inbox_sensor],
        schedules=[automation.every_night],
        resources={"workbench": workbench_resource},
        executor=dg.in_process_executor,
    )
