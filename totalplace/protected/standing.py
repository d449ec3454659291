"""How things stand with data about people: agreements, the key, the list of the forgotten, what is to be destroyed, whether the audit is whole.

Belongs here: whether anything can be read, and what `totalplace status` says. Does not belong here: what became of contacts (mart.contact_intake), or anything read from a protected file.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import polars as pl

from totalplace.contracts.customers import CONTACT_INTAKE
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.protected import editions, uses
from totalplace.protected.agreements import EXPIRED, IN_FORCE, Agreement, Agreements, Refusal, load_agreements
from totalplace.protected.forgotten import load_forgotten
from totalplace.protected.keys import Key, key_path, load_key, make_key
from totalplace.protected.store import extension_path, is_there, key_fault, no_key
from totalplace.settings import Settings
from totalplace.words import plural

_SOON = timedelta(days=60)
_NOTE = "README.txt"  # that a new place has in each folder
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Ready:
    """The key of a place, and why nothing about people can be read with it."""

    key: Key | None
    lacking: str = ""  # as may be published: no path of this machine; "" where nothing lacks
    to_do: str = ""  # the whole of it, for whoever can mend it


def make_first_key(paths: PlacePaths, settings: Settings) -> Path:
    """Make the key of a place that has none, and no store of an earlier one. Raises PlaceError where it has either."""
    if is_there(paths) and not key_path(settings, paths.place).exists():
        raise PlaceError(no_key(paths))
    return make_key(settings, paths.place)


def readiness(paths: PlacePaths, settings: Settings, agreements: Agreements) -> Ready:
    """Everything that must be there before a protected file is opened, but files and agreements: the rest of the place runs without."""
    try:
        key = load_key(settings, paths.place)
    except PlaceError as error:
        return Ready(None, "The key of the place cannot be used; status says why.", str(error))
    if key is None:
        return Ready(None, "There is no key of the place.", no_key(paths))
    try:
        if agreements.fault:
            raise PlaceError(agreements.fault)
        load_forgotten(paths).records(key)
    except PlaceError as error:
        return Ready(None, "Who was forgotten cannot be told; status says why.", str(error))
    try:
        extension_path()
    except PlaceError as error:
        return Ready(None, "What DuckDB needs to write encrypted files is not installed.", str(error))
    if fault := key_fault(paths, key):
        return Ready(None, "The restricted store was made with another key; status says what to do.", fault)
    return Ready(key)


def status_lines(paths: PlacePaths, place: Place, settings: Settings) -> Iterator[str]:
    """Nothing where there is neither an agreement nor a protected file."""
    files = _files(paths)
    agreements = load_agreements(paths, place, settings.today())
    senders = {file.relative_to(paths.protected).parts[0] for file in files}
    for agreement in agreements.all:
        yield from _lines(agreement, settings)
        if left := _to_be_destroyed(agreement, agreements, senders):
            until = agreement.stated.retention_until if agreement.stated else ""
            yield f"Agreement {agreement.agreement_id}: its data were to be destroyed by {until}, and there are files of {', '.join(left)} in protected/. Destroy what is under it with: totalplace shred"
    if files and not agreements.all:
        yield f"There {'is' if len(files) == 1 else 'are'} {plural(len(files), 'file')} in protected/ and no agreement in agreements/, so none is used. docs/agreements.md says what an agreement states."
    if files or agreements.all:
        ready = readiness(paths, settings, agreements)
        if ready.lacking:
            yield f"Nothing about people is read. {ready.to_do}"
    if files and os.name == "posix" and paths.protected.stat().st_mode & _OTHERS:
        yield f"Others on this machine can look into {paths.protected}. Take that right away: chmod 700 {paths.protected}"
    yield from uses.faults(paths)


def _to_be_destroyed(agreement: Agreement, agreements: Agreements, senders: set[str]) -> list[str]:
    """Whose files are still there though the agreement's retention has ended and no other in force covers the data."""
    stated = agreement.stated
    if agreement.status != EXPIRED or stated is None or agreements.today <= stated.retention_until:
        return []
    uncovered = {shared.agency for shared in stated.dataset if isinstance(agreements.dataset_for(shared.agency, shared.layout), Refusal)}
    return sorted(uncovered & senders)


def _files(paths: PlacePaths) -> list[Path]:
    return [file for file in paths.protected.rglob("*") if file.is_file() and file.name != _NOTE] if paths.protected.is_dir() else []


def _lines(agreement: Agreement, settings: Settings) -> Iterator[str]:
    told, stated, today = f"Agreement {agreement.agreement_id}", agreement.stated, settings.today()
    if agreement.status != IN_FORCE or stated is None:
        yield f"{told}, {agreement.status}: {agreement.reason}"
    else:
        soon = stated.expires_on - today
        when = f", which is in {plural(soon.days, 'day')}: renew it or let it end" if soon <= _SOON else ""
        yield f"{told}, in force until {stated.expires_on}{when}"


def edition_lines(paths: PlacePaths, place: Place, settings: Settings) -> Iterator[str]:
    """What a run says of data about people: what lacks, which edition its tables are of, and what of each agency was used and left out.

    Nothing where there is neither an agreement nor a protected file.
    """
    agreements = load_agreements(paths, place, settings.today())
    if not agreements.all and not _files(paths):
        return
    edition = editions.standing(paths)
    if edition is None:
        lacking = readiness(paths, settings, agreements).lacking
        yield "No figures about people: " + (lacking or "the page who-the-money-is-spent-on and mart.cost_concentration say why.")
        return
    yield f"Figures about people are of edition {edition.edition_id}, made on {edition.made_on}. It stands whatever arrives; the next is made from {editions.due_on(edition)} on."
    intake = pl.read_parquet(editions.table_path(paths, edition.edition_id, CONTACT_INTAKE.table))
    for (agency, layout), rows in intake.partition_by("agency", "layout", as_dict=True, maintain_order=True).items():
        told = [f"{row['outcome']}: {'too few to show' if row['contacts'] is None else format(row['contacts'], ',')}" for row in rows.iter_rows(named=True)]
        yield f"  {agency}, {layout}: {'; '.join(told)}"
