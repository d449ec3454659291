"""What a contact cost: stated first, else the unit cost valid on the day at the year's prices; spells divided by days to the penny."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis.allocation import allocate
from totalplace.analysis.costing import cost, price_index, price_rises_of

SERVICES = pl.DataFrame({"service_id": ["visit", "home", "stay"], "theme": ["health", "care", "health"], "unit": ["visit", "week", "night"]})
LINKS = pl.DataFrame({"record_no": [0, 1], "person_no": [7, 8]})
AVERAGE, MARGINAL, LOW, HIGH = "100.00", "40.00", "80.00", "150.00"


def unit_costs(*rows: tuple[str, date, str, str, str, str, int]) -> pl.DataFrame:
    names = ("service_id", "valid_from", "average_gbp", "marginal_gbp", "low_gbp", "high_gbp", "price_base_fy")
    made = [dict(zip(names, (row[0], row[1], *map(Decimal, row[2:6]), row[6]), strict=True)) for row in rows]
    return pl.DataFrame(made, schema_overrides=dict.fromkeys(names[2:6], pl.Decimal(18, 2)))


COSTS = unit_costs(
    ("visit", date(2000, 4, 1), AVERAGE, MARGINAL, LOW, HIGH, 2023),
    ("visit", date(2024, 1, 1), "120.00", "50.00", "90.00", "160.00", 2023),
    ("home", date(2000, 4, 1), "700.00", "350.00", "600.00", "900.00", 2023),
)


def contacts(*rows: dict[str, Any]) -> pl.DataFrame:
    plain: dict[str, Any] = {
        "record_no": 0, "agency": "trust", "layout": "nhs", "service": "visit", "started_on": date(2023, 5, 1), "ended_on": None, "units": None,
        "stated_cost_pence": None, "substance": None, "occurred_postcode": None,
    }  # fmt: skip
    made = [{**plain, **row, "contact_no": number} for number, row in enumerate(rows)]
    types = {"units": pl.Float64, "stated_cost_pence": pl.Int64, "substance": pl.String, "occurred_postcode": pl.String, "ended_on": pl.Date}
    return pl.DataFrame(made, schema_overrides=types).with_columns(ended_on=pl.coalesce("ended_on", "started_on"))


def costed(*rows: dict[str, Any], **kwargs: Any) -> list[tuple[Any, ...]]:
    return cost(contacts(*rows), LINKS, SERVICES, COSTS, **kwargs).select("contact_no", "period", "average_pence", "marginal_pence", "cost_basis").rows()


def test_a_stated_cost_goes_before_the_unit_cost_and_no_cost_is_told_as_that() -> None:
    assert costed({"stated_cost_pence": 1234}, {}, {"service": "stay"}) == [
        (0, 2023, 1234, 1234, "stated"),  # of 40 pounds that could be avoided no more than is stated
        (1, 2023, 10000, 4000, "unit cost"),
        (2, 2023, 0, None, "none"),
    ]


def test_the_unit_cost_is_that_of_the_day_and_before_the_first_one_the_first() -> None:
    assert [row[2] for row in costed({"started_on": date(2023, 12, 31)}, {"started_on": date(2024, 1, 1)}, {"started_on": date(1999, 1, 1)})] == [10000, 12000, 10000]


def test_low_and_high_take_the_ends_and_leave_what_is_stated() -> None:
    both: tuple[dict[str, Any], ...] = ({}, {"stated_cost_pence": 99})
    found = cost(contacts(*both), LINKS, SERVICES, COSTS)
    assert found.select("low_pence", "average_pence", "high_pence").rows() == [(8000, 10000, 15000), (99, 99, 99)]


def test_units_multiply_and_a_spell_without_units_is_measured_by_its_days() -> None:
    assert [row[2] for row in costed({"units": 2.5}, {"service": "home", "ended_on": date(2023, 5, 14)})] == [25000, 140000]


def test_prices_are_those_of_the_year_in_which_the_contact_fell() -> None:
    rises = {2024: 0.1, 2023: 0.25}
    found = costed({}, {"started_on": date(2025, 3, 31), "service": "home"}, {"started_on": date(2023, 3, 31)}, price_rises=rises)
    assert [row[2] for row in found] == [10000, 11000, 8000]  # a seventh of 700 pounds, 10 % dearer; 100 pounds without the rise of 25 %


def test_price_index_goes_both_ways() -> None:
    rises = {2022: 0.1, 2023: 0.2}
    assert price_index(rises, 2021, 2023) == pytest.approx(1.32)
    assert price_index(rises, 2023, 2021) == pytest.approx(1 / 1.32)
    assert price_index(rises, 2023, 2030) == 1


def test_rises_of_prices_are_assumptions() -> None:
    assert price_rises_of({"price_rise_2024_share": 0.04, "price_rise_later_share": 0.02, "pool_seed": 1}) == {2024: 0.04}


def test_a_spell_at_two_prices_gives_each_year_its_own_and_the_whole_is_rounded_once() -> None:
    found = costed({"service": "home", "started_on": date(2023, 3, 25), "ended_on": date(2023, 4, 7)}, price_rises={2023: 0.25})
    # seven days at 560 pounds a week, seven at 700
    assert [row[1:3] for row in found] == [(2022, 56000), (2023, 70000)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.dates(date(2018, 1, 1), date(2025, 1, 1)), st.integers(0, 2000))
def test_a_stated_cost_is_divided_as_allocate_divides_it(pence: int, started: date, days: int) -> None:
    ended = started + timedelta(days)
    found = costed({"stated_cost_pence": pence, "started_on": started, "ended_on": ended})
    in_year: dict[str, int] = {}
    for step in range(days + 1):
        day = started + timedelta(step)
        year = str(day.year - (day.month < 4))
        in_year[year] = in_year.get(year, 0) + 1
    expected = allocate(Decimal(pence) / 100, {year: Decimal(count) for year, count in in_year.items()})
    assert {str(row[1]): Decimal(row[2]) / 100 for row in found} == expected


def test_who_it_is_about_and_where_are_joined_on() -> None:
    people = pl.DataFrame({"person_no": [7], "lsoa_code": ["E01"], "msoa_code": ["E02"]})
    postcodes = pl.DataFrame({"postcode": ["ZZ11AA"], "lsoa_code": ["E03"], "msoa_code": ["E04"]})
    found = cost(contacts({"occurred_postcode": "ZZ11AA"}, {"record_no": 1}), LINKS, SERVICES, COSTS, people, postcodes)
    assert found.select("person_no", "theme", "lsoa_code", "msoa_code", "occurred_lsoa", "occurred_msoa").rows() == [
        (7, "health", "E01", "E02", "E03", "E04"),
        (8, "health", None, None, None, None),
    ]


def test_no_contacts_give_no_rows() -> None:
    assert cost(contacts({}).clear(), LINKS, SERVICES, COSTS).height == 0
