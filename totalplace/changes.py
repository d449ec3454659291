"""What a publication changed against the one before it: figures that people quote, why, and the files and rules that made the difference.

Belongs here: comparing two published files, and saying it: the rows of ops.change and the closing words of a run are the same sentences. Does
not belong here: which figures are quoted (quoted_figures.py), deciding what counts (sql/), or when it is said (launch.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from totalplace import contracts, fingerprint, lineage, made_from
from totalplace.contracts import ops
from totalplace.contracts._base import quoted, sql_name
from totalplace.intake import part_number
from totalplace.made_from import MadeFrom
from totalplace.quoted_figures import ASSETS, QUOTED, ROWS, Quoted
from totalplace.words import change, plural, pounds, year_name

_FILES_NAMED = 5
_POOLS_NAMED = 5
_CAUSES_NAMED = 3  # in the sentence beside a figure
_CAUSES_KEPT = 20  # of a figure: the others are one row
_FIGURES_KEPT = 500  # of a table and what its figures are told by: those that changed most
_POOLS = "select scenario_id, is_computed, social_npv_gbp, cash_npv_gbp, losing_count from mart.pool_scenario order by scenario_id"
_OUTCOMES = ("held", "rejected", "ignored", "superseded")
_FIGURES = f"""
    select
        (select coalesce(sum(assets_held), 0)::bigint from mart.body_coverage),
        (select count(*) from mart.spend_line where status = 'counted'),
        (select coalesce(sum(amount_gbp), 0)::decimal(18, 2) from mart.spend_line where status = 'counted'),
        (select coalesce(sum(amount_gbp), 0)::decimal(18, 2) from mart.spend_line where status = 'excluded'),
        (select count(*) from mart.spend_count where is_counted and return_total is not null),
        (select coalesce(sum(net_gbp), 0)::decimal(18, 2) from mart.spend_count where is_counted and return_total is not null),
        {", ".join(f"(select coalesce(sum(amount_{name}_gbp), 0)::decimal(18, 2) from ops.source_part where kind = 'payments')" for name in _OUTCOMES)}
"""
# the same as rows of ops.change: table, row_key, column
_TOLD: tuple[tuple[str, str | None, str], ...] = (
    ("mart.body_coverage", None, "assets_held"),
    ("mart.spend_line", None, ROWS),
    ("mart.spend_line", None, "amount_gbp"),
    ("mart.spend_line", "status=excluded", "amount_gbp"),
    ("mart.spend_count", None, ROWS),
    ("mart.spend_count", None, "net_gbp"),
    *(("ops.source_part", None, f"amount_{name}_gbp") for name in _OUTCOMES),
)
# what a file says now and said before: lines and pounds counted, assets it speaks of, and why it is not loaded
_FILES = """
    select
        file.path,
        any_value(file.status) as status,
        any_value(file.reason) as reason,
        any_value(file.sha256) as sha256,
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
# by figure and file: what of its lines differs. A line is the same that says the same; one that says something else at the same place of its file has changed
_CAUSES = """
    with wanted (row_key) as (values {wanted}),
    was_file as ({was_files}),
    made_file as ({made_files}),
    differing as (
        select row_key, path, was_file.lines is null as is_new, made_file.lines is null as is_gone, coalesce(was_file.sha256 = made_file.sha256, false) as is_same,
               coalesce(was_file.gbp, 0)::decimal(18, 2) as was_gbp, coalesce(made_file.gbp, 0)::decimal(18, 2) as made_gbp,
               coalesce(was_file.lines, 0) as was_lines, coalesce(made_file.lines, 0) as made_lines
        from was_file full join made_file using (row_key, path)
        where was_file.sha256 is distinct from made_file.sha256 or was_file.lines is distinct from made_file.lines or was_file.gbp is distinct from made_file.gbp
    ),
    was as (
        select row_key, path, nullif(place, '') as place, says, amount_gbp, row_number() over (partition by row_key, path, says, amount_gbp order by place) as nth
        from ({was}) semi join differing using (row_key, path)
    ),
    made as (
        select row_key, path, nullif(place, '') as place, says, amount_gbp, row_number() over (partition by row_key, path, says, amount_gbp order by place) as nth
        from ({made}) semi join differing using (row_key, path)
    ),
    was_left as (
        select * from was anti join made
        on was.row_key = made.row_key and was.path = made.path and was.says = made.says and was.amount_gbp is not distinct from made.amount_gbp and was.nth = made.nth
    ),
    made_left as (
        select * from made anti join was
        on was.row_key = made.row_key and was.path = made.path and was.says = made.says and was.amount_gbp is not distinct from made.amount_gbp and was.nth = made.nth
    ),
    changed as (select row_key, path, count(*) as n from was_left join made_left using (row_key, path, place) group by all),
    gone as (select row_key, path, count(*) as n from was_left group by all),
    added as (select row_key, path, count(*) as n from made_left group by all)
    select row_key, path, is_new, is_gone, is_same, coalesce(added.n, 0) - coalesce(changed.n, 0), coalesce(gone.n, 0) - coalesce(changed.n, 0), coalesce(changed.n, 0),
           was_gbp, made_gbp, was_lines, made_lines
    from differing left join changed using (row_key, path) left join gone using (row_key, path) left join added using (row_key, path)
    -- a file that says other things elsewhere is no cause
    where coalesce(added.n, 0) + coalesce(gone.n, 0) > 0
    order by row_key, abs(made_gbp - was_gbp) desc, coalesce(added.n, 0) + coalesce(gone.n, 0) desc, path
"""
_IN_FORCE = """
    select assumption_id, value, meaning, unit from {db}.ref.assumption
    where valid_from <= date '{day}'
    qualify row_number() over (partition by assumption_id order by valid_from desc) = 1
"""


