"""The revenue outturn of the example place: a ministry's workbook, a provisional table before it, its data set of two years, and the count that follows.

Belongs here: what each body truly spent, by line, and the three files that say so with their faults. Does not belong here: payments.

The workbook is laid out as the real ones are: title, figure and unit above, numbers of lines in row 5, headings in row 6, a blank row,
authorities of the whole country, totals of England and of classes, notes, a form with a drop-down, a pivot table. It is in thousands
of pounds, some of them with decimals. The county council is the waste authority here and levies its districts; the fire authority
has another levy: its line names no receiver, and what it received is not what the districts paid, so nothing of it is taken out.

The data set calls its columns by form, asset id and figure, as the ministry's does, and has a row an authority and year. The year
before stands in it alone and is counted from it; of the workbook's year the summary is superseded, and the detailed forms are not.
In the year before, what the fire authority says that it received of other levies is what two districts say that they paid, to the pound.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, FINANCE_SENDER, FIRE, POLICE, Body
from totalplace.example.truth import PartFault, Planted, Row, Truth
from totalplace.example.write import SheetContent, delimited, put, xlsx

BOOK = f"inbox/{FINANCE_SENDER}/RS 2024-25 data by LA.xlsx"
SERIES = f"inbox/{FINANCE_SENDER}/Revenue_Outturn_time_series_data.csv"
PROVISIONAL = f"inbox/{FINANCE_SENDER}/ro-provisional.csv"
SHEET = "RS LA Data 2024-25"
FY = 2024
KIND = "return line"
THOUSAND = 100_000  # pence


@dataclass(frozen=True)
class Line:
    """A line of the return. `sums`: of a total, the lines it adds up. `is_counted`: in the count, under `cofog`."""

    code: int
    name: str
    cofog: str = ""
    is_counted: bool = False
    sums: tuple[int, ...] = ()


def _spending(*entries: tuple[int, str, str]) -> list[Line]:
    return [Line(code, name, cofog, is_counted=True) for code, name, cofog in entries]


SERVICES = _spending(
    (190, "Education services", "09"), (290, "Highways and transport services", "04.5"), (330, "Children Social Care", "10.4"),
    (360, "Adult Social Care", "10"), (390, "Public Health", "07.4"), (490, "Housing services (GFRA only)", "06"),
    (509, "Cultural and related services", "08"), (590, "Environmental and regulatory services", "05"),
    (599, "Planning and development services", "06"), (601, "Police services", "03.1"), (602, "Fire and rescue services", "03.2"),
    (690, "Central services", "01"), (698, "Other services", "unmapped"),
)  # fmt: skip
_CODES = tuple(line.code for line in SERVICES)
LINES = [
    *SERVICES,
    Line(699, "TOTAL SERVICE EXPENDITURE (total of lines 190 to 698)", sums=_CODES),
    *_spending(
        (711, "Housing benefits: rent allowances - mandatory payments", "10.6"),
        (712, "Housing benefits: non-HRA rent rebates - mandatory payments", "10.6"),
        (713, "Housing benefits: rent rebates to HRA tenants - mandatory payments", "10.6"),
        (714, "Housing benefits: subsidy limitation transfers from HRA", "10.6"),
        (718, "Contribution to the HRA re items shared by the whole community", "06"),
        (721, "Parish Precepts", "unmapped"), (722, "Integrated Transport Authority levy", "04.5"), (724, "Waste Disposal Authority levy", "05.1"),
        (727, "London Pensions Fund Authority levy", "unmapped"), (728, "Other levies ", "unmapped"),
        (731, "External Trading Accounts net surplus(-)/ deficit(+)", "unmapped"), (732, "Internal Trading Accounts net surplus(-)/ deficit(+)", "unmapped"),
        (741, "Capital items accounted for in External Trading Accounts", "unmapped"), (742, "Capital items accounted for in Internal Trading Accounts", "unmapped"),
    ),
    Line(747, "Appropriations to(+) / from(-) Accumulated Absences Account"),
    *_spending((748, "Adjustments to net current expenditure", "unmapped")),
    Line(749, "NET CURRENT EXPENDITURE", sums=(699, 711, 712, 713, 714, 718, 721, 722, 724, 727, 728, 731, 732, 741, 742, 747, 748)),
    Line(759, "Levy: Environment Agency flood defence"),
    Line(765, "Capital expenditure charged to the GF Revenue Account (CERA) (exclude Public Health)"),
    Line(773, "Provision for repayment of principal"),
    Line(781, "Interest: external payments"),
    Line(785, "SUB-TOTAL", sums=(749, 759, 765, 773, 781)),
    Line(931, "Depreciation"),
    Line(935, "Credit for capital grants"),
    Line(939, "Total capital items (total of lines 1031 to 1036)", sums=(931, 935)),
]  # fmt: skip
_TRADING = (731, 732, 741, 742)
_WASTE_LEVY, _OTHER_LEVY = 724, 728
# £ thousand of the fire authority's levy by district, and what it says that it received. Its line names no receiver: nothing is matched
_FIRE_LEVY, _FIRE_RECEIVED = (100, 200, 500), 775
_OUTSIDE = (("E9801", "E07999801", "Farthing"), ("E9802", "E07999802", "Wrothmere"), ("E9803", "E07999803", "Oxney & Sarre"))
_AGGREGATES = ("ENGLAND", "CLASS BREAKDOWN", "SHIRE COUNTIES", "SHIRE DISTRICTS", "OTHER AUTHORITIES")
_NOT_AVAILABLE = 935  # the police and fire authorities' forms do not have it
_MISPRINTED, _BY = 699, 1_234  # the third district's total of services, £ thousand

# columns of the data set: of the summary by the line that they state, of other forms by the line that they repeat or a share of it
_SUMMARY = {
    190: "edu", 290: "trans", 330: "csc", 360: "asc", 390: "phs", 490: "hous", 509: "cul", 590: "env", 599: "plan", 601: "pol", 602: "frs",
    690: "cen", 698: "oth", 699: "totsx", 711: "hbrent", 721: "parishaggprecept", 722: "levyita", 724: "levywaste", 728: "levyother", 749: "netcurrtot",
}  # fmt: skip
_DETAIL = (
    ("RO4_housgfcfhml_hml_tot_net_cur_exp", 490, 40), ("RO4_housgfcftot_net_cur_exp", 490, 100), ("RO5_envstr_net_cur_exp", 590, 30),
    ("RO5_envcll_net_cur_exp", 590, 50), ("RO5_envtot_net_cur_exp", 590, 100), ("RSX_env_tot_exp", 590, 130), ("TSR_newthing_net_exp", 698, 10),
)  # fmt: skip
_MISSING_FORM = "RO5"  # of the third district, in the later year
_OTHER_LEVIES = (300, 500)  # £ thousand that two districts paid the fire authority in the year before

Figures = dict[int, int]  # number of the line -> pence


class Outturn:
    """Writes the two files and their truth."""

    def __init__(self, folder: Path, truth: Truth, bodies: Sequence[Body], seed: int) -> None:
        self.folder, self.truth = folder, truth
        self.rng = np.random.default_rng([seed, 31])
        self.bodies = [body for body in bodies if body.kind in ("council", "police", "fire")]
        self.districts = [body for body in self.bodies if len(body.districts) == 1]
        self.third = self.districts[2].body_id

    def write_all(self) -> None:
        """The files, spend_count.csv and transfers.csv of the truth."""
        spent = {body.body_id: self._spent(body) for body in self.bodies}
        transfers = self._levy(spent)
        for figures in spent.values():
            _add_up(figures)
        printed = {name: dict(figures) for name, figures in spent.items()}
        wrong = printed[self.third]
        for code in (_MISPRINTED, 749, 785):  # what follows in the form follows from the wrong total
            wrong[code] += _BY * THOUSAND
        self._book(printed)
        self._provisional(spent)
        self._tell(FY, spent, transfers, [line.code for line in LINES])
        self._series(spent)

    def _draw(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high)) * THOUSAND

    def _spent(self, body: Body) -> Figures:
        figures = dict.fromkeys((line.code for line in LINES), 0)
        if body.body_id == COUNTY_COUNCIL:
            for code in (190, 290, 330, 360, 390, 509, 590, 599, 690):
                figures[code] = self._draw(8_000, 300_000)
            figures[590] += 36_789  # a ledger's pence: 367.89 pounds, in thousands a number with five decimals
        elif body.body_id == POLICE:
            figures[601], figures[690] = self._draw(150_000, 250_000), self._draw(500, 2_000)
        elif body.body_id == FIRE:
            figures[602], figures[690] = self._draw(40_000, 60_000), self._draw(200, 900)
        else:
            for code in (490, 509, 590, 599, 690):
                figures[code] = self._draw(500, 12_000)
            figures[698] = self._draw(-900, 900)
            for code in (711, 712, 713):
                figures[code] = self._draw(1_000, 40_000)
            figures[721], figures[731], figures[741] = self._draw(50, 900), self._draw(-800, 300), -self._draw(10, 90)
            figures[747] = self._draw(-80, 80)
        for code in (765, 773, 781, 931):
            figures[code] = self._draw(100, 4_000)
        if body.body_id not in (POLICE, FIRE):
            figures[935] = -self._draw(10, 900)
        return figures

    def _levy(self, spent: dict[str, Figures]) -> list[tuple[str, str, int, str, str, int, int, int]]:
        """The levies, in each side's figures; and what of them passes within the place."""
        found = []
        for district in self.districts:
            pence = self._draw(400, 2_500)
            spent[district.body_id][_WASTE_LEVY] = pence
            spent[COUNTY_COUNCIL][_WASTE_LEVY] -= pence
            found.append((district.body_id, COUNTY_COUNCIL, FY, "waste levy", "05.1", pence, pence, pence))
        for district, paid in zip(self.districts, _FIRE_LEVY, strict=False):
            spent[district.body_id][_OTHER_LEVY] = paid * THOUSAND
        spent[FIRE][_OTHER_LEVY] = -_FIRE_RECEIVED * THOUSAND
        return found

    def _book(self, printed: dict[str, Figures]) -> None:
        # the headings of the sheet: E-code, ONS code, name, a blank column, class, then the lines
        heads: list[object] = ["E-code", "ONS Code", "Local authority", "", "Class", *(line.name for line in LINES)]
        above: list[list[object]] = [
            ["Revenue Outturn (RO) 2024-25: Revenue Outturn Summary (RS) data"],
            [],
            ["Net current expenditure (£ thousand)"],
            [],
            ["", "", "", "", "", *(line.code for line in LINES)],
            heads,
            [],
        ]
        rows: list[list[object]] = []
        cells: list[Row] = []
        places: list[int] = []

        def add(label: list[object], figures: Figures | None, body_id: str, outcome: str, reason: str, fault: str = "") -> None:
            rows.append([*label, *(_cell(figures, line.code) for line in LINES)])
            for line in LINES:
                pence = None if figures is None else figures.get(line.code)
                blank = "no figure" if figures is None else "not available" if pence is None else ""
                row = Row([], "", body_id, pence, FY, "ignored" if blank else outcome, blank or reason)
                row.faults = [Planted(fault)] if fault and line.code == LINES[0].code else []
                cells.append(row)
                places.append(len(above) + len(rows))

        for body in self.bodies:
            figures: Figures = dict(printed[body.body_id])
            if body.body_id in (POLICE, FIRE):
                del figures[_NOT_AVAILABLE]
            fault = "total of a return misprinted" if body.body_id == self.third else ""
            add(_label(body), figures, body.body_id, "loaded", "", fault)
        everybody = [dict(printed[body.body_id]) for body in self.bodies]
        for code, ons, name in _OUTSIDE:
            figures = _outside(len(name))
            everybody.append(figures)
            add([code, ons, name, "", "SD"], figures, "", "ignored", "outside the place")
        twice = self.districts[1]
        add(_label(twice), printed[twice.body_id], twice.body_id, "superseded", "stands twice", "body twice in a return")
        england = {line.code: sum(figures[line.code] for figures in everybody) for line in LINES}
        for name in _AGGREGATES:
            is_heading = name.startswith("CLASS")
            add(["", "", name, "", ""], None if is_heading else england, "", "ignored", "total of several authorities")
            if is_heading:
                for row in cells[-len(LINES) :]:
                    row.reason = "no figure"
        add(["Notes: figures are as the authorities returned them."], None, "", "ignored", "no figure")
        self.truth.add_part(BOOK, SHEET, KIND, cells, places)
        sheets = [*self._sheets_beside(), SheetContent(SHEET, [*above, *rows]), self._pivot()]
        put(self.folder / BOOK, xlsx(sheets))

    def _sheets_beside(self) -> list[SheetContent]:
        """A page of words, and the form with the drop-down."""
        words: list[list[object]] = [
            ["General Fund Revenue Account Outturn"],
            [],
            ["This workbook holds the returns of all authorities of a fictional country."],
            ["Choose an authority on the next sheet."],
        ]
        form: list[list[object]] = [
            ["Revenue Outturn (RO) 2024-25: Revenue Outturn Summary (RS) data for ENGLAND"],
            ["", "", "", "", "£ thousand"],
            ["Select local authority by clicking on the box below and using the drop-down button"],
            ["ENGLAND"],
            *([line.code, line.name, "", "", 1_000] for line in LINES[:6]),
        ]
        self._beside("Front Page", [3, 4])  # its title stands where headings would
        self._beside("LA drop-down", range(1, 11))  # no row of it is one of headings
        return [SheetContent("Front Page", words), SheetContent("LA drop-down", form)]

    def _pivot(self) -> SheetContent:
        rows: list[list[object]] = [
            ["Table_Name", "RS"],
            ["Sum of Amount", "Column Labels"],
            ["Row Labels", 190, 601],
            ["E9801", 1, 2],
            ["E9802", 3, 4],
            ["Grand Total", 4, 6],
        ]
        self._beside("Access (Col 1)", range(2, 7))
        return SheetContent("Access (Col 1)", rows)

    def _beside(self, name: str, places: Sequence[int]) -> None:
        rows = [Row([], outcome="ignored", reason="beside the data") for _ in places]
        self.truth.add_part(BOOK, name, "", rows, places, faults=[PartFault("form beside the data of a return")])

    def _provisional(self, spent: dict[str, Figures]) -> None:
        """Services alone, as first returned: a little other than what was certified. One row an authority."""
        heads = ["year ending", "ONS_code", "LA_LGF_code", "LA_name", "status", "LA_class", *(f"{line.code}: {line.name}" for line in SERVICES)]
        rows: list[list[object]] = []
        cells: list[Row] = []
        places: list[int] = []
        listed: list[tuple[list[object], str, Figures, str, str]] = []
        for body in self.bodies:
            early = {code: pence - 100 * THOUSAND if pence > 1_000 * THOUSAND else pence for code, pence in spent[body.body_id].items()}
            codes = dict(body.codes)
            listed.append(([codes["gss"], codes["lgf"], body.name], body.body_id, early, "superseded", "provisional"))
        for code, ons, name in _OUTSIDE[:1]:
            listed.append(([ons, code, name], "", _outside(len(name)), "ignored", "outside the place"))
        for number, (label, body_id, figures, outcome, reason) in enumerate(listed, start=2):
            rows.append(["202503", *label, "Provisional", "", *(_cell(figures, line.code) for line in SERVICES)])
            for line in SERVICES:
                cells.append(Row([], "", body_id, figures[line.code], FY, outcome, reason))
                places.append(number)
        content, _ = delimited([heads, *rows])
        put(self.folder / PROVISIONAL, content)
        self.truth.add_file(PROVISIONAL, "superseded", "provisional")
        self.truth.add_part(PROVISIONAL, "table", KIND, cells, places)

    def _series(self, spent: dict[str, Figures]) -> None:
        """The data set of two years: authorities by year, rows that are none among them."""
        listed = [self.bodies[0], *self.districts[:3], *(body for body in self.bodies if body.body_id in (POLICE, FIRE))]
        before = {body.body_id: self._year_before(body) for body in listed}
        sent = [body for body in listed if body.body_id != self.third]
        transfers = self._levies_before(before, [body for body in sent if body in self.districts])
        for figures in before.values():
            _add_up(figures)
        columns = [*((f"RS_{asset_id}_net_exp", code, 100) for code, asset_id in _SUMMARY.items()), *_DETAIL]
        heads: list[object] = ["year_ending", "ONS_code", "LA_LGF_code", "LA_name", "status", "LA_class", "LA_subclass", *(name for name, _, _ in columns)]
        rows: list[list[object]] = []
        cells: list[Row] = []
        places: list[int] = []

        def add(fy: int, label: list[object], figures: Figures, body_id: str, outcome: str, reason: str, fault: str = "", of_summary: str = "") -> None:
            written: list[object] = []
            for name, code, share in columns:
                pence = figures[code] // THOUSAND * share // 100 * THOUSAND if share != 100 else figures[code]
                is_missing = bool(fault) and name.startswith(_MISSING_FORM)
                written.append("" if is_missing else _cell({code: pence}, code))
                became, why = (of_summary, "older or shorter") if of_summary and name.startswith("RS_") else (outcome, reason)
                row = Row([], "", body_id, None if is_missing else pence, fy, "ignored" if is_missing else became, "no figure" if is_missing else why)
                row.faults = [Planted(fault)] if fault and name == columns[0][0] else []
                cells.append(row)
                places.append(len(rows) + 2)
            rows.append([f"{fy + 1}03", *label, *written])

        def label(body: Body, status: str, kind: str = "") -> list[object]:
            codes = dict(body.codes)
            return [codes["gss"], codes["lgf"], body.name, status, kind or {"council": "SD", "police": "O", "fire": "O"}[body.kind], ""]

        everybody = {code: sum(figures[code] for figures in before.values()) for code in before[self.third]}
        for fy, what in ((FY - 1, before), (FY, spent)):
            add(fy, ["E92000001", "", "England", "total", "", ""], everybody, "", "ignored", "total of several authorities")
            add(fy, ["E09", "", "London Boroughs", "total", "LB", "London"], everybody, "", "ignored", "total of several authorities")
            add(fy, [_OUTSIDE[0][1], _OUTSIDE[0][0], _OUTSIDE[0][2], "submitted", "SD", ""], _outside(5), "", "ignored", "outside the place")
            for body in listed:
                if body.body_id == self.third and fy < FY:
                    add(fy, label(body, "not submitted"), what[body.body_id], body.body_id, "ignored", "no return sent")
                    continue
                fault = "form of a return missing" if body.body_id == self.third else ""
                add(fy, label(body, "submitted"), what[body.body_id], body.body_id, "loaded", "", fault, "superseded" if fy == FY else "")
                if fy < FY and body is self.districts[1]:
                    add(fy, label(body, "submitted", "Shire District"), what[body.body_id], body.body_id, "superseded", "stands twice", "")
        content, _ = delimited([heads, *rows])
        put(self.folder / SERIES, content)
        self.truth.add_part(SERIES, "table", KIND, cells, places)
        self._tell(FY - 1, {body.body_id: before[body.body_id] for body in sent}, transfers, list(_SUMMARY))

    def _year_before(self, body: Body) -> Figures:
        """What the data set does not give was nought, so that its totals are those of its lines."""
        figures = self._spent(body)
        return {code: pence // THOUSAND * THOUSAND if code in _SUMMARY else 0 for code, pence in figures.items()}

    def _levies_before(self, before: dict[str, Figures], districts: Sequence[Body]) -> list[tuple[str, str, int, str, str, int, int, int]]:
        found = []
        for district in districts:
            pence = self._draw(400, 2_500)
            before[district.body_id][_WASTE_LEVY] = pence
            before[COUNTY_COUNCIL][_WASTE_LEVY] -= pence
            found.append((district.body_id, COUNTY_COUNCIL, FY - 1, "waste levy", "05.1", pence, pence, pence))
        for district, thousands in zip(districts, _OTHER_LEVIES, strict=True):
            pence = thousands * THOUSAND
            before[district.body_id][_OTHER_LEVY] = pence
            before[FIRE][_OTHER_LEVY] -= pence
            found.append((district.body_id, FIRE, FY - 1, "other levy", "unmapped", pence, pence, pence))
        return found

    def _tell(
        self, fy: int, spent: dict[str, Figures], transfers: list[tuple[str, str, int, str, str, int, int, int]], codes: Sequence[int]
    ) -> None:
        """What the count and the transfers truly are in a year, in the lines that a return gives."""
        paid: Counter[tuple[str, int]] = Counter()
        received: Counter[tuple[str, int]] = Counter()
        for payer, receiver, _, type_, _, _, _, eliminated in transfers:
            code = _WASTE_LEVY if type_ == "waste levy" else _OTHER_LEVY
            paid[payer, code] += eliminated
            received[receiver, code] += eliminated
        for body in (each for each in self.bodies if each.body_id in spent):
            for line in LINES:
                if not line.is_counted or line.code not in codes:
                    continue
                pence = spent[body.body_id][line.code]
                gross = 0 if line.code in (_WASTE_LEVY, _OTHER_LEVY) and pence < 0 else pence
                out, taken_in = paid[body.body_id, line.code], received[body.body_id, line.code]
                account = "trading" if line.code in _TRADING else "general fund"
                self.truth.spend_count.append((body.body_id, fy, account, str(line.code), line.cofog, gross, out, gross - out, taken_in))
        self.truth.transfers += transfers


def _label(body: Body) -> list[object]:
    codes = dict(body.codes)
    return [codes["lgf"], codes["gss"], body.name, "", {"council": "SD", "police": "O", "fire": "O"}[body.kind]]


def _outside(number: int) -> Figures:
    """Of an authority elsewhere: round figures."""
    figures = {line.code: (number * 100 if line.code in (490, 590, 690) else 0) * THOUSAND for line in LINES}
    _add_up(figures)
    return figures


def _add_up(figures: Figures) -> None:
    for line in LINES:
        if line.sums:
            figures[line.code] = sum(figures[code] for code in line.sums)


def _cell(figures: Figures | None, code: int) -> object:
    """In thousands of pounds: a whole number, or with decimals where there are odd pounds; "..." where there is no such line."""
    if figures is None:
        return ""
    pence = figures.get(code)
    if pence is None:
        return "..."
    return pence // THOUSAND if pence % THOUSAND == 0 else f"{pence / THOUSAND:.5f}"
