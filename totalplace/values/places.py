"""References, postcodes, areas, ratings and coordinates of buildings and land.

Belongs here: reading one cell. Does not belong here: turning coordinates of one system into another or deciding which
system a row is in (sources/_coordinates.py).
"""

import polars as pl

from totalplace.sources._base import Parsed
from totalplace.values.cells import CELL, only_if, parsed_per_distinct, problem_where, trimmed
from totalplace.values.problems import (
    AREA_CONVERTED,
    AREA_UNREADABLE,
    ENERGY_UNREADABLE,
    POSTCODE_CUT,
    POSTCODE_OUTWARD,
    POSTCODE_REPAIRED,
    POSTCODE_UNREADABLE,
    UPRN_LOST,
    UPRN_UNREADABLE,
)

_OUTWARD = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR)"
_WHOLE = rf"^{_OUTWARD}[0-9][ABD-HJLNP-UW-Z]{{2}}$"
M2_PER_HECTARE = 10_000.0
_M2_PER_ACRE = 4_046.8564224
_M2_PER_SQUARE_FOOT = 0.09290304
_AREA = (
    r"^(?:approx(?:imately|\.)?|circa|c\.?|ca\.?|~)?\s*"
    r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)\s*"
    r"(?P<u>m2|m²|sq\.? ?m(?:et(?:re|er)s?|trs?)?\.?|square met(?:re|er)s?|ha\.?|hect(?:are)?s?|hecs?|acres?|ac\.?"
    r"|ft2|ft²|sq\.? ?f(?:ee)?t\.?|square f(?:ee|oo)t)?\s*"
    r"(?:[(/].*|or .*|gia|nia|gross|net)?$"  # the same area again in another unit, or a word about the measure
)


def uprn(expr: pl.Expr) -> Parsed:
    """A Unique Property Reference Number: up to twelve digits, leading noughts stripped, 100012797623.0 read as whole."""
    return parsed_per_distinct(expr, pl.String, _judge_uprn)


def _judge_uprn(cells: pl.DataFrame) -> pl.DataFrame:
    bare = pl.col("trimmed").str.replace(r"\.0+$", "").str.replace_all(r"[ ,'\x{a0}]", "").str.strip_chars_start("0")
    cells = cells.with_columns(trimmed(pl.col(CELL)).alias("trimmed")).with_columns(bare.alias("bare"))
    cells = cells.with_columns(only_if(pl.col("bare").str.contains(r"^\d{1,12}$"), pl.col("bare")).alias("value"))
    is_something = pl.col("bare").is_not_null() & (pl.col("bare") != "")  # noughts alone fill a blank
    return cells.with_columns(
        pl.when(pl.col("trimmed").str.contains(r"(?i)^\d(?:\.\d+)?e\+?\d+$"))
        .then(pl.lit(UPRN_LOST.code))
        .when(is_something & pl.col("value").is_null())
        .then(pl.lit(UPRN_UNREADABLE.code))
        .alias("problem")
    )


def postcode(expr: pl.Expr) -> Parsed:
    """A whole postcode as "M33 7DZ". Only the first half, or a half that lacks its end, is a problem and null.

    A nought for O or a one for I, or the other way round, is put right where the place in the postcode shows which it must be.
    """
    return parsed_per_distinct(expr, pl.String, _judge_postcode)


def _judge_postcode(cells: pl.DataFrame) -> pl.DataFrame:
    cells = cells.with_columns(trimmed(pl.col(CELL)).alias("trimmed")).with_columns(_compact(pl.col("trimmed")).alias("compact"))
    cells = cells.with_columns(only_if(pl.col("compact").str.contains(_WHOLE), pl.col("compact")).alias("whole"))
    # a word is not repaired into a postcode: some digit must be there already
    is_long_enough = pl.col("compact").str.len_bytes().is_between(5, 7) & pl.col("compact").str.contains(r"[0-9]")
    cells = cells.with_columns(only_if(pl.col("whole").is_null() & is_long_enough, pl.col("compact")).alias("bad"))
    repaired = _repaired_postcode(pl.col("bad")) if cells["bad"].null_count() < cells.height else pl.lit(None, pl.String)
    cells = cells.with_columns(repaired.alias("repaired")).with_columns(
        pl.coalesce("whole", "repaired").str.replace(r"^(.+)(...)$", "${1} ${2}").alias("value")
    )
    unread = only_if(pl.col("value").is_null(), pl.col("compact"))
    return cells.with_columns(
        pl.when(pl.col("repaired").is_not_null())
        .then(pl.lit(POSTCODE_REPAIRED.code))
        .when(unread.str.contains(rf"^{_OUTWARD}$"))
        .then(pl.lit(POSTCODE_OUTWARD.code))
        .when(unread.str.contains(rf"^{_OUTWARD}[0-9][A-Z]?$"))
        .then(pl.lit(POSTCODE_CUT.code))
        .when(pl.col("trimmed").is_not_null() & pl.col("value").is_null())
        .then(pl.lit(POSTCODE_UNREADABLE.code))
        .alias("problem")
    )


