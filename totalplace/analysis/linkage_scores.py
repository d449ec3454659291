"""How likely two records are one person: Fellegi and Sunter's model, worked out by Splink on the connection that is handed in.

Belongs here: what is compared with what, the levels of each comparison, and the settings for Splink. Does not belong here: parameters (linkage_model.json),
rules that need no weighing (linkage_rules.py), or what becomes of the weights (linkage.py).

Splink's tables are temporary ones of a second connection to the same database, gone when that closes: they stand in memory, or in the session's spill
folder, encrypted where the session's is. Splink logs nothing here: its messages carry SQL, and its errors values.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import duckdb
import polars as pl

from totalplace.analysis.linkage_model import Model
from totalplace.errors import PlaceError

# pairs less likely than this count as different people wherever pairs are summed up
LEAST_LIKELY = 0.001
_INPUT = "linkage_input"


class Level(NamedTuple):
    """A level of a comparison. How often two people share it by chance goes by how frequent the value of `frequency` is, where it is given."""

    name: str
    condition: str
    frequency: str | None = None


def _known(*columns: str) -> str:
    return " or ".join(f"{column}_l is null or {column}_r is null" for column in columns)


# in the wrong columns, whether or not shortened or mistyped there
_SWAPPED = " and ".join(
    f"(forename_root_{one} = surname_root_{other} or jaro_winkler_similarity(forename_{one}, surname_{other}) >= 0.92)" for one, other in (("l", "r"), ("r", "l"))
)
_PART = "(starts_with({0}_l, {0}_r) or ends_with({0}_l, {0}_r) or starts_with({0}_r, {0}_l) or ends_with({0}_r, {0}_l)) and least(length({0}_l), length({0}_r)) >= 3"
_ELSE = "else"
# of each comparison: where it says nothing, then levels from the closest on
COMPARISONS: dict[str, tuple[str, tuple[Level, ...]]] = {
    "forename": (
        _known("forename"),
        (
            Level("the same", "forename_l = forename_r", "forename"),
            Level("a form of the same", "forename_root_l = forename_root_r"),
            Level("swapped with the surname", _SWAPPED),
            Level("its initial", "initial_l = initial_r and least(length(forename_l), length(forename_r)) = 1"),
            Level("close", "jaro_winkler_similarity(forename_l, forename_r) >= 0.92 or damerau_levenshtein(forename_l, forename_r) = 1"),
            Level("alike", "jaro_winkler_similarity(forename_l, forename_r) >= 0.8"),
            # people of what may be one home born on one day are twins more often than one person is entered under two forenames
            Level("another, as of twins", "born_l = born_r and coalesce(postcode_l = postcode_r, true)"),
            Level("another", _ELSE),
        ),
    ),
    "surname": (
        _known("surname"),
        (
            Level("the same", "surname_l = surname_r", "surname"),
            Level("swapped with the forename", _SWAPPED),
            Level("part of the other", _PART.format("surname")),
            Level("close", "jaro_winkler_similarity(surname_l, surname_r) >= 0.92 or damerau_levenshtein(surname_l, surname_r) = 1"),
            Level("alike", "jaro_winkler_similarity(surname_l, surname_r) >= 0.8"),
            Level("another", _ELSE),
        ),
    ),
    "born": (
        _known("born"),
        (
            Level("the same", "born_l = born_r", "born"),
            Level("day and month swapped", "year_l = year_r and month_l = day_r and day_l = month_r"),
            Level("one digit out", "damerau_levenshtein(born_l, born_r) = 1"),
            Level("one part out", "(year_l = year_r and month_l = month_r) or (year_l = year_r and day_l = day_r) or (month_l = month_r and day_l = day_r)"),
            Level("the same year", "year_l = year_r"),
            # parents and children of one name share it, and the home
            Level("a generation apart", "abs(year_l - year_r) >= 15"),
            Level("another", _ELSE),
        ),
    ),
    "postcode": (
        _known("postcode"),
        (
            Level("the same", "postcode_l = postcode_r", "postcode"),
            Level("the same sector", "sector_l = sector_r", "sector"),
            Level("one character out", "damerau_levenshtein(postcode_l, postcode_r) = 1"),
            Level("the same district", "district_l = district_r", "district"),
            Level("another", _ELSE),
        ),
    ),
    "sex": (_known("sex"), (Level("the same", "sex_l = sex_r"), Level("another", _ELSE))),
    "nhs_number": (_known("nhs_number"), (Level("the same", "nhs_number_l = nhs_number_r"), Level("another", _ELSE))),
}
# without a forename or a birth date or a number on both sides, what two records share is what families share
_NOT_A_FAMILY_ONLY = "coalesce(l.forename || r.forename, l.born || r.born, l.nhs_number || r.nhs_number) is not null"
# what two records have to share for being compared at all; each is drawn in by the district where too many records share it
KEYS: dict[str, tuple[str | pl.Expr, ...]] = {
    "key_born_surname": ("born", pl.col("surname").str.head(3)),
    "key_born_forename": ("born", pl.col("forename").str.head(3)),
    "key_born_district": ("born", "district"),
    "key_born_postcode": ("born", "postcode"),
    "key_names_year": ("names", "year"),
    "key_names_day": ("names", "month", "day"),
    "key_names_district": ("names", "district"),
    "key_forename_postcode": ("forename_root", "postcode"),
    "key_surname_postcode": ("surname", "postcode", "year"),
    "key_number": ("nhs_number",),
}


# what is said in one go; the first of each is known if any is
_SAID = (("forename", "forename_root", "initial"), ("surname", "surname_root"), ("born_on",), ("sex",), ("postcode", "sector", "district"), ("nhs_number",))


class Compared(NamedTuple):
    """`left_out`: how often a row and what it shares were left out because too many others share it, within the district too."""

    rows: pl.DataFrame
    left_out: int


def compared(prepared: pl.DataFrame, group: pl.Series, model: Model) -> Compared:
    """One row for each thing that a group of records says of itself, with the keys by which it is compared with others.

    What a record leaves open the others of its group answer, or one without a birth date would vouch for a namesake in the family. What says nothing but
    the surname or the home is not compared: families share both.
    """
    born = pl.col("born_on").dt
    said = [name for together in _SAID for name in together]
    enough = pl.any_horizontal(pl.col("forename", "born_on", "nhs_number").is_not_null())
    keyed = (
        _answered(prepared.select(*said, group.alias("group_no")))
        .filter(enough)
        .unique()
        .sort("group_no", *said)
        .with_columns(
            born.strftime("%Y%m%d").alias("born"),
            born.year().alias("year"),
            born.month().cast(pl.Int32).alias("month"),
            born.day().cast(pl.Int32).alias("day"),
            pl.concat_str(pl.min_horizontal("forename", "surname"), pl.max_horizontal("forename", "surname"), separator=" ").alias("names"),
        )
        .with_columns(_key(parts).alias(name) for name, parts in KEYS.items())
    )
    bounded = keyed.with_columns(_bounded(name, model.limits.block_records) for name in KEYS)
    rows = bounded.drop("born_on", "names").with_row_index("unique_id").with_columns(pl.col("unique_id").cast(pl.Int64))
    return Compared(rows, sum(bounded[name].null_count() - keyed[name].null_count() for name in KEYS))


def _answered(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with what is not known taken from their group: what most of it say, the first by the alphabet where as many say something else."""
    several = rows.filter(pl.len().over("group_no") > 1)
    for first, *others in _SAID:
        said = several.filter(pl.col(first).is_not_null() & pl.col(first).is_null().any().over("group_no"))
        most = said.group_by("group_no", first, *others).len().sort("group_no", -pl.col("len").cast(pl.Int64), first, *others).unique("group_no", keep="first", maintain_order=True)
        named = {name: f"{name}_of_group" for name in (first, *others)}
        unknown = pl.col(first).is_null()
        rows = (
            rows.join(most.drop("len").rename(named), on="group_no", how="left")
            .with_columns(pl.when(unknown).then(pl.col(of_group)).otherwise(pl.col(name)).alias(name) for name, of_group in named.items())
            .drop(*named.values())
        )
    return rows


