"""A review of what is offered to young people not in education or work, a city's own list, and two tables of need.

Belongs here: the lists, with planted overlaps, gaps and faults, and their answers, worked out by hand. Does not belong here: what follows
from assumptions (tests work it out).
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, DEPARTMENT
from totalplace.example.draft import Draft, Sheet, write_text, write_workbook
from totalplace.example.geography import district_code
from totalplace.example.truth import Planted, Row, Truth, pounds, write_answers
from totalplace.example.words import COUNTY, DISTRICTS, person_name

HEADINGS = [
    "Provider", "Service", "Cohort", "Age from", "Age to", "Level", "Area served", "Places", "Starts", "Completions", "Starts at a level already held", "Price basis", "Price (£)",
    "Funder", "Amount (£)", "Of it administration (£)", "Administration defined as", "Period from", "Period to",
]  # fmt: skip
OWN_HEADINGS = ["Delivered by", "Programme", "For whom", "Age band", "District code", "Capacity", "Enrolments", "Amount (£)", "Admin (£)", "What counts as administration", "Financial year"]
NEED_HEADINGS = ["Cohort", "Age from", "Age to", "Area code", "People in need", "Not known", "Months averaged", "Source", "Period from", "Period to"]
OLD_HEADINGS = ["Local authority code", "Age band", "NEET or not known", "Activity not known", "Months", "Year"]
CITY = "brackmouth-city-council"
REVIEW, OWN = f"inbox/{COUNTY_COUNCIL}/provision/neet-review-2024-25.xlsx", f"inbox/{CITY}/provision/youth-offers-2024-25.csv"
NEED, OLD_NEED = (f"inbox/{COUNTY_COUNCIL}/provision/neet-{year}.csv" for year in ("2024-25", "2023-24"))
_COUNTY_NAME, _DEPARTMENT_NAME, _SKILLS = f"{COUNTY} County Council", "Department for Benefits and Work", "Aldermarch Skills Fund (fictional)"
_PREMISES, _STAFF = "Management and premises", "Staff not with learners"
_YEAR = (date(2024, 4, 1), date(2025, 3, 31))
_WHOLE = tuple(range(len(DISTRICTS)))
COHORT = "young people not in education or work"


@dataclass(frozen=True)
class _Offer:
    """An offer; `areas` are indexes of districts. `outcome` and `reason` are those of its line in the county's review."""

    number: int
    provider: str
    service: str
    ages: tuple[int, int]
    level: str
    areas: tuple[int, ...]
    places: int
    funder: str
    amount: int | None
    administration: int | None = None
    definition: str = ""
    starts: int | None = None
    completions: int | None = None
    held: int | None = None
    basis: str = ""
    price: int | None = None
    period: tuple[date, date] = field(default=_YEAR)
    is_city: bool = False  # it stands in the city's own list
    is_reviewed: bool = True  # it stands in the county's review

    @property
    def area(self) -> str:
        return "Whole place" if self.areas == _WHOLE else "; ".join(DISTRICTS[index][0] for index in self.areas)

    @property
    def pence(self) -> int | None:
        return None if self.amount is None else 100 * self.amount

    def row(self) -> Row:
        cells: list[object] = [
            self.provider, self.service, "NEET", *self.ages, self.level, self.area, self.places, _said(self.starts), _said(self.completions), _said(self.held), self.basis,
            _said(self.price), self.funder, "" if self.pence is None else pounds(self.pence), _said(self.administration), self.definition, *self.period,
        ]  # fmt: skip
        outcome, reason = ("superseded", "in another list") if self.is_city else ("loaded", "")
        return Row(cells, "", COUNTY_COUNCIL, self.pence, 2024, outcome, reason)

    def own_row(self) -> Row:
        cells: list[object] = [
            self.provider, self.service, "NEETs", f"{self.ages[0]}-{self.ages[1]}", district_code(self.areas[0]), self.places, _said(self.starts), f"£{pounds(self.pence or 0)}",
            _said(self.administration), self.definition, "2024-25",
        ]  # fmt: skip
        return Row(cells, "", CITY, self.pence, 2024)


def _said(value: int | None) -> object:
    return "" if value is None else value


