"""What all declarations of maps (maps/**/*.toml) have in common.

Belongs here: strict models, keys and colours, wording with fields in braces, reading a file with a clear error. Does not belong here: what one
kind of map asks and shows (spec.py, area_spec.py, access_spec.py, grant_spec.py, provision_spec.py).
"""

import string
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

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
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
