"""What is of a theme, by which share, whether it prevents or treats, and which of several figures of the same money stands."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, file_of, run_file
from totalplace.reference import theme_line_table

ALCOHOL = "alcohol and drugs"
SHARES = {"theme_public_health_substance_share": 0.2, "theme_police_substance_share": 0.15, "theme_claimant_young_share": 0.25}


def counted(number: int, form: str, line: str, pounds: str, out: str = "0", **facts: Any) -> dict[str, Any]:
    told = {
        "line_id": number, "count_id": number, "body_id": "northby", "fy": 2016, "source_return": form, "line": line, "role": "service", "measure": "outturn", "figure": "net current expenditure",
        "status": "counted", "economic": "revenue", "population": "not applicable", "return_status": "certified", "basis": "measured",
        "amount_gbp": Decimal(pounds), "gross_gbp": Decimal(pounds), "transfer_out_gbp": Decimal(out),
    }  # fmt: skip
    return told | facts


def detail(number: int, line: str, pounds: str, form: str = "RO3") -> dict[str, Any]:
    return counted(number, form, line, pounds, role="detail", status="excluded", count_id=None, gross_gbp=None, transfer_out_gbp=None)


def themes(tmp_path: Path, *lines: dict[str, Any], costs: Rows | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """By theme and line, with the rules as they are."""
    given: dict[str, Rows] = {
        "mart.return_line": list(lines),
        "mart.estate_cost": costs or [],
        "ref.place": [{"place": "p", "name": "P"}],
        "ref.theme_line": theme_line_table().to_dicts(),
        "core.assumption": [{"assumption_id": name, "value": value} for name, value in SHARES.items()],
    }
    rows = run_file(file_of("mart.spend_theme"), given, tmp_path).rows(named=True)
    return {(row["theme"], row["line"]): row for row in rows}


def test_a_line_of_the_count_gives_its_share_of_the_net_amount(tmp_path: Path) -> None:
    found = themes(
        tmp_path,
        counted(1, "RS", "Public Health", "1000.05"),
        counted(2, "NHS return", "Substance misuse", "700", "200", measure="programme budget"),
        counted(3, "RS", "Education services", "9"),
        counted(4, "RS", "Police services", "10", measure="budget"),
    )
    assert {key[1] for key in found} == {"Public Health", "Substance misuse"}, "what is planned was not spent, and education is of no theme"
    health, misuse = found[ALCOHOL, "Public Health"], found[ALCOHOL, "Substance misuse"]
    assert (health["theme_share"], health["theme_basis"], health["net_gbp"], health["theme_gbp"]) == (0.2, "apportioned", Decimal("1000.05"), Decimal("200.01"))
    assert (health["stance"], health["is_stance_told"], health["count_id"]) == ("neither", False, 1)
    assert (misuse["theme_share"], misuse["theme_basis"], misuse["net_gbp"], misuse["line_gbp"], misuse["theme_gbp"]) == (1, "direct", Decimal(500), Decimal(700), Decimal(500))
    assert (misuse["stance"], misuse["is_stance_told"], misuse["measure"]) == ("treat", True, "programme budget")


def test_detailed_lines_stand_for_their_summary_once_enough_are_there(tmp_path: Path) -> None:
    summary = counted(1, "RS", "Public Health", "1000")
    lines = ("Substance misuse: treatment for drug misuse in adults", "Substance misuse: preventing harm from alcohol", "Substance misuse: specialist drug and alcohol services for children and young people")
    few = themes(tmp_path, summary, detail(2, lines[2], "30"))
    assert {line: row["is_best"] for (_, line), row in few.items()} == {"Public Health": True, lines[2]: False}
    found = themes(tmp_path, summary, *(detail(number, line, "30") for number, line in enumerate(lines, start=2)))
    assert {line: row["is_best"] for (_, line), row in found.items()} == {"Public Health": False, **dict.fromkeys(lines, True)}
    assert [found[ALCOHOL, line]["stance"] for line in lines] == ["treat", "prevent", "treat"]
    told = found[ALCOHOL, lines[0]]
    assert (told["net_gbp"], told["line_gbp"], told["theme_gbp"], told["count_id"]) == (None, Decimal(30), Decimal(30), None)


def test_a_line_in_several_rows_of_the_count_is_counted_whole(tmp_path: Path) -> None:
    found = themes(
        tmp_path,
        counted(1, "central return", "Jobseeker's allowance", "100"), counted(2, "central return", "Jobseeker's allowance", "60", basis="apportioned"),
    )  # fmt: skip
    (row,) = found.values()
    assert (row["net_gbp"], row["theme_gbp"], row["count_id"], row["theme"]) == (Decimal(160), Decimal(40), None, "young people not in education or work")


def test_costs_of_buildings_are_of_property_and_beside_the_count(tmp_path: Path) -> None:
    cost = {"body_id": "northby", "running_cost_fy": 2016, "is_running_cost_shown": True}
    costs: Rows = [
        {**cost, "line_id": 1, "running_cost_gbp": Decimal(100), "energy_gbp": Decimal(30), "rent_gbp": Decimal(70)},
        {**cost, "line_id": 2, "running_cost_gbp": Decimal(50), "energy_gbp": Decimal(5)},
        {**cost, "line_id": 3, "running_cost_gbp": Decimal(999), "is_running_cost_shown": False},
    ]
    found = {line: (row["theme_gbp"], row["net_gbp"], row["is_best"]) for (_, line), row in themes(tmp_path, costs=costs).items()}
    assert found == {
        "Energy of buildings": (Decimal(35), None, True), "Rent of buildings": (Decimal(70), None, True), "Running cost of buildings, not divided": (Decimal(45), None, True),
    }  # fmt: skip
    # a return that tells the cost of premises is finer
    both = themes(tmp_path, counted(9, "SAR", "Energy costs", "400"), costs=costs)
    assert {line: row["is_best"] for (_, line), row in both.items() if line.startswith("Energy")} == {"Energy costs": True, "Energy of buildings": False}


def test_every_share_that_is_not_whole_is_an_assumption_there_is() -> None:
    from totalplace.contracts import ref
    from totalplace.reference import _read

    known = set(_read("assumption", ref.ASSUMPTION)["assumption_id"])
    named = set(theme_line_table()["share_assumption"].drop_nulls())
    assert named and named <= known
    assert named == set(file_of("mart.spend_theme").assumptions)
