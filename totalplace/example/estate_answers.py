"""The best plans for the planted towns, found by trying everything, in exact arithmetic.

Belongs here: what docs/decisions/0025-estate-plan.md says a plan is, worked out a second time for so few buildings that every choice can be tried. Does not
belong here: which buildings these are (one_estate.py). It must not import totalplace.analysis: it is what that is held against. The assumptions are those of
the reference data; what follows from them is not.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import product
from math import hypot
from pathlib import Path

from totalplace.example.bodies import AMBULANCE, COUNTY_COUNCIL, POLICE
from totalplace.example.buildings import Asset
from totalplace.example.geography import Geography
from totalplace.example.one_estate import ACCESS_MINIMUM, ACCESS_SERVICE, FIRST_FY, OneEstate, Planned, Team
from totalplace.example.truth import write_answers

OPTIONS = tuple(f"{who}-{standard}" for standard in ("today", "target") for who in ("alone", "together", "fair"))
LEDGERS = ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "liability_avoided_gbp")
_REFERENCE = Path(__file__).parent.parent / "reference_data"
_FUNCTIONS = {"primary school": "school"}
_BLOCKS = {"Private finance": "private finance", "School consent": "school consent", "Must stay": "must stay"}
_PENNY = Decimal("0.01")
_FIFTHS = {"+20 %": Decimal("1.2"), "−20 %": Decimal("0.8")}


def _assumptions() -> dict[str, Decimal]:
    """The newest value of each."""
    with (_REFERENCE / "assumption.csv").open(newline="", encoding="utf-8") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: row["valid_from"])
    return {row["assumption_id"]: Decimal(row["value"]) for row in rows}


def _sharing() -> dict[str, set[str]]:
    """Of each use those that may be in a building with it, whichever of the two rows says so."""
    with (_REFERENCE / "function.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    shares: dict[str, set[str]] = {row["function_id"]: {row["function_id"]} for row in rows}
    for row in rows:
        for other in filter(None, row["may_share_with"].split(",")):
            shares[row["function_id"]].add(other)
            shares[other].add(row["function_id"])
    return shares


@dataclass(frozen=True)
class _Occupation:
    body: str
    kind: str
    needs: Mapping[str, Decimal]  # by standard, net square metres
    moving_gbp: Decimal


@dataclass(frozen=True)
class _Building:
    asset_id: str
    body: str
    function: str
    east: float
    north: float
    is_owned: bool
    is_known: bool
    is_host: bool
    block: str
    years: tuple[int, ...]
    avoidable: Decimal
    receipt: Decimal
    sale_cost: Decimal
    delay: int
    void: Decimal
    leaving: Decimal
    budgeted: Decimal
    liability: Decimal
    rent: Decimal
    landlord: str  # of the place; it has the building back empty
    room: Mapping[str, Decimal]
    occupations: tuple[_Occupation, ...]


@dataclass(frozen=True)
class Choice:
    """What is given up of a town, and where those in it go: by (building, number of the occupation) the host."""

    given: frozenset[str]
    hosts: Mapping[tuple[str, int], str]
    gain: Decimal
    bodies: Mapping[str, Decimal]


class Answers:
    """Every plan of the planted towns, with receipts, need of space and distance so many times what they are."""

    def __init__(self, estate: OneEstate, **times: Decimal) -> None:
        self.known = _assumptions()
        self.times = {"receipts": Decimal(1), "use": Decimal(1), "distance": Decimal(1)} | times
        self.shares = _sharing()
        self.kinds = {body_id: "nhs" if "pct" in body_id or "ambulance" in body_id else "police" if body_id == POLICE else "council" for body_id in estate.names}
        self.towns: list[list[_Building]] = []
        at = iter(estate.pairs)
        for town in estate.towns:
            self.towns.append([self._building(*next(at)) for _ in town])

    # What each building is -------------------------------------------------------------------------------------------

    def _once(self, amount: Decimal, body_id: str) -> Decimal:
        """A cost that comes once: with optimism bias, and the VAT that its body cannot recover."""
        return amount * (1 + self.known["plan_optimism_bias_share"]) * (1 + self.known[f"plan_vat_{self.kinds[body_id]}_share"])

    def _occupation(self, team: Team, body_id: str) -> _Occupation:
        area = Decimal(team.area_m2)
        if team.kind != "Desk":
            cost = self._once(area * self.known["plan_move_m2_gbp"], body_id)
            return _Occupation(body_id, team.kind, {"today": area * self.times["use"], "target": area * self.times["use"]}, cost)
        desks = team.fte * self.known["office_desks_a_person"]
        today = desks * self.known["office_desk_m2"]
        target = team.fte * self.known["plan_target_desks_a_person"] * self.known["plan_target_desk_m2"]
        needs = {"today": today * self.times["use"], "target": min(today, target) * self.times["use"]}
        return _Occupation(body_id, team.kind, needs, self._once(desks * self.known["plan_move_desk_gbp"], body_id))

    def _building(self, plan: Planned, asset: Asset) -> _Building:
        body_id = asset.body_id
        said = {line.item: line for line in plan.said}

        def stated(item: str) -> Decimal | None:
            return None if item not in said or said[item].amount_gbp is None else Decimal(said[item].amount_gbp or 0)

        cost = Decimal(plan.cost_gbp or 0)
        lease = plan.lease
        rent = Decimal(lease.rent_gbp) if lease is not None and lease.landlord == COUNTY_COUNCIL else Decimal(0)
        receipt = (stated("Expected receipt") or Decimal(0)) - (stated("Listed") or Decimal(0))
        months = self.known["plan_sale_months"] + sum(line.months or 0 for line in plan.said)
        void = stated("Void cost a year")
        landlord = lease.landlord if lease is not None and lease.landlord in self.kinds else ""
        room: dict[str, Decimal] = {}
        for team in plan.teams:
            room[team.kind] = room.get(team.kind, Decimal(0)) + team.area_m2
        years = tuple(range(int(self.known["plan_phase_years"])))
        if lease is not None:
            # in the first financial year that begins after that day: no half year counts as saved
            ends = lease.break_on or lease.ends_on
            years = (ends.year + (ends.month >= 4) - FIRST_FY,)
        sale_cost = stated("Cost of sale")
        return _Building(
            asset_id=asset.asset_id,
            body=body_id,
            function=_FUNCTIONS.get(plan.use, plan.use),
            east=asset.easting,
            north=asset.northing,
            is_owned=lease is None,
            is_known=plan.cost_gbp is not None,
            is_host=plan.condition != "D",
            block=next((block for item, block in _BLOCKS.items() if item in said), ""),
            years=years,
            avoidable=cost - (stated("Unavoidable cost a year") or Decimal(0)) - rent,
            receipt=receipt * self.times["receipts"],
            sale_cost=sale_cost if sale_cost is not None else receipt * self.known["plan_sale_cost_share"],
            delay=-int(-(self.known["plan_reletting_months"] if landlord else months) // 12),
            void=Decimal(0) if lease is not None and not landlord else void if void is not None else cost * self.known["plan_void_cost_share"],
            leaving=self._once(stated("Dilapidations") or Decimal(0), body_id),
            budgeted=stated("Budgeted maintenance") or Decimal(0),
            # what a tenant leaves undone is settled by dilapidations
            liability=Decimal(0) if plan.lease else Decimal(plan.maintenance_gbp) - (stated("Budgeted maintenance") or Decimal(0)),
            rent=rent,
            landlord=landlord,
            room={kind: area * (1 - self.known["service_overlap_headroom_share"]) for kind, area in room.items()},
            occupations=tuple(self._occupation(team, team.occupier or body_id) for team in plan.teams if not team.is_vacant),
        )

    # What giving it up is worth --------------------------------------------------------------------------------------

    def _parts(self, building: _Building, standard: str, year: int) -> dict[str, Decimal]:
        """What each body gains if it is given up in that year, rents and charges between partners among it; "" is what the place gains."""
        with localcontext() as context:
            context.prec = 60
            v = [(1 + self.known["plan_discount_share"]) ** -n for n in range(int(self.known["plan_horizon_years"]))]
            rest = sum(v[year:], Decimal(0))
            paid = year + building.delay
            empty = building.void * sum(v[year:paid], Decimal(0))
            leaving = building.leaving * v[year]
            managing = building.avoidable * rest + building.budgeted * v[year] - (Decimal(0) if building.landlord else empty + leaving)
            owning = (building.receipt - building.sale_cost) * v[paid] if paid < len(v) else Decimal(0)
            gains = [(building.body, managing), (building.body, owning)]
            if building.landlord:
                gains.append((building.landlord, -empty))
            for occupation in building.occupations:
                charge = occupation.needs[standard] * self.known["plan_hosting_cost_m2_gbp"]
                gains.append((occupation.body, -occupation.moving_gbp * v[year] - charge * rest))
            found: dict[str, Decimal] = {"": Decimal(0)}
            for body_id, amount in gains:
                pence = amount.quantize(_PENNY)
                found[body_id] = found.get(body_id, Decimal(0)) + pence
                found[""] += pence
            if building.landlord:
                # between them: the rent that ends, and what is paid on leaving
                for amount in (building.rent * rest, -leaving):
                    pence = amount.quantize(_PENNY)
                    found[building.body] += pence
                    found[building.landlord] = found.get(building.landlord, Decimal(0)) - pence
            return found

    def best_year(self, building: _Building, standard: str) -> int:
        """The first of the best."""
        return max(building.years, key=lambda year: (self._parts(building, standard, year)[""], -year))

    def gains(self, building: _Building, standard: str) -> dict[str, Decimal]:
        return self._parts(building, standard, self.best_year(building, standard))

    def ledgers(self, building: _Building, standard: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """At today's prices: revenue a year once all is done, what comes once, the receipt, the liability avoided."""
        charges = sum((each.needs[standard] for each in building.occupations), Decimal(0)) * self.known["plan_hosting_cost_m2_gbp"]
        once = sum((each.moving_gbp for each in building.occupations), (Decimal(0) if building.landlord else building.leaving) + building.void * building.delay - building.budgeted)
        figures = (building.avoidable - charges, once, building.receipt - building.sale_cost, building.liability)
        return figures[0].quantize(_PENNY), figures[1].quantize(_PENNY), figures[2].quantize(_PENNY), figures[3].quantize(_PENNY)

    # All that can be done --------------------------------------------------------------------------------------------

    def choices(self, town: Sequence[_Building], who: str, standard: str, unlocked: str = "") -> list[Choice]:
        """Every set of buildings that can be given up, each with the hosts that move people least far."""
        free = [building for building in town if building.is_known and (not building.block or building.asset_id == unlocked)]
        found = []
        for flags in product((False, True), repeat=len(free)):
            given = [building for building, flag in zip(free, flags, strict=True) if flag]
            hosts = self._nearest(town, given, who, standard)
            if hosts is not None:
                bodies: dict[str, Decimal] = {}
                for building in given:
                    for body_id, amount in self.gains(building, standard).items():
                        bodies[body_id] = bodies.get(body_id, Decimal(0)) + amount
                found.append(Choice(frozenset(building.asset_id for building in given), hosts, bodies.pop("", Decimal(0)), bodies))
        return found

    def _nearest(self, town: Sequence[_Building], given: Sequence[_Building], who: str, standard: str) -> dict[tuple[str, int], str] | None:
        """Where they go, moved least far; None if somebody finds no room, or a point of access would be missed."""
        going = [(building, number) for building in given for number in range(len(building.occupations))]
        offers = [list(self._offers(town, given, building, number, who)) for building, number in going]
        best: tuple[float, dict[tuple[str, int], str]] | None = None
        for hosts in product(*offers):
            metres = sum(_metres(building, host) for (building, _), host in zip(going, hosts, strict=True))
            if (best is None or metres < best[0]) and self._fits(town, going, hosts, standard) and _keeps_access(town, given, going, hosts):
                best = metres, {(building.asset_id, number): host.asset_id for (building, number), host in zip(going, hosts, strict=True)}
        return None if best is None else best[1]

    def _offers(self, town: Sequence[_Building], given: Sequence[_Building], home: _Building, number: int, who: str) -> Iterator[_Building]:
        occupation = home.occupations[number]
        # people come to all of these but to offices
        most = self.known["plan_travel_m" if home.function == "office" else "plan_public_travel_m"] * self.times["distance"]
        for host in town:
            is_allowed = who != "alone" or occupation.body == home.body == host.body
            if host.is_host and host not in given and host.function in self.shares[home.function] and occupation.kind in host.room and is_allowed and _metres(home, host) <= most:
                yield host

    @staticmethod
    def _fits(town: Sequence[_Building], going: Sequence[tuple[_Building, int]], hosts: Sequence[_Building], standard: str) -> bool:
        for host in town:
            for kind, room in host.room.items():
                comes = [building.occupations[number] for (building, number), to in zip(going, hosts, strict=True) if to is host]
                needed = sum(each.needs[standard] for each in comes if each.kind == kind)
                own = sum(each.needs[standard] for each in host.occupations if each.kind == kind)
                if needed and needed + own > room:
                    return False
        return True

    def best(self, who: str, standard: str, unlocked: str = "") -> list[Choice]:
        """The best choice of each town; where nobody may lose, of all of them together."""
        every = [self.choices(town, who, standard, unlocked) for town in self.towns]
        if who != "fair":
            return [max(choices, key=lambda choice: choice.gain) for choices in every]
        best: tuple[Decimal, tuple[Choice, ...]] | None = None
        for plan in product(*every):
            bodies: dict[str, Decimal] = {}
            for choice in plan:
                for body_id, amount in choice.bodies.items():
                    bodies[body_id] = bodies.get(body_id, Decimal(0)) + amount
            gain = sum((choice.gain for choice in plan), Decimal(0))
            if min(bodies.values(), default=Decimal(0)) >= 0 and (best is None or gain > best[0]):
                best = gain, plan
        assert best is not None  # to do nothing is a plan by which nobody loses
        return list(best[1])


