"""What every page of the board pack ends with: the data that it was made from and the assumptions that its figures rest on.

Belongs here: these two lists as a section of a page. Does not belong here: which data and which assumptions a page rests on
(pack_sources.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from totalplace.language import say
from totalplace.mapping import wording
from totalplace.mapping.escape import esc
from totalplace.mapping.sections import folded, row, year
from totalplace.mapping.tables import SOURCES_OPEN, table

_HEADINGS = ("sender", "dataset", "describes", "files", "lines", "licence")


@dataclass(frozen=True)
class Dataset:
    """What one sender sent of one kind, as it is in the figures."""

    sender: str
    kind: str  # a key of source_kind in the catalogue of texts
    first: date | None  # the days that it describes; a whole financial year is told as such
    last: date | None
    files: int | None = None  # None: which files there are is not for these readers
    lines: int | None = None
    licence: str | None = None


def ending(datasets: Sequence[Dataset], assumptions: pl.DataFrame | None) -> str:
    """The section. `assumptions` are rows of ref.assumption in force; None where the page lists its own."""
    parts = ["" if not datasets else f'<h3 id="data-title">{esc(say("pack_ending.sources"))}</h3>{_sources(datasets)}']
    if assumptions is not None:
        parts.append(f'<h3 id="behind-title">{esc(say("pack_ending.assumptions"))}</h3>{_assumptions(assumptions)}')
    inside = "".join(parts)
    if not inside:
        return ""
    return f'<section class="about behind" id="behind" tabindex="-1" aria-labelledby="rests-title">\n<h2 id="rests-title">{esc(say("pack_ending.behind"))}</h2>\n{inside}\n</section>\n'


def _sources(datasets: Sequence[Dataset]) -> str:
    has_files = any(each.files is not None for each in datasets)
    names = [name for name in _HEADINGS if has_files or name not in ("files", "lines", "licence")]
    rows = []
    for each in datasets:
        cells = [esc(say(f"source_kind.{each.kind}")), esc(described(each.first, each.last))]
        if has_files:
            cells += [wording.count(each.files or 0), wording.count(each.lines or 0), esc(each.licence or say("pack_ending.no_licence"))]
        rows.append(row(each.sender, *cells, words=(1, 2, 5)))
    senders = len({each.sender for each in datasets})
    shown = table([say(f"pack_ending.column_{name}") for name in names], rows, described_by="data-title", words=(0, 1, 2, 5))
    told = say("pack_ending.datasets", number=len(datasets), senders=say("pack_ending.senders", number=senders))
    return f"<details{' open' if len(datasets) <= SOURCES_OPEN else ''}><summary>{esc(told)}</summary>{shown}</details>"


def described(first: date | None, last: date | None) -> str:
    """The days, or the financial years where they are whole."""
    if first is None or last is None:
        return say("pack_ending.no_year")
    if (first.month, first.day, last.month, last.day) == (4, 1, 3, 31):
        fy, final = first.year, last.year - 1
        return year(fy) if fy == final else say("pack_ending.years", first=year(fy), last=year(final))
    return wording.day(first) if first == last else say("pack_ending.days", first=wording.day(first), last=wording.day(last))


def _assumptions(assumptions: pl.DataFrame) -> str:
    if assumptions.is_empty():
        return f'<p>{esc(say("pack_ending.no_assumptions"))}</p>'
    rows = [
        row(each["meaning"], esc(wording.decimal(f"{each['value']:,.6g}")), esc(each["unit"]), esc(each["source"]), f"<code>{esc(each['assumption_id'])}</code>", words=(2, 3, 4))
        for each in assumptions.sort("assumption_id").iter_rows(named=True)
    ]
    headings = [say(f"pack_ending.column_{name}") for name in ("assumption", "value", "unit", "source", "name")]
    shown = table(headings, rows, described_by="behind-title", words=(0, 2, 3, 4))
    return folded(say("pack_ending.assumptions_count", number=assumptions.height), shown)
