"""Contracts of `core` for returns about buildings: which building each line is about, and what comes of it.

Belongs here: the tables between staging_plain.py and mart that put the documented layouts together. Does not belong here: registers
and payments (core.py).
"""

from totalplace.contracts._base import Column, Contract
from totalplace.contracts.core import PAYMENT_LABEL
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

ALL = (RETURN_LINE, RETURN_LABEL, ASSET_REFERENCE, LEASE)
