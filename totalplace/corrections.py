"""Known errors in files, put right openly: corrections/*.toml.

Belongs here: the schema of a correction, finding those of a file, applying them to its text. Does not belong here:
repairs that hold for every file (values, sources).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from totalplace.errors import PlaceError
from totalplace.issues import IssueType
from totalplace.reading.table import ROW, TextTable

CORRECTION_ISSUES = (
    IssueType(
        "corrected",
        "note",
        "sender",
        "Read as corrected by the pilot team: {value}. The publisher should correct the file.",
    ),
    IssueType(
        "correction does not fit",
        "warning",
        "pilot team",
        "A correction names this line, but the line does not say what the correction expects ({value}). Nothing was changed: "
        "take the correction out if the publisher has mended the file.",
    ),
)


class Correction(BaseModel):
    """One cell put right. `was` guards it: if the cell says something else, nothing is changed and that is reported."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str  # of the file, from the place's folder
    part: str = "table"
    row: int
    heading: str  # as published
    was: str
    becomes: str
    reason: str
    by: str
    reported_on: date | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    correction: tuple[Correction, ...] = ()


def load_corrections(folder: Path) -> tuple[Correction, ...]:
    """Every correction of the place, by file name. Raises PlaceError naming the file and the key that is wrong."""
    found: list[Correction] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found += _File.model_validate(tomllib.loads(path.read_text("utf-8-sig"))).correction
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PlaceError(f"{path} is not valid TOML: {error}.") from None
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(step) for step in problem["loc"])
            raise PlaceError(f"{path} cannot be used: {where}: {problem['msg']}. See docs/corrections.md.") from None
    return tuple(found)


@dataclass(frozen=True)
class Applied:
    """The corrected text and what to report: (issue type, row, heading, words)."""

    frame: pl.LazyFrame
    found: tuple[tuple[str, int, str, str], ...]


def apply(table: TextTable, corrections: Sequence[Correction]) -> Applied:
    """The table's frame with the corrections made where their guard holds."""
    frame, found = table.frame, []
    for correction in corrections:
        if correction.heading not in table.headings:
            found.append(("correction does not fit", correction.row, correction.heading, "there is no such heading"))
            continue
        column = table.columns[table.headings.index(correction.heading)]
        at_row = pl.col(ROW) == correction.row
        cell = frame.filter(at_row).select(column).collect()
        if cell.height == 1 and (cell.item() or "").strip() == correction.was.strip():
            frame = frame.with_columns(
                pl.when(at_row).then(pl.lit(correction.becomes)).otherwise(pl.col(column)).alias(column)
            )
            words = f"'{correction.was}' became '{correction.becomes}' because {correction.reason} ({correction.by})"
            found.append(("corrected", correction.row, correction.heading, words))
        else:
            found.append(
                ("correction does not fit", correction.row, correction.heading, f"expected '{correction.was}'")
            )
    return Applied(frame, tuple(found))
