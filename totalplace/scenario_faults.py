"""What is wrong with an agreement on a pooled budget: in itself, beside place.toml, beside the powers to pool.

Belongs here: a sentence for each such fault, and the entry where it is. Does not belong here: interventions (intervention_faults.py),
or what needs the count (analysis/pool_contributions.py).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import polars as pl

from totalplace.contracts.pooling import ANY_PURPOSE, RISK_POOL
from totalplace.place import Place
from totalplace.scenario_schema import DIVIDING, Line, Partner, Rule, Scenario
from totalplace.words import pounds, year_name
from totalplace.written_files import Fault

_LONGEST_YEARS = 30
_NAMES_LISTED = 8
_RECOVERS_VAT = ("council", "police", "fire")  # Value Added Tax Act 1994 s33; see docs/scenarios.md


def faults_of(scenario: Scenario, place: Place, powers: pl.DataFrame) -> Iterator[Fault]:
    """Every fault of the agreement. `powers` is ref.pool_power."""
    yield from _own_faults(scenario)
    yield from _place_faults(scenario, {body.id: body.kind for body in place.body})
    yield from _power_faults(scenario, place, powers)


def each_year(scenario: Scenario, given: object, name: str) -> str:
    """What is wrong with a list that should have an entry for each year; nothing: ''."""
    if isinstance(given, tuple) and len(given) != len(scenario.years):
        return f"{name} has {len(given)} entries, and there are {len(scenario.years)} years. Give one for each, or one for all."
    return ""


def _own_faults(scenario: Scenario) -> Iterator[Fault]:
    """What contradicts itself within the file."""
    if scenario.last_fy < scenario.first_fy:
        yield ("last_fy",), f"the last year, {scenario.last_fy}, is before the first, {scenario.first_fy}."
        return
    if len(scenario.years) > _LONGEST_YEARS:
        yield ("last_fy",), f"the pool would run for {len(scenario.years)} years; at most {_LONGEST_YEARS} are worked out."
    if scenario.base_fy > scenario.first_fy:
        yield ("base_fy",), f"contributions are drawn from {year_name(scenario.base_fy)}, which is after the first year. Name a year of which there are returns."
    if len(set(scenario.overspend)) < len(scenario.overspend):
        yield ("overspend",), "a remedy is named twice. Name each once, in the order in which they are taken."
    yield from _purpose_faults(scenario)
    yield from _partner_faults(scenario)
    yield from _dividing_faults(scenario)
    for field, words in (("gain_share", "what is left over"), ("risk_share", "overspends")):
        stated = [getattr(partner, field) for partner in scenario.partner if getattr(partner, field) is not None]
        if stated and len(stated) < len(scenario.partner):
            yield ("partner", next(n for n, partner in enumerate(scenario.partner) if getattr(partner, field) is None)), f"{field} is missing, and others have one. Give it for every partner (0 for one that has no part in {words}), or for none."
        elif stated and sum(stated) != 1:
            yield ("partner", 0), f"the {field}s of the partners add up to {sum(stated)}, not to 1. Give shares that add up to 1."
    if scenario.legal_form == "aligned":
        yield from _aligned_faults(scenario)
    ids = {purpose.id for purpose in scenario.purpose}
    for number, income in enumerate(scenario.other_income):
        if income.fy not in scenario.years:
            yield ("other_income", number), f"it comes in {year_name(income.fy)}, and the pool runs from {year_name(scenario.first_fy)} to {year_name(scenario.last_fy)}."
        if income.purpose is not None and income.purpose not in ids:
            yield ("other_income", number), f"there is no [[purpose]] '{income.purpose}'. There are: {', '.join(sorted(ids))}."


def _purpose_faults(scenario: Scenario) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, purpose in enumerate(scenario.purpose):
        where = ("purpose", number)
        if purpose.id in seen:
            yield where, f"the id '{purpose.id}' is that of another purpose already. Give each its own."
        if purpose.id in (ANY_PURPOSE, RISK_POOL):
            yield where, f"'{purpose.id}' is our word for money of no one purpose. Choose another id."
        seen.add(purpose.id)
        if (purpose.spend_gbp is None) == (purpose.spend_share is None):
            yield where, "a purpose has either spend_gbp (pounds a year) or spend_share (a share of what is paid in)."
        for name in ("spend_gbp", "variance_share"):
            if fault := each_year(scenario, getattr(purpose, name), name):
                yield where, fault
    shares = sum((purpose.spend_share or Decimal(0) for purpose in scenario.purpose), Decimal(0))
    if shares > 1:
        yield ("purpose", 0), f"the spend_shares of the purposes add up to {shares}: more than all of what is paid in. Lower them to 1 together, or less."


_NEEDED: Mapping[Rule, tuple[str, ...]] = {
    "fixed": ("amount_gbp",), "share of lines": ("line",), "per head": ("gbp_per_head",), "need-weighted": (), "outturn share": ("line",), "top-slice": ("share",),
}  # fmt: skip
_ONLY_OF: Mapping[str, tuple[Rule, ...]] = {
    "amount_gbp": ("fixed",), "share": ("top-slice",), "gbp_per_head": ("per head",), "people": ("per head", "need-weighted"), "people_source": ("per head", "need-weighted"),
}  # fmt: skip


def _partner_faults(scenario: Scenario) -> Iterator[Fault]:
    seen: set[str] = set()
    ids = {purpose.id for purpose in scenario.purpose}
    for number, partner in enumerate(scenario.partner):
        where = ("partner", number)
        if partner.body in seen:
            yield where, f"'{partner.body}' is a partner already. A body has one [[partner]]; name several lines under it."
        seen.add(partner.body)
        for name in _NEEDED[partner.rule]:
            if getattr(partner, name) in (None, ()):
                yield where, f"by the rule '{partner.rule}', {'at least one [[partner.line]]' if name == 'line' else name} must be given."
        for name, rules in _ONLY_OF.items():
            if getattr(partner, name) is not None and partner.rule not in rules:
                yield where, f"{name} means nothing by the rule '{partner.rule}'; it is for {' and '.join(rules)}."
        if (partner.people is None) != (partner.people_source is None):
            yield where, "people and people_source are given together: how many, and who says so."
        if partner.cap_gbp is not None and partner.collar_gbp is not None and partner.cap_gbp < partner.collar_gbp:
            yield where, f"it pays at most {pounds(partner.cap_gbp)} and at least {pounds(partner.collar_gbp)}: the cap is below the collar."
        for name in ("amount_gbp", "no_longer_pays_gbp"):
            if fault := each_year(scenario, getattr(partner, name), name):
                yield where, fault
        for position, line in enumerate(partner.line):
            yield from ((("partner", number, "line", position), sentence) for sentence in _line_faults(partner, line, ids))


def _line_faults(partner: Partner, line: Line, ids: set[str]) -> Iterator[str]:
    if (line.count_id is None) == (line.line is None):
        yield "a line is named either by its count_id, or by line, the publisher's name of it (with account, cofog or source_return where several are called so)."
    if line.count_id is not None and (line.account or line.cofog or line.source_return):
        yield "a count_id says all; take account, cofog and source_return out."
    if line.count_id is not None and line.count_id <= 0:
        yield "a count_id above nought is that of a line. For money that names no line, name none."
    if (line.share is not None) != (partner.rule == "share of lines"):
        yield "share is missing: it must be given." if line.share is None else f"share means nothing by the rule '{partner.rule}'."
    if line.excluded and partner.rule != "top-slice":
        yield "only a top-slice, which takes of every line, has lines that are excluded."
    if sum((line.excluded, line.ring_fence is not None, line.free_because is not None)) > 1:
        yield "excluded, ring_fence and free_because rule each other out. Choose one."
    if line.ring_fence is not None and line.ring_fence not in ids:
        yield f"its money is locked to '{line.ring_fence}', and there is no such [[purpose]]. There are: {', '.join(sorted(ids))}."


def _dividing_faults(scenario: Scenario) -> Iterator[Fault]:
    rules = sorted({partner.rule for partner in scenario.partner if partner.rule in DIVIDING})
    if len(rules) > 1:
        yield ("divide_gbp",), f"one sum is divided by one rule, and partners have {' and '.join(rules)}."
    if rules and scenario.divide_gbp is None:
        yield ("partner", next(n for n, partner in enumerate(scenario.partner) if partner.rule in DIVIDING)), f"the rule '{rules[0]}' divides divide_gbp, the sum a year that these partners raise together, and it is not given."
    if not rules and scenario.divide_gbp is not None:
        yield ("divide_gbp",), f"nobody divides it: no partner has the rule {' or '.join(DIVIDING)}."
    if fault := each_year(scenario, scenario.divide_gbp, "divide_gbp"):
        yield ("divide_gbp",), fault


def _aligned_faults(scenario: Scenario) -> Iterator[Fault]:
    """Aligned budgets stay each body's own: nothing is held in common."""
    if scenario.power is not None:
        yield ("power",), "aligned budgets rest on no power to pool: each body keeps its own. Take it out."
    if scenario.risk_pool is not None:
        yield ("risk_pool",), "in aligned budgets each partner carries its own risk, so there is no risk pool. Take it out, or choose a form that pools."
    if any(partner.gain_share is not None for partner in scenario.partner):
        yield ("partner", 0), "in aligned budgets what is left over goes back to whom it came from, so there is no gain_share. Take it out, or choose a form that pools."
    if scenario.underspend != "return" or scenario.at_end != "return":
        yield ("underspend",), "aligned budgets hold nothing over: set underspend = \"return\" and at_end = \"return\"."
    if scenario.opening_gbp:
        yield ("opening_gbp",), "aligned budgets hold nothing in common, so there is nothing to open with."


