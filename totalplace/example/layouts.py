"""Layouts of registers: headings, and how each column is filled from a true asset.

Belongs here: one function a layout. Does not belong here: who uses it and with which faults (registers).
"""

from collections.abc import Callable
from dataclasses import dataclass

from totalplace.example.bodies import Body
from totalplace.example.buildings import Asset

Get = Callable[[Asset], object]
SQUARE_FEET_A_M2 = 1 / 0.09290304
M2_AN_ACRE = 4046.8564224
_SIDES = {"Owner Occupied": "Occupied by the authority", "Leasehold Out": "Leased out"}


@dataclass(frozen=True)
class Column:
    """A column of a layout: its heading, what it holds ("" if no fault concerns it), and how it is filled."""

    heading: str
    role: str
    get: Get


def _holding(asset: Asset) -> str:
    return {"building": "Buildings", "land": "Land", "site": "Land and Building"}[asset.asset_kind]


def _hectares(asset: Asset) -> object:
    return "" if asset.land_area_m2 is None else f"{asset.land_area_m2 / 10_000:.4f}"


def _known(value: object) -> object:
    return "" if value is None else value


def _number_street(asset: Asset) -> str:
    return f"{asset.number} {asset.street}".strip()


def address(asset: Asset) -> str:
    return f"{_number_street(asset)}, {asset.town}"


def use_label(asset: Asset) -> str:
    return asset.use[0].upper() + asset.use[1:]


def transparency_code(body: Body, effective: str) -> list[Column]:
    """The layout of the Transparency Code as most councils publish it, WGS84."""
    place = f"https://example.invalid/id/council/{body.body_id}"
    later = {"2025-07": "2025-06-25", "2025-06": "2025-06-15", "2025": "2025-03-31", "2022": "2022-09-30"}[effective]
    earlier = {"2025-07": "2025-06-25", "2025-06": "2025-06-15", "2025": "2023-09-29", "2022": "2022-09-30"}[effective]
    return [
        Column("OrganisationLabel", "", lambda a: body.name),
        Column("OrganisationURI", "", lambda a: place),
        Column("EffectiveDate", "", lambda a: later if int(a.asset_id[1:]) % 3 else earlier),
        Column("UPRN", "uprn", lambda a: a.uprn),
        Column("AssetCode", "code", lambda a: a.asset_code),
        Column("PropertyName", "name", lambda a: a.name),
        Column("StreetNumber", "", lambda a: a.number),
        Column("StreetName", "street", lambda a: a.street),
        Column("PostTown", "", lambda a: a.town),
        Column("PostCode", "postcode", lambda a: a.postcode),
        Column("CoordinateReferenceSystem", "crs", lambda a: "WGS84"),
        Column("GeoX", "x", lambda a: f"{a.lon:.7f}"),
        Column("GeoY", "y", lambda a: f"{a.lat:.7f}"),
        Column("TenureType", "tenure", lambda a: a.tenure),
        Column("TenureDetail", "detail", lambda a: a.tenure_detail),
        Column("OtherDetail", "", lambda a: use_label(a)),
        Column("HoldingType", "holding", _holding),
        Column("BuildingSize", "gia", lambda a: _known(a.gia_m2)),
        Column("LandArea", "land", _hectares),
        Column("EnergyRating", "", lambda a: a.energy_rating),
    ]


def repeating_headings(body: Body) -> list[Column]:
    """An older council layout: two pairs of identical headings, grid metres, no areas."""
    code = body.aliases[-1]
    return [
        Column("Organisation", "", lambda a: body.name),
        Column("OrganisationLabel", "", lambda a: code),
        Column("Organisation", "", lambda a: body.name),
        Column("OrganisationLabel", "", lambda a: code),
        Column("UPRN", "uprn", lambda a: a.uprn),
        Column("AssetCode", "code", lambda a: f"{a.asset_code}/{_holding(a)}"),
        Column("PropertyName", "name", lambda a: a.name),
        Column("StreetName", "street", _number_street),
        Column("PostTown", "", lambda a: a.town),
        Column("PostCode", "postcode", lambda a: a.postcode),
        Column("GeoX", "x", lambda a: round(a.easting)),
        Column("GeoY", "y", lambda a: round(a.northing)),
        Column("TenureType", "tenure", lambda a: a.tenure),
        Column("TenureDetail", "detail", lambda a: a.tenure_detail),
        Column("HoldingType", "holding", _holding),
    ]


