"""The colour, letter and name of each kind of body: the same on every map, figure and page.

Belongs here: what a kind looks like. Does not belong here: which body is of which kind (ref.body). The colours are the
Government Analysis Function's categorical palette in its order; the letter stands in the symbol so that a kind can be
told in grey print and by readers who do not see the colour. `ink` is the letter's colour, at least 4.5:1 on its own.
"""

from dataclasses import dataclass

from totalplace.contracts.ref import BODY_KINDS


@dataclass(frozen=True)
class Kind:
    """How one kind of body is drawn and called."""

    key: str
    label: str
    letter: str
    colour: str
    ink: str


KINDS = (
    Kind("council", "Councils", "C", "#12436D", "#FFFFFF"),
    Kind("nhs", "NHS bodies", "N", "#28A197", "#0B0C0C"),
    Kind("police", "Police", "P", "#801650", "#FFFFFF"),
    Kind("fire", "Fire services", "F", "#F46A25", "#0B0C0C"),
    Kind("schools", "Schools", "S", "#3D3D3D", "#FFFFFF"),
    Kind("other", "Other bodies", "O", "#A285D1", "#0B0C0C"),
)
INDEX = {kind.key: position for position, kind in enumerate(KINDS)}
UNKNOWN_FILL = "#E8E8E8"

if tuple(INDEX) != BODY_KINDS:
    raise ImportError("every kind of body needs a colour: palette.KINDS and contracts.ref.BODY_KINDS differ")
