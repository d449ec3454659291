"""The real Dagster server, as the pilot team starts it: partitions, a launched run, its figures, its failures, its pages."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.integration import small_place
from tests.integration.small_place import command, put, query
from totalplace import launch
from totalplace.paths import PlacePaths
from totalplace.settings import read_settings

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

REPOSITORY = Path(__file__).parents[2]
_LOCATION = "totalplace.definitions"


@dataclass(frozen=True)
class Server:
    """A running server and the places it shows."""

    port: int
    home: Path
    places: Path
    folder: Path

    def ask(self, question: str, **variables: Any) -> Any:
        body = json.dumps({"query": question, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        assert "errors" not in told, told
        return told["data"]

    def launch(self, place: str, job: str = "refresh_the_picture", form: dict[str, Any] | None = None) -> str:
        """Start a job for a place, as the UI does: the whole graph, or what is named, with its form filled in; returns the id of the run."""
        told = self.ask(
            "mutation ($params: ExecutionParams!) { launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { runId } } } }",
            params={
                "selector": {
                    "repositoryName": "__repository__",
                    "repositoryLocationName": _LOCATION,
                    "jobName": job,
                },
                "runConfigData": form or {},
                "mode": "default",
                "executionMetadata": {"tags": [{"key": "dagster/partition", "value": place}]},
            },
        )["launchRun"]
        assert told["__typename"] == "LaunchRunSuccess", told
        return str(told["run"]["runId"])

    def outcome(self, run_id: str) -> str:
        for _ in range(480):
            status = self.ask("query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }", id=run_id)[
                "runOrError"
            ]["status"]
            if status in ("SUCCESS", "FAILURE", "CANCELED"):
                return str(status)
            time.sleep(0.5)
        raise AssertionError("the run did not end")

    def failure(self, run_id: str) -> str:
        question = (
            "query ($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events { __typename "
            "... on RunFailureEvent { error { ...E } } ... on ExecutionStepFailureEvent { error { ...E } } } } } } "
            "fragment E on PythonError { message causes { message } }"
        )
        return json.dumps(self.ask(question, id=run_id)["logsForRun"]["events"])


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """By its own process group: politely, then not."""
    for sign, patience in ((signal.SIGINT, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, sign)
            process.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
    process.wait(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Plain `dagster dev -w workspace.yaml` from a folder with the .env that our commands write: nothing else tells it where to look."""
    folder = tmp_path_factory.mktemp("server")
    places = folder / "places"
    places.mkdir()
    shutil.copy(REPOSITORY / "workspace.yaml", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOTALPLACE_PLACES", str(places))
        patch.delenv("DAGSTER_HOME", raising=False)
        patch.chdir(folder)
        settings = read_settings()
        small_place.write(places, "northby")
        southby = small_place.write(places, "southby")
        put(
            southby,
            "inbox/northby-council/payments-2025-04.csv",
            small_place.COUNCIL_PAYMENTS.replace("1000.00", "1.00"),
        )
        # a list most of whose rows have no date: a check that fails and does not block
        rows = "".join(
            f"NHT,{day},Acme Ltd,{number},1.00,x\n" for number, day in enumerate(["06/05/2025"] * 4 + [""] * 6)
        )
        put(southby, "inbox/northby-trust/undated.csv", small_place.TRUST_PAYMENTS.splitlines(keepends=True)[0] + rows)
        launch.prepare_home(settings)
        import dagster as dg

        from totalplace.assets.places_partition import synchronise

        with dg.DagsterInstance.get() as instance:
            synchronise(instance, settings)
    surroundings = {key: value for key, value in os.environ.items() if key not in ("DAGSTER_HOME", "TOTALPLACE_PLACES")}
    surroundings |= {"PYTHONPATH": str(REPOSITORY), "TOTALPLACE_PUBLICATION_DATE": "2025-06-30"}
    port = _free_port()
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(port)],
        cwd=folder, env=surroundings, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5):
                    break
            except OSError:
                assert process.poll() is None, (folder / "server.log").read_text("utf-8")
                time.sleep(0.3)
        yield Server(port, settings.dagster_home, places, folder)
    finally:
        _stop(process)
        log.close()


