"""Contracts of reorganisation: new authorities, what each would take over, and the count by new authority.

Belongs here: tables that follow from the [[successor]] entries of place.toml. Does not belong here: the estate itself (mart.py), plans (plan.py).
"""

from totalplace.contracts._base import Column, Contract, Rule

UNDECIDED = "undecided"  # stands for the new authority where none is found
RULES = ("by location", "housing authority", "only new authority of its body", "out of the area of every new authority", "place not known")
EXCEPTIONS = ("private finance", "out of area", "place not known", "headquarters", "archive", "depot", "shared", "housing", "lease")

SUCCESSOR = Contract(
    table="ref.successor",
    grain="new authority, and area or body of it",
    question="Which new authorities are there, of which areas, and whose assets pass to them?",
    audience="public",
    primary_key=("successor_id", "part", "code"),
    columns=(
        Column("successor_id", "text", "Short name of the new authority, as in place.toml"),
        Column("part", "text", "An area that is part of it, or a body whose assets there pass to it", values=("area", "body")),
        Column("code", "text", "Code of the area, or id of the body"),
        Column("name", "text", "Full name of the new authority", required=True),
        Column("reason", "text", "Why the area or the body stands here", required=True),
    ),
)

SUCCESSOR_WORD = Contract(
    table="ref.successor_word",
    grain="word or use that makes an asset an exception when councils are reorganised",
    question="How is a headquarters, an archive, a depot or housing told from other assets?",
    audience="public",
    primary_key=("exception", "told_by", "word"),
    columns=(
        Column("exception", "text", "What the asset is then, of those that somebody has to look at by themselves", values=("headquarters", "archive", "depot", "housing")),
        Column("told_by", "text", "By its use, or by words in its name", values=("function", "name")),
        Column("word", "text", "The use, or the words in small letters"),
        Column("only_functions", "text", "Words in a name count only for these uses, separated by commas; empty for all"),
        Column("source", "text", "Where the row comes from", required=True),
    ),
)

_ESTATE = (
    Column("running_cost_gbp", "money", "Running cost a year, where known"),
    Column("required_maintenance_gbp", "money", "Cost to bring it to the reasonable state, where known"),
)

SUCCESSOR_ESTATE = Contract(
    table="mart.successor_estate",
    grain="held asset of a body whose assets pass to new authorities",
    question="Which new authority would take over each asset, by which rule, and what has to be settled first?",
    primary_key=("successor_id", "asset_id"),
    columns=(
        Column("successor_id", "text", "The new authority; undecided where no rule gives one", references="mart.successor.successor_id"),
        Column("asset_id", "text", "The asset", references="mart.estate.asset_id"),
        Column("rule", "text", "The rule that gives it to the new authority, or why none does", required=True, values=RULES),
        Column("body_id", "text", "The body whose asset it is: its owner, else the body that manages it", required=True, references="ref.body.body_id"),
        Column("is_exception", "boolean", "More than its place has to be looked at", required=True),
        Column("needs_decision", "boolean", "The new authorities, or they and another body, have to agree on it", required=True),
        Column("exception", "text", "What makes it one: the weightiest, in the order private finance to lease", values=EXCEPTIONS),
        Column("all_exceptions", "text", "All that make it one, separated by commas"),
        Column("reason", "text", "Why it goes there, and each exception in words", required=True),
        Column("asset_kind", "text", "Building, land, or a site with both", required=True, values=("building", "land", "site")),
        Column("function", "text", "What it is for, as in ref.function", required=True, references="ref.function.function_id"),
        Column("area_code", "text", "District in which it stands", references="ref.area.area_code"),
        Column("gia_m2", "number", "Gross internal area, square metres, where known"),
        Column("land_area_m2", "number", "Area of the land, square metres, where known"),
        *_ESTATE,
        Column("book_value_gbp", "money", "Value in the books, where known; never a receipt, and never added up over bases"),
        Column("book_value_basis", "text", "Basis of the valuation"),
        Column("book_value_on", "date", "Day of the valuation; empty if the source does not state it"),
    ),
    rules=(
        Rule("an exception has a kind", "is_exception = (exception is not null) and is_exception = (all_exceptions is not null)"),
        Rule("what needs a decision is an exception", "not needs_decision or is_exception"),
        Rule("what no rule gives to anybody needs a decision", "successor_id <> 'undecided' or needs_decision"),
        Rule("a book value has a basis", "book_value_gbp is null or book_value_basis is not null"),
    ),
)

