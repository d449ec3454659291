"""What we all spend here: the count, who spends what on what, and who buys from the same suppliers, on one page that opens from disk.

Belongs here: which figures the page has, what it finds and what it cannot tell. Does not belong here: drawing (figures.py), the
frame of a page (page.py), counting (sql/mart/). A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.buying_sections import joint_starts, shared_suppliers
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Bar, Drawing, Flow, bars, flow, millions, picture
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import COLOUR_OF_KIND, INDEX
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.tables import table
from totalplace.mapping.terms import term
from totalplace.mapping.walked import hint, walked

# columns of the count that its tables show, and what they are called on the pages of their lines
_FIGURES = {"gross_gbp": "gross", "transfer_out_gbp": "passed", "net_gbp": "net"}


@dataclass(frozen=True)
class SpendPage:
    """The page, and by themselves its figures and its headline numbers."""

    html: str
    figures: Mapping[str, Drawing]  # by heading
    headlines: Mapping[str, str | int | float]


def spend_page(
    count: pl.DataFrame,
    transfers: pl.DataFrame,
    reconciliation: pl.DataFrame,
    bodies: pl.DataFrame,
    cofog: pl.DataFrame,
    *,
    buying: tuple[pl.DataFrame, pl.DataFrame] | None,
    facts: PageFacts,
    audience: str = "partners",
) -> SpendPage | None:
    """The page, or None where no body's spending is counted.

    `count` is mart.spend_count, `transfers` mart.transfer, `reconciliation` mart.spend_reconciliation, `bodies` ref.body and
    `cofog` ref.cofog; `buying` are mart.supplier_overlap and mart.joint_procurement, None where they are not for the readers. Pounds, each
    year by itself; revenue alone, as capital is not added to it.
    """
    counted = count.filter(pl.col("is_counted") & pl.col("return_total").is_not_null() & (pl.col("economic") == "revenue"))
    if counted.is_empty():
        return None
    fy = _fullest_year(counted)
    named = counted.filter(pl.col("fy") == fy).join(bodies.select("body_id", "name", "kind"), on="body_id", how="left")
    by_body = _by_body(named)
    net = sum(by_body["net_gbp"].to_list(), Decimal(0))
    spending = bodies.height
    gross, passed = (sum(by_body[name].to_list(), Decimal(0)) for name in ("gross_gbp", "transfer_out_gbp"))
    doubts = _perhaps_twice(named, transfers, fy)
    claim = say("spend_page.claim_doubted") if doubts else say("spend_page.claim")
    sentences = [
        say("spend_page.sent", bodies=say("pack.counted.body", number=by_body.height), all=spending, year=year(fy)),
        _totals(named),
        _reconciled(reconciliation, fy),
        *doubts,
        say("spend_page.revenue_only"),
    ]
    count_section, count_drawing = _count(by_body, fy)
    flow_section, flow_drawing = _flow(named, cofog, fy)
    shared_section, shared_drawing = shared_suppliers(buying[0], bodies) if buying else ("", None)
    joint_section = joint_starts(buying[1], bodies, facts.published_on) if buying else ""
    html = page(
        MapParts(),
        title=say("spend_page.title", bodies=say("pack.counted.body", number=by_body.height), gbp=big(net), year=year(fy), claim=claim),
        subtitle=(
            say("spend_page.subtitle", place=facts.place_name, year=year(fy))
        ),
        question=say("spend_page.question"),
        audience=audience,
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences if sentence),
        body=count_section + flow_section + shared_section + joint_section + _years(counted),
        about=_about(facts, transfers, fy, audience),
        styles=[own_text("page.css"), own_text("figures.css")],
        scripts=[],
        data={},
        skip_links=[("count", say("spend_page.skip_count")), ("flow", say("spend_page.skip_flow")), *([("shared", say("spend_page.skip_shared"))] if buying else [])],
    )
    figures = {say("spend_page.count.heading"): count_drawing, say("spend_page.flow.heading"): flow_drawing, **({say("buying.shared.heading"): shared_drawing} if shared_drawing else {})}
    headlines: dict[str, str | int | float] = {
        say("spend_page.headline.year"): year(fy), say("spend_page.headline.counted"): by_body.height, say("spend_page.headline.place"): bodies.height, say("spend_page.headline.spent", claim=claim): float(net),
        say("spend_page.headline.passed"): float(passed), say("spend_page.headline.before"): float(gross),
    }  # fmt: skip
    return SpendPage(html, figures, headlines)


def _perhaps_twice(named: pl.DataFrame, transfers: pl.DataFrame, fy: int) -> list[str]:
    """What may stand in two bodies' spending, so that the page does not claim more than the returns bear."""
    said = []
    # of a receiver whose figures are net of income the money is not in them
    gross = named.filter(pl.col("income_basis") != "net of fees and charges")["body_id"].unique().to_list()
    left = transfers.filter((pl.col("fy") == fy) & pl.col("is_named") & pl.col("to_body_id").is_in(gross) & (pl.col("payer_view_gbp") > pl.col("eliminated_gbp")))
    if not left.is_empty():
        over = sum((left["payer_view_gbp"] - left["eliminated_gbp"]).to_list(), Decimal(0))
        said.append(say("spend_page.perhaps_twice", gbp=big(over)))
    for of, code, service in (("fire return", "602", say("spend_page.service.fire")), ("police objective analysis", "601", say("spend_page.service.police"))):
        own = named.filter(pl.col("source_return") == of)
        summed = named.filter((pl.col("source_return") == "RS") & (pl.col("line_code") == code) & (pl.col("gross_gbp") > 0))
        if not own.is_empty() and not summed.is_empty():
            said.append(say("spend_page.own_return", service=service))
    return said


