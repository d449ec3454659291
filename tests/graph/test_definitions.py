"""The asset graph: it loads as the UI loads it, says of every table what it is, and shows the dependencies that the SQL has."""

import importlib
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from tests.integration import small_place
from totalplace import contracts, sql
from totalplace.assets import automation
from totalplace.assets.step_asset import asset_key
from totalplace.build import build_definitions
from totalplace.contracts._base import Contract
from totalplace.definitions import defs
from totalplace.pipeline import SQL_LAYERS, steps

ROOT = Path(__file__).parents[2]
GRAPH = defs.resolve_asset_graph()
SQL_FILES = [file for layer in SQL_LAYERS for file in sql.load_folder(layer)]
AT_PUBLICATION = {"ops.change", "ops.check", "ops.dictionary", "ops.publication", "ops.run", "mart.id_history", *(view.table for view in contracts.views())}


def test_the_workspace_names_a_module_with_one_set_of_definitions() -> None:
    text = (ROOT / "workspace.yaml").read_text("utf-8")
    module = text.split("python_module:")[1].strip()
    held = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, dg.Definitions)]
    assert held == [defs]


def test_definitions_are_built_afresh_and_are_valid() -> None:
    fresh = build_definitions()
    assert fresh is not defs
    dg.Definitions.validate_loadable(fresh)


@pytest.mark.parametrize("contract", contracts.published(), ids=lambda contract: contract.table)
def test_every_published_table_is_described(contract: Contract) -> None:
    assert contract.question.endswith("?") and contract.grain and contract.primary_key
    assert all(column.comment.strip() for column in contract.columns)
    if contract.table in AT_PUBLICATION:
        return
    node = GRAPH.get(asset_key(contract.table))
    assert contract.question in (node.description or "")
    assert node.owners and node.group_name and node.kinds
    schema = node.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    assert [(column.name, column.description) for column in schema.columns] == [
        (column.name, column.comment) for column in contract.columns
    ]


def test_every_step_is_an_asset_of_every_place() -> None:
    for table in steps():
        node = GRAPH.get(asset_key(table))
        assert isinstance(node.partitions_def, dg.DynamicPartitionsDefinition), table
        assert node.owners and node.description and node.group_name, table
    extra = {tuple(key.path) for key in GRAPH.materializable_asset_keys} - {
        tuple(table.split(".")) for table in steps()
    }
    assert extra == {("places", "comparison"), *(("publish", name) for name in ("database", "maps", "board_pack", "sheets", "extracts"))}


@pytest.mark.parametrize("file", SQL_FILES, ids=lambda file: file.table)
def test_the_graph_shows_what_the_sql_reads(file: sql.SqlFile) -> None:
    shown = {".".join(key.path) for key in GRAPH.get(asset_key(file.table)).parent_keys}
    assert shown == set(file.dependencies)


def test_the_publication_waits_for_everything() -> None:
    before = GRAPH.get_ancestor_asset_keys(dg.AssetKey(["publish", "database"]))
    assert {".".join(key.path) for key in before} == set(steps())
    assert GRAPH.get(dg.AssetKey(["publish", "maps"])).parent_keys == {dg.AssetKey(["publish", "database"])}


def test_names_of_checks_are_unique_and_every_check_file_is_shown() -> None:
    keys = [(tuple(key.asset_key.path), key.name) for key in GRAPH.asset_check_keys]
    assert len(set(keys)) == len(keys)
    told = {spec.description for spec in (GRAPH.get_check_spec(key) for key in GRAPH.asset_check_keys)}
    assert {file.header["sentence"] for file in sql.load_folder("checks")} <= told
    with_contract_check = {path for path, name in keys if name == "its_contract_is_kept"}
    assert with_contract_check >= {
        tuple(contract.table.split(".")) for contract in contracts.published() if contract.table not in AT_PUBLICATION
    }