@dataclass(frozen=True)
class Change:
    """A row of ops.change. What is not said of a kind of change is empty."""

    change_kind: str
    change: str
    words: str
    why: str | None = None
    of: tuple[str, ...] = ()  # of a cause: the identity of its figure
    table_name: str | None = None
    row_key: str | None = None
    column_name: str | None = None
    path: str | None = None
    status_before: str | None = None
    status_now: str | None = None
    before_gbp: Decimal | None = None
    now_gbp: Decimal | None = None
    difference_gbp: Decimal | None = None
    before_value: float | None = None
    now_value: float | None = None
    difference_value: float | None = None
    unit: str | None = None
    lines_added: int | None = None
    lines_gone: int | None = None
    lines_changed: int | None = None
    is_same_file: bool = False  # of a cause: the file is the same as before, and its lines are taken otherwise
    speaks_of_assets: bool = False  # of a file: it lists other assets than before

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.change_kind, self.table_name or "", self.row_key or "", self.column_name or "", self.path or "")


@dataclass(frozen=True)
class Edition:
    """One of the two that are compared: the name by which the connection has it attached, its day, and what it is made from."""

    name: str
    published_on: date
    made_from: MadeFrom


def compare(connection: duckdb.DuckDBPyConnection, before: Edition, now: Edition, since: str) -> pl.DataFrame:
    """The rows of ops.change between two editions. `since` is the id of the earlier one."""
    earlier, later = before.name, now.name
    sides = _Sides(connection, earlier, later, _Reasons(before.made_from, now.made_from, tuple(_assumptions(connection, before, now))))
    files = _files(connection, earlier, later)
    figures = list(sides.figures(files))
    sides.close()
    found = [*figures, *files, *sides.reasons.assumptions, *sides.reasons.stated(), *sides.reasons.software()]
    rows = []
    for position, entry in enumerate(found, 1):
        row = asdict(entry)
        of = row.pop("of")
        del row["is_same_file"], row["speaks_of_assets"]
        rows.append({**row, "change_id": _id(entry.identity if entry.change_kind != "cause" else (*of, *entry.identity)), "of_change_id": _id(of) if of else None, "since_publication_id": since, "position": position})
    return ops.CHANGE.conform(pl.DataFrame(rows, schema_overrides=ops.CHANGE.polars_schema(), infer_schema_length=None) if rows else ops.CHANGE.empty()).collect()


def _id(identity: Sequence[str]) -> str:
    return fingerprint.of_values(list(identity))


