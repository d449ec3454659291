"""Mappings that the team confirms: which heading of a layout is which field, and what a file does not say itself.

Belongs here: writing a proposal, reading the folder of mappings, finding the one for a table. Does not belong here: guessing
(recognition.py).

One TOML file a layout. A layout is told by the fingerprint of its headings and its container, so a confirmed file serves every
later file of the same layout. `confirmed = false` until a person has read it. A [[file]] entry states what holds for one file only.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from totalplace.contracts.staging.spending import ALL_MEASURES
from totalplace.errors import PlaceError
from totalplace.reading import normalise_heading
from totalplace.reading.table import TextTable
from totalplace.reference import function_table
from totalplace.sources import all_sources
from totalplace.values import looks_personal

if TYPE_CHECKING:
    from totalplace.recognition import Recognition

_KEYS = {"example", "layout", "kind", "confirmed", "columns", "settings", "file"}
_GEOGRAPHIC = ("geojson", "geopackage", "shapefile")
_FY = range(1990, 2041)
_NEARLY_THE_SAME = 0.6  # so much of what was confirmed must be there for another layout to be proposed by it
_YEAR = range(1950, 2100)


@dataclass(frozen=True)
class ConfirmedMapping:
    """What the team confirmed for a layout and, in `settings`, for this one file. `positions`: field to column number."""

    file: Path
    kind: str
    positions: dict[str, int]
    settings: dict[str, Any]


@dataclass(frozen=True)
class _Layout:
    file: Path
    fingerprint: str
    kind: str
    columns: dict[str, str]  # normalised heading -> field
    settings: dict[str, Any]
    files: dict[str, dict[str, Any]]  # path -> settings
    sender: str = ""  # of the file that the mapping was proposed for


@dataclass(frozen=True)
class Sibling:
    """What the same sender's nearest confirmed layout says: a proposal for a layout that differs from it in a few headings."""

    file: Path
    kind: str
    columns: dict[str, str]  # normalised heading -> field


@dataclass(frozen=True)
class ConfirmedMappings:
    """Every confirmed mapping of a place."""

    layouts: dict[str, _Layout] = field(default_factory=dict)

    def for_table(self, table: TextTable, path: str | Path) -> ConfirmedMapping | None:
        """The mapping confirmed for the table's layout, with the settings of the file at this path; None if there is none.

        Raises PlaceError if the mapping names a heading that the table does not have.
        """
        layout = self.layouts.get(layout_fingerprint(table))
        if layout is None:
            return None
        headings = [normalise_heading(heading_shown(table, position)) for position in range(len(table.headings))]
        positions = {}
        for heading, name in layout.columns.items():
            if heading not in headings:
                raise PlaceError(
                    f"{layout.file}: [columns] names the heading '{heading}', which {Path(path).name} does not have. "
                    f"Its headings are: {', '.join(heading for heading in headings if heading)}."
                )
            positions[name] = headings.index(heading)
        settings = {**layout.settings, **layout.files.get(Path(path).as_posix(), layout.files.get(Path(path).name, {}))}
        return ConfirmedMapping(layout.file, layout.kind, positions, settings)

    def sibling(self, table: TextTable, path: str | Path) -> Sibling | None:
        """The same sender's confirmed layout that shares most headings with the table's, if it shares most of them."""
        sender = _sender(path)
        headings = {normalise_heading(heading_shown(table, position)) for position in range(len(table.headings))}
        near = [
            (len(shared), layout.fingerprint, layout)
            for layout in self.layouts.values()
            if sender and layout.sender == sender and layout.fingerprint != layout_fingerprint(table)
            if len(shared := headings & layout.columns.keys()) >= _NEARLY_THE_SAME * len(layout.columns)
        ]
        if not near:
            return None
        layout = max(near, key=lambda entry: entry[:2])[2]
        shared_columns = {heading: name for heading, name in layout.columns.items() if heading in headings}
        return Sibling(layout.file, layout.kind, shared_columns)

    def refuse_unknown_bodies(self, known: Collection[str]) -> None:
        """Raises PlaceError if a mapping states a body that place.toml does not name."""
        for layout in self.layouts.values():
            for settings in (layout.settings, *layout.files.values()):
                stated = settings.get("body_id")
                if stated is not None and stated not in known:
                    raise PlaceError(
                        f"{layout.file}: body_id = {_quoted(stated)} is no body of place.toml. Its bodies are: {', '.join(sorted(known))}."
                    )

    def fingerprint(self) -> str:
        """Changes when anything confirmed changes."""
        shown = {
            key: [layout.kind, layout.columns, layout.settings, layout.files]
            for key, layout in sorted(self.layouts.items())
        }
        return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:20]


