"""Contracts of provision and need: which offers there are, which overlap, how their places reach people, where places lack, what a review says.

Belongs here: `core` and `mart` tables of provision. Does not belong here: the lists as read (staging_provision.py), or the count: what a
funder pays for an offer stands in its return and its payments already, and no pound here is added to those.
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging_provision import AGE_BASES, LEVELS, PRICE_BASES

AREA_BASES = ("stated", "whole place", "partly outside the place", "not known", "not stated")
NEED_BASES = ("stated", "withheld by the publisher", "not told apart from not known", "not received")
SHARE_BASES = ("one area and age band", "shared by people in need", "not shared")
VERDICTS = ("fewer places than people", "places enough", "undecided", "not known")
SAVING_BASES = ("assumption-led estimate", "not computed")
WHOLE_PLACE = "whole place"

LINE = Contract(
    table="core.provision_line",
    grain="line of a list of provision or of a table of need",
    question="Who pays for each offer, where is each offer and each need, and which line counts?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_kind", "text", "Which kind of table it stands in", required=True, values=("provision", "need")),
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("line_id", "integer", "Our number of the line", required=True),
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it does not count"),
        Column("body_id", "text", "The body of the place that pays for the offer"),
        Column("funder", "text", "Who pays for it: that body, else the funder's name in capitals; empty if nobody says"),
        Column("area_codes", "text", f"The areas in the place, parted by '; '; or '{WHOLE_PLACE}'"),
        Column("area_basis", "text", "How they are known", required=True, values=(*AREA_BASES, "outside the place")),
        Column("amount_gbp", "money", "What is paid for it"),
    ),
)

_AGES = (
    Column("age_from", "integer", "Youngest age, in whole years"),
    Column("age_to", "integer", "Oldest age, included; 120 where there is no upper age"),
)

PROVISION = Contract(
    table="mart.provision",
    grain="line of a list of provision that counts, or that another list has too",
    question="Who offers what, to whom, where, at which level and price, and who pays for it?",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line (text) or row (sheet)", required=True),
        Column("offer_reference", "text", "The funder's own number of the offer"),
        Column("provider_id", "text", "Our id of the provider, as of suppliers; empty where no body of the place pays it in a list of payments or grants"),
        Column("provider_as_published", "text", "Who provides it; 'individual (withheld)' where it looks like a private person", required=True),
        Column("provider_body_id", "text", "The public body of the place that the provider is", references="ref.body.body_id"),
        Column("service", "text", "What kind of offer it is: what overlap is told by"),
        Column("service_as_published", "text", "What is offered, in the publisher's words; '(withheld)' where it tells of premises that nobody must know"),
        Column("cohort", "text", "Who it is for; empty if the list does not say"),
        *_AGES,
        Column("age_basis", "text", "Whether the list says for which ages it is", required=True, values=AGE_BASES),
        Column("eligibility", "text", "Who may take part, in the publisher's words; '(withheld)' likewise"),
        Column("level", "text", "Level of the qualification that it leads to; 'none' where it leads to none", values=LEVELS),
        Column("area_codes", "text", f"The areas served, parted by '; '; or '{WHOLE_PLACE}'"),
        Column("area_basis", "text", "How the areas served are known", required=True, values=AREA_BASES),
        Column("places", "number", "People who can be on it at one time"),
        Column("starts", "number", "People who started in the period"),
        Column("completions", "number", "People who completed in the period"),
        Column("starts_at_level_held", "number", "Of the starts, people who held a qualification of that level already, where the list says"),
        Column("price_basis", "text", "What the price is paid for: a start, an outcome, or the block", values=PRICE_BASES),
        Column("price_gbp", "money", "Price of one start, one outcome or the block, as the list has it"),
        Column("per_start_est_gbp", "money", "What a start costs: the price of a start, else the amount over the starts"),
        Column("per_completion_est_gbp", "money", "What a completion costs: the price of an outcome, else the amount over the completions"),
        Column("per_start_basis", "text", "Which of the two the cost of a start is", values=("price stated", "amount over starts")),
        Column("per_completion_basis", "text", "Which of the two the cost of a completion is", values=("price stated", "amount over completions")),
        Column("body_id", "text", "The body of the place that pays for it; empty where another funder does", references="ref.body.body_id"),
        Column("funder_as_published", "text", "Who pays for it, in the publisher's words; empty where only the sender tells"),
        Column("amount_gbp", "money", "What is paid for it in the whole period; never part of the count: it stands in the funder's return already"),
        Column("administration_gbp", "money", "Of that amount what is administration, as the list defines it"),
        Column("administration_definition", "text", "How the list defines administration"),
        Column("from_on", "date", "First day of the period", required=True),
        Column("to_on", "date", "Last day of the period; empty where only the start is known"),
        Column("overlap_count", "integer", "Other offers that it overlaps (mart.provision_overlap)", required=True),
        Column("status", "text", "Counted once; superseded where another line or list has it", required=True, values=("counted", "superseded")),
        Column("reason", "text", "Why it is not counted"),
    ),
    rules=(
        Rule("what is not counted has a reason", "status = 'counted' or reason is not null"),
        Rule("only what counts overlaps", "status = 'counted' or overlap_count = 0"),
    ),
)

OVERLAP = Contract(
    table="mart.provision_overlap",
    grain="two offers that overlap",
    question="Which offers are the same, for the same people in the same area at the same time, from different providers or funders?",
    primary_key=("left_line_id", "right_line_id"),
    columns=(
        Column("left_line_id", "integer", "The one offer, as in mart.provision", references="mart.provision.line_id"),
        Column("right_line_id", "integer", "The other offer, as in mart.provision", references="mart.provision.line_id"),
        Column("cohort", "text", "Who both are for", required=True),
        Column("service", "text", "Kind of offer that both are", required=True),
        Column("level", "text", "The level of both, or of the one that states it", values=LEVELS),
        Column("is_level_told", "boolean", "Both state their level; else they may be offers of different levels", required=True),
        Column("age_from", "integer", "Youngest age that both take", required=True),
        Column("age_to", "integer", "Oldest age that both take", required=True),
        Column("area_codes", "text", f"The areas that both serve, the smaller where one lies within the other; or '{WHOLE_PLACE}'", required=True),
        Column("from_on", "date", "First day on which both run", required=True),
        Column("to_on", "date", "Last day; empty where neither states one"),
        Column("differs_in", "text", "Who is not the same", required=True, values=("provider", "funder", "provider and funder")),
        Column("reason", "text", "The same in a sentence", required=True),
    ),
    rules=(Rule("no offer overlaps itself", "left_line_id < right_line_id"), Rule("an age band runs upwards", "age_from <= age_to")),
)

_CELL = (
    Column("cohort", "text", "The group of people"),
    *_AGES,
    Column("area_code", "text", f"The area; '{WHOLE_PLACE}' where the need is stated for the whole"),
    Column("fy", "integer", "Financial year in which the period of the need starts: the year its April falls in"),
)
_CELL_KEY = ("cohort", "age_from", "age_to", "area_code", "fy")

SHARE = Contract(
    table="mart.provision_share",
    grain="offer, and area and age band of a need that it may meet",
    question="How were the places of each offer put to areas and ages, and which could not be?",
    primary_key=("line_id", *_CELL_KEY),
    columns=(
        Column("line_id", "integer", "The offer, as in mart.provision", references="mart.provision.line_id"),
        *_CELL,
        Column("basis", "text", "How its places were put there", required=True, values=SHARE_BASES),
        Column("places", "number", "Places put there; empty where they were not shared or are not stated"),
        Column("unshared_places", "number", "Places of the whole offer that could not be shared: the same ones stand in each area and band that it may reach, and are no sum"),
        Column("reason", "text", "In words how they were shared, or why not", required=True),
    ),
    rules=(Rule("places are shared or they are not", "places is null or unshared_places is null"), Rule("what is not shared is put nowhere", "basis <> 'not shared' or places is null")),
)

GAP = Contract(
    table="mart.provision_gap",
    grain="group of people, age band, area and year",
    question="How many people in need are there in each area, how many places for them, and who goes without?",
    primary_key=_CELL_KEY,
    columns=(
        *_CELL,
        Column("area_name", "text", "Its name"),
        Column("area_type", "text", "What kind of area it is"),
        Column("need_people", "number", "People in need: the average of the months; empty if not known, which is not nought"),
        Column("need_basis", "text", "How the need is known", required=True, values=NEED_BASES),
        Column("not_known_people", "number", "People of whom nobody knows whether they are in need; in no other figure but gap_people_high"),
        Column("people_of_age", "number", "All people of that age there"),
        Column("months_averaged", "text", "Which months the need is the average of, in the publisher's words"),
        Column("need_source", "text", "Where the need is from, in the publisher's words"),
        Column("need_line_id", "integer", "The line that states it"),
        Column("need_from_on", "date", "First day of the period of the need"),
        Column("need_to_on", "date", "Last day of the period of the need"),
        Column("offer_count", "integer", "Offers for these people and ages that reach the area at that time", required=True),
        Column("offers_without_places", "integer", "Of them those that do not state their places", required=True),
        Column("places_stated", "number", "Places of offers for this area and age band alone", required=True),
        Column("places_shared", "number", "Places of offers for several areas or bands, shared by people in need (mart.provision_share)", required=True),
        Column("unshared_places", "number", "Places of offers that could not be shared and may be used here or elsewhere: the same ones stand in several rows", required=True),
        Column("places", "number", "Places stated for this area and band and places shared to it, together", required=True),
        Column("places_per_person", "number", "Places for one person in need; empty if nobody is, or the need is not known"),
        Column("gap_people", "number", "People in need beyond the places; below nought: places beyond the people"),
        Column("gap_people_low", "number", "The same if all unshared places were used here; empty if some offers do not state their places"),
        Column("gap_people_high", "number", "The same if everybody of whom nobody knows were in need"),
        Column("verdict", "text", "Whether there are places enough, as far as can be said", required=True, values=VERDICTS),
        Column("reason", "text", "Why the verdict is that, in a sentence", required=True),
    ),
    rules=(
        Rule("an unknown need has no gap", "(need_people is null) = (gap_people is null) and (need_people is null) = (verdict = 'not known')"),
        Rule("places are those stated and those shared", "abs(places - places_stated - places_shared) < 0.001"),
    ),
)

YEAR = Contract(
    table="mart.provision_year",
    grain="offer and financial year in which it runs",
    question="What of each offer falls in each year?",
    primary_key=("line_id", "fy"),
    columns=(
        Column("line_id", "integer", "The offer, as in mart.provision", references="mart.provision.line_id"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column("cohort", "text", "The group of people; 'not stated' for offers that do not say", required=True),
        Column("amount_gbp", "money", "What is paid for it in the year: of a period that crosses years, by days to the penny"),
        Column("administration_gbp", "money", "Of that what is administration, where stated, likewise"),
        Column("is_overlapping", "boolean", "It overlaps another offer that runs in the year", required=True),
        Column("starts", "number", "People who started, likewise, to a hundredth"),
        Column("starts_at_level_held", "number", "Of them those who held that level already, where stated"),
    ),
)

REVIEW = Contract(
    table="mart.provision_review",
    grain="group of people and financial year",
    question="How many organisations serve each group, for how much, how much of it is administration, and what might one service save?",
    primary_key=("cohort", "fy"),
    columns=(
        Column("cohort", "text", "The group of people; 'not stated' for offers that do not say"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        *_AGES,
        Column("offer_count", "integer", "Offers that run in the year", required=True),
        Column("offers_without_ages", "integer", "Of them those that do not say for which ages they are: they are in no overlap and no gap", required=True),
        Column("provider_count", "integer", "Organisations that provide them; each withheld person is one", required=True),
        Column("funder_count", "integer", "Organisations that pay for them", required=True),
        Column("organisation_count", "integer", "Organisations that provide or pay, each once", required=True),
        Column("spend_gbp", "money", "What is paid for them in the year; of a period that crosses years, by days. Never part of the count", required=True),
        Column("offers_without_amount", "integer", "Offers of which nobody states the amount: the spend is more by that", required=True),
        Column("administration_gbp", "money", "Of the spend what is administration, where stated; empty if no list states any"),
        Column("administration_of_gbp", "money", "Spend of the offers that state it: what the share is of"),
        Column("administration_share", "number", "Administration as a share of the spend of offers that state it"),
        Column("administration_definition_count", "integer", "Different definitions of administration in it, none stated counting as one", required=True),
        Column("administration_definitions", "text", "Each definition, of which funders' offers, with its pounds: the share joins what they define differently"),
        Column("overlap_offer_count", "integer", "Offers that overlap another that runs in the year", required=True),
        Column("overlap_gbp", "money", "What is paid for those in the year: not what is paid twice", required=True),
        Column("starts", "number", "People who started, where stated; of a period that crosses years, by days"),
        Column("starts_at_level_held", "number", "Of them those who held that level already, where stated"),
        Column("starts_told_of_level", "number", "Starts of the offers that state it"),
        Column("saving_est_gbp", "money", "What one service instead of all might save in the year, by the assumptions named: an estimate, no promise; its own cost is not in it"),
        Column("saving_administration_est_gbp", "money", "Of it administration of offers that overlap"),
        Column("saving_level_est_gbp", "money", "Of it starts at a level that the person holds already"),
        Column("saving_basis", "text", "Whether the saving is an estimate led by assumptions, or none is computed", required=True, values=SAVING_BASES),
        Column("saving_reason", "text", "What it rests on, what is missing from it, or why it is not computed", required=True),
    ),
    rules=(
        Rule("a saving is an estimate or is not there", "(saving_est_gbp is null) = (saving_basis = 'not computed')"),
        Rule("a saving is the sum of its parts", "saving_est_gbp is null or saving_est_gbp = coalesce(saving_administration_est_gbp, 0) + coalesce(saving_level_est_gbp, 0)"),
        Rule("administration says what it is of", "(administration_gbp is null) = (administration_of_gbp is null)"),
    ),
)  # fmt: skip

ALL = (LINE, PROVISION, OVERLAP, SHARE, GAP, YEAR, REVIEW)
