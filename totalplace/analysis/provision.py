"""Provision and need: which offers overlap, to whom their places reach, where places lack, and what a review of a group of people says.

Belongs here: plain functions, frames in, frames out. Does not belong here: which line counts and which areas it names (core.provision_line),
names of providers (mart.provision), or any threshold.

Places are people who can be on an offer at one time, and need is people at one time: the two may be held together, starts may not. Nothing
is shared out silently: an offer for one area and age band of the need has its places there; of several, its places are shared by people in
need if all of them are known, and else stand as not shared in each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import shapely

from totalplace import values as v
from totalplace.analysis.allocation import allocate
from totalplace.contracts import provision as told
from totalplace.contracts.provision import WHOLE_PLACE

_PENNY = Decimal("0.01")
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Offer:
    """An offer that counts. `areas` are codes, or only WHOLE_PLACE; none where they are not known."""

    line_id: int
    provider: str
    funder: str
    service: str | None
    cohort: str | None
    ages: tuple[int, int] | None
    level: str | None
    areas: tuple[str, ...]
    area_basis: str
    places: Decimal | None
    from_on: date
    to_on: date | None

    def runs_in(self, from_on: date, to_on: date) -> bool:
        """Whether it runs on a day of the period. Without a last day it runs on."""
        return self.from_on <= to_on and (self.to_on is None or self.to_on >= from_on)


@dataclass(frozen=True)
class Need:
    """People in need: one group, age band, area and period."""

    line_id: int
    cohort: str
    ages: tuple[int, int]
    area: str
    people: Decimal | None
    basis: str
    not_known: Decimal | None
    people_of_age: Decimal | None
    months: str | None
    source: str | None
    from_on: date
    to_on: date

    @property
    def fy(self) -> int:
        return financial_year(self.from_on)


@dataclass(frozen=True)
class Cell:
    """An area and age band of one group and year; without a need where none was received. The period is that of the need."""

    cohort: str
    ages: tuple[int, int]
    area: str
    fy: int
    from_on: date
    to_on: date
    need: Need | None = None

    @property
    def key(self) -> tuple[str, int, int, str, int]:
        return self.cohort, *self.ages, self.area, self.fy

    @property
    def people(self) -> Decimal | None:
        return None if self.need is None else self.need.people


@dataclass(frozen=True)
class Part:
    """Some or all places of an offer in a cell: `places` put there, or `unshared`, of which nobody knows how many are used there."""

    offer: Offer
    cell: Cell
    basis: str
    reason: str
    places: Decimal | None = None
    unshared: Decimal | None = None


def financial_year(day: date) -> int:
    """The year in which the April of its financial year falls."""
    return day.year - (day.month < 4)


class Areas:
    """Which areas of the place lie in which. Areas whose outline is not known lie in the place alone."""

    def __init__(self, areas: pl.DataFrame, named: Iterable[str] = ()) -> None:
        """`areas` is core.area; `named` are codes that place.toml names."""
        kept = areas.filter("is_in_place").sort("area_code")
        self._type: dict[str, str] = dict(kept.select("area_code", "area_type").iter_rows())
        self._name: dict[str, str] = dict(kept.select("area_code", "area_name").iter_rows())
        self._wkb: dict[str, bytes] = dict(kept.select("area_code", "outline_wkb").iter_rows())
        self._named = tuple(sorted(set(named)))
        self._shapes: dict[str, Any] = {}
        self._points: dict[str, Any] = {}
        self._within: dict[tuple[str, str], bool] = {}

    def type_of(self, code: str) -> str:
        return WHOLE_PLACE if code == WHOLE_PLACE else self._type.get(code, "not known")

    def name_of(self, code: str) -> str | None:
        return self._name.get(code)

    def all_of(self, area_type: str) -> tuple[str, ...]:
        return tuple(code for code, each in self._type.items() if each == area_type)

    def districts(self) -> tuple[str, ...]:
        """Districts of the boundaries, else the areas that place.toml names."""
        return self.all_of("district") or self._named

    def lies_in(self, inner: str, outer: str) -> bool:
        """Whether the one is the other, or lies within it."""
        if inner == outer or outer == WHOLE_PLACE:
            return True
        if inner not in self._wkb or outer not in self._wkb or self._type[inner] == self._type[outer]:
            return False
        if (inner, outer) not in self._within:
            if inner not in self._points:
                self._points[inner] = self._shape(inner).representative_point()
            # a point within says nothing of a larger area around a smaller one
            is_smaller = self._shape(inner).area < self._shape(outer).area
            self._within[inner, outer] = bool(is_smaller and self._shape(outer).covers(self._points[inner]))
        return self._within[inner, outer]

    def common(self, left: Sequence[str], right: Sequence[str]) -> tuple[str, ...]:
        """The areas that both have, the smaller where one lies in the other."""
        found = set()
        for one in left:
            for other in right:
                if self.lies_in(one, other):
                    found.add(one)
                elif self.lies_in(other, one):
                    found.add(other)
        return tuple(sorted(found))

    def _shape(self, code: str) -> Any:
        if code not in self._shapes:
            self._shapes[code] = shapely.make_valid(shapely.from_wkb(self._wkb[code]))
            shapely.prepare(self._shapes[code])
        return self._shapes[code]


def offers_of(lines: pl.DataFrame) -> tuple[Offer, ...]:
    """The offers that count, from lines of staging.provision with what core.provision_line says of them."""
    found = []
    for row in lines.sort("line_id").iter_rows(named=True):
        ages = None if row["age_from"] is None else (row["age_from"], row["age_to"])
        codes = tuple((row["area_codes"] or "").split("; ")) if row["area_codes"] else ()
        provider = row["provider_key"] or f"withheld {row['line_id']}"
        found.append(
            Offer(
                row["line_id"], provider, row["funder"] or "", row["service"], row["cohort"], ages, row["level"], codes, row["area_basis"], _decimal(row["places"]), row["from_on"],
                row["to_on"],
            )
        )  # fmt: skip
    return tuple(found)


def needs_of(lines: pl.DataFrame) -> tuple[Need, ...]:
    """The needs that count, from lines of staging.need with what core.provision_line says of them."""
    found = []
    for row in lines.sort("line_id").iter_rows(named=True):
        basis = "stated" if row["people"] is not None else "withheld by the publisher" if row["is_withheld_by_publisher"] else "not told apart from not known"
        found.append(
            Need(
                row["line_id"], row["cohort"], (row["age_from"], row["age_to"]), row["area_codes"], _decimal(row["people"]), basis, _decimal(row["not_known"]),
                _decimal(row["people_of_age"]), row["months_averaged"], row["source_as_published"], row["from_on"], row["to_on"],
            )
        )  # fmt: skip
    return tuple(found)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_PENNY, ROUND_HALF_UP)


def _meet(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]


# overlap


def overlaps(offers: Sequence[Offer], areas: Areas) -> pl.DataFrame:
    """mart.provision_overlap: the same offer, for the same people, in the same area, at the same time, by different providers or funders."""
    alike: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for offer in offers:
        if offer.service and offer.cohort and offer.ages and offer.areas:
            alike[offer.cohort, offer.service].append(offer)
    rows = []
    for (cohort, service), group in sorted(alike.items()):
        for number, left in enumerate(group):
            for right in group[number + 1 :]:
                row = _overlap(left, right, areas)
                if row is not None:
                    rows.append({"cohort": cohort, "service": service, **row})
    return pl.DataFrame(rows, schema=told.OVERLAP.polars_schema()).sort(told.OVERLAP.primary_key)


def _overlap(left: Offer, right: Offer, areas: Areas) -> dict[str, Any] | None:
    differs = " and ".join(word for word, is_so in (("provider", left.provider != right.provider), ("funder", left.funder != right.funder)) if is_so)
    assert left.ages is not None and right.ages is not None
    if not differs or not _meet(left.ages, right.ages) or (left.level and right.level and left.level != right.level):
        return None
    ends = [each for each in (left.to_on, right.to_on) if each is not None]
    first, last = max(left.from_on, right.from_on), min(ends, default=None)
    if last is not None and last < first:
        return None
    common = areas.common(left.areas, right.areas)
    if not common:
        return None
    is_told = bool(left.level and right.level)
    ages = max(left.ages[0], right.ages[0]), min(left.ages[1], right.ages[1])
    level = "the same level" if is_told else "levels that may differ, as one at least states none"
    return {
        "left_line_id": min(left.line_id, right.line_id),
        "right_line_id": max(left.line_id, right.line_id),
        "level": left.level or right.level,
        "is_level_told": is_told,
        "age_from": ages[0],
        "age_to": ages[1],
        "area_codes": "; ".join(common),
        "from_on": first,
        "to_on": last,
        "differs_in": differs,
        "reason": f"Both offer {left.service} for {left.cohort}, of {level}, to ages {ages[0]} to {ages[1]}, in {_so_many(len(common), 'area')} that both serve, with another {differs}.",
    }


def _so_many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


# who gets which places


def cells(needs: Sequence[Need], offers: Sequence[Offer], areas: Areas) -> tuple[Cell, ...]:
    """Every area and age band of which something can be said: where need was received, and, beside it, the like areas where none was.

    A group with offers and without any need has its districts, with the ages that the offers take together.
    """
    found: dict[tuple[str, int, int, str, int], Cell] = {}
    bands: dict[tuple[str, int, str], dict[tuple[int, int], list[Need]]] = defaultdict(lambda: defaultdict(list))
    for need in needs:
        cell = Cell(need.cohort, need.ages, need.area, need.fy, need.from_on, need.to_on, need)
        found[cell.key] = cell
        bands[need.cohort, need.fy, areas.type_of(need.area)][need.ages].append(need)
    for (cohort, fy, area_type), by_age in bands.items():
        for ages, stated in by_age.items():
            first, last = min(each.from_on for each in stated), max(each.to_on for each in stated)
            for code in areas.all_of(area_type):
                cell = Cell(cohort, ages, code, fy, first, last)
                found.setdefault(cell.key, cell)
    with_need = {(need.cohort, need.fy) for need in needs}
    served: dict[tuple[str, int], list[Offer]] = defaultdict(list)
    for offer in offers:
        if offer.cohort and offer.ages and (offer.cohort, financial_year(offer.from_on)) not in with_need:
            served[offer.cohort, financial_year(offer.from_on)].append(offer)
    for (cohort, fy), group in served.items():
        ages = min(offer.ages[0] for offer in group if offer.ages), max(offer.ages[1] for offer in group if offer.ages)
        for code in areas.districts():
            cell = Cell(cohort, ages, code, fy, date(fy, 4, 1), date(fy + 1, 3, 31))
            found.setdefault(cell.key, cell)
    return tuple(found[key] for key in sorted(found))


def parts(offers: Sequence[Offer], every: Sequence[Cell], areas: Areas) -> tuple[Part, ...]:
    """How the places of each offer reach the cells. Areas of one kind are looked at by themselves: a ward's need is part of its district's."""
    series: dict[tuple[str, int, str], dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in every:
        series[cell.cohort, cell.fy, areas.type_of(cell.area)][cell.area].append(cell)
    met: dict[tuple[tuple[str, int, str], str], tuple[str, ...]] = {}
    found = []
    for offer in offers:
        if not offer.cohort or not offer.ages or not offer.areas:
            continue
        for key, by_area in sorted(series.items()):
            if key[0] != offer.cohort:
                continue
            # which areas of the series an area has in common is the same for every offer
            for code in offer.areas:
                if (key, code) not in met:
                    met[key, code] = tuple(area for area in by_area if areas.lies_in(area, code) or areas.lies_in(code, area))
            found += _put(offer, {code: met[key, code] for code in offer.areas}, by_area)
    return tuple(found)


def _put(offer: Offer, met: Mapping[str, Sequence[str]], by_area: Mapping[str, Sequence[Cell]]) -> list[Part]:
    """`met`: the areas of the series that each area of the offer has something in common with."""
    assert offer.ages is not None
    met_at_all = sorted({area for each in met.values() for area in each})
    reached = [cell for area in met_at_all for cell in by_area[area] if _meet(offer.ages, cell.ages) and offer.runs_in(cell.from_on, cell.to_on)]
    if not reached:
        return []
    why = _why_not(offer, reached, met)
    if why:
        return [Part(offer, cell, "not shared", why, unshared=offer.places) for cell in reached]
    if len(reached) == 1:
        return [Part(offer, reached[0], "one area and age band", "The offer reaches this area and age band alone.", places=offer.places)]
    weights = {"|".join(map(str, cell.key)): cell.people or Decimal(0) for cell in reached}
    shared = {} if offer.places is None else _shared(offer.places, weights)
    people = sum(weights.values(), Decimal(0))
    far = f"The offer reaches {_so_many(len({each.area for each in reached}), 'area')} and {_so_many(len({each.ages for each in reached}), 'age band')}"
    return [
        Part(
            offer, cell, "shared by people in need", f"{far}: its places are shared by people in need, {_plain(cell.people)} of {_plain(people)} here.",
            places=shared.get("|".join(map(str, cell.key))),
        )
        for cell in reached
    ]  # fmt: skip


def _why_not(offer: Offer, reached: Sequence[Cell], met: Mapping[str, Sequence[str]]) -> str:
    """Why its places cannot be put anywhere, or ""."""
    assert offer.ages is not None
    if offer.area_basis == "partly outside the place":
        return "The offer serves areas outside the place too, and does not say how many of its places are for them."
    if offer.area_basis == "not known":
        return "The offer serves an area that is not known too, and does not say how many of its places are for it."
    bands: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for cell in reached:
        bands[cell.area].add(cell.ages)
    if any(bands.keys().isdisjoint(each) for code, each in met.items() if code != WHOLE_PLACE):
        return "The offer serves an area too of which no need of these ages is known."
    for of_area in sorted({tuple(sorted(each)) for each in bands.values()}):
        lacking = _ages_without(offer.ages, of_area)
        if lacking:
            return f"The offer takes ages {lacking} too, of whom no need is known here."
    if len(reached) > 1 and any(cell.people is None for cell in reached):
        return "The offer reaches several areas or age bands, and the need of one at least is not known."
    if len(reached) > 1 and not any(cell.people for cell in reached):
        return "The offer reaches several areas or age bands, in none of which anybody is in need."
    return ""


def _ages_without(ages: tuple[int, int], bands: Sequence[tuple[int, int]]) -> str:
    """The ages of the offer that no band has, as "18 to 24", or "". Nobody is in need beyond the oldest band of people of any age."""
    lacking = [age for age in range(ages[0], ages[1] + 1) if not any(low <= age <= high for low, high in bands)]
    if not lacking:
        return ""
    return f"{lacking[0]}" if len(lacking) == 1 else f"{lacking[0]} to {lacking[-1]}"


def _shared(places: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Whole places stay whole: by largest remainder, as money is."""
    if places == places.to_integral_value():
        return {key: part * 100 for key, part in allocate(places / 100, weights).items()}
    return allocate(places, weights)


