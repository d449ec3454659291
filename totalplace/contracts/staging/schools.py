"""Contract of lines of lists of schools (GIAS and its extracts)."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging._line import LINE, LINE_KEY
from totalplace.contracts.staging.property import COORDINATE_READINGS

GOVERNANCE = (
    "community",
    "voluntary aided",
    "voluntary controlled",
    "foundation",
    "academy",
    "independent",
    "other",
    "not stated",
)

SCHOOL = Contract(
    table="staging.school",
    grain="line of a list of schools: a school, or one of its sites",
    question="What does each line of each list of schools say?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("urn", "text", "Unique reference number of the school, digits only"),
        Column("name_as_published", "text", "Name of the school", required=True),
        Column("site_name_as_published", "text", "Name of the site, where a school has several lines"),
        Column("local_authority_as_published", "text", "Local authority, in the publisher's words"),
        Column("local_authority_code", "text", "The publisher's code of the local authority"),
        Column("trust_as_published", "text", "Trust or proprietor, in the publisher's words"),
        Column("type_as_published", "text", "Type of establishment, in the publisher's words"),
        Column("type_group_as_published", "text", "Group of types, in the publisher's words"),
        Column("phase_as_published", "text", "Phase of education, in the publisher's words"),
        Column("governance", "text", "Who runs it, from its type", required=True, values=GOVERNANCE),
        Column(
            "status",
            "text",
            "Whether it is open; closed schools are ignored",
            required=True,
            values=("open", "proposed to close", "proposed to open", "not stated"),
        ),
        Column("opened_on", "date", "Day it opened"),
        Column("closed_on", "date", "Day it closes, where that is known"),
        Column("statutory_low_age", "integer", "Lowest age of pupils"),
        Column("statutory_high_age", "integer", "Highest age of pupils"),
        Column("capacity", "integer", "Places, as the publisher has them; empty where none or nought is stated"),
        Column("roll", "integer", "Pupils on roll at the census"),
        Column("census_on", "date", "Day of that census"),
        Column("has_nursery", "boolean", "Has nursery classes; empty where not stated"),
        Column("is_special", "boolean", "A special school", required=True),
        Column("uprn", "text", "Unique Property Reference Number, digits only, no leading zeros"),
        Column("street", "text", "Street"),
        Column("locality", "text", "Locality"),
        Column("town", "text", "Post town"),
        Column("address_as_published", "text", "The whole address where it stands in one cell"),
        Column("district_as_published", "text", "District it is said to be in"),
        Column("postcode", "text", "Whole postcode, in the usual form"),
        Column("easting", "number", "British National Grid metres, as given or from longitude and latitude by OSTN15"),
        Column("northing", "number", "British National Grid metres"),
        Column("lon", "number", "Longitude in WGS84 degrees, from the grid"),
        Column("lat", "number", "Latitude in WGS84 degrees, from the grid"),
        Column("coordinate_reading", "text", "How the coordinates were read", values=COORDINATE_READINGS),
        Column("as_at_on", "date", "Day the line describes"),
    ),
    rules=(
        Rule("an easting comes with a northing", "(easting is null) = (northing is null)"),
        Rule("capacity and roll are not negative", "coalesce(capacity, 0) >= 0 and coalesce(roll, 0) >= 0"),
        Rule("a URN is a number", "urn is null or regexp_matches(urn, '^[1-9][0-9]{4,6}$')"),
    ),
)
