"""What the plan for one estate is made from, rule by rule: who is in a building, what they need, what giving it up saves, fetches, costs, and what forbids it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import FILE, Rows, run
from totalplace import reference

Row = dict[str, Any]
ASSUMED = {
    "plan_net_of_gross_share": 0.8, "net_of_gross_area_share": 0.9, "occupation_complete_share": 0.9, "occupation_contradicted_share": 0.5,
    "office_desks_a_person": 0.8, "office_desk_m2": 10, "plan_target_desks_a_person": 0.5, "plan_target_desk_m2": 8, "service_overlap_headroom_share": 0.2,
    "plan_move_desk_gbp": 1000, "plan_move_m2_gbp": 200, "plan_optimism_bias_share": 0.25, "plan_vat_council_share": 0, "plan_vat_nhs_share": 0.2,
    "plan_phase_years": 10, "plan_sale_months": 12, "plan_reletting_months": 18, "plan_sale_cost_share": 0.02, "plan_void_cost_share": 0.25, "plan_dilapidations_m2_gbp": 100,
    "plan_notice_months": 6, "plan_listed_months": 6, "plan_community_value_months": 6, "plan_access_minimum": 1,
}  # fmt: skip
IN_FORCE = [{"assumption_id": name, "value": value} for name, value in ASSUMED.items()]
CALENDAR = [{"next_month_on": date(2026, 1, 1), "plan_first_fy": 2026}]  # published in December 2025: the years of the plan are 2026 to 2035
FUNCTIONS = reference.function_table().to_dicts()
BODIES = [{"body_id": "council", "kind": "council", "name": "Northby Council"}, {"body_id": "trust", "kind": "nhs", "name": "Northby Trust"}]


def estate(asset_id: str = "a1", **more: Any) -> Row:
    plain = {
        "asset_kind": "building", "body_id": "council", "ownership_basis": "register", "is_public_estate": True, "is_disowned": False, "function": "office",
        "easting": 1.0, "northing": 2.0, "area_code": "E1", "tenure": "freehold", "nia_m2": 1000.0, "running_cost_gbp": 100_000, "running_cost_method": "register",
    }  # fmt: skip
    return {"asset_id": asset_id, **plain, **more}


def line_id(row: int) -> str:
    return "o" + hashlib.md5(f"f1/table/{row}".encode()).hexdigest()[:14]


def returned(*lines: Row, asset_ids: Sequence[str] = ()) -> dict[str, Rows]:
    """Lines of a return of occupations, as staging, core.asset_reference and mart.occupation have them; all of one building if none are named."""
    of = {row: (asset_ids[row - 2] if asset_ids else "a1") for row in range(2, len(lines) + 2)}
    numbered = [{**FILE, "source_row": row, "to_on": date(2025, 3, 31), "space_kind": "desk", "area_basis": "NIA", **line} for row, line in enumerate(lines, 2)]
    return {
        "staging__occupation_return": [{name: value for name, value in line.items() if name != "body_id"} for line in numbered],
        "core__asset_reference": [{**FILE, "source_row": line["source_row"], "asset_id": of[line["source_row"]], "body_id": "council", "line_status": "loaded"} for line in numbered],
        "mart__occupation": [
            {
                "occupation_id": line_id(line["source_row"]), "asset_id": of[line["source_row"]], "source": "return", "occupier_body_id": line.get("body_id"),
                "occupation": "vacant" if line.get("occupier_as_published") == "Vacant" else "user",
            }
            for line in numbered
        ],
    }  # fmt: skip


def registered(*kinds: tuple[str, str | None], asset_id: str = "a1") -> Rows:
    return [{"occupation_id": f"{asset_id}r{nth}", "asset_id": asset_id, "source": "register", "occupation": kind, "occupier_body_id": body} for nth, (kind, body) in enumerate(kinds)]


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


def test_what_a_return_does_not_say_is_missing(tmp_path: Path) -> None:
    cases: list[tuple[Row, str | None]] = [
        ({"body_id": "council", "fte": 5.0, "area_m2": 100.0}, "use at the peak, who is in it"),  # a tenth of the building, and no word that it is all
        ({"body_id": "council", "fte": 5.0, "area_m2": 950.0}, None),  # it reaches nearly all
        ({"body_id": "council", "fte": 5.0, "area_m2": 300.0, "is_whole_building": True}, "use at the peak, who is in it"),  # said to be all, and not half of it
        ({"body_id": "council", "fte": 5.0, "is_whole_building": True}, None),
        ({"body_id": "council", "is_whole_building": True}, "how many work there"),
        ({"body_id": "council", "space_kind": "storage", "is_whole_building": True}, "floor area"),
        ({"occupier_as_published": "A Charity", "fte": 5.0, "is_whole_building": True}, "how long its tenants stay"),
    ]
    lines = returned(*(line for line, _ in cases), asset_ids=[f"a{nth}" for nth in range(len(cases))])
    rows = space(tmp_path, [estate(f"a{nth}") for nth in range(len(cases))], **lines)
    assert [row["missing"] for row in rows] == [missing for _, missing in cases]


def test_without_a_return_it_is_the_one_body_in_the_register(tmp_path: Path) -> None:
    owner, seated = ("owner occupied", "council"), {"measure": "U5", "band": "under-used", "peak_share": 0.4, "utilisation_share": 0.3}
    cases: list[tuple[list[tuple[str, str | None]], Row, tuple[Any, ...]]] = [
        # its use measured at the peak, by the rule of mart.service_overlap
        ([owner], seated, ("in use", "council", 400.0, None)),
        ([owner], {**seated, "measure": "U1", "peak_share": None}, ("in use", "council", 300.0, None)),
        ([owner], {**seated, "measure": "U3", "peak_share": None}, ("in use", "council", None, "use at the peak")),
        ([owner, ("owner occupied", "trust")], seated, ("not known", None, None, "who is in it")),
        ([("not known", None)], seated, ("not known", None, None, "who is in it")),
        ([("tenant", None)], seated, ("not known", None, None, "who is in it, how long its tenants stay")),
        ([("vacant", None)], {"measure": "U0", "band": "vacant", "utilisation_share": 0.0}, ("empty", None, None, None)),
    ]
    rows = space(
        tmp_path, [estate(f"a{nth}") for nth in range(len(cases))], mart__occupation=[row for nth, (kinds, _, _) in enumerate(cases) for row in registered(*kinds, asset_id=f"a{nth}")],
        mart__utilisation_latest=[{"asset_id": f"a{nth}", **use} for nth, (_, use, _) in enumerate(cases)],
    )  # fmt: skip
    assert shown(rows, "use", "body_id", "demand_today_m2", "missing") == [wanted for _, _, wanted in cases]
    assert {row["space_kind"] for row in rows} == {"desk"}


def test_what_is_listed_and_what_is_not(tmp_path: Path) -> None:
    assets = [
        estate("a1"), estate("land", asset_kind="land"), estate("surgery", ownership_basis="service list only", is_public_estate=None), estate("gone", is_disowned=True),
        estate("nowhere", easting=None), estate("car park", function="car park"), estate("gross", nia_m2=None, gia_m2=500.0, function="clinic"),
    ]  # fmt: skip
    assert sorted(shown(space(tmp_path, assets), "asset_id", "space_kind", "building_net_m2")) == [("a1", "desk", 1000.0), ("gross", "clinical room", 400.0)]


def test_people_at_desks_behind_a_counter_are_an_office(tmp_path: Path) -> None:
    desks, room = {"body_id": "council", "fte": 10.0, "is_whole_building": True}, {"body_id": "council", "space_kind": "other", "area_m2": 300.0, "is_whole_building": True}
    lines = returned(desks, room, desks, asset_ids=["a1", "a1", "a2"])
    rows = space(tmp_path, [estate("a1", function="library"), estate("a2", function="library")], **lines)
    # where nothing else is returned the desks are all that is known of the library
    assert sorted(shown(rows, "asset_id", "space_kind", "function")) == [("a1", "desk", "office"), ("a1", "other", "library"), ("a2", "desk", "library")]


def test_a_tenant_whose_lease_ends_is_not_ours_to_move_and_not_missing(tmp_path: Path) -> None:
    let = {"source": "lease", "detail_as_published": "landlord", "body_id": "council"}
    its = {"source": "lease", "detail_as_published": "tenant", "body_id": "trust"}
    leases = [
        {**let, "asset_id": "a1", "ends_on": date(2028, 3, 31)}, {**let, "asset_id": "a2"}, {**let, "asset_id": "a3", "tenant_body_id": "trust"},
        {**its, "asset_id": "a4"}, {**let, "asset_id": "a4", "tenant_body_id": "trust"}, {**its, "asset_id": "a5"}, {**its, "asset_id": "a6", "ends_on": date(2019, 3, 31)},
    ]  # fmt: skip
    let_out, seated = ("tenant", None), ("owner occupied", "trust")
    occupied = {"a1": [let_out], "a2": [let_out], "a3": [let_out], "a4": [let_out, seated], "a5": [let_out, ("owner occupied", "police")], "a6": [let_out, seated]}
    rows = space(
        tmp_path, [estate(name) for name in occupied], mart__occupation=[row for name, kinds in occupied.items() for row in registered(*kinds, asset_id=name)],
        mart__interest=leases, mart__utilisation_latest=[{"asset_id": name, "measure": "U5", "band": "under-used", "peak_share": 0.4} for name in ("a3", "a4", "a5", "a6")],
    )  # fmt: skip
    assert shown(rows, "use", "body_id", "demand_today_m2", "missing") == [
        ("tenant", None, None, None),
        ("tenant", None, None, "how long its tenants stay"),
        ("in use", "trust", 400.0, None),  # let as a whole to a body of the place, which is in it
        ("in use", "trust", 400.0, None),  # the owner's register says let, and the tenant's that it is in it
        ("not known", None, None, "who is in it, how long its tenants stay"),  # somebody else says so than the tenant of the lease
        ("not known", None, None, "who is in it, how long its tenants stay"),  # a lease that has ended shows nothing
    ]


# Room, moving --------------------------------------------------------------------------------------------------------


def used(use: str = "in use", kind: str = "desk", net: float | None = None, **more: Any) -> Row:
    return {"asset_id": "a1", "use_id": f"{use}{kind}{net}", "use": use, "space_kind": kind, "net_m2": net, "building_net_m2": 1000.0, "source": "return", **more}


def test_room_is_the_area_of_a_kind_less_headroom(tmp_path: Path) -> None:
    cases: list[tuple[Rows, dict[str, float]]] = [
        ([used(net=400.0), used("empty", net=500.0)], {"desk": 800.0}),  # one kind: all of the building
        ([used(net=400.0), used("empty", "clinical room", 300.0)], {"desk": 320.0, "clinical room": 240.0}),
        ([used(), used("empty", "storage", 300.0)], {"desk": 560.0, "storage": 240.0}),  # what the others leave
        ([used(), used("empty", "storage")], {}),  # nobody says how it is divided
        ([used(net=400.0), used("tenant", net=250.0)], {"desk": 600.0}),
        ([used("not known", net=1000.0)], {}),
        ([used(net=None, building_net_m2=None)], {}),
    ]
    spaces = [{**row, "asset_id": f"a{nth}"} for nth, (rows, _) in enumerate(cases) for row in rows]
    found = run("analysis.plan_room", tmp_path, analysis__plan_space=spaces, core__assumption=IN_FORCE)
    for nth, (_, wanted) in enumerate(cases):
        assert dict(found.filter(asset_id=f"a{nth}").select("space_kind", "capacity_m2").rows()) == wanted, nth


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


@dataclass(frozen=True)
class Case:
    """A building with what is stated of it, the uses in it and its leases."""

    asset: Row
    items: Sequence[Row] = ()
    spaces: Sequence[Row] = ()
    leases: Sequence[Row] = ()


def buildings(tmp_path: Path, *cases: Case, **given: Rows) -> Rows:
    """What becomes of each of them, in one run: their ids are a01, a02 …"""
    ids = [f"a{nth:02d}" for nth in range(1, len(cases) + 1)]
    items = [{**FILE, "path": "p", "stated_on": date(2025, 5, 1), **item, "asset_id": asset_id} for asset_id, case in zip(ids, cases, strict=True) for item in case.items]
    lines = [{**item, "source_row": row} for row, item in enumerate(items, 2)]
    return run(
        "analysis.plan_building", tmp_path, ref__function=FUNCTIONS, ref__body=BODIES, core__assumption=IN_FORCE, core__calendar=CALENDAR,
        mart__estate=[{**case.asset, "asset_id": asset_id} for asset_id, case in zip(ids, cases, strict=True)],
        analysis__plan_space=[{**row, "asset_id": asset_id} for asset_id, case in zip(ids, cases, strict=True) for row in case.spaces or [used(demand_today_m2=100.0)]],
        analysis__plan_room=[{"asset_id": asset_id, "space_kind": "desk", "capacity_m2": 800.0} for asset_id in ids],
        staging__building_constraint=[{name: value for name, value in line.items() if name not in ("asset_id", "body_id")} for line in lines],
        core__asset_reference=[
            {**FILE, "source_row": line["source_row"], "asset_id": line["asset_id"], "line_status": "loaded", "is_own": "body_id" not in line, "body_id": line.get("body_id", "council")}
            for line in lines
        ],
        mart__interest=[{**row, "asset_id": asset_id, "interest_id": f"{asset_id}/{nth}"} for asset_id, case in zip(ids, cases, strict=True) for nth, row in enumerate(case.leases)],
        **given,
    ).to_dicts()  # fmt: skip


def lease(**more: Any) -> Row:
    return {"source": "lease", "body_id": "council", "detail_as_published": "tenant", **more}


def test_what_is_stated_is_priced_and_what_is_not_is_not_guessed(tmp_path: Path) -> None:
    plain, stated, unknown = buildings(
        tmp_path,
        Case(estate(required_maintenance_gbp=5000)),
        Case(
            estate(required_maintenance_gbp=50_000, body_id="trust"),
            [
                {"item": "expected receipt", "amount_gbp": 900_000}, {"item": "expected receipt", "amount_gbp": 1, "stated_on": date(2024, 5, 1)},
                {"item": "listed", "amount_gbp": 200_000, "delay_months": 24}, {"item": "community value"},
                {"item": "ring-fenced receipt", "fund": "NHS"}, {"item": "dilapidations", "amount_gbp": 10_000}, {"item": "void cost a year", "amount_gbp": 12_000},
                {"item": "unavoidable cost a year", "amount_gbp": 30_000}, {"item": "budgeted maintenance", "amount_gbp": 20_000},
            ],
        ),
        Case(estate()),
    )  # fmt: skip
    wanted = {
        "is_owned": True, "avoidable_cost_gbp": 100_000, "receipt_gbp": None, "sale_cost_gbp": 0, "empty_years": 1, "void_cost_gbp": 25_000, "release_cost_gbp": 0,
        "budgeted_maintenance_gbp": 0, "liability_gbp": 5000, "rent_between_gbp": 0, "earliest_fy": 2026, "release_fys": None, "release_block": None, "is_host": True, "missing_data": None,
    }  # fmt: skip
    assert {name: plain[name] for name in wanted} == wanted
    wanted = {
        # the newest line of an item; listing takes its amount off and delays by its own months, community value by the usual six: 12 + 24 + 6 months
        "receipt_gbp": 700_000, "sale_cost_gbp": 14_000, "empty_years": 4, "receipt_fund": "NHS", "void_cost_gbp": 12_000, "avoidable_cost_gbp": 70_000,
        # a quarter more, and a fifth of that
        "release_cost_gbp": 15_000, "budgeted_maintenance_gbp": 20_000, "liability_gbp": 30_000, "release_block": None,
    }  # fmt: skip
    assert {name: stated[name] for name in wanted} == wanted
    assert unknown["liability_gbp"] is None


def test_what_forbids_it_and_until_when(tmp_path: Path) -> None:
    listed = "as the list of what stands in the way says."
    cases: list[tuple[Row, Rows, str | None, str | None, int]] = [
        (estate(), [{"item": "private finance", "until_on": date(2041, 3, 31), "stated_by_as_published": "Finance"}], "private finance", "It is held by private finance, until 2041-03-31, as stated by Finance.", 2026),
        (estate(), [{"item": "private finance", "until_on": date(2031, 3, 31)}], None, None, 2031),  # over within the years of the plan
        (estate(), [{"item": "must stay", "until_on": date(2030, 9, 30)}], None, None, 2031),  # no half year counts
        (estate(), [{"item": "must stay", "until_on": date(2020, 9, 30)}], None, None, 2026),
        (estate(), [{"item": "must stay", "stated_by_as_published": "individual (withheld)"}], "must stay", f"It must stay, {listed}", 2026),
        (estate(), [{"item": "must stay", "stated_by_as_published": "Rose Refuge team"}], "must stay", f"It must stay, {listed}", 2026),  # a text that is guarded
        (estate(), [{"item": "other consent"}, {"item": "statutory location"}], "statutory location", f"It is a statutory location, {listed}", 2026),
        # a partner's word stands beside the body's own, however old
        (estate(), [{"item": "must stay", "until_on": date(2027, 3, 31)}, {"item": "must stay", "body_id": "trust", "stated_by_as_published": "Community nursing", "stated_on": date(2020, 1, 1)}], "must stay", "It must stay, as stated by Community nursing of Northby Trust.", 2026),
        (estate(), [{"item": "flood"}, {"item": "asbestos"}], None, None, 2026),
        (estate(function="school"), [], "school consent", "School land is given up only with consent, and nobody says that there is one.", 2026),
        (estate(function="school"), [{"item": "school consent", "until_on": date(2027, 3, 31)}], None, None, 2027),
    ]  # fmt: skip
    rows = buildings(tmp_path, *(Case(asset, items) for asset, items, *_ in cases), core__guarded_text=[{"text": "Rose Refuge team"}])
    assert shown(rows, "release_block", "block_reason", "earliest_fy") == [(block, reason, earliest) for _, _, block, reason, earliest in cases]


def test_a_lease_is_left_when_it_ends_or_breaks(tmp_path: Path) -> None:
    landlords = lease(body_id="trust", detail_as_published="landlord", tenant_body_id="council", ends_on=date(2031, 3, 31))
    cases: list[tuple[Rows, str | None, str | None, int | None]] = [
        ([lease(ends_on=date(2030, 9, 30), break_dates="2027-03-31, 2028-06-24")], "2027, 2029, 2031", None, 2027),
        ([lease(ends_on=date(2060, 9, 30), break_dates="2026-05-31", notice_months=6)], None, "lease", None),  # too late to give notice
        ([lease(ends_on=date(2060, 9, 30))], None, "lease", None),
        ([lease(ends_on=date(2020, 9, 30))], None, None, 2027),  # held over: by six months of notice from January 2026
        # two leases, of two floors: when both end, break or have ended
        ([lease(ends_on=date(2028, 3, 31)), lease(ends_on=date(2030, 3, 31), break_dates="2027-03-31")], "2030", None, 2030),
        # the landlord's list does not speak where the tenant's does
        ([lease(ends_on=date(2028, 3, 31)), landlords], "2028", None, 2028),
        ([landlords], "2031", None, 2031),
    ]
    rows = buildings(tmp_path, *(Case(estate(tenure="leasehold"), leases=leases) for leases, *_ in cases))
    assert shown(rows, "release_fys", "release_block") == [(years, block) for _, years, block, _ in cases]
    assert [row["earliest_fy"] for row in rows if row["release_block"] is None] == [earliest for *_, earliest in cases if earliest]
    # 1,000 m² at £100 and a quarter more
    nobody = (False, None, None, 0, Decimal(0), Decimal(125_000))
    # the trust, whose building it is, has it back empty: a quarter of £100,000 a year, for eighteen months
    trust = (False, None, "trust", 2, Decimal(25_000), Decimal(125_000))
    assert shown(rows, "is_owned", "missing_data", "landlord_body_id", "empty_years", "void_cost_gbp", "release_cost_gbp") == [nobody] * 5 + [trust] * 2


def test_a_partner_that_owns_what_is_rented_has_it_back_though_no_list_of_leases_says_so(tmp_path: Path) -> None:
    rows = buildings(tmp_path, Case(estate(tenure="licence", owner_body_id="trust")), Case(estate(tenure="licence", owner_body_id="council")), Case(estate(owner_body_id="trust")))
    assert shown(rows, "landlord_body_id", "empty_years") == [("trust", 2), (None, 0), (None, 1)]


def test_what_is_let_to_others_ends_with_their_lease_and_an_end_that_nobody_knows_is_missing(tmp_path: Path) -> None:
    let = lease(detail_as_published="landlord", ends_on=date(2029, 3, 31))
    soon, late, long, endless, unknown, licence, stayed = buildings(
        tmp_path, Case(estate(), leases=[let]), Case(estate(), leases=[{**let, "ends_on": date(2050, 3, 31)}]), Case(estate(tenure="leasehold")),
        Case(estate(tenure="leasehold"), leases=[lease()]), Case(estate(tenure="not known")), Case(estate(tenure="licence")),
        Case(estate(tenure="leasehold"), [{"item": "must stay", "until_on": date(2031, 3, 31)}], leases=[lease(ends_on=date(2028, 3, 31))]),
    )  # fmt: skip
    assert soon["earliest_fy"] == 2029
    assert (late["release_block"], late["block_reason"]) == ("lease", "It is let to others until 2050-03-31, as the list of leases says.")
    assert [row["missing_data"] for row in (long, endless, unknown)] == ["end of the lease", "end of the lease", "whether it is owned or leased"]
    assert (licence["missing_data"], licence["release_fys"], licence["earliest_fy"]) == (None, None, 2027)  # notice from January 2026 ends in July
    assert (stayed["release_block"], stayed["block_reason"]) == ("lease", "The lease ends or breaks only in years in which it cannot be given up yet.")


def test_rent_between_bodies_is_no_cost_that_is_avoided(tmp_path: Path) -> None:
    # a lease that both list counts once
    rent = lease(landlord_body_id="trust", tenant_body_id="council", rent_a_year_gbp=40_000, ends_on=date(2030, 3, 31))
    paid = [rent, {**rent, "body_id": "trust", "detail_as_published": "landlord"}]
    received = [lease(detail_as_published="landlord", tenant_body_id="trust", rent_a_year_gbp=9000)]
    rows = buildings(
        tmp_path, Case(estate(tenure="leasehold"), leases=paid), Case(estate(tenure="leasehold"), leases=paid), Case(estate(), leases=received),
        mart__estate_cost=[{"asset_id": "a02", "is_running_cost_shown": True, "rent_gbp": 25_000}],
    )  # fmt: skip
    assert shown(rows, "avoidable_cost_gbp", "rent_between_gbp", "rent_from_body_id", "rent_to_body_id") == [
        (60_000, 40_000, "council", "trust"),
        (75_000, 40_000, "council", "trust"),  # no more than the rent that the cost states to be in it
        (100_000, 9000, "trust", "council"),  # rent that the managing body receives is none of its running cost
    ]


def test_who_may_take_others_in_and_what_is_missing_in_words(tmp_path: Path) -> None:
    cases: list[tuple[Row, Rows, str | None]] = [
        (estate(condition="D"), [], "condition D"),
        (estate(condition=None), [], None),  # a condition that nobody knows hinders nobody
        (estate(function="hospital"), [], "what it is for shares a building with nothing"),
        (estate(function="not known"), [], "what it is for is not known"),
        (estate(), [used("not known", missing="who is in it")], "what its own people need is not known"),
        (estate(), [used("in use", missing="use at the peak")], "what its own people need is not known"),
        (estate(), [used("empty")], None),
    ]
    spaces = [used("not known", missing="floor area, use at the peak, who is in it, how long its tenants stay")]
    *rows, bare = buildings(tmp_path, *(Case(asset, spaces=of) for asset, of, _ in cases), Case(estate(function="not known", running_cost_gbp=None, tenure="other"), spaces=spaces))
    assert shown(rows, "is_host", "host_block") == [(block is None, block) for *_, block in cases]
    assert bare["missing_data"] == "what it is for, floor area, use at the peak, who is in it, how long its tenants stay, running cost, whether it is owned or leased"


def test_a_running_cost_below_nought_is_not_known(tmp_path: Path) -> None:
    """Else holding it empty would earn money, and leaving it nothing to save."""
    below, nothing = buildings(tmp_path, Case(estate(running_cost_gbp=-20_000)), Case(estate(running_cost_gbp=0)))
    assert shown([below, nothing], "running_cost_gbp", "avoidable_cost_gbp", "void_cost_gbp", "missing_data") == [(None, None, 0, "running cost"), (0, 0, 0, None)]


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


def test_release_does_not_go_before_what_forbids_it(tmp_path: Path) -> None:
    stays = [{"item": "must stay"}]
    asked = [{"entry_number": nth, "asset_id": f"a{nth:02d}", "instruction": word, "reason": "Because (Cabinet)", "is_followed": nth < 5} for nth, word in enumerate(("keep", "release", "release", "keep", "keep"), 1)]
    rows = buildings(tmp_path, Case(estate()), Case(estate()), Case(estate(), stays), Case(estate(), stays), Case(estate()), core__plan_instruction=asked)
    why = "Because (Cabinet)"
    assert shown(rows, "instruction", "instruction_reason") == [("keep", why), ("release", why), (None, None), ("keep", why), (None, None)]


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
