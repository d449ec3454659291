"""Trying something beside the publication: a threshold with another value, a pooled budget with another amount. Nothing is replaced.

Belongs here: which tables follow from what is tried, making them beside the others, and what turns out differently. Does not belong
here: the form it is asked by (assets/trying.py), how a table is made (its step).

A trial is a second workbench over the same folder. Of tables that do not follow from what is tried it has the results that stand; its
own are named by their fingerprint like all results, are in no manifest, and are cleared away by the next publication.
"""

import filecmp
import math
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from pathlib import Path

import duckdb
import polars as pl

from totalplace import checks, contracts, sql
from totalplace.analysis import pool_entries
from totalplace.contracts import customers
from totalplace.contracts._base import Contract, quoted, sql_name
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.pipeline import Workbench, steps
from totalplace.place import Place
from totalplace.protected import chain
from totalplace.reference import assumption_ids
from totalplace.values.spreadsheets import neutralised
from totalplace.whole_files import write_text_whole

# of people only fixed editions are made: what they rest on is not tried, and no trial makes another
_PROTECTED = frozenset({customers.PROTECTED_EDITION.table, *(contract.table for contract in customers.IN_EDITION)})
_NAME = re.compile(r"[^a-z0-9+.-]+")
_OUTCOME_SCHEMA = {"table": pl.String, "key": pl.String, "column": pl.String, "before": pl.String, "after": pl.String, "difference": pl.Float64}
_ADDED_UP = ("_gbp", "_m2")  # what the ends of names of columns say may be added up, over all rows of a table
_NOT_ADDED_UP = frozenset({"scenario_id", "option_id", "measure", "result", "economic", "fy"})  # whose rows are of different things
_NUMBER = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d[\d_]*)?(?![\w.])")
_POUND = Decimal("0.01")
_OF_A_SHARE = Context(prec=12)  # digits that tell something, however small it is
LEAST_PERCENT, MOST_PERCENT = -100, 1000  # less than nothing cannot be paid; eleven times as much is no trial any more
# what is compared of a pooled budget: who pays what, what it comes to for whom
_OF_POOLS = ("mart.pool_scenario", "mart.pool_contribution", "mart.pool_body", "mart.pool_appraisal")


def triable_thresholds() -> tuple[str, ...]:
    """The thresholds that may be tried: all but those of figures about people."""
    return tuple(name for name in assumption_ids() if name not in chain.ASSUMPTIONS)


@dataclass(frozen=True)
class TrialPaths(PlacePaths):
    """The place's folder, but for the pooled budgets."""

    scenario_folder: Path

    @property
    def scenarios(self) -> Path:
        return self.scenario_folder


@dataclass
class TrialBench(Workbench):
    """A workbench of which only some tables are made anew."""

    base: Workbench | None = None
    tried: frozenset[str] = frozenset()

    def fingerprint(self, table: str) -> str:
        assert self.base is not None
        return super().fingerprint(table) if table in self.tried else self.base.fingerprint(table)


@dataclass(frozen=True)
class Tables:
    """Of one table the rows that are not the same: as it stands, and as the trial has it."""

    contract: Contract
    before: pl.DataFrame
    after: pl.DataFrame


@dataclass(frozen=True)
class Outcome:
    """What a trial turned out to be."""

    said: str  # what was tried, in a sentence
    summary: pl.DataFrame  # table, rows_before, rows_after, rows_that_differ
    sums: pl.DataFrame  # table, column, before, after, difference: of pounds, square metres and numbers of things
    differences: pl.DataFrame  # table, key, column, before, after, difference: each value that differs
    file: Path  # the differences, for a spreadsheet