class _Reasons:
    """What else a publication is made from than received files, and what of it changed."""

    def __init__(self, before: MadeFrom, now: MadeFrom, assumptions: tuple[Change, ...]) -> None:
        self.before = before
        self.now = now
        self.assumptions = assumptions

    def stated(self) -> list[Change]:
        """What the place states itself; nothing where nobody took it down for the earlier publication."""
        old, new = self.before.statements, self.now.statements
        if not old or not new:
            return []
        told = []
        for path in sorted(name for name in {*old, *new} if old.get(name) != new.get(name)):
            became = "new" if path not in old else "gone" if path not in new else "changed"
            told.append(Change("statement", became, f"{path}: {became}", path=path))
        return told

    def tables(self) -> list[str]:
        """The tables that are made otherwise than before."""
        old, new = self.before.code, self.now.code
        return sorted(table for table in {*old, *new} if old.get(table) != new.get(table)) if old and new else []

    def software(self) -> list[Change]:
        tables = self.tables()
        if not tables:
            return []
        named = ", ".join(tables[:_FILES_NAMED]) + (f" and {len(tables) - _FILES_NAMED} more" if len(tables) > _FILES_NAMED else "")
        return [Change("software", "changed", f"totalplace makes {plural(len(tables), 'table')} otherwise than before: {named}")]

    def perhaps(self, table: str, stated_in: Sequence[str]) -> str:
        """What changed of that which a table is made from, and may be why its figures did; nothing where nothing is known."""
        above = made_from.upstream(table)
        used = {name for made in above for name in _assumptions_of(made)}
        told = [entry.words for entry in self.assumptions if (entry.row_key or "").removeprefix("assumption_id=") in used]
        # what concerns pools or plans alone is no reason of other figures
        own = ("scenarios/", "estate-plan.toml", "grants-gateway.toml", "scrutiny/", "self-assessment/")
        told += [entry.words for entry in self.stated() if (entry.path or "").startswith(tuple(stated_in)) or not (entry.path or "").startswith(own)]
        made = [name for name in self.tables() if name in above]
        told += [f"totalplace makes {', '.join(made[:_CAUSES_NAMED])}{' and others' if len(made) > _CAUSES_NAMED else ''} otherwise"] if made else []
        return "; ".join(told)


def _assumptions_of(table: str) -> tuple[str, ...]:
    from totalplace.pipeline import steps

    return steps()[table].assumptions if table in steps() else ()


