"""Contracts of outcomes: indicators as read, which way of each is better, whose area each figure is of, and spending beside them.

Belongs here: `staging`, `ref`, `core` and `mart` tables of indicators. Does not belong here: spending by theme (themes.py). No word here says
that spending brought an outcome about: figures stand beside each other.
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging import LINE, LINE_KEY
from totalplace.contracts.themes import THEMES

NATIONAL_INDICATORS, LOCAL_OUTCOMES, OTHER_LIST = "National Indicators 2008", "Local Outcomes Framework", "other list"
DIRECTIONS = ("higher", "lower", "neither")
PERIOD_KINDS = ("year", "several years", "quarter", "month", "day", "other")
MOVEMENTS = ("better", "worse", "as before", "neither better nor worse", "direction not known", "first of its series")
TARGETS = ("met", "not met", "not told")
LINE_STATUSES = ("loaded", "ignored", "held", "superseded")

_FIGURE = (
    Column("value", "number", "The figure", required=True),
    Column("unit", "text", "Its unit, in the publisher's words; percent for %"),
    Column("low", "number", "Lower limit of its interval, where the list gives one"),
    Column("high", "number", "Upper limit of it"),
    Column("interval_basis", "text", "What the interval is, in the publisher's words: 95 % confidence"),
    Column("numerator", "number", "What the figure counts, where stated"),
    Column("denominator", "number", "Of how many, where stated"),
    Column("target", "number", "What was aimed at in the period, where the list states it"),
)
_PERIOD = (
    Column("period_starts_on", "date", "First day of the period", required=True),
    Column("period_ends_on", "date", "Last day of it", required=True),
)

OUTCOME = Contract(
    table="staging.outcome",
    grain="line of a list of indicators: an indicator, an area and a period",
    question="What does each list of indicators say of each area?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("indicator_code", "text", "Its number: NI 117"),
        Column("indicator_as_published", "text", "Its name"),
        Column("framework", "text", "The set of indicators that it is of", required=True),
        Column("priority_outcome", "text", "The outcome of the Local Outcomes Framework that it stands under"),
        Column("theme_as_published", "text", "Theme, in the publisher's words"),
        Column("area_code", "text", "The area's code"),
        Column("area_as_published", "text", "The area's name"),
        Column("breakdown", "text", "Of whom the figure is: all, or a sex, an age, a cohort", required=True),
        *_PERIOD,
        *_FIGURE,
        Column("direction", "text", "Which way is better, where the list says so", values=DIRECTIONS),
        Column("lead_partner_as_published", "text", "Who leads on it, in the publisher's words"),
        Column("source_as_published", "text", "Where the publisher has it from"),
        Column("definition_as_published", "text", "Definition or version of the method that the figure goes by"),
        Column("is_break", "boolean", "The publisher says that it cannot be compared with those before"),
        Column("note_as_published", "text", "What the publisher notes of it"),
    ),
    rules=(
        Rule("a period does not end before it starts", "period_ends_on >= period_starts_on"),
        Rule("an indicator has a name or a number", "coalesce(indicator_code, indicator_as_published) is not null"),
    ),
)

INDICATOR = Contract(
    table="ref.indicator",
    grain="indicator and day from which a definition of it holds",
    question="Which way is better of each indicator that we know, of which theme is it, and since when is it counted as it is?",
    audience="public",
    primary_key=("indicator_id", "valid_from"),
    columns=(
        Column("indicator_id", "text", "Our short name of it"),
        Column("valid_from", "date", "First day of a period that goes by this definition; a later row of an indicator is a break: its series is not joined across it"),
        Column("framework", "text", "The set it is of", required=True),
        Column("code", "text", "Its number in the set"),
        Column("name", "text", "The indicator in words", required=True),
        Column("direction", "text", "Which way is better: higher, lower, or neither", required=True, values=DIRECTIONS),
        Column("direction_source", "text", "Who says which way is better", required=True),
        Column("theme", "text", "The theme that it is looked at beside", values=THEMES),
        Column("definition", "text", "What is counted from that day on", required=True),
        Column("source", "text", "Where that definition stands", required=True),
    ),
)

OUTCOME_LINE = Contract(
    table="core.outcome_line",
    grain="line of a list of indicators",
    question="Which indicator and which area of the place is each line about, and does it count?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("line_status", "text", "What became of it", required=True, values=LINE_STATUSES),
        Column("line_reason", "text", "Why it does not count"),
        Column("indicator_id", "text", "The indicator", required=True),
        Column("area_code", "text", "The area; empty if it is none of the place"),
        Column("body_id", "text", "The body by whose name or code the area is told"),
        Column("lead_body_id", "text", "The body of the place that leads on it"),
    ),
    rules=(Rule("what does not count has a reason", "(line_status = 'loaded') = (line_reason is null)"),),
)

MART_OUTCOME = Contract(
    table="mart.outcome",
    grain="indicator, area, part of its people and period",
    question="How do people in each area fare by each indicator, and how has that moved?",
    primary_key=("indicator_id", "area_code", "breakdown", "period_starts_on", "period_ends_on"),
    columns=(
        Column("indicator_id", "text", "Our id of it: that of ref.indicator, else made of the set and its number or name"),
        Column("framework", "text", "The set of indicators that it belongs to", required=True),
        Column("indicator_code", "text", "Its number in the set"),
        Column("indicator", "text", "Name of the indicator", required=True),
        Column("priority_outcome", "text", "The outcome of the Local Outcomes Framework that it stands under"),
        Column("area_code", "text", "Code of the area (GSS), as the list has it"),
        Column("area", "text", "Its name, in the publisher's words where no boundary names it", required=True),
        Column("area_body_id", "text", "The body whose own area it is", references="ref.body.body_id"),
        Column("breakdown", "text", "Of whom: all, or a sex, an age, a cohort"),
        Column("is_headline", "boolean", "It stands for the indicator: the figure of all people; where a list has none for the area, those of the parts that it has", required=True),
        *_PERIOD,
        Column("period_kind", "text", "How long it is; figures of different lengths are not compared", required=True, values=PERIOD_KINDS),
        Column("fy", "integer", "Financial year in which it ends: the year its April falls in", required=True),
        *_FIGURE,
        Column("target_status", "text", "Whether the target was met; not told where there is none or nobody says which way is better", required=True, values=TARGETS),
        Column("direction", "text", "Which way is better; empty if nobody says", values=DIRECTIONS),
        Column("direction_source", "text", "Who says so: the list, or ref.indicator with its source"),
        Column("lead_partner_as_published", "text", "Who leads on it, in the publisher's words"),
        Column("lead_body_id", "text", "The body of the place that leads on it", references="ref.body.body_id"),
        Column("theme", "text", "The theme that spending is put beside it by", values=THEMES),
        Column("definition", "text", "What is counted: the publisher's words, else those of ref.indicator"),
        Column("series_number", "integer", "Part of the series that the figure belongs to: a new one begins where the definition changes, and is never joined to the one before", required=True),
        Column("break_reason", "text", "Why a new part of the series begins with this figure; empty where none does"),
        Column("previous_ends_on", "date", "Last day of the period before it in the same part of the series"),
        Column("previous_value", "number", "The figure of that period; empty for the first of its part: no change is told across a break"),
        Column("change", "number", "By how much it moved, in its unit"),
        Column("change_is_beyond_intervals", "boolean", "The two intervals do not overlap; empty where one of them is not known"),
        Column("movement", "text", "Which way it moved, by the direction", required=True, values=MOVEMENTS),
        Column("source", "text", "Where the publisher has it from"),
        Column("note", "text", "What the publisher notes of it"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line or row", required=True),
    ),
    rules=(
        Rule("no change across a break", "break_reason is null or (previous_value is null and change is null)"),
        Rule("a change has a figure before it", "(change is null) = (previous_value is null)"),
        Rule("only the first of its series has nothing before it", "(movement = 'first of its series') = (previous_value is null)"),
    ),
)

OUTCOME_THEME = Contract(
    table="mart.outcome_theme",
    grain="theme, indicator of it, area and year",
    question="What is spent on a theme, and how do its indicators stand, year by year?",
    primary_key=("theme", "indicator_id", "area_code", "period_ends_on"),
    columns=(
        Column("theme", "text", "The theme. A pound may be in several themes: themes are never summed", values=THEMES),
        Column("indicator_id", "text", "The indicator, as in mart.outcome"),
        Column("area_code", "text", "Code of the area, as in mart.outcome"),
        Column("period_ends_on", "date", "Last day of the period that the figure is of: a year, or some months or a day of it"),
        Column("fy", "integer", "Financial year in which that lies: the spending is of the same", required=True),
        Column("indicator", "text", "Name of the indicator", required=True),
        Column("area", "text", "The area's name", required=True),
        Column("value", "number", "The figure, in its unit", required=True),
        Column("unit", "text", "Unit of the figure"),
        Column("low", "number", "Lower limit of its interval"),
        Column("high", "number", "Upper limit of its interval"),
        Column("change", "number", "By how much it moved since the year before in the same part of its series"),
        Column("movement", "text", "Which way, by the direction", required=True, values=MOVEMENTS),
        Column("series_number", "integer", "Part of the series; parts are not joined", required=True),
        Column("break_reason", "text", "Why a new part begins here"),
        Column("own_spend_gbp", "money", "Spent on the theme by bodies that serve this area, or parts of it, and no other; empty if none of them has a line of the theme in that year: not known is not nought"),
        Column("own_body_ids", "text", "Bodies of this area that spend on the theme, with semicolons"),
        Column("wider_spend_gbp", "money", "Spent on the theme by bodies that serve this area and others too, whole and not apportioned: never added to what is spent here"),
        Column("wider_body_ids", "text", "Bodies that go beyond the area and spend on the theme, with semicolons"),
        Column("own_prevent_gbp", "money", "Of the first what the lines tell is prevention"),
        Column("assumed_share_gbp", "money", "Of the first what rests on an assumed share of a wider line"),
    ),
)

ALL = (OUTCOME, INDICATOR, OUTCOME_LINE, MART_OUTCOME, OUTCOME_THEME)
