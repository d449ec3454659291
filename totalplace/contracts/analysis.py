"""Contracts of `analysis`: where judgement lives."""

from totalplace.contracts._base import Column, Contract

ASSET_RECORD = Contract(
    table="analysis.asset_record",
    grain="key under which a body lists an asset",
    question="What do a body's lines say, put together, about each thing it lists?",
    primary_key=("record_id",),
    columns=(
        Column("record_id", "integer", "Number within this result"),
        Column("source_key", "text", "The key", required=True),
        Column("body_id", "text", "The body that lists it", required=True),
        Column("source_file_id", "text", "The file of the line believed first", required=True),
        Column("source_part", "text", "Its table", required=True),
        Column("source_row", "integer", "Its line or row", required=True),
        Column("list_ids", "text", "Every list it stands in, parted by |", required=True),
        Column("is_in_register", "boolean", "Stands in a register, not only in a list of places of service", required=True),
        Column("asset_kind", "text", "building, land or site", required=True),
        Column("function", "text", "What it is for", required=True),
        Column("name", "text", "Name, else address", required=True),
        Column("address", "text", "Address in one line"),
        Column("street_number", "text", "House number, where it has a column of its own"),
        Column("street", "text", "Street of that number"),
        Column("postcode", "text", "Postcode"),
        Column("uprn", "text", "UPRN"),
        Column("easting", "number", "Of its own point, unless many share it"),
        Column("northing", "number", "Of its own point"),
        Column("is_middle_of_postcode", "boolean", "That point is the middle of its postcode, though given as its own", required=True),
        Column("postcode_easting", "number", "Of the middle of its postcode, where it has no point"),
        Column("postcode_northing", "number", "Of the middle of its postcode"),
    ),
)

ASSET_BLOCK = Contract(
    table="analysis.asset_block",
    grain="record and word by which it is found",
    question="By which words may a record be found among its neighbours?",
    columns=(
        Column("record_id", "integer", "The record", required=True),
        Column("word", "text", "Start of a word of its name, or house and start of street", required=True),
    ),
)

ASSET_CANDIDATE = Contract(
    table="analysis.asset_candidate",
    grain="pair of records of different lists that may be one building",
    question="Which pairs are worth judging?",
    primary_key=("left_id", "right_id"),
    columns=(Column("left_id", "integer", "The one record"), Column("right_id", "integer", "The other")),
)

ASSET_LINK = Contract(
    table="analysis.asset_link",
    grain="pair of records that is one building, or may be",
    question="Which entries of different lists are the same building, why, and how surely?",
    primary_key=("left_key", "right_key"),
    columns=(
        Column("left_key", "text", "The one record"),
        Column("right_key", "text", "The other"),
        Column("verdict", "text", "certain pairs are joined, doubtful ones go to a person", required=True, values=("certain", "doubtful")),
        Column("reason", "text", "What agrees", required=True),
        Column("score", "number", "How surely, 0 to 1", required=True),
    ),
)

SUPPLIER_NAME = Contract(
    table="analysis.supplier_name",
    grain="way of writing a supplier's name, as names are compared",
    question="Which suppliers do the lists name, and by which numbers are they known?",
    primary_key=("supplier_key",),
    columns=(
        Column("supplier_key", "text", "The name in capitals without punctuation or legal form"),
        Column("name", "text", "As it is published most often; where only ledgers have it, as they have it", required=True),
        Column("traded_as", "text", "The name after 't/a', where there is one"),
        Column("company_number", "text", "Companies House number, if all lines that give one agree"),
        Column("charity_number", "text", "Charity number, likewise"),
        Column("vat_number", "text", "VAT registration number, likewise"),
        Column("body_ids", "text", "The bodies whose lists, or where none does whose ledgers, name it, parted by |", required=True),
        Column("line_count", "integer", "Published lines that name it so; 0 where only ledgers do", required=True),
        Column("amount_gbp", "money", "Pounds of these lines, also of those published twice", required=True),
    ),
)

SUPPLIER_LINK = Contract(
    table="analysis.supplier_link",
    grain="pair of ways of writing a name that is one supplier, or may be",
    question="Which names are the same supplier, why, and how surely?",
    primary_key=("left_key", "right_key"),
    columns=(
        Column("left_key", "text", "The one name, as names are compared"),
        Column("right_key", "text", "The other"),
        Column("verdict", "text", "certain pairs are joined, doubtful ones go to a person", required=True, values=("certain", "doubtful")),
        Column("reason", "text", "What agrees", required=True),
        Column("score", "number", "How surely, 0 to 1", required=True),
    ),
)

ALL = (SUPPLIER_NAME, SUPPLIER_LINK, ASSET_RECORD, ASSET_BLOCK, ASSET_CANDIDATE, ASSET_LINK)
