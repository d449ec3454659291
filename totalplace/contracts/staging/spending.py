"""Contracts of returns of spending in the plain layouts: NHS, police, fire, central departments (docs/layouts.md).

Belongs here: what a row of each may hold. Does not belong here: revenue outturn (returns.py), or what the lines mean (core).
"""

from totalplace.contracts._base import Column, Contract
from totalplace.contracts.staging._line import LINE, LINE_KEY
from totalplace.contracts.staging.returns import RETURN_STATUSES

ALL_MEASURES = ("outturn", "budget", "allocation", "programme budget")
POPULATIONS = ("registered", "resident", "not stated", "not applicable")
BASES = ("measured", "apportioned", "modelled")
INCOME_BASES = ("gross of income", "net of fees and charges", "not stated")


def _return(table: str, whose: str, line: str) -> Contract:
    return Contract(
        table=table,
        grain=f"line of {whose} return of spending",
        question=f"What does each line of {whose} return of spending say?",
        primary_key=LINE_KEY,
        columns=(
            *LINE,
            Column("organisation_as_published", "text", "Whose return it is, in the publisher's words"),
            Column("organisation_code", "text", "The code given for that organisation"),
            Column("fy", "integer", "Financial year: the year its April falls in", required=True),
            Column("measure", "text", "What kind of figure it is", required=True, values=ALL_MEASURES),
            Column("population", "text", "Of the NHS: registered or resident people", required=True, values=POPULATIONS),
            Column("return_status", "text", "How far the return was checked", required=True, values=RETURN_STATUSES),
            Column("line_code", "text", f"Code of the {line}, in capitals and without leading noughts"),
            Column("line_as_published", "text", f"The {line}, in the publisher's words"),
            Column("is_total", "boolean", "It is the total of the return", required=True),
            Column("is_subtotal", "boolean", "It is a total of some lines", required=True),
            Column("paid_to_as_published", "text", "The body that it was paid to"),
            Column("paid_to_code", "text", "That body's code"),
            Column("received_from_as_published", "text", "Of money received: the body that paid it"),
            Column("received_from_code", "text", "That body's code"),
            Column("area_as_published", "text", "The area that the line is about"),
            Column("basis", "text", "Measured, or how it was put into the place", required=True, values=BASES),
            Column("basis_method", "text", "How it was apportioned or modelled, in the publisher's words"),
            Column("income_basis", "text", "Whether income is in the amount", required=True, values=INCOME_BASES),
            Column("unit_as_published", "text", "What the cells are in", required=True, values=("£ thousand", "£")),
            Column("income_gbp", "money", "Income, where the return states it"),
            Column("amount_gbp", "money", "The amount, net of income where the return states that; money received is negative", required=True),
        ),
    )


NHS_RETURN = _return("staging.nhs_return", "an NHS body's", "programme of care")
POLICE_RETURN = _return("staging.police_return", "a police force's", "objective")
FIRE_RETURN = _return("staging.fire_return", "a fire authority's", "line")
CENTRAL_RETURN = _return("staging.central_return", "a central department's", "benefit or programme")
