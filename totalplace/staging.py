"""Text in, contract out: the typed rows of one table of a file, its issues and its account.

Belongs here: applying a source's parsers and rules to a table, splitting good rows from the rest, counting rows and
pounds. Does not belong here: what headings or values mean (sources, values), or whose rows they are (core).

The result of one table is a folder named by its fingerprint: lines/*.parquet, issue.parquet, account.parquet, and of a kind that lists
premises said.parquet.
"""

import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from uuid import uuid4

import polars as pl

from totalplace.contracts import raw
from totalplace.contracts._base import POLARS_TYPE, Contract
from totalplace.contracts.staging import LINE, STATUS
from totalplace.corrections import CORRECTION_ISSUES, Applied, Correction, apply
from totalplace.intake import Part, ReceivedFile
from totalplace.issues import IssueType
from totalplace.reading import READING_ISSUES, normalise_heading
from totalplace.reading.problems import HEADING_REPEATED, LINES_SWALLOWED
from totalplace.reading.table import FIELDS, ROW, TextTable
from totalplace.reference import home_words, sensitive_words
from totalplace.sources import all_sources
from totalplace.sources._base import Field, Source
from totalplace.spread import spread_out
from totalplace.values import MASKED, VALUE_ISSUES, looks_personal, payee_is_private, stated_date

_EXAMPLES_KEPT = (
    1_000  # notes and warnings of one type and field of one table that are listed singly (DESIGN.md, ops.issue)
)
# This many lines of 20 columns take about 150 MB, and three batches are in memory at once: two being typed, one being read.
_BATCH_ROWS = 250_000
_BATCHES_AT_ONCE = 2
_WITHHELD = MASKED
_CORRECTIONS = [entry.code for entry in CORRECTION_ISSUES]
LINES = "lines"
SAID = "said.parquet"
CONTACTS_LEFT_OUT = "contact data left out"
FEWER_FIELDS = "fewer fields than headings"
OTHER_FIELDS = "row has other fields than the headings"
# what becomes of rows that reading found: of one that hides lines no value is of one record
_STATUS_SETTLED = {HEADING_REPEATED: "ignored", LINES_SWALLOWED: "rejected"}
_SHORT = "can_be_short"  # working column of `parse`
_WHICH = "which_table"  # working column: of several tables parsed in one go, the table that a row is of

STAGING_ISSUES = (
    IssueType(
        OTHER_FIELDS,
        "error",
        "sender",
        "The row has {value} fields, the headings another number, so it cannot be told which value belongs where. Correct the row.",
    ),
    IssueType(
        FEWER_FIELDS,
        "note",
        "sender",
        "The row has {value} fields, fewer than the headings. What it has can be read where it stands, so the rest was taken to be blank.",
    ),
    IssueType(
        CONTACTS_LEFT_OUT,
        "note",
        "nobody",
        "The columns {value} say who people are, or whom to call, write to or visit. They are never read and stand in no result; only the file as received has them.",
    ),
    IssueType("row rejected", "error", "sender", "{value}"),
    IssueType("rows ignored", "note", "nobody", "{value}"),
)


def issue_types() -> dict[str, IssueType]:
    """Every issue type by its code. Raises ValueError if two share a code and differ."""
    found: dict[str, IssueType] = {}
    declared = (*READING_ISSUES, *VALUE_ISSUES, *CORRECTION_ISSUES, *STAGING_ISSUES)
    for entry in (*declared, *(issue for source in all_sources().values() for issue in source.issues)):
        if found.setdefault(entry.code, entry) != entry:
            raise ValueError(f"the issue type '{entry.code}' is declared twice, differently")
    return found


