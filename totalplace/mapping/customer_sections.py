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

BESIDE = "The same figures are in the table beneath."
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
    shown = picture(drawing, f"{alternative} {BESIDE}", heading) if drawing is not None else ""
    return Part(key, heading, section(key, heading, words, before + shown + folded(what, listing)), {heading: drawing} if drawing is not None else {})


def money(value: Decimal | None) -> str:
    """Pounds, or that there is no figure."""
    return "not shown" if value is None else pounds(value)


def number(value: float | None) -> str:
    """A count, or that there is no figure."""
    return "not shown" if value is None else wording.count(value)


def held(value: float | None) -> str:
    """A share, or that there is no figure."""
    return "not shown" if value is None else percent(value)


def between(ends: tuple[float, float] | None) -> str:
    """An interval in words, or that there is none."""
    return "not looked at" if ends is None else f"{percent(ends[0])} to {percent(ends[1])}"


def curve(customers: Customers, lead: Lead) -> Part | None:
    """The curve of concentration with what is stated drawn in it."""
    of_year = lead.like(customers.lorenz, "unit", "agency", "theme", "period")
    denominators = [lead.row["denominator"], *({"service users", "residents"} - {lead.row["denominator"]})]
    found = {name: of_year.filter(pl.col("denominator") == name).sort("people_share").select("people_share", "cost_share").rows() for name in denominators}
    # of many residents few are of the cohort: that curve goes straight up and says nothing
    found = {name: points for name, points in found.items() if points and (name == lead.row["denominator"] or points[0][1] < _STEEP)}
    curves = [Curve(f"among {name}", points) for name, points in found.items()]
    if not curves:
        return None
    ends = lead.interval
    claim = None if lead.row["stated_share"] is None else Claim(lead.row["top_share"], lead.row["stated_share"], lead.row["cost_share"], *(ends or (None, None)))
    rows = [row(percent(people), *(percent(dict(points)[people]) if people in dict(points) else "not shown" for points in found.values())) for people in sorted({x for each in curves for x, _ in each.points})]
    listing = table(("The people who cost most", *(f"Hold of the cost, {each.label}" for each in curves)), rows, described_by="curve-title")
    words = f"All people of the cohort in {year(lead.row['period'])}, those who cost most first. The higher the curve stands above the dashed line, the fewer the cost falls on. Points stand only where enough people lie between them."
    alternative = f"A curve: {some(lead.row['top_share'])} of {lead.people_word} hold {held(lead.row['cost_share'])} of the cost." + (f" Stated were {percent(claim.stated)}." if claim else "")
    return part("curve", "On how few does the cost fall?", words, lorenz(curves, claim), alternative, "The curve as a table", listing)


def top_shares(customers: Customers, lead: Lead) -> Part | None:
    """What the top 1, 5, 10 and 20 % hold, by both methods, with both intervals."""
    mine = lead.like(customers.concentration, "unit", "agency", "theme", "denominator", "period").filter(pl.col("cost_share").is_not_null()).sort("top_share", "method", descending=[True, True])
    if mine.is_empty():
        return None
    dots = [
        Dot(each["method"], each["cost_share"], span(each, "sampling_low", "sampling_high"), span(each, "low", "high"), each["by_chance_share"], percent(each["cost_share"]), f"The {percent(each['top_share'])} who cost most")
        for each in mine.iter_rows(named=True)
    ]
    marks = Marks("share of the cost", "by chance alone", "95 % interval of sampling", "with all else joined that was looked at")
    rows = [
        row(
            f"top {percent(each['top_share'])}", esc(each["method"]), percent(each["cost_share"]), between(span(each, "sampling_low", "sampling_high")), between(span(each, "low", "high")),
            held(each["by_chance_share"]), number(each["people"]), words=(1,),
        )
        for each in mine.iter_rows(named=True)
    ]  # fmt: skip
    listing = table(("Of the people", "Method of the interval", "Hold of the cost", "By sampling", "All joined", "By chance", "People in all"), rows, described_by="top-title", words=(0, 1))
    words = f"Shares of the cost in {year(lead.row['period'])} by two methods of working out the interval of sampling. Costs are so unequal that a few people move the figure: the method with the tail allows for dearer people than happen to be in the data." + _spread_words(customers, lead)
    alternative = f"Dots with intervals for {mine['top_share'].n_unique()} shares of the people."
    return part("top", "What the top holds, and how sure that is", words, shares(dots, marks), alternative, "The shares as a table", listing)


