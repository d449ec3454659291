"""Static figures: bars, a flow and a matrix, each as an SVG picture and the words that stand for it.

Belongs here: drawing from plain values with Matplotlib, the same picture for the same values. Does not belong here: which
figures a page shows or what they find (spend_page.py), or counting (sql/).

Text stays text in the system's fonts, as on the page; no date and no random id is written into the picture. Bars and matrices are drawn a
second time for narrow screens, where the wide drawing could not be read; a flow is as wide as it is, and is slid sideways.
"""

import base64
import io
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from totalplace.language import say, say_html
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.palette import BLACK, WHITE, ink
from totalplace.mapping.wording import MINUS, decimal

WIDTH_IN = 9.0
BESIDE, PAIR = 64, 48  # letters of a name beside its row, and where names stand on two sides
LINE, NARROW_LINE = 80, 60  # letters of any other line of words, by how wide the drawing is
ABOVE = 50  # letters of a name above its line on a narrow screen
NARROW_IN = 3.7  # so that ten points are ten points on a telephone
ROW_IN = 0.36
GREY = "#6F777B"
STYLE: dict[Any, Any] = {  # Matplotlib types each of its settings by name
    "svg.fonttype": "none",
    "svg.hashsalt": "totalplace",
    "font.family": "sans-serif",
    "font.sans-serif": ["Segoe UI", "Roboto", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 11,
    "text.color": BLACK,
    "axes.edgecolor": GREY,
    "hatch.linewidth": 1.2,
}


@dataclass(frozen=True)
class Bar:
    """One body: what it spends itself, and what it pays to another body of the place, which spends it."""

    label: str
    colour: str
    solid: float
    hatched: float


@dataclass(frozen=True)
class Flow:
    """So much from one on the left to one on the right."""

    left: str
    right: str
    colour: str
    amount: float


def millions(value: float) -> str:
    """£1,234m, £0.4m or, what would be less than a tenth of a million, £9,375; with a true minus sign."""
    size = abs(value) / 1e6
    if size < 0.1:
        text = say("figures.pounds", number=decimal(f"{abs(value):,.0f}"))
    else:
        text = say("figures.millions", number=decimal(f"{size:,.0f}" if size >= 10 else f"{size:,.1f}"))
    return MINUS + text if round(value) < 0 else text


@dataclass(frozen=True)
class Drawing:
    """A figure as SVG, and the same for narrow screens where there is such a drawing."""

    wide: str
    narrow: str = ""


def bars(rows: Sequence[Bar], solid_label: str, hatched_label: str) -> Drawing:
    """Horizontal bars from nought, longest first as given, the hatched part behind the solid one."""
    return Drawing(_bars(rows, solid_label, hatched_label, is_narrow=False), _bars(rows, solid_label, hatched_label, is_narrow=True))


def _bars(rows: Sequence[Bar], solid_label: str, hatched_label: str, *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        figure, axes = canvas(len(rows) * (0.52 if is_narrow else ROW_IN) + 0.9, NARROW_IN if is_narrow else WIDTH_IN)
        longest = max((max(row.solid, 0) + row.hatched for row in rows), default=0) or 1
        lowest = min(0.0, *(row.solid for row in rows)) if rows else 0.0
        height = 0.42 if is_narrow else 0.7
        for position, row in enumerate(rows):
            axes.barh(position, row.solid, color=row.colour, height=height)
            if row.hatched > 0:
                axes.barh(
                    position, row.hatched, left=max(row.solid, 0), height=height,
                    facecolor=WHITE, edgecolor=row.colour, hatch="////", linewidth=1,
                )  # fmt: skip
            said = say("figures.passed_on", own=millions(row.solid), passed=millions(row.hatched)) if row.hatched > 0 else millions(row.solid)
            axes.text(max(row.solid, 0) + row.hatched + longest * 0.01, position, said, va="center", fontsize=10)
            if is_narrow:  # names stand above their bars: beside them they would leave no room
                axes.text(lowest, position - 0.26, plain(row.label), va="bottom", fontsize=10)
        axes.set_yticks(range(len(rows)), ["" if is_narrow else beside(row.label) for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.75 if is_narrow else -0.5)
        axes.set_xlim(lowest * 1.05, longest * (1.75 if is_narrow else 1.42))
        bare(axes)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])
        axes.axvline(0, color=GREY, linewidth=1)
        axes.legend(
            handles=[
                Rectangle((0, 0), 1, 1, facecolor=GREY, label=solid_label),
                Rectangle((0, 0), 1, 1, facecolor=WHITE, edgecolor=GREY, hatch="////", label=hatched_label),
            ],
            loc="upper left", bbox_to_anchor=(0, -0.01), ncols=1 if is_narrow else 2, frameon=False, fontsize=10, borderaxespad=0.2, handlelength=1.6,
        )  # fmt: skip
        return svg_text(figure)


def flow(flows: Sequence[Flow], left: Mapping[str, float], right: Mapping[str, float], said: Callable[[float], str] = millions) -> Drawing:
    """Bands from the left to the right, as thick as their amounts; only amounts above nought can be drawn, and only they are given.

    `left` and `right` are the ends in their order, each with the amount that its label states: less than its bands are thick where
    something of it is below nought. `said` writes an amount, pounds where nothing else is given.
    """
    if any(item.amount <= 0 for item in flows):
        raise ValueError("a flow has a thickness: amounts must be above nought")
    with rc_context(STYLE):
        total = sum(item.amount for item in flows)
        gap = total * 0.022
        tall = max(len(left), len(right))
        figure, axes = canvas(max(tall * ROW_IN * 1.25, 3.5))
        starts = _stacked(left, {name: sum(item.amount for item in flows if item.left == name) for name in left}, gap, tall)
        ends = _stacked(right, {name: sum(item.amount for item in flows if item.right == name) for name in right}, gap, tall)
        for places, labels, x, align in ((starts, left, -0.02, "right"), (ends, right, 1.02, "left")):
            for name in labels:
                top, size = places[name]
                axes.text(x, top + size / 2, f"{cut(plain(name), PAIR)}  {said(labels[name])}", ha=align, va="center", fontsize=10)
        colours = {item.left: item.colour for item in flows}
        for name in left:
            top, size = starts[name]
            axes.add_patch(Rectangle((0, top), 0.015, size, facecolor=colours[name]))
        for name in right:
            top, size = ends[name]
            axes.add_patch(Rectangle((0.985, top), 0.015, size, facecolor=GREY))
        from_at = {name: place[0] for name, place in starts.items()}
        to_at = {name: place[0] for name, place in ends.items()}
        left_at, right_at = ({name: number for number, name in enumerate(names)} for names in (left, right))
        for item in sorted(flows, key=lambda each: (left_at[each.left], right_at[each.right])):
            a, b = from_at[item.left], to_at[item.right]
            axes.add_patch(PathPatch(band(0.015, 0.985, a, b, item.amount), facecolor=item.colour, alpha=0.45, linewidth=0))
            from_at[item.left] += item.amount
            to_at[item.right] += item.amount
        axes.set_xlim(-0.75, 1.85)
        axes.set_ylim(total + gap * (tall - 1), 0)
        bare(axes)
        axes.set_xticks([])
        axes.set_yticks([])
        return Drawing(svg_text(figure))


def matrix(labels: Sequence[str], cells: Sequence[Sequence[float]], words: Sequence[Sequence[str]]) -> Drawing:
    """The lower half of a table of pairs, darker for more, each cell with its words."""
    most = max((cells[row][column] for row in range(len(labels)) for column in range(row)), default=0) or 1
    with rc_context(STYLE):
        count = len(labels)
        figure, axes = canvas(count * 0.62 + 0.4)
        _pairs(axes, cells, words, most, 10)
        for row in range(count - 1):
            axes.text(row + 0.05, row + 0.88, cut(plain(labels[row]), PAIR), ha="left", va="center", fontsize=10)
        for row in range(1, count):
            axes.text(-0.1, row + 0.5, cut(plain(labels[row]), PAIR), ha="right", va="center", fontsize=10)
        axes.set_xlim(-1.9, max(count + 0.6, 3))
        axes.set_ylim(count, 0.6)
        wide = svg_text(figure)
        # numbers stand for the names, which are listed beneath
        cell_in = min((NARROW_IN - 0.3) / max(count, 1), 0.5)
        figure, axes = canvas((count + 0.4) * cell_in + count * 0.21, NARROW_IN)
        _pairs(axes, cells, words, most, 8 if count > 8 else 10)
        for row in range(count):
            axes.text(row + 0.5, row + 0.72, str(row + 1), ha="center", va="center", fontsize=10, fontweight="bold")
            if row:
                axes.text(-0.15, row + 0.5, str(row + 1), ha="right", va="center", fontsize=10, fontweight="bold")
            axes.text(-0.5, count + 0.4 + (row + 0.5) * 0.21 / cell_in, f"{row + 1}  {plain(labels[row])}", ha="left", va="center", fontsize=10)
        axes.set_xlim(-0.6, (NARROW_IN - 0.1) / cell_in - 0.6)
        axes.set_ylim(count + 0.4 + count * 0.21 / cell_in, 0.4)
        return Drawing(wide, svg_text(figure))


def _pairs(axes: Axes, cells: Sequence[Sequence[float]], words: Sequence[Sequence[str]], most: float, size: int) -> None:
    shades = ("#FFFFFF", "#D7E6F3", "#6BACE6", "#2073BC", "#12436D")
    for row in range(len(cells)):
        for column in range(row):
            value = cells[row][column]
            shade = shades[0] if value <= 0 else shades[min(4, 1 + int(4 * value / most))]
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=shade, edgecolor=GREY, linewidth=0.6))
            axes.text(column + 0.5, row + 0.5, words[row][column], ha="center", va="center", color=ink(shade), fontsize=size)
    bare(axes)
    axes.set_xticks([])
    axes.set_yticks([])


