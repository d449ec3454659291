"""One Dagster asset a step, many steps in one go.

Belongs here: the wrapper with its description, checks and what it shows. Does not belong here: any computation.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import dagster as dg

from totalplace import checks
from totalplace.assets.places_partition import PLACES
from totalplace.assets.shown import Metadata, cell, code_reference, metadata_of, table
from totalplace.assets.workbench import RunBench, failures_in_words
from totalplace.contracts import PUBLISHED_LAYERS
from totalplace.contracts._base import Contract
from totalplace.paths import sql_folder
from totalplace.pipeline import Step, Workbench

_GROUPS = {
    "raw": "1_received",
    "staging": "2_read_and_typed",
    "ref": "3_reference",
    "core": "4_put_together",
    "analysis": "5_judged",
    "mart": "6_to_be_read",
    "ops": "7_accounts",
}
_OWNERS = {"mart": "team:finance-leads"}
_SENTENCES_SHOWN = 5  # of several checks that are shown as one
_CONTRACT_KEPT = "its_contract_is_kept"
_CHECK_NAME = re.compile(r"[^a-z0-9]+")


class StepDefectError(Exception):
    """A defect of ours in the step of a table, whose name is the message: several share one bar of Dagster's timeline."""


def asset_key(table: str) -> dg.AssetKey:
    """mart.estate is the asset mart/estate."""
    return dg.AssetKey(table.split("."))


def group_of(table: str) -> str:
    return _GROUPS[table.split(".")[0]]


