"""The three pooled budgets of the example place, against what its returns truly hold."""

from decimal import Decimal

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)


def test_each_is_worked_out(published: Published) -> None:
    assert {(row["scenario_id"], row["is_computed"], row["reason"]) for row in published.rows("select * from mart.pool_scenario")} == {
        ("alcohol-one-pot", True, None), ("early-help-top-slice", True, None), ("young-people-one-offer", True, None),
    }  # fmt: skip


def test_contributions_are_drawn_from_what_the_returns_truly_hold(published: Published) -> None:
    truth = {(row["body_id"], row["line_code"], row["fy"]): Decimal(row["net_gbp"]) for row in published.truth("spend_count.csv")}
    drawn = published.rows(
        """
        select pool.*, counted.line_code
        from mart.pool_contribution as pool
        join mart.spend_count as counted on counted.count_id = pool.count_id
        where pool.count_id > 0 and pool.fy = 2026
        """
    )
    assert len(drawn) == 6 + 2 + 2  # of the slice: neither schools nor public health, which are ring-fenced, nor highways, which the agreement leaves out
    for row in drawn:
        assert row["base_gbp"] == truth[row["body_id"], row["line_code"], "2024"], row
    health = next(row for row in drawn if row["line"] == "Public Health")
    # two per cent of the line, two years on at two per cent a year; half a penny is not in it
    assert health["amount_gbp"] == (health["base_gbp"] * Decimal("1.0404") * Decimal("0.02")).quantize(Decimal("0.01"))
    assert health["is_locked"] and health["purpose"] == "treatment"


def test_a_fixed_sum_from_a_named_line_is_that_line_s(published: Published) -> None:
    [row] = published.rows("select * from mart.pool_contribution where scenario_id = 'young-people-one-offer' and line = 'Children Social Care' and fy = 2026")
    assert row["amount_gbp"] == 700_000


def test_the_year_that_is_lost_leaves_what_the_agreement_says(published: Published) -> None:
    flow = {(row["item"], row["purpose"]): row["amount_gbp"] for row in published.rows("select * from mart.pool_flow where scenario_id = 'early-help-top-slice' and fy = 2027")}
    [[paid]] = [row.values() for row in published.rows("select sum(amount_gbp) as gbp from mart.pool_contribution where scenario_id = 'early-help-top-slice' and fy = 2027")]
    assert ("spend", "family-hubs") not in flow
    assert flow["spend", "mediation"] + flow["returned", "any-purpose"] == paid
    assert all(gbp == 0 for (item, _), gbp in flow.items() if item in ("opening", "closing"))
