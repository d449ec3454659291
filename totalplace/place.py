"""place.toml: which areas and bodies make up a place.

Belongs here: its schema, its clear errors, and the tables of `ref` that follow from it alone. Does not belong here:
what the place's files say.
"""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import polars as pl
from pydantic import Field, StringConstraints, field_validator, model_validator

from totalplace.contracts import core, payments, ref, successors
from totalplace.errors import PlaceError
from totalplace.language import ENGLISH, is_language
from totalplace.paths import PlacePaths
from totalplace.settings import Settings
from totalplace.written_files import Strict, read_as, where_in

BodyKind = Literal["council", "nhs", "police", "fire", "schools", "other"]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
_WORD = re.compile(r"[a-z0-9]+")
_ALIAS_KEY = re.compile(r"[^A-Z0-9]+")
# codes of districts, of which boundaries give each asset one; a place may also be named by a larger area
_DISTRICT_CODES = ("E06", "E07", "E08", "E09", "W06", "S12", "N09")


class Area(Strict):
    """An area of the place by its code, or the file of boundaries whose areas make it up."""

    code: str | None = None
    boundary: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Area":
        if (self.code is None) == (self.boundary is None):
            raise ValueError("an [[area]] has either a code or a boundary")
        return self


class Codes(Strict):
    gss: str | None = None
    ods: str | None = None
    lgf: str | None = None


class Body(Strict):
    """A public body of the place."""

    id: Identifier
    name: str
    kind: BodyKind
    type: str | None = None
    aliases: tuple[str, ...] = ()
    codes: Codes = Codes()
    areas: tuple[str, ...] = ()  # that it serves, where they are not the one of its GSS code
    valid_from: date | None = None
    valid_to: date | None = None
    assets_expected: int | None = Field(default=None, ge=0)
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    licence: str | None = None


class Sender(Strict):
    """Somebody who sends files and is not a body of the place: a ministry, a data publisher."""

    id: Identifier
    name: str
    licence: str | None = None


class Successor(Strict):
    """A new authority that takes the place of councils: a set of districts, and whose assets pass to it."""

    id: Identifier
    name: str
    areas: tuple[str, ...] = Field(min_length=1)
    bodies: tuple[str, ...] = ()  # whose assets pass; else every council whose areas all lie in those of successors


class Place(Strict):
    """The whole of place.toml."""

    name: str
    language: str = ENGLISH  # of pages and maps
    first_fy: int | None = None
    last_fy: int | None = None
    area: tuple[Area, ...] = ()
    body: tuple[Body, ...] = ()
    sender: tuple[Sender, ...] = ()
    successor: tuple[Successor, ...] = ()
    sensitive: tuple[str, ...] = ()  # names, UPRNs or asset codes of premises to be counted only
    town_centres: tuple[str, ...] = ()  # codes of the small areas (LSOA) that are town centres, for the models of licensed premises
    thresholds: dict[str, float] = Field(default_factory=dict)

    @field_validator("language")
    @classmethod
    def _is_a_language(cls, tag: str) -> str:
        if not is_language(tag):
            raise ValueError(f"'{tag}' is no language that can be spoken here. Give its code, as in \"cy\" for Welsh or \"en\" for English")
        return tag

    def _senders(self) -> tuple[Body | Sender, ...]:
        return (*self.body, *self.sender)

    def body_ids(self) -> frozenset[str]:
        return frozenset(body.id for body in self.body)

    def licence_of(self, sender: str) -> str | None:
        return next((entry.licence for entry in self._senders() if entry.id == sender), None)


def alias_key(name: str) -> str:
    """The form in which names and codes of bodies are compared: capitals, letters and digits only."""
    return _ALIAS_KEY.sub("", name.upper().replace("&", "AND"))


def body_names(body: Body) -> list[str]:
    """Every name and code that stands for the body."""
    codes = (body.codes.gss, body.codes.ods, body.codes.lgf)
    return [body.id, body.name, *body.aliases, *(code for code in codes if code)]