def try_threshold(base: Workbench, threshold: str, value: float) -> Outcome:
    """What would be different if a threshold had this value here.

    Raises PlaceError if it may not be tried, or if the place is not up to date.
    """
    if threshold not in triable_thresholds():
        raise PlaceError(
            f"'{threshold}' cannot be tried: "
            + ("figures about people are of fixed editions, which no trial may make." if threshold in chain.ASSUMPTIONS else f"it is not known. Known are: {', '.join(triable_thresholds())}.")
        )
    if not math.isfinite(value):
        raise PlaceError(f"{threshold} cannot be {value}: the value to try is a number.")
    named = {table for table, step in steps().items() if "core.assumption" in step.inputs and threshold in step.assumptions}
    tried = _downstream(named) | {"core.assumption"}
    place = base.place.model_copy(update={"thresholds": {**base.place.thresholds, threshold: value}})
    now = base.scan("core.assumption").filter(pl.col("assumption_id") == threshold).collect()["value"].item()
    if now == value:
        raise PlaceError(f"{threshold} is {in_full(value)} here already: nothing would be different.")
    with _beside(base, base.paths, place, tried) as trial:
        compared = [contracts.contract(table) for table in steps() if table in tried and table.startswith("mart.") and contracts.contract(table).audience != "body"]
        tables = [contract.table for contract in compared]
        _make(base, trial, tables)
        _refuse_what_must_not_be_shown(base, trial, tables)
        return _outcome(base, trial, f"{threshold} = {in_full(value)} instead of {in_full(now)}", f"threshold-{threshold}-{in_full(value)}", tables)


def try_pooled_budget(base: Workbench, scenario: str, entry: str, of: str, by_percent: Decimal) -> Outcome:
    """What would be different if a partner of a pooled budget paid more or less, or a purpose cost more or less.

    `entry` is amount_gbp or share (of a partner) or spend_gbp (of a purpose); `of` the body or the purpose, the first one if empty.

    Raises PlaceError if there is no such thing in the file, or what comes of it has a fault.
    """
    file = _scenario_file(base.paths, scenario)
    changed, said = changed_scenario(file.read_text("utf-8-sig"), entry, of, by_percent)
    paths = TrialPaths(base.paths.root, _scenarios_with(base.paths, file, changed))
    naive = Workbench(paths, base.place, base.settings, base.intake, base.inbox, base.progress)
    reading = {table for table, step in steps().items() if step.outside(base) != step.outside(naive)}
    with _beside(base, paths, base.place, _downstream(reading)) as trial:
        _make(base, trial, _OF_POOLS)
        _refuse_what_must_not_be_shown(base, trial, _OF_POOLS)
        found = trial.scan(_OF_POOLS[0]).filter(pl.col("scenario_id") == file.stem).collect()
        if not found["is_computed"].item():
            raise PlaceError(f"With {said} it cannot be worked out: {found['reason'].item()}")
        outcome = _outcome(base, trial, f"{file.stem}: {said}", f"pooled-budget-{file.stem}-{said.removesuffix(' per cent')}", _OF_POOLS)
    write_text_whole(outcome.file.with_suffix(".toml"), changed)
    return outcome


def _scenarios_with(paths: PlacePaths, file: Path, changed: str) -> Path:
    """A folder of the place's pooled budgets, and of nothing that an earlier trial left, with this one as changed."""
    folder = paths.scratch / "trial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for other in paths.scenarios.glob("*.toml"):
        write_text_whole(folder / other.name, changed if other == file else other.read_text("utf-8-sig"))
    return folder


