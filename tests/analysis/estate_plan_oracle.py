"""The plan for one estate by brute force, and a judge of any plan: plain, slow, exact, from decision 25 alone.

Belongs here: small places drawn by seed, the best that can be done with one (every set of buildings that could be given up, every way of placing those
in it), and what is wrong with a plan that somebody hands in. Does not belong here: anything of the solver; only its terms and contracts are read.

Money is Decimal of 50 figures. Neither brute force nor judge rounds; what is compared with rounded figures has a tolerance of the rounding.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import chain, combinations, product
from math import hypot
from random import Random
from typing import Any

import polars as pl

from totalplace.analysis.estate_plan.terms import Terms
from totalplace.contracts import plan as tables

Row = dict[str, Any]
ALONE, TOGETHER, FAIR = tables.PARTNERS
PARTNERS = {"alone": ALONE, "together": TOGETHER, "fair": FAIR}
STANDARDS = tables.STANDARDS
SHARES = {
    "office": frozenset({"office", "library", "customer centre", "clinic"}),
    "library": frozenset({"office", "library", "customer centre"}),
    "customer centre": frozenset({"office", "library", "customer centre"}),
    "clinic": frozenset({"clinic", "office"}),
    "depot": frozenset({"depot", "fire station"}),
    "fire station": frozenset({"depot", "fire station"}),
    "hospital": frozenset[str](),
}
TERMS = Terms(
    first_fy=2027, phase_years=5, horizon_years=12, discount_share=0.035, hosting_cost_m2_gbp=60.0, travel_m=1500.0, public_travel_m=900.0,
    hosts_looked_at=12, moves_a_year=1000, gap_share=0.0, shares=SHARES,
)  # fmt: skip


def exact(value: Any) -> Decimal:
    """A figure as it is written."""
    return Decimal(0) if value is None else value if isinstance(value, Decimal) else Decimal(str(value))


@dataclass(frozen=True)
class Place:
    """What a plan is made from, as rows of the four contracts."""

    buildings: tuple[Row, ...]
    occupations: tuple[Row, ...]
    room: tuple[Row, ...]
    access: tuple[Row, ...] = ()
    terms: Terms = field(default=TERMS)

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """The arguments of plan_estate before the terms."""
        rows = ((tables.BUILDING, self.buildings), (tables.PLAN_OCCUPATION, self.occupations), (tables.ROOM, self.room), (tables.ACCESS, self.access))
        one, two, three, four = (pl.DataFrame(list(given), schema=contract.polars_schema()) for contract, given in rows)
        return one, two, three, four

    def shuffled(self, seed: int) -> "Place":
        """The same rows in another order."""
        random = Random(seed)
        return replace(self, **{name: tuple(random.sample(rows, len(rows))) for name in ("buildings", "occupations", "room", "access") for rows in [getattr(self, name)]})

    def changed(self, asset_id: str, **more: Any) -> "Place":
        """The same place, one building otherwise."""
        return replace(self, buildings=tuple({**row, **more} if row["asset_id"] == asset_id else row for row in self.buildings))

    @cached_property
    def building(self) -> dict[str, Row]:
        return {row["asset_id"]: row for row in self.buildings}

    @cached_property
    def inside(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.occupations, key=lambda row: row["occupation_id"]):
            found[row["asset_id"]].append(row)
        return found

    @cached_property
    def bodies(self) -> list[str]:
        named = chain.from_iterable((row["body_id"], row["owner_body_id"], row["rent_from_body_id"], row["rent_to_body_id"], row["landlord_body_id"]) for row in self.buildings)
        return sorted({*filter(None, named), *(row["body_id"] for row in self.occupations)})

    def free_m2(self, asset_id: str, kind: str, standard: str) -> Decimal:
        """Room of a kind that a building has for others."""
        has = sum((exact(row["capacity_m2"]) for row in self.room if (row["asset_id"], row["space_kind"]) == (asset_id, kind)), Decimal(0))
        return has - sum((demand(row, standard) for row in self.inside[asset_id] if row["space_kind"] == kind), Decimal(0))

    def distance_m(self, one: str, other: str) -> float:
        left, right = self.building[one], self.building[other]
        return hypot(left["easting"] - right["easting"], left["northing"] - right["northing"])

    def hosts(self, occupation: Row, partners: str, standard: str) -> list[tuple[float, str]]:
        """Those that have room for somebody if all else stays, nearest first, as many of them as are looked at."""
        fit = [host for host in self.building if self.may_take(occupation, host, partners) and self.free_m2(host, occupation["space_kind"], standard) >= demand(occupation, standard)]
        return sorted((self.distance_m(occupation["asset_id"], host), host) for host in fit)[: self.terms.hosts_looked_at]

    def may_take(self, occupation: Row, host: str, partners: str) -> bool:
        """Whether somebody may move to a building, room apart."""
        home, to = self.building[occupation["asset_id"]], self.building[host]
        limit = self.terms.public_travel_m if occupation["is_public"] else self.terms.travel_m
        return (
            host != occupation["asset_id"]
            and to["is_host"] and to["instruction"] != "release"
            and to["function"] in self.terms.shares.get(occupation["function"], frozenset())
            and self.distance_m(occupation["asset_id"], host) <= limit
            and (partners != ALONE or home["body_id"] == to["body_id"] == occupation["body_id"])
        )


def demand(occupation: Row, standard: str) -> Decimal:
    return exact(occupation["demand_today_m2" if standard == "today" else "demand_target_m2"])


# --- money ---


@dataclass(frozen=True)
class Ledgers:
    """What giving up one building in one year comes to: at today's prices, and discounted for each body."""

    revenue_a_year: Decimal
    one_off_cost: Decimal
    receipt: Decimal
    liability_avoided: Decimal
    by_body: Mapping[str, Decimal]

    @property
    def gain(self) -> Decimal:
        return sum(self.by_body.values(), Decimal(0))


