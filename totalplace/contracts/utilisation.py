"""Contracts of utilisation: what each family of measures says (analysis), and what is read of it (mart).

Belongs here: the columns that all measures share, thresholds, the trusts' compliance, issues of impossible use. Does not belong
here: what was counted, as received (staging.py, staging_plain.py).
"""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.core import ISSUE
from totalplace.contracts.staging import LINE
from totalplace.contracts.staging_plain import COUNTED
from totalplace.contracts.staging_plain import UNIT_KINDS as MEASURED_KINDS

MEASURES = ("U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8")
UNIT_KINDS = ("room", "building", "site", "organisation")
BANDS = ("vacant", "under-used", "right-sized", "over-used", "unknown")
CLASSES = ("office", "clinical", "school", "community", "operational", "other")
_KEY = ("unit_kind", "unit_id", "measure", "period", "source_file_id", "source_part")

_UNIT = (
    Column("unit_kind", "text", "Whether a room, a building, a site or a whole organisation was measured", values=UNIT_KINDS),
    Column(
        "unit_id",
        "text",
        "Our id of the unit: of a building the asset id, of a room that and its name, of a school its URN, of a trust its code, of a "
        "site the trust's code and the site's",
    ),
    Column(
        "measure",
        "text",
        "U0 declared occupied or vacant, U1 and U2 floor area not empty and not under-used, U3 hours in use, U4 hours used of those booked, "
        "U5 desks in use, U6 pupils a place, U7 area that the people need of the area there is, U8 seat-hours in use",
        values=MEASURES,
    ),
    Column("period", "text", "Day, financial year or first/last day that it describes; 'not stated'"),
    Column("source_file_id", "text", "The file; where several make up the figure, the newest", references="ops.source_file.source_file_id"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The line (text) or row (sheet); empty where several make up the figure"),
    Column("unit_name", "text", "Name of the room, school, site or trust, as published"),
    Column(
        "asset_id",
        "text",
        "The asset that the unit is, or is in; empty for an organisation, whose figure is not one of any building",
        references="mart.estate.asset_id",
    ),
    Column("body_id", "text", "The body whose figure it is", references="ref.body.body_id"),
    Column("period_from_on", "date", "First day of the period, where it has one"),
    Column("period_to_on", "date", "Last day of the period, or the day it describes"),
    Column("value", "number", "The raw figure, as published"),
    Column("value_unit", "text", "Unit of the raw figure"),
    Column("numerator", "number", "What is in use, in the unit of the denominator"),
    Column("denominator", "number", "What there is to be used: hours, desks, places, square metres"),
    Column("denominator_basis", "text", "What the denominator counts, in words"),
    Column("utilisation_share", "number", "In use of what there is, on average; higher is fuller, and it may exceed 1"),
    Column(
        "peak_share",
        "number",
        "The same at the fullest time; of a building made up from rooms the peaks of its rooms added in full, so at most that",
    ),
)
_SPARE = (
    Column("spare_m2", "number", "Area that could be given up, only where the measure supports it; never added up over measures"),
    Column("spare_basis", "text", "Gross (GIA) or net (NIA) internal area", values=("GIA", "NIA")),
    Column("spare_method", "text", "How the spare area was worked out"),
)
_PLACES = (
    Column("unfilled_places", "integer", "Of a school: places without a pupil; not netted against pupils over capacity"),
    Column("overfilled_places", "integer", "Of a school: pupils over capacity; not netted against unfilled places"),
    Column("unit_count", "integer", "Rooms, lines or returns that the figure is made of", required=True),
)
_RULES = (
    Rule("a share is not below nought", "coalesce(utilisation_share, 0) >= 0 and coalesce(peak_share, 0) >= 0"),
    Rule("spare area is not below nought", "spare_m2 >= 0"),
    Rule("spare area has a basis and a method", "spare_m2 is null or (spare_basis is not null and spare_method is not null)"),
    Rule("a figure of an organisation belongs to no building", "unit_kind <> 'organisation' or asset_id is null"),
)
_NOT_BOTH = Rule("places are not unfilled and over-filled at once", "unfilled_places = 0 or overfilled_places = 0")


def _family(name: str, grain: str, question: str, *more: Column) -> Contract:
    """The table of one family of measures."""
    return Contract(
        table=f"analysis.utilisation_{name}",
        grain=grain,
        question=question,
        primary_key=_KEY,
        columns=(
            *_UNIT,
            Column("no_band_reason", "text", "Why it gets no band, or has no value, whatever its share"),
            *_SPARE,
            *_PLACES,
            *more,
        ),
        rules=(*_RULES, _NOT_BOTH),
    )


DECLARED = _family("declared", "asset and register that says it is occupied or vacant", "Which assets does their body declare occupied or vacant?")
ESTATES_RETURN = _family(
    "estates_return",
    "trust or site, measure and year",
    "How much of the NHS's floor area is empty or under-used?",
    Column("is_impossible", "boolean", "Its figures cannot be parts of one whole", required=True),
)
MEASURED = _family("measured", "room or building, measure and period", "How much of rooms, desks and bookings is in use?")
SCHOOL = _family("school", "school and list", "How many of each school's places have a pupil?")
STANDARD = _family("standard", "building whose people a return states", "How much of the area there is do the people in it need by the standard?")

MEASURED_UNIT = Contract(
    table="analysis.measured_unit",
    grain="room or building, what was counted, and period",
    question="What was counted of each room and building, each once?",
    primary_key=("asset_id", "unit_kind", "unit_key", "counted", "from_on", "to_on", "source_file_id", "source_part"),
    columns=(
        Column("asset_id", "text", "The asset"),
        Column("unit_kind", "text", "What was measured", values=MEASURED_KINDS),
        Column("unit_key", "text", "Name of the room in small letters; empty text for the building as a whole"),
        Column("counted", "text", "What was counted", values=COUNTED),
        Column("from_on", "date", "First day of the period"),
        Column("to_on", "date", "Last day of the period"),
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "Its first line", required=True),
        Column("body_id", "text", "The body whose return it is"),
        Column("unit_name", "text", "Name of the room, as published"),
        Column("line_count", "integer", "Lines about it", required=True),
        Column("is_contradicted", "boolean", "Its lines state different figures: none of them is used", required=True),
        Column("unit_area_m2", "number", "Net internal area"),
        Column("available", "number", "What there is; empty where contradicted"),
        Column("used_mean", "number", "In use on average"),
        Column("used_peak", "number", "In use at the fullest time"),
        Column("rooms_in_building", "number", "Rooms (of desks: areas with desks) that the return says there are in the building"),
    ),
)