def _key(parts: tuple[str | pl.Expr, ...]) -> pl.Expr:
    """What is shared, as one text; none where a part is not known."""
    return pl.concat_str(*parts, separator=" ")


def _bounded(name: str, most: int) -> pl.Expr:
    nearer = pl.concat_str(name, "district", separator=" ")
    few, few_nearer = pl.len().over(name) <= most, pl.len().over(name, "district") <= most
    return pl.when(few).then(pl.col(name)).when(few_nearer).then(nearer)


def settings(model: Model, count: int) -> dict[str, Any]:
    """Splink's settings for `count` groups of records."""
    return {
        "link_type": "dedupe_only",
        # a handful of records comes from a place of thousands
        "probability_two_random_records_match": model.others_of_same_person / max(count, model.frequency_records),
        "comparisons": [_comparison(name, *said, model) for name, said in COMPARISONS.items()],
        "blocking_rules_to_generate_predictions": [f"l.{key} = r.{key} and l.group_no <> r.group_no and {_NOT_A_FAMILY_ONLY}" for key in KEYS],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": ["group_no"],
        # Splink draws one at random otherwise
        "linker_uid": "totalplace",
    }


def _comparison(name: str, unknown: str, levels: tuple[Level, ...], model: Model) -> dict[str, Any]:
    stated = [{"sql_condition": unknown, "label_for_charts": "not known", "is_null_level": True}]
    for level in levels:
        m, u = model.parameters[name][level.name]
        one: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.name, "m_probability": m, "u_probability": u}
        if level.frequency is not None:
            one |= {"tf_adjustment_column": level.frequency, "disable_tf_exact_match_detection": True}
        stated.append(one)
    return {"output_column_name": name, "comparison_levels": stated}


