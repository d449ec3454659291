"""All figures of an edition, exact, from people and contacts in memory: cells for disclosure control, nothing else.

Belongs here: which figure is worked out for which cohort, unit and year, and from which variant of the data. Does not belong here: how one is worked
out (analysis/), reading and linking (chain.py), what may leave (analysis/disclosure/).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from totalplace.analysis import (
    agency_overlap,
    cohorts,
    concentration,
    cost_by_area,
    costing,
    licence_model,
    pathways,
    persistence,
    sensitivity,
)
from totalplace.contracts.customers import LAYOUTS, PERSON, UNITS
from totalplace.hypotheses import EVERYBODY, Cohort, Hypothesis, Stated

Threshold = Literal["central", "lower", "higher"]
_LINKAGE: dict[str, Threshold] = {sensitivity.LOOSER: "lower", sensitivity.STRICTER: "higher"}
THRESHOLDS: tuple[Threshold, ...] = ("central", "lower", "higher")
_PATHWAY_LIMITS = ("pathway_episode_days", "pathway_look_back_days", "pathway_before_days")


@dataclass(frozen=True)
class Linking:
    """The people that records were put together to at one threshold."""

    links: pl.DataFrame
    people: pl.DataFrame


@dataclass(frozen=True)
class Given:
    """All that figures are worked out from."""

    contacts: pl.DataFrame
    linkings: Mapping[Threshold, Linking]
    services: pl.DataFrame
    unit_costs: pl.DataFrame
    postcodes: pl.DataFrame
    area_facts: pl.DataFrame  # licensed_areas.SCHEMA
    residents: Mapping[int, int]  # people who live in the place, by year
    periods: Sequence[int]  # financial years that the agreements cover whole
    missing: Mapping[str, Sequence[str]]  # hypothesis -> layouts that it needs and that nobody sent
    hypotheses: Stated
    level: Literal["msoa", "lsoa"]
    assumptions: Mapping[str, float]


@dataclass(frozen=True)
class _Asked:
    """A cohort whose figures are worked out: one that a hypothesis is about, or everybody."""

    cohort_id: str
    cohort: Cohort
    hypothesis: Hypothesis | None
    not_tested: str


def work_out(given: Given, progress: Callable[[str], None]) -> dict[str, pl.DataFrame]:
    """Every cell of every table that rests on contacts, of each cohort, by table."""
    progress("Protected: what contacts cost")
    central = _costed(given)
    asked = list(_asked(given))
    ledgers = {entry.cohort_id: cohorts.ledger(central, entry.cohort, given.periods) for entry in asked}
    everybody = {unit: cohorts.units(ledgers[EVERYBODY], given.linkings["central"].people, Cohort(), unit) for unit in UNITS}
    found: list[_Found] = []
    members: dict[str, pl.DataFrame] = {}
    for entry in asked:
        progress(f"Protected: figures of '{entry.cohort_id}'")
        for unit in UNITS:
            of_unit = _members(given, central, entry.cohort, unit)
            if unit == PERSON:
                members[entry.cohort_id] = of_unit
            found.append(_of_unit(given, entry, unit, central, ledgers[entry.cohort_id], of_unit, everybody[unit]))
    progress("Protected: pathways and places")
    licences = _licences(given, central)
    return {
        "mart.cost_concentration": pl.concat(one.concentrated.concentration for one in found),
        "mart.cost_spread": pl.concat(one.concentrated.spread for one in found),
        "mart.cost_lorenz": pl.concat(one.concentrated.lorenz for one in found),
        "mart.cost_persistence": pl.concat(one.persistence for one in found),
        "mart.cost_sensitivity": pl.concat(one.sensitivity for one in found),
        "mart.agency_overlap": pl.concat(one.overlap for one in found),
        "mart.pathway": _pathways(given, central, members),
        "mart.cost_by_area": pl.concat(
            cost_by_area.cost_by_area(central, of, given.area_facts, given.services, cohort_id, given.level) for cohort_id, of in members.items()
        ),
        "mart.licence_association": licences.association,
        "mart.licence_model": licences.model,
    }


def _pathways(given: Given, central: pl.DataFrame, members: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    costly = frozenset(given.services.filter("is_costly_event")["service_id"])
    limits = pathways.PathwayLimits(*(given.assumptions[name] for name in _PATHWAY_LIMITS))
    seen_from = pathways.observed_from(central)
    if seen_from is None:
        return pl.DataFrame(schema=pathways.SCHEMA)
    return pl.concat(
        pathways.pathways(central, of, cohort_id=cohort_id, costly_services=costly, limits=limits, observed_from=seen_from) for cohort_id, of in members.items()
    )


def _licences(given: Given, central: pl.DataFrame) -> licence_model.Modelled:
    """Models of incidents of everybody, and of what those cost who had a contact about alcohol, over the years that are looked at."""
    looked_at = central.filter(pl.col("period").is_in(list(given.periods)))
    drinkers = cohorts.members(looked_at, given.linkings["central"].people, Cohort(substances=cost_by_area.ALCOHOL), PERSON)
    of = given.assumptions
    limits = licence_model.Limits(
        int(of["licence_least_areas"]), int(of["licence_least_areas_with"]), of["licence_level"], int(of["licence_neighbours"]), int(of["licence_permutations"])
    )
    return licence_model.licence_model(licence_model.outcomes(looked_at, drinkers, given.services, given.area_facts), limits)


@dataclass(frozen=True)
class _Found:
    concentrated: concentration.Concentrated
    persistence: pl.DataFrame
    sensitivity: pl.DataFrame
    overlap: pl.DataFrame


def _asked(given: Given) -> Iterator[_Asked]:
    """Everybody, and each cohort of a hypothesis."""
    fault = " ".join(given.hypotheses.faults)
    yield _Asked(EVERYBODY, Cohort(), None, fault or concentration.NOT_STATED)
    for hypothesis in given.hypotheses.hypotheses:
        lacking = given.missing.get(hypothesis.id, ())
        told = f"it needs data in the layouts {', '.join(lacking)}, of which none may be used" if lacking else ""
        yield _Asked(hypothesis.id, hypothesis.cohort, None if lacking else hypothesis, told or concentration.NOT_STATED)


def _costed(given: Given) -> pl.DataFrame:
    central = given.linkings["central"]
    return costing.cost(given.contacts, central.links, given.services, given.unit_costs, central.people, given.postcodes, costing.price_rises_of(given.assumptions))


def _members(given: Given, central: pl.DataFrame, cohort: Cohort, unit: str) -> pl.DataFrame:
    """Who is in the cohort, in the years that are looked at."""
    return cohorts.members(central, given.linkings["central"].people, cohort, unit).filter(pl.col("period").is_in(list(given.periods)))


def _of_unit(
    given: Given, entry: _Asked, unit: str, central: pl.DataFrame, ledger: pl.DataFrame, members: pl.DataFrame, everybody: pl.DataFrame
) -> _Found:
    """Figures of a cohort as units of one kind. `everybody`: the units of all, whatever they came for."""
    people = given.linkings["central"].people
    residents = given.residents if unit == PERSON else {}
    asked = concentration.Asked(entry.cohort_id, unit, entry.hypothesis, entry.not_tested, residents)
    terms = concentration.Terms.of(given.assumptions)
    entries = everybody if entry.cohort_id == EVERYBODY else cohorts.units(ledger, people, entry.cohort, unit)
    variants = sensitivity.Variants(
        central=entries,
        linkage={
            name: cohorts.units(cohorts.relinked(ledger, given.linkings[threshold].links), given.linkings[threshold].people, entry.cohort, unit)
            for name, threshold in _LINKAGE.items()
        },
    )
    not_sent = sorted(set(LAYOUTS) - set(central["layout"].unique()))
    sensitive = sensitivity.sensitivity(asked, variants, not_sent, terms.least_people)
    return _Found(
        concentrated=concentration.concentrate(
            entries, cohorts.contact_values(central, members), replace(asked, shifts=sensitive.shifts), terms, given.periods
        ),
        persistence=persistence.persistence(entry.cohort_id, unit, entries, everybody),
        sensitivity=sensitive.cells,
        overlap=agency_overlap.overlap(central, members, cohort_id=entry.cohort_id, unit=unit),
    )