def load_place(paths: PlacePaths) -> Place:
    """The place as place.toml has it. Raises PlaceError naming the file, the entry and what is expected."""
    path = paths.place_toml
    require_place(paths)
    if not path.is_file():
        raise PlaceError(f"{path} is missing. Make a new one with: totalplace new {paths.place}")
    place = parse_place(path.read_bytes(), path)
    for area in place.area:
        if area.boundary is not None and not (paths.root / area.boundary).is_file():
            raise PlaceError(
                f"{path}: [[area]] boundary names '{area.boundary}', and there is no such file in the place's folder. "
                "Put the file there, or correct the path (reference/… or inbox/…)."
            )
    return place


def place_folders(settings: Settings) -> list[str]:
    """Names of the folders that hold a place.toml."""
    if not settings.places_root.is_dir():
        return []
    return sorted(path.parent.name for path in settings.places_root.glob("*/place.toml"))


def require_place(paths: PlacePaths) -> None:
    """Raises PlaceError if there is no folder of this place."""
    if not paths.root.is_dir():
        raise PlaceError(
            f"There is no place '{paths.place}' in {paths.root.parent}. Make it with: totalplace new {paths.place}"
        )


def parse_place(content: bytes, path: Path) -> Place:
    """As load_place, from the bytes of the file."""
    place = read_as(Place, content, path, _explained)
    fault = _shared_names(place, content) or _successor_fault(place, content)
    if fault:
        raise PlaceError(f"{path} cannot be used. {fault}")
    return place


def _explained(problem: Any) -> str:
    if problem["type"] == "literal_error":
        return f"'{problem['input']}' is not one of {', '.join(get_args(BodyKind))}."
    if problem["type"] == "string_pattern_mismatch":
        return f"'{problem['input']}' cannot be an id. Use small letters, digits and -, as in 'anytown-council'."
    named = "" if len(problem["loc"]) < 3 else f"'{problem['loc'][-1]}': "
    return f"{named}{problem['msg'].removeprefix('Value error, ')}."


def _shared_names(place: Place, content: bytes) -> str:
    """A sentence if an id is given twice, or a name stands for two bodies of one kind; "" if all is well."""
    first: dict[str, str] = {}
    tables: dict[str, tuple[Body | Sender, ...]] = {"body": place.body, "sender": place.sender}
    for table, entries in tables.items():
        for number, entry in enumerate(entries):
            where = where_in((table, number), content)
            if entry.id in first:
                return f"{where}: the id '{entry.id}' is that of {first[entry.id]} already. Give each its own."
            first[entry.id] = where
    holders: dict[tuple[str, str], Body] = {}
    for number, body in enumerate(place.body):
        for alias in body_names(body):
            other = holders.setdefault((alias_key(alias), body.kind), body)
            if other is not body:
                return (
                    f"{where_in(('body', number), content)}: '{alias}' stands for both '{other.id}' and '{body.id}', "
                    f"which are of one kind ({body.kind}). Take it out of one of them."
                )
    return ""


def _successor_fault(place: Place, content: bytes) -> str:
    """A sentence if new authorities share an id or an area, or name an area or a body that the place has not; "" if all is well."""
    districts = _districts(place)
    first: dict[str, str] = {}
    holders: dict[str, str] = {}
    for number, entry in enumerate(place.successor):
        where = where_in(("successor", number), content)
        if entry.id == successors.UNDECIDED:
            return f"{where}: the id '{entry.id}' is kept for what has no new authority yet. Give it another."
        if entry.id in first:
            return f"{where}: the id '{entry.id}' is that of {first[entry.id]} already. Give each its own."
        first[entry.id] = where
        for code in entry.areas:
            if code in holders:
                other = "is given twice" if holders[code] == entry.id else f"is one of '{holders[code]}' already"
                return f"{where}: the area '{code}' {other}. An area passes to one new authority, once: take it out of one."
            if districts and code not in districts:
                return f"{where}: the area '{code}' is none of the place's. Its districts are: {', '.join(sorted(districts))}."
            holders[code] = entry.id
        for body in entry.bodies:
            if body not in place.body_ids():
                return f"{where}: '{body}' under bodies is no [[body]] of this place. Give the id of one."
    return ""


def _districts(place: Place) -> set[str]:
    """The codes of the place's districts, as far as place.toml tells them; none where an [[area]] is a file or larger than a district."""
    codes = [area.code for area in place.area]
    if not all(code and code.startswith(_DISTRICT_CODES) for code in codes):
        return set()
    return {code for code in codes if code}


