"""Grants of the county council: two editions of one list as 360Giving has it, and a list of the Transparency Code with some of them again.

Belongs here: the lists and their answers. Does not belong here: payments by which grants were paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, Body
from totalplace.example.draft import Draft, Sheet, write_text, write_workbook
from totalplace.example.geography import district_code
from totalplace.example.truth import Planted, Row, Truth, pounds
from totalplace.example.words import COUNTY, DISTRICTS, person_name

HEADINGS = [
    "Identifier", "Title", "Description", "Currency", "Amount Awarded", "Amount Disbursed", "Award Date", "Planned Dates:Duration (months)", "Recipient Org:Identifier", "Recipient Org:Name",
    "Recipient Org:Charity Number", "Recipient Org:Company Number", "Beneficiary Location:Geographic Code", "Funding Org:Name", "Grant Programme:Title", "From an open call?", "Last modified",
]  # fmt: skip
CODE_HEADINGS = ["Date awarded", "Time period", "Department", "Beneficiary", "Registration number", "Summary of the purpose of the grant", "Amount (£)"]
ROLES = {"amount": 4, "currency": 3}
OLD, NEW, CODE = (f"inbox/{COUNTY_COUNCIL}/grants/{name}" for name in ("360giving-2024-06.csv", "360giving-2025-05.xlsx", "grants-transparency-2024-25.csv"))
_DROPPED = (10, 11)
ANSWERS = ["body_id", "grant_identifier", "recipient", "recipient_kind", "fy", "amount_gbp"]
Answer = tuple[str, str, str, str, int, str]
_GROUPS = (
    ("Youth Club", "Evenings for young people", "charity"), ("Carers' Circle", "A group for carers", "other organisation"), ("Community Transport", "A minibus", "company"),
    ("Choir", "Songbooks and a hall", "other organisation"), ("Advice Centre", "Advice on debts", "charity"), ("Allotment Society", "A path that wheelchairs can use", "other organisation"),
)  # fmt: skip


@dataclass(frozen=True)
class _Grant:
    number: int
    recipient: str
    purpose: str
    kind: str
    district: int
    awarded_on: date
    pence: int

    @property
    def identifier(self) -> str:
        return f"360G-example-{self.number:03d}"

    @property
    def fy(self) -> int:
        return self.awarded_on.year - (self.awarded_on.month < 4)

    def cells(self, as_at: date) -> list[object]:
        charity = f"{9_990_000 + self.number % 12}" if self.kind == "charity" else ""
        company = f"{99_500_000 + self.number % 12}" if self.kind == "company" else ""
        code = f"GB-CHC-{charity}" if charity else f"GB-COH-{company}" if company else ""
        return [
            self.identifier, f"Grant to {self.recipient}", self.purpose, "GBP", pounds(self.pence), "", self.awarded_on, 12, code, self.recipient, charity, company,
            district_code(self.district), f"{COUNTY} County Council", "Community fund", "Yes", as_at,
        ]  # fmt: skip

    def row(self, as_at: date) -> Row:
        return Row(self.cells(as_at), "", COUNTY_COUNCIL, self.pence, self.fy)

    def answer(self, identifier: str | None = None) -> Answer:
        is_person = self.kind == "individual (withheld)"
        recipient = self.kind if is_person else self.recipient
        return COUNTY_COUNCIL, self.identifier if identifier is None else identifier, recipient, self.kind, self.fy, pounds(self.pence)


def write_grants(folder: Path, truth: Truth, bodies: Sequence[Body], seed: int) -> list[Answer]:
    """The three lists; returns the rows of truth/grants.csv: every grant once."""
    rng = np.random.default_rng([seed, 47])
    grants = _made(bodies, rng)
    answers = _editions(folder, truth, grants, rng)
    return answers + _list_of_the_code(folder, truth, grants, rng)


def _made(bodies: Sequence[Body], rng: np.random.Generator) -> list[_Grant]:
    grants = []
    for number in range(18):
        name, purpose, kind = _GROUPS[number % len(_GROUPS)]
        district = number % len(DISTRICTS)
        recipient = f"{DISTRICTS[district][0]} {name}"
        if number == 7:
            recipient, purpose, kind = person_name(rng), "A scooter for an errand", "individual (withheld)"
        if number == 9:
            body = next(body for body in bodies if body.districts == (district,))
            recipient, purpose, kind = body.name, "Play schemes, to be given on", "public body"
        # the first twelve are of the year before
        awarded_on = date(2023 if number < 12 else 2024, 5, 1) + timedelta(days=int(rng.integers(0, 300)))
        grants.append(_Grant(number, recipient, purpose, kind, district, awarded_on, int(rng.integers(2, 200)) * 25_00))
    return grants


def _editions(folder: Path, truth: Truth, grants: Sequence[_Grant], rng: np.random.Generator) -> list[Answer]:
    """The newer edition has all of the older one's but two that it dropped; of one the amount was put right."""
    first, last = date(2024, 6, 3), date(2025, 5, 12)
    old = [grant.row(first) for grant in grants[:12]]
    old[4].pence = grants[4].pence + 100_00
    old[4].cells[ROLES["amount"]] = pounds(old[4].pence)
    for number, row in enumerate(old):
        if number not in _DROPPED:
            row.outcome, row.reason = "superseded", "older edition"
    draft = Draft("grant", HEADINGS, ROLES, old, rng)
    _name_people(draft, HEADINGS.index("Recipient Org:Name"))
    total = sum(row.pence or 0 for row in old)
    draft.add_total({"amount": pounds(total)}, "Total", pence=total)
    write_text(folder, truth, OLD, draft)
    new = Draft("grant", HEADINGS, ROLES, [grant.row(last) for number, grant in enumerate(grants) if number not in _DROPPED], rng)
    _name_people(new, HEADINGS.index("Recipient Org:Name"))
    (twinned,) = new.reject("grant not in pounds", "currency", 1, lambda row, cell: "EUR", "grant not in pounds")
    twinned.pence = None
    (doubtful,) = new.reject("grant in words", "amount", 1, lambda row, cell: "about half", "amount unreadable")
    write_workbook(folder, truth, NEW, [Sheet("grants", new)])
    lost = {str(row.cells[0]) for row in (twinned, doubtful)}
    return [grant.answer() for grant in grants if grant.identifier not in lost]