def _spread_words(customers: Customers, lead: Lead) -> str:
    mine = latest(lead.like(customers.spread, "unit", "agency", "theme", "denominator", "period")).filter(pl.col("gini").is_not_null()).sort("method")
    if mine.is_empty():
        return ""
    each = mine.row(0, named=True)
    ends = span(each, "people_for_80_low", "people_for_80_high")
    needed = "" if each["people_for_80_share"] is None else f" Four fifths of the cost fall on {percent(each['people_for_80_share'])} of them{f' ({between(ends)})' if ends else ''}."
    return f"{needed} The Gini coefficient is {each['gini']:.2f}: 0 if all cost the same, 1 if one bears it all."


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
    listing = table(("Group by cost in the year", "People", "In it a year later", "By lot", "Without contact a year later", "Mean cost, £", "The same people a year later, £", "Marginal cost of all of them then, £"), rows, described_by="stay-title")
    ceilings = [each for each in shown.iter_rows(named=True) if each["marginal_next_gbp"] is not None and not plain(each["cost_group"]).startswith("the rest")]
    words = f"Groups by cost in {was}, and where the same people stood in {then}. Who is dear in a year is mostly dear because of that year: that the mean falls a year later is no effect of any service."
    if ceilings:
        total = sum((each["marginal_next_gbp"] for each in ceilings), Decimal(0))
        words += f" At the margin (what would not be spent without them) those at the top in {was} cost {big(total)} in {then}. That is the ceiling of what could have been avoided, and no saving."
    drawings = {"Who is still there a year later": shares(dots, Marks("in the same group a year later", "if groups were drawn by lot"))} if dots else {}
    if means:
        drawings["Mean cost a head, and of the same people a year later"] = pairs(means, f"cost a head in {was}", f"the same people in {then}")
    pictures = "".join(f"<h3>{esc(heading)}</h3>" + picture(drawing, f"{heading}, by group. {BESIDE}", heading) for heading, drawing in drawings.items())
    return Part("stay", "Who stays at the top?", section("stay", "Who stays at the top?", words, pictures + folded("The groups as a table", listing)), drawings)


def sensitivity(customers: Customers, lead: Lead) -> Part | None:
    """What the share would be with other unit costs, another linkage, without each agency."""
    mine = lead.like(customers.sensitivity, "unit", "denominator", "period", "top_share").filter(pl.col("cost_share").is_not_null()).sort(pl.col("difference_share").abs(), "input", descending=[True, False])
    if mine.is_empty():
        return None
    dots = [Dot(_input(customers, each["input"]), each["cost_share"], said=f"{percent(each['cost_share'])} ({_points(each['difference_share'])})") for each in mine.head(_INPUTS).iter_rows(named=True)]
    stated = lead.row["stated_share"]
    marks = Marks("share of the cost then", line=stated, line_label=f"stated: {percent(stated)}" if stated is not None else "")
    rows = [row(_input(customers, each["input"]), percent(each["cost_share"]), _points(each["difference_share"]), esc(each["verdict"]), words=(3,)) for each in mine.iter_rows(named=True)]
    listing = table(("Taken otherwise", "Share of the cost", "Difference", "By the figure alone"), rows, described_by="depends-title", words=(0, 3))
    drawn = f" (the first {_INPUTS} of {mine.height} are drawn)" if mine.height > _INPUTS else ""
    words = f"What {some(lead.row['top_share'])} of {lead.people_word} would hold if one thing were taken otherwise, what matters most first{drawn}. Records of one person that are not put together make the cost look less concentrated than it is."
    return part("depends", "What it depends on", words, shares(dots, marks), "A dot for each thing that is taken otherwise.", "As a table", listing)


def _input(customers: Customers, said: str) -> str:
    """An agency's id in it is called by its name."""
    return " ".join(customers.body(word) if word in customers.body_names else word for word in plain(said).split(" "))


