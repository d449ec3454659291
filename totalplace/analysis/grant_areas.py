"""Where grants go, and what each area gets for each resident beside how deprived it is.

Belongs here: the place of each grant and its basis, how deprived an area is, cold spots. Does not belong here: which grants count (mart.grant),
the map (mapping/grant_map.py).

A grant may say which area it is to benefit; that is one basis. Where the recipient is, is another, and the two are never mixed: an office
in the middle of a town serves all of it. Grants to private persons have no place at all. Sums of figures are in the order of codes.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import shapely

from totalplace.analysis.access import small_areas
from totalplace.analysis.spend_areas import people_by_area
from totalplace.contracts.grant_gateway import (
    AREA,
    BASES,
    BENEFIT,
    BENEFIT_PLACES,
    COLD,
    NOT_COLD,
    NOT_COMPUTED,
    RECIPIENT_PLACES,
)
from totalplace.words import year_name

KINDS = ("district", "ward")
_PENNY = Decimal("0.01")
_INDEX = "Index of Multiple Deprivation"
# what is known of small areas, and whether more of it is more deprived
_MEASURES = (("score", 1), ("rank", -1), ("decile", -1))
_PUBLISHED = "average score"
_COLUMNS = {BENEFIT: ("benefit_ward_code", "benefit_district_code"), BASES[1]: ("recipient_ward_code", "recipient_district_code")}


@dataclass(frozen=True)
class Limits:
    """Thresholds of ref.assumption."""

    years: int
    deprived_share: float
    rate_share: float
    known_least_share: float
    small_known_share: float  # of the small areas in an area: with fewer, their mean is not the area's


@dataclass(frozen=True)
class Need:
    """How deprived an area is, and who lives there; None where that is not known."""

    persons: int | None = None
    persons_year: int | None = None
    deprivation: float | None = None
    measure: str | None = None
    period: str | None = None
    rank: int | None = None
    is_deprived: bool | None = None


class Outlines:
    """The wards and districts of the place, and which of them a point lies in."""

    def __init__(self, areas: pl.DataFrame) -> None:
        inside = areas.filter("is_in_place").sort("area_code")
        self.types = dict(inside.select("area_code", "area_type").iter_rows())
        self.names = dict(inside.select("area_code", "area_name").iter_rows())
        self._outline = dict(zip(inside["area_code"], shapely.make_valid(shapely.from_wkb(inside["outline_wkb"].to_numpy())), strict=True)) if inside.height else {}
        self._codes = {kind: [code for code, own in self.types.items() if own == kind] for kind in KINDS}
        self._trees = {kind: shapely.STRtree([self._outline[code] for code in codes]) for kind, codes in self._codes.items()}
        named: defaultdict[str, set[str]] = defaultdict(set)
        for code in (code for kind in KINDS for code in self._codes[kind]):
            named[_plain(self.names[code])].add(code)
        self._within: dict[str | None, dict[str, str | None]] = {}
        self._of_name = {name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1}

    def of(self, kind: str) -> list[str]:
        return self._codes[kind]

    def called(self, name: str | None) -> str | None:
        """The one ward or district of this name; None where there is none, or two."""
        return self._of_name.get(_plain(name)) if name else None

    def around(self, point: Any) -> dict[str, str | None]:
        """Ward and district in which a point of the country lies; of two that touch it the first by code."""
        found = {}
        for kind in KINDS:
            hits = sorted(int(each) for each in self._trees[kind].query(point, predicate="intersects"))
            found[kind] = self._codes[kind][hits[0]] if hits else None
        return found

    def within(self, code: str | None) -> dict[str, str | None]:
        """Ward and district that an area of the place is, or lies in; nothing of an area that is larger than a district."""
        if code not in self._within:
            self._within[code] = self._lies_in(code)
        return self._within[code]

    def _lies_in(self, code: str | None) -> dict[str, str | None]:
        kind = self.types.get(code or "")
        if code is None or kind not in ("district", "ward", "msoa", "lsoa"):
            return {}
        if kind == "district":
            return {"district": code}
        around = self.around(shapely.point_on_surface(self._outline[code]))
        # the middle layer is as large as a ward and seldom the same
        return {"ward": code if kind == "ward" else around["ward"] if kind == "lsoa" else None, "district": around["district"]}


def _plain(name: str | None) -> str:
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in (name or "").lower().replace("&", " and ")).split())
    return words.removesuffix(" ward").removesuffix(" district")


def place_grants(grants: pl.DataFrame, told: pl.DataFrame, postcodes: pl.DataFrame, outlines: Outlines, offices: Mapping[str, str]) -> dict[int, dict[str, str | None]]:
    """By line_id: where it is to benefit and where its recipient is, each with its basis.

    `grants` is mart.grant, `told` what the lists say of recipients (line_id, recipient_key, recipient_postcode, recipient_area_code), `postcodes`
    core.postcode, `offices` the postcode of registered offices (offices_of).
    """
    stated = {row["line_id"]: row for row in told.iter_rows(named=True)}
    wanted = {row["recipient_postcode"] for row in stated.values() if row["recipient_postcode"]} | set(offices.values())
    known = postcodes.filter(pl.col("postcode").is_in(sorted(wanted))).sort("postcode")
    points = {row["postcode"]: {**outlines.around(shapely.Point(row["easting"], row["northing"]))} for row in known.iter_rows(named=True)}
    rows = grants.filter((pl.col("status") == "counted") & (pl.col("recipient_kind") != "individual (withheld)")).sort("line_id").to_dicts()
    own: dict[int, tuple[dict[str, str | None], str]] = {}
    of_number: defaultdict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for row in rows:
        said = stated.get(row["line_id"], {})
        place = points.get(said.get("recipient_postcode") or "")
        basis = RECIPIENT_PLACES[0]
        if not place or not place["district"]:
            place, basis = outlines.within(said.get("recipient_area_code")), RECIPIENT_PLACES[1]
        if place.get("district"):
            own[row["line_id"]] = place, basis
            for key in _numbers(row):
                of_number[key].add((place.get("ward"), place.get("district")))
    found = {}
    for row in rows:
        place, basis = own.get(row["line_id"], ({}, ""))
        if not place:
            name = stated.get(row["line_id"], {}).get("recipient_key")
            place, basis = _elsewhere(_numbers(row), name, of_number, offices, points)
        code, name = outlines.within(row["area_code"]), outlines.within(outlines.called(row["area_as_published"]))
        benefit = code or name
        found[row["line_id"]] = {
            "benefit_ward_code": benefit.get("ward"),
            "benefit_district_code": benefit.get("district"),
            "benefit_basis": None if not benefit.get("district") else BENEFIT_PLACES[0] if code else BENEFIT_PLACES[1],
            "recipient_ward_code": place.get("ward"),
            "recipient_district_code": place.get("district"),
            "recipient_basis": basis if place.get("district") else None,
        }
    return found


def _numbers(row: Mapping[str, Any]) -> list[str]:
    return [f"{kind} {row[column]}" for kind, column in (("charity", "charity_number"), ("company", "company_number")) if row[column]]


def offices_of(charities: pl.DataFrame) -> dict[str, str]:
    """Postcodes of registered offices by 'charity …', 'company …' and, where one charity alone bears it, 'name …'.

    `charities` has charity_number, company_number, name_key, office_postcode of what counts of the registers.
    """
    found: dict[str, str] = {}
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for row in charities.sort("charity_number", "office_postcode", nulls_last=True).iter_rows(named=True):
        if row["name_key"]:
            bearers[row["name_key"]].add(row["charity_number"])
        if row["office_postcode"]:
            for kind in ("charity", "company"):
                if row[f"{kind}_number"]:
                    found.setdefault(f"{kind} {row[f'{kind}_number']}", row["office_postcode"])
    return {**found, **{f"name {name}": found[f"charity {next(iter(own))}"] for name, own in bearers.items() if len(own) == 1 and f"charity {next(iter(own))}" in found}}


def _elsewhere(
    keys: Sequence[str], name: str | None, of_number: Mapping[str, set[tuple[str | None, str | None]]], offices: Mapping[str, str], points: Mapping[str, dict[str, str | None]]
) -> tuple[dict[str, str | None], str]:
    """Where the same organisation is by another grant, else by a register: by its name only where the list gives it no number."""
    for key in keys:
        if len(of_number.get(key, ())) == 1:
            ((ward, district),) = of_number[key]
            return {"ward": ward, "district": district}, RECIPIENT_PLACES[2]
    for key in keys:
        place = points.get(offices.get(key, ""))
        if place and place["district"]:
            return place, RECIPIENT_PLACES[3]
    place = points.get(offices.get(f"name {name}", "")) if name and not keys else None
    return (place, RECIPIENT_PLACES[4]) if place and place["district"] else ({}, "")


def needs(statistics: pl.DataFrame, areas: pl.DataFrame, postcodes: pl.DataFrame, named: Sequence[str], outlines: Outlines, limits: Limits) -> dict[str, Need]:
    """How deprived each ward and district of the place is, and how many live there. `statistics` is core.area_statistic."""
    people = people_by_area(statistics, areas, {code for kind in KINDS for code in outlines.of(kind)})
    index = statistics.filter(pl.col("statistic").str.starts_with(f"{_INDEX}: "))
    small = _small(statistics, index, areas, postcodes, named, outlines, limits.small_known_share)
    found: dict[str, Need] = {}
    for kind in KINDS:
        codes = outlines.of(kind)
        year = _common([set(people.get(code, {})) for code in codes])
        measure, period, values, sign = _deprivation(kind, codes, index, small)
        order = sorted(values, key=lambda code: (-sign * values[code], code))
        # a fifth of fewer than five areas is none
        deprived = math.ceil(len(order) * limits.deprived_share) if len(order) * limits.deprived_share >= 1 else 0
        for code in codes:
            rank = order.index(code) + 1 if code in values else None
            persons = people.get(code, {}).get(year) if year is not None else None
            found[code] = Need(
                persons=persons, persons_year=year if persons is not None else None, deprivation=values.get(code), measure=measure if code in values else None,
                period=period if code in values else None, rank=rank, is_deprived=None if rank is None or not deprived else rank <= deprived,
            )  # fmt: skip
    return found


def _common(years: Sequence[set[int]]) -> int | None:
    """The newest year that most areas have."""
    counts: defaultdict[int, int] = defaultdict(int)
    for each in years:
        for year in each:
            counts[year] += 1
    return max(counts, key=lambda year: (counts[year], year), default=None)


_Small = tuple[str, str, int, dict[str, float | None]]  # measure, period, sign, by ward or district


def _small(
    statistics: pl.DataFrame, index: pl.DataFrame, areas: pl.DataFrame, postcodes: pl.DataFrame, named: Sequence[str], outlines: Outlines, known_share: float
) -> _Small | None:
    """The mean of the small areas of each ward and district, by their residents: the first measure there is, of the newest year that most have."""
    codes = frozenset(index["area_code"])
    known = small_areas(postcodes, areas, named, codes)
    people = people_by_area(statistics, areas.clear(), set(known["area_code"]))
    for measure, sign in _MEASURES:
        own = index.filter((pl.col("statistic") == f"{_INDEX}: {measure}") & pl.col("area_code").is_in(known["area_code"].implode()))
        if own.is_empty():
            continue
        period = own.group_by("period").len().sort("len", "period", descending=True)["period"][0]
        figure = dict(own.filter(pl.col("period") == period).select("area_code", "value").iter_rows())
        parts: defaultdict[str, list[tuple[float | None, int | None]]] = defaultdict(list)
        for code, easting, northing in known.select("area_code", "easting", "northing").sort("area_code").iter_rows():
            counted = people.get(code, {})
            for around in outlines.around(shapely.Point(easting, northing)).values():
                if around is not None:
                    parts[around].append((figure.get(code), counted[max(counted)] if counted else None))
        return measure, str(period), sign, {code: _mean(each, known_share) for code, each in parts.items()}
    return None


def _mean(parts: Sequence[tuple[float | None, int | None]], known_share: float) -> float | None:
    """By residents; None where too few of the small areas have both figures."""
    known = [(value, persons) for value, persons in parts if value is not None and persons]
    if not known or len(known) < known_share * len(parts):
        return None
    return round(math.fsum(value * persons for value, persons in known) / sum(persons for _, persons in known), 3)


def _deprivation(kind: str, codes: Sequence[str], index: pl.DataFrame, small: _Small | None) -> tuple[str | None, str | None, dict[str, float], int]:
    """The published average score where every area of the kind has one, else the mean of the small areas."""
    published = index.filter((pl.col("statistic") == f"{_INDEX}: {_PUBLISHED}") & pl.col("area_code").is_in(list(codes)))
    for period in sorted(set(published["period"]), reverse=True):
        values = dict(published.filter(pl.col("period") == period).select("area_code", "value").iter_rows())
        if len(values) == len(codes):
            return f"{_PUBLISHED}, as published", period, values, 1
    if small is None:
        return None, None, {}, 1
    measure, period, sign, values_known = small
    return f"mean {measure} of its small areas, by residents", period, {code: value for code in codes if (value := values_known.get(code)) is not None}, sign


def by_area(facts: pl.DataFrame, recipient_kinds: Mapping[int, str], need: Mapping[str, Need], outlines: Outlines, own_list: frozenset[str], limits: Limits) -> pl.DataFrame:
    """mart.grant_area. `facts` is mart.grant_gateway, `own_list` the areas that a body serves which sent a list of its grants."""
    rows = [row for row in facts.sort("line_id").iter_rows(named=True) if recipient_kinds[row["line_id"]] != "individual (withheld)"]
    if not rows:
        return AREA.empty()
    # a year that no list has is no year without grants: the span begins with the first that any list has, and only listed years divide
    years = sorted(set(facts["fy"]))
    last = years[-1]
    spans = sorted({(next(fy for fy in years if fy > last - limits.years), last), *((fy, fy) for fy in years)})
    district_of = {code: outlines.within(code).get("district") for kind in KINDS for code in outlines.of(kind)}
    made: list[dict[str, Any]] = []
    for span in spans:
        of_span = [row for row in rows if span[0] <= row["fy"] <= span[1]]
        for basis in BASES:
            for kind in KINDS:
                year_count = sum(span[0] <= fy <= span[1] for fy in years)
                made += _span_rows(of_span, span, year_count, basis, kind, need, outlines, district_of, own_list, limits)
    return AREA.conform(pl.DataFrame(made, schema_overrides=AREA.polars_schema(), infer_schema_length=None) if made else AREA.empty()).collect().sort(AREA.primary_key)


def _span_rows(
    rows: Sequence[Mapping[str, Any]], span: tuple[int, int], year_count: int, basis: str, kind: str, need: Mapping[str, Need], outlines: Outlines,
    district_of: Mapping[str, str | None], own_list: frozenset[str], limits: Limits,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Each area of the kind in the span; none where nobody says of any grant which area of the kind it goes to."""
    column = _COLUMNS[basis][0 if kind == "ward" else 1]
    there: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            there[row[column]].append(row)
    if not there:
        return
    total, placed = (sum((row["final_gbp"] for row in each), Decimal(0)) for each in (rows, [row for own in there.values() for row in own]))
    known_share = float(placed / total) if total > 0 else None
    listed = [code for code in outlines.of(kind) if code in own_list or district_of[code] in own_list]
    counted = [code for code in listed if need[code].persons]
    people = sum(need[code].persons or 0 for code in counted)
    place_rate = _rate(sum((row["final_gbp"] for code in counted for row in there.get(code, ())), Decimal(0)), people, year_count)
    for code in outlines.of(kind):
        own, its = there.get(code, []), need[code]
        amount = sum((row["final_gbp"] for row in own), Decimal(0))
        rate = _rate(amount, its.persons or 0, year_count)
        facts = {"rate": rate, "place_rate": place_rate, "year_count": year_count, "known_share": known_share, "has_own_list": code in listed, "compared": len(counted)}
        verdict, reason = _verdict(its, facts, kind, basis, span, limits)
        yield {
            "area_code": code, "basis": basis, "first_fy": span[0], "last_fy": span[1], "area_type": kind, "area_name": outlines.names[code], "district_code": district_of[code],
            "year_count": year_count, "grant_count": len(own), "recipient_count": len({row["recipient_key"] or row["recipient"] for row in own}),
            "funder_count": len({row["funder"] for row in own}), "final_gbp": amount, "persons": its.persons, "persons_year": its.persons_year, "per_1000_a_year_gbp": rate,
            "place_per_1000_a_year_gbp": place_rate, "deprivation": its.deprivation, "deprivation_measure": its.measure, "deprivation_period": its.period, "deprivation_rank": its.rank,
            "is_deprived": its.is_deprived, "has_own_list": code in listed, "known_share": known_share, "verdict": verdict, "reason": reason,
        }  # fmt: skip


