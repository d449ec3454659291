"""Occupations: who uses how much of what kind of space in which building, in the layout of docs/layouts.md.

Belongs here: the kinds of space, areas with their basis, people and desks of a line. Does not belong here: which body the occupier
is (core.occupier), or what people need (analysis).
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging_plain import OCCUPATION_RETURN
from totalplace.issues import IssueType
from totalplace.sources._base import Field, Source
from totalplace.sources._plain import (
    BUILDING_FIELDS,
    FLOOR_UNIT_ASSUMED,
    IDENTITY,
    NO_BUILDING,
    PERIOD_REVERSED,
    floor_area,
    names_a_building,
    one_of,
    reversed_days,
    with_own_ids,
    without_people,
    without_working,
)
from totalplace.sources._rows import note, with_status

SPACE_UNKNOWN = IssueType(
    "kind of space not known",
    "warning",
    "sender",
    "'{value}' is none of: desk, clinical room, counter, meeting, storage, vehicles, custody. It is shown as other; say which it is.",
)
BASIS_UNKNOWN = IssueType(
    "basis of area not known",
    "warning",
    "sender",
    "'{value}' is neither GIA nor NIA. The area was kept with its basis not stated.",
)
NEGATIVE = IssueType(
    "space or people below nought", "error", "sender", "{value} is below nought. The line is left out; correct it."
)
NO_EXTENT = IssueType(
    "no extent given",
    "error",
    "sender",
    "The line gives neither an area, nor people, nor desks, so it is left out.",
)

_SPACE = one_of(
    SPACE_UNKNOWN,
    (
        ("custody", r"\bcustody\b|\bcells?\b"),
        ("clinical room", r"\bclinic(?:al|s)?\b|\bconsult(?:ing|ation)\b|\btreatment\b|\btherapy\b|\bexam(?:ination)?\b"),
        ("counter", r"\bcounters?\b|\breception\b|\bfront office\b|\bcustomer (?:service|access)\b|\benquir(?:y|ies)\b"),
        ("meeting", r"\bmeetings?\b|\bconference\b|\btraining\b|\binterview\b|\bchamber\b"),
        ("storage", r"\bstor(?:age|es?)\b|\barchives?\b|\bwarehouse\b|\bplant room\b"),
        ("vehicles", r"\bvehicles?\b|\bgarag(?:e|ing)\b|\bappliance\b|\bbays?\b|\bparking\b|\bambulances?\b|\bdepot\b"),
        ("desk", r"\bdesks?\b|\boffices?\b|\bworkstations?\b|\bwork ?points?\b"),
        ("other", r"^other\b"),
    ),
)
_BASIS = one_of(BASIS_UNKNOWN, (("GIA", r"\bgia\b|\bgross internal\b"), ("NIA", r"\bnia\b|\bnet internal\b")))
_FIGURES = ("area_m2", "fte", "headcount", "desks")

_FIELDS = (
    *BUILDING_FIELDS,
    Field("occupier_as_published", ("occupier", "occupier name", "occupied by", "occupying body", "occupying organisation", "user of space", "used by"), v.text, is_personal=True),
    Field("occupier_code", ("occupier code", "occupying body code"), v.text),
    Field("team_as_published", ("team", "service", "department", "team or service", "occupying team", "directorate"), v.text),
    Field("space_kind_as_published", ("kind of space", "space kind", "space type", "type of space", "use of space", "space use", "space category"), v.text),
    Field("_gia_m2", ("area gia m2", "gia m2", "area m2 gia", "occupied gia m2"), v.area_m2, shape="area"),
    Field("_nia_m2", ("area nia m2", "nia m2", "area m2 nia", "occupied nia m2"), v.area_m2, shape="area"),
    Field("area_m2", ("area m2", "occupied area m2", "area occupied m2", "floor area m2", "space m2"), v.area_m2, shape="area"),
    Field("_square_feet", ("area sq ft", "area square feet", "occupied area sq ft", "area occupied sq ft", "floor area sq ft", "area sqft"), v.area_square_feet_as_m2, shape="area"),
    Field("_acres", ("area acres", "occupied area acres"), v.area_acres_as_m2, shape="area"),
    Field("_area", ("area", "occupied area", "area occupied", "floor area"), v.text),
    Field("_basis", ("area basis", "basis of area", "measurement basis", "floor area basis", "gia or nia", "floor area measurement type"), _BASIS),
    Field("fte", ("fte", "ftes", "full time equivalents", "staff fte", "fte staff", "full time equivalent"), v.number),
    Field("headcount", ("headcount", "head count", "people", "staff headcount", "number of staff", "staff"), v.number),
    Field("desks", ("desks", "number of desks", "workstations", "desk count", "work points"), v.number),
    Field(
        "is_whole_building",
        ("whole building yes or no", "whole building", "all occupiers yes or no", "all occupiers", "all occupiers returned", "is this everybody", "return is complete"),
        v.yes_no,
    ),
    Field("from_on", ("period from", "from", "period start", "from date", "occupied from"), v.date, shape="date"),
    Field("to_on", ("period to", "to", "period end", "to date", "as at", "as at date", "occupied to", "date"), v.date, shape="date"),
)  # fmt: skip


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    frame = floor_area(with_own_ids(frame), "area_m2", "_area", "_gia_m2", "_nia_m2", "_square_feet", "_acres")
    said = pl.col("space_kind_as_published")
    kind = _SPACE(said)
    frame = frame.with_columns(
        pl.coalesce(kind.value, pl.lit("other")).alias("space_kind"), kind.problem.alias("_space_problem")
    )
    plain = pl.col("_gia_m2").is_null() & pl.col("_nia_m2").is_null()
    basis = (
        pl.when(pl.col("area_m2").is_null()).then(None)
        .when(pl.col("_gia_m2").is_not_null() & ~plain).then(pl.lit("GIA"))
        .when(pl.col("_nia_m2").is_not_null()).then(pl.lit("NIA"))
        .otherwise(pl.coalesce("_basis", pl.lit("not stated")))
    )  # fmt: skip
    lowest = pl.min_horizontal(*_FIGURES)
    frame = frame.with_columns(
        basis.alias("area_basis"),
        *note("space_kind_as_published", SPACE_UNKNOWN, pl.col("_space_problem").is_not_null(), said),
        *note("fte", NEGATIVE, lowest < 0, lowest.cast(pl.String)),
        *reversed_days("from_on", "to_on", "to_on", PERIOD_REVERSED),
        without_people("occupier_as_published"),
    )
    frame = with_status(frame, "rejected", NEGATIVE.code, lowest < 0)
    frame = with_status(frame, "rejected", PERIOD_REVERSED.code, pl.col("to_on__problem") == PERIOD_REVERSED.code)
    frame = with_status(frame, "rejected", NO_EXTENT.code, pl.all_horizontal(*(pl.col(name).is_null() for name in _FIGURES)))
    return without_working(frame)


SOURCE = Source(
    kind="occupation_return",
    lists_premises=True,
    title="a return of occupations",
    contract=OCCUPATION_RETURN,
    fields=_FIELDS,
    required=(
        IDENTITY,
        ("space_kind_as_published",),
        ("area_m2", "_gia_m2", "_nia_m2", "_square_feet", "_acres", "_area", "fte", "headcount", "desks"),
    ),
    row_rules=names_a_building("area_m2", "_gia_m2", "_nia_m2", "_square_feet", "_acres", "_area", "fte", "headcount", "desks"),
    noted=("area_m2", "fte", "to_on"),
    tidy=_tidy,
    issues=(SPACE_UNKNOWN, BASIS_UNKNOWN, NEGATIVE, NO_EXTENT, NO_BUILDING, PERIOD_REVERSED, FLOOR_UNIT_ASSUMED),
    settings=("body_id",),
    is_distinct=True,
)  # fmt: skip
