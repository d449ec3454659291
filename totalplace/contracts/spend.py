"""Contracts of the count from returns: lines of returns with whose they are, totals beside what they sum, transfers, the count.

Belongs here: `ref`, `core` and `mart` tables of returns of spending. Does not belong here: payments (mart.py).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging._line import LINE_KEY
from totalplace.contracts.staging.returns import MEASURES, RETURN_STATUSES

ROLES = (
    "service", "benefit", "contribution to HRA", "parish precept", "levy", "trading", "adjustment", "capital financing",
    "capital charged to revenue", "reserve movement", "grant", "financing", "total", "memo", "memo total", "answer",
)  # fmt: skip
ACCOUNTS = ("general fund", "schools (DSG)", "HRA", "collection fund", "trading", "NHS")
RETURN_TOTALS = ("net current expenditure", "revenue expenditure")
_FORM = Column("form", "text", "The form of the return", required=True)
_FROM = Column("first_fy", "integer", "First year of the form in which it is so", required=True)
_TO = Column("last_fy", "integer", "Last year of it", required=True)
_SOURCE = Column("source", "text", "Where this stands, or whose judgement it is", required=True)
_COFOG = "Function of government (COFOG): its division, or a group where the whole line lies in it; 'unmapped' where the line holds several"

RETURN_HEADING = Contract(
    table="ref.return_heading",
    grain="line of a form of return, and years in which it means the same",
    question="What does each line of a return mean, and which function of government is it?",
    primary_key=("form", "first_fy", "line_code"),
    columns=(
        _FORM,
        _FROM,
        _TO,
        Column("line_code", "text", "The line's number"),
        Column("line", "text", "The line's name", required=True),
        Column("line_key", "text", "The name in the form in which names are compared", required=True),
        Column("role", "text", "What kind of line it is", required=True, values=ROLES),
        Column("return_total", "text", "The total of the return in which it is spending", values=RETURN_TOTALS),
        Column("account", "text", "The account it belongs to", required=True, values=ACCOUNTS),
        Column("cofog", "text", _COFOG),
        Column("transfer_type", "text", "Where it is money from one public body to another: which kind"),
        _SOURCE,
    ),
    audience="public",
)

RETURN_TOTAL = Contract(
    table="ref.return_total",
    grain="total of a form of return and line that it sums",
    question="Which lines does each printed total sum?",
    primary_key=("form", "first_fy", "total_code", "part_code"),
    columns=(
        _FORM,
        _FROM,
        _TO,
        Column("total_code", "text", "The total's number"),
        Column("part_code", "text", "Number of a line in it"),
        Column("sign", "integer", "1 where it is added, -1 where it is taken off", required=True),
        Column("every_figure", "boolean", "It is printed for every figure of the form, not for net current expenditure alone", required=True),
        _SOURCE,
    ),
    audience="public",
)

_CELL = (
    Column("source_file_id", "text", "The file"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The row of the sheet or line of the text"),
    Column("source_column", "integer", "The column, counted from 1"),
)

OUTTURN_LABEL = Contract(
    table="core.outturn_label",
    grain="way in which a table of returns names an authority",
    question="Which body does each authority named in a return stand for?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("authority_code", "text", "The ministry's code"),
        Column("ons_code", "text", "The statistics office's code"),
        Column("authority_as_published", "text", "The name"),
        Column("authority_key", "text", "The code, else the name: the same for all its rows", required=True),
        Column("body_id", "text", "The body; empty if it is none of the place"),
    ),
)

OUTTURN_LINE = Contract(
    table="core.outturn_line",
    grain="line of an authority's return",
    question="Whose is each line of each return, does it count, and what does it mean?",
    primary_key=(*LINE_KEY, "source_column"),
    columns=(
        *_CELL,
        Column("line_id", "integer", "Our number of the line", required=True),
        Column("line_status", "text", "What becomes of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body whose return it is"),
        Column("authority_key", "text", "The authority", required=True),
        Column("fy", "integer", "Financial year", required=True),
        Column("form", "text", "The form", required=True),
        Column("measure", "text", "Spent or planned", required=True, values=MEASURES),
        Column("figure", "text", "Which figure of the line", required=True),
        Column("return_status", "text", "How far it was checked", required=True, values=RETURN_STATUSES),
        Column("unit_as_published", "text", "What the cells are in", required=True),
        Column("line_code", "text", "The line's number in the return; empty where the line is not known"),
        Column("line", "text", "The line's name", required=True),
        Column("role", "text", "What kind of line it is; empty where the line is not known", values=ROLES),
        Column("return_total", "text", "The total in which it is spending", values=RETURN_TOTALS),
        Column("account", "text", "The account", values=ACCOUNTS),
        Column("cofog", "text", _COFOG),
        Column("transfer_type", "text", "Which kind of transfer between public bodies it is"),
        Column("amount_gbp", "money", "The amount", required=True),
    ),
)

RETURN_LINE = Contract(
    table="mart.return_line",
    grain="line of a body's return that was understood",
    question="What does each body's return say, line by line, and which lines are in the count?",
    audience="public",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The row of the sheet or line of the text: the authority's", required=True),
        Column("source_column", "integer", "The column, counted from 1: the line's", required=True),
        Column("body_id", "text", "The body whose return it is", required=True, references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column("source_return", "text", "The return", required=True),
        Column("measure", "text", "What was spent, or what was planned", required=True, values=MEASURES),
        Column("figure", "text", "Which figure of the line: net current expenditure, capital charges …", required=True),
        Column("return_status", "text", "How far the return was checked", required=True, values=RETURN_STATUSES),
        Column("line_code", "text", "The line's number in the return; empty where our list does not have the line"),
        Column("line", "text", "The line, in the return's words", required=True),
        Column("role", "text", "What kind of line it is", values=ROLES),
        Column("cofog", "text", f"{_COFOG} or our list does not have the line; empty where it is no spending"),
        Column("amount_gbp", "money", "The amount; income and credits are negative", required=True),
        Column("status", "text", "In the count; superseded by a fuller or better checked return; or outside the count", required=True, values=("counted", "superseded", "excluded")),
        Column("reason", "text", "Why it is not counted"),
    ),
    rules=(Rule("what is not counted has a reason", "status = 'counted' or reason is not null"),),
)

SPEND_RECONCILIATION = Contract(
    table="mart.spend_reconciliation",
    grain="total that a body's return prints",
    question="Does each return's own total follow from its lines?",
    audience="public",
    primary_key=("body_id", "fy", "source_return", "item"),
    columns=(
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year"),
        Column("source_return", "text", "The return, whether spent or planned, and which figure of it"),
        Column("item", "text", "The total: its number and name"),
        Column("expected_gbp", "money", "As printed; never corrected", required=True),
        Column("found_gbp", "money", "The sum of the lines that it sums", required=True),
        Column("difference_gbp", "money", "What is printed less what was found", required=True),
        Column("explanation", "text", "What explains the difference, or that nothing does", required=True),
    ),
    rules=(Rule("the difference is what is printed less what was found", "difference_gbp = expected_gbp - found_gbp"),),
)

ALL = (RETURN_HEADING, RETURN_TOTAL, OUTTURN_LABEL, OUTTURN_LINE, RETURN_LINE, SPEND_RECONCILIATION)
