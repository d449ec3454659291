"""What lists of charities and of groups share: numbers of charities and companies, words without ways to reach anybody, contact data.

Belongs here: readings that the kinds of the third sector have alike. Does not belong here: rules of one kind.
"""

import polars as pl

from totalplace import values as v
from totalplace.issues import IssueType
from totalplace.sources._base import Parsed
from totalplace.values import MASKED
from totalplace.values.cells import CELL, parsed_per_distinct, problem_where, trimmed

NUMBER_NOT_ONE = IssueType(
    "charity number not one", "error", "sender", "'{value}' is no number of a register of charities (six or seven figures), so the line is left out. Correct it."
)
COMPANY_NOT_ONE = IssueType(
    "company number not one", "warning", "sender", "'{value}' is no number of a company (eight figures or letters). It was left blank; correct it."
)
# of people to call, write to or visit: never read. Those ending in * match by their beginning
CONTACTS = (
    "charity contact address*", "charity contact phone*", "charity contact email*", "charity contact web*", "contact", "contact name*", "contact person*", "contact details*", "contact number*",
    "contact telephone*", "contact phone*", "contact email*", "contact address*", "telephone*", "phone*", "mobile*", "email*", "e mail*", "address*", "correspondence address*", "trustee*",
    "chair", "chairman", "chairperson", "secretary", "treasurer", "organiser", "group leader", "leader", "key contact*", "main contact*", "website*", "web address*", "postal address*",
)  # fmt: skip

_EMAIL = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_TELEPHONE = r"(?:\+44[\s()0]*|\(?\b0)\d(?:[\s()-]*\d){8,9}\b"
_POSTCODE = r"\b(?i:[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2})\b|\b[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}\b"


def activities(expr: pl.Expr) -> Parsed:
    """Words as published; e-mail addresses, telephone numbers and postcodes masked: that of a small charity is somebody's home."""
    read = v.text(expr)
    return Parsed(read.value.str.replace_all(_EMAIL, MASKED).str.replace_all(_TELEPHONE, MASKED).str.replace_all(_POSTCODE, MASKED), read.problem)


def charity_number(expr: pl.Expr) -> Parsed:
    """Six or seven figures of England and Wales, SC and NIC numbers of Scotland and Northern Ireland."""
    return parsed_per_distinct(expr, pl.String, _judge_charity)


def company_number(expr: pl.Expr) -> Parsed:
    """Eight figures or letters: the noughts that a spreadsheet ate are given back. Noughts alone are no number."""
    return parsed_per_distinct(expr, pl.String, _judge_company)


def _plain(cell: pl.Expr) -> pl.Expr:
    return trimmed(cell).str.to_uppercase().str.replace(r"\.0+$", "").str.replace_all(r"[^0-9A-Z]", "")


def _judge_charity(cells: pl.DataFrame) -> pl.DataFrame:
    plain = _plain(pl.col(CELL))
    value = pl.when(plain.str.contains(r"^[1-9]\d{5,6}$|^(?:SC|NIC)\d{6}$")).then(plain)
    return cells.with_columns(value.alias("value"), problem_where(plain.is_not_null() & value.is_null(), NUMBER_NOT_ONE).alias("problem"))


def _judge_company(cells: pl.DataFrame) -> pl.DataFrame:
    plain = _plain(pl.col(CELL))
    is_nought = plain.str.contains(r"^0*$")
    figures = pl.when(plain.str.contains(r"^\d{5,8}$") & ~is_nought).then(plain.str.zfill(8))
    value = pl.coalesce(figures, pl.when(plain.str.contains(r"^[A-Z]{2}\d{6}$")).then(plain))
    return cells.with_columns(value.alias("value"), problem_where(plain.is_not_null() & ~is_nought & value.is_null(), COMPANY_NOT_ONE).alias("problem"))
