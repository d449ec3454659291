"""The steps of who money is spent on: services, what they cost, agreements, and the tables of the protected edition.

Belongs here: thin steps around plain functions. Does not belong here: the functions, or anything that sees a person (protected/).
"""

from totalplace import reference
from totalplace.assets.places import from_declaration

STEPS = (
    from_declaration("ref.service", lambda bench: reference.service_table()),
    from_declaration("ref.unit_cost", lambda bench: reference.unit_cost_table()),
)
