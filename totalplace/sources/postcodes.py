"""Postcode directories: Code-Point Open, ONSPD and NSPL of any year, plain lists.

Belongs here: their columns, told by the stem because the year is in the name, and pseudo codes. Does not belong here: lists of
places that happen to have postcodes.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import POSTCODE
from totalplace.sources._base import Field, Parsed, RowRule, Sample, Source
from totalplace.sources._codes import area_code, stems
from totalplace.sources._coordinates import COORDINATE_ISSUES, located
from totalplace.sources._rows import squeezed


def month(expr: pl.Expr) -> Parsed:
    """The first day of a month written YYYYMM, or a date."""
    cell = v.text(expr).value
    short = pl.when(cell.str.len_bytes() == 6).then(cell + "01").str.to_date("%Y%m%d", strict=False)
    full = v.date(expr)
    return Parsed(pl.coalesce(short, full.value), pl.when(short.is_null()).then(full.problem))


_POSTCODES = ("pcds", "pcd8", "pcd7", "pcd", "pcd2", "postcode", "post code", "unit postcode")
_FIELDS = (
    Field("postcode", _POSTCODES, v.postcode, shape="postcode"),
    Field("easting", ("east1m", "oseast1m", "easting", "eastings", "x coordinate", "x"), v.number, shape="coordinate"),
    Field("northing", ("north1m", "osnrth1m", "northing", "northings", "y coordinate", "y"), v.number, shape="coordinate"),
    Field("_lon", ("long", "lon", "longitude", "lng"), v.number, shape="coordinate"),
    Field("_lat", ("lat", "latitude"), v.number, shape="coordinate"),
    Field("lad_code", (*stems("lad", "laua", "ltla"), "oslaua", "laua", "lad", "lad code", "la code", "local authority code", "admin district code", "district code", "local authority district code"), area_code, shape="area code"),
    Field("ward_code", (*stems("wd", "ward"), "osward", "ward", "ward code", "admin ward code"), area_code, shape="area code"),
    Field("lsoa_code", (*stems("lsoa"), "lsoa21", "lsoa11", "lsoa01", "lsoa", "lsoa code"), area_code, shape="area code"),
    Field("msoa_code", (*stems("msoa"), "msoa21", "msoa11", "msoa01", "msoa", "msoa code"), area_code, shape="area code"),
    Field("terminated_on", ("doterm", "date of termination", "terminated", "date terminated"), month),
    Field("_quality", ("gridind", "osgrdind", "positional quality indicator", "grid quality", "positional quality"), v.integer),
)  # fmt: skip

# What a list of places has and a directory has not.
_PLACE_HEADINGS = frozenset(
    squeezed(heading) for heading in ("name", "address", "street", "address 1", "address1", "uprn", "property name", "telephone", "organisation name", "supplier name")
)
_DIRECTORY_SHARE = 0.9


def objection(sample: Sample) -> str:
    """A directory has each postcode once and no names and addresses of places."""
    if _PLACE_HEADINGS & {squeezed(heading) for heading in sample.headings}:
        return "It has names or addresses of places: it is a list of places, not a directory of postcodes."
    cells = sample.values["postcode"].drop_nulls()
    read = sample.values.select(v.postcode(pl.col("postcode")).value.alias("p"))["p"].drop_nulls()
    if not len(cells) or len(read) < _DIRECTORY_SHARE * len(cells) or read.n_unique() < _DIRECTORY_SHARE * len(read):
        return "A directory has each postcode once; here they are repeated or are no whole postcodes."
    return ""


def code_point(frame: pl.DataFrame) -> dict[str, int] | None:
    """Columns of a Code-Point Open file, which has no headings: postcode, quality, easting, northing, country and area codes."""
    if frame.width != 10 or not frame.height:
        return None
    first, quality, east, north, country = (frame.to_series(position) for position in range(5))
    checks = frame.select(
        postcodes=v.postcode(pl.col(first.name)).value.is_not_null().mean(),
        qualities=pl.col(quality.name).is_in(["10", "20", "30", "40", "50", "60", "90"]).mean(),
        metres=(v.integer(pl.col(east.name)).value.is_between(0, 700_000) & v.integer(pl.col(north.name)).value.is_between(0, 1_300_000)).mean(),
        countries=pl.col(country.name).str.contains(r"^[EWSN]92\d{6}$").mean(),
    ).row(0)
    if min(share or 0.0 for share in checks) < 0.95:
        return None
    return {"postcode": 0, "_quality": 1, "easting": 2, "northing": 3, "lad_code": 8, "ward_code": 9}


def _no_coordinates() -> pl.Expr:
    """Quality 9 (90 in Code-Point) says that there is no place; noughts say the same."""
    grid = (pl.col("easting").fill_null(0) > 0) & (pl.col("northing").fill_null(0) > 0)
    degrees = (pl.col("_lat").is_between(49, 62)) & pl.col("_lon").is_not_null()
    return pl.col("_quality").is_in([9, 90]).fill_null(False) | ~(grid | degrees.fill_null(False))


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    on_grid = (pl.col("easting") > 0) & (pl.col("northing") > 0)
    x = pl.when(on_grid).then(pl.col("easting")).otherwise(pl.col("_lon"))
    y = pl.when(on_grid).then(pl.col("northing")).otherwise(pl.col("_lat"))
    frame = frame.with_columns(pl.when(pl.col("row_status").is_null()).then(located(x, y, pl.lit(False))).alias("_located"))
    found = pl.col("_located").struct.field
    return frame.with_columns(
        found("easting").alias("easting"),
        found("northing").alias("northing"),
        *(pl.coalesce(pl.col(name), found(name)).alias(name) for name in ("easting__problem", "easting__text")),
    ).drop("_located", "_lon", "_lat", "_quality")


SOURCE = Source(
    kind="postcodes",
    title="a postcode directory",
    contract=POSTCODE,
    fields=_FIELDS,
    required=(("postcode",), ("easting", "_lon"), ("northing", "_lat")),
    row_rules=(RowRule("ignored", "no coordinates", _no_coordinates),),
    noted=("easting",),
    tidy=_tidy,
    issues=COORDINATE_ISSUES,
    objection=objection,
    headless=code_point,
)
