"""The example's people: the same every time, nobody real, with the slips, ways and effects that are said to be planted.

Belongs here: checks of what is made against what is said of it. Does not belong here: what the pipeline makes of it.
"""

import numpy as np
import polars as pl
import pytest

from totalplace.example import people_truth as truth
from totalplace.example.geography import Geography, make_geography
from totalplace.example.people import ENDS_ON, SMALL_SIZE, STARTS_ON, Population, make_population
from totalplace.example.people_contacts import AGENCIES, CONTACTS_A_PERSON, SERVICES, STEPS
from totalplace.example.people_places import INCIDENT_RATIOS
from totalplace.example.people_records import PSEUDONYMISED, Written, make_frames, make_written
from totalplace.reference import service_table, unit_cost_table

SEED = 2009


@pytest.fixture(scope="module")
def geography() -> Geography:
    return make_geography(SEED)


@pytest.fixture(scope="module")
def population(geography: Geography) -> Population:
    return make_population(geography, SMALL_SIZE, SEED)


@pytest.fixture(scope="module")
def written(population: Population) -> Written:
    return make_written(population)


def test_the_same_people_every_time_and_others_for_another_seed(geography: Geography, population: Population, written: Written) -> None:
    again = make_written(make_population(geography, SMALL_SIZE, SEED))
    assert again.records.equals(written.records)
    assert again.contacts.equals(written.contacts)
    assert not make_population(geography, SMALL_SIZE, SEED + 1).people.equals(population.people)


def test_as_many_people_and_contacts_as_asked_for_and_everybody_has_one(population: Population, written: Written) -> None:
    assert len(population.people) == SMALL_SIZE
    assert len(written.contacts) == CONTACTS_A_PERSON * SMALL_SIZE
    assert written.contacts["person"].n_unique() == SMALL_SIZE
    assert set(written.contacts["agency"]) == set(AGENCIES.values())


def test_nhs_numbers_are_distinct_valid_and_from_a_range_that_is_not_issued(population: Population) -> None:
    numbers = population.people["nhs_number"].to_list()
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert len(number) == 10
        assert number.startswith("999")
        total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
        assert (11 - total % 11) % 11 == int(number[9])


def test_nothing_happens_before_birth_outside_the_years_or_within_a_spell_of_the_same_service(population: Population, written: Written) -> None:
    contacts = written.contacts.join(population.people.select("person", "born_on", "left_on"), on="person")
    assert contacts.filter(pl.col("started_on") < pl.col("born_on")).is_empty()
    assert contacts.filter((pl.col("started_on") < STARTS_ON) | (pl.col("ended_on") > ENDS_ON) | (pl.col("ended_on") < pl.col("started_on"))).is_empty()
    spells = {service.service for service in SERVICES if service.days}
    ordered = contacts.filter(pl.col("service").is_in(list(spells))).sort("person", "service", "started_on")
    before = pl.col("ended_on").shift(1).over("person", "service")
    assert ordered.filter(pl.col("started_on") <= before).is_empty()


def test_slips_are_there_and_pseudonyms_stand_for_names(population: Population, written: Written) -> None:
    records = written.records.join(population.people, on="person", suffix="_true")
    named = records.filter(~pl.col("is_pseudonym"))
    hidden = records.filter(pl.col("is_pseudonym"))
    assert set(hidden["agency"]) == {PSEUDONYMISED}
    assert hidden.select("forename", "surname", "born_on", "postcode", "nhs_number").null_count().row(0) == (len(hidden),) * 5
    assert hidden["person_reference"].n_unique() == hidden["person"].n_unique()
    swapped = pl.col("born_on").dt.day().eq(pl.col("born_on_true").dt.month()) & pl.col("born_on").dt.month().eq(pl.col("born_on_true").dt.day())
    slips = {
        "forename": (pl.col("forename") != pl.col("forename_true"), 0.04, 0.12),
        "short": ((pl.col("forename") == pl.col("short_forename")), 0.01, 0.05),
        "names the other way round": ((pl.col("forename") == pl.col("surname_true")) & (pl.col("surname") == pl.col("forename_true")), 0.001, 0.015),
        "birth date": (pl.col("born_on") != pl.col("born_on_true"), 0.005, 0.03),
        "day and month": ((pl.col("born_on") != pl.col("born_on_true")) & swapped, 0.001, 0.01),
        "no birth date": (pl.col("born_on").is_null(), 0.005, 0.03),
        "no postcode": (pl.col("postcode").is_null(), 0.01, 0.05),
        "another postcode": (pl.col("postcode") != pl.col("postcode_true"), 0.02, 0.08),
        "earlier surname": ((pl.col("surname") == pl.col("earlier_surname")) & (pl.col("surname") != pl.col("surname_true")), 0.003, 0.03),
        "no NHS number": (pl.col("nhs_number").is_null(), 0.3, 0.7),
    }
    for name, (is_slip, least, most) in slips.items():
        share = named.filter(is_slip).height / len(named)
        assert least < share < most, f"{name}: {share:.4f}"
    references = named.group_by("agency", "person").len()
    assert 0.005 < (references["len"] > 1).mean() < 0.05, "double entries within an agency"  # type: ignore[operator]
    twins = population.people.filter("is_twin").group_by("household", "born_on", "postcode").len()
    assert len(twins) > 3
    assert (twins["len"] >= 2).all()


