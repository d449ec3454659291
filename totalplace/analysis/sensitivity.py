"""How the share of the top depends on unit costs, on how records are put together, and on who sent data.

Belongs here: the cells of mart.cost_sensitivity, before disclosure control, and by how much they widen an interval. Does not belong here: the
figures (spread.py), intervals of sampling, the verdict of the test itself (concentration.py).

What unit costs, linkage and missing agencies do are not draws but bounds of what may be: they are not averaged into sampling but laid
on its ends. Of each source the worst in either direction counts; sources are independent of each other, so that their worst are put together as
the root of the sum of their squares, and so are the unit costs of one agency and another (docs/decisions/0041).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace.analysis import cohorts, spread
from totalplace.analysis.concentration import RESIDENTS, USERS, Asked, Shift, Shifts, cells_frame, counts_of, verdict
from totalplace.contracts import customers
from totalplace.contracts.customers import NOT_COMPUTED
from totalplace.hypotheses import ALL, TOP_SHARES

CENTRAL, LOW, HIGH = "central case", "unit costs low", "unit costs high"
LOOSER, STRICTER = "linkage threshold lower", "linkage threshold higher"
OF_AGENCY, WITHOUT = "unit costs of ", "without "
HIDDEN_COLUMNS = ("_people", "_pence", "_largest_pence", "_second_pence")
UNIT_COSTS, LINKAGE, MISSING = "unit costs", "linkage", "missing agencies"


@dataclass(frozen=True)
class Variants:
    """The units of a cohort, cohorts.units(): as they are, and with records put together otherwise (LOOSER, STRICTER)."""

    central: pl.DataFrame
    linkage: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Sensitive:
    """Cells of mart.cost_sensitivity, and by how much each share may shift."""

    cells: pl.DataFrame
    shifts: Shifts


def sensitivity(asked: Asked, variants: Variants, missing: Sequence[str], least_people: int) -> Sensitive:
    """Of each year and denominator. missing: agencies of the place whose data are needed and not there."""
    rows: list[dict[str, Any]] = []
    shifts: dict[tuple[str, int, float], Shift] = {}
    for period in variants.central["period"].unique().sort().to_list():
        taken = dict(_taken(variants, asked.theme, period))
        users, counts = len(taken[CENTRAL]), {name: counts_of(pence) for name, pence in taken.items()}
        if users < least_people or not taken[CENTRAL].any():
            continue
        for denominator in (USERS, RESIDENTS):
            residents = asked.residents.get(period)
            if denominator == RESIDENTS and (residents is None or residents < users):
                continue
            shares = {name: _shares(pence, residents if denominator == RESIDENTS else None) for name, pence in taken.items() if len(pence) >= least_people and pence.any()}
            for place, top in enumerate(TOP_SHARES):
                at = {name: float(found[place]) for name, found in shares.items()}
                shifts[denominator, period, top] = _shift(at, missing)
                rows += _rows(asked, denominator, period, top, at, counts)
    return Sensitive(cells_frame(rows, customers.COST_SENSITIVITY, HIDDEN_COLUMNS), shifts)


def _taken(variants: Variants, theme: str, period: int) -> Iterator[tuple[str, npt.NDArray[np.int64]]]:
    """What is taken otherwise, and the cost of each unit then."""
    of_year = variants.central.filter(pl.col("period") == period)
    by_agency = _of_theme(of_year, theme).group_by("unit_no", "agency").agg(pl.col("pence", "low_pence", "high_pence").sum())
    agencies = by_agency["agency"].unique().sort().to_list()
    # of each unit, its costs and how far each agency's unit costs move them
    columns = [pl.col("pence").sum(), pl.col("low_pence").sum(), pl.col("high_pence").sum()]
    for direction in ("low", "high"):
        moved = pl.col(f"{direction}_pence") - pl.col("pence")
        columns += [moved.filter(pl.col("agency") == agency).sum().alias(f"{direction} {agency}") for agency in agencies]
    of_unit = by_agency.group_by("unit_no").agg(columns)
    yield CENTRAL, of_unit["pence"].to_numpy()
    for name, direction in ((LOW, "low"), (HIGH, "high")):
        yield name, of_unit[f"{direction}_pence"].to_numpy()
        for agency in agencies:
            yield f"{OF_AGENCY}{agency} {direction}", (of_unit["pence"] + of_unit[f"{direction} {agency}"]).to_numpy()
    for name in sorted(variants.linkage):
        yield name, _sums(_of_theme(variants.linkage[name].filter(pl.col("period") == period), theme))
    everybody = of_year["agency"].unique().sort().to_list()  # who has no cost of the theme may still be the one by whom people are in the cohort
    for agency in everybody if len(everybody) > 1 else ():
        yield f"{WITHOUT}{agency}", _sums(_of_theme(cohorts.without(of_year, agency), theme))


def _of_theme(entries: pl.DataFrame, theme: str) -> pl.DataFrame:
    return entries if theme == ALL else entries.filter(pl.col("theme") == theme)


def _sums(entries: pl.DataFrame) -> npt.NDArray[np.int64]:
    return entries.group_by("unit_no").agg(pl.col("pence").sum())["pence"].to_numpy()


def _shares(pence: npt.NDArray[np.int64], residents: int | None) -> npt.NDArray[np.float64]:
    costs = spread.costs_of(pence)
    return spread.figures(costs if residents is None else costs.beside(costs.without + residents - len(pence)), TOP_SHARES)


def _shift(at: Mapping[str, float], missing: Sequence[str]) -> Shift:
    """By how much the share may be lower and higher."""
    change = {name: share - at[CENTRAL] for name, share in at.items() if name != CENTRAL}
    agencies = sorted({name.removeprefix(OF_AGENCY).rsplit(" ", 1)[0] for name in change if name.startswith(OF_AGENCY)})
    alone = [_worst([change.get(f"{OF_AGENCY}{agency} {direction}", 0.0) for direction in ("low", "high")]) for agency in agencies]
    together = _worst([change.get(name, 0.0) for name in (LOW, HIGH)])
    down, up = (max(math.hypot(*(entry[side] for entry in alone)), together[side]) for side in (0, 1))
    ends = {UNIT_COSTS: (down, up)}
    if any(name in change for name in (LOOSER, STRICTER)):
        ends[LINKAGE] = _worst([change[name] for name in (LOOSER, STRICTER) if name in change])
    if missing:
        # who is missing may matter as much as the one that matters most of those who are not, and which way is not known
        # each of several by itself; of one agency alone nothing tells how much another would matter
        most = max((abs(entry) for name, entry in change.items() if name.startswith(WITHOUT)), default=1.0)
        each = min(1.0, most * math.sqrt(len(missing)))
        ends[MISSING] = (each, each)
    down, up = (math.hypot(*(entry[side] for entry in ends.values())) for side in (0, 1))
    return Shift(down, up, tuple(ends))


def _worst(changes: Sequence[float]) -> tuple[float, float]:
    """The largest step down and the largest up, both as numbers above nought."""
    return max([0.0, *(-change for change in changes)]), max([0.0, *changes])


def _rows(asked: Asked, denominator: str, period: int, top: float, at: Mapping[str, float], counts: Mapping[str, dict[str, int]]) -> Iterator[dict[str, Any]]:
    stated = asked.hypothesis
    is_stated = stated is not None and (stated.unit, stated.denominator, stated.top_share) == (asked.unit, denominator, top)
    for name, share in at.items():
        yield {
            "cohort": asked.cohort, "unit": asked.unit, "denominator": denominator, "period": period, "top_share": top, "input": name,
            "cost_share": share, "difference_share": share - at[CENTRAL],
            "verdict": verdict(share, share, stated.stated_share) if is_stated and stated is not None else NOT_COMPUTED,
            **counts[name],
        }  # fmt: skip
