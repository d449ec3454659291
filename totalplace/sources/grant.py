"""Lists of grants paid out: the Transparency Code's list of grants to the voluntary sector, and 360Giving.

Belongs here: headings, which amount and which year of a grant counts, people who were given one. Does not belong here: whose grant it
is, or which edition of a list counts (core.grant_line).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import GRANT
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import (
    ORGANISATION,
    ORGANISATION_CODE,
    WITHHELD,
    financial_year,
    reversed_days,
    without_working,
)
from totalplace.sources._rows import all_null, is_heading_again, is_total_label, with_status

AMOUNT_MISSING = IssueType(
    "amount of grant missing", "error", "sender", "The line has no amount that can be read, so the grant is not counted. Send what was awarded."
)
NO_YEAR = IssueType(
    "no date that gives the year of a grant",
    "error",
    "sender",
    "The line has no date of award, start or year that can be read, so the grant is not counted. Send the day on which it was awarded.",
)
NOT_POUNDS = IssueType(
    "grant not in pounds", "error", "sender", "The currency of the grant is not pounds, so it is not counted. Send what it was in pounds."
)
ENDS_FIRST = IssueType(
    "grant ends before it starts", "warning", "sender", "The grant runs from {value}. Its end was left blank; correct one of the two days."
)
_FIELDS = (
    # before the funder: in a list with one column of organisations they are those that were given something
    Field("recipient_as_published", ("recipient org name", "recipient org 0 name", "recipient organisation", "recipient organisation name", "recipient organization name", "recipient name", "recipient", "name of recipient", "grant recipient", "beneficiary", "beneficiary name", "name of beneficiary", "organisation awarded", "grantee", "grantee name", "voluntary organisation", "group name", "name of group", "name of organisation", "awarded to", "grant awarded to", "organisation receiving grant", "organisation name", "organisation", "group", "organisation group"), v.text, shape="name", is_personal=True),
    Field("organisation_as_published", ("funding org name", "funding org 0 name", "funding organisation", "funding organisation name", "funder", "funder name", "awarding organisation", "awarding body", "grant giving organisation", "granting organisation", "grant awarded by", *ORGANISATION.aliases), v.text, shape="organisation"),
    Field("organisation_code", ("funding org identifier", "funding org 0 identifier", "funding org id", "funder identifier", *ORGANISATION_CODE.aliases), v.text),
    Field("grant_identifier", ("identifier", "grant identifier", "grant id", "grant reference", "grant reference number", "grant ref", "award reference", "award id", "id"), v.text),
    Field("title", ("title", "grant title", "title of grant", "project title", "name of project", "project name"), v.text),
    Field("purpose_as_published", ("description", "grant description", "purpose of grant", "purpose of the grant", "summary of the purpose of the grant", "summary of purpose of grant", "summary of the purpose", "grant purpose", "purpose", "summary of purpose", "reason for grant"), v.text),
    Field("programme_as_published", ("grant programme title", "grant programme 0 title", "grant programme", "programme title", "programme", "grant scheme", "scheme", "funding programme", "name of grant", "grant name", "fund", "fund name", "type of grant", "grant type"), v.text),
    Field("department_as_published", ("funding org department", "local authority department which awarded the grant", "local authority department responsible", "department which awarded the grant", "awarding department", "department", "directorate", "service area", "service"), v.text),
    Field("_individual", ("recipient ind name", "recipient ind 0 name", "recipient individual name", "recipient individual"), v.text, is_personal=True),
    Field("_individual_code", ("recipient ind identifier", "recipient ind 0 identifier", "recipient individual identifier"), v.text, is_personal=True),
    Field("_individual_reason", ("to individuals details primary grant reason", "to individuals details grant purpose"), v.text, is_personal=True),
    Field("recipient_code", ("recipient org identifier", "recipient org 0 identifier", "recipient identifier", "recipient organisation identifier"), v.text, is_personal=True),
    Field("charity_number", ("recipient org charity number", "recipient org 0 charity number", "charity number", "registered charity number", "charity registration number", "beneficiary registration number", "beneficiary s registration number", "beneficiarys registration number", "registration number", "recipient registration number", "recipient registration number if applicable", "charity or company registration number", "charity company registration number", "charity no"), v.text),
    Field("company_number", ("recipient org company number", "recipient org 0 company number", "company number", "companies house number", "company registration number"), v.text),
    Field("recipient_postcode", ("recipient org postal code", "recipient org 0 postal code", "recipient postcode", "recipient postal code", "beneficiary postcode"), v.postcode),
    Field("area_code", ("beneficiary location geographic code", "beneficiary location 0 geographic code", "beneficiary location geo code"), v.text),
    Field("recipient_area_code", ("recipient org location 0 geographic code", "recipient org location geographic code", "recipient district geographic code", "recipient ward geographic code"), v.text),
    Field("area_as_published", ("beneficiary location name", "beneficiary location 0 name", "area of benefit", "area benefiting", "ward", "wards"), v.text),
    Field("_awarded", ("amount awarded", "amount awarded gbp", "grant amount awarded", "amount of grant", "amount of grant gbp", "grant amount", "grant amount gbp", "grant awarded", "grant awarded gbp", "grant value", "value of grant", "award amount", "award amount gbp", "amount of award", "total grant", "total grant awarded"), v.money, shape="money"),
    Field("disbursed_gbp", ("amount disbursed", "amount disbursed gbp", "grant paid", "grant paid gbp", "amount of grant paid"), v.money, shape="money"),
    Field("amount_gbp", ("amount", "amount gbp", "amount paid", "amount paid gbp", "value", "value gbp", "payment amount", "total", "total gbp"), v.money, shape="money"),
    Field("applied_gbp", ("amount applied for", "amount applied for gbp", "amount requested"), v.money),
    Field("_currency", ("currency",), v.text),
    Field("awarded_on", ("award date", "award date dd mm yyyy", "date awarded", "date of award", "awarded date", "date grant awarded", "date the grant was awarded", "date of grant", "grant date", "grant award date", "date of grant award"), v.date, shape="date"),
    Field("starts_on", ("planned dates start date", "planned dates 0 start date", "planned start date", "grant start date", "start date", "period start", "from date"), v.date, shape="date"),
    Field("ends_on", ("planned dates end date", "planned dates 0 end date", "planned end date", "grant end date", "end date", "period end", "to date"), v.date, shape="date"),
    Field("duration_months", ("planned dates duration months", "planned dates 0 duration months", "duration months", "duration in months"), v.number),
    Field("period_as_published", ("time period for which the grant has been given", "time period", "period of grant", "grant period", "period", "duration", "length of grant"), v.text),
    Field("_year", ("financial year", "year", "award year", "grant year"), financial_year),
    Field("modified_on", ("last modified", "last modified date", "date modified"), v.date),
    Field("is_open_call", ("from an open call", "open call"), v.yes_no),
    Field("regrant_as_published", ("regrant type", "for regrant type"), v.text),
    Field("payment_timing_as_published", ("payment timing", "timing of payment", "timing of payments", "paid in advance or arrears", "paid in advance or in arrears"), v.text),
    Field("overhead_asked_gbp", ("overhead asked", "overheads asked", "overhead asked gbp", "overhead asked for", "overheads asked for", "overhead requested", "overheads requested", "full cost overhead asked"), v.money),
    Field("overhead_given_gbp", ("overhead given", "overheads given", "overhead given gbp", "overhead awarded", "overheads awarded", "overhead paid", "overheads paid"), v.money),
    Field("reporting_hours", ("reporting hours", "hours of reporting", "hours spent on reporting", "monitoring hours"), v.number),
    Field("restriction_as_published", ("restricted or unrestricted", "restricted or not", "restriction", "restrictions"), v.text),
    Field("cost_kind_as_published", ("core or project", "core or project costs", "core or project funding"), v.text),
    Field("agreement_as_published", ("grant or contract", "form of agreement", "type of agreement"), v.text),
)  # fmt: skip
_LABELS = ("recipient_as_published", "organisation_as_published", "grant_identifier", "title", "purpose_as_published", "department_as_published")
_WORDED = ("title", "purpose_as_published")
_AMOUNTS = ("_awarded", "amount_gbp", "disbursed_gbp")
_DAYS = ("awarded_on", "starts_on", "ends_on")
_PERSON = ("_individual", "_individual_code", "_individual_reason")
_NAMES_NOBODY = ("charity_number", "company_number", "recipient_postcode", "recipient_area_code", "recipient_code", "restriction_as_published")


def _is_total() -> pl.Expr:
    labelled = pl.any_horizontal(*(is_total_label(pl.col(name)) for name in _LABELS))
    alone = all_null((*_LABELS, *_PERSON)) & pl.any_horizontal(*(pl.col(name).is_not_null() for name in _AMOUNTS))
    return (labelled | alone) & all_null(_DAYS)


def _is_heading() -> pl.Expr:
    repeated = [is_heading_again(entry.column, entry.aliases) for entry in _FIELDS if entry.column in (*_AMOUNTS, "awarded_on")]
    return pl.any_horizontal(*repeated)


def _is_note() -> pl.Expr:
    filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in (*_LABELS, *_PERSON)))
    return all_null((*_AMOUNTS, *_DAYS)) & (filled <= 1)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = _amounts(frame)
    frame = _years(frame)
    frame = frame.with_columns(*reversed_days("starts_on", "ends_on", "ends_on", ENDS_FIRST))
    is_reversed = (pl.col("ends_on") < pl.col("starts_on")).fill_null(False)
    return without_working(_people(frame.with_columns(pl.when(~is_reversed).then(pl.col("ends_on")).alias("ends_on"))))


def _amounts(frame: pl.LazyFrame) -> pl.LazyFrame:
    """What was awarded, else the amount that the list has; what cannot be read is not replaced by another figure."""
    awarded, plain, paid = (pl.col(name) for name in _AMOUNTS)
    spoilt = awarded.is_null() & pl.col("_awarded__problem").is_not_null()
    amount = pl.when(~spoilt).then(pl.coalesce(awarded, plain, paid))
    basis = (
        pl.when(awarded.is_not_null()).then(pl.lit("awarded"))
        .when(plain.is_not_null()).then(pl.lit("not stated"))
        .when(paid.is_not_null()).then(pl.lit("disbursed"))
        .otherwise(pl.lit("not stated"))
    )  # fmt: skip
    moved = [
        pl.when(awarded.is_not_null() | spoilt).then(pl.col(f"_awarded{part}")).otherwise(pl.col(f"amount_gbp{part}")).alias(f"amount_gbp{part}")
        for part in ("__problem", "__text")
    ]
    named = pl.col("_currency").str.to_uppercase().is_in(["GBP", "£", "POUNDS", "STERLING"])
    other = pl.col("_currency").is_not_null() & ~named
    frame = frame.with_columns(amount.alias("amount_gbp"), basis.alias("amount_basis"), *moved)
    frame = with_status(frame, "rejected", NOT_POUNDS.code, other)
    # pounds that are none must not enter the account of pounds either
    frame = frame.with_columns(pl.when(~other).then(pl.col(name)).alias(name) for name in ("amount_gbp", "disbursed_gbp", "applied_gbp"))
    lacking = pl.col("amount_gbp").is_null() & pl.col("amount_gbp__problem").is_null()
    frame = with_status(frame, "rejected", AMOUNT_MISSING.code, lacking)
    dropped = [name for name in frame.collect_schema().names() if name.startswith("_awarded")]
    return frame.drop(dropped)


def _years(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The financial year in which it was awarded; where no day says, the year the list gives, the start, or what the team stated."""
    stated = pl.col("setting__fy").cast(pl.Int64, strict=False) if "setting__fy" in frame.collect_schema().names() else pl.lit(None, pl.Int64)
    awarded, begun, year = _year_of("awarded_on"), _year_of("starts_on"), pl.col("_year")
    basis = (
        pl.when(awarded.is_not_null()).then(pl.lit("award date"))
        .when(year.is_not_null()).then(pl.lit("year stated"))
        .when(begun.is_not_null()).then(pl.lit("planned start"))
        .when(stated.is_not_null()).then(pl.lit("confirmed by the team"))
    )  # fmt: skip
    frame = frame.with_columns(pl.coalesce(awarded, year, begun, stated).alias("fy"), basis.alias("fy_basis"))
    return with_status(frame, "rejected", NO_YEAR.code, pl.col("fy").is_null() & pl.col("amount_gbp").is_not_null())


