"""A register comes again under other codes, and once more with these exchanged: ids stay, decisions are obeyed and not asked again."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.example_place.conftest import Line, Published, totalplace

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]
BODY = "harrenmere-borough-council"
EDITIONS = ("land-assets-june-2025.csv", "land-assets-july-2025.csv")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class Twice:
    """The place before and after an edition of the register came; what a person had decided in between."""

    before: dict[Line, str]
    decided: dict[str, str]
    after: Published
    edition: str


@pytest.fixture(scope="module", params=[1, 2], ids=["other codes", "codes exchanged"])
def twice(request: pytest.FixtureRequest, published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    root = tmp_path_factory.mktemp("twice")
    folder = root / "example"
    shutil.copytree(published.folder, folder)
    review = folder / "review" / "assets.csv"
    rows = _read(review)
    asked = next(row for row in rows if BODY in (row["left_body_id"], row["right_body_id"]))
    asked["decision"], asked["decided_by"] = "same", "Property services"
    _write(review, rows)
    totalplace(root, "run", "example")
    first = Published(folder, "")
    before = {line: row["asset_id"] for line, row in first.register_lines.items()}
    for edition in EDITIONS[: request.param]:
        shutil.copyfile(folder / "later" / BODY / edition, folder / "inbox" / BODY / edition)
        said = totalplace(root, "run", "example")
    yield Twice(before, asked, Published(folder, said), edition)
    shutil.rmtree(root)


def _old_lines(published: Published) -> dict[str, Line]:
    """The line of each asset in the register that came first."""
    return {
        row["asset_id"]: (row["path"], row["part"], int(row["line"]))
        for row in published.truth("asset_lines.csv")
        if row["path"] == f"inbox/{BODY}/land-assets.zip"
    }


def test_no_code_is_the_same(twice: Twice) -> None:
    """As before: no asset has the code that it had, and the last edition has no code that the first did not have."""
    found = [_read(twice.after.folder / "later" / BODY / edition) for edition in EDITIONS]
    june, july = ([row["AssetCode"] for row in rows] for rows in found)
    true = {asset["asset_code"] for asset in twice.after.assets.values()}
    assert len(june) > 40 and not true & {*june}
    assert {*june} == {*july} and not any(one == other for one, other in zip(june, july, strict=True))


def test_the_older_register_is_set_aside(twice: Twice) -> None:
    status = {path: file["status"] for path, file in twice.after.files.items() if path.startswith(f"inbox/{BODY}/land-assets")}
    assert status.pop(f"inbox/{BODY}/{twice.edition}") == "loaded"
    assert status and set(status.values()) == {"superseded"}


def test_ids_stay(twice: Twice) -> None:
    """Every asset of the new register has the id that it had; but if it had neither name nor UPRN before, nothing tells it."""
    old = _old_lines(twice.after)
    nameless = {
        (row["path"], row["part"], int(row["line"]))
        for row in twice.after.truth("faults.csv")
        if row["fault"] == "name not given" and row["line"]
    }
    changed = []
    compared = 0
    for row in twice.after.truth("later_lines.csv"):
        line = (row["path"], row["part"], int(row["line"]))
        if not row["path"].endswith(twice.edition) or row["asset_id"] not in old or old[row["asset_id"]] not in twice.before:
            continue
        if old[row["asset_id"]] in nameless and not twice.after.assets[row["asset_id"]]["uprn"]:
            continue
        compared += 1
        if twice.after.register_lines[line]["asset_id"] != twice.before[old[row["asset_id"]]]:
            changed.append(row["asset_id"])
    assert compared > 40
    assert changed == []


def test_other_bodies_keep_their_ids(twice: Twice) -> None:
    kept = {line: asset_id for line, asset_id in twice.before.items() if not line[0].startswith(f"inbox/{BODY}/land-assets")}
    now = {line: row["asset_id"] for line, row in twice.after.register_lines.items()}
    assert {line: (asset_id, now.get(line)) for line, asset_id in kept.items() if now.get(line) != asset_id} == {}


def test_a_decision_is_obeyed_and_not_asked_again(twice: Twice) -> None:
    decided = twice.decided
    rows = _read(twice.after.folder / "review" / "assets.csv")
    mine = [row for row in rows if {row["left_id"], row["right_id"]} == {decided["left_id"], decided["right_id"]}]
    assert [row["decision"] for row in mine] == ["same"]
    names = {decided["left_name"], decided["right_name"]}
    bodies = {decided["left_body_id"], decided["right_body_id"]}
    ids = {
        row["asset_id"]
        for line, row in twice.after.register_lines.items()
        if row["name_as_published"] in names and any(line[0].startswith(f"inbox/{body}/") for body in bodies)
    }
    assert len(ids) == 1, (decided, ids)
