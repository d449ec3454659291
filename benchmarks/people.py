"""Made-up people in the books of eight agencies, put together to people: this project's way, and Splink alone on the same records.

Belongs here: the records by seed, both ways, and how right each is. Does not belong here: measuring (run.py).

People live in households of a place of 15 postcode districts, and names are as frequent as names are: a few very, most seldom. Agencies hold between one and
five of ten people each. One record in five lacks the NHS number, one in ten gives an address of another year, and clerks mistype, shorten, swap and leave out.
"""

import sys
from datetime import date
from pathlib import Path
from time import process_time

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace import reference
from totalplace.analysis.linkage import weigh
from totalplace.analysis.linkage_model import Model, load_model
from totalplace.analysis.linkage_quality import evaluate
from totalplace.analysis.linkage_rules import prepare
from totalplace.analysis.linkage_scores import compared, linker_on
from totalplace.place import Place

AGENCIES = ("ambulance", "council-adults", "council-children", "fire", "hospital", "housing", "police", "treatment")
WITHOUT_NUMBER = {"fire", "housing", "police"}
_LETTERS = np.array(list("bcdfghjklmnprstvw")), np.array(list("aeiou"))


def names(draw: np.random.Generator, count: int, syllables: int) -> npt.NDArray[np.object_]:
    """Names of nobody."""
    consonants, vowels = _LETTERS
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [np.char.add(consonants[draw.integers(0, len(consonants), count)], vowels[draw.integers(0, len(vowels), count)]) for _ in range(syllables)]
        ends = consonants[draw.integers(0, len(consonants), count)]
        whole = parts[0]
        for part in parts[1:]:
            whole = np.char.add(whole, part)
        found |= dict.fromkeys(np.char.add(whole, ends).tolist())
    return np.array(list(found)[:count], object)


def zipf(draw: np.random.Generator, kinds: int, count: int, offset: float) -> npt.NDArray[np.int64]:
    weight = 1 / (np.arange(kinds) + offset)
    return draw.choice(kinds, count, p=weight / weight.sum())


def checked(nine: npt.NDArray[np.int64]) -> list[str | None]:
    """NHS numbers of nine digits and the check digit; none where there is no check digit."""
    digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
    check = 11 - digits @ np.arange(10, 1, -1) % 11
    return [None if last == 10 else f"{number:09d}{last % 11}" for number, last in zip(nine.tolist(), check.tolist(), strict=True)]


def generate(target: Path, count: int, people: int) -> None:
    """`count` records of `people`, with the truth, into a Parquet file."""
    draw = np.random.default_rng(6)
    households = int(people / 2.4)
    home = np.sort(draw.integers(0, households, people))
    forenames, surnames = names(draw, 3_000, 2), names(draw, 40_000, 3)
    family = zipf(draw, len(surnames), households, 20)[home]
    other = draw.random(people) < 0.25  # a home of two surnames
    family[other] = zipf(draw, len(surnames), int(other.sum()), 20)
    forename = zipf(draw, len(forenames), people, 8)
    born = draw.integers(0, 90 * 365, people)
    twin = np.flatnonzero((home[1:] == home[:-1]) & (draw.random(people - 1) < 0.015))
    born[twin + 1], family[twin + 1] = born[twin], family[twin]
    forename[twin + 1] = np.where(forename[twin + 1] == forename[twin], (forename[twin] + 1) % len(forenames), forename[twin + 1])
    number = np.array(checked(999_000_000 - draw.permutation(2 * people)[:people]), object)
    female = draw.random(people) < 0.5
    postcode = _postcodes(draw, households)

    # how often a person stands in the books is very unequal; never twice at one agency but for one record in 200
    weight = draw.lognormal(0, 0.8, people)
    of = draw.choice(people, 2 * count, p=weight / weight.sum())
    agency = draw.integers(0, len(AGENCIES), len(of))
    first = np.unique(of * len(AGENCIES) + agency, return_index=True)[1]
    again = np.zeros(len(of), np.bool_)
    again[first] = True
    again |= draw.random(len(of)) < 0.005
    kept = np.flatnonzero(again)
    kept = np.sort(draw.choice(kept, count, replace=False))
    of, agency = of[kept], agency[kept]

    def chance(share: float) -> npt.NDArray[np.bool_]:
        return draw.random(count) < share

    day = born[of].copy()
    moved = chance(0.1)
    home_of = np.where(moved, draw.integers(0, households, count), home[of])
    frame = pl.DataFrame(
        {
            "record_no": np.arange(count),
            "agency": pl.Series(np.array(AGENCIES, object)[agency], dtype=pl.String),
            "forename": pl.Series(forenames[forename[of]], dtype=pl.String),
            "surname": pl.Series(np.where(chance(0.02), surnames[zipf(draw, len(surnames), count, 20)], surnames[family[of]]), dtype=pl.String),
            "born_on": pl.Series(day).cast(pl.Int32),
            "sex": pl.Series(np.where(female[of] ^ chance(0.003), "female", "male"), dtype=pl.String),
            "postcode": pl.Series(postcode[home_of], dtype=pl.String),
            "nhs_number": pl.Series(number[of], dtype=pl.String),
            "truth": of,
        }
    ).with_columns((pl.date(1935, 1, 1) + pl.duration(days=pl.col("born_on"))).alias("born_on"))
    slip = {name: pl.Series(chance(share)) for name, share in (("f", 0.015), ("s", 0.015), ("i", 0.02), ("x", 0.003), ("d", 0.01), ("m", 0.004), ("nf", 0.01), ("nd", 0.03), ("np", 0.05), ("nn", 0.2))}
    place = pl.Series(draw.integers(0, 4, count))
    frame = frame.with_columns(
        pl.when(slip["f"]).then(_mistyped("forename", place)).when(slip["i"]).then(pl.col("forename").str.head(1)).otherwise("forename").alias("forename"),
        pl.when(slip["s"]).then(_mistyped("surname", place)).otherwise("surname").alias("surname"),
        pl.when(slip["d"]).then(pl.col("born_on").dt.offset_by("10d")).when(slip["m"] & (pl.col("born_on").dt.day() <= 12))
        .then(pl.date(pl.col("born_on").dt.year(), pl.col("born_on").dt.day(), pl.col("born_on").dt.month())).otherwise("born_on").alias("born_on"),
    ).with_columns(
        pl.when(slip["x"]).then("surname").when(~slip["nf"]).then("forename").alias("forename"),
        pl.when(slip["x"]).then("forename").otherwise("surname").alias("surname"),
        pl.when(~slip["nd"]).then("born_on").alias("born_on"),
        pl.when(~slip["np"]).then("postcode").alias("postcode"),
        pl.when(~slip["nn"] & ~pl.col("agency").is_in(list(WITHOUT_NUMBER))).then("nhs_number").alias("nhs_number"),
        (pl.lit("r") + pl.col("record_no").cast(pl.String)).alias("person_reference"),
        pl.lit("sharing").alias("agreement_id"),
        pl.lit(False).alias("is_pseudonym"),
        pl.lit(None, pl.Int64).alias("uprn"),
        pl.lit(None, pl.String).alias("family_reference"),
    )  # fmt: skip
    frame.write_parquet(target)


