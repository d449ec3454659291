"""Each oddity of a published cell with the value that it must have, typed by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from totalplace import values as v
from totalplace.sources._base import Parser
from totalplace.values.problems import VALUE_ISSUES


def read(parser: Parser, cell: str | None) -> tuple[Any, str | None]:
    frame = pl.LazyFrame({"cell": [cell]}, schema={"cell": pl.String})
    parsed = parser(pl.col("cell"))
    return frame.select(parsed.value.alias("value"), parsed.problem.cast(pl.String).alias("problem")).collect().row(0)


BLANKS = [None, "", "   ", "\xa0", "\r\n", "N/A", "#N/A", "NULL", "n/a", "-", "††"]
PARSERS = {
    "money": v.money,
    "money in thousands": v.money_thousands,
    "date": v.date,
    "period": v.financial_period,
    "UPRN": v.uprn,
    "postcode": v.postcode,
    "area": v.area_m2,
    "number": v.number,
    "integer": v.integer,
    "yes or no": v.yes_no,
    "energy rating": v.energy_rating,
    "text": v.text,
}


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_cell_is_null_and_no_problem(name: str, blank: str | None) -> None:
    assert read(PARSERS[name], blank) == (None, None)


@pytest.mark.parametrize(
    ("cell", "pounds", "problem"),
    [
        ("1234.56", "1234.56", None),
        ("1,234.56", "1234.56", None),
        ("12,345,678.90", "12345678.90", None),
        (" 1616.23 ", "1616.23", None),
        ("\xa05\xa0", "5.00", None),
        ("£1,000", "1000.00", None),
        ("Â£12.50", "12.50", None),
        ("œ5.00", "5.00", None),
        ("ú5.00", "5.00", None),
        ("\ufffd5.00", "5.00", None),
        ("(1,234.50)", "-1234.50", None),
        ("(£5.00)", "-5.00", None),
        ("-£5.00", "-5.00", None),
        ("£-5.00", "-5.00", None),
        ("12.00-", "-12.00", None),
        ("12.00 CR", "-12.00", None),
        ("12.00DR", "12.00", None),
        ("+3", "3.00", None),
        (".5", "0.50", None),
        ("Nil", "0.00", None),
        ("0", "0.00", None),
        ("1.005", "1.01", "amount rounded"),
        ("-1.005", "-1.01", "amount rounded"),
        ("2.675", "2.68", "amount rounded"),
        ("1234.5600000000001", "1234.56", None),
        ("10298896.31.", "10298896.31", "amount repaired"),
        ("25/06/2012900", None, "amount unreadable"),
        ("1.2E+05", None, "amount unreadable"),
        ("1e5", None, "amount unreadable"),
        ("1234,56", None, "amount unreadable"),
        ("1,23,456", None, "amount unreadable"),
        ("--5", None, "amount unreadable"),
        ("(5", None, "amount unreadable"),
        ("PRIVATE RESIDENTIAL CARE", None, "amount unreadable"),
        ("99999999999999999", None, "amount unreadable"),
        ("inf", None, "amount unreadable"),
    ],
)
def test_money(cell: str, pounds: str | None, problem: str | None) -> None:
    assert read(v.money, cell) == (None if pounds is None else Decimal(pounds), problem)


@pytest.mark.parametrize(("cell", "pounds"), [("12.3456", "12345.60"), ("1,200", "1200000.00"), ("(3)", "-3000.00"), ("£0.5", "500.00")])
def test_money_in_thousands(cell: str, pounds: str) -> None:
    assert read(v.money_thousands, cell) == (Decimal(pounds), None)


@pytest.mark.parametrize(
    ("cell", "day", "problem"),
    [
        ("2019-04-01", date(2019, 4, 1), None),
        ("2019-04-01 00:00:00", date(2019, 4, 1), None),
        ("2019-04-01T10:20:30.123Z", date(2019, 4, 1), None),
        ("2019/04/01", date(2019, 4, 1), None),
        ("01/04/2019", date(2019, 4, 1), None),
        ("1/4/19", date(2019, 4, 1), None),
        ("01-04-2019 10:00", date(2019, 4, 1), None),
        ("1.4.2019", date(2019, 4, 1), None),
        ("30-May-12", date(2012, 5, 30), None),
        ("30 May 2012", date(2012, 5, 30), None),
        ("14-Jan-2011", date(2011, 1, 14), None),
        ("3rd September 2019", date(2019, 9, 3), None),
        ("Tuesday 3 Sept 2019", date(2019, 9, 3), None),
        ("20190401", date(2019, 4, 1), None),
        ("43922", date(2020, 4, 1), None),
        ("43922.5", date(2020, 4, 1), None),
        ("31/12/69", None, "date out of range"),
        ("31/12/70", date(1970, 12, 31), None),
        ("29/02/2020", date(2020, 2, 29), None),
        ("29/02/2019", None, "date unreadable"),
        ("00:00:00", None, "date unreadable"),
        ("04/25/2019", None, "date looks American"),
        ("25/06/2012900", None, "date unreadable"),
        ("1899-12-30", None, "date out of range"),
        ("2091-01-01", None, "date out of range"),
        ("March 2013", None, "date unreadable"),
        ("Oct-10", None, "date unreadable"),
        ("201009", None, "date unreadable"),
        ("12345", None, "date unreadable"),
        ("TBC", None, None),
    ],
)
def test_date(cell: str, day: date | None, problem: str | None) -> None:
    assert read(v.date, cell) == (day, problem)


def test_a_term_ends_far_ahead_where_a_payment_does_not() -> None:
    """A lease of 999 years from 1900, and one of a typing error."""
    assert read(v.term_end, "24/06/2899") == (date(2899, 6, 24), None)
    assert read(v.term_end, "2019-03-31") == (date(2019, 3, 31), None)
    assert read(v.term_end, "24/06/9899") == (None, "date out of range")


@pytest.mark.parametrize(
    ("cell", "day", "problem"),
    [
        ("04/25/2019", date(2019, 4, 25), "date read as American"),
        ("04/05/2019", date(2019, 4, 5), "date read as American"),
        ("2019-04-05", date(2019, 4, 5), None),
        ("25/04/2019", None, "date unreadable"),
    ],
)
def test_american_date(cell: str, day: date | None, problem: str | None) -> None:
    assert read(v.american_date, cell) == (day, problem)


@pytest.mark.parametrize(
    ("cell", "period", "problem"),
    [
        ("201009", 201009, None),
        ("202205", 202205, None),
        ("2010/11 P09", 201009, None),
        ("2010-11 Period 9", 201009, None),
        ("P9 2010/11", 201009, None),
        ("P13", 13, None),
        ("9", 9, None),
        ("201017", None, "period unreadable"),
        ("2010-12-07", None, "period unreadable"),
        ("September", None, "period unreadable"),
    ],
)
def test_financial_period(cell: str, period: int | None, problem: str | None) -> None:
    assert read(v.financial_period, cell) == (period, problem)


@pytest.mark.parametrize(
    ("cell", "uprn", "problem"),
    [
        ("100012345678", "100012345678", None),
        ("000010012", "10012", None),
        ("100012345678.0", "100012345678", None),
        ("100,012", "100012", None),
        ("Not Known", None, None),
        ("000000000000", None, None),
        ("1.00023E+11", None, "UPRN lost in a spreadsheet"),
        ("1234567890123", None, "UPRN unreadable"),
        ("10001; 10002", None, "UPRN unreadable"),
    ],
)
def test_uprn(cell: str, uprn: str | None, problem: str | None) -> None:
    assert read(v.uprn, cell) == (uprn, problem)


@pytest.mark.parametrize(
    ("cell", "postcode", "problem", "outward"),
    [
        ("ZE1 0AA", "ZE1 0AA", None, None),
        ("ze10aa", "ZE1 0AA", None, None),
        ("ZE1 0AA\r\n", "ZE1 0AA", None, None),
        ("EC4M9AD ", "EC4M 9AD", None, None),
        ("D L1 5LB", "DL1 5LB", None, None),
        ("ZE1 OAA", "ZE1 0AA", "postcode repaired", None),
        ("0L1 1AA", "OL1 1AA", "postcode repaired", None),
        ("WAI4 4PU", "WA14 4PU", "postcode repaired", None),
        ("SO1 2AB", "SO1 2AB", None, None),
        ("GIR 0AA", "GIR 0AA", None, None),
        ("ZE1", None, "postcode is only the first half", "ZE1"),
        ("W1A", None, "postcode is only the first half", "W1A"),
        ("WA14 1", None, "postcode cut short", "WA14"),
        ("T12 VP94", None, "postcode unreadable", None),
        ("Town Centre", None, "postcode unreadable", None),
        ("Colour", None, "postcode unreadable", None),
    ],
)
def test_postcode(cell: str, postcode: str | None, problem: str | None, outward: str | None) -> None:
    assert read(v.postcode, cell) == (postcode, problem)
    assert pl.DataFrame({"cell": [cell]}).select(v.outward_code(pl.col("cell"))).item() == outward


@pytest.mark.parametrize(
    ("cell", "square_metres", "problem"),
    [
        ("415.05", 415.05, None),
        ("1,234 sqm", 1234.0, None),
        ("500 m²", 500.0, None),
        ("500 sq. m.", 500.0, None),
        ("0.537 hectares (1.33 acres)", 5370.0, None),
        ("2.5 ha", 25000.0, None),
        ("1.33 acres", 5382.319, "area in another unit"),
        ("500 sq ft", 46.4515, "area in another unit"),
        ("0 sq ft", 0.0, None),
        ("approx 500", 500.0, None),
        ("1,000-2,000", None, "area unreadable"),
        ("-5", None, "area unreadable"),
        ("12 x 10", None, "area unreadable"),
    ],
)
def test_area(cell: str, square_metres: float | None, problem: str | None) -> None:
    assert read(v.area_m2, cell) == (square_metres, problem)


def test_area_in_acres_or_square_feet_is_told() -> None:
    assert read(v.area_acres_as_m2, "2") == (8093.7128, "area in another unit")
    assert read(v.area_square_feet_as_m2, "1,000") == (92.903, "area in another unit")
    assert read(v.area_square_feet_as_m2, "92.9 m2") == (92.9, None)


def test_area_in_hectares_unless_the_cell_says_otherwise() -> None:
    assert read(v.area_hectares_as_m2, "0.27") == (2700.0, None)
    assert read(v.area_hectares_as_m2, "270 m2") == (270.0, None)


@pytest.mark.parametrize(
    ("cell", "letter", "problem"),
    [
        ("E", "E", None),
        ("Band C", "C", None),
        ("D (85)", "D", None),
        ("A+", "A", None),
        ("EPC: g", "G", None),
        ("Exempt", None, None),
        ("H", None, "energy rating unreadable"),
        ("85", None, "energy rating unreadable"),
        ("C & D", None, "energy rating unreadable"),
    ],
)
def test_energy_rating(cell: str, letter: str | None, problem: str | None) -> None:
    assert read(v.energy_rating, cell) == (letter, problem)


@pytest.mark.parametrize(("cell", "words"), [("High\r\nStreet", "High Street"), (" a \xa0 b ", "a b"), ("Unknown", "Unknown"), ("Nil", "Nil")])
def test_text(cell: str, words: str) -> None:
    assert read(v.text, cell) == (words, None)


@pytest.mark.parametrize(("cell", "value"), [("Yes", True), ("n", False), ("TRUE", True), ("0", False)])
def test_yes_no(cell: str, value: bool) -> None:
    assert read(v.yes_no, cell) == (value, None)


@pytest.mark.parametrize(
    ("cell", "pair", "at_end"),
    [
        ("(51.5, -1.25)", (51.5, -1.25), False),
        ("395000, 222000", (395000.0, 222000.0), False),
        ("POINT(-2.5 53.5)", (-2.5, 53.5), False),
        ("Underhill Circus OX0 0AA\nUK\n(51.75, -1.125)", (51.75, -1.125), True),
        ("12 High Street", (None, None), False),
        ("1, 2 High Street (rear)", (None, None), True),
    ],
)
def test_coordinate_pair(cell: str, pair: tuple[float | None, float | None], at_end: bool) -> None:
    first, second = v.coordinate_pair(pl.col("cell"), at_end=at_end)
    assert pl.DataFrame({"cell": [cell]}).select(a=first, b=second).row(0) == pair


@pytest.mark.parametrize(
    ("cell", "corner"),
    [
        ("SJ 834 987", (383400.0, 398700.0)),
        ("SJ8345698765", (383456.0, 398765.0)),
        ("NT 27 73", (327000.0, 673000.0)),
        ("tq 300 800", (530000.0, 180000.0)),
        ("XX 12 34", (None, None)),
        ("SJ 123", (None, None)),
    ],
)
def test_grid_reference(cell: str, corner: tuple[float | None, float | None]) -> None:
    easting, northing = v.grid_reference(pl.col("cell"))
    assert pl.DataFrame({"cell": [cell]}).select(a=easting, b=northing).row(0) == corner


def test_every_issue_type_has_its_own_code_and_ends_as_a_sentence() -> None:
    codes = [issue.code for issue in VALUE_ISSUES]
    assert len(set(codes)) == len(codes)
    assert all(issue.message.endswith(".") for issue in VALUE_ISSUES)


@pytest.mark.parametrize(
    ("cell", "year", "problem"),
    [
        ("2010/11", 2010, None), ("2010-2011", 2010, None), ("FY 99/00", 1999, None), ("31/03/2011", 2010, None), ("2011-04-01", 2011, None),
        ("2010/12", None, "year of a figure unreadable"), ("2011", None, "year of a figure unreadable"), ("", None, None),
    ],
)  # fmt: skip
def test_financial_year(cell: str, year: int | None, problem: str | None) -> None:
    assert read(v.financial_year, cell) == (year, problem)


@pytest.mark.parametrize(
    ("heading", "rest", "year", "day"),
    [
        ("running cost 2010 11", "running cost", 2010, None), ("running costs gbp000 2010 2011", "running costs gbp000", 2010, None),
        ("2010 11 running cost gbp", "running cost gbp", 2010, None), ("nbv at 31 03 2011", "nbv", 2010, date(2011, 3, 31)),
        ("running cost year ended 31 march 2011", "running cost", 2010, date(2011, 3, 31)), ("book value 2011 04 01", "book value", 2011, date(2011, 4, 1)),
        ("running cost for 2011", "running cost", None, None), ("running cost", "running cost", None, None), ("address line 1", "address line 1", None, None),
        ("nbv at 31 02 2011", "nbv at 31 02", None, None),
    ],
)  # fmt: skip
def test_the_date_that_a_heading_states(heading: str, rest: str, year: int | None, day: date | None) -> None:
    found = v.stated_date(heading)
    assert (found.rest, found.fy, found.on) == (rest, year, day)
