"""Payees: who looks like a private person, and what a supplier's name is compared by.

Belongs here: rules over one name. Does not belong here: matching names with each other or with company registers.

The rule for people errs on their side. A name is withheld where the publisher redacted it, where it carries a title, or
where it has the form of a person's name (initials and surname, surname and initials, one or two common forenames and a surname), unless
a word of it belongs to a firm, a body or a place. A name glued to itself is judged as the name. A titled person "trading as" something is
a business and stays, and so is what the publisher left of a redacted name where it ends in a legal form. The list of
forenames is short on purpose: a rare forename with no title is taken for a firm, and a firm named like a person
without any word of trade is withheld, which loses a name and no money.
"""

import re
from functools import cache

import polars as pl

from totalplace.values._names import COMPANY_WORDS, FIRMS_NAMED_LIKE_PEOPLE, FORENAMES, SURNAMES_TOO
from totalplace.values.cells import CELL, Remembered, per_distinct

# Redaction in the words publishers use, misspelt or not; "personnel" is a trade and must not match, and "Redactive" is a firm.
_REDACTED = (
    r"REDACT(?:ED|ION|I?\b|[^I]|I[^V])|REDCAT|WITHHELD|WITH-HELD|ANONYMI[SZ]|NOT DISCLOSED|NAME (?:REMOVED|SUPPRESSED)|SUPPRESSED"
    r"|PERSONAL (?:DATA|DETAIL|INFO|IDENTI)|PERSON(?:AL)?[ -]*(?:NAME|IDENTIFIABLE)|PRIVATE (?:INDIVIDUAL|PERSON\b|PAYEE|CLIENT|CITIZEN)"
    r"|^(?:VARIOUS )?(?:INDIVIDUALS?|PERSONAL|PRIVATE|CONFIDENTIAL|SERVICE USERS?|FOSTER (?:CARER|PARENT)S?|CARERS?|EMPLOYEES?|MEMBERS? OF STAFF)(?: PAYMENTS?| PAYEES?)?$"
    r"|DATA PROTECTION(?: ACT)?$|^\*+$|^X{3,}$"
)
_TITLE = r"(?:MR|MRS|MS|MISS|MX|DR|PROF|PROFESSOR|REV|REVD|SIR|DAME|CLLR|COUNCILLOR|MR ?(?:&|AND) ?MRS)"
_INITIALS = r"(?:[A-Z](?:\. ?| )){1,4}"
_FORENAME = rf"(?:{'|'.join(sorted(FORENAMES))})"
_SURNAME = r"[A-Z][A-Z'’]+(?:[- ]?-[- ]?[A-Z][A-Z'’]+)?"
_PERSON = (
    rf"^{_TITLE}\.?,? .|, ?{_TITLE}\.?$|\({_TITLE}\.?\)$| (?:MR|MRS|MISS)\.?$|(?:&|AND) (?:MR|MRS|MS|MISS) "  # Mr X; X, Mr; J and Mrs X
    rf"|^{_INITIALS}(?:(?:&|AND) {_INITIALS})?{_SURNAME}$"  # J A Smith; J & R Smith
    rf"|^{_SURNAME},? [A-Z]\.?(?: [A-Z]\.?)?$"  # Smith J; Smith, J A
    rf"|^{_SURNAME}, [A-Z][A-Z'’]+(?: [A-Z]\.?)?$"  # Smith, John
    rf"|^{_FORENAME} (?:[A-Z]\.? |{_FORENAME} )?{_SURNAME}$"  # John A Smith; John Paul Smith
)
_NOT_A_PERSON = r"\b(?:" + "|".join(sorted(COMPANY_WORDS, key=lambda word: (-len(word), word))) + r")\b|[0-9]|\bT[./ ]?[AO]\b|^L\.? ?B\.? "
_SURNAME_TOO = r" (?:" + "|".join(sorted(SURNAMES_TOO)) + r")$"
_SURNAME_TOO_FIRST = rf"^(?:{'|'.join(sorted(SURNAMES_TOO))}), ((?:{_FORENAME}|[A-Z])\b)"  # Hall, David; Hall, D
_TRADING = r"[ (](?:T[/\\]AS?|T\.A\.?|TRADING AS|TAS?)[ .:].*$"
# The last forms are what is left of "Limited" where a ledger cut the name.
_LEGAL = r" (?:LTD|LIMITED|PLC|P L C|LLP|L L P|CIC|C I C|CIO|LP|INC|LLC|LD|GMBH)\b| (?:LIMITE|LIMIT|LIMI|LIM|LT)$"
_ENDS_IN_LEGAL = r" (?:LTD|LIMITED|PLC|LLP|CIC)\.?$"
_COMPANY_NUMBER = r":\s*((?:[0-9]{2}|[A-Z]{2})[0-9]{6})$"
_LEDGER_CODE = r"^([A-Z0-9]*[0-9][A-Z0-9]{5,}) ?: ?."
_LEDGER_CODE_ALONE = r"^[A-Z0-9]*[0-9][A-Z0-9]{5,} ?: ?"

