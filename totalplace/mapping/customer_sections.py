"""Sections of the page on whom the money is spent on: each a finding in words, a picture and its table.

Belongs here: what each section shows of the tables. Does not belong here: which cohort and figure lead (customer_tables.py), drawing
(customer_figures.py), the frame of the page (customers_page.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.contracts.customers import BETWEEN_AGENCIES, SHOWN
from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.customer_figures import (
    Claim,
    Counted,
    Curve,
    Dot,
    Marks,
    Pair,
    Together,
    counts,
    lorenz,
    pairs,
    percent,
    ratios,
    shares,
    upset,
)
from totalplace.mapping.customer_tables import Customers, Lead, latest, some, span
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import GREY, Drawing, Flow, flow, picture
from totalplace.mapping.palette import COLOUR_OF_KIND
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.tables import table
from totalplace.mapping.terms import cased, term

_STEEP = 0.95
_SETS, _STEPS, _BEFORE, _INPUTS = 12, 12, 4, 10  # as many as can be read in one picture; the table has all
_KIND_OF_LAYOUT = {
    "police": "police", "fire": "fire", "nhs": "nhs", "ambulance": "nhs", "social_care": "council", "housing": "council", "treatment": "other", "probation": "other",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A section of the page, and its pictures by heading."""

    key: str
    heading: str
    html: str
    figures: Mapping[str, Drawing]


def part(key: str, heading: str, words: str, drawing: Drawing | None, alternative: str, what: str, listing: str, before: str = "") -> Part:
    """One section: its words, its picture if there is one, its table folded beneath."""
    shown = picture(drawing, f"{alternative} {beside()}", heading) if drawing is not None else ""
    return Part(key, heading, section(key, heading, words, before + shown + folded(what, listing)), {heading: drawing} if drawing is not None else {})


def beside() -> str:
    """Where a figure is told in words too."""
    return say("customers.beside")


def money(value: Decimal | None) -> str:
    """Pounds, or that there is no figure."""
    return say_html("customers.not_shown") if value is None else pounds(value)


def number(value: float | None) -> str:
    """A count, or that there is no figure."""
    return say_html("customers.not_shown") if value is None else wording.count(value)


def held(value: float | None) -> str:
    """A share, or that there is no figure."""
    return say_html("customers.not_shown") if value is None else percent(value)


def between(ends: tuple[float, float] | None) -> str:
    """An interval in words, or that there is none."""
    return say_html("customers.not_looked_at") if ends is None else say_html("customers.between", low=percent(ends[0]), high=percent(ends[1]))


def curve(customers: Customers, lead: Lead) -> Part | None:
    """The curve of concentration with what is stated drawn in it."""
    of_year = lead.like(customers.lorenz, "unit", "agency", "theme", "period")
    denominators = [lead.row["denominator"], *({"service users", "residents"} - {lead.row["denominator"]})]
    found = {name: of_year.filter(pl.col("denominator") == name).sort("people_share").select("people_share", "cost_share").rows() for name in denominators}
    # of many residents few are of the cohort: that curve goes straight up and says nothing
    found = {name: points for name, points in found.items() if points and (name == lead.row["denominator"] or points[0][1] < _STEEP)}
    curves = [Curve(say("customers.curve.among", denominator=term(name)), points) for name, points in found.items()]
    if not curves:
        return None
    ends = lead.interval
    claim = None if lead.row["stated_share"] is None else Claim(lead.row["top_share"], lead.row["stated_share"], lead.row["cost_share"], *(ends or (None, None)))
    rows = [row(percent(people), *(percent(dict(points)[people]) if people in dict(points) else say_html("customers.not_shown") for points in found.values())) for people in sorted({x for each in curves for x, _ in each.points})]
    listing = table((say("customers.curve.column_people"), *(say("customers.curve.column_hold", curve=each.label) for each in curves)), rows, described_by="curve-title")
    words = say("customers.curve.words", year=year(lead.row["period"]))
    alternative = say("customers.curve.alternative", top=some(lead.row["top_share"]), people=lead.people_word, share=held(lead.row["cost_share"])) + (" " + say("customers.curve.stated", share=percent(claim.stated)) if claim else "")
    return part("curve", say("customers.curve.heading"), words, lorenz(curves, claim), alternative, say("customers.curve.as_table"), listing)


