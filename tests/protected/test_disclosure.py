"""The layer of disclosure control by itself: given cells, what is told of them."""

import polars as pl
import pytest

from tests.protected import crowd as drawn
from totalplace.analysis import disclosure
from totalplace.analysis.disclosure import Released, Rules, release
from totalplace.contracts import customers

RULES = Rules.of(drawn.RULES)


def _told(crowd: drawn.Crowd, **given: object) -> dict[str, pl.DataFrame]:
    return {table: released.frame for table, released in release(drawn.cells(crowd, **given), RULES).items()}  # type: ignore[arg-type]


def test_only_the_layer_makes_what_may_be_written() -> None:
    with pytest.raises(TypeError, match="Only disclosure control"):
        Released("mart.cost_spread", customers.COST_SPREAD.empty())
    with pytest.raises(TypeError, match="Only disclosure control"):
        Released("mart.cost_spread", customers.COST_SPREAD.empty(), object())


def test_every_table_of_an_edition_is_released_and_without_cells_is_empty() -> None:
    released = release({}, RULES)
    assert set(released) == {contract.table for contract in customers.IN_EDITION}
    for contract in customers.IN_EDITION:
        assert released[contract.table].frame.schema == contract.polars_schema()
        assert released[contract.table].frame.is_empty()


def test_cells_without_the_true_counts_are_refused() -> None:
    cells = drawn.cells(drawn.crowd(1))
    cells["mart.cost_spread"] = cells["mart.cost_spread"].drop("_largest_pence")
    with pytest.raises(ValueError, match="columns lack or are not of it: _largest_pence"):
        release(cells, RULES)
    with pytest.raises(ValueError, match=r"core\.people cannot be released"):
        release({"core.people": pl.DataFrame()}, RULES)


def test_the_stricter_of_the_two_rules_holds() -> None:
    assert RULES.least_people == 10
    assert Rules.of({**drawn.RULES, "disclosure_least_people": 5.0}).least_people == 8


def test_a_word_that_has_the_form_of_an_identifier_is_not_released() -> None:
    row = {"agency": "police", "layout": "police", "contacts": 100, "_people": 90}
    for word in ("used for 999 123 4567", "lives at M33 1AA", "born 1980-02-03", "born 3/2/1980"):
        with pytest.raises(ValueError, match="has the form of a postcode, a date or a number of a person") as refused:
            release({"mart.contact_intake": pl.DataFrame([{**row, "outcome": word}])}, RULES)
        assert word not in str(refused.value)
    assert disclosure.release({"mart.contact_intake": pl.DataFrame([{**row, "outcome": "used"}])}, RULES)["mart.contact_intake"].frame["contacts"].to_list() == [100]


def test_counts_are_rounded_and_money_is_made_of_rounded_counts() -> None:
    crowd = drawn.crowd(3)
    whole = _told(crowd)["mart.cost_spread"].filter((pl.col("agency") == "all") & (pl.col("theme") == "all") & (pl.col("denominator") == "service users"))
    pence = sum(person.cost(2022) for person in crowd.people)
    assert whole["people"].to_list() == [300]
    assert abs(float(whole["cost_gbp"][0]) * 100 - pence) < 0.01 * pence
    assert float(whole["cost_gbp"][0]) % 1000 == 0, "three digits of some hundred thousand pounds"
