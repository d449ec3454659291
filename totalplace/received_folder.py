"""A new place from a folder of received files: who sent them, what kind of body that is, and which districts there are.

Belongs here: what can be told from names of folders and from boundaries, for somebody to look through. Does not belong here: the templates of a place
(templates.py), or what stands in the files (sources/).
"""

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths

# words of a folder's name by the kind of body that they tell, the surest first: a fire authority's name has "authority" in it, a health trust's "county"
_KINDS = (
    ("fire", {"fire"}),
    ("police", {"police", "constabulary", "pcc"}),
    ("schools", {"school", "schools", "academy", "academies"}),
    ("nhs", {"nhs", "icb", "ccg", "pct", "hospital", "hospitals", "health", "ambulance", "foundation"}),
    ("council", {"council", "councils", "borough", "mbc", "bc", "dc", "cc"}),
)
# who sends files and is no body of a place: ministries, the keepers of registers, statisticians
_SENDERS = frozenset(
    {"mhclg", "dluhc", "dclg", "ministry", "home", "dfe", "dhsc", "ons", "statistics", "survey", "360giving", "commission", "registry", "digital", "england", "hmlr", "gias", "cqc", "ofsted"}
)  # fmt: skip
_CAPITALS = frozenset({"icb", "dluhc", "ons", "dfe", "gias"})  # and whatever has no vowel
_REFERENCE, _PROTECTED = "reference", "protected"
# the ways in which councils of a district are called; a county council of its name would be another
_COUNCILS = (
    "{}", "{} Council", "{} City Council", "{} Borough Council", "{} District Council", "{} Metropolitan Borough Council", "{} Metropolitan District Council", "{} MBC", "{} BC", "{} DC",
    "City of {}", "London Borough of {}",
)  # fmt: skip
_DISTRICT = r"^(E06|E07|E08|E09|W06|S12|N09)\d{6}$"
_OUTLINES = (".geojson", ".gpkg", ".shp", ".zip")
_MOST_DISTRICTS = 40  # a file of more is of a country or a region, and not what the place is made of
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Sender:
    """A folder of files. `kind` is None of somebody who is no body of the place."""

    id: str
    name: str
    kind: str | None
    gss_code: str | None
    aliases: tuple[str, ...] = ()  # as lists of others are likely to name it


@dataclass(frozen=True)
class Received:
    """What a folder of received files tells of a place."""

    folder: Path
    senders: tuple[Sender, ...]
    districts: tuple[tuple[str, str], ...]  # code, name
    districts_from: str | None  # the file that names them

    @property
    def bodies(self) -> list[Sender]:
        return [sender for sender in self.senders if sender.kind]


def look_through(folder: Path) -> Received:
    """What the names of folders and the boundaries in it tell. Nothing is copied.

    Raises PlaceError if it is no folder, holds files that stand in no folder of a sender, or a folder of files about people.
    """
    if not folder.is_dir():
        raise PlaceError(f"There is no folder {folder}. Give the one that holds a folder for each sender of files.")
    loose = sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if loose:
        raise PlaceError(
            f"'{loose[0]}' lies in {folder} itself, so nobody knows who sent it. Put each file into a folder named after its sender, as in anytown-council/{loose[0]}, "
            f"and postcodes, boundaries and statistics of areas into {_REFERENCE}/."
        )
    folders: dict[str, Path] = {}
    for path in _folders(folder):
        name = _id_of(path.name)
        if not name:
            raise PlaceError(f"{path} has no letter of the Latin alphabet and no digit in its name, so no id can be made of it. Give it the sender's name in those.")
        if name in folders:
            raise PlaceError(f"{folders[name]} and {path} would be one sender, '{name}'. Put their files together into one folder, or call one otherwise.")
        folders[name] = path
    for path in folder.rglob("*"):
        if path.is_dir() and path.name.lower() == _PROTECTED:
            raise PlaceError(f"{path} is not copied: files about people go by hand into the place's own folder {_PROTECTED}/<body>/ (docs/agreements.md). Take it out of {folder}.")
    districts, districts_from = _districts(folder)
    senders = [_sender(name, {_bare(called): (code, called) for code, called in districts}) for name in folders if name != _REFERENCE]
    if not any(sender.kind for sender in senders):
        raise PlaceError(f"{folder} holds no folder of a public body. Put the files of each into a folder named after it, as in anytown-council/.")
    return Received(folder, tuple(senders), districts, districts_from)


