"""Lists of provision: who offers what, to whom, where, at what price and paid by whom, in the layout of docs/layouts.md.

Belongs here: headings, kinds of offers, levels, figures of a line that contradict each other, providers who are people. Does not belong
here: which line counts and in which areas it is (core.provision_line), or what overlaps (analysis/provision.py).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_provision import PRICE_BASES, PROVISION
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._cohorts import (
    AGES,
    AGES_REVERSED,
    AGES_UNREADABLE,
    COHORT,
    DAYS_REVERSED,
    GIVEN_AGES,
    GIVEN_PERIOD,
    NO_PERIOD,
    PERIOD,
    cohort_of,
    with_ages,
    with_period,
    words_of,
)
from totalplace.sources._plain import WITHHELD, one_of, reversed_days, without_working
from totalplace.sources._rows import all_null, is_heading_again, is_total_label, note, with_status

NO_PROVIDER = IssueType("no provider named", "error", "sender", "The line does not say who provides the service, so it is left out.")
NO_SERVICE = IssueType("service not named", "error", "sender", "The line says neither what is offered nor for whom, so it is left out.")
AGES_MISSING = IssueType(
    "age band not stated", "warning", "sender",
    "The line does not say for which ages the offer is. It counts among offers and pounds, but can neither overlap another nor meet a need. Send the youngest and the oldest age.",
)  # fmt: skip
PRICE_BASIS_UNKNOWN = IssueType("price basis not known", "warning", "sender", "'{value}' is none of: start, outcome, block. It was left blank; say what is paid for.")
LEVEL_UNREADABLE = IssueType("level not known", "note", "sender", "'{value}' names no one level from entry to 8. The line was kept without a level; send one line a level.")
BELOW_NOUGHT = IssueType("fewer people than none", "warning", "sender", "{value} is below nought and was left blank. Send how many people it was.")
MORE_HELD = IssueType("more hold the level than started", "warning", "sender", "{value}. The number who held it was left blank; correct one of the two.")
ADMINISTRATION_ABOVE = IssueType("administration above the amount", "warning", "sender", "{value}. The administration was left blank; correct one of the two.")
NOT_DEFINED = IssueType("administration not defined", "warning", "sender", "The line has £{value} of administration and does not say what that covers. It was kept; say what counts as administration.")

# Kinds of offers, as lists call them; the first that is found. What is none of them is compared by its own words.
KINDS = (
    ("mentoring", r"\bmentor\w*|\bbefriend\w*|\bkey ?work\w*|\bpersonal advis\w*|\bone to one support\b|\b1 ?(?:to|2) ?1\b"),
    ("careers advice", r"\bcareers?\b|\binformation advice and guidance\b|\biag\b|\bconnexions\b"),
    ("apprenticeships and traineeships", r"\bapprentice\w*|\btrainee\w*"),
    ("work experience", r"\bwork (?:experience|placements?|trials?|tasters?)\b|\bplacements?\b|\binternships?\b"),
    ("literacy, numeracy and English", r"\bliteracy\b|\bnumeracy\b|\bfunctional skills\b|\bbasic skills\b|\besol\b|\benglish and maths\b"),
    ("employability training", r"\bemployab\w*|\bpre employment\b|\bjob ?(?:search|club|readiness)\w*|\bentry to employment\b|\bwork readiness\b|\bready for work\b|\bpreparation for (?:work|employment)\b|\bcv\b"),
    ("vocational training", r"\bvocational\b|\bfoundation learning\b|\bconstruction\b|\bhospitality\b|\bhair(?:dressing)?\b|\bcatering course\b|\bmotor\b|\btrades?\b"),
    ("outreach", r"\boutreach\b|\bdetached\b|\bengagement\b|\bre ?engag\w*"),
    ("counselling and mental health", r"\bcounsel\w*|\bmental health\b|\bwell ?being\b|\btherap\w*"),
    ("housing support", r"\bhousing\b|\baccommodation\b|\bfoyer\b|\bhomeless\w*"),
    ("treatment", r"\btreatment\b|\brehab\w*|\bdetox\w*"),
)  # fmt: skip
_BASIS = one_of(PRICE_BASIS_UNKNOWN, (("start", r"\bstart\w*|\bper (?:learner|participant|head|person)\b|\bcommencement\b|\benrol\w*"), ("outcome", r"\boutcomes?\b|\bresults?\b|\bcompletion\w*|\bachievement\w*"), ("block", r"\bblock\b|\bgrant\b|\blump\b|\bfixed\b")))  # fmt: skip

_FIELDS = (
    Field("offer_reference", ("offer reference", "offer ref", "offer id", "contract reference", "contract number", "contract ref", "reference", "ref"), v.text),
    Field("provider_as_published", ("provider", "provider name", "name of provider", "service provider", "delivered by", "delivery organisation", "delivery partner", "training provider", "provider organisation"), v.text, is_personal=True),
    Field("service_as_published", ("service", "service offered", "offer", "what is offered", "provision", "programme", "project", "course", "activity", "type of provision", "service name", "programme name"), v.text),
    COHORT,
    *AGES,
    Field("eligibility_as_published", ("eligibility", "who is eligible", "eligible", "eligibility criteria", "who may take part", "referral criteria"), v.text),
    Field("level_as_published", ("level", "level of qualification", "qualification level", "nvq level"), v.text),
    Field("area_as_published", ("area served", "areas served", "area", "areas", "coverage", "geographic coverage", "geographical coverage", "district", "districts", "area code", "area codes", "area served code", "district code", "district codes", "ward", "wards", "ward code", "lad code", "local authority", "local authority code"), v.text),
    Field("places", ("places", "number of places", "capacity", "places available", "places at one time"), v.number),
    Field("starts", ("starts", "number of starts", "starters", "enrolments", "number of enrolments", "participants"), v.number),
    Field("completions", ("completions", "completers", "number of completions", "completed", "outcomes", "achievements"), v.number),
    Field("starts_at_level_held", ("starts at a level already held", "starts at level held", "starts at a level held already", "already at this level", "held the level already"), v.number),
    Field("price_basis", ("price basis", "basis of price", "payment basis", "what is paid for", "paid by", "basis of payment"), _BASIS),
    Field("price_gbp", ("price", "price gbp", "unit price", "unit price gbp", "unit cost", "unit cost gbp"), v.money),
    Field("_price_start", ("price per start", "price per start gbp", "price a start gbp", "cost per start gbp", "cost per start"), v.money),
    Field("_price_outcome", ("price per outcome", "price per outcome gbp", "price an outcome gbp", "cost per outcome gbp", "cost per outcome"), v.money),
    Field("funder_as_published", ("funder", "funded by", "funding body", "commissioner", "commissioned by", "funding organisation", "name of funder", "funder name"), v.text),
    Field("funder_code", ("funder code", "commissioner code", "funding body code"), v.text),
    Field("amount_gbp", ("amount", "amount gbp", "funding", "funding gbp", "value", "value gbp", "contract value", "contract value gbp", "annual value", "annual value gbp", "total funding", "total funding gbp", "spend", "spend gbp", "cost", "cost gbp", "budget gbp"), v.money, shape="money"),
    Field("administration_gbp", ("administration", "administration gbp", "of it administration", "of it administration gbp", "administration cost", "administration cost gbp", "admin", "admin gbp", "overheads gbp", "management and administration gbp"), v.money),
    Field("administration_definition", ("administration defined as", "administration covers", "administration is defined as", "definition of administration", "how administration is defined", "what counts as administration"), v.text),
    *PERIOD,
)  # fmt: skip
_LABELS = ("offer_reference", "provider_as_published", "service_as_published", "cohort_as_published", "funder_as_published", "area_as_published")
_FIGURES = ("places", "starts", "completions", "amount_gbp", "price_gbp", "administration_gbp")
_COUNTS = ("places", "starts", "completions", "starts_at_level_held")


def _is_total() -> pl.Expr:
    labelled = pl.any_horizontal(*(is_total_label(pl.col(name)) for name in _LABELS))
    alone = all_null(_LABELS) & pl.any_horizontal(*(pl.col(name).is_not_null() for name in _FIGURES))
    return labelled | alone


def _is_heading() -> pl.Expr:
    repeated = [is_heading_again(entry.column, entry.aliases) for entry in _FIELDS if entry.column in ("amount_gbp", "places", "starts")]
    return pl.any_horizontal(*repeated)


def _is_note() -> pl.Expr:
    filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in _LABELS))
    return all_null((*_FIGURES, "age_from", "age_to", "from_on")) & pl.col("_ages").is_null() & (filled <= 1)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = _providers(with_period(with_ages(frame)))
    frame = frame.with_columns(
        kind_of(pl.col("service_as_published")).alias("service"),
        pl.coalesce(cohort_of(pl.col("cohort_as_published")), _cohort_in(pl.col("service_as_published"))).alias("cohort"),
        _level(pl.col("level_as_published")).alias("level"),
        pl.when(pl.col("price_gbp").is_null() & pl.col("_price_start").is_not_null()).then(pl.lit(PRICE_BASES[0]))
        .when(pl.col("price_gbp").is_null() & pl.col("_price_outcome").is_not_null()).then(pl.lit(PRICE_BASES[1]))
        .otherwise(pl.col("price_basis")).alias("price_basis"),
        pl.coalesce("price_gbp", "_price_start", "_price_outcome").alias("price_gbp"),
    )  # fmt: skip
    for name in _COUNTS:
        frame = frame.with_columns(*note(name, BELOW_NOUGHT, pl.col(name) < 0, pl.col(name).cast(pl.String)))
        frame = frame.with_columns(pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name))
    held, starts = pl.col("starts_at_level_held"), pl.col("starts")
    amount, admin = pl.col("amount_gbp"), pl.col("administration_gbp")
    too_many = (held > starts).fill_null(False)
    too_much = ((admin > amount) | (admin < 0)).fill_null(False)
    spoken = pl.col("level_as_published").is_not_null() & pl.col("level").is_null()
    frame = frame.with_columns(
        *note("starts_at_level_held", MORE_HELD, too_many, held.cast(pl.String) + " held it of " + starts.cast(pl.String) + " starts"),
        *note("administration_gbp", ADMINISTRATION_ABOVE, too_much, pl.lit("Administration £") + admin.cast(pl.String) + " of £" + amount.cast(pl.String)),
        *note("administration_definition", NOT_DEFINED, admin.is_not_null() & ~too_much & pl.col("administration_definition").is_null(), admin.cast(pl.String)),
        *note("level_as_published", LEVEL_UNREADABLE, spoken, pl.col("level_as_published")),
        *note("age_to", AGES_MISSING, (pl.col("age_basis") == "not stated") & pl.col("age_from__problem").is_null(), pl.lit(None, pl.String)),
        *reversed_days("from_on", "to_on", "to_on", DAYS_REVERSED),
        pl.when(~too_many).then(held).alias("starts_at_level_held"),
        pl.when(~too_much).then(admin).alias("administration_gbp"),
    )
    frame = with_status(frame, "rejected", NO_PROVIDER.code, pl.col("provider_as_published").is_null())
    frame = with_status(frame, "rejected", NO_SERVICE.code, pl.coalesce("service", "cohort").is_null())
    frame = with_status(frame, "rejected", NO_PERIOD.code, pl.col("from_on").is_null())
    frame = with_status(frame, "rejected", DAYS_REVERSED.code, pl.col("to_on") < pl.col("from_on"))
    return without_working(frame)


def kind_of(expr: pl.Expr) -> pl.Expr:
    """The kind of offer that the words speak of, else the words themselves in small letters."""
    low = words_of(expr)
    said: pl.Expr = low
    for kind, pattern in reversed(KINDS):
        said = pl.when(low.str.contains(pattern)).then(pl.lit(kind)).otherwise(said)
    return said


def _cohort_in(service: pl.Expr) -> pl.Expr:
    """A cohort that the service itself names ("NEET mentoring"); a service that names none is for nobody in particular."""
    said = cohort_of(service)
    return pl.when(said != words_of(service)).then(said)


def _level(expr: pl.Expr) -> pl.Expr:
    """The one level that the words name; two levels are none."""
    low = expr.str.to_lowercase()
    digits = low.str.extract_all(r"\b(?:level|lvl|l|nvq|btec)?\s?[1-8]\b").list.eval(pl.element().str.extract(r"([1-8])")).list.unique()
    is_entry = low.str.contains(r"\bentry\b")
    is_none = low.str.contains(r"^(?:none|no|n/?a|not applicable|no qualification|non[- ]accredited|unaccredited|0|-)$")
    return (
        pl.when(is_none).then(pl.lit("none"))
        .when(is_entry & ~low.str.contains(r"\b(?:level|l) ?[1-8]\b.*\bentry\b|\bentry\b.*\b(?:to|and|/|-) ?(?:level |l)?[1-8]\b")).then(pl.lit("entry"))
        .when(~is_entry & (digits.list.len() == 1)).then(digits.list.first())
    )  # fmt: skip


def _providers(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Providers that look like people are withheld, by the rule for payees."""
    frame = frame.with_columns(v.payee(pl.col("provider_as_published")).alias("_payee"), pl.col("provider_as_published").alias("_named"))
    said = pl.col("_payee").struct.field
    private = said("is_private").fill_null(False)
    hidden = pl.when(private).then(pl.col("_named"))
    return frame.with_columns(
        private.alias("is_withheld"),
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(said("name")).alias("provider_as_published"),
        pl.when(~private).then(said("key")).alias("provider_key"),
        *(v.naming_masked(pl.col(name), hidden).alias(name) for name in ("service_as_published", "eligibility_as_published")),
    )


