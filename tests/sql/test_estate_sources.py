"""Published estate sources in core: whose return, which list, which figure. Given rows, expected rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.given import aliases
from tests.sql.running import FILE, OTHER, run


def trust(code: str, **more: Any) -> dict[str, Any]:
    return {**FILE, "path": "a.csv", "sender": "ministry", "level": "organisation", "organisation_code": code, "fy": 2016, **more}


def test_trusts_of_the_place_are_known_by_code_or_name_and_others_are_outside(tmp_path: Path) -> None:
    rows = [
        trust("zz1", source_row=3),
        trust("ZZ2", source_row=4, organisation_as_published="Northby & District NHS Trust"),
        trust("ZZ3", source_row=5, organisation_as_published="Elsewhere NHS Trust", sender="ministry"),
    ]
    known = aliases(("ZZ1", "acute"), ("NORTHBYANDDISTRICTNHSTRUST", "community"))
    found = run("core.nhs_estate_line", tmp_path, staging__nhs_estate=rows, ref__body_alias=known, ref__body=[{"body_id": "acute"}])
    assert found.sort("source_row").select("body_id", "line_status", "line_reason").rows() == [
        ("acute", "loaded", None),
        ("community", "loaded", None),
        (None, "ignored", "outside the place"),
    ]


def test_a_national_return_sent_by_a_trust_is_not_all_its_own_but_a_file_of_one_trust_is(tmp_path: Path) -> None:
    national = [trust("ZZ1", source_row=3, sender="acute"), trust("ZZ9", source_row=4, sender="acute")]
    alone = [{**trust("ZZ8", source_row=3, sender="acute"), **OTHER}]
    found = run("core.nhs_estate_line", tmp_path, staging__nhs_estate=[*national, *alone], ref__body=[{"body_id": "acute"}])
    assert {(row["organisation_code"], row["body_id"]) for row in found.to_dicts()} == {("ZZ1", None), ("ZZ9", None), ("ZZ8", "acute")}


def test_of_one_trust_and_year_the_last_file_counts(tmp_path: Path) -> None:
    rows = [trust("ZZ1", source_row=3), {**trust("ZZ1", source_row=3, path="b.csv"), **OTHER}, trust("ZZ1", source_row=4, fy=2015)]
    found = run("core.nhs_estate_line", tmp_path, staging__nhs_estate=rows, ref__body_alias=aliases(("ZZ1", "acute")))
    assert {(row["source_file_id"], row["fy"], row["line_status"], row["line_reason"]) for row in found.to_dicts()} == {
        ("f1", 2016, "superseded", "the same return stands in b.csv"),
        ("f2", 2016, "loaded", None),
        ("f1", 2015, "loaded", None),
    }


def test_trusts_set_aside_are_counted_and_sites_only_once(tmp_path: Path) -> None:
    line = {**FILE, "level": "organisation", "line_status": "ignored", "line_reason": "outside the place"}
    lines = [{**line, "source_row": 3}, {**line, "source_row": 4}, {**line, "source_row": 5, "level": "site"}, {**line, "source_row": 6, "line_status": "loaded"}]
    found = run("core.line_outcome", tmp_path, core__nhs_estate_line=lines)
    assert found.select("line_status", "line_reason", "row_count").rows() == [("ignored", "outside the place", 2)]


def test_a_return_of_trusts_none_of_which_is_of_the_place_is_told_in_one_sentence(tmp_path: Path) -> None:
    line = {**FILE, "level": "organisation", "line_status": "ignored"}
    none = [{**line, "source_row": row, "organisation_code": code} for row, code in ((3, "ZZ1"), (4, "ZZ2"), (5, "ZZ2"))]
    some = [{**line, **OTHER, "source_row": row, "organisation_code": code, "body_id": body} for row, code, body in ((3, "ZZ1", None), (4, "ZZ3", "acute"))]
    (told,) = run("core.national_issue", tmp_path, core__nhs_estate_line=[*none, *some]).to_dicts()
    assert (told["source_file_id"], told["severity"], told["occurrences"]) == (FILE["source_file_id"], "warning", 3)
    assert told["message"].startswith("None of the 2 trusts") and "ods" in told["message"]


def test_schools_are_listed_under_who_runs_them(tmp_path: Path) -> None:
    school = {**FILE, "path": "s.csv", "local_authority_as_published": "Northby", "trust_as_published": "Learning Trust", "type_as_published": "Community school", "phase_as_published": "Primary"}  # fmt: skip
    rows = [
        {**school, "source_row": 2, "urn": "200001", "name_as_published": "One", "governance": "community", "postcode": "ZE1 0AA", "local_authority_code": "901"},
        {**school, "source_row": 3, "urn": "200002", "name_as_published": "Two", "governance": "academy", "postcode": "ZE1 0AA", "local_authority_code": "902"},
        {**school, "source_row": 4, "urn": "200002", "name_as_published": "Two", "site_name_as_published": "Upper site", "governance": "academy", "postcode": "ZE1 0AB", "local_authority_code": "902"},
        {**school, **OTHER, "source_row": 2, "name_as_published": "Three", "governance": "not stated", "local_authority_code": "901"},
    ]  # fmt: skip
    found = run("core.listing", tmp_path, staging__school=rows).sort("source_file_id", "source_row")
    assert found.select("asset_code", "name_as_published", "organisation_as_published", "organisation_code").rows() == [
        ("URN 200001", "One", "Northby", "901"),
        ("URN 200002 ZE1 0AA", "Two", "Learning Trust", "902"),
        ("URN 200002 ZE1 0AB", "Two, Upper site", "Learning Trust", "902"),
        (None, "Three", "Northby", None),
    ]
    assert found["authority_as_published"].to_list() == [None, "Northby", "Northby", None], "the council beside a trust"
    assert set(found["source_kind"]) == {"school"}
    assert found["use_as_published"][0] == "School / Community school / Primary"
    assert found["tenure_as_published"].to_list() == [None] * 4


SCHOOL_LINE = {**FILE, "source_kind": "school", "governance": "academy", "organisation_as_published": "Learning Trust"}
COUNCIL_SCHOOL = {**FILE, "source_kind": "school", "governance": "community", "organisation_as_published": "Northby"}


@pytest.mark.parametrize(
    ("school", "body", "basis"),
    [
        ({"sender": "schools", "authority_as_published": "Northby"}, "council", "named in the row"),
        ({"sender": "ministry", "authority_as_published": "northby"}, "council", "named in the row"),
        ({"sender": "ministry", "authority_as_published": "Southby"}, None, "outside the place"),
        # neither trust nor council known: the sender, though other rows name a council; its location says whether it is outside
        ({"sender": "schools", "authority_as_published": "Southby"}, "schools", "sender"),
        ({"sender": "schools"}, "schools", "sender"),
        # a trust that place.toml knows comes before the council
        ({"sender": "schools", "organisation_as_published": "Known Trust", "authority_as_published": "Northby"}, "trust", "named in the row"),
        # a council that nobody knows is not a trust: its schools wait for an answer
        ({"sender": "schools", "organisation_as_published": "Southby", "governance": "community"}, None, "name not known"),
    ],
)  # fmt: skip
def test_a_school_of_a_trust_nobody_knows_is_listed_under_the_council_of_its_area(
    school: dict[str, Any], body: str | None, basis: str, tmp_path: Path
) -> None:
    line = {**SCHOOL_LINE, **school, "source_row": 2}
    rows = [line, {**COUNCIL_SCHOOL, "sender": line["sender"], "source_row": 3}]
    found = run(
        "core.property_label",
        tmp_path,
        core__listing=rows,
        ref__body=[{"body_id": name} for name in ("council", "schools", "trust")],
        ref__body_alias=aliases(("NORTHBY", "council"), ("KNOWNTRUST", "trust")),
    )
    labels = {(row["organisation_as_published"], row["authority_as_published"]): (row["body_id"], row["basis"]) for row in found.to_dicts()}
    assert labels[line["organisation_as_published"], line.get("authority_as_published")] == (body, basis)
    assert labels["Northby", None] == ("council", "named in the row")


def test_each_school_follows_its_own_council_though_they_share_a_trust(tmp_path: Path) -> None:
    rows = [
        {**SCHOOL_LINE, "source_row": 2, "authority_as_published": "Northby", "name_as_published": "One"},
        {**SCHOOL_LINE, "source_row": 3, "authority_as_published": "Westby", "name_as_published": "Two"},
    ]
    labels = [
        {**FILE, "organisation_as_published": "Learning Trust", "authority_as_published": name, "body_id": body, "basis": "named in the row", "row_count": 1}
        for name, body in (("Northby", "north"), ("Westby", "west"))
    ]
    places = [{**FILE, "source_row": row, "location_method": "not known"} for row in (2, 3)]
    found = run("core.property_line", tmp_path, core__listing=rows, core__property_label=labels, core__property_place=places)
    assert found.sort("source_row").select("source_row", "body_id").rows() == [(2, "north"), (3, "west")]


def test_sites_of_a_return_are_listed_with_the_cost_of_its_parts_and_trusts_are_not(tmp_path: Path) -> None:
    costs = {"maintenance_cost_gbp": Decimal("10.10"), "energy_cost_gbp": Decimal("5"), "water_and_sewage_cost_gbp": Decimal("1"), "cleaning_cost_gbp": Decimal("2"), "rates_gbp": Decimal("0.90")}  # fmt: skip
    site = {**trust("ZZ1"), "level": "site", "site_code": "ZZ101", "site_name_as_published": "Infirmary", "site_type_as_published": "General acute hospital", "backlog_total_gbp": Decimal("7")}  # fmt: skip
    rows = [{**site, **costs, "source_row": 2}, {**site, "source_row": 3, "energy_cost_gbp": Decimal("5")}, trust("ZZ1", source_row=4)]
    found = run("core.listing", tmp_path, staging__nhs_estate=rows).sort("source_row")
    assert found.select("source_kind", "asset_code", "as_at_on", "running_cost_gbp", "running_cost_fy", "required_maintenance_gbp").rows() == [
        ("nhs estates return", "ZZ101", date(2017, 3, 31), Decimal("19.00"), 2016, Decimal("7.00")),
        ("nhs estates return", "ZZ101", date(2017, 3, 31), None, 2016, Decimal("7.00")),
    ]


def test_a_list_of_another_kind_replaces_none(tmp_path: Path) -> None:
    row = {"name_as_published": "Infirmary", "postcode": "ZE1 0AA", "sender": "nhs"}
    old = {**FILE, **row, "source_row": 2, "path": "a.csv", "source_kind": "property"}
    new = {**OTHER, **row, "source_row": 2, "path": "b.csv", "source_kind": "nhs estates return", "as_at_on": date(2017, 3, 31)}
    labels = [{**part, "body_id": "nhs", "basis": "sender", "row_count": 1} for part in (FILE, OTHER)]
    share = [{"assumption_id": "edition_shared_share", "value": 0.5}]
    for kind, expected in (("nhs estates return", []), ("property", [("f1", "b.csv")])):
        found = run("core.property_edition", tmp_path, core__listing=[old, {**new, "source_kind": kind}], core__property_label=labels, core__assumption=share)
        assert found.select("source_file_id", "newer_path").rows() == expected


FACILITY_LINE = {**FILE, "source_row": 2, "path": "a.csv", "sender": "nhs", "source_kind": "facility", "name_as_published": "Infirmary", "postcode": "ZE1 0AA"}


def test_a_hospital_is_its_parents_if_the_place_knows_it_else_the_senders(tmp_path: Path) -> None:
    rows = [
        {**FACILITY_LINE, "source_row": 2, "organisation_as_published": "Known Trust", "organisation_code": "ZZ1"},
        {**FACILITY_LINE, "source_row": 3, "organisation_as_published": "Its New Name", "organisation_code": "ZZ1"},
        {**FACILITY_LINE, "source_row": 4, "organisation_as_published": "Far Trust", "organisation_code": "ZZ9"},
        {**FACILITY_LINE, "source_row": 5},
    ]
    found = run(
        "core.property_label", tmp_path, core__listing=rows, ref__body=[{"body_id": "nhs"}, {"body_id": "trust"}],
        ref__body_alias=aliases(("KNOWNTRUST", "trust"), ("ZZ1", "trust")),
    )  # fmt: skip
    assert {row["organisation_as_published"]: (row["body_id"], row["basis"]) for row in found.to_dicts()} == {
        "Known Trust": ("trust", "named in the row"),
        "Its New Name": ("trust", "named in the row"),
        "Far Trust": ("nhs", "sender"),
        None: ("nhs", "sender"),
    }


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((True, False, None), [("loaded", None), ("ignored", "outside the place"), ("loaded", None)]),
        ((False, False, None), [("ignored", "outside the place"), ("ignored", "outside the place"), ("ignored", "location not known, in a list that mostly lies outside the place")]),
    ],
)  # fmt: skip
def test_a_hospital_outside_the_place_is_not_the_senders(places: tuple[bool | None, ...], expected: list[tuple[str, str | None]], tmp_path: Path) -> None:
    rows = [{**FACILITY_LINE, "source_row": row, "name_as_published": f"Infirmary {row}"} for row in (2, 3, 4)]
    where = [{**FILE, "source_row": row, "location_method": "not known", "is_in_place": inside} for row, inside in zip((2, 3, 4), places, strict=True)]
    labels = [{**FILE, "body_id": "nhs", "basis": "sender", "row_count": 3}]
    found = run("core.property_line", tmp_path, core__listing=rows, core__property_label=labels, core__property_place=where)
    assert found.sort("source_row").select("line_status", "line_reason").rows() == expected


@pytest.mark.parametrize("poorer", ["z.csv", "a.csv"])
def test_a_list_without_codes_and_sectors_replaces_none_that_has_them(poorer: str, tmp_path: Path) -> None:
    full = {**FACILITY_LINE, "path": "m.csv", "asset_code": "ZZ101", "governance": "NHS"}
    rows = [full, {**FACILITY_LINE, **OTHER, "path": poorer}]
    labels = [{**part, "body_id": "nhs", "basis": "sender", "row_count": 1} for part in (FILE, OTHER)]
    share = [{"assumption_id": "edition_shared_share", "value": 0.5}]
    found = run("core.property_edition", tmp_path, core__listing=rows, core__property_label=labels, core__assumption=share)
    assert found.select("source_file_id", "newer_path").rows() == [(OTHER["source_file_id"], "m.csv")]
    newer = [full, {**rows[1], "as_at_on": date(2020, 1, 1)}]
    assert run("core.property_edition", tmp_path, core__listing=newer, core__property_label=labels, core__assumption=share).is_empty()


def test_an_independent_school_is_no_public_estate(tmp_path: Path) -> None:
    def lines(**more: Any) -> list[dict[str, Any]]:
        return [{**FILE, "source_row": row, **more} for row in (2, 3)]

    found = run(
        "mart.estate",
        tmp_path,
        core__asset_line=[{**FILE, "source_row": row, "asset_id": f"a{row}", "source_key": str(row), "rank": 1} for row in (2, 3)],
        core__property_line=lines(line_status="loaded", ownership_basis="service list only", is_not_owned=False, function="school", tenure="not known", name="S", body_id="council", is_sensitive=False),
        core__listing=[{**FILE, "source_row": 2, "governance": "independent"}, {**FILE, "source_row": 3, "governance": "community"}],
        core__property_place=lines(location_method="not known", same_point_count=0),
    )  # fmt: skip
    assert found.sort("asset_id").select("governance", "is_public_estate").rows() == [("independent", False), ("community", None)]


def test_figures_of_areas_are_one_long_table(tmp_path: Path) -> None:
    row = {**FILE, "path": "a.csv", "area_code": "E08000099", "subject": "Income Deprivation", "period": "2025"}
    rows = [
        {**row, "source_row": 2, "average_score": 0.25, "rank_of_average_score": 3.0},
        {**row, **OTHER, "path": "b.csv", "source_row": 2, "average_score": 0.5},
        {**row, "source_row": 3, "subject": "Persons", "period": "2024-06-30", "persons": 1000.0},
    ]
    found = run("core.area_statistic", tmp_path, staging__area_statistic=rows).sort("statistic")
    assert found.select("statistic", "period", "value", "unit", "source_file_id").rows() == [
        ("Income Deprivation: average score", "2025", 0.5, "score", "f2"),
        ("Income Deprivation: rank of average score", "2025", 3.0, "rank", "f1"),
        ("Persons: all ages", "2024-06-30", 1000.0, "persons", "f1"),
    ]


def test_lines_of_a_census_table_are_put_together_or_say_nothing(tmp_path: Path) -> None:
    row = {**FILE, "path": "a.csv", "subject": "Persons", "period": "2021"}
    rows = [
        {**row, "source_row": 2, "area_code": "E01000001", "persons_limited_a_lot": 110.0},
        {**row, "source_row": 3, "area_code": "E01000001", "persons_limited_a_little": 160.0},
        {**row, "source_row": 4, "area_code": "E01000002", "persons_limited_a_lot": 90.0},  # its other line is missing
        {**row, "source_row": 5, "area_code": "E01000003", "persons_disabled": 80.0, "persons_limited_a_lot": 30.0, "persons_limited_a_little": 49.0},
        {**row, "source_row": 6, "area_code": "E01000001", "households_without_car": 155.0},
        {**row, "source_row": 7, "area_code": "E01000001", "households_with_cars": 400.0},
        {**row, "source_row": 8, "area_code": "E01000001", "households_with_cars": 65.0},
        {**row, "source_row": 9, "area_code": "E01000002", "households_without_car": 20.0},
        {**row, "source_row": 10, "area_code": "E01000003", "households_without_car": 30.0, "households_with_cars": 71.0, "households": 100.0},
    ]
    found = run("core.area_statistic", tmp_path, staging__area_statistic=rows)
    assert found.sort("statistic", "area_code").select("statistic", "area_code", "value", "unit").rows() == [
        ("Households: all", "E01000001", 620.0, "households"),
        ("Households: all", "E01000003", 100.0, "households"),  # as stated, though its parts are rounded otherwise
        ("Households: no car or van", "E01000001", 155.0, "households"),
        ("Households: no car or van", "E01000002", 20.0, "households"),
        ("Households: no car or van", "E01000003", 30.0, "households"),
        ("Persons: disabled", "E01000001", 270.0, "persons"),
        ("Persons: disabled", "E01000003", 80.0, "persons"),
    ]
