"""The invented county: its areas on a mesh that tiles, its settlements, roads and postcodes.

Belongs here: where things can be. Does not belong here: public buildings (buildings) and bodies (bodies).
Everything is made in British National Grid metres; degrees come from convertbng (OSTN15) when a file is
written. The stretch of grid is real, the county on it is not: codes are from ranges that the Office for
National Statistics does not use (E10999…, E07999…, E05999…, E02999…, E01999…), postcodes from letters that no
postcode area has (ZA to ZG).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from convertbng.cutil import convert_osgb36_to_ll

from totalplace.example.words import DISTRICTS, street_names, village_names

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CELL_M = 500
WEST_M, SOUTH_M, COLUMNS, ROWS = 380_000, 275_000, 120, 100
EAST_M, NORTH_M = WEST_M + COLUMNS * CELL_M, SOUTH_M + ROWS * CELL_M
COUNTY_CODE = "E10999001"
NEIGHBOURS = (("E07999091", "Ottermoss"), ("E07999092", "Vennerdale"))
PSEUDO_CODE = "E99999999"
WARDS_A_DISTRICT = 10
PEOPLE_A_LSOA = 1700
LSOAS_A_MSOA = 5
STRETCH_M = 110  # length of road that shares a postcode in a town
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
# Radius in metres and people of the main town of each district, in the order of DISTRICTS.
_TOWNS = [(3400, 118_000), (3100, 96_000), (2900, 84_000), (2300, 52_000), (2300, 50_000), (2100, 44_000)]
_TOWNS += [(2000, 40_000), (1700, 27_000), (1600, 24_000), (1500, 22_000), (1500, 19_000), (1400, 17_000)]


def district_code(index: int) -> str:
    """Code of a district by its place in DISTRICTS."""
    return f"E07999{index + 1:03d}"


def degrees(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude (WGS84) of grid metres, by OSTN15."""
    lon, lat = convert_osgb36_to_ll(
        np.ascontiguousarray(easting, dtype=np.float64), np.ascontiguousarray(northing, dtype=np.float64)
    )
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


@dataclass(frozen=True)
class AreaLevel:
    """Areas of one kind: codes, names, district of each, outlines in grid metres."""

    codes: list[str]
    names: list[str]
    district: Ints
    outlines: list[shapely.Geometry]


@dataclass(frozen=True)
class Settlements:
    """Towns first, in the order of the districts, then villages."""

    names: list[str]
    easting: Floats
    northing: Floats
    radius_m: Floats
    district: Ints


@dataclass(frozen=True)
class Postcodes:
    """Live postcodes of the county: each a stretch of road with its own name, ends, and areas."""

    code: list[str]
    street: list[str]
    settlement: Ints
    start_e: Floats
    start_n: Floats
    end_e: Floats
    end_n: Floats
    cell: Ints
    is_high_street: npt.NDArray[np.bool_]

    @property
    def middle(self) -> tuple[Floats, Floats]:
        return np.round((self.start_e + self.end_e) / 2), np.round((self.start_n + self.end_n) / 2)


@dataclass(frozen=True)
class OtherPostcodes:
    """Postcodes that are not live ones of the county: terminated, outside, without location (easting NaN)."""

    code: list[str]
    easting: Floats
    northing: Floats
    cell: Ints  # -1 outside the county
    neighbour: Ints  # index into NEIGHBOURS, -1 inside
    terminated: list[str]  # yyyymm or ""


@dataclass(frozen=True)
class Geography:
    """The county. Cells are those of the mesh inside it; `*_of_cell` give the areas of each."""

    cells: "npt.NDArray[np.object_]"
    population: Floats
    district_of_cell: Ints
    ward_of_cell: Ints
    lsoa_of_cell: Ints
    msoa_of_cell: Ints
    county: shapely.Geometry
    districts: AreaLevel
    wards: AreaLevel
    lsoas: AreaLevel
    msoas: AreaLevel
    lsoa_population: Ints
    settlements: Settlements
    postcodes: Postcodes
    other_postcodes: OtherPostcodes
    tree: shapely.STRtree

    def cell_at(self, easting: Floats, northing: Floats) -> Ints:
        """The cell in which each point lies, -1 outside the county."""
        found = np.full(len(easting), -1, dtype=np.int64)
        pairs = self.tree.query(shapely.points(easting, northing), predicate="intersects")
        found[pairs[0][::-1]] = pairs[1][::-1]  # a point on an edge goes to the first cell
        return found


