"""Taking a person, an agreement's or an agency's data, or the whole store out of the restricted store at once, with proof.

Belongs here: deleting, writing the store anew, and what is printed as proof. Does not belong here: the list that keeps them from coming back
(protected/forgotten.py), the store (protected/store.py), or the senders' own files (protected/shredding.py).

Nothing that is printed tells an identifier or which agencies know somebody. What is published stays until the next edition, which is made without
them: an edition made for one person would tell of that person by what it differs in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from totalplace.errors import PlaceError
from totalplace.fingerprint import sha256_of_file
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.protected import forgotten, store
from totalplace.protected.agreements import load_agreements
from totalplace.protected.keys import Key, load_key
from totalplace.protected.uses import record_use
from totalplace.settings import Settings

_FEW = 10
_SHOWN_DIGITS = 16
_STAYS_OUT = "It is on the list agreements/forgotten.jsonl: reading the senders' files again leaves it out."
_NEXT_EDITION = "What is published stays as it is until the next edition (at most one a quarter), which is made without it."


@dataclass(frozen=True)
class _Counts:
    records: int
    contacts: int
    whole: int  # records in the store in all


def forget_agreement(paths: PlacePaths, place: Place, settings: Settings, agreement_id: str) -> Sequence[str]:
    """All data under an agreement. Raises PlaceError if there is no such agreement, or the store cannot be opened."""
    known = [agreement.agreement_id for agreement in load_agreements(paths, place, settings.today()).all]
    key = _key_for(paths, settings)
    if agreement_id not in known and not (key and _is_in_store(paths, key, settings, "agreement_id", agreement_id)):
        raise PlaceError(f"There is no agreement '{agreement_id}' in agreements/, and no data under it in the restricted store. There are: {', '.join(known) or 'none'}.")
    return _forget_all(paths, settings, key, forgotten.AGREEMENT, "agreement_id", agreement_id)


def forget_agency(paths: PlacePaths, place: Place, settings: Settings, agency: str) -> Sequence[str]:
    """All data of an agency. Raises PlaceError if there is no such body, or the store cannot be opened."""
    key = _key_for(paths, settings)
    if agency not in place.body_ids() and not (key and _is_in_store(paths, key, settings, "agency", agency)):
        raise PlaceError(f"'{agency}' is no [[body]] of place.toml, and there are no data of it in the restricted store. There are: {', '.join(sorted(place.body_ids()))}.")
    return _forget_all(paths, settings, key, forgotten.AGENCY, "agency", agency)


def forget_person(paths: PlacePaths, place: Place, settings: Settings, stated: str) -> Sequence[str]:
    """The person whom an agency has under a reference (`stated`: AGENCY:REFERENCE), with all records that were put together to that person.

    Raises PlaceError, which never quotes the reference.
    """
    agency, sign, reference = (part.strip() for part in stated.partition(":"))
    if not sign or not agency or not reference:
        raise PlaceError("A person is told by agency and reference, as in shire-police:REFERENCE, or by - to be asked for them.")
    if agency not in place.body_ids():
        raise PlaceError(f"What stands before the colon is no [[body]] of place.toml. They are: {', '.join(sorted(place.body_ids()))}.")
    key = load_key(settings, paths.place)
    if key is None:
        raise PlaceError(f"There is no key of '{paths.place}', so nobody can be told by a reference. Put the key back, or make one with: totalplace key {paths.place}")
    asked = forgotten.record_hash(agency, reference, key)
    before = _fingerprint(paths)
    hashes = [asked]
    if store.is_there(paths):
        with store.open_store(paths, key, settings) as connection:
            of_person = f"select record_hash from {store.NAME}.record where person_no in (select person_no from {store.NAME}.record where record_hash = ?)"
            hashes = sorted({asked, *(row[0] for row in connection.execute(of_person, [asked]).fetchall())})
            was_in_store = _exists(connection, "record", "record_hash", asked)
            forgotten.add(paths, forgotten.RECORD, _not_yet(paths, key, hashes), settings.today(), key)
            if was_in_store:
                connection.execute(f"delete from {store.NAME}.contact where person_no in (select person_no from {store.NAME}.record where record_hash = ?)", [asked])
                connection.execute(f"delete from {store.NAME}.record where record_hash in (select unnest(?::varchar[]))", [hashes])
    else:
        was_in_store = False
        forgotten.add(paths, forgotten.RECORD, _not_yet(paths, key, hashes), settings.today(), key)
    record_use(paths, agreement_id=None, agency=agency, data_use="a person forgotten", used_on=settings.today(), key_id=key.fingerprint)
    if not was_in_store:
        return (
            "The person is not in the restricted store under that reference. Nothing had to be taken out.",
            _STAYS_OUT,
            "Records of other agencies are not known to be of this person: forget those by their own references too.",
        )
    store.rewrite(paths, key, settings)
    with store.open_store(paths, key, settings) as connection:
        if any(_exists(connection, "record", "record_hash", each) for each in hashes):
            raise PlaceError("The person is still in the restricted store. That is a defect: please report it, and take the store away with --store.")
    return (
        "The person was in the restricted store and is not in it now, with every record that was put together to this person.",
        *_written_anew(paths, before),
        _STAYS_OUT,
        _NEXT_EDITION,
        "The senders' own files still have the records: ask the senders, or destroy the files with totalplace shred.",
    )


def forget_store(paths: PlacePaths, settings: Settings) -> Sequence[str]:
    """The whole restricted store; no key is needed."""
    if not store.destroy(paths):
        return ("There is no restricted store. Nothing had to be taken out.",)
    record_use(paths, agreement_id=None, agency="all", data_use="the restricted store taken away", used_on=settings.today())
    return (
        f"The restricted store is overwritten and gone: {paths.restricted}",
        "The next edition makes it again from the senders' files, without whom agreements/forgotten.jsonl has. What is published stays as it is until then.",
    )


def _forget_all(paths: PlacePaths, settings: Settings, key: Key | None, what: str, column: str, value: str) -> Sequence[str]:
    today, before = settings.today(), _fingerprint(paths)
    listed = forgotten.load_forgotten(paths)
    if value not in (listed.agreements if what == forgotten.AGREEMENT else listed.agencies):
        forgotten.add(paths, what, [value], today)
    record_use(
        paths,
        agreement_id=value if what == forgotten.AGREEMENT else None,
        agency=value if what == forgotten.AGENCY else "all",
        data_use="forgotten",
        used_on=today,
        key_id=key.fingerprint if key else None,
    )
    stays_out = f"{_STAYS_OUT} To use it again, take its line out."
    if key is None:
        return ("There is no restricted store. Nothing had to be taken out.", stays_out, _NEXT_EDITION)
    with store.open_store(paths, key, settings) as connection:
        counted = _count(connection, column, value)
        for table in ("record", "contact"):
            connection.execute(f"delete from {store.NAME}.{table} where {column} = ?", [value])
    store.rewrite(paths, key, settings)
    with store.open_store(paths, key, settings) as connection:
        after = _count(connection, column, value)
    if after.records or after.contacts:
        raise PlaceError("Some of it is still in the restricted store. That is a defect: please report it, and take the store away with --store.")
    return (
        f"In the restricted store before: {_about(counted.records)} records and {_about(counted.contacts)} contacts of it, of {_about(counted.whole)} records in all.",
        f"In it now: none of it, of {_about(after.whole)} records in all.",
        *_written_anew(paths, before),
        stays_out,
        _NEXT_EDITION,
        "The senders' own files still have it: destroy them with totalplace shred.",
    )


def _key_for(paths: PlacePaths, settings: Settings) -> Key | None:
    """The key with which the store is opened; None where there is no store. Raises PlaceError if there is one and no key."""
    if not store.is_there(paths):
        return None
    key = load_key(settings, paths.place)
    if key is None:
        raise PlaceError(
            f"There is a restricted store and no key of '{paths.place}' to open it with. Put the key back into {settings.keys_root}; if it is lost, take the whole store "
            f"away: totalplace forget {paths.place} --store"
        )
    return key


def _is_in_store(paths: PlacePaths, key: Key, settings: Settings, column: str, value: str) -> bool:
    with store.open_store(paths, key, settings) as connection:
        return _exists(connection, "record", column, value)


def _exists(connection: duckdb.DuckDBPyConnection, table: str, column: str, value: str) -> bool:
    return connection.execute(f"select 1 from {store.NAME}.{table} where {column} = ? limit 1", [value]).fetchone() is not None


def _count(connection: duckdb.DuckDBPyConnection, column: str, value: str) -> _Counts:
    def one(table: str, where: str, *values: str) -> int:
        found = connection.execute(f"select count(*) from {store.NAME}.{table} where {where}", list(values)).fetchone()
        return int(found[0]) if found else 0

    return _Counts(one("record", f"{column} = ?", value), one("contact", f"{column} = ?", value), one("record", "true"))


def _not_yet(paths: PlacePaths, key: Key, hashes: Sequence[str]) -> list[str]:
    listed = forgotten.load_forgotten(paths).hashed_with(key)  # with another key too somebody can be forgotten
    return [each for each in hashes if each not in listed]


def _fingerprint(paths: PlacePaths) -> str:
    return sha256_of_file(store.store_path(paths))[:_SHOWN_DIGITS] if store.is_there(paths) else ""


def _written_anew(paths: PlacePaths, before: str) -> tuple[str, ...]:
    return (
        f"The store was written anew without it, and the old file overwritten and removed: {store.store_path(paths)}",
        f"  its SHA-256 begins {before} before and {_fingerprint(paths)} now; nothing else stands in its folder but what says which key it was made with.",
    )


def _about(count: int) -> str:
    """A count as a person at the screen may see it."""
    if count < _FEW:
        return f"fewer than {_FEW}" if count else "no"
    return f"about {round(count, -1):,}"
