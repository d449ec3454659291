"""Indicators: whose area and which line counts, breaks of series, which way is better, spending beside them; over given rows."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, run
from totalplace import sql
from totalplace.contracts import outcomes

ROUGH = "People sleeping rough"
BODIES: Rows = [
    {"body_id": "shire", "name": "Shire County Council", "kind": "council", "gss_code": "E10000001"},
    {"body_id": "town", "name": "Town Council", "kind": "council", "gss_code": "E07000001"},
    {"body_id": "vale", "name": "Vale Council", "kind": "council", "gss_code": "E07000002"},
    {"body_id": "trust", "name": "The Trust", "kind": "nhs"},
    {"body_id": "police", "name": "The Police", "kind": "police"},
]
ALIASES: Rows = [
    {"alias_key": key, "body_id": body, "alias": key} for key, body in (("SHIRE", "shire"), ("TOWN", "town"), ("00AA", "town"), ("TOWNCOUNCIL", "town"), ("THETRUST", "trust"), ("BOTH", "town"), ("BOTH", "vale"))
]
SERVED: Rows = [
    {"body_id": body, "area_code": area, "is_stated": True}
    for body, areas in {"shire": "12", "town": "1", "vale": "2", "trust": "12", "police": "123"}.items()
    for area in (f"E0700000{number}" for number in areas)
]


def line(row: int, file: str = "f1", **facts: Any) -> dict[str, Any]:
    told = {
        "source_file_id": file, "source_part": "table", "source_row": row, "path": f"{file}.csv", "framework": "other list", "indicator_as_published": ROUGH,
        "area_code": "E07000001", "breakdown": "all", "period_starts_on": date(2024, 4, 1), "period_ends_on": date(2025, 3, 31), "value": 5.0,
    }  # fmt: skip
    return told | facts


def year(fy: int) -> dict[str, date]:
    return {"period_starts_on": date(fy, 4, 1), "period_ends_on": date(fy + 1, 3, 31)}


def lines(tmp_path: Path, staged: Rows, received: dict[str, date] | None = None) -> dict[tuple[str, int], dict[str, Any]]:
    files = {row["source_file_id"] for row in staged}
    inbox = [{"source_file_id": file, "source_part": "table", "received_on": (received or {}).get(file)} for file in sorted(files)]
    known = [{"indicator_id": "ni-117", "valid_from": date(2008, 4, 1), "code": "NI 117", "name": "NEET"}, {"indicator_id": "lof-rough", "valid_from": date(2026, 1, 1), "name": "People sleeping rough!"}]
    found = run("core.outcome_line", tmp_path, staging__outcome=staged, raw__inbox=inbox, ref__indicator=known, ref__body=BODIES, ref__body_alias=ALIASES, core__body_area=SERVED)
    return {(row["source_file_id"], row["source_row"]): row for row in found.rows(named=True)}


def test_an_area_is_told_by_its_code_its_name_or_its_body(tmp_path: Path) -> None:
    staged = [
        line(1), line(2, area_code="E07000999", area_as_published="Town"), line(3, area_code="00AA"), line(4, area_code=None, area_as_published="Town Council"),
        line(5, area_code=None, area_as_published="Both"), line(6, area_code=None, area_as_published="The Trust"), line(7, area_code="E10000001", lead_partner_as_published="The Trust"), line(8, area_code="9Z", area_as_published="Shire"),
    ]  # fmt: skip
    found = lines(tmp_path, [row | year(2000 + row["source_row"]) for row in staged])
    # a trust that serves several areas and has no area of its own stands for none; a code of elsewhere is not outvoted by a name
    assert {row: found["f1", row]["area_code"] for row in range(1, 9)} == {
        1: "E07000001", 2: None, 3: "E07000001", 4: "E07000001", 5: None, 6: None, 7: "E10000001", 8: "E10000001",
    }  # fmt: skip
    assert found["f1", 2]["line_reason"] == "outside the place" and found["f1", 7]["lead_body_id"] == "trust"


def test_an_indicator_is_known_by_its_number_else_by_its_name(tmp_path: Path) -> None:
    staged = [line(1), line(2, indicator_code="NI 117", framework="National Indicators 2008"), line(3, indicator_code="NI 5", framework="National Indicators 2008"), line(4, indicator_as_published="Trees & shade"), line(5, indicator_code="A/7", indicator_as_published=ROUGH)]
    found = lines(tmp_path, [row | year(2000 + row["source_row"]) for row in staged])
    assert [found["f1", row]["indicator_id"] for row in range(1, 6)] == ["lof-rough", "ni-117", "ni-5", "other-list-trees-shade", "other-list-a-7"]


def test_of_several_lists_the_newest_counts_and_a_list_that_contradicts_itself_is_held(tmp_path: Path) -> None:
    staged = [line(1, "z-old", value=4.0), line(1, "a-new"), line(2, "a-new", breakdown="women"), line(3, "a-new", area_code="E07000002", value=1.0), line(4, "a-new", area_code="E07000002", value=2.0)]
    found = lines(tmp_path, staged, {"z-old": date(2025, 1, 1), "a-new": date(2025, 6, 1)})
    assert {key: row["line_status"] for key, row in found.items()} == {("z-old", 1): "superseded", ("a-new", 1): "loaded", ("a-new", 2): "loaded", ("a-new", 3): "held", ("a-new", 4): "held"}
    assert found["z-old", 1]["line_reason"] == "the same indicator, area and period stand in a-new.csv"


def test_both_figures_of_a_list_that_contradicts_itself_are_told(tmp_path: Path) -> None:
    held = [{"source_file_id": "f1", "source_part": "table", "source_row": row, "line_status": status, "indicator_id": "i"} for row, status in ((1, "held"), (2, "loaded"), (3, "held"))]
    found = run("core.issue", tmp_path, core__outcome_line=held)
    assert [(row["source_row"], row["issue_type"], row["responsible"]) for row in found.sort("source_row").to_dicts()] == [(1, "two figures for one indicator", "sender"), (3, "two figures for one indicator", "sender")]


def outcome(tmp_path: Path, *staged: dict[str, Any], **others: Rows) -> Rows:
    loaded = [
        {"source_file_id": row["source_file_id"], "source_part": "table", "source_row": row["source_row"], "line_status": "loaded", "indicator_id": row.pop("indicator_id", "rough"), "area_code": row["area_code"]}
        for row in staged
    ]
    found = run("mart.outcome", tmp_path, staging__outcome=list(staged), core__outcome_line=loaded, ref__body=BODIES, **others)
    return found.sort("source_row").to_dicts()


def test_change_is_told_by_the_direction_and_only_within_a_part_of_the_series(tmp_path: Path) -> None:
    rows = outcome(
        tmp_path,
        line(1, value=9.0, low=8.0, high=10.0, direction="lower", **year(2008)), line(2, value=8.5, low=8.0, high=9.0, direction="lower", target=8.4, **year(2009)),
        line(3, value=4.0, low=3.5, high=4.5, direction="lower", is_break=True, target=5.0, **year(2010)), line(4, value=4.8, low=4.6, high=5.0, direction="lower", **year(2011)),
        line(5, value=4.8, direction="lower", definition_as_published="new", **year(2012)), line(6, value=4.9, direction="lower", definition_as_published="newer", **year(2013)),
        line(7, value=1.0, direction="lower", period_starts_on=date(2014, 1, 1), period_ends_on=date(2014, 3, 31)),
    )  # fmt: skip
    assert [(row["series_number"], row["previous_value"], row["change"], row["movement"]) for row in rows] == [
        (1, None, None, "first of its series"), (1, 9.0, -0.5, "better"),
        (2, None, None, "first of its series"), (2, 4.0, 0.8, "worse"), (2, 4.8, 0.0, "as before"),
        (3, None, None, "first of its series"), (1, None, None, "first of its series"),
    ]  # fmt: skip
    assert [row["break_reason"] for row in rows] == [None, None, "the list says that it cannot be compared with the figures before", None, None, "the list states another definition: newer", None]
    assert [row["change_is_beyond_intervals"] for row in rows] == [None, False, None, True, None, None, None]
    assert [row["target_status"] for row in rows] == ["not told", "not met", "met", "not told", "not told", "not told", "not told"]
    assert [row["period_kind"] for row in rows[5:]] == ["year", "quarter"]


def test_reference_data_give_the_direction_and_the_breaks_that_no_list_states(tmp_path: Path) -> None:
    known: Rows = [
        {"indicator_id": "ni-117", "valid_from": date(2008, 4, 1), "code": "NI 117", "name": "NEET", "direction": "lower", "direction_source": "its name", "theme": "young people not in education or work", "definition": "where they study"},
        {"indicator_id": "ni-117", "valid_from": date(2011, 1, 1), "code": "NI 117", "name": "NEET", "direction": "lower", "direction_source": "its name", "theme": "young people not in education or work", "definition": "where they live"},
    ]  # fmt: skip
    staged = [line(row, indicator_id="ni-117", indicator_as_published=None, indicator_code="NI 117", value=9.0 - row, **year(2007 + row)) for row in (1, 2, 3, 4, 5)]
    rows = outcome(tmp_path, *staged, ref__indicator=known)
    assert [(row["fy"], row["series_number"], row["movement"], row["definition"]) for row in rows] == [
        (2008, 1, "first of its series", "where they study"), (2009, 1, "better", "where they study"), (2010, 1, "better", "where they study"),
        (2011, 2, "first of its series", "where they live"), (2012, 2, "better", "where they live"),
    ]  # fmt: skip
    assert rows[3]["break_reason"] == "the definition changed: where they live"
    assert {(row["indicator"], row["direction_source"], row["theme"]) for row in rows} == {("NEET", "its name", "young people not in education or work")}


def test_what_stands_for_an_indicator_is_everybody_and_else_the_parts_that_a_list_has(tmp_path: Path) -> None:
    parts = [("i", "all"), ("i", "women"), ("young", "16-17 yrs"), ("halves", "women"), ("halves", "men")]
    rows = outcome(tmp_path, *(line(row, indicator_id=indicator, breakdown=part, **year(2020)) for row, (indicator, part) in enumerate(parts)))
    assert [(row["indicator_id"], row["breakdown"], row["is_headline"]) for row in rows] == [("i", "all", True), ("i", "women", False), ("young", "16-17 yrs", True), ("halves", "women", True), ("halves", "men", True)]


def test_of_an_indicator_in_parts_none_stands_beside_spending_for_the_whole(tmp_path: Path) -> None:
    shown = {"theme": "property", "indicator_id": "young", "indicator": "NEET", "area_code": "E07000001", "breakdown": "16-17 yrs", "is_headline": True, "period_kind": "year", "fy": 2024, "period_starts_on": date(2024, 4, 1), "period_ends_on": date(2025, 3, 31), "value": 1.0}
    halves = [{**shown, "indicator_id": "halves", "breakdown": part} for part in ("men", "women")]
    rows = run("mart.outcome_theme", tmp_path, mart__outcome=[shown, *halves], ref__body=BODIES, core__body_area=SERVED).to_dicts()
    assert [(row["indicator_id"], row["indicator"]) for row in rows] == [("young", "NEET (16-17 yrs)")]


def test_a_direction_that_nobody_states_is_not_guessed(tmp_path: Path) -> None:
    rows = outcome(tmp_path, line(1, target=1.0, **year(2008)), line(2, value=6.0, **year(2009)), line(3, value=7.0, direction="neither", **year(2010)))
    assert [(row["direction"], row["movement"], row["target_status"]) for row in rows] == [
        (None, "first of its series", "not told"), (None, "direction not known", "not told"), ("neither", "neither better nor worse", "not told"),
    ]  # fmt: skip


def spent(body: str, gbp: int, **facts: Any) -> dict[str, Any]:
    told = {"body_id": body, "fy": 2024, "source_return": "RO3", "line": f"line of {gbp}", "theme": "property", "stance": "treat", "is_stance_told": True, "theme_basis": "direct", "theme_gbp": Decimal(gbp), "is_best": True}
    return told | facts


def test_spending_of_who_serves_the_area_alone_and_of_who_goes_beyond_it_stand_apart(tmp_path: Path) -> None:
    shown = [{"theme": "property", "indicator_id": "i", "area_code": code, "breakdown": "all", "is_headline": True, "period_kind": "year", "fy": 2024, "period_starts_on": date(2024, 4, 1), "period_ends_on": date(2025, 3, 31), "value": 1.0} for code in ("E10000001", "E07000001")]
    apart = [{**shown[0], "breakdown": "women", "is_headline": False}, {**shown[0], "theme": None}, {**shown[0], "period_starts_on": date(2025, 1, 1), "period_kind": "quarter"}]
    spending = [
        spent("shire", 100), spent("town", 20, stance="prevent"), spent("vale", 3, theme_basis="apportioned"), spent("police", 5000), spent("town", 7, is_best=False),
        spent("town", 9, fy=2023), spent("town", 11, theme="alcohol and drugs"),
    ]  # fmt: skip
    rows = run("mart.outcome_theme", tmp_path, mart__outcome=[*shown, *apart], mart__spend_theme=spending, ref__body=BODIES, core__body_area=SERVED).to_dicts()
    told = {row["area_code"]: tuple(row[name] for name in ("own_spend_gbp", "own_body_ids", "wider_spend_gbp", "wider_body_ids", "own_prevent_gbp", "assumed_share_gbp")) for row in rows}
    assert told == {
        "E10000001": (Decimal(123), "shire;town;vale", Decimal(5000), "police", Decimal(20), Decimal(3)),
        "E07000001": (Decimal(20), "town", Decimal(5100), "police;shire", Decimal(20), Decimal(0)),
    }  # fmt: skip


def test_a_theme_on_which_no_body_states_a_line_has_no_spending_rather_than_nought(tmp_path: Path) -> None:
    shown = [{"theme": "property", "indicator_id": "i", "area_code": "E07000001", "breakdown": "all", "is_headline": True, "period_kind": "quarter", "fy": 2024, "period_starts_on": date(2024, 12, 1), "period_ends_on": date(2025, 2, 28), "value": 1.0}]
    [row] = run("mart.outcome_theme", tmp_path, mart__outcome=shown, ref__body=BODIES, core__body_area=SERVED).to_dicts()
    assert row["own_spend_gbp"] is None and row["wider_spend_gbp"] is None


def test_no_word_of_outcomes_says_what_brought_them_about() -> None:
    """Figures stand side by side: neither the tables nor the SQL may claim that one made the other."""
    causal = re.compile(r"(?i)\b(?:because of|due to|caus(?:e[sd]?|ing)|led to|leads to|result(?:s|ed) (?:in|from)|thanks to|effect(?:s|ive)?(?: of)?|impact\w*|achieved by|value for money|pays? off|drives?|delivers?)\b")
    for table in ("mart.outcome", "mart.outcome_theme"):
        contract = next(entry for entry in outcomes.ALL if entry.table == table)
        text = next(file.text for file in sql.load_folder("mart") if file.table == table)
        said = [contract.question, contract.grain, *(column.comment for column in contract.columns), *re.findall(r"(?m)--.*$", text)]
        assert [words for words in said if causal.search(words)] == []
