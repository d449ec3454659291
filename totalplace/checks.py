"""Checks: sentences that should be true of a table, each with the SQL that finds the rows for which it is not.

Belongs here: deriving checks from contracts and kinds of sources, loading those of sql/checks/, evaluating them, accepted failures. Does not
belong here: deciding what to do about a failure (publication.py), or showing it (build.py).
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from totalplace import contracts, sql
from totalplace.contracts._base import Contract, sql_name
from totalplace.errors import PlaceError
from totalplace.sources import all_sources

_ROWS_SHOWN = 5  # of those for which a sentence does not hold
# warning: told; blocking: nothing is published unless somebody accepts it; privacy: nothing is published
_SEVERITIES = ("warning", "blocking", "privacy")


@dataclass(frozen=True)
class Check:
    """A sentence about a table. `offending` selects the rows for which it does not hold."""

    table: str
    sentence: str
    offending: str
    is_blocking: bool = True
    inputs: tuple[str, ...] = ()
    condition: str = ""  # where each row can be judged by itself: what holds for a good one
    is_reference: bool = False  # that what a column names stands in another table
    is_privacy: bool = False  # what it guards is nobody's to give away: its failure cannot be accepted


@dataclass(frozen=True)
class Result:
    """What came of a check."""

    check: Check
    offending_rows: int
    example: str | None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()  # the first of the offending ones

    @property
    def passed(self) -> bool:
        return self.offending_rows == 0


class Accepted(BaseModel):
    """Somebody's decision to publish over a failed check, with its reason, its end and its guard."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    check: str
    table: str
    reason: str
    by: str
    on: date
    expires_on: date
    at_most_rows: int


class _AcceptedFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    accepted: tuple[Accepted, ...] = ()


def contract_checks(contract: Contract) -> list[Check]:
    """The checks that follow from a contract: its key, its rules, its references."""
    table = contract.table
    found = []
    if contract.primary_key:
        key = ", ".join(map(sql_name, contract.primary_key))
        found.append(
            Check(
                table,
                f"{', '.join(contract.primary_key)} {'is' if len(contract.primary_key) == 1 else 'together are'} unique",
                f"select {key}, count(*) as times from {table} group by {key} having count(*) > 1",
            )
        )
    shown = ", ".join(map(sql_name, contract.primary_key or contract.column_names[:4]))
    found += [
        Check(table, rule.sentence, f"select {shown} from {table} where not ({rule.condition})", condition=rule.condition)
        for rule in contract.row_rules()
    ]
    for column in contract.columns:
        if column.references:
            target, target_column = column.references.rsplit(".", 1)
            name = sql_name(column.name)
            found.append(
                Check(
                    table,
                    f"{column.name} stands in {column.references}",
                    f"select {name} from {table} where {name} is not null and {name} not in (select {sql_name(target_column)} from {target})",
                    inputs=(target,),
                    is_reference=True,
                )
            )
    return found


@cache
def file_checks() -> tuple[Check, ...]:
    """The checks of sql/checks/. Their header has table, sentence and severity."""
    found = []
    for file in sql.load_folder("checks"):
        missing = [name for name in ("table", "sentence", "severity") if name not in file.header]
        if missing:
            raise sql.SqlFileError(f"{file.path}: the header lacks '-- {missing[0]}: …'")
        severity = file.header["severity"]
        if severity not in _SEVERITIES:
            raise sql.SqlFileError(f"{file.path}: its severity is '{severity}', not one of {', '.join(_SEVERITIES)}")
        found.append(
            Check(
                file.header["table"],
                file.header["sentence"],
                file.text.rstrip().rstrip(";"),
                severity != "warning",
                file.dependencies,
                is_privacy=severity == "privacy",
            )
        )
    return tuple(found)


