"""agreements/forgotten.jsonl: what and who was forgotten, so that reading a sender's file again does not bring it back.

Belongs here: adding to the list, reading it, and leaving out whom it has. Does not belong here: taking anything out of the restricted store
(protected/forgetting.py).

It stands in the place's folder and not under work/: what is derived may be deleted at any time, and a forgotten person would come back. A record
is on it as the keyed hash of its agency and reference, an agreement or an agency by its id. To use a forgotten agreement or agency again, a
person takes its line out; of a record that nobody can know which line it is.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.protected.keys import Key

AGREEMENT, AGENCY, RECORD = "agreement", "agency", "record"
_PURPOSE = "record"
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Forgotten:
    """The list as it stands."""

    agreements: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    _records: dict[str, frozenset[str]] = field(default_factory=dict)  # by the id of the key they were hashed with

    def records(self, key: Key) -> frozenset[str]:
        """Hashes of forgotten records. Raises PlaceError if some were made with another key: nobody could be told again by them."""
        others = sorted(set(self._records) - {key.fingerprint})
        if others:
            raise PlaceError(
                f"agreements/forgotten.jsonl has records that were hashed with another key ({', '.join(others)}) than the one at hand ({key.fingerprint}), so who "
                "was forgotten cannot be told. Put that key back; if it is lost, forget them again by their references and take the lines with the old key out."
            )
        return self.hashed_with(key)

    def hashed_with(self, key: Key) -> frozenset[str]:
        """Those made with this key, whatever others there are."""
        return self._records.get(key.fingerprint, frozenset())


def list_path(paths: PlacePaths) -> Path:
    return paths.agreements / "forgotten.jsonl"


def load_forgotten(paths: PlacePaths) -> Forgotten:
    """The whole list. Raises PlaceError if a line of it is not whole: then nothing about people may be used."""
    path = list_path(paths)
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return Forgotten()
    except (OSError, UnicodeDecodeError):
        raise PlaceError(f"{path} cannot be read, so who was forgotten is not known, and nothing about people is used. Put it back from a copy.") from None
    ids: dict[str, set[str]] = {AGREEMENT: set(), AGENCY: set()}
    records: dict[str, set[str]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if entry["what"] == RECORD:
                records.setdefault(entry["key_id"], set()).add(entry["hash"])
            else:
                ids[entry["what"]].add(entry["id"])
        except (json.JSONDecodeError, KeyError, TypeError):
            raise PlaceError(
                f"agreements/forgotten.jsonl, line {number}, is not whole, so who was forgotten is not known, and nothing about people is used. Put the file back from a "
                "copy, or take the line out and forget that agreement, agency or person again."
            ) from None
    return Forgotten(frozenset(ids[AGREEMENT]), frozenset(ids[AGENCY]), {key_id: frozenset(hashes) for key_id, hashes in records.items()})


def add(paths: PlacePaths, what: str, entries: Iterable[str], on: date, key: Key | None = None) -> None:
    """Put entries onto the list and onto the disk: ids of agreements or agencies, or hashes of records with the key they were made with."""
    path = list_path(paths)
    path.parent.mkdir(parents=True, exist_ok=True)
    of_key = {"key_id": key.fingerprint} if key is not None else {}
    lines = [json.dumps({"what": what, ("hash" if what == RECORD else "id"): entry, **of_key, "on": on.isoformat()}) for entry in entries]
    # a person who took a line out may have taken the end of the last one too
    is_cut = path.exists() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(("\n" if is_cut else "") + "".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def record_hash(agency: str, reference: str, key: Key) -> str:
    """The hash of one record, by its agency and that agency's reference however it is written."""
    return record_hashes(pl.DataFrame({"agency": [agency], "person_reference": [reference]}), key).item()  # type: ignore[no-any-return]


def record_hashes(records: pl.DataFrame, key: Key) -> pl.Series:
    """The hash of each record (agency, person_reference): spaces and capitals of a reference do not count."""
    reference = pl.col("person_reference").str.replace_all(r"\s+", "").str.to_uppercase()
    named = records.select(pl.concat_str("agency", reference, separator=_BETWEEN).alias("record_hash")).to_series()
    return key.hashed(named, _PURPOSE)


def without_forgotten(records: pl.DataFrame, contacts: pl.DataFrame, forgotten: Forgotten, key: Key) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames without records that are on the list, and without their contacts. Agreements and agencies are left out at intake already."""
    hashes = forgotten.records(key)
    if not hashes:
        return records, contacts
    kept = records.filter(~record_hashes(records, key).is_in(pl.Series(sorted(hashes)).implode()))
    return kept, contacts.join(kept.select("record_no"), on="record_no", how="semi", maintain_order="left")
