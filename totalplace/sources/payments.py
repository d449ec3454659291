"""Lists of payments: spending over £500 and over £25,000, purchase cards, ledger extracts, totals a supplier.

Belongs here: headings, which date and which amount counts, lines that are not payments. Does not belong here: whose payment
it is, whether it counts, or whether it is a repeat (core).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import PAYMENT
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._rows import all_null, is_heading_again, is_total_label, note, with_status

WITHHELD = "individual (withheld)"

GROSS_UNDER_NET = IssueType(
    "gross less than net",
    "note",
    "sender",
    "The gross amount is smaller than the net amount beside it ({value}). The net amount was counted. Check both.",
)
AMOUNT_MISSING = IssueType(
    "amount missing",
    "error",
    "sender",
    "The line has no amount, so it is not counted. Send the amount, or 0.00 if nothing was paid.",
)
NO_YEAR = IssueType(
    "no date or period that gives a financial year",
    "error",
    "sender",
    "The line has no date or period that gives a financial year, so it is not counted. Send the date of payment.",
)

_NET = (
    "net amount", "net amount gbp", "amount net", "net", "net gbp", "net value", "net value gbp", "amount excluding vat", "amount excl vat", "amount excluding vat gbp", "amount excl vat gbp",
    "amount ex vat", "amount ex vat gbp", "amount exc vat", "amount exc vat gbp", "amount exclusive of vat", "value excluding vat", "value excl vat", "total excl vat", "total excluding vat", "total ex vat", "invoice net amount",
    "invoice nett amount", "sum of invoice nett amount", "nett amount", "nett", "nett value", "net invoice amount", "net invoice value", "invoice amount excl vat", "net amount of payment", "amount net of vat",
    "net spend", "distribution amount net", "net line amount", "line net amount", "amount net gbp", "net of vat", "net of vat gbp", "payment amount net", "sum of net amount", "amount less vat", "net total",
)  # fmt: skip
_GROSS = (
    "gross amount", "gross amount gbp", "amount gross", "gross", "gross gbp", "gross value", "amount including vat", "amount incl vat", "amount inc vat", "amount inc vat gbp", "amount including vat gbp", "total including vat",
    "invoice gross amount", "gross invoice amount", "total inc vat", "total incl vat", "gross invoice value", "gross total", "gross payment",
)  # fmt: skip
_AMOUNT = (
    "amount gbp", "amount", "amount in gbp", "amount in sterling", "payment amount", "amount paid", "amount paid gbp", "total amount", "total amount gbp", "invoice amount", "invoice amount gbp", "total invoice amount", "invoiced value",
    "invoice value", "value", "value gbp", "payment value", "total", "total gbp", "grand total", "line amount", "line amount gbp", "distribution amount", "transaction amount", "transaction value", "spend", "spend gbp", "total spend", "total payment", "total value",
    "sum of amount", "sum of amount gbp", "amount of payment", "actual amount", "actual value", "cost", "expenditure", "expenditure amount", "paid amount", "total paid", "amt", "billing amount", "posted amount", "functional amount", "ap amount", "invoice line amount",
    "sum of invoice amount", "invoice distribution amount", "payment total", "amount spent", "value of payment", "sum amount", "amount per line", "invoice total", "home amount", "base amount", "amount approved", "gbp",
)  # fmt: skip
_PAYMENT_DATE = (
    "payment date", "date paid", "paid date", "date of payment", "invoice payment date", "clearing date", "pay date", "date payment made", "cheque date", "payment made date", "bacs date", "settlement date", "date cleared",
    "payment run date", "cleared date", "date of expenditure", "date expenditure incurred", "date incurred", "date of spend", "spend date", "transaction date", "date of transaction", "trans date", "date",
    "payment date dd mm yyyy", "date dd mm yyyy", "payment dt", "actual payment date", "tran date", "purchase date", "merchant date", "expenditure date", "payment date time", "dates", "paid", "paid on", "cheque payment date", "disbursement date",
)  # fmt: skip
_INVOICE_DATE = (
    "invoice date", "invoice creation date", "date of invoice", "document date", "doc date", "tax point date", "invoice approval date", "certified date", "date invoiced", "invoice received date", "inv date",
)  # fmt: skip
_POSTING_DATE = (
    "gl date", "posting date", "posted date", "date posted", "accounting date", "ledger date", "g l date", "journal date", "post date", "entry date", "effective period date", "date of posting", "booking date", "posting dt",
)  # fmt: skip
_EXTRACT_DATE = ("updated", "last updated", "date updated", "extract date", "effective date", "published date", "date published", "last update")
_SUPPLIER = (
    "supplier name", "beneficiary name", "supplier", "vendor name", "payee name", "beneficiary", "vendor", "payee", "supplier beneficiary name", "supplier text", "supplier id t", "creditor name", "creditor", "merchant name", "merchant", "supplier final", "name of supplier",
    "supplier payee", "supplier payee name", "paid to", "payment to", "supplier full name", "company name", "name of payee", "benificiary name", "beneficary name", "supplier t", "supplier s name", "supplier legal name", "trading name",
    "supplier vendor name", "vendor supplier name", "supplier trading name", "provider name", "supplier company name", "suppliers name", "merchant description", "paid to supplier", "supplier description", "vendor text", "suppliername t",
    "payee beneficiary", "supplier and description", "contractor", "contractor name", "trader name", "trader", "creditor s name",
)  # fmt: skip
_ORGANISATION = (
    "organisation label", "body name", "organisation name", "entity", "authority name", "local authority name", "council name", "name of body", "public body", "organisation", "body", "authority", "local authority", "council", "org short name", "publisher", "entity name",
    "publishing body", "organization name", "reporting body", "legal entity", "business unit name",
)  # fmt: skip
_ORGANISATION_CODE = (
    "organisation uri", "body", "organisation code", "body uri", "organisation", "organisation url", "organization uri", "nwod id uri code", "local authority code", "ons code", "gss code", "authority code", "entity code", "body code", "organisation identifier",
)  # fmt: skip
_DEPARTMENT = (
    "organisational unit", "department", "department name", "directorate", "directorate name", "service area", "strategic group", "portfolio", "service label", "nstrg t", "strgrpcc t", "department family", "expense area", "expenses area", "expenditure area", "business unit description", "service",
    "service department", "council department", "dept", "division", "service directorate", "cost centre description", "cost centre", "cost centre name", "cost center", "organisation unit", "departments", "service name", "service group", "directorate t", "organizational unit", "budget area", "service unit", "area", "directorate service",
    "cost centre t", "department description", "directorate description", "responsible unit", "spending area", "business unit", "profit centre name", "profit centre description", "business area",
)  # fmt: skip
_SERVICE = (
    "service division label", "service divison label", "service division", "service area name", "service expenditure analysis", "expense area", "service area categorisation", "sub service", "team", "section", "bvacop", "sercop", "profit centre",
    "service category label", "sercop service", "service plan", "cipfa service", "cost centre description", "cost centre name", "service description", "service area description", "sub department",
)  # fmt: skip
_PURPOSE = (
    "purpose", "purpose of spend summary", "purpose of spend", "summary of purpose", "purpose of expenditure", "summary of the purpose of the expenditure", "expense type", "expenses type", "expsene type", "expenditure type", "expenditure category", "expense description", "description",
    "g l description", "gl description", "g l descript", "account description", "subjective description", "subj description", "detailed expenditure type", "detailed expenses type", "expenditure account code description", "expense code description", "cipfsubs t", "spend level 2",
    "subjective", "subjective name", "account code description", "nominal description", "nominal", "purpose of payment", "narrative", "details", "transaction description", "line description", "invoice description", "type of expenditure", "type of spend", "detail", "detail description",
    "account name", "expenditure description", "expense", "cost element description", "goods services", "reason", "summary", "explanation", "gl account description", "nature of expenditure", "spend description", "subjective t", "objective", "payment description", "text", "item description", "cost element name", "account t",
    "subjective code description", "description of goods", "description of goods or services", "ledger description", "category description", "expenses",
)  # fmt: skip
_PURPOSE_CODE = (
    "expense code", "detailed expenditure code", "detailed expense code", "account code", "subjective code", "cost element", "gl code", "nominal code", "ledger code", "gl account", "g l code", "expenditure code", "code", "account", "detail code", "subj code", "g l account", "financial code",
)  # fmt: skip
_CATEGORY = (
    "proclass label", "proclass", "category internal name", "merchant category", "procurement classification councils procurement category name", "procurement category", "proclass details level 1", "proclass description", "thomson classification description", "category", "procurement classification",
    "supplier classification", "expenditure category", "spend level 1", "cipfsubj t", "merchant category group", "mcc description", "spend category", "merchant category description", "merchant type", "category label", "pro class", "category name", "procurement classification label", "cpv", "cpv description",
    "merchant category name", "supplier category", "supplier type", "mcg description", "service category", "merchant group",
)  # fmt: skip
_TRANSACTION = (
    "transaction number", "transaction no", "trans no", "transno", "transaction reference", "internal ref number", "document number", "document no", "doc no", "sap document number", "payment number", "internal reference", "voucher number", "voucher no", "transaction id", "unique identifier", "reference", "ref", "payment reference",
    "internal reference number", "transaction ref", "unique reference", "unique id", "reference number", "payment ref", "trans ref", "ref no", "document reference", "our reference", "nwod id", "internal transaction number", "transaction", "payment no", "id", "row id", "voucher", "document", "internal ref", "uid", "cheque number", "transactionnumber", "our ref", "batch number",
)  # fmt: skip
_INVOICE = ("invoice number", "invoice no", "invoice ref", "invoice reference", "supplier invoice number", "inv no", "invoice", "supplier invoice no", "invoice num", "supplier invoice reference", "inv ref")
_CARD = ("card transaction", "merchant category code", "mcc", "mcc code", "merchant category group", "card holder", "cardholder", "cardholder name", "card number", "purchase card", "procurement card", "card type", "cardholder unit", "gpc")
_SUPPLIER_CODE = (
    "supplier id", "supplier code", "vendor id", "vendor no", "vendor number", "supplier number", "supplier no", "beneficiary other id", "address book no", "creditor number", "creditor no", "creditor id", "payee id", "vendor code", "supplier ref", "supplier reference", "beneficiary id", "supplier account number",
)  # fmt: skip

_FIELDS = (
    Field("organisation_code", _ORGANISATION_CODE, v.text, shape="organisation code"),
    Field("organisation_as_published", _ORGANISATION, v.text, shape="organisation"),
    Field("net_gbp", _NET, v.money, shape="money"),
    Field("gross_gbp", _GROSS, v.money, shape="money"),
    Field("amount_gbp", _AMOUNT, v.money, shape="money"),
    Field("_thousands", ("amount gbp000", "gbp000", "net amount gbp000", "value gbp000", "total gbp000", "spend gbp000", "gbp000s", "amount gbp000s"), v.money_thousands, shape="money"),
    Field("irrecoverable_vat_gbp", ("irrecoverable vat amount", "irrecoverable vat", "irrecoverable vat gbp", "irrecoverable vat amount gbp", "vat irrecoverable", "non recoverable vat", "vat that cannot be recovered", "amount of irrecoverable vat", "irrecoverable vat value"), v.money, shape="money"),
    Field("_payment_on", _PAYMENT_DATE, v.date, shape="date"),
    Field("_payment_on_american", (), v.american_date),
    Field("_invoice_on", _INVOICE_DATE, v.date, shape="date"),
    Field("_invoice_on_american", (), v.american_date),
    Field("_posting_on", _POSTING_DATE, v.date, shape="date"),
    Field("_posting_on_american", (), v.american_date),
    Field("_extract_on", _EXTRACT_DATE, v.date, shape="date"),
    Field("_period", ("period", "financial period", "accounting period", "fiscal period", "posting period", "payment period", "fin period", "period no", "gl period", "year period", "ledger period"), v.financial_period, shape="period"),
    Field("supplier_as_published", _SUPPLIER, v.text, shape="name", is_personal=True),
    Field("supplier_code", _SUPPLIER_CODE, v.text),
    Field("company_number", ("company number", "supplier registered company number", "companies house number", "company registration number", "supplier company number", "beneficiary company number", "registered company number", "company reg no", "company no"), v.text),
    Field("charity_number", ("charity number", "supplier registered charity number", "registered charity number", "charity no", "charity registration number", "beneficiary charity number"), v.text),
    Field("vat_number", ("vat registration number", "supplier vat number", "vat number", "vat reg no", "vat registration no", "supplier vat registration number", "vat reg number", "vat no"), v.text),
    Field("transaction_number", _TRANSACTION, v.text),
    Field("_sequence", ("seq no", "sequence no", "sequence number", "line number", "line no", "distribution line number", "seq", "invoice line number"), v.text),
    Field("invoice_number", _INVOICE, v.text, is_personal=True),
    Field("department_as_published", _DEPARTMENT, v.text),
    Field("service_as_published", _SERVICE, v.text),
    Field("purpose_as_published", _PURPOSE, v.text, is_personal=True),
    Field("purpose_code", _PURPOSE_CODE, v.text),
    Field("_card", _CARD, v.text, is_personal=True),
    Field("category_as_published", _CATEGORY, v.text),
    Field("capital_or_revenue_as_published", ("capital or revenue", "capital revenue", "revenue or capital", "rev cap", "cap rev", "revenue capital", "capital revenue indicator", "revenue capital flag", "fund type"), v.text),
)  # fmt: skip

_DATES = ("_payment_on", "_payment_on_american", "_invoice_on", "_invoice_on_american", "_posting_on", "_posting_on_american", "_extract_on")
_AMOUNTS = ("net_gbp", "gross_gbp", "amount_gbp", "_thousands")
_LABELS = ("supplier_as_published", "organisation_as_published", "organisation_code", "department_as_published", "purpose_as_published", "category_as_published", "transaction_number", "service_as_published")  # fmt: skip
_WORDED = ("department_as_published", "service_as_published", "purpose_as_published", "purpose_code", "category_as_published", "capital_or_revenue_as_published")
_DETAILS = (*_LABELS, *_DATES, "_period", "supplier_code", "purpose_code", "invoice_number")


def _has_amount() -> pl.Expr:
    return pl.any_horizontal(*(pl.col(name).is_not_null() for name in _AMOUNTS))


def _any_amount_cell() -> pl.Expr:
    return _has_amount() | pl.any_horizontal(*(pl.col(f"{name}__problem").is_not_null() for name in _AMOUNTS))


def _is_total() -> pl.Expr:
    """An amount with nothing beside it, or with a word for a total and neither date nor supplier.

    A supplier called "Total" has a date or a description; a total line has neither.
    """
    undated = all_null(_DATES)
    filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in _DETAILS))
    # the words are looked at only where the row is empty enough, which is nearly nowhere
    is_empty_enough = undated & (filled <= 1)
    labelled = pl.any_horizontal(*(is_total_label(pl.when(is_empty_enough).then(pl.col(name))) for name in _LABELS))
    return (_has_amount() & all_null(_DETAILS)) | labelled


def _is_heading() -> pl.Expr:
    repeated = [
        is_heading_again(name, (alias for entry in _FIELDS if entry.column == name for alias in entry.aliases)) for name in _AMOUNTS
    ]
    return pl.any_horizontal(*repeated)


def _is_note() -> pl.Expr:
    """One cell of words and no amount: a footer, a caveat, a title in the middle."""
    filled = pl.sum_horizontal(
        *((pl.col(name).is_not_null() | pl.col(f"{name}__problem").is_not_null()).cast(pl.UInt8) for name in _DETAILS)
    )
    return ~_any_amount_cell() & (filled <= 1)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = frame.collect_schema().names()
    frame = _amounts(frame)
    frame = _years(frame)
    frame = _suppliers(frame)
    is_card = pl.col("_card").is_not_null()
    done = frame.with_columns(
        is_card.alias("is_card"),
        _with_sequence().alias("transaction_number"),
    )
    working = [name for name in names if name.startswith("_") and not name.endswith(("__problem", "__text"))]
    return done.drop(working)


def _with_sequence() -> pl.Expr:
    # a ledger numbers the document and, apart, its lines: only both name the line
    number, line = pl.col("transaction_number"), pl.col("_sequence")
    return pl.when(line.is_not_null() & number.is_not_null()).then(number + "/" + line).otherwise(number)


def _amounts(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Net if the row has it, else gross, else the amount that says neither; net and gross stay only side by side."""
    net, gross = pl.col("net_gbp"), pl.col("gross_gbp")
    plain = pl.coalesce("amount_gbp", "_thousands")
    # a net amount that cannot be read is not replaced by the gross one beside it: that would be another amount
    spoilt_net = net.is_null() & pl.col("net_gbp__problem").is_not_null()
    spoilt_gross = net.is_null() & gross.is_null() & pl.col("gross_gbp__problem").is_not_null()
    amount = pl.when(~(spoilt_net | spoilt_gross)).then(pl.coalesce(net, gross, plain))
    basis = pl.when(net.is_not_null()).then(pl.lit("net")).when(gross.is_not_null()).then(pl.lit("gross")).otherwise(pl.lit("not stated"))
    beside = net.is_not_null() & gross.is_not_null()
    smaller = beside & (gross.abs() < net.abs())
    # what was found in the cell that counts belongs to the line's amount; if none counts, the first that could not be read
    uses = {
        "net_gbp": net.is_not_null(),
        "gross_gbp": net.is_null() & gross.is_not_null(),
        "_thousands": net.is_null() & gross.is_null() & pl.col("_thousands").is_not_null() & pl.col("amount_gbp").is_null(),
    }
    moved = []
    for part in ("__problem", "__text"):
        first = pl.coalesce(*(pl.col(f"{name}{part}") for name in _AMOUNTS))
        found = pl.when(amount.is_null()).then(first).otherwise(pl.when(net.is_null() & gross.is_null()).then(pl.col(f"amount_gbp{part}")))
        for name, is_used in uses.items():
            found = pl.when(is_used).then(pl.col(f"{name}{part}")).otherwise(found)
            moved.append(pl.when(~is_used & amount.is_not_null()).then(pl.col(f"{name}{part}")).alias(f"{name}{part}"))
        moved.append(found.alias(f"amount_gbp{part}"))
    return frame.with_columns(
        amount.alias("amount_gbp"),
        basis.alias("amount_basis"),
        pl.when(beside).then(net).alias("net_gbp"),
        pl.when(beside).then(gross).alias("gross_gbp"),
        *moved,
    ).with_columns(note("gross_gbp", GROSS_UNDER_NET, smaller, gross.cast(pl.String) + " gross, " + net.cast(pl.String) + " net"))


