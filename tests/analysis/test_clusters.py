"""Clusters against a slow way that works out everything anew each time, and what decides between them."""

from collections.abc import Mapping
from itertools import product
from math import hypot
from random import Random
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace import reference
from totalplace.analysis.clusters import candidates, choose, sharing, within
from totalplace.contracts import contract

Building = dict[str, Any]
MATRIX = [
    {"function_id": "office", "may_share_with": "library, clinic"},
    {"function_id": "library", "may_share_with": None},
    {"function_id": "clinic", "may_share_with": "office"},
    {"function_id": "school", "may_share_with": ""},
    {"function_id": "not known", "may_share_with": ""},
]
SHARES = sharing(MATRIX)
MAY = {frozenset(pair) for pair in (("office", "library"), ("office", "clinic"), ("office",), ("library",), ("clinic",))}
TYPES = {"easting": pl.Float64, "northing": pl.Float64, "gia_m2": pl.Float64, "spare_m2": pl.Float64, "condition": pl.String}


def building(asset_id: str, body: str, x: float, y: float = 0.0, **more: Any) -> Building:
    plain = {"function": "office", "is_held": True, "gia_m2": 100.0, "spare_m2": None, "condition": "B"}
    return {"asset_id": asset_id, "body_id": body, "easting": x, "northing": y, **plain, **more}


def chosen(rows: list[Building], radius_m: float = 100.0) -> dict[str, tuple[str, str, float, float | None]]:
    """Of each building in a cluster its hub, its part, its distance and what is kept twice."""
    found = choose(pl.DataFrame(rows, schema_overrides=TYPES), SHARES, radius_m)
    columns = ("asset_id", "hub_asset_id", "part", "distance_m", "duplicated_m2")
    return {row[0]: row[1:] for row in found.select(columns).iter_rows()}  # type: ignore[misc]


def slowly(rows: list[Building], radius_m: float) -> dict[str, str]:
    """Every cluster that there could be, the best taken, and all worked out anew: no heap, no grid, no sums kept."""

    def use(one: Building) -> float:
        return max(0.0, (one["gia_m2"] or 0.0) - (one["spare_m2"] or 0.0))

    def worth(hub: Building, one: Building) -> float:
        may = frozenset({hub["function"], one["function"]}) in MAY
        spare = (one["spare_m2"] or 0.0) if may or one is hub else 0.0
        twice = min(use(hub), use(one)) if may and hub["is_held"] and one["is_held"] and hub["body_id"] != one["body_id"] else 0.0
        return spare + twice

    left = {row["asset_id"]: row for row in rows}
    hub_of: dict[str, str] = {}
    while True:
        options = []
        for hub in left.values():
            if hub["condition"] in ("C", "D") or hub["function"] in ("school", "not known"):
                continue
            around = [one for one in left.values() if one is not hub and hypot(hub["easting"] - one["easting"], hub["northing"] - one["northing"]) <= radius_m]
            if len({one["body_id"] for one in [hub, *around]}) < 2:
                continue
            value = sum(worth(hub, one) for one in [hub, *around])
            held = sum(one["is_held"] for one in around)
            options.append((not hub["is_held"], -value, -held, -len(around), -(hub["gia_m2"] or 0), hub["asset_id"], [hub, *around]))
        if not options:
            return hub_of
        *_, hub_id, members = min(options, key=lambda entry: entry[:-1])
        for one in members:
            hub_of[one["asset_id"]] = hub_id
            del left[one["asset_id"]]


@st.composite
def places(draw: st.DrawFn) -> list[Building]:
    """A few dozen buildings on a small map: ties, equal points, points at the very edge, nothing known."""
    random = Random(draw(st.integers(0, 10**9)))
    rows = []
    for number in range(random.randint(1, 28)):
        is_held = random.random() < 0.75
        area = random.choice([None, 100.0, 200.0, 350.5])
        rows.append(
            building(
                f"a{number:02d}", random.choice("wxyz"), 20.0 * random.randint(0, 20), 20.0 * random.randint(0, 12), is_held=is_held,
                function=random.choice([row["function_id"] for row in MATRIX]), gia_m2=area if is_held else None,
                spare_m2=random.choice([None, 0.0, 50.0, 100.0]) if is_held and area else None,
                condition=random.choice([None, "A", "C"]),
            )
        )  # fmt: skip
    random.shuffle(rows)
    return rows


@settings(max_examples=150, deadline=None)
@given(places())
def test_as_the_slow_way_has_it(rows: list[Building]) -> None:
    found = chosen(rows)
    assert {asset: said[0] for asset, said in found.items()} == slowly(rows, 100.0)
    assert chosen(sorted(rows, key=lambda row: row["asset_id"])) == found, "the order of the rows changes nothing"
    by_id = {row["asset_id"]: row for row in rows}
    for hub in {said[0] for said in found.values()}:
        assert len({by_id[asset]["body_id"] for asset, said in found.items() if said[0] == hub}) >= 2
    assert all(away <= 100.0 for _, _, away, _ in found.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=40))
