"""What we all spend here: the count, who spends what on what, and who buys from the same suppliers, on one page that opens from disk.

Belongs here: which figures the page has, what it finds and what it cannot tell. Does not belong here: drawing (figures.py), the
frame of a page (page.py), counting (sql/mart/). A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.buying_sections import joint_starts, shared_suppliers
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Bar, Drawing, Flow, bars, flow, millions, picture
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import COLOUR_OF_KIND, INDEX
from totalplace.mapping.sections import big, bullets, folded, pounds, row, section, year
from totalplace.mapping.tables import table

QUESTION = "What we all spend here"
_TOTAL = {"spending of the return": "all spending"}
_INCOME = {"not stated": "before or after income, it does not say"}
_COUNT, _FLOW, _SHARED = "What each body spends", "Who spends what on what", "Who buys from the same suppliers"


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
    claim = "some of it perhaps counted twice" if doubts else "each pound counted once"
    sentences = [
        f"{wording.plural(by_body.height, 'body', 'bodies')} of the {wording.count(spending)} of the place sent a return of what was spent in {year(fy)}.",
        _totals(named),
        _reconciled(reconciliation, fy),
        *doubts,
        "Revenue only; the NHS and central departments are in these figures only with returns of theirs.",
    ]
    count_section, count_drawing = _count(by_body, fy)
    flow_section, flow_drawing = _flow(named, cofog, fy)
    shared_section, shared_drawing = shared_suppliers(buying[0], bodies) if buying else ("", None)
    joint_section = joint_starts(buying[1], bodies, facts.published_on) if buying else ""
    html = page(
        MapParts(),
        title=f"{wording.plural(by_body.height, 'body', 'bodies')} spent {big(net)} here in {year(fy)}, {claim}",
        subtitle=(
            f"Revenue spending by the body that finally spends it, {facts.place_name}, {year(fy)}, prices of that year; "
            "before interest, debt and reserves."
        ),
        question=QUESTION,
        audience=audience,
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences if sentence),
        body=count_section + flow_section + shared_section + joint_section + _years(counted),
        about=_about(facts, transfers, fy, audience),
        styles=[own_text("page.css"), own_text("figures.css")],
        scripts=[],
        data={},
        skip_links=[("count", "Skip to the count"), ("flow", "Skip to who spends what on what"), *([("shared", "Skip to shared suppliers")] if buying else [])],
    )
    figures = {_COUNT: count_drawing, _FLOW: flow_drawing, **({_SHARED: shared_drawing} if shared_drawing else {})}
    headlines: dict[str, str | int | float] = {
        "year": year(fy), "bodies in the count": by_body.height, "bodies of the place": bodies.height, f"spent, {claim}, £": float(net),
        "passed on between bodies, £": float(passed), "before that is taken out, £": float(gross),
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
        said.append(f"Up to {big(over)} may be counted twice: bodies state that they paid it to others here, whose returns do not state it as received.")
    for of, code, service in (("fire return", "602", "fire and rescue"), ("police objective analysis", "601", "police")):
        own = named.filter(pl.col("source_return") == of)
        summed = named.filter((pl.col("source_return") == "RS") & (pl.col("line_code") == code) & (pl.col("gross_gbp") > 0))
        if not own.is_empty() and not summed.is_empty():
            said.append(f"Spending on {service} is counted from a return of its own and from the outturn of another body: where both are of one service, it is counted twice.")
    return said


def _totals(named: pl.DataFrame) -> str:
    """Which total of which return is counted, and whether income is in it: bodies' returns do not state the same."""
    kinds = named.group_by("source_return", "return_total", "income_basis").agg(pl.col("body_id").n_unique().alias("bodies"))
    told = [
        f"{_TOTAL.get(each['return_total'], each['return_total'])} of the {each['source_return']} "
        f"({wording.plural(each['bodies'], 'body', 'bodies')}; {_INCOME.get(each['income_basis'], each['income_basis'])})"
        for each in kinds.sort("bodies", "source_return", "return_total", "income_basis", descending=[True, False, False, False]).iter_rows(named=True)
    ]
    return f"Counted is {wording.listed(told)}."


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
    said = f"Of {wording.plural(totals.height, 'total', 'totals')} printed in the returns {wording.count(totals.height - off.height)} are reproduced from their lines to the pound"
    rounded = off.filter(pl.col("explanation").str.starts_with("rounding")).height
    if rounded:
        said += f"; {wording.plural(rounded, 'differs', 'differ')} by what rounding to thousands explains"
    if off.height > rounded:
        said += f"; {wording.plural(off.height - rounded, 'does', 'do')} not add up, shown as printed (listed in mart.spend_reconciliation of the database)"
    return said + "."