def frequencies() -> Iterator[tuple[str, str, str]]:
    """Each column whose values' frequencies count, with the comparison and the level whose chance they refine."""
    for name, (_, levels) in COMPARISONS.items():
        yield from ((level.frequency, name, level.name) for level in levels if level.frequency is not None)


def likely_pairs(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame, model: Model) -> tuple[pl.DataFrame, int]:
    """Pairs of groups (left < right) with how likely they are one person, those below LEAST_LIKELY left out; and how many pairs of rows were compared."""
    if rows["group_no"].n_unique() < 2:
        return pl.DataFrame(schema={"left": pl.Int64, "right": pl.Int64, "probability": pl.Float64}), 0
    with _quiet(), linker_on(con, rows, model) as (linker, own):
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        count = own.execute(f"select count(*) from {blocked.physical_name}").fetchall()[0][0]
        scored = linker.inference.predict(threshold_match_probability=LEAST_LIKELY, warning_mode="never")
        pairs = own.execute(
            f"""select least(group_no_l, group_no_r) as "left", greatest(group_no_l, group_no_r) as "right", max(match_probability) as probability
            from {scored.physical_name} group by 1, 2"""
        ).pl()
    # what a machine's last digits decide decides nothing
    return pairs.with_columns(pl.col("probability").round(12)).sort("left", "right"), count


@contextmanager
def linker_on(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame, model: Model) -> Iterator[tuple[Any, duckdb.DuckDBPyConnection]]:
    """Splink's linker over rows (of `compared`), with the connection that its tables are temporary ones of."""
    from splink import DuckDBAPI, Linker

    class TemporaryTables(DuckDBAPI):  # type: ignore[misc]
        """Splink makes its tables in the database that the session stands in, which may be a file."""

        def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
            return str(super()._setup_for_execute_sql(sql, physical_name)).replace("CREATE TABLE", "CREATE TEMP TABLE", 1)

    with con.cursor() as own:
        api = TemporaryTables(own)
        api._ddb_con.close()  # a database in memory that Splink opens for its charts
        own.register("linkage_rows", rows.to_arrow())
        own.execute(f"create temp table {_INPUT} as select * from linkage_rows")
        own.unregister("linkage_rows")
        linker = Linker(api.register(_INPUT), settings(model, rows["group_no"].n_unique()), log_level=None)
        for column, name, level in frequencies():
            # among few records one value's share says little: it is drawn towards what two people share by chance anywhere
            chance, weight, table = model.parameters[name][level][1], model.frequency_records, f"linkage_frequency_of_{column}"
            own.execute(
                f"""create temp table {table} as
                select {column}, (count(*) + cast({chance * weight!r} as double)) / ((select count({column}) from {_INPUT}) + {weight}) as tf_{column}
                from {_INPUT} where {column} is not null group by {column}"""
            )
            linker.table_management.register_term_frequency_lookup(api.register(table), column)
        yield linker, own


@contextmanager
def _quiet() -> Iterator[None]:
    """Errors of DuckDB and Splink quote SQL and values: what is said here names neither."""
    from splink.internals.exceptions import SplinkException

    library = logging.getLogger("splink")
    level = library.level
    library.setLevel(logging.CRITICAL + 1)
    try:
        yield
    except (duckdb.Error, SplinkException) as error:
        if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in str(error):
            raise PlaceError("Linking people across agencies needs more memory than it may use: raise TOTALPLACE_MEMORY_LIMIT and run again.") from None
        raise PlaceError(f"Records of people could not be compared across agencies ({type(error).__name__}); what was published stays as it was.") from None
    finally:
        library.setLevel(level)