def _metres(one: _Building, other: _Building) -> float:
    return hypot(one.east - other.east, one.north - other.north)


def _keeps_access(town: Sequence[_Building], given: Sequence[_Building], going: Sequence[tuple[_Building, int]], hosts: Sequence[_Building]) -> bool:
    """Points of access are buildings of the service, and those that take it in."""
    points = {building.asset_id for building in town if building.function == ACCESS_SERVICE and building not in given}
    points |= {host.asset_id for (building, _), host in zip(going, hosts, strict=True) if building.function == ACCESS_SERVICE}
    return not any(building.function == ACCESS_SERVICE for building in town) or len(points) >= ACCESS_MINIMUM


def write_estate_answers(folder: Path, estate: OneEstate, geography: Geography, elsewhere: Sequence[Asset]) -> None:
    """`truth/estate_plan.csv`, `estate_move.csv`, `estate_plan_totals.csv`, `estate_plan_body.csv`, `estate_flip.csv` and `estate_access.csv`."""
    answers = Answers(estate)
    plans: list[list[object]] = []
    moves: list[list[object]] = []
    totals: list[list[object]] = []
    bodies: list[list[object]] = []
    access: list[list[object]] = []
    farther = _farther(answers.known, estate, geography, elsewhere)
    for option in OPTIONS:
        who, _, standard = option.partition("-")
        best = answers.best(who, standard)
        # of the other bodies more is in the plan than stands in these towns
        bodies.append([option, AMBULANCE, sum((choice.bodies.get(AMBULANCE, Decimal(0)) for choice in best), Decimal("0.00"))])
        library = next(asset for asset in estate.all if asset.use == "library")
        if any(library.asset_id in choice.given for choice in best):
            access += [[option, "library", area, residents] for area, residents in farther]
        for number, (town, choice) in enumerate(zip(answers.towns, best, strict=True), 1):
            totals.append([option, number, len(choice.given), choice.gain])
            by_id = {building.asset_id: building for building in town}
            hosted: dict[str, Decimal] = {}
            for (asset_id, nth), host in sorted(choice.hosts.items()):
                occupation = by_id[asset_id].occupations[nth]
                hosted[host] = hosted.get(host, Decimal(0)) + occupation.needs[standard]
                year = FIRST_FY + answers.best_year(by_id[asset_id], standard)
                moves.append([option, asset_id, occupation.body, host, year, f"{occupation.needs[standard]:.2f}"])
            for building in town:
                action, unlock = _action(answers, building, choice, best, hosted, who, standard)
                is_given = building.asset_id in choice.given
                year_fy = FIRST_FY + answers.best_year(building, standard) if is_given else ""
                nothing = Decimal("0.00")
                gain, ledgers = (answers.gains(building, standard)[""], answers.ledgers(building, standard)) if is_given else (nothing, (nothing,) * 4)
                plans.append([option, building.asset_id, action, year_fy, f"{hosted.get(building.asset_id, Decimal(0)):.2f}", gain, "" if unlock is None else unlock, *ledgers])
    plan_heads = ["option_id", "asset_id", "action", "year_fy", "hosted_m2", "gain_gbp", "unlock_value_gbp", *LEDGERS]
    write_answers(folder / "estate_plan.csv", plan_heads, plans)
    write_answers(folder / "estate_move.csv", ["option_id", "from_asset_id", "body_id", "to_asset_id", "year_fy", "demand_m2"], moves)
    write_answers(folder / "estate_plan_totals.csv", ["option_id", "town", "given_up_count", "gain_gbp"], totals)
    write_answers(folder / "estate_plan_body.csv", ["option_id", "body_id", "gain_gbp"], bodies)
    write_answers(folder / "estate_flip.csv", ["option_id", "asset_id", "flips_when"], _flips(answers, estate))
    write_answers(folder / "estate_access.csv", ["option_id", "service", "area_code", "residents_farther"], access)


