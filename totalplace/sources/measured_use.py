"""Measured use: room, desk and booking counts in the layout of docs/layouts.md.

Belongs here: what was counted of what there is, over which period, and what in that cannot be. Does not belong here: shares and
bands (analysis), or which building a line names (core.asset_reference).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import MEASURED_USE
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    FLOOR_UNIT_ASSUMED,
    IDENTITY,
    NO_BUILDING,
    PERIOD_REVERSED,
    floor_area,
    names_a_building,
    one_of,
    reversed_days,
    with_own_ids,
    without_working,
)
from totalplace.sources._rows import note, with_status

COUNTED_UNKNOWN = IssueType(
    "what was counted is not known",
    "error",
    "sender",
    "'{value}' is none of: hours in use, hours booked, desks in use, seats filled. The line is left out; say which it is.",
)
METHOD_UNKNOWN = IssueType(
    "method of counting not known",
    "warning",
    "sender",
    "'{value}' is none of: sensor, count, diary, booking system, survey. It was left blank; say how it was measured.",
)
UNIT_KIND_UNKNOWN = IssueType(
    "unit is neither room nor building",
    "error",
    "sender",
    "'{value}' is neither a room nor a building, so the line is left out. A wing, a floor or a desk area counts as a room.",
)
NOTHING_AVAILABLE = IssueType(
    "nothing available",
    "error",
    "sender",
    "There is no share of '{value}' available. The line is left out; give the hours, desks or seats there are, above nought.",
)
NOTHING_USED = IssueType(
    "no use given", "error", "sender", "Neither a mean nor a peak of what was in use is given, so the line is left out."
)
NEGATIVE_USE = IssueType(
    "use below nought", "error", "sender", "'{value}' cannot be in use: it is below nought. The line is left out; correct it."
)
MORE_HOURS = IssueType(
    "more hours in use than there are",
    "error",
    "sender",
    "{value}: a room cannot be in use for more hours than it is available. The line is left out; correct one of the two.",
)
PEAK_BELOW_MEAN = IssueType(
    "peak below the mean",
    "warning",
    "sender",
    "The peak {value} is below the mean, which cannot be. The peak was left blank; correct one of the two.",
)

_COUNTED = one_of(
    COUNTED_UNKNOWN,
    (
        ("hours booked", r"\bbook"),
        ("hours in use", r"^hours?\b|\bhours?(?: in use| used| occupied| of use)?$|\broom (?:use|occupancy)\b|\boccupied hours\b"),
        ("desks in use", r"\bdesks?\b|\bworkstations?\b|\bwork points?\b"),
        ("seats filled", r"\bseats?\b"),
    ),
)
_METHOD = one_of(
    METHOD_UNKNOWN,
    (
        ("booking system", r"\bbooking"),
        ("sensor", r"\bsensors?\b|\bpirs?\b|\bbadge|\bswipe|\bwi-?fi\b"),
        ("diary", r"\bdiar(?:y|ies)\b|\btimetable"),
        ("survey", r"\bsurvey"),
        ("count", r"count|\bobserv|\bwalk"),
    ),
)
_UNIT_KIND = one_of(
    UNIT_KIND_UNKNOWN,
    (
        ("building", r"^(?:whole )?(?:building|premises|property)$"),
        ("room", r"\brooms?\b|^(?:space|floor|wing|zone|hall|area|desk area|office area|suite|studio|clinic)$"),
    ),
)

_FIELDS = (
    *BUILDING_FIELDS,
    Field("_unit_kind", ("unit kind", "kind of unit", "unit type", "room or building", "level"), _UNIT_KIND),
    Field("unit_name_as_published", ("unit name", "room name", "room", "unit", "space name", "room number", "room no", "room or area", "floor or wing"), v.text),
    Field("unit_area_m2", ("unit area m2", "room area m2", "unit nia m2", "room size m2", "unit area nia m2"), v.area_m2, shape="area"),
    Field("_unit_square_feet", ("unit area sq ft", "room area sq ft", "unit area square feet", "room area square feet"), v.area_square_feet_as_m2, shape="area"),
    Field("_unit_area", ("unit area", "room area", "room size"), v.text),
    Field("counted", ("what was counted", "what is counted", "counted", "measure", "measure of use", "count of"), _COUNTED),
    Field("available", ("available", "hours desks or seats available", "number available", "quantity available", "total available"), v.number),
    Field("used_mean", ("used mean", "mean used", "used on average", "average used", "used average", "mean in use", "average in use"), v.number),
    Field("used_peak", ("used peak", "peak used", "used at peak", "peak in use", "maximum used", "used maximum"), v.number),
    Field(
        "rooms_in_building",
        ("rooms in building", "rooms in the building", "rooms or areas in building", "rooms or desk areas in the building", "number of rooms in building", "total rooms in building"),
        v.number,
    ),
    Field("from_on", ("period from", "from", "period start", "from date", "start of period", "counted from"), v.date, shape="date"),
    Field("to_on", ("period to", "to", "period end", "to date", "end of period", "counted to"), v.date, shape="date"),
    Field("method", ("method", "method of counting", "how counted", "how measured", "count method", "measured by"), _METHOD),
)  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = floor_area(with_own_ids(frame), "unit_area_m2", "_unit_area", "_unit_square_feet")
    has_name = pl.col("unit_name_as_published").is_not_null()
    is_open = pl.col("_unit_kind").is_null() & pl.col("_unit_kind__problem").is_null()
    frame = frame.with_columns(
        pl.when(is_open).then(pl.when(has_name).then(pl.lit("room")).otherwise(pl.lit("building"))).otherwise(pl.col("_unit_kind")).alias("unit_kind")
    )
    mean, peak, available = pl.col("used_mean"), pl.col("used_peak"), pl.col("available")
    lowest = pl.min_horizontal(mean, peak)
    is_hours = pl.col("counted") == "hours in use"
    too_many = is_hours & (pl.max_horizontal(mean, peak) > available)
    shown = pl.max_horizontal(mean, peak).cast(pl.String) + " in use of " + available.cast(pl.String)
    unread = pl.col("used_mean__problem").is_not_null() | pl.col("used_peak__problem").is_not_null()
    frame = frame.with_columns(
        *note("available", NOTHING_AVAILABLE, available <= 0, available.cast(pl.String)),
        *reversed_days("from_on", "to_on", "to_on", PERIOD_REVERSED),
    ).with_columns(
        *note("used_mean", NEGATIVE_USE, lowest < 0, lowest.cast(pl.String)),
        *note("used_peak", MORE_HOURS, too_many & (available > 0), shown),
    ).with_columns(
        *note("used_peak", PEAK_BELOW_MEAN, (peak < mean) & (lowest >= 0), peak.cast(pl.String)),
    )  # fmt: skip
    for column, issue in (("available", NOTHING_AVAILABLE), ("to_on", PERIOD_REVERSED), ("used_mean", NEGATIVE_USE), ("used_peak", MORE_HOURS)):
        frame = with_status(frame, "rejected", issue.code, pl.col(f"{column}__problem") == issue.code)
    frame = with_status(frame, "rejected", UNIT_KIND_UNKNOWN.code, pl.col("_unit_kind__problem").is_not_null())
    frame = with_status(frame, "rejected", NOTHING_USED.code, mean.is_null() & peak.is_null() & ~unread)
    frame = with_status(frame, "rejected", "the use cannot be read as a number", mean.is_null() & peak.is_null())
    is_low = pl.col("used_peak__problem") == PEAK_BELOW_MEAN.code
    return without_working(frame.with_columns(pl.when(~is_low.fill_null(False)).then(peak).alias("used_peak")))


SOURCE = Source(
    kind="measured_use",
    lists_premises=True,
    title="a return of measured use",
    contract=MEASURED_USE,
    fields=_FIELDS,
    required=(IDENTITY, ("counted",), ("available",), ("used_mean", "used_peak"), ("from_on",), ("to_on",)),
    row_rules=names_a_building("available", "used_mean", "used_peak", "counted"),
    noted=("unit_area_m2", "used_mean", "used_peak"),
    tidy=_tidy,
    issues=(COUNTED_UNKNOWN, METHOD_UNKNOWN, UNIT_KIND_UNKNOWN, NOTHING_AVAILABLE, NOTHING_USED, NEGATIVE_USE, MORE_HOURS, PEAK_BELOW_MEAN, NO_BUILDING, PERIOD_REVERSED, FLOOR_UNIT_ASSUMED),
    settings=("body_id",),
    is_distinct=True,
)  # fmt: skip
