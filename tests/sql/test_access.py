"""The summary of who gets farther away, for each option and group. Given rows, expected rows."""

from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import run
from totalplace.analysis import access

LIMITS = [{"assumption_id": "access_hit_more_times", "value": 1.2}, {"assumption_id": "access_known_least_share", "value": 0.9}]
OPTIONS = [{"option_id": "fair", "move_count": 3, "fte": 12.5}, {"option_id": "none", "move_count": 0, "fte": 0.0}]


def change(group: str, residents: float | None, farther: float | None, service: str = access.ANY_SERVICE, known: int = 10, **more: Any) -> dict[str, Any]:
    told = {"residents": residents, "residents_farther": farther, "residents_farther_low": 0.0 if farther is not None else None, "residents_farther_high": farther}
    counts = {"small_area_count": 10, "small_area_known_count": known, "area_type": "district", "area_code": "N", "basis": access.STRAIGHT}
    return {"option_id": "fair", "group": group, "service": service, **told, **counts, **more}


def summary(tmp_path: Path, *changes: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    found = run("mart.estate_equality", tmp_path, mart__estate_option=OPTIONS, mart__access_change=list(changes), core__assumption=LIMITS)
    return {(row["option_id"], row["group"]): row for row in found.to_dicts()}


def test_every_option_has_a_row_for_every_group_and_says_which_cannot_be_told(tmp_path: Path) -> None:
    found = summary(tmp_path, change("all residents", 1000.0, 100.0), change("disabled people", None, None, known=0))
    assert sorted(found) == sorted((option, group) for option in ("fair", "none") for group in access.GROUPS)
    assert [group for (option, group), row in found.items() if option == "fair" and row["is_known"]] == ["all residents"]
    disabled = found["fair", "disabled people"]
    assert [disabled[name] for name in ("residents", "residents_farther", "farther_share", "times_all", "is_hit_more", "known_share")] == [None, None, None, None, None, 0.0]
    assert found["none", "all residents"]["known_share"] is None
    assert {row["unit"] for (_, group), row in found.items() if "household" in group} == {"households"}
    assert (disabled["fte"], disabled["move_count"]) == (12.5, 3)


def test_districts_are_added_up_and_small_areas_left_out(tmp_path: Path) -> None:
    found = summary(
        tmp_path,
        change("all residents", 1000.0, 100.0), change("all residents", 500.0, 50.0, area_code="S", known=5),
        change("all residents", 90.0, 90.0, area_code="E01000001", area_type="lsoa"),
        change("all residents", 1000.0, 100.0, service="library"), change("all residents", 1000.0, 0.0, service="clinic"),
        change("all residents", 500.0, 50.0, service="day centre", area_code="S", basis=access.SUPPLIED),
    )  # fmt: skip
    everybody = found["fair", "all residents"]
    assert [everybody[name] for name in ("residents", "residents_farther", "residents_farther_low", "residents_farther_high", "farther_share")] == [1500.0, 150.0, 0.0, 150.0, 0.1]
    assert (everybody["known_share"], everybody["times_all"], everybody["is_hit_more"], everybody["services"]) == (0.75, None, None, "day centre, library")
    assert everybody["basis"] == f"{access.STRAIGHT}; {access.SUPPLIED}"


@pytest.mark.parametrize(
    ("farther", "known", "times", "is_hit"),
    [(12.0, 10, 1.2, True), (11.0, 10, 1.1, False), (0.0, 10, 0.0, False), (30.0, 9, 3.0, True), (30.0, 8, None, None)],
)
def test_a_group_is_hit_more_from_the_threshold_on_if_it_is_known_well_enough(farther: float, known: int, times: float | None, is_hit: bool | None, tmp_path: Path) -> None:
    found = summary(tmp_path, change("all residents", 1000.0, 100.0), change("aged 65 and over", 100.0, farther, known=known))
    old = found["fair", "aged 65 and over"]
    assert (old["all_farther_share"], old["is_hit_more"]) == (0.1, is_hit)
    assert old["times_all"] == (None if times is None else pytest.approx(times))


def test_households_are_held_against_households(tmp_path: Path) -> None:
    found = summary(tmp_path, change("all residents", 1000.0, 0.0), change("all households", 400.0, 40.0), change("households without a car", 100.0, 20.0))
    without = found["fair", "households without a car"]
    assert (without["farther_share"], without["all_farther_share"], without["times_all"], without["is_hit_more"]) == (0.2, 0.1, 2.0, True)


def test_where_nobody_gets_farther_no_group_is_hit_more(tmp_path: Path) -> None:
    found = summary(tmp_path, change("all residents", 1000.0, 0.0), change("aged 0 to 15", 200.0, 0.0))
    assert [found["fair", "aged 0 to 15"][name] for name in ("farther_share", "times_all", "is_hit_more")] == [0.0, None, None]
