"""What a run says of pooled budgets: what each comes to, and whether that is new."""

from pathlib import Path

import duckdb

from totalplace.changes import pools_in_words


def edition(path: Path, *rows: str) -> Path:
    """An edition with these rows of mart.pool_scenario, as they stand in values."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema mart")
        connection.execute("create table mart.pool_scenario (scenario_id text, is_computed boolean, social_npv_gbp decimal(18, 2), cash_npv_gbp decimal(18, 2), losing_count bigint)")
        for row in rows:
            connection.execute(f"insert into mart.pool_scenario values {row}")
    return path


KEPT, MADE = "('kept', true, 10.00, -5.50, 1)", "('made', true, 1200.00, 3.00, 0)"


def test_each_is_told_beside_the_edition_before(tmp_path: Path) -> None:
    before = edition(tmp_path / "1.duckdb", KEPT, "('bent', true, 1.00, 1.00, 0)", "('lost', true, 1.00, 1.00, 0)", "('plain', true, null, null, null)")
    now = edition(tmp_path / "2.duckdb", KEPT, MADE, "('bent', false, null, null, null)", "('plain', true, null, null, null)")
    assert pools_in_words(before, now) == [
        "bent (changed): not worked out: its file has a fault",
        "kept (as before): worth to society £10.00, cash of all bodies −£5.50 by the central figures; 1 partner worse off",
        "made (new): worth to society £1,200.00, cash of all bodies £3.00 by the central figures; 0 partners worse off",
        "plain (as before): a ledger alone, not appraised",
        "gone: lost",
    ]


def test_the_first_edition_has_nothing_before_it_and_one_from_before_pools_had_none(tmp_path: Path) -> None:
    now = edition(tmp_path / "now.duckdb", KEPT)
    (first,) = pools_in_words(None, now)
    assert first.startswith("kept: worth to society")
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("create schema mart")
    (new,) = pools_in_words(tmp_path / "old.duckdb", now)
    assert new.startswith("kept (new): ")
    assert pools_in_words(now, edition(tmp_path / "none.duckdb")) == ["gone: kept"]


def test_five_are_named_and_the_others_counted(tmp_path: Path) -> None:
    said = pools_in_words(None, edition(tmp_path / "now.duckdb", *(f"('pot-{number}', true, 1.00, 1.00, 0)" for number in range(7))))
    assert len(said) == 6 and said[-1] == "and 2 more pooled budgets: mart.pool_scenario has them all"
