"""Contract of lines of property registers and lists."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging._line import LINE, LINE_KEY

COORDINATE_READINGS = (
    "grid",
    "longitude and latitude",
    "longitude and latitude exchanged",
    "grid exchanged",
    "grid reference",
)

PROPERTY = Contract(
    table="staging.property",
    grain="line of a property register or list",
    question="What does each line of each register say?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_as_published", "text", "Whose asset it is, in the publisher's words"),
        Column("organisation_code", "text", "The code or address (URI) given for that organisation"),
        Column("as_at_on", "date", "Day the line describes"),
        Column("uprn", "text", "Unique Property Reference Number, digits only, no leading zeros"),
        Column("asset_code", "text", "The publisher's own code of the asset"),
        Column("name_as_published", "text", "Name of the building or land"),
        Column("street_number", "text", "Number or numbers in the street"),
        Column("street", "text", "Street"),
        Column("locality", "text", "Locality"),
        Column("town", "text", "Post town"),
        Column("address_as_published", "text", "The whole address where it stands in one cell"),
        Column("district_as_published", "text", "District, borough or ward it is said to be in"),
        Column("postcode", "text", "Whole postcode, in the usual form"),
        Column("outward_code", "text", "First half of the postcode where only that is given"),
        Column("easting", "number", "British National Grid metres, as given or from longitude and latitude by OSTN15"),
        Column("northing", "number", "British National Grid metres"),
        Column("lon", "number", "Longitude in WGS84 degrees, from the grid"),
        Column("lat", "number", "Latitude in WGS84 degrees, from the grid"),
        Column(
            "coordinate_reading",
            "text",
            "How the coordinates were read",
            values=COORDINATE_READINGS,
        ),
        Column("tenure_as_published", "text", "Freehold, leasehold …, in the publisher's words"),
        Column("tenure_detail_as_published", "text", "Occupied, leased out, vacant …, in the publisher's words"),
        Column("other_detail_as_published", "text", "Rights of way, access and other remarks"),
        Column("holding_as_published", "text", "Land or building, in the publisher's words"),
        Column("use_as_published", "text", "What it is used for, type, category or description"),
        Column("occupied_as_published", "text", "Whether it is occupied, in the publisher's words"),
        Column("is_not_owned", "boolean", "The line says that the body does not own this"),
        Column("gia_m2", "number", "Gross internal area, square metres"),
        Column("nia_m2", "number", "Net internal area, square metres"),
        Column("land_area_m2", "number", "Area of the land, square metres"),
        Column("running_cost_gbp", "money", "Total building operation (revenue) cost a year"),
        Column("running_cost_fy", "integer", "Its financial year, where a heading or the line states it"),
        Column("required_maintenance_gbp", "money", "Required maintenance"),
        Column("required_maintenance_fy", "integer", "Its financial year, where a heading or the line states it"),
        Column("book_value_gbp", "money", "Value in the books"),
        Column("book_value_on", "date", "Day of the valuation, where a heading or the line states it"),
        Column("suitability_as_published", "text", "Functional suitability rating"),
        Column("condition_as_published", "text", "Condition rating"),
        Column("energy_rating", "text", "Letter of the energy performance or display energy rating, A to G"),
        Column("reason_for_holding_as_published", "text", "Why it is held"),
    ),
    rules=(
        Rule("an easting comes with a northing", "(easting is null) = (northing is null)"),
        Rule(
            "areas are not negative",
            "coalesce(gia_m2, 0) >= 0 and coalesce(nia_m2, 0) >= 0 and coalesce(land_area_m2, 0) >= 0",
        ),
        Rule("a UPRN has at most twelve digits", "uprn is null or regexp_matches(uprn, '^[1-9][0-9]{0,11}$')"),
    ),
)
