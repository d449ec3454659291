"""What several pooled budgets draw from the same line of the count.

Belongs here: the lines of which more is promised than they hold, and the sentence on each. Does not belong here: one agreement
(pooling.py), or whether agreements are choices between each other, which only the partners know (docs/decisions/0036).
"""

from collections.abc import Mapping

import polars as pl

from totalplace.words import pounds, year_name

_SAID = (
    "{files} together draw {promised} in {year} from '{line}' of {body} (count_id {count_id}), which holds {holds}: {twice} is promised twice. "
    "If both are to hold, lower what one of them draws; if they are choices between each other, nothing is to be done."
)


def drawn_on_by_several(contribution: pl.DataFrame) -> pl.DataFrame:
    """Of mart.pool_contribution: each line and year on which several agreements draw, with what they draw and what it holds."""
    return (
        contribution.filter((pl.col("count_id") > 0) & (pl.col("amount_gbp") > 0))
        .group_by("body_id", "count_id", "line", "fy")
        .agg(pl.col("scenario_id").sort(), pl.col("amount_gbp").sum(), pl.col("available_gbp").min())
        .filter(pl.col("scenario_id").list.len() > 1)
        .sort("body_id", "count_id", "fy")
    )


def promised_twice(contribution: pl.DataFrame, entry: pl.DataFrame) -> Mapping[str, list[str]]:
    """A sentence for each line of which several agreements draw more than it holds, under each of their scenario_ids. `entry` is mart.pool_entry."""
    named = entry.filter(pl.col("entry").str.contains(r"^partner\.\d+\.body$"))
    at = {(scenario_id, body_id): line for scenario_id, body_id, line in named.select("scenario_id", "value", "file_line").iter_rows()}
    said: dict[str, list[str]] = {}
    for row in drawn_on_by_several(contribution).filter(pl.col("amount_gbp") > pl.col("available_gbp")).iter_rows(named=True):
        files = [f"scenarios/{name}.toml ([[partner]] {row['body_id']}, line {at.get((name, row['body_id']), 1)})" for name in row["scenario_id"]]
        sentence = _SAID.format(
            files=f"{', '.join(files[:-1])} and {files[-1]}", promised=pounds(row["amount_gbp"]), year=year_name(row["fy"]), line=row["line"], body=row["body_id"], count_id=row["count_id"],
            holds=pounds(row["available_gbp"]), twice=pounds(row["amount_gbp"] - row["available_gbp"]),
        )  # fmt: skip
        for name in row["scenario_id"]:
            said.setdefault(name, []).append(sentence)
    return said
