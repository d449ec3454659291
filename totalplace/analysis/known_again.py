"""Is this entry the one that stood here before? What speaks for it, of two entries of one body, of today and of an earlier publication.

Belongs here: the evidence of a pair, and the tiers by which an id passes on. Does not belong here: finding pairs and giving ids
(kept_ids.py), or two lists of today (matching.py).

A name alone passes nothing on: a body sells one building and opens another of the same name. There has to be evidence of place:
UPRN, metres between the points, house number, or the postcode under the name. A code alone passes nothing on where name or place
speak against it: codes are given out again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import Any

from totalplace.analysis.building_parts import differ
from totalplace.analysis.matching import (
    NO_NAME,
    Agreement,
    Described,
    Thresholds,
    Words,
    address_agreement,
    describe,
    name_agreement,
    name_key,
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Limits:
    """Rows of ref.assumption."""

    names: Thresholds
    same_point_m: float


class Entry:
    """What a body lists under a key, now or when it was last seen. Words are taken apart when somebody asks for them."""

    def __init__(self, row: Row, words: Words, limits: Limits) -> None:
        self.key = str(row["source_key"])
        self.body = self.key.split("/", 1)[0]
        self.name: str | None = row["name"]
        self.letters = name_key(row["name"])
        self.address: str | None = row["address"]
        self.uprn: str | None = row["uprn"]
        self.postcode: str | None = row["postcode"]
        self.point: tuple[float, float] | None = (
            (row["easting"], row["northing"]) if row["easting"] is not None and row["northing"] is not None else None
        )
        self._words, self._limits = words, limits

    @cached_property
    def described(self) -> Described:
        return describe({"name": self.name, "address": self.address, "street_number": None, "street": None}, self._words)

    @cached_property
    def is_sort(self) -> bool:
        """It is called after the sort of thing it is: Car Park, Public Toilets."""
        name = self.described.names[0]
        return not name.core - self.described.towns and name.is_common

    @cached_property
    def is_nameless(self) -> bool:
        """Its address stands for its name."""
        return self.letters == name_key(self.address)

    @property
    def marks(self) -> list[tuple[str, object]]:
        """What is proof of one building only while one entry of the body has it."""
        found: list[tuple[str, object]] = []
        if self.uprn is not None:
            found.append(("uprn", self.uprn))
        if self.point is not None:
            found.append(("point", (round(self.point[0]), round(self.point[1]))))
        if self.address:
            found.append(("address", (self.postcode, name_key(self.address))))
        return found


def is_plainly_the_same(now: Row, then: Row, limits: Limits) -> bool:
    """Under one key: the same name, and nothing that is stated of the place has changed. Most of a register is settled by this."""
    if now["name"] != then["name"] and name_key(now["name"]) != name_key(then["name"]):
        return False
    if now["uprn"] is not None and now["uprn"] == then["uprn"]:
        return True
    stated = [(now[name], then[name]) for name in ("uprn", "postcode", "address")]
    if any(one is not None and other is not None and one != other for one, other in stated):
        return False
    points = (now["easting"], now["northing"], then["easting"], then["northing"])
    return None in points or hypot(points[0] - points[2], points[1] - points[3]) <= limits.names.near_m


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against one asset. None: one of the two does not say."""

    same_key: bool
    name: Agreement
    is_sort: bool  # the name is that of a sort of thing
    is_nameless: bool
    same_parts: bool
    same_uprn: bool | None
    metres: float | None
    same_house: bool | None
    same_postcode: bool | None
    same_outward: bool | None
    only_one_has: frozenset[str]  # uprn, point, address
    is_contrary: bool
    near_m: float
    far_m: float
    same_point_m: float

    @property
    def is_named(self) -> bool:
        return self.name in ("same", "agree")

    @property
    def is_far(self) -> bool:
        return self.metres is not None and self.metres > self.far_m

    @property
    def agrees(self) -> bool:
        """Something that is stated of the place is the same."""
        return bool(self.same_uprn or self.same_postcode or (self.metres is not None and not self.is_far))

    @property
    def is_stated(self) -> bool:
        """Both say something of the place."""
        return not (self.same_uprn is None and self.metres is None and self.same_house is None and self.same_postcode is None)

    @property
    def is_same_point(self) -> bool:
        return self.metres is not None and self.metres <= self.same_point_m

    @property
    def is_same_house(self) -> bool:
        """Of one number in one street of one neighbourhood: there is a 12 High Street in every town."""
        return bool(self.same_house) and not self.is_far and (bool(self.same_postcode) or self.metres is not None)

    @property
    def is_proven(self) -> bool:
        """By place alone, whatever it is called."""
        return (
            (bool(self.same_uprn) and "uprn" in self.only_one_has)
            or (self.is_same_point and "point" in self.only_one_has)
            or (self.is_same_house and "address" in self.only_one_has)
        )


def _same(one: object, other: object) -> bool | None:
    return None if one is None or other is None else one == other


