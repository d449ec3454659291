"""Contracts of the count from returns: lines of returns with whose they are, totals beside what they sum, transfers, the count.

Belongs here: `ref`, `core` and `mart` tables of returns of spending. Does not belong here: payments (mart.py).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.core import ISSUE
from totalplace.contracts.payments import EXPLAINED
from totalplace.contracts.staging._line import LINE_KEY
from totalplace.contracts.staging.returns import MEASURES, RETURN_STATUSES
from totalplace.contracts.staging.spending import ALL_MEASURES, BASES, INCOME_BASES, POPULATIONS

ROLES = (
    "service", "benefit", "contribution to HRA", "parish precept", "levy", "trading", "adjustment", "capital financing",
    "capital charged to revenue", "reserve movement", "grant", "financing", "total", "memo", "memo total", "answer",
    "part", "received", "detail", "capital", "HRA spending",
)  # fmt: skip
ACCOUNTS = ("general fund", "schools (DSG)", "HRA", "collection fund", "trading", "NHS", "central government")
RETURN_TOTALS = (
    "net current expenditure", "revenue expenditure", "spending of the return", "capital expenditure", "housing revenue account",
)  # fmt: skip
ECONOMIC = ("revenue", "capital")
_FORM = Column("form", "text", "The form of the return", required=True)
_FROM = Column("first_fy", "integer", "First year of the form in which it is so", required=True)
_TO = Column("last_fy", "integer", "Last year of the form in which it is so", required=True)
_SOURCE = Column("source", "text", "Where this stands, or whose judgement it is", required=True)
_COFOG = "Function of government (COFOG): its division, or a group where the whole line lies in it; 'unmapped' where the line holds several"

RETURN_HEADING = Contract(
    table="ref.return_heading",
    grain="line of a form of return, and years in which it means the same",
    question="What does each line of a return mean, and which function of government is it?",
    primary_key=("form", "first_fy", "line_code"),
    columns=(
        _FORM,
        _FROM,
        _TO,
        Column("line_code", "text", "The line's number; its asset id where no table that we saw prints one"),
        Column("asset_id", "text", "The ministry's name of the line, as columns of its tables have it: edu in RS_edu_net_exp"),
        Column("line", "text", "The line's name, as the form prints it", required=True),
        Column("line_key", "text", "The name in the form in which names are compared", required=True),
        Column("role", "text", "What kind of line it is", required=True, values=ROLES),
        Column("return_total", "text", "The total of the return in which it is spending", values=RETURN_TOTALS),
        Column("account", "text", "The account it belongs to", required=True, values=ACCOUNTS),
        Column("cofog", "text", _COFOG, references="ref.cofog.cofog"),
        Column("transfer_type", "text", "Where it is money from one public body to another that the line names: which kind"),
        Column("summary_code", "text", "Of a total of a detailed form: the line of the summary (RS) that states it again"),
        _SOURCE,
    ),
    audience="public",
)

RETURN_TOTAL = Contract(
    table="ref.return_total",
    grain="total of a form of return and line that it sums",
    question="Which lines does each printed total sum?",
    primary_key=("form", "first_fy", "total_code", "part_code"),
    columns=(
        _FORM,
        _FROM,
        _TO,
        Column("total_code", "text", "Number of the line that is the total"),
        Column("part_code", "text", "Number of a line in it"),
        Column("sign", "integer", "1 where it is added, -1 where it is taken off", required=True),
        Column("every_figure", "boolean", "It is printed for every figure of the form, not for net current expenditure alone", required=True),
        _SOURCE,
    ),
    audience="public",
)

SPEND_LINE_MEANING = Contract(
    table="ref.spend_line",
    grain="return in a plain layout and name of a line of it",
    question="What does each line of returns of the NHS, police, fire and central departments mean, and which function of government is it?",
    primary_key=("form", "name_key"),
    columns=(
        _FORM,
        Column("name_key", "text", "The name, small letters and digits only"),
        Column("name", "text", "A name of the line", required=True),
        Column("line_code", "text", "The line's code: the publisher's, else ours", required=True),
        Column("line", "text", "The name by which we show it", required=True),
        Column("part_of", "text", "Code of the line that it is a part of"),
        Column("role", "text", "What kind of line it is", required=True, values=ROLES),
        Column("cofog", "text", _COFOG, required=True, references="ref.cofog.cofog"),
        _SOURCE,
    ),
    audience="public",
)

COFOG = Contract(
    table="ref.cofog",
    grain="function of government: division or group",
    question="What do the codes of functions of government mean?",
    primary_key=("cofog",),
    columns=(
        Column("cofog", "text", _COFOG),
        Column("name", "text", "The function in words", required=True),
        Column("division", "text", "The division it is in", required=True),
        Column("division_name", "text", "The division's name", required=True),
        _SOURCE,
    ),
    audience="public",
)

_CELL = (
    Column("source_file_id", "text", "The file"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The row of the sheet or line of the text"),
    Column("source_column", "integer", "The column, counted from 1"),
)

OUTTURN_LABEL = Contract(
    table="core.outturn_label",
    grain="way in which a table of returns names an authority",
    question="Which body does each authority named in a return stand for?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("authority_code", "text", "The ministry's code"),
        Column("ons_code", "text", "The statistics office's code"),
        Column("authority_as_published", "text", "The name"),
        Column("authority_key", "text", "The same for all rows of one authority: its code, else the body, else how it is named", required=True),
        Column("body_id", "text", "The body; empty if it is none of the place"),
    ),
)

OUTTURN_LINE = Contract(
    table="core.outturn_line",
    grain="line of a return of an authority of the place",
    question="Whose is each line of each return, does it count, and what does it mean?",
    primary_key=(*LINE_KEY, "source_column"),
    columns=(
        *_CELL,
        Column("line_id", "integer", "Our number of the line", required=True),
        Column("line_status", "text", "What becomes of it", required=True, values=("loaded", "held", "superseded")),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body whose return it is", required=True),
        Column("authority_key", "text", "The authority", required=True),
        Column("fy", "integer", "Financial year", required=True),
        Column("form", "text", "The form", required=True),
        Column("measure", "text", "Spent or planned", required=True, values=MEASURES),
        Column("figure", "text", "Which figure of the line", required=True),
        Column("return_status", "text", "How far it was checked", required=True, values=RETURN_STATUSES),
        Column("unit_as_published", "text", "What the cells are in", required=True),
        Column("line_code", "text", "The line's number in the return; empty where the line is not known"),
        Column("line", "text", "The line's name", required=True),
        Column("line_as_published", "text", "What the table calls the line", required=True),
        Column("role", "text", "What kind of line it is; empty where the line is not known", values=ROLES),
        Column("return_total", "text", "The total in which it is spending", values=RETURN_TOTALS),
        Column("account", "text", "The account", values=ACCOUNTS),
        Column("cofog", "text", _COFOG),
        Column("transfer_type", "text", "Which kind of transfer between public bodies it is"),
        Column("amount_gbp", "money", "The amount", required=True),
    ),
)

_SCOPE = (
    Column("basis_method", "text", "How it was apportioned or modelled: by population, on a need index, by incidents"),
    Column("income_basis", "text", "Whether income is in the amount", required=True, values=INCOME_BASES),
    Column("income_gbp", "money", "Fees and charges, where the return states them beside the amount"),
)
PLAIN_SPEND_LINE = Contract(
    table="core.plain_spend_line",
    grain="line of a return of spending in a plain layout",
    question="Whose is each line of the returns of the NHS, police, fire and central departments, does it count, and what does it mean?",
    primary_key=LINE_KEY,
    columns=(
        *_CELL[:3],
        Column("line_id", "integer", "Our number of the line", required=True),
        Column("line_status", "text", "What becomes of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body whose return it is"),
        Column("other_body_id", "text", "The body of the place that it was paid to, or received from"),
        Column("fy", "integer", "Financial year", required=True),
        Column("form", "text", "The return", required=True),
        Column("measure", "text", "What kind of figure it is", required=True, values=ALL_MEASURES),
        Column("population", "text", "Of the NHS: registered or resident people", required=True, values=POPULATIONS),
        Column("return_status", "text", "How far it was checked", required=True, values=RETURN_STATUSES),
        Column("basis", "text", "Measured, or how it was put there", required=True, values=BASES),
        Column("basis_method", "text", "How it was apportioned or modelled"),
        Column("unit_as_published", "text", "What the cells are in", required=True),
        Column("line_code", "text", "The line's code; empty where the line is not known"),
        Column("line", "text", "The line's name", required=True),
        Column("line_as_published", "text", "What the table calls the line", required=True),
        Column("role", "text", "What kind of line it is; empty where the line is not known", values=ROLES),
        Column("cofog", "text", _COFOG),
        Column("transfer_type", "text", "Which kind of transfer between public bodies it is"),
        Column("income_basis", "text", "Whether income is in the amount", required=True, values=INCOME_BASES),
        Column("income_gbp", "money", "Income, where the return states it"),
        Column("amount_gbp", "money", "The amount", required=True),
    ),
)

SPEND_RETURN_LINE = Contract(
    table="core.spend_return_line",
    grain="line of a return of spending, of any kind of body",
    question="What does each line of each return mean, and why may it not be in the count?",
    primary_key=(*LINE_KEY, "source_column"),
    columns=(
        *_CELL,
        Column("line_id", "integer", "Our number of the line", required=True),
        Column("line_status", "text", "What becomes of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it is not loaded"),
        Column("body_id", "text", "The body whose return it is"),
        Column("fy", "integer", "Financial year", required=True),
        Column("form", "text", "The return", required=True),
        Column("measure", "text", "What kind of figure it is", required=True, values=ALL_MEASURES),
        Column("figure", "text", "Which figure of the line", required=True),
        Column("population", "text", "Of the NHS: registered or resident people", required=True, values=POPULATIONS),
        Column("return_status", "text", "How far it was checked", required=True, values=RETURN_STATUSES),
        Column("basis", "text", "Measured, or how it was put there", required=True, values=BASES),
        Column("unit_as_published", "text", "What the cells are in", required=True),
        Column("line_code", "text", "The line's number or code in the return; empty where the line is not known"),
        Column("line", "text", "The line's name", required=True),
        Column("line_as_published", "text", "What the table calls the line", required=True),
        Column("role", "text", "What kind of line it is; empty where the line is not known", values=ROLES),
        Column("account", "text", "The account", values=ACCOUNTS),
        Column("economic", "text", "Revenue or capital", required=True, values=ECONOMIC),
        Column("return_total", "text", "The total in which it is spending", values=RETURN_TOTALS),
        Column("cofog", "text", f"{_COFOG} or is not known; empty where it is no spending"),
        Column("transfer_type", "text", "Which kind of transfer between public bodies it is"),
        Column("other_body_id", "text", "The body of the place that it was paid to, or received from, where the line names it"),
        Column("amount_gbp", "money", "The amount; income and credits are negative", required=True),
        Column("is_spending", "boolean", "It is spending, in the figure that is counted", required=True),
        Column("outside_reason", "text", "Why it is not in the count; empty where it may be"),
        *_SCOPE,
    ),
)

RETURN_LINE = Contract(
    table="mart.return_line",
    grain="line of a body's return that was understood",
    question="What does each body's return say, line by line, and which lines are in the count?",
    audience="public",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The row of the sheet or line of the text: the authority's", required=True),
        Column("source_column", "integer", "The column, counted from 1: the line's; 0 where the line is a row", required=True),
        Column("body_id", "text", "The body whose return it is", required=True, references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column("source_return", "text", "The return or form: RS, RO1 … (ref.return_heading), or a return of ref.spend_line such as 'NHS return'", required=True),
        Column("measure", "text", "What kind of figure it is: spent, planned, allotted, or spent by programme of care", required=True, values=ALL_MEASURES),
        Column("population", "text", "Of the NHS: registered or resident people", required=True, values=POPULATIONS),
        Column("basis", "text", "Measured, or put there by a rule: apportioned or modelled", required=True, values=BASES),
        Column("economic", "text", "Revenue or capital: the two are never added without saying so", required=True, values=ECONOMIC),
        *_SCOPE,
        Column("figure", "text", "Which figure of the line: net current expenditure, capital charges …", required=True),
        Column("return_status", "text", "How far the return was checked", required=True, values=RETURN_STATUSES),
        Column("line_code", "text", "The line's number in the return; empty where our list does not have the line"),
        Column("line", "text", "The line, by the name that our list has for it; else as published", required=True),
        Column("line_as_published", "text", "What the table calls the line", required=True),
        Column("role", "text", "What kind of line it is", values=ROLES),
        Column("account", "text", "The account it belongs to", values=ACCOUNTS),
        Column("return_total", "text", "The total of the return in which it is spending", values=RETURN_TOTALS),
        Column("transfer_type", "text", "Which kind of transfer between public bodies it is"),
        Column("other_body_id", "text", "The body of the place that it was paid to, or received from, where the line names it", references="ref.body.body_id"),
        Column("cofog", "text", f"{_COFOG} or our list does not have the line; empty where it is no spending", references="ref.cofog.cofog"),
        Column("amount_gbp", "money", "The amount; income and credits are negative", required=True),
        Column("count_id", "integer", "The row of mart.spend_count it is in", references="mart.spend_count.count_id"),
        Column("gross_gbp", "money", "What it adds to that row's gross"),
        Column("transfer_out_gbp", "money", "What it adds to that row's transfer out"),
        Column("transfer_in_memo_gbp", "money", "What it adds to that row's transfer in"),
        Column("status", "text", "In the count; superseded by a fuller or better checked return; or outside the count", required=True, values=("counted", "superseded", "excluded")),
        Column("reason", "text", "Why it is not counted"),
    ),
    rules=(
        Rule("what is not counted has a reason", "status = 'counted' or reason is not null"),
        Rule("what is counted is in a row of the count", "status <> 'counted' or count_id is not null"),
    ),
)

SPEND_RECONCILIATION = Contract(
    table="mart.spend_reconciliation",
    grain="total that a body's return prints, one that sets the count beside the total it is of, and one that sets payments beside an outturn",
    question="Does each return's own total follow from its lines, and how much of it do payments explain?",
    audience="public",
    primary_key=("body_id", "fy", "source_return", "item"),
    columns=(
        Column("body_id", "text", "The body whose return it is", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year"),
        Column("source_return", "text", "The return, whether spent or planned, and which figure of it"),
        Column("item", "text", "The total: its number and name"),
        Column("expected_gbp", "money", "As printed; never corrected. Of payments: the outturn in the count, before transfers", required=True),
        Column("found_gbp", "money", "The sum of the lines that it sums, or of those in the count, or of the payments counted", required=True),
        Column("difference_gbp", "money", "What is printed less what was found", required=True),
        *EXPLAINED,
        Column("explanation", "text", "What explains the difference, or that nothing does", required=True),
    ),
    rules=(
        Rule("the difference is what is printed less what was found", "difference_gbp = expected_gbp - found_gbp"),
        Rule("of payments it is what is explained and what is not", "explained_gbp is null or difference_gbp = explained_gbp + not_explained_gbp"),
    ),
)

_TRANSFER = (
    Column("from_body_id", "text", "The body that pays", references="ref.body.body_id"),
    Column("to_body_id", "text", "The body that receives and spends it", references="ref.body.body_id"),
    Column("fy", "integer", "Financial year: the year its April falls in"),
    Column("account", "text", "The account it is paid from", values=ACCOUNTS),
    Column("economic", "text", "Revenue or capital: the two are never added without saying so", values=("revenue", "capital")),
    Column("type", "text", "Kind of transfer: a levy for waste, transport, pensions or else, or money of a PCT or ICB for an NHS trust"),
    Column("cofog", "text", "Function of government (COFOG) that the money is spent on", references="ref.cofog.cofog"),
    Column("payer_view_gbp", "money", "What the payer's return states", required=True),
    Column(
        "receiver_view_gbp",
        "money",
        "What the receiver's return states. It states one sum for all payers: where the sums differ, it is divided by what each payer states",
        required=True,
    ),
    Column("eliminated_gbp", "money", "What both sides state, taken out of the payer's spending in the place's count", required=True),
)
_IS_NAMED = Column("is_named", "boolean", "The lines name the other body; else the kind of line alone says who receives it", required=True)
_TRANSFER_KEY = ("from_body_id", "to_body_id", "fy", "account", "economic", "type", "cofog")

ANALYSIS_TRANSFER = Contract(
    table="analysis.transfer",
    grain="payer, receiver and kind of transfer in a year",
    question="Which money of one body is the spending of another?",
    primary_key=(*_TRANSFER_KEY, "is_named"),
    columns=(*_TRANSFER, _IS_NAMED),
)

TRANSFER = Contract(
    table="mart.transfer",
    grain="payer, receiver and kind of transfer in a year",
    question="Which money passes from one public body of the place to another, as each side states it?",
    audience="public",
    primary_key=_TRANSFER_KEY,
    columns=(
        *_TRANSFER,
        _IS_NAMED,
        Column("difference_gbp", "money", "The payer's view less the receiver's", required=True),
        Column("explanation", "text", "What the difference between the two views means", required=True),
    ),
    rules=(Rule("no more is eliminated than each side states", "eliminated_gbp = 0 or (eliminated_gbp <= payer_view_gbp and eliminated_gbp <= receiver_view_gbp)"),),
)

SPEND_COUNT = Contract(
    table="mart.spend_count",
    grain="line of a body's spending in a year",
    question="What does each public body spend here on what, before and after money that passes between them?",
    audience="public",
    primary_key=(
        "body_id", "fy", "account", "economic", "line", "cofog", "source_return", "measure", "population", "return_status", "basis",
    ),
    columns=(
        Column("body_id", "text", "The body whose spending it is", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column(
            "account",
            "text",
            "The account under which the return's summary has the line. Education stands there in the general fund although it holds what schools spend of the dedicated schools grant",
            values=ACCOUNTS,
        ),
        Column("economic", "text", "Revenue or capital: the two are never added without saying so", values=ECONOMIC),
        Column("line", "text", "The line of the return, in the publisher's own words"),
        Column("cofog", "text", _COFOG, references="ref.cofog.cofog"),
        Column("source_return", "text", "The return it comes from; 'none' for the row kept for contributions that name no line"),
        Column("measure", "text", "What kind of figure it is. Programme budgets of different years are not like for like: their method changed often", values=ALL_MEASURES),
        Column("population", "text", "Of the NHS: registered or resident people", values=POPULATIONS),
        Column("return_status", "text", "How far the return was checked", values=RETURN_STATUSES),
        Column("basis", "text", "Measured, or put there by a rule: apportioned or modelled", values=BASES),
        Column("basis_method", "text", "How it was apportioned or modelled: by population, on a need index, by incidents"),
        Column("count_id", "integer", "Our number of the row; below nought for the row kept for contributions that name no line", required=True),
        Column("line_code", "text", "The line's number in the return"),
        Column("gross_gbp", "money", "Spending before transfers are taken out; net of income where income_basis says so", required=True),
        Column("income_gbp", "money", "Fees and charges, where the return states them"),
        Column("transfer_out_gbp", "money", "Of it, paid to another public body of the place, which spends it", required=True),
        Column("net_gbp", "money", "What the body spends itself: gross less transfer out. The place's count adds this up", required=True),
        Column("transfer_in_memo_gbp", "money", "Memorandum: received from other bodies of the place towards what it spends; never taken off net", required=True),
        Column("funder_gbp", "money", "The other view: gross less transfer in, spending where it is paid for. Never added to net", required=True),
        Column("return_total", "text", "Which total of the return it belongs to; only one is counted", values=RETURN_TOTALS),
        Column("income_basis", "text", "Whether income is in it", required=True, values=INCOME_BASES),
        Column("price_base", "text", "The prices it is in: those of the year throughout", required=True),
        Column("is_counted", "boolean", "In the place's count; what is not stands apart (budgets, interest and debt, capital met from revenue)", required=True),
    ),
    rules=(
        Rule("net is gross less transfer out", "net_gbp = gross_gbp - transfer_out_gbp"),
        Rule("the funder's view is gross less transfer in", "funder_gbp = gross_gbp - transfer_in_memo_gbp"),
        Rule("one total of the return is counted", "not is_counted or return_total is null or return_total <> 'revenue expenditure'"),
    ),
)

RETURN_ISSUE = Contract(
    table="analysis.return_issue",
    grain="thing found when lines of returns were put together",
    question="Which returns contradict themselves, lack lines, or are of another size than the body's other years?",
    columns=ISSUE.columns,
)

PAYMENT_ISSUE = Contract(
    table="analysis.payment_issue",
    grain="list of payments whose size does not go with the body's return",
    question="Which lists of payments may be in pence or in thousands where pounds were meant?",
    columns=ISSUE.columns,
)

ALL = (
    RETURN_HEADING, RETURN_TOTAL, SPEND_LINE_MEANING, COFOG, OUTTURN_LABEL, OUTTURN_LINE, PLAIN_SPEND_LINE, SPEND_RETURN_LINE, RETURN_LINE, SPEND_RECONCILIATION, ANALYSIS_TRANSFER, TRANSFER, SPEND_COUNT, RETURN_ISSUE, PAYMENT_ISSUE,
)  # fmt: skip
