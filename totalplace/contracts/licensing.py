"""Contracts of licensed premises: registers of premises licences as received, and what is known of each premises.

Belongs here: facts of premises that stand in public registers; as a file of which no open licence is stated is not for everybody, the table is for
the partners. Does not belong here: incidents and costs beside them (contracts/customers.py), or who holds a licence: names of holders are never read.
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging import LINE, LINE_KEY

ON, OFF, BOTH, NO_ALCOHOL = "on", "off", "both", "none"
SALES = (ON, OFF, BOTH, NO_ALCOHOL)
NOT_KNOWN = "not known"
KINDS = ("pub", "restaurant", "supermarket", "small shop", "off-licence", "club", "hotel", "takeaway", "other", NOT_KNOWN)
FOOD_HYGIENE = "food hygiene register"
KIND_BASES = ("wording of the register", FOOD_HYGIENE, "name of the premises", NOT_KNOWN)
LICENCE_TYPES = ("premises licence", "club certificate")

STAGED = Contract(
    table="staging.licensed_premises",
    grain="line of a register of licensed premises",
    question="Which premises does each register say are licensed, and for what?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("reference", "text", "The register's number of the licence"),
        Column("name_as_published", "text", "Name of the premises; withheld where it looks like a private person's"),
        Column("name_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("address_as_published", "text", "Address as one text"),
        Column("postcode", "text", "Postcode"),
        Column("easting", "number", "British National Grid metres"),
        Column("northing", "number", "British National Grid metres"),
        Column("lon", "number", "WGS84 degrees"),
        Column("lat", "number", "WGS84 degrees"),
        Column("coordinate_reading", "text", "How the coordinates were read"),
        Column("licence_type", "text", "Premises licence or club premises certificate", required=True, values=LICENCE_TYPES),
        Column("sales", "text", "Alcohol sold to drink on the premises only, off them only, both, or none", required=True, values=SALES),
        Column("has_late_refreshment", "boolean", "Hot food or drink between 23:00 and 5:00"),
        Column("kind_as_published", "text", "What the register says that the premises are"),
        Column("kind", "text", "Kind of premises, by reference words", required=True, values=KINDS),
        Column("kind_basis", "text", "How the kind is known", required=True, values=KIND_BASES),
        Column("status_as_published", "text", "Standing of the licence, in the register's words"),
        Column("issued_on", "date", "Day of first issue"),
        Column("ended_on", "date", "Day on which it lapsed or was given up"),
        Column("as_at_on", "date", "Day that the line describes"),
    ),
)  # fmt: skip

FOOD_BUSINESS = Contract(
    table="staging.food_business",
    grain="line of a food hygiene register",
    question="What kind of business does the food hygiene register say stands where?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("fhrs_id", "text", "The register's number of the business"),
        Column("name_as_published", "text", "Name of the business; withheld where it looks like a private person's"),
        Column("name_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("kind_as_published", "text", "Kind of business, in the register's words"),
        Column("kind", "text", "Kind of premises, by reference words", required=True, values=KINDS),
        Column("postcode", "text", "Postcode"),
        Column("rated_on", "date", "Day of the latest rating"),
    ),
)  # fmt: skip

LINE_STATUS = Contract(
    table="core.licence_line",
    grain="line of a register of licensed premises",
    question="Does each line count: is it of the place, in force and in the newest edition of its register?",
    primary_key=LINE_KEY,
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "superseded")),
        Column("line_reason", "text", "Why it does not count"),
        Column("as_at_on", "date", "Day that the register describes, else the day it was received", required=True),
        Column("licence_id", "text", "Our id: of the licence's number and district, else of name and postcode", required=True),
        Column("is_withheld", "boolean", "It bears an entry of the place's own list of sensitive premises", required=True),
        Column("lsoa_code", "text", "Lower layer super output area, of its postcode"),
        Column("msoa_code", "text", "Middle layer super output area, of its postcode"),
        Column("lad_code", "text", "District, of its postcode"),
        Column("postcode_easting", "number", "Middle of its postcode"),
        Column("postcode_northing", "number", "Middle of its postcode"),
    ),
)  # fmt: skip

LICENSED_PREMISES = Contract(
    table="mart.licensed_premises",
    grain="licence of premises in force, as its authority's newest register has it",
    question="Which premises are licensed to sell alcohol, to drink there or elsewhere, and what kind of premises are they?",
    primary_key=("licence_id",),
    columns=(
        Column("licence_id", "text", "Our id: of the licence's number and district, else of name and postcode"),
        Column("source_file_id", "text", "The file of the register", references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in that file"),
        Column("source_row", "integer", "The line or row in it"),
        Column("reference", "text", "The register's number of the licence"),
        Column("name", "text", "Name of the premises; withheld where it looks like a private person's"),
        Column("kind", "text", "Kind of premises: pub, restaurant, supermarket …", required=True, values=KINDS),
        Column("kind_basis", "text", "How the kind is known", required=True, values=KIND_BASES),
        Column("sales", "text", "Alcohol sold to drink on the premises only, off them only, both, or none", required=True, values=SALES),
        Column("licence_type", "text", "Premises licence or club premises certificate", required=True, values=LICENCE_TYPES),
        Column("has_late_refreshment", "boolean", "Hot food or drink between 23:00 and 5:00; empty where the register does not say"),
        Column("postcode", "text", "Postcode"),
        Column("easting", "number", "British National Grid metres, eastward"),
        Column("northing", "number", "British National Grid metres, northward"),
        Column("lon", "number", "WGS84 degrees, where the register gives coordinates"),
        Column("lat", "number", "WGS84 degrees, where the register gives coordinates"),
        Column("location_method", "text", "How the place is known", values=("coordinates", "postcode")),
        Column("lsoa_code", "text", "Lower layer super output area"),
        Column("msoa_code", "text", "Middle layer super output area"),
        Column("lad_code", "text", "Code of the district (GSS)"),
        Column("issued_on", "date", "Day on which the licence was first issued"),
        Column("as_at_on", "date", "Day that the register describes, else the day it was received"),
    ),
    rules=(Rule("of coordinates there are two or none", "(easting is null) = (northing is null) and (lon is null) = (lat is null)"),),
)  # fmt: skip

# read where registers are staged; its words are no table that anybody asks for
PREMISES_WORD = Contract(
    table="ref.premises_word",
    grain="word or words that show what kind of premises is licensed",
    question="From which words is the kind of licensed premises told?",
    audience="public",
    primary_key=("word", "told_by"),
    columns=(
        Column("word", "text", "The word or words, in small letters"),
        Column("told_by", "text", "Where it must stand: in the register's words for the kind, in the food hygiene register's, or in the name", values=("kind", "food hygiene", "name")),
        Column("kind", "text", "The kind of premises it shows", required=True, values=KINDS),
        Column("rank", "integer", "Of several words found, the lowest rank counts", required=True),
    ),
)  # fmt: skip
ALL = (STAGED, FOOD_BUSINESS, LINE_STATUS, LICENSED_PREMISES)
