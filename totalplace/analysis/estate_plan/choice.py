"""Which buildings of one independent part to give up, and who goes where: a mixed-integer programme, solved by HiGHS.

Belongs here: one part as a programme and its answer with a bound. Does not belong here: what the parts are (parts.py), what a building is worth
(estate.py), or when it is given up (phasing.py).
"""

import hashlib
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from totalplace.analysis.estate_plan.estate import Bools, Floats, Ints

_PAIR_NODES = 2_000_000  # the limit of work for one part: nodes times pairs of occupation and host
_LEAST_NODES = 50
_WHOLE = 0.5
_MOST_PAIRS = 30_000  # more than so many are not given to the solver: its first bound alone takes too long, and that of search.py stands
_FEASIBLE = 2  # of HiGHS: a point that meets all constraints
_SMALLEST_GAP = 1e-6  # of the objective: nearer than this doubles cannot tell
_MOST_PAIRS_NEAREST = 400  # more than so many are brought nearer one after the other, without proof
_NEAREST_GAP = 0.01  # of the metres moved, which no figure holds


@dataclass(frozen=True)
class Service:
    """Points of access of one service in one area: which buildings are one now, which could become one, how many may go."""

    now: Ints  # places of candidates in the part
    may_go: int
    becoming: Ints  # places of pairs in the part, of the public occupations of the service that would go to a building there that is none now


