"""Contracts of lines about single buildings whoever owns them: outlines on the ground, energy certificates."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging._line import LINE, LINE_KEY

BUILDING_OUTLINE = Contract(
    table="staging.building_outline",
    grain="outline of a building in a file of outlines",
    question="Where does each building stand, and how much ground does it cover?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("outline_id", "text", "The publisher's id of the outline"),
        Column("name_as_published", "text", "Name of the building or site, where the publisher knows it"),
        Column("theme_as_published", "text", "Theme (education, medical care …), in the publisher's words"),
        Column("use_as_published", "text", "Classification, in the publisher's words"),
        Column("uprn", "text", "Unique Property Reference Number, digits only, no leading zeros"),
        Column("area_code", "text", "District it is said to be in"),
        Column("area_m2", "number", "Ground it covers: planar area in British National Grid, square metres", required=True),
        Column("easting", "number", "Its centroid, British National Grid metres", required=True),
        Column("northing", "number", "Its centroid, British National Grid metres", required=True),
        Column("outline_wkb", "bytes", "Outline in British National Grid metres, as well-known binary", required=True),
    ),
    rules=(Rule("an outline covers some ground", "area_m2 > 0"),),
)

ENERGY_CERTIFICATE = Contract(
    table="staging.energy_certificate",
    grain="Display Energy Certificate in a register of them",
    question="What floor area and rating does each public building display?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("certificate_number", "text", "Number of the certificate (RRN, LMK key)"),
        Column("building_reference", "text", "The register's own number of the building"),
        Column("uprn", "text", "Unique Property Reference Number, digits only, no leading zeros"),
        Column("address_as_published", "text", "The whole address", required=True),
        Column("town", "text", "Post town"),
        Column("postcode", "text", "Whole postcode, in the usual form"),
        Column("local_authority_as_published", "text", "Local authority, in the register's words"),
        Column("local_authority_code", "text", "Code of the local authority"),
        Column("category_as_published", "text", "Category or type of the building"),
        Column("main_benchmark", "text", "Benchmark it is compared with: its kind of use"),
        Column("gia_m2", "number", "Total floor area, square metres"),
        Column("energy_rating", "text", "Band, A to G"),
        Column("operational_rating", "number", "Rating behind the band: 100 is typical, more is worse"),
        Column("heating_kwh_per_m2", "number", "Fuel for heat a year, kWh a square metre"),
        Column("electricity_kwh_per_m2", "number", "Electricity a year, kWh a square metre"),
        Column("main_heating_fuel", "text", "Main fuel for heat"),
        Column("occupancy_as_published", "text", "Level of occupancy: hours of use, in the register's words"),
        Column("nominated_on", "date", "Day the period assessed ends"),
        Column("inspected_on", "date", "Day of inspection"),
        Column("lodged_on", "date", "Day of lodgement"),
    ),
    rules=(Rule("a floor area is more than nothing", "gia_m2 is null or gia_m2 > 0"),),
)
