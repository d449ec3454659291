"""What a pool is worth: to society, and in each body's purse, beside doing nothing.

Belongs here: the two results of one agreement by year and item, who gains and loses by it, the smallest compensation. Does not belong here: the
ledger it starts from (pooling.py), draws (pool_risk.py), tables (pool_tables.py), what a file may say (scenario_schema.py).

The social result is real and has neither VAT nor money that passes between bodies; cash is nominal and has all of it. Cash is discounted by the
same rates in real terms: a pound of a later year is brought to the prices of the first year, then discounted. Amounts are exact fractions until
they are written down to the penny, once; what is discounted is the amount written down. docs/scenarios.md has the rules in words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache

from totalplace.analysis.allocation import allocate
from totalplace.analysis.pool_contributions import NO_LIMIT, ZERO, divide, to_penny
from totalplace.analysis.pooling import Ledger
from totalplace.contracts.appraisal import EVERYBODY
from totalplace.scenario_schema import Benefit, Discounting, Intervention, Purpose, Scenario
from totalplace.words import plural, pounds, year_name

SOCIAL, CASH = "social value", "cash"
LEDGER_ALONE = "No [[intervention]] says what is done with the money, so that it has a ledger alone."
WEAKEST = 5  # grade of evidence; spending for which no intervention is named is taken by it
SOCIAL_COSTS = ("spend", "fee", "cost outside the pool", "spending replaced")
Position = tuple[int | str, ...]


@dataclass(frozen=True)
class Terms:
    """What an appraisal takes from ref.assumption."""

    discount: Mapping[Discounting, Sequence[tuple[int, Decimal]]]  # from which year on, counted from 1, at which rate
    price_rise: Mapping[int, Decimal]  # of the year, over the one before
    later_rise: Decimal  # of every year after those
    cost_uplift: Mapping[int, Decimal]  # by grade of the evidence
    benefit_cut: Mapping[int, Decimal]

    @property
    def first_fy(self) -> int:
        """The first year whose prices are known."""
        return min(self.price_rise) - 1

    def prices(self, fy: int, beside_fy: int) -> Fraction:
        """What a pound of one year's prices is in another's: above 1 where `fy` is later and prices have risen."""
        if fy < beside_fy:
            return 1 / self.prices(beside_fy, fy)
        index = Fraction(1)
        for year in range(beside_fy + 1, fy + 1):
            index *= 1 + Fraction(self.price_rise.get(year, self.later_rise))
        return index

    def factor(self, kind: Discounting, years: int) -> Fraction:
        """What a pound is worth so many years after the first."""
        worth = Fraction(1)
        for year in range(1, years + 1):
            worth /= 1 + Fraction(next(rate for first, rate in reversed(self.discount[kind]) if year >= first))
        return worth


@dataclass(frozen=True)
class Row:
    """An amount of one result. `says` is how it was reckoned, `position` the entry of the file that it follows from."""

    result: str
    body_id: str
    fy: int
    item: str
    detail: str
    amount_gbp: Decimal
    discounted_gbp: Decimal
    says: str
    position: Position


@dataclass(frozen=True)
class BenefitResult:
    """What one benefit comes to."""

    intervention: Intervention
    benefit: Benefit
    position: Position
    people: Fraction
    events_avoided: Fraction
    optimism_share: Decimal
    intervention_cost_gbp: Decimal
    social_pv_gbp: Decimal
    cash_gbp: Decimal


@dataclass(frozen=True)
class BodyResult:
    """What it comes to for one body: sums of its rows of cash."""

    body_id: str
    is_partner: bool
    items: Mapping[str, Decimal]
    net_cash_gbp: Decimal
    net_cash_pv_gbp: Decimal
    compensation_pv_gbp: Decimal | None

    @property
    def loses(self) -> bool:
        return self.net_cash_pv_gbp < 0


@dataclass
class Appraised:
    """Both results of one agreement."""

    scenario: Scenario
    rows: list[Row] = field(default_factory=list)
    benefits: list[BenefitResult] = field(default_factory=list)
    bodies: list[BodyResult] = field(default_factory=list)
    compensation_pv_gbp: Decimal | None = None
    compensation_words: str = ""

    def total(self, result: str, items: Sequence[str] | None = None, *, discounted: bool = True) -> Decimal:
        """Sum of a result, of some of its items if they are named; what passes between bodies by way of compensation left out."""
        return sum((row.discounted_gbp if discounted else row.amount_gbp for row in self.rows if row.result == result and _counts(row, items)), ZERO)

    def payback(self, result: str, *, discounted: bool) -> int | None:
        """The year from which on what was gained has covered what was paid, to the end of the years looked at; none if it never does."""
        by_year = dict.fromkeys(self.scenario.horizon, ZERO)
        paid = ZERO
        for row in self.rows:
            if row.result == result and _counts(row, None):
                gbp = row.discounted_gbp if discounted else row.amount_gbp
                by_year[row.fy] += gbp
                paid += min(gbp, ZERO)
        running, since = ZERO, None
        for fy, gbp in sorted(by_year.items()):
            running += gbp
            since = None if running < 0 else (fy if since is None else since)
        return since if paid else None


def _counts(row: Row, items: Sequence[str] | None) -> bool:
    return row.item != "compensation" if items is None else row.item in items


def penny(exact: Fraction) -> Decimal:
    """An amount to the nearest penny, half a penny away from nought."""
    return to_penny(exact) if exact >= 0 else -to_penny(-exact)


def cannot_be_appraised(scenario: Scenario, terms: Terms) -> str | None:
    """Why there is no appraisal, where there is none."""
    if not scenario.intervention:
        return LEDGER_ALONE
    earliest = min(scenario.price_fy, scenario.first_fy)
    if earliest < terms.first_fy:
        return f"Prices of {year_name(earliest)} are asked for, and how prices rose is known from {year_name(terms.first_fy)} on (price_rise_… in ref.assumption). Name a later price_fy in [appraisal]."
    return None


def delivered(scenario: Scenario, ledger: Ledger, entry: Intervention, fy: int) -> Fraction:
    """How much of an intervention is done in a year: what is spent over what was planned, one at most."""
    if entry.purpose is None:
        return Fraction(1 if scenario.in_year(entry.cost_gbp, fy) else 0)
    return _done(ledger.flows.get((fy, "spend", entry.purpose), ZERO), ledger.planned[fy, entry.purpose])


def delivered_of_all(scenario: Scenario, ledger: Ledger, fy: int) -> Fraction:
    """The same of the pool as a whole: what partners stop paying goes by it."""
    spent = sum((ledger.flows.get((fy, "spend", purpose.id), ZERO) for purpose in scenario.purpose), ZERO)
    return _done(spent, sum((ledger.planned[fy, purpose.id] for purpose in scenario.purpose), ZERO))


def _done(spent: Decimal, planned: Decimal) -> Fraction:
    return min(Fraction(spent) / Fraction(planned), Fraction(1)) if planned else Fraction(0)


def events_avoided(scenario: Scenario, benefit: Benefit, done: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """By year of the horizon, before optimism bias. `done`: how much of the intervention is done in each year of the pool."""
    each = Fraction(benefit.reach_share) * Fraction(benefit.events_per_head) * Fraction(benefit.effect_share) * (1 - Fraction(benefit.deadweight_share))
    avoided = dict.fromkeys(scenario.horizon, Fraction(0))
    for fy in scenario.years:
        of_cohort = scenario.in_year(benefit.people, fy) * each * done[fy]
        for year in range(fy + benefit.lag_years, fy + benefit.lag_years + benefit.lasts_years):
            if year in avoided:
                avoided[year] += of_cohort
    return avoided


def cost_grade(scenario: Scenario, purpose: str) -> int:
    """Grade of the evidence of what a purpose costs: the weakest of its interventions; without any, the weakest there is."""
    return max((entry.evidence for entry in scenario.intervention if entry.purpose == purpose), default=WEAKEST)


def cost_uplift(scenario: Scenario, terms: Terms, purpose: str) -> Fraction:
    """By how much a purpose is taken to cost more than planned."""
    return Fraction(terms.cost_uplift[cost_grade(scenario, purpose)]) if scenario.appraisal.uncertainty == "optimism bias" else Fraction(0)


def benefit_cut(scenario: Scenario, terms: Terms, benefit: Benefit) -> Fraction:
    """By how much a benefit is taken to be less than stated."""
    return Fraction(terms.benefit_cut[benefit.evidence]) if scenario.appraisal.uncertainty == "optimism bias" else Fraction(0)


def bearers(scenario: Scenario, ledger: Ledger, purpose: Purpose, extra: Decimal, fy: int, room: dict[str, Decimal]) -> dict[str, Decimal]:
    """Who bears what a purpose costs beyond its plan: the host alone where it is fixed; else all by risk_share, or by what each pays in the year;
    none beyond its cap (`room` is what that leaves, and is used up); what a cap keeps away the others bear, what all caps keep away the host."""
    if purpose.overspend == "fixed":
        return {scenario.host: extra}
    paid = {partner.body: ZERO for partner in scenario.partner}
    ever = dict(paid)
    for entry in ledger.contributions:
        ever[entry.body_id] += entry.amount_gbp
        if entry.fy == fy:
            paid[entry.body_id] += entry.amount_gbp
    weights = {partner.body: paid[partner.body] if partner.risk_share is None else partner.risk_share for partner in scenario.partner}
    if not any(weights.values()):
        weights = ever if any(ever.values()) else {body_id: Decimal(body_id == scenario.host) for body_id in ever}
    borne = divide(extra, weights, {}, room)
    for body_id, gbp in borne.items():
        room[body_id] -= gbp
    borne[scenario.host] += extra - sum(borne.values(), ZERO)
    return borne


def appraise(scenario: Scenario, ledger: Ledger, terms: Terms) -> Appraised:
    """Both results. The agreement must have interventions, and its prices be known (cannot_be_appraised)."""
    made = Appraised(scenario)
    work = _Work(scenario, ledger, terms, made)
    work.costs()
    work.money_of_partners()
    for number, entry in enumerate(scenario.intervention):
        work.intervention(number, entry)
    work.bodies()
    made.rows.sort(key=lambda row: (row.result, row.body_id, row.fy, row.item, row.detail))
    made.benefits.sort(key=lambda entry: (entry.intervention.id, entry.benefit.id))
    return made


@dataclass
class _Work:
    """One appraisal under way."""

    scenario: Scenario
    ledger: Ledger
    terms: Terms
    made: Appraised

    def __post_init__(self) -> None:
        self.factor: Callable[[Discounting, int], Fraction] = cache(self.terms.factor)
        self.prices: Callable[[int, int], Fraction] = cache(self.terms.prices)
        self.prices_words = f"at prices of {year_name(self.scenario.price_fy)}"

    def social(self, fy: int, item: str, detail: str, exact: Fraction, says: str, position: Position, kind: Discounting = "social") -> None:
        """A row of the social result, real."""
        gbp = penny(exact)
        if gbp:
            discounted = penny(Fraction(gbp) * self.factor(kind, fy - self.scenario.first_fy))
            self.made.rows.append(Row(SOCIAL, EVERYBODY, fy, item, detail, gbp, discounted, says, position))

    def cash(self, body_id: str, fy: int, item: str, detail: str, gbp: Decimal, says: str, position: Position) -> None:
        """A row of cash, nominal."""
        if gbp:
            first = self.scenario.first_fy
            discounted = penny(Fraction(gbp) * self.factor("social", fy - first) / self.prices(fy, first))
            self.made.rows.append(Row(CASH, body_id, fy, item, detail, gbp, discounted, says, position))

    def real(self, nominal: Decimal | Fraction, fy: int) -> Fraction:
        return Fraction(nominal) / self.prices(fy, self.scenario.price_fy)

    def costs(self) -> None:
        """What the pool spends, and what partners bear of its costing more."""
        scenario, flows = self.scenario, self.ledger.flows
        places = {purpose.id: number for number, purpose in enumerate(scenario.purpose)}
        for fy in scenario.years:
            room = self._room(fy)
            for purpose in sorted(scenario.purpose, key=lambda purpose: purpose.id):
                position = ("purpose", places[purpose.id])
                spend, fee = (flows.get((fy, item, purpose.id), ZERO) for item in ("spend", "fee"))
                uplift = cost_uplift(scenario, self.terms, purpose.id)
                beyond = f", and {_percent(uplift)} for optimism (evidence of its cost: grade {cost_grade(scenario, purpose.id)})" if uplift else ""
                self.social(fy, "spend", purpose.id, -self.real(spend, fy) * (1 + uplift), f"{pounds(spend)} spent, {self.prices_words}{beyond}", position)
                self.social(fy, "fee", purpose.id, -self.real(fee, fy), f"{pounds(fee)} for the host's work, {self.prices_words}", position)
                vat = flows.get((fy, "irrecoverable vat", purpose.id), ZERO)
                extra = penny((Fraction(spend) + Fraction(vat)) * uplift)
                if extra:
                    for body_id, gbp in bearers(scenario, self.ledger, purpose, extra, fy, room).items():
                        says = f"its part of {pounds(extra)}: {_percent(uplift)} of {pounds(spend)} spent and {pounds(vat)} VAT lost, for optimism (grade {cost_grade(scenario, purpose.id)})"
                        self.cash(body_id, fy, "optimism bias", purpose.id, -gbp, says, position)

    def _room(self, fy: int) -> dict[str, Decimal]:
        """What each partner's cap leaves."""
        paid: dict[str, Decimal] = {}
        for entry in self.ledger.contributions:
            if entry.fy == fy:
                paid[entry.body_id] = paid.get(entry.body_id, ZERO) + entry.amount_gbp
        return {partner.body: NO_LIMIT if partner.cap_gbp is None else max(partner.cap_gbp - paid.get(partner.body, ZERO), ZERO) for partner in self.scenario.partner}

    def money_of_partners(self) -> None:
        """What partners pay in and are given back, what they stop paying themselves, what the pool held before and holds after."""
        scenario, ledger = self.scenario, self.ledger
        for number, partner in enumerate(scenario.partner):
            position = ("partner", number)
            for fy in scenario.years:
                entries = [entry for entry in ledger.contributions if entry.body_id == partner.body and entry.fy == fy]
                for item, gbp in (("contribution", -sum((entry.amount_gbp for entry in entries), ZERO)), ("returned", sum((entry.returned_gbp for entry in entries), ZERO))):
                    self.cash(partner.body, fy, item, "", gbp, f"{'paid into' if item == 'contribution' else 'given back by'} the pool, as in mart.pool_contribution", position)
                done = delivered_of_all(scenario, ledger, fy)
                stops = penny(Fraction(scenario.in_year(partner.no_longer_pays_gbp, fy)) * done)
                says = f"{pounds(stops)} that it stops paying itself{'' if done == 1 else f' ({_percent(done)} of the plan is done)'}"
                self.cash(partner.body, fy, "spending replaced", "", stops, says, position)
                self.social(fy, "spending replaced", partner.body, self.real(stops, fy), f"{says}, {self.prices_words}", position)
            held = ledger.held.get(partner.body, ZERO)
            self.cash(partner.body, scenario.last_fy, "closing", "", held, "left in the pool at its end, as it would be given back", position)
        self.cash(scenario.host, scenario.first_fy, "opening", "", -scenario.opening_gbp, "held by the pool before, which would else be its host's", ("opening_gbp",))

    def intervention(self, number: int, entry: Intervention) -> None:
        """What it costs outside the pool, and what it brings."""
        scenario = self.scenario
        position = ("intervention", number)
        uplift = Fraction(self.terms.cost_uplift[entry.evidence]) if scenario.appraisal.uncertainty == "optimism bias" else Fraction(0)
        if entry.paid_by is not None:
            for fy in scenario.years:
                stated = Fraction(scenario.in_year(entry.cost_gbp, fy))
                nominal = penny(stated * self.prices(fy, scenario.price_fy))
                says = f"{pounds(penny(stated))} {self.prices_words}"
                self.cash(entry.paid_by, fy, "cost outside the pool", entry.id, -nominal, says, position)
                self.cash(entry.paid_by, fy, "optimism bias", entry.id, -penny(Fraction(nominal) * uplift), f"{_percent(uplift)} of {pounds(nominal)} for optimism (grade {entry.evidence})", position)
                beyond = f", and {_percent(uplift)} for optimism (grade {entry.evidence})" if uplift else ""
                self.social(fy, "cost outside the pool", entry.id, -stated * (1 + uplift), f"{says}{beyond}", position)
        item, detail = ("spend", entry.purpose) if entry.purpose is not None else ("cost outside the pool", entry.id)
        cost = -sum((row.discounted_gbp for row in self.made.rows if row.result == SOCIAL and row.item == item and row.detail == detail), ZERO)
        done = {fy: delivered(scenario, self.ledger, entry, fy) for fy in scenario.years}
        for place, benefit in enumerate(entry.benefit):
            self.benefit(entry, benefit, (*position, "benefit", place), done, cost)

    def benefit(self, entry: Intervention, benefit: Benefit, position: Position, done: Mapping[int, Fraction], cost: Decimal) -> None:
        """What one benefit is worth to society, and in whose purse how many whole steps are saved."""
        scenario = self.scenario
        detail = f"{entry.id}/{benefit.id}"
        avoided = events_avoided(scenario, benefit, done)
        cut = benefit_cut(scenario, self.terms, benefit)
        before = len(self.made.rows)
        for fy, events in avoided.items():
            left = events * (1 - cut)
            many = f"{float(left):,.2f} events avoided{f' ({_percent(cut)} cut for optimism, grade {benefit.evidence})' if cut else ''}"
            kind = benefit.discounting or scenario.appraisal.discounting
            self.social(fy, "benefit", detail, left * Fraction(benefit.social_gbp), f"{many} × {pounds(benefit.social_gbp)}, {self.prices_words}", position, kind)
            if benefit.body is not None and benefit.cash_step_gbp is not None:
                worth = left * Fraction(benefit.unit_cost_gbp) * Fraction(benefit.cashable_share)
                steps = worth // Fraction(benefit.cash_step_gbp)
                gbp = penny(steps * Fraction(benefit.cash_step_gbp) * self.prices(fy, scenario.price_fy))
                says = f"{many} × {pounds(benefit.unit_cost_gbp)}, {_percent(Fraction(benefit.cashable_share))} of it cashable: {plural(int(steps), 'whole step')} of {pounds(benefit.cash_step_gbp)} ({benefit.cash_step}) {self.prices_words}"
                self.cash(benefit.body, fy, "benefit", detail, gbp, says, position)
        rows = self.made.rows[before:]
        people = sum((Fraction(scenario.in_year(benefit.people, fy)) for fy in scenario.years), Fraction(0))
        self.made.benefits.append(BenefitResult(
            entry, benefit, position, people, sum(avoided.values(), Fraction(0)), Decimal(0) if not cut else self.terms.benefit_cut[benefit.evidence], cost,
            sum((row.discounted_gbp for row in rows if row.result == SOCIAL), ZERO), sum((row.amount_gbp for row in rows if row.result == CASH), ZERO),
        ))  # fmt: skip

    def bodies(self) -> None:
        """Who gains and who loses, and what has to pass between them."""
        scenario = self.scenario
        partners = {partner.body: number for number, partner in enumerate(scenario.partner)}
        parties = {*partners, *(entry.paid_by for entry in scenario.intervention if entry.paid_by is not None)}
        cash = [row for row in self.made.rows if row.result == CASH]
        bodies = sorted(parties | {row.body_id for row in cash})
        worth = {body_id: sum((row.discounted_gbp for row in cash if row.body_id == body_id), ZERO) for body_id in bodies}
        passed = smallest_compensation({body_id: worth[body_id] for body_id in parties})
        for body_id in bodies:
            of_body = [row for row in cash if row.body_id == body_id]
            items = {row.item: ZERO for row in of_body}
            for row in of_body:
                items[row.item] += row.amount_gbp
            gets = None if passed is None else passed.get(body_id, ZERO)
            self.made.bodies.append(BodyResult(body_id, body_id in partners, items, sum(items.values(), ZERO), worth[body_id], gets))
            if gets:
                where = ("partner", partners[body_id]) if body_id in partners else ("intervention", next(n for n, entry in enumerate(scenario.intervention) if entry.paid_by == body_id))
                self.cash(body_id, scenario.first_fy, "compensation", "", gets, "is given, so that it is no worse off" if gets > 0 else "gives to those who lose, by what it gains", where)
        self.made.compensation_pv_gbp = None if passed is None else sum((gbp for gbp in passed.values() if gbp > 0), ZERO)
        self.made.compensation_words = _compensation_words(worth, parties, passed)


