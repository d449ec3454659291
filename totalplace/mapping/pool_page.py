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
from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
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
    drawn_words,
    faults,
    form,
    headline,
    how_sure,
    is_appraised,
    sample_words,
    who,
    years,
)
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.tables import table
from totalplace.mapping.terms import cased, term_key
from totalplace.mapping.walked import hint, walked

_GREY, _BLACK = "#6F777B", "#0B0C0C"
_MOST_INPUTS = 12  # of the tornado: the widest
_BESIDE_THE_FILE = ("/people", "/cost")  # inputs whose values are shares beside what the file says
_OUT = ("spend", "fee", "irrecoverable vat", "returned", "closing")

# columns of mart.pool_body that lead to what they are the sum of, and what they are called there
_WALKED_OF_BODY = {"contribution_gbp": "contribution", "benefit_gbp": "benefit", "net_cash_gbp": "net_cash", "net_cash_pv_gbp": "net_cash_pv"}

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
        title=say("pool_page.title", pool=name, headline=_lower(headline(pools, scenario))),
        subtitle=_subtitle(scenario, pools, facts),
        question=say("pool_page.question"),
        audience="partners",
        facts=facts,
        lead=_lead(pools, scenario, overview),
        body="".join(html for _, _, html in sections) or _not_worked_out(scenario),
        about=_about(scenario, facts, has_figures=bool(figures)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css")],
        scripts=[],
        data={},
        skip_links=[(key, say("pack.skip_to", heading=heading)) for key, heading, _ in sections],
    )
    return PoolPage(html, {say("pool_page.figure", pool=name, heading=heading): drawing for heading, drawing in figures.items()}, _headlines(pools, scenario, name))


def outside_sample(scenario: Mapping[str, Any]) -> str:
    """That results were measured elsewhere, in the words of the file: on everything that shows them."""
    words = scenario.get("outside_sample")
    if not words:
        return ""
    return f'<p class="caution">{say_html("pool_page.measured_elsewhere", reason=words)}</p>'


def _headlines(pools: Pools, scenario: Mapping[str, Any], name: str) -> dict[str, str | int | float]:
    told: dict[str, str | int | float] = {name: headline(pools, scenario)}
    if scenario.get("outside_sample"):
        told[say("pool_page.headline.elsewhere", pool=name)] = plain(scenario["outside_sample"])
    return told


def item_words(item: str) -> str:
    """An item of the ledger as the page calls it."""
    return say(f"pool_page.item.{term_key(item)}")


def _compensation(gbp: Decimal | None) -> Html:
    """What leaves nobody worse off, as far as this body gives or is given it."""
    if gbp is None:
        return say_html("pool_page.bodies.none_helps")
    if not gbp:
        return say_html("pool_page.bodies.no_compensation")
    return say_html("pool_page.bodies.is_given", gbp=pounds(gbp)) if gbp > 0 else say_html("pool_page.bodies.gives", gbp=pounds(-gbp))


def _range(basis: str) -> str:
    """Where the range of an input is from."""
    return say(f"pool_page.range.{basis}")


def _bound(each: Mapping[str, Any]) -> str:
    """On what a contribution may be spent."""
    if each["is_locked"]:
        return say("pool_page.lines.locked", purpose=purpose_words(each["purpose"]))
    return say("pool_page.lines.free_because", reason=plain(each["free_because"])) if each["free_because"] else say("pool_page.lines.free")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _subtitle(scenario: Mapping[str, Any], pools: Pools, facts: PageFacts) -> str:
    if not scenario["is_computed"]:
        return say("pool_page.subtitle_not_worked", file=scenario["scenario_id"], place=facts.place_name)
    said = say("pool_page.subtitle", form=form(pools, scenario), partners=say("pack.counted.partner", number=scenario["partner_count"]), host=pools.name(scenario["host_body_id"]), role=say("pool_page.accountable") if scenario["legal_form"] == "aligned" else say("pool_page.as_host"), place=facts.place_name, years=years(scenario))
    if is_appraised(scenario):
        said += " " + say("pool_page.subtitle_appraised", price_year=year(scenario["price_fy"]), horizon=year(scenario["horizon_fy"]))
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
            why = scenario.get("not_appraised_because") or say("pool_page.no_intervention")
            sentences.append(say("pool_page.not_appraised", reason=plain(why)))
        lacking = scenario["unfunded_gbp"]
        if lacking:
            sentences.append(say("pool_page.unfunded", gbp=big(lacking)))
    paragraphs += [f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences]
    paragraphs.append(f'<p class="hint"><a href="{esc(overview)}">{say_html("pool_page.all")}</a></p>')
    return "".join(paragraphs)


