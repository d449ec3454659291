"""Extracts of purchase ledgers with invoice references, in the layout of docs/layouts.md.

Its lines are its body's alone and are not published, so no account in pounds is: there would be no line behind it.

Belongs here: headings and rules of that layout. Does not belong here: what may have been paid twice
(analysis/payments_to_check.py), or lists that are published (payments).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import LEDGER_LINE
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import ORGANISATION, ORGANISATION_CODE, WITHHELD
from totalplace.sources._rows import all_null, is_total_label, with_status

AMOUNT_MISSING = IssueType(
    "amount of ledger line missing", "error", "sender", "The line has no amount that can be read, so it is left out. Send what was paid or taken back."
)
NOT_PAID = IssueType(
    "no day of payment", "error", "sender", "The line has no day of payment that can be read, so it is left out. Send the day, or leave out what was not paid."
)
_FIELDS = (
    ORGANISATION,
    ORGANISATION_CODE,
    Field("supplier_as_published", ("supplier name", "supplier"), v.text, shape="name", is_personal=True),
    Field("supplier_code", ("supplier number", "supplier no", "supplier code", "vendor number"), v.text),
    Field("invoice_reference", ("invoice reference", "invoice ref", "invoice number", "invoice no", "supplier invoice number", "supplier invoice reference"), v.text, is_personal=True),
    Field("invoice_on", ("invoice date", "date of invoice", "supplier invoice date"), v.date, shape="date"),
    Field("amount_gbp", ("amount gbp", "amount", "amount paid", "amount paid gbp"), v.money, shape="money"),
    Field("paid_on", ("paid on", "payment date", "date paid"), v.date, shape="date"),
    Field("transaction_number", ("transaction number", "transaction no", "payment number", "document number", "voucher number"), v.text),
    Field("reversal_of", ("reversal of", "reverses", "reverses transaction", "reversal of transaction", "reversed transaction", "reversal of transaction number"), v.text),
)  # fmt: skip
_LABELS = ("supplier_as_published", "organisation_as_published", "invoice_reference", "transaction_number", "supplier_code")


def _is_total() -> pl.Expr:
    labelled = pl.any_horizontal(*(is_total_label(pl.col(name)) for name in _LABELS))
    return (labelled & all_null(("paid_on", "invoice_on"))) | (all_null((*_LABELS, "paid_on", "invoice_on")) & pl.col("amount_gbp").is_not_null())


def _is_note() -> pl.Expr:
    filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in _LABELS))
    return all_null(("amount_gbp", "paid_on", "invoice_on")) & (filled <= 1)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = frame.with_columns(v.payee(pl.col("supplier_as_published")).alias("_payee"))
    said = pl.col("_payee").struct.field
    private = said("is_private").fill_null(False)
    name = pl.when(private).then(pl.col("supplier_as_published"))
    masked = v.naming_masked(pl.col("invoice_reference"), name)
    frame = frame.with_columns(
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(said("name")).alias("supplier_as_published"),
        pl.when(~private).then(said("key")).alias("supplier_key"),
        pl.when(~private).then(pl.coalesce("supplier_code", said("ledger_code"))).alias("supplier_code"),
        pl.when(masked.is_null() | (masked != v.MASKED)).then(pl.col("invoice_reference")).alias("invoice_reference"),
    ).drop("_payee")
    frame = with_status(frame, "rejected", AMOUNT_MISSING.code, pl.col("amount_gbp").is_null())
    return with_status(frame, "rejected", NOT_PAID.code, pl.col("paid_on").is_null() & pl.col("amount_gbp").is_not_null())


SOURCE = Source(
    kind="ledger_extract",
    title="an extract of a purchase ledger",
    contract=LEDGER_LINE,
    fields=_FIELDS,
    required=(("supplier_as_published",), ("invoice_reference",), ("amount_gbp",), ("paid_on",), ("transaction_number",), ("reversal_of",)),
    row_rules=(RowRule("ignored", "total line", _is_total), RowRule("ignored", "note without an amount", _is_note)),
    tidy=_tidy,
    issues=(AMOUNT_MISSING, NOT_PAID),
    settings=("body_id",),
    is_distinct=True,
    outweighs=("payments",),
    is_row_by_row=True,
)
