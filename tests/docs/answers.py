"""What each example query ought to answer on the example place, worked out another way.

Belongs here: one function a query, from the truth of the example or the files received where these hold the answer, else by Polars
from other tables than the query reads, or in another way. Does not belong here: the SQL (sql/examples/).
"""

import csv
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from tests.example_place.conftest import Published, Row
from totalplace.sources._coordinates import to_grid
from totalplace.values.periods import span

NOT_RECOGNISED = "needs a mapping"  # of a file whose kind is not known nobody knows the amounts

Rows = list[tuple[Any, ...]]


def _table(published: Published, table: str, columns: str) -> pl.DataFrame:
    rows = published.rows(f"select {columns} from {table}")
    return pl.DataFrame(rows, infer_schema_length=None)


def _received(published: Published, name: str) -> list[Row]:
    """The records of the returned files of that name, as the bodies sent them."""
    paths = sorted((published.folder / "inbox").glob(f"*/returns/{name}"))
    assert paths
    return [row for path in paths for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())]


def _names(published: Published) -> dict[str, str]:
    return {row["body_id"]: row["name"] for row in published.rows("select body_id, name from ref.body")}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _paid(published: Published) -> list[Row]:
    """Payment lines of the truth that count."""
    return [row for row in published.lines if row["kind"] == "payment" and row["outcome"] == "loaded" and row["amount_gbp"]]


def _summed(rows: Iterable[Row], *keys: str) -> dict[tuple[str, ...], tuple[int, Decimal]]:
    count: Counter[tuple[str, ...]] = Counter()
    pounds: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        key = tuple(row[name] for name in keys)
        count[key] += 1
        pounds[key] += Decimal(row["amount_gbp"])
    return {key: (count[key], pounds[key]) for key in count}


# Estates officer -----------------------------------------------------------------------------------------------------


def held_by_body(published: Published) -> Rows:
    """From the coverage of each body."""
    names = _names(published)
    rows = published.rows("select body_id, buildings_held, floor_area_share, gia_m2 from mart.body_coverage where buildings_held > 0")
    found = [(names[row["body_id"]], row["buildings_held"], round(row["buildings_held"] * row["floor_area_share"]), row["gia_m2"]) for row in rows]
    return sorted(found, key=lambda row: (-(row[3] or 0), row[0]))


def neighbours(published: Published) -> Rows:
    """Every building against every other, one by one."""
    estate = published.rows("select * from mart.estate")
    own_point = ("coordinates", "coordinates exchanged", "grid reference", "corrected coordinates")
    buildings = [row for row in estate if row["is_public_estate"] and row["asset_kind"] == "building" and row["location_method"] in own_point]
    found = []
    for one in buildings:
        for other in buildings:
            if one["body_id"] < other["body_id"]:
                metres = hypot(one["easting"] - other["easting"], one["northing"] - other["northing"])
                if metres <= 60:
                    found.append((round(metres, 0), one, other))
    found.sort(key=lambda pair: (pair[0], pair[1]["name"], pair[2]["name"], pair[1]["asset_id"], pair[2]["asset_id"]))
    return [(one["name"], one["body_id"], other["name"], other["body_id"], metres) for metres, one, other in found]


def vacant(published: Published) -> Rows:
    """From the registers as typed and the body's own sheet, by way of the lines that speak of each asset."""
    names = _names(published)
    interests = _table(published, "mart.interest", "asset_id, body_id, detail, as_at_on").filter(pl.col("detail").is_not_null())
    words: dict[str, set[str]] = defaultdict(set)
    for row in interests.filter(pl.col("detail") != "not known").iter_rows(named=True):
        words[row["asset_id"]].add(row["detail"])
    used = published.rows("select asset_id, measure, utilisation_share, period_to_on from mart.utilisation where asset_id is not null and unit_kind <> 'room'")
    vacant_on = {row["asset_id"]: row["period_to_on"] for row in used if row["measure"] == "U0" and row["utilisation_share"] == 0}
    # what was in use after the day it was declared vacant is not vacant
    for row in used:
        declared_on = vacant_on.get(row["asset_id"])
        if row["measure"] not in ("U0", "U2", "U4") and row["utilisation_share"] and declared_on and row["period_to_on"] and row["period_to_on"] > declared_on:
            del vacant_on[row["asset_id"]]
    found = [
        (row["name"], names[row["body_id"]], row["gia_m2"], vacant_on[row["asset_id"]])
        for row in published.rows("select * from mart.estate where is_public_estate and asset_kind in ('building', 'site')")
        if words[row["asset_id"]] == {"vacant"} and row["asset_id"] in vacant_on
    ]
    return sorted(found, key=lambda row: (-(row[2] or 0), row[0]))[:10]


def desks(published: Published) -> Rows:
    """From the truth: what was counted, and the bands of the definitions written down again."""
    found = []
    for row in published.truth("utilisation.csv"):
        if row["measure"] == "U5":
            share, peak = float(row["utilisation_share"]), float(row["peak_share"])
            band = "over-used" if share > 0.85 or peak > 1 else "under-used" if share < 0.6 and peak < 0.8 else "right-sized"
            name = published.assets[row["asset_id"]]["name"]
            found.append((name, float(row["denominator"]), round(float(row["numerator"]), 1), round(share, 3), round(peak, 3), band))
    return sorted(found, key=lambda row: (row[3], row[0]))


def school_places(published: Published) -> Rows:
    """From the truth: pupils and places of each school. Some lists add the town to a name: it is left out."""
    found = {}
    for row in published.truth("utilisation.csv"):
        if row["measure"] == "U6" and row["numerator"] and row["denominator"]:
            pupils, places = float(row["numerator"]), float(row["denominator"])
            asset = published.assets[row["asset_id"]]
            found[row["unit"]] = (row["unit"], asset["name"].removesuffix(f", {asset['town']}"), pupils, places, max(places - pupils, 0.0))
    return sorted(found.values(), key=lambda row: (-row[4], row[0]))[:10]


