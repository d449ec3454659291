"""Jobs that try something beside the publication, each with a short form: a pooled budget with another figure, a threshold with another value.

Belongs here: the forms and what a run shows. Does not belong here: what a trial is (totalplace/trials.py).
"""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field

from totalplace import contracts, trials
from totalplace.assets.places_partition import PLACES
from totalplace.assets.shown import table
from totalplace.assets.workbench import RunBench, failures_in_words

_ROWS_SHOWN = 40
_KEY_NAME = re.compile(r"\b[a-z_]+=")
_FIRST_CLAUSE = re.compile(r"[;:.(]")
_FIRST = "mart.pool_scenario"
# the values are what stands in the form: words of the files of scenarios/, and ids of ref.assumption
Threshold = Enum("Threshold", {name: name for name in trials.triable_thresholds()})  # type: ignore[misc]


class Figure(Enum):
    """What of a pooled budget may be tried with more or less."""

    amount_gbp = "amount_gbp"
    share = "share"
    spend_gbp = "spend_gbp"


class PooledBudgetTrial(dg.Config):
    """One figure of one file of scenarios/, more or less of it."""

    scenario: str = Field(default="", description="The file in scenarios/, without .toml. Empty: the first by name.")
    figure: Figure = Field(
        default=Figure.spend_gbp,
        description="amount_gbp: what a partner pays in. share: the share that it pays of each line of its spending. spend_gbp: what a purpose costs.",
    )
    of: str = Field(default="", description="The id of the partner's body, or of the purpose. Empty: the first of the file.")
    by_percent: float = Field(default=10.0, ge=trials.LEAST_PERCENT, le=trials.MOST_PERCENT, allow_inf_nan=False, description="More by so many per cent; less if negative.")


class ThresholdTrial(dg.Config):
    """One threshold with another value."""

    threshold: Threshold = Field(
        default=Threshold["cluster_walk_m"],
        description="A threshold that place.toml may set. What each means, its unit and its value now are in ref.assumption.",
    )
    value: float = Field(default=600.0, allow_inf_nan=False, description="The value to try, in the unit of the threshold.")


def _tell(context: dg.OpExecutionContext, attempt: Callable[[RunBench], trials.Outcome], shown: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    held: RunBench = context.resources.workbench
    with failures_in_words():
        outcome = attempt(held)
    context.log.info(f"Tried: {outcome.said}. Values that differ: {outcome.differences.height:,}. All of them: {outcome.file}")
    chosen = _readable(shown(outcome.differences))
    told: dict[str, dg.MetadataValue[Any]] = {
        "tried": dg.MetadataValue.text(outcome.said),
        "values that differ": dg.MetadataValue.int(outcome.differences.height),
        "tables": dg.MetadataValue.md(_table(outcome.summary) if outcome.summary.height else "Nothing is different."),
        "what turned out differently": dg.MetadataValue.md(_table(chosen.head(_ROWS_SHOWN)) + (f"\n\nand {chosen.height - _ROWS_SHOWN:,} more in the file" if chosen.height > _ROWS_SHOWN else "")),
        "who may see it": dg.MetadataValue.text("the partners, as the tables that it compares"),
        "all that differs": dg.MetadataValue.path(str(outcome.file)),
        "what the publication says": dg.MetadataValue.text("as before: a trial replaces nothing"),
    }
    if outcome.sums.height:
        told["pounds and square metres, all rows of a table"] = dg.MetadataValue.md(_table(outcome.sums.with_columns(pl.col("difference").round(2))))
    context.add_output_metadata(told)


def _readable(found: pl.DataFrame) -> pl.DataFrame:
    """The differences for a reader: figures before words, what a column means instead of its name, no more digits than tell something."""
    rows = [
        (
            f"{entry['table'].removeprefix('mart.')} {_KEY_NAME.sub('', entry['key'])}",
            _meaning(entry["table"], entry["column"]),
            _figure(entry["before"], entry["difference"]),
            _figure(entry["after"], entry["difference"]),
            _figure(entry["difference"], entry["difference"]),
        )
        for entry in found.sort(pl.col("difference").is_null(), maintain_order=True).iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("of", "what", "before", "after", "difference"), pl.String), orient="row")


def _meaning(made: str, column: str) -> str:
    comment = next((each.comment for each in contracts.contract(made).columns if each.name == column), column)
    return _FIRST_CLAUSE.split(comment, maxsplit=1)[0]


def _figure(value: object, difference: float | None) -> str:
    """A number as people read it; words and ids as they are."""
    if difference is None or value is None:
        return "" if value is None else str(value)
    number = float(str(value))
    said = f"{number:,.2f}" if abs(number) >= 100 else f"{number:,.4f}".rstrip("0").rstrip(".")
    return said.replace("-", "−")


def _table(frame: pl.DataFrame) -> str:
    return table([name.replace("_", " ") for name in frame.columns], frame.iter_rows())


@dg.op(required_resource_keys={"workbench"}, description="Works out the pooled budgets with the figure changed, beside the publication")
def pooled_budget_with_another_figure(context: dg.OpExecutionContext, config: PooledBudgetTrial) -> None:
    """What turned out differently is in the metadata of the run, and in out/trials/."""
    by_percent = Decimal(str(config.by_percent))
    _tell(
        context,
        lambda held: trials.try_pooled_budget(held.bench, config.scenario, config.figure.value, config.of, by_percent),
        lambda found: found.filter(pl.col("table").is_in((_FIRST, "mart.pool_body"))).sort(pl.col("table") != _FIRST, "key", "column"),
    )


@dg.op(required_resource_keys={"workbench"}, description="Works out what follows from the threshold with the value to try, beside the publication")
def threshold_with_another_value(context: dg.OpExecutionContext, config: ThresholdTrial) -> None:
    """What turned out differently is in the metadata of the run, and in out/trials/."""
    _tell(context, lambda held: trials.try_threshold(held.bench, config.threshold.value, config.value), lambda found: found)


@dg.job(
    partitions_def=PLACES,
    executor_def=dg.in_process_executor,
    description="What if a partner paid more, or a purpose cost less? Fill in the form: nothing is published, nothing replaced. "
    "What turns out differently stands with the run and in out/trials/, with the changed file, to be put into scenarios/ if it is wanted",
    config=dg.RunConfig(ops={"pooled_budget_with_another_figure": PooledBudgetTrial()}),
)
def try_a_pooled_budget() -> None:
    """A form, a run, a table."""
    pooled_budget_with_another_figure()


@dg.job(
    partitions_def=PLACES,
    executor_def=dg.in_process_executor,
    description="What if a threshold had another value? Fill in the form: nothing is published, nothing replaced. What turns out differently stands with the run and in out/trials/. "
    "To keep a value, write it under [thresholds] in place.toml",
    config=dg.RunConfig(ops={"threshold_with_another_value": ThresholdTrial()}),
)
def try_a_threshold() -> None:
    """A form, a run, a table."""
    threshold_with_another_value()


JOBS = [try_a_pooled_budget, try_a_threshold]
