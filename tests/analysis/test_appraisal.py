"""What a pool is worth: one scenario worked by hand to the penny (docs/scenarios.md has the same table), the laws of every appraisal, the smallest transfer."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.analysis.pools import TERMS, worked
from totalplace.analysis import pool_tables
from totalplace.analysis.appraisal import smallest_compensation
from totalplace.contracts.appraisal import CASH_ITEMS, SOCIAL_ITEMS

D = Decimal

# half of spending bears VAT at 20 %, half of it is recovered: 5 % of spending is lost
HAND = """
name = "Outreach"
theme = "test"
legal_form = "section 75"
host = "council"
first_fy = 2025
last_fy = 2026
base_fy = 2024
fee = { fixed_gbp = 6000 }
vat = { taxable_share = 0.5, recoverable_share = 0.5 }
[[purpose]]
id = "outreach"
name = "Outreach"
spend_gbp = 80000
[[partner]]
body = "council"
rule = "fixed"
amount_gbp = 54000
no_longer_pays_gbp = 40000
[[partner]]
body = "trust"
rule = "fixed"
amount_gbp = 36000
[appraisal]
price_fy = 2025
[[intervention]]
id = "outreach"
name = "Assertive outreach"
purpose = "outreach"
evidence = 3
counterfactual = "Two districts without it"
sample = "400 people, 2019 to 2021"
sample_size = 400
sampled_in = ["council"]
covers = ["trust"]
[[intervention.benefit]]
id = "admissions"
name = "Admissions avoided"
body = "trust"
cohort = "People who depend on alcohol"
people = 100
events_per_head = 2
effect_share = 0.25
deadweight_share = 0.2
lasts_years = 2
evidence = 2
unit_cost_gbp = 2000
unit_cost_source = "test"
social_value_gbp = 2500
cashable_share = 0.5
cash_step_gbp = 17500
cash_step = "ten beds"
"""


def rows(made: pool_tables.Worked) -> dict[tuple[Any, ...], tuple[Decimal, Decimal]]:
    return {(row["result"], row["body_id"], row["fy"], row["item"], row["detail"]): (row["amount_gbp"], row["discounted_gbp"]) for row in made.appraisal.iter_rows(named=True)}


def one(frame: pl.DataFrame, **keys: str) -> dict[str, Any]:
    [found] = [row for row in frame.iter_rows(named=True) if all(row[name] == value for name, value in keys.items())]
    return found


def test_one_scenario_worked_by_hand() -> None:
    made = worked(HAND)
    benefit = "outreach/admissions"
    # prices rise 5 % to 2026 and 2 % to 2027; 3.5 % a year: 1.035, 1.071225. 40 events a year for two years each, a tenth cut: 36, 72, 36
    assert rows(made) == {
        ("social value", "all", 2025, "spend", "outreach"): (D("-92000"), D("-92000")),
        ("social value", "all", 2026, "spend", "outreach"): (D("-87619.05"), D("-84656.09")),
        ("social value", "all", 2025, "fee", "outreach"): (D("-6000"), D("-6000")),
        ("social value", "all", 2026, "fee", "outreach"): (D("-5714.29"), D("-5521.05")),
        ("social value", "all", 2025, "spending replaced", "council"): (D("40000"), D("40000")),
        ("social value", "all", 2026, "spending replaced", "council"): (D("38095.24"), D("36807.00")),
        ("social value", "all", 2025, "benefit", benefit): (D("90000"), D("90000")),
        ("social value", "all", 2026, "benefit", benefit): (D("180000"), D("173913.04")),
        ("social value", "all", 2027, "benefit", benefit): (D("90000"), D("84015.96")),
        ("cash", "council", 2025, "contribution", ""): (D("-54000"), D("-54000")),
        ("cash", "council", 2026, "contribution", ""): (D("-54000"), D("-49689.44")),
        ("cash", "trust", 2025, "contribution", ""): (D("-36000"), D("-36000")),
        ("cash", "trust", 2026, "contribution", ""): (D("-36000"), D("-33126.29")),
        ("cash", "council", 2025, "spending replaced", ""): (D("40000"), D("40000")),
        ("cash", "council", 2026, "spending replaced", ""): (D("40000"), D("36806.99")),
        # 15 % of 84,000 spent and lost in VAT, by what each pays
        ("cash", "council", 2025, "optimism bias", "outreach"): (D("-7560"), D("-7560")),
        ("cash", "council", 2026, "optimism bias", "outreach"): (D("-7560"), D("-6956.52")),
        ("cash", "trust", 2025, "optimism bias", "outreach"): (D("-5040"), D("-5040")),
        ("cash", "trust", 2026, "optimism bias", "outreach"): (D("-5040"), D("-4637.68")),
        # 36,000 and 72,000 are cashable: two steps, four, two; at the prices of the year
        ("cash", "trust", 2025, "benefit", benefit): (D("35000"), D("35000")),
        ("cash", "trust", 2026, "benefit", benefit): (D("73500"), D("67632.85")),
        ("cash", "trust", 2027, "benefit", benefit): (D("37485"), D("32672.87")),
        ("cash", "council", 2025, "compensation", ""): (D("41398.97"), D("41398.97")),
        ("cash", "trust", 2025, "compensation", ""): (D("-41398.97"), D("-41398.97")),
    }  # fmt: skip
    said = one(made.scenario)
    assert {name: said[name] for name in ("is_appraised", "price_fy", "horizon_fy", "social_cost_pv_gbp", "social_benefit_pv_gbp", "social_npv_gbp", "social_payback_fy", "cash_npv_gbp", "cash_payback_fy", "cash_discounted_payback_fy", "losing_count", "compensation_pv_gbp")} == {
        "is_appraised": True, "price_fy": 2025, "horizon_fy": 2027, "social_cost_pv_gbp": D("111370.14"), "social_benefit_pv_gbp": D("347929.00"), "social_npv_gbp": D("236558.86"), "social_payback_fy": 2025,
        "cash_npv_gbp": D("15102.78"), "cash_payback_fy": 2027, "cash_discounted_payback_fy": 2027, "losing_count": 1, "compensation_pv_gbp": D("41398.97"),
    }  # fmt: skip
    assert said["social_bcr"] == pytest.approx(347929.00 / 111370.14)
    assert said["cash_bcr"] == pytest.approx(135305.72 / 120202.94)
    assert said["compensation_words"] == "Compensation in the first year, by the central figures: council is given £41,398.97; trust gives £41,398.97."
    trust = one(made.body, body_id="trust")
    assert {name: trust[name] for name in ("contribution_gbp", "optimism_gbp", "benefit_gbp", "net_cash_gbp", "net_cash_pv_gbp", "loses", "compensation_pv_gbp")} == {
        "contribution_gbp": D("72000"), "optimism_gbp": D("-10080"), "benefit_gbp": D("145985"), "net_cash_gbp": D("63905"), "net_cash_pv_gbp": D("56501.75"), "loses": False, "compensation_pv_gbp": D("-41398.97"),
    }  # fmt: skip
    found = one(made.benefit)
    assert (found["people"], found["events_avoided"], found["optimism_share"], found["intervention_cost_gbp"], found["social_pv_gbp"], found["cash_gbp"]) == (200, 160, 0.1, D("176656.09"), D("347929.00"), D("145985.00"))
    assert (found["covers"], found["does_not_cover"], found["purpose"]) == ("trust", "council", "outreach")
    flows = {(row["body_id"], row["fy"], row["item"], row["purpose"]): row["amount_gbp"] for row in made.flow.iter_rows(named=True) if row["item"] in ("benefit", "compensation")}
    assert flows == {
        ("trust", 2025, "benefit", "outreach"): D("35000"), ("trust", 2026, "benefit", "outreach"): D("73500"), ("trust", 2027, "benefit", "outreach"): D("37485"),
        ("council", 2025, "compensation", "any-purpose"): D("41398.97"), ("trust", 2025, "compensation", "any-purpose"): D("-41398.97"),
    }  # fmt: skip


def test_the_page_has_the_same_figures() -> None:
    """docs/scenarios.md works the scenario: its sums over the years, discounted, are those of the tables."""
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8").split("## A result worked by hand")[1].split("\n## ")[0]
    told = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    stated = {cells[1].strip(" *"): D(cells[5].strip(" *").replace(",", "").replace("−", "-")) for cells in told[1:] if cells[5].strip()}
    made = worked(HAND)

    def discounted(result: str, item: str, body_id: str) -> Decimal:
        return sum((gbp for (kind, body, _, name, _), (_, gbp) in rows(made).items() if (kind, name, body) == (result, item, body_id)), D(0))

    assert stated == {
        "spend, with 15 %, real": discounted("social value", "spend", "all"), "fee, real": discounted("social value", "fee", "all"), "spending replaced, real": discounted("social value", "spending replaced", "all"),
        "worth to society": discounted("social value", "benefit", "all"), "social value": one(made.scenario)["social_npv_gbp"],
        "council: paid in": discounted("cash", "contribution", "council"), "council: replaced": discounted("cash", "spending replaced", "council"),
        "council: its part of 12,600.00 for optimism": discounted("cash", "optimism bias", "council"), "council": one(made.body, body_id="council")["net_cash_pv_gbp"],
        "NHS: paid in": discounted("cash", "contribution", "trust"), "NHS: its part for optimism": discounted("cash", "optimism bias", "trust"),
        "NHS: saved, at the prices of the year": discounted("cash", "benefit", "trust"), "NHS body": one(made.body, body_id="trust")["net_cash_pv_gbp"],
    }  # fmt: skip
    assert f"£{one(made.scenario)['compensation_pv_gbp']:,.2f} in the first year; together they gain £{one(made.scenario)['cash_npv_gbp']:,.2f}" in page


def test_each_row_names_the_line_of_the_file_that_it_follows_from() -> None:
    lines = HAND.splitlines()
    for row in worked(HAND).appraisal.iter_rows(named=True):
        heading = {"benefit": "[[intervention.benefit]]", "spend": "[[purpose]]", "fee": "[[purpose]]", "optimism bias": "[[purpose]]"}.get(row["item"], "[[partner]]")
        assert lines[row["file_line"] - 1] == heading, row


def test_where_all_lose_no_transfer_helps() -> None:
    made = worked(HAND.replace("no_longer_pays_gbp = 40000", ""))
    said = one(made.scenario)
    # the council 118,205.96 worse off, the trust 56,501.75 better
    assert (said["losing_count"], said["compensation_pv_gbp"]) == (1, None)
    assert said["compensation_words"] == "By the central figures those who pay lose more than they gain: £61,704.21 together, so that no transfer between them helps."
    assert made.body["compensation_pv_gbp"].to_list() == [None, None]
    assert "compensation" not in made.flow["item"].to_list() + made.appraisal["item"].to_list()


def test_who_gains_and_pays_nothing_is_asked_for_nothing() -> None:
    made = worked(HAND.replace("no_longer_pays_gbp = 40000", "").replace('covers = ["trust"]', 'covers = ["fire"]').replace('body = "trust"\ncohort', 'body = "fire"\ncohort'))
    assert one(made.body, body_id="fire")["is_partner"] is False
    assert one(made.body, body_id="fire")["compensation_pv_gbp"] is None
    assert one(made.scenario)["compensation_words"] == "By the central figures those who pay lose more than they gain: £197,009.93 together, so that no transfer between them helps. fire, which pays nothing, gains £135,305.72."


def test_where_nobody_loses_nothing_is_passed() -> None:
    made = worked(HAND.replace("no_longer_pays_gbp = 40000", "no_longer_pays_gbp = 70000"))
    said = one(made.scenario)
    assert (said["losing_count"], said["compensation_pv_gbp"], said["compensation_words"]) == (0, 0, "By the central figures nobody is worse off, so that nothing has to be passed on.")


def test_a_year_in_which_a_part_is_done_brings_that_part_and_one_lost_brings_nothing() -> None:
    made = worked(HAND.replace("spend_gbp = 80000", "spend_gbp = 80000\nvariance_share = [-0.5, -1]"))
    # 20 events of the first year's people in each of two years, 18 after the cut: one step; of the second year's nobody is reached
    found = rows(made)
    assert found["social value", "all", 2025, "benefit", "outreach/admissions"][0] == found["social value", "all", 2026, "benefit", "outreach/admissions"][0] == D("45000")
    assert found["cash", "trust", 2025, "benefit", "outreach/admissions"][0] == D("17500")
    assert ("cash", "trust", 2027, "benefit", "outreach/admissions") not in found
    # what it would have replaced is paid by the council itself again
    assert found["cash", "council", 2025, "spending replaced", ""][0] == D("20000") and ("cash", "council", 2026, "spending replaced", "") not in found


def test_distributions_are_not_cut_for_optimism_as_well() -> None:
    made = worked(HAND.replace("price_fy = 2025", 'price_fy = 2025\nuncertainty = "distributions"'))
    found = rows(made)
    assert not any(item == "optimism bias" for _, _, _, item, _ in found)
    assert found["social value", "all", 2025, "spend", "outreach"][0] == -80000 and found["social value", "all", 2025, "benefit", "outreach/admissions"][0] == 100000


def test_health_is_discounted_by_its_own_rate_and_cash_by_the_common_one() -> None:
    found = rows(worked(HAND.replace("price_fy = 2025", 'price_fy = 2025\ndiscounting = "health"')))
    assert found["social value", "all", 2026, "benefit", "outreach/admissions"][1] == D("177339.90")  # 180,000 / 1.015
    assert found["social value", "all", 2026, "spend", "outreach"][1] == D("-84656.09")
    assert found["cash", "trust", 2026, "benefit", "outreach/admissions"][1] == D("67632.85")


def test_a_transfer_is_cash_alone() -> None:
    found = rows(worked(HAND.replace("social_value_gbp = 2500", "is_transfer = true")))
    assert not any(result == "social value" and item == "benefit" for result, _, _, item, _ in found)
    assert found["cash", "trust", 2025, "benefit", "outreach/admissions"][0] == D("35000")


def test_what_is_paid_outside_the_pool_is_that_body_s_and_bears_prices() -> None:
    outside = HAND.replace('purpose = "outreach"\nevidence', 'cost_gbp = [10000, 0]\npaid_by = "police"\nevidence')
    made = worked(outside)
    found = rows(made)
    assert found["cash", "police", 2025, "cost outside the pool", "outreach"][0] == -10000 and found["cash", "police", 2025, "optimism bias", "outreach"][0] == -1500
    assert found["social value", "all", 2025, "cost outside the pool", "outreach"][0] == -11500
    # a year in which nothing is paid for it is a year in which it is not done; the pool's own spending, for which nothing is named, is of the weakest grade
    assert ("social value", "all", 2027, "benefit", "outreach/admissions") not in found
    assert found["social value", "all", 2025, "spend", "outreach"][0] == -112000
    assert one(made.body, body_id="police")["net_cash_gbp"] == -11500 and not one(made.body, body_id="police")["is_partner"]
    later = rows(worked(outside.replace("[10000, 0]", "[0, 10000]")))
    assert later["cash", "police", 2026, "cost outside the pool", "outreach"][0] == -10500


def test_what_the_pool_held_before_was_its_host_s_and_what_it_holds_after_is_theirs_who_paid_it() -> None:
    made = worked(HAND.replace("base_fy = 2024", 'base_fy = 2024\nopening_gbp = 5000\nat_end = "carry forward"'))
    found = rows(made)
    assert found["cash", "council", 2025, "opening", ""][0] == -5000
    assert (found["cash", "council", 2026, "closing", ""][0], found["cash", "trust", 2026, "closing", ""][0]) == (D("3000"), D("2000"))
    assert one(made.scenario)["closing_gbp"] == 5000


def test_a_fixed_purpose_is_the_host_s_and_a_cap_keeps_optimism_away_too() -> None:
    fixed = rows(worked(HAND.replace("spend_gbp = 80000", 'spend_gbp = 80000\noverspend = "fixed"')))
    assert fixed["cash", "council", 2025, "optimism bias", "outreach"][0] == -12600 and ("cash", "trust", 2025, "optimism bias", "outreach") not in fixed
    capped = rows(worked(HAND.replace("amount_gbp = 36000", "amount_gbp = 36000\ncap_gbp = 37000")))
    assert (capped["cash", "trust", 2025, "optimism bias", "outreach"][0], capped["cash", "council", 2025, "optimism bias", "outreach"][0]) == (-1000, -11600)


def test_without_interventions_or_known_prices_there_is_a_ledger_alone_and_why() -> None:
    bare = one(worked(HAND[: HAND.index("[appraisal]")]).scenario)
    assert bare["is_computed"] and not bare["is_appraised"] and "[[intervention]]" in bare["not_appraised_because"]
    early = one(worked(HAND.replace("price_fy = 2025", "price_fy = 2001")).scenario)
    assert early["is_computed"] and not early["is_appraised"] and "known from 2023-24 on" in early["not_appraised_because"]


def test_the_green_book_s_later_years_count_at_lower_rates() -> None:
    assert float(TERMS.factor("social", 30)) == pytest.approx(1.035**-30)
    assert float(TERMS.factor("social", 32)) == pytest.approx(1.035**-30 * 1.03**-2)
    assert TERMS.prices(2023, 2024) * TERMS.prices(2024, 2023) == 1 and float(TERMS.prices(2024, 2023)) == pytest.approx(1.02)


def variants(draw: st.DrawFn) -> list[str]:
    """Blocks of a file: two or three partners, one or two purposes, up to three interventions with up to two benefits each."""
    bodies = ["council", "trust", "other-council"][: draw(st.integers(2, 3))]
    purposes = ["outreach", "advice"][: draw(st.integers(1, 2))]
    pounds = st.integers(0, 90_000)
    share = st.integers(0, 100).map(lambda part: f"{part / 100:.2f}")
    blocks = [f'[[purpose]]\nid = "{name}"\nname = "{name}"\nspend_gbp = {draw(pounds)}\nvariance_share = [{draw(st.sampled_from(["0", "-1", "-0.4", "0.3"]))}, 0]\n' for name in purposes]
    blocks += [f'[[partner]]\nbody = "{name}"\nrule = "fixed"\namount_gbp = {draw(pounds)}\nno_longer_pays_gbp = {draw(pounds)}\n' for name in bodies]
    for number in range(draw(st.integers(1, 3))):
        paid = draw(st.sampled_from([*(f'purpose = "{name}"' for name in purposes), 'cost_gbp = [5000, 0]\npaid_by = "police"']))
        block = f'[[intervention]]\nid = "i{number}"\nname = "I"\n{paid}\nevidence = {draw(st.integers(1, 5))}\ncounterfactual = "c"\nsample = "s"\nsample_size = 9\nsampled_in = ["trust"]\ncovers = ["council", "trust", "fire"]\n'
        for place in range(draw(st.integers(0, 2))):
            body = draw(st.sampled_from(["council", "trust", "fire"]))
            block += f'[[intervention.benefit]]\nid = "b{place}"\nname = "B"\nbody = "{body}"\ncohort = "c"\npeople = {draw(st.integers(1, 500))}\nevents_per_head = {draw(st.integers(0, 3))}\neffect_share = {draw(share)}\ndeadweight_share = {draw(share)}\n'
            block += f'lag_years = {draw(st.integers(0, 2))}\nlasts_years = {draw(st.integers(1, 3))}\nevidence = {draw(st.integers(1, 5))}\nunit_cost_gbp = {draw(st.integers(0, 3000))}\nunit_cost_source = "u"\nis_transfer = {draw(st.sampled_from(["true", "false"]))}\ncashable_share = 0.{draw(st.integers(1, 9))}\ncash_step_gbp = {draw(st.integers(1, 20000))}\ncash_step = "a post"\n'
        blocks.append(block)
    return blocks


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[str, str]:
    """A file, and the same with its entries the other way round."""
    head = 'name = "P"\ntheme = "t"\nlegal_form = "section 75"\nhost = "council"\nfirst_fy = 2025\nlast_fy = 2026\nbase_fy = 2024\n'
    head += f"vat = {{ taxable_share = {draw(st.sampled_from(['0', '0.5', '1']))}, recoverable_share = 0 }}\nat_end = \"{draw(st.sampled_from(['return', 'carry forward']))}\"\nopening_gbp = {draw(st.sampled_from(['0', '7000.01']))}\n"
    blocks = variants(draw)
    return head + "".join(blocks), head + "".join(reversed(blocks))


@settings(max_examples=30, deadline=None)
@given(scenarios())
def test_laws_of_every_appraisal(texts: tuple[str, str]) -> None:
    made = worked(texts[0])
    assert one(made.scenario)["is_appraised"], one(made.scenario)
    found = made.appraisal.to_dicts()
    # two results, of their own items
    assert all(row["item"] in (SOCIAL_ITEMS if row["result"] == "social value" else CASH_ITEMS) for row in found)
    transfers = {f"{row['intervention_id']}/{row['benefit_id']}" for row in made.benefit.iter_rows(named=True) if row["is_transfer"]}
    assert not any(row["result"] == "social value" and row["detail"] in transfers for row in found)
    # cash in whole steps, at the prices of the year
    steps = {f"{row['intervention_id']}/{row['benefit_id']}": row["cash_step_gbp"] for row in made.benefit.iter_rows(named=True)}
    for row in found:
        if row["result"] == "cash" and row["item"] == "benefit":
            of_base = row["amount_gbp"] / D(str(float(TERMS.prices(row["fy"], 2024))))
            assert abs(of_base / steps[row["detail"]] - round(of_base / steps[row["detail"]])) < D("0.01")
    # what passes comes to nothing and leaves nobody below nought, where all together can pay for it
    bodies = made.body.to_dicts()
    if one(made.scenario)["compensation_pv_gbp"] is not None:
        assert sum(row["compensation_pv_gbp"] for row in bodies) == 0
        assert all(row["net_cash_pv_gbp"] + row["compensation_pv_gbp"] >= 0 for row in bodies)
    else:
        assert any(row["loses"] for row in bodies)
    # what is paid in and saved is what the ledger has
    for body_id in {row["body_id"] for row in bodies}:
        paid = sum((row["amount_gbp"] for row in made.contribution.iter_rows(named=True) if row["body_id"] == body_id), D(0))
        saved = sum((row["amount_gbp"] for row in made.flow.iter_rows(named=True) if row["body_id"] == body_id and row["item"] == "benefit"), D(0))
        body = one(made.body, body_id=body_id)
        assert (body["contribution_gbp"], body["benefit_gbp"]) == (paid, saved)
    # of the money of the pool nothing is lost on the way: what bodies pay less what they get back is what is spent, kept and lost
    cash = {item: sum((row["amount_gbp"] for row in found if row["result"] == "cash" and row["item"] == item), D(0)) for item in CASH_ITEMS}
    said = one(made.scenario)
    assert -cash["contribution"] - cash["opening"] - cash["returned"] - cash["closing"] == said["spend_gbp"] + said["fee_gbp"] + said["irrecoverable_vat_gbp"]
    # who is named first changes nothing but the lines of the file
    turned = worked(texts[1])
    assert turned.appraisal.drop("file_line").equals(made.appraisal.drop("file_line")) and turned.body.equals(made.body) and turned.scenario.equals(made.scenario)
    assert turned.flow.equals(made.flow) and turned.benefit.drop("file_line").equals(made.benefit.drop("file_line"))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100))
def test_vat_changes_nothing_for_society(taxable: int, recovered: int) -> None:
    rich = HAND.replace("amount_gbp = 54000", "amount_gbp = 99000")
    other = worked(rich.replace("taxable_share = 0.5, recoverable_share = 0.5", f"taxable_share = {taxable / 100:.2f}, recoverable_share = {recovered / 100:.2f}"))
    social = pl.col("result") == "social value"
    assert other.appraisal.filter(social).equals(worked(rich).appraisal.filter(social))


@settings(max_examples=30, deadline=None)
@given(scenarios())
def test_where_nothing_is_done_nothing_is_gained(texts: tuple[str, str]) -> None:
    idle = "\n".join("variance_share = -1" if line.startswith("variance_share") else ("cost_gbp = 0" if line.startswith("cost_gbp") else line) for line in texts[0].splitlines())
    made = worked(idle)
    assert not any(row["item"] in ("benefit", "spending replaced", "optimism bias") for row in made.appraisal.iter_rows(named=True))
    assert made.benefit["social_pv_gbp"].sum() == 0 and made.benefit["events_avoided"].sum() == 0


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-1_000_000, 1_000_000), min_size=1))
def test_the_smallest_transfer_is_that_of_a_linear_programme(pennies: dict[str, int]) -> None:
    found = smallest_compensation({key: D(gbp) / 100 for key, gbp in pennies.items()})
    names, worth = list(pennies), np.array(list(pennies.values()), dtype=float)
    size = len(names)
    # what each is given and gives, both from nought up: least given in all, nothing lost on the way, nobody below nought
    solved = linprog(
        np.concatenate([np.ones(size), np.zeros(size)]), A_ub=np.hstack([-np.eye(size), np.eye(size)]), b_ub=worth,
        A_eq=np.concatenate([np.ones(size), -np.ones(size)])[None, :], b_eq=[0.0], bounds=(0, None), method="highs",
    )  # fmt: skip
    assert (found is None) == (solved.status == 2)
    if found is not None:
        assert sum(found.values()) == 0
        assert all(D(pennies[key]) / 100 + gbp >= 0 for key, gbp in found.items())
        assert float(sum(gbp for gbp in found.values() if gbp > 0)) == pytest.approx(solved.fun / 100, abs=0.01)
        # nobody who loses gives, nobody who gains is given
        assert all((gbp >= 0) if pennies[key] <= 0 else (gbp <= 0) for key, gbp in found.items())
