"""Which line of a list of provision or a table of need counts, whose it is and where, over given rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, run

NORTH, SOUTH = "E07000901", "E07000902"


def offer(file: str, row: int, **facts: Any) -> dict[str, Any]:
    return {
        "source_file_id": file, "source_part": "table", "source_row": row, "part_number": 1, "path": f"{file}.csv", "sender": "county", "provider_key": "TRUST", "provider_as_published": "Trust",
        "is_withheld": False, "service": "mentoring", "service_as_published": "Mentoring", "cohort": "neet", "age_from": 16, "age_to": 17, "age_basis": "stated", "area_as_published": "North",
        "places": 10.0, "funder_as_published": "North Council", "amount_gbp": Decimal(100), "from_on": date(2024, 4, 1), "to_on": date(2025, 3, 31),
    } | facts  # fmt: skip


def need(file: str, row: int, **facts: Any) -> dict[str, Any]:
    return {
        "source_file_id": file, "source_part": "table", "source_row": row, "part_number": 2, "path": f"{file}.csv", "sender": "county", "cohort": "neet", "age_from": 16, "age_to": 17,
        "area_as_published": NORTH, "people": 30.0, "is_withheld_by_publisher": False, "from_on": date(2024, 12, 1), "to_on": date(2025, 2, 28),
    } | facts  # fmt: skip


def told(tmp_path: Path, offers: Rows = (), needs: Rows = (), received: dict[str, date] | None = None) -> dict[tuple[str, int], dict[str, Any]]:  # type: ignore[assignment]
    files = {row["source_file_id"] for row in (*offers, *needs)}
    areas = [{"area_code": code, "area_name": name, "area_type": "district", "is_in_place": inside} for code, name, inside in ((NORTH, "North", True), (SOUTH, "South", True), ("E07000999", "Beyond", False))]
    found = run(
        "core.provision_line", tmp_path,
        staging__provision=list(offers), staging__need=list(needs), core__area=areas,
        raw__inbox=[{"source_file_id": file, "source_part": "table", "received_on": (received or {}).get(file, date(2025, 6, 1))} for file in files],
        ref__body=[{"body_id": body} for body in ("county", "north")], ref__place=[{"place": "p", "name": "Sample County"}],
        ref__body_alias=[{"alias_key": key, "body_id": body} for key, body in (("NORTHCOUNCIL", "north"), ("COUNTYCOUNCIL", "county"))],
        core__body_area=[{"body_id": "county", "area_code": code, "is_stated": True} for code in (NORTH, SOUTH)] + [{"body_id": "north", "area_code": NORTH, "is_stated": True}],
    )  # fmt: skip
    return {(row["source_file_id"], row["source_row"]): row for row in found.rows(named=True)}


def test_areas_are_known_by_name_code_and_body(tmp_path: Path) -> None:
    said = {
        2: ("North", NORTH, "stated"), 3: (f"{SOUTH}; north", f"{NORTH}; {SOUTH}", "stated"), 4: ("Whole place", "whole place", "whole place"), 5: ("Sample County", "whole place", "whole place"),
        6: ("Countywide", f"{NORTH}; {SOUTH}", "stated"), 7: ("North Council", NORTH, "stated"), 8: ("North; Beyond", NORTH, "partly outside the place"), 9: ("North; Nowhere", NORTH, "not known"),
        10: ("Nowhere", None, "not known"), 11: (None, None, "not stated"), 12: ("Beyond", None, "outside the place"), 13: ("E07000777", None, "outside the place"),
    }  # fmt: skip
    found = told(tmp_path, [offer("a", row, area_as_published=words, service=f"service {row}") for row, (words, _, _) in said.items()])
    assert {row: (found["a", row]["area_codes"], found["a", row]["area_basis"]) for row in said} == {row: (codes, basis) for row, (_, codes, basis) in said.items()}
    assert [row for row in said if found["a", row]["line_status"] != "loaded"] == [12, 13]
    assert found["a", 12]["line_reason"] == "outside the place"


def test_who_pays_is_the_funder_named_else_the_sender(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        [offer("a", 2), offer("a", 3, funder_as_published=None, service="b"), offer("a", 4, funder_as_published="Skills Fund", service="c"), offer("a", 5, funder_as_published=None, sender="stranger", service="d")],
    )
    assert {row: (told_of["body_id"], told_of["funder"]) for (_, row), told_of in found.items()} == {2: ("north", "north"), 3: ("county", "county"), 4: (None, "SKILLS FUND"), 5: (None, None)}


def test_an_offer_counts_once_from_its_funders_own_list(tmp_path: Path) -> None:
    """The amount may differ; two of one list that are not alike in everything are two, and the nth of one list is the nth of another."""
    found = told(
        tmp_path,
        [
            offer("z-review", 2, area_as_published="North", amount_gbp=Decimal(99)), offer("own", 2, sender="north", area_as_published=NORTH, funder_as_published=None),
            offer("z-review", 3, service="outreach", offer_reference="A"), offer("z-review", 4, service="outreach", offer_reference="B"), offer("z-review", 5, service="outreach", offer_reference="B"),
            offer("z-review", 6, provider_key=None, is_withheld=True), offer("z-review", 7, provider_key=None, is_withheld=True), offer("z-review", 8, age_to=18),
        ],
        received={"own": date(2024, 1, 1)},
    )  # fmt: skip
    assert found["z-review", 2]["line_reason"] == "the same offer stands in own.csv"
    assert found["z-review", 5]["line_reason"] == "the list has the offer twice, alike in everything"
    assert {key for key, row in found.items() if row["line_status"] == "superseded"} == {("z-review", 2), ("z-review", 5)}


def test_of_two_lists_by_others_the_one_received_last_counts(tmp_path: Path) -> None:
    found = told(tmp_path, [offer("a", 2), offer("b", 2)], received={"a": date(2025, 6, 2), "b": date(2025, 6, 1)})
    assert {file: row["line_status"] for (file, _), row in found.items()} == {"a": "loaded", "b": "superseded"}


def test_of_a_need_the_later_period_counts_and_a_figure_before_none(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        needs=[
            need("a", 2), need("a", 3, from_on=date(2024, 6, 1), to_on=date(2024, 8, 31)), need("a", 4, area_as_published="South", people=None, people_or_not_known=9.0),
            need("b", 4, area_as_published="South", from_on=date(2024, 6, 1), to_on=date(2024, 6, 30)), need("a", 5, area_as_published="Nowhere"), need("a", 6, area_as_published="North; South"),
            need("a", 7, area_as_published="E07000777"), need("n", 2, sender="ministry", area_as_published="Nowhere"), need("a", 8, from_on=date(2023, 12, 1), to_on=date(2024, 2, 29)),
        ],
    )  # fmt: skip
    assert {key: row["line_status"] for key, row in found.items()} == {
        ("a", 2): "loaded", ("a", 3): "superseded", ("a", 4): "superseded", ("b", 4): "loaded", ("a", 5): "held", ("a", 6): "held", ("a", 7): "ignored", ("n", 2): "ignored", ("a", 8): "loaded",
    }  # fmt: skip


def test_of_bands_within_one_another_the_narrow_ones_count_if_they_make_up_the_wide_one(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        needs=[
            need("a", 2, age_to=24), need("a", 3), need("a", 4, age_from=18, age_to=24),
            need("a", 5, age_to=24, area_as_published="South"), need("a", 6, area_as_published="South"),
            need("a", 7, area_as_published="whole place"), need("a", 8, area_as_published="whole place", cohort="drinkers"),
        ],
    )  # fmt: skip
    assert {row: told_of["line_status"] for (_, row), told_of in found.items()} == {2: "superseded", 3: "loaded", 4: "loaded", 5: "loaded", 6: "superseded", 7: "superseded", 8: "loaded"}
    assert (found["a", 2]["line_reason"], found["a", 7]["line_reason"]) == ("the age bands within it are told apart", "it stands by area")
    assert found["a", 6]["line_reason"] == "it lies within ages 16 to 24, which the narrower bands do not make up"


def test_a_start_costs_its_price_or_else_the_amount_over_the_starts(tmp_path: Path) -> None:
    lines = [offer("a", 2, price_basis="start", price_gbp=Decimal(7), starts=10.0), offer("a", 3, starts=30.0, completions=0.0), offer("a", 4, price_basis="outcome", price_gbp=Decimal(9), completions=5.0)]
    known = [
        {"source_kind": "provision", "source_file_id": "a", "source_part": "table", "source_row": row, "line_id": row, "line_status": "loaded" if row < 4 else "superseded", "line_reason": "twice" if row == 4 else None, "area_basis": "stated"}
        for row in (2, 3, 4)
    ]
    overlap = [{"left_line_id": 2, "right_line_id": 3}, {"left_line_id": 2, "right_line_id": 9}]
    found = run(
        "mart.provision", tmp_path, staging__provision=lines, core__provision_line=known, mart__provision_overlap=overlap,
        core__guarded_text=[{"text": "Mentoring"}], core__withheld_payee=[{"supplier_key": "TRUST"}],
    ).sort("line_id").rows(named=True)  # fmt: skip
    assert [(row["per_start_est_gbp"], row["per_start_basis"], row["per_completion_est_gbp"], row["per_completion_basis"], row["overlap_count"], row["status"]) for row in found] == [
        (7, "price stated", None, None, 2, "counted"), (Decimal("3.33"), "amount over starts", None, None, 1, "counted"), (None, None, 9, "price stated", 0, "superseded"),
    ]  # fmt: skip
    # what must not be known is withheld, and the money stays
    assert {(row["provider_as_published"], row["service_as_published"], row["amount_gbp"]) for row in found} == {("(withheld)", "(withheld)", Decimal(100))}
