"""A made-up language: every text of the catalogue in letters of its own, so that whatever stands on a page in ours is data, or outside the catalogue.

Belongs here: making that catalogue, and finding what a page has in our letters. Does not belong here: any page.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

import polars as pl

from totalplace import language
from totalplace.mapping.terms import term_key

# letters that our fonts have; months, lists and separators are those of Russian, which has the same letters
_LETTERS = {ord(first) + at: beginning + at for first, beginning in (("a", 0x430), ("A", 0x410)) for at in range(26)}
_TAG = re.compile(r"(</?[a-z]+>)")
_WORD = re.compile(r"[A-Za-z]{2,}")
# 1.5 and 1,500: no number of that language is written so
_NUMBER = re.compile(r"\d\.\d|\b[1-9]\d{0,2},\d{3}\b")


def made_up() -> language.Catalogue:
    """The catalogue of that language, with the declarations of maps."""
    maps: dict[str, dict[str, str]] = {}
    for key, text in language.texts_of_maps().items():
        stem, _, where = key.removeprefix("map.").partition(".")
        maps.setdefault(stem, {})[where] = "".join(_other(literal) + (f"{{{part}}}" if part else "") for literal, part in text.forms["other"])
    return language.Catalogue("ru", {key: _translated(text) for key, text in language.english().texts.items()}, maps=maps)


def _translated(text: language.Text) -> language.Text:
    return language.Text({category: tuple((_other(literal), part) for literal, part in pieces) for category, pieces in text.forms.items()}, text.by)


def _other(literal: str) -> str:
    return "".join(piece if _TAG.fullmatch(piece) else piece.translate(_LETTERS) for piece in _TAG.split(literal))


class _Shown(HTMLParser):
    """All that a page shows or says: its text, the words for pictures and regions, the text within pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            if name in ("alt", "aria-label", "title", "placeholder", "data-label", "data-said-cost", "data-said-incidents"):
                self.said.append(value or "")
            elif name in ("src", "srcset") and (value or "").startswith("data:image/svg+xml;base64,"):
                svg = base64.b64decode((value or "").partition(",")[2]).decode("utf-8")
                self.said += [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.said.append(data)


def left_in_english(html: str, *data: Any, names: str = "") -> list[str]:
    """What the page says in our letters and not in the data that it was made from: texts with a word or number of ours.

    Values of listed columns in the data do not count as such: the catalogue has them. `names` are called like one of them."""
    reader = _Shown()
    reader.feed(html)
    listed = language.english().texts
    # a value of a listed column is no name: the catalogue has it
    told = " ".join(value for value in _strings(data) if f"term.{term_key(value)}" not in listed)
    known, numbers = set(_WORD.findall(f"{told} {names}".lower())), set(_NUMBER.findall(told))
    return [said for said in reader.said if set(_WORD.findall(said.lower())) - known or set(_NUMBER.findall(said)) - numbers]


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, pl.DataFrame):
        for column in value.columns:
            if value[column].dtype == pl.String:
                yield from value[column].drop_nulls().unique()
    elif isinstance(value, Mapping):
        yield from _strings([*value, *value.values()])
    elif is_dataclass(value):
        yield from _strings([getattr(value, each.name) for each in fields(value)])
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _strings(each)