def leases_ending(published: Published) -> Rows:
    """From the lists of leases as they were sent."""
    found = []
    for row in _received(published, "*leases.csv"):
        starts, ends = _day(row["Term from"]), _day(row["Term to"])
        if ends is not None and starts is not None and starts <= ends < date(2028, 4, 1):
            notice = int(row["Notice months"]) if row["Notice months"] else None
            found.append((row["Lease reference"], row["Building name"], row["Role"].lower(), ends, row["Break dates"] or None, notice, Decimal(row["Annual rent £"])))
    return sorted(found, key=lambda row: (row[3], row[0]))


def on_several_registers(published: Published) -> Rows:
    """From the truth: buildings of which several bodies list an asset in a register that counts, named as they are published."""
    loaded = {(row["path"], row["part"], int(row["line"])): row for row in published.lines if row["outcome"] == "loaded" and row["kind"] == "property"}
    bodies: dict[str, set[str]] = defaultdict(set)
    name: dict[str, tuple[str, str]] = {}
    for line in loaded:
        asset = published.assets.get(loaded[line]["asset_id"])
        if asset is None or "true" in (asset["is_sensitive"], asset.get("is_dwelling")) or line not in published.register_lines:
            continue
        if asset["body_id"] and line[0].startswith(f"inbox/{asset['body_id']}/"):
            bodies[asset["building_id"]].add(asset["body_id"])
            shown = published.register_lines[line]
            name[asset["building_id"]] = (shown["name"], shown["asset_id"])
    found = [(*name[building], sorted(held)) for building, held in bodies.items() if len(held) >= 2]
    found.sort(key=lambda row: (-len(row[2]), row[0], row[1]))
    return [(shown, len(held), ", ".join(held)) for shown, _, held in found]


def poor_condition(published: Published) -> Rows:
    """From the lines of cost and survey that the estate shows."""
    names = _names(published)
    costs = {row["asset_id"]: row for row in published.rows("select * from mart.estate_cost where is_required_maintenance_shown")}
    found = []
    for row in published.rows("select * from mart.estate where is_public_estate and asset_kind = 'building'"):
        cost = costs.get(row["asset_id"])
        if cost is not None and (row["condition"] or "") in ("C", "D"):
            amount, method = cost["required_maintenance_gbp"], cost["required_maintenance_method"]
            found.append((row["name"], names[row["body_id"]], row["condition"], row["condition_surveyed_on"], amount, method, row["asset_id"]))
    found.sort(key=lambda row: (-row[4], row[0], row[6]))
    return [row[:6] for row in found[:10]]


def what_is_known(published: Published) -> Rows:
    """From what each body is asked for: all of its buildings less those of which the fact is asked."""
    names = _names(published)
    asked: Counter[tuple[str, str]] = Counter()
    for row in published.rows("select body_id, missing, asset_id from mart.request where asset_id in (select asset_id from mart.estate where asset_kind = 'building' and is_public_estate)"):
        asked[(row["body_id"], row["missing"])] += 1
    found = []
    for row in published.rows("select body_id, buildings_held from mart.body_coverage where buildings_held > 0"):
        body, held = row["body_id"], row["buildings_held"]
        known = [held - asked[(body, missing)] for missing in ("floor area", "running cost", "condition")]
        found.append((sum(known) / held, names[body], held, *known))
    return [row[1:] for row in sorted(found)]


def corrections(published: Published) -> Rows:
    """From the truth: what was planted in the sheet."""
    counted = Counter((row["body_id"], row["field"], row["outcome"], row["reason"] or None) for row in published.truth("corrections.csv"))
    rows = [(*key, count) for key, count in counted.items()]
    rows.sort(key=lambda row: (row[1], row[3] or ""))
    rows.sort(key=lambda row: row[2], reverse=True)
    return sorted(rows, key=lambda row: row[0])


def who_gets_farther(published: Published) -> Rows:
    """From the files of postcodes and people, by loops over all places of service; the plan as published says only which are given up and which are new."""
    folder = published.folder / "reference"

    def received(name: str) -> list[Row]:
        return [row for path in sorted(folder.glob(name)) for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())]

    people = {row["area_code"]: [int(row["all_ages"]), int(row["aged_65_and_over"]), 0, 0] for row in received("population-*.csv")}
    for place, name, heading in (
        (2, "disability-*.csv", "Disability: Disabled under the Equality Act"),
        (3, "cars-*.csv", "Number of cars or vans: No cars or vans in household"),
    ):
        for row in received(name):
            people[row["geography code"]][place] = int(row[heading])
    points: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in received("onspd-*.csv"):
        if not row["doterm"] and row["lsoa21cd"] in people and row["east1m"]:
            points[row["lsoa21cd"]].append((int(row["east1m"]), int(row["north1m"])))
    middle = {code: (sum(x for x, _ in at) / len(at), sum(y for _, y in at) / len(at)) for code, at in points.items()}
    middle |= {code: _within(outline) for code, outline in _outlines(folder).items() if code not in middle}
    assumed = {row["assumption_id"]: row["value"] for row in published.rows("select assumption_id, value from ref.assumption order by valid_from")}
    today: defaultdict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    at_asset = {row["asset_id"]: (row["easting"], row["northing"]) for row in published.rows("select * from mart.estate where easting is not null")}
    for row in published.rows(
        "select * from mart.estate where easting is not null and asset_kind = 'building' and not is_disowned and is_public_estate is distinct from false "
        "and asset_id not in (select asset_id from mart.utilisation_latest where band = 'vacant')"
    ):
        today[row["function"]][row["asset_id"]] = at_asset[row["asset_id"]]
    gone = {row["asset_id"] for row in published.rows("select asset_id from mart.estate_plan where option_id = 'together-today' and action in ('release', 'relocate')")}
    new = published.rows("select function, to_asset_id from mart.estate_move where option_id = 'together-today' and is_public")
    found = []
    for (service,) in _table(published, "ref.function", "function_id").filter(pl.col("function_id").is_in(list(today))).rows():
        then = {asset: at for asset, at in today[service].items() if asset not in gone} | {row["to_asset_id"]: at_asset[row["to_asset_id"]] for row in new if row["function"] == service}
        if then.keys() == today[service].keys() or not _is_public_service(published, service):
            continue
        more = {code: _nearest_m(at, then) - _nearest_m(at, today[service]) for code, at in middle.items()}

        def those(place: int, detour: float, more: dict[str, float] = more) -> int:
            return sum(people[code][place] for code, added in more.items() if added * detour > assumed["access_farther_m"])

        detour, doubt = assumed["walk_detour_times"], assumed["access_detour_doubt_share"]
        if those(0, detour):
            found.append((service, those(0, detour), those(0, detour * (1 - doubt)), those(0, detour * (1 + doubt)), *(those(place, detour) for place in (1, 2, 3))))
    return sorted(found, key=lambda row: (-row[1], row[0]))


