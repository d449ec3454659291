"""What may stand in scenarios/*.toml: an agreement on a pooled budget, and what is done with the money.

Belongs here: the entries, their types and units, and what of them is uncertain. Does not belong here: reading a file (scenarios.py),
what contradicts itself (scenario_faults.py, intervention_faults.py), or working it out (analysis/).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from totalplace.place import Identifier
from totalplace.written_files import Strict, Words

Money = Annotated[Decimal, Field(ge=0, decimal_places=2, max_digits=16)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Index = Annotated[Decimal, Field(gt=0)]
LegalForm = Literal["section 75", "pooled", "aligned", "single vehicle"]
Rule = Literal["fixed", "share of lines", "per head", "need-weighted", "outturn share", "top-slice"]
Remedy = Literal["risk pool", "uncommitted", "partners"]
DIVIDING: tuple[Rule, ...] = ("need-weighted", "outturn share")
Grade = Annotated[int, Field(ge=1, le=5)]
People = Annotated[int, Field(ge=0)]
Number = Annotated[Decimal, Field(ge=0)]
Discounting = Literal["social", "health"]
Uncertainty = Literal["optimism bias", "distributions"]


class Line(Strict):
    """A line of the count of the partner's own spending, by count_id or by what tells it from the others."""

    count_id: int | None = None
    line: Words | None = None
    account: Words | None = None
    cofog: Words | None = None
    source_return: Words | None = None
    share: Share | None = None
    ring_fence: Identifier | None = None  # purpose that its money is locked to
    free_because: Words | None = None  # of a line in ref.ring_fence that is not locked: why it may be used freely
    excluded: bool = False  # of a top-slice: not touched
    committed_share: Share | None = None


class Partner(Strict):
    """Who pays, and by which rule."""

    body: Identifier
    rule: Rule
    amount_gbp: Money | tuple[Money, ...] | None = None
    share: Share | None = None
    gbp_per_head: Money | None = None
    people: Annotated[int, Field(gt=0)] | None = None
    people_source: Words | None = None
    need_index: Index = Decimal(1)
    line: tuple[Line, ...] = ()
    indexed: bool | None = None
    cap_gbp: Money | None = None
    collar_gbp: Money | None = None
    risk_share: Share | None = None
    gain_share: Share | None = None
    no_longer_pays_gbp: Money | tuple[Money, ...] = Decimal(0)  # nominal, a year: what it stops paying itself, as the pool pays for it

    @property
    def is_indexed(self) -> bool:
        """A fixed sum stays what it is unless the file says otherwise; all else follows the agreed indexation."""
        return self.rule != "fixed" if self.indexed is None else self.indexed


class Purpose(Strict):
    """What the pool spends on. `variance_share`: by how much spending goes beyond the plan (below nought: stays under it)."""

    id: Identifier
    name: Words
    spend_gbp: Money | tuple[Money, ...] | None = None
    spend_share: Share | None = None
    variance_share: Annotated[Decimal, Field(ge=-1, le=10)] | tuple[Annotated[Decimal, Field(ge=-1, le=10)], ...] = Decimal(0)
    overspend: Literal["variable", "fixed"] = "variable"
    uncommitted_share: Share = Decimal(0)


class OtherIncome(Strict):
    """Money from somebody who is no partner: a grant of the government, fees."""

    from_whom: Words
    fy: int
    amount_gbp: Money
    purpose: Identifier | None = None


class Fee(Strict):
    """What the host takes for holding the pool."""

    fixed_gbp: Money = Decimal(0)
    share_of_spend: Share = Decimal(0)


class Vat(Strict):
    """How much of the spending bears VAT, and how much of that the host recovers."""

    taxable_share: Share = Decimal(0)
    recoverable_share: Share | None = None


class RiskPool(Strict):
    """Money set aside each year, out of what is not locked, until the target stands; spent on overspends alone."""

    target_gbp: Money
    share_of_contributions: Share


class Correlation(Strict):
    """Two uncertain inputs that go together (above nought), or against each other."""

    left: Words
    right: Words
    value: Annotated[Decimal, Field(ge=-1, le=1)]


class Appraisal(Strict):
    """How what the pool is worth is reckoned."""

    price_fy: Annotated[int, Field(ge=1990, le=2100)] | None = None
    horizon_years: Annotated[int, Field(ge=1, le=125)] | None = None  # from first_fy on
    discounting: Discounting = "social"
    uncertainty: Uncertainty = "optimism bias"
    outside_sample: Words | None = None
    shock_share: Share | None = None
    correlation: tuple[Correlation, ...] = ()


class Benefit(Strict):
    """What an intervention brings. A range has the low and the high value; of people as a share beside 0."""

    id: Identifier
    name: Words
    body: Identifier | None = None  # whose costs fall; none: worth to society alone
    cohort: Words
    people: People | tuple[People, ...]
    reach_share: Share = Decimal(1)
    events_per_head: Number  # a year, without it
    effect_share: Share
    deadweight_share: Share
    lag_years: Annotated[int, Field(ge=0, le=60)] = 0
    lasts_years: Annotated[int, Field(ge=1, le=125)] = 1
    evidence: Grade
    unit_cost_gbp: Money
    unit_cost_source: Words
    social_value_gbp: Money | None = None
    is_transfer: bool = False
    discounting: Discounting | None = None  # of its worth to society; none: as the appraisal
    cashable_share: Share = Decimal(0)
    cash_step_gbp: Annotated[Decimal, Field(gt=0, decimal_places=2, max_digits=16)] | None = None  # a year
    cash_step: Words | None = None
    people_range_share: tuple[Decimal, Decimal] | None = None
    events_range: tuple[Decimal, Decimal] | None = None
    effect_range: tuple[Decimal, Decimal] | None = None
    deadweight_range: tuple[Decimal, Decimal] | None = None
    unit_cost_range: tuple[Decimal, Decimal] | None = None
    cashable_range: tuple[Decimal, Decimal] | None = None

    @property
    def social_gbp(self) -> Decimal:
        """What an event avoided is worth to society: a transfer is worth nothing to it."""
        if self.is_transfer:
            return Decimal(0)
        return self.unit_cost_gbp if self.social_value_gbp is None else self.social_value_gbp


