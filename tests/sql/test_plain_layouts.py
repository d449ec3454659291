"""The documented layouts in SQL: which building a line is about, and what its figures become. Given rows, expected rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, run

REGISTER = {"source_file_id": "r1", "source_part": "table"}
RETURN = {"source_file_id": "f1", "source_part": "table"}


# row, body, asset id, code, UPRN, name, postcode, is sensitive
BUILDINGS: list[tuple[int, str, str, str | None, str | None, str, str | None, bool]] = [
    (1, "council", "a1", "TH01", "10001", "Town Hall", "ZE1 0AA", False),
    (2, "council", "a2", "DP02", "10002", "Depot & Store", "ZE1 0AB", False),
    (3, "council", "a3", "CP03", "10009", "Campus East", "ZE1 0AD", False),
    (4, "council", "a4", "CP04", "10009", "Campus West", "ZE1 0AD", False),
    (5, "police", "a5", "TH01", "10005", "Police Station", "ZE1 0AE", False),
    (6, "police", "a6", "PS02", "10001", "Front Counter", "ZE1 0AA", False),
    (7, "council", "a7", "RF07", "10007", "Rose House", "ZE1 0AF", True),
]


def register() -> dict[str, Rows]:
    lines: dict[str, Rows] = {"core__listing": [], "core__property_line": [], "core__asset_line": []}
    for row, body, asset_id, code, uprn, name, postcode, is_sensitive in BUILDINGS:
        line = {**REGISTER, "source_row": row}
        lines["core__listing"].append({**line, "asset_code": code, "uprn": uprn, "postcode": postcode})
        lines["core__property_line"].append(
            {**line, "line_status": "loaded", "body_id": body, "source_key": f"{body}/{row}", "name": name, "is_sensitive": is_sensitive}
        )
        if not is_sensitive:
            lines["core__asset_line"].append({**line, "asset_id": asset_id, "source_key": f"{body}/{row}", "rank": 1})
    # the depot is the same asset as another that had its id first
    lines["core__asset_identity"] = [{"source_key": "council/2", "asset_id": "a2", "own_id": "a2before"}]
    return lines


def referred(
    tmp_path: Path, said: dict[str, Any], kind: str = "estate_cost", body: str | None = "council", basis: str = "sender", guarded: Rows | None = None
) -> tuple[Any, ...]:
    found = run(
        "core.asset_reference", tmp_path, **register(),
        core__return_line=[{**RETURN, "source_row": 2, "source_kind": kind, "is_open_to_partners": False, **said}],
        core__return_label=[{**RETURN, "body_id": body, "basis": basis, "row_count": 1}],
        core__guarded_line=guarded or [],
    )  # fmt: skip
    (row,) = found.select("line_status", "line_reason", "asset_id", "match_reason", "is_own", "is_sensitive").rows()
    return row


@pytest.mark.parametrize(
    ("said", "asset_id", "reason"),
    [
        ({"asset_id": "a1"}, "a1", "same our id"),
        ({"asset_id": "a2before"}, "a2", "same our id"),
        ({"asset_code": "th01"}, "a1", "same asset code"),
        ({"uprn": "10002"}, "a2", "same UPRN"),
        ({"name_as_published": "DEPOT AND STORE", "postcode": "ZE1 0AB"}, "a2", "same name and postcode"),
        ({"asset_code": "DP02", "uprn": "10002", "name_as_published": "Something else"}, "a2", "same asset code, UPRN"),
        # an unknown key beside a known one is no contradiction: a code may be of another system
        ({"asset_code": "X9", "uprn": "10002"}, "a2", "same UPRN"),
        # two assets of the campus share the UPRN, which the code or the name tells apart
        ({"asset_code": "CP04", "uprn": "10009"}, "a4", "same asset code, UPRN"),
        ({"uprn": "10009", "name_as_published": "campus east"}, "a3", "same UPRN, and of several the name"),
        # the police has a part of the town hall under the same UPRN: each body's own comes first
        ({"uprn": "10001"}, "a1", "same UPRN"),
    ],
)  # fmt: skip
def test_a_building_is_found_by_what_the_line_says(said: dict[str, Any], asset_id: str, reason: str, tmp_path: Path) -> None:
    assert referred(tmp_path, said) == ("loaded", None, asset_id, reason, True, False)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"asset_code": "X9"}, "building not found"),
        ({"name_as_published": "Town Hall"}, "building not found"),
        ({"uprn": "10009"}, "building not told apart"),
        ({"asset_code": "TH01", "uprn": "10002"}, "building named in two ways"),
        ({"uprn": "10005"}, "building of another body"),
        ({"asset_id": "a5"}, "building of another body"),
    ],
)
def test_a_line_whose_building_is_not_certain_is_held(said: dict[str, Any], reason: str, tmp_path: Path) -> None:
    assert referred(tmp_path, said)[:3] == ("held", reason, None)


@pytest.mark.parametrize("kind", ["measured_use", "estate_cost", "condition_survey", "building_constraint", "building_confirmation"])
def test_nobody_states_anothers_figures(kind: str, tmp_path: Path) -> None:
    assert referred(tmp_path, {"uprn": "10005"}, kind)[:2] == ("held", "building of another body")


def test_a_building_of_another_body_may_be_leased_used_or_travelled_to(tmp_path: Path) -> None:
    given = {f"staging__{kind}": [{**RETURN, "source_row": row, "uprn": "10005"}] for row, kind in enumerate(("lease", "occupation_return", "travel_time"), 2)}
    lines = run("core.return_line", tmp_path, **given).to_dicts()
    assert [line["source_kind"] for line in lines] == ["lease", "occupation_return", "travel_time"]
    for line in lines:
        assert referred(tmp_path, {**line, "source_row": 2}, line["source_kind"]) == ("loaded", None, "a5", "same UPRN", False, False)


def test_a_partner_may_say_that_anothers_building_must_stay(tmp_path: Path) -> None:
    said = [(row, {"uprn": "10005", "item": item}) for row, item in enumerate(("must stay", "expected receipt"), 2)]
    lines = run("core.return_line", tmp_path, staging__building_constraint=[{**RETURN, "source_row": row, **line} for row, line in said]).to_dicts()
    assert [referred(tmp_path, {**line, "source_row": 2}, "building_constraint")[:2] for line in lines] == [("loaded", None), ("held", "building of another body")]


@pytest.mark.parametrize(
    "said", [{"asset_code": "RF07"}, {"uprn": "10007"}, {"name_as_published": "Rose House", "postcode": "ZE1 0AF"}]
)
def test_lines_about_sensitive_premises_are_set_aside(said: dict[str, Any], tmp_path: Path) -> None:
    assert referred(tmp_path, said) == ("ignored", "about sensitive premises, which are only counted", None, None, None, True)


@pytest.mark.parametrize("said", [{"name_as_published": "Northby Refuge"}, {"asset_code": "TH01"}])
def test_guarded_lines_are_set_aside_unless_a_part_of_them_is_meant(said: dict[str, Any], tmp_path: Path) -> None:
    guarded = {**RETURN, "source_row": 2}
    assert referred(tmp_path, said, guarded=[{**guarded, "is_whole": True}])[0] == "ignored"
    assert referred(tmp_path, said, guarded=[{**guarded, "is_whole": False}])[0] == ("loaded" if "asset_code" in said else "held")


def test_whose_return_it_is_must_be_known(tmp_path: Path) -> None:
    assert referred(tmp_path, {"uprn": "10001"}, body=None, basis="outside the place")[:2] == ("ignored", "outside the place")
    assert referred(tmp_path, {"uprn": "10001"}, body=None, basis="nobody named")[0] == "held"


def test_anybody_may_say_how_long_a_way_is(tmp_path: Path) -> None:
    assert referred(tmp_path, {"uprn": "10005", "is_open_to_partners": True}, "travel_time", body=None, basis="of anybody") == ("loaded", None, "a5", "same UPRN", False, False)
    assert referred(tmp_path, {"asset_code": "TH01"}, "travel_time", body=None, basis="of anybody")[:2] == ("held", "building not found")


def test_travel_times_need_be_nobodys(tmp_path: Path) -> None:
    lines = [{**RETURN, "source_file_id": kind, "source_row": 2, "source_kind": kind, "sender": "reference"} for kind in ("travel_time", "estate_cost")]
    found = run("core.return_label", tmp_path, core__return_line=lines)
    assert found.select("source_file_id", "body_id", "basis").rows() == [("estate_cost", None, "nobody named"), ("travel_time", None, "of anybody")]


def test_the_way_to_a_building_of_another_is_no_issue(tmp_path: Path) -> None:
    references = [{**RETURN, "source_file_id": kind, "source_row": 2, "source_kind": kind, "line_status": "loaded", "asset_id": "a5", "is_own": False, "is_sensitive": False} for kind in ("travel_time", "lease")]
    assert run("core.issue", tmp_path, core__asset_reference=references)["source_file_id"].to_list() == ["lease"]


def test_an_uncertain_building_is_an_issue_that_shows_no_name(tmp_path: Path) -> None:
    lines = [{**RETURN, "source_row": 2, "source_kind": "estate_cost", "asset_code": "X9", "name_as_published": "Hidden", "uprn": "1"}]
    references = [{**RETURN, "source_row": 2, "source_kind": "estate_cost", "line_status": "held", "line_reason": "building not found", "body_id": "council", "is_sensitive": False}]
    found = run("core.issue", tmp_path, core__return_line=lines, core__asset_reference=references)
    (issue,) = found.to_dicts()
    assert (issue["source_row"], issue["value"], issue["issue_type"], issue["severity"]) == (2, "X9", "building not found", "error")
    assert "Hidden" not in issue["message"] and "Correct its code" in issue["message"]


def test_held_lines_are_taken_from_the_loaded_ones(tmp_path: Path) -> None:
    lines = [{**RETURN, "source_row": row, "source_kind": "estate_cost", "amount_gbp": 10 * row} for row in (2, 3, 4)]
    references = [
        {**RETURN, "source_row": row, "line_status": status, "line_reason": reason}
        for row, status, reason in ((2, "loaded", None), (3, "held", "building not found"), (4, "held", "building not found"))
    ]
    found = run("core.line_outcome", tmp_path, core__return_line=lines, core__asset_reference=references)
    assert [(str(row[0]), *row[1:]) for row in found.select("amount_gbp", "line_status", "line_reason", "row_count").rows()] == [("70.00", "held", "building not found", 2)]


# --- what the figures become ------------------------------------------------------------------------------------------


def loaded(row: int, asset_id: str = "a1", body: str = "council", **more: Any) -> dict[str, Any]:
    return {**RETURN, "source_row": row, "line_status": "loaded", "asset_id": asset_id, "body_id": body, "is_own": True, "is_sensitive": False, **more}


def cost(row: int, fy: int, running: str | None, basis: str | None = "total stated", maintenance: str | None = None, path: str = "a.csv") -> dict[str, Any]:
    return {
        **RETURN, "source_row": row, "part_number": 3, "path": path, "fy": fy, "running_cost_basis": basis if running else None,
        "running_cost_gbp": running and Decimal(running), "required_maintenance_gbp": maintenance and Decimal(maintenance),
    }  # fmt: skip


def shown(tmp_path: Path, costs: Rows, surveys: Rows = [], listed: Rows = []) -> tuple[tuple[Any, ...], tuple[Any, ...]]:  # noqa: B006
    """Method, year and pounds of the running cost and of the required maintenance that mart.estate shows."""
    rows = [*costs, *surveys]
    found = run(
        "mart.estate_cost", tmp_path, staging__estate_cost=costs, staging__condition_survey=surveys,
        core__asset_reference=[loaded(row["source_row"]) for row in rows],
        core__asset_line=[{**REGISTER, "source_row": row["source_row"], "asset_id": "a1", "rank": rank} for rank, row in enumerate(listed, 1)],
        core__property_line=[{**REGISTER, "source_row": row["source_row"], "body_id": "council"} for row in listed],
        core__listing=[{**REGISTER, "part_number": 1, "path": "r.csv", **row} for row in listed],
    )  # fmt: skip
    assert found["line_id"].n_unique() == found.height == len(rows) + len(listed)
    running = found.filter("is_running_cost_shown").select("running_cost_method", "running_cost_fy", "running_cost_gbp").rows()
    maintenance = found.filter("is_required_maintenance_shown").select("required_maintenance_method", "required_maintenance_fy", "required_maintenance_gbp").rows()
    assert len(running) <= 1 and len(maintenance) <= 1
    return (running or [()])[0], (maintenance or [()])[0]


def test_a_return_of_costs_beats_a_register_and_the_newest_year_counts(tmp_path: Path) -> None:
    listed = [{"source_row": 9, "running_cost_gbp": Decimal("99"), "running_cost_fy": 2030, "required_maintenance_gbp": Decimal("98"), "required_maintenance_fy": None}]
    running, maintenance = shown(tmp_path, [cost(2, 2023, "10"), cost(3, 2024, "20")], listed=listed)
    assert running == ("cost return", 2024, Decimal("20.00"))
    assert maintenance == ("register", None, Decimal("98.00")), "what the return does not state is taken from the register"


def test_within_a_year_a_whole_total_comes_before_some_parts(tmp_path: Path) -> None:
    running, _ = shown(tmp_path, [cost(2, 2024, "10", "sum of some parts", path="z.csv"), cost(3, 2024, "20", "sum of all parts")])
    assert running == ("cost return: sum of all parts", 2024, Decimal("20.00"))
    alone, _ = shown(tmp_path, [cost(2, 2024, "10", "sum of some parts")])
    assert alone == ("cost return: sum of some parts", 2024, Decimal("10.00"))


def test_a_contradicted_total_shows_the_year_before_or_nothing(tmp_path: Path) -> None:
    assert shown(tmp_path, [cost(2, 2024, None, maintenance="5")]) == ((), ("cost return", 2024, Decimal("5.00")))
    running, _ = shown(tmp_path, [cost(2, 2024, None), cost(3, 2023, "7")])
    assert running == ("cost return", 2023, Decimal("7.00"))


def test_the_backlog_of_a_survey_stands_where_no_return_of_costs_states_it(tmp_path: Path) -> None:
    survey = {**RETURN, "source_row": 5, "part_number": 3, "path": "s.csv", "surveyed_on": date(2025, 3, 31), "backlog_gbp": Decimal("40")}
    assert shown(tmp_path, [], [survey])[1] == ("condition survey", 2024, Decimal("40.00"))
    assert shown(tmp_path, [cost(2, 2020, None, maintenance="5")], [survey])[1] == ("cost return", 2020, Decimal("5.00"))


def test_a_line_that_is_not_about_a_known_building_costs_nothing(tmp_path: Path) -> None:
    held = {**loaded(2), "line_status": "held", "asset_id": None}
    assert run("mart.estate_cost", tmp_path, staging__estate_cost=[cost(2, 2024, "10")], core__asset_reference=[held]).height == 0


def test_the_newest_survey_gives_the_condition(tmp_path: Path) -> None:
    asset = {**REGISTER, "source_row": 1}
    surveys = [
        {**RETURN, "source_row": row, "path": "s.csv", "grade": grade, "surveyed_on": day}
        for row, grade, day in ((2, "B", date(2020, 1, 1)), (3, "C", date(2024, 1, 1)), (4, "A", None), (5, None, date(2025, 1, 1)))
    ]

    def condition(given: Rows) -> tuple[Any, ...]:
        found = run(
            "mart.estate", tmp_path, core__asset_line=[{**asset, "asset_id": "a1", "rank": 1}], core__property_line=[{**asset, "body_id": "council", "name": "Hall", "is_not_owned": False}],
            core__listing=[{**asset, "condition_as_published": "Good"}], core__property_place=[{**asset, "location_method": "not known"}],
            staging__condition_survey=given, core__asset_reference=[loaded(row["source_row"]) for row in given],
        )  # fmt: skip
        return found.select("condition", "condition_surveyed_on").row(0)

    assert condition(surveys) == ("C", date(2024, 1, 1))
    assert condition([]) == ("Good", None)


ALIASES: Rows = [{"alias_key": "SAMPLECOUNCIL", "body_id": "council"}, {"alias_key": "SAMPLEPOLICE", "body_id": "police"}]


def leases(tmp_path: Path, *lines: dict[str, Any], body: str = "council") -> Rows:
    rows = [{**RETURN, "source_row": row, "path": "l.csv", **line} for row, line in enumerate(lines, 2)]
    return run("core.lease", tmp_path, staging__lease=rows, core__asset_reference=[loaded(row["source_row"], body=body) for row in rows], ref__body_alias=ALIASES).to_dicts()


def test_the_lines_of_a_lease_are_one_lease(tmp_path: Path) -> None:
    (lease,) = leases(
        tmp_path,
        {"lease_code": "L1", "landlord_as_published": "Alpha Estates Ltd", "tenant_as_published": "Sample Council", "starts_on": date(2020, 4, 1), "ends_on": date(2030, 3, 31), "break_dates": "2027-03-31", "rent_a_year_gbp": Decimal("100"), "notice_months": 6},
        {"lease_code": "l1", "event_on": date(2025, 4, 1), "rent_a_year_gbp": Decimal("120"), "break_dates": "2025-03-31, 2027-03-31"},
    )  # fmt: skip
    assert (lease["starts_on"], lease["ends_on"], lease["notice_months"], lease["line_count"]) == (date(2020, 4, 1), date(2030, 3, 31), 6, 2)
    assert (lease["rent_a_year_gbp"], lease["break_dates"], lease["newest_event_on"]) == (Decimal("120.00"), "2025-03-31, 2027-03-31", date(2025, 4, 1))
    assert (lease["role"], lease["tenant_body_id"], lease["landlord_body_id"]) == ("tenant", "council", None)


@pytest.mark.parametrize(
    ("parties", "role"),
    [
        ({"landlord_as_published": "Sample Council", "tenant_as_published": "Sample Police"}, "landlord"),
        ({"landlord_as_published": "Alpha Estates Ltd"}, "tenant"),
        ({"tenant_as_published": "Beta Ltd"}, "landlord"),
        ({"landlord_as_published": "Alpha Estates Ltd", "tenant_as_published": "Beta Ltd"}, None),
        ({"landlord_as_published": "Alpha Estates Ltd", "role": "landlord"}, "landlord"),
    ],
)
def test_the_role_of_the_body_in_a_lease(parties: dict[str, Any], role: str | None, tmp_path: Path) -> None:
    (lease,) = leases(tmp_path, {"lease_code": "L1", "starts_on": date(2020, 4, 1), **parties})
    assert lease["role"] == role


WITHHELD = "individual (withheld)"
SHOP: dict[str, Any] = {"landlord_as_published": "Sample Council", "starts_on": date(2020, 4, 1)}


def rents(found: Rows) -> list[Decimal | None]:
    return sorted((row["rent_a_year_gbp"] for row in found), key=lambda rent: rent or 0)


def test_leases_of_withheld_tenants_are_never_one(tmp_path: Path) -> None:
    """Three flats of one house, let to three people from one day on: £100 + £200 + £300, with demises or without."""
    plain = [{**SHOP, "tenant_as_published": WITHHELD, "rent_a_year_gbp": Decimal(rent)} for rent in (100, 200, 300)]
    found = leases(tmp_path, *plain)
    assert rents(found) == [100, 200, 300]
    assert len({row["interest_id"] for row in found}) == 3
    assert {row["tenant_as_published"] for row in found} == {WITHHELD}
    flats = leases(tmp_path, *({**line, "demise_as_published": f"Flat {number}"} for number, line in enumerate(plain, 1)))
    assert rents(flats) == [100, 200, 300]
    same_flat = leases(tmp_path, *({**line, "demise_as_published": "Flat 1"} for line in plain[:2]))
    assert rents(same_flat) == [100, 200], "the flat may have been let to two people"
    coded = leases(tmp_path, *({**line, "lease_code": "L7"} for line in plain))
    assert [(row["line_count"], row["rent_a_year_gbp"]) for row in coded] == [(3, 300)], "a code says that they are one"
    nobody = leases(tmp_path, *({"starts_on": date(2020, 4, 1), "rent_a_year_gbp": line["rent_a_year_gbp"]} for line in plain))
    assert rents(nobody) == [100, 200, 300]


def test_demises_let_to_one_tenant_from_one_day_are_leases_of_their_own(tmp_path: Path) -> None:
    let = {**SHOP, "tenant_as_published": "Beta Ltd"}
    two = [{**let, "demise_as_published": "Unit 1", "rent_a_year_gbp": Decimal(100)}, {**let, "demise_as_published": "Unit 2", "rent_a_year_gbp": Decimal(200)}]
    assert rents(leases(tmp_path, *two)) == [100, 200]
    # a line that does not say which of the two goes with neither
    assert rents(leases(tmp_path, *two, {**let, "event_on": date(2025, 4, 1), "rent_a_year_gbp": Decimal(250)})) == [100, 200, 250]
    # of one unit it goes with that; the unit may be written in another way
    review = {**let, "event_on": date(2025, 4, 1), "rent_a_year_gbp": Decimal(150)}
    assert rents(leases(tmp_path, two[0], review)) == [150]
    assert rents(leases(tmp_path, two[0], {**review, "demise_as_published": "UNIT 1."})) == [150]


def test_leases_that_nothing_tells_apart_are_told(tmp_path: Path) -> None:
    lines = [
        {**RETURN, "source_row": row, "path": "l.csv", "landlord_as_published": "Sample Council", "tenant_as_published": tenant, "starts_on": date(2020, 4, 1)}
        for row, tenant in enumerate((WITHHELD, WITHHELD, "Beta Ltd"), 2)
    ]
    found = run("core.issue", tmp_path, staging__lease=lines, core__asset_reference=[{**loaded(line["source_row"]), "is_own": True} for line in lines])
    assert [(row["source_row"], row["issue_type"], row["value"]) for row in found.to_dicts()] == [(2, "lease not told apart", None), (3, "lease not told apart", None)]
    assert "beside 1 more" in found["message"][0]
    alone = run("core.issue", tmp_path, staging__lease=lines[1:], core__asset_reference=[{**loaded(line["source_row"]), "is_own": True} for line in lines[1:]])
    assert alone.is_empty()


def test_an_end_before_a_later_start_is_not_known(tmp_path: Path) -> None:
    (lease,) = leases(tmp_path, {"lease_code": "L1", "starts_on": date(2015, 4, 1), "ends_on": date(2020, 3, 31)}, {"lease_code": "L1", "starts_on": date(2020, 4, 1)})
    assert (lease["starts_on"], lease["ends_on"]) == (date(2020, 4, 1), None)


def test_interests_of_leases_stand_beside_those_of_registers(tmp_path: Path) -> None:
    lease = {"interest_id": "i1", "asset_id": "a1", "body_id": "council", "line_count": 1, "rent_a_year_gbp": Decimal("5")}
    found = run("mart.interest", tmp_path, core__lease=[{**lease, "role": "tenant"}, {**lease, "interest_id": "i2", "role": "landlord"}])
    assert found.select("source", "tenure", "detail", "detail_as_published").rows() == [("lease", "leasehold", "not known", "tenant"), ("lease", "not known", "let", "landlord")]


@pytest.mark.parametrize("line", [{"ownership_basis": "service list only", "is_not_owned": False}, {"ownership_basis": "register", "is_not_owned": True}])
def test_what_a_body_does_not_hold_it_uses(line: dict[str, Any], tmp_path: Path) -> None:
    asset = {**REGISTER, "source_row": 1}
    found = run(
        "mart.occupation", tmp_path, core__asset_line=[{**asset, "asset_id": "a1"}], core__property_line=[{**asset, "body_id": "council", **line}], core__listing=[asset],
        ref__body_alias=ALIASES, core__asset_reference=[loaded(2)], staging__occupation_return=[{**RETURN, "source_row": 2, "space_kind": "desk", "fte": 3.5}],
    )  # fmt: skip
    assert found.select("occupier_body_id", "occupation").rows() == [("council", "user")]


@pytest.mark.parametrize(
    ("occupier", "body", "occupation"),
    [("Sample Council", "council", "owner occupied"), ("Sample Police", "police", "user"), (None, "council", "owner occupied"), ("Beta Ltd", None, "user"), ("Vacant", None, "vacant")],
)  # fmt: skip
def test_who_occupies(occupier: str | None, body: str | None, occupation: str, tmp_path: Path) -> None:
    asset = {**REGISTER, "source_row": 1}
    found = run(
        "mart.occupation", tmp_path, core__asset_line=[{**asset, "asset_id": "a1"}], core__property_line=[{**asset, "body_id": "council", "ownership_basis": "register", "is_not_owned": False}],
        core__listing=[asset], ref__body_alias=ALIASES, core__asset_reference=[loaded(2)],
        staging__occupation_return=[{**RETURN, "source_row": 2, "occupier_as_published": occupier, "space_kind": "desk", "area_m2": 12.5, "area_basis": "NIA", "fte": 3.5, "to_on": date(2025, 3, 31)}],
    ).filter(pl.col("source") == "return")  # fmt: skip
    assert found.select("occupier_body_id", "occupation", "space_kind", "area_m2", "area_basis", "fte", "as_at_on", "source").rows() == [
        (body, occupation, "desk", 12.5, "NIA", 3.5, date(2025, 3, 31), "return")
    ]
