"""Are two entries of different lists the same building? Words of names and addresses, and the judgement of a pair.

Belongs here: reading a record's name and address into what can be compared, and judging one pair at a time, with reason
and score. Does not belong here: finding the pairs worth a look (sql/analysis/asset_candidate.sql), or joining pairs into
assets (asset_clusters.py).

Three things are never a typo: a number of a house, a number of a flat, unit, block or floor, and a number in a name.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl
from rapidfuzz import fuzz

from totalplace.analysis.building_parts import Part, PartWords, differ
from totalplace.contracts import analysis

Agreement = Literal["same", "agree", "alike", "none", "differ"]
Verdict = Literal["certain", "doubtful"]

NO_NAME = "Without a name"  # what a line stands under that has neither name, address, UPRN nor code (core.property_line)
_UNKNOWN_FUNCTIONS = frozenset({"not known", "other"})
_LONGEST_RANGE = 60  # 12-48 High Street is one entry for several houses; 3-901 is no range of houses
_HOUSE = re.compile(r"^(?:no\.?\s*)?(\d{1,4})([a-z]?)(?:\s*(?:-|–|/|&|to|and)\s*(\d{1,4})([a-z]?))?\s+([a-z].*)$")
# a faith is written out in one list and shortened in another
_FAITHS = (
    (re.compile(r"\b(?:roman catholic|r\.? ?c\b\.?|catholic)(?= |,|$)"), "rc"),
    (re.compile(r"\b(?:church of england|c of e|cofe|c\.? ?e\b\.?)(?= |,|$)"), "ce"),
    (re.compile(r"\((?:aided|controlled)\)"), " "),
)
# what else a name says that the building is or was called: (formerly Mill Lane Library)
_OTHER_NAME = re.compile(r"[(,;]\s*(?:formerly|previously|also|once)?\s*(?:formerly|previously|known as|a\.?k\.?a\.?|called)\s+(?:the\s+)?([^(),;]{4,})\)?")
# what a name is of stands before the place that it is at: Lostock Library (in College), Chapel at Northby Hospital
_WHERE = re.compile(r"[(,;/]|\b(?:in|at|of|by|near|within|inside|off|on|opposite|behind|next|to|for|from)\b")
_FAITH = frozenset(short for _, short in _FAITHS if short.strip())
_ROAD = re.compile(
    r"\b(road|street|lane|avenue|close|drive|way|row|terrace|crescent|grove|hill|place|square|court|gardens?|park|mews|walk|parade)\b"
)


@dataclass(frozen=True)
class Words:
    """The words that need care, by what they do (ref.matching_word)."""

    drop: frozenset[str]
    type: frozenset[str]
    common: frozenset[str]
    contrast: frozenset[str]
    abbreviation: Mapping[str, str]
    part: PartWords

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "Words":
        """From rows of ref.matching_word."""
        listed = list(rows)

        def role(name: str) -> frozenset[str]:
            return frozenset(row["word"] for row in listed if row["role"] == name)

        return cls(
            drop=role("drop"),
            type=role("type"),
            common=role("common"),
            contrast=role("contrast"),
            abbreviation={row["word"]: row["stands_for"] for row in listed if row["role"] == "abbreviation"},
            part=PartWords({row["word"]: row["stands_for"] or row["word"] for row in listed if row["role"] == "unit"}),
        )


@dataclass(frozen=True)
class Name:
    """One name taken apart: what it is called, what sort of thing it is, what sets it off from its neighbours."""

    core: frozenset[str]
    types: frozenset[str]
    is_common: bool  # a sort of which a town has many: with the town alone it is no name
    contrasts: frozenset[str]
    numbers: frozenset[str]
    head: str | None  # the sort that it is, of several sorts that do not stand side by side: a church hall is a hall


@dataclass(frozen=True)
class Described:
    """A record as it is compared."""

    names: tuple[Name, ...]  # the name, what it was called before, and what the address calls the building
    units: frozenset[Part]
    houses: frozenset[str]
    street: str
    towns: frozenset[str]


@dataclass(frozen=True)
class Record:
    """What the judgement of a pair needs of a side beside its words."""

    record_id: int
    source_key: str
    body_id: str
    lists: frozenset[str]
    asset_kind: str
    function: str
    uprn: str | None
    uprn_is_shared: bool  # by other records of one of its lists: the UPRN of a campus, or of a court of flats
    postcode: str | None
    point: tuple[float, float] | None  # of its own
    postcode_point: tuple[float, float] | None  # the middle of its postcode, where it has no point of its own
    described: Described = field(compare=False)


@dataclass(frozen=True)
class Thresholds:
    """Rows of ref.assumption."""

    near_m: float
    far_m: float
    name_share: float
    name_doubt_share: float


@dataclass(frozen=True)
class Judgement:
    """A pair that is the same building, or may be."""

    verdict: Verdict
    reason: str
    score: float


def plain(text: str | None) -> str:
    """Small letters without accents; an apostrophe goes without a trace, & is a word."""
    letters = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    return letters.replace("'", "").replace("`", "").replace("&", " and ")


def _faiths(text: str) -> str:
    for pattern, short in _FAITHS:
        text = pattern.sub(short, text)
    return text


def name_key(text: str | None) -> str:
    """The letters and digits of a name: the same however it is spaced, pointed or capitalised."""
    return re.sub(r"[^a-z0-9]+", "", plain(text))


def _tokens(text: str, words: Words) -> list[str]:
    """The words, abbreviations written out. `st` at the end is a street, elsewhere a saint."""
    found = [words.abbreviation.get(token, token) for token in re.findall(r"[a-z0-9]+", text)]
    if len(found) > 1 and found[-1] == "st":
        found[-1] = "street"
    return found


def _name(text: str, words: Words) -> Name:
    tokens = _tokens(text, words)
    numbers = frozenset(token for token in tokens if any(letter.isdigit() for letter in token))
    spoken = [token for token in tokens if token not in numbers and token not in words.drop]
    types = frozenset(token for token in spoken if token in words.type)
    contrasts = frozenset(token for token in spoken if token in words.contrast)
    core = frozenset(spoken) - types - contrasts
    said = _tokens(_WHERE.split(text, maxsplit=1)[0], words)
    sorts = [place for place, token in enumerate(said) if token in types]
    is_one = bool(sorts) and not {"and", "with"} & {*said[sorts[0] : sorts[-1]]}
    return Name(core, types, types <= words.common, contrasts, numbers, said[sorts[-1]] if is_one else None)


def _houses(first: str, letter: str, last: str | None, last_letter: str | None) -> frozenset[str]:
    """12-16 stands for 12, 14 and 16; 12a for itself."""
    if last is None or letter or last_letter:
        return frozenset({first + letter, *((last + (last_letter or ""),) if last else ())})
    low, high = int(first), int(last)
    if low < high <= low + _LONGEST_RANGE and low % 2 == high % 2:
        return frozenset(str(number) for number in range(low, high + 1, 2))
    return frozenset({first, last})


def describe(row: Mapping[str, Any], words: Words) -> Described:
    """What a row of analysis.asset_record says, ready to be compared."""
    name = "" if row["name"] == NO_NAME else _faiths(plain(row["name"]))
    address = _faiths(plain(row["address"]))
    units = words.part.parts(f"{name} | {address}")
    houses: frozenset[str] = frozenset()
    street = ""
    houses, street = _house(row, f"{words.part.without_parts(address)},{words.part.without_parts(name)}", words)
    parts = [part.strip() for part in words.part.without_parts(address).split(",") if part.strip()]
    own_name = words.part.without_parts(_OTHER_NAME.sub(" ", name)) if _OTHER_NAME.sub("", name).strip() else words.part.without_parts(name)
    names = [_name(own_name, words), *(_name(words.part.without_parts(other), words) for other in _OTHER_NAME.findall(name))]
    first = parts[0] if parts else ""
    if len(parts) > 1 and first and not any(letter.isdigit() for letter in first) and not _is_road(first, words):
        called = _name(first, words)
        if called != names[0]:
            names.append(called)
    towns = frozenset(word for part in parts[1:] or parts if not _is_road(part, words) for word in _tokens(part, words))
    return Described(tuple(names), units, houses, street, towns)


def _is_road(text: str, words: Words) -> bool:
    return bool(_ROAD.search(" ".join(_tokens(text, words))))


def _house(row: Mapping[str, Any], text: str, words: Words) -> tuple[frozenset[str], str]:
    """House numbers and street: of their own columns, else of the first part of the text that begins with a number."""
    number, street = plain(row["street_number"]).strip(), plain(row["street"]).strip()
    parts = [f"{number} {street}"] if number and street else []
    parts += [part.strip() for part in text.split(",")]
    for part in parts:
        found = _HOUSE.match(part)
        if found and _is_road(found[5], words):
            return _houses(found[1], found[2], found[3], found[4]), " ".join(_tokens(found[5], words))
    road = next((part for part in parts if _is_road(part, words) and not any(letter.isdigit() for letter in part)), "")
    return frozenset(), " ".join(_tokens(road, words))


def block_words(described: Described) -> list[str]:
    """Words by which records of one postcode find each other: one word of the names, or the house."""
    found = {word[:5] for name in described.names for word in name.core}
    found |= {f"{house} {described.street[:4]}" for house in described.houses}
    return sorted(found)


def _name_agreement(one: Name, other: Name, towns: frozenset[str], limits: Thresholds) -> Agreement:
    """How two names agree. The town is no part of a name that has another: Ash Grove Clinic, Sale is not Church Close Clinic, Sale."""
    if one.numbers != other.numbers:
        return "differ" if one.numbers and other.numbers else "none"
    # of two faiths they are two schools; a faith that one of them leaves out says nothing
    for mine, theirs in ((one.contrasts & _FAITH, other.contrasts & _FAITH), (one.contrasts - _FAITH, other.contrasts - _FAITH)):
        if mine and theirs and mine != theirs:
            return "differ"
    if not one.core or not other.core:
        return "none"  # 'Library', 'Car park': a sort of thing, not a name
    types_meet = bool(one.types & other.types) or (not one.types and not other.types)
    if one.types and other.types and not types_meet:
        return "none"
    mine, theirs = one.core - towns, other.core - towns
    if not mine and not theirs:
        if not types_meet or one.is_common or other.is_common or one.core.isdisjoint(other.core):
            return "none"
        share = 1.0 if one.core == other.core else limits.name_doubt_share
    elif not mine or not theirs:
        share = limits.name_doubt_share if types_meet and one.core & other.core else 0.0
    elif mine == theirs:
        share = 1.0
    else:
        share = fuzz.token_sort_ratio(" ".join(sorted(mine)), " ".join(sorted(theirs))) / 100
        if share < limits.name_doubt_share and (mine < theirs or theirs < mine):
            share = limits.name_doubt_share
    is_sort = one.types == other.types or one.head is None or other.head is None or one.head == other.head
    if types_meet and is_sort and one.contrasts == other.contrasts:
        if share == 1.0:
            return "same"
        if share >= limits.name_share:
            return "agree"
    return "alike" if share >= limits.name_doubt_share else "none"


_ORDER: dict[Agreement, int] = {"same": 4, "agree": 3, "alike": 2, "none": 1, "differ": 0}


def name_agreement(one: Described, other: Described, limits: Thresholds) -> Agreement:
    """The best of what the two are called. `differ` if their own names have other numbers, or are junior and infant."""
    towns = one.towns | other.towns
    own = _name_agreement(one.names[0], other.names[0], towns, limits)
    if own == "differ":
        return own
    found = [_name_agreement(left, right, towns, limits) for left in one.names for right in other.names]
    return max((entry for entry in found if entry != "differ"), key=_ORDER.__getitem__, default="none")


def address_agreement(one: Described, other: Described, limits: Thresholds) -> Agreement:
    """`same` house, `differ` (another house of the street), `alike` (the same street), `none`."""
    if not one.street or not other.street:
        return "none"
    is_street = one.street.startswith(other.street) or other.street.startswith(one.street)
    if not is_street and fuzz.token_sort_ratio(one.street, other.street) / 100 < limits.name_share:
        return "none"
    if not one.houses or not other.houses:
        return "alike"
    return "same" if one.houses & other.houses else "differ"


def contradict(one: Record, other: Record) -> bool:
    """They cannot be one building, whatever else agrees: land and a building, or numbers that differ."""
    return (
        {one.asset_kind, other.asset_kind} == {"land", "building"}
        or differ(one.described.units, other.described.units)
        or _numbers_differ(one.described, other.described)
    )


_EXACT = Thresholds(near_m=0, far_m=0, name_share=0.9, name_doubt_share=1)


def _numbers_differ(one: Described, other: Described) -> bool:
    if address_agreement(one, other, _EXACT) == "differ":
        return True
    mine, theirs = one.names[0], other.names[0]
    return bool(mine.numbers) and bool(theirs.numbers) and mine.numbers.isdisjoint(theirs.numbers) and not (
        one.houses and other.houses and one.houses & other.houses
    )


def distance_m(one: Record, other: Record) -> float | None:
    """Between the points that both have of their own."""
    if one.point is None or other.point is None:
        return None
    return float(((one.point[0] - other.point[0]) ** 2 + (one.point[1] - other.point[1]) ** 2) ** 0.5)


def _rough_distance_m(one: Record, other: Record) -> float | None:
    here, there = one.point or one.postcode_point, other.point or other.postcode_point
    if here is None or there is None:
        return None
    return float(((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2) ** 0.5)


def judge(one: Record, other: Record, limits: Thresholds) -> Judgement | None:
    """Whether two records are one building: certain, doubtful, or (None) no reason to think so.

    The tiers, first that fits: the same UPRN; near each other with the same number or an agreeing name; the same postcode with
    the same number or an agreeing name. A pair within one list is never judged.
    """
    if one.lists & other.lists or contradict(one, other):
        return None
    name = name_agreement(one.described, other.described, limits)
    address = address_agreement(one.described, other.described, limits)
    if name == "differ":
        return None
    parts = one.described.units == other.described.units
    uses_differ = one.function != other.function and not {one.function, other.function} & _UNKNOWN_FUNCTIONS
    is_site = "site" in (one.asset_kind, other.asset_kind) and one.asset_kind != other.asset_kind
    metres, rough = distance_m(one, other), _rough_distance_m(one, other)
    same_postcode = one.postcode is not None and one.postcode == other.postcode
    is_near = metres is not None and metres <= limits.near_m
    named = name in ("same", "agree")
    elsewhere = address == "none" and bool(one.described.street) and bool(other.described.street)  # another street
    uprns_differ = one.uprn is not None and other.uprn is not None and one.uprn != other.uprn

    def found(verdict: Verdict, reason: str, score: float) -> Judgement:
        # of several that fit, the nearer one
        nearness = 0.01 * min(rough, limits.far_m) / limits.far_m if rough is not None else 0.01
        said = "" if parts else "; one of the two names a flat, unit or floor"
        sure = verdict == "certain" and parts and not (is_site and not named)
        return Judgement("certain" if sure else "doubtful", reason + said, round((score if sure else min(score, 0.7)) - nearness, 4))

    if one.uprn is not None and one.uprn == other.uprn:
        is_shared = one.uprn_is_shared or other.uprn_is_shared
        is_far = rough is not None and rough > limits.far_m and not same_postcode
        if named and not is_far:
            return found("certain", "same UPRN and name", 0.99 if name == "same" else 0.97)
        if address == "same" and not is_shared:
            return found("certain", "same UPRN and house number", 0.96)
        if is_shared:
            return found("doubtful", "same UPRN, which several buildings have, and a like name", 0.6) if name == "alike" else None
        if is_far:
            return found("doubtful", "same UPRN, but far apart", 0.6)
        if same_postcode or is_near:
            # an office, a one stop shop and a clinic in one house: its lists call it after what each does there
            return found("certain", "same UPRN and place", 0.95)
        if uses_differ and name == "none":
            return found("doubtful", "same UPRN, but another name and use", 0.65)
        return found("certain", "same UPRN", 0.94)
    where = f"within {limits.near_m:.0f} m" if is_near else "same postcode" if same_postcode else ""
    is_apart = metres is not None and metres > limits.far_m
    if where and not is_apart:
        if name == "same" and not (uprns_differ and metres is None and address != "same"):
            # a police desk in the library: of one name and house they are one building, whatever each is used for
            return found("doubtful" if uses_differ and address != "same" else "certain", f"{where} and same name", 0.93 if is_near else 0.9)
        if name == "agree":
            return found("doubtful" if uses_differ or uprns_differ or elsewhere else "certain", f"{where} and agreeing name", 0.9 if is_near else 0.87)
        if address == "same":
            sure = not uses_differ and not uprns_differ
            return found("certain" if sure else "doubtful", f"{where} and same house number", 0.88)
        if name == "alike" and not elsewhere:
            return found("doubtful", f"{where} and like name", 0.6)
        return None
    if rough is not None and rough <= limits.far_m and (name == "same" or (name == "agree" and not elsewhere)):
        reason = f"within {limits.far_m:.0f} m and {name if name == 'same' else 'agreeing'} name"
        is_known = not elsewhere and not uses_differ and one.function == other.function and bool(one.described.names[0].types)
        return found("certain" if name == "same" and is_known and not uprns_differ else "doubtful", reason, 0.82 if name == "same" else 0.6)
    return None


def records(rows: pl.DataFrame, words: Words, wanted: Collection[str] | None = None) -> list[Record]:
    """Rows of analysis.asset_record, taken apart: all, or those whose key is wanted."""
    shared: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()
    for uprn, lists in rows.select("uprn", "list_ids").drop_nulls().iter_rows():
        for name in lists.split("|"):
            (shared if (name, uprn) in seen else seen).add((name, uprn))
    found = []
    for row in rows.iter_rows(named=True):
        if wanted is not None and row["source_key"] not in wanted:
            continue
        lists = frozenset(row["list_ids"].split("|"))
        point = (row["easting"], row["northing"]) if row["easting"] is not None else None
        middle = (row["postcode_easting"], row["postcode_northing"]) if row["postcode_easting"] is not None else None
        found.append(
            Record(
                record_id=row["record_id"],
                source_key=row["source_key"],
                body_id=row["body_id"],
                lists=lists,
                asset_kind=row["asset_kind"],
                function=row["function"],
                uprn=row["uprn"],
                uprn_is_shared=any((name, row["uprn"]) in shared for name in lists),
                postcode=row["postcode"],
                point=point,
                postcode_point=middle,
                described=describe(row, words),
            )
        )
    return found


def block_table(rows: pl.DataFrame, words: Words) -> pl.DataFrame:
    """analysis.asset_block: the words by which records of one postcode find each other."""
    pairs = [(row["record_id"], word) for row in rows.iter_rows(named=True) for word in block_words(describe(row, words))]
    return pl.DataFrame(pairs, schema=analysis.ASSET_BLOCK.polars_schema(), orient="row")


def link_table(rows: pl.DataFrame, candidates: pl.DataFrame, words: Words, limits: Thresholds) -> pl.DataFrame:
    """analysis.asset_link: the candidates that are, or may be, one building. By keys, the left one first."""
    # only what is in a pair is taken apart into words: most stand alone
    paired = pl.concat([candidates["left_id"], candidates["right_id"]]).unique()
    wanted = set(rows.filter(pl.col("record_id").is_in(paired.implode()))["source_key"])
    known = {record.record_id: record for record in records(rows, words, wanted)}
    found = []
    for left_id, right_id in candidates.select("left_id", "right_id").iter_rows():
        left, right = sorted((known[left_id], known[right_id]), key=lambda record: record.source_key)
        judgement = judge(left, right, limits)
        if judgement is not None:
            found.append((left.source_key, right.source_key, judgement.verdict, judgement.reason, judgement.score))
    return pl.DataFrame(found, schema=analysis.ASSET_LINK.polars_schema(), orient="row").sort("left_key", "right_key")