def place_entries(received: Received, place_name: str) -> str:
    """The areas and senders as lines of place.toml, each to be looked at. The one police force and the one fire service are called after the place too, as
    national lists do.
    """
    lines = []
    alone = {kind for kind in ("police", "fire") if [body.kind for body in received.bodies].count(kind) == 1}
    if received.districts:
        lines.append(f"# The districts of {received.districts_from}: take out what is not of the place.")
        for code, name in received.districts:
            lines += ["[[area]]", f'code = "{code}"  # {name}', ""]
    lines += ["# Proposed from the names of the folders: put names, kinds and codes right. A licence that is stated is told on maps; without an open one nothing of", "# a file is shown to the public.", ""]
    for sender in (replace(each, aliases=(place_name,)) if each.kind in alone else each for each in received.senders):
        lines += ["[[body]]" if sender.kind else "[[sender]]", f'id = "{sender.id}"', f'name = "{sender.name}"']
        lines += [f'kind = "{sender.kind}"'] if sender.kind else []
        lines += [f"aliases = [{', '.join(map(json.dumps, sender.aliases))}]"] if sender.aliases else []
        lines += [f'codes = {{ gss = "{sender.gss_code}" }}'] if sender.gss_code else []
        lines += ['# licence = "OGL-UK-3.0"', ""]
    return "\n".join(lines)


def copy_into(paths: PlacePaths, received: Received) -> int:
    """Copy the files into inbox/ and reference/ of the place, as they are; says how many."""
    copied = 0
    for source in _folders(received.folder):
        name = _id_of(source.name)
        target = paths.reference if name == _REFERENCE else paths.inbox / name
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in path.relative_to(source).parts):
                to = target / path.relative_to(source)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
                copied += 1
    return copied


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _id_of(folder: str) -> str:
    # "Ynys Môn" is ynys-mon
    return "-".join(_WORD.findall(unicodedata.normalize("NFKD", folder).encode("ascii", "ignore").decode().lower()))


def _sender(sender_id: str, districts: dict[str, tuple[str, str]]) -> Sender:
    words = set(sender_id.split("-"))
    code, district = districts.get(_bare(sender_id), (None, ""))
    found = next((kind for kind, telling in _KINDS if words & telling), "council" if code else "other")
    kind = None if found == "other" and words & _SENDERS else found
    name = " ".join(map(_written, sender_id.split("-")))
    if kind != "council" or code is None:
        return Sender(sender_id, name, kind, None)
    return Sender(sender_id, name, kind, code, tuple(called for form in _COUNCILS if (called := form.format(district)) != name))


def _written(word: str) -> str:
    if word in _CAPITALS or not set(word) & set("aeiouy0123456789"):
        return word.upper()
    return word if word in ("and", "of", "the", "for") else word.capitalize()


def _bare(name: str) -> str:
    """The name of a district or its council without what both may be called besides."""
    beside = {"council", "city", "borough", "metropolitan", "district", "county", "of", "mbc", "bc", "dc", "cc", "the", "and"}
    return " ".join(word for word in _id_of(name).split("-") if word not in beside)


def _districts(folder: Path) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """The districts that one file names, and that file: one of boundaries of districts before one of what lies in them, then the one that names
    the fewest, as others are of more than the place.
    """
    found = [(*named, path) for path in sorted(folder.rglob("*")) if path.suffix.lower() in _OUTLINES and (named := _named_in(path))[0]]
    few = [entry for entry in found if len(entry[0]) <= _MOST_DISTRICTS]
    if not few:
        return (), None
    pairs, _, path = min(few, key=lambda entry: (not entry[1], len(entry[0]), str(entry[2])))
    return tuple(pairs), path.relative_to(folder).as_posix()


def _named_in(path: Path) -> tuple[list[tuple[str, str]], bool]:
    """Codes and names of districts in a file of outlines, and whether it has a row for each and no other.

    None where it names none, or cannot be read: `totalplace check` says that.
    """
    import pyogrio

    try:
        rows = pyogrio.read_dataframe(path, read_geometry=False).astype("string")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError):
        return [], False
    for position, column in enumerate(rows.columns):
        codes = rows[column].dropna()
        if len(codes) and codes.str.match(_DISTRICT).all():
            name = next(_names_beside(list(rows.columns), position), column)
            pairs = rows[[column, name]].dropna().drop_duplicates().itertuples(index=False, name=None)
            named = sorted(dict(pairs).items())
            return named, len(named) == len(rows)
    return [], False


def _names_beside(columns: list[str], position: int) -> Iterator[str]:
    """The columns that may hold the names that go with these codes: after the code, as publishers write them."""
    for name in columns[position + 1 :]:
        if re.search(r"name|nm", name, re.IGNORECASE):
            yield name
