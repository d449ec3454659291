"""Three agreements on pooled budgets for the example place: section 75, aligned, and a children's pool with police in it.

Belongs here: the files of scenarios/. Does not belong here: what they come to (tests work it out by hand).
"""

from pathlib import Path

from totalplace.example.bodies import COUNTY_COUNCIL, DEPARTMENT, POLICE
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
[[partner.line]]
line = "Children Social Care"

[[partner]]
body = "{DEPARTMENT}"
rule = "share of lines"
[[partner.line]]
line = "Employment programmes"
share = 0.4

[[partner]]
body = "{POLICE}"
rule = "fixed"
amount_gbp = 150000
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
"""

SCENARIOS = {"alcohol-one-pot.toml": SECTION_75, "young-people-one-offer.toml": ALIGNED, "early-help-top-slice.toml": CHILDREN}


def write_scenarios(folder: Path) -> None:
    """The files, into scenarios/ of the place."""
    for name, text in SCENARIOS.items():
        put(folder / "scenarios" / name, text.encode())
