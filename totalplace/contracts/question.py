"""Contracts of `question`: views over the published tables, each called as the question it answers, with names of bodies beside their ids.

Belongs here: what each view promises; its SELECT is sql/question/<name>.sql. Does not belong here: any figure that no table has: a view picks,
joins and adds up. A view is public if every table that it reads is, and every column.
"""

from collections.abc import Iterator
from dataclasses import replace

from totalplace.contracts import appraisal, grants, mart, ops, plan, pooling, ref, spend, suppliers, themes
from totalplace.contracts._base import Column, Contract
from totalplace.contracts.payments import SPEND_BY_AREA

_BODY = Column("body", "text", "Full name of the body", required=True)
_BODY_ID = Column("body_id", "text", "The body, as in place.toml", references="ref.body.body_id", required=True)
_FY = Column("fy", "integer", "Financial year: the year its April falls in", required=True)


def _same(contract: Contract, *names: str) -> Iterator[Column]:
    """Columns as the table has them that the view takes them from."""
    for name in names:
        yield replace(contract.column(name), required=contract.is_required(contract.column(name)))


PAID = Contract(
    table="question.what_did_each_body_pay",
    grain="body and financial year",
    question="What did each body pay, by the lists of payments that it published?",
    primary_key=("body_id", "fy"),
    columns=(
        _BODY_ID,
        _BODY,
        _FY,
        Column("line_count", "integer", "Lines counted", required=True),
        Column("supplier_count", "integer", "Suppliers, however their names are spelt; payees that are withheld are none", required=True),
        Column("paid_gbp", "money", "Paid, credits taken off", required=True),
        Column("to_bodies_here_gbp", "money", "Of it, paid to other public bodies of the place, which spend it again", required=True),
        Column("first_paid_on", "date", "First day of its payments in the year"),
        Column("last_paid_on", "date", "Last day of its payments in the year: a list may be of some months alone"),
    ),
)

SPENT = Contract(
    table="question.what_does_each_body_spend_on_what",
    grain="body, financial year, revenue or capital, and division of government",
    question="What does each body spend on each function of government, before and after what it passes on to another?",
    audience="public",
    primary_key=("body_id", "fy", "economic", "division"),
    columns=(
        _BODY_ID,
        _BODY,
        *_same(spend.SPEND_COUNT, "fy", "economic"),
        Column("division", "text", "Division of the functions of government (COFOG), two digits; 'unmapped' where the line holds several"),
        Column("division_name", "text", "The division in words", required=True),
        Column("gross_gbp", "money", "Spending before transfers are taken out", required=True),
        Column("transfer_out_gbp", "money", "Of it, paid to another public body of the place, which spends it", required=True),
        Column("net_gbp", "money", "What the body spends itself: gross less transfer out. This adds up to the place's count, within revenue or capital", required=True),
    ),
)

PASSED_ON = Contract(
    table="question.what_passes_between_the_bodies",
    grain="payer, receiver, financial year, account, revenue or capital, kind of transfer and function of government",
    question="Which money passes from one public body here to another, and do payer and receiver state the same?",
    audience="public",
    primary_key=spend.TRANSFER.primary_key,
    columns=(
        *_same(spend.TRANSFER, "from_body_id"),
        Column("from_body", "text", "Full name of the body that pays", required=True),
        *_same(spend.TRANSFER, "to_body_id"),
        Column("to_body", "text", "Full name of the body that receives", required=True),
        *_same(spend.TRANSFER, "fy", "account", "economic", "type", "cofog", "payer_view_gbp", "receiver_view_gbp", "eliminated_gbp", "difference_gbp", "explanation"),
    ),
)

RECONCILED = Contract(
    table="question.does_each_return_add_up",
    grain="body, financial year, return and total that it prints, or that is set beside it",
    question="Does each return's own total follow from its lines, and how much of it do payments explain?",
    audience="public",
    primary_key=("body_id", "fy", "source_return", "item"),
    columns=(
        _BODY_ID,
        _BODY,
        *_same(spend.SPEND_RECONCILIATION, "fy", "source_return", "item", "expected_gbp", "found_gbp", "difference_gbp"),
        Column("adds_up", "boolean", "There is no difference, to the penny", required=True),
        *_same(spend.SPEND_RECONCILIATION, "explained_gbp", "not_explained_gbp", "explanation"),
    ),
)

