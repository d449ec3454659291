"""Canaries: people whose values must be found nowhere, files of a place that are full of them, and a search of every byte.

Belongs here: what is planted, and looking for it in any form in which it could lie about. Does not belong here: what is run (test_canaries.py).
All people are invented.
"""

import base64
import gzip
import hashlib
import random
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import polars as pl

from tests.integration import small_place
from tests.protected.agreement import AGREEMENT
from totalplace.paths import PlacePaths

POLICE, TRUST, COUNCIL, FIRE = "northby-police", "northby-trust", "northby-council", "northby-fire"
BODIES = f"""
[[body]]
id = "{POLICE}"
name = "Northby Police"
kind = "police"

[[body]]
id = "{FIRE}"
name = "Northby Fire and Rescue"
kind = "fire"
"""


class Canary:
    """One person, by a number."""

    def __init__(self, number: int) -> None:
        letter = "bcdfghjk"[number]
        self.forename = f"Zyxqu{letter}andra"
        self.surname = f"Quorvex{letter}ley"
        self.born_on = date(1961 + number, 11, 3 + number)
        self.reference = f"CNRYQZ-{77000 + number * 13}"
        self.nhs_number = next(f"99987{number}123{last}" for last in range(10) if _is_valid(f"99987{number}123{last}"))
        self.postcode = f"ZQ{number} 8WX"

    @property
    def day(self) -> str:
        return self.born_on.strftime("%d/%m/%Y")

    def ids(self) -> tuple[str, ...]:
        return self.forename, self.surname, self.reference, self.nhs_number

    def days(self) -> Iterator[str]:
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y", "%Y/%m/%d", "%d %B %Y", "%d-%b-%Y"):
            yield self.born_on.strftime(form).lower()


def _is_valid(number: str) -> bool:
    return sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 0


CANARIES = [Canary(number) for number in range(8)]
AGREED, BROKEN, UNAGREED, EXPIRED, NAMED, HEADLESS, MISLAID, GARBLED = CANARIES


STEMS = ("zyxqu", "quorvex", "cnryqz")  # of names and references, in small letters; nothing else has them


def _encoded(word: str) -> Iterator[bytes]:
    """As it may lie about: backwards, in hexadecimal, in base 64 wherever in a text it begins and in whichever letters it was written."""
    for text in (word, word.upper(), word.title()):
        plain = text.encode()
        yield from (plain[::-1].lower(), plain.hex().encode())
        for before in range(3):
            # what surrounds it changes the letters at either end: those between them are its own
            yield base64.b64encode(b"\0" * before + plain + b"\0\0")[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6].lower()


def _hashed(word: str) -> Iterator[bytes]:
    """A hash without a key is as good as the word: there are few enough to try them all."""
    for text in {word, word.lower(), word.upper()}:
        for kind in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            yield kind(text.encode()).hexdigest().encode()


def _needles() -> dict[bytes, str]:
    found = {stem.encode(): stem for stem in STEMS} | {form: stem for stem in STEMS for form in _encoded(stem)}
    for canary in CANARIES:
        number = canary.nhs_number
        found |= dict.fromkeys((number.encode(), f"{number[:3]} {number[3:6]} {number[6:]}".encode(), *_encoded(number)), number)
        found |= {day.encode(): day for day in canary.days()}
        found |= {written.lower().encode(): canary.postcode for written in (canary.postcode, canary.postcode.replace(" ", ""))}
        found |= {form: word for word in canary.ids() for form in _hashed(word)}
    return found


def _raw() -> dict[bytes, str]:
    return {kind(word.encode()).digest(): word for canary in CANARIES for word in canary.ids() for kind in (hashlib.md5, hashlib.sha1, hashlib.sha256)}


# bytes as letters of one byte each, which the one search for all of them at once can read
NEEDLES = {form.decode("latin-1"): word for form, word in _needles().items()}
RAW = {form.decode("latin-1"): word for form, word in _raw().items()}


def found_in(content: bytes) -> set[str]:
    """What of canaries stands in these bytes, in letters of either size, of eight bits or sixteen."""
    small = content.lower()
    texts = [small, small.replace(b"\0", b"")] if b"\0" in small else [small]
    return _found(texts, NEEDLES) | _found([content], RAW)


def _found(texts: list[bytes], needles: dict[str, str]) -> set[str]:
    series = pl.Series([text.decode("latin-1") for text in texts])
    return {needles[found] for found in series.str.extract_many(list(needles)).explode().drop_nulls().unique().to_list()}


