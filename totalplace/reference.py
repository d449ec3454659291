"""Our own reference data: kinds of use, assumptions, powers to pool. Dated, sourced rows in reference_data/*.csv.

Belongs here: reading those files into their contracts. Does not belong here: anything about one place, but for the
thresholds that place.toml overrides.
"""

from datetime import date, timedelta
from functools import cache
from importlib import resources

import polars as pl

from totalplace.contracts import (
    core,
    core_evidence,
    customers,
    licensing,
    outcomes,
    payments,
    pooling,
    ref,
    release,
    scrutiny,
    sector,
    spend,
    successors,
    suppliers,
    themes,
)
from totalplace.contracts._base import Contract
from totalplace.errors import PlaceError
from totalplace.place import Place
from totalplace.sources._return_lines import line_key

_OVERRIDE_FROM = date(1900, 1, 1)


@cache
def _read(name: str, contract: Contract) -> pl.DataFrame:
    text = resources.files("totalplace.reference_data").joinpath(f"{name}.csv").read_bytes()
    frame = pl.read_csv(text, infer_schema=False)
    read = {"boolean": lambda cell: cell == "true", "date": lambda cell: cell.str.to_date("%Y-%m-%d")}
    typed = [
        read[column.type](pl.col(column.name)).alias(column.name) for column in contract.columns if column.type in read
    ]
    return contract.conform(frame.with_columns(typed)).collect().sort(contract.primary_key)


def function_table() -> pl.DataFrame:
    """ref.function."""
    return _read("function", ref.FUNCTION)


def function_word_table() -> pl.DataFrame:
    """ref.function_word."""
    return _read("function_word", core.FUNCTION_WORD)


def matching_word_table() -> pl.DataFrame:
    """ref.matching_word."""
    return _read("matching_word", core.MATCHING_WORD)


def supplier_word_table() -> pl.DataFrame:
    """ref.supplier_word."""
    return _read("supplier_word", suppliers.SUPPLIER_WORD)


def spend_word_table() -> pl.DataFrame:
    """ref.spend_word."""
    return _read("spend_word", suppliers.SPEND_WORD)


def successor_word_table() -> pl.DataFrame:
    """ref.successor_word."""
    return _read("successor_word", successors.SUCCESSOR_WORD)


def disposal_check_table() -> pl.DataFrame:
    """ref.disposal_check."""
    return _read("disposal_check", release.DISPOSAL_CHECK)


def payment_word_table() -> pl.DataFrame:
    """ref.payment_word."""
    return _read("payment_word", payments.PAYMENT_WORD)


def calendar_table(today: date, plan_first_fy: int | None = None) -> pl.DataFrame:
    """core.calendar; the plan begins in the year asked for, else in the one after that of the day."""
    next_month_on = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    following = today.year + (today.month >= 4)
    return core.CALENDAR.conform(pl.DataFrame({"next_month_on": [next_month_on], "plan_first_fy": [plan_first_fy or following]})).collect()


def service_table() -> pl.DataFrame:
    """ref.service."""
    return _read("service", customers.SERVICE)


def unit_cost_table() -> pl.DataFrame:
    """ref.unit_cost."""
    return _read("unit_cost", customers.UNIT_COST)


def theme_line_table() -> pl.DataFrame:
    """ref.theme_line."""
    return _read("theme_line", themes.THEME_LINE)


def checklist_question_table() -> pl.DataFrame:
    """ref.checklist_question."""
    return _read("checklist_question", scrutiny.QUESTION)


def indicator_table() -> pl.DataFrame:
    """ref.indicator."""
    return _read("indicator", outcomes.INDICATOR)


def sector_word_table() -> pl.DataFrame:
    """ref.sector_word."""
    return _read("sector_word", sector.WORD)


@cache
def premises_words() -> tuple[tuple[str, str, str], ...]:
    """Where words must stand, the words, and the kind of licensed premises they show; the lowest rank first."""
    words = _read("premises_word", licensing.PREMISES_WORD).sort("rank", "word", "told_by")
    return tuple(words.select("told_by", "word", "kind").iter_rows())


def outline_word_table() -> pl.DataFrame:
    """ref.outline_word."""
    return _read("outline_word", core_evidence.OUTLINE_WORD)


def dwelling_word_table() -> pl.DataFrame:
    """ref.dwelling_word."""
    return _read("dwelling_word", core.DWELLING_WORD)


