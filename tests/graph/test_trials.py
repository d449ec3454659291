"""Trying a pooled budget or a threshold: what is changed in the file, what follows from it, and what is told of it."""

import tomllib
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from totalplace import contracts, publication, trials
from totalplace.assets import trying
from totalplace.contracts import customers
from totalplace.definitions import defs
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.pipeline import steps
from totalplace.settings import read_settings

_FILE = """\
host = "town"  # spend_gbp = 5
[[purpose]]
id = "help"
spend_gbp = [1_000, 2000.50]  # 3 years to come
[[purpose]]
id = "care"
spend_gbp = [
  700,
]
[[partner]]
body = "town"
amount_gbp = 200
[[partner]]
body = "trust-1"
cap_gbp = 9
[[partner.line]]
line = "Health 1"
share = 0.02
[[partner.line]]
share = 0.5
"""


def test_a_figure_is_changed_and_nothing_else() -> None:
    changed, said = trials.changed_scenario(_FILE, "spend_gbp", "", Decimal(10))
    assert said == "spend_gbp of help +10 per cent"
    assert changed == _FILE.replace("1_000, 2000.50", "1100, 2200.55")

    changed, said = trials.changed_scenario(_FILE, "amount_gbp", "town", Decimal("-12.5"))
    assert said == "amount_gbp of town -12.5 per cent"
    assert changed == _FILE.replace("amount_gbp = 200", "amount_gbp = 175")

    # of a partner that pays shares of several lines, all of them
    changed, _ = trials.changed_scenario(_FILE, "share", "trust-1", Decimal(50))
    assert [line["share"] for line in tomllib.loads(changed)["partner"][1]["line"] if "share" in line] == [0.03, 0.75]
    assert '"Health 1"' in changed and 'body = "trust-1"' in changed


@pytest.mark.parametrize(
    ("figures", "wanted"),
    [("[1.5e6, 100_000]", [1650000.0, 110000.0]), ("1E-2", [0.01]), ("[2_0.2_5, 0]", [22.28, 0.0])],
)
def test_figures_are_changed_however_they_are_written(figures: str, wanted: list[float]) -> None:
    changed, _ = trials.changed_scenario(f'[[purpose]]\nid = "help"\nspend_gbp = {figures}\n', "spend_gbp", "", Decimal(10))
    found = tomllib.loads(changed)["purpose"][0]["spend_gbp"]
    assert (found if isinstance(found, list) else [found]) == wanted


def test_a_small_share_is_not_rounded_away() -> None:
    changed, _ = trials.changed_scenario('[[partner]]\nbody = "town"\nshare = 0.0000001\n', "share", "", Decimal(10))
    assert tomllib.loads(changed, parse_float=Decimal)["partner"][0]["share"] == Decimal("0.00000011")


@pytest.mark.parametrize(
    ("figures", "by", "words"),
    [
        ("[0x10, 100]", "10", "cannot be changed here"),
        ("[inf, 100]", "10", "more than can be reckoned with"),
        ('"about 100"', "10", "cannot be changed here"),
        ('7, note = "5"}]', "10", "cannot be changed here"),
        ("1e30", "10", "more than can be reckoned with"),
        ("100", "NaN", "nothing can be tried"),
        ("100", "Infinity", "nothing can be tried"),
        ("100", "-100.5", "by_percent is from -100 to 1000"),
    ],
)
def test_half_a_change_is_none(figures: str, by: str, words: str) -> None:
    """Nothing is told of figures of which only some, or others too, would be changed."""
    start = 'purpose = [{id = "help", spend_gbp = ' if figures.endswith("]") and "}" in figures else '[[purpose]]\nid = "help"\nspend_gbp = '
    with pytest.raises(PlaceError, match=words):
        trials.changed_scenario(f"{start}{figures}\n", "spend_gbp", "", Decimal(by))


def test_a_form_takes_no_value_that_is_no_number() -> None:
    for values in ({"by_percent": float("nan")}, {"by_percent": -101.0}, {"by_percent": 1e30}):
        with pytest.raises(ValueError, match="by_percent"):
            trying.PooledBudgetTrial(**values)  # type: ignore[arg-type]
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            trying.ThresholdTrial(value=value)
        with pytest.raises(PlaceError, match="is a number"):
            trials.try_threshold(SimpleNamespace(), "cluster_walk_m", value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entry", "of", "words"),
    [
        ("amount_gbp", "nobody", "The file has no [[partner]] 'nobody'. It has: town, trust-1."),
        ("share", "town", "[[partner]] 'town' has no share. It has: amount_gbp, body."),
        ("spend_gbp", "care", "Line 7, purpose.2.spend_gbp: no figure stands beside its name"),
    ],
)
def test_what_cannot_be_changed_is_told(entry: str, of: str, words: str) -> None:
    with pytest.raises(PlaceError) as told:
        trials.changed_scenario(_FILE, entry, of, Decimal(10))
    assert words in str(told.value)