def years(place: Place, building: Row) -> list[int]:
    """Financial years in which a building can be given up, by its own dates."""
    first = place.terms.first_fy
    only = {int(part) for part in building["release_fys"].split(",")} if building["release_fys"] else None
    window = range(max(first, building["earliest_fy"]), first + place.terms.phase_years)
    return [year for year in window if only is None or year in only]


def ledgers(place: Place, building: Row, year: int, standard: str) -> Ledgers:
    """Decision 25, line by line."""
    terms = place.terms
    with localcontext() as context:
        context.prec = 50
        v = 1 / (1 + exact(terms.discount_share))
        left, horizon = year - terms.first_fy, terms.horizon_years
        ever_after = sum((v**y for y in range(left, horizon)), Decimal(0))
        sold = left + building["empty_years"]
        empty = range(left, min(sold, horizon))
        manager, owner = building["body_id"], building["owner_body_id"] or building["body_id"]
        receipt = exact(building["receipt_gbp"]) - exact(building["sale_cost_gbp"]) if sold < horizon else Decimal(0)
        by_body: dict[str, Decimal] = defaultdict(Decimal)
        by_body[manager] += exact(building["avoidable_cost_gbp"]) * ever_after
        by_body[building["landlord_body_id"] or manager] -= exact(building["void_cost_gbp"]) * sum((v**y for y in empty), Decimal(0))
        by_body[manager] += (exact(building["budgeted_maintenance_gbp"]) - exact(building["release_cost_gbp"])) * v**left
        if building["landlord_body_id"]:
            by_body[building["landlord_body_id"]] += exact(building["release_cost_gbp"]) * v**left
        by_body[owner] += receipt * v**sold
        revenue = exact(building["avoidable_cost_gbp"])
        one_off = exact(building["void_cost_gbp"]) * len(empty) - exact(building["budgeted_maintenance_gbp"])
        if not building["landlord_body_id"]:
            one_off += exact(building["release_cost_gbp"])
        for occupation in place.inside[building["asset_id"]]:
            hosting = exact(terms.hosting_cost_m2_gbp) * demand(occupation, standard)
            by_body[occupation["body_id"]] -= exact(occupation["move_cost_gbp"]) * v**left + hosting * ever_after
            revenue -= hosting
            one_off += exact(occupation["move_cost_gbp"])
        if building["rent_between_gbp"]:
            by_body[building["rent_from_body_id"]] += exact(building["rent_between_gbp"]) * ever_after
            by_body[building["rent_to_body_id"]] -= exact(building["rent_between_gbp"]) * ever_after
    return Ledgers(revenue, one_off, receipt, exact(building["liability_gbp"]), dict(by_body))


