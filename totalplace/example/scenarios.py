"""Three agreements on pooled budgets for the example place: section 75, aligned, and a children's pool with police in it.

One brings every partner more than it pays, in one a partner gains what others pay for, one costs all who pay more than they save, by evidence
from elsewhere. Belongs here: the files of scenarios/. Does not belong here: what they come to (tests work it out by hand).
"""

from pathlib import Path

from totalplace.example.bodies import COUNTY_COUNCIL, DEPARTMENT, FIRE, POLICE
from totalplace.example.words import FICTION
from totalplace.example.write import put

_NORTH, _WEST, _CITY = "aldermarch-north-pct", "aldermarch-west-pct", "brackmouth-city-council"

SECTION_75 = f"""\
# {FICTION}
# One pot for alcohol and drugs: NHS and county council under section 75, an NHS body as host: VAT is lost.
name = "Alcohol and drugs: one pot"
theme = "alcohol and drugs"
note = "The public health money stays locked to treatment; overspends are shared."
legal_form = "section 75"
host = "{_NORTH}"
first_fy = 2026
last_fy = 2028
base_fy = 2024
indexation_share = 0.02
overspend = ["risk pool", "uncommitted", "partners"]
underspend = "carry forward"
at_end = "return"

[fee]
fixed_gbp = 60000
share_of_spend = 0.005

[vat]
taxable_share = 0.3
recoverable_share = 0.6   # on contracted-out services alone

[risk_pool]
target_gbp = 250000
share_of_contributions = 0.02

[[purpose]]
id = "treatment"
name = "Treatment and recovery"
spend_gbp = [5200000, 5500000, 5600000]
variance_share = [0, 0.15, -0.03]
uncommitted_share = 0.02

[[purpose]]
id = "prevention"
name = "Prevention in schools and neighbourhoods"
spend_gbp = 1300000
uncommitted_share = 0.1

[[partner]]
body = "{COUNTY_COUNCIL}"
rule = "share of lines"
risk_share = 0.4
no_longer_pays_gbp = 2250000   # contracts that the pool takes over
[[partner.line]]
line = "Public Health"
share = 0.02
ring_fence = "treatment"
committed_share = 0.8

[[partner]]
body = "{_NORTH}"
rule = "share of lines"
cap_gbp = 4500000
risk_share = 0.45
no_longer_pays_gbp = 3900000
[[partner.line]]
line = "Substance misuse"
share = 0.6
committed_share = 0.9

[[partner]]
body = "{_WEST}"
rule = "fixed"
amount_gbp = 400000
cap_gbp = 500000
risk_share = 0.15
no_longer_pays_gbp = 250000

[appraisal]
shock_share = 0.5   # of the variance of all inputs is common to them
[[appraisal.correlation]]
left = "outreach/admissions/people"
right = "outreach/admissions/effect"
value = 0.2         # less than the common half: the more are reached, the lighter the cases

[[intervention]]
id = "outreach"
name = "Assertive outreach and one key worker"
purpose = "treatment"
evidence = 2
counterfactual = "People on the waiting list in the same months, matched by age, drug and earlier admissions"
sample = "1,912 people in treatment in all districts of the county, 2019 to 2022"
sample_size = 1912
sampled_in = ["{COUNTY_COUNCIL}"]
covers = ["{COUNTY_COUNCIL}", "{_NORTH}", "{POLICE}"]
cost_range_share = [-0.05, 0.25]

[[intervention.benefit]]
id = "admissions"
name = "Emergency admissions avoided"
body = "{_NORTH}"
cohort = "People who depend on alcohol and are in treatment"
people = 2600
reach_share = 0.85
events_per_head = 1.8
effect_share = 0.25
deadweight_share = 0.2
lasts_years = 3
evidence = 2
unit_cost_gbp = 2600
unit_cost_source = "Reference costs 2024-25 (example)"
cashable_share = 0.4
cash_step_gbp = 350000
cash_step = "a ward of twenty beds"
people_range_share = [-0.2, 0.1]
effect_range = [0.1, 0.32]
unit_cost_range = [2200, 2900]
cashable_range = [0.2, 0.5]

[[intervention.benefit]]
id = "offences"
name = "Offences avoided"
body = "{POLICE}"   # gains, and pays nothing
cohort = "People in treatment with offences in the year before"
people = 700
events_per_head = 3.2
effect_share = 0.22
deadweight_share = 0.25
lasts_years = 2
evidence = 3
unit_cost_gbp = 620
unit_cost_source = "Cost of an arrest and its paperwork, force finance 2024-25 (example)"
social_value_gbp = 2900
cashable_share = 0.25
cash_step_gbp = 54000
cash_step = "a constable's post"
effect_range = [0.05, 0.3]

[[intervention]]
id = "brief-advice"
name = "Brief advice in schools and surgeries"
purpose = "prevention"
evidence = 3
counterfactual = "Schools and surgeries that began a year later"
sample = "5,240 pupils and patients, 2021 to 2023"
sample_size = 5240
sampled_in = ["{COUNTY_COUNCIL}"]
covers = ["{COUNTY_COUNCIL}"]

[[intervention.benefit]]
id = "healthy-years"
name = "Years of good health gained"
cohort = "Pupils and patients advised"   # nobody's budget: worth to society alone
people = 6000
events_per_head = 0.01
effect_share = 0.2
deadweight_share = 0.1
lag_years = 1
lasts_years = 3
evidence = 4
discounting = "health"
unit_cost_gbp = 0
unit_cost_source = "none: nobody's budget"
social_value_gbp = 70000
"""

