"""What lists of provision and tables of need share: words of cohorts, age bands, periods.

Belongs here: fields and readings that the two kinds have alike, so that what one calls NEET is what the other does. Does not belong here:
rules of one kind, or areas (core.provision_line finds them).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_provision import OLDEST
from totalplace.issues import IssueType
from totalplace.sources._base import Field
from totalplace.sources._plain import financial_year
from totalplace.sources._rows import note

AGES_UNREADABLE = IssueType(
    "age band unreadable", "warning", "sender", "'{value}' cannot be read as an age band. Send it as 16-24, or the youngest and the oldest age in a column each."
)
AGES_REVERSED = IssueType("age band runs downwards", "warning", "sender", "The age band {value} ends below its start, so it was left blank. Correct the two ages.")
DAYS_REVERSED = IssueType("period of provision or need reversed", "error", "sender", "The period {value} ends before it starts, so the line is left out. Correct the two days.")
NO_PERIOD = IssueType("no period of provision or need", "error", "sender", "The line does not say which period it is of, so it is left out. Give the first and the last day, or the financial year.")

NEET = "young people not in education or work"
# as lists call them; the first that is found
_COHORTS = (
    (NEET, r"\bneets?\b|\bnot in (?:any )?(?:education|learning|work)\b|\bnot in eet\b|\bout of (?:education|work|learning)\b.*\byoung\b|\byoung\b.*\bout of (?:education|work|learning)\b"),
    ("alcohol and drugs", r"\balcohol\b|\bdrugs?\b|\bsubstance (?:mis)?use\b"),
)  # fmt: skip
_COHORT_WORDS = ("cohort", "need", "need met", "for whom", "client group", "target group", "group of people", "population group", "need or cohort", "cohort or need", "indicator")

COHORT = Field("cohort_as_published", _COHORT_WORDS, v.text)
AGES = (
    Field("age_from", ("age from", "from age", "minimum age", "min age", "youngest age", "lower age", "age min"), v.number),
    Field("age_to", ("age to", "to age", "maximum age", "max age", "oldest age", "upper age", "age max"), v.number),
    Field("_ages", ("age band", "ages", "age group", "age range", "age", "ages served"), v.text),
)
PERIOD = (
    Field("from_on", ("period from", "from", "start date", "period start", "starts on", "contract start", "from date"), v.date, shape="date"),
    Field("to_on", ("period to", "to", "end date", "period end", "ends on", "contract end", "to date"), v.date, shape="date"),
    Field("_year", ("financial year", "year", "fy"), financial_year),
)
GIVEN_AGES = ("age_from", "age_to", "_ages")
GIVEN_PERIOD = ("from_on", "_year", "fy")  # one of them, or the setting


def words_of(expr: pl.Expr) -> pl.Expr:
    """Small letters and single blanks, so that "Job-Coaching " and "job coaching" are one."""
    plain = expr.str.to_lowercase().str.replace_all("&", " and ", literal=True).str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()
    return pl.when(plain != "").then(plain)


def cohort_of(expr: pl.Expr) -> pl.Expr:
    """The known cohort that the words speak of, else the words themselves."""
    low = words_of(expr)
    said: pl.Expr = low
    for cohort, pattern in reversed(_COHORTS):
        said = pl.when(low.str.contains(pattern)).then(pl.lit(cohort)).otherwise(said)
    return said


def with_ages(frame: pl.LazyFrame) -> pl.LazyFrame:
    """`age_from`, `age_to` and `age_basis` from the two columns, else from the band in words; both blank where one of them cannot be told."""
    band = pl.col("_ages").str.to_lowercase().str.replace_all(r"\b(?:aged?|ages|years?|yrs?|year olds?|old)\b", " ").str.strip_chars()
    both = band.str.extract_groups(r"^(?P<a>\d{1,3})\s*(?:-|–|—|to|until)\s*(?P<b>\d{1,3})$")
    upwards = band.str.extract(r"^(\d{1,3})\s*(?:\+|plus|and (?:over|above|older)|or (?:over|above|older))$", 1).cast(pl.Int64, strict=False)
    over = band.str.extract(r"^over\s*(\d{1,3})$", 1).cast(pl.Int64, strict=False) + 1
    under = band.str.extract(r"^(?:under|below)\s*(\d{1,3})$", 1).cast(pl.Int64, strict=False) - 1
    up_to = band.str.extract(r"^(?:up to\s*)?(\d{1,3})\s*(?:and (?:under|below|younger))$", 1).cast(pl.Int64, strict=False)
    single = band.str.extract(r"^(\d{1,3})$", 1).cast(pl.Int64, strict=False)
    open_from, to = pl.coalesce(upwards, over), pl.coalesce(under, up_to)
    is_open = open_from.is_not_null()
    stated_from, stated_to = pl.col("age_from").cast(pl.Int64, strict=False), pl.col("age_to").cast(pl.Int64, strict=False)
    first = pl.coalesce(stated_from, both.struct.field("a").cast(pl.Int64, strict=False), open_from, single, pl.when(to.is_not_null()).then(pl.lit(0, pl.Int64)))
    last = pl.coalesce(stated_to, both.struct.field("b").cast(pl.Int64, strict=False), to, single, pl.when(is_open).then(pl.lit(OLDEST, pl.Int64)))
    frame = frame.with_columns(first.alias("_first"), last.alias("_last"), is_open.alias("_is_open"))
    is_reversed = (pl.col("_last") < pl.col("_first")).fill_null(False)
    is_whole = pl.col("_first").is_between(0, OLDEST) & pl.col("_last").is_between(0, OLDEST) & ~is_reversed
    is_whole = is_whole.fill_null(False)
    shown = pl.col("_first").cast(pl.String) + " to " + pl.col("_last").cast(pl.String)
    is_spoilt = ~is_whole & ~is_reversed & pl.col("_ages").is_not_null()
    return frame.with_columns(
        pl.when(is_whole).then(pl.col("_first")).alias("age_from"),
        pl.when(is_whole).then(pl.col("_last")).alias("age_to"),
        pl.when(~is_whole).then(pl.lit("not stated")).when(pl.col("_is_open")).then(pl.lit("no upper age")).otherwise(pl.lit("stated")).alias("age_basis"),
        *note("age_from", AGES_REVERSED, is_reversed, shown),
        *note("age_to", AGES_UNREADABLE, is_spoilt, pl.col("_ages")),
    )  # fmt: skip


def with_period(frame: pl.LazyFrame) -> pl.LazyFrame:
    """First and last day: as stated, else those of the financial year that the line, or the team for the whole file, states."""
    stated = pl.col("setting__fy").cast(pl.Int64, strict=False) if "setting__fy" in frame.collect_schema().names() else pl.lit(None, pl.Int64)
    year = pl.coalesce("_year", stated)
    is_by_year = pl.col("from_on").is_null() & pl.col("to_on").is_null() & pl.col("from_on__problem").is_null() & pl.col("to_on__problem").is_null()
    return frame.with_columns(
        pl.when(is_by_year).then(pl.date(year, 4, 1)).otherwise(pl.col("from_on")).alias("from_on"),
        pl.when(is_by_year).then(pl.date(year + 1, 3, 31)).otherwise(pl.col("to_on")).alias("to_on"),
    )
