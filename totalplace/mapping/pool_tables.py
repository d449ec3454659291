"""What pages of pooled budgets are made from, and what they find in it.

Belongs here: the tables of one agreement, its headline and the sentences on who pays, who gains and how sure that is, each computed from
the tables. Does not belong here: how a page looks (pool_page.py, pools_page.py), drawing (pool_figures.py), or any figure (analysis/).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.contracts.appraisal import EVERYBODY
from totalplace.mapping import wording
from totalplace.mapping.escape import plain
from totalplace.mapping.palette import COLOUR_OF_KIND
from totalplace.mapping.sections import big, year
from totalplace.mapping.wording import NBSP

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
SOCIAL, CASH = "social value", "cash"
LOW, MIDDLE, HIGH = 10, 50, 90
_ALL = "All together"
_SOCIETY = "Society"


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
    def told(self) -> Decimal | None:
        """What is said of it in short: the middle of the draws, or the central result where nothing was drawn."""
        return self.central if self.middle is None else self.middle

    def in_words(self) -> str:
        """£1.2 million (£0.4 million to £2 million)."""
        if self.told is None:
            return "not known"
        if self.low is None or self.high is None:
            return big(self.told)
        return f"{big(self.told)} ({big(self.low)} to {big(self.high)})"


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

    def of(self, scenario_id: str) -> "Pools":
        """Of one agreement."""
        mine = {field.name: getattr(self, field.name).filter(pl.col("scenario_id") == scenario_id) for field in fields(self) if field.name != "bodies"}
        return replace(self, **mine)

    @property
    def names(self) -> Mapping[str, str]:
        return dict(self.bodies.select("body_id", "name").iter_rows())

    @property
    def colours(self) -> Mapping[str, str]:
        return {body_id: COLOUR_OF_KIND[kind] for body_id, kind in self.bodies.select("body_id", "kind").iter_rows()}

    def name(self, body_id: str | None) -> str:
        """What a body is called; 'all' are all of them together."""
        return _ALL if body_id == EVERYBODY else plain(self.names.get(body_id or "", body_id or "nobody"))

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
    return [f"{path}{part if part.startswith(':') else ' ' + part}" for part in parts] or ["No reason is stated."]


def headline(pools: Pools, row: Mapping[str, Any]) -> str:
    """What was found, in a dozen words at most."""
    if not row["is_computed"]:
        return f"Not worked out: {wording.plural(len(faults(row)), 'fault', 'faults')} in its file"
    if not is_appraised(row):
        return f"{wording.plural(row['partner_count'], 'partner', 'partners')} put in {big(row['contribution_gbp'])}; what it is worth is not appraised"
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
        return "every partner loses cash"
    if surely:
        return f"{surely} of {partners} partners {'loses' if surely == 1 else 'lose'} cash"
    if perhaps:
        return f"{perhaps} of {partners} partners may lose cash"
    return "no partner loses cash"


def social_claim(result: Result) -> str:
    """Whether society gains, no surer than the draws are."""
    if result.told is None:
        return "What society gains is not known"
    if result.low is not None and result.high is not None and result.low < 0 < result.high:
        return f"Society may gain or lose ({big(result.low)} to {big(result.high)})"
    verb = "gain" if result.told >= 0 else "lose"
    return f"{_SOCIETY} {f'{verb}s' if result.is_drawn else f'would {verb}'} {big(abs(result.told))}"


def who(pools: Pools, row: Mapping[str, Any]) -> list[str]:
    """Who pays, who gains, who needs compensating: a sentence each."""
    body = pools.body
    if body.is_empty():
        return []

    def listed(rows: pl.DataFrame, column: str) -> str:
        return wording.listed([f"{pools.name(each['body_id'])} ({big(abs(each[column]))})" for each in rows.iter_rows(named=True)])

    paid = body.with_columns((pl.col("contribution_gbp") + pl.col("own_cost_gbp").abs()).alias("gbp")).filter(pl.col("gbp") > 0).sort("gbp", "body_id", descending=[True, False])
    saved = body.with_columns((pl.col("benefit_gbp") + pl.col("replaced_gbp")).alias("gbp")).filter(pl.col("gbp") > 0).sort("gbp", "body_id", descending=[True, False])
    lost = losers(pools, row)
    gainers = body.filter(pl.col("net_cash_pv_gbp") > 0).sort("net_cash_pv_gbp", "body_id", descending=[True, False])
    said = [f"Who pays: {listed(paid, 'gbp')}." if paid.height else "Nobody pays in."]
    said.append(f"Who saves cash by it: {listed(saved, 'gbp')}." if saved.height else "Nobody saves cash by it: no step in which cash can be saved is reached.")
    said.append(f"Better off than by doing nothing, by the central figures, discounted: {listed(gainers, 'net_cash_pv_gbp')}." if gainers.height else "By the central figures nobody is better off in cash than by doing nothing.")
    if lost.height:
        said.append(f"Worse off, by the central figures: {listed(lost, 'net_cash_pv_gbp')}.")
    if row.get("compensation_words"):
        said.append(_sentence(_with_names(pools, row["compensation_words"])))
    return said


def how_sure(pools: Pools, row: Mapping[str, Any]) -> list[str]:
    """How often the draws say that somebody loses."""
    drawn = pools.risk.filter((pl.col("result") == CASH) & (pl.col("body_id") != EVERYBODY)).unique("body_id").sort("loses_share", "body_id", descending=[True, False])
    if drawn.is_empty():
        return []
    if not pools.is_drawn(row["scenario_id"]):
        return ["How sure these figures are is not known: the file gives no input a range, so there was nothing to draw. Give ranges, such as effect_range, to the inputs that are uncertain."]
    draws = int(drawn["draws"][0])
    most = drawn.row(0, named=True)
    said = [f"In {chance(most['loses_share'])} of {wording.count(draws)} draws of the uncertain inputs {pools.name(most['body_id'])} loses cash, more often than anybody else."]
    society = pools.result(row, SOCIAL)
    if society.loses_share is not None:
        said.append(f"Society loses in {chance(society.loses_share)} of them.")
    return said


def chance(value: float | None) -> str:
    """37 %; what is not quite never or always is not rounded to it."""
    if value is None:
        return "not known"
    return f"0{NBSP}%" if value == 0 else wording.share(value, 1)


def form(row: Mapping[str, Any]) -> str:
    """Section 75, pooled under a power, aligned."""
    legal = str(row["legal_form"])
    words = legal[0].upper() + legal[1:]
    return f"{words} under {row['power_id']}" if row["power_id"] and row["power_id"] != legal else words


def years(row: Mapping[str, Any]) -> str:
    """2026-27 to 2028-29."""
    return year(row["first_fy"]) if row["first_fy"] == row["last_fy"] else f"{year(row['first_fy'])} to {year(row['last_fy'])}"


def _with_names(pools: Pools, words: str) -> str:
    """Bodies by what they are called, where a sentence has their ids."""
    return _ID.sub(lambda found: plain(pools.names.get(found[0], found[0])), words)


def _sentence(words: str) -> str:
    text = plain(words)
    return text if text.endswith((".", "!", "?")) else f"{text}."
