"""Payees: who looks like a private person, and what a supplier's name is compared by.

Belongs here: rules over one name. Does not belong here: matching names with each other or with company registers.

The rule for people errs on their side. A name is withheld where the publisher redacted it, where it carries a title, or
where it has the form of a person's name (initials and surname, surname and initials, a common forename and a surname), unless
a word of it belongs to a firm, a body or a place. A titled person "trading as" something is a business and stays. The list of
forenames is short on purpose: a rare forename with no title is taken for a firm, and a firm named like a person
without any word of trade is withheld, which loses a name and no money.
"""

import polars as pl

from totalplace.values._names import COMPANY_WORDS, FIRMS_NAMED_LIKE_PEOPLE, FORENAMES

# Redaction in the words publishers use, misspelt or not; "personnel" is a trade and must not match.
_REDACTED = (
    r"REDACT|REDCAT|WITHHELD|WITH-HELD|ANONYMI[SZ]|NOT DISCLOSED|NAME (?:REMOVED|SUPPRESSED)|SUPPRESSED"
    r"|PERSONAL (?:DATA|DETAIL|INFO|IDENTI)|PERSON(?:AL)?[ -]*(?:NAME|IDENTIFIABLE)|PRIVATE (?:INDIVIDUAL|PERSON\b|PAYEE|CLIENT|CITIZEN)"
    r"|^(?:VARIOUS )?(?:INDIVIDUALS?|PERSONAL|PRIVATE|CONFIDENTIAL|SERVICE USERS?|FOSTER (?:CARER|PARENT)S?|CARERS?|EMPLOYEES?|MEMBERS? OF STAFF)(?: PAYMENTS?| PAYEES?)?$"
    r"|DATA PROTECTION(?: ACT)?$|^\*+$|^X{3,}$"
)
_TITLE = r"(?:MR|MRS|MS|MISS|MX|DR|PROF|PROFESSOR|REV|REVD|SIR|DAME|CLLR|COUNCILLOR|MR ?(?:&|AND) ?MRS)"
_INITIALS = r"(?:[A-Z](?:\. ?| )){1,4}"
_SURNAME = r"[A-Z][A-Z'’]+(?:[- ]?-[- ]?[A-Z][A-Z'’]+)?"
_PERSON = (
    rf"^{_TITLE}\.?,? .|[, (]{_TITLE}\.?\)?$|(?:&|AND) (?:MR|MRS|MS|MISS) "  # Mr X; X, Mr; J and Mrs X
    rf"|^{_INITIALS}(?:(?:&|AND) {_INITIALS})?{_SURNAME}$"  # J A Smith; J & R Smith
    rf"|^{_SURNAME},? [A-Z]\.?(?: [A-Z]\.?)?$"  # Smith J; Smith, J A
    rf"|^{_SURNAME}, [A-Z][A-Z'’]+(?: [A-Z]\.?)?$"  # Smith, John
    rf"|^(?:{'|'.join(sorted(FORENAMES))}) (?:[A-Z]\.? )?{_SURNAME}$"  # John A Smith
)
_NOT_A_PERSON = r"\b(?:" + "|".join(sorted(COMPANY_WORDS, key=lambda word: (-len(word), word))) + r")\b|[0-9]|\bT[./ ]?A\b"
_TRADING = r"[ (](?:T[/\\]AS?|T\.A\.?|TRADING AS|TAS?)[ .:].*$"
# The last forms are what is left of "Limited" where a ledger cut the name.
_LEGAL = r" (?:LTD|LIMITED|PLC|P L C|LLP|L L P|CIC|C I C|CIO|LP|INC|LLC|LD|GMBH)\b| (?:LIMITE|LIMIT|LIMI|LIM|LT)$"
_COMPANY_NUMBER = r":\s*((?:[0-9]{2}|[A-Z]{2})[0-9]{6})$"
_LEDGER_CODE = r"^([A-Z0-9]*[0-9][A-Z0-9]{5,}) ?: ?."


def payee_is_private(expr: pl.Expr) -> pl.Expr:
    """Whether the payee looks like a private person or was redacted by the publisher. Null where there is no name."""
    upper = expr.str.to_uppercase()
    candidate = upper.str.contains(_PERSON)
    suspect = pl.when(candidate).then(upper)  # the long list of words is read for the few that look like people
    firm = suspect.str.contains(_NOT_A_PERSON) | suspect.is_in(list(FIRMS_NAMED_LIKE_PEOPLE))
    return upper.str.contains(_REDACTED) | (candidate & ~firm.fill_null(False))


def supplier_key(expr: pl.Expr) -> pl.Expr:
    """What names are compared by: capitals, no punctuation, no legal form, no "The"; the trader, not the trading name.

    "The Wood Co. Ltd t/a Woody's" is "WOOD CO". A company number or a ledger's code glued to the name is dropped.
    """
    upper = supplier_name(expr).str.to_uppercase()
    key = (
        upper.str.replace(_TRADING, "")
        .str.replace_all(r"['’`]|#[A-Z0-9]*$", "")
        .str.replace_all("&", " AND ", literal=True)
        .str.replace_all(r"[^A-Z0-9À-ɏ]+", " ")
        .str.replace_all(_LEGAL, "")
        .str.strip_chars(" ")
        .str.strip_prefix("THE ")
    )
    return pl.when(key != "").then(key).otherwise(upper)


def supplier_name(expr: pl.Expr) -> pl.Expr:
    """The name without a company number behind it or a ledger's code before it."""
    glued = pl.when(expr.str.contains(":", literal=True)).then(expr)
    parted = glued.str.replace(_COMPANY_NUMBER, "").str.replace(r"^[A-Z0-9]*[0-9][A-Z0-9]{5,} ?: ?", "").str.strip_chars(" ")
    return pl.coalesce(pl.when(parted != "").then(parted), expr)


def company_number_in_name(expr: pl.Expr) -> pl.Expr:
    """The Companies House number glued to a name with a colon ("KINGS COLLEGE LONDON:03529700"), else null."""
    return pl.when(expr.str.contains(":", literal=True)).then(expr).str.extract(_COMPANY_NUMBER, 1)


def ledger_code_in_name(expr: pl.Expr) -> pl.Expr:
    """The ledger's own code before a name and a colon ("NHS0000RJ701 : St Georges"), else null."""
    return pl.when(expr.str.contains(":", literal=True)).then(expr).str.extract(_LEDGER_CODE, 1)
