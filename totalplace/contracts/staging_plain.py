"""Contracts of `staging` for what no standard covers: returns about buildings in the layouts of docs/layouts.md.

Belongs here: what a row of each of these returns may hold. Does not belong here: published kinds of file (staging.py), or which
building and body a row is about (core.asset_reference).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging import LINE, LINE_KEY

COUNTED = ("hours in use", "hours booked", "desks in use", "seats filled")
UNIT_KINDS = ("room", "building")
USE_METHODS = ("sensor", "count", "diary", "booking system", "survey")
AREA_BASES = ("GIA", "NIA", "not stated")
SPACE_KINDS = ("desk", "clinical room", "counter", "meeting", "storage", "vehicles", "custody", "other")
GRADES = ("A", "B", "C", "D")
MODES = ("public transport", "walking", "cycling", "driving")
LEASE_ROLES = ("landlord", "tenant")
# What stands in the way of giving a building up, what it would fetch and cost, and what a person checks: words of the layout, in one list each.
BLOCKING_ITEMS = ("private finance", "must stay", "statutory location", "school consent", "other consent")
PRICED_ITEMS = ("listed", "covenant", "community value", "grant clawback", "overage", "open space", "ring-fenced receipt", "crichel down")
FIGURE_ITEMS = ("expected receipt", "cost of sale", "dilapidations", "void cost a year", "unavoidable cost a year", "budgeted maintenance")
FACT_ITEMS = ("flood", "asbestos", "community use")
CONSTRAINT_ITEMS = (*BLOCKING_ITEMS, *PRICED_ITEMS, *FIGURE_ITEMS, *FACT_ITEMS)
RECEIPT_FUNDS = ("housing revenue account", "school", "NHS", "grant", "trust", "other")
COST_PARTS = ("repairs", "energy", "rent", "rates", "water", "cleaning", "insurance", "grounds")

# Which building and whose: any of these names it.
BUILDING = (
    Column("organisation_as_published", "text", "Whose return it is, in the publisher's words"),
    Column("organisation_code", "text", "The code given for that organisation"),
    Column("asset_id", "text", "Our own id of the building, where the return gives it"),
    Column("asset_code", "text", "The body's own code of the building"),
    Column("uprn", "text", "Unique Property Reference Number, digits only, no leading zeros"),
    Column("name_as_published", "text", "Name of the building"),
    Column("postcode", "text", "Whole postcode, in the usual form"),
)
_PERIOD = Rule("a period does not end before it starts", "to_on is null or from_on is null or to_on >= from_on")

MEASURED_USE = Contract(
    table="staging.measured_use",
    grain="line of a return of measured use: a room or building, what was counted, and a period",
    question="How much of what there is was in use, by count, sensor, diary or booking system?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("unit_kind", "text", "What was measured", required=True, values=UNIT_KINDS),
        Column("unit_name_as_published", "text", "The room, floor or wing; empty if it is the whole building"),
        Column("unit_area_m2", "number", "Net internal area of the room or building measured, square metres"),
        Column(
            "counted",
            "text",
            "What was counted: hours in use of those available, hours used of those booked, desks in use of those there are, "
            "seats filled while in use of those there are",
            required=True,
            values=COUNTED,
        ),
        Column("available", "number", "What there is: hours available or booked, desks, seats", required=True),
        Column("used_mean", "number", "Of it in use on average over the period, in the same unit"),
        Column("used_peak", "number", "Of it in use at the fullest time of the period, in the same unit"),
        Column("rooms_in_building", "number", "Rooms (of desks: areas with desks) that there are in the building, counted or not"),
        Column("from_on", "date", "First day of the period", required=True),
        Column("to_on", "date", "Last day of the period", required=True),
        Column("method", "text", "How it was measured", values=USE_METHODS),
    ),
    rules=(
        Rule("something is available", "available > 0"),
        Rule(
            "a mean or a peak is given, and neither is negative",
            "(used_mean is not null or used_peak is not null) and coalesce(used_mean, 0) >= 0 and coalesce(used_peak, 0) >= 0",
        ),
        Rule("the peak is not below the mean", "used_peak >= used_mean"),
        _PERIOD,
    ),
)

ESTATE_COST = Contract(
    table="staging.estate_cost",
    grain="line of a return of building costs: a building and a financial year",
    question="What does each building cost to run in a year, and what maintenance does it need?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column(
            "running_cost_gbp",
            "money",
            "Running cost of the year, without capital charges and recharges; empty where total and parts contradict each other",
        ),
        Column(
            "running_cost_basis",
            "text",
            "Where the total comes from",
            values=("total stated", "sum of all parts", "sum of some parts"),
        ),
        *(Column(f"{part}_gbp", "money", f"Of it {part}, where stated") for part in COST_PARTS),
        Column("required_maintenance_gbp", "money", "Cost to bring the building to the reasonable state"),
    ),
    rules=(Rule("a running cost says where it comes from", "(running_cost_gbp is null) = (running_cost_basis is null)"),),
)

CONDITION_SURVEY = Contract(
    table="staging.condition_survey",
    grain="line of a return of condition surveys: a building and a survey",
    question="In what condition was each building found, when and by whom?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("grade", "text", "Grade A (good) to D (bad); empty where another scale was used", values=GRADES),
        Column("grade_as_published", "text", "The grade in the publisher's words"),
        Column("scale_as_published", "text", "The scale it is of, in the publisher's words"),
        Column("surveyed_on", "date", "Day of the survey"),
        Column("surveyor_as_published", "text", "Firm or department that surveyed; never a person's name"),
        Column("backlog_gbp", "money", "Maintenance that the survey found to be required"),
    ),
)

LEASE = Contract(
    table="staging.lease",
    grain="line of a list of leases: a lease, or an event of one",
    question="On what terms is each building held or let?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("lease_code", "text", "The publisher's own code of the lease"),
        Column("demise_as_published", "text", "What part of the building it is of, in the publisher's words"),
        Column("area_m2", "number", "Area let, square metres"),
        Column("role", "text", "What the body is in it, where the list says so", values=LEASE_ROLES),
        Column("landlord_as_published", "text", "The landlord; 'individual (withheld)' where it looks like a person"),
        Column("tenant_as_published", "text", "The tenant; 'individual (withheld)' where it looks like a person"),
        Column("starts_on", "date", "First day of the term"),
        Column("ends_on", "date", "Last day of the term; empty where it ends before it starts"),
        Column("break_dates", "text", "Days on which it can be ended early: 2027-03-31, 2029-03-31"),
        Column("notice_months", "integer", "Months of notice that a break needs"),
        Column("rent_a_year_gbp", "money", "Rent a year"),
        Column("event_as_published", "text", "Kind of event (rent review, renewal …), where the line is one"),
        Column("event_on", "date", "Day of the event"),
    ),
    rules=(
        Rule(
            "a lease does not end before it starts", "ends_on is null or starts_on is null or ends_on >= starts_on"
        ),
    ),
)

OCCUPATION_RETURN = Contract(
    table="staging.occupation_return",
    grain="line of a return of occupations: an occupier, a building and a kind of space",
    question="Who uses how much of what kind of space?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column(
            "occupier_as_published",
            "text",
            "Who uses the space; 'individual (withheld)' where it looks like a person",
        ),
        Column("occupier_code", "text", "The code given for the occupier"),
        Column("team_as_published", "text", "Team, service or department that uses it"),
        Column("space_kind", "text", "Kind of space", required=True, values=SPACE_KINDS),
        Column("space_kind_as_published", "text", "Kind of space in the publisher's words"),
        Column("area_m2", "number", "Area used, square metres"),
        Column("area_basis", "text", "What the area is", values=AREA_BASES),
        Column("fte", "number", "Full-time equivalents who work from it"),
        Column("headcount", "number", "People who work from it"),
        Column("desks", "number", "Desks in it"),
        Column("is_whole_building", "boolean", "The return says that its lines of this building are all who use it, and all of it"),
        Column("from_on", "date", "First day of the period"),
        Column("to_on", "date", "Last day of the period, or the day it describes"),
    ),
    rules=(
        Rule(
            "nothing is negative",
            "coalesce(area_m2, 0) >= 0 and coalesce(fte, 0) >= 0 and coalesce(headcount, 0) >= 0 and coalesce(desks, 0) >= 0",
        ),
        _PERIOD,
    ),
)

BUILDING_CONSTRAINT = Contract(
    table="staging.building_constraint",
    grain="line of a return of what stands in the way: a building, and a constraint, a figure or a fact",
    question="What stands in the way of giving each building up, and what would it fetch?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("item", "text", "What the line states, of the list in docs/layouts.md", required=True, values=CONSTRAINT_ITEMS),
        Column("amount_gbp", "money", "Of a figure the figure; of what is priced what it takes off the receipt"),
        Column("until_on", "date", "Last day on which it forbids; empty: no end is known"),
        Column("delay_months", "integer", "Months by which it delays the receipt"),
        Column("fund", "text", "Of a ring-fenced receipt what it must be used for", values=RECEIPT_FUNDS),
        Column("stated_by_as_published", "text", "Post or team that states it; never a person's name"),
        Column("stated_on", "date", "Day on which it was stated; of several lines the newest counts"),
        Column("note_as_published", "text", "Anything else, in the publisher's words: not shown anywhere"),
    ),
    rules=(
        Rule("nothing is negative", "coalesce(amount_gbp, 0) >= 0 and coalesce(delay_months, 0) >= 0"),
        Rule(
            "a figure is given",
            "item not in ('expected receipt', 'cost of sale', 'dilapidations', 'void cost a year', 'unavoidable cost a year', 'budgeted maintenance') or amount_gbp is not null",
        ),
    ),
)

BUILDING_CONFIRMATION = Contract(
    table="staging.building_confirmation",
    grain="line of a body's own sheet that came back: a building, confirmed or corrected",
    question="What does each body confirm or correct of what we hold on its buildings?",
    audience="body",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("is_correct", "boolean", "The line is right as it stands"),
        Column("is_held", "boolean", "The body still holds the building"),
        Column("is_occupied", "boolean", "Somebody uses the building; false where it is vacant"),
        Column("corrected_name", "text", "The right name"),
        Column("corrected_address", "text", "The right address"),
        Column("corrected_postcode", "text", "The right postcode"),
        Column("corrected_uprn", "text", "The right UPRN"),
        Column("corrected_easting", "number", "The right place: British National Grid metres"),
        Column("corrected_northing", "number", "The right place: British National Grid metres"),
        Column("corrected_use", "text", "What it is used for"),
        Column("corrected_tenure", "text", "The right tenure"),
        Column("corrected_gia_m2", "number", "The right gross internal area, square metres"),
        Column("corrected_nia_m2", "number", "The right net internal area, square metres"),
        Column("corrected_land_area_m2", "number", "The right area of the land, square metres"),
        Column("remarks", "text", "Anything else"),
        Column("confirmed_by", "text", "Post or team that confirmed; never a person's name"),
        Column("confirmed_on", "date", "Day of the confirmation"),
        Column("unreadable", "text", "Columns of this table whose cell says something that could not be read, parted by blanks"),
    ),
)

TRAVEL_TIME = Contract(
    table="staging.travel_time",
    grain="line of a table of travel times: a small area, a building and a mode of travel",
    question="How long is the way from each small area to each building?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        *BUILDING,
        Column("lsoa_code", "text", "The small area (LSOA) that the way is from", required=True),
        Column("mode", "text", "How people travel", required=True, values=MODES),
        Column("minutes", "number", "Minutes from door to door", required=True),
    ),
    rules=(Rule("no way takes less than no time", "minutes >= 0"),),
)

ALL = (MEASURED_USE, ESTATE_COST, CONDITION_SURVEY, LEASE, OCCUPATION_RETURN, BUILDING_CONSTRAINT, BUILDING_CONFIRMATION, TRAVEL_TIME)
