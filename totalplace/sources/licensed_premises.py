"""Registers of licensed premises: premises licences and club premises certificates of a licensing authority, Licensing Act 2003.

Belongs here: headings, on and off the premises from columns or words, licences that are not in force, what kind of premises it is. Does not
belong here: whether a line is of the place, or which edition of a register counts (core.licence_line). Who holds a licence, who
supervises and who applied are people: their columns are never read.

Authorities tell sale on the premises from sale off them in three ways: a column for each (and one for both), one column that says which, or in
words among the licensable activities. A register that does not tell them apart is held: most licences are for both, and none can be guessed.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.licensing import BOTH, NO_ALCOHOL, OFF, ON, STAGED
from totalplace.issues import IssueType
from totalplace.reference import premises_words
from totalplace.sources._base import Field, Parsed, RowRule, Sample, Source
from totalplace.sources._coordinates import COORDINATE_ISSUES, located
from totalplace.sources._plain import WITHHELD, without_working
from totalplace.sources._rows import all_null, is_total_label
from totalplace.values.cells import WHITE

NOT_IN_FORCE = "licence not in force"
OTHER_LICENCE = "neither a premises licence nor a club certificate"
SALES_NOT_TOLD = IssueType(
    "on or off the premises not told",
    "error",
    "sender",
    "The line does not say whether alcohol is sold to drink on the premises, off them or both, so it is left out. Say on, off, both or none.",
)
_NOTHING = "(nothing)"
_DENIED = r"(?i)^(?:n/?a|#n/a|none|no|n|nil|null|false|0|x|not applicable|not licensed|no alcohol|-+|–)\.?$"
# in a cell of its own the word is enough; among activities "on" and "both" stand in other sentences too
_SHORT_ON, _SHORT_OFF = r"(?i)\bon\b", r"(?i)\boff\b"
_ON = r"(?i)\bon(?: and| or| &|/| \+)? ?(?:off )?(?:(?:the|these|those|licensed|said) )*(?:premises|sales?|suppl(?:y|ies)|licen[cs]e|consumption)\b|\bon only\b|\bon[ /&-]+(?:and )?off\b"
_OFF = r"(?i)\boff(?: and| or| &|/| \+)? ?(?:on )?(?:(?:the|these|those|licensed|said) )*(?:premises|sales?|suppl(?:y|ies)|licen[cs]e|consumption)\b|\boff only\b|\bon[ /&-]+(?:and )?off\b"
_SHORT_BOTH = r"(?i)\bboth\b"
_BOTH = r"(?i)\bboth (?:on|off)\b|\b(?:alcohol|liquor|consumption|sales?|supply)[^;,.]{0,20}[:(-] *both\b"
_ALCOHOL = r"(?i)\balcohol\b|\bintoxicating\b|\bliquor\b"
_LATE = r"(?i)\blate[ -]night refresh"
_ENDS_WITH_POSTCODE = r"(?i)\b([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\W*(?:UK|United Kingdom|England|Wales)?\W*$"
_ENOUGH = 0.5
UNTOLD = (
    "It is a register of licensed premises that does not tell alcohol sold on the premises from alcohol sold off them, and without that it answers no question here. "
    "Ask the licensing authority for a column that says on, off or both."
)  # fmt: skip


def _answer(expr: pl.Expr) -> Parsed:
    """The cell as it stands; what denies ("N/A" under "Alcohol") is an answer too, told from a blank."""
    cell = expr.str.strip_chars(WHITE)
    said = pl.when(cell.str.contains(_DENIED)).then(pl.lit(_NOTHING)).when(cell.str.len_bytes() > 0).then(cell)
    return Parsed(said, pl.lit(None, pl.String))


_FIELDS = (
    Field("reference", ("reference", "licence reference", "licence ref", "licence reference number", "premises licence number", "premises licence reference", "reference number", "ref no", "case reference", "licence number", "licence no", "license number", "ref"), v.text),
    Field("name_as_published", ("trader name", "premises name", "name of premises", "premises trading name", "trading name", "trading as", "establishment name", "business name", "name", "premises"), v.text, shape="name", is_personal=True),
    Field("address_as_published", ("address", "premises address", "address of premises", "full address", "trading address", "premises address full"), v.text),
    Field("_address_1", ("address1", "address line 1", "premises address line 1"), v.text),
    Field("_address_2", ("address2", "address line 2", "premises address line 2"), v.text),
    Field("_address_3", ("address3", "address line 3", "premises address line 3"), v.text),
    Field("postcode", ("postcode", "post code", "premises postcode", "premises post code"), v.postcode, shape="postcode"),
    Field("_on", ("alcohol on sales supply", "alcohol on sales", "on sales", "alcohol on", "sale of alcohol on the premises", "alcohol on the premises", "alcohol on premises", "on the premises", "on premises", "on licence", "sale on the premises", "consumption on the premises"), _answer),
    Field("_off", ("alcohol off sales supply", "alcohol off sales", "off sales", "alcohol off", "sale of alcohol off the premises", "alcohol off the premises", "alcohol off premises", "off the premises", "off premises", "off licence", "sale off the premises", "consumption off the premises"), _answer),
    Field("_both", ("alcohol on off sales supply", "alcohol on and off sales supply", "alcohol on and off sales", "alcohol on off sales", "on and off sales", "on off sales", "alcohol on and off", "sale of alcohol on and off the premises", "alcohol on and off the premises", "on and off the premises", "on and off premises"), _answer),
    Field("_sales", ("alcohol", "alcohol sales", "sale of alcohol", "sales of alcohol", "supply of alcohol", "alcohol supply", "alcohol on off", "alcohol on off both", "on off", "on or off", "on or off sales", "on off both", "type of sale", "alcohol licence type", "alcohol type", "transfer date alcohol"), _answer),
    Field("_activities", ("licensable activities", "licensable activity", "licensed activities", "permitted activities", "authorised activities", "activities licensed", "regulated activities"), _answer),
    Field("_late", ("late night refreshment", "late night refresh", "late refreshment", "lnr"), _answer),
    Field("_type", ("licence type", "licence type desc", "licence type description", "type of licence", "license type", "licence category", "licence class"), v.text),
    Field("kind_as_published", ("premises type", "type of premises", "premises category", "premises kind", "kind of premises", "premises description", "description of premises", "business type", "premises use", "use of premises", "type of business"), v.text),
    Field("status_as_published", ("licence status", "status", "current status"), v.text),
    Field("easting", ("easting", "eastings", "map east", "x coordinate", "x"), v.number, shape="coordinate"),
    Field("northing", ("northing", "northings", "map north", "y coordinate", "y"), v.number, shape="coordinate"),
    Field("_lon", ("lon", "lng", "long", "longitude"), v.number, shape="coordinate"),
    Field("_lat", ("lat", "latitude"), v.number, shape="coordinate"),
    Field("issued_on", ("first issue", "first issued", "issue date", "date issued", "issued on", "date granted", "granted on", "grant date", "licence start date", "date of grant"), v.date, shape="date"),
    Field("ended_on", ("end date", "licence end date", "ended on", "date surrendered", "surrendered on", "surrender date", "date lapsed", "lapsed on", "date revoked", "expiry date", "licence expiry date"), v.date),
    Field("as_at_on", ("as at", "as at date", "date of data", "extract date", "register date"), v.date, shape="date"),
)  # fmt: skip


def objection(sample: Sample) -> str:
    """A register tells on from off by at least two columns, or in half of the cells that speak of alcohol."""
    values = sample.values
    if sum(name in values.columns for name in ("_on", "_off", "_both")) >= 2:
        return ""
    for name, words in (("_sales", None), ("_activities", _ALCOHOL)):
        if name in values.columns:
            cells = values[name].drop_nulls()
            cells = cells.filter(~cells.str.contains(_DENIED))
            cells = cells.filter(cells.str.contains(words)) if words else cells
            told = pl.DataFrame({"cell": cells}).select(_told(pl.col("cell"), is_short=words is None).is_not_null()).to_series()
            if len(told) and (told.mean() or 0.0) >= _ENOUGH:  # type: ignore[operator]
                return ""
    return UNTOLD


def _told(cell: pl.Expr, *, is_short: bool) -> pl.Expr:
    """On, off or both, by the words of a cell; null where it does not say."""
    on = cell.str.contains(_SHORT_ON if is_short else _ON)
    off = cell.str.contains(_SHORT_OFF if is_short else _OFF)
    both = (on & off) | cell.str.contains(_SHORT_BOTH if is_short else _BOTH)
    return pl.when(both).then(pl.lit(BOTH)).when(on).then(pl.lit(ON)).when(off).then(pl.lit(OFF))


def _sales() -> pl.Expr:
    """What a line says of the sale of alcohol: by columns of their own, else by the one column, else among the activities."""
    is_on, is_off, is_both = (pl.col(name).is_not_null() & (pl.col(name) != _NOTHING) for name in ("_on", "_off", "_both"))
    by_column = (
        pl.when(is_both | (is_on & is_off)).then(pl.lit(BOTH)).when(is_on).then(pl.lit(ON)).when(is_off).then(pl.lit(OFF))
        .when((pl.col("_on") == _NOTHING) | (pl.col("_off") == _NOTHING) | (pl.col("_both") == _NOTHING)).then(pl.lit(NO_ALCOHOL))
    )  # fmt: skip
    by_word = pl.when(pl.col("_sales") == _NOTHING).then(pl.lit(NO_ALCOHOL)).otherwise(_told(pl.col("_sales"), is_short=True))
    activities = pl.col("_activities")
    by_activity = pl.when(activities.str.contains(_ALCOHOL)).then(_told(activities, is_short=False)).when(activities.is_not_null()).then(pl.lit(NO_ALCOHOL))
    return pl.coalesce(by_column, by_word, by_activity)


def _late() -> pl.Expr:
    by_activity = pl.col("_activities").str.contains(_LATE)
    return pl.coalesce(pl.col("_late") != _NOTHING, by_activity)


def kind_told(words: pl.Expr, told_by: str) -> pl.Expr:
    """The kind of the lowest-ranked reference word that stands in the text."""
    spaced = pl.concat_str(pl.lit(" "), words.str.to_lowercase().str.replace_all(r"[^\p{L}0-9]+", " "), pl.lit(" "))
    found: pl.Expr = pl.lit(None, pl.String)
    for place, word, kind in reversed(premises_words()):
        if place == told_by:
            found = pl.when(spaced.str.contains(f" {word} ", literal=True)).then(pl.lit(kind)).otherwise(found)
    return found


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    said = v.payee(pl.col("name_as_published")).struct.field
    private = said("is_private").fill_null(False)
    by_wording, by_name = kind_told(pl.col("kind_as_published"), "kind"), kind_told(pl.col("name_as_published"), "name")
    on_grid = pl.col("easting").is_not_null() | pl.col("northing").is_not_null()
    address = pl.concat_str(pl.col("address_as_published", "_address_1", "_address_2", "_address_3"), separator=", ", ignore_nulls=True)
    is_club = pl.concat_str(pl.col("_type", "kind_as_published"), separator=" ", ignore_nulls=True).str.contains(r"(?i)club (?:premises )?cert|\bcpc\b")
    frame = frame.with_columns(
        by_wording.alias("_by_wording"),
        by_name.alias("_by_name"),
        _sales().alias("sales"),
        _late().alias("has_late_refreshment"),
        pl.when(is_club.fill_null(False)).then(pl.lit("club certificate")).otherwise(pl.lit("premises licence")).alias("licence_type"),
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(pl.col("name_as_published")).alias("name_as_published"),
        pl.when(~private).then(said("key")).alias("name_key"),
        pl.when(address.str.len_bytes() > 0).then(address).alias("address_as_published"),
        pl.coalesce("postcode", v.postcode(address.str.extract(_ENDS_WITH_POSTCODE)).value).alias("postcode"),
        located(pl.when(on_grid).then(pl.col("easting")).otherwise(pl.col("_lon")), pl.when(on_grid).then(pl.col("northing")).otherwise(pl.col("_lat")), pl.lit(False)).alias("_located"),
    )
    found = pl.col("_located").struct.field
    untold = pl.col("row_status").is_null() & pl.col("sales").is_null()
    frame = frame.with_columns(
        pl.coalesce("_by_wording", "_by_name", pl.lit("not known")).alias("kind"),
        pl.when(pl.col("_by_wording").is_not_null()).then(pl.lit("wording of the register"))
        .when(pl.col("_by_name").is_not_null()).then(pl.lit("name of the premises")).otherwise(pl.lit("not known")).alias("kind_basis"),
        *(found(name).alias(name) for name in ("easting", "northing", "lon", "lat", "coordinate_reading")),
        *(pl.coalesce(pl.col(name), found(name)).alias(name) for name in ("easting__problem", "easting__text")),
        pl.when(untold).then(pl.lit("rejected")).otherwise(pl.col("row_status")).alias("row_status"),
        pl.when(untold).then(pl.lit(SALES_NOT_TOLD.code)).otherwise(pl.col("row_reason")).alias("row_reason"),
    )  # fmt: skip
    return without_working(frame.drop("_located"))


SOURCE = Source(
    kind="licensed_premises",
    title="a register of licensed premises",
    contract=STAGED,
    fields=_FIELDS,
    required=(
        ("name_as_published", "reference"),
        ("_on", "_off", "_both", "_sales", "_activities"),
        ("postcode", "easting", "_lon", "address_as_published", "_address_1"),
    ),
    row_rules=(
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("name_as_published")) | is_total_label(pl.col("reference"))),
        RowRule("ignored", "note without premises", lambda: all_null(("reference", "postcode")) & pl.col("address_as_published").is_null() & pl.col("_address_1").is_null()),
        RowRule("ignored", NOT_IN_FORCE, lambda: pl.col("status_as_published").str.contains(r"(?i)surrender|lapsed|revoked|expired|refused|withdrawn|cancelled|ceased|inactive|pending|closed|suspended|superseded|rejected|void")),
        RowRule("ignored", OTHER_LICENCE, lambda: pl.col("_type").str.contains(r"(?i)personal|temporary event|\bten\b|gambling|betting|gaming|bingo|street trad|taxi|hackney|private hire|scrap|animal|sex (?:shop|establishment)|tattoo|charit|lotter")),
    ),
    noted=("easting",),
    tidy=_tidy,
    issues=(*COORDINATE_ISSUES, SALES_NOT_TOLD),
    objection=objection,
    is_distinct=True,
    is_row_by_row=True,
    left_out=(
        "licence holder*", "license holder*", "licence holders*", "holder*", "premises licence holder*", "licensee*", "applicant*", "dps*", "designated premises supervisor*", "supervisor*",
        "owner*", "contact*", "telephone*", "phone*", "mobile*", "email*", "e mail*", "agent*", "solicitor*",
    ),
)  # fmt: skip
