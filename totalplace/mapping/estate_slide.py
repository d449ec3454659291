"""The picture for slides of a map of the estate: the same assets, classes and colours as on its page, as it opens: framed on the place.

Belongs here: which symbols stand where. Does not belong here: what the map shows (estate_map.py), how a picture is written (slide.py).
Signs and sizes are those that estate_map.js draws.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import shapely

from totalplace.language import say
from totalplace.mapping import layers
from totalplace.mapping.clusters import Clustered
from totalplace.mapping.colouring import Shade
from totalplace.mapping.estate_map import Shown
from totalplace.mapping.legend import signs_of
from totalplace.mapping.lettering import Box
from totalplace.mapping.page import PageFacts
from totalplace.mapping.palette import BLACK, UNKNOWN_FILL, WHITE
from totalplace.mapping.planned import Planned
from totalplace.mapping.slide import Area, Badge, Entry, Key, Panel, Shading, Sign, Slide, Symbol
from totalplace.mapping.spec import MapSpec
from totalplace.mapping.tables import credits_of
from totalplace.mapping.totals import held
from totalplace.mapping.wording import NBSP, count

_OUTLINE = "#3D3D3D"  # of what is not known
_A_METRE = 0.1  # units of the picture for the root of a square metre of floor
_ACROSS, _DOWN = 1_050.0, 560.0  # units that the map has, about
_CELL, _REACH = 20.0, 62.0  # units: as on the page what is close is drawn together
_ALONE = 4  # fewer are not drawn together
_LARGEST = 36.0  # radius of a circle for several
_LEAST = (15.0, 15.0, 17.0, 20.0, 24.0, 28.0, 30.0)  # by the number of digits, so that they can be read
_SMALL_CLUSTER = Sign("#7A5C00")
_FIRST = 5  # clusters that are named
_INSIDE, _BEYOND = Shading(WHITE, "#9AA3A9"), Shading("#EEF1F3", "#C3CBD0")
_LAND_BELOW = {"land": 0, "sized": 1, "unsized": 2, "hollow": 3}  # what lies beneath is drawn first


def estate_slide(
    estate: pl.DataFrame, bodies: pl.DataFrame, boundaries: pl.DataFrame, coverage: pl.DataFrame, *, coloured_by: pl.DataFrame, spec: MapSpec, facts: PageFacts,
    clustered: Clustered | None = None, planned: Planned | None = None,
) -> Slide:  # fmt: skip
    """The picture, from the tables that the page is made from."""
    shown = Shown.of(estate, bodies, coverage, coloured_by, spec, facts, clustered, planned)
    symbols = _symbols(shown, spec)
    badges: list[Badge] = []
    if clustered:
        symbols, badges = _of_clusters(shown, clustered)
    elif len(symbols) > spec.symbols.cluster_above:
        symbols, badges = _together(symbols, [shade.colour for shade in shown.colours.shades])
    panel = Panel(_base(boundaries), _keys(shown, spec, clustered, bool(badges)), symbols=symbols, badges=badges, outline=_place(boundaries))
    return Slide(
        shown.title, shown.subtitle, spec.question, spec.audience, replace(facts, attributions=credits_of(shown.estate, boundaries, facts)), shown.lead, (panel,),
        note=say("slide.plan", option=planned.first.said.label, note=planned.spec.note) if planned else "",
    )  # fmt: skip


def _base(boundaries: pl.DataFrame) -> list[Area]:
    """Districts, those outside the place paler and without a name."""
    districts = boundaries.filter(pl.col("area_type") == "district").sort("is_in_place", "area_code")
    outlines = shapely.make_valid(shapely.from_wkb(districts["outline_wkb"].to_list()))
    return [
        Area(outline, _INSIDE if is_in else _BEYOND, name=name if is_in else "")
        for outline, is_in, name in zip(outlines, districts["is_in_place"].fill_null(False), districts["area_name"], strict=True)
    ]


def _place(boundaries: pl.DataFrame) -> shapely.Geometry | None:
    frame = boundaries.sort("area_type", "area_code")
    whole = layers.outer(frame, shapely.make_valid(shapely.from_wkb(frame["outline_wkb"].to_list())))
    return None if whole.is_empty else whole


def _symbols(shown: Shown, spec: MapSpec) -> list[Symbol]:
    """Every located asset; what lies beneath first: what is not known where the classes have an order, then land, then large before small."""
    shades, rows = shown.colours.shades, []
    marked = shown.estate.select("easting", "northing", "gia_m2", (pl.col("asset_kind") == "land").alias("is_land"), held().alias("is_held"), shown.colours.of_asset.alias("class"))
    for place, (easting, northing, gia_m2, is_land, is_held, number) in enumerate(marked.iter_rows()):
        if easting is None or northing is None:
            continue
        kind = "hollow" if not is_held else "land" if is_land else "unsized" if gia_m2 is None else "sized"
        shade = shades[number]
        radius = max(2.5, _A_METRE * math.sqrt(gia_m2)) if kind == "sized" else {"unsized": 3.6, "land": 3.0, "hollow": 3.6}[kind]
        if not shade.is_unknown:
            radius = max(radius, spec.symbols.known_from_px)
        below = -number if spec.plan else shade.is_unknown * -1 if spec.colour_by.is_ordered else 0
        rows.append((below, _LAND_BELOW[kind], -(gia_m2 or 0.0), place, Symbol(easting, northing, radius, _sign(shade, kind, spec))))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:-1])]


def _sign(shade: Shade, kind: str, spec: MapSpec) -> Sign:
    edge = _OUTLINE if shade.is_unknown else shade.colour  # what is not known is pale: its outline is what is seen
    if spec.plan:
        return Sign(shade.colour, shade.shape or "circle", _OUTLINE if shade.is_unknown else WHITE, mark=shade.mark, ink=shade.ink)
    if kind == "sized":
        return Sign(shade.colour, edge=_OUTLINE if shade.is_unknown else WHITE, mark=shade.mark, ink=shade.ink)
    if kind == "land":
        return Sign(shade.colour, "square", _OUTLINE if shade.is_unknown else WHITE)
    is_solid = spec.colour_by.is_ordered and not shade.is_unknown
    if kind == "unsized":
        return Sign(shade.colour if is_solid else UNKNOWN_FILL, "diamond", WHITE if is_solid else edge, 1.0 if is_solid else 1.5, mark=shade.mark if is_solid else "", ink=shade.ink)
    return Sign(WHITE, edge=edge, edge_width=1.75, mark=shade.mark if is_solid else "", ink=BLACK)


def _radius(number: int, most: int) -> float:
    """Area in proportion, the largest as large as can be; the smallest are enlarged."""
    return round(max(_LEAST[min(len(str(number)), len(_LEAST) - 1)], min(2.2, _LARGEST / math.sqrt(most)) * math.sqrt(number)), 1)


def _badge(easting: float, northing: float, colours: Sequence[str], most: int, order: Sequence[str]) -> Badge:
    """The ring has the colours in the order of the legend, and what is not among them last."""
    there = sorted(set(colours), key=lambda colour: (order.index(colour) if colour in order else len(order), colour))
    return Badge(easting, northing, _radius(len(colours), most), count(len(colours)), tuple((colour, colours.count(colour) / len(colours)) for colour in there))


def _together(symbols: Sequence[Symbol], order: Sequence[str]) -> tuple[list[Symbol], list[Badge]]:
    """The fullest of small cells takes in all that lie within reach of its middle, and so on: as on the page, so that circles stand apart."""
    west, east = min(each.easting for each in symbols), max(each.easting for each in symbols)
    south, north = min(each.northing for each in symbols), max(each.northing for each in symbols)
    unit = max((east - west) / _ACROSS, (north - south) / _DOWN, 0.1)  # in metres
    cells: dict[tuple[int, int], list[Symbol]] = {}
    for each in symbols:
        cells.setdefault((int((each.easting - west) // (unit * _CELL)), int((each.northing - south) // (unit * _CELL))), []).append(each)
    middles = {at: _middle(members) for at, members in cells.items()}
    taken: set[tuple[int, int]] = set()
    single, groups = [], []
    for at in sorted(cells, key=lambda at: (-len(cells[at]), at)):
        if at in taken:
            continue
        members: list[Symbol] = []
        for near in ((at[0] + right, at[1] + up) for right in range(-4, 5) for up in range(-4, 5)):
            if near in cells and near not in taken and math.dist(middles[at], middles[near]) <= unit * _REACH:
                taken.add(near)
                members += cells[near]
        if len(members) < _ALONE:
            single += members
        else:
            groups.append(members)
    most = max((len(members) for members in groups), default=1)
    return single, [_badge(*_middle(members), [_colour_of(each.sign) for each in members], most, order) for members in groups]


def _colour_of(sign: Sign) -> str:
    return sign.edge if sign.fill in (WHITE, UNKNOWN_FILL) else sign.fill


def _middle(members: Sequence[Symbol]) -> tuple[float, float]:
    return math.fsum(each.easting for each in members) / len(members), math.fsum(each.northing for each in members) / len(members)


def _of_clusters(shown: Shown, clustered: Clustered) -> tuple[list[Symbol], list[Badge]]:
    """A circle at the hub of each cluster, the first by rank before the others; a dot where there is no room for one."""
    colour = dict(zip(shown.estate["asset_id"], (shown.colours.shades[number].colour for number in shown.colours.of_asset), strict=True))
    where = {key: (easting, northing) for key, easting, northing in shown.estate.select("asset_id", "easting", "northing").iter_rows() if easting is not None}
    members = {key: group["asset_id"].to_list() for (key,), group in clustered.members.group_by("cluster_id", maintain_order=True)}
    clusters = [row for row in clustered.clusters.iter_rows(named=True) if row["hub_asset_id"] in where]
    if not clusters:
        return [], []
    east, north = ([where[row["hub_asset_id"]][axis] for row in clusters] for axis in (0, 1))
    unit = max((max(east) - min(east)) / _ACROSS, (max(north) - min(north)) / _DOWN, 0.1)
    most = max(len(members[row["cluster_id"]]) for row in clusters)
    dots: list[Symbol] = []
    badges: list[Badge] = []
    boxes: list[Box] = []
    for row in clusters:
        easting, northing = where[row["hub_asset_id"]]
        badge = _badge(easting, northing, [colour[each] for each in members[row["cluster_id"]] if each in colour], most, [shade.colour for shade in shown.colours.shades])
        x, y, r = easting / unit, -northing / unit, badge.radius
        box = Box(x - r, y - r, x + r, y + r)
        if any(box.meets(other) for other in boxes):
            dots.append(Symbol(easting, northing, 4.0, _SMALL_CLUSTER))
        else:
            boxes.append(box)
            badges.append(badge)
    return dots, badges


def _keys(shown: Shown, spec: MapSpec, clustered: Clustered | None, has_badges: bool) -> list[Key]:
    """The legend of the page, in its words and counts; sizes only where symbols stand alone."""
    drawn, shades = shown.drawn, shown.colours.shades
    classes = [Entry(_counted(shade, number, hollow), _sign(shade, "sized", spec)) for shade, number, hollow in zip(shades, drawn.by_class, drawn.hollow_by_class, strict=True)]
    keys = [Key(say("slide.held", label=shown.colours.label), classes)]
    several = Sign(WHITE, edge="#12436D", edge_width=3.0)
    if clustered:
        first = [Entry(say("slide.cluster_line", rank=row["rank"], name=name, words=words)) for row, name, words in clustered.first(shown.estate, _FIRST)]
        circles = [Entry(say("slide.cluster"), several), Entry(say("slide.cluster_small"), _SMALL_CLUSTER, radius=4.0)]
        return [*keys, Key("", circles), Key(say("slide.clusters_first") if clustered.spare_known else say("slide.clusters_listed"), first)]
    grey = Sign("#6F777B")
    if has_badges:
        keys.append(Key("", [Entry(say("slide.several"), several)]))
    else:
        keys.append(Key(say("legend.sizes"), [Entry(f"{count(size)}{NBSP}m²", grey, max(2.5, _A_METRE * math.sqrt(size))) for size in spec.symbols.size_classes_m2]))
    signs = {"unsized": Sign(UNKNOWN_FILL, "diamond", _OUTLINE, 1.75), "small": grey, "land": Sign(_OUTLINE, "square"), "hollow": Sign(WHITE, edge=_OUTLINE, edge_width=2.0)}
    keys.append(Key("", [*(Entry(say("slide.entry", what=label, number=number), signs[shape], 5.0) for shape, label, number in signs_of(drawn, spec) if number), *([Entry(say("slide.not_on_the_map", number=drawn.unlocated))] if drawn.unlocated else [])]))
    return keys


def _counted(shade: Shade, number: int, hollow: int) -> str:
    """What a class is called, how many of it are held, and how many hollow ones are of it."""
    return say("slide.entry_hollow", what=shade.label, number=number, hollow=hollow) if hollow else say("slide.entry", what=shade.label, number=number)
