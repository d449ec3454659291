"""Money: exact pounds and pence from any of the ways they are printed.

Belongs here: amounts in pounds and in thousands of pounds. Does not belong here: areas and plain numbers (places.py, cells.py),
or which of several amounts of a line counts (sources/payments.py).
"""

import polars as pl

from totalplace.sources._base import Parsed
from totalplace.values.cells import CELL, NOTHING, WHITE, only_if, parsed_from, per_batch, where_untidy
from totalplace.values.problems import AMOUNT_REPAIRED, AMOUNT_ROUNDED, AMOUNT_UNREADABLE

_FINE = pl.Decimal(38, 6)  # room for the parts of a penny that decide how to round
_FINER = pl.Decimal(38, 12)  # the same where cells are in thousands: rounding twice may be a penny out
MONEY = pl.Decimal(18, 2)
_NIL = ["Nil", "NIL", "nil"]
_NOTHING = tuple(word for word in NOTHING if word not in _NIL)
# The pound sign as it is, as UTF-8 read as cp1252 (Â£), as DOS 437/850 read as cp1252 (œ, 0x9C) and the other way round (ú), and
# as the replacement character that is left when the byte could not be read at all.
_POUND = r"(?:Â?£|Ł|\x{9c}|œ|ú|\x{fffd}|GBP|gbp)"
_STOP = r"^([+-]?[0-9,]+\.[0-9]{2})\.$"  # a full stop after the pence ends a sentence, not a number
_PENNY_PART = pl.lit("0.0005").cast(_FINE)  # less is the dust of binary fractions in spreadsheets, not a statement


def money(expr: pl.Expr) -> Parsed:
    """Pounds as DECIMAL(18,2).

    Read: thousands commas, a pound sign however burnt in, brackets or a trailing minus or CR for a credit, a trailing DR.
    "Nil" is nought: somebody says that nothing was paid. A dash says nothing and is blank. Scientific notation, a comma
    that does not part thousands, and a number beyond sixteen digits are problems. More than two decimals are rounded half
    away from nought, with a note unless the rest is under a twentieth of a penny.
    """
    return _money(expr, 1)


def money_thousands(expr: pl.Expr) -> Parsed:
    """The same from a column in thousands of pounds (£000): 12.3456 is £12,345.60."""
    return _money(expr, 1000)


def _money(expr: pl.Expr, factor: int) -> Parsed:
    def judge(cells: pl.DataFrame) -> pl.DataFrame:
        bare = where_untidy(cells[CELL], lambda cell: cell.str.strip_chars(WHITE))
        cells = bare.alias("trimmed").to_frame().select(only_if(~pl.first().is_in(list(_NOTHING)), pl.first()))
        # "1234.5" is read at once; a third decimal or an exponent needs a closer look
        is_fine = pl.col("trimmed").str.contains(r"\.\d{3}|[eE]")
        quick = only_if(~is_fine, pl.col("trimmed")).cast(MONEY, strict=False) if factor == 1 else pl.lit(None, MONEY)
        cells = cells.with_columns(quick.alias("value"))
        is_left = pl.col("trimmed").is_not_null() & pl.col("value").is_null()
        left = cells.with_row_index("row").filter(is_left)
        if not left.height:
            return cells.with_columns(pl.lit(None, pl.String).alias("problem"))
        closer = _closely(left, factor).select("row", pl.col("value").alias("closer"), "problem")
        return (
            cells.with_row_index("row")
            .join(closer, on="row", how="left", maintain_order="left")
            .with_columns(pl.coalesce("value", "closer").alias("value"))
        )

    return parsed_from(per_batch(expr, {"value": MONEY, "problem": pl.String}, judge), expr)


def _closely(left: pl.DataFrame, factor: int) -> pl.DataFrame:
    """Cells that are no plain number of at most two decimals."""
    fine = _FINE if factor == 1 else _FINER
    plain = only_if(~pl.col("trimmed").str.contains(r"[eE]"), pl.col("trimmed")).cast(fine, strict=False)
    left = left.with_columns(plain.alias("fine"))
    left = left.with_columns(pl.coalesce("fine", _repaired(only_if(pl.col("fine").is_null(), pl.col("trimmed")), fine)).alias("fine"))
    if factor != 1:
        left = left.with_columns((pl.col("fine") * factor).cast(fine, strict=False).alias("fine"))
    left = left.with_columns(pl.col("fine").round(2, mode="half_away_from_zero").cast(MONEY, strict=False).alias("value"))
    rest = (pl.col("fine") - pl.col("value").cast(fine)).abs()
    return left.with_columns(
        pl.when(pl.col("value").is_null())
        .then(pl.lit(AMOUNT_UNREADABLE.code))
        .when(pl.col("trimmed").str.contains(r"[0-9]\.[0-9]{2}\.\)?$"))
        .then(pl.lit(AMOUNT_REPAIRED.code))
        .when(rest >= _PENNY_PART)
        .then(pl.lit(AMOUNT_ROUNDED.code))
        .alias("problem")
    )


def _repaired(odd: pl.Expr, fine: pl.Decimal) -> pl.Expr:
    """Amounts that are no plain number: sign brought to the front, pound sign and commas taken out, else null."""
    bare = odd.str.replace_all(r"[\s\x{a0}]+", "").str.replace(_POUND, "")
    # a negative is one of -1, (1), 1-, 1CR; two signs at once mean something that we do not know
    bare = (
        bare.str.replace(r"^\(([^()-]+)\)$", "-${1}")
        .str.replace(r"^([^()-]+)-$", "-${1}")
        .str.replace(r"(?i)^([^()-]+)cr\.?$", "-${1}")
        .str.replace(r"(?i)^([^()-]+)dr\.?$", "${1}")
    )
    bare = bare.str.replace(_STOP, "${1}")
    plausible = bare.str.contains(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?$|^[+-]?\.\d+$")
    digits = only_if(plausible, bare).str.replace_all(",", "", literal=True)
    nil = pl.when(odd.is_in(_NIL)).then(pl.lit("0"))
    return pl.coalesce(digits, nil).cast(fine, strict=False)
