"""Contract of lines of the NHS estates return (ERIC): a trust's whole estate, or one site of it."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging._line import LINE, LINE_KEY

_UNITS = ("percent", "m2")
# What a percentage is of. The published definitions of 2023-24 say occupied floor area of "empty" and "under used"; what the
# "un-utilised" of the older returns is a percentage of, they do not say.
_DENOMINATORS = ("occupied floor area", "not stated")


def _space(name: str, words: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_value", "number", f"{words}, as published"),
        Column(f"{name}_unit", "text", "Unit of that figure", values=_UNITS),
        Column(f"{name}_denominator", "text", "What a percentage is of, or an area is part of", values=_DENOMINATORS),
        Column(
            f"{name}_share", "number", "The same as a share of that denominator; empty where the figure cannot be one"
        ),
    )


NHS_ESTATE = Contract(
    table="staging.nhs_estate",
    grain="organisation or site in an NHS estates return (ERIC)",
    question="What does each organisation of the NHS return about its estate?",
    primary_key=LINE_KEY,
    columns=(
        *LINE,
        Column("level", "text", "Whose figures they are", required=True, values=("organisation", "site")),
        Column("organisation_code", "text", "ODS code of the trust", required=True),
        Column("organisation_as_published", "text", "Name of the trust"),
        Column("organisation_type_as_published", "text", "Acute, community, mental health …, in the return's words"),
        Column("site_code", "text", "ODS code of the site; empty for a trust's own line"),
        Column("site_name_as_published", "text", "Name of the site"),
        Column("site_type_as_published", "text", "Kind of site, in the return's words"),
        Column("site_tenure_as_published", "text", "Tenure of the site, in the return's words"),
        Column("address_as_published", "text", "Address of the site"),
        Column("postcode", "text", "Postcode of the site"),
        Column("fy", "integer", "Financial year of the return: the year its April falls in", required=True),
        Column(
            "fy_basis",
            "text",
            "What the year was read from",
            required=True,
            values=("column", "confirmed by the team"),
        ),
        Column("site_count", "integer", "Number of sites, where the return states the total"),
        Column("gia_m2", "number", "Gross internal floor area, square metres"),
        Column("occupied_floor_area_m2", "number", "Occupied floor area, square metres"),
        Column("nia_m2", "number", "Net internal area, square metres"),
        Column("land_area_m2", "number", "Land area owned, square metres"),
        Column("clinical_m2", "number", "Clinical space, square metres"),
        Column("non_clinical_m2", "number", "Non-clinical space, square metres"),
        Column("patient_m2", "number", "Patient occupied floor area (returns up to 2014-15), square metres"),
        Column("non_patient_m2", "number", "Non-patient occupied floor area (returns up to 2014-15), square metres"),
        Column(
            "non_clinical_share",
            "number",
            "Non-clinical space / occupied floor area; empty where clinical and non-clinical exceed it. Not utilisation",
        ),
        *_space("empty", "Floor area that is empty"),
        *_space("under_used", "Floor area that is under-used"),
        *_space("un_utilised", "Space not utilised, of returns that do not part empty from under-used"),
        Column(
            "percentage_reading",
            "text",
            "Whether the percentages of the line can be percentages of a whole",
            values=("of one whole", "added up over sites", "impossible"),
        ),
        Column("finance_cost_gbp", "money", "Estates and facilities finance costs"),
        Column("rent_gbp", "money", "Leases and rent"),
        Column("rates_gbp", "money", "Rates"),
        Column("hard_fm_cost_gbp", "money", "Hard facilities management (estates) costs in all"),
        Column("soft_fm_cost_gbp", "money", "Soft facilities management (hotel services) costs in all"),
        Column("maintenance_cost_gbp", "money", "Estates and property maintenance"),
        Column("grounds_cost_gbp", "money", "Grounds and gardens maintenance"),
        Column("energy_cost_gbp", "money", "Energy costs, all supplies"),
        Column("water_and_sewage_cost_gbp", "money", "Water and sewage costs"),
        Column("cleaning_cost_gbp", "money", "Cleaning service cost"),
        Column("backlog_high_gbp", "money", "Cost to eradicate high risk backlog"),
        Column("backlog_significant_gbp", "money", "Cost to eradicate significant risk backlog"),
        Column("backlog_moderate_gbp", "money", "Cost to eradicate moderate risk backlog"),
        Column("backlog_low_gbp", "money", "Cost to eradicate low risk backlog"),
        Column("backlog_total_gbp", "money", "The four risks together; as stated where a risk is missing"),
        Column("backlog_risk_adjusted_gbp", "money", "Risk adjusted backlog cost, where the return states it"),
    ),
    rules=(
        Rule("a line of a site names the site", "level = 'organisation' or site_code is not null or site_name_as_published is not null"),
        Rule(
            "shares of space lie between nothing and all",
            "coalesce(empty_share, 0) between 0 and 1 and coalesce(under_used_share, 0) between 0 and 1 "
            "and coalesce(un_utilised_share, 0) between 0 and 1 and coalesce(non_clinical_share, 0) between 0 and 1",
        ),
        Rule(
            "what is not stated has no share",
            "(empty_share is null or empty_value is not null) and (under_used_share is null or under_used_value is not null) "
            "and (un_utilised_share is null or un_utilised_value is not null)",
        ),
    ),
)  # fmt: skip
