"""Returns in core and mart: whose line, which table, what it means, which total. Given rows, expected rows."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.given import aliases
from tests.sql.running import Rows, run
from totalplace import reference
from totalplace.analysis.transfers import Thresholds, match_transfers
from totalplace.sources._return_lines import line_key

FILE = {"source_file_id": "f1", "source_part": "RS", "path": "inbox/ministry/rs.xlsx"}
HEADINGS: Rows = reference.return_heading_table().to_dicts()
TOTALS: Rows = reference.return_total_table().to_dicts()
BODY = {"body_id": "northby"}
ASSUMED = [{"assumption_id": "return_nearly_full_share", "value": 0.9}, {"assumption_id": "return_magnitude_times", "value": 50}, {"assumption_id": "return_repeat_lines", "value": 3}, {"assumption_id": "return_other_year_lines", "value": 4}]
PLACE = [{"place": "p", "name": "P"}]
LIMITS = Thresholds(unnamed_levy_least_gbp=Decimal(100_000))


def key(name: str) -> str:
    return name.lower().replace(":", "")


def cell(code: str | None, name: str, amount: int, row: int = 8, column: int = 6, **more: Any) -> dict[str, Any]:
    return {
        **FILE, "source_row": row, "source_column": column, "part_number": 3, "authority_code": "E9101", "authority_as_published": "Northby", "fy": 2010,
        "form": "RS", "measure": "outturn", "figure": "net current expenditure", "return_status": "not stated", "unit_as_published": "£ thousand",
        "line_code": code, "line_key": key(name), "line_as_published": name, "amount_gbp": Decimal(amount), **more,
    }  # fmt: skip


def lines(tmp_path: Path, cells: Rows, *known: tuple[str, str]) -> pl.DataFrame:
    bodies = [{"body_id": body} for body in sorted({body for _, body in known} | {"northby"})]
    given = {"ref__body_alias": aliases(*(known or (("E9101", "northby"),))), "ref__body": bodies}
    labels = run("core.outturn_label", tmp_path, staging__revenue_outturn=cells, **given)
    return run("core.outturn_line", tmp_path, staging__revenue_outturn=cells, core__outturn_label=labels.to_dicts(), ref__return_heading=HEADINGS, core__assumption=ASSUMED)


def test_an_authority_is_known_by_code_then_area_code_then_name(tmp_path: Path) -> None:
    rows = [
        cell(None, "Education services", 1, row=8),
        cell(None, "Education services", 1, row=9, authority_code="E9999", ons_code="E07000902"),
        cell(None, "Education services", 1, row=10, authority_code="E9998", authority_as_published="Northby Fire & CD Authority"),
        cell(None, "Education services", 1, row=11, authority_code="E9997", authority_as_published="Elsewhere"),
    ]
    found = lines(tmp_path, rows, ("E9101", "council"), ("E07000902", "district"), ("NORTHBYFIREANDCDAUTHORITY", "fire"))
    assert found.sort("source_row").select("body_id", "line_status", "line_reason").rows() == [
        ("council", "loaded", None),
        ("district", "loaded", None),
        ("fire", "loaded", None),
    ]
    labels = run("core.outturn_label", tmp_path, staging__revenue_outturn=rows, ref__body_alias=aliases(("E9101", "council")), ref__body=[{"body_id": "council"}]).to_dicts()
    outside = run("core.line_outcome", tmp_path, staging__revenue_outturn=rows, core__outturn_label=labels).to_dicts()
    assert [(row["line_status"], row["line_reason"], row["row_count"], int(row["amount_gbp"])) for row in outside] == [("ignored", "outside the place", 3, 3)]


@pytest.mark.parametrize(
    ("fy", "code", "name", "known"),
    [
        (2010, None, "Social care", ("390", "service", "10")),
        (2017, "390", "Public Health", ("390", "service", "07.4")),
        # one name stands for two lines: the number tells
        (2017, "786", "Interest and investment income ( ) external receipts and dividends", ("786", "capital financing", "01.7")),
        # a number that means another line in that year does not outweigh the name
        (2010, "698", "Central services", ("690", "service", "01")),
        (2017, "699", "Anything printed in capitals", ("699", "total", None)),
        (2010, None, "A line of another form", (None, None, None)),
        (1999, "190", "Education services", (None, None, None)),
    ],
)
def test_a_line_is_known_by_its_name_and_number_in_its_year(fy: int, code: str | None, name: str, known: tuple[str | None, ...], tmp_path: Path) -> None:
    (row,) = lines(tmp_path, [cell(code, name, 1, fy=fy)]).to_dicts()
    assert (row["line_code"], row["role"], row["cofog"]) == known


def test_a_number_that_another_column_has_too_names_no_line(tmp_path: Path) -> None:
    cells = [
        cell("290", "Highways and transport services", 100),
        cell("290", "Something quite else", 40, column=7),
        cell("601", "Constables", 3, column=8),
        cell("602", "Fire engines", 1, column=9),
        cell("602", "Ladders", 2, column=10),
    ]
    found = understood(tmp_path, cells).sort("source_column")
    assert found.select("line_code", "line_as_published", "status", "cofog").rows() == [
        ("290", "Highways and transport services", "counted", "04.5"),
        (None, "Something quite else", "excluded", "unmapped"),
        ("601", "Constables", "counted", "03.1"),
        (None, "Fire engines", "excluded", "unmapped"),
        (None, "Ladders", "excluded", "unmapped"),
    ]
    unknown = {row["value"] for row in issues(tmp_path, cells) if row["issue_type"] == "line of the return not known"}
    assert unknown == {"Something quite else", "Fire engines", "Ladders"}
    # the same column in another table is the line that its number says
    alone = [cells[0], {**cells[1], "source_part": "another", "fy": 2011}]
    assert set(lines(tmp_path, alone)["line_code"]) == {"290"}


def test_numbers_of_lines_never_meet(tmp_path: Path) -> None:
    rows = [cell(None, "Education services", 1, row=8, column=4095), cell(None, "Education services", 1, row=9, column=1)]
    found = lines(tmp_path, rows).sort("line_id")["line_id"].to_list()
    assert found == [3 * 2**26 + 8 * 4096 + 4095, 3 * 2**26 + 9 * 4096 + 1]


def test_of_several_returns_the_better_checked_of_the_full_ones_counts_whole(tmp_path: Path) -> None:
    names = ("Education services", "Highways and transport services", "Social care", "Police services", "Fire and rescue services", "Central services", "Other services", "Planning and development services", "Cultural and related services", "Housing services (GFRA only)")
    provisional = [cell(None, name, 1, column=column, line_key=line_key(name), return_status="provisional") for column, name in enumerate(names, 6)]
    final = {"source_file_id": "f2", "path": "inbox/ministry/final.xlsx", "return_status": "certified"}
    # nine of ten known lines are as good as ten
    found = lines(tmp_path, [*provisional, *({**row, **final, "amount_gbp": Decimal(2)} for row in provisional[:9])])
    assert {(row["source_file_id"], row["line_status"], row["line_reason"]) for row in found.to_dicts()} == {
        ("f1", "superseded", "a fuller or better checked return of the same year stands in inbox/ministry/final.xlsx (RS)"),
        ("f2", "loaded", None),
    }
    # a certified extract of eight does not displace ten, nor does it if lines make it longer that nobody knows
    more = [cell(None, f"Something new {number}", 1, column=30 + number, **final) for number in range(5)]
    short = [*provisional, *({**row, **final} for row in provisional[:8]), *more]
    found = lines(tmp_path, short)
    assert {(row["source_file_id"], row["line_status"], row["line_reason"]) for row in found.to_dicts()} == {
        ("f1", "loaded", None),
        ("f2", "superseded", "a return with more of the lines counts, though this one is better checked: 10 known lines in inbox/ministry/rs.xlsx (RS), 8 here"),
    }
    (told,) = [row for row in issues(tmp_path, short) if row["issue_type"] == "better checked return is shorter"]
    assert (told["source_file_id"], told["severity"], told["responsible"], told["occurrences"]) == ("f2", "warning", "pilot team", 13)
    # another year, a budget, another figure is another return
    for other in ({"fy": 2011}, {"measure": "budget"}, {"figure": "capital charges"}):
        both = lines(tmp_path, [*provisional, {**provisional[0], **final, **other}])
        assert set(both["line_status"]) == {"loaded"}


def test_a_body_that_stands_twice_counts_once_or_waits(tmp_path: Path) -> None:
    once = [cell(None, "Education services", 5), cell(None, "Social care", 6, column=7)]
    same = [{**row, "source_row": 99} for row in once]
    found = lines(tmp_path, [*once, *same]).sort("source_row", "source_column")
    assert found["line_status"].to_list() == ["loaded", "loaded", "superseded", "superseded"]
    assert set(found["line_reason"].drop_nulls()) == {"the authority stands in the table several times with the same figures"}
    other = [same[0], {**same[1], "amount_gbp": Decimal(7)}]
    held = lines(tmp_path, [*once, *other])
    assert set(held["line_status"]) == {"held"}
    assert set(held["line_reason"]) == {"the authority stands in the table several times with different figures"}


def test_two_authorities_of_one_body_both_count(tmp_path: Path) -> None:
    rows = [cell(None, "Education services", 5), cell(None, "Education services", 7, row=9, authority_code="E9102")]
    assert lines(tmp_path, rows, ("E9101", "northby"), ("E9102", "northby"))["line_status"].to_list() == ["loaded", "loaded"]


def test_one_return_under_two_labels_counts_once(tmp_path: Path) -> None:
    """A row by code and name, and one by name alone, or under another of the body's names: the same authority."""
    known = (("E9101", "northby"), ("NORTHBY", "northby"), ("NORTHBYBOROUGH", "northby"))
    for name in ("Northby", "Northby Borough"):
        again = cell(None, "Education services", 100, row=9, authority_code=None, authority_as_published=name)
        assert lines(tmp_path, [cell(None, "Education services", 100), again], *known).sort("source_row")["line_status"].to_list() == ["loaded", "superseded"]
        assert set(lines(tmp_path, [cell(None, "Education services", 90), again], *known)["line_status"]) == {"held"}
    # beside two authorities that the body succeeded, a row without a code is that of its name
    succeeded = [
        cell(None, "Education services", 100),
        cell(None, "Education services", 7, row=9, authority_code="E9102", authority_as_published="Northby Borough"),
        cell(None, "Education services", 7, row=10, authority_code=None, authority_as_published="Northby Borough"),
    ]
    assert lines(tmp_path, succeeded, *known, ("E9102", "northby")).sort("source_row")["line_status"].to_list() == ["loaded", "loaded", "superseded"]


