"""For parts too large to be left to the solver: a bound on every plan by pricing room, and a plan made better step by step until it is near enough to that bound.

Belongs here: both, for one part. Does not belong here: a first plan (start.py), or parts that the solver proves (choice.py).

The bound is that of Lagrange: whoever takes room pays its price, whoever gives a building up loses what its own room would have fetched, and then each building is
decided by itself. No plan gains more than these decisions and all room at its price, whatever the prices; good prices bring that near the best plan. It costs a
hundredth of what the solver needs for its bound, and is not as good: where it is not near enough the solver goes on from the plan found here. Once prices are found the bound is reckoned in whole numbers.
"""

from math import exp, log, sqrt
from random import Random

import numpy as np

from totalplace.analysis.estate_plan.choice import Part
from totalplace.analysis.estate_plan.estate import Bools, Floats

_ROUNDS = 1_000
_PATIENCE = 15  # rounds without a better bound, before steps get shorter
_SHORTER, _MOMENTUM, _BETTER = 0.7, 0.7, 1e-5
_SHORTEST = 1e-4
_MILLI = 1_000  # prices are whole thousandths of a penny
_STEPS_A_BUILDING = 20
_STEPS_FOR_ONE = 100
_TAKEN_OUT = 8  # buildings at a time
_TIGHT = 0.5  # of the moves go into the tightest room, the others into the cheapest
_SPREAD = 0.5

_Move = tuple[int, int, int, int]  # a space (row of `room`), the host's place among the candidates or -1, the pair, and what it needs


