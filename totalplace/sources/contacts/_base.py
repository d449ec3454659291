"""How a layout of service contacts is declared: its fields with their headings, and the headings that only such a system has.

Belongs here: the class that every module of this folder fills in, fields and parsers that several layouts share. Does not belong here:
any one layout, agreements, or rules over rows (protected/).

Columns are the fields that an agreement may name (protected/agreements.py), and working columns that begin with `_`: AGREED_AS says as
which of those fields they count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from totalplace import values as v
from totalplace.sources._base import Field, Parsed, Parser
from totalplace.sources._rows import squeezed
from totalplace.values.cells import CELL, NOTHING, parsed_per_distinct

PERSON_FIELDS = ("person_reference", "forename", "surname", "born_on", "sex", "postcode", "nhs_number", "uprn", "family_reference")
CONTACT_FIELDS = ("service", "started_on", "ended_on", "units", "stated_cost", "substance", "occurred_postcode")
AGREED_AS: dict[str, tuple[str, ...]] = {
    "_full_name": ("forename", "surname"),
    "_service_also": ("service",),
    "_role": ("service",),
    "_is_alcohol": ("substance",),
    "_is_drugs": ("substance",),
    "_diagnosis": ("substance",),
    "_weekly_cost": ("stated_cost",),
}
SERVICE_COLUMNS = ("_role", "service", "_service_also")  # together they say which service it is


@dataclass(frozen=True)
class Layout:
    """A layout. The module that declares it exposes it as `LAYOUT`.

    `marks`: headings (in the form that normalise_heading() gives) that files of this layout have and those of no other.
    """

    layout: str
    title: str
    fields: tuple[Field, ...]
    marks: tuple[str, ...]

    def found(self, headings: Sequence[str]) -> dict[str, int]:
        """Which field stands in which column, by the headings (normalised) alone: the first alias of a field that is there."""
        keys = [squeezed(heading) for heading in headings]
        taken: dict[str, int] = {}
        for entry in self.fields:
            for alias in map(squeezed, entry.aliases):
                if alias in keys and keys.index(alias) not in taken.values():
                    taken[entry.column] = keys.index(alias)
                    break
        return taken

    def is_whole(self, found: dict[str, int]) -> bool:
        """Whether a person, a service and a day stand in it: what no contact can do without."""
        return "person_reference" in found and "started_on" in found and any(name in found for name in SERVICE_COLUMNS if name != "_role")

    def marked(self, headings: Sequence[str]) -> int:
        """How many of its marks the headings (normalised) have."""
        return len({squeezed(heading) for heading in headings} & _squeezed(self.marks))


@cache
def _squeezed(marks: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(squeezed, marks))


def agreed_as(column: str) -> tuple[str, ...]:
    """The fields of an agreement that a column counts as."""
    return AGREED_AS.get(column, (column,))


def is_nhs_number(digits: pl.Expr) -> pl.Expr:
    """Whether ten digits are an NHS number: the last is the check digit (modulus 11), and they are not all alike."""
    weighed = pl.sum_horizontal(digits.str.slice(place, 1).cast(pl.Int32, strict=False) * (10 - place) for place in range(9))
    check = (11 - weighed % 11) % 11
    alike = digits == digits.str.slice(0, 1) + digits.str.head(9)
    return digits.str.contains(r"^\d{10}$") & (check == digits.str.slice(9, 1).cast(pl.Int32, strict=False)) & ~alike


NOT_A_NUMBER = "not an NHS number"
NOT_A_WORD = "word not known"


def nhs_number(expr: pl.Expr) -> Parsed:
    """Ten digits, without the spaces or hyphens between them. One that fails its check, or is a filler, is a problem and null."""

    def judge(cells: pl.DataFrame) -> pl.DataFrame:
        digits = pl.col("bare").str.replace(r"\.0$", "").str.replace_all(r"[ -]", "")
        cells = cells.with_columns(without_fillers(pl.col(CELL)).alias("bare")).with_columns(digits.alias("digits"))
        value = pl.when(is_nhs_number(pl.col("digits"))).then(pl.col("digits"))
        return cells.with_columns(value.alias("value")).with_columns(
            pl.when(pl.col("bare").is_not_null() & pl.col("value").is_null()).then(pl.lit(NOT_A_NUMBER)).alias("problem")
        )

    return parsed_per_distinct(expr, pl.String, judge)


# what systems and people put where they know nobody
_FILLERS = tuple(
    dict.fromkeys(
        form
        for word in (*NOTHING, "Not Given", "Not Recorded", "No Name", "Anon", "Anonymous", "Test", "Test Patient", "N/K", "NK", "Baby", "Refused", "Withheld", "John Doe", "Jane Doe", "A N Other", "No Trace", "Dummy", "Default")
        for form in (word, word.lower(), word.upper(), word.title())
    )
)  # fmt: skip


def without_fillers(expr: pl.Expr) -> pl.Expr:
    """The cell trimmed, runs of white space as one space; null where it is a word for nobody or nothing."""
    cell = v.text(expr).value
    return pl.when(~cell.is_in(list(_FILLERS))).then(cell)


def words(expr: pl.Expr) -> Parsed:
    """A name or a family's reference."""
    return Parsed(without_fillers(expr), pl.lit(None, pl.String))


