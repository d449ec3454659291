"""Clusters of public buildings: a hub and the buildings within walking distance of it, each building in at most one.

Belongs here: which building belongs to which hub. Does not belong here: what a cluster adds up to (sql/mart/cluster.sql), pairs that
could combine (sql/mart/service_overlap.sql), or reading and writing tables (assets/places.py).

Objective: the space that clusters hold, spare or kept twice. A cluster is worth the spare area of the hub and of the
buildings whose use may share one with the hub's, and for each of these that is another body's the smaller of the two areas in use: so
much is kept twice. What else stands empty there has nothing to do with sharing. What is not known is worth nothing, and places known from a list of services alone have no space of the estate.
Each time the cluster worth most is taken and its buildings are out of all others. Ties: more held buildings, more buildings, the larger hub,
the smaller id. Hubs that a body holds come first; only then, of what is left, places of service: they show what stands together
where nobody has sent a register. Every building within the distance of the hub belongs to it, so that a dense town is no chain.

Areas are whole square decimetres: sums of them are exact, and the same in whatever order the rows come.
"""

import heapq
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

HUB, SHARES, NEAR = "hub", "may share with the hub", "near only"
PARTS = (HUB, SHARES, NEAR)
UNSTATED = ("not known", "other")  # what such a building is for is not known: it may stand in a cluster, and be no hub
UNSOUND = "^(GRADE |CONDITION |CATEGORY )?[CD]([^A-Z]|$)"  # a building in condition C or D is no hub

_Ints = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]
_CANDIDATES = 8_000_000  # so many pairs are measured at a time

SCHEMA = {
    "asset_id": pl.String(),
    "cluster_id": pl.String(),
    "hub_asset_id": pl.String(),
    "part": pl.String(),
    "distance_m": pl.Float64(),
    "duplicated_m2": pl.Float64(),
}


def sharing(functions: Iterable[Mapping[str, object]]) -> dict[str, frozenset[str]]:
    """Of each use of ref.function those that may share a building with it, whichever of the two rows says so; itself among them."""
    rows = list(functions)
    found: dict[str, set[str]] = {str(row["function_id"]): set() for row in rows}
    for row in rows:
        one = str(row["function_id"])
        for other in filter(None, (word.strip() for word in str(row["may_share_with"] or "").split(","))):
            found[one].add(other)
            found[other].add(one)
    return {use: frozenset({use, *others}) if others else frozenset() for use, others in found.items()}


def choose(buildings: pl.DataFrame, shares: Mapping[str, frozenset[str]], radius_m: float) -> pl.DataFrame:
    """The members of all clusters, by hub and distance.

    `buildings` has a row each with asset_id, body_id, function, is_held, easting, northing, gia_m2, spare_m2 and condition; those
    that could be in a cluster (`candidates`).
    """
    rows = buildings.sort("asset_id")
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    town = _Town(rows, shares, radius_m)
    hub = town.hubs()
    members = np.flatnonzero(hub >= 0)
    of = hub[members]
    away = np.hypot(town.x[members] - town.x[of], town.y[members] - town.y[of])
    twice = town.kept_twice(of, members)
    known = town.is_area_known[of] & town.is_area_known[members]
    ids = rows["asset_id"].to_numpy()
    chosen = pl.DataFrame(
        {
            "asset_id": ids[members],
            "cluster_id": np.char.add("cluster-", ids[of].astype(str)) if len(of) else [],
            "hub_asset_id": ids[of],
            "part": np.where(of == members, HUB, np.where(town.compatible(of, members), SHARES, NEAR)),
            "distance_m": np.round(away, 1),
            "duplicated_m2": np.where(of == members, 0.0, twice / 100),
            "is_known": known | (of == members) | ~town.would_double(of, members),
        },
        schema_overrides=SCHEMA,
    )
    return (
        chosen.with_columns(pl.when("is_known").then("duplicated_m2"))
        .sort("hub_asset_id", "distance_m", pl.col("part") != HUB, "asset_id")
        .select(*SCHEMA)
    )


