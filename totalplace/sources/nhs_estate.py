"""The NHS estates return (ERIC): one line a trust, or one a site, in the layouts of every year seen.

Belongs here: headings of all years, what a percentage is of, figures of a line that cannot be true. Does not belong here: which
trust is of the place, Carter's thresholds, utilisation (core and analysis).

Proven on the trust lines of 2013-14, 2015-16, 2016-17 and 2023-24. Lines of sites are read by the fields of the published
definitions of 2023-24; no file of sites was at hand, so that layout is unproven.

What goes wrong in these files, and is told here because nothing later could know it:
- Lists of trusts made by adding up lines of sites add up the percentages as well. The return's own share of the NHS estate then
  exceeds 100 %, and the percentages beside it are no percentages of anything, whether or not they exceed 100 themselves.
- Where a file was cut at the comma, a name with a comma fills two columns, and a figure with a thousands separator is only its
  first digits, with the rest of it in the columns that follow.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import NHS_ESTATE
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Parsed, RowRule, Sample, Source
from totalplace.sources._rows import all_null, is_total_label, note, squeezed

OVER_HUNDRED = IssueType(
    "percentage over 100",
    "warning",
    "sender",
    "{value} is no percentage of a floor area, so it counts as not known. Send the percentage of the whole, or the area.",
)
PARTS_OVER_WHOLE = IssueType(
    "parts of the floor area exceed the whole",
    "warning",
    "sender",
    "{value}: together more than the floor area they are part of, so what follows from them counts as not known. Check them.",
)
ADDED_UP = IssueType(
    "percentages added up over sites",
    "warning",
    "sender",
    "The return's share of the NHS estate is {value} %, so its percentages are sums over sites and not of one whole. They count as "
    "not known. Send the lines of sites, or areas.",
)
BACKLOG_DIFFERS = IssueType(
    "backlog differs from its parts",
    "note",
    "sender",
    "The total is stated as £{value}, which is not the sum of the four risks. The sum was counted.",
)
FIGURES_CUT = IssueType(
    "figures cut at the thousands separator",
    "warning",
    "sender",
    "No figure of the column reaches a thousand: '{value}' is only the first part of a figure. It counts as not known.",
)
NAME_CUT = IssueType(
    "name cut at its comma",
    "note",
    "sender",
    "The name ran on in the next column and was put together again: {value}. What follows it in the same block is not used.",
)

_CODE = ("organisation code", "trust code", "org code", "provider code", "organisation ods code", "trust ods code")
_NAME = ("organisation name", "trust name", "org name", "provider name", "organisation", "trust")
_SITES = "number of sites general acute hospital no"
_ENERGY_PARTS = (
    "electricity green electricity tariff costs gbp",
    "electricity trust owned solar costs gbp",
    "electricity third party owned solar costs gbp",
    "electricity other renewables costs gbp",
    "electricity other costs gbp",
    "gas costs gbp",
    "oil costs gbp",
    "non fossil fuel renewable costs gbp",
    "other energy costs gbp",
)


def _financial_year(expr: pl.Expr) -> Parsed:
    """The year of "2016-17", "2016/17" or "2016-2017"; null for any other cell."""
    cell = v.text(expr).value
    first = cell.str.extract(r"\b(20\d{2})\s*[-/]\s*(?:20)?\d{2}\b").cast(pl.Int64)
    second = cell.str.extract(r"\b20\d{2}\s*[-/]\s*(?:20)?(\d{2})\b").cast(pl.Int64)
    return Parsed(pl.when(second == (first + 1) % 100).then(first), pl.lit(None, pl.String))


_FIELDS = (
    Field("organisation_code", _CODE, v.text, shape="organisation code"),
    Field("organisation_as_published", _NAME, v.text, shape="organisation"),
    Field("_region", ("commissioning region", "region", "nhs england region", "commissioning region name"), v.text),
    Field("organisation_type_as_published", ("organisation type", "trust type"), v.text),
    Field("site_code", ("site code", "site ods code"), v.text),
    Field("site_name_as_published", ("site name",), v.text),
    Field("site_type_as_published", ("site type",), v.text),
    Field("site_tenure_as_published", ("tenure", "site tenure"), v.text),
    Field("address_as_published", ("address", "site address", "street address", "address 1", "address line 1"), v.text),
    Field("postcode", ("postcode", "post code", "site postcode", "site post code"), v.postcode, shape="postcode"),
    Field("_fy", ("financial year", "reporting year", "collection year", "reporting period", "return year", "year"), _financial_year),
    Field("_sites_first", (_SITES,), v.text),
    Field("site_count", ("total number of sites no", "total number of sites"), v.integer),
    Field("gia_m2", ("gross internal floor area m2", "gross internal site floor area m2", "gross internal floor area", "gia m2"), v.number),
    Field("occupied_floor_area_m2", ("occupied floor area m2", "occupied floor area"), v.number),
    Field("nia_m2", ("net internal area m2", "net internal floor area m2"), v.number),
    Field("land_area_m2", ("land area owned hectares", "land area owned hectare", "site land area hectare", "site land area hectares"), v.area_hectares_as_m2),
    Field("_nhs_percent", ("nhs estate occupied floor area percent",), v.number),
    Field("clinical_m2", ("clinical space m2",), v.number),
    Field("non_clinical_m2", ("non clinical space m2",), v.number),
    Field("patient_m2", ("patient occupied floor area m2",), v.number),
    Field("non_patient_m2", ("non patient occupied floor area m2",), v.number),
    Field("_empty_percent", ("floor area empty percent",), v.number),
    Field("_empty_m2", ("floor area empty m2", "empty floor area m2", "internal floor area unoccupied site m2"), v.number),
    Field("_under_used_percent", ("floor area under used percent",), v.number),
    Field("_under_used_m2", ("floor area under used m2", "under used floor area m2"), v.number),
    Field("_un_utilised_percent", ("un utilised space percent", "unutilised space percent"), v.number),
    Field("finance_cost_gbp", ("estates and facilities finance costs gbp",), v.money),
    Field("rent_gbp", ("leases and rent gbp",), v.money),
    Field("rates_gbp", ("rates gbp",), v.money),
    Field("hard_fm_cost_gbp", ("total hard fm estates costs gbp", "hard fm estates costs gbp"), v.money),
    Field("soft_fm_cost_gbp", ("total soft fm hotel services costs gbp", "soft fm hotel services costs gbp"), v.money),
    Field("maintenance_cost_gbp", ("estates and property maintenance gbp", "total building and engineering maintenance costs gbp", "maintenance service costs gbp"), v.money),
    Field("grounds_cost_gbp", ("grounds and gardens maintenance gbp", "total grounds and gardens maintenance costs gbp"), v.money),
    Field("energy_cost_gbp", ("energy costs all energy supplies gbp", "total energy cost all energy supplies utility local and renewable gbp", "total energy cost gbp"), v.money),
    *(Field(f"_energy_{number}_gbp", (heading,), v.money) for number, heading in enumerate(_ENERGY_PARTS)),
    Field("water_and_sewage_cost_gbp", ("water and sewage cost gbp",), v.money),
    Field("_water_gbp", ("water cost gbp",), v.money),
    Field("_sewage_gbp", ("sewage cost gbp",), v.money),
    Field("cleaning_cost_gbp", ("cleaning service cost gbp", "cleaning services costs gbp"), v.money),
    Field("backlog_high_gbp", ("cost to eradicate high risk backlog gbp",), v.money),
    Field("backlog_significant_gbp", ("cost to eradicate significant risk backlog gbp",), v.money),
    Field("backlog_moderate_gbp", ("cost to eradicate moderate risk backlog gbp",), v.money),
    Field("backlog_low_gbp", ("cost to eradicate low risk backlog gbp",), v.money),
    Field("_backlog_stated_gbp", ("cost to eradicate backlog gbp", "total cost to eradicate backlog gbp"), v.money),
    Field("backlog_risk_adjusted_gbp", ("risk adjusted backlog cost gbp",), v.money),
)  # fmt: skip

# Headings that no other list has beside a code of an organisation.
_OWN = frozenset(
    squeezed(heading)
    for heading in (
        "commissioning region", "trust type", _SITES, "occupied floor area m2", "floor area empty percent", "floor area empty m2", "cost to eradicate high risk backlog gbp",
        "un utilised space percent", "estates development strategy yes no", "nhs estate occupied floor area percent", "total number of sites no",
    )
)  # fmt: skip
_MOST = 100.0
_ROUNDING = 1.005  # areas are rounded to whole square metres, and each part for itself
_CERTAIN_ROWS = 10  # as many trusts with costs under a thousand pounds there are not


def objection(sample: Sample) -> str:
    """A return has at least two of the headings that only it has."""
    if len(_OWN & {squeezed(heading) for heading in sample.headings}) >= 2:
        return ""
    return "It names organisations and their floor area, but is no NHS estates return: hardly any of its headings is there."


def _is_total() -> pl.Expr:
    return is_total_label(pl.col("organisation_code")) | is_total_label(pl.col("organisation_as_published"))


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    names = [name for name in frame.collect_schema().names() if name.startswith("_") and not name.endswith(("__problem", "__text"))]
    frame = _with_names(_with_year(frame))
    frame = _with_costs(frame)
    frame = _with_backlog(frame)
    frame = _with_clinical(_with_space(frame))
    is_site = pl.col("site_code").is_not_null() | pl.col("site_name_as_published").is_not_null()
    return frame.with_columns(pl.when(is_site).then(pl.lit("site")).otherwise(pl.lit("organisation")).alias("level")).drop(names)


def _with_year(frame: pl.LazyFrame) -> pl.LazyFrame:
    stated = pl.col("setting__fy").cast(pl.Int64, strict=False)
    basis = pl.when(pl.col("_fy").is_not_null()).then(pl.lit("column")).when(stated.is_not_null()).then(pl.lit("confirmed by the team"))
    return frame.with_columns(pl.coalesce("_fy", stated).alias("fy"), basis.alias("fy_basis"))


def _with_names(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Names put together that were cut at a comma: the type then says the region, and the type stands one column on."""
    kind = pl.col("organisation_type_as_published")
    is_region = r"(?i)commissioning region$"
    is_cut = (kind.str.contains(is_region) & ~pl.col("_region").str.contains(is_region)).fill_null(False)
    name = pl.col("organisation_as_published") + ", " + pl.col("_region")
    return frame.with_columns(
        pl.when(is_cut).then(name).otherwise(pl.col("organisation_as_published")).alias("organisation_as_published"),
        pl.when(is_cut).then(pl.col("_sites_first")).otherwise(kind).alias("organisation_type_as_published"),
        pl.when(~is_cut).then(pl.col("site_count")).alias("site_count"),
        *note("organisation_as_published", NAME_CUT, is_cut, name),
    )