def _uncertainty(scenario: Mapping[str, Any]) -> str:
    if scenario.get("uncertainty") == "optimism bias":
        return say("pool_page.optimism")
    return say("pool_page.no_optimism")


def _not_worked_out(scenario: Mapping[str, Any]) -> str:
    items = "".join(f"<li>{esc(fault)}</li>" for fault in faults(scenario))
    return section(
        "faults", say("pool_page.faults.heading"), say("pool_page.faults.words"), f'<ul class="faults">{items}</ul>'
    )


def _who(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None]:
    """Money from partners through the pool to what it pays for and back; what each body pays and gains."""
    heading = say("pool_page.who.heading")
    nodes, bands = _money(pools, scenario)
    has_back = any(node.column == 3 for node in nodes)
    drawing = None
    inside = '<p class="hint">' + say_html("pool_page.who.nothing") + '</p>'
    if bands:
        drawing = through(nodes, bands, [say("pool_page.who.head_pays"), say("pool_page.who.head_pool"), say("pool_page.who.head_to"), *([say("pool_page.who.head_back")] if has_back else [])])
        label = {node.key: node.label for node in nodes}
        rows = [row(label[band.start], f"<bdi>{esc(label[band.end])}</bdi>", pounds(Decimal(f"{band.amount:.2f}")), words=(1,)) for band in bands]
        listing = table((say("pool_page.who.column_from"), say("pool_page.who.column_to"), "£"), rows, described_by="who-title", words=(0, 1))
        inside = picture(drawing, say("pool_page.who.alternative"), heading)
        inside += folded(say("pool_page.who.as_table"), listing)
    said = say("pool_page.who.words", years=years(scenario))
    if is_appraised(scenario):
        said = say("pool_page.who.words_appraised", years=years(scenario), horizon=year(scenario["horizon_fy"]))
    if is_appraised(scenario) and (pools.body["optimism_gbp"] < 0).any():
        said += " " + say("pool_page.who.optimism")
    return "who", heading, section("who", heading, said, inside + _bodies(pools, scenario)), drawing


def _money(pools: Pools, scenario: Mapping[str, Any]) -> tuple[list[Node], list[Band]]:
    flow, colours = pools.flow, pools.colours
    pool = Node("pool", say("pool_page.who.aligned") if scenario["legal_form"] == "aligned" else say("pool_page.who.pool"), _GREY, 1)
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
    for key, label, gbp in (("other", say("pool_page.who.others"), of_item("other income")), ("before", say("pool_page.who.before"), of_item("opening", scenario["first_fy"]))):
        if gbp > 0:
            band(add(Node(f"from {key}", label, _GREY, 0)), "pool", gbp)
    spent = flow.filter(pl.col("item") == "spend").group_by("purpose").agg(pl.col("amount_gbp").sum()).sort("amount_gbp", "purpose", descending=[True, False])
    for each in spent.iter_rows(named=True):
        band("pool", use(each["purpose"], purpose_words(each["purpose"])), each["amount_gbp"])
    for item in ("fee", "irrecoverable vat"):
        band("pool", use(item, item_words(item)), of_item(item))
    band("pool", use("closing", item_words("closing")), of_item("closing", scenario["last_fy"]))
    returned = of_item("returned")
    band("pool", use("returned", item_words("returned")), returned)
    for each in by_body.filter(pl.col("returned_gbp") > 0).iter_rows(named=True):
        band(use("returned", item_words("returned")), back_to(each["body_id"]), each["returned_gbp"])
    outside = pools.appraisal.filter((pl.col("result") == CASH) & (pl.col("item") == "cost outside the pool") & (pl.col("amount_gbp") != 0))
    named = dict(pools.benefit.select("intervention_id", "intervention").iter_rows())
    for (body_id, detail), rows in outside.group_by("body_id", "detail", maintain_order=True):
        gbp = abs(sum(rows["amount_gbp"].to_list(), Decimal(0)))
        band(payer(str(body_id)), use(f"outside {detail}", say("pool_page.who.outside", intervention=plain(named.get(str(detail), detail)))), gbp)
    for each in pools.benefit.filter((pl.col("cash_gbp") > 0) & pl.col("body_id").is_not_null()).iter_rows(named=True):
        start = use(each["purpose"], purpose_words(each["purpose"])) if each["purpose"] else use(f"outside {each['intervention_id']}", say("pool_page.who.outside", intervention=plain(each["intervention"])))
        band(start, back_to(each["body_id"]), each["cash_gbp"])
    for each in pools.body.filter(pl.col("replaced_gbp") > 0).iter_rows(named=True):
        band(use("replaced", say("pool_page.who.replaced")), back_to(each["body_id"]), each["replaced_gbp"])
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
    words = {ANY_PURPOSE: say("pool_page.purpose.any"), RISK_POOL: say("pool_page.purpose.risk")}.get(purpose, purpose.replace("-", " "))
    return words[:1].upper() + words[1:]


