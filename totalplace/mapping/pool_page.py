"""One pooled budget: who pays and who gains, how sure it is and on what it hangs, on one page that opens from disk.

Belongs here: which figures and tables the page has, and what it cannot tell. Does not belong here: what is found in the tables
(pool_tables.py), drawing (pool_figures.py), the frame of a page (page.py), or any figure (analysis/). A pure function: frames in, HTML
out, the same HTML for the same frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.contracts.appraisal import EVERYBODY, WAYS
from totalplace.contracts.pooling import ANY_PURPOSE, ITEMS, RISK_POOL
from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing, picture
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.pool_figures import (
    Band,
    Interval,
    Node,
    Size,
    Swing,
    frontier,
    intervals,
    stacked,
    through,
    tornado,
)
from totalplace.mapping.pool_tables import (
    CASH,
    SOCIAL,
    Pools,
    Result,
    called,
    chance,
    faults,
    form,
    headline,
    how_sure,
    is_appraised,
    sample_words,
    who,
    years,
)
from totalplace.mapping.sections import big, bullets, folded, pounds, row, section, year
from totalplace.mapping.tables import table

QUESTION = "One pot: who pays and who gains"
_GREY, _BLACK = "#6F777B", "#0B0C0C"
_CALLS, _BACK = "calls for overspends (no line)", "given back on no line"
_MOST_INPUTS = 12  # of the tornado: the widest
ITEM_WORDS: Mapping[str, str] = {
    "opening": "In the pool at the start", "contribution": "Paid in by partners", "other income": "Other income", "spend": "Spent", "fee": "Kept by the host for its work",
    "irrecoverable vat": "VAT that is not recovered", "returned": "Given back to partners", "closing": "In the pool at the end",
}  # fmt: skip
_HELD = {"opening_gbp": "Put in with what the pool held, £", "closing_gbp": "Its part of what is left, £"}
_RANGES = {"file": "the file", "evidence": "its grade of evidence", "fixed": "none: held fixed"}
_BESIDE_THE_FILE = ("/people", "/cost")  # inputs whose values are shares beside what the file says
_OUT = ("spend", "fee", "irrecoverable vat", "returned", "closing")


@dataclass(frozen=True)
class PoolPage:
    """The page, and by themselves its figures and its headline numbers."""

    html: str
    figures: Mapping[str, Drawing]  # by heading
    headlines: Mapping[str, str | int | float]


def pool_page(pools: Pools, scenario: Mapping[str, Any], *, facts: PageFacts, overview: str) -> PoolPage:
    """The page of one agreement. `scenario` is its row of mart.pool_scenario, `pools` its tables, `overview` the file that has all of them.

    Pounds. Worth to society and cash stand apart and are never added.
    """
    figures: dict[str, Drawing] = {}
    sections: list[tuple[str, str, str]] = []  # key, heading, HTML

    def add(made: tuple[str, str, str, Drawing | None] | None) -> None:
        if made is not None:
            key, heading, html, drawing = made
            sections.append((key, heading, html))
            if drawing is not None:
                figures[heading] = drawing

    if scenario["is_computed"]:
        add(_who(pools, scenario))
        if is_appraised(scenario):
            add(_sure(pools, scenario))
            add(_hangs_on(pools, scenario))
        add(_ledger(pools, scenario))
        add(_lines(pools))
        add(_ways(pools))
        add(_sizes(pools))
        add(_evidence(pools, scenario))
    name = called(scenario)
    html = page(
        MapParts(),
        title=f"{name}: {_lower(headline(pools, scenario))}",
        subtitle=_subtitle(scenario, pools, facts),
        question=QUESTION,
        audience="partners",
        facts=facts,
        lead=_lead(pools, scenario, overview),
        body="".join(html for _, _, html in sections) or _not_worked_out(scenario),
        about=_about(scenario, facts, has_figures=bool(figures)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css")],
        scripts=[],
        data={},
        skip_links=[(key, f"Skip to: {heading}") for key, heading, _ in sections],
    )
    return PoolPage(html, {f"{name}: {heading}": drawing for heading, drawing in figures.items()}, _headlines(pools, scenario, name))


def outside_sample(scenario: Mapping[str, Any]) -> str:
    """That results were measured elsewhere, in the words of the file: on everything that shows them."""
    words = scenario.get("outside_sample")
    if not words:
        return ""
    return f'<p class="caution"><b>Measured elsewhere.</b> Some effects used here were not measured in this place. The file says why they are used all the same: “{esc(words)}”</p>'


def _headlines(pools: Pools, scenario: Mapping[str, Any], name: str) -> dict[str, str | int | float]:
    told: dict[str, str | int | float] = {name: headline(pools, scenario)}
    if scenario.get("outside_sample"):
        told[f"{name}: measured elsewhere"] = plain(scenario["outside_sample"])
    return told


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _subtitle(scenario: Mapping[str, Any], pools: Pools, facts: PageFacts) -> str:
    if not scenario["is_computed"]:
        return f"Pooled budget of the file scenarios/{scenario['scenario_id']}.toml, {facts.place_name}."
    said = (
        f"{form(pools, scenario)}, {wording.plural(scenario['partner_count'], 'partner', 'partners')}, {pools.name(scenario['host_body_id'])} "
        f"{'accountable' if scenario['legal_form'] == 'aligned' else 'as host'}; {facts.place_name}, {years(scenario)}."
    )
    if is_appraised(scenario):
        said += (
            f" Worth to society in prices of {year(scenario['price_fy'])}, discounted, without transfers; cash in prices of each year, "
            f"at those of the first and discounted where it is summed; until {year(scenario['horizon_fy'])}. The two are never added."
        )
    return said


def _lead(pools: Pools, scenario: Mapping[str, Any], overview: str) -> str:
    paragraphs = [outside_sample(scenario)]
    sentences: list[str] = []
    if scenario["is_computed"]:
        if is_appraised(scenario):
            sentences += [*who(pools, scenario), *how_sure(pools, scenario)]
            if pools.is_drawn(scenario["scenario_id"]):
                sentences.append(_uncertainty(scenario))
        else:
            why = scenario.get("not_appraised_because") or "the file names no intervention."
            sentences.append(f"What it is worth is not appraised: {plain(why)}")
        lacking = scenario["unfunded_gbp"]
        if lacking:
            sentences.append(f"{big(lacking)} of what is planned nobody has agreed to pay, and it is not spent.")
    paragraphs += [f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences]
    paragraphs.append(f'<p class="hint"><a href="{esc(overview)}">All pooled budgets side by side</a></p>')
    return "".join(paragraphs)


def _uncertainty(scenario: Mapping[str, Any]) -> str:
    if scenario.get("uncertainty") == "optimism bias":
        return "Optimism is taken off by the project’s own scale of evidence, in the central figures and in the draws; the ranges of the draws are those of the file."
    return "No optimism is taken off: inputs without a range of their own are drawn the more widely the weaker their evidence, so that the central figures are not the middle of the draws."


def _not_worked_out(scenario: Mapping[str, Any]) -> str:
    items = "".join(f"<li>{esc(fault)}</li>" for fault in faults(scenario))
    return section(
        "faults", "What is wrong with the file", "It has no contributions, no ledger and no result until each of these is mended; then run again.", f'<ul class="faults">{items}</ul>'
    )


def _who(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None]:
    """Money from partners through the pool to what it pays for and back; what each body pays and gains."""
    heading = "Who pays, what it pays for, and what comes back"
    nodes, bands = _money(pools, scenario)
    has_back = any(node.column == 3 for node in nodes)
    drawing = None
    inside = '<p class="hint">Nothing is paid in.</p>'
    if bands:
        drawing = through(nodes, bands, ["Pays", "Pool", "Goes to", *(["Comes back to"] if has_back else [])])
        label = {node.key: node.label for node in nodes}
        rows = [row(label[band.start], f"<bdi>{esc(label[band.end])}</bdi>", pounds(Decimal(f"{band.amount:.2f}")), words=(1,)) for band in bands]
        listing = table(("From", "To", "£"), rows, described_by="who-title", words=(0, 1))
        inside = picture(drawing, "Bands from those who pay through the pool to what it pays for and to whom money comes back. The same figures are in the tables below.", heading)
        inside += folded("The bands as a table", listing)
    said = f"Cash of {years(scenario)}, prices of each year, by the central figures"
    said += f"; cash saved until {year(scenario['horizon_fy'])}. Cash saved by a body is drawn from what brings it; worth to society that is nobody’s cash is not in this figure." if is_appraised(scenario) else "."
    if is_appraised(scenario) and (pools.body["optimism_gbp"] < 0).any():
        said += " What things may cost beyond the plan (optimism bias) is in the table and not in the bands."
    return "who", heading, section("who", heading, said, inside + _bodies(pools, scenario)), drawing


def _money(pools: Pools, scenario: Mapping[str, Any]) -> tuple[list[Node], list[Band]]:
    flow, colours = pools.flow, pools.colours
    pool = Node("pool", "Aligned budgets" if scenario["legal_form"] == "aligned" else "The pool", _GREY, 1)
    nodes, bands = [pool], []

    def add(node: Node) -> str:
        if node.key not in {known.key for known in nodes}:
            nodes.append(node)
        return node.key

    def of_item(item: str, fy: int | None = None) -> Decimal:
        chosen = flow.filter((pl.col("item") == item) & (pl.lit(fy is None) | (pl.col("fy") == (fy or 0))))
        return sum(chosen["amount_gbp"].to_list(), Decimal(0))

    def band(start: str, end: str, gbp: Decimal) -> None:
        if gbp > 0:
            bands.append(Band(start, end, float(gbp)))

    def payer(body_id: str) -> str:
        return add(Node(f"from {body_id}", pools.name(body_id), colours.get(body_id, _GREY), 0))

    def back_to(body_id: str) -> str:
        return add(Node(f"to {body_id}", pools.name(body_id), colours.get(body_id, _GREY), 3))

    def use(key: str, label: str) -> str:
        return add(Node(f"for {key}", label, _GREY, 2))

    by_body = pools.contribution.group_by("body_id").agg(pl.col("amount_gbp", "returned_gbp").sum()).sort("amount_gbp", "body_id", descending=[True, False])
    for each in by_body.iter_rows(named=True):
        band(payer(each["body_id"]), "pool", each["amount_gbp"])
    for key, label, gbp in (("other", "Others, such as grants", of_item("other income")), ("before", "In the pool before", of_item("opening", scenario["first_fy"]))):
        if gbp > 0:
            band(add(Node(f"from {key}", label, _GREY, 0)), "pool", gbp)
    spent = flow.filter(pl.col("item") == "spend").group_by("purpose").agg(pl.col("amount_gbp").sum()).sort("amount_gbp", "purpose", descending=[True, False])
    for each in spent.iter_rows(named=True):
        band("pool", use(each["purpose"], purpose_words(each["purpose"])), each["amount_gbp"])
    for item in ("fee", "irrecoverable vat"):
        band("pool", use(item, ITEM_WORDS[item]), of_item(item))
    band("pool", use("closing", ITEM_WORDS["closing"]), of_item("closing", scenario["last_fy"]))
    returned = of_item("returned")
    band("pool", use("returned", ITEM_WORDS["returned"]), returned)
    for each in by_body.filter(pl.col("returned_gbp") > 0).iter_rows(named=True):
        band(use("returned", ITEM_WORDS["returned"]), back_to(each["body_id"]), each["returned_gbp"])
    outside = pools.appraisal.filter((pl.col("result") == CASH) & (pl.col("item") == "cost outside the pool") & (pl.col("amount_gbp") != 0))
    named = dict(pools.benefit.select("intervention_id", "intervention").iter_rows())
    for (body_id, detail), rows in outside.group_by("body_id", "detail", maintain_order=True):
        gbp = abs(sum(rows["amount_gbp"].to_list(), Decimal(0)))
        band(payer(str(body_id)), use(f"outside {detail}", f"{plain(named.get(str(detail), detail))} (outside the pool)"), gbp)
    for each in pools.benefit.filter((pl.col("cash_gbp") > 0) & pl.col("body_id").is_not_null()).iter_rows(named=True):
        start = use(each["purpose"], purpose_words(each["purpose"])) if each["purpose"] else use(f"outside {each['intervention_id']}", f"{plain(each['intervention'])} (outside the pool)")
        band(start, back_to(each["body_id"]), each["cash_gbp"])
    for each in pools.body.filter(pl.col("replaced_gbp") > 0).iter_rows(named=True):
        band(use("replaced", "Own spending that the pool replaces"), back_to(each["body_id"]), each["replaced_gbp"])
    touched = {key for each in bands for key in (each.start, each.end)}
    merged: dict[tuple[str, str], float] = {}
    for one in bands:
        merged[one.start, one.end] = merged.get((one.start, one.end), 0.0) + one.amount
    # who pays stands on the right in the same order
    payers = [node.key.removeprefix("from ") for node in nodes if node.column == 0]
    shown = sorted((node for node in nodes if node.key in touched), key=lambda node: payers.index(node.key[3:]) if node.column == 3 and node.key[3:] in payers else len(nodes))
    return shown, [Band(start, end, gbp) for (start, end), gbp in merged.items()]


def purpose_words(purpose: str) -> str:
    """What a purpose is called by its id: family-hubs is 'Family hubs'."""
    words = {ANY_PURPOSE: "For any purpose", RISK_POOL: "Risk pool"}.get(purpose, purpose.replace("-", " "))
    return words[:1].upper() + words[1:]


def _bodies(pools: Pools, scenario: Mapping[str, Any]) -> str:
    """What each body pays and gains, all years."""
    heading = '<h3 id="bodies-title">What each body pays and gains</h3>'
    if pools.body.is_empty():
        paid = pools.contribution.group_by("body_id").agg(
            pl.col("amount_gbp", "called_gbp", "returned_gbp").sum(), pl.col("amount_gbp").filter("is_locked").sum().alias("locked_gbp")
        ).sort("amount_gbp", "body_id", descending=[True, False])  # fmt: skip
        rows = [row(pools.name(each["body_id"]), *(pounds(each[name]) for name in ("amount_gbp", "locked_gbp", "called_gbp", "returned_gbp"))) for each in paid.iter_rows(named=True)]
        return heading + table(("Partner", "Pays in, £", "Of it locked to a purpose, £", "Of it called for when money ran short, £", "Given back, £"), rows, described_by="bodies-title")
    rows = []
    ordered = pools.body.sort("is_partner", "contribution_gbp", "body_id", descending=[True, True, False])
    held = [name for name in ("opening_gbp", "closing_gbp") if any(pools.body[name].to_list())]
    columns = ("contribution_gbp", "own_cost_gbp", "optimism_gbp", "returned_gbp", *held, "replaced_gbp", "benefit_gbp", "net_cash_gbp", "net_cash_pv_gbp")
    for each in ordered.iter_rows(named=True):
        compensation = each["compensation_pv_gbp"]
        passed = "none would help" if compensation is None else "none" if not compensation else f"{'is given' if compensation > 0 else 'gives'} {pounds(abs(compensation))}"
        rows.append(row(pools.name(each["body_id"]) + ("" if each["is_partner"] else " (no partner)"), *(pounds(each[name]) for name in columns), "yes" if each["loses"] else "no", passed, words=(len(columns) + 1, len(columns) + 2)))
    sums = [sum(pools.body[name].to_list(), Decimal(0)) for name in columns]
    rows.append('<tr class="total"><th scope="row">All together</th>' + "".join(f"<td>{pounds(value)}</td>" for value in sums) + "<td></td><td></td></tr>")
    headings = (
        "Body", "Pays in, £", "Pays outside the pool, £", "Bears by optimism bias, £", "Given back, £", *(_HELD[name] for name in held), "Stops paying itself, £", "Saves in cash, £", "All of it, £", "The same discounted, £",
        "Worse off", "Compensation that leaves nobody worse off, £",
    )  # fmt: skip
    return heading + table(headings, rows, described_by="bodies-title", words=(0, len(columns) + 1, len(columns) + 2))


def _sure(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None]:
    """Net present values by partner and for society, each with its interval."""
    heading = "What each gains or loses, and how sure that is"
    bodies = [str(body_id) for body_id in pools.body.sort("is_partner", "net_cash_pv_gbp", "body_id", descending=[True, True, False])["body_id"]]
    results = [("Society (worth, real)", EVERYBODY, SOCIAL), ("All bodies together", EVERYBODY, CASH), *((pools.name(body_id), body_id, CASH) for body_id in bodies)]
    drawn, rows = [], []
    for label, body_id, result in results:
        found = pools.result(scenario, result, body_id)
        if found.central is None:
            continue
        colour = _BLACK if body_id == EVERYBODY else pools.colours.get(body_id, _GREY)
        group = "Worth to society" if result == SOCIAL else "Cash, discounted"
        drawn.append(_interval(label, colour, found, group))
        rows.append(row(label, "worth" if result == SOCIAL else "cash", *_cells(found), words=(1,)))
    drawing = intervals(drawn)
    said = (
        "A dot is the middle of the draws, or the central figure where nothing was drawn; from end to end lie eight draws in ten. Right of nought: better off than by doing nothing. "
        "Worth to society and cash are two results: they are not added, and one cannot pay for the other."
    )
    listing = table(("Who", "Result", "Central, £", "One draw in ten below, £", "Middle of the draws, £", "One draw in ten above, £", "Loses in so many draws"), rows, described_by="sure-title", words=(0, 1))
    inside = picture(drawing, f"Results with intervals for {len(drawn)} rows. The same figures are in the table below.", heading) + listing + _worth(scenario)
    return "sure", heading, section("sure", heading, said, inside), drawing


def _interval(label: str, colour: str, found: Result, group: str) -> Interval:
    central = found.central or Decimal(0)
    if found.low is None or found.high is None or found.middle is None:
        return Interval(label, colour, float(central), group=group, said=f"{big(central)}, not drawn")
    said = f"{big(found.middle)}" + (f", loses in {chance(found.loses_share)}" if found.is_varied else ", not varied")
    return Interval(label, colour, float(found.middle), float(found.low), float(found.high), said, group)


def _cells(found: Result) -> list[str]:
    return [*("not drawn" if value is None else pounds(value) for value in (found.central, found.low, found.middle, found.high)), found.loses_in()]


def _worth(scenario: Mapping[str, Any]) -> str:
    """The two results as figures of their own."""

    def when(fy: int | None) -> str:
        return "not within the years looked at" if fy is None else year(fy)

    def ratio(value: float | None) -> str:
        return "not known" if value is None else f"£{value:,.2f}"

    rows = [
        row("Cost, less what partners no longer pay, discounted, £", pounds(scenario["social_cost_pv_gbp"]), ""), row("Worth, discounted, £", pounds(scenario["social_benefit_pv_gbp"]), ""),
        row("Worth or cash less cost, discounted, £", pounds(scenario["social_npv_gbp"]), pounds(scenario["cash_npv_gbp"])),
        row("For each pound of that cost", ratio(scenario["social_bcr"]), ratio(scenario["cash_bcr"])),
        row("Paid back by", when(scenario["social_payback_fy"]), when(scenario["cash_payback_fy"])),
        row("Paid back by, discounted", when(scenario["social_discounted_payback_fy"]), when(scenario["cash_discounted_payback_fy"])),
    ]  # fmt: skip
    said = (
        "By the central figures. What comes for each pound is reckoned on cost less what partners no longer pay of their own, in cash on what is paid and neither replaced nor given back: "
        "it is not the ratio of benefits to costs of the Green Book and not to be compared with ratios of other appraisals."
    )
    return '<h3 id="worth-title">The two results, never added</h3>' + f'<p class="hint">{said}</p>' + table(("", "Worth to society", "Cash of all bodies"), rows, described_by="worth-title")


def _hangs_on(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None] | None:
    """Which input moves the result most, and where it would turn it."""
    if pools.sensitivity.is_empty():
        return None
    heading = "Which assumptions matter most"
    inside, first = "", None
    for result, words in ((SOCIAL, "Worth to society"), (CASH, "Cash of all bodies together")):
        of_result = pools.sensitivity.filter(pl.col("result") == result).with_columns((pl.col("high_gbp") - pl.col("low_gbp")).abs().alias("swing")).sort("swing", "input", descending=[True, False])
        if of_result.is_empty():
            continue
        central = pools.result(scenario, result).central or Decimal(0)
        shown = of_result.filter(pl.col("swing") > 0).head(_MOST_INPUTS)
        key = "society" if result == SOCIAL else "cash"
        inside += f'<h3 id="hangs-{key}-title">{words}</h3>'
        if shown.is_empty():
            inside += '<p class="hint">No input has a range that moves this result.</p>'
        else:
            drawing = tornado([Swing(each["input_words"], float(each["low_gbp"]), float(each["high_gbp"]), _at(each, "low_input"), _at(each, "high_input")) for each in shown.iter_rows(named=True)], float(central))
            first = first or drawing
            widest = shown.row(0, named=True)
            inside += picture(drawing, f"Bars of the result at the low and the high value of each input; the widest is {plain(widest['input_words'])}. The same figures are in the table below.", heading)
        rows = [
            row(
                plain(each["input_words"]), _at(each, "low_input"), _at(each, "likely_input"), _at(each, "high_input"), _RANGES[each["range_basis"]], pounds(each["low_gbp"]), pounds(each["high_gbp"]),
                "no value turns it" if each["switching_value"] is None else _at(each, "switching_value"), words=(4,),
            )
            for each in of_result.iter_rows(named=True)
        ]  # fmt: skip
        listing = table(("Input", "Low", "In the file", "High", "Range from", "Result at low, £", "Result at high, £", "Result is nought at"), rows, described_by=f"hangs-{key}-title", words=(0, 4))
        inside += folded("The figures as a table", listing)
    said = "What the result would be with one input at its low or its high value and all else as in the file. The dashed line is the central result, the black one nought."
    return "hangs", heading, section("hangs", heading, said, inside), first


def _at(each: Mapping[str, Any], column: str) -> str:
    """A value of an input; people and cost are told by how much they differ from the file."""
    value = each[column]
    if not each["input"].endswith(_BESIDE_THE_FILE):
        return number(value)
    return "as in the file" if not value else f"{'+' if value > 0 else wording.MINUS}{wording.share(abs(value), 1)}"


def number(value: float | None) -> str:
    """A figure of any size: 0.25, 1,200, 2,100,000."""
    if value is None:
        return "not known"
    text = f"{abs(value):,.0f}" if abs(value) >= 100 else f"{abs(value):,.3g}"
    return (wording.MINUS if value < 0 else "") + text


def _ledger(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None]:
    """The ledger year by year, to the penny."""
    heading = "The ledger, year by year"
    summed = {(each["fy"], each["item"]): each["amount_gbp"] for each in pools.flow.group_by("fy", "item").agg(pl.col("amount_gbp").sum()).iter_rows(named=True)}
    every = list(range(scenario["first_fy"], scenario["last_fy"] + 1))
    zero = Decimal(0)
    drawing = stacked({year(fy): {ITEM_WORDS[item]: float(summed.get((fy, item), zero)) for item in _OUT} for fy in every})
    rows = []
    for item in ITEMS:
        values = [summed.get((fy, item), zero) for fy in every]
        whole = values[0] if item == "opening" else values[-1] if item == "closing" else sum(values, zero)
        rows.append(row(ITEM_WORDS[item], *(pounds(value) for value in values), pounds(whole)))
    listing = table(("Item", *(f"{year(fy)}, £" for fy in every), "All years, £"), rows, described_by="ledger-title")
    purposes = pools.flow.filter((pl.col("amount_gbp") != 0) & pl.col("item").is_in(ITEMS)).sort("fy", "purpose", "item")
    detail = [row(year(each["fy"]), f"<bdi>{esc(purpose_words(each['purpose']))}</bdi>", ITEM_WORDS[each["item"]], pounds(each["amount_gbp"]), words=(1, 2)) for each in purposes.iter_rows(named=True)]
    by_purpose = folded("By purpose", table(("Year", "Purpose", "Item", "£"), detail, described_by="ledger-title", words=(0, 1, 2)))
    said = "What was in the pool, paid in and other income are together what was spent, the host’s fee, VAT that is lost, what was given back and what is left. The figure shows where each year’s money went."
    alternative = "A bar a year with the parts of what went out. The same figures are in the table below."
    return "ledger", heading, section("ledger", heading, said, picture(drawing, alternative, heading) + listing + by_purpose), drawing


def _lines(pools: Pools) -> tuple[str, str, str, None]:
    """Which line of which return pays."""
    heading = "Which lines of returns pay"
    is_call = (pl.col("count_id") <= 0) & (pl.col("called_gbp") > 0) & (pl.col("called_gbp") == pl.col("amount_gbp"))
    is_back = (pl.col("count_id") <= 0) & (pl.col("amount_gbp") == 0) & (pl.col("returned_gbp") > 0)
    summed = (
        pools.contribution.with_columns(pl.when(is_call).then(pl.lit(_CALLS)).when(is_back).then(pl.lit(_BACK)).otherwise("line").alias("line"))
        .group_by("body_id", "count_id", "line", "is_locked", "purpose", "base_fy")
        .agg(pl.col("base_gbp").first(), pl.col("amount_gbp", "returned_gbp").sum(), pl.col("free_because").drop_nulls().first())
        .sort("amount_gbp", "body_id", "count_id", "line", descending=[True, False, False, False])
    )
    rows = [
        row(
            pools.name(each["body_id"]), f"<bdi>{esc(each['line'])}</bdi>", "none named" if each["base_gbp"] is None else f"{pounds(each['base_gbp'])} in {year(each['base_fy'])}", pounds(each["amount_gbp"]),
            pounds(each["returned_gbp"]), f"locked to {esc(purpose_words(each['purpose']))}" if each["is_locked"] else esc(f"free: {each['free_because']}") if each["free_because"] else "free", words=(1, 5),
        )
        for each in summed.iter_rows(named=True)
    ]  # fmt: skip
    listing = table(("Partner", "Line", "It holds, £", "Pays, all years, £", "Given back, £", "May be spent on"), rows, described_by="lines-title", words=(0, 1, 5))
    said = "Each contribution is drawn from a line of the partner’s own return, or says that it names none. Calls for overspends are paid beside them, from no line."
    return "lines", heading, section("lines", heading, said, listing), None


def _ways(pools: Pools) -> tuple[str, str, str, Drawing | None] | None:
    """The same with other ways of working together."""
    if pools.comparison.is_empty():
        return None
    heading = "Other ways of working together"
    drawn, rows = [], []
    why_not: dict[str, None] = {}  # each sentence once, in order
    order = {way: position for position, way in enumerate(WAYS)}
    ordered = pools.comparison.with_columns(pl.col("way").replace_strict(order, return_dtype=pl.Int32).alias("at"), (pl.col("body_id") != EVERYBODY).alias("is_one")).sort("at", "is_one", "body_id")
    for each in ordered.iter_rows(named=True):
        way = each["way"][:1].upper() + each["way"][1:] + (" (as in the file)" if each["is_as_in_file"] else "")
        label = pools.name(each["body_id"])
        if not each["is_possible"]:
            sentence = f'<p class="hint">{esc(way)}: not possible. {esc(each["reason"] or "No reason is stated.")}</p>'
            if sentence in why_not:
                continue
            why_not[sentence] = None
            not_possible = f"Not possible: {esc(each['reason'] or 'no reason is stated')}"
            rows.append(f'<tr><th scope="row">{esc(way)}</th><td class="words">Everybody</td><td class="words" colspan="6">{not_possible}</td></tr>')
            continue
        found = Result(each["net_cash_pv_gbp"], *((each["p10_gbp"], each["p50_gbp"], each["p90_gbp"], each["loses_share"]) if pools.is_drawn(each["scenario_id"]) else ()))
        colour = _BLACK if each["body_id"] == EVERYBODY else pools.colours.get(each["body_id"], _GREY)
        drawn.append(_interval(label, colour, found, way))
        rows.append(row(way, esc(label), "not known" if each["contribution_gbp"] is None else pounds(each["contribution_gbp"]), *_cells(found), words=(1,)))
    drawing = intervals(drawn) if drawn else None
    said = "Cash of each partner beside doing nothing, discounted, with the same interventions. A dot is the middle of the draws; from end to end lie eight draws in ten."
    listing = table(("Way", "Who", "Pays in, £", "Cash, discounted, £", "One draw in ten below, £", "Middle of the draws, £", "One draw in ten above, £", "Loses in so many draws"), rows, described_by="ways-title", words=(0, 1))
    shown = picture(drawing, "Results with intervals by way of working together and partner. The same figures are in the table below.", heading) if drawing else ""
    return "ways", heading, section("ways", heading, said, shown + "".join(why_not) + folded("The figures as a table", listing)), drawing


def _sizes(pools: Pools) -> tuple[str, str, str, Drawing | None] | None:
    """How the risk of partners grows with the pot."""
    if pools.frontier.is_empty():
        return None
    heading = "How large a pot"
    ordered = pools.frontier.sort("size_share")
    points = [Size(float(each["contribution_gbp"]), each["most_at_risk_share"], pools.name_and_part(each["scenario_id"], each["most_at_risk_body_id"]), abs(each["size_share"] - 1) < 1e-9) for each in ordered.iter_rows(named=True)]
    drawing = frontier(points)
    rows = [
        row(f"{each['size_share']:g} times", pounds(each["contribution_gbp"]), pounds(each["social_p50_gbp"]), pounds(each["cash_p50_gbp"]), f"<bdi>{esc(pools.name_and_part(each['scenario_id'], each['most_at_risk_body_id']))}</bdi>", chance(each["most_at_risk_share"]), pounds(each["worst_p10_gbp"]), words=(4,))
        for each in ordered.iter_rows(named=True)
    ]  # fmt: skip
    listing = table(("Size of the pot", "Paid in without calls, £", "Worth to society, middle of the draws, £", "Cash of all, middle of the draws, £", "Most likely to lose cash", "Loses in", "Lowest one-in-ten result of a body, £"), rows, described_by="sizes-title", words=(0, 4))
    said = "The pot made smaller and larger: contributions, caps, plans and people reached grow alike, the host’s fixed fee and the steps in which cash is saved do not. The figure shows in how many draws the body that is most likely to lose does; a body that is no partner is marked so."
    return "sizes", heading, section("sizes", heading, said, picture(drawing, "A line of risk against the size of the pot. The same figures are in the table below.", heading) + listing), drawing


def _evidence(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, None] | None:
    """On what each benefit rests, and what would make it cash."""
    if pools.benefit.is_empty():
        return None
    heading = "What the benefits rest on"
    items = []
    for each in pools.benefit.sort("intervention_id", "benefit_id").iter_rows(named=True):
        cash = f"{wording.share(each['cashable_share'], 1)} of it could become cash, in whole steps of £{pounds(each['cash_step_gbp'])} a year alone ({esc(each['cash_step'])}); £{pounds(each['cash_gbp'])} does, all years." if each["cash_step_gbp"] else "None of it becomes cash."
        facts = (
            ("Who saves", esc(pools.name(each["body_id"])) if each["body_id"] else "nobody’s budget: worth to society alone"),
            ("Whom it concerns", f"{esc(each['cohort'])}; {number(each['people'])} people in all years"),
            ("Effect", f"{wording.share(each['effect_share'], 1)} of events do not happen; {wording.share(each['deadweight_share'], 1)} of these would not have happened anyway; {number(each['events_avoided'])} avoided in all"),
            ("Compared with", esc(each["counterfactual"])),
            ("Sample", f"{esc(sample_words(each))}; in {esc(_named(pools, each['sampled_in']))}" + (_measured_elsewhere(each, scenario) if each["outside_sample"] else "")),
            ("Agencies it covers", esc(_named(pools, each["covers"]))),
            ("Agencies it does not cover", esc(_named(pools, each["does_not_cover"])) if each["does_not_cover"] else "none of the partners"),
            ("Evidence", f"grade {each['evidence']} of the project’s own scale (1 the best, 5 the weakest)" + (f"; cut by {wording.share(each['optimism_share'], 1)} for optimism" if each["optimism_share"] else "")),
            ("What an event costs", f"£{pounds(each['unit_cost_gbp'])}, from {esc(each['unit_cost_source'])}"),
            ("What the intervention costs", f"£{pounds(each['intervention_cost_gbp'])}, discounted"),
            ("Worth to society", f"£{pounds(each['social_pv_gbp'])}, discounted"),
            ("What makes it cashable", cash),
        )  # fmt: skip
        listed = "".join(f"<div><dt>{term}</dt><dd>{words}</dd></div>" for term, words in facts)
        items.append(f'<h3>{esc(each["intervention"])}: {esc(each["benefit"])}</h3><dl class="evidence">{listed}</dl>')
    said = "For each saving: with what it was compared, on whom it was measured, which agencies it covers and which not, what doing it costs, and what would have to close before it is cash."
    return "evidence", heading, section("evidence", heading, said, "".join(items)), None


def _measured_elsewhere(each: Mapping[str, Any], scenario: Mapping[str, Any]) -> str:
    """Why it is used all the same, unless the head of the page has said it."""
    is_said = each["outside_sample"] == scenario.get("outside_sample")
    why = "; why it is used all the same stands at the head" if is_said else f", used because: “{esc(each['outside_sample'])}”"
    return f". <b>Measured elsewhere</b>{why}"


def _named(pools: Pools, ids: str) -> str:
    """Bodies and areas by what they are called; areas that no boundaries name by their codes."""
    return ", ".join(plain(pools.called[key]) if key in pools.called else pools.name(key) for key in (each.strip() for each in ids.split(",")))


def _about(scenario: Mapping[str, Any], facts: PageFacts, *, has_figures: bool) -> str:
    """How it was worked out and what it cannot tell."""
    credits = [*facts.attributions, *(["Figures drawn with Matplotlib."] if has_figures else [])]
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was worked out</h3><p>From the file scenarios/{esc(scenario["scenario_id"])}.toml and the returns of the partners: contributions are drawn from
lines of the count, the ledger follows the agreement to the penny, benefits are people, events, effect and unit cost as the file states them, less what would
have happened anyway. Any figure walks back to lines of returns and entries of the file: totalplace why PLACE mart.pool_scenario {esc(scenario["scenario_id"])}.</p>
<h3>What it cannot tell</h3><p>Whether effects measured elsewhere or earlier will be met again; what partners that are not in it would pay or save; months within a
year. Average cost is not saved by one event less: cash is shown in whole steps alone. Which power allows the pool is no legal advice.</p>
{bullets("Checks that failed and were accepted", facts.overridden_checks)}{bullets("Licences and attributions", credits)}
</section>
"""
