"""The same function by several bodies in one area: divisions hold their groups, nothing is lost on the way."""

from decimal import Decimal
from pathlib import Path

from tests.sql.running import Rows, file_of, run_file


def test_bodies_that_spend_on_a_function_in_an_area_stand_in_one_row(tmp_path: Path) -> None:
    lines = [(1, "northby", "05.1", "10.00", "measured"), (2, "county", "05", "5.50", "apportioned"), (3, "county", "05.1", "1.00", "apportioned"), (4, "northby", "unmapped", "2.00", "measured")]
    counted: Rows = [{"count_id": number, "body_id": body, "fy": 2024, "cofog": cofog} for number, body, cofog, _, _ in lines]
    areas: Rows = [{"count_id": number, "area_code": "N", "net_gbp": Decimal(net), "basis": basis} for number, _, _, net, basis in lines]
    found = run_file(file_of("mart.function_overlap"), {"mart.spend_count": counted, "mart.spend_by_area": areas}, tmp_path)
    assert found.select("cofog", "level", "body_count", "body_ids", "net_gbp", "apportioned_gbp").rows() == [
        ("05", "division", 2, "county|northby", Decimal("16.50"), Decimal("6.50")),
        ("05.1", "group", 2, "county|northby", Decimal("11.00"), Decimal("1.00")),
        ("unmapped", "division", 1, "northby", Decimal("2.00"), Decimal("0.00")),
    ]
