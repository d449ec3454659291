"""Which groups of people may have figures: a cohort of a year as persons or families, all of it and by agency and theme.

Belongs here: the one decision that all tables of the same people follow, and the counts and sums that it is made from. Does not belong here: the
tables (whom.py, together.py, place.py).

A group is hidden if its people are few, if one outweighs the others, if all cost alike, or if it is nearly all of what it is a part of. The last two have
no word of their own: it would tell what it hides. What is left could be subtracted: pounds of agencies add up to those of the cohort, so a hidden
agency is never hidden alone. Themes of spending overlap agencies in ways that everybody can look up: of them only shares are told, no people and no pounds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import polars as pl

from totalplace.analysis.disclosure.rules import Rules
from totalplace.contracts.customers import FAMILY, OUTWEIGHED, PERSON, SHOWN, TO_PROTECT, TOO_FEW
from totalplace.hypotheses import ALL, EVERYBODY

_COLUMNS = ("cohort", "unit", "agency", "theme", "period", "_people", "_pence", "_largest_pence", "_second_pence")

ONE_AND_ANOTHER = 2  # of whom one always outweighs

Population = tuple[str, str, int]  # cohort, unit, period
Group = tuple[str, str, str, str, int]  # cohort, unit, agency, theme, period


@dataclass(frozen=True)
class Facts:
    """Exact: they stay in the layer."""

    people: int
    pence: int
    largest: int
    second: int


@dataclass
class Groups:
    """All groups with what was decided of each."""

    rules: Rules
    facts: dict[Group, Facts]
    statuses: dict[Group, str] = field(default_factory=dict)
    without_pounds: set[Population] = field(default_factory=set)  # an agency is known of which there are no cells: pounds by agency would tell it

    def status(self, group: Group) -> str:
        """A group that nothing is known of is not shown."""
        return self.statuses.get(group, TOO_FEW)

    def whole(self, population: Population) -> Group:
        cohort, unit, period = population
        return cohort, unit, ALL, ALL, period

    def populations(self) -> list[Population]:
        return sorted({(group[0], group[1], group[4]) for group in self.facts})

    def agencies(self, population: Population) -> dict[str, Group]:
        """The groups by agency, all themes together."""
        cohort, unit, period = population
        return {group[2]: group for group in sorted(self.facts) if (group[0], group[1], group[4]) == (cohort, unit, period) and group[2] != ALL and group[3] == ALL}

    def hide(self, group: Group) -> None:
        """To protect another; what already has a reason keeps it."""
        if self.status(group) == SHOWN:
            self.statuses[group] = TO_PROTECT

    def hide_population(self, population: Population, status: str = TO_PROTECT) -> None:
        for group in self.facts:
            if (group[0], group[1], group[4]) == population and self.status(group) == SHOWN:
                self.statuses[group] = status

    def tell_no_more(self) -> None:
        """What is hidden to protect another may be few or not: where one agency is, all hidden ones are called so. Nothing is told of parts of what is hidden."""
        for population in self.populations():
            whole = self.status(self.whole(population))
            groups = [group for group in self.facts if (group[0], group[1], group[4]) == population and self.status(group) != SHOWN]
            for group in groups:
                if whole != SHOWN:
                    self.statuses[group] = whole
            hidden = [group for group in self.agencies(population).values() if self.status(group) != SHOWN]
            if any(self.status(group) == TO_PROTECT for group in hidden):
                self.statuses |= {group: TO_PROTECT for group in hidden if self.status(group) == TOO_FEW}

    def hide_smallest_agency(self, population: Population) -> bool:
        """The one with the fewest people among those shown, and with it what the pounds of the others would tell of it."""
        shown = [group for group in self.agencies(population).values() if self.status(group) == SHOWN]
        if not shown:
            return False
        self.hide(min(shown, key=lambda group: (self.facts[group].people, group)))
        self.protect_agencies(population)
        return True

    def protect_agencies(self, population: Population) -> None:
        """The pounds of all agencies together are those of the cohort: what the hidden ones cost together must tell nothing of one person."""
        agencies = list(self.agencies(population).values())
        while hidden := [group for group in agencies if self.status(group) != SHOWN]:
            facts = [self.facts[group] for group in hidden]
            if len(hidden) > 1 and together_are_safe(facts, self.rules):
                return
            shown = [group for group in agencies if self.status(group) == SHOWN]
            if not shown:
                return
            self.hide(min(shown, key=lambda group: (self.facts[group].people, group)))


def together_are_safe(facts: list[Facts], rules: Rules) -> bool:
    """Whether a sum over hidden groups, which may overlap, is one of enough people and none outweighs the others in it."""
    parts = sorted((part for one in facts for part in (one.largest, one.second)), reverse=True)
    pence = sum(one.pence for one in facts)
    return max(one.people for one in facts) >= rules.least_people and not rules.outweighs(pence, parts[0], parts[1])


def decide(cells: Iterable[pl.DataFrame], known: Mapping[Population, Mapping[str, int]], rules: Rules) -> Groups:
    """From the cells of mart.cost_spread and mart.cost_concentration among service users. `known`: how many are known to each agency.

    Raises ValueError where the same group has two counts.
    """
    groups = Groups(rules, {})
    for group, facts in _facts(pl.concat([frame.select(_COLUMNS) for frame in cells])):
        if groups.facts.setdefault(group, facts) != facts:
            raise ValueError("mart.cost_spread, mart.cost_concentration: a group has different counts in its rows")
    for group, facts in groups.facts.items():
        groups.statuses[group] = _by_itself(group, facts, groups)
    for population in groups.populations():
        whole = groups.whole(population)
        if groups.status(whole) != SHOWN:
            groups.hide_population(population, groups.status(whole))
        _no_families_that_are_persons(groups, population)
        if set(known.get(population, ())) - set(groups.agencies(population)):
            groups.without_pounds.add(population)
        groups.protect_agencies(population)
    return groups


def nested(groups: Groups, sets: Mapping[Population, Mapping[str, int]], definitions: Mapping[str, object]) -> Iterator[tuple[Population, Population]]:
    """Two cohorts of which, by all counts, the first may be a part of the second. Cohorts of one definition are one and the same.

    Who is in them is not known here: if no count of the first is above that of the second, it is taken to be one.
    """
    for left, right in combinations(groups.populations(), 2):
        if left[1:] != right[1:] or definitions.get(left[0], left[0]) == definitions.get(right[0], right[0]):
            continue
        # of two with the same counts, everybody is the one that holds the other
        pairs = ((right, left), (left, right)) if left[0] == EVERYBODY else ((left, right), (right, left))
        for inner, outer in pairs:
            less, more = _counts(groups, sets, inner), _counts(groups, sets, outer)
            if all(count <= more.get(name, 0) for name, count in less.items()):
                yield inner, outer
                break


def _counts(groups: Groups, sets: Mapping[Population, Mapping[str, int]], population: Population) -> dict[str, int]:
    """Of all, of each agency and of each set of agencies."""
    whole = groups.facts.get(groups.whole(population))
    by_agency = {f"with {agency}": groups.facts[group].people for agency, group in groups.agencies(population).items()}
    return {ALL: whole.people if whole else 0, **by_agency, **sets.get(population, {})}


def hide_where_few_more(groups: Groups, outer: Population, inner: Population) -> None:
    """Where a cohort has few people more than one within it that is told, or an agency's part of it has, it is not told."""
    less = groups.rules.least_people
    if groups.status(groups.whole(inner)) != SHOWN:
        return
    if groups.facts[groups.whole(outer)].people - groups.facts[groups.whole(inner)].people < less:
        groups.hide_population(outer)
        return
    theirs = groups.agencies(inner)
    for agency, group in groups.agencies(outer).items():
        is_told = agency in theirs and groups.status(theirs[agency]) == SHOWN
        if is_told and groups.facts[group].people - groups.facts[theirs[agency]].people < less:
            groups.hide(group)
    groups.protect_agencies(outer)


