"""Registers and lists of buildings and land: the Transparency Code's list in all its layouts, and lists of places of service.

Belongs here: headings, coordinates of a row, rows that say "not owned", what a list must show to be taken for one. Does
not belong here: whose building it is, which register is right, what may be shown of it (core).

What is required, and why: a name, address or code of an asset, and a place (address, postcode, UPRN or coordinates). Any list
of surgeries has that too. So a list is loaded only if one thing more is there: a column that only a landholder fills (tenure, floor
area, asset code, reason for holding ...), a heading that names a public building ("STATION", "community_hub"), or content in
which at least half the rows are public buildings by name or type. Else the team must confirm it.
"""

import polars as pl
import shapely

from totalplace import values as v
from totalplace.contracts.staging import PROPERTY
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Sample, Source
from totalplace.sources._coordinates import COORDINATE_ISSUES, located
from totalplace.sources._rows import all_null, note, squeezed

LAND_UNIT_ASSUMED = IssueType(
    "unit of land area not stated",
    "note",
    "sender",
    "These land areas have no unit. They were read as hectares, as the Code asks, or as square metres where the column is too "
    "large for hectares. Put the unit in the heading.",
    told_once_a="table",
)
NO_ASSET = IssueType(
    "no name, address, code, UPRN or coordinates",
    "error",
    "sender",
    "The line does not say which asset it is about, so it is left out. Give a name, an address, a code, a UPRN or coordinates.",
)
REMARK_NOT_OWNED = IssueType(
    "remark says not owned",
    "warning",
    "sender",
    "The remark '{value}' speaks of something that is not owned. The line was counted as the body's: say in the tenure what is not.",
)
# The median plot of a register in hectares is under one; in square metres it is in the hundreds.
_LARGEST_MEDIAN_HECTARES = 30.0

_NAME = (
    "property name", "asset name", "name of building land", "name of building or land", "building name", "site name", "holding name", "premises name", "name of the building land", "name of land or building", "land or building name",
    "property", "asset", "site", "building", "premises", "land and property name", "name of asset", "name of property", "asset title", "asset description name", "property title", "building or site name", "building land name", "site asset name",
    "station name", "station", "centre name", "center name", "library name", "library", "community hub", "hub", "hub name", "office", "office name", "fire station", "police station", "depot", "depot name", "facility name", "facility", "venue", "venue name",
    "childrens centre", "childrens centre name", "leisure centre", "leisure centre name", "community centre", "community centre name", "car park name", "court name", "name", "title", "common name", "name of site", "known as", "site or building name",
    "property description name", "estate name", "asset property name", "property asset name",
)  # fmt: skip
_ADDRESS = (
    "address", "site address", "property address", "full address", "asset address", "station address", "address line 1", "address1", "address 1", "postal address", "location", "building address", "premises address", "location address", "address of property",
    "address full", "site location", "asset location", "property location", "address line1", "location description", "full postal address", "address text",
)  # fmt: skip
_POSTCODE = ("postcode", "post code", "postal code", "station postcode", "site postcode", "property postcode", "asset postcode", "post codes", "p code", "zip", "address postcode", "building postcode")
_EASTING = ("easting", "eastings", "map east", "os east", "os easting", "station easting", "bng easting", "bng e", "easting x", "x easting", "map easting", "os eastings", "grid easting", "east", "oseast", "oseast1m", "geo easting", "easting bng", "coordinate easting", "x coordinate easting", "os x", "eastng")
_NORTHING = ("northing", "northings", "map north", "os north", "os northing", "station northing", "bng northing", "bng n", "northing y", "y northing", "map northing", "os northings", "grid northing", "north", "osnrth1m", "geo northing", "northing bng", "coordinate northing", "y coordinate northing", "os y", "nothing")
_X = ("geo x", "x", "x coordinate", "x coord", "coordinate x", "x co ordinate", "grid x", "map x", "xcoord", "x cord", "co ordinate x", "position x", "centroid x", "gis x", "geo x coordinate", "geox coordinate")
_Y = ("geo y", "y", "y coordinate", "y coord", "coordinate y", "y co ordinate", "grid y", "map y", "ycoord", "y cord", "co ordinate y", "position y", "centroid y", "gis y", "geo y coordinate", "geoy coordinate")
_TENURE = ("tenure type", "tenure", "freehold leasehold", "freehold or leasehold", "tenure freehold leasehold", "interest", "interest type", "ownership", "property tenure", "title type", "ownership type", "type of tenure", "nature of tenure", "legal interest", "council interest", "holding tenure", "asset tenure", "fh lh", "freehold leasehold licence")
_USE = (
    "property type", "asset type", "use", "building use", "property use", "asset use", "current use", "description", "asset description", "property description", "asset category", "category", "type", "building type", "services offered", "services offered from the asset", "usage", "main use", "primary use", "asset class",
    "property category", "purpose", "services provided", "service", "site type", "use description", "use type", "land use", "site use", "asset use description", "property class", "facility type", "classification", "asset classification", "asset sub type", "designation", "use class", "operational type", "property group", "station type",
    "fire duty type",
)  # fmt: skip
_GIA = (
    "building size", "gross internal area", "gia", "gia m2", "gross internal area m2", "building area gia m2", "floor area", "floor area m2", "total floor area", "gross internal area gia", "gross internal area gia m2", "internal area", "internal area m2", "building size m2", "size m2", "gross internal floor area", "gross internal floor area m2",
    "gross floor area", "building area", "building area m2", "total gia", "total gia m2", "floorspace", "floorspace m2", "floor space", "size gia m2", "size gia", "gia building size", "gifa", "gifa m2", "building gia", "building gia m2", "building floor area", "building floor area m2", "size of building m2", "area gia m2", "total floor area m2", "gross area m2", "gia in m2", "size of asset m2",
)  # fmt: skip

