"""Records of the analysis drawn by hand or by chance, with everything that a test does not speak of filled in."""

from typing import Any

import polars as pl

from totalplace import reference
from totalplace.analysis import matching
from totalplace.contracts import analysis

WORDS = matching.Words.of(reference.matching_word_table().iter_rows(named=True))
LIMITS = matching.Thresholds(near_m=75, far_m=250, name_share=0.9, name_doubt_share=0.75)


def rows(*given: dict[str, Any]) -> pl.DataFrame:
    """Rows of analysis.asset_record, numbered as they come."""
    shown = {
        "body_id": "council", "source_file_id": "f1", "source_part": "table", "source_row": 2, "list_ids": "f1/table", "is_in_register": True,
        "asset_kind": "building", "function": "not known", "name": "Somewhere", "is_middle_of_postcode": False,
    }  # fmt: skip
    drawn = [
        {**dict.fromkeys(analysis.ASSET_RECORD.column_names), **shown, "record_id": number, "source_key": f"council/code {number}", **row}
        for number, row in enumerate(given, 1)
    ]
    return pl.DataFrame(drawn, schema=analysis.ASSET_RECORD.polars_schema())


def two_lists(one: dict[str, Any], other: dict[str, Any]) -> list[matching.Record]:
    """A record of a register and one of another list."""
    return matching.records(rows(one, {"list_ids": "f2/table", **other}), WORDS)


def judged(one: dict[str, Any], other: dict[str, Any]) -> str:
    """certain, doubtful or none."""
    judgement = matching.judge(*two_lists(one, other), LIMITS)
    return judgement.verdict if judgement else "none"


def at(metres: float) -> dict[str, float]:
    """A point so far east of a fixed one."""
    return {"easting": 400_000.0 + metres, "northing": 300_000.0}
