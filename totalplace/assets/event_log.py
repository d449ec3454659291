"""Dagster's own record of what happened, in one SQLite file, kept open.

Belongs here: how that file is held. Does not belong here: what is written into it (Dagster does), or where it is (launch.py).

Dagster opens the file, and prepares each statement, anew for every event: 9 ms an event, hundreds of events a run. Here one pool
of connections does it, at under 3 ms. `synchronous=normal` is what SQLite advises beside a write-ahead log: a killed process loses
nothing, a power cut at worst the last events of a run that ended with it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS


class _Connection(sqlite3.Connection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.execute("pragma synchronous=normal")


class EventLog(ConsolidatedSqliteEventLogStorage):
    """ConsolidatedSqliteEventLogStorage with one pool of connections for its life. Named in dagster.yaml."""

    @cached_property
    def _engine(self) -> Any:  # sqlalchemy.Engine, which comes with Dagster
        return create_engine(
            self._conn_string,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False, "factory": _Connection},
        )

    @contextmanager
    def _connect(self) -> Iterator[Any]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def has_table(self, table_name: str) -> bool:
        """Whether the file has the table; asked for every event. One that is there stays."""
        if table_name not in self._tables_seen and super().has_table(table_name):
            self._tables_seen.add(table_name)
        return table_name in self._tables_seen

    @cached_property
    def _tables_seen(self) -> set[str]:
        return set()

    def has_asset_key_col(self, column_name: str) -> bool:
        """The same of a column of the table of assets: asked for every event of one, too."""
        if column_name not in self._columns_seen and super().has_asset_key_col(column_name):
            self._columns_seen.add(column_name)
        return column_name in self._columns_seen

    def _has_asset_key_col_on_connection(self, conn: Any, column_name: str) -> bool:
        return column_name in self._columns_seen or bool(super()._has_asset_key_col_on_connection(conn, column_name))

    @cached_property
    def _columns_seen(self) -> set[str]:
        return set()

    def dispose(self) -> None:
        """Close the pool, and what Dagster holds."""
        self._engine.dispose()
        super().dispose()  # type: ignore[no-untyped-call]
