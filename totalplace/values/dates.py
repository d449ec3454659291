"""Dates and financial periods.

Belongs here: reading one cell as a day or as a period of a financial year, day first always. Does not belong here: which
of a line's dates counts, or deciding that a whole column is American (recognition.py looks at the column).
"""

import datetime

import polars as pl

from totalplace.sources._base import Parsed
from totalplace.values.cells import CELL, Remembered, only_if, parsed_per_distinct, problem_where, trimmed
from totalplace.values.problems import (
    DATE_AMERICAN,
    DATE_OUT_OF_RANGE,
    DATE_READ_AS_AMERICAN,
    DATE_UNREADABLE,
    PERIOD_UNREADABLE,
    YEAR_UNREADABLE,
)

# Registers and payments are statements of living bodies: an earlier day is a typing error or a spreadsheet's nought (1899-12-30).
EARLIEST = datetime.date(1900, 1, 1)
# A fixed bound, because a result may not depend on the day it is made: some years ahead of any file that this release will meet.
LATEST = datetime.date(2035, 12, 31)
# Leases run for centuries and private finance for decades.
LAST_OF_A_TERM = datetime.date(2999, 12, 31)
# Serial numbers of spreadsheets that are taken for days, 1 January 1980 to LATEST. Below stand numbers that are more likely something else.
SERIAL_FIRST, SERIAL_LAST = 29221, 49674
_SERIAL_ZERO = datetime.date(1899, 12, 30)
# Two-digit years: 00 to 69 are 2000 to 2069 (and out of range beyond LATEST), 70 to 99 are 1970 to 1999.
_TIME_OF_DAY = r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$"
_DAY_FIRST = ("%d-%m-%y", "%d-%m-%Y", "%d-%B-%y", "%d-%B-%Y")
_MONTH_FIRST = ("%m-%d-%y", "%m-%d-%Y")


def date(expr: pl.Expr) -> Parsed:
    """A day: ISO with or without a time, d/m/Y, d-m-Y, d.m.Y, d Mon Y, YYYYMMDD, or a spreadsheet's serial number.

    The day stands first, always. A cell that is a date only with the month first is the problem "date looks American" and
    is left blank: swapping one cell while its neighbours stay would put payments in wrong years without a word.
    """
    return parsed_per_distinct(expr, pl.Date, _DAYS)


def term_end(expr: pl.Expr) -> Parsed:
    """The same for the day on which a term ends or can be ended, which may lie far ahead."""
    return parsed_per_distinct(expr, pl.Date, _TERM_ENDS)


def american_date(expr: pl.Expr) -> Parsed:
    """The same with the month first. Only for a column in which every date can be read so and one at least only so."""
    return parsed_per_distinct(expr, pl.Date, _judge_month_first)


def _judge_term_end(cells: pl.DataFrame) -> pl.DataFrame:
    return _judge_day_first(cells, LAST_OF_A_TERM)


def _judge_day_first(cells: pl.DataFrame, latest: datetime.date = LATEST) -> pl.DataFrame:
    tidy = _tidied(cells).with_columns(_first(*_DAY_FIRST).alias("found"))
    tidy = tidy.with_columns(pl.coalesce("found", _iso(), _compact(), _serial()).alias("found"))
    american = only_if(pl.col("found").is_null(), pl.col("tidy"))
    return _judged(tidy.with_columns(american.alias("left")).with_columns(_first(*_MONTH_FIRST, column="left").alias("american")), latest)


def _judge_month_first(cells: pl.DataFrame) -> pl.DataFrame:
    tidy = _tidied(cells).with_columns(_first(*_MONTH_FIRST).alias("swapped"))
    found = pl.coalesce("swapped", _first("%d-%B-%y", "%d-%B-%Y"), _iso(), _compact(), _serial())
    judged = _judged(tidy.with_columns(found.alias("found"), pl.lit(None, pl.Date).alias("american")))
    note = pl.when(pl.col("swapped").is_not_null()).then(pl.lit(DATE_READ_AS_AMERICAN.code))
    return judged.with_columns(pl.coalesce("problem", note).alias("problem"))


