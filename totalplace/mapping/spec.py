"""What one map asks and shows, read from maps/*.toml.

Belongs here: the declaration and its checks, so that a mistake in a file is a clear error before anything is drawn.
Does not belong here: code that draws, or wording that depends on anything but the fields named here.
"""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from totalplace import contracts
from totalplace.contracts._base import Contract
from totalplace.contracts.clusters import MEMBER
from totalplace.contracts.mart import BODY_COVERAGE, ESTATE
from totalplace.contracts.plan import PLAN
from totalplace.mapping.declared import Colour, Declared, Key, strange_fields
from totalplace.mapping.palette import COLOUR_OF_KIND, UNKNOWN_FILL, contrast
from totalplace.mapping.totals import LOCATED
from totalplace.public_edition import is_public_column

Shape = Literal["circle", "square", "diamond", "triangle", "octagon"]
Format = Literal["text", "area", "money", "date", "year", "share", "file", "period"]
_LEAST_CONTRAST = 3.0  # of a symbol against the white of the map (look.md of the house style: WCAG 1.4.11)
_TOLD_OF_A_PLAN = {"reason", "missing_data", "is_robust", "year_fy", "hosted_m2"}  # plan_map.js reads them by name
_SUBTITLE_FIELDS = {"place", "period"}


class DetailColumn(Declared):
    """One line of an asset's details: a column of the estate, or of the table that colours it where that has a row an asset."""

    name: str
    label: str
    table: str = ESTATE.table
    format: Format = "text"  # `file` is the id of a received file, shown as its name and never to the public
    words: dict[str, str] = Field(default_factory=dict)  # what is said instead of a code
    is_in_list: bool = False  # also beneath the name in the list

    @property
    def key(self) -> str:
        """Its name, told apart from a column of the same name of the estate."""
        return self.name if self.table == ESTATE.table else f"{self.table}.{self.name}"


class ColourClass(Declared):
    """One class of the colouring: what falls into it, and how it looks. The mark tells it without its colour."""

    label: str
    mark: str = Field(min_length=1, max_length=1)
    colour: Colour
    shape: Shape | None = None  # of its symbols, as large as the circle would be; else the shape says what is known of the asset
    value: str | None = None  # the cell is this text
    at_least: float | None = None  # or a number from here to the next class; the lowest takes what is below it too

    @property
    def is_outlined(self) -> bool:
        """A class in the grey of what is not known has its outline too: nothing is known of it."""
        return self.colour.upper() == UNKNOWN_FILL

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if (self.value is None) == (self.at_least is None):
            raise ValueError(f"class '{self.label}' needs either value or at_least")
        if not self.is_outlined and contrast(self.colour, "#FFFFFF") < _LEAST_CONTRAST:
            raise ValueError(f"class '{self.label}': {self.colour} is too pale, it needs {_LEAST_CONTRAST:g}:1 on white")
        return self


class UnknownClass(Declared):
    """What is not known: light grey with an outline, in the legend with its count."""

    label: str = "Not known"
    values: tuple[str, ...] = ()  # texts that mean it, beside an empty cell

    @property
    def mark(self) -> str:
        return "?"

    @property
    def colour(self) -> str:
        return UNKNOWN_FILL


class ColourBy(Declared):
    """What the symbols are coloured by: a column of a published table, joined to the assets by one key."""

    table: str
    column: str
    key: Literal["asset_id", "body_id"]
    label: str
    noun: str = ""  # in the middle of a sentence: "<noun> known for 12 of 340"
    why: str = ""  # the column that says why the class is not known: counted beneath the map
    is_ordered: bool = False  # an order shows all its classes; a category those that there are here
    classes: tuple[ColourClass, ...] = Field(min_length=2, max_length=6)
    unknown: UnknownClass | None = None

    @model_validator(mode="after")
    def _is_in_the_contract(self) -> Self:
        published = _tables()
        if self.table not in published:
            raise ValueError(f"{self.table} is not published. Published are: {', '.join(sorted(published))}")
        for name in (self.column, self.key, *((self.why,) if self.why else ())):
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


class Fact(Declared):
    """Something that is known of a body's assets or not: one bar a body, as long as the share for which it is."""

    share: str  # a column of mart.body_coverage
    label: str

    @field_validator("share")
    @classmethod
    def _is_a_share(cls, share: str) -> str:
        if share not in BODY_COVERAGE.column_names or not share.endswith("_share"):
            raise ValueError(f"{BODY_COVERAGE.table} has no share {share}")
        return share


class Clusters(Declared):
    """Only buildings that stand in a cluster are shown: hull, hub and spokes, zoomed out one circle a cluster."""

    hulls_from_zoom: float = Field(ge=8, le=18)


class PlanOption(Declared):
    """One plan among those that the reader switches between."""

    option_id: str
    label: str
    words: str


