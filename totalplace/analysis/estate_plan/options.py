"""The options of the plan for one estate: who plans together, by which standard, what would turn each decision.

Belongs here: which plans are made and put side by side. Does not belong here: making one (outcome.py), tables (report.py).
"""

from dataclasses import dataclass

import polars as pl

from totalplace.analysis.estate_plan import report
from totalplace.analysis.estate_plan.estate import Estate, Variation
from totalplace.analysis.estate_plan.outcome import Solver
from totalplace.analysis.estate_plan.parts import ALONE, FAIR, TOGETHER
from totalplace.analysis.estate_plan.terms import Terms
from totalplace.contracts.plan import PARTNERS, STANDARDS

WHO = dict(zip((ALONE, TOGETHER, FAIR), PARTNERS, strict=True))
_FIFTH = {"+20 %": 1.2, "−20 %": 0.8}


@dataclass(frozen=True)
class Plan:
    """The rows of mart.estate_option, estate_plan, estate_move and estate_plan_body, each by its key."""

    options: pl.DataFrame
    buildings: pl.DataFrame
    moves: pl.DataFrame
    bodies: pl.DataFrame


def plan_estate(
    buildings: pl.DataFrame, occupations: pl.DataFrame, room: pl.DataFrame, access: pl.DataFrame, terms: Terms, whether_robust: bool = True
) -> Plan:
    """All options, from analysis.plan_building, plan_occupation, plan_room and plan_access.

    `whether_robust` makes six more plans for each option; without them `is_robust` and `flips_when` stay empty.
    """
    estate = Estate(buildings, occupations, room, access, terms)
    solver = Solver(estate)
    made = []
    for standard in STANDARDS:
        together = None
        for who in (TOGETHER, FAIR, ALONE):
            outcome = solver.solve(Variation(standard), who)
            together = together or outcome
            turned = {}
            if whether_robust:
                for name in ("receipts", "use", "distance"):
                    for words, times in _FIFTH.items():
                        other = solver.solve(Variation(standard, **{name: times}), who)
                        turned[f"{name} {words}"] = other.given != outcome.given
            option = report.Made(
                option_id=f"{who}-{standard}", who=who, partners=WHO[who], standard=standard, outcome=outcome,
                unlocking=solver.unlocking(outcome, who), turned=turned, together=together.given,
            )  # fmt: skip
            made.append(report.tables(estate, option))
    return Plan(*(pl.concat(frames).sort(key) for frames, key in zip(zip(*made, strict=True), report.KEYS, strict=True)))