def assets_of(name: str, several: Sequence[Step]) -> dg.AssetsDefinition:
    """One asset a step, all run in one go: Dagster asks 0.1 seconds for each thing it starts, and there are dozens.

    Any part of them can be chosen. Each runs its step for the place of the run, says what came of it and makes its checks;
    where one fails, those that do not follow from it are made all the same, then the run ends with the first sentence.
    """
    ordered = {asset_key(step.table): step for step in several}
    own = {key: _own_checks(step.table) for key, step in ordered.items()}

    @dg.multi_asset(
        name=name,
        specs=[_spec(step, own[key]) for key, step in ordered.items()],
        check_specs=[
            dg.AssetCheckSpec(_CONTRACT_KEPT, asset=key, description=in_a_list(checks_of_it))
            for key, checks_of_it in own.items()
            if checks_of_it
        ],
        partitions_def=PLACES,
        required_resource_keys={"workbench"},
        can_subset=True,
    )
    def _assets(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        held: RunBench = context.resources.workbench
        wanted = context.selected_asset_keys
        checked = {check.asset_key for check in context.selected_asset_check_keys}
        not_made: set[str] = set()
        first: dg.Failure | None = None
        for key, step in ordered.items():
            if key not in wanted:
                continue
            if not_made.intersection((*step.inputs, *step.after)):
                not_made.add(step.table)
                continue
            try:
                with failures_in_words():
                    yield _made(held, step, own[key] if key in checked else ())
            except dg.Failure as failure:
                not_made.add(step.table)
                context.log.error(f"{step.table}: {failure.description}")
                first = first or failure
            except Exception as error:
                raise StepDefectError(step.table) from error
        if first is not None:
            raise first

    return _assets


def _made(held: RunBench, step: Step, own: Sequence[checks.Check]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    made = held.bench.run(step.table)
    held.run.steps_run += made
    held.run.steps_unchanged += not made
    return dg.MaterializeResult(
        asset_key=asset_key(step.table),
        metadata=_metadata(held, step, made),
        check_results=list(_check_results(held.bench, step, own)),
    )


def _spec(step: Step, own: Sequence[checks.Check]) -> dg.AssetSpec:
    contract = step.contract
    is_sql = (sql_folder() / contract.layer / f"{contract.name}.sql").is_file()
    return dg.AssetSpec(
        key=asset_key(step.table),
        deps=[asset_key(table) for table in (*step.inputs, *step.after)],
        group_name=group_of(step.table),
        description=_description(contract),
        owners=[_OWNERS.get(contract.layer, "team:pilot-team")],
        kinds={"sql", "duckdb"} if is_sql else {"polars"},
        tags={"totalplace/layer": contract.layer, "totalplace/audience": contract.audience},
        metadata={
            "dagster/column_schema": _column_schema(contract),
            "dagster/code_references": code_reference(step),
        },
    )


def check_name(sentence: str) -> str:
    """A sentence as Dagster allows it to be a name."""
    return _CHECK_NAME.sub("_", sentence.lower()).strip("_")[:100]


def check_result(key: dg.AssetKey, name: str, results: Sequence[checks.Result]) -> dg.AssetCheckResult:
    """What came of one check, or of several shown as one: the sentences that do not hold, each with a first row."""
    failed = [result for result in results if not result.passed]
    is_error = any(result.check.is_blocking for result in failed or results)
    words = _words([result.check for result in results])
    told = "\n".join(f"- {words[result.check]}: {result.offending_rows:,}" for result in failed)
    return dg.AssetCheckResult(
        passed=not failed,
        asset_key=key,
        check_name=name,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={
            "offending rows": sum(result.offending_rows for result in failed),
            "sentences that do not hold": dg.MetadataValue.md(told or "none"),
            "first": next((result.example or "" for result in failed), ""),
            **_offending(failed),
        },
    )


def _offending(failed: Sequence[checks.Result]) -> dict[str, dg.MetadataValue[str]]:
    """The first rows for which each sentence does not hold, of the tables that are published: a check of another may be of what is kept out of every list."""
    shown = [result for result in failed[:_SENTENCES_SHOWN] if result.rows and result.check.table.split(".")[0] in PUBLISHED_LAYERS]
    several = "\n\n".join(f"{cell(result.check.sentence)}\n\n{table(result.columns, result.rows)}" for result in shown)
    return {"offending rows, the first of each": dg.MetadataValue.md(several)} if shown else {}


def _own_checks(table: str) -> tuple[checks.Check, ...]:
    """The checks of a table that need no other table; the rest are made, and shown, at publication."""
    return tuple(check for check in checks.all_checks() if check.table == table and not check.inputs)


def in_a_list(shown: Sequence[checks.Check]) -> str:
    """Several checks that are shown as one, a line each."""
    return "\n".join(f"- {words}" for words in _words(shown).values())


def _words(shown: Sequence[checks.Check]) -> dict[checks.Check, str]:
    """The sentence of each check, and its table where they are not of one."""
    is_one = len({check.table for check in shown}) == 1
    return {check: cell(check.sentence if is_one else f"{check.table}: {check.sentence}") for check in shown}


def _description(contract: Contract) -> str:
    return f"**{contract.question}**\n\nOne row per {contract.grain}."


def _column_schema(contract: Contract) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type=column.duckdb_type,
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=not contract.is_required(column)),
            )
            for column in contract.columns
        ]
    )


def _metadata(held: RunBench, step: Step, made: bool) -> Metadata:
    path = held.bench.result(step.table)
    return {
        **metadata_of(held.bench, step, held.counts),
        "result": dg.MetadataValue.text("made" if made else "unchanged: it stood already"),
        "path": dg.MetadataValue.path(str(path)),
        "size": dg.MetadataValue.text(_size(path)),
    }


def _size(path: Path) -> str:
    files = path.glob("*") if path.is_dir() else [path]
    return f"{sum(file.stat().st_size for file in files) / 1e6:,.2f} MB"


def _check_results(bench: Workbench, step: Step, own: Sequence[checks.Check]) -> Iterable[dg.AssetCheckResult]:
    if not own:
        return
    connection = bench.views([step.table])
    yield check_result(asset_key(step.table), _CONTRACT_KEPT, checks.evaluate(connection, own))
