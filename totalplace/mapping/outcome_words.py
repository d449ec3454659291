"""Figures of indicators in words and as pictures: the value with its interval, how it moved, where its definition changed.

Belongs here: what pages of outcomes and of scrutiny share. Does not belong here: any page. No word says that money or a decision brought a
figure about.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from matplotlib import rc_context

from totalplace.language import current, say
from totalplace.mapping import wording
from totalplace.mapping.escape import plain
from totalplace.mapping.figures import GREY, NARROW_IN, STYLE, WIDTH_IN, Drawing, canvas, svg_text
from totalplace.mapping.palette import BLACK
from totalplace.mapping.sections import year
from totalplace.mapping.terms import term_key
from totalplace.mapping.wording import MINUS

_LISTED = 14
_BLUE = "#12436D"


def places(values: Iterable[float | None]) -> int:
    """So many digits after the point as the figures of a series have, two at most: 39.0 beside 41.9."""
    return max((len(f"{abs(value):.2f}".rstrip("0").partition(".")[2]) for value in values if value is not None), default=0)


def figure(value: float, unit: str | None, digits: int | None = None) -> str:
    """41.9 %, 2,114 per 100,000; with so many digits after the point, else as many as it needs."""
    said = f"{abs(value):,.2f}".rstrip("0").rstrip(".") if digits is None else f"{abs(value):,.{digits}f}"
    number = f"{MINUS if value < 0 else ''}{wording.decimal(said)}"
    return say("wording.share", number=number) if unit == "percent" else f"{number} {plain(unit)}" if unit else number


def span_words(first: date, last: date, *, is_short: bool = False) -> str:
    """A period: 2008-09, 2025, 2021 to 2023, July to September 2025, March 2025, 31 March 2025. In short months are cut, on two lines where there are two."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first == last:
        return wording.day(first)
    if (first.month, first.day, last.month, last.day) == (4, 1, 3, 31):
        begin = year(first.year)
        return begin if months == 12 else _between(begin, year(last.year - 1), is_short)
    # two calendar years are told by their months: "2001 to 2002" would be read as the financial year
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and months != 24:
        return str(first.year) if months == 12 else _between(str(first.year), str(last.year), is_short)
    until = current().month(last, is_short=is_short, with_year=True)
    return until if months == 1 else _between(current().month(first, is_short=is_short, with_year=first.year != last.year), until, is_short)


def _between(first: str, last: str, is_short: bool) -> str:
    return say("outcomes.span_short", first=first, last=last) if is_short else say("outcomes.span", first=first, last=last)


def named(row: Mapping[str, Any]) -> str:
    """The indicator, and of whom the figure is where that is not everybody."""
    return plain(row["indicator"]) if row["breakdown"] == "all" else say("outcomes.of_whom", indicator=plain(row["indicator"]), whom=plain(row["breakdown"]))


def interval(row: Mapping[str, Any], digits: int | None = None) -> str:
    """40.4 to 43.4, or that there is none."""
    if row["low"] is None or row["high"] is None:
        return say("pack.not_stated")
    return say("outcomes.interval", low=figure(row["low"], None, digits), high=figure(row["high"], row["unit"], digits))


def moved(row: Mapping[str, Any]) -> str:
    """Up by 1.2, for the worse; or why nothing is told."""
    if row["movement"] == "first of its series":
        return say("outcomes.new_definition") if row["break_reason"] else say("outcomes.no_earlier")
    if row["movement"] == "as before":
        return say("outcomes.as_before")
    by = figure(abs(row["change"]), None)
    if row["unit"] == "percent":
        by = say("outcomes.points", number=by)
    which = say(f"outcomes.moved.{term_key(row['movement'])}")
    said = say("outcomes.up", by=by, which=which) if row["change"] > 0 else say("outcomes.down", by=by, which=which)
    return say("outcomes.within", moved=said) if row.get("change_is_beyond_intervals") is False else said


