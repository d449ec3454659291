"""The independent parts of a place: which buildings may be given up, who of them could go where, and which of them have nothing to do with which.

Belongs here: candidates, why others are none, and the programme of each part (choice.Part). Does not belong here: solving it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from totalplace.analysis.estate_plan.choice import Part, Service
from totalplace.analysis.estate_plan.estate import Bools, Estate, Ints, Reach, Values, Variation

_JOINT_PAIRS = 300  # so many are solved again whole for each building unlocked
ALONE, TOGETHER, FAIR = "alone", "together", "fair"


@dataclass(frozen=True)
class Candidates:
    """Which buildings may be given up under a variation, and who could go where.

    `is_open` are those that may be; `is_locked` those that could be but for their block. `best` is the year in which giving up is worth most, `gain` what it is
    worth then (pence), whatever stands against it; `alone_only` says that others are in it whom its body cannot move alone; `too_many` that more are in it than may
    move in a year; `without_host` and `without_room` that somebody in it could go nowhere.
    """

    values: Values
    reach: Reach  # pairs with room
    near: Reach  # pairs, room or none
    demand: Ints
    free: Ints
    best: Ints
    gain: Ints
    has_year: Bools
    has_others: Bools
    too_many: Bools
    without_host: Bools
    without_room: Bools
    is_open: Bools
    is_locked: Bools


def candidates(estate: Estate, variation: Variation, near: Reach, who: str) -> Candidates:
    """Which buildings may be given up; those whose giving up loses money are none, but where another body's gain may weigh (FAIR)."""
    values = estate.values(variation)
    worth = np.where(estate.allowed, values.gain, np.iinfo(np.int64).min)
    best = worth.argmax(axis=1) if estate.count else np.zeros(0, dtype=np.int64)
    has_year: Bools = np.asarray(estate.allowed.any(axis=1))
    gain = np.take_along_axis(values.gain, best[:, None], axis=1)[:, 0]
    demand = estate.demand(variation)
    met = near.only(near.has_room)
    without_host = _somebody(estate, ~_has(near, estate))
    without_room = _somebody(estate, ~_has(met, estate)) & ~without_host
    has_others = _somebody(estate, (estate.mover != estate.manager[estate.home]) & (who == ALONE))
    too_many: Bools = estate.in_it > estate.terms.moves_a_year
    could = estate.is_weighed & has_year & ~without_host & ~without_room & ~has_others & ~too_many
    gains = gain > 0 if who != FAIR else (gain > 0) | (shares_of_bodies(estate, values, best) > 0).any(axis=0)
    is_locked: Bools = could & estate.is_blocked & (gain > 0)
    is_open = could & ~estate.is_blocked & (gains | estate.is_forced)
    return Candidates(
        values, met, near, demand, estate.free(demand), best, gain, has_year, has_others, too_many, without_host, without_room,
        is_open, is_locked,
    )  # fmt: skip


def shares_of_bodies(estate: Estate, values: Values, year: Ints) -> Ints:
    """What each body (row) gains if each building (column) is given up in its year, in pence: rents between partners and charges for room among it."""
    table = np.zeros((len(estate.bodies), estate.count), dtype=np.int64)
    every = np.arange(estate.count)
    at = year[:, None]
    np.add.at(table, (estate.manager, every), np.take_along_axis(values.managing, at, axis=1)[:, 0])
    np.add.at(table, (estate.landlord, every), np.take_along_axis(values.letting, at, axis=1)[:, 0])
    np.add.at(table, (estate.owner, every), np.take_along_axis(values.owning, at, axis=1)[:, 0])
    np.add.at(table, (estate.mover, estate.home), np.take_along_axis(values.moving, at[estate.home], axis=1)[:, 0])
    rent = np.take_along_axis(estate.rent, at, axis=1)[:, 0]
    for column, sign in (("rent_from_body_id", 1), ("rent_to_body_id", -1)):
        known = np.flatnonzero(estate.buildings[column].is_not_null().to_numpy())
        body = np.searchsorted(np.array(estate.bodies, dtype=str), estate.buildings[column].to_numpy()[known].astype(str)) if len(known) else known
        np.add.at(table, (body, known), sign * rent[known])
    return table


