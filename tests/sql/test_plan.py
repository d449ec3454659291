"""What the plan for one estate is made from, rule by rule: who is in a building, what they need, what giving it up saves, fetches, costs, and what forbids it."""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import FILE, Rows, run
from totalplace import reference

Row = dict[str, Any]
ASSUMED = {
    "plan_net_of_gross_share": 0.8, "net_of_gross_area_share": 0.9, "occupation_complete_share": 0.9, "occupation_contradicted_share": 0.5,
    "office_desks_a_person": 0.8, "office_desk_m2": 10, "plan_target_desks_a_person": 0.5, "plan_target_desk_m2": 8, "service_overlap_headroom_share": 0.2,
    "plan_move_desk_gbp": 1000, "plan_move_m2_gbp": 200, "plan_optimism_bias_share": 0.25, "plan_vat_council_share": 0, "plan_vat_nhs_share": 0.2,
    "plan_phase_years": 10, "plan_sale_months": 12, "plan_sale_cost_share": 0.02, "plan_void_cost_share": 0.25, "plan_dilapidations_m2_gbp": 100,
    "plan_notice_months": 6, "plan_listed_months": 6, "plan_community_value_months": 6, "plan_access_minimum": 1,
}  # fmt: skip
IN_FORCE = [{"assumption_id": name, "value": value} for name, value in ASSUMED.items()]
CALENDAR = [{"next_month_on": date(2026, 1, 1), "plan_first_fy": 2026}]  # published in December 2025: the years of the plan are 2026 to 2035
FUNCTIONS = reference.function_table().to_dicts()
BODIES = [{"body_id": "council", "kind": "council"}, {"body_id": "trust", "kind": "nhs"}]


def estate(asset_id: str = "a1", **more: Any) -> Row:
    plain = {
        "asset_kind": "building", "body_id": "council", "ownership_basis": "register", "is_public_estate": True, "is_disowned": False, "function": "office",
        "easting": 1.0, "northing": 2.0, "area_code": "E1", "tenure": "freehold", "nia_m2": 1000.0, "running_cost_gbp": 100_000, "running_cost_method": "register",
    }  # fmt: skip
    return {"asset_id": asset_id, **plain, **more}


def line_id(row: int) -> str:
    return "o" + hashlib.md5(f"f1/table/{row}".encode()).hexdigest()[:14]


def returned(*lines: Row, asset_id: str = "a1") -> dict[str, Rows]:
    """Lines of a return of occupations, as staging, core.asset_reference and mart.occupation have them."""
    numbered = [{**FILE, "source_row": row, "to_on": date(2025, 3, 31), "space_kind": "desk", "area_basis": "NIA", **line} for row, line in enumerate(lines, 2)]
    return {
        "staging__occupation_return": [{name: value for name, value in line.items() if name != "body_id"} for line in numbered],
        "core__asset_reference": [{**FILE, "source_row": line["source_row"], "asset_id": asset_id, "body_id": "council", "line_status": "loaded"} for line in numbered],
        "mart__occupation": [
            {
                "occupation_id": line_id(line["source_row"]), "asset_id": asset_id, "source": "return", "occupier_body_id": line.get("body_id"),
                "occupation": "vacant" if line.get("occupier_as_published") == "Vacant" else "user",
            }
            for line in numbered
        ],
    }  # fmt: skip


def registered(*kinds: tuple[str, str | None], asset_id: str = "a1") -> Rows:
    return [{"occupation_id": f"r{nth}", "asset_id": asset_id, "source": "register", "occupation": kind, "occupier_body_id": body} for nth, (kind, body) in enumerate(kinds)]


def space(tmp_path: Path, assets: Rows, **given: Rows) -> Rows:
    return run("analysis.plan_space", tmp_path, mart__estate=assets, ref__function=FUNCTIONS, core__assumption=IN_FORCE, core__calendar=CALENDAR, **given).to_dicts()


