"""Uncertain inputs by seed: triangular, and bound to one another by one common shock.

Belongs here: ranges, draws. Does not belong here: which inputs a pool has (pool_model.py), what comes of the draws (pool_risk.py).

Each input has a low, a likely and a high value, and is triangular between them with the likely value as its mode: the plainest shape that
three stated values bear, whose moments are known. Inputs are bound by a one-factor Gaussian copula: of each input's variance `shock_share`
is that of one common shock, so that any two are correlated by it; where a high value is bad (a cost) the sign is turned, and what
goes wrong goes wrong together. A correlation that the file states between two inputs replaces that one; where
it could not stand beside the shock, these two keep less of the shock with all others.

Every input has a stream of its own, by seed and name: neither its place in the file nor another input changes its draws, and the ways of
one agreement that are compared see the same draws.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
_SHOCK = "common shock"
_SQRT_HALF = math.sqrt(0.5)
_TOLERANCE = 1e-9
_HALVINGS = 20


@dataclass(frozen=True)
class Range:
    """An uncertain input. `is_bad`: a high value is bad for who pays."""

    name: str
    low: float
    likely: float
    high: float
    is_bad: bool = False

    @property
    def is_certain(self) -> bool:
        return self.low == self.high


class ContradictionError(ValueError):
    """No set of inputs can be correlated in this way."""


def draw(ranges: Sequence[Range], draws: int, seed: int, shock_share: float, correlations: Mapping[tuple[str, str], float] | None = None) -> dict[str, Array]:
    """So many values of each input. Raises ContradictionError if no inputs can be correlated as stated."""
    uncertain = sorted((entry for entry in ranges if not entry.is_certain), key=lambda entry: entry.name)
    found = {entry.name: np.full(draws, entry.likely) for entry in ranges}
    shares = normals(uncertain, draws, seed, shock_share, correlations or {})
    return found | {entry.name: triangular(_below(shares[entry.name]), entry) for entry in uncertain}


def normals(ranges: Sequence[Range], draws: int, seed: int, shock_share: float, correlations: Mapping[tuple[str, str], float]) -> dict[str, Array]:
    """Standard normal values behind the inputs, correlated."""
    own = {entry.name: _stream(entry.name, seed).standard_normal(draws) for entry in ranges}
    stated = {pair: value for pair, value in correlations.items() if pair[0] in own and pair[1] in own}
    if not stated:
        shock = _stream(_SHOCK, seed).standard_normal(draws)
        common, alone = math.sqrt(shock_share), math.sqrt(1 - shock_share)
        return {entry.name: (common if entry.is_bad else -common) * shock + alone * own[entry.name] for entry in ranges}
    lower = _correlating(ranges, shock_share, stated)
    found = {}
    for row, entry in enumerate(ranges):
        total = np.zeros(draws)
        for column in range(row + 1):  # one after the other: a library's product may add up in the order of its threads
            total += lower[row, column] * own[ranges[column].name]
        found[entry.name] = total
    return found


def _correlating(ranges: Sequence[Range], shock_share: float, stated: Mapping[tuple[str, str], float]) -> Array:
    """What turns independent values into correlated ones. The inputs that the file names keep as much of the common shock as its correlations
    leave them: two that go against each other cannot both go with all others."""
    try:
        return _cholesky(correlation_matrix(ranges, shock_share, stated))
    except ContradictionError:
        found, low, high = _cholesky(correlation_matrix(ranges, shock_share, stated, 0.0)), 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        try:
            found, low = _cholesky(correlation_matrix(ranges, shock_share, stated, middle)), middle
        except ContradictionError:
            high = middle
    return found


def correlation_matrix(ranges: Sequence[Range], shock_share: float, stated: Mapping[tuple[str, str], float], kept_share: float = 1.0) -> Array:
    """By the common shock, but for the pairs that the file states. `kept_share`: how much of it inputs in such a pair keep with all others."""
    named = {name for pair in stated for name in pair}
    signs = np.array([1.0 if entry.is_bad else -1.0 for entry in ranges])
    matrix: Array = np.outer(signs, signs) * shock_share
    is_named = np.array([entry.name in named for entry in ranges])
    matrix[is_named, :] *= kept_share
    matrix[np.ix_(~is_named, is_named)] *= kept_share
    np.fill_diagonal(matrix, 1.0)
    at = {entry.name: number for number, entry in enumerate(ranges)}
    for (left, right), value in stated.items():
        matrix[at[left], at[right]] = matrix[at[right], at[left]] = value
    return matrix


def _cholesky(matrix: Array) -> Array:
    """The lower triangle whose square it is. What is nought but for rounding is nought: two inputs may go wholly together."""
    size = len(matrix)
    lower = np.zeros((size, size))
    for column in range(size):
        rest = matrix[column, column] - (lower[column, :column] ** 2).sum()
        if rest < -_TOLERANCE:
            raise ContradictionError
        lower[column, column] = math.sqrt(max(rest, 0.0))
        for row in range(column + 1, size):
            left = matrix[row, column] - (lower[row, :column] * lower[column, :column]).sum()
            if lower[column, column] > _TOLERANCE:
                lower[row, column] = left / lower[column, column]
            elif abs(left) > math.sqrt(_TOLERANCE):
                raise ContradictionError
    return lower


def triangular(below: Array, entry: Range) -> Array:
    """The value below which so much of the triangle lies."""
    width, rise = entry.high - entry.low, entry.likely - entry.low
    fall = width - rise
    result: Array = np.where(
        below * width <= rise,
        entry.low + np.sqrt(np.maximum(below * width * rise, 0)),
        entry.high - np.sqrt(np.maximum((1 - below) * width * fall, 0)),
    )
    return result


def _below(normal: Array) -> Array:
    """How much of the normal distribution lies below."""
    return np.fromiter((0.5 * math.erfc(-value * _SQRT_HALF) for value in normal.tolist()), dtype=np.float64, count=len(normal))


def _stream(name: str, seed: int) -> np.random.Generator:
    of_name = int.from_bytes(sha256(name.encode()).digest()[:16], "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, of_name])))