def _bodies(pools: Pools, scenario: Mapping[str, Any]) -> str:
    """What each body pays and gains, all years."""
    heading = f'<h3 id="bodies-title">{say_html("pool_page.bodies.heading")}</h3>'
    if pools.body.is_empty():
        paid = pools.contribution.group_by("body_id").agg(
            pl.col("amount_gbp", "called_gbp", "returned_gbp").sum(), pl.col("amount_gbp").filter("is_locked").sum().alias("locked_gbp")
        ).sort("amount_gbp", "body_id", descending=[True, False])  # fmt: skip
        rows = [row(pools.name(each["body_id"]), *(pounds(each[name]) for name in ("amount_gbp", "locked_gbp", "called_gbp", "returned_gbp"))) for each in paid.iter_rows(named=True)]
        return heading + table((say("pools.column_partner"), say("pool_page.bodies.column_pays_in"), say("pool_page.bodies.column_locked"), say("pool_page.bodies.column_called"), say("pools.column_back")), rows, described_by="bodies-title")
    rows = []
    ordered = pools.body.sort("is_partner", "contribution_gbp", "body_id", descending=[True, True, False])
    held = [name for name in ("opening_gbp", "closing_gbp") if any(pools.body[name].to_list())]
    columns = ("contribution_gbp", "own_cost_gbp", "optimism_gbp", "returned_gbp", *held, "replaced_gbp", "benefit_gbp", "net_cash_gbp", "net_cash_pv_gbp")
    for each in ordered.iter_rows(named=True):
        compensation = each["compensation_pv_gbp"]
        passed = _compensation(compensation)
        rows.append(row(pools.name(each["body_id"]) if each["is_partner"] else say("pools.no_partner", body=pools.name(each["body_id"])), *(_of_body(pools, each, name) for name in columns), say_html("pack.yes") if each["loses"] else say_html("pack.no"), passed, words=(len(columns) + 1, len(columns) + 2)))
    sums = [sum(pools.body[name].to_list(), Decimal(0)) for name in columns]
    rows.append(f'<tr class="total"><th scope="row">{say_html("pools.all")}</th>' + "".join(f"<td>{pounds(value)}</td>" for value in sums) + "<td></td><td></td></tr>")
    headings = (
        say("pool_page.bodies.column_body"), say("pool_page.bodies.column_pays_in"), say("pool_page.bodies.column_outside"), say("pool_page.bodies.column_optimism"), say("pools.column_back"), *(say("pool_page.bodies.column_held_first") if name == "opening_gbp" else say("pool_page.bodies.column_left") for name in held), say("pool_page.bodies.column_replaced"), say("pool_page.bodies.column_saves"), say("pool_page.bodies.column_all"), say("pool_page.bodies.column_discounted"),
        say("pool_page.bodies.column_worse_off"), say("pool_page.bodies.column_compensation"),
    )  # fmt: skip
    return heading + hint() + table(headings, rows, described_by="bodies-title", words=(0, len(columns) + 1, len(columns) + 2))


