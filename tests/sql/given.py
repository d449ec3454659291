"""Rows that tests of several files are given. Belongs here: making them. Does not belong here: running a file (running.py)."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.sql.running import FILE, Rows
from totalplace import contracts

LINE = {**FILE, "source_row": 2}


def label(file: dict[str, str], body: str | None = "council", basis: str = "sender", **more: Any) -> dict[str, Any]:
    return {**file, "body_id": body, "basis": basis, "row_count": 1, **more}


def payments(file: dict[str, str], path: str, *amounts: str, day: date = date(2025, 4, 3)) -> Rows:
    return [
        {
            **file,
            "path": path,
            "source_row": row,
            "paid_on": day,
            "supplier_key": f"S{row}",
            "amount_gbp": Decimal(amount),
        }
        for row, amount in enumerate(amounts, 2)
    ]


def aliases(*pairs: tuple[str, str]) -> Rows:
    return [{"alias_key": key, "body_id": body, "alias": key} for key, body in pairs]


def asset_tables(*lines: dict[str, Any]) -> dict[str, Rows]:
    """Lines that speak of one asset, the first believed first."""
    keys = [{**FILE, "source_row": row} for row in range(2, 2 + len(lines))]
    shown = {
        "body_id": "council",
        "asset_kind": "building",
        "function": "not known",
        "ownership_basis": "register",
        "is_not_owned": False,
        "tenure": "not known",
        "name": "Somewhere",
        "location_method": "not known",
    }
    rows = [{**key, **shown, **line} for key, line in zip(keys, lines, strict=True)]

    def only(table: str) -> Rows:
        names = contracts.contract(table).column_names
        return [{name: value for name, value in row.items() if name in names} for row in rows]

    return {
        "core.asset_line": [{**key, "asset_id": "a1", "source_key": "k", "rank": rank} for rank, key in enumerate(keys, 1)],
        "core.property_line": only("core.property_line"), "core.listing": only("core.listing"), "core.property_place": only("core.property_place"),
        "ref.area": [{"area_code": "E07000901"}],
    }  # fmt: skip
