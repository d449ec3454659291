"""The ledger of pooled budgets: what comes in, what it pays for, what goes back, to the penny.

Belongs here: a year's spending out of locked and free money, what is done when a pool runs short or has money over. Does not belong here: who
pays what (pool_contributions.py), what a file may say (scenario_schema.py), what a pool is worth (appraisal.py), tables (pool_tables.py).

Locked money pays for its purpose first; what it does not cover falls on money that is free. When that runs short, the remedies of the
agreement are taken in its order; what nobody has agreed to pay for is not spent. At the end of the year each row of the ledger says for
what its money was used: free money is put to the purposes that it paid for, oldest first, the rest stands under any-purpose.
docs/scenarios.md has the rules in words and one agreement worked by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from totalplace.analysis.allocation import allocate
from totalplace.analysis.pool_contributions import (
    NO_LIMIT,
    ZERO,
    Contribution,
    Count,
    divide,
    drawn_lines,
    nameless,
    of_year,
    part,
    people_of,
    to_penny,
)
from totalplace.contracts.pooling import ANY_PURPOSE, RISK_POOL
from totalplace.scenario_schema import Purpose, Scenario
from totalplace.scenarios import ScenarioFile


@dataclass
class Ledger:
    """One agreement worked out: its contributions, its rows of the ledger by year, item and purpose."""

    scenario: Scenario
    vat_share: Fraction  # of what is spent, lost
    contributions: list[Contribution] = field(default_factory=list)
    flows: dict[tuple[int, str, str], Decimal] = field(default_factory=dict)
    planned: dict[tuple[int, str], Decimal] = field(default_factory=dict)  # spending, by year and purpose
    held: dict[str, Decimal] = field(default_factory=dict)  # what the pool holds at its end, by whom it would be given back to
    not_spent_gbp: Decimal = ZERO
    unfunded_gbp: Decimal = ZERO

    def add(self, fy: int, item: str, purpose: str, gbp: Decimal) -> None:
        self.flows[fy, item, purpose] = self.flows.get((fy, item, purpose), ZERO) + gbp

    def total(self, item: str) -> Decimal:
        return sum((gbp for (_, name, _), gbp in self.flows.items() if name == item), ZERO)


@dataclass(frozen=True)
class _Costs:
    """What spending on a purpose costs: itself, the host's fee, VAT that is lost."""

    fee_share: Decimal
    vat_share: Fraction  # of what is spent
    fixed_fee: Mapping[str, Decimal]  # of the year, by purpose

    def fee(self, purpose: str, spend: Decimal) -> Decimal:
        return part(spend, self.fee_share) + self.fixed_fee[purpose]

    def vat(self, spend: Decimal) -> Decimal:
        return to_penny(Fraction(spend) * self.vat_share)

    def whole(self, purpose: str, spend: Decimal) -> Decimal:
        return spend + self.fee(purpose, spend) + self.vat(spend)


def ledger_of(file: ScenarioFile, scenario: Scenario, count: Count, people: Mapping[str, int], vat_rate: Decimal) -> tuple[Ledger | None, list[str]]:
    """One agreement worked out, or why it cannot be."""
    drawn, faults = drawn_lines(file, scenario, count)
    served, unknown = people_of(file, scenario, people)
    faults += unknown
    if faults:
        return None, faults
    recovered = Decimal(1) if scenario.vat.recoverable_share is None else scenario.vat.recoverable_share
    vat_share = Fraction(scenario.vat.taxable_share) * Fraction(vat_rate) * (1 - Fraction(recovered))
    ledger = Ledger(scenario, vat_share)
    locked = {purpose.id: ZERO for purpose in scenario.purpose}
    pool = _Pool(ledger, count, locked, scenario.opening_gbp)
    for fy in scenario.years:
        pool.year(fy, of_year(scenario, fy, drawn, served, count))
    return ledger, []


