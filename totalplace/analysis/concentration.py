"""On how few the cost falls: shares of the top, Gini, the curve, and what that says of a hypothesis.

Belongs here: the cells of mart.cost_concentration, mart.cost_spread and mart.cost_lorenz, before disclosure control, and the verdict. Does not belong
here: the figures and their intervals by sampling (spread.py), who is in a cohort (cohorts.py), what depends on unit costs and linkage (sensitivity.py).

Beside the contract's columns cells have _people (true count of units with a contact), _pence, _largest_pence and _second_pence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace.analysis import spread
from totalplace.analysis.spread import Costs, Interval
from totalplace.contracts import customers
from totalplace.contracts.customers import NOT_COMPUTED, NOT_SUPPORTED, SUPPORTED, UNDECIDED
from totalplace.hypotheses import ALL, TOP_SHARES, Hypothesis

PERCENTILE, TAIL = customers.METHODS
USERS, RESIDENTS = customers.DENOMINATORS
CURVE = (0.01, 0.02, 0.05, *(step / 20 for step in range(2, 21)))
HIDDEN_COLUMNS = ("_people", "_pence", "_largest_pence", "_second_pence")
NOT_STATED = "no hypothesis is stated"
ANOTHER_GROUP = "the hypothesis is about another group, or another share of it"
NO_MEMBERS = "nobody had a contact in the year that meets what the hypothesis asks for"
_ASSUMED = ("concentration_draws", "concentration_seed", "concentration_least_people")


@dataclass(frozen=True)
class Terms:
    """How often is drawn again, from where, and of how many people at least."""

    draws: int
    seed: int
    least_people: int

    @classmethod
    def of(cls, assumptions: Mapping[str, float]) -> "Terms":
        """From ref.assumption: concentration_draws, concentration_seed, concentration_least_people."""
        return cls(*(int(assumptions[name]) for name in _ASSUMED))


@dataclass(frozen=True)
class Shift:
    """By how much a share may be lower and higher than it is in the central case, for reasons other than sampling; and which were looked at."""

    down: float = 0.0
    up: float = 0.0
    looked_at: tuple[str, ...] = ()


# by denominator, year and top share
Shifts = Mapping[tuple[str, int, float], Shift]


@dataclass(frozen=True)
class Asked:
    """A cohort as units of one kind, and what is stated of it, if anything; else why nothing is tested."""

    cohort: str
    unit: str
    hypothesis: Hypothesis | None = None
    not_tested: str = NOT_STATED
    residents: Mapping[int, int] = field(default_factory=dict)  # units that live in the place, by year
    shifts: Shifts = field(default_factory=dict)

    @property
    def theme(self) -> str:
        return ALL if self.hypothesis is None else self.hypothesis.themes


@dataclass(frozen=True)
class Concentrated:
    """Cells of the three tables."""

    concentration: pl.DataFrame
    spread: pl.DataFrame
    lorenz: pl.DataFrame


def verdict(low: float, high: float, stated: float) -> str:
    """What an interval says of "holds at least the stated share"."""
    if low >= stated:
        return SUPPORTED
    return NOT_SUPPORTED if high < stated else UNDECIDED


def concentrate(entries: pl.DataFrame, values: pl.DataFrame, asked: Asked, terms: Terms, periods: Sequence[int] = ()) -> Concentrated:
    """The cells of a cohort, for each year of its entries, all agencies and each, all themes and each.

    entries: cohorts.units(); values: cohorts.contact_values(), for what chance alone would give; periods: the years asked about: of one in which
    nobody is in the cohort it is told that the hypothesis was not tested.
    """
    rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
    for period in entries["period"].unique().sort().to_list():
        of_year, values_of_year = entries.filter(pl.col("period") == period), values.filter(pl.col("period") == period)
        for agency, theme in _splits(of_year):
            group = _Group(asked, period, agency, theme, _units_of(of_year, agency, theme), _values_of(values_of_year, agency, theme), terms)
            for kept, found in zip(rows, group.cells(), strict=True):
                kept += found
    contracts = (customers.COST_CONCENTRATION, customers.COST_SPREAD, customers.COST_LORENZ)
    shares, spreads, curves = (cells_frame(kept, contract) for kept, contract in zip(rows, contracts, strict=True))
    is_tested = asked.hypothesis is not None and asked.hypothesis.unit == asked.unit
    empty = sorted(set(periods) - set(entries["period"])) if is_tested else []
    return Concentrated(pl.concat([shares, not_computed([asked], empty, NO_MEMBERS)]), spreads, curves)


def not_computed(asked: Sequence[Asked], periods: Sequence[int], reason: str) -> pl.DataFrame:
    """Cells of mart.cost_concentration where nothing can be worked out: of each hypothesis and year, that it was not, and why."""
    rows = []
    for entry in asked:
        denominator = USERS if entry.hypothesis is None else entry.hypothesis.denominator
        for period in periods:
            key = {"cohort": entry.cohort, "unit": entry.unit, "agency": ALL, "theme": entry.theme, "denominator": denominator, "period": period}
            top = TOP_SHARES[-1] if entry.hypothesis is None else entry.hypothesis.top_share
            stated = None if entry.hypothesis is None else entry.hypothesis.stated_share
            rows += [{**key, "method": method, "top_share": top, "stated_share": stated, "verdict": NOT_COMPUTED, "reason": reason} for method in customers.METHODS]
    return cells_frame(rows, customers.COST_CONCENTRATION)


def counts_of(pence: npt.NDArray[np.int64]) -> dict[str, int]:
    """What disclosure control needs to know of the cost of each unit of a group: how many, the sum, the two largest parts."""
    largest, second = (*np.sort(np.partition(pence, -min(2, len(pence)))[-2:])[::-1].tolist(), 0, 0)[:2] if len(pence) else (0, 0)
    return {"_people": len(pence), "_pence": int(pence.sum()), "_largest_pence": largest, "_second_pence": second}


def cells_frame(rows: list[dict[str, Any]], contract: Any, hidden: Sequence[str] = HIDDEN_COLUMNS) -> pl.DataFrame:
    """Rows as cells: the contract's columns but for `disclosure`, then the hidden ones; by key."""
    schema = {name: dtype for name, dtype in contract.polars_schema().items() if name != "disclosure"} | dict.fromkeys(hidden, pl.Int64())
    return pl.DataFrame(rows, schema=schema, orient="row").sort(contract.primary_key)