def _outlines(folder: Path) -> dict[str, dict[str, Any]]:
    """The outlines of small areas, as received: in degrees."""
    (path,) = folder.glob("*-lsoa.geojson")
    return {feature["properties"]["LSOA21CD"]: feature["geometry"] for feature in json.loads(path.read_text("utf-8"))["features"]}


def _within(outline: dict[str, Any]) -> tuple[float, float]:
    """A point within, in metres of the grid."""
    on_grid = shapely.transform(shapely.geometry.shape(outline), lambda at: np.column_stack(to_grid(at[:, 0], at[:, 1])))
    point = shapely.point_on_surface(on_grid)
    return shapely.get_x(point), shapely.get_y(point)


def _is_public_service(published: Published, service: str) -> bool:
    return any(row["function_id"] == service for row in published.rows("select function_id from ref.function where is_public_service"))


def _nearest_m(at: tuple[float, float], places: dict[str, tuple[float, float]]) -> float:
    return min(hypot(at[0] - x, at[1] - y) for x, y in places.values())


def _new_authorities(published: Published) -> tuple[dict[str, str], dict[str, set[str]], dict[str, str]]:
    """From place.toml: the new authority of each district, those that each council passes to, and their names."""
    declared = tomllib.loads((published.folder / "place.toml").read_text("utf-8"))
    of_area = {code: entry["id"] for entry in declared["successor"] for code in entry["areas"]}
    served = {body["id"]: body.get("areas") or [body["codes"]["gss"]] for body in declared["body"] if body["kind"] == "council"}
    passing = {body: {of_area[code] for code in codes} for body, codes in served.items() if set(codes) <= set(of_area)}
    return of_area, passing, {entry["id"]: entry["name"] for entry in declared["successor"]}


def _taken_over(published: Published) -> list[tuple[Row, str, str, str]]:
    """Each held asset of a council that passes, with the council, its new authority and by what that is told, one by one."""
    of_area, passing, _ = _new_authorities(published)
    found = []
    for row in published.rows("select * from mart.estate where is_public_estate and ownership_basis in ('register', 'title') and not is_disowned"):
        body = next((each for each in (row["owner_body_id"], row["body_id"]) if each in passing), None)
        if body is None:
            continue
        only = next(iter(passing[body])) if len(passing[body]) == 1 else None
        if only and row["function"] in ("dwelling", "garage"):
            found.append((row, body, only, "housing"))
        else:
            place = of_area.get(row["area_code"])
            found.append((row, body, place or only or "undecided", "place" if place else "body"))
    return found


def before_reorganisation(published: Published) -> Rows:
    """Asset by asset from place.toml and what is known of each; why it needs a decision is written down again, the weightiest first."""
    _, passing, _ = _new_authorities(published)
    codes = {(row["body_id"], row["asset_code"]): row["asset_id"] for row in published.rows("select body_id, asset_code, asset_id from mart.estate_source join mart.estate using (asset_id)")}
    private = {
        codes[folder.parents[1].name, line["Asset code"]]
        for folder in (published.folder / "inbox").glob("*/returns/*.csv")
        for line in csv.DictReader(folder.read_text("utf-8-sig").splitlines())
        if line.get("Item") in ("PFI", "Private finance")
    }
    others: defaultdict[str, set[str]] = defaultdict(set)
    for row in published.rows(
        "select asset_id, occupier_body_id as other from mart.occupation where occupation <> 'vacant' union select asset_id, tenant_body_id from mart.interest "
        "union select asset_id, body_id from mart.interest where source = 'register' and detail <> 'not owned' union select asset_id, body_id from mart.estate"
    ):
        others[row["asset_id"]].add(row["other"])
    seats = ("town hall", "county hall", "civic centre", "civic offices", "council offices", "headquarters", "head office", "county offices")
    found = []
    for row, body, successor, told_by in _taken_over(published):
        divided, name, use = len(passing[body]) > 1, f" {row['name'].lower()} ", row["function"]
        is_seat = use == "town hall" or (use in ("office", "customer centre", "other", "not known") and any(word in name for word in seats))
        is_elsewhere = row["area_code"] is not None or row["is_in_place"] is False
        reasons = {
            "private finance": row["asset_id"] in private,
            "out of area": (told_by == "body" and is_elsewhere) or (told_by == "place" and successor not in passing[body]),
            "place not known": told_by == "body" and not is_elsewhere,
            "headquarters": is_seat,
            "archive": "archive" in name or "record office" in name,
            "depot": use == "depot",
            "shared": any(other != body and passing.get(other) != {successor} for other in others[row["asset_id"]] - {None}),
        }
        first = next((reason for reason, holds in reasons.items() if holds), None)
        contested = any(successor not in passing.get(other, {successor}) for other in others[row["asset_id"]] - {body})
        is_open = successor == "undecided" or (reasons["out of area"] and told_by == "place") or contested
        if is_open or (divided and any(reasons[reason] for reason in ("private finance", "headquarters", "archive", "depot"))):
            found.append((successor, first, row["name"], body, row["asset_id"]))
    found.sort(key=lambda each: (each[0] != "undecided", *each[:3], each[4]))
    shown = {row["asset_id"]: row["reason"] for row in published.rows("select asset_id, reason from mart.successor_estate")}
    return [(*each[:4], shown[each[4]]) for each in found]


