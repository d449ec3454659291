"""What one map of areas asks and shows, read from maps/areas/*.toml.

Belongs here: the declaration and its checks. Does not belong here: maps of assets (spec.py), drawing (area_map.py).
"""

import string
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_FIELDS = {
    "title": {"least", "most"},
    "title_one": {"most"},
    "subtitle": {"place", "fy", "persons_year"},
    "method": set(),
    "cannot_tell": set(),
}


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AreaClass(_Declared):
    """A class of the rate: from here to the next; the lowest takes what is below it too."""

    label: str
    at_least: float
    colour: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$")


class AreaWording(_Declared):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    title: str
    title_one: str  # one area alone is measured
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


class AreaMapSpec(_Declared):
    """One map of areas: its question and its classes."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    question: str
    table: Literal["mart.spend_by_area"]
    classes: tuple[AreaClass, ...] = Field(min_length=3, max_length=5)
    wording: AreaWording

    @model_validator(mode="after")
    def _classes_rise(self) -> Self:
        limits = [each.at_least for each in self.classes]
        if limits != sorted(set(limits)):
            raise ValueError("classes must rise")
        return self

    def class_of(self, rate: float) -> int:
        """The number of the class in which the rate falls."""
        return max((number for number, each in enumerate(self.classes) if rate >= each.at_least), default=0)


def load_area_spec(path: Path) -> AreaMapSpec:
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return AreaMapSpec.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
