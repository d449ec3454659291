"""What all tests share: which of them can run here, said aloud, and a place folder to run them in."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# how long one draw takes says how busy the machine is
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

REAL_DATA = os.environ.get("TOTALPLACE_REAL_DATA", "")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


# small places: as many processes test as there are cores, and a second thread finds nothing to do in tables of five rows
ONE_THREAD = ("TOTALPLACE_THREADS", "1")

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session", autouse=True)
def keys_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where all processes that test keep keys: never among those of the person who runs the tests."""
    shared = tmp_path_factory.getbasetemp()
    root = (shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / "keys"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOTALPLACE_KEYS", str(root))
        # a document to print takes a browser seconds: the tests of printing make their own
        patch.setenv("TOTALPLACE_PDF", "none")
        yield root


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, and count, what needs the real files or a browser that are not here; what is long by nature ends only when it hangs."""
    for item in items:
        if item.get_closest_marker("soak") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(3600))
    lacking = {}
    if not REAL_DATA:
        lacking["real"] = "the real published files (TOTALPLACE_REAL_DATA is not set)"
    if CHROMIUM is None:
        lacking["browser"] = "Chromium"
    left_out: dict[str, list[pytest.Item]] = {mark: [] for mark in lacking}
    kept = []
    for item in items:
        mark = next((name for name in lacking if item.get_closest_marker(name)), None)
        (left_out[mark] if mark else kept).append(item)
    items[:] = kept
    for mark, out in left_out.items():
        if out:
            config.hook.pytest_deselected(items=out)
            config.stash.setdefault(_LEFT_OUT, []).append(f"{len(out)} tests left out: they need {lacking[mark]}")
    if hasattr(config, "workeroutput"):  # a worker of xdist tells the process that prints
        config.workeroutput[_TOLD] = config.stash.get(_LEFT_OUT, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Every worker collects the same tests: what one left out, all did."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get(_TOLD, [])


_TOLD = "left_out"
_LEFT_OUT = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for sentence in config.stash.get(_LEFT_OUT, []):
        terminalreporter.write_line(sentence, yellow=True)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, text in getattr(report, "user_properties", []):
                if name == "printed":
                    terminalreporter.section(report.nodeid, sep="-")
                    terminalreporter.write_line(str(text))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Where the continuous integration runs, a skip is a failure: what cannot run there is deselected above."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium, without a window; one for all tests of a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as api:
        opened = api.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def places_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty root of places, with settings that do not depend on this machine's day or environment."""
    root = tmp_path / "places"
    root.mkdir()
    monkeypatch.setenv("TOTALPLACE_PLACES", str(root))
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-06-30")
    monkeypatch.setenv(*ONE_THREAD)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.chdir(tmp_path)
    return root
