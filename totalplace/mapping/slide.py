"""A map as a picture for slides: sixteen by nine, with title, legend, coverage, source and audience in it, as SVG.

Belongs here: what such a picture is made of, and how it is laid out and written. Does not belong here: what a map shows (the maps' own
modules, which put it together), the same picture in pixels (slide_png.py), pictures that stand in a page (picture.py).

Attributes alone, no style sheet, no script and no pattern: office programs show the same as browsers. Text stays text.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, Literal, TypeVar

import numpy as np
import shapely

from totalplace.language import current, say
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.lettering import LINE, Box, Label, Line, box_of, lines, placed, width
from totalplace.mapping.page import PageFacts
from totalplace.mapping.palette import BLACK, WHITE
from totalplace.mapping.spec import Shape
from totalplace.mapping.wording import day

WIDTH, HEIGHT = 1600, 900
_MARGIN = 48
_GAP = 32
_LEGEND = 400  # beside one panel; beside each of two it is narrower
_NARROW = 250
_WATER, _BORDER = "#E4EAEE", "#3D4347"
_FONTS = "Arial, Liberation Sans, Helvetica, DejaVu Sans, sans-serif"
_SMALL, _SOURCE_LINES = 13, 3  # letters of the list of sources, and how many lines it may take
_FINEST = 1_500  # of a panel's width: what is smaller is not drawn
_LETTERS_FROM = 600  # units: on narrower maps names are smaller
_HATCH = 9.0  # units between two lines
_LETTERED = 7.0  # radius from which a symbol bears its mark
Hatch = Literal["slant", "back", "cross", "level"]  # which way the lines go
Mark = TypeVar("Mark", bound="_AtPoint")


@dataclass(frozen=True)
class Sign:
    """How a symbol, or an area in the legend, is drawn."""

    fill: str
    shape: Shape = "circle"
    edge: str = WHITE
    edge_width: float = 1.0
    mark: str = ""
    ink: str = WHITE
    is_ringed: bool = False


@dataclass(frozen=True)
class _AtPoint:
    """Something at a point of the country, its radius in units of the picture."""

    easting: float
    northing: float
    radius: float


@dataclass(frozen=True)
class Symbol(_AtPoint):
    """One thing."""

    sign: Sign


@dataclass(frozen=True)
class Badge(_AtPoint):
    """Several together, their number in a ring of the colours that they have."""

    text: str
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Shading:
    """How an area is filled; hatched ones stand out from others of their colour, dashed ones have no sure figure."""

    fill: str
    edge: str = BLACK
    edge_width: float = 1.0
    is_dashed: bool = False
    hatching: str = ""  # its colour
    hatch: Hatch = "slant"


@dataclass(frozen=True)
class Area:
    """An outline in metres of the National Grid, and what is written in it: its name, then its figure."""

    outline: Any
    shading: Shading
    name: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the legend. `radius` is that of a sample of a size."""

    words: str
    sign: Sign | Shading | None = None
    radius: float = 9.0


@dataclass(frozen=True)
class Key:
    """A part of the legend under its heading."""

    heading: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Panel:
    """One map with its legend."""

    areas: Sequence[Area]
    keys: Sequence[Key]
    caption: str = ""
    over: Sequence[Area] = ()  # larger ones drawn over these, such as districts over small areas
    symbols: Sequence[Symbol] = ()
    badges: Sequence[Badge] = ()
    outline: Any = None  # of the place, drawn stronger; the picture is framed on it, and on all areas where there is none


@dataclass(frozen=True)
class Slide:
    """The picture, in the words of the page that it belongs to. `lead` is that page's line of coverage, as HTML."""

    title: str
    subtitle: str
    question: str
    audience: str
    facts: PageFacts
    lead: str
    panels: Sequence[Panel]
    note: str = ""  # what the picture shows of the page, where it is not all of it

    @property
    def coverage(self) -> list[str]:
        """The items of the page's line that are no way to elsewhere on the page, as text."""
        items = re.findall(r"<li>(.*?)</li>", self.lead, re.DOTALL)
        return [unescape(re.sub(r"<[^>]*>", "", item)) for item in items if "<a " not in item]


