"""Deprivation, population, disability and cars by area, of any size of area and any year.

Belongs here: the indices of deprivation as published, by small area (long) and by district (wide), estimates of population, and the
census tables of disability (TS038) and of cars or vans (TS045), with a column a category or a line a category.
Does not belong here: which year's figures are used, or joining them to places (core).

A table with a row for every figure names it under "measure"; one with a column a figure has the row's subject (a domain of
deprivation, people of one sex) and the figures beside it.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import AREA_STATISTIC
from totalplace.sources._base import Field, RowRule, Sample, Source
from totalplace.sources._codes import area_code, stems
from totalplace.sources._rows import is_total_label

_PLAIN_CODES = ("area code", "lad code", "lsoa code", "msoa code", "ward code", "gss code", "geography code")
# the headings of the indices' files by small area, and of census tables with a line a category
_LONG_CODES = ("lsoa code 2011", "lsoa code 2021", "lower layer super output areas code", "middle layer super output areas code", "lower tier local authorities code")
_LONG_NAMES = ("lsoa name 2011", "lsoa name 2021", "lower layer super output areas", "middle layer super output areas", "lower tier local authorities")
_CODES = (*stems("lsoa", "msoa", "wd", "lad", "laua"), *_PLAIN_CODES, *_LONG_CODES)
_NAMES = (*(alias[:-2] + "nm" for alias in stems("lsoa", "msoa", "wd", "lad", "laua")), "area name", "lad name", "lsoa name", "ward name", "geography name", *_LONG_NAMES)
_GSS = r"^[EWSNKJ]\d{8}$"

_CARS = "number of cars or vans"
_LIMITED = "disabled under the equality act day to day activities limited"

_FIELDS = (
    Field("area_code", _CODES, area_code, shape="area code"),
    Field("area_name", _NAMES, v.text),
    Field("_domain", ("index domain", "domain", "indices of deprivation", "index"), v.text),
    Field("_sex", ("sex", "gender"), v.text),
    Field("_measure", ("measure", "measurement"), v.text),
    Field("_category", (*(f"{subject}{size}" for subject in ("disability", "car or van availability", "number of cars or vans") for size in ("", " 2 categories", " 3 categories", " 4 categories", " 5 categories")),), v.text),
    Field("_value", ("value", "observation"), v.number),
    Field("_year", ("year", "deprivation data year", "data year", "period", "mid year", "date"), v.text),
    Field("score", ("score", "imd score", "index of multiple deprivation imd score"), v.number),
    Field("rank", ("rank", "imd rank", "index of multiple deprivation imd rank", "index of multiple deprivation imd rank where 1 is most deprived"), v.number),
    Field("decile", ("decile", "imd decile", "index of multiple deprivation imd decile", "index of multiple deprivation imd decile where 1 is most deprived 10 percent of lsoas"), v.number),
    Field("average_score", ("average score",), v.number),
    Field("average_rank", ("average rank",), v.number),
    Field("rank_of_average_score", ("rank average score", "rank of average score"), v.number),
    Field("rank_of_average_rank", ("rank average rank", "rank of average rank"), v.number),
    Field("share_in_most_deprived_tenth", ("proportion bottom decile", "proportion of lsoas in most deprived 10 percent nationally"), v.number),
    Field("rank_of_share_in_most_deprived_tenth", ("rank proportion bottom decile",), v.number),
    Field("persons", ("all ages", "population", "total population", "persons", "disability total all usual residents"), v.number),
    Field("persons_0_to_15", ("aged 0 to 15",), v.number),
    Field("persons_16_to_64", ("aged 16 to 64",), v.number),
    Field("persons_65_and_over", ("aged 65 and over",), v.number),
    Field("persons_disabled", ("disability disabled under the equality act", "disabled under the equality act", "disabled people"), v.number),
    Field("persons_limited_a_lot", (f"disability {_LIMITED} a lot", f"{_LIMITED} a lot"), v.number),
    Field("persons_limited_a_little", (f"disability {_LIMITED} a little", f"{_LIMITED} a little"), v.number),
    Field("households", (f"{_CARS} total all households", "all households", "households"), v.number),
    Field("households_without_car", (f"{_CARS} no cars or vans in household", "no cars or vans in household", "households without a car", "households with no car or van"), v.number),
    Field("_one_car", (f"{_CARS} 1 car or van in household", "1 car or van in household"), v.number),
    Field("_two_cars", (f"{_CARS} 2 cars or vans in household", "2 cars or vans in household"), v.number),
    Field("_more_cars", (f"{_CARS} 3 or more cars or vans in household", "3 or more cars or vans in household"), v.number),
)  # fmt: skip
_FIGURES = ("score", "rank", "decile", "average_score", "average_rank", "rank_of_average_score", "rank_of_average_rank", "share_in_most_deprived_tenth", "rank_of_share_in_most_deprived_tenth", "persons", "persons_disabled", "persons_limited_a_lot", "persons_limited_a_little", "households", "households_without_car")  # fmt: skip

# what a line of a census table with a line a category counts; other categories, and those to whom the question does not apply, are not used
_CATEGORIES = {
    "persons_limited_a_lot": r"(?i)^disabled under the equality act\b.*limited a lot$",
    "persons_limited_a_little": r"(?i)^disabled under the equality act\b.*limited a little$",
    "persons_disabled": r"(?i)^disabled under the equality act$",
    "households_without_car": r"(?i)^no cars or vans in household$",
    "households_with_cars": r"(?i)^\d+ (?:or more )?cars? or vans? in household$",
}
_UNUSED = r"(?i)^(?:does not apply|not disabled under the equality act\b.*)$"


def objection(sample: Sample) -> str:
    """Codes of areas, and either a domain of deprivation, people, or households with and without cars."""
    codes = sample.values["area_code"].drop_nulls()
    share = codes.str.contains(_GSS).mean() if len(codes) else 0.0
    if not isinstance(share, float) or share < 0.9:
        return "Its codes are not codes of areas (such as E08000009)."
    if sample.has_geometry:
        return "It has outlines of areas: it is a file of boundaries."
    columns = set(sample.values.columns)
    if "_domain" in columns or "decile" in columns or {"persons", "_sex"} <= columns or {"persons", "persons_0_to_15"} <= columns:
        return ""
    if columns & {"persons_disabled", "persons_limited_a_lot", "households_without_car"} or _has_categories(sample):
        return ""
    return "It has figures by area, but none of deprivation, population, disability or cars."


def _has_categories(sample: Sample) -> bool:
    """A line a category of disability or of cars."""
    said = sample.values["_category"].drop_nulls() if "_category" in sample.values.columns else pl.Series([], dtype=pl.String)
    share = said.str.contains("|".join((*_CATEGORIES.values(), _UNUSED))).mean() if len(said) else 0.0
    return isinstance(share, float) and share >= 0.9


def _no_figure() -> pl.Expr:
    return pl.all_horizontal(*(pl.col(name).is_null() for name in (*_FIGURES, "_value")))


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    measure = pl.col("_measure").str.to_lowercase()
    stated = pl.col("setting__year").cast(pl.Int64, strict=False).cast(pl.String)
    category = pl.col("_category")
    with_cars = pl.col("_one_car") + pl.col("_two_cars") + pl.col("_more_cars")
    frame = frame.with_columns(with_cars.alias("households_with_cars")).with_columns(
        pl.when(category.str.contains(pattern)).then(pl.col("_value")).otherwise(pl.col(name)).alias(name) for name, pattern in _CATEGORIES.items()
    )
    is_of_people = pl.any_horizontal(pl.col("persons", "persons_disabled", "persons_limited_a_lot", "persons_limited_a_little").is_not_null())
    people = pl.when(is_of_people).then(pl.coalesce(pl.col("_sex"), pl.lit("Persons")))
    homes = pl.when(pl.any_horizontal(pl.col("households", "households_without_car", "households_with_cars").is_not_null())).then(pl.lit("Households"))
    subject = pl.coalesce("_domain", people, homes, pl.lit("Index of Multiple Deprivation"))
    return frame.with_columns(
        *(pl.when(measure.str.contains(rf"^{name}$")).then(pl.col("_value")).otherwise(pl.col(name)).alias(name) for name in ("score", "rank", "decile")),
        # the publishers' abbreviations differ from year to year: "... (IMD)"
        subject.str.replace(r" \((?:IMD|IDACI|IDAOPI)\)$", "").alias("subject"),
        pl.coalesce("_year", stated).alias("period"),
    ).drop("_domain", "_sex", "_measure", "_value", "_year", "_category", "_one_car", "_two_cars", "_more_cars")


SOURCE = Source(
    kind="area_statistic",
    title="a table of deprivation, population, disability or cars by area",
    contract=AREA_STATISTIC,
    fields=_FIELDS,
    required=(("area_code",), (*_FIGURES, "_measure", "_category"), ("_year", "year")),
    row_rules=(
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("area_name"))),
        RowRule("ignored", "no figure", _no_figure),
        RowRule("ignored", "category that is not counted", lambda: pl.col("_category").str.contains(_UNUSED)),
    ),
    tidy=_tidy,
    objection=objection,
    settings=("year",),
    outweighs=("boundaries", "postcodes"),
    is_told_by_headings=True,
)
