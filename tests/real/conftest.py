"""Places made of the real published files, run once a session through the command.

Belongs here: making and running them, and reading what was published. Does not belong here: judgements.
"""

import csv
import os
import re
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from tests.example_place.conftest import Published, totalplace

DATA = Path(os.environ.get("TOTALPLACE_REAL_DATA") or ".")

COUNCILS = ("Bolton", "Bury", "Manchester", "Oldham", "Rochdale", "Salford", "Stockport", "Tameside", "Trafford", "Wigan")
_ALSO = {"Trafford": ["Trafford Metropolitan Borough Council"]}
_NAMES = {"Manchester": "Manchester City Council", "Salford": "Salford City Council"}
BODIES = {
    **{f"{name.lower()}-council": (_NAMES.get(name, f"{name} Council"), "council", [name.lower(), *_ALSO.get(name, [])]) for name in COUNCILS},
    "gm-fire-and-rescue": ("Greater Manchester Fire and Rescue Service", "fire", ["Greater Manchester", "Greater Manchester Fire & CD Authority", "E6142"]),
    "gm-police": ("Greater Manchester Police", "police", ["greater-manchester", "E6042", "E7042"]),
    "gm-waste": ("Greater Manchester Waste Disposal Authority", "other", []),
    "gm-transport": ("Transport for Greater Manchester", "other", ["Greater Manchester Passenger Transport Authority"]),
    "gmca": ("Greater Manchester Combined Authority", "other", []),
    "nhs": ("NHS bodies of Greater Manchester", "nhs", []),
    "schools": ("Schools of Trafford", "schools", []),
    "libraries": ("Library services", "council", []),
    "dwp": ("Department for Work and Pensions", "other", []),
    "probation": ("Probation Service", "other", []),
}
DISTRICTS = [f"E080000{number:02d}" for number in range(1, 11)]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def sender_of(path: Path) -> str:
    """The body under which a file of property/ or spend/ is put into the inbox."""
    inside = path.relative_to(DATA).parts
    word = inside[1] if len(inside) > 2 else path.stem.split("_")[0]
    return word.replace("_raw", "").replace("_clean", "").replace("_", "-").lower()


def inbox_path(path: Path) -> str:
    """Where _make_everything puts a file, from the place's folder."""
    return f"inbox/{sender_of(path)}/{path.parent.name}/{path.name}"


def _make_everything(folder: Path) -> None:
    """Every file of property/ and spend/ as it is; the folder it comes from (or its first word) is the body that sent it.

    The raw and the cleaned month of Leeds come from one body.
    """
    senders = set()
    for path in sorted([*DATA.glob("property/**/*"), *DATA.glob("spend/**/*")]):
        if path.is_file():
            inside = path.relative_to(DATA).parts
            sender = sender_of(path)
            senders.add(sender)
            _copy(path, folder / "inbox" / sender / inside[-2] / path.name)
    entries = [f'[[body]]\nid = "{name}"\nname = "{name}"\nkind = "council"\n' for name in sorted(senders)]
    (folder / "place.toml").write_text('name = "Everything"\n' + "".join(entries), "utf-8")


def _confirm_lambeth(folder: Path) -> None:
    """As a team would: the proposed mappings of totals a supplier, with the year that each file's name gives."""
    files = sorted((folder / "inbox" / "lambeth").glob("lambeth/20*-payments.csv"))
    years = {path.name: int(path.name[:4]) - (int(path.name[5:7]) < 4) for path in files}
    seen = set()
    for mapping in sorted((folder / "mappings").glob("lambeth*.toml")):
        text = mapping.read_text("utf-8").replace("confirmed = false", "confirmed = true")
        layout = next(line for line in text.splitlines() if line.startswith("layout ="))
        if layout in seen:
            mapping.unlink()
            continue
        seen.add(layout)
        text = re.sub(r"\[\[file\]\].*", "", text, flags=re.DOTALL)
        entries = [f'[[file]]\npath = "inbox/lambeth/lambeth/{name}"\nfy = {fy}\n' for name, fy in years.items()]
        mapping.write_text(text + "\n" + "\n".join(entries), "utf-8")


def _make_greater_manchester(folder: Path) -> None:
    text = 'name = "Greater Manchester"\n' + "".join(f'[[area]]\ncode = "{code}"\n' for code in DISTRICTS)
    text += '[[sender]]\nid = "mhclg"\nname = "Ministry of local government"\n'
    for body, (name, kind, aliases) in BODIES.items():
        number = COUNCILS.index(name.split()[0]) + 1 if body.endswith("-council") else 0
        codes = f'codes = {{ gss = "E080000{number:02d}", lgf = "E42{number:02d}" }}\n' if number else ""
        text += f'[[body]]\nid = "{body}"\nname = "{name}"\nkind = "{kind}"\naliases = {aliases!r}\nlicence = "OGL-UK-3.0"\n{codes}'
    folder.mkdir(parents=True)
    (folder / "place.toml").write_text(text, "utf-8")
    with (DATA / "places" / "greater_manchester.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            path = Path(row["path"])
            to = (
                folder / "reference"
                if row["body_id"] == "reference"
                else folder / "inbox" / row["body_id"] / path.parent.name
            )
            _copy(DATA / path, to / path.name)


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """All of property/ and spend/ in one inbox, the mappings of Lambeth's totals confirmed."""
    root = _root(tmp_path_factory, "everything")
    with FileLock(f"{root}.lock"):
        words = root / "said.txt"
        if not words.exists():
            _make_everything(root / "all")
            totalplace(root, "check", "all")
            _confirm_lambeth(root / "all")
            words.write_text(totalplace(root, "run", "all"), "utf-8")
    return Published(root / "all", words.read_text("utf-8"))


@pytest.fixture(scope="session")
def greater_manchester(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The place of places/greater_manchester.csv."""
    root = _root(tmp_path_factory, "greater-manchester")
    with FileLock(f"{root}.lock"):
        words = root / "said.txt"
        if not words.exists():
            _make_greater_manchester(root / "gm")
            words.write_text(totalplace(root, "run", "gm"), "utf-8")
    return Published(root / "gm", words.read_text("utf-8"))


def _root(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    (shared / name).mkdir(exist_ok=True)
    return shared / name