def _rate(amount: Decimal, persons: int, years: int) -> Decimal | None:
    return (amount * 1000 / persons / years).quantize(_PENNY, ROUND_HALF_UP) if persons and years else None


def _verdict(its: Need, facts: Mapping[str, Any], kind: str, basis: str, span: tuple[int, int], limits: Limits) -> tuple[str, str]:
    rate, place_rate, known = facts["rate"], facts["place_rate"], facts["known_share"]
    if not facts["has_own_list"]:
        return NOT_COMPUTED, "No body that serves it sent a list of its grants: that none are listed here is no finding."
    if known is None or known < limits.known_least_share:
        share = "no share" if known is None else f"{100 * known:.0f} %"
        what = f"which {kind} it is to benefit" if basis == BENEFIT else f"in which {kind} its recipient is"
        return NOT_COMPUTED, f"It is known of {share} of the money {what}: too little to compare."
    if rate is None or its.rank is None:
        return NOT_COMPUTED, "How many people live there is not known." if rate is None else "How deprived it is, is not known."
    if its.is_deprived is None:
        return NOT_COMPUTED, f"The place has too few areas of its kind ({kind}) to say which are its most deprived."
    if facts["compared"] * limits.deprived_share < 1:
        return NOT_COMPUTED, f"Lists of grants and residents are known of {facts['compared']} of its kind ({kind}) alone: too few to compare."
    when = year_name(span[0]) if span[0] == span[1] else f"{year_name(span[0])} to {year_name(span[1])}"
    over = "" if span[0] == span[1] else f" ({facts['year_count']} years of lists)"
    said = f"{when}{over}: £{rate:,.2f} a year for each 1,000 residents, where the place has £{place_rate:,.2f}; number {its.rank} by deprivation"
    if its.is_deprived and rate < place_rate * Decimal(str(limits.rate_share)):
        return COLD, f"{said}, among the most deprived, and less than {100 * limits.rate_share:.0f} % of what the place gives."
    return NOT_COLD, f"{said}, {'among the most deprived' if its.is_deprived else 'not among the most deprived'}."