def reference(expr: pl.Expr) -> Parsed:
    """A person's reference at the sender; null for fillers such as UNKNOWN, 0000 or 9999999999, which stand for anybody."""
    cell = without_fillers(expr)
    bare = cell.str.replace_all(r"[\s/._-]", "")
    is_one_digit = bare.str.replace_all(r"0+|9+|x+|X+", "") == ""
    return Parsed(pl.when(~is_one_digit).then(cell), pl.lit(None, pl.String))


def compact_postcode(expr: pl.Expr) -> Parsed:
    """A whole postcode without its space."""
    read = v.postcode(expr)
    return Parsed(read.value.str.replace_all(" ", "", literal=True), read.problem)


def sex(expr: pl.Expr) -> Parsed:
    """`female` or `male`; the NHS codes 1 (male) and 2 (female) too. Anything else is not known."""
    word = without_fillers(expr).str.to_lowercase()
    value = pl.when(word.is_in(["m", "male", "1", "man", "boy"])).then(pl.lit("male")).when(word.is_in(["f", "female", "2", "woman", "girl"])).then(pl.lit("female"))
    return Parsed(value, pl.lit(None, pl.String))


# ICD-10: mental and behavioural disorders by alcohol and by drugs, poisoning by them, and diseases wholly caused by alcohol
_ALCOHOL = r"alcohol|drink|drunk|intoxicat|\bf10|\bk70|\bt51|\bx45|\bx65|\by15|\be24\.?4|\bg31\.?2|\bg62\.?1|\bg72\.?1|\bi42\.?6|\bk29\.?2|\bk85\.?2|\bk86\.?0|\br78\.?0"
_DRUGS = r"drug|opiate|opioid|heroin|cocaine|crack|cannabis|amphetamine|benzodiazepine|ketamine|spice|substance misuse|methadone|\bf1[1-68-9]|\bt40"
_NO_DRUGS = r"non[- ]?drug|no drugs?\b|drugs?:? no\b"
_NO_ALCOHOL = r"non[- ]?alcohol|no alcohol|alcohol:? no\b|alcohol free"


def substance(expr: pl.Expr) -> Parsed:
    """`alcohol`, `drugs` or `both` from words or a diagnosis (ICD-10); null where it is about neither."""

    def judge(cells: pl.DataFrame) -> pl.DataFrame:
        low = without_fillers(pl.col(CELL)).str.to_lowercase().str.replace_all("both", "alcohol and drugs")
        cells = cells.with_columns(low.str.replace_all(_NO_DRUGS, "").str.replace_all(_NO_ALCOHOL, "").alias("low"))
        has_alcohol, has_drugs = pl.col("low").str.contains(_ALCOHOL), pl.col("low").str.contains(_DRUGS)
        value = pl.when(has_alcohol & has_drugs).then(pl.lit("both")).when(has_alcohol).then(pl.lit("alcohol")).when(has_drugs).then(pl.lit("drugs"))
        return cells.with_columns(value.alias("value"), pl.lit(None, pl.String).alias("problem"))

    return parsed_per_distinct(expr, pl.String, judge)


