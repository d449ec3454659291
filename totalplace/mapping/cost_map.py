"""A map of where the cost is: cost by where people live, alcohol-related incidents by where they happened, and licensed premises.

Belongs here: what such a page shows and says. Does not belong here: what may be shown of an area (analysis/disclosure/), which premises are licensed
(mart.licensed_premises), the question, the classes and the words (maps/customers/*.toml), the switch and the search in the browser
(cost_map.js), the frame of a page (page.py). A pure function: frames in, HTML out, the same HTML for the same frames.

Tables of mart alone stand behind what is told of people: areas, never a person. The picture stands in the page as it is; without the script it shows cost.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import shapely

from totalplace.contracts.customers import NOT_COMPUTED, PLACE_OUTCOMES, SHOWN, TO_PROTECT, TOO_FEW
from totalplace.contracts.licensing import BOTH, NO_ALCOHOL, OFF, ON
from totalplace.hypotheses import EVERYBODY
from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.area_spec import AreaClass
from totalplace.mapping.cost_spec import CostMapSpec, class_of
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import UNKNOWN_FILL, WHITE
from totalplace.mapping.picture import WIDTH, Frame, Letters, Named, names, swatch
from totalplace.mapping.sections import about_map, folded, section, year
from totalplace.mapping.slide import Area, Entry, Hatch, Key, Panel, Shading, Sign, Slide, Symbol
from totalplace.mapping.tables import NOTHING, table
from totalplace.mapping.terms import cased, term

COST, INCIDENTS = PLACE_OUTCOMES
BY_LICENCE = "by licence"
SALES = {ON: "cost_map.on", OFF: "cost_map.off", BOTH: "cost_map.both"}  # where alcohol may be drunk
_SIGNS = {  # as on the map, in a swatch of the legend; told by shape as well as by colour
    ON: '<circle class="sign" cx="14" cy="10" r="5.5" fill="#801650"/>', OFF: '<rect class="sign" x="9" y="5" width="10" height="10" fill="#F46A25"/>',
    BOTH: '<circle class="sign" cx="14" cy="10" r="6" fill="#0b0c0c"/><circle class="sign" cx="14" cy="10" r="2.6" fill="#fff"/>',
}  # fmt: skip
_DOTS = {ON: Sign("#801650"), OFF: Sign("#F46A25", "square"), BOTH: Sign(WHITE, edge="#0B0C0C", edge_width=2.0)}
_CAPTIONS = {COST: "cost_map.cost_caption", INCIDENTS: "cost_map.incidents_caption"}
_GREY = "#6F777B"
_NONE = ' class="none"'
_HIDDEN_WORDS = {TOO_FEW: "cost_map.too_few", TO_PROTECT: "cost_map.to_protect"}
# why there is no figure, told by the lines over the grey; that nothing was received has none
_LINES: dict[str, Hatch] = {"cost_map.too_few": "slant", "cost_map.to_protect": "cross", "cost_map.hidden": "back", "cost_map.residents_not_known": "level"}
_DRAWN: dict[Hatch, str] = {"slant": "M0 8L8 0M-2 2L2 -2M6 10L10 6", "cross": "M0 8L8 0M0 0L8 8", "back": "M0 0L8 8M6 -2L10 2M-2 6L2 10", "level": "M0 4H8"}
_HATCHES = "".join(f'<pattern id="hidden-{lines}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="{drawn}" fill="none" stroke="{_GREY}" stroke-width="1.5"/></pattern>' for lines, drawn in _DRAWN.items())
_PREMISES = 3_000  # rows of the table; all are in the database
_APART = 6.0  # of the picture's width: licences at one point stand beside each other
_RIM = 8  # around a district that is looked at closer
_TURN = math.pi * (3 - math.sqrt(5))
_SMALL = "01"  # in the code of a small area, after the letter of its country
Row = dict[str, Any]


@dataclass(frozen=True)
class CostTables:
    """What the page is made from: four tables of mart, and core.area. `parts` says which small area lies in which middle layer one."""

    by_area: pl.DataFrame  # mart.cost_by_area
    premises: pl.DataFrame  # mart.licensed_premises
    models: pl.DataFrame  # mart.licence_model
    agreements: pl.DataFrame  # mart.sharing_agreement
    areas: pl.DataFrame
    parts: pl.DataFrame


@dataclass(frozen=True)
class _Area:
    """An area with what is published of both outcomes; a row may be lacking."""

    code: str
    name: str
    outline: Any
    cost: Row | None = None
    incidents: Row | None = None

    def of(self, outcome: str) -> Row | None:
        return self.cost if outcome == COST else self.incidents

    def rate(self, outcome: str) -> float | None:
        row = self.of(outcome)
        value = None if row is None else row["cost_per_resident_gbp" if outcome == COST else "incidents_per_1000"]
        return None if value is None else float(value)

    def lines(self, outcome: str) -> Hatch | None:
        """Over its grey, where there is no figure."""
        return _LINES.get(_why(self.of(outcome))) if self.rate(outcome) is None else None

    def said(self, outcome: str) -> str:
        rate = self.rate(outcome)
        if rate is not None:
            return say("cost_map.a_resident", amount=_pounds(rate)) if outcome == COST else say("cost_map.for_each_1000", number=wording.decimal(f"{rate:,.1f}"))
        return hidden_words(self.of(outcome))

    def fact(self, name: str) -> Any:
        return next((row[name] for row in (self.cost, self.incidents) if row is not None and row[name] is not None), None)


def hidden_words(row: Mapping[str, Any] | None) -> str:
    """Why there is no figure."""
    return say(_why(row))


def _why(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "cost_map.no_figures"
    return "cost_map.residents_not_known" if row["disclosure"] == SHOWN else _HIDDEN_WORDS.get(row["disclosure"], "cost_map.hidden")


def cost_map(tables: CostTables, *, spec: CostMapSpec, facts: PageFacts) -> str:
    """The page, of the cohort that a hypothesis is about (else of all service users) in its latest year; where nothing can be shown it says why."""
    told = _told(tables, spec, facts)
    lead, areas, premises = told.rows, told.areas, told.premises
    words = spec.wording
    return page(
        MapParts(),
        title=told.title,
        subtitle=told.subtitle,
        question=spec.question,
        audience="partners",
        facts=facts,
        lead=told.lead,
        body=_map(areas, premises, _districts_of(tables), bool(lead), spec) + _table(areas, bool(lead), spec) + _conclusions(tables.models) + _premises_table(premises, {area.code: area.name for area in areas}),
        about=about_map(facts, words.method, words.cannot_tell),
        styles=[own_text("page.css"), own_text("area_map.css"), own_text("cost_map.css")],
        scripts=[own_text("cost_map.js")],
        data={},
        words=["cost_js"],
        skip_links=[("map", say("sections.skip_map")), ("table", say("sections.skip_table")), ("conclusions", say("cost_map.skip_conclusions")), ("premises", say("cost_map.skip_premises"))],
    )


def cost_slide(tables: CostTables, *, spec: CostMapSpec, facts: PageFacts) -> Slide:
    """The picture for slides: cost beside incidents where there are figures, and where the premises are."""
    told = _told(tables, spec, facts)
    districts = [Area(outline, Shading("none", edge_width=2.0), plain(name)) for name, outline in _outlined(_districts_of(tables))]
    dots = [Symbol(row["easting"], row["northing"], 3.0, _DOTS[row["sales"]]) for row in told.premises if row["easting"] is not None]
    licences = [Key(say("cost_map.licensed"), [Entry(say(words), _DOTS[sales], 5.0) for sales, words in SALES.items()])] if told.premises else []
    drawn = [area for area in told.areas if area.outline is not None]
    panels = []
    for outcome, heading in ((COST, say("cost_map.cost_key")), (INCIDENTS, say("cost_map.incident_key"))) if told.rows else ((COST, ""),):
        has_dots = outcome == INCIDENTS or not told.rows
        shapes = [Area(area.outline, _shading(_colour(area, outcome, spec), area.rate(outcome) is None, area.lines(outcome), 0.7)) for area in drawn]
        entries = [Entry(say("slide.entry", what=words, number=number), _shading(colour, is_nothing, hatch)) for words, number, colour, is_nothing, hatch in _entries(drawn, outcome, spec)] if told.rows else []
        keys = [*([Key(heading, entries)] if entries else []), *(licences if has_dots else [])]
        panels.append(Panel(shapes, keys, say(_CAPTIONS[outcome]) if told.rows else "", districts, dots if has_dots else ()))
    return Slide(told.title, told.subtitle, spec.question, "partners", facts, told.lead, panels)


def _shading(colour: str, is_nothing: bool, hatch: Hatch | None, edge_width: float = 1.0) -> Shading:
    return Shading(colour, edge_width=edge_width, is_dashed=is_nothing, hatching=_GREY if hatch else "", hatch=hatch or "slant")


@dataclass(frozen=True)
class _Told:
    """What page and picture say."""

    rows: list[Row]
    areas: list[_Area]
    premises: list[Row]
    title: str
    subtitle: str
    lead: str


def _told(tables: CostTables, spec: CostMapSpec, facts: PageFacts) -> _Told:
    lead = _lead_rows(tables.by_area)
    areas = _areas(lead, tables)
    premises = tables.premises.filter(pl.col("sales") != NO_ALCOHOL).sort("name", "postcode", "source_file_id", "source_part", "source_row", nulls_last=True).to_dicts()
    shown = sorted(rate for area in areas if (rate := area.rate(COST)) is not None)
    words = spec.wording
    cohort = say("cost_map.all_users") if not lead or lead[0]["cohort"] == EVERYBODY else plain(lead[0]["cohort"]).replace("-", " ")
    subtitle = (
        words.subtitle.format(cohort=cohort, kind=_kind(areas), place=facts.place_name, fy=year(lead[0]["period"])) if lead else words.subtitle_nothing.format(place=facts.place_name)
    )
    return _Told(lead, areas, premises, _title(shown, areas if lead else [], premises, spec), subtitle, _coverage(areas, lead, premises, tables))


def _districts_of(tables: CostTables) -> pl.DataFrame:
    return tables.areas.filter(pl.col("is_in_place") & (pl.col("area_type") == "district")).sort("area_name", "area_code")


def _outlined(districts: pl.DataFrame) -> list[tuple[str, Any]]:
    """Names and outlines."""
    outlines = shapely.make_valid(shapely.from_wkb(districts["outline_wkb"].to_numpy())) if districts.height else []
    return list(zip(districts["area_name"], outlines, strict=True))


def _lead_rows(by_area: pl.DataFrame) -> list[Row]:
    """Of cohorts with anything shown that of a hypothesis before all service users, by id; the latest year of it."""
    if by_area.is_empty():
        return []
    ranked = (
        by_area.group_by("cohort", "period").agg((pl.col("disclosure") == SHOWN).any().alias("is_shown")).with_columns((pl.col("cohort") == EVERYBODY).alias("is_everybody"))
        .sort("is_shown", "is_everybody", "cohort", "period", descending=[True, False, False, True])
    )  # fmt: skip
    cohort, period = ranked.select("cohort", "period").row(0)
    return by_area.filter(pl.col("cohort") == cohort, pl.col("period") == period).sort("area_code", "outcome").to_dicts()


def _areas(lead: Sequence[Row], tables: CostTables) -> list[_Area]:
    """Dearest for each resident first, those without a figure last, by name; without figures the middle layer areas of the place."""
    inside = tables.areas.filter("is_in_place").sort("area_code")
    names = dict(inside.select("area_code", "area_name").iter_rows())
    by_code: dict[str, dict[str, Row]] = {}
    for row in lead:
        by_code.setdefault(row["area_code"], {})[row["outcome"]] = row
    kind = "lsoa" if by_code and min(by_code)[1:3] == _SMALL else "msoa"
    outlines = _outlines(sorted(by_code), inside, tables.parts)
    others = inside.filter((pl.col("area_type") == kind) & ~pl.col("area_code").is_in(sorted(by_code)))
    outlines |= _gaps(others, outlines)
    codes = sorted({*by_code, *outlines})
    found = []
    for code in codes:
        rows = by_code.get(code, {})
        told = next((row["area_name"] for row in rows.values() if row["area_name"]), None)
        found.append(_Area(code, told or names.get(code, code), outlines.get(code), rows.get(COST), rows.get(INCIDENTS)))
    return sorted(found, key=lambda area: (area.rate(COST) is None, -(area.rate(COST) or 0), area.name, area.code))


def _outlines(codes: Sequence[str], inside: pl.DataFrame, parts: pl.DataFrame) -> dict[str, Any]:
    """As received, else put together of the small areas in it."""
    wanted = inside.filter(pl.col("area_code").is_in(list(codes)))
    found = dict(zip(wanted["area_code"], shapely.make_valid(shapely.from_wkb(wanted["outline_wkb"].to_numpy())), strict=True)) if wanted.height else {}
    lacking = parts.filter(pl.col("msoa_code").is_in(sorted(set(codes) - found.keys()))).join(inside.select(pl.col("area_code").alias("lsoa_code"), "outline_wkb"), on="lsoa_code").sort("lsoa_code")
    for (code,), group in lacking.partition_by("msoa_code", as_dict=True).items():
        found[str(code)] = shapely.union_all(shapely.make_valid(shapely.from_wkb(group["outline_wkb"].to_numpy())))
    return found


def _gaps(others: pl.DataFrame, outlines: Mapping[str, Any]) -> dict[str, Any]:
    """Areas of the kind without any row, as no postcode lies in them; those of another census lie within areas that are there."""
    if others.is_empty():
        return {}
    drawn = shapely.STRtree(list(outlines.values()))
    found = shapely.make_valid(shapely.from_wkb(others["outline_wkb"].to_numpy()))
    taken = set(drawn.query(shapely.point_on_surface(found), predicate="within")[0].tolist()) if outlines else set()
    return {code: outline for place, (code, outline) in enumerate(zip(others["area_code"], found, strict=True)) if place not in taken}


def _kind(areas: Sequence[_Area]) -> str:
    return say("cost_map.small_areas") if areas and areas[0].code[1:3] == _SMALL else say("cost_map.neighbourhoods")


def _pounds(value: float) -> str:
    return say("wording.pounds", number=wording.count(value) if value >= 10 or not value else wording.decimal(f"{value:,.2f}"))


def _title(shown: Sequence[float], areas: Sequence[_Area], premises: Sequence[Row], spec: CostMapSpec) -> str:
    words = spec.wording
    if len(shown) < 2:
        return words.title_premises.format(premises=wording.count(len(premises))) if premises and not shown else words.title_nothing
    if len(shown) < spec.known_share * len(areas):
        return words.title_few.format(shown=wording.count(len(shown)), all=wording.count(len(areas)))
    least = _pounds(shown[0]) if shown[-1] < 10 else say("wording.pounds", number=wording.count(shown[0])) if shown[0] >= 0.5 else say("cost_map.under_a_pound")
    most = _pounds(shown[-1])
    return words.title_alike.format(most=most) if least == most else words.title.format(least=least, most=most)


def _coverage(areas: Sequence[_Area], lead: Sequence[Row], premises: Sequence[Row], tables: CostTables) -> str:
    items: list[str] = []
    if lead:
        shown = {outcome: sum(area.rate(outcome) is not None for area in areas) for outcome in (COST, INCIDENTS)}
        items.append(say_html("cost_map.cost_shown", shown=shown[COST], areas=len(areas)))
        items.append(say_html("cost_map.incidents_shown", shown=shown[INCIDENTS], areas=len(areas)))
    if premises:
        items.append(say_html("cost_map.premises_licensed", premises=len(premises)))
        no_place = sum(row["easting"] is None for row in premises)
        if no_place:
            items.append(say_html("cost_map.no_place", premises=no_place))
    else:
        items.append(say("cost_map.no_register"))
    items.append(f'<a href="#table">{say_html("sections.table")}</a>')
    why = "".join(f'<p class="caution">{esc(sentence)}</p>' for sentence in _why_nothing(tables.agreements)) if not lead else ""
    return f'<ul class="coverage" aria-label="{say_html("stage.coverage")}">{"".join(f"<li>{item}</li>" for item in items)}</ul>{why}'


def _why_nothing(agreements: pl.DataFrame) -> list[str]:
    if agreements.is_empty():
        return [say("cost_map.no_agreement")]
    if not (agreements["status"] == "in force").any():
        return [say("cost_map.none_in_force", agreements=agreements.height)]
    return [say("cost_map.in_force_without")]


# the picture


def _map(areas: Sequence[_Area], premises: Sequence[Row], districts: pl.DataFrame, has_figures: bool, spec: CostMapSpec) -> str:
    heading = say("cost_map.heading") if has_figures else say("cost_map.heading_premises")
    drawn = [area for area in areas if area.outline is not None]
    if not drawn:
        words = say("cost_map.no_outlines") if areas else say("cost_map.nothing_to_draw")
        return section("map", heading, words, "")
    frame = Frame.of([area.outline for area in drawn])
    simple = frame.simplified([area.outline for area in drawn])
    shapes = [_shape(area, frame.path(outline), spec) for area, outline in zip(drawn, simple, strict=True)]
    dots = _dots(premises, frame)
    lines, names, boxes = _districts(districts, frame)
    picture = (
        f'<svg viewBox="0 0 {WIDTH} {frame.height}" role="group" aria-labelledby="map-title" aria-describedby="map-words"><defs>{_HATCHES}</defs>'
        f'{"".join(shapes)}<g pointer-events="none">{lines}</g><g class="dots">{dots}</g><g pointer-events="none">{names}{frame.scale_bar()}</g></svg>'
    )
    said = f'<p class="vh" id="map-words">{say_html("cost_map.map_words")}</p>'
    detail = f'<p class="cost-detail" id="detail" aria-live="polite">{say_html("cost_map.detail")}</p>'
    inside = f'{_choosers(premises, has_figures, boxes, frame)}{said}<div class="area-map">{picture}{_legend(drawn, premises, has_figures, spec)}</div>{detail}'
    return section("map", heading, spec.wording.note if has_figures else say("cost_map.each_dot"), inside)


def _shape(area: _Area, path: str, spec: CostMapSpec) -> str:
    said = {outcome: say("cost_map.area", area=plain(area.name), said=area.said(outcome)) for outcome in PLACE_OUTCOMES}
    fill = {outcome: _colour(area, outcome, spec) for outcome in PLACE_OUTCOMES}
    over = {outcome: f"url(#hidden-{area.lines(outcome)})" if area.lines(outcome) else "" for outcome in PLACE_OUTCOMES}
    none = ' none"' if fill[COST] == UNKNOWN_FILL and fill[INCIDENTS] == UNKNOWN_FILL else '"'
    off = "" if over[COST] else ' display="none"'
    hatch = f'<path class="hidden-hatch"{off} fill="{over[COST] or "none"}" fill-rule="evenodd" d="{path}"/>' if any(over.values()) else ""
    flags = f' data-hidden-cost="{over[COST]}" data-hidden-incidents="{over[INCIDENTS]}"'
    return (
        f'<a href="#area-{esc(area.code)}" data-name="{esc(plain(area.name))}" data-said-cost="{esc(said[COST])}" data-said-incidents="{esc(said[INCIDENTS])}" data-fill-cost="{fill[COST]}" '
        f'data-fill-incidents="{fill[INCIDENTS]}"{flags} aria-label="{esc(said[COST])}"><title>{esc(said[COST])}</title><path class="msoa{none} fill="{fill[COST]}" fill-rule="evenodd" d="{path}"/>{hatch}</a>'
    )


def _classes(outcome: str, spec: CostMapSpec) -> tuple[AreaClass, ...]:
    return spec.cost_classes if outcome == COST else spec.incident_classes


def _colour(area: _Area, outcome: str, spec: CostMapSpec) -> str:
    rate = area.rate(outcome)
    classes = _classes(outcome, spec)
    return UNKNOWN_FILL if rate is None else classes[class_of(classes, rate)].colour


def _districts(districts: pl.DataFrame, frame: Frame) -> tuple[str, str, list[tuple[str, str]]]:
    """The outlines and the names of districts, and of each its name and the part of the picture in which it lies."""
    outlined = _outlined(districts)
    if not outlined:
        return "", "", []
    lines, labels, boxes = [], [], []
    for (name, outline), simple in zip(outlined, frame.simplified([outline for _, outline in outlined]), strict=True):
        lines.append(f'<path class="district" d="{frame.path(simple)}"/>')
        labels.append(Named(simple, plain(name)))
        west, south, east, north = shapely.bounds(outline)
        (left, top), (right, low) = frame.point(west, north), frame.point(east, south)
        boxes.append((plain(name), f"{left - _RIM:g} {top - _RIM:g} {right - left + 2 * _RIM:g} {low - top + 2 * _RIM:g}"))
    return "".join(lines), names(frame, labels, Letters()), boxes


def _dots(premises: Sequence[Row], frame: Frame) -> str:
    """Of each sale a white rim under all its dots, the dots, and the hole of those for both."""
    at_point: dict[tuple[float, float], int] = {}
    placed: dict[str, list[tuple[str, str]]] = {sales: [] for sales in SALES}
    for row in premises:
        if row["easting"] is None or not (frame.left <= row["easting"] <= frame.right and frame.low <= row["northing"] <= frame.high):
            continue
        x, y = frame.point(row["easting"], row["northing"])
        nth = at_point[x, y] = at_point.get((x, y), -1) + 1
        reach = _APART * math.sqrt(nth)
        x, y = round(x + reach * math.cos(nth * _TURN), 1), round(y + reach * math.sin(nth * _TURN), 1)
        placed[row["sales"]].append((f"M{x:g} {y:g}h0", _premises_words(row)))
    groups = []
    for sales, dots in placed.items():
        if dots:
            every = "".join(point for point, _ in dots)
            rim = f'<path class="halo {"square" if sales == OFF else "round"}" d="{every}"/>'
            hole = f'<path class="hole" d="{every}"/>' if sales == BOTH else ""
            groups.append(f'<g class="{sales}">{rim}{"".join(f"<path data-dot d={chr(34)}{point}{chr(34)}><title>{esc(said)}</title></path>" for point, said in dots)}{hole}</g>')
    return "".join(groups)


def _premises_words(row: Row) -> str:
    name = plain(row["name"] or say("cost_map.without_a_name"))
    who = name if row["kind"] in ("not known", "other") else say("cost_map.name_and_kind", name=name, kind=term(row["kind"]))
    said = say("cost_map.licence", premises=who, sales=say(SALES[row["sales"]]))
    if row["has_late_refreshment"]:
        said = say("cost_map.late_too", licence=said)
    return say("cost_map.licence_and_postcode", licence=said, postcode=row["postcode"]) if row["postcode"] else said


def _choosers(premises: Sequence[Row], has_figures: bool, boxes: Sequence[tuple[str, str]], frame: Frame) -> str:
    parts = []
    if has_figures:
        parts.append(
            f'<fieldset><legend>{say_html("cost_map.coloured_by")}</legend><label><input type="radio" name="outcome" value="cost" checked>{say_html("cost_map.by_cost")}</label>'
            f'<label><input type="radio" name="outcome" value="incidents">{say_html("cost_map.by_incidents")}</label></fieldset>'
        )
    else:
        parts.append('<input class="vh" type="radio" name="outcome" value="cost" checked hidden>')
    counts = {sales: sum(row["sales"] == sales for row in premises) for sales in SALES}
    if premises:
        ticks = "".join(f'<label><input type="checkbox" name="sales" value="{sales}" checked>{_sign(sales)}{say_html("sections.label_and_number", label=say(words), number=counts[sales])}</label>' for sales, words in SALES.items())
        parts.append(f"<fieldset><legend>{say_html('cost_map.licensed')}</legend>{ticks}</fieldset>")
    if len(boxes) > 1:
        options = "".join(f'<option value="{box}">{esc(name)}</option>' for name, box in boxes)
        parts.append(f'<p><label for="closer">{say_html("cost_map.look_closer")}</label><br><select id="closer"><option value="0 0 {WIDTH} {frame.height}">{say_html("cost_map.whole_place")}</option>{options}</select></p>')
    parts.append(f'<p><label for="search">{say_html("cost_map.find")}</label><br><input type="search" id="search" autocomplete="off"></p>')
    return f'<div class="cost-choosers">{"".join(parts)}</div><p class="hint" id="found-state" role="status"></p><ul class="cost-found" id="found"></ul>'


def _sign(sales: str) -> str:
    return f'<svg width="28" height="20" aria-hidden="true">{_SIGNS[sales]}</svg>'


def _entries(areas: Sequence[_Area], outcome: str, spec: CostMapSpec) -> list[tuple[str, int, str, bool, Hatch | None]]:
    """What the legend says: words, how many areas, colour, whether there is no figure, and the lines over it then."""
    classes = _classes(outcome, spec)
    counts = [0] * len(classes)
    hidden: dict[str, int] = {}
    for area in areas:
        rate = area.rate(outcome)
        if rate is not None:
            counts[class_of(classes, rate)] += 1
        else:
            hidden[_why(area.of(outcome))] = hidden.get(_why(area.of(outcome)), 0) + 1
    shown = [(each.label, number, each.colour, False, None) for each, number in reversed(list(zip(classes, counts, strict=True)))]
    return [*shown, *((say(why), number, UNKNOWN_FILL, True, _LINES.get(why)) for why, number in sorted(hidden.items(), key=lambda item: say(item[0])))]


def _over(hatch: Hatch | None) -> str:
    return f'<path d="M1 1H27V19H1Z" fill="url(#hidden-{hatch})"/>' if hatch else ""


def _legend(areas: Sequence[_Area], premises: Sequence[Row], has_figures: bool, spec: CostMapSpec) -> str:
    """The classes from the highest, as in the table, with how many areas fall in each; hidden ones by their reason; the dots."""
    parts = []
    for outcome, key, heading in ((COST, "cost", say_html("cost_map.cost_key")), (INCIDENTS, "incidents", say_html("cost_map.incident_key"))) if has_figures else ():
        items = "".join(
            f'<li><svg width="28" height="20" aria-hidden="true"><path{_NONE if is_nothing else ""} d="M1 1H27V19H1Z" fill="{colour}"/>{_over(hatch)}</svg>{esc(words)} ({wording.count(number)})</li>'
            for words, number, colour, is_nothing, hatch in _entries(areas, outcome, spec)
        )
        parts.append(f'<div data-key="{key}"><p>{heading}</p><ul class="area-key" aria-label="{say_html("cost_map.key_and_areas", key=Html(heading))}">{items}</ul></div>')
    if premises:
        items = "".join(f"<li>{_sign(sales)}{say_html(words)}</li>" for sales, words in SALES.items())
        parts.append(f'<p>{say_html("cost_map.licensed")}</p><ul class="area-key" aria-label="{say_html("cost_map.premises")}">{items}</ul>')
    return f'<div class="area-key">{"".join(parts)}</div>'


# tables


def _headings() -> tuple[str, ...]:
    return (
        say("cost_map.col_area"), say("cost_map.col_a_resident"), say("cost_map.col_cost"), say("cost_map.col_people"), say("cost_map.col_rate"), say("cost_map.col_incidents"), say("cost_map.col_residents"),
        say("cost_map.col_on"), say("cost_map.col_off"), say("cost_map.col_both"),
    )  # fmt: skip


def _table(areas: Sequence[_Area], has_figures: bool, spec: CostMapSpec) -> str:
    if not has_figures:
        return section("table", say("sections.table"), say("cost_map.no_figures_by_area"), "")
    rows = []
    for area in areas:
        cost, happened = area.cost or {}, area.incidents or {}
        rate, often = area.rate(COST), area.rate(INCIDENTS)
        cells = (
            hidden_words(area.cost) if rate is None else _pounds(rate).removeprefix("£"),
            NOTHING if cost.get("cost_gbp") is None else wording.count(float(cost["cost_gbp"])),
            _number(cost.get("people")),
            hidden_words(area.incidents) if often is None else wording.decimal(f"{often:,.1f}"),
            _number(happened.get("incidents")),
            *(_number(area.fact(name), say("wording.not_known")) for name in ("residents", "on_premises", "off_premises", "both_premises")),
        )
        said = "".join(f"<td>{esc(cell)}</td>" for cell in cells)
        rows.append(f'<tr id="area-{esc(area.code)}" tabindex="-1"><th scope="row">{swatch(_colour(area, COST, spec))} <bdi>{esc(area.name)}</bdi></th>{said}</tr>')
    hint = say("cost_map.table_hint")
    return section("table", say("sections.table"), hint, table(_headings(), rows, described_by="table-title"))


def _number(value: Any, otherwise: str = NOTHING) -> str:
    return otherwise if value is None else wording.count(value)


def _conclusions(models: pl.DataFrame) -> str:
    """What the models of small areas say, of each outcome by itself."""
    of_licence = models.filter(pl.col("model") == BY_LICENCE).sort("outcome", descending=True).to_dicts()
    hint = say("cost_map.conclusions_hint")
    if not of_licence:
        return section("conclusions", say("cost_map.conclusions"), say("cost_map.no_model", not_computed=term(NOT_COMPUTED)), "")
    parts = [
        f"<h3>{esc(cased(row['outcome']))}</h3><p class=caution><b>{say_html('cost_map.may')}</b> {esc(row['may_conclude'])}</p><p class=caution><b>{say_html('cost_map.may_not')}</b> {esc(row['may_not_conclude'])}</p>"
        for row in of_licence
    ]
    return section("conclusions", say("cost_map.conclusions"), hint, "".join(parts))


def _premises_table(premises: Sequence[Row], names: Mapping[str, str]) -> str:
    if not premises:
        return section("premises", say("cost_map.premises"), say("cost_map.no_premises"), "")
    rows = []
    for row in premises[:_PREMISES]:
        late = {True: say("cost_map.yes"), False: say("cost_map.no")}.get(row["has_late_refreshment"], say("wording.not_known"))
        kind = term(row["kind"]) if row["kind"] == "not known" else say("cost_map.kind_and_basis", kind=term(row["kind"]), basis=term(row["kind_basis"]))
        cells = (say(SALES[row["sales"]]), kind, late, row["postcode"] or say("wording.not_known"), names.get(row["msoa_code"] or "", row["msoa_code"] or say("wording.not_known")))
        rows.append(f'<tr><th scope="row"><bdi>{esc(row["name"] or say("cost_map.not_stated"))}</bdi></th>' + "".join(f'<td class="words">{esc(cell)}</td>' for cell in cells) + "</tr>")
    more = f"<p>{say_html('cost_map.more', premises=len(premises) - _PREMISES)}</p>" if len(premises) > _PREMISES else ""
    headings = (say("cost_map.col_premises"), say("cost_map.col_alcohol"), say("cost_map.col_kind"), say("cost_map.col_late"), say("cost_map.col_postcode"), say("cost_map.col_area"))
    hint = say("cost_map.premises_hint")
    return section("premises", say("cost_map.premises"), hint, folded(say("cost_map.licences", number=len(premises)), table(headings, rows, described_by="premises-title", words=range(len(headings))) + more))