def outward_code(expr: pl.Expr) -> pl.Expr:
    """The first half of a postcode, from a cell that holds only that or was cut short after it, else null."""
    cell = trimmed(expr).str.to_uppercase()
    spaced = cell.str.extract(rf"^({_OUTWARD})(?:\s+[0-9]?[A-Z]?)?$", 1)
    return pl.coalesce(spaced, _compact(cell).str.extract(rf"^({_OUTWARD})$", 1))


def _compact(cell: pl.Expr) -> pl.Expr:
    return cell.str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", "")


def _repaired_postcode(bad: pl.Expr) -> pl.Expr:
    # the half after the space starts with a digit; the half before it starts with a letter and ends in a digit, or in a digit and
    # one character more
    inward_digit = bad.str.slice(-3, 1).replace(["O", "I"], ["0", "1"])
    outward = bad.str.head(-3).str.replace(r"^0", "O").str.replace(r"^1", "I")
    digit_last = outward.str.replace(r"^([A-Z]{1,2})O$", "${1}0").str.replace(r"^([A-Z]{1,2})I$", "${1}1")
    digit_inside = outward.str.replace(r"^([A-Z]{1,2})O([0-9A-Z])$", "${1}0${2}").str.replace(r"^([A-Z]{1,2})I([0-9A-Z])$", "${1}1${2}")
    digit_after = outward.str.replace(r"^([A-Z]{1,2}[0-9])O$", "${1}0").str.replace(r"^([A-Z]{1,2}[0-9])I$", "${1}1")
    candidates = [front + inward_digit + bad.str.slice(-2) for front in (outward, digit_after, digit_last, digit_inside)]
    return pl.coalesce(*(only_if(candidate.str.contains(_WHOLE), candidate) for candidate in candidates))


def area_m2(expr: pl.Expr) -> Parsed:
    """Square metres; a bare number is square metres, a unit in the cell ("2.5 ha", "1.33 acres", "500 sq ft") holds."""
    return _area(expr, 1.0)


def area_hectares_as_m2(expr: pl.Expr) -> Parsed:
    """Square metres from a column of hectares; a unit in the cell holds."""
    return _area(expr, M2_PER_HECTARE)


def area_square_feet_as_m2(expr: pl.Expr) -> Parsed:
    """Square metres from a column of square feet; a unit in the cell holds."""
    return _area(expr, _M2_PER_SQUARE_FOOT)


def area_acres_as_m2(expr: pl.Expr) -> Parsed:
    """Square metres from a column of acres; a unit in the cell holds."""
    return _area(expr, _M2_PER_ACRE)


def has_area_unit(expr: pl.Expr) -> pl.Expr:
    """Whether the cell names its unit."""
    return expr.str.to_lowercase().str.extract_groups(_AREA).struct.field("u").is_not_null()


def _area(expr: pl.Expr, bare_unit_m2: float) -> Parsed:
    def judge(cells: pl.DataFrame) -> pl.DataFrame:
        cells = cells.with_columns(trimmed(pl.col(CELL)).str.to_lowercase().alias("trimmed"))
        cells = cells.with_columns(pl.col("trimmed").str.extract_groups(_AREA).alias("parts")).unnest("parts")
        size = pl.col("n").str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
        cells = cells.with_columns(size.alias("size"), pl.col("u").str.replace_all(r"[ .]", "").alias("unit"))
        factor = (
            pl.when(pl.col("unit").is_null())
            .then(bare_unit_m2)
            .when(pl.col("unit").str.starts_with("h"))
            .then(M2_PER_HECTARE)
            .when(pl.col("unit").str.starts_with("ac"))
            .then(_M2_PER_ACRE)
            .when(pl.col("unit").str.contains("f", literal=True))
            .then(_M2_PER_SQUARE_FOOT)
            .otherwise(1.0)
        )
        cells = cells.with_columns((pl.col("size") * factor).round(4).alias("value"))
        unread = pl.col("trimmed").is_not_null() & pl.col("value").is_null()
        # nought is nought in any unit
        is_converted = (pl.col("value") > 0) & factor.is_in([_M2_PER_ACRE, _M2_PER_SQUARE_FOOT])
        return cells.with_columns(pl.coalesce(problem_where(unread, AREA_UNREADABLE), problem_where(is_converted, AREA_CONVERTED)).alias("problem"))

    return parsed_per_distinct(expr, pl.Float64, judge)