def _year_of(name: str) -> pl.Expr:
    day = pl.col(name)
    return (day.dt.year() - (day.dt.month() < 4).cast(pl.Int32)).cast(pl.Int64)


def _people(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Recipients: people withheld, the key that names are compared by.

    Of a grant that the list itself calls one to an individual nothing in words is kept: why somebody was helped tells who it is.
    """
    named = pl.coalesce("recipient_as_published", "_individual")
    frame = frame.with_columns(v.payee(named).alias("_payee"), named.alias("_named"))
    said = pl.col("_payee").struct.field
    declared = pl.any_horizontal(*(pl.col(name).is_not_null() for name in _PERSON))
    frame = frame.with_columns((declared | said("is_private").fill_null(False)).alias("is_withheld"))
    private = pl.col("is_withheld")
    hidden = pl.when(private).then(pl.col("_named"))
    return frame.with_columns(
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(said("name")).alias("recipient_as_published"),
        pl.when(~private).then(said("key")).alias("recipient_key"),
        v.supplier_key(pl.col("organisation_as_published")).alias("organisation_key"),
        *(
            pl.when(declared & pl.col(name).is_not_null()).then(pl.lit(v.MASKED)).otherwise(v.naming_masked(pl.col(name), hidden)).alias(name)
            for name in _WORDED
        ),
        *(pl.when(~private).then(pl.col(name)).alias(name) for name in _NAMES_NOBODY),
        *(pl.when(~private).then(pl.col(f"{name}__text")).alias(f"{name}__text") for name in ("recipient_postcode",)),
        _without_name("grant_identifier", hidden),
    )


def _without_name(name: str, hidden: pl.Expr) -> pl.Expr:
    """The number, or nothing where it repeats the name: a word in its place would be a number that lines share."""
    parted = pl.col(name).str.replace_all(r"[^A-Za-z0-9]+", " ")
    masked = v.naming_masked(parted, hidden)
    return pl.when(masked.is_null() | (masked != v.MASKED)).then(pl.col(name)).alias(name)


SOURCE = Source(
    kind="grant",
    title="a list of grants paid out",
    is_national=True,
    contract=GRANT,
    fields=_FIELDS,
    required=(
        ("recipient_as_published", "_individual", "_individual_code"),
        ("amount_gbp", "_awarded", "disbursed_gbp"),
        ("fy", "awarded_on", "starts_on", "_year"),
        # what no list of payments has
        ("_awarded", "awarded_on"),
    ),
    money_column="amount_gbp",
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("ignored", "heading repeated", _is_heading),
        RowRule("ignored", "note without a grant", _is_note),
    ),
    tidy=_tidy,
    noted=("ends_on", "amount_gbp"),
    issues=(AMOUNT_MISSING, NO_YEAR, NOT_POUNDS, ENDS_FIRST),
    settings=("fy", "body_id"),
    is_distinct=True,
    is_told_by_headings=True,
    outweighs=("payments",),
    is_row_by_row=True,
)
