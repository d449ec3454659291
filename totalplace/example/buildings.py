"""The true estate: what every body has, where it stands, and what is true of it.

Belongs here: assets with all their true values. Does not belong here: what registers say of them (registers).
Towns have dense centres because civic uses are drawn near the middle of a town and the rest along its roads.
"""

from dataclasses import dataclass, fields

import numpy as np

from totalplace.example.bodies import AMBULANCE, COUNTY_COUNCIL, FIRE, POLICE, Body
from totalplace.example.geography import Geography, degrees, district_code
from totalplace.example.words import DISTRICTS


@dataclass(slots=True)
class Asset:
    """One true asset of one body. Areas in square metres, money in whole pounds."""

    asset_id: str
    building_id: str
    body_id: str
    asset_kind: str
    use: str
    is_sensitive: bool
    name: str
    number: str
    street: str
    town: str
    postcode: str
    district: str
    district_code: str
    ward_code: str
    lsoa_code: str
    is_in_place: bool
    easting: float
    northing: float
    lon: float
    lat: float
    uprn: str
    asset_code: str
    tenure: str
    tenure_detail: str
    gia_m2: int | None
    nia_m2: int | None
    land_area_m2: int | None
    running_cost_gbp: int | None
    required_maintenance_gbp: int | None
    condition: str
    energy_rating: str
    occupied: str
    is_dwelling: bool = False  # one home: to be counted only
    book_value_gbp: int | None = None

    @staticmethod
    def truth_headings() -> list[str]:
        """Headings of truth/assets.csv."""
        return [entry.name for entry in fields(Asset) if entry.name not in ("lon", "lat")]

    def truth_cells(self) -> list[object]:
        """The asset as a row of truth/assets.csv; floats are at most 0.1 m fine."""
        return [_plain(getattr(self, name)) for name in self.truth_headings()]


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.1f}"
    return "" if value is None else value


@dataclass(frozen=True)
class Use:
    """A kind of use: median floor area, median land, where it stands, pounds a square metre to run."""

    label: str  # what such a place is called
    gia_m2: int
    land_m2: int
    setting: str  # centre, local, edge, rural
    cost_gbp_m2: int
    kind: str = "building"
    is_sensitive: bool = False


USES: dict[str, Use] = {
    "office": Use("House", 1500, 1200, "centre", 95),
    "town hall": Use("Town Hall", 4200, 3000, "centre", 110),
    "library": Use("Library", 420, 700, "centre", 105),
    "primary school": Use("Primary School", 1800, 14_000, "local", 62, "site"),
    "secondary school": Use("High School", 8600, 62_000, "local", 58, "site"),
    "children's centre": Use("Children's Centre", 380, 900, "local", 92),
    "youth centre": Use("Youth Centre", 420, 1000, "local", 74),
    "day centre": Use("Day Centre", 610, 1600, "local", 98),
    "children's home": Use("Children's Home", 340, 900, "local", 120, is_sensitive=True),
    "depot": Use("Depot", 1250, 9000, "edge", 48, "site"),
    "fire station": Use("Fire Station", 980, 3200, "local", 88),
    "training centre": Use("Training Centre", 2100, 21_000, "edge", 80, "site"),
    "police station": Use("Police Station", 900, 1800, "centre", 118),
    "custody suite": Use("Custody Suite", 1500, 3000, "edge", 140, is_sensitive=True),
    "ambulance station": Use("Ambulance Station", 430, 1900, "local", 90),
    "clinic": Use("Clinic", 520, 1100, "centre", 101),
    "health centre": Use("Health Centre", 980, 2400, "local", 104),
    "hospital": Use("Hospital", 21_000, 74_000, "edge", 145, "site"),
    "leisure centre": Use("Leisure Centre", 3300, 9000, "local", 130),
    "community centre": Use("Community Centre", 360, 1300, "local", 68),
    "museum": Use("Museum", 890, 1400, "centre", 96),
    "public conveniences": Use("Public Conveniences", 45, 90, "centre", 160),
    "garages": Use("Garages", 210, 700, "local", 12),
    "car park": Use("Car Park", 0, 1900, "centre", 0, "land"),
    "allotment": Use("Allotments", 0, 8200, "edge", 0, "land"),
    "open space": Use("Recreation Ground", 0, 21_000, "local", 0, "land"),
    "farm land": Use("Farm", 0, 310_000, "rural", 0, "land"),
    "development land": Use("Land", 0, 5200, "edge", 0, "land"),
}