def _mesh(rng: np.random.Generator) -> tuple["npt.NDArray[np.object_]", Floats, Floats]:
    """Cells of the county as quadrangles that share their corners, and their middles."""
    shift = np.round(rng.uniform(-140, 140, (2, ROWS + 1, COLUMNS + 1)), 1)
    corner_e = WEST_M + CELL_M * np.arange(COLUMNS + 1)[None, :] + shift[0]
    corner_n = SOUTH_M + CELL_M * np.arange(ROWS + 1)[:, None] + shift[1]
    rows, columns = (part.ravel() for part in np.mgrid[0:ROWS, 0:COLUMNS])
    around = [(0, 0), (0, 1), (1, 1), (1, 0)]
    ring_e = np.stack([corner_e[rows + up, columns + right] for up, right in around], axis=1)
    ring_n = np.stack([corner_n[rows + up, columns + right] for up, right in around], axis=1)
    middle_e, middle_n = ring_e.mean(axis=1), ring_n.mean(axis=1)
    x = (middle_e - (WEST_M + EAST_M) / 2) / 29_000
    y = (middle_n - (SOUTH_M + NORTH_M) / 2) / 24_000
    angle = np.arctan2(y, x)
    edge = 0.88 + 0.055 * np.sin(3 * angle + 1) + 0.035 * np.sin(5 * angle + 2) + 0.02 * np.sin(11 * angle + 0.5)
    inside = np.hypot(x, y) < edge
    rings = np.stack([ring_e[inside], ring_n[inside]], axis=2)
    return shapely.polygons(rings), middle_e[inside], middle_n[inside]


def _nearest(
    easting: Floats, northing: Floats, seed_e: Floats, seed_n: Floats, head_start: Floats | float = 0.0
) -> Ints:
    """Index of the nearest seed of each point; a seed with a head start reaches so many metres farther."""
    distance = np.hypot(easting[:, None] - seed_e[None, :], northing[:, None] - seed_n[None, :]) - head_start
    return np.asarray(distance.argmin(axis=1), dtype=np.int64)


