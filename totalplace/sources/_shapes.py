"""What the cells of a column look like, whatever its heading says.

Belongs here: tests of a sample of cells, a plain word for each shape. Does not belong here: which field a shape may fill (the
sources say) and deciding what a table is (recognition.py).
"""

from functools import cache

import polars as pl

from totalplace import values as v
from totalplace.values.cells import trimmed

_CELL = "cell"
_URL = r"(?i)^(?:https?://|www\.)\S+"
_EMAIL = r"^\S+@\S+\.\S+$"
_WORDS = r"\p{L}{2,}"
_AREA_CODE = r"^(?:[EWSNKJ]\d{8}|95[A-Z]{2}\d{2}[SW]\d)$"
_ORGANISATION_CODE = r"(?i)^https?://|^[EWSN]\d{8}$|^\d{2}[A-Z]{2}$|^[A-Z]\d{4}$|^[A-Z0-9]{3,5}$"
_TENURE = r"(?i)\b(?:freehold|leasehold|licen[cs]e|lease|rented|owned|FH|LH|LLH)\b"
_BODY = r"(?i)\b(?:council|borough|county|trust|authority|police|constabulary|NHS|department|ministry|commissioner|service|CCG|university)\b"
_ADDRESS = r"(?i)\b(?:road|rd|street|st|lane|ln|avenue|ave|drive|close|way|place|square|house|court|hill|green|crescent|terrace|gardens|park)\b"


def _is_point(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """Two numbers of the size of degrees or of metres, in either order: no telephone numbers and no financial years."""
    degrees = first.is_between(49.7, 61.2) & second.is_between(-9, 2.3) | second.is_between(
        49.7, 61.2
    ) & first.is_between(-9, 2.3)
    return degrees | (first.is_between(10_000, 1_300_000) & second.is_between(5_000, 1_300_000))


@cache
def _tests() -> dict[str, pl.Expr]:
    cell = pl.col(_CELL)
    low = cell.str.to_lowercase()
    # days far ahead too, as of leases and private finance: the field says how late its day may be
    date = v.term_end(cell)
    first, second = v.coordinate_pair(cell)
    easting, _ = v.grid_reference(cell)
    number = v.number(cell).value
    outward = v.outward_code(cell)
    has_words = cell.str.contains(_WORDS)
    return {
        "postcode": v.postcode(cell).value.is_not_null() | outward.is_not_null(),
        "whole postcode": v.postcode(cell).value.is_not_null(),
        "uprn": v.uprn(cell).value.is_not_null(),
        "long uprn": cell.str.contains(r"^0{0,2}(?:100\d{9}|200\d{9}|10\d{9}|[2-9]\d{9}|\d{8})(?:\.0)?$"),
        "date": date.value.is_not_null() | v.american_date(cell).value.is_not_null() | (cell == "00:00:00"),
        "period": v.financial_period(cell).value.is_not_null(),
        "financial year": v.financial_year(cell).value.is_not_null(),
        "money": v.money(cell).value.is_not_null(),
        # with pence, or with the sign of the pound
        "pence": cell.str.contains(r"^[-(]*(?:£ ?-?[\d,]+(?:\.\d{2})?|[\d,]+\.\d{2})\)?-?$"),
        "area": v.area_m2(cell).value.is_not_null(),
        "area with unit": v.has_area_unit(cell),
        "coordinate": number.is_not_null(),
        "easting": number.is_between(80_000, 660_000) & ~cell.str.contains(r"\.\d{2}$"),
        "northing": number.is_between(5_000, 1_220_000) & ~cell.str.contains(r"\.\d{2}$"),
        "longitude": number.is_between(-9, 2.3) & cell.str.contains(r"\.\d{3,}"),
        "latitude": number.is_between(49.7, 61.2) & cell.str.contains(r"\.\d{3,}"),
        "point": _is_point(first, second) | easting.is_not_null(),
        "area code": cell.str.contains(_AREA_CODE) | low.is_in(["e", "w"]),
        "organisation code": cell.str.contains(_ORGANISATION_CODE),
        "organisation": cell.str.contains(r"\p{L}{3,}") & ~cell.str.contains(_URL),
        "body": cell.str.contains(_BODY),
        "tenure": has_words,
        "tenure words": cell.str.contains(_TENURE),
        "energy": v.energy_rating(cell).value.is_not_null(),
        "name": has_words & ~cell.str.contains(_URL) & ~cell.str.contains(_EMAIL),
        "words": has_words,
        "address": has_words,
        "address words": cell.str.contains(_ADDRESS) & cell.str.contains(r"[\d,]"),
        "yes or no": v.yes_no(cell).value.is_not_null(),
        "url": cell.str.contains(_URL),
        "email": cell.str.contains(_EMAIL),
    }


class Shapes:
    """The shapes of one column's cells, each worked out when first asked for."""

    def __init__(self, cells: pl.Series) -> None:
        frame = pl.DataFrame({_CELL: cells.cast(pl.String)})
        self._cells = frame.select(trimmed(pl.col(_CELL)).alias(_CELL)).drop_nulls()
        self._shares: dict[str, float] = {}

    @property
    def is_blank(self) -> bool:
        """Whether no cell has anything in it."""
        return self._cells.height == 0

    @property
    def distinct_share(self) -> float:
        """How many different cells there are to those with something in them."""
        return self._cells[_CELL].n_unique() / max(self._cells.height, 1)

    def share(self, shape: str) -> float:
        """The share of the cells with something in them that have the shape; nought for a blank column."""
        if shape not in self._shares:
            found = self._cells.select(_tests()[shape].fill_null(False).mean()).item() if not self.is_blank else 0.0
            self._shares[shape] = float(found)
        return self._shares[shape]
