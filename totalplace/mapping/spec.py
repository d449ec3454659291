"""What one map asks and shows, read from maps/*.toml.

Belongs here: the declaration and its checks, so that a mistake in a file is a clear error before anything is drawn.
Does not belong here: code that draws, or wording that depends on anything but the fields named here.
"""

import string
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from totalplace.contracts.mart import ESTATE

Format = Literal["text", "area", "money", "date", "year"]
# never in a public edition (definitions.md 9): values, and what is planned or owed
_NOT_PUBLIC = ("book_value", "required_maintenance")
_TITLE_FIELDS = {"with_register", "bodies", "located", "share", "kind", "assets"}
_SUBTITLE_FIELDS = {"place", "period"}


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DetailColumn(_Declared):
    """One line of an asset's details."""

    name: str
    label: str
    format: Format = "text"

    @field_validator("name")
    @classmethod
    def _is_a_column(cls, name: str) -> str:
        if name not in ESTATE.column_names:
            raise ValueError(f"{ESTATE.table} has no column {name}")
        return name


class Symbols(_Declared):
    """How assets are drawn."""

    size_classes_m2: tuple[int, ...] = Field(min_length=2, max_length=5)  # round sizes that the legend shows
    cluster_above: int = Field(ge=0)  # so many symbols or fewer are never drawn together
    unclustered_from_zoom: float = Field(ge=8, le=18)
    wards_from_zoom: float = Field(ge=8, le=18)

    @field_validator("size_classes_m2")
    @classmethod
    def _ascending(cls, sizes: tuple[int, ...]) -> tuple[int, ...]:
        if list(sizes) != sorted(set(sizes)) or sizes[0] <= 0:
            raise ValueError("size classes must rise from above zero")
        return sizes


class LowCoverage(_Declared):
    """Below these shares the title speaks of coverage, not of a finding."""

    bodies_share: float = Field(ge=0, le=1)
    located_share: float = Field(ge=0, le=1)
    floor_area_share: float = Field(ge=0, le=1)


class Wording(_Declared):
    """Every sentence of the page that is not a figure. Fields in braces are filled in."""

    title_nothing: str
    title_coverage: str
    title_floor_area: str
    title_assets: str
    subtitle: str
    find_the_rest: str
    method: str
    cannot_tell: str

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name, known in (
            ("title_coverage", _TITLE_FIELDS),
            ("title_floor_area", _TITLE_FIELDS),
            ("title_assets", _TITLE_FIELDS),
            ("subtitle", _SUBTITLE_FIELDS),
        ):
            used = {field for _, field, _, _ in string.Formatter().parse(getattr(self, name)) if field is not None}
            if used - known:
                raise ValueError(f"{name} may use {', '.join(sorted(known))}, not {', '.join(sorted(used - known))}")
        return self


class MapSpec(_Declared):
    """One map: its question, its readers and how it is drawn."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    question: str
    audience: Literal["public", "partners"]
    table: Literal["mart.estate"]
    columns: tuple[DetailColumn, ...]
    symbols: Symbols
    low_coverage: LowCoverage
    wording: Wording

    @model_validator(mode="after")
    def _public_is_public(self) -> Self:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError("a column is named twice")
        if self.audience == "public" and any(name.startswith(_NOT_PUBLIC) for name in names):
            raise ValueError("a public map shows no book value and no required maintenance")
        return self


def load_spec(path: Path) -> MapSpec:
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return MapSpec.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