def latest(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Of each indicator, area and part of its people the figure of the latest period."""
    return outcomes.sort("period_ends_on", "period_starts_on").group_by("indicator_id", "area_code", "breakdown", "period_kind", maintain_order=True).last().sort("indicator", "indicator_id", "area", "breakdown", "period_kind")


def how_it_stands(outcomes: pl.DataFrame) -> list[str]:
    """A sentence each for the latest figures, those that stand for their indicator."""
    rows = latest(outcomes.filter("is_headline")).sort("fy", descending=True, maintain_order=True)
    said = [say("outcomes.stands", indicator=named(row), area=plain(row["area"]), figure=figure(row["value"], row["unit"]), period=span_words(row["period_starts_on"], row["period_ends_on"]), moved=moved(row)) for row in rows.head(_LISTED).iter_rows(named=True)]
    more = rows.height - _LISTED
    return [*said, say("outcomes.more", figures=say("pack.counted.figure", number=more))] if more > 0 else said


def series_drawing(rows: Sequence[Mapping[str, Any]]) -> Drawing:
    """One indicator of one area: a line for each part of its series, bars for intervals, a mark where the definition changed.

    The axis starts at nought unless a value is below it. Parts are never joined.
    """
    return Drawing(_series(rows, WIDTH_IN), _series(rows, NARROW_IN))


def _series(rows: Sequence[Mapping[str, Any]], width_in: float) -> str:
    with rc_context(STYLE):
        drawn, axes = canvas(2.5, width_in)
        ordered = sorted(rows, key=lambda row: row["period_ends_on"])
        digits = places(row["value"] for row in ordered)
        parts = sorted({row["series_number"] for row in ordered})
        for part in parts:
            mine = [row for row in ordered if row["series_number"] == part]
            days = [row["period_ends_on"].toordinal() for row in mine]
            axes.plot(days, [row["value"] for row in mine], color=_BLUE, marker="o", markersize=6, linewidth=2)
            for day, row in zip(days, mine, strict=True):
                if row["low"] is not None and row["high"] is not None:
                    axes.plot([day, day], [row["low"], row["high"]], color=_BLUE, linewidth=1.2)
                axes.annotate(figure(row["value"], row["unit"] if row["unit"] == "percent" else None, digits), (day, row["value"]), textcoords="offset points", xytext=(8, 7), ha="left", va="bottom", fontsize=10, color=BLACK)
            if part != parts[0]:
                before = [row for row in ordered if row["series_number"] == part - 1][-1]["period_ends_on"].toordinal()
                between = (before + days[0]) / 2
                axes.axvline(between, color=GREY, linewidth=1.2, linestyle=(0, (4, 3)))
                axes.annotate(say("outcomes.new_definition_mark"), (between, 1), xycoords=("data", "axes fraction"), textcoords="offset points", xytext=(4, -2), ha="left", va="top", fontsize=9, color=BLACK)
        ticks = sorted({row["period_ends_on"] for row in ordered})
        shown = ticks if width_in > 5 or len(ticks) <= 3 else [ticks[0], ticks[-1]]
        names = {row["period_ends_on"]: span_words(row["period_starts_on"], row["period_ends_on"]) for row in ordered}
        shorts = {row["period_ends_on"]: span_words(row["period_starts_on"], row["period_ends_on"], is_short=True) for row in ordered}
        axes.set_xticks([day.toordinal() for day in shown], [names[day] if len(names[day]) <= 9 else shorts[day] for day in shown])
        top = max(max(row["value"], row["high"] or row["value"]) for row in ordered)
        lowest = min(min(row["value"], row["low"] if row["low"] is not None else row["value"]) for row in ordered)
        axes.set_ylim(min(0.0, lowest), top * 1.22 if top > 0 else 1)
        first, last = (day.toordinal() for day in (ticks[0], ticks[-1]))
        reach = max(last - first, 365)
        axes.set_xlim(first - reach * 0.06, last + reach * (0.12 if width_in > 5 else 0.3))
        axes.yaxis.set_major_formatter(lambda value, _: wording.decimal(f"{value:,.10g}"))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        return svg_text(drawn)
