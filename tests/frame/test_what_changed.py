"""What changed between two editions: figures with their causes, files, assumptions, statements; and what is never compared."""

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import polars as pl
import pytest

from totalplace import changes, contracts, fingerprint, made_from, publication, sql
from totalplace.contracts import customers, ops
from totalplace.intake import part_number
from totalplace.lineage import ROWS_A_TABLE, TRACED
from totalplace.made_from import MadeFrom
from totalplace.quoted_figures import ASSETS, QUOTED, ROWS

MAY, JUNE, KEPT = "inbox/fire/may.csv", "inbox/fire/june.csv", "inbox/fire/kept.csv"


@pytest.fixture(scope="module")
def editions() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two editions without a row, attached as in a publication."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for name in ("earlier", "later"):
            connection.execute(f"attach ':memory:' as {name}")
            connection.execute(f"use {name}")
            for layer in contracts.PUBLISHED_LAYERS:
                connection.execute(f"create schema {layer}")
            for contract in contracts.published():
                if contract.table != "ops.lineage":
                    connection.execute(contract.ddl(constraints=False))
            (view,) = sql.load_folder("views")
            connection.execute(f"create view ops.lineage as {view.text.rstrip().rstrip(';')}")
        connection.execute("use memory")
        yield connection


@pytest.fixture
def both(editions: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    yield editions
    for name in ("earlier", "later"):
        for table in ("ops.source_file", "ops.source_part", "mart.spend_line", "mart.body_coverage", "ref.body", "ref.assumption", "mart.pool_scenario", "mart.estate", "mart.estate_source"):
            editions.execute(f"delete from {name}.{table}")


def give(connection: duckdb.DuckDBPyConnection, edition: str, table: str, *rows: dict[str, Any]) -> None:
    frame = contracts.contract(table).conform(pl.DataFrame(list(rows), infer_schema_length=None)).collect()
    names = ", ".join(contracts.contract(table).sql_names)
    for row in frame.iter_rows():
        connection.execute(f"insert into {edition}.{table} ({names}) values ({', '.join('?' * len(row))})", list(row))


def file(path: str, content: str, status: str = "loaded", reason: str | None = None) -> dict[str, Any]:
    return {"source_file_id": f"{path} {content}", "sender": "fire", "path": path, "sha256": content, "bytes": 1, "status": status, "reason": reason}


def part(path: str, content: str) -> dict[str, Any]:
    counts = {f"rows_{name}": 0 for name in ("read", "loaded", "rejected", "ignored", "held", "superseded", "amount_unreadable")}
    return {"source_file_id": f"{path} {content}", "source_part": "table", "kind": "ledger", "status": "loaded", **counts}


def received(connection: duckdb.DuckDBPyConnection, edition: str, *files: tuple[str, str]) -> None:
    give(connection, edition, "ops.source_file", *(file(path, content) for path, content in files))
    give(connection, edition, "ops.source_part", *(part(path, content) for path, content in files))


def payments(path: str, content: str, *lines: tuple[int, str, str]) -> list[dict[str, Any]]:
    """Lines of a file: row, payee, pounds."""
    number = part_number(f"{path} {content}", "table")
    return [
        {"line_id": number * ROWS_A_TABLE + row, "source_file_id": f"{path} {content}", "source_part": "table", "source_row": row, "body_id": "fire", "supplier_as_published": payee, "amount_gbp": Decimal(gbp), "status": "counted"}
        for row, payee, gbp in lines
    ]  # fmt: skip


def coverage(gbp: str, lines: int) -> dict[str, Any]:
    return {"body_id": "fire", "assets_held": 0, "payments_gbp": Decimal(gbp), "payment_lines": lines}


def told(connection: duckdb.DuckDBPyConnection, before: MadeFrom | None = None, now: MadeFrom | None = None) -> list[dict[str, Any]]:
    found = changes.compare(
        connection, changes.Edition("earlier", date(2026, 1, 1), before or MadeFrom()), changes.Edition("later", date(2026, 4, 1), now or MadeFrom()), "2026-01-01-aaaaaaaa"
    )
    assert found["change_id"].n_unique() == found.height and found["position"].to_list() == list(range(1, found.height + 1))
    return found.to_dicts()


def test_a_figure_of_payments_is_told_with_the_lines_that_made_it_another(both: duckdb.DuckDBPyConnection) -> None:
    """One line of May says another amount, one is gone, one is added above the others, so that all stand elsewhere; June is new; what is kept is no cause."""
    kept = payments(KEPT, "k", (2, "Hose Ltd", "5.00"))
    before = [*payments(MAY, "one", (2, "Acme", "10.00"), (3, "Bolt", "20.00"), (4, "Crane", "30.00"), (5, "Crane", "30.00")), *kept]
    now = [
        *payments(MAY, "two", (2, "New", "1.00"), (3, "Acme", "10.00"), (4, "Bolt", "20.00"), (5, "Crane", "33.00")),
        *payments(JUNE, "j", (2, "Drill", "100.00")), *kept,
    ]  # fmt: skip
    received(both, "earlier", (MAY, "one"), (KEPT, "k"))
    received(both, "later", (MAY, "two"), (JUNE, "j"), (KEPT, "k"))
    give(both, "earlier", "mart.spend_line", *before)
    give(both, "later", "mart.spend_line", *now)
    for name in ("earlier", "later"):
        give(both, name, "ref.body", {"body_id": "fire", "name": "Fire Authority", "kind": "fire"})
    give(both, "earlier", "mart.body_coverage", coverage("95.00", 5))
    give(both, "later", "mart.body_coverage", coverage("169.00", 6))
    found = told(both)
    (figure,) = [row for row in found if row["change_kind"] == "figure" and row["row_key"] == "body_id=fire" and row["column_name"] == "payments_gbp"]
    assert figure["words"] == "Fire Authority: payments counted £169.00 (+£74.00)"
    assert figure["why"] == f"{JUNE}, new: 1 line, +£100.00; {MAY}, changed: 1 line added, 1 line gone, 1 line changed, −£26.00"
    causes = [row for row in found if row["of_change_id"] == figure["change_id"]]
    assert [(row["path"], row["change"], row["lines_added"], row["lines_gone"], row["lines_changed"], row["difference_gbp"]) for row in causes] == [
        (JUNE, "new", 1, 0, 0, Decimal("100.00")),
        (MAY, "changed", 1, 1, 1, Decimal("-26.00")),
    ]
    assert sum(row["difference_gbp"] for row in causes) == figure["difference_gbp"] == figure["now_gbp"] - figure["before_gbp"]
    # the place as a whole, and the number of lines, likewise
    assert [row["words"] for row in found if row["row_key"] is None and row["table_name"] == "mart.spend_line"] == ["payment lines counted 6 (+1)", "payments counted £169.00 (+£74.00)"]
    (lines,) = [row for row in found if row["column_name"] == "payment_lines" and row["change_kind"] == "figure"]
    assert (lines["before_value"], lines["now_value"], lines["difference_value"], lines["unit"]) == (5, 6, 1, "payment lines counted")
    assert {row["path"]: (row["status_before"], row["status_now"], row["difference_gbp"]) for row in found if row["change_kind"] == "file"} == {
        MAY: ("loaded", "loaded", Decimal("-26.00")), JUNE: (None, "loaded", Decimal("100.00")),
    }  # fmt: skip


def test_the_same_file_counted_otherwise_is_told_with_what_may_be_why(both: duckdb.DuckDBPyConnection) -> None:
    lines = payments(MAY, "one", (2, "Acme", "10.00"), (3, "Bolt", "20.00"))
    for name in ("earlier", "later"):
        received(both, name, (MAY, "one"))
    give(both, "earlier", "mart.spend_line", *lines)
    give(both, "later", "mart.spend_line", lines[0], {**lines[1], "status": "excluded", "reason": "twice"})
    give(both, "earlier", "mart.body_coverage", coverage("30.00", 2))
    give(both, "later", "mart.body_coverage", coverage("10.00", 1))
    code = {"core.payment_line": "a", "mart.pool_flow": "b", "mart.spend_line": "c"}
    before = MadeFrom({"place.toml": "a", "scenarios/pot.toml": "b"}, code)
    now = MadeFrom({"place.toml": "a", "corrections/fire.toml": "n", "scenarios/pot.toml": "c"}, {**code, "mart.spend_line": "other", "mart.pool_flow": "other"})
    (figure,) = [row for row in told(both, before, now) if row["column_name"] == "payments_gbp" and row["change_kind"] == "figure"]
    assert figure["words"] == "fire: payments counted £10.00 (−£20.00)"
    assert figure["why"] == (
        f"{MAY}, the same file, its lines taken otherwise: 1 line gone, −£20.00; what also changed: corrections/fire.toml: new; totalplace makes mart.spend_line otherwise"
    )
    rest = {row["change_kind"]: row["words"] for row in told(both, before, now) if row["change_kind"] in ("statement", "software")}
    assert rest == {"statement": "scenarios/pot.toml: changed", "software": "totalplace makes 2 tables otherwise than before: mart.pool_flow, mart.spend_line"}


def test_an_assumption_that_came_into_force_is_told_and_one_that_will_is_not(both: duckdb.DuckDBPyConnection) -> None:
    rate = {"assumption_id": "rate", "value": 0.035, "unit": "share a year", "meaning": "Discounting", "source": "a book"}
    for name in ("earlier", "later"):
        give(
            both, name, "ref.assumption", {**rate, "valid_from": date(2020, 1, 1)}, {**rate, "valid_from": date(2026, 3, 1), "value": 0.03},
            {**rate, "assumption_id": "kept", "valid_from": date(2020, 1, 1)}, {**rate, "assumption_id": "kept", "valid_from": date(2026, 6, 1), "value": 9.0},
        )  # fmt: skip
    (row,) = told(both)
    assert (row["change_kind"], row["words"], row["why"], row["before_value"], row["now_value"]) == ("assumption", "assumption rate: 0.035, now 0.03", "Discounting", 0.035, 0.03)


def test_assets_are_told_by_the_lists_that_hold_them(both: duckdb.DuckDBPyConnection) -> None:
    held = {"body_id": "fire", "asset_kind": "building", "ownership_basis": "register", "name": "Station"}
    register = "inbox/fire/register.csv"
    for name, content, assets in (("earlier", "one", ["a1", "a2"]), ("later", "two", ["a1", "a3", "a4"])):
        give(both, name, "ops.source_file", file(register, content))
        give(both, name, "mart.estate", *({**held, "asset_id": asset} for asset in assets))
        give(both, name, "mart.estate_source", *({"asset_id": asset, "source_file_id": f"{register} {content}", "source_part": "table", "source_row": row} for row, asset in enumerate(assets, 2)))
        give(both, name, "mart.body_coverage", {"body_id": "fire", "assets_held": len(assets), "gia_m2": 100.5 * len(assets), "payments_gbp": Decimal(0), "payment_lines": 0})
    (figure,) = [row for row in told(both) if row["row_key"] == "body_id=fire" and row["column_name"] == "assets_held" and row["change_kind"] == "figure"]
    assert (figure["words"], figure["why"]) == ("fire: assets held 3 (+1)", f"{register}, changed: 2 assets added, 1 asset gone")
    (area,) = [row for row in told(both) if row["row_key"] == "body_id=fire" and row["column_name"] == "gia_m2" and row["change_kind"] == "figure"]
    assert (area["before_value"], area["now_value"], area["difference_value"], area["why"]) == (201.0, 301.5, 100.5, figure["why"])


@pytest.mark.parametrize(("before", "now", "words"), [
    (100.6, 101.4, "101.4 (+0.8)"), (1234.4, 1233.6, "1,233.6 (−0.8)"), (100.4, 101.6, "101.6 (+1.2)"), (100.0, 1100.0, "1,100 (+1,000)"), (2.5, None, "none any more (−2.5)"),
])  # fmt: skip
def test_the_words_of_a_figure_say_the_difference_that_stands_beside_them(both: duckdb.DuckDBPyConnection, before: float, now: float | None, words: str) -> None:
    """Rounded apart, 100.6 and 101.4 would be the same."""
    for name, area in (("earlier", before), ("later", now)):
        give(both, name, "mart.body_coverage", {**coverage("0.00", 0), "gia_m2": area})
    (figure,) = [row for row in told(both) if row["row_key"] is None]
    separator = ": " if now is None else " "
    assert (figure["words"], figure["difference_value"]) == (f"floor area of buildings held, m²{separator}{words}", round((now or 0) - before, 2))


def test_an_assumption_is_told_with_every_digit(both: duckdb.DuckDBPyConnection) -> None:
    for name, value in (("earlier", 1234567.0), ("later", 1234568.0)):
        give(both, name, "ref.assumption", {"assumption_id": "grant", "value": value, "unit": "pounds", "meaning": "A grant", "source": "a book", "valid_from": date(2020, 1, 1)})
    (row,) = told(both)
    assert row["words"] == "assumption grant: 1234567, now 1234568"


def test_a_pool_is_told_with_its_file_and_a_table_that_the_earlier_edition_lacks_is_not(both: duckdb.DuckDBPyConnection) -> None:
    pot = {"scenario_id": "pot", "name": "Pot", "is_computed": True, "partner_count": 2, "losing_count": 0, "social_npv_gbp": Decimal("5.00")}
    give(both, "earlier", "mart.pool_scenario", pot)
    give(both, "later", "mart.pool_scenario", {**pot, "social_npv_gbp": Decimal("-7.50"), "losing_count": 1})
    found = told(both, MadeFrom({"scenarios/pot.toml": "a"}), MadeFrom({"scenarios/pot.toml": "b"}))
    assert [(row["words"], row["why"]) for row in found if row["change_kind"] == "figure"] == [
        ("pot: worth of a pooled budget to society −£7.50 (−£12.50)", "what also changed: scenarios/pot.toml: changed"),
        ("pot: partners worse off by a pooled budget 1 (+1)", "what also changed: scenarios/pot.toml: changed"),
    ]
    both.execute("alter table earlier.mart.pool_scenario rename to pool_before")
    try:
        assert [row for row in told(both) if row["change_kind"] == "figure"] == []
    finally:
        both.execute("alter table earlier.mart.pool_before rename to pool_scenario")


def test_many_causes_are_bounded_and_still_add_up(both: duckdb.DuckDBPyConnection) -> None:
    paths = [f"inbox/fire/{number:03}.csv" for number in range(60)]
    received(both, "later", *((path, "x") for path in paths))
    for number, path in enumerate(paths, 1):
        give(both, "later", "mart.spend_line", *payments(path, "x", (2, "Acme", f"{number}.00")))
    give(both, "earlier", "mart.body_coverage", coverage("0.00", 0))
    give(both, "later", "mart.body_coverage", coverage("1830.00", 60))
    found = told(both)
    (figure,) = [row for row in found if row["column_name"] == "payments_gbp" and row["change_kind"] == "figure"]
    causes = [row for row in found if row["of_change_id"] == figure["change_id"]]
    assert len(causes) == 21 and sum(row["difference_gbp"] for row in causes) == Decimal("1830.00") and sum(row["lines_added"] for row in causes) == 60
    assert causes[-1]["path"] is None and causes[-1]["words"] == "40 more files: £820.00"
    assert figure["why"].endswith("; and 57 more files")


def test_figures_too_many_to_be_told_are_counted(both: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_FIGURES_KEPT", 3)
    for name, times in (("earlier", 1), ("later", 2)):
        bodies = ({**coverage(f"{number * times}.50", 7 * times), "body_id": f"b{number}", "gia_m2": 0.5 * times} for number in range(1, 6))
        give(both, name, "mart.body_coverage", *bodies)
    found = [row for row in told(both) if row["table_name"] == "mart.body_coverage" and row["row_key"] is not None]
    assert [row["column_name"] for row in found] == ["payments_gbp"] * 3 + [None]
    assert found[-1]["words"] == (
        "and 12 more figures of mart.body_coverage by body_id (floor area of buildings held, m²: 5, none by more than 0.5; payment lines counted: 5, none by more than 7; payments counted: 2, none by more than £2.00)"
    )
    assert found[-1]["change_kind"] == "figure" and found[-1]["row_key"] == "body_id"


def test_what_is_quoted_is_published_traced_where_it_says_so_and_never_of_people() -> None:
    """Protected tables are never compared: not one of them is quoted, and none is what a quoted table is made from."""
    secret = {contract.table for contract in (*customers.IN_EDITION, customers.SHARING_AGREEMENT, customers.PROTECTED_EDITION)}
    for each in QUOTED:
        contract = contracts.contract(each.table)
        assert contract in contracts.published() and {*each.keys, *each.columns} <= {*contract.column_names, ROWS}
        assert not secret & made_from.upstream(each.table), each.table
        assert {*each.lines_of.values()} - {ASSETS} <= {*TRACED.get(each.table, ())}
    assert ops.CHANGE.audience == "partners"


def test_a_publication_is_made_anew_where_what_words_its_changes_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: set[str] = set()
    monkeypatch.setattr(fingerprint, "of_code", lambda *modules: named.update(modules) or "x")
    bench = SimpleNamespace(fingerprint=lambda table: table, paths=SimpleNamespace(accepted=tmp_path), settings=SimpleNamespace(today=lambda: date(2026, 4, 1)))
    publication.inputs_fingerprint(cast(Any, bench))
    imports = [node for node in ast.walk(ast.parse(Path(changes.__file__).read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    used = {alias.name for node in imports if node.module == "totalplace" for alias in node.names} | {str(node.module).removeprefix("totalplace.") for node in imports if str(node.module).startswith("totalplace.")}
    # contracts stand in it as they are, and how results are made in the results; the number of a part only joins
    told_otherwise = {"contracts", "contracts.ops", "contracts._base", "fingerprint", "intake", "pipeline"}
    assert used - told_otherwise <= named and {"lineage", "words"} <= used