@dataclass(frozen=True)
class _Fit:
    """Metres of the country to units of the picture: what it is framed on within `inner`, whatever lies around it as far as `box`."""

    box: Box
    inner: Box
    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        return min((self.inner.right - self.inner.left) / max(self.east - self.west, 1), (self.inner.low - self.inner.top) / max(self.north - self.south, 1))

    def points(self, metres: Any) -> Any:
        middle = np.array([(self.west + self.east) / 2, (self.south + self.north) / 2])
        centre = np.array([(self.inner.left + self.inner.right) / 2, (self.inner.top + self.inner.low) / 2])
        return centre + (metres - middle) * np.array([self.scale, -self.scale])

    def cut(self, outline: Any) -> Any:
        """What of it lies in the box."""
        middle, low = (self.west + self.east) / 2, (self.south + self.north) / 2
        half, tall = (self.inner.right - self.inner.left) / 2, (self.inner.low - self.inner.top) / 2
        return shapely.clip_by_rect(
            outline,
            middle - (half + self.inner.left - self.box.left) / self.scale, low - (tall + self.box.low - self.inner.low) / self.scale,
            middle + (half + self.box.right - self.inner.right) / self.scale, low + (tall + self.inner.top - self.box.top) / self.scale,
        )  # fmt: skip

    def point(self, easting: float, northing: float) -> tuple[float, float]:
        x, y = self.points(np.array([[easting, northing]]))[0]
        return round(float(x), 1), round(float(y), 1)

    def path(self, geometry: Any) -> str:
        """Every ring of polygons, every line of lines."""
        rings = []
        for part in shapely.get_parts(geometry):
            for ring in (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,) if part.geom_type == "LineString" else ():
                points = np.round(self.points(shapely.get_coordinates(ring)), 1)
                closed = "Z" if part.geom_type == "Polygon" else ""
                rings.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + closed)
        return "".join(rings)


def svg(slide: Slide) -> str:
    """The picture."""
    head, top = _head(slide)
    foot, low = _foot(slide)
    room = (WIDTH - 2 * _MARGIN - _GAP * (len(slide.panels) - 1)) / max(len(slide.panels), 1)
    drawn = "".join(_panel(panel, Box(left, top, left + room, low), slide.coverage if not number else []) for number, panel in enumerate(slide.panels) for left in (_MARGIN + number * (room + _GAP),))
    described = esc(f"{slide.subtitle}. {'; '.join(slide.coverage)}.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" lang="{esc(current().tag)}" role="img" aria-labelledby="t d" font-family="{_FONTS}" fill="{BLACK}">'
        f'<title id="t">{esc(slide.title)}</title><desc id="d">{described}</desc><rect width="{WIDTH}" height="{HEIGHT}" fill="{WHITE}"/>{head}{drawn}{foot}</svg>\n'
    )


def _text(words: str, x: float, y: float, size: float, *, is_bold: bool = False, anchor: str = "start", colour: str = "", has_halo: bool = False) -> str:
    """One line, its foot at y. What shines through beneath is a second text: office programs know no order of painting."""
    weight = ' font-weight="700"' if is_bold else ""
    at = f'x="{x:g}" y="{y:g}" font-size="{size:g}"{weight}' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    said = esc(plain(words))
    under = f'<text {at} fill="none" stroke="{WHITE}" stroke-width="4" stroke-linejoin="round" aria-hidden="true">{said}</text>' if has_halo else ""
    fill = f' fill="{colour}"' if colour else ""
    return f"{under}<text {at}{fill}>{said}</text>"


def _paragraph(words: Sequence[str], x: float, y: float, size: float, **looks: Any) -> str:
    return "".join(_text(line, x, round(y + number * size * LINE, 1), size, **looks) for number, line in enumerate(words))


