"""Contracts of `core`: rows of all senders in our nouns, with whose they are and whether they count."""

from dataclasses import replace

from totalplace.contracts._base import Column, Contract
from totalplace.contracts.mart import FUNCTION_BASES, LOCATION_METHODS, PAIR_DECISIONS, TENURES
from totalplace.contracts.staging import LINE_KEY, PROPERTY
from totalplace.contracts.staging.facilities import SECTORS
from totalplace.contracts.staging.schools import GOVERNANCE

_LINE = (
    Column("source_file_id", "text", "The file"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The line or row"),
)

_LABEL_COLUMNS = (
    Column("source_file_id", "text", "The file", required=True),
    Column("source_part", "text", "The table in the file", required=True),
    Column("organisation_as_published", "text", "The name"),
    Column("organisation_code", "text", "The code"),
    Column("body_id", "text", "The body; empty if it is none of the place or not known"),
    Column(
        "basis",
        "text",
        "How it was found",
        required=True,
        values=("named in the row", "sender", "name not known", "outside the place", "nobody named", "of anybody"),
    ),
    Column("row_count", "integer", "Rows that name it so", required=True),
)

_GOVERNANCE = Column("governance", "text", "Of a school: who runs it; of a hospital, clinic or practice: the sector its list gives", values=tuple(dict.fromkeys((*GOVERNANCE, *SECTORS))))

_AUTHORITY = Column("authority_as_published", "text", "Of a school that its council does not run: the council of its area")

LISTING = Contract(
    table="core.listing",
    grain="line of any file that lists buildings or land",
    question="What does each line say that lists a building or a piece of land, whatever kind of file it stands in?",
    primary_key=LINE_KEY,
    columns=(
        Column(
            "source_kind",
            "text",
            "Kind of file the line stands in",
            required=True,
            values=("property", "school", "facility", "nhs estates return"),
        ),
        *PROPERTY.columns,
        _GOVERNANCE,
        _AUTHORITY,
    ),
)

PROPERTY_LABEL = Contract(
    table="core.property_label",
    grain="way in which a register names an organisation",
    question="Which body does each organisation named in a register stand for?",
    columns=(*_LABEL_COLUMNS, _AUTHORITY),
)

PAYMENT_LABEL = Contract(
    table="core.payment_label",
    grain="way in which a list of payments names an organisation",
    question="Which body does each organisation named in a list of payments stand for?",
    columns=_LABEL_COLUMNS,
)

LABEL_BODY = Contract(
    table="core.label_body",
    grain="way in which a table of a file names an organisation",
    question="Which body does each organisation named in a file stand for?",
    columns=_LABEL_COLUMNS,
)

AREA = Contract(
    table="core.area",
    grain="area, in the most detailed outline received",
    question="Which areas are there, and which are part of the place?",
    primary_key=("area_code",),
    columns=(
        Column("area_code", "text", "The area's code"),
        Column("area_name", "text", "The area's name", required=True),
        Column("area_type", "text", "Kind of area", required=True),
        Column("is_in_place", "boolean", "Part of the place", required=True),
        Column("outline_wkb", "bytes", "Outline in British National Grid metres", required=True),
        Column("source_file_id", "text", "The file of boundaries", required=True),
    ),
)

POSTCODE = Contract(
    table="core.postcode",
    grain="postcode, from the newest directory that has it",
    question="Where is each postcode?",
    primary_key=("postcode",),
    columns=(
        Column("postcode", "text", "Postcode"),
        Column("easting", "number", "British National Grid metres", required=True),
        Column("northing", "number", "British National Grid metres", required=True),
        Column("lad_code", "text", "District"),
        Column("lsoa_code", "text", "Lower layer super output area"),
        Column("msoa_code", "text", "Middle layer super output area"),
        Column("terminated_on", "date", "First day of the month in which it went out of use; empty while it is in use"),
    ),
)

PROPERTY_PLACE = Contract(
    table="core.property_place",
    grain="line of a property register or list",
    question="Where is what each line speaks of, and how do we know?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("easting", "number", "British National Grid metres"),
        Column("northing", "number", "British National Grid metres"),
        Column("lon", "number", "WGS84 degrees"),
        Column("lat", "number", "WGS84 degrees"),
        Column("location_method", "text", "How it was found", required=True, values=LOCATION_METHODS),
        Column("area_code", "text", "District it stands in"),
        Column("is_in_place", "boolean", "Inside the place; empty if not known"),
        Column("postcode_distance_m", "number", "From the coordinates given to the middle of the postcode given"),
        Column(
            "is_far_from_list",
            "boolean",
            "The coordinates given are far from all others of the list, and the postcode is not there",
            required=True,
        ),
        Column("same_point_count", "integer", "Lines of the same file with these very coordinates", required=True),
    ),
)

