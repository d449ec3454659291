"""Returns of the NHS, police, fire and central departments: whose line, what it means, what of it is counted. Given rows, expected rows."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, run
from totalplace import reference
from totalplace.analysis.transfers import Thresholds, match_transfers

FILE = {"source_file_id": "f1", "source_part": "table", "path": "inbox/pct/pb.csv", "sender": "pct", "part_number": 3}
KINDS = {"pct": "nhs", "trust": "nhs", "force": "police", "brigade": "fire", "benefits": "other"}
BODIES = [{"body_id": body, "kind": kind} for body, kind in KINDS.items()]
ALIASES = [
    {"alias_key": key, "body_id": body, "alias": key}
    for key, body in (("NORTHBYPCT", "pct"), ("5ZZ", "pct"), ("NORTHBYHOSPITALS", "trust"), ("NORTHBY", "force"), ("NORTHBY", "brigade"), ("WORKANDPENSIONS", "benefits"))
]
MEANINGS: Rows = reference.spend_line_table().to_dicts()
PLACE = [{"place": "p", "name": "Northshire"}]
TO = {"paid_to_as_published": "Northby Hospitals"}
TRUST = {"organisation_as_published": "Northby Hospitals", "measure": "outturn", "population": "not stated", "source_part": "trust", "part_number": 4}
LIMITS = Thresholds(unnamed_levy_least_gbp=Decimal(100_000))


def said(line: str | None, amount: int, row: int, **more: Any) -> dict[str, Any]:
    return {
        **FILE, "source_row": row, "organisation_as_published": "Northby PCT", "fy": 2010, "measure": "programme budget", "population": "registered", "return_status": "not stated",
        "line_as_published": line, "is_total": False, "is_subtotal": False, "basis": "measured", "income_basis": "not stated", "unit_as_published": "£", "amount_gbp": Decimal(amount), **more,
    }  # fmt: skip


def police(line: str, amount: int, row: int, **more: Any) -> dict[str, Any]:
    return said(line, amount, row, **{"organisation_as_published": "Northby", "measure": "outturn", "population": "not applicable", "sender": "force", **more})


def lines(tmp_path: Path, nhs: Rows = (), police: Rows = (), fire: Rows = (), central: Rows = (), **given: Rows) -> pl.DataFrame:  # type: ignore[assignment]
    staged = {f"staging__{kind}_return": list(rows) for kind, rows in (("nhs", nhs), ("police", police), ("fire", fire), ("central", central)) if rows}
    return run("core.plain_spend_line", tmp_path, ref__body=BODIES, ref__body_alias=ALIASES, ref__spend_line=MEANINGS, ref__place=PLACE, **staged, **given)


def counted(tmp_path: Path, found: pl.DataFrame, outturn: Rows = ()) -> pl.DataFrame:  # type: ignore[assignment]
    """mart.return_line by row."""
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=found.to_dicts(), core__outturn_line=list(outturn))
    paid = met.filter((pl.col("line_status") == "loaded") & pl.col("transfer_type").is_not_null() & pl.col("is_spending") & pl.col("outside_reason").is_null())
    is_received = (pl.col("role") == "received").fill_null(False).alias("is_received")
    transfers = match_transfers(paid.select("body_id", "other_body_id", is_received, "fy", "account", "economic", pl.col("transfer_type").alias("type"), "cofog", "amount_gbp"), LIMITS)
    given = {"core__spend_return_line": met.to_dicts(), "analysis__transfer": transfers.to_dicts()}
    return run("mart.return_line", tmp_path, ref__place=PLACE, **given).sort("source_row")


def test_a_line_is_its_bodys_and_is_known_by_name_or_code(tmp_path: Path) -> None:
    rows = [
        said("Substance misuse", 1, 2, line_code="5A"),
        said("SUBSTANCE  MISUSE", 1, 3),
        said("Drink and drugs", 1, 4, line_code="5A"),
        said("Substance misuse", 1, 5, line_code="12"),
        said("Space travel", 1, 6),
        said("Dental problems", 1, 7, organisation_as_published="Elsewhere PCT"),
        said("Dental problems", 1, 8, organisation_as_published=None, organisation_code="5ZZ"),
    ]
    found = lines(tmp_path, rows).sort("source_row")
    assert found.select("body_id", "line_status", "line_code", "line", "cofog").rows() == [
        ("pct", "loaded", "5A", "Substance misuse", "07"), ("pct", "loaded", "5A", "Substance misuse", "07"), ("pct", "loaded", "5A", "Substance misuse", "07"),
        ("pct", "loaded", None, "Substance misuse", "unmapped"), ("pct", "loaded", None, "Space travel", "unmapped"),
        (None, "ignored", "12", "Dental problems", "07.2"), ("pct", "loaded", "12", "Dental problems", "07.2"),
    ]  # fmt: skip
    shown = counted(tmp_path, found).filter(pl.col("line") == "Space travel").to_dicts()
    assert [(row["status"], row["cofog"], row["gross_gbp"]) for row in shown] == [("counted", "unmapped", 1)]


def test_a_name_of_several_bodies_is_that_of_the_kind_that_sends_the_return(tmp_path: Path) -> None:
    found = lines(tmp_path, police=[police("Local policing", 1, 2)], fire=[police("Community fire safety", 1, 3, sender="x")])
    assert found.sort("source_row")["body_id"].to_list() == ["force", "brigade"]


def test_a_department_that_is_not_known_waits_and_an_area_elsewhere_does_not(tmp_path: Path) -> None:
    department = {"organisation_as_published": "Work and Pensions", "measure": "outturn", "sender": "x"}
    rows = [
        said("State pension", 1, 2, **department, area_as_published="Northshire"),
        said("State pension", 1, 3, **department, area_as_published="Southshire"),
        said("State pension", 1, 4, **{**department, "sender": "benefits"}, area_as_published="Northshier"),
        said("State pension", 1, 5, **{**department, "organisation_as_published": "Defence"}),
        said("State pension", 1, 6, **department, area_as_published="Wherever"),
        said("State pension", 1, 7, **{**department, "sender": "benefits"}, area_as_published="E09000001"),
    ]
    areas = [{"area_code": "E1", "area_name": "Southshire", "area_type": "county", "is_in_place": False, "source_file_id": "b"}]
    found = lines(tmp_path, central=rows, ref__area=areas).sort("source_row")
    assert found.select("body_id", "line_status", "line_reason").rows() == [
        ("benefits", "loaded", None),
        ("benefits", "ignored", "outside the place"),
        ("benefits", "held", "about an area that neither place.toml nor the boundaries know"),
        (None, "held", 'of a department that place.toml does not know: add it as a [[body]] of the kind "other"'),
        ("benefits", "ignored", "outside the place"),
        ("benefits", "ignored", "outside the place"),
    ]


@pytest.mark.parametrize(("whole", "roles"), [(30, ["memo total", "service", "service"]), (90, ["service", "part", "part"])])
def test_parts_take_the_place_of_their_line_only_if_they_add_up_to_it(whole: int, roles: list[str], tmp_path: Path) -> None:
    rows = [said("Mental health", whole, 2, line_code="5"), said("Substance misuse", 10, 3, line_code="5A"), said("Other mental health", 20, 4, line_code="5X")]
    found = lines(tmp_path, rows).sort("source_row")
    assert found["role"].to_list() == roles
    assert counted(tmp_path, found).filter(status="counted")["gross_gbp"].sum() == whole


def test_one_measure_of_the_nhs_is_counted(tmp_path: Path) -> None:
    rows = [
        said("Dental problems", 10, 2),
        said("Dental problems", 11, 3, population="resident"),
        said("Dental problems", 12, 4, measure="budget"),
        said("Allocation", 13, 5, measure="allocation"),
        said("Dental problems", 14, 6, fy=2011),
        said("Dental problems", 15, 7, fy=2011, measure="outturn", population="not stated"),
    ]
    found = counted(tmp_path, lines(tmp_path, rows))
    assert found.select("status", "reason").rows() == [
        ("counted", None),
        ("excluded", "the same money as programme budget of registered people, which is counted"),
        ("excluded", "planned, not spent: budget"),
        ("excluded", "allotted, not spent: allocation"),
        ("excluded", "the same money as outturn, which is counted"),
        ("counted", None),
    ]


def test_a_measure_without_lines_puts_no_other_aside(tmp_path: Path) -> None:
    """Accounts that give one total are no outturn that could be counted in the place of the programmes."""
    rows = [said("Dental problems", 14, 2), said("Total", 15, 3, measure="outturn", population="not stated", is_total=True)]
    found = counted(tmp_path, lines(tmp_path, rows))
    assert found.select("status", "gross_gbp").rows() == [("counted", 14), ("excluded", None)]


def test_a_line_that_is_the_sum_of_all_others_is_their_total(tmp_path: Path) -> None:
    """Accounts call it "Net cost of services" and otherwise: counted as a line it would double the return."""
    rows = [said("Dental problems", 10, 2), said("Space travel", -3, 3), said("Net cost of services", 7, 4), said("Vision", 7, 5, fy=2011), said("Cost of it", 7, 6, fy=2011)]
    found = counted(tmp_path, lines(tmp_path, rows))
    assert found.select("source_row", "status").rows() == [(2, "counted"), (3, "counted"), (4, "excluded"), (5, "counted"), (6, "counted")]
    assert found["reason"][2] == "a total of the return: its lines are counted"


def test_income_that_may_hold_what_was_received_is_told(tmp_path: Path) -> None:
    """The trust spends 120 and takes off 100 of income; the commissioner's 90 are in that income, and are taken out of the commissioner's too."""
    net = {"income_gbp": Decimal(100), "income_basis": "net of fees and charges"}
    rows = [said("Vision", 90, 2, **TO), said("Circulation", 20, 3, **TRUST, **net), said("Other", -90, 4, **TRUST, received_from_as_published="Northby PCT")]
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=lines(tmp_path, rows).to_dicts()).to_dicts()
    found = run("analysis.return_issue", tmp_path, core__spend_return_line=met)
    (told,) = found.filter(issue_type="income may be taken off twice").to_dicts()
    assert (told["source_row"], told["value"]) == (4, "100.00")
    less = [row | ({"income_gbp": Decimal(30)} if row["income_gbp"] else {}) for row in met]
    assert run("analysis.return_issue", tmp_path, core__spend_return_line=less).filter(issue_type="income may be taken off twice").is_empty()


def test_a_service_that_another_bodys_outturn_may_hold_is_told(tmp_path: Path) -> None:
    """A county's own fire service: its return and the county's outturn are the same money, and nothing in either says so."""
    outturn = {
        "source_file_id": "rs", "source_part": "RS", "source_row": 9, "source_column": 9, "line_id": 9, "line_status": "loaded", "body_id": "county", "authority_key": "E1", "form": "RS",
        "measure": "outturn", "figure": "net current expenditure", "return_status": "certified", "unit_as_published": "£", "line_code": "602", "line": "Fire and rescue services",
        "line_as_published": "Fire", "role": "service", "return_total": "net current expenditure", "account": "general fund", "cofog": "03.2",
    }  # fmt: skip
    rows = [police("Community fire safety", amount, row, fy=fy, sender="x") for row, (amount, fy) in enumerate(((99, 2010), (98, 2011), (97, 2012)), 2)]
    states = [{**outturn, "fy": 2010, "amount_gbp": Decimal(100)}, {**outturn, "fy": 2011, "amount_gbp": Decimal(0)}]
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=lines(tmp_path, fire=rows).to_dicts(), core__outturn_line=states).to_dicts()
    found = run("analysis.return_issue", tmp_path, core__spend_return_line=met)
    (told,) = found.filter(issue_type="service may be counted twice").to_dicts()
    assert (told["source_file_id"], told["value"]) == ("f1", "99.00")
    assert "outturn of county has 100.00 pounds of fire and rescue services" in told["message"]


def test_a_forces_own_analysis_counts_only_where_its_outturn_does_not(tmp_path: Path) -> None:
    outturn = {
        "source_file_id": "rs", "source_part": "RS", "source_row": 9, "source_column": 9, "line_id": 9, "line_status": "loaded", "body_id": "force", "authority_key": "E6", "fy": 2010, "form": "RS",
        "measure": "outturn", "figure": "net current expenditure", "return_status": "certified", "unit_as_published": "£", "line_code": "601", "line": "Police services", "line_as_published": "Police services",
        "role": "service", "return_total": "net current expenditure", "account": "general fund", "cofog": "03.1", "amount_gbp": Decimal(100),
    }  # fmt: skip
    found = lines(tmp_path, police=[police("Local policing", 99, 2), police("Local policing", 98, 3, fy=2011)])
    judged = counted(tmp_path, found, [outturn]).filter(source_return="police objective analysis")
    assert judged.select("fy", "status", "reason").rows() == [
        (2010, "excluded", "the same money as in the body's revenue outturn of the year, which is counted"), (2011, "counted", None),
    ]  # fmt: skip



def test_what_a_trust_receives_is_spent_once(tmp_path: Path) -> None:
    """The commissioner pays 100 of its 130 to the trust, which states 90 from it and spends 120 in all."""
    rows = [
        said("Dental problems", 40, 2, **TO), said("Circulation", 60, 3, **TO), said("Vision", 30, 4),
        said("Circulation", 120, 5, **TRUST), said("Other", -90, 6, **TRUST, received_from_as_published="Northby PCT"),
    ]  # fmt: skip
    found = counted(tmp_path, lines(tmp_path, rows))
    views = ("gross_gbp", "transfer_out_gbp", "transfer_in_memo_gbp")
    assert [tuple(int(row[name]) for name in views) for row in found.to_dicts()] == [(40, 36, 0), (60, 54, 0), (30, 0, 0), (120, 0, 0), (0, 0, 90)]
    assert set(found.filter(pl.col("transfer_type").is_not_null())["transfer_type"]) == {"PCT or ICB to NHS trust"}


def test_a_trust_without_a_return_takes_nothing_out(tmp_path: Path) -> None:
    found = counted(tmp_path, lines(tmp_path, [said("Dental problems", 40, 2, **TO)]))
    assert found.select("gross_gbp", "transfer_out_gbp", "status").rows() == [(40, 0, "counted")]


def test_the_better_checked_return_counts_whole(tmp_path: Path) -> None:
    rows = [said("Dental problems", 1, 2), said("Vision", 2, 3), said("Vision", 9, 2, source_part="final", return_status="certified")]
    found = lines(tmp_path, rows).sort("source_part", "source_row")
    assert found["line_status"].to_list() == ["loaded", "superseded", "superseded"]


def test_a_printed_total_is_held_against_its_lines(tmp_path: Path) -> None:
    rows = [said("Dental problems", 10, 2), said("Vision", 20, 3), said("Total", 35, 4, is_total=True), said("Total", 7, 5, is_total=True, measure="outturn", fy=2011), said("Vision", 7, 6, measure="outturn", fy=2011)]
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=lines(tmp_path, rows).to_dicts()).to_dicts()
    totals = run("mart.spend_reconciliation", tmp_path, core__spend_return_line=met).sort("fy")
    assert totals.select("item", "expected_gbp", "found_gbp", "difference_gbp").rows() == [("total of registered people", 35, 30, 5), ("total of registered people", 7, 7, 0)]
    assumptions = [{"assumption_id": "return_magnitude_times", "value": 50}]
    given = {"core__spend_return_line": met, "mart__spend_reconciliation": totals.to_dicts(), "core__assumption": assumptions}
    (issue,) = run("analysis.return_issue", tmp_path, **given).to_dicts()
    assert (issue["issue_type"], issue["source_row"]) == ("total does not add up", 4)


@pytest.mark.parametrize("total", [120, 30])
def test_money_received_may_be_taken_off_a_total_or_not(total: int, tmp_path: Path) -> None:
    rows = [said("Circulation", 120, 2, **TRUST), said("Other", -90, 3, **TRUST, received_from_as_published="Northby PCT"), said("Total", total, 4, **TRUST, is_total=True)]
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=lines(tmp_path, rows).to_dicts()).to_dicts()
    assert run("mart.spend_reconciliation", tmp_path, core__spend_return_line=met).select("found_gbp", "difference_gbp").rows() == [(total, 0)]


def test_a_total_without_a_line_is_told(tmp_path: Path) -> None:
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=lines(tmp_path, [said("Total", 35, 4, is_total=True)]).to_dicts()).to_dicts()
    totals = run("mart.spend_reconciliation", tmp_path, core__spend_return_line=met).to_dicts()
    (issue,) = run("analysis.return_issue", tmp_path, core__spend_return_line=met, mart__spend_reconciliation=totals).to_dicts()
    assert (issue["issue_type"], issue["source_row"]) == ("lines of a total missing", 4)
    assert issue["message"].startswith("The return prints a total of 35.00 pounds and no line of it.")


def test_unknown_lines_parts_and_thousands_for_pounds_are_told(tmp_path: Path) -> None:
    rows = [
        said("Space travel", 100_000, 2), said("Mental health", 90, 3, line_code="5"), said("Substance misuse", 10, 4, line_code="5A"),
        said("Vision", 100, 5, fy=2011, measure="outturn"),
    ]  # fmt: skip
    met = run("core.spend_return_line", tmp_path, core__plain_spend_line=lines(tmp_path, rows).to_dicts()).to_dicts()
    found = run("analysis.return_issue", tmp_path, core__spend_return_line=met, core__assumption=[{"assumption_id": "return_magnitude_times", "value": 50}])
    assert {(row["issue_type"], row["value"]) for row in found.to_dicts()} == {
        ("line of the return not known", "Space travel"), ("parts do not add up to their line", "Substance misuse"),
        ("return of another size", "100090.00"), ("return of another size", "100.00"),
    }  # fmt: skip
    assert "unmapped" in found.filter(issue_type="line of the return not known")["message"][0]


def test_benefit_of_a_department_above_what_councils_state_is_reported(tmp_path: Path) -> None:
    stated = {
        "source_file_id": "f1", "source_part": "table", "line_status": "loaded", "fy": 2010, "measure": "outturn", "figure": "net current expenditure",
        "population": "not applicable", "role": "benefit", "line": "Housing benefit", "is_spending": True,
    }  # fmt: skip
    council = {**stated, "source_row": 2, "body_id": "council", "form": "RS", "line_code": "711", "amount_gbp": Decimal("28.50")}
    central = {**stated, "source_row": 3, "source_file_id": "f2", "body_id": "benefits", "form": "central return", "line_code": "hb", "amount_gbp": Decimal("47.00")}

    def told(*rows: dict[str, Any]) -> list[dict[str, Any]]:
        found = run("analysis.return_issue", tmp_path, core__spend_return_line=list(rows))
        return found.filter(issue_type="housing benefit above what councils state").to_dicts()

    (issue,) = told(council, central)
    assert (issue["source_file_id"], issue["source_row"], issue["value"]) == ("f2", 3, "47.00")
    assert "28.50 pounds in the outturns of 1 council." in issue["message"]
    assert "18.50 pounds more, which are in no figure" in issue["message"]
    assert told({**council, "amount_gbp": Decimal("47.00")}, central) == []
    assert told(central) == [], "without an outturn the department's line is counted itself"
