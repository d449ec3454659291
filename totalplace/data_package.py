"""The description of a folder of Parquet files that other tools read: a Data Package (datapackage.org), from the contracts.

Belongs here: what datapackage.json says. Does not belong here: which tables are in it, and writing them (extracts.py). Pure functions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from totalplace.contracts._base import Column, Contract, Type

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES: dict[Type, str] = {
    "text": "string", "integer": "integer", "money": "number", "number": "number", "date": "date", "boolean": "boolean", "timestamp": "datetime", "bytes": "string",
}  # fmt: skip
# licences that go by a name of the Open Definition; of any other the words are told under `attributions`
_LICENCES = (
    (("ogl", "open government licence"), {"name": "OGL-UK-3.0", "title": "Open Government Licence 3.0", "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}),
    (("cc0",), {"name": "CC0-1.0", "title": "CC0 1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}),
    (("cc by 4", "creative commons attribution 4"), {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}),
    (("odc by",), {"name": "ODC-BY-1.0", "title": "Open Data Commons Attribution Licence 1.0", "path": "https://opendatacommons.org/licenses/by/1-0/"}),
    (("pddl",), {"name": "ODC-PDDL-1.0", "title": "Open Data Commons Public Domain Dedication and Licence 1.0", "path": "https://opendatacommons.org/licenses/pddl/1-0/"}),
)


@dataclass(frozen=True)
class Written:
    """A table as it was written: where from the package's folder, and what is in it."""

    contract: Contract
    path: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Sender:
    """Who sent how many of the files that the tables are made from, under which licence. How many is not for everybody: then it is none."""

    sender: str
    files: int | None
    licence: str | None


def described(
    place: str, place_name: str, publication_id: str, published_on: date, audience: str, tables: Sequence[Written], senders: Sequence[Sender],
) -> dict[str, Any]:  # fmt: skip
    """The whole of datapackage.json. Keys that lead to a table which is not in the package are not told."""
    held = {table.contract.table: table.contract for table in tables}
    licences = _licences(senders)
    return {
        "$schema": PROFILE,
        "name": f"{place}-{audience}",
        "title": f"{place_name}: tables of the publication {publication_id}",
        "description": "What the public bodies of the place own and spend, as published by totalplace. " + _READERS[audience],
        "version": publication_id,
        "created": f"{published_on.isoformat()}T00:00:00Z",
        "audience": audience,
        **({"licenses": licences} if licences else {}),
        "attributions": [f"{each.sender}: {each.licence}" for each in senders if each.licence],
        "sources": [{"title": _source(each)} for each in senders],
        "resources": [_resource(table, held) for table in tables],
    }  # fmt: skip


_READERS = {"public": "For everybody.", "partners": "For the partner bodies; not for publication."}


def _source(sender: Sender) -> str:
    counted = "" if sender.files is None else f"{sender.files} file{'' if sender.files == 1 else 's'} loaded, "
    return f"{sender.sender}: {counted}{f'licence: {sender.licence}' if sender.licence else 'no licence stated'}"


def _licences(senders: Sequence[Sender]) -> list[Mapping[str, str]]:
    """Those of the licences that have a name which all know, each once."""
    found: list[Mapping[str, str]] = []
    for each in senders:
        said = " ".join(re.sub("[^a-z0-9]+", " ", (each.licence or "").lower()).split())
        found += [entry for starts, entry in _LICENCES if said.startswith(starts) and entry not in found]
    return found


def _resource(table: Written, held: Mapping[str, Contract]) -> dict[str, Any]:
    contract = table.contract
    references = [(column.name, *column.references.rsplit(".", 1)) for column in contract.columns if column.references]
    keys = [
        {"fields": [name], "reference": {"resource": target, "fields": [target_column]}}
        for name, target, target_column in references
        # a key may lead to a column that is by itself no key (a power by its name, of several days): tools would refuse that
        if target in held and held[target].primary_key == (target_column,)
    ]
    return {
        "name": contract.table,
        "type": "table",
        "path": table.path,
        "title": contract.question,
        "description": f"One row per {contract.grain}.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        # not `bytes` and `hash`, which the frictionless tool (5.21) cannot tell of Parquet and takes for faults
        "sha256": table.sha256,
        "row_count": table.rows,
        "schema": {
            "fields": [_field(contract, column) for column in contract.columns],
            **({"primaryKey": list(contract.primary_key)} if contract.primary_key else {}),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(contract: Contract, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if contract.is_required(column):
        constraints["required"] = True
    if contract.primary_key == (column.name,):
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    return {"name": column.name, "type": _TYPES[column.type], "description": column.comment, **({"constraints": constraints} if constraints else {})}