_FIELDS = (
    Field("organisation_code", ("organisation uri", "organisation code", "organisation url", "organisation", "organisation label", "ons code", "gss code", "local authority code", "e code", "authority code", "la code", "owner code", "organisation identifier"), v.text, shape="organisation code"),
    Field("organisation_as_published", ("organisation label", "organisation name", "organisation", "owner", "owner name", "landlord", "council", "local authority", "authority", "body", "body name", "frs fullname", "frs full name", "public body", "property owner", "owning organisation", "responsible body", "organization", "force id", "fire authority", "landowner", "land owner", "authority name", "local authority name", "trust name", "owning body", "custodian"), v.text, shape="organisation"),
    Field("as_at_on", ("effective date", "as at", "date", "date of data", "extract date", "last updated", "updated", "date updated", "record date", "as at date", "date last updated", "date as at", "publication date", "last update", "data date"), v.date, shape="date"),
    Field("as_at_on_american", (), v.american_date),
    Field("uprn", ("uprn", "unique property reference number", "unique property reference number uprn", "uprn number", "nlpg uprn", "llpg uprn", "property uprn", "uprn no", "building uprn", "site uprn", "unique property reference", "uprn unique property reference number", "asset uprn", "uprn code", "gazetteer reference uprn", "primary uprn"), v.uprn, shape="uprn"),
    Field("asset_code", ("asset code", "ref", "unique asset id", "unique asset identity", "asset id", "asset ref", "asset reference", "asset number", "asset no", "property reference", "property ref", "property code", "property id", "property number", "site code", "site id", "site reference", "site ref", "unique asset identifier", "unique asset reference", "asset identity", "asset reference number", "property ref no", "property reference number", "terrier reference", "terrier ref", "terrier number", "building id", "building code", "building reference", "building ref", "land reference", "estate reference", "estates reference", "uaid", "unique asset identity number", "unique asset id number", "asset unique id", "asset identifier", "deed packet", "asset unique identifier", "block code", "prop ref", "prop code", "asset register number", "asset register reference", "unique asset ref", "satellite number", "unique property id", "unique id", "premises id", "premises code", "estate terrier ref"), v.text),
    Field("name_as_published", _NAME, v.text, shape="name", is_told_by_heading=True),
    Field("_unit", ("sub unit", "unit", "sub building", "sub building name", "block", "block name", "unit name", "floor"), v.text),
    Field("street_number", ("street number", "street no", "street numbers", "number", "house number", "building number", "no", "property number s", "street number s", "number s", "paon", "house no"), v.text),
    Field("street", ("street name", "street", "road", "road name", "thoroughfare", "street address", "address street", "number and street", "street and number", "address line 2", "address2", "address 2"), v.text, shape="words"),
    Field("locality", ("locality", "area", "village", "neighbourhood", "address line 3", "address3", "address 3", "dependent locality", "district locality", "suburb"), v.text, shape="words"),
    Field("town", ("post town", "town", "posttown", "city", "town city", "postal town", "address line 4", "address4", "address 4", "town or city"), v.text, shape="words"),
    Field("address_as_published", _ADDRESS, v.text, shape="address"),
    Field("district_as_published", ("borough", "district", "ward", "ward name", "area name", "local authority district", "la name", "district name", "parish", "town area", "constituency", "location area", "wards", "electoral ward"), v.text),
    Field("postcode", _POSTCODE, v.postcode, shape="postcode"),
    Field("_crs", ("coordinate reference system", "crs", "coordinate system", "projection"), v.text),
    Field("easting", _EASTING, v.number, shape="coordinate"),
    Field("northing", _NORTHING, v.number, shape="coordinate"),
    Field("_x", _X, v.number, shape="coordinate"),
    Field("_y", _Y, v.number, shape="coordinate"),
    Field("_lon", ("lon", "long", "longitude", "lng", "geo longitude", "longitude wgs84", "long wgs84", "x longitude", "longitude x"), v.number, shape="coordinate"),
    Field("_lat", ("lat", "latitude", "geo latitude", "latitude wgs84", "lat wgs84", "y latitude", "latitude y"), v.number, shape="coordinate"),
    Field("_point", ("coordinates", "grid reference", "grid ref", "os grid ref", "os grid reference", "map reference", "map ref", "os map reference", "os map ref", "os grid ref easting northing", "os grid reference easting northing", "grid ref easting northing", "grid reference easting northing", "ngr", "national grid reference", "lat long", "lat lon", "latitude longitude", "geo point", "geopoint", "point", "eastings northings", "easting northing", "easting and northing", "x y", "xy", "geo location", "geolocation", "co ordinates", "geographic coordinates", "x y coordinates", "x y co ordinates", "map coordinates", "location coordinates", "geographical location", "map reference os or iso 6709"), v.text, shape="point"),
    Field("tenure_as_published", _TENURE, v.text, shape="tenure"),
    Field("tenure_detail_as_published", ("tenure detail", "tenure details", "tenure category", "tenure description", "tenure status", "tenure sub type", "freehold detail", "tenure type detail", "occupation type", "occupancy", "tenure subtype", "details of tenure", "freehold details", "holding detail", "tenure type details", "occupation detail"), v.text),
    Field("other_detail_as_published", ("other detail", "other details", "other", "notes", "comments", "comment", "remarks", "additional information", "other information", "details", "further details", "note", "information", "other tenure detail", "facilities"), v.text, is_personal=True),
    Field("holding_as_published", ("holding type", "land building", "land or building", "land and building", "land only or building", "building or land", "land and buildings", "land or land and building", "asset holding type", "holding", "land building type", "land or permanent building", "land only or land with permanent building", "land only permanent building"), v.text),
    Field("use_as_published", _USE, v.text),
    Field("occupied_as_published", ("occupied", "occupation", "occupied by", "occupation status", "occupancy status", "occupier", "is occupied", "occupied vacant", "vacant or occupied", "tenancy status", "occupied y n"), v.text, is_personal=True),
    Field("_vacant", ("vacant", "is vacant", "vacant y n", "void", "currently vacant", "empty"), v.text),
    Field("gia_m2", _GIA, v.area_m2, shape="area"),
    Field("_gia_square_feet", ("gia sq ft", "floor area sq ft", "gia ft2", "gross internal area sq ft", "building size sq ft", "size sq ft"), v.area_square_feet_as_m2, shape="area"),
    Field("nia_m2", ("net internal area", "nia", "nia m2", "net internal area m2", "building area nia m2", "net internal area nia", "net lettable area", "net lettable area m2", "net internal area nia m2"), v.area_m2, shape="area"),
    Field("_land_hectares", ("site area hectares", "land area hectares", "land area ha", "hectares", "site area ha", "area hectares", "area ha", "size hectares", "size ha", "hectarage", "land size hectares", "site area in hectares", "total area ha", "land area in hectares", "total hectares", "ha", "area in hectares", "land size ha", "plot size ha", "site size hectares"), v.area_hectares_as_m2, shape="area"),
    Field("_land_acres", ("acres", "land area acres", "site area acres", "acreage", "area acres", "size acres"), v.area_acres_as_m2, shape="area"),
    Field("land_area_m2", ("land area m2", "site area m2", "plot area m2", "site size m2", "land size m2", "area of land m2", "total site area m2"), v.area_m2, shape="area"),
    Field("_land_area", ("land area", "site area", "area of land", "plot size", "land size", "site size", "plot area", "size of land", "total site area", "total area"), v.text, shape="area"),
    Field("running_cost_gbp", ("total building operation revenue costs", "total building operation revenue cost", "running cost", "running costs", "annual running cost", "annual running costs", "total running costs", "total running cost", "building operation cost", "operating cost", "operating costs", "revenue cost", "revenue costs", "running costs gbp", "running cost gbp", "total building operation costs", "total building operation revenue costs gbp", "annual running cost gbp", "total building operation cost", "running cost per annum", "premises costs", "annual cost", "total operating cost gbp"), v.money, shape="money", is_dated=True),
    Field("_running_cost_thousands", ("running costs gbp000", "running cost gbp000", "annual running cost gbp000", "total running costs gbp000"), v.money_thousands, shape="money", is_dated=True),
    Field("required_maintenance_gbp", ("required maintenance", "required maintenance gbp", "maintenance backlog", "backlog maintenance", "backlog", "backlog maintenance gbp", "maintenance backlog gbp", "required maintenance cost", "condition backlog", "total required maintenance", "outstanding maintenance", "total backlog maintenance", "required maintenance costs"), v.money, shape="money", is_dated=True),
    Field("_required_maintenance_thousands", ("required maintenance gbp000", "backlog maintenance gbp000", "maintenance backlog gbp000"), v.money_thousands, shape="money", is_dated=True),
    Field("book_value_gbp", ("book value", "net book value", "nbv", "asset value", "valuation", "book value gbp", "net book value gbp", "asset valuation", "current value", "balance sheet value", "asset value gbp", "valuation gbp", "carrying value", "carrying amount", "existing use value", "gross book value", "capital value", "fair value"), v.money, shape="money", is_dated=True),
    Field("_book_value_thousands", ("book value gbp000", "net book value gbp000", "nbv gbp000", "carrying value gbp000", "carrying amount gbp000", "valuation gbp000", "asset value gbp000"), v.money_thousands, shape="money", is_dated=True),
    Field("running_cost_fy", ("running cost year", "running costs year", "running cost financial year", "running costs financial year", "year of running cost", "year of running costs", "running cost period", "cost year"), v.financial_year, shape="financial year"),
    Field("required_maintenance_fy", ("required maintenance year", "required maintenance financial year", "backlog maintenance year", "maintenance backlog year", "backlog year", "year of required maintenance"), v.financial_year, shape="financial year"),
    Field("book_value_on", ("valuation date", "date of valuation", "date valued", "valued on", "date of last valuation", "last valuation date", "last valuation", "book value date", "nbv date", "net book value date", "revaluation date", "date of revaluation", "asset valuation date", "valuation as at", "effective valuation date"), v.date, shape="date"),
    Field("suitability_as_published", ("functional suitability", "functional suitability rating", "suitability", "suitability rating", "suitability grade", "functional suitability grade", "suitability score"), v.text),
    Field("condition_as_published", ("condition", "condition rating", "condition grade", "building condition", "condition category", "condition survey grade", "property condition", "overall condition", "condition code"), v.text),
    Field("energy_rating", ("energy rating", "energy performance rating", "dec rating", "epc rating", "epc", "dec", "energy performance certificate", "display energy certificate", "epc band", "dec band", "energy performance", "energy performance certificate rating", "epc grade", "display energy certificate rating", "energy efficiency rating", "dec grade", "epc dec rating"), v.energy_rating, shape="energy"),
    Field("reason_for_holding_as_published", ("reason for holding", "reason for holding asset", "purpose of holding", "reason held", "reason for holding the asset", "holding reason", "purpose held", "reason for ownership"), v.text),
)  # fmt: skip

