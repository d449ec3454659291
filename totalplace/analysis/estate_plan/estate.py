"""The held buildings and those in them as arrays, and what each building would be worth if it were given up.

Belongs here: frames of contracts/plan.py turned into arrays, values by year, who could go where. Does not belong here: choosing
(choice.py), years (phasing.py), words (reasons.py).

Money is whole pence: what the managing body, the owner, and each occupation gain is rounded once each, so that bodies add up to the place.
Areas are whole square decimetres, needs rounded up and room rounded down: what fits here fits on paper.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace.analysis.clusters import within
from totalplace.analysis.estate_plan.terms import Terms

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_ROUNDING = 1e-6  # of a square decimetre: what arithmetic with fractions adds is no need of space


@dataclass(frozen=True)
class Variation:
    """What a plan is made with: the standard of space, and how many times what is expected receipts, need of space and distance are taken."""

    standard: str
    receipts: float = 1.0
    use: float = 1.0
    distance: float = 1.0


@dataclass(frozen=True)
class Values:
    """What giving up is worth, by building (row) and year (column), in pence, and by occupation (row) and year."""

    managing: Ints
    owning: Ints
    letting: Ints  # of a partner who let it
    moving: Ints
    gain: Ints  # of all of them, by building

    @property
    def years(self) -> int:
        return int(self.gain.shape[1])


class Estate:
    """What does not change from plan to plan."""

    def __init__(self, buildings: pl.DataFrame, occupations: pl.DataFrame, room: pl.DataFrame, access: pl.DataFrame, terms: Terms) -> None:
        self.terms = terms
        self.buildings = buildings.sort("asset_id")
        self.occupations = occupations.sort("occupation_id")
        self.access = access.sort("service", "area_code")
        self.count = self.buildings.height
        self.x, self.y = self.buildings["easting"].to_numpy(), self.buildings["northing"].to_numpy()
        self.bodies = sorted({*_words(self.buildings, "body_id", "owner_body_id", "rent_from_body_id", "rent_to_body_id", "landlord_body_id"), *_words(self.occupations, "body_id")})
        self.manager = _places(self.buildings["body_id"], self.bodies)
        # a partner who let it: has it back empty
        self.is_let = self.buildings["landlord_body_id"].is_not_null().to_numpy()
        self.landlord = _places(self.buildings["landlord_body_id"].fill_null(self.buildings["body_id"]), self.bodies)
        self.owner = _places(self.buildings["owner_body_id"].fill_null(self.buildings["body_id"]), self.bodies)
        self.uses = sorted({*terms.shares, *_words(self.buildings, "function"), *_words(self.occupations, "function"), *_words(self.access, "service")})
        self.use = _places(self.buildings["function"], self.uses)
        self.is_weighed = self.buildings["missing_data"].is_null().to_numpy()
        self.is_told_to_go = (self.buildings["instruction"] == "release").fill_null(False).to_numpy()
        self.is_forced = self.is_told_to_go & self.is_weighed
        # what its own place says must stay is blocked as what a partner says must stay
        self.is_blocked = (self.buildings["release_block"].is_not_null() | (self.buildings["instruction"] == "keep").fill_null(False)).to_numpy()
        # what its own place says must go takes nobody in, though it may not be weighed yet
        self.is_host = self.buildings["is_host"].to_numpy() & ~self.is_told_to_go
        ids = self.buildings["asset_id"].to_list()
        self.home = _places(self.occupations["asset_id"], ids)
        self.mover = _places(self.occupations["body_id"], self.bodies)
        self.does = _places(self.occupations["function"], self.uses)
        self.kinds = sorted({*_words(self.occupations, "space_kind"), *_words(room, "space_kind")})
        self.kind = _places(self.occupations["space_kind"], self.kinds)
        self.is_public = self.occupations["is_public"].to_numpy()
        self.capacity = np.full((self.count, len(self.kinds)), -1, dtype=np.int64)  # below nought: no such space
        known = room.filter(pl.col("asset_id").is_in(ids))
        self.capacity[_places(known["asset_id"], ids), _places(known["space_kind"], self.kinds)] = np.floor(known["capacity_m2"].to_numpy() * 100 + _ROUNDING).astype(np.int64)
        self.allowed = self._allowed_years()
        self.in_it = np.bincount(self.home, minlength=self.count)

    @cached_property
    def discount(self) -> Floats:
        return (1 + self.terms.discount_share) ** -np.arange(self.terms.horizon_years, dtype=np.float64)

    @cached_property
    def to_the_end(self) -> Floats:
        """Of a pound a year from each year on to the horizon, the present value; nought at the end of the last."""
        return np.concatenate([np.cumsum(self.discount[::-1])[::-1], [0.0]])

    @cached_property
    def sharing(self) -> Bools:
        """Whether a service (row) may go into a building of a use (column)."""
        table = np.zeros((len(self.uses), len(self.uses)), dtype=np.bool_)
        for one, use in enumerate(self.uses):
            for other in self.terms.shares.get(use, ()):
                table[one, self.uses.index(other)] = True
        return table

    def _allowed_years(self) -> Bools:
        """By building and year of the plan, whether it can be given up then: not before its earliest year, and only at its breaks, if it has them."""
        phase = np.arange(self.terms.phase_years) + self.terms.first_fy
        allowed = phase[None, :] >= self.buildings["earliest_fy"].to_numpy()[:, None]
        stated = self.buildings["release_fys"].str.extract_all(r"\d{4}").cast(pl.List(pl.Int64)).to_list()
        only = np.array([years is None or not years for years in stated], dtype=bool)
        at = np.array([np.isin(phase, years or ()) for years in stated], dtype=bool).reshape(self.count, len(phase))
        years: Bools = allowed & (only[:, None] | at)
        return years

    def demand(self, variation: Variation) -> Ints:
        """What each occupation needs, in square decimetres, rounded up."""
        need = self.occupations[f"demand_{variation.standard}_m2"].to_numpy() * (variation.use * 100)
        return np.ceil(need - _ROUNDING).astype(np.int64)

    def free(self, demand: Ints) -> Ints:
        """What each building has left of each kind of space beside its own; nought where there is none, below nought where there is no such space."""
        own = np.zeros_like(self.capacity)
        np.add.at(own, (self.home, self.kind), demand)
        return np.where(self.capacity < 0, -1, np.maximum(self.capacity - own, 0))

    def hosting(self, demand: Ints) -> Ints:
        """What hosting each occupation costs a year, in pence."""
        pence: Ints = np.rint(demand * self.terms.hosting_cost_m2_gbp).astype(np.int64)  # square decimetres x pounds a square metre
        return pence

    def values(self, variation: Variation) -> Values:
        """What giving up each building in each year of the plan is worth."""
        first = np.arange(self.terms.phase_years)
        v, rest = self.discount, self.to_the_end
        horizon = self.terms.horizon_years
        delay = self.buildings["empty_years"].to_numpy()[:, None]
        paid = np.minimum(first[None, :] + delay, horizon)
        saved = self.pence("avoidable_cost_gbp")[:, None] * rest[first]
        empty = -self.pence("void_cost_gbp")[:, None] * (rest[first][None, :] - rest[paid])
        leaving = self.pence("release_cost_gbp")[:, None] * v[first]
        budgeted = self.pence("budgeted_maintenance_gbp")[:, None] * v[first]
        is_let = self.is_let[:, None]
        receipt = self.pence("receipt_gbp") * variation.receipts - self.pence("sale_cost_gbp")
        owning = receipt[:, None] * np.concatenate([v, [0.0]])[paid]
        demand = self.demand(variation)
        moving = -(self.moving_pence[:, None] * v[first] + self.hosting(demand)[:, None] * rest[first])
        # what a tenant pays a partner on leaving is nil for the place: the same pence are paid and received
        paid_to_partner = np.rint(np.where(is_let, leaving, 0)).astype(np.int64)
        managing, owned, letting, moved = (
            np.rint(part).astype(np.int64) for part in (saved + budgeted + np.where(is_let, 0, empty - leaving), owning, np.where(is_let, empty, 0), moving)
        )
        managing -= paid_to_partner
        letting += paid_to_partner
        gain = managing + owned + letting
        np.add.at(gain, self.home, moved)
        return Values(managing, owned, letting, moved, gain)

    @cached_property
    def rent(self) -> Ints:
        """Present value in pence of the rent between partners that ends with each building, by year."""
        first = np.arange(self.terms.phase_years)
        return np.rint(self.pence("rent_between_gbp")[:, None] * self.to_the_end[first]).astype(np.int64)

    def pence(self, column: str) -> Floats:
        """A column of pounds in pence, nought where it is not known; asked for again by every variation."""
        if column not in self._pence:
            self._pence[column] = (self.buildings[column].fill_null(0).cast(pl.Float64) * 100).round().to_numpy()
        return self._pence[column]

    @cached_property
    def _pence(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def moving_pence(self) -> Floats:
        return (self.occupations["move_cost_gbp"].cast(pl.Float64) * 100).round().to_numpy()

    @cached_property
    def cost_as_it_is(self) -> Ints:
        """Net present cost in pence of running each weighed building as it is; nought for the others."""
        cost: Ints = np.rint(np.where(self.is_weighed, self.pence("running_cost_gbp"), 0) * self.to_the_end[0]).astype(np.int64)
        return cost

    def limits_m(self, variation: Variation) -> Floats:
        """How far each occupation may go."""
        return np.where(self.is_public, self.terms.public_travel_m, self.terms.travel_m) * variation.distance

    @cached_property
    def farthest_m(self) -> float:
        return max(self.terms.travel_m, self.terms.public_travel_m)


@dataclass(frozen=True)
class Reach:
    """Who could go where: pairs of an occupation and a building that it could go to, by occupation, nearest first."""

    occupation: Ints
    host: Ints
    distance_m: Floats
    has_room: Bools

    def only(self, chosen: Bools) -> "Reach":
        return replace(self, occupation=self.occupation[chosen], host=self.host[chosen], distance_m=self.distance_m[chosen], has_room=self.has_room[chosen])


def reach(estate: Estate, variation: Variation, is_alone: bool) -> Reach:
    """Pairs whose uses may share and whose distance is within the limit; `has_room` where the kind of space that is needed is free, of the nearest so many."""
    if not estate.count or not estate.occupations.height:
        return Reach(*(np.zeros(0, dtype=kind) for kind in (np.int64, np.int64, np.float64, np.bool_)))  # type: ignore[arg-type]
    starts, others = within(estate.x, estate.y, estate.farthest_m * variation.distance)
    lengths = np.diff(starts)[estate.home]
    occupation = np.repeat(np.arange(estate.occupations.height), lengths)
    begin = np.repeat(starts[estate.home] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    host = others[begin + np.arange(len(occupation))]
    home = estate.home[occupation]
    away = np.hypot(estate.x[home] - estate.x[host], estate.y[home] - estate.y[host])
    fits = estate.is_host[host] & estate.sharing[estate.does[occupation], estate.use[host]] & (away <= estate.limits_m(variation)[occupation])
    if is_alone:
        fits &= (estate.mover[occupation] == estate.manager[home]) & (estate.manager[home] == estate.manager[host])
    occupation, host, away = occupation[fits], host[fits], away[fits]
    demand = estate.demand(variation)
    has_room = estate.free(demand)[host, estate.kind[occupation]] >= demand[occupation]
    order = np.lexsort((host, away, occupation))
    occupation, host, away, has_room = occupation[order], host[order], away[order], has_room[order]
    return Reach(occupation, host, away, has_room & (_nth(occupation, has_room) <= estate.terms.hosts_looked_at))


def _nth(group: Ints, counted: Bools) -> Ints:
    """How many are counted up to and with each row in its group; rows of a group stand together."""
    total = np.cumsum(counted)
    first = np.searchsorted(group, group)
    return np.asarray(total - total[first] + counted[first].astype(np.int64), dtype=np.int64)


def _words(frame: pl.DataFrame, *columns: str) -> list[str]:
    return [word for column in columns for word in frame[column].drop_nulls().unique().to_list()]


def _places(column: pl.Series, ordered: list[str]) -> Ints:
    """Where each value stands in the list."""
    return column.replace_strict(ordered, list(range(len(ordered))), return_dtype=pl.Int64).to_numpy() if len(column) else np.zeros(0, dtype=np.int64)
