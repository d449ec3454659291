"""What is said of interventions that contradict themselves, or rest on nothing."""

from collections.abc import Iterator

import pytest

from tests.analysis.pools import PLACE, parsed
from totalplace import reference
from totalplace.place import Area, Body, Codes, Place
from totalplace.scenario_schema import uncertain_inputs
from totalplace.scenarios import parse_scenario
from totalplace.templates import _SCENARIO_TOML

BENEFIT = """
[[intervention.benefit]]
id = "fewer-admissions"
name = "Admissions avoided"
body = "trust"
cohort = "People in treatment"
people = [400, 450]
events_per_head = 1.8
effect_share = 0.25
deadweight_share = 0.2
lasts_years = 3
evidence = 3
unit_cost_gbp = 2100
unit_cost_source = "Unit costs 2024"
cashable_share = 0.3
cash_step_gbp = 35000
cash_step = "a ward"
effect_range = [0.1, 0.4]
"""
GOOD = f"""
name = "Pot"
theme = "test"
legal_form = "section 75"
host = "council"
first_fy = 2025
last_fy = 2026
base_fy = 2024
[[purpose]]
id = "all"
name = "All"
spend_gbp = 200000
[[partner]]
body = "council"
rule = "fixed"
amount_gbp = 100000
[[partner]]
body = "trust"
rule = "fixed"
amount_gbp = 100000
no_longer_pays_gbp = [10000, 20000]
[appraisal]
price_fy = 2024
[[appraisal.correlation]]
left = "outreach/cost"
right = "outreach/fewer-admissions/effect"
value = -0.3
[[intervention]]
id = "outreach"
name = "Outreach"
purpose = "all"
evidence = 3
counterfactual = "Three districts without it"
sample = "412 clients, 2019 to 2021"
sample_size = 412
sampled_in = ["council"]
covers = ["council", "trust"]
cost_range_share = [-0.1, 0.3]
{BENEFIT}"""


def said(text: str) -> list[str]:
    return list(parsed(text).faults)


def test_a_whole_file_has_no_fault_and_names_its_uncertain_inputs() -> None:
    file = parsed(GOOD)
    assert file.scenario is not None, file.faults
    assert [(entry.name, float(entry.low), float(entry.likely), float(entry.high)) for entry in uncertain_inputs(file.scenario)] == [
        ("outreach/cost", -0.1, 0, 0.3), ("outreach/fewer-admissions/effect", 0.1, 0.25, 0.4),
    ]  # fmt: skip
    # three years of the last year's people
    assert list(file.scenario.horizon) == [2025, 2026, 2027, 2028]


def test_a_file_without_interventions_is_a_ledger_alone() -> None:
    text = GOOD[: GOOD.index("[appraisal]")]
    file = parsed(text)
    assert file.scenario is not None and not file.scenario.intervention


def without(key: str) -> str:
    return "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{key} ="))


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for was, becomes in pairs:
        assert was in text
        text = text.replace(was, becomes, 1)
    return text


def faulty() -> Iterator[tuple[str, list[str]]]:
    for key, why in (("counterfactual", "what would happen otherwise"), ("sample", "what was measured"), ("sample_size", "of how many"), ("sampled_in", "codes of the areas"), ("covers", "ids of the bodies")):
        yield without(key), ["[[intervention]] number 1, line 28", f"'{key}' is missing", why]
    yield changed(('counterfactual = "Three districts without it"', 'counterfactual = " "')), ["'counterfactual' is empty", "Say it in words"]
    for key in ("deadweight_share", "unit_cost_source"):
        yield without(key), ["[[intervention.benefit]] number 1 of intervention 1, line 40", f"'{key}' is missing", "A saving is not shown without it"]
    yield changed(("evidence = 3\ncounterfactual", "counterfactual")), ["[[intervention]]", "'evidence' is missing", "from 1 (the best) to 5"]
    yield changed(("evidence = 3\nunit", "unit")), ["[[intervention.benefit]]", "'evidence' is missing"]
    yield changed(("evidence = 3\nunit", "evidence = 6\nunit")), ["'evidence' is 6", "at most 5"]
    yield changed(('body = "trust"\ncohort', 'body = "hospital"\ncohort')), ["body names 'hospital'", "place.toml"]
    yield changed(('covers = ["council", "trust"]', 'covers = ["council", "ministry"]')), ["covers names 'ministry'"]
    yield changed(('covers = ["council", "trust"]', 'covers = ["council"]')), ["the evidence does not cover trust"]
    yield changed(('purpose = "all"\nevidence', 'purpose = "some"\nevidence')), ["there is no [[purpose]] 'some'", "There are: all"]
    yield changed(('purpose = "all"\nevidence', "evidence")), ["either has a purpose"]
    yield changed(('purpose = "all"\nevidence', 'purpose = "all"\ncost_gbp = 5\nevidence')), ["either has a purpose"]
    yield changed(('purpose = "all"\nevidence', "cost_gbp = 5\nevidence")), ["paid_by does not say"]
    yield changed(('purpose = "all"\nevidence', 'cost_gbp = 5\npaid_by = "nobody"\nevidence')), ["paid_by names 'nobody'"]
    yield changed(('purpose = "all"\nevidence', 'cost_gbp = [1, 2, 3]\npaid_by = "police"\nevidence')), ["cost_gbp has 3 entries", "2 years"]
    yield changed(("people = [400, 450]", "people = [400]")), ["people has 1 entries"]
    yield changed(("no_longer_pays_gbp = [10000, 20000]", "no_longer_pays_gbp = [10000]")), ["[[partner]] number 2", "no_longer_pays_gbp has 1 entries"]
    yield changed(("cash_step_gbp = 35000\n", "")), ["cash is saved in steps alone"]
    yield changed(("cashable_share = 0.3", "cashable_share = 0")), ["mean nothing where cashable_share is 0"]
    yield changed(('body = "trust"\ncohort', "cohort")), ["nobody's cash"]
    yield changed(("effect_share = 0.25", "effect_share = 1.25")), ["'effect_share' is 1.25", "at most 1"]
    yield changed(("[0.1, 0.4]", "[0.3, 0.4]")), ["effect_range goes from 0.3 to 0.4, and does not hold 0.25"]
    yield changed(("[0.1, 0.4]", "[0.1, 1.4]")), ["a share lies between 0 and 1"]
    yield changed(("[-0.1, 0.3]", "[-1.1, 0.3]")), ["below nothing"]
    yield changed(("unit_cost_gbp = 2100", "unit_cost_gbp = 2100\nis_transfer = true\nsocial_value_gbp = 1")), ["worth nothing to society"]
    yield changed(('left = "outreach/cost"', 'left = "outreach/people"')), ["[[appraisal.correlation]] number 1, line 24", "'outreach/people' is no input with a range", "outreach/cost"]
    yield changed(("price_fy = 2024", "horizon_years = 1")), ["'horizon_years' in [appraisal], line 23", "the pool runs for 2"]
    yield changed(("price_fy = 2024", 'uncertainty = "both"')), ["'both'", "optimism bias"]
    yield changed(("price_fy = 2024", "prices = 2024")), ["'prices' is not known here", "price_fy"]
    yield changed(("price_fy = 2024", 'outside_sample = "much alike"')), ["Take outside_sample out"]
    yield changed(('sampled_in = ["council"]', 'sampled_in = ["E08000009"]')), ["measured in E08000009", "not used, unless [appraisal] says in outside_sample"]
    yield GOOD + BENEFIT, ["[[intervention.benefit]] number 2 of intervention 1", "another benefit of 'outreach'"]
    yield GOOD + GOOD[GOOD.index("[[intervention]]"):], ["[[intervention]] number 2", "another intervention"]
    yield GOOD + GOOD[GOOD.index("[[intervention]]"):].replace('id = "outreach"', 'id = "more"'), ["a purpose has one cost", "under 'outreach'"]


