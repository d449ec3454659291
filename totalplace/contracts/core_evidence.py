"""Contracts of `core` for what others say of buildings: certificates and outlines, matched to assets."""

from totalplace.contracts._base import Column, Contract, Rule
from totalplace.contracts.staging import LINE_KEY

_LINE = (
    Column("source_file_id", "text", "The file"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The line or row"),
)
_REASON = Column("line_reason", "text", "Why it does not count")
_ASSET = Column("asset_id", "text", "The asset it is of")
_MATCH = Column("match_reason", "text", "What shows that it is of the asset")

CERTIFICATE_LINE = Contract(
    table="core.certificate_line",
    grain="Display Energy Certificate in a register of them",
    question="Which asset is each certificate of, and does it count?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "superseded")),
        _REASON,
        _ASSET,
        _MATCH,
        Column("is_part", "boolean", "Of a part of the asset: a unit or block, or one of several buildings with certificates"),
        Column("is_shown", "boolean", "Its floor area is that of the asset, where none was measured", required=True),
        Column("gia_m2", "number", "Total useful floor area, square metres"),
        Column("energy_rating", "text", "Band, A to G"),
        Column("certificate_on", "date", "Day of lodgement, else of inspection, else the end of the period"),
    ),
    rules=(Rule("what counts is of an asset, for a reason", "(line_status = 'ignored') = (asset_id is null) and (asset_id is null) = (match_reason is null)"),),
)

OUTLINE_LINE = Contract(
    table="core.outline_line",
    grain="outline of a building in a file of outlines",
    question="Which asset is each outline of?",
    primary_key=LINE_KEY,
    columns=(
        *_LINE,
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored")),
        _REASON,
        _ASSET,
        _MATCH,
        Column("site_number", "integer", "The same for all outlines of one site", required=True),
        Column("area_m2", "number", "Ground it covers, square metres", required=True),
    ),
    rules=(Rule("what counts is of an asset, for a reason", "(line_status = 'ignored') = (asset_id is null) and (asset_id is null) = (match_reason is null)"),),
)

ASSET_FOOTPRINT = Contract(
    table="core.asset_footprint",
    grain="asset with outlines",
    question="How much ground does each asset cover?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "The asset"),
        Column("footprint_m2", "number", "Ground under all its outlines, square metres", required=True),
        Column("outline_count", "integer", "Its outlines", required=True),
    ),
)

OUTLINE_WORD = Contract(
    table="ref.outline_word",
    grain="word or words by which a map says what a building is",
    question="From which words of a map is the use of a building told?",
    primary_key=("word",),
    columns=(
        Column("word", "text", "The word or words, in small letters"),
        Column("function_id", "text", "The use it shows", required=True, references="ref.function.function_id"),
    ),
    audience="public",
)

ALL = (CERTIFICATE_LINE, OUTLINE_LINE, ASSET_FOOTPRINT, OUTLINE_WORD)