def picture(drawing: Drawing, alternative: str, name: str) -> str:
    """The figure as an image of the page: it fetches nothing, and the page's rules on styles need not know it.

    `name` is what the figure is called where it is reached by keyboard: one that is wider than the screen is slid sideways.
    """
    image = f'<img class="figure" src="{address(drawing.wide)}" alt="{esc(alternative)}">'
    if drawing.narrow:
        return f'<picture><source media="(max-width: 40rem)" srcset="{address(drawing.narrow)}">{image}</picture>'
    hint = f'<p class="hint slide">{say_html("figures.slide")}</p>'
    return f'{hint}<div class="scroll slid" role="group" aria-label="{esc(say("figures.slid", figure=name))}" tabindex="0">{image}</div>'


def address(svg: str) -> str:
    """The picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def above(words: str) -> str:
    """What stands above a line of a narrow drawing: in several where it has too many letters for one."""
    return "\n".join(textwrap.wrap(words, ABOVE)[:3])


def beside(words: str) -> str:
    """What stands beside a row of a wide drawing; a name that would leave no room for the figure is cut off, and stands in full in the table."""
    return cut(plain(words), BESIDE)


def cut(words: str, letters: int) -> str:
    """At most so many letters."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def row_above_in(words: Iterable[str], one_line_in: float) -> float:
    """The height of a row with its words above it, in inches."""
    return one_line_in + 0.16 * max((above(each).count("\n") for each in words), default=0)