def top_shares(customers: Customers, lead: Lead) -> Part | None:
    """What the top 1, 5, 10 and 20 % hold, by both methods, with both intervals."""
    mine = lead.like(customers.concentration, "unit", "agency", "theme", "denominator", "period").filter(pl.col("cost_share").is_not_null()).sort("top_share", "method", descending=[True, True])
    if mine.is_empty():
        return None
    dots = [
        Dot(term(each["method"]), each["cost_share"], span(each, "sampling_low", "sampling_high"), span(each, "low", "high"), each["by_chance_share"], percent(each["cost_share"]), say("customers.top.group", share=percent(each["top_share"])))
        for each in mine.iter_rows(named=True)
    ]
    marks = Marks(say("customers.share_of_cost"), say("customers.top.by_chance"), say("customers.top.sampling"), say("customers.top.joined"))
    rows = [
        row(
            say("customers.top.row", share=percent(each["top_share"])), esc(term(each["method"])), percent(each["cost_share"]), between(span(each, "sampling_low", "sampling_high")), between(span(each, "low", "high")),
            held(each["by_chance_share"]), number(each["people"]), words=(1,),
        )
        for each in mine.iter_rows(named=True)
    ]  # fmt: skip
    listing = table((say("customers.top.column_people"), say("customers.top.column_method"), say("customers.top.column_hold"), say("customers.top.column_sampling"), say("customers.top.column_joined"), say("customers.top.column_chance"), say("customers.top.column_count")), rows, described_by="top-title", words=(0, 1))
    words = " ".join((say("customers.top.words", year=year(lead.row["period"])), *_spread_words(customers, lead)))
    alternative = say("customers.top.alternative", number=mine["top_share"].n_unique())
    return part("top", say("customers.top.heading"), words, shares(dots, marks), alternative, say("customers.top.as_table"), listing)


def _spread_words(customers: Customers, lead: Lead) -> list[str]:
    mine = latest(lead.like(customers.spread, "unit", "agency", "theme", "denominator", "period")).filter(pl.col("gini").is_not_null()).sort("method")
    if mine.is_empty():
        return []
    each = mine.row(0, named=True)
    ends = span(each, "people_for_80_low", "people_for_80_high")
    gini = say("customers.top.gini", number=wording.decimal(f"{each['gini']:.2f}"))
    if each["people_for_80_share"] is None:
        return [gini]
    share = percent(each["people_for_80_share"])
    return [say("customers.top.four_fifths_between", share=share, between=between(ends)) if ends else say("customers.top.four_fifths", share=share), gini]