def _partitions(server: Server) -> list[str]:
    told = server.ask(
        '{ assetNodeOrError(assetKey: {path: ["mart", "estate"]}) { ... on AssetNode { partitionKeys description owners { ... on TeamAssetOwner { team } } } } }'
    )
    return list(told["assetNodeOrError"]["partitionKeys"])


def _shown(server: Server, asset: str, place: str) -> dict[str, str]:
    """What the last materialisation of a place tells in tables, by name."""
    told = server.ask(
        "query ($key: AssetKeyInput!, $places: [String!]) { assetNodeOrError(assetKey: $key) { ... on AssetNode { assetMaterializations(limit: 1, partitions: $places) "
        "{ metadataEntries { label ... on MarkdownMetadataEntry { mdStr } } } } } }",
        key={"path": asset.split("/")},
        places=[place],
    )
    [latest] = told["assetNodeOrError"]["assetMaterializations"]
    return {entry["label"]: entry["mdStr"] for entry in latest["metadataEntries"] if "mdStr" in entry}


def test_the_places_are_its_partitions(server: Server) -> None:
    assert _partitions(server) == ["northby", "southby"]


def test_a_run_started_there_publishes_and_keeps_to_its_place(server: Server) -> None:
    northby, southby = PlacePaths(server.places / "northby"), PlacePaths(server.places / "southby")
    assert server.outcome(server.launch("northby")) == "SUCCESS", (server.folder / "server.log").read_text("utf-8")
    pounds = "select body_id, payments_gbp from mart.body_coverage order by body_id"
    assert query(northby.database, pounds) == [
        ("northby-council", Decimal("1500.25")),
        ("northby-trust", Decimal("2000.00")),
    ]
    assert not southby.out.exists()

    assert server.outcome(server.launch("southby")) == "SUCCESS"
    assert query(southby.database, pounds)[0] == ("northby-council", Decimal("501.25"))
    assert query(northby.database, pounds)[0] == ("northby-council", Decimal("1500.25"))
    assert query(
        southby.database,
        "select status from ops.check where check_name = 'at most half of the rows of a table are rejected'",
    ) == [("failed",)]

    told = server.ask(
        '{ assetNodeOrError(assetKey: {path: ["mart", "spend_line"]}) { ... on AssetNode { assetMaterializations(limit: 5) '
        "{ partition metadataEntries { label ... on IntMetadataEntry { intValue } } } } } }"
    )["assetNodeOrError"]["assetMaterializations"]
    rows = {
        entry["partition"]: next(
            item["intValue"] for item in entry["metadataEntries"] if item["label"] == "dagster/row_count"
        )
        for entry in told
    }
    assert rows == {"northby": 5, "southby": 9}
    assert "| counted | 2025 | £3,500.25 |" in _shown(server, "mart/spend_line", "northby")["pounds out"]
    assert _shown(server, "mart/spend_line", "northby")["what columns are worked out from"].splitlines()[2].startswith("| line\\_id | ")
    read = _shown(server, "staging/payment", "northby")["rows and pounds"]
    assert "| read | 5 | £3,500.25 |" in read and "| loaded | 5 | £3,500.25 |" in read
    assert "| northby-trust | 6 | 0 | 0 | 6 |" in _shown(server, "ops/issue", "southby")["issues by sender"]

    # a command sees the same instance and what the server's run has made
    said = command(
        "run",
        "northby",
        cwd=server.folder,
        DAGSTER_HOME="",
        TOTALPLACE_PLACES="",
        TOTALPLACE_PUBLICATION_DATE="2025-06-30",
    )
    assert said.code == 0 and "Nothing has changed since publication 2025-06-30-" in said.out, said


