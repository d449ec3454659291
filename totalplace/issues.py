"""What can be wrong with a line of a file: every issue type with its severity, its words and who must act.

Belongs here: the small class and the collected catalogue. Does not belong here: finding issues (reading, values,
sources, staging declare their own types beside the code that finds them).
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
Responsible = Literal["sender", "pilot team", "nobody"]


@dataclass(frozen=True)
class IssueType:
    """One type. `message` is plain English for the reader: what is wrong and what to do. It may contain {value}.

    error: the row is not in the results. warning: it is, with something left out. note: it is, as repaired.
    """

    code: str  # "date unreadable"
    severity: Severity
    responsible: Responsible
    message: str
    # "table": the fault is the column's, so it is told once a table with the number of rows, and without a value
    told_once_a: Literal["row", "table"] = "row"
