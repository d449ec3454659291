"""Who is in further buildings, and what they cost to run: so that the plan for one estate has something to weigh in most towns.

Belongs here: two returns that several bodies sent together. Does not belong here: the planted towns, whose best plan is known (one_estate.py): of what
stands so near them, or the planted neighbours, that people could move there nothing more is said.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import hypot
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, POLICE, Body
from totalplace.example.buildings import Asset
from totalplace.example.draft import Draft, write_text
from totalplace.example.one_estate import Said
from totalplace.example.returns import Returns
from totalplace.example.truth import Row, Truth, Use

_APART_M = {"office": 5500.0}  # nobody moves farther
_PUBLIC_APART_M = 2000.0  # of a service that people come to nobody moves so far
_M2_A_PERSON = 8.0  # 0.8 desks of 10 m²
_KINDS = {"office": "Desk", "police station": "Desk", "clinic": "Clinical room", "health centre": "Clinical room"}  # else the floor that the public uses, which has no word of its own
_TEAMS = {"office": "Services", "police station": "Response", "clinic": "Community nursing", "health centre": "Community nursing"}


def write_more_buildings(folder: Path, truth: Truth, returns: Returns, bodies: Sequence[Body], planted: Sequence[Asset], seed: int) -> list[tuple[Asset, Said]]:
    """Both files, of buildings that their registers say without a fault; and what is said to stand in the way of giving some of them up."""
    rng = np.random.default_rng([seed, 42])
    names = {body.body_id: body.name for body in bodies}

    def some(body_id: str, most: int, *uses: str) -> list[Asset]:
        found = (asset for asset in returns.registered(body_id, *uses) if asset.tenure == "Freehold" and asset.tenure_detail == "Owner Occupied" and asset.occupied == "Yes")
        return [asset for asset in found if all(hypot(asset.easting - far.easting, asset.northing - far.northing) > _APART_M.get(asset.use, _PUBLIC_APART_M) for far in planted)][:most]

    councils = [body.body_id for body in bodies if body.kind == "council" and body.body_id != COUNTY_COUNCIL]
    ours = [*some(COUNTY_COUNCIL, 24, "library"), *some(COUNTY_COUNCIL, 12, "children's centre")]
    theirs = [asset for body_id in councils for asset in [*some(body_id, 3, "community centre"), *some(body_id, 2, "office")]]
    trusts = [body.body_id for body in bodies if body.type == "primary care trust"][:2]  # the third sends nothing
    used = [*ours, *theirs, *(asset for trust in trusts for asset in some(trust, 12, "clinic", "health centre")), *some(POLICE, 16, "police station")]
    heads = ["Organisation", "Asset code", "Building name", "Postcode", "Occupier", "Team", "Kind of space", "Area NIA m2", "FTE", "Whole building", "As at"]
    rows: list[Row] = []
    for asset in used:
        area, kind = asset.nia_m2 or 100, _KINDS.get(asset.use, "Other")
        share = float(rng.uniform(0.25, 0.6) if rng.random() < 0.7 else rng.uniform(0.6, 0.8))
        fte = max(1, round(area * share / _M2_A_PERSON)) if kind == "Desk" else 0
        used_m2 = area if fte else round(area * share)
        own = names[asset.body_id]
        start: list[object] = [own, asset.asset_code, asset.name, asset.postcode]
        lines = [(own, _TEAMS.get(asset.use, asset.use.capitalize()), used_m2, fte or ""), ("Vacant", "", area - used_m2, "")]
        for occupier, team, square_metres, people in lines:
            if square_metres:
                rows.append(Row([*start, occupier, team, kind, square_metres, people, "Yes", date(2025, 3, 31)], asset.asset_id, asset.body_id))
        if asset.use == "office":
            rows[-1].uses.append(Use("U7", "", float(fte), float(area)))
    _write(folder, truth, "who-is-in-more-buildings", "occupation return", heads, rows)
    heads = ["Organisation", "Asset code", "Building name", "Postcode", "Financial year", "Total running cost £", "Required maintenance £"]
    costs = []
    for asset in [*ours, *theirs, *some(COUNTY_COUNCIL, 30, "primary school")]:
        total, maintenance = asset.running_cost_gbp or 0, asset.required_maintenance_gbp or 0
        cells: list[object] = [names[asset.body_id], asset.asset_code, asset.name, asset.postcode, "2024-25", f"{total}.00", f"{maintenance}.00"]
        costs.append(Row(cells, asset.asset_id, asset.body_id, 100 * total, 2024))
    _write(folder, truth, "running-costs-of-more-2024-25", "estate cost", heads, costs)
    return list(_said(used))


def _said(used: Sequence[Asset]) -> Iterator[tuple[Asset, Said]]:
    """Of every third what it would fetch, of some what is in the way."""
    for number, asset in enumerate(used):
        area = asset.gia_m2 or 100
        if number % 3 == 0:
            yield asset, Said("Expected receipt", 10_000 * round(area * 0.09))
        match number % 12:
            case 0:
                yield asset, Said("Listed", 1_000 * round(area * 0.05), months=6, note="Grade II")
            case 3:
                yield asset, Said("Community value")
            case 6:
                yield asset, Said("Covenant", 1_000 * round(area * 0.03))
            case 7:
                yield asset, Said("Must stay", until=date(2031, 3, 31) if number % 24 == 7 else None, note="Promised to the public")
            case 10:
                yield asset, Said("Asbestos")
            case _:
                pass


def _write(folder: Path, truth: Truth, name: str, kind: str, heads: list[str], rows: list[Row]) -> None:
    write_text(folder, truth, f"inbox/{COUNTY_COUNCIL}/returns/{name}.csv", Draft(kind, heads, {}, rows, np.random.default_rng(0)))
