"""What the map of cost, incidents and licensed premises asks and shows, read from maps/customers/*.toml.

Belongs here: the declaration and its checks. Does not belong here: drawing (cost_map.py), what may be shown of an area (analysis/disclosure/).
"""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from totalplace.mapping.area_spec import AreaClass
from totalplace.mapping.declared import Declared, DeclaredWording, Fields, Key


class CostWording(DeclaredWording):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    fields: ClassVar[Fields] = {
        "title": {"least", "most"},
        "title_alike": {"most"},
        "title_few": {"shown", "all"},
        "title_nothing": set(),
        "title_premises": {"premises"},
        "subtitle": {"cohort", "kind", "place", "fy"},
        "subtitle_nothing": {"place"},
        "note": set(),
        "method": set(),
        "cannot_tell": set(),
    }

    title: str
    title_alike: str
    title_few: str  # hardly any area can be shown
    title_nothing: str
    title_premises: str  # registers alone
    subtitle: str
    subtitle_nothing: str
    note: str
    method: str
    cannot_tell: str


class CostMapSpec(Declared):
    """The map: its question, and the classes of both outcomes."""

    key: Key
    question: str
    known_share: float = Field(ge=0, le=1)
    cost_classes: tuple[AreaClass, ...] = Field(min_length=3, max_length=5)
    incident_classes: tuple[AreaClass, ...] = Field(min_length=3, max_length=5)
    wording: CostWording

    @model_validator(mode="after")
    def _classes_rise(self) -> Self:
        for classes in (self.cost_classes, self.incident_classes):
            limits = [each.at_least for each in classes]
            if limits != sorted(set(limits)):
                raise ValueError("classes must rise")
        return self


def class_of(classes: Sequence[AreaClass], rate: float) -> int:
    """The number of the class in which the rate falls; the lowest takes what is below it too."""
    return max((number for number, each in enumerate(classes) if rate >= each.at_least), default=0)
