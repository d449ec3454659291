"""Figures of the page of the estate: floor area by body, and how well each kind's buildings are used.

Belongs here: drawing from plain values with Matplotlib, the same picture for the same values. Does not belong here: which figures
the page shows or what they find (estate_page.py), or counting (sql/).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.patches import Rectangle

from totalplace.mapping.escape import plain
from totalplace.mapping.figures import GREY, NARROW_IN, ROW_IN, STYLE, WIDTH_IN, Drawing, bare, beside, canvas, svg_text
from totalplace.mapping.palette import BLACK, UNKNOWN_FILL, WHITE, ink


@dataclass(frozen=True)
class Held:
    """One body: how much it holds, and what is said of it beside its bar."""

    label: str
    colour: str
    value: float
    said: str


@dataclass(frozen=True)
class Share:
    """One class of which every row has a part: unknown has no colour of its own."""

    label: str
    colour: str = UNKNOWN_FILL


def holdings(rows: Sequence[Held]) -> Drawing:
    """Horizontal bars from nought, in the order given."""
    return Drawing(_holdings(rows, is_narrow=False), _holdings(rows, is_narrow=True))


def _holdings(rows: Sequence[Held], *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        figure, axes = canvas(len(rows) * (0.52 if is_narrow else ROW_IN) + 0.3, NARROW_IN if is_narrow else WIDTH_IN)
        longest = max((row.value for row in rows), default=0) or 1
        for position, row in enumerate(rows):
            axes.barh(position, row.value, color=row.colour, height=0.42 if is_narrow else 0.7)
            axes.text(row.value + longest * 0.01, position, plain(row.said), va="center", fontsize=10)
            if is_narrow:  # names stand above their bars: beside them they would leave no room
                axes.text(0, position - 0.26, plain(row.label), va="bottom", fontsize=10)
        axes.set_yticks(range(len(rows)), ["" if is_narrow else beside(row.label) for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.75 if is_narrow else -0.5)
        axes.set_xlim(0, longest * (1.75 if is_narrow else 1.42))
        bare(axes)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])
        axes.axvline(0, color=GREY, linewidth=1)
        return svg_text(figure)


def shares(rows: Sequence[tuple[str, Sequence[int]]], classes: Sequence[Share]) -> Drawing:
    """A bar a row, as long as all others, in the parts of its classes; each part says how many it is of, where there is room. The parts stand in
    the order of their key, and are darker and lighter in turn: they are told apart without their colours."""
    return Drawing(_shares(rows, classes, is_narrow=False), _shares(rows, classes, is_narrow=True))


def _shares(rows: Sequence[tuple[str, Sequence[int]]], classes: Sequence[Share], *, is_narrow: bool) -> str:
    with rc_context(STYLE):
        keys = -(-len(classes) // 2) if is_narrow else 1
        figure, axes = canvas(len(rows) * (0.58 if is_narrow else 0.44) + 0.3 + 0.28 * keys, NARROW_IN if is_narrow else WIDTH_IN)
        for position, (label, counts) in enumerate(rows):
            whole, start = sum(counts) or 1, 0.0
            for each, number in zip(classes, counts, strict=True):
                size = number / whole
                # the outline keeps neighbours apart in grey
                axes.barh(position, size, left=start, height=0.42 if is_narrow else 0.7, facecolor=each.colour, edgecolor=GREY if each.colour == UNKNOWN_FILL else WHITE, linewidth=0.8)
                said = f"{number:,}"
                if size > (len(said) + 1) * (0.028 if is_narrow else 0.014):
                    axes.text(start + size / 2, position, said, ha="center", va="center", fontsize=10, color=ink(each.colour))
                start += size
            if is_narrow:
                axes.text(0, position - 0.26, plain(label), va="bottom", fontsize=10)
        axes.set_yticks(range(len(rows)), ["" if is_narrow else beside(label) for label, _ in rows])
        axes.set_ylim(len(rows) - 0.5, -0.75 if is_narrow else -0.5)
        axes.set_xlim(0, 1)
        bare(axes)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([])
        axes.legend(
            handles=[Rectangle((0, 0), 1, 1, facecolor=each.colour, edgecolor=GREY if each.colour == UNKNOWN_FILL else each.colour, label=plain(each.label)) for each in classes],
            loc="upper left", bbox_to_anchor=(0, -0.01), ncols=2 if is_narrow else len(classes), frameon=False, fontsize=10, borderaxespad=0.2, handlelength=1.2, labelcolor=BLACK, columnspacing=1.2,
        )  # fmt: skip
        return svg_text(figure)