_FAILED_CHECK = "ops_source_part_at_most_half_of_the_rows_of_a_table_are_rejected"


def _shows(page: Any, address: str, *words: str) -> None:
    """The page has all of the words, once it has come to rest."""
    page.goto(address)
    text = ""
    for _ in range(120):
        text = page.inner_text("body")
        if all(word in text for word in words):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} lacks {[word for word in words if word not in text]}: {text[:3000]}")


@pytest.mark.browser
def test_the_pages_show_graph_places_rows_and_a_failed_check(server: Server, browser: Any) -> None:
    southby = PlacePaths(server.places / "southby")  # of a check Dagster shows the place that ran last
    if not southby.database.is_file():
        assert server.outcome(server.launch("southby")) == "SUCCESS"
    outside: list[str] = []
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(
                (f"http://127.0.0.1:{server.port}", f"ws://127.0.0.1:{server.port}", "data:", "blob:")
            )
            else outside.append(request.url)
        ),
    )
    base = f"http://127.0.0.1:{server.port}"
    _shows(page, f"{base}/asset-groups", "1_received", "6_to_be_read", "8_published")
    _shows(page, f"{base}/assets/mart/estate?view=partitions", "northby", "southby", "Materialized (2)")
    _shows(page, f"{base}/assets/mart/estate?view=overview", "What do we all own here?", "Row count")
    # nothing else has failed at this point: the word is that of the check
    _shows(page, f"{base}/assets/publish/database?view=checks&checkDetail={_FAILED_CHECK}", _FAILED_CHECK)
    page.get_by_text(re.compile("Failed|Warning")).first.wait_for(timeout=60_000)  # what became of each check comes after their names
    assert page.get_by_text("Join the Dagster community").count() == 0
    page.close()
    assert outside == []


_POT = """
name = "One pot"
theme = "test"
legal_form = "section 75"
host = "northby-council"
first_fy = 2026
last_fy = 2026
base_fy = 2025
at_end = "return"
[[purpose]]
id = "help"
name = "Help"
spend_gbp = 250
[[partner]]
body = "northby-council"
rule = "fixed"
amount_gbp = 200
[[partner]]
body = "northby-trust"
rule = "fixed"
amount_gbp = 100
"""


def test_a_pooled_budget_is_tried_by_itself(server: Server) -> None:
    """A file changed, the job started: its tables are made, nothing else, and published with its page. A fault is told."""
    northby = PlacePaths(server.places / "northby")
    if not northby.database.is_file():
        assert server.outcome(server.launch("northby")) == "SUCCESS"
    put(northby, "scenarios/pot.toml", _POT)
    put(northby, "scenarios/wrong.toml", _POT.replace('"northby-trust"', '"nobody"'))
    run_id = server.launch("northby", "try_the_pooled_budget_scenarios")
    assert server.outcome(run_id) == "SUCCESS", server.failure(run_id)
    assert query(northby.database, "select scenario_id, contribution_gbp, spend_gbp, returned_gbp from mart.pool_scenario where is_computed") == [
        ("pot", Decimal("300.00"), Decimal("250.00"), Decimal("50.00"))
    ]
    [(reason,)] = query(northby.database, "select reason from mart.pool_scenario where scenario_id = 'wrong'")
    assert reason.startswith("scenarios/wrong.toml: [[partner]] number 2, line 18: 'nobody' is no [[body]] of place.toml")
    assert {path.name for path in northby.board_pack.glob("*.html")} >= {"pooled-budgets.html", "pooled-budget-pot.html", "pooled-budget-wrong.html"}
    told = server.ask("query ($id: ID!) { runOrError(runId: $id) { ... on Run { assetMaterializations { assetKey { path } } } } }", id=run_id)
    made = {".".join(entry["assetKey"]["path"]) for entry in told["runOrError"]["assetMaterializations"]}
    assert {"mart.pool_scenario", "mart.pool_flow", "publish.board_pack"} <= made
    assert "mart.estate" not in made and "raw.inbox" not in made

    # what if help cost a fifth more? By the form: told with the run, and nothing of what is published is another
    published = northby.database.read_bytes()
    form = {"ops": {"pooled_budget_with_another_figure": {"config": {"scenario": "pot", "figure": "spend_gbp", "of": "help", "by_percent": 20}}}}
    run_id = server.launch("northby", "try_a_pooled_budget", form)
    assert server.outcome(run_id) == "SUCCESS", server.failure(run_id)
    question = (
        "query ($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events { "
        "... on ExecutionStepOutputEvent { metadataEntries { label ... on MarkdownMetadataEntry { mdStr } } } } } } }"
    )
    told = [event["metadataEntries"] for event in server.ask(question, id=run_id)["logsForRun"]["events"] if event]
    [differs] = [entry["mdStr"] for entry in told[0] if entry["label"] == "what turned out differently"]
    assert "| pool\\_scenario pot | Spent | 250.00 | 300.00 | 50 |" in differs, differs
    assert northby.database.read_bytes() == published
    assert {path.name for path in (northby.out / "trials").iterdir()} == {"pooled-budget-pot-spend-gbp-of-help-+20.csv", "pooled-budget-pot-spend-gbp-of-help-+20.toml"}