def _group(easting: Floats, northing: Floats, weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Points in `count` (or a few less) compact groups, dense where the weight is; numbered without gaps."""
    count = min(count, len(easting))
    chosen = rng.choice(len(easting), size=count, replace=False, p=weight / weight.sum())
    seed_e, seed_n = easting[chosen].copy(), northing[chosen].copy()
    for _ in range(4):
        group = _nearest(easting, northing, seed_e, seed_n)
        total = np.bincount(group, weight, minlength=count)
        filled = total > 0
        seed_e[filled] = np.bincount(group, weight * easting, minlength=count)[filled] / total[filled]
        seed_n[filled] = np.bincount(group, weight * northing, minlength=count)[filled] / total[filled]
    return np.asarray(np.unique(_nearest(easting, northing, seed_e, seed_n), return_inverse=True)[1], dtype=np.int64)


def _level(
    cells: "npt.NDArray[np.object_]", of_cell: Ints, district_of_cell: Ints, codes: list[str], names: list[str]
) -> AreaLevel:
    order = np.argsort(of_cell, kind="stable")
    edges = np.flatnonzero(np.diff(of_cell[order])) + 1
    outlines = [shapely.normalize(shapely.coverage_union_all(cells[part])) for part in np.split(order, edges)]
    district = np.zeros(len(codes), dtype=np.int64)
    district[of_cell] = district_of_cell
    return AreaLevel(codes, names, district, outlines)


def _nested(
    district: Ints, easting: Floats, northing: Floats, weight: Floats, counts: list[int], rng: np.random.Generator
) -> Ints:
    """Groups within each district, numbered on from district to district."""
    result = np.zeros(len(district), dtype=np.int64)
    first = 0
    for index, count in enumerate(counts):
        members = np.flatnonzero(district == index)
        groups = _group(easting[members], northing[members], weight[members], count, rng)
        result[members] = groups + first
        first += int(groups.max()) + 1
    return result


def make_geography(seed: int) -> Geography:
    """The whole county; the same for the same seed, whatever the scale of what stands in it."""
    rng = np.random.default_rng([seed, 1])
    cells, mid_e, mid_n = _mesh(rng)
    seeds = rng.choice(len(cells), size=len(DISTRICTS), replace=False)
    centre_e, centre_n = mid_e[seeds], mid_n[seeds]
    for _ in range(12):
        nearest = _nearest(mid_e, mid_n, centre_e, centre_n)
        size = np.bincount(nearest, minlength=len(DISTRICTS))
        centre_e = np.bincount(nearest, mid_e, minlength=len(DISTRICTS)) / size
        centre_n = np.bincount(nearest, mid_n, minlength=len(DISTRICTS)) / size
    head_start = rng.uniform(0, 2500, len(DISTRICTS))
    district = _nearest(mid_e, mid_n, centre_e, centre_n, head_start)
    settlements = _settlements(rng, centre_e, centre_n, mid_e, mid_n, district)
    population = _population(rng, settlements, mid_e, mid_n)

    people = [float(population[district == index].sum()) for index in range(len(DISTRICTS))]
    lsoa = _nested(district, mid_e, mid_n, population, [max(6, round(count / PEOPLE_A_LSOA)) for count in people], rng)
    lsoa_count = int(lsoa.max()) + 1
    weight = np.asarray(np.bincount(lsoa, population), dtype=np.float64)
    lsoa_e, lsoa_n = np.bincount(lsoa, population * mid_e) / weight, np.bincount(lsoa, population * mid_n) / weight
    lsoa_district = np.zeros(lsoa_count, dtype=np.int64)
    lsoa_district[lsoa] = district
    msoa_counts = [max(2, int((lsoa_district == index).sum()) // LSOAS_A_MSOA) for index in range(len(DISTRICTS))]
    msoa_of_lsoa = _nested(lsoa_district, lsoa_e, lsoa_n, weight, msoa_counts, rng)
    msoa = msoa_of_lsoa[lsoa]
    ward = _nested(district, mid_e, mid_n, population, [WARDS_A_DISTRICT] * len(DISTRICTS), rng)

    districts = _level(
        cells, district, district, [district_code(i) for i in range(len(DISTRICTS))], [name for name, _ in DISTRICTS]
    )
    wards = _named_level(cells, ward, district, "E05999", "{name} Ward {number}")
    msoas = _named_level(cells, msoa, district, "E02999", "{name} {number:03d}")
    lsoa_names = _lsoa_names(msoa_of_lsoa, msoas.names)
    lsoas = _level(cells, lsoa, district, [f"E01999{number + 1:03d}" for number in range(lsoa_count)], lsoa_names)
    tree = shapely.STRtree(cells)
    geography = Geography(
        cells,
        population,
        district,
        ward,
        lsoa,
        msoa,
        shapely.normalize(shapely.coverage_union_all(cells)),
        districts,
        wards,
        lsoas,
        msoas,
        np.round(weight).astype(np.int64),
        settlements,
        _NO_POSTCODES,
        _NO_OTHERS,
        tree,
    )
    postcodes, others = _postcodes(rng, geography)
    return Geography(**{**geography.__dict__, "postcodes": postcodes, "other_postcodes": others})


def _named_level(
    cells: "npt.NDArray[np.object_]", of_cell: Ints, district_of_cell: Ints, prefix: str, pattern: str
) -> AreaLevel:
    count = int(of_cell.max()) + 1
    district = np.zeros(count, dtype=np.int64)
    district[of_cell] = district_of_cell
    within = [int((district[:number] == district[number]).sum()) + 1 for number in range(count)]
    names = [pattern.format(name=DISTRICTS[int(district[number])][0], number=within[number]) for number in range(count)]
    return _level(cells, of_cell, district_of_cell, [f"{prefix}{number + 1:03d}" for number in range(count)], names)


def _lsoa_names(msoa_of_lsoa: Ints, msoa_names: list[str]) -> list[str]:
    used: dict[int, int] = {}
    names = []
    for msoa in msoa_of_lsoa.tolist():
        used[msoa] = used.get(msoa, -1) + 1
        names.append(f"{msoa_names[msoa]}{chr(65 + used[msoa])}")
    return names


def _settlements(
    rng: np.random.Generator, centre_e: Floats, centre_n: Floats, mid_e: Floats, mid_n: Floats, district: Ints
) -> Settlements:
    names = [name.removesuffix(" Vale") for name, _ in DISTRICTS]
    easting = list(np.round(centre_e + rng.uniform(-1500, 1500, len(names))))
    northing = list(np.round(centre_n + rng.uniform(-1500, 1500, len(names))))
    radius = [float(radius) for radius, _ in _TOWNS]
    home = list(range(len(names)))
    villages = village_names(rng, 150)
    for index in range(len(DISTRICTS)):
        members = rng.permutation(np.flatnonzero(district == index))
        wanted = int(rng.integers(6, 10))
        for cell in members.tolist():
            apart = np.hypot(np.array(easting) - mid_e[cell], np.array(northing) - mid_n[cell]) - np.array(radius)
            if apart.min() < 1300:
                continue
            easting.append(float(np.round(mid_e[cell])))
            northing.append(float(np.round(mid_n[cell])))
            radius.append(float(rng.integers(350, 650)))
            home.append(index)
            names.append(villages[len(names)])
            wanted -= 1
            if wanted == 0:
                break
    return Settlements(names, np.array(easting), np.array(northing), np.array(radius), np.array(home, dtype=np.int64))


def _population(rng: np.random.Generator, settlements: Settlements, mid_e: Floats, mid_n: Floats) -> Floats:
    people = np.full(len(mid_e), 6.0)
    for index in range(len(settlements.names)):
        total = _TOWNS[index][1] if index < len(_TOWNS) else float(rng.integers(700, 3600))
        distance = np.hypot(mid_e - settlements.easting[index], mid_n - settlements.northing[index])
        share = np.exp(-((distance / (0.62 * settlements.radius_m[index] + 120)) ** 1.6))
        people += total * share / share.sum()
    return people


_EMPTY = np.zeros(0)
_NO_POSTCODES = Postcodes(
    [], [], _EMPTY.astype(np.int64), _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY.astype(np.int64), _EMPTY.astype(bool)
)
_NO_OTHERS = OtherPostcodes([], _EMPTY, _EMPTY, _EMPTY.astype(np.int64), _EMPTY.astype(np.int64), [])


@dataclass
class _Stretches:
    """Stretches of road while they are laid out."""

    ends: list[Floats]
    street: list[str]
    settlement: list[int]
    is_high: list[bool]

    def add(self, points: Floats, street: str, settlement: int, is_high: bool = False) -> None:
        """A road through these points: a stretch between each two."""
        self.ends.append(np.hstack([points[:-1], points[1:]]))
        count = len(points) - 1
        self.street += [street] * count
        self.settlement += [settlement] * count
        self.is_high += [is_high] * count


def _streets_of(rng: np.random.Generator, settlements: Settlements, index: int, is_town: bool, out: _Stretches) -> None:
    """Roads out of the middle, and side streets that lie across them, dense towards the middle."""
    middle = np.array([settlements.easting[index], settlements.northing[index]])
    radius = float(settlements.radius_m[index])
    arms = int(rng.integers(6, 9)) if is_town else int(rng.integers(2, 4))
    sides = round(95 * (radius / 1000) ** 1.25) if is_town else int(rng.integers(4, 8))
    names = street_names(rng, sides + arms)
    firsts = ("High Street", "Market Street", "Corn Street") if is_town else ("High Street",)
    angles = (np.arange(arms) + rng.uniform(-0.25, 0.25, arms)) * 2 * np.pi / arms + rng.uniform(0, np.pi)
    for arm, angle in enumerate(angles.tolist()):
        along = np.arange(0, radius, STRETCH_M)
        bend = 35 * np.sin(along / 420 + arm) * np.minimum(1, along / 300)
        line = np.stack(
            [along * np.cos(angle) - bend * np.sin(angle), along * np.sin(angle) + bend * np.cos(angle)], axis=1
        )
        name = firsts[arm] if arm < len(firsts) else names[sides + arm]
        out.add(middle + line, name, index, is_high=is_town and arm < len(firsts))
    distance = radius * rng.beta(1.25, 2.6, sides) + 30
    around = rng.uniform(0, 2 * np.pi, sides)
    across = rng.random(sides) < 0.7
    heading = around + np.where(across, np.pi / 2, 0.0) + rng.normal(0, 0.15, sides)
    pieces = rng.integers(2, 5, sides) if is_town else rng.integers(1, 4, sides)
    for side in range(sides):
        start = middle + distance[side] * np.array([np.cos(around[side]), np.sin(around[side])])
        steps = np.arange(int(pieces[side]) + 1) * STRETCH_M
        turn = heading[side] + steps / 900
        out.add(start + np.stack([steps * np.cos(turn), steps * np.sin(turn)], axis=1), names[side], index)


def _main_roads(rng: np.random.Generator, settlements: Settlements, out: _Stretches) -> None:
    """Roads between towns (a shortest tree) and from each village to its town, with addresses here and there."""
    towns = len(DISTRICTS)
    east, north = settlements.easting, settlements.northing
    links: list[tuple[int, int]] = []
    joined = [0]
    while len(joined) < towns:
        pairs = [
            (float(np.hypot(east[a] - east[b], north[a] - north[b])), a, b)
            for a in joined
            for b in range(towns)
            if b not in joined
        ]
        _, near, far = min(pairs)
        links.append((near, far))
        joined.append(far)
    links += [(int(settlements.district[village]), village) for village in range(towns, len(settlements.names))]
    for near, far in links:
        a, b = np.array([east[near], north[near]]), np.array([east[far], north[far]])
        length = float(np.hypot(*(b - a)))
        t = np.arange(settlements.radius_m[near], length - settlements.radius_m[far], 420) / length
        if len(t) < 3:
            continue
        side = np.array([-(b - a)[1], (b - a)[0]])
        points = a + t[:, None] * (b - a) + (0.05 * float(rng.uniform(-1, 1)) * np.sin(np.pi * t))[:, None] * side
        kept = rng.random(len(points) - 1) < 0.45
        for number in np.flatnonzero(kept).tolist():
            out.add(points[number : number + 2], f"{settlements.names[near]} Road", far if t[number] > 0.5 else near)


def _postcodes(rng: np.random.Generator, geography: Geography) -> tuple[Postcodes, OtherPostcodes]:
    settlements = geography.settlements
    out = _Stretches([], [], [], [])
    for index in range(len(settlements.names)):
        _streets_of(rng, settlements, index, index < len(DISTRICTS), out)
    _main_roads(rng, settlements, out)
    ends = np.asarray(np.round(np.vstack(out.ends), 1), dtype=np.float64)
    cell = geography.cell_at((ends[:, 0] + ends[:, 2]) / 2, (ends[:, 1] + ends[:, 3]) / 2)
    settlement = np.array(out.settlement, dtype=np.int64)
    # a stretch beyond the border of its settlement's district has no postcode: outward codes keep to one district
    kept = np.flatnonzero((cell >= 0) & (geography.district_of_cell[cell] == settlements.district[settlement]))
    ends, cell, settlement = ends[kept], cell[kept], settlement[kept]
    outward = _outward_codes(settlements, settlement, ends)
    used: dict[str, int] = {}
    codes, spare = [], []
    for number, out_code in enumerate(outward):
        count = used.get(out_code, 0)
        used[out_code] = count + 1
        codes.append(_unit(out_code, count // 150, (count % 150) * 2))
        if number % 33 == 7:
            spare.append((_unit(out_code, count // 150, (count % 150) * 2 + 1), number))
    postcodes = Postcodes(
        codes,
        [out.street[k] for k in kept.tolist()],
        settlement,
        ends[:, 0],
        ends[:, 1],
        ends[:, 2],
        ends[:, 3],
        cell,
        np.array(out.is_high, dtype=bool)[kept],
    )
    return postcodes, _others(rng, geography, postcodes, spare)


def _outward_codes(settlements: Settlements, settlement: Ints, ends: Floats) -> list[str]:
    """Two outward codes for the halves of each town, two or three for its villages; two districts share letters."""
    codes = []
    for index, east in zip(settlement.tolist(), ends[:, 0].tolist(), strict=True):
        district = int(settlements.district[index])
        first = 1 if district % 2 == 0 else 5
        spread = 2 if district % 2 == 0 else 3
        half = int(east > settlements.easting[index]) if index < len(DISTRICTS) else 2 + index % spread
        codes.append(f"Z{'ABCDEF'[district // 2]}{first + half}")
    return codes


def _unit(outward: str, sector: int, pair: int) -> str:
    return f"{outward} {sector % 10}{_UNIT_LETTERS[pair // 20]}{_UNIT_LETTERS[pair % 20]}"


def _others(
    rng: np.random.Generator, geography: Geography, live: Postcodes, spare: list[tuple[str, int]]
) -> OtherPostcodes:
    east, north = live.middle
    codes = [code for code, _ in spare]
    at = [number for _, number in spare]
    ended = [f"{int(rng.integers(1996, 2024))}{int(rng.integers(1, 13)):02d}" for _ in spare]
    easting, northing = list(east[at]), list(north[at])
    cell = [int(live.cell[number]) for number in at]
    neighbour = [-1] * len(at)
    found = 0
    while found < 150:
        e, n = float(np.round(rng.uniform(WEST_M, EAST_M))), float(np.round(rng.uniform(SOUTH_M, NORTH_M)))
        if geography.county.distance(shapely.Point(e, n)) < 400:
            continue
        codes.append(_unit(f"ZG{1 + found % 3}", found // 60, found // 3 + 3))
        easting.append(e)
        northing.append(n)
        cell.append(-1)
        neighbour.append(int(e > (WEST_M + EAST_M) / 2))
        ended.append("")
        found += 1
    for number in range(12):
        codes.append(_unit(f"Z{'ABCDEF'[number % 6]}9", 9, number + 200))
        easting.append(float("nan"))
        northing.append(float("nan"))
        cell.append(-1)
        neighbour.append(-1)
        ended.append("")
    return OtherPostcodes(
        codes,
        np.array(easting),
        np.array(northing),
        np.array(cell, dtype=np.int64),
        np.array(neighbour, dtype=np.int64),
        ended,
    )
