"""Buildings that lists show and no body's register has: surgeries, halls, units of one court, schools of trusts.

Belongs here: where they stand and what is true of them, and those that stand beside a building without being it. Does not belong
here: the estate of the bodies (buildings), or what lists say (lists).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from totalplace.example.buildings import Asset, invented_uprn
from totalplace.example.geography import Geography, degrees, district_code
from totalplace.example.look_alikes import Saying, make_look_alikes
from totalplace.example.words import DISTRICTS

_FIRST = 900_001  # numbers far from those of the bodies' assets, at any scale
# Dedications of halls; two towns each have a hall of the first ones, which are two halls.
_SAINTS = ("St Wystren", "St Orrel", "St Havvin", "St Quillen", "St Tavvel", "St Jessam", "St Pellam", "St Yarrel")
SAME_NAMED = 4
UNITS_A_COURT = 6


@dataclass
class Others:
    """The other buildings by sort; `beside` pairs a piece of land with the building that it stands beside; `sayings` are those put in hard words."""

    surgeries: list[Asset] = field(default_factory=list)
    halls: list[Asset] = field(default_factory=list)
    units: list[Asset] = field(default_factory=list)
    flats: list[Asset] = field(default_factory=list)
    campus_schools: list[Asset] = field(default_factory=list)
    trust_schools: list[Asset] = field(default_factory=list)
    private_schools: list[Asset] = field(default_factory=list)
    beside: list[tuple[Asset, Asset]] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)

    @property
    def all(self) -> list[Asset]:
        found = [*self.surgeries, *self.halls, *self.units, *self.flats, *self.campus_schools, *self.trust_schools]
        look_alikes = {saying.asset.asset_id: saying.asset for saying in self.sayings}
        return [*found, *self.private_schools, *(land for land, _ in self.beside), *look_alikes.values()]


class Builder:
    """Puts up one building after the other, each on a stretch of road."""

    def __init__(self, geography: Geography, rng: np.random.Generator, first: int) -> None:
        self.geography, self.rng, self.first = geography, rng, first
        self.count = 0

    def stand(self, at: int, use: str, name: str, gia_m2: int, kind: str = "building") -> Asset:
        postcodes, settlements = self.geography.postcodes, self.geography.settlements
        along = float(self.rng.uniform(0.1, 0.9))
        easting = float(np.round(postcodes.start_e[at] + along * (postcodes.end_e[at] - postcodes.start_e[at]) + 9, 1))
        northing = float(np.round(postcodes.start_n[at] + along * (postcodes.end_n[at] - postcodes.start_n[at]) - 7, 1))
        if int(self.geography.cell_at(np.array([easting]), np.array([northing]))[0]) < 0:
            easting, northing = (float(middle[at]) for middle in postcodes.middle)
        number = self.first + self.count
        self.count += 1
        town, street = settlements.names[int(postcodes.settlement[at])], postcodes.street[at]
        return Asset(
            asset_id=f"A{number:06d}",
            building_id=f"B{number:06d}",
            body_id="",
            asset_kind=kind,
            use=use,
            is_sensitive=False,
            name=name.format(street=street.rsplit(" ", 1)[0], town=town),
            number=str(2 * int(self.rng.integers(1, 80)) + 1),
            street=street,
            town=town,
            postcode=postcodes.code[at],
            **self.at(easting, northing),  # type: ignore[arg-type]
            uprn=invented_uprn(number, 0.3),
            asset_code="",
            tenure="",
            tenure_detail="",
            gia_m2=gia_m2,
            nia_m2=round(gia_m2 * 0.82),
            land_area_m2=None,
            running_cost_gbp=None,
            required_maintenance_gbp=None,
            condition="",
            energy_rating="",
            occupied="",
        )

    def at(self, easting: float, northing: float) -> dict[str, object]:
        """A point with its areas."""
        geography = self.geography
        cell = int(geography.cell_at(np.array([easting]), np.array([northing]))[0])
        lon, lat = degrees(np.array([easting]), np.array([northing]))
        district = int(geography.district_of_cell[cell]) if cell >= 0 else -1
        return {
            "district": DISTRICTS[district][0] if cell >= 0 else "",
            "district_code": district_code(district) if cell >= 0 else "",
            "ward_code": geography.wards.codes[int(geography.ward_of_cell[cell])] if cell >= 0 else "",
            "lsoa_code": geography.lsoas.codes[int(geography.lsoa_of_cell[cell])] if cell >= 0 else "",
            "is_in_place": cell >= 0,
            "easting": easting,
            "northing": northing,
            "lon": float(lon[0]),
            "lat": float(lat[0]),
        }

    def again(self, asset: Asset, **changes: object) -> Asset:
        """Another building on the same spot: of the same court, or the same campus."""
        number = self.first + self.count
        self.count += 1
        ids = {"asset_id": f"A{number:06d}", "building_id": f"B{number:06d}", "uprn": invented_uprn(number, 0.3)}
        return replace(asset, **{**ids, **changes})  # type: ignore[arg-type]


_MOST_TIMES = 3.0  # what they show needs no large number of them


def make_others(geography: Geography, assets: Sequence[Asset], scale: float, seed: int) -> Others:
    """All of them, on stretches of road that hold no asset of a body, so that nobody's neighbour is taken by chance."""
    rng = np.random.default_rng([seed, 20])
    builder = Builder(geography, rng, _FIRST)
    taken = {asset.postcode for asset in assets}
    postcodes = geography.postcodes
    towns = postcodes.settlement < len(DISTRICTS)
    drawn = [k for k in rng.permutation(len(postcodes.code)).tolist() if towns[k]]
    # in a county made large for tests of size there may be no road left without an asset
    spots = iter(sorted(drawn, key=lambda k: postcodes.code[k] in taken))

    def some(count: int) -> int:
        return max(2, round(count * min(scale, _MOST_TIMES)))

    others = Others()
    west = {district_code(k) for k in range(4, 8)}
    while len(others.surgeries) < some(18):
        asset = builder.stand(next(spots), "surgery", "{street} Surgery", int(rng.integers(180, 700)))
        if asset.district_code in west:
            others.surgeries.append(asset)
    for _ in range(some(26)):
        others.halls.append(builder.stand(next(spots), "hall", "{street} Community Hall", int(rng.integers(120, 420))))
    for saint in _SAINTS[:SAME_NAMED]:
        first = builder.stand(next(spots), "hall", f"{saint}'s Hall", 210)
        second = builder.stand(next(spots), "hall", f"{saint}'s Hall", 230)
        while second.town == first.town:
            second = builder.stand(next(spots), "hall", f"{saint}'s Hall", 230)
        others.halls += [first, second]
    for _ in range(some(3)):
        court = builder.stand(next(spots), "business unit", "{street} Enterprise Court", 90)
        for number in range(1, UNITS_A_COURT + 1):
            others.units.append(builder.again(court, name=f"Unit {number}, {court.name}"))
    for _ in range(some(2)):
        block = builder.stand(next(spots), "flat", "{street} Court", 55)
        for number in range(1, UNITS_A_COURT + 1):
            others.flats.append(builder.again(block, name=f"Flat {number}, {block.name}", is_dwelling=True))
    for _ in range(2):
        campus = builder.stand(next(spots), "infant school", "{street} Infant School", 1100)
        junior = campus.name.replace("Infant", "Junior")
        others.campus_schools += [campus, builder.again(campus, use="junior school", name=junior, gia_m2=1500)]
    for _ in range(some(6)):
        others.trust_schools.append(builder.stand(next(spots), "academy", "{street} Academy", 6200))
    for _ in range(some(5)):
        others.private_schools.append(builder.stand(next(spots), "independent school", "{street} Preparatory School", 1900))
    others.beside += _beside(builder, assets)
    others.sayings += make_look_alikes(builder, spots, some)
    return others


def _beside(builder: Builder, assets: Sequence[Asset]) -> list[tuple[Asset, Asset]]:
    """Land of a council beside one of its buildings, 25 m off: a car park of no name, and a plot named after the building."""
    found = []
    home = district_code(3)
    by_code = sorted((asset for asset in assets if asset.district_code == home), key=lambda asset: asset.asset_id)
    for uses, name in ((("leisure centre", "community centre"), "Car Park"), (("library", "town hall"), "Land adjacent to {name}")):
        for building in [asset for asset in by_code if asset.use in uses][:6]:
            east, north = round(building.easting + 20.0, 1), round(building.northing - 15.0, 1)
            land = builder.again(
                building,
                body_id="",
                asset_kind="land",
                use="car park" if name == "Car Park" else "development land",
                name=name.format(name=building.name),
                number="",
                **builder.at(east, north),
                uprn="",
                asset_code="",
                tenure="",
                tenure_detail="",
                gia_m2=None,
                nia_m2=None,
                land_area_m2=900,
                running_cost_gbp=None,
                required_maintenance_gbp=None,
                condition="",
                energy_rating="",
                occupied="",
            )
            found.append((land, building))
    return found
