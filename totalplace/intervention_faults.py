"""What is wrong with the interventions of a pooled budget, and with how they are appraised.

Belongs here: a sentence for each such fault, and the entry where it is; among them the refusal to use a result where it was not measured.
Does not belong here: the agreement itself (scenario_faults.py), what a benefit comes to (analysis/appraisal.py).
"""

from collections.abc import Iterator

from totalplace.place import Body, Place
from totalplace.scenario_faults import each_year
from totalplace.scenario_schema import Benefit, Intervention, Scenario, input_names, uncertain_inputs
from totalplace.words import plural
from totalplace.written_files import Fault

_NAMES_LISTED = 8
_NO_MORE_THAN_ONE = ("effect_range", "deadweight_range", "cashable_range")


def intervention_faults(scenario: Scenario, place: Place) -> Iterator[Fault]:
    """Every fault of interventions, benefits and [appraisal]."""
    if scenario.last_fy < scenario.first_fy:
        return  # told already, and no list of years can be judged
    yield from _appraisal_faults(scenario, place)
    bodies = {body.id for body in place.body}
    seen: set[str] = set()
    ranged: dict[str, str] = {}
    for number, entry in enumerate(scenario.intervention):
        where = ("intervention", number)
        if entry.id in seen:
            yield where, f"the id '{entry.id}' is that of another intervention already. Give each its own."
        seen.add(entry.id)
        yield from ((where, sentence) for sentence in _payer_faults(scenario, entry, bodies))
        if entry.purpose is not None and entry.cost_range_share is not None:
            if entry.purpose in ranged:
                yield where, f"what the pool spends on '{entry.purpose}' has a cost_range_share already, under '{ranged[entry.purpose]}': a purpose has one cost. Take this one out."
            ranged.setdefault(entry.purpose, entry.id)
        yield from ((where, sentence) for sentence in _unknown_bodies(entry.covers, bodies, "covers"))
        yield from _benefit_faults(scenario, number, entry, bodies)
    for uncertain in uncertain_inputs(scenario):
        if not uncertain.low <= uncertain.likely <= uncertain.high:
            yield uncertain.position, f"{uncertain.field} goes from {uncertain.low} to {uncertain.high}, and does not hold {uncertain.likely}, the value itself."
        elif uncertain.low < (-1 if uncertain.field.endswith("range_share") else 0) or (uncertain.field in _NO_MORE_THAN_ONE and uncertain.high > 1):
            yield uncertain.position, f"{uncertain.field} goes from {uncertain.low} to {uncertain.high}: {'a share lies between 0 and 1' if uncertain.field in _NO_MORE_THAN_ONE else 'it would fall below nothing'}."


def _appraisal_faults(scenario: Scenario, place: Place) -> Iterator[Fault]:
    appraisal = scenario.appraisal
    if appraisal.horizon_years is not None and appraisal.horizon_years < len(scenario.years):
        yield ("appraisal", "horizon_years"), f"{plural(appraisal.horizon_years, 'year')} are looked at, and the pool runs for {len(scenario.years)}: its costs would be left out. Give {len(scenario.years)} or more."
    elsewhere = list(_used_elsewhere(scenario, place))
    if appraisal.outside_sample is None:
        for number, sentence in elsewhere:
            yield ("intervention", number), f'{sentence} Such a result is not used, unless [appraisal] says in outside_sample = "…" why it may hold here; these words are printed with every result.'
    elif not elsewhere:
        yield ("appraisal", "outside_sample"), "every result is used where it was measured, and these words would be printed with each as if it were not. Take outside_sample out."
    # by distributions every input has a range, that of its evidence where the file gives none
    names = set(input_names(scenario)) if appraisal.uncertainty == "distributions" else {entry.name for entry in uncertain_inputs(scenario)}
    pairs: set[frozenset[str]] = set()
    for position, pair in enumerate(appraisal.correlation):
        where = ("appraisal", "correlation", position)
        for name in (pair.left, pair.right):
            if name not in names:
                yield where, f"'{name}' is no input with a range. There are: {_listed(names) or 'none'}."
        if pair.left == pair.right:
            yield where, f"'{pair.left}' goes with itself. Name two inputs."
        elif frozenset((pair.left, pair.right)) in pairs:
            yield where, f"'{pair.left}' and '{pair.right}' have a correlation already. Take one out."
        pairs.add(frozenset((pair.left, pair.right)))


def _payer_faults(scenario: Scenario, entry: Intervention, bodies: set[str]) -> Iterator[str]:
    """Who pays for it, and how much: the pool through a purpose, or a body outside it."""
    purposes = {purpose.id for purpose in scenario.purpose}
    if (entry.purpose is None) == (entry.cost_gbp is None):
        yield "an intervention either has a purpose, whose spending by the pool is its cost, or cost_gbp with paid_by, where it is paid outside the pool."
        return
    if entry.purpose is not None:
        if entry.purpose not in purposes:
            yield f"there is no [[purpose]] '{entry.purpose}'. There are: {_listed(purposes)}."
        if entry.paid_by is not None:
            yield "what the pool pays for through a purpose is paid by nobody else. Take paid_by out."
        return
    if entry.paid_by is None:
        yield "cost_gbp is paid outside the pool, and paid_by does not say by which body."
    else:
        yield from _unknown_bodies((entry.paid_by,), bodies, "paid_by")
    if fault := each_year(scenario, entry.cost_gbp, "cost_gbp"):
        yield fault