def _head(slide: Slide) -> tuple[str, float]:
    """Place and question, the finding, what is measured; and where they end."""
    room = WIDTH - 2 * _MARGIN
    title = lines(plain(slide.title), 38, room, 2, is_bold=True)
    subtitle = lines(plain(slide.subtitle), 20, room, 2)
    y = 44.0
    parts = [_text(say("slide.eyebrow", place=plain(slide.facts.place_name), question=plain(slide.question)), _MARGIN, y, 18, colour="#383F43")]
    y += 48
    parts.append(_paragraph(title, _MARGIN, y, 38, is_bold=True))
    y += (len(title) - 1) * 38 * LINE + 34
    parts.append(_paragraph(subtitle, _MARGIN, y, 20, colour="#383F43"))
    return "".join(parts), y + (len(subtitle) - 1) * 20 * LINE + 20


def _foot(slide: Slide) -> tuple[str, float]:
    """Sources and readers; and where they begin."""
    facts = slide.facts
    room = WIDTH - 2 * _MARGIN
    sources = _sources([plain(item) for item in facts.attributions], room) if facts.attributions else []
    readers_of = say("page.for_the_public" if slide.audience == "public" else "page.for_the_partners")
    said = say("slide.footer", readers=readers_of, day=day(facts.published_on), publication=facts.publication_id, question=plain(slide.question))
    readers = lines(said, 15, room, 2)
    notes = lines(plain(slide.note), 15, room, 2) if slide.note else []
    blocks = ((notes, 15), (sources, _SMALL), (readers, 15))
    first = y = HEIGHT - 22 + 15 * LINE - sum(len(words) * size * LINE for words, size in blocks)
    parts = []
    for words, size in blocks:
        parts.append(_paragraph(words, _MARGIN, round(y, 1), size, colour="#383F43"))
        y += len(words) * size * LINE
    return "".join(parts), first - 32


def _sources(credits: Sequence[str], room: float) -> list[str]:
    """What must be said in so many words, then the lists of senders: where not all have room as many as have, and how many more the page names."""
    lists = [item.rstrip(".").split("; ") for item in sorted(credits, key=len)]

    def told(most: int, lines_at_most: int) -> list[str]:
        kept = [[*names[:most], say("slide.more_senders", number=len(names) - most)] if len(names) > most else names for names in lists]
        return lines(say("slide.sources", sources=" ".join(f"{'; '.join(names)}." for names in kept)), _SMALL, room, lines_at_most)

    longest = max(len(names) for names in lists)
    fits = bisect_left(range(1, longest), True, key=lambda fewer: len(told(longest - fewer + 1, _SOURCE_LINES + 1)) <= _SOURCE_LINES)
    return told(longest - fits, _SOURCE_LINES)


def _panel(panel: Panel, box: Box, coverage: Sequence[str]) -> str:
    caption = lines(plain(panel.caption), 19, box.right - box.left, 1, is_bold=True) if panel.caption else []
    title = _paragraph(caption, box.left, box.top + 18, 19, is_bold=True)
    box = replace(box, top=box.top + (30 if caption else 0))
    beside = _LEGEND if box.right - box.left > _LETTERS_FROM + _LEGEND else _NARROW
    land, left = replace(box, right=box.right - beside - 24), replace(box, left=box.right - beside)
    return title + _map(panel, land) + _legend(panel.keys, coverage, left)