def _of_body(pools: Pools, each: Mapping[str, Any], column: str) -> str:
    """An amount of a body, leading to the entries and lines that it is the sum of."""
    if column not in _WALKED_OF_BODY:
        return pounds(each[column])
    of = say("why_page.pool_of_body", body=plain(pools.name(each["body_id"])), pool=plain(each["scenario_id"]))
    return walked(pounds(each[column]), "mart.pool_body", column, say(f"why_page.{_WALKED_OF_BODY[column]}"), of, scenario_id=each["scenario_id"], body_id=each["body_id"])


def _sure(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None]:
    """Net present values by partner and for society, each with its interval."""
    heading = say("pool_page.sure.heading")
    bodies = [str(body_id) for body_id in pools.body.sort("is_partner", "net_cash_pv_gbp", "body_id", descending=[True, True, False])["body_id"]]
    results = [(say("pool_page.sure.society"), EVERYBODY, SOCIAL), (say("pool_page.sure.all"), EVERYBODY, CASH), *((pools.name(body_id), body_id, CASH) for body_id in bodies)]
    drawn, rows = [], []
    for label, body_id, result in results:
        found = pools.result(scenario, result, body_id)
        if found.central is None:
            continue
        colour = _BLACK if body_id == EVERYBODY else pools.colours.get(body_id, _GREY)
        group = say("pools.social") if result == SOCIAL else say("pool_page.sure.cash")
        drawn.append(_interval(label, colour, found, group))
        rows.append(row(label, say_html("pool_page.sure.worth") if result == SOCIAL else say_html("pool_page.sure.of_cash"), *_cells(found), words=(1,)))
    drawing = intervals(drawn)
    said = say("pool_page.sure.words")
    listing = table((say("pools.column_who"), say("pool_page.sure.column_result"), say("pool_page.sure.column_central"), say("pools.column_low"), say("pools.column_middle"), say("pools.column_high"), say("pools.column_loses")), rows, described_by="sure-title", words=(0, 1))
    inside = picture(drawing, say("pool_page.sure.alternative", rows=len(drawn)), heading) + listing + _worth(scenario)
    return "sure", heading, section("sure", heading, said, inside), drawing


def _interval(label: str, colour: str, found: Result, group: str) -> Interval:
    central = found.central or Decimal(0)
    if found.low is None or found.high is None or found.middle is None:
        return Interval(label, colour, float(central), group=group, said=say("pool_page.sure.not_drawn", gbp=big(central)))
    return Interval(label, colour, float(found.middle), float(found.low), float(found.high), drawn_words(big(found.middle), found), group)


def _cells(found: Result) -> list[str]:
    return [*(say_html("pools.not_drawn") if value is None else pounds(value) for value in (found.central, found.low, found.middle, found.high)), esc(found.loses_in())]


def _worth(scenario: Mapping[str, Any]) -> str:
    """The two results as figures of their own."""

    def when(fy: int | None) -> str:
        return say_html("pools.not_paid_back") if fy is None else year(fy)

    def result(column: str, words: str) -> str:
        of = say("why_page.pool", pool=plain(scenario["name"]))
        return walked(pounds(scenario[column]), "mart.pool_scenario", column, say(f"why_page.{words}"), of, scenario_id=scenario["scenario_id"])

    def ratio(value: float | None) -> str:
        return say_html("wording.not_known") if value is None else esc(say("pools.ratio", number=wording.decimal(f"{value:,.2f}")))

    rows = [
        row(say("pool_page.worth.row_cost"), pounds(scenario["social_cost_pv_gbp"]), ""), row(say("pool_page.worth.row_worth"), pounds(scenario["social_benefit_pv_gbp"]), ""),
        row(say("pool_page.worth.row_less"), result("social_npv_gbp", "social_npv"), result("cash_npv_gbp", "cash_npv")),
        row(say("pool_page.worth.row_each_pound"), ratio(scenario["social_bcr"]), ratio(scenario["cash_bcr"])),
        row(say("pool_page.worth.row_back"), when(scenario["social_payback_fy"]), when(scenario["cash_payback_fy"])),
        row(say("pool_page.worth.row_back_discounted"), when(scenario["social_discounted_payback_fy"]), when(scenario["cash_discounted_payback_fy"])),
    ]  # fmt: skip
    heading = f'<h3 id="worth-title">{say_html("pool_page.worth.heading")}</h3><p class="hint">{say_html("pool_page.worth.words")}</p>'
    return heading + table(("", say("pools.social"), say("pool_page.worth.column_cash")), rows, described_by="worth-title")


