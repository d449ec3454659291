"""The year or day that a heading states: "Running cost 2010/11", "NBV at 31/03/2011".

Belongs here: telling the date of a heading from the rest of its words. Does not belong here: what the rest means (sources), or
dates in cells (dates.py).
"""

import re
from dataclasses import dataclass
from datetime import date

from totalplace.values.dates import EARLIEST, LATEST

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
# words that lead to a date and say nothing else
_LEADING = r"(?:(?<![a-z])(?:as|at|of|for|in|on|to|the|year|yr|financial|fy|ended|ending|end|from|date) ?)*"
_FORMS = (
    re.compile(rf"{_LEADING}(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH}) (?P<year>\d{{4}}|\d{{2}})(?!\d)"),
    re.compile(rf"{_LEADING}(?<!\d)(?P<year>(?:19|20)\d{{2}}) (?P<month>\d{{2}}) (?P<day>\d{{2}})(?!\d)"),
    re.compile(rf"{_LEADING}(?<!\d)(?P<first>(?:19|20)\d{{2}}) (?P<second>(?:19|20)?\d{{2}})(?!\d)"),
    re.compile(rf"{_LEADING}(?<!\d)(?P<first>\d{{2}}) (?P<second>\d{{2}})(?!\d)"),
    # one year alone may be the one a financial year starts or ends in: it tells columns apart and states nothing
    re.compile(rf"{_LEADING}(?<!\d)(?:19|20)\d{{2}}(?!\d)"),
)


@dataclass(frozen=True)
class StatedDate:
    """A heading without its date, and what the date is: a day, a financial year (of a day: the one it lies in), or neither."""

    rest: str
    fy: int | None
    on: date | None


def stated_date(heading: str) -> StatedDate:
    """The date of a heading in the form that normalise_heading() gives; one without a date is its own rest."""
    for form in _FORMS:
        found = form.search(heading)
        if found is None:
            continue
        parts = found.groupdict()
        if "day" in parts:
            on = _day(parts)
            if on is None:
                continue
            fy = on.year - (on.month < 4)
        elif "first" in parts:
            fy_found = _financial_year(parts["first"], parts["second"])
            if fy_found is None:
                continue
            on, fy = None, fy_found
        else:
            on, fy = None, None
        rest = f"{heading[: found.start()]} {heading[found.end() :]}"
        return StatedDate(" ".join(rest.split()), fy, on)
    return StatedDate(heading, None, None)


def _day(parts: dict[str, str]) -> date | None:
    month = parts["month"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1
    try:
        on = date(_whole_year(parts["year"]), number, int(parts["day"]))
    except ValueError:
        return None
    return on if EARLIEST <= on <= LATEST else None


def _financial_year(first: str, second: str) -> int | None:
    start = _whole_year(first)
    return start if int(second[-2:]) == (start + 1) % 100 and len(second) <= len(first) else None


def _whole_year(text: str) -> int:
    """Two digits as cells are read: 00 to 69 are 2000 to 2069."""
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 70 else 1900)