def in_full(value: float) -> str:
    """With all digits that tell it from another value, and no more."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def changed_scenario(text: str, entry: str, of: str, by_percent: Decimal) -> tuple[str, str]:
    """The text of a file of scenarios/ with a figure changed, and a sentence that says which.

    Raises PlaceError if the file has no such figure, or it cannot be changed by so much.
    """
    if not by_percent.is_finite() or not LEAST_PERCENT <= by_percent <= MOST_PERCENT:
        raise PlaceError(f"By {by_percent} per cent nothing can be tried: by_percent is from {LEAST_PERCENT} to {MOST_PERCENT}.")
    table, key = ("purpose", "id") if entry == "spend_gbp" else ("partner", "body")
    found = pool_entries.entries(text.encode("utf-8"))
    ids = {name.split(".")[1]: value for name, _, value in found if re.fullmatch(rf"{table}\.\d+\.{key}", name)}
    wanted = {number for number, value in ids.items() if value == of} if of else {*list(ids)[:1]}
    if not wanted:
        raise PlaceError(f"The file has no [[{table}]] '{of}'. It has: {', '.join(ids.values()) or 'none'}.")
    number = min(wanted)
    named = [(line, name) for name, line, _ in found if re.fullmatch(rf"{table}\.{number}(\.line\.\d+)?\.{entry}", name)]
    if not named:
        has = sorted({name.split(".")[-1] for name, _, _ in found if name.startswith(f"{table}.{number}.")})
        raise PlaceError(f"[[{table}]] '{ids[number]}' has no {entry}. It has: {', '.join(has)}.")
    lines = text.splitlines(keepends=True)
    factor = 1 + by_percent / 100
    for line, name in named:
        before, sign, after = lines[line - 1].partition("=")
        figures, mark, note = after.partition("#")
        changed = _NUMBER.sub(lambda match: _times(match[0], factor, entry), figures)
        if not sign or changed == figures:
            raise PlaceError(f"Line {line}, {name}: no figure stands beside its name, or it is nought. Write the figures on one line with the name to try others.")
        lines[line - 1] = before + sign + changed + mark + note
    tried = "".join(lines)
    _refuse_other_changes(found, pool_entries.entries(tried.encode("utf-8")), {name for _, name in named}, factor)
    return tried, f"{entry} of {ids[number]} {by_percent.normalize():+f} per cent"


def _times(figure: str, factor: Decimal, entry: str) -> str:
    return f"{_rounded(Decimal(figure.replace('_', '')) * factor, entry).normalize():f}"


def _rounded(value: Decimal, entry: str) -> Decimal:
    """To the penny, a share to as many digits as tell something."""
    try:
        return value.quantize(_POUND) if entry.endswith("_gbp") else _OF_A_SHARE.create_decimal(value)
    except InvalidOperation:
        raise PlaceError(f"{entry} would be {value}, which is more than can be reckoned with.") from None


def _refuse_other_changes(before: Sequence[tuple[str, int, str]], after: Sequence[tuple[str, int, str]], named: Collection[str], factor: Decimal) -> None:
    """Raises PlaceError unless, read again, the figures named are all changed by the factor and nothing else is: a file may be written in ways that
    the search for figures does not know."""
    try:
        wanted = [(name, [_rounded(Decimal(each) * factor, name) for each in value.split(", ")] if name in named else value) for name, _, value in before]
        is_right = wanted == [(name, [Decimal(each) for each in value.split(", ")] if name in named else value) for name, _, value in after]
    except InvalidOperation:  # words where a figure belongs
        is_right = False
    if not is_right:
        raise PlaceError(f"{', '.join(sorted(named))}: the figures are written in a way that cannot be changed here. Write them as plain numbers, like 1500000.00, each entry on a line of its own.")


def _scenario_file(paths: PlacePaths, scenario: str) -> Path:
    files = {path.stem: path for path in sorted(paths.scenarios.glob("*.toml"))}
    if not files:
        raise PlaceError(f"There is no pooled budget to try: put a file into {paths.scenarios} (docs/scenarios.md).")
    if scenario and scenario not in files:
        raise PlaceError(f"There is no pooled budget '{scenario}'. In {paths.scenarios} are: {', '.join(files)}.")
    return files[scenario] if scenario else next(iter(files.values()))


def _downstream(tables: Collection[str]) -> frozenset[str]:
    """These and all that is made of them, but for what is of a protected edition."""
    found = set(tables) - _PROTECTED
    for table, step in steps().items():  # each stands after what it is made from
        if table not in _PROTECTED and found.intersection(step.inputs):
            found.add(table)
    return frozenset(found)


@contextmanager
def _beside(base: Workbench, paths: PlacePaths, place: Place, tried: Collection[str]) -> Iterator[TrialBench]:
    bench = TrialBench(paths, place, base.settings, base.intake, base.inbox, base.progress, base=base, tried=frozenset(tried))
    try:
        yield bench
    finally:
        bench.close()


def _make(base: Workbench, trial: TrialBench, tables: Sequence[str]) -> None:
    """The tables as the trial has them, with all that they need made first. Raises PlaceError if one does not stand to be compared with."""
    told_by = [name for check in privacy_checks(tables) for name in check.inputs if name.startswith("core.")]
    stale = [table for table in (*tables, *told_by) if base.is_stale(table)]
    if stale:
        raise PlaceError(f"{stale[0]} has not been made from what is in the inbox now, so there is nothing to compare with. First: totalplace run {base.paths.place}")
    needed: set[str] = set()

    def need(table: str) -> None:
        if table in trial.tried and table not in needed:
            needed.add(table)
            for name in steps()[table].inputs:
                need(name)

    for table in (*tables, *told_by):
        need(table)
    for table in steps():
        if table in needed and trial.is_stale(table):
            trial.run(table)


def privacy_checks(tables: Collection[str]) -> list[checks.Check]:
    """The checks without which none of these tables may be shown to anybody."""
    return [check for check in checks.file_checks() if check.is_privacy and {check.table, *check.inputs}.intersection(tables)]


def _refuse_what_must_not_be_shown(base: Workbench, trial: TrialBench, tables: Collection[str]) -> None:
    """Raises PlaceError if what would be told holds what no publication may show: of the tables as the trial has them, by what is known to be
    sensitive with the thresholds tried and with those in force, and of the tables as they stand, which may be those of a publication refused."""
    to_make = privacy_checks(tables)
    if not to_make:
        return
    unlike = []
    for shown, secret in ((trial, trial), (trial, base), (base, base)):
        results = {
            name: None if _is_not_told(name, trial, tables) else (secret if name.startswith("core.") else shown).result(name)
            for name in sorted({name for check in to_make for name in (check.table, *check.inputs)})
        }
        if results not in unlike:
            unlike.append(results)
    with sql.session(trial.settings, trial.paths.scratch / "spill") as connection:
        for results in unlike:
            refuse_what_must_not_be_shown(connection, trial.paths, to_make, results)


def _is_not_told(table: str, trial: TrialBench, tables: Collection[str]) -> bool:
    """Whether a trial says nothing of the table: what it would hold is not made, and cannot be shown."""
    return table not in steps() or (table in trial.tried and table not in tables and not table.startswith("core."))


def refuse_what_must_not_be_shown(connection: duckdb.DuckDBPyConnection, paths: PlacePaths, to_make: Sequence[checks.Check], results: Mapping[str, Path | None]) -> None:
    """Raises PlaceError if one of the checks fails over these results. A table without one has no rows."""
    views = {}
    for table, result in results.items():
        views[table] = result or paths.scratch / f"none-of-{table}.parquet"
        if result is None:
            contracts.contract(table).empty().write_parquet(views[table])
    sql.create_views(connection, views)
    failed = [found for found in checks.evaluate(connection, to_make) if not found.passed]
    if failed:
        told = "; ".join(f"'{found.check.sentence}' does not hold for {found.offending_rows:,} of their rows" for found in failed)
        raise PlaceError(f"Nothing is told of this trial, as its tables would show what nobody may see: {told}.")


def _outcome(base: Workbench, trial: TrialBench, said: str, name: str, tables: Sequence[str]) -> Outcome:
    """What differs, of one table after the other: two of twenty million rows are never held at once, nor any whole."""
    paths = base.paths
    found = [pl.DataFrame(schema=_OUTCOME_SCHEMA)]
    summary: list[tuple[str, int, int, int]] = []
    sums: list[tuple[str, str, str, str, float]] = []
    with sql.session(trial.settings, trial.paths.scratch / "spill") as connection:
        for table in tables:
            contract, before, after = contracts.contract(table), base.result(table), trial.result(table)
            if before == after or filecmp.cmp(before, after, shallow=False):
                continue
            sums += _sums(connection, contract, before, after)
            rows = differences(unlike(connection, contract, before, after, paths.scratch / "unlike.parquet"))
            if not rows.is_empty():
                found.append(rows)
                summary.append((table, _height(before), _height(after), rows["key"].n_unique()))
    all_differences = pl.concat(found)
    file = paths.trials / f"{_NAME.sub('-', name.lower())}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    # a spreadsheet must not take a name for a formula
    text = all_differences.with_columns(neutralised(pl.col(name)).alias(name) for name, dtype in _OUTCOME_SCHEMA.items() if dtype == pl.String).write_csv()
    write_text_whole(file, "\ufeff" + text)
    return Outcome(
        said,
        pl.DataFrame(summary, schema={"table": pl.String, "rows_before": pl.Int64, "rows_after": pl.Int64, "rows_that_differ": pl.Int64}, orient="row"),
        pl.DataFrame(sums, schema={name: dtype for name, dtype in _OUTCOME_SCHEMA.items() if name != "key"}, orient="row"),
        all_differences,
        file,
    )


def _height(result: Path) -> int:
    return int(pl.scan_parquet(result).select(pl.len()).collect().item())


def unlike(connection: duckdb.DuckDBPyConnection, contract: Contract, before: Path, after: Path, aside: Path) -> Tables:
    """The rows that the other result does not have likewise. They go by way of a file, so that what is compared spills to the disk."""
    columns = ", ".join(contract.sql_names)
    frames = []
    for one, other in ((before, after), (after, before)):
        # no row stands twice in a result: each has a key
        rows = f"select {columns} from {sql.parquet_scan(one)} except select {columns} from {sql.parquet_scan(other)}"
        connection.execute(f"copy ({rows}) to {quoted(str(aside))} (format parquet)")
        frames.append(pl.read_parquet(aside, memory_map=False))
        aside.unlink()
    return Tables(contract, *frames)


def _sums(connection: duckdb.DuckDBPyConnection, contract: Contract, before: Path, after: Path) -> Iterator[tuple[str, str, str, str, float]]:
    """Of columns that may be added up those whose sum over all rows is another."""
    columns = [column for column in contract.columns if column.name.endswith(_ADDED_UP) and column.type in ("money", "number")]
    if not columns or _NOT_ADDED_UP.intersection(contract.column_names):
        return
    added = ", ".join(f"{'sum' if column.type == 'money' else 'fsum'}({sql_name(column.name)})" for column in columns)
    rows = [connection.execute(f"select {added} from {sql.parquet_scan(path)}").fetchone() or () for path in (before, after)]
    for column, *both in zip(columns, *rows, strict=True):
        first, second = (Decimal(str(value or 0)).quantize(_POUND) for value in both)
        if first != second:
            yield contract.table, column.name, f"{first:,}", f"{second:,}", float(second - first)


def differences(each: Tables) -> pl.DataFrame:
    """Each value that differs, by the key of its row; a row that is new or gone is told once."""
    key = list(each.contract.primary_key)
    shown = pl.concat_str([pl.format("{}={}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("")) for name in key], separator=" ").alias("key")
    both = each.before.join(each.after, on=key, how="inner", nulls_equal=True, suffix="\x00after")
    found = []
    for column in each.contract.columns:
        if column.name in key:
            continue
        before, after = pl.col(column.name), pl.col(f"{column.name}\x00after")
        differs = before.ne_missing(after)
        if column.type == "number":
            differs &= (before - after).abs().fill_null(1.0) > before.abs().fill_null(0.0) * 1e-9
        by = (after.cast(pl.Float64) - before.cast(pl.Float64)) if column.type in ("money", "number", "integer") else pl.lit(None, pl.Float64)
        if column.type == "bytes":
            continue
        found.append(both.filter(differs).select(shown, pl.lit(column.name).alias("column"), before.cast(pl.String).alias("before"), after.cast(pl.String).alias("after"), by.alias("difference")))
    for frame, other, words in ((each.before, each.after, ("there", "gone")), (each.after, each.before, ("not there", "new"))):
        lone = frame.join(other, on=key, how="anti", nulls_equal=True)
        found.append(lone.select(shown, pl.lit("(the row)").alias("column"), pl.lit(words[0]).alias("before"), pl.lit(words[1]).alias("after"), pl.lit(None, pl.Float64).alias("difference")))
    told = pl.concat(found).with_columns(pl.lit(each.contract.table).alias("table")).select(list(_OUTCOME_SCHEMA))
    return told.sort("table", "key", "column")