def _hangs_on(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None] | None:
    """Which input moves the result most, and where it would turn it."""
    if pools.sensitivity.is_empty():
        return None
    heading = say("pool_page.hangs.heading")
    inside, first = "", None
    for result, words in ((SOCIAL, say("pools.social")), (CASH, say("pool_page.hangs.cash"))):
        of_result = pools.sensitivity.filter(pl.col("result") == result).with_columns((pl.col("high_gbp") - pl.col("low_gbp")).abs().alias("swing")).sort("swing", "input", descending=[True, False])
        if of_result.is_empty():
            continue
        central = pools.result(scenario, result).central or Decimal(0)
        shown = of_result.filter(pl.col("swing") > 0).head(_MOST_INPUTS)
        key = "society" if result == SOCIAL else "cash"
        inside += f'<h3 id="hangs-{key}-title">{esc(words)}</h3>'
        if shown.is_empty():
            inside += '<p class="hint">' + say_html("pool_page.hangs.none") + '</p>'
        else:
            drawing = tornado([Swing(each["input_words"], float(each["low_gbp"]), float(each["high_gbp"]), _at(each, "low_input"), _at(each, "high_input")) for each in shown.iter_rows(named=True)], float(central))
            first = first or drawing
            widest = shown.row(0, named=True)
            inside += picture(drawing, say("pool_page.hangs.alternative", input=plain(widest["input_words"])), heading)
        rows = [
            row(
                plain(each["input_words"]), *(esc(_at(each, name)) for name in ("low_input", "likely_input", "high_input")), esc(_range(each["range_basis"])), pounds(each["low_gbp"]), pounds(each["high_gbp"]),
                esc(say("pool_page.hangs.no_value") if each["switching_value"] is None else _at(each, "switching_value")), words=(4,),
            )
            for each in of_result.iter_rows(named=True)
        ]  # fmt: skip
        listing = table((say("pool_page.hangs.column_input"), say("pool_page.hangs.column_low"), say("pool_page.hangs.column_file"), say("pool_page.hangs.column_high"), say("pool_page.hangs.column_range"), say("pool_page.hangs.column_at_low"), say("pool_page.hangs.column_at_high"), say("pool_page.hangs.column_nought")), rows, described_by=f"hangs-{key}-title", words=(0, 4))
        inside += folded(say("pack.figures_as_table"), listing)
    said = say("pool_page.hangs.words")
    return "hangs", heading, section("hangs", heading, said, inside), first


def _at(each: Mapping[str, Any], column: str) -> str:
    """A value of an input; people and cost are told by how much they differ from the file."""
    value = each[column]
    if not each["input"].endswith(_BESIDE_THE_FILE):
        return number(value)
    return say("pool_page.hangs.as_in_file") if not value else f"{'+' if value > 0 else wording.MINUS}{wording.share(abs(value), 1)}"


def number(value: float | None) -> str:
    """A figure of any size: 0.25, 1,200, 2,100,000."""
    if value is None:
        return say("wording.not_known")
    text = wording.decimal(f"{abs(value):,.0f}" if abs(value) >= 100 else f"{abs(value):,.3g}")
    return (wording.MINUS if value < 0 else "") + text