def two_row_headings() -> list[Column]:
    """Two rows of headings in the workbook; here joined, as they are to be understood."""
    return [
        Column("Asset reference", "code", lambda a: a.asset_code),
        Column("UPRN", "uprn", lambda a: int(a.uprn) if a.uprn else ""),
        Column("Name", "name", lambda a: a.name),
        Column("Address - Number and street", "street", _number_street),
        Column("Address - Town", "", lambda a: a.town),
        Column("Address - Postcode", "postcode", lambda a: a.postcode),
        Column("Grid reference - Easting", "x", lambda a: round(a.easting)),
        Column("Grid reference - Northing", "y", lambda a: round(a.northing)),
        Column("Use", "use", use_label),
        Column("Tenure", "tenure", lambda a: a.tenure),
        Column("Tenure detail", "detail", lambda a: _SIDES.get(a.tenure_detail, a.tenure_detail)),
        Column("Floor area (m2) - GIA", "gia", lambda a: _known(a.gia_m2)),
        Column("Floor area (m2) - NIA", "nia", lambda a: _known(a.nia_m2)),
        Column("Running cost £", "cost", lambda a: _known(a.running_cost_gbp)),
        Column("Required maintenance £", "maintenance", lambda a: _known(a.required_maintenance_gbp)),
        Column("Condition", "condition", lambda a: a.condition),
    ]


def open_document() -> list[Column]:
    return [
        Column("Property Ref", "code", lambda a: a.asset_code),
        Column("Property Name", "name", lambda a: a.name),
        Column("Address", "street", address),
        Column("Post Code", "postcode", lambda a: a.postcode),
        Column("Easting", "x", lambda a: round(a.easting)),
        Column("Northing", "y", lambda a: round(a.northing)),
        Column("Description", "use", use_label),
        Column("Tenure", "tenure", lambda a: a.tenure),
        Column("Occupied", "occupied", lambda a: a.occupied),
        Column("Site Area", "land", lambda a: _area_in_words(a)),
        Column("Building Area GIA sqm", "gia", lambda a: _known(a.gia_m2)),
        Column("UPRN", "uprn", lambda a: a.uprn),
    ]


def _area_in_words(asset: Asset) -> object:
    if asset.land_area_m2 is None:
        return ""
    return f"{asset.land_area_m2 / 10_000:.3f} hectares ({asset.land_area_m2 / 4046.856:.2f} acres)"


def grid_in_one_cell() -> list[Column]:
    return [
        Column("UPRN", "uprn", lambda a: a.uprn),
        Column("Asset ID", "code", lambda a: a.asset_code),
        Column("Site name", "name", lambda a: a.name),
        Column("Location", "street", address),
        Column("Postcode", "postcode", lambda a: a.postcode),
        Column("OS grid ref (easting, northing)", "xy", lambda a: f"{round(a.easting)}, {round(a.northing)}"),
        Column("Tenure", "tenure", lambda a: a.tenure),
        Column("Category", "use", use_label),
        Column("NIA sq m", "nia", lambda a: _known(a.nia_m2)),
    ]


def short_headings() -> list[Column]:
    return [
        Column("Unique_Asset_ID", "code", lambda a: a.asset_code),
        Column("Holding_Name", "name", lambda a: a.name),
        Column("Address", "street", address),
        Column("Post_Code", "postcode", lambda a: a.postcode),
        Column("UPRN", "uprn", lambda a: a.uprn),
        Column("Description", "use", use_label),
        Column("Occupied", "occupied", lambda a: a.occupied),
        Column("Land_Building", "holding", lambda a: "Land & buildings " if a.asset_kind == "site" else _holding(a)),
        Column(
            "Tenure",
            "tenure",
            lambda a: {"Freehold": "FH", "Leasehold": "LH", "Freehold & Leasehold": "FH & LH"}.get(a.tenure, a.tenure),
        ),
        Column("Site_Area_Hectares", "land", _hectares),
        Column("Building_Area_GIA_sqm", "gia", lambda a: _known(a.gia_m2)),
        Column("Building_Area_NIA_sqm", "nia", lambda a: _known(a.nia_m2)),
        Column("Easting", "x", lambda a: round(a.easting)),
        Column("Northing", "y", lambda a: round(a.northing)),
    ]