def persistence(customers: Customers, lead: Lead) -> Part | None:
    """Who stays at the top, regression to the mean, and the ceiling of what could be avoided."""
    mine = latest(lead.like(customers.persistence, "unit"))
    shown = mine.filter(pl.col("disclosure") == SHOWN).sort("mean_cost_gbp", descending=True, nulls_last=True)
    if shown.is_empty():
        return None
    first = shown.row(0, named=True)
    was, then = year(first["period"]), year(first["next_period"])
    dots = [Dot(plain(each["cost_group"]), each["stayed_share"], hollow=each["by_chance_share"], said=percent(each["stayed_share"])) for each in shown.iter_rows(named=True) if each["stayed_share"] is not None]
    means = [Pair(plain(each["cost_group"]), float(each["mean_cost_gbp"]), float(each["mean_cost_next_gbp"])) for each in shown.iter_rows(named=True) if each["mean_cost_gbp"] is not None and each["mean_cost_next_gbp"] is not None]
    rows = [
        row(
            each["cost_group"], number(each["people"]), held(each["stayed_share"]), held(each["by_chance_share"]), held(each["gone_share"]), money(each["mean_cost_gbp"]), money(each["mean_cost_next_gbp"]), money(each["marginal_next_gbp"])
        )
        for each in mine.sort("mean_cost_gbp", descending=True, nulls_last=True).iter_rows(named=True)
    ]
    listing = table((say("customers.stay.column_group"), say("customers.column_people"), say("customers.stay.column_stayed"), say("customers.stay.column_lot"), say("customers.stay.column_gone"), say("customers.stay.column_mean"), say("customers.stay.column_mean_later"), say("customers.stay.column_marginal")), rows, described_by="stay-title")
    ceilings = [each for each in shown.iter_rows(named=True) if each["marginal_next_gbp"] is not None and not plain(each["cost_group"]).startswith("the rest")]
    words = say("customers.stay.words", year=was, then=then)
    if ceilings:
        total = sum((each["marginal_next_gbp"] for each in ceilings), Decimal(0))
        words += " " + say("customers.stay.margin", year=was, gbp=big(total), then=then)
    drawings = {say("customers.stay.figure"): shares(dots, Marks(say("customers.stay.mark"), say("customers.stay.by_lot")))} if dots else {}
    if means:
        drawings[say("customers.stay.mean_figure")] = pairs(means, say("customers.stay.mean", year=was), say("customers.stay.mean_later", year=then))
    pictures = "".join(f"<h3>{esc(heading)}</h3>" + picture(drawing, say("customers.stay.alternative", figure=heading, beside=beside()), heading) for heading, drawing in drawings.items())
    return Part("stay", say("customers.stay.heading"), section("stay", say("customers.stay.heading"), words, pictures + folded(say("customers.stay.as_table"), listing)), drawings)


def sensitivity(customers: Customers, lead: Lead) -> Part | None:
    """What the share would be with other unit costs, another linkage, without each agency."""
    mine = lead.like(customers.sensitivity, "unit", "denominator", "period", "top_share").filter(pl.col("cost_share").is_not_null()).sort(pl.col("difference_share").abs(), "input", descending=[True, False])
    if mine.is_empty():
        return None
    dots = [Dot(_input(customers, each["input"]), each["cost_share"], said=say("customers.depends.said", share=percent(each["cost_share"]), points=_points(each["difference_share"]))) for each in mine.head(_INPUTS).iter_rows(named=True)]
    stated = lead.row["stated_share"]
    marks = Marks(say("customers.depends.mark"), line=stated, line_label=say("customers.depends.stated", share=percent(stated)) if stated is not None else "")
    rows = [row(_input(customers, each["input"]), percent(each["cost_share"]), esc(_points(each["difference_share"])), esc(term(each["verdict"])), words=(3,)) for each in mine.iter_rows(named=True)]
    listing = table((say("customers.depends.column_what"), say("customers.depends.column_share"), say("customers.depends.column_difference"), say("customers.depends.column_alone")), rows, described_by="depends-title", words=(0, 3))
    drawn = " " + say("customers.depends.drawn", number=_INPUTS, all=mine.height) if mine.height > _INPUTS else ""
    words = say("customers.depends.words", top=some(lead.row["top_share"]), people=lead.people_word, drawn=drawn)
    return part("depends", say("customers.depends.heading"), words, shares(dots, marks), say("customers.depends.alternative"), say("customers.as_table"), listing)


def _input(customers: Customers, said: str) -> str:
    """An agency's id in it is called by its name."""
    return " ".join(customers.body(word) if word in customers.body_names else word for word in plain(said).split(" "))


def _points(difference: float | None) -> str:
    if difference is None:
        return say("wording.not_known")
    points = round(100 * difference, 1)
    return say("customers.depends.none") if not points else say("customers.depends.points", points=(wording.MINUS if points < 0 else "+") + wording.decimal(f"{abs(points):g}"))