def _points(difference: float | None) -> str:
    if difference is None:
        return "not known"
    points = round(100 * difference, 1)
    return "no difference" if not points else f"{wording.MINUS if points < 0 else '+'}{abs(points):g} points"


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
            plain(each["agencies"]) if each["is_rest"] else " + ".join(customers.body(body_id) for body_id in each["agencies"].split(BETWEEN_AGENCIES)),
            "not known" if each["agency_count"] is None else wording.count(each["agency_count"]), number(each["people"]), money(each["cost_gbp"]), held(each["cost_share"]),
        )
        for each in shown.iter_rows(named=True)
    ]  # fmt: skip
    listing = table(("Agencies", "How many", "People" if lead.row["unit"] == "person" else "Families", "Average cost attributed, £", "Share of the cost"), rows, described_by="together-title")
    several = named.filter(pl.col("agency_count") >= 3)
    words = f"Each {lead.row['unit']} of the cohort stands in one column, under all agencies it had a contact with in {year(shown['period'][0])}. Sets of too few, and those by which such could be worked out, are put together."
    if several.height and several["cost_share"].is_not_null().all():
        words += f" At least {wording.count(int(several['people'].sum()))} are known to three agencies or more, and hold at least {percent(float(several['cost_share'].sum()))} of the cost."
    if rest.height:
        words += f" {wording.count(sets[-1].people)} are in the sets put together{'' if sets[-1].cost_share is None else f' ({percent(sets[-1].cost_share)} of the cost)'}."
    if named.height > _SETS:
        words += f" The {_SETS} largest sets are drawn."
    largest = sets[0]
    alternative = f"Columns of people by set of agencies; the largest is {wording.listed(list(largest.agencies)) if largest.agencies else 'the rest'} with {wording.count(largest.people)}."
    return part("together", "Known to several agencies at once", words, upset(sets, "sets put together"), alternative, "The sets as a table", listing)


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
    drawings: dict[str, Drawing] = {}
    html = ""

    def add(heading: str, frame: pl.DataFrame, name: Callable[[Mapping[str, Any]], str], hint: str) -> None:
        nonlocal html
        drawn = [Counted(name(each), each["people"], _went(each)) for each in frame.head(_STEPS).iter_rows(named=True)]
        drawings[heading] = counts(drawn) if heading != _FLOWS else Drawing(_bands(customers, frame.head(_STEPS)), counts(drawn).narrow)
        html += f"<h3>{esc(heading)}</h3><p class=hint>{esc(hint)}</p>" + picture(drawings[heading], f"{heading}, the commonest {len(drawn)}. {BESIDE}", heading)

    if kinds["entry"].height:
        add("Where they enter", kinds["entry"], lambda each: customers.service(each["to_service"]), f"The first service after {clear} days without any contact. For as long from the day on which data begin none is told: who entered then is not known.")
    if kinds["flow"].height:
        add(_FLOWS, kinds["flow"], lambda each: f"{customers.service(each['from_service'])}, then {customers.service(each['to_service'])}", f"From one service to that which began next: bands by the number of times, or bars by people on a narrow screen; the commonest {min(_STEPS, kinds['flow'].height)}.")
    if kinds["loop"].height:
        add("Where they come back to", kinds["loop"], lambda each: customers.service(each["to_service"]), f"People who came to a service again within {clear} days of leaving it, after another one or after a gap.")
    said = {"entry": "enters by", "flow": "goes on", "loop": "comes back"}
    rows = [
        row(
            said[each["step_kind"]], esc("" if each["step_kind"] != "flow" else customers.service(each["from_service"])), esc(customers.service(each["to_service"])),
            number(each["people"]), number(each["steps"]), held(each["people_share"]), "" if each["step_kind"] == "entry" else number(each["median_days"]), words=(1, 2),
        )
        for kind in said for each in kinds[kind].iter_rows(named=True)
    ]  # fmt: skip
    listing = table(("What", "From", "To", "People", "Times", "Of the cohort", "Median days between, rounded"), rows, described_by="ways-title", words=(0, 1, 2))
    words = f"Of people of the cohort in {year(shown['period'][0])}. Contacts of one service close to each other are one episode; files tell days, not hours, so that on one day those who are called come before those who take in."
    return Part("ways", "The ways people take", section("ways", "The ways people take", words, html + folded("All ways as a table", listing)), drawings)


