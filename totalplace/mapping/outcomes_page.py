"""What we spend and how people fare: spending on each theme beside its indicators, and all indicators, on one page that opens from disk.

Belongs here: the page. Does not belong here: figures in words and pictures (outcome_words.py), the frame of a page (page.py), counting
(sql/mart/). A pure function: frames in, HTML out. No sentence says that spending brought a figure about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing, picture
from totalplace.mapping.outcome_words import figure, interval, latest, moved, named, places, series_drawing, span_words
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.tables import NOTHING, table
from totalplace.mapping.terms import cased, term


@dataclass(frozen=True)
class OutcomesPage:
    """The page, and by themselves its figures and its headline numbers."""

    html: str
    figures: Mapping[str, Drawing]  # by heading
    headlines: Mapping[str, str | int | float]


def outcomes_page(outcomes: pl.DataFrame, themes: pl.DataFrame, bodies: pl.DataFrame, *, facts: PageFacts) -> OutcomesPage | None:
    """The page, or None where no list of indicators was received. `outcomes` is mart.outcome, `themes` mart.outcome_theme, `bodies` ref.body."""
    if outcomes.is_empty():
        return None
    names = dict(bodies.select("body_id", "name").iter_rows())
    now = latest(outcomes.filter("is_headline"))
    figures: dict[str, Drawing] = {}
    parts = []
    for number, theme in enumerate(sorted(themes["theme"].unique())):
        html, drawn = _theme(f"theme-{number}", theme, themes.filter(pl.col("theme") == theme), outcomes, names)
        parts.append(html)
        figures |= drawn
    compared = now.filter(pl.col("movement").is_in(["better", "worse", "as before"]))
    better, worse = (compared.filter(pl.col("movement") == word).height for word in ("better", "worse"))
    title = (
        say("outcomes_page.title", better=better, figures=say("pack.counted.figure", number=compared.height), worse=worse)
        if compared.height
        else say("outcomes_page.title_none")
    )
    html = page(
        MapParts(),
        title=title,
        subtitle=say("outcomes_page.subtitle", indicators=say("pack.counted.indicator", number=now["indicator_id"].n_unique()), areas=say("pack.counted.area", number=now["area_code"].n_unique()), place=facts.place_name),
        question=say("outcomes_page.question"),
        audience="partners",
        facts=facts,
        lead='<p class="caution">' + say_html("outcomes_page.beside") + '</p>',
        body="".join(parts) + _all(now),
        about=_about(facts, has_figures=bool(figures)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css"), own_text("scrutiny.css")],
        scripts=[],
        data={},
        skip_links=[("all", say("outcomes_page.skip_all"))],
    )
    return OutcomesPage(html, figures, {say("outcomes_page.headline.compared"): compared.height, say("outcomes_page.headline.better"): better, say("outcomes_page.headline.worse"): worse})


def _theme(key: str, theme: str, rows: pl.DataFrame, outcomes: pl.DataFrame, names: Mapping[str, str]) -> tuple[str, dict[str, Drawing]]:
    """A theme: for each of its indicators and areas a picture, and year by year what is spent and how it stands."""
    figures: dict[str, Drawing] = {}
    parts = []
    for (indicator_id, area_code), mine in rows.sort("indicator", "area", "period_ends_on").group_by("indicator_id", "area_code", maintain_order=True):
        told = mine.join(outcomes.filter("is_headline").select("indicator_id", "area_code", "period_starts_on", "period_ends_on", "change_is_beyond_intervals", "target", "target_status"), on=["indicator_id", "area_code", "period_ends_on"], how="left").unique("period_ends_on", keep="first").sort("period_ends_on").to_dicts()
        first = told[-1]
        heading = say("outcomes_page.series", indicator=plain(first["indicator"]), area=plain(first["area"]))
        drawing = series_drawing(told) if len(told) > 1 else None
        if drawing is not None:
            figures[say("outcomes_page.figure", theme=term(theme), series=heading)] = drawing
        drawn = "" if drawing is None else picture(drawing, say("outcomes_page.series_alternative", series=heading), heading)
        name = f"{key}-{indicator_id}-{area_code}"
        listing = table(
            (say("pack.column_year"), say("outcomes_page.column_spent"), say("outcomes_page.column_by"), say("outcomes_page.column_wider"), say("outcomes_page.column_figure"), say("outcomes_page.column_interval"), say("outcomes_page.column_moved")),
            [_year_row(each, names, places([part["value"] for part in told])) for each in reversed(told)], described_by=name, words=(0, 2, 5, 6),
        )  # fmt: skip
        parts.append(f'<h3 id="{esc(name)}">{esc(heading)}</h3>{drawn}{_series_words(told)}{listing}')
    said = say("outcomes_page.theme_words")
    return section(key, cased(theme), said, "".join(parts)), figures


def _year_row(each: Mapping[str, Any], names: Mapping[str, str], digits: int) -> str:
    said = span_words(each["period_starts_on"], each["period_ends_on"]) if each["period_starts_on"] else year(each["fy"])
    label = year(each["fy"]) if said == year(each["fy"]) else say("outcomes_page.year_of", year=year(each["fy"]), period=said)
    return row(
        label, _spent(each["own_spend_gbp"]), esc(_who(each["own_body_ids"], names)), _spent(each["wider_spend_gbp"], nobody=NOTHING),
        esc(figure(each["value"], each["unit"], digits)), esc(interval(each, digits)), esc(moved(each)), words=(2, 5, 6),
    )  # fmt: skip


def _spent(gbp: Decimal | None, nobody: str = "") -> str:
    return (nobody or say_html("outcomes_page.not_received")) if gbp is None else pounds(gbp)


def _who(body_ids: str | None, names: Mapping[str, str]) -> str:
    ids = body_ids.split(";") if body_ids else []
    if not ids:
        return NOTHING
    return wording.listed([plain(names.get(body_id, body_id)) for body_id in ids]) if len(ids) <= 4 else say("pack.counted.body", number=len(ids))


def _series_words(told: list[dict[str, Any]]) -> str:
    """Breaks, targets and spending of different bodies, in sentences above the table."""
    said = [say("outcomes_page.new_definition", period=span_words(each["period_starts_on"], each["period_ends_on"]), reason=plain(each["break_reason"])) for each in told if each["break_reason"] and each["period_starts_on"]]
    aimed = [each for each in told if each["target_status"] in ("met", "not met")]
    if aimed:
        said.append(say("outcomes_page.targets", targets="; ".join(say("outcomes_page.target_of", period=span_words(each["period_starts_on"], each["period_ends_on"]), figure=figure(each["target"], each["unit"]), status=term(each["target_status"])) for each in aimed)))
    spending = [each for each in told if each["own_body_ids"]]
    if len({each["own_body_ids"] for each in spending}) > 1:
        said.append(say("outcomes_page.other_bodies"))
    elif len(spending) > 1:
        by = spending[-1]["own_spend_gbp"] - spending[-2]["own_spend_gbp"]
        told_of = {"gbp": big(abs(by)), "year": year(spending[-1]["fy"]), "before": year(spending[-2]["fy"])}
        said.append(say("outcomes_page.spent_more", **told_of) if by >= 0 else say("outcomes_page.spent_less", **told_of))
    return "".join(f"<p>{esc(words)}</p>" for words in said)


def _all(now: pl.DataFrame) -> str:
    """The latest figure of every indicator and area, by the set it is of."""
    parts: list[str] = []
    for (framework,), mine in now.sort("framework", "indicator", "area").group_by("framework", maintain_order=True):
        key = f"set-{len(parts)}"
        rows = [
            row(
                named(each), esc(each["area"]), esc(span_words(each["period_starts_on"], each["period_ends_on"])), esc(figure(each["value"], each["unit"])), esc(interval(each)), esc(moved(each)),
                esc(_target(each)), esc(_direction(each)), esc(each["lead_partner_as_published"] or say("pack.not_stated")), esc(each["source"] or say("pack.not_stated")), words=(1, 2, 4, 5, 6, 7, 8, 9),
            )
            for each in mine.iter_rows(named=True)
        ]  # fmt: skip
        listing = table((say("outcomes_page.column_indicator"), say("outcomes_page.column_area"), say("outcomes_page.column_period"), say("outcomes_page.column_figure"), say("outcomes_page.column_interval"), say("outcomes_page.column_moved"), say("outcomes_page.column_target"), say("outcomes_page.column_better_is"), say("outcomes_page.column_lead"), say("outcomes_page.column_source")), rows, described_by=key, words=(0, 1, 2, 4, 5, 6, 7, 8, 9))
        parts.append(f'<h3 id="{key}">{esc(framework)}</h3>' + folded(say("pack.counted.figure", number=mine.height), listing))
    return section("all", say("outcomes_page.all"), say("outcomes_page.all_words"), "".join(parts))


def _target(each: Mapping[str, Any]) -> str:
    return say("outcomes_page.no_target") if each["target"] is None else say("outcomes_page.target", figure=figure(each["target"], each["unit"]), status=term(each["target_status"]))


def _direction(each: Mapping[str, Any]) -> str:
    return say("outcomes_page.no_direction") if each["direction"] is None else say("outcomes_page.direction", direction=term(each["direction"]), source=plain(each["direction_source"]))


def _about(facts: PageFacts, *, has_figures: bool) -> str:
    told = [(say("pack.how_worked_out"), say_html("outcomes_page.method")), (say("pack.cannot_tell"), say_html("outcomes_page.cannot_tell"))]
    return about_page(told, accepted(facts) + credits(facts, has_figures=has_figures))