def best_year(place: Place, building: Row, standard: str) -> int | None:
    """The year that gains most, the first of equals; None if there is none."""
    return max(years(place, building), key=lambda year: (ledgers(place, building, year, standard).gain, -year), default=None)


def do_nothing(place: Place) -> Decimal:
    """Net present cost of running what is weighed as it is."""
    with localcontext() as context:
        context.prec = 50
        v = 1 / (1 + exact(place.terms.discount_share))
        ever = sum((v**y for y in range(place.terms.horizon_years)), Decimal(0))
        return ever * sum((exact(row["running_cost_gbp"]) for row in place.buildings if row["missing_data"] is None), Decimal(0))


# --- brute force ---


@dataclass(frozen=True)
class Best:
    """The best that can be done: what is gained, and by which buildings."""

    gain: Decimal
    given_up: frozenset[str]


def may_go(row: Row) -> bool:
    """Whether a building may be given up at all, by what its own row says."""
    return row["missing_data"] is None and row["release_block"] is None and row["instruction"] != "keep"


def barrier(row: Row) -> str | None:
    """The one constraint that keeps a building: what its row names, or the place's own word that it must stay."""
    return row["release_block"] or ("must stay" if row["instruction"] == "keep" else None)


def enough_access(place: Place, gone: Iterable[str], homes: Iterable[tuple[Row, str]]) -> bool:
    """Every area keeps its points of access, or as many as it has if they are fewer already. Who takes in what people come for becomes a point."""
    lost, moved = set(gone), list(homes)
    for row in place.access:
        service, area = row["service"], row["area_code"]
        here = {each["asset_id"] for each in place.buildings if each["area_code"] == area}
        elsewhere = {each["asset_id"] for each in place.buildings if each["function"] == service and each["missing_data"] is not None}
        of_use = {each["asset_id"] for each in place.buildings if each["function"] == service and place.inside[each["asset_id"]]} - elsewhere
        takers = {host for mover, host in moved if mover["is_public"] and mover["function"] == service}
        points, after = here & of_use, here & ((of_use - lost) | takers) - elsewhere
        if row["elsewhere_count"] + len(after) < min(row["minimum"], row["elsewhere_count"] + len(points)):
            return False
    return True


def nearest_homes(place: Place, gone: frozenset[str], partners: str, standard: str) -> Decimal | None:
    """The fewest metres by which all who lose their building find room, and enough points of access stay; None if they do not."""
    movers = [occupation for asset_id in sorted(gone) for occupation in place.inside[asset_id]]
    choices = [[(away, host) for away, host in place.hosts(mover, partners, standard) if host not in gone] for mover in movers]
    order = sorted(range(len(movers)), key=lambda each: (len(choices[each]), -demand(movers[each], standard)))
    least_after = [0.0] * (len(order) + 1)
    for position in reversed(range(len(order))):
        options = choices[order[position]]
        if not options:
            return None
        least_after[position] = least_after[position + 1] + options[0][0]
    free: dict[tuple[str, str], Decimal] = {}
    best = [float("inf")]
    homes: list[tuple[Row, str]] = []

    def place_next(position: int, metres: float) -> None:
        if metres + least_after[position] >= best[0]:
            return
        if position == len(order):
            if enough_access(place, gone, homes):
                best[0] = metres
            return
        mover = movers[order[position]]
        need = demand(mover, standard)
        for away, host in choices[order[position]]:
            key = (host, mover["space_kind"])
            if key not in free:
                free[key] = place.free_m2(*key, standard)
            if need <= max(free[key], Decimal(0)):
                free[key] -= need
                homes.append((mover, host))
                place_next(position + 1, metres + away)
                homes.pop()
                free[key] += need

    place_next(0, 0.0)
    return None if best[0] == float("inf") else exact(best[0])


