"""The public bodies of the example place and its place.toml.

Belongs here: who there is, under which names and codes, and over which districts. Does not belong here: what they own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from totalplace.example.geography import COUNTY_CODE, district_code
from totalplace.example.words import COUNTY, DISTRICTS, FICTION


@dataclass(frozen=True)
class Body:
    """A body. `districts` are the indexes of the districts it covers."""

    body_id: str
    name: str
    kind: str
    type: str
    aliases: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    districts: tuple[int, ...]
    confirmed_by: str = ""
    confirmed_on: str = ""
    licence: str = ""


EVERYWHERE = tuple(range(len(DISTRICTS)))
COUNTY_COUNCIL = "aldermarch-county-council"
POLICE, FIRE, AMBULANCE = "aldermarch-police", "aldermarch-fire-and-rescue", "aldermarch-ambulance"
NATIONAL_SENDER = "national-health-estates"
SCHOOLS_SENDER = "national-schools-register"
ENERGY_SENDER = "national-energy-certificates"
MAPPING_SENDER = "national-mapping"
FINANCE_SENDER = "national-local-finance"
CHARITY_SENDER = "charity-register"
DEPARTMENT = "department-for-benefits"
TREATMENT, PROBATION = "aldermarch-recovery", "aldermarch-probation"
EDUCATION_CODE = "998"  # of the county council as education authority; the codes in use end at 943
# New authorities, as if the councils were to be reorganised: id, name, districts.
SUCCESSORS = (
    ("west-aldermarch", "West Aldermarch Council", (0, 3, 4, 5, 7, 9)),
    ("east-aldermarch", "East Aldermarch Council", (1, 2, 6, 8, 10, 11)),
)
_NATIONAL = (
    (NATIONAL_SENDER, "National health estates office (fictional)"),
    (SCHOOLS_SENDER, "National register of schools (fictional)"),
    (ENERGY_SENDER, "National register of energy certificates (fictional)"),
    (MAPPING_SENDER, "National mapping agency (fictional)"),
    (FINANCE_SENDER, "Ministry of local government (fictional)"),
    (CHARITY_SENDER, "National register of charities (fictional)"),
)


# What sends data about people alone (people_files.py): no register, payments or return of theirs is expected.
_OF_PEOPLE = (
    (TREATMENT, "Aldermarch Recovery", "treatment provider"),
    (PROBATION, "Aldermarch Probation Trust", "probation trust"),
)


def _slug(text: str) -> str:
    return text.lower().replace("'", "").replace(" ", "-")


def _county_wide() -> list[Body]:
    council = Body(
        COUNTY_COUNCIL,
        f"{COUNTY} County Council",
        "council",
        "county council",
        (f"{COUNTY} CC", COUNTY, f"{COUNTY.upper()} COUNTY", EDUCATION_CODE),
        (("gss", COUNTY_CODE), ("lgf", "E9921")),
        EVERYWHERE,
        "Head of property (example)",
        "2025-05-12",
        "OGL-UK-3.0",
    )
    police = Body(
        POLICE,
        f"Police and Crime Commissioner for {COUNTY}",
        "police",
        "police and crime commissioner",
        (f"{COUNTY} Police", f"{COUNTY} PCC", f"{COUNTY} Constabulary"),
        (("gss", "E23999001"), ("lgf", "E9970")),
        EVERYWHERE,
        licence="OGL-UK-3.0",
    )
    fire = Body(
        FIRE,
        f"{COUNTY} Fire and Rescue Authority",
        "fire",
        "fire and rescue authority",
        (f"{COUNTY} Fire and Rescue Service", f"{COUNTY} FRS"),
        (("gss", "E31999001"), ("lgf", "E9961")),
        EVERYWHERE,
        "Estates manager (example)",
        "2025-06-02",
        "OGL-UK-3.0",
    )
    ambulance = Body(
        AMBULANCE,
        f"{COUNTY} Ambulance Service NHS Trust",
        "nhs",
        "ambulance trust",
        (f"{COUNTY} Ambulance Service",),
        (("ods", "RZ9"),),
        EVERYWHERE,
    )
    return [council, police, fire, ambulance]


def _district(index: int) -> Body:
    name, kind = DISTRICTS[index]
    full = f"{name} {kind}"
    aliases = [name, full.upper(), f"99U{'ABCDEFGHJKLM'[index]}"]
    codes = (("gss", district_code(index)), ("lgf", f"E{9931 + index}"))
    confirmed = ("Property services (example)", "2025-05-20") if index in (0, 3, 6) else ("", "")
    licence = "OGL-UK-3.0" if index % 3 != 2 else ""
    return Body(
        _slug(full),
        full,
        "council",
        full.removeprefix(name).strip().lower(),
        tuple(aliases),
        codes,
        (index,),
        *confirmed,
        licence,
    )


def _trust(number: int) -> Body:
    part = ("North", "West", "South")[number]
    name = f"{COUNTY} {part} Primary Care Trust"
    codes = (("ods", f"5Z{'ABC'[number]}"),)
    aliases = (f"NHS {COUNTY} {part}", f"{COUNTY} {part} PCT", f"{COUNTY} {part} Teaching PCT")
    return Body(
        f"{_slug(COUNTY)}-{part.lower()}-pct",
        name,
        "nhs",
        "primary care trust",
        aliases,
        codes,
        tuple(range(4 * number, 4 * number + 4)),
    )


def make_bodies() -> list[Body]:
    """County council, twelve districts, three primary care trusts, police, fire, ambulance and a central department."""
    county, *blue_lights = _county_wide()
    department = Body(DEPARTMENT, "Department for Benefits and Work", "other", "central department", ("Benefits and Work",), (), EVERYWHERE)
    return [county, *(_district(index) for index in EVERYWHERE), *(_trust(number) for number in range(3)), *blue_lights, department]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def place_toml(bodies: list[Body], assets_expected: dict[str, int], town_centres: Sequence[str] = ()) -> bytes:
    """place.toml of the example place. `town_centres` are codes of small areas."""
    lines = [
        f"# {FICTION}",
        "# Codes are from ranges that are not in use (E10999…, E07999…, E23999…, E31999…, E99…, 5Z…).",
        "# Postcodes are from letters that no postcode area has (ZA to ZG).",
        f"name = {_quoted(f'{COUNTY} (example, fictional)')}",
        "first_fy = 2023",
        "last_fy = 2024",
        f"town_centres = [{', '.join(map(_quoted, town_centres))}]",
        "",
    ]
    for index, (name, _) in enumerate(DISTRICTS):
        lines += ["[[area]]", f"code = {_quoted(district_code(index))}  # {name}", ""]
    for body in bodies:
        lines += ["[[body]]", f"id = {_quoted(body.body_id)}", f"name = {_quoted(body.name)}"]
        lines += [f"kind = {_quoted(body.kind)}", f"type = {_quoted(body.type)}"]
        lines.append(f"aliases = [{', '.join(map(_quoted, body.aliases))}]")
        lines.append("codes = { " + ", ".join(f"{kind} = {_quoted(code)}" for kind, code in body.codes) + " }")
        if len(body.districts) > 1 and body.body_id != AMBULANCE:  # the ambulance service goes beyond the county
            lines.append(f"areas = [{', '.join(_quoted(district_code(index)) for index in body.districts)}]")
        if body.body_id in assets_expected:
            lines.append(f"assets_expected = {assets_expected[body.body_id]}")
        if body.confirmed_by:
            lines += [f"confirmed_by = {_quoted(body.confirmed_by)}", f"confirmed_on = {body.confirmed_on}"]
        if body.licence:
            lines.append(f"licence = {_quoted(body.licence)}")
        lines.append("")
    for body_id, name, kind in _OF_PEOPLE:
        lines += ["[[body]]", f"id = {_quoted(body_id)}", f"name = {_quoted(name)}", 'kind = "other"', f"type = {_quoted(kind)}", "aliases = []", "codes = {}"]
        lines += [f"areas = [{', '.join(_quoted(district_code(index)) for index in EVERYWHERE)}]", ""]
    for sender, name in _NATIONAL:
        lines += ["[[sender]]", f"id = {_quoted(sender)}", f"name = {_quoted(name)}", 'licence = "OGL-UK-3.0"', ""]
    for successor_id, name, areas in SUCCESSORS:
        lines += ["[[successor]]", f"id = {_quoted(successor_id)}", f"name = {_quoted(name)}"]
        lines += [f"areas = [{', '.join(_quoted(district_code(index)) for index in areas)}]", ""]
    return "\n".join(lines).encode()
