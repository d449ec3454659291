"""Layouts of service contacts, one file each; a new file here is a new layout.

Belongs here: discovery, and which layout a table has by its headings. Does not belong here: any layout by itself, or agreements. These
files are read by protected/ alone: nothing of them passes through the inbox.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from totalplace.sources._discovery import declared_in
from totalplace.sources._rows import squeezed
from totalplace.sources.contacts._base import Layout


@cache
def all_layouts() -> dict[str, Layout]:
    """Every layout by its name. Raises ValueError if two files declare the same or one declares none."""
    return declared_in(__name__, __file__, "LAYOUT", Layout, lambda layout: layout.layout)


@cache
def contact_headings() -> frozenset[str]:
    """Every heading that some layout knows, with and without its spaces."""
    aliases = {alias for layout in all_layouts().values() for entry in layout.fields for alias in entry.aliases}
    return frozenset(aliases | {squeezed(alias) for alias in aliases})


def layouts_of(headings: Sequence[str], stated: str | None = None, covered: Iterable[str] = ()) -> list[Layout]:
    """The layouts that headings (normalised) may be of: one where that is certain, none where they fit none.

    `stated` is the layout that the folder names, which decides; else the marks do, then which of them an agreement of the sender covers.
    """
    whole = [layout for layout in all_layouts().values() if layout.is_whole(layout.found(headings))]
    if stated is not None:
        return [layout for layout in whole if layout.layout == stated]
    most = max((layout.marked(headings) for layout in whole), default=0)
    best = [layout for layout in whole if layout.marked(headings) == most]
    agreed = [layout for layout in best if layout.layout in set(covered)]
    return agreed if len(best) > 1 and agreed else best


# Estates have tenants and tenancies too, with references and days, and none of them a person's.
_NOT_BY_MARKS = ("housing",)
_FEWEST_MARKS = 2


def are_contacts(headings: Sequence[str]) -> bool:
    """Whether the headings (normalised) are of contacts of people, by names or by references and what only such systems have."""
    return any(
        layout.marked(headings) >= _FEWEST_MARKS and layout.is_whole(layout.found(headings))
        for layout in all_layouts().values()
        if layout.layout not in _NOT_BY_MARKS
    )
