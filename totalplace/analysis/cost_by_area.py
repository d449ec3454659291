"""Cost by where people live, and alcohol-related incidents by where they happen: two outcomes, never one.

Belongs here: the exact cells of each area, for the layer of disclosure control. Does not belong here: what may be shown of them (disclosure.py), what the
areas are like (licensed_areas.py).

Every area of the place has a cell each year, those without anybody too: that an area is missing would itself say something.
"""

from collections.abc import Collection

import polars as pl

from totalplace.analysis.licensed_areas import PREMISES
from totalplace.contracts.customers import COST_BY_AREA, PLACE_OUTCOMES

BY_RESIDENCE, BY_OCCURRENCE = PLACE_OUTCOMES
ALCOHOL = ("alcohol", "both")
_LEVELS = {"msoa": ("msoa_code", "msoa_name"), "lsoa": ("area_code", "area_name")}


def cost_by_area(costed: pl.DataFrame, cohort: pl.DataFrame, facts: pl.DataFrame, services: pl.DataFrame, cohort_id: str, level: str = "msoa") -> pl.DataFrame:
    """Cells of mart.cost_by_area with _people, _pence, _largest_pence and _second_pence; of incidents the most of one person and of the next.

    costed: COSTED_SCHEMA of costing.py; cohort: period and person_no of its members; facts: licensed_areas.SCHEMA; services: ref.service; level: "msoa", or
    "lsoa" where the agreement allows it. `incidents` is exact; money and rates are left to disclosure control, which works them out of rounded figures.
    """
    areas = _areas(facts, level)
    cost = _cost(costed, cohort, "msoa_code" if level == "msoa" else "lsoa_code")
    happened = incidents(costed.join(cohort.select("period", "person_no").unique(), on=["period", "person_no"], how="semi"), services)
    of_person = happened.rename({"occurred_msoa" if level == "msoa" else "occurred_lsoa": "area_code"}).group_by("period", "area_code", "person_no").agg(
        pl.len().cast(pl.Int64).alias("incidents")
    )
    most = pl.col("incidents").sort(descending=True)
    counted = of_person.group_by("period", "area_code").agg(
        pl.len().cast(pl.Int64).alias("_people"), pl.col("incidents").sum(), most.get(0).alias("_most_incidents"), most.get(1, null_on_oob=True).alias("_second_incidents")
    )
    grid = cohort.select("period").unique().join(areas, how="cross")
    cells = pl.concat(
        [
            grid.join(cost, on=["period", "area_code"], how="left").with_columns(pl.lit(BY_RESIDENCE).alias("outcome")),
            grid.join(counted, on=["period", "area_code"], how="left").with_columns(pl.lit(BY_OCCURRENCE).alias("outcome"), pl.col("incidents").fill_null(0)),
        ],
        how="diagonal_relaxed",
    )
    lacking = [column.name for column in COST_BY_AREA.columns if column.name not in (*cells.columns, "cohort")]
    schema = COST_BY_AREA.polars_schema()
    cells = cells.with_columns(
        pl.lit(cohort_id).alias("cohort"),
        *(pl.lit(None, schema[name]).alias(name) for name in lacking),
        pl.col("_people").fill_null(0),
        *(pl.when(pl.col("outcome") == BY_RESIDENCE).then(pl.col(name).fill_null(0)).alias(name) for name in ("_pence", "_largest_pence", "_second_pence")),
    )
    return cells.select(*COST_BY_AREA.column_names, "_people", "_pence", "_largest_pence", "_second_pence", "_most_incidents", "_second_incidents").sort("period", "outcome", "area_code")


def incidents(costed: pl.DataFrame, services: pl.DataFrame) -> pl.DataFrame:
    """period, contact_no, person_no, occurred_lsoa, occurred_msoa of alcohol-related incidents whose place is known: each once, in the year it began."""
    named = services.filter("is_incident").select(pl.col("service_id").alias("service"))
    about = costed.filter(pl.col("substance").is_in(ALCOHOL), pl.col("occurred_msoa").is_not_null() | pl.col("occurred_lsoa").is_not_null())
    return (
        about.join(named, on="service", how="semi").sort("contact_no", "period").unique("contact_no", keep="first", maintain_order=True)
        .select("period", "contact_no", "person_no", "occurred_lsoa", "occurred_msoa")
    )  # fmt: skip


def cost_of_people(costed: pl.DataFrame, cohort: pl.DataFrame, area: str) -> pl.DataFrame:
    """period, area_code, person_no, pence: what each member of the cohort costs in a year, by the area where they live."""
    return (
        costed.join(cohort.select("period", "person_no").unique(), on=["period", "person_no"], how="semi")
        .filter(pl.col(area).is_not_null()).group_by("period", pl.col(area).alias("area_code"), "person_no").agg(pl.col("average_pence").sum().alias("pence"))
    )  # fmt: skip


def _cost(costed: pl.DataFrame, cohort: pl.DataFrame, area: str) -> pl.DataFrame:
    dearest = pl.col("pence").sort(descending=True)
    return cost_of_people(costed, cohort, area).group_by("period", "area_code").agg(
        pl.len().cast(pl.Int64).alias("_people"),
        pl.col("pence").sum().alias("_pence"),
        dearest.get(0, null_on_oob=True).alias("_largest_pence"),
        dearest.get(1, null_on_oob=True).alias("_second_pence"),
    )


def _areas(facts: pl.DataFrame, level: str) -> pl.DataFrame:
    """area_code, area_name, residents and premises. Of an area of which a part is not known nothing is."""
    code, name = _LEVELS[level]
    figures: Collection[str] = ("residents", *PREMISES.values())
    return (
        facts.filter(pl.col(code).is_not_null()).group_by(pl.col(code).alias("area_code"), pl.col(name).alias("area_name"))
        .agg(pl.when(pl.col(figure).is_not_null().all()).then(pl.col(figure).sum()).alias(figure) for figure in figures).sort("area_code")
    )  # fmt: skip
