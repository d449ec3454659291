"""The ledger on arrays against the ledger to the penny: the same agreement with each draw's costs written into its file."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analysis.pools import VAT, Agreement, count, parsed
from tests.analysis.test_pooling import agreements
from totalplace.analysis import pooling
from totalplace.analysis.drawn_ledger import agreed, run

PENNIES_OFF = 0.25  # pounds: the ledger rounds each step of each year to the penny


DRAWS = st.lists(st.tuples(st.integers(-1000, 1500), st.integers(-1000, 1500)), min_size=1, max_size=4)


@settings(max_examples=20, deadline=None)
@given(agreements(), DRAWS)
def test_each_draw_is_the_ledger_of_that_draw_s_costs(agreement: Agreement, draws: list[tuple[int, int]]) -> None:
    judge(agreement, draws)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=2000, deadline=None)
@given(agreements(), DRAWS)
def test_many_draws_are_the_ledger_of_their_costs(agreement: Agreement, draws: list[tuple[int, int]]) -> None:
    judge(agreement, draws)


def judge(agreement: Agreement, draws: list[tuple[int, int]]) -> None:
    """What is called for, given back, spent and held, by year and body, against the ledger to the penny."""
    file = parsed(agreement.text())
    assert file.scenario is not None, file.faults
    scenario, kept = file.scenario, count()
    as_agreed, faults = pooling.ledger_of(file, scenario, kept, {}, VAT)
    assert as_agreed is not None, faults
    pool = agreed(as_agreed)
    beyond = np.array(draws).T[: len(pool.purposes)] / 1000
    flows = run(pool, beyond)
    in_all = flows.wanted.sum(axis=1)
    assume(np.all((in_all == 0) | (in_all >= 1)))
    # the fixed fee is divided by spending in whole pennies
    off = PENNIES_OFF + float(scenario.fee.fixed_gbp) * 0.01 / min(in_all[in_all > 0], default=1)
    for number, draw in enumerate(draws):
        share = dict(zip(pool.purposes, draw, strict=False))
        purposes = tuple(
            purpose.model_copy(update={"variance_share": tuple((1 + scenario.in_year(purpose.variance_share, fy)) * (1 + Decimal(share[purpose.id]) / 1000) - 1 for fy in scenario.years)})
            for purpose in scenario.purpose
        )
        ledger, faults = pooling.ledger_of(file, scenario.model_copy(update={"purpose": purposes}), kept, {}, VAT)
        assert ledger is not None, faults
        for at, fy in enumerate(scenario.years):
            of_year = [entry for entry in ledger.contributions if entry.fy == fy]
            for body, name in enumerate(pool.bodies):
                called = sum(entry.called_gbp for entry in of_year if entry.body_id == name)
                returned = sum(entry.returned_gbp for entry in of_year if entry.body_id == name)
                assert abs(flows.called[at, body, number] - float(called)) < off
                assert abs(flows.returned[at, body, number] - float(returned)) < off
            for purpose, name in enumerate(pool.purposes):
                assert abs(flows.spend[at, purpose, number] - float(ledger.flows.get((fy, "spend", name), 0))) < off
                assert abs(flows.fee[at, purpose, number] - float(ledger.flows.get((fy, "fee", name), 0))) < off
        for body, name in enumerate(pool.bodies):
            assert abs(flows.held[body, number] - float(ledger.held.get(name, 0))) < off
