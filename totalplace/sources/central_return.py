"""What central departments spend in the place: benefits, Jobcentres, probation, skills, in the layout of docs/layouts.md.

Belongs here: the headings that such tables have. Does not belong here: what the lines mean (reference_data/spend_line.csv). Nothing is
shared out here: a line says itself whether it was measured, apportioned or modelled, and how.
"""

from totalplace.contracts.staging import CENTRAL_RETURN
from totalplace.sources._spending import Layout, make_source

SOURCE = make_source(
    Layout(
        kind="central_return",
        title="a return of central government's spending in the place",
        contract=CENTRAL_RETURN,
        organisation=("department", "department name", "central department", "government department", "agency"),
        line=("benefit or programme", "central spending line", "central programme", "benefit", "department s programme", "departmental programme"),
        line_code=("benefit or programme code", "central spending line code", "benefit code"),
        measure="outturn",
    )
)
