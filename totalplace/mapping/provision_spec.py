"""What the map of provision and need asks and shows, read from maps/provision/*.toml.

Belongs here: the declaration and its checks. Does not belong here: other maps (spec.py, area_spec.py, access_spec.py), drawing (provision_map.py).
"""

import string
import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_FIELDS = {
    "title": {"without", "people"},
    "title_enough": set(),
    "title_undecided": set(),
    "title_coverage": {"known"},
    "title_nothing": set(),
    "subtitle": {"cohort", "ages", "place", "fy", "months"},
    "note": set(),
    "method": set(),
    "cannot_tell": set(),
}  # fmt: skip


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ProvisionClass(_Declared):
    """A class of places for 100 people in need: from here to the one above it."""

    label: str
    at_least: float
    colour: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$")


class ProvisionWording(_Declared):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    title: str
    title_enough: str
    title_undecided: str
    title_coverage: str
    title_nothing: str
    subtitle: str
    note: str
    method: str
    cannot_tell: str

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name, known in _FIELDS.items():
            used = {field for _, field, _, _ in string.Formatter().parse(getattr(self, name)) if field is not None}
            if used - known:
                raise ValueError(f"{name} may use {', '.join(sorted(known)) or 'no fields'}, not {', '.join(sorted(used - known))}")
        return self


class ProvisionMapSpec(_Declared):
    """The map: its question and its classes, from the most places to the fewest."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    question: str
    known_share: float = Field(ge=0, le=1)
    cohorts_shown: int = Field(ge=1)
    classes: tuple[ProvisionClass, ...] = Field(min_length=3, max_length=5)
    wording: ProvisionWording

    @model_validator(mode="after")
    def _classes_fall(self) -> Self:
        limits = [each.at_least for each in self.classes]
        if limits != sorted(set(limits), reverse=True) or limits[-1] != 0:
            raise ValueError("classes must fall, down to 0")
        return self

    def class_of(self, rate: float) -> int:
        """The number of the class in which the rate falls."""
        return next(number for number, each in enumerate(self.classes) if rate >= each.at_least)


def load_provision_spec(path: Path) -> ProvisionMapSpec:
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return ProvisionMapSpec.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
