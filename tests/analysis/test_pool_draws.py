"""Draws against what mathematics says of them: moments of the triangle, the correlation that one common shock makes, streams of their own."""

import math

import numpy as np
import pytest

from totalplace.analysis.pool_draws import ContradictionError, Range, draw, normals, triangular

MANY = 40_000
A, B, C = Range("a", 1, 2, 5), Range("b", 0, 0.25, 0.3, is_bad=True), Range("c", -1, 0, 3)


@pytest.mark.parametrize("entry", [A, B, C, Range("at its low end", 2, 2, 3), Range("at its high end", 2, 3, 3)])
def test_moments_of_a_triangle(entry: Range) -> None:
    low, mode, high = entry.low, entry.likely, entry.high
    mean = (low + mode + high) / 3
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    skew = math.sqrt(2) * (low + high - 2 * mode) * (2 * low - high - mode) * (low - 2 * high + mode) / (5 * (18 * variance) ** 1.5)
    found = draw([entry], MANY, 1, 0.5)[entry.name]
    assert low <= found.min() and found.max() <= high
    assert found.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / MANY))
    assert found.var() == pytest.approx(variance, rel=0.03)
    assert ((found - mean) ** 3).mean() / variance**1.5 == pytest.approx(skew, abs=0.05)


def test_quantiles_of_a_triangle() -> None:
    # from 0 to 4 with its mode at 1: a quarter lies below the mode; above x lies (4 - x)^2 / 12
    assert triangular(np.array([0, 0.25, 0.25 / 4, 1 - 1 / 12, 1]), Range("x", 0, 1, 4)) == pytest.approx([0, 1, 0.5, 3, 4])


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8, 1.0])
def test_the_common_shock_is_recovered(share: float) -> None:
    found = normals([A, B, C], MANY, 1, share, {})
    assert [found[name].var() for name in "abc"] == pytest.approx([1, 1, 1], abs=0.03)
    assert np.corrcoef(found["a"], found["c"])[0, 1] == pytest.approx(share, abs=0.02)
    # a high value of b is bad, of a it is good: what goes wrong goes wrong together
    assert np.corrcoef(found["a"], found["b"])[0, 1] == pytest.approx(-share, abs=0.02)


def test_a_stated_correlation_replaces_the_shock_between_two() -> None:
    found = normals([A, B, C], MANY, 1, 0.3, {("c", "a"): -0.2})
    assert np.corrcoef(found["a"], found["c"])[0, 1] == pytest.approx(-0.2, abs=0.02)
    assert np.corrcoef(found["b"], found["c"])[0, 1] == pytest.approx(-0.3, abs=0.02)
    wholly = normals([A, C], 100, 1, 0.3, {("a", "c"): 1.0})
    assert wholly["a"] == pytest.approx(wholly["c"])


def test_two_that_go_against_each_other_keep_less_of_the_common_shock() -> None:
    found = normals([A, B, C, Range("d", 0, 1, 2)], MANY, 1, 0.5, {("a", "c"): -0.4})
    assert np.corrcoef(found["a"], found["c"])[0, 1] == pytest.approx(-0.4, abs=0.02)
    assert np.corrcoef(found["b"], found["d"])[0, 1] == pytest.approx(-0.5, abs=0.02)
    # with b and d, which are one shock of correlation -0.5, a and c can share r each at most: the four hold together while r^2 <= 0.3 × 0.75
    for one in "ac":
        assert np.corrcoef(found[one], found["d"])[0, 1] == pytest.approx(math.sqrt(0.3 * 0.75), abs=0.02)
        assert np.corrcoef(found[one], found["b"])[0, 1] == pytest.approx(-math.sqrt(0.3 * 0.75), abs=0.02)
    assert [found[name].var() for name in "abcd"] == pytest.approx([1] * 4, abs=0.03)


@pytest.mark.parametrize("pairs", [{("a", "c"): 1.0}, {("a", "c"): -0.9, ("a", "b"): -0.9, ("b", "c"): -0.9}])
def test_correlations_that_contradict_each_other_are_refused(pairs: dict[tuple[str, str], float]) -> None:
    # a goes wholly with c, and yet not alike with b; three that all go against each other
    with pytest.raises(ContradictionError):
        normals([A, B, C], 10, 1, 0.3, pairs | ({("a", "b"): 0.5} if len(pairs) == 1 else {}))


def test_each_input_has_its_own_draws() -> None:
    both, alone = draw([C, A], 50, 7, 0.5), draw([A, Range("d", 0, 1, 2)], 50, 7, 0.5)
    assert np.array_equal(both["a"], alone["a"])
    assert not np.array_equal(both["a"], draw([A], 50, 8, 0.5)["a"])
    assert np.array_equal(draw([Range("fixed", 4, 4, 4)], 3, 7, 0.5)["fixed"], [4, 4, 4])
