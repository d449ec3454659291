"""What a publication changed against the one before it: assets, lines, pounds, and the files that made the difference.

Belongs here: comparing two published files and saying it. Does not belong here: deciding what counts (sql/), or when it is said
(launch.py).
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from totalplace.contracts._base import quoted
from totalplace.words import change, plural, pounds

_FILES_NAMED = 5
_POOLS_NAMED = 5
_POOLS = "select scenario_id, is_computed, social_npv_gbp, cash_npv_gbp, losing_count from mart.pool_scenario order by scenario_id"
_OUTCOMES = ("held", "rejected", "ignored", "superseded")
_FIGURES = f"""
    select
        (select coalesce(sum(assets_held), 0)::bigint from {{db}}.mart.body_coverage),
        (select count(*) from {{db}}.mart.spend_line where status = 'counted'),
        (select coalesce(sum(amount_gbp), 0)::decimal(18, 2) from {{db}}.mart.spend_line where status = 'counted'),
        (select coalesce(sum(amount_gbp), 0)::decimal(18, 2) from {{db}}.mart.spend_line where status = 'excluded'),
        (select count(*) from {{db}}.mart.spend_count where is_counted and return_total is not null),
        (select coalesce(sum(net_gbp), 0)::decimal(18, 2) from {{db}}.mart.spend_count where is_counted and return_total is not null),
        {", ".join(f"(select coalesce(sum(amount_{name}_gbp), 0)::decimal(18, 2) from {{db}}.ops.source_part where kind = 'payments')" for name in _OUTCOMES)}
"""
# what a file says now and said before: lines and pounds counted, assets it speaks of, and why it is not loaded
_FILES = """
    select
        file.path,
        any_value(file.status) as status,
        any_value(file.reason) as reason,
        coalesce(any_value(spend.lines), 0) as lines,
        coalesce(any_value(spend.gbp), 0)::decimal(18, 2) as gbp,
        coalesce(any_value(estate.assets), 0) as assets,
        coalesce(any_value(estate.spoken_of), 0) as spoken_of
    from {db}.ops.source_file as file
    left join (
        select source_file_id, count(*) as lines, sum(amount_gbp) as gbp
        from {db}.mart.spend_line where status = 'counted' group by all
    ) as spend using (source_file_id)
    left join (
        -- a list shows assets; a certificate, an outline or a sheet that a body sent back speaks of them
        select
            source.source_file_id,
            count(distinct source.asset_id) filter (where part.kind in ('property_register', 'school', 'facility', 'nhs_estate')) as assets,
            count(distinct source.asset_id) filter (where part.kind not in ('property_register', 'school', 'facility', 'nhs_estate')) as spoken_of
        from {db}.mart.estate_source as source
        join {db}.ops.source_part as part using (source_file_id, source_part)
        group by all
    ) as estate using (source_file_id)
    group by file.path