def shown(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


# Who is in it, and what they need ------------------------------------------------------------------------------------


def test_returns_of_the_whole_building_say_who_is_in_it(tmp_path: Path) -> None:
    lines = returned(
        {"body_id": "council", "occupier_as_published": "Council", "fte": 40.0, "area_m2": 500.0, "is_whole_building": True},
        {"body_id": "trust", "occupier_as_published": "Trust", "fte": 10.0, "area_m2": 200.0, "is_whole_building": True},
        {"body_id": "council", "occupier_as_published": "Council", "space_kind": "storage", "area_m2": 100.0, "is_whole_building": True},
        {"occupier_as_published": "Vacant", "area_m2": 200.0, "is_whole_building": True},
        # an older return of somebody who is not in the newest one of the whole
        {"body_id": "police", "occupier_as_published": "Police", "fte": 5.0, "area_m2": 50.0, "to_on": date(2020, 3, 31)},
    )
    rows = space(tmp_path, [estate()], **lines)
    found = {row["use_id"]: row for row in rows}
    # 0.8 desks a person of 10 m²; at the target 0.5 of 8 m²; storage the area stated
    assert shown([found[line_id(row)] for row in (2, 3, 4, 5)], "body_id", "space_kind", "use", "demand_today_m2", "demand_target_m2", "function") == [
        ("council", "desk", "in use", 320.0, 160.0, "office"),
        ("trust", "desk", "in use", 80.0, 40.0, "office"),
        ("council", "storage", "in use", 100.0, 100.0, "office"),
        (None, "desk", "empty", None, None, None),
    ]
    assert len(rows) == 4
    assert {row["missing"] for row in rows} == {None}


def test_no_fewer_desks_are_needed_than_were_in_use_at_the_peak(tmp_path: Path) -> None:
    lines = returned(
        {"body_id": "council", "occupier_as_published": "Council", "fte": 30.0, "is_whole_building": True},
        {"body_id": "trust", "occupier_as_published": "Trust", "fte": 10.0, "is_whole_building": True},
    )
    counted = {"unit_kind": "building", "measure": "U5", "asset_id": "a1", "is_implausible": False}
    use = [{**counted, "peak_share": 0.1, "denominator": 100.0, "period_to_on": date(2020, 1, 1)}, {**counted, "peak_share": 0.5, "denominator": 96.0, "period_to_on": date(2024, 1, 1)}]
    rows = space(tmp_path, [estate()], mart__utilisation=use, **lines)
    # 32 desks by people, 48 in use at the last count: shared out as the people are; the target holds by people alone
    assert sorted(shown(rows, "demand_today_m2", "demand_target_m2")) == [(120.0, 40.0), (360.0, 120.0)]


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ({"body_id": "council", "fte": 5.0, "area_m2": 100.0}, "use at the peak, who is in it"),  # a tenth of the building, and no word that it is all
        ({"body_id": "council", "fte": 5.0, "area_m2": 950.0}, None),  # it reaches nearly all
        ({"body_id": "council", "fte": 5.0, "area_m2": 300.0, "is_whole_building": True}, "use at the peak, who is in it"),  # said to be all, and not half of it
        ({"body_id": "council", "fte": 5.0, "is_whole_building": True}, None),
        ({"body_id": "council", "is_whole_building": True}, "people in it"),
        ({"body_id": "council", "space_kind": "storage", "is_whole_building": True}, "floor area"),
        ({"occupier_as_published": "A Charity", "fte": 5.0, "is_whole_building": True}, "tenants in it"),
    ],
)
def test_what_a_return_does_not_say_is_missing(line: Row, missing: str | None, tmp_path: Path) -> None:
    (row,) = space(tmp_path, [estate()], **returned(line))
    assert row["missing"] == missing


