"""Figures of whom the money is spent on: the curve of concentration, shares with intervals, sets of agencies, counts as bars.

Belongs here: drawing from plain values with Matplotlib, the same picture for the same values. Does not belong here: what is drawn or what it
finds (customers_page.py and its sections), or any figure (analysis/).
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullFormatter, NullLocator

from totalplace.language import say
from totalplace.mapping.escape import plain
from totalplace.mapping.figures import (
    GREY,
    NARROW_IN,
    STYLE,
    WIDTH_IN,
    Drawing,
    above,
    bare,
    beside,
    canvas,
    row_above_in,
    svg_text,
)
from totalplace.mapping.palette import BLACK, WHITE
from totalplace.mapping.wording import count, decimal

BLUE, ORANGE, PALE = "#12436D", "#F46A25", "#6BACE6"
_RULE = "#D2D4D5"
_ON_LINES = {"facecolor": WHITE, "linewidth": 0, "pad": 0.6}  # behind words that stand on lines of the axis


def percent(value: float) -> str:
    """37 %, 3.4 %: two digits at least where there are any."""
    return say("wording.share", number=percent_number(value))


def percent_number(value: float) -> str:
    """The same without its sign."""
    number = 100 * value
    return decimal(f"{number:.0f}" if number >= 9.95 or round(number, 1) == round(number) else f"{number:.1f}")


@dataclass(frozen=True)
class Curve:
    """Shares of people and of cost, from nothing to all, those with the highest cost first."""

    label: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Claim:
    """What is stated: so many of the people hold so much of the cost; and what was found for as many, with its interval."""

    people: float
    stated: float
    found: float | None = None
    low: float | None = None
    high: float | None = None


def lorenz(curves: Sequence[Curve], claim: Claim | None) -> Drawing:
    """The curves, the line on which all would cost the same, and the claim as a point beside what was found."""
    return Drawing(_lorenz(curves, claim, is_narrow=False), _lorenz(curves, claim, is_narrow=True))


def _lorenz(curves: Sequence[Curve], claim: Claim | None, *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        figure, axes = canvas(3.9 if is_narrow else 5.2, NARROW_IN if is_narrow else WIDTH_IN)
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.text(0.62, 0.6, say("customers.figure.alike"), ha="left", va="top", fontsize=9.5, color="#484949", bbox=_ON_LINES)
        for curve, (colour, style) in zip(curves, ((BLUE, "-"), (PALE, (0, (6, 2)))), strict=False):
            points = sorted({(0.0, 0.0), *curve.points, (1.0, 1.0)})
            axes.plot([x for x, _ in points], [y for _, y in points], color=colour, linewidth=2.4, linestyle=style, label=plain(curve.label))
        handles = _claim(axes, claim) if claim is not None else []
        known, _ = axes.get_legend_handles_labels()
        axes.legend(handles=[*known, *handles], loc="lower right", frameon=True, framealpha=1, edgecolor=WHITE, fontsize=9 if is_narrow else 10)
        for set_ticks, set_label, words in ((axes.set_xticks, axes.set_xlabel, say("customers.figure.people_axis")), (axes.set_yticks, axes.set_ylabel, say("customers.share_of_cost"))):
            set_ticks([0, 0.2, 0.4, 0.6, 0.8, 1], [say("figures.percent", number=tick) for tick in (0, 20, 40, 60, 80, 100)])
            set_label(words, fontsize=10)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        axes.grid(color=_RULE, linewidth=0.8)
        axes.set_axisbelow(True)
        bare(axes)
        return svg_text(figure)


def _claim(axes: Axes, claim: Claim) -> list[Line2D]:
    """The stated point, what was found and its interval; their words for the legend."""
    said = []
    if claim.found is not None:
        if claim.low is not None and claim.high is not None:
            axes.plot([claim.people, claim.people], [claim.low, claim.high], color=BLACK, linewidth=3, solid_capstyle="butt", zorder=4)
            for end in (claim.low, claim.high):
                axes.plot([claim.people - 0.012, claim.people + 0.012], [end, end], color=BLACK, linewidth=2, zorder=4)
        axes.plot(claim.people, claim.found, marker="o", markersize=8, color=BLACK, markeredgecolor=WHITE, zorder=7)
        said.append(Line2D([], [], color=BLACK, linewidth=3, marker="o", markersize=7, markeredgecolor=WHITE, label=say("customers.figure.found", people=percent(claim.people), share=percent(claim.found))))
    axes.plot(claim.people, claim.stated, marker="D", markersize=11, markerfacecolor="none", markeredgecolor=ORANGE, markeredgewidth=2.6, zorder=6, linestyle="none")
    said.append(Line2D([], [], linestyle="none", marker="D", markersize=8, markerfacecolor="none", markeredgecolor=ORANGE, markeredgewidth=2.6, label=say("customers.figure.stated", people=percent(claim.people), share=percent(claim.stated))))
    return said


@dataclass(frozen=True)
class Dot:
    """A figure on a line: with its interval of sampling (thick), all joined (thin), and what it stands beside (hollow)."""

    label: str
    value: float
    thick: tuple[float, float] | None = None
    thin: tuple[float, float] | None = None
    hollow: float | None = None
    said: str = ""
    group: str = ""


@dataclass(frozen=True)
class Marks:
    """What the marks of a drawing mean, and where its line stands: what is stated, or no difference."""

    dot: str
    hollow: str = ""
    thick: str = ""
    thin: str = ""
    line: float | None = None
    line_label: str = ""


def shares(rows: Sequence[Dot], marks: Marks) -> Drawing:
    """Dots on an axis from nought to a hundred per cent."""
    return Drawing(_dots(rows, marks, is_ratio=False, is_narrow=False), _dots(rows, marks, is_ratio=False, is_narrow=True))


def ratios(rows: Sequence[Dot], marks: Marks) -> Drawing:
    """Dots on an axis where twice as much is as far from one as half as much."""
    return Drawing(_dots(rows, marks, is_ratio=True, is_narrow=False), _dots(rows, marks, is_ratio=True, is_narrow=True))


def _dots(rows: Sequence[Dot], marks: Marks, *, is_ratio: bool, is_narrow: bool) -> str:
    groups = list(dict.fromkeys(row.group for row in rows))
    legend = _dot_legend(marks)
    said = [say("figures.label", label=plain(row.label), said=row.said) if row.said else plain(row.label) for row in rows]
    # above its line a name may take two
    row_in, lines = (row_above_in(said, 0.6) if is_narrow else 0.42), len(rows) + 0.8 * sum(1 for group in groups if group)
    foot_in = 0.45 + 0.22 * (len(legend) if is_narrow else 1 + (len(legend) > 3))
    with rc_context(STYLE):
        figure, axes = canvas(lines * row_in + foot_in + 0.2, NARROW_IN if is_narrow else WIDTH_IN)
        position, ticks, labels = 0.0, [], []
        for group in groups:
            if group:
                axes.text(0, position, plain(group), transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=10, fontweight="bold", bbox=_ON_LINES, clip_on=False)
                position += 0.8
            for row in (row for row in rows if row.group == group):
                _dot(axes, row, position)
                if is_narrow:
                    words = above(say("figures.label", label=plain(row.label), said=row.said) if row.said else plain(row.label))
                    axes.text(0, position - 0.2, words, transform=axes.get_yaxis_transform(), ha="left", va="bottom", fontsize=9, linespacing=1.1, bbox=_ON_LINES)
                else:
                    axes.text(1.01, position, row.said, transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=9.5)
                ticks.append(position)
                labels.append("" if is_narrow else "\n".join(textwrap.wrap(plain(row.label), 34)[:2]))
                position += 1
        axes.set_yticks(ticks, labels)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(position - 0.4, -0.7)
        _ratio_axis(axes, rows) if is_ratio else _share_axis(axes)
        bare(axes)
        axes.grid(axis="x", color=_RULE, linewidth=0.8)
        axes.set_axisbelow(True)
        if marks.line is not None:
            axes.axvline(marks.line, color=ORANGE if marks.line_label else BLACK, linewidth=1.6, linestyle="-" if not marks.line_label else (0, (4, 2)), zorder=1)
        axes.legend(
            handles=legend, loc="upper left", bbox_to_anchor=(0, -0.34 / (lines * row_in + 0.2)), ncols=1 if is_narrow else min(len(legend), 3), frameon=False,
            fontsize=9 if is_narrow else 9.5, borderaxespad=0, handlelength=1.8,
        )  # fmt: skip
        return svg_text(figure)


def _dot(axes: Axes, row: Dot, position: float) -> None:
    for ends, width in ((row.thin, 1.4), (row.thick, 6)):
        if ends is not None:
            axes.plot(ends, [position, position], color=BLUE, linewidth=width, solid_capstyle="butt", zorder=2, clip_on=False)
    if row.thin is not None:
        for end in row.thin:
            axes.plot([end, end], [position - 0.14, position + 0.14], color=BLUE, linewidth=1.4, zorder=2, clip_on=False)
    if row.hollow is not None:
        axes.plot(row.hollow, position, marker="o", markersize=8, color=WHITE, markeredgecolor=BLACK, markeredgewidth=1.5, zorder=3, clip_on=False)
    axes.plot(row.value, position, marker="o", markersize=9 if row.thick is None else 6, color=BLUE, markeredgecolor=WHITE, markeredgewidth=1, zorder=4, clip_on=False)


def _dot_legend(marks: Marks) -> list[Line2D]:
    said = [Line2D([], [], color=BLUE, linestyle="none", marker="o", markersize=8, markeredgecolor=WHITE, label=marks.dot)]
    if marks.hollow:
        said.append(Line2D([], [], color=WHITE, linestyle="none", marker="o", markersize=8, markeredgecolor=BLACK, markeredgewidth=1.5, label=marks.hollow))
    said += [Line2D([], [], color=BLUE, linewidth=width, label=words) for words, width in ((marks.thick, 4.5), (marks.thin, 1.4)) if words]
    if marks.line_label:
        said.append(Line2D([], [], color=ORANGE, linewidth=1.6, linestyle=(0, (4, 2)), label=marks.line_label))
    return said


def _share_axis(axes: Axes) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], [say("figures.percent", number=tick) for tick in (0, 20, 40, 60, 80, 100)], fontsize=9)


def _ratio_axis(axes: Axes, rows: Sequence[Dot]) -> None:
    ends = [1.0, *(value for row in rows for value in (row.value, *(row.thin or ())) if value > 0)]
    axes.set_xscale("log")
    axes.set_xlim(min(ends) / 1.15, max(ends) * 1.15)
    known = [0.1, 0.2, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10]
    ticks = [tick for tick in known if min(ends) / 1.15 <= tick <= max(ends) * 1.15]
    if len(ticks) > 7:
        ticks = [tick for tick in ticks if tick in (0.1, 0.2, 0.5, 1, 2, 5, 10)]
    axes.set_xticks(ticks, [decimal(f"{tick:g}") for tick in ticks], fontsize=9)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())


@dataclass(frozen=True)
class Counted:
    """A bar of a count, and its words."""

    label: str
    value: float
    said: str


def counts(rows: Sequence[Counted]) -> Drawing:
    """Bars from nought, each with its words."""
    return Drawing(_counts(rows, is_narrow=False), _counts(rows, is_narrow=True))


def _counts(rows: Sequence[Counted], *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        labels = [textwrap.wrap(plain(row.label), 46 if is_narrow else 40)[:3] for row in rows]
        # a name above its bar takes a line each
        tall = [0.42 + 0.17 * len(label) if is_narrow else max(0.36, 0.19 * len(label)) for label in labels]
        figure, axes = canvas(sum(tall) + 0.2, NARROW_IN if is_narrow else WIDTH_IN)
        longest = max((row.value for row in rows), default=0) or 1
        at, ticks = 0.0, []
        for row, label, height in zip(rows, labels, tall, strict=True):
            middle = at + height - 0.19 if is_narrow else at + height / 2
            axes.barh(middle, row.value, color=BLUE, height=0.22)
            axes.text(row.value + longest * 0.01, middle, row.said, va="center", fontsize=9.5)
            if is_narrow:
                axes.text(longest * 0.008, middle - 0.15, "\n".join(label), va="bottom", fontsize=9, linespacing=1.1)
            ticks.append(middle)
            at += height
        axes.set_yticks(ticks, ["" if is_narrow else "\n".join(label) for label in labels])
        axes.set_ylim(at, 0)
        axes.set_xlim(0, longest * (1.75 if is_narrow else 1.4))
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])
        bare(axes)
        axes.axvline(0, color=GREY, linewidth=1)
        return svg_text(figure)


@dataclass(frozen=True)
class Together:
    """A set of agencies; without any it is the rest, of sets too small to show."""

    agencies: tuple[str, ...]
    people: float
    cost_share: float | None


def upset(sets: Sequence[Together], rest: str) -> Drawing:
    """Each set as a column: its people above, its agencies as joined dots, its share of the cost beneath. On a narrow screen as bars.

    The rest is told and has no bar: it may be larger than all that can be shown, and would flatten it.
    """
    narrow = [
        Counted(" + ".join(each.agencies) or rest, each.people if each.agencies else 0, count(each.people) if each.cost_share is None else say("customers.figure.of_cost", people=count(each.people), share=percent(each.cost_share)))
        for each in sets
    ]
    return Drawing(_upset(sets, rest), _counts(narrow, is_narrow=True))


def _upset(sets: Sequence[Together], rest: str) -> str:
    rows = sorted({agency for each in sets for agency in each.agencies}, key=lambda agency: (-sum(each.people for each in sets if agency in each.agencies), agency))
    with rc_context(STYLE):
        figure, axes = canvas(1.7 + 0.3 * len(rows) + 1.3)
        # in inches down from the top: bars of people, dots, bars of cost
        base, below = 1.6, 1.75 + 0.3 * len(rows)
        most = max((each.people for each in sets if each.agencies), default=0) or 1
        most_cost = max((each.cost_share or 0 for each in sets if each.agencies), default=0) or 1
        for row, agency in enumerate(rows):
            y = base + 0.3 * (row + 0.75)
            if row % 2 == 0:
                axes.add_patch(Rectangle((-0.5, y - 0.15), len(sets), 0.3, facecolor="#F3F2F1", linewidth=0, zorder=0))
            axes.text(-0.7, y, plain(agency), ha="right", va="center", fontsize=9.5)
        for column, each in enumerate(sets):
            size = 1.15 * each.people / most if each.agencies else 0
            axes.bar(column, size, bottom=base - size, width=0.6, color=BLUE)
            axes.text(column, base - size - 0.05, count(each.people), ha="center", va="bottom", fontsize=9)
            at = [base + 0.3 * (row + 0.75) for row, agency in enumerate(rows) if agency in each.agencies]
            for row in range(len(rows) if each.agencies else 0):
                axes.plot(column, base + 0.3 * (row + 0.75), marker="o", markersize=7, color=_RULE, zorder=1)
            if len(at) > 1:
                axes.plot([column, column], [min(at), max(at)], color=BLUE, linewidth=2.4, zorder=2)
            for y in at:
                axes.plot(column, y, marker="o", markersize=8, color=BLUE, zorder=3)
            if each.cost_share is not None:
                cost = 0.75 * each.cost_share / most_cost if each.agencies else 0
                axes.bar(column, cost, bottom=below, width=0.6, color=ORANGE)
                axes.text(column, below + cost + 0.05, percent(each.cost_share), ha="center", va="top", fontsize=9)
            if not each.agencies:
                axes.text(column, base + 0.15 * len(rows) + 0.07, plain(rest), rotation=90, ha="center", va="center", fontsize=9, bbox={"facecolor": WHITE, "linewidth": 0, "pad": 1.5}, zorder=4)
        axes.text(-0.7, base - 0.15, say("customers.people"), ha="right", va="bottom", fontsize=10, fontweight="bold")
        axes.text(-0.7, below + 0.05, say("customers.share_of_cost"), ha="right", va="top", fontsize=10, fontweight="bold")
        axes.set_xlim(-3.2 * max(1, len(sets) / 10), len(sets) - 0.4)
        axes.set_ylim(below + 1.05, 0)
        axes.set_xticks([])
        axes.set_yticks([])
        bare(axes)
        return svg_text(figure)


@dataclass(frozen=True)
class Pair:
    """Two amounts of one group, one after the other."""

    label: str
    first: float
    second: float


def pairs(rows: Sequence[Pair], first_label: str, second_label: str) -> Drawing:
    """Two bars a group, in pounds a head: a year and the year after."""
    return Drawing(_pairs(rows, first_label, second_label, is_narrow=False), _pairs(rows, first_label, second_label, is_narrow=True))


def _pairs(rows: Sequence[Pair], first_label: str, second_label: str, *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        row_in = 0.85 if is_narrow else 0.62
        figure, axes = canvas(len(rows) * row_in + 0.55, NARROW_IN if is_narrow else WIDTH_IN)
        longest = max((max(row.first, row.second) for row in rows), default=0) or 1
        for number, row in enumerate(rows):
            top = number + (0.42 if is_narrow else 0.3)
            for offset, value, fill in ((0, row.first, {"color": BLUE}), (0.3, row.second, {"facecolor": WHITE, "edgecolor": BLUE, "hatch": "////", "linewidth": 1})):
                axes.barh(top + offset, value, height=0.25, **fill)
                axes.text(value + longest * 0.01, top + offset, say("figures.pounds", number=decimal(f"{value:,.0f}")), va="center", fontsize=9.5)
            if is_narrow:
                axes.text(0, top - 0.16, plain(row.label), va="bottom", fontsize=10)
        axes.set_yticks([number + 0.45 for number in range(len(rows))], ["" if is_narrow else beside(row.label) for row in rows])
        axes.set_ylim(len(rows), 0)
        axes.set_xlim(0, longest * (1.35 if is_narrow else 1.15))
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])
        bare(axes)
        axes.axvline(0, color=GREY, linewidth=1)
        handles = [
            Line2D([], [], color=BLUE, linewidth=8, label=first_label),
            Line2D([], [], color=BLUE, linewidth=1.2, marker="s", markersize=8, markerfacecolor=WHITE, linestyle="none", label=say("customers.figure.hatched", label=second_label)),
        ]
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.02), ncols=1 if is_narrow else 2, frameon=False, fontsize=9.5, borderaxespad=0.2, handlelength=1.4)
        return svg_text(figure)
