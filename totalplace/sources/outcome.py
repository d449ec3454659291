"""Indicators of how people in an area are doing: a line an indicator, area and period, in the layouts of docs/layouts.md.

Belongs here: headings of the Local Outcomes Framework, of the National Indicators of 2008 (NI 117) and of any plain list of indicators;
periods, intervals and units. Does not belong here: whether an area is of the place (core.outcome_line), which way is better where no list
says so (ref.indicator), or change (mart.outcome).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.outcomes import LOCAL_OUTCOMES, NATIONAL_INDICATORS, OTHER_LIST, OUTCOME
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._codes import stems
from totalplace.sources._plain import one_of, without_people, without_working
from totalplace.sources._rows import all_null, is_total_label, note, with_status
from totalplace.values.periods import PERIOD_UNREADABLE, period

NO_INDICATOR = IssueType("no indicator named", "error", "sender", "The line names no indicator, so it is left out. Give its name or its number.")
NO_AREA = IssueType("no area of an indicator", "error", "sender", "The line does not say which area the figure is of, so it is left out. Give the area's code or its name.")
NO_PERIOD = IssueType("no period of an indicator", "error", "sender", "The line does not say which period the figure is of, so it is left out. Give a year such as 2024-25, a month, a quarter or a day.")
FIGURE_UNREADABLE = IssueType("figure of an indicator unreadable", "error", "sender", "'{value}' cannot be read as a figure, so the line is left out. Send it as digits, such as 6.4 or 6.4%.")
LIMITS_REVERSED = IssueType("interval does not hold its figure", "warning", "sender", "The interval {value}, so it is left out. Correct the limits.")
DIRECTION_UNKNOWN = IssueType("direction of an indicator not known", "warning", "sender", "'{value}' does not say which way is better: higher, lower or neither. It is left blank.")

# what publishers write where they hold a figure back or have none; such a line is counted and passed over
_HELD_BACK = r"(?i)^(?:\[?[cxzuw:]\]?|\*+|\.{2,}|suppressed|supp|n/a|not available|not applicable|low|none)$"
_FIGURE = r"^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$"
_CODED = r"(?i)^(?P<code>ni\s*0*\d{1,3}[a-z]?|lof\s*[\w.]+)\s*[-–:.)]*\s*(?P<name>.*)$"
_WHOLE = r"(?i)^(?:all|all ages|all people|persons?|total|both|all sexes|not applicable|everyone|all usual residents)$"

_DIRECTION = one_of(
    DIRECTION_UNKNOWN,
    (
        ("neither", r"neither|no direction|not applicable|no judg|contextual?|^neutral$"),
        ("lower", r"\blow(?:er|est)?\b|\bdown(?:ward)?s?\b|decreas|smaller|fewer|less|reduc|minimi"),
        ("higher", r"\bhigh(?:er|est)?\b|\bup(?:ward)?s?\b|increas|bigger|larger|more|maximi"),
    ),
)

_FIELDS = (
    Field("indicator_code", ("indicator code", "indicator number", "indicator no", "ni code", "ni", "ni ref", "national indicator number", "indicator id", "indicator ref", "indicator reference", "metric id", "metric code", "metric reference", "measure id"), v.text, is_told_by_heading=True),
    Field("indicator_as_published", ("indicator", "indicator name", "indicator title", "indicator description", "national indicator", "national indicator name", "ni description", "ni title", "metric", "metric name", "metric title", "outcome metric", "performance indicator"), v.text),
    Field("_framework", ("framework", "outcomes framework", "indicator set", "framework name"), v.text),
    Field("priority_outcome", ("priority outcome", "priority", "outcome", "outcome area", "outcome theme"), v.text),
    Field("theme_as_published", ("theme", "subject"), v.text),
    Field("area_code", ("area code", "gss code", "ons code", "la code", "local authority code", "authority code", "ecode", "geography code", "new la code", *stems("lad", "utla", "ctyua", "cty")), v.text),
    Field("area_as_published", ("area name", "area", "local authority", "local authority name", "local authority area", "la name", "la", "council", "authority", "authority name", "geography name", "geography", "place", "partnership area"), v.text),
    Field("_sex", ("sex", "gender"), v.text),
    Field("_age", ("age", "age group", "age band", "ages"), v.text),
    Field("_cohort", ("breakdown", "cohort", "group", "category", "characteristic", "subgroup"), v.text),
    Field("_period", ("period", "time period", "reporting period", "year", "financial year", "time", "reporting year", "date", "data period", "period covered"), period, is_told_by_heading=True),
    Field("_value", ("value", "figure", "result", "actual", "performance", "indicator value", "metric value", "data value", "rate", "percentage", "percent"), v.text, is_told_by_heading=True),
    Field("value", (), v.number),
    Field("_unit", ("unit", "units", "unit of measure", "measure unit", "measurement unit", "value type", "value unit", "unit type"), v.text),
    Field("_low", ("lower limit", "lower", "low", "lower ci", "lower ci limit", "lower ci 95 0 limit", "lower ci 95 limit", "lower confidence limit", "lower confidence interval", "lower 95 confidence limit", "ci lower", "confidence interval lower"), v.text),
    Field("_high", ("upper limit", "upper", "high", "upper ci", "upper ci limit", "upper ci 95 0 limit", "upper ci 95 limit", "upper confidence limit", "upper confidence interval", "upper 95 confidence limit", "ci upper", "confidence interval upper"), v.text),
    Field("interval_basis", ("interval", "interval basis", "confidence", "confidence level"), v.text),
    Field("numerator", ("numerator", "count"), v.number),
    Field("denominator", ("denominator",), v.number),
    Field("_target", ("target", "target value", "laa target", "ambition", "trajectory", "goal"), v.text),
    Field("direction", ("direction", "polarity", "good is", "good to be", "good performance", "good performance is", "better is", "direction of improvement", "desired direction", "which way is better"), _DIRECTION),
    Field("lead_partner_as_published", ("lead partner", "lead", "lead organisation", "lead agency", "lead body", "accountable partner", "responsible partner"), v.text),
    Field("source_as_published", ("source", "data source", "source of data", "data provider"), v.text),
    Field("definition_as_published", ("definition", "definition version", "methodology", "method", "methodology version", "version of definition"), v.text),
    Field("is_break", ("break in series", "series break", "break", "new definition"), v.yes_no),
    Field("note_as_published", ("note", "notes", "comment", "comments", "value note", "caveat", "caveats"), v.text),
)  # fmt: skip
_NAMED = ("indicator_code", "indicator_as_published")
_FIGURES = ("_value", "_low", "_high", "_target")


def _is_note() -> pl.Expr:
    labels = (*_NAMED, "area_code", "area_as_published")
    filled = pl.sum_horizontal(*(pl.col(name).is_not_null().cast(pl.UInt8) for name in labels))
    return all_null(("_value", "_period")) & (filled <= 1)


def _bare(name: str) -> pl.Expr:
    """A figure's cell without its percent sign and the marks that publishers add (b: break, e: estimated, p: provisional)."""
    return pl.col(name).str.replace_all(r"(?i)\s*(?:\[[bepr]\]|%|percent|per cent)\s*", "").str.strip_chars()


