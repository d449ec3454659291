"""On whom the cost falls, as it may be told: concentration, spread, the curve, persistence, sensitivity.

Belongs here: which of their figures are told and how they are rounded. Does not belong here: which groups have figures at all (groups.py).

A share of the top is a sum over so many people. It is told only if these are enough, if enough others are left, if none outweighs the others among
them, and if between any two such shares of the same people there are enough: else the few between them would be told by subtracting.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.analysis.disclosure.groups import Facts, Group, Groups
from totalplace.analysis.disclosure.rules import Rules
from totalplace.contracts.customers import (
    COST_PERSISTENCE,
    COST_SPREAD,
    DENOMINATORS,
    NOT_COMPUTED,
    OUTWEIGHED,
    SHOWN,
    TO_PROTECT,
    TOO_FEW,
)
from totalplace.hypotheses import ALL

REASONS = {
    TOO_FEW: "too few people to show",
    TO_PROTECT: "hidden so that another figure cannot be worked out from it",
    OUTWEIGHED: "one person outweighs the others",
}
TOP_TOO_FEW = "a share of so few people is not shown"

SERVICE_USERS = DENOMINATORS[0]
_SAME = 1e-9
_INTERVALS = ("cost_share", "sampling_low", "sampling_high", "low", "high", "by_chance_share")
_SPREAD_SHARES = ("gini", "gini_low", "gini_high")
_FOUR_FIFTHS = ("people_for_80_share", "people_for_80_low", "people_for_80_high")
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)

_SENSITIVE_KEY = ("cohort", "unit", "denominator", "period", "top_share")
Row = dict[str, Any]


@dataclass
class Tops:
    """Of each group, how many people the shares are of that are told."""

    groups: Groups
    told: dict[Group, list[float]] = field(default_factory=dict)

    def admits(self, row: Row, share: float) -> bool:
        """Whether the share of the cost of the top share of these people may be told; if so, it is remembered."""
        group, rules = group_of(row), self.groups.rules
        facts = self.groups.facts.get(group)
        if facts is None or self.groups.status(group) != SHOWN or row["people"] is None or row["cost_share"] is None:
            return False
        number = share * row["people"]
        if number >= facts.people:  # residents without any cost are among them: all of the cost
            return True
        told = self.told.setdefault(group, [])
        if any(abs(number - other) < _SAME for other in told):
            return True
        if not _are_enough(number, row["cost_share"], facts, rules) or any(abs(number - other) < rules.least_people for other in told):
            return False
        told.append(number)
        return True


def _are_enough(number: float, cost_share: float, facts: Facts, rules: Rules) -> bool:
    """Whether the dearest so many are enough, and the others, and none outweighs the others among them."""
    held = round(cost_share * facts.pence)
    return number >= rules.least_people and facts.people - number >= rules.least_people and not rules.outweighs(held, facts.largest, facts.second)


def group_of(row: Row) -> Group:
    return row["cohort"], row["unit"], row["agency"], row["theme"], row["period"]


def concentration(cells: pl.DataFrame, groups: Groups, tops: Tops) -> Iterator[Row]:
    """mart.cost_concentration. Largest shares first, so that those are told that most is asked of."""
    for row in sorted(cells.iter_rows(named=True), key=lambda one: -one["top_share"]):
        if row["_people"] is None and row["cost_share"] is None:  # nothing was worked out of anybody, and why stands in its reason
            yield {name: None if name == "people" else value for name, value in row.items() if not name.startswith("_")}
            continue
        status = groups.status(group_of(row))
        told = tops.admits(row, row["top_share"])
        found = {name: value for name, value in row.items() if not name.startswith("_")}
        found |= {name: groups.rules.share(row[name]) if told else None for name in _INTERVALS}
        found["people"] = _people(row, groups)
        if status != SHOWN:
            found |= {"verdict": NOT_COMPUTED, "reason": REASONS[status]}
        elif not told and row["cost_share"] is not None:
            found |= {"verdict": NOT_COMPUTED, "reason": TOP_TOO_FEW}
        yield found


def spread(cells: pl.DataFrame, groups: Groups) -> Iterator[Row]:
    """mart.cost_spread. By agency, pounds are told only where all agencies of the cohort are known to this layer."""
    for row in cells.iter_rows(named=True):
        group, rules = group_of(row), groups.rules
        status = groups.status(group)
        found = {name: row[name] for name in COST_SPREAD.primary_key} | {"disclosure": status}
        if status == SHOWN:
            facts = groups.facts[group]
            found["people"] = _people(row, groups)
            if row["theme"] == ALL and (row["agency"] == ALL or (group[0], group[1], group[4]) not in groups.without_pounds):
                found["cost_gbp"] = rules.cost_gbp(facts.pence, facts.people)
            found |= {name: rules.share(row[name]) for name in _SPREAD_SHARES}
            found |= _four_fifths(row, facts, rules)
        yield found


def _people(row: Row, groups: Groups) -> int | None:
    """How many there are in all. Of a theme it is not told."""
    if groups.status(group_of(row)) != SHOWN or row["theme"] != ALL or row["people"] is None:
        return None
    return groups.rules.people(row["people"])


def _four_fifths(row: Row, facts: Facts, rules: Rules) -> Row:
    """The share of the people that make four fifths of the cost, in steps of enough people: it is a point of the curve too."""
    number, share = row["people"], row["people_for_80_share"]
    if not number or share is None or not _are_enough(share * number, 0.8, facts, rules):
        return dict.fromkeys(_FOUR_FIFTHS)
    step = next((one for one in _STEPS if one * number >= rules.least_people), None)
    return {name: None if step is None or row[name] is None else rules.share(round(row[name] / step) * step) for name in _FOUR_FIFTHS}


def lorenz(cells: pl.DataFrame, concentration_cells: pl.DataFrame, groups: Groups, tops: Tops) -> Iterator[Row]:
    """mart.cost_lorenz: the points that may be told beside the shares of the top, and the end of the curve."""
    number = {(*group_of(row), row["denominator"]): row["people"] for row in concentration_cells.iter_rows(named=True)}
    for row in sorted(cells.iter_rows(named=True), key=lambda one: -one["people_share"]):
        people = number.get((*group_of(row), row["denominator"]))
        if groups.status(group_of(row)) == SHOWN and (row["people_share"] >= 1 or tops.admits(row | {"people": people}, row["people_share"])):
            yield {name: value for name, value in row.items() if not name.startswith("_")} | {"cost_share": groups.rules.share(row["cost_share"])}


def sensitivity(cells: pl.DataFrame, central: list[Row], groups: Groups) -> Iterator[Row]:
    """mart.cost_sensitivity: of shares that are told in the central case (`central`: rows of mart.cost_concentration), and without an agency only if its part is."""
    number: dict[Any, int] = {}
    hidden: set[Any] = set()
    for row in central:
        if row["agency"] == ALL and (row["theme"] == ALL or row["stated_share"] is not None):
            key = tuple(row[name] for name in _SENSITIVE_KEY)
            if row["cost_share"] is None or (row["people"] is None and row["theme"] == ALL):
                hidden.add(key)
            if row["people"] is not None:
                number[key] = row["people"]
    agencies = {group[2] for group in groups.facts} - {ALL}
    for row in cells.iter_rows(named=True):
        key = tuple(row[name] for name in _SENSITIVE_KEY)
        if key in hidden or key not in number or row["cost_share"] is None:
            continue
        facts = Facts(row["_people"] or 0, row["_pence"] or 0, row["_largest_pence"] or 0, row["_second_pence"] or 0)
        top = row["top_share"] * (facts.people if row["denominator"] == SERVICE_USERS else number[key])
        if top < facts.people and not _are_enough(top, row["cost_share"], facts, groups.rules):
            continue
        known = groups.agencies((row["cohort"], row["unit"], row["period"]))
        if any(agency in row["input"] and (agency not in known or groups.status(known[agency]) != SHOWN) for agency in agencies):
            continue
        found = {name: value for name, value in row.items() if not name.startswith("_")}
        yield found | {name: groups.rules.share(row[name]) for name in ("cost_share", "difference_share")}


def persistence(cells: pl.DataFrame, groups: Groups) -> Iterator[Row]:
    """mart.cost_persistence."""
    for of_year in cells.sort(COST_PERSISTENCE.primary_key).partition_by("cohort", "unit", "period", maintain_order=True):
        rows = list(of_year.iter_rows(named=True))
        whole = groups.status(groups.whole((rows[0]["cohort"], rows[0]["unit"], rows[0]["period"])))
        instead = TOO_FEW if whole == TOO_FEW else TO_PROTECT
        statuses = {row["cost_group"]: instead if whole != SHOWN else _of_cost_group(row, groups.rules) for row in rows}
        if whole == SHOWN:
            _protect_cost_groups(rows, statuses, groups.rules)
        for row in rows:
            yield _followed(row, statuses[row["cost_group"]], sum(each["_people"] for each in rows), groups.rules)


def _of_cost_group(row: Row, rules: Rules) -> str:
    if rules.are_few(row["_people"]):
        return TOO_FEW
    return OUTWEIGHED if rules.outweighs(row["_pence"], row["_largest_pence"], row["_second_pence"], row["_people"]) else SHOWN


def _protect_cost_groups(rows: list[Row], statuses: dict[str, str], rules: Rules) -> None:
    """Groups add up to the cohort: one hidden alone is what is left of it."""
    while hidden := [row for row in rows if statuses[row["cost_group"]] != SHOWN]:
        parts = sorted((row[name] or 0 for row in hidden for name in ("_largest_pence", "_second_pence")), reverse=True)
        people, pence = sum(row["_people"] for row in hidden), sum(row["_pence"] for row in hidden)
        if len(hidden) > 1 and people >= rules.least_people and not rules.outweighs(pence, parts[0], parts[1]):
            return
        shown = [row for row in rows if statuses[row["cost_group"]] == SHOWN]
        if not shown:
            return
        statuses[min(shown, key=lambda row: (row["_people"], row["cost_group"]))["cost_group"]] = TO_PROTECT


def _followed(row: Row, status: str, everybody: int, rules: Rules) -> Row:
    """A group a year later. Few who stayed, who are gone or who are in another group are not told apart."""
    found = {name: row[name] for name in (*COST_PERSISTENCE.primary_key, "next_period")} | {"disclosure": status}
    if status != SHOWN:
        return found
    people, stayed, gone = row["_people"], row["_stayed_people"], row["_gone_people"]
    moved = people - stayed - gone
    found |= {"people": rules.people(people), "by_chance_share": _by_lot(row["by_chance_share"], everybody, rules), "mean_cost_gbp": rules.mean_gbp(row["_pence"], people)}
    may_stay = min(stayed, people - stayed) >= rules.least_people
    may_go = min(gone, people - gone) >= rules.least_people and (not may_stay or moved >= rules.least_people)
    found["stayed_share"] = rules.share_of(stayed, people) if may_stay else None
    found["gone_share"] = rules.share_of(gone, people) if may_go else None
    largest, second = row["_next_largest_pence"], row["_next_second_pence"]
    # those who are gone cost nothing: the others must be enough
    if people - gone >= rules.least_people and not rules.outweighs(row["_next_pence"], largest, second, people):
        found["mean_cost_next_gbp"] = rules.mean_gbp(row["_next_pence"], people)
        marginal = row["_marginal_next_pence"]
        # none of the marginal costs is above the average ones, which are known to this layer
        if marginal is not None and not rules.outweighs(marginal, largest, second):
            found["marginal_next_gbp"] = rules.digits_of(Decimal(marginal) / 100)
    return found


def _by_lot(share: float | None, everybody: int, rules: Rules) -> float | None:
    """The share of all that a group is a year later: it tells how many those are."""
    if share is None:
        return None
    people = round(share * everybody)
    return rules.share_of(people, everybody) if min(people, everybody - people) >= rules.least_people else None
