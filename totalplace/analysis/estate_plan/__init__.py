"""The plan for one estate: docs/decisions/0025-estate-plan.md."""
