"""Contracts of the third sector: which organisations are there, where they work, what they are given and paid, what need they could meet.

Belongs here: `ref`, `core` and `mart` tables of the third sector. Does not belong here: lists as read (staging_sector.py), grants themselves
(grants.py), or the count: what an organisation is given and paid stands in the payers' returns already and is added to nothing.
"""

from totalplace.contracts._base import Column, Contract, Rule

OFFICES = ("in the place", "outside the place", "not known")
OPERATIONS = ("in the place only", "in the place and elsewhere", "wider, the place not named", "elsewhere", "area not recognised", "not stated")
KINDS = ("charity", "group on no register")
STATUSES = ("registered", "removed", "not stated", "on no register")
SUBJECTS = ("charity", "areas", "classes", "returns, part A", "returns", "group")
WHOLE_PLACE = "whole place"
SUBJECT_KINDS = ("cohort", "function", "cofog", "ages")
AGE_BASES = ("stated", "classification", "words")
LINKS = ("charity number", "company number", "name")

WORD = Contract(
    table="ref.sector_word",
    grain="classification of the charity register, or phrase, and what it tells of an organisation",
    question="What do classifications and words of charities and groups say of whom they help, and with what?",
    audience="public",
    primary_key=("applies_to", "phrase", "subject_kind", "subject"),
    columns=(
        Column("applies_to", "text", "A classification as a whole, or words among others", values=("classification", "words")),
        Column("phrase", "text", "In small letters and blanks; a star stands for any ending of the last word"),
        Column("subject_kind", "text", "What it tells: a group of people as provision and need name it, a kind of use, a function of government, or ages", values=SUBJECT_KINDS),
        Column("subject", "text", "The group, the use (ref.function), the function of government (ref.cofog), or the ages in words"),
        Column("age_from", "integer", "Youngest age; of ages only"),
        Column("age_to", "integer", "Oldest age, included"),
        Column("valid_from", "date", "First day on which it holds", required=True),
        Column("source", "text", "Where this stands, or whose judgement it is", required=True),
    ),
    rules=(Rule("ages have both ends, and nothing else has", "(subject_kind = 'ages') = (age_from is not null and age_to is not null)"),),
)

LINE = Contract(
    table="core.sector_line",
    grain="line about the third sector: of a register of charities, of a table beside it, of a list of groups",
    question="Which organisation is each line about, does it concern the place, and which list counts?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("source_kind", "text", "Which kind of table it stands in", required=True, values=("charity", "charity_detail", "sector_group")),
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "superseded")),
        Column("line_reason", "text", "Why it does not count"),
        Column("organisation_key", "text", "What the line's organisation is known by: its charity number, else its name and area", required=True),
        Column("charity_number", "text", "Charity number; of a group the one that it states or that bears its name alone"),
        Column("as_at_on", "date", "Day that the list describes: as it states, else the day it was received", required=True),
        Column("office", "text", "Where the office is; of a list of charities only", values=OFFICES),
        Column("office_area_code", "text", "District of the office"),
        Column("operation", "text", "Where the organisation says that it works", required=True, values=OPERATIONS),
        Column("areas_in_place", "text", "Areas of the place that it names, in the list's words"),
        Column("area_codes", "text", f"Their codes, parted by '; '; '{WHOLE_PLACE}' where it names an upper-tier council's area"),
        Column("other_area_count", "integer", "Other areas that it names"),
        Column("is_listed", "boolean", "It stands in a list of the place's charities", required=True),
        Column("subject", "text", "What the line tells of the organisation", required=True, values=SUBJECTS),
    ),
    rules=(Rule("what does not count has a reason", "line_status = 'loaded' or line_reason is not null"),),
)

