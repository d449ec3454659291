"""Every planted fault, on its line: a table that is always printed (tests/conftest.py), and no miss."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.example_place.conftest import Published
from tests.example_place.crosswalk import CROSSWALK
from totalplace.example.faults import FAULTS

pytestmark = pytest.mark.timeout(1200)


def test_every_kind_of_fault_has_its_answer(published: Published) -> None:
    assert set(CROSSWALK) == set(FAULTS)
    planted = {row["fault"] for row in published.truth("faults.csv")}
    assert planted == set(FAULTS), "a fault of the catalogue is planted nowhere"


def test_every_planted_fault_is_found_on_its_line(
    published: Published, record_property: Callable[[str, object], None]
) -> None:
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed = []
    for row in published.truth("faults.csv"):
        planted[row["fault"]] += 1
        if CROSSWALK[row["fault"]](published, row):
            found[row["fault"]] += 1
        else:
            missed.append(f"{row['fault']}: {row['path']} {row['part']} {row['line']} {row['field']} {row['value']!r}")
    width = max(map(len, planted))
    lines = [f"{'fault':{width}}  planted  found on its line  missed"]
    for fault in sorted(planted):
        lines.append(f"{fault:{width}}  {planted[fault]:7}  {found[fault]:17}  {planted[fault] - found[fault]:6}")
    lines.append(f"{'all':{width}}  {planted.total():7}  {found.total():17}  {len(missed):6}")
    record_property("printed", "Planted faults of the example place\n" + "\n".join(lines))
    assert missed == [], "\n".join(missed[:60])
