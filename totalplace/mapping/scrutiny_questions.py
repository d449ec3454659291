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

from totalplace.language import say
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
from totalplace.mapping.terms import cased, term

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
        return Subject(row["scenario_id"], name, say("scrutiny.pool.not_worked_title"), [say("scrutiny.pool.not_worked")], None, say("scrutiny.pool.not_worked_losers"), [say("scrutiny.ask.when_right", fault=fault) for fault in said], [])
    losers = None
    words = say("scrutiny.pool.not_appraised", reason=_bare(row["not_appraised_because"]))
    if is_appraised(row):
        losers = [Loser(pools.name(each["body_id"]), big(-each["net_cash_pv_gbp"]), _why_loses(each)) for each in _losing(pools).iter_rows(named=True)]
        words = say("scrutiny.pool.central")
        often = often_losing(pools, row)
        if often:
            words += " " + say("scrutiny.pool.often", bodies=wording.listed(often)[:1].upper() + wording.listed(often)[1:])
    decides = [
        say("scrutiny.pool.form_aligned" if row["legal_form"] == "aligned" else "scrutiny.pool.form", form=form(pools, row), years=years(row), host=pools.name(row["host_body_id"])),
        say("scrutiny.pool.pay", partners=say("pack.counted.partner", number=row["partner_count"]), paid=big(row["contribution_gbp"]), spent=big(row["spend_gbp"]), back=big(row["returned_gbp"])),
    ]
    if is_appraised(row):
        decides.append(say("scrutiny.pool.worth", society=pools.result(row, SOCIAL).in_words(), cash=pools.result(row, CASH).in_words()))
    found = say("scrutiny.pool.not_known") if losers is None else _worse_off(len(losers), row["partner_count"])
    return Subject(row["scenario_id"], name, f"{found}{_at_odds(dissent_count)}", decides, losers, words, _once(_pool_questions(pools, row)), _once(_pool_turns(pools, row)), _elsewhere(row), row["theme"])


def _once(sentences: Iterator[str]) -> list[str]:
    """The same words once."""
    return list(dict.fromkeys(sentences))


def _worse_off(losing: int, partners: int) -> str:
    """Who loses may be no partner, so the two are told apart."""
    return say("scrutiny.pool.nobody") if not losing else say("scrutiny.pool.worse_off", bodies=say("pack.counted.body", number=losing), partners=say("pack.counted.partner", number=partners))


def _at_odds(dissent_count: int) -> str:
    return "; " + say("scrutiny.at_odds", partners=dissent_count) if dissent_count else ""


def _pool_turns(pools: Pools, row: Mapping[str, Any]) -> Iterator[str]:
    """The inputs of the file on which the results hang most, widest first."""
    if row["indexation_share"]:
        yield say("scrutiny.turn.indexation", share=wording.share(row["indexation_share"], 1))
    swings = pools.sensitivity.with_columns((pl.col("high_gbp") - pl.col("low_gbp")).abs().alias("swing")).sort("swing", "result", "input", descending=[True, False, False])
    for each in swings.filter(pl.col("swing") > 0).head(_TURNS).iter_rows(named=True):
        turn = say("scrutiny.turn.no_value") if each["switching_value"] is None else say("scrutiny.turn.nought", value=_input(each["switching_value"]))
        yield say(
            "scrutiny.turn.input", input=plain(each["input_words"]), low=_input(each["low_input"]), high=_input(each["high_input"]), likely=_input(each["likely_input"]),
            result=cased(each["result"]), low_gbp=big(each["low_gbp"]), high_gbp=big(each["high_gbp"]), turn=turn,
        )  # fmt: skip


def _losing(pools: Pools) -> pl.DataFrame:
    return pools.body.filter("loses").sort("net_cash_pv_gbp", "body_id")


def _why_loses(each: Mapping[str, Any]) -> str:
    sums = (
        (say("scrutiny.why.pays_in"), each["contribution_gbp"]), (say("scrutiny.why.given_back"), each["returned_gbp"]), (say("scrutiny.why.replaced"), each["replaced_gbp"]), (say("scrutiny.why.saves"), each["benefit_gbp"]),
        (say("scrutiny.why.outside"), abs(each["own_cost_gbp"])), (say("scrutiny.why.optimism"), abs(each["optimism_gbp"])),
    )  # fmt: skip
    return ", ".join(say("scrutiny.why.sum", words=words, gbp=big(value)) for words, value in sums if value) + ("" if each["is_partner"] else "; " + say("scrutiny.why.no_partner"))


