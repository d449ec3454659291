"""The folder of a new place, with commented templates.

Belongs here: what `totalplace new` writes. Does not belong here: the example place (example/).
"""

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.reference import checklist_question_table

_PLACE_TOML = """\
# A place: its areas and its public bodies. Lines starting with # are comments.

name = "{place}"

# The language of pages and maps: "cy" is Welsh. What is not translated is said in English; translations go into wording/cy.toml.
# language = "cy"

# Financial years that count (the year their April falls in). Leave out for all.
# first_fy = 2024
# last_fy = 2025

# The areas that make up the place, by code (E06…, E07…, E08…, E09…, E10…), or a file of boundaries whose areas all count.
# [[area]]
# code = "E08000003"
# [[area]]
# boundary = "reference/county.geojson"

# One block a body. The folder inbox/<id>/ is where its files go. kind: council, nhs, police, fire, schools or other.
# [[body]]
# id = "anytown-council"
# name = "Anytown Council"
# kind = "council"
# type = "metropolitan district"
# aliases = ["Anytown Metropolitan Borough Council", "Anytown MBC"]
# codes = {{ gss = "E08000099", lgf = "E4299" }}
# licence = "OGL-UK-3.0"
# National returns name one body in many ways ("… Police and Crime Commissioner and Chief Constable"): police, fire, waste and
# combined authorities are best known by the ministry's code of local government finance, and NHS trusts by their ODS code:
# codes = {{ lgf = "E6099" }}
# codes = {{ ods = "RX9" }}
# areas = ["E08000003", "E08000006"]  # codes of the areas it serves, where it is not the one area of its gss code
# assets_expected = 600
# confirmed_by = "Head of Estates"
# confirmed_on = 2026-01-31

# Somebody who sends files and is not a body of the place. Rows of its files that name no body of the place are ignored.
# [[sender]]
# id = "home-office"
# name = "Home Office"
# licence = "OGL-UK-3.0"

# New authorities, where councils are reorganised: sets of districts. Who gets which asset stands in mart.successor_estate.
# Every council whose areas all lie in those of new authorities passes; NHS, police and fire keep theirs. `bodies` says otherwise.
# [[successor]]
# id = "north-anyshire"
# name = "North Anyshire Council"
# areas = ["E07000901", "E07000902"]
# bodies = ["anyshire-county-council", "anytown-council"]

# Premises to be counted by district and shown nowhere: names, UPRNs or asset codes.
# sensitive = ["Rose House"]

# Small areas (LSOA) that are town centres: more happens there whatever is licensed, so the models of licensed premises allow for it. Without
# them how densely postcodes stand is a weak stand-in.
# town_centres = ["E01000001", "E01000002"]

# Thresholds of this place instead of the project's (names as in ref.assumption).
# [thresholds]
# location_postcode_distance_m = 3000
"""
_GRANTS_GATEWAY_TOML = """\
# Pots from which partners decide on grants together. Lines starting with # are comments; this file may stay as it is. docs/grants-gateway.md says the rest.
# [[pot]]
# id = "one-gateway"
# name = "One gateway for community grants"
# amount_gbp = 2000000       # a year
# first_fy = 2026            # the first year decided together (the year its April falls in)
# last_fy = 2028
# decide_months_before = 6   # how long before a grant ends it is decided what follows
# funders = ["anytown-council", "anytown-trust"]   # ids of bodies, or funders as their lists name them
# max_award_gbp = 20000      # a year; criteria may be left out, and a grant is in if it meets all that are there
# [[pot.theme]]
# name = "young people"
# words = ["young people", "youth"]   # in the title, the purpose or the programme of a grant
"""
_HYPOTHESES_TOML = """\
# What is to be tested of whom the money is spent on. Lines starting with # are comments; this file may stay as it is. docs/hypotheses.md says the rest.
# Without a hypothesis the share of the top is worked out for all service users, and nothing is tested.

# [[hypothesis]]
# id = "alcohol-and-drugs"
# question = "Do a fifth of the users of alcohol and drug services account for four fifths of their cost?"
# cohort = { substances = ["alcohol", "drugs", "both"], youngest = 18 }   # who in the year has a contact that meets all of it; also services, oldest
# unit = "person"                  # or family
# denominator = "service users"    # or residents
# top_share = 0.2                  # 0.01, 0.05, 0.1 or 0.2
# stated_share = 0.8
# themes = "all"                   # or one theme of ref.service
# needs = ["treatment"]            # layouts without which it is not tested
"""
_ESTATE_PLAN_TOML = """\
# What the place itself asks of the plan for one estate. Lines starting with # are comments; this file may stay as it is.

# First financial year of the plan (the year its April falls in). Leave out for the one after that of the publication.
# first_fy = 2027

# A building that must be kept, or released: by our id (mart.estate), or by the code that its body has for it.
# [[keep]]
# asset = "TH01"
# body = "anytown-council"
# reason = "Being made the customer centre"
# by = "Estates board, 3 March 2026"
# [[release]]
# asset = "a0123456789ab"
# reason = "Agreed for housing"
# by = "Cabinet, 3 March 2026"

# How many buildings at least must offer a service to the public (names as in ref.function) in each of these districts; in every one if none is named.
# Without it, the last of a district stays (plan_access_minimum).
# [[access]]
# service = "library"
# areas = ["E08000003"]
# minimum = 2
# reason = "Library strategy"
"""
AGREEMENT_TOML = """\
# A data-sharing agreement. Copy this file to a name of your own that ends in .toml, such as alcohol-and-drugs.toml; only those are read.
# It says what the parties agreed; it does not replace their agreement. A blank is a refusal: nothing is used until every item is stated.
# docs/agreements.md says what each item means, and which are asked for which data.

title = ""
purpose = "cohort analysis"      # the only one that is served: groups of people, never a person
controllers = []                 # ids of bodies in place.toml
power_to_share = ""              # Act and section
article_6 = ""                   # UK GDPR, as in "6(1)(e) public task"
article_9 = ""                   # UK GDPR, as in "9(2)(j) statistical purposes"
dpa_schedule_1 = ""              # Data Protection Act 2018, as in "Part 1, paragraph 4"; take it out where the condition of Article 9 needs none
article_10 = ""                  # police and probation data: "Article 10, by …" or "Part 3, …"; take it out where there are none
confidentiality_basis = ""       # "consent", "section 251", "anonymised at source" or "not confidential"
section_251_reference = ""       # of the approval; take it out where the basis is another
# national_opt_out_applied_on = 2026-01-31   # data of the NHS, treatment, social care and ambulances
dpia_reference = ""
approver = ""                    # a post or a board, no person's name: it is published
# approved_on = 2026-01-31
# starts_on = 2026-02-15         # only where use begins later than the approval
# period_starts_on = 2022-04-01  # first and last day of contacts
# period_ends_on = 2025-03-31
# expires_on = 2026-12-31        # last day on which the data may be used
# retention_until = 2027-03-31   # day by which they are destroyed
# smallest_area = "lsoa"         # only where the agreement allows areas smaller than MSOA in what is published

[cohort]
# youngest = 18                  # years
# oldest = 130
areas = []                       # codes of areas where the people live, or "all"
# substances = ["alcohol", "drugs", "both"]   # substances or services must be given, or "all"
# services = ["…"]               # names as in ref.service

# A block of its own for each body and layout.
[[dataset]]
agency = ""                      # id of the body whose data they are; its files go into protected/<id>/
layout = ""                      # police, nhs, treatment, social_care, housing, fire, probation, ambulance
identifiers = ""                 # "names" or "pseudonyms"
fields = []                      # what may be used, of: person_reference, forename, surname, born_on, sex, postcode, nhs_number, uprn,
                                 # family_reference, service, started_on, ended_on, units, stated_cost, substance, occurred_postcode
# treatment_clause = ""          # the clause of the agreement that allows data of treatment for alcohol and drugs
# victim_clause = ""             # the same for data of victims
# child_clause = ""              # the same for data of anybody under 18
"""
_SCENARIO_TOML = """\
# A pooled budget. Copy this file to a name of your own that ends in .toml, such as alcohol-one-pot.toml; only those are read.
# Lines starting with # are comments. Money in pounds, shares as 0.25 for 25 %, years by the year their April falls in.

name = "Alcohol and drugs: one pot"
theme = "alcohol and drugs"
legal_form = "section 75"        # section 75 (NHS bodies and councils alone), pooled, aligned, single vehicle
# power = "children act section 10"   # of pooled and single vehicle: a power_id of ref.pool_power
host = "anytown-council"         # holds the pool; of aligned budgets the accountable body
first_fy = 2026
last_fy = 2028
base_fy = 2024                   # the year of the count from which contributions are drawn
indexation_share = 0.02          # a year
# divide_gbp = 900000            # raised together by partners with the rule need-weighted or outturn share
overspend = ["risk pool", "uncommitted", "partners"]
underspend = "carry forward"     # or return
at_end = "return"                # or carry forward

# [fee]
# fixed_gbp = 60000
# share_of_spend = 0.005

# [vat]
# taxable_share = 0.3
# recoverable_share = 0.5        # needed where an NHS body hosts

# [risk_pool]
# target_gbp = 250000
# share_of_contributions = 0.02

[[purpose]]
id = "treatment"
name = "Treatment and recovery"
spend_gbp = [5000000, 5100000, 5200000]   # one for each year, or one for all; or spend_share
# variance_share = [0, 0.1, 0]   # what is spent beyond the plan
# overspend = "fixed"            # the host bears it alone; else partners share it
# uncommitted_share = 0.02

[[partner]]
body = "anytown-council"
rule = "share of lines"          # fixed, share of lines, per head, need-weighted, outturn share, top-slice
# cap_gbp = 4000000
# collar_gbp = 1000000
# risk_share = 0.5               # of overspends: for every partner, or for none
# gain_share = 0.5               # of what is given back: for every partner, or for none
[[partner.line]]
line = "Public Health"           # as in mart.spend_count; or count_id
share = 0.02
# ring_fence = "treatment"       # locked to that purpose

[[partner]]
body = "anytown-trust"
rule = "fixed"
amount_gbp = 400000
# no_longer_pays_gbp = 300000    # a year: what it stops paying itself, as the pool pays for it

# What the pool is worth: take the # away, once for each thing done and each benefit. Without it there is a ledger alone. docs/scenarios.md says the rest.
# [appraisal]
# price_fy = 2024                # prices of all sums below
# uncertainty = "optimism bias"  # or distributions
# [[intervention]]
# id = "outreach"
# name = "Assertive outreach"
# purpose = "treatment"
# evidence = 3                   # of its cost: 1 (the best) to 5
# counterfactual = "People on the waiting list, matched by age"
# sample = "412 clients of three districts, 2019 to 2021"
# sample_size = 412
# sampled_in = ["anytown-council"]
# covers = ["anytown-council", "anytown-trust"]
# [[intervention.benefit]]
# id = "admissions"
# name = "Emergency admissions avoided"
# body = "anytown-trust"
# cohort = "People in treatment who depend on alcohol"
# people = 400                   # a year
# events_per_head = 1.8          # a year, without it
# effect_share = 0.25            # of these do not happen
# deadweight_share = 0.2         # would not have happened anyway
# evidence = 3
# unit_cost_gbp = 2100
# unit_cost_source = "Reference costs 2024-25"
# cashable_share = 0.3
# cash_step_gbp = 350000         # cash is saved in whole steps alone
# cash_step = "a ward of twenty beds"
"""
_NOTES = {
    "inbox": "Put files here as you received them, in one folder for each sender: inbox/<sender>/anything.csv\n",
    "reference": "Postcode directories (Code-Point Open, ONSPD, NSPL), boundaries (GeoJSON, GeoPackage, zipped shapefile), and figures by small area\n"
    "(LSOA): population, deprivation, disability (census TS038), cars (TS045), travel times (docs/layouts.md).\n",
    "mappings": "Headings that the team confirmed. `totalplace check` writes proposals here; set confirmed = true.\n",
    "corrections": "Known errors in files, put right openly: *.toml with [[correction]] path, part, row, heading, was, becomes, reason, by.\n",
    "identity": "Kept by totalplace: the ids of assets and the day each file was first seen. Do not edit; keep it with the inbox.\n",
    "review": "assets.csv: pairs of entries that may be one building. Write same or different under decision; it is kept and obeyed.\n",
    "scenarios": "Pooled budgets, one *.toml each; the file's name is the scenario's id. Copy template.toml.txt to begin; docs/scenarios.md says the rest.\n",
    "scrutiny": "What people say of a decision: <pooled budget or option of the plan>.toml with decision, decided_by, due_on, [[dissent]] body, says, by, on\n"
    "and [[question]] asks, body, by, on. It stands on the page of scrutiny; docs/scrutiny.md says the rest.\n",
    "self-assessment": "The checklist that a partnership fills in, <partnership>.toml each. Copy template.toml.txt to begin; docs/scrutiny.md says the rest.\n",
    "agreements": "Data-sharing agreements, one *.toml each: without one no data about people are read. Copy template.toml.txt to begin; docs/agreements.md says the rest.\n"
    "uses.jsonl (who used what, and when) and forgotten.jsonl (who must not come back) are kept here by totalplace: do not edit them, and keep them.\n",
    "protected": "Files about people, a folder each sender (its id in place.toml): never into inbox/. Nothing is copied from here, and nothing is read without an agreement\n"
    "in agreements/ and a key (totalplace key). Destroy a file with: totalplace shred. Allow nobody into this folder whom the agreement does not name.\n",
    "accepted": "Failed checks that somebody accepted: *.toml with [[accepted]] check, table, reason, by, on, expires_on, at_most_rows.\n",
}


