"""Contracts of `staging`: one table a kind of source, typed, otherwise as the publisher has it.

Belongs here: what a row of each kind may hold. Does not belong here: whose row it is or whether it counts (core).
`*_as_published` columns are the publisher's words, trimmed and with runs of white space made one space, nothing else.
"""

from totalplace.contracts._base import Column, Contract, Rule

LINE = (
    Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The line (text) or row (sheet) where the record starts"),
    Column("part_number", "integer", "Number of the table: the upper digits of line ids", required=True),
    Column("path", "text", "The file, from the place's folder", required=True),
    Column("sender", "text", "Who sent it: the folder of the inbox", required=True),
)
STATUS = "row_status"  # beside the contract in staged lines: what became of the row
LINE_KEY = ("source_file_id", "source_part", "source_row")

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
            values=(
                "grid",
                "longitude and latitude",
                "longitude and latitude exchanged",
                "grid exchanged",
                "grid reference",
            ),
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

PAYMENT = Contract(
    table="staging.payment",
    grain="line of a list of payments",
    question="What does each line of each list of payments say?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_as_published", "text", "Who paid, in the publisher's words"),
        Column("organisation_code", "text", "The code or address (URI) given for that organisation"),
        Column("paid_on", "date", "Day of payment, or the nearest date that the list has"),
        Column("paid_on_basis", "text", "Which date it is", values=("payment", "invoice", "posting", "extract")),
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column(
            "fy_basis",
            "text",
            "What the year was read from",
            required=True,
            values=("date", "period", "confirmed by the team", "extract date"),
        ),
        Column("period", "integer", "Financial period in the year, 1 to 12 (13 and more: closing periods)"),
        Column(
            "supplier_as_published",
            "text",
            "Who was paid; 'individual (withheld)' where it looks like a private person",
        ),
        Column(
            "supplier_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"
        ),
        Column(
            "is_withheld", "boolean", "The payee is a private person or was redacted by the publisher", required=True
        ),
        Column("supplier_code", "text", "The publisher's own number for the supplier"),
        Column("company_number", "text", "Companies House number, where the list gives one"),
        Column("charity_number", "text", "Charity number, where the list gives one"),
        Column("vat_number", "text", "VAT registration number, where the list gives one"),
        Column("transaction_number", "text", "The publisher's number of the transaction"),
        Column("invoice_number", "text", "Invoice reference, where the list gives one"),
        Column("department_as_published", "text", "Department, directorate or service that paid"),
        Column("service_as_published", "text", "Service line below the department"),
        Column("purpose_as_published", "text", "Purpose, expense type or subjective description"),
        Column("purpose_code", "text", "Account or subjective code"),
        Column("category_as_published", "text", "Procurement or merchant category"),
        Column("capital_or_revenue_as_published", "text", "Capital or revenue, in the publisher's words"),
        Column("is_card", "boolean", "A purchase-card transaction", required=True),
        Column("amount_gbp", "money", "Amount net of recoverable VAT; credits are negative", required=True),
        Column("amount_basis", "text", "Which amount it is", required=True, values=("net", "gross", "not stated")),
        Column("irrecoverable_vat_gbp", "money", "Irrecoverable VAT in it, where stated"),
        Column("net_gbp", "money", "Net amount where gross and net stand side by side"),
        Column("gross_gbp", "money", "Gross amount where gross and net stand side by side"),
    ),
)

POSTCODE = Contract(
    table="staging.postcode",
    grain="line of a postcode directory",
    question="Where is each postcode, and in which areas?",
    audience="public",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("postcode", "text", "Postcode, in the usual form", required=True),
        Column("easting", "number", "British National Grid metres", required=True),
        Column("northing", "number", "British National Grid metres", required=True),
        Column("lad_code", "text", "Local authority district"),
        Column("ward_code", "text", "Electoral ward"),
        Column("lsoa_code", "text", "Lower-layer super output area"),
        Column("msoa_code", "text", "Middle-layer super output area"),
        Column("terminated_on", "date", "First day of the month in which it went out of use"),
    ),
)

BOUNDARY = Contract(
    table="staging.boundary",
    grain="area in a file of boundaries",
    question="Which areas are there, and where do they run?",
    audience="public",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("area_code", "text", "The area's code (GSS)", required=True),
        Column("area_name", "text", "The area's name", required=True),
        Column(
            "area_type",
            "text",
            "Kind of area, from its code",
            required=True,
            values=("combined authority", "county", "district", "ward", "msoa", "lsoa", "other"),
        ),
        Column("outline_wkb", "bytes", "Outline in British National Grid metres, as well-known binary", required=True),
        Column("west", "number", "Easting of its western edge", required=True),
        Column("south", "number", "Northing of its southern edge", required=True),
        Column("east", "number", "Easting of its eastern edge", required=True),
        Column("north", "number", "Northing of its northern edge", required=True),
    ),
)

ALL = (PROPERTY, PAYMENT, POSTCODE, BOUNDARY)
