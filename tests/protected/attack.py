"""An attacker's tools: what follows of people from published tables, by subtracting them from each other as cleverly as arithmetic allows.

Belongs here: what somebody can do who has every published table, knows the rules and all that they imply, and a solver for whole numbers. Does not
belong here: anything of the layer under attack. The truth is used only to see whether what was found is worth anything.

Everything published becomes a statement on unknown whole numbers: how many units of a cohort are in each set of agencies, and in each area. The least and the
most that each unknown can be, with all statements true at once, is what the attacker knows of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.protected.crowd import ALL, Crowd, sets_of

LEAST, ROUND, VALUES = 10, 5, 5  # the published rules
Unknown = tuple[Any, ...]


def between(row: dict[str, Any], count: str) -> tuple[float, float] | None:
    """What a row says of a count: it is rounded and not few; it is few; or one outweighs others, who are then two at least. Else nothing."""
    if row[count] is not None:
        half = (ROUND - 1) // 2
        return max(row[count] - half, LEAST), row[count] + half
    if row.get("disclosure") == "too few":
        return 0, LEAST - 1
    return (3, np.inf) if row.get("disclosure") == "one outweighs" else None


@dataclass
class Puzzle:
    """Unknown whole numbers and what is known of sums of them."""

    unknowns: list[Unknown] = field(default_factory=list)
    statements: list[tuple[dict[Unknown, float], float, float]] = field(default_factory=list)

    def state(self, which: dict[Unknown, float], known: tuple[float, float] | None) -> None:
        if known is not None and which:
            self.statements.append((which, *known))

    def solved(self) -> "Solved":
        place = {unknown: number for number, unknown in enumerate(self.unknowns)}
        matrix = np.zeros((len(self.statements), len(place)))
        for number, (which, _, _) in enumerate(self.statements):
            for unknown, factor in which.items():
                matrix[number, place[unknown]] = factor
        return Solved(place, LinearConstraint(matrix, [low for _, low, _ in self.statements], [high for _, _, high in self.statements]))


@dataclass(frozen=True)
class Solved:
    place: dict[Unknown, int]
    statements: LinearConstraint

    def range_of(self, which: dict[Unknown, float]) -> tuple[float, float]:
        """The least and the most that a sum can be."""
        cost = np.zeros(len(self.place))
        for unknown, factor in which.items():
            cost[self.place[unknown]] = factor
        ends = []
        for sign in (1, -1):
            found = milp(sign * cost, constraints=self.statements, integrality=np.ones(len(cost)), bounds=Bounds(0, 100_000))
            assert found.success, "the published tables contradict each other: no numbers make all of them true"
            ends.append(round(sign * float(found.fun)))
        return ends[0], ends[1]


@dataclass(frozen=True)
class Found:
    """A count of few people that is known too well."""

    what: Unknown
    truth: int
    least: float
    most: float


def puzzle_of(told: dict[str, pl.DataFrame], crowd: Crowd, cohorts: tuple[str, ...], unit: str, period: int) -> Puzzle:
    """Everything that is published of the cohorts in a year; the first holds the others, and everybody knows that."""
    puzzle = Puzzle()
    sets = [frozenset(chosen) for size in range(1, len(crowd.agencies) + 1) for chosen in combinations(crowd.agencies, size)]
    for cohort in cohorts:
        puzzle.unknowns += [(cohort, one) for one in sets]
        here = (pl.col("cohort") == cohort) & (pl.col("unit") == unit) & (pl.col("period") == period)
        _groups(puzzle, told, cohort, sets, here)
        _overlap(puzzle, told["mart.agency_overlap"].filter(here), cohort, sets)
        if unit == "person":
            _areas(puzzle, told["mart.cost_by_area"].filter((pl.col("cohort") == cohort) & (pl.col("period") == period)), cohort, sets)
    for cohort in cohorts[1:]:
        for _, one in [unknown for unknown in puzzle.unknowns if unknown[0] == cohort]:
            puzzle.state({(cohorts[0], one): 1, (cohort, one): -1}, (0, np.inf))
    return puzzle


def _groups(puzzle: Puzzle, told: dict[str, pl.DataFrame], cohort: str, sets: list[frozenset[str]], here: pl.Expr) -> None:
    for table in ("mart.cost_spread", "mart.cost_concentration"):
        rows = told[table].filter(here & (pl.col("denominator") == "service users") & (pl.col("theme") == ALL))
        for row in rows.iter_rows(named=True):
            which = {(cohort, one): 1.0 for one in sets if row["agency"] in (ALL, *one)}
            puzzle.state(which, between(row, "people"))


def _overlap(puzzle: Puzzle, rows: pl.DataFrame, cohort: str, sets: list[frozenset[str]]) -> None:
    named = {frozenset(row["agencies"].split(" | ")): row for row in rows.iter_rows(named=True) if row["agency_count"] is not None}
    for one, row in named.items():
        puzzle.state({(cohort, one): 1}, between(row, "people"))
    for row in rows.filter(pl.col("agency_count").is_null()).iter_rows(named=True):
        puzzle.state({(cohort, one): 1.0 for one in sets if one not in named}, between(row, "people"))


def _areas(puzzle: Puzzle, rows: pl.DataFrame, cohort: str, sets: list[frozenset[str]]) -> None:
    by_residence = rows.filter(pl.col("outcome") == "cost by residence")
    puzzle.unknowns += [(cohort, row["area_code"]) for row in by_residence.iter_rows(named=True)]
    for row in by_residence.iter_rows(named=True):
        puzzle.state({(cohort, row["area_code"]): 1}, between(row, "people"))
    # at most all of them live in the areas
    people = {(cohort, one): 1.0 for one in sets}
    puzzle.state(people | {(cohort, row["area_code"]): -1.0 for row in by_residence.iter_rows(named=True)}, (0, np.inf))


def known_too_well(told: dict[str, pl.DataFrame], crowd: Crowd, cohorts: tuple[str, ...], unit: str, period: int, *, deep: bool = True) -> Iterator[Found]:
    """Every count of few people that can take fewer values than it has to: of sets, agencies, pairs, rests, areas, and of those that one cohort has beyond another."""
    puzzle = puzzle_of(told, crowd, cohorts, unit, period)
    solved = puzzle.solved()
    truth = _truth(crowd, cohorts, unit, period)
    for name, which in _targets(puzzle, crowd, cohorts, told, unit, period, deep=deep):
        if not which:
            continue  # there is nothing that it could be
        count = round(sum(factor * truth.get(unknown, 0) for unknown, factor in which.items()))
        if count >= LEAST:
            continue
        least, most = solved.range_of(which)
        assert least <= count <= most, f"the attacker misread a table: {name} is {count}, and was found between {least} and {most}"
        if most - least < VALUES - 1:
            yield Found(name, count, least, most)


def _truth(crowd: Crowd, cohorts: Iterable[str], unit: str, period: int) -> dict[Unknown, int]:
    found: dict[Unknown, int] = {}
    for cohort in cohorts:
        members = crowd.members(cohort, period, unit)
        for agencies in sets_of(members, unit, period).values():
            found[cohort, agencies] = found.get((cohort, agencies), 0) + 1
        for person in members:
            found[cohort, person.area] = found.get((cohort, person.area), 0) + 1
    return found


def _targets(puzzle: Puzzle, crowd: Crowd, cohorts: tuple[str, ...], told: dict[str, pl.DataFrame], unit: str, period: int, *, deep: bool) -> Iterator[tuple[Unknown, dict[Unknown, float]]]:
    for unknown in puzzle.unknowns:
        yield unknown, {unknown: 1}
    for cohort in cohorts:
        sets = [one for of, one in puzzle.unknowns if of == cohort and isinstance(one, frozenset)]
        rows = told["mart.agency_overlap"].filter((pl.col("cohort") == cohort) & (pl.col("unit") == unit) & (pl.col("period") == period))
        named = {frozenset(name.split(" | ")) for name in rows["agencies"]}
        for agency in crowd.agencies:
            yield (cohort, "in", agency), {(cohort, one): 1.0 for one in sets if agency in one}
            yield (cohort, "not in", agency), {(cohort, one): 1.0 for one in sets if agency not in one}
            yield (cohort, "rest in", agency), {(cohort, one): 1.0 for one in sets if agency in one and one not in named}
            yield (cohort, "rest not in", agency), {(cohort, one): 1.0 for one in sets if agency not in one and one not in named}
        if deep:
            for left, right in product(crowd.agencies, repeat=2):
                yield (cohort, "in but not in", left, right), {(cohort, one): 1.0 for one in sets if left in one and right not in one}
                yield (cohort, "in both", left, right), {(cohort, one): 1.0 for one in sets if left in one and right in one}
    for cohort in cohorts[1:]:
        everybody: dict[Unknown, float] = {}
        for one in [one for of, one in puzzle.unknowns if of == cohort]:
            beyond: dict[Unknown, float] = {(cohorts[0], one): 1.0, (cohort, one): -1.0}
            everybody |= beyond if isinstance(one, frozenset) else {}
            yield ("beyond", one), beyond
        yield ("beyond", ALL), everybody


# money: what the tables tell of the dearest person


@dataclass(frozen=True)
class Sum:
    """A sum of money over some people that can be had from the tables, with the most that it can be."""

    what: Unknown
    most_pence: float
    parts: list[int]  # the truth

    def gives_away(self, percent: float = 10) -> bool:
        """Whether the second dearest of them, who knows the own part, has the dearest one's to within so many per cent."""
        ordered = sorted(self.parts, reverse=True)
        if not ordered or not ordered[0]:
            return False
        second = ordered[1] if len(ordered) > 1 else 0
        return (self.most_pence - second) / ordered[0] - 1 < percent / 100