SOURCE = Source(
    kind="provision",
    title="a list of provision: who offers what, to whom and where",
    contract=PROVISION,
    fields=_FIELDS,
    required=(
        ("provider_as_published",),
        ("service_as_published", "cohort_as_published"),
        GIVEN_AGES,
        ("amount_gbp", "places", "starts"),
        GIVEN_PERIOD,
    ),
    money_column="amount_gbp",
    row_rules=(
        RowRule("ignored", "total line", _is_total),
        RowRule("ignored", "heading repeated", _is_heading),
        RowRule("ignored", "note without an offer", _is_note),
    ),
    tidy=_tidy,
    noted=("age_from", "age_to", "to_on", "administration_gbp", "administration_definition", "level_as_published", *_COUNTS),
    issues=(NO_PROVIDER, NO_SERVICE, AGES_MISSING, AGES_UNREADABLE, AGES_REVERSED, PRICE_BASIS_UNKNOWN, LEVEL_UNREADABLE, BELOW_NOUGHT, MORE_HELD, ADMINISTRATION_ABOVE, NOT_DEFINED, DAYS_REVERSED, NO_PERIOD),
    settings=("fy", "body_id"),
    is_distinct=True,
    outweighs=("payments", "grant", "contract"),
    is_row_by_row=True,
)  # fmt: skip
