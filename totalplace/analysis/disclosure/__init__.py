"""Disclosure control: the one layer between what is known of people and everything else.

Belongs here: `release`, which takes the exact cells of an edition's tables and gives what may be written of them, and `Released`, which nothing else can
make. Does not belong here: how cells are worked out, or where what is released is written (protected/editions.py).

All tables are released at once, because what one of them hides another must not give away. A cell is a row of the table's contract with its exact figures
and hidden columns beside them (their names begin with _):

mart.cost_concentration, cost_spread, cost_lorenz, cost_sensitivity
    _people, _pence, _largest_pence, _second_pence: of the group, among service users; `people`, where the table has it, the true number of the denominator
mart.cost_persistence
    the same of the cost group, _stayed_people, _gone_people, and a year later _next_pence, _next_largest_pence, _next_second_pence, _marginal_next_pence
mart.agency_overlap
    _people, _pence, _largest_pence, _second_pence of each set of agencies, of which every unit of the cohort is in one; agencies joined by " | "
mart.pathway
    _people, _of_people, _comparison_people, _comparison_of; `steps` true
mart.cost_by_area
    _people, _pence, _largest_pence, _second_pence, _most_incidents and _second_incidents of one person; `incidents` true; a cell for every area of the place, also without anybody
mart.contact_intake
    _people; `contacts` true
mart.person_linkage
    `value` true, with its unit
mart.licence_association, mart.licence_model
    coefficients; `areas` true; _people of the model: those whose contacts are behind the outcome
ops.data_use
    as it is: it has no people

What is protected against, and what is not: docs/decisions/0043-disclosure-control.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import InitVar, dataclass
from typing import Any

import polars as pl

from totalplace.analysis.disclosure import counts, place, whom
from totalplace.analysis.disclosure.groups import decide
from totalplace.analysis.disclosure.rules import Rules
from totalplace.analysis.disclosure.together import OTHER_SETS, Together, agencies_of, sets_by_population
from totalplace.contracts import customers
from totalplace.contracts._base import Contract

__all__ = ["OTHER_SETS", "Released", "Rules", "release"]

CONTRACTS: dict[str, Contract] = {contract.table: contract for contract in customers.IN_EDITION}

_SEAL = object()
# what no word of a released table may hold: a number as long as an NHS number, a whole postcode, a whole date
_OWN_IDS = frozenset({"cohort", "agency", "agencies", "agreement_id", "layout"})  # ids that the team gave: one may end in a year
_IDENTIFYING = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")


@dataclass(frozen=True)
class Released:
    """A table past disclosure control, in the form of its contract. Only `release` makes one."""

    table: str
    frame: pl.DataFrame
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Only disclosure control releases tables about people")


def release(cells: Mapping[str, pl.DataFrame], rules: Rules, definitions: Mapping[str, object] | None = None) -> dict[str, Released]:
    """Every table of an edition, by name; one of which there are no cells is empty. `definitions`: what a cohort is defined by, by its id. Two cohorts
    with the same people but different definitions tell something of all of them, so one of them is hidden; two of one definition do not.

    Raises ValueError for cells that it does not understand, without quoting them: nothing is released then.
    """
    unknown = sorted(set(cells) - set(CONTRACTS))
    if unknown:
        raise ValueError(f"{', '.join(unknown)} cannot be released: no table of an edition is called that")
    return {table: _sealed(table, found) for table, found in _released(cells, rules, definitions or {})}


def _released(cells: Mapping[str, pl.DataFrame], rules: Rules, definitions: Mapping[str, object]) -> Iterator[tuple[str, pl.DataFrame]]:
    of = {table: _cells(table, cells.get(table)) for table in CONTRACTS}
    sets = sets_by_population(of["mart.agency_overlap"])
    groups = decide([of["mart.cost_spread"], of["mart.cost_concentration"]], agencies_of(sets), rules)
    together = Together(groups, sets, definitions)
    tops = whom.Tops(groups)
    concentration = list(whom.concentration(of["mart.cost_concentration"], groups, tops))
    rows: dict[str, Callable[[pl.DataFrame], Iterator[dict[str, Any]]]] = {
        "mart.cost_concentration": lambda frame: iter(concentration),
        "mart.cost_spread": lambda frame: whom.spread(frame, groups),
        "mart.cost_lorenz": lambda frame: whom.lorenz(frame, of["mart.cost_concentration"], groups, tops),
        "mart.cost_persistence": lambda frame: whom.persistence(frame, groups),
        "mart.cost_sensitivity": lambda frame: whom.sensitivity(frame, concentration, groups),
        "mart.agency_overlap": lambda frame: together.rows(),
        "mart.pathway": lambda frame: counts.pathways(frame, groups),
        "mart.cost_by_area": lambda frame: place.cost_by_area(frame, groups, together.inners),
        "mart.licence_association": lambda frame: place.licence_association(frame, of["mart.licence_model"], rules),
        "mart.licence_model": lambda frame: place.licence_model(frame, of["mart.licence_association"], rules),
        "mart.contact_intake": lambda frame: counts.contact_intake(frame, rules),
        "mart.person_linkage": lambda frame: counts.person_linkage(frame, rules),
    }
    for table, told in rows.items():
        yield table, pl.DataFrame(list(told(of[table])), schema=CONTRACTS[table].polars_schema(), orient="row")
    yield "ops.data_use", counts.data_use(of["ops.data_use"])


_GROUP_CELLS = ("_people", "_pence", "_largest_pence", "_second_pence")
_HIDDEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("mart.cost_concentration", "mart.cost_spread", "mart.cost_lorenz", "mart.cost_sensitivity", "mart.agency_overlap"), _GROUP_CELLS
    ),
    "mart.cost_persistence": (*_GROUP_CELLS, "_stayed_people", "_gone_people", "_next_pence", "_next_largest_pence", "_next_second_pence", "_marginal_next_pence"),
    "mart.pathway": ("_people", "_of_people", "_comparison_people", "_comparison_of"),
    "mart.cost_by_area": (*_GROUP_CELLS, "_most_incidents", "_second_incidents"),
    "mart.contact_intake": ("_people",),
    "mart.licence_model": ("_people",),
}


def _cells(table: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """The cells with all columns of the contract and those that the rules ask for; further hidden columns are dropped."""
    schema = CONTRACTS[table].polars_schema()
    hidden = _HIDDEN.get(table, ())
    if frame is None:
        return pl.DataFrame(schema={**schema, **dict.fromkeys(hidden, pl.Int64())})
    lacking = [name for name in (*CONTRACTS[table].primary_key, *hidden) if name not in frame.columns]
    strange = [name for name in frame.columns if name not in schema and not name.startswith("_")]
    if lacking or strange:
        raise ValueError(f"{table} cannot be released: columns lack or are not of it: {', '.join((*lacking, *strange))}")
    given = [pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name) for name, dtype in schema.items()]
    return frame.select(*given, *(pl.col(name).cast(pl.Int64) for name in hidden))


def _sealed(table: str, frame: pl.DataFrame) -> Released:
    contract = CONTRACTS[table]
    conformed = contract.conform(frame).sort(contract.primary_key).collect()
    if table != customers.DATA_USE.table:
        for name, dtype in conformed.schema.items():
            if dtype == pl.String and name not in _OWN_IDS and any(_IDENTIFYING.search(value) for value in conformed[name].drop_nulls().unique().to_list()):
                raise ValueError(f"{table} cannot be released: a word in {name} has the form of a postcode, a date or a number of a person")
    return Released(table, conformed, _SEAL)
