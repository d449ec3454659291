"""A made-up county for the tests of maps: districts, wards, bodies, registers of any length. Seeded: always the same.

Belongs here: making frames that look like the mart's, and opening pages in a browser. Does not belong here: any test.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
from convertbng.cutil import convert_lonlat

from totalplace.contracts.mart import BODY_COVERAGE, ESTATE, ESTATE_SOURCE
from totalplace.contracts.ops import SOURCE_FILE
from totalplace.contracts.ref import BODY
from totalplace.mapping.declared import load_spec
from totalplace.mapping.estate_map import estate_map
from totalplace.mapping.page import PageFacts
from totalplace.mapping.spec import MapSpec

SPEC = Path(__file__).parents[2] / "maps" / "what-we-all-own-here.toml"
CENTRE = (400_000.0, 300_000.0)
DISTRICTS = (
    "Ashbourne Vale",
    "Brackley",
    "Corve Hills",
    "Dunmere",
    "Eastleigh Moor",
    "Fenwick",
    "Greatford",
    "Hartlebury",
    "Isbourne",
    "Kingsmarsh",
    "Lower Severn",
    "Melverley",
)
TRUSTS = ("Beacon", "Wrekin", "Oakfield", "Three Rivers", "Priory")
GROUNDS = ("Recreation Ground", "Land", "Allotments", "Woodland", "Verge")
WARDS = ("North", "South", "East", "West", "Central", "Castle", "Abbey", "Park", "Rural")
STREETS = (
    "High Street",
    "Church Lane",
    "Mill Road",
    "Station Road",
    "Park Avenue",
    "The Green",
    "Victoria Road",
    "Bridge Street",
)
USES = {
    "council": (
        ("office", 6000),
        ("library", 900),
        ("depot", 2500),
        ("leisure_centre", 4200),
        ("car_park", 1500),
        ("community_centre", 500),
    ),
    "nhs": (("hospital", 42000), ("health_centre", 1400), ("clinic", 700), ("office", 2600)),
    "police": (("police_station", 1900), ("office", 3000)),
    "fire": (("fire_station", 1100), ("training_centre", 2400)),
    "schools": (("primary_school", 1900), ("secondary_school", 9800)),
    "other": (("office", 1800), ("probation_office", 900)),
}


NAMED = [
    ("county", "Exampleshire County Council", "council"),
    *((f"d{i}", f"{name} District Council", "council") for i, name in enumerate(DISTRICTS)),
    ("acute", "Exampleshire Hospitals NHS Trust", "nhs"),
    ("community", "Severnside Community Health NHS Trust", "nhs"),
    ("mental", "Borderlands Partnership NHS Foundation Trust", "nhs"),
    ("police", "Exampleshire Police", "police"),
    ("fire", "Exampleshire and Nextshire Fire and Rescue Authority", "fire"),
    *((f"mat{i}", f"{name} Learning Trust", "schools") for i, name in enumerate(TRUSTS)),
    ("probation", "Probation Service, Exampleshire", "other"),
    ("agency", "Rivers and Flood Agency", "other"),
]


@dataclass(frozen=True)
class County:
    """The frames that a map page is made from."""

    estate: pl.DataFrame
    bodies: pl.DataFrame
    boundaries: pl.DataFrame
    coverage: pl.DataFrame
    files: pl.DataFrame
    estate_sources: pl.DataFrame

    def page(self, spec: MapSpec | None = None, coloured_by: pl.DataFrame | None = None, **facts: Any) -> str:
        """The page made from them."""
        given: dict[str, Any] = {
            "place_name": "Exampleshire",
            "published_on": date(2026, 11, 20),
            "publication_id": "2026-11-20-1a2b3c4d",
            "attributions": ("Contains public sector information licensed under the Open Government Licence v3.0",),
        }
        return estate_map(
            self.estate,
            self.bodies,
            self.boundaries,
            self.coverage,
            self.files,
            self.estate_sources,
            coloured_by=self.bodies if coloured_by is None else coloured_by,
            spec=spec or load_spec(SPEC, MapSpec),
            facts=PageFacts(**(given | facts)),
        )

    def renamed(self, names: list[str]) -> "County":
        """With these names on the first assets, the largest first: what a page shows at the top of its list."""
        estate = self.estate.sort("gia_m2", descending=True, nulls_last=True)
        kept = estate["name"].to_list()[len(names) :]
        return replace(self, estate=estate.with_columns(pl.Series("name", [*names, *kept])))


def _ring(draw: random.Random, radius: float, points: int) -> shapely.Polygon:
    waves = [(draw.uniform(0.02, 0.09), draw.randint(2, 9), draw.uniform(0, 6.3)) for _ in range(6)]
    coordinates = []
    for step in range(points):
        angle = 2 * math.pi * step / points
        r = radius * (1 + sum(size * math.sin(times * angle + shift) for size, times, shift in waves))
        coordinates.append((CENTRE[0] + r * math.cos(angle) * 1.15, CENTRE[1] + r * math.sin(angle)))
    return shapely.Polygon(coordinates)


def _cells(outline: Any, draw: random.Random, number: int) -> list[Any]:
    """The outline in so many pieces that share their edges."""
    west, south, east, north = outline.bounds
    seeds: list[shapely.Point] = []
    while len(seeds) < number:
        point = shapely.Point(draw.uniform(west, east), draw.uniform(south, north))
        if outline.contains(point) and all(
            point.distance(other) > (outline.area / number) ** 0.5 * 0.62 for other in seeds
        ):
            seeds.append(point)
    parts = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.envelope).geoms
    whole = (shapely.set_precision(part.intersection(outline), 1.0) for part in parts)
    return sorted(whole, key=lambda part: part.centroid.x)


def _postcode(draw: random.Random, town: int) -> str:
    return f"EX{town + 1} {draw.randint(1, 9)}{draw.choice('ABDEFGHJ')}{draw.choice('LNPQRSTU')}"


def make_county(assets: int, *, seed: int = 7, full: bool = True) -> County:
    """A county with about twelve districts and so many assets. Not `full`: few registers, few locations."""
    draw = random.Random(seed)
    outline = _ring(draw, 33_000, 700)
    rows: list[dict[str, Any]] = []
    districts = _cells(outline, draw, len(DISTRICTS))
    for position, (name, district) in enumerate(zip(DISTRICTS, districts, strict=True)):
        rows.append(
            {
                "area_code": f"E0700{position:04d}",
                "area_name": name,
                "area_type": "district",
                "is_in_place": True,
                "outline_wkb": district.wkb,
            }
        )
        for number, ward in enumerate(_cells(district, draw, 9)):
            rows.append(
                {
                    "area_code": f"E05{position:03d}{number:03d}",
                    "area_name": f"{name.split()[0]} {WARDS[number]}",
                    "area_type": "ward",
                    "is_in_place": True,
                    "outline_wkb": ward.wkb,
                }
            )
    beyond = _ring(random.Random(seed), 60_000, 300).difference(outline)
    rows.append(
        {
            "area_code": "E07009999",
            "area_name": "Nextshire",
            "area_type": "district",
            "is_in_place": False,
            "outline_wkb": beyond.wkb,
        }
    )
    boundaries = pl.DataFrame(rows)

    named = NAMED
    bodies = BODY.conform(pl.DataFrame([{"body_id": b, "name": n, "kind": k} for b, n, k in named])).collect()
    weights = [26, *([5] * len(DISTRICTS)), 2, 4, 2, 3, 3, *([5] * 5), 1, 2]
    if not full:
        weights = [26, *([5] * 3), *([0] * (len(named) - 4))]

    towns = [shapely.maximum_inscribed_circle(d, tolerance=200).coords[0] for d in districts]
    estate, sources = [], []
    site: tuple[float, float] | None = None
    for number in range(assets):
        body, _, kind = draw.choices(named, weights)[0]
        asset_kind = draw.choices(["building", "land", "site"], [62, 30, 8])[0]
        use, typical = draw.choices(USES[kind], range(len(USES[kind]), 0, -1) if kind != "nhs" else [1, 8, 9, 2])[0]
        gia = (
            round(typical * draw.lognormvariate(-0.25, 0.55), 1)
            if asset_kind != "land" and draw.random() < 0.72
            else None
        )
        town = draw.choices(range(len(towns)), [9, 3, 2, 4, 1, 3, 6, 2, 1, 4, 2, 2])[0]
        if site is None or draw.random() > 0.06:
            spread = 1800 if draw.random() < 0.6 else 7000
            site = (towns[town][0] + draw.gauss(0, spread), towns[town][1] + draw.gauss(0, spread))
        where = shapely.Point(site)
        inside = outline.contains(where)
        area = next((rows[i * 10]["area_code"] for i, d in enumerate(districts) if d.contains(where)), None)
        found = draw.random() < (0.9 if full else 0.5)
        basis = draw.choices(["register", "title", "inferred", "service list only"], [88, 5, 2, 5])[0]
        street = draw.choice(STREETS)
        words = use.replace("_", " ").title() if asset_kind != "land" else draw.choice(GROUNDS)
        method = draw.choices(["coordinates", "postcode", "grid reference"], [70, 25, 5])[0] if found else "not known"
        estate.append(
            {
                "asset_id": f"a{draw.getrandbits(48):012x}",
                "asset_kind": asset_kind,
                "name": f"{DISTRICTS[town].split()[0]} {words}, {street}",
                "body_id": body,
                "owner_body_id": body if basis in ("register", "title") else None,
                "ownership_basis": basis,
                "is_public_estate": True if basis in ("register", "title") else None,
                "is_disowned": False,
                "function": use if asset_kind != "land" else "open_space",
                "address": f"{draw.randint(1, 180)} {street}, {DISTRICTS[town]}",
                "postcode": _postcode(draw, town) if draw.random() < 0.93 else None,
                "uprn": str(100_000_000 + number * 7) if draw.random() < 0.6 else None,
                "easting": site[0] if found else None,
                "northing": site[1] if found else None,
                "location_method": method,
                "is_in_place": inside if found else None,
                "area_code": area if found else None,
                "tenure": draw.choices(["freehold", "leasehold", "not known"], [70, 20, 10])[0],
                "gia_m2": gia,
                "gia_method": "measured" if gia else None,
                "land_area_m2": round(draw.lognormvariate(8, 1.2)) if asset_kind == "land" else None,
                "condition": draw.choice(["A", "B", "C", "D", None]),
                "running_cost_gbp": Decimal(round(gia * draw.uniform(40, 120), 2)).quantize(Decimal("0.01"))
                if gia and draw.random() < 0.5
                else None,
                "energy_rating": draw.choice(["B", "C", "D", "E", None, None]),
                "as_at_on": date(2026, 3, 31) if kind != "nhs" else date(2025, 9, 30),
                "source_count": 1,
            }
        )
        row = estate[-1]
        if row["running_cost_gbp"] is not None:
            row |= {"running_cost_method": "register", "running_cost_fy": 2025}
        for _ in range(1 if draw.random() < 0.85 else 2):
            sources.append(
                {
                    "asset_id": row["asset_id"],
                    "source_file_id": f"f-{body}",
                    "source_part": "table",
                    "source_row": len(sources) + 2,
                    "match_reason": "same asset code",
                    "location_method": method,
                }
            )
    frame = ESTATE.conform(pl.DataFrame(estate, infer_schema_length=None)).collect()
    lon, lat = convert_lonlat(
        frame["easting"].fill_null(CENTRE[0]).to_numpy(), frame["northing"].fill_null(CENTRE[1]).to_numpy()
    )
    known = pl.col("easting").is_not_null()
    frame = frame.with_columns(
        pl.when(known).then(pl.Series(lon)).alias("lon"), pl.when(known).then(pl.Series(lat)).alias("lat")
    )
    files = SOURCE_FILE.conform(
        pl.DataFrame(
            [
                {
                    "source_file_id": f"f-{b}",
                    "sender": b,
                    "path": f"inbox/{b}/{b}-asset-register.csv",
                    "sha256": "0" * 64,
                    "licence": "Open Government Licence v3.0" if i % 3 else None,
                    "received_on": date(2026, 10, 1),
                    "status": "loaded",
                }
                for i, (b, _, _) in enumerate(named)
            ]
        )
    ).collect()
    return County(
        frame,
        bodies,
        boundaries,
        _coverage(frame, bodies),
        files,
        ESTATE_SOURCE.conform(pl.DataFrame(sources)).collect(),
    )


def _coverage(estate: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for position, body in enumerate(bodies["body_id"]):
        mine = estate.filter((pl.col("body_id") == body) & pl.col("ownership_basis").is_in(["register", "title"]))
        buildings = mine.filter(pl.col("asset_kind") == "building")
        with_area = buildings.filter(pl.col("gia_m2").is_not_null())
        rows.append(
            {
                "body_id": body,
                "files_loaded": 1 if mine.height else 0,
                "files_not_loaded": 0,
                "assets_held": mine.height,
                "buildings_held": buildings.height,
                "sites_held": mine.filter(pl.col("asset_kind") == "site").height,
                "dwellings_held": 0,
                "assets_expected": mine.height + 12 if position % 4 == 0 else None,
                "service_places": 0,
                "located_share": mine["lon"].is_not_null().mean() if mine.height else None,
                "floor_area_share": with_area.height / buildings.height if buildings.height else None,
                "running_cost_share": buildings["running_cost_gbp"].count() / buildings.height if buildings.height else None,
                "condition_share": buildings["condition"].count() / buildings.height if buildings.height else None,
                "gia_m2": math.fsum(buildings["gia_m2"].drop_nulls()) if buildings["gia_m2"].count() else None,
                "newest_register_on": date(2026, 3, 31) if mine.height else None,
                "payment_lines": 0,
                "payments_gbp": Decimal(0),
                "payments_held_gbp": Decimal(0),
                "confirmed_by": "Head of Property" if position < 5 and mine.height else None,
                "confirmed_on": date(2026, 10, 12) if position < 5 and mine.height else None,
            }
        )
    return BODY_COVERAGE.conform(pl.DataFrame(rows, infer_schema_length=None)).collect()


@pytest.fixture(scope="session")
def small() -> County:
    """A county with 300 assets."""
    return make_county(300)


@pytest.fixture(scope="session")
def large() -> County:
    """A county with 30,000 assets."""
    return make_county(30_000)


@pytest.fixture(scope="session")
def sparse() -> County:
    """A county of which little is known."""
    return make_county(200, full=False)




@dataclass
class Opened:
    """A page in the browser, with what it asked for and what it complained of."""

    page: Any
    remote: list[str]
    errors: list[str]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens HTML from disk at a size, and waits until the map is drawn. Everything but the file is refused."""
    contexts = []

    def opened(html: str, width: int = 1440, height: int = 900, **options: Any) -> Opened:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(html, "utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        result = Opened(page, [], [])

        def gate(route: Any) -> None:
            if route.request.url.split(":", 1)[0] in ("file", "data", "blob"):
                route.continue_()
            else:
                result.remote.append(route.request.url)
                route.abort()

        page.route("**/*", gate)
        page.on(
            "console",
            lambda message: result.errors.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: result.errors.append(str(error)))
        page.goto(path.as_uri())
        if "dataset.ready" in html:  # a page without a script is there as soon as it is open
            page.locator("html[data-ready]").wait_for(state="attached", timeout=20_000)
        return result

    yield opened
    for context in contexts:
        context.close()
