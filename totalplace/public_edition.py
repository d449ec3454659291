"""The public edition: a database of its own with the tables whose audience is the public, made from a published edition.

Belongs here: which tables, columns and rows may leave the partnership, and copying them. Does not belong here: deciding a
table's or a column's audience (its contract does), publishing (publication.py), or drawing (maps.py).
"""

from dataclasses import replace
from pathlib import Path

import polars as pl

from totalplace import contracts, sql
from totalplace.contracts import ops
from totalplace.contracts._base import Column, Contract, quoted
from totalplace.settings import Settings

STORAGE_VERSION = "v1.0.0"  # any DuckDB client since 1.1 opens it; 1.0 cannot read keys as newer versions declare them, whatever the storage version

# beginnings of the names of licences that let anybody reuse what is under them, in small letters and single spaces
OPEN_LICENCES = ("ogl", "open government licence", "cc0", "cc by 4", "cc by 3", "creative commons attribution 4", "odc by", "pddl", "public domain")


def public_contracts() -> tuple[Contract, ...]:
    """The contracts whose audience is the public, without the columns that are not: what names a person, what refers to a
    table that stays among the partners.
    """
    public = {contract.table for contract in contracts.published() if contract.audience == "public"}

    def may_leave(column: Column) -> bool:
        return column.is_public and (not column.references or column.references.rsplit(".", 1)[0] in public)

    return tuple(
        replace(contract, columns=tuple(filter(may_leave, contract.columns)))
        for contract in contracts.published()
        if contract.table in public
    )


def is_public_column(table: str, column: str) -> bool:
    """Whether the contract lets the public see this column: as one of a public table, or by itself."""
    contract = contracts.contract(table)
    if contract.audience == "public":
        return column in contract.column_names and contract.column(column).is_public
    return column in contract.public_columns


def is_open() -> pl.Expr:
    """Whether the licence of a file, as stated, lets anybody reuse it. A file of which no licence is stated is not open."""
    licence = pl.col("licence").str.to_lowercase().str.replace_all("[^a-z0-9]+", " ")
    return pl.any_horizontal(*(licence.str.starts_with(name) for name in OPEN_LICENCES)).fill_null(False)


def public_assets(estate: pl.DataFrame, estate_sources: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """The assets that the public may see, in their public columns; the others are there and empty.

    An asset may be seen if every file that speaks of it stands under a licence that lets anybody reuse it: a value may come from
    any of its lines.
    """
    contract = contracts.contract("mart.estate")
    closed = estate_sources.join(files.filter(~is_open()), on="source_file_id", how="semi")
    known = estate_sources.join(files, on="source_file_id", how="semi")
    shown = estate.join(known, on="asset_id", how="semi").join(closed, on="asset_id", how="anti")
    return contract.conform(
        shown.select(name for name in contract.column_names if is_public_column(contract.table, name))
    ).collect()


def confirmed_by_somebody(coverage: pl.DataFrame) -> pl.DataFrame:
    """That somebody at a body confirmed its picture is public; who it was is not."""
    return coverage.with_columns(pl.when(pl.col("confirmed_by").is_not_null()).then(pl.lit("yes")).alias("confirmed_by"))


def build_public_edition(edition: Path, target: Path, settings: Settings) -> None:
    """Make the new file `target` from a published edition. Of the dictionary only what stands in it is told."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    public = public_contracts()
    told = ", ".join(f"({quoted(contract.table)}, {quoted(name)})" for contract in public for name in contract.column_names)
    with sql.session(settings, target.parent) as connection:
        connection.execute(f"attach {quoted(str(edition))} as whole (read_only)")
        connection.execute(f"attach {quoted(str(target))} as published (storage_version '{STORAGE_VERSION}')")
        connection.execute("use published")
        connection.execute("begin")
        for schema in contracts.PUBLISHED_LAYERS:
            connection.execute(f"create schema {schema}")
        views = [contract for contract in public if contract.table in {view.table for view in contracts.views()}]
        for contract in public:
            if contract in views:
                continue
            connection.execute(contract.ddl(constraints=False))
            names = ", ".join(contract.sql_names)
            only = f" where (table_name, column_name) in ({told})" if contract.table == ops.DICTIONARY.table else ""
            connection.execute(f"insert into {contract.table} by name select {names} from whole.{contract.table}{only}")
            connection.execute(";\n".join(contract.comment_statements()))
        connection.execute(";\n".join(sql.view_statements(contract.table for contract in views)))
        for contract in views:
            connection.execute(";\n".join(contract.comment_statements(is_view=True)))
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("detach published")
        connection.execute("detach whole")
