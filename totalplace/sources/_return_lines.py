"""Lines of returns: the form in which their names are compared, and the headings that we know.

Belongs here: what the source of a return and our reference data must spell alike. Does not belong here: what a line means.
"""

import csv
import re
from functools import cache
from importlib import resources

from totalplace.reading import normalise_heading

_SUMMED = re.compile(r"\((?:total|sum) of [^)]*\)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*\((?:[a-z]|\d{1,2})\)", re.IGNORECASE)
_ANOTHER_BASIS = re.compile(r"^net current expenditure \([^)]*sheet\) - ", re.IGNORECASE)
_DAY = re.compile(r"\bat (?:1 april|31 march)(?: \d{4})?", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:line )?(\d{3,4})\s*[:.)-]\s*(.+)$", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"^\d{3,4}$")


def numbered(heading: str) -> tuple[str | None, str]:
    """The number and the name of a line: "190: Education services"; no number where the heading has none."""
    found = _NUMBERED.match(heading.strip())
    return (found[1], found[2].strip()) if found else (None, heading.strip())


def is_line_number(cell: str) -> bool:
    """Whether the cell is nothing but the number of a line."""
    return bool(_BARE.match(cell.strip().removesuffix(".0")))


def line_key(name: str) -> str:
    """The name of a line without what differs from year to year: footnotes, days, which lines it sums."""
    bare = _FOOTNOTE.sub("", _SUMMED.sub("", name))
    bare = _DAY.sub("", _ANOTHER_BASIS.sub("on another accounting basis - ", bare))
    return normalise_heading(bare)


@cache
def service_headings() -> tuple[str, ...]:
    """Headings of the services of a return, as normalise_heading() gives them, with and without their numbers."""
    text = resources.files("totalplace.reference_data").joinpath("return_heading.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["role"] == "service"]
    names = {(row["line_code"], row["line"]) for row in rows}
    return tuple(
        sorted({normalise_heading(name) for _, name in names} | {normalise_heading(f"{code}: {name}") for code, name in names})
    )