class Priced:
    """What room, points of access and, where nobody may lose, each body's gain are worth; `bound` in pence, `by_space` in pence a square decimetre."""

    def __init__(self, part: Part, gain: int) -> None:
        self._part = part
        self._needs = np.zeros(len(part.of_candidate), dtype=np.int64)
        self._needs[part.pair_occupation] = part.pair_needs
        order = np.argsort(part.pair_occupation, kind="stable")
        self._space = part.space[order]
        self._starts = np.flatnonzero(np.diff(part.pair_occupation[order], prepend=-1))
        self._lengths = np.diff(np.append(self._starts, len(order)))
        occupation = part.pair_occupation[order][self._starts]
        self._home, self._need = part.of_candidate[occupation], self._needs[occupation]
        self._own = np.flatnonzero(part.room_candidate >= 0)
        self._owner = part.room_candidate[self._own]
        self._rows, self._limits = _side_constraints(part)
        prices = self._search(gain)
        self.by_space = prices[: len(part.room)]
        self.bound = self._in_whole_numbers(prices)

    def _search(self, gain: int) -> Floats:
        """Subgradient steps towards the lowest bound, each constraint scaled to about one."""
        part = self._part
        need = float(np.median(self._need)) if len(self._need) else 1.0
        scale = np.concatenate([np.full(len(part.room), max(need, 1.0)), np.maximum(np.abs(self._rows).max(axis=1, initial=1.0), 1.0)])
        prices = best_prices = np.zeros(len(scale))
        best, length, since, before = np.inf, 1.0, 0, np.zeros(len(scale))
        for _ in range(_ROUNDS):
            bound, slope = self._slope(prices / scale)
            slope = slope / scale
            if bound < best:
                since = 0 if best == np.inf or bound < best * (1 - _BETTER) else since + 1
                best, best_prices = bound, prices
            else:
                since += 1
            if since > _PATIENCE:
                length, since, before, prices = length * _SHORTER, 0, np.zeros(len(scale)), best_prices
                if length < _SHORTEST:
                    break
                continue
            before = _MOMENTUM * before + np.where((prices <= 0) & (slope > 0), 0.0, slope)
            step = np.where((prices <= 0) & (before > 0), 0.0, before)
            size = float(step @ step)
            if size == 0 or bound <= gain:
                break
            prices = np.maximum(prices - length * (bound - gain) / size * step, 0.0)
        return np.asarray(best_prices / scale)

    def _slope(self, prices: Floats) -> tuple[float, Floats]:
        part = self._part
        by_space, by_row = prices[: len(part.room)], prices[len(part.room) :]
        paid = by_space[self._space]
        least = np.minimum.reduceat(paid, self._starts) if len(self._starts) else np.zeros(0)
        worth = part.gain - by_row @ self._rows
        np.subtract.at(worth, self._home, self._need * least)
        np.subtract.at(worth, self._owner, by_space[self._own] * part.room[self._own])
        goes = ((worth > 0) | (part.lower == 1)) & (part.upper == 1)
        slope = part.room.astype(np.float64)
        np.subtract.at(slope, self._own, part.room[self._own] * goes[self._owner])
        cheapest = np.flatnonzero(paid <= np.repeat(least, self._lengths))
        taken = cheapest[np.searchsorted(cheapest, self._starts)]
        np.subtract.at(slope, self._space[taken], self._need * goes[self._home])
        bound = float((by_space * part.room).sum() + by_row @ self._limits + worth[goes].sum())
        return bound, np.concatenate([slope, self._limits - self._rows @ goes])

    def _in_whole_numbers(self, prices: Floats) -> int:
        part = self._part
        whole = np.rint(prices * _MILLI).astype(np.int64)
        by_space, by_row = whole[: len(part.room)], whole[len(part.room) :]
        least = np.minimum.reduceat(by_space[self._space], self._starts) if len(self._starts) else np.zeros(0, dtype=np.int64)
        rows = self._rows.astype(np.int64)
        worth = part.gain * _MILLI - (by_row[:, None] * rows).sum(axis=0)
        np.subtract.at(worth, self._home, self._need * least)
        np.subtract.at(worth, self._owner, by_space[self._own] * part.room[self._own])
        goes = ((worth > 0) | (part.lower == 1)) & (part.upper == 1)
        bound = int((by_space * part.room).sum()) + int((by_row * self._limits.astype(np.int64)).sum()) + int(worth[goes].sum())
        return -(-bound // _MILLI)


def _side_constraints(part: Part) -> tuple[Floats, Floats]:
    """Rows by candidate and their limits: no more points of access go than may, counting every host that could become one; no body loses."""
    rows, limits = [], []
    for service in part.services:
        row = np.zeros(len(part.gain))
        row[service.now] = 1.0
        rows.append(row)
        limits.append(float(service.may_go + len(np.unique(service.becoming[:, 1]))))
    if part.losses is not None:
        rows += list(-part.losses.astype(np.float64))
        limits += part.slack.astype(np.float64).tolist()
    return np.array(rows).reshape(len(rows), len(part.gain)), np.array(limits)


def improve(part: Part, start: tuple[Bools, Bools], priced: Priced, enough: int) -> tuple[Bools, Bools]:
    """A plan at least as good, from a feasible one, until it gains enough or the limit of work is reached."""
    plan = _Plan(part, start, priced.by_space)
    plan.improve(enough, _STEPS_A_BUILDING * len(part.gain))
    return plan.as_arrays()


def worth_of(part: Part, plan: tuple[Bools, Bools], candidate: int) -> int:
    """What a plan gains at least if one more building is given up, some others round it put anew: nought if nothing was found."""
    changed = _Plan(part, plan, np.zeros(len(part.room)))
    before = changed.total
    changed.make_room_for(candidate)
    return max(changed.total - before, 0) if candidate in changed.moves else 0


class _Plan:
    """A plan that can be taken apart and put together again, in lists: each step touches a handful of buildings."""

    def __init__(self, part: Part, start: tuple[Bools, Bools], prices: Floats) -> None:
        self.part = part
        self.gain: list[int] = part.gain.tolist()
        self.may: list[bool] = ((part.upper == 1) & (part.gain > 0)).tolist()
        self.must: list[bool] = (part.lower == 1).tolist()
        self.left: list[int] = part.room.tolist()
        self.taken_in = [0] * len(self.gain)  # occupations, by candidate
        self.moves: dict[int, list[_Move]] = {}
        self.inside: list[list[int]] = [[] for _ in self.gain]
        needs = np.zeros(len(part.of_candidate), dtype=np.int64)
        needs[part.pair_occupation] = part.pair_needs
        for occupation in np.argsort(-needs, kind="stable").tolist():
            self.inside[part.of_candidate[occupation]].append(occupation)
        self.choices: list[list[_Move]] = [[] for _ in part.of_candidate]
        by_price = np.lexsort((np.arange(len(part.space)), prices[part.space]))
        columns = (part.pair_occupation, part.space, part.as_candidate, by_price, part.pair_needs)
        for occupation, space, host, pair, need in zip(*(column[by_price].tolist() if column is not by_price else by_price.tolist() for column in columns), strict=True):
            self.choices[occupation].append((space, host, pair, need))
        self.could: list[list[int]] = [[] for _ in self.left]  # by space, candidates somebody of whom could go there
        home = part.of_candidate[part.pair_occupation]
        for space, candidate in np.unique(np.stack([part.space, home], axis=1), axis=0).tolist():
            self.could[space].append(candidate)
        self.in_space: list[set[int]] = [set() for _ in self.left]
        self.points: list[list[int]] = [[] for _ in self.gain]
        for number, service in enumerate(part.services):
            for candidate in service.now.tolist():
                self.points[candidate].append(number)
        self.may_go = [service.may_go for service in part.services]  # less those that go, more those that others become
        self.becomes: dict[int, list[tuple[int, int]]] = {}  # by pair the points of access (service, host) that somebody makes there
        for number, service in enumerate(part.services):
            for pair, host in service.becoming.tolist():
                self.becomes.setdefault(pair, []).append((number, host))
        self.made: dict[tuple[int, int], int] = {}  # by such a point how many make it
        losses = part.losses if part.losses is not None else np.zeros((0, len(self.gain)), dtype=np.int64)
        self.losses = [[(int(body), int(losses[body, candidate])) for body in np.flatnonzero(losses[:, candidate])] for candidate in range(len(self.gain))]
        self.balance: list[int] = part.slack.tolist() if part.losses is not None else []
        self.total = 0
        starting: dict[int, list[_Move]] = {candidate: [] for candidate in np.flatnonzero(start[0]).tolist()}
        for pair in np.flatnonzero(start[1]).tolist():
            starting[int(home[pair])].append((int(part.space[pair]), int(part.as_candidate[pair]), pair, int(part.pair_needs[pair])))
        for candidate, moves in starting.items():
            self.put(candidate, moves)

    def as_arrays(self) -> tuple[Bools, Bools]:
        given, taken = np.zeros(len(self.gain), dtype=np.bool_), np.zeros(len(self.part.space), dtype=np.bool_)
        given[list(self.moves)] = True
        taken[[pair for moves in self.moves.values() for _, _, pair, _ in moves]] = True
        return given, taken

    def put(self, candidate: int, moves: list[_Move]) -> None:
        """Give a building up, everybody in it moved so."""
        for space, host, pair, need in moves:
            self.left[space] -= need
            self.in_space[space].add(candidate)
            if host >= 0:
                self.taken_in[host] += 1
            for point in self.becomes.get(pair, ()):
                self.made[point] = self.made.get(point, 0) + 1
                self.may_go[point[0]] += self.made[point] == 1
        self._count(candidate, 1)
        self.moves[candidate] = moves

    def take_out(self, candidate: int) -> list[_Move]:
        """Keep a building after all."""
        moves = self.moves.pop(candidate)
        for space, host, pair, need in moves:
            self.left[space] += need
            self.in_space[space].discard(candidate)
            if host >= 0:
                self.taken_in[host] -= 1
            for point in self.becomes.get(pair, ()):
                self.made[point] -= 1
                self.may_go[point[0]] -= self.made[point] == 0
        self._count(candidate, -1)
        return moves

    def _count(self, candidate: int, sign: int) -> None:
        self.total += sign * self.gain[candidate]
        for number in self.points[candidate]:
            self.may_go[number] -= sign
        for body, gain in self.losses[candidate]:
            self.balance[body] += sign * gain

    def try_to_put(self, candidate: int, is_tight: bool) -> bool:
        """Give a building up if everybody in it finds room, the largest first, in the cheapest room or the tightest, that of buildings that stay anyhow before others."""
        if candidate in self.moves or not self.may[candidate] or self.taken_in[candidate]:
            return False
        if any(gain < 0 and self.balance[body] + gain < 0 for body, gain in self.losses[candidate]):
            return False
        left = self.left
        moves: list[_Move] = []
        for occupation in self.inside[candidate]:
            best, best_after, best_is_fresh = None, -1, True
            for move in self.choices[occupation]:
                host = move[1]
                after = left[move[0]] - move[3]
                if after < 0 or host in self.moves:
                    continue
                if not is_tight:
                    best, best_after = move, after
                    break
                is_fresh = host >= 0 and self.may[host] and not self.taken_in[host]
                if best is None or (is_fresh, after) < (best_is_fresh, best_after):
                    best, best_after, best_is_fresh = move, after, is_fresh
            if best is None:
                for space, _, _, need in moves:
                    left[space] += need
                return False
            left[best[0]] = best_after
            moves.append(best)
        for space, _, _, need in moves:
            left[space] += need
        self.put(candidate, moves)
        if any(self.may_go[number] < 0 for number in self.points[candidate]):
            self.take_out(candidate)
            return False
        return True

    def improve(self, enough: int, steps: int) -> None:
        """Round one room after the other: some buildings out, others in, and back again if the plan is not at least as good."""
        random = Random(1)
        spaces = [space for space, could in enumerate(self.could) if could]
        owner = self.part.room_candidate.tolist()
        for _ in range(steps if spaces else 0):
            if self.total >= enough:
                return
            space = spaces[int(random.random() * len(spaces))]
            is_emptied = owner[space] >= 0 and random.random() < 0.5  # all out of it, so that it may itself be given up
            near = [candidate for candidate in self.could[space] if candidate in self.moves]
            out = set(random.sample(near, min(len(near), random.randint(1, _TAKEN_OUT))))
            if is_emptied:
                out |= self.in_space[space]
            self._step(random, sorted(candidate for candidate in out if not self.must[candidate]), owner[space] if is_emptied else -1)

    def make_room_for(self, candidate: int) -> None:
        """Give up one building more, if that gains anything: all out of it, or some out of where those in it could go."""
        random = Random(1)
        own = [space for space, owner in enumerate(self.part.room_candidate.tolist()) if owner == candidate]
        spaces = sorted({move[0] for occupation in self.inside[candidate] for move in self.choices[occupation]})
        if self.try_to_put(candidate, True):
            return
        for _ in range(_STEPS_FOR_ONE if spaces else 0):
            near = sorted({other for space in random.sample(spaces, min(2, len(spaces))) for other in self.in_space[space]})
            out = set(random.sample(near, min(len(near), random.randint(1, _TAKEN_OUT)))).union(*(self.in_space[space] for space in own))
            self._step(random, sorted(other for other in out if not self.must[other]), candidate)
            if candidate in self.moves:
                return

    def _step(self, random: Random, out: list[int], first: int) -> None:
        if not out:
            return
        before = self.total
        kept = {candidate: self.take_out(candidate) for candidate in out}
        put = [first] if first >= 0 and self.try_to_put(first, random.random() < _TIGHT) else []
        touched = {candidate for moves in kept.values() for space, _, _, _ in moves for candidate in self.could[space]}.union(out)
        drawn = sorted((-self.gain[candidate] * exp(_SPREAD * _normal(random)), candidate) for candidate in sorted(touched) if candidate not in self.moves and self.may[candidate])
        put += [candidate for _, candidate in drawn if self.try_to_put(candidate, random.random() < _TIGHT)]
        if self.total < before or min(self.balance, default=0) < 0 or min(self.may_go, default=0) < 0:
            for candidate in put:
                self.take_out(candidate)
            for candidate, moves in kept.items():
                self.put(candidate, moves)


def _normal(random: Random) -> float:
    """A normal number by the logistic one, in one draw."""
    share = random.random()
    return log((share + 1e-12) / (1 - share + 1e-12)) * sqrt(3) / np.pi