class Plan(Declared):
    """Coloured by what becomes of each building by the option chosen, with arrows of the moves."""

    arrows_from_zoom: float = Field(ge=6, le=18)
    lead: tuple[str, ...] = Field(min_length=1, max_length=4)  # options shown first; the page opens with the first, which the title is about
    given_up: tuple[str, ...] = Field(min_length=1)  # actions by which the place has a building less
    options: tuple[PlanOption, ...] = Field(min_length=1)
    note: str  # what a reader must not take it for, beside the figures

    @model_validator(mode="after")
    def _lead_with_what_there_is(self) -> Self:
        strange = set(self.lead) - {each.option_id for each in self.options}
        if strange:
            raise ValueError(f"the plan leads with option '{min(strange)}', which it does not declare")
        return self


class Symbols(Declared):
    """How assets are drawn."""

    size_classes_m2: tuple[int, ...] = Field(min_length=2, max_length=5)  # round sizes that the legend shows
    cluster_above: int = Field(ge=0)  # so many symbols or fewer are never drawn together
    unclustered_from_zoom: float = Field(ge=8, le=18)
    wards_from_zoom: float = Field(ge=8, le=18)
    known_from_px: float = Field(default=0, ge=0, le=12)  # radius: what is known is drawn no smaller, so that its mark is seen

    @field_validator("size_classes_m2")
    @classmethod
    def _ascending(cls, sizes: tuple[int, ...]) -> tuple[int, ...]:
        if list(sizes) != sorted(set(sizes)) or sizes[0] <= 0:
            raise ValueError("size classes must rise from above zero")
        return sizes


class _Finding(Declared):
    """What the title says, and when it says something about coverage instead. Fields in braces are filled in."""

    title_nothing: str  # nothing is held
    title_public: str  # the public edition where it leaves something out

    fields: ClassVar[dict[str, set[str]]] = {}

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name, known in {"title_nothing": set(), "title_public": {"assets", "held"}, **self.fields}.items():
            _uses_only(name, getattr(self, name), known)
        return self


class WhoHoldsMost(_Finding):
    """The class that holds most floor area, or most assets where too few have one."""

    kind: Literal["who holds most"]
    bodies_share: float = Field(ge=0, le=1)  # with a register; below it the title is about coverage
    located_share: float = Field(ge=0, le=1)  # likewise
    floor_area_share: float = Field(ge=0, le=1)  # below it assets are counted, not floor area
    title_coverage: str
    title_floor_area: str
    title_assets: str
    title_one_class: str  # all is of one class: the body that holds most
    title_all: str  # all is of one body, or its name is too long for a title

    fields: ClassVar[dict[str, set[str]]] = {
        "title_coverage": {"with_register", "bodies", "located", "assets"},
        "title_floor_area": {"share", "top", "assets"},
        "title_assets": {"share", "top", "assets"},
        "title_one_class": {"share", "body"},
        "title_all": {"assets", "floor_area"},
    }


class HowMuchIsIn(_Finding):
    """The share of what is known that falls into certain classes."""

    kind: Literal["how much is in these classes"]
    labels: tuple[str, ...] = Field(min_length=1)  # of those classes
    known_share: float = Field(ge=0, le=1)  # below it the title is about coverage
    title_coverage: str
    title_classes: str

    fields: ClassVar[dict[str, set[str]]] = {
        "title_coverage": {"known", "assets"},
        "title_classes": {"share", "known", "assets"},
    }


class HowMuchIsKnown(_Finding):
    """Which of the map's facts is known for most buildings, and which for fewest."""

    kind: Literal["how much is known"]
    bodies_share: float = Field(ge=0, le=1)  # with a register; below it the title is about them
    title_coverage: str
    title_most_and_least: str
    title_least: str  # all are known alike, or the other is too long for a title

    fields: ClassVar[dict[str, set[str]]] = {
        "title_coverage": {"with_register", "bodies"},
        "title_most_and_least": {"most", "most_share", "least", "least_share"},
        "title_least": {"least", "least_share"},
    }


class WhatCouldBeReleased(_Finding):
    """What co-location could release at most in the clusters of the map."""

    kind: Literal["what could be released"]
    known_share: float = Field(ge=0, le=1)  # of the clusters; below it the title is about coverage
    title_coverage: str
    title_released: str

    fields: ClassVar[dict[str, set[str]]] = {"title_coverage": {"known", "clusters"}, "title_released": {"area", "clusters"}}


class WhatCouldBeGivenUp(_Finding):
    """The buildings that the first plan gives up, and would whichever way receipts, use and distances turn."""

    kind: Literal["what could be given up"]
    assessed_share: float = Field(ge=0, le=1)  # of the buildings; below it the title is about coverage
    title_coverage: str
    title_core: str
    title_not_robust: str  # some are given up, and each of them could turn
    title_none: str  # none is given up

    fields: ClassVar[dict[str, set[str]]] = {
        "title_coverage": {"assessed", "buildings"},
        "title_core": {"core"},
        "title_not_robust": {"given_up"},
        "title_none": {"assessed"},
    }