@pytest.mark.parametrize(
    ("kinds", "use", "wanted"),
    [
        # one body in it by the register, and its use measured at the peak: by the rule of mart.service_overlap
        ([("owner occupied", "council")], {"measure": "U5", "band": "under-used", "peak_share": 0.4, "utilisation_share": 0.3}, ("in use", "council", 400.0, None)),
        ([("owner occupied", "council")], {"measure": "U1", "band": "under-used", "utilisation_share": 0.3}, ("in use", "council", 300.0, None)),
        ([("owner occupied", "council")], {"measure": "U3", "band": "under-used", "utilisation_share": 0.3}, ("in use", "council", None, "use at the peak")),
        ([("owner occupied", "council"), ("owner occupied", "trust")], {"measure": "U5", "band": "under-used", "peak_share": 0.4}, ("not known", None, None, "who is in it")),
        ([("not known", None)], {"measure": "U5", "band": "under-used", "peak_share": 0.4}, ("not known", None, None, "who is in it")),
        ([("tenant", None)], {"measure": "U5", "band": "under-used", "peak_share": 0.4}, ("not known", None, None, "who is in it, tenants in it")),
        ([("vacant", None)], {"measure": "U0", "band": "vacant", "utilisation_share": 0.0}, ("empty", None, None, None)),
    ],
)
def test_without_a_return_it_is_the_one_body_in_the_register(kinds: list[tuple[str, str | None]], use: Row, wanted: tuple[Any, ...], tmp_path: Path) -> None:
    (row,) = space(tmp_path, [estate()], mart__occupation=registered(*kinds), mart__utilisation_latest=[{"asset_id": "a1", **use}])
    assert (row["use"], row["body_id"], row["demand_today_m2"], row["missing"]) == wanted
    assert row["space_kind"] == "desk"


def test_what_is_listed_and_what_is_not(tmp_path: Path) -> None:
    assets = [
        estate("a1"), estate("land", asset_kind="land"), estate("surgery", ownership_basis="service list only", is_public_estate=None), estate("gone", is_disowned=True),
        estate("nowhere", easting=None), estate("car park", function="car park"), estate("gross", nia_m2=None, gia_m2=500.0, function="clinic"),
    ]  # fmt: skip
    assert sorted(shown(space(tmp_path, assets), "asset_id", "space_kind", "building_net_m2")) == [("a1", "desk", 1000.0), ("gross", "clinical room", 400.0)]


def test_people_at_desks_behind_a_counter_are_an_office(tmp_path: Path) -> None:
    lines = returned(
        {"body_id": "council", "fte": 10.0, "is_whole_building": True},
        {"body_id": "council", "space_kind": "other", "area_m2": 300.0, "is_whole_building": True},
    )
    rows = space(tmp_path, [estate(function="library")], **lines)
    assert sorted(shown(rows, "space_kind", "function")) == [("desk", "office"), ("other", "library")]
    # where nothing else is returned the desks are all that is known of the library
    (row,) = space(tmp_path, [estate(function="library")], **returned({"body_id": "council", "fte": 10.0, "is_whole_building": True}))
    assert row["function"] == "library"


def test_a_tenant_whose_lease_ends_is_not_ours_to_move_and_not_missing(tmp_path: Path) -> None:
    let = {"interest_id": "i1", "asset_id": "a1", "source": "lease", "detail_as_published": "landlord", "body_id": "council"}
    for ends_on, missing in ((date(2028, 3, 31), None), (None, "tenants in it")):
        (row,) = space(tmp_path, [estate()], mart__occupation=registered(("tenant", None)), mart__interest=[{**let, "ends_on": ends_on}])
        assert (row["use"], row["occupation_id"], row["missing"]) == ("tenant", None, missing)
    # let as a whole to a body of the place: it is in it
    used = [{"asset_id": "a1", "measure": "U5", "band": "under-used", "peak_share": 0.4}]
    (row,) = space(tmp_path, [estate()], mart__occupation=registered(("tenant", None)), mart__interest=[{**let, "tenant_body_id": "trust"}], mart__utilisation_latest=used)
    assert (row["use"], row["body_id"], row["demand_today_m2"], row["missing"]) == ("in use", "trust", 400.0, None)


# Room, moving --------------------------------------------------------------------------------------------------------


def used(use: str = "in use", kind: str = "desk", net: float | None = None, **more: Any) -> Row:
    return {"asset_id": "a1", "use_id": f"{use}{kind}{net}", "use": use, "space_kind": kind, "net_m2": net, "building_net_m2": 1000.0, "source": "return", **more}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([used(net=400.0), used("empty", net=500.0)], {"desk": 800.0}),  # one kind: all of the building
        ([used(net=400.0), used("empty", "clinical room", 300.0)], {"desk": 320.0, "clinical room": 240.0}),
        ([used(), used("empty", "storage", 300.0)], {"desk": 560.0, "storage": 240.0}),  # what the others leave
        ([used(), used("empty", "storage")], {}),  # nobody says how it is divided
        ([used(net=400.0), used("tenant", net=250.0)], {"desk": 600.0}),
        ([used("not known", net=1000.0)], {}),
        ([used(net=None, building_net_m2=None)], {}),
    ],
)
def test_room_is_the_area_of_a_kind_less_headroom(rows: Rows, wanted: dict[str, float], tmp_path: Path) -> None:
    found = run("analysis.plan_room", tmp_path, analysis__plan_space=rows, core__assumption=IN_FORCE)
    assert dict(found.select("space_kind", "capacity_m2").rows()) == wanted


