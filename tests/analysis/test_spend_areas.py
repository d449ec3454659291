"""The count by area: measured where a body has one area, divided to the penny where it has several, and else not at all."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from totalplace.analysis.spend_areas import by_area, people_by_area
from totalplace.contracts import contract


def count(*rows: tuple[int, str, int, str]) -> pl.DataFrame:
    schema = {"count_id": pl.Int64, "body_id": pl.String, "fy": pl.Int64, "net_gbp": pl.Decimal(18, 2)}
    return pl.DataFrame([(number, body, fy, Decimal(net)) for number, body, fy, net in rows], schema=schema, orient="row")


def areas_of(*rows: tuple[int, str, int, str], areas: dict[str, tuple[str, ...]], people: dict[str, dict[int, int]] | None = None) -> list[tuple[Any, ...]]:
    return by_area(count(*rows), areas, people or {}, 3).select("count_id", "area_code", "net_gbp", "basis", "persons", "persons_year").rows()


def test_a_body_of_one_area_is_measured_there_whether_people_are_known_or_not() -> None:
    assert areas_of((1, "northby", 2024, "10.01"), areas={"northby": ("N",)}) == [(1, "N", Decimal("10.01"), "measured", None, None)]
    assert areas_of((1, "northby", 2024, "10.01"), areas={"northby": ("N",)}, people={"N": {2022: 90, 2023: 100, 2026: 110}}) == [
        (1, "N", Decimal("10.01"), "measured", 100, 2023)
    ]


def test_the_money_of_a_body_of_several_areas_is_divided_by_their_people() -> None:
    found = areas_of((1, "police", 2024, "-10.00"), areas={"police": ("N", "S", "W")}, people={"N": {2023: 100}, "S": {2023: 100, 2024: 5}, "W": {2023: 100}})
    assert found == [(1, area, gbp, "apportioned", 100, 2023) for area, gbp in (("N", Decimal("-3.34")), ("S", Decimal("-3.33")), ("W", Decimal("-3.33")))]


@pytest.mark.parametrize("people", [{}, {"N": {2023: 100}}, {"N": {2023: 100}, "S": {2022: 100}}, {"N": {2010: 100}, "S": {2010: 100}}])
def test_what_cannot_be_divided_is_given_to_no_area(people: dict[str, dict[int, int]]) -> None:
    """People of one area not known, of different years, or of years too far away; a body whose areas are not known."""
    assert areas_of((1, "police", 2024, "10.00"), (2, "trust", 2024, "5.00"), areas={"police": ("N", "S")}, people=people) == []


@given(net=st.decimals(-(10**9), 10**9, places=2), weights=st.lists(st.integers(1, 10**6), min_size=2, max_size=12))
def test_areas_add_up_to_the_row_of_the_count(net: Decimal, weights: list[int]) -> None:
    codes = tuple(f"A{number:02d}" for number in range(len(weights)))
    people = {code: {2024: weight} for code, weight in zip(codes, weights, strict=True)}
    found = areas_of((1, "police", 2024, str(net)), areas={"police": codes}, people=people)
    assert sum((row[2] for row in found), Decimal(0)) == net


def _area(code: str, kind: str, left: int, right: int) -> dict[str, Any]:
    return {"area_code": code, "area_name": code, "area_type": kind, "is_in_place": True, "outline_wkb": shapely.to_wkb(shapely.box(left, 0, right, 10)), "source_file_id": "f"}


def _people(code: str, persons: int, period: str = "2023-06-30", statistic: str = "Persons: all ages") -> dict[str, Any]:
    return {"area_code": code, "statistic": statistic, "period": period, "value": float(persons), "unit": "persons", "source_file_id": "f"}


def people(*rows: dict[str, Any]) -> dict[str, Any]:
    outlines = [_area("N", "district", 0, 20), _area("S", "district", 20, 40), _area("n1", "lsoa", 0, 10), _area("n2", "lsoa", 10, 20), _area("s1", "lsoa", 20, 30), _area("s2", "lsoa", 30, 40)]
    return {
        code: dict(years)
        for code, years in people_by_area(
            contract("core.area_statistic").conform(pl.DataFrame(rows)).collect(), contract("core.area").conform(pl.DataFrame(outlines)).collect(), {"N", "S"}
        ).items()
    }


def test_people_are_those_published_else_those_of_the_smaller_areas_in_it() -> None:
    smaller = [_people("n1", 10), _people("n2", 20), _people("n1", 4, statistic="Females: all ages"), _people("s1", 5)]
    assert people(*smaller) == {"N": {2023: 30}}  # of one of S's two nobody knows
    assert people(*smaller, _people("N", 33, "2024-06-30"), _people("s2", 6)) == {"N": {2024: 33}, "S": {2023: 11}}