def _count(by_body: pl.DataFrame, fy: int) -> tuple[str, Drawing]:
    """The count as bars, what is passed on hatched, with its table."""
    drawn = [
        Bar(each["name"], COLOUR_OF_KIND[each["kind"]], float(each["net_gbp"]), float(each["transfer_out_gbp"])) for each in by_body.iter_rows(named=True)
    ]
    passed = sum(by_body["transfer_out_gbp"].to_list(), Decimal(0))
    drawing = bars(drawn, "spends itself", "passes to another body of the place, which spends it")
    rows = [
        row(each["name"], pounds(each["gross_gbp"]), pounds(each["transfer_out_gbp"]), pounds(each["net_gbp"]))
        for each in by_body.iter_rows(named=True)
    ]
    sums = [sum(by_body[name].to_list(), Decimal(0)) for name in ("gross_gbp", "transfer_out_gbp", "net_gbp")]
    rows.append('<tr class="total"><th scope="row">All</th>' + "".join(f"<td>{pounds(value)}</td>" for value in sums) + "</tr>")
    said = f"What each body spends in {year(fy)}. {millions(float(passed))} in all is passed on between bodies (levies and the like) and counted where it is spent."
    listing = table(("Body", "Gross, £", "Passed on, £", "Net, £"), rows, described_by="count-title")
    largest = by_body.row(0, named=True)
    alternative = f"Bars of net spending by body; the longest is {plain(largest['name'])} with {millions(float(largest['net_gbp']))}. The same figures are in the table below."
    return section("count", _COUNT, said, picture(drawing, alternative, _COUNT) + folded("The figures as a table", listing)), drawing


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
    said = f"Net spending in {year(fy)} from the body that spends it (left) to what it is for (right: functions of government, COFOG)."
    if negative.height:
        said += f" {wording.plural(negative.height, 'line of the table is', 'lines of the table are')} below nought ({millions(float(below))} in all: income above cost) and cannot be drawn; the pounds beside a name are its net, so less than its bands where such a line is left out."
    rows = [
        row(each["name"], f"<bdi>{esc(each['division_name'])}</bdi>", pounds(each["net_gbp"]))
        for each in cells.sort("name", "division").iter_rows(named=True)
    ]
    listing = table(("Body", "Function", "Net, £"), rows, described_by="flow-title", words=(0, 1))
    first = right.sort("size", "division", descending=[True, False]).row(0, named=True)
    alternative = f"Bands from {left.height} bodies to {right.height} functions; the thickest end is {plain(first['division_name'])} with {millions(net_of_function[first['division_name']])}. The same figures are in the table below."
    return section("flow", _FLOW, said, picture(drawing, alternative, _FLOW) + folded("The figures as a table", listing)), drawing


def _net_of(cells: pl.DataFrame, column: str, names: pl.Series) -> dict[str, float]:
    """The net of each of the names, in their order, lines below nought taken off."""
    net = dict(cells.group_by(column).agg(pl.col("net_gbp").sum()).iter_rows())
    return {name: float(net[name]) for name in names}


def _years(counted: pl.DataFrame) -> str:
    """Every year in the count beside the others, never added up."""
    years = counted.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies"), pl.col("gross_gbp", "transfer_out_gbp", "net_gbp").sum()).sort("fy")
    rows = [
        row(year(each["fy"]), wording.count(each["bodies"]), pounds(each["gross_gbp"]), pounds(each["transfer_out_gbp"]), pounds(each["net_gbp"]))
        for each in years.iter_rows(named=True)
    ]
    words = "Years stand beside each other: bodies, returns and what is in them change, and prices are of each year."
    return section(
        "years", "Every year that was returned", words,
        table(("Year", "Bodies", "Gross, £", "Passed on, £", "Net, £"), rows, described_by="years-title"),
    )  # fmt: skip


def _about(facts: PageFacts, transfers: pl.DataFrame, fy: int, audience: str) -> str:
    of_year = transfers.filter(pl.col("fy") == fy)
    differ = of_year.filter(pl.col("payer_view_gbp") != pl.col("receiver_view_gbp"))
    gap = sum((differ["payer_view_gbp"] - differ["receiver_view_gbp"]).to_list(), Decimal(0)) if differ.height else Decimal(0)
    both = "Payer and receiver state the same for every one."
    if differ.height:
        both = f"For {wording.count(differ.height)} of them payer and receiver state different amounts ({millions(float(gap))} in all): only what both state is taken out."
    passed = f"{wording.plural(of_year.height, 'transfer', 'transfers')} of {year(fy)}. {both}"
    if of_year.is_empty():
        passed = f"no transfers of {year(fy)} are known, so nothing is taken out."
    back = "Whom bodies buy from is for the partner bodies only." if audience == "public" else "Any figure walks back to its cells: totalplace why PLACE mart.spend_count body_id=… fy=…."
    accepted = bullets("Checks that failed and were accepted", facts.overridden_checks)
    credits = bullets("Licences and attributions", (*facts.attributions, "Figures drawn with Matplotlib."))
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was worked out</h3><p>Each body's own return is read cell by cell; its printed totals are reproduced from its lines before
anything is derived. One total of each return is counted. Money that one body of the place passes to another is
taken out of the payer and counted where it is spent: {esc(passed)}
Other levies, whose line names no receiver, are taken out only where both sides state the same sum; the rest is left where it is paid,
though some of it may be spent here again.
What is not one function of government stands as such and is not shared out. The account is that of the summary of the return:
its line of education is said to be of the general fund although it holds the dedicated schools grant.</p>
<h3>What it cannot tell</h3><p>What bodies spend that sent no return; capital; what it achieved; and whether two bodies that buy the same thing buy it
for the same people. {back}</p>
{accepted}{credits}
</section>
"""