def together(customers: Customers, lead: Lead) -> Part | None:
    """Which agencies people are known to at once."""
    mine = latest(lead.like(customers.overlap, "unit"))
    shown = mine.filter((pl.col("disclosure") == SHOWN) & pl.col("people").is_not_null()).with_columns(pl.col("agency_count").is_null().alias("is_rest")).sort("is_rest", "people", "agencies", descending=[False, True, False])
    if shown.is_empty():
        return None
    named, rest = shown.filter(~pl.col("is_rest")), shown.filter("is_rest")
    sets = [Together(tuple(customers.body(body_id) for body_id in each["agencies"].split(BETWEEN_AGENCIES)), each["people"], each["cost_share"]) for each in named.head(_SETS).iter_rows(named=True)]
    if rest.height:
        known = rest["cost_share"].drop_nulls()
        sets.append(Together((), int(rest["people"].sum()), float(known.sum()) if known.len() else None))
    rows = [
        row(
            term(each["agencies"]) if each["is_rest"] else " + ".join(customers.body(body_id) for body_id in each["agencies"].split(BETWEEN_AGENCIES)),
            say_html("wording.not_known") if each["agency_count"] is None else wording.count(each["agency_count"]), number(each["people"]), money(each["cost_gbp"]), held(each["cost_share"]),
        )
        for each in shown.iter_rows(named=True)
    ]  # fmt: skip
    listing = table((say("customers.together.column_agencies"), say("customers.together.column_many"), say("customers.column_people") if lead.row["unit"] == "person" else say("customers.together.column_families"), say("customers.together.column_cost"), say("customers.together.column_share")), rows, described_by="together-title")
    several = named.filter(pl.col("agency_count") >= 3)
    words = say("customers.together.words", unit=term(lead.row["unit"]), year=year(shown["period"][0]))
    if several.height and several["cost_share"].is_not_null().all():
        words += " " + say("customers.together.several", people=wording.count(int(several["people"].sum())), share=percent(float(several["cost_share"].sum())))
    if rest.height:
        together_share = sets[-1].cost_share
        words += " " + (say("customers.together.rest_words", people=wording.count(sets[-1].people)) if together_share is None else say("customers.together.rest_share", people=wording.count(sets[-1].people), share=percent(together_share)))
    if named.height > _SETS:
        words += " " + say("customers.together.drawn", number=_SETS)
    largest = sets[0]
    agencies = wording.listed(list(largest.agencies)) if largest.agencies else say("customers.together.the_rest")
    alternative = say("customers.together.alternative", agencies=agencies, people=wording.count(largest.people))
    return part("together", say("customers.together.heading"), words, upset(sets, say("customers.together.rest")), alternative, say("customers.together.as_table"), listing)


def pathways(customers: Customers, lead: Lead) -> Part | None:
    """Where people enter, where they go, and where they come back to."""
    mine = latest(lead.like(customers.pathway).filter(pl.col("step_kind") != "before"))
    shown = mine.filter((pl.col("disclosure") == SHOWN) & pl.col("people").is_not_null())
    if shown.is_empty():
        return None
    # what disclosure control puts together is no service, and stands last
    ordered = shown.with_columns((~pl.col("to_service").is_in(list(customers.service_names))).alias("is_rest")).sort("is_rest", "people", "from_service", "to_service", descending=[False, True, False, False])
    kinds = {kind: ordered.filter(pl.col("step_kind") == kind) for kind in ("entry", "flow", "loop")}
    clear = _assumed(customers, "pathway_look_back_days")
    flows = say("customers.ways.flow")
    drawings: dict[str, Drawing] = {}
    html = ""

    def add(heading: str, frame: pl.DataFrame, name: Callable[[Mapping[str, Any]], str], hint: str) -> None:
        nonlocal html
        drawn = [Counted(name(each), each["people"], _went(each)) for each in frame.head(_STEPS).iter_rows(named=True)]
        drawings[heading] = counts(drawn) if heading != flows else Drawing(_bands(customers, frame.head(_STEPS)), counts(drawn).narrow)
        html += f"<h3>{esc(heading)}</h3><p class=hint>{esc(hint)}</p>" + picture(drawings[heading], say("customers.ways.alternative", figure=heading, number=len(drawn), beside=beside()), heading)

    if kinds["entry"].height:
        add(say("customers.ways.enter"), kinds["entry"], lambda each: customers.service(each["to_service"]), say("customers.ways.enter_words", days=clear))
    if kinds["flow"].height:
        add(flows, kinds["flow"], lambda each: say("customers.ways.step", first=customers.service(each["from_service"]), then=customers.service(each["to_service"])), say("customers.ways.flow_words", number=min(_STEPS, kinds["flow"].height)))
    if kinds["loop"].height:
        add(say("customers.ways.back"), kinds["loop"], lambda each: customers.service(each["to_service"]), say("customers.ways.back_words", days=clear))
    said = {"entry": say("customers.ways.row_entry"), "flow": say("customers.ways.row_flow"), "loop": say("customers.ways.row_loop")}
    rows = [
        row(
            said[each["step_kind"]], esc("" if each["step_kind"] != "flow" else customers.service(each["from_service"])), esc(customers.service(each["to_service"])),
            number(each["people"]), number(each["steps"]), held(each["people_share"]), "" if each["step_kind"] == "entry" else number(each["median_days"]), words=(1, 2),
        )
        for kind in said for each in kinds[kind].iter_rows(named=True)
    ]  # fmt: skip
    listing = table((say("customers.ways.column_what"), say("customers.ways.column_from"), say("customers.ways.column_to"), say("customers.column_people"), say("customers.ways.column_times"), say("customers.ways.column_cohort"), say("customers.ways.column_median")), rows, described_by="ways-title", words=(0, 1, 2))
    words = say("customers.ways.words", year=year(shown["period"][0]))
    return Part("ways", say("customers.ways.heading"), section("ways", say("customers.ways.heading"), words, html + folded(say("customers.ways.as_table"), listing)), drawings)


