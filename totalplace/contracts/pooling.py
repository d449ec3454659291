"""Contracts of pooled budgets: which agreements there are, what each line of the count pays in, the ledger year by year.

Belongs here: mart.pool_… as far as the ledger goes. Does not belong here: which powers allow a pool (ref.py), what a pool is worth (appraisal.py).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.appraisal import SCENARIO_COLUMNS

LEGAL_FORMS = ("section 75", "pooled", "aligned", "single vehicle")
CONTRIBUTION_RULES = ("fixed", "share of lines", "per head", "need-weighted", "outturn share", "top-slice")
ITEMS = ("opening", "contribution", "other income", "spend", "fee", "irrecoverable vat", "returned", "closing")
PARTNERS_ITEMS = ("benefit", "compensation")
ANY_PURPOSE = "any-purpose"
RISK_POOL = "risk-pool"

_SUMS = (
    ("contribution_gbp", "Paid in by the partners, calls included"),
    ("locked_gbp", "Of it, money that may be spent on one purpose alone"),
    ("called_gbp", "Of it, called for when the pool ran short"),
    ("spend_gbp", "Spent"),
    ("fee_gbp", "Kept by the host for its work"),
    ("irrecoverable_vat_gbp", "VAT that the host cannot recover"),
    ("returned_gbp", "Given back to the partners"),
    ("closing_gbp", "Left in the pool at the end"),
    ("not_spent_gbp", "Cut from spending that nobody had committed, when the pool ran short"),
    ("unfunded_gbp", "Needed for spending and fees, and nobody had agreed to pay it, so that it was not spent"),
)

RING_FENCE = Contract(
    table="ref.ring_fence",
    grain="money that may not be spent on whatever partners like, and year from which that holds",
    question="Which lines of returns may not be pooled, or for one purpose alone?",
    audience="public",
    primary_key=("ring_fence_id", "first_fy"),
    columns=(
        Column("ring_fence_id", "text", "Short name of the rule"),
        Column("first_fy", "integer", "First financial year in which it holds"),
        Column("last_fy", "integer", "Last one; empty while it holds"),
        Column("account", "text", "It is what stands in this account"),
        Column("role", "text", "It is what lines of this kind hold (mart.return_line)"),
        Column("line", "text", "It is in the line of this name"),
        Column("covers", "text", "The whole line, or a part that no return tells", required=True, values=("whole", "part")),
        Column("may_be_locked", "boolean", "It may be pooled for its own purpose; else not at all", required=True),
        Column("words", "text", "Why, as it is told", required=True),
        Column("source", "text", "The statute, or whose judgement it is", required=True),
    ),
    rules=(Rule("it is found by one thing", "(account is not null)::integer + (role is not null)::integer + (line is not null)::integer = 1"),),
)

SCENARIO = Contract(
    table="mart.pool_scenario",
    grain="file of a pooled budget",
    question="Which pooled budgets are worked out, under which legal form, and what do they come to?",
    primary_key=("scenario_id",),
    columns=(
        Column("scenario_id", "text", "The file's name without .toml"),
        Column("name", "text", "What the partners call it"),
        Column("theme", "text", "Theme of spending that the pool is for"),
        Column("is_computed", "boolean", "It was worked out; a file with a fault has no contributions and no ledger", required=True),
        Column("reason", "text", "Why it was not, and what to do"),
        Column("legal_form", "text", "The form of the agreement", values=LEGAL_FORMS),
        Column("power_id", "text", "The power it rests on, in ref.pool_power; aligned budgets need none"),
        Column("host_body_id", "text", "The body that holds the pool, or is accountable for aligned budgets", references="ref.body.body_id"),
        Column("partner_count", "integer", "How many partners pay in"),
        Column("first_fy", "integer", "First financial year of the pool"),
        Column("last_fy", "integer", "Last financial year of the pool"),
        Column("base_fy", "integer", "The year of the count from which contributions are drawn"),
        Column("base_measure", "text", "Drawn from what is counted of that year, or from budgets", values=("outturn", "budget")),
        Column("economic", "text", "Revenue or capital: a pool is one of them", values=("revenue", "capital")),
        Column("indexation_share", "number", "Rise of contributions a year from the base year on"),
        Column("base_gbp", "money", "What the lines drawn on hold in the base year, each line once"),
        *(Column(name, "money", f"{comment}; all years") for name, comment in _SUMS),
        *SCENARIO_COLUMNS,
    ),
    rules=(
        Rule("what was not worked out has a reason", "is_computed or reason is not null"),
        Rule("what was worked out is whole", "not is_computed or (legal_form is not null and host_body_id is not null and contribution_gbp is not null)"),
        Rule("what was not appraised has a reason", "is_appraised or not_appraised_because is not null"),
        Rule("what was appraised is whole", "not is_appraised or (is_computed and social_npv_gbp is not null and cash_npv_gbp is not null)"),
        Rule("a pool has a power", "not is_computed or legal_form = 'aligned' or power_id is not null"),
    ),
)

CONTRIBUTION = Contract(
    table="mart.pool_contribution",
    grain="pooled budget, body, line of the count and year",
    question="Which line of which body's return pays how much into each pool, and what comes back to it?",
    primary_key=("scenario_id", "body_id", "count_id", "fy"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("body_id", "text", "The partner that pays in", references="ref.body.body_id"),
        Column(
            "count_id",
            "integer",
            "The row of mart.spend_count it is drawn from; below nought: the row kept for money that names no line; 0: names no line, and the body has no return of the base year",
        ),
        Column("fy", "integer", "Financial year in which it is paid"),
        Column("line", "text", "The line of the return, or that none is named", required=True),
        Column("rule", "text", "How the partner's contribution is reckoned", required=True, values=CONTRIBUTION_RULES),
        Column("base_fy", "integer", "The year of the return", required=True),
        Column("base_gbp", "money", "What the line holds in that year (net_gbp of the count); empty where none is named"),
        Column("available_gbp", "money", "The same at the prices of the year, by the agreed indexation"),
        Column("amount_gbp", "money", "Paid in that year, calls included", required=True),
        Column("called_gbp", "money", "Of it, called for when the pool ran short", required=True),
        Column("committed_gbp", "money", "Of it, bound by contracts or staff already; empty where the file does not say"),
        Column("is_locked", "boolean", "It may be spent on one purpose alone", required=True),
        Column("purpose", "text", f"The purpose it is locked to; {ANY_PURPOSE} where it is not", required=True),
        Column("returned_gbp", "money", "Given back to it at the end of the year", required=True),
        Column("free_because", "text", "Of a line that is ring-fenced by ref.ring_fence and not locked here: why it may be used freely, as the file says"),
    ),
    rules=(
        Rule("nobody pays less than nothing", "amount_gbp >= 0 and called_gbp >= 0 and returned_gbp >= 0"),
        Rule("what is called for is a part of what is paid", "called_gbp <= amount_gbp"),
        Rule("a line pays no more than it holds", "available_gbp is null or amount_gbp <= available_gbp"),
        Rule("money that is not locked is for any purpose", f"is_locked = (purpose <> '{ANY_PURPOSE}')"),
        Rule("locked money is that of a line", "not is_locked or count_id > 0"),
    ),
)

FLOW = Contract(
    table="mart.pool_flow",
    grain="pooled budget, body that holds it, year, item of the ledger and purpose",
    question="What comes into each pool and goes out of it, year by year, and for what?",
    primary_key=("scenario_id", "body_id", "fy", "item", "purpose"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("body_id", "text", "The host, under which the pool's own money stands: who paid in is in mart.pool_contribution. Of benefit and compensation: whose", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year; benefits may come after the pool"),
        Column(
            "item",
            "text",
            "Item of the ledger: opening, contribution and other income come to spend, fee, irrecoverable VAT, returned and closing. Apart from it, of the body: benefit (cash saved) and compensation (given above, taken below nought)",
            values=(*ITEMS, *PARTNERS_ITEMS),
        ),
        Column(
            "purpose",
            "text",
            f"The purpose that the money paid for or is locked to; {ANY_PURPOSE}: not locked and not used in the year; {RISK_POOL}: set aside for overspends",
        ),
        Column("amount_gbp", "money", "Pounds of the item in the year", required=True),
    ),
    rules=(Rule("no item but what is passed on is less than nothing", "amount_gbp >= 0 or item = 'compensation'"),),
)

ENTRY = Contract(
    table="mart.pool_entry",
    grain="entry of a file of a pooled budget",
    question="What does each agreement say, and on which line of its file?",
    primary_key=("scenario_id", "entry"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("entry", "text", "The entry; tables of a list are counted from one: partner.2.line.1.share is of the first line of the second partner"),
        Column("file_line", "integer", "Line of the file scenarios/<scenario_id>.toml on which it stands", required=True),
        Column("value", "text", "What it says; of several values each", required=True),
    ),
)

ALL = (RING_FENCE, SCENARIO, CONTRIBUTION, FLOW, ENTRY)