def best_plan(place: Place, partners: str, standard: str) -> Best | None:
    """Every set of buildings that may go, the one that gains most first, until one can be had. None: the instructions cannot be met."""
    when = {row["asset_id"]: best_year(place, row, standard) for row in place.buildings if may_go(row)}
    weighed = {asset_id: ledgers(place, place.building[asset_id], year, standard) for asset_id, year in when.items() if year is not None}
    must = {row["asset_id"] for row in place.buildings if row["instruction"] == "release"}
    if not must <= weighed.keys():
        return None
    optional = sorted(weighed.keys() - must)
    sets = (frozenset(must.union(some)) for count in range(len(optional) + 1) for some in combinations(optional, count))
    by_gain = sorted(((sum((weighed[each].gain for each in gone), Decimal(0)), sorted(gone), gone) for gone in sets), key=lambda entry: (-entry[0], entry[1]))
    for gain, _, gone in by_gain:
        if not (partners == FAIR and losers(weighed, gone)) and nearest_homes(place, gone, partners, standard) is not None:
            return Best(gain, gone)
    return None


def losers(weighed: Mapping[str, Ledgers], gone: Iterable[str]) -> set[str]:
    """Bodies that are worse off by more than a rounding."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    for each in gone:
        for body, gain in weighed[each].by_body.items():
            total[body] += gain
    return {body for body, gain in total.items() if gain < Decimal("-0.005")}


def best_within_cap(place: Place, gone: Iterable[str], standard: str) -> Decimal:
    """The most that the buildings chosen can gain if only so many occupations move in a year: every year, or none, tried for each."""
    chosen = [place.building[asset_id] for asset_id in sorted(gone)]
    never: list[tuple[int | None, Decimal]] = [(None, Decimal(0))]
    options = [[*((year, ledgers(place, row, year, standard).gain) for year in years(place, row)), *([] if row["instruction"] == "release" else never)] for row in chosen]
    best = Decimal("-Infinity")
    for dated in product(*options):
        moves: Counter[int] = Counter()
        for row, (year, _) in zip(chosen, dated, strict=True):
            if year is not None:
                moves[year] += len(place.inside[row["asset_id"]])
        if all(count <= place.terms.moves_a_year for count in moves.values()):
            best = max(best, sum((gain for _, gain in dated), Decimal(0)))
    return best


# --- places by seed ---

BODIES = ("city", "trust", "fire")
KINDS = ("desk", "counter")


def building(asset_id: str, x: float = 0.0, **more: Any) -> Row:
    """A freehold office of the city's that costs 10,000 a year, may go in any year and may take others in."""
    plain: Row = {
        **dict.fromkeys(tables.BUILDING.column_names), "asset_id": asset_id, "body_id": "city", "function": "office", "area_code": "north", "easting": x,
        "northing": 0.0, "is_owned": True, "running_cost_gbp": Decimal(10_000), "avoidable_cost_gbp": Decimal(10_000), "sale_cost_gbp": Decimal(0),
        "empty_years": 0, "void_cost_gbp": Decimal(0), "release_cost_gbp": Decimal(0), "budgeted_maintenance_gbp": Decimal(0),
        "rent_between_gbp": Decimal(0), "earliest_fy": TERMS.first_fy, "is_host": True,
    }  # fmt: skip
    return {**plain, **more}


def occupation(occupation_id: str, asset_id: str, m2: float, **more: Any) -> Row:
    """People of the city's office, at desks, who may go 1,500 m and move for nothing."""
    plain: Row = {
        **dict.fromkeys(tables.PLAN_OCCUPATION.column_names), "occupation_id": occupation_id, "asset_id": asset_id, "body_id": "city", "function": "office",
        "space_kind": "desk", "demand_today_m2": m2, "demand_target_m2": m2, "move_cost_gbp": Decimal(0), "is_public": False,
    }  # fmt: skip
    return {**plain, **more}


def room(asset_id: str, m2: float, kind: str = "desk") -> Row:
    return {"asset_id": asset_id, "space_kind": kind, "capacity_m2": m2}