def _has(pairs: Reach, estate: Estate) -> Bools:
    found = np.zeros(estate.occupations.height, dtype=np.bool_)
    found[pairs.occupation] = True
    return found


def _somebody(estate: Estate, of_occupation: npt.NDArray[np.bool_]) -> Bools:
    """Of which buildings this is true of somebody in it."""
    found = np.zeros(estate.count, dtype=np.bool_)
    found[estate.home[of_occupation]] = True
    return found


@dataclass(frozen=True)
class Placed:
    """A part and where its candidates, occupations and pairs stand in the estate and its reach."""

    part: Part
    buildings: Ints
    pairs: Ints


@dataclass(frozen=True)
class _Access:
    """A minimum of access points that could bind: candidates that are such points, how many may go, and pairs by which another building becomes one."""

    going: Ints
    may_go: int
    becoming: Ints  # places in found.reach


def placed_parts(estate: Estate, found: Candidates, who: str, unlocked: int = -1, given: Bools | None = None) -> list[Placed]:
    """The parts, each with its programme, by their first building.

    `unlocked` is a building whose block is taken away: then its part alone, and where nobody may lose in a large place, with all else as it was `given` up.
    """
    is_candidate = found.is_open | found.is_locked
    pairs = np.flatnonzero(is_candidate[estate.home[found.reach.occupation]])
    services = _services(estate, found)
    label = _labels(estate, found, pairs, services, is_joint=who == FAIR and (unlocked < 0 or len(pairs) <= _JOINT_PAIRS))
    groups = _grouped(label, np.flatnonzero(is_candidate))
    of_pair = label[estate.home[found.reach.occupation[pairs]]]
    by_part = {int(label[members[0]]): members for members in groups}
    pairs_by_part = {key: pairs[of_pair == key] for key in by_part} if len(by_part) < 50 else _split(of_pair, pairs)
    losses = shares_of_bodies(estate, found.values, found.best) if who == FAIR else None
    placed = []
    for key in sorted(by_part):
        members = by_part[key]
        if unlocked >= 0 and label[unlocked] != key:
            continue
        if not found.is_open[members].any() and unlocked < 0:
            continue
        elsewhere = losses[:, given & (label != key)].sum(axis=1) if losses is not None and given is not None else None
        of_part = [entry for entry in services if label[entry.going[0]] == key]
        placed.append(_place(estate, found, members, pairs_by_part.get(key, pairs[:0]), of_part, losses, unlocked, elsewhere))
    return placed