def _flips(answers: Answers, estate: OneEstate) -> list[list[object]]:
    """What turns each decision, given up or not. Where nobody may lose it may be what is elsewhere in the place: of that nothing is said."""
    varied = {f"{name} {words}": Answers(estate, **{name: times}) for name in ("receipts", "use", "distance") for words, times in _FIFTHS.items()}
    rows: list[list[object]] = []
    for option in OPTIONS:
        who, _, standard = option.partition("-")
        if who != "fair":
            given = set().union(*(choice.given for choice in answers.best(who, standard)))
            others = {words: set().union(*(choice.given for choice in other.best(who, standard))) for words, other in varied.items()}
            for building in (building for town in answers.towns for building in town if building.is_known):
                turned = [words for words, other in others.items() if (building.asset_id in given) != (building.asset_id in other)]
                rows.append([option, building.asset_id, ", ".join(turned)])
    return rows


def _farther(known: Mapping[str, Decimal], estate: OneEstate, geography: Geography, elsewhere: Sequence[Asset]) -> list[tuple[str, int]]:
    """Small areas whose nearest library is the planted one, and whose way grows by more than the limit when it goes into the community centre."""
    library = next(asset for asset in estate.all if asset.use == "library")
    centre = next(asset for asset in estate.all if asset.use == "community centre")
    others = [asset for asset in elsewhere if asset.use == "library"]
    east, north = geography.postcodes.middle
    area_of = geography.lsoa_of_cell[geography.postcodes.cell]
    found = []
    for number in sorted(set(area_of.tolist())):
        code = geography.lsoas.codes[number]
        at = float(east[area_of == number].mean()), float(north[area_of == number].mean())
        before, after = _way(at, library), min(_way(at, other) for other in (centre, *others))
        if before < min(_way(at, other) for other in others) and (after - before) * float(known["walk_detour_times"]) > float(known["access_farther_m"]):
            found.append((code, int(geography.lsoa_population[number])))
    return found


def _way(at: tuple[float, float], to: Asset) -> float:
    return hypot(at[0] - to.easting, at[1] - to.northing)


def _action(
    answers: Answers, building: _Building, choice: Choice, best: Sequence[Choice], hosted: Mapping[str, Decimal], who: str, standard: str
) -> tuple[str, Decimal | None]:
    """What becomes of it, and what it would be worth if what forbids giving it up went."""
    if building.asset_id in choice.given:
        return ("release" if building.is_owned else "relocate"), None
    if building.asset_id in hosted:
        return "host", None
    if not building.is_known:
        return "not assessed", None
    if building.block:
        more = sum((found.gain for found in answers.best(who, standard, building.asset_id)), Decimal(0)) - sum((found.gain for found in best), Decimal(0))
        if more > 0:
            return "blocked", more
    return "keep", None


