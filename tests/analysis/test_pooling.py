"""Pooled budgets: the agreement worked by hand, laws that hold for any agreement, and faults of files in sentences."""

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.pools import COUNT, TERMS, Agreement, by_hand, count, ledger, parsed, refusals, worked
from totalplace.analysis import pool_tables
from totalplace.analysis.pool_contributions import divide
from totalplace.templates import _SCENARIO_TOML

D = Decimal
BASES = {row["count_id"]: int(row["net_gbp"] * 100) for row in COUNT}
IN, OUT = ("opening", "contribution", "other income"), ("spend", "fee", "irrecoverable vat", "returned", "closing")

# docs/scenarios.md, "Worked by hand"
WORKED = """
name = "By hand"
theme = "test"
legal_form = "section 75"
host = "trust"
first_fy = 2025
last_fy = 2027
base_fy = 2024
indexation_share = 0.02
fee = { fixed_gbp = 6000, share_of_spend = 0.01 }
vat = { taxable_share = 0.5, recoverable_share = 0.5 }
risk_pool = { target_gbp = 15000, share_of_contributions = 0.05 }
[[purpose]]
id = "treatment"
name = "Treatment"
spend_gbp = [200000, 200000, 0]
variance_share = [0, 0.1, 0]
[[purpose]]
id = "prevention"
name = "Prevention"
spend_gbp = [80000, 80000, 0]
uncommitted_share = 0.05
[[partner]]
body = "council"
rule = "share of lines"
risk_share = 0.5
[[partner.line]]
line = "Public Health"
share = 0.1
ring_fence = "treatment"
[[partner]]
body = "trust"
rule = "share of lines"
risk_share = 0.5
[[partner.line]]
line = "substance misuse"
share = 0.4
"""


def test_the_agreement_worked_by_hand() -> None:
    made = worked(WORKED)
    flows = {(row["fy"], row["item"], row["purpose"]): row["amount_gbp"] for row in made.flow.iter_rows(named=True) if row["amount_gbp"]}
    assert flows == {
        (2025, "contribution", "treatment"): D("216285.71"), (2025, "spend", "treatment"): D("200000"), (2025, "fee", "treatment"): D("6285.71"), (2025, "irrecoverable vat", "treatment"): D("10000"),
        # free money pays prevention first: purposes go by their ids; the risk pool pays what treatment lacks
        (2025, "contribution", "prevention"): D("86514.29"), (2025, "spend", "prevention"): D("80000"), (2025, "fee", "prevention"): D("2514.29"), (2025, "irrecoverable vat", "prevention"): D("4000"),
        (2025, "contribution", "risk-pool"): D("3200"), (2025, "closing", "risk-pool"): D("3200"),
        (2026, "opening", "treatment"): D("3200"), (2026, "contribution", "treatment"): D("234400"), (2026, "spend", "treatment"): D("220000"), (2026, "fee", "treatment"): D("6600"), (2026, "irrecoverable vat", "treatment"): D("11000"),
        (2026, "contribution", "prevention"): D("82160"), (2026, "spend", "prevention"): D("76000"), (2026, "fee", "prevention"): D("2360"), (2026, "irrecoverable vat", "prevention"): D("3800"),
        (2027, "contribution", "treatment"): D("106120.80"), (2027, "fee", "treatment"): D("3000"), (2027, "returned", "treatment"): D("103120.80"),
        (2027, "contribution", "prevention"): D("3000"), (2027, "fee", "prevention"): D("3000"),
        (2027, "contribution", "any-purpose"): D("198629.52"), (2027, "returned", "any-purpose"): D("198629.52"),
        (2027, "contribution", "risk-pool"): D("10612.08"), (2027, "returned", "risk-pool"): D("10612.08"),
    }  # fmt: skip
    lines = {(row["count_id"], row["fy"]): (row["amount_gbp"], row["called_gbp"], row["returned_gbp"], row["purpose"]) for row in made.contribution.iter_rows(named=True)}
    assert lines == {
        (11, 2025): (D("102000"), 0, 0, "treatment"), (21, 2025): (D("204000"), 0, 0, "any-purpose"),
        (11, 2026): (D("104040"), 0, 0, "treatment"), (21, 2026): (D("208080"), 0, 0, "any-purpose"),
        (-11, 2026): (D("2220"), D("2220"), 0, "any-purpose"), (-21, 2026): (D("2220"), D("2220"), 0, "any-purpose"),
        (11, 2027): (D("106120.80"), 0, D("103120.80"), "treatment"), (21, 2027): (D("212241.60"), 0, D("207764.04"), "any-purpose"),
        (-11, 2027): (0, 0, D("738.78"), "any-purpose"), (-21, 2027): (0, 0, D("738.78"), "any-purpose"),
    }  # fmt: skip
    said = made.scenario.row(0, named=True)
    assert (said["is_computed"], said["base_gbp"], said["locked_gbp"], said["called_gbp"], said["not_spent_gbp"], said["unfunded_gbp"], said["closing_gbp"]) == (
        True, D("1500000"), D("312160.80"), D("4440"), D("4000"), 0, 0,
    )  # fmt: skip