EVIDENCE = (
    "asset_code", "tenure_as_published", "tenure_detail_as_published", "holding_as_published", "gia_m2", "_gia_square_feet", "nia_m2", "_land_hectares", "_land_acres", "land_area_m2", "_land_area", "running_cost_gbp",
    "_running_cost_thousands", "required_maintenance_gbp", "_required_maintenance_thousands", "book_value_gbp", "_book_value_thousands", "suitability_as_published", "reason_for_holding_as_published",
)  # fmt: skip
_FACILITY_HEADINGS = frozenset(
    squeezed(heading)
    for heading in (
        "property name", "asset name", "building name", "holding name", "premises name", "name of building land", "station name", "station", "centre name", "library name", "library", "community hub", "hub name", "office", "office name",
        "fire station", "police station", "depot", "depot name", "childrens centre", "childrens centre name", "leisure centre", "leisure centre name", "community centre", "community centre name", "car park name", "court name",
    )
)  # fmt: skip
_FACILITY_WORDS = (
    r"(?i)\b(?:librar(?:y|ies)|leisure|sports? (?:centre|hall|village|ground|pavilion)|swimming|baths|lido|town hall|civic|council|offices?|depots?|hubs?|one stop|customer (?:service|contact)"
    r"|(?:community|neighbourhood|children'?s|family|youth|day|resource|contact|recycling|visitor|arts|heritage|enterprise|business|early years) cent(?:re|er)s?|fire station|police station|ambulance station"
    r"|police|probation|jobcentre|job centre|magistrates|courts?|coroner|cemetery|crematorium|museum|theatre|galler(?:y|ies)|market hall|car park|registry|register office|custody"
    r"|mortuary|allotments?|recreation ground|household waste|nature reserve|archives?|records office|CRC|NPS)\b"
)
_NEEDED_SHARE = 0.5
# A list that puts each place under the name of the public body whose it is. Who only pays for a service or governs the area is none.
_OWNER_HEADINGS = frozenset(map(squeezed, ("organisation name", "organisation", "trust name", "owner", "owner name", "owning organisation", "owning body", "responsible body", "body name", "public body")))
_BODY_WORDS = (
    r"(?i)\b(?:NHS (?:foundation )?trust|primary care trust|ambulance (?:service|trust)|(?:county|city|district|borough|metropolitan|parish|town) council|council"
    r"|police|constabulary|fire (?:and|&) rescue|fire (?:service|brigade|authority)|combined authority)\b"
)
_NEEDED_OF_BODIES = 0.9