SUCCESSOR_TOTAL = Contract(
    table="mart.successor",
    grain="new authority, and one for the assets that no rule gives to any",
    question="What would the estate of each new authority be?",
    primary_key=("successor_id",),
    columns=(
        Column("successor_id", "text", "The new authority; undecided for what no rule gives to any"),
        Column("name", "text", "Full name of the new authority", required=True),
        Column("area_count", "integer", "Districts that are part of it", required=True),
        Column("asset_count", "integer", "Assets it would take over", required=True),
        Column("building_count", "integer", "Of the assets those that are buildings", required=True),
        Column("land_count", "integer", "Of them pieces of land", required=True),
        Column("site_count", "integer", "Of the assets those that are sites", required=True),
        Column("exception_count", "integer", "Of the assets those that are exceptions (mart.successor_estate)", required=True),
        Column("decision_count", "integer", "Of them those on which somebody has to decide", required=True),
        Column("dwelling_count", "integer", "Homes of bodies that pass to it alone; they are in no other figure here (mart.dwelling)", required=True),
        Column("gia_m2", "number", "Gross internal area of its buildings, where known; of sites nothing"),
        Column("gia_known_count", "integer", "Buildings with a floor area", required=True),
        *_ESTATE,
        Column("running_cost_known_count", "integer", "Assets with a running cost", required=True),
        Column("required_maintenance_known_count", "integer", "Assets whose required maintenance is known", required=True),
        Column("book_value_basis", "text", "Basis of the valuations; 'several' where they differ: by basis they stand in mart.successor_estate"),
        Column("book_value_gbp", "money", "Value in the books of what has one, if all are on one basis; never a receipt"),
        Column("book_value_known_count", "integer", "Assets with a book value", required=True),
        Column("book_value_first_on", "date", "The oldest day of valuation stated"),
        Column("book_value_last_on", "date", "The newest day of valuation stated"),
    ),
    rules=(
        Rule("assets are buildings, land and sites", "asset_count = building_count + land_count + site_count"),
        Rule("book values are not added up over bases", "book_value_basis is distinct from 'several' or book_value_gbp is null"),
    ),
)

SUCCESSOR_SPEND = Contract(
    table="mart.successor_spend",
    grain="new authority, body, financial year and revenue or capital",
    question="What of the count is spent in the area of each new authority, and by whom?",
    primary_key=("successor_id", "body_id", "fy", "economic"),
    columns=(
        Column("successor_id", "text", "The new authority; undecided for what is spent elsewhere or given to no area", references="mart.successor.successor_id"),
        Column("body_id", "text", "The body that spends it today", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column("economic", "text", "Revenue or capital: the two are never added without saying so", values=("revenue", "capital")),
        Column("passes", "boolean", "The body passes to new authorities; of others this is what they spend there", required=True),
        Column("net_gbp", "money", "What is counted: all new authorities and what is undecided add up to the place's count", required=True),
        Column("measured_gbp", "money", "Of it what the body spends in its one area", required=True),
        Column("apportioned_gbp", "money", "Of it what is divided among the areas of the body by a rule (mart.spend_by_area)", required=True),
        Column("not_placed_gbp", "money", "Of it what is given to no area", required=True),
    ),
    rules=(
        Rule("net is measured, apportioned and not placed", "net_gbp = measured_gbp + apportioned_gbp + not_placed_gbp"),
        Rule("what is given to no area is nobody's yet", "not_placed_gbp = 0 or successor_id = 'undecided'"),
    ),
)

ALL = (SUCCESSOR, SUCCESSOR_WORD, SUCCESSOR_TOTAL, SUCCESSOR_ESTATE, SUCCESSOR_SPEND)
