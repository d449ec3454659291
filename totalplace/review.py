"""Pairs that may be one building, or one supplier, put to people, and what they decided: the place's folder review/.

Belongs here: reading and writing review/assets.csv and review/suppliers.csv. Does not belong here: judging pairs or obeying decisions (analysis/).

A row is decided by writing `same` or `different` into its first column. Decided rows are kept as they are for ever; the others are made
anew by each publication. What a row says of two buildings is there to read and to find them again: by our id, else by body, name and
UPRN or postcode, so a decision outlives a register that gives all its codes anew. Suppliers are found again by their names.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from totalplace import identity
from totalplace.contracts import core
from totalplace.errors import PlaceError

_SIDE = ("id", "body_id", "name", "address", "postcode", "uprn", "easting", "northing")
COLUMNS = (
    "decision", "decided_by", "reason", "score", "distance_m",
    *(f"left_{name}" for name in _SIDE), *(f"right_{name}" for name in _SIDE),
)  # fmt: skip
SUPPLIER_COLUMNS = (
    "decision", "decided_by", "reason", "score",
    *(f"{side}_{name}" for side in ("left", "right") for name in ("name", "body_ids", "amount_gbp", "id", "key")),
)  # fmt: skip
_MAY_BE_FORMULA = r"^[=+\-@\t\r]"


def read_review(path: Path, columns: Sequence[str] = COLUMNS) -> pl.DataFrame:
    """The file as it is, in its columns: text, empty cells null, decisions in small letters.

    Raises PlaceError if it is not the table it should be, or a decision is another word.
    """
    if not path.is_file():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise PlaceError(f"{path} cannot be read as CSV: {error}. Put back the last good copy: decisions stand in it.") from None
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise PlaceError(f"{path} lacks the columns {', '.join(lacking)}. Put back the last good copy: decisions stand in it.")
    frame = frame.select(columns).with_columns(
        pl.col("decision").str.strip_chars().str.to_lowercase().replace("", None)
    )
    wrong = frame.with_row_index("line", 2).filter(pl.col("decision").is_not_null() & ~pl.col("decision").is_in(["same", "different"]))
    if wrong.height:
        raise PlaceError(
            f"{path}, line {wrong['line'][0]}, decision: '{wrong['decision'][0]}' is neither 'same' nor 'different'. "
            "Write one of the two, or leave the cell empty."
        )
    return frame


def decisions(path: Path) -> pl.DataFrame:
    """core.match_decision: the decided rows."""
    wanted = core.MATCH_DECISION.column_names
    decided = read_review(path).filter(pl.col("decision").is_not_null()).select(wanted)
    names = pl.col(name for name in wanted if name.endswith("_name"))
    return core.MATCH_DECISION.conform(decided.with_columns(names.str.replace("^'", ""))).collect().unique().sort(wanted)


def _without_sensitive(decided: pl.DataFrame, withheld: pl.DataFrame) -> pl.DataFrame:
    if withheld.is_empty():
        return decided
    told = withheld.select(pl.struct("asset_id", "body_id", "name", "postcode", "uprn").alias("entry"))["entry"].to_list()
    for side in ("left", "right"):
        facts = [f"{side}_{name}" for name in _SIDE if name not in ("id", "body_id")]
        entry = pl.struct(
            pl.col(f"{side}_id").alias("asset_id"), pl.col(f"{side}_body_id").alias("body_id"), pl.col(f"{side}_name").str.replace("^'", "").alias("name"),
            pl.col(f"{side}_postcode").alias("postcode"), pl.col(f"{side}_uprn").alias("uprn"),
        )  # fmt: skip
        is_withheld = pl.Series([row in told for row in decided.select(entry.alias("entry"))["entry"].to_list()], dtype=pl.Boolean)
        decided = decided.with_columns(
            # a reason in a person's words, and how far it stands from the other, may tell as much
            pl.when(is_withheld).then(None).otherwise(pl.col(name)).alias(name) for name in (*facts, "reason", "distance_m")
        )
    return decided


def write_review(path: Path, doubtful: pl.DataFrame, withheld: pl.DataFrame) -> None:
    """Replace the file in one step: every decided row, then the pairs in doubt now, surest first.

    `doubtful` has the columns of the file but for the first two. No file is made where there is nothing to ask. Of entries that are
    `withheld` (rows of core.sensitive_decision) a decided row keeps the ids, the bodies and what was decided.
    """
    _write(path, _without_sensitive(read_review(path).filter(pl.col("decision").is_not_null()), withheld), doubtful, COLUMNS)


def supplier_keys(path: Path) -> list[str | None]:
    """The names, as names are compared, on which people decided."""
    decided = read_review(path, SUPPLIER_COLUMNS).filter(pl.col("decision").is_not_null())
    return [*decided["left_key"], *decided["right_key"]]


def write_supplier_review(path: Path, doubtful: pl.DataFrame, shown: Collection[str], unreadable: Collection[str]) -> None:
    """The same for names of suppliers. `shown` are the keys of this publication; of those that are `unreadable` a decided row keeps the id
    and what the name is known again by."""
    decided = read_review(path, SUPPLIER_COLUMNS).filter(pl.col("decision").is_not_null())
    _write(path, _without_unreadable(decided, shown, unreadable), doubtful, SUPPLIER_COLUMNS)


def _without_unreadable(decided: pl.DataFrame, shown: Collection[str], unreadable: Collection[str]) -> pl.DataFrame:
    again = identity.shown_again([*decided["left_key"], *decided["right_key"]], shown)
    decided = decided.with_columns(pl.col("left_key", "right_key").replace(again))
    for side in ("left", "right"):
        key = pl.col(f"{side}_key")
        is_hidden = key.is_in(list(unreadable))
        decided = decided.with_columns(
            key.replace({name: identity.opaque_key(name) for name in unreadable}),
            # what a person wrote of it may name it too
            *(pl.when(is_hidden).then(None).otherwise(pl.col(name)).alias(name) for name in (f"{side}_name", "reason")),
        )
    return decided


def _write(path: Path, decided: pl.DataFrame, doubtful: pl.DataFrame, columns: Sequence[str]) -> None:
    open_pairs = doubtful.select(
        pl.lit(None, pl.String).alias("decision"),
        pl.lit(None, pl.String).alias("decided_by"),
        *(pl.col(name).cast(pl.String) for name in columns[2:]),
    )
    # a spreadsheet must not take a name for a formula
    open_pairs = open_pairs.with_columns(
        pl.when(pl.col(name).str.contains(_MAY_BE_FORMULA)).then(pl.lit("'") + pl.col(name)).otherwise(name).alias(name)
        for name in columns
        if name.endswith(("_name", "_address"))
    )
    rows = pl.concat([decided, open_pairs])
    if rows.is_empty() and not path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".writing")
    rows.write_csv(beside, include_bom=True)
    beside.replace(path)
