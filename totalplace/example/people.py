"""The people of the example place: households at postcodes of the county, who they are, and how much of services they need.

Belongs here: true persons, one row each, and the needs from which contacts follow. Does not belong here: contacts (people_contacts), what
agencies write of them (people_records), or files (people_files). Nobody in it exists: surnames are invented, NHS numbers are from a range that is not issued.

Who somebody truly is stays in memory, for tests: the place folder gets the agencies' files alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from totalplace.example.geography import Floats, Geography, Ints
from totalplace.example.people_names import FEMALE, MALE, SURNAMES, drawn
from totalplace.example.people_places import COST_RATIOS, Places, make_places

FULL_SIZE, SMALL_SIZE = 200_000, 4_000
FIRST_FY, YEARS = 2022, 3
STARTS_ON, ENDS_ON = date(FIRST_FY, 4, 1), date(FIRST_FY + YEARS, 3, 31)
DAY_ZERO = date(1970, 1, 1)
FIRST_DAY, LAST_DAY = (STARTS_ON - DAY_ZERO).days, (ENDS_ON - DAY_ZERO).days
USERS_SHARE = 0.085  # of adults under 75 who have needs from alcohol or drugs
# Spread of needs (of logarithms): what stays with a person, and what each year brings. The second is why the top of one year falls back in the next.
STAYS, EACH_YEAR = {"user": 0.85, "other": 0.75}, {"user": 0.55, "other": 0.60}
_HOUSEHOLDS = (0.44, 0.26, 0.15, 0.10, 0.05)  # people on the books in one household: 1 to 5
_TWINS_SHARE = 0.01  # of children with a younger brother or sister
_MOVES_SHARE, _RENAMED_SHARE, _LEAVES_SHARE, _TENANTS_SHARE = 0.12, 0.05, 0.04, 0.3


@dataclass(frozen=True)
class Population:
    """`people` has a row for each true person, numbered by `person`; `needs` how much of services each needs in each year, 1 on average."""

    people: pl.DataFrame
    needs: Floats
    places: Places
    seed: int

    @property
    def size(self) -> int:
        return len(self.people)


def make_population(geography: Geography, size: int, seed: int) -> Population:
    """`size` people; the same for the same size and seed."""
    places = make_places(geography, seed)
    rng = np.random.default_rng([seed, 62, size])
    sizes = rng.choice(np.arange(1, len(_HOUSEHOLDS) + 1), size=size, p=_HOUSEHOLDS)
    households = int(np.searchsorted(np.cumsum(sizes), size)) + 1
    household = np.repeat(np.arange(households), sizes[:households])[:size]
    first = np.concatenate([[0], np.flatnonzero(np.diff(household)) + 1])
    place = np.arange(size) - first[household]  # 0 is the eldest
    born, is_twin = _births(household, place, rng)
    age = (FIRST_DAY - born) / 365.25
    sex = np.where(place == 1, 1 - _of_first(first, household, rng.integers(0, 2, size)), rng.integers(0, 2, size))
    sex[first] = _of_first(first, household, sex)[first]
    surname = _surnames(household, first, place, age, rng)
    forename = np.where(sex == 0, drawn(rng, len(FEMALE), size), drawn(rng, len(MALE), size))
    # brothers and sisters are not called the same
    same = np.flatnonzero((place > 0) & (np.roll(forename, 1) == forename) & (np.roll(sex, 1) == sex))
    forename[same] = (forename[same] + 1 + rng.integers(0, 20, len(same))) % np.where(sex[same] == 0, len(FEMALE), len(MALE))
    earlier = np.where((sex == 0) & (age > 18) & (rng.random(size) < _RENAMED_SHARE), drawn(rng, len(SURNAMES), size), -1)
    area, postcode, before, moved = _homes(places, households, rng)
    left = np.where(rng.random(size) < _LEAVES_SHARE, rng.integers(FIRST_DAY + 60, LAST_DAY, size), LAST_DAY + 1)
    is_user = (age >= 18) & (age < 75) & (rng.random(size) < USERS_SHARE)
    is_tenant = rng.random(households) < _TENANTS_SHARE
    needs = _needs(is_user, rng)
    names = [*FEMALE, *MALE]
    name = forename + np.where(sex == 0, 0, len(FEMALE))
    codes = places.postcodes
    moves = moved[household]
    people = pl.DataFrame(
        {
            "person": np.arange(size, dtype=np.int64),
            "household": household.astype(np.int64),
            "forename": picked([first for first, _ in names], name),
            "short_forename": picked([short for _, short in names], name),
            "surname": picked(SURNAMES, surname),
            "earlier_surname": picked(SURNAMES, np.where(earlier >= 0, earlier, surname)),
            "born_on": pl.Series(born.astype(np.int32)).cast(pl.Date),
            "sex": picked(("female", "male"), sex),
            "nhs_number": pl.Series(_nhs_numbers(size, rng)).cast(pl.String),
            "postcode": picked(codes, postcode[household]),
            "earlier_postcode": picked(codes, before[household]),
            "moved_on": pl.Series(np.where(moves > 0, moves, FIRST_DAY).astype(np.int32)).cast(pl.Date),
            "area": area[household],
            "is_twin": is_twin,
            "is_user": is_user,
            "is_tenant": is_tenant[household],
            "left_on": pl.Series(left.astype(np.int32)).cast(pl.Date),
        }
    ).join(places.areas.select("area", "lsoa_code", "msoa_code", "lad_code"), on="area", how="left", maintain_order="left")
    return Population(people, needs, places, seed)


def picked(words: Sequence[str | None], index: Ints) -> pl.Series:
    """The words of these numbers."""
    return pl.Series(words, dtype=pl.String).gather(pl.Series(index))


def _of_first(first: Ints, household: Ints, values: Ints) -> Ints:
    """The value of the eldest of each person's household."""
    return np.asarray(values[first][household], dtype=np.int64)


