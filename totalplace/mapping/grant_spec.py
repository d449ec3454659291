"""What the map of grants and deprivation asks and shows, read from maps/grants/*.toml.

Belongs here: the declaration and its checks. Does not belong here: drawing (grant_map.py), what a cold spot is (analysis/grant_areas.py).
"""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from totalplace.mapping.declared import Colour, Declared, DeclaredWording, Fields, Key


class GrantClass(Declared):
    """A class of the rate: of more than this (at least this, but for nought) up to the next; the first is of none."""

    label: str
    above: float
    colour: Colour


class Fifth(Declared):
    """A fifth of the areas by deprivation, the first rounded up: the page adds their numbers in the order to the label."""

    label: str
    colour: Colour


class GrantWording(DeclaredWording):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    fields: ClassVar[Fields] = {
        "title_cold": {"cold", "deprived", "all", "kinds", "get", "funders"},
        "title_none": {"deprived", "all", "kinds", "funders"},
        "title_lists": {"listed", "all", "kinds"},
        "title_unknown": {"unknown", "kind"},
        "title_few": {"kinds"},
        "title_no_index": set(),
        "subtitle": {"place", "years", "year_count", "kind", "basis", "index", "persons_year"},
        "subtitle_no_index": {"place", "years", "year_count", "kind", "basis", "persons_year"},
        "method": set(),
        "cannot_tell": set(),
    }

    title_cold: str
    title_none: str
    title_lists: str
    title_unknown: str
    title_few: str
    title_no_index: str
    subtitle: str
    subtitle_no_index: str
    method: str
    cannot_tell: str


class GrantMapSpec(Declared):
    """The map: its question and its classes."""

    key: Key
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
