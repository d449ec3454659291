"""Made-up contacts of people with eight agencies, costed and concentrated: this project's way, and a plain pandas way.

Belongs here: the contacts by seed, and the ways. Does not belong here: measuring (run.py), putting records together (people.py).

`all`: everything that an edition tells of concentration: two cohorts, people and families, each agency and theme, users and residents, both intervals,
persistence, what each agency's unit costs, another linkage and a missing agency would change. `alike`: no more than `pandas` does, which is the cost of each
person and year and the share of the top with a percentile bootstrap; a spell counts whole in the year in which it began, as one would do it by hand.
"""

import sys
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import polars as pl

from totalplace import reference
from totalplace.analysis import cohorts
from totalplace.analysis.concentration import Asked, Terms, concentrate
from totalplace.analysis.costing import cost
from totalplace.analysis.persistence import persistence
from totalplace.analysis.sensitivity import LOOSER, Variants, sensitivity
from totalplace.analysis.spread import costs_of, figures, percentile_intervals
from totalplace.contracts.customers import UNITS
from totalplace.hypotheses import EVERYBODY, Cohort, Hypothesis

YEARS = (2022, 2023, 2024)
TOPS = (0.01, 0.05, 0.1, 0.2)
DRAWS = 399
_DRINKERS = Hypothesis(id="alcohol-and-drugs", question="?", cohort=Cohort(substances=("alcohol", "drugs"), youngest=18), stated_share=0.8)


