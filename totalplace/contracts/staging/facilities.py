"""Contract of lines of lists of hospitals, clinics and general practices."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging._line import LINE, LINE_KEY
from totalplace.contracts.staging.property import COORDINATE_READINGS

SECTORS = ("NHS", "independent", "not stated")

FACILITY = Contract(
    table="staging.facility",
    grain="line of a list of hospitals, clinics and general practices",
    question="What does each line of each list of hospitals, clinics and general practices say?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("facility_code", "text", "The list's code of the place (an ODS code of a site)"),
        Column("name_as_published", "text", "Name of the hospital, clinic or practice", required=True),
        Column("type_as_published", "text", "Type, in the publisher's words"),
        Column("subtype_as_published", "text", "Type in more detail, in the publisher's words"),
        Column("sector_as_published", "text", "Sector, in the publisher's words"),
        Column("governance", "text", "Sector that it is of; not stated where the list contradicts itself", required=True, values=SECTORS),
        Column("parent_code", "text", "Code of the organisation that runs it"),
        Column("parent_as_published", "text", "The organisation that runs it, in the publisher's words"),
        Column("address_as_published", "text", "Address, its lines put together"),
        Column("town", "text", "Post town"),
        Column("district_as_published", "text", "District it is said to be in"),
        Column("postcode", "text", "Whole postcode, in the usual form"),
        Column("easting", "number", "British National Grid metres, as given or from longitude and latitude by OSTN15"),
        Column("northing", "number", "British National Grid metres"),
        Column("lon", "number", "Longitude in WGS84 degrees, from the grid"),
        Column("lat", "number", "Latitude in WGS84 degrees, from the grid"),
        Column("coordinate_reading", "text", "How the coordinates were read", values=COORDINATE_READINGS),
        Column("as_at_on", "date", "Day the line describes"),
    ),
    rules=(Rule("an easting comes with a northing", "(easting is null) = (northing is null)"),),
)
