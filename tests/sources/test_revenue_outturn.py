"""Returns with a row an authority and a column a line: small tables with the faults of the published ones, read as a place reads them.

Every expected value is typed by hand from the cells above it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from totalplace import staging
from totalplace.example.write import SheetContent, xlsx
from totalplace.intake import Intake, Part
from totalplace.paths import place_paths
from totalplace.place import load_place

TOML = 'name = "Northby"\n[[body]]\nid = "northby"\nname = "Northby"\nkind = "council"\n'
SERVICES = ["Education services", "Highways and transport services", "Social care", "Central services", "Other services", "Police services"]
TOTAL = "TOTAL SERVICE EXPENDITURE (TOTAL OF LINES 190 TO 698)"
HEAD = ["E-code", "Local authority", "", "Class", "", *SERVICES, TOTAL]
NORTHBY = ["E9101", "Northby (d)", "", "SD", "", "239332", "8168.73015377779", "-3", "0", "...", "n/a", "247498"]
TITLE = "Revenue Outturn Summary (RS): 2010-11 data"
FIGURE = "Net current expenditure (£ thousand)"


@dataclass
class Read:
    """What became of the tables of one file: the parts by name, the typed cells and issues of each."""

    parts: dict[str, Part]
    lines: dict[str, pl.DataFrame]
    accounts: dict[str, dict[str, Any]]
    issues: dict[str, Counter[str]]

    def cells(self, part: str, status: str = "loaded") -> list[dict[str, Any]]:
        return self.lines[part].filter(row_status=status).sort("source_row", "source_column").to_dicts()

    def reasons(self, part: str) -> Counter[str]:
        return Counter(self.lines[part].filter(pl.col("row_status") == "ignored")["row_reason"])


def read(tmp_path: Path, name: str, content: bytes, mapping: str = "") -> Read:
    root = tmp_path / "place"
    (root / "inbox" / "ministry").mkdir(parents=True)
    (root / "place.toml").write_text(TOML, "utf-8")
    (root / "inbox" / "ministry" / name).write_bytes(content)
    paths = place_paths(tmp_path, "place")
    if mapping:
        (root / "mappings").mkdir()
        (root / "mappings" / "m.toml").write_text(mapping, "utf-8")
    intake = Intake(paths, load_place(paths), date(2026, 1, 1))
    (file,) = intake.scan().files
    found = Read({part.source_part: part for part in file.parts}, {}, {}, {})
    for part in file.parts:
        if part.fingerprint:
            target = tmp_path / part.fingerprint
            staging.stage(intake.table(file, part), file, part, [], target)
            found.lines[part.source_part] = pl.read_parquet(target / "lines" / "*.parquet")
            (found.accounts[part.source_part],) = pl.read_parquet(target / "account.parquet").to_dicts()
            issues = pl.read_parquet(target / "issue.parquet")
            found.issues[part.source_part] = Counter(dict(issues.group_by("issue_type").agg(pl.col("occurrences").sum()).iter_rows()))
    return found


def sheet(name: str, *rows: list[str]) -> SheetContent:
    return SheetContent(name, [[cell or None for cell in row] for row in rows])


def rs(*rows: list[str], title: str = TITLE, figure: str = FIGURE, name: str = "RS LA Data") -> SheetContent:
    """As the ministry lays it out: title, a blank row, the figure and its unit, blank rows, headings in row 6, data from row 8."""
    return sheet(name, [title], [""], [figure], [""], [""], HEAD, [""], *rows)


def test_each_cell_is_a_line_in_exact_pounds_with_row_and_column(tmp_path: Path) -> None:
    found = read(tmp_path, "rs.xlsx", xlsx([rs(NORTHBY, ["e9102", "Southby", "", "MD", "", "1", "2", "3", "4", "5", "6", "21"])]))
    part = found.parts["RS LA Data"]
    assert (part.kind, part.status, part.heading_line) == ("revenue_outturn", "loaded", 6)
    first = [
        (row["source_row"], row["source_column"], row["line_as_published"], row["amount_gbp"])
        for row in found.cells("RS LA Data")
        if row["authority_code"] == "E9101"
    ]
    assert first == [
        (8, 6, "Education services", Decimal("239332000.00")),
        (8, 7, "Highways and transport services", Decimal("8168730.15")),  # 8168.73015377779 thousand
        (8, 8, "Social care", Decimal("-3000.00")),
        (8, 9, "Central services", Decimal("0.00")),
        (8, 12, TOTAL, Decimal("247498000.00")),
    ]
    about = found.cells("RS LA Data")[0]
    assert {name: about[name] for name in ("authority_as_published", "fy", "fy_basis", "measure", "figure", "return_status", "unit_as_published", "line_code")} == {
        "authority_as_published": "Northby", "fy": 2010, "fy_basis": "title", "measure": "outturn", "figure": "net current expenditure",
        "return_status": "not stated", "unit_as_published": "£ thousand", "line_code": None,
    }  # fmt: skip
    assert {row["authority_code"] for row in found.cells("RS LA Data")} == {"E9101", "E9102"}
    assert found.issues["RS LA Data"] == {}


def test_cells_are_accounted_for_one_by_one(tmp_path: Path) -> None:
    rows = [NORTHBY, ["", "ENGLAND", "", "", "", "9", "9", "9", "9", "9", "9", "54"], ["Source: returns", "", "", "", "", "7"], ["Notes"]]
    found = read(tmp_path, "rs.xlsx", xlsx([rs(*rows)]))
    account = found.accounts["RS LA Data"]
    assert account["rows_read"] == 4 * 7 == account["rows_loaded"] + account["rows_ignored"]
    assert account["rows_loaded"] == 5
    # of Northby two cells say that there is no figure; n/a reads as blank
    assert found.reasons("RS LA Data") == {"total of several authorities": 7, "not available": 1, "no figure": 1 + 6 + 7, "note beside the figures": 1}
    assert account["amount_loaded_gbp"] == Decimal("494995730.15")  # 239,332,000 + 8,168,730.15 - 3,000 + 247,498,000
    assert account["amount_loaded_gbp"] + account["amount_ignored_gbp"] == account["amount_read_gbp"]


@pytest.mark.parametrize(
    ("title", "figure", "expected"),
    [
        ("Revenue Account (RA) Budget 2011-12", "Net current expenditure (£000)", {"fy": 2011, "measure": "budget"}),
        ("RS 2017/18 provisional outturn", "Capital charges (£ thousand)", {"fy": 2017, "figure": "capital charges", "return_status": "provisional"}),
        ("RS final outturn 2017-2018", "Net total cost (excl. grants) (£ thousand)", {"fy": 2017, "figure": "net total cost", "return_status": "certified"}),
        (TITLE, "Net current expenditure (£)", {"unit_as_published": "£", "amount_gbp": Decimal("239332.00")}),
    ],
)
def test_the_title_says_year_figure_unit_and_status(title: str, figure: str, expected: dict[str, object], tmp_path: Path) -> None:
    found = read(tmp_path, "rs.xlsx", xlsx([rs(NORTHBY, title=title, figure=figure)]))
    first = found.cells("RS LA Data")[0]
    assert {name: first[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("title", "figure", "reason"),
    [
        ("Revenue Outturn Summary", FIGURE, "which year"),
        ("Revenue Outturn 2010-11 and 2011-12", FIGURE, "several years (2010-11, 2011-12)"),
        (TITLE, "Net current expenditure (£ million)", "millions"),
    ],
)
def test_what_is_not_certain_is_held_with_the_question(title: str, figure: str, reason: str, tmp_path: Path) -> None:
    found = read(tmp_path, "rs.xlsx", xlsx([rs(NORTHBY, title=title, figure=figure)]))
    part = found.parts["RS LA Data"]
    assert (part.kind, part.status) == ("revenue_outturn", "held")
    assert reason in str(part.reason)
    assert found.accounts["RS LA Data"]["rows_held"] == 7, "its cells and pounds are accounted for"


def test_numbers_of_lines_above_the_headings_or_in_them(tmp_path: Path) -> None:
    numbers = ["", "", "", "", "", "190", "290", "390", "690", "698", "601", "699"]
    found = read(tmp_path, "rs.xlsx", xlsx([sheet("data", [TITLE], [FIGURE], ["Hide", "", "", "", "", *"1234567"], numbers, HEAD, NORTHBY)]))
    assert [row["line_code"] for row in found.cells("data")] == ["190", "290", "390", "690", "699"]
    csv = 'year ending,E-code,Local authority,status,190: Education services,290: Highways and transport services,390: Public Health,601: Police services,690: Central services\n201803,E9101,Northby,Provisional,1.5,2,3,4,5\n201903,E9101,Northby,certified,6,7,8,9,"1,010"\n'
    rows = read(tmp_path / "other", "ro.csv", csv.encode()).cells("table")
    assert [(row["fy"], row["return_status"], row["line_code"], row["line_as_published"], row["amount_gbp"]) for row in rows] == [
        *((2017, "provisional", code, name, Decimal(pounds)) for code, name, pounds in (("190", "Education services", "1500"), ("290", "Highways and transport services", "2000"), ("390", "Public Health", "3000"), ("601", "Police services", "4000"), ("690", "Central services", "5000"))),
        *((2018, "certified", code, name, Decimal(pounds)) for code, name, pounds in (("190", "Education services", "6000"), ("290", "Highways and transport services", "7000"), ("390", "Public Health", "8000"), ("601", "Police services", "9000"), ("690", "Central services", "1010000"))),
    ]  # fmt: skip


SINGLE = "E-code,Local authority,Class,190: Education services,290: Highways and transport services,390: Public Health,601: Police services,690: Central services,year\nE9101,Northby,SD,1,2,3,4,5,2016\nE9101,Northby,SD,6,7,8,9,10,2017\n"


def test_single_years_wait_until_the_team_says_what_they_mean(tmp_path: Path) -> None:
    held = read(tmp_path, "ro.csv", SINGLE.encode())
    assert held.parts["table"].status == "held"
    assert 'year_is = "start" or year_is = "end"' in str(held.parts["table"].reason)
    for meant, years in (("end", [2015] * 5 + [2016] * 5), ("start", [2016] * 5 + [2017] * 5)):
        proposal = str(held.parts["table"].proposal).replace("confirmed = false", "confirmed = true")
        mapping = proposal.replace("[settings]", f'[settings]\nyear_is = "{meant}"')
        found = read(tmp_path / meant, "ro.csv", SINGLE.encode(), mapping)
        assert [row["fy"] for row in found.cells("table")] == years
        assert {row["fy_basis"] for row in found.cells("table")} == {"confirmed by the team"}
        assert found.issues["table"] == {"unit of the return not stated": 10}


def test_sheets_beside_the_data_are_ignored_each_for_what_it_is(tmp_path: Path) -> None:
    book = xlsx(
        [
            sheet("Front page", ["General Fund Revenue Account Outturn"], ["Words of explanation"]),
            sheet("LA drop-down", [TITLE], ["Select local authority by clicking on the box below"], ["ENGLAND"], ["190", "Education services", "", "", "45283348"]),
            rs(NORTHBY),
            sheet("Access (Col 1)", ["", "Education services", "Police services"], ["Table_Name", "RS"], ["Sum of Amount", "Column Labels"], ["Row Labels", "190", "601"], ["E9101", "1", "2"]),
            sheet("PHE Check", [TITLE], ["E-code", "Local authority", "Class", "Public Health", "PH Grant", "Difference (negative OK)", "Error?"], ["E9101", "Northby", "SD", "1", "2", "-1", ""], ["E9102", "Southby", "SD", "1", "2", "-1", ""]),
            sheet("Levels", ["Ecode", "Authority", "Class", "Council Tax Requirement"], ["E9101", "Northby", "SD", "12"], ["E9102", "Southby", "SD", "13"]),
        ]
    )  # fmt: skip
    found = read(tmp_path, "rs.xlsx", book)
    became = {name: (part.status, str(part.reason).split(":")[0].split(" of ")[0].rstrip(".")) for name, part in found.parts.items()}
    assert became == {
        "Front page": ("ignored", "A page"),
        "LA drop-down": ("ignored", "A form that shows one authority at a time"),
        "RS LA Data": ("loaded", "None"),
        "Access (Col 1)": ("ignored", "A pivot table from which the publisher made the sheets"),
        "PHE Check": ("ignored", "The publisher's own check"),
        # figures that stand nowhere else are not passed over
        "Levels": ("held", "It looks like a return"),
    }


def test_sheets_like_these_wait_where_no_data_stands_beside_them(tmp_path: Path) -> None:
    found = read(tmp_path, "p.xlsx", xlsx([sheet("Access", ["Sum of Amount", "Column Labels"], ["Row Labels", "190", "601"], ["E9101", "1", "2"])]))
    assert found.parts["Access"].status == "held"


SEVERAL_YEARS = """\
year_ending,ONS_code,LA_LGF_code,LA_name,status,LA_class,LA_subclass,RS_edu_net_exp,RS_trans_net_exp,RS_hous_net_exp,RS_cen_net_exp,RS_oth_net_exp,RO4_housgfcfhml_hml_tot_net_cur_exp,RO4_housgfcfhml_hml_tot_tot_inc,RS_resunall_start_cy,RG_grantintot_tot_grant,TSR_newthing_wibble
202503,E92000001,,England,total,,,900,900,900,900,900,900,900,900,900,900
202503,E09,E50,London Boroughs,total,LB,London,800,800,800,800,800,800,800,800,800,800
202503,E12000007,,London,,Region,,700,700,700,700,700,700,700,700,700,700
202503,E12000007,E5100,Greater London Authority,submitted,O,GLA,1,2,3,4,5,0,0,6,7,8
202503,E12000007,E5100,Greater London Authority,submitted,GLA,GLA,1,2,3,4,5,0,0,6,7,8
202503,E07000901,E9101,Northby,submitted,SD,,10,-2.5,"1,030","£40",NA,6,-7,x,80,9
202403,E07000901,E9101,Northby,not submitted,SD,,11,12,13,14,15,16,17,18,19,20
202403,E07000902,E9102,Southby,Provisional,SD,,21,,,,,,,,,
"""


def test_columns_called_by_form_and_asset_id_say_form_line_and_figure(tmp_path: Path) -> None:
    found = read(tmp_path, "Revenue_Outturn_time_series.csv", SEVERAL_YEARS.encode())
    assert (found.parts["table"].kind, found.parts["table"].status) == ("revenue_outturn", "loaded")
    northby = [row for row in found.cells("table") if row["authority_code"] == "E9101"]
    assert [(row["form"], row["asset_id"], row["figure"], row["amount_gbp"]) for row in northby] == [
        ("RS", "edu", "net current expenditure", Decimal(10_000)),
        ("RS", "trans", "net current expenditure", Decimal(-2_500)),
        ("RS", "hous", "net current expenditure", Decimal(1_030_000)),
        ("RS", "cen", "net current expenditure", Decimal(40_000)),
        # an asset id may hold bars, and a figure's name may be the end of one
        ("RO4", "housgfcfhml_hml_tot", "net current expenditure", Decimal(6_000)),
        ("RO4", "housgfcfhml_hml_tot", "total income", Decimal(-7_000)),
        ("RG", "grantintot", "grants", Decimal(80_000)),
        ("TSR", "newthing_wibble", "figure not known", Decimal(9_000)),
    ]
    assert {(row["fy"], row["return_status"], row["measure"], row["unit_as_published"]) for row in northby} == {(2024, "not stated", "outturn", "£ thousand")}
    assert found.issues["table"] == {}, "such columns are in thousands"


def test_rows_of_the_data_set_that_are_no_return_of_an_authority(tmp_path: Path) -> None:
    """England, the boroughs together and the region are totals; an authority of the region's area is one, and stands there twice."""
    found = read(tmp_path, "ro.csv", SEVERAL_YEARS.encode())
    assert found.reasons("table") == {
        "total of several authorities": 30, "the authority sent no return": 10, "not available": 1, "no figure": 1 + 9,
    }  # fmt: skip
    assert Counter((row["fy"], row["authority_as_published"]) for row in found.cells("table")) == {(2024, "Greater London Authority"): 20, (2024, "Northby"): 8, (2023, "Southby"): 1}
    assert {row["return_status"] for row in found.cells("table") if row["fy"] == 2023} == {"provisional"}