def generate(folder: Path, count: int, people: int) -> None:
    """`count` contacts of `people`, each agency with a record of its own of each of them."""
    draw = np.random.default_rng(6)
    services = reference.service_table()
    weight = np.exp(1.3 * draw.standard_normal(people))
    person = draw.choice(people, count, p=weight / weight.sum())
    service = draw.integers(0, services.height, count)
    layouts = services["layout"].unique().sort().to_list()
    agency = np.array([layouts.index(layout) for layout in services["layout"]])[service]
    record, numbered = np.unique(person * len(layouts) + agency, return_inverse=True)
    began = np.datetime64("2022-04-01") + draw.integers(0, 1_065, count)
    lasts = np.where(services["is_spell"].to_numpy()[service], draw.integers(0, 60, count), 0)
    stated = np.where(draw.random(count) < 0.2, draw.integers(100, 100_000, count), -1)
    substance = draw.choice(4, count, p=[0.1, 0.05, 0.05, 0.8])
    pl.DataFrame(
        {
            "contact_no": np.arange(count), "record_no": numbered, "agency": pl.Series(layouts).gather(agency),
            "layout": pl.Series(layouts).gather(agency), "service": services["service_id"].gather(service),
            "started_on": began, "ended_on": began + lasts, "units": pl.Series([None]).cast(pl.Float64).new_from_index(0, count), "stated_cost_pence": stated,
            "substance": pl.Series(["alcohol", "drugs", "both", None]).gather(substance),
            "occurred_postcode": pl.Series([None], dtype=pl.String).new_from_index(0, count),
        }
    ).with_columns(pl.when(pl.col("stated_cost_pence") >= 0).then("stated_cost_pence")).write_parquet(folder / "contacts.parquet")  # fmt: skip
    pl.DataFrame({"record_no": np.arange(len(record)), "person_no": record // len(layouts)}).write_parquet(folder / "links.parquet")
    pl.DataFrame({"person_no": np.arange(people), "household_no": np.arange(people) // 2, "born_year": draw.integers(1930, 2015, people)}).write_parquet(folder / "people.parquet")


def _costed(folder: Path) -> pl.DataFrame:
    return cost(pl.read_parquet(folder / "contacts.parquet"), pl.read_parquet(folder / "links.parquet"), reference.service_table(), reference.unit_cost_table())


def everything(folder: Path) -> str:
    """All tables of concentration, of two cohorts."""
    costed, people, links = _costed(folder), pl.read_parquet(folder / "people.parquet"), pl.read_parquet(folder / "links.parquet")
    terms, residents, told = Terms(DRAWS, 1, 50), dict.fromkeys(YEARS, 3 * people.height), 0
    asked = ((EVERYBODY, Cohort(), None), (_DRINKERS.id, _DRINKERS.cohort, _DRINKERS))
    ledgers = {cohort_id: cohorts.ledger(costed, cohort, YEARS) for cohort_id, cohort, _ in asked}
    for cohort_id, cohort, hypothesis in asked:
        for unit in UNITS:
            entries = cohorts.units(ledgers[cohort_id], people, cohort, unit)
            otherwise = cohorts.units(cohorts.relinked(ledgers[cohort_id], links), people, cohort, unit)
            of = Asked(cohort_id, unit, hypothesis, residents=residents if unit == "person" else {})
            sensitive = sensitivity(of, Variants(entries, {LOOSER: otherwise}), (), terms.least_people)
            values = cohorts.contact_values(costed, cohorts.members(costed, people, cohort, unit))
            found = concentrate(entries, values, Asked(cohort_id, unit, hypothesis, residents=of.residents, shifts=sensitive.shifts), terms)
            followed = persistence(cohort_id, unit, entries, cohorts.units(ledgers[EVERYBODY], people, Cohort(), unit))
            told += sum(cells.height for cells in (found.concentration, found.spread, found.lorenz, followed, sensitive.cells))
    return f"{told:,} cells"


def alike(folder: Path) -> str:
    """What pandas() does."""
    sums = _costed(folder).group_by("period", "person_no").agg(pl.col("average_pence").sum()).sort("period", "person_no")
    said = []
    for year in YEARS:
        costs = costs_of(sums.filter(pl.col("period") == year)["average_pence"].to_numpy())
        interval = percentile_intervals(costs, (0.0,), TOPS, DRAWS, 1)[0]
        said.append(f"{year}: {figures(costs, TOPS)[3]:.4f} ({interval.low[3]:.4f} to {interval.high[3]:.4f})")
    return ", ".join(said)


def pandas(folder: Path) -> str:
    """Merge, group, sort; draw people again."""
    contacts = pd.read_parquet(folder / "contacts.parquet").merge(pd.read_parquet(folder / "links.parquet"), on="record_no")
    services, prices = reference.service_table().to_pandas(), reference.unit_cost_table().to_pandas()
    priced = contacts.merge(services[["service_id", "unit"]], left_on="service", right_on="service_id").merge(prices[["service_id", "average_gbp"]], on="service_id")
    priced[["started_on", "ended_on"]] = priced[["started_on", "ended_on"]].apply(pd.to_datetime)
    days = (priced["ended_on"] - priced["started_on"]).dt.days + 1
    units = np.where(priced["unit"] == "week", days / 7, np.where(priced["unit"].isin(["day", "night"]), days, 1.0))
    priced["pence"] = priced["stated_cost_pence"].fillna((units * priced["average_gbp"].astype(float) * 100).round())
    priced["fy"] = priced["started_on"].dt.year - (priced["started_on"].dt.month < 4)
    sums = priced.groupby(["fy", "person_no"])["pence"].sum()
    chance, said = np.random.default_rng(1), []

    def share(pence: np.ndarray) -> float:
        falling = np.sort(pence)[::-1]
        return float(falling[: len(falling) // 5].sum() / falling.sum())

    for year in YEARS:
        pence = sums.loc[year].to_numpy()
        drawn = [share(chance.choice(pence, len(pence))) for _ in range(DRAWS)]
        low, high = np.quantile(drawn, [0.025, 0.975])
        said.append(f"{year}: {share(pence):.4f} ({low:.4f} to {high:.4f})")
    return ", ".join(said)


WAYS = {"all": everything, "alike": alike, "pandas": pandas}

if __name__ == "__main__":
    way, path, *rest = sys.argv[1:]
    if way == "generate":
        generate(Path(path), int(rest[0]), int(rest[1]))
    else:
        began = process_time()
        print(f"{way}: {WAYS[way](Path(path))}; {process_time() - began:.0f} s of CPU")  # noqa: T201 -- the command's answer
