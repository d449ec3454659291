"""What the map of who gets farther away asks and shows, read from maps/access/*.toml.

Belongs here: the declaration and its checks. Does not belong here: maps of assets (spec.py), maps of spending (area_spec.py), drawing (access_map.py).
"""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from totalplace.mapping.declared import Colour, Declared, DeclaredWording, Fields, Key


class AccessClass(Declared):
    """A class of the share: of more than this up to the next; the first is of nobody."""

    label: str
    above: float
    colour: Colour


class AccessOption(Declared):
    """One plan among those that the reader switches between."""

    option_id: str
    label: str


class AccessWording(DeclaredWording):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    fields: ClassVar[Fields] = {
        "title": {"residents"},
        "title_nobody": set(),
        "title_coverage": {"known"},
        "title_nothing": set(),
        "subtitle": {"place", "limit", "as_at"},
        "note": set(),
        "method": set(),
        "cannot_tell": set(),
    }

    title: str
    title_nobody: str
    title_coverage: str
    title_nothing: str
    subtitle: str
    note: str
    method: str
    cannot_tell: str


class AccessMapSpec(Declared):
    """The map: its question, its plans, its classes."""

    key: Key
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