def _self_assessment_toml() -> str:
    """Every question of the checklist, to be answered by taking out the # before its lines."""
    asked = checklist_question_table().sort("position")
    lines = [
        "# How a partnership sees itself. Copy this file to a name of your own that ends in .toml; only those are read. Lines starting with # are comments.",
        "# Answer yes, partly or no. What is left out is shown as not answered. Posts, boards and teams, no names of people.",
        "",
        'partnership = "Health and wellbeing board"',
        'filled_by = "Partnership manager"',
        "filled_on = 2026-01-31",
    ]
    for part, question_id, question in asked.select("part", "question_id", "question").iter_rows():
        lines += ["", f"# {part}: {question}", "# [[answer]]", f'# question = "{question_id}"', '# answer = "yes"', '# evidence = "…"', '# next_step = "…"']
    return "\n".join(lines) + "\n"


def name_of(paths: PlacePaths) -> str:
    """What a new place is called until somebody says otherwise: after its folder."""
    return paths.place.replace("-", " ").title()


def make_place(paths: PlacePaths, entries: str = "") -> None:
    """Write the folder, with these entries in place.toml. Raises PlaceError if there is one already."""
    if paths.root.exists():
        raise PlaceError(f"{paths.root} exists already. Choose another name, or edit {paths.place_toml}.")
    paths.root.mkdir(parents=True)
    paths.place_toml.write_text(_PLACE_TOML.format(place=name_of(paths)) + (f"\n{entries}" if entries else ""), "utf-8")
    paths.estate_plan_toml.write_text(_ESTATE_PLAN_TOML, "utf-8")
    paths.grants_gateway_toml.write_text(_GRANTS_GATEWAY_TOML, "utf-8")
    paths.hypotheses_toml.write_text(_HYPOTHESES_TOML, "utf-8")
    for folder, note in _NOTES.items():
        (paths.root / folder).mkdir()
        (paths.root / folder / "README.txt").write_text(note, "utf-8")
    paths.protected.chmod(0o700)
    (paths.agreements / "template.toml.txt").write_text(AGREEMENT_TOML, "utf-8")
    (paths.scenarios / "template.toml.txt").write_text(_SCENARIO_TOML, "utf-8")
    (paths.self_assessment / "template.toml.txt").write_text(_self_assessment_toml(), "utf-8")