class _Sides:
    """Two attached editions and what of their figures differs."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, earlier: str, later: str, reasons: _Reasons) -> None:
        self.connection = connection
        self.earlier = earlier
        self.later = later
        self.reasons = reasons
        self.columns = {db: _columns(connection, db) for db in (earlier, later)}
        self.names = _names(connection, later, self.columns[later]) | _names(connection, earlier, self.columns[earlier])

    def figures(self, files: Sequence[Change]) -> Iterator[Change]:
        """Each figure that differs, and below it its causes; of one of the place as a whole only the files that differ most are told."""
        for each in QUOTED:
            wanted = {*each.keys, *(name for name in each.columns if name != ROWS)}
            # an edition from before there was such a table has nothing to compare
            if all(wanted <= self.columns[db].get(each.table, set()) for db in (self.earlier, self.later)):
                found = self._differing(each)
                by_size = sorted(found, key=lambda entry: (-abs(entry.difference_gbp or Decimal(0)), -abs(entry.difference_value or 0), entry.row_key or ""))
                kept, rest = by_size[:_FIGURES_KEPT], by_size[_FIGURES_KEPT:]
                causes = self._causes(each, kept)
                for entry in sorted(kept, key=lambda entry: (entry.row_key or "", list(each.columns).index(entry.column_name or ""))):
                    of_figure = causes[entry.column_name or ""].get(entry.row_key or "", [])
                    yield replace(entry, why=self._why(each, of_figure if each.keys else _files_behind(each, files)))
                    yield from (replace(cause, of=entry.identity) for cause in _bounded(of_figure))
                if rest:
                    yield _others(each, rest)

    def _differing(self, each: Quoted) -> list[Change]:
        key = _key_sql(each.keys)
        sums = ", ".join(
            f"count(*) as {ROWS}" if name == ROWS else f"sum({sql_name(name)}::decimal(18, 2))::decimal(18, 2) as {sql_name(name)}" for name in each.columns
        )  # fmt: skip
        sides = " full join ".join(f"(select {key} as row_key, {sums} from {db}.{each.table} where {each.where} group by all) as {name}" for db, name in ((self.earlier, "was"), (self.later, "made")))
        picked = ", ".join(f"was.{sql_name(name)}, made.{sql_name(name)}" for name in each.columns)
        rows = self.connection.execute(f"select row_key, was.row_key is null, made.row_key is null, {picked} from {sides} using (row_key) order by row_key").fetchall()
        found = []
        for row_key, is_new, is_gone, *values in rows:
            for (column, words), was, made in zip(each.columns.items(), values[::2], values[1::2], strict=True):
                if (was or 0) != (made or 0):
                    found.append(self._figure(each, row_key, column, words, "new" if is_new or was is None else "gone" if is_gone or made is None else "changed", was, made))
        return found

    def _figure(self, each: Quoted, row_key: str, column: str, words: str, became: str, was: Decimal | int | None, made: Decimal | int | None) -> Change:
        is_money = column.endswith("_gbp")
        amount, old = Decimal(made or 0), Decimal(was or 0)
        told = pounds if is_money else _plain
        by = f"{'+' if amount > old else '−'}{told(abs(amount - old))}"
        said = f"{words} {told(amount)} ({by})" if became == "changed" else f"{words} {told(amount)} (new)" if became == "new" else f"{words}: none any more ({by})"
        whom = self._told_by(row_key)
        entry = Change("figure", became, f"{whom}: {said}" if whom else said, table_name=each.table, row_key=row_key or None, column_name=column)
        if is_money:
            return replace(entry, before_gbp=None if was is None else Decimal(was), now_gbp=None if made is None else Decimal(made), difference_gbp=amount - old)
        return replace(entry, before_value=_number(was), now_value=_number(made), difference_value=float(amount - old), unit=words)

    def _told_by(self, row_key: str) -> str:
        """What a figure is told by, in words: names of bodies, years."""
        told = []
        for entry in _split(row_key):
            name, _, value = entry.partition("=")
            told.append(self.names.get(value, value) if name == "body_id" else year_name(int(value)) if name == "fy" and value.isdigit() else value)
        return ", ".join(told)

    def _why(self, each: Quoted, causes: Sequence[Change]) -> str | None:
        perhaps = self.reasons.perhaps(each.table, each.stated_in)
        told = [entry.words for entry in causes[:_CAUSES_NAMED]]
        if len(causes) > _CAUSES_NAMED:
            told.append(f"and {plural(len(causes) - _CAUSES_NAMED, 'more file')}")
        # where the lines tell all, nothing else is why
        if perhaps and (not causes or any(entry.is_same_file for entry in causes)):
            told.append(f"what also changed: {perhaps}")
        return "; ".join(told) or None

    def _causes(self, each: Quoted, figures: Sequence[Change]) -> dict[str, dict[str, list[Change]]]:
        """By column and figure: the files whose lines made it another, those with most pounds first. Only of figures that walk back to lines."""
        asked: dict[str, list[str]] = {}
        for column in each.columns:
            asked.setdefault(each.lines_of.get(column, column), []).append(column)
        found: dict[str, dict[str, list[Change]]] = {column: {} for column in each.columns}
        for traced, columns in asked.items():
            of_these = {(column, entry.row_key or "") for entry in figures for column in columns if entry.column_name == column}
            row_keys = sorted({row_key for _, row_key in of_these})
            read = None if not row_keys or not each.keys else _asset_lines(each) if traced == ASSETS else self._money_lines(each, traced)
            if read is None:
                continue
            query = _CAUSES.format(
                was=read.lines(self.earlier), made=read.lines(self.later), was_files=read.files(self.earlier), made_files=read.files(self.later), wanted=", ".join(["(?)"] * len(row_keys))
            )
            rows = self.connection.execute(query, row_keys).fetchall()
            for column in columns:
                for row in rows:
                    if (column, row[0]) in of_these:
                        found[column].setdefault(row[0], []).append(_cause(each, column, row))
        return found

    def _money_lines(self, each: Quoted, traced: str) -> "_Read | None":
        """The lines in each figure, or None where the figure does not walk back to lines."""
        if traced not in lineage.TRACED.get(each.table, ()) or not {"ops.lineage", "ops.source_file"} <= {*self.columns[self.earlier]}:
            return None
        row_key = _key_sql(contracts.contract(each.table).primary_key)
        key = _key_sql(each.keys)

        def held(db: str) -> str:
            return f"held as (select {row_key} as line_key, {key} as row_key from {db}.{each.table} where {each.where} and {key} in (select row_key from wanted))"

        def of_figure(db: str) -> str:
            return f"join {db}.ops.lineage as lineage on lineage.row_key = held.line_key and lineage.table_name = {quoted(each.table)} and lineage.column_name = {quoted(traced)}"

        def files(db: str) -> str:
            # which table of a file a line is of stands in its number: the lines themselves are not read
            return f"""
                with {held(db)}
                select held.row_key, part.path, any_value(part.sha256) as sha256, count(*) as lines, sum(lineage.amount_gbp)::decimal(18, 2) as gbp
                from held {of_figure(db)}
                join part_of_{db} as part on part.number = lineage.line_id // {lineage.ROWS_A_TABLE}
                group by held.row_key, part.path
            """

        def lines(db: str) -> str:
            only = f"source_file_id in (select source_file_id from {db}.ops.source_file where path in (select path from differing))"
            return f"""
                {lineage.lines_sql(db, only)},
                {held(db)}
                select held.row_key, file.path, line.source_part || '/' || (line.line_id % {lineage.ROWS_A_TABLE}) as place, line.says, lineage.amount_gbp
                from held {of_figure(db)}
                join line on line.line_id = lineage.line_id
                join {db}.ops.source_file as file on file.source_file_id = line.source_file_id
            """

        self._number_parts()
        return _Read(files, lines)

    def _number_parts(self) -> None:
        """Tables of the connection's own: by the upper digits of the numbers of lines, the file."""
        for db in (self.earlier, self.later):
            if not self.connection.execute("select 1 from duckdb_tables() where table_name = ? and temporary", [f"part_of_{db}"]).fetchone():
                rows = self.connection.execute(f"select source_file_id, source_part, path, sha256 from {db}.ops.source_part join {db}.ops.source_file using (source_file_id)").fetchall()
                self.connection.execute(f"create temporary table part_of_{db} (number bigint, path varchar, sha256 varchar)")
                numbered = [(part_number(source_file_id, part), path, sha256) for source_file_id, part, path, sha256 in rows]
                if numbered:
                    self.connection.executemany(f"insert into part_of_{db} values (?, ?, ?)", numbered)

    def close(self) -> None:
        """Drop what was made for the comparison."""
        for db in (self.earlier, self.later):
            self.connection.execute(f"drop table if exists temp.part_of_{db}")


