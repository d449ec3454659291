"""What is written is what is read back, for any amount and any day."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace import values as v
from totalplace.values._names import COMPANY_WORDS, FIRMS_NAMED_LIKE_PEOPLE, FORENAMES, SURNAMES_TOO
from totalplace.values.cells import _RUN, EMPTY_CELL, Remembered, trimmed

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


WORDS = st.one_of(st.none(), st.sampled_from(EMPTY_CELL), st.text(st.sampled_from("ab. \t\n\x1c\x7f\xa0\u200b†é£-"), max_size=6))


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=12), st.integers(0, 3))
def test_text_is_the_same_whether_or_not_a_cell_is_passed_over(cells: list[str | None], first: int) -> None:
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.String}).slice(first)
    slowly = trimmed(pl.col("cell"), EMPTY_CELL).str.replace_all(_RUN, " ")
    assert frame.select(v.text(pl.col("cell")).value)["cell"].to_list() == frame.select(slowly)["cell"].to_list()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True), max_size=8), st.integers(0, 4))
def test_what_is_remembered_is_what_was_judged(batches: list[list[str]], most: int) -> None:
    judge = Remembered(lambda cells: cells.with_columns((pl.col("cell") + "!").alias("said")), {"said": pl.String}, most)
    for batch in batches:
        said = judge(pl.DataFrame({"cell": batch}, schema={"cell": pl.String}))
        assert said["cell"].to_list() == batch
        assert said["said"].to_list() == [cell + "!" for cell in batch]
        assert judge._known.height <= most


INVENTED = st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True).filter(lambda word: word.upper() not in COMPANY_WORDS)
SURNAMES = st.one_of(INVENTED, st.sampled_from(sorted(SURNAMES_TOO)).map(str.title))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(FORENAMES)).map(str.title), SURNAMES), min_size=1, max_size=10))
def test_a_forename_and_a_surname_are_withheld_however_they_are_written(people: list[tuple[str, str]]) -> None:
    kept = [(forename, surname) for forename, surname in people if f"{forename} {surname}".upper() not in FIRMS_NAMED_LIKE_PEOPLE]
    written = [
        form
        for forename, surname in kept
        for name in (f"{forename} {surname}", f"{surname}, {forename}", f"{forename} Q {surname}", f"Mrs {forename} {surname}")
        for form in (name, name.upper(), name + name, f"Redacted {name}")
    ]
    frame = pl.DataFrame({"name": written}, schema={"name": pl.String})
    assert frame.filter(~v.payee_is_private(pl.col("name")))["name"].to_list() == []