def layout_fingerprint(table: TextTable) -> str:
    """What tells the layout: its headings in order and the sort of container; without headings, the number of columns."""
    sort = "geography" if table.container in _GEOGRAPHIC else "table"
    headings = [normalise_heading(heading) for heading in table.headings]
    said = "\x1f".join(headings) if has_headings(table) else f"{len(headings)} columns without headings"
    return hashlib.sha256(f"{sort}\x1e{said}".encode()).hexdigest()[:16]


def has_headings(table: TextTable) -> bool:
    """Whether the table names any of its columns."""
    return any(heading.strip() for heading in table.headings)


def heading_shown(table: TextTable, position: int) -> str:
    """A heading on one line, or "column 3" where the column has none.

    In a table without headings the first row of data may stand in their place: what looks like a person's name is not shown.
    """
    heading = " ".join(table.headings[position].split())
    return heading if heading and not looks_personal(heading) else f"column {position + 1}"


def public_name(name: str) -> str:
    """A field as the team writes it: those that only our rules work with have an underscore before their name inside."""
    return name.removeprefix("_").removesuffix("_american")


def proposal_toml(
    path: str | Path, table: TextTable, recognition: "Recognition", sibling: Sibling | None = None
) -> str:
    """The text of a mapping file for the team to read, correct and confirm; first of all by what `sibling` says."""
    if sibling is not None and recognition.kind not in (None, sibling.kind):
        sibling = None
    known = sibling.columns if sibling else {}
    inherited = {
        column: known[heading]
        for position, column in enumerate(table.columns)
        if (heading := normalise_heading(heading_shown(table, position))) in known
    }
    taken = set(inherited.values())
    chosen = {column: name for name, column in recognition.columns.items() if name not in taken}
    guesses = {guess.column_name: guess for guess in recognition.proposals if guess.field not in taken}
    kind = sibling.kind if sibling else recognition.kind or _kind_guessed(recognition)
    lines = [
        "# What was understood of this layout. Correct what is wrong, then set confirmed = true.",
        f"# {recognition.reason}" if recognition.reason else "# Nothing stands against it.",
        f"example = {_quoted(Path(path).as_posix())}",
        f"layout = {_quoted(layout_fingerprint(table))}",
        f"kind = {_quoted(kind)}  # one of: {', '.join(sorted(all_sources()))}",
        "confirmed = false",
        "",
        *_fields_lines(kind),
        "[columns]",
    ]
    for position, column in enumerate(table.columns):
        heading = _quoted(heading_shown(table, position))
        if column in inherited and sibling:
            lines.append(f"{heading} = {_quoted(public_name(inherited[column]))}  # as confirmed in {sibling.file.name}")
        elif column in chosen:
            lines.append(f"{heading} = {_quoted(public_name(chosen[column]))}  # certain")
        elif column in guesses and guesses[column].confidence >= 0.5:
            guess = guesses[column]
            lines.append(f"{heading} = {_quoted(public_name(guess.field))}  # {guess.confidence:.0%}: {guess.why}")
        elif column in guesses:
            guess = guesses[column]
            lines.append(f"# {heading} = {_quoted(public_name(guess.field))}  # only {guess.confidence:.0%}: {guess.why}")
        else:
            lines.append(f'# {heading} = ""  # not used')
    lines += ["", "[settings]", *_settings_lines(kind, path, recognition)]
    return "\n".join(_without_repeats(lines)) + "\n"


def keep_proposal(folder: Path, name: str, proposal: str) -> Path:
    """The mapping file of the proposal's layout in the folder: the one that stands, or the proposal as `name`.toml.

    What stands is the team's and stays as it is, but a file of the same layout that it does not name yet is added at its end,
    so that a layout is confirmed once however many files have it.
    """
    proposed = tomllib.loads(proposal)
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8", errors="replace")
        try:
            standing = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue  # load_confirmed tells what is wrong with it
        if standing.get("layout") == proposed["layout"]:
            named = {entry.get("path") for entry in standing.get("file", [])}
            if any(entry["path"] not in named for entry in proposed.get("file", [])):
                addition = proposal[proposal.index("[[file]]") :]
                path.write_text(f"{text.rstrip()}\n\n{addition}", "utf-8")
            return path
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(proposal, "utf-8")
    return path


def _sender(path: str | Path) -> str:
    """Who sent the file at inbox/<sender>/…; empty for any other path."""
    parts = Path(path).as_posix().split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "inbox" else ""