ALIGNED = f"""\
# {FICTION}
# Police and a department of state may not pool under section 75: budgets are aligned, the county is accountable.
name = "Young people out of work and school: one offer"
theme = "young people not in education or work"
legal_form = "aligned"
host = "{COUNTY_COUNCIL}"
first_fy = 2026
last_fy = 2027
base_fy = 2024
underspend = "return"
at_end = "return"

[[purpose]]
id = "one-offer"
name = "One service instead of many"
spend_gbp = [1500000, 1450000]

[[partner]]
body = "{COUNTY_COUNCIL}"
rule = "fixed"
amount_gbp = 700000
no_longer_pays_gbp = 560000   # four services that are one from now on
[[partner.line]]
line = "Children Social Care"

[[partner]]
body = "{DEPARTMENT}"
rule = "share of lines"
no_longer_pays_gbp = 380000
[[partner.line]]
line = "Employment programmes"
share = 0.4

[[partner]]
body = "{POLICE}"
rule = "fixed"
amount_gbp = 150000
no_longer_pays_gbp = 20000

[appraisal]
price_fy = 2026

[[intervention]]
id = "one-service"
name = "One service, one adviser for each young person"
purpose = "one-offer"
evidence = 2
counterfactual = "The two districts that kept separate services until 2023"
sample = "1,140 young people of 16 to 24 in all districts, 2021 to 2023"
sample_size = 1140
sampled_in = ["{COUNTY_COUNCIL}"]
covers = ["{COUNTY_COUNCIL}", "{DEPARTMENT}", "{POLICE}"]
cost_range_share = [-0.05, 0.15]

[[intervention.benefit]]
id = "placements"
name = "Supported placements avoided"
body = "{COUNTY_COUNCIL}"
cohort = "Young people of 16 to 24 who leave care"
people = 260
events_per_head = 0.5
effect_share = 0.3
deadweight_share = 0.1
lasts_years = 2
evidence = 2
unit_cost_gbp = 14500
unit_cost_source = "Commissioning team, contracts of 2025 (example)"
cashable_share = 0.6
cash_step_gbp = 60000
cash_step = "a house of six places"
effect_range = [0.2, 0.4]
people_range_share = [-0.15, 0.15]

[[intervention.benefit]]
id = "claims"
name = "Months of benefit not claimed"
body = "{DEPARTMENT}"
cohort = "Young people of 16 to 24 out of work and school, known to any partner"
people = 900
reach_share = 0.8
events_per_head = 7
effect_share = 0.15
deadweight_share = 0.3
lasts_years = 3
evidence = 2
unit_cost_gbp = 390
unit_cost_source = "Rate for a single person under 25, 2026 (example)"
is_transfer = true   # what the department does not pay, the young person does not get
cashable_share = 1
cash_step_gbp = 4680
cash_step = "a claim for a year"
effect_range = [0.08, 0.2]

[[intervention.benefit]]
id = "offences"
name = "Offences avoided"
body = "{POLICE}"
cohort = "Young people of 16 to 24 out of work and school, known to any partner"
people = 900
reach_share = 0.8
events_per_head = 0.6
effect_share = 0.2
deadweight_share = 0.25
lasts_years = 2
evidence = 2
unit_cost_gbp = 3600
unit_cost_source = "Force finance, 2025-26 (example)"
cashable_share = 0.4
cash_step_gbp = 42000
cash_step = "a constable's post"
effect_range = [0.1, 0.25]

[[intervention.benefit]]
id = "earnings"
name = "Years of work gained"
cohort = "Young people of 16 to 24 out of work and school, known to any partner"
people = 900
reach_share = 0.8
events_per_head = 1
effect_share = 0.1
deadweight_share = 0.3
lasts_years = 3
evidence = 4
unit_cost_gbp = 0
unit_cost_source = "none: nobody's budget"
social_value_gbp = 9000
"""

