"""grants-gateway.toml: pots from which partners decide on grants together, by criteria that they share.

Belongs here: the schema of the file and its clear errors. Does not belong here: which grants meet the criteria (analysis/grant_decision.py).
docs/grants-gateway.md says the same for those who write the file.
"""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Identifier, Place
from totalplace.words import year_name
from totalplace.written_files import Strict, Words, read_as, where_in

_NAMES_LISTED = 12
Money = Annotated[Decimal, Field(gt=0, decimal_places=2, max_digits=16)]
RecipientKind = Literal["charity", "company", "other organisation", "public body"]


class Theme(Strict):
    """What the pot is for, and the words by which a grant's title, purpose or programme shows it."""

    name: Words
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class Pot(Strict):
    """One pot. What is not given is no criterion."""

    id: Identifier
    name: Words
    amount_gbp: Money  # a year
    first_fy: Annotated[int, Field(ge=2000, le=2100)]
    last_fy: Annotated[int, Field(ge=2000, le=2100)]
    decide_months_before: Annotated[int, Field(ge=0, le=36)]
    funders: Annotated[tuple[Words, ...], Field(min_length=1)]
    theme: tuple[Theme, ...] = ()
    areas: tuple[Words, ...] = ()
    recipient_kinds: tuple[RecipientKind, ...] = ()
    min_award_gbp: Money | None = None
    max_award_gbp: Money | None = None
    min_months: Annotated[Decimal, Field(gt=0)] | None = None
    max_months: Annotated[Decimal, Field(gt=0)] | None = None


class GrantsGateway(Strict):
    """The whole of grants-gateway.toml."""

    pot: tuple[Pot, ...] = ()


def load_pots(paths: PlacePaths, place: Place) -> tuple[Pot, ...]:
    """The place's pots; none if there is no file. Raises PlaceError naming file, entry, line and what to do."""
    path = paths.grants_gateway_toml
    return parse_pots(path.read_bytes(), path, place) if path.is_file() else ()


def parse_pots(content: bytes, path: Path, place: Place) -> tuple[Pot, ...]:
    """As load_pots, from the bytes of the file."""
    pots = read_as(GrantsGateway, content, path, _explained, parse_float=Decimal).pot
    for number, pot in enumerate(pots):
        fault = _fault(pot, pots[:number], place)
        if fault:
            raise PlaceError(f"{path} cannot be used. {where_in(('pot', number), content)}: {fault}")
    return pots


def _explained(problem: Any) -> str:
    name = next((str(step) for step in reversed(problem["loc"]) if isinstance(step, str)), "the file")
    if problem["type"] == "literal_error":
        return f"'{name}' has '{problem['input']}', which is not one of {problem['ctx']['expected'].replace(chr(39), '')}."
    return f"'{name}': {problem['msg']}."


def _fault(pot: Pot, before: tuple[Pot, ...], place: Place) -> str:
    """A sentence if the pot contradicts itself, another, or place.toml; "" if all is well."""
    if pot.id in {other.id for other in before}:
        return f"the id '{pot.id}' is that of another pot already. Give each its own."
    if pot.last_fy < pot.first_fy:
        return f"the last year, {year_name(pot.last_fy)}, is before the first, {year_name(pot.first_fy)}."
    for low, high, what in ((pot.min_award_gbp, pot.max_award_gbp, "award_gbp"), (pot.min_months, pot.max_months, "months")):
        if low is not None and high is not None and low > high:
            return f"min_{what} is above max_{what}, so no grant could meet both."
    if len({funder.casefold() for funder in pot.funders}) < len(pot.funders):
        return "a funder is named twice. Name each once."
    themes = [theme.name.casefold() for theme in pot.theme]
    if len(set(themes)) < len(themes):
        return "two themes have one name. Put their words together."
    known = {area.code for area in place.area if area.code is not None}
    if pot.areas and known and not all(_is_code(area) for area in pot.areas):
        wrong = next(area for area in pot.areas if not _is_code(area))
        return f"'{wrong}' is no code of an area (a letter and eight figures, as E07000001 of a district or E05000001 of a ward). Give the code."
    return ""


def meets_nothing(pots: Sequence[Pot], content: bytes, funders: Sequence[str], areas: Collection[str]) -> Iterator[str]:
    """A sentence for each funder of whom no list has a grant, and for each area that no boundary shows."""
    known, listed = {name.casefold() for name in funders}, ", ".join(sorted(set(funders))[:_NAMES_LISTED]) or "nobody"
    for number, pot in enumerate(pots):
        where = where_in(("pot", number), content)
        for funder in pot.funders:
            if funder.casefold() not in known:
                yield f"{where}: no list has a grant of '{funder}', so none of its stands in the joint list. Lists have grants of: {listed}. Write the funder as they do, or have its list sent."
        for area in pot.areas:
            if areas and area not in areas:
                yield f"{where}: '{area}' is no area of the place that any boundary shows, so no grant is for it. Correct the code, or put the boundaries into reference/."


def _is_code(area: str) -> bool:
    return len(area) == 9 and area[0] in "ENSW" and area[1:].isdigit()
