"""What a publication is made from beside what was received: what the place states itself, and how tables are made.

Belongs here: taking both down, so that two publications can be compared. Does not belong here: comparing them (changes.py). What concerns data
about people is not taken down: nothing is told of what changed in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from totalplace import fingerprint, review
from totalplace.paths import PlacePaths
from totalplace.pipeline import steps


@dataclass(frozen=True)
class MadeFrom:
    """Fingerprints: of statements by path from the place's folder, of how tables are made by table. Empty where nobody took them down."""

    statements: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)


def statements(paths: PlacePaths) -> dict[str, str]:
    """Every file in which the place states something of its own: place.toml, corrections, agreements on pools, decisions on pairs."""
    alone = (paths.place_toml, paths.estate_plan_toml, paths.grants_gateway_toml)
    folders = (paths.mappings, paths.corrections, paths.accepted, paths.scenarios, paths.scrutiny, paths.self_assessment)
    files = [*(path for path in alone if path.is_file()), *(path for folder in folders for path in sorted(folder.glob("*.toml")))]
    stated = {path.relative_to(paths.root).as_posix(): fingerprint.sha256_of_file(path)[:20] for path in files}
    for path, columns in ((paths.asset_review, review.COLUMNS), (paths.supplier_review, review.SUPPLIER_COLUMNS)):
        decided = review.read_review(path, columns).drop_nulls("decision").sort(columns)
        if decided.height:
            # the rest of the file is made anew by each publication
            stated[path.relative_to(paths.root).as_posix()] = fingerprint.of_bytes(decided.write_csv().encode())
    return stated


@cache
def code() -> dict[str, str]:
    """How each table is made: its contract, and its SQL or the text of the modules that make it."""
    return {table: fingerprint.of_values(repr(step.contract), step.code) for table, step in steps().items()}


@cache
def upstream(table: str) -> frozenset[str]:
    """The tables that a table is made from, itself among them; of one that no step makes, itself alone."""
    if table not in steps():
        return frozenset((table,))
    return frozenset((table,)).union(*(upstream(name) for name in steps()[table].inputs))