def objection(sample: Sample) -> str:
    """Nothing, or why a list of named places should not be loaded as somebody's buildings without the team's word."""
    values = sample.values
    present = [name for name in EVIDENCE if name in values.columns and values[name].drop_nulls().len() > 0]
    if present or _FACILITY_HEADINGS & {squeezed(heading) for heading in sample.headings}:
        return ""
    words = [name for name in ("name_as_published", "use_as_published", "address_as_published") if name in values.columns]
    if words and values.height:
        shown = values.select(
            pl.any_horizontal(*(pl.col(name).str.contains(_FACILITY_WORDS).fill_null(False) for name in words)).mean()
        ).item()
        if shown is not None and shown >= _NEEDED_SHARE:
            return ""
    if _OWNER_HEADINGS & {squeezed(heading) for heading in sample.headings} and "organisation_as_published" in values.columns:
        owners = values["organisation_as_published"]
        of_bodies = owners.str.contains(_BODY_WORDS).fill_null(False).mean()
        # a list of the bodies themselves has each once
        if isinstance(of_bodies, float) and of_bodies >= _NEEDED_OF_BODIES and 2 * owners.n_unique() <= len(owners):
            return ""
    return (
        "It lists named places, but no column (tenure, floor area, asset code, reason for holding ...) and no wording shows that "
        "they are buildings of the sender. If they are, confirm the mapping."
    )


