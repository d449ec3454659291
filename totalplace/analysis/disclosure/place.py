"""Where people live and where incidents happen, as it may be told; what licences have to do with it.

Belongs here: hiding of areas, with others beside them so that subtracting gives nothing; coefficients of models. Does not belong here: the rules of groups
(groups.py).

The areas of a year add up to the cohort. One level of area is told, never two: a small area within a large one would be what is left.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from totalplace.analysis.disclosure.groups import (
    ONE_AND_ANOTHER,
    Facts,
    Groups,
    Population,
    together_are_safe,
)
from totalplace.analysis.disclosure.rules import Rules
from totalplace.contracts.customers import (
    COST_BY_AREA,
    FAMILY,
    LICENCE_MODEL,
    OUTWEIGHED,
    PERSON,
    PLACE_OUTCOMES,
    SHOWN,
    TO_PROTECT,
    TOO_FEW,
)

BY_RESIDENCE, BY_OCCURRENCE = PLACE_OUTCOMES
MODEL_TOO_SMALL = "Too few areas for what the model asks of them: its figures are not told."

_OPEN = ("area_name", "residents", "on_premises", "off_premises", "both_premises")  # public facts of the area
Row = dict[str, Any]


def cost_by_area(cells: pl.DataFrame, groups: Groups, inners: dict[Population, list[Population]]) -> Iterator[Row]:
    """mart.cost_by_area."""
    kinds = cells.select(pl.col("area_code").str.slice(0, 3)).unique().height
    if kinds > 1:
        raise ValueError("mart.cost_by_area: areas of more than one level; those within others could be worked out")
    by_key = {(row["cohort"], row["period"], row["outcome"], row["area_code"]): row for row in cells.iter_rows(named=True)}
    statuses: dict[tuple[str, int, str, str], str] = {}
    parts = cells.sort(COST_BY_AREA.primary_key).partition_by("cohort", "period", "outcome", maintain_order=True)
    # cohorts within others first
    for part in sorted(parts, key=lambda one: len(inners.get(_population(one.row(0, named=True), groups), ()))):
        rows = list(part.iter_rows(named=True))
        population = _population(rows[0], groups)
        of = {row["area_code"]: _status(row, groups.rules) for row in rows}
        whole = groups.status(groups.whole(population))
        if whole != SHOWN:
            # that one outweighs the others of the cohort says nothing of an area, in which there may be nobody
            of = dict.fromkeys(of, TOO_FEW if whole == TOO_FEW else TO_PROTECT)
        else:
            for row in rows:
                if of[row["area_code"]] == SHOWN and _has_few_more(row, population, inners, by_key, statuses, groups.rules):
                    of[row["area_code"]] = TO_PROTECT
            _protect(rows, of, groups, population)
        statuses |= {(row["cohort"], row["period"], row["outcome"], area): status for row in rows for area, status in ((row["area_code"], of[row["area_code"]]),)}
    for key, row in by_key.items():
        yield _told(row, statuses[key], groups.rules)


def licence_model(cells: pl.DataFrame, terms: pl.DataFrame, rules: Rules) -> Iterator[Row]:
    """mart.licence_model. Areas are no people, and only coefficients leave the model."""
    for row in cells.iter_rows(named=True):
        found = {name: row[name] for name in LICENCE_MODEL.column_names}
        if not _has_freedom(row, terms, rules):
            found |= dict.fromkeys(("family", "dispersion", "moran_i", "moran_p"))
            found["may_conclude"] = MODEL_TOO_SMALL
        yield found | {name: rules.share(found[name]) for name in ("dispersion", "moran_i", "moran_p")}


def licence_association(cells: pl.DataFrame, models: pl.DataFrame, rules: Rules) -> Iterator[Row]:
    """mart.licence_association."""
    enough = {(row["outcome"], row["model"]): _has_freedom(row, cells, rules) for row in models.iter_rows(named=True)}
    for row in cells.iter_rows(named=True):
        found = {name: value for name, value in row.items() if not name.startswith("_")}
        if not enough.get((row["outcome"], row["model"]), False):
            found |= dict.fromkeys(("rate_ratio", "low", "high")) | {"reading": MODEL_TOO_SMALL if row["rate_ratio"] is not None else row["reading"]}
        yield found | {name: rules.share(found[name]) for name in ("rate_ratio", "low", "high")}


def _has_freedom(model: Row, terms: pl.DataFrame, rules: Rules) -> bool:
    """Whether there are enough areas beyond those that the terms take up, and enough people behind the outcome."""
    if rules.are_few(model["_people"]):
        return False
    count = terms.filter((pl.col("outcome") == model["outcome"]) & (pl.col("model") == model["model"])).height
    return model["areas"] is not None and model["areas"] - count >= rules.least_freedom


def _population(row: Row, groups: Groups) -> Population:
    """Areas are told of persons. Of a cohort of families, its families stand for them."""
    persons = row["cohort"], PERSON, row["period"]
    return persons if groups.whole(persons) in groups.facts else (row["cohort"], FAMILY, row["period"])


def _count(row: Row) -> int:
    """What adds up over areas."""
    return int((row["_people"] if row["outcome"] == BY_RESIDENCE else row["incidents"]) or 0)


def _status(row: Row, rules: Rules) -> str:
    is_cost = row["outcome"] == BY_RESIDENCE
    if is_cost and row["_people"] > ONE_AND_ANOTHER and rules.outweighs(row["_pence"], row["_largest_pence"], row["_second_pence"], row["_people"]):
        return OUTWEIGHED
    if rules.are_few(row["_people"]) or rules.are_few(_count(row)):
        return TOO_FEW
    if not is_cost:
        # who is known to the police most may not be told from what is left of all beside the next
        return OUTWEIGHED if rules.outweighs(row["incidents"], row["_most_incidents"] or 0, row["_second_incidents"] or 0) else SHOWN
    if rules.are_alike(row["_people"], row["_pence"], row["_largest_pence"]):
        return TO_PROTECT
    return TO_PROTECT if row["residents"] is not None and row["residents"] - row["_people"] < rules.least_people else SHOWN


def _has_few_more(row: Row, population: Population, inners: dict[Population, list[Population]], by_key: dict[Any, Row], statuses: dict[Any, str], rules: Rules) -> bool:
    """Whether there are few people more in the area than of a cohort within this one."""
    for cohort, _, period in inners.get(population, ()):
        key = cohort, period, row["outcome"], row["area_code"]
        if statuses.get(key) == SHOWN and abs(_count(by_key[key]) - _count(row)) < rules.least_people:
            return True
    return False


def _protect(rows: list[Row], of: dict[str, str], groups: Groups, population: Population) -> None:
    """Further areas are hidden, smallest first, until those hidden can be told neither each nor together."""
    by_size = sorted((row for row in rows if of[row["area_code"]] == SHOWN), key=lambda row: (_count(row), row["area_code"]))
    while by_size and not _are_safe(rows, of, groups, population):
        of[by_size.pop(0)["area_code"]] = TO_PROTECT
    if TO_PROTECT in of.values():  # few or not: the word does not tell
        of |= {area: TO_PROTECT for area, status in of.items() if status == TOO_FEW}


def _are_safe(rows: list[Row], of: dict[str, str], groups: Groups, population: Population) -> bool:
    rules = groups.rules
    hidden = [row for row in rows if of[row["area_code"]] != SHOWN]
    if not hidden:
        return True
    facts = [Facts(_count(row), row["_pence"] or 0, row["_largest_pence"] or 0, row["_second_pence"] or 0) for row in hidden]
    people = sum(one.people for one in facts)
    if len(hidden) < 2 or people < rules.least_people:
        return False
    if rows[0]["outcome"] == BY_RESIDENCE and not together_are_safe([Facts(people, *_money(facts))], rules):
        return False
    # what is left of the total, whoever knows it: as it is told, or as the sum of the areas would be told
    totals = {sum(map(_count, rows))}
    if rows[0]["outcome"] == BY_RESIDENCE and population[1] == PERSON:
        totals.add(groups.facts[groups.whole(population)].people)
    return all(_leaves_enough(total, rows, hidden, of, rules) for total in totals)


def _money(facts: list[Facts]) -> tuple[int, int, int]:
    parts = sorted((part for one in facts for part in (one.largest, one.second)), reverse=True)
    return sum(one.pence for one in facts), parts[0], parts[1]


def _leaves_enough(total: int, rows: list[Row], hidden: list[Row], of: dict[str, str], rules: Rules) -> bool:
    """Whether each hidden count of few can still take as many values as it should, once all that is shown is subtracted."""
    told = [rules.bounds(_count(row)) for row in rows if of[row["area_code"]] == SHOWN]
    least, most = rules.bounds(total)
    least, most = max(0, least - sum(high for _, high in told)), most - sum(low for low, _ in told)
    ceilings = [rules.least_people - 1 if of[row["area_code"]] == TOO_FEW else most for row in hidden]
    if sum(ceilings) < least:
        return True  # the areas leave out people whose area is not known: nothing adds up
    for row, ceiling in zip(hidden, ceilings, strict=True):
        if _count(row) < rules.least_people and min(ceiling, most) - max(0, least - sum(ceilings) + ceiling) < rules.least_values - 1:
            return False
    return True


def _told(row: Row, status: str, rules: Rules) -> Row:
    found = {name: row[name] for name in (*COST_BY_AREA.primary_key, *_OPEN)} | {"disclosure": status}
    if status != SHOWN:
        return found
    residents = row["residents"]
    if row["outcome"] == BY_OCCURRENCE:
        found["incidents"] = rules.people(row["incidents"])
        found["incidents_per_1000"] = round(1000 * found["incidents"] / residents, 1) if residents else None
        return found
    found |= {"people": rules.people(row["_people"]), "cost_gbp": rules.cost_gbp(row["_pence"], row["_people"])}
    found["cost_per_resident_gbp"] = rules.digits_of((found["cost_gbp"] / residents).quantize(Decimal("0.0001"), ROUND_HALF_UP)) if residents else None
    return found