def _totals(named: pl.DataFrame) -> str:
    """Which total of which return is counted, and whether income is in it: bodies' returns do not state the same."""
    kinds = named.group_by("source_return", "return_total", "income_basis").agg(pl.col("body_id").n_unique().alias("bodies"))
    told = [
        say("spend_page.total_of", total=_total(each["return_total"]), source=term(each["source_return"]), bodies=say("pack.counted.body", number=each["bodies"]), income=_income(each["income_basis"]))
        for each in kinds.sort("bodies", "source_return", "return_total", "income_basis", descending=[True, False, False, False]).iter_rows(named=True)
    ]
    return say("spend_page.counted", listed=wording.listed(told))


def _total(return_total: str) -> str:
    return say("spend_page.all_spending") if return_total == "spending of the return" else term(return_total)


def _income(income_basis: str) -> str:
    return say("spend_page.income_untold") if income_basis == "not stated" else term(income_basis)


def _fullest_year(counted: pl.DataFrame) -> int:
    """The year that most bodies reported; of several the newest."""
    years = counted.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies")).sort("bodies", "fy", descending=True)
    return int(years["fy"][0])


def _by_body(named: pl.DataFrame) -> pl.DataFrame:
    return (
        named.group_by("body_id", "name", "kind")
        .agg(pl.col("gross_gbp", "transfer_out_gbp", "net_gbp").sum())
        .sort("net_gbp", "body_id", descending=[True, False])
    )


def _reconciled(reconciliation: pl.DataFrame, fy: int) -> str:
    # the count beside its total is printed by no return, and a budget is none of what was spent
    totals = reconciliation.filter(
        (pl.col("fy") == fy) & ~pl.col("item").str.starts_with("the count, before transfers") & pl.col("source_return").str.contains(" outturn: ", literal=True)
    )
    if totals.is_empty():
        return ""
    off = totals.filter(pl.col("difference_gbp") != 0)
    said = [say("spend_page.reconciled.all", totals=say("pack.counted.total", number=totals.height), reproduced=totals.height - off.height)]
    rounded = off.filter(pl.col("explanation").str.starts_with("rounding")).height
    if rounded:
        said.append(say("spend_page.reconciled.rounded", totals=rounded))
    if off.height > rounded:
        said.append(say("spend_page.reconciled.off", totals=off.height - rounded))
    return "; ".join(said) + "."


def _count(by_body: pl.DataFrame, fy: int) -> tuple[str, Drawing]:
    """The count as bars, what is passed on hatched, with its table."""
    drawn = [
        Bar(each["name"], COLOUR_OF_KIND[each["kind"]], float(each["net_gbp"]), float(each["transfer_out_gbp"])) for each in by_body.iter_rows(named=True)
    ]
    passed = sum(by_body["transfer_out_gbp"].to_list(), Decimal(0))
    drawing = bars(drawn, say("spend_page.count.spends"), say("spend_page.count.passes"))
    rows = [
        row(each["name"], *_figures(each, say("why_page.spending", body=plain(each["name"]), year=year(fy)), body_id=each["body_id"], fy=fy)) for each in by_body.iter_rows(named=True)
    ]
    sums = {name: sum(by_body[name].to_list(), Decimal(0)) for name in _FIGURES}
    rows.append(f'<tr class="total"><th scope="row">{esc(say("pack.all"))}</th>' + "".join(f"<td>{cell}</td>" for cell in _figures(sums, say("why_page.spending_of_all", year=year(fy)), fy=fy)) + "</tr>")
    said = say("spend_page.count.words", year=year(fy), passed=millions(float(passed)))
    listing = table((say("spend_page.column.body"), say("spend_page.column.gross"), say("spend_page.column.passed"), say("spend_page.column.net")), rows, described_by="count-title")
    largest = by_body.row(0, named=True)
    heading = say("spend_page.count.heading")
    alternative = say("spend_page.count.alternative", body=plain(largest["name"]), gbp=millions(float(largest["net_gbp"])))
    return section("count", heading, said, picture(drawing, alternative, heading) + folded(say("pack.figures_as_table"), hint() + listing)), drawing


