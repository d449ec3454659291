"""The entries of a file of scenarios/ with the lines on which they stand.

Belongs here: from text and what TOML makes of it to one row an entry. Does not belong here: what entries mean (scenario_schema.py), or
which of them a figure hangs on (pool_lineage.py). TOML tells no lines, so headers and keys are looked for in the text: an entry inside a
table or list that is written in one go stands where that begins.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Place = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_LONG_TEXT = re.compile(r'"""|' + "'''")


def entries(content: bytes) -> list[tuple[str, int, str]]:
    """Name, line and value of each entry, in the order of the file; none where it is no TOML.

    The name counts from one: partner.2.line.1.share is of the first line of the second partner.
    """
    try:
        text = content.decode("utf-8-sig")
        # positions of dates and the like are of no concern: whatever a value is, it is told as it stands
        whole = tomllib.loads(text, parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return []
    at = _places(text)
    found = []
    for place, value in _leaves(whole, ()):
        line = next((at[place[:length]] for length in range(len(place), 0, -1) if place[:length] in at), 1)
        found.append((".".join(str(step + 1) if isinstance(step, int) else step for step in place), line, _told(value)))
    return sorted(found, key=lambda entry: entry[1])


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Single values, and lists of them, by where they are."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        for position, inner in enumerate(value):
            yield from _leaves(inner, (*place, position))
    else:
        yield place, value


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_told(inner) for inner in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _places(text: str) -> dict[Place, int]:
    """The line of each header and key."""
    at: dict[Place, int] = {}
    table: Place = ()
    count: dict[Place, int] = {}  # of each list of tables, the position of its last one
    is_inside = False  # of a text of several lines
    for number, line in enumerate(text.splitlines(), 1):
        was_inside = is_inside
        if len(_LONG_TEXT.findall(line)) % 2:
            is_inside = not is_inside
        if was_inside:
            continue
        header = _HEADER.match(line)
        if header:
            place: Place = ()
            steps = _steps(header[2])
            for position, step in enumerate(steps):
                place = (*place, step)
                if position == len(steps) - 1 and header[1] == "[[":
                    count[place] = count.get(place, -1) + 1
                    # lists inside begin anew
                    for inner in [known for known in count if known[: len(place) + 1] == (*place, count[place])]:
                        del count[inner]
                if place in count:
                    place = (*place, count[place])
            table = place
            at.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            at.setdefault((*table, *_steps(key[1])), number)
    return at


def _steps(written: str) -> list[str]:
    return [part.strip().strip("\"'") for part in written.split(".")]
