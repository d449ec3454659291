"""Registers of charities: the Charity Commission's list (daily extract, table `charity`), and lists taken from it.

Belongs here: headings of such lists, linked charities, what may not be read. Does not belong here: areas of operation and annual returns, which
stand in tables of their own (charity_detail.py), or whether a charity is of the place (core.sector_line).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_sector import CHARITY
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import WITHHELD, one_of, without_working
from totalplace.sources._rows import all_null, is_total_label, note
from totalplace.sources._sector import (
    COMPANY_NOT_ONE,
    CONTACTS,
    NUMBER_NOT_ONE,
    activities,
    charity_number,
    company_number,
)

LINKED = "charity linked to another, which is counted with it"
REMOVED_FIRST = IssueType(
    "charity removed before it was registered", "warning", "sender", "The charity stands as registered and removed {value}. The day of removal was left blank; correct one of the two."
)
STATUS_UNKNOWN = IssueType("registration status not known", "warning", "sender", "'{value}' says neither registered nor removed. The status was left blank.")
_FIELDS = (
    Field("organisation_number", ("organisation number", "organisation no"), v.integer),
    Field("charity_number", ("registered charity number", "charity number", "charity registration number", "registered number", "charity no", "reg charity number", "regno"), charity_number),
    Field("linked_number", ("linked charity number", "subsidiary number", "subno"), v.integer),
    Field("company_number", ("charity company registration number", "company registration number", "company number", "companies house number"), company_number),
    Field("name_as_published", ("charity name", "name of charity", "main name", "charity main name"), v.text, shape="name", is_personal=True),
    Field("charity_type", ("charity type", "type of charity", "legal form", "constitutional form"), v.text),
    Field("registration_status", ("charity registration status", "registration status", "charity status"), one_of(STATUS_UNKNOWN, (("removed", r"remov|deregist|dissol|ceased"), ("registered", r"regist|active")))),
    Field("registered_on", ("date of registration", "registration date", "date registered", "registered date"), v.date, shape="date"),
    Field("removed_on", ("date of removal", "removal date", "date removed", "removed date"), v.date),
    Field("reporting_status", ("charity reporting status", "reporting status"), v.text),
    Field("starts_on", ("latest acc fin period start date", "financial period start", "fin period start date"), v.date),
    Field("ends_on", ("latest acc fin period end date", "financial period end", "latest financial period end date", "year end", "fin period end date"), v.date),
    Field("income_gbp", ("latest income", "income", "latest income gbp", "income gbp", "total income", "gross income"), v.money),
    Field("expenditure_gbp", ("latest expenditure", "expenditure", "latest expenditure gbp", "expenditure gbp", "spending", "total expenditure"), v.money),
    Field("activities", ("charity activities", "activities", "what the charity does", "objects", "charitable objects", "description of activities"), activities),
    Field("area_as_published", ("area of operation", "areas of operation", "area of benefit", "where the charity works", "where it operates", "operates in"), v.text),
    Field("office_postcode", ("charity contact postcode", "contact postcode", "charity postcode", "postcode", "registered office postcode"), v.postcode),
    Field("has_land", ("charity has land", "has land"), v.yes_no),
    Field("is_insolvent", ("charity insolvent", "insolvent"), v.yes_no),
    Field("_in_administration", ("charity in administration", "in administration"), v.yes_no),
    Field("extracted_on", ("date of extract", "extract date"), v.date),
)  # fmt: skip


def _is_total() -> pl.Expr:
    return is_total_label(pl.col("name_as_published"))


def _is_note() -> pl.Expr:
    return all_null(("charity_number", "registered_on", "income_gbp", "activities"))


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    is_reversed = (pl.col("removed_on") < pl.col("registered_on")).fill_null(False)
    shown = pl.format("on {} and {}", pl.col("registered_on").cast(pl.String), pl.col("removed_on").cast(pl.String))
    said = v.payee(pl.col("name_as_published")).struct.field
    private = said("is_private").fill_null(False)
    frame = frame.with_columns(
        *note("removed_on", REMOVED_FIRST, is_reversed, shown),
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(pl.col("name_as_published")).alias("name_as_published"),
        pl.when(~private).then(said("key")).alias("name_key"),
        (pl.col("is_insolvent") | pl.col("_in_administration")).alias("is_insolvent"),
    )
    return without_working(frame.with_columns(pl.when(~is_reversed).then(pl.col("removed_on")).alias("removed_on")))


SOURCE = Source(
    kind="charity",
    title="a register of charities",
    contract=CHARITY,
    fields=_FIELDS,
    required=(("charity_number",), ("name_as_published",), ("registered_on", "registration_status", "charity_type", "activities", "ends_on")),
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("ignored", "note without a charity", _is_note),
        RowRule("ignored", LINKED, lambda: pl.col("linked_number") > 0),
        RowRule("rejected", NUMBER_NOT_ONE.code, lambda: pl.col("charity_number__problem").is_not_null()),
    ),
    tidy=_tidy,
    noted=("removed_on",),
    issues=(NUMBER_NOT_ONE, COMPANY_NOT_ONE, STATUS_UNKNOWN, REMOVED_FIRST),
    is_national=True,
    is_distinct=True,
    is_row_by_row=True,
    left_out=CONTACTS,
)  # fmt: skip