def candidates(estate: pl.DataFrame, used: pl.DataFrame, shares: Mapping[str, frozenset[str]]) -> pl.DataFrame:
    """The buildings that could be in a cluster, as `choose` takes them.

    Located buildings whose use may share a building with some other, or is not known: not land, not sites (whose buildings stand beside
    them), not homes, and not what is known to be no public estate.
    """
    sociable = [use for use, others in shares.items() if len(others) > 1]
    held = pl.col("ownership_basis").is_in(["register", "title"]) & pl.col("is_public_estate").fill_null(True)
    return (
        estate.filter(
            pl.col("asset_kind") == "building",
            pl.col("easting").is_not_null(),
            pl.col("function").is_in([*sociable, *UNSTATED]),
            ~pl.col("is_disowned"),
            pl.col("is_public_estate").fill_null(True),
        )
        .join(used.select("asset_id", "spare_m2"), on="asset_id", how="left")
        .select(
            "asset_id", "body_id", "function", held.alias("is_held"), "easting", "northing",
            pl.when(held).then("gia_m2").alias("gia_m2"), pl.when(held).then("spare_m2").alias("spare_m2"), "condition",
        )
    )  # fmt: skip


def within(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], radius_m: float) -> tuple[_Ints, _Ints]:
    """For each point the others at most so far away: where its neighbours begin (one more than there are points), and they, rising.

    A grid of squares of the radius: three squares of one row are one stretch of the points sorted by square.
    """
    count = len(x)
    across = np.floor((x - x.min()) / radius_m).astype(np.int64) + 1
    up = np.floor((y - y.min()) / radius_m).astype(np.int64) + 1
    width = int(across.max()) + 2
    square = up * width + across
    order = np.argsort(square, kind="stable")
    ranked = square[order]
    starts = np.stack([np.searchsorted(ranked, square + step * width - 1, "left") for step in (-1, 0, 1)], axis=1)
    ends = np.stack([np.searchsorted(ranked, square + step * width + 1, "right") for step in (-1, 0, 1)], axis=1)
    lengths = ends - starts
    reach = np.concatenate([[0], np.cumsum(lengths.sum(axis=1))])
    ones, others = [], []
    first = 0
    while first < count:
        last = max(first + 1, int(np.searchsorted(reach, reach[first] + _CANDIDATES, "right")) - 1)
        span = lengths[first:last].ravel()
        begin = np.repeat(starts[first:last].ravel() - np.concatenate([[0], np.cumsum(span)[:-1]]), span)
        one = np.repeat(np.arange(first, last), lengths[first:last].sum(axis=1))
        other = order[begin + np.arange(len(begin))]
        near = (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2 <= radius_m * radius_m
        near &= one != other
        ones.append(one[near])
        others.append(other[near])
        first = last
    one, other = np.concatenate(ones), np.concatenate(others)
    sorted_by = np.lexsort((other, one))
    return np.concatenate([[0], np.cumsum(np.bincount(one, minlength=count))]), other[sorted_by]


class _Town:
    """The buildings as arrays, and what a hub among them would be worth."""

    def __init__(self, rows: pl.DataFrame, shares: Mapping[str, frozenset[str]], radius_m: float) -> None:
        self.x, self.y = rows["easting"].to_numpy(), rows["northing"].to_numpy()
        uses = sorted({*shares, *rows["function"]})
        number = {use: place for place, use in enumerate(uses)}
        self.may_share = np.array([[other in shares.get(use, ()) for other in uses] for use in uses])
        self.use = rows["function"].replace_strict(number, return_dtype=pl.Int64).to_numpy()
        self.body = rows["body_id"].rank("dense").cast(pl.Int64).to_numpy()
        self.is_held: _Bools = rows["is_held"].to_numpy()
        area, spare = _decimetres(rows["gia_m2"]), _decimetres(rows["spare_m2"])
        self.is_area_known: _Bools = rows["gia_m2"].is_not_null().to_numpy()
        self.area, self.spare = area, spare
        self.in_use = np.maximum(0, area - spare)
        sound = ~rows["condition"].str.strip_chars().str.to_uppercase().str.contains(UNSOUND).fill_null(False).to_numpy()
        self.can_be_hub: _Bools = sound & ~rows["function"].is_in(UNSTATED).to_numpy() & (self.may_share.sum(axis=1)[self.use] > 1)
        self.begin, self.near = within(self.x, self.y, radius_m)

    def compatible(self, hub: _Ints, member: _Ints) -> _Bools:
        """May the one's use share a building with the other's?"""
        found: _Bools = self.may_share[self.use[hub], self.use[member]]
        return found

    def would_double(self, hub: _Ints, member: _Ints) -> _Bools:
        """Held by two bodies, and of uses that may share."""
        found: _Bools = self.compatible(hub, member) & (self.body[hub] != self.body[member]) & self.is_held[hub] & self.is_held[member]
        return found

    def kept_twice(self, hub: _Ints, member: _Ints) -> _Ints:
        """The smaller of the two areas in use, where they would double each other."""
        return np.where(self.would_double(hub, member), np.minimum(self.in_use[hub], self.in_use[member]), 0)

    def worth(self, hub: _Ints, member: _Ints) -> _Ints:
        """What the member adds to a cluster of the hub."""
        return np.where(self.compatible(hub, member), self.spare[member], 0) + self.kept_twice(hub, member)

    def hubs(self) -> _Ints:
        """Of each building its hub, -1 for none."""
        count = len(self.x)
        hub_of = np.full(count, -1, dtype=np.int64)
        one = np.repeat(np.arange(count), np.diff(self.begin))
        other = self.near

        def each(weights: npt.NDArray[np.generic]) -> list[int]:
            # sums below 2^53 are exact as doubles; afterwards they are Python's whole numbers
            return [int(value) for value in np.bincount(one, weights, minlength=count)]

        value = [int(spare) + more for spare, more in zip(self.spare, each(self.worth(one, other)), strict=True)]
        held, near = each(self.is_held[other]), np.diff(self.begin).tolist()
        of_others = each(self.body[one] != self.body[other])
        tier, area = (~self.is_held).astype(int).tolist(), self.area.tolist()

        def key(place: int) -> tuple[int, int, int, int, int, int]:
            return tier[place], -value[place], -held[place], -near[place], -area[place], place

        heap = [key(place) for place in np.flatnonzero(self.can_be_hub).tolist() if of_others[place]]
        heapq.heapify(heap)
        while heap:
            entry = heapq.heappop(heap)
            place = entry[-1]
            if hub_of[place] >= 0 or not of_others[place]:
                continue
            now = key(place)
            if now != entry:  # a neighbour has gone since: a hub is only ever worth less than it was
                heapq.heappush(heap, now)
                continue
            around = self.near[self.begin[place] : self.begin[place + 1]]
            members = np.concatenate([[place], around[hub_of[around] < 0]])
            hub_of[members] = place
            self._take_out(members, hub_of, value, held, near, of_others)
        return hub_of

    def _take_out(
        self, gone: _Ints, hub_of: _Ints, value: list[int], held: list[int], near: list[int], of_others: list[int]
    ) -> None:
        """What the hubs that are left lose with these buildings."""
        stretches = [self.near[self.begin[place] : self.begin[place + 1]] for place in gone.tolist()]
        member = np.repeat(gone, [len(stretch) for stretch in stretches])
        hub = np.concatenate(stretches)
        left = hub_of[hub] < 0
        hub, member = hub[left], member[left]
        worth = self.worth(hub, member)
        strange = self.body[hub] != self.body[member]
        for place, less, is_held, is_strange in zip(hub.tolist(), worth.tolist(), self.is_held[member].tolist(), strange.tolist(), strict=True):
            value[place] -= less
            held[place] -= is_held
            near[place] -= 1
            of_others[place] -= is_strange


def _decimetres(areas: pl.Series) -> _Ints:
    """Whole square decimetres; nought where the area is not known."""
    found: _Ints = np.rint(areas.fill_null(0).to_numpy() * 100).astype(np.int64)
    return found