def test_neighbours_are_all_that_are_so_near(points: list[tuple[int, int]]) -> None:
    x, y = (np.array(column, dtype=float) * 10 for column in zip(*points, strict=True))
    begin, near = within(x, y, 100.0)
    for one in range(len(points)):
        wanted = [other for other in range(len(points)) if other != one and (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2 <= 100.0**2]
        assert near[begin[one] : begin[one + 1]].tolist() == wanted


def test_a_row_of_buildings_is_no_chain() -> None:
    """Each stands 80 m from the next: a cluster reaches from its hub and not from building to building."""
    rows = [building(f"a{number}", "xy"[number % 2], 80.0 * number) for number in range(7)]
    found = chosen(rows)
    assert max(away for _, _, away, _ in found.values()) == 80.0
    assert {asset: hub for asset, (hub, *_) in found.items()} == {"a0": "a1", "a1": "a1", "a2": "a1", "a3": "a4", "a4": "a4", "a5": "a4"}


def test_one_body_alone_is_no_cluster() -> None:
    assert chosen([building("a", "x", 0), building("b", "x", 10)]) == {}


def test_what_is_kept_twice_is_the_smaller_area_in_use_and_the_larger_building_is_the_hub() -> None:
    found = chosen([building("a", "x", 0, gia_m2=400.0, function="library"), building("b", "y", 10, gia_m2=5000.0, spare_m2=1000.0), building("c", "y", 20, function="school", gia_m2=900.0)])
    assert found == {"b": ("b", "hub", 0.0, 0.0), "a": ("b", "may share with the hub", 10.0, 400.0), "c": ("b", "near only", 10.0, 0.0)}


def test_an_area_that_is_not_known_is_not_nought() -> None:
    found = chosen([building("a", "x", 0, gia_m2=None), building("b", "y", 10), building("c", "z", 20, function="school", gia_m2=None)])
    assert {asset: twice for asset, (*_, twice) in found.items()} == {"b": 0.0, "a": None, "c": 0.0}


def test_places_of_service_come_last_and_have_no_space() -> None:
    """A held building is the hub, however many more of them a place of service has around it; of services alone the first id."""
    service = [building(f"s{number}", "xy"[number % 2], 150.0 + 5 * number, is_held=False, gia_m2=None) for number in range(4)]
    found = chosen([building("a", "x", 0), building("b", "y", 60), *service])
    assert {asset: (hub, twice) for asset, (hub, _, _, twice) in found.items()} == {"a": ("b", 100.0), "b": ("b", 0.0), "s0": ("b", 0.0), "s1": ("b", 0.0), "s2": ("b", 0.0)}
    assert {hub for hub, *_ in chosen(service).values()} == {"s0"}


def test_no_hub_is_in_poor_condition_or_of_a_use_that_is_not_known() -> None:
    for poor in ({"condition": "D"}, {"condition": "c - poor"}, {"function": "not known"}):
        assert chosen([building("a", "x", 0, gia_m2=900.0, **poor), building("b", "y", 10)])["a"][0] == "b"


def test_uses_share_whichever_row_says_so() -> None:
    """Against the rows of ref.function, pair by pair."""
    table = reference.function_table()
    said: Mapping[str, str] = dict(table.select("function_id", pl.col("may_share_with").fill_null("")).iter_rows())
    lists = {use: [word.strip() for word in words.split(",")] for use, words in said.items()}
    found = sharing(table.iter_rows(named=True))
    for one, other in product(said, said):
        if one != other:
            assert (other in found[one]) == (other in lists[one] or one in lists[other]), (one, other)
    assert found["cemetery"] == frozenset()
    assert "office" in found["office"]


def test_only_located_public_buildings_that_could_share_are_looked_at() -> None:
    estate = contract("mart.estate")
    plain = {"asset_kind": "building", "function": "office", "easting": 1.0, "northing": 1.0, "ownership_basis": "register", "is_public_estate": True, "is_disowned": False, "gia_m2": 80.0}
    kinds: dict[str, dict[str, object]] = {
        "kept": {}, "service": {"ownership_basis": "service list only", "is_public_estate": None}, "land": {"asset_kind": "land"}, "site": {"asset_kind": "site"},
        "home": {"function": "dwelling"}, "nowhere": {"easting": None, "northing": None}, "private": {"ownership_basis": "service list only", "is_public_estate": False},
        "disowned": {"is_disowned": True}, "hospital": {"function": "hospital"}, "unstated": {"function": "not known"},
    }  # fmt: skip
    rows = estate.conform(pl.DataFrame([{"asset_id": name, "body_id": "x", **plain, **more} for name, more in kinds.items()])).collect()
    used = pl.DataFrame({"asset_id": ["kept", "service"], "spare_m2": [8.0, 9.0]})
    found = candidates(rows, used, sharing(reference.function_table().iter_rows(named=True)))
    assert {row["asset_id"]: (row["is_held"], row["gia_m2"], row["spare_m2"]) for row in found.iter_rows(named=True)} == {
        "kept": (True, 80.0, 8.0), "service": (False, None, None), "unstated": (True, 80.0, None),
    }  # fmt: skip
