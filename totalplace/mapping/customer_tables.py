"""Tables of whom the money is spent on, as its page takes them: which cohorts there are, which figure leads, names, and the headline.

Belongs here: choosing rows, and the verdict in words. Does not belong here: any figure or judgement of disclosure (analysis/): all that stands in
these tables may be seen by partners. Sections and pictures: customers_page.py, customer_sections.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from totalplace.contracts.customers import METHODS, NOT_COMPUTED, SHOWN, UNDECIDED
from totalplace.language import say
from totalplace.mapping.customer_figures import percent, percent_number
from totalplace.mapping.escape import plain
from totalplace.mapping.sections import year
from totalplace.mapping.terms import term_key

ALL = "all"
_ONE_IN_A_HUNDRED = 0.01


@dataclass(frozen=True)
class Customers:
    """The tables of mart that its page is made from, ref.service, ref.body and the assumptions in force."""

    concentration: pl.DataFrame
    spread: pl.DataFrame
    lorenz: pl.DataFrame
    persistence: pl.DataFrame
    sensitivity: pl.DataFrame
    overlap: pl.DataFrame
    pathway: pl.DataFrame
    association: pl.DataFrame
    model: pl.DataFrame
    linkage: pl.DataFrame
    intake: pl.DataFrame
    agreements: pl.DataFrame
    services: pl.DataFrame
    bodies: pl.DataFrame
    assumptions: pl.DataFrame

    @cached_property
    def cohorts(self) -> list[str]:
        """Of whom something is stated first, then by id."""
        stated = set(self.concentration.filter(pl.col("stated_share").is_not_null())["cohort"])
        return sorted(set(self.concentration["cohort"]), key=lambda cohort: (cohort not in stated, cohort))

    @cached_property
    def service_names(self) -> dict[str, str]:
        return dict(self.services.select("service_id", "name").iter_rows())

    @cached_property
    def body_names(self) -> dict[str, str]:
        return dict(self.bodies.select("body_id", "name").iter_rows())

    def service(self, service_id: str) -> str:
        """Its name; what disclosure control puts together has none, and is told as it is written."""
        return plain(self.service_names.get(service_id, service_id[:1].upper() + service_id[1:]))

    def body(self, body_id: str) -> str:
        """Its name."""
        return plain(self.body_names.get(body_id, body_id))


@dataclass(frozen=True)
class Lead:
    """The figure that leads the page of a cohort: by both methods, that for heavy tails first."""

    rows: tuple[Mapping[str, Any], ...]

    @property
    def row(self) -> Mapping[str, Any]:
        return self.rows[0]

    @property
    def is_computed(self) -> bool:
        return self.row["cost_share"] is not None

    @property
    def verdict(self) -> str:
        """One that both methods bear; where they differ it is undecided."""
        verdicts = {row["verdict"] for row in self.rows}
        return str(self.row["verdict"]) if len(verdicts) == 1 else UNDECIDED

    @property
    def methods_differ(self) -> bool:
        return len({row["verdict"] for row in self.rows}) > 1

    @property
    def interval(self) -> tuple[float, float] | None:
        """All joined; of sampling alone where nothing else was looked at."""
        return span(self.row, "low", "high") or span(self.row, "sampling_low", "sampling_high")

    @property
    def people_word(self) -> str:
        """Of whom it is a share."""
        if self.row["denominator"] == "residents":
            return say("customers.residents") if self.row["unit"] == "person" else say("customers.resident_families")
        return say("customers.people") if self.row["unit"] == "person" else say("customers.families")

    def like(self, frame: pl.DataFrame, *names: str) -> pl.DataFrame:
        """Rows of another table of the same cohort and, of these columns, the same values."""
        held = [pl.col(name) == self.row[name] for name in ("cohort", *names)]
        return frame.filter(*held)


def leading(customers: Customers, cohort: str) -> Lead | None:
    """What is stated of the cohort, in the newest year that has a figure; else the top fifth of all costs of its people."""
    mine = customers.concentration.filter(pl.col("cohort") == cohort)
    stated = mine.filter(pl.col("stated_share").is_not_null())
    candidates = stated if stated.height else mine.filter(pl.col("agency") == ALL)
    if candidates.is_empty():
        return None
    first = (
        candidates.with_columns((pl.col("cost_share").is_null()).alias("_empty"), (pl.col("theme") != ALL).alias("_part"), (pl.col("denominator") != "service users").alias("_residents"), (pl.col("unit") != "person").alias("_family"))
        .sort("_empty", "period", "_part", "_residents", "_family", "top_share", descending=[False, True, False, False, False, True])
        .row(0, named=True)
    )  # fmt: skip
    key = ("unit", "agency", "theme", "denominator", "period", "top_share")
    both = mine.filter(*(pl.col(name) == first[name] for name in key))
    rank = {method: number for number, method in enumerate(reversed(METHODS))}
    return Lead(tuple(sorted(both.to_dicts(), key=lambda row: rank[row["method"]])))


def span(row: Mapping[str, Any], low: str, high: str) -> tuple[float, float] | None:
    """An interval, where there is one."""
    return None if row[low] is None or row[high] is None else (row[low], row[high])


def latest(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of the newest year of which something is shown."""
    shown = frame.filter(pl.col("disclosure") == SHOWN) if "disclosure" in frame.columns else frame
    return frame.filter(pl.col("period") == shown["period"].max()) if shown.height else frame.head(0)


