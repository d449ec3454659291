"""What the map of grants and deprivation asks and shows, read from maps/grants/*.toml.

Belongs here: the declaration and its checks. Does not belong here: drawing (grant_map.py), what a cold spot is (analysis/grant_areas.py).
"""

import string
import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_FIELDS = {
    "title_cold": {"cold", "deprived", "all", "kinds", "get", "funders"},
    "title_none": {"deprived", "all", "kinds", "funders"},
    "title_lists": {"listed", "all", "kinds"},
    "title_unknown": {"unknown", "kind"},
    "title_few": {"kinds"},
    "title_no_index": set(),
    "subtitle": {"place", "years", "year_count", "kind", "basis", "index", "persons_year"},
    "method": set(),
    "cannot_tell": set(),
}
_COLOUR = r"^#[0-9A-Fa-f]{6}$"


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class GrantClass(_Declared):
    """A class of the rate: of more than this (at least this, but for nought) up to the next; the first is of none."""

    label: str
    above: float
    colour: str = Field(pattern=_COLOUR)


class Fifth(_Declared):
    """A fifth of the areas by deprivation, the first rounded up: the page adds their numbers in the order to the label."""

    label: str
    colour: str = Field(pattern=_COLOUR)


class GrantWording(_Declared):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    title_cold: str
    title_none: str
    title_lists: str
    title_unknown: str
    title_few: str
    title_no_index: str
    subtitle: str
    method: str
    cannot_tell: str

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name, known in _FIELDS.items():
            used = {field for _, field, _, _ in string.Formatter().parse(getattr(self, name)) if field is not None}
            if used - known:
                raise ValueError(f"{name} may use {', '.join(sorted(known)) or 'no fields'}, not {', '.join(sorted(used - known))}")
        return self


class GrantMapSpec(_Declared):
    """The map: its question and its classes."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    question: str
    classes: tuple[GrantClass, ...] = Field(min_length=3, max_length=5)
    fifths: tuple[Fifth, ...] = Field(min_length=5, max_length=5)
    wording: GrantWording

    @model_validator(mode="after")
    def _classes_rise(self) -> Self:
        limits = [each.above for each in self.classes]
        if limits != sorted(set(limits)):
            raise ValueError("classes must rise")
        return self

    def class_of(self, rate: float) -> int:
        """The number of the class in which the rate falls; a limit itself is of the class above it, but nought is none."""
        return max((number for number, each in enumerate(self.classes) if rate > each.above or (rate == each.above > 0)), default=0)


def load_grant_spec(path: Path) -> GrantMapSpec:
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return GrantMapSpec.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