ORGANISATION = Contract(
    table="mart.sector_organisation",
    grain="organisation of the third sector that concerns the place: a charity, or a group that stands on no register",
    question="Which third-sector organisations are there, where do they work as against where their office is, and what do public bodies give and pay them?",
    primary_key=("sector_id",),
    columns=(
        Column("sector_id", "text", "Our id: follows from the charity number, else from the name and area of the group"),
        Column("kind", "text", "Whether it is a charity or a group on no register", required=True, values=KINDS),
        Column("name", "text", "Its name; 'individual (withheld)' where it looks like a private person's, '(withheld)' where it bears the name of premises that nobody must know", required=True),
        Column("charity_number", "text", "Registered charity number"),
        Column("company_number", "text", "Companies House number"),
        Column("charity_type", "text", "Legal form, in the register's words"),
        Column("status", "text", "Registered or removed, where a list says; a list taken from the register may not", required=True, values=STATUSES),
        Column("registered_on", "date", "Day of registration"),
        Column("removed_on", "date", "Day of removal from the register"),
        Column("is_insolvent", "boolean", "Insolvent or in administration, where the register says"),
        Column("activities", "text", "What it does, in its own words; '(withheld)' where they name premises that nobody must know"),
        Column("what_it_does", "text", "The register's classification of what it does, parted by |"),
        Column("who_it_helps", "text", "The register's classification of whom it helps, parted by |; of a group its own words"),
        Column("how_it_works", "text", "The register's classification of how, parted by |"),
        Column("age_from", "integer", "Youngest age it is for"),
        Column("age_to", "integer", "Oldest age, included; 120 where there is no upper age"),
        Column("age_basis", "text", "How the ages are known: a list of groups states them, or they are those that ref.sector_word gives for a classification or for words", values=AGE_BASES),
        Column("cofog", "text", "Functions of government that its classification and words speak of (ref.sector_word), parted by '; '"),
        Column("functions", "text", "Kinds of use of ref.function that its words speak of, parted by '; '"),
        Column("office", "text", "Where its office is: that is not where it works. A national charity may have its office here, a local one elsewhere", required=True, values=OFFICES),
        Column("office_area_code", "text", "District of the office, where it is in the place"),
        Column("operation", "text", "Where it says that it works: areas of the place alone, others too, the whole country without naming the place; unknown is said", required=True, values=OPERATIONS),
        Column("areas_in_place", "text", "Areas of the place that it names, in the list's words"),
        Column("area_codes", "text", f"Their codes, parted by '; '; or '{WHOLE_PLACE}'"),
        Column("other_area_count", "integer", "Other areas that it names, which are not of the place or not recognised"),
        Column("is_listed", "boolean", "It stands in a list of the place's charities, which does not say where it works", required=True),
        Column("income_gbp", "money", "Income of its latest financial period, of all it does anywhere"),
        Column("expenditure_gbp", "money", "Expenditure of that financial period"),
        Column("period_from_on", "date", "First day of that period"),
        Column("period_to_on", "date", "Last day of that financial period"),
        Column("government_contracts_gbp", "money", "Income from government contracts by its latest annual return that tells; of any government, not the place's bodies alone"),
        Column("government_contract_count", "integer", "Government contracts by that return"),
        Column("government_grants_gbp", "money", "Income from government grants by that return"),
        Column("government_grant_count", "integer", "Government grants by that return"),
        Column("return_to_on", "date", "Last day of the period of that return"),
        Column("is_grant_maker", "boolean", "Giving grants is the main thing it does, by that return"),
        Column("volunteers", "integer", "People who volunteer, by that return, else by the list of groups"),
        Column("members", "integer", "Members, by the list of groups"),
        Column("supplier_id", "text", "The supplier that it is: the one that is paid most where several names bear its number", references="mart.supplier.supplier_id"),
        Column("supplier_link", "text", "What the two were known by as one", values=LINKS),
        Column("paid_gbp", "money", "What published payments of the place's bodies paid it, grants included; added to nothing", required=True),
        Column("grant_count", "integer", "Grants to it in lists of grants", required=True),
        Column("grant_link", "text", "What it was known by: of several grants the least sure of the three", values=LINKS),
        Column("granted_gbp", "money", "What they awarded; never added to paid_gbp, in which a grant stands once it is paid", required=True),
        Column("given_on_gbp", "money", "Of that, what stands again in grants that it gave itself (regrant_gbp of mart.grant): totals over organisations leave it out", required=True),
        Column("first_grant_fy", "integer", "Financial year of the first of these grants"),
        Column("last_grant_fy", "integer", "Financial year of the last"),
        Column("source_as_published", "text", "Who says that the group exists, in the words of the list of groups"),
        Column("as_at_on", "date", "Day that the list describes", required=True),
        Column("source_file_id", "text", "The list it stands in", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line or row of the list", required=True),
    ),
    rules=(
        Rule("a district is told only of an office in the place", "office = 'in the place' or office_area_code is null"),
        Rule("what is given on was granted", "given_on_gbp <= greatest(granted_gbp, 0)"),
    ),
)

STRENGTHS = ("subject, ages and area", "subject and ages", "subject and area", "subject")
AGE_ANSWERS = ("they meet", "they do not meet", "not stated")
AREA_ANSWERS = ("works there", "works in the place, not there", "not known")

MATCH = Contract(
    table="mart.sector_match",
    grain="organisation of the third sector, and need (group of people, age band, area) that it may meet",
    question="Which charities and groups may meet which need, why, and what speaks against it?",
    primary_key=("sector_id", "cohort", "age_from", "age_to", "area_code"),
    columns=(
        Column("sector_id", "text", "The organisation, as in mart.sector_organisation", references="mart.sector_organisation.sector_id"),
        Column("cohort", "text", "The group of people in need, as in mart.provision_gap"),
        Column("age_from", "integer", "Youngest age of the need"),
        Column("age_to", "integer", "Oldest age of the need"),
        Column("area_code", "text", "Code of the area of the need"),
        Column("fy", "integer", "Financial year of the need: the latest that is known", required=True),
        Column("name", "text", "The organisation's name", required=True),
        Column("area_name", "text", "Name of the area of the need"),
        Column("need_verdict", "text", "What mart.provision_gap says of places for the need", required=True),
        Column("gap_people", "number", "People in need beyond the places"),
        Column("is_provider", "boolean", "A list of provision has an offer of it for that group already, by our id of suppliers or the same name", required=True),
        Column("strength", "text", "What of it matches; no more is known than the reason says", required=True, values=STRENGTHS),
        Column("words", "text", "Words of its name, activities or whom it helps that speak of the group, parted by ' | '"),
        Column("classes", "text", "Classifications that speak of the group, parted by ' | '"),
        Column("ages", "text", "Whether its ages meet those of the need", required=True, values=AGE_ANSWERS),
        Column("area", "text", "Whether it works in the area of the need", required=True, values=AREA_ANSWERS),
        Column("reason", "text", "What matches, in a sentence", required=True),
        Column("against", "text", "What does not match or is not known, in a sentence; empty if nothing"),
    ),
    rules=(Rule("a match has its words or its classification", "words is not null or classes is not null"),),
)

ALL = (WORD, LINE, ORGANISATION, MATCH)
