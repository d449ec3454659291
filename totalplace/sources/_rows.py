"""Small expressions that the kinds of sources share.

Belongs here: tests of whole rows. Does not belong here: rules of one kind.
"""

from collections.abc import Iterable

import polars as pl

from totalplace.issues import IssueType

# "Total", "Grand Total:", "Sub-total" and the like as a whole cell; "Total Gas & Power" is a supplier.
_TOTAL_LABEL = r"(?i)^(?:grand|sub|overall|report|page|month(?:ly)?)?[ -]?totals?(?: amount| spend| value| for (?:the )?(?:month|period|year))?\s?[:.]?$"


def squeezed(heading: str) -> str:
    """A normalised heading without its spaces, so that "post code" and "postcode" are one."""
    return heading.replace(" ", "")


def is_total_label(expr: pl.Expr) -> pl.Expr:
    """Whether the cell is nothing but a word for a total."""
    short = pl.when(expr.str.len_bytes() <= 30).then(expr)  # nearly all names are passed over here
    return short.str.contains(_TOTAL_LABEL).fill_null(False)


def all_null(columns: Iterable[str]) -> pl.Expr:
    """Whether none of the columns has a value or an unreadable cell."""
    return pl.all_horizontal(*(pl.col(name).is_null() & pl.col(f"{name}__problem").is_null() for name in columns))


def is_heading_again(column: str, aliases: Iterable[str]) -> pl.Expr:
    """Whether the cell, which could not be read, is a heading of its own column."""
    cell = pl.col(f"{column}__text").str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")
    return cell.is_in(sorted({squeezed(alias).replace("gbp", "") for alias in aliases})).fill_null(False)


def with_status(frame: pl.LazyFrame, status: str, reason: str, condition: pl.Expr) -> pl.LazyFrame:
    """Rows without a status that meet the condition get this one."""
    hit = pl.col("row_status").is_null() & condition.fill_null(False)
    return frame.with_columns(
        pl.when(hit).then(pl.lit(status)).otherwise(pl.col("row_status")).alias("row_status"),
        pl.when(hit).then(pl.lit(reason)).otherwise(pl.col("row_reason")).alias("row_reason"),
    )


def note(column: str, issue: IssueType, condition: pl.Expr, shown: pl.Expr) -> list[pl.Expr]:
    """The issue on the column where the condition holds and no other stands there, with the text to show."""
    hit = condition.fill_null(False) & pl.col(f"{column}__problem").is_null()
    return [
        pl.when(hit).then(pl.lit(issue.code)).otherwise(pl.col(f"{column}__problem")).alias(f"{column}__problem"),
        pl.when(hit).then(shown).otherwise(pl.col(f"{column}__text")).alias(f"{column}__text"),
    ]