def imperial(body: Body) -> list[Column]:
    """A register in acres and square feet."""
    return [
        Column("Organisation", "", lambda a: body.name),
        Column("UPRN", "uprn", lambda a: a.uprn),
        Column("Terrier reference", "code", lambda a: a.asset_code),
        Column("Property name", "name", lambda a: a.name),
        Column("Address", "street", address),
        Column("Postcode", "postcode", lambda a: a.postcode),
        Column("Easting", "x", lambda a: round(a.easting)),
        Column("Northing", "y", lambda a: round(a.northing)),
        Column("Tenure", "tenure", lambda a: a.tenure),
        Column("Tenure detail", "detail", lambda a: a.tenure_detail),
        Column("Holding type", "holding", _holding),
        Column("Property type", "use", use_label),
        Column("GIA (sq ft)", "gia", lambda a: "" if a.gia_m2 is None else f"{a.gia_m2 * SQUARE_FEET_A_M2:.2f}"),
        Column("Site area (acres)", "land", lambda a: "" if a.land_area_m2 is None else f"{a.land_area_m2 / M2_AN_ACRE:.4f}"),
    ]


def police_list() -> list[Column]:
    return [
        Column("Property", "name", lambda a: a.name),
        Column("Address", "street", address),
        Column("Postcode", "postcode", lambda a: a.postcode),
        Column("Easting", "x", lambda a: f"{a.easting:.1f}"),
        Column("Northing", "y", lambda a: f"{a.northing:.1f}"),
        Column("Use", "use", use_label),
        Column("Tenure", "tenure", lambda a: a.tenure),
        Column("Gross internal area (sq m)", "gia", lambda a: "" if a.gia_m2 is None else f"{a.gia_m2:,}"),
        Column(
            "Annual running cost (£)",
            "cost",
            lambda a: "" if a.running_cost_gbp is None else f"£{a.running_cost_gbp:,}",
        ),
        Column(
            "Required maintenance (£)",
            "maintenance",
            lambda a: "" if a.required_maintenance_gbp is None else f"£{a.required_maintenance_gbp:,}",
        ),
        Column("Condition", "condition", lambda a: a.condition),
        Column("Energy rating", "", lambda a: a.energy_rating),
    ]


def health_return(body: Body) -> list[Column]:
    code = dict(body.codes)["ods"]
    return [
        Column("Trust Code", "", lambda a: code),
        Column("Trust Name", "", lambda a: body.name),
        Column("Site Code", "code", lambda a: a.asset_code),
        Column("Site Name", "name", lambda a: a.name),
        Column("Site Type", "use", use_label),
        Column("Address", "street", address),
        Column("Post Code", "postcode", lambda a: a.postcode),
        Column("Easting", "x", lambda a: round(a.easting)),
        Column("Northing", "y", lambda a: round(a.northing)),
        Column("Tenure", "tenure", lambda a: a.tenure),
        Column("Gross internal floor area (m²)", "gia", lambda a: _known(a.gia_m2)),
        Column("Net internal area (m²)", "nia", lambda a: _known(a.nia_m2)),
        Column(
            "Land area (hectares)",
            "land",
            lambda a: "" if a.land_area_m2 is None else round(a.land_area_m2 / 10_000, 4),
        ),
        Column("Running cost (£)", "cost", lambda a: _known(a.running_cost_gbp)),
        Column("Required maintenance (£)", "maintenance", lambda a: _known(a.required_maintenance_gbp)),
    ]
