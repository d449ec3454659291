"""Contracts of `staging` for the third sector: the charity register, its tables beside the list of charities, and groups on no register.

Belongs here: what a line of each may hold. Does not belong here: which organisations are of the place (core.sector_line), or what they are
given and paid (mart.sector_organisation).

Whom to call, write to or visit, and who the trustees are, is no column of any of these: it is never read. Of an address the postcode alone is
kept, and only to tell whether the office is in the place: it is published nowhere, for of a small charity it is somebody's home.
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging import LINE, LINE_KEY

OLDEST_AGE = 120
STATUSES = ("registered", "removed")

CHARITY = Contract(
    table="staging.charity",
    grain="line of a register of charities, or of a list taken from one",
    question="Which charities does each list name, and what does it say of them?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_number", "integer", "The register's own number of the organisation, by which its tables are joined"),
        Column("charity_number", "text", "Registered charity number", required=True),
        Column("linked_number", "integer", "Nought for the charity itself, another number for one that is linked to it"),
        Column("company_number", "text", "Companies House number, eight figures or letters"),
        Column("name_as_published", "text", "Its name; '(withheld)' where it looks like a private person's", required=True),
        Column("name_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("charity_type", "text", "Its legal form, in the register's words"),
        Column("registration_status", "text", "Registered or removed, where the list says", values=STATUSES),
        Column("registered_on", "date", "Day of registration"),
        Column("removed_on", "date", "Day of removal from the register"),
        Column("reporting_status", "text", "Whether it has sent its accounts, in the register's words"),
        Column("starts_on", "date", "First day of the financial period of its latest accounts"),
        Column("ends_on", "date", "Last day of it"),
        Column("income_gbp", "money", "Income of that period"),
        Column("expenditure_gbp", "money", "Expenditure of that period"),
        Column("activities", "text", "What it does, in its trustees' words; telephone numbers and e-mail addresses withheld"),
        Column("area_as_published", "text", "Where it works, where the list itself says; several parted by semicolons"),
        Column("office_postcode", "text", "Postcode of its office; published nowhere"),
        Column("has_land", "boolean", "It owns or leases land or buildings, where the list says"),
        Column("is_insolvent", "boolean", "It is insolvent or in administration, where the list says"),
        Column("extracted_on", "date", "Day on which the list was taken from the register"),
    ),
    rules=(Rule("who is removed was registered before", "removed_on is null or registered_on is null or removed_on >= registered_on"),),
)  # fmt: skip

CHARITY_DETAIL = Contract(
    table="staging.charity_detail",
    grain="line of a table of the charity register beside its list of charities: an area of operation, a classification or an annual return",
    question="Where does each charity say that it works, what does it do for whom, and what has it from government?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_number", "integer", "The register's own number of the organisation"),
        Column("charity_number", "text", "Registered charity number", required=True),
        Column("linked_number", "integer", "Nought for the charity itself, another number for one that is linked to it"),
        Column("area_kind", "text", "Kind of area: local authority, region, country, continent, in the register's words"),
        Column("area_as_published", "text", "An area of operation"),
        Column("class_code", "text", "Code of a classification"),
        Column("class_kind", "text", "What it does, who it helps, or how", values=("what", "who", "how")),
        Column("class_as_published", "text", "The classification in the register's words"),
        Column("starts_on", "date", "First day of the period of an annual return"),
        Column("ends_on", "date", "Last day of it"),
        Column("income_gbp", "money", "Income of the period"),
        Column("expenditure_gbp", "money", "Expenditure of the period"),
        Column("contracts_gbp", "money", "Of the income what came from government contracts"),
        Column("contract_count", "integer", "Government contracts that it had"),
        Column("grants_gbp", "money", "Of the income what came from government grants"),
        Column("grant_count", "integer", "Government grants that it had"),
        Column("is_grant_maker", "boolean", "Giving grants is the main thing it does"),
        Column("volunteers", "integer", "People who volunteered, as the trustees estimate"),
        Column("extracted_on", "date", "Day on which the table was taken from the register"),
    ),
    rules=(Rule("a line says one of the three", "area_as_published is not null or class_as_published is not null or class_code is not null or ends_on is not null"),),
)  # fmt: skip

SECTOR_GROUP = Contract(
    table="staging.sector_group",
    grain="line of a list of groups that stand on no register",
    question="Which groups does each list name, what do they do, for whom and where?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("name_as_published", "text", "The group's name", required=True),
        Column("name_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("charity_number", "text", "Charity number, if it has one after all"),
        Column("company_number", "text", "Companies House number, eight figures or letters, if it has one"),
        Column("activities", "text", "What it does; telephone numbers and e-mail addresses withheld", required=True),
        Column("for_whom", "text", "For whom, in the list's words"),
        Column("age_from", "integer", "Youngest age it is for, where the list says"),
        Column("age_to", "integer", f"Oldest age, included; {OLDEST_AGE} where there is no upper age"),
        Column("area_as_published", "text", "Where it works; several parted by semicolons"),
        Column("members", "integer", "Members, where the list says"),
        Column("volunteers", "integer", "People who volunteer, where the list says"),
        Column("source_as_published", "text", "Who says so, in the list's words"),
        Column("as_at_on", "date", "Day that the line describes"),
    ),
    rules=(Rule("an age band has both ends and runs upwards", "(age_from is null) = (age_to is null) and (age_from is null or age_from <= age_to)"),),
)  # fmt: skip

ALL = (CHARITY, CHARITY_DETAIL, SECTOR_GROUP)