THRESHOLD = Contract(
    table="analysis.utilisation_threshold",
    grain="measure and class of building that has bands",
    question="From which share on is a building of each class under-used or over-used?",
    primary_key=("measure", "building_class"),
    columns=(
        Column("measure", "text", "The measure", values=MEASURES),
        Column("building_class", "text", "Class of building", values=CLASSES),
        Column("under_share", "number", "Under-used below it"),
        Column("over_share", "number", "Over-used above it"),
        Column("under_peak_share", "number", "Not under-used if the peak reaches it, whatever the mean"),
        Column("over_peak_share", "number", "Over-used if the peak is above it"),
    ),
)

ISSUES = Contract(
    table="analysis.utilisation_issue",
    grain="thing found when figures of use were put together",
    question="Which figures of use cannot be, or contradict each other?",
    columns=ISSUE.columns,
)

_BAND = (
    Column("building_class", "text", "Class of building whose thresholds were used", values=CLASSES),
    Column("band", "text", "How well it is used, by the thresholds of ref.assumption", required=True, values=BANDS),
    Column("reason", "text", "Why there is no band or no value, in plain words"),
)
_IMPLAUSIBLE = Column(
    "is_implausible",
    "boolean",
    "The figure cannot be true (parts beyond their whole, many times full, nobody where somebody must be): it is shown here and nothing "
    "follows from it, so mart.utilisation_latest does not take it",
    required=True,
)
_BAND_RULE = Rule("what has no band says why", "band <> 'unknown' or reason is not null")