@dataclass(frozen=True)
class Part:
    """Candidates to be given up, occupations in them, and pairs of an occupation and a host, all by place in the part.

    `gain` is pence by candidate; `lower` and `upper` say whether it must and may be given up. `needs` and `room` are square decimetres; `space` says
    for each pair which host and kind of space (a row of `room`) it takes, and `as_candidate` the host's place among the candidates, or -1.
    `losses` has a row for each body that must not lose: what it gains by each candidate, and `slack` what it has gained elsewhere. `cost` is its share of the
    net present cost of the place as it is, by the cost of its buildings: the gap is asked for of what is left of it, and so of the place as a whole.
    """

    gain: Ints
    lower: Ints
    upper: Ints
    of_candidate: Ints  # by occupation
    pair_occupation: Ints
    pair_distance_m: Floats
    pair_needs: Ints
    space: Ints
    room: Ints
    as_candidate: Ints
    room_candidate: Ints  # by row of `room`, the host's place among the candidates, or -1
    services: tuple[Service, ...] = ()
    losses: Ints | None = None
    slack: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    cost: int = 0

    def key(self) -> bytes:
        """The same for the same programme."""
        arrays = [value for value in vars(self).values() if isinstance(value, np.ndarray)]
        arrays += [array for service in self.services for array in (service.now, np.array([service.may_go]), service.becoming)]
        digest = hashlib.sha256()
        for array in [*arrays, np.array([self.cost])]:
            digest.update(f"{array.dtype}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.digest()


@dataclass(frozen=True)
class Answer:
    """`given` by candidate and `taken` by pair; no plan gains more than `bound` pence. None of it if no plan meets what must be."""

    given: Bools
    taken: Bools
    bound: float
    is_proven: bool


def solve(part: Part, gap_share: float, start: tuple[Bools, Bools], bound: float = np.inf) -> Answer | None:
    """The best choice, by gap or by work, never by the clock, starting from a feasible one. None if what must be given up cannot be.

    Where no plan is known to gain more than `bound`, and the start is near enough to it or the part too large for the solver, the start stands.
    Of hosts that money does not tell apart those are taken that move people least far: another, smaller programme once it is known what is given up.
    """
    if not part.upper.any():
        return Answer(np.zeros(len(part.gain), dtype=np.bool_), np.zeros(len(part.pair_occupation), dtype=np.bool_), 0.0, True)
    unit = float(max(np.abs(part.gain).max(), 1))
    gained = int(part.gain[start[0]].sum())
    is_near = is_near_enough(part, gained, bound, gap_share)
    if bound < np.inf and start[0][part.lower == 1].all() and (is_near or len(part.pair_occupation) > _MOST_PAIRS):
        best: _Found | None = _Found(*start, bound / unit, is_near, True)
    else:
        best = _run(part, -part.gain / unit, np.zeros(len(part.pair_occupation)), part.lower, part.upper, gap_share, start, part.cost / unit)
    if best is None:
        return None
    given = best.given
    if given.any() and best.taken.any():
        best = replace(best, taken=_nearer(part, given, best.taken))
        fixed = given.astype(np.int64)
        metres = part.pair_distance_m / max(float(part.pair_distance_m.max()), 1.0)
        nearest = _run(part, np.zeros(len(given)), metres, fixed, fixed, _NEAREST_GAP, (given, best.taken)) if len(metres) <= _MOST_PAIRS_NEAREST else None
        if nearest is not None and nearest.is_found and metres[nearest.taken].sum() < metres[best.taken].sum():
            best = replace(best, taken=nearest.taken)
    return Answer(best.given, best.taken, min(best.bound * unit, bound), best.is_proven)


def _nearer(part: Part, given: Bools, taken: Bools) -> Bools:
    """The same plan with everybody in turn sent to the nearest host that has room left, as long as that brings anybody nearer; who makes a point of access stays."""
    taken = taken.copy()
    left = part.room.copy()
    np.subtract.at(left, part.space[taken], part.pair_needs[taken])
    fixed = np.zeros(len(taken), dtype=np.bool_)
    for service in part.services:
        fixed[service.becoming[:, 0]] = True
    may = ~np.where(part.as_candidate >= 0, given[part.as_candidate], False)
    order = np.argsort(part.pair_occupation, kind="stable")
    starts = np.searchsorted(part.pair_occupation[order], np.arange(len(part.of_candidate) + 1))
    is_moved = True
    while is_moved:
        is_moved = False
        for now in np.flatnonzero(taken & ~fixed).tolist():
            occupation = part.pair_occupation[now]
            pairs = order[starts[occupation] : starts[occupation + 1]]
            better = pairs[may[pairs] & (part.pair_distance_m[pairs] < part.pair_distance_m[now]) & (left[part.space[pairs]] >= part.pair_needs[pairs])]
            if len(better):
                then = int(better[np.argmin(part.pair_distance_m[better])])
                taken[now], taken[then], is_moved = False, True, True
                left[part.space[now]] += part.pair_needs[now]
                left[part.space[then]] -= part.pair_needs[then]
    return taken


def is_near_enough(part: Part, gained: int, bound: float, gap_share: float) -> bool:
    """Whether a plan that gains so much is within the gap of a bound."""
    return bound - gained <= gap_share * (part.cost - gained)


@dataclass(frozen=True)
class _Found:
    given: Bools
    taken: Bools
    bound: float
    is_proven: bool
    is_found: bool


def _run(
    part: Part, cost_of_giving: Floats, cost_of_taking: Floats, least: Ints, most: Ints, gap_share: float, start: tuple[Bools, Bools], offset: float = 0.0
) -> _Found | None:
    candidates, pairs = len(part.gain), len(part.pair_occupation)
    rows = _Rows()
    is_pair = np.arange(pairs)
    occupations = len(part.of_candidate)
    # each occupation of a building that is given up goes to one host
    rows.add(np.concatenate([part.pair_occupation, np.arange(occupations)]), np.concatenate([candidates + is_pair, part.of_candidate]), np.concatenate([np.ones(pairs), -np.ones(occupations)]), np.zeros(occupations), np.zeros(occupations))
    # who is given up takes nobody in: for who needs room the room below says so, and more rows would only make it slower
    host = np.flatnonzero((part.as_candidate >= 0) & (part.pair_needs == 0))
    line = np.arange(len(host))
    rows.add(np.concatenate([line, line]), np.concatenate([candidates + host, part.as_candidate[host]]), np.ones(2 * len(host)), np.full(len(host), -np.inf), np.ones(len(host)))
    # what goes into a host fits, of each kind of space
    scale = np.maximum(part.room, 1).astype(np.float64)
    giving = np.flatnonzero(part.room_candidate >= 0)
    rows.add(
        np.concatenate([part.space, giving]),
        np.concatenate([candidates + is_pair, part.room_candidate[giving]]),
        np.concatenate([part.pair_needs / scale[part.space], part.room[giving] / scale[giving]]),
        np.full(len(part.room), -np.inf), part.room / scale,
    )  # fmt: skip
    columns = candidates + pairs
    for service in part.services:
        columns = _keep_access(rows, service, candidates, columns)
    if part.losses is not None and len(part.losses):
        body, candidate = np.nonzero(part.losses)
        largest = np.maximum(np.abs(part.losses).max(axis=1, initial=1), 1).astype(np.float64)
        rows.add(body, candidate, part.losses[body, candidate] / largest[body], -part.slack / largest, np.full(len(part.losses), np.inf))
    cost = np.concatenate([cost_of_giving, cost_of_taking, np.zeros(columns - candidates - pairs)])
    lower = np.concatenate([least, np.zeros(columns - candidates)]).astype(np.float64)
    upper = np.concatenate([most, np.ones(columns - candidates)]).astype(np.float64)
    programme = rows.programme(cost, lower, upper, candidates + pairs)
    programme.offset_ = offset
    becoming = np.zeros(columns - candidates - pairs)
    column = 0
    for service in part.services:
        hosts, host_of = np.unique(service.becoming[:, 1], return_inverse=True)
        np.maximum.at(becoming, column + host_of, start[1][service.becoming[:, 0]].astype(np.float64))
        column += len(hosts)
    found = _answer(programme, candidates, pairs, gap_share, np.concatenate([*start, becoming]).astype(np.float64))
    return replace(found, bound=found.bound + offset) if found else None


def _keep_access(rows: "_Rows", service: Service, candidates: int, columns: int) -> int:
    """Of the points of access no more go than may, but for those that others become; how many columns there are then."""
    hosts, host_of = np.unique(service.becoming[:, 1], return_inverse=True) if len(service.becoming) else (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    becomes = columns + np.arange(len(hosts))
    ones = np.ones(len(service.now))
    rows.add(np.zeros(len(service.now) + len(hosts), dtype=np.int64), np.concatenate([service.now, becomes]), np.concatenate([ones, -np.ones(len(hosts))]), np.array([-np.inf]), np.array([float(service.may_go)]))
    if len(hosts):
        line = np.arange(len(hosts))
        rows.add(np.concatenate([line, host_of]), np.concatenate([becomes, candidates + service.becoming[:, 0]]), np.concatenate([np.ones(len(hosts)), -np.ones(len(host_of))]), np.full(len(hosts), -np.inf), np.zeros(len(hosts)))
    return columns + len(hosts)


def _answer(programme: highspy.HighsLp, candidates: int, pairs: int, gap_share: float, start: Floats | None = None) -> _Found | None:
    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "mip_rel_gap": max(gap_share, _SMALLEST_GAP), "mip_abs_gap": 0.0, "mip_max_nodes": max(_LEAST_NODES, _PAIR_NODES // max(pairs, 1)), "random_seed": 1}
    for name, value in options.items():
        _require(solver.setOptionValue(name, value))
    _require(solver.passModel(programme))
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = start
        _require(solver.setSolution(begin))
    _require(solver.run())
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit, highspy.HighsModelStatus.kIterationLimit):
        raise RuntimeError(f"HiGHS ended with {solver.modelStatusToString(status)}")
    info = solver.getInfo()
    values = np.asarray(solver.getSolution().col_value)
    is_found = info.primal_solution_status == _FEASIBLE and len(values) >= candidates + pairs
    if not is_found:
        values = np.zeros(candidates + pairs)  # within the work nothing better than leaving all as it is was found
    return _Found(
        given=values[:candidates] > _WHOLE,
        taken=values[candidates : candidates + pairs] > _WHOLE,
        bound=-float(info.mip_dual_bound),
        is_proven=status == highspy.HighsModelStatus.kOptimal,
        is_found=is_found,
    )


def _require(status: highspy.HighsStatus) -> None:
    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the programme")


class _Rows:
    """Constraints, gathered block by block."""

    def __init__(self) -> None:
        self.row: list[Ints] = []
        self.column: list[Ints] = []
        self.value: list[Floats] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.count = 0

    def add(self, row: Ints, column: Ints, value: Floats, low: Floats, high: Floats) -> None:
        """A block: entries by its own rows counted from nought, and the bounds of those rows."""
        self.row.append(np.asarray(row, dtype=np.int64) + self.count)
        self.column.append(np.asarray(column, dtype=np.int64))
        self.value.append(np.asarray(value, dtype=np.float64))
        self.low.append(np.asarray(low, dtype=np.float64))
        self.high.append(np.asarray(high, dtype=np.float64))
        self.count += len(low)

    def programme(self, cost: Floats, lower: Floats, upper: Floats, whole: int) -> highspy.HighsLp:
        """Minimise the cost; the first `whole` columns are whole numbers."""
        row, column, value = np.concatenate(self.row), np.concatenate(self.column), np.concatenate(self.value)
        order = np.lexsort((column, row))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), self.count
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
        lp.row_lower_, lp.row_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=self.count))]).astype(np.int32)
        lp.a_matrix_.index_ = column[order].astype(np.int32)
        lp.a_matrix_.value_ = value[order]
        kinds = [highspy.HighsVarType.kInteger] * whole + [highspy.HighsVarType.kContinuous] * (len(cost) - whole)
        lp.integrality_ = kinds
        return lp