@pytest.mark.soak
def test_all_places_at_once_and_one_run_a_place(server: Server) -> None:
    """A backfill over places: a run each, and of one place never two at a time, whoever started them."""
    told = server.ask(
        "mutation ($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) { __typename ... on LaunchBackfillSuccess { backfillId } } }",
        params={
            "selector": {"partitionSetName": "only_read_the_inbox_partition_set", "repositorySelector": {"repositoryName": "__repository__", "repositoryLocationName": _LOCATION}},
            "partitionNames": ["northby", "southby"],
        },
    )["launchPartitionBackfill"]
    assert told["__typename"] == "LaunchBackfillSuccess", told
    others = [server.launch("northby", "only_read_the_inbox") for _ in range(2)]
    question = (
        "query ($filter: RunsFilter) { runsOrError(filter: $filter, limit: 50) { ... on Runs { results { runId status startTime endTime tags { key value } } } } }"
    )
    ended: list[dict[str, Any]] = []
    for _ in range(240):
        of_backfill = server.ask(question, filter={"tags": [{"key": "dagster/backfill", "value": told["backfillId"]}]})["runsOrError"]["results"]
        ours = [run for run in server.ask(question)["runsOrError"]["results"] if run["runId"] in others]
        ended = [*of_backfill, *ours]
        if len(of_backfill) == 2 and all(run["status"] in ("SUCCESS", "FAILURE", "CANCELED") for run in ended):
            break
        time.sleep(1)
    assert [run["status"] for run in ended] == ["SUCCESS"] * 4
    place_of = {run["runId"]: next(tag["value"] for tag in run["tags"] if tag["key"] == "dagster/partition") for run in ended}
    assert sorted(place_of.values()) == ["northby", "northby", "northby", "southby"]
    spans = sorted((run["startTime"], run["endTime"]) for run in ended if place_of[run["runId"]] == "northby")
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans)), spans


def test_a_place_that_is_not_there_fails_with_our_sentence(server: Server) -> None:
    run_id = server.launch("nowhere")
    assert server.outcome(run_id) == "FAILURE"
    assert f"There is no place 'nowhere' in {server.places}. Make it with: totalplace new nowhere" in server.failure(
        run_id
    )


def test_nothing_leaves_and_no_dialog_stands_in_the_way(server: Server) -> None:
    assert not list(server.folder.rglob(".telemetry"))
    assert not list(server.folder.glob(".tmp_dagster_home*")), "the .env was honoured"
    assert server.ask("{ shouldShowNux }")["shouldShowNux"] is False
    assert server.ask("{ instance { runQueuingSupported } }")