def evidence(now: Entry, then: Entry, shared: Collection[tuple[str, str, object]], limits: Limits) -> Evidence:
    """`shared` are the marks, with their body, that several entries of the body have."""
    if NO_NAME in (now.name, then.name):
        name: Agreement = "none"
    elif not then.letters or now.letters == then.letters:
        name = "same"  # an entry of the first versions has no name: its key is all there is
    else:
        name = name_agreement(now.described, then.described, limits.names)
    same_uprn, same_postcode = _same(now.uprn, then.uprn), _same(now.postcode, then.postcode)
    same_outward = None if same_postcode is None else str(now.postcode)[:-3].strip() == str(then.postcode)[:-3].strip()
    metres = hypot(now.point[0] - then.point[0], now.point[1] - then.point[1]) if now.point and then.point else None
    house = address_agreement(now.described, then.described, limits.names)
    same_house = {"same": True, "differ": False}.get(house)
    is_far = metres is not None and metres > limits.names.far_m
    return Evidence(
        same_key=now.key == then.key,
        name=name,
        is_sort=now.is_sort or then.is_sort,
        is_nameless=now.is_nameless or then.is_nameless,
        same_parts=now.described.units == then.described.units,
        same_uprn=same_uprn,
        metres=metres,
        same_house=same_house,
        same_postcode=same_postcode,
        same_outward=same_outward,
        only_one_has=frozenset(kind for kind, mark in now.marks if (now.body, kind, mark) not in shared),
        is_contrary=same_uprn is False or is_far or same_house is False or same_outward is False or differ(now.described.units, then.described.units),
        near_m=limits.names.near_m,
        far_m=limits.names.far_m,
        same_point_m=limits.same_point_m,
    )


def _same_uprn_and_name(found: Evidence) -> bool:
    return bool(found.same_uprn) and found.is_named and found.same_parts and not found.is_far


def _same_code_and_name(found: Evidence) -> bool:
    return found.same_key and found.is_named and not found.is_contrary and (found.agrees or not found.is_stated)


def _same_point_and_name(found: Evidence) -> bool:
    return found.is_same_point and found.is_named and found.same_parts and not found.is_contrary


def _same_uprn(found: Evidence) -> bool:
    return (
        bool(found.same_uprn)
        and "uprn" in found.only_one_has
        and found.name != "differ"
        and not found.is_far
        and found.same_house is not False
    )


def _near_and_same_name(found: Evidence) -> bool:
    return found.metres is not None and found.metres <= found.near_m and found.is_named and found.same_parts and not found.is_contrary


def _same_house(found: Evidence) -> bool:
    is_one = found.is_same_house and "address" in found.only_one_has
    return is_one and (found.is_named or found.is_nameless) and found.same_parts and not found.is_contrary


def _same_postcode_and_name(found: Evidence) -> bool:
    return bool(found.same_postcode) and found.is_named and found.same_parts and not found.is_contrary


def _renamed(found: Evidence) -> bool:
    return found.same_key and found.is_proven and found.name != "differ" and not found.is_contrary


def _same_code_and_like_name(found: Evidence) -> bool:
    return found.same_key and found.name == "alike" and found.agrees and not found.is_contrary


def _corrected(found: Evidence) -> bool:
    return found.same_key and found.is_named and (found.agrees or not found.is_contrary)


# The first that fits, one after the other over all entries of a body: what a surer tier settles is out of reach of the next.
TIERS: tuple[tuple[str, Callable[[Evidence], bool]], ...] = (
    ("same body, UPRN and name as before", _same_uprn_and_name),
    ("same body, code and name as before", _same_code_and_name),
    ("same body, name and point as before", _same_point_and_name),
    ("same body and UPRN as before", _same_uprn),
    ("same body and name as before, near where it was", _near_and_same_name),
    ("same body, house number and neighbourhood as before", _same_house),
    ("same body, name and postcode as before", _same_postcode_and_name),
    ("same body, code and place as before, under another name", _renamed),
    ("same body and code as before, under a like name", _same_code_and_like_name),
    ("same body, code and name as before, a statement of its place corrected", _corrected),
)


def doubt(found: Evidence, was_same_key: bool) -> tuple[str, float] | None:
    """Why a person should look at two that no tier settled, and how sure it looks; None where nothing is worth a look."""
    fits = next((reason for reason, fit in TIERS if fit(found)), None)
    if fits is not None:
        return f"{fits}, but others fit as well: is it the one that was listed before?", 0.6
    where = "another place" if found.is_contrary and not found.agrees else "no sure sign of one place" if not found.agrees else "another statement of its place"
    if was_same_key and not found.is_named:
        return "same code as before, but another name: is it the one that was listed before?", 0.5
    if was_same_key:
        return f"same code and name as before, but {where}: is it the one that was listed before?", 0.5
    if found.is_named and not found.is_sort and found.same_parts:
        return f"same name as one that is not listed any more, but {where}: is it the same?", 0.4
    return None