PENNIES = st.integers(0, 40_000_000)
SHARES = st.integers(0, 1000)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Two or three partners, one or two purposes, one to three years, of every kind."""
    years = draw(st.integers(1, 3))
    bodies = ["trust", "council", "other-council"][: draw(st.integers(2, 3))]
    purposes = ["prevent", "treat"][: draw(st.integers(1, 2))]
    lines = {"trust": 22, "council": 12, "other-council": 31}
    shared = draw(st.booleans())
    shares = {name: 1000 // len(bodies) + (1000 % len(bodies) if name == "trust" else 0) for name in bodies}

    def partner(name: str) -> dict[str, Any]:
        by_line = draw(st.booleans())
        limits = sorted(draw(st.lists(PENNIES, min_size=2, max_size=2)))
        return {
            "line": lines[name] if by_line else None, "share": draw(SHARES), "lock": draw(st.sampled_from([None, *purposes])) if by_line else None, "fixed": draw(PENNIES),
            "cap": draw(st.sampled_from([None, limits[1]])), "collar": draw(st.sampled_from([None, limits[0]])), "risk": shares[name] if shared else None,
        }  # fmt: skip

    def purpose() -> dict[str, Any]:
        return {
            "spend": draw(st.lists(st.one_of(st.just(0), PENNIES), min_size=years, max_size=years)), "variance": draw(st.lists(st.integers(-1000, 500), min_size=years, max_size=years)),
            "fixed": draw(st.booleans()), "uncommitted": draw(SHARES),
        }  # fmt: skip

    return Agreement(
        years=years, rise=draw(st.integers(-50, 100)), partners={name: partner(name) for name in bodies}, purposes={name: purpose() for name in purposes},
        fee=draw(st.integers(0, 2_000_000)), fee_share=draw(st.integers(0, 100)), taxable=draw(SHARES), recovered=draw(SHARES), risk_target=draw(st.sampled_from([0, 3_000_000])), risk_share=draw(st.integers(0, 200)),
        opening=draw(st.sampled_from([0, 1_234_567])), carry=draw(st.booleans()), end_carry=draw(st.booleans()), remedies=tuple(draw(st.permutations(["risk pool", "uncommitted", "partners"]))[: draw(st.integers(0, 3))]),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_another_calculator_agrees_to_the_penny(agreement: Agreement) -> None:
    found = ledger(agreement.text())
    expected = by_hand(agreement, BASES)
    for year, row in enumerate(expected):
        fy = 2025 + year
        flow: dict[str, dict[str, int]] = defaultdict(dict)
        for (of, item, purpose), gbp in found.flows.items():
            if of == fy:
                flow[item][purpose] = int(gbp * 100)
        of_year = [entry for entry in found.contributions if entry.fy == fy]
        assert {name: flow["spend"][name] for name in row["spend"]} == row["spend"]
        assert {name: flow["fee"][name] for name in row["fee"]} == row["fee"]
        assert {name: flow["irrecoverable vat"][name] for name in row["vat"]} == row["vat"]
        assert sum(flow["closing"].values()) == row["closing"]
        assert sum(entry.called_gbp for entry in of_year) * 100 == row["called"]
        for name, pennies in row["paid"].items():
            assert sum(entry.amount_gbp for entry in of_year if entry.body_id == name) * 100 == pennies
            assert sum(entry.returned_gbp for entry in of_year if entry.body_id == name) * 100 == row["returned"][name]
    assert found.not_spent_gbp * 100 == sum(row["not_spent"] for row in expected)
    assert found.unfunded_gbp * 100 == sum(row["unfunded"] for row in expected)


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_laws_of_every_ledger(agreement: Agreement) -> None:
    made = worked(agreement.text())
    flow = {(row["fy"], row["item"], row["purpose"]): row["amount_gbp"] for row in made.flow.iter_rows(named=True)}
    rows = made.contribution.to_dicts()
    assert all(gbp >= 0 for gbp in flow.values())
    names = {purpose for _, _, purpose in flow}
    years = range(2025, 2025 + agreement.years)

    def total(fy: int, items: tuple[str, ...], purposes: set[str]) -> Decimal:
        return sum((flow.get((fy, item, purpose), D(0)) for item in items for purpose in purposes), D(0))

    for fy in years:
        of_year = [row for row in rows if row["fy"] == fy]
        for purpose in names:
            # what comes in is what goes out
            assert total(fy, IN, {purpose}) == total(fy, OUT, {purpose})
            # locked money is under its purpose, and stays there
            assert total(fy, ("contribution",), {purpose}) >= sum(row["amount_gbp"] for row in of_year if row["is_locked"] and row["purpose"] == purpose)
            if fy > 2025 and purpose in agreement.purposes:
                assert total(fy, ("opening",), {purpose}) >= total(fy - 1, ("closing",), {purpose})
        if fy > 2025:
            assert total(fy, ("opening",), names) == total(fy - 1, ("closing",), names)
        # what lines pay and get back is what the ledger has
        assert total(fy, ("contribution",), names) == sum(row["amount_gbp"] for row in of_year)
        assert total(fy, ("returned",), names) == sum(row["returned_gbp"] for row in of_year)
        for name, partner in agreement.partners.items():
            paid = sum(row["amount_gbp"] for row in of_year if row["body_id"] == name) * 100
            assert partner["cap"] is None or paid <= partner["cap"]
            assert partner["collar"] is None or paid >= partner["collar"]
        assert all(row["available_gbp"] is None or row["amount_gbp"] <= row["available_gbp"] for row in of_year)
    # who is named first changes nothing
    turned = worked(agreement.text(order=-1))
    assert turned.flow.equals(made.flow) and turned.contribution.equals(made.contribution) and turned.scenario.equals(made.scenario)


@given(
    st.integers(0, 10**7),
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(1, 100), st.integers(0, 10**6), st.integers(0, 10**7)), min_size=1),
)
def test_a_divided_sum_keeps_caps_and_collars_and_is_whole_where_they_let_it(pennies: int, given_: dict[str, tuple[int, int, int]]) -> None:
    floors = {key: D(floor) / 100 for key, (_, floor, _) in given_.items()}
    caps = {key: floors[key] + D(room) / 100 for key, (_, _, room) in given_.items()}
    parts = divide(D(pennies) / 100, {key: D(weight) for key, (weight, _, _) in given_.items()}, floors, caps)
    assert all(floors[key] <= part <= caps[key] for key, part in parts.items())
    assert sum(parts.values()) == min(max(D(pennies) / 100, sum(floors.values())), sum(caps.values()))


MORE = """
name = "More"
theme = "test"
legal_form = "section 75"
host = "council"
first_fy = 2025
last_fy = 2026
base_fy = 2024
opening_gbp = 100
underspend = "return"
[[purpose]]
id = "all"
name = "All"
spend_gbp = [90, 10]
[[purpose]]
id = "other"
name = "Other"
spend_gbp = 0
[[partner]]
body = "council"
rule = "fixed"
amount_gbp = [0, 60]
gain_share = 0.75
[[partner]]
body = "trust"
rule = "fixed"
amount_gbp = [0, 40]
gain_share = 0.25
[[other_income]]
from_whom = "Ministry"
fy = 2025
amount_gbp = 30.01
purpose = "other"
[[other_income]]
from_whom = "Fees"
fy = 2026
amount_gbp = 8
"""


def test_other_income_keeps_its_purpose_and_what_nobody_paid_in_is_the_host_s() -> None:
    made = worked(MORE)
    flow = {(row["fy"], row["item"], row["purpose"]): row["amount_gbp"] for row in made.flow.iter_rows(named=True) if row["amount_gbp"]}
    assert flow == {
        (2025, "opening", "all"): 90, (2025, "spend", "all"): 90, (2025, "opening", "any-purpose"): 10, (2025, "returned", "any-purpose"): 10,
        (2025, "other income", "other"): D("30.01"), (2025, "returned", "other"): D("30.01"),
        (2026, "contribution", "all"): 10, (2026, "spend", "all"): 10, (2026, "contribution", "any-purpose"): 90, (2026, "other income", "any-purpose"): 8, (2026, "returned", "any-purpose"): 98,
    }  # fmt: skip
    returned = {(row["body_id"], row["count_id"], row["fy"]): row["returned_gbp"] for row in made.contribution.iter_rows(named=True)}
    # free money by shares of gain; of the locked grant nobody had paid anything
    assert returned == {("council", -11, 2025): D("37.51"), ("trust", -21, 2025): D("2.50"), ("council", -11, 2026): D("73.50"), ("trust", -21, 2026): D("24.50")}


def with_rule(rule: str, more: str = "", line: str = "", top: str = "", council: str = 'rule = "fixed"\namount_gbp = 100') -> str:
    return f"""