def search(folders: Iterable[Path], leave_out: Iterable[Path] = (), clean: set[tuple[Path, int, int]] | None = None) -> dict[str, set[str]]:
    """Which files hold any of it: their names, their bytes, and what tables and archives say when they are opened. `clean`: files in which nothing was
    found before, by size and time, which need not be opened again."""
    left_out, clean = list(leave_out), set() if clean is None else clean
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if any(path.is_relative_to(one) for one in left_out):
                continue
            words = found_in(str(path.relative_to(folder)).encode())
            if path.is_file() and not path.is_symlink():
                state = path, path.stat().st_size, path.stat().st_mtime_ns
                if state in clean:
                    continue
                for content in _contents(path):
                    words |= found_in(content)
                if not words:
                    clean.add(state)
            if words:
                found[path.relative_to(folder).as_posix()] = words
    return found


def _contents(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    if content[:4] == b"PAR1":
        yield _text(pl.read_parquet(path))
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif content[8:12] == b"DUCK" and path.parent.name != "restricted":  # the store cannot be opened without its key
        with closing(duckdb.connect(path, read_only=True)) as connection:
            tables = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()
            yield from (_text(connection.execute(f'select * from "{schema}"."{table}"').pl()) for schema, table in tables)


def _text(frame: pl.DataFrame) -> bytes:
    """All of a table as text, compressed as it may have been on the disk."""
    plain = frame.select(pl.exclude(pl.Binary)).select(pl.all().exclude(pl.List, pl.Struct).cast(pl.String))
    return "\n".join(value for name in plain.columns for value in plain[name].drop_nulls().unique().to_list()).encode()


def plant(root: Path, people: int = 160) -> PlacePaths:
    """A small place with files of several agencies under protected/, one mislaid in the inbox, and its agreements."""
    paths = small_place.write(root)
    paths.place_toml.write_text(small_place.PLACE_TOML + BODIES, "utf-8")
    crowd = _crowd(people)
    files = {
        f"{POLICE}/crimes.csv": _police([*crowd, _row(AGREED)], [_broken_police(BROKEN)]),
        f"{POLICE}/no-headings.csv": ",".join(_police_row(_row(HEADLESS), 0)) + "\n" + ",".join(_police_row(_row(HEADLESS), 1)) + "\n",
        f"{POLICE}/garbled.xlsx": b"PK\x03\x04" + f"{GARBLED.surname},{GARBLED.day},{GARBLED.nhs_number}".encode() * 3,
        f"{TRUST}/attendances.csv": _nhs([*crowd[: people // 2], _row(AGREED), _row(BROKEN)]),
        f"{COUNCIL}/treatment.csv": _treatment([f"qx{number}" for number in range(60)]),
        f"{COUNCIL}/treatment-with-names.csv": _treatment_with_names([NAMED]),
        f"{COUNCIL}/tenancies.csv": _tenancies([EXPIRED]),
        f"{FIRE}/visits.csv": _fire([UNAGREED]),
    }
    for name, content in files.items():
        small_place.put(paths, f"protected/{name}", content)
    small_place.put(paths, f"inbox/{COUNCIL}/payments-2025-05.csv", _police([_row(MISLAID)], []))
    (paths.root / "agreements").mkdir(exist_ok=True)
    agreement = AGREEMENT.replace("shire-", "northby-").replace('areas = ["E08000901"]', 'areas = "all"').replace('substances = ["alcohol", "drugs"]', 'services = "all"')
    agreement = agreement.replace(
        'fields = ["person_reference", "forename", "surname", "born_on", "service", "started_on"]',
        'fields = ["person_reference", "forename", "surname", "born_on", "sex", "postcode", "service", "started_on", "substance", "occurred_postcode"]\nvictim_clause = "Clause 8: data of victims"',
    )
    agreement = agreement.replace('fields = ["person_reference", "born_on", "service", "started_on", "substance"]', 'fields = ["person_reference", "sex", "service", "started_on", "ended_on", "substance"]')
    agreement = agreement.replace("youngest = 18", "youngest = 0")
    agreement += (
        '\n[[dataset]]\nagency = "northby-trust"\nlayout = "nhs"\nidentifiers = "names"\n'
        'fields = ["person_reference", "nhs_number", "forename", "surname", "born_on", "sex", "postcode", "service", "started_on", "ended_on", "substance", "stated_cost"]\n'
    )
    small_place.put(paths, "agreements/alcohol-and-drugs.toml", agreement)
    before, blocks = agreement.split("[[dataset]]", 1)
    housing = '[[dataset]]\nagency = "northby-council"\nlayout = "housing"\nidentifiers = "names"\nfields = ["person_reference", "forename", "surname", "born_on", "postcode", "service", "started_on"]\n'
    assert blocks
    small_place.put(paths, "agreements/housing.toml", before.replace("expires_on = 2026-03-31", "expires_on = 2025-05-31").replace("retention_until = 2026-09-30", "retention_until = 2025-06-15") + housing)
    return paths


Person = tuple[str, str, str, str, str, str, str]  # reference, surname, forename, born, sex, postcode, NHS number


def _row(canary: Canary) -> Person:
    return canary.reference, canary.surname, canary.forename, canary.day, "Female", canary.postcode, canary.nhs_number


def _crowd(count: int) -> list[Person]:
    draw = random.Random(7)
    syllables = ("bra", "ckle", "dor", "fen", "gal", "hurst", "lin", "mor", "ner", "tol")
    found = []
    while len(found) < count:
        number = f"999{draw.randrange(10**7):07d}"
        if _is_valid(number):
            name, other = ("".join(draw.choices(syllables, k=3)).title() for _ in range(2))
            born = f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/{draw.randint(1940, 2003)}"
            found.append((f"P{len(found)}", name, other, born, draw.choice(["Female", "Male"]), f"M33 1A{draw.choice('ABD')}", number))
    return found


def _police_row(person: Person, contact: int) -> list[str]:
    reference, surname, forename, born, sex, postcode, _ = person
    year = 2022 + contact % 3
    service = ("Common assault and battery", "Drunk and disorderly", "Shoplifting")[contact % 3]
    return [reference, surname, forename, born, sex, postcode, service, f"{1 + contact % 28:02d}/{1 + contact % 12:02d}/{year}", "M33 1AA", "Y" if contact % 2 else "N"]


def _police(people: list[Person], broken: list[list[str]]) -> str:
    heading = "Nominal ID,Surname,Forename,DOB,Gender,Home Postcode,Offence Description,Date Committed From,Offence Postcode,Alcohol Related"
    rows = [_police_row(person, contact) for place, person in enumerate(people) for contact in range(2 + place % 5)]
    return "\n".join([heading, *(",".join(row) for row in [*rows, *broken])]) + "\n"


def _broken_police(canary: Canary) -> list[str]:
    """Values where others belong: a name for a date, a reference for a service, a date for a postcode."""
    return [canary.surname, canary.reference, canary.day, canary.forename, canary.nhs_number, canary.day, canary.surname, canary.forename, canary.reference, canary.nhs_number]


def _nhs(people: list[Person]) -> str:
    heading = "Local Patient Identifier|NHS Number|Patient Surname|Patient Forename|Date of Birth|Person Stated Gender Code|Postcode of usual address|Point of Delivery|Admission Date|Discharge Date|Primary Diagnosis|Tariff"
    rows = []
    for place, (reference, surname, forename, born, sex, postcode, number) in enumerate(people):
        for contact in range(1 + place % 4):
            day = f"{2022 + contact % 3}-{1 + contact % 12:02d}-{1 + place % 28:02d}"
            rows.append("|".join([f"T{reference}", number, surname, forename, born, "2" if sex == "Female" else "1", postcode, "ED", day, day, "F10.2", f"£{100 + 37 * (place % 50)}.00"]))
    return "\n".join([heading, *rows]) + "\n"


def _treatment(pseudonyms: list[str]) -> str:
    rows = [f"{pseudonym};M;Opioid substitution prescribing;01/05/2022;30/06/2022;Opiate (heroin);" for pseudonym in pseudonyms]
    return "\n".join(["Attributor;Sex;Modality;Modality Start Date;Modality End Date;Problem Substance 1;Discharge Reason", *rows]) + "\n"


def _treatment_with_names(people: list[Canary]) -> str:
    rows = [f"{one.reference};{one.surname};{one.forename};{one.day};Psychosocial intervention;01/05/2022;30/06/2022;Alcohol" for one in people]
    return "\n".join(["Attributor;Surname;Forename;Date of birth;Modality;Modality Start Date;Modality End Date;Problem Substance 1", *rows]) + "\n"


def _tenancies(people: list[Canary]) -> str:
    rows = [f"{one.reference},{one.surname},{one.forename},{one.day},{one.postcode},Temporary accommodation,01/05/2022" for one in people]
    return "\n".join(["Tenancy reference,Surname,Forename,Date of birth,Postcode,Service,Tenancy start date", *rows]) + "\n"


def _fire(people: list[Canary]) -> str:
    rows = [f"{one.reference},{one.forename} {one.surname},{one.postcode},Home fire safety visit,10/04/2023" for one in people]
    return "\n".join(["Occupier ID,Occupier name,Postcode,Visit type,Date of visit", *rows]) + "\n"