def _offers(person: str) -> tuple[_Offer, ...]:
    county, city, department, skills = _COUNTY_NAME, "Brackmouth City Council", _DEPARTMENT_NAME, _SKILLS
    return (
        _Offer(1, "Brackmouth Mentors Trust", "One-to-one mentoring", (16, 17), "None", (0,), 30, county, 60_000, 6_000, _PREMISES, 40, 25),
        _Offer(2, "Harbour Friends of Brackmouth", "Mentoring and befriending", (16, 17), "", (0,), 20, city, 38_000, 3_800, _PREMISES, 25, is_city=True),
        _Offer(3, "Cawdenshaw Training Ltd", "Employability course", (18, 24), "Level 1", (1,), 60, department, 135_000, 13_500, _STAFF, 150, 90, 30, "Per start", 900),
        _Offer(4, "Weaver Lane Training Ltd", "Ready for work", (18, 24), "Level 1", (1, 2), 40, county, 99_000, 9_000, _PREMISES, 100, 55, None, "Per outcome", 1_800),
        _Offer(5, "Aldermarch Careers Company", "Careers advice", (16, 17), "", _WHOLE, 120, county, 240_000, 30_000, _PREMISES, 300),
        _Offer(6, "Dunmarrow College", "Careers information, advice and guidance", (16, 17), "None", (2,), 20, skills, 40_000, starts=45),
        _Offer(7, "Farrowhythe Outreach CIC", "Outreach", (16, 24), "None", (4,), 25, county, 50_000, 5_000, _PREMISES),
        _Offer(8, "Farrowhythe Outreach CIC", "Street outreach", (18, 24), "None", (4,), 15, skills, 30_000),
        _Offer(9, "Eskerquill Youth Trust", "Mentoring", (16, 17), "None", (3,), 10, county, 18_000, 1_500),
        _Offer(10, "Quayside Youth Trust", "Mentoring", (18, 24), "", (0,), 50, city, 80_000, 8_000, _PREMISES, is_city=True),
        _Offer(11, "Fuller Street Training Ltd", "Employability training", (18, 24), "Level 2", (1,), 30, department, 72_000, 7_200, _STAFF, 60, 35, 5, "Per start", 1_200),
        _Offer(12, "Dunmarrow Trainees Ltd", "Traineeships", (16, 17), "Level 1", (2,), 15, skills, None, starts=20, period=(date(2024, 4, 1), date(2024, 7, 31))),
        _Offer(13, "Pinfold Trainees Ltd", "Traineeships", (16, 17), "Level 1", (2,), 15, skills, 48_000, starts=18, period=(date(2024, 9, 1), date(2025, 3, 31))),
        _Offer(14, "Two Rivers Placements Ltd", "Work experience", (16, 24), "None", (0, 1), 80, county, 120_000, 12_000, _PREMISES),
        _Offer(15, "Gildenhaw Workshop CIC", "Motor vehicle workshop", (16, 17), "Entry", (5,), 12, skills, 30_000, starts=12, completions=9),
        _Offer(16, "Harrenmere Learning Ltd", "Functional skills", (18, 24), "Entry", (6,), 40, skills, 36_000, 2_000, _STAFF, 90, 60, 12, "Start", 400),
        _Offer(17, "Meadow Counselling CIC", "Counselling", (16, 24), "None", (6, 7), 20, county, 44_000),
        _Offer(18, "Kestlebrook Foyer Trust", "Foyer places", (16, 17), "None", (8,), 8, county, 64_000, 6_000, _PREMISES),
        _Offer(19, "Vale Job Clubs Ltd", "Job club", (18, 24), "None", (10, 11), 30, department, 25_000),
        _Offer(20, "Lorrinford Apprentices Ltd", "Apprenticeship preparation", (16, 17), "Level 1", (9,), 30, skills, 70_000, starts=35),
        _Offer(21, "Dunmarrow Literacy Trust", "Literacy and numeracy", (18, 24), "Entry", (2,), 45, skills, 55_000, starts=80),
        _Offer(22, "Orchard Mentors Ltd", "Mentoring", (16, 24), "None", (3, 5), 24, county, 150_000, 15_000, _PREMISES, period=(date(2023, 4, 1), date(2026, 3, 31))),
        _Offer(23, person, "Music sessions", (16, 17), "", (0,), 6, city, 4_000, is_city=True, is_reviewed=False),
        _Offer(24, "Castle Gate Youth Trust", "Engagement programme", (24, 16), "None", (0,), 20, county, 35_000),
        _Offer(25, "Tannery Youth Trust", "Detached youth work", (16, 24), "None", (0,), 15, county, 28_000),
        _Offer(26, "Brackmouth Leisure Trust", "Sports hall sessions", (16, 24), "", (0,), 40, city, 22_000, is_city=True, is_reviewed=False),
    )


