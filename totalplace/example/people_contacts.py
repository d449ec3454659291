"""What the example's people have to do with eight agencies in three years: contacts and spells, and the planted ways between services.

Belongs here: which services there are, who uses them how often, and the journeys whose steps and days between are known. Does not belong here:
what anybody writes of it (people_records, people_files). Numbers of services are drawn for all people at once, in proportion to their needs of that year.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from totalplace.example.bodies import AMBULANCE, COUNTY_COUNCIL, FIRE, POLICE, PROBATION, TREATMENT
from totalplace.example.geography import Floats, Ints
from totalplace.example.people import FIRST_DAY, LAST_DAY, YEARS, Population, picked
from totalplace.example.people_places import INCIDENT_RATIOS

CONTACTS_A_PERSON = 7.5
NHS, HOUSING = "aldermarch-north-pct", "brackmouth-city-council"
# in the order of the layouts of totalplace/sources/contacts
AGENCIES = {
    "police": POLICE, "nhs": NHS, "treatment": TREATMENT, "social_care": COUNTY_COUNCIL, "housing": HOUSING, "fire": FIRE, "probation": PROBATION,
    "ambulance": AMBULANCE,
}  # fmt: skip


@dataclass(frozen=True)
class Service:
    """A service. `rate` is contacts a person on the books in the three years; `days` how long a spell is on average, 0 for a moment.

    `who` may have it; `user_times` how many times as often those with needs from alcohol or drugs do. `unit_days` turns a spell into the
    service's own units (7: weeks). `cost_gbp` is the middle of what the agency states for a unit; without it nothing is stated. `drink` is the share
    of contacts of users and of others put down to alcohol.
    """

    layout: str
    service: str
    rate: float
    who: str = "any"
    user_times: float = 1.0
    days: float = 0.0
    unit_days: int = 0
    cost_gbp: float = 0.0
    cost_spread: float = 0.5
    drink: tuple[float, float] = (0.0, 0.0)
    is_incident: bool = False
    substance: str = ""

    @property
    def states_units(self) -> bool:
        """Probation sends the days of an order, and no number of weeks."""
        return self.unit_days > 0 and self.layout != "probation"


SERVICES: tuple[Service, ...] = (
    Service("nhs", "nhs-outpatient", 1.9),
    Service("nhs", "nhs-ae-attendance", 0.85, user_times=2.5, drink=(0.35, 0.02)),
    Service("nhs", "nhs-emergency-admission", 0.2, user_times=2.0, days=5, cost_gbp=2100, cost_spread=0.8, drink=(0.3, 0.01)),
    Service("nhs", "nhs-elective-admission", 0.08, "adult", days=3, cost_gbp=3900, cost_spread=0.6),
    Service("nhs", "nhs-day-case", 0.2, "adult", cost_gbp=800),
    Service("nhs", "nhs-community", 0.6, "elder"),
    Service("nhs", "nhs-mental-health-contact", 0.35, "adult", user_times=3),
    Service("nhs", "nhs-mental-health-inpatient", 0.006, "adult", user_times=3, days=30, unit_days=1),
    Service("ambulance", "ambulance-conveyance", 0.2, user_times=2, drink=(0.4, 0.03), is_incident=True),
    Service("ambulance", "ambulance-see-and-treat", 0.15, user_times=2, drink=(0.4, 0.03), is_incident=True),
    Service("ambulance", "ambulance-hear-and-treat", 0.08),
    Service("police", "police-antisocial-behaviour", 0.15, "grown", user_times=6, drink=(0.5, 0.12), is_incident=True),
    Service("police", "police-violence", 0.12, "grown", user_times=6, drink=(0.6, 0.15), is_incident=True),
    Service("police", "police-domestic-abuse", 0.09, "adult", user_times=5, drink=(0.5, 0.1), is_incident=True),
    Service("police", "police-drunkenness", 0.06, "adult", user_times=12, is_incident=True, substance="alcohol"),
    Service("police", "police-drug-offence", 0.04, "adult", user_times=12, is_incident=True, substance="drugs"),
    Service("police", "police-theft", 0.1, "grown", user_times=8, is_incident=True),
    Service("police", "police-custody", 0.06, "adult", user_times=8, drink=(0.35, 0.05)),
    Service("police", "police-missing-person", 0.03, "child"),
    Service("police", "police-incident", 0.12, is_incident=True),
    Service("police", "police-other-crime", 0.05, "grown", user_times=4, is_incident=True),
    Service("police", "police-victim", 0.16, user_times=2),
    Service("social_care", "social-care-assessment", 0.12, "adult"),
    Service("social_care", "social-care-home-care", 0.05, "elder", days=200, unit_days=7, cost_gbp=195, cost_spread=0.5),
    Service("social_care", "social-care-residential-home", 0.01, "elder", days=300, unit_days=7, cost_gbp=620, cost_spread=0.25),
    Service("social_care", "social-care-nursing-home", 0.005, "elder", days=300, unit_days=7, cost_gbp=780, cost_spread=0.25),
    Service("social_care", "social-care-direct-payment", 0.008, "adult", days=300, unit_days=7, cost_gbp=230, cost_spread=0.5),
    Service("social_care", "social-care-safeguarding", 0.02, "adult", user_times=2),
    Service("social_care", "social-care-child-in-need", 0.03, "child", days=150, unit_days=7),
    Service("social_care", "social-care-child-protection", 0.01, "child", days=200, unit_days=7),
    Service("social_care", "social-care-child-foster", 0.004, "child", days=300, unit_days=7, cost_gbp=640, cost_spread=0.3),
    Service("social_care", "social-care-child-residential", 0.0006, "child", days=200, unit_days=7, cost_gbp=3200, cost_spread=0.2),
    Service("housing", "housing-tenancy", 0.05, "tenant", days=700, unit_days=7),
    Service("housing", "housing-homeless-application", 0.02, "city adult", user_times=4),
    Service("housing", "housing-temporary-accommodation", 0.015, "city adult", user_times=4, days=40, unit_days=1, cost_gbp=32, cost_spread=0.4),
    Service("housing", "housing-support", 0.02, "city adult", user_times=4, days=150, unit_days=7),
    Service("housing", "housing-antisocial-behaviour", 0.03, "city adult", user_times=3),
    Service("housing", "housing-eviction", 0.003, "tenant", user_times=4),
    Service("fire", "fire-home-visit", 0.045, "adult", user_times=1.5),
    Service("fire", "fire-dwelling", 0.006, "adult", user_times=3, drink=(0.3, 0.05), is_incident=True),
    Service("fire", "fire-special-service", 0.012, is_incident=True),
    Service("fire", "fire-false-alarm", 0.01, "adult", is_incident=True),
    Service("probation", "probation-community-order", 0.02, "adult", user_times=8, days=300, unit_days=7),
    Service("probation", "probation-suspended-sentence", 0.006, "adult", user_times=8, days=300, unit_days=7),
    Service("probation", "probation-rehabilitation-requirement", 0.01, "user", days=180, unit_days=7, drink=(0.6, 0.6)),
    Service("probation", "probation-licence", 0.008, "adult", user_times=8, days=180, unit_days=7),
    Service("probation", "probation-prison", 0.006, "adult", user_times=10, days=110, unit_days=7),
    Service("probation", "probation-report", 0.02, "adult", user_times=8),
    Service("treatment", "treatment-brief-intervention", 0.06, "user", drink=(0.6, 0.6)),
    Service("treatment", "treatment-structured-community", 0.03, "user", days=120, unit_days=7, drink=(0.6, 0.6)),
    Service("treatment", "treatment-opioid-substitution", 0.02, "user", days=250, unit_days=7, substance="drugs"),
    Service("treatment", "treatment-inpatient-detoxification", 0.004, "user", days=10, unit_days=1, drink=(0.7, 0.7)),
    Service("treatment", "treatment-residential-rehabilitation", 0.002, "user", days=80, unit_days=7, drink=(0.6, 0.6)),
    Service("treatment", "treatment-needle-exchange", 0.05, "user", substance="drugs"),
)
# The planted journeys of those with needs from alcohol or drugs: where they begin, and where they go on with which chance after how many days (the middle).
# What is left of the chances is the end of the journey.
JOURNEYS_A_USER = 4.0
ENTRIES = {"ambulance-conveyance": 0.40, "police-custody": 0.30, "treatment-brief-intervention": 0.30}
STEPS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "ambulance-conveyance": (("nhs-ae-attendance", 0.85, 0.0),),
    "nhs-ae-attendance": (("nhs-emergency-admission", 0.35, 1.0), ("treatment-brief-intervention", 0.15, 14.0)),
    "nhs-emergency-admission": (("treatment-brief-intervention", 0.25, 21.0), ("ambulance-conveyance", 0.25, 60.0)),
    "police-custody": (("treatment-brief-intervention", 0.30, 10.0), ("probation-rehabilitation-requirement", 0.30, 45.0)),
    "treatment-brief-intervention": (("treatment-structured-community", 0.60, 14.0),),
    "treatment-structured-community": (("ambulance-conveyance", 0.20, 90.0), ("police-custody", 0.10, 70.0)),
    "probation-rehabilitation-requirement": (("police-custody", 0.20, 80.0),),
}
_MOST_STEPS = 8
_ALCOHOL_SHARE = 0.6  # of journeys; the others are about drugs, a fifth of them about both


def make_contacts(population: Population) -> pl.DataFrame:
    """Every true contact, in an order that says nothing: `person`, layout, agency, service, days, units, stated cost, substance, place, and whether a journey made it."""
    rng = np.random.default_rng([population.seed, 63, population.size])
    who = _who(population)
    drawn = [_drawn(service, number, population, who, rng) for number, service in enumerate(SERVICES)]
    journeys = _journeys(population, rng)
    made = _apart(_possible(pl.concat([*drawn, journeys]), population), rng)
    made = pl.concat([made, _filled(made, population, rng)])
    return _described(made, population, rng)


def _who(population: Population) -> dict[str, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    people = population.people
    age = (FIRST_DAY - people["born_on"].cast(pl.Int32).to_numpy()) / 365.25
    in_city = (people["lad_code"] == population.places.areas["lad_code"][0]).to_numpy()
    user = people["is_user"].to_numpy()
    everybody = np.ones(len(age), dtype=bool)
    adult = age >= 18
    return {
        "any": everybody, "adult": adult, "grown": age >= 12, "child": age < 15, "elder": age >= 65, "user": user, "city adult": adult & in_city,
        "tenant": adult & in_city & people["is_tenant"].to_numpy(),
    }  # fmt: skip


_DRAWN = {"person": pl.Int64, "service_number": pl.Int64, "started": pl.Int64, "journey": pl.Int64, "journey_substance": pl.Int64}


def _drawn(
    service: Service, number: int, population: Population, who: dict[str, "np.ndarray[tuple[int], np.dtype[np.bool_]]"], rng: np.random.Generator
) -> pl.DataFrame:
    """Contacts of one service: so many, each to a person and year in proportion to needs."""
    user = population.people["is_user"].to_numpy()
    weight = population.needs * (who[service.who] * np.where(user, service.user_times, 1.0))[:, None]
    upto = np.cumsum(weight.ravel())
    count = round(service.rate * population.size) if upto[-1] > 0 else 0
    found = np.searchsorted(upto, rng.random(count) * upto[-1], side="right").clip(0, len(upto) - 1)
    person, year = found // YEARS, found % YEARS
    started = FIRST_DAY + year * 365 + rng.integers(0, 365, count)
    return _frame(person, np.full(count, number), started, np.full(count, -1), np.full(count, -1))


def _frame(person: Ints, service: Ints, started: Ints, journey: Ints, substance: Ints) -> pl.DataFrame:
    return pl.DataFrame(dict(zip(_DRAWN, (person, service, started, journey, substance), strict=True)), schema=_DRAWN)


def _journeys(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Journeys from service to service, all walked at once, a step at a time. `journey` numbers them; their substance is 0 alcohol, 1 drugs, 2 both."""
    numbers = {service.service: number for number, service in enumerate(SERVICES)}
    user = population.people["is_user"].to_numpy()
    upto = np.cumsum((population.needs * user[:, None]).ravel())
    count = round(JOURNEYS_A_USER * int(user.sum()))
    found = np.searchsorted(upto, rng.random(count) * upto[-1], side="right").clip(0, len(upto) - 1) if count else np.zeros(0, dtype=np.int64)
    person, year = found // YEARS, found % YEARS
    at = FIRST_DAY + year * 365 + rng.integers(0, 365, count)
    luck = rng.random(count)
    substance = np.where(luck < _ALCOHOL_SHARE, 0, np.where(luck < 1 - (1 - _ALCOHOL_SHARE) / 5, 1, 2))
    names = list(ENTRIES)
    state = np.array([numbers[name] for name in names])[np.searchsorted(np.cumsum([ENTRIES[name] for name in names]), rng.random(count)).clip(0, len(names) - 1)]
    journey = np.arange(count)
    steps = []
    for _ in range(_MOST_STEPS):
        steps.append(_frame(person, state, at, journey, substance))
        following, after = np.full(len(state), -1), np.zeros(len(state))
        chance = rng.random(len(state))
        for name, ways in STEPS.items():
            here = np.flatnonzero(state == numbers[name])
            upto_way = np.cumsum([way[1] for way in ways])
            way = np.searchsorted(upto_way, chance[here], side="right")
            goes = way < len(ways)
            following[here[goes]] = np.array([numbers[way[0]] for way in ways])[way[goes]]
            after[here[goes]] = np.array([way[2] for way in ways])[way[goes]]
        # lognormal days around their middle; 0 stays the same day
        gap = np.round(after * np.exp(0.5 * rng.standard_normal(len(after)))).astype(np.int64)
        goes = (following >= 0) & (at + gap <= LAST_DAY)
        person, state, at, journey, substance = person[goes], following[goes], (at + gap)[goes], journey[goes], substance[goes]
    return pl.concat(steps)


