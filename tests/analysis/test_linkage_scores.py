"""Weights of pairs against a plain working-out by hand, and known parameters found again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from math import log2, prod
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from benchmarks.linkage_model import named_pairs, shares
from tests.analysis.people_records import model, person, records
from totalplace.analysis.linkage import weigh
from totalplace.analysis.linkage_model import Model
from totalplace.analysis.linkage_quality import evaluate
from totalplace.analysis.linkage_rules import prepare
from totalplace.analysis.linkage_scores import compared, likely_pairs

Row = dict[str, Any]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def _near(one: str, other: str, share: float) -> bool:
    return JaroWinkler.similarity(one, other, prefix_weight=0.1) >= share


def _forename(a: Row, b: Row) -> str:
    one, other = a["forename"], b["forename"]
    if one == other:
        return "the same"
    if a["forename_root"] == b["forename_root"]:
        return "a form of the same"
    if _crossed(a, b) and _crossed(b, a):
        return "swapped with the surname"
    if one[0] == other[0] and min(len(one), len(other)) == 1:
        return "its initial"
    if _near(one, other, 0.92) or DamerauLevenshtein.distance(one, other) == 1:
        return "close"
    if _near(one, other, 0.8):
        return "alike"
    home = a["postcode"] is None or b["postcode"] is None or a["postcode"] == b["postcode"]
    return "another, as of twins" if home and a["born"] is not None and a["born"] == b["born"] else "another"


def _crossed(a: Row, b: Row) -> bool:
    return b["surname"] is not None and (a["forename_root"] == b["surname_root"] or _near(a["forename"], b["surname"], 0.92))


def _surname(a: Row, b: Row) -> str:
    one, other = sorted((a["surname"], b["surname"]), key=len)
    if one == other:
        return "the same"
    if a["forename"] and b["forename"] and _crossed(a, b) and _crossed(b, a):
        return "swapped with the forename"
    if len(one) >= 3 and (other.startswith(one) or other.endswith(one)):
        return "part of the other"
    if _near(one, other, 0.92) or DamerauLevenshtein.distance(one, other) == 1:
        return "close"
    return "alike" if _near(one, other, 0.8) else "another"


def _born(a: Row, b: Row) -> str:
    one, other = a["born"], b["born"]
    parts = [one[:4] == other[:4], one[4:6] == other[4:6], one[6:] == other[6:]]
    if one == other:
        return "the same"
    if parts[0] and one[4:6] == other[6:] and one[6:] == other[4:6]:
        return "day and month swapped"
    if DamerauLevenshtein.distance(one, other) == 1:
        return "one digit out"
    if sum(parts) == 2:
        return "one part out"
    if parts[0]:
        return "the same year"
    return "a generation apart" if abs(int(one[:4]) - int(other[:4])) >= 15 else "another"


def _postcode(a: Row, b: Row) -> str:
    one, other = a["postcode"], b["postcode"]
    if one == other:
        return "the same"
    if one[:-2] == other[:-2]:
        return "the same sector"
    if DamerauLevenshtein.distance(one, other) == 1:
        return "one character out"
    return "the same district" if one[:-3] == other[:-3] else "another"


LEVELS = {
    "forename": _forename, "surname": _surname, "born": _born, "postcode": _postcode,
    "sex": lambda a, b: "the same" if a["sex"] == b["sex"] else "another",
    "nhs_number": lambda a, b: "the same" if a["nhs_number"] == b["nhs_number"] else "another",
}  # fmt: skip
REFINED = {
    ("forename", "the same"): "forename", ("surname", "the same"): "surname", ("born", "the same"): "born",
    ("postcode", "the same"): "postcode", ("postcode", "the same sector"): "sector", ("postcode", "the same district"): "district",
}  # fmt: skip


def by_hand(rows: list[Row], stated: Model) -> dict[tuple[int, int], float]:
    """How likely each two rows of different groups are one person."""
    times = {column: Counter(row[column] for row in rows if row[column] is not None) for column in REFINED.values()}
    found = {}
    prior = stated.others_of_same_person / max(len({row["group_no"] for row in rows}), stated.frequency_records)
    for a, b in combinations(rows, 2):
        weight = log2(prior / (1 - prior))
        for name, level_of in LEVELS.items():
            if a[name] is None or b[name] is None:
                continue
            level = level_of(a, b)
            m, u = stated.parameters[name][level]
            if column := REFINED.get((name, level)):
                u = (times[column][a[column]] + u * stated.frequency_records) / (times[column].total() + stated.frequency_records)
            weight += log2(m / u)
        found[a["group_no"], b["group_no"]] = 2**weight / (1 + 2**weight)
    return found


def test_weights_are_those_worked_out_by_hand(con: duckdb.DuckDBPyConnection) -> None:
    """Every record shares its postcode or its birth date with every other, so that all pairs are looked at."""
    draw = np.random.default_rng(4)
    made = []
    for _ in range(60):
        row = person(
            str(draw.choice(["Robert", "Bob", "Rob", "R", "Roberta", "Gregor", "Grgeor", "Thorn", "Thorne"])),
            str(draw.choice(["Thorn", "Thorne", "Thorn Quill", "Quill", "Robert", "Bob", "Tharn", "Trohn", "Zeal"])),
            date(1970, 5, 8) if draw.random() < 0.5 else date(int(draw.choice([1970, 1971, 1988])), int(draw.choice([5, 8])), int(draw.choice([5, 8, 18]))),
            postcode=str(draw.choice(["ZZ12AB", "ZZ12AC", "ZZ13AB", "ZY12AB"])),
            sex=str(draw.choice(["female", "male"])),
            nhs_number=str(draw.choice(["9990000018", "9990000026"])) if draw.random() < 0.3 else None,
        )
        for name, share in (("forename", 0.1), ("surname", 0.1), ("postcode", 0.2), ("sex", 0.2)):
            row[name] = None if draw.random() < share else row[name]
        made.append(row)
    stated = model(linkage_block_records=1000)
    prepared = prepare(records(*made), stated)
    rows = compared(prepared, prepared["node"], stated).rows
    pairs, count = likely_pairs(con, rows, stated)
    expected = by_hand(rows.to_dicts(), stated)
    assert len(pairs) > 100
    assert count <= len(expected)
    for left, right, probability in pairs.iter_rows():
        assert probability == pytest.approx(expected[left, right], abs=1e-9), (rows.row(left, named=True), rows.row(right, named=True))
    looked_at = {(left, right) for left, right, _ in pairs.iter_rows()}
    same_home = {(a["group_no"], b["group_no"]) for a, b in combinations(rows.to_dicts(), 2) if a["born"] == b["born"] and a["postcode"] and a["postcode"] == b["postcode"]}
    assert {pair for pair in same_home if expected[pair] >= 0.001} <= looked_at


def test_what_is_shared_by_too_many_is_drawn_in_by_the_district_and_then_left_out() -> None:
    rows = [person(f"Ada {letter}", "Thorn", postcode=postcode) for letter, postcode in zip("abcdef", ["ZZ11AA", "ZZ12AB", "ZZ13AC", "ZY11AA", "ZY12AB", None], strict=True)]
    prepared = prepare(records(*rows), model())
    wide, narrow = (compared(prepared, prepared["node"], model(linkage_block_records=most)) for most in (6, 2))
    assert wide.rows["key_born_surname"].n_unique() == 1
    assert wide.left_out == 0
    # three in one district are too many, two in the other are not, and without a postcode there is no district
    assert sorted(narrow.rows["key_born_surname"].is_null().to_list()) == [False] * 2 + [True] * 4
    assert narrow.left_out > 4


KNOWN = {"forename": 0.88, "surname": 0.93, "born_on": 0.95, "postcode": 0.75, "sex": 0.98}


def pairs_of_people(count: int, seed: int) -> pl.DataFrame:
    """Two records of each of `count` people at two agencies; each field of the second is somebody else's with a known chance."""
    draw = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))

    def names(kinds: int) -> np.ndarray[Any, Any]:
        return np.array(["".join(draw.choice(letters, 8)) for _ in range(kinds)], object)

    first, last = names(150), names(2_000)
    homes = np.array([f"Z{a}{b}{c}{d}{e}" for a in "BCDE" for b in "1234" for c in "12345" for d in "ABDEFG" for e in "ABDEFG"], object)
    drawn = {
        "forename": lambda: draw.choice(first, count),
        "surname": lambda: draw.choice(last, count),
        "born_on": lambda: np.array([date(1940, 1, 2) + timedelta(days=int(day)) for day in draw.integers(0, 80 * 365, count)], object),
        "postcode": lambda: draw.choice(homes, count),
        "sex": lambda: draw.choice(["female", "male"], count),
    }
    one = {name: made() for name, made in drawn.items()}
    chance = {"sex": 2 * KNOWN["sex"] - 1}  # half of those drawn anew are the same again
    two = {name: np.where(draw.random(count) < chance.get(name, KNOWN[name]), one[name], made()) for name, made in drawn.items()}
    frames = [records(*(dict(zip(said, row, strict=True)) for row in zip(*said.values(), strict=True))) for said in (one, two)]
    agencies = [frame.with_columns(pl.lit(name).alias("agency"), pl.Series("truth", range(count))) for frame, name in zip(frames, "ab", strict=True)]
    return pl.concat(agencies).with_columns(pl.Series("record_no", range(2 * count)))


