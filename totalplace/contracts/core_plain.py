"""Contracts of `core` for returns about buildings: which building each line is about, and what comes of it.

Belongs here: the tables between staging_plain.py and mart that put the documented layouts together. Does not belong here: registers
and payments (core.py).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.core import PAYMENT_LABEL, PROPERTY_PLACE
from totalplace.contracts.mart import CORRECTED_LOCATIONS, TENURES
from totalplace.contracts.staging import LINE, LINE_KEY
from totalplace.contracts.staging_plain import ALL as STAGED
from totalplace.contracts.staging_plain import BUILDING, LEASE_ROLES
from totalplace.contracts.staging_plain import LEASE as STAGED_LEASE

KINDS = tuple(contract.name for contract in STAGED)

RETURN_LINE = Contract(
    table="core.return_line",
    grain="line of any return about buildings that stand in a register",
    question="How does each line of each return name its building?",
    primary_key=LINE_KEY,
    columns=(
        Column("source_kind", "text", "Kind of return", required=True, values=KINDS),
        *LINE,
        *BUILDING,
        Column("amount_gbp", "money", "The kind's one money column, for the accounts"),
        Column("is_open_to_partners", "boolean", "A body may state it of another body's building: a lease, who uses it, how long the way is, that it must stay; no figure of it"),
    ),
)

RETURN_LABEL = Contract(
    table="core.return_label",
    grain="way in which a return about buildings names an organisation",
    question="Which body does each organisation named in a return about buildings stand for?",
    columns=PAYMENT_LABEL.columns,
)

ASSET_REFERENCE = Contract(
    table="core.asset_reference",
    grain="line of a return about buildings",
    question="Which asset is each line of a return about, and does the body hold it?",
    primary_key=LINE_KEY,
    columns=(
        *LINE[:3],
        Column("source_kind", "text", "Kind of return", required=True, values=KINDS),
        Column("line_status", "text", "What becomes of it", required=True, values=("loaded", "ignored", "held")),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body whose return it is"),
        Column("asset_id", "text", "The asset; empty unless the line is loaded"),
        Column("match_reason", "text", "What the line and the register have in common"),
        Column("is_own", "boolean", "The body lists the asset itself; false where it uses or leases another's"),
        Column("is_sensitive", "boolean", "About sensitive premises or a single dwelling: nothing of the line may be shown", required=True),
    ),
)

LEASE = Contract(
    table="core.lease",
    grain="lease of an asset",
    question="What are the terms of each lease, all its lines put together?",
    primary_key=("interest_id",),
    columns=(
        Column("interest_id", "text", "Our id of the lease"),
        Column("asset_id", "text", "The asset", required=True),
        Column("body_id", "text", "The body whose list it stands in", required=True),
        Column("role", "text", "What the body is in it", values=LEASE_ROLES),
        *(STAGED_LEASE.column(name) for name in ("lease_code", "demise_as_published", "area_m2", "landlord_as_published")),
        Column("landlord_body_id", "text", "The landlord, where it is a body of the place"),
        STAGED_LEASE.column("tenant_as_published"),
        Column("tenant_body_id", "text", "The tenant, where it is a body of the place"),
        *(STAGED_LEASE.column(name) for name in ("starts_on", "ends_on", "break_dates", "notice_months", "rent_a_year_gbp")),
        Column("newest_event_on", "date", "Day of its newest event"),
        Column("line_count", "integer", "Lines it was put together from", required=True),
    ),
)

CORRECTED_FIELDS = (
    "is_held", "is_occupied", "name", "address", "postcode", "uprn", "coordinates", "function", "tenure", "gia_m2", "nia_m2", "land_area_m2",
)  # fmt: skip
NOT_TAKEN = (
    "it could show premises that are only counted",
    "value not readable",
    "it is the UPRN of another building",
    "the point is far from all others of the sheet",
    "a newer line of a sheet says it",
    "the sheet has no day, the register has one",
    "the register is later",
)

CONFIRMATION_LINE = Contract(
    table="core.confirmation_line",
    grain="line of a body's sheet that came back and fact that it states",
    question="What does each body say of its own buildings, and is it taken?",
    audience="body",
    primary_key=(*LINE_KEY, "field"),
    columns=(
        *LINE[:3],
        Column("field", "text", "What it states", values=CORRECTED_FIELDS),
        Column("asset_id", "text", "The asset", required=True),
        Column("body_id", "text", "The body that says so, and lists the asset", required=True),
        Column("value", "text", "What it says, in our words; empty where it could not be read or must not be shown"),
        Column("number", "number", "The same as a number, of areas"),
        Column("confirmed_on", "date", "Day of the sheet"),
        Column("listed_value", "text", "What the body's own lists say"),
        Column("register_on", "date", "The newest day of a list of the body that says anything of it"),
        Column("is_taken", "boolean", "It is believed before the body's own lists", required=True),
        Column("reason", "text", "Why it is not taken", values=NOT_TAKEN),
    ),
    rules=(Rule("what is not taken has a reason", "is_taken = (reason is null)"),),
)

ASSET_CONFIRMATION = Contract(
    table="core.asset_confirmation",
    grain="asset and body that holds it and has corrected what its lists say of it",
    question="What is to be believed of each asset instead of what the body's own lists say?",
    audience="body",
    primary_key=("asset_id", "body_id"),
    columns=(
        Column("asset_id", "text", "The asset"),
        Column("body_id", "text", "The body"),
        Column("is_held", "boolean", "It still holds the asset"),
        Column("is_occupied", "boolean", "Somebody uses it"),
        Column("name", "text", "Its name"),
        Column("address", "text", "Its address"),
        Column("postcode", "text", "Its postcode"),
        Column("uprn", "text", "Its UPRN"),
        Column("function", "text", "What it is for"),
        Column("tenure", "text", "How the body holds it", values=TENURES),
        Column("gia_m2", "number", "Gross internal area, square metres"),
        Column("nia_m2", "number", "Net internal area, square metres"),
        Column("land_area_m2", "number", "Area of the land, square metres"),
        *(PROPERTY_PLACE.column(name) for name in ("easting", "northing", "lon", "lat")),
        Column("location_method", "text", "What the place follows from; empty if nothing corrected gives one", values=CORRECTED_LOCATIONS),
        *(PROPERTY_PLACE.column(name) for name in ("area_code", "is_in_place")),
        Column("confirmed_on", "date", "Newest day of the sheets"),
    ),
)

ALL = (RETURN_LINE, RETURN_LABEL, ASSET_REFERENCE, LEASE, CONFIRMATION_LINE, ASSET_CONFIRMATION)
