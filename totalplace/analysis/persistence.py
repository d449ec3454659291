"""Who stays at the top: the groups by cost of one year, followed into the next.

Belongs here: the cells of mart.cost_persistence, before disclosure control. Does not belong here: who is in a cohort (cohorts.py).

The units of a cohort in a year fall into the top 5 %, the next 15 % and the rest by their cost in it. Followed are the same units, all of their
costs of the next year, whether they are in the cohort then or not. A unit stayed that is in the same group of the cohort of the next year. By lot: had the group
been drawn by lot from the year's cohort, that share of it would be in that group a year later. That the mean of the top falls and that of the
rest rises without anything being done is regression to the mean; what is followed from the top fifth is the ceiling of what could be avoided.
"""

import polars as pl

from totalplace.contracts import customers

TOP, NEXT, REST = GROUPS = ("top 5 %", "next 15 %", "the rest")
_TOP_SHARE, _FIFTH = 0.05, 0.2
HIDDEN_COLUMNS = (
    "_people", "_pence", "_largest_pence", "_second_pence", "_next_pence", "_next_largest_pence", "_next_second_pence", "_marginal_next_pence", "_stayed_people", "_gone_people",
)  # fmt: skip


def persistence(cohort: str, unit: str, entries: pl.DataFrame, everybody: pl.DataFrame) -> pl.DataFrame:
    """Cells for each year that has a next one. entries: cohorts.units() of the cohort; everybody: that of all service users, as units of the same kind."""
    costs = _grouped(entries)
    next_costs = everybody.group_by("period", "unit_no").agg(pl.col("pence", "marginal_pence").sum())
    years = entries["period"].unique().sort().to_list()
    found = [_followed(costs, next_costs, year) for year in years if year + 1 in years]
    schema = {name: dtype for name, dtype in customers.COST_PERSISTENCE.polars_schema().items() if name != "disclosure"} | dict.fromkeys(HIDDEN_COLUMNS, pl.Int64())
    if not found:
        return pl.DataFrame(schema=schema)
    cells = pl.concat(found).with_columns(cohort=pl.lit(cohort), unit=pl.lit(unit))
    return cells.select(pl.col(name).cast(dtype) for name, dtype in schema.items()).sort(customers.COST_PERSISTENCE.primary_key)


def _grouped(entries: pl.DataFrame) -> pl.DataFrame:
    """period, unit_no, pence, cost_group: the dearest first, equal costs by number."""
    costs = entries.group_by("period", "unit_no").agg(pl.col("pence").sum()).sort("period", "pence", "unit_no", descending=[False, True, False])
    place = pl.int_range(pl.len()).over("period")
    number = pl.len().over("period")
    group = pl.when(place < (number * _TOP_SHARE).floor()).then(pl.lit(TOP)).when(place < (number * _FIFTH).floor()).then(pl.lit(NEXT)).otherwise(pl.lit(REST))
    return costs.with_columns(cost_group=group)


def _followed(costs: pl.DataFrame, next_costs: pl.DataFrame, year: int) -> pl.DataFrame:
    of_year = costs.filter(pl.col("period") == year)
    later = costs.filter(pl.col("period") == year + 1).select("unit_no", next_group="cost_group")
    a_year_later = next_costs.filter(pl.col("period") == year + 1).select("unit_no", next_pence="pence", marginal_next_pence="marginal_pence")
    both = of_year.join(later, on="unit_no", how="left").join(a_year_later, on="unit_no", how="left").with_columns(is_gone=pl.col("next_pence").is_null())
    both = both.with_columns(pl.col("next_pence", "marginal_next_pence").fill_null(0))
    by_lot = both.group_by(cost_group="next_group").agg(by_chance_share=pl.len() / both.height)
    people = pl.col("_people")
    mean = [_gbp((pl.col(f"_{name}") / people).round().cast(pl.Int64)).alias(column) for name, column in (("pence", "mean_cost_gbp"), ("next_pence", "mean_cost_next_gbp"))]
    return (
        both.group_by("cost_group")
        .agg(
            _people=pl.len(),
            _pence=pl.col("pence").sum(),
            _largest_pence=pl.col("pence").max(),
            _second_pence=_second("pence"),
            _next_pence=pl.col("next_pence").sum(),
            _next_largest_pence=pl.col("next_pence").max(),
            _next_second_pence=_second("next_pence"),
            _marginal_next_pence=pl.col("marginal_next_pence").sum(),
            _stayed_people=(pl.col("next_group") == pl.col("cost_group")).sum(),
            _gone_people=pl.col("is_gone").sum(),
        )
        .join(by_lot, on="cost_group", how="left")
        .with_columns(
            *mean,
            period=pl.lit(year, pl.Int64),
            next_period=pl.lit(year + 1, pl.Int64),
            people=people,
            stayed_share=pl.col("_stayed_people") / people,
            gone_share=pl.col("_gone_people") / people,
            by_chance_share=pl.col("by_chance_share").fill_null(0.0),
            marginal_next_gbp=_gbp(pl.col("_marginal_next_pence")),
        )
    )


def _second(name: str) -> pl.Expr:
    """The second largest; nought of one alone."""
    return pl.col(name).top_k(2).sort(descending=True).get(1, null_on_oob=True).fill_null(0)


def _gbp(pence: pl.Expr) -> pl.Expr:
    """Whole pence as pounds, exactly."""
    return pence.cast(pl.Decimal(20, 2)) * pl.lit("0.01").cast(pl.Decimal(4, 2))
