"""Contracts registers: the Transparency Code's list of contracts, as councils publish it.

Belongs here: headings and rules of such registers. Does not belong here: which contracts bodies could let together
(sql/mart/joint_procurement.sql), or payments.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import CONTRACT
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import ORGANISATION, ORGANISATION_CODE, WITHHELD, reversed_days
from totalplace.sources._rows import all_null, is_total_label

ENDS_FIRST = IssueType(
    "contract ends before it starts", "warning", "sender", "The contract runs from {value}. Its end was left blank; correct one of the two days."
)
NO_CONTRACT = IssueType(
    "no contract named", "error", "sender", "The line has neither a reference nor a title, so it is left out. Give one of them."
)
_FIELDS = (
    Field(
        "organisation_as_published", ("purchasing body", "contracting authority", "buyer", "buyer name", "buying organisation", "contracting organisation", *ORGANISATION.aliases), v.text, shape="organisation"
    ),
    ORGANISATION_CODE,
    Field("contract_reference", ("contract reference", "contract ref", "contract reference number", "contract number", "contract no", "contract id", "reference number", "reference", "unique reference number"), v.text),
    Field("title", ("contract title", "title of agreement", "title of contract", "agreement title", "contract name", "title"), v.text),
    Field("description", ("contract description", "description of goods and or services", "description of the goods and or services", "description of the goods and or services being provided", "description of goods or services", "description"), v.text),
    Field("department_as_published", ("directorate name", "local authority department responsible", "department responsible", "department", "directorate", "service area", "responsible department"), v.text),
    Field("supplier_as_published", ("supplier company name", "supplier name", "supplier", "name of supplier", "supplier name and details", "contractor", "contractor name", "awarded supplier", "supplier s name"), v.text, shape="name", is_personal=True),
    Field("company_number", ("company number", "supplier company number", "companies house number", "company registration number"), v.text),
    Field("category_as_published", ("proclass description", "category", "procurement category", "cpv description", "contract category", "category description"), v.text),
    Field("annual_gbp", ("annual value", "annual value gbp", "annual contract value", "estimated annual value", "estimated annual spend", "value per annum", "annual spend", "annual amount", "estimated annual contract value"), v.money, shape="money"),
    Field("total_gbp", ("total contract value including extensions", "total contract value", "contract value", "contract value gbp", "total value", "total value gbp", "total contract value gbp", "value of contract", "awarded value", "contract sum", "total sum"), v.money, shape="money"),
    Field("starts_on", ("start date", "contract start date", "contract start", "commencement date", "start"), v.date, shape="date"),
    Field("ends_on", ("end date", "contract end date", "contract end", "expiry date", "contract expiry date", "end"), v.date, shape="date"),
    Field("expires_on", ("current expiry date", "current end date", "current contract end date"), v.date, shape="date"),
    Field("review_on", ("review date", "contract review date"), v.date, shape="date"),
    Field("process_as_published", ("process used", "procurement route", "tender process", "procurement process", "procurement method", "type of procurement"), v.text),
    Field("is_small_firm", ("sme supplier", "sme", "is sme", "small or medium sized enterprise", "small medium enterprise", "supplier is sme", "is the supplier a small or medium sized enterprise", "sme y n"), v.yes_no),
    Field("is_voluntary", ("vcse", "vcse supplier", "vcs", "vcs supplier", "voluntary or community sector organisation", "voluntary community sector", "is vcse", "third sector"), v.yes_no),
)  # fmt: skip
_LABELS = ("contract_reference", "title", "organisation_as_published", "supplier_as_published", "department_as_published")


def _is_total() -> pl.Expr:
    labelled = pl.any_horizontal(*(is_total_label(pl.col(name)) for name in _LABELS))
    return labelled & all_null(("starts_on", "ends_on", "expires_on"))


def _is_note() -> pl.Expr:
    filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in _LABELS))
    return all_null(("starts_on", "ends_on", "expires_on", "annual_gbp", "total_gbp")) & (filled <= 1)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = frame.with_columns(v.payee(pl.col("supplier_as_published")).alias("_payee"), *reversed_days("starts_on", "ends_on", "ends_on", ENDS_FIRST))
    said = pl.col("_payee").struct.field
    private = said("is_private").fill_null(False)
    is_reversed = (pl.col("ends_on") < pl.col("starts_on")).fill_null(False)
    return frame.with_columns(
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(said("name")).alias("supplier_as_published"),
        pl.when(~private).then(said("key")).alias("supplier_key"),
        *(v.naming_masked(pl.col(name), pl.when(private).then(pl.col("supplier_as_published"))).alias(name) for name in ("title", "description")),
        pl.when(~is_reversed).then(pl.col("ends_on")).alias("ends_on"),
    ).drop("_payee")


SOURCE = Source(
    kind="contract",
    title="a contracts register",
    contract=CONTRACT,
    fields=_FIELDS,
    required=(
        ("contract_reference", "title"),
        ("supplier_as_published",),
        ("ends_on", "expires_on"),
        ("annual_gbp", "total_gbp"),
    ),
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("ignored", "note without a contract", _is_note),
        RowRule("rejected", NO_CONTRACT.code, lambda: all_null(("contract_reference", "title"))),
    ),
    tidy=_tidy,
    noted=("ends_on",),
    issues=(ENDS_FIRST, NO_CONTRACT),
    settings=("body_id",),
    is_distinct=True,
    outweighs=("payments",),
    is_row_by_row=True,
)