CONFIRMED_PLACE = replace(
    PROPERTY_PLACE,
    table="core.confirmed_place",
    grain="line of a body's own sheet that corrects coordinates or a postcode",
    question="Where is each building, as its body corrects it?",
)

PROPERTY_EDITION = Contract(
    table="core.property_edition",
    grain="body and table of a file whose lines of that body are an older edition of another register",
    question="Which registers have been replaced by a newer edition?",
    primary_key=("body_id", "source_file_id", "source_part"),
    columns=(
        Column("body_id", "text", "The body whose register it is"),
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("newer_path", "text", "The file that replaces it", required=True),
    ),
)

SENSITIVE_STATEMENT = Contract(
    table="core.sensitive_statement",
    grain="line of any file about buildings and reason to take it, or a part of what it says, for sensitive premises",
    question="Which lines say of themselves, or are listed by the place, that they must be counted only?",
    audience="body",
    columns=(
        *_LINE,
        Column("basis", "text", "What shows it", required=True, values=("its words", "listed")),
        Column("function", "text", "Kind of premises", required=True),
        Column("entry_number", "integer", "Which entry of `sensitive` in place.toml names it, counted from 1"),
        Column("is_whole", "boolean", "The premises of the line; false where a room, tenant or occupier in them", required=True),
    ),
)

PREMISES_LINE = Contract(
    table="core.premises_line",
    grain="line of any file about buildings or land",
    question="How does each line name the premises that it is about, and what else does it say?",
    audience="body",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("is_listed", "boolean", "Stands in core.listing", required=True),
        Column("asset_id", "text", "Our id, where a return gives it"),
        Column("asset_code", "text", "The publisher's code"),
        Column("uprn", "text", "UPRN"),
        Column("name_as_published", "text", "Name"),
        Column("address_as_published", "text", "Address as published"),
        Column("street_address", "text", "House number and street"),
        Column("whole_address", "text", "All parts of the address in one line"),
        Column("postcode", "text", "Postcode"),
        Column("easting", "number", "British National Grid metres"),
        Column("northing", "number", "British National Grid metres"),
        Column("said", "text", "All that is said of the premises, bars between the columns"),
        Column("said_of_part", "text", "All that is said of a room, tenant or occupier"),
        Column("said_of_team", "text", "Team that uses a part"),
    ),
)

GUARDED_LINE = Contract(
    table="core.guarded_line",
    grain="line of any file about buildings of which something may not be shown",
    question="Of which lines may nothing be shown, or not what they say of a part?",
    audience="body",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("is_whole", "boolean", "Nothing of the line may be shown; false where it is a room, tenant, occupier or team that must not be named", required=True),
    ),
)

GUARDED_TEXT = Contract(
    table="core.guarded_text",
    grain="text of a payment, a contract, a grant, a lease or an issue that names sensitive premises or a single dwelling",
    question="Which purposes, departments, titles, demises, parties and things told of files must not be shown, as they name a building that nobody must know or one home?",
    audience="body",
    primary_key=("text",),
    columns=(Column("text", "text", "The text, as published"),),
)

SENSITIVE_NAME = Contract(
    table="core.sensitive_name",
    grain="name, address or entry of the place's list by which a text may name sensitive premises",
    question="Which words in any text name sensitive premises?",
    audience="body",
    primary_key=("words", "is_all"),
    columns=(
        Column("words", "text", "The words, small letters, one space between"),
        Column("is_all", "boolean", "They name the premises only where they are all of the text"),
    ),
)

