"""The tables of the charity register beside its list of charities: areas of operation, classification, annual returns.

Belongs here: the headings of the daily extract (`charity_area_of_operation`, `charity_classification`, `charity_annual_return_parta`,
`charity_annual_return_history`). Does not belong here: the charities themselves (charity.py), or their trustees, whose table is never read.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_sector import CHARITY_DETAIL
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import one_of, without_working
from totalplace.sources._rows import all_null
from totalplace.sources._sector import CONTACTS, NUMBER_NOT_ONE, charity_number
from totalplace.sources.charity import LINKED

KIND_UNKNOWN = IssueType("kind of classification not known", "warning", "sender", "'{value}' is none of what, who and how. It was left blank.")
_FIELDS = (
    Field("organisation_number", ("organisation number", "organisation no"), v.integer),
    Field("charity_number", ("registered charity number", "charity number", "regno"), charity_number),
    Field("linked_number", ("linked charity number", "subsidiary number", "subno"), v.integer),
    Field("area_kind", ("geographic area type", "area type"), v.text),
    Field("area_as_published", ("geographic area description", "area of operation", "area description"), v.text),
    Field("class_code", ("classification code",), v.text),
    Field("class_kind", ("classification type",), one_of(KIND_UNKNOWN, (("what", r"^what"), ("who", r"^who"), ("how", r"^how")))),
    Field("class_as_published", ("classification description", "classification"), v.text),
    Field("starts_on", ("fin period start date", "financial period start"), v.date),
    Field("ends_on", ("fin period end date", "financial period end"), v.date),
    Field("income_gbp", ("total gross income",), v.money),
    Field("expenditure_gbp", ("total gross expenditure",), v.money),
    Field("contracts_gbp", ("income from government contracts", "income from govt contracts"), v.money),
    Field("contract_count", ("count govt contracts", "count government contracts"), v.integer),
    Field("grants_gbp", ("income from government grants", "income from govt grants"), v.money),
    Field("grant_count", ("count govt grants", "count government grants"), v.integer),
    Field("is_grant_maker", ("grant making is main activity",), v.yes_no),
    Field("volunteers", ("count volunteers", "number of volunteers"), v.integer),
    Field("_suppressed", ("suppression ind",), v.yes_no),
    Field("extracted_on", ("date of extract", "extract date"), v.date),
)  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    return without_working(frame)


SOURCE = Source(
    kind="charity_detail",
    title="a table of the charity register beside its list of charities",
    contract=CHARITY_DETAIL,
    fields=_FIELDS,
    required=(("charity_number",), ("area_as_published", "class_as_published", "class_code", "income_gbp", "contracts_gbp"), ("organisation_number", "linked_number", "area_kind", "class_kind")),
    row_rules=(
        RowRule("ignored", LINKED, lambda: pl.col("linked_number") > 0),
        RowRule("ignored", "figures that the register keeps back", lambda: pl.col("_suppressed")),
        RowRule("ignored", "nothing said of the charity", lambda: all_null(("area_as_published", "class_as_published", "class_code", "ends_on"))),
        RowRule("rejected", NUMBER_NOT_ONE.code, lambda: pl.col("charity_number__problem").is_not_null()),
    ),
    tidy=_tidy,
    issues=(NUMBER_NOT_ONE, KIND_UNKNOWN),
    is_national=True,
    is_distinct=True,
    is_row_by_row=True,
    left_out=CONTACTS,
)  # fmt: skip
