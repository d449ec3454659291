"""Which flat, unit, block, phase or floor a text speaks of.

Belongs here: reading these words out of a name or address, however they are put. Does not belong here: what follows from them
(matching.py), or the words themselves (reference_data/matching_word.csv).

A part is a kind and a number or letter: `Unit 3A`, `A Block`, `Phase II`, `1st Floor`, `Flats 1-4`. It is never a slip of the pen: two
texts that name other parts of one kind speak of two things.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

Part = tuple[str, str]  # kind, number or letter

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_I = {"i": "1", "v": "5", "x": "10"}  # of phases: a block may be called I
_SPOKEN = dict(
    zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], map(str, range(1, 13)), strict=True)
)
_ORDINAL = {
    "ground": "0", "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8",
    "ninth": "9", "tenth": "10", "lower ground": "lower ground", "upper ground": "upper ground", "basement": "basement",
    "mezzanine": "mezzanine", "top": "top", "upper": "upper", "lower": "lower",
}  # fmt: skip
_MOST = 60  # flats 1 to 901 is a slip, not a block
_NUMBER = rf"(?:[a-z]?\d+[a-z]?|[a-z]|{'|'.join([*_ROMAN, *_SPOKEN])})"
_FLOOR_NAME = rf"(?:\d+(?:st|nd|rd|th)|{'|'.join(sorted(_ORDINAL, key=len, reverse=True))})"
_BETWEEN = r"\s*(?:-|–|/|,|\band\b|\bto\b)\s*"
_FLOORS = re.compile(rf"\b(?P<floors>{_FLOOR_NAME}(?:{_BETWEEN}{_FLOOR_NAME})*)\s+(?:floors?|flr)\b|\b(?P<alone>basement|mezzanine)\b")
_RANGE = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)")
# letters stand before these too: A Block, but no "a unit"
_AFTER_LETTER = re.compile(r"\b([a-z])\s+(block|wing|tower|ward)\b(?!\s+(?:of|[a-z]?\d|[a-z]\b))")


@dataclass(frozen=True)
class PartWords:
    """The kinds of part by the words for them: a flat, an apartment."""

    kinds: Mapping[str, str]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(sorted(map(re.escape, self.kinds), key=len, reverse=True)) or "(?!)"
        # several only after the plural: in "Flat 1, 3 Mill Lane" and "Shop 1-3 Mill Lane" a house follows
        return re.compile(
            rf"\b(?P<word>{words})(?:s\s+(?:no\.?\s*|nos\.?\s*|numbers?\s+)?(?P<several>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*)"
            rf"|s?\s+(?:no\.?\s*|number\s+)?(?P<one>{_NUMBER}))\b(?!')"
        )

    def parts(self, text: str) -> frozenset[Part]:
        """Every part that the text names, in small letters already."""
        found: set[Part] = set()
        for match in _FLOORS.finditer(text):
            floors = re.findall(_FLOOR_NAME, match["floors"] or match["alone"])
            found |= {("floor", _ORDINAL.get(floor) or re.sub(r"\D", "", floor)) for floor in floors}
        rest = _FLOORS.sub(" ", text)
        for match in self._pattern.finditer(rest):
            kind = self.kinds[match["word"]]
            found |= {(kind, _I.get(number, number) if kind == "phase" else number) for number in _numbers(match["several"] or match["one"])}
        found |= {(match[2], match[1]) for match in _AFTER_LETTER.finditer(self._pattern.sub(" ", rest))}
        return frozenset(found)

    def without_parts(self, text: str) -> str:
        """The text without these words."""
        return _AFTER_LETTER.sub(" ", self._pattern.sub(" ", _FLOORS.sub(" ", text)))


def _numbers(text: str) -> set[str]:
    found = {_ROMAN.get(word) or _SPOKEN.get(word) or word.lstrip("0") or word for word in re.findall(rf"\b{_NUMBER}\b", text)}
    for low, high in _RANGE.findall(text):
        if int(low) < int(high) <= int(low) + _MOST:
            found |= {str(number) for number in range(int(low), int(high) + 1)}
    return found


def differ(one: frozenset[Part], other: frozenset[Part]) -> bool:
    """Both name parts of one kind, and none that both name."""
    kinds = {kind for kind, _ in one} & {kind for kind, _ in other}
    return any({n for kind, n in one if kind == wanted}.isdisjoint({n for kind, n in other if kind == wanted}) for wanted in kinds)