"""


def in_words(before: Path, now: Path) -> list[str]:
    """Lines that say what changed between two editions; what changed in nothing is said in one."""
    with duckdb.connect() as connection:
        for name, path in (("earlier", before), ("later", now)):
            connection.execute(f"attach {quoted(str(path))} as {name} (read_only)")
        old = connection.execute(_FIGURES.format(db="earlier")).fetchall()[0]
        new = connection.execute(_FIGURES.format(db="later")).fetchall()[0]
        files = connection.execute(
            f"""
            select coalesce(later.path, earlier.path) as path,
                   earlier.path is null, later.path is null, earlier.status, later.status, later.reason,
                   coalesce(later.lines, 0) - coalesce(earlier.lines, 0) as lines,
                   (coalesce(later.gbp, 0) - coalesce(earlier.gbp, 0))::decimal(18, 2) as gbp,
                   coalesce(later.assets, 0) - coalesce(earlier.assets, 0) as assets,
                   coalesce(later.spoken_of, 0) - coalesce(earlier.spoken_of, 0) as spoken_of
            from ({_FILES.format(db="earlier")}) as earlier
            full join ({_FILES.format(db="later")}) as later using (path)
            where earlier.path is null or later.path is null or earlier.status <> later.status
               or coalesce(later.lines, 0) <> coalesce(earlier.lines, 0)
               or coalesce(later.gbp, 0) <> coalesce(earlier.gbp, 0)
               or coalesce(later.assets, 0) <> coalesce(earlier.assets, 0)
               or coalesce(later.spoken_of, 0) <> coalesce(earlier.spoken_of, 0)
            order by abs(coalesce(later.gbp, 0) - coalesce(earlier.gbp, 0)) desc,
                     abs(coalesce(later.assets, 0) - coalesce(earlier.assets, 0)) desc, path
            """
        ).fetchall()
    if old == new and not files:
        return ["assets, payments and the count of spending are as before"]
    assets, lines, counted, excluded, count_rows, count_gbp, *outcomes = new
    lines_said = [
        f"assets held {assets:,} {change(assets, old[0])}; {plural(lines, 'payment line')} counted {change(lines, old[1])}, "
        f"{pounds(counted)} {change(counted, old[2])}"
    ]
    if count_rows or old[4]:
        lines_said.append(
            f"{plural(count_rows, 'row')} of the count of spending {change(count_rows, old[4])}, over all its years {pounds(count_gbp)} {change(count_gbp, old[5])}"
        )
    left_out = [
        f"{name} {pounds(value)} {change(value, earlier)}"
        for name, value, earlier in (
            *zip(_OUTCOMES, outcomes, old[6:], strict=True),
            ("excluded by a rule", excluded, old[3]),
        )
        if value or earlier
    ]
    if left_out:
        lines_said.append(f"payments left out: {'; '.join(left_out)}")
    lines_said += [_file_in_words(row) for row in files[:_FILES_NAMED]]
    if len(files) > _FILES_NAMED:
        lines_said.append(f"and {plural(len(files) - _FILES_NAMED, 'more file')}: ops.source_file has them all")
    return lines_said


def pools_in_words(before: Path | None, now: Path) -> list[str]:
    """A line for each pooled budget: what it comes to by the figures of its file, and whether that is new beside the edition before."""
    new, old = _pools(now), None if before is None else _pools(before)
    said = []
    for scenario_id, (worked_out, social, cash, losing) in list(new.items())[:_POOLS_NAMED]:
        since = "" if old is None else " (new)" if scenario_id not in old else " (changed)" if old[scenario_id] != new[scenario_id] else " (as before)"
        if not worked_out:
            told = "not worked out: its file has a fault"
        elif social is None or cash is None:
            told = "a ledger alone, not appraised"
        else:
            told = f"worth to society {pounds(social)}, cash of all bodies {pounds(cash)} by the central figures; {plural(losing, 'partner')} worse off"
        said.append(f"{scenario_id}{since}: {told}")
    if len(new) > _POOLS_NAMED:
        said.append(f"and {plural(len(new) - _POOLS_NAMED, 'more pooled budget')}: mart.pool_scenario has them all")
    if gone := sorted(set(old or {}) - set(new)):
        said.append(f"gone: {', '.join(gone)}")
    return said


def _pools(edition: Path) -> dict[str, tuple[bool, Decimal | None, Decimal | None, int]]:
    """By file: worked out, worth to society, cash, partners worse off. An edition from before there were any has none."""
    with duckdb.connect(str(edition), read_only=True) as connection:
        try:
            rows = connection.execute(_POOLS).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            return {}
    return {name: (worked_out, social, cash, losing) for name, worked_out, social, cash, losing in rows}


def _lines_said(lines: int) -> str:
    return f"{'+' if lines > 0 else '−'}{plural(abs(lines), 'line')}, " if lines else ""


def _file_in_words(row: Sequence[object]) -> str:
    path, is_new, is_gone, was, status, reason, lines, gbp, assets, spoken_of = row
    became = "gone" if is_gone else f"new, {status}" if is_new else f"{was}, now {status}" if was != status else "changed"
    figures = []
    if lines or gbp:
        assert isinstance(lines, int) and isinstance(gbp, Decimal)
        figures.append(f"{_lines_said(lines)}{'+' if gbp > 0 else ''}{pounds(gbp)} counted")
    if assets:
        assert isinstance(assets, int)
        figures.append(f"{'+' if assets > 0 else '−'}{plural(abs(assets), 'asset')}")
    if spoken_of:
        assert isinstance(spoken_of, int)
        figures.append(f"speaks of {plural(abs(spoken_of), 'asset')} {'more' if spoken_of > 0 else 'fewer'}")
    why = f" ({reason})" if reason and not is_gone else ""
    return f"{path}: {became}{why}{': ' if figures else ''}{'; '.join(figures)}"
