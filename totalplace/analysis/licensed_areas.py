"""What the small areas of a place are like: who lives there, how deprived they are, whether they are town centres, what is licensed there.

Belongs here: the facts of areas, all of them public. Does not belong here: costs and incidents (cost_by_area.py), the model (licence_model.py).

Premises of a district are known where a register has at least a few in it; elsewhere their number is not known, which is not nought. A town centre is a
small area that place.toml names as one. Where it names none, live postcodes around the middle of an area stand for it: how densely it is
built up, which is a weak stand-in.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
import shapely

from totalplace.analysis.access import counted_areas, newest, small_areas
from totalplace.contracts.licensing import BOTH, KINDS, NO_ALCOHOL, OFF, ON

DECLARED, MEASURED = "declared by the place", "live postcodes around"
AROUND_M = 500.0
PREMISES = {ON: "on_premises", OFF: "off_premises", BOTH: "both_premises"}
OF_KIND = {kind: "kind_" + kind.replace(" ", "_").replace("-", "_") for kind in KINDS}
_EVERYBODY = "Persons: all ages"
# what is known of deprivation, the best first, and whether more of it is more deprived
_DEPRIVATION = (("Index of Multiple Deprivation: score", 1.0), ("Index of Multiple Deprivation: rank", -1.0), ("Index of Multiple Deprivation: decile", -1.0))
SCHEMA: dict[str, pl.DataType] = {
    "area_code": pl.String(), "area_name": pl.String(), "msoa_code": pl.String(), "msoa_name": pl.String(), "district_code": pl.String(), "easting": pl.Float64(), "northing": pl.Float64(),
    "residents": pl.Int64(), "deprivation": pl.Float64(), "town_centre": pl.Float64(), "town_centre_basis": pl.String(), "has_register": pl.Boolean(), "has_postcode": pl.Boolean(),
    **{name: pl.Int64() for name in (*PREMISES.values(), *OF_KIND.values())},
}  # fmt: skip


def area_facts(
    postcodes: pl.DataFrame, areas: pl.DataFrame, statistics: pl.DataFrame, named: Sequence[str], premises: pl.DataFrame, town_centres: Sequence[str], least_in_register: int
) -> pl.DataFrame:
    """SCHEMA, a row for each small area (LSOA) of the place, by code.

    postcodes: core.postcode; areas: core.area; statistics: core.area_statistic; named: the areas that place.toml names; premises:
    mart.licensed_premises; town_centres: small areas that place.toml says are town centres. A district has a register if at least
    `least_in_register` premises of it stand in one. Where a district has none the numbers of premises are null. Contacts come with postcodes: an area in
    which none lies (has_postcode) has none by the way they are recorded.
    """
    found = small_areas(postcodes, areas, named, counted_areas(statistics))
    codes = found["area_code"]
    count, _ = newest(statistics, _EVERYBODY, codes)
    residents = pl.Series("residents", np.rint(count)).fill_nan(None).cast(pl.Int64)
    known = found.with_columns(residents, _deprivation(statistics, codes)).join(_layers(postcodes), on="area_code", how="left", maintain_order="left")
    held = premises.filter(pl.col("lad_code").is_not_null()).group_by("lad_code").len().filter(pl.col("len") >= least_in_register)["lad_code"]
    live = postcodes.filter(pl.col("terminated_on").is_null())["lsoa_code"].drop_nulls().unique().sort()
    known = known.with_columns(pl.col("district_code").is_in(held.sort().implode()).alias("has_register"), pl.col("area_code").is_in(live.implode()).alias("has_postcode"))
    licensed = premises.filter(pl.col("lsoa_code").is_not_null(), pl.col("sales") != NO_ALCOHOL)
    counts = licensed.group_by(pl.col("lsoa_code").alias("area_code")).agg(
        *((pl.col("sales") == sales).sum().cast(pl.Int64).alias(name) for sales, name in PREMISES.items()),
        *((pl.col("kind") == kind).sum().cast(pl.Int64).alias(name) for kind, name in OF_KIND.items()),
    )
    numbers = [*PREMISES.values(), *OF_KIND.values()]
    known = known.join(counts, on="area_code", how="left", maintain_order="left").with_columns(
        pl.when("has_register").then(pl.col(name).fill_null(0)).alias(name) for name in numbers
    )
    names = dict(areas.select("area_code", "area_name").iter_rows())
    known = known.with_columns(
        pl.col("area_code").replace_strict(names, default=pl.col("area_code"), return_dtype=pl.String).alias("area_name"),
        pl.col("msoa_code").replace_strict(names, default=pl.col("msoa_code"), return_dtype=pl.String).alias("msoa_name"),
        *_town_centre(known, set(town_centres) & set(codes), postcodes),
    )
    return known.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort("area_code")


def _deprivation(statistics: pl.DataFrame, codes: pl.Series) -> pl.Series:
    """More is more deprived; the measure that knows most of the areas, the better one of two that know as many."""
    measured = [newest(statistics, name, codes)[0] * sign for name, sign in _DEPRIVATION]
    best = max(measured, key=lambda values: int(np.isfinite(values).sum()))
    return pl.Series("deprivation", best).fill_nan(None)


def _layers(postcodes: pl.DataFrame) -> pl.DataFrame:
    """area_code, msoa_code: the middle layer area of each small area, that of most of its postcodes."""
    live = postcodes.filter(pl.col("terminated_on").is_null(), pl.col("lsoa_code").is_not_null(), pl.col("msoa_code").is_not_null())
    most = live.group_by("lsoa_code", "msoa_code").len().sort("lsoa_code", "len", "msoa_code", descending=[False, True, False])
    return most.unique("lsoa_code", keep="first", maintain_order=True).select(pl.col("lsoa_code").alias("area_code"), "msoa_code")


def _town_centre(areas: pl.DataFrame, declared: set[str], postcodes: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    codes = areas["area_code"]
    if declared:
        return codes.is_in(sorted(declared)).cast(pl.Float64).alias("town_centre"), pl.repeat(DECLARED, len(codes), eager=True).alias("town_centre_basis")
    live = postcodes.filter(pl.col("terminated_on").is_null(), pl.col("lsoa_code").is_in(codes.implode()))
    around = np.zeros(len(codes))
    if live.height:
        tree = shapely.STRtree(shapely.points(live["easting"].to_numpy(), live["northing"].to_numpy()))
        found = tree.query(shapely.points(areas["easting"].to_numpy(), areas["northing"].to_numpy()), predicate="dwithin", distance=AROUND_M)[0]
        around = np.bincount(found, minlength=len(codes)).astype(np.float64)
    return pl.Series("town_centre", np.log1p(around)), pl.repeat(MEASURED, len(codes), eager=True).alias("town_centre_basis")
