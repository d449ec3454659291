"""What one map of areas asks and shows, read from maps/areas/*.toml.

Belongs here: the declaration and its checks. Does not belong here: maps of assets (spec.py), drawing (area_map.py).
"""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from totalplace.mapping.declared import Colour, Declared, DeclaredWording, Fields, Key


class AreaClass(Declared):
    """A class of the rate: from here to the next; the lowest takes what is below it too."""

    label: str
    at_least: float
    colour: Colour


class AreaWording(DeclaredWording):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    fields: ClassVar[Fields] = {
        "title": {"least", "most"},
        "title_one": {"most"},
        "subtitle": {"place", "fy", "persons_year"},
        "method": set(),
        "cannot_tell": set(),
    }

    title: str
    title_one: str  # one area alone is measured
    subtitle: str
    method: str
    cannot_tell: str


class AreaMapSpec(Declared):
    """One map of areas: its question and its classes."""

    key: Key
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