def test_moving_costs_by_desk_or_by_area_with_bias_and_vat(tmp_path: Path) -> None:
    occupied = {"demand_target_m2": 1.0, "function": "office"}
    rows = [
        used(occupation_id="o1", body_id="council", demand_today_m2=320.0, **occupied),
        used(kind="storage", occupation_id="o2", body_id="trust", demand_today_m2=100.0, **{**occupied, "function": "library"}),
        used("empty"),
    ]
    found = run("analysis.plan_occupation", tmp_path, analysis__plan_space=rows, ref__function=FUNCTIONS, ref__body=BODIES, core__assumption=IN_FORCE)
    # 32 desks at £1,000 and a quarter more; 100 m² at £200, a quarter more, and a fifth of that
    assert found.select("occupation_id", "move_cost_gbp", "is_public").rows() == [("o1", Decimal("40000.00"), False), ("o2", Decimal("30000.00"), True)]


# What giving it up saves, fetches and costs --------------------------------------------------------------------------


def building(tmp_path: Path, asset: Row, items: Rows = (), spaces: Rows | None = None, **given: Rows) -> Row:  # type: ignore[assignment]
    lines = [{**FILE, "source_row": row, "path": "p", "stated_on": date(2025, 5, 1), **item} for row, item in enumerate(items, 2)]
    (row,) = run(
        "analysis.plan_building", tmp_path, mart__estate=[asset], ref__function=FUNCTIONS, ref__body=BODIES, core__assumption=IN_FORCE, core__calendar=CALENDAR,
        analysis__plan_space=spaces or [used(demand_today_m2=100.0)], analysis__plan_room=[{"asset_id": "a1", "space_kind": "desk", "capacity_m2": 800.0}],
        staging__building_constraint=lines,
        core__asset_reference=[{**FILE, "source_row": line["source_row"], "asset_id": "a1", "line_status": "loaded"} for line in lines], **given,
    ).to_dicts()  # fmt: skip
    return row


def lease(**more: Any) -> Row:
    return {"interest_id": "i1", "asset_id": "a1", "source": "lease", "body_id": "council", "detail_as_published": "tenant", **more}