_FLOWS = "From which service to which"


def _went(each: Mapping[str, Any]) -> str:
    """120 (4 %) of those who enter or come back; 120, 14 days of those who go on."""
    people = wording.count(each["people"])
    if each["step_kind"] != "flow":
        return people if each["people_share"] is None else f"{people} ({percent(each['people_share'])})"
    if each["median_days"] is None:
        return people
    return f"{people}, {wording.plural(each['median_days'], 'day', 'days') if each['median_days'] else 'within days'}"


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
        Dot(customers.service(each["from_service"]), each["people_share"], hollow=each["comparison_share"], said=percent(each["people_share"]) + ("" if each["comparison_share"] is None else f", others {percent(each['comparison_share'])}"), group=f"Before: {customers.service(event)}")
        for event in events for each in shown.filter(pl.col("to_service") == event).head(_BEFORE).iter_rows(named=True)
    ]  # fmt: skip
    rows = [
        row(customers.service(each["to_service"]), esc(customers.service(each["from_service"])), number(each["people"]), held(each["people_share"]), held(each["comparison_share"]), number(each["median_days"]), words=(1,))
        for each in shown.iter_rows(named=True)
    ]
    listing = table(("Event", "Contact before it", "People", "Of those with the event", "Of the others, in a window as long", "Median days from the last, rounded"), rows, described_by="before-title", words=(0, 1))
    window = _assumed(customers, "pathway_before_days")
    words = (
        f"Of people with a costly event in {year(shown['period'][0])}: the share with a contact of each service in the {window} days before the first of them. The hollow dot is the same of the others of the cohort, before the same days. "
        "That something comes before is not that it causes or could prevent: who has the event may need more of everything."
    )
    return part("before", "What came before costly events", words, shares(dots, Marks("those with the event", "others of the cohort")), f"Dots for {len(events)} events.", "As a table", listing)


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
        Dot(plain(each["term"]), each["rate_ratio"], thin=span(each, "low", "high"), said=f"{each['rate_ratio']:.2f}", group=f"{_cased(each['outcome'])}; {plain(each['model'])}")
        for each in drawn.iter_rows(named=True) if each["rate_ratio"] is not None
    ]  # fmt: skip
    drawing = ratios(dots, Marks("times as much", thin="95 % interval", line=1.0)) if dots else None
    concluded = "".join(
        f"<h3>{esc(_cased(each['outcome']))}: {esc(each['model'])}</h3><p class=concluded><b>A board may conclude:</b> {esc(each['may_conclude'])}</p><p class=concluded><b>It may not conclude:</b> {esc(each['may_not_conclude'])}</p>"
        for each in models.sort("outcome", "model", descending=[True, False]).iter_rows(named=True)
    )
    rows = [
        row(
            each["term"], esc(each["outcome"]), esc(each["model"]), "not known" if each["rate_ratio"] is None else f"{each['rate_ratio']:.2f}",
            "not known" if each["low"] is None or each["high"] is None else f"{each['low']:.2f} to {each['high']:.2f}", esc(each["reading"]), words=(1, 2, 5),
        )
        for each in ordered.iter_rows(named=True)
    ]  # fmt: skip
    listing = table(("Of what", "Outcome", "Model", "Times as much", "95 % interval", "What it says"), rows, described_by="licences-title", words=(0, 1, 2, 5))
    words = "Association over areas, nothing about any one of the premises: incidents are counted where they happened, cost where people live, and the two are different outcomes. Recording, hours, temporary events and licences that are not used are not in it. Right of the line there is more of the outcome with each one more of the premises; deprivation is one standard deviation more."
    shown = picture(drawing, f"How many times as much of each outcome goes with more of each term, with intervals. {BESIDE}", "Licensed premises") if drawing else ""
    return Part("licences", "Licensed premises", section("licences", "Licensed premises", words, shown + folded("The association as a table", listing) + concluded), {"Licensed premises": drawing} if drawing else {})


def _cased(value: str) -> str:
    text = plain(value)
    return text[:1].upper() + text[1:]


