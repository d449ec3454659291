"""How far those who sent nothing widen an interval."""

import math

from totalplace.analysis import sensitivity
from totalplace.analysis.concentration import verdict
from totalplace.contracts.customers import UNDECIDED

CENTRAL = {sensitivity.CENTRAL: 0.9}


def test_with_one_agency_alone_anything_may_be_of_the_others() -> None:
    shift = sensitivity._shift(CENTRAL, ["nhs"])
    assert verdict(max(0.0, 0.9 - shift.down), min(1.0, 0.9 + shift.up), 0.8) == UNDECIDED
    assert sensitivity.MISSING in shift.looked_at


def test_each_of_several_that_are_missing_counts() -> None:
    at = CENTRAL | {f"{sensitivity.WITHOUT}police": 0.87, f"{sensitivity.WITHOUT}trust": 0.92}
    one, four = (sensitivity._shift(at, ["layout"] * count) for count in (1, 4))
    assert math.isclose(one.down, 0.03) and math.isclose(one.up, 0.03)
    assert math.isclose(four.down, 0.06) and math.isclose(four.up, 0.06)


def test_where_all_sent_data_nothing_is_added_for_missing_ones() -> None:
    assert sensitivity.MISSING not in sensitivity._shift(CENTRAL, []).looked_at