_HALF = 2  # people that rounding to five may hide on either side
_DIGIT = 0.005  # three digits of the mean, and of the sum


def most_of(amount: float, people: int) -> float:
    """The most pence that a told sum may stand for: it is a mean of three digits for a rounded number of people, as decision 43 tells everybody."""
    return float(amount) * 100 * (1 + _DIGIT) ** 2 * (people + _HALF) / people


def least_of(amount: float, people: int) -> float:
    """The least, likewise."""
    return float(amount) * 100 * (1 - _DIGIT) ** 2 * (people - _HALF) / people


def sums_of(told: dict[str, pl.DataFrame], crowd: Crowd, cohort: str, period: int) -> Iterator[Sum]:
    """Of persons: each figure that is told; what is left of the whole beside all told agencies, sets, areas; and the tops."""
    members = crowd.members(cohort, period)
    here = (pl.col("cohort") == cohort) & (pl.col("period") == period)
    persons = here & (pl.col("unit") == "person")
    spread = told["mart.cost_spread"].filter(persons & (pl.col("denominator") == "service users") & (pl.col("theme") == ALL) & pl.col("cost_gbp").is_not_null())
    cost = {row["agency"]: (row["cost_gbp"], row["people"]) for row in spread.iter_rows(named=True)}
    for agency, one in cost.items():
        yield Sum(("agency", agency), most_of(*one), _positive(person.cost(period, agency) for person in members))
    hidden = [agency for agency in crowd.agencies if agency not in cost]
    if ALL in cost and hidden:
        left = most_of(*cost[ALL]) - sum(least_of(*one) for agency, one in cost.items() if agency != ALL)
        yield Sum(("agencies that are left", *hidden), left, _positive(sum(person.cost(period, agency) for agency in hidden) for person in members))
    sets = told["mart.agency_overlap"].filter(persons)
    named = {frozenset(row["agencies"].split(" | ")): row for row in sets.iter_rows(named=True) if row["agency_count"] is not None}
    for one, row in named.items():
        if row["cost_gbp"] is not None:
            yield Sum(("set", one), most_of(row["cost_gbp"], row["people"]), [person.cost(period) for person in members if person.agencies(period) == one])
    for row in sets.filter(pl.col("agency_count").is_null() & pl.col("cost_gbp").is_not_null()).iter_rows(named=True):
        yield Sum(("rest",), most_of(row["cost_gbp"], row["people"]), [person.cost(period) for person in members if person.agencies(period) not in named])
    yield from _sums_of_areas(told["mart.cost_by_area"].filter(here & (pl.col("outcome") == "cost by residence")), members, period, cost.get(ALL))
    if ALL in cost:
        dearest = sorted((person.cost(period) for person in members), reverse=True)
        everything = pl.concat([told["mart.cost_concentration"].select("agency", "theme", "denominator", "cohort", "unit", "period", share="top_share", held="cost_share"),
                                told["mart.cost_lorenz"].select("agency", "theme", "denominator", "cohort", "unit", "period", share="people_share", held="cost_share")])  # fmt: skip
        tops = everything.filter(persons & (pl.col("agency") == ALL) & (pl.col("theme") == ALL) & (pl.col("denominator") == "service users") & pl.col("held").is_not_null())
        for row in tops.iter_rows(named=True):
            yield Sum(("top", row["share"]), (row["held"] + 0.0005) * most_of(*cost[ALL]), dearest[: int(row["share"] * len(dearest))])


def _positive(costs: Iterable[int]) -> list[int]:
    return [cost for cost in costs if cost]


def _sums_of_areas(rows: pl.DataFrame, members: list[Any], period: int, whole: tuple[float, int] | None) -> Iterator[Sum]:
    shown = {row["area_code"]: (row["cost_gbp"], row["people"]) for row in rows.iter_rows(named=True) if row["cost_gbp"] is not None}
    for area, one in shown.items():
        yield Sum(("area", area), most_of(*one), [person.cost(period) for person in members if person.area == area])
    others = [person.cost(period) for person in members if person.area not in shown]
    if whole is not None and others and all(person.area for person in members):
        yield Sum(("areas that are left",), most_of(*whole) - sum(least_of(*one) for one in shown.values()), others)
