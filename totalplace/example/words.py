"""Invented words: names of settlements, streets, firms and persons of the example place.

Belongs here: lists of words and how they are joined. Does not belong here: who gets which name.
Every name is made up; none is meant to be an existing English place, public body, firm or person.
"""

import numpy as np

COUNTY = "Aldermarch"
FICTION = "Fictional example data: the county of Aldermarch, its bodies, firms and people do not exist."

# Name, kind of council and short label of each district; the first three hold the large towns.
DISTRICTS: tuple[tuple[str, str], ...] = (
    ("Brackmouth", "City Council"),
    ("Cawdenshaw", "Borough Council"),
    ("Dunmarrow", "Borough Council"),
    ("Eskerquill", "District Council"),
    ("Farrowhythe", "Borough Council"),
    ("Gildenhaw", "District Council"),
    ("Harrenmere", "Borough Council"),
    ("Ilverstow", "District Council"),
    ("Kestlebrook", "District Council"),
    ("Lorrinford", "Borough Council"),
    ("Marlowick Vale", "District Council"),
    ("Nethercandle", "District Council"),
)

_VILLAGE_STARTS = (
    "Ozzel", "Quillen", "Vexen", "Zeller", "Wystren", "Yarrel", "Pellam", "Ruskel", "Sorrin", "Tavvel",
    "Umbrel", "Jessam", "Ottrel", "Havvin", "Creddel", "Bexil", "Fennock", "Gorrel", "Illick", "Mazzel",
    "Nuttrel", "Pruddock", "Skerrel", "Thrennick",
)  # fmt: skip
_VILLAGE_ENDS = ("thwaite", "combe", "stoke", "ley", "worth", "wick", "bourne", "den", "cote", "mire", "holt", "garth")

_STREET_STARTS = (
    "Station", "Church", "Mill", "Bridge", "Tannery", "Quarry", "Orchard", "Priory", "Chapel", "Castle",
    "Park", "Spring", "Meadow", "Garden", "Victoria", "Albert", "Alma", "Cross", "Well", "Grange", "Manor",
    "Forge", "Maltings", "Ropewalk", "Canal", "Wharf", "Pinfold", "Windmill", "Beech", "Ash", "Elm", "Larch",
    "Hazel", "Juniper", "Rowan", "Poplar", "Chestnut", "Lime", "Hawthorn", "Thistle", "Heron", "Plover",
    "Curlew", "Lapwing", "Swift", "Kestrel", "Linnet", "Wren", "Saddlers", "Coopers", "Weavers", "Fullers",
    "Glovers", "Dyers", "Sextons", "Abbots", "Friars", "Deans", "Canons", "Almoners",
)  # fmt: skip
_STREET_ENDS = ("Street", "Road", "Lane", "Avenue", "Close", "Drive", "Crescent", "Way", "Terrace", "Grove")

_FIRM_STARTS = (
    "Brindlequay", "Corvantle", "Dapplemoor", "Elmorrick", "Fernaquill", "Grassendale Vor", "Hollinbrace",
    "Inkerfold", "Jorvandale", "Kettlefane", "Larkovan", "Mossenby Tarn", "Nettlevane", "Orrisden",
    "Pennifrack", "Quorndle", "Rivelsham", "Saltovane", "Tarnbrick", "Ullverdale", "Vantrosk", "Wexmoorne",
    "Yeldrake", "Zephrane", "Ambertrusk", "Bellowfen",
)  # fmt: skip
# What firms of each trade are called, with the purpose that payments to them state.
TRADES: tuple[tuple[str, str, str], ...] = (
    ("Care", "Residential care placements", "Adult social care"),
    ("Homecare", "Home care", "Adult social care"),
    ("Civils", "Highways maintenance", "Highways and transport"),
    ("Coaches", "Home to school transport", "Children's services"),
    ("Cleaning", "Building cleaning", "Property services"),
    ("Facilities", "Repairs and maintenance of buildings", "Property services"),
    ("Recruitment", "Agency staff", "Human resources"),
    ("Systems", "Computer software and licences", "Digital services"),
    ("Networks", "Telephones and data lines", "Digital services"),
    ("Legal", "Legal fees", "Legal services"),
    ("Catering", "Catering provisions", "Property services"),
    ("Energy", "Gas and electricity", "Property services"),
    ("Waste", "Waste disposal", "Environment"),
    ("Fleet", "Vehicle hire and repair", "Environment"),
    ("Print", "Printing and stationery", "Corporate services"),
    ("Security", "Security of premises", "Property services"),
)

SURNAMES = (
    "Fenwrithe", "Quillfeather", "Tarnaby", "Ollerwick", "Brosterly", "Haverdash", "Pindrake", "Wimplestead",
    "Crathorpe", "Dunnavale", "Yaxendale", "Merriblack", "Sprottle", "Thackwray-Vane",
)  # fmt: skip


def village_names(rng: np.random.Generator, count: int) -> list[str]:
    """Distinct invented names of villages."""
    every = [start + end for start in _VILLAGE_STARTS for end in _VILLAGE_ENDS if start[-1] != end[0]]
    return [every[int(index)] for index in rng.permutation(len(every))[:count]]


def street_names(rng: np.random.Generator, count: int) -> list[str]:
    """Distinct names of streets of one settlement; where the words run out, a compass point goes in front."""
    plain = [f"{start} {end}" for start in _STREET_STARTS for end in _STREET_ENDS]
    every = (
        plain
        if count <= len(plain)
        else [*plain, *(f"{side} {name}" for side in ("North", "South", "East", "West") for name in plain)]
    )
    return [every[int(index)] for index in rng.permutation(len(every))[:count]]


def firm_names() -> list[tuple[str, int]]:
    """Every firm as (name without legal form, number of its trade)."""
    return [(f"{start} {trade[0]}", number) for number, trade in enumerate(TRADES) for start in _FIRM_STARTS]


def person_name(rng: np.random.Generator) -> str:
    """An invented private person, as a careless publisher prints one."""
    title = ("Mr", "Mrs", "Ms", "Miss")[int(rng.integers(4))]
    initial = "ABCDEFGHJKLMNPRSTW"[int(rng.integers(18))]
    return f"{title} {initial} {SURNAMES[int(rng.integers(len(SURNAMES)))]}"
