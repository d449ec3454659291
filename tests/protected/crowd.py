"""People drawn at random, and the exact cells that are worked out of them, in the plainest way: one person after the other.

Belongs here: what attacks need that know the truth. Does not belong here: anything of the layer under attack, or of the functions that work cells out
in earnest.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl

from totalplace.contracts import customers

ALL = "all"
Row = dict[str, Any]


@dataclass(frozen=True)
class Person:
    number: int
    household: int
    area: str | None
    is_inner: bool  # in the narrower cohort too
    pence: dict[tuple[int, str, str], int]  # by year, agency and theme

    def agencies(self, period: int) -> frozenset[str]:
        return frozenset(agency for year, agency, _ in self.pence if year == period)

    def cost(self, period: int, agency: str = ALL, theme: str = ALL) -> int:
        return sum(cost for (year, by, on), cost in self.pence.items() if year == period and agency in (ALL, by) and theme in (ALL, on))


@dataclass(frozen=True)
class Crowd:
    people: list[Person]
    agencies: list[str]
    periods: list[int]
    areas: list[str]

    def members(self, cohort: str, period: int, unit: str = "person") -> list[Person]:
        """Who is in a cohort: the person, or everybody of a family of which one is."""
        known = [person for person in self.people if person.agencies(period)]
        if cohort == "outer":
            return known
        households = {person.household for person in known if person.is_inner}
        return [person for person in known if (person.is_inner if unit == "person" else person.household in households)]


def crowd(seed: int, *, people: int = 300, agencies: int = 4, areas: int = 8, years: int = 1, inner_share: float = 0.7, together: float = 0.25) -> Crowd:
    """Agencies of very different size, costs with a heavy tail, homes in areas of very different size."""
    draw = random.Random(seed)
    names = [f"agency-{letter}" for letter in "abcdefgh"[:agencies]]
    themes = {name: [f"theme-{place % 3}", *(["theme-x"] if place % 2 else [])] for place, name in enumerate(names)}
    weight = [1.0 / (1 + place) ** draw.choice([1, 2]) for place in range(agencies)]
    codes = [f"E0200{9000 + place}" for place in range(areas)]
    found = []
    for number in range(people):
        pence: dict[tuple[int, str, str], int] = {}
        for period in range(2022, 2022 + years):
            if draw.random() < 0.15 and years > 1:
                continue
            known = {draw.choices(names, weight)[0]}
            while draw.random() < together:
                known.add(draw.choices(names, weight)[0])
            for name in sorted(known):
                for theme in themes[name][: draw.randint(1, 2)]:
                    pence[period, name, theme] = max(1, int(draw.lognormvariate(10, 1.5)))
        area = draw.choices(codes, [1 / (1 + place) for place in range(areas)])[0] if draw.random() < 0.97 else None
        found.append(Person(number, draw.randrange(max(1, people // 2)), area, draw.random() < inner_share, pence))
    return Crowd(found, names, list(range(2022, 2022 + years)), codes)


def costs_of(members: Iterable[Person], unit: str, period: int, agency: str = ALL, theme: str = ALL) -> dict[int, int]:
    """Each unit's cost, of those with a contact."""
    found: dict[int, int] = defaultdict(int)
    for person in members:
        if any(year == period and agency in (ALL, by) and theme in (ALL, on) for year, by, on in person.pence):
            found[person.number if unit == "person" else person.household] += person.cost(period, agency, theme)
    return dict(found)


def hidden(costs: Iterable[int]) -> Row:
    ordered = sorted(costs, reverse=True)
    return {
        "_people": len(ordered),
        "_pence": sum(ordered),
        "_largest_pence": ordered[0] if ordered else 0,
        "_second_pence": ordered[1] if len(ordered) > 1 else 0,
    }


def _within(ordered: list[int], number: float) -> float:
    """The cost of the dearest so many, the last one in part."""
    whole = int(number)
    return sum(ordered[:whole]) + (number - whole) * (ordered[whole] if whole < len(ordered) else 0)


@dataclass(frozen=True)
class _OfGroup:
    key: Row
    ordered: list[int]
    number: int

    def share(self, top: float) -> float:
        return _within(self.ordered, top * self.number) / max(1, sum(self.ordered))

    def spread(self) -> Row:
        total, count = sum(self.ordered), self.number
        rising = sorted([*self.ordered, *[0] * (count - len(self.ordered))])
        gini = sum((2 * place - count - 1) * cost for place, cost in enumerate(rising, 1)) / (count * total)
        held, needed = 0.0, 0
        while held < 0.8 * total:
            held += self.ordered[needed]
            needed += 1
        share = needed / count
        return {"gini": gini, "gini_low": gini, "gini_high": gini, "people_for_80_share": share, "people_for_80_low": share, "people_for_80_high": share}


