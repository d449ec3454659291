"""Contracts of `ref`: bodies, areas, functions and the dated assumptions that every judgement rests on."""

from totalplace.contracts._base import Column, Contract, Rule

BODY_KINDS = ("council", "nhs", "police", "fire", "schools", "other")

BODY = Contract(
    table="ref.body",
    grain="public body of the place",
    question="Which bodies make up this place?",
    audience="public",
    primary_key=("body_id",),
    columns=(
        Column("body_id", "text", "Short name, as in place.toml"),
        Column("name", "text", "Full name", required=True),
        Column("kind", "text", "Kind of body; maps colour by it", required=True, values=BODY_KINDS),
        Column("type", "text", "What it is exactly: county council, primary care trust, ambulance trust …"),
        Column("gss_code", "text", "Code of its area (Office for National Statistics)"),
        Column("ods_code", "text", "Code of the NHS Organisation Data Service"),
        Column("lgf_code", "text", "Local government finance code (E-code)"),
        Column("valid_from", "date", "First day it existed, where that matters"),
        Column("valid_to", "date", "Last day it existed, where it has ended"),
    ),
)

BODY_ALIAS = Contract(
    table="ref.body_alias",
    grain="way of writing a body's name or code, and body it may stand for",
    question="Which names and codes stand for which body?",
    primary_key=("alias_key", "body_id"),
    columns=(
        Column("alias_key", "text", "The name or code in capitals, letters and digits only"),
        Column(
            "body_id",
            "text",
            "The body; of several with one name, the one that sent the file",
            references="ref.body.body_id",
        ),
        Column("alias", "text", "The name or code as place.toml has it", required=True),
    ),
)

PLACE = Contract(
    table="ref.place",
    grain="place (always one)",
    question="Which place is this?",
    audience="public",
    primary_key=("place",),
    columns=(
        Column("place", "text", "The place's folder name"),
        Column("name", "text", "The place's name", required=True),
        Column("first_fy", "integer", "First financial year that counts; empty for all"),
        Column("last_fy", "integer", "Last financial year that counts; empty for all"),
    ),
)

AREA = Contract(
    table="ref.area",
    grain="area of the boundaries loaded",
    question="Which areas are there?",
    audience="public",
    primary_key=("area_code",),
    columns=(
        Column("area_code", "text", "The area's code (GSS)"),
        Column("area_name", "text", "The area's name", required=True),
        Column(
            "area_type",
            "text",
            "Kind of area",
            required=True,
            values=("combined authority", "county", "district", "ward", "msoa", "lsoa", "other"),
        ),
        Column("is_in_place", "boolean", "Part of the place, as place.toml names its areas", required=True),
        Column(
            "source_file_id",
            "text",
            "The file of boundaries it comes from",
            required=True,
            references="ops.source_file.source_file_id",
        ),
    ),
)

FUNCTION = Contract(
    table="ref.function",
    grain="kind of use of a building",
    question="What are buildings used for, and what may share one?",
    audience="public",
    primary_key=("function_id",),
    columns=(
        Column("function_id", "text", "Short name of the use"),
        Column("name", "text", "The use in words", required=True),
        Column("may_share_with", "text", "Uses that may stand in the same building, separated by commas"),
        Column(
            "building_class",
            "text",
            "Class of building: what its use is measured against",
            required=True,
            values=("office", "clinical", "school", "community", "operational", "other"),
        ),
        Column("is_sensitive", "boolean", "Counted by district only, never located", required=True),
        Column("is_public_service", "boolean", "People come to it for a service: of each the plan for one estate keeps a number in every district", required=True),
        Column("is_weighed", "boolean", "The plan for one estate weighs buildings of this use; not what no other use could go into, as car parks, garages, pavilions of parks", required=True),
        Column("source", "text", "Where the row comes from", required=True),
    ),
)

ASSUMPTION = Contract(
    table="ref.assumption",
    grain="assumption and day from which it holds",
    question="Which thresholds, rates and standards do the figures rest on?",
    audience="public",
    primary_key=("assumption_id", "valid_from"),
    columns=(
        Column("assumption_id", "text", "Short name of the assumption"),
        Column("valid_from", "date", "Day from which it holds"),
        Column("value", "number", "Its value, in the unit beside it", required=True),
        Column("unit", "text", "What the value is counted in: a share (0.2 is 20 %), metres, months, pounds …", required=True),
        Column("meaning", "text", "What it decides, in one sentence", required=True),
        Column(
            "source", "text", "Where it comes from; 'project default' where no standard is published", required=True
        ),
    ),
    rules=(Rule("a source is named", "length(trim(source)) > 0"),),
)

POOL_POWER = Contract(
    table="ref.pool_power",
    grain="legal power to pool money and day from which it holds",
    question="Who may lawfully pool money with whom?",
    audience="public",
    primary_key=("power_id", "valid_from"),
    columns=(
        Column("power_id", "text", "Short name of the power"),
        Column("valid_from", "date", "Day from which it holds"),
        Column("valid_to", "date", "Last day on which it holds; empty while it is in force"),
        Column("name", "text", "The power", required=True),
        Column("is_pool", "boolean", "It allows one fund out of which several bodies spend; else payments from one to another alone", required=True),
        Column("kinds_allowed", "text", "Kinds of body of place.toml that may be partners: council;nhs; other:probation is one of the kind other whose type or name has the word", required=True),
        Column("kinds_required", "text", "Kinds of which at least one must be a partner", required=True),
        Column("bodies_allowed", "text", "Bodies it allows, in words", required=True),
        Column("functions", "text", "Functions it covers", required=True),
        Column("source", "text", "The statute", required=True),
    ),
)

ALL = (BODY, BODY_ALIAS, PLACE, AREA, FUNCTION, ASSUMPTION, POOL_POWER)