@dataclass
class _Pool:
    """What is in the pool at the turn of each year."""

    ledger: Ledger
    count: Count
    locked: dict[str, Decimal]
    free: Decimal
    risk: Decimal = ZERO
    paid: dict[str, dict[tuple[str, int], Decimal]] = field(default_factory=dict)  # so far, by purpose it is locked to, body and line
    known: dict[tuple[str, int], Contribution] = field(default_factory=dict)  # the first of each body and line

    @property
    def scenario(self) -> Scenario:
        return self.ledger.scenario

    def year(self, fy: int, contributions: list[Contribution]) -> None:
        """One year: money in, spending, remedies, what is left."""
        scenario = self.scenario
        purposes = sorted(scenario.purpose, key=lambda purpose: purpose.id)
        first_paid = {partner.body: sum((entry.amount_gbp for entry in contributions if entry.body_id == partner.body), ZERO) for partner in scenario.partner}
        came = _Income(scenario, fy, contributions)
        held = {purpose.id: self.locked[purpose.id] + came.locked(purpose.id) for purpose in purposes}
        aside = ZERO
        if scenario.risk_pool is not None:
            aside = min(max(scenario.risk_pool.target_gbp - self.risk, ZERO), part(came.contribution[ANY_PURPOSE], scenario.risk_pool.share_of_contributions))
        free = self.free + came.locked(ANY_PURPOSE) - aside
        plan = {purpose.id: _planned(scenario, purpose, fy, sum(first_paid.values(), ZERO)) for purpose in purposes}
        self.ledger.planned |= {(fy, purpose): gbp for purpose, gbp in plan.items()}
        wanted = {purpose.id: to_penny(Fraction(plan[purpose.id]) * (1 + Fraction(scenario.in_year(purpose.variance_share, fy)))) for purpose in purposes}
        costs = _Costs(scenario.fee.share_of_spend, self.ledger.vat_share, _fixed_fee(scenario, wanted, plan))
        need = _Need(costs, held, dict(wanted))

        risk_used, called = ZERO, ZERO
        for remedy in scenario.overspend:
            short = max(need.free() - free - risk_used - called, ZERO)
            if remedy == "risk pool":
                risk_used = min(short, self.risk + aside)
            elif remedy == "uncommitted":
                self.ledger.not_spent_gbp += need.cut(short, {purpose.id: part(plan[purpose.id], purpose.uncommitted_share) for purpose in purposes})
            else:
                calls = self._calls(fy, short, plan, need, first_paid)
                called = sum((entry.amount_gbp for entry in calls), ZERO)
                contributions += calls
        short = max(need.free() - free - risk_used - called, ZERO)
        if short:
            self.ledger.unfunded_gbp += need.cut(short, need.spend)
            self.ledger.unfunded_gbp += need.waive(max(need.free() - free - risk_used - called, ZERO))

        left = free + risk_used + called - need.free()
        is_last = fy == scenario.last_fy
        goes_back = (scenario.at_end if is_last else scenario.underspend) == "return"
        risk_goes_back = is_last and goes_back
        for entry in contributions:
            by_line = self.paid.setdefault(entry.purpose, {})
            by_line[entry.key] = by_line.get(entry.key, ZERO) + entry.amount_gbp
            self.known.setdefault(entry.key, entry)
        self._write(fy, came, aside, risk_used, called, need, left, goes_back, risk_goes_back)

        returned: list[tuple[str, Decimal]] = []
        for purpose in purposes:
            unused = need.unused(purpose.id)
            self.locked[purpose.id] = ZERO if goes_back else unused
            returned += [(purpose.id, unused)] if goes_back else []
        risk_left = self.risk + aside - risk_used
        self.free, self.risk = (ZERO if goes_back else left), (ZERO if risk_goes_back else risk_left)
        returned.append((ANY_PURPOSE, (left if goes_back else ZERO) + (risk_left if risk_goes_back else ZERO)))
        of_year = {entry.key: entry for entry in reversed(contributions)}
        for purpose_id, gbp in returned:
            self._give_back(fy, of_year, purpose_id, gbp)
        if is_last:
            for purpose_id, gbp in (*self.locked.items(), (ANY_PURPOSE, self.free + self.risk)):
                for body_id, due in self._due(purpose_id, gbp).items():
                    self.ledger.held[body_id] = self.ledger.held.get(body_id, ZERO) + due
        self.ledger.contributions += contributions
        self.ledger.contributions += [entry for entry in of_year.values() if not entry.amount_gbp]

    def _calls(self, fy: int, short: Decimal, plan: Mapping[str, Decimal], need: "_Need", first_paid: Mapping[str, Decimal]) -> list[Contribution]:
        """What partners are called for: the host alone where a purpose is fixed, else all by their shares; none beyond its cap."""
        scenario = self.scenario
        if not short:
            return []
        lacking = need.lacking(short, plan)
        room = {partner.body: NO_LIMIT if partner.cap_gbp is None else max(partner.cap_gbp - first_paid[partner.body], ZERO) for partner in scenario.partner}
        hosts = sum((lacking[purpose.id] for purpose in scenario.purpose if purpose.overspend == "fixed"), ZERO)
        shared = short - hosts
        calls = {partner.body: ZERO for partner in scenario.partner}
        calls[scenario.host] = min(hosts, room[scenario.host])
        shares = {partner.body: first_paid[partner.body] if partner.risk_share is None else partner.risk_share for partner in scenario.partner}
        room[scenario.host] -= calls[scenario.host]
        by_share = divide(shared, shares, {}, room)
        for body_id, gbp in by_share.items():
            calls[body_id] += gbp
        # what the others' caps keep away falls on the host, as far as its own cap goes
        calls[scenario.host] += min(shared - sum(by_share.values(), ZERO), room[scenario.host] - by_share[scenario.host])
        made = []
        for partner in sorted(scenario.partner, key=lambda partner: partner.body):
            if calls[partner.body]:
                entry = nameless(scenario, partner, fy, self.count, calls[partner.body])
                entry.called_gbp = entry.amount_gbp
                made.append(entry)
        return made

    def _write(self, fy: int, came: "_Income", aside: Decimal, risk_used: Decimal, called: Decimal, need: "_Need", left: Decimal, goes_back: bool, risk_goes_back: bool) -> None:
        """The year's rows. Free money is laid end to end along the purposes that it pays for, in the order opening, contributions,
        other income, risk pool, calls."""
        add = self.ledger.add
        from_risk_opening = min(risk_used, self.risk)
        items = ("opening", "contribution", "other income", "opening", "contribution", "contribution")
        rest = [
            self.free, came.contribution[ANY_PURPOSE] - aside, came.other[ANY_PURPOSE], from_risk_opening, risk_used - from_risk_opening, called,
        ]  # fmt: skip
        for purpose, spend in sorted(need.spend.items()):
            add(fy, "opening", purpose, self.locked[purpose])
            add(fy, "contribution", purpose, came.contribution[purpose])
            add(fy, "other income", purpose, came.other[purpose])
            add(fy, "spend", purpose, spend)
            add(fy, "fee", purpose, need.fee(purpose))
            add(fy, "irrecoverable vat", purpose, need.costs.vat(spend))
            add(fy, "returned" if goes_back else "closing", purpose, need.unused(purpose))
            wanted = need.from_free(purpose)
            for position, item in enumerate(items):
                taken = min(wanted, rest[position])
                add(fy, item, purpose, taken)
                rest[position] -= taken
                wanted -= taken
        for item, gbp in zip(items, rest, strict=True):
            add(fy, item, ANY_PURPOSE, gbp)
        add(fy, "returned" if goes_back else "closing", ANY_PURPOSE, left)
        add(fy, "opening", RISK_POOL, self.risk - from_risk_opening)
        add(fy, "contribution", RISK_POOL, aside - (risk_used - from_risk_opening))
        add(fy, "returned" if risk_goes_back else "closing", RISK_POOL, self.risk + aside - risk_used)

    def _paid_by_line(self, purpose: str) -> dict[str, dict[int, Decimal]]:
        """What each partner has paid in so far that is locked to the purpose (or to none), by line."""
        paid: dict[str, dict[int, Decimal]] = {partner.body: {} for partner in self.scenario.partner}
        for (body_id, count_id), sum_paid in self.paid.get(purpose, {}).items():
            paid[body_id][count_id] = sum_paid
        return paid

    def _due(self, purpose: str, gbp: Decimal) -> dict[str, Decimal]:
        """Whose money in the pool is: by what each has paid in so far (locked money those who paid it), or by their shares of gain. What nobody paid in is the host's."""
        scenario = self.scenario
        bodies = {body_id: sum(lines.values(), ZERO) for body_id, lines in self._paid_by_line(purpose).items()}
        if purpose == ANY_PURPOSE and scenario.partner[0].gain_share is not None:
            bodies = {partner.body: partner.gain_share or ZERO for partner in scenario.partner}
        if not any(bodies.values()):
            bodies = {scenario.host: Decimal(1)}
        return allocate(gbp, bodies)

    def _give_back(self, fy: int, of_year: dict[tuple[str, int], Contribution], purpose: str, gbp: Decimal) -> None:
        """Money back to the partners; within a partner to its lines by what they have paid in."""
        if not gbp:
            return
        scenario = self.scenario
        paid = self._paid_by_line(purpose)
        partners = {partner.body: partner for partner in scenario.partner}
        for body_id, due in self._due(purpose, gbp).items():
            if not due:
                continue
            lines = {f"{count_id:021d}": count_id for count_id in paid[body_id]}
            if not lines:
                entry = nameless(scenario, partners[body_id], fy, self.count)
                of_year.setdefault(entry.key, entry).returned_gbp += due
                continue
            for key, part_due in allocate(due, {key: paid[body_id][count_id] for key, count_id in lines.items()}).items():
                if part_due:
                    line = (body_id, lines[key])
                    if line not in of_year:
                        of_year[line] = replace(self.known[line], fy=fy, available_gbp=None, amount_gbp=ZERO, committed_gbp=None, called_gbp=ZERO, returned_gbp=ZERO)
                    of_year[line].returned_gbp += part_due


