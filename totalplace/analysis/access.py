"""Who gets farther away: the way to the nearest place of a service before and after a plan for one estate.

Belongs here: small areas and who lives in them, places of service before and after, and whose way gets longer. Does not belong here: the
plan (analysis/estate_plan), the summary by option (sql/mart/estate_equality.sql), reading and writing tables (assets/planning.py).

All who live in a small area (LSOA) are taken to live at one point, the mean of its live postcodes; without postcodes that name it, a point
within its outline. Ways are straight lines times a detour factor, or the travel times that the place supplies, where it supplies all that
a service needs. Places of service outside the place are not known unless a body of the place has them: near its edge ways are overstated.

Straight lines are whole decimetres and people whole numbers, and small areas come in the order of their codes: the same in, the same out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

ANY_SERVICE = "any public service"
PERSONS, HOUSEHOLDS = "persons", "households"
UNITS = (PERSONS, HOUSEHOLDS)
EVERYBODY, EVERY_HOUSEHOLD = "all residents", "all households"
FIFTHS = (
    "most deprived fifth",
    "second most deprived fifth",
    "middle fifth by deprivation",
    "second least deprived fifth",
    "least deprived fifth",
)
_COUNTED = {  # group -> (its statistic in core.area_statistic, what is counted)
    EVERYBODY: ("Persons: all ages", PERSONS),
    "aged 0 to 15": ("Persons: aged 0 to 15", PERSONS),
    "aged 16 to 64": ("Persons: aged 16 to 64", PERSONS),
    "aged 65 and over": ("Persons: aged 65 and over", PERSONS),
    "disabled people": ("Persons: disabled", PERSONS),
    EVERY_HOUSEHOLD: ("Households: all", HOUSEHOLDS),
    "households without a car": ("Households: no car or van", HOUSEHOLDS),
}
GROUPS = (EVERYBODY, *FIFTHS, *(group for group in _COUNTED if group != EVERYBODY))
_INDEX = "Index of Multiple Deprivation: decile"

MODES = ("public transport", "walking", "cycling", "driving")  # the first that is supplied whole is taken
STRAIGHT = "straight line times detour factor"
SUPPLIED = "travel times supplied"
INCOMPLETE = "straight line times detour factor: travel times are incomplete"
MIXED = "travel times supplied for some services, straight line times detour factor for others"
NOTHING = "no service changes"
BASES = (STRAIGHT, SUPPLIED, INCOMPLETE, MIXED, NOTHING)

GIVEN_UP = ("relocate", "release")
_SMALL_AREA = r"^[EWSN]\d{8}$"
_PSEUDO = r"^.9{8}$"  # what a directory gives to postcodes that lie in no area of the country

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]

SCHEMA = {
    "option_id": pl.String(),
    "service": pl.String(),
    "area_code": pl.String(),
    "group": pl.String(),
    "area_type": pl.String(),
    "unit": pl.String(),
    "residents": pl.Float64(),
    "residents_farther": pl.Float64(),
    "residents_farther_low": pl.Float64(),
    "residents_farther_high": pl.Float64(),
    "before_m": pl.Float64(),
    "after_m": pl.Float64(),
    "farthest_added_m": pl.Float64(),
    "before_minutes": pl.Float64(),
    "after_minutes": pl.Float64(),
    "small_area_count": pl.Int64(),
    "small_area_known_count": pl.Int64(),
    "basis": pl.String(),
    "mode": pl.String(),
    "as_at": pl.String(),
}


@dataclass(frozen=True)
class Limits:
    """From when on a way is told to be longer, and how ways are estimated. The doubt is a share of the detour factor."""

    farther_m: float
    farther_minutes: float
    detour_times: float
    detour_doubt_share: float


@dataclass(frozen=True)
class Plans:
    """What the options say: mart.estate_option, mart.estate_plan, mart.estate_move, of each the columns used here."""

    options: Sequence[str]
    given_up: pl.DataFrame  # option_id, asset_id
    moves: pl.DataFrame  # option_id, service, asset_id: where a service that people come to is taken in


@dataclass(frozen=True)
class Group:
    """How many of a group live in each small area; NaN where that is not known."""

    name: str
    unit: str
    count: _Floats
    as_at: str | None


@dataclass(frozen=True)
class _Way:
    """Of one option and service: the way from each small area before and after, and whether that is farther."""

    service: str
    farther: _Bools
    low: _Bools
    high: _Bools
    added_m: _Floats  # infinite if no place of the service is left
    basis: str
    mode: str | None = None
    before_m: _Floats | None = None
    after_m: _Floats | None = None
    before_minutes: _Floats | None = None
    after_minutes: _Floats | None = None


def small_areas(postcodes: pl.DataFrame, areas: pl.DataFrame, named: Sequence[str], counted: frozenset[str]) -> pl.DataFrame:
    """The place's small areas: area_code, district_code, easting, northing, by code.

    `postcodes` is core.postcode, `areas` core.area, `named` the codes of areas that place.toml names, `counted` those whose people were counted. A
    small area is of the place if its district is (the one most of its postcodes are in), or if its outline is. The outlines may be of
    another census than the postcodes, or of two: what is another small area by then is no second one.
    """
    in_place = sorted({*named, *areas.filter("is_in_place")["area_code"]})
    live = postcodes.filter(
        pl.col("terminated_on").is_null() & pl.col("lsoa_code").str.contains(_SMALL_AREA) & ~pl.col("lsoa_code").str.contains(_PSEUDO)
    )
    dominant = (
        live.group_by("lsoa_code", "lad_code")
        .len()
        .sort("lsoa_code", "len", "lad_code", descending=[False, True, False])
        .unique("lsoa_code", keep="first", maintain_order=True)
        .select("lsoa_code", pl.col("lad_code").alias("district_code"))
    )
    middle = live.group_by("lsoa_code").agg(((pl.col(name) * 10).round().cast(pl.Int64).sum() / pl.len() / 10).alias(name) for name in ("easting", "northing"))
    by_postcode = (
        middle.join(dominant, on="lsoa_code", how="left")
        .filter(pl.col("district_code").is_in(in_place) | pl.col("lsoa_code").is_in(in_place))
        .select(pl.col("lsoa_code").alias("area_code"), "district_code", "easting", "northing")
    )
    outlined = areas.filter((pl.col("area_type") == "lsoa") & pl.col("is_in_place") & ~pl.col("area_code").is_in(by_postcode["area_code"].implode()))
    found = pl.concat([by_postcode, _by_outline(_of_one_census(outlined.sort("area_code"), by_postcode, counted), areas)])
    return found.filter(pl.col("district_code").is_not_null()).sort("area_code")


def counted_areas(statistics: pl.DataFrame) -> frozenset[str]:
    """The areas whose people core.area_statistic knows."""
    return frozenset(statistics.filter(pl.col("statistic") == _COUNTED[EVERYBODY][0])["area_code"])


def _of_one_census(outlined: pl.DataFrame, by_postcode: pl.DataFrame, counted: frozenset[str]) -> pl.DataFrame:
    """Without outlines in which a small area known by its postcodes lies; of two that lie in each other those whose people were counted."""
    outlines = shapely.from_wkb(outlined["outline_wkb"].to_numpy())
    taken = shapely.STRtree(outlines).query(shapely.points(by_postcode["easting"].to_numpy(), by_postcode["northing"].to_numpy()), predicate="within")[1]
    keeps = np.ones(len(outlined), dtype=bool)
    keeps[taken] = False
    place, other = shapely.STRtree(outlines).query(shapely.point_on_surface(outlines), predicate="within")
    apart = (place != other) & keeps[other]
    is_counted = outlined["area_code"].is_in(sorted(counted)).to_numpy()
    keeps[place[apart & ~is_counted[place]]] = False
    return outlined.filter(pl.Series(keeps))


def _by_outline(outlined: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """The same for small areas of which only the outline is known: a point within it, and the district in which that lies."""
    points = shapely.point_on_surface(shapely.from_wkb(outlined["outline_wkb"].to_numpy()))
    districts = areas.filter((pl.col("area_type") == "district") & pl.col("is_in_place")).sort("area_code")
    within: dict[int, str] = {}
    if len(points) and len(districts):
        tree = shapely.STRtree(shapely.from_wkb(districts["outline_wkb"].to_numpy()))
        for point, district in zip(*tree.query(points, predicate="within").tolist(), strict=True):
            within.setdefault(point, districts["area_code"][district])
    return pl.DataFrame(
        {
            "area_code": outlined["area_code"],
            "district_code": [within.get(place) for place in range(len(outlined))],
            "easting": shapely.get_x(points) if len(points) else [],
            "northing": shapely.get_y(points) if len(points) else [],
        },
        schema={"area_code": pl.String(), "district_code": pl.String(), "easting": pl.Float64(), "northing": pl.Float64()},
    )


def groups_of(statistics: pl.DataFrame, area_codes: pl.Series) -> tuple[Group, ...]:
    """Who lives in the small areas, by group. `statistics` is core.area_statistic; `area_codes` gives the order.

    Of several years of a statistic the one that knows most of these areas is taken, then the newest.
    """
    found: dict[str, Group] = {}
    for name, (statistic, unit) in _COUNTED.items():
        count, period = newest(statistics, statistic, area_codes)
        found[name] = Group(name, unit, np.rint(count), period)
    decile, period = newest(statistics, _INDEX, area_codes)
    people = found[EVERYBODY]
    fifth = np.ceil(decile / 2)
    as_at = f"index {period}, people {people.as_at}" if period and people.as_at else None
    for rank, name in enumerate(FIFTHS, start=1):
        count = np.where(np.isnan(fifth) | np.isnan(people.count), np.nan, np.where(fifth == rank, people.count, 0.0))
        found[name] = Group(name, PERSONS, count, as_at)
    return tuple(found[name] for name in GROUPS)


def newest(statistics: pl.DataFrame, statistic: str, area_codes: pl.Series) -> tuple[_Floats, str | None]:
    """A statistic of these areas, not a number where it is not known, and its period: the one that knows most of them, then the newest."""
    ours = statistics.filter((pl.col("statistic") == statistic) & pl.col("area_code").is_in(area_codes.implode()))
    if ours.is_empty():
        return np.full(len(area_codes), np.nan), None
    period: str = ours.group_by("period").len().sort("len", "period", descending=True)["period"][0]
    wanted = ours.filter(pl.col("period") == period).select("area_code", "value")
    known = pl.DataFrame({"area_code": area_codes}).join(wanted, on="area_code", how="left", maintain_order="left")
    return known["value"].cast(pl.Float64).fill_null(np.nan).to_numpy(), period


def places_of_service(
    estate: pl.DataFrame, used: pl.DataFrame, occupations: pl.DataFrame, services: Sequence[str], site_m: float
) -> pl.DataFrame:
    """Where people find each service today: service, asset_id, easting, northing.

    Buildings and places of service of that use, and buildings in which somebody offers it to the public (`occupations` is
    analysis.plan_occupation); none that is vacant (`used` is mart.utilisation_latest), is no public estate, or is said not to be there. A
    site of that use counts only where no building of it stands within `site_m`: it would stay when its building is given up.
    """
    vacant = used.filter(pl.col("band") == "vacant")["asset_id"]
    standing = estate.filter(
        pl.col("asset_kind").is_in(["building", "site"]), pl.col("easting").is_not_null(), ~pl.col("is_disowned"),
        pl.col("is_public_estate").fill_null(True), ~pl.col("asset_id").is_in(vacant.implode()),
        ~pl.col("asset_id").is_in(_built_on(estate.filter(pl.col("function").is_in(services)), site_m)),
    )  # fmt: skip
    of_use = standing.filter(pl.col("function").is_in(services)).select(pl.col("function").alias("service"), "asset_id")
    within = occupations.filter("is_public").select(pl.col("function").alias("service"), "asset_id")
    return _located(pl.concat([of_use, within]).unique(), standing)


def _built_on(estate: pl.DataFrame, site_m: float) -> list[str]:
    """The sites that have a building of their use on them or beside them."""
    located = estate.filter(pl.col("easting").is_not_null()).sort("asset_id")
    found: list[str] = []
    for part in located.filter(pl.col("asset_kind").is_in(["building", "site"])).partition_by("function", maintain_order=True):
        sites, buildings = part.filter(pl.col("asset_kind") == "site"), part.filter(pl.col("asset_kind") == "building")
        tree = shapely.STRtree(shapely.points(buildings["easting"].to_numpy(), buildings["northing"].to_numpy()))
        near = tree.query(shapely.points(sites["easting"].to_numpy(), sites["northing"].to_numpy()), predicate="dwithin", distance=site_m)[0]
        found += sites["asset_id"].gather(np.unique(near)).to_list()
    return found


def _located(offered: pl.DataFrame, estate: pl.DataFrame) -> pl.DataFrame:
    points = estate.select("asset_id", "easting", "northing").filter(pl.col("easting").is_not_null())
    return offered.join(points, on="asset_id", how="inner").sort("service", "asset_id")


def change(
    areas: pl.DataFrame, groups: Sequence[Group], before: pl.DataFrame, plans: Plans, estate: pl.DataFrame, times: pl.DataFrame, limits: Limits
) -> pl.DataFrame:
    """mart.access_change.

    `areas` is as small_areas gives it, `groups` as groups_of, `before` as places_of_service; `estate` is mart.estate; `times` has area_code,
    asset_id, mode and minutes. Services of which an option changes no place have no rows; one row for any service stands always.
    """
    if areas.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    after = {option: _after(before, plans, option, estate) for option in plans.options}
    ways = _Ways(areas, before, list(after.values()), times, limits)
    found = [row for option in plans.options for row in _rows(option, areas, groups, ways.of_option(after[option]))]
    return pl.DataFrame(found, schema=SCHEMA).sort("option_id", "service", "area_code", "group")


def _after(before: pl.DataFrame, plans: Plans, option: str, estate: pl.DataFrame) -> pl.DataFrame:
    """The places of each service once the plan is done."""
    gone = plans.given_up.filter(pl.col("option_id") == option)["asset_id"]
    hosts = plans.moves.filter(pl.col("option_id") == option).select("service", "asset_id").unique()
    stays = before.filter(~pl.col("asset_id").is_in(gone.implode()))
    return pl.concat([stays, _located(hosts, estate).select(before.columns)]).unique(("service", "asset_id")).sort("service", "asset_id")


class _Ways:
    """The ways from the small areas to the nearest place of each service."""

    def __init__(self, areas: pl.DataFrame, before: pl.DataFrame, after: Sequence[pl.DataFrame], times: pl.DataFrame, limits: Limits) -> None:
        self.x, self.y = areas["easting"].to_numpy(), areas["northing"].to_numpy()
        self.points = shapely.points(self.x, self.y)
        self.limits = limits
        self.before = _by_service(before)
        every = _by_service(pl.concat([before, *after]).unique(("service", "asset_id")).sort("service", "asset_id"))
        ours = times.filter(pl.col("area_code").is_in(areas["area_code"].implode()))
        self.minutes = {service: _whole(ours, areas["area_code"], places["asset_id"]) for service, places in every.items()}
        self.today = {service: self._decimetres(places) for service, places in self.before.items()}

    def of_option(self, after: pl.DataFrame) -> list[_Way]:
        """Of each service of which the option changes a place, and of any of them together, last."""
        now = _by_service(after)
        none_left = after.clear()
        changed = [
            self._way(service, places, now.get(service, none_left))
            for service, places in sorted(self.before.items())
            if places["asset_id"].to_list() != now.get(service, none_left)["asset_id"].to_list()
        ]
        return [*changed, self._any(changed)]

    def _way(self, service: str, places: pl.DataFrame, left: pl.DataFrame) -> _Way:
        before, after = self.today[service], self._decimetres(left)
        metres = self.limits.detour_times / 10
        doubt = self.limits.detour_doubt_share
        low, farther, high = ((after - before) * metres * times > self.limits.farther_m for times in (1 - doubt, 1, 1 + doubt))
        added = np.maximum(0.0, (after - before) * metres)
        supplied = self.minutes[service]
        if isinstance(supplied, str):
            return _Way(service, farther, low, high, added, supplied, None, before * metres, after * metres)
        mode, minutes = supplied
        today, then = _shortest(minutes, places["asset_id"]), _shortest(minutes, left["asset_id"])
        longer: _Bools = then - today > self.limits.farther_minutes
        return _Way(service, longer, longer, longer, added, SUPPLIED, mode, before * metres, after * metres, today, then)

    def _any(self, changed: Sequence[_Way]) -> _Way:
        nobody = np.zeros(len(self.x), dtype=bool)
        bases, modes = {way.basis for way in changed}, {way.mode for way in changed}
        return _Way(
            ANY_SERVICE,
            np.logical_or.reduce([nobody, *(way.farther for way in changed)]),
            np.logical_or.reduce([nobody, *(way.low for way in changed)]),
            np.logical_or.reduce([nobody, *(way.high for way in changed)]),
            np.maximum.reduce([np.zeros(len(self.x)), *(way.added_m for way in changed)]),
            basis=NOTHING if not bases else min(bases) if len(bases) == 1 else MIXED if SUPPLIED in bases else INCOMPLETE,
            mode=changed[0].mode if len(modes) == 1 else None,
        )

    def _decimetres(self, places: pl.DataFrame) -> _Floats:
        """Whole decimetres in a straight line to the nearest; infinite if there is none."""
        if places.is_empty():
            return np.full(len(self.x), np.inf)
        x, y = places["easting"].to_numpy(), places["northing"].to_numpy()
        nearest = shapely.STRtree(shapely.points(x, y)).nearest(self.points)
        found: _Floats = np.rint(np.hypot(self.x - x[nearest], self.y - y[nearest]) * 10)
        return found


def _by_service(places: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(service): part for (service,), part in places.partition_by("service", as_dict=True, maintain_order=True).items()}


def _whole(times: pl.DataFrame, areas: pl.Series, assets: pl.Series) -> tuple[str, pl.DataFrame] | str:
    """The mode of travel of which minutes are supplied from every area to every building, and they, a column a building; else why there is none."""
    ours = times.filter(pl.col("asset_id").is_in(assets.implode())).group_by("mode", "area_code", "asset_id").agg(pl.col("minutes").min())
    for mode in MODES:
        of_mode = ours.filter(pl.col("mode") == mode)
        if len(of_mode) == len(areas) * len(assets):
            wide = of_mode.pivot("asset_id", index="area_code", values="minutes")
            return mode, pl.DataFrame({"area_code": areas}).join(wide, on="area_code", how="left", maintain_order="left")
    return STRAIGHT if ours.is_empty() else INCOMPLETE


def _shortest(minutes: pl.DataFrame, assets: pl.Series) -> _Floats:
    if assets.is_empty():
        return np.full(len(minutes), np.inf)
    return minutes.select(pl.min_horizontal(*assets.to_list())).to_series().to_numpy()


def _rows(option: str, areas: pl.DataFrame, groups: Sequence[Group], ways: Sequence[_Way]) -> Iterator[dict[str, object]]:
    """The rows of one option: by district, and of each small area that gets farther."""
    codes = areas["area_code"].to_list()
    districts = areas["district_code"].unique().sort().to_list()
    district = areas["district_code"].replace_strict(districts, range(len(districts)), return_dtype=pl.Int64).to_numpy()
    everybody = next(group for group in groups if group.name == EVERYBODY)
    for way in ways:
        for group in groups:
            for code, row in zip(districts, _sums(way, group, district, len(districts)), strict=True):
                if row["residents"] is not None or way.service == ANY_SERVICE:
                    yield {"option_id": option, "service": way.service, "area_code": code, "area_type": "district", **_said(way, group), **row}
        each = _sums(way, everybody, np.arange(len(codes)), len(codes)) if way.farther.any() else []
        for place in np.flatnonzero(way.farther).tolist():
            yield {"option_id": option, "service": way.service, "area_code": codes[place], "area_type": "lsoa", **_said(way, everybody), **each[place]}


def _said(way: _Way, group: Group) -> dict[str, object]:
    return {"group": group.name, "unit": group.unit, "as_at": group.as_at, "basis": way.basis, "mode": way.mode}


def _sums(way: _Way, group: Group, district: _Ints, count: int) -> list[Mapping[str, object]]:
    """Of each district what its small areas come to."""
    known = ~np.isnan(group.count)
    people = np.where(known, group.count, 0.0)

    def added_up(weights: _Floats | _Bools) -> _Floats:
        return np.bincount(district, weights, minlength=count).astype(np.float64)

    total = added_up(people)
    sums = {
        "residents": total,
        "residents_farther": added_up(people * way.farther),
        "residents_farther_low": added_up(people * way.low),
        "residents_farther_high": added_up(people * way.high),
    }
    # of a way that nobody of the group has to go nothing is said
    means = {name: _mean(getattr(way, name), people, total, added_up) for name in ("before_m", "after_m", "before_minutes", "after_minutes")}
    farthest = np.full(count, -np.inf)
    has_any = people > 0
    np.maximum.at(farthest, district[has_any], way.added_m[has_any])
    areas, of_known = added_up(np.ones(len(people))), added_up(known)
    return [
        {
            **{name: float(values[place]) if of_known[place] else None for name, values in sums.items()},
            **{name: values[place] for name, values in means.items()},
            "farthest_added_m": round(float(farthest[place]), 1) if np.isfinite(farthest[place]) else None,
            "small_area_count": int(areas[place]),
            "small_area_known_count": int(of_known[place]),
        }
        for place in range(count)
    ]


def _mean(values: _Floats | None, people: _Floats, total: _Floats, added_up: Callable[[_Floats], _Floats]) -> list[float | None]:
    if values is None:
        return [None] * len(total)
    weighed = added_up(np.where(people > 0, values, 0.0) * people)
    return [round(float(some / of), 1) if of > 0 and np.isfinite(some) else None for some, of in zip(weighed, total, strict=True)]
