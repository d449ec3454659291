"""What the map of provision and need asks and shows, read from maps/provision/*.toml.

Belongs here: the declaration and its checks. Does not belong here: other maps (spec.py, area_spec.py, access_spec.py), drawing (provision_map.py).
"""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from totalplace.mapping.declared import Colour, Declared, DeclaredWording, Fields, Key


class ProvisionClass(Declared):
    """A class of places for 100 people in need: from here to the one above it."""

    label: str
    at_least: float
    colour: Colour


class ProvisionWording(DeclaredWording):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    fields: ClassVar[Fields] = {
        "title": {"without", "people"},
        "title_enough": set(),
        "title_undecided": set(),
        "title_coverage": {"known"},
        "title_nothing": set(),
        "subtitle": {"cohort", "ages", "place", "fy", "months"},
        "note": set(),
        "method": set(),
        "cannot_tell": set(),
    }

    title: str
    title_enough: str
    title_undecided: str
    title_coverage: str
    title_nothing: str
    subtitle: str
    note: str
    method: str
    cannot_tell: str


class ProvisionMapSpec(Declared):
    """The map: its question and its classes, from the most places to the fewest."""

    key: Key
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
