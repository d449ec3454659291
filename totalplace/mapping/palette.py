"""The colour, letter and name of each kind of body: the same on every map, figure and page.

Belongs here: what a kind looks like. Does not belong here: which body is of which kind (ref.body). The colours are the
Government Analysis Function's categorical palette in its order; the letter stands in the symbol so that a kind can be
told in grey print and by readers who do not see the colour. The ink on a colour is black or white, whichever is seen better.
"""

from dataclasses import dataclass

from totalplace.contracts.ref import BODY_KINDS
from totalplace.language import say


@dataclass(frozen=True)
class Kind:
    """How one kind of body is drawn and called."""

    key: str
    letter: str
    colour: str

    @property
    def label(self) -> str:
        return say(f"kinds.{self.key}")


KINDS = (
    Kind("council", "C", "#12436D"),
    Kind("nhs", "N", "#28A197"),
    Kind("police", "P", "#801650"),
    Kind("fire", "F", "#F46A25"),
    Kind("schools", "S", "#3D3D3D"),
    Kind("other", "O", "#A285D1"),
)
INDEX = {kind.key: position for position, kind in enumerate(KINDS)}
COLOUR_OF_KIND = {kind.key: kind.colour for kind in KINDS}
UNKNOWN_FILL = "#E8E8E8"
WHITE, BLACK = "#FFFFFF", "#0B0C0C"


def contrast(one: str, other: str) -> float:
    """The ratio of contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink(colour: str) -> str:
    """What is written on this colour."""
    return max((WHITE, BLACK), key=lambda on: contrast(on, colour))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


if tuple(INDEX) != BODY_KINDS:
    raise ImportError("every kind of body needs a colour: palette.KINDS and contracts.ref.BODY_KINDS differ")