def _ledger(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, Drawing | None]:
    """The ledger year by year, to the penny."""
    heading = say("pool_page.ledger.heading")
    summed = {(each["fy"], each["item"]): each["amount_gbp"] for each in pools.flow.group_by("fy", "item").agg(pl.col("amount_gbp").sum()).iter_rows(named=True)}
    every = list(range(scenario["first_fy"], scenario["last_fy"] + 1))
    zero = Decimal(0)
    drawing = stacked({year(fy): {item_words(item): float(summed.get((fy, item), zero)) for item in _OUT} for fy in every})
    rows = []
    for item in ITEMS:
        values = [summed.get((fy, item), zero) for fy in every]
        whole = values[0] if item == "opening" else values[-1] if item == "closing" else sum(values, zero)
        rows.append(row(item_words(item), *(pounds(value) for value in values), pounds(whole)))
    listing = table((say("pool_page.ledger.column_item"), *(say("pool_page.ledger.column_of_year", year=year(fy)) for fy in every), say("pool_page.ledger.column_all")), rows, described_by="ledger-title")
    purposes = pools.flow.filter((pl.col("amount_gbp") != 0) & pl.col("item").is_in(ITEMS)).sort("fy", "purpose", "item")
    detail = [row(year(each["fy"]), f"<bdi>{esc(purpose_words(each['purpose']))}</bdi>", esc(item_words(each["item"])), pounds(each["amount_gbp"]), words=(1, 2)) for each in purposes.iter_rows(named=True)]
    by_purpose = folded(say("pool_page.ledger.by_purpose"), table((say("pack.column_year"), say("pool_page.ledger.column_purpose"), say("pool_page.ledger.column_item"), "£"), detail, described_by="ledger-title", words=(0, 1, 2)))
    said = say("pool_page.ledger.words")
    alternative = say("pool_page.ledger.alternative")
    return "ledger", heading, section("ledger", heading, said, picture(drawing, alternative, heading) + listing + by_purpose), drawing


def _held(pools: Pools, each: Mapping[str, Any]) -> Html:
    """What a line of the count holds, leading to the lines of the return."""
    of = say("why_page.line", line=plain(each["line"]), body=plain(pools.name(each["body_id"])), year=year(each["base_fy"]))
    return Html(walked(pounds(each["base_gbp"]), "mart.spend_count", "net_gbp", say("why_page.net"), of, count_id=each["count_id"]))


def _lines(pools: Pools) -> tuple[str, str, str, None]:
    """Which line of which return pays."""
    heading = say("pool_page.lines.heading")
    calls, back = say("pool_page.lines.calls"), say("pool_page.lines.back")
    is_call = (pl.col("count_id") <= 0) & (pl.col("called_gbp") > 0) & (pl.col("called_gbp") == pl.col("amount_gbp"))
    is_back = (pl.col("count_id") <= 0) & (pl.col("amount_gbp") == 0) & (pl.col("returned_gbp") > 0)
    summed = (
        pools.contribution.with_columns(pl.when(is_call).then(pl.lit(calls)).when(is_back).then(pl.lit(back)).otherwise("line").alias("line"))
        .group_by("body_id", "count_id", "line", "is_locked", "purpose", "base_fy")
        .agg(pl.col("base_gbp").first(), pl.col("amount_gbp", "returned_gbp").sum(), pl.col("free_because").drop_nulls().first())
        .sort("amount_gbp", "body_id", "count_id", "line", descending=[True, False, False, False])
    )
    rows = [
        row(
            pools.name(each["body_id"]), f"<bdi>{esc(each['line'])}</bdi>", say_html("pool_page.lines.none") if each["base_gbp"] is None else say_html("pool_page.lines.holds", gbp=_held(pools, each), year=year(each["base_fy"])), pounds(each["amount_gbp"]),
            pounds(each["returned_gbp"]), esc(_bound(each)), words=(1, 5),
        )
        for each in summed.iter_rows(named=True)
    ]  # fmt: skip
    listing = table((say("pools.column_partner"), say("pools.column_line"), say("pools.column_holds"), say("pool_page.lines.column_pays"), say("pools.column_back"), say("pool_page.lines.column_free")), rows, described_by="lines-title", words=(0, 1, 5))
    said = say("pool_page.lines.words")
    return "lines", heading, section("lines", heading, said, listing), None


