"""A map of provision and need: places for people in need by area and age, who offers what, what overlaps, and the review of each group.

Belongs here: what such a page shows and says. Does not belong here: how places reach people (analysis/provision.py), the question and the
classes (maps/provision/*.toml), the frame of a page (page.py). A pure function: frames in, HTML out, the same HTML for the same frames.

The pictures stand in the page without a script: each area is a link to its row of the table, so that it is named on hover and by keyboard.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import shapely

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import UNKNOWN_FILL, WHITE
from totalplace.mapping.picture import WIDTH, Frame, Letters, Named, names, swatch
from totalplace.mapping.provision_spec import ProvisionMapSpec
from totalplace.mapping.sections import about_map, big, folded, section, year
from totalplace.mapping.slide import Area, Entry, Key, Panel, Shading, Slide
from totalplace.mapping.tables import NOTHING, table
from totalplace.mapping.terms import term

_ON_A_SLIDE = 2  # maps beside each other
_OFFERS = 100  # rows of the table; all are in the database
_OLDEST = 120  # stands for no upper age
_Row = dict[str, Any]


def provision_map(
    provision: pl.DataFrame, overlap: pl.DataFrame, gap: pl.DataFrame, review: pl.DataFrame, bodies: pl.DataFrame, areas: pl.DataFrame, *, spec: ProvisionMapSpec, facts: PageFacts
) -> str | None:
    """The page, or None where there is neither an offer nor a need.

    `provision` is mart.provision, `overlap` mart.provision_overlap, `gap` mart.provision_gap, `review` mart.provision_review, `bodies` ref.body,
    `areas` core.area.
    The group in the title is that with most people in need, in the latest year of which any need is known.
    """
    names = bodies.select("body_id", pl.col("name").alias("funder_name"))
    offers = provision.filter(pl.col("status") == "counted").join(names, on="body_id", how="left", maintain_order="left")
    if offers.is_empty() and gap.is_empty():
        return None
    groups = _groups(gap)
    outlines = {row["area_code"]: row for row in areas.filter("is_in_place").select("area_code", "area_name", "outline_wkb").iter_rows(named=True)}
    drawn = [group for number, group in enumerate(groups) if number < spec.cohorts_shown]
    return page(
        MapParts(),
        title=_title(groups[0] if groups else [], spec),
        subtitle=_subtitle(groups[0] if groups else [], spec, facts),
        question=spec.question,
        audience="partners",
        facts=facts,
        lead=_lead(groups[0] if groups else [], offers),
        body="".join(_maps(rows, number, outlines, spec) for number, rows in enumerate(drawn)) + _review(review) + _overlaps(overlap, offers) + _offers(offers),
        about=_about(spec, facts, [row for rows in drawn for row in rows], offers),
        styles=[own_text("page.css"), own_text("area_map.css")],
        scripts=[],
        data={},
        skip_links=[("map-0", say("sections.skip_map")), ("review", say("provision_map.skip_review")), ("overlap", say("provision_map.skip_overlap")), ("offers", say("provision_map.skip_offers"))],
    )


def provision_slide(
    provision: pl.DataFrame, overlap: pl.DataFrame, gap: pl.DataFrame, review: pl.DataFrame, bodies: pl.DataFrame, areas: pl.DataFrame, *, spec: ProvisionMapSpec, facts: PageFacts
) -> Slide | None:
    """The picture for slides: the maps of the group in the title, of at most two bands of age; None where there is no page, or no need of any group."""
    groups, offers = _groups(gap), provision.filter(pl.col("status") == "counted")
    if not groups:
        return None
    rows, bands = groups[0], _bands(groups[0])
    outlines = dict(zip(areas["area_code"], shapely.make_valid(shapely.from_wkb(areas["outline_wkb"].to_numpy())), strict=True))
    panels = []
    for band in bands[:_ON_A_SLIDE]:
        drawn = [row for row in rows if (row["age_from"], row["age_to"]) == band and row["area_code"] in outlines]
        shapes = [Area(outlines[row["area_code"]], Shading(_colour(row, spec), is_dashed=_is_doubtful(row)), plain(row["area_name"] or row["area_code"]), _figure(row)) for row in drawn]
        entries = [Entry(say("slide.entry", what=label, number=number), Shading(colour, is_dashed=is_unsure)) for label, number, colour, is_unsure in _entries(drawn, spec)]
        panels.append(Panel(shapes, [Key(say("provision_map.key"), entries)], say("provision_map.ages", ages=_ages(*band))))
    note = say("slide.more_ages", shown=len(panels), bands=len(bands)) if len(bands) > len(panels) else ""
    return Slide(_title(rows, spec), _subtitle(rows, spec, facts), spec.question, "partners", facts, _lead(rows, offers), panels, note)


def _bands(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    return sorted({(row["age_from"], row["age_to"]) for row in rows})


def _groups(gap: pl.DataFrame) -> list[list[_Row]]:
    """The rows of each group of people in the latest year of which any need of it is known, else in its latest; most people in need first."""
    found = []
    for (_,), rows in gap.partition_by("cohort", as_dict=True).items():
        told = rows.filter(pl.col("need_people").is_not_null())
        fy = (told if told.height else rows)["fy"].max()
        of_year = rows.filter(pl.col("fy") == fy)
        # one kind of area: that of which most is known
        kinds = of_year.group_by("area_type").agg(pl.col("need_people").is_not_null().sum().alias("known"), pl.len().alias("all")).sort("known", "all", "area_type", descending=[True, True, False])
        found.append(of_year.filter(pl.col("area_type") == kinds["area_type"][0]).sort("age_from", "age_to", "area_name", "area_code").rows(named=True))
    return sorted(found, key=lambda rows: (-sum(row["need_people"] or 0 for row in rows), rows[0]["cohort"]))


def _title(rows: Sequence[_Row], spec: ProvisionMapSpec) -> str:
    known = [row for row in rows if row["need_people"] is not None]
    words = spec.wording
    if not known:
        return words.title_nothing
    if len(known) / len(rows) < spec.known_share:
        return words.title_coverage.format(known=round(100 * len(known) / len(rows)))
    without = sum(max(row["gap_people_low"] or 0, 0) for row in known)
    if without >= 0.5:
        return words.title.format(without=wording.count(without), people=wording.count(sum(row["need_people"] for row in known)))
    return words.title_enough if all(row["verdict"] == "places enough" for row in known) else words.title_undecided


def _subtitle(rows: Sequence[_Row], spec: ProvisionMapSpec, facts: PageFacts) -> str:
    if not rows:
        return say("provision_map.subtitle_offers", place=facts.place_name)
    bands = _bands(rows)
    months = sorted({plain(row["months_averaged"]) for row in rows if row["months_averaged"]})
    said = say("provision_map.on_average", months=wording.listed(months)) if months else say("provision_map.as_stated")
    return spec.wording.subtitle.format(
        cohort=_upper(plain(rows[0]["cohort"])), ages=wording.listed([_ages(*band) for band in bands]), place=facts.place_name, fy=year(rows[0]["fy"]), months=said
    )  # fmt: skip


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ages(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return say("provision_map.not_stated")
    return say("provision_map.and_over", age=first) if last >= _OLDEST else str(first) if first == last else say("wording.range", low=str(first), high=str(last))


def _lead(rows: Sequence[_Row], offers: pl.DataFrame) -> str:
    known = sum(row["need_people"] is not None for row in rows)
    silent = offers.filter(pl.col("places").is_null()).height
    no_ages = offers.filter(pl.col("age_from").is_null()).height
    no_area = offers.filter(pl.col("area_codes").is_null()).height
    items = [
        say_html("provision_map.need_known", known=known, areas=len(rows)),
        say_html("provision_map.offers", offers=offers.height),
        *([say_html("provision_map.no_places", offers=silent)] if silent else []),
        *([say_html("provision_map.no_ages", offers=no_ages)] if no_ages else []),
        *([say_html("provision_map.no_area", offers=no_area)] if no_area else []),
        f'<a href="#review">{say_html("provision_map.review")}</a>',
    ]
    return f'<ul class="coverage" aria-label="{say_html("stage.coverage")}">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


# maps


def _maps(rows: Sequence[_Row], number: int, outlines: dict[str, _Row], spec: ProvisionMapSpec) -> str:
    """The pictures of one group, one an age band, with its table."""
    parts = []
    for place, band in enumerate(_bands(rows)):
        of_band = [row for row in rows if (row["age_from"], row["age_to"]) == band]
        key = f"{number}-{place}"
        parts.append(f'<h3 id="band-{key}">{say_html("provision_map.ages", ages=_ages(*band))}</h3>{_picture(of_band, key, outlines, spec)}{_table(of_band, key, spec)}')
    heading = say("provision_map.title", group=_upper(plain(rows[0]["cohort"])), year=year(rows[0]["fy"]))
    return section(f"map-{number}", heading, spec.wording.note, "".join(parts))


def _rates(row: _Row) -> tuple[float, float | None] | None:
    """Places for 100 people in need: what is known, and what it may be at most (None: not known); None where nobody can say."""
    if not row["need_people"]:
        return None
    times = 100 / row["need_people"]
    return times * row["places"], None if row["offers_without_places"] else times * (row["places"] + row["unshared_places"])


def _said(row: _Row) -> str:
    """The rate, in the fewest words."""
    rates = _rates(row)
    if rates is None:
        return say("wording.not_known") if row["need_people"] is None else say("provision_map.nobody")
    low, high = rates
    if high is None:
        return say("provision_map.or_more", number=wording.count(low))
    return wording.count(low) if round(low) == round(high) else say("wording.range", low=wording.count(low), high=wording.count(high))


def _colour(row: _Row, spec: ProvisionMapSpec) -> str:
    rates = _rates(row)
    if rates is None:
        return UNKNOWN_FILL if row["need_people"] is None else spec.classes[0].colour
    return spec.classes[spec.class_of(rates[0])].colour


def _picture(rows: Sequence[_Row], key: str, outlines: dict[str, _Row], spec: ProvisionMapSpec) -> str:
    drawn = [(row, shapely.make_valid(shapely.from_wkb(outlines[row["area_code"]]["outline_wkb"]))) for row in rows if row["area_code"] in outlines]
    if not drawn:
        return f"<p>{say_html('provision_map.no_outlines')}</p>"
    frame = Frame.of([outline for _, outline in drawn])
    simple = frame.simplified([outline for _, outline in drawn])
    shapes, labels = [], []
    for (row, _), outline in zip(drawn, simple, strict=True):
        name = plain(row["area_name"] or row["area_code"])
        said = say("provision_map.area_and_places", area=name, places=_said(row)) if _rates(row) is not None else say("provision_map.area_and_none", area=name, said=_said(row))
        kind = ' class="none"' if _is_doubtful(row) else ""
        shapes.append(
            f'<a href="#gap-{key}-{esc(row["area_code"])}" aria-label="{esc(said)}"><title>{esc(said)}</title>'
            f'<path{kind} fill="{_colour(row, spec)}" fill-rule="evenodd" d="{frame.path(outline)}"/></a>'
        )
        labels.append(Named(outline, name, _figure(row)))
    picture = (
        f'<svg viewBox="0 0 {WIDTH} {frame.height}" role="group" aria-label="{say_html("area_map.picture")}">'
        f'{"".join(shapes)}<g pointer-events="none">{names(frame, labels, Letters())}</g>{frame.scale_bar()}</svg>'
    )
    return f'<div class="area-map">{picture}{_legend([row for row, _ in drawn], spec)}</div>'


def _figure(row: _Row) -> str:
    return "?" if row["need_people"] is None else "–" if not row["need_people"] else _short(row)


def _short(row: _Row) -> str:
    rates = _rates(row)
    assert rates is not None
    low, high = rates
    if high is None:
        return f"{wording.count(low)}+"
    return wording.count(low) if round(low) == round(high) else f"{wording.count(low)}–{wording.count(high)}"


def _is_doubtful(row: _Row) -> bool:
    rates = _rates(row)
    return row["need_people"] is None or (rates is not None and (rates[1] is None or round(rates[0]) != round(rates[1])))


_UNSURE = ' class="none"'


def _entries(rows: Sequence[_Row], spec: ProvisionMapSpec) -> list[tuple[str, int, str, bool]]:
    """What the legend says: words, how many areas, colour, whether it is drawn as what is not sure."""
    counts = [0] * len(spec.classes)
    for row in rows:
        rates = _rates(row)
        if rates is not None:
            counts[spec.class_of(rates[0])] += 1
        elif row["need_people"] is not None:
            counts[0] += 1
    entries = [(each.label, number, each.colour, False) for each, number in zip(spec.classes, counts, strict=True)]
    unknown = sum(row["need_people"] is None for row in rows)
    if unknown:
        entries.append((say("provision_map.key_not_known"), unknown, UNKNOWN_FILL, True))
    doubtful = sum(_is_doubtful(row) and row["need_people"] is not None for row in rows)
    if doubtful:
        entries.append((say("provision_map.key_dashed"), doubtful, WHITE, True))
    return entries


def _legend(rows: Sequence[_Row], spec: ProvisionMapSpec) -> str:
    items = "".join(
        f'<li><svg width="28" height="20" aria-hidden="true"><path{_UNSURE if is_unsure else ""} d="M1 1H27V19H1Z" fill="{colour}"/></svg>{esc(label)} ({wording.count(number)})</li>'
        for label, number, colour, is_unsure in _entries(rows, spec)
    )
    return f'<ul class="area-key" aria-label="{say_html("provision_map.key")}">{items}</ul>'


def _headings() -> tuple[str, ...]:
    return (
        say("provision_map.col_area"), say("provision_map.col_in_need"), say("provision_map.col_nobody_knows"), say("provision_map.col_offers"), say("provision_map.col_alone"), say("provision_map.col_shared"),
        say("provision_map.col_not_shared"), say("provision_map.col_for_100"), say("provision_map.col_without"), say("provision_map.col_so"), say("provision_map.col_why"),
    )  # fmt: skip


def _table(rows: Sequence[_Row], key: str, spec: ProvisionMapSpec) -> str:
    lines = []
    for row in sorted(rows, key=lambda row: (row["need_people"] is None, -(row["gap_people"] or 0), row["area_name"] or "", row["area_code"])):
        colour = swatch(_colour(row, spec))
        cells = (
            _number(row["need_people"], term(row["need_basis"])), _number(row["not_known_people"], say("provision_map.not_told")), wording.count(row["offer_count"]),
            *(_number(row[name]) for name in ("places_stated", "places_shared", "unshared_places")), esc(_said(row)), _without(row),
        )  # fmt: skip
        words = f'<td class="words">{esc(term(row["verdict"]))}</td><td class="words">{esc(row["reason"])}</td>'
        lines.append(
            f'<tr id="gap-{key}-{esc(row["area_code"])}" tabindex="-1"><th scope="row">{colour} <bdi>{esc(plain(row["area_name"] or row["area_code"]))}</bdi></th>'
            + "".join(f"<td>{cell}</td>" for cell in cells) + words + "</tr>"
        )  # fmt: skip
    return folded(say("sections.table"), table(_headings(), lines, described_by=f"band-{key}", words=(0, 9, 10)))


def _number(value: float | None, otherwise: str = "") -> str:
    if value is None:
        return esc(otherwise or say("wording.not_known"))
    return wording.count(value) if value == round(value) else wording.decimal(f"{value:,.1f}")


def _without(row: _Row) -> str:
    """People in need without a place, as a range where places could not be shared."""
    if row["gap_people"] is None:
        return say("wording.not_known")
    most = max(row["gap_people"], 0)
    if row["gap_people_low"] is None:
        return say("provision_map.at_most", number=_number(most)) if most else "0"
    least = max(row["gap_people_low"], 0)
    return _number(most) if least == most else say("wording.range", low=_number(least), high=_number(most))


# tables


def _review(review: pl.DataFrame) -> str:
    if review.is_empty():
        return section("review", say("provision_map.review"), say("provision_map.no_list"), "")
    lines, notes = [], []
    # the year of which most is known first: a contract of several years alone makes no review
    for row in review.sort("offer_count", "fy", "cohort", descending=[True, True, False]).iter_rows(named=True):
        saving = say("provision_map.not_computed") if row["saving_est_gbp"] is None else say("provision_map.saving", amount=big(row["saving_est_gbp"]))
        administration = NOTHING if row["administration_share"] is None else say_html("provision_map.share_of", share=wording.share(row["administration_share"], 1), amount=big(row["administration_of_gbp"]))
        cells = (
            year(row["fy"]), wording.count(row["offer_count"]), say_html("provision_map.organisations", organisations=row["organisation_count"], providers=row["provider_count"], funders=row["funder_count"]),
            esc(big(row["spend_gbp"])), administration, say_html("provision_map.overlap_with", offers=row["overlap_offer_count"], amount=big(row["overlap_gbp"])), esc(saving),
        )  # fmt: skip
        lines.append(f'<tr><th scope="row"><bdi>{esc(_upper(plain(row["cohort"])))}</bdi></th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        notes.append(_notes(row))
    headings = (say("provision_map.col_group"), say("provision_map.col_year"), say("provision_map.col_offers"), say("provision_map.col_organisations"), say("provision_map.col_paid"), say("provision_map.col_administration"), say("provision_map.col_overlap"), say("provision_map.col_saving"))
    hint = say("provision_map.review_hint")
    return section("review", say("provision_map.review"), hint, table(headings, lines, described_by="review-title", words=(0,)) + "".join(notes))


def _notes(row: _Row) -> str:
    items = []
    if row["offers_without_amount"]:
        items.append(say("provision_map.without_amount", offers=row["offers_without_amount"]))
    if row["administration_definitions"]:
        items.append(say("provision_map.administration", number=row["administration_definition_count"], definitions=plain(row["administration_definitions"])))
    saving = say("provision_map.no_saving", reason=plain(row["saving_reason"])) if row["saving_est_gbp"] is None else say("provision_map.led_by_assumption", reason=plain(row["saving_reason"]))
    items.append(saving)
    return folded(say("provision_map.rest_on", group=_upper(plain(row["cohort"])), year=year(row["fy"])), "<ul>" + "".join(f"<li>{esc(item)}</li>" for item in items) + "</ul>")


def _overlaps(overlap: pl.DataFrame, offers: pl.DataFrame) -> str:
    known = {row["line_id"]: row for row in offers.iter_rows(named=True)}
    lines = []
    for row in overlap.iter_rows(named=True):
        left, right = known.get(row["left_line_id"]), known.get(row["right_line_id"])
        if left is None or right is None:
            continue
        cells = (_upper(plain(row["service"])), *(say("provision_map.provider_paid_by", provider=plain(each["provider_as_published"]), funder=_funder(each)) for each in (left, right)), _ages(row["age_from"], row["age_to"]), plain(row["reason"]))
        lines.append("<tr>" + f'<th scope="row">{esc(cells[0])}</th>' + "".join(f'<td class="words">{esc(cell)}</td>' for cell in cells[1:]) + "</tr>")
    if not lines:
        return section("overlap", say("provision_map.overlaps"), say("provision_map.no_overlap"), "")
    hint = say("provision_map.overlap_hint")
    return section("overlap", say("provision_map.pairs_overlap", pairs=len(lines)), hint, table((say("provision_map.col_offer"), say("provision_map.col_one"), say("provision_map.col_other"), say("provision_map.col_ages"), say("provision_map.col_why")), lines, described_by="overlap-title", words=(0, 1, 2, 3, 4)))


def _funder(row: _Row) -> str:
    return plain(row["funder_name"] or row["funder_as_published"] or say("provision_map.no_funder"))


def _offers(offers: pl.DataFrame) -> str:
    lines = []
    for row in offers.sort("cohort", "service", "provider_as_published", "line_id", nulls_last=True).head(_OFFERS).iter_rows(named=True):
        price = NOTHING if row["per_start_est_gbp"] is None else say("provision_map.a_start", amount=_pounds(row["per_start_est_gbp"]), basis=row["per_start_basis"])
        cells = (
            _upper(plain(row["service_as_published"] or row["service"] or say("provision_map.not_stated"))), _upper(plain(row["cohort"] or say("provision_map.not_stated"))), _ages(row["age_from"], row["age_to"]), plain(row["level"] or say("provision_map.not_stated")),
            _where(row), say("provision_map.not_stated") if row["places"] is None else _number(row["places"]), price, say("provision_map.not_stated") if row["amount_gbp"] is None else _pounds(row["amount_gbp"]), _funder(row),
        )  # fmt: skip
        lines.append(f'<tr><th scope="row"><bdi>{esc(plain(row["provider_as_published"]))}</bdi></th>' + "".join(f'<td class="words">{esc(cell)}</td>' for cell in cells) + "</tr>")
    headings = (say("provision_map.col_provider"), say("provision_map.col_offer"), say("provision_map.col_for_whom"), say("provision_map.col_ages"), say("provision_map.col_level"), say("provision_map.col_where"), say("provision_map.col_places"), say("provision_map.col_price"), say("provision_map.col_amount"), say("provision_map.col_paid_by"))
    more = "" if offers.height <= _OFFERS else f"<p>{say_html('provision_map.more', offers=offers.height - _OFFERS)}</p>"
    inside = folded(say("provision_map.all_offers"), table(headings, lines, described_by="offers-title", words=range(len(headings))) + more) if lines else ""
    return section("offers", say("provision_map.who_offers"), say("provision_map.offers_hint"), inside)


def _where(row: _Row) -> str:
    if row["area_codes"] is None:
        return term(row["area_basis"])
    codes = str(row["area_codes"]).split("; ")
    return codes[0] if len(codes) == 1 else say("provision_map.areas", number=len(codes))


def _pounds(value: Decimal) -> str:
    return say("wording.pounds", number=wording.decimal(f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"))


def _sources(rows: Sequence[_Row], offers: pl.DataFrame) -> str:
    """Where need and offers are from, and of when."""
    stated = {(plain(row["need_source"] or say("provision_map.no_source")), year(row["fy"])) for row in rows if row["need_line_id"] is not None}
    items = [say("provision_map.source_of_need", source=source, year=of) for source, of in sorted(stated)]
    if offers.height:
        first, last = offers["from_on"].min(), offers["to_on"].max()
        paid_by = offers.group_by("body_id", "funder_as_published", "funder_name").len().rows(named=True)
        funders = sorted({_funder(row) for row in paid_by})
        items.append(say("provision_map.source_of_offers", period=wording.period(first, last), funders=wording.listed(funders)))  # type: ignore[arg-type]
    return "".join(f"<li>{esc(item)}</li>" for item in items)


def _about(spec: ProvisionMapSpec, facts: PageFacts, rows: Sequence[_Row], offers: pl.DataFrame) -> str:
    return about_map(facts, spec.wording.method, spec.wording.cannot_tell, sources=f"<h3>{say_html('sections.sources')}</h3><ul>{_sources(rows, offers)}</ul>\n")