def _figures(amounts: Mapping[str, Decimal], of: str, **rows: object) -> list[str]:
    """Gross, passed on and net of rows of the count, each leading to its lines."""
    # what belongs to no total of a return is in no figure here and has no pounds: so all counted rows are the rows shown
    return [
        walked(pounds(amounts[column]), "mart.spend_count", column, say(f"why_page.{words}"), of, **rows, economic="revenue", is_counted=True) for column, words in _FIGURES.items()
    ]


def _flow(named: pl.DataFrame, cofog: pl.DataFrame, fy: int) -> tuple[str, Drawing]:
    """From bodies to functions of government; what is below nought cannot be drawn and is told."""
    cells = (
        named.join(cofog.select("cofog", "division", "division_name"), on="cofog", how="left")
        .group_by("body_id", "name", "kind", "division", "division_name")
        .agg(pl.col("net_gbp").sum())
        .filter(pl.col("net_gbp") != 0)
    )
    positive, negative = cells.filter(pl.col("net_gbp") > 0), cells.filter(pl.col("net_gbp") < 0)
    size = pl.col("net_gbp").sum().alias("size")
    left = (
        positive.group_by("body_id", "name", "kind").agg(size)
        .sort(pl.col("kind").replace_strict(INDEX, return_dtype=pl.Int32), "size", "body_id", descending=[False, True, False])
    )  # fmt: skip
    right = positive.group_by("division", "division_name").agg(size).sort("division")
    flows = [
        Flow(each["name"], each["division_name"], COLOUR_OF_KIND[each["kind"]], float(each["net_gbp"]))
        for each in positive.sort("body_id", "division").iter_rows(named=True)
    ]
    # labels state the net, the same figure as the bars
    net_of_function = _net_of(cells, "division_name", right["division_name"])
    drawing = flow(flows, _net_of(cells, "name", left["name"]), net_of_function)
    below = sum(negative["net_gbp"].to_list(), Decimal(0))
    said = say("spend_page.flow.words", year=year(fy))
    if negative.height:
        said += " " + say("spend_page.flow.below_nought", lines=negative.height, gbp=millions(float(below)))
    rows = [
        row(each["name"], f"<bdi>{esc(each['division_name'])}</bdi>", pounds(each["net_gbp"]))
        for each in cells.sort("name", "division").iter_rows(named=True)
    ]
    listing = table((say("spend_page.column.body"), say("spend_page.column.function"), say("spend_page.column.net")), rows, described_by="flow-title", words=(0, 1))
    first = right.sort("size", "division", descending=[True, False]).row(0, named=True)
    heading = say("spend_page.flow.heading")
    alternative = say("spend_page.flow.alternative", bodies=left.height, functions=right.height, function=plain(first["division_name"]), gbp=millions(net_of_function[first["division_name"]]))
    return section("flow", heading, said, picture(drawing, alternative, heading) + folded(say("pack.figures_as_table"), listing)), drawing


def _net_of(cells: pl.DataFrame, column: str, names: pl.Series) -> dict[str, float]:
    """The net of each of the names, in their order, lines below nought taken off."""
    net = dict(cells.group_by(column).agg(pl.col("net_gbp").sum()).iter_rows())
    return {name: float(net[name]) for name in names}


def _years(counted: pl.DataFrame) -> str:
    """Every year in the count beside the others, never added up."""
    years = counted.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies"), pl.col("gross_gbp", "transfer_out_gbp", "net_gbp").sum()).sort("fy")
    rows = [
        row(year(each["fy"]), wording.count(each["bodies"]), *_figures(each, say("why_page.spending_of_all", year=year(each["fy"])), fy=each["fy"]))
        for each in years.iter_rows(named=True)
    ]
    words = say("spend_page.years.words")
    return section(
        "years", say("spend_page.years.heading"), words,
        hint() + table((say("spend_page.column.year"), say("spend_page.column.bodies"), say("spend_page.column.gross"), say("spend_page.column.passed"), say("spend_page.column.net")), rows, described_by="years-title"),
    )  # fmt: skip


def _about(facts: PageFacts, transfers: pl.DataFrame, fy: int, audience: str) -> str:
    of_year = transfers.filter(pl.col("fy") == fy)
    differ = of_year.filter(pl.col("payer_view_gbp") != pl.col("receiver_view_gbp"))
    gap = sum((differ["payer_view_gbp"] - differ["receiver_view_gbp"]).to_list(), Decimal(0)) if differ.height else Decimal(0)
    both = say("spend_page.transfers_agree")
    if differ.height:
        both = say("spend_page.transfers_differ", number=differ.height, gbp=millions(float(gap)))
    passed = say("spend_page.transfers", transfers=say("pack.counted.transfer", number=of_year.height), year=year(fy), both=both)
    if of_year.is_empty():
        passed = say("spend_page.no_transfers", year=year(fy))
    more = say_html("spend_page.not_public") if audience == "public" else say_html("spend_page.walks_back")
    told = [(say("pack.how_worked_out"), say_html("spend_page.method", transfers=passed)), (say("pack.cannot_tell"), Html(" ".join((say_html("spend_page.cannot_tell"), more))))]
    return about_page(told, accepted(facts) + credits(facts, has_figures=True))
