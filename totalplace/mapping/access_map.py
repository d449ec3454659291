"""A map of who gets farther away: by plan and service, the share of residents in each district and the small areas they live in.

Belongs here: what such a page shows and says. Does not belong here: who gets farther away (analysis/access.py), the question, the plans and
the classes (maps/access/*.toml), the switch in the browser (access_map.js), the frame of a page (page.py).
A pure function: frames in, HTML out, the same HTML for the same frames.

The picture, its words and its tables stand in the page for the first plan and any service, without a script; for every other choice the
script puts in their place what was worked out here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import shapely

from totalplace.analysis.access import ANY_SERVICE, EVERY_HOUSEHOLD, EVERYBODY, GROUPS, HOUSEHOLDS, NOTHING, STRAIGHT
from totalplace.language import say, say_html
from totalplace.mapping import layers, wording
from totalplace.mapping.access_spec import AccessMapSpec
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import BLACK, UNKNOWN_FILL
from totalplace.mapping.picture import WIDTH, Frame, Letters, Named, names
from totalplace.mapping.sections import about_map, folded, section
from totalplace.mapping.slide import Area, Entry, Key, Panel, Shading, Sign, Slide, Symbol
from totalplace.mapping.tables import NOTHING as NO_FIGURE
from totalplace.mapping.tables import table
from totalplace.mapping.terms import term

_SPOT = Sign("#F46A25", edge=BLACK)
_RADIUS_OF_2000 = 9.0  # units of the picture
_ROWS = 25  # of the table of small areas; all are in the database


@dataclass(frozen=True)
class Limits:
    """From when on a way counts as longer, and by how much estimates of it may be wrong."""

    farther_m: float
    farther_minutes: float
    doubt_share: float


@dataclass(frozen=True)
class _District:
    """A district of the place; without outline it stands in the table alone."""

    code: str
    name: str
    outline: Any = None


def access_map(
    change: pl.DataFrame, equality: pl.DataFrame, areas: pl.DataFrame, points: pl.DataFrame, *, spec: AccessMapSpec, limits: Limits, facts: PageFacts
) -> str | None:
    """The page, or None where no plan changes a place of any service, or no small area is known.

    `change` is mart.access_change, `equality` mart.estate_equality, `areas` core.area; `points` are the small areas: area_code,
    easting, northing. Raises ValueError for an option that the declaration does not know.
    """
    if (change["basis"] == NOTHING).all():
        return None
    label = {each.option_id: each.label for each in spec.options}
    options = _options(change, spec)
    services = [ANY_SERVICE, *sorted(set(change["service"]) - {ANY_SERVICE})]
    districts = _districts(change, areas)
    drawn = [(number, each) for number, each in enumerate(districts) if each.outline is not None]
    frame = Frame.of([each.outline for _, each in drawn]) if drawn else None
    spots = dict(zip(points["area_code"], points.select("easting", "northing").rows(), strict=True)) if frame else {}
    names = dict(areas.select("area_code", "area_name").iter_rows())
    parts = change.partition_by("option_id", "service", as_dict=True)
    views = [
        [_view(parts.get((option, service), change.clear()), service, districts, spec, limits, names, frame, spots) for service in services] for option in options
    ]  # fmt: skip
    title, subtitle, lead = _heading(change, equality, options[0], spec, limits, facts)
    chooser = _chooser([(number, key, label[key]) for number, key in enumerate(options)], services, views[0][0], spec)
    return page(
        MapParts(),
        title=title,
        subtitle=subtitle,
        question=spec.question,
        audience="partners",
        facts=facts,
        lead=lead,
        body=chooser + _map(drawn, frame, views[0][0], spec) + _equality(equality, [(key, label[key]) for key in options]) + _tables(views[0][0]),
        about=about_map(facts, spec.wording.method, spec.wording.cannot_tell),
        styles=[own_text("page.css"), own_text("area_map.css"), own_text("access_map.css")],
        scripts=[own_text("access_map.js")],
        data={"access-data": layers.packed({"views": views, "colours": [*(each.colour for each in spec.classes), UNKNOWN_FILL]})},
        skip_links=[("map", say("sections.skip_map")), ("equality", say("access_map.skip_equality")), ("tables", say("sections.skip_tables"))],
    )


def access_slide(
    change: pl.DataFrame, equality: pl.DataFrame, areas: pl.DataFrame, points: pl.DataFrame, *, spec: AccessMapSpec, limits: Limits, facts: PageFacts
) -> Slide | None:
    """The picture for slides: the first plan, any service; None where there is no page."""
    if (change["basis"] == NOTHING).all():
        return None
    option = _options(change, spec)[0]
    title, subtitle, lead = _heading(change, equality, option, spec, limits, facts)
    rows = change.filter((pl.col("option_id") == option) & (pl.col("service") == ANY_SERVICE))
    districts = [each for each in _districts(change, areas) if each.outline is not None]
    view = _view(rows, ANY_SERVICE, districts, spec, limits, {}, None, {})
    colours, unknown = [*(each.colour for each in spec.classes), UNKNOWN_FILL], len(spec.classes)
    drawn = [Area(each.outline, Shading(colours[number], is_dashed=number == unknown), each.name, said[1]) for each, number, said in zip(districts, view["class"], view["said"], strict=True)]
    small = rows.filter(pl.col("area_type") == "lsoa").join(points.select("area_code", "easting", "northing"), on="area_code").sort("residents_farther", "area_code", descending=[True, False], nulls_last=True)
    spots = [Symbol(easting, northing, _radius(residents), _SPOT) for residents, easting, northing in small.select("residents_farther", "easting", "northing").iter_rows()]
    classes = [
        Entry(say("slide.entry", what=label, number=number), Shading(colour, is_dashed=colour == UNKNOWN_FILL)) for label, colour, number in reversed(list(zip((*(each.label for each in spec.classes), say("wording.not_known")), colours, view["counts"], strict=True)))
    ]  # fmt: skip
    sizes = [Entry(say("slide.residents", number=number), _SPOT, _radius(number)) for number in spec.resident_samples]
    note = say("slide.plan", option=next(each.label for each in spec.options if each.option_id == option), note=spec.wording.note)
    return Slide(title, subtitle, spec.question, "partners", facts, lead, [Panel(drawn, [Key(say("access_map.key"), classes), Key(say("access_map.spot_key"), sizes)], symbols=spots)], note)


def _options(change: pl.DataFrame, spec: AccessMapSpec) -> list[str]:
    """The plans that there are, the leading ones first. Raises ValueError for one that the declaration does not know."""
    there = set(change["option_id"])
    strange = sorted(there - {each.option_id for each in spec.options})
    if strange:
        raise ValueError(f"mart.access_change has the option '{strange[0]}', which the map does not declare")
    declared = [each.option_id for each in spec.options]
    return [key for key in (*spec.lead, *(key for key in declared if key not in spec.lead)) if key in there]


def _heading(change: pl.DataFrame, equality: pl.DataFrame, option: str, spec: AccessMapSpec, limits: Limits, facts: PageFacts) -> tuple[str, str, str]:
    """Title, subtitle and line of coverage, which are about this plan."""
    first = equality.filter((pl.col("option_id") == option) & (pl.col("group") == EVERYBODY))
    own = change.filter(pl.col("option_id") == option)
    subtitle = spec.wording.subtitle.format(place=facts.place_name, limit=_limit(own, limits), as_at=_as_at(first))
    return _title(first, own, spec), subtitle, _lead(first, own.filter(pl.col("service") == ANY_SERVICE))


def _districts(change: pl.DataFrame, areas: pl.DataFrame) -> list[_District]:
    codes = sorted(set(change.filter(pl.col("area_type") == "district")["area_code"]))
    known = {row["area_code"]: row for row in areas.filter(pl.col("area_code").is_in(codes)).iter_rows(named=True)}
    found = [
        _District(code, plain(known[code]["area_name"]), shapely.make_valid(shapely.from_wkb(known[code]["outline_wkb"]))) if code in known else _District(code, code)
        for code in codes
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.name, each.code))


def _title(first: pl.DataFrame, change: pl.DataFrame, spec: AccessMapSpec) -> str:
    words = spec.wording
    if (change["basis"] == NOTHING).all():
        return words.title_nobody
    row = first.row(0, named=True) if first.height else {"residents_farther": None}
    if row["residents_farther"] is None:
        return words.title_nothing
    if row["known_share"] is not None and row["known_share"] < spec.known_share:
        return words.title_coverage.format(known=round(100 * row["known_share"]))
    if not row["residents_farther"]:
        return words.title_nobody
    return words.title.format(residents=say("counted.residents", number=round(row["residents_farther"])))


def _as_at(first: pl.DataFrame) -> str:
    return _days(first["as_at"][0] if first.height else None) or say("wording.date_not_known")


def _days(as_at: str | None) -> str:
    """The days in it in words; years and the rest as they are."""
    return re.sub(r"\d{4}-\d\d-\d\d", lambda found: wording.day(date.fromisoformat(found[0])), as_at or "")


def _limit(change: pl.DataFrame, limits: Limits) -> str:
    """From when on a way counts as longer: in metres, and in minutes where travel times stand."""
    told = [say("access_map.metres", number=wording.count(limits.farther_m)), say("access_map.minutes", number=wording.count(limits.farther_minutes))]
    by_minutes = set(change.filter(pl.col("service") != ANY_SERVICE).select(pl.col("mode").is_not_null()).to_series())
    return told[0] if True not in by_minutes else told[1] if False not in by_minutes else say("access_map.metres_or_minutes", metres=told[0], minutes=told[1])


def _lead(first: pl.DataFrame, change: pl.DataFrame) -> str:
    """Of how many small areas the residents are known, and what ways are."""
    everybody = change.filter((pl.col("group") == EVERYBODY) & (pl.col("area_type") == "district"))
    known, every = int(everybody["small_area_known_count"].sum()), int(everybody["small_area_count"].sum())
    basis = everybody["basis"][0] if everybody.height else NOTHING
    items = [
        say_html("access_map.residents_known", known=known, areas=every),
        *([say_html("access_map.ways_are", ways=_ways(basis))] if basis != NOTHING else []),
        f'<a href="#equality">{say_html("access_map.equality")}</a>',
    ]
    return f'<ul class="coverage" aria-label="{say_html("stage.coverage")}">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _ways(basis: str, said: str = "") -> str:
    # `said` where there is more to say of it than what it is called
    said = said or term(basis)
    return say("access_map.estimated", basis=said) if basis.startswith(STRAIGHT) else said


def _service(service: str, spec: AccessMapSpec) -> str:
    return spec.any_service if service == ANY_SERVICE else layers.function_name(service)


def _view(
    rows: pl.DataFrame, service: str, districts: Sequence[_District], spec: AccessMapSpec, limits: Limits, names: dict[str, str], frame: Frame | None,
    spots: dict[str, tuple[float, float]],
) -> dict[str, Any]:  # fmt: skip
    """One plan and service: its sentences, the class and words of each district, the spots, and the rows of both tables."""
    everybody = {row["area_code"]: row for row in rows.filter((pl.col("group") == EVERYBODY) & (pl.col("area_type") == "district")).iter_rows(named=True)}
    small = rows.filter(pl.col("area_type") == "lsoa").sort("residents_farther", "area_code", descending=[True, False], nulls_last=True)
    unknown = len(spec.classes)
    classes, said, cells = [], [], []
    for each in districts:
        row = everybody.get(each.code)
        share = _share(row) if row else 0.0 if rows.is_empty() else None
        classes.append(unknown if share is None else spec.class_of(share))
        told = say("wording.not_known") if share is None else wording.share(share, 1) if share else say("access_map.nobody")
        said.append([say("access_map.district_and_share", district=each.name, share=told), "" if share is None else "0" if not share else told])
        cells.append([each.name, *_cells(row)] if row else [each.name, *([NO_FIGURE] * 8)])
    order = sorted(range(len(districts)), key=lambda at: (-((everybody.get(districts[at].code) or {}).get("residents_farther") or 0), districts[at].name))
    return {
        "state": _state(list(everybody.values()), rows, service, spec, limits),
        "class": classes,
        "said": said,
        "districts": [cells[at] for at in order],
        "small": [[plain(names.get(row["area_code"], row["area_code"])), _cells(row)[1], *_cells(row)[4:]] for row in small.head(_ROWS).iter_rows(named=True)],
        "more": _more(small.height - _ROWS) if small.height else say("access_map.no_small_area"),
        "spots": [
            [*frame.point(*spots[row["area_code"]]), _radius(row["residents_farther"]), _said_of_spot(row, names)]
            for row in small.iter_rows(named=True)
            if frame and row["area_code"] in spots
        ],
        "counts": [classes.count(number) for number in range(unknown + 1)],
    }  # fmt: skip


def _share(row: dict[str, Any]) -> float | None:
    if row["residents_farther"] is None or not row["residents"]:
        return None
    return float(row["residents_farther"]) / float(row["residents"])


def _radius(residents: float | None) -> float:
    """Area in proportion; of those whose number is not known a small one."""
    return 2.5 if residents is None else round(max(2.5, _RADIUS_OF_2000 * (residents / 2000) ** 0.5), 1)


def _said_of_spot(row: dict[str, Any], names: dict[str, str]) -> str:
    area, added = plain(names.get(row["area_code"], row["area_code"])), row["farthest_added_m"]
    who = say("access_map.residents_not_known") if row["residents_farther"] is None else say("counted.residents", number=round(row["residents_farther"]))
    if added is None:
        return say("access_map.spot", area=area, residents=who)
    return say("access_map.spot_farther", area=area, residents=who, metres=wording.count(added))


def _cells(row: dict[str, Any]) -> list[str]:
    """Residents, farther, range, share, before, after, farthest added, how it was told."""
    if row["residents_farther"] is None:
        figures = [say("wording.not_known")] * 4
    else:
        low, high = (wording.count(row[f"residents_farther_{end}"]) for end in ("low", "high"))
        figures = [wording.count(row["residents"]), wording.count(row["residents_farther"]), low if low == high else say("wording.range", low=low, high=high), wording.share(row["residents_farther"], row["residents"])]
    return [*figures, *(_way(row, end) for end in ("before", "after")), NO_FIGURE if row["farthest_added_m"] is None else wording.count(row["farthest_added_m"]), _basis(row)]


def _way(row: dict[str, Any], end: str) -> str:
    minutes, metres = row[f"{end}_minutes"], row[f"{end}_m"]
    if minutes is not None:
        return say("access_map.min", minutes=wording.count(minutes))
    return NO_FIGURE if metres is None else wording.count(metres)


def _basis(row: dict[str, Any]) -> str:
    return say("access_map.basis_and_mode", basis=term(row["basis"]), mode=term(row["mode"])) if row["mode"] else term(row["basis"])


def _state(districts: list[dict[str, Any]], rows: pl.DataFrame, service: str, spec: AccessMapSpec, limits: Limits) -> list[str]:
    """In sentences what the picture shows."""
    what = say("access_map.at_least_one") if service == ANY_SERVICE else say("access_map.nearest", service=layers.function_name(service).lower())
    if service == ANY_SERVICE and (rows["basis"] == NOTHING).all():
        return [say("access_map.all_stay")]
    if rows.is_empty():
        return [say("access_map.stays", service=_service(service, spec))]
    known = [row for row in districts if row["residents_farther"] is not None]
    if not known:
        return [say("access_map.nobody_counted")]
    total, farther, low, high = (sum(round(row[name]) for row in known) for name in ("residents", "residents_farther", "residents_farther_low", "residents_farther_high"))
    by_minutes = any(row["before_minutes"] is not None for row in districts)
    limit = say("access_map.minutes", number=wording.count(limits.farther_minutes)) if by_minutes else say("access_map.metres", number=wording.count(limits.farther_m))
    said = [
        say("access_map.farther", residents=farther, total=total, share=wording.share(farther, total), limit=limit, what=what)
        if farther else say("access_map.nobody_farther", total=total, limit=limit, what=what)
    ]  # fmt: skip
    if low != high:
        said.append(say("access_map.doubt", low=low, high=high, share=wording.share(limits.doubt_share, 1)))
    if service != ANY_SERVICE and all(row["after_m"] is None and row["before_m"] is not None and row["after_minutes"] is None for row in known):
        said.append(say("access_map.leaves_none"))
    said.append(say("access_map.ways", ways=_ways(str(districts[0]["basis"]), _basis(districts[0]))))
    return said


def _chooser(options: Sequence[tuple[int, str, str]], services: Sequence[str], view: dict[str, Any], spec: AccessMapSpec) -> str:
    lead = "".join(f'<option value="{number}">{esc(label)}</option>' for number, key, label in options if key in spec.lead)
    others = "".join(f'<option value="{number}">{esc(label)}</option>' for number, key, label in options if key not in spec.lead)
    further = f'<optgroup label="{say_html("planned.further")}">{others}</optgroup>' if others else ""
    each = "".join(f'<option value="{number}">{esc(_service(service, spec))}</option>' for number, service in enumerate(services))
    return f"""<section class="wide chooser" aria-label="{say_html("access_map.plan_and_service")}">