def left_out(customers: Customers) -> Part:
    """Agreements, what became of contacts, how records were put together."""
    agreements = [
        row(each["title"] or each["agreement_id"], esc(each["status"]), esc(each["reason"] or ""), "not stated" if each["expires_on"] is None else wording.day(each["expires_on"]), esc(_bodies(customers, each["agencies"])), words=(1, 2, 3, 4))
        for each in customers.agreements.sort("agreement_id").iter_rows(named=True)
    ]
    in_force = customers.agreements.filter(pl.col("status") == "in force").height
    said = "No data-sharing agreement stands in the place’s folder, so no data about people are used." if not agreements else f"{in_force} of {wording.plural(len(agreements), 'data-sharing agreement is', 'data-sharing agreements are')} in force."
    html = table(("Agreement", "Stands", "Why not", "Expires", "Agencies"), agreements, described_by="out-title", words=(0, 1, 2, 3, 4)) if agreements else ""
    if customers.intake.height:
        rows = [row(customers.body(each["agency"]), esc(each["layout"]), esc(each["outcome"]), _contacts(each), words=(1, 2, 3)) for each in customers.intake.sort("agency", "layout", "outcome").iter_rows(named=True)]
        html += '<h3 id="intake-title">What became of the contacts sent</h3>' + folded(wording.plural(len(rows), "line", "lines"), table(("Agency", "Layout", "Outcome", "Contacts, rounded"), rows, described_by="intake-title", words=(0, 1, 2)))
    if customers.linkage.height:
        rows = [row(each["item"], "not shown" if each["value"] is None else f"{each['value']:,.3g}" if abs(each["value"]) < 1 else wording.count(each["value"]), esc(each["unit"] or ""), esc(each["note"] or ""), words=(2, 3)) for each in customers.linkage.sort("item").iter_rows(named=True)]
        html += '<h3 id="linkage-title">How records were put together to people</h3>' + folded(wording.plural(len(rows), "figure", "figures"), table(("What", "Figure", "Unit", "To know of it"), rows, described_by="linkage-title", words=(0, 2, 3)))
    return Part("out", "What was used and what was left out", section("out", "What was used and what was left out", said, html), {})


def _bodies(customers: Customers, agencies: str | None) -> str:
    """Bodies of an agreement by their names, each with the layout of what it shares: "x (police)"."""
    parts = (each.partition(" (") for each in plain(agencies or "").split(", "))
    return ", ".join(f"{customers.body(body_id)}{between}{layout}" for body_id, between, layout in parts)


def _contacts(each: Mapping[str, Any]) -> str:
    return number(each["contacts"]) if each["disclosure"] == SHOWN else esc(each["disclosure"])


def all_cohorts(leads: Mapping[str, Lead], files: Mapping[str, str], said: Callable[[Lead], str], called: Callable[[str], str]) -> Part | None:
    """Each cohort with its verdict, and the page of each; nothing where there is one alone."""
    if len(leads) < 2:
        return None
    rows = [
        f'<tr><th scope="row"><a href="{esc(files[cohort])}">{esc(called(cohort))}</a></th><td class=words>{esc(said(lead))}</td><td>{held(lead.row["stated_share"]) if lead.row["stated_share"] is not None else "none stated"}</td>'
        f'<td>{held(lead.row["cost_share"]) if lead.is_computed else "not computed"}</td><td>{between(lead.interval) if lead.is_computed else ""}</td></tr>'
        for cohort, lead in leads.items()
    ]  # fmt: skip
    listing = table(("Cohort", "In a sentence", "Stated", "Found", "Interval"), rows, described_by="cohorts-title", words=(0, 1))
    return Part("cohorts", "All cohorts looked at", section("cohorts", "All cohorts looked at", "Each has a page like this. People may be in several: they are never added up.", listing), {})


def parts(customers: Customers, lead: Lead) -> list[Part]:
    """The sections of a cohort that have something to show."""
    makers: Sequence[Callable[[Customers, Lead], Part | None]] = (curve, top_shares, persistence, sensitivity, together, pathways, before)
    return [made for make in makers if (made := make(customers, lead)) is not None]