def _map(panel: Panel, box: Box) -> str:
    fit = _fit(panel, box)
    if fit is not None:
        # no taller than the place needs at this width
        needed = (fit.north - fit.south) * fit.scale + (box.low - box.top) - (fit.inner.low - fit.inner.top)
        box = replace(box, low=round(min(box.low, box.top + needed), 1))
        fit = _fit(panel, box)
    water = f'<rect x="{box.left:g}" y="{box.top:g}" width="{box.right - box.left:g}" height="{box.low - box.top:g}" fill="{_WATER}"/>'
    if fit is None:
        return water + _paragraph(lines(say("slide.nothing"), 18, box.right - box.left - 40, 4), box.left + 20, box.top + 40, 18)
    finest = max(fit.east - fit.west, 1) / _FINEST
    simple = [fit.cut(outline) for outline in _simplified([area.outline for area in panel.areas], finest)]
    shapes = "".join(_area(area, outline, fit) for area, outline in zip(panel.areas, simple, strict=True) if not outline.is_empty)
    larger = [fit.cut(outline) for outline in _simplified([area.outline for area in panel.over], finest)]
    shapes += "".join(_area(area, outline, fit) for area, outline in zip(panel.over, larger, strict=True) if not outline.is_empty)
    if panel.outline is not None:
        shapes += f'<path fill="none" stroke="{_BORDER}" stroke-width="2.2" stroke-linejoin="round" d="{fit.path(fit.cut(shapely.simplify(panel.outline, finest)))}"/>'
    spots = _within(panel.symbols, fit, box)
    circles = _within(panel.badges, fit, box)
    drawn = "".join(_symbol(each, x, y) for each, x, y in spots) + "".join(_badge(each, x, y) for each, x, y in circles)
    taken = [Box(x - each.radius, y - each.radius, x + each.radius, y + each.radius) for each, x, y in circles]
    labels = _names([*panel.over, *panel.areas], [*larger, *simple], fit, box, taken, [(x, y) for _, x, y in spots])
    return f"{water}<g>{shapes}</g><g>{drawn}</g><g>{labels}</g>{_scale_bar(fit, box)}"


def _within(marks: Sequence[Mark], fit: _Fit, box: Box) -> list[tuple[Mark, float, float]]:
    """What has its middle and all of itself on the map, with where that is: a few stand far outside a place."""
    if not marks:
        return []
    points = np.round(fit.points(np.array([(each.easting, each.northing) for each in marks])), 1)
    found = []
    for each, (x, y) in zip(marks, points.tolist(), strict=True):
        r = each.radius
        if box.left + r <= x <= box.right - r and box.top + r <= y <= box.low - r:
            found.append((each, x, y))
    return found


def _fit(panel: Panel, box: Box) -> _Fit | None:
    """Room around for symbols at the edge, and beneath for the bar of the scale."""
    inner = Box(box.left + 18, box.top + 18, box.right - 18, box.low - 40)
    spots = [(each.easting, each.northing) for each in (*panel.symbols, *panel.badges)]
    whole = [] if panel.outline is None else [panel.outline]
    known = [each for each in whole or [area.outline for area in panel.areas] if not each.is_empty] or ([shapely.multipoints(spots)] if spots else [])
    return _Fit(box, inner, *(float(each) for each in shapely.total_bounds(known))) if known else None


def _simplified(outlines: Sequence[Any], tolerance_m: float) -> Sequence[Any]:
    """Neighbours together, so that they keep a common edge."""
    return list(shapely.coverage_simplify(outlines, tolerance_m)) if outlines else []


def _area(area: Area, outline: Any, fit: _Fit) -> str:
    path, look = fit.path(outline), area.shading
    dash = ' stroke-dasharray="5 3"' if look.is_dashed else ""
    shape = f'<path fill="{look.fill}" stroke="{look.edge}" stroke-width="{look.edge_width:g}"{dash} stroke-linejoin="round" fill-rule="evenodd" d="{path}"/>'
    return shape + (f'<path fill="none" stroke="{look.hatching}" stroke-width="1.75" d="{fit.path(_hatching(outline, _HATCH / fit.scale, look.hatch))}"/>' if look.hatching else "")


def _hatching(outline: Any, step: float, hatch: Hatch) -> Any:
    """Lines within the outline, at the same place whatever else is drawn."""
    west, south, east, north = shapely.bounds(outline)
    first, last = math.floor((west - north) / step), math.ceil((east - south) / step)
    slanting = [[(number * step + south, south), (number * step + north, north)] for number in range(first, last + 1)]
    back = [[(number * step - south, south), (number * step - north, north)] for number in range(math.floor((west + south) / step), math.ceil((east + north) / step) + 1)]
    level = [[(west, number * step), (east, number * step)] for number in range(math.floor(south / step), math.ceil(north / step) + 1)]
    drawn = {"slant": slanting, "back": back, "cross": [*slanting, *back], "level": level}[hatch]
    return shapely.intersection(shapely.multilinestrings(drawn), outline)