@cache
def sensitive_words() -> tuple[str, ...]:
    """The words and phrases that show sensitive premises, in small letters, apostrophes as spaces."""
    kinds = function_table().filter("is_sensitive")["function_id"].to_list()
    return tuple(function_word_table().filter(pl.col("function_id").is_in(kinds))["word"])


@cache
def home_words() -> tuple[str, ...]:
    """The words and phrases that may show a single dwelling, in small letters, apostrophes as spaces."""
    said = {says: group["word"].to_list() for (says,), group in dwelling_word_table().group_by("says")}
    staff = [f"{who}{of} {home}" for who in said["resident"] for of in ("", " s") for home in said["residence"]]
    # as the whole of a cell a word may say more than among others
    whole = [f"| {word} |" for word in said["whole use"]]
    kinds = ("one home", "one home of a block", "one home in a use", "housing", "dispersed home")
    return tuple(sorted({*(word for says in kinds for word in said[says]), *staff, *whole}))


def pool_power_table() -> pl.DataFrame:
    """ref.pool_power."""
    return _read("pool_power", ref.POOL_POWER)


def ring_fence_table() -> pl.DataFrame:
    """ref.ring_fence."""
    return _read("ring_fence", pooling.RING_FENCE)


def return_heading_table() -> pl.DataFrame:
    """ref.return_heading, names in the form in which they are compared."""
    empty = spend.RETURN_HEADING.columns
    text = resources.files("totalplace.reference_data").joinpath("return_heading.csv").read_bytes()
    frame = pl.read_csv(text, infer_schema=False)
    keys = pl.Series("line_key", [line_key(name) for name in frame["line"]], dtype=pl.String)
    blank = [pl.when(pl.col(column.name) != "").then(pl.col(column.name)).alias(column.name) for column in empty if column.name in frame.columns]
    return spend.RETURN_HEADING.conform(frame.with_columns(*blank, keys)).collect().sort(spend.RETURN_HEADING.primary_key)


def return_total_table() -> pl.DataFrame:
    """ref.return_total."""
    return _read("return_total", spend.RETURN_TOTAL)


def spend_line_table() -> pl.DataFrame:
    """ref.spend_line, names in the form in which they are compared."""
    text = resources.files("totalplace.reference_data").joinpath("spend_line.csv").read_bytes()
    frame = pl.read_csv(text, infer_schema=False)
    key = pl.col("name").str.to_lowercase().str.replace_all("&", "and", literal=True).str.replace_all(r"[^a-z0-9]", "").alias("name_key")
    return spend.SPEND_LINE_MEANING.conform(frame.with_columns(key)).collect().sort(spend.SPEND_LINE_MEANING.primary_key)


def cofog_table() -> pl.DataFrame:
    """ref.cofog."""
    return _read("cofog", spend.COFOG)


def assumption_table(place: Place) -> pl.DataFrame:
    """ref.assumption: the project's rows, the place's own thresholds standing for all time where it states any.

    Raises PlaceError for a threshold that is not an assumption of the project.
    """
    ours = _read("assumption", ref.ASSUMPTION)
    known = set(ours["assumption_id"])
    for name in place.thresholds:
        if name not in known:
            raise PlaceError(
                f"place.toml: [thresholds] has '{name}', which is not known. Known are: {', '.join(sorted(known))}."
            )
    kept = ours.filter(~pl.col("assumption_id").is_in(list(place.thresholds)))
    own = [
        {
            **ours.filter(pl.col("assumption_id") == name).row(0, named=True),
            "value": value,
            "valid_from": _OVERRIDE_FROM,
            "source": "place.toml of this place",
        }
        for name, value in place.thresholds.items()
    ]
    return pl.concat([kept, pl.DataFrame(own, schema=ours.schema)]).sort("assumption_id", "valid_from")


def assumption_ids() -> tuple[str, ...]:
    """Every assumption of the project."""
    return tuple(_read("assumption", ref.ASSUMPTION)["assumption_id"].unique().sort())


def assumptions_in_force(place: Place, on: date) -> pl.DataFrame:
    """core.assumption: of each assumption the newest row of ref.assumption that is valid on the day.

    Where all rows of one begin later, the first: a publication of an earlier day has no better value.
    """
    rows = assumption_table(place).with_columns(is_later=pl.col("valid_from") > on)
    begun = rows.filter(~pl.col("is_later")).group_by("assumption_id").agg(pl.col("value").sort_by("valid_from").last())
    first = rows.group_by("assumption_id").agg(pl.col("value").sort_by("valid_from").first())
    return pl.concat([begun, first.join(begun, on="assumption_id", how="anti")]).sort("assumption_id")