def _without_repeats(lines: list[str]) -> list[str]:
    """A heading that stands twice is named once; TOML allows no key twice."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        key = line.split(" = ")[0] if line.startswith('"') else ""
        kept.append(f"# again: {line}" if key and key in seen else line)
        seen.add(key)
    return kept


def _kind_guessed(recognition: "Recognition") -> str:
    """The kind that most of the proposals belong to."""
    fields = {guess.field for guess in recognition.proposals}
    if not fields:
        return ""
    sources = all_sources().values()
    return max(sources, key=lambda source: (len(fields & {entry.column for entry in source.fields}), source.kind)).kind


def _fields_lines(kind: str) -> list[str]:
    """The fields that a heading may be, those first of which a file needs one each."""
    source = all_sources().get(kind)
    if source is None:
        return []
    needed = [" or ".join(dict.fromkeys(public_name(name) for name in group)) for group in source.required]
    required = {public_name(name) for group in source.required for name in group}
    others = sorted({public_name(entry.column) for entry in source.fields} - required)
    return [f"# Needed: {'; '.join(needed)}.", f"# Also: {', '.join(others)}."]


def _settings_lines(kind: str, path: str | Path, recognition: "Recognition") -> list[str]:
    source = all_sources().get(kind)
    if source is None:
        return []
    lines = []
    if "function" in source.settings and "use_as_published" not in recognition.columns:
        lines.append('# function = ""  # what all the list is of ("library"), where its names do not say it; what a line says itself comes first')
    if "body_id" in source.settings:
        lines.append('# body_id = ""  # the body of place.toml whose it is, where no column says so and it was sent by somebody else')
    if "year_is" in source.settings and "_year" in recognition.columns:
        lines.append('# year_is = "end"  # where its years are single: "start" or "end", whichever of its two years a financial year is named after')
    if "unit" in source.settings:
        lines.append('# unit = "thousand"  # or "pounds": what the figures are in, where the table does not say')
    if "measure" in source.settings and "measure" not in recognition.columns:
        lines.append('# measure = "outturn"  # or "budget", "allocation", "programme budget": what the figures are, where the table does not say')
    dated = {"_payment_on", "_payment_on_american", "_invoice_on", "_posting_on", "_period", "fy", "_fy", "_year", "_year_ending"}
    named = {*recognition.columns, *(guess.field for guess in recognition.proposals if guess.confidence >= 0.5)}
    if "fy" in source.settings and not dated & named:
        year = financial_year_in_name(Path(path).name)
        guess = (
            f"fy = {year}  # the year its April falls in, as the file's name suggests"
            if year
            else "fy = 2024  # the year its April falls in"
        )
        lines += [
            "# No column gives the year of the figures. State the year of each file, and only what you know:",
            "",
            "[[file]]",
            f"path = {_quoted(Path(path).as_posix())}",
            guess if year else f"# {guess}",
        ]
    if "year" in source.settings and "_year" not in named:
        found = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", Path(path).name)
        lines += [
            "# No column gives the year. State it for each file:",
            "",
            "[[file]]",
            f"path = {_quoted(Path(path).as_posix())}",
            f"year = {found[1]}  # as the file's name suggests" if found else "# year = 2019  # the year the figures are of",
        ]
    return lines


def financial_year_in_name(name: str) -> int | None:
    """The financial year that a file's name suggests: 2018-19 is 2018, 2011-01 (January) is 2010; None if it suggests none."""
    span = re.search(r"(?<!\d)(20\d{2})[-_ /](\d{2})(?!\d)", name)
    if span:
        year, second = int(span[1]), int(span[2])
        if second == (year + 1) % 100:
            # 2011-12 is a year in one publisher's names and December in another's; both lie in the same financial year
            return year
        if 1 <= second <= 12:
            return year - (second < 4)
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    word = re.search(
        r"(?i)(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-_ ]*(20\d{2}|\d{2})(?!\d)", name
    )
    if word:
        year = int(word[2]) if len(word[2]) == 4 else 2000 + int(word[2])
        return year - (months.index(word[1].lower()) < 3)
    return None


def load_confirmed(folder: Path) -> ConfirmedMappings:
    """Every mapping in the folder that says confirmed = true. Raises PlaceError, naming file, key and remedy, if one is wrong."""
    layouts: dict[str, _Layout] = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        layout = _load(path)
        if layout is None:
            continue
        if layout.fingerprint in layouts:
            raise PlaceError(
                f"{path} and {layouts[layout.fingerprint].file} confirm the same layout. Keep one of them."
            )
        layouts[layout.fingerprint] = layout
    return ConfirmedMappings(layouts)


