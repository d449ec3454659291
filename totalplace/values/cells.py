"""Words, yes and no, and plain numbers.

Belongs here: what every parser starts from (blank cells, words for nothing, white space) and the plainest types. Does
not belong here: money, dates, references and areas, payees (the modules beside this one).

A parser takes the text of a column as an expression and returns `Parsed`: the value, and the code of an issue type. Two devices
keep five million rows cheap. Where cells repeat (dates, names), each different cell of a batch is judged once. Where they do not
(amounts, words), the costly path sees only the cells that need it, the others being masked to null.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
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
        encoded = cells.to_arrow(compat_level=pl.CompatLevel.oldest()).dictionary_encode()
        distinct = pl.DataFrame({CELL: pl.Series(encoded.dictionary, dtype=pl.String)})
        judged = judge(distinct).select(pl.col(name).cast(kind) for name, kind in schema.items())
        return judged.select(pl.all().gather(pl.Series(encoded.indices))).to_struct(cells.name)

    return expr.map_batches(batch, return_dtype=dtype, is_elementwise=True)


class Remembered:
    """A judge that keeps what it said of the latest texts, for texts that come back batch after batch and file after file.

    Of at most `most` texts: at a few hundred bytes each this bounds the memory. What is kept is replaced whole and never
    changed, so that threads may ask at once; the worst that can happen is that two of them judge the same text.
    """

    def __init__(self, judge: Judge, schema: Mapping[str, Any], most: int = 100_000) -> None:
        self._judge = judge
        self._most = most
        self._known = pl.DataFrame(schema={CELL: pl.String, **schema, _IS_KNOWN: pl.Boolean})

    def __call__(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The frame of different texts with the judge's columns."""
        known = self._known
        found = cells.select(CELL).join(known, on=CELL, how="left", maintain_order="left")
        if not found[_IS_KNOWN].has_nulls():
            return found
        new = self._judge(found.filter(pl.col(_IS_KNOWN).is_null()).select(CELL)).with_columns(pl.lit(True).alias(_IS_KNOWN))
        new = new.select(known.columns).cast(known.schema)
        kept = known if known.height + new.height <= self._most else known.clear()
        self._known = pl.concat([kept, new.head(self._most)]).rechunk()
        said = pl.concat([found.drop_nulls(_IS_KNOWN), new])
        return cells.select(CELL).join(said, on=CELL, how="left", maintain_order="left")


_IS_KNOWN = "is known"


def per_batch(expr: pl.Expr, schema: Mapping[str, Any], judge: Judge) -> pl.Expr:
    """The same for texts that seldom repeat: each cell is judged, in steps."""
    dtype = pl.Struct(dict(schema))

    def batch(cells: pl.Series) -> pl.Series:
        judged = judge(cells.alias(CELL).to_frame())
        return judged.select(pl.col(name).cast(kind) for name, kind in schema.items()).to_struct(cells.name)

    return expr.map_batches(batch, return_dtype=dtype, is_elementwise=True)


def where_untidy(cells: pl.Series, tidy: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """The cells with `tidy` done to those that have any white space but single spaces inside, or other than plain ASCII.

    Nearly all cells have neither, which their bytes, looked at all together, show at a fraction of the price.
    """
    untidy = _untidy(cells)
    if untidy is None:
        return cells
    cell = pl.col(CELL)
    odd = pl.lit(pl.Series(untidy))
    tidied = pl.when(odd).then(tidy(only_if(odd, cell))).otherwise(cell)
    return cells.alias(CELL).to_frame().select(tidied).to_series().alias(cells.name)


_SPACE, _TILDE = 0x20, 0x7E
_PIECE = 1 << 17  # bytes looked at together: small enough for the memory to be used again and again, which new pages are not


def _untidy(cells: pl.Series) -> npt.NDArray[np.bool_] | None:
    """Which cells start or end with a space, have two in a row, or a byte that is no printable ASCII. None: none of them.

    Now and then it names a neighbour of such a cell as well, which does no harm.
    """
    array = cells.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, ends, texts = array.buffers()
    if not len(array) or texts is None:
        return None
    stops = np.frombuffer(ends, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(texts, dtype=np.uint8)[: stops[-1]]
    if stops[0] == stops[-1]:
        return None
    first, last = data[np.minimum(stops[:-1], data.size - 1)], data[stops[1:] - 1]
    untidy: npt.NDArray[np.bool_] = (first == _SPACE) | (last == _SPACE)
    for begin in range(int(stops[0]), data.size, _PIECE):
        places = _strange(data[begin : begin + _PIECE + 1]) + begin
        untidy[np.searchsorted(stops, places, side="right") - 1] = True
    return untidy if untidy.any() else None


def _strange(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Where a byte is no printable ASCII, or the second of two spaces."""
    is_space = data == _SPACE
    # a byte below the space wraps round to a large number
    strange = (data - np.uint8(_SPACE)) > _TILDE - _SPACE
    strange[1:] |= is_space[1:] & is_space[:-1]
    return np.flatnonzero(strange)


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
    return Parsed(expr.map_batches(_words, return_dtype=pl.String, is_elementwise=True), pl.lit(None, dtype=pl.String))


def _words(cells: pl.Series) -> pl.Series:
    words = where_untidy(cells, lambda cell: cell.str.strip_chars(WHITE).str.replace_all(_RUN, " "))
    return words.to_frame().select(only_if(~pl.first().is_in(list(EMPTY_CELL)), pl.first())).to_series()


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
