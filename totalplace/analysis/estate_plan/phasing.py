"""In which year each building is given up: no more occupations may move in a year than the terms say.

Belongs here: years, once it is known which buildings go. Does not belong here: which go (choice.py).
"""

import numpy as np

from totalplace.analysis.estate_plan.choice import pick_years
from totalplace.analysis.estate_plan.estate import Bools, Estate, Ints
from totalplace.analysis.estate_plan.parts import Candidates

NEVER = -1


def years(estate: Estate, found: Candidates, given: Bools, losses: tuple[Ints, ...]) -> Ints:
    """By building the year of the plan in which it goes, NEVER for those that stay: also those for which no year has room.

    `losses` has for each year of the plan what each body (row) gains by each building (column), where no body may lose; else it is empty.
    """
    chosen = np.full(estate.count, NEVER, dtype=np.int64)
    going = np.flatnonzero(given)
    chosen[going] = found.best[going]
    moves = np.bincount(found.best[going], weights=estate.in_it[going], minlength=estate.terms.phase_years)
    if (moves <= estate.terms.moves_a_year).all():
        return chosen
    # who is given up whatever it costs has a year before all others
    worth = np.where(estate.is_forced[going, None], np.abs(found.values.gain[going]).sum() + found.values.gain[going], found.values.gain[going])
    year = pick_years(worth, estate.allowed[going], estate.in_it[going], estate.terms.moves_a_year, np.stack([loss[:, going] for loss in losses], axis=2) if losses else None)
    chosen[going] = year
    return chosen
