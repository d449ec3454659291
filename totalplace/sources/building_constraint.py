"""What stands in the way of giving a building up, and what it would fetch, a line a building and item, in the layout of docs/layouts.md.

Belongs here: the words of the items, and which of them need a figure. Does not belong here: what the items forbid, cost or delay
(sql/analysis/plan_building.sql). It has no money column: receipts, costs and what comes off them are no one sum.

The list of items is closed: a constraint that nobody knows how to weigh would be passed over in silence, so its line is left out with an issue.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import BUILDING_CONSTRAINT, CONSTRAINT_ITEMS, FIGURE_ITEMS
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Parsed, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    IDENTITY,
    NO_BUILDING,
    names_a_building,
    one_of,
    with_own_ids,
    without_people,
    without_working,
)
from totalplace.sources._rows import with_status
from totalplace.values.cells import CELL, parsed_per_distinct, problem_where, trimmed

ITEM_UNKNOWN = IssueType(
    "item not known",
    "error",
    "sender",
    f"'{{value}}' is none of the items that are weighed, so the line is left out. Known are: {', '.join(CONSTRAINT_ITEMS)}.",
)
NO_ITEM = IssueType(
    "no item given",
    "error",
    "sender",
    "The line does not say what stands in the way, or which figure it gives, so it is left out.",
)
NO_AMOUNT = IssueType(
    "no amount given",
    "error",
    "sender",
    "The item is a figure, and the line gives no amount for it, so it is left out.",
)
AMOUNT_BELOW_NOUGHT = IssueType(
    "amount below nought",
    "error",
    "sender",
    "The amount is below nought, so the line is left out. Send what a cost or a receipt is; the item says which of them it is.",
)
MONTHS_UNREADABLE = IssueType(
    "months of delay unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as a number of months and was left blank: the usual delay of the item stands for it. Send the months as a whole number.",
)
FUND_UNKNOWN = IssueType(
    "fund of the receipt not known",
    "warning",
    "sender",
    "'{value}' names no fund that is known (housing revenue account, school, NHS, grant, trust); the receipt is taken to be ring-fenced for something else.",
)

# The first that is found: "void cost" before "cost", "ring-fenced" before the fund's own name.
_NOTHING = "nothing"
# "No covenant", "Not listed", "None known" deny what is known. "Not to be sold" and "No release without consent" are the contrary of nothing.
_BESIDES = r"(known|current|currently|any|an?|other|restrictive|statutory|locally|nationally|asset of|in|the|subject to|held by|under|expected|void|holding|budgeted|unavoidable)"
_DENIED = (
    r"(pfi|pf2|lift|ppp|private finance|listed|listing|covenants?|community (value|use|users?|groups?)|acv|grants?|claw ?-?back|overage|uplift|open space|crichel|flood|asbestos"
    r"|location|duty|constraints?|restrictions?|issues?|known|applicable|ring ?-?fenc\w+|dilapidations?|receipts?|costs?|maintenance|((school|other) )?consents? (is |are )?(needed|required|necessary))"
)
_ITEMS = (
    (_NOTHING, rf"^(none|nil|nothing|n/?a)\b|^(no|not)( {_BESIDES})* {_DENIED}\b|^(no|not)$"),
    ("must stay", r"^not (to be |for )(sold|sale|disposed of|disposal|released?|closed|closure|given up)\b"),
    ("private finance", r"\bprivate finance\b|\bpfi\b|\bpf2\b|\blift\b|\bppp\b"),
    ("must stay", r"\bmust (stay|remain|be kept|keep)\b|\bpartner says\b|\bto be kept\b"),
    ("statutory location", r"\bstatutory\b"),
    ("ring-fenced receipt", r"\bring ?-?fenced?\b|\breceipt.* (held|reserved) for\b"),
    ("school consent", r"\b(school|education|playing field)s?\b.*\bconsent\b|\bconsent\b.*\b(school|education|playing field)s?\b|\b(section|s\.?) ?77\b"),
    ("other consent", r"\bconsent\b"),
    ("listed", r"^listed\b|\blisted (building|status|grade)|\bgrade (i|ii|ii\*)( |$)|\blisting\b"),
    ("covenant", r"\bcovenants?\b"),
    ("community value", r"\bcommunity value\b|\bacv\b|\bcommunity right to bid\b"),
    ("grant clawback", r"\bclaw ?-?back\b"),
    ("overage", r"\boverage\b|\buplift\b"),
    ("open space", r"\bopen space\b"),
    ("crichel down", r"\bcrichel\b"),
    ("cost of sale", r"\bcosts? of (sale|disposal)\b|\b(sale|disposal|selling) costs?\b"),
    ("expected receipt", r"\breceipts?\b|\bsale (value|price)\b|\b(market|disposal) value\b"),
    ("dilapidations", r"\bdilapidations?\b"),
    ("void cost a year", r"\bvoid\b|\bholding costs?\b|\bcosts? while empty\b"),
    ("unavoidable cost a year", r"\bunavoidable\b|\bunitary charge\b|\bfixed (cost|charge)s?\b"),
    ("budgeted maintenance", r"\bbudgeted\b.*\b(maintenance|repairs?|works?)\b|\b(maintenance|repairs?|works?)\b.*\bbudget(ed)?\b"),
    ("flood", r"\bflood(s|ing| risk| zone)?\b"),
    ("asbestos", r"\basbestos\b"),
    ("community use", r"\bcommunity (use|users?|groups?)\b"),
)
_ITEM = one_of(ITEM_UNKNOWN, _ITEMS)
_FUNDS = (
    ("housing revenue account", r"\bhra\b|\bhousing\b"),
    ("school", r"\bschools?\b|\beducation\b|\bdsg\b"),
    ("NHS", r"\bnhs\b|\bhealth\b"),
    ("grant", r"\bgrants?\b|\blottery\b"),
    ("trust", r"\btrusts?\b|\bcharit(y|able)\b|\bbequest\b"),
)
_FUND = one_of(FUND_UNKNOWN, _FUNDS)


def _months(expr: pl.Expr) -> Parsed:
    """Months: "6", "6 months", "1.5 years"; a part of a month counts as a whole one."""
    return parsed_per_distinct(expr, pl.Int64, _judge_months)


def _judge_months(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("low"))
    months = pl.col("low").str.extract(r"^(\d{1,3}(?:\.\d+)?)\s*(?:calendar )?(?:months?|mths?|m)?$", 1)
    years = pl.col("low").str.extract(r"^(\d{1,2}(?:\.\d+)?)\s*(?:years?|yrs?|y)$", 1)
    value = pl.coalesce(months.cast(pl.Float64, strict=False), years.cast(pl.Float64, strict=False) * 12)
    cells = cells.with_columns(value.ceil().cast(pl.Int64).alias("value"))
    unread = pl.col("low").is_not_null() & pl.col("value").is_null()
    return cells.with_columns(problem_where(unread, MONTHS_UNREADABLE).alias("problem"))


_FIELDS = (
    *BUILDING_FIELDS,
    Field("item", ("item", "constraint", "constraint or figure", "item or constraint", "what stands in the way", "disposal constraint", "disposal item"), _ITEM),
    Field("amount_gbp", ("amount", "amount gbp", "value gbp", "figure gbp", "cost or value gbp"), v.money, shape="money"),
    Field("_thousands", ("amount gbp000", "value gbp000", "figure gbp000"), v.money_thousands, shape="money"),
    Field("until_on", ("until", "until on", "in force until", "applies until", "ends on", "end date"), v.term_end, shape="date"),
    Field("delay_months", ("months", "months of delay", "delay months", "delay in months", "delay"), _months),
    Field("fund", ("fund", "ring fenced for", "receipt held for", "which fund"), _FUND),
    Field("stated_by_as_published", ("stated by", "stated by post or team", "said by", "source post or team", "confirmed by post or team", "responsible team"), v.text, is_personal=True),
    Field("stated_on", ("stated on", "date stated", "said on", "as at", "as at date", "date of statement"), v.date, shape="date"),
    Field("note_as_published", ("note", "notes", "remark", "remarks", "comment", "comments", "detail", "details"), v.text, is_personal=True),
)  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    noted = _FUND(pl.col("note_as_published")).value
    fund = pl.coalesce("fund", pl.when(pl.col("fund__problem").is_null()).then(noted), pl.lit("other"))
    frame = with_own_ids(frame).with_columns(
        pl.coalesce("amount_gbp", "_thousands").alias("amount_gbp"),
        # only a ring-fenced receipt has a fund
        pl.when(pl.col("item") == "ring-fenced receipt").then(fund).alias("fund"),
        without_people("stated_by_as_published"),
    )
    is_figure = pl.col("item").is_in(FIGURE_ITEMS)
    is_nothing = pl.col("item") == _NOTHING
    frame = with_status(frame, "ignored", "nothing stands in the way", is_nothing)
    frame = frame.with_columns(pl.when(~is_nothing).then(pl.col("item")).alias("item"))
    frame = with_status(frame, "rejected", ITEM_UNKNOWN.code, pl.col("item__problem").is_not_null())
    frame = with_status(frame, "rejected", NO_ITEM.code, pl.col("item").is_null())
    frame = with_status(frame, "rejected", AMOUNT_BELOW_NOUGHT.code, pl.col("amount_gbp") < 0)
    unread = pl.col("amount_gbp__problem").is_not_null() | pl.col("_thousands__problem").is_not_null()
    frame = with_status(frame, "rejected", "no amount can be read", is_figure & pl.col("amount_gbp").is_null() & unread)
    return without_working(with_status(frame, "rejected", NO_AMOUNT.code, is_figure & pl.col("amount_gbp").is_null()))


SOURCE = Source(
    kind="building_constraint",
    lists_premises=True,
    title="a return of what stands in the way of giving buildings up",
    contract=BUILDING_CONSTRAINT,
    fields=_FIELDS,
    required=(IDENTITY, ("item",), ("amount_gbp", "_thousands", "until_on", "delay_months"), ("stated_by_as_published", "stated_on")),
    row_rules=names_a_building("item", "amount_gbp", "_thousands", "until_on", "delay_months", "note_as_published"),
    tidy=_tidy,
    issues=(ITEM_UNKNOWN, NO_ITEM, NO_AMOUNT, AMOUNT_BELOW_NOUGHT, MONTHS_UNREADABLE, FUND_UNKNOWN, NO_BUILDING),
    settings=("body_id",),
    is_distinct=True,
)
