"""What linkage takes for granted: the parameters of the model, and the limits that are rows of ref.assumption.

Belongs here: reading both, and refusing what contradicts itself. Does not belong here: using them (linkage.py and the modules it names), or working the
parameters out (benchmarks/linkage_model.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from json import loads
from typing import Any

from totalplace.errors import PlaceError

# central first; the others are for the sensitivity of what is built on the links
THRESHOLDS = ("linkage_threshold", "linkage_threshold_lower", "linkage_threshold_higher")


@dataclass(frozen=True)
class Limits:
    """Rows of ref.assumption: by them records put together are taken apart again, and blocks are left uncompared."""

    person_records: int
    birth_years: int
    bridge_records: int
    contradicted_threshold: float
    block_records: int


@dataclass(frozen=True)
class Model:
    """Parameters by version, and the limits.

    `parameters`: of each level of each comparison how often it is met among pairs of one person (m) and of two (u). `others_of_same_person`: how many
    of the other groups of records belong to the person of a group. `frequency_records`: by so many records values' frequencies are drawn towards u.
    `nicknames` leads each short form of a forename to what stands for all forms of it.
    """

    version: str
    limits: Limits
    parameters: Mapping[str, Mapping[str, tuple[float, float]]]
    others_of_same_person: float
    frequency_records: int
    nicknames: Mapping[str, str]
    no_names: frozenset[str]


def load_model(assumed: Mapping[str, float]) -> Model:
    """The model of this release, with the limits among `assumed` (assumption_id to value).

    Raises PlaceError for a limit that is out of reach.
    """
    limits = Limits(
        person_records=int(assumed["linkage_person_records"]),
        birth_years=int(assumed["linkage_birth_years"]),
        bridge_records=int(assumed["linkage_bridge_records"]),
        contradicted_threshold=assumed["linkage_contradicted_threshold"],
        block_records=int(assumed["linkage_block_records"]),
    )
    for name in (*THRESHOLDS, "linkage_contradicted_threshold"):
        if not 0.5 <= assumed[name] < 1:
            raise PlaceError(f"{name} is {assumed[name]:g}: how likely it has to be that two records are one person is at least 0.5 and below 1 (thresholds in place.toml).")
    for name in ("linkage_person_records", "linkage_bridge_records", "linkage_block_records"):
        if assumed[name] < 2:
            raise PlaceError(f"{name} is {assumed[name]:g}: it is at least 2 (thresholds in place.toml).")
    stated = _stated()
    return Model(
        version=stated["version"],
        limits=limits,
        parameters={name: {level: (m, u) for level, (m, u) in levels.items()} for name, levels in stated["parameters"].items()},
        others_of_same_person=stated["others_of_same_person"],
        frequency_records=stated["frequency_records"],
        nicknames={form: forms[0] for forms in stated["nicknames"] for form in forms},
        no_names=frozenset(stated["no_names"]),
    )


@cache
def _stated() -> dict[str, Any]:
    stated: dict[str, Any] = loads(resources.files("totalplace.reference_data").joinpath("linkage_model.json").read_text("utf-8"))
    return stated
