"""What all declarations of maps (maps/**/*.toml) have in common.

Belongs here: strict models, keys and colours, wording with fields in braces, reading a file with a clear error. Does not belong here: what one
kind of map asks and shows (spec.py, area_spec.py, access_spec.py, grant_spec.py, provision_spec.py).
"""

import string
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from totalplace import language

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Fields = Mapping[str, Collection[str]]  # by sentence
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Declared(BaseModel):
    """A table of a declaration: nothing but what is known may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DeclaredWording(Declared):
    """Every sentence of a page that is not a figure. Fields in braces are filled in; `fields` says which each sentence may have."""

    fields: ClassVar[Fields]

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name, known in self.fields.items():
            strange = strange_fields(getattr(self, name), known)
            if strange:
                raise ValueError(f"{name} may use {', '.join(sorted(known)) or 'no fields'}, not {', '.join(strange)}")
        return self


Spec = TypeVar("Spec", bound=Declared)


def strange_fields(template: str, known: Collection[str]) -> list[str]:
    """Fields in braces of a sentence that it may not have."""
    return sorted({field for _, field, _, _ in string.Formatter().parse(template) if field is not None} - set(known))


def load_spec(path: Path, model: type[Spec]) -> Spec:
    """The map declared in this file, in the language that is spoken. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return model.model_validate(in_language(path))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error


def in_language(path: Path) -> dict[str, Any]:
    """The declaration as it is written, its texts in the language that is spoken."""
    given = language.current().maps.get(path.stem, {})
    return reworded(tomllib.loads(path.read_text("utf-8")), lambda where, text: given.get(where, text))


# what a reader sees of a declaration: these keys, every title, and all of these tables
_TEXTS = frozenset(("question", "label", "noun", "note", "words", "any_service"))
_OF_TEXTS = frozenset(("wording", "words"))
_TOLD_BY = ("value", "option_id", "share", "name")  # by which an entry of a list is called; else its number


def texts_of_declaration(toml: str) -> Iterator[tuple[str, str]]:
    """Every text of a declaration, with where it stands: `wording.method`, `colour_by.classes.vacant.label`."""
    found: list[tuple[str, str]] = []

    def keep(where: str, text: str) -> str:
        found.append((where, text))
        return text

    reworded(tomllib.loads(toml), keep)
    yield from found


def reworded(declared: Mapping[str, Any], said: Callable[[str, str], str]) -> dict[str, Any]:
    """The declaration with other words: `said` gives those for a text, from where it stands and what it is in English."""
    labels: dict[str, str] = {}  # of classes, which a finding names again

    def visit(table: Mapping[str, Any], above: str, all_of_it: bool) -> dict[str, Any]:
        return {name: entry(name, value, f"{above}{name}", all_of_it) for name, value in table.items()}

    def entry(name: str, value: Any, where: str, is_text: bool) -> Any:
        if isinstance(value, dict):
            return visit(value, f"{where}.", name in _OF_TEXTS)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [visit(each, f"{where}.{called(each, number)}.", False) for number, each in enumerate(value, 1)]
        if isinstance(value, str) and value and (is_text or name in _TEXTS or name.startswith("title")):
            labels[value] = said(where, value)
            return labels[value]
        return value

    def called(each: Mapping[str, Any], number: int) -> str:
        by = next((each[name] for name in _TOLD_BY if name in each), number)
        return f"{each['table']}.{by}" if "table" in each else str(by)

    made = visit(declared, "", False)
    if "labels" in made.get("finding", {}):
        made["finding"]["labels"] = [labels.get(label, label) for label in made["finding"]["labels"]]
    return made
