"""Contracts of lines about areas: postcodes, boundaries, statistics of areas."""

from totalplace.contracts._base import Column, Contract
from totalplace.contracts.staging._line import LINE, LINE_KEY

POSTCODE = Contract(
    table="staging.postcode",
    grain="line of a postcode directory",
    question="Where is each postcode, and in which areas?",
    audience="public",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("postcode", "text", "Postcode, in the usual form", required=True),
        Column("easting", "number", "British National Grid metres", required=True),
        Column("northing", "number", "British National Grid metres", required=True),
        Column("lad_code", "text", "Local authority district"),
        Column("ward_code", "text", "Electoral ward"),
        Column("lsoa_code", "text", "Lower-layer super output area"),
        Column("msoa_code", "text", "Middle-layer super output area"),
        Column("terminated_on", "date", "First day of the month in which it went out of use"),
    ),
)

BOUNDARY = Contract(
    table="staging.boundary",
    grain="area in a file of boundaries",
    question="Which areas are there, and where do they run?",
    audience="public",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("area_code", "text", "The area's code (GSS)", required=True),
        Column("area_name", "text", "The area's name", required=True),
        Column(
            "area_type",
            "text",
            "Kind of area, from its code",
            required=True,
            values=("combined authority", "county", "district", "ward", "msoa", "lsoa", "other"),
        ),
        Column("outline_wkb", "bytes", "Outline in British National Grid metres, as well-known binary", required=True),
        Column("west", "number", "Easting of its western edge", required=True),
        Column("south", "number", "Northing of its southern edge", required=True),
        Column("east", "number", "Easting of its eastern edge", required=True),
        Column("north", "number", "Northing of its northern edge", required=True),
    ),
)

MEASURES = ("score", "rank", "decile", "average_score", "average_rank", "rank_of_average_score", "rank_of_average_rank", "share_in_most_deprived_tenth", "rank_of_share_in_most_deprived_tenth", "persons", "persons_0_to_15", "persons_16_to_64", "persons_65_and_over", "persons_disabled", "persons_limited_a_lot", "persons_limited_a_little", "households", "households_without_car", "households_with_cars")  # fmt: skip

AREA_STATISTIC = Contract(
    table="staging.area_statistic",
    grain="line of a table of deprivation, population, disability or cars by area",
    question="What does each line of each table about areas say?",
    audience="public",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("area_code", "text", "The area's code (GSS)", required=True),
        Column("area_name", "text", "The area's name"),
        Column("subject", "text", "What the figures are of: a domain of deprivation, people of a sex, or households", required=True),
        Column("period", "text", "Year or day the figures are of", required=True),
        *(Column(name, "number", f"{name.replace('_', ' ').capitalize()}") for name in MEASURES),
    ),
)