UTILISATION = Contract(
    table="mart.utilisation",
    grain="unit, measure, period and source",
    question="How well is each room, building, site and estate used, by every measure there is?",
    primary_key=_KEY,
    columns=(*_UNIT, _IMPLAUSIBLE, *_BAND, *_SPARE, *_PLACES),
    rules=(
        *_RULES,
        _NOT_BOTH,
        _BAND_RULE,
        Rule("what is implausible has no band and no spare area", "not is_implausible or (band = 'unknown' and spare_m2 is null)"),
    ),
)

LATEST = Contract(
    table="mart.utilisation_latest",
    grain="asset of the estate",
    question="How well is each asset used, by its one best and newest measure?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "The asset", references="mart.estate.asset_id"),
        Column("body_id", "text", "The body that manages it", required=True, references="ref.body.body_id"),
        Column(
            "is_known",
            "boolean",
            "A measure says how well it is used; being declared occupied alone does not",
            required=True,
        ),
        Column("measure", "text", "The one measure, the first there is of U0 (vacant), U1, U5, U8, U3, U7, U6; of what is not known that of which the reason speaks", values=MEASURES),
        Column("unit_kind", "text", "Whether a building or a site was measured", values=("building", "site")),
        Column("unit_id", "text", "Our id of that unit in mart.utilisation"),
        Column("period", "text", "Day, financial year or first/last day that it describes"),
        Column("period_to_on", "date", "Last day of the period, or the day it describes"),
        Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file"),
        Column("value", "number", "The raw figure, as published"),
        Column("value_unit", "text", "Unit of the raw figure"),
        Column("numerator", "number", "What is in use, in the unit of the denominator"),
        Column("denominator", "number", "What there is to be used: hours, desks, places, square metres"),
        Column("utilisation_share", "number", "In use of what there is; empty where it is only declared occupied"),
        Column("peak_share", "number", "The same at the fullest time"),
        *_BAND,
        *_SPARE,
        Column("contradiction", "text", "Where it is declared vacant on one day and measured in use on a later one: both; the measure is shown"),
    ),
    rules=(
        _BAND_RULE,
        Rule("spare area is not below nought", "spare_m2 >= 0"),
        Rule("what is not known has no band and no spare area", "is_known or (band = 'unknown' and spare_m2 is null)"),
    ),
)

VERDICTS = ("met", "not met", "not known", "not applicable")

CARTER = Contract(
    table="mart.carter_compliance",
    grain="trust and financial year of its estates return",
    question="Does each trust keep to Lord Carter's limits of non-clinical and unused space?",
    primary_key=("organisation_code", "fy"),
    columns=(
        Column("organisation_code", "text", "ODS code of the trust"),
        Column("fy", "integer", "Financial year of the return: the year its April falls in"),
        Column("body_id", "text", "The trust, as in ref.body", required=True, references="ref.body.body_id"),
        *LINE[:3],
        Column("organisation_type", "text", "Acute, community, mental health …, in the return's words; the limits were set for acute trusts"),
        Column("occupied_floor_area_m2", "number", "Occupied floor area, square metres"),
        Column("non_clinical_share", "number", "Non-clinical space of the occupied floor area; not utilisation"),
        Column("non_clinical_limit_share", "number", "Lord Carter's limit: at most this share", required=True),
        Column("non_clinical_verdict", "text", "Whether the trust keeps to that limit", required=True, values=VERDICTS),
        Column("empty_share", "number", "Empty space of the denominator that the return states"),
        Column("under_used_share", "number", "Under-used space of the same"),
        Column("unused_share", "number", "Empty and under-used space together, or un-utilised space where the return does not part them"),
        Column("unused_basis", "text", "Which of the two kinds of unused space it is, and what it is a share of"),
        Column("unused_limit_share", "number", "Lord Carter's limit: at most this share", required=True),
        Column("unused_verdict", "text", "Whether the trust keeps to that limit", required=True, values=VERDICTS),
        Column("reason", "text", "Why a verdict is not known, or the limits do not apply"),
    ),
    rules=(Rule("what has no verdict says why", "(non_clinical_verdict in ('met', 'not met') and unused_verdict in ('met', 'not met')) or reason is not null"),),
)

ALL = (DECLARED, ESTATES_RETURN, MEASURED_UNIT, MEASURED, SCHOOL, STANDARD, THRESHOLD, ISSUES, UTILISATION, LATEST, CARTER)