# What stands in a list of payments where a text might name a person.
MASKED = "(withheld)"
_NAME_WORD = r"[A-ZÀ-Þ][A-ZÀ-Þ'’]+"
_SAYING_NOTHING = [
    "MR", "MRS", "MS", "MISS", "MX", "DR", "PROF", "PROFESSOR", "REV", "REVD", "SIR", "DAME", "CLLR", "COUNCILLOR", "AND", "THE", "OF", "FOR", "TO", "IN", "RE",
    "VARIOUS", "INDIVIDUAL", "INDIVIDUALS", "PRIVATE", "PERSONAL", "DATA", "DETAIL", "DETAILS", "INFORMATION", "NAME", "NAMES", "PAYMENT", "PAYMENTS", "PAYEE", "PAYEES",
    "FOSTER", "CARER", "CARERS", "PARENT", "PARENTS", "SERVICE", "USER", "USERS", "EMPLOYEE", "EMPLOYEES", "STAFF", "MEMBER", "MEMBERS", "CLIENT", "CITIZEN", "ED", "ION",
]  # fmt: skip
_TITLED = r"\b(?:MR|MRS|MS|MISS|MX|CLLR|COUNCILLOR)\b\.? +[A-Z]"
_LETTER = re.compile(r"[A-Za-z]")


PAYEE = {"name": pl.String, "key": pl.String, "is_private": pl.Boolean, "company_number": pl.String, "ledger_code": pl.String}


def payee(expr: pl.Expr) -> pl.Expr:
    """All that a name says, as a struct: name, key, is_private, company_number, ledger_code. Each name is judged once."""
    return per_distinct(expr, PAYEE, _PAYEES)


def payee_is_private(expr: pl.Expr) -> pl.Expr:
    """Whether the payee looks like a private person or was redacted by the publisher. Null where there is no name."""
    return payee(expr).struct.field("is_private")


def key_may_be_private(expr: pl.Expr) -> pl.Expr:
    """Whether a key that names are compared by may be that of a person: a key has lost the comma of "Smith, John"."""
    as_listed = expr.str.replace(" ", ", ", literal=True)
    return (payee_is_private(expr) | payee_is_private(as_listed)).fill_null(False)


def naming_masked(text: pl.Expr, name: pl.Expr) -> pl.Expr:
    """The text, or MASKED where it has a word of the name, or a person's title before a name. Where the name is null: as it is.

    The words of a redaction, of titles and single letters say nothing; any other word that the two share hides the text, though
    it be an ordinary one: a purpose lost is less than a name shown.
    """
    both = pl.struct(text.cast(pl.String).alias("text"), name.cast(pl.String).alias("name"))
    return both.map_batches(_mask_named, return_dtype=pl.String(), is_elementwise=True)


def _mask_named(both: pl.Series) -> pl.Series:
    """Only the rows that have a name are looked at: few payees are people."""
    cells = both.struct.unnest()
    named = cells["name"].is_not_null().arg_true()
    if named.is_empty():
        return cells["text"]
    masked = cells[named].select(_masked(pl.col("text"), pl.col("name")))
    return cells["text"].scatter(named, masked.to_series())


