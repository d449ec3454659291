"""Returns about buildings of the registers: use, cost, condition, leases, occupations, the body's own sheet, certificates, outlines.

Belongs here: layouts of these files, what is planted in them, and how full each unit truly is. Does not belong here: lists of
buildings (registers, lists).
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, ENERGY_SENDER, MAPPING_SENDER, NATIONAL_SENDER, POLICE, Body
from totalplace.example.buildings import Asset
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import NEIGHBOURS, degrees
from totalplace.example.layouts import SQUARE_FEET_A_M2, address
from totalplace.example.truth import Correction, Planted, Row, Truth, Use, part_name
from totalplace.example.words import SURNAMES
from totalplace.example.write import geojson, put

FROM, TO = date(2025, 1, 6), date(2025, 3, 28)
HOURS_A_WEEK = 45
ROOMS_A_BUILDING = 3


class Returns:
    """Writes every return. To be called when the registers are written: buildings are named as they stand there."""

    def __init__(
        self, folder: Path, truth: Truth, bodies: Sequence[Body], assets: Sequence[Asset], seed: int
    ) -> None:
        self.folder, self.truth, self.seed = folder, truth, seed
        self.districts = [body for body in bodies if len(body.districts) == 1]
        self.trusts = [body for body in bodies if body.type in ("primary care trust", "ambulance trust")]
        self.assets = assets
        self._spoilt = {(path, part, line) for path, part, line, *_ in truth.faults if line}
        self._stream = 0

    def write_all(self) -> None:
        """All returns, in a fixed order."""
        self._measured_use()
        self._costs()
        self._conditions()
        self._leases()
        self._occupations()
        self._square_feet()
        self._sheet()
        self._estates_returns()
        self._certificates()
        self._outlines()

    def _rng(self) -> np.random.Generator:
        self._stream += 1
        return np.random.default_rng([self.seed, 22, self._stream])

    def registered(self, body_id: str, *uses: str) -> list[Asset]:
        """Buildings of the body alone whose line of its register has no fault; its lists of services may have."""
        counts: dict[str, int] = {}
        for asset in self.assets:
            counts[asset.building_id] = counts.get(asset.building_id, 0) + 1
        found = []
        for asset in self.assets:
            if asset.body_id == body_id and asset.use in uses and not asset.is_sensitive and counts[asset.building_id] == 1:
                own = [line for line in self.truth.asset_lines.get(asset.asset_id, ()) if line[0].startswith(f"inbox/{body_id}/")]
                loaded = [line for line in own if self.truth.files[line[0]][0] == "loaded"]
                if loaded and (loaded[0][0], loaded[0][1], str(loaded[0][2])) not in self._spoilt:
                    found.append(asset)
        return found

    def of(self, body_id: str, *uses: str) -> list[Asset]:
        """Buildings of the body that its register says without a fault, and no other body's."""
        counts: dict[str, int] = {}
        for asset in self.assets:
            counts[asset.building_id] = counts.get(asset.building_id, 0) + 1
        found = []
        for asset in self.assets:
            if asset.body_id != body_id or asset.use not in uses or asset.is_sensitive or counts[asset.building_id] > 1:
                continue
            lines = [
                line
                for line in self.truth.asset_lines.get(asset.asset_id, ())
                if line[0].startswith(f"inbox/{body_id}/") and self.truth.files[line[0]][0] == "loaded"
            ]
            if lines and not any((path, part, str(line)) in self._spoilt for path, part, line in lines):
                found.append(asset)
        return found

    def _write(self, path: str, kind: str, heads: list[str], rows: list[Row]) -> None:
        draft = Draft(kind, heads, {}, rows, np.random.default_rng(0))
        write_text(self.folder, self.truth, path, draft)

    # Use -------------------------------------------------------------------------------------------------------------

    def _measured_use(self) -> None:
        rng = self._rng()
        heads = [
            "Asset code", "Building name", "Unit kind", "Unit name", "Unit area m2", "What was counted", "Available",
            "Used mean", "Used peak", "Rooms in building", "Period from", "Period to", "Method",
        ]  # fmt: skip
        offices = self.of(COUNTY_COUNCIL, "office")
        rows: list[Row] = []

        def add(asset: Asset, room: str, area: object, counted: str, there: int, mean: float, peak: int, method: str, rooms_there: object = "") -> Row:
            kind = "Room" if room else "Building"
            cells: list[object] = [asset.asset_code, asset.name, kind, room, area, counted, there, mean, peak, rooms_there, FROM, TO, method]
            rows.append(Row(cells, asset.asset_id, COUNTY_COUNCIL))
            return rows[-1]

        third = max(1, len(offices) // 3)
        desk_counts, rooms = offices[:third], offices[third : third + max(1, third // 2 + 1)]
        for number, asset in enumerate(desk_counts):
            desks = max(20, round((asset.nia_m2 or 200) / 9))
            # a third nearly empty, a third in good use, a third with more people than desks at the peak
            low, high = ((0.15, 0.45), (0.62, 0.85), (0.7, 1.08))[number % 3]
            mean = round(desks * (low + 0.1 * float(rng.random())), 1)
            peak = max(round(mean + 1), round(desks * high))
            row = add(asset, "", "", "Desks in use", desks, mean, peak, "Count")
            row.uses.append(Use("U5", "", mean, float(desks), float(peak)))
        for at, asset in enumerate(rooms):
            # of the first two rooms stay uncounted or are not believed, of the second nobody says how many there are
            rooms_there = {0: ROOMS_A_BUILDING + 2, 1: ""}.get(at, ROOMS_A_BUILDING)
            means = peaks = 0.0
            for number in range(1, ROOMS_A_BUILDING + 1):
                room, area, seats = f"Meeting Room {number}", 18 + 9 * number, 6 + 4 * number
                mean = round(HOURS_A_WEEK * float(rng.uniform(0.1, 0.7)), 1)
                peak = min(HOURS_A_WEEK, round(mean * 1.3) + 1)
                row = add(asset, room, area, "Hours in use", HOURS_A_WEEK, mean, peak, "Sensor", rooms_there)
                row.uses.append(Use("U3", room, mean, float(HOURS_A_WEEK), float(peak)))
                means, peaks = round(means + mean, 1), peaks + peak
                if number == ROOMS_A_BUILDING == rooms_there:
                    row.uses.append(Use("U3", "", means, float(HOURS_A_WEEK * ROOMS_A_BUILDING), peaks))
                if number == 1:
                    filled = round(seats * float(rng.uniform(0.2, 0.8)), 1)
                    seat = add(asset, room, area, "Seats filled", seats, filled, seats, "Survey")
                    # hours in use of hours, times seats filled of seats
                    seat.uses.append(Use("U8", room, mean * filled, float(HOURS_A_WEEK * seats)))
                if number == 2:
                    booked = min(HOURS_A_WEEK, round(mean * 1.6) + 2)
                    used = add(asset, room, area, "Hours booked", booked, mean, min(booked, peak), "Booking system")
                    used.uses.append(Use("U4", room, mean, float(booked), float(min(booked, peak))))
        for asset in rooms[:1]:
            row = add(asset, "Old Council Chamber", 84, "Hours in use", HOURS_A_WEEK, 0, 0, "Diary", ROOMS_A_BUILDING + 2)
            row.uses.append(Use("U3", "Old Council Chamber", 0.0, float(HOURS_A_WEEK), 0.0, spare_m2=84.0))
            over = add(asset, "Committee Room", 60, "Hours in use", HOURS_A_WEEK, HOURS_A_WEEK + 15, HOURS_A_WEEK + 20, "Diary")
            over.outcome, over.reason = "rejected", "impossible use"
            over.faults.append(Planted("more in use than there is", 7))
        self._write(f"inbox/{COUNTY_COUNCIL}/returns/measured-use-2025.csv", "measured use", heads, rows)

    # Cost, condition, leases, occupations ----------------------------------------------------------------------------

    def _costs(self) -> None:
        parts = ("Repairs", "Energy", "Rent", "Rates", "Water", "Cleaning", "Insurance", "Grounds")
        shares = (0.18, 0.27, 0.05, 0.2, 0.04, 0.16, 0.04)
        heads = ["Asset code", "UPRN", "Building name", "Postcode", "Financial year", "Total running cost £"]
        heads += [f"{part} £" for part in parts] + ["Required maintenance £"]
        rows = []
        for number, asset in enumerate(self.of(COUNTY_COUNCIL, "library", "office", "youth centre", "day centre")[:70]):
            total = asset.running_cost_gbp or 0
            split = [int(total * share) for share in shares]
            split.append(total - sum(split))
            cells: list[object] = [asset.asset_code, asset.uprn, asset.name, asset.postcode, "2024-25", f"{total}.00"]
            cells += [f"{part}.00" for part in split] + [f"{asset.required_maintenance_gbp or 0}.00"]
            row = Row(cells, asset.asset_id, COUNTY_COUNCIL, 100 * total, 2024)
            if number == 5:
                cells[5] = f"{total + 9_000}.00"
                row.pence = None
                row.faults.append(Planted("parts and total differ", 5))
            rows.append(row)
        self._write(f"inbox/{COUNTY_COUNCIL}/returns/running-costs-2024-25.csv", "estate cost", heads, rows)

    def _conditions(self) -> None:
        rng = self._rng()
        body = self.districts[1]
        heads = ["Asset ref", "Building name", "Postcode", "Condition grade", "Scale", "Survey date", "Surveyor", "Backlog cost £"]
        rows = []
        uses = ("leisure centre", "community centre", "office", "museum", "public conveniences", "depot", "town hall")
        for number, asset in enumerate(self.of(body.body_id, *uses)):
            day = date(2023, 2, 1) + timedelta(days=int(rng.integers(0, 700)))
            backlog = asset.required_maintenance_gbp or 0
            cells: list[object] = [
                asset.asset_code, asset.name, asset.postcode, asset.condition, "A to D", day, "Corvantle Surveys", f"{backlog}.00",
            ]  # fmt: skip
            row = Row(cells, asset.asset_id, body.body_id, 100 * backlog)
            if number == 1:
                cells[3], cells[4] = "7", "1 to 10"
                row.faults.append(Planted("grade of an unknown scale", 3))
            rows.append(row)
        self._write(f"inbox/{body.body_id}/returns/condition-surveys.csv", "condition survey", heads, rows)

    def _leases(self) -> None:
        rng = self._rng()
        heads = [
            "Asset code", "Building name", "Postcode", "Lease reference", "Role", "Landlord", "Tenant", "Term from",
            "Term to", "Break dates", "Notice months", "Annual rent £",
        ]  # fmt: skip
        body = self.districts[6]
        every = self.of(body.body_id, "office", "community centre", "leisure centre", "garages", "public conveniences")
        rows = []
        for number, asset in enumerate(every):
            start = date(2012, 4, 1) + timedelta(days=365 * int(rng.integers(0, 9)))
            end = start + timedelta(days=365 * 15 + 3)
            is_tenant = asset.tenure == "Leasehold"
            other = f"{SURNAMES[number % len(SURNAMES)]} Estates Ltd"
            parties = (other, body.name) if is_tenant else (body.name, other)
            breaks = f"{start.replace(year=start.year + 10)}" if number % 2 else ""
            rent = 400 * int(rng.integers(5, 90))
            cells: list[object] = [
                asset.asset_code, asset.name, asset.postcode, f"L{100 + number}", "Tenant" if is_tenant else "Landlord",
                *parties, start, end, breaks, 6 if breaks else "", f"{rent}.00",
            ]  # fmt: skip
            row = Row(cells, asset.asset_id, body.body_id)
            if number == 1:
                cells[7], cells[8] = end, start
                cells[9] = cells[10] = ""
                row.faults.append(Planted("lease ends before it starts", 8))
            rows.append(row)
        self._write(f"inbox/{body.body_id}/returns/leases.csv", "lease", heads, rows)

    def _occupations(self) -> None:
        """People of a trust, whose register has net areas, and of the county council, whose return alone has them; some of one team only."""
        rng = self._rng()
        heads = [
            "Asset code", "Building name", "Postcode", "Occupier", "Kind of space", "Area NIA m2", "FTE", "Desks", "Whole building", "As at",
        ]  # fmt: skip
        council = self.of(COUNTY_COUNCIL, "office")
        health = self.trusts[1].body_id
        for body_id, offices, code in (
            (COUNTY_COUNCIL, council[-max(1, len(council) // 3) :], "Asset code"),
            (health, self.of(health, "office"), "Site code"),
        ):
            rows = []
            for number, asset in enumerate(offices):
                area = asset.nia_m2 or 0
                fte = round(area / 10 * float(rng.uniform(0.3, 2.0)), 1)
                # of some buildings one team in a corner is returned: that says nothing of the rest
                is_part = number % 5 == 2
                if is_part:
                    area, fte = round(area * 0.15), 3.0
                whole = "No" if is_part else "Yes"
                cells: list[object] = [
                    asset.asset_code, asset.name, asset.postcode, "Adult care", "Desk", area, fte, round(area / 10), whole, "2025-03-31",
                ]  # fmt: skip
                row = Row(cells, asset.asset_id, body_id)
                row.uses.append(Use("U7", "", fte, float(area), why="one of several occupiers" if is_part else ""))
                rows.append(row)
            path = f"inbox/{body_id}/returns/occupations-2025.csv"
            self._write(path, "occupation return", [code, *heads[1:]], rows)

    def _square_feet(self) -> None:
        """The police names buildings by name and postcode, and measures in square feet."""
        heads = ["Building name", "Postcode", "Occupied by", "Kind of space", "Occupied area sq ft", "Headcount"]
        rows = []
        for asset in self.of(POLICE, "office"):
            feet = round((asset.nia_m2 or 0) * SQUARE_FEET_A_M2, 1)
            cells: list[object] = [asset.name, asset.postcode, "Neighbourhood teams", "Office", feet, 4 + (asset.nia_m2 or 0) // 20]
            rows.append(Row(cells, asset.asset_id, POLICE))
        self._write(f"inbox/{POLICE}/returns/who-is-where.csv", "occupation return", heads, rows)

    def _sheet(self) -> None:
        """A body's own sheet as it came back: confirmed, corrected, one line left open, one building that it does not hold."""
        body = self.districts[6]
        heads = [
            "Our asset id", "Your asset code", "Building name", "Postcode", "UPRN", "Organisation", "Correct (yes or no)",
            "Still held (yes or no)", "In use (yes or no)", "Corrected name", "Corrected address", "Corrected postcode", "Corrected UPRN",
            "Corrected easting", "Corrected northing", "Corrected use", "Corrected tenure", "Corrected gross internal area m2",
            "Corrected net internal area m2", "Corrected land area m2", "Remarks", "Confirmed by (post or team)", "Confirmed on",
        ]  # fmt: skip
        rows = []
        for number, asset in enumerate(self.of(body.body_id, "community centre", "office", "leisure centre")[:9]):
            cells: list[object] = ["", asset.asset_code, asset.name, asset.postcode, asset.uprn, body.name, "Yes", "Yes"]
            cells += [""] * (len(heads) - len(cells) - 2) + ["Property services", "2025-06-02"]
            row = Row(cells, asset.asset_id, body.body_id)
            for heading, value in self._corrected(number, asset, row).items():
                cells[heads.index("Correct (yes or no)")] = "No"
                cells[heads.index(heading)] = value
            if number == 7:
                cells[6] = cells[7] = cells[-2] = cells[-1] = ""
                row.outcome, row.reason = "ignored", "not answered"
            if number == 3:
                row.faults.append(Planted("area in words", heads.index("Corrected land area m2")))
            rows.append(row)
        other = self.of(self.districts[9].body_id, "leisure centre", "office", "community centre")[0]
        cells = ["", "", other.name, other.postcode, other.uprn, body.name, "No", "Yes", "", "Renamed Centre"]
        cells += [""] * (len(heads) - len(cells) - 2) + ["Property services", "2025-06-02"]
        wrong = Row(cells, "", body.body_id, outcome="held", reason="building of another body")
        wrong.corrections.append(Correction("building", "", "building of another body"))
        wrong.faults.append(Planted("correction of a building not held", 9))
        rows.append(wrong)
        self._write(f"inbox/{body.body_id}/returns/our-buildings.csv", "building confirmation", heads, rows)

    @staticmethod
    def _corrected(number: int, asset: Asset, row: Row) -> dict[str, object]:
        """What the line corrects, by heading, and what is to come of it. The register is of 31 March 2025."""
        said: list[Correction]
        cells: dict[str, object]
        match number % 9:
            case 0:
                area = (asset.gia_m2 or 0) + 40
                said, cells = [Correction("gia_m2", area)], {"Corrected gross internal area m2": area}
            case 1 | 5:
                said, cells = [Correction("nia_m2", asset.nia_m2)], {"Corrected net internal area m2": asset.nia_m2}
            case 2:
                name = f"{asset.name} Hub"
                said = [Correction("name", name), Correction("function", "library")]
                cells = {"Corrected name": name, "Corrected use": "Library"}
            case 3:
                said = [Correction("coordinates", f"{asset.easting + 3:.1f}, {asset.northing - 2:.1f}"), Correction("land_area_m2", "", "value not readable")]
                cells = {
                    "Corrected easting": f"{asset.easting + 3:.1f}", "Corrected northing": f"{asset.northing - 2:.1f}",
                    "Corrected land area m2": "two football pitches",
                }  # fmt: skip
            case 4:
                said, cells = [Correction("is_held", "no longer held")], {"Still held (yes or no)": "No"}
            case 6:
                said, cells = [Correction("is_occupied", "vacant")], {"In use (yes or no)": "No"}
                row.uses.append(Use("U0", "", 0.0, 1.0))
            case 8:
                said = [Correction("gia_m2", 1, "the register is later")]
                cells = {"Corrected gross internal area m2": 1, "Confirmed on": "2025-02-03"}
            case _:
                said, cells = [], {}
        row.corrections += said
        return cells

    # NHS -------------------------------------------------------------------------------------------------------------

    def _estates_returns(self) -> None:
        """Two years of trust lines: percentages in one, areas in the other, under other headings."""
        rng = self._rng()
        truths = []
        for number, trust in enumerate(self.trusts):
            gia = sum(a.gia_m2 or 0 for a in self.assets if a.body_id == trust.body_id)
            occupied = round(gia * 0.94)
            empty, under = round(float(rng.uniform(0.2, 6.0)), 2), round(float(rng.uniform(0.2, 5.0)), 2)
            truths.append((dict(trust.codes)["ods"], trust, gia, occupied, empty, under, round(occupied * (0.62 + 0.04 * number))))
        self._first_year(truths)
        self._second_year(truths)

    @staticmethod
    def _beyond(make: Callable[[str, str, int], list[object]]) -> list[Row]:
        """Trusts elsewhere."""
        rows = []
        for number in range(10):
            town = NEIGHBOURS[number % 2][1]
            cells = make(f"7Y{'ABCDEFGHJK'[number]}", f"{town} NHS Trust {number + 1}", 20_000 + 900 * number)
            rows.append(Row(cells, outcome="ignored", reason="outside the place"))
        return rows

    def _first_year(self, truths: Sequence[tuple[str, Body, int, int, float, float, int]]) -> None:
        heads = [
            "Organisation Code", "Organisation Name", "Commissioning Region", "Organisation Type", "Reporting year",
            "Total number of sites (No.)", "Gross internal floor area (m²)", "Occupied floor area (m²)",
            "NHS estate occupied floor area (%)", "Clinical space (m²)", "Non-clinical space (m²)",
            "Floor area - empty (%)", "Floor area - under used (%)", "Cost to eradicate high risk backlog (£)",
            "Cost to eradicate significant risk backlog (£)", "Cost to eradicate moderate risk backlog (£)",
            "Cost to eradicate low risk backlog (£)", "Estates and facilities finance costs (£)",
        ]  # fmt: skip
        region = "ALDERMARCH COMMISSIONING REGION"
        rows = []
        for number, (code, trust, gia, occupied, empty, under, clinical) in enumerate(truths):
            cells: list[object] = [
                code, trust.name.upper(), region, "COMMUNITY", "2023-24", 40, gia, occupied, 88.5, clinical, occupied - clinical,
                empty, under, 120_000, 340_000, 95_000, 20_000, "Not Applicable",
            ]  # fmt: skip
            row = Row(cells, "", trust.body_id)
            if number == 1:
                cells[12] = 104.2
                row.faults.append(Planted("percentage over 100", 12))
                row.uses += [Use(m, code, None, None, why="impossible percentage") for m in ("U1", "U2")]
            else:
                row.uses += [Use("U1", code, 100 - empty, 100.0), Use("U2", code, 100 - under, 100.0)]
            rows.append(row)
        rows += self._beyond(
            lambda code, name, gia: [
                code, name.upper(), region, "ACUTE", "2023-24", 9, gia, gia - 900, 100, 9_000, 6_000, 1.5, 0.5, 9_000, 8_000, 7_000, 0, 12_000,
            ]
        )
        draft = Draft("nhs estate", heads, {}, rows, np.random.default_rng(0))
        groups = [["", "", "", "", "Trust Profile", *[""] * 6, "Function and space", *[""] * 6]]
        path = f"inbox/{NATIONAL_SENDER}/eric-2023-24.csv"
        write_text(self.folder, self.truth, path, draft, preamble=groups, delimiter="$", encoding="cp1252")

    def _second_year(self, truths: Sequence[tuple[str, Body, int, int, float, float, int]]) -> None:
        heads = [
            "Trust Code", "Trust Name", "Commissioning Region", "Trust Type", "Financial year", "Total number of sites (No.)",
            "Gross internal floor area (m²)", "Occupied floor area (m²)", "Clinical space (m²)", "Non-clinical space (m²)",
            "Floor area - empty (m²)", "Floor area - under used (m²)", "Cost to eradicate high risk backlog (£)",
            "Risk adjusted backlog cost (£)",
        ]  # fmt: skip
        rows = []
        for code, trust, gia, occupied, empty, under, clinical in truths:
            void, slack = round(occupied * (empty + 0.5) / 100), round(occupied * under / 100)
            cells: list[object] = [
                code, trust.name, "Aldermarch", "Community", "2024/25", 41, f"{gia:,}", f"{occupied:,}", f"{clinical:,}",
                f"{occupied - clinical:,}", f"{void:,}", f"{slack:,}", "Not Applicable", "Not Applicable",
            ]  # fmt: skip
            row = Row(cells, "", trust.body_id)
            row.uses += [
                Use("U1", code, float(occupied - void), float(occupied), spare_m2=float(void)),
                Use("U2", code, float(occupied - slack), float(occupied)),
            ]
            rows.append(row)
        rows += self._beyond(
            lambda code, name, gia: [
                code, name, "Elsewhere", "Acute", "2024/25", 9, f"{gia:,}", f"{gia - 900:,}", "9,000", "6,000", 150, 80, 0, 0,
            ]
        )
        path = f"inbox/{NATIONAL_SENDER}/eric-2024-25.csv"
        self._write(path, "nhs estate", heads, rows)

    # Certificates and outlines -----------------------------------------------------------------------------------------

    def _certificates(self) -> None:
        rng = self._rng()
        heads = [
            "Certificate number", "Building reference number", "Address", "Posttown", "Postcode", "Local authority label",
            "Property type", "Main benchmark", "Total floor area", "Operational rating band", "Current operational rating",
            "Annual thermal fuel usage", "Annual electrical fuel usage", "Nominated date", "Lodgement date", "UPRN",
        ]  # fmt: skip
        uses = {"leisure centre": "Dry sports and leisure", "town hall": "General office", "secondary school": "Schools"}
        uses |= {"hospital": "Hospital (clinical and research)", "library": "Cultural activities"}
        rows = []
        for number, asset in enumerate(a for a in self.assets if a.use in uses and a.is_in_place and not a.is_sensitive):
            day = date(2023, 4, 1) + timedelta(days=int(rng.integers(0, 600)))
            rating = {"A": 20, "B": 40, "C": 65, "D": 90, "E": 115, "F": 140, "G": 170}[asset.energy_rating]
            cells: list[object] = [
                f"9990-{number:04d}", 770_000 + number, f"{asset.name}, {address(asset)}", asset.town, asset.postcode,
                asset.district, "Public building", uses[asset.use], asset.gia_m2, asset.energy_rating, rating,
                int(rng.integers(60, 240)), int(rng.integers(20, 120)), day, day + timedelta(days=12),
                asset.uprn if number % 3 else "",
            ]  # fmt: skip
            rows.append(Row(cells, asset.asset_id))
        self._write(f"inbox/{ENERGY_SENDER}/display-energy-certificates.csv", "energy certificate", heads, rows)

    def _outlines(self) -> None:
        """The ground that schools and hospitals cover: a rectangle around where each stands."""
        features: list[tuple[dict[str, object], dict[str, object]]] = []
        rows = []
        uses = ("secondary school", "hospital", "leisure centre")
        bodies = dict.fromkeys(asset.body_id for asset in self.assets)
        # an outline is found by the coordinates of a list: those of a register without a fault
        wanted = [asset for body_id in bodies for asset in self.of(body_id, *uses) if asset.is_in_place]
        for number, asset in enumerate(wanted):
            wide, deep = (asset.gia_m2 or 400) ** 0.5 * 0.6, (asset.gia_m2 or 400) ** 0.5 * 0.4
            corners = [(-wide, -deep), (wide, -deep), (wide, deep), (-wide, deep), (-wide, -deep)]
            lon, lat = degrees(
                np.array([asset.easting + x for x, _ in corners]), np.array([asset.northing + y for _, y in corners])
            )
            ring = [[round(float(x), 7), round(float(y), 7)] for x, y in zip(lon, lat, strict=True)]
            theme = {"hospital": "Medical Care", "leisure centre": "Sport and Leisure"}.get(asset.use, "Education")
            properties: dict[str, object] = {
                "ID": f"F{number:05d}", "FEATCODE": 15014, "BUILDGTHEM": theme, "DISTNAME": asset.name, "CLASSIFICA": asset.use,
            }  # fmt: skip
            features.append((properties, {"type": "Polygon", "coordinates": [ring]}))
            rows.append(Row([], asset.asset_id))
        path = f"inbox/{MAPPING_SENDER}/building-outlines.geojson"
        put(self.folder / path, geojson("building_outlines", features))
        self.truth.add_part(path, part_name("geojson"), "building outline", rows, range(1, len(features) + 1))
