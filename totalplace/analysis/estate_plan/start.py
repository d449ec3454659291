"""A plan to start from, made by taking what gains most first: the solver improves it, and proves how near it is to the best.

Belongs here: a quick, feasible choice for one part. Does not belong here: anything that is published as it is.
"""

import numpy as np

from totalplace.analysis.estate_plan.choice import Part
from totalplace.analysis.estate_plan.estate import Bools, Ints

_TRIES = 30  # drawn orders besides the plain one; the seed is the same each time
_SPREAD = 0.3


def quick(part: Part) -> tuple[Bools, Bools]:
    """What is given up and which pairs are taken, the best of some orders. Nothing at all where what must be given up does not fit.

    Gain for the room that is needed and given up, drawn more or less: which of both counts more is not known beforehand.
    """
    need, lost = np.zeros(len(part.gain)), np.zeros(len(part.gain))
    np.add.at(need, part.of_candidate, _needs(part))
    is_own = part.room_candidate >= 0
    np.add.at(lost, part.room_candidate[is_own], part.room[is_own])
    draw = np.random.default_rng(1)
    found = _in_order(part, np.lexsort((-part.gain, -part.lower)))
    if len(part.pair_occupation) == 0 or len(part.gain) == 1:
        return found
    for _ in range(_TRIES):
        room = need + draw.uniform(0, 1) * lost + 1
        worth = part.gain / room ** draw.uniform(0.3, 1.2) * np.exp(draw.normal(0, _SPREAD, len(room)))
        found = max(found, _in_order(part, np.lexsort((-worth, -part.lower))), key=lambda tried: int(part.gain[tried[0]].sum()))
    return found


def _needs(part: Part) -> Ints:
    """By occupation, from its first pair; nought for those that have none."""
    needs = np.zeros(len(part.of_candidate), dtype=np.int64)
    needs[part.pair_occupation] = part.pair_needs
    return needs


def _in_order(part: Part, order: Ints) -> tuple[Bools, Bools]:
    given, taken = np.zeros(len(part.gain), dtype=np.bool_), np.zeros(len(part.pair_occupation), dtype=np.bool_)
    nothing = given.copy(), taken.copy()
    hosts = np.zeros(len(part.gain), dtype=np.int64)  # how many each candidate takes in
    left = part.room.copy()
    starts = np.searchsorted(part.pair_occupation, np.arange(len(part.of_candidate) + 1))
    inside = _by_candidate(part)
    going = [0] * len(part.services)
    for candidate in order.tolist():
        must = bool(part.lower[candidate])
        if not part.upper[candidate] or (part.gain[candidate] <= 0 and not must) or hosts[candidate]:
            continue
        points = [number for number, service in enumerate(part.services) if candidate in service.now]
        chosen = None if any(going[number] >= part.services[number].may_go for number in points) else _placed(part, inside[candidate], starts, left, given)
        if chosen is None:
            if must:
                return nothing
            continue
        given[candidate] = True
        for number in points:
            going[number] += 1
        for pair in chosen:
            taken[pair] = True
            left[part.space[pair]] -= part.pair_needs[pair]
            if part.as_candidate[pair] >= 0:
                hosts[part.as_candidate[pair]] += 1
    return _nobody_loses(part, given, taken) if part.losses is not None else (given, taken)


def _placed(part: Part, inside: list[int], starts: Ints, left: Ints, given: Bools) -> list[int] | None:
    """A pair for each of those inside, the largest first, each into the tightest room, buildings that cannot go themselves before those that can; None if somebody does not fit."""
    chosen: list[int] = []
    room: dict[int, int] = {}
    for occupation in inside:
        pairs = np.arange(starts[occupation], starts[occupation + 1])
        after = np.array([room.get(int(space), int(left[space])) for space in part.space[pairs]], dtype=np.int64) - part.pair_needs[pairs]
        host = part.as_candidate[pairs]
        fits = (after >= 0) & ~np.where(host >= 0, given[host], False)
        if not fits.any():
            return None
        pairs, after = pairs[fits], after[fits]
        can_go = part.as_candidate[pairs] >= 0
        worth = np.where(can_go, part.gain[part.as_candidate[pairs]] * part.upper[part.as_candidate[pairs]], 0)
        best = np.lexsort((after, worth))[0]
        chosen.append(int(pairs[best]))
        room[int(part.space[pairs[best]])] = int(after[best])
    return chosen


def _by_candidate(part: Part) -> list[list[int]]:
    needs = _needs(part)
    inside: list[list[int]] = [[] for _ in part.gain]
    for occupation in np.argsort(-needs, kind="stable").tolist():
        inside[part.of_candidate[occupation]].append(occupation)
    return inside


def _nobody_loses(part: Part, given: Bools, taken: Bools) -> tuple[Bools, Bools]:
    """Less of it, until no body loses: first what costs a losing body most for what it gains the place."""
    assert part.losses is not None
    given, taken = given.copy(), taken.copy()
    while (short := part.losses[:, given].sum(axis=1) + part.slack).min(initial=0) < 0:
        body = int(short.argmin())
        costing = np.flatnonzero(given & (part.losses[body] < 0) & (part.lower == 0))
        if not len(costing):
            return np.zeros_like(given), np.zeros_like(taken)
        dropped = costing[np.argmax(-part.losses[body, costing] / np.maximum(part.gain[costing], 1))]
        given[dropped] = False
        taken[part.of_candidate[part.pair_occupation] == dropped] = False
    return given, taken