def test_the_planted_ways_are_walked_as_often_and_as_fast_as_said(geography: Geography) -> None:
    journeys = make_written(make_population(geography, 20_000, SEED)).contacts.filter(pl.col("journey").is_not_null()).sort("journey", "started_on", maintain_order=True)
    steps = truth.next_steps(journeys.with_columns(person=pl.col("journey")))
    left = journeys.group_by("service").len()
    for service, ways in STEPS.items():
        started = left.filter(pl.col("service") == service)["len"].item()
        for to_service, chance, days in ways:
            found = steps.filter(pl.col("service") == service, pl.col("to_service") == to_service)
            # some journeys are cut off by the end of the three years, by death, or by a spell that is still running
            assert 0.6 * chance < found["steps"].item() / started < 1.1 * chance, (service, to_service)
            assert abs(found["median_days"].item() - days) <= 0.25 * days + 1, (service, to_service)


def test_a_few_hold_much_of_the_cost_and_fewer_of_them_do_so_again(population: Population, written: Written) -> None:
    by_person = truth.costs(written.contacts, service_table(), unit_cost_table()).group_by("person", "period").agg(pl.col("pence").sum())
    members = truth.members(written.contacts, population.people, 2023, ("alcohol", "drugs", "both"))
    of_cohort = by_person.filter(pl.col("period") == 2023).join(members, on="person")
    assert 200 < len(of_cohort) < 600
    assert 0.55 < truth.top_share(of_cohort["pence"].to_numpy(), 0.2) < 0.72, "the stated four fifths are not borne out"
    stayed, before, after = truth.stays_at_top(by_person, 2023)
    assert 0.3 < stayed < 0.7, "far more than a fifth by lot, far fewer than all"
    assert 0.3 < after / before < 0.8, "back towards the mean"


def test_incidents_from_drink_happen_where_the_planted_effects_put_them(geography: Geography) -> None:
    """The multiples for each licence and for deprivation come back from a regression with all of them, by plain least squares on expected counts."""
    written = make_written(make_population(geography, 40_000, SEED))
    places = make_population(geography, 10, SEED).places
    area_of = dict(zip(places.postcodes, geography.lsoa_of_cell[geography.postcodes.cell].tolist(), strict=True))
    from_drink = written.contacts.filter(pl.col("substance").is_in(["alcohol", "both"]), pl.col("occurred_postcode").is_not_null())
    counts = np.bincount([area_of[code] for code in from_drink["occurred_postcode"].to_list()], minlength=len(places.areas))
    areas = places.areas.with_columns(count=pl.Series(counts)).filter(pl.col("postcodes") > 0)
    columns = ["on", "off", "both", "deprivation_sd", "is_town_centre"]
    design = np.column_stack([np.ones(len(areas)), *(areas[name].cast(pl.Float64).to_numpy() for name in columns)])
    offset = np.log(areas["residents"].to_numpy())
    found, error = _poisson(design, areas["count"].to_numpy().astype(float), offset)
    for name, at in (("on", 1), ("off", 2), ("both", 3), ("deprivation", 4), ("town centre", 5)):
        assert abs(found[at] - np.log(INCIDENT_RATIOS[name])) < 3 * error[at], name
    assert error[1:4].max() < 0.02
    for name, at in (("on", 1), ("off", 2), ("both", 3)):
        bare, bare_error = _poisson(design[:, [0, at]], areas["count"].to_numpy().astype(float), offset)
        assert bare[1] - np.log(INCIDENT_RATIOS[name]) > 5 * bare_error[1], f"by itself, {name} looks worse than it is"


def _poisson(design: np.ndarray, counts: np.ndarray, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Coefficients and standard errors of a Poisson regression, by Newton's steps."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(counts.sum()) - np.log(np.exp(offset).sum())
    for _ in range(30):
        mean = np.exp(design @ beta + offset)
        information = design.T @ (design * mean[:, None])
        beta = beta + np.linalg.solve(information, design.T @ (counts - mean))
    return beta, np.sqrt(np.diag(np.linalg.inv(information)))


def test_frames_have_the_columns_that_linking_and_costing_read(population: Population) -> None:
    frames = make_frames(population)
    assert frames.records["record_no"].to_list() == list(range(len(frames.records)))
    assert frames.contacts["contact_no"].to_list() == list(range(len(frames.contacts)))
    assert frames.contacts["record_no"].max() < len(frames.records)  # type: ignore[operator]
    assert len(frames.person_of_record) == len(frames.records)
    assert not frames.records["postcode"].drop_nulls().str.contains(" ").any()
    perfect = truth.score(frames.person_of_record, frames.person_of_record)
    apart = truth.score(frames.person_of_record, frames.records["record_no"])
    assert (perfect.precision, perfect.recall) == (1.0, 1.0)
    assert apart.recall == 0.0
