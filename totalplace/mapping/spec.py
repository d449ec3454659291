"""What one map asks and shows, read from maps/*.toml.

Belongs here: the declaration and its checks, so that a mistake in a file is a clear error before anything is drawn.
Does not belong here: code that draws, or wording that depends on anything but the fields named here.
"""

import string
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from totalplace import contracts
from totalplace.contracts.mart import ESTATE
from totalplace.mapping.palette import COLOUR_OF_KIND, UNKNOWN_FILL, contrast
from totalplace.public_edition import is_public_column

Format = Literal["text", "area", "money", "date", "year"]
_LEAST_CONTRAST = 3.0  # of a symbol against the white of the map (look.md of the house style: WCAG 1.4.11)
_COVERAGE_FIELDS = {"with_register", "bodies", "located", "assets"}
_CLASS_FIELDS = {"share", "top", "assets"}
_BODY_FIELDS = {"share", "body"}
_ALL_FIELDS = {"assets", "floor_area"}
_SHOWN_FIELDS = {"assets", "held"}
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


class ColourClass(_Declared):
    """One class of the colouring: what falls into it, and how it looks. The mark tells it without its colour."""

    label: str
    mark: str = Field(min_length=1, max_length=1)
    colour: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$")
    value: str | None = None  # the cell is this text
    at_least: float | None = None  # or a number from here to the next class; the lowest takes what is below it too

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if (self.value is None) == (self.at_least is None):
            raise ValueError(f"class '{self.label}' needs either value or at_least")
        if contrast(self.colour, "#FFFFFF") < _LEAST_CONTRAST:
            raise ValueError(f"class '{self.label}': {self.colour} is too pale, it needs {_LEAST_CONTRAST:g}:1 on white")
        return self


class UnknownClass(_Declared):
    """What is not known: light grey with an outline, in the legend with its count."""

    label: str = "Not known"
    values: tuple[str, ...] = ()  # texts that mean it, beside an empty cell

    @property
    def mark(self) -> str:
        return "?"

    @property
    def colour(self) -> str:
        return UNKNOWN_FILL


class ColourBy(_Declared):
    """What the symbols are coloured by: a column of a published table, joined to the assets by one key."""

    table: str
    column: str
    key: Literal["asset_id", "body_id"]
    label: str
    is_ordered: bool = False  # an order shows all its classes; a category those that there are here
    classes: tuple[ColourClass, ...] = Field(min_length=2, max_length=6)
    unknown: UnknownClass | None = None

    @model_validator(mode="after")
    def _is_in_the_contract(self) -> Self:
        published = {contract.table: contract for contract in contracts.published()}
        if self.table not in published:
            raise ValueError(f"{self.table} is not published. Published are: {', '.join(sorted(published))}")
        for name in (self.column, self.key):
            if name not in published[self.table].column_names:
                raise ValueError(f"{self.table} has no column {name}")
        return self

    @model_validator(mode="after")
    def _classes_fit_together(self) -> Self:
        for said in ("label", "mark", "value", "at_least", "colour"):
            given = [getattr(each, said) for each in self.classes if getattr(each, said) is not None]
            if len(set(given)) != len(given):
                raise ValueError(f"two classes have the same {said}")
        if len({each.value is None for each in self.classes}) != 1:
            raise ValueError("classes are told by value or by at_least, not by both")
        if any(each.mark == "?" for each in self.classes):
            raise ValueError("the mark ? is for what is not known")
        if (self.table, self.column) == ("ref.body", "kind"):
            wrong = [each for each in self.classes if COLOUR_OF_KIND.get(str(each.value)) != each.colour]
            if wrong:
                raise ValueError(f"class '{wrong[0].label}': one kind of body has one colour on every map (palette.py)")
        return self


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
    title_one_class: str  # all is of one class: the body that holds most
    title_all: str  # all is of one body, or its name is too long for a title
    title_public: str  # the public edition where it leaves something out
    subtitle: str
    find_the_rest: str
    method: str
    cannot_tell: str

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name, known in (
            ("title_coverage", _COVERAGE_FIELDS),
            ("title_floor_area", _CLASS_FIELDS),
            ("title_assets", _CLASS_FIELDS),
            ("title_one_class", _BODY_FIELDS),
            ("title_all", _ALL_FIELDS),
            ("title_public", _SHOWN_FIELDS),
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
    has_public_edition: bool = False  # also drawn under out/public/maps, with what the public may see
    table: Literal["mart.estate"]
    colour_by: ColourBy
    columns: tuple[DetailColumn, ...]
    symbols: Symbols
    low_coverage: LowCoverage
    wording: Wording

    @model_validator(mode="after")
    def _public_is_public(self) -> Self:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError("a column is named twice")
        if self.audience == "public":
            for table, column in [
                *((self.table, name) for name in names),
                (self.colour_by.table, self.colour_by.column),
            ]:
                if not is_public_column(table, column):
                    raise ValueError(f"a public map shows no {table}.{column}: its contract does not make it public")
        return self

    @model_validator(mode="after")
    def _public_edition_can_be(self) -> Self:
        if self.has_public_edition and self.audience == "public":
            raise ValueError("has_public_edition is for maps of the partners: this one is public as it is")
        if self.has_public_edition and not is_public_column(self.colour_by.table, self.colour_by.column):
            raise ValueError(
                f"it is coloured by {self.colour_by.table}.{self.colour_by.column}, which is not public: it can have no public edition"
            )
        return self

    def for_the_public(self) -> "MapSpec":
        """The same map without the details that are not public."""
        columns = [item for item in self.columns if is_public_column(self.table, item.name)]
        return self.model_copy(update={"audience": "public", "has_public_edition": False, "columns": tuple(columns)})


def load_spec(path: Path) -> MapSpec:
    """The map declared in this file. Raises ValueError that names the file and says what is wrong in it."""
    try:
        return MapSpec.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the map'}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{path.name}: {wrong}") from error
