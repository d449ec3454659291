"""A year of payments of six bodies, April 2024 to March 2025, each in its publisher's layout with its faults.

Belongs here: suppliers, ledgers, layouts of lists of payments, and which faults each has. Does not belong here:
registers, and files that are to be refused (refused).
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, FIRE, POLICE, Body
from totalplace.example.draft import BOM, BOM_TWICE, Draft, Sheet, write_text, write_workbook
from totalplace.example.truth import Planted, Row, Truth, pounds
from totalplace.example.words import TRADES, firm_names, person_name
from totalplace.example.write import Serial, put

FY = 2024
MONTHS: tuple[tuple[int, int], ...] = tuple((2024 + (month > 12), (month - 1) % 12 + 1) for month in range(4, 16))
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
TOTAL_SUPPLIERS = ("Total Brackenlight Energy Ltd", "Total Hygiene Quorndle Ltd", "Total Access (Vexmoor) Limited")
REDACTED = "REDACTED PERSONAL DATA"


@dataclass(slots=True)
class Payment:
    """A true payment line."""

    month: int  # 0 April … 11 March
    day: date
    supplier: str
    purpose: str
    department: str
    pence: int
    number: int  # of the transaction; until numbers are given, that of its group, or 0
    faults: list[str]


@dataclass(frozen=True)
class Supplier:
    """A true supplier with its spellings; the first is the usual one."""

    spellings: tuple[str, ...]
    trade: int


def make_suppliers() -> list[Supplier]:
    """Firms, every seventh of which is spelt in several ways."""
    suppliers = []
    for number, (name, trade) in enumerate(firm_names()):
        form = ("Ltd", "Limited", "LLP", "plc")[number % 4]
        usual = f"{name} {form}"
        other = {"Ltd": "LIMITED", "Limited": "LTD", "LLP": "L.L.P.", "plc": "PLC"}[form]
        spellings = (usual, f"{name.upper()} {other}", _misspelt(name, form, number // 7)) if number % 7 == 0 else (usual,)
        suppliers.append(Supplier(spellings, trade))
    return suppliers


def _misspelt(name: str, form: str, number: int) -> str:
    """The name as another clerk has it: with a trading name, a country, two letters exchanged, or nothing that shows a firm."""
    return (
        f"{name} {form} T/A {name.split()[0]} Services",
        f"{name} (UK) {form}",
        f"{name[:3]}{name[4]}{name[3]}{name[5:]} {form}",
        f"The {name}",
    )[number % 4]


def _ledger(
    rng: np.random.Generator, count: int, suppliers: Sequence[Supplier], *, median: float, floor: int
) -> list[Payment]:
    """Payments of one body in order of day: few suppliers get most, one line in twenty is a credit."""
    popularity = 1 / (1 + np.arange(len(suppliers))) ** 0.8
    order = rng.permutation(len(suppliers))
    drawn = order[np.searchsorted(np.cumsum(popularity) / popularity.sum(), rng.random(count))]
    months = np.sort(rng.integers(0, 12, count))
    days = rng.integers(1, 29, count)
    drawn_pence = np.round(np.exp(rng.normal(np.log(median), 1.15, count)) * 100)
    just_above = np.round(floor * (1 + 0.9 * rng.random(count)))
    amounts = np.where(drawn_pence < floor, just_above, drawn_pence).astype(np.int64)
    is_credit = rng.random(count) < 0.05
    other_spelling = rng.random(count)
    ledger = []
    for k in range(count):
        supplier = suppliers[int(drawn[k])]
        trade = TRADES[supplier.trade]
        month = int(months[k])
        year, number = MONTHS[month]
        faults = ["credit"] if is_credit[k] else []
        spelling = supplier.spellings[0]
        if len(supplier.spellings) > 1 and other_spelling[k] < 0.3 and not faults:
            spelling = supplier.spellings[1 + int(other_spelling[k] < 0.1)]
            faults = ["supplier spelt otherwise"]
        pence = int(amounts[k])
        ledger.append(
            Payment(
                month,
                date(year, number, int(days[k])),
                spelling,
                trade[1],
                trade[2],
                -pence if is_credit[k] else pence,
                0,
                faults,
            )
        )
    ledger.sort(key=lambda payment: payment.day)
    return ledger


def _enrich(rng: np.random.Generator, ledger: list[Payment], payees: Sequence[str], floor: int) -> list[Payment]:
    """Payees that need care, lines that are alike for good reason, and numbers."""
    count = len(ledger)
    plain = [k for k in rng.permutation(count).tolist() if not ledger[k].faults]
    quota = max(2, count // 120)

    def some(number: int) -> list[Payment]:
        taken = [ledger[k] for k in plain[:number]]
        del plain[:number]
        return taken

    for payment in some(3 * quota):
        payment.supplier, payment.purpose, payment.faults = REDACTED, "Direct payments", ["redacted payee"]
    for payment in some(quota):
        payment.supplier, payment.purpose, payment.faults = (
            person_name(rng),
            "Direct payments",
            ["private person named"],
        )
    for number, payment in enumerate(some(max(3, quota // 2))):
        payment.supplier, payment.faults = TOTAL_SUPPLIERS[number % len(TOTAL_SUPPLIERS)], ["supplier called total"]
    for number, payment in enumerate(some(quota)):
        payment.supplier, payment.purpose, payment.faults = (
            payees[number % len(payees)],
            "Contribution",
            ["public body paid"],
        )
    extra: list[Payment] = []
    for group, payment in enumerate(some(quota), start=1):
        payment.number, payment.faults = group, ["identical lines"]
        payment.supplier = REDACTED if len(extra) % 3 == 0 else payment.supplier
        for _ in range(1 + len(extra) % 2):
            extra.append(copy(payment))
    if floor <= 50_000:
        for group, payment in enumerate(some(quota), start=quota + 1):
            payment.number = group
            small = copy(payment)
            small.pence = 1_000 + payment.pence % 48_000
            small.faults = ["split below threshold"]
            extra.append(small)
    fee = some(1)[0]
    for month, (year, number) in enumerate(MONTHS):
        extra.append(
            Payment(
                month,
                date(year, number, 15),
                fee.supplier,
                "Managed service fee",
                fee.department,
                max(floor, 125_000),
                0,
                ["regular equal fee"],
            )
        )
    numbers: dict[int, int] = {}
    for k, payment in enumerate(sorted([*ledger, *extra], key=lambda entry: entry.day)):
        own = 5_000_000 + 3 * k
        payment.number = numbers.setdefault(payment.number, own) if payment.number else own
    return sorted([*ledger, *extra], key=lambda payment: (payment.day, payment.number))


# Trades with which a kind of body has no business.
_NOT_BOUGHT_BY: dict[str, tuple[str, ...]] = {
    "council": (),
    "nhs": ("Civils", "Coaches"),
    "police": ("Care", "Homecare", "Civils", "Coaches"),
    "fire": ("Care", "Homecare", "Civils", "Coaches"),
}
_NHS_TITLE: tuple[list[object], ...] = (["Payments over £25,000"], [])


def _accounting(pence: int) -> str:
    """As accountants write it: a pound sign, thousands commas, credits in brackets."""
    whole = f"£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f"({whole})" if pence < 0 else whole


@dataclass(frozen=True)
class Column:
    """A column of a list of payments."""

    heading: str
    role: str
    get: Callable[[Payment], object]


class Payments:
    """Writes every list of payments that is to be read."""

    def __init__(self, folder: Path, truth: Truth, bodies: Sequence[Body], scale: float, seed: int) -> None:
        self.folder, self.truth, self.scale, self.seed = folder, truth, scale, seed
        self.bodies = {body.body_id: body for body in bodies}
        self.districts = [body for body in bodies if len(body.districts) == 1]
        self.first_trust = next(body for body in bodies if body.type == "primary care trust")
        self.suppliers = make_suppliers()
        self._stream = 0

    def spellings(self) -> list[tuple[str, str]]:
        """(as published, true name) of every supplier."""
        pairs = [(spelling, supplier.spellings[0]) for supplier in self.suppliers for spelling in supplier.spellings]
        return [
            *pairs,
            *((name, name) for name in TOTAL_SUPPLIERS),
            *((body.name, body.name) for body in self.bodies.values()),
        ]

    def write_all(self) -> None:
        """All lists, in a fixed order."""
        self._county()
        self._cards()
        self._brackmouth()
        self._dunmarrow()
        self._trust()
        self._police()
        self._fire()

    def _rng(self) -> np.random.Generator:
        self._stream += 1
        return np.random.default_rng([self.seed, 7, self._stream])

    def _make_ledger(self, body: Body, count: int, *, median: float = 1900, floor: int = 50_000) -> list[Payment]:
        rng = self._rng()
        wanted = max(120, round(count * self.scale))
        payees = [
            other.name
            for other in self.bodies.values()
            if other is not body and other.kind in ("council", "police", "nhs")
        ]
        firms = [supplier for supplier in self.suppliers if TRADES[supplier.trade][0] not in _NOT_BOUGHT_BY[body.kind]]
        return _enrich(rng, _ledger(rng, wanted, firms, median=median, floor=floor), payees, floor)

    def _draft(self, body: Body, columns: Sequence[Column], payments: Sequence[Payment]) -> Draft:
        roles = {column.role: k for k, column in enumerate(columns) if column.role}
        rows = []
        for payment in payments:
            faults = [
                Planted(fault, roles["amount"] if fault in ("credit", "split below threshold") else roles["supplier"])
                for fault in payment.faults
            ]
            rows.append(
                Row([column.get(payment) for column in columns], "", body.body_id, payment.pence, FY, faults=faults)
            )
        return Draft("payment", [column.heading for column in columns], roles, rows, self._rng())

    @staticmethod
    def _sum(draft: Draft) -> int:
        return sum(row.pence or 0 for row in draft.rows if row.outcome == "loaded")

    # County: the LGA's schema, a file a month ------------------------------------------------------------------------

    def _county(self) -> None:
        body = self.bodies[COUNTY_COUNCIL]
        ledger = self._make_ledger(body, 4300)
        columns = [
            Column("organisation_label", "", lambda p: body.name),
            Column("organisation_uri", "", lambda p: f"https://example.invalid/id/council/{body.body_id}"),
            Column("payment_date", "date", lambda p: p.day.isoformat()),
            Column("payment_month", "", lambda p: MONTH_NAMES[p.day.month - 1]),
            Column("payment_year", "", lambda p: p.day.year),
            Column("financial_year", "", lambda p: "2024-25"),
            Column("beneficiary_name", "supplier", lambda p: p.supplier),
            Column("purpose", "purpose", lambda p: p.purpose),
            Column("organisational_unit", "", lambda p: p.department),
            Column("amount_gbp", "amount", lambda p: pounds(p.pence)),
            Column("unique_identifier", "number", lambda p: f"AC{p.number}"),
            Column("irrecoverable_vat_amount_gbp", "vat", lambda p: ""),
        ]
        for month, (year, number) in enumerate(MONTHS):
            draft = self._draft(body, columns, [payment for payment in ledger if payment.month == month])
            prefix = b""
            if month == 0:
                draft.plant("replacement character", "supplier", 2, lambda row, text: f"Caf\ufffd {text}", "")
                self._too_many_fields(draft)
            if month == 1:
                prefix = BOM
                for row in draft.take(3):
                    del row.cells[draft.roles["vat"] :]
                    row.faults.append(Planted("fewer fields than headings"))
            if month == 2:
                prefix = BOM_TWICE
                draft.plant("amount trailing space", "amount", 4, lambda row, text: f"{text}  ", lambda row, text: text)
            if month == 4:
                draft.reject("amount missing", "amount", 2, lambda row, text: "", "amount missing")
                draft.reject("amount unreadable", "amount", 1, lambda row, text: "see note", "amount unreadable")
            if month == 6:
                total = self._sum(draft)
                draft.add_total({"amount": pounds(total)}, "", "unlabelled total line", total)
            if month == 8:
                draft.add_headings(len(draft.rows) // 2)
                draft.add_blank(len(draft.rows) // 3)
                draft.add_blank(len(draft.rows) // 4, delimiters=True)
                total = self._sum(draft)
                draft.add_total({"supplier": "Total", "amount": pounds(total)}, "", "total line", total)
            path = f"inbox/{body.body_id}/spend/{year}-{number:02d}.csv"
            content = write_text(self.folder, self.truth, path, draft, prefix=prefix)
            if month == 7:
                self._duplicate(body, f"inbox/{body.body_id}/spend/spend-november-2024 (1).csv", content, draft, path)

    @staticmethod
    def _too_many_fields(draft: Draft) -> None:
        column = draft.roles["supplier"]
        for row in draft.take(2):
            row.cells[column : column + 1] = [
                str(row.cells[column]).rsplit(" ", 1)[0],
                " " + str(row.cells[column]).rsplit(" ", 1)[1],
            ]
            row.outcome, row.reason, row.pence = "rejected", "more fields than headings", None
            row.faults.append(Planted("more fields than headings"))

    def _duplicate(self, body: Body, path: str, content: bytes, draft: Draft, first: str) -> None:
        put(self.folder / path, content)
        self.truth.add_file(path, "duplicate", "duplicate file", ["duplicate file"])
        rows = [copy(row) for row in draft.rows]
        for row in rows:
            row.outcome, row.reason, row.faults = "superseded", "duplicate file", []
        lines = [line for file, _, line, *_ in self.truth.lines if file == first]
        self.truth.add_part(path, "table", "payment", rows, lines, draft.headings)

    def _cards(self) -> None:
        body = self.bodies[COUNTY_COUNCIL]
        rng = self._rng()
        ledger = _ledger(rng, max(60, round(700 * self.scale)), self.suppliers, median=85, floor=150)
        columns = [
            Column("OrganisationLabel", "", lambda p: body.name),
            Column("OrganisationURI", "", lambda p: f"https://example.invalid/id/council/{body.body_id}"),
            Column("EffectiveDate", "", lambda p: "2025-03-31"),
            Column("OrganisationalUnit", "", lambda p: p.department),
            Column("BeneficiaryName", "supplier", lambda p: p.supplier),
            Column("PaymentDate", "date", lambda p: p.day.isoformat()),
            Column("Amount", "amount", lambda p: pounds(p.pence)),
            Column("IrrecoverableVATAmount", "vat", lambda p: "0"),
            Column("Purpose", "purpose", lambda p: f"Purchase of {p.purpose.lower()}"),
            Column("CategoryInternalName", "", lambda p: p.purpose),
            Column("MerchantCategoryCode", "", lambda p: 5000 + len(p.purpose)),
            Column("CardTransaction", "", lambda p: "GPC"),
        ]
        write_text(
            self.folder,
            self.truth,
            f"inbox/{body.body_id}/spend/purchase-cards-2024-25.csv.gz",
            self._draft(body, columns, ledger),
        )

    # Brackmouth: a workbook with a sheet a month ---------------------------------------------------------------------

    def _brackmouth(self) -> None:
        body = self.districts[0]
        ledger = self._make_ledger(body, 1900)
        sheets = []
        for month, (year, number) in enumerate(MONTHS):
            columns = [
                Column("Expenditure Category", "purpose", lambda p: p.purpose),
                Column("Date", "date", lambda p: p.day),
                Column("Total Invoice Amount", "amount", lambda p: p.pence / 100),
                Column("SUPPLIER" if month % 5 != 3 else "SUPPLIER FINAL", "supplier", lambda p: p.supplier),
            ]
            if month == 4:
                columns.append(Column("Column1", "", lambda p: ""))
            draft = self._draft(body, columns, [payment for payment in ledger if payment.month == month])
            if month % 5 == 3:
                draft.note("changed headings", "SUPPLIER FINAL")
            if month == 4:
                draft.note("stray heading", "Column1")
                half = len(draft.rows) * 2 // 5
                for row in draft.rows[half:]:
                    day = row.cells[1]
                    if isinstance(day, date):
                        row.cells[1] = Serial(day)
                        if row.is_clean:
                            row.faults.append(Planted("date as serial", 1, day.isoformat()))
            if month == 9:
                total = self._sum(draft)
                draft.add_blank(len(draft.rows))
                draft.add_total({"amount": total / 100}, "TOTAL", "total line", total)
            sheets.append(Sheet(f"{MONTH_NAMES[number - 1][:3]} {year % 100}", draft))
        write_workbook(self.folder, self.truth, f"inbox/{body.body_id}/Payments over £500 2024-25.xlsx", sheets)

    # Dunmarrow: a financial period and no date -----------------------------------------------------------------------

    def _dunmarrow(self) -> None:
        body = self.districts[2]
        ledger = self._make_ledger(body, 1900)
        for month, (year, number) in enumerate(MONTHS):
            late = month >= 6
            columns = [
                Column("Strgrpcc(T)" if late else "Strategic Group", "", lambda p: p.department),
                Column("Cipfsubj(T)" if late else "Spend Level 1", "", lambda p: "Supplies and Services"),
                Column("Cipfsubs(T)" if late else "Spend Level 2", "purpose", lambda p: p.purpose),
                Column("TransNo", "number", lambda p: p.number),
                Column("Sequence no" if late else "Seq no", "", lambda p: 2),
                Column("Period", "date", lambda p: f"2024{p.month + 1:02d}"),
                Column("Supplier ID(T)" if late else "Supplier Text", "supplier", lambda p: p.supplier),
                Column("Amount", "amount", lambda p: pounds(p.pence)),
            ]
            draft = self._draft(body, columns, [payment for payment in ledger if payment.month == month])
            draft.note("financial period for a date", "Period")
            if late:
                draft.note("changed headings", "Supplier ID(T)")
            if month == 3:
                draft.plant("amount nil", "amount", 1, lambda row, text: self._nothing(row, "Nil"), "0.00")
                draft.reject("amount dash", "amount", 2, lambda row, text: "-", "amount missing")
            path = f"inbox/{body.body_id}/spend_{year}_{number:02d}.csv"
            write_text(self.folder, self.truth, path, draft, prefix=BOM if month == 7 else b"")

    @staticmethod
    def _nothing(row: Row, word: str) -> str:
        row.pence = 0
        return word

    # Northern trust: payments over £25,000 ---------------------------------------------------------------------------

    def _trust(self) -> None:
        body = self.first_trust
        ledger = self._make_ledger(body, 900, median=61_000, floor=2_500_000)
        for month, (year, number) in enumerate(MONTHS):
            american, dos, utf8 = month == 3, month == 6, month == 9
            pattern = "%m/%d/%Y" if american else "%d/%m/%Y"
            columns = [
                Column("Department family", "", lambda p: "Department of Health"),
                Column("Entity", "", lambda p: body.aliases[0]),
                Column("Date", "date", lambda p, pattern=pattern: p.day.strftime(pattern)),  # type: ignore[misc]
                Column("Expense Type", "purpose", lambda p: p.purpose),
                Column("Expense area", "", lambda p: p.department),
                Column("Supplier", "supplier", lambda p: p.supplier),
                Column("Transaction number", "number", lambda p: p.number),
                Column("Amount", "amount", lambda p: _accounting(p.pence)),
                Column("Description", "", lambda p: ""),
            ]
            draft = self._draft(body, columns, [payment for payment in ledger if payment.month == month])
            for row in draft.rows:
                if any(planted.fault == "credit" for planted in row.faults):
                    row.faults = [Planted("credit in brackets", draft.roles["amount"], pounds(row.pence or 0))]
            if american:
                for row in draft.rows:
                    if row.is_clean:
                        row.faults.append(Planted("american date", 2))
            else:
                draft.plant(
                    "thousands comma",
                    "amount",
                    5,
                    lambda row, text: text.replace("£", ""),
                    lambda row, text: text.strip("£").replace(",", ""),
                )
                draft.plant(
                    "pound sign",
                    "amount",
                    5,
                    lambda row, text: text,
                    lambda row, text: text.strip("£").replace(",", ""),
                )
            if month == 11:
                total = self._sum(draft)
                draft.add_total({"amount": _accounting(total)}, "Total", "total line", total)
            encoding = "utf-8" if utf8 else "cp437" if dos else "cp1252"
            path = f"inbox/{body.body_id}/spend-over-25k/{number:02d} {MONTH_NAMES[number - 1]} {year}.csv"
            write_text(
                self.folder,
                self.truth,
                path,
                draft,
                line_end="\r\n",
                encoding=encoding,
                preamble=_NHS_TITLE if month == 8 else (),
            )

    # Police: gross, VAT and net --------------------------------------------------------------------------------------

    def _police(self) -> None:
        body = self.bodies[POLICE]
        ledger = self._make_ledger(body, 1300)
        last = ("G/L description.", "G/L descript", "G/L Description", "G/L description.")
        for quarter in range(4):
            columns = [
                Column("Authority Name", "", lambda p: body.aliases[1]),
                Column("Date of Payment", "date", lambda p: p.day.strftime("%d/%m/%Y")),
                Column("SAP Document Number", "number", lambda p: p.number),
                Column("Gross", "gross", lambda p: pounds(p.pence + p.pence // 5)),
                Column("VAT", "vat", lambda p: pounds(p.pence // 5)),
                Column("Net", "amount", lambda p: pounds(p.pence)),
                Column("Supplier Name", "supplier", lambda p: p.supplier),
                Column("Directorate", "", lambda p: p.department),
                Column(last[quarter], "purpose", lambda p: p.purpose),
            ]
            draft = self._draft(body, columns, [payment for payment in ledger if payment.month // 3 == quarter])
            draft.note("gross and net side by side", "Gross")
            if quarter == 0:
                draft.plant("amount trailing dot", "amount", 2, lambda row, text: f"{text}.", lambda row, text: text)
            if quarter == 1:
                draft.note("misspelt heading", last[quarter])
                draft.reject("date of noughts", "date", 3, lambda row, text: "00:00:00", "date unreadable")
                for row in draft.rows:
                    row.cells.append("")
                draft.headings.append("")
                draft.note("blank heading")
            if quarter == 3:
                draft.plant(
                    "date of 1 January",
                    "date",
                    max(12, len(draft.rows) // 10),
                    lambda row, text: "01/01/2025",
                    lambda row, text: text,
                )
                total = self._sum(draft)
                cells: dict[str, object] = {
                    "gross": pounds(total + total // 5),
                    "amount": pounds(total),
                    "supplier": "Grand Total",
                }
                draft.add_total(cells, "", "total line", total)
            path = f"inbox/{body.body_id}/payments/Q{quarter + 1}-2024-25.csv"
            write_text(self.folder, self.truth, path, draft, line_end="\r\n")

    # Fire: one month twice -------------------------------------------------------------------------------------------

    def _fire(self) -> None:
        body = self.bodies[FIRE]
        ledger = self._make_ledger(body, 900)

        def columns(iso: bool) -> list[Column]:
            return [
                Column("Body Name", "", lambda p: body.aliases[0]),
                Column("Service Area", "", lambda p: p.department),
                Column("Expenses Type", "purpose", lambda p: p.purpose),
                Column(
                    "Invoice Payment Date",
                    "date",
                    lambda p: (
                        p.day.isoformat()
                        if iso
                        else f"{p.day.day}-{MONTH_NAMES[p.day.month - 1][:3]}-{p.day.year % 100:02d}"
                    ),
                ),
                Column("Transaction Number", "number", lambda p: p.number),
                Column("Net Amount", "amount", lambda p: pounds(abs(p.pence) if iso else p.pence)),
                Column("Supplier Name", "supplier", lambda p: p.supplier),
            ]

        for month, (year, number) in enumerate(MONTHS):
            payments = [payment for payment in ledger if payment.month == month]
            if month == 5 and not any(payment.pence < 0 for payment in payments):
                credit = next(payment for payment in payments if not payment.faults)
                credit.pence, credit.faults = -credit.pence, ["credit"]
            draft = self._draft(body, columns(False), payments)
            if month == 9:
                for row in draft.rows:
                    row.cells.append("")
                draft.note("surplus blank field")
            if month == 5:
                draft.add_blank(len(draft.rows) // 2)
                total = self._sum(draft)
                draft.add_total({"amount": pounds(total)}, "", "unlabelled total line", total)
            write_text(
                self.folder,
                self.truth,
                f"inbox/{body.body_id}/spend/raw/{year}-{number:02d}.csv",
                draft,
                delimiter="¬" if month == 10 else ",",
            )
            if month == 5:
                self._cleaned(
                    body, columns(True), payments, f"inbox/{body.body_id}/spend/clean/{year}-{number:02d}.csv"
                )

    def _cleaned(self, body: Body, columns: Sequence[Column], payments: Sequence[Payment], path: str) -> None:
        draft = self._draft(body, columns, payments)
        amount = draft.roles["amount"]
        for row in draft.rows:
            lost = any(planted.fault == "credit" for planted in row.faults)
            row.faults = [Planted("credit without its minus", amount, pounds(row.pence or 0))] if lost else []
            row.pence = abs(row.pence or 0)
            row.outcome, row.reason = "superseded", "cleaned copy"
        self.truth.add_file(path, "superseded", "cleaned copy", ["cleaned copy"])
        write_text(self.folder, self.truth, path, draft)
