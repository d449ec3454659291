"""Codes of areas and the headings they stand under.

Belongs here: what postcode directories and boundaries share. Does not belong here: either of them.
"""

import polars as pl

from totalplace import values as v
from totalplace.sources._base import Parsed

_YEARS = tuple(f"{year:02d}" for year in range(9, 41))


def stems(*stems: str) -> tuple[str, ...]:
    """Headings such as lad26cd for every year that a directory may carry."""
    return tuple(f"{stem}{year}cd" for stem in stems for year in reversed(_YEARS))


def area_code(expr: pl.Expr) -> Parsed:
    """A code of an area; the pseudo codes of "no such area here" (E99999999) are null."""
    cell = v.text(expr).value
    value = pl.when(~cell.str.ends_with("9999999")).then(cell)
    return Parsed(value, pl.lit(None, dtype=pl.String))
