"""Grants of a primary care trust and a district in one list, and the pot from which they would decide together, each with its answers.

Belongs here: the planted list, grants-gateway.toml and truth/grants_gateway.csv: a recipient that has most of a year's money, one that bids
again every year, two funders that pay for one thing, and the deprived district that is passed over. Does not belong here: the county
council's lists (grants.py).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import district_code
from totalplace.example.grants import HEADINGS, ROLES, Answer
from totalplace.example.truth import Row, Truth, pounds
from totalplace.example.words import COUNTY, DISTRICTS, FICTION
from totalplace.example.write import put

TRUST, DISTRICT = "aldermarch-north-pct", "dunmarrow-borough-council"
PATH = f"inbox/{TRUST}/grants/360giving-joint-2025-05.csv"
ANSWERS = ["question", "subject", "answer"]
COLD_DISTRICT, POT, POT_GBP = 0, "one-gateway", 150_000
_NAMES = {TRUST: f"{COUNTY} North Primary Care Trust", DISTRICT: " ".join(DISTRICTS[2])}
_LAST = date(2025, 5, 12)
_COLUMNS = [*HEADINGS, "Planned Dates:Start Date", "Planned Dates:End Date"]

_POT = f"""\
# {FICTION}
# One gateway for small grants: trust, county and district decide together, as Suffolk's county and primary care trust did.
[[pot]]
id = "{POT}"
name = "One gateway for community grants"
amount_gbp = {POT_GBP}
first_fy = 2025
last_fy = 2026
decide_months_before = 6
funders = ["{TRUST}", "{COUNTY_COUNCIL}", "{DISTRICT}"]
recipient_kinds = ["charity", "company", "other organisation"]
max_award_gbp = 20000

[[pot.theme]]
name = "young people"
words = ["young people", "youth"]

[[pot.theme]]
name = "money worries"
words = ["debt", "benefits advice"]
"""


@dataclass(frozen=True)
class _Given:
    number: int
    funder: str
    recipient: str
    purpose: str
    charity: str
    district: int
    awarded_on: date
    months: int
    gbp: int

    @property
    def identifier(self) -> str:
        return f"360G-joint-{self.number:03d}"

    @property
    def fy(self) -> int:
        return self.awarded_on.year - (self.awarded_on.month < 4)

    def row(self) -> Row:
        end = date(self.awarded_on.year + (self.awarded_on.month - 1 + self.months) // 12, (self.awarded_on.month - 1 + self.months) % 12 + 1, 1)
        code = f"GB-CHC-{self.charity}" if self.charity else ""
        cells: list[object] = [
            self.identifier, f"Grant to {self.recipient}", self.purpose, "GBP", pounds(self.gbp * 100), "", self.awarded_on, self.months, code, self.recipient, self.charity, "",
            district_code(self.district), _NAMES[self.funder], "Joint fund", "Yes", _LAST, self.awarded_on, date.fromordinal(end.toordinal() - 1),
        ]  # fmt: skip
        return Row(cells, "", self.funder, self.gbp * 100, self.fy)

    def answer(self) -> Answer:
        return self.funder, self.identifier, self.recipient, "charity" if self.charity else "other organisation", self.fy, pounds(self.gbp * 100)


def _made() -> list[_Given]:
    made: list[_Given] = []

    def give(funder: str, recipient: str, purpose: str, charity: str, district: int, awarded_on: date, months: int, gbp: int) -> None:
        made.append(_Given(200 + len(made), funder, recipient, purpose, charity, district, awarded_on, months, gbp))

    # no year but these two has grants of other lists beside them, so shares of 2022 are those of this list alone
    give(TRUST, "Harrenmere Hospice Friends", "Nights of respite", "9980001", 6, date(2022, 7, 1), 36, 60_000)
    give(TRUST, "Eskerquill Swimmers", "A pool for the disabled", "", 3, date(2022, 9, 1), 12, 25_000)
    # a club that bids again every year, and each year in time
    for year in (2021, 2022, 2023, 2024):
        give(TRUST, "Cawdenshaw Youth Drop-in", "Evenings for young people", "9980002", 1, date(year, 6, 1), 12, 15_000)
    # the same advice paid for by two funders at once, in other words; and the same recipient paid for another thing
    give(TRUST, "Dunmarrow Money Matters", "Debt advice for patients", "9980003", 2, date(2024, 4, 1), 24, 30_000)
    give(DISTRICT, "Dunmarrow Money Matters Ltd", "Advice on debts for tenants", "9980003", 2, date(2024, 10, 1), 12, 12_000)
    give(DISTRICT, "Dunmarrow Money Matters", "A ramp and a wider door", "9980003", 2, date(2024, 10, 1), 6, 4_000)
    # every district but the most deprived one
    for district in range(1, len(DISTRICTS)):
        give(TRUST, f"{DISTRICTS[district][0]} Walking for Health", "Walks led by volunteers", "", district, date(2024, 5, 1), 24, 30_000 if district > 2 else 60_000)
    return made


def write_gateway(folder: Path, truth: Truth, seed: int) -> tuple[list[Answer], list[tuple[str, str, str]]]:
    """The list and the pot; returns rows for truth/grants.csv, and those of truth/grants_gateway.csv."""
    given = _made()
    write_text(folder, truth, PATH, Draft("grant", _COLUMNS, ROLES, [each.row() for each in given], np.random.default_rng([seed, 71])))
    put(folder / "grants-gateway.toml", _POT.encode())
    of = {each.recipient: each for each in given}
    debt, tenants, ramp = of["Dunmarrow Money Matters"].number - 2, of["Dunmarrow Money Matters Ltd"].number, of["Dunmarrow Money Matters"].number
    club = [each for each in given if each.recipient == "Cawdenshaw Youth Drop-in"]
    answers = [
        ("largest share of 2022", "Harrenmere Hospice Friends", "0.6"),
        *(("short grants without a break", each.identifier, str(number)) for number, each in enumerate(club, 1)),
        ("overlapping award", f"360G-joint-{debt:03d}", f"360G-joint-{tenants:03d}"),
        ("cold spot", district_code(COLD_DISTRICT), "2021 to 2024"),
        ("joint list", club[-2].identifier, "out"),  # another has followed it
        # decided half a year before it ends; the ramp is of no theme, the walks neither, the hospice ended before
        ("joint list", club[-1].identifier, "in; 2024-11-30"),
        ("joint list", f"360G-joint-{debt:03d}", "in; 2025-09-30"),
        ("joint list", f"360G-joint-{tenants:03d}", "in; 2025-03-30"),
        ("joint list", f"360G-joint-{ramp:03d}", "out"),
        *(("joint list", each.identifier, "out") for each in given if each.purpose.startswith("Walks")),
        ("joint list", of["Harrenmere Hospice Friends"].identifier, "out"),
    ]
    return [each.answer() for each in given], answers
