"""What the plan for one estate takes for granted: years, rate, limits, and who may plan with whom.

Belongs here: the terms of a plan, and net present values by them. Does not belong here: the choice of buildings (choice.py, parts.py), or where the
values come from (assets/planning.py reads them from ref.assumption).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from totalplace.errors import PlaceError


@dataclass(frozen=True)
class Terms:
    """`first_fy` is year 0; what is given up is given up in one of `phase_years` years, and counted over `horizon_years`."""

    first_fy: int
    phase_years: int
    horizon_years: int
    discount_share: float
    hosting_cost_m2_gbp: float
    travel_m: float
    public_travel_m: float
    hosts_looked_at: int
    moves_a_year: int
    gap_share: float
    shares: Mapping[str, frozenset[str]]  # of each use those that may share a building with it, itself among them (clusters.sharing)

    def __post_init__(self) -> None:
        """Raises PlaceError for years that contradict each other."""
        if not 1 <= self.phase_years <= self.horizon_years:
            raise PlaceError(
                f"plan_phase_years is {self.phase_years} and plan_horizon_years is {self.horizon_years}: buildings are given up in years that are counted. "
                "Make the first at least 1 and no more than the second (thresholds in place.toml)."
            )
