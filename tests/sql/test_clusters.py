"""What a cluster adds up to, and the screen of pairs that provide the same, against brute force."""

from itertools import combinations
from math import hypot
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.sql.running import file_of, run_file

Row = dict[str, Any]
FUNCTIONS = [
    {"function_id": "office", "may_share_with": "library, clinic"},
    {"function_id": "library", "may_share_with": None},
    {"function_id": "clinic", "may_share_with": "office"},
    {"function_id": "hospital", "may_share_with": None},
]
WALK_M, DETOUR, HEADROOM = 260.0, 1.3, 0.2  # 200 m in a straight line
ASSUMED = [
    {"assumption_id": "service_overlap_walk_m", "value": WALK_M},
    {"assumption_id": "walk_detour_times", "value": DETOUR},
    {"assumption_id": "service_overlap_headroom_share", "value": HEADROOM},
]


def asset(asset_id: str, body: str, x: float = 0.0, y: float = 0.0, **more: Any) -> Row:
    plain = {"asset_kind": "building", "ownership_basis": "register", "is_public_estate": True, "is_disowned": False, "function": "office", "gia_m2": 100.0, "condition": "B"}
    return {"asset_id": asset_id, "body_id": body, "easting": x, "northing": y, **plain, **more}


def used(asset_id: str, measure: str = "U5", band: str = "under-used", mean: float | None = 0.3, peak: float | None = 0.4, **more: Any) -> Row:
    return {"asset_id": asset_id, "is_known": band != "unknown", "measure": measure, "band": band, "utilisation_share": mean, "peak_share": peak, **more}


def pairs(tmp_path: Path, assets: list[Row], use: list[Row]) -> list[Row]:
    given = {"mart.estate": assets, "mart.utilisation_latest": use, "ref.function": FUNCTIONS, "core.assumption": ASSUMED}
    return run_file(file_of("mart.service_overlap"), given, tmp_path).rows(named=True)


def summed(tmp_path: Path, members: list[Row], assets: list[Row], use: list[Row]) -> Row:
    given = {"mart.cluster_member": members, "mart.estate": assets, "mart.utilisation_latest": use}
    (row,) = run_file(file_of("mart.cluster"), given, tmp_path).rows(named=True)
    return row


def member(asset_id: str, part: str = "may share with the hub", away: float = 50.0, twice: float | None = 0.0) -> Row:
    return {"asset_id": asset_id, "cluster_id": "cluster-a", "hub_asset_id": "a", "part": part, "distance_m": 0.0 if part == "hub" else away, "duplicated_m2": twice}


