"""Kinds of sources, one file each; a new file here is a new kind.

Belongs here: discovery. Does not belong here: any kind by itself.
"""

from functools import cache

from totalplace.sources._base import Source
from totalplace.sources._discovery import declared_in
from totalplace.sources._rows import squeezed


@cache
def all_sources() -> dict[str, Source]:
    """Every kind by its name. Raises ValueError if two files declare the same kind or one declares none."""
    # contacts of people have layouts of their own in a package beside, which nothing here reads
    return declared_in(__name__, __file__, "SOURCE", Source, lambda source: source.kind)


@cache
def known_headings() -> frozenset[str]:
    """Every heading that some kind knows, with and without its spaces: what the search for the heading row looks for."""
    aliases = {
        alias
        for source in all_sources().values()
        for entry in source.fields
        if source.spread is None or entry.column not in source.spread.witnesses  # words of services stand in data too
        for alias in entry.aliases
    }
    return frozenset(aliases | {squeezed(alias) for alias in aliases})
