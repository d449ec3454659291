"""The plan for one estate of a made-up county, and a greedy way beside it, each as a process of its own.

Belongs here: the county by seed, the plan, and what a careful person does by hand: the largest gain first, into the nearest building with room.
Does not belong here: measuring (run.py), or whether a plan keeps the rules (tests/analysis/estate_plan_oracle.py).

The county: towns of very different size, villages, seven in ten buildings well enough known to be weighed; what buildings cost, hold and fetch by the
square metre, and the terms, are those of the reference data, but for the cap on moves, which grows with the county.
"""

import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace import reference
from totalplace.analysis import clusters
from totalplace.analysis.estate_plan.terms import Terms
from totalplace.contracts import plan as tables
from totalplace.place import Place

FIRST_FY = 2027
_TABLES = (tables.BUILDING, tables.PLAN_OCCUPATION, tables.ROOM, tables.ACCESS)
_POINTS_A_TOWN_KM2 = 25.0
# body: share of the buildings, and what its buildings are for
_BODIES = {
    "county": (0.30, ("office", "library", "children's centre", "day centre", "depot", "customer centre")),
    "district": (0.28, ("office", "customer centre", "community centre", "leisure centre", "depot", "town hall")),
    "trust-north": (0.12, ("clinic", "office", "hospital")),
    "trust-south": (0.12, ("clinic", "office", "hospital")),
    "police": (0.08, ("police station", "office")),
    "fire": (0.06, ("fire station", "office")),
    "state": (0.04, ("jobcentre", "court or probation")),
}
_PUBLIC = ("library", "children's centre", "day centre", "customer centre", "community centre", "leisure centre", "clinic", "jobcentre")
_KIND = {"clinic": "clinical room", "hospital": "clinical room", "depot": "vehicles", "fire station": "vehicles", "police station": "desk"}


def terms(occupations: int) -> Terms:
    """Those of the reference data. A tenth of all occupations may move in a year: the cap of a county is its own affair."""
    assumed = dict(reference.assumptions_in_force(Place(name="Bench"), date(2026, 11, 1)).select("assumption_id", "value").iter_rows())
    return Terms(
        first_fy=FIRST_FY, phase_years=int(assumed["plan_phase_years"]), horizon_years=int(assumed["plan_horizon_years"]), discount_share=assumed["plan_discount_share"],
        hosting_cost_m2_gbp=assumed["plan_hosting_cost_m2_gbp"], travel_m=assumed["plan_travel_m"], public_travel_m=assumed["plan_public_travel_m"],
        hosts_looked_at=int(assumed["plan_hosts_looked_at"]), moves_a_year=occupations // 10, gap_share=assumed["plan_gap_share"], shares=clusters.sharing(reference.function_table().iter_rows(named=True)),
    )  # fmt: skip


