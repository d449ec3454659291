"""A body's own sheet as it comes back: each building confirmed or corrected.

Belongs here: the headings of the sheet (SHEET, which whoever writes the sheet uses too) and reading it. Does not belong here: making
the sheet for out/bodies/, or whether the body holds the building (core.asset_reference).
"""

from dataclasses import replace

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import BUILDING_CONFIRMATION
from totalplace.sources._base import Field, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    IDENTITY,
    NO_BUILDING,
    names_a_building,
    with_own_ids,
    without_people,
)
from totalplace.sources._rows import with_status
from totalplace.values.spreadsheets import from_spreadsheet

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
    ("corrected_name", "Corrected name"),
    ("corrected_address", "Corrected address"),
    ("corrected_postcode", "Corrected postcode"),
    ("corrected_uprn", "Corrected UPRN"),
    ("corrected_use", "Corrected use"),
    ("corrected_tenure", "Corrected tenure"),
    ("corrected_gia_m2", "Corrected gross internal area m2"),
    ("corrected_nia_m2", "Corrected net internal area m2"),
    ("corrected_land_area_m2", "Corrected land area m2"),
    ("remarks", "Remarks"),
    ("confirmed_by", "Confirmed by (post or team)"),
    ("confirmed_on", "Confirmed on"),
)

_FIELDS = (
    *BUILDING_FIELDS,
    Field("is_correct", ("correct yes or no", "correct", "is this correct", "confirmed", "correct y n"), v.yes_no),
    Field("is_held", ("still held yes or no", "still held", "still held y n", "do you still hold it"), v.yes_no),
    Field("corrected_name", ("corrected name", "correct name", "name correction"), v.text),
    Field("corrected_address", ("corrected address", "correct address", "address correction"), v.text),
    Field("corrected_postcode", ("corrected postcode", "correct postcode", "postcode correction"), v.postcode, shape="postcode"),
    Field("corrected_uprn", ("corrected uprn", "correct uprn", "uprn correction"), v.uprn, shape="uprn"),
    Field("corrected_use", ("corrected use", "correct use", "use correction"), v.text),
    Field("corrected_tenure", ("corrected tenure", "correct tenure", "tenure correction"), v.text),
    Field("corrected_gia_m2", ("corrected gross internal area m2", "corrected gia m2"), v.area_m2, shape="area"),
    Field("corrected_nia_m2", ("corrected net internal area m2", "corrected nia m2"), v.area_m2, shape="area"),
    Field("corrected_land_area_m2", ("corrected land area m2", "corrected site area m2"), v.area_m2, shape="area"),
    Field("remarks", ("remarks", "comments", "notes"), v.text, is_personal=True),
    Field("confirmed_by", ("confirmed by post or team", "confirmed by"), v.text, is_personal=True),
    Field("confirmed_on", ("confirmed on", "date confirmed", "confirmed date"), v.date, shape="date"),
)  # fmt: skip
_ANSWERS = ("is_correct", "is_held", *(name for name, _ in SHEET if name.startswith("corrected_")), "remarks")


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = with_own_ids(frame).with_columns(without_people("confirmed_by"))
    is_open = pl.all_horizontal(*(pl.col(name).is_null() & pl.col(f"{name}__problem").is_null() for name in _ANSWERS))
    return with_status(frame, "ignored", _NOT_ANSWERED, is_open)


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
    issues=(NO_BUILDING,),
    settings=("body_id",),
    is_distinct=True,
)