# People in need and not known by district; None: withheld by the publisher; no entry: no line.
_YOUNGER: tuple[tuple[float, int], ...] = ((120, 40), (80, 22), (60.5, 15), (30, 8), (25, 6), (20, 9), (35, 4), (15, 12), (18, 3), (28, 5), (12, 2), (10, 1))
_OLDER: tuple[float | None, ...] = (610, 420, 300, 150, 130, 95, 180, None, 90, 160, 70)
# Pairs of offers that overlap, and who is not the same
OVERLAPS = ((1, 2, "provider and funder"), (3, 4, "provider and funder"), (5, 6, "provider and funder"), (7, 8, "funder"), (9, 22, "provider"))
# Of each district: places stated, shared, not shared; worked out by hand
_PLACES_YOUNGER = (
    (56, 47, 0), (0, 26, 0), (35, 16, 0), (10, 10, 0), (0, 11, 0), (12, 7, 0), (0, 9, 20), (0, 4, 20), (8, 5, 0), (30, 7, 0), (0, 3, 0), (0, 3, 0),
)  # fmt: skip
_PLACES_OLDER = (
    (50, 73, 0), (90, 50, 0), (45, 17, 0), (0, 12, 0), (15, 21, 0), (0, 8, 0), (40, 0, 20), (0, 0, 20), (0, 0, 0), (0, 0, 0), (0, 0, 30), (0, 0, 30),
)  # fmt: skip
_UNDECIDED = {(16, 7)}


def write_provision(folder: Path, truth: Truth, seed: int) -> None:
    """The four files and the answers: truth/provision.csv, provision_overlap.csv and provision_gap.csv."""
    rng = np.random.default_rng([seed, 53])
    offers = _offers(person_name(rng))
    _write_review(folder, truth, offers, rng)
    _write_own(folder, truth, offers, rng)
    _write_need(folder, truth, rng)
    _write_old_need(folder, truth, rng)
    _write_truth(folder / "truth", offers)


def _write_review(folder: Path, truth: Truth, offers: tuple[_Offer, ...], rng: np.random.Generator) -> None:
    rows = []
    for offer in offers:
        if not offer.is_reviewed:
            continue
        row = offer.row()
        if offer.number == 9:
            row.faults.append(Planted("administration not defined", HEADINGS.index("Administration defined as")))
        if offer.number == 24:
            row.faults.append(Planted("age band downwards", HEADINGS.index("Age from")))
        if offer.number == 25:
            row.cells[HEADINGS.index("Area served")] = "Brackmoth"
            row.faults.append(Planted("area served misspelt", HEADINGS.index("Area served")))
        rows.append(row)
    again = next(offer for offer in offers if offer.number == 21).row()
    again.outcome, again.reason = "superseded", "stands twice"
    again.faults.append(Planted("offer twice in a list", 0))
    draft = Draft("provision", HEADINGS, {"amount": HEADINGS.index("Amount (£)")}, [*rows, again], rng)
    total = sum(row.pence or 0 for row in draft.rows)
    draft.add_total({"amount": pounds(total)}, "Total", pence=total)
    write_workbook(folder, truth, REVIEW, [Sheet("Offers", draft, preamble=[["Young people not in education or work: who offers what (fictional)"], []])])


def _write_own(folder: Path, truth: Truth, offers: tuple[_Offer, ...], rng: np.random.Generator) -> None:
    rows = [offer.own_row() for offer in offers if offer.is_city]
    for row in rows:
        if str(row.cells[0]).split(" ")[0] in ("Mr", "Mrs", "Ms", "Miss"):
            row.faults.append(Planted("private person provides", 0))
    write_text(folder, truth, OWN, Draft("provision", OWN_HEADINGS, {"amount": 7}, rows, rng))


