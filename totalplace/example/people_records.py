"""What each agency's books say of the example's people: references, slips in names and dates, old addresses, double entries.

Belongs here: a record for each agency and reference, beside the true person, in the form in which records are linked. Does not belong here:
the files (people_files). Slips are drawn for each record on its own: an agency's double entries differ from one another.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from totalplace.example.bodies import FIRE
from totalplace.example.geography import Ints
from totalplace.example.people import Population, picked
from totalplace.example.people_contacts import AGENCIES, make_contacts
from totalplace.example.people_names import misspelt

AGREEMENT = "example-cohort-analysis"
PSEUDONYMISED = FIRE  # has agreed on pseudonyms and sends no name
_TWICE_SHARE = 0.03  # of an agency's people who have two references there


@dataclass(frozen=True)
class Books:
    """How an agency keeps its books: how careless it is beside the average, how many NHS numbers and family references it has, what its references look like."""

    carelessness: float
    nhs_number: float
    family: float
    reference: str


BOOKS = {
    "police": Books(1.3, 0.0, 0.0, "N{:07d}"),
    "nhs": Books(0.5, 0.97, 0.0, "RA{:07d}"),
    "treatment": Books(0.8, 0.45, 0.0, "TR-{:06d}"),
    "social_care": Books(0.8, 0.7, 0.85, "SC{:06d}"),
    "housing": Books(1.4, 0.0, 0.6, "H/{:06d}"),
    "fire": Books(1.0, 0.0, 0.0, "{:016x}"),
    "probation": Books(0.8, 0.0, 0.0, "X{:06d}"),
    "ambulance": Books(1.6, 0.75, 0.0, "AM{:07d}"),
}
# Chance of each slip in a record of an agency of average care.
SLIPS = {
    "forename misspelt": 0.02, "surname misspelt": 0.02, "short forename": 0.06, "names swapped": 0.006, "day and month swapped": 0.010,
    "birth date with a wrong digit": 0.010, "no birth date": 0.015, "no postcode": 0.03, "postcode with a wrong letter": 0.008, "no sex": 0.02,
    "earlier surname": 0.35, "earlier address": 0.35,
}  # fmt: skip


@dataclass(frozen=True)
class Frames:
    """The population as an intake without a fault would hand it on: `records` and `contacts`, and the true person of each record, in their order."""

    records: pl.DataFrame
    contacts: pl.DataFrame
    person_of_record: pl.Series


def make_frames(population: Population) -> Frames:
    """Records and contacts of all eight agencies."""
    written = make_written(population)
    kept = ["record_no", "agency", "agreement_id", "person_reference", "forename", "surname", "born_on", "sex", "postcode", "nhs_number", "uprn", "family_reference", "is_pseudonym"]
    contacts = written.contacts.select(
        "contact_no", "record_no", "agency", "layout", "service", "started_on", "ended_on", "units", "stated_cost_pence", "substance",
        pl.col("occurred_postcode").str.replace_all(" ", ""), pl.lit(AGREEMENT).alias("agreement_id"),
    )  # fmt: skip
    # of the address, the books know what they were told last
    last = lines(population, written).filter(pl.col("postcode").is_not_null()).group_by("record_no").agg(pl.col("postcode").sort_by("started_on", "contact_no").last())
    records = written.records.drop("postcode").join(last, on="record_no", how="left", maintain_order="left")
    records = records.with_columns(pl.col("postcode").str.replace_all(" ", "")).select(kept)
    return Frames(records, contacts, written.records["person"])


@dataclass(frozen=True)
class Written:
    """Records with their true person and how the postcode is written; contacts with the record they stand under and the true person."""

    records: pl.DataFrame
    contacts: pl.DataFrame


def make_written(population: Population) -> Written:
    """The books of all agencies. Records are numbered by agency and reference, which tell nothing of the person."""
    contacts = make_contacts(population)
    rng = np.random.default_rng([population.seed, 64, population.size])
    numbers = {layout: number for number, layout in enumerate(AGENCIES)}
    layout = contacts["layout"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    person = contacts["person"].to_numpy()
    known = np.flatnonzero(np.bincount(layout * population.size + person))
    twice = known[rng.random(len(known)) < _TWICE_SHARE]
    twice = twice[twice // population.size != numbers["fire"]]  # an agreed pseudonym is the same for the same person
    key = np.concatenate([known, twice])
    is_second = np.concatenate([np.zeros(len(known), dtype=bool), np.ones(len(twice), dtype=bool)])
    order = np.lexsort((rng.random(len(key)), key // population.size))
    key, is_second = key[order], is_second[order]
    records = _records(key // population.size, key % population.size, population, rng)
    # which of the two references a contact stands under is lot
    number = np.arange(len(key))
    first = np.zeros(len(AGENCIES) * population.size, dtype=np.int64)
    second = first.copy()
    first[key[~is_second]] = number[~is_second]
    second[key[~is_second]] = number[~is_second]
    second[key[is_second]] = number[is_second]
    at = layout * population.size + person
    record = np.where(rng.random(len(at)) < 0.5, first[at], second[at])
    # a reference that no contact fell on is on no line of any file
    used = np.zeros(len(key), dtype=bool)
    used[record] = True
    dense = np.cumsum(used) - 1
    records = records.filter(pl.Series(used)).with_columns(record_no=pl.Series(dense[used]))
    contacts = contacts.with_columns(record_no=pl.Series(dense[record]))
    contacts = contacts.sort("record_no", "started_on", "service", "ended_on", maintain_order=True).with_row_index("contact_no")
    return Written(records, contacts.with_columns(pl.col("contact_no").cast(pl.Int64)))


def _records(layout: Ints, person: Ints, population: Population, rng: np.random.Generator) -> pl.DataFrame:
    names = list(AGENCIES)
    books = [BOOKS[name] for name in names]
    count = len(person)
    care = np.array([book.carelessness for book in books])[layout]
    true = population.people[person]
    moved = (true["postcode"] != true["earlier_postcode"]).to_numpy()
    renamed = (true["surname"] != true["earlier_surname"]).to_numpy()

    def slip(name: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        return np.asarray(rng.random(count) < SLIPS[name] * care)

    forename = true["forename"].zip_with(pl.Series(~(slip("short forename") & (true["short_forename"] != "").to_numpy())), true["short_forename"])
    surname = true["surname"].zip_with(pl.Series(~(slip("earlier surname") & renamed)), true["earlier_surname"])
    forename = _changed(forename, slip("forename misspelt"), lambda word: misspelt(word, rng))
    surname = _changed(surname, slip("surname misspelt"), lambda word: misspelt(word, rng))
    swapped = pl.Series(slip("names swapped"))
    forename, surname = forename.zip_with(~swapped, surname), surname.zip_with(~swapped, forename)
    is_stale = slip("earlier address") & moved
    postcode = true["postcode"].zip_with(pl.Series(~is_stale), true["earlier_postcode"])
    postcode = _changed(postcode, slip("postcode with a wrong letter"), lambda code: code[:-1] + "ABDEFGHJLN"[int(rng.integers(10))])
    nhs_number = true["nhs_number"].zip_with(pl.Series(rng.random(count) < np.array([book.nhs_number for book in books])[layout]), pl.Series([None], dtype=pl.String))
    family = pl.Series(rng.random(count) < np.array([book.family for book in books])[layout])
    shuffled = rng.permutation(int(population.people["household"].max()) + 1)  # type: ignore[arg-type]
    hidden = pl.Series(layout == names.index("fire"))
    return pl.DataFrame(
        {
            "record_no": np.arange(count, dtype=np.int64),
            "person": person,
            "layout": picked(names, layout),
            "agency": picked(list(AGENCIES.values()), layout),
            "agreement_id": pl.repeat(AGREEMENT, count, eager=True),
            "person_reference": _references(layout, person, population, rng),
            "forename": forename,
            "surname": surname,
            "born_on": _birth_dates(true["born_on"], slip, rng),
            "sex": true["sex"].zip_with(pl.Series(~slip("no sex")), pl.Series([None], dtype=pl.String)),
            "postcode": postcode.zip_with(pl.Series(~slip("no postcode")), pl.Series([None], dtype=pl.String)),
            "nhs_number": nhs_number,
            "uprn": pl.Series([None] * count, dtype=pl.Int64),
            "family_reference": pl.Series(shuffled[true["household"].to_numpy()] + 100_000).cast(pl.String).zip_with(family, pl.Series([None], dtype=pl.String)),
            "is_pseudonym": hidden,
            "is_stale": is_stale,
        }
    ).with_columns(pl.when(~hidden).then(pl.col(name)).alias(name) for name in ("forename", "surname", "born_on", "postcode", "nhs_number"))  # fmt: skip


def _changed(words: pl.Series, where: "np.ndarray[tuple[int], np.dtype[np.bool_]]", change: Callable[[str], str]) -> pl.Series:
    """The words, some of them changed one at a time."""
    at = np.flatnonzero(where)
    return words.scatter(at.tolist(), [change(word) for word in words.gather(at).to_list()])


def _birth_dates(born_on: pl.Series, slip: Callable[[str], "np.ndarray[tuple[int], np.dtype[np.bool_]]"], rng: np.random.Generator) -> pl.Series:
    """Dates of birth, some with day and month changed round, with a wrong day or year, or not there."""
    frame = pl.DataFrame({"born_on": born_on, "swapped": slip("day and month swapped"), "wrong": slip("birth date with a wrong digit"), "none": slip("no birth date")})
    by_year = pl.Series(rng.random(len(frame)) < 0.5)
    frame = frame.with_columns(
        day=pl.col("born_on").dt.day(), month=pl.col("born_on").dt.month(), year=pl.col("born_on").dt.year(),
        off=pl.Series(rng.choice([-10, -1, 1], len(frame))), other=pl.Series(rng.integers(1, 29, len(frame))), by_year=by_year,
    ).with_columns(
        day=pl.when("swapped", pl.col("day") <= 12).then("month").otherwise("day"),
        month=pl.when("swapped", pl.col("day") <= 12).then("day").otherwise("month"),
    )  # fmt: skip
    wrong_year = pl.date(pl.col("year") + pl.col("off"), "month", pl.min_horizontal("day", pl.lit(28, dtype=pl.Int8)))
    right = pl.date("year", "month", "day")
    return frame.select(
        pl.when("none").then(None).when(pl.col("wrong") & pl.col("by_year") & (pl.col("year") < 2010)).then(wrong_year)
        .when("wrong").then(pl.date("year", "month", "other")).otherwise(right).alias("born_on")
    )["born_on"]  # fmt: skip


def _references(layout: Ints, person: Ints, population: Population, rng: np.random.Generator) -> pl.Series:
    """Each agency's own reference, by lot; agreed pseudonyms are the same wherever they are agreed."""
    names = list(AGENCIES)
    numbers = rng.permutation(len(layout) * 3)[: len(layout)] + 1
    pseudonym = rng.integers(1 << 60, 1 << 62, population.size)[person]
    found = np.where(layout == names.index("fire"), pseudonym, numbers)
    parts = []
    for at, name in enumerate(names):
        pattern = BOOKS[name].reference
        here = np.flatnonzero(layout == at)
        parts.append(pl.Series([pattern.format(number) for number in found[here].tolist()], dtype=pl.String))
    return pl.concat(parts)


def lines(population: Population, written: Written) -> pl.DataFrame:
    """Contacts with what the agency's books say of the person on that day: the address before a move until the day of it."""
    moves = population.people.select("person", "earlier_postcode", "moved_on", current_postcode="postcode")
    of_person = written.records.drop("person", "layout", "agency", "record_no", "uprn", "is_pseudonym", "agreement_id")
    found = written.contacts.with_columns(of_person[written.contacts["record_no"]])
    moves = moves[found["person"]].drop("person")
    is_before = (found["started_on"] < moves["moved_on"]) & (found["postcode"] == moves["current_postcode"])
    return found.with_columns(postcode=found["postcode"].zip_with(~is_before.fill_null(False), moves["earlier_postcode"]))
