"""A charity register of the whole country with three tables beside it, and a list of groups that stand on no register.

Belongs here: the lists, with planted offices, areas of operation, faults and their answers. Does not belong here: grants to these
organisations (grants.py), or the need that they might meet (provision.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from totalplace.example.bodies import CHARITY_SENDER, COUNTY_COUNCIL
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import NEIGHBOURS, Geography, district_code
from totalplace.example.truth import Planted, Row, Truth, write_answers
from totalplace.example.words import COUNTY, DISTRICTS, person_name

REGISTER, AREAS, CLASSES, RETURNS = (
    f"inbox/{CHARITY_SENDER}/publicextract.{table}.csv" for table in ("charity", "charity_area_of_operation", "charity_classification", "charity_annual_return_parta")
)
GROUPS = f"inbox/{COUNTY_COUNCIL}/sector/groups-2025.csv"
_EXTRACTED = date(2025, 6, 1)
_BRACKMOUTH, _CAWDENSHAW, _DUNMARROW = (name for name, _ in DISTRICTS[:3])
_CHARITY_HEADINGS = [
    "date_of_extract", "organisation_number", "registered_charity_number", "linked_charity_number", "charity_name", "charity_type", "charity_registration_status", "date_of_registration",
    "date_of_removal", "latest_acc_fin_period_start_date", "latest_acc_fin_period_end_date", "latest_income", "latest_expenditure", "charity_contact_address1", "charity_contact_postcode",
    "charity_contact_phone", "charity_contact_email", "charity_company_registration_number", "charity_insolvent", "charity_in_administration", "charity_activities",
]  # fmt: skip
_KEY = ["date_of_extract", "organisation_number", "registered_charity_number", "linked_charity_number"]
_AREA_HEADINGS = [*_KEY, "geographic_area_type", "geographic_area_description"]
_CLASS_HEADINGS = [*_KEY, "classification_code", "classification_type", "classification_description"]
_RETURN_HEADINGS = [
    "date_of_extract", "organisation_number", "registered_charity_number", "fin_period_start_date", "fin_period_end_date", "total_gross_income", "grant_making_is_main_activity",
    "count_govt_contracts", "count_govt_grants", "income_from_government_contracts", "income_from_government_grants", "count_volunteers",
]  # fmt: skip
_GROUP_HEADINGS = ["Group name", "What they do", "For whom", "Ages", "Area of operation", "Members", "Volunteers", "Contact name", "Telephone", "Source", "As at"]
ANSWERS = ["name", "charity_number", "kind", "status", "office", "operation", "area_codes", "age_from", "age_to", "age_basis", "government_contracts_gbp", "members"]
NEET, SUBSTANCE = "young people not in education or work", "alcohol and drugs"
_TRAINING, _WORK, _YOUNG = ("102", "What", "Education/training"), ("113", "What", "Economic/community Development/employment"), ("201", "Who", "Children/young People")


@dataclass(frozen=True)
class _Charity:
    """A charity; `office` is a district's number, None for a neighbour's town, -1 for no postcode. `outcome` is that of its line."""

    number: int
    name: str
    activities: str
    office: int | None
    areas: tuple[tuple[str, str], ...] = ()
    classes: tuple[tuple[str, str, str], ...] = ()
    income: int | None = None
    contracts: int | None = None
    removed_on: date | None = None
    linked: int = 0
    outcome: str = "loaded"
    reason: str = ""
    operation: str = "not stated"
    area_codes: str = ""
    ages: tuple[int, int, str] | None = None

    @property
    def key(self) -> list[object]:
        return [_EXTRACTED, 5_000_000 + self.number % 1000 + 10_000 * self.linked, self.number, self.linked]

    def answer(self) -> tuple[object, ...]:
        office = "not known" if self.office == -1 else "outside the place" if self.office is None else "in the place"
        return (
            self.name, self.number, "charity", "removed" if self.removed_on else "registered", office, self.operation, self.area_codes, *(self.ages or ("", "", "")),
            "" if self.contracts is None else f"{self.contracts}.00", "",
        )  # fmt: skip


def _charities() -> tuple[_Charity, ...]:
    def local(name: str) -> tuple[str, str]:
        return "Local Authority", name

    neighbour = NEIGHBOURS[0][1]
    only, also = "in the place only", "in the place and elsewhere"
    return (
        _Charity(
            1_999_101, f"{_BRACKMOUTH} Job Start", "Job clubs and mentors for young people who are not in work.", 0, (local(f"{_BRACKMOUTH} City"),), (_TRAINING, _WORK, _YOUNG), 180_000, 60_000,
            operation=only, area_codes=district_code(0), ages=(0, 25, "classification"),
        ),
        _Charity(
            1_999_102, f"{COUNTY} Recovery", "Help for people who drink or take drugs, and their families.", None, (local(COUNTY), local(neighbour)), (), 95_000,
            operation=also, area_codes="whole place",
        ),
        # its office is here, its work is the whole country: no local charity
        _Charity(1_999_103, "Sword and Anvil National Fund", "Grants to museums.", 1, (("Region", "Throughout England"),), (), 9_000_000, operation="wider, the place not named"),
        _Charity(1_999_104, f"{neighbour} Strollers", "Walks.", None, (local(neighbour),), (), 900, outcome="ignored", reason="outside the place"),
        _Charity(1_999_105, "Lantern Bearers", "Camps for children.", None, (("Region", "Throughout England And Wales"),), (_YOUNG,), 700_000, outcome="ignored", reason="outside the place"),
        _Charity(1_999_101, f"{_BRACKMOUTH} Job Start Prize Fund", "", 0, linked=1, outcome="ignored", reason="linked charity"),
        _Charity(1_999_107, f"{_CAWDENSHAW} Brass Band", "Concerts.", 1, removed_on=date(2019, 3, 31)),
        # nobody says where its office is
        _Charity(1_999_110, "Quillen Relief", "Parcels of food; a food bank.", -1, (local(_DUNMARROW),), (), 21_000, operation=only, area_codes=district_code(2)),
        # neither office nor area tells of the place: the county council's grants do
        _Charity(9_990_000, f"{_BRACKMOUTH} Youth Club", "Evenings for young people.", None, ages=(11, 25, "words")),
    )


def write_sector(folder: Path, truth: Truth, geography: Geography, seed: int) -> None:
    """The register, the tables beside it, the list of groups, and truth/sector.csv."""
    rng = np.random.default_rng([seed, 53])
    # a national register: most of it is of other places
    charities = (*_charities(), *(_Charity(1_999_200 + number, f"{NEIGHBOURS[1][1]} Circle {number}", "", None, outcome="ignored", reason="outside the place") for number in range(24)))
    _write_register(folder, truth, charities, geography, rng)
    _write_tables(folder, truth, charities, rng)
    groups = _write_groups(folder, truth, rng)
    write_answers(folder / "truth" / "sector.csv", ANSWERS, [*(charity.answer() for charity in charities if charity.outcome == "loaded"), *groups])


def _write_register(folder: Path, truth: Truth, charities: Sequence[_Charity], geography: Geography, rng: np.random.Generator) -> None:
    rows = [_charity_row(charity, _postcode(charity.office, geography), rng) for charity in charities]
    unknown = _Charity(12, "Sample Hounds", "Dogs.", None)
    rows.append(_charity_row(unknown, "", rng))
    rows[-1].outcome, rows[-1].reason = "rejected", "number not one"
    rows[-1].faults.append(Planted("charity number cut short", _CHARITY_HEADINGS.index("registered_charity_number")))
    draft = Draft("charity", _CHARITY_HEADINGS, {}, rows, rng)
    draft.note("contact data in a list", value="charity_contact_address1, charity_contact_phone, charity_contact_email")
    write_text(folder, truth, REGISTER, draft)


def _postcode(office: int | None, geography: Geography) -> str:
    if office == -1:
        return ""
    if office is None:
        return geography.other_postcodes.code[int(np.flatnonzero(geography.other_postcodes.neighbour == 0)[0])]
    districts = geography.district_of_cell[geography.postcodes.cell]
    return geography.postcodes.code[int(np.flatnonzero(districts == office)[0])]


def _charity_row(charity: _Charity, postcode: str, rng: np.random.Generator) -> Row:
    contact = person_name(rng)
    telephone = f"01632 960{int(rng.integers(100, 999))}"
    period: list[object] = ["", "", "", ""] if charity.income is None else [date(2023, 4, 1), date(2024, 3, 31), f"{charity.income}.00", f"{charity.income - 500}.00"]
    cells: list[object] = [
        *charity.key, charity.name, "" if charity.linked else "Other", "Removed" if charity.removed_on else "Registered", date(2001, 5, 1), charity.removed_on or "", *period, f"c/o {contact}", postcode,
        telephone, f"{contact.split()[-1].lower()}@charity.example", "", "False", "False", charity.activities,
    ]  # fmt: skip
    return Row(cells, outcome=charity.outcome, reason=charity.reason)


def _write_tables(folder: Path, truth: Truth, charities: Sequence[_Charity], rng: np.random.Generator) -> None:
    def row(charity: _Charity, *cells: object) -> Row:
        return Row([*charity.key, *cells], outcome=charity.outcome, reason=charity.reason)

    areas = [row(charity, *area) for charity in charities for area in charity.areas]
    write_text(folder, truth, AREAS, Draft("charity detail", _AREA_HEADINGS, {}, areas, rng))
    classes = [row(charity, *entry) for charity in charities for entry in charity.classes]
    write_text(folder, truth, CLASSES, Draft("charity detail", _CLASS_HEADINGS, {}, classes, rng))
    returns = []
    for charity in charities:
        if charity.contracts is not None:
            for year, contracts in ((2022, charity.contracts - 10_000), (2023, charity.contracts)):
                returns.append(Row([*charity.key[:3], date(year, 4, 1), date(year + 1, 3, 31), charity.income, "False", 2, 0, f"{contracts}.00", "0.00", 40]))
    write_text(folder, truth, RETURNS, Draft("charity detail", _RETURN_HEADINGS, {}, returns, rng))


def _write_groups(folder: Path, truth: Truth, rng: np.random.Generator) -> list[tuple[object, ...]]:
    """The list of groups; returns the rows of truth/sector.csv."""
    neighbour = NEIGHBOURS[0][1]
    told: list[tuple[str, str, str, str, str, int, str, str, tuple[int, int] | None]] = [
        (f"{_BRACKMOUTH} Knitters", "Knitting and talk for people who live alone", "Older people", "60+", _BRACKMOUTH, 14, "in the place only", district_code(0), (60, 120)),
        (f"{_CAWDENSHAW} Drop-in", "Job club with a mentor", "Young people who are out of work", "16-24", _CAWDENSHAW, 25, "in the place only", district_code(1), (16, 24)),
        # no boundaries of the neighbours were received, so nobody knows that it is elsewhere
        (f"{neighbour} Ramblers", "Walks", "Anybody", "", neighbour, 30, "area not recognised", "", None),
        ("Lantern Street Watch", "Looks after the street", "", "", "Lantern Street", 9, "area not recognised", "", None),
    ]
    rows = []
    for name, does, whom, ages, area, members, *_ in told:
        rows.append(Row([name, does, whom, ages, area, members, 3, person_name(rng), "01632 960000", "Council for voluntary service", date(2025, 3, 1)]))
    person = Row([person_name(rng), "Mends bicycles", "Anybody", "", _BRACKMOUTH, 1, "", "", "", "Parish clerk", date(2025, 3, 1)], outcome="rejected", reason="named like a person")
    person.faults.append(Planted("group named like a person", 0))
    rows.append(person)
    draft = Draft("group", _GROUP_HEADINGS, {}, rows, rng)
    draft.note("contact data in a list", value="Contact name, Telephone")
    write_text(folder, truth, GROUPS, draft)
    return [
        (name, "", "group on no register", "on no register", "not known", operation, codes, *((*ages, "stated") if ages else ("", "", "")), "", members)
        for name, _, _, _, _, members, operation, codes, ages in told
    ]