def test_jobs_and_sensor_are_in_plain_words() -> None:
    repository = defs.get_repository_def()
    jobs = {job.name: job for job in repository.get_all_jobs()}
    assert {
        "refresh_the_picture", "only_read_the_inbox", "only_the_estate", "try_the_pooled_budget_scenarios", "rebuild_maps_and_board_pack", "try_a_pooled_budget", "try_a_threshold",
    } <= set(jobs)  # fmt: skip
    assert all(job.description for name, job in jobs.items() if not name.startswith("__"))
    [schedule] = repository.schedule_defs
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED and schedule.description
    assert [sensor.name for sensor in repository.sensor_defs] == ["inbox_sensor"]
    assert all(sensor.description for sensor in repository.sensor_defs)


def test_reading_alone_publishes_nothing() -> None:
    nodes = {key.path[0] for key in defs.resolve_job_def("only_read_the_inbox").asset_layer.selected_asset_keys}
    assert nodes == {"raw", "staging"}


def test_the_estate_alone_works_out_no_payments_returns_or_people() -> None:
    chosen = {".".join(key.path) for key in defs.resolve_job_def("only_the_estate").asset_layer.selected_asset_keys}
    assert {"raw.inbox", "staging.property", "mart.estate", "mart.estate_plan", "mart.cluster", "mart.utilisation_latest", "mart.release_candidate"} <= chosen
    # lines of payments are read all the same: they may name premises that are to be guarded
    assert not [table for table in chosen if table.startswith(("mart.spend", "mart.return", "mart.supplier", "mart.pool", "mart.grant", "mart.cost", "mart.person", "mart.outcome"))]
    assert not [table for table in chosen if table.startswith("publish.")]
    assert chosen >= {table for name in chosen for table in (*steps()[name].inputs, *steps()[name].after)}


def test_maps_and_pages_are_rebuilt_without_publishing() -> None:
    chosen = {".".join(key.path) for key in defs.resolve_job_def("rebuild_maps_and_board_pack").asset_layer.selected_asset_keys}
    assert {"publish.maps", "publish.board_pack", "publish.sheets"} <= chosen
    assert "publish.database" not in chosen and all(name.startswith("publish.") for name in chosen)


def test_every_night_each_place_is_one_run(places_root: Path) -> None:
    for name in ("northby", "southby"):
        small_place.write(places_root, name)
    night = datetime(2025, 7, 1, 2, tzinfo=UTC)
    requests = list(automation.every_night(dg.build_schedule_context(scheduled_execution_time=night)))
    assert [(request.partition_key, request.run_key) for request in requests] == [("northby", "northby-2025-07-01"), ("southby", "southby-2025-07-01")]
    assert all(request.tags["dagster/max_retries"] == "1" for request in requests)


def test_trying_scenarios_runs_what_follows_from_their_files_and_nothing_else() -> None:
    chosen = {".".join(key.path) for key in defs.resolve_job_def("try_the_pooled_budget_scenarios").asset_layer.selected_asset_keys}
    # whatever reads the folder of scenarios is made, and what is made from it
    reads = {table for table, step in steps().items() if "scenarios" in step.outside.__code__.co_names}
    assert reads and reads <= chosen
    assert {table for table, step in steps().items() if chosen & {*step.inputs, *step.after}} <= chosen
    assert {"publish.database", "publish.maps", "publish.board_pack", "publish.sheets"} <= chosen
    assert not {"raw.inbox", "mart.spend_count", "mart.estate", "mart.estate_plan"} & chosen


def test_there_are_no_more_steps_than_a_run_can_bear() -> None:
    # three events of Dagster's storage each, under 3 ms an event (decisions 0007 and 0047): 300 cost some three seconds
    assert len(steps()) + 2 <= 300


def test_nothing_but_definitions_holds_a_dagster_object() -> None:
    """Domain code does not know Dagster."""
    importing = {
        path.relative_to(ROOT / "totalplace").as_posix()
        for path in (ROOT / "totalplace").rglob("*.py")
        if any(line.startswith(("import dagster", "from dagster")) for line in path.read_text("utf-8").splitlines())
    }
    assert all(name.startswith("assets/") or name == "build.py" for name in importing), importing


def test_the_dagster_family_is_pinned_together() -> None:
    pinned = [
        entry
        for entry in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
        if entry.startswith("dagster")
    ]
    assert {entry.split("==")[1] for entry in pinned} == {dg.__version__}
