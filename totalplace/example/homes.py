"""Homes: the housing stock of one council with its blocks of flats, and the houses of school caretakers on the county's books.

Belongs here: where they stand, what is true of them, and the two lists that name them. Does not belong here: the flats that a housing
association lists (others, lists).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, Body
from totalplace.example.buildings import Asset
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import Geography
from totalplace.example.others import Builder, Others
from totalplace.example.truth import Planted, Row, Truth

_FIRST = 950_001  # numbers far from those of all other assets, at any scale
_LANDLORD = 4  # the district whose council lets homes
FLATS_A_BLOCK, HOUSES_A_STREET = 20, 12
_MOST_TIMES = 3.0
_HALF_POSTCODES = 3  # bungalows of which only the first half of the postcode is said
_TYPES = {"flat": "Flat", "house": "House", "bungalow": "Bungalow", "block of flats": "Block of flats"}


@dataclass
class Homes:
    """The lines of the two lists. Blocks are buildings, all else is one home each."""

    stock: list[Asset] = field(default_factory=list)
    staff: list[Asset] = field(default_factory=list)

    @property
    def all(self) -> list[Asset]:
        return [*self.stock, *self.staff]


def make_homes(
    geography: Geography, bodies: Sequence[Body], assets: Sequence[Asset], others: Others, scale: float, seed: int
) -> Homes:
    """All of them. The stock stands on roads that hold nothing else, where road and home lie in one neighbourhood."""
    rng = np.random.default_rng([seed, 22])
    builder = Builder(geography, rng, _FIRST)
    landlord = [body for body in bodies if len(body.districts) == 1][_LANDLORD]
    spots = _spots(geography, builder, landlord, {asset.postcode for asset in (*assets, *others.all)}, rng)
    times = min(scale, _MOST_TIMES)
    homes = Homes()

    def stock(asset: Asset, use: str, name: str, gia_m2: int, **more: object) -> Asset:
        value = None if use == "block of flats" else 1_000 * int(rng.integers(45, 130))
        code = f"H{len(homes.stock) + 1:05d}"
        held: dict[str, object] = {
            "body_id": landlord.body_id, "use": use, "name": name, "gia_m2": gia_m2, "nia_m2": None, "asset_code": code, "tenure": "Freehold",
            "tenure_detail": "", "is_dwelling": use != "block of flats", "book_value_gbp": value,
        }  # fmt: skip
        made = replace(asset, **{**held, **more})  # type: ignore[arg-type]
        homes.stock.append(made)
        return made

    for nth in range(max(2, round(2 * times))):
        spot = next(spots)
        block = stock(spot, "block of flats", f"{spot.street.rsplit(' ', 1)[0]} Court", 55 * FLATS_A_BLOCK)
        for number in range(1, FLATS_A_BLOCK + 1):
            flat = builder.again(block)
            # the flats of every second block bear its UPRN
            uprn = block.uprn if nth % 2 else flat.uprn
            stock(flat, "flat", f"Flat {number}, {block.name}", int(rng.integers(38, 70)), uprn=uprn)
    for _ in range(max(1, round(times))):
        spot = next(spots)
        for number in range(1, HOUSES_A_STREET + 1):
            name = f"{2 * number} {spot.street}"
            stock(builder.again(spot), "house", name, int(rng.integers(70, 110)), number=str(2 * number))
    for _ in range(max(6, round(6 * times))):
        spot = next(spots)
        stock(spot, "bungalow", f"{spot.number} {spot.street}", int(rng.integers(50, 80)))
    schools = [
        asset
        for asset in assets
        if asset.body_id == COUNTY_COUNCIL and asset.use == "primary school" and asset.is_in_place
    ]
    for number, school in enumerate(schools[:: max(1, len(schools) // max(6, round(6 * times)))], 1):
        house = builder.again(school, uprn=school.uprn)
        homes.staff.append(
            replace(
                house, asset_kind="building", use="caretaker's house", name=f"Caretaker's House, {school.name}", is_dwelling=True, gia_m2=92, nia_m2=None,
                land_area_m2=None, asset_code=f"SH{number:03d}", tenure="Freehold", tenure_detail="", book_value_gbp=None,
            )
        )  # fmt: skip
    return homes


def _spots(
    geography: Geography, builder: Builder, landlord: Body, taken: set[str], rng: np.random.Generator
) -> Iterator[Asset]:
    """A place on one road of the landlord's district after the other."""
    postcodes = geography.postcodes
    for at in rng.permutation(len(postcodes.code)).tolist():
        cell = int(postcodes.cell[at])
        if int(geography.district_of_cell[cell]) not in landlord.districts or postcodes.code[at] in taken:
            continue
        spot = builder.stand(at, "house", "", 80)
        if spot.lsoa_code == geography.lsoas.codes[int(geography.lsoa_of_cell[cell])]:
            yield spot


def write_homes(folder: Path, truth: Truth, homes: Homes, seed: int) -> None:
    """Both lists: the stock by address and type, the caretakers' houses by name alone."""
    stock = [
        Row(
            [
                home.uprn,
                home.asset_code,
                home.name,
                home.street,
                home.town,
                home.postcode,
                _TYPES[home.use],
                home.tenure,
                home.gia_m2,
                "" if home.book_value_gbp is None else home.book_value_gbp,
            ],
            home.asset_id,
            home.body_id,
        )
        for home in homes.stock
    ]
    for row, home in zip(stock, homes.stock, strict=True):
        if not home.is_dwelling:
            row.faults.append(Planted("coordinates missing"))
    headings = ["UPRN", "Asset code", "Property name", "Street", "Town", "Postcode", "Property type", "Tenure", "Gross internal area (m2)", "Book value (£)"]
    draft = Draft("property", headings, {"postcode": 5, "type": 6}, stock, np.random.default_rng([seed, 23]))
    draft.plant(
        "postcode outward only",
        "postcode",
        _HALF_POSTCODES,
        lambda row, text: text.split()[0],
        lambda row, text: text.split()[0],
        lambda row: row.cells[6] == "Bungalow",
    )
    write_text(folder, truth, f"inbox/{homes.stock[0].body_id}/housing-stock.csv", draft)
    staff = [
        Row(
            [home.asset_code, home.uprn, home.name, f"{home.number} {home.street}", home.town, home.postcode, round(home.easting), round(home.northing), home.tenure],
            home.asset_id,
            home.body_id,
        )
        for home in homes.staff
    ]
    columns = ["Asset code", "UPRN", "Property name", "Street", "Town", "Postcode", "Easting", "Northing", "Tenure"]
    write_text(folder, truth, f"inbox/{COUNTY_COUNCIL}/property/school-houses.csv", Draft("property", columns, {}, staff, np.random.default_rng(0)))
