"""hypotheses.toml: what is to be tested of whom the money is spent on.

Belongs here: its schema, and every fault in a sentence with entry, line and what to do. Does not belong here: who is in a cohort
(analysis/cohorts.py), or what comes of the test (analysis/concentration.py). A file with a fault is left out whole and told; it stops neither the
rest nor a publication: no hypothesis is tested then, and each verdict says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
from pydantic import Field, ValidationError

from totalplace.contracts.customers import DENOMINATORS, LAYOUTS, UNITS
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Identifier
from totalplace.written_files import Fault, Strict, Words, faults_told, toml_of, where_in

ALL, EVERYBODY = "all", "all-service-users"
TOP_SHARES = (0.01, 0.05, 0.1, 0.2)
SUBSTANCES = ("alcohol", "drugs", "both")
_EVERYBODY_SAYS = f"'{EVERYBODY}' is how all service users are named. Take another id."


class Cohort(Strict):
    """Whom it is about: people with a contact in the year that meets all that is given, and of that age."""

    substances: tuple[Literal["alcohol", "drugs", "both"], ...] = ()
    services: tuple[Words, ...] = ()
    youngest: int | None = Field(default=None, ge=0, le=120)
    oldest: int | None = Field(default=None, ge=0, le=120)


class Hypothesis(Strict):
    """That the top share of a cohort accounts for at least the stated share of its cost."""

    id: Identifier
    question: Words
    cohort: Cohort = Cohort()
    unit: Literal["person", "family"] = "person"
    denominator: Literal["service users", "residents"] = "service users"
    top_share: float = 0.2
    stated_share: float = Field(gt=0, lt=1)
    themes: Words = ALL
    needs: tuple[Words, ...] = ()  # layouts without which it is not tested


class HypothesesFile(Strict):
    """The whole of hypotheses.toml."""

    hypothesis: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Stated:
    """What the file states, and what is wrong with it, a sentence each. With a fault nothing of it is tested."""

    hypotheses: tuple[Hypothesis, ...] = ()
    faults: tuple[str, ...] = ()


def read_hypotheses(paths: PlacePaths, services: pl.DataFrame) -> Stated:
    """The hypotheses of the place; none if there is no file. `services`: ref.service."""
    path = paths.hypotheses_toml
    return parse_hypotheses(path.read_bytes(), path.name, services) if path.is_file() else Stated()


def parse_hypotheses(content: bytes, told: str, services: pl.DataFrame) -> Stated:
    """As read_hypotheses, from the bytes of the file. `told`: what the reader calls it."""
    try:
        read = HypothesesFile.model_validate(toml_of(content, told))
    except PlaceError as error:
        return Stated(faults=(str(error),))
    except ValidationError as error:
        return Stated(faults=tuple(f"{told}: {fault}" for fault in faults_told(error, HypothesesFile, content, _explained)))
    faults = tuple(f"{told}: {where_in(where, content)}: {sentence}" for where, sentence in _faults(read, services))
    return Stated(faults=faults) if faults else Stated(read.hypothesis)


def _explained(problem: Any) -> str:
    at, kind = problem["loc"], problem["type"]
    name = next((step for step in reversed(at) if isinstance(step, str)), "")
    if kind in ("tuple_type", "model_type") and len(at) < 3:
        return "write each as a block of its own, that begins with [[hypothesis]]."
    if kind == "tuple_type":
        return f"'{name}' is a list. Write it in square brackets, each entry in quotation marks."
    if kind == "model_type":
        return f"'{name}' is written as {{ substances = [\"alcohol\"], youngest = 18 }}."
    if kind == "literal_error":
        known = {"unit": UNITS, "denominator": DENOMINATORS, "substances": SUBSTANCES}[name]
        return f"'{name}' is '{problem['input']}', which is not one of {', '.join(known)}."
    if kind in ("greater_than", "less_than") and name == "stated_share":
        return f"'stated_share' is {problem['input']}, and a share lies between 0 and 1: 0.8 for 80 %."
    if kind == "string_pattern_mismatch":
        return f"'{name}' is '{problem['input']}'. Small letters, figures and hyphens only."
    return f"'{name}': {problem['msg']}."


def _faults(read: HypothesesFile, services: pl.DataFrame) -> Iterator[Fault]:
    """What contradicts itself, or names what is not known."""
    known_services, themes = set(services["service_id"]), set(services["theme"].drop_nulls())
    first: dict[str, int] = {}
    for number, entry in enumerate(read.hypothesis):
        at = ("hypothesis", number)
        if entry.id == EVERYBODY:
            yield at, _EVERYBODY_SAYS
        if entry.id in first:
            yield at, f"'{entry.id}' is the id of [[hypothesis]] number {first[entry.id] + 1} already. Give each its own."
        first.setdefault(entry.id, number)
        if entry.top_share not in TOP_SHARES:
            yield at, f"'top_share' is {entry.top_share}. It is worked out for {', '.join(map(str, TOP_SHARES))}."
        for service in entry.cohort.services:
            if service not in known_services:
                yield at, f"'{service}' is no service. Known are: {', '.join(sorted(known_services))}."
        if entry.themes != ALL and entry.themes not in themes:
            yield at, f"'{entry.themes}' is no theme of a service. Known are: {', '.join((ALL, *sorted(themes)))}."
        for layout in entry.needs:
            if layout not in LAYOUTS:
                yield at, f"'{layout}' is no layout of contacts. Known are: {', '.join(LAYOUTS)}."
        if entry.cohort.youngest is not None and entry.cohort.oldest is not None and entry.cohort.youngest > entry.cohort.oldest:
            yield at, f"'youngest' is {entry.cohort.youngest} and 'oldest' {entry.cohort.oldest}: nobody is of that age."