def _points(draw: np.random.Generator, count: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Where the buildings stand, and the town whose they are: the largest town has a fifth of them, a third stand in villages."""
    towns = 12
    middle = draw.uniform(5_000, 45_000, (towns, 2))
    weight = 1 / np.arange(1, towns + 1)
    of = draw.choice(towns, count, p=weight / weight.sum())
    spread = np.sqrt(np.bincount(of, minlength=towns) / _POINTS_A_TOWN_KM2 / np.pi) * 500
    points = middle[of] + draw.normal(0, 1, (count, 2)) * spread[of][:, None]
    village = draw.random(count) < 0.33
    villages = draw.uniform(0, 50_000, (max(1, count // 15), 2))
    points[village] = villages[draw.integers(0, len(villages), village.sum())] + draw.normal(0, 300, (village.sum(), 2))
    return np.round(points[:, 0], 1), np.round(points[:, 1], 1), of


def generate(folder: Path, count: int, known_share: float) -> None:
    """The four tables that a plan is made from."""
    draw = np.random.default_rng(1)
    x, y, town = _points(draw, count)
    bodies = list(_BODIES)
    share = np.array([each for each, _ in _BODIES.values()])
    of = draw.choice(len(bodies), count, p=share / share.sum())
    body = [f"district-{town[row] % 6}" if bodies[one] == "district" else bodies[one] for row, one in enumerate(of)]
    use = [str(draw.choice(_BODIES[bodies[one]][1])) for one in of]
    net = np.round(np.clip(draw.lognormal(6.4, 0.8, count), 60, 20_000))
    known, owned, receipt_known = draw.random(count) < known_share, draw.random(count) < 0.75, draw.random(count) < 0.6
    running = np.round(net * draw.lognormal(4.75, 0.35, count))
    receipt = np.round(net * draw.lognormal(6.3, 0.5, count))
    chance, lease = draw.random(count), draw.integers(0, 14, count)
    blocked = chance < 0.1
    bad = draw.random(count) < 0.12
    fit = known & ~bad
    buildings = pl.DataFrame(
        {
            "asset_id": [f"a{number:06d}" for number in draw.permutation(count)],
            "body_id": body,
            "function": use,
            "area_code": [f"area-{each % 6}" for each in town],
            "easting": x,
            "northing": y,
            "is_owned": owned,
            "running_cost_gbp": [int(cost) if is_known else None for cost, is_known in zip(running, known, strict=True)],
            "avoidable_cost_gbp": [int(cost * 0.9) if is_known else None for cost, is_known in zip(running, known, strict=True)],
            "receipt_gbp": [int(each) if sold else None for each, sold in zip(receipt, owned & receipt_known, strict=True)],
            "sale_cost_gbp": [int(each * 0.02) if sold else 0 for each, sold in zip(receipt, owned & receipt_known, strict=True)],
            "empty_years": np.where(owned, draw.integers(1, 3, count), 0),
            "void_cost_gbp": np.where(owned, np.round(running * 0.25), 0).astype(int),
            "release_cost_gbp": np.where(owned, 0, np.round(net * 124)).astype(int),
            "budgeted_maintenance_gbp": np.where(draw.random(count) < 0.2, np.round(net * 30), 0).astype(int),
            "rent_between_gbp": [0] * count,
            "earliest_fy": FIRST_FY + draw.integers(0, 3, count),
            "release_fys": [None if mine else f"{FIRST_FY + year}, {FIRST_FY + year + 5}" for mine, year in zip(owned, lease, strict=True)],
            "release_block": ["must stay" if held else None for held in blocked],
            "block_reason": ["its body says so" if held else None for held in blocked],
            "is_host": fit,
            "host_block": [None if one else "condition D" if is_known else "not known who is in it" for one, is_known in zip(fit, known, strict=True)],
            "missing_data": [None if one else "running cost" for one in known],
        }
    )
    occupations = count * 3 // 2
    home = np.concatenate([np.arange(count), draw.integers(0, count, occupations - count)])
    parts = draw.uniform(0.2, 1, occupations)
    used = draw.uniform(0.25, 0.85, count)  # of the net area at the peak
    demand = np.round(net[home] * used[home] * parts / np.bincount(home, parts, count)[home], 1)
    guest = draw.random(occupations) < 0.05
    kinds = [_KIND.get(use[each], "desk") for each in home]
    people = pl.DataFrame(
        {
            "occupation_id": [f"o{number:06d}" for number in draw.permutation(occupations)],
            "asset_id": buildings["asset_id"].gather(home),
            "body_id": [body[draw.integers(0, count)] if is_guest else body[each] for each, is_guest in zip(home, guest, strict=True)],
            "function": [use[each] for each in home],
            "space_kind": kinds,
            "demand_today_m2": demand,
            "demand_target_m2": np.round(demand * np.where(np.array(kinds) == "desk", draw.uniform(0.5, 1, occupations), 1), 1),
            "fte": np.round(demand / 12, 1),
            "move_cost_gbp": np.round(demand * np.where(np.array(kinds) == "desk", 186, 310)).astype(int),
            "is_public": [use[each] in _PUBLIC for each in home],
        }
    )
    room = buildings.select("asset_id", pl.Series("space_kind", [_KIND.get(each, "desk") for each in use]), pl.Series("capacity_m2", np.round(net * 0.9, 1)))
    access = (
        buildings.filter(pl.col("function").is_in(_PUBLIC))
        .group_by(service="function", area_code="area_code")
        .agg(elsewhere_count=pl.col("missing_data").is_not_null().sum())
        .with_columns(minimum=3, reason=pl.lit("the council says so"))
    )
    folder.mkdir(parents=True, exist_ok=True)
    for contract, frame in zip(_TABLES, (buildings, people, room, access), strict=True):
        contract.conform(frame).collect().sort(contract.primary_key).write_parquet(folder / f"{contract.name}.parquet")


def _read(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    building, people, room, access = (pl.read_parquet(folder / f"{contract.name}.parquet") for contract in _TABLES)
    return building, people, room, access


def plan(folder: Path) -> str:
    """One plan: that of all partners by today's standard, with its bound, without tables, words or what turns it."""
    from totalplace.analysis.estate_plan.estate import (  # here, so that the greedy way does not load a solver
        Estate,
        Variation,
    )
    from totalplace.analysis.estate_plan.outcome import Solver
    from totalplace.analysis.estate_plan.parts import TOGETHER

    frames = _read(folder)
    estate = Estate(*frames, terms(frames[1].height))
    outcome = Solver(estate).solve(Variation("today"), TOGETHER)
    cost, gain, bound = (Decimal(pence) / 100 for pence in (int(estate.cost_as_it_is.sum()), outcome.gain, outcome.bound))
    found = pl.DataFrame(
        {
            "given_up": [int(outcome.given.sum())], "moves": [len(outcome.moved(estate))], "parts": [len(outcome.parts)], "largest": [max(len(entry.part.gain) for entry in outcome.parts)],
            "cost_gbp": [float(cost)], "gain_gbp": [float(gain)], "bound_gbp": [float(bound)],
        }
    )  # fmt: skip
    found.write_parquet(folder / "plan.parquet")
    return str(found)


def options(folder: Path) -> str:
    """All six options, six more plans for each to see what turns it, and what each block is worth."""
    from totalplace.analysis.estate_plan import plan_estate

    frames = _read(folder)
    found = plan_estate(*frames, terms(frames[1].height)).options
    found.write_parquet(folder / "options.parquet")
    return str(found)


def greedy(folder: Path) -> str:
    """The largest gain first, in its best year that still has moves to spare, everybody into the nearest building that has room."""
    buildings, people, room, access = _read(folder)
    gain = Greedy(buildings, people, room, access, terms(people.height)).run()
    (folder / "greedy.txt").write_text(str(gain))
    return f"gain {gain:,.0f}"


class Greedy:
    """One pass; floats will do, no figure of it is published."""

    def __init__(self, buildings: pl.DataFrame, people: pl.DataFrame, room: pl.DataFrame, access: pl.DataFrame, given: Terms) -> None:
        self.terms = given
        self.rows = buildings.to_dicts()
        self.at = {row["asset_id"]: number for number, row in enumerate(self.rows)}
        self.inside: dict[int, list[dict[str, object]]] = defaultdict(list)
        self.free: dict[str, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(self.rows)))
        for row in room.iter_rows(named=True):
            self.free[row["space_kind"]][self.at[row["asset_id"]]] += row["capacity_m2"]
        for row in people.iter_rows(named=True):
            self.inside[self.at[row["asset_id"]]].append(row)
            self.free[row["space_kind"]][self.at[row["asset_id"]]] -= row["demand_today_m2"]
        self.point = buildings.select("easting", "northing").to_numpy()
        self.may_host = buildings["is_host"].to_numpy().copy()
        uses = buildings["function"].to_numpy()
        self.takes = {use: np.isin(uses, list(others)) for use, others in given.shares.items()}
        offered = buildings.filter(pl.col("missing_data").is_null()).group_by("function", "area_code").len().iter_rows()
        points = {(use, area): count for use, area, count in offered}
        self.spare_points = {(row["service"], row["area_code"]): row["elsewhere_count"] + points.get((row["service"], row["area_code"]), 0) - row["minimum"] for row in access.iter_rows(named=True)}
        v = 1 / (1 + given.discount_share)
        self.v = v ** np.arange(given.horizon_years)

    def worth(self, number: int, year: int) -> float:
        """Decision 25 for one building in one year."""
        row, t, horizon = self.rows[number], year - self.terms.first_fy, self.terms.horizon_years
        sold = t + row["empty_years"]
        need = sum(float(one["demand_today_m2"]) for one in self.inside[number])  # type: ignore[arg-type]
        moving = sum(float(one["move_cost_gbp"]) for one in self.inside[number])  # type: ignore[arg-type]
        gain = (float(row["avoidable_cost_gbp"]) - need * self.terms.hosting_cost_m2_gbp) * self.v[t:].sum() - float(row["void_cost_gbp"]) * self.v[t:sold].sum()
        gain += (float(row["budgeted_maintenance_gbp"]) - float(row["release_cost_gbp"]) - moving) * self.v[t]
        return float(gain + (float((row["receipt_gbp"] or 0) - row["sale_cost_gbp"]) * self.v[sold] if sold < horizon else 0.0))

    def years(self, number: int) -> list[int]:
        row, first = self.rows[number], self.terms.first_fy
        if row["missing_data"] or row["release_block"]:
            return []
        only = {int(year) for year in row["release_fys"].split(",")} if row["release_fys"] else None
        return [year for year in range(max(first, row["earliest_fy"]), first + self.terms.phase_years) if only is None or year in only]

    def run(self) -> float:
        dated = {number: sorted(((self.worth(number, year), -year) for year in self.years(number)), reverse=True) for number in range(len(self.rows))}
        order = sorted((number for number, when in dated.items() if when and when[0][0] > 0), key=lambda number: (-dated[number][0][0], number))
        moves: dict[int, int] = defaultdict(int)
        hosting: set[int] = set()
        total = 0.0
        for number in order:
            row = self.rows[number]
            service = (row["function"], row["area_code"])
            year = next(((gain, -negative) for gain, negative in dated[number] if gain > 0 and moves[-negative] + len(self.inside[number]) <= self.terms.moves_a_year), None)
            if year is None or number in hosting or self.spare_points.get(service, 1) <= 0:
                continue
            homes = self.homes(number)
            if homes is None:
                continue
            total += year[0]
            moves[year[1]] += len(homes)
            hosting.update(homes)
            self.may_host[number] = False
            if service in self.spare_points:
                self.spare_points[service] -= 1
        return total

    def homes(self, number: int) -> list[int] | None:
        """The nearest building with room for each who is in this one, their room taken; None, and nothing taken, if one finds none."""
        away = np.hypot(*(self.point - self.point[number]).T)
        found: list[tuple[str, int, float]] = []
        for one in sorted(self.inside[number], key=lambda one: -float(one["demand_today_m2"])):  # type: ignore[arg-type]
            need, kind = float(one["demand_today_m2"]), str(one["space_kind"])  # type: ignore[arg-type]
            near = away <= (self.terms.public_travel_m if one["is_public"] else self.terms.travel_m)
            fits = near & self.may_host & self.takes[str(one["function"])] & (self.free[kind] >= need)
            fits[number] = False
            if not fits.any():
                for other_kind, host, m2 in found:
                    self.free[other_kind][host] += m2
                return None
            host = int(np.where(fits, away, np.inf).argmin())
            self.free[kind][host] -= need
            found.append((kind, host, need))
        return [host for _, host, _ in found]


