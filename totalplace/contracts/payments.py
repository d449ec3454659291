"""Contracts of what is made of lists of payments: what their words tell, their sums, and the same function in one area.

Belongs here: tables between lines of payments and what is said of them all. Does not belong here: the lines (staging, mart), suppliers.
"""

from totalplace.contracts._base import Column, Contract

PAYMENT_KINDS = (
    "benefit", "capital", "collection fund", "housing revenue account", "lending and investments", "levy", "pay and deductions", "school budget",
)  # fmt: skip
COFOG_BASES = ("words", "kind of body", "not told")

PAYMENT_WORD = Contract(
    table="ref.payment_word",
    grain="phrase and what it tells of a payment",
    question="From which words is it told which function of government a payment serves, and whether it is something else than running a service?",
    audience="public",
    primary_key=("phrase", "says"),
    columns=(
        Column("phrase", "text", "Words in capitals; a star at the end stands for any ending. For a kind of body: that kind"),
        Column("says", "text", "What it tells: the function of government, the kind of payment, or the function that a kind of body serves where no word tells", values=("function", "payment kind", "body kind")),
        Column("meaning", "text", "The function (COFOG; 'unmapped' where the words name a unit of several), or the kind of payment", required=True),
        Column("weight", "integer", "Of several phrases the weightiest tells: 3 names the work itself, 2 a service, 1 words that go with many things", required=True),
        Column("is_whole", "boolean", "It tells only where nothing else stands beside it", required=True),
        Column("source", "text", "Where the row comes from", required=True),
    ),
)

_WORDS = (
    Column("service_as_published", "text", "Service line"),
    Column("purpose_as_published", "text", "Purpose, expense type or subjective description"),
    Column("department_as_published", "text", "Department"),
    Column("category_as_published", "text", "Procurement or merchant category"),
    Column("capital_or_revenue_as_published", "text", "Capital or revenue"),
)

PAYMENT_WORDING = Contract(
    table="core.payment_wording",
    grain="way in which lists of payments say what a payment was for",
    question="What may be shown of the words of a payment, which function of government do they tell, and is it something else than running a service?",
    columns=(
        *_WORDS,
        Column("line_count", "integer", "Lines that say it so", required=True),
        Column("department", "text", "The department, or that it is withheld"),
        Column("purpose", "text", "The purpose, or that it is withheld"),
        Column("line", "text", "The publisher's own line, or that it is withheld"),
        Column("cofog", "text", "The function; empty where no phrase tells one"),
        Column("phrase", "text", "The phrase that told it"),
        Column("payment_kind", "text", "What it is where it is something else than running a service", values=PAYMENT_KINDS),
    ),
)

PAYMENT_SUM = Contract(
    table="analysis.payment_sum",
    grain="table of payments, body, financial year, month and kind of payment",
    question="How much was paid in each month, and how much of it is something else than running a service?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("body_id", "text", "The body that paid", required=True),
        Column("fy", "integer", "Financial year", required=True),
        Column("month_on", "date", "First day of the month; empty where the list does not say it"),
        Column("payment_kind", "text", "What it is where it is something else than running a service", values=PAYMENT_KINDS),
        Column("is_to_body_of_place", "boolean", "Paid to another public body of the place", required=True),
        Column("is_card", "boolean", "By purchase card", required=True),
        Column("line_count", "integer", "Lines", required=True),
        Column("whole_pound_count", "integer", "Lines whose amount is a whole number", required=True),
        Column("largest_gbp", "money", "The largest amount, credits without their sign", required=True),
        Column("size_gbp", "money", "The sum of the amounts, credits without their sign", required=True),
        Column("amount_gbp", "money", "The sum of the amounts", required=True),
    ),
)

_COMPARED = (
    Column("body_id", "text", "The body"),
    Column("fy", "integer", "Financial year of the payments"),
    Column("source_return", "text", "The return that the payments stand beside"),
    Column("item", "text", "What stands beside what"),
    Column("expected_gbp", "money", "The outturn, before transfers", required=True),
    Column("found_gbp", "money", "The payments counted", required=True),
    Column("difference_gbp", "money", "The outturn less the payments", required=True),
)
EXPLAINED = (
    Column("outturn_fy", "integer", "Payments beside an outturn: the year of the outturn"),
    Column("explained_gbp", "money", "Payments beside the outturn of the same year: what of the difference the data state"),
    Column("not_explained_gbp", "money", "Payments beside the outturn of the same year: the rest of the difference"),
    Column("found_share", "number", "Payments beside the outturn of the same year: what share of it they are, without those that their words put outside its total"),
)

PAYMENT_COMPARISON = Contract(
    table="analysis.payment_comparison",
    grain="body and year of an outturn or of payments",
    question="How much of each body's outturn do its payments explain, and why not the rest?",
    primary_key=("body_id", "fy", "source_return", "item"),
    columns=(*_COMPARED, *EXPLAINED, Column("explanation", "text", "What can be said of the difference", required=True)),
)

BODY_AREA = Contract(
    table="core.body_area",
    grain="body and area that it serves",
    question="Which areas does each body serve?",
    primary_key=("body_id", "area_code"),
    columns=(
        Column("body_id", "text", "The body"),
        Column("area_code", "text", "Code of the area"),
        Column("is_stated", "boolean", "place.toml states the body's areas; else it is the area of its GSS code", required=True),
    ),
)

SPEND_BY_AREA = Contract(
    table="mart.spend_by_area",
    grain="row of the count and area",
    question="Which money is spent in which area, and is that measured or divided by a rule?",
    audience="public",
    primary_key=("count_id", "area_code"),
    columns=(
        Column("count_id", "integer", "The row of mart.spend_count: one in the count whose body's areas are known; other money is given to no area", references="mart.spend_count.count_id"),
        Column("area_code", "text", "Code of the area (GSS)"),
        Column("net_gbp", "money", "What of it is spent there", required=True),
        Column("basis", "text", "Measured: the area is the body's own. Apportioned: the body has several", required=True, values=("measured", "apportioned")),
        Column("basis_method", "text", "By which rule the money was put there: the area is the body's own, or by the people who live in each of its areas", required=True),
        Column("persons", "integer", "People who live in the area: the same in each row of the area and the year"),
        Column("persons_year", "integer", "The year of that figure: the nearest to the financial year that there is"),
    ),
)

FUNCTION_OVERLAP = Contract(
    table="mart.function_overlap",
    grain="function of government, area and financial year; where body_count is 1 nothing overlaps",
    question="Which functions do several bodies spend on in one area?",
    audience="public",
    primary_key=("cofog", "area_code", "fy"),
    columns=(
        Column("cofog", "text", "The function: a division with all that is in it, or a group with what lines bear it. 'unmapped' is no function", references="ref.cofog.cofog"),
        Column("area_code", "text", "Code of the area (GSS)"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column("level", "text", "Divisions add up to all that is given to the area; groups are in them", required=True, values=("division", "group")),
        Column("body_count", "integer", "Bodies that spend on it there", required=True),
        Column("body_ids", "text", "Which, with | between them", required=True),
        Column("net_gbp", "money", "What they spend on it there", required=True),
        Column("apportioned_gbp", "money", "Of it, what is there by division of a body's money over its areas", required=True),
    ),
)

ALL: tuple[Contract, ...] = (PAYMENT_WORD, PAYMENT_WORDING, PAYMENT_SUM, PAYMENT_COMPARISON, BODY_AREA, SPEND_BY_AREA, FUNCTION_OVERLAP)