<div class="choosers"><p><label for="option">{say_html("planned.which")}</label><select id="option">{lead}{further}</select></p>
<p><label for="service">{say_html("access_map.which_service")}</label><select id="service">{each}</select></p></div>
<div id="state" role="status">{"".join(f"<p>{esc(line)}</p>" for line in view["state"])}</div>
<p class="plan-note">{esc(spec.wording.note)}</p>
</section>
"""


def _map(drawn: Sequence[tuple[int, _District]], frame: Frame | None, view: dict[str, Any], spec: AccessMapSpec) -> str:
    hint = say("access_map.map_hint")
    if frame is None:
        return section("map", say("access_map.where"), say("access_map.no_boundaries"), "")
    colours = [*(each.colour for each in spec.classes), UNKNOWN_FILL]
    shapes, labels = [], []
    for (place, each), outline in zip(drawn, frame.simplified([each.outline for _, each in drawn]), strict=True):
        number, said = view["class"][place], view["said"][place]
        kind = ' class="none"' if number == len(spec.classes) else ""
        shapes.append(f'<a href="#districts" data-district="{place}" aria-label="{esc(said[0])}"><title>{esc(said[0])}</title><path{kind} fill="{colours[number]}" fill-rule="evenodd" d="{frame.path(outline)}"/></a>')
        labels.append(Named(outline, each.name, said[1], f' data-district="{place}"'))
    circles = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}"><title>{esc(said)}</title></circle>' for x, y, r, said in view["spots"])
    picture = (
        f'<svg viewBox="0 0 {WIDTH} {frame.height}" role="group" aria-label="{say_html("access_map.picture")}">{"".join(shapes)}'
        f'<g id="spots">{circles}</g><g pointer-events="none" id="labels">{names(frame, labels, Letters())}</g>{frame.scale_bar()}</svg>'
    )
    return section("map", say("access_map.where"), hint, f'<div class="area-map access-map">{picture}{_legend(view, spec)}</div>')


def _legend(view: dict[str, Any], spec: AccessMapSpec) -> str:
    entries = [*((each.label, each.colour, "") for each in spec.classes), (say("wording.not_known"), UNKNOWN_FILL, ' class="none"')]
    items = "".join(
        f'<li><svg width="28" height="20" aria-hidden="true"><path{kind} d="M1 1H27V19H1Z" fill="{colour}"/></svg><span>{esc(label)} (<span class="class-count">{wording.count(number)}</span>)</span></li>'
        for (label, colour, kind), number in reversed(list(zip(entries, view["counts"], strict=True)))
    )
    spots = "".join(
        f'<li><svg width="28" height="28" aria-hidden="true"><circle cx="14" cy="14" r="{_radius(number):g}"/></svg>{say_html("counted.residents", number=number)}</li>' for number in spec.resident_samples
    )
    return f'<div class="keys"><p id="key-title">{say_html("access_map.key")}</p><ul class="area-key" aria-labelledby="key-title">{items}</ul><p id="spot-title">{say_html("access_map.spot_key")}</p><ul class="area-key" aria-labelledby="spot-title">{spots}</ul></div>'


def _figures() -> tuple[str, ...]:
    return (
        say("access_map.col_residents"), say("access_map.col_farther"), say("access_map.col_doubt"), say("access_map.col_share"), say("access_map.col_before"), say("access_map.col_after"), say("access_map.col_farthest"),
        say("access_map.col_ways"),
    )  # fmt: skip


def _tables(view: dict[str, Any]) -> str:
    def body(rows: list[list[str]], words: int) -> list[str]:
        return [
            f'<tr><th scope="row"><bdi>{esc(name)}</bdi></th>' + "".join(f"<td>{esc(cell)}</td>" if at < words else f'<td class="words">{esc(cell)}</td>' for at, cell in enumerate(cells)) + "</tr>"
            for name, *cells in rows
        ]  # fmt: skip

    districts = table((say("access_map.col_district"), *_figures()), body(view["districts"], 7), described_by="districts", words=(0, 8))
    small = table((say("access_map.col_small"), say("access_map.col_residents"), say("access_map.col_before"), say("access_map.col_after"), say("access_map.col_added"), say("access_map.col_ways")), body(view["small"], 4), described_by="small", words=(0, 5))
    more = f'<p id="more">{esc(view["more"])}</p>'
    return section(
        "tables", say("sections.tables"), say("access_map.tables_hint"),
        f'<h3 id="districts" tabindex="-1">{say_html("access_map.by_district")}</h3><div id="district-rows">{districts}</div><h3 id="small">{say_html("access_map.by_small_area")}</h3><div id="small-rows">{small}</div>{more}',
    )  # fmt: skip


def _more(number: int) -> str:
    return say("access_map.more", areas=number) if number > 0 else ""


def _equality(equality: pl.DataFrame, options: Sequence[tuple[str, str]]) -> str:
    """For each plan which groups are hit, which more than others, and which cannot be told."""
    parts: list[str] = []
    for key, label in options:
        rows = {row["group"]: row for row in equality.filter(pl.col("option_id") == key).iter_rows(named=True)}
        if rows:
            one = next(iter(rows.values()))
            words = say("access_map.moves", occupations=one["move_count"], jobs=wording.count(one["fte"]))
            title = f"equality-{len(parts)}"
            inside = f'<p id="{title}">{esc(_in_words(rows))}</p><p>{esc(words)}</p>{table(_headings(), [_group(rows[group]) for group in GROUPS if group in rows], described_by=title, words=(0, 6, 7))}'
            parts.append(folded(label, inside, is_open=not parts))
    hint = say("access_map.equality_hint")
    return section("equality", say("access_map.equality"), hint, "".join(parts))


def _headings() -> tuple[str, ...]:
    return (
        say("access_map.col_group"), say("access_map.col_in_the_place"), say("access_map.col_farther"), say("access_map.col_doubt"), say("access_map.col_share_of_group"), say("access_map.col_times"), say("access_map.col_so"),
        say("access_map.col_as_at"),
    )  # fmt: skip


def _in_words(rows: dict[str, dict[str, Any]]) -> str:
    hit = [term(group) for group in GROUPS if group in rows and rows[group]["is_hit_more"]]
    untold = [term(group) for group in GROUPS if group in rows and not rows[group]["is_known"]]
    if len(untold) == len(rows):
        return say("access_map.no_group")
    said = say("access_map.hit_more", groups=wording.listed(hit)) if hit else say("access_map.none_hit_more")
    return said + (f" {say('access_map.untold', groups=wording.listed(untold))}" if untold else "")


def _group(row: dict[str, Any]) -> str:
    name = say("access_map.of_households", group=term(row["group"])) if row["unit"] == HOUSEHOLDS and "household" not in row["group"] else term(row["group"])
    head = f'<tr><th scope="row">{esc(name[:1].upper() + name[1:])}</th>'
    if not row["is_known"]:
        unknown = say_html("wording.not_known")
        return head + f'<td>{unknown}</td><td>{unknown}</td><td>{NO_FIGURE}</td><td>{NO_FIGURE}</td><td>{NO_FIGURE}</td><td class="words">{say_html("access_map.cannot_be_told")}</td><td class="words">{NO_FIGURE}</td></tr>'
    low, high = (wording.count(row[f"residents_farther_{end}"]) for end in ("low", "high"))
    times = NO_FIGURE if row["times_all"] is None else wording.decimal(f"{row['times_all']:.1f}")
    share = NO_FIGURE if row["farther_share"] is None else wording.share(row["farther_share"], 1)
    so = NO_FIGURE if row["group"] in (EVERYBODY, EVERY_HOUSEHOLD) else say("access_map.nobody") if not row["residents_farther"] else f"<b>{say_html('access_map.is_hit_more')}</b>" if row["is_hit_more"] else say_html("access_map.not_hit_more")
    cells = (wording.count(row["residents"]), wording.count(row["residents_farther"]), low if low == high else say("wording.range", low=low, high=high), share, times)
    return head + "".join(f"<td>{cell}</td>" for cell in cells) + f'<td class="words">{so}</td><td class="words">{esc(_days(row["as_at"]) or NO_FIGURE)}</td></tr>'
