"""Figures of pooled budgets: money through a pool, results with their intervals, what a result hangs on, years, sizes of the pot.

Belongs here: drawing from plain values with Matplotlib, the same picture for the same values. Does not belong here: what is drawn or
what it finds (pool_page.py, pools_page.py), or any figure (analysis/).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle

from totalplace.language import say
from totalplace.mapping.escape import plain
from totalplace.mapping.figures import (
    GREY,
    NARROW_IN,
    STYLE,
    WIDTH_IN,
    Drawing,
    above,
    band,
    bare,
    canvas,
    cut,
    millions,
    row_above_in,
    svg_text,
)
from totalplace.mapping.palette import WHITE

LOW_COLOUR, HIGH_COLOUR = "#12436D", "#F46A25"
# parts of a year's money: colour and pattern, so that they are told apart in grey
PARTS = (("#12436D", ""), ("#28A197", "////"), ("#801650", ".."), ("#6BACE6", ""), ("#F46A25", "\\\\\\\\"), ("#FFFFFF", ""))

_TALLEST_IN, _GAP_IN, _LINE_IN, _NODE = 3.0, 0.14, 0.17, 0.012  # of a flow: all of the money, between nodes, a line of a label; a node's width

_ON_LINES = {"facecolor": WHITE, "alpha": 0.85, "linewidth": 0, "pad": 0.6}  # behind words that stand on lines of the axis


@dataclass(frozen=True)
class Node:
    """Where money stands on its way: `column` from the left, nought the first."""

    key: str
    label: str
    colour: str
    column: int


@dataclass(frozen=True)
class Band:
    """So much of it from one node to one further right."""

    start: str
    end: str
    amount: float


def through(nodes: Sequence[Node], bands: Sequence[Band], headings: Sequence[str]) -> Drawing:
    """Bands between columns of nodes, as thick as their amounts, which must be above nought. A node states the larger of what comes and goes.

    A band has the colour of where it starts, or in front of the last column of where it ends: it is whose money it is.
    """
    if any(each.amount <= 0 for each in bands):
        raise ValueError("a flow has a thickness: amounts must be above nought")
    came = {node.key: sum(each.amount for each in bands if each.end == node.key) for node in nodes}
    went = {node.key: sum(each.amount for each in bands if each.start == node.key) for node in nodes}
    size = {node.key: max(came[node.key], went[node.key]) for node in nodes}
    columns = [[node for node in nodes if node.column == number and size[node.key] > 0] for number in range(len(headings))]
    most = max(sum(size[node.key] for node in column) for column in columns)
    # in inches: a node has room for its label, however thin it is
    thick = {key: amount * _TALLEST_IN / most for key, amount in size.items()}
    labels = {node.key: _wrapped(node.label) + f"\n{millions(size[node.key])}" for node in nodes}
    room = {key: max(thick[key], (labels[key].count("\n") + 1) * _LINE_IN) for key in thick}
    tall = max(sum(room[node.key] + _GAP_IN for node in column) for column in columns)
    with rc_context(STYLE):
        figure, axes = canvas(tall + 0.5)
        at = {number: number / (len(headings) - 1) for number in range(len(headings))}
        top: dict[str, float] = {}
        for column in columns:
            # the shorter columns stand in the middle
            down = (tall - sum(room[node.key] + _GAP_IN for node in column)) / 2
            for node in column:
                top[node.key] = down + (room[node.key] - thick[node.key]) / 2
                down += room[node.key] + _GAP_IN
        leaves, enters = dict(top), dict(top)
        node_of = {node.key: node for node in nodes}
        order = {node.key: (node.column, top.get(node.key, 0.0)) for node in nodes}
        scale = _TALLEST_IN / most
        starts, ends = {}, {}
        for each in sorted(bands, key=lambda item: (order[item.start], order[item.end])):
            starts[each] = leaves[each.start]
            leaves[each.start] += each.amount * scale
        for each in sorted(bands, key=lambda item: (order[item.end], order[item.start])):
            ends[each] = enters[each.end]
            enters[each.end] += each.amount * scale
        last = len(headings) - 1
        for each in bands:
            start, end = node_of[each.start], node_of[each.end]
            colour = end.colour if end.column == last > 2 else start.colour
            shape = band(at[start.column] + _NODE, at[end.column], starts[each], ends[each], each.amount * scale)
            axes.add_patch(PathPatch(shape, facecolor=colour, alpha=0.4, linewidth=0))
        for column in columns:
            for node in column:
                y, x = top[node.key], at[node.column]
                axes.add_patch(Rectangle((x, y), _NODE, thick[node.key], facecolor=node.colour))
                box = None if node.column in (0, last) else {"facecolor": WHITE, "alpha": 0.85, "linewidth": 0, "pad": 1.0}
                axes.text(
                    x - 0.01 if node.column == 0 else x + _NODE + 0.01, y + thick[node.key] / 2, labels[node.key],
                    ha="right" if node.column == 0 else "left", va="center", fontsize=9.5, bbox=box, linespacing=1.1,
                )  # fmt: skip
        for number, heading in enumerate(headings):
            axes.text(at[number] - (0.01 if number == 0 else 0), -0.15, heading, ha="right" if number == 0 else "left", va="bottom", fontsize=10, fontweight="bold")
        axes.set_xlim(-0.32, 1.32)
        axes.set_ylim(tall, -0.4)
        bare(axes)
        axes.set_xticks([])
        axes.set_yticks([])
        return Drawing(svg_text(figure))


@dataclass(frozen=True)
class Interval:
    """A result between where one draw in ten lies below and one in ten above; without them, the result alone."""

    label: str
    colour: str
    middle: float
    low: float | None = None
    high: float | None = None
    said: str = ""  # beneath the figures, such as how often it loses
    group: str = ""


def intervals(rows: Sequence[Interval]) -> Drawing:
    """A line from low to high and a dot for the middle, beside nought."""
    return Drawing(_intervals(rows, is_narrow=False), _intervals(rows, is_narrow=True))


def _intervals(rows: Sequence[Interval], *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        groups = list(dict.fromkeys(row.group for row in rows))
        lines = len(rows) + sum(1 for group in groups if group)
        told = {row: say("figures.label", label=plain(row.label), said=row.said or millions(row.middle)) for row in rows}
        row_in = row_above_in(told.values(), 0.62) if is_narrow else 0.44
        figure, axes = canvas(lines * row_in + 0.75, NARROW_IN if is_narrow else WIDTH_IN)
        ends = [0.0, *(value for row in rows for value in (row.low, row.middle, row.high) if value is not None)]
        lowest, highest = min(ends), max(ends)
        span = (highest - lowest) or 1.0
        position, ticks, labels = 0, [], []
        for group in groups:
            if group:
                axes.text(0, position + 0.18, plain(group), transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=10, fontweight="bold", bbox=_ON_LINES)
                position += 1
            for row in (row for row in rows if row.group == group):
                if row.low is not None and row.high is not None:
                    axes.plot([row.low, row.high], [position, position], color=row.colour, linewidth=3, solid_capstyle="butt")
                    for end in (row.low, row.high):
                        axes.plot([end, end], [position - 0.13, position + 0.13], color=row.colour, linewidth=2)
                axes.plot(row.middle, position, marker="o", markersize=8, color=row.colour, markeredgecolor=WHITE, markeredgewidth=1)
                if is_narrow:
                    axes.text(0, position - 0.2, above(told[row]), transform=axes.get_yaxis_transform(), ha="left", va="bottom", fontsize=9, linespacing=1.1, bbox=_ON_LINES)
                else:
                    axes.text(1.01, position, row.said or millions(row.middle), transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=9.5)
                ticks.append(position)
                labels.append("" if is_narrow else _wrapped(row.label))
                position += 1
        axes.set_yticks(ticks, labels)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(position - 0.4, -0.85 if is_narrow else -0.6)
        _pounds_axis(axes, lowest - span * 0.04, highest + span * 0.04, is_narrow)
        return svg_text(figure)


@dataclass(frozen=True)
class Swing:
    """The result where one input has its low value, and where it has its high one."""

    label: str
    low: float
    high: float
    low_input: str
    high_input: str


def tornado(rows: Sequence[Swing], middle: float) -> Drawing:
    """Bars from the result as it is to what it would be, the widest first as given."""
    return Drawing(_tornado(rows, middle, is_narrow=False), _tornado(rows, middle, is_narrow=True))


def _tornado(rows: Sequence[Swing], middle: float, *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        row_in = row_above_in([plain(row.label) for row in rows], 0.72) if is_narrow else 0.46
        figure, axes = canvas(len(rows) * row_in + 1.15, NARROW_IN if is_narrow else WIDTH_IN)
        ends = [middle, 0.0, *(value for row in rows for value in (row.low, row.high))]
        lowest, highest = min(ends), max(ends)
        span = (highest - lowest) or 1.0
        height = 0.36 if is_narrow else 0.56
        for position, row in enumerate(rows):
            for value, colour, hatch, words in ((row.low, LOW_COLOUR, "", row.low_input), (row.high, HIGH_COLOUR, "////", row.high_input)):
                if value == middle:
                    continue
                filled = {"color": colour} if not hatch else {"facecolor": WHITE, "edgecolor": colour, "hatch": hatch, "linewidth": 1}
                axes.barh(position + (0.1 if is_narrow else 0), value - middle, left=middle, height=height, **filled)
                axes.text(
                    value + span * (0.01 if value > middle else -0.01), position + (0.1 if is_narrow else 0), words,
                    ha="left" if value > middle else "right", va="center", fontsize=8.5,
                )  # fmt: skip
            if is_narrow:
                axes.text(0, position - 0.14, above(plain(row.label)), transform=axes.get_yaxis_transform(), ha="left", va="bottom", fontsize=9, bbox=_ON_LINES)
        axes.set_yticks(range(len(rows)), ["" if is_narrow else _wrapped(row.label, 34) for row in rows])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(rows) - 0.4, -0.7)
        _pounds_axis(axes, lowest - span * 0.16, highest + span * 0.16, is_narrow)
        axes.axvline(middle, color=GREY, linewidth=1, linestyle="--")
        axes.legend(
            handles=[
                Rectangle((0, 0), 1, 1, facecolor=LOW_COLOUR, label=say("pools.figure.at_low")),
                Rectangle((0, 0), 1, 1, facecolor=WHITE, edgecolor=HIGH_COLOUR, hatch="////", label=say("pools.figure.at_high")),
            ],
            loc="upper left", bbox_to_anchor=(0, -0.55 / (len(rows) * row_in + 0.4)), ncols=2, frameon=False, fontsize=9, borderaxespad=0.2, handlelength=1.6,
        )  # fmt: skip
        return svg_text(figure)


def stacked(rows: Mapping[str, Mapping[str, float]]) -> Drawing:
    """One bar a row, its parts one after the other in the order in which they are given; all rows have the same parts."""
    return Drawing(_stacked_bars(rows, is_narrow=False), _stacked_bars(rows, is_narrow=True))


def _stacked_bars(rows: Mapping[str, Mapping[str, float]], *, is_narrow: bool) -> str:
    parts = [name for name in next(iter(rows.values())) if any(row[name] > 0 for row in rows.values())]
    with rc_context(STYLE):
        figure, axes = canvas(len(rows) * (0.6 if is_narrow else 0.5) + 0.4 + 0.24 * (len(parts) if is_narrow else 1 + len(parts) // 4), NARROW_IN if is_narrow else WIDTH_IN)
        longest = max((sum(row.values()) for row in rows.values()), default=0.0) or 1.0
        for position, (label, row) in enumerate(rows.items()):
            left = 0.0
            for number, name in enumerate(parts):
                colour, hatch = PARTS[number % len(PARTS)]
                edge = GREY if colour == WHITE else WHITE
                axes.barh(position, row[name], left=left, height=0.36 if is_narrow else 0.62, facecolor=colour, edgecolor=edge, hatch=hatch, linewidth=0.8)
                left += row[name]
            axes.text(left + longest * 0.01, position, millions(left), va="center", fontsize=10)
            if is_narrow:
                axes.text(0, position - 0.22, plain(label), va="bottom", fontsize=10)
        axes.set_yticks(range(len(rows)), ["" if is_narrow else plain(label) for label in rows])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(rows) - 0.5, -0.75 if is_narrow else -0.5)
        axes.set_xlim(0, longest * (1.25 if is_narrow else 1.12))
        bare(axes)
        axes.set_xticks([])
        axes.axvline(0, color=GREY, linewidth=1)
        handles = [
            Rectangle((0, 0), 1, 1, facecolor=PARTS[number % len(PARTS)][0], hatch=PARTS[number % len(PARTS)][1], edgecolor=GREY if PARTS[number % len(PARTS)][0] == WHITE else WHITE, label=name)
            for number, name in enumerate(parts)
        ]
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.01), ncols=1 if is_narrow else min(len(parts), 3), frameon=False, fontsize=9.5, borderaxespad=0.2, handlelength=1.6)
        return svg_text(figure)


@dataclass(frozen=True)
class Size:
    """A size of the pot: what is paid in, how often the partner most at risk loses, and whether it is that of the file."""

    paid: float
    risk_share: float
    body: str
    is_of_file: bool


def frontier(points: Sequence[Size]) -> Drawing:
    """Risk of the partner most at risk against what is paid in."""
    return Drawing(_frontier(points, is_narrow=False), _frontier(points, is_narrow=True))


def _frontier(points: Sequence[Size], *, is_narrow: bool) -> str:
    ordered = sorted(points, key=lambda point: point.paid)
    with rc_context(STYLE):
        figure, axes = canvas(3.2 if is_narrow else 3.8, NARROW_IN if is_narrow else WIDTH_IN)
        paid, risk = [point.paid for point in ordered], [100 * point.risk_share for point in ordered]
        axes.plot(paid, risk, color=LOW_COLOUR, linewidth=2)
        for point in ordered:
            axes.plot(
                point.paid, 100 * point.risk_share, marker="s" if point.is_of_file else "o", markersize=9 if point.is_of_file else 7,
                color=HIGH_COLOUR if point.is_of_file else LOW_COLOUR, markeredgecolor=WHITE, markeredgewidth=1, clip_on=False, zorder=3,
            )  # fmt: skip
            if point.is_of_file:
                axes.annotate(say("pools.figure.as_in_file"), (point.paid, 100 * point.risk_share), textcoords="offset points", xytext=(0, 11), ha="center", fontsize=9.5)
        axes.set_ylim(0, 108)
        axes.set_yticks([0, 25, 50, 75, 100], [say("figures.percent", number=tick) for tick in (0, 25, 50, 75, 100)])
        span = (paid[-1] - paid[0]) or paid[-1] or 1.0
        _pounds_axis(axes, max(0.0, paid[0] - span * 0.08), paid[-1] + span * 0.08, is_narrow, nought=False)
        axes.grid(axis="y", color="#D2D4D5", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.set_xlabel(say("pools.figure.paid"), fontsize=10)
        if not is_narrow:
            axes.set_ylabel(say("pools.figure.draws"), fontsize=10)
        return svg_text(figure)


def _pounds_axis(axes: Axes, low: float, high: float, is_narrow: bool, *, nought: bool = True) -> None:
    """An axis of pounds along the bottom with a line at nought."""
    axes.set_xlim(low, high)
    axes.locator_params(axis="x", nbins=4 if is_narrow else 8)
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    axes.set_xticks(ticks, [millions(tick) for tick in ticks], fontsize=9)
    bare(axes)
    axes.spines["bottom"].set_visible(True)
    axes.grid(axis="x", color="#D2D4D5", linewidth=0.8)
    axes.set_axisbelow(True)
    if nought and low <= 0 <= high:
        axes.axvline(0, color="#0B0C0C", linewidth=1.2)


def _wrapped(label: str, at: int = 26) -> str:
    """Two lines where one would be too long; what has no room in two is cut off."""
    text = cut(plain(label), 2 * at + 20)
    if len(text) <= at:
        return text
    breaks = [place for place, letter in enumerate(text) if letter == " "]
    if not breaks:
        return text
    middle = min(breaks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
