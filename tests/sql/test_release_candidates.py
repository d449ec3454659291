"""Candidates for release and their checklist: given a plan and what is known of a building, what has to be looked up."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import FILE, Rows, file_of, run_file
from totalplace import reference
from totalplace.contracts import release

Row = dict[str, Any]
POINTS = [column.name for column in release.RELEASE_CANDIDATE.columns if column.values == release.ANSWERS]
BODIES = [{"body_id": kind, "kind": kind} for kind in ("council", "nhs", "police", "fire", "schools", "other")]
LEDGERS = {"one_off_cost_gbp": "100", "revenue_a_year_gbp": "50", "liability_avoided_gbp": "7", "receipt_gbp": "0"}


def plan(action: str = "release", option: str = "together-today", **more: Any) -> Row:
    return {"option_id": option, "asset_id": "a", "body_id": "council", "action": action, "year_fy": 2027 if action in ("release", "relocate") else None, "is_robust": True, **LEDGERS, **more}


def building(**more: Any) -> Row:
    known = {"receipt_gbp": "1000", "sale_cost_gbp": "20", "empty_years": 2, "budgeted_maintenance_gbp": "5", "is_owned": True, "function": "office"}
    return {"asset_id": "a", "body_id": "council", "owner_body_id": None, **known, **more}


def stated(item: str, row: int = 2, status: str = "loaded", **more: Any) -> dict[str, Rows]:
    return {
        "staging.building_constraint": [{**FILE, "source_row": row, "item": item, **more}],
        "core.asset_reference": [{**FILE, "source_row": row, "asset_id": "a", "line_status": status}],
    }


def candidates(tmp_path: Path, plans: Rows, buildings: Rows, **given: Rows) -> list[Row]:
    tables: dict[str, Rows] = {
        "mart.estate_plan": plans, "analysis.plan_building": buildings, "ref.body": BODIES, "core.calendar": [{"next_month_on": date(2026, 4, 1)}],
        "ref.disposal_check": reference.disposal_check_table().rows(named=True), **given,
    }  # fmt: skip
    return run_file(file_of("mart.release_candidate"), tables, tmp_path).rows(named=True)


def test_there_is_a_point_for_each_column_and_a_column_for_each_point() -> None:
    table = reference.disposal_check_table()
    assert sorted(set(table["check_id"])) == sorted(POINTS)
    kinds = {row["kind"] for row in BODIES}
    for name in ("applies_to", "to_check_for", "not_known_for"):
        assert {kind for cell in table[name].drop_nulls() for kind in cell.split(",")} <= kinds
    assert {use for cell in table["functions"].drop_nulls() for use in cell.split(",")} <= set(reference.function_table()["function_id"])
    assert table.filter(table["functions"].is_not_null() != table["other_functions"].is_not_null()).is_empty()


def test_only_what_is_given_up_is_a_candidate_in_each_option_that_does_so(tmp_path: Path) -> None:
    plans = [plan(), plan(option="alone-today"), plan("blocked", "fair-today"), plan("keep", "fair-target"), plan("host", "together-target"), plan("not assessed", "alone-target")]
    rows = candidates(tmp_path, plans, [building()])
    assert [(row["option_id"], row["standing"]) for row in rows] == [(name, "candidate, not a recommendation") for name in ("alone-today", "together-today")]


@pytest.mark.parametrize(
    ("action", "gross", "wanted"),
    [
        ("release", "1000", (2027, 2029, Decimal(1000), Decimal(20), Decimal(980))),
        ("release", None, (2027, 2029, None, None, None)),  # nobody has said what it would fetch: that is not nought
        ("relocate", "1000", (2027, None, None, None, None)),
    ],
)
def test_receipts_are_gross_and_net_and_have_a_year(action: str, gross: str | None, wanted: tuple[Any, ...], tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan(action)], [building(receipt_gbp=gross)])
    assert tuple(row[name] for name in ("left_fy", "receipt_fy", "gross_receipt_gbp", "sale_cost_gbp", "net_receipt_gbp")) == wanted
    assert tuple(row[name] for name in ("one_off_cost_gbp", "revenue_a_year_gbp", "backlog_avoided_gbp", "budgeted_maintenance_gbp")) == (100, 50, 7, 5)


@pytest.mark.parametrize(
    ("seller", "wanted"),
    [
        ("council", {"best_consideration": "applies", "undervalue_consent": "to check", "crichel_down": "to check", "surplus_register": "to check", "clawback": "not known"}),
        ("nhs", {"best_consideration": "does not apply", "undervalue_consent": "does not apply", "crichel_down": "to check", "surplus_register": "applies", "clawback": "to check"}),
        ("police", {"best_consideration": "does not apply", "open_space_notice": "does not apply", "community_value": "to check"}),
        ("fire", {"best_consideration": "to check", "undervalue_consent": "does not apply", "housing_consent": "does not apply"}),
    ],
)
def test_duties_are_those_of_the_seller(seller: str, wanted: dict[str, str], tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan()], [building(owner_body_id=seller)])
    assert row["seller_body_id"] == seller
    assert {name: row[name] for name in wanted} == wanted
    assert row["open_count"] == sum(row[name] != "does not apply" for name in POINTS)


@pytest.mark.parametrize(
    ("given", "point", "wanted"),
    [
        ({"function": "school"}, "school_consent", "applies"),
        ({"function": "office"}, "school_consent", "not known"),
        ({"function": "leisure centre"}, "open_space_notice", "to check"),
        ({"function": "garage"}, "housing_consent", "to check"),
        ({"function": "office"}, "housing_consent", "does not apply"),
        ({"receipt_fund": "housing revenue account"}, "housing_consent", "applies"),
        ({"receipt_fund": "NHS"}, "clawback", "applies"),
        ({"receipt_fund": "trust"}, "clawback", "not known"),
        ({"release_block": "school consent"}, "school_consent", "applies"),
    ],
)
def test_use_and_fund_tell_what_has_to_be_looked_up(given: Row, point: str, wanted: str, tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan()], [building(**given)])
    assert row[point] == wanted


@pytest.mark.parametrize(
    ("line", "point", "wanted"),
    [
        (stated("listed"), "listed", "applies"),
        (stated("flood", until_on=date(2026, 4, 1)), "flood", "applies"),
        (stated("flood", until_on=date(2026, 3, 31)), "flood", "not known"),  # it holds no longer
        (stated("asbestos", status="held"), "asbestos", "not known"),
        (stated("overage"), "clawback", "applies"),
        (stated("community use"), "community_use", "applies"),
        (stated("must stay"), "covenant", "not known"),
    ],
)
def test_what_is_stated_of_the_building_applies(line: dict[str, Rows], point: str, wanted: str, tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan()], [building()], **line)
    assert row[point] == wanted


def test_it_is_said_when_it_was_stated_and_until_when_it_holds(tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan()], [building()], **stated("listed", stated_on=date(2025, 5, 1), stated_by_as_published="Estates team"))
    assert row["stated"] == "listed (stated 2025-05-01)"
    (row,) = candidates(tmp_path, [plan()], [building()], **stated("must stay", stated_on=date(2025, 5, 1), until_on=date(2030, 9, 30)))
    assert row["stated"] == "must stay until 2030-09-30 (stated 2025-05-01)"


def test_a_lease_that_is_given_up_is_no_sale(tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan("relocate")], [building(is_owned=False)], **stated("community value"))
    assert (row["best_consideration"], row["community_value"], row["vat_option"], row["lease_terms"], row["asbestos"]) == ("does not apply",) * 3 + ("applies", "not known")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, "not known"),
        ({"mart.occupation": [{"asset_id": "a", "occupation": "owner occupied"}]}, "does not apply"),
        ({"mart.occupation": [{"asset_id": "a", "occupation": "owner occupied"}, {"asset_id": "a", "occupation": "tenant"}]}, "applies"),
        ({"mart.interest": [{"asset_id": "a", "source": "lease", "detail": "let", "detail_as_published": "landlord"}]}, "applies"),
        ({"mart.interest": [{"asset_id": "a", "source": "lease", "detail": "not known", "detail_as_published": "tenant"}]}, "not known"),
    ],
)
def test_tenants_are_those_that_leases_and_registers_show(given: dict[str, Rows], wanted: str, tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, [plan()], [building()], **given)
    assert row["tenants"] == wanted
