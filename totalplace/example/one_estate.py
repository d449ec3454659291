"""Planted towns for the plan for one estate: buildings far from all others, of which all that a plan needs is known, or all but one thing.

Belongs here: which they are, the lists and returns that say so, and what the place asks for itself (estate-plan.toml). Does not belong here: what the best
plan of them is (estate_answers.py).

Every town is an instance by itself: nobody else stands so near that people could move there. What each is to show stands beside it. That holds at the usual
scale and seed; in a place of three times as many buildings somebody may stand nearer, and then the best plan of a town alone is not that of the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from totalplace.example.bodies import AMBULANCE, COUNTY_COUNCIL, POLICE, Body
from totalplace.example.buildings import Asset
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import Floats, Geography
from totalplace.example.others import Builder
from totalplace.example.truth import Planted, Row, Truth, Use
from totalplace.example.words import FICTION
from totalplace.example.write import put

TRUST = "trust"
_FIRST = 980_001  # numbers far from those of all other assets, at any scale
_WEST = 1  # the trust whose districts the towns with a building of the health service stand in
_GROSS_A_NET = 1.18
_FAR = -1.0  # a building that stands so far from the first: people who come to the one go farther to the other
_FAR_M = (950.0, 1450.0)
_INSIDE_M = ((0, 0), (250, 0), (0, 250), (250, 250))  # a town lies inside the county
_HOSTS = ("office", "town hall", "police station", "library", "community centre", "clinic", "health centre", "children's centre", "day centre")
_AS_AT = date(2025, 3, 31)


@dataclass(frozen=True)
class Team:
    """A line of the return of occupations: who uses how much of what kind of space; `occupier` where it is another body, or nobody."""

    kind: str
    area_m2: int
    fte: int = 0
    name: str = ""
    occupier: str = ""

    @property
    def is_vacant(self) -> bool:
        return self.occupier == "Vacant"


@dataclass(frozen=True)
class Said:
    """A line of what stands in the way of giving a building up, and what it would fetch."""

    item: str
    amount_gbp: int | None = None
    until: date | None = None
    months: int | None = None
    note: str = ""
    fund: str = ""


@dataclass(frozen=True)
class Lease:
    """How a building is held that its body does not own."""

    landlord: str
    starts_on: date
    ends_on: date
    rent_gbp: int
    break_on: date | None = None


@dataclass(frozen=True)
class Planned:
    """A building of a town, so many metres east and north of the first."""

    name: str
    body: str
    use: str
    nia_m2: int
    condition: str
    cost_gbp: int | None
    teams: tuple[Team, ...]
    east_m: float = 0.0
    north_m: float = 0.0
    maintenance_gbp: int = 0
    said: tuple[Said, ...] = ()
    lease: Lease | None = None


def _desks(area_m2: int, fte: int, name: str, *others: Team) -> tuple[Team, ...]:
    return (Team("Desk", area_m2, fte, name), *others)


def _half(kind: str, used_m2: int, free_m2: int, name: str) -> tuple[Team, ...]:
    return Team(kind, used_m2, 0, name), Team(kind, free_m2, occupier="Vacant")


# Four half-empty offices: whose people fit nowhere else stays, and of the others two can go at once, no three. Each body alone can close one at most.
# Two schools: one could move into the other, if the consent were there.
_OFFICES = (
    Planned("Merestone House", COUNTY_COUNCIL, "office", 2000, "B", 210_000, _desks(2000, 100, "Adult care")),
    Planned("Wherry Court", TRUST, "office", 1500, "B", 180_000, _desks(1500, 75, "Corporate services"), 100, 0, 60_000, (Said("Expected receipt", 800_000), Said("Cost of sale", 20_000), Said("Ring-fenced receipt", fund="NHS"))),
    Planned("Garrison House", POLICE, "office", 1200, "C", 120_000, _desks(1200, 60, "Records"), 200, 0),
    Planned("Damson House", COUNTY_COUNCIL, "office", 1000, "C", 90_000, _desks(1000, 50, "Registrars"), 0, 100, 80_000, (Said("Budgeted maintenance", 50_000),)),
    Planned("Otterbeck Primary School", COUNTY_COUNCIL, "primary school", 900, "B", 110_000, _half("Other", 400, 500, "School"), 200, 120, 40_000, (Said("School consent", note="Governors have not been asked"),)),
    Planned("Fallowgate Primary School", COUNTY_COUNCIL, "primary school", 1800, "B", 170_000, _half("Other", 900, 900, "School"), 100, 200, 0, (Said("School consent", note="Governors have not been asked"),)),
)  # fmt: skip
# A building of private finance that stays and takes others in; one leased from a partner until the lease ends; one whose running cost nobody has sent;
# a clinic, whose rooms no office has.
_PRIVATE_FINANCE = (
    Planned("Civic Point", COUNTY_COUNCIL, "office", 3000, "A", 400_000, _desks(3000, 150, "Children's services"), 0, 0, 0, (Said("Private finance", until=date(2041, 3, 31), note="Unitary charge"), Said("Unavoidable cost a year", 250_000))),
    Planned("Turnstile House", POLICE, "office", 800, "B", 110_000, _desks(800, 60, "Traffic unit"), 100, 0, 30_000, (Said("Dilapidations", 25_000),), Lease(COUNTY_COUNCIL, date(2012, 10, 1), date(2027, 9, 30), 40_000)),
    Planned("Pennant Record Office", COUNTY_COUNCIL, "office", 600, "B", None, _desks(600, 60, "Highways"), 200, 0),
    Planned("Willowmere Clinic", TRUST, "clinic", 400, "B", 50_000, _half("Clinical room", 300, 100, "Community nursing"), 0, 100),
)  # fmt: skip
# A police station that its body says must stay; an office on a lease with a break in one year; a listed one, whose receipt is smaller and comes late; all
# three would fit into the fourth.
_MUST_STAY = (
    Planned("Longacre County Hall", COUNTY_COUNCIL, "office", 4000, "B", 300_000, _desks(4000, 120, "Finance")),
    Planned("Quillgate House", COUNTY_COUNCIL, "office", 900, "B", 150_000, _desks(900, 70, "Trading standards"), 100, 0, 20_000, (Said("Dilapidations", 60_000),), Lease("Jorvandale Estates Ltd", date(2018, 6, 25), date(2043, 6, 24), 80_000, date(2028, 6, 24))),
    Planned("The Old Corn Hall", COUNTY_COUNCIL, "office", 1500, "C", 160_000, _desks(1500, 80, "Legal services"), 0, 100, 300_000, (Said("Expected receipt", 900_000), Said("Listed", 200_000, months=24, note="Grade II"), Said("Cost of sale", 18_000), Said("Void cost a year", 12_000))),
    Planned("Hawserside Police Station", POLICE, "police station", 700, "B", 95_000, _desks(700, 30, "Neighbourhood team"), 100, 100, 15_000, (Said("Must stay", note="Promised to the public until 2030"),)),
)  # fmt: skip
# A team of the ambulance service in a building of the council: for all partners together it pays to close it, for that service never.
_LOSER = (
    Planned("Ravelin House", COUNTY_COUNCIL, "office", 1500, "B", 150_000, _desks(1500, 60, "Libraries and culture")),
    Planned("Sallowfield House", COUNTY_COUNCIL, "office", 900, "B", 130_000, _desks(500, 40, "Planning", Team("Desk", 200, 15, "Patient transport", AMBULANCE), Team("Desk", 200, occupier="Vacant")), 100, 0, 25_000, (Said("Expected receipt", 400_000),)),
)  # fmt: skip
# Two customer centres of which the place keeps two points of access: one may go if the office, which is full but for a counter, becomes one; the second may not. A library that goes
# into a community centre a quarter of an hour away.
_ACCESS = (
    Planned("Market Customer Service Centre", COUNTY_COUNCIL, "customer centre", 150, "B", 40_000, _half("Counter", 60, 90, "Customer service")),
    Planned("Bridge Customer Service Centre", COUNTY_COUNCIL, "customer centre", 150, "B", 30_000, _half("Counter", 60, 90, "Customer service"), 100, 0),
    Planned("Beaconsmoor House", COUNTY_COUNCIL, "office", 800, "B", None, (Team("Desk", 600, 60, "Benefits"), Team("Counter", 200, occupier="Vacant")), 0, 200),
    Planned("Gorsemead Library", COUNTY_COUNCIL, "library", 400, "C", 45_000, _half("Other", 300, 100, "Library"), 100, 150, 35_000),
    Planned("Lambrigg Community Centre", COUNTY_COUNCIL, "community centre", 700, "B", 30_000, _half("Other", 200, 500, "Community rooms"), _FAR),
)  # fmt: skip
TOWNS: tuple[tuple[Planned, ...], ...] = (_OFFICES, _PRIVATE_FINANCE, _MUST_STAY, _LOSER, _ACCESS)
FIRST_FY = 2026
ACCESS_SERVICE, ACCESS_MINIMUM, ACCESS_TOWN = "customer centre", 2, 4
_TYPES = {
    "office": "Office", "police station": "Police station", "clinic": "Clinic", "library": "Library", "primary school": "Primary school",
    "community centre": "Community centre", "customer centre": "Customer service centre",
}  # fmt: skip


@dataclass(frozen=True)
class OneEstate:
    """The towns as they stand, and what the place asks for of points of access."""

    towns: tuple[tuple[Asset, ...], ...]
    names: dict[str, str]  # of bodies

    @property
    def all(self) -> list[Asset]:
        return [asset for town in self.towns for asset in town]

    @property
    def pairs(self) -> list[tuple[Planned, Asset]]:
        return [(plan, asset) for planned, town in zip(TOWNS, self.towns, strict=True) for plan, asset in zip(planned, town, strict=True)]

    @property
    def access_district(self) -> str:
        return self.towns[ACCESS_TOWN][0].district_code


def make_one_estate(geography: Geography, bodies: Sequence[Body], elsewhere: Sequence[Asset], seed: int) -> OneEstate:
    """Each town on the road that is farthest from all buildings that could take somebody in, and from the towns before it."""
    rng = np.random.default_rng([seed, 41])
    builder = Builder(geography, rng, _FIRST)
    trust = [body for body in bodies if body.type == "primary care trust"][_WEST]
    postcodes = geography.postcodes
    east, north = postcodes.middle
    away = np.full(len(postcodes.code), np.inf)
    beside = np.full(len(postcodes.code), np.inf)
    for asset in elsewhere:
        metres = np.hypot(east - asset.easting, north - asset.northing)
        beside = np.minimum(beside, metres)
        # of most buildings nobody knows how full they are, so they take nobody in: but offices are returned, and vacant ones have room
        if asset.use in _HOSTS and (asset.use == "office" or asset.tenure_detail == "Vacant" or asset.occupied == "No" or asset.asset_code.startswith("JR")):
            away = np.minimum(away, metres)
    is_west = np.isin(geography.district_of_cell[postcodes.cell], trust.districts)
    # nor beside somebody else's building, which could be taken for one of these
    is_free = (beside > 400) & np.all([geography.cell_at(east + x, north + y) >= 0 for x, y in _INSIDE_M], axis=0)
    towns: list[tuple[Asset, ...]] = []
    for number, planned in enumerate(TOWNS):
        is_fit = is_free & (is_west | ~np.array(any(plan.body == TRUST for plan in planned)))
        order = np.argsort(-np.where(is_fit, away, 0.0), kind="stable").tolist()
        at, far = next((at, far) for at in order if (far := _far(east, north, beside, at)) or all(plan.east_m != _FAR for plan in planned))
        away = np.minimum(away, np.hypot(east - east[at], north - north[at]))
        first = builder.stand(at, "office", "", 100)
        town: list[Asset] = []
        for nth, plan in enumerate(planned):
            if plan.east_m == _FAR:
                made = builder.stand(far, plan.use, "", 100)
            else:
                made = replace(builder.again(first), **builder.at(round(first.easting + plan.east_m, 1), round(first.northing + plan.north_m, 1)))  # type: ignore[arg-type]
            town.append(
                replace(
                    made, body_id=trust.body_id if plan.body == TRUST else plan.body, use=plan.use, name=plan.name, number=str(2 * nth + 1),
                    gia_m2=round(plan.nia_m2 * _GROSS_A_NET), nia_m2=plan.nia_m2, condition=plan.condition, asset_code=f"OE{10 * number + nth + 1:04d}", uprn="",
                    tenure="Leasehold" if plan.lease else "Freehold", tenure_detail="Owner Occupied", occupied="Yes", running_cost_gbp=plan.cost_gbp,
                    required_maintenance_gbp=plan.maintenance_gbp or None,
                )
            )  # fmt: skip
        towns.append(tuple(town))
    return OneEstate(tuple(towns), {body.body_id: body.name for body in bodies})


def _far(east: Floats, north: Floats, beside: Floats, at: int) -> int:
    """A road that far away, free of other buildings; 0 if there is none."""
    metres = np.hypot(east - east[at], north - north[at])
    return int(np.argmax((metres > _FAR_M[0]) & (metres < _FAR_M[1]) & (beside > 100)))


def write_one_estate(folder: Path, truth: Truth, estate: OneEstate, others: Sequence[tuple[Asset, Said]]) -> None:
    """A register of each body, one return of each kind that the pilot team put together for all of them, and what the place asks for itself.

    `others` is what is said of other buildings of what stands in the way.
    """
    for body_id in sorted({asset.body_id for asset in estate.all}):
        register = [
            Row(
                [
                    asset.asset_code, asset.name, f"{asset.number} {asset.street}", asset.town, asset.postcode, asset.easting, asset.northing, _TYPES[asset.use],
                    asset.tenure, asset.tenure_detail, asset.gia_m2, asset.nia_m2, _blank(asset.running_cost_gbp), _blank(asset.required_maintenance_gbp), asset.condition,
                ],
                asset.asset_id,
                body_id,
                uses=[Use("U0", "", 1.0, 1.0)],
            )
            for asset in estate.all
            if asset.body_id == body_id
        ]  # fmt: skip
        heads = [
            "Asset code", "Property name", "Street", "Town", "Postcode", "Easting", "Northing", "Property type", "Tenure", "Tenure detail",
            "Gross internal area (m2)", "Net internal area (m2)", "Running cost (£)", "Required maintenance (£)", "Condition",
        ]  # fmt: skip
        write_text(folder, truth, f"inbox/{body_id}/property/one-estate-buildings.csv", Draft("property", heads, {}, register, np.random.default_rng(0)))
    _write_occupations(folder, truth, estate)
    _write_leases(folder, truth, estate)
    _write_constraints(folder, truth, estate, [*((asset, said) for plan, asset in estate.pairs for said in plan.said), *others])
    lines = [
        f"# {FICTION}",
        f"first_fy = {FIRST_FY}",
        "",
        "[[access]]",
        f'service = "{ACCESS_SERVICE}"',
        f'areas = ["{estate.access_district}"]',
        f"minimum = {ACCESS_MINIMUM}",
        'reason = "The council resolved to keep two in the district"',
        "",
    ]
    put(folder / "estate-plan.toml", "\n".join(lines).encode())


def _blank(value: object) -> object:
    return "" if value is None else value


def _write(folder: Path, truth: Truth, name: str, kind: str, heads: list[str], rows: list[Row]) -> None:
    write_text(folder, truth, f"inbox/{COUNTY_COUNCIL}/returns/{name}.csv", Draft(kind, heads, {}, rows, np.random.default_rng(0)))


def _write_occupations(folder: Path, truth: Truth, estate: OneEstate) -> None:
    heads = ["Organisation", "Asset code", "Building name", "Postcode", "Occupier", "Team", "Kind of space", "Area NIA m2", "FTE", "Whole building", "As at"]
    rows: list[Row] = []
    for plan, asset in estate.pairs:
        own = estate.names[asset.body_id]
        for nth, team in enumerate(plan.teams):
            occupier = estate.names.get(team.occupier, team.occupier) or own
            cells: list[object] = [own, asset.asset_code, asset.name, asset.postcode, occupier, team.name, team.kind, team.area_m2, team.fte or "", "Yes", _AS_AT]
            row = Row(cells, asset.asset_id, asset.body_id)
            if asset.use == "office" and not nth:
                row.uses.append(Use("U7", "", float(sum(each.fte for each in plan.teams)), float(plan.nia_m2)))
            rows.append(row)
    _write(folder, truth, "one-estate-occupations", "occupation return", heads, rows)


def _write_constraints(folder: Path, truth: Truth, estate: OneEstate, lines: Sequence[tuple[Asset, Said]]) -> None:
    heads = ["Organisation", "Asset code", "Building name", "Postcode", "Item", "Amount (£)", "Until", "Months", "Fund", "Stated by", "Stated on", "Note"]
    rows: list[Row] = []
    for asset, said in lines:
        amount = "" if said.amount_gbp is None else f"{said.amount_gbp}.00"
        cells: list[object] = [estate.names[asset.body_id], asset.asset_code, asset.name, asset.postcode, said.item, amount, _blank(said.until), _blank(said.months)]
        cells += [said.fund, "Estates team", date(2025, 5, 1), said.note]
        rows.append(Row(cells, asset.asset_id, asset.body_id))
    asset = estate.towns[0][0]
    strange: list[object] = [estate.names[asset.body_id], asset.asset_code, asset.name, asset.postcode, "Rats in the attic", "", "", "", "", "Estates team", date(2025, 5, 1), ""]
    rows.append(Row(strange, asset.asset_id, asset.body_id, outcome="rejected", reason="item not known", faults=[Planted("item that is not weighed", 4)]))
    _write(folder, truth, "what-stands-in-the-way", "building constraint", heads, rows)


def _write_leases(folder: Path, truth: Truth, estate: OneEstate) -> None:
    heads = [
        "Organisation", "Asset code", "Building name", "Postcode", "Lease reference", "Role", "Landlord", "Tenant", "Term from", "Term to", "Break dates",
        "Notice months", "Annual rent £",
    ]  # fmt: skip
    rows: list[Row] = []
    for plan, asset in estate.pairs:
        if plan.lease is not None:
            lease, own = plan.lease, estate.names[asset.body_id]
            landlord = estate.names.get(lease.landlord, lease.landlord)
            cells: list[object] = [own, asset.asset_code, asset.name, asset.postcode, f"OEL{len(rows) + 1}", "Tenant", landlord, own, lease.starts_on, lease.ends_on]
            cells += [_blank(lease.break_on), 6 if lease.break_on else "", f"{lease.rent_gbp}.00"]
            rows.append(Row(cells, asset.asset_id, asset.body_id))
    _write(folder, truth, "one-estate-leases", "lease", heads, rows)
