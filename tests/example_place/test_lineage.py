"""Published figures walk back to lines of files that add up to them and really hold those amounts."""

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.example.conftest import Place
from tests.example_place.conftest import Published
from totalplace import contracts, lineage
from totalplace.contracts.suppliers import LEDGER_KINDS
from totalplace.lineage import TRACED, why

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


@pytest.mark.parametrize("table", sorted(TRACED))
def test_every_figure_by_sql(table: str, published: Published) -> None:
    """ops.lineage alone: each money column of each figure is the sum of its lines, each in it once and for a reason."""
    key = " || ' ' || ".join(f"'{name}=' || {name}::varchar" for name in contracts.contract(table).primary_key)
    # candidates of ledgers stand with their body (below); the lines of a file that is there twice stand with the other
    stands = {"mart.duplicate_payment": "type = 'transaction repeated'", "ops.source_part": "status <> 'duplicate'"}.get(table, "true")
    figures = " union all ".join(f"select {key} as row_key, '{name}' as column_name, {name} as gbp from {table} where {stands}" for name in TRACED[table])
    wrong = published.rows(
        f"""
        with figure as ({figures}),
        summed as (
            select row_key, column_name, sum(amount_gbp) as gbp, count(*) - count(distinct line_id) as twice, count(*) filter (where rule = '') as silent
            from ops.lineage where table_name = ? group by all
        )
        select * from figure full join summed using (row_key, column_name)
        where coalesce(figure.gbp, 0) <> coalesce(summed.gbp, 0) or twice <> 0 or silent <> 0 or (figure.gbp is null and summed.gbp is not null)
        """,
        table,
    )
    assert wrong == []
    assert published.rows(f"select count(*) as n from {table}")[0]["n"]


@pytest.fixture(scope="module")
def connection(published: Published) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published.database, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(published: Published) -> Place:
    """The files as they were received, each read once."""
    return Place(published.folder)


@pytest.fixture(scope="module")
def counted(connection: duckdb.DuckDBPyConnection) -> list[tuple[dict[str, str], str, Decimal]]:
    """Every figure of the count: its key, its column, what it states."""
    keys = contracts.contract("mart.spend_count").primary_key
    cursor = connection.execute("select * from mart.spend_count order by count_id")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [({name: str(row[name]) for name in keys}, column, row[column]) for row in rows for column in TRACED["mart.spend_count"] if row[column] is not None]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(drawn=st.integers(min_value=0))
def test_any_figure_of_the_count_walks_back_to_cells(
    drawn: int, files: Place, connection: duckdb.DuckDBPyConnection, counted: list[tuple[dict[str, str], str, Decimal]]
) -> None:
    """Whatever figure is drawn: `why` states it, its lines add up to it, and the files, read by themselves, hold what each line states."""
    keys, column, stated = counted[drawn % len(counted)]
    answer = why(connection, "mart.spend_count", keys)
    assert answer.adds_up
    assert answer.sums[column].stated == stated == answer.sums[column].summed
    assert bool(answer.lines) == (keys["source_return"] != "none")  # the row kept for contributions that name no line
    row_key = " ".join(f"{name}={value}" for name, value in keys.items())
    cells = connection.execute(
        """
        select file.path, line.source_part, line.source_row, line.source_column, line.amount_gbp, lineage.amount_gbp
        from ops.lineage lineage join mart.return_line line using (line_id) join ops.source_file file using (source_file_id)
        where lineage.table_name = 'mart.spend_count' and lineage.row_key = ? and lineage.column_name = ?
        """,
        [row_key, column],
    ).fetchall()
    assert sum((cell[5] for cell in cells), Decimal(0)) == stated
    for path, part, source_row, source_column, amount, share in cells:
        (record,) = [found for found in files.records(path, part) if found.line == source_row]
        # a line that is a whole row of a plain return has no column of its own
        cells_of_line = record.cells[source_column - 1 : source_column] if source_column else record.cells
        assert _written(amount, cells_of_line) or _written(amount / 1000, cells_of_line), (path, source_row, source_column)
        assert abs(share) <= abs(amount)


def test_payments_to_check_walk_back_to_lines_of_the_ledger(published: Published, files: Place, connection: duckdb.DuckDBPyConnection) -> None:
    """The pounds of each kind are those of its lines, which the ledger holds; nobody's name is told, nor any of it published."""
    (path,) = sorted((published.folder / "work" / "analysis" / "payment_to_check").glob("*.parquet"))
    candidates = pl.read_parquet(path)
    kinds = [row for row in published.rows("select * from mart.duplicate_payment") if row["type"] in LEDGER_KINDS and row["candidate_count"]]
    assert {row["type"] for row in kinds} == set(LEDGER_KINDS)
    for row in kinds:
        answer = why(connection, "mart.duplicate_payment", {name: str(row[name]) for name in ("body_id", "fy", "type")}, None, lambda: candidates)
        assert answer.adds_up and answer.sums["amount_gbp"].stated == row["amount_gbp"]
        holds = [next(found.cells for found in files.records(line.path, line.source_part) if found.line == line.source_row) for line in answer.lines]
        for line, cells in zip(answer.lines, holds, strict=True):
            # of two amounts one of which is mis-keyed the smaller one may be the other line's
            everywhere = [cell for record in holds for cell in record] if row["type"] == "mis-keyed" else cells
            assert line.amount_gbp is not None and (line.amount_gbp == 0 or _written(line.amount_gbp, everywhere)), (line, cells)
            assert line.rule and not any(name in line.says for name in candidates["supplier"])
    assert published.rows("select * from ops.lineage where table_name = 'mart.duplicate_payment' and row_key not like '%transaction repeated'") == []


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
                # returns are often in thousands
                written = _written(line.amount_gbp, records[line.source_row]) or _written(line.amount_gbp / 1000, records[line.source_row])
                assert written, (line, records[line.source_row])
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


def test_a_row_that_names_lines_shows_them(published: Published, connection: duckdb.DuckDBPyConnection, files: Place) -> None:
    """No figure of these tables is a sum of lines: the lines whose numbers stand in a row are told, and the files hold there what the row says."""

    def cells(table: str, row: dict[str, Any]) -> list[list[str]]:
        answer = why(connection, table, {name: str(row[name]) for name in contracts.contract(table).primary_key})
        assert answer.line_count == len(answer.lines) and all(line.rule for line in answer.lines)
        return [next(found.cells for found in files.records(line.path, line.source_part) if found.line == line.source_row) for line in answer.lines]

    stated = published.rows("select * from mart.provision_gap where need_line_id is not null")
    assert stated
    for row in stated:
        (held,) = cells("mart.provision_gap", row)
        assert row["area_code"] in held or row["area_name"] in held
    pairs = published.rows("select pair.*, l.grant_identifier as l, r.grant_identifier as r from mart.grant_overlap as pair join mart.grant as l on l.line_id = left_line_id join mart.grant as r on r.line_id = right_line_id")
    assert pairs
    for pair in pairs:
        left, right = cells("mart.grant_overlap", pair)
        assert pair["l"] in left and pair["r"] in right
    for silent in published.rows("select * from mart.provision_gap where need_line_id is null limit 1"):
        assert cells("mart.provision_gap", silent) == []


@pytest.mark.parametrize(("gbp", "said"), [("-1342630.58", "−£1,342,630.58"), ("2.50", "£2.50"), ("0", "£0.00"), (None, None)])
def test_a_negative_amount_of_a_line_has_its_sign_before_the_pound_sign(gbp: str | None, said: str | None) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"select {lineage._pounds('gbp')} from (select ?::decimal(18, 2) as gbp)", [gbp]).fetchone() == (said,)