@dataclass(frozen=True)
class _Read:
    """SQL, by edition, of what is in each figure: by file, and by line of the files that differ."""

    files: Callable[[str], str]
    lines: Callable[[str], str]


def _cause(each: Quoted, column: str, row: Sequence[Any]) -> Change:
    """One file of those that made a figure another, as the query of causes gives it."""
    row_key, path, is_new, is_gone, is_same, added, gone, changed, was_gbp, made_gbp, was_lines, made_lines = row
    is_money = column.endswith("_gbp")
    what = "asset" if each.lines_of.get(column) == ASSETS else "line"
    parts = [f"{plural(count, what)} {became}" for count, became in ((added, "added"), (gone, "gone"), (changed, "changed")) if count]
    if is_new or is_gone:
        parts = [plural(added or gone, what)]
    by = made_gbp - was_gbp
    if is_money:
        parts.append(f"{'+' if by > 0 else ''}{pounds(by)}" if by else "as many pounds")
    state = "new" if is_new else "gone" if is_gone else "the same file, its lines taken otherwise" if is_same else "changed"
    entry = Change(
        "cause", "new" if is_new else "gone" if is_gone else "changed", f"{path}, {state}: {', '.join(parts)}", table_name=each.table, row_key=row_key or None, column_name=column, path=path,
        is_same_file=is_same, lines_added=added, lines_gone=gone, lines_changed=changed,
    )  # fmt: skip
    if is_money:
        return replace(entry, before_gbp=was_gbp, now_gbp=made_gbp, difference_gbp=by)
    return replace(entry, before_value=float(was_lines), now_value=float(made_lines), difference_value=float(made_lines - was_lines), unit="lines") if what == "line" else entry


