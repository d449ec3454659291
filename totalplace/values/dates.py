"""Dates and financial periods.

Belongs here: reading one cell as a day or as a period of a financial year, day first always. Does not belong here: which
of a line's dates counts, or deciding that a whole column is American (recognition.py looks at the column).
"""

from datetime import date as Day

import polars as pl

from totalplace.sources._base import Parsed
from totalplace.values.cells import only_if, trimmed
from totalplace.values.problems import (
    DATE_AMERICAN,
    DATE_OUT_OF_RANGE,
    DATE_READ_AS_AMERICAN,
    DATE_UNREADABLE,
    PERIOD_UNREADABLE,
)

# Registers and payments are statements of living bodies: an earlier day is a typing error or a spreadsheet's nought (1899-12-30).
EARLIEST = Day(1900, 1, 1)
# A fixed bound, because a result may not depend on the day it is made: some years ahead of any file that this release will meet.
LATEST = Day(2035, 12, 31)
# Serial numbers of spreadsheets that are taken for days, 1 January 1980 to LATEST. Below stand numbers that are more likely something else.
SERIAL_FIRST, SERIAL_LAST = 29221, 49674
_SERIAL_ZERO = Day(1899, 12, 30)
# Two-digit years: 00 to 68 are 2000 to 2068 (and out of range beyond LATEST), 69 to 99 are 1969 to 1999, as in POSIX.
_TIME_OF_DAY = r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$"
_DAY_FIRST = ("%d-%m-%y", "%d-%m-%Y", "%d-%B-%y", "%d-%B-%Y")
_MONTH_FIRST = ("%m-%d-%y", "%m-%d-%Y")


def date(expr: pl.Expr) -> Parsed:
    """A day: ISO with or without a time, d/m/Y, d-m-Y, d.m.Y, d Mon Y, YYYYMMDD, or a spreadsheet's serial number.

    The day stands first, always. A cell that is a date only with the month first is the problem "date looks American" and
    is left blank: swapping one cell while its neighbours stay would put payments in wrong years without a word.
    """
    cell, tidy = _tidy(expr)
    found = pl.coalesce(*_attempts(tidy, _DAY_FIRST), _iso(tidy), _compact(tidy), _serial(tidy))
    return _judged(cell, found, american=_coalesced(only_if(found.is_null(), tidy), _MONTH_FIRST))


def american_date(expr: pl.Expr) -> Parsed:
    """The same with the month first. Only for a column in which every date can be read so and one at least only so."""
    cell, tidy = _tidy(expr)
    swapped = pl.coalesce(*_attempts(tidy, _MONTH_FIRST))
    found = pl.coalesce(swapped, *_attempts(tidy, ("%d-%B-%y", "%d-%B-%Y")), _iso(tidy), _compact(tidy), _serial(tidy))
    parsed = _judged(cell, found, american=None)
    note = pl.when(swapped.is_not_null()).then(pl.lit(DATE_READ_AS_AMERICAN.code))
    return Parsed(parsed.value, pl.coalesce(parsed.problem, note))


def _tidy(expr: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    cell = trimmed(expr)
    tidy = (
        cell.str.replace(_TIME_OF_DAY, "")
        .str.replace_all(r"[/. ,]+", "-")
        # "3rd September 2019", "Monday 3 Sept 2019"
        .str.replace(r"(?i)^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?-", "")
        .str.replace(r"(?i)^(\d{1,2})(?:st|nd|rd|th)-", "${1}-")
        .str.replace(r"(?i)-sept-", "-Sep-")
    )
    return cell, tidy


def _attempts(tidy: pl.Expr, formats: tuple[str, ...]) -> list[pl.Expr]:
    # %y stands before %Y: "%Y" would take 12 for the year 12, while "%y" cannot take 2012
    return [tidy.str.to_date(form, strict=False) for form in formats]


def _coalesced(tidy: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
    return pl.coalesce(*_attempts(tidy, formats))


def _iso(tidy: pl.Expr) -> pl.Expr:
    return tidy.str.to_date("%Y-%m-%d", strict=False)


def _compact(tidy: pl.Expr) -> pl.Expr:
    return only_if(tidy.str.len_bytes() == 8, tidy).str.to_date("%Y%m%d", strict=False)


def _serial(tidy: pl.Expr) -> pl.Expr:
    # the fraction of a serial is the time of day; its point became "-" above
    five = only_if(tidy.str.len_bytes() >= 5, tidy).str.extract(r"^(\d{5})(?:-\d+)?$", 1).cast(pl.Int32, strict=False)
    days = only_if(five.is_between(SERIAL_FIRST, SERIAL_LAST), five)
    return pl.lit(_SERIAL_ZERO) + pl.duration(days=days)


def _judged(cell: pl.Expr, found: pl.Expr, american: pl.Expr | None) -> Parsed:
    value = only_if(found.is_between(EARLIEST, LATEST), found)
    problem = pl.when(found.is_not_null() & value.is_null()).then(pl.lit(DATE_OUT_OF_RANGE.code))
    if american is not None:
        problem = problem.when(american.is_not_null()).then(pl.lit(DATE_AMERICAN.code))
    return Parsed(value, problem.when(cell.is_not_null() & found.is_null()).then(pl.lit(DATE_UNREADABLE.code)))


def financial_period(expr: pl.Expr) -> Parsed:
    """A period as year * 100 + period, the year being the one its April falls in: 201009 is the ninth of 2010-11.

    Read: 201009, "2010/11 P09", "2010-11 Period 9", "P9 2010/11". Without a year ("P9", "9") the year is 0. Periods
    run from 1 to 12; 13 to 16 are the closing periods that ledgers have.
    """
    cell = trimmed(expr)
    low = cell.str.to_lowercase()
    plain = low.str.extract_groups(r"^(?P<y>(?:19|20)\d{2})[-/ ]?p?(?P<p>\d{2})$")
    # a bare hyphen between year and period would read the day 2010-12-07 as a period
    year_first = low.str.extract_groups(
        r"^(?P<y>(?:19|20)\d{2})\s?[/-]\s?\d{2,4}(?:[ ,:]+|[ ,:/-]*(?:p|per|prd|period|month|mth)\.?\s?)(?P<p>\d{1,2})$"
    )
    year_last = low.str.extract_groups(r"^(?:p|per|prd|period|month|mth)?\.?\s?(?P<p>\d{1,2})[ ,:-]+(?P<y>(?:19|20)\d{2})(?:\s?[/-]\s?\d{2,4})?$")
    alone = low.str.extract(r"^(?:p|per|prd|period|month|mth)?\.?\s?(\d{1,2})$", 1)
    year = pl.coalesce(*(match.struct.field("y") for match in (plain, year_first, year_last)), only_if(alone.is_not_null(), pl.lit("0")))
    period = pl.coalesce(*(match.struct.field("p") for match in (plain, year_first, year_last)), alone).cast(pl.Int64, strict=False)
    value = only_if(period.is_between(1, 16), year.cast(pl.Int64, strict=False) * 100 + period)
    return Parsed(value, pl.when(cell.is_not_null() & value.is_null()).then(pl.lit(PERIOD_UNREADABLE.code)))