DWELLING_NAME = Contract(
    table="core.dwelling_name",
    grain="name or address by which a text may name a single dwelling",
    question="Which words in any text name one home?",
    audience="body",
    primary_key=("words",),
    columns=(Column("words", "text", "The words, small letters, one space between"),),
)

SENSITIVE_KEY = Contract(
    table="core.sensitive_key",
    grain="thing that tells sensitive premises",
    question="By which keys, ids, UPRNs, names and places is each of the sensitive premises known?",
    audience="body",
    primary_key=("sensitive_key",),
    columns=(
        Column("sensitive_key", "text", "What it is (key, id, uprn, at, house, point) and the thing itself: as building_key of core/property_line.sql"),
    ),
)

REGISTER_PART = Contract(
    table="core.register_part",
    grain="body and table of a file that lists assets of it",
    question="In which tables does each body state what it holds, and which are only lists of places of service?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("body_id", "text", "The body; empty where nobody is known"),
        Column("line_count", "integer", "Lines of the body in the table", required=True),
        Column("tenure_count", "integer", "Of these, lines that state a tenure", required=True),
        Column("is_register", "boolean", "The body states there what it holds", required=True),
    ),
)


DWELLING_STATEMENT = Contract(
    table="core.dwelling_statement",
    grain="line of a register, list or return that speaks of a single dwelling",
    question="Which lines list one home, so that they must be counted only?",
    audience="body",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column(
            "basis",
            "text",
            "What shows it; a bare name and a numbered address count only while no other line of the building says otherwise",
            required=True,
            values=("use", "name", "name alone", "numbered address"),
        ),
    ),
)

PROPERTY_LINE = Contract(
    table="core.property_line",
    grain="line of a property register or list",
    question="Whose is each line, does it count, and what is it about?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column(
            "line_status",
            "text",
            "What becomes of it",
            required=True,
            values=("loaded", "ignored", "held", "superseded"),
        ),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body that lists it"),
        Column("source_key", "text", "What its id is given for: body, then asset code, UPRN or name and postcode"),
        Column("asset_kind", "text", "building, land or site", required=True),
        Column("function", "text", "What it is for", required=True),
        Column("function_basis", "text", "What shows what it is for; empty for sensitive premises and single dwellings", values=FUNCTION_BASES),
        Column("is_sensitive", "boolean", "To be counted only, as this or another line of the building says", required=True),
        Column("is_dwelling", "boolean", "Of these, a single dwelling that is no sensitive premises", required=True),
        Column("premises_key", "text", "The same for all lines of one sensitive building or single dwelling; empty for any other"),
        Column("ownership_basis", "text", "What shows the ownership", required=True),
        Column("is_not_owned", "boolean", "The line says the body does not own it", required=True),
        Column("tenure", "text", "How it is held", required=True, values=TENURES),
        Column("interest_detail", "text", "What the body does with it", required=True),
        Column("name", "text", "Name, else address", required=True),
        Column("address", "text", "Address in one line"),
    ),
)

ASSET_LINE = Contract(
    table="core.asset_line",
    grain="line of a register or list that counts, with the asset it is about",
    question="Which asset does each line speak of?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("asset_id", "text", "The asset", required=True),
        Column("source_key", "text", "What the id was given for", required=True),
        Column("rank", "integer", "1 is the line that is believed first", required=True),
    ),
)

PAYMENT_EDITION = Contract(
    table="core.payment_edition",
    grain="body, month of a list of payments and better list that it stands in too",
    question="Which payments were published twice?",
    primary_key=("body_id", "source_file_id", "source_part", "month_on", "better_file_id", "better_part"),
    columns=(
        Column("body_id", "text", "The body whose payments they are"),
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("month_on", "date", "First day of the month"),
        Column("better_file_id", "text", "The better list: its file"),
        Column("better_part", "text", "The better list: its table in the file"),
        Column("better_path", "text", "The better list: where it lies", required=True),
        Column("better_rank", "integer", "1 is the best of the lists that are better", required=True),
        Column("line_count", "integer", "The list's lines of the month", required=True),
        Column("matched_count", "integer", "Of these, lines that stand in the better list", required=True),
    ),
)