def _elsewhere(row: Mapping[str, Any]) -> list[str]:
    return [say("scrutiny.pool.elsewhere", reason=plain(row["outside_sample"]))] if row.get("outside_sample") else []


def _pool_questions(pools: Pools, row: Mapping[str, Any]) -> Iterator[str]:
    paid = pools.contribution
    no_line = paid.filter((pl.col("count_id") <= 0) & (pl.col("amount_gbp") > pl.col("called_gbp")))  # calls name none, and are asked about by themselves
    unnamed = _sum(no_line, "amount_gbp")
    locked = row["locked_gbp"] or Decimal(0)
    bound, unknown = _sum(paid, "committed_gbp"), _sum(paid.filter(pl.col("committed_gbp").is_null()), "amount_gbp")
    if is_appraised(row):
        yield from _worth_questions(pools, row)
    else:
        yield say("scrutiny.ask.what_brings", reason=_bare(row["not_appraised_because"]))
    if unnamed:
        yield say("scrutiny.ask.no_line", number=no_line["body_id"].n_unique(), gbp=big(unnamed), bodies=wording.listed(_bodies(pools, no_line)))
    if bound:
        yield say("scrutiny.ask.bound", gbp=big(bound))
    if unknown:
        yield say("scrutiny.ask.bound_unknown", gbp=big(unknown))
    if locked:
        purposes = sorted(set(paid.filter(pl.col("is_locked"))["purpose"]))
        yield say("scrutiny.ask.locked", number=len(purposes), purposes=wording.listed(purposes), gbp=big(locked))
    for each in paid.filter(pl.col("free_because").is_not_null()).unique(["body_id", "line"]).sort("body_id", "line").iter_rows(named=True):
        yield say("scrutiny.ask.ring_fenced", line=plain(each["line"]), body=pools.name(each["body_id"]), reason=plain(each["free_because"]))
    if row["called_gbp"]:
        yield say("scrutiny.ask.calls", gbp=big(row["called_gbp"]))
    if row["unfunded_gbp"]:
        yield say("scrutiny.ask.unfunded", gbp=big(row["unfunded_gbp"]))
    if row["not_spent_gbp"]:
        yield say("scrutiny.ask.cut", gbp=big(row["not_spent_gbp"]))
    if row["irrecoverable_vat_gbp"]:
        yield say("scrutiny.ask.vat", gbp=big(row["irrecoverable_vat_gbp"]), host=pools.name(row["host_body_id"]))
    if row["closing_gbp"]:
        yield say("scrutiny.ask.left", gbp=big(row["closing_gbp"]), year=year(row["last_fy"]))
    yield say("scrutiny.ask.after", year=year(row["last_fy"]))