@pytest.mark.parametrize(("text", "words"), list(faulty()))
def test_a_fault_gets_a_sentence(text: str, words: list[str]) -> None:
    found = said(text)
    assert all(entry.startswith("scenarios/pot.toml") and entry.rstrip().endswith(".") for entry in found), found
    assert any(all(word in entry for word in words) for entry in found), found


def test_a_result_of_elsewhere_is_used_where_the_file_says_why() -> None:
    assert said(changed(('sampled_in = ["council"]', 'sampled_in = ["E08000009"]'), ("price_fy = 2024", 'outside_sample = "as deprived as here"'))) == []


COUNTY = Place(
    name="Northshire", area=(Area(code="E07999001"), Area(code="E07999002")),
    body=(
        Body(id="council", name="Northshire", kind="council", codes=Codes(gss="E10999001"), areas=("E07999001", "E07999002")),
        Body(id="trust", name="Trust", kind="nhs", areas=("E07999001",)), Body(id="police", name="Police", kind="police"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sampled_in", "used_in", "is_told"),
    [
        ('["E07999001", "E07999002"]', "", ""), ('["council"]', "", ""), ('["E10999001"]', "", ""),
        # one of two districts is not the place
        ('["E07999001"]', "", "is used in E07999002 as well"), ('["trust"]', "", "is used in E07999002 as well"),
        ('["trust"]', 'used_in = ["E07999001"]', ""), ('["E07999001"]', 'used_in = ["council"]', "is used in E07999002 as well"),
        ('["council"]', 'used_in = ["E08000001"]', "is used in E08000001"), ('["council", "E08000001"]', "", "measured in E08000001"),
    ],
)  # fmt: skip
def test_what_was_measured_in_a_part_is_refused_for_the_whole(sampled_in: str, used_in: str, is_told: str) -> None:
    assert PLACE.area == ()
    text = changed(('sampled_in = ["council"]', f"sampled_in = {sampled_in}\n{used_in}"))
    faults = parse_scenario(text.encode(), "pot.toml", COUNTY, reference.pool_power_table()).faults
    assert (len(faults) == 1 and is_told in faults[0]) if is_told else faults == ()


@pytest.mark.parametrize(("sampled_in", "faults"), [('["E07999001", "E07999002"]', 0), ('["council"]', 0), ('["E07999001"]', 1)])
def test_a_county_named_by_its_own_code_is_its_districts(sampled_in: str, faults: int) -> None:
    county = COUNTY.model_copy(update={"area": (Area(code="E10999001"),)})
    text = changed(('sampled_in = ["council"]', f"sampled_in = {sampled_in}"))
    assert len(parse_scenario(text.encode(), "pot.toml", county, reference.pool_power_table()).faults) == faults


def test_what_the_template_shows_of_appraisals_lacks_nothing_but_the_place_s_own_bodies() -> None:
    head, _, shown = _SCENARIO_TOML.partition("# [appraisal]\n")
    faults = said(head + "[appraisal]\n" + "\n".join(line.removeprefix("# ") for line in shown.splitlines()) + "\n")
    assert any("covers names" in fault for fault in faults)
    assert all("place.toml" in fault for fault in faults), faults