CHILDREN = f"""\
# {FICTION}
# A children's pool may hold police money: Children Act 2004, section 10.
name = "Early help: a slice of every budget"
theme = "children and families"
legal_form = "pooled"
power = "children act section 10"
host = "{COUNTY_COUNCIL}"
first_fy = 2026
last_fy = 2028
base_fy = 2024
indexation_share = 0.02
divide_gbp = 900000     # raised by the city and the NHS together, by people and need
overspend = ["uncommitted"]
underspend = "return"

[vat]
taxable_share = 0.25

[[purpose]]
id = "family-hubs"
name = "Family hubs"
spend_share = 0.7
variance_share = [0, -1, 0]     # the second year is lost to building works

[[purpose]]
id = "mediation"
name = "Mediation"
spend_share = 0.2
uncommitted_share = 0.5

[[partner]]
body = "{COUNTY_COUNCIL}"
rule = "top-slice"
share = 0.001
gain_share = 0.5
# schools and public health are left out as ring-fenced (ref.ring_fence); this one by agreement
[[partner.line]]
line = "Highways and transport services"
excluded = true

[[partner]]
body = "{POLICE}"
rule = "per head"
gbp_per_head = 0.40
gain_share = 0.1

[[partner]]
body = "{_CITY}"
rule = "need-weighted"
need_index = 1.3
cap_gbp = 200000
gain_share = 0.1

[[partner]]
body = "{_NORTH}"
rule = "need-weighted"
people = 310000
people_source = "registered list, October 2025 (example)"
gain_share = 0.3

[appraisal]
uncertainty = "distributions"   # the draws are widened instead of the sums being cut
outside_sample = "The towns of the trial are as deprived as the three largest of the county; nobody here has been measured yet."

[[intervention]]
id = "family-hubs"
name = "Family hubs"
purpose = "family-hubs"
evidence = 4
counterfactual = "Wards of the same towns without a hub, by drawing lots"
sample = "610 families of two towns of another county, 2018 to 2020"
sample_size = 610
sampled_in = ["E08999001", "E08999002"]   # not of this place: see outside_sample
covers = ["{COUNTY_COUNCIL}", "{_NORTH}"]
cost_range_share = [-0.1, 0.4]

[[intervention.benefit]]
id = "care"
name = "Children who need not be taken into care"
body = "{COUNTY_COUNCIL}"
cohort = "Children in need, of families that come to a hub"
people = 1400
reach_share = 0.6
events_per_head = 0.03
effect_share = 0.15
deadweight_share = 0.2
lag_years = 1
lasts_years = 3
evidence = 4
unit_cost_gbp = 68000
unit_cost_source = "Placement budget 2024-25 over placements (example)"
social_value_gbp = 95000
cashable_share = 0.5
cash_step_gbp = 55000
cash_step = "a placement for a year"
people_range_share = [-0.4, 0.2]
effect_range = [0, 0.25]
deadweight_range = [0.1, 0.5]

[[intervention]]
id = "safe-and-well"
name = "Safe and well visits to the same families"
cost_gbp = [45000, 45000, 45000]
paid_by = "{FIRE}"   # outside the pool
evidence = 3
counterfactual = "Streets visited a year later"
sample = "2,050 homes of all districts, 2022 to 2024"
sample_size = 2050
sampled_in = ["{COUNTY_COUNCIL}"]
covers = ["{FIRE}"]

[[intervention.benefit]]
id = "fires"
name = "Fires in dwellings avoided"
cohort = "Families that come to a hub"
people = 1400
events_per_head = 0.004
effect_share = 0.3
deadweight_share = 0.1
lasts_years = 4
evidence = 3
unit_cost_gbp = 5200
unit_cost_source = "Cost of a call-out, authority finance 2024-25 (example)"
social_value_gbp = 61000
"""

SCENARIOS = {"alcohol-one-pot.toml": SECTION_75, "young-people-one-offer.toml": ALIGNED, "early-help-top-slice.toml": CHILDREN}


def write_scenarios(folder: Path) -> None:
    """The files, into scenarios/ of the place."""
    for name, text in SCENARIOS.items():
        put(folder / "scenarios" / name, text.encode())
