"""The plan for one estate beside the planted towns, whose best plan is known because everything was tried (totalplace/example/estate_answers.py)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.example_place.conftest import Published
from totalplace.example.estate_answers import LEDGERS

pytestmark = pytest.mark.timeout(1200)


def _named(published: Published, name: str) -> str:
    """Our id of the planted building of that name."""
    (true,) = (asset["asset_id"] for asset in published.assets.values() if asset["name"] == name)
    return published.ours[true]


def _plan(published: Published, option: str, name: str) -> dict[str, Any]:
    (row,) = published.rows("select * from mart.estate_plan where option_id = ? and asset_id = ?", option, _named(published, name))
    return row


def test_each_planted_building_becomes_what_it_ought_to_in_every_option(published: Published) -> None:
    """Action, year, room taken up, gain and what its block is worth, to the penny."""
    wanted = {
        (row["option_id"], published.ours[row["asset_id"]]): (
            row["action"], int(row["year_fy"] or 0), float(row["hosted_m2"]), Decimal(row["gain_gbp"]), Decimal(row["unlock_value_gbp"] or 0),
        )
        for row in published.truth("estate_plan.csv")
    }  # fmt: skip
    found = {
        (row["option_id"], row["asset_id"]): (row["action"], row["year_fy"] or 0, row["hosted_m2"], row["gain_gbp"], row["unlock_value_gbp"] or 0)
        for row in published.rows("select * from mart.estate_plan")
    }
    assert len(wanted) == 6 * 21
    assert {key: found[key] for key in wanted} == wanted


def test_its_ledgers_are_kept_apart_and_those_of_the_candidates_for_release_are_the_same(published: Published) -> None:
    """Revenue a year, what comes once, receipt and liability at today's prices; of a receipt that nobody has stated nothing is said."""
    truth = {(row["option_id"], published.ours[row["asset_id"]]): row for row in published.truth("estate_plan.csv")}
    wanted = {key: tuple(Decimal(row[name]) for name in LEDGERS) for key, row in truth.items()}
    found = {(row["option_id"], row["asset_id"]): tuple(row[name] for name in LEDGERS) for row in published.rows("select * from mart.estate_plan")}
    assert {key: found[key] for key in wanted} == wanted
    rows = {(row["option_id"], row["asset_id"]): row for row in published.rows("select * from mart.release_candidate")}
    columns = ("revenue_a_year_gbp", "one_off_cost_gbp", "net_receipt_gbp", "backlog_avoided_gbp")
    listed = {key: (rows[key]["left_fy"], *(rows[key][name] or Decimal(0) for name in columns)) for key in truth if key in rows}
    assert listed == {key: (int(row["year_fy"]), *wanted[key]) for key, row in truth.items() if row["year_fy"]}
    assert any(row["net_receipt_gbp"] is None for row in rows.values())


def test_each_who_moves_goes_where_they_ought_to(published: Published) -> None:
    ours = published.ours
    wanted = {
        (row["option_id"], ours[row["from_asset_id"]], row["body_id"], ours[row["to_asset_id"]], int(row["year_fy"]), float(row["demand_m2"]))
        for row in published.truth("estate_move.csv")
    }
    planted = {ours[row["asset_id"]] for row in published.truth("estate_plan.csv")}
    rows = published.rows("select * from mart.estate_move")
    found = {
        (row["option_id"], row["from_asset_id"], row["body_id"], row["to_asset_id"], row["year_fy"], row["demand_m2"])
        for row in rows
        if planted & {row["from_asset_id"], row["to_asset_id"]}
    }
    assert found == wanted


def test_what_turns_each_decision_is_what_was_tried(published: Published) -> None:
    """Six more plans of each option, with receipts, need of space and distance a fifth more and less."""
    wanted = {(row["option_id"], published.ours[row["asset_id"]]): row["flips_when"] for row in published.truth("estate_flip.csv")}
    rows = {(row["option_id"], row["asset_id"]): row for row in published.rows("select * from mart.estate_plan")}
    assert {key: rows[key]["flips_when"] or "" for key in wanted} == wanted
    assert {key: rows[key]["is_robust"] for key in wanted} == {key: not flips for key, flips in wanted.items()}
    assert {flips for flips in wanted.values() if flips}, "of all that is planted nothing turns"


def test_a_partner_who_loses_is_named_and_loses_nothing_where_nobody_may(published: Published) -> None:
    wanted = {(row["option_id"], row["body_id"]): Decimal(row["gain_gbp"]) for row in published.truth("estate_plan_body.csv")}
    rows = {(row["option_id"], row["body_id"]): row for row in published.rows("select * from mart.estate_plan_body")}
    assert {key: rows[key]["gain_gbp"] for key in wanted} == wanted
    assert {key for key, row in rows.items() if row["is_worse_off"]} >= {("together-today", "aldermarch-ambulance")}
    assert not any(row["is_worse_off"] for (option, _), row in rows.items() if option.startswith("fair"))


def test_what_is_kept_says_why(published: Published) -> None:
    """By name: a block and its worth, private finance that takes others in, and what is missing where nothing can be said."""
    station = _plan(published, "together-today", "Hawserside Police Station")
    assert (station["action"], station["constraint_name"]) == ("blocked", "must stay")
    school = _plan(published, "together-today", "Otterbeck Primary School")
    assert (school["action"], school["constraint_name"]) == ("blocked", "school consent")
    assert _plan(published, "together-today", "Civic Point")["action"] == "host"
    assert _plan(published, "alone-today", "Civic Point")["action"] == "keep"
    unknown = _plan(published, "together-today", "Pennant Record Office")
    assert (unknown["action"], unknown["missing_data"]) == ("not assessed", "running cost")
    kept = _plan(published, "together-today", "Bridge Customer Service Centre")
    assert kept["action"] == "keep" and "customer centre" in kept["reason"]


def test_all_together_gain_no_less_than_where_nobody_may_lose_and_each_alone_least(published: Published) -> None:
    gain = {row["option_id"]: row["gain_gbp"] for row in published.rows("select option_id, gain_gbp from mart.estate_option")}
    for standard in ("today", "target"):
        assert 0 < gain[f"alone-{standard}"] < gain[f"fair-{standard}"] < gain[f"together-{standard}"]
    parts = published.rows(
        """
        select option_id, option.gain_gbp - sum(body.gain_gbp) as off, sum(hosting_charge_a_year_gbp) as charges, sum(rent_between_a_year_gbp) as rents
        from mart.estate_option as option join mart.estate_plan_body as body using (option_id) group by option_id, option.gain_gbp
        """
    )
    assert {(row["off"], row["charges"], row["rents"]) for row in parts} == {(Decimal(0), Decimal(0), Decimal(0))}


def test_small_areas_that_get_farther_from_the_planted_library(published: Published) -> None:
    wanted = {(row["option_id"], row["service"], row["area_code"]): float(row["residents_farther"]) for row in published.truth("estate_access.csv")}
    rows = published.rows("select * from mart.access_change where area_type = 'lsoa'")
    found = {(row["option_id"], row["service"], row["area_code"]): row["residents_farther"] for row in rows}
    assert wanted and {key: found.get(key) for key in wanted} == wanted
