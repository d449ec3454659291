"""Figures and lists in words, the same on every page, in the language that is spoken.

Belongs here: how a number, a share, a date or a list is written for people. Does not belong here: sentences about
the data (the catalogue of texts, the map's *.toml), or escaping (escape.py).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from totalplace.language import MINUS, current, say

__all__ = ["MINUS", "NBSP", "area", "count", "day", "decimal", "listed", "period", "plural", "rate", "share", "whole_pounds"]

NBSP = "\u00a0"


def count(value: float) -> str:
    """3,400; a true minus sign."""
    return current().number(round(value))


def decimal(said: str) -> str:
    """A number as Python writes it with comma and point ("1,234.50"), as the language does."""
    return current().decimal(said)


def area(value: float | None) -> str:
    """3,400 m², or the word for nothing."""
    return say("wording.not_known") if value is None else say("wording.area", number=count(value))


def share(part: float, whole: float) -> str:
    """37 %. What is not quite nothing or not quite all is not rounded to it."""
    if whole == 0:
        return say("wording.not_known")
    value = 100 * part / whole
    rounded = round(value)
    if rounded == 0 and value > 0:
        return say("wording.share_under", number=1)
    if rounded == 100 and value < 100:
        return say("wording.share_over", number=99)
    return say("wording.share", number=str(rounded))


def whole_pounds(value: Decimal) -> str:
    """£3,400; a true minus sign."""
    said = say("wording.pounds", number=count(float(abs(value))))
    return MINUS + said if value < 0 else said


def rate(share_a_year: float) -> str:
    """3.5 %: a rate is told with the digits that it has, as half a per cent of one makes a difference."""
    return say("wording.share", number=decimal(f"{100 * share_a_year:.3g}"))


def day(value: date) -> str:
    """1 April 2026."""
    return current().day(value)


def period(first: date | None, last: date | None) -> str:
    """ "1 April 2025", "1 April 2024 to 31 March 2025", or that nobody said."""
    if first is None or last is None:
        return say("wording.period_not_known")
    return say("wording.period_day", day=day(first)) if first == last else say("wording.period", first=day(first), last=day(last))


def listed(items: Sequence[str]) -> str:
    """a, b and c."""
    return current().listed(items) if items else say("wording.none")


def plural(number: int, one: str, many: str) -> str:
    """1 asset, 2 assets: English, of what is not in the catalogue yet."""
    return f"{count(number)} {one if number == 1 else many}"
