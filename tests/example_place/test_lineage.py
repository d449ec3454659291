"""Published figures walk back to lines of files that add up to them and really hold those amounts."""

import random
import re
from decimal import Decimal

import duckdb
import pytest

from tests.example.conftest import Place
from tests.example_place.conftest import Published
from totalplace.lineage import why

pytestmark = pytest.mark.timeout(1200)
DRAWN = 60


def _written(amount: Decimal, cells: list[str]) -> bool:
    """Some cell of the line holds this amount, however it is written."""
    wanted = abs(amount)
    for cell in cells:
        text = re.sub(r"[£,\s()\u00a0\u009c]|GBP|-", "", cell).rstrip(".")
        if cell.strip() in ("Nil", "nil") and wanted == 0:
            return True
        if re.fullmatch(r"\d+(?:\.\d+)?(?:E-?\d+)?", text) and abs(Decimal(text) - wanted) < Decimal("0.005"):
            return True
    return False


def test_every_figure_by_sql(published: Published) -> None:
    """ops.lineage alone: each money column of each figure is the sum of its lines."""
    wrong = published.rows(
        """
        with figure as (
            select 'mart.body_coverage' as table_name, 'body_id=' || body_id as row_key, 'payments_gbp' as column_name, payments_gbp as gbp
            from mart.body_coverage where payment_lines > 0
            union all
            select 'mart.spend_line', 'line_id=' || line_id::varchar, 'amount_gbp', amount_gbp from mart.spend_line
            union all
            select 'ops.source_part', 'source_file_id=' || source_file_id || ' source_part=' || source_part, 'amount_loaded_gbp', amount_loaded_gbp
            from ops.source_part where amount_loaded_gbp is not null and rows_loaded > 0
            union all
            select 'ops.source_part', 'source_file_id=' || source_file_id || ' source_part=' || source_part, 'amount_superseded_gbp', amount_superseded_gbp
            from ops.source_part where amount_superseded_gbp is not null and rows_superseded > 0 and status <> 'duplicate'
            union all
            select 'mart.estate', 'asset_id=' || asset_id, 'running_cost_gbp', running_cost_gbp from mart.estate where running_cost_gbp is not null
            union all
            select 'mart.estate', 'asset_id=' || asset_id, 'required_maintenance_gbp', required_maintenance_gbp
            from mart.estate where required_maintenance_gbp is not null
        ),
        summed as (
            select table_name, row_key, column_name, sum(amount_gbp) as gbp, count(*) as n
            from ops.lineage
            where table_name not in ('mart.return_line', 'mart.spend_count', 'mart.transfer', 'mart.spend_reconciliation')  -- test_returns.py
            group by all
        )
        select * from figure full join summed using (table_name, row_key, column_name)
        where figure.gbp is distinct from summed.gbp
        """
    )
    assert wrong == []


def test_line_ids_are_one_line_each(published: Published) -> None:
    counted = published.rows(
        "select count(*) as n, count(distinct line_id) as ids, count(distinct (source_file_id, source_part, source_row)) as lines from mart.spend_line"
    )[0]
    assert counted["n"] == counted["ids"] == counted["lines"]


def test_drawn_figures_walk_back_to_the_files(published: Published) -> None:
    """Drawn at random (seeded): `why` gives lines that add up, and the file, read by itself, holds each amount there."""
    draw = random.Random(2009)
    place = Place(published.folder)
    parts = sorted(
        (row["source_file_id"], row["source_part"])
        for row in published.parts.values()
        if row["amount_loaded_gbp"] and row["rows_loaded"]
    )
    lines = sorted(row["line_id"] for row in published.payments.values())
    bodies = sorted({row["body_id"] for row in published.payments.values()})
    questions = [("mart.body_coverage", {"body_id": body}) for body in bodies]
    questions += [
        ("ops.source_part", {"source_file_id": file, "source_part": part}) for file, part in draw.sample(parts, 12)
    ]
    questions += [("mart.spend_line", {"line_id": str(line)}) for line in draw.sample(lines, DRAWN)]
    looked_at = 0
    with duckdb.connect(published.database, read_only=True) as connection:
        for table, keys in questions:
            answer = why(connection, table, keys)
            assert answer.adds_up and answer.sums, (table, keys)
            assert answer.line_count == len(answer.lines) > 0
            for line in draw.sample(list(answer.lines), min(len(answer.lines), 25)):
                assert line.source_row is not None and line.amount_gbp is not None
                records = {found.line: found.cells for found in place.records(line.path, line.source_part)}
                assert _written(line.amount_gbp, records[line.source_row]), (line, records[line.source_row])
                looked_at += 1
    assert looked_at > 300


def test_every_table_of_pounds_names_the_lines_behind_it(published: Published) -> None:
    """Payments, returns and costs of buildings alike: as many lines as are in the figure."""
    with duckdb.connect(published.database, read_only=True) as connection:
        kinds = set()
        for part in published.parts.values():
            if part["amount_loaded_gbp"]:
                answer = why(connection, "ops.source_part", {"source_file_id": part["source_file_id"], "source_part": part["source_part"]})
                assert answer.line_count == len(answer.lines) > 0, (part["kind"], part["source_part"])
                kinds.add(part["kind"])
    assert {"payments", "estate_cost", "condition_survey", "revenue_outturn"} <= kinds


def test_drawn_assets_walk_back_to_their_lines(published: Published) -> None:
    draw = random.Random(2010)
    place = Place(published.folder)
    ids = sorted({row["asset_id"] for row in published.register_lines.values()})
    with duckdb.connect(published.database, read_only=True) as connection:
        for asset_id in draw.sample(ids, 40):
            answer = why(connection, "mart.estate", {"asset_id": asset_id})
            # lines of lists, and of returns that say what it costs
            assert answer.line_count == len(answer.lines) >= answer.row["source_count"] > 0
            texts = []
            for line in answer.lines:
                assert line.source_row is not None
                records = {found.line: found.cells for found in place.records(line.path, line.source_part)}
                texts += [" ".join(cell.split()) for cell in records[line.source_row]]
            joined = " ".join(texts)
            for word in str(answer.row["name"]).replace(",", " ").split():
                assert word in joined, (asset_id, answer.row["name"], joined)
