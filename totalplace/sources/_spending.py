"""What the plain layouts of returns of spending share: whose line, which year, what was spent and received, how it was put in the place.

Belongs here: fields and rules that NHS, police, fire and central returns have alike. Does not belong here: the lines of one kind
(its module), what they mean (reference_data/spend_line.csv), or which of them are counted (core).

The total that a return prints is kept as a line: it is what the lines are held against.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from totalplace import values as v
from totalplace.contracts._base import Contract
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Sample, Source
from totalplace.sources._plain import YEAR_UNREADABLE, financial_year, one_of, without_working
from totalplace.sources._rows import note, with_status

MEASURE_UNKNOWN = IssueType(
    "measure of the return not known",
    "error",
    "sender",
    "'{value}' is none of: outturn, budget, allocation, programme budget. The line is left out; say which it is.",
)
POPULATION_UNKNOWN = IssueType(
    "population not known",
    "warning",
    "sender",
    "'{value}' is neither registered nor resident. The line was kept with its population not stated.",
)
BASIS_UNKNOWN = IssueType(
    "basis of the spending not known",
    "error",
    "sender",
    "'{value}' is none of: measured, apportioned, modelled. The line is left out; say which it is.",
)
METHOD_MISSING = IssueType(
    "how it was apportioned is not stated",
    "warning",
    "sender",
    "The line is {value} and does not say how. Say by what: population, need index, incidents.",
)
AMOUNT_MISSING = IssueType("amount of a return missing", "error", "sender", "The line has no amount that can be read, so it is left out.")
LINE_MISSING = IssueType("line of the return not named", "error", "sender", "The line does not say what the money was spent on, so it is left out.")
YEAR_MISSING = IssueType("year of the return missing", "error", "sender", "The line does not say which financial year it is of, so it is left out.")
SHARE_UNREADABLE = IssueType(
    "share in the place unreadable",
    "error",
    "sender",
    "'{value}' is no share of the amount between nought and all of it, so the line is left out. Write it as 62.5%.",
)
NET_DIFFERS = IssueType(
    "net is not expenditure less income", "warning", "sender", "{value}. The net figure was taken as printed; correct one of the three."
)
UNIT_ASSUMED = IssueType(
    "unit of the amounts not stated",
    "note",
    "sender",
    "The heading does not say what the amounts are in. They were read as pounds; if they are in thousands, put £000 into the heading or state unit = \"thousand\" in a mapping.",
)
ISSUES = (MEASURE_UNKNOWN, POPULATION_UNKNOWN, BASIS_UNKNOWN, METHOD_MISSING, AMOUNT_MISSING, LINE_MISSING, YEAR_MISSING, SHARE_UNREADABLE, NET_DIFFERS, UNIT_ASSUMED, YEAR_UNREADABLE)
_MEASURE = one_of(
    MEASURE_UNKNOWN,
    (("programme budget", r"\bprogramme\b"), ("allocation", r"\balloc"), ("budget", r"\bbudget|\bplan|\bestimate"), ("outturn", r"\bout-?turn\b|\bactual|\bspen[dt]|\bexpenditure\b")),
)  # fmt: skip
_POPULATION = one_of(POPULATION_UNKNOWN, (("registered", r"\bregistered\b"), ("resident", r"\bresident"), ("not stated", r"^n/?a$|^not (?:stated|applicable)$")))
_BASIS = one_of(BASIS_UNKNOWN, (("modelled", r"\bmodel|\bestimate"), ("apportioned", r"\bapportion|\ballocated\b|\bshare\b"), ("measured", r"\bmeasured\b|\bactual|\bdirect\b|\bidentified\b")))

# What stands in each money column: its words in a heading, what of income is in it, and the measure that the heading says
_THOUSANDS = ("gbp000", "gbp 000", "gbp000s", "gbp k", "gbpk", "in thousands of pounds", "gbp thousand", "gbp thousands", "000")
_TOTAL = r"(?i)^(?:grand |overall )?totals?\b"
_WHOLE_TOTAL = r"(?i)^(?:grand |overall )?totals?(?: (?:net|gross|revenue|current|programme|programmes|budgets?|budgeting|of|the|return|all|operating|costs?|force|fire|service|services|police|spend|spending|expenditure|outturn|allocation|amount|own|population|for|in|place|and|lines))*\s?[:.]?$"
_PLANNED = r"(?i)\bestimates?\b|(?<!programme )\bbudget(?:s|ed)?\b|\bplanned\b|\bforecasts?\b"
_AGGREGATE = r"(?i)^(?:england|wales|england (?:and|&) wales|national|all)\b(?: (?:total|average|pcts?|icbs?|ccgs?|forces|authorities|trusts))*$|^(?:grand |sub-?)?totals?\b"
_CODED = r"(?i)^(?:pbc?\s*)?0*(?P<code>\d{1,2}[a-z]?)\s*(?:[:.)–-]\s*|\s+)(?P<name>[a-z].*)$"
_POUND = pl.lit("1.00").cast(v.MONEY)


@dataclass(frozen=True)
class Money:
    """A column of money: the working field, words of its heading, what it says of income, which measure it is by itself."""

    column: str
    words: tuple[str, ...]
    income_basis: str = "not stated"
    measure: str | None = None


EXPENDITURE = (
    Money("_net", ("net expenditure", "net spend", "net cost", "net outturn", "net revenue expenditure"), "net of fees and charges"),
    Money("_gross", ("gross expenditure", "gross spend", "gross cost", "gross outturn"), "gross of income"),
    Money("_outturn", ("outturn", "actual", "actual expenditure", "outturn expenditure", "actual spend"), measure="outturn"),
    Money("_plain", ("expenditure", "spend", "spending", "total expenditure", "amount", "cost", "total spend", "total cost")),
    Money("_budget", ("budget", "budgeted expenditure", "planned expenditure", "estimate"), measure="budget"),
)
_INCOME = Money("_income", ("income", "total income", "fees and charges", "less income", "income received", "earned income", "gross income", "external income"))


@dataclass(frozen=True)
class Layout:
    """What one kind of return has of its own."""

    kind: str
    title: str
    contract: Contract
    organisation: tuple[str, ...]
    line: tuple[str, ...]
    line_code: tuple[str, ...]
    measure: str
    money: tuple[Money, ...] = EXPENDITURE
    lineless: str = ""  # the money column that needs no line: it is one figure a body
    others: tuple[Field, ...] = ()
    objection: Callable[[Sample], str] | None = None
    has_population: bool = False
    issues: tuple[IssueType, ...] = field(default=())


def _money_fields(entry: Money) -> list[Field]:
    plain = tuple(f"{word}{end}" for word in entry.words for end in ("", " gbp", " in gbp"))
    thousands = tuple(f"{word} {end}" for word in entry.words for end in _THOUSANDS) + tuple(f"gbp000 {word}" for word in entry.words)
    return [
        Field(entry.column, plain, v.money, shape="money", is_told_by_heading=True),
        Field(f"{entry.column}_thousands", thousands, v.money_thousands, shape="money"),
    ]


def _fields(layout: Layout) -> tuple[Field, ...]:
    return (
        Field("organisation_as_published", (*layout.organisation, "organisation", "organisation name", "body", "body name", "public body"), v.text),
        Field("organisation_code", (*(f"{name} code" for name in layout.organisation), "organisation code", "body code", "ods code", "org code", "lgf code", "e code"), v.text),
        Field("fy", ("financial year", "year", "fy"), financial_year),
        Field("line_as_published", layout.line, v.text),
        Field("line_code", layout.line_code, v.text),
        Field("measure", ("measure", "kind of figure", "type of figure", "figure"), _MEASURE),
        Field("population", ("population", "population basis", "registered or resident"), _POPULATION),
        Field("_status", ("return status", "status of the return", "status"), v.text),
        Field("basis", ("basis", "basis of figure"), _BASIS),
        Field("basis_method", ("how apportioned", "apportioned by", "method", "basis method", "apportionment method", "how modelled"), v.text),
        Field("area_as_published", ("area", "local authority area", "district", "area code"), v.text),
        Field("_share", ("share in place", "share in the place", "share in place percent", "share in the place percent", "percent in place", "percent in the place", "percentage in the place"), v.text, is_told_by_heading=True),
        *layout.others,
        *(entry for money in (*layout.money, _INCOME) for entry in _money_fields(money)),
        *(Field(name, (), v.text) for name in ("paid_to_as_published", "paid_to_code", "received_from_as_published", "received_from_code", "return_status", "income_basis", "unit_as_published") if all(name != entry.column for entry in layout.others)),
        Field("income_gbp", (), v.money),
        Field("amount_gbp", (), v.money),
        Field("is_total", (), v.yes_no),
        Field("is_subtotal", (), v.yes_no),
    )  # fmt: skip


def make_source(layout: Layout) -> Source:
    """The kind of source that a layout is."""
    amounts = tuple(name for entry in layout.money for name in (entry.column, f"{entry.column}_thousands"))
    lines = ("line_as_published", "line_code", *((layout.lineless, f"{layout.lineless}_thousands") if layout.lineless else ()))
    return Source(
        kind=layout.kind,
        title=layout.title,
        is_national=True,
        contract=layout.contract,
        fields=_fields(layout),
        required=(lines, amounts),
        money_column="amount_gbp",
        row_rules=(
            RowRule("ignored", "total of several bodies", lambda: pl.col("organisation_as_published").str.strip_chars().str.contains(_AGGREGATE)),
            RowRule("ignored", "note without a figure", lambda: _is_note((*amounts, _INCOME.column, f"{_INCOME.column}_thousands"))),
        ),
        tidy=lambda frame: _tidy(frame, layout),
        noted=("amount_gbp", "basis", "basis_method", "unit_as_published", "line_as_published", "fy"),
        issues=ISSUES,
        settings=("fy", "body_id", "unit", "measure"),
        objection=lambda sample: _objection(sample, layout),
        is_distinct=True,
        outweighs=("payments",),
    )


def _is_note(amounts: Sequence[str]) -> pl.Expr:
    empty = pl.all_horizontal(*(pl.col(name).is_null() & pl.col(f"{name}__problem").is_null() for name in amounts))
    labels = ("organisation_as_published", "line_as_published", "line_code")
    return empty & (pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in labels)) <= 1)


def _objection(sample: Sample, layout: Layout) -> str:
    """What the amounts are in, and of which year, must be certain."""
    said = [] if layout.objection is None else [layout.objection(sample)]
    bare = [entry.column for entry in layout.money if entry.column in sample.values.columns]
    above = " ".join(cell for row in sample.above for cell in row).lower().replace(" ", "")
    if bare and any(word in above for word in ("£000", "£'000", "£thousand", "£k")):
        said.append('Its title says thousands of pounds, the headings of its amounts say nothing. State unit = "thousand" (or unit = "pounds") in the mapping.')
    is_said = "measure" in sample.values.columns or any(entry.measure and entry.column in name for entry in layout.money for name in sample.values.columns)
    if not is_said and re.search(_PLANNED, " ".join(cell for row in sample.above for cell in row)):
        said.append('Its title speaks of estimates or a budget, and no column says what the figures are. State measure = "budget" (or measure = "outturn") in the mapping.')
    if "fy" not in sample.values.columns:
        said.append("No column says which financial year its figures are of. State fy in the mapping.")
    return " ".join(filter(None, said))


def _of_share(amount: pl.Expr, millionths: pl.Expr) -> pl.Expr:
    """The part of an amount that lies in the place, to the penny, half a penny away from nought; all of it where no share is stated."""
    pence = (amount.abs() * 100).cast(pl.Int64)
    part = (pence * millionths + 500_000) // 1_000_000
    signed = pl.when(amount < 0).then(-part).otherwise(part)
    return pl.when(millionths.is_null()).then(amount).otherwise((signed.cast(v.MONEY) / 100).cast(v.MONEY))


def _millionths() -> pl.Expr:
    """The share that the line states of its amount: "62.5%", 0.625, or 62.5 under a heading that says per cent. Null: none, or no share."""
    cell = pl.col("_share").str.strip_chars()
    number = cell.str.extract(r"^(\d{1,3}(?:\.\d{1,6})?)\s*%?$").cast(pl.Float64, strict=False)
    is_percent = cell.str.ends_with("%") | pl.col("_share__heading").str.contains("percent").fill_null(False) | (number > 1)
    share = (pl.when(is_percent).then(number / 100).otherwise(number) * 1_000_000).round().cast(pl.Int64)
    return pl.when(share.is_between(1, 1_000_000)).then(share)


def _tidy(frame: pl.LazyFrame, layout: Layout) -> pl.LazyFrame:
    times = pl.when(pl.col("setting__unit").cast(pl.String) == "thousand").then(pl.lit("1000").cast(v.MONEY)).otherwise(_POUND)
    amount: pl.Expr = pl.lit(None, v.MONEY)
    basis: pl.Expr = pl.lit(None, pl.String)
    measure: pl.Expr = pl.lit(None, pl.String)
    thousands: pl.Expr = pl.lit(False)
    problem: list[pl.Expr] = []
    text: list[pl.Expr] = []
    bare: pl.Expr = pl.lit(False)
    for entry in reversed(layout.money):
        plain, thousand = pl.col(entry.column), pl.col(f"{entry.column}_thousands")
        # no heading says the unit of it, and nobody stated one
        unstated = pl.col("setting__unit").is_null() & ~pl.col(f"{entry.column}__heading").str.contains("gbp").fill_null(True)
        for column, value, is_thousands, is_bare in ((entry.column, (plain * times).cast(v.MONEY), False, unstated), (f"{entry.column}_thousands", thousand, True, pl.lit(False))):
            given = pl.col(column).is_not_null()
            amount = pl.when(given).then(value).otherwise(amount)
            basis = pl.when(given).then(pl.lit(entry.income_basis)).otherwise(basis)
            measure = pl.when(given).then(pl.lit(entry.measure, pl.String)).otherwise(measure)
            thousands = pl.when(given).then(pl.lit(is_thousands)).otherwise(thousands)
            bare = pl.when(given).then(is_bare).otherwise(bare)
            problem.append(pl.col(f"{column}__problem"))
            text.append(pl.col(f"{column}__text"))
    # accounts often print income in brackets: below nought beside what it is taken off, it is income all the same
    printed = pl.coalesce((pl.col("_income") * times).cast(v.MONEY), "_income_thousands")
    has_spending = pl.any_horizontal(*(pl.col(f"{entry.column}{tail}").is_not_null() for entry in layout.money for tail in ("", "_thousands")))
    income = pl.when(has_spending & (printed < 0)).then(-printed).otherwise(printed)
    code = pl.col("line_code").str.extract_groups(r"(?i)^(?:pbc?\s*)?0*(?P<code>\d{1,2}[a-z]?)$").struct.field("code")
    both = pl.col("line_as_published").str.extract_groups(_CODED)
    status = pl.col("_status").str.to_lowercase()
    frame = frame.with_columns(
        amount.alias("_amount"),
        basis.alias("_income_basis"),
        measure.alias("_measure"),
        thousands.alias("_is_thousands"),
        bare.alias("_is_bare"),
        income.alias("income_gbp"),
        pl.coalesce(code, pl.col("line_code"), both.struct.field("code")).str.to_uppercase().alias("_code"),
        pl.when(pl.col("line_code").is_null()).then(pl.coalesce(both.struct.field("name"), "line_as_published")).otherwise(pl.col("line_as_published")).alias("_name"),
        pl.coalesce(*problem).alias("amount_gbp__problem"),
        pl.coalesce(*text).alias("amount_gbp__text"),
    )  # fmt: skip
    # told once, of the amount: it is what is counted as unreadable
    frame = frame.drop([f"{name}{tail}__{what}" for name in (entry.column for entry in layout.money) for tail in ("", "_thousands") for what in ("problem", "text")])
    is_net_of = (pl.col("_income_basis") != "net of fees and charges") & pl.col("income_gbp").is_not_null()
    spent = pl.coalesce("_gross", "_gross_thousands", "_outturn", "_outturn_thousands", "_plain", "_plain_thousands")
    made = (spent - pl.col("income_gbp")).cast(v.MONEY)
    is_net = pl.col("_income_basis") == "net of fees and charges"
    off = is_net & ((made - pl.col("_amount")).cast(pl.Float64).abs() > pl.when(pl.col("_is_thousands")).then(1500.0).otherwise(1.5))
    shown = pl.lit("Expenditure less income is £") + made.cast(pl.String) + ", the net figure £" + pl.col("_amount").cast(pl.String)
    # of money received alone there is no expenditure: it is income, and negative
    value = pl.when(is_net_of).then(pl.col("_amount") - pl.col("income_gbp")).when(pl.col("_amount").is_null()).then(-pl.col("income_gbp")).otherwise(pl.col("_amount"))
    share = _millionths()
    whole = pl.lit("The share of £") + value.cast(v.MONEY).cast(pl.String) + " that the return states: " + pl.col("_share")
    label = pl.coalesce("_name", "_code").str.strip_chars()
    stated = pl.col("setting__fy").cast(pl.Int64, strict=False)
    said = pl.coalesce("measure", "_measure", pl.col("setting__measure").cast(pl.String), pl.lit(layout.measure))
    lineless: pl.Expr = pl.lit(False)
    if layout.lineless:
        given = pl.coalesce(layout.lineless, f"{layout.lineless}_thousands").is_not_null()
        lineless = pl.col("_name").is_null() & pl.col("_code").is_null() & given
    is_received = pl.coalesce("received_from_as_published", "received_from_code").is_not_null()
    frame = frame.with_columns(
        _of_share(value.cast(v.MONEY), share).alias("amount_gbp"),
        _of_share(pl.col("income_gbp"), share).alias("income_gbp"),
        pl.when(share.is_not_null()).then(pl.concat_str([whole, pl.col("basis_method")], separator="; ", ignore_nulls=True)).otherwise(pl.col("basis_method")).alias("basis_method"),
        (pl.col("_share").is_not_null() & share.is_null()).alias("_is_share_unread"),
        pl.when(is_net_of | pl.col("_amount").is_null()).then(pl.lit("net of fees and charges")).otherwise(pl.coalesce("_income_basis", pl.lit("not stated"))).alias("income_basis"),
        pl.when(pl.col("fy__problem").is_null()).then(pl.coalesce("fy", stated)).alias("fy"),
        said.alias("measure"),
        pl.coalesce("population", pl.lit("not stated" if layout.has_population else "not applicable")).alias("population"),
        pl.when(status.str.contains("provisional|draft")).then(pl.lit("provisional")).when(status.str.contains("certified|final|audited")).then(pl.lit("certified")).otherwise(pl.lit("not stated")).alias("return_status"),
        pl.when(pl.col("_is_thousands") | (pl.col("setting__unit").cast(pl.String) == "thousand").fill_null(False)).then(pl.lit("£ thousand")).otherwise(pl.lit("£")).alias("unit_as_published"),
        label.str.contains(_WHOLE_TOTAL).fill_null(False).alias("is_total"),
        (label.str.contains(_TOTAL) & ~label.str.contains(_WHOLE_TOTAL)).fill_null(False).alias("is_subtotal"),
        pl.when(lineless).then(pl.lit("Allocation"))
        .when(is_received & pl.col("_name").is_null() & pl.col("_code").is_null()).then(pl.lit("Received from other bodies"))
        .otherwise(pl.col("_name")).alias("line_as_published"),
        pl.when(label.str.contains(_TOTAL).fill_null(False)).then(None).otherwise(pl.col("_code")).alias("line_code"),
        pl.coalesce("basis", pl.when(share.is_not_null()).then(pl.lit("apportioned")), pl.lit("measured")).alias("basis"),
        *note("amount_gbp", NET_DIFFERS, off, shown),
        *note("basis", SHARE_UNREADABLE, pl.col("_share").is_not_null() & share.is_null(), pl.col("_share")),
        *note("unit_as_published", UNIT_ASSUMED, pl.col("_is_bare"), pl.lit(None, pl.String)),
        *note("basis_method", METHOD_MISSING, (pl.col("basis") != "measured") & pl.col("basis_method").is_null() & share.is_null(), pl.col("basis")),
    )  # fmt: skip
    frame = with_status(frame, "rejected", AMOUNT_MISSING.code, pl.col("amount_gbp").is_null())
    frame = with_status(frame, "rejected", MEASURE_UNKNOWN.code, pl.col("measure__problem").is_not_null())
    frame = with_status(frame, "rejected", BASIS_UNKNOWN.code, (pl.col("basis__problem") == BASIS_UNKNOWN.code))
    frame = with_status(frame, "rejected", SHARE_UNREADABLE.code, pl.col("_is_share_unread"))
    frame = with_status(frame, "rejected", LINE_MISSING.code, pl.col("line_as_published").is_null() & pl.col("line_code").is_null())
    frame = with_status(frame, "rejected", YEAR_MISSING.code, pl.col("fy").is_null())
    return without_working(frame)
