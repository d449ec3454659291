"""Display Energy Certificates: floor area, rating and fuel of public buildings, from the published register.

Belongs here: headings of the register and what a floor area can be. Does not belong here: which building of whose register a
certificate is for, and which of several yearly certificates counts (core). A floor area from here is `certificate`, not measured.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging import ENERGY_CERTIFICATE
from totalplace.issues import IssueType
from totalplace.sources._base import Field, RowRule, Sample, Source
from totalplace.sources._rows import note, squeezed

NO_FLOOR_AREA = IssueType(
    "floor area of nought",
    "note",
    "sender",
    "A floor area of {value} m² is none, so it counts as not known.",
)

_FIELDS = (
    Field("certificate_number", ("rrn", "certificate number", "lmk key", "report reference number", "certificate reference number"), v.text),
    Field("building_reference", ("building reference number", "building reference"), v.text),
    Field("uprn", ("uprn", "unique property reference number"), v.uprn),
    Field("_address", ("address", "full address", "building address", "site address"), v.text),
    Field("_address_1", ("address 1", "address1", "address line 1"), v.text),
    Field("_address_2", ("address 2", "address2", "address line 2"), v.text),
    Field("_address_3", ("address 3", "address3", "address line 3"), v.text),
    Field("town", ("posttown", "post town", "town"), v.text),
    Field("postcode", ("postcode", "post code"), v.postcode, shape="postcode"),
    Field("local_authority_as_published", ("local authority label", "local authority name"), v.text),
    Field("local_authority_code", ("local authority", "local authority code"), v.text),
    Field("category_as_published", ("building category", "property type", "building type"), v.text),
    Field("main_benchmark", ("main benchmark", "benchmark", "benchmark category"), v.text),
    Field("gia_m2", ("total floor area", "total floor area m2", "floor area", "floor area m2", "total useful floor area", "total useful floor area m2"), v.number),
    Field("energy_rating", ("operational rating band", "energy rating band", "rating band", "operational rating grade", "band"), v.energy_rating, shape="energy"),
    Field("operational_rating", ("current operational rating", "operational rating"), v.number),
    Field("heating_kwh_per_m2", ("annual thermal fuel usage", "annual heating fuel usage"), v.number),
    Field("electricity_kwh_per_m2", ("annual electrical fuel usage", "annual electricity usage"), v.number),
    Field("main_heating_fuel", ("main heating fuel",), v.text),
    Field("occupancy_as_published", ("occupancy level", "occupancy"), v.text),
    Field("nominated_on", ("nominated date", "or assessment end date", "assessment end date"), v.date, shape="date"),
    Field("inspected_on", ("inspection date",), v.date, shape="date"),
    Field("lodged_on", ("lodgement date", "date of lodgement", "lodgement datetime"), v.date, shape="date"),
)  # fmt: skip

_OWN = frozenset(
    squeezed(heading)
    for heading in ("operational rating band", "current operational rating", "operational rating", "main benchmark", "annual thermal fuel usage", "annual electrical fuel usage", "lodgement date", "nominated date", "or assessment end date", "lmk key", "rrn", "certificate number")
)  # fmt: skip


def objection(sample: Sample) -> str:
    """A register of certificates has at least three of its own headings."""
    if len(_OWN & {squeezed(heading) for heading in sample.headings}) >= 3:
        return ""
    return "It has energy ratings, but not the headings of the register of Display Energy Certificates."


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    area = pl.col("gia_m2")
    lines = pl.concat_str("_address_1", "_address_2", "_address_3", separator=", ", ignore_nulls=True)
    joined = pl.when(lines != "").then(lines)
    return frame.with_columns(
        pl.coalesce("_address", joined).alias("address_as_published"),
        pl.when(area > 0).then(area).alias("gia_m2"),
        *note("gia_m2", NO_FLOOR_AREA, area <= 0, area.cast(pl.String)),
    ).drop("_address", "_address_1", "_address_2", "_address_3")


def _is_blank() -> pl.Expr:
    return pl.all_horizontal(*(pl.col(name).is_null() for name in ("_address", "_address_1", "postcode", "uprn", "gia_m2", "certificate_number")))


SOURCE = Source(
    kind="energy_certificate",
    lists_premises=True,
    title="a register of Display Energy Certificates",
    is_national=True,
    contract=ENERGY_CERTIFICATE,
    fields=_FIELDS,
    required=(
        ("_address", "_address_1"),
        ("postcode", "uprn"),
        ("gia_m2",),
        ("energy_rating", "operational_rating"),
    ),
    row_rules=(RowRule("ignored", "blank line", _is_blank),),
    tidy=_tidy,
    issues=(NO_FLOOR_AREA,),
    objection=objection,
    outweighs=("property_register",),
)