# Assets of each kind of body at scale 1, for one body of the kind.
_COUNTY = {
    "office": 42,
    "library": 46,
    "primary school": 205,
    "secondary school": 42,
    "children's centre": 40,
    "youth centre": 30,
    "day centre": 36,
    "children's home": 8,
    "depot": 20,
    "farm land": 34,
    "development land": 26,
    "car park": 12,
    "museum": 5,
}
_DISTRICT = {
    "town hall": 1,
    "office": 3,
    "leisure centre": 3,
    "community centre": 7,
    "depot": 1,
    "public conveniences": 4,
    "garages": 4,
    "car park": 9,
    "allotment": 6,
    "open space": 9,
    "development land": 4,
    "museum": 1,
}
_TRUST = {"clinic": 34, "health centre": 16, "hospital": 2, "office": 6, "development land": 2}
_POLICE = {"police station": 46, "custody suite": 4, "office": 14, "training centre": 1, "garages": 5}
_FIRE = {"fire station": 38, "training centre": 1, "office": 3, "depot": 2}
_AMBULANCE = {"ambulance station": 34, "office": 2, "depot": 2}
_BY_ID = {COUNTY_COUNCIL: _COUNTY, POLICE: _POLICE, FIRE: _FIRE, AMBULANCE: _AMBULANCE}

# On somebody else's premises: a desk of this body and use in a building of that use of a council.
_SHARED = (
    ("police station", "town hall"),
    ("clinic", "library"),
    ("police station", "library"),
    ("clinic", "leisure centre"),
)
_FREEHOLD = (
    ("Owner Occupied", 0.7),
    ("Ground Leasehold", 0.07),
    ("Leasehold Out", 0.1),
    ("Licence", 0.04),
    ("Vacant", 0.09),
)
_LEASEHOLD = (("Owner Occupied", 0.75), ("Ground Leasehold", 0.1), ("Sub Leasehold", 0.08), ("Licence", 0.07))
OUTSIDE_PER_BODY = 2
# What two assets of one building have in common.
_PLACED = (
    "building_id", "number", "street", "town", "postcode", "district", "district_code", "ward_code", "lsoa_code", "is_in_place",
    "easting", "northing", "lon", "lat", "uprn",
)  # fmt: skip


def _wanted(body: Body) -> dict[str, int]:
    if body.body_id in _BY_ID:
        return _BY_ID[body.body_id]
    if body.kind == "other":
        return {}
    return _TRUST if body.type == "primary care trust" else _DISTRICT


