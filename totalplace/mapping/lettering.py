"""How much room words take in a picture, how they are broken into lines, and where names stand so that none lies over another.

Belongs here: widths, lines, boxes. Does not belong here: what is said, or any colour.

Readers' machines have other typefaces than ours: widths are of DejaVu Sans, which is wider than those that pages ask for, so that what fits here fits there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.ft2font import FT2Font

LINE = 1.25  # of the size of the letters
_UNITS = 65536 * 100  # in which FreeType states how far a letter of size 100 reaches
_ELLIPSIS = "…"


def font_files() -> tuple[Path, Path]:
    """DejaVu Sans, plain and bold, as Matplotlib brings them."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf"


@cache
def _font(*, is_bold: bool) -> FT2Font:
    font = FT2Font(str(font_files()[is_bold]))
    font.set_size(100, 72)
    return font


@lru_cache(maxsize=4096)
def _reach(letter: str, is_bold: bool) -> float:
    """Of a letter, in its size."""
    font = _font(is_bold=is_bold)
    index = font.get_char_index(ord(letter))
    return float(font.load_glyph(index).linearHoriAdvance / _UNITS) if index else 1.0


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide a line is at most."""
    return size * sum(_reach(letter, is_bold) for letter in text)


def cut(text: str, size: float, room: float, *, is_bold: bool = False) -> str:
    """The text, or as much of its beginning as there is room for."""
    if width(text, size, is_bold=is_bold) <= room:
        return text
    while text and width(text + _ELLIPSIS, size, is_bold=is_bold) > room:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS


def lines(text: str, size: float, room: float, most: int, *, is_bold: bool = False) -> list[str]:
    """The text in lines no longer than the room; what is more than `most` lines is cut off, and seen to be."""
    found: list[str] = []
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, is_bold=is_bold) <= room:
            found[-1] = longer
        else:
            found.append(word)
    kept = found[:most]
    if len(found) > most:
        kept[-1] = " ".join(found[most - 1 :])
    return [cut(line, size, room, is_bold=is_bold) for line in kept]


@dataclass(frozen=True)
class Box:
    """Where something stands, by its edges."""

    left: float
    top: float
    right: float
    low: float

    def meets(self, other: "Box") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.low and other.top < self.low


@dataclass(frozen=True)
class Line:
    """A line of a label."""

    text: str
    size: float
    is_bold: bool = False


def box_of(label: Sequence[Line], x: float, y: float) -> Box:
    """What the lines take, one under the other, around their middle."""
    half = max(width(line.text, line.size, is_bold=line.is_bold) for line in label) / 2
    tall = sum(line.size * LINE for line in label) / 2
    return Box(x - half, y - tall, x + half, y + tall)


Label = tuple[float, float, Sequence[Line]]  # the middle of a label and its lines
_SHIFTS = ((0, 0), (0, -0.7), (0, 0.7), (0, -1.4), (0, 1.4), (-1, 0), (1, 0), (-2, 0), (2, 0), (0, -2.4), (0, 2.4), (-2, -1.5), (2, -1.5), (-2, 1.5), (2, 1.5), (0, -3.6), (0, 3.6))  # of the size of the letters
_BESIDE = 0.15  # of what lies beneath a label, for each size of the letters by which it stands aside


def placed(labels: Sequence[Label], within: Box, taken: Sequence[Box] = (), beneath: Sequence[tuple[float, float]] = ()) -> list[Label | None]:
    """For each label where it stands, the first before the others: around its point or a little beside it, over no other and over nothing that is taken.

    Of the places that are free that is chosen where it hides fewest of the points `beneath`, and rather near. Where there is no room for all of its
    lines the last stands alone: the figure rather than the name; where there is none for that either, it is None.
    """
    there = list(taken)
    points = np.array(beneath) if beneath else np.empty((0, 2))
    found: list[Label | None] = []
    for x, y, every in labels:
        place = _best(x, y, every, within, there, points) or (_best(x, y, every[-1:], within, there, points) if len(every) > 1 else None)
        found.append(place)
        if place is not None:
            there.append(box_of(place[2], place[0], place[1]))
    return found


def _best(x: float, y: float, label: Sequence[Line], within: Box, taken: Sequence[Box], points: Any) -> Label | None:
    step = label[-1].size
    free: list[tuple[float, int, Label]] = []
    for right, down in _SHIFTS:
        box = box_of(label, x + right * step, y + down * step)
        is_inside = box.left >= within.left and box.right <= within.right and box.top >= within.top and box.low <= within.low
        if is_inside and not any(box.meets(other) for other in taken):
            hidden = int(((points[:, 0] > box.left) & (points[:, 0] < box.right) & (points[:, 1] > box.top) & (points[:, 1] < box.low)).sum())
            free.append((hidden + _BESIDE * math.hypot(right, down), len(free), (x + right * step, y + down * step, label)))
    return min(free)[2] if free else None