def _plain(number: Decimal | None) -> str:
    return "not known" if number is None else f"{number.normalize():f}"


def shares(found: Sequence[Part]) -> pl.DataFrame:
    """mart.provision_share."""
    rows = [
        {"line_id": part.offer.line_id, **_keys(part.cell), "basis": part.basis, "places": _float(part.places), "unshared_places": _float(part.unshared), "reason": part.reason}
        for part in found
    ]
    return pl.DataFrame(rows, schema=told.SHARE.polars_schema()).sort(told.SHARE.primary_key)


def _keys(cell: Cell) -> dict[str, Any]:
    return {"cohort": cell.cohort, "age_from": cell.ages[0], "age_to": cell.ages[1], "area_code": cell.area, "fy": cell.fy}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


# who goes without


def gaps(every: Sequence[Cell], found: Sequence[Part], areas: Areas) -> pl.DataFrame:
    """mart.provision_gap."""
    reaching: dict[tuple[str, int, int, str, int], list[Part]] = defaultdict(list)
    for part in found:
        reaching[part.cell.key].append(part)
    rows = [_gap(cell, reaching[cell.key], areas) for cell in every]
    return pl.DataFrame(rows, schema=told.GAP.polars_schema()).sort(told.GAP.primary_key)


def _gap(cell: Cell, reaching: Sequence[Part], areas: Areas) -> dict[str, Any]:
    nothing = Decimal(0)
    stated = sum((part.places for part in reaching if part.places is not None and part.basis == "one area and age band"), nothing)
    shared = sum((part.places for part in reaching if part.places is not None and part.basis == "shared by people in need"), nothing)
    unshared = sum((part.unshared for part in reaching if part.unshared is not None), nothing)
    silent = sum(part.offer.places is None for part in reaching)
    places, need = stated + shared, cell.need
    people = cell.people
    gap = None if people is None else people - places
    low = None if gap is None or silent else gap - unshared
    high = None if gap is None else gap + ((need.not_known if need is not None else None) or nothing)
    verdict, reason = _verdict(cell, gap, low, unshared, silent)
    return {
        **_keys(cell),
        "area_name": areas.name_of(cell.area),
        "area_type": areas.type_of(cell.area),
        "need_people": _float(people),
        "need_basis": "not received" if need is None else need.basis,
        "not_known_people": None if need is None else _float(need.not_known),
        "people_of_age": None if need is None else _float(need.people_of_age),
        "months_averaged": None if need is None else need.months,
        "need_source": None if need is None else need.source,
        "need_line_id": None if need is None else need.line_id,
        "need_from_on": None if need is None else need.from_on,
        "need_to_on": None if need is None else need.to_on,
        "offer_count": len(reaching),
        "offers_without_places": silent,
        "places_stated": float(stated),
        "places_shared": float(shared),
        "unshared_places": float(unshared),
        "places": float(places),
        "places_per_person": None if not people else float(places / people),
        "gap_people": _float(gap),
        "gap_people_low": _float(low),
        "gap_people_high": _float(high),
        "verdict": verdict,
        "reason": reason,
    }


