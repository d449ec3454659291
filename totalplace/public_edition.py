"""The public edition: a database of its own with the tables whose audience is the public, made from a published edition.

Belongs here: which tables, columns and rows may leave the partnership, and copying them. Does not belong here: deciding a
table's or a column's audience (its contract does), publishing (publication.py), or drawing (maps.py).
"""

from pathlib import Path

import polars as pl

from totalplace import contracts, sql
from totalplace.contracts._base import Contract, quoted
from totalplace.settings import Settings

STORAGE_VERSION = "v1.0.0"  # any DuckDB client since 1.0 opens it

# beginnings of the names of licences that let anybody reuse what is under them, in small letters and single spaces
OPEN_LICENCES = ("ogl", "open government licence", "cc0", "cc by 4", "cc by 3", "creative commons attribution 4", "odc by", "pddl", "public domain")


def public_contracts() -> tuple[Contract, ...]:
    """The contracts whose audience is the public."""
    return tuple(contract for contract in contracts.published() if contract.audience == "public")


def is_public_column(table: str, column: str) -> bool:
    """Whether the contract lets the public see this column: as one of a public table, or by itself."""
    contract = contracts.contract(table)
    return contract.audience == "public" or column in contract.public_columns


def public_assets(estate: pl.DataFrame, estate_sources: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """The assets that the public may see, in their public columns; the others are there and empty.

    An asset may be seen if every file that speaks of it stands under a licence that lets anybody reuse it: a value may come from
    any of its lines. A file of which no licence is stated is not open.
    """
    contract = contracts.contract("mart.estate")
    licence = pl.col("licence").str.to_lowercase().str.replace_all("[^a-z0-9]+", " ")
    is_open = pl.any_horizontal(*(licence.str.starts_with(name) for name in OPEN_LICENCES)).fill_null(False)
    closed = estate_sources.join(files.filter(~is_open), on="source_file_id", how="semi")
    known = estate_sources.join(files, on="source_file_id", how="semi")
    shown = estate.join(known, on="asset_id", how="semi").join(closed, on="asset_id", how="anti")
    return contract.conform(
        shown.select(name for name in contract.column_names if is_public_column(contract.table, name))
    ).collect()


def write_public_edition(edition: Path, target: Path, settings: Settings) -> None:
    """Make `target` from a published edition, aside and renamed into place. Of the dictionary only public tables stay."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.building")
    beside.unlink(missing_ok=True)
    with sql.session(settings, target.parent) as connection:
        connection.execute(f"attach {quoted(str(edition))} as whole (read_only)")
        connection.execute(f"attach {quoted(str(beside))} as published (storage_version '{STORAGE_VERSION}')")
        connection.execute("use published")
        for schema in contracts.PUBLISHED_LAYERS:
            connection.execute(f"create schema {schema}")
        for contract in public_contracts():
            connection.execute(contract.ddl(constraints=False))
            names = ", ".join(contract.column_names)
            of_public = " where audience = 'public'" if "audience" in contract.column_names else ""
            connection.execute(f"insert into {contract.table} by name select {names} from whole.{contract.table}{of_public}")
            for statement in contract.comment_statements():
                connection.execute(statement)
        connection.execute("use memory")
        connection.execute("detach published")
        connection.execute("detach whole")
    beside.replace(target)