def _symbol(symbol: Symbol, x: float, y: float) -> str:
    sign, r = symbol.sign, round(symbol.radius, 1)
    looks = f'fill="{sign.fill}" stroke="{sign.edge}" stroke-width="{sign.edge_width:g}"'
    points = _corners(sign.shape, x, y, r)
    shape = f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" {looks}/>' if points is None else f'<path d="M{"L".join(f"{a:g} {b:g}" for a, b in points)}Z" {looks}/>'
    ring = f'<circle cx="{x:g}" cy="{y:g}" r="{r + 3.5:g}" fill="none" stroke="{BLACK}" stroke-width="2"/>' if sign.is_ringed else ""
    if not sign.mark or r < _LETTERED:
        return shape + ring
    size = round(r * 1.15, 1)
    lift = r * 0.2 if sign.shape == "triangle" else 0
    return shape + ring + _text(sign.mark, x, round(y + size * 0.35 - lift, 1), size, is_bold=True, anchor="middle", colour=sign.ink)


def _corners(shape: Shape, x: float, y: float, r: float) -> list[tuple[float, float]] | None:
    """As estate_map.js and plan_map.js draw them; of the area that the circle would have."""
    s, d, o = r * 0.886, r * 1.253, r * 1.026
    c = o * 0.414
    found = {
        "square": [(-s, -s), (s, -s), (s, s), (-s, s)],
        "diamond": [(0, -d), (d, 0), (0, d), (-d, 0)],
        "triangle": [(-r * 1.3, -r * 0.85), (r * 1.3, -r * 0.85), (0, r * 1.4)],
        "octagon": [(-c, -o), (c, -o), (o, -c), (o, c), (c, o), (-c, o), (-o, c), (-o, -c)],
    }.get(shape)
    return [(round(x + a, 1), round(y + b, 1)) for a, b in found] if found else None


