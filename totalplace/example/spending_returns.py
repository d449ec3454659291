"""Returns of spending in the plain layouts: programme budgets, a trust, police objectives, a fire return, a central department.

Belongs here: what these bodies truly spent, the files that say so with their faults, and the count that follows. Does not belong here:
revenue outturn (outturn), payments.

Each primary care trust pays the ambulance trust; the first states what the ambulance trust states, the second more, the third's money
the ambulance trust does not mention. The police and fire authorities' own analyses are the money of their revenue outturn.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from totalplace.example.bodies import AMBULANCE, DEPARTMENT, FIRE, POLICE, Body
from totalplace.example.geography import NEIGHBOURS
from totalplace.example.truth import Planted, Row, Truth, pounds
from totalplace.example.write import delimited, put

FY, YEAR = 2024, "2024-25"
KIND = "spending line"
TYPE = "PCT or ICB to NHS trust"
THOUSAND = 100_000  # pence
_HEALTH = "07"
# code, name as printed, function of government
_PROGRAMMES = (
    ("2", "Cancers & tumours", _HEALTH), ("10", "Circulation", _HEALTH), ("11", "Respiratory", _HEALTH), ("12", "Dental problems", "07.2"),
    ("18", "Maternity and reproductive health", _HEALTH), ("21", "Healthy individuals", "07.4"), ("22", "Social care needs", "10"), ("23A", "GMS/PMS", "07.2"),
)  # fmt: skip
_MENTAL = (("5A", "Substance misuse"), ("5D", "Child and adolescent mental health disorders"), ("5X", "Other mental health"))
_OBJECTIVES = (
    "Local policing", "Dealing with the public", "Criminal justice arrangements", "Road policing", "Operational support", "Intelligence",
    "Investigations", "Public protection", "Investigative support", "National policing", "Support functions", "Other",
)  # fmt: skip
_FIRE_LINES = ("Community fire safety", "Fire fighting and rescue operations", "Support services")
Passed = dict[tuple[str, str], int]  # payer and programme (all of them in the division of health) -> pence


class SpendingReturns:
    """Writes the files and their truth."""

    def __init__(self, folder: Path, truth: Truth, bodies: Sequence[Body], seed: int) -> None:
        self.folder, self.truth = folder, truth
        self.rng = np.random.default_rng([seed, 43])
        self.names = {body.body_id: body.name for body in bodies}
        self.aliases = {body.body_id: body.aliases for body in bodies}
        self.trusts = [body for body in bodies if body.type == "primary care trust"]
        self.count: dict[tuple[str, str, str, str], list[int]] = {}  # body, account, code, function -> gross, out, in

    def write_all(self) -> None:
        """Every file, in a fixed order; then their rows of spend_count.csv and transfers.csv."""
        north, west, south = (trust.body_id for trust in self.trusts)
        paid: Passed = {}
        self._north(north, paid)
        self._west(west, paid)
        self._south(south, paid)
        self._ambulance((north, west), paid)
        self._pass(paid, {north: 0, west: 3, south: None})
        self._police()
        self._fire()
        self._central()
        for (body, account, code, cofog), (gross, out, taken_in) in self.count.items():
            self.truth.spend_count.append((body, FY, account, code, cofog, gross, out, gross - out, taken_in))

    def _draw(self, low: int, high: int, unit: int = 1) -> int:
        return int(self.rng.integers(low * THOUSAND, high * THOUSAND)) // unit * unit

    def _add(self, body: str, account: str, code: str, cofog: str, gross: int) -> None:
        self.count.setdefault((body, account, code, cofog), [0, 0, 0])[0] += gross

    def _write(self, path: str, headings: list[str], rows: list[Row], above: Sequence[Sequence[object]] = ()) -> None:
        content, lines = delimited([*above, headings, *(row.cells for row in rows)])
        put(self.folder / path, content)
        self.truth.add_part(path, "table", KIND, rows, lines[len(above) + 1 :], headings)

    def _north(self, body: str, paid: Passed) -> None:
        """A programme budget of registered people in pounds, whole and in parts, with a programme that no list has."""
        name, ambulance = self.names[body], self.names[AMBULANCE]
        rows: list[Row] = []

        def line(code: str, programme: str, pence: int, to: str = "", people: str = "Registered", **more: object) -> None:
            rows.append(Row([name, YEAR, people, code, programme, to, pounds(pence)], "", body, pence, FY, **more))  # type: ignore[arg-type]

        total = 0
        for code, programme, cofog in _PROGRAMMES:
            pence = self._draw(4_000, 60_000)
            line(code, programme, pence)
            self._add(body, "NHS", code, cofog, pence)
            total += pence
        parts = 0
        for code, programme in _MENTAL:
            pence = self._draw(900, 9_000)
            line(code, programme, pence)
            self._add(body, "NHS", code, _HEALTH, pence)
            parts += pence
        line("5", "Mental health disorders", parts)  # its parts add up to it: they are counted
        for code, cofog in (("16", _HEALTH), ("10", _HEALTH)):
            pence = self._draw(500, 3_000)
            line(code, "Trauma and injuries" if code == "16" else "Circulation", pence, ambulance)
            self._add(body, "NHS", code, cofog, pence)
            paid[body, code] = pence
            total += pence
        pence = self._draw(500, 900)
        line("16", "Trauma and injuries", pence, "Ottermoss Hospitals NHS Trust")  # outside the place: it stays
        self._add(body, "NHS", "16", _HEALTH, pence)
        unknown = self._draw(100, 400)
        line("", "Lighthouse visits", unknown, faults=[Planted("line of a return that no list has", 4)])
        self._add(body, "NHS", "", "unmapped", unknown)
        line("12", "Dental problems", self._draw(4_000, 9_000), people="Resident")  # the same money, seen otherwise
        line("", "Total programme expenditure", total + parts + pence + unknown)
        spoilt = Row([name, YEAR, "Registered", "3", "Blood", "", "n/k"], "", body, None, FY, "rejected", "amount missing")
        spoilt.faults.append(Planted("amount of a return unreadable", 6))
        rows.append(spoilt)
        headings = ["PCT", "Financial year", "Population", "Programme code", "Programme", "Paid to", "Expenditure (£)"]
        self._write(f"inbox/{body}/programme-budget-2024-25.csv", headings, rows, [[f"{name}: programme budgets"]])

    def _west(self, body: str, paid: Passed) -> None:
        """Outturn, budget and programme budget in thousands: outturn is counted. Its total is misprinted."""
        rows: list[Row] = []

        def line(measure: str, code: str, programme: str, pence: int, to: str = "", **more: object) -> None:
            rows.append(Row([YEAR, measure, code, programme, to, pence // THOUSAND], "", body, pence, FY, **more))  # type: ignore[arg-type]

        total = 0
        for code, programme, cofog in _PROGRAMMES:
            pence = self._draw(4_000, 60_000, THOUSAND)
            line("Outturn", code, programme, pence)
            line("Budget", code, programme, pence + 50 * THOUSAND)
            line("Programme budget", code, programme, pence - 20 * THOUSAND)
            self._add(body, "NHS", code, cofog, pence)
            total += pence
        pence = self._draw(800, 2_000, THOUSAND)
        line("Outturn", "16", "Trauma and injuries", pence, "RZ9")
        self._add(body, "NHS", "16", _HEALTH, pence)
        paid[body, "16"] = pence
        line("Outturn", "", "TOTAL", total + pence + 77 * THOUSAND, faults=[Planted("total of a plain return misprinted", 5)])
        headings = ["Financial year", "Measure", "Programme code", "Programme", "Provider code", "Expenditure (£000)"]
        self._write(f"inbox/{body}/icb-style-return.csv", headings, rows)

    def _south(self, body: str, paid: Passed) -> None:
        """A programme whose parts are not all there counts whole; last year's return has thousands under a heading of pounds."""
        rows: list[Row] = []

        def line(programme: str, code: str, pence: int, to: str = "", **more: object) -> None:
            rows.append(Row([code, programme, to, pounds(pence)], "", body, pence, FY, **more))  # type: ignore[arg-type]

        whole = self._draw(9_000, 12_000)
        line("Mental health", "5", whole)
        self._add(body, "NHS", "5", _HEALTH, whole)
        line("Substance misuse", "05A", self._draw(500, 900), faults=[Planted("parts of a return that do not add up", 1)])
        pence = self._draw(300, 700)
        line("Trauma and injuries", "16", pence, self.names[AMBULANCE])
        self._add(body, "NHS", "16", _HEALTH, pence)
        paid[body, "16"] = pence
        headings = ["Programme code", "Programme", "Paid to", "Expenditure (£)"]
        dated = [Row([YEAR, *row.cells], row.asset_id, row.body_id, row.pence, row.fy, faults=[Planted(fault.fault, (fault.column or 0) + 1) for fault in row.faults]) for row in rows]
        self._write(f"inbox/{body}/programme-budget.csv", ["Year", *headings], dated)
        last = Row(["2023-24", "5", "Mental health", "", pounds(whole // 1000)], "", body, whole // 1000, FY - 1)
        last.faults.append(Planted("thousands for pounds in a return", 4))
        # it counts as it is printed, with the issue beside it: nothing is corrected
        self.truth.spend_count.append((body, FY - 1, "NHS", "5", _HEALTH, whole // 1000, 0, whole // 1000, 0))
        self._write(f"inbox/{body}/programme-budget-last-year.csv", ["Year", *headings], [last])

    def _ambulance(self, payers: tuple[str, str], paid: Passed) -> None:
        """What the trust spends, and what it says it received: from the first as it says, from the second less, from elsewhere."""
        rows: list[Row] = []
        name = self.names[AMBULANCE]

        def line(programme: str, pence: int, source: str = "", code: str = "") -> None:
            rows.append(Row([name, YEAR, "Outturn", programme, source, code, pounds(pence)], "", AMBULANCE, pence, FY))

        for code, programme in (("10", "Circulation"), ("16", "Trauma and injuries")):
            pence = self._draw(2_000, 6_000)
            line(programme, pence)
            self._add(AMBULANCE, "NHS", code, _HEALTH, pence)
        north, west = payers
        line("", -sum(pence for (body, _), pence in paid.items() if body == north), self.names[north])
        line("", -(paid[west, "16"] - 3 * THOUSAND), "", "5ZB")
        line("", -self._draw(100, 900), "Ottermoss Primary Care Trust")
        self._add(AMBULANCE, "NHS", "RECEIVED", "unmapped", 0)
        line("Total", sum(row.pence or 0 for row in rows))
        headings = ["Trust", "Financial year", "Measure", "Programme", "Received from", "Received from code", "Net expenditure (£)"]
        self._write(f"inbox/{AMBULANCE}/spending.csv", headings, rows)

    def _pass(self, paid: Passed, less: dict[str, int | None]) -> None:
        """The transfers: so many thousand of a payer's are not confirmed by the receiver; of None nothing is."""
        for payer, short in less.items():
            lines = {code: pence for (body, code), pence in paid.items() if body == payer}
            stated = sum(lines.values())
            left = confirmed = 0 if short is None else stated - short * THOUSAND
            self.truth.transfers.append((payer, AMBULANCE, FY, TYPE, _HEALTH, stated, confirmed, confirmed))
            self.count[AMBULANCE, "NHS", "RECEIVED", "unmapped"][2] += confirmed
            for code, pence in lines.items():  # of several lines each gives what it has, in the order of the file
                self.count[payer, "NHS", code, _HEALTH][1] += min(left, pence)
                left -= min(left, pence)

    def _police(self) -> None:
        """The twelve objectives, gross, income and net: the money of the revenue outturn. One net is not its gross less its income."""
        rows: list[Row] = []
        total = [0, 0, 0]
        for number, objective in enumerate(_OBJECTIVES):
            gross, income = self._draw(1_000, 30_000), self._draw(10, 900)
            net = gross - income - (5 * THOUSAND if number == 3 else 0)
            row = Row([self.aliases[POLICE][0], YEAR, objective, pounds(gross), pounds(income), pounds(net)], "", POLICE, net, FY)
            if number == 3:
                row.faults.append(Planted("net that is not gross less income", 5))
            rows.append(row)
            total = [total[0] + gross, total[1] + income, total[2] + net]
        rows.append(Row([self.aliases[POLICE][0], YEAR, "Total", *(pounds(pence) for pence in (total[0], total[0] - total[2], total[2]))], "", POLICE, total[2], FY))
        headings = ["Force", "Financial year", "Objective", "Gross expenditure (£)", "Income (£)", "Net expenditure (£)"]
        self._write(f"inbox/{POLICE}/objective-analysis.csv", headings, rows)

    def _fire(self) -> None:
        rows = [Row([YEAR, name, pence // THOUSAND], "", FIRE, pence, FY) for name in _FIRE_LINES for pence in (self._draw(2_000, 30_000, THOUSAND),)]
        self._write(f"inbox/{FIRE}/fire-return.csv", ["Financial year", "Fire service line", "Gross expenditure (£000)"], rows)

    def _central(self) -> None:
        """Benefits and Jobcentres by area, each saying how it came by its figure; housing benefit stands with the councils."""
        rows: list[Row] = []
        name = self.names[DEPARTMENT]

        def line(department: str, area: str, benefit: str, pence: int, basis: str = "Measured", how: str = "", outcome: str = "loaded", reason: str = "") -> Row:
            body = DEPARTMENT if department == name and reason != "outside the place" else ""
            rows.append(Row([department, YEAR, area, benefit, pounds(pence), basis, how], "", body, pence, FY, outcome, reason))
            return rows[-1]

        for area in ("Brackmouth", "Cawdenshaw"):
            for benefit, code, cofog in (("State pension", "DWP01", "10.2"), ("Jobseeker's allowance", "DWP11", "10.5")):
                pence = self._draw(1_000, 90_000)
                line(name, area, benefit, pence)
                self._add(DEPARTMENT, "central government", code, cofog, pence)
        line(name, "", "Housing benefit", self._draw(9_000, 20_000))
        for basis, how in (("Apportioned", "working-age population"), ("Modelled", "")):
            pence = self._draw(500, 2_000)
            made = line(name, "", "Jobcentre Plus" if how else "Employment programmes", pence, basis, how)
            if not how:
                made.faults.append(Planted("apportioned and not said how", 6))
            self._add(DEPARTMENT, "central government", "DWP30" if how else "DWP31", "04.1", pence)
        line(name, NEIGHBOURS[0][0], "State pension", self._draw(1_000, 9_000), outcome="ignored", reason="outside the place")
        held = line(name, "Brackmuoth", "State pension", self._draw(1_000, 9_000), outcome="held", reason="area not known")
        held.faults.append(Planted("area of a return misspelt", 2))
        held = line("Office of Probation", "", "Probation", self._draw(1_000, 9_000), outcome="held", reason="department not known")
        held.faults.append(Planted("department that place.toml does not know", 0))
        line("England", "", "State pension", self._draw(900_000, 990_000), outcome="ignored", reason="total of several bodies")
        headings = ["Department", "Financial year", "Area", "Benefit or programme", "Expenditure (£)", "Basis", "How apportioned"]
        self._write(f"inbox/{DEPARTMENT}/spending-in-the-county.csv", headings, rows)