def _births(household: Ints, place: Ints, rng: np.random.Generator) -> tuple[Ints, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """Days of birth: an adult, often a partner, children and grown-up children; twins are born on one day."""
    size = len(household)
    eldest = rng.gamma(5.2, 10.0, size).clip(18, 97)
    age = np.where(place == 0, eldest, 0.0)
    first = np.flatnonzero(place == 0)
    of_eldest = age[first][household]
    partner = (place == 1) & (rng.random(size) < 0.7)
    child = (of_eldest - rng.normal(29, 5, size).clip(17, 45)).clip(-2.6, 70)
    age = np.where(place == 0, age, np.where(partner, (of_eldest + rng.normal(0, 4, size)).clip(18, 97), child))
    born = (FIRST_DAY - age * 365.25).astype(np.int64) + rng.integers(0, 365, size)
    born = np.minimum(born, LAST_DAY - 100)
    is_adult = place == 0
    is_adult |= partner
    follows = np.flatnonzero((place > 1) & ~np.roll(is_adult, 1) & (rng.random(size) < 2 * _TWINS_SHARE))
    follows = follows[np.diff(follows, prepend=-5) > 1]
    born[follows] = born[follows - 1]
    is_twin = np.zeros(size, dtype=bool)
    is_twin[follows] = True
    is_twin[follows - 1] = True
    return born, is_twin


def _surnames(household: Ints, first: Ints, place: Ints, age: Floats, rng: np.random.Generator) -> Ints:
    """One surname a household, but for a third of partners, who kept their own, and a few of the others."""
    own = drawn(rng, len(SURNAMES), len(household))
    keeps = rng.random(len(household)) < np.where((place == 1) & (age >= 18), 0.33, np.where(place > 0, 0.06, 0.0))
    return np.where(keeps, own, _of_first(first, household, own))


def _homes(places: Places, households: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """Area and postcode of each household at the end, its postcode before, and the day on which it moved (0: it did not)."""
    upto = np.cumsum(places.weights(COST_RATIOS))
    area = np.searchsorted(upto, rng.random(households) * upto[-1]).clip(0, len(upto) - 1)
    postcode = places.drawn_postcodes(area, rng)
    moves = rng.random(households) < _MOVES_SHARE
    other = np.searchsorted(upto, rng.random(households) * upto[-1]).clip(0, len(upto) - 1)
    before = np.where(moves, places.drawn_postcodes(other, rng), postcode)
    moved = np.where(moves, rng.integers(FIRST_DAY + 30, LAST_DAY - 30, households), 0)
    return area, postcode, before, moved


def _needs(is_user: "np.ndarray[tuple[int], np.dtype[np.bool_]]", rng: np.random.Generator) -> Floats:
    """Lognormal needs of each person and year, 1 on average over many people and years."""
    stays = np.where(is_user, STAYS["user"], STAYS["other"])
    yearly = np.where(is_user, EACH_YEAR["user"], EACH_YEAR["other"])
    lasting = stays * rng.standard_normal(len(is_user))
    brought = yearly[:, None] * rng.standard_normal((len(is_user), YEARS))
    return np.asarray(np.exp(lasting[:, None] + brought - (stays**2 + yearly**2)[:, None] / 2), dtype=np.float64)


def _nhs_numbers(count: int, rng: np.random.Generator) -> Ints:
    """Distinct numbers with a right check digit, from 999 000 0000 on, which are not issued."""
    body = 999_000_000 + rng.permutation(1_000_000)
    digits = body[:, None] // 10 ** np.arange(8, -1, -1)[None, :] % 10
    check = 11 - (digits * np.arange(10, 1, -1)[None, :]).sum(axis=1) % 11
    check = np.where(check == 11, 0, check)
    numbers = (body * 10 + check)[check < 10]
    if len(numbers) < count:
        raise ValueError(f"The range of NHS numbers that are not issued has {len(numbers)} valid ones: make at most that many people.")
    return np.asarray(numbers[:count], dtype=np.int64)