def new_authorities(published: Published) -> Rows:
    """Asset by asset from place.toml and mart.estate."""
    sums: defaultdict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, 0, 0, None, None, None, None])
    for row, _, successor, _ in _taken_over(published):
        total = sums[successor, row["book_value_basis"] or "no book value"]
        is_building = row["asset_kind"] == "building"
        total[0] += 1
        total[1] += is_building
        total[2] += is_building and row["gia_m2"] is not None
        amounts = (row["gia_m2"] if is_building else None, row["running_cost_gbp"], row["required_maintenance_gbp"], row["book_value_gbp"])
        for at, amount in enumerate(amounts, 3):
            total[at] = total[at] if amount is None else (total[at] or 0) + amount
    exceptions = Counter((row["successor_id"], row["book_value_basis"] or "no book value") for row in published.rows("select * from mart.successor_estate where exception is not null"))
    return [(*key, *total[:3], None if total[3] is None else round(total[3], 1), *total[4:], exceptions[key]) for key, total in sorted(sums.items())]


def release_candidates(published: Published) -> Rows:
    """From the plan itself, building by building."""
    years: defaultdict[int, list[Any]] = defaultdict(lambda: [0, 0, 0, None, Decimal(0), Decimal(0), Decimal(0)])
    for row in published.rows("select * from mart.estate_plan where option_id = 'together-today' and action in ('release', 'relocate')"):
        total = years[row["year_fy"]]
        total[0] += 1
        total[1] += bool(row["is_robust"])
        total[2] += row["receipt_gbp"] != 0
        if row["receipt_gbp"]:
            total[3] = (total[3] or 0) + row["receipt_gbp"]
        for at, name in enumerate(("one_off_cost", "revenue_a_year", "liability_avoided"), 4):
            total[at] += row[f"{name}_gbp"]
    return [(fy, *total) for fy, total in sorted(years.items())]


# Finance lead --------------------------------------------------------------------------------------------------------


def paid_by_year(published: Published) -> Rows:
    """From the truth of each payment line."""
    return [(body, int(fy), *total) for (body, fy), total in sorted(_summed(_paid(published), "body_id", "fy").items())]


def largest_suppliers(published: Published) -> Rows:
    """From the truth: the supplier that each spelling stands for, over the lines of the truth that count."""
    true_name = {row["supplier_as_published"]: row["supplier"] for row in published.truth("suppliers.csv")}
    spelt: dict[str, set[str]] = defaultdict(set)
    bodies: dict[str, set[str]] = defaultdict(set)
    lines: Counter[str] = Counter()
    pounds: defaultdict[str, Decimal] = defaultdict(Decimal)
    for truth in _paid(published):
        line = published.payments[(truth["path"], truth["part"], int(truth["line"]))]
        if line["supplier_as_published"] == "individual (withheld)" or line["payee_body_id"] is not None:
            continue
        # words that the example put before a name to lose a character in them name nobody whom it knows
        supplier = true_name.get(line["supplier_as_published"], line["supplier_as_published"])
        spelt[supplier].add(line["supplier_as_published"])
        bodies[supplier].add(truth["body_id"])
        lines[supplier] += 1
        pounds[supplier] += Decimal(truth["amount_gbp"])
    largest = sorted(pounds, key=lambda supplier: -pounds[supplier])[:10]
    return [(min(spelt[name]), len(spelt[name]), len(bodies[name]), lines[name], pounds[name]) for name in largest]


def behind_a_total(published: Published) -> Rows:
    """From the truth: the county's lines, file by file."""
    own = [row for row in _paid(published) if row["body_id"] == "aldermarch-county-council"]
    return [(path, *total) for (path,), total in sorted(_summed(own, "path").items())]


def every_pound(published: Published) -> Rows:
    """From the truth: what ought to become of each line whose amount can be read."""
    of: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in published.lines:
        if row["kind"] == "payment" and row["amount_gbp"] and row["reason"] != NOT_RECOGNISED:
            of[row["outcome"]] += Decimal(row["amount_gbp"])
    return [(sum(of.values()), *(of[name] for name in ("loaded", "rejected", "ignored", "held", "superseded")))]


def held_files(published: Published) -> Rows:
    """From the truth: lines of lists of payments that are held."""
    held = [row for row in published.lines if row["kind"] == "payment" and row["outcome"] == "held" and row["amount_gbp"] and row["reason"] != NOT_RECOGNISED]
    found = [(path, *total) for (path,), total in _summed(held, "path").items()]
    return sorted(found, key=lambda row: (-row[2], row[0]))


def cost_by_use(published: Published) -> Rows:
    """By Polars, from the buildings and from the lines of cost themselves."""
    estate = _table(published, "mart.estate", "asset_id, body_id, function, gia_m2, running_cost_gbp, is_public_estate, asset_kind")
    costs = _table(published, "mart.estate_cost", "asset_id, body_id, is_running_cost_shown").filter("is_running_cost_shown")
    by_use = (
        estate.filter(pl.col("is_public_estate") & (pl.col("asset_kind") == "building") & (pl.col("gia_m2") > 0))
        .join(costs, on=["asset_id", "body_id"], how="semi")
        .group_by("function")
        .agg(pl.len().alias("buildings"), pl.col("running_cost_gbp").sum(), pl.col("gia_m2").sum())
        .filter(pl.col("buildings") >= 5)
    )
    found = [(use, count, pounds, round(area, 0), round(float(pounds) / area, 2)) for use, count, pounds, area in by_use.rows()]
    return sorted(found, key=lambda row: (-row[4], row[0]))


def energy(published: Published) -> Rows:
    """From the return as it was sent, with the floor areas of the truth."""
    by_code = {(row["body_id"], row["asset_code"]): row for row in published.assets.values()}
    found = []
    for row in _received(published, "running-costs-2024-25.csv"):
        if row["Energy £"]:
            area = float(by_code[("aldermarch-county-council", row["Asset code"])]["gia_m2"])
            pounds = Decimal(row["Energy £"].replace(",", ""))
            found.append((row["Building name"], 2024, pounds, area, round(float(pounds) / area, 2)))
    return sorted(found, key=lambda row: (-row[2], row[0]))[:10]


