"""Words, yes and no, and plain numbers.

Belongs here: what every parser starts from (blank cells, words for nothing, white space) and the plainest types. Does
not belong here: money, dates, references and areas, payees (the modules beside this one).

A parser takes the text of a column as an expression and returns `Parsed`: the value, and the code of an issue type. Two devices
keep five million rows cheap. Where cells repeat (dates, names), each different cell of a batch is judged once. Where they do not
(amounts), the costly path sees only the cells that the cheap path could not read, the others being masked to null.
"""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from totalplace.issues import IssueType
from totalplace.sources._base import Parsed
from totalplace.values.problems import NUMBER_UNREADABLE, YES_NO_UNREADABLE

# Unicode white space, the byte-order mark, and the dagger, which is what a non-breaking space becomes in files read as Mac Roman.
WHITE = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff†"
_RUN = r"[\s\u200b\ufeff†]{2,}|[^\S ]|[\u200b\ufeff†]"  # white space that is not one plain space

# What programs write for an empty cell. Nobody means it as a value.
_EMPTY_CELL = ("", "N/A", "#N/A", "NA", "NaN", "NULL", "#REF!", "#VALUE!", "#NAME?", "-", "--", "–", "—", ".")
# What people write where there is no date, number or reference. As text these are an answer, so text() keeps them.
_NO_ANSWER = (
    "Not Known", "Unknown", "Not Available", "Not Applicable", "None", "Nil", "Blank", "TBC", "TBA", "To Be Confirmed", "Not Stated",
    "No Data", "Unallocated", "Not Allocated", "?",
)  # fmt: skip


def _spellings(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as written, in capitals, in small letters, and with only the first letter in capitals."""
    return tuple(dict.fromkeys(form for word in words for form in (word, word.upper(), word.lower(), word.capitalize())))


EMPTY_CELL = _spellings(_EMPTY_CELL)
NOTHING = _spellings(_EMPTY_CELL + _NO_ANSWER)


def trimmed(expr: pl.Expr, nothing: tuple[str, ...] = NOTHING) -> pl.Expr:
    """The cell without white space around it; null where it is blank or a word for nothing."""
    cell = expr.str.strip_chars(WHITE)
    return pl.when(~cell.is_in(list(nothing))).then(cell)


CELL = "cell"
Judge = Callable[[pl.DataFrame], pl.DataFrame]


def per_distinct(expr: pl.Expr, schema: Mapping[str, Any], judge: Judge) -> pl.Expr:
    """A struct of the schema's fields, each different text judged once a batch; all null where the text is.

    `judge` gets a frame with the column `cell` and adds the fields. It runs in steps, so that nothing is worked out twice, as
    it would be in one large expression: the optimiser shares only some of what such an expression repeats.
    """
    dtype = pl.Struct(dict(schema))

    def batch(cells: pl.Series) -> pl.Series:
        if cells.null_count() == len(cells):
            return pl.Series(cells.name, [None] * len(cells), dtype=dtype)
        distinct = cells.drop_nulls().unique().alias(CELL).to_frame()
        judged = judge(distinct).select(CELL, *(pl.col(name).cast(kind) for name, kind in schema.items()))
        joined = cells.alias(CELL).to_frame().join(judged, on=CELL, how="left", maintain_order="left")
        return joined.drop(CELL).to_struct(cells.name)

    return expr.map_batches(batch, return_dtype=dtype, is_elementwise=True)


def per_batch(expr: pl.Expr, schema: Mapping[str, Any], judge: Judge) -> pl.Expr:
    """The same for texts that seldom repeat: each cell is judged, in steps."""
    dtype = pl.Struct(dict(schema))

    def batch(cells: pl.Series) -> pl.Series:
        judged = judge(cells.alias(CELL).to_frame())
        return judged.select(pl.col(name).cast(kind) for name, kind in schema.items()).to_struct(cells.name)

    return expr.map_batches(batch, return_dtype=dtype, is_elementwise=True)


def parsed_per_distinct(expr: pl.Expr, dtype: Any, judge: Judge) -> Parsed:
    """A parser from a judge that adds `value` and `problem`."""
    return parsed_from(per_distinct(expr, {"value": dtype, "problem": pl.String}, judge), expr)


def parsed_from(both: pl.Expr, expr: pl.Expr) -> Parsed:
    """The two fields of a struct, under the name of the column that they were read from."""
    name = expr.meta.output_name(raise_if_undetermined=False) or CELL
    return Parsed(both.struct.field("value").alias(name), both.struct.field("problem").alias(name), both)


def only_if(condition: pl.Expr, expr: pl.Expr) -> pl.Expr:
    """The value where the condition holds, else null: what masks cells from a costly path."""
    return pl.when(condition).then(expr)


def problem_where(condition: pl.Expr, issue: IssueType) -> pl.Expr:
    """The issue's code where the condition holds, else null."""
    return pl.when(condition).then(pl.lit(issue.code, dtype=pl.String))


def text(expr: pl.Expr) -> Parsed:
    """Words as published, without white space around them and with any run of white space as one space."""
    return Parsed(trimmed(expr, EMPTY_CELL).str.replace_all(_RUN, " "), pl.lit(None, dtype=pl.String))


def number(expr: pl.Expr) -> Parsed:
    """A number with or without thousands commas. Brackets, units and words are a problem."""
    cell = trimmed(expr)
    plain = cell.cast(pl.Float64, strict=False)
    grouped = only_if(plain.is_null() & cell.str.contains(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"), cell)
    value = pl.coalesce(plain, grouped.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False))
    value = only_if(value.is_finite(), value)
    return Parsed(value, problem_where(cell.is_not_null() & value.is_null(), NUMBER_UNREADABLE))


def integer(expr: pl.Expr) -> Parsed:
    """A whole number; 12.0 is one, 12.5 is a problem."""
    cell = trimmed(expr)
    value = cell.str.replace(r"\.0+$", "").str.replace_all(",", "", literal=True).cast(pl.Int64, strict=False)
    return Parsed(value, problem_where(cell.is_not_null() & value.is_null(), NUMBER_UNREADABLE))


def yes_no(expr: pl.Expr) -> Parsed:
    """True for yes, y, true, t and 1; false for no, n, false, f and 0; anything else is a problem."""
    cell = trimmed(expr)
    word = cell.str.to_lowercase()
    value = (
        pl.when(word.is_in(["yes", "y", "true", "t", "1"]))
        .then(pl.lit(True))
        .when(word.is_in(["no", "n", "false", "f", "0"]))
        .then(pl.lit(False))
    )
    return Parsed(value, problem_where(cell.is_not_null() & value.is_null(), YES_NO_UNREADABLE))
