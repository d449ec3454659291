"""What uncertainty does to a pool, on a case whose chances can be worked out by hand."""

import math
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tests.analysis.pools import TERMS, ledger
from totalplace.analysis import pool_risk
from totalplace.analysis.pool_model import PoolModel, Widening
from totalplace.analysis.pool_risk import (
    Chance,
    cannot_be_drawn,
    drawn,
    drawn_inputs,
    percentile,
    risk_rows,
    sensitivity_rows,
)

WIDE = Widening({grade: grade / 10 for grade in range(1, 6)}, {grade: grade / 20 for grade in range(1, 6)})
CHANCE = Chance(draws=20_000, seed=1, shock_share=0.5)

# The council pays £100,000, all of it spent in the first year. Of 1,000 people a half are spared an event of £250 that the trust would have paid:
# £250,000 × effect, in steps of a pound. Prices are those of the first year, and evidence is of the best grade: no optimism.
BY_HAND = """
name = "By hand"
theme = "test"
legal_form = "section 75"
host = "council"
first_fy = 2025
last_fy = 2025
base_fy = 2024
[appraisal]
price_fy = 2025
horizon_years = 1
[[purpose]]
id = "outreach"
name = "Outreach"
spend_gbp = 100000
[[partner]]
body = "council"
rule = "fixed"
amount_gbp = 100000
[[partner]]
body = "trust"
rule = "fixed"
amount_gbp = 0
[[intervention]]
id = "outreach"
name = "Outreach"
purpose = "outreach"
evidence = 1
counterfactual = "nobody"
sample = "some"
sample_size = 10
sampled_in = ["council"]
covers = ["council", "trust"]
[[intervention.benefit]]
id = "spared"
name = "Events spared"
body = "council"
cohort = "all"
people = 1000
events_per_head = 1
effect_share = 0.5
effect_range = [0.2, 0.8]
deadweight_share = 0
evidence = 1
unit_cost_gbp = 250
unit_cost_source = "a study"
cashable_share = 1
cash_step_gbp = 1
cash_step = "a pound"
"""


def model(text: str, widening: Widening = WIDE) -> PoolModel:
    return PoolModel(ledger(text), TERMS, widening)


def risks(text: str, chance: Chance = CHANCE) -> dict[tuple[str, str], dict[str | int, float]]:
    found: dict[tuple[str, str], dict[str | int, float]] = {}
    of = model(text)
    for row in risk_rows(drawn(of, drawn_inputs(of.scenario, of.inputs, chance))):
        found.setdefault((row["result"], row["body_id"]), {"loses": row["loses_share"]})[row["percentile"]] = float(row["value_gbp"])
    return found


def sensitivities(text: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["result"], row["input"]): row for row in sensitivity_rows(model(text))}


def test_the_chance_of_losing_is_that_of_the_triangle() -> None:
    found = risks(BY_HAND)
    # the council loses where the effect is below 0.4: (0.4 - 0.2)^2 / (0.6 × 0.3) of the triangle from 0.2 to 0.8
    chance = 0.2**2 / 0.18
    council = found["cash", "council"]
    assert council["loses"] == pytest.approx(chance, abs=4 * math.sqrt(chance * (1 - chance) / CHANCE.draws))
    # one in ten lies below 0.2 + sqrt(0.1 × 0.18), and above 0.8 less as much
    reach = math.sqrt(0.1 * 0.18)
    assert [council[10], council[50], council[90]] == pytest.approx([250_000 * (0.2 + reach) - 100_000, 25_000, 250_000 * (0.8 - reach) - 100_000], abs=1_500)
    assert found["cash", "trust"] == {"loses": 0, 10: 0, 50: 0, 90: 0}
    assert found["cash", "all"] == council
    assert {body for result, body in found if result == "social value"} == {"all"}
    assert found["social value", "all"][50] == pytest.approx(council[50], abs=1)  # steps of a pound


def test_a_common_shock_makes_risk_larger() -> None:
    two = BY_HAND.replace("sample_size = 10", "sample_size = 10\ncost_range_share = [-0.3, 0.3]")
    spread = {share: risks(two, Chance(20_000, 1, share))["social value", "all"] for share in (0.0, 1.0)}
    apart, together = (spread[share][90] - spread[share][10] for share in (0.0, 1.0))
    # a tenth of the triangle on each side of an input: together these add up, apart they add up as squares at most
    each = [250_000 * 0.6 * (1 - 2 * math.sqrt(0.05)), 100_000 * 0.6 * (1 - 2 * math.sqrt(0.05))]
    assert together == pytest.approx(sum(each), rel=0.02)
    assert apart == pytest.approx(math.hypot(*each), rel=0.04)


def test_a_range_of_the_file_is_kept_and_evidence_widens_the_rest_only_where_asked() -> None:
    fixed = sensitivities(BY_HAND)
    assert {name for (_, name), row in fixed.items() if row["range_basis"] == "file"} == {"outreach/spared/effect"}
    assert all(row["low_input"] == row["high_input"] for (_, name), row in fixed.items() if name != "outreach/spared/effect")
    widened = sensitivities(BY_HAND.replace("price_fy = 2025", 'price_fy = 2025\nuncertainty = "distributions"').replace("deadweight_share = 0", "deadweight_share = 0.1").replace("evidence = 1\nunit", "evidence = 4\nunit"))
    told = {name: (row["range_basis"], row["low_input"], row["high_input"]) for (result, name), row in widened.items() if result == "cash"}
    # grade 4 by WIDE: two fifths worse, one fifth better; what is bad if it is high the other way round; no share above 1
    assert told == {
        "outreach/cost": ("evidence", pytest.approx(-0.05), pytest.approx(0.1)), "outreach/spared/people": ("evidence", pytest.approx(-0.4), pytest.approx(0.2)),
        "outreach/spared/events": ("evidence", pytest.approx(0.6), pytest.approx(1.2)), "outreach/spared/effect": ("file", 0.2, 0.8),
        "outreach/spared/deadweight": ("evidence", pytest.approx(0.08), pytest.approx(0.14)), "outreach/spared/unit-cost": ("evidence", pytest.approx(150), pytest.approx(300)),
        "outreach/spared/cashable": ("evidence", pytest.approx(0.6), 1.0),
    }  # fmt: skip