def _list_of_the_code(folder: Path, truth: Truth, grants: Sequence[_Grant], rng: np.random.Generator) -> list[Answer]:
    """Without identifiers: three grants of the other list and two that stand only here, alike in all but the department."""
    rows = [_code_row(grants[number], "superseded", "in another list") for number in (3, 7, 9)]
    own = _Grant(90, f"{DISTRICTS[2][0]} Harriers", "Hurdles", "other organisation", 2, date(2024, 9, 2), 600_00)
    rows += [_code_row(own, "loaded", ""), _code_row(own, "loaded", "")]
    rows[-1].cells[2] = "Leisure"
    draft = Draft("grant", CODE_HEADINGS, {"amount": 6}, rows, rng)
    _name_people(draft, CODE_HEADINGS.index("Beneficiary"))
    write_text(folder, truth, CODE, draft)
    return [own.answer(""), own.answer("")]


def _code_row(grant: _Grant, outcome: str, reason: str) -> Row:
    cells: list[object] = [grant.awarded_on, "1 year", "Communities", grant.recipient, "", grant.purpose, f"£{pounds(grant.pence)}"]
    return Row(cells, "", COUNTY_COUNCIL, grant.pence, grant.fy, outcome, reason)


def _name_people(draft: Draft, column: int) -> None:
    for row in draft.rows:
        if str(row.cells[column]).split(" ")[0] in ("Mr", "Mrs", "Ms", "Miss"):
            row.faults.append(Planted("private person given a grant", column))