def drawn_place(seed: int, count: int = 8, **terms: Any) -> Place:
    """A few buildings of three bodies on two kilometres, with every rule of the plan somewhere in play. All figures drawn, most of them close to deciding."""
    random = Random(seed)
    count = random.randint(3, count)
    side = random.choice((600, 1500, 3000))
    uses = random.choice((("office",), ("office", "library", "customer centre"), ("office", "library", "clinic", "depot", "fire station", "hospital")))
    plenty = random.choice((0.7, 1.1, 1.6, 3.0))
    buildings, occupations, rooms = [], [], []
    for number in range(count):
        asset_id = f"a{number}"
        body, use = random.choice(BODIES), random.choice(uses)
        cost = Decimal(random.randrange(500, 60_000))
        given: Row = {
            "body_id": body, "owner_body_id": random.choice((None, None, body, random.choice(BODIES))), "function": use,
            "area_code": random.choice(("north", "south")), "easting": round(random.uniform(0, side), 1), "northing": round(random.uniform(0, side), 1),
            "is_owned": random.random() < 0.7, "running_cost_gbp": cost, "avoidable_cost_gbp": cost * random.randint(50, 100) / 100,
        }  # fmt: skip
        if random.random() < 0.6:
            given |= {"receipt_gbp": Decimal(random.randrange(0, 300_000)), "sale_cost_gbp": Decimal(random.randrange(0, 5_000)), "empty_years": random.choice((0, 1, 3, 12))}
            given |= {"void_cost_gbp": Decimal(random.randrange(0, 4_000))}
        if random.random() < 0.4:
            given |= {"release_cost_gbp": Decimal(random.randrange(0, 80_000)), "budgeted_maintenance_gbp": Decimal(random.randrange(0, 30_000))}
        if not given["is_owned"] and random.random() < 0.5:
            given |= {"landlord_body_id": random.choice([other for other in BODIES if other != body]), "empty_years": random.choice((0, 2, 12)), "void_cost_gbp": Decimal(random.randrange(0, 9_000))}
        if random.random() < 0.3:
            given["liability_gbp"] = Decimal(random.randrange(0, 90_000))
        if random.random() < 0.3:
            given["earliest_fy"] = TERMS.first_fy + random.randint(-1, 5)
        if random.random() < 0.2:
            given["release_fys"] = ", ".join(str(TERMS.first_fy + year) for year in sorted(random.sample(range(-1, 8), 2)))
        if random.random() < 0.2:
            payer, payee = random.sample(BODIES, 2)
            given |= {"rent_between_gbp": Decimal(random.randrange(100, 9_000)), "rent_from_body_id": payer, "rent_to_body_id": payee}
        chance = random.random()
        if chance < 0.12:
            given |= {"release_block": random.choice(tables.BLOCKS), "block_reason": "the trust says so"}
        elif chance < 0.2:
            given |= {"missing_data": "running cost", "running_cost_gbp": None, "avoidable_cost_gbp": None}
        elif chance < 0.25:
            given |= {"instruction": "keep", "instruction_reason": "the board says so"}
        elif chance < 0.3:
            given |= {"instruction": "release", "instruction_reason": "the board says so"}
        if random.random() < 0.2:
            given |= {"is_host": False, "host_block": "condition D"}
        buildings.append(building(asset_id, **given))
        needs: Counter[str] = Counter()
        for each in range(random.choice((0, 1, 1, 1, 2, 3))):
            today = random.choice((random.randint(1, 40), random.randint(20, 300))) + random.choice((0, 0, 0.25))
            kind = KINDS[random.random() < 0.25]
            needs[kind] += today
            occupations.append(
                occupation(
                    f"o{number}-{each}", asset_id, today, demand_target_m2=round(today * random.choice((0.5, 0.8, 1.0)), 2), space_kind=kind,
                    body_id=random.choice((body, body, random.choice(BODIES))), function=random.choice((use, use, random.choice(uses))),
                    fte=random.choice((None, float(random.randint(1, 40)))), move_cost_gbp=Decimal(random.randrange(0, 30_000)), is_public=random.random() < 0.3,
                )
            )  # fmt: skip
        for kind in KINDS:
            if needs[kind] or random.random() < 0.6:
                rooms.append(room(asset_id, round(needs[kind] * random.uniform(0.8, 1 + plenty) + random.choice((0, 0, 60)), 1), kind))
    given_terms = {"hosts_looked_at": random.choice((2, 3, 12, 12)), **terms}
    access = [
        {"service": use, "area_code": area, "minimum": random.randint(1, 2), "elsewhere_count": random.choice((0, 0, 1)), "reason": "the council says so"}
        for use, area in product(uses, ("north", "south"))
        if random.random() < 0.2
    ]
    return Place(tuple(buildings), tuple(occupations), tuple(rooms), tuple(access), replace(TERMS, **given_terms))


