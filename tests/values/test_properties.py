"""What is written is what is read back, for any amount and any day."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace import values as v

PENCE = st.integers(min_value=-(10**13), max_value=10**13)
DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2035, 12, 31))


def written(pence: int) -> list[str]:
    pounds = Decimal(abs(pence)) / 100
    plain = f"{pounds:.2f}"
    grouped = f"{pounds:,.2f}"
    if pence >= 0:
        return [plain, grouped, f"£{grouped}", f" {plain} ", f"{plain}DR"]
    return [f"-{plain}", f"({grouped})", f"-£{grouped}", f"{plain}-", f"{grouped} CR"]


@settings(max_examples=40, deadline=None)
@given(st.lists(PENCE, min_size=1, max_size=20))
def test_money_round_trip(amounts: list[int]) -> None:
    cells = [(form, Decimal(pence) / 100) for pence in amounts for form in written(pence)]
    frame = pl.DataFrame({"cell": [cell for cell, _ in cells]})
    parsed = v.money(pl.col("cell"))
    out = frame.select(parsed.value.alias("v"), parsed.problem.alias("p"))
    assert out["v"].to_list() == [amount for _, amount in cells]
    assert out["p"].null_count() == len(cells)


@settings(max_examples=40, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=20))
def test_date_round_trip(days: list[date]) -> None:
    forms = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d %B %Y", "%d-%b-%y", "%Y%m%d", "%Y-%m-%dT%H:%M:%S")
    cells = [(day.strftime(form), day) for day in days for form in forms]
    frame = pl.DataFrame({"cell": [cell for cell, _ in cells]})
    assert frame.select(v.date(pl.col("cell")).value)["cell"].to_list() == [day for _, day in cells]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=20))
def test_no_text_breaks_a_parser(cells: list[str]) -> None:
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.String})
    for parser in (v.money, v.date, v.financial_period, v.uprn, v.postcode, v.area_m2, v.number, v.integer, v.energy_rating, v.text):
        parsed = parser(pl.col("cell"))
        assert frame.select(parsed.value.alias("v"), parsed.problem.alias("p")).height == len(cells)
    assert frame.select(v.payee(pl.col("cell"))).height == len(cells)
