"""Contracts of what a plan for one estate means for the people who use it: who gets farther away.

Belongs here: mart.access_change and mart.estate_equality. Does not belong here: the plan itself (plan.py).
"""

from totalplace.analysis.access import ANY_SERVICE, BASES, GROUPS, MODES, UNITS
from totalplace.contracts._base import Column, Contract, Rule

_FARTHER = (
    Column("residents_farther_low", "number", "The same if ways were shorter than estimated by access_detour_doubt_share of ref.assumption; with travel times supplied, the same"),
    Column("residents_farther_high", "number", "The same if ways were longer by as much"),
)

CHANGE = Contract(
    table="mart.access_change",
    grain="option, service, district and group of residents; and small area (LSOA) whose residents get farther, for all residents",
    question="Who gets farther away from which service by each plan for one estate?",
    primary_key=("option_id", "service", "area_code", "group"),
    columns=(
        Column("option_id", "text", "The option", references="mart.estate_option.option_id"),
        Column("service", "text", f"The use in the words of ref.function, where the option changes where it is offered; '{ANY_SERVICE}': one of them at least"),
        Column("area_code", "text", "Code of the district, or of the small area (LSOA)"),
        Column("group", "text", "Group of residents; fifths are of the nation's small areas by the index of deprivation", values=GROUPS),
        Column("area_type", "text", "Whether the area is a district or a small area (LSOA)", required=True, values=("district", "lsoa")),
        Column("unit", "text", "Whether persons or households are counted", required=True, values=UNITS),
        Column("residents", "number", "People of the group, or households, in the area; empty if no figure of the group has been received: not known is not nought"),
        Column("residents_farther", "number", "Of them those whose nearest place of the service gets farther by more than access_farther_m of ref.assumption, or access_farther_minutes where travel times stand; empty if the group is not known"),
        *_FARTHER,
        Column("before_m", "number", "Metres to the nearest place before, straight line times detour factor, on average of the group; from the middle of a small area's live postcodes, or from a point within its outline if no postcode names it"),
        Column("after_m", "number", "The same after; empty if the plan leaves no place of the service"),
        Column("farthest_added_m", "number", "Metres that are added to the way of those who lose most; empty if the plan leaves no place of the service"),
        Column("before_minutes", "number", "Minutes to the nearest place before, on average of the group, where travel times stand"),
        Column("after_minutes", "number", "Minutes to the nearest place after"),
        Column("small_area_count", "integer", "Small areas (LSOAs) that the row is of", required=True),
        Column("small_area_known_count", "integer", "Of them those of which the figure of the group is known", required=True),
        Column("basis", "text", "What decides who gets farther", required=True, values=BASES),
        Column("mode", "text", "How people travel, where travel times stand", values=MODES),
        Column("as_at", "text", "Year or day of the figures of the group, of the index too where it takes one"),
    ),
    rules=(
        Rule("nobody loses who does not live there", "residents_farther >= 0 and residents_farther <= residents"),
        Rule("what is not known is not nought", "(residents is null) = (residents_farther is null)"),
        Rule("longer ways never bring fewer losers", "residents_farther_low <= residents_farther and residents_farther <= residents_farther_high"),
        Rule("a small area stands only where its residents get farther", "area_type = 'district' or residents is not distinct from residents_farther"),
    ),
)  # fmt: skip

EQUALITY = Contract(
    table="mart.estate_equality",
    grain="option and group of residents",
    question="Which groups of residents does each plan for one estate hit, and which cannot be told?",
    primary_key=("option_id", "group"),
    columns=(
        Column("option_id", "text", "The option", references="mart.estate_option.option_id"),
        Column("group", "text", "Group of residents", values=GROUPS),
        Column("unit", "text", "Whether persons or households are counted", required=True, values=UNITS),
        Column("is_known", "boolean", "Figures of the group were received; else the row says that it cannot be told", required=True),
        Column("known_share", "number", "Share of the place's small areas (LSOAs) of which the figure is known; empty if the place's small areas are not known"),
        Column("residents", "number", "People of the group, or households, in the place, where known"),
        Column("residents_farther", "number", "Of them those who get farther from one public service at least, by more than the threshold"),
        *_FARTHER,
        Column("farther_share", "number", "Share of the group that gets farther"),
        Column("all_farther_share", "number", "Share of all residents, or of all households, that gets farther"),
        Column("times_all", "number", "The group's share over that of all: above 1 the plan hits it more than others; empty if nobody gets farther"),
        Column("is_hit_more", "boolean", "It is at least access_hit_more_times of ref.assumption"),
        Column("services", "text", "Services that somebody of the group gets farther from"),
        Column("basis", "text", "What decides who gets farther, for each basis the services of which it holds"),
        Column("as_at", "text", "Year or day of the figures of the group"),
        Column("move_count", "integer", "Occupations that move by the option", required=True),
        Column("fte", "number", "Jobs that move by the option, full-time equivalents, of those that are known: of what people they are nobody has said", required=True),
    ),
    rules=(
        Rule("what is not known is not nought", "is_known = (residents is not null) and is_known = (residents_farther is not null)"),
        Rule("a share is of its group", "farther_share between 0 and 1"),
        Rule("hit more than others only if somebody is hit", "not is_hit_more or residents_farther > 0"),
    ),
)  # fmt: skip

ALL = (CHANGE, EQUALITY)
