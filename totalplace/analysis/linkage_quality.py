"""How right links are, where it is known who is who: precision, recall and F1, by pairs and by whole people, and their curve over thresholds.

Belongs here: measuring against a truth (tests, benchmarks, a clerical sample). Does not belong here: linking.
"""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from totalplace.analysis.linkage import Weighed


class Rightness(NamedTuple):
    """Of what was put together how much belongs together (precision), of what belongs together how much was put together (recall)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


class Evaluation(NamedTuple):
    pairs: Rightness
    people: Rightness  # found people that are exactly one person, and people found exactly


def evaluate(links: pl.DataFrame, truth: pl.DataFrame) -> Evaluation:
    """Links (record_no, person_no) against truth (record_no, truth) of the same records; records that truth does not know are left out."""
    both = links.select("record_no", "person_no").join(truth.select("record_no", "truth"), on="record_no")
    cells = both.group_by("person_no", "truth").len()
    found, true = both.group_by("person_no").len(), both.group_by("truth").len()
    right = _pairs(cells)
    whole = cells.join(found, on="person_no", suffix="_found").join(true, on="truth", suffix="_true")
    exact = whole.filter((pl.col("len") == pl.col("len_found")) & (pl.col("len") == pl.col("len_true"))).height
    return Evaluation(Rightness(_share(right, _pairs(found)), _share(right, _pairs(true))), Rightness(_share(exact, len(found)), _share(exact, len(true))))


def curve(weighed: Weighed, truth: pl.DataFrame, thresholds: Iterable[float]) -> pl.DataFrame:
    """Precision, recall and F1 of pairs at each threshold."""
    rows = []
    for threshold in thresholds:
        pairs = evaluate(weighed.at(threshold).links, truth).pairs
        rows.append((threshold, pairs.precision, pairs.recall, pairs.f1))
    return pl.DataFrame(rows, dict.fromkeys(("threshold", "precision", "recall", "f1"), pl.Float64), orient="row")


def _pairs(sizes: pl.DataFrame) -> int:
    """Pairs within groups."""
    return int((sizes["len"].cast(pl.Int64) * (sizes["len"].cast(pl.Int64) - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    """Of nothing, nothing is wrong."""
    return part / whole if whole else 1.0