def _went(each: Mapping[str, Any]) -> str:
    """120 (4 %) of those who enter or come back; 120, 14 days of those who go on."""
    people = wording.count(each["people"])
    if each["step_kind"] != "flow":
        return people if each["people_share"] is None else say("customers.ways.people_share", people=people, share=percent(each["people_share"]))
    if each["median_days"] is None:
        return people
    return say("customers.ways.after", people=people, days=int(each["median_days"])) if each["median_days"] else say("customers.ways.within", people=people)


def _bands(customers: Customers, flows: pl.DataFrame) -> str:
    """Bands between services; a service is on both sides where people come from it and go to it."""
    layouts = dict(customers.services.select("service_id", "layout").iter_rows())
    thick = [(customers.service(each["from_service"]), customers.service(each["to_service"]), each["from_service"], float(each["steps"] or each["people"])) for each in flows.iter_rows(named=True)]
    left: dict[str, float] = {}
    right: dict[str, float] = {}
    for start, end, _, size in thick:
        left[start] = left.get(start, 0) + size
        right[end] = right.get(end, 0) + size
    bands = [Flow(start, end, COLOUR_OF_KIND.get(_KIND_OF_LAYOUT.get(layouts.get(key, ""), ""), GREY), size) for start, end, key, size in thick]

    def largest_first(sizes: Mapping[str, float]) -> dict[str, float]:
        return dict(sorted(sizes.items(), key=lambda each: (-each[1], each[0])))

    return flow(bands, largest_first(left), largest_first(right), wording.count).wide


def before(customers: Customers, lead: Lead) -> Part | None:
    """What came before costly events, beside the others of the cohort."""
    mine = latest(lead.like(customers.pathway).filter(pl.col("step_kind") == "before"))
    shown = mine.filter((pl.col("disclosure") == SHOWN) & pl.col("people_share").is_not_null()).sort("to_service", "people_share", "from_service", descending=[False, True, False])
    if shown.is_empty():
        return None
    events = shown.group_by("to_service").agg(pl.col("people").max()).sort("people", "to_service", descending=[True, False])["to_service"].head(_BEFORE).to_list()
    dots = [
        Dot(customers.service(each["from_service"]), each["people_share"], hollow=each["comparison_share"], said=percent(each["people_share"]) + ("" if each["comparison_share"] is None else say("customers.before.others", share=percent(each["comparison_share"]))), group=say("customers.before.group", event=customers.service(event)))
        for event in events for each in shown.filter(pl.col("to_service") == event).head(_BEFORE).iter_rows(named=True)
    ]  # fmt: skip
    rows = [
        row(customers.service(each["to_service"]), esc(customers.service(each["from_service"])), number(each["people"]), held(each["people_share"]), held(each["comparison_share"]), number(each["median_days"]), words=(1,))
        for each in shown.iter_rows(named=True)
    ]
    listing = table((say("customers.before.column_event"), say("customers.before.column_contact"), say("customers.column_people"), say("customers.before.column_share"), say("customers.before.column_others"), say("customers.before.column_median")), rows, described_by="before-title", words=(0, 1))
    window = _assumed(customers, "pathway_before_days")
    words = say("customers.before.words", year=year(shown["period"][0]), days=window)
    return part("before", say("customers.before.heading"), words, shares(dots, Marks(say("customers.before.mark"), say("customers.before.mark_others"))), say("customers.before.alternative", number=len(events)), say("customers.as_table"), listing)


