"""A picture of areas as it stands in a page, without a script: where a point of the country is in it.

Belongs here: scale, outlines as paths, where names stand, the bar of the scale, the colour of an area again. Does not belong here: what areas are coloured by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from totalplace.language import say_html
from totalplace.mapping.escape import esc
from totalplace.mapping.lettering import LINE, Box, Line, box_of, placed

WIDTH = 800
_MARGIN = 20
_FINEST = 1_500  # of the picture's width: what is smaller is not drawn


@dataclass(frozen=True)
class Frame:
    """The picture of these areas, in units of which it is WIDTH wide."""

    left: float
    low: float
    right: float
    high: float

    @classmethod
    def of(cls, outlines: Sequence[Any]) -> "Frame":
        return cls(*(float(each) for each in shapely.total_bounds(outlines)))

    @property
    def scale(self) -> float:
        """Units of the picture for a metre."""
        return (WIDTH - 2 * _MARGIN) / max(self.right - self.left, 1)

    @property
    def height(self) -> int:
        """With room for the bar of the scale."""
        return round((self.high - self.low) * self.scale) + 2 * _MARGIN + 30

    def simplified(self, outlines: Sequence[Any]) -> Any:
        """Neighbours together, so that they keep a common edge."""
        return shapely.coverage_simplify(outlines, max(self.right - self.left, 1) / _FINEST)

    def point(self, easting: float, northing: float) -> tuple[float, float]:
        return round((easting - self.left) * self.scale + _MARGIN, 1), round((self.high - northing) * self.scale + _MARGIN, 1)

    def path(self, outline: Any) -> str:
        """Every ring, outer and inner, in tenths of the picture's units."""
        rings = []
        for polygon in shapely.get_parts(outline):
            if polygon.geom_type != "Polygon":
                continue
            for ring in (polygon.exterior, *polygon.interiors):
                points = shapely.get_coordinates(ring)
                x, y = (points[:, 0] - self.left) * self.scale + _MARGIN, (self.high - points[:, 1]) * self.scale + _MARGIN
                rings.append("M" + "L".join(f"{a:g} {b:g}" for a, b in zip(np.round(x, 1), np.round(y, 1), strict=True)) + "Z")
        return "".join(rings)

    def label_point(self, outline: Any) -> tuple[int, int]:
        """Where a name stands: inside the largest part, as far from its edges as can be."""
        largest = max(shapely.get_parts(outline), key=lambda part: (part.area, part.wkb))
        x, y = self.point(*shapely.maximum_inscribed_circle(largest, tolerance=250).coords[0])
        return round(x), round(y)

    def scale_bar(self) -> str:
        """The longest of the round distances that takes no more than a quarter of the picture."""
        kilometres = max((each for each in (1, 2, 5, 10, 20, 50, 100) if each * 1000 * self.scale <= WIDTH / 4), default=1)
        end = round(_MARGIN + kilometres * 1000 * self.scale, 1)
        y = self.height - 12
        return f'<path d="M{_MARGIN} {y - 6}V{y}H{end:g}V{y - 6}" fill="none"/><text class="scale" x="{end + 6:g}" y="{y}">{say_html("slide.kilometres", number=kilometres)}</text>'


@dataclass(frozen=True)
class Named:
    """What is written in an area: its name, then its figure; `hook` are attributes (HTML) by which a script finds the figure."""

    outline: Any
    name: str
    figure: str = ""
    hook: str = ""


@dataclass(frozen=True)
class Letters:
    """How large names and figures are, and figures alone on narrow screens: as the style sheets have them."""

    name: float = 15
    figure: float = 18
    narrow: float = 32


def names(frame: Frame, areas: Sequence[Named], letters: Letters) -> str:
    """Names and figures so that none lies over another, those given first before the others; where there is no room for a name its figure stands alone.

    What would lie over another with the larger letters of a narrow screen is not shown there. All of it is in the table, and read out from the area.
    """
    given = [(*frame.label_point(each.outline), [line for line in (Line(each.name, letters.name), Line(each.figure, letters.figure, is_bold=True)) if line.text]) for each in areas]
    found, on_narrow = [], list[Box]()
    for area, spot in zip(areas, placed(given, Box(0, 0, WIDTH, frame.height)), strict=True):
        if spot is None:
            continue
        x, foot = round(spot[0], 1), box_of(spot[2], spot[0], spot[1]).top
        for line in spot[2]:
            foot += line.size * LINE
            is_figure = line.text == area.figure and line.is_bold
            y = round(foot - line.size * LINE * 0.3, 1)
            wide = ""
            if is_figure:
                box = box_of([Line(area.figure, letters.narrow, is_bold=True)], x, y)
                wide = " wide" if any(box.meets(other) for other in on_narrow) else ""
                on_narrow += [] if wide else [box]
            found.append(f'<text class="{"rate" if is_figure else "name"}{wide}"{area.hook if is_figure else ""} x="{x:g}" y="{y:g}" aria-hidden="true">{esc(line.text)}</text>')
    return "".join(found)


def swatch(colour: str) -> str:
    """The colour of an area beside its name in a table."""
    return f'<svg class="swatch" width="20" height="14" aria-hidden="true"><rect x=".5" y=".5" width="19" height="13" fill="{colour}" stroke="#0b0c0c"/></svg>'