class _Income:
    """A year's contributions before calls and other income, by the purpose that they are locked to."""

    def __init__(self, scenario: Scenario, fy: int, contributions: Sequence[Contribution]) -> None:
        names = [*(purpose.id for purpose in scenario.purpose), ANY_PURPOSE]
        self.contribution = {name: sum((entry.amount_gbp for entry in contributions if entry.purpose == name), ZERO) for name in names}
        self.other = {name: sum((entry.amount_gbp for entry in scenario.other_income if entry.fy == fy and (entry.purpose or ANY_PURPOSE) == name), ZERO) for name in names}

    def locked(self, purpose: str) -> Decimal:
        return self.contribution[purpose] + self.other[purpose]


@dataclass
class _Need:
    """What a year's spending costs, and how much of it free money has to pay."""

    costs: _Costs
    held: Mapping[str, Decimal]  # locked money, by purpose
    spend: dict[str, Decimal]
    waived: dict[str, Decimal] = field(default_factory=dict)  # of the fee

    def fee(self, purpose: str) -> Decimal:
        return self.costs.fee(purpose, self.spend[purpose]) - self.waived.get(purpose, ZERO)

    def _whole(self, purpose: str, spend: Decimal) -> Decimal:
        return self.costs.whole(purpose, spend) - self.waived.get(purpose, ZERO)

    def _from_free(self, purpose: str, spend: Decimal) -> Decimal:
        return max(self._whole(purpose, spend) - self.held[purpose], ZERO)

    def from_free(self, purpose: str) -> Decimal:
        return self._from_free(purpose, self.spend[purpose])

    def free(self) -> Decimal:
        return sum((self.from_free(purpose) for purpose in self.spend), ZERO)

    def unused(self, purpose: str) -> Decimal:
        """Of locked money."""
        return max(self.held[purpose] - self._whole(purpose, self.spend[purpose]), ZERO)

    def lacking(self, short: Decimal, plan: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Where a shortage arises: in what goes beyond the plan, then in all that free money pays."""
        from_free = {purpose: self.from_free(purpose) for purpose in self.spend}
        beyond = {purpose: min(max(self._whole(purpose, spend) - self._whole(purpose, plan[purpose]), ZERO), from_free[purpose]) for purpose, spend in self.spend.items()}
        first = _at_most(short, beyond)
        rest = _at_most(short - sum(first.values(), ZERO), {purpose: from_free[purpose] - first[purpose] for purpose in from_free})
        return {purpose: first[purpose] + rest[purpose] for purpose in from_free}

    def cut(self, short: Decimal, most: Mapping[str, Decimal]) -> Decimal:
        """Spend less until free money lacks this much less, by at most so much on each purpose; how much less is spent."""
        lowest = {purpose: max(spend - most[purpose], ZERO) for purpose, spend in self.spend.items()}
        saving = {purpose: self.from_free(purpose) - self._from_free(purpose, lowest[purpose]) for purpose in self.spend}
        total = ZERO
        for purpose, wanted in _at_most(short, saving).items():
            if wanted:
                kept = self._most_within(purpose, lowest[purpose], self.from_free(purpose) - wanted)
                total += self.spend[purpose] - kept
                self.spend[purpose] = kept
        return total

    def _most_within(self, purpose: str, lowest: Decimal, limit: Decimal) -> Decimal:
        """The most that can be spent while free money pays no more than the limit: by halving, as costs never fall with spending."""
        low, high = int(lowest * 100), int(self.spend[purpose] * 100)
        while low < high:
            middle = (low + high + 1) // 2
            if self._from_free(purpose, Decimal(middle) / 100) <= limit:
                low = middle
            else:
                high = middle - 1
        return Decimal(low) / 100

    def waive(self, short: Decimal) -> Decimal:
        """The host goes without so much of its fee, where no money is left to cut."""
        for purpose, gbp in _at_most(short, {purpose: self.from_free(purpose) for purpose in self.spend}).items():
            self.waived[purpose] = gbp
        return short


def _at_most(total: Decimal, limits: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """As much of the total as the limits let in, by the limits."""
    return allocate(min(total, sum(limits.values(), ZERO)), limits)


def _planned(scenario: Scenario, purpose: Purpose, fy: int, paid_in: Decimal) -> Decimal:
    if purpose.spend_share is not None:
        return part(paid_in, purpose.spend_share)
    planned: Decimal = scenario.in_year(purpose.spend_gbp, fy)
    return planned.quantize(ZERO)


def _fixed_fee(scenario: Scenario, wanted: Mapping[str, Decimal], plan: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The fixed fee over the purposes by what is spent on them; in a year without spending by the plan, else alike."""
    weights = next((entry for entry in (wanted, plan) if any(entry.values())), dict.fromkeys(plan, Decimal(1)))
    return allocate(scenario.fee.fixed_gbp, weights)
