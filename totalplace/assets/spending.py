"""The steps of what is made of payments and of the count that are not SQL.

Belongs here: thin steps around plain functions. Does not belong here: the functions (reference.py, analysis/), suppliers (money.py).
"""

from pathlib import Path

import polars as pl

from totalplace import fingerprint, reference
from totalplace.analysis import payments_beside_outturn
from totalplace.assets.places import from_declaration
from totalplace.pipeline import Step, Workbench

_BODY_YEAR = ("body_id", "fy")


def _make_comparison(workbench: Workbench, target: Path) -> None:
    counted = workbench.scan("mart.spend_count").filter(pl.col("is_counted") & (pl.col("economic") == "revenue") & (pl.col("count_id") > 0))
    outturn = counted.group_by(_BODY_YEAR).agg(pl.col("source_return").unique().sort().str.join(", "), pl.col("gross_gbp").sum())
    benefits = (
        workbench.scan("mart.return_line")
        .filter((pl.col("status") == "counted") & (pl.col("role") == "benefit"))
        .group_by(_BODY_YEAR)
        .agg(pl.col("gross_gbp").sum().alias("benefit_gbp"))
    )
    stated = outturn.join(benefits, on=_BODY_YEAR, how="left").with_columns(pl.col("benefit_gbp").fill_null(0)).sort(_BODY_YEAR).collect()
    payments_beside_outturn.set_beside(workbench.scan("analysis.payment_sum").collect(), stated).write_parquet(target)


STEPS = (
    from_declaration("ref.payment_word", lambda bench: reference.payment_word_table()),
    from_declaration("ref.theme_line", lambda bench: reference.theme_line_table()),
    Step(
        table="analysis.payment_comparison",
        inputs=("analysis.payment_sum", "mart.spend_count", "mart.return_line"),
        code=fingerprint.of_code("analysis/payments_beside_outturn.py", "assets/spending.py"),
        make=_make_comparison,
    ),
)
