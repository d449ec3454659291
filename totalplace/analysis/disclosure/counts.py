"""Pathways, what became of contacts, how records were put together, uses of data: as they may be told.

Belongs here: tables of counts that do not add up to others. Does not belong here: groups by cost (whom.py), sets of agencies (together.py), areas (place.py).
"""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from totalplace.analysis.disclosure.groups import Groups
from totalplace.analysis.disclosure.rules import Rules
from totalplace.contracts.customers import (
    CONTACT_INTAKE,
    DATA_USE,
    FAMILY,
    PATHWAY,
    PATHWAY_KINDS,
    PERSON,
    PERSON_LINKAGE,
    SHOWN,
    TOO_FEW,
)

ENTRY, _, _, BEFORE = PATHWAY_KINDS
OTHER_SERVICES, OTHER_RULES, USED = "other services", "other rules or clauses", "used"
NOT_COUNTED = frozenset({"share", "probability"})  # of how records were put together; whatever else is told of it is a count of people or of what is of people

_DAYS = 5  # so many are told apart: a median of few values may be one person's
_PATTERNS = {
    "file_sha256": re.compile(r"[0-9a-f]{64}"),
    "key_id": re.compile(r"[0-9a-z-]{4,40}"),
    "edition_id": re.compile(r"[0-9A-Za-z._-]{1,40}"),
}
Row = dict[str, Any]


def pathways(cells: pl.DataFrame, groups: Groups) -> Iterator[Row]:
    """mart.pathway. A step of few people has no row; entries, which add up to all who entered, go into a rest."""
    rules = groups.rules
    near = _near_others(cells, rules)
    for of_year in cells.sort(PATHWAY.primary_key).partition_by("cohort", "period", maintain_order=True):
        first = of_year.row(0, named=True)
        whole = [groups.whole((first["cohort"], unit, first["period"])) for unit in (PERSON, FAMILY)]
        if not any(groups.status(group) == SHOWN for group in whole):
            continue
        rows = list(of_year.iter_rows(named=True))
        yield from _entries([row for row in rows if row["step_kind"] == ENTRY], near, rules)
        for row in rows:
            if row["step_kind"] != ENTRY and _is_step_shown(row, rules) and (row["cohort"], *_same_step(row)) not in near:
                yield _step(row, rules)


def _same_step(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in PATHWAY.primary_key if name != "cohort")


def _near_others(cells: pl.DataFrame, rules: Rules) -> set[tuple[object, ...]]:
    """Cohort and step, where another cohort has the step with few people less: one may hold the other, and what is between them be worked out.

    The larger gives way; of two that have as many the steps are told, as they may be the same.
    """
    by_step: dict[tuple[object, ...], list[tuple[int, str]]] = {}
    for row in cells.iter_rows(named=True):
        if not rules.are_few(row["_people"]):
            by_step.setdefault(_same_step(row), []).append((row["_people"], row["cohort"]))
    return {
        (cohort, *step) for step, of in by_step.items() for people, cohort in of if any(0 < people - fewer < rules.least_people for fewer, _ in of)
    }


def _is_step_shown(row: Row, rules: Rules) -> bool:
    """Enough people, and enough of the others: what all do would be known of each."""
    people, of = row["_people"], row["_of_people"]
    return not rules.are_few(people) and not rules.are_few(of) and of - people >= rules.least_people


def _step(row: Row, rules: Rules) -> Row:
    found = {name: row[name] for name in PATHWAY.primary_key} | {"disclosure": SHOWN, "people": rules.people(row["_people"])}
    found["people_share"] = rules.share_of(row["_people"], row["_of_people"])
    if row["step_kind"] != BEFORE:
        found["steps"] = max(rules.people(row["steps"]), found["people"]) if row["steps"] is not None else None
        found["median_days"] = None if row["median_days"] is None else _DAYS * round(row["median_days"] / _DAYS)
        return found
    others, of = row["_comparison_people"], row["_comparison_of"]
    if others is not None and of is not None and min(others, of - others) >= rules.least_people:
        found["comparison_share"] = rules.share_of(others, of)
    return found


def _entries(rows: list[Row], near: set[tuple[object, ...]], rules: Rules) -> Iterator[Row]:
    """Who enters does so by one service: those of few people go together, with the next smallest if they are few themselves."""
    shown = sorted((row for row in rows if _is_step_shown(row, rules) and (row["cohort"], *_same_step(row)) not in near), key=lambda row: (-row["_people"], row["to_service"]))
    rest = [row for row in rows if row not in shown]
    while rest and shown and (sum(row["_people"] for row in rest) < rules.least_people or len(rest) < 2):
        rest.append(shown.pop())
    for row in shown:
        yield _step(row, rules)
    if rest:
        people = sum(row["_people"] for row in rest)
        summed = rest[0] | {"to_service": OTHER_SERVICES, "_people": people, "steps": sum(row["steps"] or 0 for row in rest), "median_days": None}
        if _is_step_shown(summed, rules):
            yield _step(summed, rules)


def contact_intake(cells: pl.DataFrame, rules: Rules) -> Iterator[Row]:
    """mart.contact_intake. Rules under which few fell stand together: that one of them was met at all tells something of few."""
    for of_agency in cells.sort(CONTACT_INTAKE.primary_key).partition_by("agency", "layout", maintain_order=True):
        rows = list(of_agency.iter_rows(named=True))
        rest = [row for row in rows if row["outcome"] != USED and _is_few_contacts(row, rules)]
        for row in [row for row in rows if row not in rest] + _together(rest):
            few = _is_few_contacts(row, rules)
            found = {name: row[name] for name in CONTACT_INTAKE.column_names if name in row and name != "contacts"}
            yield found | {"contacts": None if few else rules.people(row["contacts"]), "disclosure": TOO_FEW if few else SHOWN}


def _is_few_contacts(row: Row, rules: Rules) -> bool:
    return rules.are_few(row["_people"]) or rules.are_few(row["contacts"])


def _together(rest: list[Row]) -> list[Row]:
    if not rest:
        return []
    return [rest[0] | {"outcome": OTHER_RULES, "agreement_id": None} | {name: sum(row[name] or 0 for row in rest) for name in ("contacts", "_people")}]


def person_linkage(cells: pl.DataFrame, rules: Rules) -> Iterator[Row]:
    """mart.person_linkage. Whatever is not known to be a share is taken to count people or what is of people."""
    for row in cells.iter_rows(named=True):
        found = {name: row[name] for name in PERSON_LINKAGE.column_names if name in row}
        if row["unit"] in NOT_COUNTED:
            yield found | {"value": rules.share(row["value"]), "disclosure": SHOWN}
        else:
            few = rules.are_few(row["value"])
            yield found | {"value": None if few else float(rules.people(row["value"])), "disclosure": TOO_FEW if few else SHOWN}


def data_use(uses: pl.DataFrame) -> pl.DataFrame:
    """ops.data_use: a row a received file and use, in which nothing is of a person. Raises ValueError where that is not so."""
    unknown = [name for name in uses.columns if name not in DATA_USE.column_names]
    if unknown:
        raise ValueError(f"ops.data_use: {', '.join(unknown)} are not columns of it")
    for name, pattern in _PATTERNS.items():
        if name in uses.columns and not all(pattern.fullmatch(value) for value in uses[name].drop_nulls().to_list()):
            raise ValueError(f"ops.data_use: {name} is not of the form it has to be")
    return uses
