"""Agencies together: which sets of agencies are told, so that neither they nor the agencies' own counts give away a few people.

Belongs here: lumping of sets into a rest, and the check that subtracting gives nothing. Does not belong here: the rules of single groups
(groups.py), or the programme behind the check (subtraction.py).

There is always a rest where people may be known to several agencies: if every set stood there, those that do not would be known to hold nobody,
and who is known to one agency would be known to be known to another.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from totalplace.analysis.disclosure.groups import Facts, Group, Groups, Population, hide_where_few_more, nested
from totalplace.analysis.disclosure.subtraction import Known, sets_of
from totalplace.contracts.customers import BETWEEN_AGENCIES, OUTWEIGHED, SHOWN, TO_PROTECT, TOO_FEW

OTHER_SETS = "other combinations"

Sets = dict[str, Facts]


def sets_by_population(cells: pl.DataFrame) -> dict[Population, Sets]:
    """The exact cells of mart.agency_overlap."""
    found: dict[Population, Sets] = {}
    columns = ("cohort", "unit", "period", "agencies", "_people", "_pence", "_largest_pence", "_second_pence")
    for cohort, unit, period, agencies, *facts in cells.select(columns).sort("cohort", "unit", "period", "agencies").iter_rows():
        name = BETWEEN_AGENCIES.join(sorted(agencies.split(BETWEEN_AGENCIES)))
        found.setdefault((cohort, unit, period), {})[name] = Facts(*(fact or 0 for fact in facts))
    return found


def agencies_of(sets: Mapping[Population, Sets]) -> dict[Population, dict[str, int]]:
    """How many are known to each agency, whatever else they are known to."""
    found: dict[Population, dict[str, int]] = {}
    for population, of in sets.items():
        for name, facts in of.items():
            for agency in name.split(BETWEEN_AGENCIES):
                counts = found.setdefault(population, {})
                counts[agency] = counts.get(agency, 0) + facts.people
    return found


class Together:
    """What is told of agencies together. Where totals alone give too much away, agencies are hidden in `groups` too."""

    def __init__(self, groups: Groups, sets: Mapping[Population, Sets], definitions: Mapping[str, object]) -> None:
        self.groups, self.rules, self.sets = groups, groups.rules, sets
        self.told: dict[Population, list[str]] = {}
        pairs = list(nested(groups, {population: {name: one.people for name, one in of.items()} for population, of in sets.items()}, definitions))
        self.inners = {outer: [inner for inner, other in pairs if other == outer] for _, outer in pairs}
        # cohorts within others first: they are what a hypothesis is about, and what is told of everybody beside them gives way
        for population in sorted(groups.populations(), key=lambda one: (len(self.inners.get(one, ())), one)):
            self._settle(population)
        groups.tell_no_more()

    def rows(self) -> Iterator[dict[str, Any]]:
        """mart.agency_overlap."""
        for population, sets in self.sets.items():
            cohort, unit, period = population
            row = {"cohort": cohort, "unit": unit, "period": period}
            whole = self.groups.facts.get(self.groups.whole(population))
            status = self.groups.status(self.groups.whole(population))
            if whole is None or status != SHOWN:
                yield {**row, "agencies": OTHER_SETS, "disclosure": TO_PROTECT if status == SHOWN else status}
                continue
            told = self.told[population]
            total = self.rules.cost_gbp(whole.pence, whole.people)
            parts = [(name, name.count(BETWEEN_AGENCIES) + 1, sets[name]) for name in told]
            rest = _summed(one for name, one in sets.items() if name not in told)
            if rest.people:
                parts.append((OTHER_SETS, None, rest))  # type: ignore[arg-type]
            for name, count, facts in parts:
                row_of = {**row, "agencies": name, "agency_count": count, "people": self.rules.people(facts.people), "disclosure": SHOWN}
                if self._is_shown(facts):
                    cost = self.rules.cost_gbp(facts.pence, facts.people)
                    row_of |= {"cost_gbp": cost, "cost_share": self.rules.share(min(1.0, float(cost / total))) if total else None}
                else:
                    row_of |= {"people": None, "disclosure": TOO_FEW if self.rules.are_few(facts.people) else OUTWEIGHED}
                yield row_of

    def _is_shown(self, facts: Facts) -> bool:
        return not self.rules.are_few(facts.people) and not self.rules.outweighs(facts.pence, facts.largest, facts.second, facts.people)

    def _settle(self, population: Population) -> None:
        """As many sets as may be told, largest first; if totals alone give too much away, fewer agencies with a count of their own."""
        self.told[population] = []
        whole = self.groups.whole(population)
        for inner in self.inners.get(population, ()):
            if self.groups.status(whole) == SHOWN:
                hide_where_few_more(self.groups, population, inner)
        if self.groups.status(whole) != SHOWN or population not in self.sets:
            return
        while self._is_exposed(population, []):
            if not self.groups.hide_smallest_agency(population):
                self.groups.hide_population(population)
                return
        names = self._candidates(population)
        self.told[population] = names
        if not names or not self._is_exposed(population, names):
            return
        few, many = 0, len(names)  # so many may be told, so many may not
        while many - few > 1:
            middle = (few + many) // 2
            if self._is_exposed(population, names[:middle]):
                many = middle
            else:
                few = middle
        self.told[population] = names[:few]

    def _candidates(self, population: Population) -> list[str]:
        """Sets that can stand by themselves beside a rest that can, largest first."""
        sets = self.sets[population]
        names = [name for name, facts in sets.items() if self._is_shown(facts) and not self._has_few_more(name, facts, population)]
        names.sort(key=lambda name: (-sets[name].people, name))
        if len({agency for name in sets for agency in name.split(BETWEEN_AGENCIES)}) == 1:
            return names
        while names:
            if self._is_shown(_summed(facts for name, facts in sets.items() if name not in names)):
                break
            names.pop()
        return names

    def _has_few_more(self, name: str, facts: Facts, population: Population) -> bool:
        """Whether the set holds few people more than the same set of a cohort within this one."""
        inners = self.inners.get(population, ())
        return any(name in self.told.get(inner, ()) and facts.people - self.sets[inner][name].people < self.rules.least_people for inner in inners)

    def _is_exposed(self, population: Population, told: list[str]) -> bool:
        """Whether few people could be told apart: of the cohort, of one within it, or of those that it has beyond that one."""
        known = self._known(population, told, population)
        if known is None:
            return False
        few, values = self.rules.least_people, self.rules.least_values
        if known.exposes(few, values):
            return True
        for inner in self.inners.get(population, ()):
            within = self._known(inner, self.told.get(inner, []), population) if inner in self.sets else None
            if within is not None and known.exposes_beside(within, few, values):
                return True
        return False

    def _known(self, population: Population, told: list[str], among: Population) -> Known | None:
        """What a reader knows of the cohort, by the sets of a larger one or its own. None if there is one agency only: then there is one set."""
        own = self.sets[population]
        if sum(facts.people for facts in own.values()) != self.groups.facts[self.groups.whole(population)].people:
            raise ValueError("mart.agency_overlap: the sets of agencies do not add up to the people of mart.cost_spread")
        found = self._unknown(among, {name: facts.people for name, facts in own.items()})
        if found is None:
            return None
        known, number, place = found
        every = np.ones(len(known.sets))
        self._say(known, every, self.groups.whole(population))
        for agency, group in self.groups.agencies(population).items():
            if agency in number:
                self._say(known, known.where(number[agency]), group)
        rest = every.copy()
        for name in told:
            rest[place[name]] = 0
            known.say(_only(place[name], len(every)), *self.rules.bounds(own[name].people))
        left = sum(facts.people for name, facts in own.items() if name not in told)
        if told and left >= self.rules.least_people:
            known.say(rest, *self.rules.bounds(left))
        known.also_sought += [which * rest for row in number.values() for which in (known.where(row), known.where(outside=(row,)))]
        return known

    def _unknown(self, population: Population, people: dict[str, int]) -> tuple[Known, dict[str, int], dict[str, int]] | None:
        """The sets that people may be in with how many truly are, and the number of each agency and set among them."""
        agencies = sorted({agency for name in self.sets[population] for agency in name.split(BETWEEN_AGENCIES)})
        if len(agencies) < 2:
            return None
        number = {agency: place for place, agency in enumerate(agencies)}
        as_set = {name: frozenset(number[agency] for agency in name.split(BETWEEN_AGENCIES)) for name in people}
        sets = sets_of(len(agencies), {frozenset(number[agency] for agency in name.split(BETWEEN_AGENCIES)) for name in self.sets[population]})
        place = {one: row for row, one in enumerate(sets)}
        truth = np.zeros(len(sets))
        for name, count in people.items():
            truth[place[as_set[name]]] = count
        return Known(sets, truth), number, {name: place[one] for name, one in as_set.items()}

    def _say(self, known: Known, which: Any, group: Group) -> None:
        """A count that is shown, or that it is said of that it is few."""
        bounds = self._bounds(group)
        if bounds is not None:
            known.say(which, *bounds)

    def _bounds(self, group: Group) -> tuple[float, float] | None:
        if group not in self.groups.facts:
            return None
        status = self.groups.status(group)
        if status == SHOWN:
            return self.rules.bounds(self.groups.facts[group].people)
        return (0, self.rules.least_people - 1) if status == TOO_FEW else (0, math.inf)


def _only(place: int, count: int) -> Any:
    which = np.zeros(count)
    which[place] = 1
    return which


def _summed(facts: Iterable[Facts]) -> Facts:
    """Groups without people in common, as one."""
    of = list(facts)
    parts = [*sorted((part for one in of for part in (one.largest, one.second)), reverse=True), 0, 0]
    return Facts(sum(one.people for one in of), sum(one.pence for one in of), parts[0], parts[1])
