"""Editions of what may be published of people: kept on disk, fixed for a quarter, carried from publication to publication.

Belongs here: which edition stands, writing one whole, reading one. Does not belong here: how its figures are made (chain.py).

An edition is a folder with a Parquet file a table and `edition.json`, written last. Within a quarter the edition that stands is carried
unchanged, whatever arrives: two editions soon after each other could be subtracted from each other (definitions 6).
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from totalplace import fingerprint
from totalplace.analysis.disclosure import Released
from totalplace.contracts import customers
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.whole_files import read_remembered, write_text_whole

_MONTHS = 3
_LEAST_DAYS = 90  # the shortest quarter
_RECORD = "edition.json"


@dataclass(frozen=True)
class Edition:
    """An edition on disk. `is_fixed` is false where nothing about people was read: such a one is made again at any time."""

    edition_id: str
    quarter: str
    made_on: str
    shape: str
    is_fixed: bool
    tables: dict[str, int]  # table -> rows


def quarter_of(day: date) -> str:
    """The quarter of the year that a day is in: 2026-Q4."""
    return f"{day.year}-Q{(day.month - 1) // _MONTHS + 1}"


def shape() -> str:
    """Changes with the columns of the tables: an edition of another shape cannot be carried by this version."""
    return fingerprint.of_values([(contract.table, contract.primary_key, [(column.name, column.type) for column in contract.columns]) for contract in customers.IN_EDITION])


def standing(paths: PlacePaths) -> Edition | None:
    """The last fixed edition of today's shape, or none."""
    folders = paths.protected_editions.glob("*") if paths.protected_editions.is_dir() else ()
    usable = [edition for folder in folders if (edition := find(paths, folder.name)) is not None and edition.is_fixed]
    return max(usable, key=lambda edition: (edition.made_on, edition.edition_id), default=None)


def find(paths: PlacePaths, edition_id: str) -> Edition | None:
    """The edition of this id, if it is there whole and of today's shape."""
    written = read_remembered(paths.protected_editions / edition_id / _RECORD)
    edition = Edition(**written) if written is not None else None
    return edition if edition is not None and edition.shape == shape() else None


def is_due(edition: Edition | None, today: date) -> bool:
    """Whether a new edition may be made: none stands, or the one that does is of an earlier quarter and was not made at the end of it."""
    return edition is None or today >= due_on(edition)


def due_on(edition: Edition) -> date:
    """The first day on which another edition may be made."""
    made_on = date.fromisoformat(edition.made_on)
    month = (made_on.month - 1) // _MONTHS * _MONTHS + _MONTHS  # months gone by at the end of its quarter
    return max(date(made_on.year + month // 12, month % 12 + 1, 1), made_on + timedelta(days=_LEAST_DAYS))


def write(paths: PlacePaths, edition_id: str, made_on: date, is_fixed: bool, released: Iterable[Released]) -> Edition:
    """Put an edition onto the disk whole: all its tables, each past disclosure control.

    Raises ValueError if a table of an edition lacks or one stands twice.
    """
    tables = {one.table: one.frame for one in released}
    lacking = {contract.table for contract in customers.IN_EDITION} ^ set(tables)
    if lacking:
        raise ValueError(f"an edition holds each of its tables once; these lack or are none of it: {sorted(lacking)}")
    folder = paths.protected_editions / edition_id
    beside = folder.with_name(f"{edition_id}.writing")
    for old in (beside, folder):
        shutil.rmtree(old, ignore_errors=True)
    beside.mkdir(parents=True)
    for table, frame in tables.items():
        frame.write_parquet(beside / f"{table}.parquet")
    edition = Edition(edition_id, quarter_of(made_on), made_on.isoformat(), shape(), is_fixed, {table: frame.height for table, frame in sorted(tables.items())})
    write_text_whole(beside / _RECORD, json.dumps(asdict(edition), indent=1))
    beside.replace(folder)
    _clear_away(paths, edition)
    return edition


def table_path(paths: PlacePaths, edition_id: str, table: str) -> Path:
    """Where a table of an edition is. Raises PlaceError if the edition is gone."""
    path = paths.protected_editions / edition_id / f"{table}.parquet"
    if not path.is_file():
        raise PlaceError(
            f"The protected edition '{edition_id}' is gone from {paths.protected_editions}. Delete {paths.work / 'analysis' / 'protected_edition'} and run "
            "again: a new one is made."
        )
    return path


def _clear_away(paths: PlacePaths, newest: Edition) -> None:
    """What is published of earlier editions stands in their publications; here only the newest is kept, and with it the last fixed one."""
    last = standing(paths)
    kept = {newest.edition_id, last.edition_id if last else ""}
    for folder in list(paths.protected_editions.iterdir()):
        if folder.name not in kept:
            shutil.rmtree(folder)
