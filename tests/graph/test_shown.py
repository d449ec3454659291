"""What is shown of each table: where its columns come from, where it is written, its rows and pounds, and rows that break a rule."""

from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from totalplace import checks, column_lineage, sql
from totalplace.assets import shown
from totalplace.assets.step_asset import asset_key, check_result
from totalplace.definitions import defs
from totalplace.pipeline import SQL_LAYERS, steps

FILES = [file for layer in SQL_LAYERS for file in sql.load_folder(layer)]


def _sources(query: str) -> dict[str, set[str]]:
    file = sql.SqlFile("mart.asked", Path("asked.sql"), query, {}, (), ())
    return {column: {".".join(source) for source in found} for column, found in column_lineage.column_sources(file).items()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select body_id as id, 1 as one from ref.body", {"id": {"ref.body.body_id"}, "one": set()}),
        ("with b as (select name as n from ref.body) select upper(b.n) as n from b", {"n": {"ref.body.name"}}),
        ("select name from ref.body union all select area_name from ref.area", {"name": {"ref.body.name", "ref.area.area_name"}}),
        # whose rows are chosen is not what a figure is made of; what it is chosen by within it is
        ("select sum(gia_m2) filter (where tenure = 'x') as m2 from mart.estate where name = 'y'", {"m2": {"mart.estate.gia_m2", "mart.estate.tenure"}}),
        ("select case when kind = 'nhs' then name end as a from ref.body", {"a": {"ref.body.kind", "ref.body.name"}}),
        ("select row_number() over (partition by kind order by name) as n from ref.body", {"n": {"ref.body.kind", "ref.body.name"}}),
        ("select body_id from ref.body join mart.estate using (body_id)", {"body_id": {"ref.body.body_id", "mart.estate.body_id"}}),
        ("select (select max(area_name) from ref.area) as a", {"a": {"ref.area.area_name"}}),
        ("select exists (select 1 from ref.body as b where b.body_id = e.body_id) as a from mart.estate as e", {"a": {"mart.estate.body_id", "ref.body.body_id"}}),
        ("select name || '!' as loud, loud || '?' as louder from ref.body", {"loud": {"ref.body.name"}, "louder": {"ref.body.name"}}),
        # what cannot be followed is left out, and never guessed
        ("select nowhere, name from ref.body", {"name": {"ref.body.name"}}),
        ("select body_id, kind from ref.body, mart.estate", {"kind": {"ref.body.kind"}}),
    ],
)  # fmt: skip
def test_columns_are_followed_through_the_sql(query: str, expected: dict[str, set[str]]) -> None:
    assert _sources(query) == expected


def test_every_column_of_every_file_is_followed_to_tables_that_it_reads() -> None:
    lost, strange = [], []
    for file in FILES:
        found = column_lineage.column_sources(file)
        lost += [f"{file.table}.{column}" for column in file.columns if column not in found]
        strange += [f"{file.table}.{column}: {source}" for column, sources in found.items() for source, _ in sources if source not in file.dependencies]
    assert not lost and not strange


def test_every_step_says_where_it_is_written() -> None:
    for table, step in steps().items():
        label, file, line = shown.code_of(step)
        assert Path(file).is_file() and line >= 1 and not Path(label).is_absolute(), table
        node = defs.resolve_asset_graph().get(asset_key(table))
        [reference] = node.metadata["dagster/code_references"].code_references
        assert reference.label == label
        assert node.tags["totalplace/layer"] == step.key[0]
    assert shown.code_of(steps()["mart.utilisation"])[0] == "sql/mart/utilisation.sql"
    assert shown.code_of(steps()["staging.payment"])[0] == "totalplace/sources/payments.py"
    assert shown.code_of(steps()["mart.pool_scenario"])[0] == "totalplace/assets/pooling.py"


def test_offending_rows_are_shown_as_text_and_only_of_what_is_published() -> None:
    with duckdb.connect() as connection:
        for table in ("mart.thing", "core.thing"):
            connection.execute(f"create schema {table.split('.')[0]}")
            connection.execute(f"create table {table} as select '[x](javascript:y) <b>' as name from range(7)")
        found = [checks.Check(table, "there is none", f"select name from {table}") for table in ("mart.thing", "core.thing")]
        results = checks.evaluate(connection, found)
    assert [result.offending_rows for result in results] == [7, 7]
    told = check_result(asset_key("mart.thing"), "c", results[:1]).metadata
    text = str(told["offending rows, the first of each"].value)
    assert text.count("javascript") == 5 and "[x]" not in text and "<b>" not in text
    assert "offending rows, the first of each" not in check_result(asset_key("core.thing"), "c", results[1:]).metadata


def test_a_chart_holds_names_as_text() -> None:
    picture = shown.bars_as_svg("net <spending>", [("Smith & <script>alert(1)</script>", 3.0), ("second", 1.5)])
    tree = ElementTree.fromstring(picture)
    widths = [float(bar.attrib["width"]) for bar in tree.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert widths[0] == 2 * widths[1]
    assert not list(tree.iter("{http://www.w3.org/2000/svg}script"))
    assert "Smith & <script>alert(1)</scri" in [text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")]


def test_tables_escape_what_files_say() -> None:
    assert shown.table(("a|b",), [("x|y\nz",)]).splitlines()[-1] == "| x\\|y z |"
