"""The files of reference/: two postcode directories, boundaries, area statistics.

Belongs here: how the county is published. Does not belong here: the county itself (geography).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from totalplace.example.geography import (
    COUNTY_CODE,
    NEIGHBOURS,
    PSEUDO_CODE,
    AreaLevel,
    Floats,
    Geography,
    Ints,
    degrees,
    district_code,
)
from totalplace.example.truth import PartFault, Planted, Row, Truth
from totalplace.example.words import COUNTY, DISTRICTS
from totalplace.example.write import delimited, geojson, put

CODEPOINT, ONSPD = "reference/codepoint-open-zz.csv", "reference/onspd-aldermarch-2025-05.csv"
_ONSPD_HEADINGS = (
    "pcd7",
    "pcd8",
    "pcds",
    "dointr",
    "doterm",
    "usrtypind",
    "east1m",
    "north1m",
    "gridind",
    "oa21cd",
    "cty25cd",
    "ced25cd",
    "lad25cd",
    "wd25cd",
    "ctry25cd",
    "rgn25cd",
    "lsoa21cd",
    "msoa21cd",
    "lat",
    "long",
    "imd20ind",
)


def write_reference(folder: Path, geography: Geography, truth: Truth, seed: int) -> None:
    """All files of reference/, with what ought to become of their records."""
    _postcodes(folder, geography, truth, seed)
    _boundaries(folder, geography, truth)
    _statistics(folder, geography, truth, seed)


def _postcodes(folder: Path, geography: Geography, truth: Truth, seed: int) -> None:
    rng = np.random.default_rng([seed, 3])
    live, others = geography.postcodes, geography.other_postcodes
    east, north = live.middle
    count = len(live.code)
    codes = [*live.code, *others.code]
    easting, northing = np.concatenate([east, others.easting]), np.concatenate([north, others.northing])
    cells = np.concatenate([live.cell, others.cell]).tolist()
    neighbour = [-1] * count + others.neighbour.tolist()
    ended = [""] * count + others.terminated
    lon, lat = degrees(np.nan_to_num(easting, nan=400_000.0), np.nan_to_num(northing, nan=300_000.0))
    pseudo_ward = set(rng.permutation(count)[:25].tolist())
    open_rows: list[Row] = []
    full_rows: list[Row] = []
    for k in np.argsort(np.array(codes), kind="stable").tolist():
        code, cell = codes[k], cells[k]
        compact = code if len(code) == 7 else code.replace(" ", "").ljust(7)
        located = cell >= 0 or neighbour[k] >= 0
        district = (
            district_code(int(geography.district_of_cell[cell]))
            if cell >= 0
            else NEIGHBOURS[neighbour[k]][0]
            if located
            else PSEUDO_CODE
        )
        ward = geography.wards.codes[int(geography.ward_of_cell[cell])] if cell >= 0 else PSEUDO_CODE
        lsoa = geography.lsoas.codes[int(geography.lsoa_of_cell[cell])] if cell >= 0 else PSEUDO_CODE
        msoa = geography.msoas.codes[int(geography.msoa_of_cell[cell])] if cell >= 0 else PSEUDO_CODE
        if k in pseudo_ward:
            ward = PSEUDO_CODE
        county = COUNTY_CODE if cell >= 0 else PSEUDO_CODE
        e, n = (int(easting[k]), int(northing[k])) if located else ("", "")
        place = [f"{lat[k]:.6f}", f"{lon[k]:.6f}"] if located else ["99.999999", "0.000000"]
        cells_full: list[object] = [
            compact,
            code.replace(" ", "  "),
            code,
            "199001",
            ended[k],
            0 if located else 1,
            e,
            n,
            1 if located else 9,
            PSEUDO_CODE,
            county,
            PSEUDO_CODE,
            district,
            ward,
            "E92000001",
            PSEUDO_CODE,
            lsoa,
            msoa,
            *place,
            "",
        ]
        row = Row(cells_full)
        if not located:
            row.outcome, row.reason = "ignored", "no location"
            row.faults.append(Planted("postcode without location", 6))
        elif k in pseudo_ward or cell < 0:
            row.faults.append(Planted("pseudo code", 13))
        full_rows.append(row)
        if located and not ended[k]:
            open_rows.append(
                Row(
                    [
                        compact,
                        10,
                        e,
                        n,
                        "E92000001",
                        "",
                        "",
                        COUNTY_CODE if cell >= 0 else "",
                        district,
                        "" if ward == PSEUDO_CODE else ward,
                    ]
                )
            )
    content, lines = delimited((row.cells for row in open_rows), line_end="\r\n")
    put(folder / CODEPOINT, content)
    truth.add_part(CODEPOINT, "table", "postcode", open_rows, lines, (), [PartFault("crlf line ends")])
    content, lines = delimited([_ONSPD_HEADINGS, *(row.cells for row in full_rows)])
    put(folder / ONSPD, content)
    truth.add_part(ONSPD, "table", "postcode", full_rows, lines[1:], _ONSPD_HEADINGS)


def _to_degrees(
    points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    lon, lat = degrees(points[:, 0], points[:, 1])
    return np.stack([np.round(lon, 6), np.round(lat, 6)], axis=1)


def _geometries(outlines: Sequence[shapely.Geometry]) -> list[dict[str, object]]:
    """Outlines in WGS84: equal corners stay equal, so that areas tile in degrees as on the grid."""
    moved = shapely.transform(np.array(outlines, dtype=object), _to_degrees)
    return [dict(shapely.geometry.mapping(outline)) for outline in moved]


def _boundaries(folder: Path, geography: Geography, truth: Truth) -> None:
    def level(name: str, level_areas: AreaLevel, code: str, title: str) -> None:
        shapes = _geometries(level_areas.outlines)
        features: list[tuple[dict[str, object], dict[str, object]]] = []
        for k, shape in enumerate(shapes):
            properties: dict[str, object] = {code: level_areas.codes[k], title: level_areas.names[k]}
            if name != "districts":
                properties |= {
                    "LAD25CD": district_code(int(level_areas.district[k])),
                    "LAD25NM": DISTRICTS[int(level_areas.district[k])][0],
                }
            features.append((properties, shape))
        _boundary_file(folder, truth, f"reference/aldermarch-{name}.geojson", f"aldermarch_{name}", features)

    outline = _geometries([geography.county])[0]
    county: dict[str, object] = {"area_code": COUNTY_CODE, "area_name": COUNTY, "note": "fictional"}
    _boundary_file(folder, truth, "reference/aldermarch-county.geojson", "aldermarch_county", [(county, outline)])
    level("districts", geography.districts, "LAD25CD", "LAD25NM")
    level("wards", geography.wards, "WD25CD", "WD25NM")
    level("msoa", geography.msoas, "MSOA21CD", "MSOA21NM")
    level("lsoa", geography.lsoas, "LSOA21CD", "LSOA21NM")


def _boundary_file(
    folder: Path, truth: Truth, path: str, name: str, features: list[tuple[dict[str, object], dict[str, object]]]
) -> None:
    put(folder / path, geojson(name, features))
    truth.add_part(path, "table", "boundary", [Row([]) for _ in features], range(1, len(features) + 1))


def deprivation_scores(geography: Geography, seed: int) -> Floats:
    """The score of each LSOA before it is rounded: poorer towards the middle of the large towns."""
    return _scores(geography, np.random.default_rng([seed, 4]))


def _scores(geography: Geography, rng: np.random.Generator) -> Floats:
    centroids = shapely.centroid(np.array(geography.lsoas.outlines, dtype=object))
    east, north = shapely.get_x(centroids), shapely.get_y(centroids)
    towns = geography.settlements
    near = np.hypot(
        east[:, None] - towns.easting[None, : len(DISTRICTS)], north[:, None] - towns.northing[None, : len(DISTRICTS)]
    )
    score = (
        9
        + (towns.radius_m[: len(DISTRICTS)] / 90 * np.exp(-near / 1400)).max(axis=1)
        + rng.gamma(2.0, 4.0, len(geography.lsoas.codes))
    )
    return np.asarray(score, dtype=np.float64)


def _statistics(folder: Path, geography: Geography, truth: Truth, seed: int) -> None:
    """Population and deprivation of each LSOA: poorer towards the middle of the large towns."""
    rng = np.random.default_rng([seed, 4])
    areas = geography.lsoas
    people = geography.lsoa_population
    score = _scores(geography, rng)
    rank = np.argsort(np.argsort(-score, kind="stable"), kind="stable") + 1
    young = rng.uniform(0.16, 0.22, len(areas.codes))
    old = rng.uniform(0.13, 0.27, len(areas.codes))
    population: list[list[object]] = []
    deprivation: list[list[object]] = []
    for k, (code, name) in enumerate(zip(areas.codes, areas.names, strict=True)):
        total = int(people[k])
        children, elders = round(total * float(young[k])), round(total * float(old[k]))
        population.append(["2023-06-30", code, name, "LSOA", total, children, total - children - elders, elders])
        decile = (int(rank[k]) - 1) * 10 // len(areas.codes) + 1
        district = district_code(int(areas.district[k]))
        deprivation.append([code, name, district, 2025, f"{score[k]:.3f}", int(rank[k]), decile])
    heads = [
        "period",
        "area_code",
        "area_name",
        "geography",
        "all_ages",
        "aged_0_to_15",
        "aged_16_to_64",
        "aged_65_and_over",
    ]
    _statistics_file(folder, truth, "reference/population-2023-lsoa.csv", heads, population)
    # ranks and tenths are within the county: there is no nation around it
    heads = ["lsoa21cd", "lsoa21nm", "lad25cd", "year", "imd_score", "imd_rank", "imd_decile"]
    _statistics_file(folder, truth, "reference/deprivation-2025-lsoa.csv", heads, deprivation)
    _census(folder, truth, areas, people, score, old, seed)


def _census(folder: Path, truth: Truth, areas: AreaLevel, people: Ints, score: Floats, old: Floats, seed: int) -> None:
    """Disabled people, more where many are old and poor, and households without a car, more where many are poor; as a census table has them."""
    rng = np.random.default_rng([seed, 43])
    disabled, cars = [], []
    for k, (code, name) in enumerate(zip(areas.codes, areas.names, strict=True)):
        total = int(people[k])
        a_lot = round(total * (0.02 + 0.2 * float(old[k]) + 0.001 * float(score[k])))
        a_little = round(a_lot * float(rng.uniform(1.1, 1.5)))
        ill = round(total * 0.07)
        disabled.append([2021, name, code, total, a_lot + a_little, a_lot, a_little, total - a_lot - a_little, ill, total - a_lot - a_little - ill])
        homes = round(total / 2.35)
        none = round(homes * min(0.6, 0.06 + 0.006 * float(score[k]) + float(rng.uniform(0, 0.05))))
        one, more = round((homes - none) * 0.52), round((homes - none) * 0.1)
        cars.append([2021, name, code, homes, none, one, homes - none - one - more, more])
    limited = "Disability: Disabled under the Equality Act"
    well = "Disability: Not disabled under the Equality Act"
    heads = ["date", "geography", "geography code", "Disability: Total: All usual residents", limited]
    heads += [f"{limited}: Day-to-day activities limited a {much}" for much in ("lot", "little")]
    heads += [well, f"{well}: Has long term physical or mental health condition but day-to-day activities are not limited", f"{well}: No long term physical or mental health conditions"]
    _statistics_file(folder, truth, "reference/disability-2021-lsoa.csv", heads, disabled)
    counts = ("Total: All households", "No cars or vans in household", "1 car or van in household", "2 cars or vans in household", "3 or more cars or vans in household")
    heads = ["date", "geography", "geography code", *(f"Number of cars or vans: {count}" for count in counts)]
    _statistics_file(folder, truth, "reference/cars-2021-lsoa.csv", heads, cars)


def _statistics_file(folder: Path, truth: Truth, path: str, heads: list[str], records: list[list[object]]) -> None:
    content, lines = delimited([heads, *records])
    put(folder / path, content)
    truth.add_part(path, "table", "area statistic", [Row(record) for record in records], lines[1:], heads)
