"""Contracts of lines about money: payments."""

from totalplace.contracts._base import Column, Contract
from totalplace.contracts.staging._line import LINE, LINE_KEY

PAYMENT = Contract(
    table="staging.payment",
    grain="line of a list of payments",
    question="What does each line of each list of payments say?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_as_published", "text", "Who paid, in the publisher's words"),
        Column("organisation_code", "text", "The code or address (URI) given for that organisation"),
        Column("paid_on", "date", "Day of payment, or the nearest date that the list has"),
        Column("paid_on_basis", "text", "Which date it is", values=("payment", "invoice", "posting", "extract")),
        Column("fy", "integer", "Financial year: the year its April falls in", required=True),
        Column(
            "fy_basis",
            "text",
            "What the year was read from",
            required=True,
            values=("date", "period", "confirmed by the team", "extract date"),
        ),
        Column("period", "integer", "Financial period in the year, 1 to 12 (13 and more: closing periods)"),
        Column(
            "supplier_as_published",
            "text",
            "Who was paid; 'individual (withheld)' where it looks like a private person",
        ),
        Column(
            "supplier_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"
        ),
        Column(
            "is_withheld", "boolean", "The payee is a private person or was redacted by the publisher", required=True
        ),
        Column("supplier_code", "text", "The publisher's own number for the supplier"),
        Column("company_number", "text", "Companies House number, where the list gives one"),
        Column("charity_number", "text", "Charity number, where the list gives one"),
        Column("vat_number", "text", "VAT registration number, where the list gives one"),
        Column("transaction_number", "text", "The publisher's number of the transaction"),
        Column("invoice_number", "text", "Invoice reference, where the list gives one"),
        Column("department_as_published", "text", "Department, directorate or service that paid"),
        Column("service_as_published", "text", "Service line below the department"),
        Column("purpose_as_published", "text", "Purpose, expense type or subjective description"),
        Column("purpose_code", "text", "Account or subjective code"),
        Column("category_as_published", "text", "Procurement or merchant category"),
        Column("capital_or_revenue_as_published", "text", "Capital or revenue, in the publisher's words"),
        Column("is_card", "boolean", "A purchase-card transaction", required=True),
        Column("amount_gbp", "money", "Amount net of recoverable VAT; credits are negative", required=True),
        Column("amount_basis", "text", "Which amount it is", required=True, values=("net", "gross", "not stated")),
        Column("irrecoverable_vat_gbp", "money", "Irrecoverable VAT in it, where stated"),
        Column("net_gbp", "money", "Net amount where gross and net stand side by side"),
        Column("gross_gbp", "money", "Gross amount where gross and net stand side by side"),
    ),
)

LEDGER_LINE = Contract(
    table="staging.ledger_line",
    grain="line of a ledger extract in the documented layout",
    question="What does each line of each ledger say, with the reference of its invoice?",
    audience="body",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_as_published", "text", "Whose ledger it is, in the publisher's words"),
        Column("organisation_code", "text", "The code given for that organisation"),
        Column("supplier_as_published", "text", "Who was paid; 'individual (withheld)' where it looks like a private person"),
        Column("supplier_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("supplier_code", "text", "The ledger's own number for the supplier"),
        Column("invoice_reference", "text", "The supplier's reference of the invoice, as it was keyed"),
        Column("invoice_on", "date", "Day of the invoice"),
        Column("amount_gbp", "money", "Amount paid; credits and reversals are negative", required=True),
        Column("paid_on", "date", "Day of payment", required=True),
        Column("transaction_number", "text", "The ledger's number of the transaction"),
        Column("reversal_of", "text", "The transaction that the line takes back"),
    ),
)

CONTRACT = Contract(
    table="staging.contract",
    grain="line of a contracts register",
    question="What does each line of each contracts register say?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("organisation_as_published", "text", "Whose contract it is, in the publisher's words"),
        Column("organisation_code", "text", "The code given for that organisation"),
        Column("contract_reference", "text", "The publisher's reference of the contract"),
        Column("title", "text", "Its title"),
        Column("description", "text", "What is bought"),
        Column("department_as_published", "text", "Department that is responsible"),
        Column("supplier_as_published", "text", "The supplier; 'individual (withheld)' where it looks like a private person"),
        Column("supplier_key", "text", "The name in capitals without punctuation or legal form: what names are compared by"),
        Column("company_number", "text", "Companies House number, where the register gives one"),
        Column("category_as_published", "text", "Procurement category, in the publisher's words"),
        Column("annual_gbp", "money", "Value a year"),
        Column("total_gbp", "money", "Value over the whole term, with extensions where the register has it so"),
        Column("starts_on", "date", "First day"),
        Column("ends_on", "date", "Last day as let; empty where it ends before it starts"),
        Column("expires_on", "date", "Last day as it stands, extensions that were taken included"),
        Column("review_on", "date", "Day of review"),
        Column("process_as_published", "text", "How it was let"),
        Column("is_small_firm", "boolean", "The supplier is a small or medium-sized firm, where the register says"),
        Column("is_voluntary", "boolean", "The supplier is of the voluntary and community sector, where the register says"),
    ),
)