SHARED_SUPPLIERS = Contract(
    table="question.whom_do_several_of_us_buy_from",
    grain="supplier, category and financial year in which two bodies or more bought",
    question="From whom do two of us or more buy the same kind of thing, and how much of it could be bought together?",
    primary_key=("supplier_id", "category", "fy"),
    columns=(
        *_same(suppliers.SUPPLIER_OVERLAP, "supplier_id"),
        Column("supplier", "text", "The supplier's name as it is published most often", required=True),
        *_same(suppliers.SUPPLIER_OVERLAP, "category", "fy", "body_count"),
        Column("bodies", "text", "Which bodies, by their ids", required=True),
        *_same(suppliers.SUPPLIER_OVERLAP, "addressable_gbp", "other_gbp"),
    ),
)

CONTRACTS_ENDING = Contract(
    table="question.which_contracts_end_next",
    grain="contract that runs and has a last day",
    question="Which running contracts end next, and what are they worth a year?",
    primary_key=("line_id",),
    columns=(
        *_same(suppliers.CONTRACT, "line_id"),
        replace(suppliers.CONTRACT.column("ends_on"), required=True),
        _BODY_ID,
        _BODY,
        *_same(suppliers.CONTRACT, "title", "category", "supplier_as_published", "annual_gbp", "is_addressable", "as_at_on"),
    ),
)

GRANTS = Contract(
    table="question.which_grants_were_given_to_whom",
    grain="grant that counts",
    question="Which grants were given here, by whom, to whom, and for what?",
    primary_key=("line_id",),
    columns=(
        *_same(grants.GRANT, "line_id"),
        Column("funder", "text", "Who gave it: the body of the place, else as published; empty where only the sender tells"),
        Column("recipient", "text", "Who was given it; 'individual (withheld)' where it looks like a private person"),
        *_same(grants.GRANT, "recipient_kind", "title"),
        Column("programme", "text", "The programme it is from, in the publisher's words"),
        *_same(grants.GRANT, "awarded_on", "fy", "duration_months", "amount_gbp", "final_gbp"),
    ),
)

THEMES = Contract(
    table="question.what_is_spent_on_each_theme",
    grain="theme, body, financial year and kind of figure",
    question="What does each body spend on each theme, and how much of it prevents or treats?",
    primary_key=("theme", "body_id", "fy", "measure"),
    columns=(
        *_same(themes.SPEND_THEME, "theme"),
        _BODY_ID,
        _BODY,
        *_same(themes.SPEND_THEME, "fy", "measure"),
        Column("theme_gbp", "money", "Spent on the theme, never added up over themes; where the line is in the place's count, after transfers", required=True),
        Column("prevent_gbp", "money", "Of it, on lines that tell that they prevent", required=True),
        Column("treat_gbp", "money", "Of it, on lines that tell that they treat; of the rest no line tells", required=True),
        Column("assumed_share_gbp", "money", "Of it, an assumed share of a wider line (ref.assumption)", required=True),
    ),
)

OWNED = Contract(
    table="question.what_do_we_all_own",
    grain="body and use of buildings, land or sites",
    question="What does each body hold for which use, how large is it, what does it cost to run, and of how much is that known?",
    primary_key=("body_id", "asset_kind", "function"),
    columns=(
        _BODY_ID,
        _BODY,
        *_same(mart.ESTATE, "asset_kind", "function"),
        Column("use", "text", "The use in words", required=True),
        Column("asset_count", "integer", "Assets that a register or a title shows the body to hold", required=True),
        Column("gia_known_count", "integer", "Of these, how many have a floor area", required=True),
        Column("gia_m2", "number", "Gross internal area of those, square metres. What stands on a site may be listed by itself too: sites and buildings are not added up"),
        Column("running_cost_known_count", "integer", "Of the assets, how many have a running cost", required=True),
        Column("running_cost_gbp", "money", "Running cost a year of those; empty if of none"),
        Column("required_maintenance_known_count", "integer", "Of the assets, how many have a figure of required maintenance", required=True),
        Column("required_maintenance_gbp", "money", "Cost to bring those to the reasonable state; empty if of none"),
    ),
)

ONE_ESTATE = Contract(
    table="question.what_would_one_estate_bring_each_body",
    grain="option of the plan for one estate and body",
    question="What would each body gain or lose by each plan for one estate: revenue a year, one-off costs, receipts?",
    primary_key=("option_id", "body_id"),
    columns=(
        *_same(plan.PLAN_BODY, "option_id"),
        *_same(plan.OPTION, "partners", "standard"),
        _BODY_ID,
        _BODY,
        *_same(
            plan.PLAN_BODY, "given_up_count", "revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "ring_fenced_receipt_gbp", "liability_avoided_gbp", "gain_gbp", "is_worse_off",
        ),
    ),
)  # fmt: skip

