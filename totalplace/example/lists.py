"""Lists of places of service: schools, hospitals, surgeries, halls, stations. They repeat buildings of registers in other words.

Belongs here: layouts of these lists, and how the same building is said otherwise: abbreviated, in capitals, without its UPRN, some
metres off, by its postcode alone. Does not belong here: registers (registers), figures about buildings (returns).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from totalplace.example.bodies import (
    COUNTY_COUNCIL,
    EDUCATION_CODE,
    FIRE,
    POLICE,
    SCHOOLS_SENDER,
    Body,
)
from totalplace.example.buildings import Asset
from totalplace.example.draft import Draft, Sheet, write_text, write_workbook
from totalplace.example.geography import NEIGHBOURS, Geography, degrees
from totalplace.example.layouts import address
from totalplace.example.others import Others
from totalplace.example.truth import Planted, Row, Truth, Use
from totalplace.example.words import COUNTY

GIAS = f"inbox/{SCHOOLS_SENDER}/gias-aldermarch-2025-05.csv"
NEAREST_OFF_M, FARTHEST_OFF_M = 5.0, 40.0
_SHORT = (
    ("Primary School", "Primary Sch"),
    ("High School", "High Sch"),
    ("Infant School", "Infant Sch"),
    ("Junior School", "Junior Sch"),
    ("Fire Station", "Fire Stn"),
    ("Police Station", "Police Stn"),
    ("Health Centre", "Health Ctr"),
    ("Community Centre", "Community Ctr"),
    ("Leisure Centre", "Leisure Ctr"),
    ("Hospital", "Hosp"),
    ("Library", "Lib"),
    (" Road ", " Rd "),
    (" Street ", " St "),
    (" Avenue ", " Ave "),
    (" Lane ", " Ln "),
)


@dataclass(frozen=True)
class Said:
    """A building as a list speaks of it. Without coordinates `easting` and the rest are None."""

    asset: Asset
    name: str
    easting: float | None
    northing: float | None
    lon: float | None
    lat: float | None
    uprn: str
    fault: str


Get = Callable[[Said], object]


def _shortened(name: str) -> str:
    for long, short in _SHORT:
        name = name.replace(long, short)
    return name


def _otherwise(asset: Asset, draw: float) -> str:
    """The name as another office writes it."""
    town = f", {asset.town}"
    name = asset.name
    if draw < 0.25:
        return name
    if draw < 0.5:
        return _shortened(name)
    if draw < 0.65:
        return name.upper()
    if draw < 0.85:
        return name.removesuffix(town) if name.endswith(town) else f"The {name}"
    return _shortened(name.removesuffix(town)).upper()


@dataclass(frozen=True)
class School:
    """What is true of a school, beside its building."""

    asset: Asset
    urn: int
    type: str
    group: str
    phase: str
    trust: str
    capacity: int
    roll: int
    has_nursery: bool
    opened: date
    is_special: bool = False

    @property
    def is_growing(self) -> bool:
        """It opened so lately that it fills year by year."""
        return self.opened.year >= 2022


class Lists:
    """Writes every list of places of service."""

    def __init__(
        self,
        folder: Path,
        truth: Truth,
        bodies: Sequence[Body],
        assets: Sequence[Asset],
        others: Others,
        geography: Geography,
        seed: int,
    ) -> None:
        self.folder, self.truth, self.seed = folder, truth, seed
        self.districts = [body for body in bodies if len(body.districts) == 1]
        self.trusts = [body for body in bodies if body.type == "primary care trust"]
        self.own: dict[str, list[Asset]] = {body.body_id: [] for body in bodies}
        for asset in assets:
            self.own[asset.body_id].append(asset)
        self.others, self.geography = others, geography
        self._stream = 0
        self.schools = self._make_schools()

    def write_all(self) -> None:
        """All lists, in a fixed order."""
        self._gias()
        self._council_schools()
        self._hospitals()
        self._surgeries()
        self._voluntary()
        self._housing()
        self._units()
        self._car_parks()
        self._stations()
        self._look_alikes()

    # How a building is said otherwise ------------------------------------------------------------------------------

    def _rng(self) -> np.random.Generator:
        self._stream += 1
        return np.random.default_rng([self.seed, 21, self._stream])

    def _said(
        self, assets: Sequence[Asset], rng: np.random.Generator, *, off: float, blank: float, uprn: float = 0.0
    ) -> list[Said]:
        """Of the lines a share has coordinates some metres off, a share none; a share has its UPRN."""
        found = []
        for asset in assets:
            draws = rng.random(5)
            east: float | None = asset.easting
            north: float | None = asset.northing
            fault = ""
            if draws[0] < off:
                metres = NEAREST_OFF_M + (FARTHEST_OFF_M - NEAREST_OFF_M) * draws[1]
                east = round(asset.easting + metres * float(np.cos(2 * np.pi * draws[2])), 1)
                north = round(asset.northing + metres * float(np.sin(2 * np.pi * draws[2])), 1)
                fault = "coordinates some metres off"
            elif draws[0] < off + blank:
                east = north = None
                fault = "coordinates missing"
            lon: float | None = None
            lat: float | None = None
            if east is not None:
                moved = degrees(np.array([east]), np.array([north]))
                lon, lat = float(moved[0][0]), float(moved[1][0])
            number = asset.uprn if draws[3] < uprn else ""
            found.append(Said(asset, _otherwise(asset, draws[4]), east, north, lon, lat, number, fault))
        return found

    def _list(
        self,
        path: str,
        body_id: str,
        said: Sequence[Said],
        columns: Sequence[tuple[str, Get]],
        *,
        kind: str = "property",
        sheet: str = "",
    ) -> None:
        rows = []
        for entry in said:
            row = Row([get(entry) for _, get in columns], entry.asset.asset_id, body_id)
            # of a home nothing is shown by which a fault could be judged
            if entry.fault and not entry.asset.is_dwelling:
                row.faults.append(Planted(entry.fault))
            rows.append(row)
        draft = Draft(kind, [heading for heading, _ in columns], {}, rows, np.random.default_rng(0))
        if sheet:
            write_workbook(self.folder, self.truth, path, [Sheet(sheet, draft)])
        else:
            write_text(self.folder, self.truth, path, draft)

    # Schools -------------------------------------------------------------------------------------------------------

    def _make_schools(self) -> list[School]:
        rng = self._rng()
        found = []
        own = [a for a in self.own[COUNTY_COUNCIL] if a.use in ("primary school", "secondary school") and a.is_in_place]
        others = self.others
        every = [*own, *others.campus_schools, *others.trust_schools, *others.private_schools]
        for number, asset in enumerate(every):
            draws = rng.random(4)
            is_secondary = asset.use in ("secondary school", "academy", "independent school")
            phase = "Secondary" if is_secondary else "Primary"
            size = asset.gia_m2 or 1500
            capacity = max(60, 30 * round(size / (9.5 if is_secondary else 7.5) / 30))
            roll = round(capacity * (0.62 + 0.5 * float(draws[0])))
            kind, group, trust = "Community school", "Local authority maintained schools", ""
            if asset.use in ("academy", "infant school", "junior school") or (asset in own and draws[1] > 0.85):
                kind, group = "Academy converter", "Academies"
                trust = f"{asset.town} Learning Trust"
            elif asset.use == "independent school":
                kind, group, phase = "Other independent school", "Independent schools", "Not applicable"
            elif draws[1] > 0.75:
                kind = "Voluntary aided school"
            elif draws[1] > 0.69:
                kind = "Foundation school"
            opened = date(1900 + number % 90, 9, 1)
            if number % 61 == 17:
                opened = date(2023, 9, 1)
            is_special = number % 47 == 23 and asset in own
            if is_special:
                kind, group, phase, trust = "Community special school", "Special schools", "Not applicable", ""
            has_nursery = phase == "Primary" and number % 8 == 3
            found.append(
                School(asset, 990_001 + number, kind, group, phase, trust, capacity, roll, has_nursery, opened, is_special)
            )
        return found

    def _gias(self) -> None:
        """Open schools of the county, the closed ones that academies came after, and some of the neighbours'."""
        rng = self._rng()
        heads = [
            "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
            "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate", "PhaseOfEducation (name)",
            "StatutoryLowAge", "StatutoryHighAge", "NurseryProvision (name)", "OfficialSixthForm (name)", "SchoolCapacity",
            "CensusDate", "NumberOfPupils", "Trusts (name)", "Street", "Locality", "Town", "County (name)", "Postcode",
            "DistrictAdministrative (name)", "Easting", "Northing", "UPRN", "SiteName",
        ]  # fmt: skip
        rows: list[Row] = []
        said = self._said([school.asset for school in self.schools], rng, off=0.4, blank=0.0, uprn=0.55)
        for number, (school, entry) in enumerate(zip(self.schools, said, strict=True)):
            asset = school.asset
            # the register of schools has the name in full
            name = asset.name.removesuffix(f", {asset.town}") if number % 3 else asset.name
            ages = (4, 11) if school.phase == "Primary" else (11, 18)
            no_capacity = number % 83 == 40
            cells: list[object] = [
                school.urn, EDUCATION_CODE, COUNTY, 2000 + number, name, school.type, school.group, "Open",
                school.opened.strftime("%d-%m-%Y"), "", school.phase, *ages,
                "Has Nursery Classes" if school.has_nursery else "No Nursery Classes",
                "Does not have a sixth form", "" if no_capacity else school.capacity, "16-01-2025", school.roll,
                school.trust, f"{asset.number} {asset.street}", "", asset.town, COUNTY, asset.postcode, asset.district,
                *(round(asset.easting if no_capacity else entry.easting or 0), round(asset.northing if no_capacity else entry.northing or 0)),
                entry.uprn, "",
            ]  # fmt: skip
            row = Row(cells, asset.asset_id, COUNTY_COUNCIL)
            row.uses.append(self._school_use(school, no_capacity))
            if no_capacity:
                row.faults.append(Planted("roll without capacity", 17))
            elif entry.fault:
                row.faults.append(Planted(entry.fault))
            rows.append(row)
            if school.group == "Academies" and number % 2 == 0:
                closed: list[object] = list(cells)
                closed[0], closed[7], closed[9] = 980_001 + number, "Closed", "31-08-2014"
                closed[5], closed[6], closed[18] = "Community school", "Local authority maintained schools", ""
                before = Row(closed, outcome="ignored", reason="closed school", faults=[Planted("closed school", 7, "")])
                rows.append(before)
        template = list(rows[0].cells)
        others = self.geography.other_postcodes
        beyond = np.flatnonzero(others.neighbour >= 0).tolist()
        for number in range(max(8, len(rows) // 12)):
            at = beyond[int(rng.integers(len(beyond)))]
            side = int(others.neighbour[at])
            town = NEIGHBOURS[side][1]
            cells = list(template)
            cells[0], cells[1], cells[2], cells[4] = 970_001 + number, ("997", "996")[side], town, f"{town} School {number + 1}"
            cells[5], cells[6], cells[18] = "Community school", "Local authority maintained schools", ""
            cells[15], cells[17] = 210, 180
            cells[19], cells[21], cells[22], cells[23], cells[24] = "1 Chapel Road", town, town, others.code[at], town
            cells[25], cells[26], cells[27] = int(others.easting[at]), int(others.northing[at]), ""
            rows.append(Row(cells, outcome="ignored", reason="outside the place"))
        draft = Draft("school", heads, {}, rows, rng)
        write_text(self.folder, self.truth, GIAS, draft, line_end="\r\n")

    @staticmethod
    def _school_use(school: School, no_capacity: bool) -> Use:
        why = ""
        if no_capacity:
            why = "no capacity"
        elif school.is_special:
            why = "special school"
        elif school.is_growing:
            why = "fills year by year"
        elif school.has_nursery:
            why = "roll includes nursery"
        return Use("U6", f"URN {school.urn}", float(school.roll), None if no_capacity else float(school.capacity), why=why)

    def _council_schools(self) -> None:
        """What the council keeps of some of its schools: by postcode, abbreviated, with places and without pupils."""
        rng = self._rng()
        homes = {body.name.rsplit(" ", 2)[0] for body in self.districts[:2]}
        ours = [s for s in self.schools if s.group != "Independent schools" and s.asset.district in homes][:64]
        ours += [s for s in self.schools if s.asset.use in ("infant school", "junior school")]
        by_id = {school.asset.asset_id: school for school in ours}
        said = self._said([school.asset for school in ours], rng, off=0.0, blank=1.0)
        self._list(
            f"inbox/{COUNTY_COUNCIL}/property/School places 2025.xlsx",
            COUNTY_COUNCIL,
            said,
            [
                ("School name", lambda s: s.name),
                ("School type", lambda s: by_id[s.asset.asset_id].type),
                ("Phase", lambda s: by_id[s.asset.asset_id].phase),
                ("Address", lambda s: address(s.asset)),
                ("Postcode", lambda s: s.asset.postcode),
                ("Capacity", lambda s: by_id[s.asset.asset_id].capacity),
            ],
            kind="school",
            sheet="School places",
        )

    # Health, halls, housing ----------------------------------------------------------------------------------------

    def _hospitals(self) -> None:
        body = self.trusts[0]
        uses = ("clinic", "health centre", "hospital")
        assets = [asset for asset in self.own[body.body_id] if asset.use in uses]
        columns: list[tuple[str, Get]] = [
            ("Premises name", lambda s: s.name),
            ("Service", lambda s: s.asset.use.capitalize()),
            ("Address", lambda s: address(s.asset)),
            ("Postcode", lambda s: s.asset.postcode),
            ("longitude", lambda s: "" if s.lon is None else f"{s.lon:.6f}"),
            ("latitude", lambda s: "" if s.lat is None else f"{s.lat:.6f}"),
        ]
        path = f"inbox/{body.body_id}/hospitals-and-clinics.csv"
        self._list(path, body.body_id, self._said(assets, self._rng(), off=0.5, blank=0.1), columns)

    def _surgeries(self) -> None:
        """Clinics, surgeries of their own, and practices in health centres of the trust under their own names."""
        body = self.trusts[1]
        own = self.own[body.body_id]
        clinics = [asset for asset in own if asset.use == "clinic"]
        centres = [asset for asset in own if asset.use == "health centre"][: len(clinics) // 5]
        said = self._said([*clinics, *self.others.surgeries], self._rng(), off=0.5, blank=0.2)
        said += [
            Said(a, f"{a.street.rsplit(' ', 1)[0]} Medical Practice", a.easting, a.northing, a.lon, a.lat, a.uprn, "")
            for a in centres
        ]
        columns: list[tuple[str, Get]] = [
            ("Premises name", lambda s: s.name),
            ("Type", lambda s: "Clinic" if s.asset.use == "clinic" else "GP surgery"),
            ("Address", lambda s: address(s.asset)),
            ("Postcode", lambda s: s.asset.postcode),
            ("Easting", lambda s: "" if s.easting is None else round(s.easting)),
            ("Northing", lambda s: "" if s.northing is None else round(s.northing)),
            ("UPRN", lambda s: s.uprn),
        ]
        self._list(f"inbox/{body.body_id}/clinics-and-surgeries.csv", body.body_id, said, columns)

    def _voluntary(self) -> None:
        """Halls of the voluntary sector, with community centres of districts and units of the courts among them."""
        rng = self._rng()
        centres = [
            asset
            for body in self.districts
            for asset in self.own[body.body_id]
            if asset.use == "community centre" and asset.is_in_place
        ]
        assets = [*self.others.halls, *centres[::3], *self.others.units[::2], *self.others.flats[:UNITS_LET]]
        columns: list[tuple[str, Get]] = [
            ("Building name", lambda s: s.name),
            ("Used for", lambda s: "Community groups"),
            ("Address", lambda s: address(s.asset)),
            ("Post code", lambda s: s.asset.postcode),
            ("Easting", lambda s: "" if s.easting is None else round(s.easting)),
            ("Northing", lambda s: "" if s.northing is None else round(s.northing)),
        ]
        path = f"inbox/{COUNTY_COUNCIL}/property/voluntary-sector-buildings.csv"
        self._list(path, COUNTY_COUNCIL, self._said(assets, rng, off=0.3, blank=0.4), columns)

    def _housing(self) -> None:
        """Community rooms and flats as the housing association that manages them lists them, and the halls that it uses."""
        body = self.districts[2]
        own = [a for a in self.own[body.body_id] if a.use in ("community centre", "office") and a.is_in_place]
        halls = self.others.halls[-2 * 4 :]
        columns: list[tuple[str, Get]] = [
            ("Property name", lambda s: s.name),
            ("Property type", lambda s: {"flat": "Flat", "hall": "Community hall"}.get(s.asset.use, "Housing office")),
            ("Full address", lambda s: address(s.asset)),
            ("Postcode", lambda s: s.asset.postcode),
            ("UPRN", lambda s: s.uprn),
            ("Easting", lambda s: "" if s.easting is None else round(s.easting)),
            ("Northing", lambda s: "" if s.northing is None else round(s.northing)),
        ]
        said = self._said([*own, *halls, *self.others.flats], self._rng(), off=0.4, blank=0.2, uprn=0.5)
        path = f"inbox/{body.body_id}/housing-association-premises.csv"
        self._list(path, body.body_id, said, columns)

    def _units(self) -> None:
        body = self.districts[1]
        columns: list[tuple[str, Get]] = [
            ("Premises name", lambda s: s.name),
            ("Category", lambda s: "Business unit"),
            ("Address", lambda s: address(s.asset)),
            ("Postcode", lambda s: s.asset.postcode),
            ("Easting", lambda s: "" if s.easting is None else round(s.easting)),
            ("Northing", lambda s: "" if s.northing is None else round(s.northing)),
        ]
        said = self._said(self.others.units, self._rng(), off=0.0, blank=0.0)
        self._list(f"inbox/{body.body_id}/enterprise-units.csv", body.body_id, said, columns)

    def _car_parks(self) -> None:
        """Land beside buildings: every car park is called Car Park."""
        body = self.districts[3]
        columns: list[tuple[str, Get]] = [
            ("Site name", lambda s: s.asset.name),
            ("Category", lambda s: "Car park" if s.asset.use == "car park" else "Land"),
            ("Street", lambda s: s.asset.street),
            ("Town", lambda s: s.asset.town),
            ("Postcode", lambda s: s.asset.postcode),
            ("Easting", lambda s: round(s.easting or 0)),
            ("Northing", lambda s: round(s.northing or 0)),
        ]
        said = self._said([land for land, _ in self.others.beside], self._rng(), off=0.0, blank=0.0)
        self._list(f"inbox/{body.body_id}/car-parks-and-land.csv", body.body_id, said, columns)

    def _stations(self) -> None:
        for body_id, use, path in (
            (POLICE, "police station", "stations-open-to-the-public.csv"),
            (FIRE, "fire station", "find-your-station.csv"),
        ):
            assets = [asset for asset in self.own[body_id] if asset.use == use]
            columns: list[tuple[str, Get]] = [
                ("Station name", lambda s: s.name),
                ("Address", lambda s: address(s.asset)),
                ("Postcode", lambda s: s.asset.postcode),
                ("Easting", lambda s: "" if s.easting is None else round(s.easting)),
                ("Northing", lambda s: "" if s.northing is None else round(s.northing)),
            ]
            said = self._said(assets, self._rng(), off=0.5, blank=0.25)
            self._list(f"inbox/{body_id}/{path}", body_id, said, columns)

    def _look_alikes(self) -> None:
        """Three lists of the same places by three senders, each in its own words."""
        paths = (
            (COUNTY_COUNCIL, "property/places-open-to-the-public.csv"), (self.districts[4].body_id, "community-facilities.csv"),
            (self.trusts[0].body_id, "where-we-work.csv"),
        )  # fmt: skip
        for number, (body_id, file) in enumerate(paths):
            mine = [saying for saying in self.others.sayings if saying.list_number == number]
            by_id = {saying.asset.asset_id: saying for saying in mine}
            said = []
            for saying in mine:
                asset, off = saying.asset, saying.off_m
                fault = "coordinates missing" if off is None else "coordinates some metres off" if off else ""
                east, north = (None, None) if off is None else (asset.easting + off, asset.northing)
                said.append(Said(asset, saying.name, east, north, None, None, asset.uprn if saying.has_uprn else "", fault))
            columns: list[tuple[str, Get]] = [
                ("Premises name", lambda s: s.name),
                ("Category", lambda s, by_id=by_id: by_id[s.asset.asset_id].type),  # type: ignore[misc]
                ("Address", lambda s, by_id=by_id: by_id[s.asset.asset_id].address),  # type: ignore[misc]
                ("Postcode", lambda s, by_id=by_id: s.asset.postcode if by_id[s.asset.asset_id].has_postcode else ""),  # type: ignore[misc]
                ("Easting", lambda s: "" if s.easting is None else round(s.easting)),
                ("Northing", lambda s: "" if s.northing is None else round(s.northing)),
                ("UPRN", lambda s: s.uprn),
            ]
            self._list(f"inbox/{body_id}/{file}", body_id, said, columns)


UNITS_LET = 5
