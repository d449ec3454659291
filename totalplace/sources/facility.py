"""Lists of hospitals, clinics and general practices: those of NHS Choices, of the regulator, of a council.

Belongs here: headings, what is open, which sector a line may be said to be of. Does not belong here: whose it is (core), pharmacies,
dentists and care homes, which are lists of private businesses and of homes and stay held (docs/decisions/0012-places-of-care.md).
Telephone numbers and addresses of mail are never read.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import FACILITY
from totalplace.issues import IssueType
from totalplace.sources import property_register
from totalplace.sources._base import Field, Parsed, RowRule, Sample, Source
from totalplace.sources._coordinates import COORDINATE_ISSUES, located
from totalplace.sources._rows import is_total_label, note, squeezed

SECTOR_DOUBTFUL = IssueType(
    "sector against its own parent",
    "note",
    "sender",
    "The line says '{value}' and names an NHS organisation as its parent, so its sector counts as not stated. Send the sector.",
)
NOT_OPEN = "hospital, clinic or practice not open"
OTHER_SERVICE = "neither hospital, clinic nor general practice"

_CARE = r"(?i)\b(?:hospitals?|infirmary|doctors?|gps?|general practi\w+|surgery|surgeries|medical (?:centre|practice|group)|health centres?|clinics?|walk[ -]in|urgent (?:care|treatment)|minor injur\w+)\b"
_OTHER = r"(?i)\b(?:pharmac\w+|chemists?|dental|dentists?|orthodont\w+|opticians?|(?:care|nursing|residential|children'?s) homes?|residential care|home ?care|domiciliary)\b"
_RULE = 0.8


def _words(expr: pl.Expr) -> Parsed:
    """Words, but for those that stand for none in these lists."""
    cell = v.text(expr).value
    none = cell.str.contains(r"(?i)^(?:na|n/a|#n/a|null|none|unknown|not known|not applicable)$").fill_null(False)
    return Parsed(pl.when(~none).then(cell), pl.lit(None, pl.String))


_FIELDS = (
    Field("facility_code", ("organisation code", "ods code", "organisation ods code", "site code", "hospital code"), _words),
    Field("name_as_published", ("organisation name", "hospital name", "name of hospital", "facility name", "surgery name", "name", "hospital", "surgery"), v.text, shape="name"),
    Field("type_as_published", ("organisation type", "facility type", "hospital type", "type", "service type"), _words),
    Field("subtype_as_published", ("sub type", "organisation sub type"), _words),
    Field("sector_as_published", ("sector", "organisation sector"), _words),
    Field("_status", ("organisation status", "status"), v.text),
    Field("parent_code", ("parent ods code", "parent organisation code", "parent code"), _words),
    Field("parent_as_published", ("parent name", "parent organisation name", "parent organisation"), _words),
    Field("address_as_published", ("address", "full address", "postal address"), _words),
    Field("_address_1", ("address1", "address line 1"), _words),
    Field("_address_2", ("address2", "address line 2"), _words),
    Field("_address_3", ("address3", "address line 3"), _words),
    Field("town", ("city", "town", "post town"), _words),
    Field("district_as_published", ("area name", "district", "district name", "local authority", "local authority name"), _words),
    Field("postcode", ("postcode", "post code"), v.postcode, shape="postcode"),
    Field("easting", ("easting", "eastings", "map east", "x coordinate", "x"), v.number, shape="coordinate"),
    Field("northing", ("northing", "northings", "map north", "y coordinate", "y"), v.number, shape="coordinate"),
    Field("_lon", ("lon", "lng", "long", "longitude"), v.number, shape="coordinate"),
    Field("_lat", ("lat", "latitude"), v.number, shape="coordinate"),
    Field("as_at_on", ("as at", "as at date", "date of data", "extract date"), v.date, shape="date"),
)  # fmt: skip

_OF_LANDHOLDERS = frozenset(
    squeezed(alias) for entry in property_register.SOURCE.fields if entry.column in property_register.EVIDENCE for alias in entry.aliases
) - {squeezed(alias) for entry in _FIELDS for alias in entry.aliases}


def objection(sample: Sample) -> str:
    """Four fifths of the rows are of such a type or, where the list gives no types, of such a name; and no landholder's columns."""
    seen = {squeezed(heading) for heading in sample.headings}
    if len(_OF_LANDHOLDERS & seen) >= 2 or any("floorarea" in heading for heading in seen):
        return "It lists places of care with tenure or floor area: it is a register of buildings or a return, not a list of hospitals, clinics or practices."
    types = _given(sample, "type_as_published")
    told_by = types if len(types) else _given(sample, "name_as_published")
    share = told_by.str.contains(_CARE).mean() if len(told_by) else None
    if isinstance(share, float) and share >= _RULE:
        return ""
    return "It lists named places, but neither the types nor the names it gives show that they are hospitals, clinics or general practices."