def with_common(layout: str, title: str, *own: Field, marks: tuple[str, ...]) -> Layout:
    """A layout of its own fields and those that all have; headings of its own come before the common ones of the same field."""
    by_column = {entry.column: entry for entry in own}
    fields = []
    for entry in COMMON:
        mine = by_column.pop(entry.column, None)
        aliases = entry.aliases if mine is None else tuple(dict.fromkeys((*mine.aliases, *entry.aliases)))
        fields.append(Field(entry.column, aliases, mine.parse if mine else entry.parse, is_personal=entry.is_personal))
    return Layout(layout, title, (*by_column.values(), *fields), marks)


def own(column: str, *aliases: str, parse: Parser | None = None) -> Field:
    """Headings of one layout for a field; read as the field is everywhere."""
    standing = next((entry for entry in COMMON if entry.column == column), None)
    return Field(column, aliases, parse or (standing.parse if standing else v.text), is_personal=True)


def _personal(column: str, parse: Parser, *aliases: str) -> Field:
    return Field(column, aliases, parse, is_personal=True)


COMMON: tuple[Field, ...] = (
    _personal("person_reference", reference, "person reference", "person ref", "person id", "person identifier", "client id", "client reference", "client ref", "client number", "service user id", "case id", "pseudonym", "agreed pseudonym", "pseudonymised id", "pseudo id", "pseudonymised nhs number", "hashed nhs number", "linkage key", "study id", "unique person id", "person number"),
    _personal("forename", words, "forename", "forenames", "first name", "first names", "given name", "given names", "person forename", "person given name", "patient forename", "client forename"),
    _personal("surname", words, "surname", "last name", "family name", "person surname", "person family name", "patient surname", "client surname"),
    _personal("_full_name", words, "full name", "person name", "person full name", "patient name", "client name", "name"),
    _personal("born_on", v.date, "date of birth", "dob", "d o b", "birth date", "born on", "person birth date", "patient date of birth", "client date of birth"),
    _personal("sex", sex, "sex", "gender", "person gender", "person stated gender code", "stated gender", "gender code", "sex code", "person sex"),
    _personal("postcode", compact_postcode, "home postcode", "postcode", "post code", "postcode of usual address", "home address postcode", "patient postcode", "client postcode", "address postcode", "postcode of residence", "current postcode"),
    _personal("nhs_number", nhs_number, "nhs number", "nhs no", "nhs num", "patient nhs number"),
    _personal("uprn", v.uprn, "uprn", "unique property reference number", "home uprn", "property uprn"),
    _personal("family_reference", words, "family reference", "family ref", "family id", "household id", "household reference", "household ref", "family number"),
    _personal("service", v.text, "service", "service type", "type of service", "contact type", "event type", "activity type"),
    _personal("_service_also", v.text, "service detail", "service subtype", "record type"),
    _personal("started_on", v.date, "started on", "start date", "contact date", "date of contact", "date", "event date", "from date", "date from"),
    _personal("ended_on", v.date, "ended on", "end date", "date ended", "closed on", "closure date", "to date", "date to"),
    _personal("units", v.number, "units", "number of units", "quantity", "volume"),
    _personal("stated_cost", v.money, "cost", "cost gbp", "total cost", "total cost gbp", "actual cost", "gross cost", "cost of contact"),
    _personal("substance", substance, "substance", "substances", "primary substance", "alcohol or drugs", "main substance", "drug group", "substance group"),
    _personal("_is_alcohol", v.yes_no, "alcohol related", "alcohol flag", "alcohol marker", "is alcohol related", "alcohol involved"),
    _personal("_is_drugs", v.yes_no, "drug related", "drugs related", "drug flag", "drugs flag", "drug marker", "is drug related", "drugs involved"),
    _personal("occurred_postcode", compact_postcode, "occurred postcode", "incident postcode", "location postcode", "postcode of incident", "postcode of occurrence", "scene postcode"),
)  # fmt: skip