def test_a_building_of_which_nothing_more_is_said(tmp_path: Path) -> None:
    row = building(tmp_path, estate(required_maintenance_gbp=5000))
    wanted = {
        "is_owned": True, "avoidable_cost_gbp": 100_000, "receipt_gbp": None, "sale_cost_gbp": 0, "receipt_delay_years": 1, "void_cost_gbp": 25_000, "release_cost_gbp": 0,
        "budgeted_maintenance_gbp": 0, "liability_gbp": 5000, "rent_between_gbp": 0, "earliest_fy": 2026, "release_fys": None, "release_block": None, "is_host": True, "missing_data": None,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert building(tmp_path, estate())["liability_gbp"] is None  # not known is not nought


def test_what_is_stated_is_priced(tmp_path: Path) -> None:
    row = building(
        tmp_path, estate(required_maintenance_gbp=50_000, body_id="trust"),
        [
            {"item": "expected receipt", "amount_gbp": 900_000}, {"item": "expected receipt", "amount_gbp": 1, "stated_on": date(2024, 5, 1)},
            {"item": "listed", "amount_gbp": 200_000, "delay_months": 24}, {"item": "community value"},
            {"item": "ring-fenced receipt", "fund": "NHS"}, {"item": "dilapidations", "amount_gbp": 10_000}, {"item": "void cost a year", "amount_gbp": 12_000},
            {"item": "unavoidable cost a year", "amount_gbp": 30_000}, {"item": "budgeted maintenance", "amount_gbp": 20_000},
        ],
    )  # fmt: skip
    wanted = {
        # the newest line of an item; listing takes its amount off and delays by its own months, community value by the usual six: 12 + 24 + 6 months
        "receipt_gbp": 700_000, "sale_cost_gbp": 14_000, "receipt_delay_years": 4, "receipt_fund": "NHS", "void_cost_gbp": 12_000, "avoidable_cost_gbp": 70_000,
        # a quarter more, and a fifth of that
        "release_cost_gbp": 15_000, "budgeted_maintenance_gbp": 20_000, "liability_gbp": 30_000, "release_block": None,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("items", "block", "earliest"),
    [
        ([{"item": "private finance", "until_on": date(2041, 3, 31), "stated_by_as_published": "Finance"}], ("private finance", "It is held by private finance, until 2041-03-31, as stated by Finance."), 2026),
        ([{"item": "private finance", "until_on": date(2031, 3, 31)}], (None, None), 2031),  # over within the years of the plan
        ([{"item": "must stay", "until_on": date(2030, 9, 30)}], (None, None), 2031),  # no half year counts
        ([{"item": "must stay", "until_on": date(2020, 9, 30)}], (None, None), 2026),
        ([{"item": "must stay", "stated_by_as_published": "individual (withheld)"}], ("must stay", "It must stay, as the list of what stands in the way says."), 2026),
        ([{"item": "other consent"}, {"item": "statutory location"}], ("statutory location", "It is a statutory location, as the list of what stands in the way says."), 2026),
        ([{"item": "flood"}, {"item": "asbestos"}], (None, None), 2026),
    ],
)  # fmt: skip
def test_what_forbids_it_and_until_when(items: Rows, block: tuple[str | None, str | None], earliest: int, tmp_path: Path) -> None:
    row = building(tmp_path, estate(), items)
    assert (row["release_block"], row["block_reason"]) == block
    assert row["earliest_fy"] == earliest


def test_school_land_needs_consent_though_nobody_says_so(tmp_path: Path) -> None:
    assert building(tmp_path, estate(function="school"))["release_block"] == "school consent"
    given = building(tmp_path, estate(function="school"), [{"item": "school consent", "until_on": date(2027, 3, 31)}])
    assert (given["release_block"], given["earliest_fy"]) == (None, 2027)


@pytest.mark.parametrize(
    ("leases", "years", "block", "earliest"),
    [
        ([lease(ends_on=date(2030, 9, 30), break_dates="2027-03-31, 2028-06-24")], "2027, 2029, 2031", None, 2027),
        ([lease(ends_on=date(2060, 9, 30), break_dates="2026-05-31", notice_months=6)], None, "lease", 2026),  # too late to give notice
        ([lease(ends_on=date(2060, 9, 30))], None, "lease", 2026),
        ([lease(ends_on=date(2020, 9, 30))], None, None, 2027),  # held over: by six months of notice from January 2026
        # two leases, of two floors: when both end, break or have ended
        ([lease(ends_on=date(2028, 3, 31)), lease(interest_id="i2", ends_on=date(2030, 3, 31), break_dates="2027-03-31")], "2030", None, 2030),
        # the landlord's list does not speak where the tenant's does
        ([lease(ends_on=date(2028, 3, 31)), lease(interest_id="i2", body_id="trust", detail_as_published="landlord", tenant_body_id="council", ends_on=date(2031, 3, 31))], "2028", None, 2028),
        ([lease(body_id="trust", detail_as_published="landlord", tenant_body_id="council", ends_on=date(2031, 3, 31))], "2031", None, 2031),
    ],
)  # fmt: skip
def test_a_lease_is_left_when_it_ends_or_breaks(leases: Rows, years: str | None, block: str | None, earliest: int, tmp_path: Path) -> None:
    row = building(tmp_path, estate(tenure="leasehold"), mart__interest=leases)
    assert (row["release_fys"], row["release_block"], row["missing_data"]) == (years, block, None)
    assert row["is_owned"] is False
    assert row["receipt_delay_years"] == row["void_cost_gbp"] == 0
    # 1,000 m² at £100 and a quarter more
    assert row["release_cost_gbp"] == 125_000
    if block is None:
        assert row["earliest_fy"] == earliest


def test_an_end_that_nobody_knows_is_missing(tmp_path: Path) -> None:
    assert building(tmp_path, estate(tenure="leasehold"))["missing_data"] == "end of the lease"
    assert building(tmp_path, estate(tenure="leasehold"), mart__interest=[lease()])["missing_data"] == "end of the lease"
    assert building(tmp_path, estate(tenure="not known"))["missing_data"] == "whether it is owned or leased"
    licence = building(tmp_path, estate(tenure="licence"))
    assert (licence["missing_data"], licence["release_fys"], licence["earliest_fy"]) == (None, None, 2027)  # notice from January 2026 ends in July


def test_what_is_let_to_others_ends_with_their_lease(tmp_path: Path) -> None:
    let = lease(detail_as_published="landlord", ends_on=date(2029, 3, 31))
    assert building(tmp_path, estate(), mart__interest=[let])["earliest_fy"] == 2029
    late = building(tmp_path, estate(), mart__interest=[{**let, "ends_on": date(2050, 3, 31)}])
    assert (late["release_block"], late["block_reason"]) == ("lease", "It is let to others until 2050-03-31, as the list of leases says.")


def test_rent_between_bodies_is_no_cost_that_is_avoided(tmp_path: Path) -> None:
    # a lease that both list counts once
    paid = [
        lease(landlord_body_id="trust", tenant_body_id="council", rent_a_year_gbp=40_000, ends_on=date(2030, 3, 31)),
        lease(interest_id="i2", body_id="trust", detail_as_published="landlord", landlord_body_id="trust", tenant_body_id="council", rent_a_year_gbp=40_000, ends_on=date(2030, 3, 31)),
    ]
    row = building(tmp_path, estate(tenure="leasehold"), mart__interest=paid)
    assert shown([row], "avoidable_cost_gbp", "rent_between_gbp", "rent_from_body_id", "rent_to_body_id") == [(60_000, 40_000, "council", "trust")]
    # no more than the rent that the cost states to be in it
    stated = [{"asset_id": "a1", "is_running_cost_shown": True, "rent_gbp": 25_000}]
    assert building(tmp_path, estate(tenure="leasehold"), mart__interest=paid, mart__estate_cost=stated)["avoidable_cost_gbp"] == 75_000
    # rent that the managing body receives is none of its running cost
    received = [lease(detail_as_published="landlord", tenant_body_id="trust", rent_a_year_gbp=9000)]
    row = building(tmp_path, estate(), mart__interest=received)
    assert shown([row], "avoidable_cost_gbp", "rent_between_gbp", "rent_from_body_id", "rent_to_body_id") == [(100_000, 9000, "trust", "council")]


@pytest.mark.parametrize(
    ("asset", "spaces", "block"),
    [
        (estate(condition="D"), None, "condition D"),
        (estate(condition=None), None, None),  # a condition that nobody knows hinders nobody
        (estate(function="hospital"), None, "what it is for shares a building with nothing"),
        (estate(function="not known"), None, "what it is for is not known"),
        (estate(), [used("not known", missing="who is in it")], "what its own people need is not known"),
        (estate(), [used("in use", missing="use at the peak")], "what its own people need is not known"),
        (estate(), [used("empty")], None),
    ],
)
def test_who_may_take_others_in(asset: Row, spaces: Rows | None, block: str | None, tmp_path: Path) -> None:
    row = building(tmp_path, asset, spaces=spaces)
    assert (row["is_host"], row["host_block"]) == (block is None, block)


def test_what_is_missing_is_said_in_words(tmp_path: Path) -> None:
    spaces = [used("not known", missing="floor area, use at the peak, who is in it, tenants in it")]
    row = building(tmp_path, estate(function="not known", running_cost_gbp=None, tenure="other"), spaces=spaces)
    assert row["missing_data"] == "what it is for, floor area, use at the peak, who is in it, tenants in it, running cost, whether it is owned or leased"


# What the place itself asks for --------------------------------------------------------------------------------------


def entry(number: int, instruction: str, **more: Any) -> Row:
    return {"entry_number": number, "line_number": 10 * number, "instruction": instruction, "reason": "Because (Cabinet)", **more}


def test_an_instruction_finds_its_building_or_says_why_not(tmp_path: Path) -> None:
    lines = [{**FILE, "source_row": row} for row in (2, 3, 4)]
    codes = dict(zip((2, 3, 4), ("TH01", "DUP", "DUP"), strict=True))
    found = run(
        "core.plan_instruction", tmp_path,
        core__plan_entry=[
            entry(1, "keep", asset_id="a1"), entry(2, "release", asset_code="th01", body_id="council"), entry(3, "keep", asset_id="a2"), entry(4, "release", asset_id="aold"),
            entry(5, "keep", asset_code="DUP", body_id="council"), entry(6, "keep", asset_code="TH01", body_id="trust"), entry(7, "keep", asset_id="surgery"),
            entry(8, "access", service="library", minimum=2),
        ],
        mart__estate=[estate("a1"), estate("a2"), estate("a3"), estate("surgery")], analysis__plan_space=[used(), {**used(), "asset_id": "a2"}, {**used(), "asset_id": "a3"}],
        core__asset_identity=[{"own_id": "aold", "asset_id": "a3"}, {"own_id": "a1", "asset_id": "a1"}],
        core__listing=[{**line, "asset_code": codes[line["source_row"]]} for line in lines], core__property_line=[{**line, "body_id": "council"} for line in lines],
        core__asset_line=[{**line, "asset_id": asset_id} for line, asset_id in zip(lines, ("a1", "a2", "a3"), strict=True)],
    )  # fmt: skip
    both = "one line asks to keep the building, another to release it"
    assert found.select("entry_number", "asset_id", "fault", "is_followed").rows() == [
        (1, "a1", both, False),
        (2, "a1", both, False),
        (3, "a2", None, True),
        (4, "a3", None, True),  # an id that was merged into another
        (5, None, "several buildings have that code", False),
        (6, None, "no building of that id or code is known", False),
        (7, "surgery", "no register or title shows that building to be held, or its place is not known, or buildings of its use are not weighed", False),
    ]


@pytest.mark.parametrize(("instruction", "items", "wanted"), [("keep", [], "keep"), ("release", [], "release"), ("release", [{"item": "must stay"}], None), ("keep", [{"item": "must stay"}], "keep")])
def test_release_does_not_go_before_what_forbids_it(instruction: str, items: Rows, wanted: str | None, tmp_path: Path) -> None:
    asked = [{"entry_number": 1, "asset_id": "a1", "instruction": instruction, "reason": "Because (Cabinet)", "is_followed": True}, {"entry_number": 2, "asset_id": "a1", "instruction": "keep", "is_followed": False}]
    row = building(tmp_path, estate(), items, core__plan_instruction=asked)
    assert (row["instruction"], row["instruction_reason"]) == (wanted, "Because (Cabinet)" if wanted else None)


def test_points_of_access_by_the_place_else_by_default(tmp_path: Path) -> None:
    assets = [
        *(estate(name, function="library", area_code=area) for name, area in (("a1", "E1"), ("a2", "E1"), ("a3", "E2"), ("a4", "E3"))),
        estate("listed", function="library", ownership_basis="service list only", is_public_estate=None), estate("office"), estate("b1", function="clinic"), estate("gone", function="library", is_disowned=True),
    ]  # fmt: skip
    weighed = [{"asset_id": name} for name in ("a1", "a3", "b1")] + [{"asset_id": "a2", "missing_data": "running cost"}, {"asset_id": "a4", "missing_data": "running cost"}]
    asked = [entry(1, "access", service="library", minimum=2), entry(2, "access", service="library", area_code="E1", minimum=0)]
    found = run("analysis.plan_access", tmp_path, mart__estate=assets, ref__function=FUNCTIONS, analysis__plan_building=weighed, core__plan_entry=asked, core__assumption=IN_FORCE)
    default = "project default: 1 of each service in each district that has any"
    assert found.select("service", "area_code", "minimum", "elsewhere_count", "reason").rows() == [
        ("clinic", "E1", 1, 0, default),
        ("library", "E1", 0, 2, "Because (Cabinet)"),
        ("library", "E2", 1, 0, "Because (Cabinet)"),  # two are asked for, and there is one: E3 has none that is weighed
    ]
