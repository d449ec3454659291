"""What scrutiny asks of a pooled budget or of a plan for one estate: who loses, and the questions that follow from the figures.

Belongs here: sentences, each computed from published tables and each with the figure that raises it. Does not belong here: how the page looks
(scrutiny_page.py), or any figure (analysis/, sql/). Nothing is asked that the figures do not raise.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.escape import plain
from totalplace.mapping.pool_tables import (
    CASH,
    SOCIAL,
    Pools,
    called,
    chance,
    faults,
    form,
    is_appraised,
    often_losing,
    sample_words,
    years,
)
from totalplace.mapping.sections import big, year

WEAK_EVIDENCE = 4  # grades 4 and 5 of the project's scale
_TURNS = 6  # inputs shown
_OFTEN = 1 / 3  # who loses in every third draw is asked about
_EVERYBODY, _EVERY_HOUSEHOLD = "all residents", "all households"
_GIVEN_UP = ("release", "relocate")


@dataclass(frozen=True)
class Loser:
    """A body or a group of residents that is worse off, by how much, and what that rests on."""

    who: str
    by: str
    words: str = ""


@dataclass(frozen=True)
class Subject:
    """What a page of scrutiny is about, as far as the figures tell it."""

    subject_id: str
    name: str
    title: str
    decides: list[str]  # what a yes would mean, a sentence each
    losers: list[Loser] | None  # None: not known, which is not nobody
    losers_words: str  # how they are told, or why they are not known
    questions: list[str]
    turns: list[str]  # what would turn the result, a sentence each
    cautions: list[str] = field(default_factory=list)
    theme: str | None = None


def pool_subject(pools: Pools, row: Mapping[str, Any], dissent_count: int) -> Subject:
    """Of one agreement: its tables and its row of mart.pool_scenario."""
    name = called(row)
    if not row["is_computed"]:
        said = faults(row)
        return Subject(row["scenario_id"], name, "Not worked out, so there is nothing to decide on", ["Its file has faults, so nothing of it is worked out."], None, "It is not worked out.", [f"When will this be put right? {fault}" for fault in said], [])
    losers = None
    words = f"What it brings is not appraised ({_bare(row['not_appraised_because'])}). Who pays in and saves nothing is worse off by what it pays."
    if is_appraised(row):
        losers = [Loser(pools.name(each["body_id"]), big(-each["net_cash_pv_gbp"]), _why_loses(each)) for each in _losing(pools).iter_rows(named=True)]
        words = "By cash beside doing nothing, all years, discounted, by the central figures and not the middle of the draws."
        often = often_losing(pools, row)
        if often:
            words += f" {wording.listed(often)[:1].upper()}{wording.listed(often)[1:]}, though not by the central figures."
    decides = [
        f"{form(pools, row)}, {years(row)}; {pools.name(row['host_body_id'])} {'is accountable' if row['legal_form'] == 'aligned' else 'is host'}.",
        f"{wording.plural(row['partner_count'], 'partner', 'partners')} pay in {big(row['contribution_gbp'])}; {big(row['spend_gbp'])} is spent, {big(row['returned_gbp'])} given back.",
    ]
    if is_appraised(row):
        decides.append(f"Worth to society {pools.result(row, SOCIAL).in_words()}; cash of all together {pools.result(row, CASH).in_words()}. The two are never added.")
    found = "Who would be worse off is not known" if losers is None else _worse_off(len(losers), row["partner_count"])
    return Subject(row["scenario_id"], name, f"{found}{_at_odds(dissent_count)}", decides, losers, words, _once(_pool_questions(pools, row)), _once(_pool_turns(pools, row)), _elsewhere(row), row["theme"])


def _once(sentences: Iterator[str]) -> list[str]:
    """The same words once."""
    return list(dict.fromkeys(sentences))


def _worse_off(losing: int, partners: int) -> str:
    """Who loses may be no partner, so the two are told apart."""
    return "No body worse off by the central figures" if not losing else f"{wording.plural(losing, 'body', 'bodies')} worse off, by the central figures, by a pool of {wording.plural(partners, 'partner', 'partners')}"


def _at_odds(dissent_count: int) -> str:
    return f"; {wording.plural(dissent_count, 'partner does', 'partners do')} not agree" if dissent_count else ""


def _pool_turns(pools: Pools, row: Mapping[str, Any]) -> Iterator[str]:
    """The inputs of the file on which the results hang most, widest first."""
    if row["indexation_share"]:
        yield f"Contributions rise by {wording.share(row['indexation_share'], 1)} a year, as the file agrees."
    swings = pools.sensitivity.with_columns((pl.col("high_gbp") - pl.col("low_gbp")).abs().alias("swing")).sort("swing", "result", "input", descending=[True, False, False])
    for each in swings.filter(pl.col("swing") > 0).head(_TURNS).iter_rows(named=True):
        turn = "no value of it makes that nought" if each["switching_value"] is None else f"nought at {_input(each['switching_value'])}"
        yield f"{plain(each['input_words'])}: {_input(each['low_input'])} to {_input(each['high_input'])}, the file has {_input(each['likely_input'])}. {each['result'][:1].upper()}{each['result'][1:]} from {big(each['low_gbp'])} to {big(each['high_gbp'])}; {turn}."


def _losing(pools: Pools) -> pl.DataFrame:
    return pools.body.filter("loses").sort("net_cash_pv_gbp", "body_id")


def _why_loses(each: Mapping[str, Any]) -> str:
    sums = (
        ("pays in", each["contribution_gbp"]), ("is given back", each["returned_gbp"]), ("pays less of its own", each["replaced_gbp"]), ("saves in cash", each["benefit_gbp"]),
        ("pays outside the pool", abs(each["own_cost_gbp"])), ("bears for optimism", abs(each["optimism_gbp"])),
    )  # fmt: skip
    return ", ".join(f"{words} {big(value)}" for words, value in sums if value) + ("" if each["is_partner"] else "; it is no partner")


def _elsewhere(row: Mapping[str, Any]) -> list[str]:
    return [f"Some effects were not measured in this place. The file says why they are used all the same: “{plain(row['outside_sample'])}”"] if row.get("outside_sample") else []


def _pool_questions(pools: Pools, row: Mapping[str, Any]) -> Iterator[str]:
    paid = pools.contribution
    no_line = paid.filter((pl.col("count_id") <= 0) & (pl.col("amount_gbp") > pl.col("called_gbp")))  # calls name none, and are asked about by themselves
    unnamed = _sum(no_line, "amount_gbp")
    locked = row["locked_gbp"] or Decimal(0)
    bound, unknown = _sum(paid, "committed_gbp"), _sum(paid.filter(pl.col("committed_gbp").is_null()), "amount_gbp")
    if is_appraised(row):
        yield from _worth_questions(pools, row)
    else:
        yield f"What would it bring, and to whom? It is not appraised: {_bare(row['not_appraised_because'])}."
    if unnamed:
        yield f"From which budget do {big(unnamed)} come? {wording.listed(_bodies(pools, no_line))} name{'s' if no_line['body_id'].n_unique() == 1 else ''} no line of a return for it."
    if bound:
        yield f"What can the pool decide in truth? {big(bound)} of what is paid in is bound by contracts and staff already."
    if unknown:
        yield f"How much of {big(unknown)} is bound already? The file does not say."
    if locked:
        purposes = sorted(set(paid.filter(pl.col("is_locked"))["purpose"]))
        yield f"What if {wording.listed(purposes)} need{'s' if len(purposes) == 1 else ''} less? {big(locked)} may be spent on {'nothing else' if len(purposes) == 1 else 'its own purpose alone'}."
    for each in paid.filter(pl.col("free_because").is_not_null()).unique(["body_id", "line"]).sort("body_id", "line").iter_rows(named=True):
        yield f"Does whoever gave it agree that {plain(each['line'])} of {pools.name(each['body_id'])}, which is ring-fenced, is used freely? The file says: “{plain(each['free_because'])}”"
    if row["called_gbp"]:
        yield f"Have the partners set aside what they may be called on for? Calls come to {big(row['called_gbp'])} by the overspends in the file."
    if row["unfunded_gbp"]:
        yield f"What is not done, or who pays? For {big(row['unfunded_gbp'])} of spending nobody has agreed to pay."
    if row["not_spent_gbp"]:
        yield f"What is cut first? When the pool runs short, {big(row['not_spent_gbp'])} is not spent."
    if row["irrecoverable_vat_gbp"]:
        yield f"Would another host recover the VAT? {big(row['irrecoverable_vat_gbp'])} is lost with {pools.name(row['host_body_id'])} as host."
    if row["closing_gbp"]:
        yield f"Who decides what becomes of {big(row['closing_gbp'])} that is left at the end of {year(row['last_fy'])}?"
    yield f"What happens after {year(row['last_fy'])}, and who may leave before?"


def _worth_questions(pools: Pools, row: Mapping[str, Any]) -> Iterator[str]:
    losing = _losing(pools)
    for is_partner, ask in ((True, "Why would those agree who are worse off?"), (False, "Who asks those who are no partners and worse off?")):
        mine = losing.filter(pl.col("is_partner") == is_partner)
        if mine.height:
            named = [f"{pools.name(body_id)} by {big(-gbp)}" for body_id, gbp in mine.select("body_id", "net_cash_pv_gbp").iter_rows()]
            yield f"{ask} By the central figures, {wording.listed(named)}."
    if row["losing_count"] and row["compensation_pv_gbp"] is None:
        yield "Why do it at all for the money? By the central figures those who pay lose more than they gain, so no transfer between them would leave nobody worse off."
    elif row["losing_count"]:
        yield f"Will those who gain pay? By the central figures {big(row['compensation_pv_gbp'])} passed between the partners would leave none worse off."
    stopped = pools.body.filter(pl.col("replaced_gbp") > 0).sort("body_id")
    if stopped.height:
        yield f"Which contracts and posts end, and when? {wording.listed([pools.name(body_id) for body_id in stopped['body_id']])} count{'s' if stopped.height == 1 else ''} on no longer paying {big(_sum(stopped, 'replaced_gbp'))}. The file says so; no return shows it, and no range of it is drawn."
    society = pools.result(row, SOCIAL)
    if society.told is not None and society.told < 0:
        yield f"What is it for, if it is worth less to society than it costs? {society.in_words()}, all years, discounted."
    weak = pools.benefit.filter(pl.col("evidence") >= WEAK_EVIDENCE).sort("evidence", "intervention_id", "benefit_id", descending=[True, False, False])
    alike: dict[tuple[str, int, str], list[str]] = {}  # what rests on the same evidence is asked about once
    for each in weak.iter_rows(named=True):
        alike.setdefault((_lower(each["intervention"]), each["evidence"], sample_words(each)), []).append(f"“{plain(each['benefit'])}”")
    for (intervention, grade, sample), benefits in alike.items():
        yield f"What would make us stop? That {intervention} brings {wording.listed(benefits)} rests on evidence of grade {grade} (1 the best, 5 the weakest): {sample}."
    missed = pools.benefit.filter(pl.col("does_not_cover").is_not_null())
    if missed.height:
        uncovered = sorted({name for words in missed["does_not_cover"] for name in re.split(r"\s*[,;]\s*", words) if name})
        yield f"What does it do to {wording.listed([pools.name(name) for name in uncovered])}? The evidence of {wording.count(missed.height)} of {wording.plural(pools.benefit.height, 'benefit', 'benefits')} does not cover all of them."
    uncashed = pools.benefit.filter(pl.col("body_id").is_not_null() & (pl.col("cash_gbp") == 0)).sort("intervention_id", "benefit_id")
    for each in uncashed.iter_rows(named=True):
        step = f"it saves in steps of {big(each['cash_step_gbp'])} a year ({plain(each['cash_step'])}), and none is reached" if each["cash_step_gbp"] else "nothing of it can become cash"
        yield f"Who has counted on “{plain(each['benefit'])}” in a budget? No cash comes of it: {step}."
    swings = pools.sensitivity.with_columns((pl.col("high_gbp") - pl.col("low_gbp")).abs().alias("swing")).filter(pl.col("swing") > 0).sort("swing", "input", descending=[True, False])
    if not pools.is_drawn(row["scenario_id"]):
        yield "How sure are these figures? The file gives no input a range, so that nothing was drawn."
    if swings.height:
        widest = swings.row(0, named=True)
        turn = "" if widest["switching_value"] is None else f" At {_input(widest['switching_value'])} the result would be nought; the file has {_input(widest['likely_input'])}."
        yield f"Who watches “{plain(widest['input_words'])}”? On nothing does the {widest['result']} hang more: {big(widest['low_gbp'])} to {big(widest['high_gbp'])}.{turn}"
    often = pools.risk.filter(pl.lit(pools.is_drawn(row["scenario_id"])) & (pl.col("result") == CASH) & (pl.col("loses_share") >= _OFTEN) & pl.col("body_id").is_in(pools.bodies["body_id"].implode())).unique("body_id").sort("body_id")
    for each in often.iter_rows(named=True):
        if each["body_id"] not in losing["body_id"]:
            yield f"Can {pools.name(each['body_id'])} bear it? It loses cash in {chance(each['loses_share'])} of the draws of what is uncertain."


@dataclass(frozen=True)
class Option:
    """An option of the plan for one estate: how it is called, its row of mart.estate_option, and its rows of the other tables."""

    label: str
    words: str
    row: Mapping[str, Any]
    buildings: pl.DataFrame  # mart.estate_plan
    bodies: pl.DataFrame  # mart.estate_plan_body, with the name of each
    equality: pl.DataFrame  # mart.estate_equality


def plan_subject(option: Option, dissent_count: int) -> Subject:
    """Of one option of the plan."""
    row = option.row
    losers = [Loser(plain(each["name"]), big(-each["gain_gbp"]), _why_worse(each)) for each in option.bodies.filter("is_worse_off").sort("gain_gbp", "body_id").iter_rows(named=True)]
    farther = _farther(option, _EVERYBODY)
    losers += [Loser(f"Residents: {each['group']}", f"{wording.count(each['residents_farther'])} farther", _hit(each)) for each in _hit_more(option)]
    words = "Bodies by net present gain, as the money falls today: who pays whom for it is not agreed. Residents by the way to the nearest place of a service."
    if farther is None:
        words += " Who gets farther away cannot be told: no figures of residents were received."
    gone = "residents farther not known" if farther is None else f"{wording.count(farther)} residents farther"
    worse = option.bodies.filter("is_worse_off").height
    decides = [
        option.words,
        f"{wording.plural(row['given_up_count'], 'building is', 'buildings are')} given up of {wording.count(row['assessed_count'])} weighed; {wording.plural(row['move_count'], 'occupation moves', 'occupations move')}.",
        f"Running cost saved once all is done: {big(row['revenue_a_year_gbp'])} a year. Once: cost {big(row['one_off_cost_gbp'])}, receipts {big(row['receipt_gbp'])}. Net present gain {big(row['gain_gbp'])}.",
    ]
    title = f"{wording.plural(worse, 'body', 'bodies') if worse else 'No body'} worse off, {gone}{_at_odds(dissent_count)}"
    return Subject(row["option_id"], option.label, title, decides, losers, words, _once(_plan_questions(option)), _once(_plan_turns(option)))


def _plan_turns(option: Option) -> Iterator[str]:
    """By what decisions turn, as often as they do."""
    said = option.buildings.filter(pl.col("flips_when").is_not_null())["flips_when"].to_list()
    for what, words in (("receipts", "receipts"), ("use", "need of space"), ("distance", "distances")):
        turned = sum(what in each for each in said)
        if turned:
            yield f"{wording.plural(turned, 'decision turns', 'decisions turn')} with {words} a fifth more or less."
    yield f"Years counted: {wording.count(option.row['horizon_years'])}; what comes a year later counts {wording.rate(float(option.row['discount_share']))} less."


def _why_worse(each: Mapping[str, Any]) -> str:
    parts = [(each["revenue_a_year_gbp"], "running cost a year"), (-each["hosting_charge_a_year_gbp"], "hosting a year"), (each["rent_between_a_year_gbp"], "rent between partners a year"), (-each["one_off_cost_gbp"], "once"), (each["receipt_gbp"], "receipts")]
    return "; ".join(f"{words} {'+' if value > 0 else ''}{big(value)}" for value, words in parts if value)


def _farther(option: Option, group: str) -> int | None:
    found = option.equality.filter((pl.col("group") == group) & pl.col("is_known"))
    return int(found["residents_farther"][0]) if found.height else None


def _hit_more(option: Option) -> Iterator[dict[str, Any]]:
    yield from option.equality.filter(pl.col("is_hit_more").fill_null(False)).sort("times_all", "group", descending=[True, False]).iter_rows(named=True)


def _hit(each: Mapping[str, Any]) -> str:
    return f"{wording.share(each['farther_share'], 1)} of the group, {each['times_all']:.1f} times the share of all; from {plain(each['services'] or 'services not named')}"


def _plan_questions(option: Option) -> Iterator[str]:
    row, buildings = option.row, option.buildings
    given_up = buildings.filter(pl.col("action").is_in(_GIVEN_UP))
    for each in option.bodies.filter("is_worse_off").sort("gain_gbp", "body_id").iter_rows(named=True):
        yield f"Why would {plain(each['name'])} agree? It is worse off by {big(-each['gain_gbp'])}."
    farther = _farther(option, _EVERYBODY)
    if farther:
        yield f"What is done for {wording.count(farther)} residents who get farther from a service?"
    for each in _hit_more(option):
        yield f"Has it been weighed what it means for the group “{each['group']}”? It is hit {each['times_all']:.1f} times as much as others."
    unknown = option.equality.filter(~pl.col("is_known"))["group"].to_list()
    if unknown and row["move_count"]:
        yield f"Who finds out what it means for {wording.listed(unknown)}? Figures of them were not received."
    if row["ring_fenced_receipt_gbp"]:
        yield f"What may the receipts be used for? {big(row['ring_fenced_receipt_gbp'])} of {big(row['receipt_gbp'])} is for one purpose alone: housing, schools, the NHS or what a grant was for."
    unstated = given_up.filter((pl.col("action") == "release") & (pl.col("receipt_gbp") == 0)).height
    if unstated:
        yield f"What would they fetch? For {wording.plural(unstated, 'building', 'buildings')} to be released no receipt is counted: nobody has stated one, or it is nought."
    loose = given_up.filter(~pl.col("is_robust").fill_null(False))
    if loose.height:
        yield f"How sure are receipts, need of space and distances? {wording.count(loose.height)} of {wording.plural(given_up.height, 'decision', 'decisions')} to give up would turn with a fifth more or less of them."
    left = row["building_count"] - row["assessed_count"]
    if left:
        yield f"What do we not know of the rest? {wording.count(left)} of {wording.plural(row['building_count'], 'building', 'buildings')} held are not weighed: too little is known of them."
    blocked = buildings.filter(pl.col("action") == "blocked")
    if blocked.height:
        yield f"Which constraint could go? {wording.plural(blocked.height, 'building', 'buildings')} would be given up but for one; together that would be worth at least {big(_sum(blocked, 'unlock_value_gbp'))} if each went by itself."
    if row["fte"]:
        yield f"Have the people who move been asked? {wording.count(row['fte'])} jobs of those that are known move."
    if row["liability_avoided_gbp"]:
        yield f"Does anybody count {big(row['liability_avoided_gbp'])} of maintenance as a saving? No budget holds it: it is no cash."
    if row["one_off_cost_gbp"] > 0:
        yield f"Who pays {big(row['one_off_cost_gbp'])} before anything is saved?"
    if row["status"] != "within the gap asked for":
        yield f"Is there a better plan? The solver {plain(row['status'])}; at most {wording.share(row['gap_share'], 1)} of the cost could be gained more."


def _sum(frame: pl.DataFrame, column: str) -> Decimal:
    return sum(frame[column].drop_nulls().to_list(), Decimal(0))


def _bodies(pools: Pools, frame: pl.DataFrame) -> list[str]:
    return [pools.name(body_id) for body_id in frame["body_id"].unique().sort()]


def _input(value: float) -> str:
    """Three figures, or whole pounds and people, with a true minus sign."""
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", wording.MINUS)


def _bare(words: str | None) -> str:
    return plain(words or "no reason is stated").rstrip(".")


def _lower(words: str) -> str:
    text = plain(words)
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
