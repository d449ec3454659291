"""One plan: what is given up, when, who goes where, and how near that is to the best possible.

Belongs here: solving all parts of a place for one kind of partners and one variation, and what taking a block away is worth. Does not belong here:
which plans are made (options.py), their words (reasons.py) and tables (report.py).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from totalplace.analysis.estate_plan import choice, phasing, search, start
from totalplace.analysis.estate_plan.choice import Answer, Part
from totalplace.analysis.estate_plan.estate import Bools, Estate, Ints, Reach, Variation, reach
from totalplace.analysis.estate_plan.parts import (
    ALONE,
    FAIR,
    Candidates,
    Placed,
    bound_to_access,
    candidates,
    placed_parts,
    shares_of_bodies,
)

_SEARCHED = 60  # parts of so many buildings are begun by a search
_PROVEN_PAIRS = 1_000
_AT_ONCE = 2  # cores of the smallest machine that this is for; HiGHS lets others run meanwhile


@dataclass(frozen=True)
class Outcome:
    """By building the year it is given up in (phasing.NEVER: stays) and its part; by occupation where it goes (-1: stays); pence gained and the bound on them."""

    found: Candidates
    parts: list[Placed]
    part_of: Ints
    year: Ints
    host: Ints
    distance_m: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    gain: int
    bound: int
    is_proven: bool
    unmet: Bools  # instructed to be given up, and cannot be

    @property
    def given(self) -> Bools:
        given: Bools = self.year != phasing.NEVER
        return given

    def moved(self, estate: Estate) -> Ints:
        """The occupations that move."""
        return np.flatnonzero(self.given[estate.home]) if estate.occupations.height else np.zeros(0, dtype=np.int64)


class Solver:
    """Solves a place under one variation after the other. Parts that are the same as before are not solved again."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self._reach: dict[tuple[Variation, bool], Reach] = {}
        self._answers: dict[bytes, tuple[Answer, Bools]] = {}

    def solve(self, variation: Variation, who: str) -> Outcome:
        estate = self.estate
        found = candidates(estate, variation, self._near(variation, who == ALONE), who)
        placed = placed_parts(estate, found, who)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(self._answer, (entry.part for entry in placed)))
        given, unmet = np.zeros(estate.count, dtype=np.bool_), estate.is_told_to_go & ~found.is_open
        host, metres = np.full(estate.occupations.height, -1, dtype=np.int64), np.zeros(estate.occupations.height)
        part_of = np.full(estate.count, -1, dtype=np.int64)
        for number, (entry, (answer, not_met)) in enumerate(zip(placed, answers, strict=True)):
            given[entry.buildings] = answer.given
            unmet[entry.buildings] |= not_met
            part_of[entry.buildings] = number
            taken = entry.pairs[answer.taken]
            host[found.reach.occupation[taken]], metres[found.reach.occupation[taken]] = found.reach.host[taken], found.reach.distance_m[taken]
        losses = tuple(shares_of_bodies(estate, found.values, np.full(estate.count, year)) for year in range(estate.terms.phase_years)) if who == FAIR else ()
        year = phasing.years(estate, found, given, losses)
        stays = (year == phasing.NEVER)[estate.home]
        host[stays], metres[stays] = -1, 0.0
        going = np.flatnonzero(year != phasing.NEVER)
        gain = int(found.values.gain[going, year[going]].sum())
        bound = max(sum(int(np.ceil(answer.bound)) for answer, _ in answers), gain)
        return Outcome(found, placed, part_of, year, host, metres, gain, bound, all(answer.is_proven for answer, _ in answers), unmet)

    def _near(self, variation: Variation, is_alone: bool) -> Reach:
        """Neither receipts nor the years change who could go where."""
        key = (replace(variation, receipts=1.0), is_alone)
        if key not in self._reach:
            self._reach[key] = reach(self.estate, variation, is_alone)
        return self._reach[key]

    def _answer(self, part: Part) -> tuple[Answer, Bools]:
        key = part.key()
        if key not in self._answers:
            # a small part costs little to prove to the end: the gap is for what is large
            gap_share = self.estate.terms.gap_share if len(part.pair_occupation) > _PROVEN_PAIRS else 0.0
            self._answers[key] = _solved(part, gap_share)
        return self._answers[key]

    def unlocking(self, outcome: Outcome, who: str) -> Ints:
        """By building what the place would gain at least, in pence, if its block went: nought where nothing, -1 where it has none that could matter."""
        estate, found = self.estate, outcome.found
        value = np.full(estate.count, -1, dtype=np.int64)
        left = _left(estate, outcome)
        takes_in = np.isin(np.arange(estate.count), outcome.host)
        has_access = bound_to_access(estate, found)
        shares = shares_of_bodies(estate, found.values, found.best)
        loses = ((shares + shares[:, outcome.given].sum(axis=1, keepdims=True)) < 0).any(axis=0) & np.array(who == FAIR)
        for building in np.flatnonzero(found.is_locked).tolist():
            if not takes_in[building] and not has_access[building] and not loses[building] and _fits_beside(estate, found, outcome, left, building):
                value[building] = found.gain[building]  # nothing else need change, and it cannot be worth more
                continue
            (entry,) = placed_parts(estate, found, who, unlocked=building, given=outcome.given)
            if len(entry.buildings) >= _SEARCHED:
                value[building] = search.worth_of(entry.part, _as_it_stands(outcome, entry), int(np.flatnonzero(entry.buildings == building)[0]))
                continue
            answer, _ = self._answer(entry.part)
            now = int(found.gain[entry.buildings][outcome.given[entry.buildings]].sum())
            value[building] = max(int(entry.part.gain[answer.given].sum()) - now, 0) if answer.given[entry.buildings == building].any() else 0
        return value