def _tidied(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells trimmed, and with "-" between the parts of a date and nothing but the date."""
    return cells.with_columns(trimmed(pl.col(CELL)).alias("trimmed")).with_columns(
        pl.col("trimmed")
        .str.replace(_TIME_OF_DAY, "")
        .str.replace_all(r"[/. ,]+", "-")
        # "3rd September 2019", "Monday 3 Sept 2019"
        .str.replace(r"(?i)^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?-", "")
        .str.replace(r"(?i)^(\d{1,2})(?:st|nd|rd|th)-", "${1}-")
        .str.replace(r"(?i)-sept-", "-Sep-")
        .alias("tidy")
    )


def _first(*formats: str, column: str = "tidy") -> pl.Expr:
    # %y stands before %Y: "%Y" would take 12 for the year 12, while "%y" cannot take 2012
    return pl.coalesce(*(pl.col(column).str.to_date(form, strict=False) for form in formats))


def _iso() -> pl.Expr:
    return pl.col("tidy").str.to_date("%Y-%m-%d", strict=False)


def _compact() -> pl.Expr:
    return only_if(pl.col("tidy").str.len_bytes() == 8, pl.col("tidy")).str.to_date("%Y%m%d", strict=False)


def _serial() -> pl.Expr:
    # the fraction of a serial is the time of day; its point became "-" above
    five = pl.col("tidy").str.extract(r"^(\d{5})(?:-\d+)?$", 1).cast(pl.Int32, strict=False)
    return pl.lit(_SERIAL_ZERO) + pl.duration(days=only_if(five.is_between(SERIAL_FIRST, SERIAL_LAST), five))


def _judged(found: pl.DataFrame, latest: datetime.date = LATEST) -> pl.DataFrame:
    is_found = pl.col("found").is_not_null()
    value = only_if(pl.col("found").is_between(EARLIEST, latest), pl.col("found"))
    return found.with_columns(value.alias("value")).with_columns(
        pl.when(is_found & pl.col("value").is_null())
        .then(pl.lit(DATE_OUT_OF_RANGE.code))
        .when(pl.col("american").is_not_null())
        .then(pl.lit(DATE_AMERICAN.code))
        .when(pl.col("trimmed").is_not_null() & ~is_found)
        .then(pl.lit(DATE_UNREADABLE.code))
        .alias("problem")
    )


def financial_period(expr: pl.Expr) -> Parsed:
    """A period as year * 100 + period, the year being the one its April falls in: 201009 is the ninth of 2010-11.

    Read: 201009, "2010/11 P09", "2010-11 Period 9", "P9 2010/11". Without a year ("P9", "9") the year is 0. Periods
    run from 1 to 12; 13 to 16 are the closing periods that ledgers have.
    """
    return parsed_per_distinct(expr, pl.Int64, _judge_period)


_PERIOD_WORD = r"(?:p|per|prd|period|month|mth)"
_PERIOD_FORMS = (
    r"^(?P<y>(?:19|20)\d{2})[-/ ]?p?(?P<p>\d{2})$",
    # a bare hyphen between year and period would read the day 2010-12-07 as a period
    rf"^(?P<y>(?:19|20)\d{{2}})\s?[/-]\s?\d{{2,4}}(?:[ ,:]+|[ ,:/-]*{_PERIOD_WORD}\.?\s?)(?P<p>\d{{1,2}})$",
    rf"^{_PERIOD_WORD}?\.?\s?(?P<p>\d{{1,2}})[ ,:-]+(?P<y>(?:19|20)\d{{2}})(?:\s?[/-]\s?\d{{2,4}})?$",
)


def _judge_period(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("low"))
    matches = [pl.col("low").str.extract_groups(form) for form in _PERIOD_FORMS]
    alone = pl.col("low").str.extract(rf"^{_PERIOD_WORD}?\.?\s?(\d{{1,2}})$", 1)
    cells = cells.with_columns(
        pl.coalesce(*(match.struct.field("y") for match in matches), only_if(alone.is_not_null(), pl.lit("0"))).alias("y"),
        pl.coalesce(*(match.struct.field("p") for match in matches), alone).cast(pl.Int64, strict=False).alias("p"),
    )
    value = only_if(pl.col("p").is_between(1, 16), pl.col("y").cast(pl.Int64, strict=False) * 100 + pl.col("p"))
    return cells.with_columns(value.alias("value")).with_columns(
        problem_where(pl.col("low").is_not_null() & pl.col("value").is_null(), PERIOD_UNREADABLE).alias("problem")
    )


def financial_year(expr: pl.Expr) -> Parsed:
    """A financial year as the year its April falls in: "2010/11", "2010-2011", "FY 10/11", or a day in it.

    One year alone is none: some publishers name the first year so and others the second.
    """
    return parsed_per_distinct(expr, pl.Int64, _judge_year)


_YEAR = r"^(?:fy|financial year|year)?[ :]*(?P<first>(?:19|20)\d{2}|\d{2})\s?[-/–]\s?(?P<second>(?:19|20)?\d{2})$"


def _judge_year(cells: pl.DataFrame) -> pl.DataFrame:
    cells = _judge_day_first(cells)
    said = trimmed(pl.col(CELL)).str.to_lowercase().str.extract_groups(_YEAR).struct.field
    first = said("first").cast(pl.Int64, strict=False)
    first = pl.when(first < 70).then(first + 2000).when(first < 100).then(first + 1900).otherwise(first)
    is_next = said("second").str.slice(-2).cast(pl.Int64, strict=False) == (first + 1) % 100
    day = pl.col("value")
    of_day = (day.dt.year() - (day.dt.month() < 4).cast(pl.Int32)).cast(pl.Int64)
    cells = cells.with_columns(pl.coalesce(only_if(is_next, first), of_day).alias("value"))
    return cells.with_columns(
        problem_where(pl.col("trimmed").is_not_null() & pl.col("value").is_null(), YEAR_UNREADABLE).alias("problem")
    )


_DAYS = Remembered(_judge_day_first, {"value": pl.Date, "problem": pl.String})
_TERM_ENDS = Remembered(_judge_term_end, {"value": pl.Date, "problem": pl.String})
