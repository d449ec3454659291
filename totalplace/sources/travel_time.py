"""Travel times from small areas to buildings, a line a pair and mode of travel, in the layout of docs/layouts.md.

Belongs here: modes of travel and minutes of a line. Does not belong here: whether enough pairs are there for them to be used
(analysis/access.py), or which building a line names (core.asset_reference).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import TRAVEL_TIME
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Source
from totalplace.sources._codes import area_code, stems
from totalplace.sources._plain import BUILDING_FIELDS, IDENTITY, NO_BUILDING, names_a_building, one_of, with_own_ids
from totalplace.sources._rows import note, with_status

MODE_UNKNOWN = IssueType(
    "mode of travel not known",
    "error",
    "sender",
    "'{value}' is none of: public transport, walking, cycling, driving. The line is left out; say which it is.",
)
NO_MINUTES = IssueType(
    "no minutes given",
    "error",
    "sender",
    "The line gives no minutes, or fewer than none, so it is left out. For what is farther than was looked for, give the limit of the search.",
)
NO_AREA = IssueType("no small area given", "error", "sender", "The line does not say from which small area (LSOA) the way is, so it is left out. Give its code, E01 and six figures.")

_MODE = one_of(
    MODE_UNKNOWN,
    (
        ("public transport", r"\bpublic\b|\btransit\b|\bbus(?:es)?\b|\brail\b|\btram\b|^pt$"),
        ("walking", r"\bwalk(?:ing)?\b|\bfoot\b"),
        ("cycling", r"\bcycl(?:e|ing)\b|\bbike\b|\bbicycle\b"),
        ("driving", r"\bdriv(?:e|ing)\b|\bcar\b"),
    ),
)
_AREA = ("from lsoa", "from lsoa code", "from area", "from area code", "from", "origin", "origin lsoa", "origin lsoa code", "origin code", "lsoa", "lsoa code", "lsoa code 2011", "lsoa code 2021", *stems("lsoa"))

_FIELDS = (
    Field("lsoa_code", _AREA, area_code, shape="area code"),
    *BUILDING_FIELDS,
    Field("mode", ("mode", "mode of travel", "travel mode", "mode of transport"), _MODE),
    Field("minutes", ("minutes", "travel time", "travel time minutes", "travel minutes", "journey time", "journey time minutes", "time minutes"), v.number),
)  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    minutes, area = pl.col("minutes"), pl.col("lsoa_code")
    is_small_area = area.str.contains(r"^[EWSN]\d{8}$").fill_null(False)
    frame = with_own_ids(frame).with_columns(
        *note("minutes", NO_MINUTES, minutes.is_null() | (minutes < 0), minutes.cast(pl.String)),
        *note("lsoa_code", NO_AREA, ~is_small_area, area),
    )
    frame = with_status(frame, "rejected", NO_AREA.code, ~is_small_area)
    frame = with_status(frame, "rejected", MODE_UNKNOWN.code, pl.col("mode").is_null())
    return with_status(frame, "rejected", NO_MINUTES.code, pl.col("minutes").is_null() | (minutes < 0))


SOURCE = Source(
    kind="travel_time",
    lists_premises=True,
    title="a table of travel times",
    contract=TRAVEL_TIME,
    fields=_FIELDS,
    required=(("lsoa_code",), IDENTITY, ("mode",), ("minutes",)),
    row_rules=names_a_building("lsoa_code", "mode", "minutes"),
    tidy=_tidy,
    issues=(MODE_UNKNOWN, NO_MINUTES, NO_AREA, NO_BUILDING),
    settings=("body_id",),
    is_distinct=True,
)
