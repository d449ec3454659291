"""Objective analysis of a police force: its spending by the twelve wider functions, in the layout of docs/layouts.md.

Belongs here: the headings that such tables have. Does not belong here: whether it or the revenue outturn is counted
(sql/core/spend_return_line.sql). Of a force whose area crosses the place the amounts are the part that the return itself states.
"""

from totalplace.contracts.staging import POLICE_RETURN
from totalplace.sources._spending import Layout, make_source

SOURCE = make_source(
    Layout(
        kind="police_return",
        title="a police objective analysis",
        contract=POLICE_RETURN,
        organisation=("force", "force name", "police force", "police authority", "police and crime commissioner", "pcc"),
        line=("objective", "police objective", "objective heading", "wider function", "wider function name", "policing objective"),
        line_code=("objective code", "wider function code", "objective number"),
        measure="outturn",
    )
)
