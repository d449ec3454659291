"""Figures and lists in words, the same on every page.

Belongs here: how a number, a share, a date or a list is written for people. Does not belong here: sentences about
the data (the map's own module and its *.toml), or escaping (escape.py).
"""

from collections.abc import Sequence
from datetime import date

NBSP = "\u00a0"
MINUS = "\u2212"


def count(value: float) -> str:
    """3,400; a true minus sign."""
    text = f"{abs(round(value)):,}"
    return MINUS + text if round(value) < 0 else text


def area(value: float | None) -> str:
    """3,400 m², or the word for nothing."""
    return "not known" if value is None else f"{count(value)}{NBSP}m²"


def share(part: float, whole: float) -> str:
    """37 %. What is not quite nothing or not quite all is not rounded to it."""
    if whole == 0:
        return "not known"
    value = 100 * part / whole
    rounded = round(value)
    if rounded == 0 and value > 0:
        return f"under 1{NBSP}%"
    if rounded == 100 and value < 100:
        return f"over 99{NBSP}%"
    return f"{rounded}{NBSP}%"


def rate(share_a_year: float) -> str:
    """3.5 %: a rate is told with the digits that it has, as half a per cent of one makes a difference."""
    return f"{100 * share_a_year:.3g}{NBSP}%"


def day(value: date) -> str:
    """1 April 2026."""
    return f"{value.day} {value:%B} {value.year}"


def period(first: date | None, last: date | None) -> str:
    """ "1 April 2025", "1 April 2024 to 31 March 2025", or that nobody said."""
    if first is None or last is None:
        return "of a date not known"
    return f"as at {day(first)}" if first == last else f"of {day(first)} to {day(last)}"


def listed(items: Sequence[str]) -> str:
    """a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def plural(number: int, one: str, many: str) -> str:
    """1 asset, 2 assets."""
    return f"{count(number)} {one if number == 1 else many}"
