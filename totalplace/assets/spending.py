"""The steps of what is made of payments and of the count that are not SQL.

Belongs here: thin steps around plain functions. Does not belong here: the functions (reference.py, analysis/), suppliers (money.py).
"""

from pathlib import Path

import polars as pl

from totalplace import fingerprint, place, reference
from totalplace.analysis import payments_beside_outturn, spend_areas
from totalplace.assets.places import assumption, from_declaration
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


def _make_by_area(workbench: Workbench, target: Path) -> None:
    count = workbench.scan("mart.spend_count").filter(pl.col("is_counted")).select("count_id", "body_id", "fy", "net_gbp").collect()
    areas, named = workbench.scan("core.area").collect(), workbench.scan("core.place_area").collect()["area_code"].drop_nulls()
    in_place = {*areas.filter("is_in_place")["area_code"], *named}
    served = workbench.scan("core.body_area").collect().group_by("body_id").agg(pl.col("area_code").sort())
    # of a body that also serves areas elsewhere nobody says how much it spends here
    body_areas = {body: tuple(codes) for body, codes in served.iter_rows() if set(codes) <= in_place}
    wanted = {code for codes in body_areas.values() for code in codes}
    people = spend_areas.people_by_area(workbench.scan("core.area_statistic").collect(), areas, wanted)
    spend_areas.by_area(count, body_areas, people, int(assumption(workbench, "population_years_apart"))).write_parquet(target)


STEPS = (
    from_declaration("core.body_area", lambda bench: place.body_area_table(bench.place)),
    Step(
        table="mart.spend_by_area",
        inputs=("mart.spend_count", "core.body_area", "core.area", "core.place_area", "core.area_statistic", "core.assumption"),
        assumptions=("population_years_apart",),
        code=fingerprint.of_code("analysis/spend_areas.py", "analysis/allocation.py", "assets/spending.py"),
        make=_make_by_area,
    ),
    from_declaration("ref.payment_word", lambda bench: reference.payment_word_table()),
    from_declaration("ref.theme_line", lambda bench: reference.theme_line_table()),
    from_declaration("ref.sector_word", lambda bench: reference.sector_word_table()),
    Step(
        table="analysis.payment_comparison",
        inputs=("analysis.payment_sum", "mart.spend_count", "mart.return_line"),
        code=fingerprint.of_code("analysis/payments_beside_outturn.py", "assets/spending.py", "words.py"),
        make=_make_comparison,
    ),
)
