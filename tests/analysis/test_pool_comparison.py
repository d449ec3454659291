"""Ways of working together beside each other, and pots of other sizes, on cases that can be worked out by hand."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.analysis.pools import PLACE, TERMS, VAT, count, ledger, parsed
from tests.analysis.test_pool_risk import BY_HAND, WIDE
from totalplace import reference
from totalplace.analysis import pooling
from totalplace.analysis.pool_comparison import Reckoning, comparison_rows, frontier_rows, ways
from totalplace.analysis.pool_risk import Chance
from totalplace.scenario_faults import faults_of
from totalplace.scenario_schema import Scenario

D = Decimal
POWERS = ("section 75", "section 65Z6")
CHANCE = Chance(draws=400, seed=1, shock_share=0.5)

# A second year in which nothing is done, and £60,000 of the trust: what is left over is given back, by what each has paid in or by shares of gain.
LEFT_OVER = (
    BY_HAND.replace("last_fy = 2025", 'last_fy = 2026\nunderspend = "return"')
    .replace("horizon_years = 1", "horizon_years = 2")
    .replace("spend_gbp = 100000", "spend_gbp = [100000, 0]")
    .replace("amount_gbp = 0", "amount_gbp = [0, 60000]")
    .replace("amount_gbp = 100000", "amount_gbp = [100000, 0]")
)


def by(text: str) -> Reckoning:
    file = parsed(text)

    def again(scenario: Scenario) -> pooling.Ledger:
        found, faults = pooling.ledger_of(file, scenario, count(), {}, VAT)
        assert found is not None, faults
        return found

    return Reckoning(again, TERMS, WIDE, CHANCE)


def lawful(scenario: Scenario) -> Sequence[str]:
    return [sentence for _, sentence in faults_of(scenario, PLACE, reference.pool_power_table())]


def compared(text: str) -> dict[tuple[str, str], dict[str, Any]]:
    scenario = ledger(text).scenario
    return {(row["way"], row["body_id"]): row for row in comparison_rows(scenario, ways(scenario, lawful, POWERS), by(text))}


def test_a_share_of_gains_moves_money_and_makes_none() -> None:
    shared = LEFT_OVER.replace('body = "council"\nrule', 'body = "council"\ngain_share = 0.75\nrule').replace('body = "trust"\nrule', 'body = "trust"\ngain_share = 0.25\nrule')
    found = compared(shared)
    worth = {(way, body): row["net_cash_pv_gbp"] for (way, body), row in found.items()}
    assert all(gbp == 0 for (way, _), gbp in worth.items() if way == "do nothing")
    # £60,000 is left over: by what has been paid in, 100 to 60, the council has 37,500 of it; by its share of gains 45,000; both a year
    # later, at 3.5 per cent and prices that have risen by five
    def later(gbp: str) -> D:
        return (D(gbp) / D("1.035") / D("1.05")).quantize(D("0.01"))

    assert worth["pool", "council"] == 25_000 + later("37500")
    assert worth["pool", "trust"] == later("22500") - later("60000")
    assert worth["pool with gain share", "council"] == 25_000 + later("45000")
    assert abs(worth["pool", "all"] - worth["pool with gain share", "all"]) <= D("0.02")
    assert worth["align", "council"] == worth["pool", "council"]  # nothing ran short, and nobody had agreed to share
    assert {way for (way, _), row in found.items() if row["is_as_in_file"]} == {"pool with gain share"}
    assert found["align", "council"]["contribution_gbp"] == 100_000


def test_aligned_partners_bear_what_runs_short_by_what_they_pay() -> None:
    short = LEFT_OVER.replace("amount_gbp = [100000, 0]", "amount_gbp = [60000, 0]").replace("amount_gbp = [0, 60000]", "amount_gbp = [20000, 0]")
    short = short.replace('body = "council"\nrule', 'body = "council"\nrisk_share = 0\nrule').replace('body = "trust"\nrule', 'body = "trust"\nrisk_share = 1\nrule')
    found = compared(short)
    # £20,000 is short: the trust's as a pool; aligned, three quarters are the council's
    assert (found["pool", "council"]["contribution_gbp"], found["align", "council"]["contribution_gbp"]) == (60_000, 75_000)
    assert (found["pool", "trust"]["net_cash_pv_gbp"], found["align", "trust"]["net_cash_pv_gbp"]) == (-40_000, -25_000)


def test_what_is_not_possible_says_why() -> None:
    found = compared(BY_HAND)
    assert "states no gain_share" in found["pool with gain share", "all"]["reason"] and found["pool with gain share", "all"]["p10_gbp"] is None
    holds = compared(BY_HAND.replace("base_fy = 2024", "base_fy = 2024\nopening_gbp = 5"))
    assert "holds £5.00 already" in holds["align", "council"]["reason"]
    aligned = BY_HAND.replace('"section 75"', '"aligned"\nunderspend = "return"')
    assert compared(aligned)["pool", "council"]["is_possible"]  # council and trust may pool under section 75
    police = compared(aligned.replace('body = "trust"', 'body = "police"'))
    assert not police["pool", "police"]["is_possible"] and "police (police) may not pool money under section 75" in police["pool", "police"]["reason"]
    assert police["align", "police"]["is_as_in_file"] and police["align", "council"]["net_cash_pv_gbp"] == 25_000


def test_the_way_of_the_file_is_what_its_risk_says() -> None:
    row = compared(BY_HAND)["pool", "council"]
    assert row["is_as_in_file"] and row["net_cash_pv_gbp"] == 25_000
    assert row["p10_gbp"] <= row["p50_gbp"] <= row["p90_gbp"] and 0.15 < row["loses_share"] < 0.3


def test_a_pot_of_another_size() -> None:
    found = {row["size_share"]: row for row in frontier_rows(ledger(BY_HAND), [D("0.5"), D(1), D(2)], by(BY_HAND))}
    assert [row["contribution_gbp"] for row in found.values()] == [50_000, 100_000, 200_000]
    # without fixed fee and with small steps all grows alike, and nobody is likelier to lose
    assert found[2.0]["social_p50_gbp"] - 2 * found[1.0]["social_p50_gbp"] in (-1, 0, 1)
    assert len({row["most_at_risk_share"] for row in found.values()}) == 1 and found[1.0]["most_at_risk_body_id"] == "council"
    # a step of £100,000 is out of reach of the small pot: its partner is sure to lose what it pays
    ward = {row["size_share"]: row for row in frontier_rows(ledger(BY_HAND.replace("cash_step_gbp = 1", "cash_step_gbp = 100000")), [D("0.25"), D(1)], by(BY_HAND))}
    assert (ward[0.25]["most_at_risk_share"], ward[0.25]["worst_p10_gbp"]) == (1.0, -25_000)
    assert ward[1.0]["most_at_risk_share"] < 0.5


def test_no_pot_takes_more_than_the_lines_hold() -> None:
    # half of £2,000,000.37 is rounded up
    half = BY_HAND.replace('rule = "fixed"\namount_gbp = 0', 'rule = "share of lines"\n[[partner.line]]\ncount_id = 22\nshare = 0.5')
    assert [row["size_share"] for row in frontier_rows(ledger(half), [D(1), D(2), D("2.25")], by(half))] == [1.0, 2.0]