def test_known_parameters_are_found_again_and_links_are_as_right_as_they_say(con: duckdb.DuckDBPyConnection) -> None:
    """Parameters counted on one draw, links judged on another: what is put together is right as often as its probability says, and as much as can be is found."""
    named_pairs(con, pairs_of_people(2_000, 1), model(), 100_000)
    counted = {}
    for name in ("forename", "surname", "born", "postcode", "sex"):
        m, u = shares(con, "same", name), shares(con, "other", name)
        assert m["the same"] == pytest.approx(KNOWN["born_on" if name == "born" else name], abs=0.02)
        counted[name] = {level: (m[level], u[level]) for level in m}
    # weights alone are judged here: what was drawn anew is no sign of two people
    stated = model(linkage_block_records=200, linkage_birth_years=200, linkage_contradicted_threshold=0.5)
    stated = replace(stated, parameters=stated.parameters | counted, others_of_same_person=1.0, frequency_records=2_000)
    frame = pairs_of_people(2_000, 2)
    weighed = weigh(con, frame, stated)
    found = evaluate(weighed.at(0.95).links, frame).pairs
    assert found.precision >= 0.97
    # whoever kept all but one of names, birth date and home is found; sex alone tells little
    kept = [KNOWN[name] for name in ("forename", "surname", "born_on", "postcode")]
    all_but_one = prod(kept) * (1 + sum((1 - share) / share for share in kept))
    assert found.recall >= all_but_one - 3 * (all_but_one * (1 - all_but_one) / 2_000) ** 0.5
    quality = dict(weighed.at(0.5).quality.select("item", "value").iter_rows())
    put_together = quality["pairs put together by weight"]
    wrong = put_together * (1 - quality["expected right among them"])
    truth = dict(frame.select("record_no", "truth").iter_rows())
    of = weighed.at(0.5).links.filter(pl.col("link_rule") == "details").group_by("person_no").agg("record_no")
    really = sum(len({truth[number] for number in numbers}) > 1 for numbers in of["record_no"].to_list())
    assert really <= wrong + 3 * (wrong + 1) ** 0.5
