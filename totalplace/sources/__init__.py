"""Kinds of sources, one file each; a new file here is a new kind.

Belongs here: discovery. Does not belong here: any kind by itself.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from totalplace.sources._base import Source
from totalplace.sources._rows import squeezed


@cache
def all_sources() -> dict[str, Source]:
    """Every kind by its name. Raises ValueError if two files declare the same kind or one declares none."""
    found: dict[str, Source] = {}
    for module in sorted(iter_modules(__path__), key=lambda entry: entry.name):
        if module.name.startswith("_") or module.ispkg:  # contacts of people have layouts of their own, which nothing here reads
            continue
        source = getattr(import_module(f"{__name__}.{module.name}"), "SOURCE", None)
        if not isinstance(source, Source):
            raise ValueError(f"totalplace/sources/{module.name}.py declares no SOURCE")
        if source.kind in found:
            raise ValueError(f"two files in totalplace/sources declare the kind '{source.kind}'")
        found[source.kind] = source
    return found


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