def test_each_input_alone_and_where_it_turns_the_result() -> None:
    found = sensitivities(BY_HAND)
    effect = found["cash", "outreach/spared/effect"]
    assert (effect["low_gbp"], effect["likely_input"], effect["high_gbp"]) == (-50_000, 0.5, 100_000)
    turns = {(result, name.removeprefix("outreach/")): row["switching_value"] for (result, name), row in found.items()}
    # £250,000 × 0.5 is a quarter more than it costs: each input may be worse by a fifth, the cost by a quarter
    each = {"cost": 0.25, "spared/people": -0.2, "spared/events": 0.8, "spared/effect": 0.4, "spared/deadweight": 0.2, "spared/unit-cost": 200}
    for name, value in each.items():
        for result in ("social value", "cash"):
            assert turns[result, name] == pytest.approx(value, rel=1e-5), (result, name)
    assert turns["cash", "spared/cashable"] == pytest.approx(0.8, rel=1e-5)
    assert turns["social value", "spared/cashable"] is None  # what is cash is nothing to society


def test_a_loss_that_one_input_cannot_turn_says_so() -> None:
    found = sensitivities(BY_HAND.replace("people = 1000", "people = 300"))  # £75,000 with all of it done
    assert found["cash", "outreach/spared/effect"]["switching_value"] is None
    assert found["cash", "outreach/spared/events"]["switching_value"] == pytest.approx(100_000 / 37_500, rel=1e-5)


def test_a_loss_may_turn_where_a_thing_costs_less() -> None:
    cheaper = sensitivities(BY_HAND.replace("people = 1000", "people = 200"))  # £25,000: a quarter of what it costs, and nothing else could make up for it
    assert [cheaper[result, "outreach/cost"]["switching_value"] for result in ("social value", "cash")] == pytest.approx([-0.75, -0.75], rel=1e-5)


def test_blocks_and_order_cannot_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Chance(draws=1_000, seed=3, shock_share=0.5)
    text = BY_HAND.replace("price_fy = 2025", 'price_fy = 2025\nuncertainty = "distributions"')
    expected = risks(text, chance)
    monkeypatch.setattr(pool_risk, "_AT_ONCE", 7)
    assert risks(text, chance) == expected
    parts = text.split("[[partner]]")
    assert risks("[[partner]]".join([parts[0], parts[1], parts[2]]).replace("[[partner]]" + parts[1], "").replace("[[intervention]]", "[[partner]]" + parts[1] + "[[intervention]]", 1), chance) == expected


def test_a_percentile_is_the_value_of_a_draw() -> None:
    values = np.array([5.5, 1.4, 9.0, -3.0, 2.0])
    assert [percentile(values, percent) for percent in (10, 20, 50, 90)] == [-3, -3, 2, 9]


def test_correlations_that_contradict_are_told() -> None:
    ranged = BY_HAND.replace("sample_size = 10", "sample_size = 10\ncost_range_share = [-0.3, 0.3]").replace("unit_cost_gbp = 250", "unit_cost_gbp = 250\nunit_cost_range = [200, 300]")
    names = ["outreach/cost", "outreach/spared/effect", "outreach/spared/unit-cost"]
    pairs = [(names[0], names[1]), (names[0], names[2]), (names[1], names[2])]

    def stated(value: float, many: int = 3) -> str:
        said = "".join(f'[[appraisal.correlation]]\nleft = "{left}"\nright = "{right}"\nvalue = {value}\n' for left, right in pairs[:many])
        return ranged.replace("[[purpose]]", said + "[[purpose]]")

    assert cannot_be_drawn(ledger(stated(0.9)).scenario, WIDE, CHANCE) is None
    unknown = stated(-0.1, many=1).replace("cost_range_share = [-0.3, 0.3]", "").replace("price_fy = 2025", 'price_fy = 2025\nuncertainty = "distributions"')
    assert cannot_be_drawn(ledger(unknown).scenario, WIDE, CHANCE) is None  # widened by its evidence
    none = Widening(dict.fromkeys(range(1, 6), 0.0), dict.fromkeys(range(1, 6), 0.0))
    assert "names 'outreach/cost', which is not drawn" in str(cannot_be_drawn(ledger(unknown).scenario, none, CHANCE))
    assert "No inputs can go together" in str(cannot_be_drawn(ledger(stated(-0.9)).scenario, WIDE, CHANCE))


@pytest.mark.soak
def test_the_number_of_threads_cannot_be_seen() -> None:
    script = "from tests.analysis.test_pool_risk import *\nprint(sorted(risks(BY_HAND).items()), [sorted(row.items()) for row in sensitivity_rows(model(BY_HAND))])"
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
    said = {subprocess.run([sys.executable, "-c", script], env=os.environ | dict.fromkeys(names, threads), capture_output=True, text=True, check=True).stdout for threads in ("1", "4")}
    assert len(said) == 1 and "outreach" in next(iter(said))