def rents(published: Published) -> Rows:
    """From the lists of leases as they were sent."""
    sides = {"Landlord": "receives", "Tenant": "pays"}
    count: Counter[tuple[str, str]] = Counter()
    pounds: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in _received(published, "*leases.csv"):
        # one list is a body's own, the other says whose each line is
        key = row.get("Organisation", "Harrenmere Borough Council"), sides[row["Role"]]
        count[key] += 1
        pounds[key] += Decimal(row["Annual rent £"])
    return [(*key, count[key], pounds[key]) for key in sorted(count)]


def between_us(published: Published) -> Rows:
    """From the truth: lines on which the name of a public body was planted as the payee."""
    by_name = {name: body_id for body_id, name in _names(published).items()}
    amounts = {(row["path"], row["part"], row["line"]): row for row in _paid(published)}
    planted = []
    for fault in published.truth("faults.csv"):
        line = amounts.get((fault["path"], fault["part"], fault["line"]))
        if fault["fault"] == "public body paid" and line is not None:
            planted.append({**line, "paid_to": by_name[fault["value"]]})
    found = [(*bodies, *total) for bodies, total in _summed(planted, "body_id", "paid_to").items()]
    return sorted(found, key=lambda row: (-row[3], row[0], row[1]))


def credits_listed(published: Published) -> Rows:
    """From the truth: lines of less than nothing."""
    below = [row for row in _paid(published) if Decimal(row["amount_gbp"]) < 0]
    found = [(body, *total) for (body,), total in _summed(below, "body_id").items()]
    return sorted(found, key=lambda row: (row[2], row[0]))


def grants_given(published: Published) -> Rows:
    """From the truth: each grant once, people withheld."""
    names = _names(published)
    found = [
        (names[body], int(fy), kind, *total) for (body, fy, kind), total in _summed(published.truth("grants.csv"), "body_id", "fy", "recipient_kind").items()
    ]
    return sorted(found, key=lambda row: (-row[4], row[0], row[1], row[2]))


def one_gateway(published: Published) -> Rows:
    """By the pot's file and the lists: every grant of its funders that is for a year or two, of its themes and kinds, and small enough."""
    [pot] = tomllib.loads((published.folder / "grants-gateway.toml").read_text("utf-8"))["pot"]
    words = [word for theme in pot["theme"] for word in theme["words"]]
    first, last = date(pot["first_fy"] - 1, 4, 1), date(pot["last_fy"] + 1, 3, 31)
    given = [row for row in published.rows("select * from mart.grant where status = 'counted'") if row["body_id"] in pot["funders"] and row["recipient_kind"] in pot["recipient_kinds"]]
    found: defaultdict[int, list[tuple[str, date, Decimal]]] = defaultdict(list)
    for row in given:
        months = int(row["duration_months"] or 12)
        start, text = row["starts_on"] or row["awarded_on"], f"{row['title'] or ''} {row['purpose'] or ''} {row['programme_as_published'] or ''}".lower()
        end = _months_on(start, months)
        followed = [other for other in given if other["recipient_as_published"] == row["recipient_as_published"] and other["purpose"] == row["purpose"] and start < other["awarded_on"] <= _months_on(end, 12)]
        annual = row["amount_gbp"] * 12 / max(months, 12)
        if any(word in text for word in words) and annual <= pot["max_award_gbp"] and first < end <= last and not followed:
            # the day after its last, or the pot's first
            begins = max(end, date(pot["first_fy"], 4, 1))
            found[begins.year - (begins.month < 4)].append((row["body_id"], _months_on(_day_before(begins), -pot["decide_months_before"]), annual))
    rows, so_far = [], Decimal(0)
    for fy, own in sorted(found.items()):
        total = sum((annual for _, _, annual in own), Decimal(0))
        so_far += total
        rows.append((pot["name"], fy, len(own), len({body for body, _, _ in own}), min(day for _, day, _ in own), total, so_far, Decimal(pot["amount_gbp"])))
    return rows


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return next(date(year, month + 1, last) for last in range(day.day, 0, -1) if _is_day(year, month + 1, last))


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def bids_again(published: Published) -> Rows:
    """From the lists: grants of a year or less, by funder and recipient, and the longest run of years that follow each other."""
    names = _names(published)
    given: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in published.rows("select * from mart.grant where status = 'counted' and recipient_kind <> 'individual (withheld)'"):
        if (row["duration_months"] or 12) <= 12:
            given[names[row["body_id"]], row["charity_number"] or row["company_number"] or row["recipient_as_published"]].append(row)
    found = []
    for (funder, _), own in given.items():
        years = {row["fy"] for row in own}
        run = max(next(length for length in range(1, 99) if fy - length not in years) for fy in years)
        if run > 1:
            found.append((funder, max(row["recipient_as_published"] for row in own), run, max(years), len(own), sum(row["amount_gbp"] for row in own)))
    return sorted(found, key=lambda row: (-row[2], -row[5], row[0], row[1]))


def two_funders(published: Published) -> Rows:
    """The planted pairs: funders, recipients and pounds from the truth, the days that both run and the words from the lists."""
    names, truth = _names(published), {row["grant_identifier"]: row for row in published.truth("grants.csv")}
    listed = {row["grant_identifier"]: row for row in published.rows("select * from mart.grant where status = 'counted' and grant_identifier is not null")}
    found: Rows = []
    for pair in published.truth("grants_gateway.csv"):
        if pair["question"] != "overlapping award":
            continue
        ends = pair["subject"], pair["answer"]
        (left, right), (first, other) = [truth[end] for end in ends], [listed[end] for end in ends]
        words = [{word.rstrip("s") for word in row["purpose"].lower().split() if len(word) > 3} for row in (first, other)]
        same = "the same charity number" if first["charity_number"] == other["charity_number"] else "no number"
        funders = [(names[row["body_id"]], Decimal(row["amount_gbp"])) for row in (left, right)]
        days = max(first["starts_on"], other["starts_on"]), min(first["ends_on"], other["ends_on"])
        found.append((right["recipient"], *funders[0], *funders[1], *days, same, ", ".join(sorted(words[0] & words[1]))))
    return sorted(found, key=lambda row: -(row[2] + row[4]))