def stage(table: TextTable, file: ReceivedFile, part: Part, corrections: Sequence[Correction], target: Path) -> None:
    """Write the table's lines, issues (staging.issue) and account (staging.account) to the folder `target`.

    Lines hold the columns of the kind's contract and what became of each row, so that nothing is written twice; readers of
    a staging table see the loaded ones (`loaded_lines`). Rows of a held table are counted, with their pounds, and none is
    loaded. The folder appears whole or not at all.
    """
    source = all_sources()[str(part.kind)]
    applied = _applied(table, file, part, corrections)
    found = _found(table, applied, source, part)
    frame = applied.frame
    if source.spread is not None:
        frame, part = spread_out(frame, table, part, source)
    with _folder(target) as beside:
        settled = _settled_by_reading(table)
        guarded: list[int] = []
        noted: list[pl.DataFrame] = []
        told = [row for _, row, _, _ in found if row is not None]

        def write(number: int, batch: pl.DataFrame) -> None:
            # in one piece, or the engine would call each parser for every small piece
            parsed = parse(batch.rechunk().lazy(), source, part, settled)
            lines = _with_line(parsed, file, part).collect(engine=_engine(part))
            if source.lists_premises:
                said = batch.select(ROW, _words_said(batch.columns).alias("words"))
                guarded.extend(said.filter(_is_counted_only())[ROW].to_list())
                noted.append(said.filter(pl.col(ROW).is_in([*told, *_rows_with_issues(lines)])))
            if is_long:
                lines = _without_nulls(lines)
            _write_lines(lines, beside, number)

        is_long = not is_short(part.rows)
        if is_long:
            batches = frame.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True)
            _each(write, enumerate(chain([frame.clear().collect()], batches)))
        else:
            write(0, frame.collect(engine="streaming"))
        _tell(beside, found, source, file, part, guarded, sum(issue.rows_hidden for issue in table.problems))
        if noted:
            _said(noted, file, part).write_parquet(beside / SAID)


def stage_alike(
    several: Sequence[tuple[TextTable, ReceivedFile, Part, Path]], corrections: Sequence[Correction]
) -> None:
    """As `stage` for each of several tables of one `layout`, parsed in one go: that costs hardly more than one of them."""
    first = several[0][2]
    source = all_sources()[str(first.kind)]
    applied = [_applied(table, file, part, corrections) for table, file, part, _ in several]
    texts = [
        entry.frame.collect(engine="streaming").with_columns(pl.lit(number, pl.UInt32).alias(_WHICH))
        for number, entry in enumerate(applied)
    ]
    parsed = parse(pl.concat(texts, rechunk=True).lazy(), source, first).collect()
    for number, (table, file, part, target) in enumerate(several):
        with _folder(target) as beside:
            of_one = parsed.lazy().filter(pl.col(_WHICH) == number).drop(_WHICH)
            _write_lines(_with_line(of_one, file, part).collect(), beside, 0)
            _tell(beside, _found(table, applied[number], source, part), source, file, part, [])


def layout(table: TextTable, part: Part) -> tuple[object, ...] | None:
    """What tables must have in common to be parsed in one go; None for one that must not be."""
    source = all_sources()[str(part.kind)]
    if not source.is_row_by_row or source.lists_premises or not is_short(table.rows) or _settled_by_reading(table):
        return None
    return part.headings, tuple(sorted(part.columns.items())), tuple(sorted(part.settings.items())), table.columns


