"""Which issues are told one by one, and which once a table."""

from typing import Any

import polars as pl

from totalplace import staging
from totalplace.sources.property_register import LAND_UNIT_ASSUMED


def issues(issue_type: str, field: str, rows: int, severity: str = "note") -> list[dict[str, Any]]:
    return [
        {"source_row": row, "field": field, "value": f"{row}.5", "issue_type": issue_type, "severity": severity, "message": "Said.", "occurrences": 1}
        for row in range(2, 2 + rows)
    ]  # fmt: skip


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = staging._of_tables(pl.DataFrame(rows, schema_overrides={"occurrences": pl.Int64, "source_row": pl.Int64}))
    return found.select("source_row", "field", "value", "issue_type", "occurrences").rows()


def test_a_fault_of_a_column_is_told_once_without_a_cells_value() -> None:
    unit = LAND_UNIT_ASSUMED.code
    found = told([*issues(unit, "Size", 1_222), *issues("UPRN repaired", "UPRN", 2), *issues(unit, "Plot", 3)])
    assert found == [
        (2, "UPRN", "2.5", "UPRN repaired", 1),
        (3, "UPRN", "3.5", "UPRN repaired", 1),
        (None, "Size", None, unit, 1_222),
        (None, "Plot", None, unit, 3),
    ]


def test_a_row_that_is_rejected_is_always_told_by_itself() -> None:
    assert [row[0] for row in told(issues(LAND_UNIT_ASSUMED.code, "Size", 3, "error"))] == [2, 3, 4]


def test_what_is_told_once_a_table_quotes_no_cell() -> None:
    for entry in staging.issue_types().values():
        assert entry.told_once_a == "row" or "{value}" not in entry.message, entry.code
