"""The rules of SQL files: each refuses a file that breaks it and lets one through that keeps it. Dependencies are those of the SQL."""

from pathlib import Path

import pytest

from totalplace import sql

_HEADER = "-- grain: one row per thing\n-- question: what is there?\n"
_NAMING = _HEADER + "-- assumptions: some_share\n"

# rule: words of the refusal, a file that breaks it, one that keeps it
_RULES = {
    "header": ("lacks '-- question", "-- grain: one row per thing\nselect 1 as a", _HEADER + "select 1 as a"),
    "one statement": ("2 statements", _HEADER + "select 1 as a; select 2 as a", _HEADER + "select 1 as a;"),
    "only selects": ("SELECT", _HEADER + "delete from mart.estate", _HEADER + "select 1 as a"),
    "valid SQL": ("syntax", _HEADER + "select from where", _HEADER + "select 1 as a"),
    "qualified names": ("neither layer.table nor a CTE", _HEADER + "select a from estate", _HEADER + "with estate as (select 1 as a) select a from estate"),
    "file literals": ("neither layer.table nor a CTE", _HEADER + "select a from 'estate.parquet'", _HEADER + "select a from mart.estate"),
    "table functions": ("read_csv", _HEADER + "select a from read_csv('x.csv')", _HEADER + "select a from unnest([1, 2]) as entry(a)"),
    "series": ("glob", _HEADER + "select a from glob('*') as entry(a)", _HEADER + "select a from generate_series(1, 3) as entry(a)"),
    "describe": ("DESCRIBE", _HEADER + "select a from (describe mart.estate)", _HEADER + "select a from (select 1 as a)"),
    "pivot": ("Only SELECT", _HEADER + "select a from (pivot mart.estate on function using count(*))", _HEADER + "select a from (select 1 as a)"),
    "any of a list": ("any", _HEADER + "select a from mart.estate where a = any([1, 2])", _HEADER + "select a from mart.estate where a in (1, 2)"),
    "hash": ("hash()", _HEADER + "select hash(a) as a from mart.estate", _HEADER + "select md5(a) as a from mart.estate"),
    "the clock": ("today()", _HEADER + "select today() as a", _HEADER + "select make_date(2025, 1, 1) as a"),
    "chance": ("random()", _HEADER + "select random() as a", _HEADER + "select 0.5 as a"),
    "division of money": ("running_cost_gbp", _HEADER + "select running_cost_gbp / 3 as a from mart.estate", _HEADER + "select gia_m2 / 3 as a from mart.estate"),
    "mean of money": ("amount_gbp", _HEADER + "select avg(amount_gbp) as a from mart.spend_line", _HEADER + "select sum(amount_gbp) as a from mart.spend_line"),
    "double of money": ("DOUBLE literal", _HEADER + "select amount_gbp * 1e-1 as a from mart.spend_line", _HEADER + "select amount_gbp * 0.1 as a from mart.spend_line"),
    "integers of fractions": ("whole number", _HEADER + "select (gia_m2 * 0.5)::bigint as a from mart.estate", _HEADER + "select floor(gia_m2 * 0.5)::bigint as a from mart.estate"),
    "assumptions named": ("assumptions", _HEADER + "select value from core.assumption", _NAMING + "select value from core.assumption"),
    "all columns": ("select *", _HEADER + "select * from mart.estate", _HEADER + "select count(*) as a from mart.estate"),
}  # fmt: skip


@pytest.mark.parametrize("rule", _RULES)
def test_refuses_what_breaks_the_rule(rule: str) -> None:
    words, bad, _ = _RULES[rule]
    with pytest.raises(sql.SqlFileError) as refused:
        sql.parse(bad, "mart.example", Path("sql/mart/example.sql"))
    assert words in str(refused.value)
    assert "sql/mart/example.sql" in str(refused.value)


@pytest.mark.parametrize("rule", _RULES)
def test_lets_through_what_keeps_it(rule: str) -> None:
    _, _, good = _RULES[rule]
    assert sql.parse(good, "mart.example", Path("example.sql")).table == "mart.example"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("select 1 as a", ()),
        ("select a from mart.estate", ("mart.estate",)),
        ("with estate as (select a from core.asset_line) select a from estate", ("core.asset_line",)),
        # a CTE called as a table hides nothing that is written with its layer
        ("with spend_line as (select 1 as a) select a from spend_line union all select a from mart.spend_line", ("mart.spend_line",)),
        # an inner CTE of the same name as an outer one
        ("with a as (select x from ref.body) select x from (with a as (select x from ref.area) select x from a) as b", ("ref.area", "ref.body")),
        ("select a from mart.estate where a in (select b from ref.body)", ("mart.estate", "ref.body")),
        ("select (select max(b) from ref.area) as a from mart.estate", ("mart.estate", "ref.area")),
        ("select a from mart.estate where exists (select 1 from ref.body where body_id = a)", ("mart.estate", "ref.body")),
        ("select a from mart.estate union all select a from mart.interest except select a from ref.body", ("mart.estate", "mart.interest", "ref.body")),
        ("select a from mart.estate as one cross join lateral (select b from ref.area where b = one.a) as two", ("mart.estate", "ref.area")),
        ("with recursive up as (select a from core.area union all select a from up) select a from up", ("core.area",)),
        ("select a from mart.estate qualify row_number() over (partition by a order by b) = 1", ("mart.estate",)),
        ("select a from mart.estate as x join mart.estate as y using (a)", ("mart.estate",)),
    ],
)  # fmt: skip
def test_dependencies_are_those_of_the_sql(body: str, expected: tuple[str, ...]) -> None:
    assert sql.parse(_HEADER + body, "mart.example", Path("example.sql")).dependencies == expected


def test_assumptions_are_read_from_the_header() -> None:
    text = _HEADER + "-- assumptions: first_share, second_share\nselect value from core.assumption"
    assert sql.parse(text, "mart.example", Path("example.sql")).assumptions == ("first_share", "second_share")


def test_columns_other_than_the_contracts_are_refused(tmp_path: Path) -> None:
    import duckdb

    from totalplace import contracts

    file = sql.parse(_HEADER + "select 'x' as function, 1 as surplus", "mart.sensitive_premises", Path("example.sql"))
    with duckdb.connect() as connection, pytest.raises(sql.SqlFileError, match=r"lacking.*area_code.*surplus.*surplus"):
        sql.run_to_parquet(connection, file, contracts.contract("mart.sensitive_premises"), tmp_path / "result.parquet")


def test_every_assumption_named_exists() -> None:
    from totalplace import reference
    from totalplace.pipeline import SQL_LAYERS
    from totalplace.place import Place

    known = set(reference.assumption_table(Place(name="Any"))["assumption_id"])
    for folder in (*SQL_LAYERS, "checks", "views", "question"):
        for file in sql.load_folder(folder):
            assert set(file.assumptions) <= known, file.path
