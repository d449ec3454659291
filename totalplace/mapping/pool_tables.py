"""What pages of pooled budgets are made from, and what they find in it.

Belongs here: the tables of one agreement, its headline and the sentences on who pays, who gains and how sure that is, each computed from
the tables. Does not belong here: how a page looks (pool_page.py, pools_page.py), drawing (pool_figures.py), or any figure (analysis/).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.contracts.appraisal import EVERYBODY
from totalplace.language import say
from totalplace.mapping import wording
from totalplace.mapping.escape import plain
from totalplace.mapping.palette import COLOUR_OF_KIND
from totalplace.mapping.sections import IN_MILLIONS, big, year
from totalplace.mapping.terms import cased

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+|(?:(?<=: )|(?<=; )|(?<=\. ))[a-z0-9]+(?= is given | gives |, which pays )")  # a short id only where a body is spoken of
SOCIAL, CASH = "social value", "cash"
LOW, MIDDLE, HIGH = 10, 50, 90
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Result:
    """A result of somebody and, where it was drawn, between which values eight draws in ten lie and how many lose."""

    central: Decimal | None
    low: Decimal | None = None
    middle: Decimal | None = None
    high: Decimal | None = None
    loses_share: float | None = None

    @property
    def is_drawn(self) -> bool:
        return self.low is not None and self.high is not None and self.middle is not None

    @property
    def is_varied(self) -> bool:
        """Whether anything that was drawn moves it: what comes out the same in draw after draw is not certain for that."""
        return self.is_drawn and (self.low != self.high or self.loses_share not in (0, 1))

    @property
    def told(self) -> Decimal | None:
        """What is said of it in short: the middle of the draws, or the central result where nothing was drawn."""
        return self.central if self.middle is None else self.middle

    def in_short(self) -> str:
        """£1.2 million: what is said of it where a column of results leaves no room for more."""
        return self._said(self.told or _NOTHING)

    def in_words(self) -> str:
        """£1.2 million, middle of the draws (eight in ten from £0.4 million to £2 million)."""
        if self.told is None:
            return say("wording.not_known")
        if self.low is None or self.high is None:
            return say("pools.result.central", gbp=big(self.told))
        if not self.is_varied:
            return say("pools.result.not_varied", gbp=big(self.told))
        return say("pools.result.drawn", gbp=self._said(self.told), low=self._said(self.low), high=self._said(self.high))

    def _said(self, gbp: Decimal) -> str:
        """Beside draws that reach into millions £3,000, and not £2,727: the single pounds of one of them say nothing."""
        widest = max(abs(self.low or _NOTHING), abs(self.high or _NOTHING)) if self.is_varied else _NOTHING
        if not 0 < abs(gbp) < IN_MILLIONS <= widest:
            return big(gbp)
        in_thousands = round(gbp, -3)
        return big(in_thousands) if in_thousands else say("pools.result.near_nought")

    def loses_in(self) -> str:
        """In how many draws it loses: 37 %."""
        if not self.is_drawn:
            return say("pools.not_drawn")
        return chance(self.loses_share) if self.is_varied else say("pools.not_varied")


@dataclass(frozen=True, eq=False)
class Pools:
    """mart.pool_… of several agreements or of one, and ref.body."""

    scenario: pl.DataFrame
    contribution: pl.DataFrame
    flow: pl.DataFrame
    benefit: pl.DataFrame
    appraisal: pl.DataFrame
    body: pl.DataFrame
    risk: pl.DataFrame
    sensitivity: pl.DataFrame
    comparison: pl.DataFrame
    frontier: pl.DataFrame
    bodies: pl.DataFrame
    called: Mapping[str, str] = field(default_factory=dict, kw_only=True)  # names of powers and of areas, by their ids

    def of(self, scenario_id: str) -> "Pools":
        """Of one agreement."""
        mine = {each.name: getattr(self, each.name).filter(pl.col("scenario_id") == scenario_id) for each in fields(self) if each.name not in ("bodies", "called")}
        return replace(self, **mine)

    @property
    def names(self) -> Mapping[str, str]:
        return dict(self.bodies.select("body_id", "name").iter_rows())

    @property
    def colours(self) -> Mapping[str, str]:
        return {body_id: COLOUR_OF_KIND[kind] for body_id, kind in self.bodies.select("body_id", "kind").iter_rows()}

    def name(self, body_id: str | None) -> str:
        """What a body is called; 'all' are all of them together."""
        return say("pools.all") if body_id == EVERYBODY else plain(self.names.get(body_id or "", body_id or say("pools.nobody")))

    def name_and_part(self, scenario_id: str, body_id: str) -> str:
        """What a body is called, and that it is no partner where it is none."""
        others = self.body.filter((pl.col("scenario_id") == scenario_id) & ~pl.col("is_partner"))["body_id"]
        return say("pools.no_partner", body=self.name(body_id)) if body_id in others else self.name(body_id)

    def is_drawn(self, scenario_id: str) -> bool:
        """Whether any input has a range: draws of inputs that are all fixed repeat the central figure, and show nothing of how sure it is."""
        bases = self.sensitivity.filter(pl.col("scenario_id") == scenario_id)["range_basis"]
        return bases.is_empty() or bool((bases != "fixed").any())

    def result(self, row: Mapping[str, Any], result: str, body_id: str = EVERYBODY) -> Result:
        """Of the agreement of this row of mart.pool_scenario: a result of a body, or of all together."""
        if body_id == EVERYBODY:
            central = row.get("social_npv_gbp" if result == SOCIAL else "cash_npv_gbp")
        else:
            found = self.body.filter((pl.col("scenario_id") == row["scenario_id"]) & (pl.col("body_id") == body_id))
            central = found["net_cash_pv_gbp"][0] if found.height else None
        if not self.is_drawn(row["scenario_id"]):
            return Result(central)
        drawn = self.risk.filter((pl.col("scenario_id") == row["scenario_id"]) & (pl.col("body_id") == body_id) & (pl.col("result") == result))
        at = dict(drawn.select("percentile", "value_gbp").iter_rows())
        share = drawn["loses_share"][0] if drawn.height else None
        return Result(central, at.get(LOW), at.get(MIDDLE), at.get(HIGH), share)


def drawn_words(said: str, found: Result) -> str:
    """What is said of a result that was drawn, and in how many draws it loses."""
    return say("pools.result.loses", gbp=said, share=chance(found.loses_share)) if found.is_varied else say("pools.result.fixed", gbp=said)


def is_appraised(row: Mapping[str, Any]) -> bool:
    return bool(row["is_computed"] and row.get("is_appraised"))


def called(row: Mapping[str, Any]) -> str:
    """What the partners call it, or else its file."""
    return plain(row["name"] or row["scenario_id"])


def faults(row: Mapping[str, Any]) -> list[str]:
    """The sentences on a file that was not worked out, one a fault."""
    reason = row["reason"] or ""
    path = f"scenarios/{row['scenario_id']}.toml"
    parts = [part.strip() for part in reason.split(path) if part.strip(": ")]
    return [f"{path}{part if part.startswith(':') else ' ' + part}" for part in parts] or [say("pools.no_reason")]


def headline(pools: Pools, row: Mapping[str, Any]) -> str:
    """What was found, in a dozen words at most."""
    if not row["is_computed"]:
        return say("pools.headline.faults", faults=say("pack.counted.fault", number=len(faults(row))))
    if not is_appraised(row):
        return say("pools.headline.not_appraised", partners=say("pack.counted.partner", number=row["partner_count"]), gbp=big(row["contribution_gbp"]))
    return f"{social_claim(pools.result(row, SOCIAL))}; {cash_claim(pools, row)}"


def losers(pools: Pools, row: Mapping[str, Any]) -> pl.DataFrame:
    """Who is worse off in cash than by doing nothing, the most first."""
    return pools.body.filter((pl.col("scenario_id") == row["scenario_id"]) & pl.col("loses")).sort("net_cash_pv_gbp", "body_id")


def at_risk(pools: Pools, row: Mapping[str, Any]) -> tuple[int, int]:
    """How many partners surely lose cash, nine draws in ten, and how many may, one draw in ten; without draws those that do by the central figures."""
    partners = pools.body.filter((pl.col("scenario_id") == row["scenario_id"]) & pl.col("is_partner"))
    results = [pools.result(row, CASH, str(body_id)) for body_id in partners["body_id"]]
    surely = sum((each.high if each.high is not None else each.central or Decimal(0)) < 0 for each in results)
    perhaps = sum((each.low if each.low is not None else each.central or Decimal(0)) < 0 for each in results)
    return surely, perhaps


def cash_claim(pools: Pools, row: Mapping[str, Any]) -> str:
    """How many of the partners lose cash, no surer than the draws are."""
    partners = row["partner_count"]
    surely, perhaps = at_risk(pools, row)
    if surely == partners:
        return say("pools.cash.every")
    if surely:
        return say("pools.cash.surely", number=surely, all=partners)
    if perhaps:
        return say("pools.cash.may", number=perhaps, all=partners)
    return say("pools.cash.none")


def social_claim(result: Result) -> str:
    """Whether society gains, no surer than the draws are."""
    if result.told is None:
        return say("pools.society.not_known")
    if result.low is not None and result.high is not None and result.low < 0 < result.high:
        return say("pools.society.may_lose", low=big(result.low), high=big(result.high))
    size = big(abs(result.told))
    if result.is_drawn:
        return say("pools.society.gains", gbp=size) if result.told >= 0 else say("pools.society.loses", gbp=size)
    return say("pools.society.would_gain", gbp=size) if result.told >= 0 else say("pools.society.would_lose", gbp=size)


def often_losing(pools: Pools, row: Mapping[str, Any]) -> list[str]:
    """Partners that lose by no central figure, and yet in more than a tenth of the draws: 'in 53 % of draws North loses', the most often first."""
    partners = pools.body.filter((pl.col("scenario_id") == row["scenario_id"]) & pl.col("is_partner") & ~pl.col("loses")).sort("body_id")
    found = [(pools.result(row, CASH, str(body_id)).loses_share or 0.0, str(body_id)) for body_id in partners["body_id"]]
    return [say("pools.often", share=chance(share), body=pools.name(body_id)) for share, body_id in sorted(found, key=lambda each: -each[0]) if share > LOW / 100]


def who(pools: Pools, row: Mapping[str, Any]) -> list[str]:
    """Who pays, who gains, who needs compensating: a sentence each."""
    body = pools.body
    if body.is_empty():
        return []

    def listed(rows: pl.DataFrame, column: str) -> str:
        return wording.listed([say("pools.amount", body=pools.name_and_part(row["scenario_id"], each["body_id"]), gbp=big(abs(each[column]))) for each in rows.iter_rows(named=True)])

    paid = body.with_columns((pl.col("contribution_gbp") + pl.col("own_cost_gbp").abs()).alias("gbp")).filter(pl.col("gbp") > 0).sort("gbp", "body_id", descending=[True, False])
    replaced, saved = (body.filter(pl.col(name) > 0).sort(name, "body_id", descending=[True, False]) for name in ("replaced_gbp", "benefit_gbp"))
    lost = losers(pools, row)
    gainers = body.filter(pl.col("net_cash_pv_gbp") > 0).sort("net_cash_pv_gbp", "body_id", descending=[True, False])
    said = [say("pools.who.pays", bodies=listed(paid, "gbp")) if paid.height else say("pools.who.nobody_pays")]
    if replaced.height:
        said.append(say("pools.who.replaced", bodies=listed(replaced, "replaced_gbp")))
    said.append(say("pools.who.saves", bodies=listed(saved, "benefit_gbp")) if saved.height else say("pools.who.nobody_saves"))
    said.append(say("pools.who.better", bodies=listed(gainers, "net_cash_pv_gbp")) if gainers.height else say("pools.who.nobody_better"))
    if lost.height:
        said.append(say("pools.who.worse", bodies=listed(lost, "net_cash_pv_gbp")))
    if row.get("compensation_words"):
        words = _sentence(_with_names(pools, row["compensation_words"]))
        often = often_losing(pools, row) if not row.get("losing_count") else []
        said.append(say("pools.who.yet", words=words.rstrip("."), often=wording.listed(often)) if often else words)
    return said


def how_sure(pools: Pools, row: Mapping[str, Any]) -> list[str]:
    """How often the draws say that somebody loses."""
    drawn = pools.risk.filter((pl.col("result") == CASH) & (pl.col("body_id") != EVERYBODY)).unique("body_id").sort("body_id")
    if drawn.is_empty():
        return []
    if not pools.is_drawn(row["scenario_id"]):
        return [say("pools.sure.no_ranges")]
    draws = int(drawn["draws"][0])
    every = [(str(body_id), pools.result(row, CASH, str(body_id))) for body_id in drawn["body_id"]]
    varied = [(body_id, found) for body_id, found in every if found.is_varied]
    said = []
    first = most_at_risk(pools, row)
    if first is not None:
        most, found = first
        others = [other for body_id, other in varied if body_id != most]
        is_alone = all((other.loses_share or 0) < (found.loses_share or 0) for other in others)
        told = {"share": chance(found.loses_share), "draws": draws, "body": pools.name_and_part(row["scenario_id"], most)}
        said.append(say("pools.sure.most_often", **told) if is_alone and others else say("pools.sure.often", **told))
    fixed = [pools.name_and_part(row["scenario_id"], body_id) for body_id, found in every if found.is_drawn and not found.is_varied and found.loses_share == 1]
    if fixed:
        said.append(say("pools.sure.fixed", number=len(fixed), bodies=wording.listed(fixed)))
    society = pools.result(row, SOCIAL)
    if society.is_varied:
        said.append(say("pools.sure.society_of_them", share=chance(society.loses_share)) if first is not None else say("pools.sure.society", share=chance(society.loses_share), draws=draws))
    elif society.is_drawn:
        said.append(say("pools.sure.society_not_varied"))
    return said


def most_at_risk(pools: Pools, row: Mapping[str, Any]) -> tuple[str, Result] | None:
    """Who loses cash in most draws, of those whose cash was varied: a partner before others who lose as often."""
    bodies = pools.body.filter(pl.col("scenario_id") == row["scenario_id"]).sort("body_id")
    found = [(not is_partner, str(body_id), pools.result(row, CASH, str(body_id))) for body_id, is_partner in bodies.select("body_id", "is_partner").iter_rows()]
    varied = [each for each in found if each[2].is_varied]
    if not varied:
        return None
    _, body_id, result = min(varied, key=lambda each: (-(each[2].loses_share or 0), each[0], each[1]))
    return body_id, result


def sample_words(each: Mapping[str, Any]) -> str:
    """On whom an effect was measured, and how many they were where the words do not say so."""
    words, size = plain(each["sample"]), wording.count(each["sample_size"])
    told = {number.replace(",", "") for number in re.findall(r"\d[\d,]*", words)}
    return words if size.replace(",", "") in told else say("pools.sample", words=words, size=size)


def chance(value: float | None) -> str:
    """37 %; what is not quite never or always is not rounded to it."""
    if value is None:
        return say("wording.not_known")
    return say("wording.share", number=0) if value == 0 else wording.share(value, 1)


def form(pools: Pools, row: Mapping[str, Any]) -> str:
    """Section 75, pooled under a power by its name, aligned."""
    words = cased(str(row["legal_form"]))
    power = plain(pools.called.get(row["power_id"] or "", row["power_id"] or "")).partition(":")[0]
    return say("pools.form_under", form=words, power=power) if row["power_id"] and row["power_id"] != row["legal_form"] else words


def years(row: Mapping[str, Any]) -> str:
    """2026-27 to 2028-29."""
    return year(row["first_fy"]) if row["first_fy"] == row["last_fy"] else say("pools.years", first=year(row["first_fy"]), last=year(row["last_fy"]))


def _with_names(pools: Pools, words: str) -> str:
    """Bodies by what they are called, where a sentence has their ids."""
    return _ID.sub(lambda found: plain(pools.names.get(found[0], found[0])), words)


def _sentence(words: str) -> str:
    text = plain(words)
    return text if text.endswith((".", "!", "?")) else f"{text}."
