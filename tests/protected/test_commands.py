"""totalplace key, forget and shred as they are typed: what they say, and that a reference is asked for and never shown."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.protected.agreement import AGREEMENT
from totalplace import cli
from totalplace.paths import PlacePaths

PLACE_TOML = 'name = "Northby"\n[[body]]\nid = "shire-police"\nname = "Shire Police"\nkind = "police"\n'
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlacePaths:
    monkeypatch.setenv("TOTALPLACE_PLACES", str(tmp_path / "places"))
    monkeypatch.setenv("TOTALPLACE_KEYS", str(tmp_path / "keys"))
    paths = PlacePaths(tmp_path / "places" / "northby")
    paths.root.mkdir(parents=True)
    paths.place_toml.write_text(PLACE_TOML, "utf-8")
    return paths


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["totalplace", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = 0
        try:
            cli.main()
        except SystemExit as leave:
            code = int(leave.code or 0)
        told = capsys.readouterr()
        assert "Traceback" not in told.err and "defect" not in told.err, told.err
        return code, told.out + told.err

    return run


def test_a_person_is_asked_for_and_never_shown(paths: PlacePaths, run: Run) -> None:
    assert run("key", "northby")[1].startswith(f"Made {paths.root.parent.parent}/keys/northby.key, for you alone to read.")
    code, told = run("key", "northby")
    assert code == 1 and "is there already and is not replaced" in told
    code, told = run("forget", "northby", "--person", "-", typed="shire-police:CANARY-7\n")
    assert code == 0 and "is not in the restricted store under that reference" in told and "CANARY" not in told
    code, told = run("forget", "northby", "--person", "CANARY-8")
    assert code == 1 and "A person is told by agency and reference" in told and "CANARY" not in told
    assert not any(b"CANARY" in file.read_bytes() for file in paths.root.rglob("*") if file.is_file())


def test_no_new_key_is_made_where_a_store_of_another_stands(paths: PlacePaths, run: Run) -> None:
    key = paths.root.parent.parent / "keys" / "northby.key"
    run("key", "northby")
    paths.restricted.mkdir(parents=True, exist_ok=True)
    (paths.restricted / "people.duckdb").write_bytes(b"of that key")
    key.rename(key.with_suffix(".away"))
    code, told = run("key", "northby")
    assert code == 1 and "put that back from where you keep a copy" in told and not key.exists()
    assert run("forget", "northby", "--store")[0] == 0
    assert run("key", "northby")[0] == 0 and key.is_file()


def test_one_thing_is_forgotten_at_a_time(paths: PlacePaths, run: Run) -> None:
    for words in ((), ("--store", "--agency", "shire-police")):
        code, told = run("forget", "northby", *words)
        assert code == 1 and told.startswith("Say one thing to forget: --agreement ID, --agency BODY, --person AGENCY:REFERENCE or --store.")
    assert run("forget", "northby", "--store") == (0, "There is no restricted store. Nothing had to be taken out.\n")
    code, told = run("forget", "northby", "--agency", "shire-police")
    assert code == 0 and "agreements/forgotten.jsonl" in told


def test_a_received_file_is_destroyed(paths: PlacePaths, run: Run) -> None:
    file = paths.protected / "shire-police" / "crimes.csv"
    file.parent.mkdir(parents=True)
    file.write_text("reference\n1\n", "utf-8")
    code, told = run("shred", "northby", "protected/shire-police/crimes.csv")
    assert code == 0 and not file.exists() and told.startswith("protected/shire-police/crimes.csv (12 bytes")
    code, told = run("shred", "northby", "place.toml")
    assert code == 1 and "Only received files of the place are destroyed." in told and paths.place_toml.is_file()


def test_without_a_place_each_says_so(paths: PlacePaths, run: Run) -> None:
    for words in (("key", "elsewhere"), ("forget", "elsewhere", "--store"), ("shred", "elsewhere", "x")):
        code, told = run(*words)
        assert code == 1 and told.startswith("There is no place 'elsewhere'")


def test_a_new_place_has_a_template_and_a_folder_for_its_owner_alone(paths: PlacePaths, run: Run) -> None:
    assert run("new", "southby")[0] == 0
    made = PlacePaths(paths.root.parent / "southby")
    assert made.protected.stat().st_mode & 0o777 == 0o700
    assert (made.agreements / "template.toml.txt").is_file() and not list(made.agreements.glob("*.toml"))
    (made.agreements / "alcohol.toml").write_text(AGREEMENT, "utf-8")
    with made.place_toml.open("a", encoding="utf-8") as file:
        file.write(PLACE_TOML.split("\n", 1)[1])
    told = run("check", "southby")[1]
    assert "Agreement alcohol, refused: agreements/alcohol.toml: " in told and "Nothing about people is read. There is no key." in told
