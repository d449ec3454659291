"""What `why` answers: the row asked about, the lines of files behind it, and what they add up to.

Belongs here: the shape of an answer. Does not belong here: finding one (lineage.py, pool_lineage.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class FileLine:
    """A line of a file that is in a figure. `says` is what our tables hold of it, `rule` why it is in the figure."""

    path: str
    source_part: str
    source_row: int | None
    says: str
    amount_gbp: Decimal | None = None
    rule: str = ""
    column: str = ""  # the figure


@dataclass(frozen=True)
class Sum:
    """What a row states in a column of money beside what the lines of that figure add up to."""

    stated: Decimal
    summed: Decimal
    line_count: int


@dataclass(frozen=True)
class FileSum:
    """What the lines of one table of a file add up to in one figure."""

    path: str
    source_part: str
    column: str  # the figure
    line_count: int
    amount_gbp: Decimal


@dataclass(frozen=True)
class Answer:
    """The row asked about, its lines, and for each money column what its lines add up to beside what it states.

    Of several rows together `row` is what they have in common and the sums of their money columns. `files` are the same sums by file, those
    with most pounds first.
    """

    row: dict[str, Any]
    lines: tuple[FileLine, ...]
    sums: Mapping[str, Sum]  # by column
    line_count: int
    files: tuple[FileSum, ...] = ()
    row_count: int = 1

    @property
    def adds_up(self) -> bool:
        return all(each.stated == each.summed for each in self.sums.values())


def by_file(lines: Iterable[FileLine]) -> tuple[FileSum, ...]:
    """The sums of lines that state pounds, by figure and table of a file, those with most pounds first."""
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for line in lines:
        if line.amount_gbp is not None:
            sums.setdefault((line.column, line.path, line.source_part), []).append(line.amount_gbp)
    found = [FileSum(path, part, column, len(amounts), sum(amounts, Decimal(0))) for (column, path, part), amounts in sums.items()]
    return tuple(sorted(found, key=lambda each: (each.column, -abs(each.amount_gbp), each.path, each.source_part)))
