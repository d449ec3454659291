"""What `why` answers: the row asked about, the lines of files behind it, and what they add up to.

Belongs here: the shape of an answer. Does not belong here: finding one (lineage.py, pool_lineage.py).
"""

from collections.abc import Mapping
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
class Answer:
    """The row asked about, its lines, and for each money column what its lines add up to beside what it states."""

    row: dict[str, Any]
    lines: tuple[FileLine, ...]
    sums: Mapping[str, Sum]  # by column
    line_count: int

    @property
    def adds_up(self) -> bool:
        return all(each.stated == each.summed for each in self.sums.values())
