"""The examples of docs/layouts.md are recognised as what the page says, and every heading that it names is known."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from totalplace.reading import TextTable, normalise_heading
from totalplace.recognition import recognise
from totalplace.sources import all_sources
from totalplace.sources.building_confirmation import SHEET

PAGE = (Path(__file__).parents[2] / "docs" / "layouts.md").read_text("utf-8")
KINDS = ("measured_use", "estate_cost", "condition_survey", "lease", "occupation_return", "building_confirmation", "ledger_extract", "nhs_return", "police_return", "fire_return", "central_return", "building_constraint", "travel_time", "outcome", "outcome", "sector_group", "provision", "need", "licensed_premises")
# layouts of contacts of people stand last and are tested with them (contacts/test_layouts.py)
SECTIONS = re.split(r"(?m)^## \d+\. .*$", PAGE.partition("\n# Contacts of people")[0])[1:]


@pytest.mark.parametrize(("kind", "section"), list(zip(KINDS, SECTIONS, strict=True)))
def test_the_example_of_each_layout_is_recognised(kind: str, section: str, tables: Callable[[Path], list[TextTable]], tmp_path: Path) -> None:
    example = re.search(r"(?s)```\n(.*?)```", section)
    assert example is not None
    path = tmp_path / "example.csv"
    path.write_text(example[1], "utf-8")
    (table,) = tables(path)
    found = recognise(table)
    assert (found.kind, found.status, found.unused) == (kind, "recognised", [])


@pytest.mark.parametrize(("kind", "section"), list(zip(KINDS, SECTIONS, strict=True)))
def test_every_heading_of_a_table_is_known(kind: str, section: str) -> None:
    known = {alias for entry in all_sources()[kind].fields for alias in entry.aliases}
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ") and not line.startswith("| heading")]
    headings = [heading for cell in cells for heading in re.split(r",| or (?=Area)", re.sub(r"\((?:one )?\*\*needed\*\*\)", "", cell))]
    assert [heading for heading in headings if normalise_heading(heading) not in known] == []


def test_the_page_names_the_headings_of_the_sheet() -> None:
    assert [heading for _, heading in SHEET if f"`{heading}`" not in PAGE] == []
