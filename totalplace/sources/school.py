"""Lists of schools: Get Information About Schools (GIAS) in full, its extracts, and councils' own lists.

Belongs here: headings, who runs a school by the words of its type, closed schools, what a capacity can be. Does not belong here:
whose land a school stands on, how full it is (core and analysis). Names of head teachers are never read.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import SCHOOL
from totalplace.issues import IssueType
from totalplace.sources import property_register
from totalplace.sources._base import Field, Parsed, RowRule, Sample, Source
from totalplace.sources._coordinates import COORDINATE_ISSUES, located
from totalplace.sources._rows import is_total_label, note, squeezed

ROLL_WITHOUT_CAPACITY = IssueType(
    "roll without capacity",
    "note",
    "sender",
    "The school has {value} pupils and no capacity, so how full it is counts as not known. Send its capacity.",
)
CAPACITY_NOUGHT = IssueType(
    "capacity of nought",
    "note",
    "sender",
    "A capacity of {value} is no capacity, so it counts as not known. Send the number of places.",
)
URN_UNREADABLE = IssueType(
    "URN unreadable",
    "warning",
    "sender",
    "'{value}' is not a unique reference number of a school and was left blank. Send the number of five to seven digits.",
)
CLOSED = "closed school"

_NAME = ("establishment name", "school name", "name of school", "name", "school", "establishment")


def _urn(expr: pl.Expr) -> Parsed:
    """The number, also as "106167.0"; anything else is a problem."""
    cell = v.text(expr).value
    value = cell.str.extract(r"^0*([1-9]\d{4,6})(?:\.0)?$")
    return Parsed(value, pl.when(cell.is_not_null() & value.is_null()).then(pl.lit(URN_UNREADABLE.code)))


def _words(expr: pl.Expr) -> Parsed:
    """Words, but for those that stand for none in these lists."""
    cell = v.text(expr).value
    none = cell.str.contains(r"(?i)^(?:not applicable|not known|not recorded|not collected|unknown|n/a)$").fill_null(False)
    return Parsed(pl.when(~none).then(cell), pl.lit(None, pl.String))


_FIELDS = (
    Field("urn", ("urn", "unique reference number", "school urn"), _urn),
    Field("name_as_published", _NAME, v.text, shape="name"),
    Field("site_name_as_published", ("site name", "campus", "campus name"), _words),
    Field("local_authority_as_published", ("la name", "local authority name", "local authority", "lea name"), v.text),
    Field("local_authority_code", ("la code", "local authority code", "lea code", "la"), v.text),
    Field("trust_as_published", ("trusts name", "sponsoring trust", "trust name", "props name", "proprietor"), _words),
    Field("type_as_published", ("type of establishment name", "type of establishment", "establishment type", "school type", "type"), _words),
    Field("type_group_as_published", ("establishment type group name", "establishment type group", "type group"), _words),
    Field("phase_as_published", ("phase of education name", "phase of education", "phase", "school phase"), _words),
    Field("_academy", ("academy", "is academy"), v.yes_no),
    Field("_status", ("establishment status name", "establishment status", "school status", "status"), v.text),
    Field("opened_on", ("open date", "opening date", "date opened"), v.date, shape="date"),
    Field("closed_on", ("close date", "closing date", "date closed"), v.date, shape="date"),
    Field("statutory_low_age", ("statutory low age", "statutory lowest age", "lowest admission age", "low age", "age low"), v.integer),
    Field("statutory_high_age", ("statutory high age", "statutory highest age", "highest admission age", "high age", "age high"), v.integer),
    Field("capacity", ("school capacity", "capacity", "places", "total capacity"), v.integer),
    Field("roll", ("number of pupils", "pupils", "roll", "number on roll", "pupils on roll", "nor", "total pupils"), v.integer),
    Field("census_on", ("census date", "date of census"), v.date, shape="date"),
    Field("_nursery", ("nursery provision name", "nursery provision"), v.text),
    Field("uprn", ("uprn", "unique property reference number", "school uprn"), v.uprn),
    Field("street", ("street", "street name"), v.text),
    Field("locality", ("locality", "address 3", "address3"), v.text),
    Field("town", ("town", "post town", "city"), v.text),
    Field("address_as_published", ("address", "full address", "school address", "postal address"), v.text),
    Field("district_as_published", ("district administrative name", "district", "district name"), v.text),
    Field("postcode", ("postcode", "post code", "school postcode"), v.postcode, shape="postcode"),
    Field("easting", ("easting", "eastings", "map east", "os easting", "x coordinate", "x"), v.number, shape="coordinate"),
    Field("northing", ("northing", "northings", "map north", "os northing", "y coordinate", "y"), v.number, shape="coordinate"),
    Field("_lon", ("lon", "lng", "long", "longitude"), v.number, shape="coordinate"),
    Field("_lat", ("lat", "latitude"), v.number, shape="coordinate"),
    Field("as_at_on", ("as at", "as at date", "date of data", "extract date"), v.date, shape="date"),
)  # fmt: skip

# Headings that only a list of schools has.
_OWN = frozenset(
    squeezed(heading)
    for heading in (
        "urn", "unique reference number", "establishment number", "establishment name", "type of establishment", "type of establishment name", "phase of education", "phase of education name",
        "lowest admission age", "highest admission age", "statutory low age", "statutory high age", "statutory lowest age", "statutory highest age", "school capacity", "number of pupils", "dfe number",
        "religious character", "religious character name", "percent fsm", "percentage fsm", "ofsted rating", "school name", "nursery provision name", "academy", "sponsoring trust", "school type",
    )
)  # fmt: skip
_OF_LANDHOLDERS = frozenset(
    squeezed(alias) for entry in property_register.SOURCE.fields if entry.column in property_register.EVIDENCE for alias in entry.aliases
) - {squeezed(alias) for entry in _FIELDS for alias in entry.aliases}
_SCHOOL_WORDS = r"(?i)\b(?:school|academy|college|primary|secondary|infants?|juniors?|nursery|sixth form|pupil referral|c\.?e\.?|r\.?c\.?)\b"
_RULE = 0.8


def objection(sample: Sample) -> str:
    """Two headings of its own, or four fifths of the rows schools by their words; and no register of a landholder."""
    seen = {squeezed(heading) for heading in sample.headings}
    if len(_OF_LANDHOLDERS & seen) >= 2:
        return "It lists schools with tenure and floor area: it is a register of buildings, not a list of schools."
    if len(_OWN & seen) >= 2:
        return ""
    values = sample.values
    shown = [
        values[name].str.contains(_SCHOOL_WORDS).fill_null(False)
        for name in ("name_as_published", "type_as_published")
        if name in values.columns
    ]
    if shown and values.height:
        kinds = values["type_as_published"].drop_nulls() if "type_as_published" in values.columns else shown[0].head(0)
        by_type = kinds.str.contains(_SCHOOL_WORDS).mean() if len(kinds) else None
        if isinstance(by_type, float) and by_type >= _RULE:
            return ""
    return "It lists named places, but neither its headings nor the types it gives show that they are schools."


def _is_closed() -> pl.Expr:
    return pl.col("_status").str.contains(r"(?i)^closed").fill_null(False)


def _governance(words: pl.Expr, is_academy: pl.Expr) -> pl.Expr:
    """Who runs a school, by the words of its type. "Maintained" alone does not say which of four."""
    found = pl.lit("not stated")
    for name, pattern in reversed(
        (
            ("voluntary aided", r"voluntary aided"),
            ("voluntary controlled", r"voluntary controlled"),
            ("academy", r"academ|free school|studio school|university technical|city technology"),
            ("independent", r"independent"),
            ("foundation", r"foundation"),
            ("community", r"community"),
            ("other", r"college|pupil referral|further education|non-?maintained|nursery school|special post|miscellaneous|other|higher education|service children|offshore|secure"),
        )
    ):  # fmt: skip
        found = pl.when(words.str.contains(pattern).fill_null(False)).then(pl.lit(name)).otherwise(found)
    return pl.when(is_academy.fill_null(False)).then(pl.lit("academy")).otherwise(found)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    kind = pl.col("type_as_published").str.to_lowercase()
    group = pl.col("type_group_as_published").str.to_lowercase()
    status = pl.col("_status").str.to_lowercase()
    nursery = pl.col("_nursery").str.to_lowercase()
    by_kind = _governance(kind, pl.col("_academy"))
    on_grid = pl.col("easting").is_not_null() | pl.col("northing").is_not_null()
    x = pl.when(on_grid).then(pl.col("easting")).otherwise(pl.col("_lon"))
    y = pl.when(on_grid).then(pl.col("northing")).otherwise(pl.col("_lat"))
    capacity, roll = pl.col("capacity"), pl.col("roll")
    is_nought = (capacity <= 0).fill_null(False)
    frame = frame.with_columns(
        pl.when(by_kind == "not stated").then(_governance(group, pl.col("_academy"))).otherwise(by_kind).alias("governance"),
        pl.when(status.str.contains("proposed to close"))
        .then(pl.lit("proposed to close"))
        .when(status.str.contains("proposed to open"))
        .then(pl.lit("proposed to open"))
        .when(status.str.starts_with("open"))
        .then(pl.lit("open"))
        .otherwise(pl.lit("not stated"))
        .alias("status"),
        pl.when(nursery.str.starts_with("has")).then(True).when(nursery.str.starts_with("no ")).then(False).alias("has_nursery"),
        (kind.str.contains(r"\bspecial\b").fill_null(False) | group.str.contains(r"\bspecial\b").fill_null(False)).alias("is_special"),
        pl.when(~is_nought).then(capacity).alias("capacity"),
        pl.when(roll >= 0).then(roll).alias("roll"),
        *note("capacity", CAPACITY_NOUGHT, is_nought, capacity.cast(pl.String)),
        *note("roll", ROLL_WITHOUT_CAPACITY, (roll > 0) & (capacity.is_null() | is_nought), roll.cast(pl.String)),
        located(x, y, pl.lit(False)).alias("_located"),
    )
    found = pl.col("_located").struct.field
    return frame.with_columns(
        *(found(name).alias(name) for name in ("easting", "northing", "lon", "lat", "coordinate_reading")),
        *(pl.coalesce(pl.col(name), found(name)).alias(name) for name in ("easting__problem", "easting__text")),
    ).drop("_located", "_lon", "_lat", "_status", "_nursery", "_academy")


SOURCE = Source(
    kind="school",
    lists_premises=True,
    title="a list of schools",
    is_national=True,
    contract=SCHOOL,
    fields=_FIELDS,
    required=(
        ("name_as_published",),
        ("urn", "type_as_published", "type_group_as_published", "phase_as_published"),
        ("postcode", "uprn", "easting", "_lon", "address_as_published"),
    ),
    row_rules=(
        RowRule("ignored", CLOSED, _is_closed),
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("name_as_published"))),
    ),
    noted=("easting",),
    tidy=_tidy,
    issues=(*COORDINATE_ISSUES, ROLL_WITHOUT_CAPACITY, CAPACITY_NOUGHT, URN_UNREADABLE),
    objection=objection,
    outweighs=("property_register", "postcodes"),
)
