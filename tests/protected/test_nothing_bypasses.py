"""Nothing goes round disclosure control: who may use what, read off the whole package.

Belongs here: what can be seen in the code without running it. Does not belong here: what comes out (test_attacks.py, test_canaries.py).
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import totalplace
from totalplace.contracts import customers

PACKAGE = Path(totalplace.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}

# whom the inside of the package of people may be asked by, and for what
MAY_USE_PROTECTED = {
    "assets/customers.py": {"agreements"},
    "assets/protected_edition.py": {"chain", "editions"},
    "cli.py": {"forgetting", "keys", "shredding", "standing"},
    "trials.py": {"chain"},  # of it ASSUMPTIONS alone: what a trial may not touch
}
# columns that only frames with a row a person, a record or a contact have
A_ROW_A_PERSON = re.compile(r"\b(?:person_no|record_no|contact_no|unit_no|person_reference|forename|born_on|nhs_number)\b")
MAY_SEE_PEOPLE = ("protected/", "analysis/", "example/people", "sources/contacts/")


@cache
def _imports(source: str) -> frozenset[tuple[str, ...]]:
    """Each imported module or name, in full, wherever in the file it is imported."""
    return frozenset(_imported(source))


def _imported(source: str) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((*node.module.split("."), name.name) for name in node.names)


def _used_of(package: str, source: str) -> set[str]:
    """Which modules of totalplace.<package> a file imports."""
    return {name[2] for name in _imports(source) if name[:2] == ("totalplace", package) and len(name) > 2}


def _sees_people(name: str) -> bool:
    return name.startswith(MAY_SEE_PEOPLE)


def _person_level() -> set[str]:
    """Modules of analysis that name a column of people, and all that use one of them."""
    modules = {Path(name).stem: source for name, source in MODULES.items() if name.startswith("analysis/") and "/" not in name.removeprefix("analysis/")}
    found = {name for name, source in modules.items() if A_ROW_A_PERSON.search(source)}
    while more := {name for name, source in modules.items() if _used_of("analysis", source) & found} - found:
        found |= more
    return found


PERSON_LEVEL = _person_level()


def test_what_reads_people_is_used_where_it_has_to_be_and_nowhere_else() -> None:
    used = {name: _used_of("protected", source) for name, source in MODULES.items() if not name.startswith("protected/")}
    assert {name: modules - MAY_USE_PROTECTED.get(name, set()) for name, modules in used.items() if modules - MAY_USE_PROTECTED.get(name, set())} == {}


def test_frames_with_a_row_a_person_are_worked_on_behind_the_layer_only() -> None:
    assert {"linkage", "costing", "cohorts", "agency_overlap", "pathways", "cost_by_area"} <= PERSON_LEVEL
    outside = {name: source for name, source in MODULES.items() if not _sees_people(name)}
    assert [name for name, source in outside.items() if _used_of("analysis", source) & PERSON_LEVEL] == []
    named = [name for name, source in outside.items() if A_ROW_A_PERSON.search(source) and name != "contracts/customers.py"]
    assert [name for name in named if not _only_tells_apart(MODULES[name])] == [], "a module in front of the layer names a column of people"


def _only_tells_apart(source: str) -> bool:
    """Recognition has headings that tell a file about people, to turn it away: words in a list, never a column of a frame."""
    return not re.search(rf"(?:pl\.col|\.select|\.join|\.filter)\([^)]*{A_ROW_A_PERSON.pattern}", source)


def test_analysis_of_people_is_about_nothing_else() -> None:
    """What uses analysis of people is of people too. If something of buildings or budgets is in this list, it has come too near."""
    assert {
        "agency_overlap", "cohorts", "concentration", "cost_by_area", "costing", "households", "licence_model", "linkage", "linkage_clusters", "linkage_model", "linkage_quality",
        "linkage_rules", "linkage_scores", "linkage_training", "pathways", "people", "persistence", "sensitivity", "spread",
    } >= PERSON_LEVEL  # fmt: skip


def test_the_layer_itself_sees_no_person() -> None:
    for name, source in MODULES.items():
        if name.startswith("analysis/disclosure/"):
            assert not A_ROW_A_PERSON.search(source), name
            assert not _used_of("analysis", source) - {"disclosure"}, name
            assert not _used_of("protected", source), name


def test_only_an_edition_is_written_of_what_is_released_and_only_the_chain_releases() -> None:
    asks = {name for name, source in MODULES.items() if ("totalplace", "analysis", "disclosure", "release") in _imports(source)}
    assert asks == {"protected/chain.py"}
    holds = {name for name, source in MODULES.items() if ("totalplace", "analysis", "disclosure", "Released") in _imports(source)}
    assert holds == {"protected/editions.py"}
    inside = {name for name, source in MODULES.items() if "_SEAL" in source}
    assert inside == {"analysis/disclosure/__init__.py"}


def test_an_edition_takes_what_is_released_and_writes_nothing_else() -> None:
    source = MODULES["protected/editions.py"]
    assert "released: Iterable[Released]" in source
    assert "tables = {one.table: one.frame for one in released}" in source
    assert not re.search(r"import polars|import duckdb", source), "what is not released has no way in"


@pytest.mark.parametrize("written", [r"\.write_(?:csv|parquet|ipc|json|ndjson|excel)\(", r"\.sink_", r"\bprint\(", r"\.(?:debug|info|warning|error|exception)\("])
def test_what_sees_people_writes_no_table_prints_and_logs_nothing(written: str) -> None:
    """The encrypted store, the edition and the audit are written; by no other way does a frame leave."""
    may = {"protected/editions.py", "protected/store.py"}
    for name, source in MODULES.items():
        if (name.startswith("protected/") and name not in may) or (name.startswith("analysis/") and Path(name).stem in PERSON_LEVEL):
            assert not re.search(written, source), f"{name} writes: {written}"


def test_tables_of_an_edition_are_made_of_it_and_of_nothing_else() -> None:
    folder = PACKAGE.parent / "sql"
    for contract in customers.IN_EDITION:
        assert not list(folder.rglob(f"{contract.name}.sql")), f"{contract.table} is made by SQL too"
    steps = MODULES["assets/protected_edition.py"]
    assert "for contract in customers.IN_EDITION" in steps
    assert _used_of("analysis", steps) == set()
    for name, source in MODULES.items():
        if name.startswith("assets/") and name != "assets/protected_edition.py":
            made = re.findall(r"Step\(\s*table=\"([^\"]+)\"", source)
            assert not set(made) & {contract.table for contract in customers.IN_EDITION}, name
