"""The steps of who money is spent on: services, what they cost, agreements, and the tables of the protected edition.

Belongs here: thin steps around plain functions. Does not belong here: the functions, or anything that sees a person (protected/).
"""

import polars as pl

from totalplace import reference
from totalplace.assets.places import from_declaration
from totalplace.pipeline import Workbench
from totalplace.protected.agreements import load_agreements


def _agreements(workbench: Workbench) -> pl.DataFrame:
    return load_agreements(workbench.paths, workbench.place, workbench.settings.today()).table()


STEPS = (
    from_declaration("ref.service", lambda bench: reference.service_table()),
    from_declaration("ref.unit_cost", lambda bench: reference.unit_cost_table()),
    from_declaration("mart.sharing_agreement", _agreements, after=("ref.body",)),
)
