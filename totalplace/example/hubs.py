"""Planted neighbours: buildings of several bodies side by side, far from all others, whose use each body counted.

Belongs here: which they are, the small register and the count of desks that each body sends of its own, and what ought to be said of them: who
is the hub, which two could be one, and what stands against the others. Does not belong here: how that is worked out.

Files of `truth/`: `hubs.csv` (`group`, `asset_id`, `hub_asset_id`) and `overlaps.csv` (`left_asset_id`, `right_asset_id`, in no order,
`survivor_asset_id`, `constraint`; two of them that are not there are no pair).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from totalplace.example.bodies import COUNTY_COUNCIL, POLICE, Body
from totalplace.example.buildings import Asset
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import Geography
from totalplace.example.others import Builder
from totalplace.example.returns import FROM, TO
from totalplace.example.truth import Row, Truth, Use, write_answers

_FIRST = 970_001  # numbers far from those of all other assets, at any scale
_APART_M = 45.0  # from one building of a group to the next
_BETWEEN_GROUPS_M = 3000.0
_TRUST = "trust"


@dataclass(frozen=True)
class _Planned:
    """A building: what it is, and its desks with their mean and peak in use; none where nobody counted."""

    body: str
    use: str
    name: str
    gia_m2: int
    condition: str
    desks: tuple[int, float, int] | None = None


# By hand: at their peaks, added in full, with a fifth of the host kept free.
_GROUPS = (
    # 2,400 × 0.45 + 700 × 0.40 = 1,360 and + 500 × 0.40 = 1,280, of 1,920: both fit into the office
    (
        _Planned(COUNTY_COUNCIL, "office", "Pargetter House", 2400, "B", (200, 60.0, 90)),
        _Planned(POLICE, "police station", "Tollgate Police Station", 700, "B", (50, 12.0, 20)),
        _Planned(_TRUST, "clinic", "Weirside Clinic", 500, "C", (40, 10.0, 16)),
        _Planned(COUNTY_COUNCIL, "library", "Candlewick Library", 400, "B"),
    ),
    # 900 × 0.75 + 800 × 0.75 = 1,275, of 720 at most; on average 850, of which no one asks
    (
        _Planned(COUNTY_COUNCIL, "office", "Saltmarsh House", 900, "A", (80, 40.0, 60)),
        _Planned(POLICE, "office", "Hopkiln House", 800, "B", (72, 36.0, 54)),
    ),
    # 1,500 × 0.40 + 600 × 0.75 = 1,050: of 1,200 in the larger, whose life is over, and of 480 in the other
    (
        _Planned(_TRUST, "office", "Ferrybank House", 1500, "D", (120, 30.0, 48)),
        _Planned(COUNTY_COUNCIL, "office", "Lantern House", 600, "B", (48, 24.0, 36)),
    ),
)
_HUBS = (0, 0, 1)  # in condition D the larger one is none
# group, left, right, survivor, constraint
_PAIRS = (
    (0, 0, 1, 0, "none"),
    (0, 0, 2, 0, "none"),
    (1, 0, 1, 0, "does not fit at the peak"),
    (2, 0, 1, 0, "condition poor"),
)
_TYPES = {"office": "Office", "police station": "Police station", "clinic": "Clinic", "library": "Library"}


@dataclass(frozen=True)
class Hubs:
    """The buildings, group by group."""

    groups: tuple[tuple[Asset, ...], ...]

    @property
    def all(self) -> list[Asset]:
        return [asset for group in self.groups for asset in group]


def make_hubs(geography: Geography, bodies: Sequence[Body], elsewhere: Sequence[Asset], seed: int) -> Hubs:
    """Each group on the road that is farthest from all other buildings and from the groups before it."""
    rng = np.random.default_rng([seed, 31])
    builder = Builder(geography, rng, _FIRST)
    trusts = {district: body.body_id for body in bodies if body.type == "primary care trust" for district in body.districts}
    postcodes = geography.postcodes
    east, north = postcodes.middle
    away = np.full(len(postcodes.code), np.inf)
    for asset in elsewhere:
        away = np.minimum(away, np.hypot(east - asset.easting, north - asset.northing))
    groups: list[tuple[Asset, ...]] = []
    for planned in _GROUPS:
        at = int(np.argmax(away))
        away = np.where(np.hypot(east - east[at], north - north[at]) < _BETWEEN_GROUPS_M, 0.0, away)
        trust = trusts[int(geography.district_of_cell[int(postcodes.cell[at])])]
        first = builder.stand(at, planned[0].use, "", planned[0].gia_m2)
        group: list[Asset] = []
        for nth, plan in enumerate(planned):
            made = first if not nth else builder.again(first, uprn="")
            place = builder.at(round(first.easting + _APART_M * nth, 1), first.northing)
            code = f"JR{len(group) + 10 * len(groups) + 1:04d}"
            group.append(
                replace(
                    made, **place, body_id=trust if plan.body == _TRUST else plan.body, use=plan.use, name=plan.name, number=str(2 * nth + 1), gia_m2=plan.gia_m2,  # type: ignore[arg-type]
                    nia_m2=round(plan.gia_m2 * 0.85), condition=plan.condition, asset_code=code, uprn="", tenure="Freehold", tenure_detail="", occupied="",
                )
            )  # fmt: skip
        groups.append(tuple(group))
    return Hubs(tuple(groups))


def write_hubs(folder: Path, truth: Truth, hubs: Hubs) -> None:
    """A register and a count of desks of each body, and the answers."""
    plans = [(plan, asset) for planned, group in zip(_GROUPS, hubs.groups, strict=True) for plan, asset in zip(planned, group, strict=True)]
    for body_id in sorted({asset.body_id for asset in hubs.all}):
        register, use = [], []
        for plan, asset in plans:
            if asset.body_id != body_id:
                continue
            register.append(
                Row(
                    [
                        asset.asset_code, asset.name, f"{asset.number} {asset.street}", asset.town, asset.postcode, asset.easting, asset.northing,
                        _TYPES[asset.use], asset.tenure, asset.gia_m2, asset.nia_m2, asset.condition,
                    ],
                    asset.asset_id,
                    body_id,
                )
            )  # fmt: skip
            if plan.desks:
                desks, mean, peak = plan.desks
                cells = [asset.asset_code, asset.name, "Building", "", "", "Desks in use", desks, mean, peak, "", FROM, TO, "Count"]
                use.append(Row(list(cells), asset.asset_id, body_id, uses=[Use("U5", "", mean, float(desks), float(peak))]))
        heads = [
            "Asset code", "Property name", "Street", "Town", "Postcode", "Easting", "Northing", "Property type", "Tenure",
            "Gross internal area (m2)", "Net internal area (m2)", "Condition",
        ]  # fmt: skip
        write_text(folder, truth, f"inbox/{body_id}/property/joint-review-buildings.csv", Draft("property", heads, {}, register, np.random.default_rng(0)))
        heads = [
            "Asset code", "Building name", "Unit kind", "Unit name", "Unit area m2", "What was counted", "Available",
            "Used mean", "Used peak", "Rooms in building", "Period from", "Period to", "Method",
        ]  # fmt: skip
        write_text(folder, truth, f"inbox/{body_id}/returns/joint-review-use.csv", Draft("measured use", heads, {}, use, np.random.default_rng(0)))
    ids = [[asset.asset_id for asset in group] for group in hubs.groups]
    members = ([str(number + 1), asset_id, group[_HUBS[number]]] for number, group in enumerate(ids) for asset_id in group)
    write_answers(folder / "truth" / "hubs.csv", ["group", "asset_id", "hub_asset_id"], members)
    pairs = ([ids[group][left], ids[group][right], ids[group][survivor], constraint] for group, left, right, survivor, constraint in _PAIRS)
    write_answers(folder / "truth" / "overlaps.csv", ["left_asset_id", "right_asset_id", "survivor_asset_id", "constraint"], pairs)
