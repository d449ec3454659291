"""What `totalplace status` says of data about people: agreements, the key, what is to be destroyed, and whether the audit is whole.

Belongs here: these lines. Does not belong here: what became of contacts (mart.contact_intake), or anything read from a protected file.
"""

from collections.abc import Iterator
from datetime import timedelta

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.protected import uses
from totalplace.protected.agreements import EXPIRED, IN_FORCE, Agreement, load_agreements
from totalplace.protected.keys import load_key
from totalplace.settings import Settings
from totalplace.words import plural

_SOON = timedelta(days=60)


def status_lines(paths: PlacePaths, place: Place, settings: Settings) -> Iterator[str]:
    """Nothing where there is neither an agreement nor a protected file."""
    files = [file for file in paths.protected.rglob("*") if file.is_file()] if paths.protected.is_dir() else []
    agreements = load_agreements(paths, place, settings.today())
    for agreement in agreements.all:
        yield from _lines(agreement, settings, bool(files))
    if agreements.fault:
        yield f"Nothing about people is used: {agreements.fault}"
    if files and not agreements.all:
        yield f"There {'is' if len(files) == 1 else 'are'} {plural(len(files), 'file')} in protected/ and no agreement in agreements/, so none is used. docs/agreements.md says what an agreement states."
    try:
        if (files or agreements.all) and load_key(settings, paths.place) is None:
            yield f"There is no key, so nothing about people is read. Make one with: totalplace key {paths.place}"
    except PlaceError as error:
        yield f"Nothing about people is read: {error}"
    yield from uses.faults(paths)


def _lines(agreement: Agreement, settings: Settings, has_files: bool) -> Iterator[str]:
    told, stated, today = f"Agreement {agreement.agreement_id}", agreement.stated, settings.today()
    if agreement.status != IN_FORCE or stated is None:
        yield f"{told}, {agreement.status}: {agreement.reason}"
    else:
        soon = stated.expires_on - today
        when = f", which is in {plural(soon.days, 'day')}: renew it or let it end" if soon <= _SOON else ""
        yield f"{told}, in force until {stated.expires_on}{when}"
    if agreement.status == EXPIRED and stated is not None and today > stated.retention_until and has_files:
        yield f"{told}: its data were to be destroyed by {stated.retention_until}, and there are files in protected/. Destroy them with: totalplace shred"