def _badge(badge: Badge, x: float, y: float) -> str:
    r = badge.radius
    ring = r - 3
    parts = [f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{WHITE}"/>']
    start = 0.0
    for colour, share in badge.shares:
        parts.append(f'<path fill="none" stroke="{colour}" stroke-width="5" d="{_arc(x, y, ring, start, start + share)}"/>')
        start += share
    # no wider than the hole of the ring
    size = round(min(13.0 if r < 24 else 16.0, 2 * (ring - 3.5) / width(badge.text, 1, is_bold=True)), 1)
    return "".join(parts) + _text(badge.text, x, round(y + size * 0.35, 1), size, is_bold=True, anchor="middle")


def _arc(x: float, y: float, r: float, first: float, last: float) -> str:
    """Part of a circle, from the top, clockwise; nearly all of it is drawn as two halves."""
    def at(share: float) -> str:
        return f"{x + r * math.sin(2 * math.pi * share):.1f} {y - r * math.cos(2 * math.pi * share):.1f}"

    if last - first > 0.999:
        return f"M{at(0)}A{r:g} {r:g} 0 1 1 {at(0.5)}A{r:g} {r:g} 0 1 1 {at(1)}"
    return f"M{at(first)}A{r:g} {r:g} 0 {int(last - first > 0.5)} 1 {at(last)}"


def _names(areas: Sequence[Area], simple: Sequence[Any], fit: _Fit, box: Box, taken: Sequence[Box], beneath: Sequence[tuple[float, float]]) -> str:
    small, large = (15, 18) if box.right - box.left > _LETTERS_FROM else (14, 16)
    labels: list[Label] = []
    for area, outline in zip(areas, simple, strict=True):
        written = [Line(plain(area.name), small), Line(plain(area.figure), large, is_bold=True)]
        said = [line for line in written if line.text]
        if said and not outline.is_empty:
            labels.append((*fit.point(*_middle(outline)), said))
    parts = []
    for spot in placed(labels, box, taken, beneath):
        if spot is not None:
            x, y, label = spot
            foot = box_of(label, x, y).top
            for line in label:
                foot += line.size * LINE
                parts.append(_text(line.text, round(x, 1), round(foot - line.size * 0.3, 1), line.size, is_bold=line.is_bold, anchor="middle", has_halo=True))
    return "".join(parts)


def _middle(outline: Any) -> tuple[float, float]:
    """Inside its largest part, as far from its edges as can be."""
    largest = max(shapely.get_parts(outline), key=lambda part: (part.area, part.wkb))
    x, y = shapely.maximum_inscribed_circle(largest, tolerance=250).coords[0]
    return float(x), float(y)


def _scale_bar(fit: _Fit, box: Box) -> str:
    """The longest of the round distances that takes no more than a quarter of the picture."""
    kilometres = max((each for each in (1, 2, 5, 10, 20, 50, 100) if each * 1000 * fit.scale <= (box.right - box.left) / 4), default=1)
    x, y = box.left + 14, box.low - 14
    end = round(x + kilometres * 1000 * fit.scale, 1)
    return f'<path d="M{x:g} {y - 6:g}V{y:g}H{end:g}V{y - 6:g}" fill="none" stroke="{BLACK}" stroke-width="1.5"/>' + _text(say("slide.kilometres", number=kilometres), end + 8, y, 15)


def _legend(keys: Sequence[Key], coverage: Sequence[str], box: Box) -> str:
    """Headings, signs and words; letters are as large as lets all of it stand in the box."""
    for size, most in ((18.0, 6), (17.0, 6), (16.0, 6), (15.0, 6), (14.0, 4), (13.0, 3), (12.0, 2)):
        drawn, low = _written(keys, coverage, box, size, most)
        if low <= box.low:
            break
    return drawn


def _written(keys: Sequence[Key], coverage: Sequence[str], box: Box, size: float, most: int) -> tuple[str, float]:
    room, step, y, parts = box.right - box.left, size * LINE, box.top, []
    for key in keys:
        if key.heading:
            heading = lines(plain(key.heading), size, room, 3, is_bold=True)
            parts.append(_paragraph(heading, box.left, round(y + size, 1), size, is_bold=True))
            y += len(heading) * step + 4
        for entry in key.entries:
            inset = max(34.0, 2 * entry.radius + 12) if entry.sign is not None else 0.0
            words = lines(plain(entry.words), size, room - inset, 4)
            tall = max(len(words) * step, 2 * entry.radius + 4 if entry.sign is not None else 0.0)
            parts.append(_sign(entry, box.left + 14, round(y + tall / 2, 1)))
            parts.append(_paragraph(words, box.left + inset, round(y + (tall - len(words) * step) / 2 + size, 1), size))
            y += tall + 4
        y += step * 0.6
    for item in coverage:
        words = lines(plain(item[:1].upper() + item[1:]), size - 2, room, most)
        parts.append(_paragraph(words, box.left, round(y + size, 1), size - 2, colour="#383F43"))
        y += len(words) * (size - 2) * LINE + 5
    return "".join(parts), y


def _sign(entry: Entry, x: float, y: float) -> str:
    if entry.sign is None:
        return ""
    if isinstance(entry.sign, Sign):
        return _symbol(Symbol(0, 0, entry.radius, entry.sign), x, y)
    look = entry.sign
    dash = ' stroke-dasharray="5 3"' if look.is_dashed else ""
    left, top = x - 13, y - 9
    slanting = "".join(f"M{left + at:g} {top + 18:g}L{left + at + 9:g} {top:g}" for at in (0, 9, 17))
    back = "".join(f"M{left + at:g} {top:g}L{left + at + 9:g} {top + 18:g}" for at in (0, 9, 17))
    level = "".join(f"M{left:g} {top + at:g}H{left + 26:g}" for at in (4.5, 9, 13.5))
    hatch = {"slant": slanting, "back": back, "cross": slanting + back, "level": level}[look.hatch] if look.hatching else ""
    lines_of = f'<path d="{hatch}" fill="none" stroke="{look.hatching}" stroke-width="1.75"/>' if hatch else ""
    return f'<rect x="{left:g}" y="{top:g}" width="26" height="18" fill="{look.fill}" stroke="{look.edge}" stroke-width="1"{dash}/>{lines_of}'
