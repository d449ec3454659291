"""What the bodies' registers say of the true estate: one layout a publisher, each with its own faults.

Belongs here: layouts of registers and which faults each has. Does not belong here: what is true (buildings).
"""

from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path

import numpy as np

from totalplace.example.bodies import AMBULANCE, COUNTY_COUNCIL, FIRE, NATIONAL_SENDER, POLICE, Body
from totalplace.example.buildings import USES, Asset
from totalplace.example.draft import BOM, Draft, Sheet, write_text, write_workbook
from totalplace.example.geography import NEIGHBOURS, Geography
from totalplace.example.layouts import (
    Column,
    address,
    grid_in_one_cell,
    health_return,
    imperial,
    open_document,
    police_list,
    repeating_headings,
    short_headings,
    transparency_code,
    two_row_headings,
    use_label,
)
from totalplace.example.truth import Planted, Row, Truth, Use, part_name
from totalplace.example.words import FICTION
from totalplace.example.write import delimited, geojson, put

_SQUARES = {(3, 3): "SJ", (4, 3): "SK", (3, 2): "SO", (4, 2): "SP"}


def _grid_letters(asset: Asset) -> str:
    """The place as a grid reference to the metre."""
    east, north = round(asset.easting), round(asset.northing)
    letters = _SQUARES[(east // 100_000, north // 100_000)]
    return f"{letters} {east % 100_000:05d} {north % 100_000:05d}"


class Registers:
    """Writes every register of the place."""

    def __init__(
        self,
        folder: Path,
        truth: Truth,
        bodies: Sequence[Body],
        assets: Sequence[Asset],
        geography: Geography,
        seed: int,
    ) -> None:
        self.folder, self.truth, self.seed = folder, truth, seed
        self.bodies = {body.body_id: body for body in bodies}
        self.districts = [body for body in bodies if len(body.districts) == 1]
        self.trusts = [body for body in bodies if body.type == "primary care trust"]
        self.geography = geography
        self.assets = {asset.asset_id: asset for asset in assets}
        self.own: dict[str, list[Asset]] = {body.body_id: [] for body in bodies}
        for asset in assets:
            self.own[asset.body_id].append(asset)
        self._stream = 0

    def write_all(self) -> None:
        """All registers, in a fixed order."""
        self._county()
        self._brackmouth()
        self._cawdenshaw()
        self._dunmarrow()
        self._eskerquill()
        self._farrowhythe()
        self._other_districts()
        self._police()
        self._fire()
        self._ambulance()
        self._health()
        self._national_list()

    def _draft(self, columns: Sequence[Column], assets: Sequence[Asset], kind: str = "property") -> Draft:
        self._stream += 1
        rng = np.random.default_rng([self.seed, 5, self._stream])
        rows = [Row([column.get(asset) for column in columns], asset.asset_id, asset.body_id) for asset in assets]
        roles = {column.role: k for k, column in enumerate(columns) if column.role}
        draft = Draft(kind, [column.heading for column in columns], roles, rows, rng)
        for row in rows:
            asset = self._asset(row)
            if not asset.is_in_place and "name" in roles:
                row.faults.append(Planted("outside the place", roles["name"]))
            if not asset.is_sensitive and kind == "property":
                self._declare(row, asset, roles)
        return draft

    @staticmethod
    def _declare(row: Row, asset: Asset, roles: dict[str, int]) -> None:
        """Occupied or vacant, where the layout says it; what is let is occupied. Land is no use of a building."""
        said = [str(row.cells[roles[role]]) for role in ("occupied", "detail") if role in roles]
        if any(said) and asset.asset_kind != "land":
            is_vacant = any(word in ("Vacant", "No") for word in said)
            row.uses.append(Use("U0", "", 0.0 if is_vacant else 1.0, 1.0))

    def _asset(self, row: Row) -> Asset:
        return self.assets[row.asset_id]

    # Faults that several registers share ---------------------------------------------------------------------------

    def _spoil_uprns(self, draft: Draft, count: int) -> None:
        def true(row: Row, _: str) -> str:
            return self._asset(row).uprn

        short = [row for row in draft.rows if 0 < len(str(row.cells[draft.roles["uprn"]])) < 12]
        if short:
            draft.plant(
                "uprn leading zeros",
                "uprn",
                3 * count,
                lambda row, text: text.zfill(12),
                true,
                lambda row: len(self._asset(row).uprn) < 12,
            )
        draft.plant("uprn as float", "uprn", count, lambda row, text: f"{text}.0", true)
        draft.plant(
            "uprn in scientific form",
            "uprn",
            count,
            lambda row, text: f"{float(text):.5E}",
            "",
            lambda row: len(self._asset(row).uprn) == 12,
        )
        draft.plant("uprn in words", "uprn", count, lambda row, text: "Not Known")
        column = draft.roles["uprn"]
        others = [row.cells[column] for row in draft.rows if row.is_clean and row.cells[column]]
        if len(others) > 20:
            given = others[:count]
            givers = iter(given)
            draft.plant(
                "uprn repeated",
                "uprn",
                count,
                lambda row, _: next(givers),
                where=lambda row: row.cells[column] not in given,
            )

    def _spoil_postcodes(self, draft: Draft, count: int) -> None:
        def true(row: Row, text: str) -> str:
            return text

        draft.plant(
            "postcode outward only",
            "postcode",
            3 * count,
            lambda row, text: text.split()[0],
            lambda row, text: text.split()[0],
        )
        draft.plant(
            "postcode letter for nought",
            "postcode",
            count,
            lambda row, text: text.replace("0", "O"),
            true,
            lambda row: "0" in str(row.cells[draft.roles["postcode"]]),
        )
        draft.plant(
            "postcode cut short", "postcode", count, lambda row, text: text[:-2], lambda row, text: text.split()[0]
        )

    def _end_postcodes(self, draft: Draft, count: int) -> None:
        """Postcodes no longer in use, of the same stretch of road as the asset's own."""
        others = self.geography.other_postcodes
        ended = [
            (code, float(others.easting[k]), float(others.northing[k]))
            for k, code in enumerate(others.code)
            if others.terminated[k]
        ]

        def nearest(row: Row, _: str) -> str:
            asset = self._asset(row)
            return min(ended, key=lambda entry: (entry[1] - asset.easting) ** 2 + (entry[2] - asset.northing) ** 2)[0]

        draft.plant(
            "postcode terminated", "postcode", count, nearest, nearest, lambda row: self._asset(row).is_in_place
        )

    def _spoil_words(self, draft: Draft, count: int) -> None:
        draft.plant("name not given", "name", 2 * count, lambda row, text: "N/A")
        if "detail" in draft.roles:
            draft.plant(
                "vocabulary in another case",
                "detail",
                count,
                lambda row, text: text.lower().capitalize(),
                lambda row, text: text,
                lambda row: " " in self._asset(row).tenure_detail,
            )
        else:
            draft.plant(
                "vocabulary in another case",
                "tenure",
                count,
                lambda row, text: text.upper(),
                lambda row, text: text,
                lambda row: "old" in str(row.cells[draft.roles["tenure"]]),
            )
        draft.plant(
            "replacement character",
            "name",
            count,
            lambda row, text: text[:-1] + "\ufffd" + text[-1],
            lambda row, text: text,
        )

    def _blank_coordinates(self, draft: Draft, count: int) -> None:
        roles = [draft.roles[role] for role in ("crs", "x", "y", "xy") if role in draft.roles]
        for row in draft.take(count):
            for column in roles:
                row.cells[column] = ""
            row.faults.append(Planted("coordinates missing", roles[-1]))

    def _swap_coordinates(
        self,
        draft: Draft,
        count: int,
        where: Callable[[Row], bool] | None = None,
        fault: str = "longitude and latitude exchanged",
    ) -> None:
        x, y = draft.roles["x"], draft.roles["y"]
        for row in draft.take(count, lambda row: row.cells[x] != "" and (where is None or where(row))):
            row.cells[x], row.cells[y] = row.cells[y], row.cells[x]
            row.faults.append(Planted(fault, x, str(row.cells[y])))

    def _not_owned(self, draft: Draft, body: Body, words: str, count: int) -> None:
        """Lines that say what the body does not own; they speak of no asset of ours."""
        streets = self.geography.postcodes.street
        names = draft.roles["name"]
        for number in range(count):
            cells: list[object] = [
                draft.rows[0].cells[k] if not role else "" for k, role in enumerate(self._role_names(draft))
            ]
            cells[names] = words
            if "street" in draft.roles:
                cells[draft.roles["street"]] = streets[number * 37 % len(streets)]
            row = Row(cells, body_id=body.body_id, faults=[Planted("not owned", names, words)])
            draft.add((2 * number + 1) * len(draft.rows) // (2 * count), row)

    @staticmethod
    def _role_names(draft: Draft) -> list[str]:
        by_column = {column: role for role, column in draft.roles.items()}
        return [by_column.get(column, "" if column < 4 else "other") for column in range(len(draft.headings))]

    # Registers -----------------------------------------------------------------------------------------------------

    def _county(self) -> None:
        body = self.bodies[COUNTY_COUNCIL]
        own = self.own[COUNTY_COUNCIL]
        size = max(1, len(own) // 270)
        draft = self._draft(transparency_code(body, "2025"), own)
        draft.plant(
            "asset code of parent and child",
            "code",
            3 * size,
            lambda row, text: f"{text}/T{int(row.asset_id[1:]):07d}",
            lambda row, text: text,
        )
        self._swap_coordinates(draft, 2 * size)
        self._spoil_uprns(draft, size)
        self._spoil_postcodes(draft, 2 * size)
        self._end_postcodes(draft, 2 * size)
        self._spoil_words(draft, 2 * size)
        draft.plant("not applicable in a number", "gia", size, lambda row, text: "Not Applicable")
        self._blank_coordinates(draft, 30 * size)
        self._not_owned(draft, body, "NO COUNTY COUNCIL LAND OWNERSHIP", 3)
        draft.add_blank(len(draft.rows) // 2, delimiters=True)
        write_text(self.folder, self.truth, f"inbox/{body.body_id}/property/land-and-building-assets-2025.csv", draft)

        earlier = [asset for asset in own if int(asset.asset_id[1:]) % 7]
        old = self._draft(transparency_code(body, "2022"), earlier)
        for row in old.rows:
            row.faults.clear()
        old.plant(
            "asset code reissued",
            "code",
            len(earlier) // 3,
            lambda row, text: f"OLD{int(row.asset_id[1:]):06d}",
            lambda row, text: text,
        )
        for row in old.rows:
            row.outcome, row.reason = "superseded", "older edition"
        path = f"inbox/{body.body_id}/property/land-and-building-assets-2022.csv"
        self.truth.add_file(path, "superseded", "older edition", ["older edition"])
        write_text(self.folder, self.truth, path, old)
        self._libraries(body, own)

    def _libraries(self, body: Body, own: Sequence[Asset]) -> None:
        """A list for visitors, with longitude under latitude and the other way round on every row."""
        columns = [
            Column("name", "name", lambda a: a.name),
            Column("address", "street", address),
            Column("postcode", "postcode", lambda a: a.postcode),
            Column("opening_hours", "", lambda a: "Mon-Fri: 9:00am-5:30pm, Sat: 9:30am-1:00pm"),
            Column("latitude", "y", lambda a: f"{a.lon:.6f}"),
            Column("longitude", "x", lambda a: f"{a.lat:.6f}"),
        ]
        draft = self._draft(columns, [asset for asset in own if asset.use == "library"])
        for row in draft.rows:
            row.faults.append(Planted("longitude and latitude exchanged", 4, str(row.cells[5])))
        write_text(self.folder, self.truth, f"inbox/{body.body_id}/property/libraries.csv", draft)

    def _brackmouth(self) -> None:
        body = self.districts[0]
        own = self.own[body.body_id]
        draft = self._draft(repeating_headings(body), own)
        office = next(asset for asset in own if asset.use == "town hall")
        x, y = draft.roles["x"], draft.roles["y"]
        for row in draft.take(min(20, max(4, len(own) - 32)), lambda row: self._asset(row).use != "town hall"):
            asset = self._asset(row)
            row.cells[x], row.cells[y] = round(office.easting), round(office.northing)
            row.faults.append(Planted("many assets on one point", x, f"{asset.easting:.1f} {asset.northing:.1f}"))

        def some(count: int) -> int:
            return max(1, round(count * len(own) / 52))

        draft.plant("postcode line break", "postcode", some(6), lambda row, text: text + "\n", lambda row, text: text)
        draft.plant(
            "carriage return in a cell",
            "street",
            some(4),
            lambda row, text: f"{text}\r{self._asset(row).town}",
            lambda row, text: f"{text} {self._asset(row).town}",
        )
        draft.plant(
            "line break in a cell",
            "street",
            some(3),
            lambda row, text: f"{text}\r\n{self._asset(row).town}",
            lambda row, text: f"{text} {self._asset(row).town}",
        )
        draft.plant("non-breaking space", "tenure", some(3), lambda row, text: text + "\xa0", lambda row, text: text)
        draft.plant("trailing hash", "street", some(2), lambda row, text: text + "#", lambda row, text: text)
        draft.plant("name not given", "name", some(3), lambda row, text: "N/A")
        draft.plant(
            "uprn leading zeros",
            "uprn",
            some(3),
            lambda row, text: text.zfill(12),
            lambda row, text: text,
            lambda row: len(self._asset(row).uprn) < 12,
        )
        draft.plant(
            "vocabulary in another case",
            "detail",
            some(2),
            lambda row, text: text.lower().capitalize(),
            lambda row, text: text,
            lambda row: " " in self._asset(row).tenure_detail,
        )
        for row in draft.take(2):
            again = copy(row)
            again.cells, again.faults = list(row.cells), [Planted("record repeated")]
            row.faults.append(Planted("record repeated"))
            draft.add(len(draft.rows), again)
        draft.note("duplicated headings", "Organisation")
        draft.note("duplicated headings", "OrganisationLabel")
        write_text(
            self.folder,
            self.truth,
            f"inbox/{body.body_id}/Land and assets 2025.csv",
            draft,
            line_end="\r\n",
            encoding="cp1252",
        )

    def _two_row_book(self, body: Body, path: str) -> None:
        own = self.own[body.body_id]
        columns = two_row_headings()
        draft = self._draft(columns, own)
        if "uprn" in draft.roles:
            draft.plant("uprn in words", "uprn", 2, lambda row, text: "Not Known")
        draft.plant("not applicable in a number", "cost", 2, lambda row, text: "Not Applicable")
        self._spoil_words(draft, 1)
        x, y = draft.roles["x"], draft.roles["y"]
        for row in draft.take(2):
            row.cells[x] = row.cells[y] = 0
            row.faults.append(Planted("coordinates nought", x))
        draft.add_blank(len(draft.rows) // 2)
        gia = sum(asset.gia_m2 or 0 for asset in own)
        draft.add_total({"gia": gia}, "Total")
        upper = [column.heading.split(" - ")[0] for column in columns]
        first = [head if k == 0 or head != upper[k - 1] else "" for k, head in enumerate(upper)]
        second = [column.heading.split(" - ")[1] if " - " in column.heading else "" for column in columns]
        merged = ("D5:F5", "G5:H5", "L5:M5")
        preamble = [[f"{body.name}: property asset register"], ["Position as at 31 March 2025"], [FICTION], []]
        sheet = Sheet("Asset register", draft, preamble, first, second, merged)
        write_workbook(self.folder, self.truth, path, [sheet])

    def _cawdenshaw(self) -> None:
        body = self.districts[1]
        self._two_row_book(body, f"inbox/{body.body_id}/Asset register March 2025.xlsx")

    def _dunmarrow(self) -> None:
        body = self.districts[2]
        draft = self._draft(open_document(), self.own[body.body_id])
        for row in draft.rows:
            if row.is_clean and row.cells[draft.roles["land"]]:
                row.faults.append(Planted("area as text", draft.roles["land"], str(self._asset(row).land_area_m2)))
        write_workbook(
            self.folder, self.truth, f"inbox/{body.body_id}/property-2025.ods", [Sheet("Property", draft)], "ods"
        )

    def _eskerquill(self) -> None:
        body = self.districts[3]
        draft = self._draft(grid_in_one_cell(), self.own[body.body_id])
        self._spoil_uprns(draft, 1)
        self._blank_coordinates(draft, 3)
        self._not_owned(draft, body, "NO EDC LAND OWNERSHIP", 3)
        draft.note("easting and northing in one cell", "OS grid ref (easting, northing)")
        write_text(self.folder, self.truth, f"inbox/{body.body_id}/assets.txt", draft, delimiter="|", prefix=BOM)

    def _farrowhythe(self) -> None:
        """Grid metres on a third of the rows, as the column beside them says."""
        body = self.districts[4]
        draft = self._draft(transparency_code(body, "2025"), self.own[body.body_id])
        crs, x, y = (draft.roles[role] for role in ("crs", "x", "y"))
        for number, row in enumerate(draft.rows):
            if number % 3 == 0:
                asset = self._asset(row)
                row.cells[crs], row.cells[x], row.cells[y] = "OSGB36", f"{asset.easting:.1f}", f"{asset.northing:.1f}"
        draft.note("two coordinate systems", "CoordinateReferenceSystem")
        self._swap_coordinates(draft, 1, lambda row: row.cells[crs] == "WGS84")
        self._spoil_postcodes(draft, 1)
        self._end_postcodes(draft, 1)
        write_text(self.folder, self.truth, f"inbox/{body.body_id}/local-authority-land.csv", draft)

    def _other_districts(self) -> None:
        gildenhaw, harrenmere, ilverstow, kestlebrook, lorrinford, marlowick, nethercandle = self.districts[5:12]
        draft = self._draft(short_headings(), self.own[gildenhaw.body_id])
        self._swap_coordinates(draft, 2, fault="easting and northing exchanged")
        write_text(self.folder, self.truth, f"inbox/{gildenhaw.body_id}/property_register.csv", draft, delimiter="$")

        draft = self._draft(transparency_code(harrenmere, "2025"), self.own[harrenmere.body_id])
        self._spoil_words(draft, 1)
        path = f"inbox/{harrenmere.body_id}/land-assets.zip"
        write_text(self.folder, self.truth, path, draft, member="land-assets.csv")

        draft = self._draft(short_headings(), self.own[ilverstow.body_id])
        write_text(self.folder, self.truth, f"inbox/{ilverstow.body_id}/property-list.csv", draft, line_end="\r")

        draft = self._draft(grid_in_one_cell(), self.own[kestlebrook.body_id])
        draft.plant("grid letters", "xy", 3, lambda row, _: _grid_letters(self._asset(row)), lambda row, text: text)
        draft.note("easting and northing in one cell", "OS grid ref (easting, northing)")
        write_text(
            self.folder,
            self.truth,
            f"inbox/{kestlebrook.body_id}/assets-2025.csv",
            draft,
            delimiter="¬",
            encoding="cp1252",
        )

        draft = self._draft(transparency_code(lorrinford, "2025"), self.own[lorrinford.body_id])
        self._spoil_postcodes(draft, 1)
        draft.add_headings(len(draft.rows) // 2)
        gia = sum(asset.gia_m2 or 0 for asset in self.own[lorrinford.body_id])
        draft.add_total({"gia": gia}, "", "unlabelled total line")
        for row in draft.rows:
            row.cells.insert(2, "")
        draft.headings.insert(2, "")
        draft.roles = {role: column + (column >= 2) for role, column in draft.roles.items()}
        for row in draft.rows:
            for planted in row.faults:
                if planted.column is not None and planted.column >= 2:
                    planted.column += 1
        draft.note("blank column")
        write_text(
            self.folder, self.truth, f"inbox/{lorrinford.body_id}/LocalAuthorityLand.csv", draft, line_end="\r\n"
        )

        self._two_row_book(marlowick, f"inbox/{marlowick.body_id}/Property Assets.xlsx")

        draft = self._draft(imperial(nethercandle), self.own[nethercandle.body_id])
        for row in draft.rows:
            others = [a for a in self.assets.values() if a.building_id == self._asset(row).building_id]
            if row.is_clean and len([a for a in others if a.tenure == "Freehold"]) > 1:
                row.faults.append(Planted("two owners of one freehold", draft.roles["tenure"]))
        draft.note("area in square feet", "GIA (sq ft)")
        draft.note("area in acres", "Site area (acres)")
        write_text(self.folder, self.truth, f"inbox/{nethercandle.body_id}/terrier.csv", draft)
        self._later(harrenmere)

    def _later(self, body: Body) -> None:
        """The register published again, one asset gone: first under other codes, then with these codes given to other assets each."""
        rng = np.random.default_rng([self.seed, 23])
        gone = next(asset for asset in self.own[body.body_id] if asset.use == "allotment")
        own = [asset for asset in self.own[body.body_id] if asset is not gone]
        numbers = rng.permutation(len(own)).tolist()
        for edition, file, order in (("2025-06", "june", numbers), ("2025-07", "july", [*numbers[1:], numbers[0]])):
            columns = transparency_code(body, edition)
            code = next(k for k, column in enumerate(columns) if column.role == "code")
            records: list[list[object]] = []
            for number, asset in zip(order, own, strict=True):
                records.append([column.get(asset) for column in columns])
                records[-1][code] = f"P-{7000 + number}"
            content, lines = delimited([[column.heading for column in columns], *records])
            path = f"{body.body_id}/land-assets-{file}-2025.csv"
            put(self.folder / "later" / path, content)
            self.truth.later_lines += [
                (f"inbox/{path}", part_name("text"), line, asset.asset_id) for line, asset in zip(lines[1:], own, strict=True)
            ]

    def _police(self) -> None:
        draft = self._draft(police_list(), self.own[POLICE])
        self._spoil_postcodes(draft, 1)
        draft.plant("not applicable in a number", "cost", 2, lambda row, text: "Not Applicable")
        draft.add_total({"cost": ""}, f"Total: {len(self.own[POLICE])} properties")
        write_text(
            self.folder,
            self.truth,
            f"inbox/{POLICE}/estate-2025.zip",
            draft,
            member="PCC estate list 2025.csv",
            encoding="cp1252",
            line_end="\r\n",
        )

    def _fire(self) -> None:
        columns = short_headings()[:-2]
        draft = self._draft(columns, self.own[FIRE])
        draft.plant("not applicable in a number", "nia", 2, lambda row, text: "Not Applicable")
        draft.plant("uprn as float", "uprn", 2, lambda row, text: f"{text}.0", lambda row, text: text)
        path = f"inbox/{FIRE}/fire-estate.geojson"
        features: list[tuple[dict[str, object], dict[str, object]]] = []
        for row in draft.rows:
            asset = self._asset(row)
            lon, lat = round(asset.lon, 7), round(asset.lat, 7)
            properties = {
                heading: (None if cell == "" else cell) for heading, cell in zip(draft.headings, row.cells, strict=True)
            }
            features.append((properties, {"type": "Point", "coordinates": [lon, lat]}))
        put(self.folder / path, geojson("fire_estate", features))
        self.truth.add_part(
            path, part_name("geojson"), "property", draft.rows, range(1, len(features) + 1), draft.headings
        )

    def _ambulance(self) -> None:
        draft = self._draft(short_headings(), self.own[AMBULANCE])
        draft.plant(
            "uprn leading zeros",
            "uprn",
            3,
            lambda row, text: text.zfill(12),
            lambda row, text: text,
            lambda row: len(self._asset(row).uprn) < 12,
        )
        write_text(self.folder, self.truth, f"inbox/{AMBULANCE}/stations.tsv", draft, delimiter="\t", line_end="\r\n")

    def _health(self) -> None:
        """The northern trust's .xls is an .xlsx; the western one's is what it says; the southern one sends nothing."""
        for trust, name in ((self.trusts[0], "Estates return 2025.xls"), (self.trusts[1], "estates-return-2025.xlsx")):
            draft = self._draft(health_return(trust), self.own[trust.body_id])
            draft.plant("name not given", "name", 2, lambda row, text: "N/A")
            write_workbook(self.folder, self.truth, f"inbox/{trust.body_id}/{name}", [Sheet("Sites", draft)])

    def _national_list(self) -> None:
        """Sites of all trusts of a nation: ours stay, the others are outside the place."""
        rng = np.random.default_rng([self.seed, 6])
        others = self.geography.other_postcodes
        beyond = np.flatnonzero(others.neighbour >= 0).tolist()
        rows: list[Row] = []
        for trust in self.trusts:
            code = dict(trust.codes)["ods"]
            for asset in self.own[trust.body_id]:
                if USES[asset.use].kind != "land" and asset.use != "office":
                    cells: list[object] = [
                        code,
                        trust.name,
                        asset.name,
                        address(asset),
                        asset.postcode,
                        round(asset.easting),
                        round(asset.northing),
                        use_label(asset),
                    ]
                    rows.append(Row(cells, asset.asset_id, trust.body_id))
        for number in range(max(20, len(rows) // 3)):
            at = beyond[int(rng.integers(len(beyond)))]
            side = int(others.neighbour[at])
            town = NEIGHBOURS[side][1]
            cells = [
                ("7YA", "7YB")[side],
                f"{town} Primary Care Trust",
                f"{town} Clinic {number + 1}",
                f"{number + 1} Chapel Road, {town}",
                others.code[at],
                int(others.easting[at]) + int(rng.integers(-60, 60)),
                int(others.northing[at]) + int(rng.integers(-60, 60)),
                "Clinic",
            ]
            rows.append(Row(cells, outcome="ignored", reason="outside the place"))
        rows = [rows[k] for k in rng.permutation(len(rows)).tolist()]
        heads = [
            "OrganisationCode",
            "OrganisationName",
            "SiteName",
            "Address",
            "Postcode",
            "Easting",
            "Northing",
            "SiteType",
        ]
        draft = Draft("property", heads, {"name": 2, "postcode": 4, "x": 5, "y": 6}, rows, rng)
        write_text(self.folder, self.truth, f"inbox/{NATIONAL_SENDER}/health-sites-2025.csv", draft)
