"""What makes results stale: exactly the steps downstream of what changed, and nothing else."""

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest

from tests.integration import small_place
from totalplace import contracts, pipeline, whole_files
from totalplace.contracts._base import Contract
from totalplace.paths import PlacePaths
from totalplace.pipeline import Step, open_workbench


@pytest.fixture
def paths(places_root: Path) -> PlacePaths:
    return small_place.write(places_root)


def fingerprints() -> dict[str, str]:
    with open_workbench("northby") as bench:
        return {table: bench.fingerprint(table) for table in pipeline.steps()}


def changed_by(change: Callable[[], object]) -> set[str]:
    before = fingerprints()
    change()
    after = fingerprints()
    assert before.keys() == after.keys()
    return {table for table in before if before[table] != after[table]}


def downstream(*tables: str) -> set[str]:
    """The tables and everything made from them; assumptions are followed by the ids that a step names, not by the table."""
    found = set(tables)
    for table, step in pipeline.steps().items():  # in an order in which they can be made
        if found & (set(step.inputs) - {"core.assumption"}):
            found.add(table)
    return found


def test_nothing_changes_by_looking_twice(paths: PlacePaths) -> None:
    assert changed_by(lambda: None) == set()


def test_a_file_with_other_bytes(paths: PlacePaths) -> None:
    changed = changed_by(
        lambda: small_place.put(
            paths, "inbox/northby-trust/spend-april-2025.csv", small_place.TRUST_PAYMENTS.replace("800.00", "801.00")
        )
    )
    assert changed == downstream("raw.inbox", "staging.payment")
    assert "mart.estate_source" not in changed or "staging.payment" in _upstream("mart.estate_source")


def _upstream(table: str) -> set[str]:
    found: set[str] = set()
    waiting = [table]
    while waiting:
        for name in pipeline.steps()[waiting.pop()].inputs:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def test_the_same_bytes_written_again(paths: PlacePaths) -> None:
    register = paths.root / "inbox/northby-council/register.csv"
    assert changed_by(lambda: register.write_bytes(register.read_bytes())) == set()


def test_a_file_that_goes(paths: PlacePaths) -> None:
    assert changed_by((paths.root / "reference/postcodes.csv").unlink) == downstream("raw.inbox", "staging.postcode")


def test_a_file_that_nobody_understands_changes_the_list_of_files_alone(paths: PlacePaths) -> None:
    assert changed_by(lambda: small_place.put(paths, "inbox/northby-trust/empty.csv", b"")) == downstream("raw.inbox")


def test_a_body_more(paths: PlacePaths) -> None:
    body = '\n[[body]]\nid = "northby-fire"\nname = "Northby Fire"\nkind = "fire"\n'
    changed = changed_by(lambda: small_place.put(paths, "place.toml", small_place.PLACE_TOML + body))
    assert changed == downstream("raw.inbox", "ref.body", "ref.body_alias", "core.body_claim")


def test_a_threshold_that_steps_name_and_one_that_they_do_not(paths: PlacePaths) -> None:
    def set_threshold(name: str) -> set[str]:
        small_place.put(paths, "place.toml", small_place.PLACE_TOML)
        return changed_by(
            lambda: small_place.put(paths, "place.toml", small_place.PLACE_TOML + f"\n[thresholds]\n{name} = 0.77\n")
        )

    naming = {table for table, step in pipeline.steps().items() if "payment_edition_shared_share" in step.assumptions}
    assert naming
    always = downstream("raw.inbox") | {"ref.assumption", "core.assumption"}
    assert set_threshold("payment_edition_shared_share") == downstream(*naming) | always
    # no step names it, a check does: the table of assumptions changes and nothing that was made with another
    assert set_threshold("rejected_rows_share") == always


def steps_with(table: str, **changes: object) -> Mapping[str, Step]:
    standing = pipeline.steps()
    return {**standing, table: dataclasses.replace(standing[table], **changes)}  # type: ignore[arg-type]


def test_other_sql(paths: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = steps_with("mart.estate", code=pipeline.steps()["mart.estate"].code + "\n-- another thought")
    expected = downstream("mart.estate")
    assert changed_by(lambda: monkeypatch.setattr(pipeline, "steps", lambda: changed)) == expected


def test_another_contract(paths: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    standing = contracts.contract

    def renewed(table: str) -> Contract:
        found = standing(table)
        return dataclasses.replace(found, question="Another question?") if table == "core.payment_line" else found

    expected = downstream("core.payment_line")
    assert changed_by(lambda: monkeypatch.setattr(contracts, "contract", renewed)) == expected


def test_an_assumption_that_does_not_exist_is_a_defect(paths: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = steps_with("core.payment_edition", assumptions=("no_such_share",))
    monkeypatch.setattr(pipeline, "steps", lambda: changed)
    with open_workbench("northby") as bench, pytest.raises(ValueError, match="no_such_share"):
        bench.fingerprint("core.payment_edition")


def test_a_step_is_not_made_from_stale_inputs(paths: PlacePaths) -> None:
    from totalplace.errors import PlaceError

    with (
        open_workbench("northby") as bench,
        pytest.raises(PlaceError, match=r"mart\.spend_line is made from .*core\.payment_twin"),
    ):
        bench.run("mart.spend_line")


def test_a_half_written_result_is_no_result(paths: PlacePaths) -> None:
    with open_workbench("northby") as bench:
        for table in ("ref.body", "staging.payment"):
            target = bench.result(table)
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}.writing")
            if table == "ref.body":
                beside.write_bytes(b"half")
            else:
                beside.mkdir()
                (beside / "00000.parquet").write_bytes(b"half")
            assert bench.is_stale(table)
            if table == "staging.payment":
                bench.run("raw.inbox")
            assert bench.run(table)
            assert not bench.is_stale(table)
            assert not beside.exists()
            assert bench.scan(table).collect().height == {"ref.body": 2, "staging.payment": 5}[table]


def test_what_was_remembered_and_is_not_whole_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    assert whole_files.read_remembered(path) is None
    whole_files.write_text_whole(path, '{"a": 1}')
    assert whole_files.read_remembered(path) == {"a": 1}
    path.write_bytes(b'{"a": ')
    assert whole_files.read_remembered(path) is None and not path.exists()


def test_a_result_that_was_cut_off_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.parquet", tmp_path / "cut.parquet"
    pl.DataFrame({"a": [1, 2, 3]}).write_parquet(whole)
    cut.write_bytes(whole.read_bytes()[:-6])
    assert whole_files.is_whole_parquet(whole)
    assert not whole_files.is_whole_parquet(cut)
    assert not whole_files.is_whole_parquet(tmp_path), "a folder is as whole as its files"
    cut.write_bytes(b"")
    assert not whole_files.is_whole_parquet(cut)
    assert not whole_files.is_whole_parquet(tmp_path / "none.parquet")