def _years(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The date and its kind; the financial year from it, from the period, or as the team stated it for the file."""
    paid = pl.coalesce("_payment_on", "_payment_on_american")
    invoiced = pl.coalesce("_invoice_on", "_invoice_on_american")
    posted = pl.coalesce("_posting_on", "_posting_on_american")
    extracted = pl.col("_extract_on")
    near = pl.coalesce(paid, invoiced, posted)
    period_year, period = pl.col("_period") // 100, pl.col("_period") % 100
    period_year = pl.when(period_year > 0).then(period_year)
    stated = pl.col("setting__fy").cast(pl.Int64, strict=False) if "setting__fy" in frame.collect_schema().names() else pl.lit(None, pl.Int64)
    from_near = financial_year(near)
    # the day of an extract is later than what is in it: a period says more
    from_extract = financial_year(extracted)
    basis = (
        pl.when(from_near.is_not_null()).then(pl.lit("date"))
        .when(period_year.is_not_null()).then(pl.lit("period"))
        .when(stated.is_not_null()).then(pl.lit("confirmed by the team"))
        .when(from_extract.is_not_null()).then(pl.lit("extract date"))
    )  # fmt: skip
    paid_basis = (
        pl.when(paid.is_not_null()).then(pl.lit("payment"))
        .when(invoiced.is_not_null()).then(pl.lit("invoice"))
        .when(posted.is_not_null()).then(pl.lit("posting"))
        .when(extracted.is_not_null()).then(pl.lit("extract"))
    )  # fmt: skip
    frame = frame.with_columns(
        pl.coalesce(near, extracted).alias("paid_on"),
        paid_basis.alias("paid_on_basis"),
        pl.coalesce(from_near, period_year, stated, from_extract).alias("fy"),
        basis.alias("fy_basis"),
        period.alias("period"),
    )
    undecided = pl.col("row_status").is_null()
    lacking = undecided & pl.col("fy").is_null() & pl.col("amount_gbp").is_not_null()
    missing = undecided & pl.col("amount_gbp").is_null() & pl.col("amount_gbp__problem").is_null()
    frame = with_status(frame, "rejected", AMOUNT_MISSING.code, missing)
    return frame.with_columns(
        pl.when(lacking).then(pl.lit("rejected")).otherwise(pl.col("row_status")).alias("row_status"),
        pl.when(lacking).then(pl.lit(NO_YEAR.code)).otherwise(pl.col("row_reason")).alias("row_reason"),
    )


def financial_year(day: pl.Expr) -> pl.Expr:
    """The year in which the April of a day's financial year falls."""
    return (day.dt.year() - (day.dt.month() < 4).cast(pl.Int32)).cast(pl.Int64)


def _suppliers(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Payees: people withheld, references split off, the key that names are compared by.

    A withheld name goes nowhere: what stands beside it and repeats it is withheld too, and codes that a ledger makes of names.
    """
    frame = frame.with_columns(v.payee(pl.col("supplier_as_published")).alias("_payee"))
    said = pl.col("_payee").struct.field
    private = said("is_private").fill_null(False)
    return frame.with_columns(
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(said("name")).alias("supplier_as_published"),
        pl.when(~private).then(said("key")).alias("supplier_key"),
        private.alias("is_withheld"),
        pl.when(~private).then(pl.coalesce(pl.col("supplier_code"), said("ledger_code"))).alias("supplier_code"),
        pl.coalesce(pl.col("company_number"), said("company_number")).alias("company_number"),
        *(v.naming_masked(pl.col(name), pl.when(private).then(pl.col("supplier_as_published"))).alias(name) for name in _WORDED),
        *(_without_name(name, private).alias(name) for name in ("transaction_number", "invoice_number")),
    ).drop("_payee")


def _without_name(name: str, private: pl.Expr) -> pl.Expr:
    """The number, or nothing where it repeats the name: a word in its place would be a number that lines share."""
    masked = v.naming_masked(pl.col(name), pl.when(private).then(pl.col("supplier_as_published")))
    return pl.when(masked.is_null() | (masked != v.MASKED)).then(pl.col(name))


SOURCE = Source(
    kind="payments",
    title="a list of payments",
    contract=PAYMENT,
    fields=_FIELDS,
    required=(
        ("supplier_as_published",),
        ("amount_gbp", "net_gbp", "gross_gbp", "_thousands"),
        (*_DATES, "_period", "fy"),
    ),
    money_column="amount_gbp",
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("ignored", "heading repeated", _is_heading),
        RowRule("ignored", "note without an amount", _is_note),
    ),
    tidy=_tidy,
    is_row_by_row=True,
    issues=(GROSS_UNDER_NET, AMOUNT_MISSING, NO_YEAR),
    noted=("amount_gbp", "gross_gbp"),
    settings=("fy", "body_id"),
)