def test_a_cluster_sums_what_is_known_and_says_of_how_many(tmp_path: Path) -> None:
    members = [member("a", "hub"), member("b", twice=300.5), member("c", "near only", 90.0), member("d", twice=None), member("s")]
    assets = [
        asset("a", "x", gia_m2=1000.0, running_cost_gbp="10.50", area_code="E1"),
        asset("b", "y", gia_m2=300.5, area_code="E2"),
        asset("c", "x", gia_m2=800.0, running_cost_gbp="4.25"),
        asset("d", "y", gia_m2=None),
        asset("s", "z", ownership_basis="service list only", is_public_estate=None, gia_m2=77.0),
    ]
    use = [used("a", spare_m2=400.0, spare_basis="NIA"), used("b"), used("c", spare_m2=250.0, spare_basis="GIA"), used("s", spare_m2=9.0, spare_basis="GIA")]
    row = summed(tmp_path, members, assets, use)
    wanted = {
        "rank": 1, "asset_count": 5, "held_count": 4, "body_count": 3, "held_body_count": 2, "gia_m2": 2100.5, "gia_known_count": 3, "spare_m2": 650.0, "spare_known_count": 2,
        "spare_basis": "GIA and NIA", "duplicated_m2": 300.5, "radius_m": 90.0, "area_code": "E1", "basis": "spare area",
        "running_cost_known_count": 2,
        # the room of the school beside it is none for an office: 400 m², and what could go into it has 300.5
        "releasable_m2": 300.5,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert str(row["running_cost_gbp"]) == "14.75"


@pytest.mark.parametrize(
    ("spare", "areas", "wanted"),
    [
        ((None, None), (500.0, 300.0), (None, None, "floor area")),  # nothing is known to be spare: that is not nought
        ((0.0, None), (500.0, 300.0), (0.0, 0.0, "spare area")),
        ((700.0, None), (900.0, 300.0), (700.0, 300.0, "spare area")),
        ((700.0, None), (900.0, None), (700.0, None, "spare area")),
        ((None, None), (None, None), (None, None, "buildings")),
    ],
)
def test_what_could_be_released_is_bounded_by_room_and_by_what_could_go(
    spare: tuple[float | None, float | None], areas: tuple[float | None, float | None], wanted: tuple[float | None, float | None, str], tmp_path: Path
) -> None:
    assets = [asset("a", "x", gia_m2=areas[0]), asset("b", "y", gia_m2=areas[1])]
    use = [used(name, spare_m2=each, spare_basis=None if each is None else "GIA") for name, each in zip("ab", spare, strict=True)]
    row = summed(tmp_path, [member("a", "hub"), member("b")], assets, use)
    assert (row["spare_m2"], row["releasable_m2"], row["basis"]) == wanted


def test_what_stands_empty_and_may_not_share_is_no_matter_of_co_location(tmp_path: Path) -> None:
    assets = [asset("a", "x", gia_m2=500.0), asset("b", "y", function="school", gia_m2=200.0)]
    row = summed(tmp_path, [member("a", "hub"), member("b", "near only")], assets, [used("a", spare_m2=40.0, spare_basis="GIA"), used("b", "U0", "vacant", 0.0, 0.0, spare_m2=200.0, spare_basis="GIA")])
    assert (row["spare_m2"], row["releasable_m2"]) == (240.0, 0.0)


def test_places_of_service_have_no_space_and_are_their_own_basis(tmp_path: Path) -> None:
    services = [asset(name, body, ownership_basis="service list only", is_public_estate=None) for name, body in ("ax", "by")]
    row = summed(tmp_path, [member("a", "hub"), member("b")], services, [])
    assert (row["basis"], row["held_count"], row["held_body_count"], row["gia_m2"], row["running_cost_gbp"]) == ("places of service", 0, 0, None, None)


def screened(one: Row, other: Row, use: dict[str, Row]) -> tuple[str, str | None] | None:
    """The screen in plain steps: the first thing against the better of the two, and which that is; None for no pair at all."""
    may = {("office", "library"), ("library", "office"), ("office", "clinic"), ("clinic", "office")}
    if one["body_id"] == other["body_id"] or hypot(one["easting"] - other["easting"], one["northing"] - other["northing"]) > WALK_M / DETOUR:
        return None
    if one["function"] == "hospital" or (one["function"] != other["function"] and (one["function"], other["function"]) not in may):
        return None
    if any(row["ownership_basis"] != "register" or row["asset_kind"] != "building" for row in (one, other)):
        return None
    uses = [use.get(row["asset_id"]) for row in (one, other)]
    if any(row is None or row["band"] == "unknown" for row in uses):
        return "use not known", None
    bands = {row["band"] for row in uses if row}
    if "vacant" in bands:
        return "vacant", None
    if bands != {"under-used"}:
        return "not under-used", None
    peaks = [row["utilisation_share"] if row["measure"] in ("U1", "U6", "U7") else row["peak_share"] for row in uses if row]
    if None in peaks:
        return "peak not known", None
    basis = next((name for name in ("gia_m2", "nia_m2") if one.get(name) and other.get(name)), None)
    if basis is None:
        return "floor area not known", None
    demand = one[basis] * peaks[0] + other[basis] * peaks[1]
    steps = ["does not fit at the peak", "condition poor", "condition not known", "none"]

    def step(host: Row) -> int:
        if demand > host[basis] * (1 - HEADROOM):
            return 0
        return 1 if host["condition"] in ("C", "D") else 2 if host["condition"] is None else 3

    best = max((one, other), key=lambda host: (step(host), host[basis], host is one))
    return steps[step(best)], best["asset_id"]


@pytest.mark.parametrize("seed", range(4))
def test_every_pair_is_screened_as_by_brute_force(seed: int, tmp_path: Path) -> None:
    draw = Random(seed)
    assets, use = [], []
    for number in range(60):
        name = f"a{number:02d}"
        area = draw.choice([None, 200.0, 400.0, 800.0, 800.0])
        assets.append(
            asset(
                name, draw.choice("wxyz"), 50.0 * draw.randint(-8, 8), 50.0 * draw.randint(-5, 5), function=draw.choice(["office", "office", "library", "clinic", "hospital"]), gia_m2=area,
                nia_m2=draw.choice([None, 150.0, 600.0]), condition=draw.choice(["A", "B", "C", None]), ownership_basis=draw.choice(["register"] * 5 + ["service list only"]),
                asset_kind=draw.choice(["building"] * 6 + ["site"]),
            )
        )  # fmt: skip
        if draw.random() < 0.9:
            band = draw.choice(["under-used"] * 6 + ["vacant", "right-sized", "unknown"])
            use.append(used(name, draw.choice(["U5", "U3", "U7", "U6", "U1"]), band, draw.choice([0.25, 0.5]), draw.choice([None, 0.25, 0.5, 0.625])))
    by_id = {row["asset_id"]: row for row in use}
    wanted = {(one["asset_id"], other["asset_id"]): said for one, other in combinations(assets, 2) if (said := screened(one, other, by_id))}
    found = {(row["left_asset_id"], row["right_asset_id"]): (row["binding_constraint"], row["survivor_asset_id"]) for row in pairs(tmp_path, assets, use)}
    assert found == wanted
    assert len({constraint for constraint, _ in wanted.values()}) >= 7


def test_a_pair_that_fits_says_how_well(tmp_path: Path) -> None:
    assets = [asset("a", "x", gia_m2=1000.0), asset("b", "y", 60.0, 80.0, function="library", gia_m2=400.0, condition="grade c")]
    (row,) = pairs(tmp_path, assets, [used("a", peak=0.4), used("b", "U7", mean=0.5, peak=None)])
    assert row["service"] == "library and office"
    assert (row["distance_m"], row["walk_m"], row["survivor_asset_id"], row["outcome"]) == (100.0, 130.0, "a", "candidate")
    assert (row["area_basis"], row["demand_m2"], row["capacity_m2"], row["spare"]) == ("GIA", 600.0, 800.0, 200.0)


def test_one_of_many_people_at_the_peak_does_not_fit_though_its_mean_would(tmp_path: Path) -> None:
    assets = [asset("a", "x", gia_m2=500.0), asset("b", "y", gia_m2=500.0)]
    (row,) = pairs(tmp_path, assets, [used("a", mean=0.3, peak=0.5), used("b", mean=0.3, peak=0.5)])
    assert (row["outcome"], row["binding_constraint"], row["spare"]) == ("ruled out", "does not fit at the peak", -100.0)