def met(tmp_path: Path, found: pl.DataFrame) -> Rows:
    """The lines where all returns meet."""
    return run("core.spend_return_line", tmp_path, core__outturn_line=found.to_dicts()).to_dicts()


def transfers_of(together: Rows) -> pl.DataFrame:
    """analysis.transfer of them."""
    if not together:
        return match_transfers(pl.DataFrame(schema={**dict.fromkeys(("body_id", "other_body_id", "account", "economic", "type", "cofog"), pl.String), "is_received": pl.Boolean, "fy": pl.Int64, "amount_gbp": pl.Decimal(18, 2)}), LIMITS)
    schema = {"transfer_type": pl.String, "outside_reason": pl.String, "other_body_id": pl.String}
    paid = pl.DataFrame(together, infer_schema_length=None, schema_overrides=schema).filter(pl.col("transfer_type").is_not_null() & pl.col("outside_reason").is_null()).rename({"transfer_type": "type"})
    is_received = (pl.col("role") == "received").alias("is_received")
    return match_transfers(paid.select("body_id", "other_body_id", is_received, "fy", "account", "economic", "type", "cofog", "amount_gbp"), LIMITS)


def understood(tmp_path: Path, cells: Rows, *known: tuple[str, str], **place: Any) -> pl.DataFrame:
    found = lines(tmp_path, cells, *known)
    together = met(tmp_path, found)
    transfers = transfers_of(together)
    given = {"core__spend_return_line": together, "analysis__transfer": transfers.to_dicts()}
    return run("mart.return_line", tmp_path, ref__place=[{**PLACE[0], **place}], **given)