class Intervention(Strict):
    """What is done, and what is known of it. The pool pays for it through a purpose, or a body outside the pool."""

    id: Identifier
    name: Words
    purpose: Identifier | None = None
    cost_gbp: Money | tuple[Money, ...] | None = None
    paid_by: Identifier | None = None
    evidence: Grade
    counterfactual: Words
    sample: Words
    sample_size: Annotated[int, Field(gt=0)]
    sampled_in: Annotated[tuple[Words, ...], Field(min_length=1)]
    used_in: Annotated[tuple[Words, ...], Field(min_length=1)] | None = None  # none: in the whole place
    covers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    cost_range_share: tuple[Decimal, Decimal] | None = None
    benefit: tuple[Benefit, ...] = ()


class Scenario(Strict):
    """The whole of a file."""

    name: Words
    theme: Words
    note: str = ""
    legal_form: LegalForm
    power: Words | None = None
    host: Identifier
    first_fy: Annotated[int, Field(ge=1990, le=2100)]
    last_fy: Annotated[int, Field(ge=1990, le=2100)]
    base_fy: Annotated[int, Field(ge=1990, le=2100)]
    base_measure: Literal["outturn", "budget"] = "outturn"
    economic: Literal["revenue", "capital"] = "revenue"
    indexation_share: Annotated[Decimal, Field(gt=-1, le=1)] = Decimal(0)
    opening_gbp: Money = Decimal(0)
    divide_gbp: Money | tuple[Money, ...] | None = None
    overspend: tuple[Remedy, ...] = ("risk pool", "uncommitted", "partners")
    underspend: Literal["carry forward", "return"] = "carry forward"
    at_end: Literal["carry forward", "return"] = "return"
    fee: Fee = Fee()
    vat: Vat = Vat()
    risk_pool: RiskPool | None = None
    purpose: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    partner: Annotated[tuple[Partner, ...], Field(min_length=1)]
    other_income: tuple[OtherIncome, ...] = ()
    appraisal: Appraisal = Appraisal()
    intervention: tuple[Intervention, ...] = ()

    @property
    def years(self) -> range:
        return range(self.first_fy, self.last_fy + 1)

    @property
    def power_id(self) -> str | None:
        return "section 75" if self.legal_form == "section 75" else self.power

    @property
    def price_fy(self) -> int:
        return self.base_fy if self.appraisal.price_fy is None else self.appraisal.price_fy

    @property
    def horizon(self) -> range:
        """The years looked at: as stated, else the pool's and those in which something of it lasts."""
        if self.appraisal.horizon_years is not None:
            return range(self.first_fy, self.first_fy + self.appraisal.horizon_years)
        longest = max((benefit.lag_years + benefit.lasts_years - 1 for entry in self.intervention for benefit in entry.benefit), default=0)
        return range(self.first_fy, self.last_fy + longest + 1)

    def in_year(self, given: Any, fy: int) -> Any:
        """Of what is given once for all years or once a year: that of the year."""
        return given[fy - self.first_fy] if isinstance(given, tuple) else given


@dataclass(frozen=True)
class Uncertain:
    """An input with a range. `low` and `high` in its own unit; of people and cost as a share beside 0."""

    name: str  # outreach/cost, outreach/fewer-admissions/effect
    words: str
    low: Decimal
    likely: Decimal
    high: Decimal
    position: tuple[int | str, ...]  # of the entry in the file
    field: str  # of the entry


def uncertain_inputs(scenario: Scenario) -> Iterator[Uncertain]:
    """Every range that the file gives, in its order."""
    for number, entry in enumerate(scenario.intervention):
        if entry.cost_range_share is not None:
            low, high = entry.cost_range_share
            yield Uncertain(f"{entry.id}/cost", f"{entry.name}: cost beside the plan", low, Decimal(0), high, ("intervention", number), "cost_range_share")
        for position, benefit in enumerate(entry.benefit):
            where = ("intervention", number, "benefit", position)
            ranges = (
                ("people", "people reached beside the plan", "people_range_share", benefit.people_range_share, Decimal(0)),
                ("events", "events a head", "events_range", benefit.events_range, benefit.events_per_head),
                ("effect", "share of events that does not happen", "effect_range", benefit.effect_range, benefit.effect_share),
                ("deadweight", "share that would not have happened anyway", "deadweight_range", benefit.deadweight_range, benefit.deadweight_share),
                ("unit-cost", "cost of an event", "unit_cost_range", benefit.unit_cost_range, benefit.unit_cost_gbp),
                ("cashable", "cashable share", "cashable_range", benefit.cashable_range, benefit.cashable_share),
            )
            for name, words, field, given, likely in ranges:
                if given is not None:
                    yield Uncertain(f"{entry.id}/{benefit.id}/{name}", f"{benefit.name}: {words}", *_between(given, likely), where, field)


def input_names(scenario: Scenario) -> Iterator[str]:
    """Every input that could have a range."""
    for entry in scenario.intervention:
        yield f"{entry.id}/cost"
        for benefit in entry.benefit:
            yield from (f"{entry.id}/{benefit.id}/{name}" for name in ("people", "events", "effect", "deadweight", "unit-cost", "cashable"))


def _between(given: tuple[Decimal, Decimal], likely: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    return given[0], likely, given[1]