def _worth_questions(pools: Pools, row: Mapping[str, Any]) -> Iterator[str]:
    losing = _losing(pools)
    for is_partner, ask in ((True, say("scrutiny.ask.why_agree")), (False, say("scrutiny.ask.who_asks"))):
        mine = losing.filter(pl.col("is_partner") == is_partner)
        if mine.height:
            named = [say("scrutiny.ask.body_by", body=pools.name(body_id), gbp=big(-gbp)) for body_id, gbp in mine.select("body_id", "net_cash_pv_gbp").iter_rows()]
            yield say("scrutiny.ask.by_central", question=ask, bodies=wording.listed(named))
    if row["losing_count"] and row["compensation_pv_gbp"] is None:
        yield say("scrutiny.ask.nobody_helps")
    elif row["losing_count"]:
        yield say("scrutiny.ask.will_pay", gbp=big(row["compensation_pv_gbp"]))
    stopped = pools.body.filter(pl.col("replaced_gbp") > 0).sort("body_id")
    if stopped.height:
        yield say("scrutiny.ask.stopped", number=stopped.height, bodies=wording.listed([pools.name(body_id) for body_id in stopped["body_id"]]), gbp=big(_sum(stopped, "replaced_gbp")))
    society = pools.result(row, SOCIAL)
    if society.told is not None and society.told < 0:
        yield say("scrutiny.ask.what_for", result=society.in_words())
    weak = pools.benefit.filter(pl.col("evidence") >= WEAK_EVIDENCE).sort("evidence", "intervention_id", "benefit_id", descending=[True, False, False])
    alike: dict[tuple[str, int, str], list[str]] = {}  # what rests on the same evidence is asked about once
    for each in weak.iter_rows(named=True):
        alike.setdefault((_lower(each["intervention"]), each["evidence"], sample_words(each)), []).append(say("scrutiny.ask.quoted", words=plain(each["benefit"])))
    for (intervention, grade, sample), benefits in alike.items():
        yield say("scrutiny.ask.weak", intervention=intervention, benefits=wording.listed(benefits), grade=grade, sample=sample)
    missed = pools.benefit.filter(pl.col("does_not_cover").is_not_null())
    if missed.height:
        uncovered = sorted({name for words in missed["does_not_cover"] for name in re.split(r"\s*[,;]\s*", words) if name})
        yield say("scrutiny.ask.uncovered", bodies=wording.listed([pools.name(name) for name in uncovered]), some=missed.height, all=say("pack.counted.benefit", number=pools.benefit.height))
    uncashed = pools.benefit.filter(pl.col("body_id").is_not_null() & (pl.col("cash_gbp") == 0)).sort("intervention_id", "benefit_id")
    for each in uncashed.iter_rows(named=True):
        step = say("scrutiny.ask.step", gbp=big(each["cash_step_gbp"]), step=plain(each["cash_step"])) if each["cash_step_gbp"] else say("scrutiny.ask.no_step")
        yield say("scrutiny.ask.counted_on", benefit=plain(each["benefit"]), step=step)
    swings = pools.sensitivity.with_columns((pl.col("high_gbp") - pl.col("low_gbp")).abs().alias("swing")).filter(pl.col("swing") > 0).sort("swing", "input", descending=[True, False])
    if not pools.is_drawn(row["scenario_id"]):
        yield say("scrutiny.ask.no_ranges")
    if swings.height:
        widest = swings.row(0, named=True)
        turn = "" if widest["switching_value"] is None else " " + say("scrutiny.ask.at_nought", value=_input(widest["switching_value"]), likely=_input(widest["likely_input"]))
        yield say("scrutiny.ask.watches", input=plain(widest["input_words"]), result=term(widest["result"]), low=big(widest["low_gbp"]), high=big(widest["high_gbp"]), turn=turn)
    often = pools.risk.filter(pl.lit(pools.is_drawn(row["scenario_id"])) & (pl.col("result") == CASH) & (pl.col("loses_share") >= _OFTEN) & pl.col("body_id").is_in(pools.bodies["body_id"].implode())).unique("body_id").sort("body_id")
    for each in often.iter_rows(named=True):
        if each["body_id"] not in losing["body_id"]:
            yield say("scrutiny.ask.bear", body=pools.name(each["body_id"]), share=chance(each["loses_share"]))


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
    losers += [Loser(say("scrutiny.plan.residents", group=term(each["group"])), say("scrutiny.plan.farther", residents=wording.count(each["residents_farther"])), _hit(each)) for each in _hit_more(option)]
    words = say("scrutiny.plan.words")
    if farther is None:
        words += " " + say("scrutiny.plan.farther_unknown")
    gone = say("scrutiny.plan.title_farther_unknown") if farther is None else say("scrutiny.plan.title_farther", residents=wording.count(farther))
    worse = option.bodies.filter("is_worse_off").height
    decides = [
        option.words,
        say("scrutiny.plan.given_up", given_up=say("scrutiny.plan.buildings_given_up", buildings=row["given_up_count"]), weighed=row["assessed_count"], moves=say("scrutiny.plan.occupations_move", occupations=row["move_count"])),
        say("scrutiny.plan.sums", saved=big(row["revenue_a_year_gbp"]), cost=big(row["one_off_cost_gbp"]), receipts=big(row["receipt_gbp"]), gain=big(row["gain_gbp"])),
    ]
    title = (say("scrutiny.plan.title_worse", bodies=say("pack.counted.body", number=worse), farther=gone) if worse else say("scrutiny.plan.title_nobody", farther=gone)) + _at_odds(dissent_count)
    return Subject(row["option_id"], option.label, title, decides, losers, words, _once(_plan_questions(option)), _once(_plan_turns(option)))


def _plan_turns(option: Option) -> Iterator[str]:
    """By what decisions turn, as often as they do."""
    said = option.buildings.filter(pl.col("flips_when").is_not_null())["flips_when"].to_list()
    for what, words in (("receipts", say("scrutiny.turn.receipts")), ("use", say("scrutiny.turn.use")), ("distance", say("scrutiny.turn.distances"))):
        turned = sum(what in each for each in said)
        if turned:
            yield say("scrutiny.turn.decisions", decisions=turned, what=words)
    yield say("scrutiny.turn.years", years=option.row["horizon_years"], rate=wording.rate(float(option.row["discount_share"])))