def counted(tmp_path: Path, cells: Rows, *known: tuple[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of the count by body and number of the line, those that are kept for no line by "none"."""
    found = run("mart.spend_count", tmp_path, mart__return_line=understood(tmp_path, cells, *known).to_dicts())
    return {(row["body_id"], row["line_code"] or "none"): row for row in found.to_dicts()}


def test_what_is_counted_and_why_the_rest_is_not(tmp_path: Path) -> None:
    cells = [
        cell(None, "Education services", 1, column=6),
        cell(None, "TOTAL SERVICE EXPENDITURE", 1, column=7, line_key="total service expenditure"),
        cell(None, "Police grant", -1, column=8),
        cell(None, "Provision for repayment of principal", 1, column=9),
        cell(None, "Depreciation", 1, column=10),
        cell(None, "Something new", 1, column=11),
        cell(None, "Education services", 1, column=12, figure="capital charges"),
        cell(None, "Education services", 1, column=13, measure="budget"),
        cell(None, "x", 1, column=14, line_key="appropriations to from accumulated absences account", fy=2017, line_code="747"),
    ]
    found = {row["source_column"]: (row["status"], row["cofog"], row["reason"]) for row in understood(tmp_path, cells).to_dicts()}
    assert found == {
        6: ("counted", "09", None),
        7: ("excluded", None, "a total of the return: its lines are counted"),
        8: ("excluded", None, "what pays for the spending, not spending"),
        9: ("excluded", "01.7", "charged below net current expenditure, the total that is counted"),
        10: ("excluded", None, "a memorandum of the return: no spending, or spending that another line has"),
        11: ("excluded", "unmapped", "the line is not in our list of the return's lines"),
        12: ("excluded", "09", "another figure of the same line: capital charges"),
        13: ("excluded", "09", "planned, not spent: budget"),
        14: ("excluded", "unmapped", "a movement of reserves, not spending"),
    }
    outside = understood(tmp_path, cells[:1], first_fy=2011)
    assert outside.select("status", "reason").rows() == [("excluded", "outside the years that place.toml names")]


WASTE = "waste disposal authority levy"
THREE = (("E9101", "a"), ("E9102", "b"), ("E9103", "waste"))


def levy(code: str, amount: int, row: int, **more: Any) -> dict[str, Any]:
    return cell("724", WASTE, amount, row=row, authority_code=code, column=20, **more)


def test_a_levy_is_spent_once_by_whom_it_was_paid_to(tmp_path: Path) -> None:
    cells = [
        cell("190", "education services", 500, authority_code="E9101"),
        levy("E9101", 30, 8), levy("E9102", 70, 9), levy("E9103", -100, 10),
        cell("590", "environmental and regulatory services", 98, row=10, authority_code="E9103"),
    ]  # fmt: skip
    found = counted(tmp_path, cells, *THREE)
    views = ("gross_gbp", "transfer_out_gbp", "net_gbp", "transfer_in_memo_gbp", "funder_gbp")
    assert {key: tuple(int(row[name]) for name in views) for key, row in found.items() if key[1] != "none"} == {
        ("a", "190"): (500, 0, 500, 0, 500),
        ("a", "724"): (30, 30, 0, 0, 30),
        ("b", "724"): (70, 70, 0, 0, 70),
        ("waste", "724"): (0, 0, 0, 100, -100),
        ("waste", "590"): (98, 0, 98, 0, 98),
    }
    assert sum(row["net_gbp"] for row in found.values()) == sum(row["funder_gbp"] for row in found.values()) == 598
    assert {key for key in found if key[1] == "none"} == {("a", "none"), ("b", "none"), ("waste", "none")}
    assert len({row["count_id"] for row in found.values()}) == len(found)


@pytest.mark.parametrize(("received", "passed"), [(300_000, 0), (500_000, 500_000)])
def test_a_levy_whose_line_names_no_receiver_is_taken_out_where_both_state_the_same(received: int, passed: int, tmp_path: Path) -> None:
    """Else it is paid to an authority elsewhere and received from councils elsewhere: two things under one heading, and told."""
    cells = [
        cell("728", "other levies", 500_000, authority_code="E9101"),
        cell("728", "other levies", -received, row=10, authority_code="E9103"),
        cell("290", "highways and transport services", 310_000, row=10, column=7, authority_code="E9103"),
    ]
    found = counted(tmp_path, cells, *THREE)
    views = ("gross_gbp", "transfer_out_gbp", "net_gbp", "transfer_in_memo_gbp")
    assert {key: tuple(int(row[name]) for name in views) for key, row in found.items() if key[1] != "none"} == {
        ("a", "728"): (500_000, passed, 500_000 - passed, 0), ("waste", "728"): (0, 0, 0, passed), ("waste", "290"): (310_000, 0, 310_000, 0),
    }  # fmt: skip
    told = [row for row in issues(tmp_path, cells, *THREE) if row["issue_type"] == "levies that name no receiver"]
    assert [(row["source_row"], row["value"]) for row in told] == ([] if passed else [(10, "300000.00")])
    assert all("a 500000.00 paid" in row["message"] and "up to 300000.00 pounds may be counted twice" in row["message"] for row in told)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_body_that_pays_and_receives_one_levy_does_what_is_left(turn: int, tmp_path: Path) -> None:
    """Two authorities under one body: it pays 100 and gets 5 back, in either order of the rows."""
    cells = [levy("E9101", 100, 20 + turn), levy("E9102", -5, 20), levy("E9103", -95, 30)]
    found = understood(tmp_path, cells, ("E9101", "a"), ("E9102", "a"), ("E9103", "waste"))
    assert {int(row["amount_gbp"]): tuple(int(row[name]) for name in ("gross_gbp", "transfer_out_gbp", "transfer_in_memo_gbp")) for row in found.to_dicts()} == {
        100: (100, 95, 0), -5: (-5, 0, 0), -95: (0, 0, 95),
    }  # fmt: skip


def test_of_two_lines_of_one_body_the_first_gives_what_it_has(tmp_path: Path) -> None:
    """Two authorities under one body, and a receiver that states less: each line's share is its own, and they add up."""
    cells = [levy("E9101", 30, 8), levy("E9102", 70, 9), levy("E9103", -80, 10)]
    found = understood(tmp_path, cells, ("E9101", "a"), ("E9102", "a"), ("E9103", "waste")).sort("source_row")
    assert [int(row) for row in found["transfer_out_gbp"]] == [30, 50, 0]
    assert [int(row) for row in found["transfer_in_memo_gbp"]] == [0, 0, 80]
    assert len(set(found["count_id"].to_list()[:2])) == 1


def test_what_stands_apart_is_in_no_sum_of_the_count(tmp_path: Path) -> None:
    cells = [
        cell("190", "education services", 10),
        cell("781", "interest payable and similar charges", 5, column=7),
        cell("765", "capital expenditure charged to the gf revenue account cera", 4, column=8),
        cell("190", "education services", 12, column=9, measure="budget"),
        cell("731", "external trading accounts net surplus deficit", -3, column=10),
        cell("749", "net current expenditure", 7, column=11),
        cell("815", "appropriations to from other earmarked financial reserves", 9, column=12),
    ]
    found = run("mart.spend_count", tmp_path, mart__return_line=understood(tmp_path, cells).to_dicts())
    said = {(row["line_code"], row["measure"]): (row["account"], int(row["net_gbp"]), row["is_counted"], row["return_total"]) for row in found.to_dicts() if row["line_code"]}
    assert said == {
        ("190", "outturn"): ("general fund", 10, True, "net current expenditure"),
        ("731", "outturn"): ("trading", -3, True, "net current expenditure"),
        ("190", "budget"): ("general fund", 12, False, "net current expenditure"),
        ("781", "outturn"): ("general fund", 5, False, "revenue expenditure"),
        ("765", "outturn"): ("general fund", 4, False, "revenue expenditure"),
    }
    assert {row["income_basis"] for row in found.to_dicts() if row["line_code"]} == {"net of fees and charges"}
    assert set(found["economic"]) == {"revenue"}


def test_the_count_is_set_beside_the_total_it_is_of(tmp_path: Path) -> None:
    cells = [
        cell("590", "environmental and regulatory services", 98),
        levy("E9101", -100, 8),
        cell("747", "appropriations to from accumulated absences account", 3, row=9, column=21, fy=2017),
        cell("590", "environmental and regulatory services", 50, row=9, fy=2017),
        cell("699", "total service expenditure", 98, column=23),
        cell("699", "total service expenditure", 50, row=9, column=23, fy=2017),
        cell("749", "net current expenditure", -1, column=22),
        cell("749", "net current expenditure", 53, row=9, column=22, fy=2017),
    ]
    found = lines(tmp_path, cells)
    given = {"core__spend_return_line": met(tmp_path, found), "mart__return_line": understood(tmp_path, cells).to_dicts(), "ref__return_total": TOTALS}
    rows = run("mart.spend_reconciliation", tmp_path, **given).filter(pl.col("item").str.starts_with("the count")).sort("fy").to_dicts()
    assert [(int(row["expected_gbp"]), int(row["found_gbp"]), int(row["difference_gbp"])) for row in rows] == [(-1, 98, -99), (53, 50, 3)]
    assert rows[0]["explanation"] == "levies received, which are no spending: -100.00; movements of reserves: 0.00; printed totals against their lines: 1.00"
    assert rows[1]["explanation"].endswith("no spending: 0.00; movements of reserves: 3.00; printed totals against their lines: 0.00")


def column(form: str, asset_id: str, amount: int, **more: Any) -> dict[str, Any]:
    """A cell under a heading of form and asset id."""
    name = f"{form}_{asset_id}_net_cur_exp"
    return cell(None, name, amount, **{"form": form, "asset_id": asset_id, "line_key": name.lower(), "fy": 2024, **more})


def test_a_line_is_known_by_its_asset_id_and_only_the_summary_is_counted(tmp_path: Path) -> None:
    cells = [
        column("RS", "edu", 10, column=6),
        column("RS", "somethingnew", 3, column=7),
        column("RO1", "eduerl", 4, column=8),
        column("RO1", "edutot", 10, column=9),
        column("RSX", "edu", 10, column=10),
        column("RSX", "edu", 30, column=11, figure="total expenditure"),
        column("RA", "edutot", 12, column=12, measure="budget"),
        column("EandR1", "houshratot", 7, column=13, figure="expenditure on fixed assets"),
        column("EandR1", "houshratot", -2, column=14, figure="receipts"),
        column("HRA", "rents", -9, column=15, figure="figure not known"),
    ]
    found = understood(tmp_path, cells).sort("source_column").to_dicts()
    assert [(row["source_return"], row["line"], row["cofog"], row["account"], row["economic"], row["status"]) for row in found] == [
        ("RS", "Education services", "09", "general fund", "revenue", "counted"),
        ("RS", "RS_somethingnew_net_cur_exp", "unmapped", None, "revenue", "excluded"),
        ("RO1", "Early years", "09.1", "general fund", "revenue", "excluded"),
        ("RO1", "Total education services", None, "general fund", "revenue", "excluded"),
        ("RSX", "Education services", "09", "general fund", "revenue", "excluded"),
        ("RSX", "Education services", "09", "general fund", "revenue", "excluded"),
        ("RA", "Education services", "09", "general fund", "revenue", "excluded"),
        ("EandR1", "Housing: housing revenue account", "06", "HRA", "capital", "excluded"),
        ("EandR1", "Housing: housing revenue account", "06", "HRA", "capital", "excluded"),
        ("HRA", "HRA_rents_net_cur_exp", "unmapped", "HRA", "revenue", "excluded"),
    ]
    assert found[2]["reason"] == "a line of a detailed form: the summary of the return, which sums it, is counted"
    assert found[7]["reason"] == "capital spending, which stands apart: it is never added to revenue"
    count = run("mart.spend_count", tmp_path, mart__return_line=found).filter(pl.col("line_code").is_not_null()).sort("source_return").to_dicts()
    assert [(row["source_return"], row["economic"], row["income_basis"], int(row["net_gbp"]), row["is_counted"]) for row in count] == [
        ("EandR1", "capital", "gross of income", 7, False),
        ("RA", "revenue", "net of fees and charges", 12, False),
        ("RS", "revenue", "net of fees and charges", 10, True),
    ]


def test_detailed_forms_alone_count_nothing_and_say_so(tmp_path: Path) -> None:
    cells = [column("RSX", "edu", 10, column=6), column("RO5", "envstr", 4, column=7)]
    assert {row["reason"] for row in understood(tmp_path, cells).to_dicts()} == {"a line of a detailed form, and no summary of the body's outturn of the year is here to count"}
    (told,) = [row for row in issues(tmp_path, cells) if row["issue_type"] == "summary of the return missing"]
    assert (told["value"], told["source_row"]) == ("RO5, RSX", 8)


def test_the_housing_revenue_account_stands_apart(tmp_path: Path) -> None:
    cells = [
        cell("713", "housing benefits rent rebates to hra tenants mandatory payments", 40, fy=2017),
        cell("981", "total housing revenue account hra expenditure", 90, column=7, fy=2017),
    ]
    found = counted(tmp_path, cells)
    assert {code: (row["account"], int(row["gross_gbp"]), row["is_counted"]) for (_, code), row in found.items() if code != "none"} == {
        "713": ("general fund", 40, True), "981": ("HRA", 90, False),
    }  # fmt: skip


def issues(tmp_path: Path, cells: Rows, *known: tuple[str, str]) -> list[dict[str, Any]]:
    found = met(tmp_path, lines(tmp_path, cells, *known))
    totals = run("mart.spend_reconciliation", tmp_path, core__spend_return_line=found, ref__return_total=TOTALS, ref__return_heading=HEADINGS).to_dicts()
    return run(
        "analysis.return_issue", tmp_path, core__spend_return_line=found, analysis__transfer=transfers_of(found).to_dicts(), staging__revenue_outturn=cells, mart__spend_reconciliation=totals,
        ref__return_heading=HEADINGS, core__assumption=ASSUMED,
    ).to_dicts()  # fmt: skip


def test_a_line_that_our_list_lacks_is_reported(tmp_path: Path) -> None:
    (issue,) = issues(tmp_path, [cell(None, "Something new", 1), cell(None, "Something new", 1, row=9, authority_code="E9102")], ("E9101", "a"), ("E9102", "b"))
    assert (issue["issue_type"], issue["value"], issue["occurrences"], issue["severity"]) == ("line of the return not known", "Something new", 2, "warning")
    assert "2010-11" in issue["message"]


def test_columns_that_our_list_lacks_are_told_once_a_form(tmp_path: Path) -> None:
    cells = [column(form, asset_id, 1, column=place, fy=fy, row=fy) for fy in (2023, 2024) for place, (form, asset_id) in enumerate([("RO2", "bridges"), ("RO2", "docks"), ("RO2", "ferries"), ("RO2", "wharves"), ("TSR", "markets")], 6)]
    told = {row["field"]: (row["message"].split(": ")[1].split(".")[0], row["occurrences"]) for row in issues(tmp_path, cells)}
    assert told == {
        "RO2": ("4, RO2_bridges_net_cur_exp to RO2_wharves_net_cur_exp", 8),
        "TSR": ("1, TSR_markets_net_cur_exp", 2),
    }  # fmt: skip


def test_a_total_that_does_not_add_up_is_reported_and_a_rounded_one_is_not(tmp_path: Path) -> None:
    assert issues(tmp_path, services(13, l190=10, l690=2)) == []
    (wrong,) = issues(tmp_path, services(1200, l190=10, l690=2))
    assert (wrong["issue_type"], wrong["source_row"]) == ("total does not add up", 8)
    assert "1200000.00" in wrong["message"] and "12000.00" in wrong["message"]
    (missing,) = issues(tmp_path, [row for row in services(15, l190=10, l690=2) if row["line_code"] != "698"])
    assert missing["issue_type"] == "lines of a total missing" and "698" in missing["message"]


def test_a_return_of_another_size_is_reported_for_both_years(tmp_path: Path) -> None:
    same = [cell("190", "education services", 4_000_000), cell("190", "education services", 6_000_000, row=9, fy=2011)]
    assert issues(tmp_path, same) == []
    found = issues(tmp_path, [same[0], {**same[1], "amount_gbp": Decimal(6_000)}])
    assert {(row["issue_type"], row["value"]) for row in found} == {("return of another size", "4000000.00"), ("return of another size", "6000.00")}


def test_a_service_of_the_summary_stands_beside_the_total_of_its_form(tmp_path: Path) -> None:
    def told(detailed: int) -> tuple[list[Any], list[Any]]:
        cells = [column("RS", "env", 70_000), column("RO5", "envtot", detailed, column=7), column("RO5", "envstr", 9_000, column=8)]
        given = {"core__spend_return_line": met(tmp_path, lines(tmp_path, cells)), "ref__return_heading": HEADINGS}
        rows = run("mart.spend_reconciliation", tmp_path, **given).to_dicts()
        found = [(row["item"], int(row["difference_gbp"]), row["explanation"].split(":")[0]) for row in rows]
        return found, [(row["issue_type"], row["value"]) for row in issues(tmp_path, cells)]

    item = "590 Environmental and regulatory services, beside RO5 envtot"
    assert told(70_000) == ([(item, 0, "the detailed form has the same total, to the penny")], [])
    assert told(71_000) == ([(item, -1000, "rounding")], [])
    assert told(90_000) == ([(item, -20_000, "not explained")], [("form differs from the summary", "-20000.00")])


def test_pence_are_told_as_thousands_are(tmp_path: Path) -> None:
    found = issues(tmp_path, [cell("190", "education services", 4_000_000), cell("190", "education services", 410_000_000, row=9, fy=2011)])
    assert {row["issue_type"] for row in found} == {"return of another size"}
    assert all("pence" in row["message"] for row in found)


def test_one_return_under_two_years_is_reported(tmp_path: Path) -> None:
    names = [("190", "education services"), ("601", "police services"), ("690", "central services"), ("602", "fire and rescue services")]
    earlier = [cell(code, name, place * 100, column=6 + place) for place, (code, name) in enumerate(names)]
    later = [{**row, "fy": 2011, "source_row": 9} for row in earlier]
    (told,) = issues(tmp_path, [*earlier, *later])
    assert (told["issue_type"], told["source_row"], told["value"]) == ("return repeats another year", 9, "2011")
    assert "2010-11" in told["message"]
    # one service differs; or only two are not nought, as in small bodies
    assert issues(tmp_path, [*earlier, *later[:3], {**later[3], "amount_gbp": Decimal(301)}]) == []
    assert issues(tmp_path, [*earlier[:3], *later[:3]]) == []


def test_two_tables_of_a_year_that_agree_in_nothing_are_reported(tmp_path: Path) -> None:
    names = [("190", "education services"), ("601", "police services"), ("690", "central services"), ("602", "fire and rescue services")]
    kept = [cell(code, name, 100 + place, column=6 + place, return_status="certified") for place, (code, name) in enumerate(names)]
    aside = [{**row, "source_file_id": "f2", "path": "inbox/ministry/early.csv", "return_status": "provisional", "amount_gbp": row["amount_gbp"] + 7} for row in kept]
    (told,) = issues(tmp_path, [*kept, *aside])
    assert (told["issue_type"], told["source_file_id"], told["value"], told["occurrences"]) == ("two returns of a year agree in nothing", "f2", "2010", 4)
    # one figure is the same, or too few are shared
    assert issues(tmp_path, [*kept, *aside[:3], {**aside[3], "amount_gbp": kept[3]["amount_gbp"]}]) == []
    assert issues(tmp_path, [*kept[:3], *aside[:3]]) == []


def test_services_below_nought_are_reported_and_kept(tmp_path: Path) -> None:
    cells = [cell("190", "education services", -900), cell("690", "central services", 100, column=7)]
    (told,) = issues(tmp_path, cells)
    assert (told["issue_type"], told["value"], told["responsible"]) == ("services of the return are negative", "-800.00", "sender")
    assert [int(row) for row in understood(tmp_path, cells).sort("source_column")["gross_gbp"]] == [-900, 100]


def national(tmp_path: Path, cells: Rows, *known: tuple[str, str]) -> list[dict[str, Any]]:
    names = [{"alias_key": name.upper(), "alias": name, "body_id": body} for name, body in known]
    labels = run("core.outturn_label", tmp_path, staging__revenue_outturn=cells, ref__body_alias=names).to_dicts()
    return run(
        "core.national_issue", tmp_path, core__outturn_label=labels, ref__body_alias=names, ref__place=[{"place": "p", "name": "Greater Northby"}],
        ref__area=[{"area_code": "E07999901", "area_name": "Vale & Wold"}, {"area_code": "E05999901", "area_name": "Market Ward"}], core__place_area=[{"area_code": "E07999901"}],
    ).to_dicts()  # fmt: skip


def test_a_table_without_a_body_of_the_place_is_reported(tmp_path: Path) -> None:
    elsewhere = [cell("190", "education services", 1, row=place, authority_code=f"E99{place}", authority_as_published="Nrothby") for place in (10, 11)]
    (told,) = national(tmp_path, elsewhere, ("E9101", "northby"))
    assert (told["issue_type"], told["source_part"], told["occurrences"]) == ("no body of the place in the return", "RS", 2)
    assert "None of the 2 authorities" in told["message"]
    assert national(tmp_path, [*elsewhere, cell("190", "education services", 1)], ("E9101", "northby")) == []


def test_an_authority_that_bears_a_name_of_the_place_and_is_no_body_of_it_is_told_once(tmp_path: Path) -> None:
    """Whole names only: a word within a word, a ward, an id or a code is no name of the place."""
    names = {
        "E9101": "Southby", "E6001": "Greater Northby Police Authority", "E6002": "Vale and Wold Drainage Board", "E6003": "Southby Park Authority",
        "E6004": "Greater Northbyshire", "E6005": "Northby Fire", "E6006": "Wold Vale", "E6007": "Market Ward Board", "E6008": "Police and E9101 Board",
    }  # fmt: skip
    cells = [
        {**cell("190", "education services", 1, row=row, authority_code=code, authority_as_published=name), "source_part": part}
        for part in ("RS (1)", "RS (2)") for row, (code, name) in enumerate(names.items(), 8)
    ]  # fmt: skip
    told = {row["value"]: row for row in national(tmp_path, cells, ("E9101", "council"), ("Southby", "council"), ("police", "police"))}
    assert {name: (row["issue_type"], row["severity"], row["source_part"], row["occurrences"]) for name, row in told.items()} == {
        names[code]: ("authority that may be of the place", "warning", "RS (1)", 2) for code in ("E6001", "E6002", "E6003")
    }
    assert 'bears the name \'Greater Northby\'' in told[names["E6001"]]["message"] and 'codes = { lgf = "E6001" }' in told[names["E6001"]]["message"]
    known = national(tmp_path, cells, ("E9101", "council"), ("E6001", "police"))
    assert {row["value"] for row in known} == {names["E6002"]}, "a code makes it known"


def test_a_form_that_others_of_the_table_have_is_missed(tmp_path: Path) -> None:
    cells = [
        column("RS", "cul", 30), column("RS", "env", 70, column=7), column("RS", "edu", 0, column=8), column("RO1", "eduerl", 5, row=99, column=9, authority_code="E9999", authority_as_published="Elsewhere"),
        column("RO5", "envstr", 4, row=99, column=10, authority_code="E9999", authority_as_published="Elsewhere"),
    ]  # fmt: skip
    (told,) = issues(tmp_path, cells)
    assert (told["issue_type"], told["field"], told["source_row"], told["occurrences"]) == ("form of the return missing", "RO5", 8, 2)
    assert "2024-25" in told["message"] and "100.00 pounds" in told["message"]
    assert issues(tmp_path, [*cells, column("RO5", "envstr", 4, column=10)]) == []


def test_an_authority_that_stands_twice_is_reported(tmp_path: Path) -> None:
    once = [cell(None, "Education services", 5), cell(None, "Social care", 6, column=7)]
    (note,) = issues(tmp_path, [*once, *({**row, "source_row": 99} for row in once)])
    assert (note["issue_type"], note["severity"], note["source_row"]) == ("authority stands twice", "note", 99)
    errors = issues(tmp_path, [*once, *({**row, "source_row": 99, "amount_gbp": Decimal(7)} for row in once)])
    assert {(row["severity"], row["source_row"]) for row in errors} == {("error", 8), ("error", 99)}


def reconciled(tmp_path: Path, *cells: dict[str, Any]) -> dict[str, tuple[Decimal, Decimal, Decimal, str]]:
    found = run("mart.spend_reconciliation", tmp_path, core__spend_return_line=met(tmp_path, lines(tmp_path, list(cells))), ref__return_total=TOTALS)
    return {row["item"].split()[0]: (row["expected_gbp"], row["found_gbp"], row["difference_gbp"], row["explanation"]) for row in found.to_dicts()}


def services(total: int, **amounts: int) -> Rows:
    """All services of a 2010-11 return, nought but for those given, with the total printed."""
    names = [(row["line_code"], row["line"]) for row in HEADINGS if row["first_fy"] == 2009 and row["role"] == "service"]
    rows = [cell(code, name, 1000 * amounts.get(f"l{code}", 0), column=6 + place, line_key=next(row["line_key"] for row in HEADINGS if row["line_code"] == code and row["first_fy"] == 2009)) for place, (code, name) in enumerate(names)]
    return [*rows, cell("699", "TOTAL SERVICE EXPENDITURE", 1000 * total, column=30)]


def test_a_total_is_the_sum_of_its_lines_or_the_difference_is_shown(tmp_path: Path) -> None:
    assert reconciled(tmp_path, *services(12, l190=10, l690=2))["699"] == (Decimal(12000), Decimal(12000), Decimal(0), "the lines add up to the total, to the penny")
    rounded = reconciled(tmp_path, *services(13, l190=10, l690=2))["699"]
    assert rounded[:3] == (Decimal(13000), Decimal(12000), Decimal(1000)) and rounded[3].startswith("rounding")
    wrong = reconciled(tmp_path, *services(1200, l190=10, l690=2))["699"]
    assert wrong[:3] == (Decimal(1_200_000), Decimal(12000), Decimal(1_188_000)) and wrong[3].startswith("not explained")


def test_a_total_whose_lines_are_not_there_says_which(tmp_path: Path) -> None:
    there = [row for row in services(12, l190=10, l690=2) if row["line_code"] not in ("690", "698")]
    assert reconciled(tmp_path, *there)["699"][2:] == (Decimal(2000), "the table does not give the lines 690, 698: the total cannot be made from what there is")


def test_totals_printed_for_one_figure_alone_are_not_looked_for_in_others(tmp_path: Path) -> None:
    rows = [{**row, "figure": "capital charges"} for row in (*services(12, l190=10, l690=2), cell("749", "NET CURRENT EXPENDITURE", 0, column=31))]
    assert list(reconciled(tmp_path, *rows)) == ["699"]


def test_every_line_of_a_total_is_one_of_the_form_in_that_year() -> None:
    known = {(row["form"], row["first_fy"], row["last_fy"], row["line_code"]) for row in HEADINGS}
    for row in TOTALS:
        for code in (row["total_code"], row["part_code"]):
            assert (row["form"], row["first_fy"], row["last_fy"], code) in known, row
    named = [(row["form"], row["first_fy"], row["line_key"]) for row in HEADINGS if row["role"] in ("service", "total")]
    assert len(named) == len(set(named)), "services and totals are told by their names"


def test_what_is_spending_is_mapped_or_openly_not() -> None:
    for row in HEADINGS:
        assert bool(row["cofog"]) == (row["role"] in ("service", "benefit", "contribution to HRA", "parish precept", "levy", "trading", "adjustment", "capital financing", "capital charged to revenue", "reserve movement", "detail", "capital", "HRA spending")), row
        assert row["source"]
