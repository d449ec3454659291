"""A body's own sheet as it comes back: each building confirmed or corrected.

Belongs here: the headings of the sheet (SHEET, which whoever writes the sheet uses too) and reading it. Does not belong here: making
the sheet for out/bodies/, or whether the body holds the building (core.asset_reference).
"""

from dataclasses import replace

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import BUILDING_CONFIRMATION
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    IDENTITY,
    NO_BUILDING,
    names_a_building,
    with_own_ids,
    without_people,
)
from totalplace.sources._rows import note, with_status
from totalplace.values.spreadsheets import from_spreadsheet

POINT_UNUSABLE = IssueType(
    "corrected point unusable",
    "warning",
    "sender",
    "'{value}' is no point of the National Grid in Great Britain, so it was left out. Send the easting and the northing, both in metres.",
)
_POINT = ("corrected_easting", "corrected_northing")
_NOT_ANSWERED = "neither confirmed nor corrected"

# Column of the contract and heading of the sheet, in the order in which the sheet has them. The first six are filled by us.
SHEET: tuple[tuple[str, str], ...] = (
    ("asset_id", "Our asset id"),
    ("asset_code", "Your asset code"),
    ("name_as_published", "Building name"),
    ("postcode", "Postcode"),
    ("uprn", "UPRN"),
    ("organisation_as_published", "Organisation"),
    ("is_correct", "Correct (yes or no)"),
    ("is_held", "Still held (yes or no)"),
    ("is_occupied", "In use (yes or no)"),
    ("corrected_name", "Corrected name"),
    ("corrected_address", "Corrected address"),
    ("corrected_postcode", "Corrected postcode"),
    ("corrected_uprn", "Corrected UPRN"),
    ("corrected_easting", "Corrected easting"),
    ("corrected_northing", "Corrected northing"),
    ("corrected_use", "Corrected use"),
    ("corrected_tenure", "Corrected tenure"),
    ("corrected_gia_m2", "Corrected gross internal area m2"),
    ("corrected_nia_m2", "Corrected net internal area m2"),
    ("corrected_land_area_m2", "Corrected land area m2"),
    ("remarks", "Remarks"),
    ("confirmed_by", "Confirmed by (post or team)"),
    ("confirmed_on", "Confirmed on"),
)

# What is corrected has no shape: one cell that cannot be read must not cast doubt on its column, which our heading names.
_FIELDS = (
    *BUILDING_FIELDS,
    Field("is_correct", ("correct yes or no", "correct", "is this correct", "confirmed", "correct y n"), v.yes_no),
    Field("is_held", ("still held yes or no", "still held", "still held y n", "do you still hold it"), v.yes_no),
    Field("is_occupied", ("in use yes or no", "in use", "occupied yes or no", "occupied", "occupied y n"), v.yes_no),
    Field("corrected_name", ("corrected name", "correct name", "name correction"), v.text),
    Field("corrected_address", ("corrected address", "correct address", "address correction"), v.text),
    Field("corrected_postcode", ("corrected postcode", "correct postcode", "postcode correction"), v.postcode),
    Field("corrected_uprn", ("corrected uprn", "correct uprn", "uprn correction"), v.uprn),
    Field("corrected_easting", ("corrected easting", "correct easting", "easting correction"), v.number),
    Field("corrected_northing", ("corrected northing", "correct northing", "northing correction"), v.number),
    Field("corrected_use", ("corrected use", "correct use", "use correction"), v.text),
    Field("corrected_tenure", ("corrected tenure", "correct tenure", "tenure correction"), v.text),
    Field("corrected_gia_m2", ("corrected gross internal area m2", "corrected gia m2"), v.area_m2),
    Field("corrected_nia_m2", ("corrected net internal area m2", "corrected nia m2"), v.area_m2),
    Field("corrected_land_area_m2", ("corrected land area m2", "corrected site area m2"), v.area_m2),
    Field("remarks", ("remarks", "comments", "notes"), v.text, is_personal=True),
    Field("confirmed_by", ("confirmed by post or team", "confirmed by"), v.text, is_personal=True),
    Field("confirmed_on", ("confirmed on", "date confirmed", "confirmed date"), v.date, shape="date"),
)  # fmt: skip
_ANSWERS = ("is_correct", "is_held", "is_occupied", *(name for name, _ in SHEET if name.startswith("corrected_")), "remarks")


# Great Britain on the National Grid, in metres; anything else is a slip or of another system
_EASTINGS, _NORTHINGS = (0.0, 700_000.0), (0.0, 1_300_000.0)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = with_own_ids(frame).with_columns(without_people("confirmed_by"))
    frame = frame.with_columns(_unreadable().alias("unreadable"))
    is_point = pl.col("corrected_easting").is_between(*_EASTINGS) & pl.col("corrected_northing").is_between(*_NORTHINGS)
    half = pl.any_horizontal(pl.col(name).is_not_null() for name in _POINT) & ~is_point.fill_null(False)
    shown = pl.concat_str(*(pl.col(name).cast(pl.String) for name in _POINT), separator=", ", ignore_nulls=True)
    frame = frame.with_columns(
        pl.when(half).then(pl.concat_str("unreadable", pl.lit("corrected_easting"), separator=" ", ignore_nulls=True)).otherwise("unreadable").alias("unreadable"),
        *note("corrected_easting", POINT_UNUSABLE, half, shown),
    )
    frame = frame.with_columns(pl.when(is_point).then(pl.col(name)).alias(name) for name in _POINT)
    is_open = pl.all_horizontal(*(pl.col(name).is_null() & pl.col(f"{name}__problem").is_null() for name in _ANSWERS))
    return with_status(frame, "ignored", _NOT_ANSWERED, is_open)


def _unreadable() -> pl.Expr:
    """The columns of a row whose cell says something that could not be read, parted by blanks; null if there is none."""
    unread = (pl.when(pl.col(name).is_null() & pl.col(f"{name}__problem").is_not_null()).then(pl.lit(name)) for name in _ANSWERS)
    said = pl.concat_str(*unread, separator=" ", ignore_nulls=True)
    return pl.when(said != "").then(said)


SOURCE = Source(
    kind="building_confirmation",
    lists_premises=True,
    title="a body's sheet of buildings, confirmed or corrected",
    contract=BUILDING_CONFIRMATION,
    # the sheet that we wrote has marks before what a spreadsheet would take for a formula
    fields=tuple(replace(field, parse=from_spreadsheet(field.parse)) for field in _FIELDS),
    required=(IDENTITY, ("is_correct", "is_held"), ("confirmed_on", *(name for name in _ANSWERS if name.startswith("corrected_")))),
    row_rules=names_a_building(),
    tidy=_tidy,
    issues=(NO_BUILDING, POINT_UNUSABLE),
    noted=("corrected_easting",),
    settings=("body_id",),
    is_distinct=True,
)
