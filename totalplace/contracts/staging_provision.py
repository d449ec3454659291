"""Contracts of `staging` for provision and need: the layouts of docs/layouts.md.

Belongs here: what a line of a list of offers, or of a table of people in need, may hold. Does not belong here: which line counts, in which
areas it is (core.provision_line), or who lacks what (mart.provision_gap).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging import LINE, LINE_KEY

AGE_BASES = ("stated", "no upper age", "not stated")
LEVELS = ("none", "entry", "1", "2", "3", "4", "5", "6", "7", "8")
PRICE_BASES = ("start", "outcome", "block")
OLDEST = 120  # stands for no upper age

_AGES = (
    Column("age_from", "integer", "Youngest age, in whole years"),
    Column("age_to", "integer", f"Oldest age, in whole years and included; {OLDEST} where there is no upper age"),
)
_COHORT = Column(
    "cohort", "text",
    "Who it is for, so that need and provision can be held together: the words in small letters, or a known cohort ('young people not in education or work' for NEET)",
)  # fmt: skip
_PERIOD = Rule("a period does not end before it starts", "to_on is null or from_on is null or to_on >= from_on")
_BAND = Rule("an age band runs upwards", "age_from <= age_to")

PROVISION = Contract(
    table="staging.provision",
    grain="line of a list of provision: an offer of a provider to a group of people",
    question="What does each line say of who offers what, to whom, where, at what price and paid by whom?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("offer_reference", "text", "The funder's own number of the offer"),
        Column("provider_as_published", "text", "Who provides it; 'individual (withheld)' where it looks like a private person", required=True),
        Column("provider_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("is_withheld", "boolean", "The provider looks like a private person", required=True),
        Column("service_as_published", "text", "What is offered, in the publisher's words"),
        Column("service", "text", "What kind of offer it is: one of the kinds that docs/layouts.md names, else the words in small letters"),
        Column("cohort_as_published", "text", "Who it is for, in the publisher's words"),
        _COHORT,
        *_AGES,
        Column("age_basis", "text", "Whether the list says for which ages it is", required=True, values=AGE_BASES),
        Column("eligibility_as_published", "text", "Who may take part, in the publisher's words"),
        Column("level_as_published", "text", "The level, in the publisher's words"),
        Column("level", "text", "Level of the qualification that it leads to; 'none' where it leads to none", values=LEVELS),
        Column("area_as_published", "text", "The area or areas served, in the publisher's words, parted by semicolons"),
        Column("places", "number", "People who can be on it at one time"),
        Column("starts", "number", "People who started in the period"),
        Column("completions", "number", "People who completed in the period"),
        Column("starts_at_level_held", "number", "Of the starts, people who held a qualification of that level already"),
        Column("price_basis", "text", "What is paid for", values=PRICE_BASES),
        Column("price_gbp", "money", "Price of one start, one outcome or the block"),
        Column("funder_as_published", "text", "Who pays for it, in the publisher's words"),
        Column("funder_code", "text", "The code given for that funder"),
        Column("amount_gbp", "money", "What is paid for it in the period"),
        Column("administration_gbp", "money", "Of that amount what is administration, as the list defines it"),
        Column("administration_definition", "text", "How the list defines administration"),
        Column("from_on", "date", "First day of the period", required=True),
        Column("to_on", "date", "Last day of the period; empty where only the start is known"),
    ),
    rules=(
        _PERIOD,
        _BAND,
        Rule("an age band has both ends or none", "(age_from is null) = (age_to is null) and (age_from is null) = (age_basis = 'not stated')"),
        Rule("nobody is fewer than nobody", "coalesce(places, 0) >= 0 and coalesce(starts, 0) >= 0 and coalesce(completions, 0) >= 0 and coalesce(starts_at_level_held, 0) >= 0"),
        Rule("no more people hold the level than started", "starts_at_level_held <= starts"),
        Rule("a person withheld has no name to compare", "not is_withheld or provider_key is null"),
    ),
)  # fmt: skip

NEED = Contract(
    table="staging.need",
    grain="line of a table of need: a group of people, an age band, an area and a period",
    question="How many people are in need, of which ages, where and when, by which source?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("cohort_as_published", "text", "Which people, in the publisher's words"),
        _COHORT,
        *(Column(entry.name, "integer", entry.comment, required=True) for entry in _AGES),
        Column("area_as_published", "text", "The area, in the publisher's words or by its code", required=True),
        Column("people", "number", "People in need: the average of the months; empty where only people in need or not known are told, or where the publisher withheld it"),
        Column("not_known", "number", "People of whom it is not known whether they are"),
        Column("people_or_not_known", "number", "Both together, where the source tells nothing else"),
        Column("people_of_age", "number", "All people of that age there"),
        Column("is_withheld_by_publisher", "boolean", "The publisher withheld the number, as too few to show", required=True),
        Column("months_averaged", "text", "Which months the figure is the average of, in the publisher's words"),
        Column("source_as_published", "text", "Where the figure comes from, in the publisher's words"),
        Column("from_on", "date", "First day of the period", required=True),
        Column("to_on", "date", "Last day of the period", required=True),
    ),
    rules=(
        _PERIOD,
        _BAND,
        Rule("nobody is fewer than nobody", "coalesce(people, 0) >= 0 and coalesce(not_known, 0) >= 0 and coalesce(people_or_not_known, 0) >= 0 and coalesce(people_of_age, 0) >= 0"),
        Rule("a line without a figure says that it was withheld", "people is not null or not_known is not null or people_or_not_known is not null or is_withheld_by_publisher"),
    ),
)  # fmt: skip

ALL = (PROVISION, NEED)
