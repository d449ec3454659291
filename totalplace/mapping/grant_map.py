"""A map of grants and deprivation: what each ward or district gets in grants for its residents, beside how deprived it is.

Belongs here: what such a page shows and says. Does not belong here: where grants go and what a cold spot is (analysis/grant_areas.py), the
question, the classes and the words (maps/grants/*.toml), the frame of a page (page.py). A pure function: frames in, HTML out, the same
HTML for the same frames.

A grant's place to benefit and its recipient's place are two pairs of pictures, never one. Pictures stand in the page without a script: each
area is a link to its row of the table. No recipient stands on the page: areas and funders alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
import shapely

from totalplace.contracts.grant_gateway import AREA, BENEFIT, COLD, NOT_COMPUTED, RECIPIENT
from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.grant_spec import GrantMapSpec
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import BLACK, UNKNOWN_FILL, WHITE
from totalplace.mapping.picture import WIDTH, Frame, Letters, Named, names, swatch
from totalplace.mapping.sections import about_map, big, folded, pounds, section, year
from totalplace.mapping.slide import Area, Entry, Key, Panel, Shading, Slide
from totalplace.mapping.tables import NOTHING, table
from totalplace.mapping.walked import hint, walked

_NAMED_UP_TO = 15  # areas: of more only those that stand out are named in the picture
_FUNDERS = 10
_LETTERS = Letters(name=20, figure=22, narrow=28)
_BASIS = {BENEFIT: "grant_map.by_benefit", RECIPIENT: "grant_map.by_recipient"}
_HATCH = '<pattern id="{key}-cold" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V9" stroke="#0b0c0c" stroke-width="3"/></pattern>'


@dataclass(frozen=True)
class _View:
    """One kind of area by one basis, the areas in the order of deprivation."""

    kind: str
    basis: str
    rows: tuple[dict[str, Any], ...]

    @property
    def key(self) -> str:
        return f"{self.kind}-{'benefit' if self.basis == BENEFIT else 'recipient'}"

    @property
    def is_judged(self) -> bool:
        return any(row["verdict"] != NOT_COMPUTED for row in self.rows)

    @property
    def known_share(self) -> float:
        return max((row["known_share"] or 0.0 for row in self.rows), default=0.0)

    @property
    def cold(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["verdict"] == COLD]

    @property
    def listed(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["has_own_list"]]


def grant_map(by_area: pl.DataFrame, parties: pl.DataFrame, areas: pl.DataFrame, serving: pl.DataFrame, bodies: pl.DataFrame, *, spec: GrantMapSpec, facts: PageFacts) -> str | None:
    """The page, or None where no list says of any grant to which area it goes.

    `by_area` is mart.grant_area, `parties` mart.grant_party, `areas` core.area, `serving` core.body_area, `bodies` ref.body. The span is the longest that ends last.
    """
    told = _told(by_area, parties, areas, serving, bodies, spec, facts)
    if told is None:
        return None
    words = spec.wording
    return page(
        MapParts(),
        title=told.title,
        subtitle=told.subtitle,
        question=spec.question,
        audience="partners",
        facts=facts,
        lead=told.lead,
        body="".join(_view(view, number, told.outlines, spec) for number, view in enumerate(told.views)) + _funders(told.of_years, told.years),
        about=about_map(facts, words.method, words.cannot_tell),
        styles=[own_text("page.css"), own_text("area_map.css"), own_text("grant_map.css")],
        scripts=[],
        data={},
        skip_links=[("map", say("sections.skip_map")), ("funders", say("grant_map.skip_funders"))],
    )


def grant_slide(by_area: pl.DataFrame, parties: pl.DataFrame, areas: pl.DataFrame, serving: pl.DataFrame, bodies: pl.DataFrame, *, spec: GrantMapSpec, facts: PageFacts) -> Slide | None:
    """The picture for slides: both maps of the first view of the page, but none of which nothing is known; None where there is no page."""
    told = _told(by_area, parties, areas, serving, bodies, spec, facts)
    if told is None:
        return None
    view = told.views[0]
    drawn = [row for row in view.rows if row["area_code"] in told.outlines]
    is_named = {row["area_code"]: len(drawn) <= _NAMED_UP_TO or row["verdict"] == COLD or (row["is_deprived"] and not view.cold) for row in drawn}
    hatched = [Entry(say("slide.short_of_grants"), Shading(WHITE, hatching=BLACK))] if view.cold else []
    panels: list[Panel] = []
    for caption, heading, fills, said, entries in (
        (say("grant_map.rates"), say("grant_map.rate_key"), [_rate_fill(row, spec) for row in drawn], _rate_words, _rate_entries(view, spec)),
        (say("grant_map.index"), say("grant_map.index_key"), [_index_fill(row, view, spec) for row in drawn], _index_words, _index_entries(view, spec)),
    ):
        if panels and set(fills) == {UNKNOWN_FILL}:
            continue
        # of what is not known the legend says why
        shapes = [
            Area(told.outlines[row["area_code"]], Shading(fill, is_dashed=fill == UNKNOWN_FILL, hatching=BLACK if row["verdict"] == COLD else ""), *((plain(row["area_name"]), "" if fill == UNKNOWN_FILL else said(row)) if is_named[row["area_code"]] else ()))
            for row, fill in zip(drawn, fills, strict=True)
        ]  # fmt: skip
        classes = [Entry(say("slide.entry", what=words, number=number), Shading(colour, is_dashed=colour == UNKNOWN_FILL)) for words, colour, number in entries]
        panels.append(Panel(shapes, [Key(heading, [*classes, *hatched])], caption))
    return Slide(told.title, told.subtitle, spec.question, "partners", facts, told.lead, panels)


@dataclass(frozen=True)
class _Told:
    """What page and picture say."""

    views: list[_View]
    outlines: dict[str, Any]
    of_years: pl.DataFrame
    years: str
    title: str
    subtitle: str
    lead: str


def _told(by_area: pl.DataFrame, parties: pl.DataFrame, areas: pl.DataFrame, serving: pl.DataFrame, bodies: pl.DataFrame, spec: GrantMapSpec, facts: PageFacts) -> _Told | None:
    if by_area.is_empty():
        return None
    first_fy, last_fy = by_area.sort("last_fy", "first_fy", descending=[True, False]).select("first_fy", "last_fy").row(0)
    of_span = by_area.filter((pl.col("first_fy") == first_fy) & (pl.col("last_fy") == last_fy))
    views = _views(of_span)
    lead = views[0]
    outlines = dict(zip(areas["area_code"], shapely.make_valid(shapely.from_wkb(areas["outline_wkb"].to_numpy())), strict=True))
    years = year(first_fy) if first_fy == last_fy else say("wording.range", low=year(first_fy), high=year(last_fy))
    funders = parties.filter(pl.col("side") == "funder")
    of_years = funders.filter(pl.col("fy").is_between(first_fy, last_fy))
    said = {"place": facts.place_name, "years": years, "year_count": _over(lead), "kind": say(f"grant_map.kind_{lead.kind}"), "basis": say(_BASIS[lead.basis]), "persons_year": _of(lead, "persons_year")}
    has_index = any(row["deprivation_rank"] is not None for row in lead.rows)
    subtitle = spec.wording.subtitle.format(**said, index=_of(lead, "deprivation_period")) if has_index else spec.wording.subtitle_no_index.format(**said)
    coverage = _lead(views, of_span, of_years["party"].n_unique(), _silent_bodies(lead, funders, serving, bodies))
    return _Told(views, outlines, of_years, years, _title(lead, of_years["party"].n_unique(), spec), subtitle, coverage)


def _views(rows: pl.DataFrame) -> list[_View]:
    """That of which most can be said first: judged, by place to benefit, of the smaller areas; one district alone is no map if there is another."""
    found = []
    for (kind, basis), own in sorted(rows.partition_by("area_type", "basis", as_dict=True).items()):
        ordered = own.sort("deprivation_rank", "area_name", "area_code", nulls_last=True).to_dicts()
        found.append(_View(str(kind), str(basis), tuple(ordered)))
    several = [view for view in found if len(view.rows) > 1] or found
    return sorted(several, key=lambda view: (not view.is_judged, -round(view.known_share, 1), view.basis != BENEFIT, view.kind != "ward"))


def _year_count(view: _View) -> int:
    """By how many years pounds a year are divided: one number for all areas."""
    return int(max(row["year_count"] for row in view.rows))


def _over(view: _View) -> str:
    return say("counted.years", number=_year_count(view))


def _silent_bodies(view: _View, funders: pl.DataFrame, serving: pl.DataFrame, bodies: pl.DataFrame) -> list[str]:
    """The public bodies that serve an area short of grants and are in no list as a funder: what they give is not known."""
    codes = {code for row in view.cold for code in (row["area_code"], row["district_code"]) if code}
    listed = set(funders["body_id"].drop_nulls())
    there = set(serving.filter(pl.col("area_code").is_in(sorted(codes)))["body_id"]) - listed
    return sorted(bodies.filter(pl.col("body_id").is_in(sorted(there)))["name"])


def _title(lead: _View, funders: int, spec: GrantMapSpec) -> str:
    words, kinds = spec.wording, say(f"grant_map.kinds_{lead.kind}")
    if lead.is_judged:
        deprived = [row for row in lead.rows if row["is_deprived"]]
        if lead.cold:
            return words.title_cold.format(cold=len(lead.cold), deprived=len(deprived), all=len(lead.rows), kinds=kinds, get=say("grant_map.get", number=len(lead.cold)), funders=_senders(funders))
        if all(row["verdict"] != NOT_COMPUTED for row in deprived):
            return words.title_none.format(deprived=len(deprived), all=len(lead.rows), kinds=kinds, funders=_senders(funders))
    if len(lead.listed) < len(lead.rows):
        return words.title_lists.format(listed=len(lead.listed), all=len(lead.rows), kinds=kinds)
    unknown = round(100 * (1 - lead.known_share))
    if unknown and len(lead.rows) > 1:
        return words.title_unknown.format(unknown=unknown, kind=say(f"grant_map.kind_{lead.kind}"))
    if all(row["deprivation"] is None for row in lead.rows):
        return words.title_no_index
    return words.title_few.format(kinds=kinds)


def _senders(number: int) -> str:
    return say("counted.funders", number=number)


def _of(view: _View, column: str) -> str:
    return wording.listed(sorted({str(row[column]) for row in view.rows if row[column] is not None})) if any(row[column] is not None for row in view.rows) else say("grant_map.year_not_known")


def _lead(views: Sequence[_View], of_span: pl.DataFrame, funders: int, silent: Sequence[str]) -> str:
    view, shown = views[0], {(view.kind, view.basis) for view in views}
    total = sum((row["final_gbp"] for row in view.rows), Decimal(0))
    grants = sum(row["grant_count"] for row in view.rows)
    known = wording.share(round(view.known_share, 6), 1)
    items = [
        say_html("grant_map.lists_of", funders=_senders(funders), served=len(view.listed), areas=say(f"grant_map.counted_{view.kind}", number=len(view.rows))),
        say_html("grant_map.on_the_map", amount=big(total), grants=grants, share=known),
        f'<a href="#{view.key}-table">{say_html("sections.table")}</a>',
    ]
    if view.cold:
        items.insert(0, say_html("grant_map.short", areas=wording.listed([plain(row["area_name"]) for row in view.cold])))
        if silent:
            items.insert(1, say_html("grant_map.silent", bodies=wording.listed(silent)))
    # one district alone is no map
    for row in of_span.filter(pl.col("per_1000_a_year_gbp").is_not_null()).sort("basis", "area_code").iter_rows(named=True):
        if (row["area_type"], row["basis"]) not in shown and row["basis"] == BENEFIT:
            known = wording.share(round(row["known_share"] or 0, 6), 1)
            items.append(say_html("grant_map.as_a_whole", area=row["area_name"], basis=say(_BASIS[BENEFIT]), rate=_rate_words(row), share=known))
    return f'<ul class="coverage" aria-label="{say_html("stage.coverage")}">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _view(view: _View, number: int, outlines: Mapping[str, Any], spec: GrantMapSpec) -> str:
    """Both pictures of a view and its table; other views than the first are opened by a click."""
    heading = say(f"grant_map.heading_{view.kind}", basis=say(_BASIS[view.basis]))
    known = say("grant_map.known", share=wording.share(round(view.known_share, 6), 1))
    reasons = _reasons(view)
    not_judged = say("grant_map.not_judged_as", reason=reasons[0]) if len(reasons) == 1 else say("grant_map.none_judged")
    if 0 < view.known_share < 1:
        not_judged += f" {say('grant_map.least')}"
    hint = f"{known} {say('grant_map.hatched')}" if view.cold else known if view.is_judged else not_judged
    drawn = [(row, outlines[row["area_code"]]) for row in view.rows if row["area_code"] in outlines]
    rates = _picture(view, drawn, "grants", [_rate_fill(row, spec) for row, _ in drawn], [_rate_words(row) for row, _ in drawn])
    index = _picture(view, drawn, "deprivation", [_index_fill(row, view, spec) for row, _ in drawn], [_index_words(row) for row, _ in drawn])
    pictures = (
        f'<div class="grant-maps"><figure><figcaption>{say_html("grant_map.rates")}</figcaption>{rates}{_key(_rate_entries(view, spec), say("grant_map.rate_key"))}</figure>'
        f'<figure><figcaption>{say_html("grant_map.index")}</figcaption>{index}{_key(_index_entries(view, spec), say("grant_map.index_key"))}</figure></div>'
    )
    if number:
        return section(view.key, heading, hint, folded(say("grant_map.show"), pictures + _table(view, spec)))
    return section("map", heading, hint, pictures + folded(say("sections.table"), _table(view, spec), is_open=True, key=f"{view.key}-table"))


def _rate_words(row: Mapping[str, Any]) -> str:
    rate = row["per_1000_a_year_gbp"]
    if _is_silent(row):
        return say("grant_map.no_list") if not row["has_own_list"] else say("grant_map.none_known")
    return say("wording.not_known") if rate is None else wording.whole_pounds(rate.to_integral_value("ROUND_HALF_UP"))


def _is_silent(row: Mapping[str, Any]) -> bool:
    """That no grant is listed there is no finding: no list was sent, or the lists seldom say where grants go."""
    return not row["grant_count"] and row["verdict"] == NOT_COMPUTED


def _index_words(row: Mapping[str, Any]) -> str:
    return say("wording.not_known") if row["deprivation_rank"] is None else say("grant_map.number", rank=str(row["deprivation_rank"]))


def _rate_class(row: Mapping[str, Any], spec: GrantMapSpec) -> int | None:
    rate = row["per_1000_a_year_gbp"]
    return None if rate is None or _is_silent(row) else spec.class_of(float(rate))


def _rate_fill(row: Mapping[str, Any], spec: GrantMapSpec) -> str:
    at = _rate_class(row, spec)
    return UNKNOWN_FILL if at is None else spec.classes[at].colour


def _fifth(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> int | None:
    """Which fifth of the areas of its kind: the same rule as is_deprived, so that the first fifth is rounded up."""
    if row["deprivation_rank"] is None:
        return None
    ranked = sum(other["deprivation_rank"] is not None for other in rows)
    return next(at for at in range(5) if row["deprivation_rank"] <= -(-ranked * (at + 1) // 5))


def _index_fill(row: Mapping[str, Any], view: _View, spec: GrantMapSpec) -> str:
    at = _fifth(row, view.rows)
    return UNKNOWN_FILL if at is None else spec.fifths[at].colour


def _picture(view: _View, drawn: Sequence[tuple[dict[str, Any], Any]], what: str, fills: Sequence[str], said: Sequence[str]) -> str:
    frame = Frame.of([outline for _, outline in drawn])
    key = f"{view.key}-{what}"
    shapes, labels = [], []
    for (row, _), outline, fill, words in zip(drawn, frame.simplified([outline for _, outline in drawn]), fills, said, strict=True):
        is_cold, path = row["verdict"] == COLD, frame.path(outline)
        name = plain(row["area_name"])
        told = say("grant_map.area_short", area=name, said=words) if is_cold else say("grant_map.area", area=name, said=words)
        none = ' class="none"' if fill == UNKNOWN_FILL else ""
        hatch = f'<path class="hatch" fill="url(#{key}-cold)" fill-rule="evenodd" d="{path}"/>' if is_cold else ""
        shapes.append(f'<a href="#{view.key}-{esc(row["area_code"])}" aria-label="{esc(told)}"><title>{esc(told)}</title><path{none} fill="{fill}" fill-rule="evenodd" d="{path}"/>{hatch}</a>')
        if len(drawn) <= _NAMED_UP_TO or is_cold or (row["is_deprived"] and not view.cold):
            labels.append(Named(outline, plain(row["area_name"]), words))
    return (
        f'<svg class="area-picture" viewBox="0 0 {WIDTH} {frame.height}" role="group" aria-label="{say_html(f"grant_map.picture_{what}")}">'
        f'<defs>{_HATCH.format(key=key)}</defs>{"".join(shapes)}<g pointer-events="none">{names(frame, labels, _LETTERS)}</g>{frame.scale_bar()}</svg>'
    )


def _key(entries: Sequence[tuple[str, str, int]], label: str) -> str:
    items = "".join(
        f'<li><svg width="28" height="20" aria-hidden="true"><path{" class=none" if colour == UNKNOWN_FILL else ""} d="M1 1H27V19H1Z" fill="{colour}"/></svg>{esc(words)} ({wording.count(number)})</li>'
        for words, colour, number in entries
    )
    return f'<ul class="area-key" aria-label="{esc(label)}">{items}</ul>'


def _rate_entries(view: _View, spec: GrantMapSpec) -> list[tuple[str, str, int]]:
    """Each class with its colour and how many areas fall in it, the highest first."""
    classes = [_rate_class(row, spec) for row in view.rows]
    entries = [(each.label, each.colour, classes.count(number)) for number, each in reversed(list(enumerate(spec.classes)))]
    if None in classes:
        entries.append((say("grant_map.no_finding"), UNKNOWN_FILL, classes.count(None)))
    return entries


def _index_entries(view: _View, spec: GrantMapSpec) -> list[tuple[str, str, int]]:
    fifths = [_fifth(row, view.rows) for row in view.rows]
    ranked, entries = len(fifths) - fifths.count(None), list[tuple[str, str, int]]()
    for number, each in enumerate(spec.fifths):
        ranks = sorted(row["deprivation_rank"] for row, at in zip(view.rows, fifths, strict=True) if at == number)
        if ranks:
            entries.append((say("grant_map.ranks", label=each.label, numbers=_numbers(ranks), all=ranked), each.colour, len(ranks)))
    if None in fifths:
        entries.append((say("wording.not_known"), UNKNOWN_FILL, fifths.count(None)))
    return entries


def _numbers(ranks: Sequence[int]) -> str:
    return say("grant_map.number", rank=str(ranks[0])) if len(ranks) == 1 else say("grant_map.numbers", first=str(ranks[0]), last=str(ranks[-1]))


def _headings() -> tuple[str, ...]:
    return (
        say("grant_map.col_area"), say("grant_map.col_rate"), say("grant_map.col_pounds"), say("grant_map.col_grants"), say("grant_map.col_residents"), say("grant_map.col_by_deprivation"), say("grant_map.col_index"),
        say("grant_map.col_short"),
    )  # fmt: skip


def _table(view: _View, spec: GrantMapSpec) -> str:
    rows = []
    for row in view.rows:
        persons, index = row["persons"], row["deprivation"]
        given = say("why_page.grants", area=plain(row["area_name"]), years=_span_words(row))
        cells = (
            _rate_words(row).removeprefix("£"),
            Html(walked(pounds(row["final_gbp"]), "mart.grant_area", "final_gbp", say("why_page.given"), given, **{name: row[name] for name in AREA.primary_key})),
            wording.count(row["grant_count"]),
            NOTHING if persons is None else wording.count(persons),
            _index_words(row),
            NOTHING if index is None else wording.decimal(f"{index:,.1f}"),
        )
        figures = "".join(f"<td>{cell if isinstance(cell, Html) else esc(cell)}</td>" for cell in cells)
        colour = swatch(_rate_fill(row, spec))
        verdict = f"<b>{say_html('grant_map.is_short')}</b>" if row["verdict"] == COLD else say_html("grant_map.not_judged") if row["verdict"] == NOT_COMPUTED else say_html("grant_map.is_not")
        rows.append(
            f'<tr id="{view.key}-{esc(row["area_code"])}" tabindex="-1"><th scope="row">{colour} <bdi>{esc(row["area_name"])}</bdi></th>{figures}'
            f'<td class="words">{verdict}{_why(row, view)}</td></tr>'
        )
    said = say_html(
        "grant_map.caption", measure=_of(view, "deprivation_measure"), period=_of(view, "deprivation_period"), persons_year=_of(view, "persons_year"), years=_year_count(view), span=_span(view)
    )
    caption = f'<p class="hint" id="{view.key}-words">{said}</p>'
    return caption + hint() + table(_headings(), rows, described_by=f"{view.key}-words", words=(0, 7))


def _span_words(row: Mapping[str, Any]) -> str:
    """The years of a row."""
    first, last = year(row["first_fy"]), year(row["last_fy"])
    return first if first == last else say("pack_ending.years", first=first, last=last)


def _span(view: _View) -> str:
    """Which years divide: all of the span, or those of it that any list has."""
    first, last = view.rows[0]["first_fy"], view.rows[0]["last_fy"]
    if first == last:
        return say("grant_map.one_year", year=year(first))
    return say("grant_map.several_years", years=_over(view), first=year(first), last=year(last))


def _why(row: Mapping[str, Any], view: _View) -> str:
    """Why an area is short of grants, or is not judged where others are; the reason that all have stands above the map."""
    if row["verdict"] == COLD or (row["verdict"] == NOT_COMPUTED and len(_reasons(view)) > 1):
        return f'<br><small>{esc(row["reason"])}</small>'
    return ""


def _reasons(view: _View) -> list[str]:
    return sorted({row["reason"] for row in view.rows if row["verdict"] == NOT_COMPUTED})


def _funders(parties: pl.DataFrame, years: str) -> str:
    """Whose grants they are: the funders of the lists, the largest first."""
    sums = parties.group_by("party").agg(pl.col("final_gbp").sum(), pl.col("grant_count").sum(), pl.col("fy").unique().sort()).sort("final_gbp", "party", descending=[True, False])
    rows = [
        f'<tr><th scope="row"><bdi>{esc(row["party"])}</bdi></th><td>{pounds(row["final_gbp"])}</td><td>{wording.count(row["grant_count"])}</td><td class="words">{esc(wording.listed([year(fy) for fy in row["fy"]]))}</td></tr>'
        for row in sums.head(_FUNDERS).iter_rows(named=True)
    ]
    more = f'<p>{say_html("grant_map.more", funders=sums.height - _FUNDERS)}</p>' if sums.height > _FUNDERS else ""
    hint = say("grant_map.funders_hint", years=years)
    return section("funders", say("grant_map.funders"), hint, table((say("grant_map.col_funder"), say("grant_map.col_pounds"), say("grant_map.col_grants"), say("grant_map.col_years")), rows, described_by="funders-title", words=(0, 3)) + more)