_NOT_OWNED = (
    r"(?i)\bno\b[^.;]{0,40}\bownership\b|\bnot (?:council |authority |trust |currently |now )?owned\b|\bnot in (?:\S+ ){0,3}ownership\b"
    r"|\bno longer (?:council )?owned\b|\bownership: ?no(?:ne)?\b|\bthird party (?:owned|land)\b"
)
_IDENTITY = ("name_as_published", "address_as_published", "asset_code", "uprn", "easting", "_x", "_lon", "_point", "street", "postcode")


_PLACE = ("uprn", "easting", "_x", "_lon", "_point", "street", "postcode", "tenure_as_published", "use_as_published")
_FIGURES = ("gia_m2", "nia_m2", "_land_hectares", "land_area_m2", "_land_area", "running_cost_gbp", "required_maintenance_gbp", "book_value_gbp")
# "Total", "Grand total:", "Total: 70 properties"
_TOTAL = r"(?i)^(?:grand |sub[- ]?|overall )?totals?\b[ :]*[0-9,]*(?: (?:propert(?:y|ies)|assets?|sites?|buildings?|records?|rows?|entries|holdings?))?[.:]?$"


def _is_total() -> pl.Expr:
    """A word for a total where a name or code should stand, or figures alone, and nothing that tells a place or a use."""
    labels = ("name_as_published", "asset_code", "address_as_published", "organisation_as_published")
    labelled = pl.any_horizontal(*(pl.col(name).str.contains(_TOTAL).fill_null(False) for name in labels))
    figures = pl.any_horizontal(*(pl.col(name).is_not_null() for name in _FIGURES))
    return all_null(_PLACE) & (labelled | (all_null(_IDENTITY) & figures))


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = frame.collect_schema().names()
    frame = _with_points(frame)
    frame = _with_areas(frame)
    said = ("name_as_published", "tenure_as_published", "tenure_detail_as_published")
    not_owned = pl.any_horizontal(*(pl.col(name).str.contains(_NOT_OWNED).fill_null(False) for name in said))
    remark = pl.col("other_detail_as_published")
    # "The access road is not owned": a remark may be about anything
    doubtful = ~not_owned & remark.str.contains(_NOT_OWNED).fill_null(False)
    unit = pl.col("_unit")
    done = frame.with_columns(
        not_owned.alias("is_not_owned"),
        *note("other_detail_as_published", REMARK_NOT_OWNED, doubtful, remark),
        pl.col("name_as_published__heading").alias("name_heading"),
        pl.coalesce("occupied_as_published", pl.lit("Vacant: ") + pl.col("_vacant")).alias("occupied_as_published"),
        pl.col("street").str.strip_chars_end(" #"),
        v.outward_code(pl.col("postcode__text")).alias("outward_code"),
        pl.coalesce("as_at_on", "as_at_on_american").alias("as_at_on"),
        pl.col("setting__function").cast(pl.String).alias("function_of_list"),
        pl.when(unit.is_not_null() & pl.col("name_as_published").is_not_null())
        .then(pl.col("name_as_published") + ", " + unit)
        .otherwise(pl.coalesce("name_as_published", unit))
        .alias("name_as_published"),
        *(
            pl.coalesce(column, thousands).alias(column)
            for column, thousands in (
                ("running_cost_gbp", "_running_cost_thousands"),
                ("required_maintenance_gbp", "_required_maintenance_thousands"),
                ("book_value_gbp", "_book_value_thousands"),
            )
        ),
        *(
            pl.when(pl.col(figure).is_not_null() | pl.col(thousands).is_not_null())
            .then(pl.coalesce(stated, pl.when(pl.col(figure).is_not_null()).then(f"{figure}__{part}").otherwise(f"{thousands}__{part}")))
            .alias(stated)
            for stated, figure, thousands, part in (
                ("running_cost_fy", "running_cost_gbp", "_running_cost_thousands", "fy"),
                ("required_maintenance_fy", "required_maintenance_gbp", "_required_maintenance_thousands", "fy"),
                ("book_value_on", "book_value_gbp", "_book_value_thousands", "on"),
            )
        ),
    )
    working = [name for name in names if name.startswith("_") and not name.endswith(("__problem", "__text", "__fy", "__on", "__heading"))]
    stated = [name for name in names if name.endswith(("__fy", "__on", "__heading"))]
    return done.drop(*working, *stated, "as_at_on_american")


