"""From steps to Dagster definitions: one asset a step, its checks, jobs, the sensor.

Belongs here: collecting and describing. Does not belong here: what a step does (pipeline.py and what it calls).
"""

import dagster as dg

from totalplace.assets import automation, publish
from totalplace.assets.step_asset import asset_of
from totalplace.assets.workbench import workbench_resource
from totalplace.pipeline import steps


def build_definitions() -> dg.Definitions:
    """Fresh definitions: the asset graph, jobs in plain words, the drop-folder sensor."""
    assets = [asset_of(step) for step in steps().values()]
    return dg.Definitions(
        assets=[*assets, *publish.ASSETS],
        jobs=automation.JOBS,
        sensors=[automation.inbox_sensor],
        resources={"workbench": workbench_resource},
        executor=dg.in_process_executor,
    )