# --- the judge ---


def complaints(place: Place, plan: Any, whether_robust: bool = True) -> Iterator[str]:
    """Everything that is wrong with a plan, in words. `plan` has the frames options, buildings, moves and bodies."""
    frames = {tables.OPTION: plan.options, tables.PLAN: plan.buildings, tables.MOVE: plan.moves, tables.PLAN_BODY: plan.bodies}
    for contract, frame in frames.items():
        yield from _broken_promises(contract, frame)
    options = list(plan.options.iter_rows(named=True))
    expected = {f"{name}-{standard}": (partners, standard) for name, partners in PARTNERS.items() for standard in STANDARDS}
    if {row["option_id"]: (row["partners"], row["standard"]) for row in options} != expected:
        yield f"the options are {[row['option_id'] for row in options]}"
    for option in options:
        of = (list(frame.filter(pl.col("option_id") == option["option_id"]).iter_rows(named=True)) for frame in (plan.buildings, plan.moves, plan.bodies))
        for said in _Judge(place, option, *of, whether_robust).all():
            yield f"{option['option_id']}: {said}"


def _broken_promises(contract: Any, frame: pl.DataFrame) -> Iterator[str]:
    if frame.schema != contract.polars_schema():
        yield f"{contract.table} is not by its contract: {frame.schema}"
        return
    if frame.select(contract.primary_key).is_duplicated().any():
        yield f"{contract.table}: a key stands twice"
    for column in contract.columns:
        if contract.is_required(column) and frame[column.name].null_count():
            yield f"{contract.table}.{column.name} is empty somewhere"
        if column.values and set(frame[column.name].drop_nulls()) - set(column.values):
            yield f"{contract.table}.{column.name} has other words"
    for rule in contract.rules:
        if frame.filter(~pl.sql_expr(rule.condition)).height:
            yield f"{contract.table}: not so everywhere: {rule.sentence}"


LEDGERS = ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "liability_avoided_gbp")