PAYMENT_TWIN = Contract(
    table="core.payment_twin",
    grain="line of a list of payments whose twin stands in a better list",
    question="Which payments are set aside because a better list has them?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("body_id", "text", "The body that paid", required=True),
        Column("month_on", "date", "First day of the month", required=True),
        Column("better_path", "text", "The list that has its twin", required=True),
    ),
)

PAYMENT_LINE = Contract(
    table="core.payment_line",
    grain="line of a list of payments",
    question="Who paid each line, and does it count?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column(
            "line_status",
            "text",
            "What becomes of it",
            required=True,
            values=("loaded", "ignored", "held", "superseded"),
        ),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body that paid"),
    ),
)

LINE_OUTCOME = Contract(
    table="core.line_outcome",
    grain="table of a file and what became of some of its typed rows",
    question="How many rows that could be read are not loaded after all, and why?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("line_status", "text", "What became of them", required=True, values=("ignored", "held", "superseded")),
        Column("line_reason", "text", "Why", required=True),
        Column("row_count", "integer", "Rows", required=True),
        Column("amount_gbp", "money", "Their pounds"),
    ),
)

ISSUE = Contract(
    table="core.issue",
    grain="thing found when rows were put together",
    question="What was found only when all files were seen together?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line; empty if it concerns several"),
        Column("field", "text", "Our field"),
        Column("value", "text", "The value"),
        Column("issue_type", "text", "Kind of issue", required=True),
        Column("severity", "text", "error, warning or note", required=True),
        Column("message", "text", "What is wrong and what to do", required=True),
        Column("responsible", "text", "Who must act", required=True),
        Column("occurrences", "integer", "Rows", required=True),
    ),
)

NATIONAL_ISSUE = Contract(
    table="core.national_issue",
    grain="authority of a national return that bears a name of the place and is no body of it, or table without a body of it",
    question="Does a national return hold rows of the place that are not taken because place.toml does not know whose they are?",
    columns=ISSUE.columns,
)

PLACE_AREA = Contract(
    table="core.place_area",
    grain="area or file of boundaries that place.toml names",
    question="Of which areas is the place made up?",
    columns=(
        Column("area_code", "text", "The area's code"),
        Column("boundary_path", "text", "The file whose areas all count"),
    ),
    audience="public",
)

FUNCTION_WORD = Contract(
    table="ref.function_word",
    grain="word or words that show what a building is used for",
    question="From which words is the use of a building told?",
    primary_key=("word",),
    columns=(
        Column("word", "text", "The word or words, in small letters"),
        Column("function_id", "text", "The use it shows", required=True, references="ref.function.function_id"),
        Column("rank", "integer", "Of several words found, the lowest rank counts", required=True),
        Column(
            "is_of_names",
            "boolean",
            "Often part of a proper name (Park House, Bridge Court), where it shows no use, and no kind of building as a heading",
            required=True,
        ),
        Column("name_function_id", "text", "The use it shows where a name ends with it, if another: the Council House", references="ref.function.function_id"),
    ),
    audience="public",
)

MATCHING_WORD = Contract(
    table="ref.matching_word",
    grain="word and what it does when names and addresses are compared",
    question="Which words of a name say nothing, a sort of building, or which of two neighbours?",
    primary_key=("word", "role"),
    columns=(
        Column("word", "text", "The word, in small letters"),
        Column(
            "role",
            "text",
            "drop: says nothing. type: a sort of building, no name by itself. common: a sort of which a town has many. contrast: tells neighbours apart (infant, junior; "
            "north, south). abbreviation: stands for another. unit: before a number or letter, a part of a building, under the kind it stands for",
            values=("drop", "type", "common", "contrast", "abbreviation", "unit"),
        ),
        Column("stands_for", "text", "The word that an abbreviation or a kind of part stands for"),
    ),
    audience="public",
)

DWELLING_WORD = Contract(
    table="ref.dwelling_word",
    grain="word or words about homes and what they say",
    question="From which words is a single dwelling told?",
    primary_key=("word", "says"),
    columns=(
        Column("word", "text", "The word or words, in small letters, without a possessive s"),
        Column(
            "says",
            "text",
            "One home (as a use, or at the end of a name), one of a block (the same, or with its number), one only as a use or as the whole of "
            "one; housing at large; who lives where they work, and in what; several homes; what stands beside a home, or is none, as a use; "
            "what goes with a home, is part of one, or tells its scheme; a home that a service has here and there; a name that is one home under a use for housing",
            values=(
                "one home", "one home of a block", "one home in a use", "whole use", "housing", "resident", "residence", "several homes",
                "beside a home", "no home", "with a home", "part of a home", "kind of scheme", "dispersed home", "home under housing",
            ),
        ),
    ),
    audience="public",
)