POOLED = Contract(
    table="question.what_would_a_pooled_budget_bring_each_body",
    grain="pooled budget and body that pays into it or gains by it",
    question="What does each body pay into each pooled budget, what does it save, and who would need compensating?",
    primary_key=("scenario_id", "body_id"),
    columns=(
        *_same(appraisal.POOL_BODY, "scenario_id"),
        Column("pooled_budget", "text", pooling.SCENARIO.column("name").comment),
        _BODY_ID,
        _BODY,
        *_same(
            appraisal.POOL_BODY, "is_partner", "contribution_gbp", "returned_gbp", "benefit_gbp", "net_cash_gbp", "net_cash_pv_gbp", "loses", "compensation_pv_gbp", "outside_sample",
        ),
    ),
)  # fmt: skip

RECEIVED = Contract(
    table="question.what_became_of_every_file",
    grain="table found in a file received",
    question="What became of every row and every pound that was received?",
    primary_key=("source_file_id", "source_part"),
    columns=(
        *_same(ops.SOURCE_PART, "source_file_id", "source_part"),
        *_same(ops.SOURCE_FILE, "sender", "path"),
        *_same(ops.SOURCE_PART, "kind", "status", "reason", "rows_read", "rows_loaded"),
        Column("rows_not_loaded", "integer", "Rows that are rejected, ignored, held or superseded: ops.source_part tells which", required=True),
        *_same(ops.SOURCE_PART, "amount_read_gbp"),
        Column("amount_loaded_gbp", "money", "Of it, in rows that were loaded"),
        Column("amount_not_loaded_gbp", "money", "Of it, in rows that were not"),
    ),
)

NOT_UNDERSTOOD = Contract(
    table="question.what_was_not_understood",
    grain="thing that somebody should know about a line of a file",
    question="What was not understood, in which file and line, and who must act?",
    primary_key=("issue_id",),
    columns=(
        *_same(ops.ISSUE, "issue_id", "severity", "responsible"),
        *(replace(column, required=False) for column in _same(ops.SOURCE_FILE, "sender", "path")),
        *_same(ops.ISSUE, "source_part", "source_row", "field", "value", "message", "occurrences"),
    ),
)

KNOWN = Contract(
    table="question.what_do_we_know_of_each_body",
    grain="body of the place",
    question="What did each body send, how much of its estate is known, and how recent is it?",
    audience="public",
    primary_key=("body_id",),
    columns=(
        _BODY_ID,
        _BODY,
        *_same(ref.BODY, "kind"),
        *_same(
            mart.BODY_COVERAGE, "files_loaded", "files_not_loaded", "assets_held", "assets_expected", "floor_area_share", "running_cost_share", "condition_share", "utilisation_share",
            "newest_register_on", "payment_lines", "payments_gbp", "payments_held_gbp", "payments_from_on", "payments_to_on", "confirmed_on",
        ),
    ),
)  # fmt: skip

IN_EACH_AREA = Contract(
    table="question.what_is_spent_in_each_area",
    grain="area, financial year, and revenue or capital",
    question="How much is spent in each area, by how many bodies, and how much of that is divided by a rule and not measured?",
    audience="public",
    primary_key=("area_code", "fy", "economic"),
    columns=(
        *_same(SPEND_BY_AREA, "area_code"),
        Column("area_name", "text", "The area's name; empty where no boundary names it"),
        *_same(spend.SPEND_COUNT, "fy", "economic"),
        Column("body_count", "integer", "Bodies that spend there", required=True),
        Column("net_gbp", "money", "What they spend there, of the place's count. Money that can be given to no area is in no row", required=True),
        Column("apportioned_gbp", "money", "Of it, what is there by division of a body's money over its areas", required=True),
        *_same(SPEND_BY_AREA, "persons", "persons_year"),
    ),
)

ALL = (
    PAID,
    SPENT,
    PASSED_ON,
    RECONCILED,
    SHARED_SUPPLIERS,
    CONTRACTS_ENDING,
    GRANTS,
    THEMES,
    OWNED,
    ONE_ESTATE,
    POOLED,
    RECEIVED,
    NOT_UNDERSTOOD,
    KNOWN,
    IN_EACH_AREA,
)
