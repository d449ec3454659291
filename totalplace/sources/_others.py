"""Kinds that are known by sight but not read by this part: what a file is when it is no register, payments or geography.

Belongs here: headings, and words of content, that show such a kind, so that it is held with a helpful sentence and never taken
for somebody's property or payments. Does not belong here: kinds that have a SOURCE of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from totalplace.sources._rows import squeezed

# Headings that only a file about people has: one of the first set, or two of the second.
_PERSON_ALONE = frozenset(
    map(squeezed, (
        "date of birth", "dob", "d o b", "birth date", "person birth date", "patient date of birth", "client date of birth",
        "nhs number", "nhs no", "nhs num", "nhs number value", "patient nhs number", "pseudonymised nhs number", "pseudo nhs number", "hashed nhs number",
        "national insurance number", "ni number", "nino", "soc sec id", "pupil id", "upn", "trustee id", "patient id", "patient identifier", "patient name", "local patient identifier",
        "local patient id", "client id", "service user id", "service user name", "detainee name", "offender name", "ndtms attributor", "client attributor", "la child id", "mosaic id", "liquidlogic id",
    ))
)  # fmt: skip
_PERSON_TOGETHER = frozenset(
    map(squeezed, ("forename", "forenames", "first name", "firstname", "given name", "surname", "last name", "family name", "gender", "sex", "ethnicity", "full name", "middle name"))
)  # fmt: skip
_NAME_PARTS = frozenset(map(squeezed, ("surname", "last name", "family name", "forename", "first name", "given name")))


def is_about_people(headings: Sequence[str]) -> bool:
    """Whether the headings (normalised) show one row a person."""
    seen = {squeezed(heading) for heading in headings}
    return bool(seen & _PERSON_ALONE) or (len(seen & _PERSON_TOGETHER) >= 2 and bool(seen & _NAME_PARTS))


@dataclass(frozen=True)
class OtherKind:
    """A kind told by its headings: `needed` of them at least. Those ending in * match by their beginning.

    `outweighs`: the kinds of SOURCE that it is mistaken for however well they fit. Any other that fits well stands: a register
    with tenure and floor area may list schools and give their numbers.
    """

    title: str
    headings: tuple[str, ...]
    needed: int = 2
    outweighs: tuple[str, ...] = ()
    why: str = ""  # why it is not read, as whole sentences, where there is more to say than that

    @property
    def reason(self) -> str:
        return f"It looks like {self.title}" + (f". {self.why}" if self.why else ", which is not read as property or payments.")

    def fits(self, seen: Sequence[str]) -> bool:
        exact = {squeezed(heading) for heading in seen}
        found = set()
        for heading in self.headings:
            key = squeezed(heading.rstrip("*"))
            found |= {entry for entry in exact if entry.startswith(key)} if heading.endswith("*") else {key} & exact
        return len(found) >= self.needed


OTHER_KINDS = (
    OtherKind("a contracts register", ("contract title", "contract description", "contract reference", "contract start date", "contract end date", "annual value", "total contract value*", "contract value*", "contract duration*", "option to extend*", "current expiry date", "review date", "tender*", "how many extensions", "contract number", "start date", "end date", "ojeu*", "sme supplier", "contract term*"), 3, ("payments",)),
    OtherKind(
        "totals of grants by area",
        ("recipient ward geographic code", "recipient district geographic code", "award year", "recipient region", "amount awarded", "district code", "imd rank", "imd score", "theme"),
        4,
        why="They name no recipient, so nobody can tell whether another list has a grant of them too: added to the lists of single grants they would count twice. Send those, which funders publish as 360Giving.",
    ),
    OtherKind("a list of grants awarded", ("amount awarded", "award date", "recipient org name", "recipient org identifier", "amount applied for", "funding org name", "grant programme title", "recipient name", "grant awarded", "date awarded", "amount of grant", "purpose of grant", "title of grant"), 2, ("payments",)),
    OtherKind("a list of charities", ("registered charity number", "charity registration number", "charity name", "charity type", "charity activities", "charity contact postcode", "charity company registration number"), 2),
    OtherKind("food hygiene ratings", ("fhrsid", "rating value", "rating key", "business type", "business name", "hygiene", "local authority business id", "scheme type"), 3),
    OtherKind("a licensing register", ("licence number", "license number", "licence type*", "licence holder", "premises licence*", "alcohol*", "late night refresh*", "first issue", "trader name", "licensing authority", "licensable activities"), 2, why="A register of premises licences is read where a column tells alcohol sold on the premises from alcohol sold off them, or both: ask the licensing authority for it."),
    OtherKind("a list of NHS organisations or hospitals", ("organisation code", "parent ods code", "is pims managed", "organisation status", "parent name", "organisation data service code", "practice code", "registered patients", "practice name", "pharmacy name", "health and wellbeing board", "parent organisation code", "opening hours monday", "pharmacy*"), 3),
    OtherKind("a return of council spending (outturn or budget)", ("e code", "ecode", "class", "net current expenditure*", "total service expenditure*", "employees", "running expenses", "education services*", "sales fees and charges", "cofog level1 code", "dept code", "cofog*"), 2, ("payments", "property_register")),
    OtherKind("a list of council employees or workforce figures", ("job title", "salary band*", "salary", "grade", "fte", "headcount", "post title"), 3),
    OtherKind("a list of land charges or planning applications", ("application number", "decision date", "applicant name", "proposal", "application type"), 2),
    OtherKind("a brownfield register", ("site plan url", "siteplan url", "ownership status", "planning status", "permission type", "net dwellings*", "min net dwellings", "hazardous substances"), 3),
)  # fmt: skip

# Words of names and types that show a private or another service; a list in which they are the rule is that list.
_WORDS_OF_OTHERS = (
    ("a list of dentists", r"(?i)\b(?:dental|dentists?|orthodontic)\b"),
    ("a list of general practices", r"(?i)\b(?:doctors?(?:/gps)?|gps?|surgery|medical (?:centre|practice|group)|health centre)\b"),
    ("a list of pharmacies", r"(?i)\b(?:pharmacy|pharmacies|chemists?)\b"),
    ("a list of care homes", r"(?i)\b(?:care homes?|residential (?:care )?homes?|nursing homes?|rest home)\b"),
    ("a list of places to eat", r"(?i)\b(?:takeaway|restaurants?|caf[eé]|sandwich|fried chicken|chippy|fish bar|pizza|kebab|pub/bar)\b"),
    ("a list of gambling premises", r"(?i)\b(?:betting|bookmakers?|gaming|bingo|casino)\b"),
    ("a list of schools", r"(?i)\b(?:school|academy|college|sixth form)\b"),
    ("a list of places of worship", r"(?i)\b(?:church|chapel|mosque|synagogue|temple|gurdwara)\b"),
    ("a list of hospitals", r"(?i)\b(?:hospital|infirmary|hospice)\b"),
    ("a list of charities or clubs", r"(?i)\b(?:charity|charitable)\b"),
)
_RULE = 0.5


def other_kind_by_headings(headings: Sequence[str]) -> OtherKind | None:
    """The first kind that the headings (normalised) show, or None."""
    return next((kind for kind in OTHER_KINDS if kind.fits(headings)), None)


def other_kind_by_words(names: pl.Series | None, types: pl.Series | None) -> str:
    """The title of the kind that half the rows belong to by the words of their type, else of their name, or ""."""
    for cells in (types, names):
        if cells is None or not len(cells.drop_nulls()):
            continue
        for title, pattern in _WORDS_OF_OTHERS:
            if (cells.drop_nulls().str.contains(pattern).mean() or 0.0) >= _RULE:  # type: ignore[operator]
                return title
    return ""