def _postcodes(draw: np.random.Generator, households: int) -> npt.NDArray[np.object_]:
    """A postcode for each household, some 15 of them to one."""
    units = max(1, households // 15)
    part = np.arange(units)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    district, sector = part % 15 + 1, part // 15 % 6 + 1
    one, two = letters[part // 90 % 20], letters[part // 1800 % 20]
    whole = [f"ZZ{d}{s}{a}{b}" for d, s, a, b in zip(district, sector, one, two, strict=True)]
    return np.array(whole, object)[draw.integers(0, units, households)]


def _mistyped(name: str, place: pl.Series) -> pl.Expr:
    """One letter left out."""
    return pl.col(name).str.slice(0, pl.lit(place)) + pl.col(name).str.slice(pl.lit(place) + 1)


def _model() -> Model:
    assumed = dict(reference.assumptions_in_force(Place(name="Bench"), date(2026, 11, 1)).select("assumption_id", "value").iter_rows())
    return load_model(assumed)


def _said(name: str, frame: pl.DataFrame, links: pl.DataFrame, compared_pairs: int, spent: float) -> str:
    found = evaluate(links, frame)
    return (
        f"{name}: {len(frame):,} records, {links['person_no'].n_unique():,} people found of {frame['truth'].n_unique():,}, {compared_pairs:,} pairs weighed, "
        f"precision {found.pairs.precision:.4f}, recall {found.pairs.recall:.4f}, F1 {found.pairs.f1:.4f} by pairs; "
        f"people found exactly {found.people.recall:.4f}; {spent:.0f} s of CPU"
    )


def ours(source: Path) -> str:
    """Rules first, the rest weighed, clusters checked."""
    frame, began = pl.read_parquet(source), process_time()
    with duckdb.connect() as con:
        weighed = weigh(con, frame, _model())
        linked = weighed.at(0.95)
    return _said("totalplace", frame, linked.links, weighed.pairs_compared, process_time() - began)


def splink(source: Path) -> str:
    """All records weighed by the same model, and Splink's own clusters."""
    frame, began, model = pl.read_parquet(source), process_time(), _model()
    prepared = prepare(frame, model)
    rows = compared(prepared, prepared["node"], model).rows
    with duckdb.connect() as con, linker_on(con, rows, model) as (linker, own):
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        count = own.execute(f"select count(*) from {blocked.physical_name}").fetchall()[0][0]
        scored = linker.inference.predict(threshold_match_probability=0.5, warning_mode="never")
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, 0.95)
        found = own.execute(f"select group_no as node, cluster_id from {clusters.physical_name}").pl()
    # a record that says too little to be compared is somebody of its own
    each = prepared.join(found, on="node", how="left").select("record_no", pl.coalesce("cluster_id", -1 - pl.col("node")).rank("dense").cast(pl.Int64).alias("person_no"))
    return _said("Splink alone", frame, each, count, process_time() - began)


WAYS = {"ours": ours, "splink": splink}

if __name__ == "__main__":
    way, path, *rest = sys.argv[1:]
    if way == "generate":
        generate(Path(path), int(rest[0]), int(rest[1]))
    else:
        print(WAYS[way](Path(path)))  # noqa: T201 -- the command's answer