def _number(name: str) -> pl.Expr:
    cell = _bare(name)
    return pl.when(cell.str.contains(_FIGURE)).then(cell.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False))


def _indicator(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Number and name, where a list has both in one cell; and which framework it is of."""
    both = pl.col("indicator_as_published").str.extract_groups(_CODED)
    bare = pl.col("indicator_code").str.extract_groups(r"(?i)^(?:ni\s*)?0*(?P<number>\d{1,3})$").struct.field("number")
    said = pl.col("_framework").str.to_lowercase()
    is_headed = pl.col("indicator_code__heading").str.contains(r"^(?:ni|national)\b").fill_null(False)
    is_old = is_headed | said.str.contains(r"national indicator|\bnis\b").fill_null(False) | pl.col("indicator_code").str.contains(r"(?i)^ni\s*\d").fill_null(False)
    frame = frame.with_columns(
        pl.coalesce(pl.when(is_old).then(pl.lit("NI ") + bare), "indicator_code", both.struct.field("code")).str.to_uppercase().alias("indicator_code"),
        pl.when(both.struct.field("name") != "").then(both.struct.field("name")).otherwise(pl.col("indicator_as_published")).alias("indicator_as_published"),
    )
    code = pl.col("indicator_code").str.replace(r"^NI\s*0*(\d+)$", "NI $1")
    is_today = said.str.contains(r"outcomes framework|\blof\b|\blgof\b").fill_null(False) | (pl.col("_framework").is_null() & pl.col("priority_outcome").is_not_null())
    return frame.with_columns(
        code.alias("indicator_code"),
        pl.when(code.str.contains(r"^NI \d").fill_null(False)).then(pl.lit(NATIONAL_INDICATORS)).when(is_today).then(pl.lit(LOCAL_OUTCOMES)).otherwise(pl.coalesce("_framework", pl.lit(OTHER_LIST))).alias("framework"),
    )  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = _indicator(frame)
    parts = [pl.when(~pl.col(name).str.contains(_WHOLE)).then(pl.col(name)) for name in ("_sex", "_age", "_cohort")]
    is_percent = pl.col("_value").str.contains(r"(?i)%|per ?cent").fill_null(False) | pl.col("_value__heading").str.contains("percent").fill_null(False)
    is_financial = pl.col("_period__heading").str.contains("financial").fill_null(False)
    year = pl.col("_period").str.extract(r"^(\d{4})-01-01/(\d{4})-12-31$").cast(pl.Int64, strict=False)
    is_one_year = year.is_not_null() & (pl.col("_period").str.slice(0, 4) == pl.col("_period").str.slice(11, 4))
    # under "Financial year" a year alone is the one its April falls in
    span = pl.when(is_financial & is_one_year).then(year.cast(pl.String) + "-04-01/" + (year + 1).cast(pl.String) + "-03-31").otherwise(pl.col("_period"))
    low, high, value = _number("_low"), _number("_high"), _number("_value")
    is_odd = ((low > high) | (value < low) | (value > high)).fill_null(False)
    shown = pl.concat_str([pl.lit("runs from "), pl.col("_low"), pl.lit(" to "), pl.col("_high"), pl.lit(" and the figure is "), pl.col("_value")])
    is_held_back = _bare("_value").str.contains(_HELD_BACK).fill_null(False) | pl.col("_value").is_null()
    frame = frame.with_columns(
        value.alias("value"),
        pl.when(~is_odd).then(low).alias("low"),
        pl.when(~is_odd).then(high).alias("high"),
        _number("_target").alias("target"),
        pl.coalesce(pl.when(pl.col("_unit").str.contains(r"(?i)^(?:%|per ?cent(?:age)?|proportion - %)$")).then(pl.lit("percent")), "_unit", pl.when(is_percent).then(pl.lit("percent"))).alias("unit"),
        pl.concat_str(parts, separator=", ", ignore_nulls=True).alias("breakdown"),
        span.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).alias("period_starts_on"),
        span.str.slice(11, 10).str.to_date("%Y-%m-%d", strict=False).alias("period_ends_on"),
        is_held_back.alias("_is_held_back"),
        without_people("lead_partner_as_published"),
        *note("value", FIGURE_UNREADABLE, value.is_null() & ~is_held_back, pl.col("_value")),
    )
    frame = frame.with_columns(
        pl.when(pl.col("breakdown") != "").then(pl.col("breakdown")).otherwise(pl.lit("all")).alias("breakdown"),
        *note("value", LIMITS_REVERSED, is_odd & pl.col("value").is_not_null(), shown),
    )
    frame = with_status(frame, "rejected", NO_INDICATOR.code, all_null(_NAMED))
    frame = with_status(frame, "rejected", NO_AREA.code, all_null(("area_code", "area_as_published")))
    frame = with_status(frame, "rejected", PERIOD_UNREADABLE.code, pl.col("_period__problem").is_not_null())
    frame = with_status(frame, "rejected", NO_PERIOD.code, pl.col("period_ends_on").is_null())
    frame = with_status(frame, "ignored", "no figure published", pl.col("_is_held_back"))
    frame = with_status(frame, "rejected", FIGURE_UNREADABLE.code, pl.col("value").is_null())
    return without_working(frame.drop("indicator_code__heading"))


SOURCE = Source(
    kind="outcome",
    title="a list of indicators by area and period",
    is_national=True,
    contract=OUTCOME,
    fields=_FIELDS,
    required=(_NAMED, ("area_code", "area_as_published"), ("_period",), ("_value",)),
    row_rules=(
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("indicator_as_published")) | (is_total_label(pl.col("area_as_published")) & pl.col("area_code").is_null())),
        RowRule("ignored", "note without a figure", _is_note),
    ),
    tidy=_tidy,
    noted=("value",),
    issues=(NO_INDICATOR, NO_AREA, NO_PERIOD, FIGURE_UNREADABLE, LIMITS_REVERSED, DIRECTION_UNKNOWN, PERIOD_UNREADABLE),
    is_distinct=True,
    outweighs=("area_statistic",),
)