def body_table(place: Place) -> pl.DataFrame:
    """ref.body."""
    return pl.DataFrame(
        [
            {
                "body_id": body.id,
                "name": body.name,
                "kind": body.kind,
                "type": body.type,
                "gss_code": body.codes.gss,
                "ods_code": body.codes.ods,
                "lgf_code": body.codes.lgf,
                "valid_from": body.valid_from,
                "valid_to": body.valid_to,
            }
            for body in place.body
        ],
        schema=ref.BODY.polars_schema(),
    ).sort("body_id")


def body_alias_table(place: Place) -> pl.DataFrame:
    """ref.body_alias: one row a key and body; the first way of writing it stands.

    Bodies of different kinds may share a name ('Greater Manchester' is a fire service and a police force): then the name
    stands for the one that sent the file, and for nobody in other files.
    """
    rows = {
        (alias_key(alias), body.id): {"alias_key": alias_key(alias), "body_id": body.id, "alias": alias}
        for body in reversed(place.body)
        for alias in reversed(body_names(body))
        if alias_key(alias)
    }
    return pl.DataFrame(list(rows.values()), schema=ref.BODY_ALIAS.polars_schema()).sort("alias_key", "body_id")


def place_table(place: Place, name: str) -> pl.DataFrame:
    """ref.place: the one row."""
    return pl.DataFrame(
        [{"place": name, "name": place.name, "first_fy": place.first_fy, "last_fy": place.last_fy}],
        schema=ref.PLACE.polars_schema(),
    )


def place_area_table(place: Place) -> pl.DataFrame:
    """core.place_area."""
    return pl.DataFrame(
        [{"area_code": area.code, "boundary_path": area.boundary} for area in place.area],
        schema=core.PLACE_AREA.polars_schema(),
    )


def _areas_of(body: Body) -> set[str]:
    return set(body.areas) or {code for code in (body.codes.gss,) if code}


def body_area_table(place: Place) -> pl.DataFrame:
    """core.body_area: the areas that place.toml states of a body, else that of its GSS code."""
    rows = [
        {"body_id": body.id, "area_code": code, "is_stated": bool(body.areas)}
        for body in place.body
        for code in sorted(_areas_of(body))
    ]
    return pl.DataFrame(rows, schema=payments.BODY_AREA.polars_schema()).sort("body_id", "area_code")


def successor_table(place: Place) -> pl.DataFrame:
    """ref.successor: the areas of each new authority, and the bodies whose assets pass to it."""
    all_areas = {code for successor in place.successor for code in successor.areas}
    rows = []
    for successor in place.successor:
        known = {"successor_id": successor.id, "name": successor.name}
        rows += [{**known, "part": "area", "code": code, "reason": "named in place.toml"} for code in successor.areas]
        for body in place.body:
            areas = _areas_of(body)
            if successor.bodies:
                passes, reason = body.id in successor.bodies, "named in place.toml"
            else:
                passes = body.kind == "council" and areas <= all_areas and bool(areas & set(successor.areas))
                reason = "a council whose areas all lie in those of the new authorities"
            if passes:
                rows.append({**known, "part": "body", "code": body.id, "reason": reason})
    return pl.DataFrame(rows, schema=successors.SUCCESSOR.polars_schema()).sort(successors.SUCCESSOR.primary_key)


def body_claim_table(place: Place) -> pl.DataFrame:
    """core.body_claim: one row a body, in the order of their ids."""
    fields = core.BODY_CLAIM.column_names[1:]
    return pl.DataFrame(
        [{"body_id": body.id, **{name: getattr(body, name) for name in fields}} for body in place.body],
        schema=core.BODY_CLAIM.polars_schema(),
    ).sort("body_id")


def listed_sensitive_table(place: Place) -> pl.DataFrame:
    """core.listed_sensitive: one row an entry and form of it, by its number in the list; entries without letters or digits are none."""
    rows = []
    for number, entry in enumerate(place.sensitive, 1):
        key = alias_key(entry)
        words = " ".join(_WORD.findall(entry.lower()))
        forms = {key, key.lstrip("0")} if key.isdigit() else {key}  # UPRNs are compared without leading noughts
        rows += [{"sensitive_key": form, "sensitive_words": words, "entry_number": number} for form in sorted(forms) if form]
    return pl.DataFrame(rows, schema=core.LISTED_SENSITIVE.polars_schema())