_NO_RATING = ("Exempt", "Not Required", "Expired", "N/R", "Not Rated", "No EPC", "Pending")


def energy_rating(expr: pl.Expr) -> Parsed:
    """The letter A to G of an energy certificate: "E", "Band C", "D (85)", "A+". A figure alone is a problem."""
    cell = trimmed(expr)
    cell = only_if(~cell.str.to_lowercase().is_in([word.lower() for word in _NO_RATING]), cell)
    value = cell.str.to_uppercase().str.extract(
        r"^(?:EPC|DEC)?\s*(?:BAND|RATING|GRADE)?\s*[:-]?\s*\(?([A-G])\)?\+{0,2}\s*[-:]?\s*\(?(?:\d{1,4})?\)?$", 1
    )
    return Parsed(value, problem_where(cell.is_not_null() & value.is_null(), ENERGY_UNREADABLE))


def coordinate_pair(expr: pl.Expr, *, at_end: bool = False) -> tuple[pl.Expr, pl.Expr]:
    """Two numbers of one cell, first and second as they stand, null where the cell is no pair.

    `at_end`: the pair closes a longer text and stands in brackets, as in an address cell with its coordinates below. Which
    of the two is which, and of what system, is for the reader of the pair to tell.
    """
    numbers = r"(?P<a>[-+]?\d{1,7}(?:\.\d+)?)\s*[,;/ ]\s*(?P<b>[-+]?\d{1,7}(?:\.\d+)?)"
    pattern = rf"\(\s*{numbers}\s*\)\s*$" if at_end else rf"^(?i:point\s*)?[(\[]?\s*{numbers}\s*[)\]]?$"
    groups = trimmed(expr).str.extract_groups(pattern)
    first, second = (groups.struct.field(name).cast(pl.Float64, strict=False) for name in "ab")
    return first, second


def without_pair(expr: pl.Expr) -> pl.Expr:
    """The text of a cell without the pair of coordinates in brackets at its end."""
    return expr.str.replace(r"\(\s*[-+]?\d{1,7}(?:\.\d+)?\s*[,;/ ]\s*[-+]?\d{1,7}(?:\.\d+)?\s*\)\s*$", "")


def _squares() -> dict[str, tuple[int, int]]:
    """South-west corner, in metres, of each lettered square of 100 km that touches Great Britain."""
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I
    corners = {}
    for first in "HNOST":
        for second in letters:
            row, column = divmod(letters.index(first), 5)
            inner_row, inner_column = divmod(letters.index(second), 5)
            easting = (column - 2) * 500_000 + inner_column * 100_000
            northing = (3 - row) * 500_000 + (4 - inner_row) * 100_000
            if 0 <= easting < 700_000 and 0 <= northing < 1_300_000:
                corners[first + second] = (easting, northing)
    return corners


_CORNERS = _squares()


def grid_reference(expr: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Easting and northing of a grid reference such as "SJ 834 987": the south-west corner of the square it names."""
    compact = trimmed(expr).str.to_uppercase().str.replace_all(r"[\s,.]+", "")
    groups = compact.str.extract_groups(r"^(?P<s>[HNOST][A-HJ-Z])(?P<d>\d{4}|\d{6}|\d{8}|\d{10})$")
    square, digits = groups.struct.field("s"), groups.struct.field("d")
    half = digits.str.len_bytes() // 2

    def metres(part: pl.Expr, corner: int) -> pl.Expr:
        base = square.replace_strict({name: xy[corner] for name, xy in _CORNERS.items()}, default=None, return_dtype=pl.Float64)
        return base + part.str.pad_end(5, "0").cast(pl.Float64, strict=False)

    return metres(digits.str.slice(0, half), 0), metres(digits.str.slice(half), 1)