def smallest_compensation(worth: Mapping[str, Decimal]) -> dict[str, Decimal] | None:
    """The smallest sum that, passed between them, leaves nobody below nought: what each is given or (below nought) gives; none if all together lose.

    Those below nought need what they lack and no more; whoever is above nought bears it by what it gains, so nobody falls below nought by giving.
    """
    lacking = {key: -gbp for key, gbp in worth.items() if gbp < 0}
    gaining = {key: gbp for key, gbp in worth.items() if gbp > 0}
    needed = sum(lacking.values(), ZERO)
    if needed > sum(gaining.values(), ZERO):
        return None
    given = allocate(needed, gaining) if needed else {}
    return dict.fromkeys(worth, ZERO) | lacking | {key: -gbp for key, gbp in given.items()}


def _compensation_words(worth: Mapping[str, Decimal], parties: set[str], passed: Mapping[str, Decimal] | None) -> str:
    if passed is None:
        lost = pounds(-sum((worth[body_id] for body_id in parties), ZERO))
        others = sorted((body_id, gbp) for body_id, gbp in worth.items() if body_id not in parties and gbp > 0)
        gains = "".join(f" {body_id}, which pays nothing, gains {pounds(gbp)}." for body_id, gbp in others)
        return f"By the central figures those who pay lose more than they gain: {lost} together, so that no transfer between them helps.{gains}"
    moved = [(body_id, gbp) for body_id, gbp in sorted(passed.items()) if gbp]
    if not moved:
        return "By the central figures nobody is worse off, so that nothing has to be passed on."
    told = "; ".join(f"{body_id} {'is given' if gbp > 0 else 'gives'} {pounds(abs(gbp))}" for body_id, gbp in moved)
    return f"Compensation in the first year, by the central figures: {told}."


def _percent(share: Fraction) -> str:
    return f"{float(share) * 100:.4g} %"
