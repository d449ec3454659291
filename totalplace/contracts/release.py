"""Contracts of what would be given up by a plan: candidates, and what has to be looked up before one is sold.

Belongs here: the list of candidates and its checklist. Does not belong here: the plan (plan.py), who gets farther away by it.
"""

from totalplace.contracts._base import Column, Contract, Rule

STANDING = "candidate, not a recommendation"
ANSWERS = ("applies", "to check", "not known", "does not apply")

DISPOSAL_CHECK = Contract(
    table="ref.disposal_check",
    grain="legal or practical point of giving up property, and day from which it holds",
    question="What has to be looked up before a public body sells or leaves a building?",
    audience="public",
    primary_key=("check_id", "valid_from"),
    columns=(
        Column("check_id", "text", "Short name of the point: a column of mart.release_candidate"),
        Column("valid_from", "date", "Day from which it holds"),
        Column("name", "text", "The point in words", required=True),
        Column("is_legal", "boolean", "A duty or power; else practical", required=True),
        Column("look_up", "text", "What to look up", required=True),
        Column("applies_to", "text", "Kinds of owner to which it applies, separated by commas"),
        Column("to_check_for", "text", "Kinds of owner for which it has to be looked up"),
        Column("not_known_for", "text", "Kinds of owner for which only a statement tells (layout 12 of docs/layouts.md)"),
        Column("functions", "text", "Only for these uses; empty for all"),
        Column("other_functions", "text", "What holds for all other uses then", values=ANSWERS),
        Column("needs_sale", "boolean", "Only where it is sold, not where a lease is given up", required=True),
        Column("stated_items", "text", "Applies where one of these is stated of the building, or forbids giving it up, or has the receipt: separated by commas"),
        Column("source", "text", "The statute or guidance; '(check)' where from memory", required=True),
    ),
)


def _point(name: str, comment: str) -> Column:
    return Column(name, "text", comment, required=True, values=ANSWERS)


RELEASE_CANDIDATE = Contract(
    table="mart.release_candidate",
    grain="option of the plan and building that it would give up",
    question="Which buildings are candidates for release, when, for what, and what has to be looked up first?",
    primary_key=("option_id", "asset_id"),
    columns=(
        Column("option_id", "text", "The option", references="mart.estate_option.option_id"),
        Column("asset_id", "text", "The building, as in mart.estate", references="mart.estate.asset_id"),
        Column("standing", "text", "What this row is: no decision has been taken, and nobody has to sell", required=True, values=(STANDING,)),
        Column("body_id", "text", "The body that manages it", required=True, references="ref.body.body_id"),
        Column("seller_body_id", "text", "The body that would sell it, and receives the price: the owner, else the managing body", required=True, references="ref.body.body_id"),
        Column("action", "text", "Release: sold; relocate: those in it leave what others own", required=True, values=("relocate", "release")),
        Column("is_robust", "boolean", "The plan gives it up even if receipts, use or distance are a fifth more or less"),
        Column("left_fy", "integer", "Financial year in which it is left", required=True),
        Column("receipt_fy", "integer", "Financial year in which the receipt comes; empty where nothing is sold"),
        Column("gross_receipt_gbp", "money", "What it is expected to fetch, as its owner states it, at today's prices; empty if nobody has"),
        Column("sale_cost_gbp", "money", "What the sale itself costs"),
        Column("net_receipt_gbp", "money", "Receipt less cost of sale; a capital receipt, no saving"),
        Column("receipt_fund", "text", "What the receipt is ring-fenced for; empty if for nothing"),
        Column("one_off_cost_gbp", "money", "Cost of moving out, leaving and holding it empty, once, less maintenance that a budget held", required=True),
        Column("revenue_a_year_gbp", "money", "Running cost saved a year, less the cost of hosting those who were in it", required=True),
        Column("backlog_avoided_gbp", "money", "Required maintenance that no budget holds: a liability avoided, never cash", required=True),
        Column("budgeted_maintenance_gbp", "money", "Required maintenance that a budget holds and that is not needed any more", required=True),
        _point("best_consideration", "Best consideration reasonably obtainable: Local Government Act 1972 s123"),
        _point("undervalue_consent", "Consent for a price below it, if one is thought of: General Disposal Consent 2003, up to £2m below"),
        _point("crichel_down", "Offer back to former owners"),
        _point("community_value", "Asset of community value: notice and moratorium"),
        _point("school_consent", "Consent for land of schools"),
        _point("open_space_notice", "Notice of a sale of open space"),
        _point("clawback", "Overage, and clawback of grants"),
        _point("housing_consent", "Consent for land of the housing revenue account"),
        _point("surplus_register", "Register of surplus public land"),
        _point("vat_option", "Option to tax"),
        _point("listed", "Listed or scheduled"),
        _point("covenant", "Covenants and rights of others"),
        _point("flood", "Flood risk"),
        _point("asbestos", "Asbestos"),
        _point("community_use", "Used by the community"),
        _point("tenants", "Tenants in it"),
        _point("lease_terms", "Terms of the own lease, where it is one"),
        Column("open_count", "integer", "Points that apply, have to be looked up or are not known", required=True),
        Column("stated", "text", "What is stated of the building and still holds, with the day on which it was stated (layout 12 of docs/layouts.md)"),
    ),
    rules=(
        Rule("a net receipt is the gross one less cost of sale", "net_receipt_gbp is not distinct from gross_receipt_gbp - sale_cost_gbp"),
        Rule("only what is sold has a receipt", "action = 'release' or (gross_receipt_gbp is null and receipt_fy is null)"),
    ),
)

ALL = (DISPOSAL_CHECK, RELEASE_CANDIDATE)