def report(folder: Path) -> str:
    """What came of it: the plan of all partners beside the greedy one, and all options if they were made."""
    one = pl.read_parquet(folder / "plan.parquet").row(0, named=True)
    by_hand = float((folder / "greedy.txt").read_text())
    short = one["bound_gbp"] - one["gain_gbp"]
    said = (
        f"Plan of all partners, today's standard: {one['given_up']:,} buildings given up, {one['moves']:,} occupations move, {one['parts']:,} independent parts, the largest of {one['largest']:,} buildings. "
        f"Gain £{one['gain_gbp'] / 1e6:,.1f}m of a cost of £{one['cost_gbp'] / 1e6:,.1f}m; proven gap {short / (one['cost_gbp'] - one['gain_gbp']):.2%} of the cost that is left, {short / one['bound_gbp']:.2%} of what could be gained at most. "
        f"The greedy way gains £{by_hand / 1e6:,.1f}m: the solver {one['gain_gbp'] / by_hand - 1:.1%} more."
    )
    if not (folder / "options.parquet").exists():
        return said
    lines = ["| option | given up | moves | gain, £m | gap of the cost | gap of the gain | status |", "|---|---|---|---|---|---|---|"]
    for row in pl.read_parquet(folder / "options.parquet").iter_rows(named=True):
        of_gain = "" if row["gap_of_gain_share"] is None else f"{row['gap_of_gain_share']:.2%}"
        lines.append(f"| {row['option_id']} | {row['given_up_count']:,} | {row['move_count']:,} | {row['gain_gbp'] / 1_000_000:,.1f} | {row['gap_share']:.2%} | {of_gain} | {row['status']} |")
    return "\n".join([said, "", *lines])


WAYS = {"plan": plan, "options": options, "greedy": greedy, "report": report}

if __name__ == "__main__":
    way, path, *rest = sys.argv[1:]
    if way == "generate":
        generate(Path(path), int(rest[0]), float(rest[1]))
    else:
        print(WAYS[way](Path(path)))  # noqa: T201 -- the command's answer
