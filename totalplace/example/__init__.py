"""The example place: a fictional county whose bodies send files with planted, known faults and known answers.

Belongs here: the one entry, make_example. Does not belong here: reading any of it; the pipeline must not import this.

A place folder has place.toml, inbox/, reference/, protected/ and agreements/ (files about people, all of them invented) and, beside them, truth/ (see truth.py
for its format) and later/ (files that arrive later: a register published again with other asset codes), which the pipeline does not read. The same scale, seed
and number of people give the same bytes.
"""

from pathlib import Path

from totalplace.example.bodies import PROBATION, TREATMENT, make_bodies, place_toml
from totalplace.example.buildings import make_assets
from totalplace.example.contracts import write_contracts
from totalplace.example.estate_answers import write_estate_answers
from totalplace.example.gateway import ANSWERS as GATEWAY_ANSWERS
from totalplace.example.gateway import write_gateway
from totalplace.example.geography import make_geography
from totalplace.example.grants import ANSWERS, write_grants
from totalplace.example.homes import make_homes, write_homes
from totalplace.example.hubs import make_hubs, write_hubs
from totalplace.example.ledgers import Ledgers
from totalplace.example.licences import write_licences
from totalplace.example.lists import Lists
from totalplace.example.more_buildings import write_more_buildings
from totalplace.example.one_estate import make_one_estate, write_one_estate
from totalplace.example.others import make_others
from totalplace.example.outcomes import ANSWERS as OUTCOME_ANSWERS
from totalplace.example.outcomes import write_outcomes
from totalplace.example.outturn import Outturn
from totalplace.example.payments import Payments
from totalplace.example.people import SMALL_SIZE, make_population
from totalplace.example.people_files import write_people
from totalplace.example.people_places import make_places
from totalplace.example.provision import write_provision
from totalplace.example.reference import write_reference
from totalplace.example.refused import write_refused
from totalplace.example.registers import Registers
from totalplace.example.returns import Returns
from totalplace.example.scenarios import write_scenarios
from totalplace.example.scrutiny import write_scrutiny
from totalplace.example.sector import write_sector
from totalplace.example.spending_returns import SpendingReturns
from totalplace.example.truth import Truth, write_answers
from totalplace.example.words import FICTION
from totalplace.example.write import put

EVERY_FAULT_FROM_SCALE = 0.5  # in a smaller place some faults find no line


def make_example(folder: Path, *, scale: float = 1.0, seed: int = 2009, people: int = SMALL_SIZE) -> None:
    """Write the example place into a folder that is empty or does not exist.

    Scale 1 has some 1,500 assets and 12,000 payment lines; the county and its postcodes are the same at every scale. `people` is how many are on the
    books of eight agencies (people.py); with none there are no files about people.
    """
    if scale <= 0:
        raise ValueError("The scale of the example place must be above nought; 1 is the usual size.")
    if people < 0:
        raise ValueError("The number of people of the example place cannot be below nought; with 0 there are no files about people.")
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(
            f"{folder} is not empty: choose a new folder for the example place, or remove this one first."
        )
    truth = Truth()
    geography = make_geography(seed)
    bodies = make_bodies()
    assets = make_assets(geography, bodies, scale, seed)
    others = make_others(geography, assets, scale, seed)
    homes = make_homes(geography, bodies, assets, others, scale, seed)
    hubs = make_hubs(geography, bodies, [*assets, *others.all, *homes.all], seed)
    one_estate = make_one_estate(geography, bodies, [*assets, *others.all, *homes.all, *hubs.all], seed)
    expected: dict[str, int] = {}
    for asset in (*assets, *hubs.all, *one_estate.all):
        expected[asset.body_id] = expected.get(asset.body_id, 0) + 1
    places = make_places(geography, seed)
    put(folder / "place.toml", place_toml(bodies, expected, places.town_centres))
    put(
        folder / "README.txt",
        f"{FICTION}\nMade by totalplace {scale=:g} {seed=}. truth/ holds the known answers.\n".encode(),
    )
    write_reference(folder, geography, truth, seed)
    Registers(folder, truth, bodies, assets, geography, seed).write_all()
    Lists(folder, truth, bodies, assets, others, geography, seed).write_all()
    write_homes(folder, truth, homes, seed)
    returns = Returns(folder, truth, bodies, assets, seed)
    returns.write_all()
    in_the_way = write_more_buildings(folder, truth, returns, bodies, [*one_estate.all, *hubs.all], seed)
    write_hubs(folder, truth, hubs)
    write_one_estate(folder, truth, one_estate, in_the_way)
    write_estate_answers(folder / "truth", one_estate, geography, [*assets, *hubs.all])
    payments = Payments(folder, truth, bodies, scale, seed)
    payments.write_all()
    ledgers = Ledgers(folder, truth, bodies, seed)
    ledgers.write_all()
    Outturn(folder, truth, bodies, seed).write_all()
    SpendingReturns(folder, truth, bodies, seed).write_all()
    contracts = write_contracts(folder, truth, bodies, seed)
    grants = write_grants(folder, truth, bodies, seed)
    outcomes = write_outcomes(folder, truth, seed)
    write_provision(folder, truth, seed)
    joint, gateway = write_gateway(folder, truth, seed)
    write_sector(folder, truth, geography, seed)
    write_licences(folder, truth, bodies, geography, places, seed)
    write_refused(folder, truth, bodies, seed)
    write_scenarios(folder)
    write_scrutiny(folder)
    if people:
        write_people(folder, make_population(geography, people, seed))
    truth.write(folder / "truth", [*assets, *others.all, *homes.all, *hubs.all, *one_estate.all], [*(body.body_id for body in bodies), TREATMENT, PROBATION], payments.spellings())
    write_answers(folder / "truth" / "contracts.csv", ["body_id", "purpose", "supplier", "annual_gbp", "ends_on", "is_small_firm"], contracts)
    write_answers(folder / "truth" / "outcomes.csv", OUTCOME_ANSWERS, outcomes)
    write_answers(folder / "truth" / "grants.csv", ANSWERS, [*grants, *joint])
    write_answers(folder / "truth" / "grants_gateway.csv", GATEWAY_ANSWERS, gateway)
    write_answers(folder / "truth" / "payments_to_check.csv", ["body_id", "type", "transactions", "amount_gbp"], ledgers.answers)
