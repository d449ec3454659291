"""All that is told of the concentration of cost, from costed contacts: the cells of five tables.

Belongs here: which cohorts, units and variants are worked out, one after the other so that one variant is in memory at a time. Does not belong
here: any of the work itself (cohorts.py, concentration.py, persistence.py, sensitivity.py), or disclosure control.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from totalplace.analysis import cohorts, sensitivity
from totalplace.analysis.concentration import NOT_STATED, Asked, Concentrated, Terms, concentrate, not_computed
from totalplace.analysis.persistence import persistence
from totalplace.analysis.sensitivity import HIGH, LOOSER, LOW, STRICTER, Variants
from totalplace.contracts.customers import UNITS
from totalplace.hypotheses import EVERYBODY, Cohort, Hypothesis, Stated

NO_MEMBERS = "nobody had a contact in the year that meets what the hypothesis asks for"
FAULTY = "hypotheses.toml has a fault, which totalplace check tells"
_EVERYBODY = Cohort()


@dataclass(frozen=True)
class Costed:
    """Contacts with their cost, costing.cost(), and the people they are of: person_no, household_no, born_year."""

    costed: pl.DataFrame
    people: pl.DataFrame


@dataclass(frozen=True)
class CostCells:
    """Cells of mart.cost_concentration, mart.cost_spread, mart.cost_lorenz, mart.cost_persistence, mart.cost_sensitivity."""

    concentration: pl.DataFrame
    spread: pl.DataFrame
    lorenz: pl.DataFrame
    persistence: pl.DataFrame
    sensitivity: pl.DataFrame


@dataclass(frozen=True)
class Circumstances:
    """What is beside the contacts. periods: whole years (cohorts.whole_years); residents: of each cohort those of its age, by year;
    missing: agencies whose data the place lacks; layouts: of which contacts were sent."""

    periods: Sequence[int]
    residents: Mapping[str, Mapping[int, int]]
    missing: Sequence[str]
    layouts: frozenset[str]


def cost_cells(central: Costed, variants: Mapping[str, Callable[[], Costed]], stated: Stated, around: Circumstances, terms: Terms) -> CostCells:
    """variants: sensitivity.LOW, HIGH (other unit costs, the same people), LOOSER, STRICTER (other links, their own people); each is made when it is its turn."""
    tested = [(entry.id, entry.cohort, entry) for entry in stated.hypotheses]
    asked_of: list[tuple[str, Cohort, Hypothesis | None]] = [(EVERYBODY, _EVERYBODY, None), *tested]
    ledgers = {name: cohorts.ledger(central.costed, cohort, around.periods) for name, cohort, _ in asked_of}
    otherwise: dict[str, dict[tuple[str, str], pl.DataFrame]] = {}
    for name, made in variants.items():
        taken = made()
        otherwise[name] = {
            (cohort_id, unit): cohorts.units(cohorts.ledger(taken.costed, cohort, around.periods), taken.people, cohort, unit)
            for cohort_id, cohort, _ in asked_of
            for unit in UNITS
        }
        del taken
    found: list[tuple[Concentrated, pl.DataFrame, pl.DataFrame]] = []
    for unit in UNITS:
        everybody = cohorts.units(ledgers[EVERYBODY], central.people, _EVERYBODY, unit)
        for cohort_id, cohort, hypothesis in asked_of:
            entries = everybody if cohort_id == EVERYBODY else cohorts.units(ledgers[cohort_id], central.people, cohort, unit)
            residents = around.residents.get(cohort_id, {}) if unit == "person" else {}
            asked = Asked(cohort_id, unit, hypothesis, FAULTY if stated.faults else NOT_STATED, residents)
            reasons = dict(_why_not(asked, entries, around)) if hypothesis is not None and hypothesis.unit == unit else {}
            usable = entries.filter(~pl.col("period").is_in(list(reasons)))
            without = dict(_without_each(ledgers[cohort_id], central.people, cohort, unit))
            taken_otherwise = {name: frames[cohort_id, unit] for name, frames in otherwise.items()}
            linkage = {name: taken_otherwise[name] for name in (LOOSER, STRICTER) if name in taken_otherwise}
            sensitive = sensitivity.sensitivity(asked, Variants(usable, taken_otherwise.get(LOW), taken_otherwise.get(HIGH), linkage, without), around.missing, terms.least_people)
            asked = Asked(cohort_id, unit, hypothesis, asked.not_tested, residents, sensitive.shifts)
            values = cohorts.contact_values(central.costed, cohorts.members(central.costed, central.people, cohort, unit))
            of_cohort = concentrate(usable, values, asked, terms)
            left_out = [not_computed([asked], [period], reason) for period, reason in reasons.items()]
            told = Concentrated(pl.concat([of_cohort.concentration, *left_out]), of_cohort.spread, of_cohort.lorenz)
            found.append((told, persistence(cohort_id, unit, usable, everybody), sensitive.cells))
    return CostCells(
        pl.concat([told.concentration for told, _, _ in found]),
        pl.concat([told.spread for told, _, _ in found]),
        pl.concat([told.lorenz for told, _, _ in found]),
        pl.concat([followed for _, followed, _ in found]),
        pl.concat([cells for _, _, cells in found]),
    )


def nothing_computed(stated: Stated, periods: Sequence[int], reason: str) -> pl.DataFrame:
    """Cells of mart.cost_concentration where there is no key, no agreement, nothing sent: each hypothesis with the reason."""
    asked = [Asked(entry.id, entry.unit, entry) for entry in stated.hypotheses]
    return not_computed(asked, periods, reason)


def _without_each(ledger: pl.DataFrame, people: pl.DataFrame, cohort: Cohort, unit: str) -> Iterator[tuple[str, pl.DataFrame]]:
    agencies = ledger["agency"].unique().sort().to_list()
    for agency in agencies if len(agencies) > 1 else []:
        yield agency, cohorts.units(ledger.filter(pl.col("agency") != agency), people, cohort, unit)


def _why_not(asked: Asked, entries: pl.DataFrame, around: Circumstances) -> Iterator[tuple[int, str]]:
    """Of each year for which the hypothesis cannot be tested: why."""
    assert asked.hypothesis is not None
    lacking = [layout for layout in asked.hypothesis.needs if layout not in around.layouts]
    there = set(entries["period"].unique())
    for period in around.periods:
        if lacking:
            yield period, f"the hypothesis needs contacts of {', '.join(lacking)}, and none were sent that an agreement lets in"
        elif period not in there:
            yield period, NO_MEMBERS
