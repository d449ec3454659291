"""What is truly so of the example's people: costs, concentration, who stays at the top, agencies together, ways between services, and how well records were linked.

Belongs here: plain answers worked out from the true persons, without any of the pipeline's functions, for tests. Does not belong here: planting.
Nothing of it is written into a place folder: an answer by person is about persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from totalplace.example.geography import Floats
from totalplace.example.people import FIRST_FY, YEARS

_DAYS_A_UNIT = {"day": 1.0, "night": 1.0, "week": 7.0}


def costs(contacts: pl.DataFrame, services: pl.DataFrame, unit_costs: pl.DataFrame, price_rises: Mapping[int, float] | None = None) -> pl.DataFrame:
    """Pence by person, agency, service and year: what is stated, else units (else days of the spell) by the average unit cost. A spell is shared out by its days.

    `contacts` has the true `person`; `services` and `unit_costs` are ref.service and ref.unit_cost with one row a service. `price_rises` of a year over
    the one before bring unit costs from their price base to each year's prices; what is stated stands as it is.
    """
    rises = price_rises or {}
    bases = [*range(2000, FIRST_FY + YEARS)]
    level = dict(zip(bases, np.cumprod([1 + rises.get(year, 0.0) for year in bases]).tolist(), strict=True))
    average = unit_costs.join(services.select("service_id", days_a_unit=pl.col("unit").replace_strict(_DAYS_A_UNIT, default=None, return_dtype=pl.Float64)), on="service_id").select(
        "days_a_unit", service="service_id", base_pence=pl.col("average_gbp").cast(pl.Float64) * 100 / pl.col("price_base_fy").replace_strict(level, return_dtype=pl.Float64)
    )
    whole = (
        contacts.with_columns(days=(pl.col("ended_on") - pl.col("started_on")).dt.total_days() + 1)
        .join(average, on="service", how="left")
        .with_columns(units=pl.coalesce("units", pl.col("days") / pl.col("days_a_unit"), pl.lit(1.0)))
    )
    years = []
    for period in range(FIRST_FY, FIRST_FY + YEARS):
        first, last = pl.date(period, 4, 1), pl.date(period + 1, 3, 31)
        within = (pl.min_horizontal("ended_on", last) - pl.max_horizontal("started_on", first)).dt.total_days() + 1
        pence = pl.coalesce(pl.col("stated_cost_pence").cast(pl.Float64), pl.col("units") * pl.col("base_pence") * level[period])
        years.append(
            whole.with_columns(within=within)
            .filter(pl.col("within") > 0)
            .group_by("person", "agency", "service")
            .agg((pence * pl.col("within") / pl.col("days")).sum().alias("pence"))
            .with_columns(period=pl.lit(period, dtype=pl.Int64))
        )
    return pl.concat(years).sort("person", "period", "agency", "service")


def members(contacts: pl.DataFrame, people: pl.DataFrame, period: int, substances: Sequence[str], youngest: int = 18) -> pl.DataFrame:
    """Who in the year has a contact put down to one of these substances, and is old enough on the day it begins or the year does."""
    first, last = pl.date(period, 4, 1), pl.date(period + 1, 3, 31)
    return (
        contacts.filter(pl.col("substance").is_in(list(substances)), pl.col("started_on") <= last, pl.col("ended_on") >= first)
        .join(people.select("person", "born_on"), on="person")
        .filter(pl.max_horizontal("started_on", first) >= pl.col("born_on").dt.offset_by(f"{youngest}y"))
        .select("person")
        .unique()
        .sort("person")
    )


def top_share(values: Floats, share: float) -> float:
    """The part of the whole that falls on this share of the values, the largest first."""
    ordered = np.sort(values)[::-1]
    return float(ordered[: max(1, round(share * len(ordered)))].sum() / ordered.sum())


def stays_at_top(by_year: pl.DataFrame, period: int, share: float = 0.2) -> tuple[float, float, float]:
    """Of the top share of a year: how many are in it a year later, and their mean pence in the year and a year later.

    `by_year` has person, period and pence, a row for each person and year with a cost.
    """
    year = {at: by_year.filter(pl.col("period") == at) for at in (period, period + 1)}
    top = {at: found.sort("pence", "person", descending=[True, False]).head(max(1, round(share * len(found)))) for at, found in year.items()}
    stayed = top[period].join(top[period + 1], on="person", how="semi")
    after = top[period].select("person").join(year[period + 1], on="person", how="left")["pence"].fill_null(0.0)
    return len(stayed) / len(top[period]), float(top[period]["pence"].to_numpy().mean()), float(after.to_numpy().mean())


def agency_sets(by_agency: pl.DataFrame) -> pl.DataFrame:
    """People and pence by the set of agencies that bore a cost: `agencies` joined by " + " in their order. Columns person, agency, pence."""
    people = by_agency.group_by("person").agg(pl.col("agency").unique().sort().str.join(" + ").alias("agencies"), pl.col("pence").sum())
    return people.group_by("agencies").agg(pl.len().alias("people"), pl.col("pence").sum()).sort("people", "agencies", descending=[True, False])


def next_steps(contacts: pl.DataFrame) -> pl.DataFrame:
    """How often one service is the next after another for the same person, and the middle of the days between their beginnings."""
    ordered = contacts.sort("person", "started_on", "service").with_columns(
        to_service=pl.col("service").shift(-1).over("person"), next_on=pl.col("started_on").shift(-1).over("person")
    )
    return (
        ordered.filter(pl.col("to_service").is_not_null())
        .group_by("service", "to_service")
        .agg(pl.len().alias("steps"), pl.col("person").n_unique().alias("people"), (pl.col("next_on") - pl.col("started_on")).dt.total_days().median().alias("median_days"))
        .sort("steps", "service", "to_service", descending=[True, False, False])
    )


@dataclass(frozen=True)
class Score:
    """How links compare with the truth, by pairs of records."""

    pairs_right: int
    pairs_linked: int
    pairs_true: int

    @property
    def precision(self) -> float:
        return self.pairs_right / self.pairs_linked if self.pairs_linked else 1.0

    @property
    def recall(self) -> float:
        return self.pairs_right / self.pairs_true if self.pairs_true else 1.0


def score(person_of_record: pl.Series, linked_person: pl.Series) -> Score:
    """Pairs of records that are one person in truth, in the links, and in both. The two stand in the order of record_no."""
    both = pl.DataFrame({"true": person_of_record, "linked": linked_person})

    def pairs(*by: str) -> int:
        sizes = both.group_by(*by).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    return Score(pairs("true", "linked"), pairs("linked"), pairs("true"))