LISTED_SENSITIVE = Contract(
    table="core.listed_sensitive",
    grain="premises that place.toml lists as sensitive",
    question="Which premises does the place keep out of every output?",
    columns=(
        Column(
            "sensitive_key", "text", "Name, UPRN or asset code, in capitals, letters and digits only", required=True
        ),
        Column("sensitive_words", "text", "The same in small letters, words apart", required=True),
        Column("entry_number", "integer", "Which entry of the list in place.toml it is, counted from 1", required=True),
    ),
    audience="body",
)

BODY_CLAIM = Contract(
    table="core.body_claim",
    grain="body",
    question="What does each body say about its own picture (place.toml)?",
    primary_key=("body_id",),
    columns=(
        Column("body_id", "text", "The body"),
        Column("assets_expected", "integer", "Assets it says it holds"),
        Column("confirmed_by", "text", "Who confirmed the picture"),
        Column("confirmed_on", "date", "When"),
    ),
)

KNOWN_IDENTITY = Contract(
    table="core.known_identity",
    grain="source key of an earlier publication",
    question="Which id has each thing that was listed before, and how is it known again?",
    primary_key=("source_key",),
    columns=(
        Column("source_key", "text", "The key"),
        Column("asset_id", "text", "Its id, merges by a person followed", required=True),
        Column("first_seen_on", "date", "Day of the publication it first stood in", required=True),
        Column("merged_into", "text", "The id of the asset it was last found to be the same building as"),
        Column("name", "text", "Name when last seen"),
        Column("postcode", "text", "Postcode when last seen"),
        Column("uprn", "text", "UPRN when last seen"),
        Column("easting", "number", "British National Grid metres, when last seen"),
        Column("northing", "number", "British National Grid metres"),
        Column("address", "text", "Address when last seen"),
        Column("last_seen_on", "date", "Day of the newest publication it stood in; empty where that was not noted yet"),
        Column("may_be_id", "text", "Id of what was not listed any more and may be this; a person was asked"),
    ),
)

_SIDE = (("id", "Our id"), ("body_id", "The body"), ("name", "Name"), ("postcode", "Postcode"), ("uprn", "UPRN"))
MATCH_DECISION = Contract(
    table="core.match_decision",
    grain="decision of a person on two entries",
    question="Which entries did a person call the same building, or different ones?",
    columns=(
        Column("decision", "text", "What was decided", required=True, values=("same", "different")),
        *(Column(f"{side}_{name}", "text", f"{words} of the {side} entry") for side in ("left", "right") for name, words in _SIDE),
    ),
)

SENSITIVE_IDENTITY = Contract(
    table="core.sensitive_identity",
    grain="source key of an earlier publication that was given for what are sensitive premises now",
    question="Of which entries of identity/asset.csv may nothing be kept but the key and the id?",
    audience="body",
    primary_key=("source_key",),
    columns=(Column("source_key", "text", "The key"), Column("asset_id", "text", "Its id", required=True)),
)

SENSITIVE_DECISION = Contract(
    table="core.sensitive_decision",
    grain="entry on which a person decided and which is of sensitive premises now",
    question="Of which entries of review/assets.csv may nothing be kept but ids and the decision?",
    audience="body",
    columns=(Column("asset_id", "text", "Our id"), *(Column(name, "text", f"{words} of the entry") for name, words in _SIDE[1:])),
)

ASSET_IDENTITY = Contract(
    table="core.asset_identity",
    grain="source key that stands in this publication",
    question="Which asset is each key, once the lists are one register?",
    primary_key=("source_key",),
    columns=(
        Column("source_key", "text", "The key"),
        Column("asset_id", "text", "The asset", required=True),
        Column("own_id", "text", "The id that the key has by itself", required=True),
        Column("reason", "text", "Why the key has an id that does not follow from it"),
        Column("may_be_id", "text", "Id of what is not listed any more and may be this: nothing proves it, a person is asked"),
        Column("may_be_reason", "text", "What speaks for it and what against"),
        Column("may_be_score", "number", "How sure it looks, 0 to 1"),
    ),
)