name = "Pot"
theme = "test"
legal_form = "section 75"
host = "council"
first_fy = 2026
last_fy = 2026
base_fy = 2024
indexation_share = 0.1
{top}
[[purpose]]
id = "all"
name = "All"
spend_gbp = 0
[[partner]]
body = "trust"
rule = "{rule}"
{more}
{line}
[[partner]]
body = "council"
{council}
"""


def paid(text: str, people: dict[str, int] | None = None) -> dict[tuple[str, int], Decimal]:
    made = worked(text, people)
    assert made.scenario["is_computed"][0], made.scenario["reason"][0]
    return {(row["body_id"], row["count_id"]): row["amount_gbp"] for row in made.contribution.iter_rows(named=True)}


_LINE = '[[partner.line]]\nline = "Substance misuse"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a fixed sum is drawn from the line named, as far as that goes; it does not rise with prices unless the file says so
        (with_rule("fixed", "amount_gbp = 200000.50", _LINE), {21: "200000.50"}),
        (with_rule("fixed", "amount_gbp = 600000", _LINE), {21: "500000.00", -21: "100000.00"}),
        (with_rule("fixed", "amount_gbp = 1000\nindexed = true"), {-21: "1210.00"}),
        (with_rule("share of lines", "collar_gbp = 151250.01", _LINE + "share = 0.25"), {21: "151250.00", -21: "0.01"}),
        (with_rule("share of lines", "cap_gbp = 9.99", _LINE + "share = 0.25"), {21: "9.99"}),
        # two lines called alike are told apart by their function; every line above nought is sliced, but those left out
        (with_rule("top-slice", "share = 0.01", '[[partner.line]]\nline = "Maternity"\ncofog = "07"\nexcluded = true'), {21: "6050.00", 23: "0.01"}),
        (with_rule("per head", "gbp_per_head = 0.50"), {-21: "605.00"}),
        (with_rule("per head", 'gbp_per_head = 0.50\npeople = 3000\npeople_source = "list"'), {-21: "1815.00"}),
    ],
)
def test_a_partner_pays_by_its_rule(text: str, expected: dict[int, str]) -> None:
    found = paid(text, {"trust": 1000})
    assert {count_id: gbp for (body, count_id), gbp in found.items() if body == "trust"} == {key: D(gbp) for key, gbp in expected.items()}


def test_a_slice_leaves_out_what_is_ring_fenced_unless_the_file_says_how_it_may_be_used() -> None:
    sliced = 'rule = "top-slice"\nshare = 0.001\nindexed = false\n'
    opened = '[[partner.line]]\nline = "Public Health"\nring_fence = "all"\n[[partner.line]]\nline = "Education services"\nfree_because = "early years alone"'
    assert paid(with_rule("fixed", "amount_gbp = 5", council=sliced)) == {("trust", -21): D(5), ("council", 12): D(3000)}
    text = with_rule("fixed", "amount_gbp = 5", council=sliced + opened)
    assert paid(text) == {("trust", -21): D(5), ("council", 11): D(1000), ("council", 12): D(3000), ("council", 19): D(5000)}
    said = {row["count_id"]: (row["purpose"], row["free_because"]) for row in worked(text).contribution.iter_rows(named=True) if row["count_id"] > 0}
    assert said == {11: ("all", None), 12: ("any-purpose", None), 19: ("any-purpose", "early years alone")}


def test_partners_divide_a_sum_by_need_or_outturn() -> None:
    need = with_rule("need-weighted", "need_index = 2", top="divide_gbp = 1000", council='rule = "need-weighted"')
    assert paid(need, {"trust": 1000, "council": 3000}) == {("trust", -21): D(484), ("council", -11): D(726)}
    capped = with_rule("need-weighted", "need_index = 2\ncap_gbp = 100", top="divide_gbp = 1000", council='rule = "need-weighted"')
    assert paid(capped, {"trust": 1000, "council": 3000}) == {("trust", -21): D(100), ("council", -11): D(1110)}
    outturn = with_rule("outturn share", line=_LINE, top="divide_gbp = 1000", council='rule = "outturn share"\n[[partner.line]]\nline = "Adult Social Care"')
    assert paid(outturn) == {("trust", 21): D("172.86"), ("council", 12): D("1037.14")}


def test_a_partner_without_a_return_names_no_line() -> None:
    text = with_rule("fixed", "amount_gbp = 5", council='rule = "fixed"\namount_gbp = 7').replace("base_fy = 2024", "base_fy = 2020")
    assert paid(text) == {("trust", 0): D(5), ("council", 0): D(7)}


def test_a_budget_is_another_line_than_the_outturn() -> None:
    of = 'rule = "share of lines"\n[[partner.line]]\nline = "Public Health"\nshare = 1\nring_fence = "all"'
    assert paid(with_rule("fixed", "amount_gbp = 5", council=of))[("council", 11)] == D(1_210_000)
    assert paid(with_rule("fixed", "amount_gbp = 5", council=of, top='base_measure = "budget"'))[("council", 15)] == D(847_000)


GOOD = with_rule("fixed", "amount_gbp = 5")
_POLICE = '[[partner]]\nbody = "police"\nrule = "fixed"\namount_gbp = 5\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", ["not valid TOML"]),
        (GOOD.replace('theme = "test"', ""), ["'theme'", "is missing"]),
        (GOOD.replace("theme", "thema"), ["'thema' is not known here"]),
        (GOOD.replace("section 75", "one pot"), ["line 4", "'one pot'", "section 75, pooled, aligned"]),
        (GOOD.replace("amount_gbp = 5", "amount_gbp = 5.005"), ["[[partner]] number 1, line 15", "at most two digits"]),
        (GOOD.replace("amount_gbp = 5", "amount_gbp = [5, 6]"), ["[[partner]] number 1, line 15", "2 entries", "1 years"]),
        (GOOD + _POLICE, ["[[partner]] number 3", "police (police) may not pool money under section 75", 'legal_form = "aligned" with council']),
        (GOOD + _POLICE.replace("police", "fire"), ["fire (fire) may not pool"]),
        ((GOOD + _POLICE.replace("police", "fire")).replace('"section 75"', '"pooled"\npower = "children act section 10"'), ["fire (fire) may not pool money under children act section 10"]),
        (GOOD.replace('"section 75"', '"pooled"'), ["rests on a power", "section 65Z6"]),
        (GOOD.replace('"section 75"', '"pooled"\npower = "section 31"'), ["line 5", "not in force", "2007-02-28"]),
        (GOOD.replace('"section 75"', '"pooled"\npower = "section 256"'), ["allows payments", "aligned"]),
        (GOOD.replace('"trust"', '"other-council"'), ["needs a partner of each", "none is nhs"]),
        (GOOD.replace('body = "trust"', 'body = "trusst"'), ["[[partner]] number 1", "'trusst' is no [[body]] of place.toml"]),
        (GOOD.replace('host = "council"', 'host = "police"'), ["'host', line 5", "'police' is no partner"]),
        (GOOD.replace('host = "council"', 'host = "trust"\nvat = { taxable_share = 0.5 }'), ["recoverable_share"]),
        (with_rule("share of lines", line=_LINE + "share = 1.2"), ["[[partner.line]] number 1 of partner 1, line 19", "1.2", "at most 1", "25 % is written 0.25"]),
        (with_rule("share of lines", line=(_LINE + "share = 0.6\n") * 2), ["[[partner]] number 1", "'Substance misuse' is named 2 times", "1.2"]),
        (with_rule("share of lines", line='[[partner.line]]\nline = "Substance abuse"\nshare = 0.6'), ["'Substance abuse' is no line of trust in 2024-25", "Nearest are: Substance misuse. Write one of these, or the count_id"]),
        (with_rule("share of lines", line="[[partner.line]]\ncount_id = 11\nshare = 0.6"), ["no line of trust", "count_id 11"]),
        (with_rule("share of lines", line='[[partner.line]]\nline = "Maternity"\nshare = 0.6'), ["'Maternity' is the name of 2 lines", "22 (", "cofog"]),
        (with_rule("share of lines", line=_LINE + "share = 0.6").replace("base_fy = 2024", "base_fy = 2021"), ["no line of trust in 2021-22", "are of 2024-25"]),
        (with_rule("share of lines", line='[[partner.line]]\nline = "Substance misuse"\nshare = 0.6\nring_fence = "some"'), ["locked to 'some'", "There are: all"]),
        (GOOD.replace('"fixed"\namount_gbp = 100', '"share of lines"\n[[partner.line]]\nline = "Schools"\nshare = 0.1'), ["money of schools", "ring_fence"]),
        (GOOD.replace('"fixed"\namount_gbp = 100', '"share of lines"\n[[partner.line]]\nline = "Public Health"\nshare = 0.1'), ["public health grant", "free_because"]),
        (GOOD.replace('"fixed"\namount_gbp = 100', '"share of lines"\n[[partner.line]]\nline = "Education services"\nshare = 0.1'), ["dedicated schools grant", "(in part)"]),
        (GOOD.replace('"fixed"\namount_gbp = 100', '"share of lines"\n[[partner.line]]\nline = "Waste levy"\nshare = 0.1\nring_fence = "all"'), ["is a levy", "Leave it out"]),
        (GOOD.replace('"fixed"\namount_gbp = 100', '"share of lines"\n[[partner.line]]\nline = "Rent allowances"\nshare = 0.1'), ["entitled to it by law", "ring_fence"]),
        (GOOD.replace('"fixed"\namount_gbp = 100', '"share of lines"\n[[partner.line]]\nline = "Parking"\nshare = 0.1'), ["nothing to draw on", "−£50,000.00"]),
        (with_rule("per head", "gbp_per_head = 1"), ["how many people trust serves", "people_source"]),
        (with_rule("fixed", "amount_gbp = 5\ncap_gbp = 1\ncollar_gbp = 2"), ["the cap is below the collar"]),
        (with_rule("fixed", "amount_gbp = 5\nrisk_share = 0.5"), ["[[partner]] number 2", "risk_share is missing"]),
        (with_rule("fixed", "amount_gbp = 5\nrisk_share = 0.5", council='rule = "fixed"\namount_gbp = 1\nrisk_share = 0.6'), ["add up to 1.1"]),
        (with_rule("need-weighted"), ["divide_gbp"]),
        (with_rule("fixed", "amount_gbp = 5", top="divide_gbp = 5"), ["nobody divides it"]),
        (GOOD.replace("spend_gbp = 0", "spend_gbp = 0\nspend_share = 0.5"), ["[[purpose]] number 1", "either spend_gbp"]),
        (GOOD.replace("section 75", "aligned"), ["hold nothing over", 'at_end = "return"']),
        (with_rule("fixed", "amount_gbp = 5", _LINE + 'ring_fence = "all"\n' + _LINE + 'ring_fence = "b"').replace("[[partner]]", '[[purpose]]\nid = "b"\nname = "B"\nspend_gbp = 0\n[[partner]]', 1), ["locked twice, to all and to b"]),
    ],
)
def test_a_fault_gets_a_sentence(text: str, words: list[str]) -> None:
    said = refusals(text)
    assert all(entry.startswith("scenarios/pot.toml") and entry.rstrip().endswith(".") for entry in said), said
    assert any(all(word in entry for word in words) for entry in said), said


def test_what_two_readers_would_doubt_is_one_sentence_each() -> None:
    said = refusals((GOOD + _POLICE).replace('host = "council"', 'host = "fire"'))
    assert len(said) == 2


def test_police_may_be_in_a_pool_for_children_and_in_aligned_budgets() -> None:
    children = (GOOD + _POLICE).replace('"section 75"', '"pooled"\npower = "children act section 10"')
    aligned = (GOOD + _POLICE).replace('"section 75"', '"aligned"\nunderspend = "return"')
    assert parsed(children).faults == parsed(aligned).faults == ()


def test_a_power_may_allow_one_body_of_a_kind_and_not_another() -> None:
    children = GOOD.replace('"section 75"', '"pooled"\npower = "children act section 10"')
    assert parsed(children + _POLICE.replace("police", "probation")).faults == ()
    assert "department (other) may not pool" in refusals(children + _POLICE.replace("police", "department"))[0]


def test_councils_alone_pool_by_a_joint_committee_and_not_under_section_75() -> None:
    councils = GOOD.replace('"trust"', '"other-council"')
    assert "needs a partner of each" in refusals(councils)[0]
    assert parsed(councils.replace('"section 75"', '"pooled"\npower = "joint committee"')).faults == ()


def test_a_file_is_called_as_an_id() -> None:
    assert parsed(GOOD, "My Pot.toml").faults[0].startswith("scenarios/My Pot.toml: A scenario's file is called")


def test_a_place_without_agreements_has_none() -> None:
    made = pool_tables.work_out([], count(), {}, D("0.2"), TERMS)
    assert made.scenario.is_empty() and made.contribution.is_empty() and made.flow.is_empty()


def test_the_template_of_a_new_place_lacks_nothing_but_the_place_s_own_bodies() -> None:
    faults = parsed(_SCENARIO_TOML).faults
    assert faults and all("is no [[body]] of place.toml" in fault for fault in faults), faults


def test_the_smallest_file_of_the_page_is_worked_out() -> None:
    """docs/scenarios.md has it to copy: £100,000.00, and a tenth of the £500,000.00 that the trust spends on substance misuse."""
    smallest = re.findall(r"```toml\n(.*?)```", (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8"), re.DOTALL)[0]
    made = worked(smallest.replace("anytown-", ""))
    assert made.contribution["amount_gbp"].to_list() == [D(100_000), D(50_000)]
    assert {row["item"]: row["amount_gbp"] for row in made.flow.iter_rows(named=True)} == {"opening": 0, "contribution": 150_000, "spend": 150_000, "closing": 0}