def _ways(pools: Pools) -> tuple[str, str, str, Drawing | None] | None:
    """The same with other ways of working together."""
    if pools.comparison.is_empty():
        return None
    heading = say("pool_page.ways.heading")
    drawn, rows = [], []
    why_not: dict[str, None] = {}  # each sentence once, in order
    order = {way: position for position, way in enumerate(WAYS)}
    ordered = pools.comparison.with_columns(pl.col("way").replace_strict(order, return_dtype=pl.Int32).alias("at"), (pl.col("body_id") != EVERYBODY).alias("is_one")).sort("at", "is_one", "body_id")
    for each in ordered.iter_rows(named=True):
        way = cased(each["way"])
        way = say("pool_page.ways.of_file", way=way) if each["is_as_in_file"] else way
        label = pools.name(each["body_id"])
        if not each["is_possible"]:
            sentence = f'<p class="hint">{say_html("pool_page.ways.hint_not_possible", way=way, reason=each["reason"] or say("pools.no_reason"))}</p>'
            if sentence in why_not:
                continue
            why_not[sentence] = None
            not_possible = say_html("pool_page.ways.not_possible", reason=each["reason"] or say("pool_page.ways.no_reason"))
            rows.append(f'<tr><th scope="row">{esc(way)}</th><td class="words">{say_html("pool_page.ways.everybody")}</td><td class="words" colspan="6">{not_possible}</td></tr>')
            continue
        found = Result(each["net_cash_pv_gbp"], *((each["p10_gbp"], each["p50_gbp"], each["p90_gbp"], each["loses_share"]) if pools.is_drawn(each["scenario_id"]) else ()))
        colour = _BLACK if each["body_id"] == EVERYBODY else pools.colours.get(each["body_id"], _GREY)
        drawn.append(_interval(label, colour, found, way))
        rows.append(row(way, esc(label), say_html("wording.not_known") if each["contribution_gbp"] is None else pounds(each["contribution_gbp"]), *_cells(found), words=(1,)))
    drawing = intervals(drawn) if drawn else None
    said = say("pool_page.ways.words")
    listing = table((say("pool_page.ways.column_way"), say("pools.column_who"), say("pool_page.bodies.column_pays_in"), say("pool_page.ways.column_cash"), say("pools.column_low"), say("pools.column_middle"), say("pools.column_high"), say("pools.column_loses")), rows, described_by="ways-title", words=(0, 1))
    shown = picture(drawing, say("pool_page.ways.alternative"), heading) if drawing else ""
    return "ways", heading, section("ways", heading, said, shown + "".join(why_not) + folded(say("pack.figures_as_table"), listing)), drawing


def _sizes(pools: Pools) -> tuple[str, str, str, Drawing | None] | None:
    """How the risk of partners grows with the pot."""
    if pools.frontier.is_empty():
        return None
    heading = say("pool_page.sizes.heading")
    ordered = pools.frontier.sort("size_share")
    points = [Size(float(each["contribution_gbp"]), each["most_at_risk_share"], pools.name_and_part(each["scenario_id"], each["most_at_risk_body_id"]), abs(each["size_share"] - 1) < 1e-9) for each in ordered.iter_rows(named=True)]
    drawing = frontier(points)
    rows = [
        row(say("pool_page.sizes.times", number=wording.decimal(f"{each['size_share']:g}")), pounds(each["contribution_gbp"]), pounds(each["social_p50_gbp"]), pounds(each["cash_p50_gbp"]), f"<bdi>{esc(pools.name_and_part(each['scenario_id'], each['most_at_risk_body_id']))}</bdi>", chance(each["most_at_risk_share"]), pounds(each["worst_p10_gbp"]), words=(4,))
        for each in ordered.iter_rows(named=True)
    ]  # fmt: skip
    listing = table((say("pool_page.sizes.column_size"), say("pool_page.sizes.column_paid"), say("pool_page.sizes.column_worth"), say("pool_page.sizes.column_cash"), say("pool_page.sizes.column_most_likely"), say("pool_page.sizes.column_loses"), say("pool_page.sizes.column_lowest")), rows, described_by="sizes-title", words=(0, 4))
    said = say("pool_page.sizes.words")
    return "sizes", heading, section("sizes", heading, said, picture(drawing, say("pool_page.sizes.alternative"), heading) + listing), drawing


