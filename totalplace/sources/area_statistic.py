"""Deprivation and population by area, of any size of area and any year.

Belongs here: the indices of deprivation as published, by small area (long) and by district (wide), and estimates of population.
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
_CODES = (*stems("lsoa", "msoa", "wd", "lad", "laua"), *_PLAIN_CODES)
_NAMES = (*(alias[:-2] + "nm" for alias in stems("lsoa", "msoa", "wd", "lad", "laua")), "area name", "lad name", "lsoa name", "ward name", "geography name")
_GSS = r"^[EWSNKJ]\d{8}$"

_FIELDS = (
    Field("area_code", _CODES, area_code, shape="area code"),
    Field("area_name", _NAMES, v.text),
    Field("_domain", ("index domain", "domain", "indices of deprivation", "index"), v.text),
    Field("_sex", ("sex", "gender"), v.text),
    Field("_measure", ("measure", "measurement"), v.text),
    Field("_value", ("value", "observation"), v.number),
    Field("_year", ("year", "deprivation data year", "data year", "period", "mid year", "date"), v.text),
    Field("score", ("score", "imd score", "index of multiple deprivation imd score"), v.number),
    Field("rank", ("rank", "imd rank", "index of multiple deprivation imd rank"), v.number),
    Field("decile", ("decile", "imd decile", "index of multiple deprivation imd decile"), v.number),
    Field("average_score", ("average score",), v.number),
    Field("average_rank", ("average rank",), v.number),
    Field("rank_of_average_score", ("rank average score", "rank of average score"), v.number),
    Field("rank_of_average_rank", ("rank average rank", "rank of average rank"), v.number),
    Field("share_in_most_deprived_tenth", ("proportion bottom decile", "proportion of lsoas in most deprived 10 percent nationally"), v.number),
    Field("rank_of_share_in_most_deprived_tenth", ("rank proportion bottom decile",), v.number),
    Field("persons", ("all ages", "population", "total population", "persons"), v.number),
    Field("persons_0_to_15", ("aged 0 to 15",), v.number),
    Field("persons_16_to_64", ("aged 16 to 64",), v.number),
    Field("persons_65_and_over", ("aged 65 and over",), v.number),
)  # fmt: skip
_FIGURES = ("score", "rank", "decile", "average_score", "average_rank", "rank_of_average_score", "rank_of_average_rank", "share_in_most_deprived_tenth", "rank_of_share_in_most_deprived_tenth", "persons")  # fmt: skip


def objection(sample: Sample) -> str:
    """Codes of areas, and either a domain of deprivation, or people."""
    codes = sample.values["area_code"].drop_nulls()
    share = codes.str.contains(_GSS).mean() if len(codes) else 0.0
    if not isinstance(share, float) or share < 0.9:
        return "Its codes are not codes of areas (such as E08000009)."
    if sample.has_geometry:
        return "It has outlines of areas: it is a file of boundaries."
    columns = set(sample.values.columns)
    if "_domain" in columns or "decile" in columns or {"persons", "_sex"} <= columns or {"persons", "persons_0_to_15"} <= columns:
        return ""
    return "It has figures by area, but neither of deprivation nor of population."


def _no_figure() -> pl.Expr:
    return pl.all_horizontal(*(pl.col(name).is_null() for name in (*_FIGURES, "_value")))


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    measure = pl.col("_measure").str.to_lowercase()
    stated = pl.col("setting__year").cast(pl.Int64, strict=False).cast(pl.String)
    people = pl.when(pl.col("persons").is_not_null()).then(pl.coalesce(pl.col("_sex"), pl.lit("Persons")))
    subject = pl.coalesce("_domain", people, pl.lit("Index of Multiple Deprivation"))
    return frame.with_columns(
        *(pl.when(measure.str.contains(rf"^{name}$")).then(pl.col("_value")).otherwise(pl.col(name)).alias(name) for name in ("score", "rank", "decile")),
        # the publishers' abbreviations differ from year to year: "... (IMD)"
        subject.str.replace(r" \((?:IMD|IDACI|IDAOPI)\)$", "").alias("subject"),
        pl.coalesce("_year", stated).alias("period"),
    ).drop("_domain", "_sex", "_measure", "_value", "_year")


SOURCE = Source(
    kind="area_statistic",
    title="a table of deprivation or population by area",
    contract=AREA_STATISTIC,
    fields=_FIELDS,
    required=(("area_code",), (*_FIGURES, "_measure"), ("_year", "year")),
    row_rules=(
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("area_name"))),
        RowRule("ignored", "no figure", _no_figure),
    ),
    tidy=_tidy,
    objection=objection,
    settings=("year",),
    outweighs=("boundaries", "postcodes"),
    is_told_by_headings=True,
)
