"""Finding what is declared a file each in a folder of ours.

Belongs here: going through the modules of a package. Does not belong here: what they declare (sources/, sources/contacts/).
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TypeVar

Declared = TypeVar("Declared")


def declared_in(package: str, file: str, attribute: str, kind: type[Declared], name_of: Callable[[Declared], str]) -> dict[str, Declared]:
    """What each module of the package declares as `attribute`, by its name. `file`: the package's own __init__.py.

    Modules whose names begin with _ and packages within it declare nothing. Raises ValueError if two declare the same or one declares none.
    """
    found: dict[str, Declared] = {}
    for module in sorted(iter_modules([str(Path(file).parent)]), key=lambda entry: entry.name):
        if module.name.startswith("_") or module.ispkg:
            continue
        address = f"{package}.{module.name}"
        declared = getattr(import_module(address), attribute, None)
        if not isinstance(declared, kind):
            raise ValueError(f"{address} declares no {attribute}")
        if name_of(declared) in found:
            raise ValueError(f"two modules of {package} declare the {attribute} '{name_of(declared)}'")
        found[name_of(declared)] = declared
    return found