def _evidence(pools: Pools, scenario: Mapping[str, Any]) -> tuple[str, str, str, None] | None:
    """On what each benefit rests, and what would make it cash."""
    if pools.benefit.is_empty():
        return None
    heading = say("pool_page.evidence.heading")
    items = []
    for each in pools.benefit.sort("intervention_id", "benefit_id").iter_rows(named=True):
        cash = say_html("pool_page.evidence.no_cash")
        if each["cash_step_gbp"]:
            cash = say_html("pool_page.evidence.cash", share=wording.share(each["cashable_share"], 1), step_gbp=pounds(each["cash_step_gbp"]), step=each["cash_step"], gbp=pounds(each["cash_gbp"]))
        facts = (
            (say("pool_page.evidence.who"), esc(pools.name(each["body_id"])) if each["body_id"] else say_html("pool_page.evidence.nobody")),
            (say("pool_page.evidence.whom"), say_html("pool_page.evidence.whom_words", cohort=each["cohort"], people=number(each["people"]))),
            (say("pool_page.evidence.effect"), say_html("pool_page.evidence.effect_words", effect=wording.share(each["effect_share"], 1), anyway=wording.share(each["deadweight_share"], 1), avoided=number(each["events_avoided"]))),
            (say("pool_page.evidence.compared"), esc(each["counterfactual"])),
            (say("pool_page.evidence.sample"), say_html("pool_page.evidence.sampled", sample=sample_words(each), where=_named(pools, each["sampled_in"])) + (_measured_elsewhere(each, scenario) if each["outside_sample"] else "")),
            (say("pool_page.evidence.covers"), esc(_named(pools, each["covers"]))),
            (say("pool_page.evidence.covers_not"), esc(_named(pools, each["does_not_cover"])) if each["does_not_cover"] else say_html("pool_page.evidence.covers_all")),
            (say("pool_page.evidence.grade"), say_html("pool_page.evidence.grade_cut", grade=each["evidence"], share=wording.share(each["optimism_share"], 1)) if each["optimism_share"] else say_html("pool_page.evidence.grade_words", grade=each["evidence"])),
            (say("pool_page.evidence.event"), say_html("pool_page.evidence.event_words", gbp=pounds(each["unit_cost_gbp"]), source=each["unit_cost_source"])),
            (say("pool_page.evidence.cost"), say_html("pool_page.evidence.discounted", gbp=pounds(each["intervention_cost_gbp"]))),
            (say("pools.social"), say_html("pool_page.evidence.discounted", gbp=pounds(each["social_pv_gbp"]))),
            (say("pool_page.evidence.cashable"), cash),
        )  # fmt: skip
        listed = "".join(f"<div><dt>{esc(what)}</dt><dd>{words}</dd></div>" for what, words in facts)
        items.append(f'<h3>{say_html("pool_page.evidence.of", intervention=each["intervention"], benefit=each["benefit"])}</h3><dl class="evidence">{listed}</dl>')
    said = say("pool_page.evidence.words")
    return "evidence", heading, section("evidence", heading, said, "".join(items)), None


def _measured_elsewhere(each: Mapping[str, Any], scenario: Mapping[str, Any]) -> Html:
    """Why it is used all the same, unless the head of the page has said it."""
    is_said = each["outside_sample"] == scenario.get("outside_sample")
    return say_html("pool_page.evidence.elsewhere_at_head") if is_said else say_html("pool_page.evidence.elsewhere", reason=each["outside_sample"])


def _named(pools: Pools, ids: str) -> str:
    """Bodies and areas by what they are called; areas that no boundaries name by their codes."""
    return ", ".join(plain(pools.called[key]) if key in pools.called else pools.name(key) for key in (each.strip() for each in ids.split(",")))


def _about(scenario: Mapping[str, Any], facts: PageFacts, *, has_figures: bool) -> str:
    """How it was worked out and what it cannot tell."""
    method = say_html("pool_page.method", file=scenario["scenario_id"])
    told = [(say("pack.how_worked_out"), method), (say("pack.cannot_tell"), say_html("pool_page.cannot_tell"))]
    return about_page(told, accepted(facts) + credits(facts, has_figures=has_figures))