_MIDDLE = pl.Struct({"x": pl.Float64, "y": pl.Float64})


def _middles(frame: pl.LazyFrame) -> tuple[pl.Expr, pl.Expr]:
    """The points of a geographic file as its coordinates; of an outline a point inside it."""
    if "geometry" not in frame.collect_schema().names():
        return pl.lit(None, pl.Float64), pl.lit(None, pl.Float64)
    found = pl.col("geometry").map_batches(_middle_of, return_dtype=_MIDDLE, is_elementwise=True).struct.field
    return found("x"), found("y")


def _middle_of(geometry: pl.Series) -> pl.Series:
    points = shapely.point_on_surface(shapely.from_wkb(geometry.to_numpy(), on_invalid="ignore"))
    pairs = {"x": shapely.get_x(points), "y": shapely.get_y(points)}
    return pl.DataFrame({name: pl.Series(values, nan_to_null=True) for name, values in pairs.items()}).to_struct("middle")


def _with_points(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Coordinates of the row from whichever columns have them, the grid first: degrees of a file are often made from it."""
    point_x, point_y = v.coordinate_pair(pl.col("_point"))
    grid_x, grid_y = v.grid_reference(pl.col("_point"))
    address_x, address_y = v.coordinate_pair(pl.col("address_as_published"))
    tail_x, tail_y = v.coordinate_pair(pl.col("address_as_published"), at_end=True)
    pairs = [
        (pl.col("easting"), pl.col("northing")),
        (pl.col("_x"), pl.col("_y")),
        (pl.col("_lon"), pl.col("_lat")),
        (point_x, point_y),
        _middles(frame),
        (address_x, address_y),
        (tail_x, tail_y),
        (grid_x, grid_y),
    ]
    x, y = pl.lit(None, pl.Float64), pl.lit(None, pl.Float64)
    for first, second in reversed(pairs):
        given = first.is_not_null() | second.is_not_null()
        x = pl.when(given).then(first).otherwise(x)
        y = pl.when(given).then(second).otherwise(y)
    from_numbers = pl.any_horizontal(*(first.is_not_null() | second.is_not_null() for first, second in pairs[:-1]))
    frame = frame.with_columns(located(x, y, ~from_numbers & grid_x.is_not_null()).alias("_located"))
    found = pl.col("_located").struct.field
    return frame.with_columns(
        *(found(name).alias(name) for name in ("easting", "northing", "lon", "lat", "coordinate_reading")),
        *(pl.coalesce(pl.col(name), found(name)).alias(name) for name in ("easting__problem", "easting__text")),
        v.without_pair(pl.col("address_as_published")).str.strip_chars(" ,").alias("address_as_published"),
    ).drop("_located")


def _with_areas(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Areas from whatever unit; a land area without any is hectares unless the column is too large for that."""
    cell = pl.col("_land_area")
    read = v.area_m2(cell)
    frame = frame.with_columns(
        read.value.alias("_area"),
        read.problem.alias("_area_problem"),
        (cell.is_not_null() & ~v.has_area_unit(cell).fill_null(False)).alias("_is_bare"),
    )
    area, is_bare = pl.col("_area"), pl.col("_is_bare")
    as_hectares = pl.when(is_bare & (area > 0)).then(area).median() <= _LARGEST_MEDIAN_HECTARES
    assumed = pl.when(is_bare & as_hectares).then(area * 10_000.0).otherwise(area)
    stated = pl.coalesce("land_area_m2", "_land_hectares", "_land_acres")
    frame = frame.with_columns(
        pl.coalesce("gia_m2", "_gia_square_feet").alias("gia_m2"),
        pl.coalesce(stated, assumed).alias("land_area_m2"),
        (stated.is_null() & is_bare & area.is_not_null()).alias("_is_assumed"),
        pl.coalesce("land_area_m2__problem", "_area_problem").alias("land_area_m2__problem"),
        pl.coalesce("land_area_m2__text", pl.when(pl.col("_area_problem").is_not_null()).then(cell)).alias("land_area_m2__text"),
    )
    frame = frame.with_columns(note("land_area_m2", LAND_UNIT_ASSUMED, pl.col("_is_assumed"), cell))
    return frame.drop("_area", "_area_problem", "_is_bare", "_is_assumed")


SOURCE = Source(
    kind="property_register",
    title="a register or list of buildings and land",
    contract=PROPERTY,
    fields=_FIELDS,
    required=(
        ("name_as_published", "address_as_published", "asset_code"),
        ("address_as_published", "postcode", "uprn", "easting", "_x", "_lon", "_point", "street"),
    ),
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("rejected", NO_ASSET.code, lambda: all_null(_IDENTITY)),
    ),
    noted=("easting", "land_area_m2"),
    tidy=_tidy,
    issues=(*COORDINATE_ISSUES, LAND_UNIT_ASSUMED, NO_ASSET, REMARK_NOT_OWNED),
    lists_premises=True,
    objection=objection,
    settings=("body_id", "function"),
)