@contextmanager
def _folder(target: Path) -> Iterator[Path]:
    """A folder written beside that takes the place of the target whole, or not at all."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.{uuid4().hex[:8]}.writing")
    (beside / LINES).mkdir(parents=True)
    try:
        yield beside
        if target.exists():
            shutil.rmtree(target)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _applied(table: TextTable, file: ReceivedFile, part: Part, corrections: Sequence[Correction]) -> Applied:
    return apply(table, [entry for entry in corrections if entry.path == file.path and entry.part == part.source_part])


def _settled_by_reading(table: TextTable) -> dict[str, list[int]]:
    """Rows of which reading already tells what becomes of them, by the reason."""
    rows = {
        reason: [issue.source_row for issue in table.problems if issue.issue_type == reason and issue.source_row]
        for reason in _STATUS_SETTLED
    }
    return {reason: found for reason, found in rows.items() if found}


def _found(table: TextTable, applied: Applied, source: Source, part: Part) -> list[tuple[str, int | None, str, str]]:
    """What reading and corrections found, without the words that must not be told."""
    found: list[tuple[str, int | None, str, str]] = [
        (issue.issue_type, issue.source_row, "", issue.value or "") for issue in table.problems
    ]
    found += [
        (issue_type, row, heading, words if _may_be_told(heading, source, part) else _WITHHELD)
        for issue_type, row, heading, words in applied.found
    ]
    contacts = [heading for heading in part.headings if source.leaves_out(normalise_heading(heading))]
    return [*found, *([(CONTACTS_LEFT_OUT, None, "", ", ".join(contacts))] if contacts else [])]


def _write_lines(lines: pl.DataFrame, folder: Path, number: int) -> None:
    lines.write_parquet(folder / LINES / f"{number:05d}.parquet", compression="lz4", statistics=False)


def _words_said(columns: Sequence[str]) -> pl.Expr:
    """All cells of the row in small letters, one space between words and at both ends, bars between the cells."""
    cells = [name for name in columns if name not in (ROW, FIELDS, "geometry")]
    said = pl.concat_str([pl.col(name).fill_null("") for name in cells], separator=" | ").str.to_lowercase()
    words = said.str.replace_all("\ufffd", "", literal=True).str.replace_all(r"[^a-z0-9|]+", " ").str.strip_chars(" ")
    return pl.lit(" ") + words + pl.lit(" ")


def _is_counted_only() -> pl.Expr:
    """Whether any cell of the row has a word of sensitive premises or of a home, of rows too that will never be loaded.

    Wider than core.sensitive_statement and core.dwelling_statement, which may let a line pass: this withholds what an issue quotes,
    and no line.
    """
    shown_by = "|".join(re.escape(word) for word in (*sensitive_words(), *home_words()))
    return (pl.lit(" |") + pl.col("words") + pl.lit("| ")).str.contains(f" (?:{shown_by}) ")


def _rows_with_issues(lines: pl.DataFrame) -> list[int]:
    """Rows that were rejected, or of which a cell will be told as a problem."""
    problems = [pl.col(name).is_not_null() for name in lines.columns if name.endswith("__problem")]
    return lines.filter(pl.any_horizontal(pl.col(STATUS) == "rejected", *problems))[ROW].to_list()


def _said(noted: Sequence[pl.DataFrame], file: ReceivedFile, part: Part) -> pl.DataFrame:
    """staging.said of one table."""
    every = pl.concat(noted).with_columns(pl.lit(file.source_file_id).alias("source_file_id"), pl.lit(part.source_part).alias("source_part"))
    return raw.SAID.conform(every).collect().sort("source_row")


def _may_be_told(heading: str, source: Source, part: Part) -> bool:
    """Whether what a correction changes may be quoted: a column that is known and cannot name a person."""
    columns = [column for column, physical in part.columns.items() if part.headings[int(physical[1:])] == heading]
    return bool(columns) and not any(field.is_personal for field in source.fields if field.column in columns)


def is_short(rows: int) -> bool:
    """Whether a table of so many rows is staged in one piece."""
    return rows <= _BATCH_ROWS


def _engine(part: Part) -> Literal["streaming", "in-memory"]:
    """Streaming bounds memory and takes milliseconds to start."""
    return "in-memory" if is_short(part.rows) else "streaming"


def _each(write: Callable[[int, pl.DataFrame], None], batches: Iterable[tuple[int, pl.DataFrame]]) -> None:
    """Write the batches that have rows, and the first, two at a time while the next one is read."""
    with ThreadPoolExecutor(_BATCHES_AT_ONCE) as pool:
        under_way: deque[Future[None]] = deque()
        for number, batch in batches:
            if number == 0 or batch.height:
                under_way.append(pool.submit(write, number, batch))
            if len(under_way) > _BATCHES_AT_ONCE:
                under_way.popleft().result()
        for one in under_way:
            one.result()


def _without_nulls(lines: pl.DataFrame) -> pl.DataFrame:
    """Without columns of nothing but nulls, which cost time to write: the first batch, of no rows, names every column."""
    return lines if lines.is_empty() else lines.select(each for each in lines if each.null_count() < lines.height)


def parse(frame: pl.LazyFrame, source: Source, part: Part, settled: Mapping[str, Sequence[int]] = MappingProxyType({})) -> pl.LazyFrame:
    """The frame of sources/_base.py after the source's rules, reduced to contract columns, problems, texts, status.

    `settled` has by reason the rows whose outcome reading already tells.
    """
    fields = {field.column: field for field in reversed(source.fields)}
    costly: list[pl.Expr] = []
    typed: list[pl.Expr] = [pl.col(ROW), pl.col(FIELDS)]
    for column, field in fields.items():
        physical = part.columns.get(column)
        if physical is None:
            typed += [
                _absent(field, source),
                pl.lit(None, pl.String).alias(f"{column}__problem"),
                pl.lit(None, pl.String).alias(f"{column}__text"),
            ]
            continue
        used = _field_used(source, column, part)
        text = pl.col(physical)
        read = used.parse(text)
        value, problem = read.value, read.problem.cast(pl.String)
        if read.both is not None:
            costly.append(read.both.alias(f"{column}__both"))
            value = pl.col(f"{column}__both").struct.field("value")
            problem = pl.col(f"{column}__both").struct.field("problem")
        typed += [
            value.alias(column),
            problem.alias(f"{column}__problem"),
            pl.when(problem.is_not_null()).then(pl.lit(_WITHHELD) if used.is_personal else text).alias(f"{column}__text"),
        ]
    for column in (field.column for field in fields.values() if field.is_dated):
        physical = part.columns.get(column)
        stated = stated_date(normalise_heading(part.headings[int(physical[1:])])) if physical else None
        typed += [
            pl.lit(stated.fy if stated else None, pl.Int64).alias(f"{column}__fy"),
            pl.lit(stated.on if stated else None, pl.Date).alias(f"{column}__on"),
        ]
    for column in (field.column for field in fields.values() if field.is_told_by_heading):
        physical = part.columns.get(column)
        heading = normalise_heading(part.headings[int(physical[1:])]) if physical else None
        typed.append(pl.lit(heading, pl.String).alias(f"{column}__heading"))
    names = frame.collect_schema().names()
    typed += [pl.col(name) for name in ("geometry", _WHICH) if name in names]
    parsed = (
        frame.with_columns(costly)
        .select(typed)
        .with_columns(
            pl.lit(None, pl.String).alias("row_status"),
            pl.lit(None, pl.String).alias("row_reason"),
            *(pl.lit(value).alias(f"setting__{name}") for name, value in sorted(part.settings.items())),
            *(pl.lit(None).alias(f"setting__{name}") for name in source.settings if name not in part.settings),
        )
    )
    for reason, rows in settled.items():
        is_settled = pl.col(ROW).is_in(list(rows))
        parsed = parsed.with_columns(
            pl.when(is_settled).then(pl.lit(_STATUS_SETTLED[reason])).otherwise(pl.col("row_status")).alias("row_status"),
            pl.when(is_settled).then(pl.lit(reason)).otherwise(pl.col("row_reason")).alias("row_reason"),
        )
    parsed = _apply_row_rules(parsed, source).with_columns(_can_be_short(source, part).alias(_SHORT))
    if source.tidy is not None:
        parsed = source.tidy(parsed)
    return _settle(parsed, source, part.columns)


def _can_be_short(source: Source, part: Part) -> pl.Expr:
    """Whether the row has fewer fields than the headings and yet all that its kind requires, each where it should stand.

    Where a delimiter is lost in the middle, what follows stands under the wrong headings and cannot be read there.
    """
    is_note = [code for code, entry in issue_types().items() if entry.severity == "note"]
    doubtful = [
        pl.col(f"{column}__problem").is_not_null() & ~pl.col(f"{column}__problem").is_in(is_note)
        for column in part.columns
    ]
    present = [
        pl.any_horizontal(*(pl.col(column).is_not_null() for column in group if column in part.columns), pl.lit(False))
        for group in source.required
        # a group without a column is one that the team stated for the file, or one that only showed what the table is
        if any(column in part.columns for column in group)
    ]
    return (pl.col(FIELDS) < len(part.headings)) & ~pl.any_horizontal(*doubtful) & pl.all_horizontal(*present, True)


def _absent(field: Field, source: Source) -> pl.Expr:
    """A null column of the type that the field would have."""
    contract = source.contract
    if field.column in contract.column_names:
        return pl.lit(None, POLARS_TYPE[contract.column(field.column).type]).alias(field.column)
    return pl.lit(None).cast(_parsed_type(field)).alias(field.column)


@cache
def _parsed_type(field: Field) -> pl.DataType:
    probe = pl.LazyFrame({"text": pl.Series([], dtype=pl.String)}).select(
        field.parse(pl.col("text")).value.alias("value")
    )
    return probe.collect_schema()["value"]


def _field_used(source: Source, column: str, part: Part) -> Field:
    """Of the fields that may fill a column, the one whose heading is in the file."""
    physical = part.columns[column]
    heading = normalise_heading(part.headings[int(physical[1:])])
    candidates = [field for field in source.fields if field.column == column]
    return next((field for field in candidates if heading in field.aliases), candidates[0])


def _apply_row_rules(frame: pl.LazyFrame, source: Source) -> pl.LazyFrame:
    for rule in source.row_rules:
        hit = pl.col("row_status").is_null() & rule.applies().fill_null(False)
        frame = frame.with_columns(
            pl.when(hit).then(pl.lit(rule.status)).otherwise(pl.col("row_status")).alias("row_status"),
            pl.when(hit).then(pl.lit(rule.reason)).otherwise(pl.col("row_reason")).alias("row_reason"),
        )
    return frame


def _settle(frame: pl.LazyFrame, source: Source, present: Collection[str]) -> pl.LazyFrame:
    """Reject what cannot be loaded, load the rest; keep the contract's columns, problems and texts."""
    contract = source.contract
    names = frame.collect_schema().names()
    ragged = pl.col(FIELDS).is_not_null() & ~pl.col(_SHORT).fill_null(False)
    undecided = pl.col("row_status").is_null()
    own = [column.name for column in LINE]
    lacking: pl.Expr = pl.lit(None, pl.String)
    for column in contract.columns:
        if column.required and column.name not in own and column.name in names:
            said = pl.col(f"{column.name}__problem") if f"{column.name}__problem" in names else pl.lit(None, pl.String)
            lacking = (
                pl.when(pl.col(column.name).is_null())
                .then(pl.coalesce(said, pl.lit(f"no {column.name.replace('_', ' ')}")))
                .otherwise(lacking)
            )
    status = (
        pl.when(~undecided)
        .then(pl.col("row_status"))
        .when(ragged)
        .then(pl.lit("rejected"))
        .when(lacking.is_not_null())
        .then(pl.lit("rejected"))
        .otherwise(pl.lit("loaded"))
    )
    reason = (
        pl.when(~undecided)
        .then(pl.col("row_reason"))
        .when(ragged)
        .then(pl.lit(OTHER_FIELDS))
        .otherwise(lacking)
    )
    # what a field that the file lacks cannot have is not written: empty columns cost time as well
    noted = {*present, *source.noted}
    kept = [name for name in names if name.endswith(("__problem", "__text")) and name.rsplit("__", 1)[0] in noted]
    columns = [
        (pl.col(column.name) if column.name in names else pl.lit(None))
        .cast(POLARS_TYPE[column.type])
        .alias(column.name)
        for column in contract.columns
        if column.name not in own
    ]
    which = [_WHICH] if _WHICH in names else []
    return frame.with_columns(status.alias("row_status"), reason.alias("row_reason")).select(
        ROW, FIELDS, "row_status", "row_reason", *columns, *kept, *which
    )