def _why_worse(each: Mapping[str, Any]) -> str:
    parts = [(each["revenue_a_year_gbp"], say("scrutiny.why.running")), (-each["hosting_charge_a_year_gbp"], say("scrutiny.why.hosting")), (each["rent_between_a_year_gbp"], say("scrutiny.why.rent")), (-each["one_off_cost_gbp"], say("scrutiny.why.once")), (each["receipt_gbp"], say("scrutiny.why.receipts"))]
    return "; ".join(say("scrutiny.why.sum", words=words, gbp=("+" if value > 0 else "") + big(value)) for value, words in parts if value)


def _farther(option: Option, group: str) -> int | None:
    found = option.equality.filter((pl.col("group") == group) & pl.col("is_known"))
    return int(found["residents_farther"][0]) if found.height else None


def _hit_more(option: Option) -> Iterator[dict[str, Any]]:
    yield from option.equality.filter(pl.col("is_hit_more").fill_null(False)).sort("times_all", "group", descending=[True, False]).iter_rows(named=True)


def _hit(each: Mapping[str, Any]) -> str:
    return say("scrutiny.plan.hit", share=wording.share(each["farther_share"], 1), times=wording.decimal(f"{each['times_all']:.1f}"), services=", ".join(map(term, each["services"].split(", "))) if each["services"] else say("scrutiny.plan.services_not_named"))


def _plan_questions(option: Option) -> Iterator[str]:
    row, buildings = option.row, option.buildings
    given_up = buildings.filter(pl.col("action").is_in(_GIVEN_UP))
    for each in option.bodies.filter("is_worse_off").sort("gain_gbp", "body_id").iter_rows(named=True):
        yield say("scrutiny.ask.plan_agree", body=plain(each["name"]), gbp=big(-each["gain_gbp"]))
    farther = _farther(option, _EVERYBODY)
    if farther:
        yield say("scrutiny.ask.farther", residents=wording.count(farther))
    for each in _hit_more(option):
        yield say("scrutiny.ask.group", group=term(each["group"]), times=wording.decimal(f"{each['times_all']:.1f}"))
    unknown = option.equality.filter(~pl.col("is_known"))["group"].to_list()
    if unknown and row["move_count"]:
        yield say("scrutiny.ask.group_unknown", groups=wording.listed([term(group) for group in unknown]))
    if row["ring_fenced_receipt_gbp"]:
        yield say("scrutiny.ask.receipts", ring=big(row["ring_fenced_receipt_gbp"]), all=big(row["receipt_gbp"]))
    unstated = given_up.filter((pl.col("action") == "release") & (pl.col("receipt_gbp") == 0)).height
    if unstated:
        yield say("scrutiny.ask.fetch", buildings=say("pack.counted.building", number=unstated))
    loose = given_up.filter(~pl.col("is_robust").fill_null(False))
    if loose.height:
        yield say("scrutiny.ask.sure", loose=wording.count(loose.height), decisions=say("pack.counted.decision", number=given_up.height))
    left = row["building_count"] - row["assessed_count"]
    if left:
        yield say("scrutiny.ask.rest", left=wording.count(left), buildings=say("pack.counted.building", number=row["building_count"]))
    blocked = buildings.filter(pl.col("action") == "blocked")
    if blocked.height:
        yield say("scrutiny.ask.constraint", buildings=say("pack.counted.building", number=blocked.height), gbp=big(_sum(blocked, "unlock_value_gbp")))
    if row["fte"]:
        yield say("scrutiny.ask.jobs", jobs=wording.count(row["fte"]))
    if row["liability_avoided_gbp"]:
        yield say("scrutiny.ask.liability", gbp=big(row["liability_avoided_gbp"]))
    if row["one_off_cost_gbp"] > 0:
        yield say("scrutiny.ask.before_saved", gbp=big(row["one_off_cost_gbp"]))
    if row["status"] != "within the gap asked for":
        yield say("scrutiny.ask.better", solver=term(row["status"]), share=wording.share(row["gap_share"], 1))


def _sum(frame: pl.DataFrame, column: str) -> Decimal:
    return sum(frame[column].drop_nulls().to_list(), Decimal(0))


def _bodies(pools: Pools, frame: pl.DataFrame) -> list[str]:
    return [pools.name(body_id) for body_id in frame["body_id"].unique().sort()]


def _input(value: float) -> str:
    """Three figures, or whole pounds and people, with a true minus sign."""
    return wording.decimal(f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", wording.MINUS)


def _bare(words: str | None) -> str:
    return plain(words or say("scrutiny.no_reason")).rstrip(".")


def _lower(words: str) -> str:
    text = plain(words)
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
