"""Registers of licensed premises, one for each district, as licensing authorities publish them.

Belongs here: names of premises and the layouts of the registers. Does not belong here: where premises are and what they may sell (people_places), or what
follows from them (people_contacts). Who holds a licence stands in the registers as published, and is to be read nowhere.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from totalplace.example.bodies import Body
from totalplace.example.draft import Draft, write_text
from totalplace.example.geography import Geography
from totalplace.example.people_places import Places
from totalplace.example.truth import Row, Truth
from totalplace.example.words import DISTRICTS, person_name

KIND = "licensed premises"
_NOUNS = ("Heron", "Plough", "Anchor", "Lantern", "Millstone", "Foxglove", "Bellows", "Sextant", "Kingfisher", "Harrow", "Thistle", "Compass", "Wagoner", "Otter", "Juniper", "Quarryman")
_NAMES = {
    "Public house": ("The {} Inn", "The {} Tavern", "{} Arms"), "Restaurant": ("{} Kitchen", "{} Bistro", "The {} Restaurant"), "Supermarket": ("{} Supermarket", "{} Superstore"),
    "Convenience store": ("{} Stores", "{} News and Convenience"), "Off licence": ("{} Wines", "{} Off Licence"), "Members' club": ("{} Social Club", "{} Bowls Club"),
    "Hotel": ("{} Hotel", "The {} Guest House"), "Hot food takeaway": ("{} Kebab", "{} Pizza"),
}  # fmt: skip
_ACTIVITIES = {
    "on": "Sale by retail of alcohol for consumption on the premises", "off": "Sale by retail of alcohol for consumption off the premises",
    "both": "Sale by retail of alcohol: on and off the premises", "none": "",
}  # fmt: skip
_ONE_COLUMN = {"on": "ON", "off": "OFF", "both": "BOTH", "none": "N/A"}


def write_licences(folder: Path, truth: Truth, bodies: list[Body], geography: Geography, places: Places, seed: int) -> None:
    """A file for each district, in the layouts of three kinds of authority in turn."""
    rng = np.random.default_rng([seed, 66])
    councils = [body for body in bodies if len(body.districts) == 1]
    for index in range(len(DISTRICTS)):
        of_district = places.premises.filter(pl.col("district") == index)
        lines = [_premises(line, number, geography, rng) for number, line in enumerate(of_district.iter_rows(named=True), start=1)]
        headings, cells = _LAYOUTS[index % len(_LAYOUTS)]
        rows = [Row(cells(line), body_id=councils[index].body_id) for line in lines]
        draft = Draft(KIND, list(headings), {}, rows, rng)
        write_text(folder, truth, f"inbox/{councils[index].body_id}/licensed-premises-2025.csv", draft)


def _premises(line: dict[str, object], number: int, geography: Geography, rng: np.random.Generator) -> dict[str, str]:
    patterns = _NAMES[str(line["kind"])]
    street = geography.postcodes.street[int(str(line["postcode_number"]))]
    name = patterns[int(rng.integers(len(patterns)))].format(f"{_NOUNS[int(rng.integers(len(_NOUNS)))]} {street.rsplit(' ', 1)[0]}")
    return {
        "reference": f"LN/{2005 + number % 19}{number:05d}", "name": name, "address": f"{int(rng.integers(1, 120))} {street}, {DISTRICTS[int(str(line['district']))][0]}", "postcode": str(line["postcode"]),
        "kind": str(line["kind"]), "sales": str(line["sales"]), "late": "Y" if line["is_late"] else "", "holder": person_name(rng),
        "issued": f"{int(rng.integers(1, 29)):02d}/{int(rng.integers(1, 13)):02d}/{2005 + number % 19}",
    }  # fmt: skip


def _three_columns(line: dict[str, str]) -> list[object]:
    marks = [f"Alcohol {words} Sales/Supply" if line["sales"] == sales else "NA" for sales, words in (("off", "OFF"), ("on", "ON"), ("both", "ON&OFF"))]
    return [line["reference"], line["name"], line["kind"], line["address"], line["postcode"], *marks, "Late Night Refresh" if line["late"] else "NA"]


def _one_column(line: dict[str, str]) -> list[object]:
    kind = "WLPC - Club Premises Certificate" if line["kind"] == "Members' club" else "WLPR - Premises Licence (LA 2003)"
    return [line["reference"], kind, line["name"], line["holder"], line["address"], line["issued"], _ONE_COLUMN[line["sales"]], line["postcode"]]


def _activities(line: dict[str, str]) -> list[object]:
    activities = [words for words in (_ACTIVITIES[line["sales"]], "Provision of late night refreshment" if line["late"] else "") if words]
    return [line["reference"], line["name"], line["kind"], line["address"], line["postcode"], "Current", "; ".join(activities)]


_LAYOUTS: tuple[tuple[tuple[str, ...], Callable[[dict[str, str]], list[object]]], ...] = (
    (("Reference", "Name", "Premises Type", "Address", "Postcode", "Alcohol OFF Sales/Supply", "Alcohol ON Sales/Supply", "Alcohol ON&OFF Sales/Supply", "Late Night Refresh"), _three_columns),
    (("Reference", "Licence Type Desc", "Trader Name", "Licence Holder", "Address", "First Issue", "Transfer Date Alcohol", "Postcode"), _one_column),
    (("Licence reference", "Premises name", "Premises type", "Premises address", "Postcode", "Licence status", "Licensable activities"), _activities),
)  # fmt: skip