def _with_costs(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Costs, but for columns in which every figure is cut; energy and water from their parts where no total is stated."""
    costs = ("hard_fm_cost_gbp", "soft_fm_cost_gbp", "maintenance_cost_gbp", "grounds_cost_gbp", "cleaning_cost_gbp")
    changed = []
    for name in costs:
        cost = pl.col(name)
        is_cut = (cost.max() < 1_000) & ((cost > 0).sum() >= _CERTAIN_ROWS)
        changed.append(pl.when(~is_cut.fill_null(False)).then(cost).alias(name))
        changed += note(name, FIGURES_CUT, is_cut & cost.is_not_null(), cost.cast(pl.String))
    parts = [f"_energy_{number}_gbp" for number in range(len(_ENERGY_PARTS))]
    energy = pl.when(~all_null(parts)).then(_sum(parts))
    water = pl.when(~all_null(("_water_gbp", "_sewage_gbp"))).then(_sum(("_water_gbp", "_sewage_gbp")))
    return frame.with_columns(
        *changed,
        pl.coalesce("energy_cost_gbp", energy).alias("energy_cost_gbp"),
        pl.coalesce("water_and_sewage_cost_gbp", water).alias("water_and_sewage_cost_gbp"),
    )


def _sum(names: tuple[str, ...] | list[str]) -> pl.Expr:
    """The sum of what is there. By plain addition: a horizontal sum would go through doubles."""
    total = pl.lit(0, v.MONEY)
    for name in names:
        total = total + pl.col(name).fill_null(pl.lit(0, v.MONEY))
    return total.cast(v.MONEY)


def _with_backlog(frame: pl.LazyFrame) -> pl.LazyFrame:
    risks = ["backlog_high_gbp", "backlog_significant_gbp", "backlog_moderate_gbp", "backlog_low_gbp"]
    total = pl.when(pl.all_horizontal(*(pl.col(name).is_not_null() for name in risks))).then(_sum(risks))
    stated = pl.col("_backlog_stated_gbp")
    differs = (stated - total).abs() > 1
    return frame.with_columns(
        pl.coalesce(total, stated).alias("backlog_total_gbp"),
        *note("_backlog_stated_gbp", BACKLOG_DIFFERS, differs, stated.cast(pl.String)),
    )


def _with_space(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Empty, under-used and un-utilised space with unit and denominator; shares only of what can be parts of one whole."""
    occupied, nhs = pl.col("occupied_floor_area_m2"), pl.col("_nhs_percent")
    kinds = {"empty": "occupied floor area", "under_used": "occupied floor area", "un_utilised": "not stated"}
    percents = [pl.col(f"_{name}_percent") for name in kinds]
    over = pl.any_horizontal(*((percent > _MOST) | (percent < 0) for percent in percents)).fill_null(False)
    both = pl.col("_empty_percent") + pl.col("_under_used_percent") > _MOST
    areas = pl.sum_horizontal("_empty_m2", "_under_used_m2") > occupied * _ROUNDING
    impossible = over | both.fill_null(False) | areas.fill_null(False)
    added_up = ~impossible & (nhs > _MOST).fill_null(False)
    any_percent = pl.any_horizontal(*(percent.is_not_null() for percent in percents))
    frame = frame.with_columns(
        pl.when(impossible).then(pl.lit("impossible"))
        .when(added_up & any_percent).then(pl.lit("added up over sites"))
        .when(any_percent).then(pl.lit("of one whole"))
        .alias("percentage_reading"),
        impossible.alias("_is_impossible"),
        added_up.alias("_is_added_up"),
    )  # fmt: skip
    columns: list[pl.Expr] = []
    for name, of in kinds.items():
        percent = pl.col(f"_{name}_percent")
        area = pl.col(f"_{name}_m2") if name != "un_utilised" else pl.lit(None, pl.Float64)
        has_area = area.is_not_null()
        has_percent = ~has_area & percent.is_not_null()
        share = pl.when(has_area & (occupied > 0)).then(area / occupied).when(has_percent).then(percent / _MOST)
        # nothing added up over sites is nothing of the whole as well
        is_sure = ~pl.col("_is_impossible") & (has_area | ~pl.col("_is_added_up") | (percent == 0))
        columns += [
            pl.coalesce(area, percent).alias(f"{name}_value"),
            pl.when(has_area).then(pl.lit("m2")).when(has_percent).then(pl.lit("percent")).alias(f"{name}_unit"),
            pl.when(has_area | has_percent).then(pl.lit(of)).alias(f"{name}_denominator"),
            # not the least of it and one, which is one where nothing is stated
            pl.when(is_sure).then(pl.when(share > 1).then(1.0).otherwise(share)).alias(f"{name}_share"),
            *note(f"_{name}_percent", OVER_HUNDRED, (percent > _MOST) | (percent < 0), percent.cast(pl.String) + " %"),
        ]
    percent_words = pl.col("_empty_percent").cast(pl.String) + " % empty and " + pl.col("_under_used_percent").cast(pl.String) + " % under used"
    area_words = pl.format("{} m² empty and {} m² under used", pl.col("_empty_m2").fill_null(0), pl.col("_under_used_m2").fill_null(0))
    is_wanted = pl.any_horizontal(*((percent > 0) for percent in percents)).fill_null(False)
    return (
        frame.with_columns(columns)
        .with_columns(
            *note("_under_used_percent", PARTS_OVER_WHOLE, both & ~over, percent_words),
            *note("_empty_m2", PARTS_OVER_WHOLE, areas, area_words),
            *note("_nhs_percent", ADDED_UP, pl.col("_is_added_up") & is_wanted, nhs.cast(pl.String)),
        )
        .drop("_is_impossible", "_is_added_up")
    )


def _with_clinical(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The share of non-clinical space, where clinical and non-clinical fit into the occupied floor area."""
    occupied, clinical, other = pl.col("occupied_floor_area_m2"), pl.col("clinical_m2"), pl.col("non_clinical_m2")
    fits = clinical.fill_null(0) + other <= occupied * _ROUNDING
    words = pl.format("{} m² clinical and {} m² non-clinical of {} m²", clinical.fill_null(0), other, occupied)
    return frame.with_columns(
        pl.when((occupied > 0) & fits).then(pl.min_horizontal(other / occupied, 1.0)).alias("non_clinical_share"),
        *note("non_clinical_m2", PARTS_OVER_WHOLE, ~fits & (occupied > 0), words),
    )


SOURCE = Source(
    kind="nhs_estate",
    lists_premises=True,
    title="an NHS estates return (ERIC)",
    is_national=True,
    contract=NHS_ESTATE,
    fields=_FIELDS,
    required=(
        ("organisation_code",),
        ("gia_m2", "occupied_floor_area_m2", "backlog_high_gbp", "site_count", "_sites_first"),
        ("_fy", "fy"),
    ),
    row_rules=(RowRule("ignored", "total line", _is_total),),
    tidy=_tidy,
    issues=(OVER_HUNDRED, PARTS_OVER_WHOLE, ADDED_UP, BACKLOG_DIFFERS, FIGURES_CUT, NAME_CUT),
    objection=objection,
    settings=("fy",),
    outweighs=("property_register", "payments"),
    is_told_by_headings=True,
)
