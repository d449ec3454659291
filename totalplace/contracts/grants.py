"""Contracts of grants paid out: whose each line of a list is, and all funders' grants in one table.

Belongs here: `core` and `mart` tables of grants. Does not belong here: the lists as read (staging), or the count, which grants are never
added to: what a body gives stands in its return and its payments already.
"""

from totalplace.contracts._base import Column, Contract, Rule

GRANT_LINE = Contract(
    table="core.grant_line",
    grain="line of a list of grants",
    question="Who gave each grant, does it concern the place, and which edition of a list counts?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it does not count"),
        Column("body_id", "text", "The body that gave it; empty if it is none of the place or not known"),
        Column("funder_as_published", "text", "Who gave it, in the publisher's words"),
        Column("as_at_on", "date", "Day that the list describes at the least: its latest change, else its latest award"),
        Column("amount_gbp", "money", "What was awarded", required=True),
    ),
)

GRANT = Contract(
    table="mart.grant",
    grain="line of a list of grants that counts, or that a newer or other list has too",
    question="Which grants were given in the place, by whom, to whom, for what and when?",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line (text) or row (sheet)", required=True),
        Column("body_id", "text", "The body of the place that gave it; empty where another funder did", references="ref.body.body_id"),
        Column("funder_as_published", "text", "Who gave it, in the publisher's words; empty where only the sender tells"),
        Column("grant_identifier", "text", "The publisher's identifier of the grant"),
        Column("title", "text", "Its title; '(withheld)' where it tells of a private person or of premises that nobody must know"),
        Column("purpose", "text", "What it is for; '(withheld)' likewise"),
        Column("programme_as_published", "text", "The programme it is from"),
        Column("department_as_published", "text", "Department that gave it"),
        Column("recipient_id", "text", "Our id of the recipient, as of suppliers; empty where it is withheld or no body of the place pays it"),
        Column("recipient_as_published", "text", "Who was given it; 'individual (withheld)' where it looks like a private person"),
        Column(
            "recipient_kind", "text", "What it is, by the numbers the list gives; a public body by its name", required=True,
            values=("public body", "charity", "company", "individual (withheld)", "other organisation"),
        ),
        Column("recipient_body_id", "text", "The public body of the place that it is: grants passed on", references="ref.body.body_id"),
        Column("charity_number", "text", "Charity number, where the list gives one"),
        Column("company_number", "text", "Companies House number, where the list gives one"),
        Column("area_code", "text", "Code of the area that it is to benefit"),
        Column("area_as_published", "text", "Name of the area that it is to benefit, as published"),
        Column("awarded_on", "date", "Day on which it was awarded"),
        Column("fy", "integer", "Financial year of the award: the year its April falls in", required=True),
        Column("fy_basis", "text", "What the year was read from", required=True, values=("award date", "year stated", "planned start", "confirmed by the team")),
        Column("starts_on", "date", "First day it is planned for"),
        Column("ends_on", "date", "Last day it is planned for"),
        Column("duration_months", "number", "Months it is planned for: as stated, else from the two days"),
        Column("period_as_published", "text", "The period in the publisher's words"),
        Column("amount_gbp", "money", "What was awarded; add it where status is counted. Never part of the count: what a body gives stands in its return and its payments", required=True),
        Column("amount_basis", "text", "Whether the amount is what was awarded or what was paid out, or the list does not say", required=True, values=("awarded", "disbursed", "not stated")),
        Column("disbursed_gbp", "money", "What was paid out of it so far, where stated"),
        Column("applied_gbp", "money", "What was asked for, where stated"),
        Column("is_open_call", "boolean", "Anybody could apply, where stated"),
        Column("regrant_as_published", "text", "Given to be given on, in the publisher's words (360Giving: FRG010 and the like)"),
        Column(
            "regrant_basis", "text",
            "stated: the list says that it is to be given on. recipient gives grants: the list does not say so, but the recipient, no public body, gave grants of these lists in that year or the next. Empty: neither",
            values=("stated", "recipient gives grants"),
        ),
        Column("regrant_gbp", "money", "Of it, pounds that stand here again in grants that the recipient gave in the same or the next financial year; nought where its grants are not listed", required=True),
        Column("final_gbp", "money", "Amount less regrant_gbp: what totals over several funders add where status is counted, so that a pound given on counts once. What one funder gave is amount_gbp", required=True),
        Column("payment_timing_as_published", "text", "Paid in advance or in arrears, in the publisher's words"),
        Column("overhead_asked_gbp", "money", "Overheads that the recipient asked for, where stated"),
        Column("overhead_given_gbp", "money", "Overheads that were granted, where stated"),
        Column("reporting_hours", "number", "Hours that reporting on it takes the recipient, where stated"),
        Column("restriction_as_published", "text", "Restricted to a purpose or not, in the publisher's words"),
        Column("cost_kind_as_published", "text", "Core costs or a project, in the publisher's words"),
        Column("agreement_as_published", "text", "Grant or contract, in the publisher's words"),
        Column("as_at_on", "date", "Day that the list describes at the least"),
        Column("status", "text", "Counted once; superseded where a newer edition or another list has it", required=True, values=("counted", "superseded")),
        Column("reason", "text", "Why it is not counted"),
    ),
    rules=(
        Rule("what is not counted has a reason", "status = 'counted' or reason is not null"),
        Rule("what is given on is no more than the grant", "regrant_gbp >= 0 and (regrant_gbp = 0 or regrant_gbp <= amount_gbp)"),
        Rule("what is final is the amount less what is given on", "final_gbp = amount_gbp - regrant_gbp"),
        Rule("a person withheld has no id and no number", "recipient_kind <> 'individual (withheld)' or (recipient_id is null and charity_number is null and company_number is null)"),
    ),
)

PRACTICES = ("length", "payment in advance", "full cost recovery", "proportionate information", "no bidding again")

PRACTICE = Contract(
    table="mart.grant_practice",
    grain="funder, year and rule of good funding practice",
    question="How far do each funder's grants keep to good practice of funding, and of how many does nobody say?",
    primary_key=("funder", "fy", "practice"),
    columns=(
        Column("funder", "text", "The body of the place, else the funder in the publisher's words"),
        Column("body_id", "text", "The body of the place that it is", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year of the awards"),
        Column("practice", "text", "The rule, of those that the 2004 checklist on partnerships gives for funding the voluntary sector", values=PRACTICES),
        Column("met_count", "integer", "Grants that keep to it", required=True),
        Column("not_met_count", "integer", "Grants that do not keep to it", required=True),
        Column("not_stated_count", "integer", "Grants of which the lists do not say", required=True),
        Column("met_gbp", "money", "Pounds of those that keep to it", required=True),
        Column("not_met_gbp", "money", "Pounds of those that do not", required=True),
        Column("not_stated_gbp", "money", "Pounds of those of which nobody says", required=True),
        Column("judged_by", "text", "By what it is decided whether a grant keeps to it", required=True),
    ),
)

ALL = (GRANT_LINE, GRANT, PRACTICE)
