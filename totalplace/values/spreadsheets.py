"""Text that goes through a spreadsheet and back: what it would take for a formula is written so that it does not.

Belongs here: the two directions, one the other's exact reverse. Does not belong here: writing files (sheets.py).
"""

import polars as pl

from totalplace.sources._base import Parsed, Parser

# what a spreadsheet starts a formula with, behind any number of the marks that we put before one
_MAY_BE_FORMULA = r"^'*[=+\-@\t\r\n]"


def neutralised(cell: pl.Expr) -> pl.Expr:
    """The text with a mark before it where a spreadsheet would take it for a formula, or where it looks as if we had marked it."""
    return pl.when(cell.str.contains(_MAY_BE_FORMULA)).then(pl.lit("'") + cell).otherwise(cell)


def restored(cell: pl.Expr) -> pl.Expr:
    """The text as it was before neutralised()."""
    return pl.when(cell.str.contains(_MAY_BE_FORMULA)).then(cell.str.strip_prefix("'")).otherwise(cell)


def from_spreadsheet(parse: Parser) -> Parser:
    """The parser, for cells of a file that we wrote ourselves and somebody sent back."""

    def parse_restored(expr: pl.Expr) -> Parsed:
        return parse(restored(expr))

    return parse_restored