def _possible(made: pl.DataFrame, population: Population) -> pl.DataFrame:
    """What can have happened: after birth, before the person left, within the three years."""
    born = population.people["born_on"].cast(pl.Int32).to_numpy()
    left = population.people["left_on"].cast(pl.Int32).to_numpy()
    person, started = made["person"].to_numpy(), made["started"].to_numpy()
    return made.filter(pl.Series((started >= born[person]) & (started < left[person]) & (started <= LAST_DAY)))


def _apart(made: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """With the day each ends. A spell that would begin while one of the same service runs is left out."""
    days = np.array([service.days for service in SERVICES])[made["service_number"].to_numpy()]
    length = np.where(days > 0, np.maximum(1, np.round(days * rng.gamma(1.6, 1 / 1.6, len(made)))), 0).astype(np.int64)
    made = made.with_columns(ended=(pl.col("started") + pl.Series(length)).clip(upper_bound=LAST_DAY))
    is_spell = pl.Series(days > 0)
    spells = made.filter(is_spell).sort("person", "service_number", "started", maintain_order=True)
    runs = pl.col("ended").cum_max().shift(1).over("person", "service_number")
    return pl.concat([made.filter(~is_spell), spells.filter((pl.col("started") > runs).fill_null(True))])


def _filled(made: pl.DataFrame, population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Outpatient attendances: one for whoever has nothing yet, the rest by lot, up to the number of contacts that is wanted."""
    born = population.people["born_on"].cast(pl.Int32).to_numpy()
    left = population.people["left_on"].cast(pl.Int32).to_numpy()
    known = np.zeros(population.size, dtype=bool)
    known[made["person"].to_numpy()] = True
    wanted = max(0, round(CONTACTS_A_PERSON * population.size) - len(made) - int((~known).sum()))
    person = np.concatenate([np.flatnonzero(~known), rng.integers(0, population.size, wanted)])
    first = np.maximum(FIRST_DAY, born[person])
    last = np.minimum(left[person], LAST_DAY + 1)
    started = (first + np.floor(rng.random(len(person)) * np.maximum(1, last - first))).astype(np.int64)
    nothing = np.full(len(person), -1)
    return _frame(person, np.zeros(len(person), dtype=np.int64), started, nothing, nothing).with_columns(ended="started")


def _described(made: pl.DataFrame, population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Ends, units, stated costs, substances and places of occurrence."""
    count = len(made)
    kind, started, ended = (made[name].to_numpy() for name in ("service_number", "started", "ended"))
    unit_days = np.array([service.unit_days for service in SERVICES])[kind]
    units = np.where(unit_days > 0, np.maximum(1, np.round((ended - started + 1) / np.maximum(unit_days, 1))), 0).astype(np.int64)
    states = np.array([service.states_units for service in SERVICES])[kind]
    middle = np.array([service.cost_gbp for service in SERVICES])[kind]
    spread = np.array([service.cost_spread for service in SERVICES])[kind]
    a_unit = np.round(100 * middle * np.exp(spread * rng.standard_normal(count)))
    pence = (a_unit * np.maximum(units, 1)).astype(np.int64)
    substance = _substances(made, kind, population, rng)
    place = _occurrences(made, kind, substance, population, rng)
    codes = [*population.places.postcodes, None]
    return pl.DataFrame(
        {
            "person": made["person"],
            "layout": picked([service.layout for service in SERVICES], kind),
            "service": picked([service.service for service in SERVICES], kind),
            "started_on": pl.Series(started.astype(np.int32)).cast(pl.Date),
            "ended_on": pl.Series(ended.astype(np.int32)).cast(pl.Date),
            "units": pl.Series(np.where(states, units, 0)).cast(pl.Float64).replace(0.0, None),
            "stated_cost_pence": pl.Series(pence).replace(0, None),
            "substance": picked([None, "alcohol", "drugs", "both"], substance),
            "occurred_postcode": picked(codes, np.where(place < 0, len(codes) - 1, place)),
            "journey": made["journey"].replace(-1, None),
        }
    ).with_columns(agency=pl.col("layout").replace_strict(AGENCIES))


def _substances(made: pl.DataFrame, kind: Ints, population: Population, rng: np.random.Generator) -> Ints:
    """0 none, 1 alcohol, 2 drugs, 3 both: of the service, of the journey, else by the chances of users and of others."""
    luck, second = rng.random(len(made)), rng.random(len(made))
    user = population.people["is_user"].to_numpy()[made["person"].to_numpy()]
    drink = np.array([service.drink for service in SERVICES])[kind]
    is_treatment = np.array([service.who == "user" for service in SERVICES])[kind]
    chance = np.where(user, drink[:, 0], drink[:, 1])
    found = np.where(luck < chance, 1, np.where(is_treatment, np.where(second < 0.8, 2, 3), 0))
    fixed = np.array([{"": 0, "alcohol": 1, "drugs": 2}[service.substance] for service in SERVICES])[kind]
    found = np.where(fixed > 0, fixed, found)
    journey = made["journey_substance"].to_numpy()
    return np.asarray(np.where((journey >= 0) & (fixed == 0), journey + 1, found), dtype=np.int64)


def _occurrences(made: pl.DataFrame, kind: Ints, substance: Ints, population: Population, rng: np.random.Generator) -> Ints:
    """The number of the postcode where an incident happened, -1 for what is none: at home, but those from alcohol where the planted effects put them."""
    count = len(made)
    places = population.places
    incident = np.array([service.is_incident for service in SERVICES])[kind]
    number = {code: at for at, code in enumerate(places.postcodes)}
    home = np.array([number[code] for code in population.people["postcode"].to_list()])[made["person"].to_numpy()]
    upto: Floats = np.cumsum(places.weights(INCIDENT_RATIOS))
    area = np.searchsorted(upto, rng.random(count) * upto[-1]).clip(0, len(upto) - 1)
    away = places.drawn_postcodes(area, rng)
    from_drink = (substance == 1) | (substance == 3)
    return np.asarray(np.where(~incident, -1, np.where(from_drink, away, home)), dtype=np.int64)