def _place_faults(scenario: Scenario, kinds: Mapping[str, str]) -> Iterator[Fault]:
    known = sorted(kinds)
    listed = ", ".join(known[:_NAMES_LISTED]) + (f" and {len(known) - _NAMES_LISTED} more" if len(known) > _NAMES_LISTED else "")
    for number, partner in enumerate(scenario.partner):
        if partner.body not in kinds:
            yield ("partner", number), f"'{partner.body}' is no [[body]] of place.toml, which has {listed}. Write one of these, or add the body to place.toml."
    if scenario.host not in {partner.body for partner in scenario.partner}:
        yield ("host",), f"'{scenario.host}' is no partner. The host, or accountable body, is one of them: {', '.join(sorted(partner.body for partner in scenario.partner))}."
    kind = kinds.get(scenario.host, "")
    if kind and scenario.vat.taxable_share and scenario.vat.recoverable_share is None and kind not in _RECOVERS_VAT:
        yield ("vat",), (
            f"the host, {scenario.host} ({kind}), recovers VAT in part only (an NHS body on contracted-out services): give recoverable_share. "
            "Where a council, police or fire authority hosts, all is recovered."
        )


def _power_faults(scenario: Scenario, place: Place, powers: pl.DataFrame) -> Iterator[Fault]:
    """Whether the power that the pool rests on exists, is in force and allows each partner; the lawful way where it does not."""
    kinds = {body.id: body.kind for body in place.body}
    words = {body.id: f"{body.type or ''} {body.name}".lower() for body in place.body}
    if scenario.legal_form == "aligned":
        return
    allows_pools = powers.filter("is_pool")
    if scenario.power_id is None:
        yield ("legal_form",), f"a {scenario.legal_form} budget rests on a power, and power names none. In ref.pool_power are: {', '.join(allows_pools['power_id'].unique().sort())}."
        return
    if scenario.legal_form == "section 75" and scenario.power not in (None, "section 75"):
        yield ("power",), f"the form is section 75 and the power '{scenario.power}'. Take the power out, or make the form pooled."
        return
    named = powers.filter(pl.col("power_id") == scenario.power_id)
    if named.is_empty():
        yield ("power",), f"'{scenario.power_id}' is not in ref.pool_power. There are: {', '.join(allows_pools['power_id'].unique().sort())}."
        return
    starts, ends = date(scenario.first_fy, 4, 1), date(scenario.last_fy + 1, 3, 31)
    in_force = named.filter((pl.col("valid_from") <= starts) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= ends))).sort("valid_from")
    at = ("power",) if scenario.power else ("legal_form",)
    if in_force.is_empty():
        spans = "; ".join(f"from {row['valid_from']}" + (f" to {row['valid_to']}" if row["valid_to"] else "") for row in named.sort("valid_from").iter_rows(named=True))
        yield at, f"{scenario.power_id} is not in force in all years of the pool: it holds {spans}."
        return
    power = in_force.row(-1, named=True)
    if not power["is_pool"]:
        yield at, f"{scenario.power_id} allows payments from one body to another, and no common fund. {_aligned_words(scenario, kinds)}"
        return
    allowed, required = power["kinds_allowed"].split(";"), power["kinds_required"].split(";")
    for number, partner in enumerate(scenario.partner):
        kind = kinds.get(partner.body)
        if kind is not None and not any(kind == entry.split(":")[0] and entry.partition(":")[2] in words[partner.body] for entry in allowed):
            yield ("partner", number), f"{partner.body} ({kind}) may not pool money under {scenario.power_id}, which allows {power['bodies_allowed']}. {_aligned_words(scenario, kinds)}"
    lacking = [kind for kind in required if kind not in {kinds.get(partner.body) for partner in scenario.partner}]
    if lacking and all(partner.body in kinds for partner in scenario.partner):
        yield at, f"{scenario.power_id} needs a partner of each of these kinds: {', '.join(required)}; none is {' or '.join(lacking)}. {_aligned_words(scenario, kinds)}"


def _aligned_words(scenario: Scenario, kinds: Mapping[str, str]) -> str:
    councils = sorted(partner.body for partner in scenario.partner if kinds.get(partner.body) == "council")
    accountable = scenario.host if kinds.get(scenario.host) == "council" or not councils else councils[0]
    return f'The lawful way for these partners: legal_form = "aligned" with {accountable} as host, the accountable body; each keeps its own budget.'
