"""What we spend and how people fare: spending on each theme beside its indicators, and all indicators, on one page that opens from disk.

Belongs here: the page. Does not belong here: figures in words and pictures (outcome_words.py), the frame of a page (page.py), counting
(sql/mart/). A pure function: frames in, HTML out. No sentence says that spending brought a figure about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing, picture
from totalplace.mapping.outcome_words import figure, interval, latest, moved, named, places, series_drawing
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import big, bullets, folded, pounds, row, section, year
from totalplace.mapping.tables import NOTHING, table
from totalplace.values import periods

QUESTION = "What we spend and how people fare"
_NOT_RECEIVED = "not received"


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
        f"{wording.count(better)} of {wording.plural(compared.height, 'figure', 'figures')} moved for the better, {wording.count(worse)} for the worse"
        if compared.height
        else "No figure can be compared with an earlier one yet"
    )
    html = page(
        MapParts(),
        title=title,
        subtitle=f"Latest figures of {wording.plural(now['indicator_id'].n_unique(), 'indicator', 'indicators')} for {wording.plural(now['area_code'].n_unique(), 'area', 'areas')} of {facts.place_name}, each beside the one before it in the same definition.",
        question=QUESTION,
        audience="partners",
        facts=facts,
        lead='<p class="caution">Spending and outcomes stand beside each other. Neither tells what the other would be without it: other things change too.</p>',
        body="".join(parts) + _all(now),
        about=_about(facts, has_figures=bool(figures)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css"), own_text("scrutiny.css")],
        scripts=[],
        data={},
        skip_links=[("all", "Skip to all indicators")],
    )
    return OutcomesPage(html, figures, {"figures compared": compared.height, "moved for the better": better, "moved for the worse": worse})


def _theme(key: str, theme: str, rows: pl.DataFrame, outcomes: pl.DataFrame, names: Mapping[str, str]) -> tuple[str, dict[str, Drawing]]:
    """A theme: for each of its indicators and areas a picture, and year by year what is spent and how it stands."""
    figures: dict[str, Drawing] = {}
    parts = []
    for (indicator_id, area_code), mine in rows.sort("indicator", "area", "period_ends_on").group_by("indicator_id", "area_code", maintain_order=True):
        told = mine.join(outcomes.filter("is_headline").select("indicator_id", "area_code", "period_starts_on", "period_ends_on", "change_is_beyond_intervals", "target", "target_status"), on=["indicator_id", "area_code", "period_ends_on"], how="left").unique("period_ends_on", keep="first").sort("period_ends_on").to_dicts()
        first = told[-1]
        heading = f"{plain(first['indicator'])}, {plain(first['area'])}"
        drawing = series_drawing(told) if len(told) > 1 else None
        if drawing is not None:
            figures[f"{theme}: {heading}"] = drawing
        drawn = "" if drawing is None else picture(drawing, f"The figures of {heading} as a line; parts of different definition are not joined. The same figures are in the table below.", heading)
        name = f"{key}-{indicator_id}-{area_code}"
        listing = table(
            ("Year", "Spent on the theme, £", "By", "By bodies that go beyond the area, £", "Figure", "Interval", "How it moved"),
            [_year_row(each, names, places([part["value"] for part in told])) for each in reversed(told)], described_by=name, words=(0, 2, 5, 6),
        )  # fmt: skip
        parts.append(f'<h3 id="{esc(name)}">{esc(heading)}</h3>{drawn}{_series_words(told)}{listing}')
    said = (
        "Spending by the returns of each body, on the lines and shares of ref.theme_line; years in which other bodies sent returns are no change of spending. "
        "A pound may be in several themes: themes are never added."
    )
    return section(key, plain(theme[:1].upper() + theme[1:]), said, "".join(parts)), figures


def _year_row(each: Mapping[str, Any], names: Mapping[str, str], digits: int) -> str:
    said = periods.name(each["period_starts_on"], each["period_ends_on"]) if each["period_starts_on"] else year(each["fy"])
    label = year(each["fy"]) if said == year(each["fy"]) else f"{year(each['fy'])} ({said})"
    return row(
        label, _spent(each["own_spend_gbp"]), esc(_who(each["own_body_ids"], names)), _spent(each["wider_spend_gbp"], nobody=NOTHING),
        esc(figure(each["value"], each["unit"], digits)), esc(interval(each, digits)), esc(moved(each)), words=(2, 5, 6),
    )  # fmt: skip


def _spent(gbp: Decimal | None, nobody: str = _NOT_RECEIVED) -> str:
    return nobody if gbp is None else pounds(gbp)


def _who(body_ids: str | None, names: Mapping[str, str]) -> str:
    ids = body_ids.split(";") if body_ids else []
    if not ids:
        return NOTHING
    return wording.listed([plain(names.get(body_id, body_id)) for body_id in ids]) if len(ids) <= 4 else wording.plural(len(ids), "body", "bodies")


def _series_words(told: list[dict[str, Any]]) -> str:
    """Breaks, targets and spending of different bodies, in sentences above the table."""
    said = [f"From {periods.name(each['period_starts_on'], each['period_ends_on'])} on: {plain(each['break_reason'])}." for each in told if each["break_reason"] and each["period_starts_on"]]
    aimed = [each for each in told if each["target_status"] in ("met", "not met")]
    if aimed:
        said.append("Targets: " + "; ".join(f"{periods.name(each['period_starts_on'], each['period_ends_on'])} {figure(each['target'], each['unit'])}, {each['target_status']}" for each in aimed) + ".")
    spending = [each for each in told if each["own_body_ids"]]
    if len({each["own_body_ids"] for each in spending}) > 1:
        said.append("The years of spending are not those of the same bodies, so they are not compared.")
    elif len(spending) > 1:
        by = spending[-1]["own_spend_gbp"] - spending[-2]["own_spend_gbp"]
        said.append(f"The same bodies spent {big(abs(by))} {'more' if by >= 0 else 'less'} in {year(spending[-1]['fy'])} than in {year(spending[-2]['fy'])}, prices of each year.")
    return "".join(f"<p>{esc(words)}</p>" for words in said)


def _all(now: pl.DataFrame) -> str:
    """The latest figure of every indicator and area, by the set it is of."""
    parts: list[str] = []
    for (framework,), mine in now.sort("framework", "indicator", "area").group_by("framework", maintain_order=True):
        key = f"set-{len(parts)}"
        rows = [
            row(
                named(each), esc(each["area"]), esc(periods.name(each["period_starts_on"], each["period_ends_on"])), esc(figure(each["value"], each["unit"])), esc(interval(each)), esc(moved(each)),
                esc(_target(each)), esc(_direction(each)), esc(each["lead_partner_as_published"] or "not stated"), esc(each["source"] or "not stated"), words=(1, 2, 4, 5, 6, 7, 8, 9),
            )
            for each in mine.iter_rows(named=True)
        ]  # fmt: skip
        listing = table(("Indicator", "Area", "Period", "Figure", "Interval", "How it moved", "Target", "Better is", "Lead partner", "Source"), rows, described_by=key, words=(0, 1, 2, 4, 5, 6, 7, 8, 9))
        parts.append(f'<h3 id="{key}">{esc(framework)}</h3>' + folded(wording.plural(mine.height, "figure", "figures"), listing))
    return section("all", "All indicators, latest figures", "Each beside the one before it in the same definition. What no list says stands as not stated.", "".join(parts))


def _target(each: Mapping[str, Any]) -> str:
    return "none stated" if each["target"] is None else f"{figure(each['target'], each['unit'])}: {each['target_status']}"


def _direction(each: Mapping[str, Any]) -> str:
    return "nobody says" if each["direction"] is None else f"{each['direction']} ({plain(each['direction_source'])})"


def _about(facts: PageFacts, *, has_figures: bool) -> str:
    credits = [*facts.attributions, *(["Figures drawn with Matplotlib."] if has_figures else [])]
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was worked out</h3><p>Figures are those of the lists received; of several with the same figure the newest counts. A change is told only between two figures
of one definition: where a list says that it changed, or ref.indicator does, a new part of the series begins. Which way is better is as the list says, else as in
ref.indicator, with who says so; of some that is the project’s reading of a name. Spending is mart.spend_theme by the bodies that serve the area, or parts of it, and no other.</p>
<h3>What it cannot tell</h3><p>Why a figure moved, and what it would be with more or less spending. Whether a move is more than chance where no interval is stated. How people
fare by what no list counts.</p>
{bullets("Checks that failed and were accepted", facts.overridden_checks)}{bullets("Licences and attributions", credits)}
</section>
"""
