"""In which language pages speak: the catalogue of their texts, translations of it, and the one way to say a text.

Belongs here: reading maps/wording/en.toml and its translations, what is wrong in one, choosing a plural form, filling parts in.
Does not belong here: any text (the catalogue has them), how figures are written (mapping/wording.py), words of commands and of
Dagster, which stay English.

A text is a key `page.name`. It is a string with its parts in braces, or a table of forms by the plural categories of Unicode's CLDR
(zero, one, two, few, many, other) with `by`, the part that is counted:

    shared = "Bought from {supplier} by {bodies}"
    bodies = { by = "number", one = "{number} body", other = "{number} bodies" }

A place says in place.toml in which language its pages are. Translations stand in maps/wording/<language>.toml and, over it, in the place's own
wording/<language>.toml; what neither has is said in English and counted.
"""

import html
import json
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from totalplace import fingerprint
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths, maps_folder
from totalplace.written_files import toml_of

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
MINUS = "\u2212"
_BY = "by"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# as a text of a page may have them; whatever else is written with a < stands there as it was written
_MARKUP = re.compile(r"&lt;(/?(?:b|em|code|bdi)|br)&gt;")

_TAG_OF_A_TEXT = re.compile(r"</?(?:b|em|code|bdi)>|<br>")

_Pieces = tuple[tuple[str, str], ...]  # a literal, and the part after it ("" at the end)


class Html(str):
    """Text that is HTML already, made safe by whoever made it: say_html() puts it in as it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Text:
    """One text, taken apart: its forms by category, only `other` where it has no plural, and the part that is counted."""

    forms: Mapping[str, _Pieces]
    by: str = ""
    language: str = ENGLISH  # whose plural rule tells its forms: English for what is not translated

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(name for pieces in self.forms.values() for _, name in pieces if name)


@dataclass(frozen=True)
class Catalogue:
    """Every text in one language."""

    language: str
    texts: Mapping[str, Text]
    untranslated: tuple[str, ...] = ()  # keys that are said in English
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # texts of declarations of maps, by map and place in it

    @property
    def locale(self) -> "Locale":
        return _locale(self.language)

    @property
    def tag(self) -> str:
        """What a page states as its language."""
        return "en-GB" if self.language == ENGLISH else self.language

    def number(self, value: int) -> str:
        """3,400; a true minus sign."""
        said = f"{abs(value):,}".replace(",", _separators(self.language)[0])
        return MINUS + said if value < 0 else said

    def decimal(self, said: str) -> str:
        """A number as Python writes it ("1,234.50"), with the language's separators."""
        group, point = _separators(self.language)
        return said.translate({ord(","): group, ord("."): point})

    def day(self, value: date) -> str:
        """1 April 2026."""
        from babel.dates import format_date

        return format_date(value, "long", self.locale)

    def month(self, value: date, *, is_short: bool, with_year: bool) -> str:
        """March 2025; in short Mar 2025; without its year March."""
        from babel.dates import format_date

        return format_date(value, ("LLL" if is_short else "LLLL") + (" y" if with_year else ""), self.locale)

    def listed(self, items: Sequence[str]) -> str:
        """a, b and c."""
        from babel.lists import format_list

        return format_list(items, "standard", self.locale)

    def pieces(self, key: str, parts: Mapping[str, object]) -> _Pieces:
        """The form of the text that these parts call for."""
        try:
            text = self.texts[key]
        except KeyError:
            raise KeyError(f"'{key}' is no text of the catalogue") from None
        if not text.by:
            return text.forms["other"]
        number = parts[text.by]
        if not isinstance(number, int):
            raise TypeError(f"'{key}' is told by the number of {text.by}, which is '{number}'")
        return text.forms.get(_plural_form(text.language)(abs(number))) or text.forms["other"]


@cache
def _plural_form(language: str) -> Callable[[int], str]:
    return _locale(language).plural_form