def canvas(height_in: float, width_in: float = WIDTH_IN) -> tuple[Figure, Axes]:
    """An empty figure of one pair of axes."""
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def bare(axes: Axes) -> None:
    """Without the frame around it."""
    for side in axes.spines.values():
        side.set_visible(False)


def _stacked(names: Collection[str], sizes: dict[str, float], gap: float, tall: int) -> dict[str, tuple[float, float]]:
    """Top and size of each, one below the other; the shorter side stands in the middle."""
    at = gap * (tall - len(names)) / 2
    places = {}
    for name in names:
        places[name] = (at, sizes[name])
        at += sizes[name] + gap
    return places


def band(x0: float, x1: float, a: float, b: float, size: float) -> Path:
    """A band as thick as `size` from (x0, a) to (x1, b), both its upper edges."""
    middle = (x0 + x1) / 2
    points = [
        (x0, a), (middle, a), (middle, b), (x1, b),
        (x1, b + size), (middle, b + size), (middle, a + size), (x0, a + size), (x0, a),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(points, codes)


def svg_text(figure: Figure) -> str:
    """The figure as SVG, the same for the same figure. A line of words that would leave no room for the drawing is cut off, and stands in full in the table."""
    longest = LINE if figure.get_figwidth() > NARROW_IN else NARROW_LINE
    for words in figure.findobj(Text):
        lines = words.get_text().split("\n")
        if max(map(len, lines)) > longest:
            words.set_text("\n".join(cut(line, longest) for line in lines))
    into = io.StringIO()
    figure.savefig(into, format="svg", metadata={"Date": None, "Creator": None}, transparent=False)
    text = into.getvalue()
    return text[text.index("<svg") :]
