"""Agencies together: to which set of agencies each person, or family, of a cohort is known in a year, and what each set costs.

Belongs here: counting exactly. Does not belong here: who is in a cohort (analysis/cohorts.py), which of the figures may be seen
(analysis/disclosure/): what leaves this module is not for any reader.
"""

import polars as pl

from totalplace.contracts.customers import BETWEEN_AGENCIES

SCHEMA = {
    "cohort": pl.String, "unit": pl.String, "period": pl.Int64, "agencies": pl.String, "agency_count": pl.Int64,
    "_people": pl.Int64, "_pence": pl.Int64, "_largest_pence": pl.Int64, "_second_pence": pl.Int64,
}  # fmt: skip


def overlap(costed: pl.DataFrame, cohort: pl.DataFrame, *, cohort_id: str, unit: str) -> pl.DataFrame:
    """Exact cells of mart.agency_overlap.

    `cohort` has period, person_no and unit_no: whose contacts of that year count, and for which person or family. Each unit with a contact
    in the year stands in exactly one set, so that the sets of a year add up to the cohort. Which agencies a unit is known to does not
    depend on cost: a contact that costs nothing counts.
    """
    known_to = (
        costed.select("period", "person_no", "agency", "average_pence")
        .join(cohort.select("period", "person_no", "unit_no").unique(), on=["period", "person_no"])
        .group_by("period", "unit_no", "agency")
        .agg(pl.col("average_pence").fill_null(0).sum())
    )
    sets = known_to.group_by("period", "unit_no").agg(pl.col("agency").sort().alias("agencies"), pl.col("average_pence").sum().alias("pence"))
    return (
        sets.with_columns(pl.col("agencies").list.len().cast(pl.Int64).alias("agency_count"), pl.col("agencies").list.join(BETWEEN_AGENCIES))
        .sort("pence", descending=True)
        .group_by("period", "agencies", "agency_count", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("_people"),
            pl.col("pence").sum().alias("_pence"),
            pl.col("pence").first().alias("_largest_pence"),
            pl.col("pence").get(1, null_on_oob=True).fill_null(0).alias("_second_pence"),
        )
        .with_columns(pl.lit(cohort_id).alias("cohort"), pl.lit(unit).alias("unit"))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort("period", "agency_count", "agencies")
    )