@cache
def _separators(language: str) -> tuple[str, str]:
    symbols = _locale(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale  # commands that say nothing of a page do not wait for it

    return Locale.parse("en_GB" if language == ENGLISH else language, sep="-" if "-" in language else "_")


def is_language(tag: str) -> bool:
    """Whether numbers, dates and plurals of this language are known."""
    from babel import UnknownLocaleError

    if not _TAG.fullmatch(tag):
        return False
    try:
        _locale(tag)
    except (ValueError, UnknownLocaleError):
        return False
    return True


_spoken: ContextVar[Catalogue | None] = ContextVar("_spoken", default=None)


def current() -> Catalogue:
    """The catalogue that is spoken now: English unless somebody chose another."""
    return _spoken.get() or english()


@contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Whatever is said within is said from this catalogue."""
    before = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(key: str, /, **parts: object) -> str:
    """The text, its parts filled in; not yet safe for a page. A whole number is written as the language writes it; the rest are texts."""
    catalogue = current()
    return "".join([literal + _written(parts[name], catalogue) if name else literal for literal, name in catalogue.pieces(key, parts)])


def say_html(key: str, /, **parts: object) -> Html:
    """The same as HTML: made safe, but for <b>, <em>, <code>, <bdi> and <br> of the text itself and for parts that are Html already."""
    catalogue = current()
    return Html("".join([_safe(literal) + _safe_part(parts[name], catalogue) if name else _safe(literal) for literal, name in catalogue.pieces(key, parts)]))


def for_scripts(*tables: str) -> str:
    """The texts of these tables of the catalogue as JSON, for words.js: a template, or forms with the part that is counted."""
    said: dict[str, Any] = {}
    for key, text in sorted(current().texts.items()):
        if key.partition(".")[0] in tables:
            forms = {category: "".join(literal + (f"{{{name}}}" if name else "") for literal, name in pieces) for category, pieces in text.forms.items()}
            said[key] = {"by": text.by, **forms} if text.by else forms["other"]
    # no text ends the element in which it stands
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _written(part: object, catalogue: Catalogue) -> str:
    if isinstance(part, bool) or not isinstance(part, int | str):
        raise TypeError(f"{part!r} has no one way of being written: give it as text (mapping/wording.py)")
    return catalogue.number(part) if isinstance(part, int) else str(part)


def _safe(literal: str) -> str:
    if not literal:
        return ""
    safe = html.escape(literal, quote=False).replace('"', "&quot;").replace("`", "&#96;").replace("$", "&#36;").replace("\\", "&#92;")
    return _MARKUP.sub(r"<\1>", safe)


def _safe_part(part: object, catalogue: Catalogue) -> str:
    # drawing is not loaded by whoever only asks how much is translated
    from totalplace.mapping.escape import esc

    return str(part) if isinstance(part, Html) else esc(_written(part, catalogue))


# ---- reading ---------------------------------------------------------------------------------------------------------


@cache
def english() -> Catalogue:
    """The catalogue that all others are translations of."""
    texts, faults = _read((maps_folder() / "wording" / f"{ENGLISH}.toml").read_bytes(), f"{ENGLISH}.toml")
    if faults:
        raise ValueError(" ".join(faults))
    return Catalogue(ENGLISH, texts)


def of_place(paths: PlacePaths) -> Catalogue:
    """The catalogue in the language of the place. Raises PlaceError that says what is wrong in a translation, and where."""
    from totalplace.place import load_place

    if not paths.place_toml.is_file():
        return english()
    language = load_place(paths).language
    return english() if language == ENGLISH else translation(language, *_files(paths, language))


def mark(paths: PlacePaths) -> str:
    """Fingerprint of what the pages of the place are worded from."""
    spoken = of_place(paths).language
    files = dict.fromkeys([*_files(paths, ENGLISH), *_files(paths, spoken)])
    return fingerprint.of_values(spoken, [path.read_text("utf-8") for path in files])


def _files(paths: PlacePaths, language: str) -> list[Path]:
    return [path for path in (maps_folder() / "wording" / f"{language}.toml", paths.wording / f"{language}.toml") if path.is_file()]


def translation(language: str, *files: Path) -> Catalogue:
    """English with what the files say in its stead, each over those before. Raises PlaceError for what is no text of ours or lacks a part."""
    own = english()
    of_maps = texts_of_maps()
    texts = dict(own.texts)
    maps: dict[str, dict[str, str]] = {}
    done: set[str] = set()
    for path in files:
        content = path.read_bytes()
        given, faults = _read(content, str(path))
        for key, text in given.items():
            map_key = key.removeprefix("map.").partition(".")
            expected = own.texts.get(key) if not key.startswith("map.") else of_maps.get(key)
            fault = "" if expected is None else _translation_fault(text, expected)
            if expected is None:
                fault = "is no text of ours. Take it out, or correct its name: the names are those of maps/wording/en.toml, and of the declarations of maps."
            if fault:
                faults.append(f"{path}, line {_line_of(key, content)}: '{key}' {fault}")
            elif key.startswith("map."):
                maps.setdefault(map_key[0], {})[map_key[2]] = _whole(text)
            else:
                texts[key] = replace(text, language=language)
            done.add(key)
        if faults:
            raise PlaceError(" ".join(faults))
    return Catalogue(language, texts, tuple(sorted({*own.texts, *of_maps} - done)), maps)


def status_lines(paths: PlacePaths) -> Iterator[str]:
    """How much of the pages is in the language of the place, or what is wrong in its translation; nothing where they are in English."""
    try:
        catalogue = of_place(paths)
    except PlaceError as error:
        yield f"Pages cannot be drawn. {error}"
        return
    if catalogue.language == ENGLISH:
        return
    every, lacking = len(catalogue.texts) + len(texts_of_maps()), len(catalogue.untranslated)
    said = f"Pages are in {catalogue.locale.get_display_name('en')}: {every - lacking:,} of {every:,} texts are translated."
    yield f"{said} The others are said in English: copy them from {untranslated_file(paths, catalogue)} into {paths.wording / catalogue.language}.toml." if lacking else said


def untranslated_file(paths: PlacePaths, catalogue: Catalogue) -> Path:
    """Write what is not translated, in English and ready to be translated where it stands; returns the file."""
    from totalplace.whole_files import write_text_whole

    path = paths.requests / f"wording-{catalogue.language}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text_whole(path, _as_toml({key: own for key, own in {**english().texts, **texts_of_maps()}.items() if key in set(catalogue.untranslated)}))
    return path


def _as_toml(texts: Mapping[str, Text]) -> str:
    """These texts as a file of a catalogue, table by table."""
    tables: dict[str, list[str]] = {}
    for key, text in texts.items():
        # a map's texts are told by where they stand in its declaration, which may have points in it
        table, _, name = key.partition(".")
        if table == "map":
            stem, _, where = name.partition(".")
            table, name = f"map.{stem}", _quoted(where)
        said = "{ " + ", ".join([f"{_BY} = {_quoted(text.by)}", *(f"{category} = {_quoted(_template(pieces))}" for category, pieces in text.forms.items())]) + " }" if text.by else _quoted(_template(text.forms["other"]))
        tables.setdefault(table, []).append(f"{name} = {said}\n")
    return "\n".join(f"[{table}]\n{''.join(lines)}" for table, lines in sorted(tables.items()))


def _quoted(text: str) -> str:
    # the strings of JSON are strings of TOML
    return json.dumps(text, ensure_ascii=False)


@cache
def texts_of_maps() -> Mapping[str, Text]:
    """The texts of all declarations of maps in English, as `map.<its file>.<where in it>`."""
    from totalplace.mapping.declared import texts_of_declaration

    found = {}
    for path in sorted(maps_folder().rglob("*.toml")):
        if path.parent.name != "wording":
            found.update({f"map.{path.stem}.{where}": _plain(text) for where, text in texts_of_declaration(path.read_text("utf-8"))})
    return found


def _whole(text: Text) -> str:
    """A text as it was written."""
    return _template(text.forms["other"])


def _template(pieces: _Pieces) -> str:
    return "".join(literal.replace("{", "{{").replace("}", "}}") + (f"{{{name}}}" if name else "") for literal, name in pieces)


def _translation_fault(given: Text, expected: Text) -> str:
    if any("<" in _TAG_OF_A_TEXT.sub("", _template(pieces)) for pieces in given.forms.values()):
        return "has a <: only <b>, <em>, <code>, <bdi> and <br> may stand in a text."
    strange = given.parts - expected.parts
    if strange:
        return f"may have the parts {', '.join(sorted(expected.parts)) or 'none'}, not {', '.join(sorted(strange))}."
    if given.by != expected.by:
        # forms of one number may be alike, but which number it is, is not for the translation to say
        return f"has forms by the number of {expected.by}: give one for each of {', '.join(CATEGORIES)} that the language has." if expected.by else "is one text: it has no forms by a number."
    for category, pieces in given.forms.items():
        in_english = expected.forms.get(category) or expected.forms["other"]
        lacking = {name for _, name in in_english if name} - {name for _, name in pieces} - {given.by}
        if lacking:
            form = f" in the form '{category}'" if given.by else ""
            return f"lacks {', '.join(f'{{{name}}}' for name in sorted(lacking))}{form}: what stands there in English must stand in it too."
    return ""


def _read(content: bytes, told: str) -> tuple[dict[str, Text], list[str]]:
    """The texts of a file by their keys, and what is wrong with some of them."""
    texts: dict[str, Text] = {}
    faults: list[str] = []

    def visit(table: Mapping[str, Any], above: str) -> None:
        for name, value in table.items():
            key = f"{above}{name}"
            if isinstance(value, dict) and not _is_text(value):
                visit(value, f"{key}.")
                continue
            try:
                texts[key] = _forms(value) if isinstance(value, dict) else _plain(value)
            except ValueError as error:
                faults.append(f"{told}, line {_line_of(key, content)}: '{key}' {error}")

    visit(toml_of(content, told), "")
    return texts, faults


def _is_text(table: Mapping[str, Any]) -> bool:
    return _BY in table or ("other" in table and set(table) <= set(CATEGORIES))


def _forms(table: Mapping[str, Any]) -> Text:
    strange = set(table) - {_BY, *CATEGORIES}
    if strange:
        raise ValueError(f"has the form '{min(strange)}'. Forms are: {', '.join(CATEGORIES)}.")
    if "other" not in table:
        raise ValueError("needs the form 'other', which is said where no other fits.")
    forms = {category: _pieces(table[category]) for category in CATEGORIES if category in table}
    named = {name for pieces in forms.values() for _, name in pieces if name}
    by = table.get(_BY, min(named) if len(named) == 1 else "")
    if not isinstance(by, str) or not by:
        raise ValueError("needs by, the part that is counted.")
    return Text(forms, by)


def _plain(value: Any) -> Text:
    return Text({"other": _pieces(value)})


def _pieces(value: Any) -> _Pieces:
    if not isinstance(value, str):
        raise ValueError("is no text. Put it in quotes.")
    try:
        parsed = list(string.Formatter().parse(value))
    except ValueError:
        raise ValueError("has a brace that stands alone: write {{ or }} for one that is to be seen.") from None
    if any(name is not None and (not name.isidentifier() or spec or turned) for _, name, spec, turned in parsed):
        raise ValueError("has braces around something that is no name of a part.")
    return tuple((literal, name or "") for literal, name, _, _ in parsed)


_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_ENTRY = re.compile(r"\s*([\w.\"' -]+?)\s*=")


def _line_of(key: str, content: bytes) -> int:
    """The line of the file on which the text stands; that of its table where it is not found."""
    table, best = "", 1
    for number, line in enumerate(content.decode("utf-8-sig").splitlines(), 1):
        if header := _HEADER.match(line):
            table = _bare(header[1])
            if key == table:
                return number
            if key.startswith(f"{table}."):
                best = number
        elif (entry := _ENTRY.match(line)) and key == f"{table}.{_bare(entry[1])}".lstrip("."):
            return number
    return best


def _bare(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