def pick_years(worth: Ints, allowed: Bools, moves: Ints, moves_a_year: int, losses: Ints | None) -> Ints:
    """By row of `worth` the column chosen, or -1: at most one of those allowed, at most so many moves a column, the most worth in all.

    `losses` (body, row, column) says what each body gains by each choice, where none may lose.
    """
    row, column = np.nonzero(allowed)
    unit = float(max(np.abs(worth).max(), 1))
    rows = _Rows()
    every = np.arange(len(row))
    rows.add(row, every, np.ones(len(row)), np.full(len(worth), -np.inf), np.ones(len(worth)))
    rows.add(column, every, moves[row].astype(np.float64), np.full(worth.shape[1], -np.inf), np.full(worth.shape[1], float(moves_a_year)))
    if losses is not None:
        for body in losses:
            largest = float(max(np.abs(body).max(), 1))
            rows.add(np.zeros(len(row), dtype=np.int64), every, body[row, column] / largest, np.zeros(1), np.array([np.inf]))
    cost = -worth[row, column] / unit
    found = _answer(rows.programme(cost, np.zeros(len(row)), np.ones(len(row)), len(row)), len(row), 0, _SMALLEST_GAP)
    if found is None:
        raise RuntimeError("nothing need be given up, and yet no years were found")
    chosen = np.full(len(worth), -1, dtype=np.int64)
    chosen[row[found.given]] = column[found.given]
    return chosen