def _weights(geography: Geography, body: Body, setting: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How likely each postcode is to hold something of this body in this setting, added up."""
    postcodes, settlements = geography.postcodes, geography.settlements
    east, north = postcodes.middle
    home = postcodes.settlement
    distance = np.hypot(east - settlements.easting[home], north - settlements.northing[home])
    radius = settlements.radius_m[home]
    is_town = home < len(DISTRICTS)
    if setting == "centre":
        weight = np.where(is_town, np.exp(-distance / 230) * (radius / 1500), 0.035 * np.exp(-distance / 200))
        weight = weight * np.where(postcodes.is_high_street, 3.0, 1.0)
    elif setting == "local":
        weight = np.where(is_town, 1.0 / np.sqrt(1 + distance / 700), 0.9)
    elif setting == "edge":
        weight = np.where(is_town, np.exp(-(((distance / radius) - 0.85) ** 2) / 0.05), 0.15)
    else:
        weight = np.where(is_town, 0.0, 1.0) * (1 + distance / 300)
    in_area = np.isin(geography.district_of_cell[postcodes.cell], body.districts)
    return np.asarray(np.cumsum(weight * in_area), dtype=np.float64)


def make_assets(geography: Geography, bodies: list[Body], scale: float, seed: int) -> list[Asset]:
    """Every asset of every body, numbered in order of body and use."""
    rng = np.random.default_rng([seed, 2])
    planned: list[tuple[Body, str]] = []
    place: list[int] = []
    for body in bodies:
        settings: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
        for use, wanted in _wanted(body).items():
            count = max(1, round(wanted * scale))
            setting = USES[use].setting
            if setting not in settings:
                settings[setting] = _weights(geography, body, setting)
            cumulative = settings[setting]
            drawn = np.searchsorted(cumulative, rng.random(count) * cumulative[-1], side="right")
            place += np.minimum(drawn, len(cumulative) - 1).tolist()
            planned += [(body, use)] * count
    assets = _build(geography, planned, np.array(place, dtype=np.int64), rng)
    _share(assets, scale, rng)
    _claim_twice(assets)
    _move_outside(assets, geography, rng)
    return assets


def _tenure(draws: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[str, str]:
    if draws[0] < 0.05:
        return ("Licence", "Licence") if draws[1] < 0.5 else ("Freehold & Leasehold", "Owner Occupied")
    tenure, details = ("Freehold", _FREEHOLD) if draws[0] < 0.83 else ("Leasehold", _LEASEHOLD)
    reached = 0.0
    for detail, share in details:
        reached += share
        if draws[1] < reached:
            return tenure, detail
    return tenure, details[0][0]


def _build(
    geography: Geography,
    planned: list[tuple[Body, str]],
    place: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    rng: np.random.Generator,
) -> list[Asset]:
    postcodes, settlements = geography.postcodes, geography.settlements
    count = len(planned)
    along, side = rng.random(count), rng.choice([-1.0, 1.0], count)
    draws = rng.random((count, 10))
    spread = np.exp(rng.normal(0, 0.38, (count, 4)))
    de, dn = postcodes.end_e[place] - postcodes.start_e[place], postcodes.end_n[place] - postcodes.start_n[place]
    length = np.hypot(de, dn)
    setback = np.array([{"rural": 90.0, "edge": 32.0}.get(USES[use].setting, 13.0) for _, use in planned]) * (
        0.6 + 0.8 * draws[:, 0]
    )
    easting = np.round(postcodes.start_e[place] + along * de - side * setback * dn / length, 1)
    northing = np.round(postcodes.start_n[place] + along * dn + side * setback * de / length, 1)
    cell = geography.cell_at(easting, northing)
    lon, lat = degrees(easting, northing)
    assets: list[Asset] = []
    codes: dict[str, int] = {}
    names_used: set[tuple[str, str]] = set()
    for k, (body, use_name) in enumerate(planned):
        use = USES[use_name]
        at = int(place[k])
        town = settlements.names[int(postcodes.settlement[at])]
        street = postcodes.street[at]
        tenure, detail = _tenure(draws[k, 1:3])
        gia = max(18, round(use.gia_m2 * float(spread[k, 0]))) if use.gia_m2 else None
        land = round(use.land_m2 * float(spread[k, 1]))
        codes[body.body_id] = codes.get(body.body_id, 0) + 1
        name = f"{street.rsplit(' ', 1)[0]} House" if use_name == "office" else f"{town} {use.label}"
        if (body.body_id, name) in names_used:
            name = f"{street} {use.label}, {town}"
        names_used.add((body.body_id, name))
        inside = int(cell[k])
        has_uprn = use.kind != "land" or draws[k, 3] < 0.4
        asset_id = f"A{k + 1:06d}"
        assets.append(
            Asset(
                asset_id,
                f"B{k + 1:06d}",
                body.body_id,
                use.kind,
                use_name,
                use.is_sensitive,
                name,
                "" if use.kind == "land" else str(2 * round(float(along[k]) * 15) + 1 + int(side[k] > 0)),
                street,
                town,
                postcodes.code[at],
                DISTRICTS[int(geography.district_of_cell[inside])][0] if inside >= 0 else "",
                district_code(int(geography.district_of_cell[inside])) if inside >= 0 else "",
                geography.wards.codes[int(geography.ward_of_cell[inside])] if inside >= 0 else "",
                geography.lsoas.codes[int(geography.lsoa_of_cell[inside])] if inside >= 0 else "",
                inside >= 0,
                float(easting[k]),
                float(northing[k]),
                float(lon[k]),
                float(lat[k]),
                invented_uprn(k, draws[k, 9]) if has_uprn else "",
                _code(body, codes[body.body_id]),
                tenure,
                detail,
                gia,
                round(gia * (0.76 + 0.12 * float(draws[k, 4]))) if gia else None,
                land,
                round(gia * use.cost_gbp_m2 * float(spread[k, 2])) if gia else None,
                round(gia * 210 * float(draws[k, 5]) ** 2) if gia else None,
                "ABCD"[int(np.searchsorted([0.15, 0.6, 0.9], draws[k, 6]))] if gia else "",
                "ABCDEFG"[int(np.searchsorted([0.04, 0.16, 0.42, 0.7, 0.86, 0.95], draws[k, 7]))] if gia else "",
                "No" if detail == "Vacant" or (gia and draws[k, 8] < 0.03) else "Yes",
            )
        )
    return assets


def invented_uprn(number: int, draw: float) -> str:
    """An invented UPRN: twelve digits from a block of our own for most, eight to ten digits for the rest."""
    if draw < 0.6:
        return f"{100_099_900_000 + 7 * number}"
    return f"{99_900_000 + 7 * number}" if draw < 0.85 else f"{9_990_000_000 + 7 * number}"


def _code(body: Body, number: int) -> str:
    short = "".join(part[0] for part in body.name.replace("&", "").split() if part[0].isupper())
    return f"{short}{number:05d}"


def _share(assets: list[Asset], scale: float, rng: np.random.Generator) -> None:
    """Some police desks and clinics are in buildings of a council: the same building on two bodies' lists."""
    by_use: dict[str, list[Asset]] = {}
    for asset in assets:
        by_use.setdefault(asset.use, []).append(asset)
    taken: set[str] = set()
    for guest_use, host_use in _SHARED:
        guests = by_use[guest_use]
        order = rng.permutation(len(guests)).tolist()
        hosts = by_use[host_use]
        wanted = max(2, round(6 * scale))
        for number in rng.permutation(len(hosts)).tolist():
            host = hosts[number]
            guest = next(
                (
                    guests[k]
                    for k in order
                    if guests[k].asset_id not in taken and guests[k].district_code == host.district_code
                ),
                None,
            )
            if guest is None or wanted == 0 or host.asset_id in taken:
                continue
            wanted -= 1
            taken |= {guest.asset_id, host.asset_id}
            for name in _PLACED:
                setattr(guest, name, getattr(host, name))
            guest.name = f"{host.name}"
            guest.tenure, guest.tenure_detail, guest.occupied = "Leasehold", "Owner Occupied", "Yes"
            guest.gia_m2 = min(guest.gia_m2 or 60, max(20, (host.gia_m2 or 200) // 6))
            guest.nia_m2 = round(guest.gia_m2 * 0.85)
            guest.land_area_m2 = None


def _claim_twice(assets: list[Asset]) -> None:
    """One building of the county council is on a district's register as well, and both say that they own its freehold."""
    counts: dict[str, int] = {}
    for asset in assets:
        counts[asset.building_id] = counts.get(asset.building_id, 0) + 1
    last = district_code(len(DISTRICTS) - 1)
    alone = [asset for asset in assets if counts[asset.building_id] == 1 and asset.district_code == last]
    host = next(
        (
            asset
            for asset in alone
            if asset.body_id == COUNTY_COUNCIL and asset.tenure == "Freehold" and asset.use in ("library", "youth centre", "day centre")
        ),
        None,
    )
    guest = next((a for a in alone if a.body_id != COUNTY_COUNCIL and a.use == "community centre"), None)
    if host is None or guest is None:
        return
    for name in _PLACED:
        setattr(guest, name, getattr(host, name))
    guest.name, guest.use = host.name, host.use
    guest.gia_m2, guest.nia_m2, guest.land_area_m2 = host.gia_m2, host.nia_m2, host.land_area_m2
    guest.tenure, guest.tenure_detail = "Freehold", "Owner Occupied"


def _move_outside(assets: list[Asset], geography: Geography, rng: np.random.Generator) -> None:
    """A few council assets truly stand beyond the county's border."""
    others = geography.other_postcodes
    outside = np.flatnonzero(others.neighbour >= 0)
    for body_id in dict.fromkeys(asset.body_id for asset in assets):
        own = [
            asset
            for asset in assets
            if asset.body_id == body_id and asset.asset_kind == "land" and asset.use != "farm land"
        ]
        if not body_id.endswith("council") or len(own) < 6:
            continue
        for k in rng.permutation(len(own))[:OUTSIDE_PER_BODY].tolist():
            asset, at = own[k], int(outside[int(rng.integers(len(outside)))])
            asset.easting, asset.northing = float(others.easting[at]) + 11.3, float(others.northing[at]) - 8.6
            lon, lat = degrees(np.array([asset.easting]), np.array([asset.northing]))
            asset.lon, asset.lat = float(lon[0]), float(lat[0])
            asset.postcode, asset.town = others.code[at], ("Ottermoss", "Vennerdale")[int(others.neighbour[at])]
            asset.is_in_place = False
            asset.district = asset.district_code = asset.ward_code = asset.lsoa_code = ""
            asset.name = f"Land at {asset.street}, {asset.town}"