def _assumed(customers: Customers, assumption_id: str) -> str:
    found = customers.assumptions.filter(pl.col("assumption_id") == assumption_id)
    return wording.count(found["value"][0]) if found.height else "stated"


def licences(customers: Customers) -> Part | None:
    """Licensed premises and what goes with them; what a board may and may not conclude."""
    rows_of, models = customers.association, customers.model
    if rows_of.is_empty() and models.is_empty():
        return None
    ordered = rows_of.sort("outcome", "model", "term")
    # the simplest model of each outcome is drawn, incidents first; the table has all
    sizes = ordered.group_by("outcome", "model").len().sort("outcome", "len", "model").group_by("outcome", maintain_order=True).first()
    drawn = ordered.join(sizes, on=["outcome", "model"], how="semi").sort("outcome", "rate_ratio", "term", descending=[True, True, False])
    dots = [
        Dot(plain(each["term"]), each["rate_ratio"], thin=span(each, "low", "high"), said=_ratio(each["rate_ratio"]), group=say("customers.licences.group", outcome=cased(each["outcome"]), model=term(each["model"])))
        for each in drawn.iter_rows(named=True) if each["rate_ratio"] is not None
    ]  # fmt: skip
    drawing = ratios(dots, Marks(say("customers.licences.mark"), thin=say("customers.licences.interval"), line=1.0)) if dots else None
    concluded = "".join(
        f'<h3>{say_html("customers.licences.of", outcome=cased(each["outcome"]), model=term(each["model"]))}</h3><p class=concluded>{say_html("customers.licences.may", words=each["may_conclude"])}</p><p class=concluded>{say_html("customers.licences.may_not", words=each["may_not_conclude"])}</p>'
        for each in models.sort("outcome", "model", descending=[True, False]).iter_rows(named=True)
    )
    rows = [
        row(
            each["term"], esc(term(each["outcome"])), esc(term(each["model"])), say_html("wording.not_known") if each["rate_ratio"] is None else _ratio(each["rate_ratio"]),
            say_html("wording.not_known") if each["low"] is None or each["high"] is None else say_html("customers.licences.between", low=_ratio(each["low"]), high=_ratio(each["high"])), esc(each["reading"]), words=(1, 2, 5),
        )
        for each in ordered.iter_rows(named=True)
    ]  # fmt: skip
    listing = table((say("customers.licences.column_what"), say("customers.licences.column_outcome"), say("customers.licences.column_model"), say("customers.licences.column_times"), say("customers.licences.interval"), say("customers.licences.column_says")), rows, described_by="licences-title", words=(0, 1, 2, 5))
    words = say("customers.licences.words")
    shown = picture(drawing, say("customers.licences.alternative", beside=beside()), say("customers.licences.heading")) if drawing else ""
    return Part("licences", say("customers.licences.heading"), section("licences", say("customers.licences.heading"), words, shown + folded(say("customers.licences.as_table"), listing) + concluded), {say("customers.licences.heading"): drawing} if drawing else {})


def _ratio(value: float) -> str:
    return wording.decimal(f"{value:.2f}")


