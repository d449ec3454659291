"""Lines of returns: the form in which their names are compared, and the headings that we know.

Belongs here: what the source of a return and our reference data must spell alike. Does not belong here: what a line means.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from totalplace.reading import normalise_heading

_SUMMED = re.compile(r"\((?:total|sum) of [^)]*\)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*\((?:[a-z]|\d{1,2})\)", re.IGNORECASE)
_ANOTHER_BASIS = re.compile(r"^net current expenditure \([^)]*sheet\) - ", re.IGNORECASE)
_DAY = re.compile(r"\bat (?:1 april|31 march)(?: \d{4})?", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:line )?(\d{3,4})\s*[:.)-]\s*(.+)$", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"^\d{3,4}$")
# <FORM>_<asset id>_<figure>, as columns of the ministry's data sets of several years are called: an asset id may hold bars itself
_COLUMN = re.compile(r"^(RO[1-6]|RSX|RS|RG|RA|SG|TSR|SAR|HRA|EandR\d)_(\w+)$", re.IGNORECASE)
_FIGURE_OF_ENDING = {
    "net_exp": "net current expenditure", "net_cur_exp": "net current expenditure", "tot_exp": "total expenditure", "run_exp": "running expenses",
    "empl": "employees", "tot_inc": "total income", "oth_inc": "other income", "sfc": "sales, fees and charges", "mss": "management and support services",
    "tot_grant": "grants", "start_cy": "at the start of the year", "end_cy": "at the end of the year",
    "exptotfa": "expenditure on fixed assets", "rectot": "receipts",
}  # fmt: skip
_ENDING_OF_FORM = {"RS": ("net_exp",), "RSX": ("net_cur_exp", "tot_exp"), "RG": ("tot_grant",), "EandR1": ("exptotfa", "rectot")}
_ASSET_ID = re.compile(r"^[a-z][a-z0-9_]*$")
FIGURE_NOT_KNOWN = "figure not known"


@dataclass(frozen=True)
class ReturnColumn:
    """What the heading of a column of figures says: the form, the ministry's name of the line, which figure of it."""

    form: str
    asset_id: str
    figure: str


def return_column(heading: str) -> ReturnColumn | None:
    """The heading read as <FORM>_<asset id>_<figure>; None where it is not of that kind."""
    found = _COLUMN.match(heading.strip())
    if found is None:
        return None
    form = "EandR" + found[1][-1] if found[1].lower().startswith("eandr") else found[1].upper()
    rest = found[2].lower()
    for ending in sorted(_FIGURE_OF_ENDING, key=len, reverse=True):
        if rest.endswith(f"_{ending}") and len(rest) > len(ending) + 1:
            return ReturnColumn(form, rest.removesuffix(f"_{ending}"), _FIGURE_OF_ENDING[ending])
    return ReturnColumn(form, rest, FIGURE_NOT_KNOWN)


def asset_ids(row: Sequence[str], positions: Sequence[int]) -> dict[int, str]:
    """The asset ids of a row that gives them for most of the columns, each one small word; none of any other row."""
    found = {place: row[place].strip() for place in positions if place < len(row) and _ASSET_ID.match(row[place].strip())}
    return found if len(found) > len(positions) / 2 and len(set(found.values())) > len(found) / 2 else {}


def numbered(heading: str) -> tuple[str | None, str]:
    """The number and the name of a line: "190: Education services"; no number where the heading has none."""
    found = _NUMBERED.match(heading.strip())
    return (found[1], found[2].strip()) if found else (None, heading.strip())


def is_line_number(cell: str) -> bool:
    """Whether the cell is nothing but the number of a line."""
    return bool(_BARE.match(cell.strip().removesuffix(".0")))


def line_key(name: str) -> str:
    """The name of a line without what differs from year to year: footnotes, days, which lines it sums."""
    bare = _FOOTNOTE.sub("", _SUMMED.sub("", name))
    bare = _DAY.sub("", _ANOTHER_BASIS.sub("on another accounting basis - ", bare))
    return normalise_heading(bare)


@cache
def service_headings() -> tuple[str, ...]:
    """Headings of the services of a return, as normalise_heading() gives them: names with and without numbers, totals, and columns by asset id."""
    text = resources.files("totalplace.reference_data").joinpath("return_heading.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    services = {(row["line_code"], row["line"]) for row in rows if row["role"] == "service"}
    columns = {
        f"{row['form']}_{row['asset_id']}_{ending}"
        for row in rows
        if row["asset_id"]
        for ending in _ENDING_OF_FORM.get(row["form"], ("net_cur_exp",))
    }
    names = {name for code, line in services for name in (line, f"{code}: {line}", f"Total {line}")}
    return tuple(sorted({normalise_heading(name) for name in names | columns}))