def _need_row(ages: tuple[int | str, int | str], area: str, people: float | str, not_known: int | str, months: str, source: str) -> Row:
    return Row(["NEET", *ages, area, people, not_known, months, source, date(2024, 12, 1), date(2025, 2, 28)], "", COUNTY_COUNCIL)


def _write_need(folder: Path, truth: Truth, rng: np.random.Generator) -> None:
    months, system, survey = "December to February", "Client information system (fictional)", "Household survey (fictional)"
    rows = [_need_row((16, 17), district_code(index), people, not_known, months, system) for index, (people, not_known) in enumerate(_YOUNGER)]
    for index, older in enumerate(_OLDER):
        row = _need_row((18, 24), district_code(index), "*" if older is None else older, "", months, survey)
        if older is None:
            row.faults.append(Planted("number withheld", NEED_HEADINGS.index("People in need")))
        rows.append(row)
    no_ages = _need_row(("", ""), district_code(11), 44, "", months, survey)
    no_ages.outcome, no_ages.reason = "rejected", "age band missing"
    no_ages.faults.append(Planted("need without an age band", NEED_HEADINGS.index("Age from")))
    unknown = _need_row((18, 24), "Netherkandle", 41, "", months, survey)
    unknown.outcome, unknown.reason = "held", "area not known"
    unknown.faults.append(Planted("area of need misspelt", NEED_HEADINGS.index("Area code")))
    elsewhere = _need_row((16, 17), "E07888001", 77, 5, months, system)
    elsewhere.outcome, elsewhere.reason = "ignored", "outside the place"
    write_text(folder, truth, NEED, Draft("need", NEED_HEADINGS, {}, [*rows, no_ages, unknown, elsewhere], rng))


def _write_old_need(folder: Path, truth: Truth, rng: np.random.Generator) -> None:
    """Of the year before: need and not known in one figure, told apart in the four first districts alone."""
    rows = [
        Row([district_code(index), "16-17", people + not_known + 3, not_known if index < 4 else "", "Dec-Feb", "2023-24"], "", COUNTY_COUNCIL)
        for index, (people, not_known) in enumerate(_YOUNGER)
    ]
    write_text(folder, truth, OLD_NEED, Draft("need", OLD_HEADINGS, {}, rows, rng))


def _write_truth(folder: Path, offers: tuple[_Offer, ...]) -> None:
    bodies = {_COUNTY_NAME: COUNTY_COUNCIL, _DEPARTMENT_NAME: DEPARTMENT, "Brackmouth City Council": CITY}
    person = next(offer for offer in offers if offer.number == 23).provider
    write_answers(
        folder / "provision.csv", ["offer", "provider", "funder", "body_id", "age_from", "age_to", "places", "amount_gbp", "administration_gbp", "days_before", "days_2024", "days_after"],
        [
            (
                offer.number, "individual (withheld)" if offer.provider == person else offer.provider, offer.funder, bodies.get(offer.funder, ""),
                *(offer.ages if offer.ages[0] <= offer.ages[1] else ("", "")), offer.places, "" if offer.pence is None else pounds(offer.pence), _said(offer.administration),
                *((366, 365, 365) if offer.number == 22 else (0, (offer.period[1] - offer.period[0]).days + 1, 0)),
            )
            for offer in offers
        ],
    )  # fmt: skip
    names = {offer.number: offer.provider for offer in offers}
    write_answers(
        folder / "provision_overlap.csv", ["left", "right", "left_provider", "right_provider", "differs_in"],
        [(left, right, names[left], names[right], differs) for left, right, differs in OVERLAPS],
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for ages, need, places in (((16, 17), [entry[0] for entry in _YOUNGER], _PLACES_YOUNGER), ((18, 24), [*_OLDER, None], _PLACES_OLDER)):
        for index, (people, (stated, shared, unshared)) in enumerate(zip(need, places, strict=True)):
            gap = None if people is None else people - stated - shared
            verdict = "not known" if gap is None else "places enough" if gap <= 0 else "undecided" if (ages[0], index) in _UNDECIDED else "fewer places than people"
            rows.append((*ages, district_code(index), "" if people is None else people, stated, shared, unshared, "" if gap is None else gap, verdict))
    write_answers(
        folder / "provision_gap.csv", ["age_from", "age_to", "area_code", "need_people", "places_stated", "places_shared", "unshared_places", "gap_people", "verdict"], rows
    )