def _masked(text: pl.Expr, name: pl.Expr) -> pl.Expr:
    parts = name.str.to_uppercase().str.replace_all(_REDACTED, " ").str.extract_all(_NAME_WORD).list.set_difference(_SAYING_NOTHING)
    said = text.str.to_uppercase()
    shares = said.str.extract_all(_NAME_WORD).list.set_intersection(parts).list.len() > 0
    return pl.when(shares.fill_null(False) | said.str.contains(_TITLED).fill_null(False)).then(pl.lit(MASKED)).otherwise(text)


@cache
def looks_personal(cell: str) -> bool:
    """Whether a single cell, of whatever column, looks like a person's name."""
    return bool(_LETTER.search(cell)) and bool(pl.DataFrame({"cell": [cell]}).select(payee_is_private(pl.col("cell"))).item())


def supplier_key(expr: pl.Expr) -> pl.Expr:
    """What names are compared by: capitals, no punctuation, no legal form, no "The"; the trader, not the trading name.

    "The Wood Co. Ltd t/a Woody's" is "WOOD CO". A company number or a ledger's code glued to the name is dropped.
    """
    return payee(expr).struct.field("key")


def _judge_payee(cells: pl.DataFrame) -> pl.DataFrame:
    glued = pl.when(pl.col(CELL).str.contains(":", literal=True)).then(pl.col(CELL))
    cells = cells.with_columns(
        glued.str.extract(_COMPANY_NUMBER, 1).alias("company_number"),
        glued.str.extract(_LEDGER_CODE, 1).alias("ledger_code"),
        glued.str.replace(_COMPANY_NUMBER, "").str.replace(_LEDGER_CODE_ALONE, "").str.strip_chars(" ").alias("parted"),
    )
    name = pl.coalesce(pl.when(pl.col("parted") != "").then(pl.col("parted")), pl.col(CELL))
    cells = cells.with_columns(name.alias("name")).with_columns(pl.col("name").str.to_uppercase().alias("upper"))
    cells = cells.with_columns(
        _said_once(pl.col("upper")).alias("once"),
        (pl.col("upper").str.contains(_REDACTED) & ~_is_firm_beside_redaction(pl.col("upper"))).alias("is_redacted"),
        _key(pl.col("upper")).alias("key"),
    )
    cells = cells.with_columns(pl.when(pl.col("once").str.contains(_PERSON)).then(pl.col("once")).alias("suspect"))
    # the long list of words is read for the few that look like people
    rest = pl.col("suspect").str.replace(_SURNAME_TOO, "").str.replace(_SURNAME_TOO_FIRST, "$1")
    is_firm = rest.str.contains(_NOT_A_PERSON) | pl.col("suspect").is_in(list(FIRMS_NAMED_LIKE_PEOPLE))
    return cells.with_columns(
        (pl.col("is_redacted") | (pl.col("suspect").is_not_null() & ~is_firm.fill_null(False))).alias("is_private"),
        pl.when(pl.col("key") != "").then(pl.col("key")).otherwise(pl.col("upper")).alias("key"),
    )


def _said_once(upper: pl.Expr) -> pl.Expr:
    """The first half of a name that a ledger wrote twice without a space ("Jane SampleJane Sample"), or the name."""
    length = upper.str.len_chars()
    half = upper.str.head(length // 2)
    return pl.when((length > 1) & (half == upper.str.tail(length - length // 2))).then(half).otherwise(upper)


def _is_firm_beside_redaction(upper: pl.Expr) -> pl.Expr:
    """Whether words other than those of a redaction are left, and the name ends in a legal form."""
    left = upper.str.replace(_ENDS_IN_LEGAL, "").str.replace_all(rf"[A-Z]*(?:{_REDACTED})[A-Z]*", " ")
    names_something = left.str.extract_all(_NAME_WORD).list.set_difference(_SAYING_NOTHING).list.len() > 0
    return upper.str.contains(_ENDS_IN_LEGAL) & names_something


def _key(upper: pl.Expr) -> pl.Expr:
    return (
        upper.str.replace(_TRADING, "")
        .str.replace_all(r"['’`]|#[A-Z0-9]*$", "")
        .str.replace_all("&", " AND ", literal=True)
        .str.replace_all(r"[^A-Z0-9À-ɏ]+", " ")
        .str.replace_all(_LEGAL, "")
        .str.strip_chars(" ")
        .str.strip_prefix("THE ")
    )


_PAYEES = Remembered(_judge_payee, PAYEE)