def cells(of: Crowd, cohorts: Iterable[str] = ("outer",), units: Iterable[str] = ("person",), residents: int = 5000) -> dict[str, pl.DataFrame]:
    """The exact cells of all tables that cost and people stand in."""
    concentration, spread, lorenz, overlap, areas, persistence = ([] for _ in range(6))  # type: list[Row]
    for cohort, unit, period in product(cohorts, units, of.periods):
        members = of.members(cohort, period, unit)
        for agency, theme in [(ALL, ALL), *((name, ALL) for name in of.agencies), *((ALL, name) for name in ("theme-0", "theme-1", "theme-2", "theme-x"))]:
            ordered = sorted(costs_of(members, unit, period, agency, theme).values(), reverse=True)
            if not ordered:
                continue
            for denominator, number in (("service users", len(ordered)), ("residents", residents)):
                key = {"cohort": cohort, "unit": unit, "agency": agency, "theme": theme, "denominator": denominator, "period": period, "people": number}
                group = _OfGroup(key | hidden(ordered), ordered, number)
                method = {"method": customers.METHODS[0]}
                for top in (0.01, 0.05, 0.1, 0.2):
                    share = group.share(top)
                    interval = dict.fromkeys(("cost_share", "sampling_low", "sampling_high", "low", "high", "by_chance_share"), share)
                    concentration.append(group.key | method | interval | {"top_share": top, "verdict": "not computed", "reason": "no hypothesis is stated"})
                spread.append(group.key | method | group.spread())
                lorenz += [{name: value for name, value in group.key.items() if name != "people"} | {"people_share": step / 20, "cost_share": group.share(step / 20)} for step in range(1, 21)]
        overlap += _overlap(members, cohort, unit, period)
        if unit == "person":
            areas += _areas(of, members, cohort, period)
        if period + 1 in of.periods:
            persistence += _persistence(of, members, cohort, unit, period)
    found = {
        "mart.cost_concentration": concentration,
        "mart.cost_spread": spread,
        "mart.cost_lorenz": lorenz,
        "mart.agency_overlap": overlap,
        "mart.cost_by_area": areas,
        "mart.cost_persistence": persistence,
    }
    return {table: pl.DataFrame(rows, infer_schema_length=None) for table, rows in found.items() if rows}


def sets_of(members: Iterable[Person], unit: str, period: int) -> dict[int, frozenset[str]]:
    """To which agencies each unit is known."""
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for person in members:
        found[person.number if unit == "person" else person.household] |= person.agencies(period)
    return dict(found)


def _overlap(members: list[Person], cohort: str, unit: str, period: int) -> list[Row]:
    costs, by_set = costs_of(members, unit, period), defaultdict(list)
    for one, agencies in sets_of(members, unit, period).items():
        by_set[agencies].append(costs[one])
    key = {"cohort": cohort, "unit": unit, "period": period}
    return [key | {"agencies": " | ".join(sorted(names)), "agency_count": len(names)} | hidden(of) for names, of in sorted(by_set.items(), key=lambda one: sorted(one[0]))]


def _areas(of: Crowd, members: list[Person], cohort: str, period: int) -> list[Row]:
    rows = []
    for area in of.areas:
        here = [person for person in members if person.area == area]
        key = {"cohort": cohort, "period": period, "area_code": area, "area_name": f"Area {area[-1]}", "residents": 5000}
        rows.append(key | {"outcome": "cost by residence", "incidents": None, "_most_incidents": None, "_second_incidents": None} | hidden(costs_of(here, "person", period).values()))
        incidents = sum(1 + person.number % 3 for person in here)
        money = dict.fromkeys(("_pence", "_largest_pence", "_second_pence"))
        most = [*sorted((1 + person.number % 3 for person in here), reverse=True), 0, 0]
        rows.append(key | {"outcome": "incidents by place of occurrence", "incidents": incidents, "_people": len(here), "_most_incidents": most[0], "_second_incidents": most[1]} | money)
    return rows


def _persistence(of: Crowd, members: list[Person], cohort: str, unit: str, period: int) -> list[Row]:
    now, later = costs_of(members, unit, period), costs_of(of.members(cohort, period + 1, unit), unit, period + 1)
    groups, later_groups = _cost_groups(now), _cost_groups(later)
    rows = []
    for name in ("top 5 %", "next 15 %", "the rest"):
        units = [one for one, group in groups.items() if group == name]
        following = hidden(later.get(one, 0) for one in units)
        rows.append(
            {"cohort": cohort, "unit": unit, "period": period, "next_period": period + 1, "cost_group": name, "by_chance_share": 0.1}
            | hidden(now[one] for one in units)
            | {
                "_stayed_people": sum(later_groups.get(one) == name for one in units),
                "_gone_people": sum(one not in later for one in units),
                "_next_pence": following["_pence"],
                "_next_largest_pence": following["_largest_pence"],
                "_next_second_pence": following["_second_pence"],
                "_marginal_next_pence": following["_pence"] // 2,
            }
        )
    return rows


def _cost_groups(costs: dict[int, int]) -> dict[int, str]:
    ordered = sorted(costs, key=lambda one: (-costs[one], one))
    count = len(ordered)
    return {one: "top 5 %" if place < int(0.05 * count) else "next 15 %" if place < int(0.2 * count) else "the rest" for place, one in enumerate(ordered)}


RULES = {
    "disclosure_least_people": 10.0,
    "disclosure_least_people_nhs": 8.0,
    "disclosure_round_people": 5.0,
    "disclosure_dominance_percent": 10.0,
    "disclosure_least_values": 5.0,
    "disclosure_digits": 3.0,
    "disclosure_decimals": 3.0,
    "disclosure_least_freedom": 10.0,
}


def pounds(pence: int) -> Decimal:
    return Decimal(pence) / 100


Change = Callable[[Crowd], Crowd]