@dataclass
class _Judge:
    """One option against the rules."""

    place: Place
    option: Row
    buildings: list[Row]
    moves: list[Row]
    bodies: list[Row]
    whether_robust: bool

    def __post_init__(self) -> None:
        self.row = {row["asset_id"]: row for row in self.buildings}
        self.gone = {row["asset_id"] for row in self.buildings if row["action"] in ("release", "relocate")}
        self.taken_in: dict[str, Decimal] = defaultdict(Decimal)
        for move in self.moves:
            self.taken_in[move["to_asset_id"]] += exact(move["demand_m2"])

    def all(self) -> Iterator[str]:
        if self.row.keys() != self.place.building.keys():
            yield "not a row for every building"
            return
        can_be_met = self.option["status"] != "instructions that cannot be met"
        for asset_id in self.place.building:
            yield from (f"{asset_id}: {said}" for said in self.one_building(asset_id, can_be_met))
        yield from self.people()
        yield from self.limits()
        yield from self.money()
        yield from self.counts()

    def one_building(self, asset_id: str, can_be_met: bool) -> Iterator[str]:
        given, row = self.place.building[asset_id], self.row[asset_id]
        action, year = row["action"], row["year_fy"]
        if row["body_id"] != given["body_id"]:
            yield "another body"
        if asset_id in self.gone:
            if not may_go(given):
                yield f"given up, though {given['missing_data']}, {given['release_block']}, {given['instruction']}"
            if (action == "release") != given["is_owned"]:
                yield f"{action}, and is_owned is {given['is_owned']}"
            if year not in years(self.place, given):
                yield f"given up in {year}, not in {years(self.place, given)}"
            if self.taken_in[asset_id]:
                yield "given up and takes people in"
        elif given["instruction"] == "release" and can_be_met:
            yield f"not given up, as was told: {action}"
        elif action == "not assessed" and given["missing_data"] is None:
            yield "not assessed, and nothing is missing"
        elif given["missing_data"] is not None and action not in ("not assessed", "host"):
            yield f"{action}, and {given['missing_data']} is missing"
        elif action == "blocked" and row["constraint_name"] != barrier(given):
            yield f"blocked by {row['constraint_name']}, not {barrier(given)}"
        if action == "blocked" and row["unlock_value_gbp"] <= 0:
            yield "blocked, and unlocking it gains nothing"
        if abs(exact(row["hosted_m2"]) - self.taken_in[asset_id]) > Decimal("0.001"):
            yield f"takes in {row['hosted_m2']} m2, and {self.taken_in[asset_id]} move there"
        if given["missing_data"] is not None or not self.whether_robust:
            if row["is_robust"] is not None or row["flips_when"] is not None:
                yield "robust or not, and nobody asked"
        elif row["is_robust"] is None or row["is_robust"] != (row["flips_when"] is None):
            yield f"robust {row['is_robust']}, and flips when {row['flips_when']}"
        expected = dict.fromkeys((*LEDGERS, "gain_gbp"), Decimal(0))
        if asset_id in self.gone and year in years(self.place, given):
            worth = ledgers(self.place, given, year, self.option["standard"])
            expected = dict(zip(LEDGERS, (worth.revenue_a_year, worth.one_off_cost, worth.receipt, worth.liability_avoided), strict=True)) | {"gain_gbp": worth.gain}
        yield from _differ(row, expected, Decimal("0.02"))

    def people(self) -> Iterator[str]:
        moved = Counter(move["occupation_id"] for move in self.moves)
        must = {occupation["occupation_id"]: occupation for occupation in self.place.occupations if occupation["asset_id"] in self.gone}
        if moved != Counter(must.keys()):
            yield f"{sorted(moved.elements())} move, and {sorted(must)} lose their building"
            return
        for move in self.moves:
            given, to = must[move["occupation_id"]], move["to_asset_id"]
            name = f"{given['occupation_id']} to {to}"
            if to not in (host for _, host in self.place.hosts(given, self.option["partners"], self.option["standard"])):
                yield f"{name}: that building may not take them, or nearer ones may"
                continue
            expected = {
                "from_asset_id": given["asset_id"], "share": 1.0, "year_fy": self.row[given["asset_id"]]["year_fy"], "body_id": given["body_id"],
                "to_body_id": self.place.building[to]["body_id"], "fte": given["fte"], "is_public": given["is_public"], "one_off_cost_gbp": given["move_cost_gbp"],
                "function": given["function"], "space_kind": given["space_kind"], "demand_m2": float(demand(given, self.option["standard"])),
            }  # fmt: skip
            yield from (f"{name}: {column} is {move[column]}, not {value}" for column, value in expected.items() if move[column] != value)
            if abs(move["distance_m"] - self.place.distance_m(given["asset_id"], to)) > 1:
                yield f"{name}: is {self.place.distance_m(given['asset_id'], to)} m away, not {move['distance_m']}"

        fewest = nearest_homes(self.place, frozenset(self.gone), self.option["partners"], self.option["standard"])
        metres = sum(move["distance_m"] for move in self.moves)
        if fewest is not None and metres > float(fewest) * 1.01 + len(self.moves):
            yield f"people move {metres} m in all, and {fewest:.1f} would do"

    def limits(self) -> Iterator[str]:
        incoming: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for move in self.moves:
            incoming[move["to_asset_id"], move["space_kind"]] += exact(move["demand_m2"])
        for (host, kind), m2 in incoming.items():
            free = self.place.free_m2(host, kind, self.option["standard"])
            if m2 > max(free, Decimal(0)) + Decimal("0.001"):
                yield f"{host} takes in {m2} m2 for {kind} and has room for {free}"
        leavers = {occupation["occupation_id"]: occupation for occupation in self.place.occupations}
        if not enough_access(self.place, self.gone, [(leavers[move["occupation_id"]], move["to_asset_id"]) for move in self.moves]):
            yield f"too few points of access stay without {sorted(self.gone)}"
        for year, moves in Counter(move["year_fy"] for move in self.moves).items():
            if moves > self.place.terms.moves_a_year:
                yield f"{moves} move in {year}"

    def money(self) -> Iterator[str]:
        option = self.option
        for column in (*LEDGERS, "gain_gbp"):
            for name, rows in (("buildings", self.buildings), ("bodies", self.bodies)):
                total = sum((row[column] for row in rows), Decimal(0))
                if total != option[column]:
                    yield f"{column} of the {name} is {total}, of the option {option[column]}"
        for column in ("hosting_charge_a_year_gbp", "rent_between_a_year_gbp"):
            if sum(row[column] for row in self.bodies):
                yield f"{column} of all bodies is not nil"
        expected: dict[str, Decimal] = defaultdict(Decimal)
        for asset_id in sorted(self.gone):
            if self.row[asset_id]["year_fy"] in years(self.place, self.place.building[asset_id]):
                for body, gain in ledgers(self.place, self.place.building[asset_id], self.row[asset_id]["year_fy"], option["standard"]).by_body.items():
                    expected[body] += gain
        for body in self.bodies:
            if abs(body["gain_gbp"] - expected[body["body_id"]]) > Decimal("0.05"):
                yield f"{body['body_id']} gains {expected[body['body_id']]:.2f}, not {body['gain_gbp']}"
            if option["partners"] == FAIR and body["is_worse_off"]:
                yield f"{body['body_id']} is worse off"
        if {body for body, gain in expected.items() if gain} - {body["body_id"] for body in self.bodies}:
            yield "a body that gains or loses has no row"
        charges: dict[str, Decimal] = defaultdict(Decimal)
        for move in self.moves:
            charge = exact(move["demand_m2"]) * exact(self.place.terms.hosting_cost_m2_gbp) * (move["body_id"] != move["to_body_id"])
            charges[move["body_id"]] += charge
            charges[move["to_body_id"]] -= charge
        for body in self.bodies:
            if abs(body["hosting_charge_a_year_gbp"] - charges[body["body_id"]]) > Decimal("0.05"):
                yield f"{body['body_id']} pays {charges[body['body_id']]:.2f} for room, not {body['hosting_charge_a_year_gbp']}"
        if abs(option["do_nothing_gbp"] - do_nothing(self.place)) > Decimal("0.01") * len(self.buildings):
            yield f"doing nothing costs {do_nothing(self.place):.2f}, not {option['do_nothing_gbp']}"
        short = option["objective_gbp"] - option["bound_gbp"]
        if option["objective_gbp"] and abs(exact(option["gap_share"]) - short / option["objective_gbp"]) > Decimal("0.000001"):
            yield f"gap_share is {option['gap_share']}"

    def counts(self) -> Iterator[str]:
        actions = Counter(row["action"] for row in self.buildings)
        expected = {
            "building_count": len(self.buildings), "assessed_count": sum(row["missing_data"] is None for row in self.place.buildings),
            "given_up_count": len(self.gone), "host_count": actions["host"], "blocked_count": actions["blocked"], "move_count": len(self.moves),
            "fte": sum(move["fte"] or 0.0 for move in self.moves),
        }  # fmt: skip
        yield from (f"{column} is {self.option[column]}, not {value}" for column, value in expected.items() if abs(self.option[column] - value) > 1e-9)
        for body in self.bodies:
            own = {
                "given_up_count": sum(row["body_id"] == body["body_id"] and row["asset_id"] in self.gone for row in self.buildings),
                "host_count": sum(row["body_id"] == body["body_id"] and row["action"] == "host" for row in self.buildings),
                "move_count": sum(move["body_id"] == body["body_id"] for move in self.moves),
            }
            yield from (f"{body['body_id']}: {column} is {body[column]}, not {value}" for column, value in own.items() if body[column] != value)


def _differ(row: Row, expected: Mapping[str, Decimal], tolerance: Decimal) -> Iterator[str]:
    for column, value in expected.items():
        if abs(row[column] - value) > tolerance:
            yield f"{column} is {row[column]}, not {value:.2f}"