ASSET_PAIR = Contract(
    table="core.asset_pair",
    grain="pair of records that is one building, may be, or is not by a person's word",
    question="What was decided on each pair of entries, by rule or by a person?",
    primary_key=("left_key", "right_key"),
    columns=(
        Column("left_key", "text", "The one record"),
        Column("right_key", "text", "The other"),
        Column("asset_id", "text", "The asset that both are"),
        Column("reason", "text", "What agrees", required=True),
        Column("score", "number", "How surely, 0 to 1", required=True),
        Column("decision", "text", "What became of it", required=True, values=PAIR_DECISIONS),
    ),
)

ASSUMPTION = Contract(
    table="core.assumption",
    grain="assumption",
    question="Which value of each assumption is in force?",
    primary_key=("assumption_id",),
    columns=(
        Column("assumption_id", "text", "Short name of the assumption"),
        Column("value", "number", "Its value", required=True),
    ),
)

CALENDAR = Contract(
    table="core.calendar",
    grain="publication (always one)",
    question="From which day on does something lie ahead of the publication?",
    columns=(
        Column("next_month_on", "date", "First day of the month after the one it is published in: so a new day alone makes nothing stale", required=True),
        Column("plan_first_fy", "integer", "First financial year of the plan for one estate: as estate-plan.toml says, else the one after that of the publication", required=True),
    ),
)

NHS_ESTATE_LINE = Contract(
    table="core.nhs_estate_line",
    grain="line of an NHS estates return",
    question="Whose is each line of each NHS estates return, and does it count?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("level", "text", "Whose figures they are", required=True, values=("organisation", "site")),
        Column("organisation_code", "text", "ODS code of the trust", required=True),
        Column("fy", "integer", "Financial year of the return", required=True),
        Column("body_id", "text", "The body of the place; empty if it is none"),
        Column(
            "line_status",
            "text",
            "What became of it; of a site core.property_line says more",
            required=True,
            values=("loaded", "ignored", "superseded"),
        ),
        Column("line_reason", "text", "Why it does not count"),
    ),
)

AREA_STATISTIC = Contract(
    table="core.area_statistic",
    grain="figure of an area in a period",
    question="How deprived is each area, and who lives there?",
    audience="public",
    primary_key=("area_code", "statistic", "period"),
    columns=(
        Column("area_code", "text", "The area's code (GSS)"),
        Column("statistic", "text", "What the figure is: its subject and measure"),
        Column("period", "text", "Year or day it is of"),
        Column("value", "number", "The figure", required=True),
        Column("unit", "text", "Its unit", required=True, values=("score", "rank", "decile", "share", "persons", "households")),
        Column("source_file_id", "text", "The file it was taken from", required=True),
    ),
)

ALL = (
    ASSUMPTION, CALENDAR, NHS_ESTATE_LINE, AREA_STATISTIC,
    LISTING, PROPERTY_LABEL, PAYMENT_LABEL, LABEL_BODY, AREA, POSTCODE, PROPERTY_PLACE, PROPERTY_EDITION, REGISTER_PART, PREMISES_LINE, SENSITIVE_STATEMENT, SENSITIVE_KEY, SENSITIVE_NAME, DWELLING_NAME, GUARDED_LINE, GUARDED_TEXT, PROPERTY_LINE, ASSET_LINE, PAYMENT_EDITION, PAYMENT_TWIN, PAYMENT_LINE,
    CONFIRMED_PLACE,
    LINE_OUTCOME, ISSUE, NATIONAL_ISSUE, PLACE_AREA, FUNCTION_WORD, LISTED_SENSITIVE, BODY_CLAIM, KNOWN_IDENTITY,
    MATCHING_WORD, MATCH_DECISION, SENSITIVE_IDENTITY, SENSITIVE_DECISION, ASSET_IDENTITY, ASSET_PAIR,
    DWELLING_WORD, DWELLING_STATEMENT,
)  # fmt: skip
