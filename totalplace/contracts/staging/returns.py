"""Contracts of returns of spending: an authority's line of its revenue outturn or budget."""

from totalplace.contracts._base import Column, Contract
from totalplace.contracts.staging._line import LINE, LINE_KEY

MEASURES = ("outturn", "budget")
RETURN_STATUSES = ("certified", "provisional", "not stated")

REVENUE_OUTTURN = Contract(
    table="staging.revenue_outturn",
    grain="cell of a table of revenue outturn: a line of an authority's return",
    question="What does each line of each authority's return say?",
    primary_key=(*LINE_KEY, "source_column"),
    columns=(
        *LINE,
        Column("source_column", "integer", "The column of the sheet, counted from 1"),
        Column("authority_code", "text", "The ministry's code of the authority, such as E0101"),
        Column("ons_code", "text", "The statistics office's code of the authority"),
        Column("authority_as_published", "text", "The authority's name, without the mark of a footnote"),
        Column("class_as_published", "text", "Class of authority"),
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column("fy_basis", "text", "What the year was read from", required=True, values=("column", "title", "confirmed by the team")),
        Column("form", "text", "The form of the return", required=True),
        Column("measure", "text", "What was spent, or what was planned", required=True, values=MEASURES),
        Column("return_status", "text", "How far the return was checked", required=True, values=RETURN_STATUSES),
        Column("figure", "text", "Which figure of each line the table holds, in the title's words", required=True),
        Column("line_code", "text", "The line's number in the return, where the table prints it"),
        Column("asset_id", "text", "The ministry's name of the line, where the heading or a row above it gives one: edu in RS_edu_net_exp"),
        Column("line_key", "text", "The line's name in the form in which names are compared", required=True),
        Column("line_as_published", "text", "The line, in the publisher's words", required=True),
        Column("unit_as_published", "text", "What the cells are in", required=True, values=("£ thousand", "£")),
        Column("amount_gbp", "money", "The amount in pounds; income and credits are negative", required=True),
    ),
)
