"""What can be worked out from counts of overlapping groups by subtracting them from each other.

Belongs here: the bounds that published, rounded counts put on those that are not, by linear programming. Does not belong here: what is published
(the modules that ask), or anything of a particular table.

People are told apart by the set of groups that they are in (of agencies, say). Each published figure says between which two numbers a sum over
some sets lies. A count of few people is *exposed* if it cannot take as many values as it should. Fractions of people are allowed for, which
makes what is possible a little wider than it is: hence one value more is asked for.
"""

from dataclasses import dataclass, field
from itertools import combinations

import highspy
import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Sum = tuple[Vector, float, float]  # over which sets, the least and the most that it is
_ALL_SETS_OF = 8  # of more groups, only sets that occur and those of one or two: who knows so much can work out more, so the answer is the stricter
_NEAR = 1e-6
_SEED = 6  # of weights that only decide in which order answers come


def sets_of(groups: int, occurring: set[frozenset[int]]) -> list[frozenset[int]]:
    """The sets of groups that a person may be in, as far as they are looked at."""
    most = groups if groups <= _ALL_SETS_OF else 2
    every = {frozenset(chosen) for size in range(1, most + 1) for chosen in combinations(range(groups), size)}
    return sorted(every | occurring, key=lambda chosen: (len(chosen), sorted(chosen)))


@dataclass
class Known:
    """What the published figures say: sums over sets with their bounds, and the truth that they were made from."""

    sets: list[frozenset[int]]
    truth: Vector
    sums: list[Sum] = field(default_factory=list)
    also_sought: list[Vector] = field(default_factory=list)

    def where(self, *inside: int, outside: tuple[int, ...] = ()) -> Vector:
        """The sets that hold all of these groups and none of those."""
        return np.array([all(group in one for group in inside) and not any(group in one for group in outside) for one in self.sets], dtype=float)

    def say(self, which: Vector, least: float, most: float) -> None:
        self.sums.append((which, least, most))

    def sought(self) -> list[Vector]:
        """The counts that nobody is to know too well where they are few: of each set, each group, each group but for another."""
        groups = range(1 + max((max(one) for one in self.sets if one), default=-1))
        found = [*np.eye(len(self.sets)), *(self.where(one) for one in groups), *(self.where(outside=(one,)) for one in groups)]
        found += [self.where(one, other) for one, other in combinations(groups, 2)]
        return found + [self.where(one, outside=(other,)) for one in groups for other in groups if one != other] + self.also_sought

    def exposes(self, fewer_than: int, values: int) -> bool:
        """Whether a count of fewer people than this is left fewer possible values than these."""
        return _exposes(self.sums, np.array(self.sought()), self.truth, fewer_than, values)

    def exposes_beside(self, inner: "Known", fewer_than: int, values: int) -> bool:
        """The same of both, and of those in this that are not in the inner one, by who knows of both. They are of the same sets."""
        nothing = np.zeros(len(self.sets))
        sums = [(np.concatenate([which, which]), least, most) for which, least, most in self.sums]
        sums += [(np.concatenate([which, nothing]), least, most) for which, least, most in inner.sums]
        sought = [np.concatenate([which, which]) for which in self.sought()]
        sought += [np.concatenate([which, nothing]) for which in inner.sought()]
        sought += [np.concatenate([nothing, which]) for which in self.sought()]
        return _exposes(sums, np.array(sought), np.concatenate([inner.truth, self.truth - inner.truth]), fewer_than, values)


def _exposes(sums: list[Sum], sought: Vector, truth: Vector, fewer_than: int, values: int) -> bool:
    true = sought @ truth
    few = (true < fewer_than - 0.5) & sought.any(axis=1)
    return bool(few.any()) and _Programme(sums, sought[few], true[few], float(values)).is_exposed()


class _Programme:
    """The linear programme: how many people are in each set, so that all published sums hold."""

    def __init__(self, known: list[Sum], sought: Vector, true: Vector, width: float) -> None:
        self.sought, self.width = sought, width
        self.most, self.least = true.copy(), true.copy()
        count = sought.shape[1]
        sums = np.array([which for which, _, _ in known]).reshape(-1, count)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = count, len(sums)
        programme.col_cost_, programme.col_lower_, programme.col_upper_ = np.zeros(count), np.zeros(count), np.full(count, highspy.kHighsInf)
        programme.row_lower_ = np.array([least for _, least, _ in known], dtype=float)
        programme.row_upper_ = np.array([min(most, highspy.kHighsInf) for _, _, most in known], dtype=float)
        rows, columns = np.nonzero(sums)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(sums)))])
        programme.a_matrix_.index_ = columns
        programme.a_matrix_.value_ = sums[rows, columns]
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        if self.solver.passModel(programme) == highspy.HighsStatus.kError:
            raise RuntimeError("The solver refused the programme of what can be worked out from published counts")

    def is_exposed(self) -> bool:
        """Every answer of the solver is one that the reader cannot rule out: each widens what is known to be possible of all counts."""
        weights = np.random.default_rng(_SEED)
        while len(left := self._narrow()):  # many at once, as long as that answers for some
            self._widen(-weights.random(len(left)) @ self.sought[left])
            if len(self._narrow()) == len(left):
                break
        for one in self._narrow():
            for sign in (-1.0, 1.0):
                if self.most[one] - self.least[one] < self.width - _NEAR:
                    self._widen(sign * self.sought[one])
            if self.most[one] - self.least[one] < self.width - _NEAR:
                return True
        return False

    def _widen(self, cost: Vector) -> None:
        found = self.sought @ self._solved(cost)
        self.most, self.least = np.maximum(self.most, found), np.minimum(self.least, found)

    def _narrow(self) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self.most - self.least < self.width - _NEAR)

    def _solved(self, cost: Vector) -> Vector:
        self.solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:  # from where the last answer was, it may not find the next
            self.solver.clearSolver()
            self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError("The solver found no answer to what can be worked out from published counts")
        return np.array(self.solver.getSolution().col_value)