def _place(
    estate: Estate, found: Candidates, members: Ints, pairs: Ints, services: list[_Access], losses: Ints | None, unlocked: int, slack: Ints | None
) -> Placed:
    is_candidate = found.is_open | found.is_locked
    place = np.full(estate.count, -1, dtype=np.int64)
    place[members] = np.arange(len(members))
    occupations = np.flatnonzero(place[estate.home] >= 0)
    of_occupation = np.full(estate.occupations.height, -1, dtype=np.int64)
    of_occupation[occupations] = np.arange(len(occupations))
    occupation, host = found.reach.occupation[pairs], found.reach.host[pairs]
    kinds = max(len(estate.kinds), 1)
    spaces, space = np.unique(host * kinds + estate.kind[occupation], return_inverse=True)
    may = found.is_open[members] | (members == unlocked)
    must = estate.is_forced[members] & may
    part = Part(
        gain=found.gain[members],
        lower=must.astype(np.int64),
        upper=may.astype(np.int64),
        of_candidate=place[estate.home[occupations]],
        pair_occupation=of_occupation[occupation],
        pair_distance_m=found.reach.distance_m[pairs],
        pair_needs=found.demand[occupation],
        space=space.astype(np.int64),
        room=found.free[spaces // kinds, spaces % kinds],
        as_candidate=place[host],
        room_candidate=place[spaces // kinds],
        services=tuple(_service(found, entry, place, pairs) for entry in services),
        losses=losses[:, members] if losses is not None else None,
        slack=np.zeros(len(estate.bodies), dtype=np.int64) if slack is None else slack,
        cost=int(estate.cost_as_it_is[members].sum()) * int(estate.cost_as_it_is.sum()) // max(int(estate.cost_as_it_is[is_candidate].sum()), 1),
    )
    return Placed(part, members, pairs)


def _services(estate: Estate, found: Candidates) -> list[_Access]:
    """A point is a weighed building of the use with somebody in it, or one elsewhere. Where fewer points stand than must, none may go."""
    binding = []
    areas = estate.buildings["area_code"].to_numpy()
    occupation, host = found.reach.occupation, found.reach.host
    for row in estate.access.iter_rows(named=True):
        use = estate.uses.index(row["service"])
        here = (estate.use == use) & (areas == row["area_code"]) & estate.is_weighed & (estate.in_it > 0)
        going = np.flatnonzero(here & (found.is_open | found.is_locked))
        may_go = max(int(here.sum()) + row["elsewhere_count"] - row["minimum"], 0)
        if len(going) > may_go:
            is_candidate = found.is_open | found.is_locked
            # one of the use with somebody in it is a point already, and one that is not weighed is counted elsewhere
            is_none_yet = (estate.use[host] != use) | (estate.is_weighed[host] & (estate.in_it[host] == 0))
            becomes = (estate.does[occupation] == use) & estate.is_public[occupation] & (areas[host] == row["area_code"]) & is_none_yet
            binding.append(_Access(going, may_go, np.flatnonzero(becomes & is_candidate[estate.home[occupation]])))
    return binding


def bound_to_access(estate: Estate, found: Candidates) -> Bools:
    """Points of access whose minimum could forbid giving them up."""
    bound = np.zeros(estate.count, dtype=np.bool_)
    for entry in _services(estate, found):
        bound[entry.going] = True
    return bound


def _service(found: Candidates, entry: _Access, place: Ints, pairs: Ints) -> Service:
    of_part = np.searchsorted(pairs, entry.becoming)
    return Service(now=place[entry.going], may_go=entry.may_go, becoming=np.stack([of_part, found.reach.host[entry.becoming]], axis=1))


def _labels(estate: Estate, found: Candidates, pairs: Ints, services: list[_Access], is_joint: bool) -> Ints:
    """The smallest candidate that each candidate has to do with, through a host both could use, a minimum of access, or (joint) the bodies."""
    label = np.arange(estate.count)
    if is_joint:
        return np.zeros(estate.count, dtype=np.int64)
    together = [np.concatenate([entry.going, estate.home[found.reach.occupation[entry.becoming]]]) for entry in services]
    one = [estate.home[found.reach.occupation[pairs]], *(np.full(len(members), members[0]) for members in together)]
    # a host is a node of its own: two candidates that could go into one have to do with each other
    other = [found.reach.host[pairs], *together]
    left, right = np.concatenate(one), np.concatenate(other)
    edges = np.unique(np.stack([np.minimum(left, right), np.maximum(left, right)], axis=1), axis=0) if len(left) else np.zeros((0, 2), dtype=np.int64)
    while True:
        before = label.copy()
        lowest = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        np.minimum.at(label, edges[:, 0], lowest)
        np.minimum.at(label, edges[:, 1], lowest)
        label = label[label]
        if np.array_equal(label, before):
            return label


def _grouped(label: Ints, members: Ints) -> list[Ints]:
    return list(_split(label[members], members).values())


def _split(keys: Ints, values: Ints) -> dict[int, Ints]:
    order = np.argsort(keys, kind="stable")
    cuts = np.flatnonzero(np.diff(keys[order])) + 1
    return {int(keys[piece[0]]): values[piece] for piece in np.split(order, cuts) if len(piece)}