def _verdict(cell: Cell, gap: Decimal | None, low: Decimal | None, unshared: Decimal, silent: int) -> tuple[str, str]:
    if gap is None:
        said = {
            "not received": "No figure of people in need was received for this area.",
            "withheld by the publisher": "The number of people in need was withheld by its publisher as too small to show.",
            "not told apart from not known": "The source counts people in need together with those of whom it is not known.",
        }[cell.need.basis if cell.need is not None else "not received"]
        return "not known", said
    if gap <= 0:
        return "places enough", "There are as many places as people in need. Whether they are the right ones, and can be reached, is not said."
    if low is not None and low > 0:
        return "fewer places than people", "Even if all places that could not be shared were used here, people in need would go without." if unshared else "There are fewer places than people in need."
    if silent:
        return "undecided", f"{_so_many(silent, 'offer')} that reach{'es' if silent == 1 else ''} the area {'does' if silent == 1 else 'do'} not state places."
    return "undecided", "Places that could not be shared among areas or ages may be enough, or used elsewhere."


# the review


@dataclass(frozen=True)
class Assumptions:
    """What an estimate of the saving of one service rests on."""

    administration_avoided: Decimal
    level_held: Decimal
    level_held_avoided: Decimal


def by_year(amount: Decimal, from_on: date, to_on: date | None) -> dict[int, Decimal]:
    """An amount over the financial years of its period, by days; without a last day it is that of the first year."""
    days = {str(year): Decimal(number) for year, number in _days(from_on, to_on).items()}
    return {int(year): part for year, part in allocate(amount, days).items()}


