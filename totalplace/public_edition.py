"""The public edition: a database of its own with the tables whose audience is the public, made from a published edition.

Belongs here: which tables and rows may leave the partnership, and copying them. Does not belong here: deciding a table's
audience (its contract does), or publishing (publication.py).
"""

from pathlib import Path

from totalplace import contracts, sql
from totalplace.contracts._base import Contract, quoted
from totalplace.settings import Settings

STORAGE_VERSION = "v1.0.0"  # any DuckDB client since 1.0 opens it


def public_contracts() -> tuple[Contract, ...]:
    """The contracts whose audience is the public."""
    return tuple(contract for contract in contracts.published() if contract.audience == "public")


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