def _benefit_faults(scenario: Scenario, number: int, entry: Intervention, bodies: set[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, benefit in enumerate(entry.benefit):
        where = ("intervention", number, "benefit", position)
        if benefit.id in seen:
            yield where, f"the id '{benefit.id}' is that of another benefit of '{entry.id}' already. Give each its own."
        seen.add(benefit.id)
        if fault := each_year(scenario, benefit.people, "people"):
            yield where, fault
        yield from ((where, sentence) for sentence in _brings_nothing(scenario, benefit))
        yield from ((where, sentence) for sentence in _cash_faults(entry, benefit, bodies))


def _brings_nothing(scenario: Scenario, benefit: Benefit) -> Iterator[str]:
    """What stands in the file as a benefit, and can never be one."""
    people = benefit.people if isinstance(benefit.people, tuple) else (benefit.people,)
    if not any(people):
        yield "it reaches nobody in any year (people is 0), and brings nothing. Give how many are reached, or take the benefit out."
    horizon = scenario.appraisal.horizon_years
    if horizon is not None and benefit.lag_years >= horizon:
        yield f"it begins {plural(benefit.lag_years, 'year')} after what brings it, and {plural(horizon, 'year')} are looked at: nothing of it would be counted. Give a longer horizon_years, or take the benefit out."


def _cash_faults(entry: Intervention, benefit: Benefit, bodies: set[str]) -> Iterator[str]:
    """Whose purse it is, and what has to happen before cash is saved."""
    if benefit.body is not None:
        unknown = list(_unknown_bodies((benefit.body,), bodies, "body"))
        yield from unknown
        if not unknown and benefit.body not in entry.covers:
            yield f"it is said to save {benefit.body} money, and the evidence does not cover {benefit.body} (covers has {_listed(set(entry.covers))}). Leave body out, so that it counts for society alone, or name evidence that covers it."
    elif benefit.cashable_share:
        yield "a cashable_share without a body is nobody's cash. Name the body, or take it out."
    elif benefit.is_transfer:
        yield "a transfer that is in no body's purse is worth nothing to anybody: name the body, or take the benefit out."
    if benefit.cashable_share and (benefit.cash_step_gbp is None or benefit.cash_step is None):
        yield "cash is saved in steps alone, when a ward, a post or a lease goes: give cash_step_gbp (a year) and cash_step (what it is), or cashable_share = 0."
    if not benefit.cashable_share and (benefit.cash_step_gbp is not None or benefit.cash_step is not None):
        yield "cash_step_gbp and cash_step mean nothing where cashable_share is 0."
    if benefit.is_transfer and benefit.social_value_gbp:
        yield "a transfer is worth nothing to society: what one gains another loses. Take social_value_gbp out, or is_transfer."


def _unknown_bodies(given: tuple[str, ...], bodies: set[str], field: str) -> Iterator[str]:
    for body_id in given:
        if body_id not in bodies:
            yield f"{field} names '{body_id}', which is no [[body]] of place.toml. It has {_listed(bodies)}. Write one of these, or add the body to place.toml."


def _listed(names: set[str]) -> str:
    known = sorted(names)
    return ", ".join(known[:_NAMES_LISTED]) + (f" and {len(known) - _NAMES_LISTED} more" if len(known) > _NAMES_LISTED else "")


def _codes(body: Body) -> set[str]:
    """The areas that a body serves, by their codes."""
    return {*body.areas, *([body.codes.gss] if body.codes.gss else [])}


def _used_elsewhere(scenario: Scenario, place: Place) -> Iterator[tuple[int, str]]:
    """Interventions whose evidence is from outside the place, or from less of it than where they are used."""
    by_id = {body.id: body for body in place.body}
    by_gss = {body.codes.gss: body for body in place.body if body.codes.gss}
    districts = {area.code for area in place.area if area.code is not None}
    known = districts | {code for body in place.body for code in _codes(body)} | set(by_id)

    def districts_of(named: tuple[str, ...]) -> set[str]:
        served = {code for name in named for body in (by_id.get(name) or by_gss.get(name),) if body is not None for code in _codes(body)}
        codes = served | set(named)
        # a county named by its own code is its districts together
        return {code for code in districts if code in codes or ((whole := by_gss.get(code)) is not None and whole.areas and set(whole.areas) <= codes)}

    for number, entry in enumerate(scenario.intervention):
        strangers = [name for name in entry.sampled_in if name not in known]
        unknown = [name for name in entry.used_in or () if name not in known]
        used = districts if entry.used_in is None else districts_of(entry.used_in)
        beyond = used - districts_of(entry.sampled_in)
        if strangers:
            yield number, f"it was measured in {', '.join(strangers)}, which is no area or body of place.toml."
        elif unknown:
            yield number, f"it is used in {', '.join(unknown)}, which is no area or body of place.toml."
        elif beyond:
            yield number, f"it was measured in {', '.join(entry.sampled_in)}, and is used in {_listed(beyond)} as well. Name in used_in where it is done, if that is less than the place."