def _splits(entries: pl.DataFrame) -> Iterator[tuple[str, str]]:
    yield ALL, ALL
    for agency in entries["agency"].unique().sort().to_list():
        yield agency, ALL
    for theme in entries["theme"].drop_nulls().unique().sort().to_list():
        yield ALL, theme


def _only(frame: pl.DataFrame, agency: str, theme: str) -> pl.DataFrame:
    if agency != ALL:
        return frame.filter(pl.col("agency") == agency)
    return frame if theme == ALL else frame.filter(pl.col("theme") == theme)


def _units_of(entries: pl.DataFrame, agency: str, theme: str) -> npt.NDArray[np.int64]:
    return _only(entries, agency, theme).group_by("unit_no").agg(pl.col("pence").sum())["pence"].to_numpy()


def _values_of(values: pl.DataFrame, agency: str, theme: str) -> npt.NDArray[np.int64]:
    """The cost of each contact, in rising order."""
    counted = _only(values, agency, theme).group_by("pence").agg(pl.col("contacts").sum()).sort("pence")
    return np.repeat(counted["pence"].to_numpy(), counted["contacts"].to_numpy())


@dataclass(frozen=True)
class _Group:
    """The units of a cohort that have a contact in a year with an agency, or on a theme, and their costs."""

    asked: Asked
    period: int
    agency: str
    theme: str
    pence: npt.NDArray[np.int64]
    values: npt.NDArray[np.int64]
    terms: Terms

    def cells(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
        """Of mart.cost_concentration, mart.cost_spread, mart.cost_lorenz."""
        concentration: list[dict[str, Any]] = []
        spreads: list[dict[str, Any]] = []
        curves: list[dict[str, Any]] = []
        among: list[tuple[str, int]] = []
        for denominator in (USERS, RESIDENTS):
            number = len(self.pence) if denominator == USERS else self.asked.residents.get(self.period)
            reason = self._why_not(denominator, number)
            if reason:
                concentration += self._without_figures(denominator, number, reason)
                if (denominator, self.theme) == (USERS, ALL):
                    # disclosure control has to know of every agency, however small: what it hides must not be left over from the others
                    spreads += [{**self._key(USERS), "method": method, "people": number, **counts_of(self.pence)} for method in customers.METHODS]
            else:
                among.append((denominator, number or 0))
        if among:
            for found in self._worked_out(among):
                concentration += found[0]
                spreads += found[1]
                curves += found[2]
        return concentration, spreads, curves

    def _why_not(self, denominator: str, number: int | None) -> str:
        if denominator == RESIDENTS and number is None:
            return "how many live in the place is not known"
        if len(self.pence) < self.terms.least_people:
            return f"too few: an interval is worked out from {self.terms.least_people} on"
        if int(self.pence.max(initial=0)) == 0:
            return "no cost is known of any contact"
        if number is not None and number < len(self.pence):
            return "fewer live in the place than have a contact: the figures do not belong together"
        return ""

    def _hypothesis(self, denominator: str) -> Hypothesis | None:
        """What is stated of this very group, if anything."""
        stated = self.asked.hypothesis
        is_it = stated is not None and (self.agency, self.theme, denominator, self.asked.unit) == (ALL, stated.themes, stated.denominator, stated.unit)
        return stated if is_it else None

    def _key(self, denominator: str) -> dict[str, Any]:
        return {"cohort": self.asked.cohort, "unit": self.asked.unit, "agency": self.agency, "theme": self.theme, "denominator": denominator, "period": self.period}

    def _without_figures(self, denominator: str, number: int | None, reason: str) -> list[dict[str, Any]]:
        """Rows only where something is stated, or of the plain group: that nothing was worked out of each split need not be said."""
        stated = self._hypothesis(denominator)
        is_plain = (self.agency, self.theme, denominator) == (ALL, ALL, USERS)
        if stated is None and not is_plain:
            return []
        top = TOP_SHARES[-1] if stated is None else stated.top_share
        said = None if stated is None else stated.stated_share
        row = {**self._key(denominator), "top_share": top, "people": number, "stated_share": said, "verdict": NOT_COMPUTED, "reason": reason, **counts_of(self.pence)}
        return [{**row, "method": method} for method in customers.METHODS]

    def _worked_out(self, among: list[tuple[str, int]]) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]]:
        costs = spread.costs_of(self.pence)
        named = (self.asked.cohort, self.asked.unit, self.agency, self.theme, self.period)
        seed = spread.stream_seed(self.terms.seed, *named)
        nobodies = tuple(costs.without + number - len(self.pence) for _, number in among)
        intervals = {
            PERCENTILE: spread.percentile_intervals(costs, nobodies, TOP_SHARES, self.terms.draws, seed),
            TAIL: spread.tail_intervals(costs, nobodies, TOP_SHARES, self.terms.draws, seed),
        }
        counts = counts_of(self.pence)
        for place, (denominator, number) in enumerate(among):
            of = costs.beside(nobodies[place])
            at = spread.figures(of, TOP_SHARES)
            chance = spread.by_chance(self.values, number, denominator == USERS, TOP_SHARES, seed)
            shares, spreads = [], []
            for method in customers.METHODS:
                interval = _around(at, intervals[method][place])
                key = {**self._key(denominator), "method": method, "people": number, **counts}
                for position, top in enumerate(TOP_SHARES):
                    shares.append({**key, "top_share": top, "by_chance_share": chance[position], **self._share(denominator, top, at[position], interval, position)})
                gini, needed = len(TOP_SHARES), len(TOP_SHARES) + 1
                spreads.append(
                    {
                        **key, "cost_gbp": Decimal(counts["_pence"]) / 100, "gini": at[gini], "gini_low": interval.low[gini], "gini_high": interval.high[gini],
                        "people_for_80_share": at[needed], "people_for_80_low": interval.low[needed], "people_for_80_high": interval.high[needed],
                    }
                )  # fmt: skip
            yield shares, spreads, self._curve(denominator, of, counts)

    def _share(self, denominator: str, top: float, at: float, interval: Interval, position: int) -> dict[str, Any]:
        """The share of the top with its intervals, and what it says of what is stated."""
        low, high = float(interval.low[position]), float(interval.high[position])
        found: dict[str, Any] = {"cost_share": at, "sampling_low": low, "sampling_high": high}
        shift = self.asked.shifts.get((denominator, self.period, top)) if (self.agency, self.theme) == (ALL, self.asked.theme) else None
        if shift is not None:
            low, high = max(0.0, low - shift.down), min(1.0, high + shift.up)
            found |= {"low": low, "high": high}
        stated = self._hypothesis(denominator)
        if stated is None or stated.top_share != top:
            about = self.asked.not_tested if self.asked.hypothesis is None else ANOTHER_GROUP
            return found | {"verdict": NOT_COMPUTED, "reason": about}
        said = verdict(low, high, stated.stated_share)
        joined = ("sampling", *(() if shift is None else shift.looked_at))
        return found | {"low": low, "high": high, "stated_share": stated.stated_share, "verdict": said, "reason": _reason(said, joined)}

    def _curve(self, denominator: str, costs: Costs, counts: Mapping[str, int]) -> list[dict[str, Any]]:
        held = spread.figures(costs, CURVE)
        key = self._key(denominator)
        return [{**key, "people_share": share, "cost_share": held[place], **counts} for place, share in enumerate(CURVE)]


def _around(at: npt.NDArray[np.float64], interval: Interval) -> Interval:
    """An interval that holds its figure: where a heavy tail puts it beyond the figure, the figure is its end."""
    return Interval(np.minimum(interval.low, at), np.maximum(interval.high, at))


def _reason(said: str, joined: Sequence[str]) -> str:
    """Why, without a figure: figures stand in their columns, past disclosure control."""
    where = {SUPPORTED: "lies at or above what is stated", NOT_SUPPORTED: "lies below what is stated", UNDECIDED: "has what is stated within it"}[said]
    return f"the 95 % interval, of {' and '.join([', '.join(joined[:-1]), joined[-1]] if len(joined) > 1 else joined)}, {where}"
