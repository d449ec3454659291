"""What the map of who gets farther away asks and shows, read from maps/access/*.toml.

Belongs here: the declaration and its checks. Does not belong here: maps of assets (spec.py), maps of spending (area_spec.py), drawing (access_map.py).
"""

import string
import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_FIELDS = {
    "title": {"residents"},
    "title_nobody": set(),
    "title_coverage": {"known"},
    "title_nothing": set(),
    "subtitle": {"place", "limit", "as_at"},
    "note": set(),
    "method": set(),
    "cannot_tell": set(),
}  # fmt: skip



class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AccessClass(_Declared):
    """A class of the share: of more than this up to the next; the first is of nobody."""

    label: str
    above: float
    colour: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$")


class AccessOption(_Declared):
    """One plan among those that the reader switches between."""

    option_id: str
    label: str


class AccessWording(_Declared):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    title: str
    title_nobody: str
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


class AccessMapSpec(_Declared):
    """The map: its question, its plans, its classes."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    question: str
    any_service: str  # what at least one service is called
    lead: tuple[str, ...] = Field(min_length=1, max_length=4)  # plans shown first
    options: tuple[AccessOption, ...] = Field(min_length=1)
    classes: tuple[AccessClass, ...] = Field(min_length=3, max_length=5)
    resident_samples: tuple[int, ...] = Field(min_length=1, max_length=3)  # sizes of a symbol that the legend shows
    known_share: float = Field(ge=0, le=1)  # of the small areas; below it the title is about coverage
    wording: AccessWording

    @model_validator(mode="after")
    def _fits(self) -> Self:
        limits = [each.above for each in self.classes]
        if limits != sorted(set(limits)):
            raise ValueError("classes must rise")
        strange = set(self.lead) - {each.option_id for each in self.options}
        if strange:
            raise ValueError(f"the map leads with option '{min(strange)}', which it does not declare")
        return self

    def class_of(self, share: float) -> int:
        """The number of the class in which the share falls; a limit itself is of the class above it, but nought is nobody."""
        return max(number for number, each in enumerate(self.classes) if share > each.above or (share == each.above > 0))


def load_access_spec(path: Path) -> AccessMapSpec:
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return AccessMapSpec.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
