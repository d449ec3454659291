"""People planted in every kind of file, and everything run: none of their values may lie anywhere but where the team put them."""

import base64
import hashlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.integration import small_place
from tests.protected import canaries
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths


@dataclass(frozen=True)
class Scene:
    """A place with canaries, and every folder that what runs may write to."""

    root: Path
    paths: PlacePaths
    clean: set[tuple[Path, int, int]] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        folders = {"TOTALPLACE_PLACES": "places", "TOTALPLACE_KEYS": "keys", "DAGSTER_HOME": "dagster", "TMPDIR": "temporary", "HOME": "home"}
        for folder in folders.values():
            (self.root / folder).mkdir(exist_ok=True)
        settings = {"TOTALPLACE_PUBLICATION_DATE": "2025-06-30", "TOTALPLACE_THREADS": "1"}
        return {name: str(self.root / folder) for name, folder in folders.items()} | settings

    def say(self, *words: str) -> small_place.Said:
        """A command, of whose words none may be a canary's."""
        said = small_place.command(*words, cwd=self.root, **self.environment)
        assert canaries.found_in((said.out + said.err).encode()) == set(), f"{words} prints values of people"
        return said

    def lies_about(self) -> dict[str, set[str]]:
        """Where anything of a canary is, but for the files that the team put there."""
        return canaries.search([self.root], [self.paths.root / "protected", self.paths.root / "inbox"], self.clean)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    root = tmp_path_factory.mktemp("canaries")
    scene = Scene(root, canaries.plant(root / "places"))
    assert scene.say("key", "northby").code == 0
    ran = scene.say("run", "northby")
    assert ran.code == 0, ran.err
    yield scene


def _published(scene: Scene, question: str) -> list[tuple[object, ...]]:
    return small_place.query(scene.paths.out / "totalplace.duckdb", question)


def test_the_search_finds_what_is_planted_in_whatever_form(tmp_path: Path) -> None:
    canary = canaries.AGREED
    forms = {
        "plain.log": f"... {canary.surname.upper()} ...".encode(),
        "sixteen.bin": canary.forename.encode("utf-16-be"),
        "hexadecimal.txt": canary.nhs_number.encode().hex().encode(),
        "base64.html": b"x" + base64.b64encode(f"ab{canary.reference}cd".encode()),
        "backwards.txt": canary.nhs_number[::-1].encode(),
        "hashed.txt": hashlib.sha256(canary.nhs_number.encode()).hexdigest().encode(),
        "day.json": canary.day.encode(),
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(content)
    pl.DataFrame({"born": [canary.born_on], "n": [int(canary.nhs_number)]}).write_parquet(tmp_path / "table.parquet")
    with duckdb.connect(tmp_path / "table.duckdb") as connection:
        connection.execute("create table people as select range as n, ? as name from range(5000)", [canary.surname])
    assert set(canaries.search([tmp_path])) == {*forms, "table.parquet", "table.duckdb"}


@pytest.mark.soak
def test_after_a_run_canaries_are_nowhere_but_in_the_files_of_their_senders(scene: Scene) -> None:
    intake = _published(scene, "select agency, layout, outcome, contacts from mart.contact_intake")
    assert any(outcome == "used" and contacts for _, _, outcome, contacts in intake), f"no contact was used, so nothing was tried: {intake}"
    assert {agency for agency, *_ in intake} >= {canaries.POLICE, canaries.TRUST, canaries.COUNCIL, canaries.FIRE}
    assert _published(scene, "select count(*) from mart.cost_spread where disclosure = 'shown'") != [(0,)]
    assert list(scene.paths.restricted.iterdir()), "there is no store to look into"
    assert scene.lies_about() == {}


@pytest.mark.soak
def test_commands_on_people_tell_none_of_their_values(scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from totalplace import cli

    for name, value in scene.environment.items():
        monkeypatch.setenv(name, value)
    for words in (
        ("status", "northby"),
        ("check", "northby"),
        ("why", "northby", "mart.cost_spread", "cohort=all-service-users"),
        ("forget", "northby", "--person", f"{canaries.POLICE}:{canaries.AGREED.reference}"),
        ("forget", "northby", "--agency", canaries.TRUST),
        ("status", "northby"),
    ):
        monkeypatch.setattr(sys, "argv", ["totalplace", *words])
        try:
            cli.main()
        except SystemExit as leave:
            assert leave.code in (0, 1, None), words
        told = capsys.readouterr()
        assert canaries.found_in((told.out + told.err).encode()) == set(), f"{words[0]} prints values of people"
    assert scene.lies_about() == {}


@pytest.mark.soak
def test_an_error_that_quotes_a_person_is_told_without(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries quote what they stumble over. What leaves the chain is told by kind and place alone, and has no other error behind it."""
    from totalplace.analysis import linkage
    from totalplace.pipeline import open_workbench

    for name, value in scene.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-10-01")  # after the next quarter began, and 90 days: an edition is due

    def stumble(_: object, records: pl.DataFrame, *__: object) -> None:
        raise pl.exceptions.ComputeError(f"conversion failed for {records['surname'].to_list()} born {records['born_on'].to_list()}")

    monkeypatch.setattr(linkage, "weigh", stumble)
    with open_workbench("northby") as bench, pytest.raises(PlaceError) as told:
        bench.run("analysis.protected_edition")
    error: BaseException | None = told.value
    while error is not None:
        assert canaries.found_in(repr(error).encode()) == set()
        error = error.__cause__ or error.__context__
    assert "ComputeError" in str(told.value)
    assert scene.lies_about() == {}


@pytest.mark.soak
def test_a_run_that_is_killed_leaves_nothing_of_them(tmp_path: Path) -> None:
    import subprocess

    for seconds in (0, 1, 3):  # after the store is there: while records are put together, while figures are worked out
        root = tmp_path / f"after-{seconds}"
        root.mkdir()
        scene = Scene(root, canaries.plant(root / "places", people=600))
        scene.say("key", "northby")
        environment = small_place.surroundings(**scene.environment)
        with subprocess.Popen(small_place.arguments("run", "northby"), cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            while not any(scene.paths.restricted.glob("*")) and running.poll() is None:
                time.sleep(0.02)
            time.sleep(seconds)
            assert running.poll() is None, "it had ended before it could be killed"
            running.kill()
        assert scene.lies_about() == {}, f"killed after {seconds} s"


@pytest.mark.soak
def test_another_key_and_a_broken_agreement_tell_and_leave_nothing(tmp_path: Path) -> None:
    """The key decides no figure; with a key that does not fit the store, or an agreement that is broken, what is said quotes nobody."""
    tables = []
    for name in ("one", "other"):
        root = tmp_path / name
        root.mkdir()
        scene = Scene(root, canaries.plant(root / "places"))
        scene.say("key", "northby")
        assert scene.say("run", "northby").code == 0
        tables.append({table: _published(scene, f"select * from {table} order by all") for table in ("mart.cost_spread", "mart.cost_concentration", "mart.agency_overlap", "mart.pathway", "mart.cost_by_area")})
    assert tables[0] == tables[1], "a figure depends on the key"
    key = tmp_path / "other" / "keys" / "northby.key"
    key.write_bytes((tmp_path / "one" / "keys" / "northby.key").read_bytes())
    scene.say("run", "northby")
    scene.say("status", "northby")
    small_place.put(scene.paths, "agreements/alcohol-and-drugs.toml", f'title = "{canaries.AGREED.surname[:3]}\n[[dataset]')
    scene.say("run", "northby")
    assert scene.lies_about() == {}