@cache
def staged_rows_check() -> Check:
    """That the typed tables of every kind hold what their accounts say, in rows and in pounds of the kind's money column."""
    staged = " union all ".join(
        "select source_file_id, source_part, count(*) as row_count, "
        f"{f'sum({source.money_column})' if source.money_column else 'null'} as amount_gbp "
        f"from {source.contract.table} group by source_file_id, source_part"
        for _, source in sorted(all_sources().items())
    )
    return Check(
        "ops.source_part",
        "the rows in the typed tables are those that the account says were loaded",
        "select account.source_file_id, account.source_part, account.rows_loaded, staged.row_count, "
        "account.amount_loaded_gbp, staged.amount_gbp "
        f"from staging.account as account left join ({staged}) as staged "
        "on staged.source_file_id = account.source_file_id and staged.source_part = account.source_part "
        "where account.rows_loaded <> coalesce(staged.row_count, 0) or (account.amount_loaded_gbp is not null "
        "and account.amount_loaded_gbp <> coalesce(staged.amount_gbp, 0))",
        inputs=(*(source.contract.table for source in all_sources().values()), "staging.account"),
    )


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check made before a publication, by table."""
    derived = [
        check
        for contract in contracts.all_contracts().values()
        if contract.layer in ("core", *contracts.PUBLISHED_LAYERS)
        for check in contract_checks(contract)
    ]
    return tuple(sorted((*derived, staged_rows_check(), *file_checks()), key=lambda check: (check.table, check.sentence)))


def _counts_by_row(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> dict[Check, int]:
    """Offending rows of the checks that judge each row by itself: all those of a table in one pass over it."""
    counts: dict[Check, int] = {}
    for table in dict.fromkeys(check.table for check in checks if check.condition):
        of_table = [check for check in checks if check.condition and check.table == table]
        columns = ", ".join(f"count(*) filter (where not ({check.condition}))" for check in of_table)
        row = connection.execute(f"select {columns} from {table}").fetchone()
        counts |= dict(zip(of_table, row or (), strict=True))
    return counts


def evaluate(connection: duckdb.DuckDBPyConnection, checks: Iterable[Check]) -> list[Result]:
    """Make each check over the tables and views that stand in the connection."""
    checks = list(checks)
    counts = _counts_by_row(connection, checks)
    results = []
    for check in checks:
        if check in counts:
            count = counts[check]
        else:
            row = connection.execute(f"select count(*) from ({check.offending})").fetchone()
            count = int(row[0]) if row else 0
        if not count:
            results.append(Result(check, count, None))
            continue
        cursor = connection.execute(f"{check.offending} order by all limit {_ROWS_SHOWN}")
        names = tuple(entry[0] for entry in cursor.description or [])
        rows = tuple(cursor.fetchall())
        example = ", ".join(f"{name} = {value}" for name, value in zip(names, rows[0], strict=True))
        results.append(Result(check, count, example, names, rows))
    return results


def load_accepted(folder: Path) -> tuple[Accepted, ...]:
    """Every accepted failure of the place. Raises PlaceError naming the file and the key that is wrong, or the check that
    nobody may accept."""
    found: list[Accepted] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found += _AcceptedFile.model_validate(tomllib.loads(path.read_text("utf-8-sig"))).accepted
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PlaceError(f"{path} is not valid TOML: {error}.") from None
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(step) for step in problem["loc"])
            raise PlaceError(
                f"{path} cannot be used: {where}: {problem['msg']}. An [[accepted]] has check, table, reason, by, on, expires_on, at_most_rows."
            ) from None
        refused = next((entry.check for entry in found if entry.check in _privacy_sentences()), None)
        if refused:
            raise PlaceError(
                f"{path} accepts '{refused}'. That check keeps people from being exposed and nobody may accept its failure: "
                "take the entry out and mend what the check shows."
            )
    return tuple(found)


def _privacy_sentences() -> frozenset[str]:
    return frozenset(check.sentence for check in file_checks() if check.is_privacy)


def in_force(folder: Path, today: date) -> tuple[Accepted, ...]:
    """The decisions that hold today: made, and not expired."""
    return tuple(entry for entry in load_accepted(folder) if entry.on <= today <= entry.expires_on)


def accepted_for(result: Result, accepted: Sequence[Accepted]) -> Accepted | None:
    """Of the decisions in force the one that covers this failure, if there is one: same check and table, guard kept."""
    if result.check.is_privacy:
        return None
    return next(
        (
            entry
            for entry in accepted
            if (entry.check, entry.table) == (result.check.sentence, result.check.table)
            and result.offending_rows <= entry.at_most_rows
        ),
        None,
    )