def left_out(customers: Customers) -> Part:
    """Agreements, what became of contacts, how records were put together."""
    agreements = [
        row(each["title"] or each["agreement_id"], esc(term(each["status"])), esc(each["reason"] or ""), esc(say("pack.not_stated") if each["expires_on"] is None else wording.day(each["expires_on"])), esc(_bodies(customers, each["agencies"])), words=(1, 2, 3, 4))
        for each in customers.agreements.sort("agreement_id").iter_rows(named=True)
    ]
    in_force = customers.agreements.filter(pl.col("status") == "in force").height
    said = say("customers.out.no_agreement") if not agreements else say("customers.out.in_force", number=in_force, agreements=len(agreements))
    html = table((say("customers.out.column_agreement"), say("customers.out.column_stands"), say("customers.out.column_why"), say("customers.out.column_expires"), say("customers.together.column_agencies")), agreements, described_by="out-title", words=(0, 1, 2, 3, 4)) if agreements else ""
    if customers.intake.height:
        rows = [row(customers.body(each["agency"]), esc(term(each["layout"])), esc(term(each["outcome"])), _contacts(each), words=(1, 2, 3)) for each in customers.intake.sort("agency", "layout", "outcome").iter_rows(named=True)]
        html += f'<h3 id="intake-title">{say_html("customers.out.intake")}</h3>' + folded(say("pack.counted.line", number=len(rows)), table((say("customers.out.column_agency"), say("customers.out.column_layout"), say("customers.licences.column_outcome"), say("customers.out.column_contacts")), rows, described_by="intake-title", words=(0, 1, 2)))
    if customers.linkage.height:
        rows = [row(each["item"], say_html("customers.not_shown") if each["value"] is None else wording.decimal(f"{each['value']:,.3g}") if abs(each["value"]) < 1 else wording.count(each["value"]), esc(each["unit"] or ""), esc(each["note"] or ""), words=(2, 3)) for each in customers.linkage.sort("item").iter_rows(named=True)]
        html += f'<h3 id="linkage-title">{say_html("customers.out.linkage")}</h3>' + folded(say("pack.counted.figure", number=len(rows)), table((say("customers.out.column_what"), say("customers.out.column_figure"), say("customers.out.column_unit"), say("customers.out.column_note")), rows, described_by="linkage-title", words=(0, 2, 3)))
    return Part("out", say("customers.out.heading"), section("out", say("customers.out.heading"), said, html), {})


def _bodies(customers: Customers, agencies: str | None) -> str:
    """Bodies of an agreement by their names, each with the layout of what it shares: "x (police)"."""
    parts = (each.partition(" (") for each in plain(agencies or "").split(", "))
    return ", ".join(f"{customers.body(body_id)}{between}{layout}" for body_id, between, layout in parts)


def _contacts(each: Mapping[str, Any]) -> str:
    return number(each["contacts"]) if each["disclosure"] == SHOWN else esc(term(each["disclosure"]))


def all_cohorts(leads: Mapping[str, Lead], files: Mapping[str, str], said: Callable[[Lead], str], called: Callable[[str], str]) -> Part | None:
    """Each cohort with its verdict, and the page of each; nothing where there is one alone."""
    if len(leads) < 2:
        return None
    rows = [
        f'<tr><th scope="row"><a href="{esc(files[cohort])}">{esc(called(cohort))}</a></th><td class=words>{esc(said(lead))}</td><td>{held(lead.row["stated_share"]) if lead.row["stated_share"] is not None else say_html("customers.cohorts.none_stated")}</td>'
        f'<td>{held(lead.row["cost_share"]) if lead.is_computed else say_html("customers.cohorts.not_computed")}</td><td>{between(lead.interval) if lead.is_computed else ""}</td></tr>'
        for cohort, lead in leads.items()
    ]  # fmt: skip
    listing = table((say("customers.cohorts.column_cohort"), say("customers.cohorts.column_sentence"), say("customers.cohorts.column_stated"), say("customers.cohorts.column_found"), say("customers.cohorts.column_interval")), rows, described_by="cohorts-title", words=(0, 1))
    return Part("cohorts", say("customers.cohorts.heading"), section("cohorts", say("customers.cohorts.heading"), say("customers.cohorts.words"), listing), {})


def parts(customers: Customers, lead: Lead) -> list[Part]:
    """The sections of a cohort that have something to show."""
    makers: Sequence[Callable[[Customers, Lead], Part | None]] = (curve, top_shares, persistence, sensitivity, together, pathways, before)
    return [made for make in makers if (made := make(customers, lead)) is not None]