def _solved(part: Part, gap_share: float) -> tuple[Answer, Bools]:
    """The answer, and which buildings that must be given up cannot be: of those that cannot all go, as many go as can."""
    answer = choice.solve(part, gap_share, *_begin(part, gap_share))
    if answer is not None:
        return answer, np.zeros(len(part.gain), dtype=np.bool_)
    must = part.lower == 1
    most = choice.solve(replace(part, gain=must.astype(np.int64), lower=np.zeros_like(part.lower), cost=0), 0.0, _nothing(part))
    assert most is not None  # nothing has to be given up in it
    met = must & most.given
    answer = choice.solve(replace(part, lower=met.astype(np.int64), upper=np.where(must & ~met, 0, part.upper)), gap_share, (most.given, most.taken))
    assert answer is not None
    return answer, must & ~met


def _begin(part: Part, gap_share: float) -> tuple[tuple[Bools, Bools], float]:
    """What to start from, and a bound if one was worked out: small parts are left to the solver."""
    begin = start.quick(part)
    if len(part.gain) < _SEARCHED or not begin[0][part.lower == 1].all():
        return begin, np.inf
    priced = search.Priced(part, int(part.gain[begin[0]].sum()))
    enough = int(np.ceil((priced.bound - gap_share * part.cost) / (1 - gap_share)))
    return search.improve(part, begin, priced, enough), float(priced.bound)


def _nothing(part: Part) -> tuple[Bools, Bools]:
    return np.zeros(len(part.gain), dtype=np.bool_), np.zeros(len(part.pair_occupation), dtype=np.bool_)


def _as_it_stands(outcome: Outcome, entry: Placed) -> tuple[Bools, Bools]:
    """The plan, in a part of it."""
    pairs = outcome.found.reach
    return outcome.given[entry.buildings], np.asarray(outcome.host[pairs.occupation[entry.pairs]] == pairs.host[entry.pairs])


def _left(estate: Estate, outcome: Outcome) -> Ints:
    """What each building has left of each kind of space under the plan, in square decimetres."""
    left = outcome.found.free.copy()
    moved = outcome.moved(estate)
    np.subtract.at(left, (outcome.host[moved], estate.kind[moved]), outcome.found.demand[moved])
    return left


def _fits_beside(estate: Estate, found: Candidates, outcome: Outcome, left: Ints, building: int) -> bool:
    """Whether those in the building go into what the plan leaves free, largest first, each into the tightest room: if not, they may fit all the same."""
    room = left.copy()
    inside = np.flatnonzero(estate.home == building)
    for occupation in inside[np.argsort(-found.demand[inside], kind="stable")]:
        hosts = found.reach.host[found.reach.occupation == occupation]
        hosts = hosts[~outcome.given[hosts]]
        after = room[hosts, estate.kind[occupation]] - found.demand[occupation]
        if not (after >= 0).any():
            return False
        tightest = hosts[np.flatnonzero(after >= 0)[np.argmin(after[after >= 0])]]
        room[tightest, estate.kind[occupation]] -= found.demand[occupation]
    return True