def _facts(cells: pl.DataFrame) -> Iterator[tuple[Group, Facts]]:
    for cohort, unit, agency, theme, period, people, pence, largest, second in cells.drop_nulls("_people").unique().sort(_COLUMNS).iter_rows():
        yield (cohort, unit, agency, theme, period), Facts(people, pence or 0, largest or 0, second or 0)


def _by_itself(group: Group, facts: Facts, groups: Groups) -> str:
    rules = groups.rules
    if facts.people > ONE_AND_ANOTHER and rules.outweighs(facts.pence, facts.largest, facts.second, facts.people):
        return OUTWEIGHED  # few or not: the word does not say that they are enough
    if rules.are_few(facts.people):
        return TOO_FEW
    if rules.are_alike(facts.people, facts.pence, facts.largest):
        return TO_PROTECT
    cohort, unit, agency, theme, period = group
    if ALL not in (agency, theme):
        return TO_PROTECT  # an agency's part of a theme: sums over agencies and over themes would each tell it
    whole = groups.facts.get(groups.whole((cohort, unit, period)))
    if whole is None:
        return TOO_FEW
    if agency != ALL and whole.people - facts.people < rules.least_people:
        return TO_PROTECT
    return SHOWN


def _no_families_that_are_persons(groups: Groups, population: Population) -> None:
    cohort, unit, period = population
    persons, families = groups.facts.get(groups.whole((cohort, PERSON, period))), groups.facts.get(groups.whole(population))
    if unit == FAMILY and persons and families and persons.people - families.people < groups.rules.least_people:
        groups.hide_population(population)