def _tell(
    folder: Path,
    found: Sequence[tuple[str, int | None, str, str]],
    source: Source,
    file: ReceivedFile,
    part: Part,
    guarded: Sequence[int],
    rows_hidden: int = 0,
) -> None:
    """From the lines in the folder: issue.parquet and account.parquet beside them."""
    lines = folder / LINES / "*.parquet"
    # a short table is asked several things: read once; a long one streams past each of them
    frame = (
        pl.read_parquet(lines).lazy() if is_short(part.rows) else pl.scan_parquet(lines, missing_columns="insert")
    )
    _account(frame, source, file, part, rows_hidden).write_parquet(folder / "account.parquet")
    issues = raw.ISSUE.empty() if part.status == "held" else _issues(frame, found, source, file, part, guarded)
    issues.write_parquet(folder / "issue.parquet", compression="zstd")


def loaded_lines(frame: pl.LazyFrame, contract: Contract) -> pl.LazyFrame:
    """The rows of a staging table: of all lines those that were loaded, in the contract's columns."""
    return frame.filter(pl.col(STATUS) == "loaded").select(contract.column_names)


def _with_line(frame: pl.LazyFrame, file: ReceivedFile, part: Part) -> pl.LazyFrame:
    """With the columns that are the same for every row; of a held table no row counts as loaded."""
    same = [value.alias(name) for name, value in _line(file, part).items()]
    if part.status == "held":
        is_loaded = pl.col(STATUS) == "loaded"
        same.append(pl.when(is_loaded).then(pl.lit("held")).otherwise(pl.col(STATUS)).alias(STATUS))
    return frame.with_columns(same)