def _given(sample: Sample, name: str) -> pl.Series:
    """The cells of a column that say something; none where the table lacks it."""
    return sample.values[name].drop_nulls() if name in sample.values.columns else pl.Series(name, [], pl.String)


def _is_not_open() -> pl.Expr:
    return pl.col("_status").str.contains(r"(?i)^(?:hidden|closed|inactive|dormant|archived|deregistered|proposed)").fill_null(False)


def _is_another_service() -> pl.Expr:
    told = pl.concat_str(pl.col("type_as_published", "subtype_as_published"), separator=" ", ignore_nulls=True)
    return (told.str.contains(_OTHER) & ~told.str.contains(_CARE)).fill_null(False)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    # a list may say "Independent Sector" of every site for which it knows no more: the parent it names knows better
    sector = pl.col("sector_as_published").str.to_lowercase()
    is_of_nhs = pl.col("parent_as_published").str.contains(r"(?i)\bNHS\b|\bhealth board\b").fill_null(False)
    says_independent = sector.str.contains(r"independent|private|voluntary|charit").fill_null(False)
    says_nhs = sector.str.contains(r"\bnhs\b").fill_null(False) & ~says_independent
    on_grid = pl.col("easting").is_not_null() | pl.col("northing").is_not_null()
    x = pl.when(on_grid).then(pl.col("easting")).otherwise(pl.col("_lon"))
    y = pl.when(on_grid).then(pl.col("northing")).otherwise(pl.col("_lat"))
    address = pl.concat_str(
        pl.col("address_as_published", "_address_1", "_address_2", "_address_3"), separator=", ", ignore_nulls=True
    )
    frame = frame.with_columns(
        pl.when(says_independent & ~is_of_nhs)
        .then(pl.lit("independent"))
        .when(says_nhs & (is_of_nhs | pl.col("parent_as_published").is_null()))
        .then(pl.lit("NHS"))
        .otherwise(pl.lit("not stated"))
        .alias("governance"),
        *note("sector_as_published", SECTOR_DOUBTFUL, says_independent & is_of_nhs, pl.col("sector_as_published")),
        pl.when(address.str.len_bytes() > 0).then(address).alias("address_as_published"),
        located(x, y, pl.lit(False)).alias("_located"),
    )
    found = pl.col("_located").struct.field
    return frame.with_columns(
        *(found(name).alias(name) for name in ("easting", "northing", "lon", "lat", "coordinate_reading")),
        *(pl.coalesce(pl.col(name), found(name)).alias(name) for name in ("easting__problem", "easting__text")),
    ).drop("_located", "_lon", "_lat", "_status", "_address_1", "_address_2", "_address_3")


SOURCE = Source(
    kind="facility",
    title="a list of hospitals, clinics or general practices",
    is_national=True,
    contract=FACILITY,
    fields=_FIELDS,
    required=(
        ("name_as_published",),
        ("type_as_published", "facility_code", "parent_code", "parent_as_published"),
        ("postcode", "easting", "_lon", "address_as_published"),
    ),
    row_rules=(
        RowRule("ignored", NOT_OPEN, _is_not_open),
        RowRule("ignored", OTHER_SERVICE, _is_another_service),
        RowRule("ignored", "total line", lambda: is_total_label(pl.col("name_as_published"))),
    ),
    noted=("easting",),
    tidy=_tidy,
    issues=(*COORDINATE_ISSUES, SECTOR_DOUBTFUL),
    lists_premises=True,
    objection=objection,
    outweighs=("property_register", "postcodes"),
)