def _days(from_on: date, to_on: date | None) -> dict[int, int]:
    last = from_on if to_on is None else to_on
    found = {}
    for year in range(financial_year(from_on), financial_year(last) + 1):
        begins, ends = max(from_on, date(year, 4, 1)), min(last, date(year + 1, 3, 31))
        found[year] = (ends - begins + timedelta(1)).days
    return found


def reviews(provision: pl.DataFrame, overlap: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    """mart.provision_review, from mart.provision and mart.provision_overlap."""
    rows = [{"cohort": cohort, "fy": fy, **_review(offers, assumed)} for (cohort, fy), offers in sorted(_by_group(provision, overlap).items())]
    return pl.DataFrame(rows, schema=told.REVIEW.polars_schema()).sort(told.REVIEW.primary_key)


def years(provision: pl.DataFrame, overlap: pl.DataFrame) -> pl.DataFrame:
    """mart.provision_year: the part of each offer in each year, of which the reviews are the sums."""
    rows = [
        {
            "line_id": each.row["line_id"], "fy": fy, "cohort": cohort, "amount_gbp": each.amount, "administration_gbp": each.administration, "is_overlapping": each.is_overlapping,
            "starts": _float(each.starts), "starts_at_level_held": _float(each.held),
        }
        for (cohort, fy), offers in _by_group(provision, overlap).items()
        for each in offers
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=told.YEAR.polars_schema()).sort(told.YEAR.primary_key)


def _by_group(provision: pl.DataFrame, overlap: pl.DataFrame) -> dict[tuple[str, int], list["_Year"]]:
    """The offers that run in each year, by the group of people that they are for."""
    named = provision.filter(pl.col("status") == "counted").sort("line_id")
    counted = named.with_columns(v.supplier_key(pl.col("provider_as_published")).alias("provider_key"), v.supplier_key(pl.col("funder_as_published")).alias("funder_key")).rows(named=True)
    partners: dict[int, set[int]] = defaultdict(set)
    for left, right in overlap.select("left_line_id", "right_line_id").iter_rows():
        partners[left].add(right)
        partners[right].add(left)
    groups: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in counted:
        for fy in _days(row["from_on"], row["to_on"]):
            groups[row["cohort"] or NOT_STATED, fy].append(row)
    found = {}
    for key, rows in groups.items():
        running = {row["line_id"] for row in rows}
        found[key] = [_Year(row, key[1], bool(partners[row["line_id"]] & running)) for row in rows]
    return found


class _Year:
    """An offer in one financial year: its money by days, to the penny; its people by days, to a hundredth."""

    def __init__(self, row: Mapping[str, Any], fy: int, is_overlapping: bool) -> None:
        def part(name: str) -> Decimal | None:
            value = row[name] if isinstance(row[name], Decimal) else _decimal(row[name])
            return None if value is None else by_year(value, row["from_on"], row["to_on"])[fy]

        self.row = row
        self.is_overlapping = is_overlapping
        self.amount, self.administration = part("amount_gbp"), part("administration_gbp")
        self.starts, self.held = part("starts"), part("starts_at_level_held")
        line = f"line {row['line_id']}"
        is_withheld = row["provider_as_published"].endswith("(withheld)")
        self.provider: str = row["provider_body_id"] or row["provider_id"] or (line if is_withheld else row["provider_key"] or row["provider_as_published"])
        self.funder: str | None = row["body_id"] or row["funder_key"] or row["funder_as_published"]

        self.start_cost: Decimal | None = row["per_start_est_gbp"]


def _review(offers: Sequence[_Year], assumed: Assumptions) -> dict[str, Any]:
    nothing = Decimal(0)
    ages = [(each.row["age_from"], each.row["age_to"]) for each in offers if each.row["age_from"] is not None]
    providers, funders = {each.provider for each in offers}, {each.funder for each in offers if each.funder}
    with_administration = [each for each in offers if each.administration is not None and each.amount is not None]
    definitions: dict[str, Decimal] = defaultdict(Decimal)
    said_by: dict[str, set[str]] = defaultdict(set)
    for each in with_administration:
        words = each.row["administration_definition"] or "no definition stated"
        definitions[words] += each.administration or nothing
        said_by[words].add(each.row["funder_as_published"] or each.row["body_id"] or "a funder that is not named")
    administration = sum(definitions.values(), nothing) if with_administration else None
    of_it = sum((each.amount or nothing for each in with_administration), nothing) if with_administration else None
    overlapping = [each for each in offers if each.is_overlapping]
    with_starts = [each for each in offers if each.starts is not None]
    with_level = [each for each in with_starts if each.held is not None]
    return {
        "age_from": min((low for low, _ in ages), default=None),
        "age_to": max((high for _, high in ages), default=None),
        "offer_count": len(offers),
        "offers_without_ages": sum(each.row["age_from"] is None for each in offers),
        "provider_count": len(providers),
        "funder_count": len(funders),
        "organisation_count": len(providers | funders),
        "spend_gbp": sum((each.amount or nothing for each in offers), nothing),
        "offers_without_amount": sum(each.amount is None for each in offers),
        "administration_gbp": administration,
        "administration_of_gbp": of_it,
        "administration_share": float(administration / of_it) if administration is not None and of_it else None,
        "administration_definition_count": len(definitions),
        "administration_definitions": "; ".join(f"{words} ({', '.join(sorted(said_by[words]))}): £{pounds:,.2f}" for words, pounds in sorted(definitions.items(), key=lambda each: (-each[1], each[0]))) or None,
        "overlap_offer_count": len(overlapping),
        "overlap_gbp": sum((each.amount or nothing for each in overlapping), nothing),
        "starts": float(sum((each.starts or nothing for each in with_starts), nothing)) if with_starts else None,
        "starts_at_level_held": float(sum((each.held or nothing for each in with_level), nothing)) if with_level else None,
        "starts_told_of_level": float(sum((each.starts or nothing for each in with_level), nothing)) if with_level else None,
        **_saving(offers, providers, overlapping, assumed),
    }


def _saving(offers: Sequence[_Year], providers: set[str], overlapping: Sequence[_Year], assumed: Assumptions) -> dict[str, Any]:
    """What one service might save: administration of offers that overlap, and starts at a level already held. Each part only where it is told."""
    if len(providers) < 2:
        return _no_saving("One provider alone serves these people: there is nothing to put together.")
    told_of = [each for each in overlapping if each.administration is not None]
    to_level = [each for each in offers if each.row["level"] not in (None, "none") and each.starts is not None and each.start_cost is not None]
    if not told_of and not to_level:
        return _no_saving("No offer that overlaps states its administration, and no offer that leads to a level states starts and what they cost.")
    administration = level = None
    said = []
    if told_of:
        of_it = sum((each.administration or Decimal(0) for each in told_of), Decimal(0))
        administration = (of_it * assumed.administration_avoided).quantize(_PENNY, ROUND_HALF_UP)
        said.append(f"{_percent(assumed.administration_avoided)} of £{of_it:,.2f} of administration of {_so_many(len(told_of), 'offer')} that overlap{'s' if len(told_of) == 1 else ''} (provision_administration_avoided_share)")
    silent = len(overlapping) - len(told_of)
    if to_level:
        stated = sum((each.held * each.start_cost for each in to_level if each.held is not None and each.start_cost is not None), Decimal(0))
        assumed_cost = sum((each.starts * each.start_cost for each in to_level if each.held is None and each.starts is not None and each.start_cost is not None), Decimal(0)) * assumed.level_held
        level = ((stated + assumed_cost) * assumed.level_held_avoided).quantize(_PENNY, ROUND_HALF_UP)
        said.append(
            f"{_percent(assumed.level_held_avoided)} of the cost of starts at a level already held (provision_level_held_avoided_share): £{stated:,.2f} by the lists, "
            f"£{assumed_cost:,.2f} by the assumption that {_percent(assumed.level_held)} of starts are such where the list does not say (provision_level_held_share)"
        )
    missing = []
    if silent:
        missing.append(f"administration of {_so_many(silent, 'offer')} that overlap{'s' if silent == 1 else ''} and state{'s' if silent == 1 else ''} none")
    if not overlapping:
        missing.append("any saving of administration, as no offers overlap")
    if not to_level:
        missing.append("starts at a level already held, as no offer tells starts and their cost")
    tail = f" Not in it: {'; '.join(missing)}." if missing else ""
    return {
        "saving_est_gbp": (administration or Decimal(0)) + (level or Decimal(0)),
        "saving_administration_est_gbp": administration,
        "saving_level_est_gbp": level,
        "saving_basis": "assumption-led estimate",
        "saving_reason": f"{' and '.join(said)}.{tail} What one service would cost to set up is not in it.",
    }


def _no_saving(reason: str) -> dict[str, Any]:
    return {"saving_est_gbp": None, "saving_administration_est_gbp": None, "saving_level_est_gbp": None, "saving_basis": "not computed", "saving_reason": reason}


def _percent(share: Decimal) -> str:
    return f"{_plain(share * 100)} %"