def _line(file: ReceivedFile, part: Part) -> dict[str, pl.Expr]:
    """The columns that are the same for every row of the table."""
    return {
        "source_file_id": pl.lit(file.source_file_id),
        "source_part": pl.lit(part.source_part),
        "part_number": pl.lit(part.part_number, pl.Int64),
        "path": pl.lit(file.path),
        "sender": pl.lit(part.settings.get("body_id", file.sender)),  # whose it is was stated, so it is as if they had sent it
    }


def _account(frame: pl.LazyFrame, source: Source, file: ReceivedFile, part: Part, rows_hidden: int) -> pl.DataFrame:
    amount = pl.col(source.money_column) if source.money_column else pl.lit(None, pl.Decimal(18, 2))
    problem = f"{source.money_column}__problem"
    has_problem = source.money_column is not None and problem in frame.collect_schema().names()
    must_state = source.money_column is not None and any(source.money_column in group for group in source.required)
    is_a_problem = pl.col(problem).is_not_null() if has_problem else pl.lit(False)
    unreadable = amount.is_null() & (is_a_problem | pl.lit(must_state)) if source.money_column else pl.lit(False)
    counted = (
        frame.group_by(
            "row_status", pl.when(pl.col("row_status") == "ignored").then(pl.col("row_reason")).alias("rule")
        )
        .agg(
            pl.len().alias("rows"),
            amount.sum().alias("amount"),
            (unreadable & (pl.col("row_status") != "ignored")).sum().alias("unreadable"),
        )
        .collect(engine=_engine(part))
    )
    held = part.status == "held"

    def of(status: str, column: str) -> object:
        return counted.filter(pl.col("row_status") == status)[column].sum()

    rows = counted["rows"].sum()
    total = counted["amount"].sum() if source.money_column else None
    ignored = counted.filter(pl.col("row_status") == "ignored").sort("rule")
    record: dict[str, object] = {
        "source_file_id": file.source_file_id,
        "source_part": part.source_part,
        "status": part.status,
        "reason": part.reason,
        "rows_read": rows,
        "rows_held": rows if held else 0,
        "rows_amount_unreadable": counted["unreadable"].sum() + (rows_hidden if source.money_column else 0),
        "amount_read_gbp": total,
        "amount_held_gbp": None if total is None else (total if held else 0),
        "rule": "; ".join(f"{row['rule']}: {row['rows']}" for row in ignored.iter_rows(named=True))
        if not held
        else None,
    }
    for status in ("loaded", "rejected", "ignored"):
        record[f"rows_{status}"] = 0 if held else of(status, "rows")
        record[f"amount_{status}_gbp"] = None if total is None else (0 if held else of(status, "amount"))
    return pl.DataFrame([record], schema=raw.ACCOUNT.polars_schema())