Finding = Annotated[WhoHoldsMost | HowMuchIsIn | HowMuchIsKnown | WhatCouldBeReleased | WhatCouldBeGivenUp, Field(discriminator="kind")]


class Wording(Declared):
    """Every other sentence of the page that is not a figure. Fields in braces are filled in."""

    subtitle: str
    find_the_rest: str
    method: str
    cannot_tell: str

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        _uses_only("subtitle", self.subtitle, _SUBTITLE_FIELDS)
        return self


def _uses_only(name: str, template: str, known: set[str]) -> None:
    strange = strange_fields(template, known)
    if strange:
        may = f"may use {', '.join(sorted(known))}" if known else "has no fields"
        raise ValueError(f"{name} {may}, not {', '.join(strange)}")


class MapSpec(Declared):
    """One map: its question, its readers and how it is drawn."""

    key: Key
    question: str
    audience: Literal["public", "partners"]
    has_public_edition: bool = False  # also drawn under out/public/maps, with what the public may see
    table: Literal["mart.estate"]
    asset_kinds: tuple[Literal["building", "land", "site"], ...] = ("building", "land", "site")  # that the question is about
    colour_by: ColourBy
    clusters: Clusters | None = None
    plan: Plan | None = None
    facts: tuple[Fact, ...] = ()  # drawn before the map, as bars by body
    columns: tuple[DetailColumn, ...]
    symbols: Symbols
    finding: Finding
    wording: Wording

    @model_validator(mode="after")
    def _columns_are_there(self) -> Self:
        own = _tables()
        for item in self.columns:
            colours = item.table == self.colour_by.table and self.colour_by.key == "asset_id"
            if item.table != self.table and not colours and not (self.clusters and item.table == MEMBER.table):
                raise ValueError(f"a detail is a column of {self.table}, or of the table that colours each asset; not of {item.table}")
            if item.name not in own[item.table].column_names:
                raise ValueError(f"{item.table} has no column {item.name}")
        if len({item.key for item in self.columns}) != len(self.columns):
            raise ValueError("a column is named twice")
        return self

    @model_validator(mode="after")
    def _finding_fits(self) -> Self:
        if isinstance(self.finding, HowMuchIsIn):
            strange = set(self.finding.labels) - {each.label for each in self.colour_by.classes}
            if strange:
                raise ValueError(f"the finding is about '{min(strange)}', which is no class of the map")
            if self.colour_by.unknown is None:
                raise ValueError("a finding about the share of what is known needs a class of what is not: colour_by.unknown")
        if isinstance(self.finding, WhatCouldBeReleased) and self.clusters is None:
            raise ValueError("a finding about clusters needs a map of them: clusters")
        if isinstance(self.finding, WhatCouldBeGivenUp) != (self.plan is not None):
            raise ValueError("a map of the plan has a finding about what could be given up, and no other map has")
        if self.plan and (self.colour_by.table, self.colour_by.column) != (PLAN.table, "action"):
            raise ValueError(f"a map of the plan is coloured by {PLAN.table}.action")
        lacking = _TOLD_OF_A_PLAN - {item.name for item in self.columns if item.table == PLAN.table}
        if self.plan and lacking:
            raise ValueError(f"a map of the plan needs the detail {PLAN.table}.{min(lacking)}: its list and its table say it")
        if isinstance(self.finding, HowMuchIsKnown) and not [fact for fact in self.facts if fact.share != LOCATED]:
            raise ValueError("a finding about how much is known needs facts about buildings")
        return self

    @model_validator(mode="after")
    def _public_is_public(self) -> Self:
        if self.audience == "public":
            for table, column in [
                *((item.table, item.name) for item in self.columns),
                (self.colour_by.table, self.colour_by.column),
            ]:
                if not is_public_column(table, column):
                    raise ValueError(f"a public map shows no {table}.{column}: its contract does not make it public")
        return self

    @model_validator(mode="after")
    def _public_edition_can_be(self) -> Self:
        for given, said in ((self.clusters, "a map of clusters is for the partners: how much of them stands empty is not public"), (self.plan, "a plan is for the partners")):
            if given and (self.audience == "public" or self.has_public_edition):
                raise ValueError(said)
        if self.has_public_edition and self.audience == "public":
            raise ValueError("has_public_edition is for maps of the partners: this one is public as it is")
        if self.has_public_edition and not is_public_column(self.colour_by.table, self.colour_by.column):
            raise ValueError(
                f"it is coloured by {self.colour_by.table}.{self.colour_by.column}, which is not public: it can have no public edition"
            )
        return self

    def for_the_public(self) -> "MapSpec":
        """The same map without the details that are not public."""
        columns = [item for item in self.columns if item.format != "file" and is_public_column(item.table, item.name)]
        return self.model_copy(update={"audience": "public", "has_public_edition": False, "columns": tuple(columns)})


def _tables() -> dict[str, Contract]:
    """What a map may be made from, by name."""
    return {contract.table: contract for contract in (*contracts.published(), PLAN)}
