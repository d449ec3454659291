"""The count by area: where it is measured by area, and where a stated rule divides it.

Belongs here: which area a body's money lies in, how many people live there. Does not belong here: counting (mart.spend_count), bodies'
areas (place.toml).

A body that has one area spends there: that is measured. The money of a body over several areas is divided by the people who live in
each, to the penny, if that is known of all of them near the year; else it is given to no area. Nothing else is divided.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import polars as pl
import shapely

from totalplace.analysis.allocation import allocate
from totalplace.contracts.payments import SPEND_BY_AREA

_EVERYBODY = "Persons: all ages"
People = Mapping[int, int]  # year -> people


def people_by_area(statistics: pl.DataFrame, areas: pl.DataFrame, wanted: set[str]) -> dict[str, People]:
    """How many people live in each of the wanted areas, by year: as published, else the sum of the smaller areas in it.

    `statistics` is core.area_statistic, `areas` core.area. Smaller areas are summed only where each that lies in the area (by its inner
    point) has a figure of the year.
    """
    stated = statistics.filter((pl.col("statistic") == _EVERYBODY) & pl.col("period").str.contains(r"^\d{4}")).select(
        "area_code", pl.col("period").str.slice(0, 4).cast(pl.Int64).alias("year"), pl.col("value").round().cast(pl.Int64).alias("persons")
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for code, year, persons in stated.sort("area_code", "year", "persons").iter_rows():
        found[code][year] = persons
    lacking = areas.filter(pl.col("area_code").is_in(sorted(wanted - found.keys()))).sort("area_code")
    smaller = areas.filter(pl.col("area_type").is_in(("lsoa", "msoa", "ward"))).sort("area_type", "area_code")
    if lacking.is_empty() or smaller.is_empty():
        return {code: dict(years) for code, years in found.items() if code in wanted}
    points = shapely.point_on_surface(shapely.from_wkb(smaller["outline_wkb"].to_numpy()))
    tree = shapely.STRtree(points)
    codes, types = smaller["area_code"].to_list(), smaller["area_type"].to_list()
    for code, outline in zip(lacking["area_code"], shapely.from_wkb(lacking["outline_wkb"].to_numpy()), strict=True):
        inside = np.sort(tree.query(outline, predicate="contains"))
        for area_type in ("lsoa", "msoa", "ward"):
            parts = [codes[position] for position in inside if types[position] == area_type]
            years = set.intersection(*(set(found.get(part, {})) for part in parts)) if parts else set()
            if years:
                found[code] = {year: sum(found[part][year] for part in parts) for year in sorted(years)}
                break
    return {code: dict(years) for code, years in found.items() if code in wanted}


def by_area(count: pl.DataFrame, body_areas: Mapping[str, tuple[str, ...]], people: Mapping[str, People], years_apart: int) -> pl.DataFrame:
    """mart.spend_by_area. `count` has count_id, body_id, fy, net_gbp; `body_areas` the areas of a body, all of the place."""
    rows = []
    for count_id, body_id, fy, net in count.filter(pl.col("net_gbp") != 0).sort("count_id").iter_rows():
        areas = body_areas.get(body_id, ())
        year = common_year([people.get(area, {}) for area in areas], fy, years_apart)
        if len(areas) == 1:
            parts, basis, method = {areas[0]: net}, "measured", "the area is the body's own"
        elif areas and year is not None:
            parts = allocate(net, {area: Decimal(people[area][year]) for area in areas})
            basis, method = "apportioned", f"by the people living in each of the body's {len(areas)} areas in {year}"
        else:
            continue
        rows += [
            {
                "count_id": count_id, "area_code": area, "net_gbp": part, "basis": basis, "basis_method": method,
                "persons": None if year is None else people[area][year], "persons_year": year,
            }
            for area, part in parts.items()
        ]  # fmt: skip
    return SPEND_BY_AREA.conform(pl.DataFrame(rows, schema=SPEND_BY_AREA.polars_schema())).collect().sort(SPEND_BY_AREA.primary_key)


def common_year(people: list[People], fy: int, years_apart: int) -> int | None:
    """The year nearest to the financial year of which each area's people are known (of two the earlier); None where there is none near."""
    if not people:
        return None
    years = set.intersection(*(set(each) for each in people))
    near = [year for year in years if abs(year - fy) <= years_apart]
    return min(near, key=lambda year: (abs(year - fy), year), default=None)
