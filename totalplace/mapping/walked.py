"""Figures of pages that lead to the lines of files behind them.

Belongs here: the link at a figure, and taking down, while pages are drawn, which figures have one. Does not belong here: finding the lines
(lineage.py), their page (why_page.py), or which pages are drawn so (board_pack.py).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from totalplace import fingerprint
from totalplace.language import Html, say_html

BEHIND = "why-"  # the names of their pages begin so
MOST_PAGES = 300  # figures that are asked for after so many have no page of their own
NOUGHT = "0"  # of which there is nothing to be seen
_NAME = 60  # characters of the readable part of a file's name

Keys = tuple[tuple[str, str], ...]


@dataclass
class WalkedBack:
    """The figures that lead to one page: sums over the rows of a table that have these values, with the words for each of its columns."""

    table: str
    keys: Keys
    of: str  # what they are figures of
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file of their page: readable, and another for other figures."""
        words = re.sub(r"[^a-z0-9]+", "-", "-".join([self.table.split(".")[1], *(value for _, value in self.keys)]).lower())[:_NAME].strip("-")
        return f"{BEHIND}{words}-{fingerprint.of_values(self.table, self.keys)[:6]}.html"


@dataclass
class Walks:
    """What was asked for, in its order."""

    pages: dict[tuple[str, Keys], WalkedBack] = field(default_factory=dict)

    def link(self, table: str, column: str, words: str, of: str, keys: Keys) -> str | None:
        """Where the figure leads; None if there are too many already."""
        page = self.pages.get((table, keys))
        if page is None:
            if len(self.pages) >= MOST_PAGES:
                return None
            page = self.pages[table, keys] = WalkedBack(table, keys, of)
        page.columns.setdefault(column, words)
        return f"{page.file}#{column}"


_asked: ContextVar[Walks | None] = ContextVar("_asked", default=None)


@contextmanager
def asking() -> Iterator[Walks]:
    """Figures of pages that are drawn within lead to their lines, and are taken down."""
    walks = Walks()
    before = _asked.set(walks)
    try:
        yield walks
    finally:
        _asked.reset(before)


def walked(shown: str, table: str, column: str, words: str, of: str, **keys: object) -> str:
    """A figure (HTML) as a link to its lines, where pages of lines are made; else as it is.

    The figure is the sum of `column` over the rows of `table` that have the values `keys`; `words` are what it is, `of` what it is a figure of.
    """
    walks = _asked.get()
    link = None if walks is None or shown == NOUGHT else walks.link(table, column, words, of, tuple((name, _text(value)) for name, value in keys.items()))
    return shown if link is None else f'<a href="{link}">{shown}</a>'


def hint() -> Html:
    """What a reader is told of such figures; nothing where there are none."""
    return Html("") if _asked.get() is None else Html(f'<p class="hint walks">{say_html("why_page.hint")}</p>')


def _text(value: object) -> str:
    """A value as DuckDB casts it to text."""
    return str(value).lower() if isinstance(value, bool) else str(value)
