"""A map of areas by a rate: what bodies that have one area of their own spend for each person in it.

Belongs here: what such a page shows and says. Does not belong here: what is measured by area (mart.spend_by_area), the question and
the classes (maps/areas/*.toml), the frame of a page (page.py). A pure function: frames in, HTML out, the same HTML for the same frames.

The picture stands in the page as it is, without a script: each area is a link to its row of the table, so that it is named on hover and
by keyboard, and the table holds the same figures.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import shapely

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.area_spec import AreaMapSpec
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import UNKNOWN_FILL
from totalplace.mapping.picture import WIDTH, Frame, Letters, Named, names, swatch
from totalplace.mapping.sections import about_map, big, pounds, section, year
from totalplace.mapping.slide import Area, Entry, Key, Panel, Shading, Slide
from totalplace.mapping.tables import table


@dataclass(frozen=True)
class _Rated:
    """An area in the year of the map; without figures where nothing is measured there or its people are not known."""

    code: str
    name: str
    outline: Any
    bodies: str = ""
    net: Decimal | None = None
    persons: int | None = None
    persons_year: int | None = None

    @property
    def rate(self) -> Decimal | None:
        if self.net is None or not self.persons:
            return None
        return (self.net / self.persons).quantize(Decimal(1), ROUND_HALF_UP)


def area_map(
    by_area: pl.DataFrame, count: pl.DataFrame, bodies: pl.DataFrame, areas: pl.DataFrame, *, spec: AreaMapSpec, facts: PageFacts, audience: str
) -> str | None:
    """The page, or None where nothing is measured by area of which the people and the outline are known.

    `by_area` is mart.spend_by_area, `count` mart.spend_count, `bodies` ref.body, `areas` core.area. One year and one kind of area: of
    those of which most areas are measured the newest. Revenue alone.
    """
    told = _told(by_area, count, bodies, areas, spec, facts)
    if told is None:
        return None
    return page(
        MapParts(),
        title=told.title,
        subtitle=told.subtitle,
        question=spec.question,
        audience=audience,
        facts=facts,
        lead=told.lead,
        body=_map(told.rated, spec) + _table(told.rated, spec),
        about=_about(spec, facts, told.elsewhere, told.nowhere, told.fy),
        styles=[own_text("page.css"), own_text("area_map.css")],
        scripts=[],
        data={},
        skip_links=[("map", say("sections.skip_map")), ("table", say("sections.skip_table"))],
    )


def area_slide(
    by_area: pl.DataFrame, count: pl.DataFrame, bodies: pl.DataFrame, areas: pl.DataFrame, *, spec: AreaMapSpec, facts: PageFacts, audience: str
) -> Slide | None:
    """The picture for slides, of what the page is made of; None where there is no page."""
    told = _told(by_area, count, bodies, areas, spec, facts)
    if told is None:
        return None
    drawn = [Area(area.outline, Shading(_colour(area, spec), is_dashed=area.rate is None), plain(area.name), "" if area.rate is None else wording.whole_pounds(area.rate)) for area in told.rated]
    entries = [Entry(say("slide.entry", what=label, number=number), Shading(colour, is_dashed=is_unknown)) for label, colour, number, is_unknown in _classes(told.rated, spec)]
    return Slide(told.title, told.subtitle, spec.question, audience, facts, told.lead, [Panel(drawn, [Key(say("area_map.key"), entries)])])


@dataclass(frozen=True)
class _Told:
    """What page and picture say."""

    rated: list[_Rated]
    fy: int
    elsewhere: Decimal  # of bodies of several areas, or of another kind of area
    nowhere: Decimal  # given to no area
    title: str
    subtitle: str
    lead: str


def _told(by_area: pl.DataFrame, count: pl.DataFrame, bodies: pl.DataFrame, areas: pl.DataFrame, spec: AreaMapSpec, facts: PageFacts) -> _Told | None:
    told = (
        by_area.join(count.filter(pl.col("is_counted") & (pl.col("economic") == "revenue")).select("count_id", "body_id", "fy"), on="count_id")
        .join(bodies.select("body_id", pl.col("name").alias("body")), on="body_id", how="left")
        .join(areas.filter("is_in_place").select("area_code", "area_type"), on="area_code", how="left")
    )
    usable = told.filter((pl.col("basis") == "measured") & pl.col("area_type").is_not_null() & (pl.col("persons") > 0))
    if usable.is_empty():
        return None
    fy, area_type = (
        usable.group_by("fy", "area_type").agg(pl.col("area_code").n_unique().alias("areas"))
        .sort("areas", "fy", "area_type", descending=[True, True, False]).select("fy", "area_type").row(0)
    )  # fmt: skip
    of_year = told.filter(pl.col("fy") == fy)
    rated = _rated(of_year.filter((pl.col("basis") == "measured") & (pl.col("area_type") == area_type)), areas, area_type)
    elsewhere = of_year.filter((pl.col("basis") == "apportioned") | (pl.col("area_type") != area_type))
    in_count = count.filter(pl.col("is_counted") & (pl.col("economic") == "revenue") & (pl.col("fy") == fy))
    rates = sorted(area.rate for area in rated if area.rate is not None)
    words = spec.wording
    title = words.title_one if len(rates) == 1 else words.title
    years = sorted({area.persons_year for area in rated if area.rate is not None and area.persons_year})
    measured = sum((area.net for area in rated if area.net is not None), Decimal(0))
    total = sum(in_count["net_gbp"].to_list(), Decimal(0))
    lead = (
        f'<ul class="coverage" aria-label="{say_html("stage.coverage")}"><li>{say_html("area_map.measured", measured=len(rates), areas=len(rated))}</li>'
        f"<li>{say_html('area_map.of_the_count', measured=big(measured), total=big(total), year=year(fy))}</li>"
        f'<li><a href="#table">{say_html("sections.table")}</a></li></ul>'
    )
    return _Told(
        rated, fy, sum(elsewhere["net_gbp"].to_list(), Decimal(0)), total - sum(of_year["net_gbp"].to_list(), Decimal(0)), title.format(least=_pounds(rates[0]), most=_pounds(rates[-1])),
        words.subtitle.format(place=facts.place_name, fy=year(fy), persons_year=wording.listed([str(each) for each in years])), lead,
    )  # fmt: skip


def _rated(measured: pl.DataFrame, areas: pl.DataFrame, area_type: str) -> list[_Rated]:
    """Every area of the kind in the place, dearest for each person first, those without a figure last, by name."""
    sums = {
        row["area_code"]: row
        for row in measured.group_by("area_code")
        .agg(pl.col("net_gbp").sum(), pl.col("persons").first(), pl.col("persons_year").first(), pl.col("body").unique().sort().str.join(", "))
        .iter_rows(named=True)
    }
    frame = areas.filter(pl.col("is_in_place") & (pl.col("area_type") == area_type)).sort("area_code")
    outlines = shapely.make_valid(shapely.from_wkb(frame["outline_wkb"].to_list()))
    found = []
    for row, outline in zip(frame.iter_rows(named=True), outlines, strict=True):
        its = sums.get(row["area_code"])
        if its is None:
            found.append(_Rated(row["area_code"], row["area_name"], outline))
        else:
            found.append(_Rated(row["area_code"], row["area_name"], outline, its["body"], its["net_gbp"], its["persons"], its["persons_year"]))
    return sorted(found, key=lambda area: (area.rate is None, -(area.rate or 0), area.name, area.code))


def _pounds(value: Decimal) -> str:
    return wording.count(int(value))


def _said(area: _Rated) -> str:
    if area.rate is None:
        return say("area_map.area_not_measured", area=plain(area.name))
    return say("area_map.area_and_rate", area=plain(area.name), rate=wording.whole_pounds(area.rate))


def _colour(area: _Rated, spec: AreaMapSpec) -> str:
    return UNKNOWN_FILL if area.rate is None else spec.classes[spec.class_of(float(area.rate))].colour


def _map(rated: list[_Rated], spec: AreaMapSpec) -> str:
    frame = Frame.of([area.outline for area in rated])
    simple = frame.simplified([area.outline for area in rated])
    shapes, labels = [], []
    for area, outline in zip(rated, simple, strict=True):
        path = frame.path(outline)
        kind = ' class="none"' if area.rate is None else ""
        shapes.append(
            f'<a href="#area-{esc(area.code)}" aria-label="{esc(_said(area))}"><title>{esc(_said(area))}</title>'
            f'<path{kind} fill="{_colour(area, spec)}" fill-rule="evenodd" d="{path}"/></a>'
        )
        labels.append(Named(outline, plain(area.name), "" if area.rate is None else wording.whole_pounds(area.rate)))
    picture = (
        f'<svg viewBox="0 0 {WIDTH} {frame.height}" role="group" aria-label="{say_html("area_map.picture")}">'
        f'{"".join(shapes)}<g pointer-events="none">{names(frame, labels, Letters())}</g>{frame.scale_bar()}</svg>'
    )
    hint = say("area_map.hint")
    return section("map", say("area_map.where"), hint, f'<div class="area-map">{picture}{_legend(rated, spec)}</div>')


_UNKNOWN = ' class="none"'


def _classes(rated: list[_Rated], spec: AreaMapSpec) -> list[tuple[str, str, int, bool]]:
    """The classes from the dearest, as in the table: how each is called, its colour, how many areas fall in it, whether it is what is not measured."""
    counts = [0] * len(spec.classes)
    for area in rated:
        if area.rate is not None:
            counts[spec.class_of(float(area.rate))] += 1
    entries = [(each.label, each.colour, number, False) for each, number in reversed(list(zip(spec.classes, counts, strict=True)))]
    unknown = sum(area.rate is None for area in rated)
    return [*entries, *([(say("area_map.not_measured"), UNKNOWN_FILL, unknown, True)] if unknown else [])]


def _legend(rated: list[_Rated], spec: AreaMapSpec) -> str:
    items = "".join(
        f'<li><svg width="28" height="20" aria-hidden="true"><path{_UNKNOWN if is_unknown else ""} d="M1 1H27V19H1Z" fill="{colour}"/></svg>{esc(label)} ({wording.count(number)})</li>'
        for label, colour, number, is_unknown in _classes(rated, spec)
    )
    return f'<ul class="area-key" aria-label="{say_html("area_map.key")}">{items}</ul>'


def _table(rated: list[_Rated], spec: AreaMapSpec) -> str:
    rows = []
    for area in rated:
        figures = (
            (wording.whole_pounds(area.rate), pounds(area.net or Decimal(0)), wording.count(area.persons or 0), str(area.persons_year))
            if area.rate is not None
            else (say("area_map.not_measured"), "–", "–", "–")
        )
        cells = "".join(f"<td>{esc(cell)}</td>" for cell in figures)
        colour = swatch(_colour(area, spec))
        rows.append(f'<tr id="area-{esc(area.code)}" tabindex="-1"><th scope="row">{colour} <bdi>{esc(area.name)}</bdi></th><td class="words">{esc(area.bodies or "–")}</td>{cells}</tr>')
    headings = (say("area_map.col_area"), say("area_map.col_body"), say("area_map.col_a_person"), say("area_map.col_net"), say("area_map.col_people"), say("area_map.col_of"))
    return section("table", say("sections.table"), say("area_map.table_hint"), table(headings, rows, described_by="table-title", words=(0, 1)))


def _about(spec: AreaMapSpec, facts: PageFacts, elsewhere: Decimal, nowhere: Decimal, fy: int) -> str:
    # what is in several areas whose people are not known, or of a body whose areas nobody states
    without = f" {say_html('area_map.given_to_no_area', amount=big(nowhere))}" if nowhere else ""
    not_on_it = f"""<h3>{say_html("area_map.not_on_it")}</h3><p>{say_html("area_map.elsewhere", year=year(fy), elsewhere=big(elsewhere))}{without}</p>
"""
    return about_map(facts, spec.wording.method, spec.wording.cannot_tell, more=not_on_it)