def _issues(
    frame: pl.LazyFrame,
    found: Sequence[tuple[str, int | None, str, str]],
    source: Source,
    file: ReceivedFile,
    part: Part,
    guarded: Sequence[int],
) -> pl.DataFrame:
    """Every issue of the table: one for each cell with a problem, one for each rejected row, one for each reading problem.

    Of `guarded` rows no value is told.
    """
    types = issue_types()
    problem_columns = [name for name in frame.collect_schema().names() if name.endswith("__problem")]
    pieces = [_from_reading(found)]
    present = (
        frame.select(pl.col(name).is_not_null().any() for name in problem_columns).collect(engine=_engine(part)).row(0)
    )
    # cells of such a row stand under other headings: what they hold, a person's name perhaps, is not told as their fault
    is_out_of_step = pl.col("row_reason").is_in([OTHER_FIELDS, LINES_SWALLOWED]).fill_null(False)
    for name in (name for name, is_present in zip(problem_columns, present, strict=True) if is_present):
        column = name.removesuffix("__problem")
        text = (
            pl.col(f"{column}__text")
            if f"{column}__text" in frame.collect_schema().names()
            else pl.lit(None, pl.String)
        )
        is_personal = any(field.column == column and field.is_personal for field in source.fields)
        shown = pl.when(text.is_not_null()).then(pl.lit(_WITHHELD)) if is_personal else text
        pieces.append(
            frame.filter(pl.col(name).is_not_null() & (pl.col("row_status") != "ignored") & ~is_out_of_step)
            .select(
                pl.col(ROW).alias("source_row"),
                pl.lit(_heading(column, part)).alias("field"),
                shown.alias("value"),
                pl.col(name).alias("issue_type"),
                (pl.col("row_status") == "rejected").alias("is_rejected") & (pl.col("row_reason") == pl.col(name)),
            )
            .collect(engine=_engine(part))
        )
    pieces.append(_rejections(frame, part, problem_columns, types))
    pieces.append(_short_rows(frame, part))
    every = _withheld(pl.concat(pieces, how="vertical_relaxed"), frame, found, guarded)
    catalogue = pl.DataFrame(
        [
            {"issue_type": code, "severity": entry.severity, "message": entry.message, "responsible": entry.responsible}
            for code, entry in types.items()
        ],
        schema={"issue_type": pl.String, "severity": pl.String, "message": pl.String, "responsible": pl.String},
    )
    every = every.join(catalogue, on="issue_type", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("is_rejected")).then(pl.lit("error")).otherwise(pl.col("severity")).alias("severity"),
        pl.col("message").str.replace("{value}", pl.col("value").fill_null(""), literal=True),
        pl.lit(file.source_file_id).alias("source_file_id"),
        pl.lit(part.source_part).alias("source_part"),
        pl.lit(1, pl.Int64).alias("occurrences"),
    )
    return _summarised(_of_tables(every)).select(
        raw.ISSUE.conform(pl.DataFrame(schema=raw.ISSUE.polars_schema())).collect_schema().names()
    )


