"""The plan for one estate: docs/decisions/0025-estate-plan.md. `plan_estate` is the way in."""

from totalplace.analysis.estate_plan.options import Plan, plan_estate
from totalplace.analysis.estate_plan.terms import Terms

__all__ = ["Plan", "Terms", "plan_estate"]