def test_each_value_that_differs_is_told_once() -> None:
    contract = contracts.contract("mart.transfer")
    row = {"from_body_id": "a", "to_body_id": "b", "fy": 2024, "account": "general fund", "economic": "revenue", "type": "levy", "cofog": "04"}
    before = [{**row, "payer_view_gbp": "10.00"}, {**row, "fy": 2023, "payer_view_gbp": "1.00"}]
    after = [{**row, "payer_view_gbp": "12.50"}, {**row, "fy": 2025, "payer_view_gbp": "1.00"}]
    frames = [contract.conform(pl.DataFrame(rows)).collect() for rows in (before, after)]
    told = trials.differences(trials.Tables(contract, frames[0], frames[1]))
    assert told.select("column", "before", "after", "difference").rows() == [
        ("(the row)", "there", "gone", None),
        ("payer_view_gbp", "10.00", "12.50", 2.5),
        ("(the row)", "not there", "new", None),
    ]
    assert told["key"][1] == "from_body_id=a to_body_id=b fy=2024 account=general fund economic=revenue type=levy cofog=04"
    assert trials.differences(trials.Tables(contract, frames[0], frames[0])).is_empty()


def test_of_large_tables_only_what_differs_is_held(places_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stands: list[dict[str, Any]] = [{"asset_id": f"a{number}", "gia_m2": 1.0} for number in range(10)]
    tried = [*stands[1:-1], {**stands[-1], "gia_m2": 3.5}, {"asset_id": "b1", "gia_m2": None}]
    benches = []
    for name, rows in (("stands", stands), ("tried", tried)):
        folder = places_root / name
        folder.mkdir()
        contracts.contract("mart.estate").conform(pl.DataFrame(rows)).collect().write_parquet(folder / "mart.estate")
        (folder / "mart.interest").write_bytes(b"the same bytes are not read")
        paths = PlacePaths(places_root)
        paths.scratch.mkdir(parents=True, exist_ok=True)
        benches.append(SimpleNamespace(result=folder.joinpath, paths=paths, settings=read_settings()))
    held: list[tuple[int, int]] = []
    told = trials.differences
    monkeypatch.setattr(trials, "differences", lambda each: held.append((each.before.height, each.after.height)) or told(each))
    outcome = trials._outcome(*benches, "tried", "name", ["mart.interest", "mart.estate"])  # type: ignore[arg-type]
    assert held == [(2, 2)], "the row gone and the one changed; the one changed and the one new"
    assert outcome.summary.rows() == [("mart.estate", 10, 10, 3)]
    assert outcome.sums.rows() == [("mart.estate", "gia_m2", "10.00", "11.50", 1.5)]
    assert outcome.differences.select("column", "before", "after", "difference").rows() == [
        ("(the row)", "there", "gone", None),
        ("gia_m2", "1.0", "3.5", 2.5),
        ("(the row)", "not there", "new", None),
    ]


def test_trials_do_not_mix(places_root: Path) -> None:
    paths = PlacePaths(places_root / "first")
    for folder in (paths.scenarios, paths.scratch / "trial"):
        folder.mkdir(parents=True)
    for name in ("one", "two"):
        (paths.scenarios / f"{name}.toml").write_text(name, "utf-8")
    (paths.scratch / "trial" / "taken-away-since.toml").write_text("old", "utf-8")
    folder = trials._scenarios_with(paths, paths.scenarios / "two.toml", "changed")
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {"one.toml": "one", "two.toml": "changed"}
    # two values to try are two files
    assert [trials.in_full(value) for value in (600.0, 0.3, 0.1234567, 0.1234568, 1234567.0)] == ["600", "0.3", "0.1234567", "0.1234568", "1234567.0"]


def test_nothing_of_people_is_tried() -> None:
    assert "cluster_walk_m" in trials.triable_thresholds()
    assert not [name for name in trials.triable_thresholds() if name.startswith(("disclosure_", "linkage_", "concentration_"))]
    of_people = {contract.table for contract in customers.IN_EDITION} | {"mart.protected_edition", customers.PROTECTED_EDITION.table}
    for table in steps():
        assert not trials._downstream({table}) & of_people - {table}


def test_a_trial_has_a_short_form_with_what_may_be_chosen() -> None:
    for name, op, fields in (
        ("try_a_pooled_budget", "pooled_budget_with_another_figure", {"scenario", "figure", "of", "by_percent"}),
        ("try_a_threshold", "threshold_with_another_value", {"threshold", "value"}),
    ):
        job = defs.resolve_job_def(name)
        form = job.graph.node_named(op).definition.config_schema.config_type
        assert set(form.fields) == fields
        assert all(field.description and not field.is_required for field in form.fields.values()), name
        assert job.partitions_def is not None and job.description


def test_differences_are_told_for_readers() -> None:
    found = pl.DataFrame(
        [
            ("mart.transfer", "from_body_id=a fy=2024", "explanation", "as stated", "x=1", None),
            ("mart.transfer", "from_body_id=a fy=2024", "payer_view_gbp", "1000.00", "2500.50", 1500.5),
            ("mart.transfer", "from_body_id=a fy=2024", "payer_view_gbp", None, "-0.25", -0.25),
        ],
        schema=["table", "key", "column", "before", "after", "difference"],
        orient="row",
    )
    told = trying._readable(found)
    assert told["of"].unique().to_list() == ["transfer a 2024"]
    assert told.select("before", "after", "difference").rows() == [("1,000.00", "2,500.50", "1,500.50"), ("", "−0.25", "−0.25"), ("as stated", "x=1", "")]


def _bench(root: Path, name: str, given: dict[str, list[dict[str, Any]]], tried: frozenset[str] = frozenset()) -> Any:
    """As much of a workbench as is asked what must not be shown: results of which those given have rows."""
    folder = root / name
    folder.mkdir()
    for table in {name for check in trials.privacy_checks(["mart.estate"]) for name in check.inputs} - {"mart.id_history"}:
        contracts.contract(table).conform(pl.DataFrame(given.get(table, []))).collect().write_parquet(folder / table)
    paths = PlacePaths(root)
    paths.scratch.mkdir(parents=True, exist_ok=True)
    return SimpleNamespace(result=folder.joinpath, paths=paths, settings=read_settings(), tried=tried)


def test_nothing_is_told_of_what_no_publication_may_show(places_root: Path) -> None:
    estate = {"mart.estate": [{"asset_id": "a1", "function": "office", "name": "Rose House"}]}
    secret = {"core.sensitive_key": [{"sensitive_key": "id a1"}]}
    tried = frozenset({"mart.estate", "core.sensitive_key"})
    clean = _bench(places_root, "clean", {})
    trials._refuse_what_must_not_be_shown(clean, _bench(places_root, "harmless", estate, tried), ["mart.estate"])
    for name, standing, given in (
        ("shown", clean, {**estate, **secret}),
        # with the threshold tried it would not be known to be sensitive; with the one in force it is
        ("forgotten", _bench(places_root, "knowing", secret), estate),
        # what stands is not known to be fit for publication either
        ("refused", _bench(places_root, "unfit", {**estate, **secret}), {}),
    ):
        with pytest.raises(PlaceError, match="Nothing is told of this trial") as told:
            trials._refuse_what_must_not_be_shown(standing, _bench(places_root, name, given, tried), ["mart.estate"])
        assert "Rose" not in str(told.value) and "does not hold for 1 of" in str(told.value)
    # of a pooled budget nothing is told that could be premises
    assert not trials.privacy_checks(trials._OF_POOLS)
    # what is made but not told, as what is withheld in it depends on what is tried, is not looked at
    hidden = {"ops.issue": [{"source_file_id": "f1", "source_part": "table", "source_row": 2, "value": "Rose House", "issue_type": "odd"}], "core.sensitive_name": [{"words": "rose house", "is_all": False}]}
    trials._refuse_what_must_not_be_shown(clean, _bench(places_root, "not told", hidden, frozenset({"ops.issue"})), ["mart.estate"])


def test_a_publication_clears_away_what_trials_said(places_root: Path) -> None:
    paths = PlacePaths(places_root / "first")
    for folder in (paths.trials, paths.manifests, paths.editions, paths.raw):
        folder.mkdir(parents=True)
    (paths.trials / "threshold-x-1.csv").write_text("Rose House", "utf-8")
    publication._clear_away(paths, 1)
    assert not [*paths.trials.iterdir()]
