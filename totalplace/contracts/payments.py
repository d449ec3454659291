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
        Column("says", "text", "What it tells", values=("function", "payment kind", "body kind")),
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

ALL: tuple[Contract, ...] = (PAYMENT_WORD, PAYMENT_WORDING)
