"""What people of the example place say of two decisions, and how its partnership answers the checklist.

Belongs here: the files of scrutiny/ and self-assessment/. Does not belong here: what the decisions come to.
"""

from pathlib import Path

from totalplace.example.bodies import COUNTY_COUNCIL, POLICE
from totalplace.example.words import FICTION
from totalplace.example.write import put

_POT = f"""\
# {FICTION}
decision = "Whether to sign the agreement for one pot for alcohol and drugs, from April 2026"
decided_by = "Health and wellbeing board"
due_on = 2026-01-20

[[dissent]]
body = "aldermarch-west-pct"
says = "We would pay a fixed sum whatever is spent in our half of the county. We would rather align our budget."
by = "Board of the trust"
on = 2025-06-12

[[question]]
asks = "What becomes of the staff if the pool ends after three years?"
body = "{COUNTY_COUNCIL}"
by = "Scrutiny committee"
on = 2025-06-03
"""

_PLAN = f"""\
# {FICTION}
decision = "Whether to take the plan for one estate as the basis of each body's own decisions"
decided_by = "Strategic estates board"
due_on = 2026-03-01

[[dissent]]
body = "{POLICE}"
says = "Front counters must stay where people know them until it is shown who gets farther away."
by = "Estates board of the police"
on = 2025-05-30
"""

_PARTNERSHIP = f"""\
# {FICTION}
partnership = "One Aldermarch partnership"
filled_by = "Partnership manager"
filled_on = 2025-06-20

[[answer]]
question = "sound-reasons"
answer = "yes"
evidence = "Terms of reference, March 2025"

[[answer]]
question = "same-objectives"
answer = "partly"
evidence = "Agreed for alcohol and drugs; not for young people out of work"
next_step = "Workshop in the autumn, led by the county council"

[[answer]]
question = "decision-forum"
answer = "yes"

[[answer]]
question = "voluntary-sector-mapped"
answer = "no"
next_step = "List of groups by December, by the voluntary action council"

[[answer]]
question = "longer-agreements"
answer = "no"
evidence = "Every grant of the county council runs for a year"
"""

FILES = {"scrutiny/alcohol-one-pot.toml": _POT, "scrutiny/together-today.toml": _PLAN, "self-assessment/one-aldermarch.toml": _PARTNERSHIP}


def write_scrutiny(folder: Path) -> None:
    """The files, into the place."""
    for name, text in FILES.items():
        put(folder / name, text.encode())
