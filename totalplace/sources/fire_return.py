"""Return of a fire and rescue authority by its lines of service, in the layout of docs/layouts.md.

Belongs here: the headings that such tables have. Does not belong here: whether it or the revenue outturn is counted
(sql/core/spend_return_line.sql).
"""

from totalplace.contracts.staging import FIRE_RETURN
from totalplace.sources._spending import Layout, make_source

SOURCE = make_source(
    Layout(
        kind="fire_return",
        title="a return of fire and rescue spending",
        contract=FIRE_RETURN,
        organisation=("fire authority", "fire and rescue authority", "fire service", "fire and rescue service name", "frs"),
        line=("fire service line", "fire and rescue line", "fire line", "fire service division", "division of fire service"),
        line_code=("fire service line code", "fire line code", "fire service line number"),
        measure="outturn",
    )
)