def _withheld(
    every: pl.DataFrame, frame: pl.LazyFrame, found: Sequence[tuple[str, int | None, str, str]], guarded: Sequence[int]
) -> pl.DataFrame:
    """Without values of guarded rows, without what was corrected in the row of a withheld payee, without cells that name a person.

    In a row whose fields have slipped a name may stand in any column.
    """
    is_hidden = pl.col("source_row").is_in(list(guarded))
    if "is_withheld" in frame.collect_schema().names():
        corrected = [row for issue_type, row, _, _ in found if issue_type in _CORRECTIONS and row is not None]
        of_people = frame.filter(pl.col("is_withheld") & pl.col(ROW).is_in(corrected)).select(ROW).collect()[ROW].to_list()
        is_hidden |= pl.col("source_row").is_in(of_people) & pl.col("issue_type").is_in(_CORRECTIONS)
        is_hidden |= pl.col("value").str.contains("[A-Za-z]") & payee_is_private(pl.col("value"))
    return every.with_columns(
        pl.when(is_hidden.fill_null(False) & pl.col("value").is_not_null()).then(pl.lit(_WITHHELD)).otherwise(pl.col("value")).alias("value")
    )


def _from_reading(found: Sequence[tuple[str, int | None, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(row, heading, value, issue_type, False) for issue_type, row, heading, value in found],
        schema={
            "source_row": pl.Int64,
            "field": pl.String,
            "value": pl.String,
            "issue_type": pl.String,
            "is_rejected": pl.Boolean,
        },
        orient="row",
    )


def _rejections(
    frame: pl.LazyFrame, part: Part, problem_columns: Sequence[str], types: dict[str, IssueType]
) -> pl.DataFrame:
    """One issue for each rejected row whose reason is not the problem of a cell or of reading, which has its own."""
    has_own = (
        pl.any_horizontal((pl.col(name) == pl.col("row_reason")).fill_null(False) for name in problem_columns)
        if problem_columns
        else pl.lit(False)
    )
    has_own |= (pl.col("row_reason") == LINES_SWALLOWED).fill_null(False)
    is_type = pl.col("row_reason").is_in(list(types))
    return (
        frame.filter((pl.col("row_status") == "rejected") & ~has_own)
        .select(
            pl.col(ROW).alias("source_row"),
            pl.lit("").alias("field"),
            pl.when(is_type).then(pl.col(FIELDS).cast(pl.String)).otherwise(pl.col("row_reason")).alias("value"),
            pl.when(is_type).then(pl.col("row_reason")).otherwise(pl.lit("row rejected")).alias("issue_type"),
            pl.lit(True).alias("is_rejected"),
        )
        .collect(engine=_engine(part))
    )


def _short_rows(frame: pl.LazyFrame, part: Part) -> pl.DataFrame:
    """One issue for each row that was loaded although it has fewer fields than the headings."""
    return (
        frame.filter((pl.col("row_status") == "loaded") & pl.col(FIELDS).is_not_null())
        .select(
            pl.col(ROW).alias("source_row"),
            pl.lit("").alias("field"),
            pl.col(FIELDS).cast(pl.String).alias("value"),
            pl.lit(FEWER_FIELDS).alias("issue_type"),
            pl.lit(False).alias("is_rejected"),
        )
        .collect(engine=_engine(part))
    )


def _of_tables(issues: pl.DataFrame) -> pl.DataFrame:
    """With one issue for all rows where the type is told once a table; rejected rows are all listed."""
    once = [code for code, entry in issue_types().items() if entry.told_once_a == "table"]
    is_once = pl.col("issue_type").is_in(once) & (pl.col("severity") != "error")
    told = (
        issues.filter(is_once)
        .group_by("issue_type", "field", maintain_order=True)
        .agg(pl.exclude("occurrences").first(), pl.len().cast(pl.Int64).alias("occurrences"))
        .with_columns(pl.lit(None, pl.Int64).alias("source_row"), pl.lit(None, pl.String).alias("value"))
    )
    return pl.concat([issues.filter(~is_once), told.select(issues.columns)])


def _summarised(issues: pl.DataFrame) -> pl.DataFrame:
    """Beyond the first thousand of a type and field, one line stands for the rest; rejected rows are all listed."""
    issues = issues.with_columns(pl.int_range(pl.len()).over("issue_type", "field").alias("nth"))
    surplus = (pl.col("nth") >= _EXAMPLES_KEPT) & (pl.col("severity") != "error")
    rest = (
        issues.filter(surplus)
        .group_by("issue_type", "field", maintain_order=True)
        .agg(pl.exclude("occurrences").first(), pl.len().cast(pl.Int64).alias("occurrences"))
        .with_columns(
            pl.lit(None, pl.Int64).alias("source_row"),
            pl.lit(None, pl.String).alias("value"),
            (pl.lit("And ") + pl.col("occurrences").cast(pl.String) + pl.lit(" more like it.")).alias("message"),
        )
    )
    return pl.concat([issues.filter(~surplus), rest.select(issues.columns)])


def _heading(column: str, part: Part) -> str:
    physical = part.columns.get(column)
    heading = part.headings[int(physical[1:])].strip() if physical else ""
    return heading if heading and not looks_personal(heading) else column
