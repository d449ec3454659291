"""How a kind of source is declared: its fields with their headings, its rules, its contract.

Belongs here: the classes that every module of this folder fills in. Does not belong here: any particular kind.

Conventions of the frame that staging builds and `tidy` receives (one row a record, lazy):
- `source_row` and, for each field that the file has, its typed column under the field's name;
- `<field>__problem`: code of an issue type where reading that cell found something, else null;
- `<field>__text`: the cell as published where there is a problem, else null;
- `<field>__fy` and `<field>__on` for each field that `is_dated`: the financial year and the day that its heading states, else null;
- `<field>__heading` for each field that `is_told_by_heading`: its heading, in the form that normalise_heading() gives, else null;
- fields of the source that the file lacks are present and null, so that `tidy` needs no case for them;
- `setting__<name>` for each of the source's settings: what the team stated for the file, else null;
- `geometry` (bytes, WKB), where the table has one;
- `row_status` ('loaded', 'rejected', 'ignored') and `row_reason`: null until a rule sets them.
`tidy` may add and change columns; whatever is not in the contract and does not end in __problem or __text is dropped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from totalplace.contracts._base import Contract
from totalplace.issues import IssueType
from totalplace.reading.table import TextTable


@dataclass(frozen=True)
class Parsed:
    """A cell read: the typed value (null where unreadable) and the code of an issue type, or null where all is well.

    `both` is the struct of the two where one costly expression gives both: whoever needs both works that out once.
    """

    value: pl.Expr
    problem: pl.Expr
    both: pl.Expr | None = None


Parser = Callable[[pl.Expr], Parsed]


@dataclass(frozen=True)
class Field:
    """One field of a kind: the contract column it fills (or a working column for `tidy`, starting with `_`).

    `aliases` are headings seen in published files, in the form that normalise_heading() gives. Several fields may fill one
    column (areas in m² and in hectares): the first whose heading is in the file is taken.
    """

    column: str
    aliases: tuple[str, ...]
    parse: Parser
    shape: str = ""  # name of the content shape (recognition) that may propose this field; "" if none can
    is_dated: bool = False  # its heading may state a year or a day beside an alias: "Running cost 2010/11"
    is_told_by_heading: bool = False  # its heading says something of every row: "library" over a list of names
    is_personal: bool = False  # values are withheld from ops.issue


@dataclass(frozen=True)
class Sample:
    """Some rows of a table, spread over it, for judging what it is. `values`: text, one column a field found by its heading."""

    values: pl.DataFrame
    has_geometry: bool
    headings: tuple[str, ...]  # all of the table's, in the form that normalise_heading() gives
    above: tuple[tuple[str, ...], ...] = ()  # the rows above them


@dataclass(frozen=True)
class RowRule:
    """Rows that are not data. `applies` is over the parsed frame; the row is `ignored` or `rejected` with the reason."""

    status: str
    reason: str
    applies: Callable[[], pl.Expr]


@dataclass(frozen=True)
class Spread:
    """What turns a table with a column a figure into one with a row a figure, before its cells are parsed.

    `facts` are what each column of figures says of itself (its position to a value for each of `names`), `said` what the whole
    table says above its headings, `cell` is the field that reads the cell itself. All become columns of text, under fields of these
    names, which no heading fills. `witnesses` are fields whose columns are figures too: they only show what the table is.
    A record of such a table is a cell: rows are counted in cells.
    """

    names: tuple[str, ...]
    facts: Callable[[TextTable, Sequence[int]], dict[int, tuple[str | None, ...]]]
    said: Callable[[TextTable], dict[str, str | None]]
    cell: Callable[[TextTable, Mapping[str, object]], str]
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A kind of source. The module that declares it exposes it as `SOURCE`.

    `required`: a file needs one column at least of each group; a group may also name a setting, which then stands for it.
    `objection` is shown a sample of a table that has all that is required and returns a whole sentence against taking it for
    this kind, or "". `headless` finds the columns (field to position) of a table without headings by its content alone.
    `outweighs`: kinds that such a table may fit as well and is not: they give way. `is_told_by_headings`: its headings are its
    own, so a table that lacks only what a setting can state is held as this kind, with a proposal.
    """

    kind: str
    title: str  # in plain words, as a person would call it
    contract: Contract
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]  # groups of columns: a file needs at least one column of each
    money_column: str | None = None
    row_rules: tuple[RowRule, ...] = ()
    tidy: Callable[[pl.LazyFrame], pl.LazyFrame] | None = None
    issues: tuple[IssueType, ...] = ()
    noted: tuple[str, ...] = ()  # fields on which `tidy` may note a problem though the file has no such column
    other_kinds: tuple[str, ...] = field(default=())  # headings that show it is something else, however well it fits
    settings: Sequence[str] = field(default=())  # what a mapping file may state for a whole file: "fy", "body_id", "function"
    is_row_by_row: bool = False  # no rule or `tidy` looks at more than one row: short tables of one layout are parsed in one go
    lists_premises: bool = False  # rows may be about sensitive premises: of those no issue quotes anything
    objection: Callable[[Sample], str] | None = None
    headless: Callable[[pl.DataFrame], dict[str, int] | None] | None = None
    is_distinct: bool = False  # what it requires stands in no other kind of file: a whole fit is believed
    outweighs: tuple[str, ...] = ()
    is_told_by_headings: bool = False
    is_national: bool = False  # its rows may be of the whole country: which are of the place is known when all files are put together
    left_out: tuple[str, ...] = ()  # headings of columns about people that are never read, which is told; those ending in * match by their beginning
    spread: Spread | None = None
    beside: Callable[[TextTable], str] | None = None  # why another table of such a file is not read ("": it is not known)

    def leaves_out(self, heading: str) -> bool:
        """Whether a column under the heading (normalised) is never read, as it is about people; a heading that fills a field is read."""
        fills = any(heading in entry.aliases for entry in self.fields)
        return not fills and any(heading.startswith(entry[:-1]) if entry.endswith("*") else heading == entry for entry in self.left_out)