def places_for_people(published: Published) -> Rows:
    """From the truth, worked out by hand."""
    names = dict(_table(published, "ref.area", "area_code, area_name").iter_rows())
    found: Rows = []
    for row in published.truth("provision_gap.csv"):
        need = float(row["need_people"]) if row["need_people"] else None
        places, unshared = float(row["places_stated"]) + float(row["places_shared"]), float(row["unshared_places"])
        without = None if need is None else max(need - places - unshared, 0.0)
        found.append((names[row["area_code"]], int(row["age_from"]), int(row["age_to"]), need, places, unshared, without, row["verdict"]))
    return sorted(found, key=lambda row: (row[6] is None, -(row[6] or 0), row[0], row[1]))


def one_group_of_people(published: Published) -> Rows:
    """From the truth: pounds by days of the period in each year, offers that overlap from the planted pairs."""
    truth = published.truth("provision.csv")
    pairs = [(row["left"], row["right"]) for row in published.truth("provision_overlap.csv")]
    found: Rows = []
    for fy, part in ((2023, "before"), (2024, "2024"), (2025, "after")):
        running = {row["offer"]: row for row in truth if int(row[f"days_{part}"])}

        def pounds(name: str, only: str = "", part: str = part, running: dict[str, Row] = running) -> Decimal:
            whole = {key: sum(int(row[f"days_{each}"]) for each in ("before", "2024", "after")) for key, row in running.items()}
            told = [(row, key) for key, row in running.items() if row[name] and (not only or row[only])]
            return sum((round(Decimal(row[name]) * int(row[f"days_{part}"]) / whole[key], 2) for row, key in told), Decimal(0))

        found.append(
            (
                "young people not in education or work", fy, len(running), len({row["provider"] for row in running.values()}), len({row["funder"] for row in running.values()}),
                pounds("amount_gbp"), pounds("administration_gbp"), pounds("amount_gbp", "administration_gbp"),
                len({key for pair in pairs if running.keys() >= set(pair) for key in pair}),
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: (-row[2], row[1]))


def whom_to_ask(published: Published) -> Rows:
    """By hand: the two that were planted, in the district where each works, beside the people without a place of the truth."""
    planted = {
        "E07999001": ("Brackmouth", "Brackmouth Job Start", "words: job club* | not in work; classification: Economic/community Development/employment; ages 0 to 25, by classification; works in Brackmouth City"),
        "E07999002": ("Cawdenshaw", "Cawdenshaw Drop-in", "words: job club* | out of work; ages 16 to 24, stated; works in Cawdenshaw"),
    }  # fmt: skip
    found = [
        ("young people not in education or work", planted[row["area_code"]][0], f"{row['age_from']} to {row['age_to']}", float(row["gap_people"]), planted[row["area_code"]][1], False, planted[row["area_code"]][2])
        for row in published.truth("provision_gap.csv")
        if row["area_code"] in planted and row["verdict"] == "fewer places than people"
    ]
    return sorted(found, key=lambda row: -row[3])


def count_by_new_authority(published: Published) -> Rows:
    """Row by row of the count, with the areas that each is given to."""
    of_area, passing, _ = _new_authorities(published)
    areas: defaultdict[int, list[Row]] = defaultdict(list)
    for row in published.rows("select count_id, area_code, net_gbp, basis from mart.spend_by_area"):
        areas[row["count_id"]].append(row)
    sums: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for row in published.rows("select count_id, body_id, fy, net_gbp from mart.spend_count where is_counted and economic = 'revenue'"):
        parts = [(of_area.get(part["area_code"], "undecided"), part["basis"], part["net_gbp"]) for part in areas[row["count_id"]]]
        for successor, basis, amount in parts or [("undecided", "not placed", row["net_gbp"])]:
            passed = {"passes": amount} if row["body_id"] in passing else {}
            sums[row["fy"], successor].update({"net": amount, basis: amount, **passed})
    return [
        (*key, total["net"], Decimal(total["passes"]) if total["passes"] else None, *(Decimal(total[name]) for name in ("measured", "apportioned", "not placed")))
        for key, total in sorted(sums.items())
        if total["net"]
    ]


# of a true line of the count, by its code and function of government: the theme, the assumed share, what it does
_YOUNG, _DRINK = "young people not in education or work", "alcohol and drugs"
_OF_THEMES = {
    ("390", "07.4"): (_DRINK, "theme_public_health_substance_share", "not told"), ("601", "03.1"): (_DRINK, "theme_police_substance_share", "neither"),
    ("5A", "07"): (_DRINK, "", "treat"), ("MOJ01", "03.4"): (_DRINK, "theme_probation_substance_share", "not told"),
    ("DWP11", "10.5"): (_YOUNG, "theme_claimant_young_share", "neither"), ("DWP30", "04.1"): (_YOUNG, "theme_claimant_young_share", "treat"),
    ("DWP31", "04.1"): (_YOUNG, "theme_claimant_young_share", "treat"), ("LSC04", "09.3"): (_YOUNG, "theme_apprentice_young_share", "prevent"),
}  # fmt: skip


def themes_by_body(published: Published) -> Rows:
    """From the true lines of the returns and the costs of buildings, by hand: some lines by assumed shares, others whole."""
    rate = {row["assumption_id"]: Decimal(str(row["value"])) for row in published.rows("select assumption_id, value from ref.assumption")}
    does = ("prevent", "treat", "neither", "not told")
    sums: defaultdict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for row in published.truth("spend_count.csv"):
        theme, share, stance = _OF_THEMES.get((row["line_code"], row["cofog"]), ("", "", ""))
        if theme and Decimal(row["gross_gbp"]):
            pounds = (Decimal(row["net_gbp"]) * (rate[share] if share else 1)).quantize(Decimal("0.01"))
            sums[theme, row["body_id"], int(row["fy"])].update({stance: pounds, "assumed": pounds if share else Decimal(0)})
    # a part of a programme that is counted whole: the misuse of substances that a trust's parts tell
    amounts = {(row["path"], row["part"], row["line"]): row for row in published.lines}
    for fault in published.truth("faults.csv"):
        if fault["fault"] == "parts of a return that do not add up":
            line = amounts[fault["path"], fault["part"], fault["line"]]
            sums[_DRINK, line["body_id"], int(line["fy"])].update({"treat": Decimal(line["amount_gbp"])})
    years = published.rows("select first_fy, last_fy from ref.place")[0]
    for row in published.rows("select body_id, running_cost_fy, running_cost_gbp from mart.estate_cost where is_running_cost_shown"):
        if years["first_fy"] <= (row["running_cost_fy"] or 0) <= years["last_fy"]:
            sums["property", row["body_id"], int(row["running_cost_fy"])].update({"neither": row["running_cost_gbp"]})
    found = [
        (*key, sum((told[each] for each in does), Decimal(0)), Decimal(told["assumed"]), *(Decimal(told[each]) for each in does)) for key, told in sums.items()
    ]
    return sorted(found, key=lambda row: (row[0], -row[3], row[1], row[2]))


_UNIT_AND_THEME = {
    "ni-39": ("per 100,000", _DRINK), "ni-40": ("people", _DRINK), "lof-multiple-disadvantage-progress": ("percent", _DRINK), "ni-117": ("percent", _YOUNG), "neet-16-17-or-not-known": ("percent", _YOUNG),
}  # fmt: skip


def outcomes_of_themes(published: Published) -> Rows:
    """The latest figure of each indicator of the county, from the lists as they were made, and what its bodies truly spend on the theme in that year."""
    spent: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in themes_by_body(published):
        spent[row[0], row[2]] += row[3]
    figures: defaultdict[str, list[tuple[date, float, str, str]]] = defaultdict(list)
    for told in published.truth("outcomes.csv"):
        days = span(told["period"])
        if told["indicator_id"] in _UNIT_AND_THEME and days is not None:
            figures[told["indicator_id"]].append((days[1], float(told["value"]), told["movement"], told["series_number"]))
    found = []
    for indicator_id, each in figures.items():
        unit, theme = _UNIT_AND_THEME[indicator_id]
        before, (day, value, movement, part) = sorted(each)[-2:]
        fy = day.year - (day.month < 4)
        change = round(value - before[1], 6) if before[3] == part else None
        found.append((theme, indicator_id, "Aldermarch", fy, value, unit, change, movement, spent.get((theme, fy))))
    return sorted(found, key=lambda row: (row[0], -row[3], row[1]))


def pools_take(published: Published) -> Rows:
    """What is paid and comes back from the cash of each body, beside doing nothing; what is locked from the files and what their lines hold in the count."""
    found: defaultdict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in published.rows("select * from mart.pool_appraisal where result = 'cash' and item in ('contribution', 'returned')"):
        found[row["scenario_id"], row["body_id"]][row["item"]] += abs(row["amount_gbp"])
    for path in (published.folder / "scenarios").glob("*.toml"):
        agreed = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        for partner in agreed["partner"]:
            for line in partner.get("line", []):
                if "ring_fence" in line:
                    [held] = published.rows("select net_gbp from mart.spend_count where body_id = ? and fy = ? and line = ? and is_counted", partner["body"], agreed["base_fy"], line["line"])
                    for fy in range(agreed["first_fy"], agreed["last_fy"] + 1):
                        at_prices = (held["net_gbp"] * (1 + agreed["indexation_share"]) ** (fy - agreed["base_fy"])).quantize(Decimal("0.01"), ROUND_HALF_UP)
                        found[path.stem, partner["body"]]["locked"] += (at_prices * line["share"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    rows = [(*key, sums["contribution"], sums["locked"], sums["returned"]) for key, sums in found.items()]
    return sorted(rows, key=lambda row: (row[0], -row[2], row[1]))


def pools_leave(published: Published) -> Rows:
    """From each amount of cash of each body: all that are not passed on, and those that are."""
    found: defaultdict[tuple[str, str], dict[bool, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    elsewhere: dict[str, bool] = {}
    for row in published.rows("select * from mart.pool_appraisal where result = 'cash'"):
        found[row["scenario_id"], row["body_id"]][row["item"] == "compensation"] += row["discounted_gbp"]
        elsewhere[row["scenario_id"]] = row["outside_sample"] is not None
    partners = {(path.stem, partner["body"]) for path in (published.folder / "scenarios").glob("*.toml") for partner in tomllib.loads(path.read_text("utf-8"))["partner"]}
    rows = []
    for (pool, body), sums in found.items():
        # where those who pay into it lose all together, nothing that they pass on helps
        all_lose = sum(each[False] for (other, payer), each in found.items() if other == pool and _pays(published, pool, payer)) < 0
        rows.append((pool, body, (pool, body) in partners, sums[False], None if all_lose else sums[True], elsewhere[pool]))
    return sorted(rows, key=lambda row: (row[0], row[3], row[1]))


def _pays(published: Published, pool: str, body: str) -> bool:
    items = "('contribution', 'cost outside the pool')"
    return bool(published.rows(f"select 1 from mart.pool_appraisal where scenario_id = ? and body_id = ? and result = 'cash' and item in {items} and amount_gbp <> 0", pool, body))


def contracts_ending(published: Published) -> Rows:
    """From the truth: contracts whose last day is not before the month of publication."""
    ending: defaultdict[int, list[Row]] = defaultdict(list)
    for row in published.truth("contracts.csv"):
        if row["ends_on"] >= "2025-06-01":
            ending[int(row["ends_on"][:4])].append(row)
    return [(year, len(rows), len({row["body_id"] for row in rows}), sum((Decimal(row["annual_gbp"] or 0) for row in rows), Decimal(0))) for year, rows in sorted(ending.items())]


def totals_that_are_no_sums(published: Published) -> Rows:
    """From the truth: the two totals that were planted, with what they were made too large by; what is printed stands on their lines."""
    names, found = _names(published), []
    for kind, total, by in (("total of a return misprinted", "699 TOTAL SERVICE EXPENDITURE", 1_234_000), ("total of a plain return misprinted", "total", 77_000)):
        (fault,) = [row for row in published.truth("faults.csv") if row["fault"] == kind]
        lines = [row for row in published.lines if (row["path"], row["part"], row["line"]) == (fault["path"], fault["part"], fault["line"])]
        (body_id,) = {row["body_id"] for row in lines}
        printed = published.rows(
            "select amount_gbp, fy from mart.return_line where body_id = ? and role in ('total', 'memo total') and measure = 'outturn' and (line_code = '699' or ? = 'total') and status <> 'superseded'",
            body_id, total,
        )
        found.append((names[body_id], printed[0]["fy"], total, printed[0]["amount_gbp"], Decimal(by)))
    return found


ANSWERS: dict[str, tuple[tuple[str, ...], Callable[[Published], Rows]]] = {
    "estates_01_held_by_body": (("body", "buildings", "with_floor_area", "gia_m2"), held_by_body),
    "estates_02_neighbours": (("building", "body", "neighbour", "neighbour_body", "metres"), neighbours),
    "estates_03_vacant": (("building", "body", "gia_m2", "declared_on"), vacant),
    "estates_04_desks": (("building", "desks", "in_use", "in_use_share", "peak_share", "band"), desks),
    "estates_05_school_places": (("school_urn", "school", "pupils", "places", "unfilled_places"), school_places),
    "estates_06_leases_ending": (("lease", "building", "we_are", "ends_on", "break_dates", "notice_months", "rent_a_year_gbp"), leases_ending),
    "estates_07_on_several_registers": (("building", "bodies", "held_by"), on_several_registers),
    "estates_08_poor_condition": (("building", "body", "condition", "surveyed_on", "required_maintenance_gbp", "from_what"), poor_condition),
    "estates_09_what_is_known": (("body", "buildings", "with_floor_area", "with_running_cost", "with_condition"), what_is_known),
    "estates_10_corrections": (("body", "corrects", "outcome", "reason", "lines"), corrections),
    "estates_11_who_gets_farther": (
        ("service", "residents", "if_ways_are_shorter", "if_ways_are_longer", "aged_65_and_over", "disabled", "households_without_a_car"),
        who_gets_farther,
    ),
    "estates_12_before_reorganisation": (("would_go_to", "because_it_is", "asset", "body", "reason"), before_reorganisation),
    "estates_13_new_authorities": (
        ("new_authority", "book_value_basis", "assets", "buildings", "with_floor_area", "gia_m2", "running_cost_gbp", "required_maintenance_gbp", "book_value_gbp", "exceptions"),
        new_authorities,
    ),
    "estates_14_release_candidates": (
        ("fy", "candidates", "whatever_changes_by_a_fifth", "with_a_stated_receipt", "net_receipt_gbp", "one_off_cost_gbp", "revenue_a_year_gbp", "backlog_avoided_gbp"),
        release_candidates,
    ),
    "finance_01_paid_by_year": (("body", "fy", "lines", "amount_gbp"), paid_by_year),
    "finance_02_largest_suppliers": (("supplier", "spellings", "bodies", "lines", "amount_gbp"), largest_suppliers),
    "finance_03_behind_a_total": (("path", "lines", "amount_gbp"), behind_a_total),
    "finance_04_every_pound": (("read_gbp", "loaded_gbp", "rejected_gbp", "ignored_gbp", "held_gbp", "superseded_gbp"), every_pound),
    "finance_05_held_files": (("path", "lines", "amount_held_gbp"), held_files),
    "finance_06_cost_by_use": (("used_for", "buildings", "running_cost_gbp", "gia_m2", "gbp_a_m2"), cost_by_use),
    "finance_07_energy": (("building", "fy", "energy_gbp", "gia_m2", "gbp_a_m2"), energy),
    "finance_08_rents": (("body", "side", "leases", "rent_a_year_gbp"), rents),
    "finance_09_between_us": (("paid_by", "paid_to", "lines", "amount_gbp"), between_us),
    "finance_10_credits": (("body", "credits", "amount_gbp"), credits_listed),
    "finance_11_grants": (("funder", "fy", "recipient_kind", "grants", "awarded_gbp"), grants_given),
    "finance_12_themes": (
        ("theme", "body_id", "fy", "theme_gbp", "by_assumed_share_gbp", "prevents_gbp", "treats_gbp", "does_neither_gbp", "not_told_gbp"),
        themes_by_body,
    ),
    "finance_19_outcomes": (("theme", "indicator_id", "area", "fy", "value", "unit", "change", "movement", "own_spend_gbp"), outcomes_of_themes),
    "finance_20_places_for_people": (
        ("area", "age_from", "age_to", "people_in_need", "places", "places_not_shared", "without_a_place", "verdict"),
        places_for_people,
    ),
    "finance_21_one_group_of_people": (
        ("cohort", "fy", "offers", "providers", "funders", "paid_gbp", "administration_gbp", "of_offers_that_state_it_gbp", "offers_that_overlap"),
        one_group_of_people,
    ),
    "finance_22_whom_to_ask": (("cohort", "area", "ages", "people_without_a_place", "whom_to_ask", "provides_already", "reason"), whom_to_ask),
    "finance_13_new_authorities": (
        ("fy", "new_authority", "net_gbp", "by_bodies_that_pass_gbp", "measured_gbp", "apportioned_gbp", "not_placed_gbp"),
        count_by_new_authority,
    ),
    "finance_14_one_gateway": (("pot", "fy", "grants", "funders", "first_decided_by_on", "a_year_gbp", "with_years_before_gbp", "pot_a_year_gbp"), one_gateway),
    "finance_16_contracts_ending": (("ends_in", "contracts", "bodies", "a_year_gbp"), contracts_ending),
    "finance_24_totals_that_are_no_sums": (("body", "fy", "total", "printed_gbp", "difference_gbp"), totals_that_are_no_sums),
    "finance_17_pools": (("scenario_id", "body_id", "pays_gbp", "locked_gbp", "returned_gbp"), pools_take),
    "finance_18_who_needs_compensating": (("scenario_id", "body_id", "is_partner", "net_cash_pv_gbp", "compensation_pv_gbp", "is_measured_elsewhere"), pools_leave),
    "finance_15_bid_again": (("funder", "recipient", "years_without_a_break", "last_fy", "short_grants", "awarded_gbp"), bids_again),
    "finance_23_two_funders": (
        ("recipient", "left_funder", "left_amount_gbp", "right_funder", "right_amount_gbp", "overlap_from_on", "overlap_until_on", "matched_by", "shared_words"),
        two_funders,
    ),
}
