"""Contracts of `mart`: what people read. Names and units are those that clients outside the code rely on."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.payments import COFOG_BASES, PAYMENT_KINDS
from totalplace.contracts.staging.facilities import SECTORS
from totalplace.contracts.staging.schools import GOVERNANCE
from totalplace.contracts.staging_plain import AREA_BASES, COST_PARTS, SPACE_KINDS

CORRECTED_LOCATIONS = ("corrected coordinates", "corrected postcode")  # from a body's own sheet
FUNCTION_BASES = ("stated use", "heading", "name", "stated for the list", "name of the list", "not known")
LOCATION_METHODS = ("coordinates", "coordinates exchanged", "grid reference", "postcode", *CORRECTED_LOCATIONS, "not known")
TENURES = ("freehold", "leasehold", "freehold and leasehold", "licence", "other", "not known")
RUNNING_COST_METHODS = ("cost return", "cost return: sum of all parts", "cost return: sum of some parts", "register", "nhs estates return")
MAINTENANCE_METHODS = ("cost return", "condition survey", "register", "nhs estates return")
PAIR_DECISIONS = ("same by rule", "same by a person", "different by a person", "doubtful")
REQUESTS = (
    "register",
    "location",
    "ownership",
    "floor area",
    "tenure",
    "measured use",
    "running cost",
    "lease terms",
    "condition",
    "required maintenance",
    "payments",
)
OWNERSHIP = ("register", "title", "inferred", "service list only")

# never public: what an asset is worth, costs or needs, and the terms on which it is held
_PUBLIC_OF_ESTATE = (
    "asset_id",
    "asset_kind",
    "name",
    "body_id",
    "owner_body_id",
    "ownership_basis",
    "is_public_estate",
    "is_disowned",
    "function",
    "address",
    "postcode",
    "uprn",
    "easting",
    "northing",
    "lon",
    "lat",
    "location_method",
    "is_in_place",
    "area_code",
    "gia_m2",
    "nia_m2",
    "gia_method",
    "footprint_m2",
    "land_area_m2",
    "energy_rating",
    "as_at_on",
    "source_count",
)

ESTATE = Contract(
    table="mart.estate",
    grain="asset: a building, a piece of land, or a site",
    question="What do we all own here?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "Our id of the asset, kept over time"),
        Column(
            "asset_kind",
            "text",
            "Building, land, or a site with both",
            required=True,
            values=("building", "land", "site"),
        ),
        Column("name", "text", "Name of the asset, else its address", required=True),
        Column("body_id", "text", "The body that manages it", required=True, references="ref.body.body_id"),
        Column(
            "owner_body_id",
            "text",
            "The body that owns it, where a register or a title shows it",
            references="ref.body.body_id",
        ),
        Column(
            "ownership_basis",
            "text",
            "What shows the ownership; a place on a list of services is in no total of the estate",
            required=True,
            values=OWNERSHIP,
        ),
        Column("is_public_estate", "boolean", "Part of the public estate; empty if not known"),
        Column("is_disowned", "boolean", "Listed only to say that the body does not own it: on no map", required=True),
        Column("function", "text", "What it is for, as in ref.function", required=True, references="ref.function.function_id"),
        Column("address", "text", "Address in one line, as published"),
        Column("postcode", "text", "Postcode"),
        Column("uprn", "text", "Unique Property Reference Number"),
        Column("easting", "number", "British National Grid metres; empty if the place is not known"),
        Column("northing", "number", "British National Grid metres, northward"),
        Column("lon", "number", "Longitude, WGS84 degrees, for drawing"),
        Column("lat", "number", "Latitude, WGS84 degrees, for drawing"),
        Column("location_method", "text", "How the place was found", required=True, values=LOCATION_METHODS),
        Column(
            "is_in_place", "boolean", "Inside the place's boundary; empty if the location or the boundary is not known"
        ),
        Column("area_code", "text", "District it stands in, from the boundaries", references="ref.area.area_code"),
        Column("tenure", "text", "How the body holds it", required=True, values=TENURES),
        Column("gia_m2", "number", "Gross internal area, square metres"),
        Column("nia_m2", "number", "Net internal area, square metres"),
        Column(
            "gia_method", "text", "Where the floor area comes from", values=("measured", "certificate", "estimated")
        ),
        Column("footprint_m2", "number", "Ground that its buildings cover, by the outlines of a map, square metres; never a floor area"),
        Column("land_area_m2", "number", "Area of the land, square metres"),
        Column("condition", "text", "Grade A to D of the newest condition survey, else as the register grades it"),
        Column("condition_surveyed_on", "date", "Day of the condition survey; empty where a register grades it"),
        Column(
            "running_cost_gbp",
            "money",
            "Running cost a year: repairs, energy, rent, rates, water, cleaning, insurance, grounds",
        ),
        Column("running_cost_method", "text", "Where the running cost comes from", values=RUNNING_COST_METHODS),
        Column("running_cost_fy", "integer", "Its financial year (the year April falls in); empty if the source does not state it"),
        Column("running_cost_body_id", "text", "Whose cost it is; where bodies share a building it may be another's than that of the body that manages it, and of another part of the floor area", references="ref.body.body_id"),
        Column("required_maintenance_gbp", "money", "Cost to bring it to the reasonable state"),
        Column("required_maintenance_method", "text", "Where the required maintenance comes from", values=MAINTENANCE_METHODS),
        Column("required_maintenance_fy", "integer", "Its financial year; empty if the source does not state it"),
        Column("book_value_gbp", "money", "Value in the books; never a receipt"),
        Column("book_value_basis", "text", "Basis of the valuation, in the register's words: market value, historic cost, depreciated replacement cost"),
        Column("book_value_on", "date", "Day of the valuation; empty if the source does not state it"),
        Column("energy_rating", "text", "Energy rating, A to G", values=("A", "B", "C", "D", "E", "F", "G")),
        Column("governance", "text", "Of a school: who runs it; of a hospital, clinic or practice: the sector its list gives", values=tuple(dict.fromkeys((*GOVERNANCE, *SECTORS)))),
        Column("as_at_on", "date", "Day the register describes"),
        Column("source_count", "integer", "Lines of files that speak of it", required=True),
    ),
    public_columns=_PUBLIC_OF_ESTATE,
    rules=(
        Rule(
            "an asset with a location has a method and one without has none",
            "(easting is null) = (location_method = 'not known')",
        ),
        Rule(
            "only a register or a title makes an owner",
            "owner_body_id is null or ownership_basis in ('register', 'title')",
        ),
        Rule("what a register or a title shows to be held is public estate", "ownership_basis not in ('register', 'title') or is_public_estate"),
        Rule("running cost has a method", "running_cost_gbp is null or running_cost_method is not null"),
    ),
)

INTEREST = Contract(
    table="mart.interest",
    grain="legal interest in an asset, as one line of a register states it, or one lease with its terms",
    question="On what terms is each asset held or let?",
    primary_key=("interest_id",),
    columns=(
        Column("interest_id", "text", "Our id of the interest"),
        Column("asset_id", "text", "The asset", required=True, references="mart.estate.asset_id"),
        Column("source", "text", "Whether a register or a lease states it", required=True, values=("register", "lease")),
        Column("body_id", "text", "The body that holds it", required=True, references="ref.body.body_id"),
        Column("tenure", "text", "How it is held, in our words", required=True, values=TENURES),
        Column("tenure_as_published", "text", "In the register's words"),
        Column(
            "detail",
            "text",
            "What the body does with it",
            required=True,
            values=(
                "occupied by the body",
                "ground lease",
                "let",
                "sub-let",
                "licence",
                "vacant",
                "not owned",
                "other",
                "not known",
            ),
        ),
        Column("detail_as_published", "text", "In the register's words, or the body's role in the lease"),
        Column("lease_code", "text", "The body's own code of the lease"),
        Column("demise_as_published", "text", "What part of the building the lease is of"),
        Column("area_m2", "number", "Area let, square metres"),
        Column("landlord_as_published", "text", "The landlord; withheld where it looks like a person"),
        Column("landlord_body_id", "text", "The landlord, where it is a body of the place", references="ref.body.body_id"),
        Column("tenant_as_published", "text", "The tenant; withheld where it looks like a person"),
        Column("tenant_body_id", "text", "The tenant, where it is a body of the place", references="ref.body.body_id"),
        Column("starts_on", "date", "First day of the term"),
        Column("ends_on", "date", "Last day of the term; empty if not known"),
        Column("break_dates", "text", "Days on which it can be ended early: 2027-03-31, 2029-03-31"),
        Column("notice_months", "integer", "Months of notice that a break needs"),
        Column("rent_a_year_gbp", "money", "Rent a year, as last stated"),
        Column("as_at_on", "date", "Day the register describes, or of the lease's newest event"),
    ),
    rules=(Rule("a lease does not end before it starts", "ends_on >= starts_on"),),
)

OCCUPATION = Contract(
    table="mart.occupation",
    grain="occupation of an asset by somebody, as one line of a register or a return states it",
    question="Who uses what space?",
    primary_key=("occupation_id",),
    columns=(
        Column("occupation_id", "text", "Our id of the occupation"),
        Column("asset_id", "text", "The asset", required=True, references="mart.estate.asset_id"),
        Column("source", "text", "Whether a register or a return of use states it", required=True, values=("register", "return")),
        Column(
            "occupier_body_id",
            "text",
            "The occupying body; empty for tenants and where nobody is known",
            references="ref.body.body_id",
        ),
        Column(
            "occupation",
            "text",
            "Kind of occupation",
            required=True,
            values=("owner occupied", "tenant", "user", "vacant", "not known"),
        ),
        Column("occupier_as_published", "text", "The occupier in the return's words; withheld where it looks like a person"),
        Column("team_as_published", "text", "Team, service or department"),
        Column("space_kind", "text", "Kind of space, where a return states it", values=SPACE_KINDS),
        Column("area_m2", "number", "Area occupied, square metres, where stated"),
        Column("area_basis", "text", "Whether the area is gross (GIA) or net (NIA) internal area", values=AREA_BASES),
        Column("fte", "number", "Full-time equivalents who work from it"),
        Column("headcount", "number", "People who work from it"),
        Column("desks", "number", "Desks in the space occupied"),
        Column("from_on", "date", "First day of the period of the return"),
        Column("as_at_on", "date", "Day the register describes, or the last day of the period of the return"),
    ),
)

ESTATE_COST = Contract(
    table="mart.estate_cost",
    grain="line of a return or register that states what an asset costs",
    question="What does each building cost to run, what maintenance does it need, and which line is each figure from?",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("asset_id", "text", "The asset", required=True, references="mart.estate.asset_id"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line (text) or row (sheet)", required=True),
        Column("body_id", "text", "The body that states it", required=True, references="ref.body.body_id"),
        Column("source_kind", "text", "What states it", required=True, values=("estate_cost", "condition_survey", "register", "nhs estates return")),
        Column("running_cost_method", "text", "Where the running cost comes from", values=RUNNING_COST_METHODS),
        Column("running_cost_fy", "integer", "Its financial year; empty if the source does not state it"),
        Column("running_cost_gbp", "money", "Running cost of the year; empty where total and parts contradict each other"),
        *(Column(f"{part}_gbp", "money", f"Of it {part}, where stated") for part in COST_PARTS),
        Column("required_maintenance_method", "text", "Where required maintenance comes from", values=MAINTENANCE_METHODS),
        Column("required_maintenance_fy", "integer", "Its financial year; empty if the source does not state it"),
        Column("required_maintenance_gbp", "money", "Cost to bring it to the reasonable state"),
        Column("is_running_cost_shown", "boolean", "mart.estate shows this running cost", required=True),
        Column("is_required_maintenance_shown", "boolean", "mart.estate shows this required maintenance", required=True),
    ),
)

ESTATE_SOURCE = Contract(
    table="mart.estate_source",
    grain="asset and file line that speaks of it",
    question="Which lines of which registers is each asset made from?",
    primary_key=("asset_id", "source_file_id", "source_part", "source_row"),
    columns=(
        Column("asset_id", "text", "The asset", references="mart.estate.asset_id"),
        Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line (text) or row (sheet)"),
        Column("match_reason", "text", "Why this line is taken to be this asset", required=True),
        Column("uprn", "text", "UPRN on this line"),
        Column("asset_code", "text", "The publisher's asset code on this line"),
        Column("name_as_published", "text", "Name on this line"),
        Column("gia_m2", "number", "Gross internal area on this line"),
        Column("location_method", "text", "How this line was placed; empty for a certificate or an outline", values=LOCATION_METHODS),
        Column("function_basis", "text", "What on this line, or of its list, shows what the asset is for; empty for any other file than a list", values=FUNCTION_BASES),
    ),
)

REGISTER_DUPLICATE = Contract(
    table="mart.register_duplicate",
    grain="pair of entries of two lists on which it is decided whether they are one building",
    question="Which entries of different lists are the same building, why, and who says so?",
    primary_key=(
        "left_source_file_id", "left_source_part", "left_source_row", "right_source_file_id", "right_source_part", "right_source_row",
    ),
    columns=(
        Column("left_source_file_id", "text", "File of the one entry", references="ops.source_file.source_file_id"),
        Column("left_source_part", "text", "Table in that file"),
        Column("left_source_row", "integer", "Line or row of the one entry"),
        Column("right_source_file_id", "text", "File of the other entry", references="ops.source_file.source_file_id"),
        Column("right_source_part", "text", "Table in that file"),
        Column("right_source_row", "integer", "Line or row of the other entry"),
        Column("left_body_id", "text", "Body that lists the one", required=True, references="ref.body.body_id"),
        Column("right_body_id", "text", "Body that lists the other", required=True, references="ref.body.body_id"),
        Column("asset_id", "text", "The asset that both are; empty where they are different", references="mart.estate.asset_id"),
        Column("match_reason", "text", "What agrees between the two entries: name, postcode, UPRN, distance", required=True),
        Column("score", "number", "How surely they are one, 0 to 1", required=True),
        Column("decision", "text", "What was decided, and by whom", required=True, values=PAIR_DECISIONS[:3]),
    ),
    rules=(Rule("the same building has an asset, different ones have none", "(asset_id is null) = (decision = 'different by a person')"),),
)  # fmt: skip

ASSET_MATCH = Contract(
    table="mart.asset_match",
    grain="asset that several entries of lists speak of",
    question="How many entries make up each asset, and how closely do they hang together?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "The asset", references="mart.estate.asset_id"),
        Column("record_count", "integer", "Entries of lists, each body and code once", required=True),
        Column("body_count", "integer", "Bodies whose lists have it", required=True),
        Column("link_count", "integer", "Pairs of them that were found the same directly", required=True),
        Column("link_share", "number", "Of all pairs of its entries those found the same directly; 1 if every entry agrees with every other", required=True),
        Column("weakest_score", "number", "Score of the least sure link; empty if ids alone join them"),
        Column("diameter_m", "number", "Metres between the two of its points that are farthest apart"),
    ),
)

BUILDING_EVIDENCE = Contract(
    table="mart.building_evidence",
    grain="energy certificate or outline of a map that is of an asset",
    question="What do energy certificates and maps say of each building, and why is it taken to be that building?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("asset_id", "text", "The asset", required=True, references="mart.estate.asset_id"),
        Column("evidence", "text", "Whether the line is of an energy certificate or of an outline on a map", required=True, values=("certificate", "outline")),
        Column("match_reason", "text", "What shows that it is of the asset", required=True),
        Column("is_whole", "boolean", "Of the whole asset: a certificate's floor area is then the asset's, where none was measured", required=True),
        Column("gia_m2", "number", "Certificate: total useful floor area, square metres"),
        Column("energy_rating", "text", "Certificate: band, A to G", values=("A", "B", "C", "D", "E", "F", "G")),
        Column("certificate_on", "date", "Certificate: day of lodgement, else of inspection, else the end of the period"),
        Column("footprint_m2", "number", "Outline: ground it covers, square metres"),
    ),
)

ID_HISTORY = Contract(
    table="mart.id_history",
    grain="id of an asset and day it was first seen",
    question="What has become of an id that I noted down?",
    primary_key=("id", "first_seen_on"),
    columns=(
        Column("id", "text", "The id of the asset, as somebody may have noted it down"),
        Column("first_seen_on", "date", "Day of the publication it first stood in"),
        Column(
            "source_key",
            "text",
            "What it was given for: body, then asset code, UPRN or name and postcode",
            required=True,
        ),
        Column("merged_into", "text", "The id that stands for it now; empty while it stands for itself"),
        Column("last_seen_on", "date", "Day of the newest publication in which a body listed it; empty where that was not noted yet"),
        Column("is_current", "boolean", "Stands in this publication", required=True),
    ),
)

SPEND_LINE = Contract(
    table="mart.spend_line",
    grain="line of a list of payments that was understood",
    question="What did each body pay, to whom, for what?",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line (text) or row (sheet)", required=True),
        Column("body_id", "text", "The body that paid, as in ref.body", required=True, references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column(
            "fy_basis",
            "text",
            "What the year was read from; 'extract date': only from the day the list was made, which is later than its payments",
            required=True,
            values=("date", "period", "confirmed by the team", "extract date"),
        ),
        Column("paid_on", "date", "Day of payment, or the nearest date that the list has"),
        Column("paid_on_basis", "text", "Which date paid_on is: of payment, invoice or posting, or only that of the extract", values=("payment", "invoice", "posting", "extract")),
        Column("supplier_id", "text", "Our id of the supplier; empty where the payee is withheld", references="mart.supplier.supplier_id"),
        Column(
            "payee_body_id", "text", "The public body of the place that was paid, where it is one: the payment is a transfer", references="ref.body.body_id"
        ),
        Column(
            "supplier_as_published",
            "text",
            "Who was paid; 'individual (withheld)' where it looks like a private person",
        ),
        Column("department", "text", "Department, directorate or service that paid, in the publisher's words"),
        Column("purpose", "text", "Purpose, expense type or subjective description, in the publisher's words"),
        Column("line", "text", "The publisher's own service line"),
        Column("cofog", "text", "Function of government (COFOG): its division, or a group where the words tell one; 'unmapped' where nothing tells it", required=True, references="ref.cofog.cofog"),
        Column("cofog_basis", "text", "What told it: reviewed phrases in the line's words (ref.payment_word), or the kind of body that paid", required=True, values=COFOG_BASES),
        Column("payment_kind", "text", "What the payment is where its words tell that it is something else than running a service", values=PAYMENT_KINDS),
        Column("transaction_number", "text", "The publisher's number of the transaction"),
        Column("is_card", "boolean", "A purchase-card transaction", required=True),
        Column(
            "amount_gbp",
            "money",
            "Amount net of recoverable VAT where the list says so; credits are negative",
            required=True,
        ),
        Column("amount_basis", "text", "Whether the amount is net of recoverable VAT, gross, or the list does not say", required=True, values=("net", "gross", "not stated")),
        Column(
            "status",
            "text",
            "counted once; superseded by a better list of the same payments; excluded by a rule",
            required=True,
            values=("counted", "superseded", "excluded"),
        ),
        Column("reason", "text", "Why it is not counted"),
    ),
    rules=(Rule("what is not counted has a reason", "status = 'counted' or reason is not null"),),
)

BODY_COVERAGE = Contract(
    table="mart.body_coverage",
    grain="body of the place",
    question="What did each body send, how complete is it, and how recent?",
    audience="public",
    primary_key=("body_id",),
    columns=(
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("files_loaded", "integer", "Files of its own that are loaded, at least in part", required=True),
        Column("files_not_loaded", "integer", "Files it sent that are held, rejected or superseded", required=True),
        Column("assets_held", "integer", "Assets that a register shows it to hold", required=True),
        Column("buildings_held", "integer", "Of these, buildings; the shares of its buildings are of so many", required=True),
        Column("sites_held", "integer", "Of these, sites: what stands on them may be listed by itself too", required=True),
        Column("dwellings_held", "integer", "Single dwellings that a register shows it to hold, which are in no other figure here: they are only counted (mart.dwelling)"),
        Column("assets_expected", "integer", "Assets it says it holds (place.toml); empty if nobody said"),
        Column(
            "service_places",
            "integer",
            "Places of service known from lists only, without those it says it does not own; not in any total of the estate",
            required=True,
        ),
        Column("located_share", "number", "Share of the assets held whose place is known"),
        Column("floor_area_share", "number", "Share of its buildings with a floor area"),
        Column("running_cost_share", "number", "Share of its buildings with a running cost"),
        Column("condition_share", "number", "Share of its buildings with a condition; that it was not surveyed is none"),
        Column(
            "utilisation_share",
            "number",
            "Share of its buildings with a measure of use (mart.utilisation_latest.is_known): declared vacant is one, declared occupied is none",
        ),
        Column("gia_m2", "number", "Gross internal area of its buildings, where known; of sites nothing"),
        Column("site_gia_m2", "number", "Gross internal area of its sites, where known: in part that of its buildings again, so never added to it"),
        Column("land_area_m2", "number", "Area of its land and of the plots of its buildings, where known; of sites nothing"),
        Column("site_land_area_m2", "number", "Area of its sites, where known: never added to that of its land"),
        Column("newest_register_on", "date", "Newest day its registers describe; lists of places of service have none"),
        Column("payment_lines", "integer", "Lines of payments that are counted", required=True),
        Column("payments_gbp", "money", "Payments counted, credits taken off", required=True),
        Column(
            "payments_held_gbp",
            "money",
            "Pounds in rows of payments it sent that are held, and so not counted: amount_held_gbp of ops.source_part",
            required=True,
        ),
        Column("payments_from_on", "date", "First day of its payments"),
        Column("payments_to_on", "date", "Last day of its payments"),
        Column("confirmed_by", "text", "Which post or team of the body confirmed the picture last: on its sheet, or in place.toml", is_public=False),
        Column("confirmed_on", "date", "Day on which the body confirmed the picture last"),
    ),
)

ESTATE_KNOWN = Contract(
    table="mart.estate_known",
    grain="building or site",
    question="Which of the facts that a shared estate needs are known of it?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "The asset", references="mart.estate.asset_id"),
        Column("is_located", "boolean", "Its place is known", required=True),
        Column("has_floor_area", "boolean", "Its gross internal area is known", required=True),
        Column("has_running_cost", "boolean", "Its running cost is known", required=True),
        Column("has_condition", "boolean", "Its condition is known", required=True),
        Column("has_use", "boolean", "A measure says how well it is used (mart.utilisation_latest)", required=True),
        Column("known_count", "integer", "How many are known of floor area, running cost, condition and use", required=True),
    ),
    rules=(Rule("no more is known than is asked", "known_count between 0 and 4"),),
    public_columns=("asset_id", "known_count"),
)

REQUEST = Contract(
    table="mart.request",
    grain="body and thing that is not known of it or of one of its assets",
    question="What should each body be asked for next?",
    primary_key=("body_id", "request_number"),
    columns=(
        Column("body_id", "text", "The body to ask", references="ref.body.body_id"),
        Column("request_number", "integer", "1 is the first thing to ask this body for: the largest building, what unlocks most"),
        Column("asset_id", "text", "The asset; empty where the body as a whole is asked", references="mart.estate.asset_id"),
        Column("asset_code", "text", "The body's own code, where its lists give one"),
        Column("name", "text", "Name of the asset, else its address; of the body where it is asked as a whole", required=True),
        Column("postcode", "text", "Postcode"),
        Column("function", "text", "What it is for", references="ref.function.function_id"),
        Column("gia_m2", "number", "Gross internal area, square metres; without one it is ranked as the middle one of its use"),
        Column("missing", "text", "What is not known", required=True, values=REQUESTS),
        Column("request", "text", "What to ask for, as a sentence to the body", required=True),
        Column("unlocks", "text", "What the answer makes possible", required=True),
    ),
)

BUILDING_CORRECTION = Contract(
    table="mart.building_correction",
    grain="line of a body's sheet that came back and fact that it corrects",
    question="What do the bodies correct of what we hold on their buildings, and is it taken?",
    primary_key=("source_file_id", "source_part", "source_row", "field"),
    columns=(
        Column("source_file_id", "text", "The sheet that came back", references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line of the sheet that came back"),
        Column("field", "text", "What it corrects; 'building' where the whole line is not taken"),
        Column("asset_id", "text", "The asset; empty where the line names none that the body holds", references="mart.estate.asset_id"),
        Column("body_id", "text", "The body that says so", references="ref.body.body_id"),
        Column("we_have", "text", "What the body's own lists say; empty where they say nothing, and for names and addresses"),
        Column("body_says", "text", "What the body says; of names and addresses only that it says one, empty where it cannot be read"),
        Column("confirmed_on", "date", "Day on the sheet: when the body said so"),
        Column("outcome", "text", "Whether the correction is taken, so that mart.estate shows it", required=True, values=("taken", "not taken")),
        Column("reason", "text", "Why it is not taken"),
    ),
    rules=(Rule("what is not taken has a reason", "(outcome = 'taken') = (reason is null)"),),
)

SENSITIVE_PREMISES = Contract(
    table="mart.sensitive_premises",
    grain="district and kind of sensitive premises",
    question="How many premises are kept out of every list and map, by district?",
    primary_key=("area_code", "function"),
    columns=(
        Column("area_code", "text", "District, or 'not known'"),
        Column("function", "text", "Kind of premises, as in ref.function", references="ref.function.function_id"),
        Column("premises_count", "integer", "How many such premises there are", required=True),
    ),
)

DWELLING = Contract(
    table="mart.dwelling",
    grain="body and area of the single dwellings it lists",
    question="How many homes does each body list, by neighbourhood?",
    primary_key=("body_id", "area_type", "area_code"),
    columns=(
        Column("body_id", "text", "The body that lists them", references="ref.body.body_id"),
        Column("area_type", "text", "lsoa; district, of those in LSOAs with too few of the body's; place, of those of which not even the district is known", values=("lsoa", "district", "place")),
        Column("area_code", "text", "The area that the postcode lies in; 'place' for the whole place"),
        Column("dwelling_count", "integer", "Homes; a district's are those that no LSOA's row counts", required=True),
        Column("held_count", "integer", "Of these, homes that a register shows the body to hold", required=True),
        Column("line_count", "integer", "Lines of lists that speak of them", required=True),
        Column("gia_count", "integer", "Homes with a floor area", required=True),
        Column("gia_m2", "number", "Gross internal area of these together; empty where it is that of too few"),
        Column("book_value_count", "integer", "Homes with a book value", required=True, is_public=False),
        Column("book_value_gbp", "money", "Book value of these together; empty where it is that of too few", is_public=False),
    ),
)

ALL = (ESTATE, ESTATE_COST, INTEREST, OCCUPATION, ESTATE_SOURCE, REGISTER_DUPLICATE, ASSET_MATCH, BUILDING_EVIDENCE, ID_HISTORY, SPEND_LINE, BODY_COVERAGE, ESTATE_KNOWN, REQUEST, BUILDING_CORRECTION, SENSITIVE_PREMISES, DWELLING)