def test_a_table_of_budgets_takes_the_asset_ids_from_the_row_above(tmp_path: Path) -> None:
    ids = ["", "", "", "", "", "edutot", "transtot", "asctot", "centot", "othtot", "poltot", "servicetot"]
    numbers = ["", "", "", "", "", "190", "290", "390", "690", "698", "601", "799"]
    found = read(tmp_path, "ra.xlsx", xlsx([sheet("RA LA Data", ["Revenue Account (RA) Budget 2026-27"], ["£ thousand"], ids, ["", "", "", "", "", "Education Services"], numbers, HEAD, NORTHBY, *([f"E910{place}", f"Place {place}", "", "SD", "", *"1234567"] for place in range(2, 6)))]))
    northby = [row for row in found.cells("RA LA Data") if row["authority_code"] == "E9101"]
    assert [(row["form"], row["measure"], row["asset_id"], row["line_code"], row["fy"]) for row in northby] == [
        ("RA", "budget", asset_id, number, 2026) for asset_id, number in zip(ids[5:9] + ids[11:], numbers[5:9] + numbers[11:], strict=True)
    ]


def test_a_title_and_a_column_that_state_other_years_are_told(tmp_path: Path) -> None:
    headings = ["year ending", "E-code", "Local authority", *SERVICES]
    rows = [["201103", "E9101", "Northby", *"123456"]]
    for title, expected in (("RS 2010-11 outturn", {}), ("RS 2011-12 outturn", {"title and column state different years": 6})):
        found = read(tmp_path / title[3:7], "rs.xlsx", xlsx([sheet("data", [title], [FIGURE], headings, *rows)]))
        assert {row["fy"] for row in found.cells("data")} == {2010}
        assert found.issues["data"] == expected