def _load(path: Path) -> _Layout | None:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlaceError(
            f"{path} is not valid TOML: {error}. Correct it or delete it; a new proposal will be written."
        ) from None
    unknown = sorted(content.keys() - _KEYS)
    if unknown:
        raise PlaceError(f"{path}: '{unknown[0]}' is not a key of a mapping. The keys are {', '.join(sorted(_KEYS))}.")
    confirmed = content.get("confirmed", False)
    if not isinstance(confirmed, bool):
        raise PlaceError(f"{path}: confirmed must be true or false, without quotes.")
    if not confirmed:
        return None
    kind, fingerprint = content.get("kind"), content.get("layout")
    if kind not in all_sources():
        raise PlaceError(f"{path}: kind '{kind}' is not known. The kinds are {', '.join(sorted(all_sources()))}.")
    if not isinstance(fingerprint, str) or not fingerprint:
        raise PlaceError(
            f"{path}: layout is missing. Copy it from the proposal; it tells which files the mapping is for."
        )
    settings = _checked_settings(path, kind, "[settings]", content.get("settings", {}))
    return _Layout(
        path,
        fingerprint,
        kind,
        _checked_columns(path, kind, content.get("columns")),
        settings,
        _checked_files(path, kind, content),
        _sender(str(content.get("example", ""))),
    )


def _checked_columns(path: Path, kind: str, columns: object) -> dict[str, str]:
    if not isinstance(columns, dict) or not columns:
        raise PlaceError(f'{path}: [columns] is missing. Write a line "Heading" = "field" for each column to be read.')
    # by the name that we write, and by the one inside that earlier mapping files have
    fields = {entry.column: entry.column for entry in all_sources()[kind].fields}
    shown = {public_name(name): name for name in fields if not name.endswith("_american")}
    found: dict[str, str] = {}
    for heading, name in columns.items():
        if name == "":
            continue
        if name not in shown and name not in fields:
            near = _nearest(str(name), set(shown))
            raise PlaceError(f"{path}: [columns] '{heading}': '{name}' is not a field of {kind}.{near}")
        field_name = shown.get(str(name), str(name))
        if field_name in found.values():
            raise PlaceError(f"{path}: [columns] two headings fill the field '{name}'. Keep one.")
        found[normalise_heading(str(heading))] = field_name
    return found


def _nearest(name: str, fields: set[str]) -> str:
    from difflib import get_close_matches

    published = f"{name}_as_published"
    close = [published] if published in fields else get_close_matches(name, sorted(fields), n=1)
    return f" Did you mean '{close[0]}'?" if close else f" Its fields are {', '.join(sorted(fields))}."


def _checked_settings(path: Path, kind: str, where: str, settings: object) -> dict[str, Any]:
    if not isinstance(settings, dict):
        raise PlaceError(f"{path}: {where} must hold lines such as fy = 2024.")
    allowed = all_sources()[kind].settings
    for name, value in settings.items():
        if name not in allowed:
            said = f"The settings of {kind} are {', '.join(allowed)}." if allowed else f"{kind} has no settings."
            raise PlaceError(f"{path}: {where} '{name}' is not a setting. {said}")
        if name == "fy" and (not isinstance(value, int) or isinstance(value, bool) or value not in _FY):
            raise PlaceError(f"{path}: {where} fy must be the year that April falls in, such as fy = 2024.")
        if name == "year" and (not isinstance(value, int) or isinstance(value, bool) or value not in _YEAR):
            raise PlaceError(f"{path}: {where} year must be a year of four digits, such as year = 2019.")
        if name == "year_is" and value not in ("start", "end"):
            raise PlaceError(f'{path}: {where} year_is must be "start" or "end": whether a single year is the one a financial year begins or ends in.')
        if name == "unit" and value not in ("thousand", "pounds"):
            raise PlaceError(f'{path}: {where} unit must be "thousand" or "pounds": what the figures are in.')
        if name == "measure" and value not in ALL_MEASURES:
            raise PlaceError(f"{path}: {where} measure must be one of {', '.join(ALL_MEASURES)}, in quotes: what kind of figure it is.")
        if name == "function" and value not in (functions := _functions_of_lists()):
            raise PlaceError(
                f'{path}: {where} function must be what all the list is of, such as function = "library". It is one of: {", ".join(functions)}. '
                "A list of premises that must not be shown is named in place.toml, under sensitive."
            )
        if name == "body_id" and not isinstance(value, str):
            raise PlaceError(f"{path}: {where} body_id must be the id of a body in place.toml, in quotes.")
    return dict(settings)


def _functions_of_lists() -> list[str]:
    """The uses that a mapping may state for a whole list."""
    return function_table().filter(~pl.col("is_sensitive") & (pl.col("function_id") != "not known"))["function_id"].to_list()


def _checked_files(path: Path, kind: str, content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    entries = content.get("file", [])
    if not isinstance(entries, list):
        raise PlaceError(f"{path}: write [[file]] with two brackets, once for each file.")
    for entry in entries:
        if not isinstance(entry.get("path"), str):
            raise PlaceError(f'{path}: a [[file]] lacks its path = "...".')
        if entry["path"] in found:
            raise PlaceError(f"{path}: [[file]] '{entry['path']}' stands twice. Keep one.")
        found[entry["path"]] = _checked_settings(
            path, kind, "[[file]]", {key: value for key, value in entry.items() if key != "path"}
        )
    return found


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
