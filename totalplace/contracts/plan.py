"""Contracts of the plan for one estate: what it is made from, and what it says of buildings, moves and bodies.

Belongs here: tables that say what the plan weighs (analysis.plan_…) and what comes of it (mart.estate_option, _plan, _move, _plan_body).
Does not belong here: what follows from a plan (who gets farther away, candidates for release), or what stands side by side (clusters.py).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging_plain import SPACE_KINDS

ACTIONS = ("keep", "host", "relocate", "release", "blocked", "not assessed")
PARTNERS = ("each body alone", "all partners", "all partners, nobody worse off")
STANDARDS = ("today", "target")
INSTRUCTIONS = ("keep", "release")
BLOCKS = ("must stay", "private finance", "lease", "statutory location", "school consent", "other consent")
STATUSES = ("within the gap asked for", "stopped by the limit of work", "farther than the gap by the limit of moves a year", "instructions that cannot be met")

USES = ("in use", "empty", "tenant", "not known")

ENTRY = Contract(
    table="core.plan_entry",
    grain="what estate-plan.toml asks for of one building, or of one service in one district or in all",
    question="What does the place itself ask of the plan for one estate?",
    primary_key=("entry_number",),
    columns=(
        Column("entry_number", "integer", "Its number, in the order of the file"),
        Column("line_number", "integer", "Line of the file on which it begins", required=True),
        Column("instruction", "text", "Keep or release a building, or points of access", required=True, values=(*INSTRUCTIONS, "access")),
        Column("asset_id", "text", "Our id of the building, where it is named so"),
        Column("asset_code", "text", "The body's own code of it, else"),
        Column("body_id", "text", "The body whose building it is, where said"),
        Column("service", "text", "The use, in the words of ref.function"),
        Column("area_code", "text", "The district; empty for every one"),
        Column("minimum", "integer", "So many buildings at least must offer it there"),
        Column("reason", "text", "Why, and who says so", required=True),
    ),
)

INSTRUCTION = Contract(
    table="core.plan_instruction",
    grain="building that estate-plan.toml asks to keep or to release, as often as it does",
    question="Which building is each instruction about, and can it be followed?",
    primary_key=("entry_number",),
    columns=(
        Column("entry_number", "integer", "Its number in the file", references="core.plan_entry.entry_number"),
        Column("line_number", "integer", "Line of the file on which it begins", required=True),
        Column("instruction", "text", "What must become of it", required=True, values=INSTRUCTIONS),
        Column("asset_id", "text", "The building; empty if there is none such, or several"),
        Column("reason", "text", "Why, and who says so", required=True),
        Column("fault", "text", "Why it is not followed: the building is not found, not one that the plan weighs, or is to be kept and released"),
        Column("is_followed", "boolean", "It is followed, unless a constraint forbids it", required=True),
    ),
    rules=(Rule("what is not followed says why", "is_followed = (fault is null)"),),
)

SPACE = Contract(
    table="analysis.plan_space",
    grain="held building and use of space in it: an occupation, space that stands empty, that a tenant has or that nobody knows",
    question="What is each held building used for, by whom, and how much room has it, as far as anybody says?",
    primary_key=("asset_id", "use_id"),
    columns=(
        Column("asset_id", "text", "The building; each held one whose place is known and whose use the plan weighs has a row at least"),
        Column("use_id", "text", "The occupation's id; of what is none what it is: empty, let, not known"),
        Column("occupation_id", "text", "The occupation, where it is one of a body of the place", references="mart.occupation.occupation_id"),
        Column("body_id", "text", "The body whose occupation it is"),
        Column("function", "text", "What it does there, in the words of ref.function: what the building is for, but offices where people work at desks behind or beside it"),
        Column("space_kind", "text", "Kind of space", required=True, values=SPACE_KINDS),
        Column("use", "text", "In use by a body of the place, empty, a tenant's that is none, or not known", required=True, values=USES),
        Column("source", "text", "What shows it", required=True, values=("register", "return")),
        Column("building_net_m2", "number", "Net internal area of the building; from gross where only that is known"),
        Column("net_m2", "number", "Of it what this use has"),
        Column("demand_today_m2", "number", "Net square metres needed at the peak by today's practice; empty if not known"),
        Column("demand_target_m2", "number", "The same by the target standard"),
        Column("fte", "number", "Full-time equivalents who work from it"),
        Column("missing", "text", "What is not known of it: floor area, use at the peak, how many work there, who is in it, how long its tenants stay"),
    ),
)

BUILDING = Contract(
    table="analysis.plan_building",
    grain="held building that the plan weighs, or would weigh if more were known of it",
    question="What would giving up each building save, fetch and cost, and what forbids it?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "The building"),
        Column("body_id", "text", "The body that manages it: it bears running cost, cost of leaving and maintenance", required=True),
        Column("owner_body_id", "text", "The body that owns it, which receives what it fetches; empty: the managing body"),
        Column("function", "text", "What it is for", required=True),
        Column("area_code", "text", "District it stands in"),
        Column("easting", "number", "British National Grid metres", required=True),
        Column("northing", "number", "British National Grid metres", required=True),
        Column("is_owned", "boolean", "Held for good (freehold): giving it up is a release; leased or by licence: those in it relocate", required=True),
        Column("running_cost_gbp", "money", "Running cost a year; empty if not known"),
        Column("avoidable_cost_gbp", "money", "Of it a year what ends when the building is given up: no fixed charge, no rent between partners"),
        Column("receipt_gbp", "money", "What it is expected to fetch, as its owner states it, before cost of sale; empty if nobody has: then it counts as nothing"),
        Column("sale_cost_gbp", "money", "Cost of sale", required=True),
        Column("empty_years", "integer", "Whole years that it stands empty: until the receipt, or until a partner whose building it is lets or uses it anew", required=True),
        Column("receipt_fund", "text", "What the receipt is ring-fenced for: housing revenue account, school, NHS, grant; empty if for nothing"),
        Column("landlord_body_id", "text", "Body of the place that it is rented from: has it back empty, and is paid what leaving costs; empty if it is none"),
        Column("void_cost_gbp", "money", "Cost a year of holding it empty, borne by that body, else by the managing one", required=True),
        Column("release_cost_gbp", "money", "Once, on leaving: dilapidations, notice and the like, with optimism bias and irrecoverable VAT", required=True),
        Column("budgeted_maintenance_gbp", "money", "Required maintenance that a budget holds: saved as cash if the building is given up", required=True),
        Column("liability_gbp", "money", "Required maintenance that no budget holds: a liability avoided, never cash; empty if not known"),
        Column("rent_between_gbp", "money", "Rent a year that one body of the place pays another for it: nil for the place", required=True),
        Column("rent_from_body_id", "text", "The body that pays it"),
        Column("rent_to_body_id", "text", "The body that receives it"),
        Column("earliest_fy", "integer", "First financial year in which it can be given up: notice, delays", required=True),
        Column("release_fys", "text", "Only these financial years (lease breaks and expiry): 2028, 2031; empty: any from the earliest"),
        Column("release_block", "text", "What forbids giving it up; empty if nothing does", values=BLOCKS),
        Column("block_reason", "text", "The same in words, with who says so and until when"),
        Column("instruction", "text", "What the place's own file says must become of it", values=INSTRUCTIONS),
        Column("instruction_reason", "text", "Who says so and why"),
        Column("is_host", "boolean", "May take others in", required=True),
        Column("host_block", "text", "Why it may not"),
        Column("missing_data", "text", "What must be known before giving it up can be weighed; empty if all is"),
    ),
    rules=(
        Rule("what is weighed has an avoidable cost", "missing_data is not null or avoidable_cost_gbp is not null"),
        Rule("a block has a reason", "(release_block is null) = (block_reason is null)"),
        Rule("who may not take others in has a reason", "is_host = (host_block is null)"),
        Rule("rent between partners has two of them", "(rent_between_gbp = 0) = (rent_from_body_id is null and rent_to_body_id is null)"),
    ),
)

ROOM = Contract(
    table="analysis.plan_room",
    grain="held building and kind of space in it",
    question="How much of each kind of space does each building have for people at the peak?",
    primary_key=("asset_id", "space_kind"),
    columns=(
        Column("asset_id", "text", "The building", references="analysis.plan_building.asset_id"),
        Column("space_kind", "text", "Kind of space", values=SPACE_KINDS),
        Column("capacity_m2", "number", "Net square metres that can be filled at the peak, headroom kept free; own use not yet taken off", required=True),
    ),
    rules=(Rule("no room is less than none", "capacity_m2 >= 0"),),
)

PLAN_OCCUPATION = Contract(
    table="analysis.plan_occupation",
    grain="occupation whose need of space is known",
    question="Who needs how much of which space, today and by the target standard?",
    primary_key=("occupation_id",),
    columns=(
        Column("occupation_id", "text", "The occupation", references="mart.occupation.occupation_id"),
        Column("asset_id", "text", "Where it is", required=True, references="analysis.plan_building.asset_id"),
        Column("body_id", "text", "Whose it is", required=True),
        Column("function", "text", "What it does there, in the words of ref.function", required=True),
        Column("space_kind", "text", "Kind of space it needs", required=True, values=SPACE_KINDS),
        Column("demand_today_m2", "number", "Net square metres it needs at its peak by today's practice", required=True),
        Column("demand_target_m2", "number", "The same by the target standard", required=True),
        Column("fte", "number", "Full-time equivalents who work from it; empty if not known"),
        Column("move_cost_gbp", "money", "Once, if it moves: removal, IT, fitting out, with optimism bias and irrecoverable VAT", required=True),
        Column("is_public", "boolean", "People come to it for a service", required=True),
    ),
    rules=(Rule("no need is less than none", "demand_today_m2 >= 0 and demand_target_m2 >= 0 and demand_target_m2 <= demand_today_m2"),),
)

ACCESS = Contract(
    table="analysis.plan_access",
    grain="service and area in which some points of access must stay",
    question="How many points of access to each service must each area keep?",
    primary_key=("service", "area_code"),
    columns=(
        Column("service", "text", "The use, in the words of ref.function"),
        Column("area_code", "text", "The district"),
        Column("minimum", "integer", "So many buildings at least must offer it there", required=True),
        Column("elsewhere_count", "integer", "Buildings that offer it there and are not for the plan to give up", required=True),
        Column("reason", "text", "Who says so", required=True),
    ),
)

SOLUTION = Contract(
    table="analysis.plan_solution",
    grain="row of mart.estate_option, estate_plan, estate_move or estate_plan_body, as the solver left it",
    question="What came of the plan, all of one solving?",
    columns=(
        Column("of", "text", "Whose row it is", required=True, values=("option", "building", "move", "body")),
        Column("option_id", "text", "The option", required=True),
        Column("asset_id", "text", "The building"),
        Column("occupation_id", "text", "The occupation"),
        Column("to_asset_id", "text", "Where it goes"),
        Column("from_asset_id", "text", "Where it comes from"),
        Column("body_id", "text", "The body"),
        Column("to_body_id", "text", "The body that takes it in"),
        Column("partners", "text", "Who plans together"),
        Column("standard", "text", "Standard of space"),
        Column("status", "text", "How the solver ended"),
        Column("action", "text", "What becomes of the building"),
        Column("reason", "text", "The figure or constraint that decided it"),
        Column("constraint_name", "text", "What forbids giving it up"),
        Column("missing_data", "text", "What is not known"),
        Column("flips_when", "text", "What would turn the decision"),
        Column("is_robust", "boolean", "The decision stands whatever changes by a fifth"),
        Column("is_worse_off", "boolean", "The body loses"),
        Column("is_public", "boolean", "People come for it"),
        Column("part_id", "text", "Independent part of the place"),
        Column("function", "text", "The service"),
        Column("space_kind", "text", "Kind of space"),
        Column("year_fy", "integer", "Financial year of leaving"),
        Column("building_count", "integer", "Buildings"),
        Column("assessed_count", "integer", "Of them weighed"),
        Column("given_up_count", "integer", "Of them given up"),
        Column("host_count", "integer", "Of them taking others in"),
        Column("blocked_count", "integer", "Of them blocked"),
        Column("move_count", "integer", "Occupations that move"),
        Column("part_count", "integer", "Independent parts"),
        Column("first_fy", "integer", "First year"),
        Column("horizon_years", "integer", "Years counted"),
        Column("share", "number", "Share of the occupation"),
        Column("demand_m2", "number", "Net square metres it needs"),
        Column("hosted_m2", "number", "Net square metres taken in"),
        Column("distance_m", "number", "Metres in a straight line"),
        Column("fte", "number", "Full-time equivalents"),
        Column("gap_share", "number", "Share of the objective not proven"),
        Column("gap_of_gain_share", "number", "Share of the possible gain not proven"),
        Column("discount_share", "number", "Discount rate"),
        *(
            Column(f"{name}_gbp", "money", "As in the table whose row it is")
            for name in (
                "objective", "bound", "do_nothing", "gain", "revenue_a_year", "one_off_cost", "receipt", "ring_fenced_receipt", "liability_avoided", "unlock_value",
                "hosting_charge_a_year", "rent_between_a_year",
            )
        ),
    ),
)  # fmt: skip

_LEDGERS = (
    Column("revenue_a_year_gbp", "money", "Running cost saved a year once all is done, less the cost a year of hosting; below nought it costs more", required=True),
    Column("one_off_cost_gbp", "money", "Cost of moving, leaving and holding empty, once, at today's prices, less maintenance that a budget held and is not needed", required=True),
    Column("receipt_gbp", "money", "Expected receipts less cost of sale, at today's prices; capital", required=True),
    Column("ring_fenced_receipt_gbp", "money", "Of these receipts what is for one purpose alone: housing revenue account, school, NHS, grant", required=True),
    Column("liability_avoided_gbp", "money", "Required maintenance that goes with the buildings and that no budget holds: never cash; what is not known is left out", required=True),
)

OPTION = Contract(
    table="mart.estate_option",
    grain="option: who plans together, by which standard of space",
    question="Which plans for one estate are there, what is each worth, and how near is each to the best possible?",
    primary_key=("option_id",),
    columns=(
        Column("option_id", "text", "Our id of the option: alone-today, together-today, fair-today, and the same with -target"),
        Column("partners", "text", "Who plans together: each body within its own buildings; all; all, if nobody loses by it", required=True, values=PARTNERS),
        Column("standard", "text", "Space that people need: at desks by the standard in force, and no fewer desks than were counted in use (others what they use), or by the target standard, which is a further change of working practice", required=True, values=STANDARDS),
        Column("building_count", "integer", "Held buildings that the option looks at", required=True),
        Column("assessed_count", "integer", "Of them those of which enough is known to weigh giving them up", required=True),
        Column("given_up_count", "integer", "Of them given up: released, or left by those who relocate", required=True),
        Column("host_count", "integer", "Of them those that take others in", required=True),
        Column("blocked_count", "integer", "Of them those that would be given up, but for a named constraint", required=True),
        Column("move_count", "integer", "Occupations that move", required=True),
        Column("fte", "number", "Jobs moved, full-time equivalents, of those that are known", required=True),
        Column("part_count", "integer", "Independent parts of the place, each solved by itself", required=True),
        Column("first_fy", "integer", "First financial year of the plan", required=True),
        Column("horizon_years", "integer", "Years that are counted, from first_fy on", required=True),
        Column("discount_share", "number", "Discount rate a year, real", required=True),
        Column("do_nothing_gbp", "money", "Net present cost over the horizon of running the weighed buildings as they are", required=True),
        Column("objective_gbp", "money", "Net present cost of the plan: the same less its gain", required=True),
        Column("bound_gbp", "money", "Proven: no plan under these rules costs less than this", required=True),
        Column("gap_share", "number", "Objective less bound, as a share of the objective", required=True),
        Column("gap_of_gain_share", "number", "Objective less bound, as a share of what could be gained at most; nought if nothing could"),
        Column("gain_gbp", "money", "Net present gain of the plan over doing nothing: revenue and capital ledgers, no liability", required=True),
        *_LEDGERS,
        Column("status", "text", "How the search for the best plan ended", required=True, values=STATUSES),
    ),
    rules=(
        Rule("what is gained is what is not spent", "gain_gbp = do_nothing_gbp - objective_gbp"),
        Rule("no plan is better than the bound", "bound_gbp <= objective_gbp"),
    ),
)

PLAN = Contract(
    table="mart.estate_plan",
    grain="option and held building",
    question="Which buildings would be kept, host others, be left or released, and why?",
    primary_key=("option_id", "asset_id"),
    columns=(
        Column("option_id", "text", "The option", references="mart.estate_option.option_id"),
        Column("asset_id", "text", "The building, as in mart.estate", references="mart.estate.asset_id"),
        Column("body_id", "text", "The body that manages it", required=True, references="ref.body.body_id"),
        Column("action", "text", "Keep; host: kept, and takes others in; relocate: those in it leave what others own; release: given up; blocked: would be given up but for a named constraint; or not assessed", required=True, values=ACTIONS),
        Column("reason", "text", "The figure or the constraint that decided it", required=True),
        Column("constraint_name", "text", "What forbids giving it up, where that decided it", values=BLOCKS),
        Column("missing_data", "text", "What must be known before giving it up can be weighed; a receipt that nobody has stated counts as nothing"),
        Column("unlock_value_gbp", "money", "Of a blocked building: what the place would gain at least, net present, if the constraint went"),
        Column("is_robust", "boolean", "The decision is the same if receipts, use or distance are a fifth more or less; empty for what is not assessed"),
        Column("flips_when", "text", "What would turn the decision: receipts -20 %, use +20 %, distance -20 %"),
        Column("year_fy", "integer", "Financial year in which it is given up"),
        Column("hosted_m2", "number", "Net square metres of others that it takes in", required=True),
        Column("gain_gbp", "money", "Net present gain of giving it up, moves included", required=True),
        *_LEDGERS,
        Column("part_id", "text", "The independent part of the place that it was solved with"),
    ),
    rules=(
        Rule("what is given up has a year, and nothing else has", "(action in ('relocate', 'release')) = (year_fy is not null)"),
        Rule("what is not assessed says what is missing", "action <> 'not assessed' or missing_data is not null"),
        Rule("a blocked building names its constraint and what it is worth", "(action = 'blocked') = (unlock_value_gbp is not null)"),
        Rule("a host takes somebody in", "(action = 'host') = (hosted_m2 > 0)"),
    ),
)

MOVE = Contract(
    table="mart.estate_move",
    grain="option, occupation that moves and building it moves to",
    question="Who would move where, and when?",
    primary_key=("option_id", "occupation_id", "to_asset_id"),
    columns=(
        Column("option_id", "text", "The option", references="mart.estate_option.option_id"),
        Column("occupation_id", "text", "The occupation that moves", references="mart.occupation.occupation_id"),
        Column("to_asset_id", "text", "The building it moves to", references="mart.estate.asset_id"),
        Column("from_asset_id", "text", "The building it leaves", required=True, references="mart.estate.asset_id"),
        Column("body_id", "text", "The body whose occupation it is", required=True, references="ref.body.body_id"),
        Column("to_body_id", "text", "The body that takes it in", required=True, references="ref.body.body_id"),
        Column("function", "text", "What it does, in the words of ref.function", required=True, references="ref.function.function_id"),
        Column("space_kind", "text", "Kind of space that it needs", required=True, values=SPACE_KINDS),
        Column("share", "number", "Share of the occupation that goes there", required=True),
        Column("year_fy", "integer", "Financial year of the move", required=True),
        Column("demand_m2", "number", "Net square metres that it needs at its peak", required=True),
        Column("distance_m", "number", "Metres in a straight line", required=True),
        Column("fte", "number", "Full-time equivalents who move; empty if not known"),
        Column("is_public", "boolean", "People come to it for a service", required=True),
        Column("one_off_cost_gbp", "money", "Cost of the move, once", required=True),
        Column("reason", "text", "Why it would move there", required=True),
    ),
    rules=(
        Rule("a share is more than nothing and no more than all", "share > 0 and share <= 1"),
        Rule("a move goes elsewhere", "from_asset_id <> to_asset_id"),
    ),
)

PLAN_BODY = Contract(
    table="mart.estate_plan_body",
    grain="option and body",
    question="What does each partner gain or lose by each plan?",
    primary_key=("option_id", "body_id"),
    columns=(
        Column("option_id", "text", "The option", references="mart.estate_option.option_id"),
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("given_up_count", "integer", "Its buildings that are given up", required=True),
        Column("host_count", "integer", "Its buildings that take others in", required=True),
        Column("move_count", "integer", "Its occupations that move", required=True),
        Column("fte", "number", "Its jobs moved, of those that are known", required=True),
        *_LEDGERS,
        Column("hosting_charge_a_year_gbp", "money", "What it pays others a year for room, less what others pay it; all bodies together nil", required=True),
        Column("rent_between_a_year_gbp", "money", "Rent a year between partners that it no longer pays, less what it no longer receives; all bodies together nil", required=True),
        Column("gain_gbp", "money", "Net present gain of the body: revenue and capital ledgers with charges and rents between partners", required=True),
        Column("is_worse_off", "boolean", "It loses by the plan", required=True),
    ),
    rules=(Rule("who loses is worse off", "is_worse_off = (gain_gbp < 0)"),),
)

ALL = (ENTRY, INSTRUCTION, SPACE, BUILDING, ROOM, PLAN_OCCUPATION, ACCESS, SOLUTION, OPTION, PLAN, MOVE, PLAN_BODY)
