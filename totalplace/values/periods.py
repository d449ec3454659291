"""Periods in cells: 2008/09, 2025, Q1 2025/26, December 2024 to February 2025, year ending March 2025, 2021 - 23, a day.

Belongs here: first and last day of what a cell says. Does not belong here: headings that state a date (stated.py), or single days (dates.py).
"""

import calendar
import re
from datetime import date

import polars as pl

from totalplace.issues import IssueType
from totalplace.sources._base import Parsed
from totalplace.values.cells import CELL, parsed_per_distinct, problem_where, trimmed

PERIOD_UNREADABLE = IssueType(
    "period of a figure unreadable", "error", "sender", "'{value}' cannot be read as a period, so the line is left out. Send a year such as 2024-25 or 2024, a quarter such as Q1 2024-25, a month or a day."
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_Y = r"((?:19|20)\d{2})"
_FY = rf"{_Y}\s*[-–/]\s*((?:19|20)?\d{{2}})"
_TO = r"\s*(?:to|-|–|until)\s*"
Span = tuple[date, date]


def period(expr: pl.Expr) -> Parsed:
    """First and last day as "2008-04-01/2009-03-31"; what has no end or says no period is a problem.

    Two years that follow each other are a financial year; years farther apart are calendar years put together.
    """
    return parsed_per_distinct(expr, pl.String, _judge)


def _judge(cells: pl.DataFrame) -> pl.DataFrame:
    tidy = cells.with_columns(trimmed(pl.col(CELL)).alias("tidy"))
    spans = [None if cell is None else span(cell) for cell in tidy["tidy"]]
    read = pl.Series("value", [None if found is None else f"{found[0]}/{found[1]}" for found in spans], dtype=pl.String)
    return tidy.with_columns(read).with_columns(problem_where(pl.col("tidy").is_not_null() & pl.col("value").is_null(), PERIOD_UNREADABLE).alias("problem"))


def span(text: str) -> Span | None:
    """First and last day of the period that the words name; None if they name none."""
    words = re.sub(r"\s+", " ", text.lower()).strip()
    for read in (_years, _quarter, _year_ending, _months, _day):
        found = read(words)
        if found is not None:
            return found if found[0] <= found[1] else None
    return None


def _financial(first: str, second: str) -> Span | None:
    """The financial year of two years that follow each other."""
    start = int(first)
    return (date(start, 4, 1), date(start + 1, 3, 31)) if int(second[-2:]) == (start + 1) % 100 else None


def _years(words: str) -> Span | None:
    bare = re.sub(r"^(?:financial year|academic year|fy|f/y|calendar year|year)\s*", "", words)
    if found := re.fullmatch(rf"{_Y}(?:\.0)?", bare):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    if found := re.fullmatch(rf"{_FY}{_TO}{_FY}", bare):
        first, last = _financial(found[1], found[2]), _financial(found[3], found[4])
        return (first[0], last[1]) if first and last else None
    if found := re.fullmatch(rf"{_Y}\s*(?:-|–|/|to)\s*((?:19|20)?\d{{2}})", bare):
        if (financial := _financial(found[1], found[2])) is not None:
            if words.startswith("academic"):
                return date(int(found[1]), 9, 1), date(int(found[1]) + 1, 8, 31)
            return financial
        start = int(found[1])
        end = int(found[2]) if len(found[2]) == 4 else start - start % 100 + int(found[2])
        return date(start, 1, 1), date(end, 12, 31)
    return None


def _quarter(words: str) -> Span | None:
    found = re.fullmatch(r"(?:q|quarter )\s*([1-4])\s*,?\s*(.+)", words)
    number, rest = (found[1], found[2]) if found else (None, None)
    if found is None and (found := re.fullmatch(r"(.+?)\s*,?\s*(?:q|quarter )\s*([1-4])", words)):
        rest, number = found[1], found[2]
    year = _years(rest.removeprefix("of ").strip()) if rest is not None else None
    if number is None or year is None or (year[1] - year[0]).days > 366:
        return None
    return _from_month(year[0], 3 * (int(number) - 1), 3)


def _from_month(first: date, later: int, months: int) -> Span:
    start = first.month - 1 + later
    end = start + months - 1
    year, month = first.year + end // 12, end % 12 + 1
    return date(first.year + start // 12, start % 12 + 1, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_of(text: str) -> int:
    return _MONTHS.index(text[:3]) + 1


def _year_ending(words: str) -> Span | None:
    found = re.fullmatch(rf"(?:year|12 months)(?: ending| ended| to| to end)(?: of)?(?: \d{{1,2}}(?:st|nd|rd|th)?)? {_MONTH} {_Y}", words)
    if found is None:
        return None
    month, year = _month_of(found[1]), int(found[2])
    return _from_month(date(year - 1, month, 1), 1, 12)


def _months(words: str) -> Span | None:
    if found := re.fullmatch(rf"{_MONTH}\s*[- ]?{_Y}", words):
        return _from_month(date(int(found[2]), _month_of(found[1]), 1), 0, 1)
    if found := re.fullmatch(rf"{_MONTH}\s*{_Y}?{_TO}{_MONTH}\s*{_Y}", words):
        last = _from_month(date(int(found[4]), _month_of(found[3]), 1), 0, 1)[1]
        month = _month_of(found[1])
        # "December to February 2009" begins in the year before
        year = int(found[2]) if found[2] else last.year - (month > last.month)
        return date(year, month, 1), last
    return None


def _day(words: str) -> Span | None:
    words = re.sub(r"^(?:as )?at ", "", words)
    if found := re.fullmatch(rf"{_Y}-(\d{{2}})-(\d{{2}})(?:[ t]00:00(?::00)?)?", words):
        parts = found[1], found[2], found[3]
    elif found := re.fullmatch(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-]{_Y}", words):
        parts = found[3], found[2], found[1]
    elif found := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH} {_Y}", words):
        parts = found[3], str(_month_of(found[2])), found[1]
    else:
        return None
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day, day
