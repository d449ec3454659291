"""Which people are one family or household, and how that is known.

Belongs here: families that agencies state, homes that people share, and what is too large for either. Does not belong here: who is one person (linkage.py).

A family's reference holds within the agency that gives it; people who are linked join what several agencies say. Who is in no stated family goes with the
people of the same home: the same UPRN, else the same postcode and surname; with the family that lives there, if it is one. Records state no dates: a
household is who was entered under one family or home at any time.
"""

from collections.abc import Iterator

import polars as pl

from totalplace.analysis.linkage_rules import letters_only

FAMILY, HOME, ALONE = "family reference", "home", "alone"
HOUSEHOLD = {"person_no": pl.Int64, "household_no": pl.Int64, "household_basis": pl.String}


def households(records: pl.DataFrame, links: pl.DataFrame, largest: int) -> pl.DataFrame:
    """person_no, household_no (dense, by smallest person_no) and household_basis of every person.

    A reference or home of more than `largest` people is a caseload, a home for many, or a default value, and joins nobody; nor do references that would make
    a family larger than that one after another.
    """
    said = records.join(links.select("record_no", "person_no"), on="record_no")
    people = said.select("person_no").unique().sort("person_no")["person_no"].to_list()
    above = {person: person for person in people}
    size = dict.fromkeys(people, 1)
    stated = said.filter(pl.col("family_reference").is_not_null())
    in_family: set[int] = set()
    for members in _shared(stated, ["agency", "family_reference"], largest):
        roots = {_root(above, person) for person in members}
        if sum(size[root] for root in roots) <= largest:
            _join(above, size, roots)
            in_family.update(members)
    named = said.filter(~pl.col("is_pseudonym")).with_columns(letters_only("surname"))
    at_home: set[int] = set()
    for key in (["uprn"], ["postcode", "surname"]):
        known = named.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in key))
        # where somebody's records differ, the home that most of them name
        most = known.group_by("person_no", *key).len().sort("person_no", pl.col("len").cast(pl.Int64) * -1, *key).unique("person_no", keep="first", maintain_order=True)
        for members in _shared(most, key, largest):
            left = {person for person in members if person not in in_family and person not in at_home}
            there = {_root(above, person) for person in members if person in in_family}
            roots = left | (there if len(there) == 1 else set())
            if left and len(roots) > 1 and sum(size[root] for root in roots) <= largest:
                _join(above, size, roots)
                at_home.update(left)
    basis = [FAMILY if person in in_family else HOME if person in at_home else ALONE for person in people]
    root = [_root(above, person) for person in people]
    found = pl.DataFrame({"person_no": people, "root": root, "household_basis": basis}, {"person_no": pl.Int64, "root": pl.Int64, "household_basis": pl.String})
    number = (pl.col("person_no").min().over("root").rank("dense") - 1).cast(pl.Int64)
    return found.select("person_no", number.alias("household_no"), "household_basis")


def _shared(said: pl.DataFrame, key: list[str], largest: int) -> Iterator[list[int]]:
    """The people of each value of the key that two or more and no more than `largest` share, in the order of the people and never of the values."""
    of = said.group_by(key).agg(pl.col("person_no").unique().sort()).select("person_no").filter(pl.col("person_no").list.len().is_between(2, largest))
    yield from sorted(of["person_no"].to_list())


def _root(above: dict[int, int], person: int) -> int:
    while above[person] != person:
        above[person] = above[above[person]]
        person = above[person]
    return person


def _join(above: dict[int, int], size: dict[int, int], roots: set[int]) -> None:
    first, *others = sorted({_root(above, root) for root in roots})
    for other in others:
        above[other] = first
        size[first] += size.pop(other)
