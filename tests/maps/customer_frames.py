"""Tables of whom the money is spent on, written by hand as they are past disclosure control: two cohorts, one with a hypothesis.

Belongs here: the rows. Does not belong here: judgements.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace import reference
from totalplace.contracts import customers as contract
from totalplace.contracts._base import Contract
from totalplace.contracts.ref import ASSUMPTION, BODY
from totalplace.mapping.customer_tables import Customers

D = Decimal
PERCENTILE, TAIL = contract.METHODS
BODIES = [
    ("police", "Exampleshire Police & Crime <b>Commissioner</b>", "police"), ("trust", "Exampleshire Hospitals NHS Trust", "nhs"), ("county", "Exampleshire County Council", "council"),
    ("north", "North District Council", "council"), ("fire", "Exampleshire Fire and Rescue Authority", "fire"), ("treat", "Waypoint Treatment Service", "other"),
]  # fmt: skip
COHORT = {"cohort": "alcohol-and-drugs", "unit": "person", "agency": "all", "theme": "all", "denominator": "service users", "period": 2025}


def frame(table: Contract, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return table.conform(pl.DataFrame(rows, infer_schema_length=None)).collect() if rows else table.empty()


def share(top: float, held: float, method: str = TAIL, **more: Any) -> dict[str, Any]:
    row = {
        **COHORT, "method": method, "top_share": top, "people": 4_850, "cost_share": held, "sampling_low": held - 0.03, "sampling_high": held + 0.025, "low": held - 0.05, "high": held + 0.04,
        "by_chance_share": top * 1.9, "verdict": "not computed", "reason": "the hypothesis is not about this share",
    }  # fmt: skip
    return row | more


STATED = {"stated_share": 0.8, "verdict": "undecided", "reason": "the 95 % interval, of sampling, unit costs and linkage, has what is stated within it"}
CONCENTRATION = [share(top, held, method, **(STATED if top == 0.2 else {})) for top, held in ((0.2, 0.781), (0.1, 0.612), (0.05, 0.448), (0.01, 0.189)) for method in (PERCENTILE, TAIL)]
EVERYBODY = [share(0.2, 0.702, method, cohort="all-service-users", people=61_200, low=None, high=None, reason="no hypothesis is stated") for method in (PERCENTILE, TAIL)]


def curve(points: list[tuple[float, float]], **more: Any) -> list[dict[str, Any]]:
    return [COHORT | {"people_share": people, "cost_share": cost} | more for people, cost in points]


LORENZ = curve([(0.01, 0.189), (0.02, 0.28), (0.05, 0.448), (0.1, 0.612), (0.15, 0.71), (0.2, 0.781), (0.3, 0.87), (0.4, 0.92), (0.5, 0.953), (0.7, 0.985), (1.0, 1.0)])
LORENZ += curve([(0.01, 0.97), (1.0, 1.0)], denominator="residents")
SPREAD = [COHORT | {"method": TAIL, "people": 4_850, "cost_gbp": D("21345000"), "gini": 0.74, "gini_low": 0.72, "gini_high": 0.76, "people_for_80_share": 0.218, "people_for_80_low": 0.19, "people_for_80_high": 0.25, "disclosure": "shown"}]
PERSISTENCE = [
    {"cohort": COHORT["cohort"], "unit": "person", "period": 2024, "cost_group": group, "next_period": 2025, "people": people, "stayed_share": stayed, "by_chance_share": lot, "gone_share": gone,
     "mean_cost_gbp": D(before), "mean_cost_next_gbp": D(after), "marginal_next_gbp": D(margin), "disclosure": "shown"}
    for group, people, stayed, lot, gone, before, after, margin in (
        ("top 5 %", 235, 0.31, 0.05, 0.09, 41_200, 18_300, 1_450_000), ("next 15 %", 700, 0.34, 0.15, 0.17, 9_800, 6_100, 1_210_000), ("the rest", 3_740, 0.88, 0.8, 0.38, 900, 1_350, 1_640_000),
    )
]  # fmt: skip
SENSITIVITY = [
    {**{name: COHORT[name] for name in ("cohort", "unit", "denominator", "period")}, "top_share": 0.2, "input": said, "cost_share": 0.781 + difference, "difference_share": difference, "verdict": verdict}
    for said, difference, verdict in (
        ("unit costs low", -0.021, "not supported"), ("unit costs high", 0.024, "supported"), ("linkage threshold lower", 0.012, "not supported"), ("linkage threshold higher", -0.018, "not supported"),
        ("without trust", -0.044, "not supported"), ("without police", 0.006, "not supported"), ("without county", 0.0, "not supported"), ("unit costs of trust low", -0.013, "not supported"),
    )
]  # fmt: skip
_SETS = {
    "police": (1_240, 0.06), "trust": (980, 0.11), "police | trust": (520, 0.13), "treat": (410, 0.05), "county": (220, 0.06), "trust | treat": (190, 0.07), "police | treat | trust": (165, 0.16),
    "county | police | treat | trust": (60, 0.14), "fire | police": (45, 0.01), "county | trust": (80, 0.06), "north": (130, 0.01), "north | police | trust": (35, 0.03), "county | police": (30, 0.02),
}  # fmt: skip
OVERLAP = [
    {"cohort": COHORT["cohort"], "unit": "person", "period": 2025, "agencies": agencies, "agency_count": agencies.count("|") + 1, "people": people, "cost_gbp": D(round(cost * 21_345_000)), "cost_share": cost, "disclosure": "shown"}
    for agencies, (people, cost) in _SETS.items()
] + [{"cohort": COHORT["cohort"], "unit": "person", "period": 2025, "agencies": "other combinations", "agency_count": None, "people": 745, "cost_gbp": D(1_900_000), "cost_share": 0.09, "disclosure": "shown"}]  # fmt: skip


def step(kind: str, start: str, end: str, people: int | None, **more: Any) -> dict[str, Any]:
    row = {"cohort": COHORT["cohort"], "period": 2025, "step_kind": kind, "from_service": start, "to_service": end, "people": people, "steps": None if people is None or kind == "before" else round(people * 1.2), "people_share": None if people is None else people / 4850, "disclosure": "shown" if people else "too few"}
    return row | more


A, C, T, E, W, H = "ambulance-conveyance", "police-custody", "treatment-structured-community", "nhs-ae-attendance", "nhs-emergency-admission", "housing-homeless-application"
PATHWAY = [
    step("entry", "start", C, 610), step("entry", "start", E, 540), step("entry", "start", H, 95), step("entry", "start", A, 80), step("entry", "start", T, 40), step("entry", "start", "other services", 60),
    step("flow", A, E, 480, median_days=0), step("flow", E, W, 310, median_days=0), step("flow", C, E, 220, median_days=34), step("flow", W, T, 140, median_days=41), step("flow", C, T, 90, median_days=27),
    step("flow", T, C, 60, median_days=0), step("flow", H, C, 45, median_days=80), step("flow", E, C, 130, median_days=29), step("flow", W, H, None),
    step("loop", E, E, 420, median_days=63), step("loop", C, C, 380, median_days=90), step("loop", W, W, 120, median_days=48),
    step("before", E, W, 290, people_share=0.61, comparison_share=0.14, median_days=9), step("before", C, W, 120, people_share=0.25, comparison_share=0.19, median_days=33), step("before", T, W, 85, people_share=0.18, comparison_share=0.17, median_days=1),
    step("before", C, H, 45, people_share=0.35, comparison_share=0.2, median_days=40), step("before", E, H, 40, people_share=0.31, comparison_share=0.15, median_days=22),
]  # fmt: skip
COST, INCIDENTS = contract.PLACE_OUTCOMES
ASSOCIATION = [
    {"outcome": outcome, "model": "by licence", "term": term, "rate_ratio": ratio, "low": ratio - 0.12, "high": ratio + 0.13, "reading": reading}
    for outcome, term, ratio, reading in (
        (INCIDENTS, "premises licensed for sale on the premises only", 1.04, "no association can be told from none"), (INCIDENTS, "premises licensed for sale off the premises only", 1.31, "more of it where there are more"),
        (INCIDENTS, "premises licensed for both", 1.22, "more of it where there are more"), (COST, "premises licensed for sale off the premises only", 1.15, "more of it where there are more"),
    )
]  # fmt: skip
ASSOCIATION += [row | {"model": "by licence and kind"} for row in ASSOCIATION[:3]] + [{"outcome": INCIDENTS, "model": "by licence and kind", "term": "kind of premises: pub", "rate_ratio": 1.4, "low": 1.1, "high": 1.7, "reading": "more"}]
MODEL = [
    {"outcome": INCIDENTS, "model": "by licence", "family": "negative binomial: counts vary more than Poisson says", "areas": 230, "dispersion": 2.4, "moran_i": 0.03, "moran_p": 0.21,
     "may_conclude": "Areas with more premises licensed for sale off the premises have more incidents, other things in the model being equal.", "may_not_conclude": "That closing one would prevent any."}
]  # fmt: skip
AGREEMENTS = [
    {"agreement_id": "priority-families", "title": "Priority families", "status": "in force", "agencies": "police (police), trust (nhs), county (social_care)", "expires_on": date(2027, 3, 31)},
    {"agreement_id": "old", "title": "Old <i>protocol</i>", "status": "expired", "reason": "it expired on 31 March 2025", "agencies": "fire (fire)", "expires_on": date(2025, 3, 31)},
]  # fmt: skip
INTAKE = [
    {"agency": "police", "layout": "police", "outcome": "used", "agreement_id": "priority-families", "contacts": 41_235, "disclosure": "shown"},
    {"agency": "police", "layout": "police", "outcome": "contact before birth", "agreement_id": "priority-families", "contacts": None, "disclosure": "too few"},
    {"agency": "fire", "layout": "fire", "outcome": "agreement 'old': expiry", "agreement_id": "old", "contacts": 1_200, "disclosure": "shown"},
]
LINKAGE = [{"item": "people", "value": 61_200.0, "unit": "people", "note": "rounded", "disclosure": "shown"}, {"item": "precision, expected", "value": 0.981, "unit": "share", "note": "by the model itself", "disclosure": "shown"}]


def customers(**given: pl.DataFrame) -> Customers:
    """All of it; what is given stands instead."""
    services = reference.service_table()
    tables: dict[str, pl.DataFrame] = {
        "concentration": frame(contract.COST_CONCENTRATION, CONCENTRATION + EVERYBODY), "spread": frame(contract.COST_SPREAD, SPREAD), "lorenz": frame(contract.COST_LORENZ, LORENZ),
        "persistence": frame(contract.COST_PERSISTENCE, PERSISTENCE), "sensitivity": frame(contract.COST_SENSITIVITY, SENSITIVITY), "overlap": frame(contract.AGENCY_OVERLAP, OVERLAP),
        "pathway": frame(contract.PATHWAY, PATHWAY), "association": frame(contract.LICENCE_ASSOCIATION, ASSOCIATION), "model": frame(contract.LICENCE_MODEL, MODEL),
        "linkage": frame(contract.PERSON_LINKAGE, LINKAGE), "intake": frame(contract.CONTACT_INTAKE, INTAKE), "agreements": frame(contract.SHARING_AGREEMENT, AGREEMENTS),
        "services": contract.SERVICE.conform(services).collect(),
        "bodies": BODY.conform(pl.DataFrame(BODIES, schema=["body_id", "name", "kind"], orient="row")).collect(),
        "assumptions": frame(ASSUMPTION, [
            {"assumption_id": name, "valid_from": date(2026, 1, 1), "value": value, "unit": "days", "meaning": f"How many days: {name}.", "source": "project default"}
            for name, value in (("pathway_before_days", 90.0), ("pathway_look_back_days", 365.0), ("outline_buffer_m", 5.0))
        ]),
    }  # fmt: skip
    return Customers(**(tables | given))


def nothing(**given: pl.DataFrame) -> Customers:
    """Every table empty, but for what is given."""
    full = customers()
    return Customers(**({name: getattr(full, name).clear() for name in Customers.__dataclass_fields__} | given))