def called(cohort: str) -> str:
    """An id as words: alcohol-and-drugs as "alcohol and drugs"."""
    return plain(cohort).replace("-", " ")


def some(top_share: float) -> str:
    """A fifth, 7 %."""
    parts = {0.2: say("customers.fifth"), 0.1: say("customers.tenth"), 0.05: say("customers.twentieth"), _ONE_IN_A_HUNDRED: say("customers.hundredth")}
    return parts.get(round(top_share, 4), percent(top_share))


def headline(lead: Lead | None) -> str:
    """The verdict and the figure it rests on, in a title's length."""
    if lead is None or not lead.is_computed:
        return say("customers.title.not_computed")
    found, stated = percent(lead.row["cost_share"]), None if lead.row["stated_share"] is None else percent(lead.row["stated_share"])
    if lead.verdict == NOT_COMPUTED or stated is None:
        text = _held(lead, found)
    elif lead.verdict == UNDECIDED:
        if lead.interval is not None:
            found = say("customers.title.between", low=percent_number(lead.interval[0]), high=percent(lead.interval[1]))
        text = say("customers.verdict.undecided", held=_held(lead, stated), found=found)
    else:
        text = say(f"customers.verdict.{term_key(lead.verdict)}", held=_held(lead, found), stated=stated)
    return text[:1].upper() + text[1:]


def _held(lead: Lead, share: str) -> str:
    """A fifth of people account for 63 % of the cost."""
    is_one = round(lead.row["top_share"], 4) == _ONE_IN_A_HUNDRED
    return say("customers.title.holds" if is_one else "customers.title.hold", some=some(lead.row["top_share"]), people=lead.people_word, share=share)


def verdict_words(lead: Lead) -> list[str]:
    """What is tested, what was found, what that says, and what chance alone would give."""
    row = lead.row
    said = []
    if row["stated_share"] is not None:
        told = {"top": percent(row["top_share"]), "people": lead.people_word, "cohort": called(row["cohort"]), "share": percent(row["stated_share"])}
        said.append(say("customers.tested", **told) if row["theme"] == ALL else say("customers.tested_theme", theme=plain(row["theme"]), **told))
    if not lead.is_computed:
        return [*said, say("customers.not_computed", reason=_inside(row["reason"]))]
    found = {"year": year(row["period"]), "share": percent(row["cost_share"])}
    joined, sampling = span(row, "low", "high"), span(row, "sampling_low", "sampling_high")
    if joined is not None:
        said.append(say("customers.found.joined", low=percent(joined[0]), high=percent(joined[1]), **found))
    elif sampling is not None:
        said.append(say("customers.found.sampling", low=percent(sampling[0]), high=percent(sampling[1]), **found))
    else:
        said.append(say("customers.found.alone", **found))
    why = say("customers.methods_differ") if lead.methods_differ else _inside(row["reason"])
    said.append(say(f"customers.meaning.{term_key(lead.verdict)}", reason=why))
    if row["by_chance_share"] is not None:
        said.append(say("customers.by_chance", people=lead.people_word, some=some(row["top_share"]), share=percent(row["by_chance_share"])))
    return said


def _inside(reason: str) -> str:
    """A reason as it stands within a sentence, whether it was written as one or not."""
    text = plain(reason).removesuffix(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