def _asset_lines(each: Quoted) -> _Read:
    """The entries of lists for assets held, each with its asset for its words."""
    key = _key_sql(each.keys, "estate.")

    def lines(db: str) -> str:
        return f"""
            select distinct {key} as row_key, file.path, file.sha256, ''::varchar as place, source.asset_id as says, null::decimal(18, 2) as amount_gbp
            from {db}.mart.estate_source as source
            join {db}.mart.estate as estate using (asset_id)
            join {db}.ops.source_file as file using (source_file_id)
            where estate.ownership_basis in ('register', 'title') and {key} in (select row_key from wanted)
        """

    def files(db: str) -> str:
        return f"select row_key, path, any_value(sha256) as sha256, count(*) as lines, 0::decimal(18, 2) as gbp from ({lines(db)}) group by all"

    return _Read(files, lines)


def _files_behind(each: Quoted, files: Sequence[Change]) -> list[Change]:
    """Of the files that differ those that can be why a sum over the whole place does."""
    if each.table == "mart.body_coverage":
        return [entry for entry in files if entry.speaks_of_assets]
    return [entry for entry in files if entry.difference_gbp or entry.difference_value] if each.table in ("mart.spend_line", "ops.source_part") else []


def _others(each: Quoted, rest: Sequence[Change]) -> Change:
    """The figures of a table that are too many to be told one by one, as a row: how many, and how much at most each is another than before.

    What they come to is not said: years, options of a plan or revenue and capital do not add up to anything.
    """
    told = []
    for column, words in each.columns.items():
        money = [abs(entry.difference_gbp) for entry in rest if entry.column_name == column and entry.difference_gbp is not None]
        others = [abs(entry.difference_value) for entry in rest if entry.column_name == column and entry.difference_value is not None]
        if money or others:
            told.append(f"{words}: {len(money) + len(others):,}, none by more than {pounds(max(money)) if money else _plain(round(Decimal(max(others)), 2))}")
    return Change("figure", "changed", f"and {plural(len(rest), 'more figure')} of {each.table} by {', '.join(each.keys)} ({'; '.join(told)})", table_name=each.table, row_key=" ".join(each.keys))


def _bounded(causes: Sequence[Change]) -> Iterator[Change]:
    """The first causes of a figure, and the others as one that adds up."""
    yield from causes[:_CAUSES_KEPT]
    rest = causes[_CAUSES_KEPT:]
    if not rest:
        return
    sums: dict[str, Any] = {}
    for name in ("before_gbp", "now_gbp", "difference_gbp", "before_value", "now_value", "difference_value", "lines_added", "lines_gone", "lines_changed"):
        known = [value for entry in rest if (value := getattr(entry, name)) is not None]
        sums[name] = sum(known[1:], known[0]) if known else None
    by = sums["difference_gbp"]
    words = f"{plural(len(rest), 'more file')}{f': {pounds(by)}' if by else ''}"
    yield replace(rest[0], change="changed", words=words, path=None, **sums)


def _files(connection: duckdb.DuckDBPyConnection, earlier: str, later: str) -> list[Change]:
    rows = connection.execute(
        f"""
        select coalesce(later.path, earlier.path) as path,
               earlier.path is null, later.path is null, earlier.status, later.status, later.reason,
               coalesce(later.lines, 0) - coalesce(earlier.lines, 0) as lines,
               (coalesce(later.gbp, 0) - coalesce(earlier.gbp, 0))::decimal(18, 2) as gbp,
               coalesce(later.assets, 0) - coalesce(earlier.assets, 0) as assets,
               coalesce(later.spoken_of, 0) - coalesce(earlier.spoken_of, 0) as spoken_of,
               earlier.lines, later.lines, earlier.gbp, later.gbp
        from ({_FILES.format(db=earlier)}) as earlier
        full join ({_FILES.format(db=later)}) as later using (path)
        where earlier.path is null or later.path is null or earlier.status <> later.status or earlier.sha256 is distinct from later.sha256
           or coalesce(later.lines, 0) <> coalesce(earlier.lines, 0)
           or coalesce(later.gbp, 0) <> coalesce(earlier.gbp, 0)
           or coalesce(later.assets, 0) <> coalesce(earlier.assets, 0)
           or coalesce(later.spoken_of, 0) <> coalesce(earlier.spoken_of, 0)
        order by abs(coalesce(later.gbp, 0) - coalesce(earlier.gbp, 0)) desc,
                 abs(coalesce(later.assets, 0) - coalesce(earlier.assets, 0)) desc, path
        """
    ).fetchall()
    return [
        Change(
            "file", "new" if row[1] else "gone" if row[2] else "changed", _file_in_words(row[:10]), why=row[5], path=row[0], status_before=row[3], status_now=row[4],
            before_gbp=row[12], now_gbp=row[13], difference_gbp=row[7], before_value=_number(row[10]), now_value=_number(row[11]), difference_value=float(row[6]), unit="payment lines counted",
            speaks_of_assets=bool(row[8] or row[9]),
        )
        for row in rows
    ]  # fmt: skip


def _assumptions(connection: duckdb.DuckDBPyConnection, before: Edition, now: Edition) -> Iterator[Change]:
    """Assumptions that are in force with another value than at the publication before."""
    rows = connection.execute(
        f"""
        select assumption_id, earlier.value, later.value, coalesce(later.meaning, earlier.meaning), coalesce(later.unit, earlier.unit)
        from ({_IN_FORCE.format(db=before.name, day=before.published_on)}) as earlier
        full join ({_IN_FORCE.format(db=now.name, day=now.published_on)}) as later using (assumption_id)
        where earlier.value is distinct from later.value
        order by assumption_id
        """
    ).fetchall()
    for name, was, made, meaning, unit in rows:
        became = "new" if was is None else "gone" if made is None else "changed"
        by = f"{made:.15g} (new)" if was is None else f"{was:.15g}, in force no more" if made is None else f"{was:.15g}, now {made:.15g}"
        yield Change(
            "assumption", became, f"assumption {name}: {by}", why=meaning, table_name="ref.assumption", row_key=f"assumption_id={name}", column_name="value",
            before_value=was, now_value=made, difference_value=None if was is None or made is None else made - was, unit=unit,
        )  # fmt: skip


def _key_sql(keys: Iterable[str], prefix: str = "") -> str:
    """SQL of "column=value column=value" of a row, as ops.lineage has it; empty text for no columns."""
    return " || ' ' || ".join(f"{quoted(name + '=')} || coalesce({prefix}{sql_name(name)}::varchar, '')" for name in keys) or "''"


def _split(row_key: str) -> list[str]:
    return re.split(r" (?=[a-z_]+=)", row_key) if row_key else []


def _columns(connection: duckdb.DuckDBPyConnection, db: str) -> dict[str, set[str]]:
    """The columns of each table and view of an attached edition."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute("select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = ?", [db]).fetchall():
        found.setdefault(table, set()).add(column)
    return found


def _names(connection: duckdb.DuckDBPyConnection, db: str, columns: Mapping[str, set[str]]) -> dict[str, str]:
    if "ref.body" not in columns:
        return {}
    return dict(connection.execute(f"select body_id, name from {db}.ref.body").fetchall())


def _number(value: Decimal | int | None) -> float | None:
    return None if value is None else float(value)


def _plain(value: Decimal) -> str:
    """What is no money: with as many decimals as it has, so that words never say less than the figures beside them."""
    return f"{value.normalize():,f}"


def in_words(now: Path) -> list[str]:
    """Lines that say what an edition changed against the one before it, by its own ops.change; what changed in nothing is said in one."""
    with duckdb.connect(str(now), read_only=True) as connection:
        new = connection.execute(_FIGURES).fetchall()[0]
        by = {
            (table, row_key, column): gbp if gbp is not None else value
            for table, row_key, column, gbp, value in connection.execute(
                "select table_name, row_key, column_name, difference_gbp, difference_value from ops.change where change_kind = 'figure'"
            ).fetchall()
        }
        files = [row[0] for row in connection.execute("select words from ops.change where change_kind = 'file' order by position").fetchall()]
    old = [value - (by.get(told, 0) if isinstance(value, Decimal) else int(by.get(told, 0))) for value, told in zip(new, _TOLD, strict=True)]
    if old == list(new) and not files:
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
    lines_said += files[:_FILES_NAMED]
    if len(files) > _FILES_NAMED:
        lines_said.append(f"and {plural(len(files) - _FILES_NAMED, 'more file')}: ops.change has them all")
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
